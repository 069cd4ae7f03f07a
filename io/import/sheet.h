/* sheet.h: the cells of one worksheet as texts. */
#ifndef TALLY_IMPORT_SHEET_H
#define TALLY_IMPORT_SHEET_H

#include "import/book.h"

typedef struct {
	int32_t row, column; /* from 0 */
	size_t text;         /* in texts.bytes */
} sheet_cell;

typedef struct {
	int32_t row, column, last_row, last_column;
} sheet_merge;

typedef struct {
	sheet_cell *cells; /* [n] by row, then column */
	size_t n, cap;
	sheet_merge *merges;
	size_t n_merges;
	book_texts texts;
} sheet;

tally_status sheet_read(archive *a, const char *part, const book *b, sheet *out, tally_error *err);
void sheet_release(sheet *s);
/** Gives every cell of a merged area the text of its first, but for titles (areas as wide as the
 * sheet), and joins heads of several rows: what stands over a group goes before the heads below. */
tally_status sheet_spread_merges(sheet *s, tally_error *err);

/** A number as the sheet shows it. */
void sheet_number_text(const char *number, shown how, bool date1904, char out[64]);

#endif
