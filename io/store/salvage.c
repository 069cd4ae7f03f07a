/* salvage.c: what is whole of a damaged store, brought into a new one.
 *
 * Everything in a store carries a checksum, so a part is either as it was written or known to be
 * damaged; nothing is guessed. Head, log, code lists and segments are opened each by itself. The
 * rows of a segment are read in blocks, halved where a block cannot be read, so that what a damaged
 * chunk or text takes along are the rows that lie in it. A file that was cut, or that has grown a
 * tail, is read from a copy of the length that its head tells. Where the code lists are damaged the
 * built-in ones stand in, if the tables of codes in the file say what they say. Where the log is
 * damaged the batches are told from the rows. */
#include "csv/csv.h"
#include "store/gather.h"
#include "store/replace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
	const char *path; /* of the broken store, for messages */
	tally_diagnostics *lost;
	tally_store *from;
	store_rows rows;
	int64_t n_lost; /* rows that are known to be there and cannot be read */
	tally_salvage *told;
} salvage;

static void lose(salvage *s, const char *what, const tally_error *why)
{
	tally_diagnostics_add(s->lost, TALLY_ERROR, s->path, 0, 0, "%s: %s", what, why->message);
}

/* --- a file of another length than its head says ------------------------------------------ */

/* The length that superblock 3 tells (bytes 28 to 35), 0: no such head. */
static uint64_t told_length(int fd)
{
	static const unsigned char signature[9] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 3};
	unsigned char block[48];
	uint64_t n = 0;
	if (pread(fd, block, sizeof block, 0) != sizeof block ||
	    memcmp(block, signature, sizeof signature) != 0)
		return 0;
	for (int i = 7; i >= 0; i--)
		n = n << 8 | block[28 + i];
	return n;
}

static bool copy_bytes(int from, int to)
{
	static const size_t size = 1 << 20;
	char *buffer = malloc(size);
	ssize_t n = buffer ? 0 : -1;
	while (n >= 0 && (n = read(from, buffer, size)) > 0)
		for (ssize_t done = 0, m; n > 0 && done < n; done += m)
			if ((m = write(to, buffer + done, (size_t)(n - done))) < 0)
				n = m = -1;
	free(buffer);
	return n == 0;
}

/* The path to read from: the file, or a copy in memory of the right length (then *copy is its
 * descriptor). */
static tally_status right_length(const char *path, char out[64], int *copy, tally_error *err)
{
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	*copy = -1;
	out[0] = '\0';
	if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		if (fd >= 0)
			close(fd);
		return tally_error_set(err, TALLY_EINPUT, "%s: no file that can be read", path);
	}
	uint64_t told = told_length(fd), most = (uint64_t)info.st_size * 2 + (1 << 20);
	bool good = true;
	if (told > 0 && told != (uint64_t)info.st_size && told <= most) {
		*copy = memfd_create("tally-salvage", MFD_CLOEXEC);
		good = *copy >= 0 && copy_bytes(fd, *copy) && ftruncate(*copy, (off_t)told) == 0;
		snprintf(out, 64, "/proc/self/fd/%d", *copy);
	}
	close(fd);
	return good ? TALLY_OK
		    : tally_error_set(err, TALLY_ESYSTEM, "%s: cannot be copied: %m", path);
}

/* --- code lists ---------------------------------------------------------------------------- */

static tally_status read_codes(salvage *s, tally_error *err)
{
	tally_store *from = s->from;
	tally_error why = {0};
	tally_status status = TALLY_EINPUT;
	if (from->lists.n > 0)
		status = store_settle(
		    store_codes_read(from->file, from->size, &from->lists, &from->codes, &why),
		    &why);
	if (status != TALLY_EINPUT)
		return status ? tally_error_set(err, status, "%s", why.message) : TALLY_OK;
	if (why.message[0])
		lose(s, "code lists", &why);
	store_lists_release(&from->lists);
	status = tally_codes_load(NULL, &from->codes, NULL, err);
	if (status)
		return status;
	status = store_codes_check(from->file, from->size, from->codes, &why);
	if (status == TALLY_EINPUT)
		return tally_error_set(err, status,
				       "%s: the code lists are lost and the tables of codes do not "
				       "say what the built-in lists say: no row can be read",
				       s->path);
	return status ? tally_error_set(err, status, "%s", why.message) : TALLY_OK;
}

/* --- rows ---------------------------------------------------------------------------------- */

static tally_status known_series(const salvage *s, const store_run *run, tally_error *why)
{
	const char *wrong = "code";
	if (store_series_valid(&run->key, &wrong) && store_series_known(&run->key, s->from->codes))
		return TALLY_OK;
	return tally_error_set(why, TALLY_EINPUT, "a %s that cannot be", wrong);
}

static tally_status try_run(salvage *s, store_segment *segment, const store_run *run,
			    tally_error *why)
{
	store_rows some = {0};
	tally_status status = known_series(s, run, why);
	if (!status)
		status = store_rows_add_runs(&some, segment, run, 1, why);
	if (!status)
		status = store_rows_join(&s->rows, &some, 0, why);
	store_rows_release(&some);
	return store_settle(status, why);
}

/* Reads a run, or of its halves what can be read. Damage is counted; *err only tells of the system.
 */
static tally_status take_run(salvage *s, store_segment *segment, store_run run, tally_error *first,
			     tally_error *err)
{
	tally_error why = {0};
	tally_status status = try_run(s, segment, &run, &why);
	if (status == TALLY_ESYSTEM)
		return tally_error_set(err, status, "%s", why.message);
	if (!status)
		return TALLY_OK;
	if (!first->message[0])
		*first = why;
	if (run.size == 1) {
		s->n_lost++;
		return TALLY_OK;
	}
	store_run half = run;
	half.size = run.size / 2;
	run.start += half.size;
	run.size -= half.size;
	status = take_run(s, segment, half, first, err);
	return status ? status : take_run(s, segment, run, first, err);
}

static tally_status take_runs(salvage *s, store_segment *segment, const store_run *runs, size_t n,
			      tally_error *err)
{
	tally_error first = {0};
	int64_t before = s->n_lost;
	tally_status status = TALLY_OK;
	for (size_t i = 0; !status && i < n; i++)
		status = take_run(s, segment, runs[i], &first, err);
	if (!status && s->n_lost > before)
		tally_diagnostics_add(s->lost, TALLY_ERROR, s->path, 0, 0,
				      "segment %lld: %lld of %zu rows are lost: %s",
				      (long long)segment->number, (long long)(s->n_lost - before),
				      segment->n_rows, first.message);
	return status;
}

static tally_status take_segment(salvage *s, hid_t group, int64_t number, tally_error *err)
{
	store_segment segment;
	tally_selection all = tally_selection_all();
	store_run *runs = NULL;
	size_t n = 0;
	tally_error why = {0};
	tally_status status = store_segment_open(group, number, s->from->size, &segment, &why);
	if (!status)
		status = store_segment_find(&segment, &all, &runs, &n, &why);
	status = store_settle(status, &why);
	if (!status) {
		status = take_runs(s, &segment, runs, n, err);
	} else if (status == TALLY_EINPUT) {
		s->n_lost += (int64_t)segment.n_rows;
		lose(s, "all rows of a segment are lost", &why);
		status = TALLY_OK;
	} else {
		tally_error_set(err, status, "%s", why.message);
	}
	free(runs);
	store_segment_close(&segment);
	return status;
}

static tally_status take_segments(salvage *s, tally_error *err)
{
	hid_t group;
	tally_error why = {0};
	tally_status status =
	    store_settle(store_group_open(s->from->file, "segments", &group, &why), &why);
	if (status == TALLY_EINPUT) {
		lose(s, "all rows are lost", &why);
		return TALLY_OK;
	}
	if (status)
		return tally_error_set(err, status, "%s", why.message);
	for (int i = 0; !status && i < s->from->n_segments; i++)
		status = take_segment(s, group, s->from->segments[i], err);
	H5Gclose(group);
	return status;
}

/* --- the log ------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const tally_batch_info *x = a, *y = b;
	return x->number < y->number ? -1 : x->number > y->number;
}

static tally_batch_info *entry_of(store_log *log, int32_t number)
{
	for (int32_t i = 0; i < log->n; i++)
		if (log->items[i].number == number)
			return &log->items[i];
	return NULL;
}

/* Entries say how many rows there are now; batches that the log does not know get one. */
static tally_status count_rows(salvage *s, const uint32_t *order, size_t n, tally_error *err)
{
	store_log *log = &s->from->log;
	tally_batch_info *entry = NULL;
	for (int32_t i = 0; i < log->n; i++)
		log->items[i].rows_stored = 0;
	for (size_t i = 0; i < n; i++) {
		int32_t number = (int32_t)store_column_get(&s->rows.columns[ROW_BATCH], order[i]);
		if (!entry || entry->number != number)
			entry = entry_of(log, number);
		if (!entry) {
			const tally_batch_info fresh = {
			    .number = number, .file = "salvage", .digest = "", .stamp = ""};
			tally_status status = store_log_add(log, &fresh, err);
			if (status)
				return status;
			entry = &log->items[log->n - 1];
		}
		entry->rows_stored++;
	}
	if (log->n > 0)
		qsort(log->items, (size_t)log->n, sizeof *log->items, by_number);
	return TALLY_OK;
}

/* --- the new store ------------------------------------------------------------------------- */

static tally_status fill(salvage *s, const char *path, const uint32_t *order, size_t n,
			 tally_error *err)
{
	tally_store *to = NULL;
	const store_lists *lists = &s->from->lists;
	bool own = lists->n > 0;
	tally_status status =
	    store_make(path, own ? (const char *const *)lists->names : tally_builtin_names,
		       own ? (const char *const *)lists->texts : tally_builtin_texts,
		       own ? lists->n : tally_builtin_count, s->from->codes, err);
	if (!status)
		status = store_open(path, true, &to, err);
	if (!status && n > 0)
		status = store_add_segment(to, &s->rows, order, n, err);
	if (!status)
		status = store_log_write(to->file, &s->from->log, err);
	tally_status closed = store_finish(to, status ? NULL : err);
	return status ? status : closed;
}

/* The new store must be sound itself before it takes its place. */
static tally_status prove(const store_change *change, int64_t rows, tally_error *err)
{
	int64_t found = 0;
	tally_diagnostics complaints = {.max = 1};
	tally_status status = store_check(change->temporary, true, &complaints, &found, err);
	if (!status && (complaints.errors > 0 || found != rows))
		status = tally_error_set(err, TALLY_EINPUT, "what was brought out is not sound: %s",
					 complaints.count ? complaints.items[0].message : "rows");
	tally_diagnostics_release(&complaints);
	return status;
}

static tally_status write_new(salvage *s, const char *fresh, tally_error *err)
{
	uint32_t *order = NULL;
	size_t n = 0;
	store_change change;
	tally_status status = store_change_begin(fresh, true, false, &change, err);
	if (status)
		return status;
	status = store_rows_sort(&s->rows, false, &order, &n, err);
	if (!status)
		status = count_rows(s, order, n, err);
	if (!status)
		status = store_change_open(&change, false, err);
	if (!status)
		status = fill(s, change.temporary, order, n, err);
	if (!status)
		status = prove(&change, (int64_t)n, err);
	if (!status)
		status = store_change_commit(&change, err);
	s->told->rows = status ? 0 : (int64_t)n;
	free(order);
	store_change_end(&change);
	return status;
}

tally_status tally_store_salvage(const char *broken, const char *fresh, tally_diagnostics *lost,
				 tally_salvage *told, tally_error *err)
{
	char copy_path[64];
	int copy;
	salvage s = {.path = broken, .lost = lost, .told = told};
	*told = (tally_salvage){0};
	tally_status status = right_length(broken, copy_path, &copy, err);
	if (status)
		return status;
	if (copy >= 0)
		tally_diagnostics_add(lost, TALLY_ERROR, broken, 0, 0,
				      "the file is not as long as its head says");
	status = store_open_parts(copy >= 0 ? copy_path : broken, lost, &s.from, err);
	if (!status)
		status = read_codes(&s, err);
	if (!status)
		status = take_segments(&s, err);
	if (!status)
		status = write_new(&s, fresh, err);
	told->rows_lost = s.n_lost;
	store_rows_release(&s.rows);
	tally_store_close(s.from);
	if (copy >= 0)
		close(copy);
	return store_settle(status, err);
}
