/* decide.c: from quick proofs to exact ones.
 *
 * A point is sought by diving: fix an unknown at the middle of its interval, propagate, take
 * the next. Whatever comes out is checked row by row; a point that lies within rounding of an
 * end counts only when exact arithmetic agrees. */
#include "assemble.h"
#include "decide.h"
#include "solver.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

tally_status tally_decider_init(tally_decider *d, const tally_network *net, tally_error *err)
{
	size_t n = (size_t)net->n_columns + 1;
	tally_status status;

	memset(d, 0, sizeof *d);
	d->net = net;
	d->seconds = 10;
	d->lp_rows = 1500;
	d->explain_rows = 150;
	status = tally_propagation_init(&d->bounds, net, err);
	if (status)
		return status;
	d->x = calloc(n, sizeof *d->x);
	d->keep_lo = malloc(n * sizeof *d->keep_lo);
	d->keep_hi = malloc(n * sizeof *d->keep_hi);
	d->map = malloc(n * sizeof *d->map);
	if (!d->x || !d->keep_lo || !d->keep_hi || !d->map) {
		tally_decider_release(d);
		return tally_error_memory(err);
	}
	memset(d->map, 0xff, n * sizeof *d->map);
	return TALLY_OK;
}

void tally_decider_release(tally_decider *d)
{
	tally_propagation_release(&d->bounds);
	free(d->x);
	free(d->keep_lo);
	free(d->keep_hi);
	free(d->map);
	memset(d, 0, sizeof *d);
}

/* --- checking a point ------------------------------------------------------------- */

typedef struct {
	double above, below; /* numerator and denominator at the point */
	double size;         /* of what was added */
	double below_size;
} activity;

static activity evaluate(const tally_network *net, const tally_row *row, const double *x)
{
	activity s = {0};

	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];
		double a = net->coefficients[e->above].value * x[e->column];
		double d = net->coefficients[e->below].value * x[e->column];

		s.above += a;
		s.below += d;
		s.size += fabs(a);
		s.below_size += fabs(d);
	}
	if (row->constant)
		s.below = s.below_size = 1;
	return s;
}

/* slack >= 0 is asked for; error: how far rounding may have moved it. */
static int side(double slack, double error, bool exact, bool open)
{
	if (slack > error || (exact && slack >= 0 && !(open && slack == 0)))
		return 1;
	return slack < -error || exact ? -1 : 0;
}

static int least_of(int a, int b)
{
	return a < b ? a : b;
}

static int product_holds(const tally_network *net, const tally_row *row, const double *x)
{
	const tally_entry *e = &net->entries[row->first];
	double v = x[e[0].column], p = x[e[1].column] * x[e[2].column];

	return fabs(v - p) <= 1e-12 * fmax(fabs(v), fabs(p)) ? 1 : -1;
}

int tally_row_holds(const tally_network *net, const tally_row *row, const double *x)
{
	activity s;
	double error;
	bool exact = row->constant && row->n == 1;
	int holds = 1;

	if (row->product)
		return product_holds(net, row, x);
	s = evaluate(net, row, x);
	if (!row->constant && fabs(s.below) <= 64 * DBL_EPSILON * s.below_size)
		return 0;
	if (s.below < 0) {
		s.below = -s.below;
		s.above = -s.above;
	}
	error = 16 * (row->n + 2) * DBL_EPSILON;
	if (row->constant && row->lo == row->hi && !exact)
		return fabs(s.above - row->lo) <= error * fmax(s.size, fabs(row->lo)) ? 1 : -1;
	if (!isinf(row->lo))
		holds = side(s.above - row->lo * s.below,
			     error * (s.size + fabs(row->lo) * s.below_size), exact, row->lo_open);
	if (!isinf(row->hi))
		holds = least_of(holds, side(row->hi * s.below - s.above,
					     error * (s.size + fabs(row->hi) * s.below_size), exact,
					     row->hi_open));
	return holds;
}

bool tally_row_is_broken(const tally_propagation *bounds, const tally_row *row)
{
	const tally_network *net = bounds->net;
	double lo = 0, hi = 0, size = 0;

	if (!row->constant || row->product)
		return false;
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];
		double a = net->coefficients[e->above].value;
		double l = bounds->lo[e->column], h = bounds->hi[e->column];

		if (l > h)
			return false; /* an empty component says nothing */
		lo += a > 0 ? a * l : a * h;
		hi += a > 0 ? a * h : a * l;
		size += (isinf(l) ? 0 : fabs(a * l)) + (isinf(h) ? 0 : fabs(a * h));
	}
	size *= 16 * DBL_EPSILON;
	return lo - size > row->hi || hi + size < row->lo;
}

static int point_holds(const tally_decider *d, int32_t component)
{
	const tally_network *net = d->net;
	int holds = 1;

	for (int32_t i = net->columns_start[component];
	     i < net->columns_start[component + 1] && holds >= 0; i++) {
		int32_t j = net->component_columns[i];

		if (d->x[j] < net->floor[j] || (net->positive[j] && d->x[j] <= 0))
			holds = -1;
	}
	for (int32_t i = net->rows_start[component];
	     i < net->rows_start[component + 1] && holds >= 0; i++) {
		const tally_row *row = &net->rows[net->component_rows[i]];

		if (d->bounds.aside && row->origin == TALLY_FROM_CLAIM && d->bounds.aside[row->id])
			continue;
		holds = least_of(holds, tally_row_holds(net, row, d->x));
	}
	return holds;
}

/* --- seeking one ------------------------------------------------------------------- */

static double middle(double lo, double hi)
{
	if (isinf(lo) && isinf(hi))
		return 1;
	if (isinf(hi))
		return lo > 0 ? lo * 1.25 : lo + 1 + fabs(lo) / 4;
	if (isinf(lo))
		return hi < 0 ? hi * 1.25 : hi - 1 - fabs(hi) / 4;
	return lo + (hi - lo) / 2;
}

static void keep(tally_decider *d, int32_t component, bool back)
{
	const tally_network *net = d->net;
	tally_propagation *p = &d->bounds;

	for (int32_t i = net->columns_start[component]; i < net->columns_start[component + 1];
	     i++) {
		int32_t j = net->component_columns[i];

		if (back) {
			p->lo[j] = d->keep_lo[j];
			p->hi[j] = d->keep_hi[j];
		} else {
			d->keep_lo[j] = p->lo[j];
			d->keep_hi[j] = p->hi[j];
		}
	}
}

int tally_seek_point(tally_decider *d, int32_t component, tally_queue *queue)
{
	const tally_network *net = d->net;
	/* Its own settings over the same arrays: other threads are at other components. */
	tally_propagation all = d->bounds, *p = &all;
	bool alive = true;
	int holds = -1;

	p->gain = 0;
	keep(d, component, false);
	for (int32_t i = net->columns_start[component];
	     i < net->columns_start[component + 1] && alive; i++) {
		int32_t j = net->component_columns[i];

		if (p->lo[j] < p->hi[j]) {
			p->lo[j] = p->hi[j] = middle(p->lo[j], p->hi[j]);
			alive = tally_propagate_column(p, j, queue) != TALLY_EMPTY;
		}
		d->x[j] = p->lo[j];
	}
	if (alive) {
		for (int32_t i = net->columns_start[component];
		     i < net->columns_start[component + 1]; i++)
			d->x[net->component_columns[i]] = p->lo[net->component_columns[i]];
		holds = point_holds(d, component);
	}
	keep(d, component, true);
	return holds;
}

/* --- exact arithmetic --------------------------------------------------------------- */

/* The claims of the assembly that are set aside stay so in the solver. */
static void set_aside(tally_solver *solver, const tally_assembly *a, const bool *aside)
{
	for (int32_t k = 0; aside && k < a->system.n_claims; k++)
		if (aside[a->claims[k]])
			tally_solver_claim(solver, k, false);
}

static tally_verdict solve(tally_decider *d, int32_t component)
{
	const tally_network *net = d->net;
	int32_t first = net->rows_start[component], n = net->rows_start[component + 1] - first;
	tally_solver_options options = {.seconds = d->seconds, .small_rows = d->lp_rows};
	tally_assembly a;
	tally_solver *solver = NULL;
	tally_verdict verdict = TALLY_UNDECIDED;
	double *x = NULL;

	if (tally_assemble(&d->bounds, net->component_rows + first, n, d->map, &a, NULL))
		return TALLY_UNDECIDED;
	x = calloc((size_t)a.system.n_columns + 1, sizeof *x);
	if (x && !tally_solver_new(&a.system, &options, &solver, NULL)) {
		set_aside(solver, &a, d->bounds.aside);
		verdict = tally_solver_feasible(solver, x);
	}
	if (verdict == TALLY_FEASIBLE) {
		for (int32_t j = 0; j < a.system.n_columns; j++)
			d->x[a.columns[j]] = x[j] * pow(10, a.scale[j]);
		if ((a.relaxed || a.n_skipped) && point_holds(d, component) < 0)
			verdict = TALLY_UNDECIDED;
	}
	tally_solver_free(solver);
	free(x);
	tally_assembly_release(&a);
	return verdict;
}

tally_verdict tally_decide(tally_decider *d, int32_t component, tally_queue *queue)
{
	if (tally_propagate(&d->bounds, component, queue) == TALLY_EMPTY)
		return TALLY_INFEASIBLE;
	if (tally_seek_point(d, component, queue) > 0)
		return TALLY_FEASIBLE;
	return solve(d, component);
}
