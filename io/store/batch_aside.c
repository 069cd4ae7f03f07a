/* batch_aside.c: a batch with more rows than the memory allowed holds.
 *
 * Rows and the order they are sorted in may take half of what names (series, texts, likes) leave:
 * the other half is for what rows are compared with. When they take more they are sorted and put
 * aside as a run; the names stay. How wide a column is in the segment, and whether it counts as
 * constant, depends on all rows that came: that is looked up before they go. */
#include "store/batch.h"

#include "store/team.h"

#include <stdlib.h>
#include <string.h>

void tally_batch_use(tally_batch *batch, tally_aside *aside)
{
	batch->aside = aside;
}

/* Bytes of the names of series and texts, in the batch and where they come from, and what each
 * costs later: its place in the order, in the table of series, its number. */
static size_t names_size(const tally_batch *b)
{
	const store_keys *keys = &b->rows.keys;
	const tally_pool *texts = &b->rows.texts;
	size_t series = keys->capacity * sizeof *keys->items +
			keys->table_size * sizeof *keys->table + 32 * keys->n;
	size_t text = texts->cap_bytes + (size_t)texts->cap * sizeof *texts->offsets +
		      texts->table_size * sizeof *texts->table;
	return series + 2 * text + (size_t)b->n_map * 2 * sizeof *b->map;
}

#define LIKE_ELSEWHERE 160 /* bytes that a kind of row takes in the tables of those who read */

/* What is kept of kinds of rows, for speed: it can be forgotten. */
static size_t likes_size(const store_likes *likes)
{
	return likes->capacity * sizeof *likes->items + likes->cap_rests * sizeof *likes->rests +
	       likes->table_size * sizeof *likes->table + likes->n * LIKE_ELSEWHERE;
}

tally_status store_batch_room(const tally_batch *b, size_t *out, tally_error *err)
{
	size_t names = names_size(b) + b->aside->waiting - b->waiting;
	size_t all = b->aside->memory, least = all / 8, other = names + likes_size(&b->likes);
	*out = all > other + least ? all - other : least;
	if (all > names + least || !b->aside->strict)
		return TALLY_OK;
	return tally_error_set(err, TALLY_ESYSTEM,
			       "%zu series and %d texts take so much of the memory allowed that no "
			       "room is left for rows; allow more than %zu MB (--memory)",
			       b->rows.keys.n, (int)b->rows.texts.n, ((all + names) >> 20) + 1);
}

size_t store_rows_width(const store_rows *rows)
{
	size_t width = rows->series.data ? (size_t)rows->series.width : 0;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		width += rows->columns[k].data ? (size_t)rows->columns[k].width : 0;
	return width;
}

static void look_at_columns(tally_batch *b)
{
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		const store_column *c = &b->rows.columns[k];
		store_look *l = &b->looks[k];
		int width = store_column_width(c);
		if (b->n_aside == 0)
			*l = (store_look){.first = c->constant};
		l->varying = l->varying || width > 0 || c->constant != l->first;
		width = width > 0 ? width : store_width(c->constant, c->constant);
		l->width = width > l->width ? width : l->width;
	}
}

/* Forgets the rows; the names stay. */
static void drop_rows(store_rows *rows)
{
	store_column_release(&rows->series);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		store_column_release(&rows->columns[k]);
	rows->n = 0;
}

tally_status store_batch_put_aside(tally_batch *b, tally_error *err)
{
	uint32_t *order = NULL;
	size_t n, came = b->rows.n;
	store_run_aside *run = store_runs_next(&b->runs, b->n_runs, &b->cap_runs);
	if (came == 0)
		return TALLY_OK;
	if (b->n_aside + came > UINT32_MAX)
		return tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	store_team_limit(b->aside->threads);
	look_at_columns(b);
	tally_status status = run ? store_rows_sort(&b->rows, !b->keeps_equal, &order, &n, err)
				  : tally_error_memory(err);
	if (!status)
		status = store_aside_put_run(b->aside, &b->rows, order, n, run, err);
	free(order);
	if (status)
		return status;
	b->n_runs++;
	b->n_aside += came;
	drop_rows(&b->rows);
	tally_batch_expect(b, (int64_t)came);
	return TALLY_OK;
}

/* Bytes of the rows and their order. */
static size_t rows_size(const store_rows *rows)
{
	return rows->n * (store_rows_width(rows) + sizeof(uint32_t));
}

tally_status store_batch_settle(tally_batch *b, tally_error *err)
{
	size_t room;
	if (!b->aside)
		return TALLY_OK;
	tally_status status = store_batch_room(b, &room, err);
	if (!status && rows_size(&b->rows) > room / 2)
		status = store_batch_put_aside(b, err);
	return status;
}

tally_status tally_batch_share(tally_batch *b, size_t n, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (!b->aside || n < 2)
		return TALLY_OK;
	if (rows_size(&b->rows) > b->aside->memory / 2 / n)
		status = store_batch_put_aside(b, err);
	b->waiting = rows_size(&b->rows) + names_size(b);
	b->aside->waiting += b->waiting;
	return status;
}

tally_status store_batch_sort_again(tally_batch *b, tally_error *err)
{
	store_run_aside *runs = b->runs;
	size_t n = b->n_runs, came = b->n_aside;
	store_look looks[STORE_ROW_COLUMNS];
	tally_status status = TALLY_OK;
	memcpy(looks, b->looks, sizeof looks);
	b->runs = NULL;
	b->n_runs = b->cap_runs = b->n_aside = 0;
	for (size_t i = 0; !status && i < n; i++) {
		status =
		    store_aside_get_rows(b->aside, &runs[i], 0, runs[i].n, NULL, &b->rows, err);
		if (!status)
			status = store_batch_put_aside(b, err);
	}
	b->n_aside = came; /* with those that were dropped */
	memcpy(b->looks, looks, sizeof looks);
	free(runs);
	return status;
}

void store_batch_forget_runs(tally_batch *b)
{
	if (b->aside)
		b->aside->waiting -= b->waiting;
	b->waiting = 0;
	free(b->runs);
	b->runs = NULL;
	b->n_runs = b->cap_runs = b->n_aside = 0;
}
