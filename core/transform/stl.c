/* stl.c: seasonal adjustment by STL (R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning,
 * J. Official Statistics 6 (1990) 3).
 *
 * x = trend + seasonal + remainder. An inner loop smooths the detrended values of each month over
 * the years by loess, takes a low-pass part out of that, and smooths what is left of x to the
 * trend; an outer loop weighs outliers down. Loess is evaluated at every point (no jumps) with
 * degree 1 throughout. Window lengths as in the paper: seasonal as given (odd, >= 7), trend
 * the next odd number above 1.5 p / (1 - 1.5 / seasonal), low-pass the next odd number from p. */
#include "transform/families.h"

#include <stdlib.h>
#include <string.h>

enum { GIVE_ADJUSTED, GIVE_SEASONAL, GIVE_TREND, GIVE_REMAINDER };

typedef struct {
	size_t n, period;
	size_t seasonal_window, trend_window, low_window;
	const double *y;
	double *trend, *seasonal, *robust;     /* [n] */
	double *cycle, *low, *smooth, *sorted; /* [n + 2 period] */
	double *part, *part_robust, *part_smooth, *weights;
	double *block;
} stl;

/* --- loess ----------------------------------------------------------------- */

/* Local line through y[left..right] (0-based, at places 0, 1, ...) at place x. */
static bool loess_at(const double *y, size_t n, size_t window, double x, size_t left, size_t right,
		     const double *robust, double *w, double *out)
{
	double h = fmax(x - (double)left, (double)right - x), sum = 0;
	if (window > n)
		h += (double)((window - n) / 2);
	for (size_t j = left; j <= right; j++) {
		double r = fabs((double)j - x);
		w[j] = 0;
		if (r > 0.999 * h)
			continue;
		double q = r / h, cube = 1 - q * q * q;
		w[j] = r <= 0.001 * h ? 1 : cube * cube * cube;
		if (robust)
			w[j] *= robust[j];
		sum += w[j];
	}
	if (sum <= 0)
		return false;
	double mean = 0, spread = 0;
	for (size_t j = left; j <= right; j++) {
		w[j] /= sum;
		mean += w[j] * (double)j;
	}
	for (size_t j = left; j <= right; j++)
		spread += w[j] * ((double)j - mean) * ((double)j - mean);
	double tilt = sqrt(spread) > 0.001 * ((double)n - 1) ? (x - mean) / spread : 0;
	*out = 0;
	for (size_t j = left; j <= right; j++)
		*out += w[j] * (tilt * ((double)j - mean) + 1) * y[j];
	return true;
}

/* Loess at every place. */
static void loess(const double *y, size_t n, size_t window, const double *robust, double *w,
		  double *out)
{
	size_t half = (window + 1) / 2, left = 0, right = (window < n ? window : n) - 1;
	for (size_t i = 0; i < n; i++) {
		if (window < n && i + 1 > half && right != n - 1) {
			left++;
			right++;
		}
		if (!loess_at(y, n, window, (double)i, left, right, robust, w, &out[i]))
			out[i] = y[i];
	}
}

/* --- one pass -------------------------------------------------------------- */

/* Every month's values smoothed over the years, and one year beyond either end: cycle[n + 2p]. */
static void smooth_cycles(stl *s, bool robust)
{
	for (size_t month = 0; month < s->period; month++) {
		size_t m = (s->n - month - 1) / s->period + 1, window = s->seasonal_window;
		for (size_t i = 0; i < m; i++) {
			size_t at = i * s->period + month;
			s->part[i] = s->y[at] - s->trend[at];
			s->part_robust[i] = s->robust[at];
		}
		const double *rw = robust ? s->part_robust : NULL;
		double *out = s->part_smooth;
		loess(s->part, m, window, rw, s->weights, out + 1);
		if (!loess_at(s->part, m, window, -1, 0, (window < m ? window : m) - 1, rw,
			      s->weights, &out[0]))
			out[0] = out[1];
		if (!loess_at(s->part, m, window, (double)m, m > window ? m - window : 0, m - 1, rw,
			      s->weights, &out[m + 1]))
			out[m + 1] = out[m];
		for (size_t i = 0; i < m + 2; i++)
			s->cycle[i * s->period + month] = out[i];
	}
}

/* Means of `window` in a row; returns how many there are. */
static size_t moving_average(const double *x, size_t n, size_t window, double *out)
{
	for (size_t i = 0; i + window <= n; i++) {
		double sum = 0;
		for (size_t k = 0; k < window; k++)
			sum += x[i + k];
		out[i] = sum / (double)window;
	}
	return n - window + 1;
}

static void inner_pass(stl *s, bool robust)
{
	size_t n = s->n + 2 * s->period;
	smooth_cycles(s, robust);
	n = moving_average(s->cycle, n, s->period, s->low);
	n = moving_average(s->low, n, s->period, s->smooth);
	n = moving_average(s->smooth, n, 3, s->low);
	loess(s->low, n, s->low_window, NULL, s->weights, s->smooth);
	for (size_t i = 0; i < s->n; i++) {
		s->seasonal[i] = s->cycle[s->period + i] - s->smooth[i];
		s->low[i] = s->y[i] - s->seasonal[i];
	}
	loess(s->low, s->n, s->trend_window, robust ? s->robust : NULL, s->weights, s->trend);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Bisquare weights of the remainder against six times its median magnitude. */
static void weigh_outliers(stl *s)
{
	for (size_t i = 0; i < s->n; i++) {
		s->robust[i] = fabs(s->y[i] - s->trend[i] - s->seasonal[i]);
		s->sorted[i] = s->robust[i];
	}
	qsort(s->sorted, s->n, sizeof *s->sorted, ascending);
	double median =
	    s->n % 2 ? s->sorted[s->n / 2] : 0.5 * (s->sorted[s->n / 2 - 1] + s->sorted[s->n / 2]);
	double h = 6 * median;
	for (size_t i = 0; i < s->n; i++) {
		double r = s->robust[i], q = h > 0 ? r / h : 0;
		s->robust[i] = r <= 0.001 * h ? 1 : r >= 0.999 * h ? 0 : (1 - q * q) * (1 - q * q);
	}
}

static void decompose(stl *s, bool robust)
{
	int outer = robust ? 15 : 0, inner = robust ? 1 : 2;
	for (size_t i = 0; i < s->n; i++)
		s->robust[i] = 1;
	for (int k = 0; k <= outer; k++) {
		for (int i = 0; i < inner; i++)
			inner_pass(s, k > 0);
		if (k < outer)
			weigh_outliers(s);
	}
}

/* --- the transform --------------------------------------------------------- */

static size_t next_odd(double x)
{
	size_t n = (size_t)ceil(x);
	return n % 2 ? n : n + 1;
}

static bool stl_alloc(stl *s, size_t n, size_t period, size_t seasonal_window)
{
	size_t wide = n + 2 * period + 2;
	s->n = n;
	s->period = period;
	s->seasonal_window = seasonal_window % 2 ? seasonal_window : seasonal_window + 1;
	s->trend_window = next_odd(1.5 * (double)period / (1 - 1.5 / (double)s->seasonal_window));
	s->low_window = next_odd((double)period);
	s->block = calloc(12 * wide, sizeof *s->block);
	if (!s->block)
		return false;
	double **vectors[] = {&s->trend,       &s->seasonal,    &s->robust, &s->cycle,
			      &s->low,         &s->smooth,      &s->sorted, &s->part,
			      &s->part_robust, &s->part_smooth, &s->weights};
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		*vectors[i] = s->block + i * wide;
	return true;
}

static size_t cycle_of(tally_frequency f)
{
	return f == TALLY_FREQ_MONTH     ? 12
	       : f == TALLY_FREQ_QUARTER ? 4
	       : f == TALLY_FREQ_HALF    ? 2
					 : 0;
}

static double given_part(const stl *s, size_t i, int give)
{
	switch (give) {
	case GIVE_SEASONAL:
		return s->seasonal[i];
	case GIVE_TREND:
		return s->trend[i];
	case GIVE_REMAINDER:
		return s->y[i] - s->trend[i] - s->seasonal[i];
	default:
		return s->y[i] - s->seasonal[i];
	}
}

static tally_status adjust_stretch(const tally_call *call, const tally_point *y, size_t n,
				   size_t period, tally_series *out, tally_error *err)
{
	stl s = {0};
	double *values = malloc(n * sizeof *values);
	if (!values || !stl_alloc(&s, n, period, (size_t)call->arguments[1].number)) {
		free(values);
		return tally_error_memory(err);
	}
	for (size_t i = 0; i < n; i++)
		values[i] = y[i].value;
	s.y = values;
	decompose(&s, call->arguments[2].number == 1);
	for (size_t i = 0; i < n; i++)
		tally_series_put(out, y[i].period,
				 given_part(&s, i, (int)call->arguments[0].number), NAN, NAN,
				 y[i].status);
	free(values);
	free(s.block);
	return TALLY_OK;
}

TALLY_SERIES_FUNCTION(tally_apply_stl)
{
	(void)n_in;
	size_t period = cycle_of(in[0]->key.frequency);
	if (period == 0) /* a series without seasons is left out */
		return TALLY_OK;
	for (size_t from = 0, to; from < in[0]->n; from = to) {
		to = from + 1;
		const tally_point *p = in[0]->points;
		while (!isnan(p[from].value) && to < in[0]->n && !isnan(p[to].value) &&
		       tally_period_follows(p[to - 1].period, p[to].period))
			to++;
		if (isnan(p[from].value) || to - from < 2 * period + 1) {
			for (size_t i = from; i < to; i++)
				tally_series_put_missing(out, p[i].period, TALLY_INCOMPLETE);
			continue;
		}
		tally_status status = adjust_stretch(call, p + from, to - from, period, out, err);
		if (status != TALLY_OK)
			return status;
	}
	if (call->arguments[0].number == GIVE_ADJUSTED)
		out->key.adjustment = 'S';
	return TALLY_OK;
}
