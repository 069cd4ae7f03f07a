/* growth.c: changes against an earlier period that is found by the calendar.
 *
 * The base of a period is the same span a year before, the span before it, or a named one; it is
 * looked up by its dates, so a gap gives a missing change. Growth on a base that is not positive
 * says nothing and is missing with its reason (a loss that became a profit, a smaller or a greater
 * loss). The change of a dimensionless rate is a difference, told in points. */
#include "transform/families.h"

tally_reason tally_reason_for_base(double x, double b)
{
	if (b == 0)
		return TALLY_ZERO_BASE;
	if (x >= 0)
		return TALLY_TURN_TO_PROFIT;
	return x > b ? TALLY_LOSS_REDUCED : TALLY_LOSS_WIDENED;
}

/* The status of a change; B when a break of the definition lies between the two. */
static char change_status(const tally_call *call, const tally_series_key *key, const tally_point *x,
			  const tally_point *b)
{
	if (call->codes && key->metric != TALLY_NO_CODE && key->region != TALLY_NO_CODE &&
	    tally_codes_break_between(call->codes, key->metric, key->region, b->period.last,
				      x->period.last))
		return 'B';
	return tally_status_worse(x->status, b->status);
}

typedef tally_ranged (*change)(tally_ranged x, tally_ranged b, double power);

static tally_ranged relative(tally_ranged x, tally_ranged b, double power)
{
	(void)power;
	return tally_ranged_growth(x, b);
}

static tally_ranged absolute(tally_ranged x, tally_ranged b, double power)
{
	(void)power;
	return tally_ranged_subtract(x, b);
}

static tally_ranged logarithmic(tally_ranged x, tally_ranged b, double power)
{
	(void)power;
	tally_ranged q = tally_ranged_map(tally_ranged_divide(x, b), log);
	q.value = log(x.value) - log(b.value);
	return q;
}

/* One change: x against b, which may be absent. Relative changes need a positive base. */
static void put_change(const tally_call *call, const tally_series_key *key, const tally_point *x,
		       const tally_point *b, change f, double power, tally_series *out)
{
	bool difference = f == absolute;
	if (isnan(x->value))
		tally_series_put_missing(out, x->period,
					 x->reason ? (tally_reason)x->reason : TALLY_NOT_PUBLISHED);
	else if (!b || isnan(b->value))
		tally_series_put_missing(out, x->period, TALLY_NO_BASE);
	else if (!difference && b->value <= 0)
		tally_series_put_missing(out, x->period, tally_reason_for_base(x->value, b->value));
	else if (f == logarithmic && x->value <= 0)
		tally_series_put_missing(out, x->period, TALLY_NOT_POSITIVE);
	else
		tally_series_put_ranged(out, x->period,
					f(tally_ranged_at(x), tally_ranged_at(b), power),
					change_status(call, key, x, b));
}

/* What a change is for these inputs: a rate changes by a difference. */
static change suited(const tally_call *call, change f)
{
	return tally_type_is_rate(&call->inputs[0]) && f == relative ? absolute : f;
}

typedef tally_period (*base_of)(tally_period p);

static tally_period year_before(tally_period p)
{
	return tally_period_shift_years(p, -1);
}

static tally_period span_before(tally_period p)
{
	return tally_period_step(p, -1);
}

/* The point of the base period of point i, or -1. `at` moves on from call to call, i ascending, so
 * that all together is linear. */
static ptrdiff_t base_at(const tally_series *in, size_t i, base_of base, size_t *at)
{
	tally_period wanted = base(in->points[i].period);
	size_t j = *at;
	while (j > 0 && tally_period_compare(in->points[j].period, wanted) > 0)
		j--; /* only where the calendar folds: two days of one base */
	while (j < i && tally_period_compare(in->points[j].period, wanted) < 0)
		j++;
	*at = j;
	return j < i && tally_period_equal(in->points[j].period, wanted) ? (ptrdiff_t)j : -1;
}

/* Whether b is p a year before, both of whole months: either end lies 365 or 366 days back. */
static bool year_apart(tally_period b, tally_period p)
{
	tally_day first = p.first - b.first, last = p.last - b.last;
	return (first == 365 || first == 366) && (last == 365 || last == 366);
}

ptrdiff_t tally_base_pop(const tally_series *in, size_t i, size_t *at)
{
	return base_at(in, i, span_before, at);
}

ptrdiff_t tally_base_yoy(const tally_series *in, size_t i, size_t *at)
{
	if (in->key.frequency > TALLY_FREQ_MONTH)
		return base_at(in, i, year_before, at);
	/* without the calendar where months are whole */
	tally_period p = in->points[i].period;
	while (*at < i && p.first - in->points[*at].period.first > 366)
		++*at;
	for (size_t k = *at; k < i && p.last - in->points[k].period.last >= 365; k++)
		if (year_apart(in->points[k].period, p))
			return (ptrdiff_t)k;
	return -1;
}

/* Every point against the point of its base period. */
static void all_changes(const tally_call *call, const tally_series *in,
			ptrdiff_t (*base)(const tally_series *, size_t, size_t *), change f,
			tally_series *out)
{
	size_t at = 0;
	for (size_t i = 0; i < in->n; i++) {
		ptrdiff_t b = base(in, i, &at);
		put_change(call, &in->key, &in->points[i], b < 0 ? NULL : &in->points[b], f, 1,
			   out);
	}
}

TALLY_SERIES_FUNCTION(tally_apply_yoy)
{
	(void)n_in;
	(void)err;
	all_changes(call, in[0], tally_base_yoy, suited(call, relative), out);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_pop)
{
	(void)n_in;
	(void)err;
	all_changes(call, in[0], tally_base_pop, suited(call, relative), out);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_logdiff)
{
	(void)n_in;
	(void)err;
	bool yearly = call->arguments[0].number == 1;
	all_changes(call, in[0], yearly ? tally_base_yoy : tally_base_pop, logarithmic, out);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_diff)
{
	(void)n_in;
	(void)err;
	bool yearly = call->arguments[0].number == 1;
	all_changes(call, in[0], yearly ? tally_base_yoy : tally_base_pop, absolute, out);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_growth)
{
	(void)n_in;
	(void)err;
	ptrdiff_t at = tally_series_find(in[0], call->arguments[0].period);
	const tally_point *base = at < 0 ? NULL : &in[0]->points[at];
	for (size_t i = 0; i < in[0]->n; i++)
		put_change(call, &in[0]->key, &in[0]->points[i], base, suited(call, relative), 1,
			   out);
	return TALLY_OK;
}

/* --- compound rates -------------------------------------------------------- */

/* Years from one period to another of the same kind; 0 when it cannot be said. */
static double years_between(tally_period a, tally_period b)
{
	int months = tally_period_months(a), y0, m0, d0, y1, m1, d1;
	tally_day_split(a.last, &y0, &m0, &d0);
	tally_day_split(b.last, &y1, &m1, &d1);
	if (months > 0 && tally_period_months(b) == months)
		return (12 * (y1 - y0) + m1 - m0) / 12.0;
	if (tally_period_equal(tally_period_shift_years(a, y1 - y0), b))
		return y1 - y0;
	return (b.last - a.last) / 365.25;
}

static const tally_point *first_present(const tally_series *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!isnan(s->points[i].value))
			return &s->points[i];
	return NULL;
}

static const tally_point *last_present(const tally_series *s)
{
	for (size_t i = s->n; i-- > 0;)
		if (!isnan(s->points[i].value))
			return &s->points[i];
	return NULL;
}

static const tally_point *named_or(const tally_series *s, const tally_argument *named,
				   const tally_point *otherwise)
{
	if (!named->given)
		return otherwise;
	ptrdiff_t at = tally_series_find(s, named->period);
	return at < 0 ? NULL : &s->points[at];
}

static void put_compound(const tally_call *call, const tally_series_key *key, const tally_point *x,
			 const tally_point *b, double power, tally_series *out)
{
	if (isnan(x->value))
		tally_series_put_missing(out, x->period, TALLY_NOT_PUBLISHED);
	else if (!b || isnan(b->value))
		tally_series_put_missing(out, x->period, TALLY_NO_BASE);
	else if (b->value <= 0)
		tally_series_put_missing(out, x->period, tally_reason_for_base(x->value, b->value));
	else if (x->value < 0)
		tally_series_put_missing(out, x->period, TALLY_NOT_POSITIVE);
	else
		tally_series_put_ranged(
		    out, x->period,
		    tally_ranged_rate(tally_ranged_at(x), tally_ranged_at(b), power),
		    change_status(call, key, x, b));
}

TALLY_SERIES_FUNCTION(tally_apply_cagr)
{
	(void)n_in;
	(void)err;
	const tally_point *from = named_or(in[0], &call->arguments[0], first_present(in[0]));
	const tally_point *to = named_or(in[0], &call->arguments[1], last_present(in[0]));
	if (!to) {
		if (call->arguments[1].given)
			tally_series_put_missing(out, call->arguments[1].period,
						 TALLY_NOT_PUBLISHED);
		return TALLY_OK;
	}
	double years = from ? years_between(from->period, to->period) : 1;
	if (years <= 0)
		tally_series_put_missing(out, to->period, TALLY_NO_BASE);
	else
		put_compound(call, &in[0]->key, to, from, 1 / years, out);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_annualised)
{
	(void)n_in;
	(void)err;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *x = &in[0]->points[i];
		ptrdiff_t at = tally_series_find(in[0], span_before(x->period));
		const tally_point *b = at < 0 ? NULL : &in[0]->points[at];
		int months = tally_period_months(x->period);
		double per_year =
		    months > 0 ? 12.0 / months : 365.25 / (x->period.last - x->period.first + 1);
		put_compound(call, &in[0]->key, x, b, per_year, out);
	}
	return TALLY_OK;
}

/* --- contributions --------------------------------------------------------- */

/* The part's change over the whole's change (share of the growth) or over the whole's base
 * (points). */
TALLY_SERIES_FUNCTION(tally_apply_contribution)
{
	(void)n_in;
	(void)err;
	bool points = call->arguments[0].number == 1;
	const tally_series *part = in[0], *whole = in[1];
	for (size_t i = 0; i < part->n; i++) {
		const tally_point *x = &part->points[i];
		tally_period before = year_before(x->period);
		ptrdiff_t b = tally_series_find(part, before),
			  w = tally_series_find(whole, x->period),
			  wb = tally_series_find(whole, before);
		if (isnan(x->value) || b < 0 || isnan(part->points[b].value)) {
			tally_series_put_missing(
			    out, x->period, isnan(x->value) ? TALLY_NOT_PUBLISHED : TALLY_NO_BASE);
			continue;
		}
		if (w < 0 || wb < 0 || isnan(whole->points[w].value) ||
		    isnan(whole->points[wb].value)) {
			tally_series_put_missing(out, x->period, TALLY_NO_PARTNER);
			continue;
		}
		tally_ranged base = tally_ranged_at(&whole->points[wb]);
		tally_ranged rise =
		    tally_ranged_subtract(tally_ranged_at(x), tally_ranged_at(&part->points[b]));
		tally_ranged by =
		    points ? base : tally_ranged_subtract(tally_ranged_at(&whole->points[w]), base);
		if (by.value == 0 || (points && by.value < 0)) {
			tally_series_put_missing(out, x->period, TALLY_ZERO_BASE);
			continue;
		}
		tally_series_put_ranged(out, x->period, tally_ranged_divide(rise, by),
					change_status(call, &part->key, x, &part->points[b]));
	}
	return TALLY_OK;
}
