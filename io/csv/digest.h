/* digest.h: SHA-256 (FIPS 180-4), the fingerprint that a store's log keeps of every input. */
#ifndef TALLY_DIGEST_H
#define TALLY_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/** Writes the SHA-256 of bytes[0..n) as 64 hex digits and a NUL. bytes may be NULL when n is 0. */
void tally_digest(const void *bytes, size_t n, char out[65]);

/** The same for bytes that come piece by piece. */
typedef struct {
	uint32_t state[8];
	uint64_t n;        /**< bytes so far */
	uint8_t block[64]; /**< n % 64 of them wait here */
} tally_digest_state;

void tally_digest_begin(tally_digest_state *digest);
void tally_digest_add(tally_digest_state *digest, const void *bytes, size_t n);
void tally_digest_end(tally_digest_state *digest, char out[65]);

#endif
