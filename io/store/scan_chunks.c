/* scan_chunks.c: chunks dealt out to the places of a block; see scan_chunks.h.
 *
 * The spans of a block are listed chunk by chunk (a counting sort), once for each length of chunk
 * that its columns have; the work is linear in the runs and chunks. A task opens one chunk of one
 * column and copies its pieces. */
#include "store/scan_chunks.h"
#include "store/team.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Rows of a chunk and where they go. */
typedef struct {
	uint32_t at, n;
	size_t to;
} piece;

/* The pieces of every chunk of a segment. */
struct scan_index {
	uint32_t segment;
	size_t length;          /* rows of a chunk */
	size_t first, n_chunks; /* chunks first .. first + n_chunks - 1 */
	size_t *begin;          /* [n_chunks + 1] */
	piece *pieces;
};

static void drop_index(scan_chunks *c)
{
	for (size_t i = 0; i < c->n_index; i++) {
		free(c->index[i].begin);
		free(c->index[i].pieces);
	}
	c->n_index = 0;
}

tally_status scan_chunks_init(scan_chunks *c, store_segment *segments, size_t n_segments,
			      tally_error *err)
{
	*c = (scan_chunks){.segments = segments, .n_segments = n_segments};
	c->touched = calloc(n_segments + 1, sizeof *c->touched);
	c->index = calloc(n_segments * STORE_ROW_COLUMNS + 1, sizeof *c->index);
	if (!c->touched || !c->index)
		return tally_error_memory(err);
	for (size_t i = 0; i < n_segments; i++) {
		size_t n = segments[i].n_rows / STORE_CHUNK + 1;
		if (!(c->touched[i] = calloc(n, sizeof **c->touched)))
			return tally_error_memory(err);
	}
	return TALLY_OK;
}

void scan_chunks_release(scan_chunks *c)
{
	if (c->index)
		drop_index(c);
	for (size_t i = 0; c->touched && i < c->n_segments; i++)
		free(c->touched[i]);
	free(c->touched);
	free(c->index);
	*c = (scan_chunks){0};
}

void scan_chunks_forget(scan_chunks *c)
{
	c->round++;
}

size_t scan_chunks_touch(scan_chunks *c, uint32_t segment, size_t start, size_t n)
{
	size_t fresh = 0;
	for (size_t k = start / STORE_CHUNK; k * STORE_CHUNK < start + n; k++) {
		fresh += c->touched[segment][k] != c->round;
		c->touched[segment][k] = c->round;
	}
	return fresh;
}

void scan_chunks_plan(scan_chunks *c, const scan_span *spans, size_t n)
{
	drop_index(c);
	c->spans = spans;
	c->n_spans = n;
}

/* --- index -------------------------------------------------------------------------------- */

/* The chunks that the spans of the segment lie in; false when it has none. */
static bool extent_of(const scan_chunks *c, struct scan_index *x, size_t *n_pieces)
{
	size_t first = SIZE_MAX, last = 0;
	*n_pieces = 0;
	for (size_t i = 0; i < c->n_spans; i++) {
		const scan_span *s = &c->spans[i];
		if (s->segment != x->segment)
			continue;
		size_t a = s->start / x->length, b = ((size_t)s->start + s->n - 1) / x->length;
		first = a < first ? a : first;
		last = b > last ? b : last;
		*n_pieces += b - a + 1;
	}
	x->first = first;
	x->n_chunks = first == SIZE_MAX ? 0 : last - first + 1;
	return first != SIZE_MAX;
}

/* Calls for every piece of the segment: counts it, or puts it where begin says. */
static void each_piece(const scan_chunks *c, struct scan_index *x, bool put)
{
	for (size_t i = 0; i < c->n_spans; i++) {
		const scan_span *s = &c->spans[i];
		if (s->segment != x->segment)
			continue;
		size_t row = s->start, end = row + s->n, to = s->to;
		while (row < end) {
			size_t chunk = row / x->length, at = row % x->length;
			size_t n = x->length - at < end - row ? x->length - at : end - row;
			if (put)
				x->pieces[x->begin[chunk - x->first]++] =
				    (piece){(uint32_t)at, (uint32_t)n, to};
			else
				x->begin[chunk - x->first + 1]++;
			row += n;
			to += n;
		}
	}
}

static tally_status build_index(const scan_chunks *c, struct scan_index *x, tally_error *err)
{
	size_t n_pieces;
	if (!extent_of(c, x, &n_pieces))
		return TALLY_OK;
	x->begin = calloc(x->n_chunks + 1, sizeof *x->begin);
	x->pieces = malloc((n_pieces + 1) * sizeof *x->pieces);
	if (!x->begin || !x->pieces)
		return tally_error_memory(err);
	each_piece(c, x, false);
	for (size_t k = 0; k < x->n_chunks; k++)
		x->begin[k + 1] += x->begin[k];
	each_piece(c, x, true);
	/* begin[k] has moved on to where chunk k + 1 begins */
	memmove(x->begin + 1, x->begin, x->n_chunks * sizeof *x->begin);
	x->begin[0] = 0;
	return TALLY_OK;
}

/* The index of a segment for a length of chunk; NULL with *err filled. */
static struct scan_index *index_of(scan_chunks *c, uint32_t segment, size_t length,
				   tally_error *err)
{
	for (size_t i = 0; i < c->n_index; i++)
		if (c->index[i].segment == segment && c->index[i].length == length)
			return &c->index[i];
	struct scan_index *x = &c->index[c->n_index++];
	*x = (struct scan_index){.segment = segment, .length = length};
	return build_index(c, x, err) ? NULL : x;
}

/* --- loading ------------------------------------------------------------------------------ */

typedef struct {
	store_reader *reader;
	int column;
	size_t chunk; /* its number in the segment */
	const piece *pieces;
	size_t n;
} load_task;

typedef struct {
	load_task *tasks;
	size_t n, capacity;
	void *const *arrays;
	pthread_mutex_t lock; /* of HDF5 and of what stands below */
	tally_status status;
	tally_error *err;
} loading;

static void deal_out(const load_task *t, const void *values, void *array, int width)
{
	for (size_t i = 0; i < t->n; i++) {
		const piece *p = &t->pieces[i];
		const char *from = (const char *)values + (size_t)p->at * (size_t)width;
		if (scan_column_is_wide(t->column))
			store_widen(from, p->n, width, (int64_t *)array + p->to);
		else
			store_widen_narrow(from, p->n, width, (int32_t *)array + p->to);
	}
}

/* Whether all values of a piece are ones that can be: those of columns with limits, which are
 * narrow but for the line. */
static bool valid_wide(int column, const int64_t *v, size_t n)
{
	int64_t lo = v[0];
	for (size_t k = 1; column == ROW_LINE && k < n; k++)
		lo = v[k] < lo ? v[k] : lo;
	return store_value_valid(column, lo);
}

static bool valid_narrow(int column, const int32_t *v, size_t n)
{
	int32_t lo = v[0], hi = v[0];
	for (size_t k = 1; k < n; k++) {
		lo = v[k] < lo ? v[k] : lo;
		hi = v[k] > hi ? v[k] : hi;
	}
	if (column == ROW_PUBLISHED && lo == TALLY_DAY_NONE) { /* it may hide another */
		for (size_t k = 0; k < n; k++)
			if (!store_value_valid(column, v[k]))
				return false;
		return true;
	}
	return store_value_valid(column, lo) && store_value_valid(column, hi);
}

/* Columns of few bytes can hold nothing that cannot be. */
static bool cannot_be_wrong(const load_task *t)
{
	int width = t->reader->shape.width;
	int64_t most = width < 8 ? ((int64_t)1 << (8 * width - 1)) - 1 : INT64_MAX;
	return t->column != ROW_PUBLISHED && store_value_valid(t->column, most) &&
	       store_value_valid(t->column, -most - 1);
}

static bool valid(const load_task *t, const void *array)
{
	bool good = true;
	if (cannot_be_wrong(t))
		return true;
	for (size_t i = 0; good && i < t->n; i++) {
		const piece *p = &t->pieces[i];
		good = scan_column_is_wide(t->column)
			   ? valid_wide(t->column, (const int64_t *)array + p->to, p->n)
			   : valid_narrow(t->column, (const int32_t *)array + p->to, p->n);
	}
	return good;
}

static void load_chunk(void *context, size_t i, store_coder *coder)
{
	loading *l = context;
	const load_task *t = &l->tasks[i];
	tally_error err = {0};
	const void *values;
	tally_status status =
	    store_reader_chunk(t->reader, t->chunk, coder, &l->lock, &values, &err);
	if (!status) {
		deal_out(t, values, l->arrays[t->column], t->reader->shape.width);
		if (!valid(t, l->arrays[t->column]))
			status = tally_error_set(&err, TALLY_EINPUT,
						 "column %s has a value that cannot be: damaged",
						 t->reader->name);
	}
	if (!status)
		return;
	pthread_mutex_lock(&l->lock);
	if (!l->status) {
		l->status = status;
		if (l->err)
			*l->err = err;
	}
	pthread_mutex_unlock(&l->lock);
}

static tally_status add_tasks(loading *l, store_reader *reader, int column,
			      const struct scan_index *x, tally_error *err)
{
	if (l->n + x->n_chunks > l->capacity) {
		size_t capacity = 2 * l->capacity + x->n_chunks + 64;
		load_task *tasks = realloc(l->tasks, capacity * sizeof *tasks);
		if (!tasks)
			return tally_error_memory(err);
		l->tasks = tasks;
		l->capacity = capacity;
	}
	for (size_t k = 0; k < x->n_chunks; k++)
		if (x->begin[k + 1] > x->begin[k])
			l->tasks[l->n++] =
			    (load_task){reader, column, x->first + k, x->pieces + x->begin[k],
					x->begin[k + 1] - x->begin[k]};
	return TALLY_OK;
}

/* A column that is constant in this segment and not in another, or counts up evenly. */
static tally_status fill(scan_chunks *c, uint32_t segment, int column, void *array,
			 tally_error *err)
{
	int64_t values[STORE_BLOCK];
	for (size_t i = 0; i < c->n_spans; i++) {
		const scan_span *s = &c->spans[i];
		for (size_t at = 0; s->segment == segment && at < s->n; at += STORE_BLOCK) {
			size_t n = s->n - at < STORE_BLOCK ? s->n - at : STORE_BLOCK;
			tally_status status = store_segment_column(&c->segments[segment], column,
								   s->start + at, n, values, err);
			if (status)
				return status;
			for (size_t k = 0; k < n; k++) {
				if (!store_value_valid(column, values[k]))
					return tally_error_set(
					    err, TALLY_EINPUT,
					    "column %s has a value that cannot be: damaged",
					    store_row_specs[column].name);
				if (scan_column_is_wide(column))
					((int64_t *)array)[s->to + at + k] = values[k];
				else
					((int32_t *)array)[s->to + at + k] = (int32_t)values[k];
			}
		}
	}
	return TALLY_OK;
}

/* The segments that the spans name, each once. */
static uint8_t *segments_used(const scan_chunks *c)
{
	uint8_t *used = calloc(c->n_segments + 1, 1);
	for (size_t i = 0; used && i < c->n_spans; i++)
		used[c->spans[i].segment] = 1;
	return used;
}

static tally_status plan_column(scan_chunks *c, loading *l, int column, const uint8_t *used,
				void *array, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (uint32_t i = 0; !status && i < c->n_segments; i++) {
		store_reader *reader = &c->segments[i].columns[column];
		bool constant;
		int64_t value;
		if (!used[i])
			continue;
		status = store_segment_constant(&c->segments[i], column, &constant, &value, err);
		if (!status && reader->dataset <= 0) {
			status = fill(c, i, column, array, err);
			continue;
		}
		if (status)
			break;
		struct scan_index *x = index_of(c, i, (size_t)reader->shape.chunk[0], err);
		status = x ? add_tasks(l, reader, column, x, err) : TALLY_ESYSTEM;
	}
	return status;
}

tally_status scan_chunks_load(scan_chunks *c, uint32_t columns, void *const *arrays,
			      tally_error *err)
{
	loading l = {.arrays = arrays, .lock = PTHREAD_MUTEX_INITIALIZER, .err = err};
	uint8_t *used = segments_used(c);
	tally_status status = used ? TALLY_OK : tally_error_memory(err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		if (columns & 1u << k)
			status = plan_column(c, &l, k, used, arrays[k], err);
	if (!status && l.n > 0) {
		store_team(l.n, load_chunk, &l);
		status = l.status;
	}
	free(l.tasks);
	free(used);
	return status;
}
