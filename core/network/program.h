/* program.h: a system's rows as the matrix and intervals of a quadratic program (interior.h).
 *
 * Rows of the program: the system's own (numbered as there), then one for each column that is
 * fixed or has a finite bound. Rows are measured in half-widths of their intervals; the two
 * one-sided rows of a growth claim, in half of what lies between them at the reference levels. */
#ifndef TALLY_PROGRAM_H
#define TALLY_PROGRAM_H

#include "interior.h"
#include "system.h"

typedef struct {
	const tally_system *s;
	int n, m;
	gsl_spmatrix *a;    /**< m x n, compressed columns */
	double *lo, *hi;    /**< [m] closed ends */
	double *scale;      /**< [m] half-widths, or a small part of the row's size */
	double *slack_cost; /**< [m] the claim's weight; HUGE_VAL for hard rows */
	double *x, *y;      /**< [n], [m] room for an answer */
	double *block;
} tally_program;

/** `reference` [n]: levels of about the right size. `fixed` [n]: columns with a number here keep
 * it (NaN: not fixed); NULL: none. Release in any case. */
tally_status tally_program_build(const tally_system *s, const double *reference,
				 const double *fixed, tally_program *out, tally_error *err);
void tally_program_release(tally_program *p);

/** How far the row of the system lies above (+) or below (-) its interval at x. */
double tally_program_violation(const tally_program *p, int32_t row, const double *x);
/** sum of |terms| of a row at x, or its largest end when that is larger. */
double tally_row_size(const tally_system *s, int32_t row, const double *x);

#endif
