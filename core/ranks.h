/* ranks.h: several processes that work on one question and give one answer.
 *
 * All run the same program with the same words and call the functions below in the same order; who
 * does what is decided by counts alone, never by who is quicker, so that the answer is the same for
 * any number of them. The first process alone writes and speaks. A process that works alone has no
 * tally_ranks: a NULL pointer.
 *
 * These calls do not fail: when a message cannot pass, or the memory for it is gone, all processes
 * are ended with a word on standard error and exit code 4. */
#ifndef TALLY_RANKS_H
#define TALLY_RANKS_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tally_ranks tally_ranks;

/** Bytes on their way; NULL when there are none. */
typedef struct {
	char *bytes;
	size_t n;
} tally_message;

/** Called at the first process with what process `from` gave; the bytes are good until it returns.
 */
typedef void (*tally_take)(void *context, int from, const char *bytes, size_t n);

struct tally_ranks {
	int n;    /**< processes, at least 1 */
	int rank; /**< this one: 0 .. n - 1 */
	/** Everyone gives bytes and gets those of all, in order: all[n], each malloc'ed. */
	void (*share)(const tally_ranks *ranks, const void *mine, size_t n_mine,
		      tally_message *all);
	/** Everyone gives to[n] and gets from[n], what each process has for it, malloc'ed. */
	void (*exchange)(const tally_ranks *ranks, const tally_message *to, tally_message *from);
	/** The first process takes what each gives, in order. The others do not wait for it. */
	void (*gather)(const tally_ranks *ranks, const void *mine, size_t n, tally_take take,
		       void *context);
};

/** All get the error of the first process that has one: back comes its status, the same everywhere.
 */
tally_status tally_ranks_agree(const tally_ranks *ranks, tally_status status, tally_error *err);

/** mine[0..n) becomes the sum over all processes. */
void tally_ranks_sum(const tally_ranks *ranks, int64_t *mine, size_t n);

/** Of `n` things in a row, process `rank` has those from .. to - 1. */
static inline size_t tally_ranks_from(const tally_ranks *ranks, size_t n)
{
	size_t all = (size_t)ranks->n, rank = (size_t)ranks->rank;
	return n / all * rank + n % all * rank / all;
}

static inline size_t tally_ranks_to(const tally_ranks *ranks, size_t n)
{
	size_t all = (size_t)ranks->n, next = (size_t)ranks->rank + 1;
	return n / all * next + n % all * next / all;
}

void tally_messages_release(tally_message *messages, int n);

#endif
