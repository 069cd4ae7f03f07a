/* trend.c: straight lines through a series, by least squares or robustly.
 *
 * The line is x = a + b t with t in years from the first figure, by the dates of the periods, so a
 * gap does not bend it. Least squares: gsl_multifit_linear. Robust: iteratively reweighted least
 * squares with Tukey's bisquare (gsl_multifit_robust; P. W. Holland, R. E. Welsch, Commun. Stat.
 * A 6 (1977) 813). Standard errors come from the covariance that the fit gives. */
#include "transform/families.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

enum { FIT_LINEAR, FIT_ROBUST };
enum { GIVE_FIT, GIVE_RESIDUAL, GIVE_SLOPE, GIVE_SLOPE_ERROR, GIVE_FIT_ERROR };

typedef struct {
	gsl_matrix *x, *covariance;
	gsl_vector *y, *c;
} fit;

static void fit_release(fit *f)
{
	gsl_matrix_free(f->x);
	gsl_matrix_free(f->covariance);
	gsl_vector_free(f->y);
	gsl_vector_free(f->c);
}

static bool fit_alloc(fit *f, size_t n)
{
	f->x = gsl_matrix_alloc(n, 2);
	f->covariance = gsl_matrix_alloc(2, 2);
	f->y = gsl_vector_alloc(n);
	f->c = gsl_vector_alloc(2);
	return f->x && f->covariance && f->y && f->c;
}

/* Years from the first period to this one, by whole months where there are such. */
static double years_from(tally_period first, tally_period p)
{
	int y0, m0, d0, y1, m1, d1;
	tally_day_split(first.last, &y0, &m0, &d0);
	tally_day_split(p.last, &y1, &m1, &d1);
	if (tally_period_months(p) > 0)
		return (y1 - y0) + (m1 - m0) / 12.0;
	return (p.last - first.last) / 365.25;
}

static bool fit_line(fit *f, size_t n, int how)
{
	double chisq;
	int code;
	if (how == FIT_ROBUST) {
		gsl_multifit_robust_workspace *w =
		    gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, n, 2);
		if (!w)
			return false;
		code = gsl_multifit_robust(f->x, f->y, f->c, f->covariance, w);
		gsl_multifit_robust_free(w);
		return code == GSL_SUCCESS || code == GSL_EMAXITER;
	}
	gsl_multifit_linear_workspace *w = gsl_multifit_linear_alloc(n, 2);
	if (!w)
		return false;
	code = gsl_multifit_linear(f->x, f->y, f->c, f->covariance, &chisq, w);
	gsl_multifit_linear_free(w);
	return code == GSL_SUCCESS;
}

static double estimate(const fit *f, double t, double *error)
{
	double row[2] = {1, t}, value;
	gsl_vector_const_view x = gsl_vector_const_view_array(row, 2);
	gsl_multifit_linear_est(&x.vector, f->c, f->covariance, &value, error);
	return value;
}

static void put_fit(const tally_call *call, const tally_series *in, const fit *f, tally_series *out)
{
	int give = (int)call->arguments[1].number;
	tally_period first = in->points[0].period;
	if (give == GIVE_SLOPE || give == GIVE_SLOPE_ERROR) {
		double value = give == GIVE_SLOPE ? gsl_vector_get(f->c, 1)
						  : sqrt(gsl_matrix_get(f->covariance, 1, 1));
		tally_series_put(out, in->points[in->n - 1].period, value, NAN, NAN, 'A');
		return;
	}
	for (size_t i = 0; i < in->n; i++) {
		const tally_point *p = &in->points[i];
		double error, value = estimate(f, years_from(first, p->period), &error);
		if (give == GIVE_RESIDUAL && isnan(p->value))
			tally_series_put_missing(out, p->period, TALLY_NOT_PUBLISHED);
		else
			tally_series_put(out, p->period,
					 give == GIVE_FIT        ? value
					 : give == GIVE_RESIDUAL ? p->value - value
								 : error,
					 NAN, NAN, 'A');
	}
}

TALLY_SERIES_FUNCTION(tally_apply_trend)
{
	(void)n_in;
	size_t n = 0, k = 0;
	for (size_t i = 0; i < in[0]->n; i++)
		n += isnan(in[0]->points[i].value) ? 0 : 1;
	if (n < 3) { /* a line through two points has no error */
		for (size_t i = 0; i < in[0]->n; i++)
			tally_series_put_missing(out, in[0]->points[i].period, TALLY_INCOMPLETE);
		return TALLY_OK;
	}
	fit f = {0};
	tally_status status = TALLY_OK;
	if (!fit_alloc(&f, n)) {
		status = tally_error_memory(err);
		goto cleanup;
	}
	for (size_t i = 0; i < in[0]->n; i++) {
		const tally_point *p = &in[0]->points[i];
		if (isnan(p->value))
			continue;
		gsl_matrix_set(f.x, k, 0, 1);
		gsl_matrix_set(f.x, k, 1, years_from(in[0]->points[0].period, p->period));
		gsl_vector_set(f.y, k++, p->value);
	}
	if (fit_line(&f, n, (int)call->arguments[0].number))
		put_fit(call, in[0], &f, out);
	else
		status = tally_error_memory(err);
cleanup:
	fit_release(&f);
	return status;
}
