/* hash.h: a hash of bytes for tables in memory; not for files, and not against an adversary: tables
 * compare what they find. */
#ifndef TALLY_HASH_H
#define TALLY_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t tally_hash_word(uint64_t h, const char *text, size_t n)
{
	uint64_t word = 0;
	memcpy(&word, text, n);
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

/** Eight bytes at a time; the last eight overlap with those before. All bits are mixed. */
static inline uint32_t tally_hash_bytes(const char *text, size_t n)
{
	uint64_t h = (n + 1) * 0x9e3779b97f4a7c15u;
	if (n < sizeof h) {
		h = tally_hash_word(h, text, n);
	} else {
		for (size_t i = 0; i + sizeof h < n; i += sizeof h)
			h = tally_hash_word(h, text + i, sizeof h);
		h = tally_hash_word(h, text + n - sizeof h, sizeof h);
	}
	return (uint32_t)(h * 0x9e3779b97f4a7c15u >> 32);
}

#endif
