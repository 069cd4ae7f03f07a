/* log.c: one row a batch; see log.h. Texts lie three to an entry (file, digest, stamp). */
#include "store/log.h"

#include "store/table.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS       3 /* of an entry */
#define ENTRIES_MAX 10000000

enum {
	LOG_NUMBER,
	LOG_IN,
	LOG_STORED,
	LOG_KNOWN,
	LOG_MISSING,
	LOG_REFUSED,
	LOG_REVERTED,
	LOG_COLUMNS
};

static const store_spec specs[LOG_COLUMNS] = {
    [LOG_NUMBER] = {.name = "number", .about = "number of the batch"},
    [LOG_IN] = {.name = "rows_in", .about = "rows or cells read"},
    [LOG_STORED] = {.name = "rows_stored", .about = "new claims"},
    [LOG_KNOWN] = {.name = "rows_known", .about = "equal to a stored claim, not stored again"},
    [LOG_MISSING] = {.name = "rows_missing", .about = "cells without a value"},
    [LOG_REFUSED] = {.name = "rows_refused", .about = "bad cells left out"},
    [LOG_REVERTED] = {.name = "reverted", .about = "1 when the batch was taken out"},
};
static const store_spec end_spec = {.name = "text_end",
				    .about = "end of file, digest and stamp of each batch"};

#define DIM_BATCH "entry"
#define DIM_TEXT  "text"
#define DIM_BYTE  "text_byte"

static int64_t field(const tally_batch_info *b, int column)
{
	const int64_t values[LOG_COLUMNS] = {b->number,     b->rows_in,      b->rows_stored,
					     b->rows_known, b->rows_missing, b->rows_refused,
					     b->reverted};
	return values[column];
}

static const char *text_of(const tally_batch_info *b, int k)
{
	const char *text = k == 0 ? b->file : k == 1 ? b->digest : b->stamp;
	return text ? text : "";
}

static tally_status write_columns(hid_t group, const store_log *log, tally_error *err)
{
	tally_status status = store_dimension_create(group, DIM_BATCH, (hsize_t)log->n, err);
	for (int k = 0; !status && k < LOG_COLUMNS; k++) {
		store_column column = {0};
		for (int32_t i = 0; !status && i < log->n; i++) {
			int64_t value = field(&log->items[i], k);
			status = store_column_append(&column, &value, 1, err);
		}
		if (!status)
			status = store_column_write(group, DIM_BATCH, &specs[k], &column, NULL,
						    (size_t)log->n, err);
		store_column_release(&column);
	}
	return status;
}

static tally_status write_texts(hid_t group, const store_log *log, tally_error *err)
{
	store_column ends = {0};
	size_t n = 0;
	tally_status status = TALLY_OK;
	for (int32_t i = 0; !status && i < TEXTS * log->n; i++) {
		n += strlen(text_of(&log->items[i / TEXTS], i % TEXTS));
		int64_t end = (int64_t)n;
		status = store_column_append(&ends, &end, 1, err);
	}
	char *bytes = malloc(n + 1), *at = bytes;
	if (!bytes && !status)
		status = tally_error_memory(err);
	for (int32_t i = 0; !status && i < TEXTS * log->n; i++)
		at = stpcpy(at, text_of(&log->items[i / TEXTS], i % TEXTS));
	if (!status)
		status = store_dimension_create(group, DIM_TEXT, (hsize_t)log->n * TEXTS, err);
	if (!status)
		status = store_column_write(group, DIM_TEXT, &end_spec, &ends, NULL,
					    (size_t)log->n * TEXTS, err);
	if (!status && n > 0)
		status = store_dimension_create(group, DIM_BYTE, n, err);
	if (!status && n > 0)
		status = store_bytes_write(group, DIM_BYTE, "text_bytes", bytes, n, err);
	store_column_release(&ends);
	free(bytes);
	return status;
}

tally_status store_log_write(hid_t file, const store_log *log, tally_error *err)
{
	hid_t group;
	tally_status status = store_has(file, "log") ? store_delete(file, "log", err) : TALLY_OK;
	if (!status)
		status = store_group_create(file, "log", &group, err);
	if (status)
		return status;
	status = store_attr_put_int(group, "n_batches", log->n, err);
	if (!status && log->n > 0)
		status = write_columns(group, log, err);
	if (!status && log->n > 0)
		status = write_texts(group, log, err);
	H5Gclose(group);
	return status;
}

static tally_status read_all(hid_t group, const store_spec *spec, size_t n, uint64_t file_size,
			     int64_t *out, tally_error *err)
{
	store_coder coder = {0};
	store_reader reader = {0};
	tally_status status = store_reader_open(group, spec, n, file_size, &coder, &reader, err);
	if (!status)
		status = store_reader_read(&reader, 0, n, out, err);
	store_reader_release(&reader);
	store_coder_release(&coder);
	return status;
}

static void set_field(tally_batch_info *b, int column, int64_t value)
{
	int64_t *counts[LOG_COLUMNS] = {NULL,           &b->rows_in,      &b->rows_stored,
					&b->rows_known, &b->rows_missing, &b->rows_refused};
	if (counts[column])
		*counts[column] = value;
	else if (column == LOG_NUMBER)
		b->number = (int32_t)value;
	else
		b->reverted = value != 0;
}

static bool sensible(const tally_batch_info *b, int32_t before)
{
	return b->number > before && b->rows_in >= 0 && b->rows_stored >= 0 && b->rows_known >= 0 &&
	       b->rows_missing >= 0 && b->rows_refused >= 0;
}

static tally_status read_columns(hid_t group, uint64_t file_size, store_log *log, int64_t *values,
				 tally_error *err)
{
	tally_status status = TALLY_OK;
	for (int k = 0; !status && k < LOG_COLUMNS; k++) {
		status = read_all(group, &specs[k], (size_t)log->n, file_size, values, err);
		for (int32_t i = 0; !status && i < log->n; i++)
			set_field(&log->items[i], k, values[i]);
	}
	for (int32_t i = 0; !status && i < log->n; i++)
		if (!sensible(&log->items[i], i ? log->items[i - 1].number : 0))
			status = tally_error_set(err, TALLY_EINPUT, "entry %d makes no sense", i);
	return status;
}

/* Each text gets its NUL: the pool of `bytes` is copied apart. */
static tally_status cut_texts(store_log *log, const int64_t *ends, const char *bytes, size_t n,
			      tally_error *err)
{
	size_t n_texts = (size_t)log->n * TEXTS;
	log->texts = malloc(n + n_texts);
	if (!log->texts)
		return tally_error_memory(err);
	char *at = log->texts;
	for (size_t i = 0; i < n_texts; i++) {
		int64_t begin = i ? ends[i - 1] : 0, end = ends[i];
		if (begin < 0 || end < begin || (uint64_t)end > n)
			return tally_error_set(err, TALLY_EINPUT, "texts are damaged");
		tally_batch_info *b = &log->items[i / TEXTS];
		*(i % TEXTS == 0 ? &b->file : i % TEXTS == 1 ? &b->digest : &b->stamp) = at;
		memcpy(at, bytes + begin, (size_t)(end - begin));
		at += end - begin;
		*at++ = 0;
	}
	return TALLY_OK;
}

static tally_status read_texts(hid_t group, uint64_t file_size, store_log *log, int64_t *values,
			       tally_error *err)
{
	char *bytes = NULL;
	size_t n = 0, n_texts = (size_t)log->n * TEXTS;
	tally_status status = read_all(group, &end_spec, n_texts, file_size, values, err);
	if (!status && values[n_texts - 1] > 0)
		status = store_bytes_read(group, "text_bytes", file_size, &bytes, &n, err);
	if (!status)
		status = cut_texts(log, values, bytes ? bytes : "", n, err);
	free(bytes);
	return status;
}

tally_status store_log_read(hid_t file, uint64_t file_size, store_log *out, tally_error *err)
{
	hid_t group;
	int64_t n = 0;
	*out = (store_log){0};
	tally_status status = store_group_open(file, "log", &group, err);
	if (status)
		return status;
	status = store_attr_int(group, "n_batches", &n, err);
	if (!status && (n < 0 || n > ENTRIES_MAX))
		status =
		    tally_error_set(err, TALLY_EINPUT, "n_batches is %lld: damaged", (long long)n);
	out->n = status ? 0 : (int32_t)n;
	int64_t *values = malloc(((size_t)out->n * TEXTS + 1) * sizeof *values);
	out->items = calloc((size_t)out->n + 1, sizeof *out->items);
	if (!status && (!values || !out->items))
		status = tally_error_memory(err);
	if (!status && n > 0)
		status = read_columns(group, file_size, out, values, err);
	if (!status && n > 0)
		status = read_texts(group, file_size, out, values, err);
	free(values);
	H5Gclose(group);
	if (status) {
		tally_error_prefix(err, "log");
		store_log_release(out);
	}
	return status;
}

tally_status store_log_add(store_log *log, const tally_batch_info *entry, tally_error *err)
{
	tally_batch_info *grown = realloc(log->items, ((size_t)log->n + 1) * sizeof *grown);
	if (!grown)
		return tally_error_memory(err);
	log->items = grown;
	log->items[log->n++] = *entry;
	return TALLY_OK;
}

void store_log_release(store_log *log)
{
	free(log->items);
	free(log->texts);
	*log = (store_log){0};
}
