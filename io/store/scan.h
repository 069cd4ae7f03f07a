/* scan.h: a store read as columns, block by block, in bounded memory and by several threads.
 *
 * A block holds whole groups: all stored rows of one metric and region, in the canonical order of
 * metric and region code. Within a group stand its runs, the stored series it is made of, as the
 * segments of the file have them: oldest segment first, and each sorted by period, published,
 * source and the other fields. Vintages are all there; picking one figure a period is
 * tally_series_build's business. Rows of reverted batches are there too: ask tally_scan_wanted. */
#ifndef TALLY_STORE_SCAN_H
#define TALLY_STORE_SCAN_H

#include "ranks.h"
#include "store/row_columns.h"
#include "store/store.h"

/** A column of a block: one of the two arrays, [n_rows], or one value for all rows. */
typedef struct {
	const int32_t *narrow;
	const int64_t *wide; /**< ROW_MANTISSA, ROW_SECOND, ROW_REAL, ROW_LINE */
	int64_t constant;
} tally_scan_column;

static inline int64_t tally_scan_at(const tally_scan_column *c, size_t i)
{
	return c->narrow ? c->narrow[i] : c->wide ? c->wide[i] : c->constant;
}

/** Rows of one stored series: from .. from + n - 1 of the block. */
typedef struct {
	tally_claim
	    frame; /**< what all its rows share; period, figure, texts and dates are not set */
	tally_frequency frequency;
	size_t from, n;
} tally_scan_run;

typedef struct {
	const tally_scan_run *runs;
	size_t n_runs, n_rows, n_groups;
	const size_t
	    *groups; /**< [n_groups + 1]: group g has the runs groups[g] .. groups[g + 1] - 1 */
	tally_scan_column columns[STORE_ROW_COLUMNS]; /**< those that were loaded */
	const tally_pool *texts; /**< what ROW_SOURCE, ROW_LOCATOR and ROW_NOTE name */
	bool all_wanted;         /**< tally_scan_wanted says yes to every row */
} tally_scan_block;

typedef struct tally_scan tally_scan;

/** Sets of columns: 1u << ROW_TIME | ... */
#define TALLY_SCAN_ALL ((1u << STORE_ROW_COLUMNS) - 1)

/** Begins to read what is selected. The store and `what` must outlive the scan. memory: bytes that
 * a block may take where rows lie scattered in the file; 0: a few hundred megabytes. */
tally_status tally_scan_open(tally_store *store, const tally_selection *what, size_t memory,
			     tally_scan **out, tally_error *err);
void tally_scan_close(tally_scan *scan);

/** From here on blocks hold whole metrics: all their regions. */
void tally_scan_whole_metrics(tally_scan *scan);

/** Rows and groups in all. */
size_t tally_scan_rows(const tally_scan *scan);
size_t tally_scan_groups(const tally_scan *scan);

/** The next block, with these columns loaded; n_groups is 0 behind the last. What the block before
 * pointed to is gone. */
tally_status tally_scan_next(tally_scan *scan, uint32_t columns, tally_scan_block *out,
			     tally_error *err);
/** Back to the first block. */
void tally_scan_rewind(tally_scan *scan);

/** How many blocks come. */
size_t tally_scan_blocks(tally_scan *scan);
/** Passes over the next blocks. */
void tally_scan_pass(tally_scan *scan, size_t blocks);
/** One of the next blocks for each of several processes (NULL: the next block for this one): loads
 * the one of this process, n_groups is 0 when there is none for it. False: there are no more for
 * anyone. What fails is in *status, and the next turn goes on behind the block. */
bool tally_scan_turn(tally_scan *scan, const tally_ranks *ranks, uint32_t columns,
		     tally_scan_block *out, tally_status *status, tally_error *err);
/** Loads more columns of the block that tally_scan_next gave last. */
tally_status tally_scan_load(tally_scan *scan, uint32_t columns, tally_scan_block *block,
			     tally_error *err);

/** The columns that tally_scan_wanted looks at. */
uint32_t tally_scan_selecting(const tally_scan *scan);
/** Whether the row is selected and of a live batch. */
bool tally_scan_wanted(const tally_scan *scan, const tally_scan_block *block, size_t row);

/** The period of a row, ROW_TIME and ROW_DAYS being loaded. */
tally_period tally_scan_period(const tally_scan_block *block, size_t row);

/** The row as a claim, all columns being loaded (those left out count as their constant); text ids
 * are of block->texts. */
void tally_scan_claim(const tally_scan_block *block, const tally_scan_run *run, size_t row,
		      tally_claim *out);

#endif
