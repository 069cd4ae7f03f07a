/* solver_parts.h: what solver.c, clusters.c, nearby.c and boxes.c share about one large system. */
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

struct tally_solver {
	const tally_system *s;
	double seconds;
	bool small;
	tally_lp *lp;      /**< small systems */
	bool *off;         /**< [n_rows] */
	bool *claim_off;   /**< [n_claims] */
	tally_boxes boxes; /**< large systems, from here on */
	double *x;         /**< [n_columns] a point well inside when FEASIBLE */
	bool *violated;    /**< [n_claims] broken by the least violation when INFEASIBLE */
	double *scale;     /**< [n_rows] half-widths */
	int32_t *touch_start, *touch;
	bool known; /**< `verdict` is of the present claims */
	tally_verdict verdict;
};

/** Brings verdict, boxes, x and violated of a large system up to date. */
tally_status tally_solver_decide(tally_solver *v, tally_error *err);
/** A FEASIBLE one as what nearby.c works on. */
tally_inner tally_solver_inner(const tally_solver *v);

/** Tightest bounds from a growing neighbourhood of the form's columns. */
tally_range tally_nearby_range(const tally_inner *in, const tally_linear *numerator,
			       const tally_linear *denominator);

/** Whether a row that is off cannot hold together with the rest; then the rows that forbid it are
 * marked in used [n_rows]. */
bool tally_nearby_conflict(const tally_inner *in, int32_t row, bool *used);

/** Gathers the marked rows by shared columns: cluster[i] gets 0.. or -1; returns how many clusters,
 * or -1 when out of memory. */
int32_t tally_cluster_rows(const tally_system *s, const bool *marked, int32_t *cluster);

#endif
