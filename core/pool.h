/* pool.h: a set of strings, each kept once and named by a small integer.
 *
 * Id 0 is always the empty string. Ids count up in order of first appearance and
 * never change. Strings may hold any bytes but NUL. */
#ifndef TALLY_POOL_H
#define TALLY_POOL_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
	char *bytes;       /**< all strings, each closed by NUL, in order of id */
	size_t n_bytes;    /**< bytes in use */
	size_t cap_bytes;  /**< bytes allocated */
	uint32_t *offsets; /**< [n] where string `id` begins in `bytes` */
	int32_t n;         /**< number of strings (0 until the first use; then >= 1) */
	int32_t cap;
	int32_t *table;    /**< open-addressing hash of ids, -1 = empty */
	size_t table_size; /**< power of two, 0 before the first string */
} tally_pool;

/** The id of text[0..len), added if new; out of memory or over 2^31 bytes: -1. */
int32_t tally_pool_add(tally_pool *pool, const char *text, size_t len);

/** The id of text[0..len), or -1 when it is not in the pool. */
int32_t tally_pool_find(const tally_pool *pool, const char *text, size_t len);

/** The string of an id; "" for 0 and for ids outside the pool. Valid until the next add. */
const char *tally_pool_text(const tally_pool *pool, int32_t id);

/** Frees everything and zeroes the struct. */
void tally_pool_release(tally_pool *pool);

#endif
