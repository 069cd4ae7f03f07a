/* reconcile.c: each component of the system as a quadratic program.
 *
 * First every row is hard. When that has no solution claims become elastic: their least violation,
 * by weight and in half-widths, is found first; then the intervals are widened by it and the
 * nearest levels inside are taken. */
#include "reconcile.h"

#include "program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Violations below this many half-widths are none. */
#define VIOLATION_ZERO 1e-6
/** Broken intervals are widened by a little more than their violation, in fair widths. */
#define ROOM 1e-3

/** Half-widths below this part of a row's size count as this large when violations are weighed. */
#define LEAST_WIDTH 1e-3

/** Residuals of a violation that is known well enough. */
#define SETTLED 1e-6

typedef struct {
	tally_program p;
	const tally_preliminary *known;
	double *target, *stiffness, *fixed; /**< [n] */
} task;

static bool is_free(const tally_preliminary *known, int32_t j)
{
	return isnan(known->value[j]) || !(known->sigma[j] < HUGE_VAL);
}

static bool is_binding(const tally_preliminary *known, int32_t j)
{
	return !is_free(known, j) && known->sigma[j] <= 0;
}

/* --- solving --- */

static double guess_of(const tally_preliminary *known, int32_t j)
{
	return known->guess && !isnan(known->guess[j]) ? known->guess[j] : 0;
}

static bool task_init(task *t, const tally_system *s, const tally_preliminary *known)
{
	size_t n = (size_t)s->n_columns;
	*t = (task){.known = known};
	t->target = calloc(3 * n + 1, sizeof *t->target);
	if (!t->target)
		return false;
	t->stiffness = t->target + n, t->fixed = t->stiffness + n;
	for (int32_t j = 0; j < s->n_columns; j++) {
		t->target[j] = isnan(known->value[j]) ? guess_of(known, j) : known->value[j];
		t->fixed[j] = is_binding(known, j) ? known->value[j] : NAN;
		if (!is_free(known, j) && !is_binding(known, j))
			t->stiffness[j] = 2 / (known->sigma[j] * known->sigma[j]);
	}
	return true;
}

static tally_status solve_once(task *t, bool squares, bool elastic, double seconds,
			       tally_interior_info *info, tally_error *err)
{
	tally_program *p = &t->p;
	tally_interior_options how = {.seconds = seconds};
	double *none = calloc((size_t)p->n + 1, sizeof *none);
	if (!none)
		return tally_error_memory(err);
	tally_quadratic q = {.a = p->a, .lo = p->lo, .hi = p->hi, .row_scale = p->scale};
	q.target = t->target;
	q.stiffness = squares ? t->stiffness : none;
	q.slack_cost = elastic ? p->slack_cost : NULL;
	tally_status status = tally_interior_solve(&q, &how, p->x, p->y, info, err);
	free(none);
	return status;
}

/* More printed digits are not more truth: a violation is measured by the half-width, but by no less
 * than a small part of the row's size. */
static double fair_width(const task *t, int32_t i)
{
	return fmax(t->p.scale[i], LEAST_WIDTH * tally_row_size(t->p.s, i, t->target));
}

static void level_costs(task *t)
{
	tally_program *p = &t->p;
	for (int32_t i = 0; i < p->s->n_rows; i++)
		if (p->s->row_claim[i] >= 0)
			p->slack_cost[i] *= p->scale[i] / fair_width(t, i);
}

/* Widens every broken interval so that the least violation fits in. Returns how many. */
static int widen(task *t)
{
	tally_program *p = &t->p;
	int n = 0;
	for (int32_t i = 0; i < p->s->n_rows; i++) {
		double v = tally_program_violation(p, i, p->x);
		if (p->s->row_claim[i] < 0 || fabs(v) <= ROOM * p->scale[i])
			continue;
		n += fabs(v) > VIOLATION_ZERO * p->scale[i];
		double more = v + copysign(ROOM * fair_width(t, i), v);
		*(v > 0 ? &p->hi[i] : &p->lo[i]) += more;
	}
	return n;
}

/* A violation is known well enough when the point is: its multipliers do not matter here. */
static bool settled(const tally_interior_info *info)
{
	return info->primal < SETTLED && info->gap < SETTLED && info->dual < 1e3 * SETTLED;
}

static tally_status solve(task *t, const tally_reconcile_options *options,
			  tally_reconciliation *part, tally_error *err)
{
	double seconds = options ? options->seconds : 0;
	tally_interior_info info;
	part->verdict = TALLY_FEASIBLE;
	tally_status status = solve_once(t, true, false, seconds, &info, err);
	if (status == TALLY_OK && !info.converged) {
		level_costs(t);
		status = solve_once(t, false, true, seconds, &info, err);
		if (status == TALLY_OK && (info.converged || settled(&info))) {
			part->verdict = widen(t) ? TALLY_INFEASIBLE : TALLY_FEASIBLE;
			status = solve_once(t, true, false, seconds, &info, err);
		}
	}
	if (!info.converged)
		part->verdict = TALLY_UNDECIDED;
	part->active = info.active;
	part->exact = info.polished;
	return status;
}

static double relative_residual(const tally_program *p, int32_t i)
{
	double size = tally_row_size(p->s, i, p->x);
	return size > 0 ? fabs(tally_program_violation(p, i, p->x)) / size : 0;
}

/* How far a row lies above (+) or below (-) its interval as it was before widening. */
static double beyond(const tally_system *s, int32_t i, const double *x)
{
	double v = tally_system_activity(s, i, x);
	double lo = s->row_lo[i].infinite ? v : tally_bound_value(s->row_lo[i]);
	double hi = s->row_hi[i].infinite ? v : tally_bound_value(s->row_hi[i]);
	return v > hi ? v - hi : v < lo ? v - lo : 0;
}

/* One component's answer into the whole. */
static void collect(const task *t, const tally_part *part, const tally_reconciliation *one,
		    tally_reconciliation *out)
{
	const tally_program *p = &t->p;
	for (int32_t i = 0; i < p->s->n_rows; i++) {
		double v = beyond(p->s, i, p->x);
		if (p->s->row_claim[i] < 0)
			out->residual = fmax(out->residual, relative_residual(p, i));
		else if (fabs(v) > VIOLATION_ZERO * p->scale[i])
			out->slack[part->rows[i]] = v;
	}
	for (int32_t j = 0; j < p->n; j++) {
		out->x[part->columns[j]] = p->x[j];
		if (t->stiffness[j] > 0) {
			double z = (p->x[j] - t->target[j]) / t->known->sigma[j];
			out->objective += z * z;
		}
	}
	if (one->verdict == TALLY_UNDECIDED || out->verdict == TALLY_FEASIBLE)
		out->verdict = one->verdict;
	out->active += one->active;
	out->exact &= one->exact;
}

static tally_status reconcile_part(const tally_part *part, const tally_preliminary *known,
				   const tally_reconcile_options *options,
				   tally_reconciliation *out, tally_error *err)
{
	task t;
	tally_reconciliation one = {0};
	if (!task_init(&t, &part->system, known))
		return tally_error_memory(err);
	tally_status status = tally_program_build(&part->system, t.target, t.fixed, &t.p, err);
	if (status == TALLY_OK)
		status = solve(&t, options, &one, err);
	if (status == TALLY_OK)
		collect(&t, part, &one, out);
	tally_program_release(&t.p);
	free(t.target);
	return status;
}

/* One component with its own copy of what is known. */
static tally_status reconcile_component(const tally_system *s, const tally_components *c, int32_t k,
					const tally_preliminary *known,
					const tally_reconcile_options *options,
					tally_reconciliation *out, tally_error *err)
{
	tally_part part;
	const int32_t *columns = c->columns + c->column_start[k];
	int32_t n = c->column_start[k + 1] - c->column_start[k];
	tally_status status =
	    tally_part_extract(s, c->rows + c->row_start[k], c->row_start[k + 1] - c->row_start[k],
			       columns, n, &part, err);
	if (status)
		return status;
	double *own = malloc((3 * (size_t)n + 1) * sizeof *own);
	if (!own)
		status = tally_error_memory(err);
	for (int32_t j = 0; own && j < n; j++) {
		own[j] = known->value[columns[j]];
		own[n + j] = known->sigma[columns[j]];
		own[2 * n + j] = guess_of(known, columns[j]);
	}
	tally_preliminary here = {.value = own, .sigma = own + n, .guess = own + 2 * n};
	if (own && n)
		status = reconcile_part(&part, &here, options, out, err);
	free(own);
	tally_part_release(&part);
	return status;
}

tally_status tally_reconcile(const tally_system *s, const tally_preliminary *known,
			     const tally_reconcile_options *options, tally_reconciliation *out,
			     tally_error *err)
{
	tally_components c;
	*out =
	    (tally_reconciliation){.n_columns = s->n_columns, .n_rows = s->n_rows, .exact = true};
	out->x = calloc((size_t)s->n_columns + 1, sizeof *out->x);
	out->slack = calloc((size_t)s->n_rows + 1, sizeof *out->slack);
	if (!out->x || !out->slack)
		return tally_error_memory(err);
	tally_status status = tally_components_find(s, &c, err);
	for (int32_t k = 0; status == TALLY_OK && k < c.n; k++)
		status = reconcile_component(s, &c, k, known, options, out, err);
	tally_components_release(&c);
	return status;
}

void tally_reconciliation_release(tally_reconciliation *r)
{
	free(r->x);
	free(r->slack);
	*r = (tally_reconciliation){0};
}
