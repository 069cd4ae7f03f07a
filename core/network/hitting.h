/* hitting.h: families of sets over 0..n-1 as bit rows, and what meets all of them. */
#ifndef TALLY_HITTING_H
#define TALLY_HITTING_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

/** `count` sets, each `words` 64-bit words. Initialise with tally_family_init. */
typedef struct {
	int32_t n, words;
	uint64_t *bits; /**< [count * words] */
	int32_t count, cap;
} tally_family;

void tally_family_init(tally_family *f, int32_t n);
void tally_family_release(tally_family *f);
/** Appends a copy; false when out of memory. */
bool tally_family_add(tally_family *f, const uint64_t *set);
const uint64_t *tally_family_set(const tally_family *f, int32_t k);

bool tally_bits_has(const uint64_t *set, int32_t i);
void tally_bits_put(uint64_t *set, int32_t i);
void tally_bits_drop(uint64_t *set, int32_t i);
bool tally_bits_meet(const uint64_t *a, const uint64_t *b, int32_t words);
/** a is part of b. */
bool tally_bits_within(const uint64_t *a, const uint64_t *b, int32_t words);
int32_t tally_bits_count(const uint64_t *a, int32_t words);

/** All minimal sets that meet every set of `in` (Berge 1989), at most `limit`; *complete tells
 * whether these are all. `out` is initialised here. */
tally_status tally_hitting_all(const tally_family *in, int32_t limit, tally_family *out,
			       bool *complete, tally_error *err);

/** A set of least weight that meets every set of `in` (a small integer program; ties go to the
 * same answer on every run). `out` has in->words words. *proved: it is of least weight for certain
 * (else the time limit came first and it is some set that meets them all). */
tally_status tally_hitting_lightest(const tally_family *in, const double *weight, double seconds,
				    uint64_t *out, bool *proved, tally_error *err);

/** The lightest sets first: a search over sets in order of weight (Reiter 1987). `miss` answers,
 * for a set, with a set of the family that it does not meet (into `missed`), or 0 when it meets
 * all, or a negative number to stop. Each minimal hitting set is passed on in order of weight to
 * `found`, which may return false to stop. *complete: there are no others. */
typedef struct {
	int (*miss)(void *context, const uint64_t *set, uint64_t *missed);
	bool (*found)(void *context, const uint64_t *set, double weight);
	void *context;
	int32_t max_nodes;
} tally_hitting_search;

tally_status tally_hitting_in_order(int32_t n, const double *weight,
				    const tally_hitting_search *search, bool *complete,
				    tally_error *err);

#endif
