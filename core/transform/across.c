/* across.c: figures of all regions at one period.
 *
 * The caller gathers the points that are there (values[0..n), none missing) and says through
 * `skip_missing` whether an incomplete set counts; these functions only compute. */
#include "transform/families.h"

#include <stdlib.h>

static void put(tally_point *out, tally_ranged r, char status)
{
	out->value = r.value;
	out->lo = r.lo;
	out->hi = r.hi;
	out->status = status;
}

static char worst_status(const tally_point *const *values, size_t n)
{
	char status = 'A';
	for (size_t i = 0; i < n; i++)
		status = tally_status_worse(status, values[i]->status);
	return status;
}

void tally_across_sum(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out)
{
	(void)call;
	tally_ranged sum = tally_ranged_of(0);
	for (size_t i = 0; i < n; i++)
		sum = tally_ranged_add(sum, tally_ranged_at(values[i]));
	put(out, sum, worst_status(values, n));
}

void tally_across_mean(const tally_call *call, const tally_point *const *values, size_t n,
		       tally_point *out)
{
	tally_across_sum(call, values, n, out);
	put(out, tally_ranged_divide(tally_ranged_at(out), tally_ranged_of((double)n)),
	    out->status);
}

void tally_across_min(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out)
{
	(void)call;
	tally_ranged m = tally_ranged_at(values[0]);
	for (size_t i = 1; i < n; i++) {
		m.value = fmin(m.value, values[i]->value);
		m.lo = values[i]->lo < m.lo || isnan(values[i]->lo) ? values[i]->lo : m.lo;
		m.hi = values[i]->hi < m.hi || isnan(values[i]->hi) ? values[i]->hi : m.hi;
	}
	put(out, m, worst_status(values, n));
}

void tally_across_max(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out)
{
	(void)call;
	tally_ranged m = tally_ranged_at(values[0]);
	for (size_t i = 1; i < n; i++) {
		m.value = fmax(m.value, values[i]->value);
		m.lo = values[i]->lo > m.lo || isnan(values[i]->lo) ? values[i]->lo : m.lo;
		m.hi = values[i]->hi > m.hi || isnan(values[i]->hi) ? values[i]->hi : m.hi;
	}
	put(out, m, worst_status(values, n));
}

/* How many regions have a greater figure, and how many an equal one (itself included). */
static void count_against(const tally_point *const *values, size_t n, size_t self, size_t *greater,
			  size_t *equal)
{
	*greater = *equal = 0;
	for (size_t i = 0; i < n; i++) {
		*greater += values[i]->value > values[self]->value;
		*equal += values[i]->value == values[self]->value;
	}
}

typedef struct {
	double value;
	size_t place;
} ranked;

static int descending(const void *a, const void *b)
{
	double x = ((const ranked *)a)->value, y = ((const ranked *)b)->value;
	return (x < y) - (x > y);
}

/* Calls `rule` for every region with the numbers of greater and of equal figures. Without memory
 * it counts pair by pair. */
static void each_rank(const tally_point *const *values, size_t n, tally_point *out,
		      double (*rule)(size_t greater, size_t equal, size_t n))
{
	ranked *order = malloc((n + 1) * sizeof *order);
	size_t greater, equal;
	for (size_t i = 0; i < n; i++) {
		if (order) {
			order[i] = (ranked){values[i]->value, i};
			continue;
		}
		count_against(values, n, i, &greater, &equal);
		put(&out[i], (tally_ranged){rule(greater, equal, n), NAN, NAN}, values[i]->status);
	}
	if (!order)
		return;
	qsort(order, n, sizeof *order, descending);
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i + 1; to < n && order[to].value == order[i].value; to++)
			;
		for (size_t k = i; k < to; k++)
			put(&out[order[k].place], (tally_ranged){rule(i, to - i, n), NAN, NAN},
			    values[order[k].place]->status);
	}
	free(order);
}

static double rank_rule(size_t greater, size_t equal, size_t n)
{
	(void)equal;
	(void)n;
	return (double)greater + 1;
}

/* The share of the others that lie below, equals counting half: 1 for the highest of many. NaN where
 * there are no others. */
static double percentile_rule(size_t greater, size_t equal, size_t n)
{
	size_t below = n - greater - equal;
	return n > 1 ? ((double)below + 0.5 * (double)(equal - 1)) / (double)(n - 1) : NAN;
}

void tally_across_rank(const tally_call *call, const tally_point *const *values, size_t n,
		       tally_point *out)
{
	(void)call;
	each_rank(values, n, out, rank_rule);
}

void tally_across_percentile(const tally_call *call, const tally_point *const *values, size_t n,
			     tally_point *out)
{
	(void)call;
	each_rank(values, n, out, percentile_rule);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median_of(double *x, size_t n)
{
	qsort(x, n, sizeof *x, ascending);
	return n % 2 ? x[n / 2] : 0.5 * (x[n / 2 - 1] + x[n / 2]);
}

void tally_across_median(const tally_call *call, const tally_point *const *values, size_t n,
			 tally_point *out)
{
	(void)call;
	double *x = malloc((n + 1) * sizeof *x);
	tally_ranged m = tally_ranged_of(NAN);
	bool known = true;
	if (!x)
		return;
	for (size_t i = 0; i < n; i++) {
		x[i] = values[i]->value;
		known = known && !isnan(values[i]->lo) && !isnan(values[i]->hi);
	}
	m.value = median_of(x, n);
	for (size_t i = 0; known && i < n; i++)
		x[i] = values[i]->lo;
	m.lo = known ? tally_down(median_of(x, n)) : NAN;
	for (size_t i = 0; known && i < n; i++)
		x[i] = values[i]->hi;
	m.hi = known ? tally_up(median_of(x, n)) : NAN;
	put(out, m, worst_status(values, n));
	free(x);
}
