/* filter.c: trends and cycles by linear filters.
 *
 *   hp  R. J. Hodrick, E. C. Prescott, JMCB 29 (1997) 1: minimise sum (y - t)^2 + lambda sum
 *       (second difference of t)^2, that is t = (I + lambda D'D)^-1 y; lambda by M. O. Ravn, H.
 *       Uhlig, REStat 84 (2002) 371: 6.25 a year, 1600 a quarter, 129600 a month
 *   bk  M. Baxter, R. G. King, REStat 81 (1999) 575: symmetric moving average of 2 K + 1 terms
 *   cf  L. J. Christiano, T. J. Fitzgerald, Int. Econ. Rev. 44 (2003) 435: the asymmetric
 *       random-walk filter over the whole sample
 *
 * Each is a row of weights for each period: the value is weights . y, and the interval follows
 * from the same weights. A stretch without gaps is filtered by itself. */
#include "transform/families.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <stdlib.h>

typedef struct filter {
	const tally_call *call;
	size_t n;
	gsl_matrix *band; /* hp: Cholesky factor of I + lambda D'D, by diagonals */
	gsl_vector *unit, *row;
	double *b; /* bk, cf: ideal weights b[0..n) */
	double lambda;
	bool trend; /* the weights add up to one, else to nothing */
} filter;

/* Weights of period i into w[0..n); false when the filter has no value there. */
typedef bool (*row_function)(filter *f, size_t i, double *w);

/* --- Hodrick-Prescott ----------------------------------------------------------------------- */

static double usual_lambda(tally_frequency f)
{
	switch (f) {
	case TALLY_FREQ_QUARTER:
		return 1600;
	case TALLY_FREQ_MONTH:
		return 129600;
	case TALLY_FREQ_HALF:
		return 6.25 * 16; /* lambda grows with the fourth power of the frequency */
	default:
		return 6.25;
	}
}

static void add_to_band(gsl_matrix *band, size_t i, size_t k, double value)
{
	gsl_matrix_set(band, i, k, gsl_matrix_get(band, i, k) + value);
}

static bool hp_prepare(filter *f)
{
	static const double d[3] = {1, -2, 1};
	f->trend = f->call->arguments[1].number == 0;
	f->band = gsl_matrix_calloc(f->n, 3);
	f->unit = gsl_vector_calloc(f->n);
	f->row = gsl_vector_alloc(f->n);
	if (!f->band || !f->unit || !f->row)
		return false;
	for (size_t i = 0; i < f->n; i++)
		gsl_matrix_set(f->band, i, 0, 1);
	for (size_t r = 0; r + 2 < f->n; r++)
		for (size_t i = 0; i < 3; i++)
			for (size_t k = 0; i + k < 3; k++)
				add_to_band(f->band, r + i, k, f->lambda * d[i] * d[i + k]);
	return gsl_linalg_cholesky_band_decomp(f->band) == GSL_SUCCESS;
}

static bool hp_row(filter *f, size_t i, double *w)
{
	gsl_vector_set(f->unit, i, 1);
	int code = gsl_linalg_cholesky_band_solve(f->band, f->unit, f->row);
	gsl_vector_set(f->unit, i, 0);
	for (size_t k = 0; k < f->n; k++) {
		double weight = gsl_vector_get(f->row, k);
		w[k] = f->trend ? weight : (k == i ? 1 : 0) - weight;
	}
	return code == GSL_SUCCESS;
}

/* --- band-pass ------------------------------------------------------------------------------- */

/* The ideal band-pass weights b[j], j = 0..n-1, for cycles of low to high periods. */
static bool ideal_weights(filter *f, double low, double high)
{
	double a = 2 * M_PI / high, b = 2 * M_PI / low;
	f->b = malloc((f->n + 1) * sizeof *f->b);
	if (!f->b)
		return false;
	f->b[0] = (b - a) / M_PI;
	for (size_t j = 1; j <= f->n; j++)
		f->b[j] = (sin((double)j * b) - sin((double)j * a)) / (M_PI * (double)j);
	return true;
}

static bool bk_row(filter *f, size_t i, double *w)
{
	size_t k = (size_t)f->call->arguments[2].number;
	if (i < k || i + k >= f->n)
		return false;
	double sum = f->b[0];
	for (size_t j = 1; j <= k; j++)
		sum += 2 * f->b[j];
	double theta = -sum / (double)(2 * k + 1);
	for (size_t j = 0; j < f->n; j++)
		w[j] = 0;
	for (size_t j = i - k; j <= i + k; j++)
		w[j] = f->b[j > i ? j - i : i - j] + theta;
	return true;
}

/* Weights on a drift-free series are moved to the series itself: y[j] less the line through its
 * ends. */
static void take_out_drift(double *w, size_t n)
{
	double slope = 0;
	for (size_t j = 0; j < n; j++)
		slope += w[j] * (double)j / (double)(n - 1);
	w[n - 1] -= slope;
	w[0] += slope;
}

static bool cf_row(filter *f, size_t i, double *w)
{
	size_t n = f->n;
	double first = -f->b[0] / 2, last = -f->b[0] / 2;
	for (size_t j = 0; j < n; j++)
		w[j] = f->b[j > i ? j - i : i - j];
	for (size_t j = 1; j < i; j++)
		first -= f->b[j];
	for (size_t j = 1; j + i + 1 < n; j++)
		last -= f->b[j];
	/* the ends stand for all that lies beyond them */
	w[0] = i == 0 ? f->b[0] + first : first;
	w[n - 1] = i == n - 1 ? f->b[0] + last : last;
	if (f->call->arguments[2].number == 0)
		take_out_drift(w, n);
	return true;
}

/* --- a stretch ------------------------------------------------------------- */

static size_t stretch_end(const tally_series *s, size_t from)
{
	size_t i = from + 1;
	while (i < s->n && !isnan(s->points[i].value) &&
	       tally_period_follows(s->points[i - 1].period, s->points[i].period))
		i++;
	return i;
}

/* weights . y. The weights add up to one (a trend) or to nothing (a cycle), so the figure of the
 * period itself is taken out first: what is left is small and loses fewer digits. */
static tally_ranged weighted(const filter *f, const tally_point *y, const double *w, double base)
{
	tally_ranged out = {0, 0, 0};
	double size = 0;
	for (size_t k = 0; k < f->n; k++) {
		if (w[k] == 0)
			continue;
		double lo = y[k].lo - base, hi = y[k].hi - base;
		out.value += w[k] * (y[k].value - base);
		out.lo += w[k] * (w[k] > 0 ? lo : hi);
		out.hi += w[k] * (w[k] > 0 ? hi : lo);
		size += fabs(w[k]) * fmax(fabs(lo), fabs(hi));
	}
	/* the weights are right to the condition of what they come from, 1 + 16 lambda at most */
	double slack = size * ((double)f->n + 256 + 64 * f->lambda) * DBL_EPSILON;
	out.lo -= slack;
	out.hi += slack;
	if (f->trend)
		out = (tally_ranged){base + out.value, tally_down(base + out.lo),
				     tally_up(base + out.hi)};
	return out;
}

static void filter_release(filter *f)
{
	gsl_matrix_free(f->band);
	gsl_vector_free(f->unit);
	gsl_vector_free(f->row);
	free(f->b);
}

static tally_status filter_stretch(filter *f, row_function row, const tally_point *y,
				   tally_series *out, tally_error *err)
{
	double *w = malloc((f->n + 1) * sizeof *w);
	if (!w)
		return tally_error_memory(err);
	char status = 'A';
	for (size_t i = 0; i < f->n; i++)
		status = tally_status_worse(status, y[i].status);
	for (size_t i = 0; i < f->n; i++) {
		if (row(f, i, w))
			tally_series_put_ranged(out, y[i].period, weighted(f, y, w, y[i].value),
						status);
		else
			tally_series_put_missing(out, y[i].period, TALLY_INCOMPLETE);
	}
	free(w);
	return TALLY_OK;
}

typedef bool (*prepare_function)(filter *f);

static tally_status filter_series(const tally_call *call, const tally_series *in, double lambda,
				  prepare_function prepare, row_function row, size_t least,
				  tally_series *out, tally_error *err)
{
	for (size_t from = 0, to; from < in->n; from = to) {
		to = isnan(in->points[from].value) ? from + 1 : stretch_end(in, from);
		if (isnan(in->points[from].value) || to - from < least) {
			for (size_t i = from; i < to; i++)
				tally_series_put_missing(out, in->points[i].period,
							 TALLY_INCOMPLETE);
			continue;
		}
		filter f = {.call = call, .n = to - from, .lambda = lambda};
		tally_status status = prepare(&f)
					  ? filter_stretch(&f, row, in->points + from, out, err)
					  : tally_error_memory(err);
		filter_release(&f);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_hp)
{
	(void)n_in;
	double lambda = call->arguments[0].given ? call->arguments[0].number
						 : usual_lambda(in[0]->key.frequency);
	return filter_series(call, in[0], lambda, hp_prepare, hp_row, 3, out, err);
}

static bool band_prepare(filter *f)
{
	return ideal_weights(f, f->call->arguments[0].number, f->call->arguments[1].number);
}

static tally_status check_band(const tally_call *call, tally_error *err)
{
	if (call->arguments[0].number < call->arguments[1].number)
		return TALLY_OK;
	return tally_error_set(err, TALLY_EUSAGE, "%s: expected low < high, found %g and %g",
			       call->transform->name, call->arguments[0].number,
			       call->arguments[1].number);
}

TALLY_SERIES_FUNCTION(tally_apply_bk)
{
	(void)n_in;
	size_t least = 2 * (size_t)call->arguments[2].number + 1;
	tally_status status = check_band(call, err);
	return status != TALLY_OK
		   ? status
		   : filter_series(call, in[0], 0, band_prepare, bk_row, least, out, err);
}

TALLY_SERIES_FUNCTION(tally_apply_cf)
{
	(void)n_in;
	tally_status status = check_band(call, err);
	return status != TALLY_OK
		   ? status
		   : filter_series(call, in[0], 0, band_prepare, cf_row, 3, out, err);
}
