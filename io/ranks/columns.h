/* columns.h: the columns of a segment whose rows lie with several processes, in order, each
 * process's beginning at a chunk. */
#ifndef TALLY_RANKS_COLUMNS_H
#define TALLY_RANKS_COLUMNS_H

#include "ranks.h"
#include "store/inside.h"

/** What all rows of a batch together, those too that the store knows already, say of a column: with
 * one process it is what its column in memory is. */
typedef struct {
	bool varying; /**< it does not stay what it was first */
	int width;
} ranks_column;

typedef struct {
	const tally_ranks *ranks;
	const store_rows *rows; /**< order[0..n) of them are new */
	const uint32_t *order;
	size_t n, n_all; /**< of this process, of all */
	ranks_column columns[STORE_ROW_COLUMNS];
	int32_t *texts; /**< number in the segment of each text */
	bool constant[STORE_ROW_COLUMNS];
	int64_t value[STORE_ROW_COLUMNS]; /**< when constant */
	int width[STORE_ROW_COLUMNS];     /**< in the file, else */
	int next;                         /**< column whose chunks come next */
	store_parts parts;                /**< of the first process */
} ranks_segment;

/** Looks at the columns of all processes; text columns count as varying when their texts differ.
 * Called by all, as all below. */
tally_status ranks_look_at_columns(const tally_ranks *ranks, const store_rows *rows,
				   ranks_column out[STORE_ROW_COLUMNS], tally_error *err);
/** Series and texts to the first process; numbers of texts, constants and widths to all. */
tally_status ranks_segment_begin(ranks_segment *s, tally_error *err);
/** Presses the columns that are left; the first process writes its store's next segment. */
tally_status ranks_segment_write(ranks_segment *s, tally_store *store, tally_error *err);
/** Takes what the others press and throws it away: the first process failed. */
void ranks_segment_drain(ranks_segment *s);
void ranks_segment_release(ranks_segment *s);

#endif
