/* append.h: a batch whose rows lie with several processes. */
#ifndef TALLY_RANKS_APPEND_H
#define TALLY_RANKS_APPEND_H

#include "codes.h"
#include "ranks.h"
#include "store/store.h"

/** As tally_store_append_batch, of the rows of all processes in their order; called by all. The
 * first process alone locks, writes and commits; every process sorts, compares with the store and
 * presses a range of the series. Each may have defined codes of its own in `codes`; two that
 * defined one code differently are TALLY_EUSAGE. */
tally_status tally_ranks_append(const tally_ranks *ranks, const char *path, tally_batch *batch,
				const tally_codes *codes, const tally_store_options *options,
				tally_batch_info *info, tally_error *err);

/** Lets `all`, code lists that are the same at all processes, learn what each has defined in
 * `mine`, in the order of the processes; the batch's ids are those of `all` then. Two that defined
 * one code differently are TALLY_EUSAGE. Called by all. */
tally_status tally_ranks_join_codes(const tally_ranks *ranks, const tally_codes *mine,
				    tally_codes *all, tally_batch *batch, tally_error *err);

#endif
