/* tables.h: a made-up statistical office: regions x industries x years, published and misprinted.
 *
 * True levels follow random growth; the nation is the sum of its regions and the total the sum of
 * its industries, each year. Two levels of three are published (rounded to whole units), every
 * growth rate (one decimal of a percent) and some shares of the total (two decimals). Then
 * `misprints` of the growth rates and levels get a wrong digit. */
#ifndef TALLY_BENCH_TABLES_H
#define TALLY_BENCH_TABLES_H

#include "network/system.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
	int regions, industries, years; /**< without the nation and the total */
	tally_system system;
	double *truth;     /**< [n_columns] */
	int32_t *misprint; /**< [n_misprints] claims */
	int n_misprints;
	uint64_t seed;
} tables;

static inline double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* xorshift: the same tables on every machine */
static inline double uniform(tables *t)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (double)(t->seed >> 11) / 9007199254740992.0;
}

static inline int32_t cell(const tables *t, int region, int industry, int year)
{
	return (int32_t)((region * (t->industries + 1) + industry) * t->years + year);
}

static inline void invent(tables *t)
{
	for (int r = 1; r <= t->regions; r++)
		for (int i = 1; i <= t->industries; i++) {
			double x = exp(6 + 4 * uniform(t));
			for (int y = 0; y < t->years; y++) {
				t->truth[cell(t, r, i, y)] = x;
				t->truth[cell(t, 0, i, y)] += x;
				t->truth[cell(t, r, 0, y)] += x;
				t->truth[cell(t, 0, 0, y)] += x;
				x *= 1 + 0.05 + 0.08 * (uniform(t) - 0.5);
			}
		}
}

static inline void add_sums(tables *t)
{
	int widest = (t->regions > t->industries ? t->regions : t->industries) + 1;
	int32_t *columns = malloc((size_t)widest * sizeof *columns);
	tally_number *a = malloc((size_t)widest * sizeof *a);
	tally_bound zero = {.den = 1};
	for (int k = 0; k < widest; k++)
		a[k] = tally_number_int(k ? 1 : -1);
	for (int y = 0; y < t->years; y++) {
		for (int r = 0; r <= t->regions; r++) {
			for (int i = 0; i <= t->industries; i++)
				columns[i] = cell(t, r, i, y);
			tally_system_add_row(&t->system, columns, a, t->industries + 1, zero, zero,
					     TALLY_HARD);
		}
		for (int i = 0; i <= t->industries; i++) {
			for (int r = 0; r <= t->regions; r++)
				columns[r] = cell(t, r, i, y);
			tally_system_add_row(&t->system, columns, a, t->regions + 1, zero, zero,
					     TALLY_HARD);
		}
	}
	free(columns);
	free(a);
}

static inline tally_interval rounded(double value, int decimals)
{
	tally_decimal d = {llround(value * pow(10, decimals)), decimals};
	return tally_decimal_interval(d, TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, false);
}

static inline void add_level(tables *t, int32_t x, double value)
{
	tally_interval in = rounded(value, 0);
	tally_number one = tally_number_int(1);
	int32_t claim = tally_system_add_claim(&t->system, 1);
	tally_system_add_row(&t->system, &x, &one, 1, in.lo, in.hi, claim);
}

/* lo <= x / base - less <= hi, in percent */
static inline void add_rate(tables *t, int32_t x, int32_t base, tally_interval in, int less)
{
	int32_t columns[] = {x, base}, claim = tally_system_add_claim(&t->system, 1);
	tally_bound zero = {.den = 1}, none = tally_bound_infinite();
	for (int side = 0; side < 2; side++) {
		tally_bound end = side ? in.hi : in.lo;
		tally_number rate = tally_number_make(end.num, end.den, end.exp10 - 2);
		tally_number a[] = {tally_number_int(1), tally_number_negate(tally_number_add(
							     rate, tally_number_int(less)))};
		tally_system_add_row(&t->system, columns, a, 2, side ? none : zero,
				     side ? zero : none, claim);
	}
}

/* A digit of the misprinted figure is off by two to five. */
static inline double misprinted(tables *t, double value, double unit, bool wrong)
{
	if (!wrong)
		return value;
	t->misprint[t->n_misprints++] = t->system.n_claims;
	return value + (uniform(t) < 0.5 ? -1 : 1) * (2 + floor(3 * uniform(t))) * unit;
}

static inline void publish(tables *t, int misprints)
{
	int cells = t->system.n_columns,
	    every = misprints ? cells * (t->years - 1) / t->years / misprints : 0, seen = 0;
	for (int r = 0; r <= t->regions; r++)
		for (int i = 0; i <= t->industries; i++)
			for (int y = 0; y < t->years; y++) {
				int32_t x = cell(t, r, i, y);
				double v = t->truth[x];
				bool wrong = every && y > 0 && ++seen % every == every / 2;
				if (uniform(t) < 2.0 / 3)
					add_level(t, x, v);
				if (y > 0) {
					double g = 100 * (v / t->truth[x - 1] - 1);
					g = misprinted(t, g, 1, wrong);
					add_rate(t, x, x - 1, rounded(g, 1), 1);
				}
				if (i > 0 && uniform(t) < 0.25) {
					int32_t whole = cell(t, r, 0, y);
					double share = 100 * v / t->truth[whole];
					add_rate(t, x, whole, rounded(share, 2), 0);
				}
			}
}

static inline tables make_tables(int regions, int industries, int years, int misprints)
{
	tables t = {.regions = regions, .industries = industries, .years = years, .seed = 20230613};
	int n = (regions + 1) * (industries + 1) * years;
	t.truth = calloc((size_t)n, sizeof *t.truth);
	t.misprint = calloc((size_t)misprints + 1, sizeof *t.misprint);
	tally_bound zero = {.den = 1, .open = true};
	for (int j = 0; j < n; j++)
		tally_system_add_column(&t.system, zero, tally_bound_infinite());
	invent(&t);
	add_sums(&t);
	publish(&t, misprints);
	return t;
}

static inline void tables_release(tables *t)
{
	tally_system_release(&t->system);
	free(t->truth);
	free(t->misprint);
}

#endif
