/* gather.h: rows of segments back into columns in memory. */
#ifndef TALLY_STORE_GATHER_H
#define TALLY_STORE_GATHER_H

#include "store/inside.h"

/** Appends the rows of some runs; their keys and texts join those of `rows`. */
tally_status store_rows_add_runs(store_rows *rows, store_segment *segment, const store_run *runs,
				 size_t n, tally_error *err);

/** The same in several steps, which look at the segment's constants and texts once; the first
 * `n_columns` of the rows are filled. */
typedef struct store_gathering store_gathering;
tally_status store_gathering_new(store_rows *rows, store_segment *segment, int n_columns,
				 store_gathering **out, tally_error *err);
tally_status store_gathering_add(store_gathering *gathering, const store_run *runs, size_t n,
				 tally_error *err);
void store_gathering_free(store_gathering *gathering);

/** Shows runs in stretches of at most `most` >= 1 rows; a run that has more comes in pieces. The
 * runs are changed. */
tally_status store_each_stretch(store_run *runs, size_t n, size_t most, store_run_visit visit,
				void *context, tally_error *err);

/** Opens the segments one after the other; stops at the first that `visit` does not like. */
typedef tally_status (*store_visit)(void *context, store_segment *segment, tally_error *err);
tally_status store_each_segment(tally_store *store, store_visit visit, void *context,
				tally_error *err);

#endif
