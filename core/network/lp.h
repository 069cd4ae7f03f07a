/* lp.h: linear programs over one (small) system, on GLPK.
 *
 * Answers are decided in rational arithmetic (glp_exact from the basis that floating point found)
 * whenever every row scales to integers below 2^53 and the system is small enough; `exact` says
 * so. Open ends are kept apart from closed ones: a system is feasible when some point satisfies
 * every open end strictly, which is decided by maximising a slack that all open ends share.
 * Nothing here is printed, and GLPK's aborts become verdicts "undecided". One tally_lp belongs to
 * one thread; several threads may use one each.
 */
#ifndef TALLY_LP_H
#define TALLY_LP_H

#include "system.h"

typedef enum {
	TALLY_FEASIBLE,
	TALLY_INFEASIBLE,
	TALLY_UNDECIDED, /**< time limit, or numbers that defeat the solver */
} tally_verdict;

/** sum_k coefficients[k] * x[columns[k]] + constant. */
typedef struct {
	int n;
	const int32_t *columns;
	const tally_number *coefficients;
	tally_number constant;
} tally_linear;

/** The values a form can take. Infinite ends are -HUGE_VAL and HUGE_VAL, and count as open. */
typedef struct {
	tally_verdict verdict; /**< of the system; the ends hold only when FEASIBLE */
	double lo, hi;
	bool lo_open, hi_open; /**< the end itself is not taken */
	bool exact; /**< decided in rational arithmetic; ends are then right to one ulp */
} tally_range;

typedef struct {
	double seconds;     /**< time limit of one call; 0 = 60 */
	int32_t exact_rows; /**< decide exactly up to so many rows; 0 = 3000, -1 = never */
	bool feasible;      /**< known to be feasible: bounds need not ask first */
} tally_lp_options;

typedef struct tally_lp tally_lp;

/** Loads the system, which must outlive the result. `options` may be NULL. */
tally_status tally_lp_new(const tally_system *s, const tally_lp_options *options, tally_lp **out,
			  tally_error *err);
void tally_lp_free(tally_lp *lp);

/** Sets a claim's rows aside (on = false) or puts them back. All are on at first. */
void tally_lp_claim(tally_lp *lp, int32_t claim, bool on);
/** Sets one row aside or puts it back, whatever its claim. */
void tally_lp_row(tally_lp *lp, int32_t row, bool on);

/** Can all rows hold at once? `x` ([n_columns], may be NULL) gets a point when FEASIBLE. Warm
 * starts from the previous answer. *exact (may be NULL): see above. */
tally_verdict tally_lp_feasible(tally_lp *lp, double *x, bool *exact);

/** Multipliers of the rows in the last infeasible answer: a claim with no row marked can be put
 * aside without changing the verdict. used[n_rows]. */
void tally_lp_conflict_rows(const tally_lp *lp, bool *used);

/** The tightest bounds of `form` over all points of the system. */
tally_range tally_lp_range(tally_lp *lp, const tally_linear *form);

/** The tightest bounds of numerator / denominator over the points where the denominator is
 * positive (Charnes and Cooper 1962). */
tally_range tally_lp_ratio_range(tally_lp *lp, const tally_linear *numerator,
				 const tally_linear *denominator);

#endif
