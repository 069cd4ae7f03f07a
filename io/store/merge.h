/* merge.h: runs that were put aside, merged into one segment. */
#ifndef TALLY_STORE_MERGE_H
#define TALLY_STORE_MERGE_H

#include "store/batch.h"
#include "store/inside.h"

typedef struct store_merge store_merge;

/** Merges all runs of the batch, whose rows are all aside, and puts the outcome aside too: of equal
 * rows the first (unless the batch keeps them), and none that `known` has in live batches (NULL: no
 * store). Uses options of the batch for what it may take. */
tally_status store_merge_new(tally_batch *batch, tally_store *known, store_merge **out,
			     tally_error *err);
size_t store_merge_rows(const store_merge *merge);
/** Writes the rows as the store's next segment: the same bytes that store_segment_write gives for
 * rows in memory. */
tally_status store_merge_write(store_merge *merge, tally_store *store, tally_error *err);
void store_merge_free(store_merge *merge);

#endif
