/* system.h: a sparse system of interval rows over levels: what every question becomes.
 *
 *     for every row i:      lo_i <= sum_j a_ij x_j <= hi_i      (ends open or closed, or infinite)
 *     for every column j:   lo_j <= x_j <= hi_j
 *
 * Rows come from claims (may be set aside, at a weight) or from rules and definitions (hard). A
 * growth claim in [g1, g2] on base b is the two rows  x - (1+g1) b >= 0  and  x - (1+g2) b <= 0,
 * which share one claim. Coefficients and ends are exact: integers scaled by powers of ten where
 * they can be, so that a small system can be certified in rational arithmetic.
 */
#ifndef TALLY_SYSTEM_H
#define TALLY_SYSTEM_H

#include "decimal.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A number as a rational: num/den * 10^exp10, den >= 1; and as the nearest double. */
typedef struct {
	int64_t num, den;
	int32_t exp10;
	double value;
} tally_number;

/** A row's own source: claims >= 0 can be set aside at their weight, TALLY_HARD cannot. */
#define TALLY_HARD (-1)

typedef struct {
	int32_t n_columns;
	tally_bound *column_lo, *column_hi; /**< [n_columns] */

	int32_t n_rows;
	int64_t *row_start;           /**< [n_rows + 1] into column and coefficient */
	int32_t *column;              /**< [nnz] ascending within a row */
	tally_number *coefficient;    /**< [nnz] */
	tally_bound *row_lo, *row_hi; /**< [n_rows] */
	int32_t
	    *row_claim; /**< [n_rows] index of the claim group the row belongs to, or TALLY_HARD */

	int32_t n_claims;     /**< claim groups: rows that stand and fall together */
	double *claim_weight; /**< [n_claims] cost of setting it aside, > 0 */

	int32_t cap_columns, cap_rows, cap_claims;
	int64_t cap_entries;
} tally_system;

/** Building: add columns and claims, then rows. All return the new index or -1 when out of memory.
 */
int32_t tally_system_add_column(tally_system *s, tally_bound lo, tally_bound hi);
int32_t tally_system_add_claim(tally_system *s, double weight);
int32_t tally_system_add_row(tally_system *s, const int32_t *columns,
			     const tally_number *coefficients, int n, tally_bound lo,
			     tally_bound hi, int32_t claim);
void tally_system_release(tally_system *s);

tally_number tally_number_of(tally_decimal d);
tally_number tally_number_int(int64_t i);
/** From a bound's value (its openness is dropped). */
tally_number tally_number_of_bound(tally_bound b);
tally_bound tally_bound_infinite(void);

/** The connected components: component_of[column] gets 0.., returned count or -1. Rows belong to
 * the component of their columns. */
int32_t tally_system_components(const tally_system *s, int32_t *component_of);

#endif
