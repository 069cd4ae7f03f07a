/* gather.c: rows of segments back into columns in memory, for folding, comparing and checking. */
#include "store/gather.h"

#include <stdlib.h>

typedef struct {
	store_rows *rows;
	store_segment *segment;
	int32_t *texts; /* id in the rows' pool plus 1; 0: not asked yet */
	store_block *block;
	tally_error *err;
} gathering;

static tally_status map_texts(gathering *g, int column)
{
	int64_t *ids = g->block->value[column];
	for (size_t i = 0; i < g->block->n; i++) {
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

static tally_status flush(gathering *g, size_t from)
{
	static const int text_columns[] = {ROW_SOURCE, ROW_LOCATOR, ROW_NOTE};
	const char *wrong;
	store_block *b = g->block;
	if (b->n == 0)
		return TALLY_OK;
	tally_status status = store_segment_block(g->segment, from, b->n, b, g->err);
	for (size_t i = 0; !status && i < b->n; i++)
		if (!store_block_valid(b, i, &wrong))
			status = tally_error_set(
			    g->err, TALLY_EINPUT,
			    "row %zu of segment %lld has a %s that cannot be: damaged", from + i,
			    (long long)g->segment->number, wrong);
	for (int k = 0; !status && k < 3; k++)
		status = map_texts(g, text_columns[k]);
	if (!status)
		status = store_rows_add_block(g->rows, b, g->err);
	b->n = 0;
	return status;
}

static tally_status add_runs(gathering *g, const store_run *runs, size_t n)
{
	tally_status status = TALLY_OK;
	store_block *b = g->block;
	size_t from = 0;
	b->n = 0;
	for (size_t k = 0; !status && k < n; k++) {
		int32_t id = store_keys_add(&g->rows->keys, &runs[k].key);
		if (id < 0)
			return tally_error_memory(g->err);
		if (runs[k].start != from + b->n)
			status = flush(g, from);
		for (size_t at = 0; !status && at < runs[k].size; at++) {
			if (b->n == STORE_BLOCK)
				status = flush(g, from);
			if (b->n == 0)
				from = runs[k].start + at;
			b->series[b->n++] = id;
		}
	}
	return status ? status : flush(g, from);
}

tally_status store_rows_add_runs(store_rows *rows, store_segment *segment, const store_run *runs,
				 size_t n, tally_error *err)
{
	gathering g = {.rows = rows, .segment = segment, .err = err};
	g.texts = calloc(segment->n_texts + 1, sizeof *g.texts);
	g.block = malloc(sizeof *g.block);
	tally_status status = g.texts && g.block ? add_runs(&g, runs, n) : tally_error_memory(err);
	free(g.texts);
	free(g.block);
	return status;
}

tally_status store_rows_add_segment(store_rows *rows, store_segment *segment, tally_error *err)
{
	tally_selection all = tally_selection_all();
	store_run *runs;
	size_t n;
	tally_status status = store_segment_find(segment, &all, &runs, &n, err);
	if (!status)
		status = store_rows_add_runs(rows, segment, runs, n, err);
	free(runs);
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

static tally_status add_segment(void *context, store_segment *segment, tally_error *err)
{
	return store_rows_add_segment(context, segment, err);
}

tally_status store_rows_add_store(store_rows *rows, tally_store *store, tally_error *err)
{
	return store_each_segment(store, add_segment, rows, err);
}
