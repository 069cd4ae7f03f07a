/* like.c: rows that are like claims, straight into the columns of a batch.
 *
 * The series of a claim is looked up when it comes and when its rows change their frequency, and
 * what stands behind period and figure is kept once for all claims that agree in it. So a row costs
 * an index into the claims and the narrowing of five values. */
#include "store/batch.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

void store_likes_release(store_likes *likes)
{
	free(likes->items);
	free(likes->rests);
	free(likes->table);
	*likes = (store_likes){0};
}

void tally_batch_forget_likes(tally_batch *batch)
{
	store_likes_release(&batch->likes);
}

/* --- rests -------------------------------------------------------------------------------- */

static size_t hash_rest(const store_rest *rest)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		h = (h ^ (uint64_t)rest->value[k]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return (size_t)h;
}

/* The slot of the rest, or the empty one where it belongs. */
static size_t slot_of(const store_likes *l, const store_rest *rest)
{
	size_t mask = l->table_size - 1, at = hash_rest(rest) & mask;
	while (l->table[at] >= 0 && memcmp(&l->rests[l->table[at]], rest, sizeof *rest) != 0)
		at = (at + 1) & mask;
	return at;
}

static bool grow_rests(store_likes *l)
{
	size_t capacity = l->cap_rests ? 2 * l->cap_rests : 16;
	store_rest *rests = realloc(l->rests, capacity * sizeof *rests);
	if (!rests)
		return false;
	l->rests = rests;
	l->cap_rests = capacity;
	int32_t *table = malloc(2 * capacity * sizeof *table);
	if (!table)
		return false;
	free(l->table);
	l->table = table;
	l->table_size = 2 * capacity;
	memset(table, 0xff, l->table_size * sizeof *table);
	for (size_t i = 0; i < l->n_rests; i++)
		table[slot_of(l, &rests[i])] = (int32_t)i;
	return true;
}

/* The number of the rest; -1: out of memory. */
static int32_t add_rest(store_likes *l, const store_rest *rest)
{
	if (l->n_rests == l->cap_rests && (l->n_rests > INT32_MAX / 4 || !grow_rests(l)))
		return -1;
	size_t at = slot_of(l, rest);
	if (l->table[at] < 0) {
		l->rests[l->n_rests] = *rest;
		l->table[at] = (int32_t)l->n_rests++;
	}
	return l->table[at];
}

/* --- claims ------------------------------------------------------------------------------- */

static bool add_like(tally_batch *b, const tally_claim *c, int32_t series)
{
	store_likes *l = &b->likes;
	store_rest rest = {{0}};
	if (!store_batch_take_rest(b, c, 0))
		return false;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		rest.value[k] = store_batch_is_changing(k) ? 0 : b->block->value[k][0];
	store_like like = {series, store_batch_frequency(b, c->period), add_rest(l, &rest)};
	l->items[l->n++] = like;
	return like.rest >= 0;
}

static bool add_likes(tally_batch *b, const tally_claim *claims, size_t n)
{
	store_series series[STORE_KEYS_TOGETHER];
	int32_t ids[STORE_KEYS_TOGETHER];
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		series[i] = store_series_of(&claims[i], store_batch_frequency(b, claims[i].period));
	bool good = store_keys_add_all(&b->rows.keys, series, n, ids);
	for (size_t i = 0; good && i < n; i++)
		good = add_like(b, &claims[i], ids[i]);
	return good;
}

tally_status tally_batch_likes(tally_batch *batch, tally_claims *table, tally_error *err)
{
	store_likes *l = &batch->likes;
	bool good = store_batch_know_texts(batch, table);
	if (good && l->capacity - l->n < table->n) {
		size_t capacity = 2 * (l->n + table->n);
		store_like *items =
		    tally_more_room(l->items, l->n * sizeof *items, capacity * sizeof *items);
		good = items != NULL;
		l->items = good ? items : l->items;
		l->capacity = good ? capacity : l->capacity;
	}
	for (size_t i = 0, n; good && i < table->n; i += n) {
		n = table->n - i < STORE_KEYS_TOGETHER ? table->n - i : STORE_KEYS_TOGETHER;
		good = add_likes(batch, &table->items[i], n);
	}
	table->n = 0;
	return good ? TALLY_OK : tally_error_memory(err);
}

/* --- rows --------------------------------------------------------------------------------- */

/* So many rows before its turn a like is fetched: in a shuffled file each lies elsewhere. */
#define AHEAD 16

/* The series of a like at a frequency; -1: out of memory. */
static int32_t series_at(tally_batch *b, store_like *like, int32_t frequency)
{
	store_series key = b->rows.keys.items[like->series];
	key.part[SERIES_FREQUENCY] = frequency;
	int32_t series = store_keys_add(&b->rows.keys, &key);
	if (series >= 0)
		*like = (store_like){series, frequency, like->rest};
	return series;
}

static bool take_series(tally_batch *b, const int32_t *like, const tally_period *period, size_t n)
{
	int64_t *out = b->block->series;
	int32_t frequency = 0;
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(&b->likes.items[like[i + AHEAD]]);
		store_like *l = &b->likes.items[like[i]];
		if (i == 0 || !tally_period_equal(period[i], period[i - 1]))
			frequency = store_batch_frequency(b, period[i]);
		out[i] = l->frequency == frequency ? l->series : series_at(b, l, frequency);
		if (out[i] < 0)
			return false;
	}
	return true;
}

static void take_values(store_block *b, const tally_like_rows *rows, size_t from)
{
	for (size_t i = 0; i < b->n; i++) {
		tally_period p = rows->period[from + i];
		b->value[ROW_TIME][i] = p.last;
		b->value[ROW_DAYS][i] =
		    p.first == TALLY_DAY_OPEN ? 0 : (int64_t)p.last - p.first + 1;
	}
	for (size_t i = 0; i < b->n; i++)
		b->value[ROW_MANTISSA][i] = rows->mantissa[from + i];
	for (size_t i = 0; i < b->n; i++)
		b->value[ROW_DECIMALS][i] = rows->decimals[from + i];
	for (size_t i = 0; i < b->n; i++)
		b->value[ROW_LINE][i] = rows->before + rows->line[from + i];
}

/* The other columns of the block: of one rest in its first row, else of all rows. */
static bool take_rests(tally_batch *b, const int32_t *like)
{
	store_block *block = b->block;
	const store_likes *l = &b->likes;
	int32_t first = l->items[like[0]].rest;
	bool same = true;
	for (size_t i = 1; same && i < block->n; i++)
		same = l->items[like[i]].rest == first;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		for (size_t i = 0; !store_batch_is_changing(k) && i < (same ? 1 : block->n); i++)
			block->value[k][i] = l->rests[l->items[like[i]].rest].value[k];
	return same;
}

tally_status tally_batch_add_rows(tally_batch *batch, const tally_like_rows *rows, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (batch->rows.n + rows->n > UINT32_MAX)
		return tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	for (size_t from = 0; !status && from < rows->n; from += STORE_BLOCK) {
		const int32_t *like = rows->like + from;
		store_block *b = batch->block;
		b->n = rows->n - from < STORE_BLOCK ? rows->n - from : STORE_BLOCK;
		if (!take_series(batch, like, rows->period + from, b->n))
			return tally_error_memory(err);
		take_values(b, rows, from);
		status = take_rests(batch, like) ? store_batch_append_alike(batch, err)
						 : store_rows_add_block(&batch->rows, b, err);
		if (!status)
			status = store_batch_settle(batch, err);
	}
	return status;
}
