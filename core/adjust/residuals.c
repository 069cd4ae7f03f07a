/* residuals.c: see residuals.h. */
#include "adjust/residuals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOFTENING 1e-10

/* Numbers unknowns in order of time; what is bound at t stands behind u[t]. */
static bool number_unknowns(residual_system *s)
{
	size_t *behind = calloc(s->n + 1, sizeof *behind);

	s->value_at = malloc(s->n * sizeof *s->value_at);
	s->total_at = malloc((s->n_totals + 1) * sizeof *s->total_at);
	s->zero_at = malloc((s->n_zeros + 1) * sizeof *s->zero_at);
	if (!behind || !s->value_at || !s->total_at || !s->zero_at) {
		free(behind);
		return false;
	}
	for (size_t k = 0; k < s->n_totals; k++)
		behind[(s->totals[k].first + s->totals[k].last) / 2]++;
	for (size_t k = 0; k < s->n_zeros; k++)
		behind[s->zeros[k]]++;
	for (size_t t = 0, at = 0; t < s->n; t++) {
		size_t count = behind[t];
		s->value_at[t] = at++;
		behind[t] = at;
		at += count;
		s->n_unknowns = at;
	}
	for (size_t k = 0; k < s->n_totals; k++)
		s->total_at[k] = behind[(s->totals[k].first + s->totals[k].last) / 2]++;
	for (size_t k = 0; k < s->n_zeros; k++)
		s->zero_at[k] = behind[s->zeros[k]]++;
	free(behind);
	return true;
}

/* Adds weight * (f[0] u[t] + f[1] u[t-1] + f[2] u[t-2])^2; terms before the start are zero. */
static void add_square(residual_system *s, size_t t, double f0, double f1, double f2, double weight)
{
	double f[3] = {f0, f1, f2};

	for (size_t i = 0; i < 3 && i <= t; i++)
		for (size_t j = i; j < 3 && j <= t; j++)
			if (f[i] != 0 && f[j] != 0)
				tally_band_add(s->band, s->value_at[t - i], s->value_at[t - j],
					       weight * f[i] * f[j]);
}

/* Adds P; returns the logarithm of its determinant. */
static double add_precision(residual_system *s, tally_residual residual, bool diffuse, double rho)
{
	double start = 1 - rho * rho;

	for (size_t t = 0; t < s->n; t++) {
		switch (residual) {
		case TALLY_RESIDUAL_AUTOREGRESSIVE:
		case TALLY_RESIDUAL_DYNAMIC: /* what lies before the start is stationary */
			add_square(s, t, 1, -rho, 0, t > 0 ? 1 : start);
			break;
		case TALLY_RESIDUAL_WALK:
			add_square(s, t, 1, -1, 0, 1);
			break;
		case TALLY_RESIDUAL_INTEGRATED:
			if (diffuse && t == 1)
				add_square(s, t, 1, -1, 0, start);
			else
				add_square(s, t, 1, -(1 + rho), rho, 1);
			break;
		}
	}
	bool stationary = residual == TALLY_RESIDUAL_AUTOREGRESSIVE ||
			  residual == TALLY_RESIDUAL_DYNAMIC ||
			  (residual == TALLY_RESIDUAL_INTEGRATED && diffuse && s->n > 1);
	return stationary ? log(start) : 0;
}

static void add_totals(residual_system *s)
{
	for (size_t k = 0; k < s->n_totals; k++) {
		const tally_benchmark *b = &s->totals[k];
		for (size_t t = b->first; t <= b->last; t++)
			tally_band_add(s->band, s->value_at[t], s->total_at[k], b->weight);
	}
	for (size_t k = 0; k < s->n_zeros; k++) {
		tally_band_add(s->band, s->value_at[s->zeros[k]], s->zero_at[k], 1);
		tally_band_soften(s->band, s->zero_at[k], SOFTENING);
	}
}

tally_status residual_system_new(residual_system *s, tally_residual residual, bool diffuse,
				 double rho, size_t n, const tally_benchmark *totals,
				 size_t n_totals, const size_t *zeros, size_t n_zeros,
				 tally_error *err)
{
	*s = (residual_system){
	    .n = n, .n_totals = n_totals, .n_zeros = n_zeros, .totals = totals, .zeros = zeros};
	if (!number_unknowns(s))
		return tally_error_memory(err);
	s->band = tally_band_new(s->n_unknowns);
	s->x = calloc(s->n_unknowns, sizeof *s->x);
	if (!s->band || !s->x)
		return tally_error_memory(err);
	double log_det = add_precision(s, residual, diffuse, rho);
	add_totals(s);
	tally_status status = tally_band_factor(s->band, NULL, err);
	if (status == TALLY_EINPUT)
		return tally_error_set(err, TALLY_EINPUT,
				       "the totals overlap so that one says what others say");
	if (status == TALLY_OK)
		s->log_det = tally_band_log_det(s->band) - log_det;
	return status;
}

void residual_system_free(residual_system *s)
{
	tally_band_free(s->band);
	free(s->value_at);
	free(s->total_at);
	free(s->zero_at);
	free(s->x);
}

void residual_system_solve(residual_system *s, const double *r, double *weighted, double *u)
{
	memset(s->x, 0, s->n_unknowns * sizeof *s->x);
	for (size_t k = 0; k < s->n_totals; k++)
		s->x[s->total_at[k]] = r[k];
	for (size_t k = 0; k < s->n_zeros; k++)
		s->x[s->zero_at[k]] = r[s->n_totals + k];
	tally_band_solve(s->band, s->x);
	for (size_t k = 0; k < s->n_totals; k++)
		weighted[k] = -s->x[s->total_at[k]];
	for (size_t k = 0; k < s->n_zeros; k++)
		weighted[s->n_totals + k] = -s->x[s->zero_at[k]];
	for (size_t t = 0; u && t < s->n; t++)
		u[t] = s->x[s->value_at[t]];
}

double residual_system_variance(residual_system *s, size_t t)
{
	memset(s->x, 0, s->n_unknowns * sizeof *s->x);
	s->x[s->value_at[t]] = 1;
	tally_band_solve(s->band, s->x);
	return s->x[s->value_at[t]];
}
