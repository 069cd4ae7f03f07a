/* scan_chunks.h: the chunks that hold the rows of a block, opened by the team. */
#ifndef TALLY_STORE_SCAN_CHUNKS_H
#define TALLY_STORE_SCAN_CHUNKS_H

#include "store/segment.h"

/** Rows start .. start + n - 1 of a segment go to the places to .. of the block. */
typedef struct {
	uint32_t segment, start, n;
	size_t to;
} scan_span;

typedef struct {
	store_segment *segments;
	size_t n_segments;
	uint32_t *
	    *touched; /**< [n_segments][n_rows / STORE_CHUNK + 1]: the round that touched it */
	uint32_t round;
	const scan_span *spans;
	size_t n_spans;
	struct scan_index *index; /**< the spans by segment and chunk */
	size_t n_index;
} scan_chunks;

/** The segments belong to the caller and stay open. */
tally_status scan_chunks_init(scan_chunks *c, store_segment *segments, size_t n_segments,
			      tally_error *err);
void scan_chunks_release(scan_chunks *c);

/** No chunk is touched. */
void scan_chunks_forget(scan_chunks *c);
/** Touches the chunks of some rows; how many were not touched before. */
size_t scan_chunks_touch(scan_chunks *c, uint32_t segment, size_t start, size_t n);

/** The rows of the block; the spans stay the caller's. */
void scan_chunks_plan(scan_chunks *c, const scan_span *spans, size_t n);

/** Loads the columns of a set: arrays[k] has elements of 8 bytes where scan_column_is_wide, else
 * of 4. */
tally_status scan_chunks_load(scan_chunks *c, uint32_t columns, void *const *arrays,
			      tally_error *err);

static inline bool scan_column_is_wide(int column)
{
	return column == ROW_MANTISSA || column == ROW_SECOND || column == ROW_REAL ||
	       column == ROW_LINE;
}

#endif
