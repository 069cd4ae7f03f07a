/* fold.c: many segments into one, so that reading stays fast.
 *
 * Rows keep their batch numbers and the log stays. While little has gathered beside a large segment
 * only that little is rewritten, within a copy: a row is rewritten by folding about as often as
 * the logarithm of the store's growth. */
#include "store/fold.h"

#include "store/gather.h"
#include "store/sorted.h"

/* Rows of segments on their way into one. */
typedef struct {
	tally_batch *batch;
	tally_aside *aside;
	int64_t keep; /* segment that stays as it is, 0: none */
	store_gathering *gathering;
} folding;

static tally_status folding_init(folding *f, const tally_store *from,
				 const tally_store_options *options, tally_error *err)
{
	f->batch = tally_batch_new();
	f->aside = tally_aside_new(from->path, options);
	if (!f->batch || !f->aside)
		return tally_error_memory(err);
	tally_batch_use(f->batch, f->aside);
	f->batch->keeps_equal = true;
	return TALLY_OK;
}

static void folding_release(folding *f)
{
	tally_batch_free(f->batch);
	tally_aside_free(f->aside);
}

/* Rows that are read before it is asked whether they fit. */
#define STRETCH_ROWS 16384

static tally_status add_stretch(void *context, store_run *runs, size_t n, tally_error *err)
{
	folding *f = context;
	tally_status status = store_gathering_add(f->gathering, runs, n, err);
	return status ? status : store_batch_settle(f->batch, err);
}

static tally_status add_runs(void *context, store_run *runs, size_t n, tally_error *err)
{
	return store_each_stretch(runs, n, STRETCH_ROWS, add_stretch, context, err);
}

static tally_status add_segment(void *context, store_segment *segment, tally_error *err)
{
	folding *f = context;
	tally_selection all = tally_selection_all();
	if (segment->number == f->keep)
		return TALLY_OK;
	tally_status status =
	    store_gathering_new(&f->batch->rows, segment, STORE_ROW_COLUMNS, &f->gathering, err);
	if (!status)
		status = store_segment_each(segment, &all, add_runs, f, err);
	store_gathering_free(f->gathering);
	f->gathering = NULL;
	return status;
}

static tally_status sort_and_add(folding *f, tally_store *to, tally_error *err)
{
	store_sorted sorted;
	tally_status status = store_sorted_make(f->batch, NULL, &sorted, err);
	if (!status && sorted.n > 0)
		status = store_sorted_write(&sorted, to, err);
	store_sorted_release(&sorted);
	return status;
}

tally_status store_fold_all(tally_store *from, const char *path, const tally_store_options *options,
			    tally_error *err)
{
	folding f = {0};
	tally_store *to = NULL;
	tally_status status =
	    store_make(path, (const char *const *)from->lists.names,
		       (const char *const *)from->lists.texts, from->lists.n, from->codes, err);
	if (!status)
		status = folding_init(&f, from, options, err);
	if (!status)
		status = store_each_segment(from, add_segment, &f, err);
	if (!status)
		status = store_open(path, true, &to, err);
	if (!status)
		status = sort_and_add(&f, to, err);
	if (!status)
		status = store_log_write(to->file, &from->log, err);
	tally_status closed = store_finish(to, status ? NULL : err);
	folding_release(&f);
	return status ? status : closed;
}

typedef struct {
	int64_t number;
	size_t rows, all;
} largest_segment;

static tally_status compare_size(void *context, store_segment *segment, tally_error *err)
{
	largest_segment *l = context;
	(void)err;
	l->all += segment->n_rows;
	if (segment->n_rows > l->rows) {
		l->number = segment->number;
		l->rows = segment->n_rows;
	}
	return TALLY_OK;
}

tally_status store_fold_plan(tally_store *store, int64_t *largest, bool *little, tally_error *err)
{
	largest_segment l = {0};
	tally_status status = store_each_segment(store, compare_size, &l, err);
	*largest = l.number;
	*little = l.all - l.rows < l.rows / 2;
	return status;
}

static tally_status delete_others(tally_store *store, int64_t keep, tally_error *err)
{
	hid_t group;
	char name[STORE_SEGMENT_NAME];
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (status)
		return status;
	for (int i = 0; !status && i < store->n_segments; i++) {
		store_segment_name(store->segments[i], name);
		if (store->segments[i] != keep)
			status = store_delete(group, name, err);
	}
	H5Gclose(group);
	return status;
}

tally_status store_fold_small(tally_store *from, int64_t keep, const char *path,
			      const tally_store_options *options, tally_error *err)
{
	folding f = {.keep = keep};
	tally_store *to = NULL;
	tally_status status = folding_init(&f, from, options, err);
	if (!status)
		status = store_each_segment(from, add_segment, &f, err);
	if (!status)
		status = store_open(path, true, &to, err);
	if (!status) /* first, so that their room in the file is used again */
		status = delete_others(to, keep, err);
	if (!status)
		status = sort_and_add(&f, to, err);
	tally_status closed = store_finish(to, status ? NULL : err);
	folding_release(&f);
	return status ? status : closed;
}
