/* columns.c: one segment out of the rows of several processes.
 *
 * What the file says must not depend on who has which rows. So the processes agree first: which
 * columns are constant, how wide the others are, and which number each text has (in order of first
 * appearance, as store_segment_write counts). Then each presses its chunks, column by column, and
 * the first process puts them into the file in order. */
#include "ranks/columns.h"

#include "csv/inside.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

/* --- as the rows came --------------------------------------------------------------------- */

/* Of one process: its columns, behind them the texts of those that name one only. */
typedef struct {
	int64_t rows;
	int64_t constant[STORE_ROW_COLUMNS];
	int32_t width[STORE_ROW_COLUMNS]; /* 0: constant */
} look;

static void look_at(const store_rows *rows, csv_buffer *out)
{
	look mine;
	memset(&mine, 0, sizeof mine);
	mine.rows = (int64_t)rows->n;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		mine.width[k] = store_column_width(&rows->columns[k]);
		mine.constant[k] = store_is_text(k) ? 0 : rows->columns[k].constant;
	}
	csv_buffer_put(out, (const char *)&mine, sizeof mine);
	for (int t = 0; t < 3; t++) {
		const store_column *c = &rows->columns[store_text_columns[t]];
		const char *text = store_column_width(c) > 0 || rows->n == 0
				       ? ""
				       : tally_pool_text(&rows->texts, (int32_t)c->constant);
		csv_buffer_put(out, text, strlen(text) + 1);
	}
}

static int wider(int a, int b)
{
	return a > b ? a : b;
}

/* The text of column k in a message. */
static const char *text_in(const tally_message *m, int k)
{
	const char *at = m->bytes + sizeof(look);
	for (int t = 0; store_text_columns[t] != k; t++)
		at += strlen(at) + 1;
	return at;
}

static void compare(const tally_message *all, int n_ranks, int k, ranks_column *out)
{
	look first = {0}, here;
	const tally_message *where = NULL;
	*out = (ranks_column){0};
	for (int r = 0; r < n_ranks; r++) {
		memcpy(&here, all[r].bytes, sizeof here);
		if (here.rows == 0)
			continue;
		out->width = wider(out->width, here.width[k] > 0 ? here.width[k]
								 : store_width(here.constant[k],
									       here.constant[k]));
		out->varying = out->varying || here.width[k] > 0;
		if (where &&
		    (first.constant[k] != here.constant[k] ||
		     (store_is_text(k) && strcmp(text_in(where, k), text_in(&all[r], k)) != 0)))
			out->varying = true;
		if (!where) {
			first = here;
			where = &all[r];
		}
	}
}

tally_status ranks_look_at_columns(const tally_ranks *ranks, const store_rows *rows,
				   ranks_column out[STORE_ROW_COLUMNS], tally_error *err)
{
	tally_message *all = calloc((size_t)ranks->n, sizeof *all);
	csv_buffer mine = {0};
	look_at(rows, &mine);
	tally_status status = all && !mine.failed ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (!status) {
		ranks->share(ranks, mine.text, mine.n, all);
		for (int k = 0; k < STORE_ROW_COLUMNS; k++)
			compare(all, ranks->n, k, &out[k]);
	}
	free(mine.text);
	tally_messages_release(all, ranks->n);
	return status;
}

/* --- series ------------------------------------------------------------------------------- */

/* Series of the rows, one after the other, each with its rows. */
typedef struct {
	store_series key;
	uint64_t rows;
	int64_t last; /* day */
} stretch;

static void list_series(const ranks_segment *s, csv_buffer *out)
{
	stretch now;
	memset(&now, 0, sizeof now);
	int64_t id = -1;
	for (size_t i = 0; i < s->n; i++) {
		int64_t next = store_column_get(&s->rows->series, s->order[i]);
		if (next != id) {
			if (now.rows > 0)
				csv_buffer_put(out, (const char *)&now, sizeof now);
			id = next;
			now = (stretch){s->rows->keys.items[id], 0, 0};
		}
		now.rows++;
		now.last = store_column_get(&s->rows->columns[ROW_TIME], s->order[i]);
	}
	if (now.rows > 0)
		csv_buffer_put(out, (const char *)&now, sizeof now);
}

typedef struct {
	store_parts *parts;
	tally_status status;
	tally_error *err;
} series_list;

static void take_series(void *context, int from, const char *bytes, size_t n)
{
	series_list *l = context;
	(void)from;
	for (size_t at = 0; at < n && !l->status; at += sizeof(stretch)) {
		stretch next;
		memcpy(&next, bytes + at, sizeof next);
		l->status =
		    store_parts_add_series(l->parts, &next.key, next.rows, next.last, l->err);
	}
}

static tally_status gather_series(ranks_segment *s, tally_error *err)
{
	series_list list = {.parts = &s->parts, .err = err};
	csv_buffer mine = {0};
	list_series(s, &mine);
	tally_status status = mine.failed ? tally_error_memory(err) : TALLY_OK;
	status = tally_ranks_agree(s->ranks, status, err);
	if (!status)
		s->ranks->gather(s->ranks, mine.text, mine.n, take_series, &list);
	free(mine.text);
	if (!status && s->ranks->rank == 0)
		status = list.status;
	return tally_ranks_agree(s->ranks, status, err);
}

/* --- texts -------------------------------------------------------------------------------- */

static bool name_text(ranks_segment *s, int64_t id, int32_t *n, csv_buffer *out)
{
	if (id <= 0 || s->texts[id] != 0)
		return true;
	const char *text = tally_pool_text(&s->rows->texts, (int32_t)id);
	s->texts[id] = ++*n;
	csv_buffer_put(out, text, strlen(text) + 1);
	return !out->failed;
}

/* The texts of this process in order of first appearance, numbered 1, 2, ...: those of columns that
 * never change first. */
static bool list_texts(ranks_segment *s, int32_t *n, csv_buffer *out)
{
	const store_column *varying[3];
	int n_varying = 0;
	bool good = true;
	s->texts = calloc((size_t)s->rows->texts.n + 1, sizeof *s->texts);
	for (int t = 0; s->texts && good && t < 3; t++) {
		int k = store_text_columns[t];
		if (s->columns[k].varying)
			varying[n_varying++] = &s->rows->columns[k];
		else if (s->rows->n > 0)
			good = name_text(s, s->rows->columns[k].constant, n, out);
	}
	for (size_t i = 0; s->texts && n_varying > 0 && good && i < s->n; i++)
		for (int v = 0; good && v < n_varying; v++)
			good = name_text(s, store_column_get(varying[v], s->order[i]), n, out);
	return s->texts && good;
}

/* The first process numbers the texts of all; back go the numbers, process by process. */
static tally_status number_texts(ranks_segment *s, const tally_message *lists,
				 tally_message *numbers, tally_error *err)
{
	tally_pool pool = {0};
	tally_status status = TALLY_OK;
	for (int r = 0; !status && r < s->ranks->n; r++) {
		csv_buffer out = {0};
		for (size_t at = 0; !status && at < lists[r].n;) {
			const char *text = lists[r].bytes + at;
			int32_t before = pool.n, id = tally_pool_add(&pool, text, strlen(text));
			if (id < 0)
				status = tally_error_memory(err);
			else if (id > 0 && pool.n > before)
				status = store_parts_add_text(&s->parts, text, strlen(text), err);
			csv_buffer_put(&out, (const char *)&id, sizeof id);
			at += strlen(text) + 1;
		}
		if (!status && out.failed)
			status = tally_error_memory(err);
		numbers[r] = (tally_message){out.text, out.n};
	}
	tally_pool_release(&pool);
	return status;
}

/* s->texts: from numbers of this process to those of the segment. */
static tally_status settle_texts(ranks_segment *s, csv_buffer *mine, tally_message *one,
				 tally_message *all, tally_message *back, tally_error *err)
{
	one[0] = (tally_message){mine->text, mine->n};
	*mine = (csv_buffer){0};
	s->ranks->exchange(s->ranks, one, all);
	tally_status status = TALLY_OK;
	free(one[0].bytes);
	one[0] = (tally_message){0};
	if (s->ranks->rank == 0)
		status = number_texts(s, all, one, err);
	status = tally_ranks_agree(s->ranks, status, err);
	if (status)
		return status;
	s->ranks->exchange(s->ranks, one, back);
	for (int32_t id = 1; id < s->rows->texts.n; id++)
		if (s->texts[id] > 0)
			memcpy(&s->texts[id],
			       back[0].bytes + (size_t)(s->texts[id] - 1) * sizeof(int32_t),
			       sizeof(int32_t));
	return TALLY_OK;
}

static tally_status gather_texts(ranks_segment *s, tally_error *err)
{
	size_t n = (size_t)s->ranks->n;
	tally_message *one = calloc(n, sizeof *one), *all = calloc(n, sizeof *all);
	tally_message *back = calloc(n, sizeof *back);
	csv_buffer mine = {0};
	int32_t n_mine = 0;
	bool good = one && all && back && list_texts(s, &n_mine, &mine);
	tally_status status = good ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(s->ranks, status, err);
	if (!status)
		status = settle_texts(s, &mine, one, all, back, err);
	free(mine.text);
	tally_messages_release(one, s->ranks->n);
	tally_messages_release(all, s->ranks->n);
	tally_messages_release(back, s->ranks->n);
	return status;
}

/* --- columns in order --------------------------------------------------------------------- */

/* Values from .. of the column as they stand in the segment. */
static void take(const ranks_segment *s, int k, size_t from, size_t n, int64_t *out)
{
	store_column_take(&s->rows->columns[k], s->order + from, 0, n, out);
	for (size_t i = 0; store_is_text(k) && i < n; i++)
		out[i] = out[i] > 0 ? s->texts[out[i]] : 0;
}

/* The new rows of this process as a column of their own; `width` bytes each. */
static tally_status settle_column(const ranks_segment *s, int k, int width, store_column *out,
				  tally_error *err)
{
	int64_t block[STORE_BLOCK];
	*out = (store_column){.width = width, .n = s->n, .capacity = s->n};
	if (!(out->data = tally_room((s->n + 1) * (size_t)width)))
		return tally_error_memory(err);
	for (size_t from = 0; from < s->n; from += STORE_BLOCK) {
		size_t n = s->n - from < STORE_BLOCK ? s->n - from : STORE_BLOCK;
		take(s, k, from, n, block);
		store_narrow(block, n, width, (char *)out->data + from * (size_t)width);
	}
	return TALLY_OK;
}

/* Of one process and column. */
typedef struct {
	int64_t rows, constant, value, least, most;
} range;

static void look_at_texts(const ranks_segment *s, int k, range *r)
{
	int64_t block[STORE_BLOCK];
	for (size_t from = 0; from < s->n; from += STORE_BLOCK) {
		size_t n = s->n - from < STORE_BLOCK ? s->n - from : STORE_BLOCK;
		take(s, k, from, n, block);
		for (size_t i = 0; i < n; i++) {
			r->least = block[i] < r->least ? block[i] : r->least;
			r->most = block[i] > r->most ? block[i] : r->most;
		}
	}
	r->constant = r->least == r->most;
	r->value = r->least;
}

static void look_at_values(const ranks_segment *s, range *out)
{
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		range *r = &out[k];
		*r = (range){.rows = (int64_t)s->n, .least = INT64_MAX, .most = INT64_MIN};
		if (s->n > 0 && store_is_text(k))
			look_at_texts(s, k, r);
		else if (s->n > 0)
			r->constant = store_column_is_constant(
			    &store_row_specs[k], &s->rows->columns[k], s->order, s->n, &r->value);
	}
}

static void settle_widths(ranks_segment *s, const tally_message *all)
{
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		range whole = {.constant = 1, .least = INT64_MAX, .most = INT64_MIN}, r;
		for (int p = 0; p < s->ranks->n; p++) {
			memcpy(&r, all[p].bytes + (size_t)k * sizeof r, sizeof r);
			if (r.rows == 0)
				continue;
			if (whole.rows > 0 && whole.value != r.value)
				whole.constant = 0;
			whole.constant &= r.constant;
			whole.value = whole.rows == 0 ? r.value : whole.value;
			whole.rows += r.rows;
			whole.least = r.least < whole.least ? r.least : whole.least;
			whole.most = r.most > whole.most ? r.most : whole.most;
		}
		s->constant[k] = whole.constant;
		s->value[k] = whole.value;
		int width =
		    store_is_text(k) ? store_width(whole.least, whole.most) : s->columns[k].width;
		s->width[k] = store_file_width(&store_row_specs[k], width);
	}
}

static tally_status agree_on_columns(ranks_segment *s, tally_error *err)
{
	range mine[STORE_ROW_COLUMNS];
	tally_message *all = calloc((size_t)s->ranks->n, sizeof *all);
	tally_status status = all ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(s->ranks, status, err);
	if (!status) {
		look_at_values(s, mine);
		s->ranks->share(s->ranks, mine, sizeof mine, all);
		settle_widths(s, all);
	}
	tally_messages_release(all, s->ranks->n);
	return status;
}

tally_status ranks_segment_begin(ranks_segment *s, tally_error *err)
{
	tally_status status = gather_series(s, err);
	if (!status)
		status = gather_texts(s, err);
	if (!status)
		status = agree_on_columns(s, err);
	return status;
}

/* --- chunks ------------------------------------------------------------------------------- */

/* A message of chunks: each its size, then its bytes. */
static tally_status put_in_message(void *context, const void *packed, size_t n, tally_error *err)
{
	csv_buffer *out = context;
	uint64_t size = n;
	csv_buffer_put(out, (const char *)&size, sizeof size);
	csv_buffer_put(out, packed, n);
	return out->failed ? tally_error_memory(err) : TALLY_OK;
}

/* The chunks of this process. */
static tally_status press(const ranks_segment *s, int k, csv_buffer *out, tally_error *err)
{
	const store_spec *spec = &store_row_specs[k];
	const store_column *own = &s->rows->columns[k];
	store_column column;
	size_t chunk = s->n_all < STORE_CHUNK ? s->n_all : STORE_CHUNK;
	if (s->n == 0)
		return TALLY_OK;
	if (spec->steps || (!store_is_text(k) && own->data && own->width == s->width[k]))
		return store_column_press(spec, own, s->order, s->n, chunk, s->width[k],
					  put_in_message, out, err);
	tally_status status = settle_column(s, k, s->width[k], &column, err);
	if (!status)
		status = store_column_press(spec, &column, NULL, s->n, chunk, s->width[k],
					    put_in_message, out, err);
	store_column_release(&column);
	return status;
}

/* A message that begins with a status: what went wrong, or chunks. */
static void press_message(const ranks_segment *s, int k, csv_buffer *out)
{
	tally_error why = {0};
	char letter = TALLY_OK;
	csv_buffer_put(out, &letter, 1);
	tally_status status = press(s, k, out, &why);
	if (!status && !out->failed)
		return;
	letter = (char)(status ? status : TALLY_ESYSTEM);
	out->n = 0;
	out->failed = false;
	csv_buffer_put(out, &letter, 1);
	csv_buffer_put(out, why.message, strlen(why.message));
}

/* Where chunks go; put NULL: nowhere. */
typedef struct {
	store_put put;
	void *to;
	tally_status status;
	tally_error *err;
} chunk_sink;

static void take_chunks(void *context, int from, const char *bytes, size_t n)
{
	chunk_sink *sink = context;
	(void)from;
	if (n == 0 || bytes[0] != TALLY_OK) {
		if (!sink->status)
			sink->status = n == 0 ? tally_error_memory(sink->err)
					      : tally_error_set(sink->err, (tally_status)bytes[0],
								"%.*s", (int)n - 1, bytes + 1);
		return;
	}
	for (size_t at = 1; at < n && sink->put && !sink->status;) {
		uint64_t size;
		memcpy(&size, bytes + at, sizeof size);
		at += sizeof size;
		sink->status = sink->put(sink->to, bytes + at, (size_t)size, sink->err);
		at += (size_t)size;
	}
}

/* The chunks of the next column go to the first process; called by all. */
static tally_status pass_chunks(ranks_segment *s, store_put put, void *to, tally_error *err)
{
	chunk_sink sink = {.put = put, .to = to, .err = err};
	csv_buffer mine = {0};
	press_message(s, s->next++, &mine);
	s->ranks->gather(s->ranks, mine.text, mine.n, take_chunks, &sink);
	free(mine.text);
	return sink.status;
}

static tally_status fill(void *context, store_put put, void *to, tally_error *err)
{
	return pass_chunks(context, put, to, err);
}

static tally_status write_column(void *context, hid_t group, int k, tally_error *err)
{
	ranks_segment *s = context;
	if (!s->constant[k])
		return store_column_fill(group, STORE_DIM_ROW, &store_row_specs[k], s->width[k],
					 s->n_all, fill, s, err);
	s->next = k + 1;
	return store_constant_write(group, &store_row_specs[k], s->value[k], err);
}

void ranks_segment_drain(ranks_segment *s)
{
	while (s->next < STORE_ROW_COLUMNS)
		if (s->constant[s->next])
			s->next++;
		else
			pass_chunks(s, NULL, NULL, NULL);
}

tally_status ranks_segment_write(ranks_segment *s, tally_store *store, tally_error *err)
{
	hid_t group;
	if (s->ranks->rank > 0) {
		ranks_segment_drain(s);
		return TALLY_OK;
	}
	s->parts.write_column = write_column;
	s->parts.context = s;
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (!status) {
		status = store_parts_write(group, store_next_segment(store), &s->parts, err);
		H5Gclose(group);
	}
	ranks_segment_drain(s);
	return status;
}

void ranks_segment_release(ranks_segment *s)
{
	store_parts_release(&s->parts);
	free(s->texts);
	s->texts = NULL;
}
