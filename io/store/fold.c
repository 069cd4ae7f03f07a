/* fold.c: many segments into one, so that reading stays fast.
 *
 * Rows keep their batch numbers and the log stays. While little has gathered beside a large segment
 * only that little is rewritten, within a copy: a row is rewritten by folding about as often as
 * the logarithm of the store's growth. */
#include "store/fold.h"

#include "store/gather.h"

#include <stdlib.h>

static tally_status sort_and_add(tally_store *to, const store_rows *rows, tally_error *err)
{
	uint32_t *order = NULL;
	size_t n;
	tally_status status = store_rows_sort(rows, false, &order, &n, err);
	if (!status && n > 0)
		status = store_add_segment(to, rows, order, n, err);
	free(order);
	return status;
}

tally_status store_fold_all(tally_store *from, const char *path, tally_error *err)
{
	store_rows rows = {0};
	tally_store *to = NULL;
	tally_status status =
	    store_make(path, (const char *const *)from->lists.names,
		       (const char *const *)from->lists.texts, from->lists.n, from->codes, err);
	if (!status)
		status = store_rows_add_store(&rows, from, err);
	if (!status)
		status = store_open(path, true, &to, err);
	if (!status)
		status = sort_and_add(to, &rows, err);
	if (!status)
		status = store_log_write(to->file, &from->log, err);
	tally_status closed = store_finish(to, status ? NULL : err);
	store_rows_release(&rows);
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

typedef struct {
	store_rows rows;
	int64_t keep;
} others;

static tally_status add_other(void *context, store_segment *segment, tally_error *err)
{
	others *o = context;
	return segment->number == o->keep ? TALLY_OK
					  : store_rows_add_segment(&o->rows, segment, err);
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

tally_status store_fold_small(tally_store *from, int64_t keep, const char *path, tally_error *err)
{
	others o = {.keep = keep};
	tally_store *to = NULL;
	tally_status status = store_each_segment(from, add_other, &o, err);
	if (!status)
		status = store_open(path, true, &to, err);
	if (!status) /* first, so that their room in the file is used again */
		status = delete_others(to, keep, err);
	if (!status)
		status = sort_and_add(to, &o.rows, err);
	tally_status closed = store_finish(to, status ? NULL : err);
	store_rows_release(&o.rows);
	return status ? status : closed;
}
