/* multivariate.h: several series are benchmarked together, so that in every period they also add
 * up.
 *
 * Cholette-Dagum (benchmark.h) for each series, the sum of their penalties made least, subject to
 * the benchmarks of each and to  sum over series of weight * x = total  in each period. Di Fonzo
 * and Marini (2011), Statistical Methods and Applications 20. One banded system over all series, in
 * order of time. Totals and benchmarks that say the same twice (a year's total is the sum of its
 * quarters' totals) do no harm. */
#ifndef TALLY_MULTIVARIATE_H
#define TALLY_MULTIVARIATE_H

#include "adjust/benchmark.h"

typedef struct {
	const double *indicator;           /**< [n] */
	const tally_benchmark *benchmarks; /**< [n_benchmarks], may be NULL when 0 */
	size_t n_benchmarks;
} tally_member;

/** sum over k of weights[k] * x_k[t] = totals[t]; a NaN total binds nothing. */
typedef struct {
	const double *weights; /**< [n_members] */
	const double *totals;  /**< [n] */
} tally_sum;

/** out[k] is [n] for each member. *worst (may be NULL): the largest relative miss of a benchmark or
 * a total, recomputed. TALLY_EINPUT when they contradict each other. */
tally_status tally_benchmark_together(const tally_member *members, size_t n_members, size_t n,
				      const tally_sum *sums, size_t n_sums, double rho,
				      double lambda, double *const *out, double *worst,
				      tally_error *err);

#endif
