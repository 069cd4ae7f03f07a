/* solver.h: one system of any size: feasible or not, bounds, explanation.
 *
 * Up to `small_rows` rows everything is asked of tally_lp and tally_explain, exactly. Larger
 * systems are cut down to size first:
 *
 * - feasibility: the elastic problem (least weighted violation) by interior point. Rows that carry
 *   a multiplier fall into clusters; each cluster is a small system that is infeasible by itself
 *   and is explained exactly. What is set aside is left out, and the rest is asked again.
 * - bounds: a relaxation of a few rows near the question, which grows. It gives an outer bound;
 *   when the point that reaches it, and is else nearest to an inner point of the whole system,
 *   breaks no row of the whole, the bound is the tightest. Else the broken rows join.
 */
#ifndef TALLY_SOLVER_H
#define TALLY_SOLVER_H

#include "explain.h"
#include "lp.h"

/** Zero: the defaults. */
typedef struct {
	int32_t small_rows; /**< 0 = 1500 */
	double seconds;     /**< time limit of one call, 0 = 60 */
} tally_solver_options;

typedef struct tally_solver tally_solver;

/** The system must outlive the result. `options` may be NULL. */
tally_status tally_solver_new(const tally_system *s, const tally_solver_options *options,
			      tally_solver **out, tally_error *err);
void tally_solver_free(tally_solver *v);

/** Sets a claim aside (on = false) or puts it back. */
void tally_solver_claim(tally_solver *v, int32_t claim, bool on);

/** Can all rows hold at once? x ([n_columns], may be NULL) gets a point when FEASIBLE. The answer
 * is kept until a claim changes. */
tally_verdict tally_solver_feasible(tally_solver *v, double *x);

/** As tally_explain. In a large system the lists hold the sets of all clusters, `complete` and
 * `cheapest` are false: no shorter list was found, but it is not proved to be the shortest. */
tally_status tally_solver_explain(tally_solver *v, const tally_explain_limits *limits,
				  tally_explanation *out, tally_error *err);

/** Tightest bounds of numerator / denominator (NULL: of the numerator). In a large system `exact`
 * is false and the ends are right to about 1e-9. The verdict is UNDECIDED when the time is up; lo
 * and hi are then outer bounds, right but not tight. */
tally_range tally_solver_range(tally_solver *v, const tally_linear *numerator,
			       const tally_linear *denominator);

#endif
