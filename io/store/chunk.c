/* chunk.c: the pipeline shuffle -> deflate -> fletcher32, byte-compatible with HDF5's filters.
 *
 * shuffle: byte k of every element goes to plane k. deflate: zlib's format, by libdeflate.
 * fletcher32: two sums modulo 65535 over big-endian 16-bit words, appended as four little-endian
 * bytes (Fletcher 1982; an odd last byte counts as the high half of a word). */
#include "store/chunk.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL          6 /* measured: one level more costs time and gains under a percent */
#define QUICK_LEVEL    1 /* for binary64: a third of the time for a twentieth more bytes */
#define CHECKSUM_SIZE  4
#define FLETCHER_BLOCK 360 /* words that 32-bit sums hold without overflow */

void store_coder_release(store_coder *coder)
{
	if (coder->compressor)
		libdeflate_free_compressor(coder->compressor);
	if (coder->quick_compressor)
		libdeflate_free_compressor(coder->quick_compressor);
	if (coder->decompressor)
		libdeflate_free_decompressor(coder->decompressor);
	free(coder->scratch);
	free(coder->packed);
	free(coder->plain);
	memset(coder, 0, sizeof *coder);
}

size_t store_chunk_bound(size_t n)
{
	return libdeflate_zlib_compress_bound(NULL, n) + CHECKSUM_SIZE;
}

static bool reserve(store_coder *coder, size_t n)
{
	if (coder->scratch_size >= n)
		return true;
	free(coder->scratch);
	coder->scratch = malloc(n);
	coder->scratch_size = coder->scratch ? n : 0;
	return coder->scratch != NULL;
}

static uint32_t fold(uint32_t sum)
{
	return (sum & 0xffff) + (sum >> 16);
}

static uint32_t fletcher32(const unsigned char *p, size_t n)
{
	uint32_t a = 0, b = 0;
	size_t words = n / 2;
	while (words > 0) {
		size_t block = words < FLETCHER_BLOCK ? words : FLETCHER_BLOCK;
		words -= block;
		for (size_t i = 0; i < block; i++, p += 2) {
			a += (uint32_t)p[0] << 8 | p[1];
			b += a;
		}
		a = fold(a);
		b = fold(b);
	}
	if (n % 2) {
		a += (uint32_t)p[0] << 8;
		b += a;
		a = fold(a);
		b = fold(b);
	}
	return fold(b) << 16 | fold(a);
}

static void shuffle(const unsigned char *in, size_t n, size_t width, unsigned char *out)
{
	for (size_t k = 0; k < width; k++)
		for (size_t i = 0; i < n; i++)
			out[k * n + i] = in[i * width + k];
}

/* Four planes at a time make a loop that the compiler can turn into vector instructions. */
static void unshuffle_4(const unsigned char *in, size_t n, unsigned char *out)
{
	const unsigned char *a = in, *b = in + n, *c = in + 2 * n, *d = in + 3 * n;
	for (size_t i = 0; i < n; i++) {
		out[4 * i] = a[i];
		out[4 * i + 1] = b[i];
		out[4 * i + 2] = c[i];
		out[4 * i + 3] = d[i];
	}
}

static void unshuffle_2(const unsigned char *in, size_t n, unsigned char *out)
{
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = in[i];
		out[2 * i + 1] = in[n + i];
	}
}

static void unshuffle(const unsigned char *in, size_t n, size_t width, unsigned char *out)
{
	if (width == 4) {
		unshuffle_4(in, n, out);
		return;
	}
	if (width == 2) {
		unshuffle_2(in, n, out);
		return;
	}
	for (size_t k = 0; k < width; k++)
		for (size_t i = 0; i < n; i++)
			out[i * width + k] = in[k * n + i];
}

size_t store_chunk_encode(store_coder *coder, const void *in, size_t n_bytes, int width,
			  unsigned char *out)
{
	struct libdeflate_compressor **compressor =
	    coder->quick ? &coder->quick_compressor : &coder->compressor;
	if (!*compressor)
		*compressor = libdeflate_alloc_compressor(coder->quick ? QUICK_LEVEL : LEVEL);
	if (!*compressor || !reserve(coder, n_bytes))
		return 0;
	const unsigned char *plain = in;
	if (width > 1) {
		shuffle(in, n_bytes / (size_t)width, (size_t)width, coder->scratch);
		plain = coder->scratch;
	}
	size_t bound = libdeflate_zlib_compress_bound(*compressor, n_bytes);
	size_t n = libdeflate_zlib_compress(*compressor, plain, n_bytes, out, bound);
	if (n == 0)
		return 0;
	uint32_t sum = fletcher32(out, n);
	for (int i = 0; i < CHECKSUM_SIZE; i++)
		out[n++] = (unsigned char)(sum >> (8 * i));
	return n;
}

bool store_chunk_sound(const unsigned char *in, size_t n_in)
{
	if (n_in <= CHECKSUM_SIZE)
		return false;
	size_t n = n_in - CHECKSUM_SIZE;
	uint32_t sum = 0;
	for (int i = 0; i < CHECKSUM_SIZE; i++)
		sum |= (uint32_t)in[n + (size_t)i] << (8 * i);
	return sum == fletcher32(in, n);
}

bool store_chunk_decode(store_coder *coder, const unsigned char *in, size_t n_in, int width,
			void *out, size_t n_bytes)
{
	coder->no_memory = false;
	if (!store_chunk_sound(in, n_in))
		return false;
	if (!coder->decompressor)
		coder->decompressor = libdeflate_alloc_decompressor();
	coder->no_memory = !coder->decompressor || !reserve(coder, n_bytes);
	if (coder->no_memory)
		return false;
	void *plain = width > 1 ? coder->scratch : out;
	size_t n = n_in - CHECKSUM_SIZE;
	if (libdeflate_zlib_decompress(coder->decompressor, in, n, plain, n_bytes, NULL) !=
	    LIBDEFLATE_SUCCESS)
		return false;
	if (width > 1)
		unshuffle(coder->scratch, n_bytes / (size_t)width, (size_t)width, out);
	return true;
}
