/* table.h: columns of one dimension in a group of the file.
 *
 * A column whose values are all the same is an attribute of the group; any other is a chunked
 * dataset of that name. */
#ifndef TALLY_STORE_TABLE_H
#define TALLY_STORE_TABLE_H

#include "store/chunk.h"
#include "store/column.h"
#include "store/h5.h"

#include <pthread.h>
#include <stdbool.h>

/** Values in a chunk: 16384 four-byte ones are 64 KiB. */
#define STORE_CHUNK 16384
/** Bytes in a chunk of a pool of texts. */
#define STORE_TEXT_CHUNK 65536

typedef struct {
	const char *name;
	store_kind kind;   /**< STORE_REAL: the column holds the bits of doubles */
	const char *units; /**< CF units, or NULL */
	const char *about; /**< CF long_name */
	bool steps; /**< differences from the value before, absolute at the head of a chunk */
} store_spec;

/** Writes n values of a column in the order given (NULL: as they stand) into the group. */
tally_status store_column_write(hid_t group, const char *dimension, const store_spec *spec,
				const store_column *column, const uint32_t *order, size_t n,
				tally_error *err);

/** Takes the next chunk of a column, pressed. */
typedef tally_status (*store_put)(void *context, const void *packed, size_t n, tally_error *err);
/** Presses n values of a column in order (NULL: as they stand) in chunks of `chunk`, the last one
 * padded, as elements of `width` bytes, and puts them in order. A column that is not in steps has
 * that width. */
tally_status store_column_press(const store_spec *spec, const store_column *column,
				const uint32_t *order, size_t n, size_t chunk, int width,
				store_put put, void *context, tally_error *err);
/** Whether all n >= 1 values (of a column in steps: all steps) are *value. */
bool store_column_is_constant(const store_spec *spec, const store_column *column,
			      const uint32_t *order, size_t n, int64_t *value);
/** The width in the file of a column whose values take `width`. */
int store_file_width(const store_spec *spec, int width);

/** Gives the chunks of a column to put(to, ...), one after the other. */
typedef tally_status (*store_fill)(void *context, store_put put, void *to, tally_error *err);
/** Writes a column of n values, not all the same, whose chunks come from elsewhere. */
tally_status store_column_fill(hid_t group, const char *dimension, const store_spec *spec,
			       int width, size_t n, store_fill fill, void *context,
			       tally_error *err);
/** Writes a column of one value. */
tally_status store_constant_write(hid_t group, const store_spec *spec, int64_t value,
				  tally_error *err);

/** Writes bytes (n >= 1) as a column of characters. */
tally_status store_bytes_write(hid_t group, const char *dimension, const char *name,
			       const char *bytes, size_t n, tally_error *err);

/** Writes a table of texts: extent[0] rows of extent[1] bytes, chunked by rows. */
tally_status store_grid_write(hid_t dataset, const store_shape *shape, const char *grid,
			      tally_error *err);

/** Chunks opened at a time, by several threads, of what is read from front to back. */
#define STORE_AHEAD 8

/** Reads a column piece by piece; keeps the last chunks. Zero-initialise; release when done. */
typedef struct {
	const char *name;
	hid_t dataset; /**< 0: constant */
	int64_t constant;
	store_shape shape;
	bool steps;
	size_t n;
	bool ahead;      /**< several chunks at a time, once two lay one behind the other */
	size_t first;    /**< number of the first chunk in `values` */
	size_t n_loaded; /**< chunks there */
	size_t room;     /**< for so many */
	char *values;
	unsigned char *packed;
	size_t packed_size;
	store_coder *coder; /**< shared by the readers of one thread */
} store_reader;

/** n: values that there must be. */
tally_status store_reader_open(hid_t group, const store_spec *spec, size_t n, uint64_t file_size,
			       store_coder *coder, store_reader *out, tally_error *err);
/** out[i] = value from + i, i < count. */
tally_status store_reader_read(store_reader *reader, size_t from, size_t count, int64_t *out,
			       tally_error *err);
/** All values of a chunk, shape.width bytes each, in a buffer of the coder until its next use. For
 * threads: HDF5 is called under the lock only. Not for constant columns. */
tally_status store_reader_chunk(const store_reader *reader, size_t number, store_coder *coder,
				pthread_mutex_t *lock, const void **values, tally_error *err);
/** The same for a column of characters. */
tally_status store_reader_bytes(store_reader *reader, size_t from, size_t count, char *out,
				tally_error *err);
/** Checks the checksum of every chunk. */
tally_status store_reader_sound(store_reader *reader, tally_error *err);
void store_reader_release(store_reader *reader);

/** A table of texts: extent[0] rows of extent[1] bytes, malloc'ed. */
tally_status store_grid_read(hid_t group, const char *name, uint64_t file_size, store_shape *shape,
			     char **out, tally_error *err);

/** A whole column of characters; n_out bytes, malloc'ed, NUL behind. */
tally_status store_bytes_read(hid_t group, const char *name, uint64_t file_size, char **out,
			      size_t *n_out, tally_error *err);

#endif
