/* table_read.c: chunks to columns; see table.h. Only the chunks that are asked for are read. */
#include "store/table.h"

#include "store/team.h"

#include <stdlib.h>
#include <string.h>

static tally_status damaged(const char *name, const char *what, tally_error *err)
{
	return tally_error_set(err, TALLY_EINPUT, "column %s %s", name, what);
}

static tally_status not_decoded(const store_coder *coder, const char *name, tally_error *err)
{
	return coder->no_memory ? tally_error_memory(err)
				: damaged(name, "is damaged: a checksum does not fit", err);
}

static tally_status open_constant(hid_t group, const store_spec *spec, store_reader *out,
				  tally_error *err)
{
	double real;
	if (spec->kind != STORE_REAL)
		return store_attr_int(group, spec->name, &out->constant, err);
	tally_status status = store_attr_real(group, spec->name, &real, err);
	if (!status)
		memcpy(&out->constant, &real, sizeof real);
	return status;
}

static size_t chunk_bytes(const store_reader *r)
{
	return (size_t)r->shape.chunk[0] * (size_t)r->shape.width;
}

/* Room for so many open chunks; what was there is gone. */
static bool make_chunks(store_reader *r, size_t n)
{
	r->n_loaded = 0;
	if (n <= r->room)
		return true;
	free(r->values);
	r->values = malloc(n * chunk_bytes(r));
	r->room = r->values ? n : 0;
	return r->values != NULL;
}

/* Opens a dataset and checks that it is a column of its kind; out keeps it, whatever comes back. */
static tally_status open_column(hid_t group, const store_spec *spec, uint64_t file_size,
				store_reader *out, tally_error *err)
{
	hid_t dataset;
	tally_status status =
	    store_dataset_open(group, spec->name, file_size, &out->shape, &dataset, err);
	if (status)
		return status;
	out->dataset = dataset;
	out->n = (size_t)out->shape.extent[0];
	if (out->shape.rank != 1 || out->shape.kind != spec->kind ||
	    (spec->steps && out->shape.width < 4))
		return damaged(spec->name, "is not of its type: refused", err);
	return make_chunks(out, 1) ? TALLY_OK : tally_error_memory(err);
}

tally_status store_reader_open(hid_t group, const store_spec *spec, size_t n, uint64_t file_size,
			       store_coder *coder, store_reader *out, tally_error *err)
{
	*out = (store_reader){.name = spec->name, .steps = spec->steps, .coder = coder};
	if (!store_has(group, spec->name) && spec->kind != STORE_CHAR) {
		out->n = n;
		return open_constant(group, spec, out, err);
	}
	tally_status status = open_column(group, spec, file_size, out, err);
	if (!status && out->n != n)
		status = damaged(spec->name, "has another length than its table: damaged", err);
	return status;
}

void store_reader_release(store_reader *reader)
{
	if (reader->dataset > 0)
		H5Dclose(reader->dataset);
	free(reader->values);
	free(reader->packed);
	memset(reader, 0, sizeof *reader);
}

/* Differences back to values, within one chunk. */
static void sum_steps(const store_reader *r, void *values)
{
	size_t n = (size_t)r->shape.chunk[0];
	uint64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (r->shape.width == 8) {
			sum += (uint64_t)((int64_t *)values)[i];
			((int64_t *)values)[i] = (int64_t)sum;
		} else {
			sum += (uint64_t)((int32_t *)values)[i];
			((int32_t *)values)[i] = (int32_t)sum;
		}
	}
}

static bool make_room(unsigned char **buffer, size_t *size, size_t wanted)
{
	if (*size >= wanted)
		return true;
	free(*buffer);
	*buffer = malloc(wanted);
	*size = *buffer ? wanted : 0;
	return *buffer != NULL;
}

/* The chunk as it lies in the file, into a buffer that grows as needed. */
static tally_status fetch_into(const store_reader *r, const hsize_t *offset, unsigned char **packed,
			       size_t *packed_size, size_t *size, tally_error *err)
{
	hsize_t bytes = 0;
	size_t bound = store_chunk_bound((size_t)r->shape.chunk[0] * (size_t)r->shape.width);
	if (H5Dget_chunk_storage_size(r->dataset, offset, &bytes) < 0 || bytes == 0 ||
	    bytes > bound)
		return damaged(r->name, "has a missing or damaged chunk", err);
	if (*packed_size < bytes && !make_room(packed, packed_size, bound))
		return tally_error_memory(err);
	uint32_t mask = 0;
	if (H5Dread_chunk(r->dataset, H5P_DEFAULT, offset, &mask, *packed) < 0 || mask != 0)
		return damaged(r->name, "has a chunk that cannot be read", err);
	*size = (size_t)bytes;
	return TALLY_OK;
}

static tally_status fetch_at(store_reader *r, const hsize_t *offset, size_t *size, tally_error *err)
{
	return fetch_into(r, offset, &r->packed, &r->packed_size, size, err);
}

static tally_status fetch(store_reader *r, size_t number, size_t *size, tally_error *err)
{
	hsize_t offset = (hsize_t)number * r->shape.chunk[0];
	return fetch_at(r, &offset, size, err);
}

static tally_status load_one(store_reader *r, size_t number, tally_error *err)
{
	size_t size = 0;
	if (!make_chunks(r, 1))
		return tally_error_memory(err);
	tally_status status = fetch(r, number, &size, err);
	if (status)
		return status;
	if (!store_chunk_decode(r->coder, r->packed, size, r->shape.width, r->values,
				chunk_bytes(r)))
		return not_decoded(r->coder, r->name, err);
	if (r->steps)
		sum_steps(r, r->values);
	r->first = number;
	r->n_loaded = 1;
	return TALLY_OK;
}

/* --- several at a time --- */

typedef struct {
	store_reader *r;
	unsigned char *packed[STORE_AHEAD];
	size_t sizes[STORE_AHEAD];
	bool opened[STORE_AHEAD];
} stretch;

static void open_chunk(void *context, size_t i, store_coder *coder)
{
	stretch *s = context;
	char *values = s->r->values + i * chunk_bytes(s->r);
	s->opened[i] = store_chunk_decode(coder, s->packed[i], s->sizes[i], s->r->shape.width,
					  values, chunk_bytes(s->r));
	if (s->opened[i] && s->r->steps)
		sum_steps(s->r, values);
}

/* Chunks from `number` on. What fails is left for load_one to tell. */
static void load_ahead(store_reader *r, size_t number, size_t n)
{
	stretch s = {.r = r};
	size_t fetched = 0;
	for (; fetched < n; fetched++) {
		const hsize_t offset = (hsize_t)(number + fetched) * r->shape.chunk[0];
		size_t room = 0;
		tally_error unused = {0};
		if (fetch_into(r, &offset, &s.packed[fetched], &room, &s.sizes[fetched], &unused))
			break;
	}
	if (fetched == n && make_chunks(r, n)) {
		store_team(n, open_chunk, &s);
		r->first = number;
		while (r->n_loaded < n && s.opened[r->n_loaded])
			r->n_loaded++;
	}
	for (size_t i = 0; i < n; i++)
		free(s.packed[i]);
}

static bool is_loaded(const store_reader *r, size_t number)
{
	return number >= r->first && number - r->first < r->n_loaded;
}

/* Sees to it that the chunk is loaded; *values: where it begins. */
static tally_status load(store_reader *r, size_t number, const char **values, tally_error *err)
{
	size_t chunks = (r->n + (size_t)r->shape.chunk[0] - 1) / (size_t)r->shape.chunk[0];
	size_t n = chunks - number < STORE_AHEAD ? chunks - number : STORE_AHEAD;
	tally_status status = TALLY_OK;
	if (!is_loaded(r, number) && r->ahead && n > 1 && r->n_loaded > 0 &&
	    number == r->first + r->n_loaded)
		load_ahead(r, number, n);
	if (!is_loaded(r, number))
		status = load_one(r, number, err);
	if (!status)
		*values = r->values + (number - r->first) * chunk_bytes(r);
	return status;
}

tally_status store_reader_chunk(const store_reader *r, size_t number, store_coder *coder,
				pthread_mutex_t *lock, const void **values, tally_error *err)
{
	hsize_t offset = (hsize_t)number * r->shape.chunk[0];
	size_t size = 0, bytes = (size_t)r->shape.chunk[0] * (size_t)r->shape.width;
	pthread_mutex_lock(lock);
	tally_status status =
	    fetch_into(r, &offset, &coder->packed, &coder->packed_size, &size, err);
	pthread_mutex_unlock(lock);
	if (!status && !make_room(&coder->plain, &coder->plain_size, bytes))
		status = tally_error_memory(err);
	if (status)
		return status;
	if (!store_chunk_decode(coder, coder->packed, size, r->shape.width, coder->plain, bytes))
		return not_decoded(coder, r->name, err);
	if (r->steps)
		sum_steps(r, coder->plain);
	*values = coder->plain;
	return TALLY_OK;
}

tally_status store_reader_sound(store_reader *r, tally_error *err)
{
	size_t size = 0;
	if (r->dataset <= 0)
		return TALLY_OK;
	for (size_t k = 0; k * (size_t)r->shape.chunk[0] < r->n; k++) {
		tally_status status = fetch(r, k, &size, err);
		if (status)
			return status;
		if (!store_chunk_sound(r->packed, size))
			return damaged(r->name, "is damaged: a checksum does not fit", err);
	}
	return TALLY_OK;
}

static void fill_constant(const store_reader *r, size_t from, size_t count, int64_t *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] =
		    r->steps ? r->constant * (int64_t)((from + i) % STORE_CHUNK + 1) : r->constant;
}

tally_status store_reader_read(store_reader *r, size_t from, size_t count, int64_t *out,
			       tally_error *err)
{
	if (from > r->n || count > r->n - from)
		return damaged(r->name, "is shorter than its table says: damaged", err);
	if (r->dataset <= 0) {
		fill_constant(r, from, count, out);
		return TALLY_OK;
	}
	size_t chunk = (size_t)r->shape.chunk[0];
	while (count > 0) {
		size_t at = from % chunk, m = chunk - at < count ? chunk - at : count;
		const char *values = NULL;
		tally_status status = load(r, from / chunk, &values, err);
		if (status)
			return status;
		store_widen(values + at * (size_t)r->shape.width, m, r->shape.width, out);
		from += m;
		out += m;
		count -= m;
	}
	return TALLY_OK;
}

tally_status store_reader_bytes(store_reader *r, size_t from, size_t count, char *out,
				tally_error *err)
{
	if (from > r->n || count > r->n - from || r->dataset <= 0)
		return damaged(r->name, "is shorter than its table says: damaged", err);
	size_t chunk = (size_t)r->shape.chunk[0];
	while (count > 0) {
		size_t at = from % chunk, m = chunk - at < count ? chunk - at : count;
		const char *values = NULL;
		tally_status status = load(r, from / chunk, &values, err);
		if (status)
			return status;
		memcpy(out, values + at, m);
		from += m;
		out += m;
		count -= m;
	}
	return TALLY_OK;
}

tally_status store_grid_read(hid_t group, const char *name, uint64_t file_size, store_shape *shape,
			     char **out, tally_error *err)
{
	store_coder coder = {0};
	hid_t dataset;
	*out = NULL;
	tally_status status = store_dataset_open(group, name, file_size, shape, &dataset, err);
	if (status)
		return status;
	size_t width = (size_t)shape->extent[1], rows = (size_t)shape->chunk[0];
	size_t n = (size_t)shape->extent[0], chunks = (n + rows - 1) / rows;
	if (shape->rank != 2 || shape->kind != STORE_CHAR || shape->chunk[1] != shape->extent[1])
		status = damaged(name, "is not of its type: refused", err);
	if (!status && !(*out = calloc(chunks * rows, width)))
		status = tally_error_memory(err);
	for (size_t k = 0; !status && k < chunks; k++) {
		store_reader r = {.name = name, .dataset = dataset, .shape = *shape, .n = n};
		const hsize_t offset[2] = {k * rows, 0};
		size_t size = 0;
		r.shape.chunk[0] = rows * width;
		status = fetch_at(&r, offset, &size, err);
		if (!status && !store_chunk_decode(&coder, r.packed, size, 1,
						   *out + k * rows * width, rows * width))
			status = not_decoded(&coder, name, err);
		free(r.packed);
	}
	store_coder_release(&coder);
	H5Dclose(dataset);
	if (status) {
		free(*out);
		*out = NULL;
	}
	return status;
}

tally_status store_bytes_read(hid_t group, const char *name, uint64_t file_size, char **out,
			      size_t *n_out, tally_error *err)
{
	const store_spec spec = {.name = name, .kind = STORE_CHAR};
	store_coder coder = {0};
	store_reader reader = {.name = name, .coder = &coder};
	*out = NULL;
	tally_status status = open_column(group, &spec, file_size, &reader, err);
	if (!status && !(*out = malloc(reader.n + 1)))
		status = tally_error_memory(err);
	if (!status)
		status = store_reader_bytes(&reader, 0, reader.n, *out, err);
	if (!status)
		(*out)[reader.n] = 0;
	*n_out = reader.n;
	store_reader_release(&reader);
	store_coder_release(&coder);
	if (status) {
		free(*out);
		*out = NULL;
	}
	return status;
}
