/* dataset.h: building the datasets that tally.h hands out: name the columns, then fill row by row.
 */
#ifndef TALLY_LIBRARY_DATASET_H
#define TALLY_LIBRARY_DATASET_H

#include "library/tally.h"
#include "period.h"

typedef struct {
	const char *name; /**< static */
	tally_column_kind kind;
} dataset_column;

/** An empty dataset with n columns, or NULL. */
tally_dataset *dataset_new(const dataset_column *columns, size_t n);
#define DATASET_NEW(columns) dataset_new(columns, sizeof(columns) / sizeof *(columns))

/** Begins a row: numbers NaN, integers 0, texts "". false: out of memory. */
bool dataset_row(tally_dataset *f);
/** Set the cells of the row begun last, in the order of the columns; kinds must fit. A text that
 * does not fit into memory makes dataset_finish fail. */
void dataset_text(tally_dataset *f, const char *text);
void dataset_number(tally_dataset *f, double value);
void dataset_integer(tally_dataset *f, int64_t value);
/** period as text, frequency, first, last: four cells. */
void dataset_period(tally_dataset *f, tally_period p);
/** A day as text. */
void dataset_day(tally_dataset *f, tally_day day);

/** Makes the dataset ready to be read. Gives it in *out, or frees it and says why. */
tally_status dataset_finish(tally_dataset *f, tally_dataset **out, tally_error *err);

#endif
