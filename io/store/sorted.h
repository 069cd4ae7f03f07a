/* sorted.h: the rows of a batch in order, in memory or put aside. */
#ifndef TALLY_STORE_SORTED_H
#define TALLY_STORE_SORTED_H

#include "store/merge.h"

/** Zero-initialise. */
typedef struct {
	tally_batch *batch;
	size_t n;           /**< rows */
	uint32_t *order;    /**< in memory */
	store_merge *merge; /**< aside, else NULL */
} store_sorted;

/** Of equal rows the first (unless the batch keeps them), and none that `known` has in live batches
 * (NULL: no store). */
tally_status store_sorted_make(tally_batch *batch, tally_store *known, store_sorted *out,
			       tally_error *err);
/** Writes them, n >= 1, as the store's next segment; the batch is empty then. */
tally_status store_sorted_write(store_sorted *sorted, tally_store *store, tally_error *err);
void store_sorted_release(store_sorted *sorted);

#endif
