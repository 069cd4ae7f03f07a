/* portions.c: what a part is called, and what it is a part of.
 *
 * 六成的国家高新区建有…: whose part; 近八成的研发经费由企业投入: the part that somebody did;
 * 其中民营企业占96%: the kind that part and whole have in common is said once. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* A longer name of a part says itself what it is part of; bytes. */
#define SHORT_NAME 18

size_t having_verb(const char *text, size_t *verb)
{
	static const char *const verbs[] = {"建成", "建起", "建有", "建立", "建设", "搭建", "拥有",
					    "设有", "开展", "启动", "启用", "开通", "引入", "采用",
					    "实施", "出台", "用上", "设立", "有"};

	*verb = front_among(text, verbs, sizeof verbs / sizeof *verbs);
	return *verb + (*verb && strncmp(text + *verb, "了", 3) == 0 ? 3 : 0);
}

/* 建起了|数据中心 of 国家高新区: 建有数据中心的国家高新区 as the lists say it, or
 * 建起数据中心的国家高新区. false: it begins with no such verb. */
static bool name_those(const document *d, const char *doing, const char *whose, name_slot *out)
{
	static const char *const listed[] = {"建有", "建设", "搭建", "有"};
	name_slot name = {.metric = TALLY_NO_CODE, .mark = out->mark};
	size_t verb;
	const char *thing = doing + having_verb(doing, &verb);

	if (!verb || !*thing)
		return false;
	for (size_t i = 0; i < sizeof listed / sizeof *listed && name.metric == TALLY_NO_CODE;
	     i++) {
		name_print(name.text, "%s%s的%s", listed[i], thing, whose);
		name_look_up(d, &name);
	}
	if (name.metric == TALLY_NO_CODE)
		name_print(name.text, "%.*s%s的%s", (int)verb, doing, thing, whose);
	*out = name;
	return true;
}

void zones_that_did(const document *d, const value_frame *v, name_slot *name)
{
	const token *t = &d->s.tokens[v->noun_from];
	char doing[TALLY_NAME_MAX], whose[TALLY_NAME_MAX];

	if (!d->chinese || name->metric != TALLY_NO_CODE || v->noun_to < v->noun_from + 2 ||
	    !word_is(t, W(W_REGION)) ||
	    !zone_kind(tally_codes_region(d->lex->codes, word_of(d, t)->region)->code))
		return;
	source_text(d, t->from, t->to, whose, sizeof whose);
	source_text(d, t[1].from, d->s.tokens[v->noun_to - 1].to, doing, sizeof doing);
	name_those(d, doing, whose, name);
}

/* 国家高新区建起了数据中心: the parts of those zones that did. */
static void turn_around(const document *d, name_slot *name)
{
	const size_t head = strlen(d->part_head);
	char doing[TALLY_NAME_MAX];

	if (name->metric != TALLY_NO_CODE || !head || strncmp(name->text, d->part_head, head) != 0)
		return;
	snprintf(doing, sizeof doing, "%s",
		 name->text + head + (strncmp(name->text + head, "园区", 6) == 0 ? 6 : 0));
	name_those(d, doing, d->part_head, name);
}

bool zones_are_whole(const document *d, const value_frame *v)
{
	const noun_phrase *p = &v->phrase;

	return d->chinese && p->whole_to == p->whole_from + 1 &&
	       word_is(&d->s.tokens[p->whole_from], W(W_REGION)) &&
	       zone_kind_of(d, &d->s.tokens[p->whole_from]);
}

/* 六成的国家高新区建有…，八成建有…: whose parts is said once. */
void part_of_whom(document *d, const value_frame *v, name_slot *name)
{
	const token *t = &d->s.tokens[v->noun_from];

	if (zones_are_whole(d, v)) /* 国家高新区中，约五成建有…: the parts of these */
		source_text(d, d->s.tokens[v->phrase.whole_from].from,
			    d->s.tokens[v->phrase.whole_from].to, d->part_head,
			    sizeof d->part_head);
	if (word_is(t - 1, W(W_OF)) && word_is(t, W(W_METRIC))) {
		d->part_head[0] = '\0'; /* 16.8%的地区生产总值、31.5%的…: each its own */
	} else if (word_is(t, W(W_REGION) | W(W_METRIC))) {
		source_text(d, t->from, t->to, d->part_head, sizeof d->part_head);
	} else if (d->part_head[0] && name->metric == TALLY_NO_CODE) {
		name_slot head = {.metric = TALLY_NO_CODE};

		memcpy(head.text, d->part_head, sizeof head.text);
		name_join(name, &head, name);
	}
	if (d->chinese)
		turn_around(d, name);
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
bool part_by_whom(document *d, value_frame *v, name_slot *out)
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
	*out = who; /* with its mark */
	name_join(out, &who, &whole);
	name_look_up(d, out);
	v->whole = whole;
	return true;
}

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

/* 有效发明专利中|归企业所有: whose they are, made the front of the whole's name. */
static bool owned_by(const document *d, const name_slot *whole, name_slot *name)
{
	static const char *const verbs[] = {"归", "属于", "为", "由"};
	static const char *const ends[] = {"所有", "持有", "拥有"};
	static const char *const nations[] = {"国内", "全国", "我国"};
	const size_t n = strlen(name->text);
	const size_t verb = front_among(name->text, verbs, sizeof verbs / sizeof *verbs);
	const size_t end = tail_among(name->text, n, ends, sizeof ends / sizeof *ends);
	name_slot part = {.metric = TALLY_NO_CODE, .mark = name->mark};

	if (!verb || n <= verb + end || (!end && strncmp(name->text, "属于", verb) != 0))
		return false;
	name_print(part.text, "%.*s%s", (int)(n - verb - end), name->text + verb,
		   whole->text +
		       front_among(whole->text, nations, sizeof nations / sizeof *nations));
	name_look_up(d, &part);
	*name = part;
	return true;
}

/* 高技术产业, 民营企业: no amount by itself. */
static bool who_has_amounts(const char *name)
{
	static const char *const kinds[] = {"产业", "行业", "制造业", "服务业", "企业", "领域"};

	return tail_among(name, strlen(name), kinds, sizeof kinds / sizeof *kinds) > 0;
}

/* Adds what a part is part of: 在…中，独立研发产生的比例. */
void complete_part(document *d, value_frame *v, name_slot *name)
{
	name_slot whole = {.metric = TALLY_NO_CODE};

	if (v->rule->measure != TALLY_SHARE || v->facts & F(F_PART_NAME) ||
	    !name_is_empty(&v->whole))
		return;
	if (name->metric == TALLY_NO_CODE && v->phrase.whole_to > v->phrase.whole_from)
		name_of(d, v->phrase.whole_from, v->phrase.whole_to, &whole);
	else if (name->metric == TALLY_NO_CODE)
		whole = d->whole;
	if (!name_is_empty(&whole) && owned_by(d, &whole, name)) {
		v->whole = whole;
		return;
	}
	whole = (name_slot){.metric = TALLY_NO_CODE};
	if (v->facts & F(F_SHARE))
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
	if (d->in_child && d->has_parent && !(v->facts & F(F_WHOLE)) && name_of_amount(d, &whole)) {
		if (!who_has_amounts(name->text))
			return; /* 出口 of 进出口总额 is an amount by itself */
		name_join(name, name, &whole); /* 高技术产业 of 实际使用外资 */
		name_look_up(d, name);
		return;
	}
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

/* 科创板上市企业中，出自国家高新区的占六成: the part is a place's. */
bool part_of_place(document *d, value_frame *v, subject *s)
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

/* 六成多的高新区建起了数据中心，搭建了大数据平台的将近七成: those of them that did. */
void those_that_did(const document *d, const value_frame *v, name_slot *name)
{
	const token *t = d->s.tokens;
	char doing[TALLY_NAME_MAX];

	if (!d->chinese || v->rule->measure != TALLY_SHARE || name->metric != TALLY_NO_CODE ||
	    !d->part_head[0] || v->cut >= v->group.items[0] || !word_is(&t[v->cut], W(W_OF)) ||
	    v->phrase.from >= v->cut || strstr(name->text, d->part_head))
		return;
	const size_t from = t[v->phrase.from].from;
	const bool had = from > 0 && text_at(d->s.text.cp, from, from - 1, "有") == 1;

	source_text(d, from - had, t[v->cut - 1].to, doing, sizeof doing);
	name_those(d, doing, d->part_head, name);
}

/* 拥有高级职称的|比例: the part of those spoken of that have it. */
void part_that_has(document *d, const value_frame *v, name_slot *name)
{
	const token *t = d->s.tokens;

	if (!d->chinese || v->rule->measure != TALLY_SHARE || name->metric != TALLY_NO_CODE ||
	    d->current.n != 1 || v->object <= v->phrase.from || v->object >= v->cut ||
	    v->cut + 1 >= d->s.n_tokens || !word_is(&t[v->cut], W(W_OF)) ||
	    !word_is(&t[v->cut + 1], W(W_PORTION)) || name_of_amount(d, &d->current.items[0].name))
		return;
	name_slot part = {.metric = TALLY_NO_CODE};

	source_text(d, t[v->object - 1].from, t[v->cut].to, part.text, sizeof part.text);
	name_join(&part, &part, &d->current.items[0].name);
	part.mark = name->mark;
	name_look_up(d, &part);
	*name = part;
}
