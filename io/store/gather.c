/* gather.c: rows of segments back into columns in memory, for folding, comparing and checking. */
#include "store/gather.h"

#include <stdlib.h>

struct store_gathering {
	store_rows *rows;
	store_segment *segment;
	int n_columns;  /* the first ones of the rows */
	int32_t *texts; /* id in the rows' pool plus 1; 0: not asked yet */
	bool constant[STORE_ROW_COLUMNS];
	int64_t value[STORE_ROW_COLUMNS]; /* of constant columns */
	int64_t series[STORE_BLOCK], block[STORE_BLOCK];
	size_t n; /* rows of the block so far */
	tally_error *err;
};

typedef store_gathering gathering;

static tally_status map_texts(gathering *g, int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t id = ids[i];
		if (id == 0)
			continue;
		if (id < 0 || (uint64_t)id > g->segment->n_texts)
			return tally_error_set(g->err, TALLY_EINPUT,
					       "a row names text %lld, which is not there: damaged",
					       (long long)id);
		if (g->texts[id] == 0) {
			int32_t added = store_segment_text(g->segment, id, &g->rows->texts, g->err);
			if (added < 0)
				return TALLY_EINPUT;
			g->texts[id] = added + 1;
		}
		ids[i] = g->texts[id] - 1;
	}
	return TALLY_OK;
}

static tally_status check_values(gathering *g, int column, const int64_t *values, size_t n,
				 size_t from)
{
	int64_t lo = values[0], hi = values[0];
	for (size_t i = 1; i < n; i++) {
		lo = values[i] < lo ? values[i] : lo;
		hi = values[i] > hi ? values[i] : hi;
	}
	if (store_value_valid(column, lo) && store_value_valid(column, hi) &&
	    (column != ROW_PUBLISHED || lo != TALLY_DAY_NONE))
		return TALLY_OK;
	for (size_t i = 0; i < n; i++)
		if (!store_value_valid(column, values[i]))
			return tally_error_set(
			    g->err, TALLY_EINPUT,
			    "row %zu of segment %lld has a %s that cannot be: damaged", from + i,
			    (long long)g->segment->number, store_row_specs[column].name);
	return TALLY_OK;
}

/* Columns of one value are checked and translated once. */
static tally_status find_constants(gathering *g)
{
	tally_status status = TALLY_OK;
	bool varies = false;
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++) {
		status =
		    store_segment_constant(g->segment, k, &g->constant[k], &g->value[k], g->err);
		if (!status && g->constant[k])
			status = check_values(g, k, &g->value[k], 1, 0);
		if (!status && g->constant[k] && store_is_text(k))
			status = map_texts(g, &g->value[k], 1);
		varies = varies || (k < ROW_LINE && !g->constant[k]);
	}
	/* No two rows are equal: a small file that claims a billion of them would fill the memory.
	 */
	if (!status && !varies && g->segment->n_rows > g->segment->n_series)
		status = tally_error_set(g->err, TALLY_EINPUT,
					 "segment %lld: its rows are all the same: damaged",
					 (long long)g->segment->number);
	return status;
}

static tally_status take_column(gathering *g, int column, size_t from)
{
	store_column *to = &g->rows->columns[column];
	if (g->constant[column])
		return store_column_repeat(to, g->value[column], g->n, g->err);
	tally_status status =
	    store_segment_column(g->segment, column, from, g->n, g->block, g->err);
	if (!status)
		status = check_values(g, column, g->block, g->n, from);
	if (!status && store_is_text(column))
		status = map_texts(g, g->block, g->n);
	return status ? status : store_column_append(to, g->block, g->n, g->err);
}

static tally_status flush(gathering *g, size_t from)
{
	if (g->n == 0)
		return TALLY_OK;
	if (g->rows->n + g->n > UINT32_MAX)
		return tally_error_set(g->err, TALLY_EINPUT, "more than 4294967295 rows");
	tally_status status = store_column_append(&g->rows->series, g->series, g->n, g->err);
	for (int k = 0; !status && k < g->n_columns; k++)
		status = take_column(g, k, from);
	g->rows->n += g->n;
	g->n = 0;
	return status;
}

/* Rows that lie one behind the other go into one block, whatever their series. */
static tally_status add_runs(gathering *g, const store_run *runs, size_t n)
{
	tally_status status = TALLY_OK;
	size_t from = 0;
	for (size_t k = 0; !status && k < n; k++) {
		int32_t id = store_keys_add(&g->rows->keys, &runs[k].key);
		if (id < 0)
			return tally_error_memory(g->err);
		if (runs[k].start != from + g->n)
			status = flush(g, from);
		for (size_t at = 0; !status && at < runs[k].size; at++) {
			if (g->n == STORE_BLOCK)
				status = flush(g, from);
			if (g->n == 0)
				from = runs[k].start + at;
			g->series[g->n++] = id;
		}
	}
	return status ? status : flush(g, from);
}

void store_gathering_free(gathering *g)
{
	if (g)
		free(g->texts);
	free(g);
}

tally_status store_gathering_new(store_rows *rows, store_segment *segment, int n_columns,
				 gathering **out, tally_error *err)
{
	gathering *g = calloc(1, sizeof *g);
	tally_status status = TALLY_OK;
	if (!g || !(g->texts = calloc(segment->n_texts + 1, sizeof *g->texts)))
		status = tally_error_memory(err);
	if (!status) {
		g->rows = rows;
		g->segment = segment;
		g->n_columns = n_columns;
		g->err = err;
		status = find_constants(g);
	}
	if (status)
		store_gathering_free(g);
	*out = status ? NULL : g;
	return status;
}

tally_status store_gathering_add(gathering *g, const store_run *runs, size_t n, tally_error *err)
{
	g->err = err;
	return add_runs(g, runs, n);
}

tally_status store_rows_add_runs(store_rows *rows, store_segment *segment, const store_run *runs,
				 size_t n, tally_error *err)
{
	gathering *g;
	tally_status status = store_gathering_new(rows, segment, STORE_ROW_COLUMNS, &g, err);
	if (!status)
		status = add_runs(g, runs, n);
	store_gathering_free(g);
	return status;
}

tally_status store_each_stretch(store_run *runs, size_t n, size_t most, store_run_visit visit,
				void *context, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t at = 0, end = 0; !status && at < n; at = end) {
		size_t rows = 0;
		while (end < n && runs[end].size <= most - rows)
			rows += runs[end++].size;
		if (end > at) {
			status = visit(context, runs + at, end - at, err);
			continue;
		}
		store_run rest = runs[at]; /* too long: a piece of it */
		runs[at].size = most;
		status = visit(context, runs + at, 1, err);
		rest.start += most;
		rest.size -= most;
		runs[at] = rest;
	}
	return status;
}

tally_status store_each_segment(tally_store *store, store_visit visit, void *context,
				tally_error *err)
{
	hid_t group;
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (status)
		return status;
	for (int i = 0; !status && i < store->n_segments; i++) {
		store_segment segment;
		status = store_segment_open(group, store->segments[i], store->size, &segment, err);
		if (!status)
			status = visit(context, &segment, err);
		store_segment_close(&segment);
	}
	H5Gclose(group);
	return status;
}
