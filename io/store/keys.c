/* keys.c: series keys and a hash set of them; see keys.h. */
#include "store/keys.h"

#include "hash.h"
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
	return tally_hash_bytes((const char *)s, sizeof *s);
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
	for (size_t i = 0; i < keys->n; i++) { /* each is another: none need be compared */
		size_t at = hash(&items[i]) & (keys->table_size - 1);
		while (table[at] >= 0)
			at = (at + 1) & (keys->table_size - 1);
		table[at] = (int32_t)i;
	}
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

bool store_keys_add_all(store_keys *keys, const store_series *series, size_t n, int32_t *ids)
{
	size_t mask = keys->table_size - 1, slot[STORE_KEYS_TOGETHER];
	for (size_t i = 0; keys->table_size && i < n; i++) {
		slot[i] = hash(&series[i]) & mask;
		__builtin_prefetch(&keys->table[slot[i]]);
	}
	for (size_t i = 0; keys->table_size && i < n; i++)
		if (keys->table[slot[i]] >= 0)
			__builtin_prefetch(&keys->items[keys->table[slot[i]]]);
	for (size_t i = 0; i < n; i++)
		if ((ids[i] = store_keys_add(keys, &series[i])) < 0)
			return false;
	return true;
}

/* The byte of a part, so that bytes go up with the part: negative ones come first. */
static unsigned byte_of(const store_series *s, int part, int byte)
{
	return ((uint32_t)s->part[part] ^ 0x80000000u) >> 8 * byte & 0xff;
}

/* out = in by one byte of a part; equals stay in order. */
static void deal(const store_keys *keys, int part, int byte, const int32_t *in, int32_t *out)
{
	size_t start[257] = {0};
	for (size_t i = 0; i < keys->n; i++)
		start[byte_of(&keys->items[in[i]], part, byte) + 1]++;
	for (int b = 0; b < 256; b++)
		start[b + 1] += start[b];
	for (size_t i = 0; i < keys->n; i++)
		out[start[byte_of(&keys->items[in[i]], part, byte)]++] = in[i];
}

/* Sorts by the bytes in which the keys differ, the least first; false: out of memory. */
static bool sort_ids(const store_keys *keys, int32_t **ids)
{
	uint32_t differ[STORE_SERIES_PARTS] = {0};
	int32_t *other = malloc(keys->n * sizeof *other);
	if (!other)
		return false;
	for (size_t i = 1; i < keys->n; i++)
		for (int k = 0; k < STORE_SERIES_PARTS; k++)
			differ[k] |= (uint32_t)(keys->items[i].part[k] ^ keys->items[0].part[k]);
	for (int k = STORE_SERIES_PARTS - 1; k >= 0; k--)
		for (int byte = 0; byte < 4; byte++)
			if (differ[k] >> 8 * byte & 0xff) {
				int32_t *in = *ids;
				deal(keys, k, byte, in, other);
				*ids = other;
				other = in;
			}
	free(other);
	return true;
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
	if (!sorted && !sort_ids(keys, &ids)) {
		free(ids);
		return NULL;
	}
	return ids;
}

void store_keys_release(store_keys *keys)
{
	free(keys->items);
	free(keys->table);
	memset(keys, 0, sizeof *keys);
}
