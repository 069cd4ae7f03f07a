/* join.c: what stretches of a file gave, put together.
 *
 * A receiver gets rows as they are, with the claims that they are like; without one every row
 * becomes a whole claim. */
#include "csv/reader.h"

#include <stdlib.h>

bool csv_map_add(csv_map *map, int32_t value)
{
	if (map->n == map->capacity) {
		size_t capacity = map->capacity * 2 + 64;
		int32_t *items = realloc(map->items, capacity * sizeof *items);
		if (items == NULL)
			return false;
		map->items = items;
		map->capacity = capacity;
	}
	map->items[map->n++] = value;
	return true;
}

/* The table of the whole lends its texts to claims that lie elsewhere. */
static tally_status lend(csv_join *j, tally_claim *items, size_t n,
			 tally_status (*take)(void *, tally_claims *, tally_error *))
{
	tally_claims *table = j->out;
	tally_claim *own = table->items;
	size_t capacity = table->capacity;

	table->items = items;
	table->n = table->capacity = n;
	tally_status status = take(j->receiver->target, table, j->err);
	table->items = own;
	table->capacity = capacity;
	table->n = 0;
	return status;
}

static tally_status take_likes(csv_join *j, csv_yield *y, csv_map *map)
{
	tally_status status = TALLY_OK;
	size_t n = y->likes.n;

	if (n > 0 && j->receiver != NULL)
		status = lend(j, y->likes.items, n, j->receiver->likes);
	for (size_t i = 0; status == TALLY_OK && i < n; i++) {
		if (j->receiver == NULL)
			status = tally_claims_add(&j->likes, &y->likes.items[i], j->err);
		if (status == TALLY_OK && !csv_map_add(map, j->n_likes++))
			status = tally_error_memory(j->err);
	}
	return status;
}

static tally_status expand_rows(csv_join *j, const csv_yield *y, size_t from, size_t n,
				int64_t before)
{
	tally_status status = TALLY_OK;
	if (j->out->capacity - j->out->n < n)
		status = tally_claims_reserve(j->out, 2 * (j->out->n + n), j->err);
	for (size_t i = from; status == TALLY_OK && i < from + n; i++) {
		tally_claim *c = &j->out->items[j->out->n++];
		*c = j->likes.items[y->like[i]];
		c->period = y->period[i];
		c->figure.first = (tally_decimal){y->mantissa[i], y->decimals[i]};
		c->row = before + y->line[i];
	}
	return status;
}

static tally_status take_rows(csv_join *j, const csv_yield *y, size_t from, size_t n,
			      int64_t before)
{
	if (n == 0)
		return TALLY_OK;
	if (j->receiver == NULL)
		return expand_rows(j, y, from, n, before);
	const tally_like_rows rows = {.n = n,
				      .like = y->like + from,
				      .period = y->period + from,
				      .mantissa = y->mantissa + from,
				      .decimals = y->decimals + from,
				      .line = y->line + from,
				      .before = before};
	return j->receiver->add_rows(j->receiver->target, &rows, j->err);
}

static tally_status take_claims(csv_join *j, csv_yield *y, size_t from, size_t n, int64_t before)
{
	tally_status status = TALLY_OK;
	for (size_t i = from; i < from + n; i++)
		y->claims.items[i].row += before;
	if (j->receiver != NULL)
		return lend(j, y->claims.items + from, n, j->receiver->add);
	for (size_t i = from; status == TALLY_OK && i < from + n; i++)
		status = tally_claims_add(j->out, &y->claims.items[i], j->err);
	return status;
}

tally_status csv_join_yield(csv_join *j, csv_yield *y, csv_map *map, int64_t before)
{
	size_t rows = 0, claims = 0;
	tally_status status = take_likes(j, y, map);

	for (size_t i = 0; status == TALLY_OK && i < y->n; i++)
		y->like[i] = map->items[y->like[i]];
	for (size_t k = 0; status == TALLY_OK && k < y->n_runs; k++) {
		size_t n = y->runs[k];
		if (k % 2 == 0)
			status = take_rows(j, y, rows, n, before);
		else
			status = take_claims(j, y, claims, n, before);
		*(k % 2 == 0 ? &rows : &claims) += n;
	}
	csv_yield_clear(y);
	return status;
}

void csv_join_release(csv_join *j)
{
	tally_claims_release(&j->likes);
}
