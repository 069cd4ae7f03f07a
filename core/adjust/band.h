/* band.h: symmetric linear systems whose entries lie near the diagonal.
 *
 * Benchmarking and disaggregation are least squares with constraints. Written as one
 * symmetric (indefinite) system over the values AND the multipliers of the constraints, in order of
 * time, all entries lie within about one benchmark's length of the diagonal: a series of n periods
 * is solved in time proportional to n, where the usual textbook form inverts an n x n matrix.
 * Factored by GSL's band LU with partial pivoting; every solution is refined with the
 * residual of the system as it was given, until that no longer falls. */
#ifndef TALLY_BAND_H
#define TALLY_BAND_H

#include "error.h"

#include <stddef.h>

typedef struct tally_band tally_band;

/** n unknowns; NULL: out of memory. */
tally_band *tally_band_new(size_t n);
void tally_band_free(tally_band *band);

/** Adds v to the entries (i, j) and (j, i). Out of memory is told by tally_band_factor. */
void tally_band_add(tally_band *band, size_t i, size_t j, double v);

/** Takes d > 0 from the diagonal of a multiplier in the factors only, not in the system: dependent
 * constraints then have a pivot, and the refinement of tally_band_solve still converges to a
 * solution of the system as given when there is one. */
void tally_band_soften(tally_band *band, size_t i, double d);

/** Factors the matrix. TALLY_EINPUT when it is singular: *at (may be NULL) is the unknown without
 * a pivot. Entries may not be added afterwards. */
tally_status tally_band_factor(tally_band *band, size_t *at, tally_error *err);

/** Solves for x[n] in place: on entry the right hand side. Only after tally_band_factor. */
void tally_band_solve(const tally_band *band, double *x);

/** log |det|. */
double tally_band_log_det(const tally_band *band);

#endif
