/* growth_rates.h: benchmarking that keeps period-to-period growth rates.
 *
 * Denton's proportional method keeps the ratio x / s smooth; this one keeps the rates of growth
 * themselves: with r = x[t] / x[t-1] and g = s[t] / s[t-1] it minimises
 *
 *   forward     sum (r - g)^2                 backward    sum (1/r - 1/g)^2
 *   symmetric   sum (r - g)^2 + (1/r - 1/g)^2 logarithmic sum (log r - log g)^2
 *
 * subject to the benchmarks. Causey and Trager (1981); Di Fonzo and Marini (2012), Metron 70;
 * Daalmans et al. (2018), J. Official Statistics 34(1). Newton steps in the banded system of
 * benchmark.h, started at proportional Denton. */
#ifndef TALLY_GROWTH_RATES_H
#define TALLY_GROWTH_RATES_H

#include "adjust/benchmark.h"

typedef enum {
	TALLY_RATES_FORWARD,
	TALLY_RATES_BACKWARD,
	TALLY_RATES_SYMMETRIC,
	TALLY_RATES_LOGARITHMIC,
} tally_rates_objective;

/** indicator[n] > 0; all benchmarks binding. info->worst as in benchmark.h; *steps (may be NULL) is
 * the number of Newton steps, -1 when it did not converge (the best point is returned). */
tally_status tally_benchmark_rates(const double *indicator, size_t n,
				   const tally_benchmark *benchmarks, size_t n_benchmarks,
				   tally_rates_objective objective, double *out, int *steps,
				   tally_error *err);

#endif
