/* interior.h: convex quadratic programs with interval rows, by an interior point method.
 *
 *     minimise    sum_j  1/2 stiffness_j (x_j - target_j)^2 + cost_j x_j
 *                 + sum_i  slack_cost_i |distance of row i from its interval|     (elastic rows)
 *     subject to  lo_i <= (A x)_i <= hi_i                                         (hard rows)
 *
 * lo_i = hi_i is an equality, infinite ends are -HUGE_VAL and HUGE_VAL. With stiffness 0 it is a
 * linear program. Without inequalities it is solved directly. Bounds of single columns are rows.
 */
#ifndef TALLY_INTERIOR_H
#define TALLY_INTERIOR_H

#include "error.h"

#include <stddef.h>

#include <gsl/gsl_spmatrix.h>
#include <stdbool.h>

typedef struct {
	const gsl_spmatrix *a;    /**< m x n, compressed columns (GSL_SPMATRIX_CSC) */
	const double *lo, *hi;    /**< [m] */
	const double *row_scale;  /**< [m] the size of one unit of violation, such as the half-width
				     of the interval; > 0 */
	const double *slack_cost; /**< [m] per unit of row_scale; HUGE_VAL: hard. NULL: all hard */
	const double *target;     /**< [n] */
	const double *stiffness;  /**< [n] >= 0 */
	const double *cost;       /**< [n], NULL: zero */
} tally_quadratic;

typedef struct {
	bool converged; /**< false: the hard rows are inconsistent, or the numbers defeat it */
	bool polished;  /**< the active set was found, the answer is its exact solution */
	int iterations;
	int active;               /**< inequality ends that hold with equality (after polishing) */
	double primal, dual, gap; /**< last residuals, in units of row_scale, and scaled */
	double violation;         /**< sum over elastic rows of slack_cost * distance */
} tally_interior_info;

typedef struct {
	double seconds;     /**< 0 = 60 */
	int max_iterations; /**< 0 = 120 */
	double tolerance;   /**< 0 = 1e-9 */
} tally_interior_options;

/** Solves; x [n] and the row multipliers y [m] (positive where the lower end presses; may be NULL).
 * `options` may be NULL. Not converged is a result, not an error. */
tally_status tally_interior_solve(const tally_quadratic *q, const tally_interior_options *options,
				  double *x, double *y, tally_interior_info *info,
				  tally_error *err);

#endif
