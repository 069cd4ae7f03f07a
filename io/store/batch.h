/* batch.h: a batch on its way into the store, as the files of this folder see it. */
#ifndef TALLY_STORE_BATCH_H
#define TALLY_STORE_BATCH_H

#include "store/aside.h"

#define FREQUENCY_BITS 9 /* 512 periods whose frequency is remembered */

/** A claim that rows are like: its series, and its other columns. */
typedef struct {
	int32_t series, frequency; /**< of the last row; others differ in the frequency only */
	int32_t rest;              /**< number among the rests */
} store_like;

/** What stands behind period and figure; many claims have the same. */
typedef struct {
	int64_t value[STORE_ROW_COLUMNS];
} store_rest;

typedef struct {
	store_like *items;
	size_t n, capacity;
	store_rest *rests;
	size_t n_rests, cap_rests;
	int32_t *table; /**< of rests; open addressing, -1: empty */
	size_t table_size;
} store_likes;

void store_likes_release(store_likes *likes);

/** What all rows that came say of a column. */
typedef struct {
	bool varying; /**< it did not stay what it was first */
	int64_t first;
	int width;
} store_look;

struct tally_batch {
	store_rows rows;
	store_likes likes;
	const tally_claims *table; /* whose texts `map` knows */
	int32_t *map;              /* id + 1 of the table's texts, 0 = not yet known */
	int32_t n_map;
	store_block *block;
	struct {
		tally_period period;
		int32_t frequency;
		bool set;
	} seen[1 << FREQUENCY_BITS];

	tally_aside *aside; /* NULL: all rows stay in memory */
	bool keeps_equal;   /* equal rows are all kept */
	store_run_aside *runs;
	size_t n_runs, cap_runs;
	size_t waiting;                      /* bytes that it is counted with in aside->waiting */
	size_t n_aside;                      /* rows that came and are not in `rows` */
	store_look looks[STORE_ROW_COLUMNS]; /* of those */
};

/** Puts rows aside when they take more than their share; called after rows came. */
tally_status store_batch_settle(tally_batch *batch, tally_error *err);
/** Puts all rows aside. */
tally_status store_batch_put_aside(tally_batch *batch, tally_error *err);
/** Puts the runs in order once more: the keys have changed. No rows are in memory. */
tally_status store_batch_sort_again(tally_batch *batch, tally_error *err);
void store_batch_forget_runs(tally_batch *batch);
/** Bytes that rows, and what they are compared with, may take together. */
tally_status store_batch_room(const tally_batch *batch, size_t *out, tally_error *err);
/** Bytes of a row. */
size_t store_rows_width(const store_rows *rows);

/** As tally_batch_add, but the claims stay in the table. */
tally_status store_batch_take(tally_batch *batch, const tally_claims *table, tally_error *err);
store_rows *store_batch_rows(tally_batch *batch);

/** Readies the batch for the texts of a table; false: out of memory. */
bool store_batch_know_texts(tally_batch *batch, const tally_claims *table);
int32_t store_batch_frequency(tally_batch *batch, tally_period period);
/** The columns behind period and figure of a claim into row i of the block; false: out of memory.
 */
bool store_batch_take_rest(tally_batch *batch, const tally_claim *claim, size_t i);
/** Appends the block, whose rows differ in series, period, figure and line only; the other columns
 * are those of its first row. */
tally_status store_batch_append_alike(tally_batch *batch, tally_error *err);
/** Whether a column is one of those. */
bool store_batch_is_changing(int column);

#endif
