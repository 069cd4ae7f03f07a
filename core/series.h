/* series.h: what transforms, charts and models see: values in order of time.
 *
 * A series holds one figure per period, picked from the claims: the last
 * release known as of a date; among those of one release the one with the most printed
 * information (a plain figure before a hedged one). Periods are of one frequency, in ascending
 * order, without duplicates; a period nobody published is simply not there (a gap). */
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

typedef struct {
	tally_period period;
	double value;  /**< base units; NaN = missing (status says which kind) */
	double lo, hi; /**< the interval of the figure, outward rounded; NaN when unknown */
	char status;   /**< observation status letter; 'A' when not stated */
	uint8_t qualifier;
	tally_day published;
	int32_t claim; /**< index in the table it was picked from, -1 for computed points */
} tally_point;

typedef struct {
	tally_series_key key;
	tally_point *points; /**< [n] ascending by period */
	size_t n;
} tally_series;

typedef struct {
	tally_series *items;
	size_t n;
} tally_series_set;

/** What to pick. Zero-initialise, then tally_series_query_default. */
typedef struct {
	tally_day as_of;    /**< TALLY_DAY_NONE: the newest */
	const char *source; /**< family to read only, NULL: all */
	const char *prefer; /**< family that wins where two sources have the same key, NULL: the
			       newest release */
	tally_rounding rounding;
	bool all_kinds; /**< also targets and forecasts, as series of their own */
} tally_series_query;

tally_series_query tally_series_query_default(void);

/** Groups the claims into series and picks one figure per period. Order: metric code, region code,
 * measure, frequency, prices, ... Release with tally_series_set_release. */
tally_status tally_series_build(const tally_claims *claims, const tally_codes *codes,
				const tally_series_query *query, tally_series_set *out,
				tally_error *err);
void tally_series_set_release(tally_series_set *set);

/** The index of the point of a period, or -1. */
ptrdiff_t tally_series_find(const tally_series *s, tally_period period);

#endif
