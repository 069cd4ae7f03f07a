/* rake.h: tables whose cells must add up to totals.
 *
 * Least squares: x minimises
 *
 *     sum (x - cell)^2 / (a |cell|) + sum (sum of x in the total - total)^2 / (b |total|)
 *
 * with alterabilities a of the cells and b of the totals; a = 0: the cell stays, b = 0: the total
 * is met exactly. Solved as x = cell + V G' (G V G' + W)^+ (total - G cell), V = diag(a |cell|), W
 * = diag(b |total|); dependent totals (row and column sums of one table) are no harm. Quenneville
 * and Fortier (2012), "Restoring accounting constraints in time series", in Economic Time Series;
 * the model of tsraking() of G-Series.
 * Iterative proportional fitting: cells are scaled to one total after another until all hold
 * (Deming and Stephan 1940): keeps signs and zeros; for tables without negative cells. One, two or
 * more dimensions: a cell may belong to any number of totals. */
#ifndef TALLY_RAKE_H
#define TALLY_RAKE_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
	size_t n_cells;
	const double *cells;        /**< [n_cells] */
	const double *alterability; /**< [n_cells] >= 0, or NULL: 1 each */
	size_t n_totals;
	const double *totals;             /**< [n_totals] */
	const double *total_alterability; /**< [n_totals] >= 0, or NULL: 0 each (binding) */
	size_t n_parts;
	const size_t *part_total, *part_cell; /**< [n_parts] the cell belongs to the total */
	bool signed_sizes; /**< least squares: a * cell instead of a |cell|, as option 1 of
			      tsraking() has it; of no use where cells are negative but to agree
			      with it */
} tally_table;

typedef struct {
	double worst; /**< largest miss of a binding total, recomputed, over its cells' sizes */
	int rounds;   /**< of proportional fitting; -1: not converged */
} tally_rake_info;

/** out[n_cells]; out_totals[n_totals] (may be NULL) the totals of the result. TALLY_EINPUT when
 * binding totals contradict each other or cannot be reached (named by number from 1); out is then
 * what the formula above gives all the same. */
tally_status tally_rake(const tally_table *table, double *out, double *out_totals,
			tally_rake_info *info, tally_error *err);

/** Proportional fitting until every total holds within `tolerance` (relative), or rounds_max. Cells
 * of alterability 0 stay. */
tally_status tally_rake_proportional(const tally_table *table, double tolerance, int rounds_max,
				     double *out, double *out_totals, tally_rake_info *info,
				     tally_error *err);

#endif
