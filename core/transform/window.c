/* window.c: statistics over a moving window of periods, and outlier marks.
 *
 * A window is n periods in a row by the calendar. A run is a stretch of such periods without a
 * missing value; values, lower and upper ends of a run are copied to three vectors and every
 * window is computed afresh (a running update would carry the rounding error of a large figure
 * along for ever). Sum, mean, median, min and max never fall when a value rises, so their
 * intervals come from the ends; the standard deviation has none. */
#include "transform/families.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_filter.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

enum { OF_MEAN, OF_SUM, OF_SD, OF_MEDIAN, OF_MIN, OF_MAX };

typedef struct {
	double *value, *lo, *hi, *scratch; /* [n] each, one block */
	size_t n;
} run;

static bool run_alloc(run *r, size_t n)
{
	r->n = n;
	r->value = malloc(4 * (n + 1) * sizeof *r->value);
	if (!r->value)
		return false;
	r->lo = r->value + n;
	r->hi = r->lo + n;
	r->scratch = r->hi + n;
	return true;
}

/* The end of the run that begins at `from`: one after its last point. */
static size_t run_end(const tally_series *s, size_t from)
{
	size_t i = from + 1;
	while (i < s->n && !isnan(s->points[i].value) &&
	       tally_period_follows(s->points[i - 1].period, s->points[i].period))
		i++;
	return i;
}

static double sum_of(const double *x, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return sum;
}

static double statistic(int of, const double *x, size_t n, double *scratch)
{
	switch (of) {
	case OF_SUM:
		return sum_of(x, n);
	case OF_MEAN:
		return sum_of(x, n) / (double)n;
	case OF_SD:
		return gsl_stats_sd(x, 1, n);
	case OF_MIN:
		return gsl_stats_min(x, 1, n);
	case OF_MAX:
		return gsl_stats_max(x, 1, n);
	default:
		memcpy(scratch, x, n * sizeof *x);
		return gsl_stats_median(scratch, 1, n);
	}
}

/* What n additions can have lost. */
static double slack(int of, const double *x, size_t n)
{
	double sum = 0;
	if (of != OF_SUM && of != OF_MEAN)
		return 0;
	for (size_t i = 0; i < n; i++)
		sum += fabs(x[i]);
	return (double)n * DBL_EPSILON * (of == OF_MEAN ? sum / (double)n : sum);
}

static tally_ranged window_of(const run *r, size_t first, size_t n, int of)
{
	tally_ranged out = {statistic(of, r->value + first, n, r->scratch), NAN, NAN};
	if (of == OF_SD)
		return out;
	const double *lo = r->lo + first, *hi = r->hi + first;
	out.lo = tally_down(statistic(of, lo, n, r->scratch) - slack(of, lo, n));
	out.hi = tally_up(statistic(of, hi, n, r->scratch) + slack(of, hi, n));
	return out;
}

static void roll_run(const tally_series *in, size_t from, size_t to, const run *r, size_t width,
		     int of, bool partial, tally_series *out)
{
	for (size_t i = from; i < to; i++) {
		r->value[i - from] = in->points[i].value;
		r->lo[i - from] = in->points[i].lo;
		r->hi[i - from] = in->points[i].hi;
	}
	for (size_t i = from; i < to; i++) {
		size_t have = i - from + 1 < width ? i - from + 1 : width;
		if (have < width && !(partial && (of != OF_SD || have > 1))) {
			tally_series_put_missing(out, in->points[i].period, TALLY_INCOMPLETE);
			continue;
		}
		char status = 'A';
		for (size_t k = i + 1 - have; k <= i; k++)
			status = tally_status_worse(status, in->points[k].status);
		tally_series_put_ranged(out, in->points[i].period,
					window_of(r, i + 1 - have - from, have, of), status);
	}
}

TALLY_SERIES_FUNCTION(tally_apply_rolling)
{
	(void)n_in;
	size_t width = (size_t)call->arguments[0].number;
	int of = (int)call->arguments[1].number;
	if (of == OF_SUM && call->inputs[0].observed != TALLY_FLOW)
		return tally_error_set(err, TALLY_EUSAGE,
				       "rolling: only flows add up over time; expected a flow, or "
				       "of=mean");
	run r;
	if (!run_alloc(&r, in[0]->n))
		return tally_error_memory(err);
	for (size_t from = 0, to; from < in[0]->n; from = to) {
		to = from + 1;
		if (isnan(in[0]->points[from].value)) {
			tally_series_put_missing(out, in[0]->points[from].period, TALLY_INCOMPLETE);
			continue;
		}
		to = run_end(in[0], from);
		roll_run(in[0], from, to, &r, width, of, call->skip_missing, out);
	}
	free(r.value);
	return TALLY_OK;
}

/* --- outliers -------------------------------------------------------------- */

/* Marks of one run: 1 where the figure lies more than t robust deviations (1.4826 MAD) off the
 * median of its window, else 0; or the figure with outliers replaced by that median. */
static tally_status mark_run(const tally_call *call, const tally_series *in, size_t from, size_t to,
			     tally_series *out, tally_error *err)
{
	size_t n = to - from, width = 2 * (size_t)call->arguments[0].number + 1, n_outliers = 0;
	gsl_vector *x = gsl_vector_alloc(n), *y = gsl_vector_alloc(n),
		   *median = gsl_vector_alloc(n), *sigma = gsl_vector_alloc(n);
	gsl_vector_int *marks = gsl_vector_int_alloc(n);
	gsl_filter_impulse_workspace *w = gsl_filter_impulse_alloc(width);
	tally_status status = TALLY_OK;
	if (!x || !y || !median || !sigma || !marks || !w) {
		status = tally_error_memory(err);
		goto cleanup;
	}
	for (size_t i = 0; i < n; i++)
		gsl_vector_set(x, i, in->points[from + i].value);
	gsl_filter_impulse(GSL_FILTER_END_TRUNCATE, GSL_FILTER_SCALE_MAD, call->arguments[1].number,
			   x, y, median, sigma, &n_outliers, marks, w);
	for (size_t i = 0; i < n; i++) {
		const tally_point *p = &in->points[from + i];
		bool outlier = gsl_vector_int_get(marks, i) != 0;
		if (call->transform->result == TALLY_RESULT_NUMBER)
			tally_series_put(out, p->period, outlier, NAN, NAN, p->status);
		else if (outlier)
			tally_series_put(out, p->period, gsl_vector_get(y, i), NAN, NAN, 'I');
		else
			tally_series_put_ranged(out, p->period, tally_ranged_at(p), p->status);
	}
cleanup:
	gsl_vector_free(x);
	gsl_vector_free(y);
	gsl_vector_free(median);
	gsl_vector_free(sigma);
	gsl_vector_int_free(marks);
	gsl_filter_impulse_free(w);
	return status;
}

TALLY_SERIES_FUNCTION(tally_apply_hampel)
{
	(void)n_in;
	for (size_t from = 0, to; from < in[0]->n; from = to) {
		to = from + 1;
		if (isnan(in[0]->points[from].value)) {
			tally_series_put_missing(out, in[0]->points[from].period,
						 TALLY_NOT_PUBLISHED);
			continue;
		}
		to = run_end(in[0], from);
		tally_status status = mark_run(call, in[0], from, to, out, err);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}
