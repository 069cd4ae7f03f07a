/* aside.h: rows that do not fit into the memory allowed, in an unnamed file beside the store.
 *
 * A *run* is rows in order that were put aside together: column by column, as narrow as in memory.
 * Their series and texts are ids of the batch that they come from, which keeps all names. The name
 * of the file is taken away as soon as it is open, so that the file goes with the process. */
#ifndef TALLY_STORE_ASIDE_H
#define TALLY_STORE_ASIDE_H

#include "store/rows.h"
#include "store/store.h"

struct tally_aside {
	char *store; /* path, links resolved */
	int fd;      /* -1: nothing was put aside yet */
	uint64_t end;
	size_t memory; /* for rows and names */
	size_t waiting; /* of it, what batches take that wait for others */
	bool strict; /* it was asked for: better fail than take more */
	int threads;
	char *room; /* values on their way */
};

typedef struct {
	int width;     /**< 0: all rows have `value` */
	int64_t value;
	uint64_t at;   /**< byte of the file */
} store_aside_column;

typedef struct {
	size_t n;
	store_aside_column series, columns[STORE_ROW_COLUMNS];
} store_run_aside;

/** Room for one more behind n runs; NULL: out of memory. */
store_run_aside *store_runs_next(store_run_aside **runs, size_t n, size_t *capacity);

/** Values that are moved at a time. */
#define STORE_ASIDE_BLOCK 8192

/** Begins a column; of one that varies (width > 0) all values are put before the next begins. */
store_aside_column store_aside_begin(const tally_aside *aside, int width, int64_t value);
/** Puts n <= STORE_ASIDE_BLOCK values behind the others of the column. */
tally_status store_aside_put(tally_aside *aside, const store_aside_column *column,
			     const int64_t *values, size_t n, tally_error *err);
/** Values from .. from + n - 1, n <= STORE_ASIDE_BLOCK. */
tally_status store_aside_get(tally_aside *aside, const store_aside_column *column, size_t from,
			     size_t n, int64_t *values, tally_error *err);

/** Puts rows order[0..n) aside. */
tally_status store_aside_put_run(tally_aside *aside, const store_rows *rows, const uint32_t *order,
				 size_t n, store_run_aside *out, tally_error *err);
/** Appends rows from .. from + n - 1 of a run: all columns but the series, which the caller maps:
 * ids go to map[id], or stay when map is NULL. */
tally_status store_aside_get_rows(tally_aside *aside, const store_run_aside *run, size_t from,
				  size_t n, const uint32_t *map, store_rows *rows,
				  tally_error *err);

#endif
