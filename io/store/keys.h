/* keys.h: what makes a series, and the set of series of some rows. */
#ifndef TALLY_STORE_KEYS_H
#define TALLY_STORE_KEYS_H

#include "claim.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The parts of a series key, in the order by which series are sorted. */
enum {
	SERIES_METRIC,
	SERIES_REGION,
	SERIES_FREQUENCY,
	SERIES_MEASURE,
	SERIES_WHOLE_METRIC,
	SERIES_WHOLE_REGION,
	SERIES_BASE,
	SERIES_PRICES,
	SERIES_PRICE_YEAR,
	SERIES_ADJUSTMENT,
	SERIES_KIND,
	SERIES_UNIT,
	STORE_SERIES_PARTS
};

typedef struct {
	int32_t part[STORE_SERIES_PARTS];
} store_series;

/** The frequency of the period is the caller's to find. */
store_series store_series_of(const tally_claim *claim, int32_t frequency);
/** Puts the parts back into a claim (the frequency follows from its period). */
void store_series_put(const store_series *series, tally_claim *claim);
int store_series_compare(const store_series *a, const store_series *b);

/** A set of series; ids in order of first appearance. Zero-initialise. */
typedef struct {
	store_series *items;
	size_t n, capacity;
	int32_t *table; /**< open addressing, -1 = empty */
	size_t table_size;
} store_keys;

/** The id of the series, added if new; -1: out of memory. */
int32_t store_keys_add(store_keys *keys, const store_series *series);
/** The same for several, at most STORE_KEYS_TOGETHER: the waits for memory overlap; false: out of
 * memory. */
#define STORE_KEYS_TOGETHER 16
bool store_keys_add_all(store_keys *keys, const store_series *series, size_t n, int32_t *ids);
/** The id, or -1 when it is not there. */
int32_t store_keys_find(const store_keys *keys, const store_series *series);
/** Ids in sorted order (malloc'ed, [n]); NULL: out of memory. */
int32_t *store_keys_sorted(const store_keys *keys);
void store_keys_release(store_keys *keys);

#endif
