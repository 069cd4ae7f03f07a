/* ellipsis.c: names that are not said in full.
 *
 * 出口集成电路…，汽车…: the direction of trade goes on; 每吨3602元 is the price of what was spoken
 * of; 扣除房地产后 narrows it; 出厂价格…，购进价格… share their front. A name of the code lists
 * that holds its place (全国居民人均可支配收入) or counts a kind of place (国家高新区数量) says
 * where it is. */
#include "values.h"

#include <stdio.h>
#include <string.h>

void name_append(name_slot *name, const char *tail)
{
	name_slot end = {.metric = TALLY_NO_CODE};

	snprintf(end.text, sizeof end.text, "%s", tail);
	name_join(name, name, &end);
}

/* --- trade -------------------------------------------------------------------------------- */

/* The direction in the name of goods: 机电产品出口, 进口铁矿砂; "" for 出口 alone. */
static const char *direction(const char *name)
{
	static const char *const words[] = {"出口", "进口"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *found = strstr(name, words[i]);

		if (!found || strstr(name, "进出口") || strlen(name) < 9)
			continue;
		if (found == name || has_tail(name, words[i]) || has_tail(name, "口额") ||
		    has_tail(name, "口量") || has_tail(name, "口值") || has_tail(name, "均价"))
			return words[i];
	}
	return "";
}

static bool goods(const document *d, const name_slot *name)
{
	static const char *const others[] = {"出口",   "进口", "产量", "销量", "企业", "贸易",
					     "增加值", "投资", "国家", "顺差", "逆差", "均价"};

	if (name->metric != TALLY_NO_CODE) {
		const char *code = tally_codes_metric(d->lex->codes, name->metric)->code;

		return has_tail(code, "_output") && !strstr(name->text, "产量");
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strstr(name->text, others[i]))
			return false;
	return name->text[0] != '\0' && strlen(name->text) <= 36;
}

/* 集成电路出口…；汽车6974.7亿元: exported too. */
static void keep_direction(document *d, name_slot *name)
{
	const char *way =
	    d->history.n > 0 ? direction(d->history.items[d->history.n - 1].name.text) : "";

	if (!way[0] || !goods(d, name))
		return;
	name_append(name, way);
	name_look_up(d, name);
}

/* --- 每吨 ---------------------------------------------------------------------------------- */

/* 进口均价每吨688.4元, 每吨3602.4元: per what is no part of the name. */
static void drop_per(document *d, const value_frame *v, name_slot *name)
{
	static const char *const pers[] = {"每吨", "每平方米", "每公斤",
					   "每斤", "每桶",     "每立方米"};

	for (size_t i = 0; i < sizeof pers / sizeof *pers; i++) {
		size_t n = strlen(name->text), length = strlen(pers[i]);

		if (n < length || strcmp(name->text + n - length, pers[i]) != 0)
			continue;
		name->text[n - length] = '\0';
		if (n > length) {
			name_look_up(d, name);
		} else if (d->current.n > 0) {
			*name = d->current.items[0].name;
			name->metric = TALLY_NO_CODE;
			if (!has_tail(name->text, "价"))
				name_append(name, "均价");
		}
	}
	(void)v;
}

/* --- 扣除…后 --------------------------------------------------------------------------------- */

static bool narrows(document *d, name_slot *name)
{
	bool taken = strncmp(name->text, "扣除", 6) == 0 || strncmp(name->text, "剔除", 6) == 0 ||
		     strncmp(name->text, "不含", 6) == 0;
	size_t n = strlen(name->text);

	if (!taken || d->current.n == 0 || n > 60)
		return false;
	if (has_tail(name->text, "后"))
		name->text[n - 3] = '\0';
	name_slot whole = d->current.items[0].name;

	name_append(&whole, "(");
	name_join(&whole, &whole, name);
	name_append(&whole, ")");
	name_look_up(d, &whole);
	whole.mark = name->mark;
	*name = whole;
	return true;
}

/* --- 购进价格 -------------------------------------------------------------------------------- */

static void keep_front(document *d, name_slot *name)
{
	for (int k = d->history.n; k-- > 0 && name->metric == TALLY_NO_CODE;)
		name_share_front(d, name, d->history.items[k].name.text);
	if (d->has_main && name->metric == TALLY_NO_CODE)
		name_share_front(d, name, d->main.name.text);
}

/* --- 其中住宅 -------------------------------------------------------------------------------- */

/* 国家级, 省级: of what was said before. */
static bool rank_alone(const char *name)
{
	static const char *const ranks[] = {"国家级", "省级",     "市级",     "省部级",  "世界级",
					    "部级",   "国家级的", "省级以上", "自治区级"};

	return name_among(name, ranks, sizeof ranks / sizeof *ranks);
}

/* 高新技术产品出口…，其中深圳、东莞分别出口: of the same goods. */
static bool keep_longer(document *d, const value_frame *v, name_slot *name)
{
	bool child = d->in_child && d->has_parent;
	/* 高新技术产品出口…。7月当月出口…: where no other place is said */
	bool again = !child && v->phrase.n_regions == 0 && !v->phrase.local &&
		     (strcmp(name->text, "出口") == 0 || strcmp(name->text, "进口") == 0);
	const name_slot *longer = child ? &d->parent.name : &d->headline;
	const char *parent = longer->text;

	if (!(child || again) || strlen(parent) <= strlen(name->text) ||
	    !(has_tail(parent, "出口") || has_tail(parent, "进口")) ||
	    !has_tail(parent, name->text) || has_tail(parent, "进出口"))
		return false;
	origin_mark mark = name->mark;

	*name = *longer;
	name->mark = mark;
	return true;
}

/* 跨境电商进出口2.06万亿元，其中出口…: of that kind of trade, which no list knows. */
static bool way_of_trade(document *d, name_slot *name)
{
	static const char *const both[] = {"进出口", "进出口额", "进出口总额", "进出口值"};
	const name_slot *parent = &d->parent.name;
	const size_t n = strlen(parent->text);
	const size_t tail = tail_among(parent->text, n, both, sizeof both / sizeof *both);
	name_slot way;

	if (!d->in_child || !d->has_parent || parent->metric != TALLY_NO_CODE || !tail ||
	    tail == n || !(strcmp(name->text, "出口") == 0 || strcmp(name->text, "进口") == 0))
		return false;
	name_clear(&way);
	way.mark = name->mark;
	name_print(way.text, "%.*s%s", (int)(n - tail), parent->text, name->text);
	name_look_up(d, &way);
	*name = way;
	return true;
}

/* 商品房销售面积…，其中住宅…: the part is of the same head; 税收 of 预算收入 is 税收收入. */
static void keep_head(document *d, name_slot *name)
{
	const char *head = d->in_child && d->has_parent ? name_head(d->parent.name.text) : NULL;

	if (d->in_child && d->has_parent && strstr(d->parent.name.text, "居民消费价格") &&
	    (strcmp(name->text, "城市") == 0 || strcmp(name->text, "农村") == 0 ||
	     strcmp(name->text, "城镇") == 0))
		head = "居民消费价格";

	if (d->in_child && d->has_parent && d->parent.name.text[0] && rank_alone(name->text)) {
		name_slot ranked = d->parent.name; /* 孵化器1239家(其中国家级435家) */
		char *rank = strstr(ranked.text, "级以上"), *rest = rank ? rank + 9 : NULL;

		if (!rest && (rank = strstr(ranked.text, "级")))
			rest = rank + 3;
		if (rest && *rest) /* 省级以上研发平台: another rank of the same thing */
			memmove(ranked.text, rest, strlen(rest) + 1);
		name_join(name, name, &ranked);
		name_look_up(d, name);
		return;
	}
	if (!head || name->metric != TALLY_NO_CODE || !name->text[0] || strlen(name->text) > 30 ||
	    name_head(name->text))
		return;
	name_append(name, head);
	name_look_up(d, name);
}

/* 集成电路增长10% may be its output, exports or revenue: goods alone are output only where output
 * is spoken of or the unit says so. */
void name_goods_alone(document *d, const value_frame *v, name_slot *name)
{
	if (name->metric == TALLY_NO_CODE ||
	    !has_tail(tally_codes_metric(d->lex->codes, name->metric)->code, "_output") ||
	    strstr(name->text, "产量") || strstr(name->text, "utput") ||
	    strstr(name->text, "发电") || strstr(name->text, "生产") || strstr(name->text, "产值"))
		return;
	for (int k = 0; k < d->history.n; k++)
		if (d->history.items[k].name.metric != TALLY_NO_CODE &&
		    has_tail(
			tally_codes_metric(d->lex->codes, d->history.items[k].name.metric)->code,
			"_output"))
			return;
	const token *value = &d->s.tokens[v->group.items[0]];
	bool percent = v->facts & F(F_PERCENT);
	bool people = value->kind == T_QUANTITY && quantity_of(d, value)->unit_to > 0 &&
		      text_at_any(d->s.text.cp, d->s.text.n, quantity_of(d, value)->unit_to - 1,
				  "家|户|项|人|名|所|条|个");

	if (people || (percent && !d->output))
		name->metric = TALLY_NO_CODE;
}

/* --- what was counted or spoken of before ------------------------------------------------------
 */

/* 独角兽企业409家，总估值…: theirs. */
static bool text_is_worth(const char *name)
{
	static const char *const heads[] = {
	    "总估值",   "估值",         "总市值",     "市值",     "合计估值", "总投资",
	    "总投资额", "投资总额",     "计划总投资", "合同金额", "合同额",   "投资金额",
	    "融资金额", "募资规模",     "募集资金",   "认缴规模", "授信金额", "授信额度",
	    "涉及金额", "涉及合同金额", "募集规模",   "管理规模"};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (strcmp(name, heads[i]) == 0)
			return true;
	return false;
}

/* 高技术制造业R&D经费…，投入强度3.35%: of that expenditure; where none was named in the sentence,
 * of the one that the paragraph speaks of. */
static bool intensity_of(document *d, name_slot *name)
{
	static const char *const spent[] = {"R&D经费", "R&D)经费", "研发经费", "试验发展经费"};

	if (strcmp(name->text, "投入强度") != 0)
		return false;
	name_slot whole = {.metric = TALLY_NO_CODE};

	if (d->history.n > 0)
		whole = d->history.items[d->history.n - 1].name;
	if (has_tail(whole.text, "投入"))
		whole.text[strlen(whole.text) - strlen("投入")] = '\0';
	for (size_t i = 0; i < sizeof spent / sizeof *spent; i++)
		if (has_tail(whole.text, spent[i]) || strcmp(whole.text, spent[i]) == 0) {
			name_append(&whole, name->text);
			name_look_up(d, &whole);
			whole.mark = name->mark;
			*name = whole;
			return true;
		}
	const name_slot *others[] = {&d->parent.name, &d->main.name, &d->topic, &d->headline};
	const bool there[] = {d->in_child && d->has_parent, d->has_main, true, true};

	for (size_t k = 0; k < sizeof others / sizeof *others; k++)
		for (size_t i = 0; i < sizeof spent / sizeof *spent; i++)
			if (there[k] && strstr(others[k]->text, spent[i])) {
				snprintf(name->text, sizeof name->text, "R&D经费投入强度");
				name_look_up(d, name);
				return true;
			}
	return false;
}

/* The sentence, the one before or the paragraph speaks of contracts of technology. */
static bool speaks_of_contracts(const document *d)
{
	for (int k = d->history.n; k-- > -2;) {
		const char *before = k >= 0        ? d->history.items[k].name.text
				     : k == -2     ? d->headline.text
				     : d->has_main ? d->main.name.text
						   : "";
		const char *of = strstr(before, "技术"); /* 技术合同, 技术服务合同 */

		if (of && strstr(of, "合同"))
			return true;
	}
	return false;
}

/* 创业投资基金|新增投资案例7860起，投资金额…: the bytes of whose they are; all, where no verb parts
 * them. */
static size_t owner_of_counted(const char *name)
{
	static const char *const verbs[] = {"新增", "新募集", "新设", "登记", "备案", "完成"};
	enum { TWO_CHARACTERS = 6 };

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const char *at = strstr(name, verbs[i]);

		if (at && at - name >= TWO_CHARACTERS)
			return (size_t)(at - name);
	}
	return strlen(name);
}

/* 登记技术合同2.9万项，成交额2318亿元: a head alone is that of what was counted. */
bool name_of_counted(document *d, name_slot *name)
{
	/* how it may be said, and how it is listed behind 技术合同 */
	static const struct {
		const char *said, *head;
	} heads[] = {
	    {"成交额", "成交额"},     {"成交金额", "成交金额"}, {"成交总额", "成交总额"},
	    {"交易额", "交易额"},     {"交易金额", "交易金额"}, {"总成交额", "总成交额"},
	    {"合同金额", "合同金额"}, {"成交", "成交额"},       {"累计成交", "成交额"},
	    {"登记合同", "数"},       {"合同", "数"},
	};

	enum { LONGEST = 18 }; /* bytes of what is looked for: most names are longer */

	if (strlen(name->text) > LONGEST)
		return false;
	if (text_is_worth(name->text) && !name_is_empty(&d->counted)) {
		name_slot of = d->counted;

		of.text[owner_of_counted(of.text)] = '\0';
		name_append(&of, name->text);
		of.mark = name->mark;
		name_look_up(d, &of);
		*name = of;
		return true;
	}
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (strcmp(name->text, heads[i].said) != 0 || !speaks_of_contracts(d))
			continue;
		snprintf(name->text, sizeof name->text, "技术合同%s", heads[i].head);
		name_look_up(d, name);
		return true;
	}
	return false;
}

/* 规模以上工业企业实现营业收入…；利润总额…: theirs too. */
static void keep_owner(document *d, const value_frame *v, name_slot *name)
{
	static const char *const owners[] = {"规模以上工业企业", "规上工业企业"};

	if (strstr(name->text, "企业") || strlen(name->text) > 36)
		return;
	if (strstr(d->whole.text, "企业") && v->facts & F(F_LEVEL_UNIT) &&
	    strlen(d->whole.text) < 60) {
		name_slot joined = d->whole; /* 规模以上工业企业中，R&D经费… */

		name_join(&joined, &d->whole, name);
		name_look_up(d, &joined);
		joined.mark = name->mark;
		*name = joined;
		return;
	}
	for (int k = d->history.n; k-- > 0;)
		for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
			const char *before = d->history.items[k].name.text;
			name_slot joined = {.metric = TALLY_NO_CODE, .mark = name->mark};

			if (!strstr(before, owners[i]) || has_tail(before, "增加值"))
				continue;
			name_print(joined.text, "规模以上工业企业%s", name->text);
			name_look_up(d, &joined);
			if (joined.metric != TALLY_NO_CODE)
				*name = joined;
			return;
		}
}

/* 限额以上单位商品零售中，汽车类下降2.8%: what is sold of a kind. */
static void retail_of_kind(document *d, name_slot *name)
{
	bool retail = strstr(d->whole.text, "零售") != NULL;

	if (name->metric != TALLY_NO_CODE || !has_tail(name->text, "类") || strlen(name->text) > 60)
		return;
	for (int k = 0; k < d->history.n; k++)
		retail = retail || strstr(d->history.items[k].name.text, "零售");
	if (!retail)
		return;
	name_append(name, "零售额");
	name_look_up(d, name);
}

/* 普通高校10所，在校生17.9万人: of the schools just named. */
static void of_institution(document *d, name_slot *name)
{
	static const char *const people[] = {"在校生", "在校学生", "在读学生", "在读生",
					     "招生",   "毕业生",   "专任教师"};

	if (name->metric != TALLY_NO_CODE || d->history.n == 0)
		return;
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		name_slot joined = d->history.items[0].name;

		if (strcmp(name->text, people[i]) != 0 || has_tail(joined.text, "生"))
			continue;
		for (int k = d->history.n; k-- > 0;) {
			joined = d->history.items[k].name;
			if (!has_tail(joined.text, "生") && !has_tail(joined.text, "教师"))
				break;
		}
		name_append(&joined, people[i]);
		joined.mark = name->mark;
		name_look_up(d, &joined);
		*name = joined;
		return;
	}
}

/* 主要产品产量：…；光纤1.17亿千米: how much of it was made. */
static void product_of_list(document *d, name_slot *name)
{
	if (!d->products || name->metric != TALLY_NO_CODE || !goods(d, name) ||
	    strlen(name->text) > 24 || name_head(name->text))
		return;
	name_append(name, "产量");
	name_look_up(d, name);
}

/* 输出技术合同成交额占93.2%，吸纳技术占81.9%: what the first says behind the common word. */
static void keep_tail(const document *d, const value_frame *v, name_slot *name)
{
	size_t n = strlen(name->text);

	if (name->metric != TALLY_NO_CODE || d->history.n == 0 || n < 9 || n > 30 ||
	    !(v->facts & F(F_SHARE)) || name_head(name->text))
		return;
	const char *before = d->history.items[d->history.n - 1].name.text;
	const char *common = strstr(before, name->text + n - 6);

	if (common && common > before && strlen(common) > 6)
		name_append(name, common + 6);
}

size_t verb_in_front(const char *name)
{
	static const char *const verbs[] = {
	    "新开工", "开工", "竣工",   "完工",   "投产",   "新签约", "签约",  "落地",
	    "在建",   "续建", "新建",   "新增",   "引进",   "授权",   "备案",  "入库",
	    "新引进", "建成", "新注册", "新登记", "新认定", "新设",   "新设立"};
	size_t longest = 0;

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t n = strlen(verbs[i]);

		if (n > longest && strncmp(name, verbs[i], n) == 0)
			longest = n;
	}
	return longest;
}

/* 新开工项目418个，竣工295个: of two verbs with one object the second has it too. */
static bool object_of_verb(document *d, name_slot *name)
{
	static const char *const comings[] = {"新增",   "新注册", "新登记",
					      "新认定", "新设",   "新设立"};
	const char *before =
	    d->history.n > 0 ? d->history.items[d->history.n - 1].name.text : d->counted.text;

	if (name->metric != TALLY_NO_CODE || !name->text[0] || !before[0] ||
	    verb_in_front(name->text) != strlen(name->text))
		return false;
	size_t verb = verb_in_front(before);

	/* 小巨人企业2960家，其中新增746家: new ones of those */
	if (!before[verb] ||
	    (!verb && !name_among(name->text, comings, sizeof comings / sizeof *comings)))
		return false;
	name_append(name, before + verb);
	name_look_up(d, name);
	return true;
}

/* 经济增长5.2%, 经济增速高于全国: the growth of the product of the place. */
static void economy(document *d, const value_frame *v, name_slot *name)
{
	name_slot product = {.metric = TALLY_NO_CODE, .mark = name->mark};
	tally_measure m = v->rule->measure;

	if (strcmp(name->text, "经济") != 0 ||
	    !(m == TALLY_GROWTH || m == TALLY_AVERAGE_GROWTH || m == TALLY_GROWTH_DIFFERENCE))
		return;
	name_append(&product, "地区生产总值");
	name_look_up(d, &product);
	product.mark = name->mark;
	*name = product;
}

/* 出口整车1.15万辆: how many of them were exported. */
static void amount_of_verb(document *d, const value_frame *v, name_slot *name)
{
	static const char *const verbs[] = {"出口", "进口", "交付", "销售"};
	size_t length = front_among(name->text, verbs, sizeof verbs / sizeof *verbs);
	const token *t = &d->s.tokens[v->group.items[0]];
	name_slot of = {.metric = TALLY_NO_CODE, .mark = name->mark};

	if (!d->chinese || !length || name->metric != TALLY_NO_CODE || t->kind != T_QUANTITY ||
	    quantity_of(d, t)->kind != U_COUNT || strlen(name->text) < length + 6 ||
	    strlen(name->text) > 36 || has_tail(name->text, "企业") || has_tail(name->text, "量"))
		return;
	name_print(of.text, "%s%.*s量", name->text + length, (int)length, name->text);
	name_look_up(d, &of);
	*name = of;
}

/* 铁路|发送|旅客22.36亿人次: how many of them. */
static void amount_carried(const document *d, const value_frame *v, name_slot *name)
{
	static const char *const verbs[] = {"发送", "运送", "发运"};
	name_slot of;

	if (!d->chinese || name->metric != TALLY_NO_CODE || !(v->facts & F(F_LEVEL_UNIT)))
		return;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const char *at = strstr(name->text, verbs[i]),
			   *what = at ? at + strlen(verbs[i]) : "";

		if (!*what || has_tail(name->text, "量"))
			continue;
		name_clear(&of);
		of.mark = name->mark;
		name_print(of.text, "%.*s%s%s量", (int)(at - name->text), name->text, what,
			   verbs[i]);
		name_look_up(d, &of);
		*name = of;
	}
}

size_t name_before_doing(const char *name)
{
	static const char *const verbs[] = {"承担", "入围", "获批", "参与", "牵头",
					    "入选", "落实", "推出", "出台"};
	const size_t n = strlen(name);

	return n - tail_among(name, n, verbs, sizeof verbs / sizeof *verbs);
}

/* 18项试点政策…。其中，闵行承担9项: of what was counted, in the same unit. */
static bool verb_alone(document *d, const value_frame *v, name_slot *name)
{
	const token *t = &d->s.tokens[v->group.items[0]];
	size_t n = strlen(name->text);

	if (!d->chinese || name->metric != TALLY_NO_CODE || name_is_empty(&d->counted) ||
	    counts_provinces(d->counted.text) || t->kind != T_QUANTITY ||
	    v->noun_to > v->noun_from || n > 45 || name_before_doing(name->text) == n ||
	    d->counted_unit != quantity_of(d, t)->unit || strstr(name->text, d->counted.text))
		return false;
	if (name_before_doing(name->text) == 0 && strstr(d->counted.text, name->text))
		snprintf(name->text, sizeof name->text, "%s", d->counted.text); /* 推出71项 */
	else
		name_join(name, name, &d->counted);
	name_look_up(d, name);
	return true;
}

/* 分地区看，企业数量居前的是…: of the firms that the text counts. */
bool name_firms_alone(const document *d, name_slot *name)
{
	static const char *const alone[] = {"企业数量", "企业总量", "企业总数", "企业数"};

	if (!d->chinese || name_is_empty(&d->firms) ||
	    !(name_is_empty(name) || name_among(name->text, alone, sizeof alone / sizeof *alone)))
		return false;
	origin_mark mark = name->mark;

	*name = d->firms;
	name->mark = mark;
	mark_carried(&name->mark, TALLY_SLOT_CARRIED);
	return true;
}

bool name_of_firms(document *d, const value_frame *v, name_slot *name)
{
	const token *t = &d->s.tokens[v->group.items[0]];

	if (v->group.n < 2 || t->kind != T_QUANTITY)
		return false;
	const quantity *q = quantity_of(d, t);

	if (name_is_empty(name) &&
	    (q->unit_to == 0 || !text_at_any(d->s.text.cp, d->s.text.n, q->unit_to - 1, "家|户")))
		return false;
	return name_firms_alone(d, name);
}

/* 公布首批…试点城市名单，…东部地区入选城市14个: those on the list. */
static bool on_the_list(document *d, const value_frame *v, name_slot *name)
{
	static const char *const verbs[] = {"新增", "新入选", "入选", "入围", "上榜", "入库"};
	enum { SHORT = 12 };
	const token *t = &d->s.tokens[v->group.items[0]];
	const char *at = NULL;
	size_t verb = 0;

	if (!d->chinese || !d->on_list[0] || name->metric != TALLY_NO_CODE ||
	    t->kind != T_QUANTITY || quantity_of(d, t)->kind != U_COUNT)
		return false;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs && !at; i++) {
		at = strstr(name->text, verbs[i]);
		verb = i;
	}
	if (!at)
		return false;
	char thing[TALLY_NAME_MAX];

	name_print(thing, "%.*s%s", (int)(at - name->text), name->text, at + strlen(verbs[verb]));
	const size_t n = strlen(thing), list = strlen(d->on_list);

	if (n > SHORT)
		return false;
	const bool same = n <= list && strcmp(d->on_list + list - n, thing) == 0;

	name_print(name->text, "%s%s%s%s", verb == 0 ? verbs[0] : "", d->on_list,
		   same || verb == 0 ? "" : verbs[verb], same ? "" : thing);
	name_look_up(d, name);
	return true;
}

/* 产生磷石膏410.5万吨: how much of it. */
static bool amount_made(const document *d, const value_frame *v, name_slot *name)
{
	static const char verbs[] = "产生|排放|消耗|处置";
	const block *text = &d->s.text;
	const token *t = &d->s.tokens[v->group.items[0]];
	const size_t from = v->object < v->cut ? d->s.tokens[v->object].from : 0;
	name_slot made;
	char verb[TALLY_NAME_MAX];

	if (from < 2 || !text_at_any(text->cp, from, from - 2, verbs) || !name->text[0] ||
	    v->rule->measure != TALLY_LEVEL || has_tail(name->text, "量") ||
	    d->s.quantities[t->ref].kind != U_MEASURE)
		return false;
	source_text(d, from - 2, from, verb, sizeof verb);
	name_clear(&made);
	made.mark = name->mark;
	name_print(made.text, "%s%s量", name->text, verb);
	name_look_up(d, &made);
	*name = made;
	return true;
}

/* 土地占全市的3%, 累计发电3.4亿千瓦时: how much of it. */
static void amount_of_thing(document *d, const value_frame *v, name_slot *name)
{
	static const char *const powers[] = {"发电", "用电", "供电", "售电"};
	static const char *const lands[] = {"土地", "国土", "区域"};
	const token *t = &d->s.tokens[v->group.items[0]];
	const char *amount = NULL;

	if (!d->chinese || name->metric != TALLY_NO_CODE || t->kind != T_QUANTITY ||
	    amount_made(d, v, name))
		return;
	if (v->rule->measure == TALLY_SHARE && name_among(name->text, lands, 3))
		amount = "面积";
	else if (quantity_of(d, t)->kind == U_MEASURE &&
		 tail_among(name->text, strlen(name->text), powers, 4))
		amount = "量";
	if (!amount)
		return;
	name_append(name, amount);
	name_look_up(d, name);
}

/* 有效发明专利18.4万件，平均每家16.2件: of what was just counted. */
static bool each_of_them(document *d, name_slot *name)
{
	static const char *const words[] = {"平均每家", "每家平均",     "户均",        "平均每户",
					    "每户平均", "平均每家企业", "每家企业平均"};

	const size_t n = front_among(name->text, words, sizeof words / sizeof *words);

	if (!d->chinese || d->current.n != 1 || !n)
		return false;
	if (name->text[n]) /* 大学科技园144家，平均每家孵化场地面积 */
		name_join(name, &d->current.items[0].name, name);
	else
		name_join(name, name, &d->current.items[0].name);
	name_look_up(d, name);
	return true;
}

/* 从业人员超过76万人，35岁以下青年占六成: of those counted. */
static bool of_an_age(document *d, name_slot *name)
{
	static const char *const people[] = {"从业人员", "从业人员数", "员工",    "职工",
					     "人才",     "科研人员",   "研发人员"};
	const name_slot *counted = d->current.n == 1 ? &d->current.items[0].name : &d->counted;

	if (!d->chinese || name->metric != TALLY_NO_CODE || !strstr(name->text, "岁以") ||
	    !tail_among(counted->text, strlen(counted->text), people,
			sizeof people / sizeof *people) ||
	    tail_among(name->text, strlen(name->text), people, sizeof people / sizeof *people))
		return false;
	name_join(name, name, counted);
	name_look_up(d, name);
	return true;
}

/* 人形机器人仍处于爬坡期，出货量4000余台: of those that the clause before began with. */
static bool goods_of_before(document *d, name_slot *name)
{
	static const char *const heads[] = {"出货量", "交付量", "销量",  "产量",
					    "装机量", "保有量", "订单量"};
	static const char *const others[] = {"企业", "市场", "行业", "产业", "“", "、"};
	enum { FEWEST = 6, MOST = 24 };
	const char *before = d->before.text;
	const size_t n = strlen(before);

	if (!d->chinese || d->before.metric != TALLY_NO_CODE || n < FEWEST || n > MOST ||
	    !name_among(name->text, heads, sizeof heads / sizeof *heads))
		return false;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strstr(before, others[i]))
			return false;
	name_join(name, &d->before, name);
	name_look_up(d, name);
	return true;
}

/* 创新医疗器械也迎来“丰收年”，累计获批315件: what is said in front of the verb alone. */
static bool topic_of_verb(document *d, name_slot *name)
{
	static const char *const verbs[] = {
	    "累计获批", "获批",     "获批上市", "累计上市", "累计获准", "新获批",  "累计认定",
	    "累计授权", "累计备案", "平均收益", "平均价格", "平均售价", "平均薪酬"};

	if (!d->chinese || name_is_empty(&d->before) ||
	    !name_among(name->text, verbs, sizeof verbs / sizeof *verbs))
		return false;
	name_join(name, &d->before, name);
	name_look_up(d, name);
	return true;
}

/* 自创区…分布于22个省份的63座城市: how many they are in. */
static void places_of_zones(document *d, const value_frame *v, name_slot *name)
{
	static const char *const places[] = {"城市", "省份", "省(区、市)", "省(市)", "省区市"};
	enum { N = sizeof places / sizeof *places };
	static const char *const verbs[] = {"分布于", "分布在", "分布", "遍布", "涉及", "覆盖"};
	static const char *const ends[] = {"市", "份", "市)"};

	if (!d->chinese || v->rule->measure != TALLY_LEVEL ||
	    !tail_among(name->text, strlen(name->text), ends, sizeof ends / sizeof *ends))
		return;
	const region_slot here = carried_region(d);
	const char *said =
	    name->text + front_among(name->text, verbs, sizeof verbs / sizeof *verbs);
	const size_t first = front_among(said, places, N);
	const char *last = said + (said[first] ? first : 0); /* 21个省(区、市)60个城市 */

	if (here.region == TALLY_NO_CODE || !name_among(last, places, N))
		return;
	const tally_region *r = tally_codes_region(d->lex->codes, here.region);

	if (!zone_kind(r->code))
		return;
	char counted[TALLY_NAME_MAX];
	const char *called = r->name_zh;

	for (int i = 0; i < r->n_aliases; i++)
		if (strlen(r->aliases[i]) < strlen(called))
			called = (unsigned char)r->aliases[i][0] >= 0x80 ? r->aliases[i] : called;
	name_print(counted, "%s", last);
	name_print(name->text, "%s涉及%s", called, counted);
	name_look_up(d, name);
}

void name_in_full(document *d, const value_frame *v, name_slot *name)
{
	amount_of_thing(d, v, name);
	places_of_zones(d, v, name);
	part_that_has(d, v, name);
	those_that_did(d, v, name);
	if (on_the_list(d, v, name) || verb_alone(d, v, name) || name_of_firms(d, v, name))
		return;
	economy(d, v, name);
	name_goods_alone(d, v, name);
	drop_per(d, v, name);
	product_of_list(d, name);
	if (narrows(d, name) || name_of_counted(d, name) || intensity_of(d, name) ||
	    way_of_trade(d, name) || keep_longer(d, v, name) || topic_of_verb(d, name) ||
	    goods_of_before(d, name) || of_an_age(d, name) || each_of_them(d, name))
		return;
	keep_owner(d, v, name);
	retail_of_kind(d, name);
	of_institution(d, name);
	name_of_owner(d, v, name);
	amount_of_verb(d, v, name);
	amount_carried(d, v, name);
	if (object_of_verb(d, name))
		return;
	keep_tail(d, v, name);
	keep_direction(d, name);
	keep_head(d, name);
	if (name->metric == TALLY_NO_CODE && name->text[0])
		keep_front(d, name);
}

/* --- places in names -------------------------------------------------------------------------- */

/* The place that a listed name begins with. */
static int32_t place_in_name(const document *d, const name_slot *name, const token *t,
			     size_t *length)
{
	if (name->metric == TALLY_NO_CODE || !word_is(t, W(W_METRIC)))
		return TALLY_NO_CODE;
	int32_t found = trie_longest_of(d->lex->automaton, d->lex->words, W(W_REGION),
					d->s.text.cp + t->from, t->to - t->from, length);

	return found >= 0 && *length < t->to - t->from ? d->lex->words[found].region
						       : TALLY_NO_CODE;
}

bool place_of_name(document *d, value_frame *v, const name_slot *name, size_t first,
		   region_slot *region)
{
	const token *t = &d->s.tokens[first];
	size_t length = 0;
	int32_t id = first < v->cut ? place_in_name(d, name, t, &length) : TALLY_NO_CODE;

	if (id == TALLY_NO_CODE)
		return false;
	region_slot r = {.region = id};

	source_text(d, t->from, t->from + length, r.text, sizeof r.text);
	r.mark = mark_of(d, t->from, t->from + length, TALLY_SLOT_EXPLICIT);
	if (id == d->lex->china) {
		char rest[TALLY_NAME_MAX];
		size_t n = block_text(&d->s.text, t->from + length, t->to, rest, sizeof rest);

		if (tally_codes_find_metric(d->lex->codes, rest, n) == TALLY_NO_CODE)
			return false; /* 全国重点实验室 is a name */
		*region = r;
		return true;
	}
	if (!text_at_any(d->s.text.cp, t->to, t->from + length, "数|数量|总数|个数"))
		return false;
	/* 国家高新区数量: counted, so not the place of counting */
	r.mark.origin = TALLY_SLOT_SENTENCE;
	v->counted = r;
	*region = (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
	return true;
}
