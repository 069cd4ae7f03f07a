/* keys.c: series keys and a hash set of them; see keys.h. */
#include "store/keys.h"

#include "room.h"

#include <stdlib.h>
#include <string.h>

store_series store_series_of(const tally_claim *c, int32_t frequency)
{
	return (store_series){{
	    c->metric,
	    c->region,
	    frequency,
	    c->measure,
	    c->against.metric,
	    c->against.region,
	    (int32_t)c->against.base,
	    c->prices.kind,
	    c->prices.year,
	    c->adjustment,
	    c->kind,
	    c->unit,
	}};
}

void store_series_put(const store_series *series, tally_claim *c)
{
	const int32_t *part = series->part;
	c->metric = part[SERIES_METRIC];
	c->region = part[SERIES_REGION];
	c->measure = (uint8_t)part[SERIES_MEASURE];
	c->against.metric = part[SERIES_WHOLE_METRIC];
	c->against.region = part[SERIES_WHOLE_REGION];
	c->against.base = (tally_base)part[SERIES_BASE];
	c->prices.kind = (uint8_t)part[SERIES_PRICES];
	c->prices.year = (int16_t)part[SERIES_PRICE_YEAR];
	c->adjustment = (char)part[SERIES_ADJUSTMENT];
	c->kind = (uint8_t)part[SERIES_KIND];
	c->unit = part[SERIES_UNIT];
}

int store_series_compare(const store_series *a, const store_series *b)
{
	for (int k = 0; k < STORE_SERIES_PARTS; k++)
		if (a->part[k] != b->part[k])
			return a->part[k] < b->part[k] ? -1 : 1;
	return 0;
}

static size_t hash(const store_series *s)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (int k = 0; k < STORE_SERIES_PARTS; k++) {
		h = (h ^ (uint32_t)s->part[k]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return (size_t)h;
}

/* The slot that holds the series, or the empty one where it belongs. */
static size_t slot_of(const store_keys *keys, const store_series *series)
{
	size_t mask = keys->table_size - 1, at = hash(series) & mask;
	while (keys->table[at] >= 0 &&
	       memcmp(&keys->items[keys->table[at]], series, sizeof *series) != 0)
		at = (at + 1) & mask;
	return at;
}

int32_t store_keys_find(const store_keys *keys, const store_series *series)
{
	return keys->table_size ? keys->table[slot_of(keys, series)] : -1;
}

static bool grow(store_keys *keys)
{
	size_t capacity = keys->capacity ? 2 * keys->capacity : 64;
	store_series *items =
	    tally_more_room(keys->items, keys->n * sizeof *items, capacity * sizeof *items);
	if (!items)
		return false;
	keys->items = items;
	keys->capacity = capacity;
	int32_t *table = tally_room(2 * capacity * sizeof *table);
	if (!table)
		return false;
	free(keys->table);
	keys->table = table;
	keys->table_size = 2 * capacity;
	memset(table, 0xff, keys->table_size * sizeof *table);
	for (size_t i = 0; i < keys->n; i++)
		table[slot_of(keys, &items[i])] = (int32_t)i;
	return true;
}

int32_t store_keys_add(store_keys *keys, const store_series *series)
{
	if (keys->n == keys->capacity && (keys->n > INT32_MAX / 4 || !grow(keys)))
		return -1;
	size_t at = slot_of(keys, series);
	if (keys->table[at] < 0) {
		keys->items[keys->n] = *series;
		keys->table[at] = (int32_t)keys->n++;
	}
	return keys->table[at];
}

static int by_key(const void *a, const void *b, void *context)
{
	const store_series *items = context;
	return store_series_compare(&items[*(const int32_t *)a], &items[*(const int32_t *)b]);
}

int32_t *store_keys_sorted(const store_keys *keys)
{
	int32_t *ids = malloc((keys->n + 1) * sizeof *ids);
	if (!ids)
		return NULL;
	bool sorted = true;
	for (size_t i = 0; i < keys->n; i++) {
		ids[i] = (int32_t)i;
		sorted = sorted &&
			 (i == 0 || store_series_compare(&keys->items[i - 1], &keys->items[i]) < 0);
	}
	if (!sorted)
		qsort_r(ids, keys->n, sizeof *ids, by_key, keys->items);
	return ids;
}

void store_keys_release(store_keys *keys)
{
	free(keys->items);
	free(keys->table);
	memset(keys, 0, sizeof *keys);
}
