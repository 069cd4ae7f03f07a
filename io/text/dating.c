/* dating.c: when a value is, and what it is counted from.
 *
 * The clause says it, else the sentence, the paragraph, the section, the title or the day of
 * publication; the first of two levels, the base amount and the rate before a turn have times of
 * their own. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* A release speaks of the last half year or so; some bulletins of a year come in its third quarter.
 */
#define RECENT_DAYS 300

/* --- period and base -------------------------------------------------------------------- */

period_slot slot_of_period(document *d, const token *t, int k)
{
	const period_reading *p = period_of(d, t);

	return (period_slot){.known = true,
			     .period = p->list[k],
			     .instant = p->instant,
			     .since = p->since,
			     .range = p->range,
			     .unknown = p->unknown,
			     .now = p->now,
			     .mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT)};
}

static period_slot inherited(period_slot p, tally_slot_origin origin)
{
	if (p.mark.origin < (uint8_t)origin)
		p.mark.origin = (uint8_t)origin;
	return p;
}

/* A lead that looked back (2022年, told in December 2023) does not date what follows it; one that
 * is full of figures of then (a communiqué) does. */
static bool still_recent(const document *d, const tally_period *p)
{
	enum { REPORTED = 3 };

	if (p == &d->article.period && d->article_values >= REPORTED)
		return true;
	return d->published == TALLY_DAY_NONE || p->last >= d->published - RECENT_DAYS;
}

static period_slot day_of_telling(const document *d)
{
	return (period_slot){.known = true,
			     .period = tally_period_of_day(d->as_of),
			     .instant = true,
			     .mark = {.origin = TALLY_SLOT_DEFAULT}};
}

/* 今年以来, not 2012年以来: a time that what follows is of too. */
static bool this_year(const tally_period *since)
{
	return since->first > TALLY_DAY_OPEN && since->last - since->first <= 366;
}

static period_slot find_carried_period(document *d)
{
	if (d->clause.known)
		return d->clause;
	if (d->sentence.known && (!d->sentence.since || this_year(&d->sentence.period)))
		return inherited(d->sentence, TALLY_SLOT_SENTENCE);
	if (d->survey && d->chinese && !d->paragraph.known && !d->last_paragraph.known &&
	    d->as_of != TALLY_DAY_NONE)
		return day_of_telling(d);
	if (d->paragraph.known)
		return inherited(d->paragraph, TALLY_SLOT_CARRIED);
	if (d->article.known && still_recent(d, &d->article.period))
		return inherited(d->article, TALLY_SLOT_CARRIED);
	if (d->title.known)
		return inherited(d->title, TALLY_SLOT_CARRIED);
	if (d->report.known)
		return inherited(d->report, TALLY_SLOT_CARRIED);
	if (d->last_paragraph.known && still_recent(d, &d->last_paragraph.period))
		return inherited(d->last_paragraph, TALLY_SLOT_CARRIED);
	if (d->as_of != TALLY_DAY_NONE)
		return day_of_telling(d);
	return (period_slot){0};
}

/* The same span, so many months (whole years) before; an unknown one stays so. */
static period_slot months_before(period_slot p, int months)
{
	if (p.known && !p.unknown && p.period.first > TALLY_DAY_OPEN)
		p.period = tally_period_shift_years(p.period, -months / 12);
	return p;
}

/* 用3年时间: from the year spoken of, so long. */
static period_slot find_period(document *d)
{
	period_slot p = find_carried_period(d);
	int year, month, day;

	if (d->ago_months)
		return months_before(p, d->ago_months);
	if (!d->span_months || !p.known || p.unknown || p.period.first <= TALLY_DAY_OPEN)
		return p;
	if (p.mark.origin == TALLY_SLOT_EXPLICIT && d->published != TALLY_DAY_NONE &&
	    p.period.first > d->published)
		return p; /* 拟用三年时间淘汰…，到2027年建设…: its year is said */
	tally_day_split(p.period.first, &year, &month, &day);
	p.period.first = tally_period_year(year).first;
	p.period.last = tally_period_year(year + (d->span_months - 1) / 12).last;
	return p;
}

/* 由上年的下降3.1%转为增长4.4%: the first value is of the time before. */
static bool before_turn(const document *d, const value_frame *v)
{
	size_t last = v->group.items[v->group.n - 1];

	return classes_in(d, last + 1, v->group.right_end) & W(W_TURN) &&
	       classes_in(d, v->group.left, v->group.items[0]) & W(W_FROM);
}

static bool turned_from(document *d, const value_frame *v, period_slot *p)
{
	for (size_t i = v->group.items[0]; i-- > v->group.left;) {
		const token *t = &d->s.tokens[i];

		if (t->kind != T_PERIOD || !p->known || p->period.first <= TALLY_DAY_OPEN)
			continue;
		const period_reading *from = period_of(d, t);

		if (from->last_span || from->same_span)
			p->period = tally_period_shift_years(p->period, -1);
		else
			p->period = from->list[0];
		p->mark = mark_of(d, t->from, t->to, TALLY_SLOT_EXPLICIT);
		return true;
	}
	return false;
}

static bool quantity_own(document *d, size_t value)
{
	const token *t = &d->s.tokens[value];

	return t->kind == T_QUANTITY && quantity_of(d, t)->kind != U_TIMES;
}

/* "from 10,400 in 2020 to 30,000 in 2023": of two values each has the period behind it. */
static bool dated_behind(document *d, const value_frame *v, period_slot *p)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[v->group.n - 1] + 1, end = v->group.right_end;

	if (d->chinese || end >= d->s.n_tokens || t[end].kind != T_QUANTITY || i + 1 >= end ||
	    text_at(d->s.text.cp, t[i].to, t[i].from, "in") != t[i].to - t[i].from)
		return false;
	i++;
	if (t[i].kind != T_PERIOD || period_of(d, &t[i])->vague || period_of(d, &t[i])->unknown)
		return false;
	*p = slot_of_period(d, &t[i], 0);
	return true;
}

/* 扭转了去年同期下降1.7%的局面, "compared with a decline of 0.2% a year ago": of the year before.
 */
static bool of_last_year(document *d, const value_frame *v, period_slot *p)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[0], behind = v->group.items[v->group.n - 1] + 1;
	bool last = false;

	if (!p->known || p->unknown || p->period.first <= TALLY_DAY_OPEN || v->group.n != 1)
		return false;
	if (!d->chinese) {
		last = behind < v->group.right_end &&
		       text_at_any(d->s.text.cp, d->s.text.n, t[behind].from,
				   "a year ago|a year earlier|a year before|one year ago") > 0 &&
		       classes_in(d, v->group.left, i) & (W(W_COMPARE) | W(W_FROM));
	} else if (v->rule->measure == TALLY_LEVEL) { /* 而去年同期为64款 */
		while (i > v->group.left && token_is_verbal(&t[i - 1]))
			i--;
		last = i > v->group.left && i < v->group.items[0] && t[i - 1].kind == T_PERIOD &&
		       period_of(d, &t[i - 1])->same_span &&
		       !(i >= 2 && word_is(&t[i - 2], W(W_COMPARE) | W(W_FROM)));
	} else if (v->facts & (F(F_UP) | F(F_DOWN)) && v->verb < i) {
		while (i > v->group.left && t[i - 1].kind != T_PERIOD)
			i--;
		last = i > v->group.left && i <= v->verb && period_of(d, &t[i - 1])->same_span &&
		       !(i >= 2 && word_is(&t[i - 2], W(W_COMPARE) | W(W_FROM))) &&
		       !(classes_in(d, i, v->group.items[0]) & (W(W_COMPARED) | W(W_COMPARE)));
	}
	if (last)
		p->period = tally_period_shift_years(p->period, -1);
	return last;
}

/* 由A增至B: the first of the two. */
static bool former_of_two(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[0], end = v->group.right_end;

	while (i > v->group.left && word_is(&t[i - 1], W(W_BEFORE)))
		i--;
	return d->chinese && i > v->group.left && word_is(&t[i - 1], W(W_FROM)) &&
	       end < d->s.n_tokens && t[end].kind == T_QUANTITY &&
	       classes_in(d, v->group.items[0] + 1, end) & (W(W_UPTO) | W(W_DOWNTO));
}

/* 由2020年的169家增加到178家，产值从13.6万亿元增长到…: the year of the first holds on. */
static bool of_former_level(document *d, const value_frame *v, period_slot *p)
{
	if (!d->former.known || !former_of_two(d, v))
		return false;
	*p = d->former;
	p->mark.origin = TALLY_SLOT_CARRIED;
	return true;
}

/* 由2020年的0.451降至2024年的0.386，累计下降14.4%: what follows is of the second year, from the
 * first. */
static void latter_holds(document *d, const period_slot *p)
{
	d->sentence = d->dated = *p;
	if (d->base.kind == BASE_NONE)
		d->base = (base_slot){
		    .kind = BASE_DATE, .mark = d->former.mark, .period = d->former.period};
}

static bool whole_year(const tally_period *p)
{
	return p->first > TALLY_DAY_OPEN && tally_period_months(*p) == 12;
}

/* The base amount's own date (较2020年的1953家), or one end of a range of years. */
static void special_period(document *d, const value_frame *v, int k, period_slot *p)
{
	size_t value = v->group.items[0];

	if ((before_turn(d, v) && turned_from(d, v, p)) || dated_behind(d, v, p) ||
	    of_last_year(d, v, p))
		return;
	if (of_former_level(d, v, p))
		return;
	if (d->within_months >= 12 && p->known && !p->unknown && p->period.first > TALLY_DAY_OPEN &&
	    former_of_two(d, v)) { /* 十年间由13人增至110人 */
		p->period = tally_period_shift_years(p->period, -d->within_months / 12);
		return;
	}
	if (v->facts & F(F_HAS_BASE_AMOUNT)) {
		for (size_t i = value; i-- > v->group.left;)
			if (d->s.tokens[i].kind == T_PERIOD) {
				*p = slot_of_period(d, &d->s.tokens[i], 0);
				return;
			}
	}
	size_t own = value;

	const uint64_t between = W(W_OF) | W(W_BEFORE) | (d->chinese ? W(W_LEAD) : 0);

	while (own > v->group.left && word_is(&d->s.tokens[own - 1], between))
		own--;
	if (own > v->group.left && own < value && d->s.tokens[own - 1].kind == T_PERIOD &&
	    quantity_own(d, value)) {
		const token *t = &d->s.tokens[own - 1];

		if (period_of(d, t)->ago && d->ago_months)
			return; /* 两年前不到四成: so it is already */
		if (period_of(d, t)->ago)
			*p = months_before(*p, period_of(d, t)->months); /* 五年前的18.9% */
		else if (d->former.known && period_of(d, t)->last_span &&
			 whole_year(&d->former.period) && own >= 2 &&
			 word_is(&d->s.tokens[own - 2], W(W_UPTO) | W(W_DOWNTO)))
			*p = slot_of_period(d, t, 0); /* 由2022年的63%提高到去年的81.2% */
		else if (p->known && period_of(d, t)->last_span &&
			 p->period.first > TALLY_DAY_OPEN && p->mark.origin != TALLY_SLOT_DEFAULT)
			p->period = tally_period_shift_years(p->period, -1); /* 上年的2.9 */
		else
			*p = slot_of_period(d, t, 0); /* 2020年的523.5万人年 */
		if (own >= 2 && word_is(&d->s.tokens[own - 2], W(W_FROM)))
			d->former = *p;
		else if (d->former.known)
			latter_holds(d, p);
		return;
	}
	if (p->range && tally_period_months(p->period) > 12) {
		int first, last, m, day;
		bool from = false, to = v->facts & (F(F_UPTO) | F(F_DOWNTO));

		tally_day_split(p->period.first, &first, &m, &day);
		tally_day_split(p->period.last, &last, &m, &day);
		for (size_t i = value; i-- > v->group.left && !from;)
			from = word_is(&d->s.tokens[i], W(W_FROM));
		if (v->rule->measure == TALLY_LEVEL && (from || to))
			p->period = tally_period_year(from && !to ? first : last);
		else if (v->rule->measure == TALLY_RATIO ||
			 (v->rule->measure == TALLY_LEVEL && v->facts & F(F_PERCENT)) ||
			 (v->rule->measure == TALLY_GROWTH &&
			  (v->base.kind == BASE_NONE || v->base.kind == BASE_DATE)))
			p->period = tally_period_year(last);
	}
	if (d->period_list >= 0 && d->s.periods[d->period_list].n == v->group.n && v->group.n > 1 &&
	    v->subjects.n == 1)
		p->period = d->s.periods[d->period_list].list[k];
}

/* 60家国家高新区建成绿色园区, 近七成国家高新区…: what there is, not what a time brought. */
static bool counts_something(document *d, const value_frame *v, bool stock)
{
	const token *t = &d->s.tokens[v->group.items[0]];
	int32_t metric = v->subjects.n > 0 ? v->subjects.items[0].name.metric : TALLY_NO_CODE;

	if (metric != TALLY_NO_CODE &&
	    tally_codes_metric(d->lex->codes, metric)->observed == TALLY_FLOW)
		return false;
	if (strcmp(v->rule->id, "part-of") == 0)
		return true;
	return v->rule->measure == TALLY_LEVEL &&
	       (stock || (t->kind == T_QUANTITY && quantity_of(d, t)->kind == U_COUNT));
}

/* 累计, 已: up to now. */
static bool says_so_far(const document *d, const value_frame *v)
{
	const token *t = d->s.tokens;

	for (size_t i = v->group.left; i < v->group.items[0]; i++)
		if (t[i].kind == T_WORD &&
		    text_at_any(d->s.text.cp, t[i].to, t[i].from,
				"累计|累计有|已累计|已|已经|已有|已建成|目前已|现有|现已") ==
			t[i].to - t[i].from)
			return true;
	return false;
}

/* 70家高新区实现产值…, 增至52家，比上年多5家: what is counted belongs to the span of what follows.
 */
static bool counted_for_a_span(document *d, const value_frame *v)
{
	const token *t = d->s.tokens;

	for (size_t i = v->group.items[v->group.n - 1] + 1; i < d->s.n_tokens; i++) {
		if (t[i].kind == T_MARK && (t[i].mark == 0x3002 || t[i].mark == ';'))
			return false;
		if (word_is(&t[i], W(W_YOY)) ||
		    (t[i].kind == T_QUANTITY && quantity_of(d, &t[i])->kind == U_MONEY) ||
		    (t[i].kind == T_PERIOD && period_of(d, &t[i])->last_span &&
		     word_is(&t[i - 1], W(W_COMPARE))))
			return true;
	}
	return false;
}

/* 累计投入引导资金36亿元, 已集聚企业140余家, in a paragraph without a date: so far, and not in the
 * quarter that the section began with; under a heading of its own all that is counted. */
static bool so_far(document *d, const value_frame *v, const period_slot *p, bool stock)
{
	const token *t = d->s.tokens;

	if (!d->chinese || p->instant || d->paragraph.known || d->sentence.known ||
	    d->clause.known || d->as_of == TALLY_DAY_NONE || d->report.known ||
	    p->mark.origin != TALLY_SLOT_CARRIED || p->period.last >= d->as_of)
		return false;
	int32_t metric = v->subjects.n > 0 ? v->subjects.items[0].name.metric : TALLY_NO_CODE;

	if (metric != TALLY_NO_CODE && !d->so_far &&
	    tally_codes_metric(d->lex->codes, metric)->observed == TALLY_FLOW && !says_so_far(d, v))
		return false;
	if (d->headed_anew && counts_something(d, v, stock))
		return !(stock && d->instant_here) && !counted_for_a_span(d, v);
	if (v->rule->measure != TALLY_LEVEL)
		return false;
	for (size_t i = 0; i < v->group.left; i++)
		if (t[i].kind == T_PERIOD && !period_of(d, &t[i])->vague)
			return false; /* the paragraph speaks of some other time */
	d->so_far = d->so_far || says_so_far(d, v);
	return d->so_far; /* and what follows in the sentence */
}

/* 部署2025年重点任务。…累计有4.6万家企业启动改造: done, and not in a year to come. */
static bool done_already(const document *d, const value_frame *v, const period_slot *p)
{
	if (!d->chinese || d->published == TALLY_DAY_NONE || d->as_of == TALLY_DAY_NONE ||
	    p->mark.origin != TALLY_SLOT_CARRIED || p->period.first <= d->published)
		return false;
	for (size_t i = v->group.left; i < v->group.items[0]; i++)
		if (text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i].from, "共有") > 0)
			return true;
	return says_so_far(d, v);
}

/* 年产能达到48吉瓦: what can be made is of now, not of the quarter spoken of before. */
static bool capacity(const document *d, const value_frame *v, const period_slot *p)
{
	return d->chinese && d->as_of != TALLY_DAY_NONE && v->subjects.n > 0 &&
	       p->mark.origin == TALLY_SLOT_CARRIED && !p->instant && !d->paragraph.known &&
	       !d->sentence.known && !d->former.known &&
	       has_tail(v->subjects.items[0].name.text, "产能");
}

/* A flow, or what the lists define as a ratio of one: 研发投入强度. */
static bool of_a_span(const tally_codes *codes, int32_t metric)
{
	tally_observed observed = tally_codes_metric(codes, metric)->observed;

	if (observed != TALLY_RATE)
		return observed == TALLY_FLOW;
	for (int32_t i = 0; i < tally_codes_n_rules(codes); i++) {
		const tally_rule *rule = tally_codes_rule(codes, i);

		if (rule->lhs == metric && rule->shape == TALLY_RULE_RATIO && rule->n_terms > 0 &&
		    rule->terms[0].metric != TALLY_NO_CODE)
			return tally_codes_metric(codes, rule->terms[0].metric)->observed ==
			       TALLY_FLOW;
	}
	return false;
}

/* 到2030年末研发投入强度, 截至6月末营业收入: a flow has no level at a moment; meant is the year up
 * to there, but for 累计, which has no beginning. */
static bool year_to_date(const document *d, const value_frame *v, const period_slot *p)
{
	int32_t metric = v->subjects.n > 0 ? v->subjects.items[0].name.metric : TALLY_NO_CODE;
	int year, month, day;

	if (!p->known || p->unknown || !p->instant || p->period.last <= TALLY_DAY_OPEN ||
	    metric == TALLY_NO_CODE || !of_a_span(d->lex->codes, metric) || says_so_far(d, v))
		return false;
	tally_day_split(p->period.last, &year, &month, &day);
	return tally_period_month(year, month).last == p->period.last;
}

void print_period(document *d, const value_frame *v, int k, bool stock, tally_reading *r,
		  period_slot *out)
{
	period_slot p = find_period(d);

	special_period(d, v, k, &p);
	if (done_already(d, v, &p) || capacity(d, v, &p) || so_far(d, v, &p, stock)) {
		p.period = tally_period_of_day(d->as_of);
		p.instant = true;
		p.mark = (origin_mark){.origin = TALLY_SLOT_DEFAULT};
	}
	if (stock && !p.instant && p.mark.origin == TALLY_SLOT_CARRIED && d->instant.known &&
	    d->instant.period.last >= p.period.last)
		p = inherited(d->instant, TALLY_SLOT_CARRIED);
	if (stock && p.since && !p.unknown && p.known) { /* 从2009年…算起，已布局23家 */
		p.period = tally_period_of_day(p.period.last);
		p.instant = true;
	}
	if (year_to_date(d, v, &p)) {
		int year, month, day;

		tally_day_split(p.period.last, &year, &month, &day);
		p.period.first = tally_period_year(year).first;
		p.instant = false;
	}
	*out = p;
	if (!p.known || p.unknown) {
		reading_reason(r, "period-unknown");
		r->tier = TALLY_TIER_U;
		reading_slot(r, TALLY_SLOT_PERIOD, &p.mark);
		return;
	}
	if (p.period.last == TALLY_DAY_NONE)
		p.period.last = d->as_of;
	if (p.period.last == TALLY_DAY_NONE ||
	    (p.period.first != TALLY_DAY_OPEN && p.period.first > p.period.last)) {
		reading_reason(r, "period-unknown");
		r->tier = TALLY_TIER_U;
		return;
	}
	tally_period_print(p.period, r->period);
	reading_slot(r, TALLY_SLOT_PERIOD, &p.mark);
	if (p.mark.origin == TALLY_SLOT_DEFAULT)
		reading_reason(r, "period-default");
	else if (p.mark.origin >= TALLY_SLOT_SENTENCE)
		reading_reason(r, "period-carried");
	if (d->published != TALLY_DAY_NONE && p.period.first != TALLY_DAY_OPEN &&
	    p.period.first > d->published && r->kind == TALLY_OBSERVATION)
		r->kind = d->forecast ? TALLY_FORECAST : TALLY_TARGET;
}

bool rate_measure(tally_measure m)
{
	return m == TALLY_GROWTH || m == TALLY_AVERAGE_GROWTH || m == TALLY_DIFFERENCE ||
	       m == TALLY_SHARE_DIFFERENCE || m == TALLY_GROWTH_DIFFERENCE ||
	       m == TALLY_CONTRIBUTION || m == TALLY_CONTRIBUTION_POINTS;
}

void print_base(const document *d, const value_frame *v, const period_slot *period,
		tally_reading *r)
{
	char text[TALLY_PERIOD_TEXT];
	base_slot base = v->base;

	/* higher than somebody else, in the same period */
	if ((v->facts & F(F_ABOVE) || r->measure == TALLY_GROWTH_DIFFERENCE) &&
	    v->whole_region.region != TALLY_NO_CODE)
		return;
	if (base.months_ago && (!period->known || period->unknown))
		return;
	if (!rate_measure(r->measure) &&
	    !(r->measure == TALLY_RATIO && base.kind == BASE_DATE && !r->against[0]))
		return;
	reading_slot(r, TALLY_SLOT_AGAINST, &base.mark);
	size_t n = strlen(r->against);

	if (base.kind == BASE_POP) {
		snprintf(r->against + n, sizeof r->against - n, "/prev");
	} else if (base.kind == BASE_DATE) {
		if (base.months_ago)
			base.period = months_before(*period, base.months_ago).period;
		/* 2023年末…比上年末, printed in January 2024: before what is compared */
		if (base.relative && period->known && base.period.last >= period->period.last)
			base.period = tally_period_shift_years(base.period, -1);
		tally_period_print(base.period, text);
		snprintf(r->against + n, sizeof r->against - n, "/%s", text);
	} else if (r->measure != TALLY_GROWTH && r->measure != TALLY_AVERAGE_GROWTH &&
		   r->measure != TALLY_CONTRIBUTION && r->measure != TALLY_CONTRIBUTION_POINTS &&
		   period->known && !period->unknown && period->period.first > TALLY_DAY_OPEN &&
		   !(v->facts & F(F_ABOVE))) {
		tally_period_print(tally_period_shift_years(period->period, -1), text);
		snprintf(r->against + n, sizeof r->against - n, "/%s", text);
	}
	if (base.kind == BASE_NONE && r->measure == TALLY_GROWTH)
		reading_reason(r, "base-default");
	(void)d;
}
