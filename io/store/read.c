/* read.c: claims out of a store: the series that fit, then their rows, then the order. */
#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

tally_selection tally_selection_all(void)
{
	return (tally_selection){.as_of = TALLY_DAY_NONE, .measure = -1};
}

/* A text of the segment and what is known of it. */
typedef struct {
	int32_t id;  /* in the claims' pool plus 1; 0: not asked yet */
	bool wanted; /* as a source */
} known_text;

typedef struct {
	tally_store *store;
	store_segment *segment;
	const tally_selection *what;
	tally_claims *out;
	known_text *texts; /* [n_texts + 1] */
	const store_run *runs;
	size_t n_runs;
	store_block *block;
	const store_series **keys; /* [STORE_BLOCK] series of each row of the block */
	tally_error *err;
} reading;

static tally_status text(reading *r, int64_t id, int32_t *out, bool *wanted)
{
	*out = 0;
	*wanted = true;
	if (id == 0 && !r->what->source)
		return TALLY_OK;
	if (id < 0 || (uint64_t)id > r->segment->n_texts)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "a row names text %lld, which is not there: damaged",
				       (long long)id);
	known_text *k = &r->texts[id];
	if (k->id == 0) {
		int32_t added = store_segment_text(r->segment, id, &r->out->texts, r->err);
		if (added < 0)
			return r->err ? r->err->status : TALLY_EINPUT;
		k->id = added + 1;
		const char *source = tally_pool_text(&r->out->texts, added);
		k->wanted = !r->what->source ||
			    strcmp(tally_codes_source_of(r->store->codes, source)->family,
				   r->what->source) == 0 ||
			    strcmp(source, r->what->source) == 0;
	}
	*out = k->id - 1;
	*wanted = k->wanted;
	return TALLY_OK;
}

static bool row_wanted(const reading *r, size_t i)
{
	const tally_selection *w = r->what;
	const store_block *b = r->block;
	int64_t last = b->value[ROW_TIME][i], days = b->value[ROW_DAYS][i];
	int64_t published = b->value[ROW_PUBLISHED][i], batch = b->value[ROW_BATCH][i];
	if (batch > r->store->max_batch || !r->store->live[batch] ||
	    (w->batch != 0 && batch != w->batch))
		return false;
	if (w->has_range && (last < w->from || (days != 0 && last - days + 1 > w->to)))
		return false;
	return w->as_of == TALLY_DAY_NONE || published == TALLY_DAY_NONE || published <= w->as_of;
}

static tally_status put_texts(reading *r, size_t i, tally_claim *claim, bool *keep)
{
	bool ignored;
	const store_block *b = r->block;
	tally_status status = text(r, b->value[ROW_SOURCE][i], &claim->source, keep);
	if (!status && *keep)
		status = text(r, b->value[ROW_LOCATOR][i], &claim->locator, &ignored);
	if (!status && *keep)
		status = text(r, b->value[ROW_NOTE][i], &claim->note, &ignored);
	return status;
}

static tally_status make_room(tally_claims *table, size_t n, tally_error *err)
{
	if (table->n + n <= table->capacity)
		return TALLY_OK;
	size_t capacity = table->capacity + table->capacity / 2;
	if (capacity < table->n + n)
		capacity = table->n + n;
	tally_claim *grown = realloc(table->items, capacity * sizeof *grown);
	if (!grown)
		return tally_error_memory(err);
	table->items = grown;
	table->capacity = capacity;
	return TALLY_OK;
}

bool store_series_known(const store_series *key, const tally_codes *codes)
{
	const int32_t *part = key->part;
	int32_t metrics = tally_codes_n_metrics(codes), regions = tally_codes_n_regions(codes);
	return part[SERIES_METRIC] < metrics && part[SERIES_WHOLE_METRIC] < metrics &&
	       part[SERIES_REGION] < regions && part[SERIES_WHOLE_REGION] < regions &&
	       part[SERIES_UNIT] < tally_codes_n_units(codes);
}

static tally_status check_series(reading *r)
{
	const char *wrong = "metric, region or unit";
	for (size_t i = 0; i < r->n_runs; i++)
		if (!store_series_valid(&r->runs[i].key, &wrong) ||
		    !store_series_known(&r->runs[i].key, r->store->codes))
			return tally_error_set(
			    r->err, TALLY_EINPUT,
			    "series %zu of segment %lld has a %s that cannot be: damaged",
			    r->runs[i].series, (long long)r->segment->number, wrong);
	return TALLY_OK;
}

static tally_status take_block(reading *r, size_t from)
{
	store_block *b = r->block;
	const char *wrong;
	size_t n = b->n;
	tally_status status = store_segment_block(r->segment, from, n, b, r->err);
	if (!status)
		status = make_room(r->out, n, r->err);
	for (size_t i = 0; !status && i < n; i++) {
		if (!store_block_valid(b, i, &wrong))
			return tally_error_set(
			    r->err, TALLY_EINPUT,
			    "row %zu of segment %lld has a %s that cannot be: damaged", from + i,
			    (long long)r->segment->number, wrong);
		if (!row_wanted(r, i))
			continue;
		tally_claim *claim = &r->out->items[r->out->n];
		bool keep;
		store_block_claim(b, i, r->keys[i], claim);
		status = put_texts(r, i, claim, &keep);
		if (!status && keep)
			r->out->n++;
	}
	b->n = 0;
	return status;
}

/* Rows that lie one behind the other go into one block, whatever their series. */
static tally_status take_runs(reading *r)
{
	tally_status status = TALLY_OK;
	size_t from = 0; /* first row of the block */
	r->block->n = 0;
	for (size_t k = 0; !status && k < r->n_runs; k++) {
		const store_run *run = &r->runs[k];
		if (r->block->n > 0 && run->start != from + r->block->n)
			status = take_block(r, from);
		for (size_t at = 0; !status && at < run->size;) {
			if (r->block->n == STORE_BLOCK)
				status = take_block(r, from);
			if (r->block->n == 0)
				from = run->start + at;
			while (at < run->size && r->block->n < STORE_BLOCK) {
				r->keys[r->block->n++] = &run->key;
				at++;
			}
		}
	}
	if (!status && r->block->n > 0)
		status = take_block(r, from);
	return status;
}

static tally_status read_segment(reading *r)
{
	store_run *found = NULL;
	tally_status status = store_segment_find(r->segment, r->what, &found, &r->n_runs, r->err);
	r->runs = found;
	if (!status)
		status = check_series(r);
	if (!status && r->n_runs > 0) {
		r->texts = calloc(r->segment->n_texts + 1, sizeof *r->texts);
		status = r->texts ? take_runs(r) : tally_error_memory(r->err);
		free(r->texts);
	}
	free(found);
	return status;
}

tally_status tally_store_read(tally_store *store, const tally_selection *what, tally_claims *out,
			      tally_error *err)
{
	hid_t group;
	reading r = {.store = store, .what = what, .out = out, .err = err};
	tally_error own = {0};
	if (!err)
		r.err = err = &own;
	r.block = malloc(sizeof *r.block);
	r.keys = malloc(STORE_BLOCK * sizeof *r.keys);
	tally_status status = r.block && r.keys ? TALLY_OK : tally_error_memory(err);
	if (!status)
		status = store_group_open(store->file, "segments", &group, err);
	for (int i = 0; !status && i < store->n_segments; i++) {
		store_segment segment;
		status = store_segment_open(group, store->segments[i], store->size, &segment, err);
		r.segment = &segment;
		if (!status)
			status = read_segment(&r);
		store_segment_close(&segment);
		if (status || i + 1 == store->n_segments)
			H5Gclose(group);
	}
	if (!status && store->n_segments == 0)
		H5Gclose(group);
	free(r.block);
	free(r.keys);
	if (status)
		return tally_error_prefix(err, "%s", store->path);
	tally_claims_sort(out, store->codes);
	return TALLY_OK;
}
