/* level.c: indices, chains, logarithms, lags, and year-to-date figures. */
#include "transform/families.h"

/* --- figure by figure ------------------------------------------------------ */

/* The reason of a missing point is handed on. */
static bool hand_on_missing(const tally_point *p, tally_series *out)
{
	if (!isnan(p->value))
		return false;
	tally_series_put_missing(out, p->period,
				 p->reason ? (tally_reason)p->reason : TALLY_NOT_PUBLISHED);
	return true;
}

TALLY_SERIES_FUNCTION(tally_apply_log)
{
	(void)call;
	(void)n_in;
	(void)err;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		if (hand_on_missing(p, out))
			continue;
		if (p->value <= 0)
			tally_series_put_missing(out, p->period, TALLY_NOT_POSITIVE);
		else
			tally_series_put_ranged(
			    out, p->period, tally_ranged_map(tally_ranged_at(p), log), p->status);
	}
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_exp)
{
	(void)call;
	(void)n_in;
	(void)err;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		if (!hand_on_missing(p, out))
			tally_series_put_ranged(
			    out, p->period, tally_ranged_map(tally_ranged_at(p), exp), p->status);
	}
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_abs)
{
	(void)call;
	(void)n_in;
	(void)err;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		if (hand_on_missing(p, out))
			continue;
		tally_ranged r = tally_ranged_at(p);
		if (r.value < 0)
			r = tally_ranged_negate(r);
		if (r.lo < 0) {
			r.hi = fmax(r.hi, -r.lo);
			r.lo = 0;
		}
		tally_series_put_ranged(out, p->period, r, p->status);
	}
	return TALLY_OK;
}

/* The figure of `n` spans before, put at the period itself. */
TALLY_SERIES_FUNCTION(tally_apply_lag)
{
	(void)n_in;
	(void)err;
	int n = (int)call->arguments[0].number;
	for (size_t i = 0; i < in[0]->n; i++) {
		tally_period p = in[0]->points[i].period;
		ptrdiff_t at = tally_series_find(in[0], tally_period_step(p, -n));
		if (at < 0 || isnan(in[0]->points[at].value))
			tally_series_put_missing(out, p, TALLY_NO_BASE);
		else
			tally_series_put_ranged(out, p, tally_ranged_at(&in[0]->points[at]),
						in[0]->points[at].status);
	}
	return TALLY_OK;
}

/* --- index numbers --------------------------------------------------------- */

/* The mean of the figures within the base period: the year 2015 of a monthly index. */
static bool base_figure(const tally_series *s, tally_period base, tally_ranged *out, char *status)
{
	tally_ranged sum = {0, 0, 0};
	double n = 0;
	ptrdiff_t at = tally_series_find(s, base);
	if (at >= 0) {
		*out = tally_ranged_at(&s->points[at]);
		*status = s->points[at].status;
		return !isnan(out->value);
	}
	int days = 0;
	*status = 'A';
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (!tally_period_contains(base, p->period))
			continue;
		sum = tally_ranged_add(sum, tally_ranged_at(p));
		*status = tally_status_worse(*status, p->status);
		days += p->period.last - p->period.first + 1;
		n++;
	}
	if (n == 0 || days != base.last - base.first + 1 || isnan(sum.value))
		return false; /* the base is not covered */
	*out = tally_ranged_divide(sum, tally_ranged_of(n));
	return true;
}

TALLY_SERIES_FUNCTION(tally_apply_index)
{
	(void)n_in;
	(void)err;
	tally_ranged base = {0, 0, 0};
	char status = 'A';
	double hundred = call->arguments[1].number;
	bool found = base_figure(in[0], call->arguments[0].period, &base, &status);
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		if (hand_on_missing(p, out))
			continue;
		if (!found || base.value <= 0) {
			tally_series_put_missing(out, p->period,
						 found ? TALLY_ZERO_BASE : TALLY_NO_BASE);
			continue;
		}
		tally_ranged r = tally_period_equal(p->period, call->arguments[0].period)
				     ? tally_ranged_of(hundred)
				     : tally_ranged_scale(
					   tally_ranged_divide(tally_ranged_at(p), base), hundred);
		r.value = p->value / base.value * hundred;
		tally_series_put_ranged(out, p->period, r, tally_status_worse(p->status, status));
	}
	return TALLY_OK;
}

/* Growth rates multiplied up from a start that belongs to the period before the first rate, so the
 * first point is start * (1 + g). Missing rates in front are passed over; a gap breaks the chain
 * and what follows is missing. */
TALLY_SERIES_FUNCTION(tally_apply_chain)
{
	(void)n_in;
	(void)err;
	tally_ranged level = tally_ranged_of(call->arguments[0].number);
	bool begun = false, broken = false;
	char status = 'A';
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		bool gap = begun && !tally_period_follows(in[0]->points[i - 1].period, p->period);
		broken = broken || gap || (begun && isnan(p->value));
		begun = begun || !isnan(p->value);
		if (!begun || broken) {
			tally_series_put_missing(out, p->period, TALLY_NO_BASE);
			continue;
		}
		tally_ranged factor = tally_ranged_add(tally_ranged_of(1), tally_ranged_at(p));
		level = tally_ranged_multiply(level, factor);
		status = tally_status_worse(status, p->status);
		tally_series_put_ranged(out, p->period, level, status);
	}
	return TALLY_OK;
}

/* --- year to date ---------------------------------------------------------- */

static int year_of(tally_period p)
{
	int y, m, d;
	tally_day_split(p.last, &y, &m, &d);
	return y;
}

static tally_period year_to(tally_day last)
{
	int y, m, d;
	tally_day_split(last, &y, &m, &d);
	return (tally_period){tally_day_of(y, 1, 1), last};
}

/* Running sums from 1 January. A period that does not follow the one before within its year leaves
 * the rest of the year missing. */
TALLY_SERIES_FUNCTION(tally_apply_cumulate)
{
	(void)n_in;
	if (call->inputs[0].observed != TALLY_FLOW)
		return tally_error_set(err, TALLY_EUSAGE,
				       "cumulate: only flows add up over time; expected a flow");
	out->key.frequency = TALLY_FREQ_YTD;
	tally_ranged sum = tally_ranged_of(0);
	tally_day next = 0;
	char status = 'A';
	bool broken = false;
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		tally_period to_date = year_to(p->period.last);
		if (i == 0 || year_of(in[0]->points[i - 1].period) != year_of(p->period)) {
			sum = tally_ranged_of(0);
			status = 'A';
			broken = false;
			next = to_date.first;
		}
		broken = broken || p->period.first != next || isnan(p->value);
		next = p->period.last + 1;
		if (broken) {
			tally_series_put_missing(out, to_date, TALLY_INCOMPLETE);
			continue;
		}
		sum = tally_period_equal(p->period, to_date)
			  ? tally_ranged_at(p)
			  : tally_ranged_add(sum, tally_ranged_at(p));
		status = tally_status_worse(status, p->status);
		tally_series_put_ranged(out, to_date, sum, status);
	}
	return TALLY_OK;
}

/* Whether the span is a year to date: whole months from 1 January to at most 31 December. */
static bool is_to_date(tally_period p)
{
	return tally_period_months(p) >= 1 && tally_period_months(p) <= 12 &&
	       p.first == year_to(p.last).first;
}

/* Whether two figures are of one release: the same source on the same day. */
static bool one_release(const tally_point *a, const tally_point *b)
{
	return a->published == b->published && a->source == b->source;
}

static void put_discrete(const tally_point *before, const tally_point *p, tally_series *out)
{
	tally_period rest = {before ? before->period.last + 1 : p->period.first, p->period.last};
	if (isnan(p->value))
		tally_series_put_missing(out, rest, TALLY_NOT_PUBLISHED);
	else if (!before)
		tally_series_put_ranged(out, rest, tally_ranged_at(p), p->status);
	else if (isnan(before->value))
		tally_series_put_missing(out, rest, TALLY_NO_BASE);
	else if (!one_release(before, p))
		tally_series_put_missing(out, rest, TALLY_OTHER_RELEASE);
	else
		tally_series_put_ranged(
		    out, rest, tally_ranged_subtract(tally_ranged_at(p), tally_ranged_at(before)),
		    tally_status_worse(p->status, before->status));
}

/* The shortest kind of span among the points: a series of months may hold a block of two. */
static tally_frequency finest(const tally_series *s)
{
	tally_frequency f = TALLY_FREQ_YEAR;
	for (size_t i = 0; i < s->n; i++) {
		tally_frequency g = tally_period_frequency(s->points[i].period);
		if (g > f && g <= TALLY_FREQ_DAY)
			f = g;
	}
	return f;
}

/* The year-to-date figures of all frequencies, merged in order of their last day; each less the
 * one before of its year. January-February stays one block where January was not told. A step of
 * more than the usual length (a month nobody told) leaves a longer block, which is missing. */
TALLY_SERIES_FUNCTION(tally_apply_decumulate)
{
	if (call->inputs[0].observed != TALLY_FLOW)
		return tally_error_set(
		    err, TALLY_EUSAGE,
		    "decumulate: only flows can be told apart over time; expected "
		    "a flow");
	size_t at[TALLY_N_FREQUENCIES + 1] = {0};
	if (n_in > TALLY_N_FREQUENCIES)
		n_in = TALLY_N_FREQUENCIES;
	const tally_point *before = NULL;
	for (;;) {
		const tally_point *next = NULL;
		size_t from = 0;
		for (size_t k = 0; k < n_in; k++) {
			while (at[k] < in[k]->n && !is_to_date(in[k]->points[at[k]].period))
				at[k]++;
			if (at[k] < in[k]->n &&
			    (!next ||
			     tally_period_compare(in[k]->points[at[k]].period, next->period) < 0)) {
				next = &in[k]->points[at[k]];
				from = k;
			}
		}
		if (!next)
			break;
		at[from]++;
		if (before && year_of(before->period) != year_of(next->period))
			before = NULL;
		put_discrete(before, next, out);
		before = next;
	}
	out->key.frequency = finest(out);
	return TALLY_OK;
}
