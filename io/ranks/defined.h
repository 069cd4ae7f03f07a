/* defined.h: codes that several processes defined, brought together. */
#ifndef TALLY_RANKS_DEFINED_H
#define TALLY_RANKS_DEFINED_H

#include "codes.h"
#include "ranks.h"
#include "store/rows.h"

/** `all`, the same at all processes, learns the codes that `mine` has and it lacks, process by
 * process; rows->keys go from ids of `mine` to ids of `all`. *clash: two processes do not mean the
 * same by a code; then rows are as they were. Called by all. */
tally_status ranks_codes_join(const tally_ranks *ranks, const tally_codes *mine, tally_codes *all,
			      store_rows *rows, bool *clash, tally_error *err);

#endif
