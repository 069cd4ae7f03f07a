/* fold.h: many segments into one. */
#ifndef TALLY_STORE_FOLD_H
#define TALLY_STORE_FOLD_H

#include "store/inside.h"

/** Writes all rows of the store as one segment of a new store in the empty file `path`. */
tally_status store_fold_all(tally_store *from, const char *path,
			    const tally_store_options *options, tally_error *err);

/** The number of the largest segment, and whether the others together have less than half its rows.
 */
tally_status store_fold_plan(tally_store *store, int64_t *largest, bool *little, tally_error *err);

/** Makes one segment of all but the segment `keep` in a copy of the store at `path`. */
tally_status store_fold_small(tally_store *from, int64_t keep, const char *path,
			      const tally_store_options *options, tally_error *err);

#endif
