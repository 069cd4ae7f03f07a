/* read.c: a large file in parts; see read.h.
 *
 * A part begins behind a line end. Whether that line end ends a record, the process before finds
 * out: its last record must end there too. Each process defines codes in lists of its own; they are
 * brought together in the order of the file. Whatever makes one process's reading depend on
 * another's (a record across the border, a part with mistakes where codes are defined, a code that
 * two define differently, bytes that are not UTF-8) is found, and then the first process reads
 * everything: the parts are right by check, not by trust. */
#include "ranks/read.h"

#include "csv/digest.h"
#include "csv/inside.h"
#include "ranks/defined.h"
#include "store/batch.h"
#include "store/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
	const tally_ranks *ranks;
	tally_store *store;
	const char *path;
	const tally_csv_options *options;
	tally_codes *codes;
	const tally_csv_receiver *receiver;
	tally_batch *rows;
	bool want_rejects;
	/* of this process */
	tally_codes *own;
	tally_csv_counts counts;
	tally_diagnostics list;
	char *rejects;
	tally_status status;
	tally_error why;
} reading;

/* --- parts -------------------------------------------------------------------------------- */

#define LEAST_PART ((int64_t)64 << 10)

/* Where the part that would begin at `at` begins: behind the next line end. */
static int64_t behind_line_end(int fd, int64_t at, int64_t size)
{
	char bytes[4096];
	while (at > 0 && at < size) {
		ssize_t n = pread(fd, bytes, sizeof bytes, (off_t)(at - 1));
		if (n <= 0)
			return size;
		const char *end = memchr(bytes, '\n', (size_t)n);
		if (end)
			return at + (end - bytes);
		at += n;
	}
	return at;
}

/* A process's part of the file: bytes from .. to - 1. */
typedef struct {
	int64_t from, to;
	bool seen; /* the process can open the file */
} stretch;

/* false: the file is not read in parts. The first process looks, so that all see the same size. */
static bool find_part(const reading *r, stretch *out)
{
	const tally_ranks *ranks = r->ranks;
	int64_t size = 0;
	struct stat st;
	if (ranks->rank == 0 && ranks->n > 1 && !r->options->input && strcmp(r->path, "-") != 0 &&
	    stat(r->path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size / ranks->n >= LEAST_PART)
		size = st.st_size;
	tally_ranks_sum(ranks, &size, 1);
	if (size == 0)
		return false;
	int fd = open(r->path, O_RDONLY | O_CLOEXEC);
	*out = (stretch){.seen = fd >= 0};
	if (fd < 0)
		return true;
	out->from = behind_line_end(fd, (int64_t)tally_ranks_from(ranks, (size_t)size), size);
	out->to = behind_line_end(fd, (int64_t)tally_ranks_to(ranks, (size_t)size), size);
	close(fd);
	return true;
}

/* --- the digest of the whole -------------------------------------------------------------- */

typedef struct {
	const char *path;
	char digest[65];
	bool good, started;
	pthread_t thread;
} digesting;

static void *take_digest(void *context)
{
	digesting *d = context;
	size_t room = (size_t)1 << 20;
	char *bytes = malloc(room);
	int fd = open(d->path, O_RDONLY | O_CLOEXEC);
	tally_digest_state state;
	ssize_t n = -1;
	tally_digest_begin(&state);
	while (bytes && fd >= 0 && ((n = read(fd, bytes, room)) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0)
			tally_digest_add(&state, bytes, (size_t)n);
	tally_digest_end(&state, d->digest);
	d->good = n == 0;
	if (fd >= 0)
		close(fd);
	free(bytes);
	return NULL;
}

static void begin_digest(digesting *d, const char *path)
{
	*d = (digesting){.path = path};
	d->started = pthread_create(&d->thread, NULL, take_digest, d) == 0;
}

/* false: it could not be read. */
static bool end_digest(digesting *d)
{
	if (d->started)
		pthread_join(d->thread, NULL);
	else
		take_digest(d);
	return d->good;
}

/* --- reading ------------------------------------------------------------------------------ */

/* Code lists of this process's own, with the codes that the job has so far. */
static tally_status copy_codes(reading *r, tally_error *err)
{
	store_code_map map;
	tally_codes_free(r->own);
	r->own = NULL;
	tally_status status =
	    store_codes_read(r->store->file, r->store->size, &r->store->lists, &r->own, err);
	if (!status)
		status = store_code_map_make(r->codes, r->own, &map, err);
	if (!status)
		store_code_map_release(&map);
	return status;
}

static void read_range(reading *r, int64_t from, int64_t to)
{
	tally_csv_options options = *r->options;
	options.from = from;
	options.to = to;
	r->status = tally_csv_read_blocks(r->path, &options, r->own, r->receiver, &r->counts,
					  &r->list, r->want_rejects ? &r->rejects : NULL, &r->why);
}

static void forget(reading *r)
{
	r->receiver->clear(r->rows);
	r->counts = (tally_csv_counts){0};
	tally_diagnostics_release(&r->list);
	free(r->rejects);
	r->rejects = NULL;
	r->status = TALLY_OK;
	r->why = (tally_error){0};
}

/* Whether what every process read is what one would have read there. */
static bool all_good(const reading *r, bool mine)
{
	int64_t bad = !mine;
	if (r->options->define && r->ranks->rank > 0 && r->list.errors + r->list.warnings > 0)
		bad = 1; /* perhaps only because a code was not known here */
	tally_ranks_sum(r->ranks, &bad, 1);
	return bad == 0;
}

/* Before the codes of the job grow it is tried whether they go together. */
static tally_status try_codes(reading *r, bool *clash, tally_error *err)
{
	tally_codes *own = r->own, *all = r->codes;
	store_rows nothing = {0};
	r->own = NULL;
	tally_status status = tally_ranks_agree(r->ranks, copy_codes(r, err), err);
	if (!status)
		status = ranks_codes_join(r->ranks, own, r->own, &nothing, clash, err);
	tally_codes_free(r->own);
	r->own = own;
	r->codes = all;
	return status;
}

/* *done: the parts are read and go together. */
static tally_status read_parts(reading *r, const stretch *part, bool *done, tally_error *err)
{
	digesting digest;
	bool clash = false, good = part->seen;
	*done = false;
	if (r->ranks->rank == 0)
		begin_digest(&digest, r->path);
	if (part->to > part->from) {
		read_range(r, part->from, part->to);
		good = r->status == TALLY_OK && r->counts.apart;
	}
	if (r->ranks->rank == 0)
		good = end_digest(&digest) && good;
	if (!all_good(r, good))
		return TALLY_OK;
	if (r->ranks->rank == 0)
		memcpy(r->counts.digest, digest.digest, sizeof digest.digest);
	tally_status status = try_codes(r, &clash, err);
	*done = !status && !clash;
	return status;
}

static tally_status read_alone(reading *r, tally_error *err)
{
	forget(r);
	tally_status status = tally_ranks_agree(r->ranks, copy_codes(r, err), err);
	if (status)
		return status;
	if (r->ranks->rank == 0)
		read_range(r, 0, 0);
	if (r->status && err)
		*err = r->why;
	return tally_ranks_agree(r->ranks, r->status, err);
}

/* --- one answer --------------------------------------------------------------------------- */

/* Lines of a part count on from those before. */
static tally_status number_lines(reading *r, int64_t before, tally_error *err)
{
	store_column *lines = &store_batch_rows(r->rows)->columns[ROW_LINE], moved = {0};
	if (before == 0)
		return TALLY_OK;
	tally_status status = store_column_join(&moved, lines, NULL, before, err);
	store_column_release(status ? &moved : lines);
	if (!status)
		*lines = moved;
	return status;
}

typedef struct {
	tally_csv_counts counts; /* its texts mean nothing elsewhere */
	size_t errors, warnings; /* that were counted only */
	size_t n_list, n_rejects;
} parcel;

static size_t kept_of(const tally_diagnostics *list, tally_severity severity)
{
	size_t n = 0;
	for (size_t i = 0; i < list->count; i++)
		n += list->items[i].severity == severity;
	return n;
}

static void pack(const reading *r, csv_buffer *out)
{
	parcel box;
	memset(&box, 0, sizeof box);
	box.counts = r->counts;
	box.errors = r->list.errors - kept_of(&r->list, TALLY_ERROR);
	box.warnings = r->list.warnings - kept_of(&r->list, TALLY_WARNING);
	box.n_list = r->list.count;
	box.n_rejects = r->rejects ? strlen(r->rejects) : 0;
	csv_buffer_put(out, (const char *)&box, sizeof box);
	for (size_t i = 0; i < r->list.count; i++) {
		const tally_diagnostic *d = &r->list.items[i];
		csv_buffer_put(out, (const char *)d, sizeof *d);
		csv_buffer_put(out, d->message, strlen(d->message) + 1);
	}
	csv_buffer_put(out, r->rejects ? r->rejects : "", box.n_rejects);
}

/* The first complaints of the whole are among the first of the parts. */
static const char *take_complaints(const parcel *box, const char *at, const char *path,
				   int64_t before, tally_diagnostics *list)
{
	for (size_t i = 0; i < box->n_list; i++) {
		tally_diagnostic d;
		memcpy(&d, at, sizeof d);
		at += sizeof d;
		tally_diagnostics_add(list, d.severity, path,
				      d.line > 0 ? d.line + (long)before : d.line, d.column, "%s",
				      at);
		at += strlen(at) + 1;
	}
	list->errors += box->errors;
	list->warnings += box->warnings;
	return at;
}

/* The header stands before the first rejects only. */
static void take_rejects(csv_buffer *all, const char *text, size_t n)
{
	static const char end[] = ",error\n";
	const char *behind = all->n > 0 ? memmem(text, n, end, sizeof end - 1) : NULL;
	size_t head = behind ? (size_t)(behind - text) + sizeof end - 1 : 0;
	if (n > head)
		csv_buffer_put(all, text + head, n - head);
}

static void add_counts(tally_csv_counts *to, const tally_csv_counts *more)
{
	to->rows += more->rows;
	to->cells += more->cells;
	to->stored += more->stored;
	to->missing += more->missing;
	to->refused += more->refused;
}

/* Returns the lines before this process's part. */
static int64_t put_together(const reading *r, const tally_message *all, tally_csv_counts *counts,
			    tally_diagnostics *list, csv_buffer *rejects)
{
	int64_t lines = 0, before = 0;
	for (int k = 0; k < r->ranks->n; k++) {
		parcel box;
		memcpy(&box, all[k].bytes, sizeof box);
		if (k == 0)
			*counts = box.counts;
		else
			add_counts(counts, &box.counts);
		const char *at =
		    take_complaints(&box, all[k].bytes + sizeof box, r->path, lines, list);
		take_rejects(rejects, at, box.n_rejects);
		before = k == r->ranks->rank ? lines : before;
		lines += box.counts.lines;
	}
	counts->encoding = r->ranks->rank == 0 ? r->counts.encoding : "";
	return before;
}

static tally_status make_one(reading *r, tally_csv_counts *counts, tally_diagnostics *list,
			     char **rejects, tally_error *err)
{
	tally_message *all = calloc((size_t)r->ranks->n, sizeof *all);
	csv_buffer mine = {0}, refused = {0};
	pack(r, &mine);
	tally_status status = all && !mine.failed ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(r->ranks, status, err);
	if (!status) {
		r->ranks->share(r->ranks, mine.text, mine.n, all);
		status = number_lines(r, put_together(r, all, counts, list, &refused), err);
	}
	if (!status && refused.failed)
		status = tally_error_memory(err);
	free(mine.text);
	tally_messages_release(all, r->ranks->n);
	status = tally_ranks_agree(r->ranks, status, err);
	if (rejects && !status)
		*rejects = refused.text;
	else
		free(refused.text);
	return status;
}

static tally_status read_all(reading *r, tally_error *err)
{
	stretch part;
	bool done = false, clash;
	tally_status status = tally_ranks_agree(r->ranks, copy_codes(r, err), err);
	if (!status && find_part(r, &part))
		status = read_parts(r, &part, &done, err);
	if (!status && !done)
		status = read_alone(r, err);
	if (!status)
		status = ranks_codes_join(r->ranks, r->own, r->codes, store_batch_rows(r->rows),
					  &clash, err);
	return status;
}

tally_status tally_ranks_read(const tally_ranks *ranks, tally_store *store, const char *path,
			      const tally_csv_options *options, tally_codes *codes,
			      const tally_csv_receiver *receiver, tally_batch *rows,
			      tally_csv_counts *counts, tally_diagnostics *list, char **rejects,
			      tally_error *err)
{
	reading r = {.ranks = ranks,
		     .store = store,
		     .path = path,
		     .options = options,
		     .codes = codes,
		     .receiver = receiver,
		     .rows = rows,
		     .want_rejects = rejects != NULL,
		     .list = {.max = list->max}};
	tally_status status = read_all(&r, err);
	if (!status)
		status = make_one(&r, counts, list, rejects, err);
	tally_codes_free(r.own);
	tally_diagnostics_release(&r.list);
	free(r.rejects);
	return status;
}
