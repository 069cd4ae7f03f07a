/* inside.h: what the builders of frames share; nobody else includes it. */
#ifndef TALLY_EXPORT_INSIDE_H
#define TALLY_EXPORT_INSIDE_H

#include "export/dataset.h"

/** A new column with room for f->n rows (numbers NaN, texts "", days none); NULL: out of memory.
 * `wanted` becomes a valid, unique name. */
tally_column *frame_column(tally_dataset *f, tally_column_kind kind, const char *wanted,
			   const char *label_en, const char *label_zh);
bool frame_set_head(tally_column *c, const char *head);
/** Puts a text into a cell. false: out of memory. */
bool frame_put_text(tally_dataset *f, tally_column *c, size_t row, const char *text);
/** The multiplier of a series' values is applied by tally_dataset_select; this is what a figure was
 * printed with after it: decimals in the frame's unit, -1 when it is no decimal. */
int frame_decimals(const tally_claims *claims, const tally_codes *codes, const tally_series *s,
		   const tally_point *p);
/** What a series' unit is called: "yuan", or "1" as "" for counts and ratios. */
const char *frame_unit(const tally_series *s);

/** A figure and where it goes. */
typedef struct {
	int32_t region; /**< TALLY_NO_CODE: rows are periods only */
	tally_period period;
	int32_t column;            /**< of the pivot */
	const tally_series *series;
	const tally_point *point;
} frame_cell;

/** A column of a pivoted frame. */
typedef struct {
	char wanted[160]; /**< name */
	char head[160];
	char label_en[512], label_zh[512];
	const char *unit;
	tally_day vintage;
} frame_pivot_column;

/** Rows are the distinct (region, period) of the cells, columns the pivot's. Sorts the cells. */
tally_status frame_pivot(tally_dataset *out, frame_cell *cells, size_t n_cells,
			 const frame_pivot_column *columns, int32_t n_columns,
			 const tally_claims *claims, unsigned with, bool regions,
			 tally_error *err);

/** The column that a series fills when columns are series (by_region false: all regions share it).
 */
void frame_describe(const tally_series *s, const tally_codes *codes, bool with_metric,
		    bool with_region, frame_pivot_column *out);

#endif
