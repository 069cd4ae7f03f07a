/* batch.h: a batch that grows, as the files of this folder see it. */
#ifndef TALLY_STORE_BATCH_H
#define TALLY_STORE_BATCH_H

#include "store/rows.h"
#include "store/store.h"

/** The rows gathered so far; their batch number is 0. */
store_rows *store_batch_rows(tally_batch *batch);
/** As tally_batch_add, but the claims stay in the table. */
tally_status store_batch_take(tally_batch *batch, const tally_claims *table, tally_error *err);

#endif
