/* decide.h: can the claims of a component all be true?
 *
 * Propagation proves that they cannot; a point that satisfies every row proves that they can.
 * What neither settles goes to exact linear programming (assemble.h, lp.h). Product rows are
 * relaxed there (McCormick 1976): an infeasible relaxation is a certain contradiction, a
 * feasible one settles nothing unless its point satisfies the products.
 */
#ifndef TALLY_DECIDE_H
#define TALLY_DECIDE_H

#include "lp.h"
#include "propagate.h"

/** Work space for one network: intervals, a point, maps. Components touch disjoint parts. */
typedef struct {
	const tally_network *net;
	tally_propagation bounds;
	double *x;                 /**< [n_columns] the point found */
	double *keep_lo, *keep_hi; /**< [n_columns] intervals while a point is sought */
	int32_t *map;              /**< [n_columns] column of the assembled system, -1 */
	double seconds;            /**< time limit of one component */
	int32_t explain_rows;      /**< components with more rows are explained by propagation */
	int32_t lp_rows;           /**< up to so many rows the LP decides exactly */
} tally_decider;

tally_status tally_decider_init(tally_decider *d, const tally_network *net, tally_error *err);
void tally_decider_release(tally_decider *d);

/** Decides one component; bounds hold its intervals and, when FEASIBLE, x a point. `queue` is the
 * thread's own. UNDECIDED: time, size, or products that stay relaxed. */
tally_verdict tally_decide(tally_decider *d, int32_t component, tally_queue *queue);

/** Whether x satisfies a row: 1 yes, 0 within rounding of an end (exact arithmetic must tell), -1
 * no. A pending row counts with the sign that its denominator has at x. */
int tally_row_holds(const tally_network *net, const tally_row *row, const double *x);

/** Whether the intervals prove that a linear row with a constant denominator is broken. */
bool tally_row_is_broken(const tally_propagation *bounds, const tally_row *row);

/** Seeks a point of the component inside the present intervals, which are kept. */
int tally_seek_point(tally_decider *d, int32_t component, tally_queue *queue);

#endif
