/* digest.c: SHA-256 as FIPS 180-4 section 6.2 writes it.
 *
 * The message is cut into blocks of 64 bytes; each is stirred into eight 32-bit words by 64 rounds.
 * The last block holds the end of the message, a one bit, zeros and the length in bits. On x86
 * processors with the SHA extensions two rounds are one instruction, which is what keeps the
 * fingerprint of a large file cheap beside its parsing; both ways give the same words. */
#include "csv/digest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, int by)
{
	return x >> by | x << (32 - by);
}

static void expand(const uint8_t block[64], uint32_t w[64])
{
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];
		uint32_t s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
		uint32_t s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;
		w[i] = w[i - 16] + s0 + w[i - 7] + s1;
	}
}

static void stir_portably(uint32_t state[8], const uint8_t *blocks, size_t n_blocks)
{
	for (; n_blocks > 0; n_blocks--, blocks += 64) {
		uint32_t w[64], s[8];
		expand(blocks, w);
		memcpy(s, state, sizeof s);
		for (int i = 0; i < 64; i++) {
			uint32_t e = s[4], a = s[0];
			uint32_t choice = (e & s[5]) ^ (~e & s[6]);
			uint32_t majority = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
			uint32_t t1 = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
				      choice + round_constants[i] + w[i];
			uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
			memmove(s + 1, s, 7 * sizeof *s);
			s[4] += t1;
			s[0] = t1 + t2;
		}
		for (int i = 0; i < 8; i++)
			state[i] += s[i];
	}
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

static bool has_instructions(void)
{
	unsigned a, b, c, d;
	if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & 1u << 29) == 0)
		return false;
	return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & 1u << 19) != 0 && (c & 1u << 9) != 0;
}

/* The instructions keep the state as (ABEF, CDGH); w holds the message words of four rounds each.
 */
__attribute__((target("sha,sse4.1,ssse3"))) static void
stir_by_instructions(uint32_t state[8], const uint8_t *blocks, size_t n_blocks)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
	__m128i dcba = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(void *)state), 0xb1);
	__m128i hgfe =
	    _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(void *)(state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(dcba, hgfe, 8);
	__m128i cdgh = _mm_blend_epi16(hgfe, dcba, 0xf0);

	for (; n_blocks > 0; n_blocks--, blocks += 64) {
		__m128i w[4], abef0 = abef, cdgh0 = cdgh;
		for (int i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(
			    _mm_loadu_si128((const __m128i *)(const void *)(blocks + 16 * i)),
			    swap);
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			const __m128i *k = (const __m128i *)(const void *)(round_constants + 4 * i);
			__m128i now = w[i & 3];
			__m128i x = _mm_add_epi32(now, _mm_loadu_si128(k));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, x);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(x, 0x0e));
			__m128i next = _mm_sha256msg1_epu32(now, w[(i + 1) & 3]);
			next =
			    _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
			w[i & 3] = _mm_sha256msg2_epu32(next, w[(i + 3) & 3]);
		}
		abef = _mm_add_epi32(abef, abef0);
		cdgh = _mm_add_epi32(cdgh, cdgh0);
	}

	__m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
#endif

static void stir(uint32_t state[8], const uint8_t *blocks, size_t n_blocks)
{
#if defined(__x86_64__)
	if (has_instructions()) {
		stir_by_instructions(state, blocks, n_blocks);
		return;
	}
#endif
	stir_portably(state, blocks, n_blocks);
}

void tally_digest_begin(tally_digest_state *d)
{
	static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
					  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	memset(d, 0, sizeof *d);
	memcpy(d->state, start, sizeof start);
}

void tally_digest_add(tally_digest_state *d, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	size_t held = d->n % 64;

	d->n += n;
	if (held > 0) {
		size_t part = n < 64 - held ? n : 64 - held;
		memcpy(d->block + held, at, part);
		at += part;
		n -= part;
		if (held + part < 64)
			return;
		stir(d->state, d->block, 1);
	}
	stir(d->state, at, n / 64);
	if (n % 64 > 0)
		memcpy(d->block, at + n / 64 * 64, n % 64);
}

void tally_digest_end(tally_digest_state *d, char out[65])
{
	size_t rest = d->n % 64;
	uint8_t tail[128] = {0};
	size_t n_tail = rest < 56 ? 64 : 128;

	memcpy(tail, d->block, rest);
	tail[rest] = 0x80;
	for (size_t i = 0; i < 8; i++)
		tail[n_tail - 1 - i] = (uint8_t)(d->n * 8 >> 8 * i);
	stir(d->state, tail, n_tail / 64);
	for (int i = 0; i < 8; i++)
		snprintf(out + (size_t)8 * (size_t)i, 9, "%08x", d->state[i]);
}

void tally_digest(const void *bytes, size_t n, char out[65])
{
	tally_digest_state digest;

	tally_digest_begin(&digest);
	if (n > 0)
		tally_digest_add(&digest, bytes, n);
	tally_digest_end(&digest, out);
}
