/* pool.c: strings kept once, in one block, found by an open-addressing hash of their ids.
 *
 * The table is at most half full; the strings themselves are compared on a hit, so a collision
 * costs time, never a wrong id. */
#include "pool.h"

#include "hash.h"

#include <stdlib.h>
#include <string.h>

/* Slots from which on a table grows slowly: below, room is cheaper than filling it anew. */
#define MANY ((size_t)1 << 16)

static size_t length_of(const tally_pool *pool, int32_t id)
{
	size_t end = id + 1 < pool->n ? pool->offsets[id + 1] : pool->n_bytes;
	return end - pool->offsets[id] - 1;
}

/* The slot of the string, or the empty slot where it would go. */
static size_t slot_of(const tally_pool *pool, const char *text, size_t len)
{
	size_t mask = pool->table_size - 1;
	size_t slot = (size_t)tally_hash_bytes(text, len) & mask;

	for (;; slot = (slot + 1) & mask) {
		int32_t id = pool->table[slot];
		if (id < 0)
			return slot;
		if (length_of(pool, id) == len &&
		    memcmp(pool->bytes + pool->offsets[id], text, len) == 0)
			return slot;
	}
}

static int grow_table(tally_pool *pool)
{
	size_t times = pool->table_size < MANY ? 4 : 2;
	size_t size = pool->table_size ? times * pool->table_size : 64;
	int32_t *table = malloc(size * sizeof *table);
	if (!table)
		return -1;
	memset(table, 0xff, size * sizeof *table);
	free(pool->table);
	pool->table = table;
	pool->table_size = size;
	for (int32_t id = 0; id < pool->n; id++) { /* each is another: none need be compared */
		const char *text = pool->bytes + pool->offsets[id];
		size_t slot = (size_t)tally_hash_bytes(text, length_of(pool, id)) & (size - 1);
		while (table[slot] >= 0)
			slot = (slot + 1) & (size - 1);
		table[slot] = id;
	}
	return 0;
}

static int make_room(tally_pool *pool, size_t len)
{
	if (len >= INT32_MAX - pool->n_bytes || pool->n == INT32_MAX - 1)
		return -1;
	if (pool->n_bytes + len + 1 > pool->cap_bytes) {
		size_t cap = 2 * pool->cap_bytes + len + 1024;
		char *bytes = realloc(pool->bytes, cap);
		if (!bytes)
			return -1;
		pool->bytes = bytes;
		pool->cap_bytes = cap;
	}
	if (pool->n == pool->cap) {
		int32_t cap = pool->cap < (INT32_MAX - 32) / 2 ? 2 * pool->cap + 32 : INT32_MAX;
		uint32_t *offsets = realloc(pool->offsets, (size_t)cap * sizeof *offsets);
		if (!offsets)
			return -1;
		pool->offsets = offsets;
		pool->cap = cap;
	}
	if (2 * ((size_t)pool->n + 1) > pool->table_size)
		return grow_table(pool);
	return 0;
}

static int32_t append(tally_pool *pool, size_t slot, const char *text, size_t len)
{
	int32_t id = pool->n++;
	pool->offsets[id] = (uint32_t)pool->n_bytes;
	memcpy(pool->bytes + pool->n_bytes, text, len);
	pool->bytes[pool->n_bytes + len] = '\0';
	pool->n_bytes += len + 1;
	pool->table[slot] = id;
	return id;
}

int32_t tally_pool_add(tally_pool *pool, const char *text, size_t len)
{
	if (pool->n == 0) {
		if (make_room(pool, 0) != 0)
			return -1;
		append(pool, slot_of(pool, "", 0), "", 0);
	}
	if (len == 0)
		return 0;
	size_t slot = slot_of(pool, text, len), size = pool->table_size;
	if (pool->table[slot] >= 0)
		return pool->table[slot];
	if (make_room(pool, len) != 0)
		return -1;
	if (pool->table_size != size)
		slot = slot_of(pool, text, len);
	return append(pool, slot, text, len);
}

int32_t tally_pool_find(const tally_pool *pool, const char *text, size_t len)
{
	if (len == 0)
		return 0;
	return pool->table_size ? pool->table[slot_of(pool, text, len)] : -1;
}

const char *tally_pool_text(const tally_pool *pool, int32_t id)
{
	if (id <= 0 || id >= pool->n)
		return "";
	return pool->bytes + pool->offsets[id];
}

void tally_pool_release(tally_pool *pool)
{
	free(pool->bytes);
	free(pool->offsets);
	free(pool->table);
	*pool = (tally_pool){0};
}
