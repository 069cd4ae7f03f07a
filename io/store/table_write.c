/* table_write.c: columns to chunks; see table.h. */
#include "store/table.h"

#include "store/team.h"

#include <stdlib.h>
#include <string.h>

static tally_status write_constant(hid_t group, const store_spec *spec, int64_t value,
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
	bool real; /* bits of doubles */
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
	coder->quick = r->real;
	r->packed[i] = store_chunk_encode(coder, p->plain, r->bytes, r->width, p->packed);
}

static tally_status put_round(hid_t dataset, const round_of_chunks *r, size_t chunks,
			      tally_error *err)
{
	for (size_t i = 0; i < chunks; i++) {
		hsize_t offset = (r->first + i) * r->chunk;
		if (r->packed[i] == 0)
			return tally_error_memory(err);
		tally_status status =
		    put_packed(dataset, r->slots[i].packed, r->packed[i], &offset, err);
		if (status)
			return status;
	}
	return TALLY_OK;
}

/* The threads press a round of chunks; they are written in order, so that the same rows give the
 * same file. */
static tally_status write_chunks(hid_t dataset, const store_shape *shape, const store_column *c,
				 const uint32_t *order, bool steps, tally_error *err)
{
	round_of_chunks r = {.column = c,
			     .order = order,
			     .n = (size_t)shape->extent[0],
			     .real = shape->kind == STORE_REAL,
			     .width = shape->width,
			     .steps = steps};
	r.chunk = (size_t)shape->chunk[0];
	r.bytes = r.chunk * (size_t)shape->width;
	size_t total = (r.n + r.chunk - 1) / r.chunk;
	tally_status status = TALLY_OK;
	for (; !status && r.first < total; r.first += SIDE_BY_SIDE) {
		size_t chunks = total - r.first < SIDE_BY_SIDE ? total - r.first : SIDE_BY_SIDE;
		memset(r.packed, 0, sizeof r.packed);
		store_team(chunks, press_chunk, &r);
		status = put_round(dataset, &r, chunks, err);
	}
	for (size_t i = 0; i < SIDE_BY_SIDE; i++)
		press_release(&r.slots[i]);
	return status;
}

static tally_status write_dataset(hid_t group, const char *dimension, const store_spec *spec,
				  const store_shape *shape, const store_column *column,
				  const uint32_t *order, tally_error *err)
{
	hid_t dataset;
	tally_status status = store_dataset_create(group, spec->name, shape, &dataset, err);
	if (status)
		return status;
	status = describe(group, dataset, spec, dimension, err);
	if (!status)
		status = write_chunks(dataset, shape, column, order, spec->steps, err);
	if (H5Dclose(dataset) < 0 && !status)
		status = tally_error_set(err, TALLY_ESYSTEM, "column %s could not be written",
					 spec->name);
	return status;
}

/* The one value of all n rows in order, if there is only one. */
static bool is_constant(const store_column *c, const uint32_t *order, size_t n, bool steps,
			int64_t *value)
{
	int64_t block[BLOCK];
	*value = store_column_get(c, order ? order[0] : 0);
	if (!c->data && !steps)
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
	if (is_constant(column, order, n, spec->steps, &value))
		return write_constant(group, spec, value, err);
	store_column wide = {0};
	store_shape shape = {
	    .kind = spec->kind,
	    .width = column->width,
	    .rank = 1,
	    .extent = {n},
	    .chunk = {n < STORE_CHUNK ? n : STORE_CHUNK},
	};
	tally_status status = TALLY_OK;
	if (spec->steps && shape.width < 8)
		shape.width = 4;
	if (spec->kind == STORE_REAL && column->width < 8) { /* bits of zeros and ones only */
		shape.width = wide.width = 8;
		int64_t *bits = malloc(n * sizeof *bits);
		if (!bits)
			return tally_error_memory(err);
		for (size_t i = 0; i < n; i++)
			bits[i] = store_column_get(column, order ? order[i] : i);
		wide.data = bits;
		order = NULL;
		column = &wide;
	}
	status = write_dataset(group, dimension, spec, &shape, column, order, err);
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
	tally_status status = write_dataset(group, dimension, &spec, &shape, &column, NULL, err);
	free(copy);
	return status;
}
