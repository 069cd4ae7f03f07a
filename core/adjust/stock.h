/* stock.h: benchmarking of stocks: a smooth curve through the adjustments at the anchor points.
 *
 * A benchmark of a stock is the value of one period. Benchmarking as for flows would put a break
 * into the adjustments at every anchor. Here the adjustments benchmark - indicator (additive) or
 * benchmark / indicator (multiplicative) are knots of a natural cubic spline. Outside the
 * first and the last anchor more knots follow, which run towards the bias with rho per period:
 * first `low_count` knots `low_period` periods apart, then one each period; last the end is made
 * flat. Statistics Canada (2012), "Theory and Application of Benchmarking", ch. 5; the same
 * construction as stock_benchmarking() of G-Series 3. */
#ifndef TALLY_STOCK_H
#define TALLY_STOCK_H

#include "adjust/benchmark.h"

/** The value of one period. */
typedef struct {
	size_t at; /**< position */
	double value;
} tally_anchor;

typedef struct {
	double rho; /**< 0..1 */
	bool multiplicative;
	int periods_a_year; /**< of the series: 4, 12, ... */
	int low_period;     /**< periods between projected low-frequency knots; 0: periods_a_year */
	int low_count;      /**< how many of them on each side; 1 is usual */
	double monthly_rho_max; /**< none when rho exceeds this ^ (12 / periods_a_year); 0.995 */
	bool use_bias;          /**< run towards the mean adjustment instead of none */
} tally_stock_options;

/** rho 0.9 a month, multiplicative, one low-frequency knot. */
tally_stock_options tally_stock_default(int periods_a_year);

/** indicator[n], anchors in ascending order of position. fixed[n] (may be NULL) marks values that
 * must stay as they are. out[n] may be the indicator. Anchors at an indicator of zero
 * are passed over when the adjustment is multiplicative. */
tally_status tally_benchmark_stock(const double *indicator, const bool *fixed, size_t n,
				   const tally_anchor *anchors, size_t n_anchors,
				   const tally_stock_options *options, double *out,
				   tally_error *err);

#endif
