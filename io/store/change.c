/* change.c: create, append, revert, compact: each makes a new file and puts it in place. */
#include "csv/csv.h"
#include "store/fold.h"
#include "store/replace.h"
#include "store/sorted.h"
#include "store/team.h"

#include <stdlib.h>
#include <string.h>

/* Reading costs a little per segment; folding costs a rewrite. */
#define SEGMENTS_BEFORE_FOLDING 32

int64_t store_next_segment(const tally_store *store)
{
	return store->n_segments ? store->segments[store->n_segments - 1] + 1 : 1;
}

tally_status store_add_segment(tally_store *store, const store_rows *rows, const uint32_t *order,
			       size_t n, tally_error *err)
{
	hid_t group;
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (status)
		return status;
	status = store_segment_write(group, store_next_segment(store), rows, order, n, err);
	H5Gclose(group);
	return status;
}

/* --- create ---------------------------------------------------------------------------- */

static tally_status make(store_change *change, const char *const *names, const char *const *texts,
			 int n, tally_error *err)
{
	tally_codes *codes = NULL;
	tally_diagnostics complaints = {.max = 1};
	tally_status status = tally_codes_parse(names, texts, n, &codes, &complaints, err);
	if (status == TALLY_EINPUT && complaints.count > 0)
		tally_error_set(err, TALLY_EINPUT, "%s:%ld: %s", complaints.items[0].file,
				complaints.items[0].line, complaints.items[0].message);
	tally_diagnostics_release(&complaints);
	if (!status)
		status = store_change_open(change, false, err);
	if (!status)
		status = store_make(change->temporary, names, texts, n, codes, err);
	tally_codes_free(codes);
	return status;
}

tally_status tally_store_create(const char *path, const char *const *names,
				const char *const *texts, int n, tally_error *err)
{
	store_change change;
	tally_status status = store_change_begin(path, true, false, &change, err);
	if (status)
		return status;
	status = make(&change, names, texts, n, err);
	if (!status)
		status = store_change_commit(&change, err);
	store_change_end(&change);
	return store_settle(status, err);
}

/* --- changing a copy ------------------------------------------------------------------- */

static tally_status begin(const char *path, const tally_store_options *options,
			  store_change *change, tally_store **store, tally_error *err)
{
	*store = NULL;
	store_team_limit(options ? options->threads : 0);
	tally_status status =
	    store_change_begin(path, false, options && options->no_wait, change, err);
	if (status)
		return status;
	status = store_open(change->path, false, store, err);
	if (status)
		store_change_end(change);
	return status;
}

/* Before the new file takes the place of the old one it is opened once more and looked through. */
static tally_status commit(store_change *change, int64_t rows, tally_error *err)
{
	int64_t found = 0;
	tally_diagnostics complaints = {.max = 1};
	tally_status status = store_check(change->temporary, false, &complaints, &found, err);
	if (!status && (complaints.errors > 0 || found != rows))
		status = tally_error_set(err, TALLY_ESYSTEM,
					 "%s: the new store is not what was written (%s); the old "
					 "one stays",
					 change->path,
					 complaints.count ? complaints.items[0].message : "rows");
	tally_diagnostics_release(&complaints);
	return status ? status : store_change_commit(change, err);
}

/* --- append ---------------------------------------------------------------------------- */

static int32_t mapped(const int32_t *map, int32_t n, int32_t id)
{
	return id >= 0 && id < n ? map[id] : TALLY_NO_CODE;
}

static void map_parts(int32_t *part, const store_code_map *map)
{
	part[SERIES_METRIC] = mapped(map->metrics, map->n_metrics, part[SERIES_METRIC]);
	part[SERIES_REGION] = mapped(map->regions, map->n_regions, part[SERIES_REGION]);
	part[SERIES_UNIT] = mapped(map->units, map->n_units, part[SERIES_UNIT]);
	part[SERIES_WHOLE_METRIC] = mapped(map->metrics, map->n_metrics, part[SERIES_WHOLE_METRIC]);
	part[SERIES_WHOLE_REGION] = mapped(map->regions, map->n_regions, part[SERIES_WHOLE_REGION]);
}

tally_status store_rows_recode(store_rows *rows, const store_code_map *map, tally_error *err)
{
	store_keys keys = {0};
	tally_status status = TALLY_OK;
	for (size_t i = 0; !status && i < rows->keys.n; i++) {
		store_series s = rows->keys.items[i];
		map_parts(s.part, map);
		if (store_keys_add(&keys, &s) != (int32_t)i)
			status = tally_error_memory(err);
	}
	if (status) {
		store_keys_release(&keys);
		return status;
	}
	store_keys_release(&rows->keys);
	rows->keys = keys;
	return TALLY_OK;
}

static tally_status check_series(const store_rows *rows, const tally_codes *codes, tally_error *err)
{
	const char *wrong = "metric, region or unit";
	for (size_t i = 0; i < rows->keys.n; i++)
		if (!store_series_valid(&rows->keys.items[i], &wrong) ||
		    !store_series_known(&rows->keys.items[i], codes))
			return tally_error_set(err, TALLY_EUSAGE, "a claim has a %s that cannot be",
					       wrong);
	return TALLY_OK;
}

/* Mostly the claims' lists are those of the store as it is. When the claims came with new codes,
 * or another writer defined some meanwhile, ids are looked up by code. */
tally_status store_settle_codes(tally_store *store, const tally_codes *codes, store_rows *rows,
				bool *defined, tally_error *err)
{
	bool same = false;
	store_code_map map;
	*defined = false;
	tally_status status = check_series(rows, codes, err);
	if (!status)
		status = store_codes_same(store->file, store->size, codes, &same, err);
	if (status || same)
		return status;
	status = store_codes_read(store->file, store->size, &store->lists, &store->codes, err);
	if (!status)
		status = store_code_map_make(codes, store->codes, &map, err);
	if (status)
		return status;
	*defined = map.defined;
	if (!map.same)
		status = store_rows_recode(rows, &map, err);
	store_code_map_release(&map);
	return status;
}

static tally_status write_batch(store_change *change, const tally_store *old,
				const store_filling *f, bool defined, const tally_batch_info *info,
				tally_error *err)
{
	tally_store *store;
	tally_status status = store_change_open(change, true, err);
	if (!status)
		status = store_open(change->temporary, true, &store, err);
	if (status)
		return status;
	if (defined)
		status = store_codes_write(store->file, old->codes, err);
	if (!status)
		status = store_log_add(&store->log, info, err);
	if (!status)
		status = store_log_write(store->file, &store->log, err);
	if (!status)
		status = f->write(f->context, store, err);
	tally_status closed = store_finish(store, status ? NULL : err);
	return status ? status : closed;
}

static tally_status fold(store_change *change, tally_store *store,
			 const tally_store_options *options, tally_error *err);

static int64_t log_rows(const tally_store *store)
{
	int64_t n = 0;
	for (int32_t i = 0; i < store->log.n; i++)
		n += store->log.items[i].rows_stored;
	return n;
}

static tally_status append(store_change *change, tally_store *store, const store_filling *f,
			   tally_batch_info *info, tally_error *err)
{
	size_t n = 0, n_all = 0;
	bool defined = false;
	info->number = store->max_batch + 1;
	info->reverted = false;
	tally_status status =
	    f->prepare(f->context, store, info->number, &n_all, &n, &defined, err);
	info->rows_stored = (int64_t)n;
	info->rows_known = (int64_t)(n_all - n);
	if (n == 0)
		info->number = 0;
	else if (!status)
		status = write_batch(change, store, f, defined, info, err);
	if (!status && n > 0)
		status = commit(change, log_rows(store) + (int64_t)n, err);
	return status;
}

/* Folds what has gathered beside the largest segment while that is little, else everything. */
static tally_status fold_some(store_change *change, tally_store *store,
			      const tally_store_options *options, tally_error *err)
{
	int64_t largest;
	bool little;
	tally_status status = store_fold_plan(store, &largest, &little, err);
	if (!status && !little)
		return fold(change, store, options, err);
	if (!status)
		status = store_change_open(change, true, err);
	if (!status)
		status =
		    store_fold_small(store, largest, change->temporary, options, err);
	return status ? status : commit(change, log_rows(store), err);
}

/* The batch is in the store already: when folding fails, the store is as good without. */
static void fold_if_many(store_change *change, int n_segments, const tally_store_options *options)
{
	tally_store *store;
	if (n_segments <= SEGMENTS_BEFORE_FOLDING || store_open(change->path, false, &store, NULL))
		return;
	fold_some(change, store, options, NULL);
	tally_store_close(store);
}

tally_status store_append(const char *path, const store_filling *f,
			  const tally_store_options *options, tally_batch_info *info,
			  tally_error *err)
{
	store_change change;
	tally_store *store;
	tally_status status = begin(path, options, &change, &store, err);
	if (status)
		return store_settle(status, err);
	status = append(&change, store, f, info, err);
	int n_segments = store->n_segments + (info->number > 0);
	tally_store_close(store);
	if (!status && info->number > 0)
		fold_if_many(&change, n_segments, options);
	store_change_end(&change);
	return store_settle(status, err);
}

/* A batch that one process has. */
typedef struct {
	tally_batch *batch;
	const tally_codes *codes;
	store_sorted sorted;
} one_batch;

static void set_batch(tally_batch *batch, int32_t number)
{
	batch->rows.columns[ROW_BATCH].constant = number;
	for (size_t i = 0; i < batch->n_runs; i++)
		batch->runs[i].columns[ROW_BATCH].value = number;
}

/* Sorted, each once, without those that the store has. Codes that go by other numbers in the store
 * give the series new keys. */
static tally_status prepare_rows(void *context, tally_store *store, int32_t batch, size_t *n_all,
				 size_t *n, bool *defined, tally_error *err)
{
	one_batch *o = context;
	tally_batch *b = o->batch;
	const store_series *keys = b->rows.keys.items;
	*n_all = (size_t)tally_batch_rows(b);
	tally_status status = TALLY_OK;
	if (b->n_runs > 0)
		status = store_batch_put_aside(b, err);
	set_batch(b, batch);
	if (!status)
		status = store_settle_codes(store, o->codes, &b->rows, defined, err);
	if (!status && b->n_runs > 0 && b->rows.keys.items != keys)
		status = store_batch_sort_again(b, err);
	if (!status)
		status = store_sorted_make(b, store, &o->sorted, err);
	*n = o->sorted.n;
	return status;
}

static tally_status write_rows(void *context, tally_store *store, tally_error *err)
{
	one_batch *o = context;
	return store_sorted_write(&o->sorted, store, err);
}

tally_status tally_store_append_batch(const char *path, tally_batch *batch,
				      const tally_codes *codes, const tally_store_options *options,
				      tally_batch_info *info, tally_error *err)
{
	one_batch o = {.batch = batch, .codes = codes};
	const store_filling f = {prepare_rows, write_rows, &o};
	tally_status status = store_append(path, &f, options, info, err);
	store_sorted_release(&o.sorted);
	return status;
}

tally_status tally_store_append(const char *path, const tally_claims *claims,
				const tally_codes *codes, const tally_store_options *options,
				tally_batch_info *info, tally_error *err)
{
	tally_batch *batch = tally_batch_new();
	tally_status status =
	    batch ? store_batch_take(batch, claims, err) : tally_error_memory(err);
	if (!status)
		status = tally_store_append_batch(path, batch, codes, options, info, err);
	tally_batch_free(batch);
	return status;
}

/* --- compact --------------------------------------------------------------------------- */

static tally_status fold(store_change *change, tally_store *store,
			 const tally_store_options *options, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (!store->codes)
		status =
		    store_codes_read(store->file, store->size, &store->lists, &store->codes, err);
	if (!status)
		status = store_change_open(change, false, err);
	if (!status)
		status = store_fold_all(store, change->temporary, options, err);
	if (!status)
		status = commit(change, log_rows(store), err);
	return status;
}

tally_status tally_store_compact(const char *path, const tally_store_options *options,
				 tally_error *err)
{
	store_change change;
	tally_store *store;
	tally_status status = begin(path, options, &change, &store, err);
	if (status)
		return store_settle(status, err);
	status = fold(&change, store, options, err);
	tally_store_close(store);
	store_change_end(&change);
	return store_settle(status, err);
}

/* --- revert ---------------------------------------------------------------------------- */

static tally_status mark(tally_store *store, int32_t number, tally_error *err)
{
	for (int32_t i = 0; i < store->log.n; i++) {
		tally_batch_info *b = &store->log.items[i];
		if (b->number != number)
			continue;
		if (b->reverted)
			return tally_error_set(err, TALLY_EUSAGE, "batch %d is reverted already",
					       number);
		b->reverted = true;
		return TALLY_OK;
	}
	return tally_error_set(err, TALLY_EUSAGE, "there is no batch %d (tally log lists them)",
			       number);
}

static tally_status revert(store_change *change, tally_store *store, int32_t number,
			   tally_error *err)
{
	tally_store *copy;
	tally_status status = mark(store, number, err);
	if (!status)
		status = store_change_open(change, true, err);
	if (!status)
		status = store_open(change->temporary, true, &copy, err);
	if (status)
		return status;
	status = store_log_write(copy->file, &store->log, err);
	tally_status closed = store_finish(copy, status ? NULL : err);
	if (!status)
		status = closed;
	return status ? status : commit(change, log_rows(store), err);
}

tally_status tally_store_revert(const char *path, int32_t number,
				const tally_store_options *options, tally_error *err)
{
	store_change change;
	tally_store *store;
	tally_status status = begin(path, options, &change, &store, err);
	if (status)
		return store_settle(status, err);
	status = revert(&change, store, number, err);
	tally_store_close(store);
	store_change_end(&change);
	return store_settle(status, err);
}
