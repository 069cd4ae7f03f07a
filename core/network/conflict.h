/* conflict.h: why a component's claims cannot all be true.
 *
 * A clash is one claim of the cheapest correction set together with the suspects that could stand
 * in for it and the smallest irreducible set that it is part of: what a reader calls one
 * contradiction. Small linear components are explained exactly (explain.h); large ones and
 * those with product rows by propagation: the rows that emptied an interval are traced back, set
 * after set.
 */
#ifndef TALLY_CONFLICT_H
#define TALLY_CONFLICT_H

#include "decide.h"

typedef struct {
	int32_t *suspects; /**< [n_suspects] claims, the first stands for the clash */
	int32_t n_suspects;
	int32_t *claims; /**< [n_claims] an irreducible inconsistent set with suspects[0] */
	int32_t n_claims;
	int32_t *rows; /**< [n_rows] the rules and definitions that it needs, as rows */
	int32_t n_rows;
	int32_t n_sets; /**< irreducible sets found that hold suspects[0] */
	bool implied_known;
	double implied_lo, implied_hi; /**< what the other claims of the set leave for the
					  quantity of suspects[0] (row value, growth with 1) */
} tally_clash;

typedef struct {
	tally_clash *items;
	int32_t n, capacity;
	bool rules_conflict; /**< the rules alone are inconsistent; `items` is then empty */
	bool complete;       /**< the correction set is proved to be of least weight */
} tally_clashes;

/** Explains one infeasible component. Its intervals in d are spoilt. */
tally_status tally_explain_component(tally_decider *d, int32_t component, tally_queue *queue,
				     tally_clashes *out, tally_error *err);
void tally_clashes_release(tally_clashes *c);

#endif
