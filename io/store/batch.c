/* batch.c: claims to columns, a block at a time.
 *
 * Most claims differ from the one before in little: series, period, digits and line. What stands
 * behind the figure in the struct (unit to note) is compared as a whole; where a block of claims
 * agrees in it, its columns get one value each. */
#include "store/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

tally_batch *tally_batch_new(void)
{
	tally_batch *batch = calloc(1, sizeof *batch);
	if (batch && !(batch->block = malloc(sizeof *batch->block))) {
		free(batch);
		return NULL;
	}
	return batch;
}

void tally_batch_free(tally_batch *batch)
{
	if (!batch)
		return;
	store_rows_release(&batch->rows);
	store_likes_release(&batch->likes);
	store_batch_forget_runs(batch);
	free(batch->map);
	free(batch->block);
	free(batch);
}

#define NARROW_ROW 16 /* bytes that hardly any row does with */

void tally_batch_expect(tally_batch *batch, int64_t rows)
{
	size_t n = rows > 0 && rows < UINT32_MAX ? (size_t)rows : 0;
	size_t most = batch->aside ? batch->aside->memory / 2 / NARROW_ROW : n;
	n = n < most ? n : most;
	batch->rows.series.expected = n;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		batch->rows.columns[k].expected = n;
}

void tally_batch_clear(tally_batch *batch)
{
	store_rows_release(&batch->rows);
	store_likes_release(&batch->likes);
	store_batch_forget_runs(batch);
	batch->table = NULL;
}

int64_t tally_batch_rows(const tally_batch *batch)
{
	return (int64_t)(batch->n_aside + batch->rows.n);
}

store_rows *store_batch_rows(tally_batch *batch)
{
	return &batch->rows;
}

/* --- texts ----------------------------------------------------------------------------- */

bool store_batch_know_texts(tally_batch *b, const tally_claims *table)
{
	int32_t n = table->texts.n + 1;
	if (b->table != table)
		b->n_map = 0;
	b->table = table;
	if (n <= b->n_map)
		return true;
	int32_t capacity = n + n / 2;
	int32_t *grown = realloc(b->map, (size_t)capacity * sizeof *grown);
	if (!grown)
		return false;
	memset(grown + b->n_map, 0, (size_t)(capacity - b->n_map) * sizeof *grown);
	b->map = grown;
	b->n_map = capacity;
	return true;
}

/* The id in the batch's pool; -1: out of memory. */
static int32_t text(tally_batch *b, int32_t id)
{
	if (id <= 0 || id >= b->table->texts.n)
		return 0;
	if (b->map[id] == 0) {
		const char *bytes = tally_pool_text(&b->table->texts, id);
		b->map[id] = tally_pool_add(&b->rows.texts, bytes, strlen(bytes)) + 1;
	}
	return b->map[id] - 1;
}

/* --- series ---------------------------------------------------------------------------- */

int32_t store_batch_frequency(tally_batch *b, tally_period p)
{
	uint32_t mixed = ((uint32_t)p.first * 31 + (uint32_t)p.last) * 0x9e3779b1u;
	size_t at = mixed >> (32 - FREQUENCY_BITS);
	if (!b->seen[at].set || !tally_period_equal(b->seen[at].period, p)) {
		b->seen[at].period = p;
		b->seen[at].frequency = (int32_t)tally_period_frequency(p);
		b->seen[at].set = true;
	}
	return b->seen[at].frequency;
}

static bool take_series(tally_batch *b, const tally_claim *claims, size_t n)
{
	store_series before = {{0}};
	int32_t id = -1;
	for (size_t i = 0; i < n; i++) {
		store_series s =
		    store_series_of(&claims[i], store_batch_frequency(b, claims[i].period));
		if (id < 0 || memcmp(&s, &before, sizeof s) != 0)
			id = store_keys_add(&b->rows.keys, &s);
		if (id < 0)
			return false;
		before = s;
		b->block->series[i] = id;
	}
	return true;
}

/* --- columns ---------------------------------------------------------------------------- */

static int64_t days_of(tally_period p)
{
	return p.first == TALLY_DAY_OPEN ? 0 : (int64_t)p.last - p.first + 1;
}

/* What differs from row to row in any case. */
static void take_changing(store_block *b, const tally_claim *claims, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const tally_claim *c = &claims[i];
		b->value[ROW_TIME][i] = c->period.last;
		b->value[ROW_DAYS][i] = days_of(c->period);
		b->value[ROW_MANTISSA][i] = c->figure.first.mantissa;
		b->value[ROW_DECIMALS][i] = c->figure.first.decimals;
		b->value[ROW_LINE][i] = c->row;
	}
}

/* The other columns of one claim, into row i. */
bool store_batch_take_rest(tally_batch *batch, const tally_claim *c, size_t i)
{
	store_block *b = batch->block;
	bool stated = c->against.base == TALLY_BASE_PERIOD;
	int64_t bits = 0;
	if (c->figure.form == TALLY_FORM_REAL)
		memcpy(&bits, &c->figure.real, sizeof bits);
	b->value[ROW_FORM][i] = (int64_t)c->figure.form;
	b->value[ROW_SECOND][i] = c->figure.second.mantissa;
	b->value[ROW_SECOND_DECIMALS][i] = c->figure.second.decimals;
	b->value[ROW_REAL][i] = bits;
	b->value[ROW_PUBLISHED][i] = c->published;
	b->value[ROW_QUALIFIER][i] = c->qualifier;
	b->value[ROW_BASIS][i] = c->basis;
	b->value[ROW_STATUS][i] = c->status;
	b->value[ROW_BASE_AGO][i] = stated ? (int64_t)c->period.last - c->against.period.last : 0;
	b->value[ROW_BASE_DAYS][i] = stated ? days_of(c->against.period) : 0;
	b->value[ROW_BATCH][i] = 0;
	b->value[ROW_SOURCE][i] = text(batch, c->source);
	b->value[ROW_LOCATOR][i] = text(batch, c->locator);
	b->value[ROW_NOTE][i] = text(batch, c->note);
	return b->value[ROW_SOURCE][i] >= 0 && b->value[ROW_LOCATOR][i] >= 0 &&
	       b->value[ROW_NOTE][i] >= 0;
}

/* Whether the claims agree in all that store_batch_take_rest takes. Padding may make equal claims
 * look different, never the other way round. */
static bool alike(const tally_claim *claims, size_t n)
{
	const size_t from = offsetof(tally_claim, unit), to = offsetof(tally_claim, batch);
	const tally_claim *a = &claims[0];
	if (a->figure.form != TALLY_FORM_DECIMAL || a->against.base == TALLY_BASE_PERIOD)
		return false;
	for (size_t i = 1; i < n; i++) {
		const tally_claim *b = &claims[i];
		if (b->figure.form != TALLY_FORM_DECIMAL ||
		    b->figure.second.mantissa != a->figure.second.mantissa ||
		    b->figure.second.decimals != a->figure.second.decimals ||
		    memcmp((const char *)a + from, (const char *)b + from, to - from) != 0)
			return false;
	}
	return true;
}

bool store_batch_is_changing(int column)
{
	return column == ROW_TIME || column == ROW_DAYS || column == ROW_MANTISSA ||
	       column == ROW_DECIMALS || column == ROW_LINE;
}

tally_status store_batch_append_alike(tally_batch *batch, tally_error *err)
{
	store_rows *rows = &batch->rows;
	const store_block *b = batch->block;
	tally_status status = store_column_append(&rows->series, b->series, b->n, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = store_batch_is_changing(k)
			     ? store_column_append(&rows->columns[k], b->value[k], b->n, err)
			     : store_column_repeat(&rows->columns[k], b->value[k][0], b->n, err);
	rows->n += status ? 0 : b->n;
	return status;
}

static tally_status not_finite(tally_error *err)
{
	return tally_error_set(err, TALLY_EINPUT,
			       "a computed figure is infinite or not a number; a store holds none");
}

static tally_status take_block(tally_batch *batch, const tally_claim *claims, size_t n,
			       tally_error *err)
{
	store_block *b = batch->block;
	b->n = n;
	if (batch->rows.n + n > UINT32_MAX)
		return tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	for (size_t i = 0; i < n; i++)
		if (claims[i].figure.form == TALLY_FORM_REAL && !isfinite(claims[i].figure.real))
			return not_finite(err);
	if (!take_series(batch, claims, n))
		return tally_error_memory(err);
	take_changing(b, claims, n);
	if (alike(claims, n))
		return store_batch_take_rest(batch, claims, 0)
			   ? store_batch_append_alike(batch, err)
			   : tally_error_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!store_batch_take_rest(batch, &claims[i], i))
			return tally_error_memory(err);
	return store_rows_add_block(&batch->rows, b, err);
}

tally_status store_batch_take(tally_batch *batch, const tally_claims *table, tally_error *err)
{
	tally_status status =
	    store_batch_know_texts(batch, table) ? TALLY_OK : tally_error_memory(err);
	for (size_t from = 0; !status && from < table->n; from += STORE_BLOCK) {
		size_t n = table->n - from < STORE_BLOCK ? table->n - from : STORE_BLOCK;
		status = take_block(batch, table->items + from, n, err);
		if (!status)
			status = store_batch_settle(batch, err);
	}
	return status;
}

tally_status tally_batch_add(tally_batch *batch, tally_claims *table, tally_error *err)
{
	tally_status status = store_batch_take(batch, table, err);
	if (!status)
		table->n = 0;
	return status;
}

/* What a figure of tally's own does not vary. */
static bool varies_in_reals(int column)
{
	return column == ROW_TIME || column == ROW_DAYS || column == ROW_REAL ||
	       column == ROW_STATUS || column == ROW_LINE;
}

static tally_status append_reals(tally_batch *batch, const tally_claim *frame, int32_t series,
				 tally_error *err)
{
	store_block *b = batch->block;
	store_rows *rows = &batch->rows;
	if (rows->n + b->n > UINT32_MAX)
		return tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	if (!store_batch_take_rest(batch, frame, STORE_BLOCK - 1))
		return tally_error_memory(err);
	b->value[ROW_MANTISSA][STORE_BLOCK - 1] = b->value[ROW_DECIMALS][STORE_BLOCK - 1] = 0;
	tally_status status = store_column_repeat(&rows->series, series, b->n, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = varies_in_reals(k)
			     ? store_column_append(&rows->columns[k], b->value[k], b->n, err)
			     : store_column_repeat(&rows->columns[k], b->value[k][STORE_BLOCK - 1],
						   b->n, err);
	rows->n += status ? 0 : b->n;
	return status;
}

tally_status tally_batch_add_reals(tally_batch *batch, const tally_claims *table,
				   const tally_claim *frame, const tally_reals *figures,
				   tally_error *err)
{
	store_block *b = batch->block;
	store_series key = store_series_of(frame, (int32_t)figures->frequency);
	tally_claim rest = *frame;
	rest.figure = (tally_figure){.form = TALLY_FORM_REAL};
	int32_t series =
	    store_batch_know_texts(batch, table) ? store_keys_add(&batch->rows.keys, &key) : -1;
	tally_status status = series < 0 ? tally_error_memory(err) : TALLY_OK;
	for (size_t i = 0; !status && i < figures->n;) {
		for (b->n = 0; i < figures->n && b->n < STORE_BLOCK - 1; i++) {
			if (isnan(figures->value[i]))
				continue;
			if (isinf(figures->value[i]))
				return not_finite(err);
			size_t at = b->n++;
			memcpy(&b->value[ROW_REAL][at], &figures->value[i], sizeof(int64_t));
			b->value[ROW_TIME][at] = figures->last[i];
			b->value[ROW_DAYS][at] = figures->days ? figures->days[i] : figures->every;
			b->value[ROW_STATUS][at] = figures->status[i];
			b->value[ROW_LINE][at] = (int64_t)(batch->rows.n + at) + 1;
		}
		if (b->n > 0)
			status = append_reals(batch, &rest, series, err);
		if (!status)
			status = store_batch_settle(batch, err);
	}
	return status;
}

tally_status tally_batch_join(tally_batch *batch, tally_batch *more, int64_t line_offset,
			      tally_error *err)
{
	tally_status status = TALLY_OK;
	if (batch->rows.n == 0 && line_offset == 0) {
		store_rows empty = batch->rows;
		batch->rows = more->rows;
		more->rows = empty;
		batch->table = more->table = NULL;
	} else {
		status = store_rows_join(&batch->rows, &more->rows, line_offset, err);
		more->table = NULL;
	}
	store_rows_release(&more->rows);
	return status;
}
