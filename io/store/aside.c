/* aside.c: see aside.h. */
#include "store/aside.h"

#include "store/available.h"
#include "store/replace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the program takes beside rows and names: its code, HDF5, blocks of the file being read. */
#define PROGRAM ((size_t)32 << 20)

tally_aside *tally_aside_new(const char *store, const tally_store_options *options)
{
	tally_aside *aside = calloc(1, sizeof *aside);
	size_t memory = options ? options->memory : 0;
	if (!aside)
		return NULL;
	aside->fd = -1;
	aside->strict = memory > 0;
	if (!aside->strict)
		memory = store_memory_available() / 2;
	aside->memory = memory > 2 * PROGRAM ? memory - PROGRAM : memory / 2;
	aside->threads = options ? options->threads : 0;
	aside->store = realpath(store, NULL);
	if (!aside->store) /* who opens it tells why */
		aside->store = strdup(store);
	aside->room = malloc(STORE_ASIDE_BLOCK * sizeof(int64_t));
	if (!aside->store || !aside->room) {
		tally_aside_free(aside);
		return NULL;
	}
	return aside;
}

void tally_aside_free(tally_aside *aside)
{
	if (!aside)
		return;
	if (aside->fd >= 0)
		close(aside->fd);
	free(aside->store);
	free(aside->room);
	free(aside);
}

/* --- columns ------------------------------------------------------------------------------ */

store_aside_column store_aside_begin(const tally_aside *aside, int width, int64_t value)
{
	return (store_aside_column){width, value, aside->end};
}

static tally_status failed(const tally_aside *aside, const char *what, int code, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "%s: rows that wait beside it cannot be %s: %s",
			       aside->store, what, code ? strerror(code) : "the file ends early");
}

tally_status store_aside_put(tally_aside *aside, const store_aside_column *column,
			     const int64_t *values, size_t n, tally_error *err)
{
	size_t bytes = n * (size_t)column->width;
	if (aside->fd < 0) {
		tally_status status = store_unnamed_open(aside->store, &aside->fd, err);
		if (status)
			return status;
	}
	store_narrow(values, n, column->width, aside->room);
	for (size_t done = 0; done < bytes;) {
		ssize_t m =
		    pwrite(aside->fd, aside->room + done, bytes - done, (off_t)(aside->end + done));
		if (m < 0 && errno == EINTR)
			continue;
		if (m < 0)
			return failed(aside, "written", errno, err);
		done += (size_t)m;
	}
	aside->end += bytes;
	return TALLY_OK;
}

tally_status store_aside_get(tally_aside *aside, const store_aside_column *column, size_t from,
			     size_t n, int64_t *values, tally_error *err)
{
	size_t width = (size_t)column->width, bytes = n * width;
	for (size_t i = 0; width == 0 && i < n; i++)
		values[i] = column->value;
	for (size_t done = 0; done < bytes;) {
		ssize_t m = pread(aside->fd, aside->room + done, bytes - done,
				  (off_t)(column->at + from * width + done));
		if (m < 0 && errno == EINTR)
			continue;
		if (m <= 0)
			return failed(aside, "read", m < 0 ? errno : 0, err);
		done += (size_t)m;
	}
	if (width > 0)
		store_widen(aside->room, n, column->width, values);
	return TALLY_OK;
}

/* --- runs --------------------------------------------------------------------------------- */

store_run_aside *store_runs_next(store_run_aside **runs, size_t n, size_t *capacity)
{
	if (n == *capacity) {
		size_t more = 2 * *capacity + 16;
		store_run_aside *grown = realloc(*runs, more * sizeof *grown);
		if (!grown)
			return NULL;
		*runs = grown;
		*capacity = more;
	}
	return *runs + n;
}

/* --- rows --------------------------------------------------------------------------------- */

static tally_status put_column(tally_aside *aside, const store_column *c, const uint32_t *order,
			       size_t n, store_aside_column *out, tally_error *err)
{
	int64_t block[STORE_ASIDE_BLOCK];
	tally_status status = TALLY_OK;
	int width = store_column_width(c);
	*out = store_aside_begin(aside, width, c->constant);
	for (size_t from = 0, m; width > 0 && !status && from < n; from += m) {
		m = n - from < STORE_ASIDE_BLOCK ? n - from : STORE_ASIDE_BLOCK;
		store_column_take(c, order + from, 0, m, block);
		status = store_aside_put(aside, out, block, m, err);
	}
	return status;
}

tally_status store_aside_put_run(tally_aside *aside, const store_rows *rows, const uint32_t *order,
				 size_t n, store_run_aside *out, tally_error *err)
{
	out->n = n;
	tally_status status = put_column(aside, &rows->series, order, n, &out->series, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = put_column(aside, &rows->columns[k], order, n, &out->columns[k], err);
	return status;
}

static tally_status get_column(tally_aside *aside, const store_aside_column *from_column,
			       size_t from, size_t n, const uint32_t *map, store_column *out,
			       tally_error *err)
{
	int64_t block[STORE_ASIDE_BLOCK];
	tally_status status = TALLY_OK;
	for (size_t at = 0, m; !status && at < n; at += m) {
		m = n - at < STORE_ASIDE_BLOCK ? n - at : STORE_ASIDE_BLOCK;
		status = store_aside_get(aside, from_column, from + at, m, block, err);
		for (size_t i = 0; map && !status && i < m; i++)
			block[i] = map[block[i]];
		if (!status)
			status = store_column_append(out, block, m, err);
	}
	return status;
}

tally_status store_aside_get_rows(tally_aside *aside, const store_run_aside *run, size_t from,
				  size_t n, const uint32_t *map, store_rows *rows, tally_error *err)
{
	tally_status status = get_column(aside, &run->series, from, n, map, &rows->series, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = get_column(aside, &run->columns[k], from, n, NULL, &rows->columns[k], err);
	rows->n += n;
	return status;
}
