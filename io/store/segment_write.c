/* segment_write.c: sorted rows to a group of the file; see segment.h. */
#include "store/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIM_SERIES "series"
#define DIM_TEXT   "text"
#define DIM_BYTE   "text_byte"

void store_segment_name(int64_t number, char out[STORE_SEGMENT_NAME])
{
	snprintf(out, STORE_SEGMENT_NAME, "s%06lld", (long long)number);
}

/* Rows of one process, on their way. */
typedef struct {
	const store_rows *rows;
	const uint32_t *order;
	size_t n;
	store_parts parts;
	store_column texts[STORE_TEXT_COLUMNS]; /* new ids of source, locator and note, in order */
} writer;

static const store_spec start_spec = {.name = "row_start", .about = "first row of the series"};
static const store_spec size_spec = {.name = "row_size", .about = "number of rows of the series"};
static const store_spec last_spec = {.name = "row_last",
				     .about = "last day of the last row of the series"};
static const store_spec end_spec = {.name = "text_end",
				    .about = "text k ends before byte text_end[k - 1]"};

static tally_status close_series(store_parts *p, tally_error *err)
{
	int64_t start = (int64_t)(p->n - p->open_rows), count = (int64_t)p->open_rows, value;
	if (p->open_rows == 0)
		return TALLY_OK;
	tally_status status = store_column_append(&p->start, &start, 1, err);
	if (!status)
		status = store_column_append(&p->size, &count, 1, err);
	if (!status)
		status = store_column_append(&p->last, &p->open_last, 1, err);
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++) {
		value = p->open.part[k];
		status = store_column_append(&p->keys[k], &value, 1, err);
	}
	p->n_series++;
	p->open_rows = 0;
	return status;
}

tally_status store_parts_add_series(store_parts *p, const store_series *series, size_t rows,
				    int64_t last, tally_error *err)
{
	tally_status status = TALLY_OK;
	if (store_series_compare(&p->open, series) != 0) {
		status = close_series(p, err);
		p->open = *series;
	}
	p->open_rows += rows;
	p->open_last = last;
	p->n += rows;
	return status;
}

tally_status store_parts_add_text(store_parts *p, const char *text, size_t len, tally_error *err)
{
	if (p->n_bytes + len > p->cap_bytes || !p->bytes) {
		size_t capacity = 2 * (p->n_bytes + len) + 64;
		char *bytes = realloc(p->bytes, capacity);
		if (!bytes)
			return tally_error_memory(err);
		p->bytes = bytes;
		p->cap_bytes = capacity;
	}
	memcpy(p->bytes + p->n_bytes, text, len);
	p->n_bytes += len;
	p->n_texts++;
	int64_t end = (int64_t)p->n_bytes;
	return store_column_append(&p->text_end, &end, 1, err);
}

void store_parts_release(store_parts *p)
{
	for (int k = 0; k < STORE_SERIES_PARTS; k++)
		store_column_release(&p->keys[k]);
	store_column_release(&p->start);
	store_column_release(&p->size);
	store_column_release(&p->last);
	store_column_release(&p->text_end);
	free(p->bytes);
	*p = (store_parts){0};
}

static tally_status add_series(store_parts *p, const store_rows *rows, const uint32_t *order,
			       size_t n, tally_error *err)
{
	int64_t id = store_column_get(&rows->series, order[0]);
	int64_t last = store_column_get(&rows->columns[ROW_TIME], order[n - 1]);
	return store_parts_add_series(p, &rows->keys.items[id], n, last, err);
}

/* Where the series that begins at `begin` ends. Rows of a series stand together, and most series
 * are as long as the one before, `guess`: that is tried first. */
static size_t end_of_series(const store_column *series, const uint32_t *order, size_t begin,
			    size_t n, size_t guess)
{
	int64_t id = store_column_get(series, order[begin]);
	size_t same = begin, other = n;
	if (guess > 1 && guess <= n - begin) {
		bool fits = store_column_get(series, order[begin + guess - 1]) == id;
		*(fits ? &same : &other) = begin + guess - 1;
	}
	for (size_t step = 1; other == n && step < n - same; step *= 2) {
		if (store_column_get(series, order[same + step]) != id)
			other = same + step;
		else
			same += step;
	}
	while (other - same > 1) {
		size_t middle = same + (other - same) / 2;
		bool fits = store_column_get(series, order[middle]) == id;
		*(fits ? &same : &other) = middle;
	}
	return other;
}

tally_status store_parts_add_rows(store_parts *p, const store_rows *rows, const uint32_t *order,
				  size_t n, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t begin = 0, end, guess = 1; !status && begin < n; begin = end) {
		end = end_of_series(&rows->series, order, begin, n, guess);
		guess = end - begin;
		status = add_series(p, rows, order + begin, guess, err);
	}
	return status;
}

static tally_status number_text(store_parts *p, const tally_pool *texts, int32_t *map, int64_t id,
				tally_error *err)
{
	if (id <= 0 || map[id] != 0)
		return TALLY_OK;
	map[id] = (int32_t)p->n_texts + 1;
	const char *text = tally_pool_text(texts, (int32_t)id);
	return store_parts_add_text(p, text, strlen(text), err);
}

/* Columns of one text are done with the first row. */
tally_status store_parts_number_texts(store_parts *p, const store_rows *rows, const uint32_t *order,
				      size_t n, const bool varying[STORE_TEXT_COLUMNS],
				      int32_t *map, tally_error *err)
{
	tally_status status = TALLY_OK;
	const store_column *ids[STORE_TEXT_COLUMNS];
	int n_varying = 0;
	for (int t = 0; n > 0 && !status && t < STORE_TEXT_COLUMNS; t++) {
		const store_column *c = &rows->columns[store_text_columns[t]];
		if (varying[t])
			ids[n_varying++] = c;
		else
			status =
			    number_text(p, &rows->texts, map, store_column_get(c, order[0]), err);
	}
	for (size_t i = 0; n_varying > 0 && !status && i < n; i++)
		for (int k = 0; !status && k < n_varying; k++)
			status = number_text(p, &rows->texts, map,
					     store_column_get(ids[k], order[i]), err);
	return status;
}

static tally_status translate_column(writer *w, const store_column *ids, const int32_t *map,
				     store_column *out, tally_error *err)
{
	int64_t block[STORE_BLOCK];
	tally_status status = TALLY_OK;
	if (store_column_width(ids) == 0)
		return store_column_repeat(out, map[ids->constant], w->n, err);
	for (size_t from = 0; !status && from < w->n; from += STORE_BLOCK) {
		size_t m = w->n - from < STORE_BLOCK ? w->n - from : STORE_BLOCK;
		store_column_take(ids, w->order + from, 0, m, block);
		for (size_t i = 0; i < m; i++)
			block[i] = map[block[i]];
		status = store_column_append(out, block, m, err);
	}
	return status;
}

static tally_status translate(writer *w, const int32_t *map, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (int t = 0; !status && t < STORE_TEXT_COLUMNS; t++)
		status = translate_column(w, &w->rows->columns[store_text_columns[t]], map,
					  &w->texts[t], err);
	return status;
}

static tally_status collect_texts(writer *w, tally_error *err)
{
	size_t n_pool = (size_t)w->rows->texts.n;
	int32_t *map = calloc(n_pool + 1, sizeof *map);
	bool varying[STORE_TEXT_COLUMNS];
	if (!map)
		return tally_error_memory(err);
	for (int t = 0; t < STORE_TEXT_COLUMNS; t++)
		varying[t] = store_column_width(&w->rows->columns[store_text_columns[t]]) > 0;
	tally_status status =
	    store_parts_number_texts(&w->parts, w->rows, w->order, w->n, varying, map, err);
	if (!status)
		status = translate(w, map, err);
	free(map);
	return status;
}

static tally_status write_series(hid_t group, const store_parts *p, tally_error *err)
{
	size_t n = p->n_series;
	tally_status status = store_dimension_create(group, DIM_SERIES, n, err);
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++)
		status = store_column_write(group, DIM_SERIES, &store_series_specs[k], &p->keys[k],
					    NULL, n, err);
	if (!status)
		status =
		    store_column_write(group, DIM_SERIES, &start_spec, &p->start, NULL, n, err);
	if (!status)
		status = store_column_write(group, DIM_SERIES, &size_spec, &p->size, NULL, n, err);
	if (!status)
		status = store_column_write(group, DIM_SERIES, &last_spec, &p->last, NULL, n, err);
	return status;
}

static tally_status write_rows(hid_t group, const store_parts *p, tally_error *err)
{
	tally_status status = store_dimension_create(group, STORE_DIM_ROW, p->n, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = p->write_column(p->context, group, k, err);
	return status;
}

static tally_status write_texts(hid_t group, const store_parts *p, tally_error *err)
{
	if (p->n_texts == 0 || p->n_bytes == 0)
		return TALLY_OK;
	tally_status status = store_dimension_create(group, DIM_TEXT, p->n_texts, err);
	if (!status)
		status = store_dimension_create(group, DIM_BYTE, p->n_bytes, err);
	if (!status)
		status = store_column_write(group, DIM_TEXT, &end_spec, &p->text_end, NULL,
					    p->n_texts, err);
	if (!status)
		status =
		    store_bytes_write(group, DIM_BYTE, "text_bytes", p->bytes, p->n_bytes, err);
	return status;
}

static tally_status write_counts(hid_t group, const store_parts *p, tally_error *err)
{
	tally_status status = store_attr_put_text(group, "featureType", "timeSeries", err);
	if (!status)
		status = store_attr_put_int(group, "n_rows", (int64_t)p->n, err);
	if (!status)
		status = store_attr_put_int(group, "n_series", (int64_t)p->n_series, err);
	if (!status)
		status = store_attr_put_int(group, "n_texts", (int64_t)p->n_texts, err);
	if (!status)
		status = store_attr_put_int(group, "n_text_bytes", (int64_t)p->n_bytes, err);
	return status;
}

tally_status store_parts_write(hid_t segments, int64_t number, store_parts *p, tally_error *err)
{
	char name[STORE_SEGMENT_NAME];
	hid_t group;
	store_segment_name(number, name);
	tally_status status = close_series(p, err);
	if (!status)
		status = store_group_create(segments, name, &group, err);
	if (status)
		return status;
	status = write_counts(group, p, err);
	if (!status)
		status = write_series(group, p, err);
	if (!status)
		status = write_rows(group, p, err);
	if (!status)
		status = write_texts(group, p, err);
	if (H5Gclose(group) < 0 && !status)
		status = tally_error_set(err, TALLY_ESYSTEM, "%s could not be written", name);
	return status;
}

static tally_status write_column(void *context, hid_t group, int k, tally_error *err)
{
	const writer *w = context;
	const store_column *column = &w->rows->columns[k];
	const uint32_t *order = w->order;
	for (int t = 0; t < STORE_TEXT_COLUMNS; t++)
		if (store_text_columns[t] == k) {
			column = &w->texts[t];
			order = NULL;
		}
	return store_column_write(group, STORE_DIM_ROW, &store_row_specs[k], column, order, w->n,
				  err);
}

tally_status store_segment_write(hid_t segments, int64_t number, const store_rows *rows,
				 const uint32_t *order, size_t n, tally_error *err)
{
	writer w = {.rows = rows, .order = order, .n = n};
	w.parts.write_column = write_column;
	w.parts.context = &w;
	tally_status status = store_parts_add_rows(&w.parts, rows, order, n, err);
	if (!status)
		status = collect_texts(&w, err);
	if (!status)
		status = store_parts_write(segments, number, &w.parts, err);
	for (int t = 0; t < STORE_TEXT_COLUMNS; t++)
		store_column_release(&w.texts[t]);
	store_parts_release(&w.parts);
	return status;
}
