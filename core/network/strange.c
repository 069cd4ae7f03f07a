/* strange.c: implied growth that is possible but far from its neighbours.
 *
 * Where a release gives both a level and its base without printing the growth (a remainder, an
 * unpublished part), the growth follows from the other figures. It is strange when the whole
 * interval lies further from the median of its neighbours than six of their deviations and than
 * FAR points. Neighbours are the growth rates that the release prints for the same period of the
 * region or of the metric, and those printed for the metric and region at any time. */
#include "assemble.h"
#include "find.h"
#include "tell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FAR = 0.15;

/* Neighbours that are compared, and cells that are looked at. */
enum { MAX_NEIGHBOURS = 256, MAX_LOOKED_AT = 500, LEAST_NEIGHBOURS = 2 };

typedef struct {
	double values[MAX_NEIGHBOURS];
	int32_t claims[MAX_NEIGHBOURS];
	int n;
} neighbours;

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof *v, by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void find_neighbours(const tally_network *net, const tally_cell *base, neighbours *out)
{
	out->n = 0;
	for (size_t k = 0; k < net->claims->n && out->n < MAX_NEIGHBOURS; k++) {
		const tally_claim *c = &net->claims->items[k];
		bool here, history;

		if (c->measure != TALLY_GROWTH || net->state[k] != TALLY_CLAIM_USED ||
		    net->base_column[k] < 0)
			continue;
		history = c->metric == base->metric && c->region == base->region;
		here = net->release_of[k] == base->world - 1 &&
		       (c->region == base->region || c->metric == base->metric) &&
		       tally_period_equal(net->cell[net->base_column[k]].period, base->period);
		if (!history && !here)
			continue;
		out->values[out->n] = tally_claim_value(c, net->codes);
		out->claims[out->n++] = (int32_t)k;
	}
}

/* How far the interval is from the neighbours, less what is usual; > 0: strange. */
static double excess(const neighbours *all, double lo, double hi, double *middle)
{
	double v[MAX_NEIGHBOURS], spread;

	memcpy(v, all->values, (size_t)all->n * sizeof *v);
	*middle = median(v, all->n);
	for (int i = 0; i < all->n; i++)
		v[i] = fabs(all->values[i] - *middle);
	spread = 6 * 1.4826 * median(v, all->n);
	return fmax(lo - *middle, *middle - hi) - fmax(spread, FAR);
}

/* Tightest bounds of x / b - 1. */
static bool growth_range(tally_checker *c, int32_t x, int32_t b, double *lo, double *hi)
{
	const tally_network *net = c->net;
	int32_t k = net->component[x], first = net->rows_start[k];
	int32_t n = net->rows_start[k + 1] - first;
	tally_lp_options options = {.seconds = 5};
	tally_assembly a;
	tally_lp *lp = NULL;
	tally_range r = {.verdict = TALLY_UNDECIDED};

	if (n > c->decider->lp_rows ||
	    tally_assemble(&c->decider->bounds, net->component_rows + first, n, c->decider->map, &a,
			   NULL))
		return false;
	if (!tally_lp_new(&a.system, &options, &lp, NULL)) {
		int32_t above = tally_assembly_column(&a, x), below = tally_assembly_column(&a, b);
		tally_number one = tally_number_int(1);
		tally_number nc = tally_assembly_coefficient(&a, above, one);
		tally_number dc = tally_assembly_coefficient(&a, below, one);
		tally_linear num = {1, &above, &nc, tally_number_int(0)};
		tally_linear den = {1, &below, &dc, tally_number_int(0)};

		r = tally_lp_ratio_range(lp, &num, &den);
	}
	tally_lp_free(lp);
	tally_assembly_release(&a);
	*lo = r.lo - 1;
	*hi = r.hi - 1;
	return r.verdict == TALLY_FEASIBLE;
}

static tally_status tell(tally_checker *c, const tally_cell *cell, const neighbours *all, double lo,
			 double hi, double middle, tally_error *err)
{
	const tally_network *net = c->net;
	tally_finding *f = tally_finding_add(c->out, TALLY_FINDING_STRANGE);
	tally_text t = {0};

	for (int i = 0; f && i < all->n && i < 10; i++)
		if (!tally_finding_claim(f, all->claims[i]))
			return tally_error_memory(err);
	tally_text_add(&t, c->chinese ? "推算增速异常：" : "the growth of ");
	tally_tell_cell(&t, net, cell, c->chinese);
	tally_text_add(&t,
		       c->chinese ? "须在 [%.2f %%, %.2f %%] 之间；相邻增速的中位数为 %.2f %%"
				  : " must lie in [%.2f %%, %.2f %%]; the median of its "
				    "neighbours is %.2f %%",
		       100 * lo, 100 * hi, 100 * middle);
	if (!f)
		return tally_error_memory(err);
	f->text = tally_text_take(&t);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

/* The level of a base's cell a year later, when it hangs together with it. */
static int32_t level_of_base(const tally_network *net, int32_t base)
{
	tally_cell cell = net->cell[base];
	int32_t x;

	cell.world = TALLY_PUBLISHED;
	cell.period = tally_period_shift_years(cell.period, 1);
	x = tally_cells_find(&net->cells, &cell);
	return x != TALLY_NO_COLUMN && net->component[x] >= 0 &&
		       net->component[x] == net->component[base]
		   ? x
		   : TALLY_NO_COLUMN;
}

/* A first look without the LP: the middle of what propagation left. */
static bool worth_a_look(const tally_checker *c, int32_t x, int32_t b)
{
	const tally_propagation *p = &c->decider->bounds;

	if (c->verdict[c->net->component[x]] == TALLY_INFEASIBLE || isinf(p->hi[x]) ||
	    isinf(p->hi[b]) || p->hi[b] <= 0)
		return false;
	return fabs((p->lo[x] + p->hi[x]) / (p->lo[b] + p->hi[b]) - 1) > FAR / 2;
}

static tally_status look_at(tally_checker *c, int32_t x, int32_t base, tally_error *err)
{
	neighbours all;
	double lo, hi, middle;

	find_neighbours(c->net, &c->net->cell[base], &all);
	if (all.n < LEAST_NEIGHBOURS || !growth_range(c, x, base, &lo, &hi) ||
	    excess(&all, lo, hi, &middle) <= 0)
		return TALLY_OK;
	return tell(c, &c->net->cell[x], &all, lo, hi, middle, err);
}

tally_status tally_find_strange(tally_checker *c, tally_error *err)
{
	const tally_network *net = c->net;
	uint8_t *printed = calloc((size_t)net->n_columns + 1, 1);
	tally_status status = printed ? TALLY_OK : tally_error_memory(err);
	int looked_at = 0;

	for (size_t k = 0; k < net->claims->n && !status; k++)
		if (net->base_column[k] >= 0)
			printed[net->base_column[k]] = 1;
	for (int32_t j = 0; j < net->n_columns && !status && looked_at < MAX_LOOKED_AT; j++) {
		int32_t x;

		if (net->cell[j].metric < 0 || net->cell[j].world == TALLY_PUBLISHED || printed[j])
			continue;
		x = level_of_base(net, j);
		if (x == TALLY_NO_COLUMN || !worth_a_look(c, x, j))
			continue;
		looked_at++;
		if (tally_checker_late(c))
			break;
		status = look_at(c, x, j, err);
	}
	free(printed);
	return status;
}
