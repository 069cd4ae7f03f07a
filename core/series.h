/* series.h: what transforms, charts and models see: values in order of time.
 *
 * A series holds one figure per period, picked from the claims: the last
 * release known as of a date; among those of one day the more reliable source; within one
 * release the figure with the most printed information (a plain figure before a hedged one, more
 * digits before fewer), and on a tie the newer batch and row. Periods are of one frequency, in
 * ascending order, without duplicates; a period nobody published is simply not there (a gap). A
 * base that is named though it is the usual one (`/2022` for 2023) counts as not named. */
#ifndef TALLY_SERIES_H
#define TALLY_SERIES_H

#include "claim.h"

typedef struct {
	int32_t metric, region;
	tally_frequency frequency;
	uint8_t measure; /**< tally_measure */
	char adjustment;
	uint8_t kind;
	tally_prices prices;   /**< resolved, never DEFAULT */
	tally_against against; /**< whole and base of a measured rate; period only when explicit */
	const char *base_unit; /**< what `values` are in: yuan, 1, ...; owned by the code lists */
} tally_series_key;

/** Why a computed point has no value. */
typedef enum {
	TALLY_PRESENT,       /**< it has one */
	TALLY_NOT_PUBLISHED, /**< the source itself gave none; the status says why */
	TALLY_NO_BASE,    /**< the figure it is compared with is not there (a gap, or the start) */
	TALLY_NO_PARTNER, /**< the other operand has no figure for this period */
	TALLY_ZERO_BASE,  /**< the base is zero */
	TALLY_TURN_TO_PROFIT, /**< the base is negative, the figure is not (扭亏) */
	TALLY_LOSS_REDUCED,   /**< both negative, the loss is smaller (减亏) */
	TALLY_LOSS_WIDENED,   /**< both negative, the loss is greater (增亏) */
	TALLY_NOT_POSITIVE,   /**< a logarithm or a root of a figure that is not positive */
	TALLY_INCOMPLETE,     /**< a part of the span or window is missing */
	TALLY_OTHER_RELEASE,  /**< year-to-date figures of two releases are not subtracted */
	TALLY_OUT_OF_RANGE,   /**< the result is no finite number */
} tally_reason;

#define TALLY_N_REASONS 12

/** "", "not published", "no figure to compare with", ... */
const char *tally_reason_text(tally_reason r);

typedef struct {
	tally_period period;
	double value;  /**< base units; NaN = missing (status and reason say which kind) */
	double lo, hi; /**< the interval of the figure, outward rounded; NaN when unknown */
	char status;   /**< observation status letter; 'A' when not stated */
	uint8_t qualifier;
	uint8_t reason; /**< tally_reason */
	tally_day published;
	int32_t claim;  /**< index in the table it was picked from, -1 for computed points */
	int32_t source; /**< text id in that table; 0 = not stated, or computed */
} tally_point;

typedef struct {
	tally_series_key key;
	tally_point *points; /**< [n] ascending by period */
	size_t n;
} tally_series;

typedef struct {
	tally_series *items;
	size_t n;
	tally_point *block; /**< where the points of all the series stand; owned by the set */
} tally_series_set;

/** What to pick. Zero-initialise, then tally_series_query_default. */
typedef struct {
	tally_day as_of;    /**< TALLY_DAY_NONE: the newest */
	const char *source; /**< family to read only, NULL: all */
	const char *prefer; /**< family that wins where two sources have the same key, NULL: the
			       newest release */
	tally_rounding rounding;
	bool all_kinds;    /**< also targets and forecasts, as series of their own */
	bool no_intervals; /**< leave lo and hi NaN: faster where nobody asks for them */
} tally_series_query;

tally_series_query tally_series_query_default(void);

/** The series that a claim belongs to; frequency: that of its period. */
tally_series_key tally_series_key_of(const tally_claim *claim, tally_frequency frequency,
				     const tally_codes *codes);
/** Whether two claims of these keys are of one series. */
bool tally_series_key_same(const tally_series_key *a, const tally_series_key *b);

/** Groups the claims into series and picks one figure per period. Order: metric code, region code,
 * measure, frequency, prices, ... Release with tally_series_set_release. */
tally_status tally_series_build(const tally_claims *claims, const tally_codes *codes,
				const tally_series_query *query, tally_series_set *out,
				tally_error *err);
void tally_series_set_release(tally_series_set *set);

/** The index of the point of a period, or -1. */
ptrdiff_t tally_series_find(const tally_series *s, tally_period period);

#endif
