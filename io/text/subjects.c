/* subjects.c: who is measured: named in the clause, understood from the one before, or listed.
 *
 * A list of values (分别) needs a list of subjects of the same length: regions, coordinated
 * names, the last subjects of the sentence, or the members of a period. When the counts differ
 * nothing is bound; a shifted binding would be worse than none. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- regions ------------------------------------------------------------------------ */

static region_slot carried_region(const document *d)
{
	region_slot r = d->region;

	if (d->current.n > 0 && (d->current.items[0].region.text[0] ||
				 d->current.items[0].region.region != TALLY_NO_CODE)) {
		r = d->current.items[0].region;
		mark_carried(&r.mark, TALLY_SLOT_SENTENCE);
		return r;
	}
	if (r.region != TALLY_NO_CODE || r.text[0]) {
		mark_carried(&r.mark, TALLY_SLOT_CARRIED);
		return r;
	}
	return home_region(d);
}

/* "0.4% in the euro area": English says the place behind the number. */
static bool place_behind(document *d, const value_frame *v, region_slot *out)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[v->group.n - 1] + 1;
	bool in = false;

	if (d->chinese)
		return false;
	if (english_located(d, v, out))
		return true;
	for (; i < v->group.right_end && word_is(&t[i], W(W_LEAD)); i++)
		in = in || text_at(d->s.text.cp, t[i].to, t[i].from, "in") == 2;
	if (!in || i >= v->group.right_end || !word_is(&t[i], W(W_REGION)))
		return false;
	*out = (region_slot){.region = word_of(d, &t[i])->region};
	source_text(d, t[i].from, t[i].to, out->text, sizeof out->text);
	out->mark = mark_of(d, t[i].from, t[i].to, TALLY_SLOT_EXPLICIT);
	return true;
}

/* 全省国家高新区: those of the province that the text speaks of. */
static void local_zones(document *d, value_frame *v)
{
	if (!v->phrase.local || v->phrase.n_regions != 1)
		return;
	region_slot *r = &v->phrase.regions[0];
	const token *local = &d->s.tokens[v->phrase.local - 1];
	region_slot here = carried_region(d);

	/* 全省高新区 are the nation's and the province's own: no list knows them */
	if (zone_kind_alone(d, &d->s.tokens[v->phrase.region_token])) {
		here = home_of_local(d, local, &here);
		if (here.region == TALLY_NO_CODE)
			return;
		r->region = TALLY_NO_CODE;
		snprintf(r->text, sizeof r->text, "%.*s高新区", TALLY_NAME_MAX - 12,
			 tally_codes_region(d->lex->codes, here.region)->name_zh);
		return;
	}
	int32_t zones = zones_of(d, r->region, here.region);

	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_of(d, here.region));
	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_of(d, d->home));
	if (zones == TALLY_NO_CODE)
		zones = zones_of(d, r->region, province_before(d, local));
	if (zones == TALLY_NO_CODE)
		return;
	r->region = zones;
	mark_carried(&r->mark, TALLY_SLOT_CARRIED);
}

/* 前者…；后者…: 1, 2; 0: neither. */
static int of_pair(const document *d, const value_frame *v)
{
	for (size_t i = v->group.left; i < v->group.items[0]; i++) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_WORD)
			continue;
		if (text_at(d->s.text.cp, t->to, t->from, "前者"))
			return 1;
		if (text_at(d->s.text.cp, t->to, t->from, "后者"))
			return 2;
	}
	return 0;
}

region_slot region_for(document *d, value_frame *v)
{
	int which = d->paired ? of_pair(d, v) : 0;

	if (which)
		return d->pair[which - 1];

	region_slot behind = {.region = TALLY_NO_CODE};
	bool before = !d->chinese && v->phrase.region_is_head && v->group.left > 0 &&
		      d->s.tokens[v->group.left - 1].kind == T_QUANTITY;

	local_zones(d, v);
	/* by 0.4% in the euro area and by 0.3% in the EU */
	if (v->phrase.n_regions > 0 && !(before && place_behind(d, v, &behind)))
		return v->phrase.regions[0];
	if (place_behind(d, v, &behind)) {
		d->region = behind;
		return behind;
	}
	region_slot r = carried_region(d);

	return v->phrase.local ? home_of_local(d, &d->s.tokens[v->phrase.local - 1], &r) : r;
}

/* --- names -------------------------------------------------------------------------- */

/* 省级以上|高新区: characters of such words right before character `from`; 0: none. */
static size_t rank_in_front(const document *d, size_t from)
{
	static const char words[] = "省级以上|市级以上|省级及以上|市级及以上|省级|市级|各级|各类";

	for (size_t n = 5; n >= 2; n--)
		if (from >= n && text_at_any(d->s.text.cp, from, from - n, words) == n)
			return n;
	return 0;
}

/* 9家, 23个, 3座: what zones are counted in. */
static bool counts_places(const document *d, const quantity *q)
{
	return text_at_any(d->s.text.cp, q->unit_to, q->unit_to - 1, "家|个|座|处|片|区|市|县") > 0;
}

/* A kind of region that is counted: 自创区23个. */
static bool counted_region(document *d, const value_frame *v, name_slot *out)
{
	const token *value = &d->s.tokens[v->group.items[0]];
	size_t i = v->cut;

	while (i > v->group.left && word_is(&d->s.tokens[i - 1], value_verbal) &&
	       !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		i--;
	if (value->kind != T_QUANTITY || quantity_of(d, value)->kind != U_COUNT ||
	    i == v->group.left || !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		return false;
	if (compass_part(d, word_of(d, &d->s.tokens[i - 1])->region))
		return false; /* 其中东部70家: of what was counted */
	if (d->chinese && !counts_places(d, quantity_of(d, value)))
		return false; /* 园区有6款新药 */
	if (d->chinese && i >= v->group.left + 2 && d->s.tokens[i - 2].kind == T_QUANTITY)
		return false; /* A、B、C3家自创区分别有: of what was counted before */
	if (d->current.n > 0 && classes_in(d, i, v->group.items[0]) & W(W_SHARE))
		return false; /* 全省上市公司172家，东湖高新区占68家 */
	/* 营业收入超过千亿元的高新区 are some of them, 长三角的高新区 are all those there */
	if (i >= v->group.left + 3 && word_is(&d->s.tokens[i - 2], W(W_OF)) &&
	    !word_is(&d->s.tokens[i - 3], W(W_REGION)) &&
	    !text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i - 3].to - 2,
			 "批准|设立|批复|获批"))
		return false;
	const token *t = &d->s.tokens[i - 1];

	size_t level = rank_in_front(d, t->from);

	if (level && zone_kind_alone(d, t)) {
		*out =
		    (name_slot){.metric = TALLY_NO_CODE}; /* 省级以上高新区27家: not the nation's */
		source_text(d, t->from - level, t->to, out->text, sizeof out->text);
		out->mark = mark_of(d, t->from - level, t->to, TALLY_SLOT_EXPLICIT);
		return true;
	}
	int32_t kind = kind_of_group(d, word_of(d, t)->region); /* 江西国家高新区共有9家 */
	const tally_region *r =
	    tally_codes_region(d->lex->codes, kind != TALLY_NO_CODE ? kind : word_of(d, t)->region);
	char text[TALLY_NAME_MAX + 8];
	int n = snprintf(text, sizeof text, "%s数", r->name_zh[0] ? r->name_zh : r->name_en);
	int32_t metric = tally_codes_find_metric(d->lex->codes, text, (size_t)n);

	if (metric == TALLY_NO_CODE && !zone_kind(r->code))
		return false; /* 北京75家: Beijing's of what was spoken of before */
	*out = (name_slot){.metric = metric};
	snprintf(out->text, sizeof out->text, "%s", r->name_zh[0] ? r->name_zh : r->name_en);
	out->mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
	return true;
}

/* The region that was counted. */
static region_slot counted_place(const document *d, const value_frame *v)
{
	size_t i = v->cut;

	while (i > v->group.left && !word_is(&d->s.tokens[i - 1], W(W_REGION)))
		i--;
	region_slot r = region_at(d, i - 1);

	r.mark.origin = TALLY_SLOT_SENTENCE;
	return r;
}

/* Where a kind of region was counted; here: where the text is. */
static region_slot where_counted(const document *d, const value_frame *v, const region_slot *here)
{
	const token *t = d->s.tokens;
	size_t left = v->group.left;
	bool listed = left > 0 && (list_sign(&t[left]) || list_sign(&t[left - 1]));

	if (v->phrase.n_regions > 1 || (v->phrase.n_regions == 1 && !v->phrase.region_is_head))
		return v->phrase.regions[0];
	if (v->phrase.local)
		return *here;             /* 全省共有国家高新区9家 */
	if (d->in_child && d->has_parent) /* 陕西省级以上高新区27家，其中国家高新区7家 */
		return d->parent.region;
	if (listed && d->has_main)
		return d->main.region; /* 、省级高新区31家 */
	return (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
}

static bool is_zone(const document *d, int32_t region)
{
	static const char *const kinds[] = {"CN-HTZ", "CN-NIDZ", "CN-ETDZ", "CN-FTZ"};

	return front_among(tally_codes_region(d->lex->codes, region)->code, kinds, 4) > 0;
}

/* 川渝两地现有国家高新区12家，…: what follows is of these, which no list knows. */
static void zones_nobody_lists(const document *d, value_frame *v, const region_slot *where)
{
	const char *kind = v->counted.region == TALLY_NO_CODE
			       ? ""
			       : tally_codes_region(d->lex->codes, v->counted.region)->code;
	char text[2 * TALLY_NAME_MAX];

	if (!d->chinese || v->phrase.n_regions == 0 || where->region == d->lex->china ||
	    where->region == TALLY_NO_CODE || !zone_kind(kind) || is_zone(d, where->region) ||
	    zones_of(d, v->counted.region, where->region) != TALLY_NO_CODE)
		return;
	snprintf(text, sizeof text, "%s%s",
		 tally_codes_region(d->lex->codes, where->region)->name_zh,
		 tally_codes_region(d->lex->codes, v->counted.region)->name_zh);
	v->counted.region = TALLY_NO_CODE;
	snprintf(v->counted.text, sizeof v->counted.text, "%.*s", TALLY_NAME_MAX - 1, text);
}

static bool begins_with(const document *d, size_t i, const char *words)
{
	return i < d->s.n_tokens &&
	       text_at_words(d->s.text.cp, d->s.text.n, d->s.tokens[i].from, words) > 0;
}

static bool ends_with(const char *text, const char *const *tails, size_t n)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < n; i++) {
		size_t tail = strlen(tails[i]);

		if (length > tail && strcmp(text + length - tail, tails[i]) == 0)
			return true;
	}
	return false;
}

/* Longer phrases in front of a verb are no owners; bytes. */
#define OWNER_MAX 72

/* 而全国这一数字为2.68%: what was just spoken of. */
static bool chinese_pointer(const document *d, size_t from, size_t to)
{
	static const char pointers[] = "一数字|一数据|一数值|一比例|一比重|一占比|一指标|一数|数字|"
				       "该数字|该指标|该比例|该比重|该数据";

	if (!d->chinese || from >= to)
		return false;
	size_t a = d->s.tokens[from].from, b = d->s.tokens[to - 1].to;

	if (to < d->s.n_tokens && word_is(&d->s.tokens[to], W(W_PORTION)) &&
	    d->s.tokens[to].from == b)
		b = d->s.tokens[to].to; /* 这一|比例升至 */
	return b > a && text_at_any(d->s.text.cp, b, a, pointers) == b - a;
}

/* 数字产业实现营业收入: whose revenue it is belongs to the name. */
static void owner_in_front(document *d, const value_frame *v, name_slot *name)
{
	static const char *const kinds[] = {"业",   "集群", "机构",   "平台",
					    "板块", "领域", "产业链", "公司"};
	static const char *const trade[] = {"出口", "进口", "出口额", "进口额"};
	name_slot owner, joined;
	size_t to = v->object;

	while (to > v->phrase.from && (word_is(&d->s.tokens[to - 1], value_verbal) ||
				       d->s.tokens[to - 1].kind == T_PERIOD))
		to--;
	name_of(d, v->phrase.from, to, &owner);
	if (!owner.text[0] || strlen(owner.text) > OWNER_MAX)
		return;
	joined = *name;
	name_join(&joined, &owner, name);
	name_look_up(d, &joined);
	if (joined.metric != TALLY_NO_CODE || name_among(name->text, trade, 4) ||
	    ends_with(owner.text, kinds, sizeof kinds / sizeof *kinds))
		*name = joined;
}

/* The name in front of the value: the object of the verb, else the subject. */
static bool name_in_front(document *d, const value_frame *v, name_slot *out)
{
	size_t from = v->object < v->cut ? v->object : v->phrase.from;

	if (v->object < v->cut) {
		noun_phrase inner;

		noun_phrase_find(d, v->object, v->cut, &inner);
		from = inner.from;
	}
	if (begins_with(d, v->phrase.from, "每|人均|户均|单位"))
		from = v->phrase.from; /* 每万名从业人员拥有…: the verb is part of the name */
	name_of(d, from, v->cut, out);
	if (from > v->phrase.from && v->object < v->cut)
		owner_in_front(d, v, out);
	return !name_is_empty(out);
}

static bool has_quantity(const document *d, size_t a, size_t b)
{
	for (size_t i = a; i < b; i++)
		if (d->s.tokens[i].kind == T_QUANTITY)
			return true;
	return false;
}

/* 大学、5000余家…: what stands before belongs to the value before. */
static bool behind_separator(const document *d, const value_frame *v)
{
	size_t i = v->group.items[0];
	const token *t = d->s.tokens;

	while (i > v->group.left && word_is(&t[i - 1], W(W_BEFORE) | W(W_LEAD)))
		i--;
	return i > v->group.left && (word_is(&t[i - 1], W(W_CONJ)) ||
				     (t[i - 1].kind == T_MARK && t[i - 1].mark == 0x3001));
}

/* 六成的国家高新区建有…，八成建有…: whose parts is said once. */
static void part_of_whom(document *d, const value_frame *v, name_slot *name)
{
	const token *t = &d->s.tokens[v->noun_from];

	if (word_is(t - 1, W(W_OF)) && word_is(t, W(W_METRIC))) {
		d->part_head[0] = '\0'; /* 16.8%的地区生产总值、31.5%的…: each its own */
	} else if (word_is(t, W(W_REGION) | W(W_METRIC))) {
		source_text(d, t->from, t->to, d->part_head, sizeof d->part_head);
	} else if (d->part_head[0] && name->metric == TALLY_NO_CODE) {
		name_slot head = {.metric = TALLY_NO_CODE};

		memcpy(head.text, d->part_head, sizeof head.text);
		name_join(name, &head, name);
	}
}

/* 企业|投入: the bytes of who did it, where the verb ends the text; else 0. */
static size_t done_by(const char *text)
{
	static const char *const verbs[] = {"投入", "承担", "完成", "提供", "创造", "贡献",
					    "产生", "获得", "申请", "拥有", "牵头", "出资"};
	size_t n = strlen(text), verb = tail_among(text, n, verbs, sizeof verbs / sizeof *verbs);

	return verb && n > verb && n - verb <= 24 ? n - verb : 0;
}

/* 近八成的研发经费由企业投入: what is whose; the firms' part of that. false: nobody is said. */
static bool part_by_whom(document *d, value_frame *v, name_slot *out)
{
	const token *t = d->s.tokens;
	size_t by = v->noun_from, to = v->noun_to;
	name_slot whole, who;

	while (by < to && !text_at(d->s.text.cp, t[by].to, t[by].from, "由"))
		by++;
	if (!d->chinese || by == v->noun_from || by + 1 >= to)
		return false;
	source_text(d, t[by].from + 1, t[to - 1].to, who.text, sizeof who.text);
	size_t n = done_by(who.text);

	if (!n)
		return false;
	name_of(d, v->noun_from, by, &whole);
	who = (name_slot){.metric = TALLY_NO_CODE, .mark = whole.mark};
	source_text(d, t[by].from + 1, t[to - 1].to, who.text, sizeof who.text);
	who.text[n] = '\0';
	name_join(out, &who, &whole);
	name_look_up(d, out);
	v->whole = whole;
	return true;
}

/* 集聚了1300多所大学: the verb in front and the noun behind make the name. */
static bool name_behind(document *d, value_frame *v, size_t clause_from, name_slot *out)
{
	name_slot noun, front = {.metric = TALLY_NO_CODE};

	if (v->noun_to <= v->noun_from)
		return false;
	if (v->rule->measure == TALLY_SHARE && part_by_whom(d, v, out))
		return true;
	name_of(d, v->noun_from, v->noun_to, &noun);
	if (name_is_empty(&noun))
		return false;
	bool share = v->rule->measure == TALLY_SHARE;
	size_t from = v->object < v->cut ? v->object : v->phrase.from, to = v->cut;

	if (v->group.left > clause_from && (from >= to || behind_separator(d, v))) {
		/* a second value of the same verb */
		noun_phrase first;
		size_t end = clause_from;

		while (end < v->group.left && d->s.tokens[end].kind != T_QUANTITY)
			end++;
		noun_phrase_find(d, clause_from, end, &first);
		from = first.from;
		to = end;
	}
	while (to > from &&
	       word_is(&d->s.tokens[to - 1], W(W_REGION) | W(W_OF) | W(W_LEAD) | W(W_PREP)))
		to--;
	if (d->chinese && !v->examples && !share && from < to && !has_quantity(d, from, to))
		name_of(d, from, to, &front);
	*out = noun;
	if (share)
		part_of_whom(d, v, out);
	if (front.text[0]) {
		name_join(out, &front, &noun);
		int32_t metric =
		    tally_codes_find_metric(d->lex->codes, out->text, strlen(out->text));

		out->metric = metric != TALLY_NO_CODE ? metric : noun.metric;
	}
	return true;
}

/* An elliptic name: 入围7项 after 入围…“揭榜挂帅”11项. */
static bool shortened(const document *d, const name_slot *name)
{
	if (d->current.n == 0 || name->metric != TALLY_NO_CODE)
		return false;
	const char *before = d->current.items[0].name.text;

	return strlen(name->text) * 2 <= strlen(before) && strstr(before, name->text) != NULL;
}

bool name_of_amount(const document *d, const name_slot *name)
{
	static const char *const tails[] = {"收入",   "支出", "总额", "产值", "增加值",
					    "投资",   "额",   "贷款", "存款", "总值",
					    "进出口", "费用", "估值", "市值", "经费"};

	if (name->metric != TALLY_NO_CODE)
		return strcmp(tally_codes_metric(d->lex->codes, name->metric)->dimension,
			      "money") == 0;
	return ends_with(name->text, tails, sizeof tails / sizeof *tails);
}

/* A longer name of a part says itself what it is part of; bytes. */
#define SHORT_NAME 18

/* 高价值发明专利量 of 发明专利有效量: four characters at the part's end, or next to it, stand in
 * the whole. */
static bool says_kind(const char *part, const char *whole)
{
	enum { FOUR_CHARACTERS = 12, CHARACTER = 3 };
	size_t n = strlen(part);
	char kind[FOUR_CHARACTERS + 1];

	for (size_t left = 0; left <= CHARACTER && n > FOUR_CHARACTERS + left; left += CHARACTER) {
		memcpy(kind, part + n - left - FOUR_CHARACTERS, FOUR_CHARACTERS);
		kind[FOUR_CHARACTERS] = '\0';
		if (strstr(whole, kind))
			return true;
	}
	return false;
}

/* 高技术产业投资 of 固定资产投资(不含农户): an amount of the same sort, by itself. */
static bool same_amount(const char *part, const char *whole)
{
	static const char *const amounts[] = {"投资", "收入", "支出",   "经费", "产值",
					      "消费", "利润", "增加值", "贷款"};
	const char *bracket = strchr(whole, '(');
	const size_t n = bracket ? (size_t)(bracket - whole) : strlen(whole);
	const size_t of = tail_among(part, strlen(part), amounts, sizeof amounts / sizeof *amounts);

	return of && n > of && strlen(part) > of &&
	       strncmp(whole + n - of, part + strlen(part) - of, of) == 0;
}

/* The bytes of the kind of thing that both names end with and are more than; 0: they do not. */
static size_t common_head(const char *part, const char *whole)
{
	static const char *const heads[] = {"企业", "项目", "机构", "平台", "成员",
					    "人员", "单位", "产品", "城市", "用户"};
	size_t n = tail_among(part, strlen(part), heads, sizeof heads / sizeof *heads);

	return n && strlen(part) > n && strlen(whole) > n &&
		       strcmp(part + strlen(part) - n, whole + strlen(whole) - n) == 0
		   ? n
		   : 0;
}

/* Adds what a part is part of: 在…中，独立研发产生的比例. */
static void complete_part(document *d, value_frame *v, name_slot *name)
{
	name_slot whole = {.metric = TALLY_NO_CODE};

	if (v->rule->measure != TALLY_SHARE || v->facts & (F(F_PART_NAME) | F(F_SHARE)) ||
	    !name_is_empty(&v->whole))
		return;
	if (name->metric != TALLY_NO_CODE && !(v->facts & F(F_WHOLE))) {
		if (d->in_child && d->has_parent)
			v->whole = d->parent.name;
		return;
	}
	if (v->phrase.whole_to > v->phrase.whole_from)
		name_of(d, v->phrase.whole_from, v->phrase.whole_to, &whole);
	else if (!name_is_empty(&d->whole))
		whole = d->whole;
	else if (d->in_child && d->has_parent)
		whole = d->parent.name;
	else if (v->facts & F(F_PORTION) && !name_is_empty(&d->before) &&
		 strlen(name->text) <= SHORT_NAME && v->phrase.n_regions == 0) {
		name_slot joined = d->before;

		name_join(&joined, &d->before, name);
		memcpy(name->text, joined.text, sizeof name->text);
		return;
	}
	if (name_is_empty(&whole))
		return;
	v->whole = whole;
	if (v->phrase.whole_behind)
		return;
	if (d->in_child && d->has_parent && !(v->facts & F(F_WHOLE)) && name_of_amount(d, &whole))
		return; /* 出口 of 进出口总额 is an amount by itself */
	size_t n = strlen(name->text), w = strlen(whole.text);

	/* 发明专利 of 专利, 高价值发明专利 of 发明专利有效量: the part says the kind itself */
	if ((n >= w && strcmp(name->text + n - w, whole.text) == 0) ||
	    says_kind(name->text, whole.text) || same_amount(name->text, whole.text))
		return;
	w -= common_head(name->text, whole.text);
	if (w < strlen(whole.text)) { /* 民营企业 of 新注册企业 */
		name_slot part = *name;

		whole.text[w] = '\0';
		name_join(name, &whole, &part);
	} else {
		name_join(name, name, &whole);
	}
	name_look_up(d, name);
}

/* --- lists -------------------------------------------------------------------------- */

static void over_regions(value_frame *v, const subject *s)
{
	v->subjects.n = 0;
	for (int i = 0; i < v->phrase.n_regions; i++) {
		subject one = *s;

		one.region = v->phrase.regions[i];
		subject_add(&v->subjects, &one);
	}
}

/* The last n subjects of the sentence. */
static bool from_history(document *d, value_frame *v, int n)
{
	if (d->current.n == n) {
		subjects_copy(&v->subjects, &d->current);
	} else if (d->history.n >= n && n > 1) {
		v->subjects.n = 0;
		for (int i = d->history.n - n; i < d->history.n; i++)
			subject_add(&v->subjects, &d->history.items[i]);
	} else {
		return false;
	}
	for (int i = 0; i < v->subjects.n; i++) {
		mark_carried(&v->subjects.items[i].name.mark, TALLY_SLOT_SENTENCE);
		mark_carried(&v->subjects.items[i].region.mark, TALLY_SLOT_SENTENCE);
	}
	return true;
}

/* --- without a name of its own -------------------------------------------------------- */

static bool is_count(document *d, const value_frame *v)
{
	const token *t = &d->s.tokens[v->group.items[0]];

	return t->kind == T_QUANTITY && quantity_of(d, t)->kind == U_COUNT;
}

/* An amount of money is not of what was counted: the sentence's last metric of money is meant. */
static bool money_before(document *d, const value_frame *v, name_slot *name)
{
	const token *t = d->s.tokens, *value = &t[v->group.items[0]];

	if (value->kind != T_QUANTITY || quantity_of(d, value)->kind != U_MONEY)
		return false;
	for (size_t i = v->group.left; i-- > 0 && !(t[i].kind == T_MARK && t[i].mark == 0x3002);) {
		if (!word_is(&t[i], W(W_METRIC)) ||
		    strcmp(tally_codes_metric(d->lex->codes, word_of(d, &t[i])->metric)->dimension,
			   "money") != 0)
			continue;
		name_of(d, i, i + 1, name);
		return true;
	}
	return false;
}

static void understood(document *d, value_frame *v)
{
	subject s = {.name.metric = TALLY_NO_CODE, .region = region_for(d, v)};

	if (d->current.n > 0) {
		s.name = d->current.items[0].name;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else if (!name_is_empty(&d->before)) {
		s.name = d->before;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else if (d->in_child && d->has_parent) {
		s.name = d->parent.name;
		mark_carried(&s.name.mark, TALLY_SLOT_CARRIED);
	} else if (d->has_main &&
		   (v->rule->measure != TALLY_LEVEL || v->facts & F(F_HAS_BASE_AMOUNT))) {
		s.name = d->main.name;
		if (v->phrase.n_regions == 0)
			s.region = d->main.region;
		mark_carried(&s.name.mark, TALLY_SLOT_CARRIED);
		mark_carried(&s.region.mark, TALLY_SLOT_CARRIED);
	}
	/* 进出口6.9万亿元，在全国外贸大盘中占20.5%: the place is that of the whole */
	if (v->rule->measure == TALLY_SHARE && v->phrase.region_of_whole) {
		s.region = carried_region(d);
		v->whole_region = v->phrase.regions[0];
	}
	if (d->current.n > 0 && v->phrase.n_regions == 0)
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
	if (name_is_empty(&s.name) && is_count(d, v))
		s.name = d->counted;
	else if (name_is_empty(&s.name) && v->phrase.n_regions > 0)
		s.name = d->topic; /* 26城GDP增速高于全国。合肥6622.9亿元 */
	else if (strcmp(s.name.text, d->counted.text) == 0 && money_before(d, v, &s.name))
		s.name.mark.origin =
		    TALLY_SLOT_SENTENCE; /* 投入超过千亿元的省有13个，依次为广东… */
	else if (is_count(d, v) && name_of_amount(d, &s.name) && !name_is_empty(&d->counted))
		s.name = d->counted; /* 409家，总估值…；其中297家: of what was counted */
	name_of_firms(d, v, &s.name);
	v->subjects.n = 1;
	v->subjects.items[0] = s;
	if (v->phrase.n_regions > 1 && !v->examples) /* A、B等10家 are one number */
		over_regions(v, &s);
}

/* The places whose members were counted are where the next values are. */
static void at_places(const document *d, value_frame *v)
{
	size_t i = v->phrase.region_token;
	bool kind = v->phrase.n_regions == 1 && i > 0 && d->s.tokens[i - 1].kind == T_QUANTITY;

	if (d->n_places == 0 || (v->phrase.n_regions > 0 && !kind) || v->subjects.n != 1)
		return;
	if (d->n_places != 1 && d->n_places != v->group.n)
		return;
	subject s = v->subjects.items[0];

	v->subjects.n = 0;
	for (int k = 0; k < d->n_places; k++) {
		s.region = d->places[k];
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
		subject_add(&v->subjects, &s);
	}
}

/* 以占全省0.9%的国土面积: what the share is of stands behind it. */
static bool share_of_noun(const document *d, const value_frame *v)
{
	size_t behind = v->group.items[v->group.n - 1] + 1;

	return v->facts & F(F_SHARE) && v->facts & F(F_NOUN_BEHIND) && v->facts & F(F_PERCENT) &&
	       behind < v->group.right_end && word_is(&d->s.tokens[behind], W(W_OF));
}

bool counts_provinces(const char *name)
{
	static const char *const kinds[] = {"省份", "省(市)", "省(区、市)", "省区市", "省市区"};

	return tail_among(name, strlen(name), kinds, sizeof kinds / sizeof *kinds) > 0;
}

/* 科创板上市企业中，出自国家高新区的占六成: the part is a place's. */
static bool part_of_place(document *d, value_frame *v, subject *s)
{
	const token *t = d->s.tokens;
	static const char verbs[] =
	    "出自|来自|源自|位于|分布在|分布于|诞生于|产自|集中在|集聚在|落户|扎根";
	size_t where = v->phrase.from, from = t[where].from;

	while (where < v->cut && !word_is(&t[where], W(W_REGION)))
		where++;
	if (!d->chinese || v->rule->measure != TALLY_SHARE || name_is_empty(&d->whole) ||
	    where == v->phrase.from || where >= v->cut ||
	    text_at_any(d->s.text.cp, t[where].from, from, verbs) != t[where].from - from)
		return false;
	s->name = d->whole;
	mark_carried(&s->name.mark, TALLY_SLOT_SENTENCE);
	s->region = region_at(d, where);
	v->whole_region = carried_region(d);
	return true;
}

/* 57.63万家新注册企业|在|国家高新区|落户 */
static bool place_of_noun(const document *d, const value_frame *v)
{
	return d->chinese && v->noun_to > v->noun_from && v->noun_to + 1 < v->group.right_end &&
	       word_is(&d->s.tokens[v->noun_to], W(W_AMONG)) &&
	       word_is(&d->s.tokens[v->noun_to + 1], W(W_REGION));
}

static void one_subject(document *d, value_frame *v, size_t clause_from)
{
	subject s = {.region = region_for(d, v), .child = v->phrase.child};
	bool level = v->facts & F(F_LEVEL_UNIT);
	bool front = !v->examples && name_in_front(d, v, &s.name);

	if (front && chinese_pointer(d, v->phrase.from, v->cut))
		front = false;
	if (front && english_pointer(d, v->phrase.from, v->cut)) {
		understood(d, v);
		if (d->current.n == 0 && !name_is_empty(&d->headline)) {
			v->subjects.items[0].name = d->headline;
			mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_CARRIED);
		}
		for (size_t i = v->phrase.from; i < v->cut; i++)
			if (english_nation(d, &d->s.tokens[i]))
				v->subjects.items[0].region.region = d->nation;
		return;
	}
	if (front && behind_separator(d, v) && v->noun_to > v->noun_from)
		front = false; /* 3款创新药、14款医疗器械 */

	if (v->examples)
		s.region = carried_region(d);
	if (part_of_place(d, v, &s)) {
		v->subjects.n = 1;
		v->subjects.items[0] = s;
		return;
	}
	name_slot behind, made;
	bool part = v->rule->measure == TALLY_SHARE && v->facts & F(F_NOUN_BEHIND) &&
		    strcmp(v->rule->id, "part-of") == 0;

	/* 用占全市0.7%的土地 */
	if (front && share_of_noun(d, v) && strcmp(s.name.text, "用") == 0)
		front = false;
	if (!part && !front && (share_of_noun(d, v) || (!d->chinese && english_named_behind(v))))
		part = true;
	if ((level || part) && !(front && s.name.metric != TALLY_NO_CODE && !part) &&
	    name_behind(d, v, clause_from, &behind)) {
		s.name = behind;
		front = true;
		/* 四川全省1/4高新技术企业: the place in front is the whole */
		if (part && v->phrase.n_regions == 0)
			s.region = carried_region(d);
		/* 60家国家高新区获批…: those that are counted are where it happens */
		if (v->phrase.n_regions == 0 && v->noun_to > v->noun_from + 1 &&
		    v->phrase.from >= v->cut && word_is(&d->s.tokens[v->noun_from], W(W_REGION)))
			s.region = region_at(d, v->noun_from);
		else if (v->phrase.n_regions == 0 && place_of_noun(d, v))
			s.region = region_at(d, v->noun_to + 1);
	} else if (!v->examples && counted_region(d, v, &s.name)) {
		front = true;
		/* 国务院已批复自创区23个: counted, so not the place of counting */
		v->counted = counted_place(d, v);
		if (kind_of_group(d, v->counted.region) != TALLY_NO_CODE)
			s.region = v->counted;
		else if (v->phrase.n_regions == 1 && v->phrase.regions[0].region != TALLY_NO_CODE &&
			 zones_of(d, v->counted.region, v->phrase.regions[0].region) ==
			     v->phrase.regions[0].region)
			v->counted = s.region; /* 全省国家高新区 */
		else {
			s.region = where_counted(d, v, &s.region);
			zones_nobody_lists(d, v, &s.region);
		}
	}
	made = s.name;
	if (english_verb_names(d, v, clause_from, &made) || english_name_elsewhere(d, v, &made)) {
		s.name = made;
		front = true;
	}
	int which = front || d->paired ? 0 : of_pair(d, v);

	if (which && d->history.n >= 2) {
		s.name = d->history.items[d->history.n - (which == 1 ? 2 : 1)].name;
		front = true;
	}
	if (!front && v->phrase.region_is_head) {
		english_same_as_whole(d, v, &s.name);
		front = !name_is_empty(&s.name);
	}
	if (!front) {
		understood(d, v);
		return;
	}
	if (name_head_of_before(d, &s.name)) {
		/* 第三产业恢复更快，增加值3.29万亿元 */
	} else if (shortened(d, &s.name)) {
		s.name = d->current.items[0].name;
		mark_carried(&s.name.mark, TALLY_SLOT_SENTENCE);
	} else {
		name_in_full(d, v, &s.name);
	}
	/* R&D经费超过千亿元的省(市): the nation has them */
	if (v->phrase.n_regions == 0 && !v->phrase.local && level && d->chinese &&
	    d->lex->china >= 0 && counts_provinces(s.name.text) && strstr(s.name.text, "的"))
		s.region =
		    (region_slot){.region = d->lex->china, .mark = {.origin = TALLY_SLOT_DEFAULT}};
	else if (v->phrase.n_regions == 0 && !v->phrase.local)
		place_of_name(d, v, &s.name, v->object < v->cut ? v->object : v->phrase.from,
			      &s.region);
	english_same_as_whole(d, v, &s.name);
	complete_part(d, v, &s.name);
	v->subjects.n = 1;
	v->subjects.items[0] = s;
	if (v->phrase.n_regions > 1 && !v->examples) /* A、B等10家 are one number */
		over_regions(v, &s);
}

/* 京津冀、长三角…合计占65.4%: one figure for all of them, and no list knows the place. */
static void together(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t value = v->group.items[0];
	bool joint = false;

	for (size_t i = v->group.left; i < value; i++)
		joint =
		    joint || (t[i].kind == T_WORD &&
			      text_at_any(d->s.text.cp, t[i].to, t[i].from, "合计|共计|总共|总计"));
	if (!joint || v->each || v->phrase.n_regions < 2)
		return;
	subject *s = &v->subjects.items[0];
	size_t last = v->phrase.region_token, first = last;

	while (first > v->group.left &&
	       (word_is(&t[first - 1], W(W_REGION)) || list_sign(&t[first - 1])))
		first--;
	s->region.region = TALLY_NO_CODE;
	source_text(d, t[first].from, t[last].to, s->region.text, sizeof s->region.text);
	v->subjects.n = 1;
}

/* 在京津冀、长三角和粤港澳大湾区，分别有7家、36家和14家国家高新区: the places stand in a clause of
 * their own. */
static void at_places_before(document *d, value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[0], members = v->group.items[v->group.n - 1] + 1;
	int n = v->group.n;

	if (!d->chinese || !v->respective || n < 2 || v->subjects.n != 1)
		return;
	while (i > 0 && !word_is(&t[i - 1], W(W_REGION)) &&
	       (i > v->group.left || (t[i - 1].kind == T_MARK && t[i - 1].mark == ',')))
		i--;
	size_t first = i;
	int places = 0;

	while (first > 0 && (word_is(&t[first - 1], W(W_REGION)) || list_sign(&t[first - 1])))
		places += word_is(&t[--first], W(W_REGION));
	bool among = first == 0 || t[first - 1].kind == T_MARK ||
		     /* 前三名是; 居前三位的 */
		     word_is(&t[first - 1], W(W_LEVEL) | W(W_RESPECTIVE) | W(W_OF)) ||
		     text_at(d->s.text.cp, t[first - 1].to, t[first - 1].from, "在") == 1;
	if (places != n || places >= TEXT_LIST_MAX || !among)
		return; /* 对东盟、欧盟、韩国分别进出口 names partners */
	subject s = v->subjects.items[0];
	bool kind = members < d->s.n_tokens && word_is(&t[members], W(W_REGION));

	v->subjects.n = 0;
	for (; first < i; first++) {
		if (!word_is(&t[first], W(W_REGION)))
			continue;
		s.region = region_at(d, first);
		if (kind)
			s.region = members_place(d, &s.region, members);
		mark_carried(&s.region.mark, TALLY_SLOT_SENTENCE);
		subject_add(&v->subjects, &s);
	}
}

/* 新能源汽车产销分别完成696万辆和693万辆: made and sold. */
static void made_and_sold(document *d, value_frame *v)
{
	static const char *const ways[] = {"产量", "销量"};
	subject s = v->subjects.items[0];
	size_t n = strlen(s.name.text);

	if (!d->chinese || v->subjects.n != 1 || v->group.n != 2 || !v->respective)
		return;
	n -= has_tail(s.name.text, "产销量") ? 9 : has_tail(s.name.text, "产销") ? 6 : n;
	if (n == 0)
		return;
	v->subjects.n = 0;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		subject way = s;

		snprintf(way.name.text, sizeof way.name.text, "%.*s%s", (int)n, s.name.text,
			 ways[i]);
		name_look_up(d, &way.name);
		subject_add(&v->subjects, &way);
	}
}

/* 三次产业的贡献率依次为2.9%、45.6%和51.5%: each one's value added. */
static void three_sectors(document *d, value_frame *v)
{
	static const char *const sectors[] = {"第一产业增加值", "第二产业增加值", "第三产业增加值"};
	static const char *const all[] = {"三次产业", "三次产业增加值", "一二三产业"};
	subject s = v->subjects.items[0];

	if (!d->chinese || v->subjects.n != 1 || v->group.n != 3 ||
	    !name_among(s.name.text, all, sizeof all / sizeof *all))
		return;
	v->subjects.n = 0;
	for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++) {
		snprintf(s.name.text, sizeof s.name.text, "%s", sectors[i]);
		name_look_up(d, &s.name);
		subject_add(&v->subjects, &s);
	}
}

static bool periods_distribute(document *d, int n)
{
	return d->period_list >= 0 && d->s.periods[d->period_list].n == n;
}

/* A、B、C分别…，合计占58.6%: one figure for the places just measured. */
static bool in_total(const document *d, value_frame *v, bool named)
{
	bool total = false;

	for (size_t i = v->group.left; i < v->group.items[0]; i++)
		total = total || (d->s.tokens[i].kind == T_WORD &&
				  text_at_any(d->s.text.cp, d->s.tokens[i].to, d->s.tokens[i].from,
					      "合计|共计|总共") > 0);
	if (!d->chinese || named || !total || v->group.n != 1 || d->current.n < 2 ||
	    v->rule->measure != TALLY_SHARE ||
	    same_place(&d->current.items[0].region, &d->current.items[1].region))
		return false;
	v->phrase.n_regions = d->current.n;
	for (int i = 0; i < d->current.n; i++)
		v->phrase.regions[i] = d->current.items[i].region;
	v->subjects.items[0] = d->current.items[0];
	mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_SENTENCE);
	pointers_join(v);
	v->phrase.n_regions = 0;
	return true;
}

static void find_subjects(document *d, value_frame *v, size_t clause_from)
{
	int n = v->group.n;
	bool named = v->facts & F(F_NAME) || v->phrase.n_regions > 0;
	int parts = 0;

	if (in_total(d, v, named))
		return;
	if (!named && (n > 1 || v->respective || v->each) && !(v->facts & F(F_NOUN_BEHIND)) &&
	    from_history(d, v, n == 1 ? d->current.n : n) && v->subjects.n > 0)
		return;
	if (pointers_name(d, v))
		return;
	these_of_kind(d, v);
	if (counted_members(d, v))
		return;
	one_subject(d, v, clause_from);
	at_places(d, v);
	at_places_before(d, v);
	made_and_sold(d, v);
	three_sectors(d, v);
	if (v->subjects.n == 1 && n > 1 && v->facts & F(F_NAME)) {
		subject_list kept;

		subjects_copy(&kept, &v->subjects);
		parts = list_of_names(d, v, &kept.items[0].region);
		if (parts != n)
			subjects_copy(&v->subjects, &kept);
	} else if (v->subjects.n == 1 && n == 1 && (v->each || v->respective) &&
		   v->facts & F(F_NAME)) {
		subject_list kept;

		subjects_copy(&kept, &v->subjects);

		if (list_of_names(d, v, &kept.items[0].region) < 2)
			subjects_copy(&v->subjects, &kept);
	}
	/* a list of names of another length is no reason to take other names */
	if (n > 1 && parts < 2 && v->subjects.n == 1 && !periods_distribute(d, n) &&
	    from_history(d, v, n))
		return;
	if (v->subjects.n > 1 && n == 1 && v->pointed && !v->each && !v->respective)
		pointers_join(v);
	else if (v->subjects.n > 1 && n == 1)
		together(d, v);
	v->counts_differ = n > 1 && v->subjects.n != n && !periods_distribute(d, n);
	if (v->group.overflow || v->subjects.overflow)
		v->counts_differ = true;
}

/* 产量, 销量, 出口 alone, in a paragraph that speaks of cars: those of the cars. */
static void of_spoken(const document *d, const value_frame *v, name_slot *name)
{
	static const char *const heads[] = {"产量",     "销量",   "产销量", "保有量",
					    "装机容量", "出口量", "进口量", "均价",
					    "渗透率",   "交付量", "出口",   "进口"};
	const token *t = &d->s.tokens[v->group.items[0]];
	bool money = t->kind != T_QUANTITY || d->s.quantities[t->ref].kind == U_MONEY;
	name_slot joined = d->spoken_of;

	if (!joined.text[0] || !name_among(name->text, heads, sizeof heads / sizeof *heads) ||
	    (money && name->metric != TALLY_NO_CODE))
		return;
	name_append(&joined, name->text);
	joined.mark = name->mark;
	name_look_up(d, &joined);
	*name = joined;
}

void value_subjects(document *d, value_frame *v, size_t clause_from)
{
	if (d->n_turns) {
		v->subjects.n = 1;
		v->subjects.items[0] = d->turns[d->turn];
		mark_carried(&v->subjects.items[0].name.mark, TALLY_SLOT_SENTENCE);
		mark_carried(&v->subjects.items[0].region.mark, TALLY_SLOT_SENTENCE);
		return;
	}
	find_subjects(d, v, clause_from);
	for (int i = 0; i < v->subjects.n; i++)
		if (v->covers)
			name_of_coverage(d, &v->subjects.items[i].name);
	for (int i = 0; i < v->subjects.n; i++)
		of_spoken(d, v, &v->subjects.items[i].name);
	for (int i = 0; i < v->subjects.n; i++)
		place_no_list_knows(d, &v->subjects.items[i]);
	if (v->subjects.n == 1)
		place_before_verb(d, v, &v->subjects.items[0]);
}
