/* emit.c: values and subjects to claims: sign, unit, period, base, whole, tier and reasons. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* A release speaks of the last half year or so; some bulletins of a year come in its third quarter.
 */
#define RECENT_DAYS 300

/* At most size - 1 bytes; a claim has some twenty texts, and printf takes its time. */
static void put_text(char *out, size_t size, const char *text)
{
	size_t n = strnlen(text, size - 1);

	memcpy(out, text, n);
	out[n] = '\0';
}

static void add_reason(tally_reading *r, const char *reason)
{
	size_t n = strlen(r->reasons);

	if (strstr(r->reasons, reason))
		return;
	if (n > 0 && n + 1 < sizeof r->reasons)
		r->reasons[n++] = ' ';
	put_text(r->reasons + n, sizeof r->reasons - n, reason);
}

static void set_slot(tally_reading *r, tally_slot_name slot, const origin_mark *m)
{
	r->slots[slot] =
	    (tally_slot){(tally_slot_origin)m->origin, m->from, m->to, m->line, m->column};
}

static void at_least(tally_reading *r, tally_tier tier)
{
	if (r->tier < tier)
		r->tier = tier;
}

/* --- value --------------------------------------------------------------------------- */

static int change_sign(const document *d, const value_frame *v)
{
	int rate = 1;

	for (size_t i = v->cut; i < v->group.items[0]; i++) {
		const token *t = &d->s.tokens[i];

		if (word_is(t, W(W_RATE)) && word_of(d, t)->sign < 0)
			rate = -1;
	}
	if (v->facts & F(F_RATE))
		return rate * (v->facts & F(F_SLOWER) || v->facts & F(F_DOWN) ? -1 : 1);
	return v->facts & (F(F_SLOWER) | F(F_DOWN)) ? -1 : 1;
}

static int sign_of(const document *d, const value_frame *v)
{
	size_t value = v->group.items[0];

	switch (v->rule->sign) {
	case SIGN_VERB:
		return v->facts & (F(F_DOWN) | F(F_DOWNTO)) && !(v->facts & F(F_UP)) ? -1 : 1;
	case SIGN_RATE:
		for (size_t i = value; i-- > v->group.left;)
			if (word_is(&d->s.tokens[i], W(W_RATE)))
				return word_of(d, &d->s.tokens[i])->sign < 0 ? -1 : 1;
		return 1;
	case SIGN_CHANGE:
		return change_sign(d, v);
	case SIGN_ABOVE:
		return v->verb < value && word_of(d, &d->s.tokens[v->verb])->sign < 0 ? -1 : 1;
	default:
		return 1;
	}
}

/* Where unit and qualifier were printed: 约|23.77|万亿元, 8200|余|家, 12%|以上. */
static void mark_quantity(const document *d, const value_frame *v, const token *t,
			  const quantity *q, bool before, tally_reading *r)
{
	size_t from = t->from, to = t->to;
	const token *said = &d->s.tokens[v->bound];

	if (q->unit_to > q->unit_from) {
		origin_mark unit = mark_of(d, q->unit_from, q->unit_to, TALLY_SLOT_EXPLICIT);

		set_slot(r, TALLY_SLOT_UNIT, &unit);
	}
	if (r->qualifier == TALLY_AS_PRINTED)
		return;
	if (before) {
		from = said->from;
		to = said->to;
	} else if (q->unit_to < t->to) {
		from = q->unit_to;
		to = t->to;
	} else if (q->from < q->num_from) {
		from = q->from;
		to = q->num_from;
	} else {
		while (from < t->to && !text_at_any(d->s.text.cp, t->to, from, "余|多|几|数|上|强"))
			from++;
		to = from + 1;
	}
	origin_mark bound = mark_of(d, from, to, TALLY_SLOT_EXPLICIT);

	set_slot(r, TALLY_SLOT_QUALIFIER, &bound);
}

static void print_value(document *d, const value_frame *v, size_t item, tally_reading *r)
{
	const token *t = &d->s.tokens[item];

	if (t->kind == T_WORD) { /* 持平 */
		if (word_is(t, W(W_DOUBLING)))
			snprintf(r->value, sizeof r->value, "%d",
				 ((1 << word_of(d, t)->sign) - 1) * 100);
		else
			put_text(r->value, sizeof r->value, "0");
		put_text(r->unit, sizeof r->unit, "%");
		return;
	}
	quantity q = *quantity_of(d, t);
	tally_figure f = {.form = (tally_form)q.form, .first = q.first, .second = q.second};

	if (sign_of(d, v) < 0 && f.first.mantissa > 0) {
		f.first.mantissa = -f.first.mantissa;
		if (f.form == TALLY_FORM_RANGE) {
			tally_decimal low = {-q.second.mantissa, q.second.decimals};

			f.second = f.first;
			f.first = low;
		}
	}
	tally_figure_print(&f, r->value);
	bool before = !q.qualifier && v->bound < v->group.items[0];

	r->qualifier =
	    (tally_qualifier)(before ? word_of(d, &d->s.tokens[v->bound])->qualifier : q.qualifier);
	mark_quantity(d, v, t, &q, before, r);
}

/* The unit as printed, without spaces; what is understood is put in words. */
static void print_unit(document *d, size_t item, tally_reading *r)
{
	const token *t = &d->s.tokens[item];

	if (t->kind == T_WORD)
		return;
	const quantity *q = quantity_of(d, t);

	if (q->form == TALLY_FORM_FRACTION)
		return;
	if (!d->chinese && (q->kind == U_PERCENT || q->kind == U_POINTS)) {
		/* per cent, % of GDP, percentage points */
		put_text(r->unit, sizeof r->unit, q->kind == U_PERCENT ? "%" : "pp");
	} else if (q->unit_to > q->unit_from) {
		source_text(d, q->unit_from, q->unit_to, r->unit, sizeof r->unit);
		size_t used = 0;

		for (size_t i = 0; r->unit[i]; i++)
			if (d->chinese ? r->unit[i] != ' ' && r->unit[i] != '\n' : true)
				r->unit[used++] = r->unit[i];
		r->unit[used] = '\0';
		if (q->kind == U_NONE)
			add_reason(r, "unit-incomplete");
		if (q->from < q->num_from && q->kind == U_MONEY) {
			char currency[32];
			size_t n = strlen(r->unit);

			source_text(d, q->from, q->num_from, currency, sizeof currency);
			if (!strstr(r->unit, "元"))
				snprintf(r->unit + n, sizeof r->unit - n, "%s%s",
					 n && !d->chinese ? " " : "",
					 q->unit >= 0 ? d->lex->units[q->unit].base : currency);
		}
	} else if (q->kind == U_MONEY && q->unit >= 0) {
		put_text(r->unit, sizeof r->unit, d->lex->units[q->unit].base);
	} else if (q->kind == U_PERCENT) {
		put_text(r->unit, sizeof r->unit, "%");
	}
}

/* --- period and base -------------------------------------------------------------------- */

static period_slot slot_of_period(document *d, const token *t, int k)
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

/* A lead that looked back (2022年, told in December 2023) does not date what follows it. */
static bool still_recent(const document *d, const tally_period *p)
{
	return d->published == TALLY_DAY_NONE || p->last >= d->published - RECENT_DAYS;
}

static period_slot find_carried_period(document *d)
{
	if (d->clause.known)
		return d->clause;
	if (d->sentence.known && !d->sentence.since)
		return inherited(d->sentence, TALLY_SLOT_SENTENCE);
	if (d->paragraph.known)
		return inherited(d->paragraph, TALLY_SLOT_CARRIED);
	if (d->article.known && still_recent(d, &d->article.period))
		return inherited(d->article, TALLY_SLOT_CARRIED);
	if (d->title.known)
		return inherited(d->title, TALLY_SLOT_CARRIED);
	if (d->report.known)
		return inherited(d->report, TALLY_SLOT_CARRIED);
	if (d->as_of != TALLY_DAY_NONE)
		return (period_slot){.known = true,
				     .period = tally_period_of_day(d->as_of),
				     .instant = true,
				     .mark = {.origin = TALLY_SLOT_DEFAULT}};
	return (period_slot){0};
}

/* 用3年时间: from the year spoken of, so long. */
static period_slot find_period(document *d)
{
	period_slot p = find_carried_period(d);
	int year, month, day;

	if (!d->span_months || !p.known || p.unknown || p.period.first <= TALLY_DAY_OPEN)
		return p;
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

/* 由2020年的169家增加到178家，产值从13.6万亿元增长到…: the year of the first holds on. */
static bool of_former_level(document *d, const value_frame *v, period_slot *p)
{
	const token *t = d->s.tokens;
	size_t i = v->group.items[0], end = v->group.right_end;

	while (i > v->group.left && word_is(&t[i - 1], W(W_BEFORE)))
		i--;
	if (!d->former.known || !d->chinese || i == v->group.left ||
	    !word_is(&t[i - 1], W(W_FROM)) || end >= d->s.n_tokens || t[end].kind != T_QUANTITY ||
	    !(classes_in(d, v->group.items[0] + 1, end) & (W(W_UPTO) | W(W_DOWNTO))))
		return false;
	*p = d->former;
	p->mark.origin = TALLY_SLOT_CARRIED;
	return true;
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
	if (v->facts & F(F_HAS_BASE_AMOUNT)) {
		for (size_t i = value; i-- > v->group.left;)
			if (d->s.tokens[i].kind == T_PERIOD) {
				*p = slot_of_period(d, &d->s.tokens[i], 0);
				return;
			}
	}
	size_t own = value;

	while (own > v->group.left && word_is(&d->s.tokens[own - 1], W(W_OF) | W(W_BEFORE)))
		own--;
	if (own > v->group.left && own < value && d->s.tokens[own - 1].kind == T_PERIOD &&
	    quantity_own(d, value)) {
		const token *t = &d->s.tokens[own - 1];

		if (p->known && period_of(d, t)->last_span && p->period.first > TALLY_DAY_OPEN)
			p->period = tally_period_shift_years(p->period, -1); /* 上年的2.9 */
		else
			*p = slot_of_period(d, t, 0); /* 2020年的523.5万人年 */
		if (own >= 2 && word_is(&d->s.tokens[own - 2], W(W_FROM)))
			d->former = *p;
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
		else if (v->rule->measure == TALLY_GROWTH && v->base.kind == BASE_NONE)
			p->period = tally_period_year(last);
	}
	if (d->period_list >= 0 && d->s.periods[d->period_list].n == v->group.n && v->group.n > 1 &&
	    v->subjects.n == 1)
		p->period = d->s.periods[d->period_list].list[k];
}

static void print_period(document *d, const value_frame *v, int k, bool stock, tally_reading *r,
			 period_slot *out)
{
	period_slot p = find_period(d);

	special_period(d, v, k, &p);
	if (stock && !p.instant && p.mark.origin == TALLY_SLOT_CARRIED && d->instant.known &&
	    d->instant.period.last == p.period.last)
		p = inherited(d->instant, TALLY_SLOT_CARRIED);
	*out = p;
	if (!p.known || p.unknown) {
		add_reason(r, "period-unknown");
		r->tier = TALLY_TIER_U;
		set_slot(r, TALLY_SLOT_PERIOD, &p.mark);
		return;
	}
	if (p.period.last == TALLY_DAY_NONE)
		p.period.last = d->as_of;
	if (p.period.last == TALLY_DAY_NONE ||
	    (p.period.first != TALLY_DAY_OPEN && p.period.first > p.period.last)) {
		add_reason(r, "period-unknown");
		r->tier = TALLY_TIER_U;
		return;
	}
	tally_period_print(p.period, r->period);
	set_slot(r, TALLY_SLOT_PERIOD, &p.mark);
	if (p.mark.origin == TALLY_SLOT_DEFAULT)
		add_reason(r, "period-default");
	else if (p.mark.origin >= TALLY_SLOT_SENTENCE)
		add_reason(r, "period-carried");
	if (d->published != TALLY_DAY_NONE && p.period.first != TALLY_DAY_OPEN &&
	    p.period.first > d->published && r->kind == TALLY_OBSERVATION)
		r->kind = d->forecast ? TALLY_FORECAST : TALLY_TARGET;
}

static bool rate_measure(tally_measure m)
{
	return m == TALLY_GROWTH || m == TALLY_AVERAGE_GROWTH || m == TALLY_DIFFERENCE ||
	       m == TALLY_SHARE_DIFFERENCE || m == TALLY_GROWTH_DIFFERENCE ||
	       m == TALLY_CONTRIBUTION || m == TALLY_CONTRIBUTION_POINTS;
}

static void print_base(const document *d, const value_frame *v, const period_slot *period,
		       tally_reading *r)
{
	char text[TALLY_PERIOD_TEXT];
	base_slot base = v->base;

	/* higher than somebody else, in the same period */
	if (v->facts & F(F_ABOVE) && v->whole_region.region != TALLY_NO_CODE)
		return;
	if (!rate_measure(r->measure) &&
	    !(r->measure == TALLY_RATIO && base.kind == BASE_DATE && !r->against[0]))
		return;
	set_slot(r, TALLY_SLOT_AGAINST, &base.mark);
	size_t n = strlen(r->against);

	if (base.kind == BASE_POP) {
		snprintf(r->against + n, sizeof r->against - n, "/prev");
	} else if (base.kind == BASE_DATE) {
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
		add_reason(r, "base-default");
	(void)d;
}

/* --- the whole ---------------------------------------------------------------------------- */

static bool wants_whole(tally_measure m)
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

/* Place and metric between the word of sharing and the value. */
static void whole_between(document *d, value_frame *v)
{
	size_t value = v->group.items[0], from = v->cut, to;

	while (from < value &&
	       !word_is(&d->s.tokens[from], W(W_SHARE) | W(W_PULL) | W(W_ABOVE) | W(W_EQUALS)) &&
	       !(word_is(&d->s.tokens[from], W(W_LEAD) | W(W_COMPARE) | W(W_LEVEL))))
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
		from++;
	}
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

static void print_whole(document *d, value_frame *v, const subject *s, tally_reading *r)
{
	char *out = r->against;
	size_t size = sizeof r->against;
	bool placed = v->whole_region.region != TALLY_NO_CODE, known = true;

	if (!wants_whole(r->measure))
		return;
	if (!name_is_empty(&v->whole)) {
		known = v->whole.metric != TALLY_NO_CODE;
		/* 企业专利占全国企业的…: the same thing, elsewhere */
		if (placed && strstr(s->name.text, v->whole.text)) {
			known = true;
			v->whole = (name_slot){.metric = TALLY_NO_CODE};
		}
	}
	if (!name_is_empty(&v->whole)) {
		if (known && v->whole.metric != s->name.metric)
			put_text(out, size,
				 tally_codes_metric(d->lex->codes, v->whole.metric)->code);
		else if (!known)
			snprintf(out, size, "?%s", v->whole.text);
		set_slot(r, TALLY_SLOT_AGAINST, &v->whole.mark);
	}
	if (placed) {
		size_t n = strlen(out);

		snprintf(out + n, size - n, "@%s",
			 tally_codes_region(d->lex->codes, v->whole_region.region)->code);
		set_slot(r, TALLY_SLOT_AGAINST, &v->whole_region.mark);
	}
	bool needed = r->measure == TALLY_SHARE || r->measure == TALLY_RATIO;

	bool based = r->measure == TALLY_RATIO && v->base.kind == BASE_DATE;

	if ((needed && !out[0] && !based) || !known) {
		add_reason(r, known ? "whole-missing" : "whole-unknown");
		r->tier = TALLY_TIER_U;
	}
}

/* --- subject -------------------------------------------------------------------------------- */

static void print_subject(document *d, const subject *s, tally_reading *r)
{
	const tally_codes *codes = d->lex->codes;

	set_slot(r, TALLY_SLOT_METRIC, &s->name.mark);
	set_slot(r, TALLY_SLOT_REGION, &s->region.mark);
	if (s->name.metric != TALLY_NO_CODE) {
		put_text(r->metric, sizeof r->metric,
			 tally_codes_metric(codes, s->name.metric)->code);
	} else {
		snprintf(r->metric, sizeof r->metric, "?%s", s->name.text);
		add_reason(r, s->name.text[0] ? "metric-unknown" : "metric-missing");
		r->tier = TALLY_TIER_U;
	}
	if (s->region.region != TALLY_NO_CODE) {
		put_text(r->region, sizeof r->region,
			 tally_codes_region(codes, s->region.region)->code);
	} else {
		put_text(r->region, sizeof r->region, s->region.text);
		if (s->region.text[0])
			add_reason(r, "region-unknown");
		else
			add_reason(r, "region-missing");
		r->tier = TALLY_TIER_U;
	}
	if (s->region.mark.origin == TALLY_SLOT_DEFAULT && r->region[0])
		add_reason(r, "region-default");
	else if (s->region.mark.origin >= TALLY_SLOT_SENTENCE)
		add_reason(r, "region-carried");
	if (s->name.mark.origin >= TALLY_SLOT_SENTENCE)
		add_reason(r, "metric-carried");
}

static void tier_of_slots(tally_reading *r)
{
	static const tally_slot_name slots[] = {TALLY_SLOT_METRIC, TALLY_SLOT_REGION,
						TALLY_SLOT_PERIOD};

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		tally_slot_origin o = r->slots[slots[i]].origin;

		if (o == TALLY_SLOT_SENTENCE)
			at_least(r, TALLY_TIER_B);
		else if (o != TALLY_SLOT_EXPLICIT)
			at_least(r, TALLY_TIER_C);
	}
	if (r->qualifier != TALLY_AS_PRINTED && r->qualifier != TALLY_AT_LEAST &&
	    r->qualifier != TALLY_AT_MOST) {
		add_reason(r, "qualifier-soft");
		at_least(r, TALLY_TIER_B);
	}
	if (strstr(r->reasons, "base-default"))
		at_least(r, TALLY_TIER_B);
}

/* A known metric measured in a unit of another kind is not what was found. */
static void check_unit(document *d, const value_frame *v, const subject *s, tally_reading *r)
{
	if (s->name.metric == TALLY_NO_CODE || !(v->facts & F(F_LEVEL_UNIT)))
		return;
	const tally_metric *m = tally_codes_metric(d->lex->codes, s->name.metric);
	int32_t unit = tally_codes_find_unit(d->lex->codes, r->unit, strlen(r->unit));

	if (unit == TALLY_NO_CODE) {
		add_reason(r, "unit-unknown");
		r->tier = TALLY_TIER_U;
		return;
	}
	const char *dimension = tally_codes_unit(d->lex->codes, unit)->dimension;
	bool counts = (strcmp(dimension, "count") == 0 || strcmp(dimension, "people") == 0) &&
		      (strcmp(m->dimension, "count") == 0 || strcmp(m->dimension, "people") == 0);

	if (strcmp(dimension, m->dimension) != 0 && !counts) {
		add_reason(r, "unit-mismatch");
		r->tier = TALLY_TIER_U;
	}
}

static void print_prices(const document *d, const value_frame *v, size_t item, tally_reading *r)
{
	uint64_t classes = classes_in(d, v->group.left, item);

	if (!rate_measure(r->measure))
		return;
	if (classes & W(W_COMPARABLE))
		put_text(r->basis, sizeof r->basis, "comparable");
	if (classes & W(W_NOMINAL))
		put_text(r->prices, sizeof r->prices, "current");
	else if (classes & W(W_REAL))
		put_text(r->prices, sizeof r->prices, "constant");
}

/* --- one claim ----------------------------------------------------------------------------------
 */

static void clause_text(document *d, const value_frame *v, size_t item, tally_reading *r)
{
	size_t a = v->group.left, b = item + 1;
	size_t from = d->s.tokens[a].from;

	while (a > 0 && d->s.tokens[a - 1].kind != T_MARK && item - a < 24)
		from = d->s.tokens[--a].from;
	if (v->noun_to > v->noun_from && item == v->group.items[v->group.n - 1])
		b = v->noun_to;
	source_text(d, from, d->s.tokens[b - 1].to, r->text, sizeof r->text);
}

/* 万元增加值综合能耗0.423吨标准煤: the name says per what. */
static void per_unit_of_name(const subject *s, tally_reading *r)
{
	static const char *const units[] = {"万元", "亿元", "万人", "平方公里"};
	const char *name = s->name.text, *inside = strstr(name, "万元增加值");

	if (inside)
		name = inside;
	if (strncmp(name, "每", 3) == 0)
		name += 3;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(r->unit);

		if (strncmp(name, units[i], strlen(units[i])) == 0 && !strchr(r->unit, '/') &&
		    (r->measure == TALLY_LEVEL) && strcmp(r->unit, "%") != 0 &&
		    strstr(r->unit, "元") == NULL)
			snprintf(r->unit + n, sizeof r->unit - n, "/%s", units[i]);
	}
}

static void emit_one(document *d, value_frame *v, const subject *s, int k)
{
	tally_reading *r = &d->out;
	size_t item = v->group.items[k];
	const token *t = &d->s.tokens[item];
	size_t from = t->kind == T_WORD ? t->from : quantity_of(d, t)->num_from;
	period_slot period;

	*r = (tally_reading){.measure = v->rule->measure,
			     .kind = v->kind,
			     .rule = v->rule->id,
			     .example = v->rule->example,
			     .heading = d->heading};
	print_value(d, v, item, r);
	print_unit(d, item, r);
	print_subject(d, s, r);
	bool stock = s->name.metric != TALLY_NO_CODE &&
		     tally_codes_metric(d->lex->codes, s->name.metric)->observed == TALLY_STOCK;

	print_period(d, v, k, stock, r, &period);
	print_whole(d, v, s, r);
	print_base(d, v, &period, r);
	print_prices(d, v, item, r);
	if (v->counts_differ) {
		add_reason(r, "counts-differ");
		r->tier = TALLY_TIER_U;
	}
	if (strcmp(v->rule->id, "times-growth") == 0) {
		/* the press also says it for a ratio */
		put_text(r->alternative, sizeof r->alternative, "measure=ratio");
		add_reason(r, "two-readings");
		at_least(r, TALLY_TIER_C);
	}
	if (d->survey && r->kind == TALLY_OBSERVATION)
		r->kind = TALLY_SURVEY;
	r->status = d->preliminary ? 'P' : 0;
	origin_mark value = mark_of(d, from, t->to, TALLY_SLOT_EXPLICIT);

	set_slot(r, TALLY_SLOT_VALUE, &value);
	if (v->verb < item) {
		origin_mark verb = mark_of(d, d->s.tokens[v->verb].from, d->s.tokens[v->verb].to,
					   TALLY_SLOT_EXPLICIT);

		set_slot(r, TALLY_SLOT_MEASURE, &verb);
	}
	per_unit_of_name(s, r);
	check_unit(d, v, s, r);
	tier_of_slots(r);
	clause_text(d, v, item, r);
	document_emit(d, r);
}

void value_emit(document *d, value_frame *v)
{
	v->whole_region = (region_slot){.region = TALLY_NO_CODE};
	if (wants_whole(v->rule->measure)) {
		if (strcmp(v->rule->id, "part-of") == 0)
			whole_in_front(d, v);
		else if (name_is_empty(&v->whole))
			whole_between(d, v);
		if (!d->chinese && v->whole_region.region == TALLY_NO_CODE)
			whole_behind(d, v);
		bool none = name_is_empty(&v->whole) && v->whole_region.region == TALLY_NO_CODE;

		if ((v->rule->measure == TALLY_SHARE_DIFFERENCE ||
		     strcmp(v->rule->id, "share-to") == 0) &&
		    none && d->has_last) {
			v->whole = d->last_whole;
			v->whole_region = d->last_whole_region;
		} else if (v->rule->measure == TALLY_SHARE) {
			d->last_whole = v->whole;
			d->last_whole_region = v->whole_region;
		}
	}
	for (int k = 0; k < v->group.n && !d->stop; k++) {
		if (v->group.n == 1) {
			for (int j = 0; j < v->subjects.n && !d->stop; j++)
				emit_one(d, v, &v->subjects.items[j], 0);
			return;
		}
		emit_one(d, v, &v->subjects.items[v->subjects.n == v->group.n ? k : 0], k);
	}
}

const char *tally_slot_name_text(tally_slot_name slot)
{
	static const char *const names[TALLY_N_SLOTS] = {
	    "metric", "region", "period", "value", "unit", "qualifier", "measure", "against"};

	return slot < TALLY_N_SLOTS ? names[slot] : "";
}

const char *tally_slot_origin_text(tally_slot_origin origin)
{
	static const char *const names[] = {"empty", "explicit", "sentence", "carried", "default"};

	return origin <= TALLY_SLOT_DEFAULT ? names[origin] : "";
}
