/* stored.h: the claims of a store as canonical CSV, straight from its columns. */
#ifndef TALLY_CSV_STORED_H
#define TALLY_CSV_STORED_H

#include "csv/csv.h"
#include "ranks.h"
#include "store/store.h"

/** Writes what tally_csv_write_claims would write of the selected claims, byte for byte, without
 * holding them all: blocks of rows are formatted by several threads and handed to the sink in
 * order, by one thread at a time but not always the same. memory: as in tally_scan_open. ranks:
 * processes that do this together, the first one's sink gets it all; NULL: none. */
tally_status tally_csv_write_store(tally_store *store, const tally_selection *what,
				   bool all_columns, size_t memory, const tally_ranks *ranks,
				   tally_sink sink, void *context, tally_error *err);

#endif
