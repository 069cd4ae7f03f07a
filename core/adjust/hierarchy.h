/* hierarchy.h: forecasts or figures of all levels of a hierarchy are made to add up.
 *
 * Nodes: first the aggregates, then the bottom series; aggregate i is the sum over j of sums[i][j]
 * * bottom j. Given base values y and a covariance W of their errors the result is the projection
 *
 *     x = y - W C' (C W C')^-1 C y,   C = [I  -sums]        (zero constraints C x = 0)
 *
 * bottom-up  only the bottom's values are used          (W says nothing: x = S bottom)
 * ols        W = I                                      Hyndman et al. (2011)
 * structural W = diag(row sums of |S|)                  Athanasopoulos et al. (2017)
 * variance   W = diag(mean squared residuals)           Hyndman, Lee and Wang (2016)
 * sample     W = residuals' R'R / N                     MinT: Wickramasuriya et al. (2019), JASA
 * shrink      W = (1 - l) sample + l diag(sample), l by Schaefer and Strimmer (2005)
 *
 * A temporal hierarchy is one too: year, half-years, quarters of one series. */
#ifndef TALLY_HIERARCHY_H
#define TALLY_HIERARCHY_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
	TALLY_HIERARCHY_BOTTOM_UP,
	TALLY_HIERARCHY_OLS,
	TALLY_HIERARCHY_STRUCTURAL,
	TALLY_HIERARCHY_VARIANCE,
	TALLY_HIERARCHY_SAMPLE,
	TALLY_HIERARCHY_SHRINK,
} tally_hierarchy_method;

typedef struct {
	size_t n_aggregates, n_bottom;
	const double *sums; /**< [n_aggregates][n_bottom] */
} tally_hierarchy;

/** The covariance W[n][n] of a method, n = n_aggregates + n_bottom; residuals[n_rows][n] are needed
 * by variance, sample and shrink (not centred). *lambda (may be NULL): the shrinkage. */
tally_status tally_hierarchy_covariance(const tally_hierarchy *h, tally_hierarchy_method method,
					const double *residuals, size_t n_rows, double *w,
					double *lambda, tally_error *err);

/** W of shrinkage for any residuals[n_rows][n]. */
tally_status tally_shrink_covariance(const double *residuals, size_t n_rows, size_t n, double *w,
				     double *lambda, tally_error *err);

/** Makes W[n][n] say less (nodes of a level stand together): covariances between nodes of different
 * level[n] become 0; with `pooled` also those within a level, and each variance becomes its level's
 * mean. (Temporal hierarchies: sample, then by level, is autocovariance scaling; pooled is series
 * variance scaling.) */
void tally_hierarchy_by_level(double *w, const int *level, size_t n, bool pooled);

/** Reconciles base[n] to out[n] with W[n][n] (NULL: bottom-up). fixed[n] (may be NULL): nodes whose
 * value must stay. non_negative: no bottom value below zero (the quadratic problem with bounds,
 * solved by an active set). TALLY_EINPUT: W not positive definite, or fixed nodes that contradict.
 */
tally_status tally_hierarchy_reconcile(const tally_hierarchy *h, const double *base,
				       const double *w, const bool *fixed, bool non_negative,
				       double *out, tally_error *err);

/** The same projection for any constraints C x = 0, C[n_rows][n] (GDP by expenditure = GDP by income):
 * Stone, Champernowne and Meade (1942). W as from tally_hierarchy_covariance with no aggregates and n
 * bottom nodes. Rows may depend on each other. */
tally_status tally_constraints_reconcile(const double *c, size_t n_rows, size_t n,
					 const double *base, const double *w, double *out,
					 tally_error *err);

/** Top-down: the value of node `top` is spread over the bottom by proportions[n_bottom], which are
 * scaled so that they make up that node. */
tally_status tally_hierarchy_top_down(const tally_hierarchy *h, const double *base, size_t top,
				      const double *proportions, double *out, tally_error *err);

/** The temporal hierarchy of a period cut into `m` bottom periods: one aggregate for each k-block
 * with k a divisor of m, k from m down to 2. Fills sums[*n_aggregates][m] (room: m * m rows are
 * enough) and block[*n_aggregates], the k of each aggregate. */
void tally_temporal_hierarchy(int m, double *sums, int *block, size_t *n_aggregates);

#endif
