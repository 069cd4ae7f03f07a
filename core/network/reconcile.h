/* reconcile.h: the set of levels nearest to the preliminary ones that obeys the rules and, where
 * that is possible, every claim's interval; and the classical tests of data reconciliation.
 *
 *     minimise  sum_j ((x_j - value_j) / sigma_j)^2   subject to the rows of the system
 *
 * Stone, Champernowne and Meade 1942; Byron 1978; Narasimhan and Jordache 2000 for the tests.
 * Alterability coefficients are variances: sigma 0 is binding.
 */
#ifndef TALLY_RECONCILE_H
#define TALLY_RECONCILE_H

#include "lp.h"

/** What is known before: [n_columns] each. */
typedef struct {
	const double *value; /**< NaN: nothing is known, the column is free */
	const double *sigma; /**< standard deviation; 0: binding, HUGE_VAL: free */
	const double *guess; /**< about how large free columns are (NaN: unknown), so that their
				rows are measured well; may be NULL. No weight is put on it. */
} tally_preliminary;

typedef struct {
	tally_verdict verdict; /**< FEASIBLE: every interval holds; INFEASIBLE: `slack` says which
				  do not; UNDECIDED: no answer, x is not to be used */
	int32_t n_columns, n_rows;
	double *x;     /**< [n_columns] */
	double *slack; /**< [n_rows] how far the row lies above (+) or below (-) its interval */
	double objective;
	int32_t active;  /**< interval ends that hold with equality, when that was decided */
	bool exact;      /**< solved on its active set: right to rounding */
	double residual; /**< largest violation of a hard row, relative to the sum of its |terms|,
			    recomputed from the system */
} tally_reconciliation;

typedef struct {
	double seconds; /**< 0 = 60 */
} tally_reconcile_options;

/** Reconciles the whole system; interval ends count as closed. `options` may be NULL. Components
 * are solved one by one. Release the result whatever the status. */
tally_status tally_reconcile(const tally_system *s, const tally_preliminary *known,
			     const tally_reconcile_options *options, tally_reconciliation *out,
			     tally_error *err);
void tally_reconciliation_release(tally_reconciliation *r);

/** Tests of the preliminary values against the hard equalities alone (no intervals). */
typedef struct {
	int32_t n_columns;
	double *x;    /**< [n_columns] least squares under the equalities */
	double *sd;   /**< posterior standard deviation; NaN for free columns */
	double *test; /**< measurement test: adjustment over its own standard deviation; NaN
			 where the rules do not check the figure */
	double *glr;  /**< generalised likelihood ratio of a bias in this figure alone */
	double *bias; /**< and the bias that explains most (to be subtracted from the figure) */
	int32_t *suspects; /**< figures whose biases no rule can tell apart share a number; -1: not
			      checked by any rule */
	double chi2;       /**< global test */
	int32_t df;        /**< independent rules that check something */
	double p_value;    /**< of a chi2 as large or larger; NaN when df = 0 */

	int32_t n_rules;
	int32_t *rule_row; /**< [n_rules] the hard equality rows without free columns ... */
	double *rule_test; /**< ... and the discrepancy of each over its standard deviation */
} tally_reconciliation_tests;

tally_status tally_reconcile_test(const tally_system *s, const tally_preliminary *known,
				  tally_reconciliation_tests *out, tally_error *err);
/** Probability of a chi2 as large or larger with df degrees of freedom; NaN when df < 1. */
double tally_chi2_tail(double chi2, int32_t df);
void tally_reconciliation_tests_release(tally_reconciliation_tests *t);

#endif
