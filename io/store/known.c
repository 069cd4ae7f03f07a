/* known.c: which of the new rows the store has.
 *
 * Of each stored series that also has new rows, only the rows within the span of time of the new
 * ones are read. Both are in the same order, so that one merge finds the equal ones: linear in the
 * rows read. */
#include "store/gather.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_store *store;
	store_rows *rows;
	const uint32_t *order;
	size_t n;
	size_t *begin, *end; /* of each series in the order */
	bool *known;         /* [n] */
} search;

static bool locate(search *s)
{
	s->begin = calloc(s->rows->keys.n + 1, sizeof *s->begin);
	s->end = calloc(s->rows->keys.n + 1, sizeof *s->end);
	s->known = calloc(s->n + 1, sizeof *s->known);
	if (!s->begin || !s->end || !s->known)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		int64_t id = store_column_get(&s->rows->series, s->order[i]);
		if (s->end[id] == 0)
			s->begin[id] = i;
		s->end[id] = i + 1;
	}
	return true;
}

/* First row of the run at or behind a day. */
static tally_status first_at(store_segment *segment, const store_run *run, int64_t day, size_t *out,
			     tally_error *err)
{
	size_t from = run->start, to = run->start + run->size;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int64_t time;
		tally_status status =
		    store_segment_column(segment, ROW_TIME, middle, 1, &time, err);
		if (status)
			return status;
		if (time < day)
			from = middle + 1;
		else
			to = middle;
	}
	*out = from;
	return TALLY_OK;
}

/* Cuts the runs to what may be equal to a new row; returns how many are left in *n. */
static tally_status narrow(search *s, store_segment *segment, store_run *runs, size_t *n,
			   tally_error *err)
{
	size_t kept = 0;
	const store_column *times = &s->rows->columns[ROW_TIME];
	for (size_t k = 0; k < *n; k++) {
		int32_t id = store_keys_find(&s->rows->keys, &runs[k].key);
		if (id < 0 || s->end[id] == 0)
			continue;
		size_t from, to;
		int64_t first = store_column_get(times, s->order[s->begin[id]]);
		int64_t last = store_column_get(times, s->order[s->end[id] - 1]);
		tally_status status = first_at(segment, &runs[k], first, &from, err);
		if (!status)
			status = first_at(segment, &runs[k], last + 1, &to, err);
		if (status)
			return status;
		if (from >= to)
			continue;
		runs[kept] = runs[k];
		runs[kept].start = from;
		runs[kept++].size = to - from;
	}
	*n = kept;
	return TALLY_OK;
}

static bool is_live(const tally_store *store, const store_rows *rows, size_t i)
{
	int64_t batch = store_column_get(&rows->columns[ROW_BATCH], i);
	return batch >= 1 && batch <= store->max_batch && store->live[batch];
}

/* stored: the rows of the runs, one run behind the other, with the keys and texts of s->rows. */
static void merge(search *s, const store_rows *stored, const store_run *runs, size_t n)
{
	size_t j = 0;
	for (size_t k = 0; k < n; k++) {
		int32_t id = store_keys_find(&s->rows->keys, &runs[k].key);
		size_t i = s->begin[id], stop = j + runs[k].size;
		while (i < s->end[id] && j < stop) {
			int order =
			    store_rows_compare(s->rows, s->order[i], stored, j, &stored->texts);
			if (order == 0 && is_live(s->store, stored, j))
				s->known[i] = true;
			if (order < 0)
				i++;
			else
				j++;
		}
		j = stop;
	}
}

static tally_status search_segment(void *context, store_segment *segment, tally_error *err)
{
	search *s = context;
	tally_selection all = tally_selection_all();
	store_run *runs = NULL;
	size_t n = 0;
	tally_status status = store_segment_find(segment, &all, &runs, &n, err);
	if (!status)
		status = narrow(s, segment, runs, &n, err);
	if (!status && n > 0) { /* the new rows lend their keys and texts */
		store_rows stored = {.keys = s->rows->keys, .texts = s->rows->texts};
		status = store_rows_add_runs(&stored, segment, runs, n, err);
		s->rows->keys = stored.keys;
		s->rows->texts = stored.texts;
		if (!status)
			merge(s, &stored, runs, n);
		memset(&stored.keys, 0, sizeof stored.keys);
		memset(&stored.texts, 0, sizeof stored.texts);
		store_rows_release(&stored);
	}
	free(runs);
	return status;
}

tally_status store_drop_known(tally_store *store, store_rows *rows, uint32_t *order, size_t *n,
			      tally_error *err)
{
	search s = {.store = store, .rows = rows, .order = order, .n = *n};
	tally_status status = locate(&s) ? TALLY_OK : tally_error_memory(err);
	if (!status && *n > 0)
		status = store_each_segment(store, search_segment, &s, err);
	size_t kept = 0;
	for (size_t i = 0; !status && i < *n; i++)
		if (!s.known[i])
			order[kept++] = order[i];
	if (!status)
		*n = kept;
	free(s.begin);
	free(s.end);
	free(s.known);
	return status;
}
