/* stock.c: knots of adjustments, and the spline through them (gsl_interp_cspline: natural). */
#include "adjust/stock.h"

#include <gsl/gsl_spline.h>
#include <math.h>
#include <stdlib.h>

/* The flat end: so many copies of the last knot within one period. */
#define FLAT_KNOTS 100

typedef struct {
	double *t, *y;
	size_t n;
} knot_list;

tally_stock_options tally_stock_default(int periods_a_year)
{
	return (tally_stock_options){.rho = pow(0.9, 12.0 / periods_a_year),
				     .multiplicative = true,
				     .periods_a_year = periods_a_year,
				     .low_count = 1,
				     .monthly_rho_max = 0.995};
}

static void add(knot_list *k, double t, double y)
{
	k->t[k->n] = t;
	k->y[k->n++] = y;
}

static double adjustment(const tally_stock_options *o, double benchmark, double indicator)
{
	return o->multiplicative ? benchmark / indicator : benchmark - indicator;
}

static double bias_of(const double *s, const tally_anchor *a, size_t m,
		      const tally_stock_options *o)
{
	double anchors = 0, indicator = 0;

	if (!o->use_bias)
		return o->multiplicative ? 1 : 0;
	for (size_t i = 0; i < m; i++) {
		anchors += a[i].value;
		indicator += s[a[i].at];
	}
	if (o->multiplicative)
		return indicator != 0 ? anchors / indicator : 1;
	return (anchors - indicator) / (double)m;
}

/* Knots outwards from the outermost anchor (t0, y0) in direction -1 or 1; `reach` periods of the
 * series lie beyond it. */
static void project(knot_list *k, const tally_stock_options *o, double t0, double y0, int direction,
		    double reach, double bias)
{
	int year = o->periods_a_year, low = o->low_period > 0 ? o->low_period : year;
	int low_count = o->rho > pow(o->monthly_rho_max, 12.0 / year) ? 0 : o->low_count;
	double beyond = reach - (double)low_count * low;
	int high_count = year + (beyond > 0 ? (int)beyond : 0);
	double t = t0, y = y0;

	for (int i = 0; i < low_count + high_count; i++) {
		int step = i < low_count ? low : 1;
		t += direction * step;
		y = bias + pow(o->rho, step) * (y - bias);
		add(k, t, y);
	}
	for (int i = 1; i <= FLAT_KNOTS; i++)
		add(k, t + direction * (double)i / FLAT_KNOTS, y);
}

static void reverse(knot_list *k)
{
	for (size_t i = 0, j = k->n; i + 1 < j; i++) {
		j--;
		double t = k->t[i], y = k->y[i];
		k->t[i] = k->t[j];
		k->y[i] = k->y[j];
		k->t[j] = t;
		k->y[j] = y;
	}
}

static bool usable(const double *s, const tally_anchor *a, const tally_stock_options *o)
{
	return !o->multiplicative || s[a->at] != 0;
}

/* All knots in ascending order; false: no anchor can be used. */
static bool place_knots(knot_list *k, const double *s, size_t n, const tally_anchor *a, size_t m,
			const tally_stock_options *o)
{
	double bias = bias_of(s, a, m, o);
	size_t first = 0, last = m;

	while (first < m && !usable(s, &a[first], o))
		first++;
	while (last > first && !usable(s, &a[last - 1], o))
		last--;
	if (first == last)
		return false;
	double y = adjustment(o, a[first].value, s[a[first].at]);
	project(k, o, (double)a[first].at, y, -1, (double)a[first].at, bias);
	reverse(k);
	for (size_t i = first; i < last; i++)
		if (usable(s, &a[i], o))
			add(k, (double)a[i].at, adjustment(o, a[i].value, s[a[i].at]));
	y = adjustment(o, a[last - 1].value, s[a[last - 1].at]);
	project(k, o, (double)a[last - 1].at, y, 1, (double)(n - 1 - a[last - 1].at), bias);
	return true;
}

static tally_status check(const double *s, size_t n, const tally_anchor *a, size_t m,
			  const tally_stock_options *o, tally_error *err)
{
	if (n == 0 || m == 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "expected a series and at least one anchor");
	if (!(o->rho >= 0 && o->rho <= 1) || o->periods_a_year < 1 || o->low_count < 0 ||
	    o->low_count > 1000 || o->low_period < 0 || o->low_period > 100000)
		return tally_error_set(err, TALLY_EUSAGE,
				       "rho must lie in 0..1, and the counts of knots be small");
	for (size_t i = 0; i < n; i++)
		if (!isfinite(s[i]))
			return tally_error_set(err, TALLY_EINPUT,
					       "period %zu: expected a number; fill gaps first",
					       i + 1);
	for (size_t i = 0; i < m; i++)
		if (a[i].at >= n || !isfinite(a[i].value) || (i > 0 && a[i].at <= a[i - 1].at))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "anchor %zu: expected a number at a period inside the "
			    "series and behind the anchor before it",
			    i + 1);
	return TALLY_OK;
}

static bool interpolate(const knot_list *k, const double *s, const bool *fixed, size_t n,
			const tally_stock_options *o, double *out)
{
	gsl_spline *spline = gsl_spline_alloc(gsl_interp_cspline, k->n);
	gsl_interp_accel *place = gsl_interp_accel_alloc();
	bool done = spline && place;

	if (done)
		gsl_spline_init(spline, k->t, k->y, k->n);
	for (size_t i = 0; done && i < n; i++) {
		double y = gsl_spline_eval(spline, (double)i, place);
		if (!fixed || !fixed[i])
			out[i] = o->multiplicative ? s[i] * y : s[i] + y;
		else
			out[i] = s[i];
	}
	gsl_spline_free(spline);
	gsl_interp_accel_free(place);
	return done;
}

tally_status tally_benchmark_stock(const double *indicator, const bool *fixed, size_t n,
				   const tally_anchor *anchors, size_t n_anchors,
				   const tally_stock_options *options, double *out,
				   tally_error *err)
{
	tally_status status = check(indicator, n, anchors, n_anchors, options, err);
	if (status != TALLY_OK)
		return status;
	size_t side = n + FLAT_KNOTS + (size_t)options->low_count + (size_t)options->periods_a_year;
	size_t most = 2 * side + n_anchors;
	knot_list knots = {malloc(most * sizeof(double)), malloc(most * sizeof(double)), 0};

	if (!knots.t || !knots.y)
		status = tally_error_memory(err);
	else if (!place_knots(&knots, indicator, n, anchors, n_anchors, options))
		status = tally_error_set(
		    err, TALLY_EINPUT, "the indicator is zero at every anchor: no ratio to smooth");
	else if (!interpolate(&knots, indicator, fixed, n, options, out))
		status = tally_error_memory(err);
	free(knots.t);
	free(knots.y);
	return status;
}
