/* network.h: all that is said, as one sparse system.
 *
 * Claims (as of a date) and rules become unknown levels, the bases of each release, and rates
 * (columns), tied by rows
 *
 *     lo <= (sum_k a_k x_k) / (sum_k d_k x_k) <= hi
 *
 * Every kind of claim is such a row: a level has the denominator 1, a growth rate b, a share
 * the whole W, a contribution W - Wb; an accounting rule is a sum that is 0. The sign of a
 * denominator must be known before the row says anything: it is for metrics that cannot be
 * negative, elsewhere the row waits (TALLY_SIGN_PENDING) until bounds prove it.
 * Differences and ratios of two rates have rates as unknowns, tied to levels by product rows
 * x = r w. Every row knows the claim or rule that it came from.
 *
 * The base of a rate is an unknown of its release (cells.h). What ties it to the level published
 * for that cell is a link: equality (same column) for the basis "published", a soft row within the
 * metric's drift when the basis is unknown, nothing when it is comparable. Soft rows never make
 * claims contradict each other; they are judged after the rest. A level that was only published
 * after a release measured against it, of a metric that is revised (drift > 0), is an unknown of
 * that release too, softly linked: a rate binds levels as of its own release.
 */
#ifndef TALLY_NETWORK_H
#define TALLY_NETWORK_H

#include "cells.h"
#include "claim.h"
#include "number.h"

#include <stdbool.h>
#include <stdint.h>

/** How a rate whose basis nobody stated is tied to the published level. */
typedef enum {
	TALLY_BASIS_SOFT,     /**< within the metric's drift (the default) */
	TALLY_BASIS_DECLARED, /**< not at all */
	TALLY_BASIS_STRICT,   /**< as if published */
} tally_basis_reading;

/** How to read the claims. Start from tally_network_options_default. */
typedef struct {
	tally_rounding rounding;
	const uint8_t *roundings; /**< [claims] tally_rounding of each claim; NULL: `rounding` */
	tally_day as_of;          /**< claims published later are left out; TALLY_DAY_NONE: none */
	const char *source;       /**< only this family; NULL: all */
	const char *prefer;       /**< its figures win over other families' for one cell; NULL */
	tally_prices assume; /**< prices of rates that state none; DEFAULT: the metric's default */
	tally_basis_reading basis;
	const tally_cell *wanted; /**< [n_wanted] cells that must have a column, claims or not; with
				     world -1 in every release that has bases of that period */
	int n_wanted;
} tally_network_options;

tally_network_options tally_network_options_default(void);

typedef enum {
	TALLY_FROM_CLAIM,      /**< id: claim */
	TALLY_FROM_RULE,       /**< id: rule of the code lists */
	TALLY_FROM_REGIONS,    /**< members add up to the group; id: a membership of it */
	TALLY_FROM_SPANS,      /**< sub-periods of a flow add up */
	TALLY_FROM_PART,       /**< a part is at most its whole; id: the membership */
	TALLY_FROM_CUMULATIVE, /**< cumulative figures never fall */
	TALLY_FROM_LINK,       /**< base to published level; id: the claim that needs the base */
	TALLY_FROM_VINTAGE,    /**< level as of a release to the one published later; id: as above
				*/
	TALLY_FROM_DEFINITION, /**< of a rate or a change; id: the claim that first needs it */
} tally_origin;

typedef enum {
	TALLY_SIGN_POSITIVE,
	TALLY_SIGN_NEGATIVE,
	TALLY_SIGN_PENDING, /**< of a denominator: the row waits */
} tally_sign;

/** a_k and d_k: index into the network's coefficients. */
typedef struct {
	int32_t column;
	int16_t above, below;
} tally_entry;

#define TALLY_COEFFICIENT_ZERO      0
#define TALLY_COEFFICIENT_ONE       1
#define TALLY_COEFFICIENT_MINUS_ONE 2

typedef struct {
	double lo, hi;  /**< outward rounded; +-HUGE_VAL */
	uint32_t first; /**< its entries */
	uint16_t n;
	uint8_t origin; /**< tally_origin */
	uint8_t sign;   /**< tally_sign of the denominator, as built */
	bool constant;  /**< the denominator is 1 (entries' `below` are all zero) */
	bool plus_one;  /**< the claim's interval is that of the row less 1 (growth) */
	bool product;   /**< entries x, r, w say x = r w; lo, hi play no part */
	bool soft;
	bool lazy; /**< soft until the intervals break it: x <= y ties much and says little */
	bool lo_open, hi_open;
	int32_t spans; /**< average growth: the row is the claim's interval plus one to this power;
			  else 1 */
	int32_t id;    /**< as the origin says */
} tally_row;

/** What a rate column is the rate of. */
typedef struct {
	uint8_t measure;  /**< TALLY_GROWTH, TALLY_SHARE, TALLY_CONTRIBUTION; TALLY_DIFFERENCE for
			     a change x - b */
	int32_t parts[4]; /**< x, b or W, W, Wb: columns; TALLY_NO_COLUMN */
} tally_rate;

/** One release: what a source said on a date. */
typedef struct {
	int32_t source; /**< text id in the claims' pool */
	int32_t family; /**< text id in the network's families */
	tally_day published;
} tally_release;

/** What became of a claim. */
typedef enum {
	TALLY_CLAIM_USED,
	TALLY_CLAIM_LATER,        /**< published after as_of, or of another source */
	TALLY_CLAIM_MISSING,      /**< has no value */
	TALLY_CLAIM_NOT_OBSERVED, /**< target or forecast */
	TALLY_CLAIM_COMPUTED,     /**< a `tally:` source */
	TALLY_CLAIM_SUPERSEDED,   /**< by a later vintage of the same source */
	TALLY_CLAIM_YIELDS,       /**< to the preferred source */
	TALLY_CLAIM_STALE,        /**< a rate on levels that were superseded */
	TALLY_CLAIM_UNREADABLE,   /**< its measure and its `against` make no row */
} tally_claim_state;

typedef struct {
	const tally_claims *claims;
	const tally_codes *codes;
	tally_network_options options;

	tally_cells cells;
	int32_t n_columns, cap_columns;
	tally_cell *cell; /**< [n_columns] what the column is; metric < 0: a rate or a rest */
	double *floor;    /**< [n_columns] 0 for what cannot be negative, else -HUGE_VAL */
	bool *positive;   /**< [n_columns] a denominator: more than 0 */
	tally_rate *rate; /**< [n_rates] */
	int32_t n_rates, cap_rates;
	int32_t *rate_column; /**< [n_rates] */

	tally_number *coefficients;
	int32_t n_coefficients, cap_coefficients;
	tally_row *rows; /**< [n_rows] hard rows first, then (from n_hard) soft ones once built */
	int32_t n_rows, cap_rows, n_hard;
	int32_t n_mixed; /**< rule rows left out because their figures are of several vintages */
	tally_entry *entries;
	uint32_t n_entries, cap_entries;

	tally_release *releases;
	int32_t n_releases, cap_releases;
	int32_t *release_of; /**< [claims] or -1 */
	tally_pool families;
	uint8_t *state;       /**< [claims] tally_claim_state */
	int32_t *successor;   /**< [claims] the later vintage that superseded it, or -1 */
	int32_t *first_level; /**< [n_columns] chain of level claims of a column, -1 */
	int32_t *next_level;  /**< [claims] */
	int32_t *base_column; /**< [claims] of a rate: the column of its base, or -1 */

	/* connected components of the hard rows */
	int32_t n_components;
	int32_t *component;         /**< [n_columns] */
	int32_t *component_rows;    /**< [n_hard] rows, by component */
	int32_t *rows_start;        /**< [n_components + 1] */
	int32_t *component_columns; /**< [n_columns] columns, by component */
	int32_t *columns_start;     /**< [n_components + 1] */
	uint32_t *touch_start;      /**< [n_columns + 1] into touch */
	int32_t *touch;             /**< hard rows that name a column */
} tally_network;

/** Builds the network. claims and codes must outlive it. On failure *out is released. */
tally_status tally_network_build(const tally_claims *claims, const tally_codes *codes,
				 const tally_network_options *options, tally_network *out,
				 tally_error *err);
/** Makes the soft rows that `chosen` [n_rows] marks hard and finds the components anew. Row numbers
 * change. */
tally_status tally_network_harden(tally_network *net, const bool *chosen, tally_error *err);
void tally_network_release(tally_network *net);

/** The column of a cell as published or, where nobody published it, as the base of the newest
 * release that has one; TALLY_NO_COLUMN. */
int32_t tally_network_find(const tally_network *net, const tally_cell *published);

/** The cell that a metric has in a region and period: instants for stocks, no prices where the
 * metric has none, the metric's level default where `prices` is DEFAULT or NONE. */
tally_cell tally_network_cell(const tally_codes *codes, int32_t metric, int32_t region,
			      tally_period period, tally_prices prices, char adjustment);

/** Whether an index number is printed in points of its base = 100 (105.0), not as 105 %. */
bool tally_index_of_hundred(const tally_claim *claim, const tally_codes *codes);

/** The interval of a claim as this network reads it, in base units; an index as a ratio. */
tally_interval tally_network_interval(const tally_network *net, int32_t claim);

/** Whether a row holds for all multiples of a solution: it has no constant. */
bool tally_row_is_homogeneous(const tally_row *row);

/** Whether all level claims and rates of a component can be scaled alike: no row has a constant. */
bool tally_network_is_cone(const tally_network *net, int32_t component);

#endif
