/* system.h: a sparse system of interval rows over levels: what every question becomes.
 *
 *     for every row i:      lo_i <= sum_j a_ij x_j <= hi_i      (ends open or closed, or infinite)
 *     for every column j:   lo_j <= x_j <= hi_j
 *
 * Rows come from claims (may be set aside, at a weight) or from rules and definitions (hard). A
 * growth claim in [g1, g2] on base b is the two rows  x - (1+g1) b >= 0  and  x - (1+g2) b <= 0,
 * which share one claim. Coefficients and ends are exact: rationals with powers of ten, so that a
 * small system can be decided in rational arithmetic.
 */
#ifndef TALLY_SYSTEM_H
#define TALLY_SYSTEM_H

#include "error.h"
#include "number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A row's own source: claims >= 0 can be set aside at their weight, TALLY_HARD cannot. */
#define TALLY_HARD (-1)

/** Zero-initialise. */
typedef struct {
	int32_t n_columns;
	tally_bound *column_lo, *column_hi; /**< [n_columns] */

	int32_t n_rows;
	int64_t *row_start;           /**< [n_rows + 1] into column and coefficient; NULL while
					 there are no rows */
	int32_t *column;              /**< [nnz] ascending within a row */
	tally_number *coefficient;    /**< [nnz] none is zero */
	tally_bound *row_lo, *row_hi; /**< [n_rows] */
	int32_t
	    *row_claim; /**< [n_rows] index of the claim group the row belongs to, or TALLY_HARD */

	int32_t n_claims;     /**< claim groups: rows that stand and fall together */
	double *claim_weight; /**< [n_claims] cost of setting it aside, > 0 */

	int32_t cap_columns, cap_rows, cap_claims;
	int64_t cap_entries;
} tally_system;

/** Building: add columns and claims, then rows. All return the new index or -1 when out of memory.
 * A row may name a column twice (the coefficients are added) and in any order; a row that is left
 * without columns says that 0 lies between its ends. */
int32_t tally_system_add_column(tally_system *s, tally_bound lo, tally_bound hi);
int32_t tally_system_add_claim(tally_system *s, double weight);
int32_t tally_system_add_row(tally_system *s, const int32_t *columns,
			     const tally_number *coefficients, int n, tally_bound lo,
			     tally_bound hi, int32_t claim);
void tally_system_release(tally_system *s);

tally_bound tally_bound_infinite(void);

/** The connected components: columns that share a row, and the columns of all rows of one claim,
 * are together. Numbered by their smallest column; rows without columns are components of their
 * own behind the others. */
typedef struct {
	int32_t n;
	int32_t *of_column;              /**< [n_columns] */
	int32_t *of_row;                 /**< [n_rows] */
	int32_t *column_start, *columns; /**< [n + 1], [n_columns] ascending within each */
	int32_t *row_start, *rows;       /**< [n + 1], [n_rows] ascending within each */
} tally_components;

tally_status tally_components_find(const tally_system *s, tally_components *out, tally_error *err);
void tally_components_release(tally_components *c);

/** Some rows of a system with the columns and claims they touch, as a system of its own. */
typedef struct {
	tally_system system;
	int32_t *columns; /**< [system.n_columns] their indices in the whole, ascending */
	int32_t *rows;    /**< [system.n_rows] as given */
	int32_t *claims;  /**< [system.n_claims] ascending */
} tally_part;

/** Copies the rows (ascending, no duplicates) and, besides the columns they touch, `extra` columns
 * (any order, may be NULL). Weights and column bounds are copied too. */
tally_status tally_part_extract(const tally_system *s, const int32_t *rows, int32_t n_rows,
				const int32_t *extra, int32_t n_extra, tally_part *out,
				tally_error *err);
void tally_part_release(tally_part *p);
/** The part's index of a column or claim of the whole, or -1. */
int32_t tally_part_column(const tally_part *p, int32_t column);
int32_t tally_part_claim(const tally_part *p, int32_t claim);

/** sum_j a_ij x_j of one row. */
double tally_system_activity(const tally_system *s, int32_t row, const double *x);

#endif
