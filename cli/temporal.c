/* temporal.c: temporal hierarchies; see temporal.h.
 *
 * Nodes of a block are its periods, coarse frequencies first; the finest is the bottom, and a
 * period is the sum of those of the finest that lie in it. */
#include "temporal.h"

#include <math.h>
#include <stdlib.h>

#define LEVELS_MAX 4  /* year, half-year, quarter, month */
#define NODES_MAX  19 /* 1 + 2 + 4 + 12 */
#define SUM_MISS   1e-9

/* One block of the coarsest frequency. */
typedef struct {
	const tally_series *levels[LEVELS_MAX]; /* coarse first */
	int n_levels;
	tally_period period[NODES_MAX];
	double base[NODES_MAX], sums[NODES_MAX * NODES_MAX];
	size_t n, n_aggregates;
} block;

/* The levels of a region, coarse first; the number of them. */
static int find_levels(const cli_evaluated *e, int32_t region, const tally_series **out)
{
	int n = 0;

	for (int f = TALLY_FREQ_YEAR; f <= TALLY_FREQ_MONTH; f++)
		for (size_t i = 0; i < e->result.n; i++) {
			const tally_series *s = &e->result.items[i];
			if (s->key.region != region || (int)s->key.frequency != f)
				continue;
			out[n++] = s;
			break;
		}
	return n;
}

/* Appends the periods of a level that lie in `whole`; false when they do not make it up. */
static bool add_level(block *b, const tally_series *s, tally_period whole)
{
	tally_day next = whole.first;

	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (p->period.first < whole.first || p->period.last > whole.last)
			continue;
		if (p->period.first != next || !isfinite(p->value) || b->n == NODES_MAX)
			return false;
		next = p->period.last + 1;
		b->period[b->n] = p->period;
		b->base[b->n++] = p->value;
	}
	return next == whole.last + 1;
}

static bool fill(block *b, tally_period whole)
{
	b->n = 0;
	for (int k = 0; k < b->n_levels; k++) {
		if (k + 1 == b->n_levels)
			b->n_aggregates = b->n;
		if (!add_level(b, b->levels[k], whole))
			return false;
	}
	size_t n_bottom = b->n - b->n_aggregates;
	for (size_t i = 0; i < b->n_aggregates; i++)
		for (size_t j = 0; j < n_bottom; j++) {
			tally_period part = b->period[b->n_aggregates + j];
			b->sums[i * n_bottom + j] =
			    part.first >= b->period[i].first && part.last <= b->period[i].last;
		}
	return true;
}

static double worst_miss(const block *b, const double *x)
{
	size_t n_bottom = b->n - b->n_aggregates;
	double worst = 0;

	for (size_t i = 0; i < b->n_aggregates; i++) {
		double sum = 0, size = fabs(x[i]);
		for (size_t j = 0; j < n_bottom; j++) {
			sum += b->sums[i * n_bottom + j] * x[b->n_aggregates + j];
			size += fabs(b->sums[i * n_bottom + j] * x[b->n_aggregates + j]);
		}
		worst = size > 0 ? fmax(worst, fabs(sum - x[i]) / size) : worst;
	}
	return worst;
}

static tally_status reconcile(const block *b, tally_hierarchy_method method, bool non_negative,
			      cli_lines *lines, double *worst, tally_error *err)
{
	tally_hierarchy h = {b->n_aggregates, b->n - b->n_aggregates, b->sums};
	double w[NODES_MAX * NODES_MAX], x[NODES_MAX];
	tally_status status = tally_hierarchy_covariance(&h, method, NULL, 0, w, NULL, err);

	if (status == TALLY_OK)
		status = tally_hierarchy_reconcile(&h, b->base,
						   method == TALLY_HIERARCHY_BOTTOM_UP ? NULL : w,
						   NULL, non_negative, x, err);
	if (status == TALLY_OK)
		*worst = fmax(*worst, worst_miss(b, x));
	if (status == TALLY_OK && !(*worst < SUM_MISS))
		return tally_error_set(err, TALLY_EINPUT, "the periods miss their sums by %g",
				       *worst);
	for (size_t i = 0; status == TALLY_OK && i < b->n; i++) {
		cli_line line = {
		    .region = b->levels[0]->key.region,
		    .period = b->period[i],
		    .unit = b->levels[0]->key.base_unit,
		    .values = {b->base[i], x[i], b->base[i] != 0 ? x[i] / b->base[i] - 1 : NAN}};
		if (!cli_lines_add(lines, &line))
			status = tally_error_memory(err);
	}
	return status;
}

tally_status cli_hierarchy_temporal(const cli_evaluated *e, const tally_codes *codes,
				    tally_hierarchy_method method, bool non_negative,
				    cli_lines *lines, tally_error *err)
{
	tally_status status = TALLY_OK;
	int32_t done = TALLY_NO_CODE;
	double worst = 0;
	block b;

	for (size_t i = 0; status == TALLY_OK && i < e->result.n; i++) {
		int32_t region = e->result.items[i].key.region;
		if (i > 0 && region == done)
			continue;
		done = region;
		b.n_levels = find_levels(e, region, b.levels);
		for (size_t t = 0; status == TALLY_OK && b.n_levels > 1 && t < b.levels[0]->n; t++)
			if (fill(&b, b.levels[0]->points[t].period))
				status = reconcile(&b, method, non_negative, lines, &worst, err);
		if (status != TALLY_OK && region != TALLY_NO_CODE)
			tally_error_prefix(err, "%s", tally_codes_region(codes, region)->code);
	}
	if (status == TALLY_OK && lines->n == 0)
		return tally_error_set(
		    err, TALLY_EINPUT,
		    "no region has a complete year (or half-year, quarter) by two "
		    "frequencies or more");
	cli_lines_fact(lines, worst, "worst miss of a sum");
	return status;
}
