/* spline.c: gsl_interp_cspline (natural ends), straight on outside its knots. */
#include "adjust/spline.h"

#include <gsl/gsl_spline.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
	gsl_spline *spline;
	gsl_interp_accel *place;
	double *x, *y; /* knots */
	size_t n, capacity;
} curve;

static bool curve_new(curve *c, size_t capacity)
{
	*c = (curve){.x = malloc(capacity * sizeof *c->x), .y = malloc(capacity * sizeof *c->y)};
	c->capacity = capacity;
	return c->x && c->y;
}

static void curve_free(curve *c)
{
	gsl_spline_free(c->spline);
	gsl_interp_accel_free(c->place);
	free(c->x);
	free(c->y);
}

static void curve_knot(curve *c, double x, double y)
{
	c->x[c->n] = x;
	c->y[c->n++] = y;
}

/* Two knots make a straight line, one a constant. */
static bool curve_fit(curve *c)
{
	if (c->n < 2)
		return true;
	c->spline = gsl_spline_alloc(c->n > 2 ? gsl_interp_cspline : gsl_interp_linear, c->n);
	c->place = gsl_interp_accel_alloc();
	return c->spline && c->place && gsl_spline_init(c->spline, c->x, c->y, c->n) == 0;
}

static double curve_at(const curve *c, double x)
{
	if (c->n == 1)
		return c->y[0];
	double low = c->x[0], high = c->x[c->n - 1];
	double inside = x < low ? low : x > high ? high : x;
	double y = gsl_spline_eval(c->spline, inside, c->place);
	if (inside == x)
		return y;
	return y + (x - inside) * gsl_spline_eval_deriv(c->spline, inside, c->place);
}

/* --- stocks -------------------------------------------------------------------------- */

static tally_status anchors(curve *c, const double *s, const tally_benchmark *b, size_t m,
			    tally_error *err)
{
	for (size_t k = 0; k < m; k++) {
		if (k > 0 && b[k].first <= b[k - 1].first)
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "benchmark %zu: expected it behind the one before it", k + 1);
		if (s[b[k].first] == 0)
			return tally_error_set(err, TALLY_EINPUT,
					       "benchmark %zu: the indicator is zero there", k + 1);
		curve_knot(c, (double)b[k].first, b[k].value / b[k].weight / s[b[k].first]);
	}
	return TALLY_OK;
}

static void apply_ratio(const curve *c, const double *s, size_t n, double *out)
{
	for (size_t t = 0; t < n; t++)
		out[t] = s[t] * curve_at(c, (double)t);
}

/* --- flows ------------------------------------------------------------------------------ */

/* sums[t] = s[0] + ... + s[t-1]. */
static tally_status spans(curve *c, const double *s, double *sums, size_t n,
			  const tally_benchmark *b, size_t m, tally_error *err)
{
	double total = 0;

	sums[0] = 0;
	for (size_t t = 0; t < n; t++) {
		if (!(s[t] > 0))
			return tally_error_set(err, TALLY_EINPUT,
					       "period %zu: the indicator must be above 0", t + 1);
		sums[t + 1] = sums[t] + s[t];
	}
	curve_knot(c, sums[b[0].first], 0);
	for (size_t k = 0; k < m; k++) {
		if (k > 0 && b[k].first != b[k - 1].last + 1)
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "benchmark %zu does not begin where the one before it "
			    "ends",
			    k + 1);
		total += b[k].value / b[k].weight;
		curve_knot(c, sums[b[k].last + 1], total);
	}
	return TALLY_OK;
}

static void apply_sums(const curve *c, const double *sums, size_t n, double *out)
{
	double before = curve_at(c, sums[0]);
	for (size_t t = 0; t < n; t++) {
		double now = curve_at(c, sums[t + 1]);
		out[t] = now - before;
		before = now;
	}
}

/* Taking differences of sums loses digits: what is missing in a span is given back in proportion.
 */
static void true_up(const tally_benchmark *b, size_t m, double *out)
{
	for (size_t k = 0; k < m; k++) {
		double sum = 0;
		for (size_t t = b[k].first; t <= b[k].last; t++)
			sum += out[t];
		for (size_t t = b[k].first; t <= b[k].last && sum != 0; t++)
			out[t] *= b[k].value / b[k].weight / sum;
	}
}

static tally_status check(size_t n, const tally_benchmark *b, size_t m, bool *stocks,
			  tally_error *err)
{
	size_t single = 0;

	for (size_t k = 0; k < m; k++) {
		if (b[k].first > b[k].last || b[k].last >= n || !isfinite(b[k].value) ||
		    !(b[k].weight > 0))
			return tally_error_set(err, TALLY_EINPUT,
					       "benchmark %zu: expected a number inside the series",
					       k + 1);
		single += b[k].first == b[k].last;
	}
	if (m == 0 || n == 0)
		return tally_error_set(err, TALLY_EINPUT, "expected a series and a benchmark");
	*stocks = single == m;
	return TALLY_OK;
}

tally_status tally_benchmark_spline(const double *indicator, size_t n,
				    const tally_benchmark *benchmarks, size_t n_benchmarks,
				    double *out, tally_error *err)
{
	curve c = {0};
	bool stocks = false;
	double *sums = NULL;

	tally_status status = check(n, benchmarks, n_benchmarks, &stocks, err);
	if (status != TALLY_OK)
		return status;
	sums = malloc((n + 1) * sizeof *sums);
	if (!sums || !curve_new(&c, n_benchmarks + 1))
		status = tally_error_memory(err);
	else if (stocks)
		status = anchors(&c, indicator, benchmarks, n_benchmarks, err);
	else
		status = spans(&c, indicator, sums, n, benchmarks, n_benchmarks, err);
	if (status == TALLY_OK && !curve_fit(&c))
		status = tally_error_memory(err);
	if (status == TALLY_OK && stocks) {
		apply_ratio(&c, indicator, n, out);
	} else if (status == TALLY_OK) {
		apply_sums(&c, sums, n, out);
		true_up(benchmarks, n_benchmarks, out);
	}
	free(sums);
	curve_free(&c);
	return status;
}
