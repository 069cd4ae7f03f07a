/* residuals.h: the system of disaggregation at one rho: residuals u, multipliers of the totals.
 *
 *     P u + C' m = 0,   C u = r        P: inverse of u's covariance in units of e's variance
 *
 * gives  m = -(C O C')^-1 r  and  u = O C' (C O C')^-1 r  with O = P^-1. */
#ifndef TALLY_RESIDUALS_H
#define TALLY_RESIDUALS_H

#include "adjust/band.h"
#include "adjust/disaggregate.h"

typedef struct {
	size_t n, n_totals, n_zeros;
	const tally_benchmark *totals;
	const size_t *zeros; /* periods whose u is given too: right hand sides behind the totals' */
	size_t *value_at;    /* [n] */
	size_t *total_at;    /* [n_totals] */
	size_t *zero_at;     /* [n_zeros] */
	size_t n_unknowns;
	tally_band *band;
	double log_det; /* of C O C' */
	double *x;      /* [n_unknowns] */
} residual_system;

/** Factors the system; release it in any case. */
tally_status residual_system_new(residual_system *s, tally_residual residual, bool diffuse,
				 double rho, size_t n, const tally_benchmark *totals,
				 size_t n_totals, const size_t *zeros, size_t n_zeros,
				 tally_error *err);
void residual_system_free(residual_system *s);

/** r[n_totals] -> weighted[n_totals] = (C O C')^-1 r; u[n] (may be NULL) the residuals that meet r.
 * With zeros: r and weighted are [n_totals + n_zeros]. */
void residual_system_solve(residual_system *s, const double *r, double *weighted, double *u);

/** The variance of u[t] when the totals are known, in units of e's. */
double residual_system_variance(residual_system *s, size_t t);

#endif
