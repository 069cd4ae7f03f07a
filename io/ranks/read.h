/* read.h: a file of figures read by several processes. */
#ifndef TALLY_RANKS_READ_H
#define TALLY_RANKS_READ_H

#include "csv/csv.h"
#include "ranks.h"
#include "store/store.h"

/** As tally_csv_read_blocks, called by all: a large claim CSV goes in as many parts as there are
 * processes, each of which takes the rows of its part into `rows`, the target of the receiver; the
 * first takes all rows of any other file, and of one that cannot be read in parts. Counts,
 * complaints and codes are those of the whole, at every process; the rejects are the first one's.
 * store: open, that the codes are of. */
tally_status tally_ranks_read(const tally_ranks *ranks, tally_store *store, const char *path,
			      const tally_csv_options *options, tally_codes *codes,
			      const tally_csv_receiver *receiver, tally_batch *rows,
			      tally_csv_counts *counts, tally_diagnostics *list, char **rejects,
			      tally_error *err);

#endif
