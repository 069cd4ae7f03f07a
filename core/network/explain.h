/* explain.h: which claims of a system cannot all be true, and which few to distrust.
 *
 * An irreducible inconsistent set (IIS) is a set of claims that cannot hold together while every
 * proper part of it can (rules always hold). A minimal correction set (MCS) is a set of claims
 * whose removal makes the rest consistent, none of them spared. Every IIS meets every MCS; both
 * families are enumerated through that duality (Reiter 1987; Liffiton and others 2016, "MARCO"),
 * correction sets in order of weight, up to the limits.
 */
#ifndef TALLY_EXPLAIN_H
#define TALLY_EXPLAIN_H

#include "lp.h"

typedef struct {
	int32_t *claims; /**< [n] ascending */
	int32_t n;
	double weight; /**< sum of the claims' weights */
} tally_claim_set;

/** One claim of the cheapest correction set: what a reader calls one contradiction. */
typedef struct {
	int32_t claim;
	int32_t *suspects; /**< [n_suspects] claims that may stand in for `claim` (the rest of the
			      cheapest set unchanged), `claim` itself first, then by weight */
	int32_t n_suspects;
	int32_t *conflicts; /**< [n_conflicts] those of the listed IIS that hold `claim` */
	int32_t n_conflicts;
} tally_contradiction;

typedef struct {
	tally_verdict verdict; /**< FEASIBLE: all lists are empty */
	bool rules_conflict; /**< the rules alone are inconsistent: no set of claims explains it */

	tally_claim_set *conflicts; /**< [n_conflicts] IIS, by size, then by members */
	int32_t n_conflicts;
	tally_claim_set *corrections; /**< [n_corrections] MCS, by weight, size, members */
	int32_t n_corrections;
	bool complete; /**< all of both are listed, not cut by a limit */
	bool cheapest; /**< corrections[0] is proved to be of least weight */

	tally_contradiction *contradictions; /**< [n_contradictions], one per claim of
						corrections[0] */
	int32_t n_contradictions;

	int32_t n_claims;
	int32_t *group; /**< [n_claims] claims that lie in the same listed IIS have the same number:
			   arithmetic cannot tell them apart; -1: in none */
} tally_explanation;

/** Zero: the defaults. */
typedef struct {
	int32_t max_conflicts;   /**< 256 */
	int32_t max_corrections; /**< 256 */
	double seconds;          /**< 30 */
} tally_explain_limits;

/** Explains the system; `limits` may be NULL. Release the result whatever the status. */
tally_status tally_explain(const tally_system *s, const tally_explain_limits *limits,
			   tally_explanation *out, tally_error *err);
void tally_explanation_release(tally_explanation *e);

#endif
