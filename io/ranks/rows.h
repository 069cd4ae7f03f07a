/* rows.h: rows that go from process to process. */
#ifndef TALLY_RANKS_ROWS_H
#define TALLY_RANKS_ROWS_H

#include "ranks.h"
#include "store/rows.h"

/** Puts rows order[0..n) behind what `out` holds, with the series and texts that they name. */
tally_status ranks_rows_pack(const store_rows *rows, const uint32_t *order, size_t n,
			     tally_message *out, tally_error *err);
/** Puts packed rows behind others. */
tally_status ranks_rows_join(store_rows *rows, const tally_message *packed, tally_error *err);

/** Each row goes to the process owner[its series]; those of one series stay in the order of the
 * processes that they come from. Called by all. */
tally_status ranks_rows_deal(const tally_ranks *ranks, store_rows *rows, const int *owner,
			     tally_error *err);

/** owner[k] of each series of `rows`, such that the series of a process all come before those of
 * the next and each has about as many rows: malloc'ed in *owner. Called by all. */
tally_status ranks_rows_owners(const tally_ranks *ranks, const store_rows *rows, int **owner,
			       tally_error *err);

#endif
