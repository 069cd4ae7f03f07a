/* shapes.h: the builders of the single shapes; nobody outside io/export includes it. */
#ifndef TALLY_EXPORT_SHAPES_H
#define TALLY_EXPORT_SHAPES_H

#include "export/inside.h"

/** The series that a pivot's columns were first made for. */
typedef struct {
	const tally_series **series; /**< [n] */
	int32_t n, capacity;
} shape_columns;

/** Names, heads and labels for the columns; NULL: out of memory. free() it. */
frame_pivot_column *shape_describe(const shape_columns *c, const tally_codes *codes,
				   bool by_region);

tally_status frame_build_long(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, unsigned with, tally_dataset *out,
			      tally_error *err);
tally_status frame_build_wide(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, unsigned with, tally_dataset *out,
			      tally_error *err);

#endif
