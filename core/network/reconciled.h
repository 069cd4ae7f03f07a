/* reconciled.h: the claims of a table reconciled: one set of levels nearest to all that is said.
 *
 * Minimises, over the levels of the network,
 *
 *     sum over level claims   ((x - printed) / sigma)^2
 *   + sum over rate claims    ((N - printed D) / (half-width D0))^2
 *
 * under the rules, and inside every claim's interval where that is possible. sigma^2 is the square
 * of the half-width plus that of the metric's usual revision, over the source's reliability; D0 is
 * the denominator at the preliminary levels. */
#ifndef TALLY_RECONCILED_H
#define TALLY_RECONCILED_H

#include "lp.h"
#include "network.h"
#include "ranks.h"

/** One level, in base units. */
typedef struct {
	tally_cell cell;
	double value;
	double deviation; /**< posterior standard deviation under the rules; NaN when unknown */
	int32_t claim;    /**< a level claim on this cell, or -1: nobody published it */
} tally_reconciled_level;

/** What became of one claim. */
typedef struct {
	int32_t claim;
	double half_widths; /**< reconciled value less the middle of the claim's interval */
	double test;        /**< measurement test of the printed figure; NaN: no rule checks it */
	bool broken;        /**< the reconciled value lies outside the interval */
} tally_adjustment;

typedef struct {
	bool consistent;                /**< every interval holds */
	bool decided;                   /**< every component was solved; the others are left out */
	tally_reconciled_level *levels; /**< by metric, region, prices, adjustment, period */
	int32_t n_levels, cap_levels;
	tally_adjustment *adjustments; /**< by claim */
	int32_t n_adjustments, cap_adjustments;
	double chi2; /**< global test of the rules */
	int32_t df;
	double p_value;
	double residual; /**< largest violation of a rule, relative, recomputed */
} tally_reconciled;

/** Reconciles. Figures that stand alone (no rule and no rate ties them to others) are left out.
 * TALLY_EINPUT when a rule is missed by more than 1e-9: the numbers defeat the solver. Release in
 * any case. ranks: processes that share the components; the result is the first one's. NULL: none. */
tally_status tally_reconcile_claims(const tally_claims *claims, const tally_codes *codes,
				    const tally_network_options *options, double seconds,
				    const tally_ranks *ranks, tally_reconciled *out,
				    tally_error *err);
void tally_reconciled_release(tally_reconciled *r);

/** The levels as claims of the source `tally:reconciled`, status E, whose `note` says how far the
 * published figure was moved. Appends to *out. */
tally_status tally_reconciled_claims(const tally_reconciled *r, const tally_codes *codes,
				     tally_claims *out, tally_error *err);

#endif
