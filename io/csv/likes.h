/* likes.h: the dictionary of plain rows: which rows say the same but for period and figure.
 *
 * A plain row is a *head* (the bytes before its first changing field), a *rest* (the bytes between
 * the two changing fields and those behind the second, the line end included) and the two changing
 * fields: period and value. Rows of one head and one rest are alike: they give the same claim but
 * for period, figure and line. */
#ifndef TALLY_CSV_LIKES_H
#define TALLY_CSV_LIKES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
	uint32_t at, n; /**< its bytes */
	uint32_t hash;
	int32_t next; /**< the head that came after it last time, -1: none yet */
	int32_t rest; /**< the rest that it came with last, and what rows of both are like */
	int32_t like;
} csv_head;

typedef struct {
	uint32_t middle, n_middle, tail, n_tail;
	uint32_t hash; /**< of the tail */
	int32_t head;  /**< the head that it came with last, and what rows of both are like */
	int32_t like;
} csv_rest;

/** Zero-initialise. */
typedef struct {
	char *bytes;
	size_t n_bytes, cap_bytes;
	csv_head *heads;
	csv_rest *rests;
	uint64_t *pairs; /**< [n] head and rest of each like */
	int32_t n_heads, cap_heads, n_rests, cap_rests, n, cap;
	int32_t *head_table, *rest_table, *pair_table; /**< open addressing, -1: empty */
	size_t head_slots, rest_slots, pair_slots;
} csv_likes;

/** The id of head, rest or like, -1: not known. A tail goes with its middle. */
int32_t csv_likes_head(const csv_likes *likes, const char *text, size_t n);
/** The ids of several heads, at most CSV_LIKES_TOGETHER: the waits for memory overlap. */
#define CSV_LIKES_TOGETHER 32
void csv_likes_heads(const csv_likes *likes, const char *const *text, const size_t *n, int count,
		     int32_t *ids);
int32_t csv_likes_rest(const csv_likes *likes, const char *middle, size_t n_middle,
		       const char *tail, size_t n_tail);
int32_t csv_likes_find(csv_likes *likes, int32_t head, int32_t rest);

/** The same, added if new; -1: out of memory or too many. *fresh: the like is new. */
int32_t csv_likes_add_head(csv_likes *likes, const char *text, size_t n);
int32_t csv_likes_add_rest(csv_likes *likes, const char *middle, size_t n_middle, const char *tail,
			   size_t n_tail);
int32_t csv_likes_add(csv_likes *likes, int32_t head, int32_t rest, bool *fresh);

#define CSV_LIKES_MOST (1 << 21)
/** Whether it is so large that it had better begin afresh; most: likes, at most CSV_LIKES_MOST. */
bool csv_likes_full(const csv_likes *likes, int32_t most);
/** Forgets all and keeps the memory. */
void csv_likes_clear(csv_likes *likes);
void csv_likes_release(csv_likes *likes);

/** Whether n bytes are the same; most often eight at a time. */
static inline bool csv_same(const char *a, const char *b, size_t n)
{
	uint64_t x, y;
	size_t i = 0;
	for (; i + sizeof x <= n; i += sizeof x) {
		memcpy(&x, a + i, sizeof x);
		memcpy(&y, b + i, sizeof y);
		if (x != y)
			return false;
	}
	if (i < n && n > sizeof x) {
		memcpy(&x, a + n - sizeof x, sizeof x);
		memcpy(&y, b + n - sizeof y, sizeof y);
		return x == y;
	}
	for (; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

#endif
