/* benchmark.h: a series is moved onto more trusted totals while its movement is kept.
 *
 * Given an indicator s[0..n) and benchmarks  sum over a span of weight * x[t] = value, the result
 * is  x = s + c * w  with c[t] = alterability^(1/2) |s[t]|^lambda, where w has the least movement:
 *
 *   Denton            sum of squared differences of w of order h (0: w itself). `modified` drops
 *                     the first h terms, which compare w with a zero before its start.
 *                     Denton (1971), JASA 66(333); modified: Cholette (1984), Helfand et al.
 *   Cholette-Dagum    w is autoregressive with rho: sum of (w[t] - rho w[t-1])^2 and
 *                     (1 - rho^2) w[0]^2; rho = 1 is modified Denton. Dagum and Cholette (2006),
 *                     "Benchmarking, Temporal Distribution, and Reconciliation Methods", ch. 3.
 *
 * lambda 0 is additive, 1 proportional (w is then the relative adjustment), 1/2 in between.
 * Benchmarks with alterability a > 0 are met only as far as it pays: their miss has variance
 * a |value| beside w's variance of 1 (its innovations' for rho = 1 and Denton), as in G-Series.
 * Solved as one banded system: time grows with the length of the series. */
#ifndef TALLY_BENCHMARK_H
#define TALLY_BENCHMARK_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/** weight * (x[first] + ... + x[last]) = value; weight 1 for a sum, 1/length for a mean. */
typedef struct {
	size_t first, last; /**< positions, both included */
	double weight;
	double value;
	double alterability; /**< 0: binding */
} tally_benchmark;

#define TALLY_ORDER_MAX 3

typedef enum { TALLY_DENTON, TALLY_CHOLETTE } tally_movement;
typedef enum {
	TALLY_BIAS_NONE,
	TALLY_BIAS_ADDITIVE,       /**< the mean difference per period */
	TALLY_BIAS_MULTIPLICATIVE, /**< the ratio of the sums */
	TALLY_BIAS_PER_BENCHMARK,  /**< the mean difference per benchmark, added to every period:
				      what JDemetra+ means by additive */
} tally_bias;

typedef struct {
	tally_movement movement;
	int order;     /**< Denton: order of differences, 0..TALLY_ORDER_MAX */
	bool modified; /**< Denton: no penalty on the start */
	double rho; /**< Cholette: 0..1; 0.9 for months and 0.9^3 = 0.729 for quarters are usual */
	double lambda;   /**< 0..1 */
	tally_bias bias; /**< move or scale the indicator to the benchmarks' mean level first */
} tally_benchmark_options;

typedef struct {
	double bias;  /**< the mean difference or ratio of benchmarks and indicator (also when it is
			 not used, by lambda: 0 difference, else ratio) */
	double worst; /**< largest |miss| of a binding benchmark, recomputed, over its |value| or
			 the largest |x| of its span */
} tally_benchmark_info;

/** Modified proportional Denton of first differences. */
tally_benchmark_options tally_benchmark_default(void);

/** indicator[n]; alterability[n] of its values (NULL: 1 each; 0: the value stays). out[n] may be
 * the indicator itself. info may be NULL. TALLY_EINPUT for NaN, for benchmarks outside the series,
 * and for benchmarks that nothing can meet (an indicator of zeros, a contradiction), named in the
 * message by number from 1. */
tally_status tally_benchmark_series(const double *indicator, const double *alterability, size_t n,
				    const tally_benchmark *benchmarks, size_t n_benchmarks,
				    const tally_benchmark_options *options, double *out,
				    tally_benchmark_info *info, tally_error *err);

#endif
