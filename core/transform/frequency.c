/* frequency.c: longer periods from shorter ones, and gaps filled between figures.
 *
 * What a longer period's figure is follows from what the metric is: a flow is the sum of its
 * parts, a stock the last of them, an average and an index their mean; a rate is none of these and
 * is refused. A figure published for the longer period stands as it is; else the coarsest series
 * that covers the period completely is taken. */
#include "transform/families.h"

#include <gsl/gsl_interp.h>
#include <stdlib.h>

enum { HOW_NATURE, HOW_SUM, HOW_MEAN, HOW_LAST, HOW_FIRST };

static tally_period enclosing(tally_frequency f, tally_day day)
{
	int y, m, d;
	tally_day_split(day, &y, &m, &d);
	switch (f) {
	case TALLY_FREQ_YEAR:
		return tally_period_year(y);
	case TALLY_FREQ_HALF:
		return tally_period_half(y, (m + 5) / 6);
	case TALLY_FREQ_QUARTER:
		return tally_period_quarter(y, (m + 2) / 3);
	default:
		return tally_period_month(y, m);
	}
}

static tally_status how_by_nature(const tally_call *call, int *how, tally_error *err)
{
	if (*how != HOW_NATURE)
		return TALLY_OK;
	switch (call->inputs[0].observed) {
	case TALLY_FLOW:
		*how = HOW_SUM;
		return TALLY_OK;
	case TALLY_STOCK:
		*how = HOW_LAST;
		return TALLY_OK;
	case TALLY_AVERAGE:
	case TALLY_INDEX:
		*how = HOW_MEAN;
		return TALLY_OK;
	case TALLY_RATE:
		break;
	}
	return tally_error_set(err, TALLY_EUSAGE,
			       "frequency: a rate of a year is neither the sum nor the mean of the "
			       "rates of its months; convert what it is made of, or say how=mean");
}

typedef struct {
	tally_ranged sum;
	const tally_point *first, *last;
	int days, n;
	char status;
	bool missing;
} parts;

/* The points of s within the period. */
static parts parts_within(const tally_series *s, tally_period whole)
{
	parts p = {.sum = {0, 0, 0}, .status = 'A'};
	size_t lo = 0, hi = s->n;
	while (lo < hi) { /* the first that ends within or behind */
		size_t middle = lo + (hi - lo) / 2;
		if (s->points[middle].period.last < whole.first)
			lo = middle + 1;
		else
			hi = middle;
	}
	for (size_t i = lo; i < s->n && s->points[i].period.last <= whole.last; i++) {
		const tally_point *x = &s->points[i];
		if (!tally_period_contains(whole, x->period))
			continue;
		if (isnan(x->value)) {
			p.missing = true;
			continue;
		}
		p.sum = p.n ? tally_ranged_add(p.sum, tally_ranged_at(x)) : tally_ranged_at(x);
		p.first = p.first ? p.first : x;
		p.last = x;
		p.days += x->period.last - x->period.first + 1;
		p.status = tally_status_worse(p.status, x->status);
		p.n++;
	}
	return p;
}

static bool complete(const parts *p, tally_period whole, int how)
{
	if (p->n == 0)
		return false;
	if (how == HOW_LAST)
		return p->last->period.last == whole.last;
	if (how == HOW_FIRST)
		return p->first->period.first == whole.first;
	return !p->missing && p->days == whole.last - whole.first + 1;
}

static void put_whole(const parts *p, tally_period whole, int how, tally_series *out)
{
	if (how == HOW_SUM)
		tally_series_put_ranged(out, whole, p->sum, p->status);
	else if (how == HOW_MEAN)
		tally_series_put_ranged(
		    out, whole, tally_ranged_divide(p->sum, tally_ranged_of(p->n)), p->status);
	else {
		const tally_point *x = how == HOW_LAST ? p->last : p->first;
		tally_series_put_ranged(out, whole, tally_ranged_at(x), x->status);
	}
}

/* From the coarsest series that covers the period; in[] is in the order of frequencies, which
 * runs from years to days. */
static void put_from_best(const tally_call *call, const tally_series *const *in, size_t n_in,
			  tally_frequency target, tally_period whole, int how, tally_series *out)
{
	bool any = false;
	for (size_t k = 0; k < n_in; k++) {
		if (in[k]->key.frequency < target || in[k]->key.frequency > TALLY_FREQ_DAY)
			continue;
		parts p = parts_within(in[k], whole);
		any = any || p.n > 0 || p.missing;
		if (complete(&p, whole, how) || (call->skip_missing && p.n > 0)) {
			put_whole(&p, whole, how, out);
			return;
		}
	}
	if (any)
		tally_series_put_missing(out, whole, TALLY_INCOMPLETE);
}

static bool range_of(const tally_series *const *in, size_t n_in, tally_day *first, tally_day *last)
{
	bool any = false;
	for (size_t k = 0; k < n_in; k++) {
		if (in[k]->key.frequency > TALLY_FREQ_DAY || in[k]->n == 0)
			continue;
		tally_day a = in[k]->points[0].period.first;
		tally_day b = in[k]->points[in[k]->n - 1].period.last;
		*first = !any || a < *first ? a : *first;
		*last = !any || b > *last ? b : *last;
		any = true;
	}
	return any;
}

TALLY_SERIES_FUNCTION(tally_apply_frequency)
{
	static const tally_frequency targets[] = {TALLY_FREQ_YEAR, TALLY_FREQ_HALF,
						  TALLY_FREQ_QUARTER, TALLY_FREQ_MONTH};
	tally_frequency target = targets[(int)call->arguments[0].number];
	int how = (int)call->arguments[1].number;
	tally_day first = 0, last = 0;
	tally_status status = how_by_nature(call, &how, err);
	if (status != TALLY_OK || !range_of(in, n_in, &first, &last))
		return status;
	out->key.frequency = target;
	for (tally_period p = enclosing(target, first); p.first <= last;
	     p = tally_period_step(p, 1))
		put_from_best(call, in, n_in, target, p, how, out);
	return TALLY_OK;
}

/* --- gaps ------------------------------------------------------------------ */

enum { FILL_LINEAR, FILL_LOG, FILL_SPLINE, FILL_STEFFEN };

/* Periods from the first to the last figure, one step each; 0 when they are not in step. */
static size_t steps_of(const tally_series *s)
{
	size_t n = 0;
	int steps;
	for (size_t i = 1; i < s->n; i++) {
		if (!tally_period_distance(s->points[i - 1].period, s->points[i].period, &steps) ||
		    steps < 1 || steps > 10000)
			return 0;
		n += (size_t)steps;
	}
	return s->n ? n + 1 : 0;
}

size_t tally_capacity_interpolate(const tally_call *call, const tally_series *const *in,
				  size_t n_in)
{
	(void)call;
	(void)n_in;
	size_t n = steps_of(in[0]);
	return n > in[0]->n ? n : in[0]->n;
}

static tally_ranged between(tally_ranged a, tally_ranged b, double share, bool logarithmic)
{
	if (logarithmic) {
		tally_ranged r = tally_ranged_rate(b, a, share);
		return tally_ranged_multiply(a, tally_ranged_add(r, tally_ranged_of(1)));
	}
	return tally_ranged_add(tally_ranged_scale(a, 1 - share), tally_ranged_scale(b, share));
}

/* The n - 1 figures between a and b, n steps apart. */
static void fill_between(const tally_point *a, const tally_point *b, int n, int how,
			 const gsl_interp *curve, const double *x, const double *y, double at,
			 tally_series *out)
{
	tally_ranged from = tally_ranged_at(a), to = tally_ranged_at(b);
	for (int k = 1; k < n; k++) {
		tally_period p = tally_period_step(a->period, k);
		if (how == FILL_LOG && (a->value <= 0 || b->value <= 0))
			tally_series_put_missing(out, p, TALLY_NOT_POSITIVE);
		else if (curve)
			tally_series_put(out, p, gsl_interp_eval(curve, x, y, at + k, NULL), NAN,
					 NAN, 'I');
		else
			tally_series_put_ranged(
			    out, p, between(from, to, (double)k / n, how == FILL_LOG), 'I');
	}
}

static const gsl_interp_type *curve_type(int how)
{
	return how == FILL_SPLINE    ? gsl_interp_cspline
	       : how == FILL_STEFFEN ? gsl_interp_steffen
				     : NULL;
}

/* The places (in steps from the first) and values of the figures that are there. */
static size_t places(const tally_series *s, double *x, double *y, size_t *index)
{
	size_t n = 0;
	double at = 0;
	int steps;
	for (size_t i = 0; i < s->n; i++) {
		if (i > 0 &&
		    tally_period_distance(s->points[i - 1].period, s->points[i].period, &steps))
			at += steps;
		if (isnan(s->points[i].value))
			continue;
		x[n] = at;
		y[n] = s->points[i].value;
		index[n++] = i;
	}
	return n;
}

TALLY_SERIES_FUNCTION(tally_apply_interpolate)
{
	(void)n_in;
	const tally_series *s = in[0];
	int how = (int)call->arguments[0].number, most = (int)call->arguments[1].number;
	double *x = malloc((2 * s->n + 1) * sizeof *x), *y = x ? x + s->n : NULL;
	size_t *index = malloc((s->n + 1) * sizeof *index);
	gsl_interp *curve = NULL;
	tally_status status = TALLY_OK;
	if (!x || !index) {
		status = tally_error_memory(err);
		goto cleanup;
	}
	bool regular = steps_of(s) > 0;
	size_t n = regular ? places(s, x, y, index) : 0;
	const gsl_interp_type *type = curve_type(how);
	if (type && n >= gsl_interp_type_min_size(type)) {
		curve = gsl_interp_alloc(type, n);
		if (!curve || gsl_interp_init(curve, x, y, n) != 0) {
			status = tally_error_memory(err);
			goto cleanup;
		}
	}
	for (size_t i = 0; i < n; i++) {
		const tally_point *p = &s->points[index[i]];
		int steps = i > 0 ? (int)(x[i] - x[i - 1]) : 1;
		if (steps > 1 && steps - 1 <= most)
			fill_between(&s->points[index[i - 1]], p, steps, how, curve, x, y, x[i - 1],
				     out);
		tally_series_put_ranged(out, p->period, tally_ranged_at(p), p->status);
	}
	for (size_t i = 0; i < s->n && !regular; i++) /* no steps to count: left as it is */
		out->points[out->n++] = s->points[i];
cleanup:
	free(x);
	free(index);
	gsl_interp_free(curve);
	return status;
}
