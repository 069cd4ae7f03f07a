/* segment_write.c: sorted rows to a group of the file; see segment.h. */
#include "store/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIM_SERIES "series"
#define DIM_ROW    "row"
#define DIM_TEXT   "text"
#define DIM_BYTE   "text_byte"

void store_segment_name(int64_t number, char out[STORE_SEGMENT_NAME])
{
	snprintf(out, STORE_SEGMENT_NAME, "s%06lld", (long long)number);
}

/* What a segment needs besides the rows: its series in order and its texts. */
typedef struct {
	hid_t group;
	const store_rows *rows;
	const uint32_t *order;
	size_t n;
	store_column parts[STORE_SERIES_PARTS], start, size;
	size_t n_series;
	store_column texts[3]; /* new ids of source, locator and note, in order */
	store_column text_end;
	char *bytes;
	size_t n_bytes, n_texts;
} writer;

static const store_spec start_spec = {.name = "row_start", .about = "first row of the series"};
static const store_spec size_spec = {.name = "row_size", .about = "number of rows of the series"};
static const store_spec end_spec = {.name = "text_end",
				    .about = "text k ends before byte text_end[k - 1]"};
static const int text_columns[3] = {ROW_SOURCE, ROW_LOCATOR, ROW_NOTE};

static tally_status add_series(writer *w, int64_t id, size_t start, size_t size, tally_error *err)
{
	const store_series *series = &w->rows->keys.items[id];
	int64_t value = (int64_t)start, count = (int64_t)size;
	tally_status status = store_column_append(&w->start, &value, 1, err);
	if (!status)
		status = store_column_append(&w->size, &count, 1, err);
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++) {
		value = series->part[k];
		status = store_column_append(&w->parts[k], &value, 1, err);
	}
	w->n_series++;
	return status;
}

static tally_status collect_series(writer *w, tally_error *err)
{
	tally_status status = TALLY_OK;
	const store_column *series = &w->rows->series;
	int64_t block[STORE_BLOCK], id = store_column_get(series, w->order[0]);
	size_t begin = 0;
	for (size_t from = 0; !status && from < w->n; from += STORE_BLOCK) {
		size_t m = w->n - from < STORE_BLOCK ? w->n - from : STORE_BLOCK;
		store_column_take(series, w->order + from, 0, m, block);
		for (size_t i = 0; !status && i < m; i++) {
			if (block[i] == id)
				continue;
			status = add_series(w, id, begin, from + i - begin, err);
			begin = from + i;
			id = block[i];
		}
	}
	return status ? status : add_series(w, id, begin, w->n - begin, err);
}

static tally_status number_text(writer *w, int32_t *map, int64_t id, tally_error *err)
{
	if (id <= 0 || map[id] != 0)
		return TALLY_OK;
	map[id] = (int32_t)++w->n_texts;
	w->n_bytes += strlen(tally_pool_text(&w->rows->texts, (int32_t)id));
	int64_t end = (int64_t)w->n_bytes;
	return store_column_append(&w->text_end, &end, 1, err);
}

/* New ids in order of first appearance, so that the texts of neighbours are neighbours; columns of
 * one text are done with the first row. */
static tally_status renumber(writer *w, int32_t *map, tally_error *err)
{
	tally_status status = TALLY_OK;
	const store_column *varying[3];
	int n = 0;
	for (int k = 0; !status && k < 3; k++) {
		const store_column *ids = &w->rows->columns[text_columns[k]];
		if (ids->data)
			varying[n++] = ids;
		else
			status = number_text(w, map, ids->constant, err);
	}
	for (size_t i = 0; n > 0 && !status && i < w->n; i++)
		for (int k = 0; !status && k < n; k++)
			status =
			    number_text(w, map, store_column_get(varying[k], w->order[i]), err);
	return status;
}

static tally_status translate_column(writer *w, const store_column *ids, const int32_t *map,
				     store_column *out, tally_error *err)
{
	int64_t block[STORE_BLOCK];
	tally_status status = TALLY_OK;
	if (!ids->data)
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
	for (int k = 0; !status && k < 3; k++)
		status =
		    translate_column(w, &w->rows->columns[text_columns[k]], map, &w->texts[k], err);
	return status;
}

static tally_status collect_texts(writer *w, tally_error *err)
{
	size_t n_pool = (size_t)w->rows->texts.n;
	int32_t *map = calloc(n_pool + 1, sizeof *map);
	if (!map)
		return tally_error_memory(err);
	tally_status status = renumber(w, map, err);
	if (!status)
		status = translate(w, map, err);
	w->bytes = malloc(w->n_bytes + 1);
	if (!w->bytes && !status)
		status = tally_error_memory(err);
	for (size_t id = 1; !status && id < n_pool; id++) {
		if (map[id] == 0)
			continue;
		const char *text = tally_pool_text(&w->rows->texts, (int32_t)id);
		size_t len = strlen(text);
		int64_t end = store_column_get(&w->text_end, (size_t)map[id] - 1);
		memcpy(w->bytes + (size_t)end - len, text, len);
	}
	free(map);
	return status;
}

static tally_status write_series(writer *w, tally_error *err)
{
	size_t n = w->n_series;
	tally_status status = store_dimension_create(w->group, DIM_SERIES, n, err);
	for (int k = 0; !status && k < STORE_SERIES_PARTS; k++)
		status = store_column_write(w->group, DIM_SERIES, &store_series_specs[k],
					    &w->parts[k], NULL, n, err);
	if (!status)
		status =
		    store_column_write(w->group, DIM_SERIES, &start_spec, &w->start, NULL, n, err);
	if (!status)
		status =
		    store_column_write(w->group, DIM_SERIES, &size_spec, &w->size, NULL, n, err);
	return status;
}

static tally_status write_rows(writer *w, tally_error *err)
{
	tally_status status = store_dimension_create(w->group, DIM_ROW, w->n, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++) {
		const store_column *column = &w->rows->columns[k];
		const uint32_t *order = w->order;
		for (int t = 0; t < 3; t++)
			if (text_columns[t] == k) {
				column = &w->texts[t];
				order = NULL;
			}
		status = store_column_write(w->group, DIM_ROW, &store_row_specs[k], column, order,
					    w->n, err);
	}
	return status;
}

static tally_status write_texts(writer *w, tally_error *err)
{
	if (w->n_texts == 0 || w->n_bytes == 0)
		return TALLY_OK;
	tally_status status = store_dimension_create(w->group, DIM_TEXT, w->n_texts, err);
	if (!status)
		status = store_dimension_create(w->group, DIM_BYTE, w->n_bytes, err);
	if (!status)
		status = store_column_write(w->group, DIM_TEXT, &end_spec, &w->text_end, NULL,
					    w->n_texts, err);
	if (!status)
		status =
		    store_bytes_write(w->group, DIM_BYTE, "text_bytes", w->bytes, w->n_bytes, err);
	return status;
}

static tally_status write_counts(writer *w, tally_error *err)
{
	tally_status status = store_attr_put_text(w->group, "featureType", "timeSeries", err);
	if (!status)
		status = store_attr_put_int(w->group, "n_rows", (int64_t)w->n, err);
	if (!status)
		status = store_attr_put_int(w->group, "n_series", (int64_t)w->n_series, err);
	if (!status)
		status = store_attr_put_int(w->group, "n_texts", (int64_t)w->n_texts, err);
	if (!status)
		status = store_attr_put_int(w->group, "n_text_bytes", (int64_t)w->n_bytes, err);
	return status;
}

static void release(writer *w)
{
	for (int k = 0; k < STORE_SERIES_PARTS; k++)
		store_column_release(&w->parts[k]);
	for (int k = 0; k < 3; k++)
		store_column_release(&w->texts[k]);
	store_column_release(&w->start);
	store_column_release(&w->size);
	store_column_release(&w->text_end);
	free(w->bytes);
}

tally_status store_segment_write(hid_t segments, int64_t number, const store_rows *rows,
				 const uint32_t *order, size_t n, tally_error *err)
{
	char name[STORE_SEGMENT_NAME];
	writer w = {.rows = rows, .order = order, .n = n};
	store_segment_name(number, name);
	tally_status status = store_group_create(segments, name, &w.group, err);
	if (status)
		return status;
	status = collect_series(&w, err);
	if (!status)
		status = collect_texts(&w, err);
	if (!status)
		status = write_counts(&w, err);
	if (!status)
		status = write_series(&w, err);
	if (!status)
		status = write_rows(&w, err);
	if (!status)
		status = write_texts(&w, err);
	release(&w);
	if (H5Gclose(w.group) < 0 && !status)
		status = tally_error_set(err, TALLY_ESYSTEM, "%s could not be written", name);
	return status;
}
