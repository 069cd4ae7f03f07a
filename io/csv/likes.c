/* likes.c: heads, rests and their pairs, each in a hash table of ids; see likes.h. */
#include "csv/likes.h"

#include "hash.h"
#include "room.h"

#include <stdlib.h>

/* Beyond these the dictionary costs more than it saves. */
#define LIKE_BYTES_MAX ((size_t)256 << 20)
#define LIKE_TEXT_MAX  4096 /* a longer head or tail is not learned */
#define FIRST_SLOTS    256
#define MIX            0x9e3779b97f4a7c15u

static uint32_t hash_pair(uint64_t pair)
{
	return (uint32_t)((pair * MIX ^ pair >> 31) * MIX >> 32);
}

/* --- tables of ids ---------------------------------------------------------------------- */

/* Room for one id more in a table that is at most half full; *grown: all must be put in again. */
static bool room(int32_t **table, size_t *slots, int32_t n, bool *grown)
{
	*grown = false;
	if (2 * ((size_t)n + 1) <= *slots)
		return true;
	size_t wanted = *slots ? 4 * *slots : FIRST_SLOTS;
	int32_t *fresh = tally_room(wanted * sizeof *fresh);
	if (fresh == NULL)
		return false;
	memset(fresh, 0xff, wanted * sizeof *fresh);
	free(*table);
	*table = fresh;
	*slots = wanted;
	*grown = true;
	return true;
}

static void put(int32_t *table, size_t slots, uint32_t hash, int32_t id)
{
	size_t at = hash & (slots - 1);
	while (table[at] >= 0)
		at = (at + 1) & (slots - 1);
	table[at] = id;
}

/* Room for one element more in an array. */
static bool element(void *array, int32_t n, int32_t *cap, size_t size)
{
	void *items;
	if (n < *cap)
		return true;
	if (n >= CSV_LIKES_MOST)
		return false;
	int32_t wanted = *cap * 2 + 64;
	memcpy(&items, array, sizeof items);
	items = tally_more_room(items, (size_t)n * size, (size_t)wanted * size);
	if (items == NULL)
		return false;
	memcpy(array, &items, sizeof items);
	*cap = wanted;
	return true;
}

static bool keep(csv_likes *l, const char *text, size_t n, uint32_t *at)
{
	if (l->cap_bytes - l->n_bytes < n) {
		size_t cap = l->cap_bytes * 2 + n + 4096;
		char *bytes =
		    cap > 2 * LIKE_BYTES_MAX ? NULL : tally_more_room(l->bytes, l->n_bytes, cap);
		if (bytes == NULL)
			return false;
		l->bytes = bytes;
		l->cap_bytes = cap;
	}
	*at = (uint32_t)l->n_bytes;
	if (n > 0)
		memcpy(l->bytes + l->n_bytes, text, n);
	l->n_bytes += n;
	return true;
}

/* --- heads -------------------------------------------------------------------------------- */

static int32_t find_head(const csv_likes *l, const char *text, size_t n, uint32_t hash)
{
	if (l->head_slots == 0)
		return -1;
	for (size_t at = hash & (l->head_slots - 1); l->head_table[at] >= 0;
	     at = (at + 1) & (l->head_slots - 1)) {
		const csv_head *h = &l->heads[l->head_table[at]];
		if (h->hash == hash && h->n == n && csv_same(l->bytes + h->at, text, n))
			return l->head_table[at];
	}
	return -1;
}

int32_t csv_likes_head(const csv_likes *l, const char *text, size_t n)
{
	return find_head(l, text, n, tally_hash_bytes(text, n));
}

/* Few bytes, which may lie in two lines of the cache. */
static void fetch(const void *at, size_t n)
{
	__builtin_prefetch(at);
	__builtin_prefetch((const char *)at + n);
}

void csv_likes_heads(const csv_likes *l, const char *const *text, const size_t *n, int count,
		     int32_t *ids)
{
	uint32_t hash[CSV_LIKES_TOGETHER];

	for (int i = 0; i < count; i++) {
		hash[i] = tally_hash_bytes(text[i], n[i]);
		if (l->head_slots > 0)
			__builtin_prefetch(&l->head_table[hash[i] & (l->head_slots - 1)]);
	}
	for (int i = 0; i < count; i++) {
		ids[i] = l->head_slots > 0 ? l->head_table[hash[i] & (l->head_slots - 1)] : -1;
		if (ids[i] >= 0)
			fetch(&l->heads[ids[i]], sizeof *l->heads);
	}
	for (int i = 0; i < count; i++)
		if (ids[i] >= 0)
			fetch(l->bytes + l->heads[ids[i]].at, n[i]);
	for (int i = 0; i < count; i++)
		ids[i] = find_head(l, text[i], n[i], hash[i]);
}

int32_t csv_likes_add_head(csv_likes *l, const char *text, size_t n)
{
	uint32_t hash = tally_hash_bytes(text, n);
	csv_head head = {.n = (uint32_t)n, .hash = hash, .next = -1, .rest = -1, .like = -1};
	int32_t id = find_head(l, text, n, hash);
	bool grown;

	if (id >= 0)
		return id;
	if (n > LIKE_TEXT_MAX || !element(&l->heads, l->n_heads, &l->cap_heads, sizeof head) ||
	    !room(&l->head_table, &l->head_slots, l->n_heads, &grown))
		return -1;
	for (int32_t i = 0; grown && i < l->n_heads; i++)
		put(l->head_table, l->head_slots, l->heads[i].hash, i);
	if (!keep(l, text, n, &head.at))
		return -1;
	l->heads[l->n_heads] = head;
	put(l->head_table, l->head_slots, hash, l->n_heads);
	return l->n_heads++;
}

/* --- rests -------------------------------------------------------------------------------- */

static int32_t find_rest(const csv_likes *l, const char *middle, size_t n_middle, const char *tail,
			 size_t n_tail, uint32_t hash)
{
	if (l->rest_slots == 0)
		return -1;
	for (size_t at = hash & (l->rest_slots - 1); l->rest_table[at] >= 0;
	     at = (at + 1) & (l->rest_slots - 1)) {
		const csv_rest *r = &l->rests[l->rest_table[at]];
		if (r->hash == hash && r->n_tail == n_tail && r->n_middle == n_middle &&
		    csv_same(l->bytes + r->tail, tail, n_tail) &&
		    csv_same(l->bytes + r->middle, middle, n_middle))
			return l->rest_table[at];
	}
	return -1;
}

int32_t csv_likes_rest(const csv_likes *l, const char *middle, size_t n_middle, const char *tail,
		       size_t n_tail)
{
	return find_rest(l, middle, n_middle, tail, n_tail, tally_hash_bytes(tail, n_tail));
}

int32_t csv_likes_add_rest(csv_likes *l, const char *middle, size_t n_middle, const char *tail,
			   size_t n_tail)
{
	uint32_t hash = tally_hash_bytes(tail, n_tail);
	csv_rest rest = {.n_middle = (uint32_t)n_middle,
			 .n_tail = (uint32_t)n_tail,
			 .hash = hash,
			 .head = -1,
			 .like = -1};
	int32_t id = find_rest(l, middle, n_middle, tail, n_tail, hash);
	bool grown;

	if (id >= 0)
		return id;
	if (n_middle > LIKE_TEXT_MAX || n_tail > LIKE_TEXT_MAX ||
	    !element(&l->rests, l->n_rests, &l->cap_rests, sizeof rest) ||
	    !room(&l->rest_table, &l->rest_slots, l->n_rests, &grown))
		return -1;
	for (int32_t i = 0; grown && i < l->n_rests; i++)
		put(l->rest_table, l->rest_slots, l->rests[i].hash, i);
	if (!keep(l, middle, n_middle, &rest.middle) || !keep(l, tail, n_tail, &rest.tail))
		return -1;
	l->rests[l->n_rests] = rest;
	put(l->rest_table, l->rest_slots, hash, l->n_rests);
	return l->n_rests++;
}

/* --- pairs -------------------------------------------------------------------------------- */

static uint64_t pair_of(int32_t head, int32_t rest)
{
	return (uint64_t)(uint32_t)head << 32 | (uint32_t)rest;
}

static int32_t settle(csv_likes *l, int32_t head, int32_t rest, int32_t like)
{
	l->heads[head].rest = rest;
	l->heads[head].like = like;
	l->rests[rest].head = head;
	l->rests[rest].like = like;
	return like;
}

int32_t csv_likes_find(csv_likes *l, int32_t head, int32_t rest)
{
	if (l->heads[head].rest == rest)
		return l->heads[head].like;
	if (l->rests[rest].head == head)
		return l->rests[rest].like;
	uint64_t pair = pair_of(head, rest);
	if (l->pair_slots == 0)
		return -1;
	for (size_t at = hash_pair(pair) & (l->pair_slots - 1); l->pair_table[at] >= 0;
	     at = (at + 1) & (l->pair_slots - 1))
		if (l->pairs[l->pair_table[at]] == pair)
			return settle(l, head, rest, l->pair_table[at]);
	return -1;
}

int32_t csv_likes_add(csv_likes *l, int32_t head, int32_t rest, bool *fresh)
{
	int32_t id = csv_likes_find(l, head, rest);
	uint64_t pair = pair_of(head, rest);
	bool grown;

	*fresh = id < 0;
	if (id >= 0)
		return id;
	if (!element(&l->pairs, l->n, &l->cap, sizeof pair) ||
	    !room(&l->pair_table, &l->pair_slots, l->n, &grown))
		return -1;
	for (int32_t i = 0; grown && i < l->n; i++)
		put(l->pair_table, l->pair_slots, hash_pair(l->pairs[i]), i);
	l->pairs[l->n] = pair;
	put(l->pair_table, l->pair_slots, hash_pair(pair), l->n);
	return settle(l, head, rest, l->n++);
}

/* --- the whole ------------------------------------------------------------------------------ */

bool csv_likes_full(const csv_likes *l, int32_t most)
{
	return l->n_heads >= most || l->n_rests >= most || l->n >= most ||
	       l->n_bytes >= LIKE_BYTES_MAX;
}

void csv_likes_clear(csv_likes *l)
{
	l->n_bytes = 0;
	l->n_heads = l->n_rests = l->n = 0;
	if (l->head_slots > 0)
		memset(l->head_table, 0xff, l->head_slots * sizeof *l->head_table);
	if (l->rest_slots > 0)
		memset(l->rest_table, 0xff, l->rest_slots * sizeof *l->rest_table);
	if (l->pair_slots > 0)
		memset(l->pair_table, 0xff, l->pair_slots * sizeof *l->pair_table);
}

void csv_likes_release(csv_likes *l)
{
	free(l->bytes);
	free(l->heads);
	free(l->rests);
	free(l->pairs);
	free(l->head_table);
	free(l->rest_table);
	free(l->pair_table);
	memset(l, 0, sizeof *l);
}
