/* segment.h: rows in the file: a group with a table of series and a table of rows, in the CF
 * "contiguous ragged array" style.
 *
 * /segments/s000001 has dimensions series, row, text and text_byte; the columns of the series
 * (their key parts, row_start, row_size, row_last: the last day of their last row), those of the
 * rows, and the texts that rows name: text k (1, 2, ...) ends before byte text_end[k - 1] of
 * text_bytes. A column that never changes is an attribute of the group. */
#ifndef TALLY_STORE_SEGMENT_H
#define TALLY_STORE_SEGMENT_H

#include "store/rows.h"
#include "store/store.h"

/** Room for "s000001". */
#define STORE_SEGMENT_NAME 16
void store_segment_name(int64_t number, char out[STORE_SEGMENT_NAME]);

/** Writes the rows order[0..n), n >= 1, sorted, as segment `number` of the group. */
tally_status store_segment_write(hid_t segments, int64_t number, const store_rows *rows,
				 const uint32_t *order, size_t n, tally_error *err);

#define STORE_DIM_ROW "row"

/** A segment to be written whose rows come from elsewhere: its series in order and its texts.
 * Zero-initialise. */
typedef struct {
	size_t n; /**< rows of all series */
	store_series open; /**< the last series, not yet in the columns */
	size_t open_rows;
	int64_t open_last;
	store_column keys[STORE_SERIES_PARTS], start, size, last;
	size_t n_series;
	store_column text_end;
	char *bytes;
	size_t n_bytes, cap_bytes, n_texts;
	/** Writes a column of the rows: ROW_TIME, ... */
	tally_status (*write_column)(void *context, hid_t group, int column, tally_error *err);
	void *context;
} store_parts;

/** The next rows are of this series, which may be that of the rows before; last: the last day of the
 * last of them. */
tally_status store_parts_add_series(store_parts *parts, const store_series *series, size_t rows,
				    int64_t last, tally_error *err);
/** The next rows are order[0..n) of these, sorted. */
tally_status store_parts_add_rows(store_parts *parts, const store_rows *rows, const uint32_t *order,
				  size_t n, tally_error *err);
/** The next text: the first one added is number 1. */
tally_status store_parts_add_text(store_parts *parts, const char *text, size_t len,
				  tally_error *err);
/** Numbers the texts of such rows that have no number yet, in order of first appearance, so that the
 * texts of neighbours are neighbours: map[id]. Those of columns that do not vary over the rows of the
 * whole segment come first. varying: by place in store_text_columns. */
tally_status store_parts_number_texts(store_parts *parts, const store_rows *rows,
				      const uint32_t *order, size_t n,
				      const bool varying[STORE_TEXT_COLUMNS], int32_t *map,
				      tally_error *err);
tally_status store_parts_write(hid_t segments, int64_t number, store_parts *parts,
			       tally_error *err);
void store_parts_release(store_parts *parts);

/** A segment open for reading; columns are opened when first read. */
typedef struct {
	hid_t group;
	int64_t number;
	uint64_t file_size;
	size_t n_rows, n_series, n_texts, n_bytes;
	store_reader parts[STORE_SERIES_PARTS], row_start, row_size, row_last;
	store_reader columns[STORE_ROW_COLUMNS], text_end, text_bytes;
	bool open_parts[STORE_SERIES_PARTS], open_columns[STORE_ROW_COLUMNS], open_start, open_size,
	    open_last, open_end, open_bytes;
	store_coder coder;
	bool ahead; /**< the columns of rows are read ahead (table.h) */
} store_segment;

tally_status store_segment_open(hid_t segments, int64_t number, uint64_t file_size,
				store_segment *out, tally_error *err);
void store_segment_close(store_segment *segment);

/** A run of rows of one series. */
typedef struct {
	size_t series; /**< its place in the segment */
	store_series key;
	size_t start, size;
} store_run;

/** Takes some runs, which are its own until it returns. */
typedef tally_status (*store_run_visit)(void *context, store_run *runs, size_t n, tally_error *err);
/** Shows the series that fit metrics, regions and measure of the selection, in order, at most
 * STORE_BLOCK at a time; stops at a failure. */
tally_status store_segment_each(store_segment *segment, const tally_selection *what,
				store_run_visit visit, void *context, tally_error *err);
/** All of them; *out is malloc'ed. */
tally_status store_segment_find(store_segment *segment, const tally_selection *what,
				store_run **out, size_t *n, tally_error *err);

/** The last day of a series' rows, by its place in the segment; *told is false in a file that was
 * written before series said so. */
tally_status store_segment_last_day(store_segment *segment, size_t series, bool *told, int64_t *day,
				    tally_error *err);

/** One column of some rows. */
tally_status store_segment_column(store_segment *segment, int column, size_t from, size_t count,
				  int64_t *out, tally_error *err);

/** Whether all rows have one value in the column; then *value is it. */
tally_status store_segment_constant(store_segment *segment, int column, bool *constant,
				    int64_t *value, tally_error *err);

/** The text of an id, added to the pool; its id there, or -1 with *err filled. */
int32_t store_segment_text(store_segment *segment, int64_t id, tally_pool *pool, tally_error *err);

/** Checks the checksum of every chunk of every column that the segment should have. */
tally_status store_segment_sound(store_segment *segment, tally_error *err);

/** The values that a claim can have in a column. */
bool store_value_valid(int column, int64_t value);
/** Whether the parts of a series key are ones that a claim can have; *wrong names the part. */
bool store_series_valid(const store_series *series, const char **wrong);

#endif
