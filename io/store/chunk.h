/* chunk.h: one chunk of a column as HDF5's filters shuffle, deflate and fletcher32 would write it.
 */
#ifndef TALLY_STORE_CHUNK_H
#define TALLY_STORE_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

/** Compressor, decompressor and scratch of one thread. Zero-initialise. */
typedef struct {
	bool quick; /**< press little and fast, for bytes that shrink little: binary64 figures */
	struct libdeflate_compressor *compressor, *quick_compressor;
	struct libdeflate_decompressor *decompressor;
	unsigned char *scratch;
	size_t scratch_size;
	unsigned char *packed, *plain; /**< a chunk as it is read and opened (store_reader_chunk) */
	size_t packed_size, plain_size;
	bool no_memory; /**< why a chunk could not be opened */
} store_coder;

void store_coder_release(store_coder *coder);

/** The most bytes that n bytes can become. */
size_t store_chunk_bound(size_t n);

/** in[n_bytes], elements of `width` bytes -> out; returns the length, 0 when out of memory. `out`
 * holds store_chunk_bound(n_bytes). */
size_t store_chunk_encode(store_coder *coder, const void *in, size_t n_bytes, int width,
			  unsigned char *out);

/** The reverse; false when the checksum does not fit or the bytes are not exactly n_bytes, or when
 * memory ran out, which coder->no_memory tells apart. */
bool store_chunk_decode(store_coder *coder, const unsigned char *in, size_t n_in, int width,
			void *out, size_t n_bytes);

/** Whether the checksum at the end of a chunk is that of its bytes. */
bool store_chunk_sound(const unsigned char *in, size_t n_in);

#endif
