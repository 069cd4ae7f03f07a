/* inside.h: an open store, as the files of this folder see it. */
#ifndef TALLY_STORE_INSIDE_H
#define TALLY_STORE_INSIDE_H

#include "store/lists.h"
#include "store/log.h"
#include "store/segment.h"
#include "store/store.h"

/** Version of the layout; readers refuse others. */
#define STORE_FORMAT         "tally store"
#define STORE_FORMAT_VERSION 1

struct tally_store {
	char *path;
	hid_t file;
	uint64_t size;
	store_lists lists;
	tally_codes *codes;
	store_log log;
	int64_t *segments; /**< [n_segments] numbers, ascending */
	int n_segments;
	bool *live; /**< [max_batch + 1] whether a batch is there and not reverted */
	int32_t max_batch;
};

/** Whether the lists have every code that the series names. */
bool store_series_known(const store_series *series, const tally_codes *codes);
/** Whether all runs are of series that can be; names the first that is not. */
tally_status store_check_runs(const tally_store *store, const store_segment *segment,
			      const store_run *runs, size_t n, tally_error *err);

/** Opens without parsing the code lists (codes stays NULL); path is used as it is. */
tally_status store_open(const char *path, bool writable, tally_store **out, tally_error *err);
/** Opens what can be opened, without parsing the code lists; what cannot goes to `lost` and is
 * empty.
 */
tally_status store_open_parts(const char *path, tally_diagnostics *lost, tally_store **out,
			      tally_error *err);
/** Closes and says whether all was written. Frees the store in any case. */
tally_status store_finish(tally_store *store, tally_error *err);

/** What to say when realpath(path) failed, from errno. */
tally_status store_not_found(const char *path, tally_error *err);

/** Makes an empty store in an empty file. */
tally_status store_make(const char *path, const char *const *names, const char *const *texts, int n,
			const tally_codes *codes, tally_error *err);

/** Writes rows as a new segment. */
tally_status store_add_segment(tally_store *store, const store_rows *rows, const uint32_t *order,
			       size_t n, tally_error *err);

/** The number of the segment that comes next. */
int64_t store_next_segment(const tally_store *store);

/** Where the rows of a batch come from. */
typedef struct {
	/** Finds those that the store lacks. *n_all: rows that came; *n: new ones; *defined: the
	 * store's codes grew. */
	tally_status (*prepare)(void *context, tally_store *store, int32_t batch, size_t *n_all,
				size_t *n, bool *defined, tally_error *err);
	/** Writes them into the copy of the store, as its next segment. */
	tally_status (*write)(void *context, tally_store *store, tally_error *err);
	void *context;
} store_filling;

/** tally_store_append_batch, whatever the rows come from. */
tally_status store_append(const char *path, const store_filling *filling,
			  const tally_store_options *options, tally_batch_info *info,
			  tally_error *err);

/** Ids of rows from those of one set of code lists to those of another. */
tally_status store_rows_recode(store_rows *rows, const store_code_map *map, tally_error *err);
/** The ids of rows to those of the store, which learns codes that it lacks. */
tally_status store_settle_codes(tally_store *store, const tally_codes *codes, store_rows *rows,
				bool *defined, tally_error *err);

/** Takes out of order[0..*n) (sorted, no two equal) the rows that the store has, in live batches.
 */
tally_status store_drop_known(tally_store *store, store_rows *rows, uint32_t *order, size_t *n,
			      tally_error *err);

/** Looks through a store: opens all of it and checks the chunks of the newest segment; full: every
 * value of every segment. Complaints go to `list`; *n_rows: rows that the segments say they have.
 */
tally_status store_check(const char *path, bool full, tally_diagnostics *list, int64_t *n_rows,
			 tally_error *err);

#endif
