/* multivariate.c: unknowns in order of time: the members' w[t], the sums' multipliers of t, and the
 * benchmarks' multipliers behind the middle of their spans. */
#include "adjust/multivariate.h"

#include "adjust/band.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define SOFTENING 1e-8
#define MISS_MAX  1e-7

typedef struct {
	const tally_member *members;
	size_t n_members, n;
	const tally_sum *sums;
	size_t n_sums;
	double rho, lambda;
	size_t *start;      /* [n + 1] first unknown of period t */
	size_t *multiplier; /* of each benchmark, member by member */
	size_t n_benchmarks;
	tally_band *band;
	double *x;
} together;

static size_t value_at(const together *p, size_t k, size_t t)
{
	return p->start[t] + k;
}

static size_t sum_at(const together *p, size_t j, size_t t)
{
	return p->start[t] + p->n_members + j;
}

static double scale(const together *p, size_t k, size_t t)
{
	return pow(fabs(p->members[k].indicator[t]), p->lambda);
}

static bool number_unknowns(together *p)
{
	for (size_t k = 0; k < p->n_members; k++)
		p->n_benchmarks += p->members[k].n_benchmarks;
	p->start = calloc(p->n + 2, sizeof *p->start);
	p->multiplier = calloc(p->n_benchmarks + 1, sizeof *p->multiplier);
	if (!p->start || !p->multiplier)
		return false;
	/* First: how many benchmarks stand behind each period. */
	for (size_t k = 0; k < p->n_members; k++)
		for (size_t i = 0; i < p->members[k].n_benchmarks; i++) {
			const tally_benchmark *b = &p->members[k].benchmarks[i];
			p->start[(b->first + b->last) / 2 + 1]++;
		}
	for (size_t t = 1; t <= p->n; t++)
		p->start[t] += p->start[t - 1] + p->n_members + p->n_sums;
	/* Then each takes the next place behind its period. */
	size_t *taken = calloc(p->n, sizeof *taken), at = 0;
	if (!taken)
		return false;
	for (size_t k = 0; k < p->n_members; k++)
		for (size_t i = 0; i < p->members[k].n_benchmarks; i++) {
			const tally_benchmark *b = &p->members[k].benchmarks[i];
			size_t t = (b->first + b->last) / 2;
			p->multiplier[at++] = sum_at(p, p->n_sums, t) + taken[t]++;
		}
	free(taken);
	return true;
}

static void add_movement(together *p, size_t k)
{
	double rho = p->rho;

	for (size_t t = 0; t < p->n; t++) {
		double own = t == 0 ? 1 - rho * rho : 1;
		tally_band_add(p->band, value_at(p, k, t), value_at(p, k, t),
			       own + (t + 1 < p->n ? rho * rho : 0));
		if (t > 0)
			tally_band_add(p->band, value_at(p, k, t), value_at(p, k, t - 1), -rho);
	}
}

/* Rows are scaled to length 1. */
static void add_benchmark(together *p, size_t k, const tally_benchmark *b, size_t row)
{
	double norm = 0, rest = b->value;

	for (size_t t = b->first; t <= b->last; t++) {
		norm = hypot(norm, b->weight * scale(p, k, t));
		rest -= b->weight * p->members[k].indicator[t];
	}
	norm = norm > 0 ? norm : 1;
	for (size_t t = b->first; t <= b->last; t++)
		tally_band_add(p->band, value_at(p, k, t), row, b->weight * scale(p, k, t) / norm);
	tally_band_soften(p->band, row, SOFTENING);
	p->x[row] = rest / norm;
}

static void add_sum(together *p, size_t j, size_t t)
{
	const tally_sum *s = &p->sums[j];
	size_t row = sum_at(p, j, t);
	double norm = 0, rest = s->totals[t];

	if (isnan(s->totals[t])) {
		tally_band_add(p->band, row, row, 1);
		return;
	}
	for (size_t k = 0; k < p->n_members; k++) {
		norm = hypot(norm, s->weights[k] * scale(p, k, t));
		rest -= s->weights[k] * p->members[k].indicator[t];
	}
	norm = norm > 0 ? norm : 1;
	for (size_t k = 0; k < p->n_members; k++)
		if (s->weights[k] != 0)
			tally_band_add(p->band, value_at(p, k, t), row,
				       s->weights[k] * scale(p, k, t) / norm);
	tally_band_soften(p->band, row, SOFTENING);
	p->x[row] = rest / norm;
}

static tally_status check(const together *p, tally_error *err)
{
	if (p->n == 0 || p->n_members == 0)
		return tally_error_set(err, TALLY_EINPUT, "expected at least one series");
	if (!(p->rho >= 0 && p->rho <= 1) || !(p->lambda >= 0 && p->lambda <= 1))
		return tally_error_set(err, TALLY_EUSAGE, "rho and lambda: expected 0 to 1");
	for (size_t k = 0; k < p->n_members; k++) {
		for (size_t t = 0; t < p->n; t++)
			if (!isfinite(p->members[k].indicator[t]))
				return tally_error_set(err, TALLY_EINPUT,
						       "series %zu, period %zu: expected a number",
						       k + 1, t + 1);
		for (size_t i = 0; i < p->members[k].n_benchmarks; i++) {
			const tally_benchmark *b = &p->members[k].benchmarks[i];
			if (b->first > b->last || b->last >= p->n || !isfinite(b->value))
				return tally_error_set(
				    err, TALLY_EINPUT,
				    "series %zu, benchmark %zu: expected a number "
				    "inside the series",
				    k + 1, i + 1);
		}
	}
	return TALLY_OK;
}

/* The largest relative miss, of benchmarks and sums. */
static double worst_miss(const together *p, double *const *x)
{
	double worst = 0;

	for (size_t k = 0; k < p->n_members; k++)
		for (size_t i = 0; i < p->members[k].n_benchmarks; i++) {
			const tally_benchmark *b = &p->members[k].benchmarks[i];
			double sum = 0, size = fabs(b->value);
			for (size_t t = b->first; t <= b->last; t++) {
				sum += b->weight * x[k][t];
				size = fmax(size, fabs(b->weight * x[k][t]));
			}
			worst = fmax(worst, size > 0 ? fabs(sum - b->value) / size : 0);
		}
	for (size_t j = 0; j < p->n_sums; j++)
		for (size_t t = 0; t < p->n; t++) {
			double sum = 0, total = p->sums[j].totals[t], size = fabs(total);
			for (size_t k = 0; k < p->n_members; k++) {
				sum += p->sums[j].weights[k] * x[k][t];
				size = fmax(size, fabs(p->sums[j].weights[k] * x[k][t]));
			}
			if (!isnan(total))
				worst = fmax(worst, size > 0 ? fabs(sum - total) / size : 0);
		}
	return worst;
}

static tally_status solve(together *p, double *const *out, tally_error *err)
{
	size_t unknowns = p->start[p->n], at = 0;

	p->band = tally_band_new(unknowns);
	p->x = calloc(unknowns, sizeof *p->x);
	if (!p->band || !p->x)
		return tally_error_memory(err);
	for (size_t k = 0; k < p->n_members; k++) {
		add_movement(p, k);
		for (size_t i = 0; i < p->members[k].n_benchmarks; i++)
			add_benchmark(p, k, &p->members[k].benchmarks[i], p->multiplier[at++]);
	}
	for (size_t j = 0; j < p->n_sums; j++)
		for (size_t t = 0; t < p->n; t++)
			add_sum(p, j, t);
	tally_status status = tally_band_factor(p->band, NULL, err);
	if (status == TALLY_EINPUT)
		return tally_error_set(err, TALLY_EINPUT,
				       "with rho 1 every series needs a benchmark or a total");
	if (status != TALLY_OK)
		return status;
	tally_band_solve(p->band, p->x);
	for (size_t k = 0; k < p->n_members; k++)
		for (size_t t = 0; t < p->n; t++)
			out[k][t] =
			    p->members[k].indicator[t] + scale(p, k, t) * p->x[value_at(p, k, t)];
	return TALLY_OK;
}

tally_status tally_benchmark_together(const tally_member *members, size_t n_members, size_t n,
				      const tally_sum *sums, size_t n_sums, double rho,
				      double lambda, double *const *out, double *worst,
				      tally_error *err)
{
	together p = {.members = members,
		      .n_members = n_members,
		      .n = n,
		      .sums = sums,
		      .n_sums = n_sums,
		      .rho = rho,
		      .lambda = lambda};

	tally_status status = check(&p, err);
	if (status == TALLY_OK && !number_unknowns(&p))
		status = tally_error_memory(err);
	if (status == TALLY_OK)
		status = solve(&p, out, err);
	double miss = status == TALLY_OK ? worst_miss(&p, out) : 0;
	if (worst)
		*worst = miss;
	if (status == TALLY_OK && miss > MISS_MAX)
		status =
		    tally_error_set(err, TALLY_EINPUT,
				    "benchmarks and totals contradict each other: relative miss "
				    "%.3g",
				    miss);
	free(p.start);
	free(p.multiplier);
	free(p.x);
	tally_band_free(p.band);
	return status;
}
