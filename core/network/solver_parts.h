/* solver_parts.h: what solver.c, nearby.c and clusters.c share about one large system. */
#ifndef TALLY_SOLVER_PARTS_H
#define TALLY_SOLVER_PARTS_H

#include "solver.h"

/** Bounds of every column that follow from single rows, tightened in rounds; outward. */
typedef struct {
	double *lo, *hi; /**< [n_columns] */
} tally_boxes;

/** Tightens from the system's own column bounds. Rows with off[i] are left out. */
tally_status tally_boxes_tighten(const tally_system *s, const bool *off, tally_boxes *out,
				 tally_error *err);
void tally_boxes_release(tally_boxes *b);
/** A level inside the box: its middle, or a number near its finite end. */
double tally_boxes_middle(const tally_boxes *b, int32_t column);

/** A large system, known to be feasible, with a point well inside. */
typedef struct {
	const tally_system *s;
	const bool *off; /**< [n_rows] */
	const tally_boxes *boxes;
	const double *inside;               /**< [n_columns] */
	const double *scale;                /**< [n_rows] half-widths */
	const int32_t *touch_start, *touch; /**< rows of each column */
	double seconds;
} tally_inner;

/** Tightest bounds from a growing neighbourhood of the form's columns. */
tally_range tally_nearby_range(const tally_inner *in, const tally_linear *numerator,
			       const tally_linear *denominator);

/** Rows with multipliers y (scaled so that a claim's largest is 1), gathered by shared columns.
 * cluster[i] gets 0.. or -1; returns how many, or -1 when out of memory. */
int32_t tally_cluster_rows(const tally_system *s, const double *y, int32_t *cluster);

#endif
