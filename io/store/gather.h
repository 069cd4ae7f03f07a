/* gather.h: rows of segments back into columns in memory. */
#ifndef TALLY_STORE_GATHER_H
#define TALLY_STORE_GATHER_H

#include "store/inside.h"

/** Appends the rows of some runs; their keys and texts join those of `rows`. */
tally_status store_rows_add_runs(store_rows *rows, store_segment *segment, const store_run *runs,
				 size_t n, tally_error *err);
/** All rows of a segment. */
tally_status store_rows_add_segment(store_rows *rows, store_segment *segment, tally_error *err);
/** All rows of all segments, those of reverted batches too. */
tally_status store_rows_add_store(store_rows *rows, tally_store *store, tally_error *err);

/** Opens the segments one after the other; stops at the first that `visit` does not like. */
typedef tally_status (*store_visit)(void *context, store_segment *segment, tally_error *err);
tally_status store_each_segment(tally_store *store, store_visit visit, void *context,
				tally_error *err);

#endif
