/* convergence.c: gsl_fit_linear on logs, Student's t for the slope. */
#include "regional/convergence.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static size_t logs(const double *start, const double *end, size_t n, double years, double *x,
		   double *y)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (start[i] > 0 && end[i] > 0 && isfinite(start[i]) && isfinite(end[i])) {
			x[used] = log(start[i]);
			y[used++] = log(end[i] / start[i]) / years;
		}
	return used;
}

static void regress(const double *x, const double *y, double years, tally_beta *out)
{
	double c00, c01, c11, squares;
	double freedom = (double)out->n - 2;

	gsl_fit_linear(x, 1, y, 1, out->n, &out->intercept, &out->slope, &c00, &c01, &c11,
		       &squares);
	out->intercept_error = sqrt(c00);
	out->slope_error = sqrt(c11);
	out->t_value = out->slope / out->slope_error;
	out->p_value = 2 * gsl_cdf_tdist_Q(fabs(out->t_value), freedom);
	out->r_squared = 1 - squares / gsl_stats_tss(y, 1, out->n);
	double left = 1 + out->slope * years;
	out->speed = left > 0 ? -log(left) / years : NAN;
	out->half_life = out->speed > 0 ? log(2) / out->speed : NAN;
}

tally_status tally_beta_convergence(const double *start, const double *end, size_t n, double years,
				    tally_beta *out, tally_error *err)
{
	if (!(years > 0))
		return tally_error_set(err, TALLY_EUSAGE, "expected years above 0, found %g",
				       years);
	double *x = malloc((2 * n + 1) * sizeof *x);
	if (!x)
		return tally_error_memory(err);
	*out = (tally_beta){.n = logs(start, end, n, years, x, x + n)};
	tally_status status = TALLY_OK;
	if (out->n < 3 || !(gsl_stats_variance(x, 1, out->n) > 0))
		status =
		    tally_error_set(err, TALLY_EINPUT,
				    "expected three regions with values above 0 that do not all "
				    "start alike, found %zu",
				    out->n);
	else
		regress(x, x + n, years, out);
	free(x);
	return status;
}
