/* table_write.c: columns to chunks; see table.h. */
#include "store/table.h"

#include "store/team.h"

#include <stdlib.h>
#include <string.h>

tally_status store_constant_write(hid_t group, const store_spec *spec, int64_t value,
				  tally_error *err)
{
	if (spec->kind != STORE_REAL)
		return store_attr_put_int(group, spec->name, value, err);
	double real;
	memcpy(&real, &value, sizeof real);
	return store_attr_put_real(group, spec->name, real, err);
}

static tally_status describe(hid_t group, hid_t dataset, const store_spec *spec,
			     const char *dimension, tally_error *err)
{
	tally_status status = store_dataset_dimensions(group, dataset, &dimension, 1, err);
	if (!status && spec->about)
		status = store_attr_put_text(dataset, "long_name", spec->about, err);
	if (!status && spec->units)
		status = store_attr_put_text(dataset, "units", spec->units, err);
	return status;
}

/* Values from.. of the column, in order, as elements of its width. */
static void gather(const store_column *c, const uint32_t *order, size_t from, size_t count,
		   void *out)
{
	const char *data = c->data;
	size_t width = (size_t)c->width;
	if (!data) {
		for (size_t i = 0; i < count; i++) {
			int64_t value = store_column_get(c, order ? order[from + i] : from + i);
			store_narrow(&value, 1, c->width, (char *)out + i * width);
		}
		return;
	}
	if (!order) {
		memcpy(out, data + from * width, count * width);
		return;
	}
	const uint32_t *at = order + from;
	switch (c->width) {
	case 1:
		for (size_t i = 0; i < count; i++)
			((int8_t *)out)[i] = ((const int8_t *)c->data)[at[i]];
		break;
	case 2:
		for (size_t i = 0; i < count; i++)
			((int16_t *)out)[i] = ((const int16_t *)c->data)[at[i]];
		break;
	case 4:
		for (size_t i = 0; i < count; i++)
			((int32_t *)out)[i] = ((const int32_t *)c->data)[at[i]];
		break;
	default:
		for (size_t i = 0; i < count; i++)
			((int64_t *)out)[i] = ((const int64_t *)c->data)[at[i]];
	}
}

#define BLOCK 1024

/* Values from.. as differences from the one before, absolute at the head of a chunk. */
static void take_steps(const store_column *c, const uint32_t *order, size_t from, size_t n,
		       int64_t *out)
{
	int64_t before = 0;
	if (from % STORE_CHUNK != 0)
		store_column_take(c, order ? order + from - 1 : NULL, from - 1, 1, &before);
	store_column_take(c, order ? order + from : NULL, from, n, out);
	for (size_t i = 0; i < n; i++) {
		int64_t value = out[i];
		out[i] = (int64_t)((uint64_t)value - (uint64_t)before);
		before = value;
	}
}

static void gather_steps(const store_column *c, const uint32_t *order, size_t from, size_t count,
			 int width, char *out)
{
	int64_t block[BLOCK];
	for (size_t i = 0; i < count; i += BLOCK) {
		size_t n = count - i < BLOCK ? count - i : BLOCK;
		take_steps(c, order, from + i, n, block);
		store_narrow(block, n, width, out + i * (size_t)width);
	}
}

/* A chunk before and after. */
typedef struct {
	void *plain;
	unsigned char *packed;
} press;

static tally_status press_init(press *p, size_t bytes, tally_error *err)
{
	p->plain = calloc(1, bytes);
	p->packed = malloc(store_chunk_bound(bytes));
	return p->plain && p->packed ? TALLY_OK : tally_error_memory(err);
}

static void press_release(press *p)
{
	free(p->plain);
	free(p->packed);
	*p = (press){0};
}

static tally_status put_packed(hid_t dataset, const void *packed, size_t n, const hsize_t *offset,
			       tally_error *err)
{
	if (H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, offset, n, packed) < 0)
		return tally_error_set(err, TALLY_ESYSTEM,
				       "the store could not be written (disk full?)");
	return TALLY_OK;
}

tally_status store_grid_write(hid_t dataset, const store_shape *shape, const char *grid,
			      tally_error *err)
{
	press p;
	store_coder coder = {0};
	size_t width = (size_t)shape->extent[1], n = (size_t)shape->extent[0];
	size_t rows = (size_t)shape->chunk[0], bytes = rows * width;
	tally_status status = press_init(&p, bytes, err);
	for (size_t from = 0; !status && from < n; from += rows) {
		size_t count = n - from < rows ? n - from : rows;
		const hsize_t offset[2] = {from, 0};
		memset(p.plain, 0, bytes);
		memcpy(p.plain, grid + from * width, count * width);
		size_t packed = store_chunk_encode(&coder, p.plain, bytes, 1, p.packed);
		status = packed ? put_packed(dataset, p.packed, packed, offset, err)
				: tally_error_memory(err);
	}
	store_coder_release(&coder);
	press_release(&p);
	return status;
}

/* Chunks that are pressed side by side. */
#define SIDE_BY_SIDE 32

typedef struct {
	const store_column *column;
	const uint32_t *order;
	bool quick; /* pressed at the low level: bits of doubles, steps of lines (even, or noise) */
	size_t n, chunk, bytes, first; /* first: number of the first chunk of this round */
	int width;
	bool steps;
	press slots[SIDE_BY_SIDE];
	size_t packed[SIDE_BY_SIDE]; /* 0: out of memory */
} round_of_chunks;

static void press_chunk(void *context, size_t i, store_coder *coder)
{
	round_of_chunks *r = context;
	press *p = &r->slots[i];
	size_t from = (r->first + i) * r->chunk;
	size_t count = r->n - from < r->chunk ? r->n - from : r->chunk;
	if (!p->packed && press_init(p, r->bytes, NULL)) {
		press_release(p);
		return;
	}
	if (count < r->chunk)
		memset(p->plain, 0, r->bytes);
	if (r->steps)
		gather_steps(r->column, r->order, from, count, r->width, p->plain);
	else
		gather(r->column, r->order, from, count, p->plain);
	coder->quick = r->quick;
	r->packed[i] = store_chunk_encode(coder, p->plain, r->bytes, r->width, p->packed);
}

static tally_status put_round(const round_of_chunks *r, size_t chunks, store_put put, void *context,
			      tally_error *err)
{
	for (size_t i = 0; i < chunks; i++) {
		if (r->packed[i] == 0)
			return tally_error_memory(err);
		tally_status status = put(context, r->slots[i].packed, r->packed[i], err);
		if (status)
			return status;
	}
	return TALLY_OK;
}

/* The threads press a round of chunks; they are put in order, so that the same rows give the same
 * file. */
tally_status store_column_press(const store_spec *spec, const store_column *c,
				const uint32_t *order, size_t n, size_t chunk, int width,
				store_put put, void *context, tally_error *err)
{
	round_of_chunks r = {.column = c,
			     .order = order,
			     .n = n,
			     .quick = spec->kind == STORE_REAL || spec->steps,
			     .chunk = chunk,
			     .bytes = chunk * (size_t)width,
			     .width = width,
			     .steps = spec->steps};
	size_t total = (n + chunk - 1) / chunk;
	tally_status status = TALLY_OK;
	for (; !status && r.first < total; r.first += SIDE_BY_SIDE) {
		size_t chunks = total - r.first < SIDE_BY_SIDE ? total - r.first : SIDE_BY_SIDE;
		memset(r.packed, 0, sizeof r.packed);
		store_team(chunks, press_chunk, &r);
		status = put_round(&r, chunks, put, context, err);
	}
	for (size_t i = 0; i < SIDE_BY_SIDE; i++)
		press_release(&r.slots[i]);
	return status;
}

/* A dataset being filled from its beginning. */
typedef struct {
	hid_t dataset;
	hsize_t at, chunk;
} filling;

static tally_status put_next(void *context, const void *packed, size_t n, tally_error *err)
{
	filling *f = context;
	tally_status status = put_packed(f->dataset, packed, n, &f->at, err);
	f->at += f->chunk;
	return status;
}

static tally_status write_dataset(hid_t group, const char *dimension, const store_spec *spec,
				  const store_shape *shape, store_fill fill, void *context,
				  tally_error *err)
{
	filling f = {.chunk = shape->chunk[0]};
	tally_status status = store_dataset_create(group, spec->name, shape, &f.dataset, err);
	if (status)
		return status;
	status = describe(group, f.dataset, spec, dimension, err);
	if (!status)
		status = fill(context, put_next, &f, err);
	if (H5Dclose(f.dataset) < 0 && !status)
		status = tally_error_set(err, TALLY_ESYSTEM, "column %s could not be written",
					 spec->name);
	return status;
}

tally_status store_column_fill(hid_t group, const char *dimension, const store_spec *spec,
			       int width, size_t n, store_fill fill, void *context,
			       tally_error *err)
{
	const store_shape shape = {
	    .kind = spec->kind,
	    .width = width,
	    .rank = 1,
	    .extent = {n},
	    .chunk = {n < STORE_CHUNK ? n : STORE_CHUNK},
	};
	return write_dataset(group, dimension, spec, &shape, fill, context, err);
}

int store_file_width(const store_spec *spec, int width)
{
	if (spec->kind == STORE_REAL)
		return 8;
	return spec->steps && width < 8 ? 4 : width;
}

/* Values that are in memory. */
typedef struct {
	const store_spec *spec;
	const store_column *column;
	const uint32_t *order;
	size_t n, chunk;
	int width;
} values;

static tally_status fill_values(void *context, store_put put, void *to, tally_error *err)
{
	const values *v = context;
	return store_column_press(v->spec, v->column, v->order, v->n, v->chunk, v->width, put, to,
				  err);
}

/* The one value of all n rows in order, if there is only one. */
bool store_column_is_constant(const store_spec *spec, const store_column *c, const uint32_t *order,
			      size_t n, int64_t *value)
{
	int64_t block[BLOCK];
	bool steps = spec->steps;
	*value = store_column_get(c, order ? order[0] : 0);
	if (store_column_width(c) == 0 && !steps)
		return true;
	for (size_t from = 0; from < n; from += BLOCK) {
		size_t m = n - from < BLOCK ? n - from : BLOCK;
		if (steps)
			take_steps(c, order, from, m, block);
		else
			store_column_take(c, order ? order + from : NULL, from, m, block);
		for (size_t i = 0; i < m; i++)
			if (block[i] != *value)
				return false;
	}
	return true;
}

tally_status store_column_write(hid_t group, const char *dimension, const store_spec *spec,
				const store_column *column, const uint32_t *order, size_t n,
				tally_error *err)
{
	int64_t value;
	if (store_column_is_constant(spec, column, order, n, &value))
		return store_constant_write(group, spec, value, err);
	store_column wide = {0};
	values v = {spec,
		    column,
		    order,
		    n,
		    n < STORE_CHUNK ? n : STORE_CHUNK,
		    store_file_width(spec, column->width)};
	if (spec->kind == STORE_REAL && column->width < 8) { /* bits of zeros and ones only */
		wide.width = 8;
		int64_t *bits = malloc(n * sizeof *bits);
		if (!bits)
			return tally_error_memory(err);
		for (size_t i = 0; i < n; i++)
			bits[i] = store_column_get(column, order ? order[i] : i);
		wide.data = bits;
		v.order = NULL;
		v.column = &wide;
	}
	tally_status status =
	    store_column_fill(group, dimension, spec, v.width, n, fill_values, &v, err);
	free(wide.data);
	return status;
}

tally_status store_bytes_write(hid_t group, const char *dimension, const char *name,
			       const char *bytes, size_t n, tally_error *err)
{
	store_spec spec = {.name = name, .kind = STORE_CHAR};
	store_shape shape = {
	    .kind = STORE_CHAR,
	    .width = 1,
	    .rank = 1,
	    .extent = {n},
	    .chunk = {n < STORE_TEXT_CHUNK ? n : STORE_TEXT_CHUNK},
	};
	char *copy = malloc(n);
	if (!copy)
		return tally_error_memory(err);
	memcpy(copy, bytes, n);
	store_column column = {.data = copy, .width = 1, .n = n, .capacity = n};
	values v = {&spec, &column, NULL, n, (size_t)shape.chunk[0], 1};
	tally_status status = write_dataset(group, dimension, &spec, &shape, fill_values, &v, err);
	free(copy);
	return status;
}
