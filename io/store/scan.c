/* scan.c: blocks of columns out of a store; see scan.h.
 *
 * When the scan is opened the tables of series are read and their runs put in canonical order by
 * two counting sorts (region code, then metric code). A block takes runs in that order until it
 * has enough rows. Where the order of codes is about the order of the file, the rows of a block lie
 * in as many chunks as they fill; where it is not (codes defined in the order of a shuffled file),
 * the block grows until its memory is used up, so that a chunk is opened few times and not once for
 * each series that has rows in it.
 *
 * To load a column, every chunk that holds rows of the block is one task of the team: fetched under
 * a lock (HDF5 knows no threads), checked, opened and dealt out to the places of the block. */
#include "store/scan.h"
#include "store/inside.h"
#include "store/scan_chunks.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS     262144
#define ROW_BYTES      32 /* of a block, about, with its scratch */
#define MEMORY_DEFAULT ((size_t)256 << 20)
#define TEXTS_MAX      ((size_t)16 << 20) /* bytes of texts kept from block to block */

/* A run in the file. */
typedef struct {
	uint32_t segment, series;
	uint32_t start, n; /* rows; a segment has fewer than 2^32 */
	int32_t metric, region;
} place;

struct tally_scan {
	tally_store *store;
	const tally_selection *what;
	size_t memory;
	bool whole_metrics;
	hid_t group;
	store_segment *segments; /* [n_segments], open */
	size_t n_segments;
	store_run **found; /* [n_segments] the runs in order of the file */
	place *places;
	size_t n, capacity, next, n_rows, n_groups;
	size_t behind; /* blocks of this turn that are others' and behind this process's */
	scan_chunks chunks;
	scan_span *spans; /* of the block */
	tally_scan_run *runs;
	size_t *groups;
	size_t cap_runs, cap_rows;
	void *arrays[STORE_ROW_COLUMNS]; /* [cap_rows] of 4 or 8 bytes, when used */
	size_t cap_arrays[STORE_ROW_COLUMNS];
	uint32_t loaded;
	tally_pool texts;
	int32_t **maps; /* [n_segments][n_texts + 1]: id in `texts` plus 1; 0: not asked yet */
};

/* --- opening ------------------------------------------------------------------------------ */

static tally_status add_places(tally_scan *s, uint32_t segment, const store_run *runs, size_t n,
			       tally_error *err)
{
	if (n == 0)
		return TALLY_OK;
	place *places =
	    tally_more_room(s->places, s->n * sizeof *places, (s->n + n) * sizeof *places);
	if (!places)
		return tally_error_memory(err);
	s->places = places;
	for (size_t i = 0; i < n; i++) {
		s->places[s->n++] = (place){.segment = segment,
					    .series = (uint32_t)i,
					    .start = (uint32_t)runs[i].start,
					    .n = (uint32_t)runs[i].size,
					    .metric = runs[i].key.part[SERIES_METRIC],
					    .region = runs[i].key.part[SERIES_REGION]};
		s->n_rows += runs[i].size;
	}
	return TALLY_OK;
}

static tally_status open_segment(tally_scan *s, uint32_t i, tally_error *err)
{
	store_segment *segment = &s->segments[i];
	size_t n = 0;
	tally_status status =
	    store_segment_open(s->group, s->store->segments[i], s->store->size, segment, err);
	if (!status)
		status = store_segment_find(segment, s->what, &s->found[i], &n, err);
	if (!status)
		status = store_check_runs(s->store, segment, s->found[i], n, err);
	return status ? status : add_places(s, i, s->found[i], n, err);
}

static int32_t id_of(const place *p, bool metric)
{
	return metric ? p->metric : p->region;
}

/* A stable sort by rank; `n_ids` ranks there are. */
static bool counting_sort(place **places, size_t n, const int32_t *rank, int32_t n_ids, bool metric)
{
	size_t *at = calloc((size_t)n_ids + 2, sizeof *at);
	place *sorted = tally_room((n + 1) * sizeof *sorted);
	for (size_t i = 0; at && sorted && i < n; i++)
		at[rank[id_of(&(*places)[i], metric)] + 1]++;
	for (int32_t k = 0; at && sorted && k < n_ids; k++)
		at[k + 1] += at[k];
	for (size_t i = 0; at && sorted && i < n; i++)
		sorted[at[rank[id_of(&(*places)[i], metric)]]++] = (*places)[i];
	bool good = at && sorted;
	free(at);
	if (!good) {
		free(sorted);
		return false;
	}
	free(*places);
	*places = sorted;
	return true;
}

static bool in_order(const tally_scan *s, const int32_t *metrics, const int32_t *regions)
{
	for (size_t i = 1; i < s->n; i++) {
		const place *a = &s->places[i - 1], *b = &s->places[i];
		if (metrics[a->metric] != metrics[b->metric]
			? metrics[a->metric] > metrics[b->metric]
			: regions[a->region] > regions[b->region])
			return false;
	}
	return true;
}

static tally_status put_in_order(tally_scan *s, tally_error *err)
{
	const tally_codes *codes = s->store->codes;
	int32_t n_metrics = tally_codes_n_metrics(codes), n_regions = tally_codes_n_regions(codes);
	int32_t *metrics = tally_metric_ranks(codes, NULL);
	int32_t *regions = tally_region_ranks(codes, NULL);
	bool good = metrics && regions;
	if (good && !in_order(s, metrics, regions))
		good = counting_sort(&s->places, s->n, regions, n_regions, false) &&
		       counting_sort(&s->places, s->n, metrics, n_metrics, true);
	for (size_t i = 0; i < s->n; i++)
		s->n_groups += i == 0 || s->places[i].metric != s->places[i - 1].metric ||
			       s->places[i].region != s->places[i - 1].region;
	free(metrics);
	free(regions);
	return good ? TALLY_OK : tally_error_memory(err);
}

static tally_status begin(tally_scan *s, tally_error *err)
{
	s->n_segments = (size_t)s->store->n_segments;
	s->segments = calloc(s->n_segments + 1, sizeof *s->segments);
	s->found = calloc(s->n_segments + 1, sizeof *s->found);
	s->maps = calloc(s->n_segments + 1, sizeof *s->maps);
	if (!s->segments || !s->found || !s->maps)
		return tally_error_memory(err);
	tally_status status = store_group_open(s->store->file, "segments", &s->group, err);
	for (uint32_t i = 0; !status && i < s->n_segments; i++)
		status = open_segment(s, i, err);
	if (!status)
		status = put_in_order(s, err);
	if (!status)
		status = scan_chunks_init(&s->chunks, s->segments, s->n_segments, err);
	return status;
}

tally_status tally_scan_open(tally_store *store, const tally_selection *what, size_t memory,
			     tally_scan **out, tally_error *err)
{
	tally_scan *s = calloc(1, sizeof *s);
	*out = NULL;
	if (!s)
		return tally_error_memory(err);
	s->store = store;
	s->what = what;
	s->memory = memory ? memory : MEMORY_DEFAULT;
	tally_status status = begin(s, err);
	if (status) {
		tally_scan_close(s);
		tally_error_prefix(err, "%s", store->path);
		return store_settle(status, err);
	}
	*out = s;
	return TALLY_OK;
}

void tally_scan_close(tally_scan *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_segments; i++) {
		if (s->segments)
			store_segment_close(&s->segments[i]);
		if (s->found)
			free(s->found[i]);
		if (s->maps)
			free(s->maps[i]);
	}
	if (s->group > 0)
		H5Gclose(s->group);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		free(s->arrays[k]);
	scan_chunks_release(&s->chunks);
	tally_pool_release(&s->texts);
	free(s->segments);
	free(s->found);
	free(s->maps);
	free(s->places);
	free(s->spans);
	free(s->runs);
	free(s->groups);
	free(s);
}

size_t tally_scan_rows(const tally_scan *s)
{
	return s->n_rows;
}

size_t tally_scan_groups(const tally_scan *s)
{
	return s->n_groups;
}

/* --- blocks ------------------------------------------------------------------------------- */

void tally_scan_whole_metrics(tally_scan *s)
{
	s->whole_metrics = true;
}

static bool same_group(const place *a, const place *b)
{
	return a->metric == b->metric && a->region == b->region;
}

/* The end of the block that begins at s->next, and its rows. */
static size_t block_end(tally_scan *s, size_t *n_rows)
{
	size_t rows = 0, chunks = 0, i = s->next;
	scan_chunks_forget(&s->chunks);
	for (; i < s->n; i++) {
		const place *p = &s->places[i];
		bool boundary = i > s->next && (s->whole_metrics ? p[-1].metric != p->metric
								 : !same_group(p - 1, p));
		bool scattered = chunks * STORE_CHUNK > 4 * rows;
		if (boundary &&
		    (rows * ROW_BYTES >= s->memory || (rows + p->n > BLOCK_ROWS && !scattered)))
			break;
		rows += p->n;
		chunks += scan_chunks_touch(&s->chunks, p->segment, p->start, p->n);
	}
	*n_rows = rows;
	return i;
}

static tally_status make_room(tally_scan *s, size_t n_runs, tally_error *err)
{
	if (n_runs <= s->cap_runs)
		return TALLY_OK;
	free(s->spans);
	free(s->runs);
	free(s->groups);
	s->cap_runs = n_runs + n_runs / 4;
	s->spans = malloc(s->cap_runs * sizeof *s->spans);
	s->runs = malloc(s->cap_runs * sizeof *s->runs);
	s->groups = malloc((s->cap_runs + 1) * sizeof *s->groups);
	if (s->spans && s->runs && s->groups)
		return TALLY_OK;
	s->cap_runs = 0;
	return tally_error_memory(err);
}

static void put_runs(tally_scan *s, size_t end, tally_scan_block *out)
{
	size_t row = 0;
	for (size_t i = s->next; i < end; i++) {
		const place *p = &s->places[i];
		const store_series *key = &s->found[p->segment][p->series].key;
		tally_scan_run *run = &s->runs[out->n_runs];
		if (i == s->next || !same_group(p - 1, p))
			s->groups[out->n_groups++] = out->n_runs;
		run->frame = tally_claim_default();
		store_series_put(key, &run->frame);
		run->frequency = (tally_frequency)key->part[SERIES_FREQUENCY];
		run->from = row;
		run->n = p->n;
		s->spans[out->n_runs++] = (scan_span){p->segment, p->start, p->n, row};
		row += p->n;
	}
	s->groups[out->n_groups] = out->n_runs;
}

/* Texts of blocks before are dropped when they have grown large. */
static void trim_texts(tally_scan *s)
{
	if (s->texts.n_bytes < TEXTS_MAX)
		return;
	tally_pool_release(&s->texts);
	for (size_t i = 0; i < s->n_segments; i++)
		if (s->maps[i])
			memset(s->maps[i], 0, (s->segments[i].n_texts + 1) * sizeof **s->maps);
}

tally_status tally_scan_next(tally_scan *s, uint32_t columns, tally_scan_block *out,
			     tally_error *err)
{
	size_t n_rows;
	*out = (tally_scan_block){0};
	if (s->next == s->n)
		return TALLY_OK;
	size_t end = block_end(s, &n_rows);
	tally_status status = make_room(s, end - s->next, err);
	if (status)
		return status;
	put_runs(s, end, out);
	trim_texts(s);
	s->next = end;
	s->loaded = 0;
	out->runs = s->runs;
	out->groups = s->groups;
	out->n_rows = n_rows;
	scan_chunks_plan(&s->chunks, s->spans, out->n_runs);
	return tally_scan_load(s, columns | tally_scan_selecting(s), out, err);
}

void tally_scan_rewind(tally_scan *s)
{
	s->next = 0;
	s->behind = 0;
}

void tally_scan_pass(tally_scan *s, size_t blocks)
{
	size_t rows;
	for (; blocks > 0 && s->next < s->n; blocks--)
		s->next = block_end(s, &rows);
}

size_t tally_scan_blocks(tally_scan *s)
{
	size_t at = s->next, n = 0;
	for (; s->next < s->n; n++)
		tally_scan_pass(s, 1);
	s->next = at;
	return n;
}

bool tally_scan_turn(tally_scan *s, const tally_ranks *ranks, uint32_t columns,
		     tally_scan_block *out, tally_status *status, tally_error *err)
{
	tally_scan_pass(s, s->behind);
	*out = (tally_scan_block){0};
	*status = TALLY_OK;
	if (s->next == s->n)
		return false;
	s->behind = ranks ? (size_t)(ranks->n - 1 - ranks->rank) : 0;
	tally_scan_pass(s, ranks ? (size_t)ranks->rank : 0);
	size_t at = s->next;
	*status = tally_scan_next(s, columns, out, err);
	if (*status) {
		s->next = at;
		tally_scan_pass(s, 1);
		*out = (tally_scan_block){0};
	}
	return true;
}

/* --- columns ------------------------------------------------------------------------------ */

/* One value for all rows of the block, when it is so. */
static tally_status find_constant(tally_scan *s, int column, size_t n_runs, bool *constant,
				  int64_t *value, tally_error *err)
{
	bool first = true;
	*constant = true;
	for (size_t i = 0; *constant && i < n_runs; i++) {
		if (i > 0 && s->spans[i].segment == s->spans[i - 1].segment)
			continue;
		int64_t here;
		tally_status status = store_segment_constant(&s->segments[s->spans[i].segment],
							     column, constant, &here, err);
		if (status)
			return status;
		if (*constant && store_is_text(column) && here != 0 && s->n_segments > 1)
			*constant = false; /* ids are the segment's own */
		if (*constant && !first && here != *value)
			*constant = false;
		*value = here;
		first = false;
	}
	return TALLY_OK;
}

/* The id in the scan's own pool. */
static tally_status map_text(tally_scan *s, uint32_t segment, int64_t *id, tally_error *err)
{
	store_segment *from = &s->segments[segment];
	if (*id == 0)
		return TALLY_OK;
	if (*id < 0 || (uint64_t)*id > from->n_texts)
		return tally_error_set(err, TALLY_EINPUT,
				       "a row names text %lld, which is not there: damaged",
				       (long long)*id);
	if (!s->maps[segment] && !(s->maps[segment] = calloc(from->n_texts + 1, sizeof **s->maps)))
		return tally_error_memory(err);
	int32_t *known = &s->maps[segment][*id];
	if (*known == 0) {
		int32_t added = store_segment_text(from, *id, &s->texts, err);
		if (added < 0)
			return TALLY_EINPUT;
		*known = added + 1;
	}
	*id = *known - 1;
	return TALLY_OK;
}

/* Most rows in a row name one text. */
static tally_status map_texts(tally_scan *s, int32_t *ids, size_t n_runs, tally_error *err)
{
	for (size_t i = 0; i < n_runs; i++) {
		const scan_span *span = &s->spans[i];
		int32_t before = 0;
		int64_t id = 0;
		for (size_t k = span->to; k < span->to + span->n; k++) {
			if (ids[k] != before) {
				before = (int32_t)(id = ids[k]);
				tally_status status = map_text(s, span->segment, &id, err);
				if (status)
					return status;
			}
			ids[k] = (int32_t)id;
		}
	}
	return TALLY_OK;
}

static tally_status array_for(tally_scan *s, int column, size_t n_rows, tally_error *err)
{
	size_t width = scan_column_is_wide(column) ? 8 : 4;
	if (s->cap_arrays[column] >= n_rows)
		return TALLY_OK;
	free(s->arrays[column]);
	size_t capacity = n_rows + n_rows / 8;
	s->arrays[column] = tally_room(capacity * width);
	s->cap_arrays[column] = s->arrays[column] ? capacity : 0;
	return s->arrays[column] ? TALLY_OK : tally_error_memory(err);
}

/* Finds out what is constant and asks for the rest; *varying gets what must be loaded. */
static tally_status sort_columns(tally_scan *s, uint32_t columns, tally_scan_block *block,
				 uint32_t *varying, tally_error *err)
{
	tally_status status = TALLY_OK;
	*varying = 0;
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++) {
		bool constant;
		int64_t value = 0;
		if (!(columns & 1u << k))
			continue;
		status = find_constant(s, k, block->n_runs, &constant, &value, err);
		if (status)
			return status;
		if (!constant) {
			*varying |= 1u << k;
			status = array_for(s, k, block->n_rows, err);
			continue;
		}
		if (!store_value_valid(k, value))
			return tally_error_set(err, TALLY_EINPUT,
					       "all rows have a %s that cannot be: damaged",
					       store_row_specs[k].name);
		if (store_is_text(k))
			status = map_text(s, s->spans[0].segment, &value, err);
		block->columns[k] = (tally_scan_column){.constant = value};
	}
	return status;
}

static bool all_wanted(const tally_scan *s, const tally_scan_block *block)
{
	const tally_selection *w = s->what;
	const tally_scan_column *batch = &block->columns[ROW_BATCH];
	if (w->batch != 0 || w->has_range || w->as_of != TALLY_DAY_NONE || w->source)
		return false;
	if (!batch->narrow)
		return batch->constant <= s->store->max_batch && s->store->live[batch->constant];
	for (int32_t i = 1; i <= s->store->max_batch; i++)
		if (!s->store->live[i])
			return false;
	for (size_t i = 0; i < block->n_rows; i++)
		if (batch->narrow[i] > s->store->max_batch)
			return false;
	return true;
}

tally_status tally_scan_load(tally_scan *s, uint32_t columns, tally_scan_block *block,
			     tally_error *err)
{
	uint32_t varying;
	columns &= ~s->loaded;
	tally_status status = sort_columns(s, columns, block, &varying, err);
	if (!status)
		status = scan_chunks_load(&s->chunks, varying, s->arrays, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++) {
		if (!(varying & 1u << k))
			continue;
		if (store_is_text(k))
			status = map_texts(s, s->arrays[k], block->n_runs, err);
		if (scan_column_is_wide(k))
			block->columns[k].wide = s->arrays[k];
		else
			block->columns[k].narrow = s->arrays[k];
	}
	s->loaded |= columns;
	block->texts = &s->texts;
	if (!status && columns & 1u << ROW_BATCH)
		block->all_wanted = all_wanted(s, block);
	if (status)
		tally_error_prefix(err, "%s", s->store->path);
	return store_settle(status, err);
}

/* --- rows --------------------------------------------------------------------------------- */

uint32_t tally_scan_selecting(const tally_scan *s)
{
	const tally_selection *w = s->what;
	uint32_t columns = 1u << ROW_BATCH;
	if (w->has_range)
		columns |= 1u << ROW_TIME | 1u << ROW_DAYS;
	if (w->as_of != TALLY_DAY_NONE)
		columns |= 1u << ROW_PUBLISHED;
	if (w->source)
		columns |= 1u << ROW_SOURCE;
	return columns;
}

bool tally_scan_wanted(const tally_scan *s, const tally_scan_block *block, size_t row)
{
	const tally_scan_column *c = block->columns;
	int64_t batch = tally_scan_at(&c[ROW_BATCH], row), published;
	const tally_selection *w = s->what;
	if (batch > s->store->max_batch || !s->store->live[batch] ||
	    (w->batch != 0 && batch != w->batch))
		return false;
	if (w->has_range) {
		tally_period p = tally_scan_period(block, row);
		if (p.last < w->from || p.first > w->to)
			return false;
	}
	if (w->as_of != TALLY_DAY_NONE) {
		published = tally_scan_at(&c[ROW_PUBLISHED], row);
		if (published != TALLY_DAY_NONE && published > w->as_of)
			return false;
	}
	if (!w->source)
		return true;
	const char *source =
	    tally_pool_text(block->texts, (int32_t)tally_scan_at(&c[ROW_SOURCE], row));
	return strcmp(source, w->source) == 0 ||
	       strcmp(tally_codes_source_of(s->store->codes, source)->family, w->source) == 0;
}

tally_period tally_scan_period(const tally_scan_block *block, size_t row)
{
	return store_period_of(tally_scan_at(&block->columns[ROW_TIME], row),
			       tally_scan_at(&block->columns[ROW_DAYS], row));
}

void tally_scan_claim(const tally_scan_block *block, const tally_scan_run *run, size_t row,
		      tally_claim *out)
{
	int64_t values[STORE_ROW_COLUMNS];
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		values[k] = tally_scan_at(&block->columns[k], row);
	*out = run->frame;
	store_values_put(values, out);
}
