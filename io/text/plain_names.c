/* plain_names.c: a name as the lists may have it.
 *
 * 有国家高新技术企业, 新注册的民营企业, 有效期内高新技术企业 are things that the lists know;
 * 2个万亿级、5个千亿级产业集群 says the noun once. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* The bytes of the one of n words that the text begins with; 0: of none. */
size_t front_among(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) /* two bytes tell most of them apart */
		if (words[i][0] == text[0] && words[i][1] == text[1] &&
		    strncmp(text, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

size_t tail_among(const char *text, size_t n, const char *const *words, size_t n_words)
{
	for (size_t i = 0; i < n_words; i++) {
		size_t length = strlen(words[i]);

		/* the last two bytes tell most of them apart */
		if (n >= length && length >= 2 && text[n - 1] == words[i][length - 1] &&
		    text[n - 2] == words[i][length - 2] &&
		    memcmp(text + n - length, words[i], length) == 0)
			return length;
	}
	return 0;
}

/* 有 that is a word of its own, not that of 有效期, 有限公司. */
static bool is_having(const char *text)
{
	static const char *const words[] = {"有效", "有限", "有色", "有机", "有关", "有力", "有线"};

	return strncmp(text, "有", 3) == 0 &&
	       !front_among(text, words, sizeof words / sizeof *words);
}

/* 有, 已聚集: what follows is had. */
size_t having_front(const char *text)
{
	static const char *const words[] = {"已",   "共",   "现",   "拥有", "聚集", "集聚",
					    "汇聚", "累计", "实现", "完成", "形成"};

	return is_having(text) ? 3 : front_among(text, words, sizeof words / sizeof *words);
}

/* What firms earn and spend is the zone's: 企业研发费用; their patents are not all patents. */
static bool of_money(const char *name)
{
	static const char *const tails[] = {"收入", "利润", "利润总额", "费用", "支出", "产值"};

	return tail_among(name, strlen(name), tails, sizeof tails / sizeof *tails) > 0;
}

/* What stands behind the first n bytes of the name, looked up. */
static void look_up_behind(const document *d, const name_slot *name, size_t n, name_slot *out)
{
	memmove(out->text, name->text + n, strlen(name->text + n) + 1);
	name_look_up(d, out);
}

/* 集成电路、生物医药、人工智能三大先导产业规模: what the list in front is summed up as. */
static void summed_up(const document *d, name_slot *name, name_slot *out)
{
	static const char *const counts[] = {"两大", "三大", "四大", "五大", "六大"};
	const char *last = NULL;

	for (const char *at = name->text; (at = strstr(at, "、")) != NULL; at += 3)
		last = at;
	const char *called = last ? strstr(last, "这“") : NULL;

	if (called) { /* 电动汽车、锂电池、光伏产品这“新三样”出口 */
		look_up_behind(d, name, (size_t)(called - name->text) + 3, name);
		return;
	}
	for (size_t i = 0; last && i < sizeof counts / sizeof *counts; i++) {
		const char *at = strstr(last, counts[i]);

		if (at)
			look_up_behind(d, name, (size_t)(at - name->text), out);
	}
}

/* 研发费用投入 is what was spent. */
static void without_spent(const document *d, const name_slot *name, name_slot *out)
{
	static const char spent[] = "投入";

	if (!has_tail(name->text, spent))
		return;
	snprintf(out->text, sizeof out->text, "%.*s", (int)(strlen(name->text) - strlen(spent)),
		 name->text);
	name_look_up(d, out);
	if (out->metric == TALLY_NO_CODE && strncmp(out->text, "企业", 6) == 0)
		look_up_behind(d, out, 6, out);
}

/* The name as the lists may have it: 新注册的民营企业, 企业研发费用, 万亿级产业集群和…. */
static void plainer_name(document *d, name_slot *name)
{
	static const char *const owners[] = {"企业"};
	static const char *const valid[] = {"有效期内的", "有效期内"};
	static const char *const joins[] = {"和", "及", "以及"};
	name_slot plain = *name;
	char *of = strstr(plain.text, "的");

	if (!d->chinese || name->metric != TALLY_NO_CODE)
		return;
	if (of && of > plain.text && of[3]) {
		memmove(of, of + 3, strlen(of + 3) + 1);
		name_look_up(d, &plain);
	}
	size_t owner = front_among(name->text, owners, sizeof owners / sizeof *owners);

	if (plain.metric == TALLY_NO_CODE && owner && of_money(name->text))
		look_up_behind(d, name, owner, &plain);
	owner = front_among(name->text, valid, sizeof valid / sizeof *valid);
	if (plain.metric == TALLY_NO_CODE && owner)
		look_up_behind(d, name, owner, &plain);
	for (size_t i = 0; plain.metric == TALLY_NO_CODE && i < sizeof joins / sizeof *joins; i++) {
		const char *join = strstr(name->text, joins[i]);

		if (!join || join - name->text < 12)
			continue;
		snprintf(plain.text, sizeof plain.text, "%.*s", (int)(join - name->text),
			 name->text);
		if (name_head(plain.text) || has_tail(plain.text, "集群"))
			name_look_up(d, &plain); /* 集成电路和生物医药 are no output of chips */
	}
	if (plain.metric == TALLY_NO_CODE)
		summed_up(d, name, &plain);
	if (plain.metric == TALLY_NO_CODE)
		without_spent(d, name, &plain);
	if (plain.metric != TALLY_NO_CODE)
		*name = plain;
}

/* 有国家高新技术企业, 已聚集高新技术企业: what is had is measured when the lists know it, and it is
 * more than 企业; 有 and 已 are never part of a name. */
static void without_having(document *d, name_slot *name)
{
	enum { SHORTEST = 12 };
	char *text = name->text;
	name_slot rest = *name;
	size_t n = 0, step;

	if (!d->chinese || name->metric != TALLY_NO_CODE)
		return;
	while ((step = having_front(text + n)) > 0 && rest.metric == TALLY_NO_CODE) {
		n += step;
		if (strlen(text + n) >= SHORTEST)
			look_up_behind(d, name, n, &rest);
	}
	if (rest.metric != TALLY_NO_CODE) {
		*name = rest;
		return;
	}
	/* 有研发活动的企业: it tells which firms */
	for (n = 0;
	     strncmp(text + n, "已", 3) == 0 || (is_having(text + n) && !strstr(text + n, "的"));)
		n += 3;
	if (n && text[n])
		memmove(text, text + n, strlen(text) - n + 1);
}

/* “双千兆”网络100%覆盖: it is the rate of coverage. */
void name_of_coverage(document *d, name_slot *name)
{
	if (name->metric != TALLY_NO_CODE || strstr(name->text, "覆盖") || !name->text[0])
		return;
	name_append(name, "覆盖率");
	name_look_up(d, name);
}

/* Whether a character of three bytes that begins so is an ideograph and no punctuation. */
static bool begins_han(char first)
{
	return (unsigned char)first >= 0xe4 && (unsigned char)first <= 0xe9;
}

/* Behind a number and its counter; `at` itself when no number stands there. */
static const char *behind_count(const char *at, const char *end)
{
	const char *from = at;

	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at > from && end - at >= 3 && begins_han(*at) ? at + 3 : from;
}

/* 2个万亿级、5个千亿级产业集群, 国家级2家、省级15家企业技术中心: the noun holds for both. */
static void noun_of_next_class(document *d, name_slot *name)
{
	static const char *const joins[] = {"、", "和", "及"};
	const char *at = d->bytes + name->mark.to, *end = d->bytes + d->size;
	char text[TALLY_NAME_MAX];
	size_t n = strlen(name->text), k = 0;

	if (!d->chinese || name->metric != TALLY_NO_CODE || n < 6 ||
	    strcmp(name->text + n - 3, "级") != 0)
		return;
	at = behind_count(at, end);
	size_t step = end - at > 3 ? front_among(at, joins, sizeof joins / sizeof *joins) : 0;

	if (!step)
		return;
	at = behind_count(at + step, end);
	for (; end - at > 3 && k < 48 && begins_han(*at); k += 3) {
		step = front_among(at, joins, sizeof joins / sizeof *joins);
		if (step && at[step] >= '0' && at[step] <= '9')
			break; /* another count */
		memcpy(text + k, at, 3);
		at = behind_count(at + 3, end);
	}
	text[k] = '\0';
	const char *class = strstr(text, "级");

	if (!class || !class[3])
		return;
	name_slot whole = *name;

	name_print(whole.text, "%s%s", name->text, class + 3);
	name_look_up(d, &whole);
	*name = whole;
}

/* 园区企业营业收入, 区内高新技术企业: those of the zone spoken of. */
static void without_zone(document *d, name_slot *name)
{
	static const char *const zones[] = {"园区内", "园区", "区内", "示范区", "地区"};
	size_t n = front_among(name->text, zones, sizeof zones / sizeof *zones);
	name_slot rest = *name;

	if (!d->chinese || name->metric != TALLY_NO_CODE || !n)
		return;
	n += strncmp(name->text + n, "的", 3) == 0 ? 3 : 0;
	if (!name->text[n])
		return;
	look_up_behind(d, name, n, &rest);
	plainer_name(d, &rest);
	if (rest.metric != TALLY_NO_CODE)
		*name = rest;
}

/* 在人工智能、生物制造等领域布局建设卓越级孵化器: where and that they are built is no part of it.
 */
static void without_field(document *d, name_slot *name)
{
	static const char *const fields[] = {"领域", "方面", "行业", "环节", "赛道"};
	static const char *const verbs[] = {"布局建设", "布局", "建设", "建成", "打造", "培育",
					    "形成",     "建立", "组建", "部署", "设立", "新建"};

	if (!d->chinese || name->metric != TALLY_NO_CODE || strncmp(name->text, "在", 3) != 0)
		return;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *at = strstr(name->text, fields[i]);
		size_t n = at ? (size_t)(at - name->text) + strlen(fields[i]) : 0;

		if (!n || !name->text[n])
			continue;
		n += front_among(name->text + n, verbs, sizeof verbs / sizeof *verbs);
		if (name->text[n])
			look_up_behind(d, name, n, name);
		return;
	}
}

/* 会上还公布了第三批典型案例: that it was told is no part of it. */
static void without_telling(const document *d, name_slot *name)
{
	static const char *const verbs[] = {"公布了", "发布了", "推出了",
					    "签署了", "出台了", "印发了"};
	enum { NEAR = 18 };

	if (!d->chinese || name->metric != TALLY_NO_CODE || !strstr(name->text, "了"))
		return;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		const char *at = strstr(name->text, verbs[i]);
		const size_t n = at ? (size_t)(at - name->text) + strlen(verbs[i]) : 0;

		if (!at || at - name->text > NEAR || !name->text[n])
			continue;
		look_up_behind(d, name, n, name);
		return;
	}
}

/* 受访企业手中的有效发明专利, 企业获得发明专利授权: whose it is, and that they have it. */
static void without_holding(const document *d, name_slot *name)
{
	static const char *const owners[] = {"企业", "机构", "高校", "院所", "单位"};
	static const char *const holds[] = {"手中的", "手里的", "获得", "拥有的",
					    "持有的", "手握",   "握有", "所拥有的"};

	if (!d->chinese || name->metric != TALLY_NO_CODE)
		return;
	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
		char *at = strstr(name->text, owners[i]);
		char *hold = at ? at + strlen(owners[i]) : NULL;
		const size_t n = hold ? front_among(hold, holds, sizeof holds / sizeof *holds) : 0;

		if (!n || !hold[n] || strlen(hold + n) < 9 || strstr(hold + n, "的"))
			continue;
		memmove(hold, hold + n, strlen(hold + n) + 1);
		name_look_up(d, name);
		return;
	}
}

/* 每年可节约标准煤: how often is no part of it. */
static void without_each_year(const document *d, name_slot *name)
{
	static const char *const words[] = {"每年可", "每年能",     "年可",
					    "每年将", "预计每年可", "每年"};
	const size_t n = front_among(name->text, words, sizeof words / sizeof *words);

	if (d->chinese && n && name->text[n] && name->metric == TALLY_NO_CODE)
		look_up_behind(d, name, n, name);
}

/* 轨道交通装备的本地配套率: a rate or an amount is listed without 的. */
static void without_of(const document *d, name_slot *name)
{
	static const char *const heads[] = {"率",   "额",   "量",   "值",   "度",   "收入", "利润",
					    "投资", "规模", "产能", "成本", "价格", "支出", "经费"};
	enum { LONGEST = 24 };
	char *of = NULL;

	if (!d->chinese || name->metric != TALLY_NO_CODE)
		return;
	for (char *at = name->text; (at = strstr(at, "的")) != NULL; at += 3)
		of = at;
	if (!of || of - name->text < 3 || strlen(of + 3) > LONGEST ||
	    strncmp(of - 3, "目", 3) == 0 ||
	    !tail_among(of, strlen(of), heads, sizeof heads / sizeof *heads))
		return;
	memmove(of, of + 3, strlen(of + 3) + 1);
	name_look_up(d, name);
}

void name_made_plain(document *d, name_slot *name)
{
	without_telling(d, name);
	without_each_year(d, name);
	without_holding(d, name);
	without_field(d, name);
	noun_of_next_class(d, name);
	without_having(d, name);
	plainer_name(d, name);
	without_zone(d, name);
	without_of(d, name);
}
