/* log.h: the log of batches in the group /log. */
#ifndef TALLY_STORE_LOG_H
#define TALLY_STORE_LOG_H

#include "store/h5.h"
#include "store/store.h"

/** Zero-initialise. Texts of the entries are in `texts` or, for entries just added, the caller's.
 */
typedef struct {
	tally_batch_info *items;
	int32_t n;
	char *texts;
} store_log;

tally_status store_log_read(hid_t file, uint64_t file_size, store_log *out, tally_error *err);
/** Writes the log in place of the one that is there. */
tally_status store_log_write(hid_t file, const store_log *log, tally_error *err);
/** Adds an entry; its texts must live until the log is released. */
tally_status store_log_add(store_log *log, const tally_batch_info *entry, tally_error *err);
void store_log_release(store_log *log);

#endif
