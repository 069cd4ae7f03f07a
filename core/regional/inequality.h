/* inequality.h: how unequally values are spread over regions (or firms, people).
 *
 * All take x[n] >= 0 with weights p[n] >= 0 (populations; NULL: 1 each), which are scaled to
 * shares. The mean is the weighted mean m. NaN when something is missing, negative, or the mean is
 * not above 0. */
#ifndef TALLY_INEQUALITY_H
#define TALLY_INEQUALITY_H

#include <stddef.h>

/** Sum of squared shares of x: 1/n (equal) .. 1 (one has all). Herfindahl (1950), Hirschman (1945).
 * No weights. */
double tally_herfindahl(const double *x, size_t n);

/** Gini coefficient: sum over pairs p_i p_j |x_i - x_j| / (2 m). 0 .. 1. Gini (1912); by sorting.
 */
double tally_gini(const double *x, const double *weights, size_t n);

/** Theil's T: sum p_i (x_i / m) log(x_i / m), 0 log 0 = 0. Theil (1967), Economics and Information
 * Theory. */
double tally_theil(const double *x, const double *weights, size_t n);

/** Theil's T parted into groups 0..n_groups-1: *between from the groups' means, *within the rest,
 * each group's own T weighted by its share of the total. Returns the sum. */
double tally_theil_groups(const double *x, const double *weights, const int *group, size_t n,
			  int n_groups, double *between, double *within);

/** Atkinson's index 1 - (sum p_i (x_i/m)^(1-e))^(1/(1-e)); e = 1: 1 - exp(sum p_i log(x_i/m)).
 * e > 0 is the aversion to inequality. Atkinson (1970), J. Economic Theory 2. A zero
 * value gives 1 when e >= 1. */
double tally_atkinson(const double *x, const double *weights, size_t n, double aversion);

/** Williamson's weighted coefficient of variation: sqrt(sum p_i (x_i - m)^2) / m. Williamson
 * (1965), Economic Development and Cultural Change 13. Without weights: the coefficient of
 * variation (sigma convergence looks at it, or at the deviation of logs, over time). */
double tally_williamson(const double *x, const double *weights, size_t n);

/** Standard deviation (over n) of log x. NaN when a value is not above 0. */
double tally_log_deviation(const double *x, size_t n);

#endif
