/* rows.h: claims as columns, the form in which batches are sorted, compared and written. */
#ifndef TALLY_STORE_ROWS_H
#define TALLY_STORE_ROWS_H

#include "claim.h"
#include "pool.h"
#include "store/column.h"
#include "store/keys.h"
#include "store/row_columns.h"
#include "store/table.h"

extern const store_spec store_row_specs[STORE_ROW_COLUMNS];
extern const store_spec store_series_specs[STORE_SERIES_PARTS];
/** The columns whose values are ids of texts. */
#define STORE_TEXT_COLUMNS 3
extern const int store_text_columns[STORE_TEXT_COLUMNS];
bool store_is_text(int column);

/** The period that ends on a day and is so many days long; 0: open start. */
tally_period store_period_of(int64_t last, int64_t days);
/** The values of a row, [STORE_ROW_COLUMNS], into a claim that has its series key already. */
void store_values_put(const int64_t *value, tally_claim *out);

/** Rows on their way between forms. */
#define STORE_BLOCK 1024
typedef struct {
	size_t n;
	int64_t series[STORE_BLOCK]; /**< ids in some store_keys */
	int64_t value[STORE_ROW_COLUMNS][STORE_BLOCK];
} store_block;

/** Many rows. Zero-initialise. */
typedef struct {
	store_keys keys;
	tally_pool texts;
	store_column series;
	store_column columns[STORE_ROW_COLUMNS];
	size_t n;
} store_rows;

/** Appends the rows of `more`, whose series and texts join those of `rows`; line_offset is added to
 * their lines. */
tally_status store_rows_join(store_rows *rows, const store_rows *more, int64_t line_offset,
			     tally_error *err);
/** Appends rows from .. from + n - 1 of `more`, whose texts are those of `rows`; less `offset`, their
 * series too. */
tally_status store_rows_add_part(store_rows *rows, const store_rows *more, size_t from, size_t n,
				 int64_t offset, tally_error *err);
/** Appends a block whose series and text ids are those of `rows`. */
tally_status store_rows_add_block(store_rows *rows, const store_block *block, tally_error *err);
/** Makes claims of rows: what is the same in all of them is set once. */
typedef struct {
	const store_rows *rows;
	int64_t constant[STORE_ROW_COLUMNS];
	int varying[STORE_ROW_COLUMNS];
	int n_varying;
} store_claim_maker;

store_claim_maker store_claim_maker_of(const store_rows *rows);
/** Row i as a claim; its texts are ids in rows->texts. */
void store_rows_claim(store_claim_maker *maker, size_t i, tally_claim *out);
void store_rows_release(store_rows *rows);

/** Order of two rows of one series, by everything but batch and line: 0 means equal. The texts of
 * both are in one pool. */
int store_rows_compare(const store_rows *a, size_t i, const store_rows *b, size_t j,
		       const tally_pool *texts);

/** The sorted order: row numbers by series, then as above, then batch, then as they came; unique:
 * only the first of equal rows. *order is malloc'ed, [*n]. */
tally_status store_rows_sort(const store_rows *rows, bool unique, uint32_t **order, size_t *n,
			     tally_error *err);

/** Locators by number: "9" before "10", "3:7" before "12:1". */
int store_locator_compare(const char *a, const char *b);

#endif
