/* hypothesis.h: what if the claims were otherwise?
 *
 * A small network of its own is built from the claims of some components, with changes, and
 * decided. Repairs and conditional findings are hypotheses.
 */
#ifndef TALLY_HYPOTHESIS_H
#define TALLY_HYPOTHESIS_H

#include "find.h"

typedef struct {
	const tally_checker *checker;
	tally_claims view;  /**< copies of the claims; the texts are the table's own */
	int32_t *original;  /**< [view.n] */
	uint8_t *roundings; /**< [view.n] */
	int32_t cap_original;
	uint8_t *taken;  /**< [claims] already in the view, or never to be */
	int32_t release; /**< only its claims are taken; -1: all */
} tally_hypothesis;

/** All claims of a component, those in `without` left out. Of a large component only the claims
 * nearest to the `seeds`: what holds among them may still break one further away. */
tally_status tally_hypothesis_init(tally_hypothesis *h, const tally_checker *c, int32_t component,
				   const int32_t *seeds, int32_t n_seeds, const int32_t *without,
				   int32_t n_without, tally_error *err);
void tally_hypothesis_release(tally_hypothesis *h);

/** Keeps only the claims of one release, now and later. */
void tally_hypothesis_confine(tally_hypothesis *h, int32_t release);

/** Adds the claims of one component. */
bool tally_hypothesis_join(tally_hypothesis *h, int32_t component);

/** Adds the claims of every consistent component that has a cell of this metric and region (any
 * period, any prices), up to a limit: what a changed claim may meet. */
bool tally_hypothesis_widen(tally_hypothesis *h, int32_t metric, int32_t region);

/** The view's index of a claim, or -1. */
int32_t tally_hypothesis_index(const tally_hypothesis *h, int32_t claim);

/** Decides the view as it stands. `assume`: network options' prices of rates that state none.
 * INFEASIBLE when any component is. */
tally_verdict tally_hypothesis_try(const tally_hypothesis *h);

/** What the others leave for the quantity of view item i (a level, a ratio): false when they leave
 * it open on a side. Growth is without the one. */
bool tally_hypothesis_implied(const tally_hypothesis *h, int32_t i, double *lo, double *hi);

#endif
