/* convergence.h: do poorer regions grow faster?
 *
 * Beta: least squares of average growth on the starting level,
 *
 *     log(y_T / y_0) / T = a + b log(y_0)
 *
 * b < 0 is convergence; its speed is -log(1 + b T) / T a year and half of the gap is closed in log
 * 2 / speed years. Barro and Sala-i-Martin (1992), J. Political Economy 100. Sigma: the dispersion
 * of log y falls over time (inequality.h: tally_log_deviation). */
#ifndef TALLY_CONVERGENCE_H
#define TALLY_CONVERGENCE_H

#include "error.h"

#include <stddef.h>

typedef struct {
	size_t n; /**< regions used: both values above 0 */
	double intercept, slope;
	double intercept_error, slope_error; /**< standard errors */
	double t_value, p_value; /**< of the slope, n - 2 degrees of freedom, two-sided */
	double r_squared;
	double speed;     /**< a year; NaN when 1 + b T is not above 0 */
	double half_life; /**< years; NaN when there is no convergence */
} tally_beta;

/** start[n], end[n] `years` apart. Regions with a missing or non-positive value are left out;
 * TALLY_EINPUT when fewer than three are left or all start alike. */
tally_status tally_beta_convergence(const double *start, const double *end, size_t n, double years,
				    tally_beta *out, tally_error *err);

#endif
