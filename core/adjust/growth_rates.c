/* growth_rates.c: sequential quadratic programming with exact second derivatives.
 *
 * Each step solves  [H B'; B 0] [d; u] = [-grad; a - B x]  in order of time, where H (tridiagonal)
 * is the Hessian plus a damping that grows until the step goes down and shrinks after a good one
 * (Levenberg-Marquardt). Benchmarks are linear and hold after the first step. The values are
 * scaled to a mean of 1. */
#include "adjust/growth_rates.h"

#include "adjust/band.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 200
/* Converged: no value moves by more, relative. */
#define STEP_MIN  1e-12
#define SOFTENING 1e-8

typedef struct {
	const double *s;
	size_t n;
	const tally_benchmark *b;
	size_t m;
	tally_rates_objective objective;
	double unit; /* what 1 stands for */
	size_t *at;  /* [n] unknown of x[t] */
	size_t *row; /* [m] unknown of a multiplier */
	size_t n_unknowns;
	double *x, *trial, *step; /* [n], [n], [n_unknowns] */
	double *gradient;         /* [n] */
	double *diagonal, *below; /* [n] Hessian */
} rates;

/* The contribution of one pair b = x[t-1], a = x[t] and its derivatives. */
typedef struct {
	double f, fa, fb, faa, fab, fbb;
} pair;

/* Adds r^2 with r's derivatives to *p. */
static void add_residual(pair *p, double r, double ra, double rb, double raa, double rab,
			 double rbb)
{
	p->f += r * r;
	p->fa += 2 * r * ra;
	p->fb += 2 * r * rb;
	p->faa += 2 * (ra * ra + r * raa);
	p->fab += 2 * (ra * rb + r * rab);
	p->fbb += 2 * (rb * rb + r * rbb);
}

static pair evaluate(tally_rates_objective objective, double a, double b, double g)
{
	pair p = {0};

	if (objective == TALLY_RATES_FORWARD || objective == TALLY_RATES_SYMMETRIC)
		add_residual(&p, a / b - g, 1 / b, -a / (b * b), 0, -1 / (b * b),
			     2 * a / (b * b * b));
	if (objective == TALLY_RATES_BACKWARD || objective == TALLY_RATES_SYMMETRIC)
		add_residual(&p, b / a - 1 / g, -b / (a * a), 1 / a, 2 * b / (a * a * a),
			     -1 / (a * a), 0);
	if (objective == TALLY_RATES_LOGARITHMIC)
		add_residual(&p, log(a / b / g), 1 / a, -1 / b, -1 / (a * a), 0, 1 / (b * b));
	return p;
}

static double objective_at(const rates *r, const double *x)
{
	double sum = 0;
	for (size_t t = 0; t < r->n; t++)
		if (!(x[t] > 0))
			return HUGE_VAL;
	for (size_t t = 1; t < r->n; t++)
		sum += evaluate(r->objective, x[t], x[t - 1], r->s[t] / r->s[t - 1]).f;
	return sum;
}

static void derivatives(rates *r)
{
	memset(r->gradient, 0, r->n * sizeof *r->gradient);
	memset(r->diagonal, 0, r->n * sizeof *r->diagonal);
	for (size_t t = 1; t < r->n; t++) {
		pair p = evaluate(r->objective, r->x[t], r->x[t - 1], r->s[t] / r->s[t - 1]);
		r->gradient[t] += p.fa;
		r->gradient[t - 1] += p.fb;
		r->diagonal[t] += p.faa;
		r->diagonal[t - 1] += p.fbb;
		r->below[t] = p.fab;
	}
}

static bool allocate(rates *r)
{
	size_t n = r->n + r->m;

	r->at = malloc(r->n * sizeof *r->at);
	r->row = malloc(r->m * sizeof *r->row);
	r->x = malloc(n * sizeof *r->x);
	r->trial = malloc(n * sizeof *r->trial);
	r->step = malloc(n * sizeof *r->step);
	r->gradient = malloc(n * sizeof *r->gradient);
	r->diagonal = malloc(n * sizeof *r->diagonal);
	r->below = malloc(n * sizeof *r->below);
	r->n_unknowns = n;
	return r->at && r->row && r->x && r->trial && r->step && r->gradient && r->diagonal &&
	       r->below;
}

static void release(rates *r)
{
	free(r->at);
	free(r->row);
	free(r->x);
	free(r->trial);
	free(r->step);
	free(r->gradient);
	free(r->diagonal);
	free(r->below);
}

static double covered(const tally_benchmark *b, const double *x)
{
	double sum = 0;
	for (size_t t = b->first; t <= b->last; t++)
		sum += x[t];
	return sum * b->weight;
}

/* One damped Newton step into r->step; false: no factors. */
static bool newton(rates *r, double damping)
{
	tally_band *band = tally_band_new(r->n_unknowns);
	if (!band)
		return false;
	for (size_t t = 0; t < r->n; t++) {
		tally_band_add(band, r->at[t], r->at[t], r->diagonal[t] + damping);
		if (t > 0)
			tally_band_add(band, r->at[t], r->at[t - 1], r->below[t]);
		r->step[r->at[t]] = -r->gradient[t];
	}
	for (size_t k = 0; k < r->m; k++) {
		const tally_benchmark *b = &r->b[k];
		for (size_t t = b->first; t <= b->last; t++)
			tally_band_add(band, r->at[t], r->row[k], b->weight);
		double length = (double)(b->last - b->first + 1);
		tally_band_soften(band, r->row[k], SOFTENING * b->weight * b->weight * length);
		r->step[r->row[k]] = b->value / r->unit - covered(b, r->x);
	}
	bool done = tally_band_factor(band, NULL, NULL) == TALLY_OK;
	if (done)
		tally_band_solve(band, r->step);
	tally_band_free(band);
	return done;
}

/* Moves on; returns the largest relative move, or a negative number when no step goes down. */
static double improve(rates *r, double *damping)
{
	double before = objective_at(r, r->x);

	derivatives(r);
	for (int tries = 0; tries < 60; tries++) {
		double most = 0;
		if (newton(r, *damping)) {
			for (size_t t = 0; t < r->n; t++) {
				double d = r->step[r->at[t]];
				r->trial[t] = r->x[t] + d;
				most = fmax(most, fabs(d) / r->x[t]);
			}
			double after = objective_at(r, r->trial);
			if (after <= before * (1 + 1e-14) + 1e-30) {
				memcpy(r->x, r->trial, r->n * sizeof *r->x);
				*damping = *damping > 1e-10 ? *damping / 10 : 0;
				return most;
			}
		}
		*damping = *damping > 0 ? *damping * 10 : 1e-6;
	}
	return -1;
}

static void number_unknowns(rates *r)
{
	size_t at = 0;

	for (size_t t = 0; t < r->n; t++) {
		r->at[t] = at++;
		for (size_t k = 0; k < r->m; k++)
			if (r->b[k].first + (r->b[k].last - r->b[k].first) / 2 == t)
				r->row[k] = at++;
	}
}

static double mean_size(const double *x, size_t n)
{
	double sum = 0;
	for (size_t t = 0; t < n; t++)
		sum += fabs(x[t]);
	return sum / (double)n;
}

static tally_status check(const double *s, size_t n, const tally_benchmark *b, size_t m,
			  tally_error *err)
{
	for (size_t t = 0; t < n; t++)
		if (!(s[t] > 0))
			return tally_error_set(err, TALLY_EINPUT,
					       "period %zu: growth rates need an indicator above 0",
					       t + 1);
	for (size_t k = 0; k < m; k++)
		if (b[k].alterability != 0)
			return tally_error_set(err, TALLY_EINPUT,
					       "benchmark %zu: expected a binding one", k + 1);
	return TALLY_OK;
}

tally_status tally_benchmark_rates(const double *indicator, size_t n,
				   const tally_benchmark *benchmarks, size_t n_benchmarks,
				   tally_rates_objective objective, double *out, int *steps,
				   tally_error *err)
{
	rates r = {.s = indicator, .n = n, .b = benchmarks, .m = n_benchmarks};
	tally_benchmark_options denton = tally_benchmark_default();
	double damping = 0, move = 1;
	int step = 0;

	r.objective = objective;
	tally_status status = check(indicator, n, benchmarks, n_benchmarks, err);
	if (status == TALLY_OK)
		status = tally_benchmark_series(indicator, NULL, n, benchmarks, n_benchmarks,
						&denton, out, NULL, err);
	if (status != TALLY_OK)
		return status;
	if (!allocate(&r)) {
		release(&r);
		return tally_error_memory(err);
	}
	number_unknowns(&r);
	r.unit = mean_size(out, n);
	for (size_t t = 0; t < n; t++)
		r.x[t] = out[t] / r.unit;
	if (objective_at(&r, r.x) == HUGE_VAL)
		status = tally_error_set(err, TALLY_EINPUT,
					 "the benchmarks need values that are not above 0: growth "
					 "rates cannot be kept");
	for (; status == TALLY_OK && step < STEPS_MAX && move > STEP_MIN; step++)
		move = improve(&r, &damping);
	for (size_t t = 0; status == TALLY_OK && t < n; t++)
		out[t] = r.x[t] * r.unit;
	if (steps)
		*steps = step < STEPS_MAX ? step : -1;
	release(&r);
	return status;
}
