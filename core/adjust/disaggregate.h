/* disaggregate.h: totals of years become a series of quarters or months, by regression on
 * indicators.
 *
 *     x[t] = sum over j of b[j] indicator_j[t] + u[t],      totals = C x
 *
 * with residuals u whose movement is modelled:
 *
 *   autoregressive  u[t] = rho u[t-1] + e[t], stationary      Chow and Lin (1971), Rev. Econ. Stat.
 * 53 random walk     u[t] = u[t-1] + e[t]                      Fernandez (1981), Rev. Econ. Stat.
 * 63 integrated      u[t] - u[t-1] autoregressive with rho     Litterman (1983), J. Bus. Econ.
 * Stat. 1 dynamic         x[t] = rho x[t-1] + sum b z[t] + e[t]     Santos Silva and Cardoso (2001)
 *
 * b by generalised least squares, rho given or found by maximum likelihood or least residual sum of
 * squares; then what the totals still miss is spread by the residuals' covariance, so that the
 * totals are met. rho = 0 in the autoregressive model is ordinary least squares. Everything is done
 * in the banded system of band.h: linear in the length of the series for each rho tried. */
#ifndef TALLY_DISAGGREGATE_H
#define TALLY_DISAGGREGATE_H

#include "adjust/benchmark.h"

typedef enum {
	TALLY_RESIDUAL_AUTOREGRESSIVE,
	TALLY_RESIDUAL_WALK,
	TALLY_RESIDUAL_INTEGRATED,
	TALLY_RESIDUAL_DYNAMIC,
} tally_residual;

typedef enum {
	TALLY_RHO_GIVEN,
	TALLY_RHO_LIKELIHOOD,  /**< maximum likelihood */
	TALLY_RHO_SQUARES,     /**< least residual sum of squares in units of u's variance */
	TALLY_RHO_INNOVATIONS, /**< least residual sum of squares in units of e's variance */
} tally_rho;

/** Most indicators, the constant and the dynamic model's start included. */
#define TALLY_REGRESSORS_MAX 16

typedef struct {
	tally_residual residual;
	tally_rho search;
	double rho;               /**< when given */
	double rho_low, rho_high; /**< where it is sought, within -0.999..0.999 */
	bool constant;            /**< add a constant before the indicators */
	bool diffuse; /**< walk, integrated: the level before the start is unknown, and the growth
			 before it stationary (a constant then says nothing more and is left out of
			 b); otherwise they start at zero */
	bool non_negative; /**< no value below zero, totals still met */
} tally_disaggregate_options;

typedef struct {
	double rho;
	bool at_end; /**< rho was sought and lies at an end of its range */
	int n_coefficients;
	double coefficient[TALLY_REGRESSORS_MAX], error[TALLY_REGRESSORS_MAX]; /**< and their
										 standard errors */
	double rss;      /**< generalised residual sum of squares, in units of e */
	double tss;      /**< the same of the totals about their generalised mean */
	double variance; /**< rss / (totals - coefficients): of e */
	double log_likelihood;
	double worst; /**< largest relative miss of a total, recomputed */
} tally_disaggregate_info;

/** Maximum likelihood Chow-Lin with a constant, rho from 0 to 0.999. */
tally_disaggregate_options tally_disaggregate_default(void);

/** indicators[k][n]; totals as in benchmark.h (their alterability is not used). out[n];
 * deviation[n] (may be NULL, costs time quadratic in n) the standard deviation of each value,
 * without that of rho. names[k] (may be NULL) for messages. TALLY_EINPUT: numbers missing, too few
 * totals, indicators that say the same (named). */
tally_status tally_disaggregate(const double *const *indicators, const char *const *names,
				size_t n_indicators, size_t n, const tally_benchmark *totals,
				size_t n_totals, const tally_disaggregate_options *options,
				double *out, double *deviation, tally_disaggregate_info *info,
				tally_error *err);

#endif
