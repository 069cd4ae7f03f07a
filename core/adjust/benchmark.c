/* benchmark.c: the banded system of benchmarking.
 *
 * Unknowns in order of time: w[t], and one multiplier u[m] per benchmark, placed behind the middle
 * of its span.
 *
 *     P w + B' u           = 0          P: the penalty's matrix, tridiagonal or pentadiagonal
 *     B w      - D u       = a - J s    B = J C, D: alterable benchmarks' variances (0: binding)
 */
#include "adjust/benchmark.h"

#include "adjust/band.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What the factors take from a multiplier's diagonal; its row has length 1. */
#define SOFTENING 1e-8
/* A binding benchmark that is missed by more, relative to its span, cannot be met. */
#define MISS_MAX 1e-7

typedef struct {
	const double *s;
	size_t n;
	const tally_benchmark *benchmarks;
	size_t m;
	const tally_benchmark_options *options;
	double *scale;         /* [n] c */
	double *moved;         /* [n] indicator after the bias */
	size_t *value_at;      /* [n] unknown of w[t] */
	size_t *multiplier_at; /* [m] */
	size_t n_unknowns;
	double *x; /* [n_unknowns] */
	tally_band *band;
} problem;

tally_benchmark_options tally_benchmark_default(void)
{
	return (tally_benchmark_options){
	    .movement = TALLY_DENTON, .order = 1, .modified = true, .rho = 1, .lambda = 1};
}

static tally_status check_options(const tally_benchmark_options *o, tally_error *err)
{
	if (o->movement == TALLY_DENTON && (o->order < 0 || o->order > TALLY_ORDER_MAX))
		return tally_error_set(err, TALLY_EUSAGE,
				       "order of differences %d: expected 0 to %d", o->order,
				       TALLY_ORDER_MAX);
	if (o->movement == TALLY_CHOLETTE && !(o->rho >= 0 && o->rho <= 1))
		return tally_error_set(err, TALLY_EUSAGE, "rho %g: expected 0 to 1", o->rho);
	if (!(o->lambda >= 0 && o->lambda <= 1))
		return tally_error_set(err, TALLY_EUSAGE, "lambda %g: expected 0 to 1", o->lambda);
	return TALLY_OK;
}

static tally_status check_input(const problem *p, const double *alterability, tally_error *err)
{
	for (size_t t = 0; t < p->n; t++)
		if (!isfinite(p->s[t]) || (alterability && !(alterability[t] >= 0)))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "period %zu: expected a number (and an alterability of "
			    "0 or more); fill gaps first",
			    t + 1);
	for (size_t k = 0; k < p->m; k++) {
		const tally_benchmark *b = &p->benchmarks[k];
		if (b->first > b->last || b->last >= p->n)
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "benchmark %zu covers periods %zu to %zu, the series has "
			    "1 to %zu",
			    k + 1, b->first + 1, b->last + 1, p->n);
		if (!isfinite(b->value) || !isfinite(b->weight) || !(b->alterability >= 0))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "benchmark %zu: expected numbers and an alterability of 0 "
			    "or more",
			    k + 1);
	}
	return TALLY_OK;
}

static double covered(const tally_benchmark *b, const double *x)
{
	double sum = 0;
	for (size_t t = b->first; t <= b->last; t++)
		sum += x[t];
	return sum * b->weight;
}

static double bias_of(const problem *p, tally_bias bias)
{
	double values = 0, indicator = 0, length = 0;

	for (size_t k = 0; k < p->m; k++) {
		const tally_benchmark *b = &p->benchmarks[k];
		values += b->value;
		indicator += covered(b, p->s);
		length += b->weight * (double)(b->last - b->first + 1);
	}
	switch (bias) {
	case TALLY_BIAS_NONE:
		break;
	case TALLY_BIAS_ADDITIVE:
		return length != 0 ? (values - indicator) / length : 0;
	case TALLY_BIAS_MULTIPLICATIVE:
		return indicator != 0 ? values / indicator : 1;
	case TALLY_BIAS_PER_BENCHMARK:
		return (values - indicator) / (double)p->m;
	}
	return 0;
}

static void apply_bias(problem *p)
{
	tally_bias bias = p->options->bias;
	double b = bias_of(p, bias);

	for (size_t t = 0; t < p->n; t++)
		p->moved[t] = bias == TALLY_BIAS_MULTIPLICATIVE ? p->s[t] * b : p->s[t] + b;
}

/* Denton's proportional adjustment divides by the value with its sign; the regression model by
 * its magnitude. */
static void set_scale(problem *p, const double *alterability)
{
	double lambda = p->options->lambda;
	bool magnitude = p->options->movement == TALLY_CHOLETTE || lambda < 1;

	for (size_t t = 0; t < p->n; t++) {
		double s = p->moved[t];
		double c = lambda == 0 ? 1 : magnitude ? pow(fabs(s), lambda) : s;
		p->scale[t] = alterability ? c * sqrt(alterability[t]) : c;
	}
}

static bool allocate(problem *p)
{
	p->scale = malloc(p->n * sizeof *p->scale);
	p->moved = malloc(p->n * sizeof *p->moved);
	p->value_at = malloc(p->n * sizeof *p->value_at);
	p->multiplier_at = malloc((p->m + 1) * sizeof *p->multiplier_at);
	return p->scale && p->moved && p->value_at && p->multiplier_at;
}

static void release(problem *p)
{
	free(p->scale);
	free(p->moved);
	free(p->value_at);
	free(p->multiplier_at);
	free(p->x);
	tally_band_free(p->band);
}

static size_t middle(const tally_benchmark *b)
{
	return b->first + (b->last - b->first) / 2;
}

/* Numbers the unknowns in order of time; a multiplier stands behind the middle of its span. */
static bool number_unknowns(problem *p)
{
	size_t *behind = calloc(p->n + 1, sizeof *behind); /* multipliers behind t */

	if (!behind)
		return false;
	for (size_t k = 0; k < p->m; k++)
		behind[middle(&p->benchmarks[k])]++;
	for (size_t t = 0, at = 0; t < p->n; t++) {
		p->value_at[t] = at++;
		size_t count = behind[t];
		behind[t] = at; /* now: where the next multiplier behind t goes */
		at += count;
		p->n_unknowns = at;
	}
	for (size_t k = 0; k < p->m; k++)
		p->multiplier_at[k] = behind[middle(&p->benchmarks[k])]++;
	free(behind);
	return true;
}

/* Adds weight * (f . w)^2 / 2 for the filter f over w[t], w[t-1], ..., w[t-n_terms+1]. */
static void add_square(problem *p, size_t t, const double *f, size_t n_terms, double weight)
{
	for (size_t i = 0; i < n_terms && i <= t; i++)
		for (size_t j = i; j < n_terms && j <= t; j++)
			tally_band_add(p->band, p->value_at[t - i], p->value_at[t - j],
				       weight * f[i] * f[j]);
}

static void add_denton(problem *p)
{
	static const double filters[TALLY_ORDER_MAX + 1][TALLY_ORDER_MAX + 1] = {
	    {1}, {1, -1}, {1, -2, 1}, {1, -3, 3, -1}};
	size_t h = (size_t)p->options->order;

	for (size_t t = p->options->modified ? h : 0; t < p->n; t++)
		add_square(p, t, filters[h], h + 1, 1);
}

static void add_autoregressive(problem *p)
{
	double rho = p->options->rho, filter[2] = {1, -rho};
	static const double itself[1] = {1};

	add_square(p, 0, itself, 1, 1 - rho * rho);
	for (size_t t = 1; t < p->n; t++)
		add_square(p, t, filter, 2, 1);
}

static double row_norm(const problem *p, const tally_benchmark *b)
{
	double sum = 0;
	for (size_t t = b->first; t <= b->last; t++)
		sum += b->weight * p->scale[t] * b->weight * p->scale[t];
	return sum > 0 ? sqrt(sum) : 1;
}

/* Of a process w with variance 1: the penalty is in units of its innovations. */
static double innovation_variance(const tally_benchmark_options *o)
{
	return o->movement == TALLY_CHOLETTE && o->rho < 1 ? 1 - o->rho * o->rho : 1;
}

/* Rows are scaled to length 1, so that figures in yuan and in trillions are solved alike. */
static void add_benchmarks(problem *p)
{
	for (size_t k = 0; k < p->m; k++) {
		const tally_benchmark *b = &p->benchmarks[k];
		size_t row = p->multiplier_at[k];
		double norm = row_norm(p, b);
		for (size_t t = b->first; t <= b->last; t++)
			tally_band_add(p->band, p->value_at[t], row,
				       b->weight * p->scale[t] / norm);
		double variance = b->alterability * fabs(b->value) / (norm * norm);
		tally_band_add(p->band, row, row, -variance / innovation_variance(p->options));
		tally_band_soften(p->band, row, SOFTENING);
		p->x[row] = (b->value - covered(b, p->moved)) / norm;
	}
}

static double largest_in(const tally_benchmark *b, const double *x)
{
	double most = fabs(b->value);
	for (size_t t = b->first; t <= b->last; t++)
		most = fmax(most, fabs(b->weight * x[t]));
	return most > 0 ? most : 1;
}

/* The largest relative miss of a binding benchmark, and whose it is. */
static double worst_miss(const problem *p, const double *x, size_t *whose)
{
	double worst = 0;

	for (size_t k = 0; k < p->m; k++) {
		const tally_benchmark *b = &p->benchmarks[k];
		double miss = fabs(covered(b, x) - b->value) / largest_in(b, x);
		if (b->alterability == 0 && !(miss <= worst)) {
			worst = miss;
			*whose = k;
		}
	}
	return worst;
}

static tally_status check_result(const problem *p, const double *out, tally_benchmark_info *info,
				 tally_error *err)
{
	size_t whose = 0;
	double miss = worst_miss(p, out, &whose);

	if (info)
		*info = (tally_benchmark_info){bias_of(p, p->options->lambda > 0
							      ? TALLY_BIAS_MULTIPLICATIVE
							      : TALLY_BIAS_ADDITIVE),
					       miss};
	if (miss <= MISS_MAX)
		return TALLY_OK;
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "benchmark %zu (%.15g) cannot be met: the indicator is zero or fixed in "
	    "its whole span, or other benchmarks contradict it",
	    whose + 1, p->benchmarks[whose].value);
}

static tally_status solve(problem *p, double *out, tally_error *err)
{
	p->band = tally_band_new(p->n_unknowns);
	p->x = calloc(p->n_unknowns, sizeof *p->x);
	if (!p->band || !p->x)
		return tally_error_memory(err);
	if (p->options->movement == TALLY_DENTON)
		add_denton(p);
	else
		add_autoregressive(p);
	add_benchmarks(p);
	tally_status status = tally_band_factor(p->band, NULL, err);
	if (status == TALLY_EINPUT)
		return tally_error_set(
		    err, TALLY_EINPUT,
		    "the benchmarks do not reach the series: its indicator is zero "
		    "or fixed where they lie");
	if (status != TALLY_OK)
		return status;
	tally_band_solve(p->band, p->x);
	for (size_t t = 0; t < p->n; t++)
		out[t] = p->moved[t] + p->scale[t] * p->x[p->value_at[t]];
	return TALLY_OK;
}

tally_status tally_benchmark_series(const double *indicator, const double *alterability, size_t n,
				    const tally_benchmark *benchmarks, size_t n_benchmarks,
				    const tally_benchmark_options *options, double *out,
				    tally_benchmark_info *info, tally_error *err)
{
	problem p = {.s = indicator,
		     .n = n,
		     .benchmarks = benchmarks,
		     .m = n_benchmarks,
		     .options = options};

	if (n == 0 || n_benchmarks == 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "expected a series and at least one benchmark");
	tally_status status = check_options(options, err);
	if (status == TALLY_OK)
		status = check_input(&p, alterability, err);
	if (status != TALLY_OK)
		return status;
	if (!allocate(&p) || !number_unknowns(&p)) {
		release(&p);
		return tally_error_memory(err);
	}
	apply_bias(&p);
	set_scale(&p, alterability);
	status = solve(&p, out, err);
	if (status == TALLY_OK)
		status = check_result(&p, out, info, err);
	release(&p);
	return status;
}
