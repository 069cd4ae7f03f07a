/* merge.c: runs of sorted rows into one segment.
 *
 * Runs that follow one another (the file was in order) make one *stream*; what is left are k
 * streams. Of each a window of w rows is in memory. The least of the windows' last rows is the
 * border: no row up to it lies outside of the windows. So all rows up to it are taken out, stream
 * by stream, which is how they came; sorted as rows in memory are; compared with the store; and put
 * aside in order, as a *piece*, with the numbers of their texts. Then the columns of the segment
 * are read from piece after piece, some chunks at a time.
 *
 * Each border takes out one whole window at least, so that w and k bound both memory and work. */
#include "store/merge.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	size_t run, end; /* runs that are left of it */
	size_t at;       /* row of the first of them that comes behind the window */
	store_rows rows; /* the window; series by rank */
	size_t first;    /* row of the window that comes next */
	size_t cut;      /* rows before it are taken out now */
} stream;

/* What the rows of the segment say of a column. */
typedef struct {
	size_t n;
	bool uneven; /* steps are not all the same as the first */
	int64_t first, before, least, most;
} look;

struct store_merge {
	tally_batch *batch;
	tally_aside *aside;
	tally_store *known;
	int32_t *sorted; /* series by key */
	uint32_t *rank;  /* and back */
	int32_t *texts;  /* number in the segment of each text of the batch */
	stream *streams;
	size_t n_streams, window;
	store_run_aside *pieces;
	size_t n_pieces, cap_pieces;
	look looks[STORE_ROW_COLUMNS];
	store_parts parts;
};

/* --- windows ------------------------------------------------------------------------------ */

static int compare_rows(const store_merge *m, const store_rows *a, size_t i, const store_rows *b,
			size_t j)
{
	int64_t x = store_column_get(&a->series, i), y = store_column_get(&b->series, j);
	if (x != y)
		return x < y ? -1 : 1;
	int order = store_rows_compare(a, i, b, j, &m->batch->rows.texts);
	if (order != 0)
		return order;
	x = store_column_get(&a->columns[ROW_BATCH], i);
	y = store_column_get(&b->columns[ROW_BATCH], j);
	return x < y ? -1 : x > y;
}

static tally_status get_rows(store_merge *m, size_t run, size_t from, size_t n, store_rows *rows,
			     tally_error *err)
{
	return store_aside_get_rows(m->aside, &m->batch->runs[run], from, n, m->rank, rows, err);
}

/* Reads the window anew from its first row on, once half of it is used up. */
static tally_status refill(store_merge *m, stream *s, tally_error *err)
{
	const store_run_aside *runs = m->batch->runs;
	tally_status status = TALLY_OK;
	if (s->rows.n - s->first > m->window / 2 || s->run == s->end)
		return TALLY_OK;
	store_rows fresh = {0};
	if (s->first < s->rows.n)
		status =
		    store_rows_add_part(&fresh, &s->rows, s->first, s->rows.n - s->first, 0, err);
	store_rows_release(&s->rows);
	while (!status && s->run < s->end && fresh.n < m->window) {
		size_t left = runs[s->run].n - s->at, n = m->window - fresh.n;
		n = n < left ? n : left;
		status = get_rows(m, s->run, s->at, n, &fresh, err);
		s->at += n;
		if (n == left) {
			s->run++;
			s->at = 0;
		}
	}
	s->rows = fresh;
	s->first = 0;
	return status;
}

/* --- streams ------------------------------------------------------------------------------ */

/* Whether all rows of a run come behind those of the run before it. */
static tally_status follows(store_merge *m, size_t run, bool *out, tally_error *err)
{
	store_rows last = {0}, first = {0};
	tally_status status = get_rows(m, run - 1, m->batch->runs[run - 1].n - 1, 1, &last, err);
	if (!status)
		status = get_rows(m, run, 0, 1, &first, err);
	*out = !status && compare_rows(m, &last, 0, &first, 0) < 0;
	store_rows_release(&last);
	store_rows_release(&first);
	return status;
}

static tally_status find_streams(store_merge *m, tally_error *err)
{
	tally_status status = TALLY_OK;
	m->streams = calloc(m->batch->n_runs + 1, sizeof *m->streams);
	if (!m->streams)
		return tally_error_memory(err);
	for (size_t run = 0; !status && run < m->batch->n_runs; run++) {
		bool on = false;
		if (run > 0)
			status = follows(m, run, &on, err);
		if (!on)
			m->streams[m->n_streams++].run = run;
		m->streams[m->n_streams - 1].end = run + 1;
	}
	return status;
}

/* Windows, what is taken out of them, and what that is compared with. */
#define COPIES     3
#define BESIDE_ROW 16 /* its place in the order, and room to sort */
#define WINDOW_MIN 64

static tally_status choose_window(store_merge *m, tally_error *err)
{
	size_t room, row = sizeof(uint32_t);
	tally_status status = store_batch_room(m->batch, &room, err);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		row += m->batch->looks[k].varying ? (size_t)m->batch->looks[k].width : 0;
	m->window = room / (COPIES * row + BESIDE_ROW) / (m->n_streams + 1);
	if (m->window < WINDOW_MIN)
		m->window = WINDOW_MIN;
	return status;
}

/* --- rows out of the windows -------------------------------------------------------------- */

/* The stream whose window ends first among those that have more; NULL: the windows hold all. */
static const stream *find_border(const store_merge *m)
{
	const stream *least = NULL;
	for (const stream *s = m->streams; s < m->streams + m->n_streams; s++)
		if (s->run < s->end &&
		    (!least ||
		     compare_rows(m, &s->rows, s->rows.n - 1, &least->rows, least->rows.n - 1) < 0))
			least = s;
	return least;
}

static void cut_at(const store_merge *m, stream *s, const stream *border)
{
	size_t from = s->first, to = s->rows.n;
	while (border && s != border && from < to) {
		size_t middle = from + (to - from) / 2;
		if (compare_rows(m, &s->rows, middle, &border->rows, border->rows.n - 1) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	s->cut = to;
}

/* The series of ranks lo..hi, numbered from 0. */
static tally_status name_series(const store_merge *m, int64_t lo, int64_t hi, store_keys *out,
				tally_error *err)
{
	const store_keys *keys = &m->batch->rows.keys;
	for (int64_t r = lo; r <= hi; r++)
		if (store_keys_add(out, &keys->items[m->sorted[r]]) < 0)
			return tally_error_memory(err);
	return TALLY_OK;
}

static tally_status take_out(store_merge *m, store_rows *out, tally_error *err)
{
	const stream *border = find_border(m);
	int64_t lo = INT64_MAX, hi = -1;
	for (stream *s = m->streams; s < m->streams + m->n_streams; s++) {
		cut_at(m, s, border);
		if (s->cut == s->first)
			continue;
		int64_t first = store_column_get(&s->rows.series, s->first);
		int64_t last = store_column_get(&s->rows.series, s->cut - 1);
		lo = first < lo ? first : lo;
		hi = last > hi ? last : hi;
	}
	tally_status status = name_series(m, lo, hi, &out->keys, err);
	for (stream *s = m->streams; !status && s < m->streams + m->n_streams; s++) {
		if (s->cut > s->first)
			status = store_rows_add_part(out, &s->rows, s->first, s->cut - s->first, lo,
						     err);
		s->first = s->cut;
	}
	return status;
}

/* --- pieces ------------------------------------------------------------------------------- */

static void look_at(look *l, bool steps, const int64_t *values, size_t n)
{
	if (l->n == 0)
		l->first = l->least = l->most = values[0];
	for (size_t i = 0; i < n; i++) {
		l->least = values[i] < l->least ? values[i] : l->least;
		l->most = values[i] > l->most ? values[i] : l->most;
	}
	for (size_t i = 0; steps && i < n; i++) {
		bool head = (l->n + i) % STORE_CHUNK == 0;
		l->uneven = l->uneven || values[i] - (head ? 0 : l->before) != l->first;
		l->before = values[i];
	}
	l->n += n;
}

static tally_status put_column(store_merge *m, int k, const store_rows *rows, const uint32_t *order,
			       size_t n, store_aside_column *out, tally_error *err)
{
	const store_column *c = &rows->columns[k];
	const int32_t *map = store_is_text(k) ? m->texts : NULL;
	int64_t block[STORE_ASIDE_BLOCK], value = map ? map[c->constant] : c->constant;
	int width = store_column_width(c);
	tally_status status = TALLY_OK;
	width = width > 0 && map ? (int)sizeof *map : width;
	*out = store_aside_begin(m->aside, width, value);
	for (size_t from = 0, count; !status && from < n; from += count) {
		count = n - from < STORE_ASIDE_BLOCK ? n - from : STORE_ASIDE_BLOCK;
		store_column_take(c, order + from, 0, count, block);
		for (size_t i = 0; map && i < count; i++)
			block[i] = map[block[i]];
		look_at(&m->looks[k], store_row_specs[k].steps, block, count);
		if (width > 0)
			status = store_aside_put(m->aside, out, block, count, err);
	}
	return status;
}

static tally_status put_piece(store_merge *m, const store_rows *rows, const uint32_t *order,
			      size_t n, tally_error *err)
{
	bool varying[STORE_TEXT_COLUMNS];
	store_run_aside *piece = store_runs_next(&m->pieces, m->n_pieces, &m->cap_pieces);
	if (!piece)
		return tally_error_memory(err);
	m->n_pieces++;
	*piece = (store_run_aside){.n = n};
	for (int t = 0; t < STORE_TEXT_COLUMNS; t++)
		varying[t] = m->batch->looks[store_text_columns[t]].varying;
	tally_status status = store_parts_add_rows(&m->parts, rows, order, n, err);
	if (!status)
		status =
		    store_parts_number_texts(&m->parts, rows, order, n, varying, m->texts, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = put_column(m, k, rows, order, n, &piece->columns[k], err);
	return status;
}

/* The next rows, sorted, without those that the store has, become a piece. The batch lends them its
 * texts. */
static tally_status merge_some(store_merge *m, tally_error *err)
{
	store_rows some = {0};
	uint32_t *order = NULL;
	size_t n = 0;
	tally_status status = take_out(m, &some, err);
	some.texts = m->batch->rows.texts;
	if (!status)
		status = store_rows_sort(&some, !m->batch->keeps_equal, &order, &n, err);
	if (!status && m->known && m->known->n_segments > 0)
		status = store_drop_known(m->known, &some, order, &n, err);
	if (!status && n > 0)
		status = put_piece(m, &some, order, n, err);
	m->batch->rows.texts = some.texts;
	memset(&some.texts, 0, sizeof some.texts);
	store_rows_release(&some);
	free(order);
	return status;
}

/* --- all ---------------------------------------------------------------------------------- */

static tally_status rank_series(store_merge *m, tally_error *err)
{
	const store_keys *keys = &m->batch->rows.keys;
	m->sorted = store_keys_sorted(keys);
	m->rank = malloc((keys->n + 1) * sizeof *m->rank);
	m->texts = calloc((size_t)m->batch->rows.texts.n + 1, sizeof *m->texts);
	if (!m->sorted || !m->rank || !m->texts)
		return tally_error_memory(err);
	for (size_t r = 0; r < keys->n; r++)
		m->rank[m->sorted[r]] = (uint32_t)r;
	return TALLY_OK;
}

static bool has_rows(const store_merge *m)
{
	for (size_t i = 0; i < m->n_streams; i++)
		if (m->streams[i].first < m->streams[i].rows.n)
			return true;
	return false;
}

static void free_streams(store_merge *m)
{
	for (size_t i = 0; i < m->n_streams; i++)
		store_rows_release(&m->streams[i].rows);
	free(m->streams);
	m->streams = NULL;
	m->n_streams = 0;
}

static tally_status merge_all(store_merge *m, tally_error *err)
{
	bool more = true;
	tally_status status = rank_series(m, err);
	if (!status)
		status = find_streams(m, err);
	if (!status)
		status = choose_window(m, err);
	while (!status && more) {
		for (size_t i = 0; !status && i < m->n_streams; i++)
			status = refill(m, &m->streams[i], err);
		more = has_rows(m);
		if (!status && more)
			status = merge_some(m, err);
	}
	free_streams(m);
	return status;
}

tally_status store_merge_new(tally_batch *batch, tally_store *known, store_merge **out,
			     tally_error *err)
{
	store_merge *m = calloc(1, sizeof *m);
	if (!m)
		return tally_error_memory(err);
	m->batch = batch;
	m->aside = batch->aside;
	m->known = known;
	tally_status status = merge_all(m, err);
	if (status) {
		store_merge_free(m);
		m = NULL;
	}
	*out = m;
	return status;
}

size_t store_merge_rows(const store_merge *m)
{
	return m->parts.n;
}

void store_merge_free(store_merge *m)
{
	if (!m)
		return;
	free_streams(m);
	store_parts_release(&m->parts);
	free(m->sorted);
	free(m->rank);
	free(m->texts);
	free(m->pieces);
	free(m);
}

/* --- the segment -------------------------------------------------------------------------- */

/* A column of all pieces, read from its beginning. */
typedef struct {
	store_merge *m;
	int column, width; /* in the file */
	size_t piece, at;  /* the next row */
} reading;

#define CHUNKS_AT_ONCE 32

/* The next n values as elements of `width` bytes. */
static tally_status read_on(reading *r, size_t n, int width, char *out, tally_error *err)
{
	int64_t block[STORE_ASIDE_BLOCK];
	tally_status status = TALLY_OK;
	for (size_t done = 0; !status && done < n;) {
		const store_run_aside *piece = &r->m->pieces[r->piece];
		size_t count = piece->n - r->at;
		count = count < n - done ? count : n - done;
		count = count < STORE_ASIDE_BLOCK ? count : STORE_ASIDE_BLOCK;
		status = store_aside_get(r->m->aside, &piece->columns[r->column], r->at, count,
					 block, err);
		if (!status)
			store_narrow(block, count, width, out + done * (size_t)width);
		done += count;
		r->at += count;
		if (r->at == piece->n) {
			r->piece++;
			r->at = 0;
		}
	}
	return status;
}

static tally_status fill(void *context, store_put put, void *to, tally_error *err)
{
	reading *r = context;
	const store_spec *spec = &store_row_specs[r->column];
	size_t total = r->m->parts.n, chunk = total < STORE_CHUNK ? total : STORE_CHUNK;
	size_t most = CHUNKS_AT_ONCE * chunk;
	int width = spec->steps ? (int)sizeof(int64_t) : r->width;
	store_column c = {.data = tally_room(most * (size_t)width), .width = width};
	tally_status status = c.data ? TALLY_OK : tally_error_memory(err);
	for (size_t from = 0; !status && from < total; from += most) {
		c.n = total - from < most ? total - from : most;
		status = read_on(r, c.n, width, c.data, err);
		if (!status)
			status =
			    store_column_press(spec, &c, NULL, c.n, chunk, r->width, put, to, err);
	}
	free(c.data);
	return status;
}

static tally_status write_column(void *context, hid_t group, int k, tally_error *err)
{
	store_merge *m = context;
	const store_spec *spec = &store_row_specs[k];
	const look *l = &m->looks[k];
	if (spec->steps ? !l->uneven : l->least == l->most)
		return store_constant_write(group, spec, l->first, err);
	int width = store_is_text(k) ? store_width(l->least, l->most) : m->batch->looks[k].width;
	reading r = {.m = m, .column = k, .width = store_file_width(spec, width)};
	return store_column_fill(group, STORE_DIM_ROW, spec, r.width, m->parts.n, fill, &r, err);
}

tally_status store_merge_write(store_merge *m, tally_store *store, tally_error *err)
{
	hid_t group;
	m->parts.write_column = write_column;
	m->parts.context = m;
	tally_status status = store_group_open(store->file, "segments", &group, err);
	if (status)
		return status;
	status = store_parts_write(group, store_next_segment(store), &m->parts, err);
	H5Gclose(group);
	return status;
}
