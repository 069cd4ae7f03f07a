/* digest.h: SHA-256 (FIPS 180-4), the fingerprint that a store's log keeps of every input. */
#ifndef TALLY_DIGEST_H
#define TALLY_DIGEST_H

#include <stddef.h>

/** Writes the SHA-256 of bytes[0..n) as 64 hex digits and a NUL. bytes may be NULL when n is 0. */
void tally_digest(const void *bytes, size_t n, char out[65]);

#endif
