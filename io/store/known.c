/* known.c: which of the new rows the store has.
 *
 * Of each stored series that also has new rows, only the rows within the span of time of the new
 * ones are read, and none where the new ones are all later: then the table of series says so. Both
 * are in the same order, so that one merge finds the equal ones: linear in the rows read. */
#include "store/gather.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_store *store;
	store_rows *rows;
	const uint32_t *order;
	size_t n;
	size_t *begin, *end; /* of each series in the order */
	int32_t *sorted;     /* series by key */
	int32_t *metrics;    /* those of the series, each once */
	int n_metrics;
	bool *known; /* [n] */
	store_segment *segment;
	size_t at;         /* place in `sorted` of the next stored series */
	store_rows stored; /* some rows of the segment, with the keys and texts of `rows` */
	store_gathering *gathering;
} search;

static bool list_series(search *s)
{
	const store_keys *keys = &s->rows->keys;
	s->sorted = store_keys_sorted(keys);
	s->metrics = malloc((keys->n + 1) * sizeof *s->metrics);
	if (!s->sorted || !s->metrics)
		return false;
	for (size_t i = 0; i < keys->n; i++) {
		int32_t metric = keys->items[s->sorted[i]].part[SERIES_METRIC];
		if (s->n_metrics == 0 || s->metrics[s->n_metrics - 1] != metric)
			s->metrics[s->n_metrics++] = metric;
	}
	return true;
}

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

/* The rows of the run within the span of time of the new rows of a series. */
static tally_status cut(const search *s, int32_t id, store_run *run, tally_error *err)
{
	const store_column *times = &s->rows->columns[ROW_TIME];
	store_segment *segment = s->segment;
	int64_t first = store_column_get(times, s->order[s->begin[id]]);
	int64_t last = store_column_get(times, s->order[s->end[id] - 1]);
	size_t from, to = 0;
	bool told;
	int64_t day;
	tally_status status = store_segment_last_day(segment, run->series, &told, &day, err);
	if (!status && told && first > day) {
		run->size = 0;
		return TALLY_OK;
	}
	if (!status)
		status = first_at(segment, run, first, &from, err);
	if (!status)
		status = first_at(segment, run, last + 1, &to, err);
	if (!status) {
		run->start = from;
		run->size = to > from ? to - from : 0;
	}
	return status;
}

/* Cuts the runs to what may be equal to a new row; both they and s->sorted go up by key. *n: how
 * many are left. */
static tally_status narrow(search *s, store_run *runs, size_t *n, tally_error *err)
{
	const store_keys *keys = &s->rows->keys;
	size_t kept = 0;
	for (size_t k = 0; k < *n && s->at < keys->n; k++) {
		int order = -1;
		while (s->at < keys->n && (order = store_series_compare(
					       &keys->items[s->sorted[s->at]], &runs[k].key)) < 0)
			s->at++;
		if (order != 0 || s->end[s->sorted[s->at]] == 0)
			continue;
		tally_status status = cut(s, s->sorted[s->at], &runs[k], err);
		if (status)
			return status;
		if (runs[k].size > 0)
			runs[kept++] = runs[k];
	}
	*n = kept;
	return TALLY_OK;
}

static bool is_live(const tally_store *store, const store_rows *rows, size_t i)
{
	int64_t batch = store_column_get(&rows->columns[ROW_BATCH], i);
	return batch >= 1 && batch <= store->max_batch && store->live[batch];
}

static void merge(search *s)
{
	const store_rows *stored = &s->stored;
	int64_t before = -1;
	size_t i = 0;
	for (size_t j = 0; j < stored->n; j++) {
		int64_t id = store_column_get(&stored->series, j);
		int order = -1;
		i = id == before ? i : s->begin[id];
		before = id;
		while (i < s->end[id] && (order = store_rows_compare(s->rows, s->order[i], stored,
								     j, &s->rows->texts)) < 0)
			i++;
		if (i < s->end[id] && order == 0 && is_live(s->store, stored, j))
			s->known[i] = true;
	}
}

/* The new rows lend their keys and texts to the stored ones, so that ids can be compared. */
static tally_status compare(void *context, store_run *runs, size_t n, tally_error *err)
{
	search *s = context;
	s->stored.keys = s->rows->keys;
	s->stored.texts = s->rows->texts;
	tally_status status = store_gathering_add(s->gathering, runs, n, err);
	s->rows->keys = s->stored.keys;
	s->rows->texts = s->stored.texts;
	if (!status)
		merge(s);
	memset(&s->stored.keys, 0, sizeof s->stored.keys);
	memset(&s->stored.texts, 0, sizeof s->stored.texts);
	store_rows_release(&s->stored);
	return status;
}

/* No more stored rows at a time than there are new ones, or a few. */
#define FEW_ROWS 65536

/* The texts of constant columns join those of the new rows. */
static tally_status begin_gathering(search *s, tally_error *err)
{
	s->stored.texts = s->rows->texts;
	/* the line that a row came from tells no rows apart */
	tally_status status =
	    store_gathering_new(&s->stored, s->segment, ROW_LINE, &s->gathering, err);
	s->rows->texts = s->stored.texts;
	memset(&s->stored.texts, 0, sizeof s->stored.texts);
	return status;
}

static tally_status look_at(void *context, store_run *runs, size_t n, tally_error *err)
{
	search *s = context;
	tally_status status = narrow(s, runs, &n, err);
	if (!status && n > 0 && !s->gathering)
		status = begin_gathering(s, err);
	return status ? status
		      : store_each_stretch(runs, n, s->n > FEW_ROWS ? s->n : FEW_ROWS, compare, s,
					   err);
}

static tally_status search_segment(void *context, store_segment *segment, tally_error *err)
{
	search *s = context;
	tally_selection what = tally_selection_all();
	what.metrics = s->metrics;
	what.n_metrics = s->n_metrics;
	segment->ahead = true; /* new rows mostly lie all over the store */
	s->segment = segment;
	s->at = 0;
	tally_status status = store_segment_each(segment, &what, look_at, s, err);
	store_gathering_free(s->gathering);
	s->gathering = NULL;
	return status;
}

tally_status store_drop_known(tally_store *store, store_rows *rows, uint32_t *order, size_t *n,
			      tally_error *err)
{
	search s = {.store = store, .rows = rows, .order = order, .n = *n};
	tally_status status = locate(&s) && list_series(&s) ? TALLY_OK : tally_error_memory(err);
	if (!status && *n > 0)
		status = store_each_segment(store, search_segment, &s, err);
	size_t kept = 0;
	for (size_t i = 0; !status && i < *n; i++)
		if (!s.known[i])
			order[kept++] = order[i];
	if (!status)
		*n = kept;
	free(s.sorted);
	free(s.metrics);
	free(s.begin);
	free(s.end);
	free(s.known);
	return status;
}
