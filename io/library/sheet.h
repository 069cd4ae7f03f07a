/* sheet.h: building the sheets that tally.h hands out: name the columns, then fill row by row.
 */
#ifndef TALLY_LIBRARY_SHEET_H
#define TALLY_LIBRARY_SHEET_H

#include "library/tally.h"
#include "period.h"

typedef struct {
	const char *name; /**< static */
	tally_sheet_column_kind kind;
} sheet_column;

/** An empty sheet with n columns, or NULL. */
tally_sheet *sheet_new(const sheet_column *columns, size_t n);
#define SHEET_NEW(columns) sheet_new(columns, sizeof(columns) / sizeof *(columns))

/** Begins a row: numbers NaN, integers 0, texts "". false: out of memory. */
bool sheet_row(tally_sheet *f);
/** Set the cells of the row begun last, in the order of the columns; kinds must fit. A text that
 * does not fit into memory makes sheet_finish fail. */
void sheet_text(tally_sheet *f, const char *text);
void sheet_number(tally_sheet *f, double value);
void sheet_integer(tally_sheet *f, int64_t value);
/** period as text, frequency, first, last: four cells. */
void sheet_period(tally_sheet *f, tally_period p);
/** A day as text. */
void sheet_day(tally_sheet *f, tally_day day);

/** Makes the sheet ready to be read. Gives it in *out, or frees it and says why. */
tally_status sheet_finish(tally_sheet *f, tally_sheet **out, tally_error *err);

#endif
