/* append.c: rows of several processes into one segment; see append.h.
 *
 * The first process goes the ordinary way (lock, copy, add, look through, rename) and stops twice
 * on it to work with the others: when the new rows are to be found, and when the segment is to be
 * written. Rows go to the process that has their range of series, which sorts them and drops those
 * that the store has; then rows move on until each process's begin at a chunk of the segment. */
#include "ranks/append.h"

#include "ranks/defined.h"
#include "ranks/columns.h"
#include "ranks/rows.h"
#include "store/batch.h"
#include "store/team.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	const tally_ranks *ranks;
	store_rows *rows;
	const tally_codes *codes;
	uint32_t *order;
	size_t n, n_new, n_all; /* new rows here, of all; rows that came, of all */
	ranks_segment segment;
	bool prepared, asked; /* how far the first process went */
} appending;

/* --- finding what is new ------------------------------------------------------------------ */

/* Rows to the processes that have their series; there in order, each once, and only new ones. */
static tally_status find_new(appending *a, tally_store *store, tally_error *err)
{
	int *owner = NULL;
	tally_status status = ranks_rows_owners(a->ranks, a->rows, &owner, err);
	if (!status)
		status = ranks_rows_deal(a->ranks, a->rows, owner, err);
	free(owner);
	if (status)
		return status;
	status = store_rows_sort(a->rows, true, &a->order, &a->n, err);
	if (!status && store->n_segments > 0)
		status = store_drop_known(store, a->rows, a->order, &a->n, err);
	return tally_ranks_agree(a->ranks, status, err);
}

/* Called by all, with what came of opening the store; what the first process gets as `batch` is
 * what counts. */
static tally_status find(appending *a, tally_status opened, tally_store *store, int32_t batch,
			 bool *defined, tally_error *err)
{
	tally_status status = tally_ranks_agree(a->ranks, opened, err);
	if (status)
		return status;
	int64_t sums[2] = {a->ranks->rank == 0 ? batch : 0, (int64_t)a->rows->n};
	tally_ranks_sum(a->ranks, sums, 2);
	a->rows->columns[ROW_BATCH].constant = sums[0];
	a->n_all = (size_t)sums[1];
	status = a->n_all > UINT32_MAX
		     ? tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows")
		     : store_settle_codes(store, a->codes, a->rows, defined, err);
	status = tally_ranks_agree(a->ranks, status, err);
	if (!status)
		status = ranks_look_at_columns(a->ranks, a->rows, a->segment.columns, err);
	if (!status)
		status = find_new(a, store, err);
	if (status)
		return status;
	sums[0] = (int64_t)a->n;
	tally_ranks_sum(a->ranks, sums, 1);
	a->n_new = (size_t)sums[0];
	a->prepared = true;
	return TALLY_OK;
}

/* --- to the chunks ------------------------------------------------------------------------ */

static size_t chunk_begin(size_t row)
{
	return row / STORE_CHUNK * STORE_CHUNK;
}

/* The process in whose new rows row `at` of the segment lies; start[n + 1]. */
static int holder(const int64_t *start, int n, size_t at)
{
	int r = n - 1;
	while (r > 0 && (size_t)start[r] > at)
		r--;
	return r;
}

static tally_status find_starts(const appending *a, int64_t *start, tally_error *err)
{
	int64_t mine = (int64_t)a->n;
	tally_message *all = calloc((size_t)a->ranks->n, sizeof *all);
	tally_status status =
	    tally_ranks_agree(a->ranks, all ? TALLY_OK : tally_error_memory(err), err);
	if (status) {
		free(all);
		return status;
	}
	a->ranks->share(a->ranks, &mine, sizeof mine, all);
	for (int r = 0; r < a->ranks->n; r++) {
		int64_t n;
		memcpy(&n, all[r].bytes, sizeof n);
		start[r + 1] = start[r] + n;
	}
	tally_messages_release(all, a->ranks->n);
	return TALLY_OK;
}

/* The first rows, up to where a chunk begins, go to the process that has the chunk's beginning. */
static tally_status pack_head(appending *a, const int64_t *start, tally_message *to,
			      tally_error *err)
{
	size_t first = (size_t)start[a->ranks->rank], head = 0;
	int there = holder(start, a->ranks->n, chunk_begin(first));
	if (there == a->ranks->rank)
		return TALLY_OK;
	head = chunk_begin(first) + STORE_CHUNK - first;
	head = head < a->n ? head : a->n;
	tally_status status = ranks_rows_pack(a->rows, a->order, head, &to[there], err);
	memmove(a->order, a->order + head, (a->n - head) * sizeof *a->order);
	a->n -= head;
	return status;
}

static tally_status take_heads(appending *a, const tally_message *from, tally_error *err)
{
	size_t before = a->rows->n;
	tally_status status = TALLY_OK;
	for (int r = 0; !status && r < a->ranks->n; r++)
		status = ranks_rows_join(a->rows, &from[r], err);
	size_t more = a->rows->n - before;
	uint32_t *order = realloc(a->order, (a->n + more + 1) * sizeof *order);
	if (!order)
		return status ? status : tally_error_memory(err);
	a->order = order;
	for (size_t i = 0; i < more; i++)
		order[a->n++] = (uint32_t)(before + i);
	return status;
}

static tally_status move_to_chunks(appending *a, tally_error *err)
{
	size_t n = (size_t)a->ranks->n;
	int64_t *start = calloc(n + 1, sizeof *start);
	tally_message *to = calloc(n, sizeof *to), *from = calloc(n, sizeof *from);
	tally_status status = start && to && from ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(a->ranks, status, err);
	if (!status)
		status = find_starts(a, start, err);
	if (!status)
		status = tally_ranks_agree(a->ranks, pack_head(a, start, to, err), err);
	if (!status) {
		a->ranks->exchange(a->ranks, to, from);
		status = tally_ranks_agree(a->ranks, take_heads(a, from, err), err);
	}
	free(start);
	tally_messages_release(to, a->ranks->n);
	tally_messages_release(from, a->ranks->n);
	return status;
}

/* Called by all; store: the copy that the first process writes, NULL for the others. */
static tally_status write_segment(appending *a, tally_store *store, tally_error *err)
{
	tally_status status = move_to_chunks(a, err);
	if (status)
		return status;
	a->segment.ranks = a->ranks;
	a->segment.rows = a->rows;
	a->segment.order = a->order;
	a->segment.n = a->n;
	a->segment.n_all = a->n_new;
	status = ranks_segment_begin(&a->segment, err);
	return status ? status : ranks_segment_write(&a->segment, store, err);
}

/* --- the first process -------------------------------------------------------------------- */

static tally_status prepare(void *context, tally_store *store, int32_t batch, size_t *n_all,
			    size_t *n, bool *defined, tally_error *err)
{
	appending *a = context;
	a->asked = true;
	tally_ranks_agree(a->ranks, TALLY_OK, NULL);
	tally_status status = find(a, TALLY_OK, store, batch, defined, err);
	*n_all = a->n_all;
	*n = a->n_new;
	return status;
}

static tally_status write(void *context, tally_store *store, tally_error *err)
{
	appending *a = context;
	a->prepared = false; /* the others are told */
	tally_ranks_agree(a->ranks, TALLY_OK, NULL);
	return write_segment(a, store, err);
}

/* Where the ordinary way ended before the others were needed, they are told why. */
static tally_status append_as_first(appending *a, const char *path,
				    const tally_store_options *options, tally_batch_info *info,
				    tally_error *err)
{
	const store_filling f = {prepare, write, a};
	tally_status status = store_append(path, &f, options, info, err);
	if (!a->asked || (a->prepared && a->n_new > 0))
		tally_ranks_agree(a->ranks, status, err);
	return status;
}

/* --- the others --------------------------------------------------------------------------- */

static tally_status append_as_other(appending *a, const char *path,
				    const tally_store_options *options, tally_error *err)
{
	tally_store *store = NULL;
	bool defined;
	store_team_limit(options ? options->threads : 0);
	tally_status status = tally_ranks_agree(a->ranks, TALLY_OK, err);
	if (status)
		return status;
	status = store_open(path, false, &store, err);
	status = find(a, status, store, 0, &defined, err);
	tally_store_close(store);
	if (!status && a->n_new > 0) {
		status = tally_ranks_agree(a->ranks, TALLY_OK, err);
		if (!status)
			status = write_segment(a, NULL, err);
	}
	return status;
}

/* --- all ---------------------------------------------------------------------------------- */

/* The log says what the first process says. */
static void share_info(const tally_ranks *ranks, tally_batch_info *info)
{
	int64_t said[3] = {0};
	if (ranks->rank == 0) {
		said[0] = info->number;
		said[1] = info->rows_stored;
		said[2] = info->rows_known;
	}
	tally_ranks_sum(ranks, said, 3);
	info->number = (int32_t)said[0];
	info->rows_stored = said[1];
	info->rows_known = said[2];
}

tally_status tally_ranks_append(const tally_ranks *ranks, const char *path, tally_batch *batch,
				const tally_codes *codes, const tally_store_options *options,
				tally_batch_info *info, tally_error *err)
{
	appending a = {.ranks = ranks, .rows = store_batch_rows(batch), .codes = codes};
	tally_status status = ranks->rank == 0 ? append_as_first(&a, path, options, info, err)
					       : append_as_other(&a, path, options, err);
	ranks_segment_release(&a.segment);
	free(a.order);
	status = tally_ranks_agree(ranks, status, err);
	if (!status)
		share_info(ranks, info);
	return status;
}

tally_status tally_ranks_join_codes(const tally_ranks *ranks, const tally_codes *mine,
				    tally_codes *all, tally_batch *batch, tally_error *err)
{
	bool clash = false;
	tally_status status =
	    ranks_codes_join(ranks, mine, all, store_batch_rows(batch), &clash, err);
	if (!status && clash)
		return tally_error_set(err, TALLY_EUSAGE,
				       "processes define one code differently, in another unit or "
				       "by another name");
	return status;
}
