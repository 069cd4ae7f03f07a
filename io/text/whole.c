/* whole.c: what a share is a share of, a difference a difference from. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- the whole ---------------------------------------------------------------------------- */

bool wants_whole(tally_measure m)
{
	return m == TALLY_SHARE || m == TALLY_RATIO || m == TALLY_CONTRIBUTION ||
	       m == TALLY_SHARE_DIFFERENCE || m == TALLY_GROWTH_DIFFERENCE ||
	       m == TALLY_CONTRIBUTION_POINTS || m == TALLY_GROWTH_RATIO ||
	       m == TALLY_CONTRIBUTION_RATIO || m == TALLY_SHARE_RATIO;
}

/* Words that name no metric of their own: 全国总量, 全国平均水平. */
static bool only_generic(const document *d, size_t from, size_t to)
{
	static const char words[] = "总量|总数|总额|平均水平|平均|总体|全省|全市|总规模|水平|"
				    "同类|同口径|的|数量|全部|总";
	size_t i = d->s.tokens[from].from, end = d->s.tokens[to - 1].to;

	while (i < end) {
		size_t length = text_at_any(d->s.text.cp, end, i, words);

		if (!length)
			return false;
		i += length;
	}
	return true;
}

/* 全省12家国家高新区, 全省国家高新区: those of the place; 全省高新区, some of them the province's
 * own, no list knows. The token behind. */
static size_t local_whole(document *d, value_frame *v, size_t from, size_t value)
{
	const token *t = d->s.tokens;
	size_t zone = from + (from < value && t[from].kind == T_QUANTITY);

	if (zone >= value || !word_is(&t[zone], W(W_REGION)))
		return from;
	int32_t kind = word_of(d, &t[zone])->region;

	if (!zone_kind(tally_codes_region(d->lex->codes, kind)->code))
		return from;
	if (zone == from && zone_kind_alone(d, &t[zone])) {
		v->whole_region.region = TALLY_NO_CODE;
		v->whole = (name_slot){
		    .metric = TALLY_NO_CODE,
		    .mark = mark_of(d, t[zone - 1].from, t[zone].to, TALLY_SLOT_EXPLICIT)};
		source_text(d, t[zone - 1].from, t[zone].to, v->whole.text, sizeof v->whole.text);
		return value;
	}
	int32_t zones = zones_of(d, kind, v->whole_region.region);

	v->whole_region.region = zones != TALLY_NO_CODE ? zones : kind;
	return zone + 1;
}

/* Place and metric between the word of sharing and the value. */
static void whole_between(document *d, value_frame *v)
{
	size_t value = v->group.items[0], from = v->cut, to;

	const bool within = from < value && word_is(&d->s.tokens[from], W(W_AMONG));

	from += within; /* 在全国的占比 */
	while (!within && from < value &&
	       !word_is(&d->s.tokens[from], W(W_SHARE) | W(W_PULL) | W(W_ABOVE) | W(W_EQUALS)) &&
	       !(word_is(&d->s.tokens[from], W(W_LEAD) | W(W_LEVEL))) &&
	       !(word_is(&d->s.tokens[from], W(W_BEFORE)) && /* 不到全市的0.5% */
		 word_is(&d->s.tokens[from + 1], W(W_REGION) | W(W_LOCAL))) &&
	       !begins_comparison(d, &d->s.tokens[from]))
		from++;
	for (; from < value; from++)
		if (!word_is(&d->s.tokens[from], value_verbal) ||
		    word_is(&d->s.tokens[from], W(W_REGION) | W(W_METRIC)))
			break;
	if (from < value && word_is(&d->s.tokens[from], W(W_LOCAL))) {
		region_slot here = v->subjects.n > 0 ? v->subjects.items[0].region : d->region;

		v->whole_region = home_of_local(d, &d->s.tokens[from], &here);
		v->whole_region.mark =
		    mark_of(d, d->s.tokens[from].from, d->s.tokens[from].to, TALLY_SLOT_EXPLICIT);
		from = local_whole(d, v, from + 1, value);
	}
	if (from + 1 < value && d->s.tokens[from].kind == T_QUANTITY &&
	    word_is(&d->s.tokens[from + 1], W(W_REGION)))
		from++; /* 占178家国家高新区的1/6 */
	if (from < value && word_is(&d->s.tokens[from], W(W_REGION))) {
		v->whole_region.region = word_of(d, &d->s.tokens[from])->region;
		v->whole_region.mark =
		    mark_of(d, d->s.tokens[from].from, d->s.tokens[from].to, TALLY_SLOT_EXPLICIT);
		from++;
		/* 全国178家国家高新区 */
		if (from + 1 < value && d->s.tokens[from].kind == T_QUANTITY &&
		    word_is(&d->s.tokens[from + 1], W(W_REGION))) {
			v->whole_region.region = word_of(d, &d->s.tokens[from + 1])->region;
			from += 2;
		}
	}
	while (from < value && word_is(&d->s.tokens[from], W(W_OF)))
		from++;
	if (from < value && v->whole_region.region == TALLY_NO_CODE && d->lex->china >= 0 &&
	    text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[from].from,
			"全社会平均|全社会的|社会平均")) {
		v->whole_region.region = d->lex->china; /* 全社会平均水平 */
		return;
	}
	for (to = from; to < value; to++)
		if (word_is(&d->s.tokens[to], value_verbal & ~(W(W_LEAD) | W(W_OF))) &&
		    !word_is(&d->s.tokens[to], W(W_METRIC)))
			break;
	if (to > from && to == value && value - 1 == v->verb && v->facts & F(F_POINTS))
		to--; /* 比全国平均水平小2.6个百分点 */
	while (to > from && (word_is(&d->s.tokens[to - 1], W(W_LEAD) | W(W_OF)) ||
			     d->s.tokens[to - 1].kind == T_PERIOD))
		to--;
	if (to > from && d->s.tokens[from].kind != T_PERIOD && !only_generic(d, from, to))
		name_of(d, from, to, &v->whole);
	if (strcmp(v->whole.text, "经济") == 0) /* 对经济增长的贡献率 */
		v->whole.metric = tally_codes_find_metric(d->lex->codes, "gdp", 3);
}

/* 全国约一半的…, 四川全省1/4…: the place before the value is the whole. */
static void whole_in_front(document *d, value_frame *v)
{
	for (size_t i = v->group.items[0]; i-- > v->group.left;) {
		const token *t = &d->s.tokens[i];

		if (word_is(t, W(W_REGION)) &&
		    !(v->phrase.n_regions > 0 && i == v->phrase.region_token)) {
			v->whole_region.region = word_of(d, t)->region;
			v->whole_region.mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
			return;
		}
	}
}

/* "13.5 percent of the national total" */
static void whole_behind(document *d, value_frame *v)
{
	for (size_t i = v->group.items[v->group.n - 1] + 1; i < v->group.right_end; i++) {
		const token *t = &d->s.tokens[i];

		if (word_is(t, W(W_REGION)))
			v->whole_region.region = word_of(d, t)->region;
		else if (text_at_any(d->s.text.cp, d->s.text.n, t->from,
				     "national total|nation|country"))
			v->whole_region.region = d->lex->china;
		else
			continue;
		v->whole_region.mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
		return;
	}
}

/* The difference of a share has the share's whole. */
static void whole_of_last(document *d, value_frame *v)
{
	bool none = name_is_empty(&v->whole) && v->whole_region.region == TALLY_NO_CODE;

	if (none && d->above_somebody && v->facts & F(F_ABOVE))
		v->whole_region = d->last_whole_region;
	else if ((v->rule->measure == TALLY_SHARE_DIFFERENCE ||
		  strcmp(v->rule->id, "share-to") == 0) &&
		 none && d->has_last) {
		v->whole = d->last_whole;
		v->whole_region = d->last_whole_region;
	} else if (v->rule->measure == TALLY_SHARE || v->rule->measure == TALLY_RATIO) {
		d->last_whole = v->whole;
		d->last_whole_region = v->whole_region;
	}
}

/* The bytes of somebody who has a part of something: 企业, 高校拥有; 0: the name is another. */
static size_t actor(const char *name)
{
	static const char *const actors[] = {"企业",     "各类企业", "高等学校", "高校",
					     "科研机构", "民营企业", "国有企业", "大中型企业"};
	static const char *const verbs[] = {"", "拥有", "持有", "申请", "所有"};

	for (size_t i = 0; i < sizeof actors / sizeof *actors; i++)
		for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++) {
			size_t n = strlen(actors[i]);

			if (strncmp(name, actors[i], n) == 0 && strcmp(name + n, verbs[k]) == 0)
				return n;
		}
	return 0;
}

/* Amounts and things that somebody owns: 发明专利. */
static bool owned(const document *d, const name_slot *name)
{
	return name_of_amount(d, name) || strstr(name->text, "专利") || strstr(name->text, "合同");
}

/* 集成电路占出口总值的45.1%: its exports. */
static void traded_part(const document *d, const value_frame *v, name_slot *name)
{
	static const char *const ways[] = {"出口", "进口"};

	if (name->metric != TALLY_NO_CODE || !name->text[0] || name_head(name->text) ||
	    strstr(v->whole.text, "进出口") || v->rule->measure != TALLY_SHARE)
		return;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (strstr(v->whole.text, ways[i])) {
			name_append(name, ways[i]);
			name_look_up(d, name);
			return;
		}
}

/* 企业占全社会研发经费的比重, 企业对全省研发经费增长的贡献率, 发明专利460万件，其中企业拥有的占74%:
 * what is shared is the firms' part of that. */
static void part_of_amount(document *d, value_frame *v)
{
	static const char *const fronts[] = {"全社会", "全国", "全部", "国内"};
	const char *amount = v->whole.text;

	if (name_is_empty(&v->whole) && v->whole_region.region == TALLY_NO_CODE && d->in_child &&
	    d->has_parent && v->subjects.n == 1 && actor(v->subjects.items[0].name.text))
		v->whole = d->parent.name;
	bool part = v->rule->measure == TALLY_SHARE || v->rule->measure == TALLY_CONTRIBUTION;

	if (!d->chinese || !part || v->subjects.n != 1 || !amount[0] || !owned(d, &v->whole))
		return;
	name_slot *name = &v->subjects.items[0].name;

	for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
		if (strncmp(amount, fronts[i], strlen(fronts[i])) == 0)
			amount += strlen(fronts[i]);
	size_t n = actor(name->text);
	name_slot whole = {.metric = TALLY_NO_CODE};

	if (!n) {
		traded_part(d, v, name);
		return;
	}
	name->text[n] = '\0';
	snprintf(whole.text, sizeof whole.text, "%s", amount);
	name_join(name, name, &whole);
	name_look_up(d, name);
	region_slot *region = &v->subjects.items[0].region;

	/* 企业对江苏R&D经费增长的贡献率: those of the same place */
	if (v->whole_region.region != TALLY_NO_CODE && v->phrase.n_regions == 0 &&
	    v->rule->measure == TALLY_CONTRIBUTION)
		*region = v->whole_region;
}

/* 科技企业孵化器总收入612亿元，投资收入占总收入的…: the part is of the same owner. */
static void owner_of_whole(document *d, value_frame *v)
{
	const name_slot *before =
	    d->history.n > 0 ? &d->history.items[d->history.n - 1].name : NULL;
	name_slot owner = {.metric = TALLY_NO_CODE};

	if (!d->chinese || v->rule->measure != TALLY_SHARE || v->subjects.n != 1 || !before ||
	    name_is_empty(&v->whole) || !has_tail(before->text, v->whole.text))
		return;
	name_slot *name = &v->subjects.items[0].name;
	size_t n = strlen(before->text) - strlen(v->whole.text);

	memcpy(owner.text, before->text, n);
	owner.text[n] = '\0';
	if (has_tail(owner.text, "总"))
		owner.text[n -= strlen("总")] = '\0';
	if (name->metric != TALLY_NO_CODE || !name->text[0] || n < 6 ||
	    strncmp(name->text, before->text, n) == 0)
		return;
	name_join(name, &owner, name);
	name_look_up(d, name);
}

void whole_find(document *d, value_frame *v)
{
	if (!wants_whole(v->rule->measure))
		return;
	if (strcmp(v->rule->id, "part-of") == 0)
		whole_in_front(d, v);
	else if (name_is_empty(&v->whole))
		whole_between(d, v);
	if (!d->chinese && v->whole_region.region == TALLY_NO_CODE)
		whole_behind(d, v);
	part_of_amount(d, v);
	owner_of_whole(d, v);
	whole_of_last(d, v);
}

/* 园区生产总值占国内生产总值的13.5%: the same thing can only be the nation's. */
static void nations_own(const document *d, value_frame *v, const subject *s)
{
	if (!d->chinese || v->rule->measure != TALLY_SHARE || d->lex->china < 0 ||
	    v->whole_region.region != TALLY_NO_CODE || v->whole.metric == TALLY_NO_CODE ||
	    v->whole.metric != s->name.metric || s->region.region == d->lex->china)
		return;
	v->whole_region = (region_slot){.region = d->lex->china, .mark = v->whole.mark};
}

void print_whole(document *d, value_frame *v, const subject *s, tally_reading *r)
{
	char *out = r->against;
	size_t size = sizeof r->against;
	if (!wants_whole(r->measure))
		return;
	nations_own(d, v, s);
	bool placed = v->whole_region.region != TALLY_NO_CODE, known = true;

	if (!name_is_empty(&v->whole)) {
		known = v->whole.metric != TALLY_NO_CODE;
		/* 企业专利占全国企业的…: the same thing, elsewhere; not 企业R&D经费 and R&D经费 */
		if (placed && strstr(s->name.text, v->whole.text) &&
		    !(v->whole.metric != TALLY_NO_CODE && s->name.metric != TALLY_NO_CODE &&
		      has_tail(s->name.text, v->whole.text))) {
			known = true;
			v->whole = (name_slot){.metric = TALLY_NO_CODE};
		}
	}
	if (!name_is_empty(&v->whole)) {
		if (known && v->whole.metric != s->name.metric)
			reading_text(out, size,
				     tally_codes_metric(d->lex->codes, v->whole.metric)->code);
		else if (!known)
			snprintf(out, size, "?%s", v->whole.text);
		reading_slot(r, TALLY_SLOT_AGAINST, &v->whole.mark);
	}
	if (placed) {
		size_t n = strlen(out);

		snprintf(out + n, size - n, "@%s",
			 tally_codes_region(d->lex->codes, v->whole_region.region)->code);
		reading_slot(r, TALLY_SLOT_AGAINST, &v->whole_region.mark);
	}
	bool needed = r->measure == TALLY_SHARE || r->measure == TALLY_RATIO;

	bool based = r->measure == TALLY_RATIO && v->base.kind == BASE_DATE;

	if ((needed && !out[0] && !based) || !known) {
		reading_reason(r, known ? "whole-missing" : "whole-unknown");
		r->tier = TALLY_TIER_U;
	}
}
