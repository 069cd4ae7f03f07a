/* kkt.h: the symmetric quasi-definite matrix of constrained least squares, on CHOLMOD.
 *
 *         [ H   A' ]     H = diag(h) >= 0, n x n
 *     K = [        ]
 *         [ A  -E  ]     E = diag(e) >= 0, m x m; e_i = 0 makes row i an equality
 *
 * Factorised as L D L' with a small multiple of the identity added (+ above, - below), which makes
 * the factorisation exist for any elimination order and any dependent rows; solutions are refined
 * against K itself. The pattern is analysed once, the values change from step to step. */
#ifndef TALLY_KKT_H
#define TALLY_KKT_H

#include "error.h"

#include <stddef.h>

#include <gsl/gsl_spmatrix.h>
#include <stdbool.h>

typedef struct tally_kkt tally_kkt;

/** Analyses the pattern of A (m x n, compressed columns), which must outlive the result. `stage`
 * ([n + m], NULL: any order) makes unknowns of a lower stage go before those of a higher one:
 * columns with h > 0, then rows, then columns with h = 0 needs next to no regularisation. */
tally_status tally_kkt_new(const gsl_spmatrix *a, const int *stage, tally_kkt **out,
			   tally_error *err);
void tally_kkt_free(tally_kkt *k);

/** Factorises with h [n] and e [m]; `regular` is the multiple of the identity, relative to 1: scale
 * the problem so that its entries are around 1. Copies h and e. False when it breaks down. */
bool tally_kkt_factor(tally_kkt *k, const double *h, const double *e, double regular);

/** Solves K (x, y) = (f, g), f [n], g [m]; x and y may be f and g. Refines until the residual stops
 * falling (at most `steps` times) and returns its largest entry; NaN when the solution is none. */
double tally_kkt_solve(tally_kkt *k, const double *f, const double *g, double *x, double *y,
		       int steps);

/** Whether one of the calls above failed for want of memory: their answer then is none, not a worse one. */
bool tally_kkt_out_of_memory(const tally_kkt *k);

/** The first n entries of the diagonal of the inverse of the regularised K, into d: with H the
 * inverse variances and E = 0, the posterior variances (Takahashi, Fagan and Chen 1973). */
tally_status tally_kkt_inverse_diagonal(tally_kkt *k, double *d, tally_error *err);

/** Marks a largest set of linearly independent rows of A (rank-revealing QR, SPQR). keep [m]. */
tally_status tally_independent_rows(const gsl_spmatrix *a, bool *keep, tally_error *err);

/** out = A x, and out = A' y. */
void tally_sparse_times(const gsl_spmatrix *a, const double *x, double *out);
void tally_sparse_transpose_times(const gsl_spmatrix *a, const double *y, double *out);

#endif
