/* store.h: the store, one HDF5 file of immutable batches.
 *
 * Readers take no lock and see the old or the new store, never a mixture: every change is made in
 * a copy that replaces the store by rename. Writers take flock on `FILE.lock`.
 * A store that tally did not write is hostile until checked: a damaged or
 * foreign file is TALLY_EINPUT with a message, never a crash or a silent number. */
#ifndef TALLY_STORE_H
#define TALLY_STORE_H

#include "claim.h"
#include "codes.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct tally_store tally_store;

/** One entry of the log. */
typedef struct {
	int32_t number;       /**< 1, 2, ...: never used twice */
	const char *file;     /**< base name of what was ingested, or the verb that made it */
	const char *digest;   /**< SHA-256 of the input, hex; "" when made by tally */
	const char *stamp;    /**< date given on request, or "" */
	int64_t rows_in;      /**< rows or cells read */
	int64_t rows_stored;  /**< new claims */
	int64_t rows_known;   /**< equal to a stored claim: not stored again */
	int64_t rows_missing; /**< cells without a value that were passed over */
	int64_t rows_refused; /**< bad cells left out with --skip-bad */
	bool reverted;
} tally_batch_info;

/** How to open for writing. */
typedef struct {
	bool no_wait; /**< fail at once when another writer holds the lock */
	int threads;  /**< at most so many; 0: as many as there are processors */
	/** Bytes that all may take, about; rows for which they do not do wait in a file beside the
	 * store, and where the names alone (series, texts) take too much that is TALLY_ESYSTEM. 0: half
	 * of what the machine has left, and names may take more. */
	size_t memory;
} tally_store_options;

/** Makes a new store with these code lists (their CSV texts, name by name, are kept byte for byte).
 * Fails when the file exists. n lists of names[i] ("metrics", ...) and texts[i]. */
tally_status tally_store_create(const char *path, const char *const *names,
				const char *const *texts, int n, tally_error *err);

/** Opens for reading. The code lists are parsed and ready. */
tally_status tally_store_open(const char *path, tally_store **out, tally_error *err);
void tally_store_close(tally_store *store);

/** The code lists as of this store, defined codes included; mutable so that an ingest can define
 * more. */
tally_codes *tally_store_codes(tally_store *store);
/** The CSV text of one of the code lists as stored, or NULL. */
const char *tally_store_list(tally_store *store, const char *name);

/** The log: batches in order of number. Valid until close. */
int32_t tally_store_n_batches(const tally_store *store);
const tally_batch_info *tally_store_batch(const tally_store *store, int32_t i);

/** Which claims to read. Zero means no restriction everywhere but as noted. */
typedef struct tally_selection {
	const int32_t *metrics;
	int n_metrics; /**< ids; none: all */
	const int32_t *regions;
	int n_regions;
	bool has_range; /**< only periods that touch from..to */
	tally_day from, to;
	tally_day as_of;    /**< claims published up to this day, and those without a date;
			       TALLY_DAY_NONE: all. */
	const char *source; /**< source family (as tally_codes_source_of); NULL: all */
	int measure;        /**< tally_measure, or -1: all */
	int32_t batch;      /**< only this batch; 0: all that are not reverted */
} tally_selection;

/** No restriction at all. */
tally_selection tally_selection_all(void);

/** Appends the selected claims of all live batches to *out, in canonical order (tally_claims_sort). Any
 * thread may call it, one at a time. */
tally_status tally_store_read(tally_store *store, const tally_selection *what, tally_claims *out,
			      tally_error *err);

/** Marks the metrics and regions that occur: metrics[n_metrics] and regions[n_regions] by id, set to
 * true where there is a series (of the given metric; TALLY_NO_CODE: any), else left alone. Reads no
 * row; figures of reverted batches count too. */
tally_status tally_store_named(tally_store *store, int32_t metric, bool *metrics, bool *regions,
			       tally_error *err);

/** What a store has of one metric. */
typedef struct {
	int64_t rows;     /**< figures of reverted batches count too */
	bool levels_only; /**< true when there are none, too */
	bool measured_against; /**< it is the whole or the other side of another metric's claims */
} tally_store_metric;

/** Fills out[n_metrics] by id, from the tables of series: reads no row. */
tally_status tally_store_metrics(tally_store *store, tally_store_metric *out, tally_error *err);

/** Adds a batch. Ids in `claims` are those of `codes` (the store's own lists, maybe with newly
 * defined codes). Claims equal to a stored one (tally_claim_same) are counted as known and not
 * stored. info: file, digest, stamp, rows_in, rows_missing, rows_refused are read; number,
 * rows_stored and rows_known are filled in. A batch of no new rows is not written. On any failure
 * the store is as it was. */
tally_status tally_store_append(const char *path, const tally_claims *claims,
				const tally_codes *codes, const tally_store_options *options,
				tally_batch_info *info, tally_error *err);

/** A batch that grows piece by piece: rows as narrow columns, some 16 bytes each, so that an ingest
 * need not hold all its claims at once. Several threads may each fill one of their own and join
 * them in order. */
typedef struct tally_batch tally_batch;

tally_batch *tally_batch_new(void); /**< NULL: out of memory */
void tally_batch_free(tally_batch *batch);

/** Where rows wait that do not fit into options->memory: a file in the folder of the store, made when
 * it is first needed, whose name is taken away at once. Outlives the batches that use it. */
typedef struct tally_aside tally_aside;
tally_aside *tally_aside_new(const char *store,
			     const tally_store_options *options); /**< NULL: out of memory */
void tally_aside_free(tally_aside *aside);
/** From now on, rows of the batch are put aside when they take too much. Not for batches that are
 * joined with others. */
void tally_batch_use(tally_batch *batch, tally_aside *aside);
/** The batch waits while n of them are filled: it keeps no more than its share in memory. */
tally_status tally_batch_share(tally_batch *batch, size_t n, tally_error *err);

/** Moves the claims of the table into the batch: table->n becomes 0 and its room can be used again.
 * The texts of the table stay; they may grow but not go between two calls with the same table. */
tally_status tally_batch_add(tally_batch *batch, tally_claims *table, tally_error *err);

/** Computed figures of one series, as columns. */
typedef struct {
	size_t n;
	tally_frequency frequency; /**< of all the periods */
	const int32_t *last;       /**< [n] last days */
	const int32_t *days; /**< [n] lengths in days, 0 = open start; NULL: all `every` long */
	int32_t every;
	const double *value; /**< [n]; NaN: left out, infinite: TALLY_EINPUT */
	const char *status;  /**< [n] observation statuses */
} tally_reals;

/** Adds them as binary64 claims that share all else with `frame`, whose text ids are of `table`. */
tally_status tally_batch_add_reals(tally_batch *batch, const tally_claims *table,
				   const tally_claim *frame, const tally_reals *figures,
				   tally_error *err);

/** Claims that rows will be like, numbered on from the last call; table as above. Their figures are
 * decimals and no base is a stated period. */
tally_status tally_batch_likes(tally_batch *batch, tally_claims *table, tally_error *err);
/** Puts rows behind the others. */
tally_status tally_batch_add_rows(tally_batch *batch, const tally_like_rows *rows,
				  tally_error *err);
/** No more rows are like the claims so far; numbers begin anew. */
void tally_batch_forget_likes(tally_batch *batch);
/** Makes room for about so many rows in all, so that they need not be moved while they come. */
void tally_batch_expect(tally_batch *batch, int64_t rows);
/** Forgets all rows and claims. */
void tally_batch_clear(tally_batch *batch);

/** Puts the rows of `more` behind those of the batch and empties it. Code ids of both are of the
 * same lists. line_offset is added to the rows' lines (the lines before the piece that `more` was
 * read from). */
tally_status tally_batch_join(tally_batch *batch, tally_batch *more, int64_t line_offset,
			      tally_error *err);

int64_t tally_batch_rows(const tally_batch *batch);

/** As tally_store_append; the batch is used up, whatever comes back. The same rows give the same file,
 * put aside or not. */
tally_status tally_store_append_batch(const char *path, tally_batch *batch,
				      const tally_codes *codes, const tally_store_options *options,
				      tally_batch_info *info, tally_error *err);

/** Takes a batch out (it stays in the log, marked). Reverting a reverted batch is TALLY_EUSAGE. */
tally_status tally_store_revert(const char *path, int32_t number,
				const tally_store_options *options, tally_error *err);

/** Folds all batches into one segment; rows keep their batch numbers and the log stays. Rows that do
 * not fit into options->memory wait beside the store. */
tally_status tally_store_compact(const char *path, const tally_store_options *options,
				 tally_error *err);

/** What tally_store_salvage brought out. */
typedef struct {
	int64_t rows;      /**< in the new store */
	int64_t rows_lost; /**< of segments whose counts can be read */
} tally_salvage;

/** Makes a new store `fresh` (it must not be there) of what is whole in a damaged one, which is not
 * touched. What is lost goes to `lost`, one error each: none means that all is there.
 * TALLY_EINPUT when nothing can be brought out: no HDF5 file, or the code lists are gone. */
tally_status tally_store_salvage(const char *broken, const char *fresh, tally_diagnostics *lost,
				 tally_salvage *told, tally_error *err);

/** Reads everything and checks every checksum, extent, id and order. Complaints go to `list`. */
tally_status tally_store_verify(const char *path, tally_diagnostics *list, int64_t *n_rows,
				tally_error *err);

#endif
