/* solver.c: see solver.h. */
#include "solver.h"

#include "program.h"
#include "solver_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_SMALL   1500
#define DEFAULT_SECONDS 60.0
/** Half-widths of violation that count as one. */
#define VIOLATED 1e-5

/* --- a solver's life --- */

static bool index_touch(tally_solver *v)
{
	const tally_system *s = v->s;
	int64_t entries = s->n_rows ? s->row_start[s->n_rows] : 0;
	v->touch_start = calloc((size_t)s->n_columns + 2, sizeof *v->touch_start);
	v->touch = malloc(((size_t)entries + 1) * sizeof *v->touch);
	if (!v->touch_start || !v->touch || entries > INT32_MAX)
		return false;
	for (int64_t k = 0; k < entries; k++)
		v->touch_start[s->column[k] + 2]++;
	for (int32_t j = 0; j < s->n_columns; j++)
		v->touch_start[j + 2] += v->touch_start[j + 1];
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
			v->touch[v->touch_start[s->column[k] + 1]++] = i;
	return true;
}

tally_status tally_solver_new(const tally_system *s, const tally_solver_options *options,
			      tally_solver **out, tally_error *err)
{
	tally_solver *v = calloc(1, sizeof *v);
	*out = NULL;
	if (!v)
		return tally_error_memory(err);
	int32_t most = options && options->small_rows > 0 ? options->small_rows : DEFAULT_SMALL;
	v->s = s;
	v->seconds = options && options->seconds > 0 ? options->seconds : DEFAULT_SECONDS;
	v->small = s->n_rows <= most;
	v->off = calloc((size_t)s->n_rows + 1, sizeof *v->off);
	v->claim_off = calloc((size_t)s->n_claims + 1, sizeof *v->claim_off);
	v->x = calloc((size_t)s->n_columns + 1, sizeof *v->x);
	v->violated = calloc((size_t)s->n_claims + 1, sizeof *v->violated);
	v->scale = calloc((size_t)s->n_rows + 1, sizeof *v->scale);
	tally_lp_options how = {.seconds = v->seconds};
	tally_status status = TALLY_OK;
	if (!v->off || !v->claim_off || !v->x || !v->violated || !v->scale)
		status = tally_error_memory(err);
	else if (v->small)
		status = tally_lp_new(s, &how, &v->lp, err);
	else if (!index_touch(v))
		status = tally_error_memory(err);
	if (status) {
		tally_solver_free(v);
		return status;
	}
	*out = v;
	return TALLY_OK;
}

void tally_solver_free(tally_solver *v)
{
	if (!v)
		return;
	tally_lp_free(v->lp);
	tally_boxes_release(&v->boxes);
	free(v->off);
	free(v->claim_off);
	free(v->x);
	free(v->violated);
	free(v->scale);
	free(v->touch_start);
	free(v->touch);
	free(v);
}

void tally_solver_claim(tally_solver *v, int32_t claim, bool on)
{
	if (v->small)
		tally_lp_claim(v->lp, claim, on);
	v->known &= v->claim_off[claim] == !on;
	v->claim_off[claim] = !on;
}

/* --- feasibility of a large system --- */

static void mark_off(tally_solver *v)
{
	for (int32_t i = 0; i < v->s->n_rows; i++)
		v->off[i] = v->s->row_claim[i] >= 0 && v->claim_off[v->s->row_claim[i]];
}

static void read_answer(tally_solver *v, const tally_program *p)
{
	v->verdict = TALLY_FEASIBLE;
	memcpy(v->x, p->x, (size_t)p->n * sizeof *p->x);
	memcpy(v->scale, p->scale, (size_t)v->s->n_rows * sizeof *p->scale);
	memset(v->violated, 0, (size_t)v->s->n_claims * sizeof *v->violated);
	for (int32_t i = 0; i < v->s->n_rows; i++) {
		if (!v->off[i] &&
		    fabs(tally_program_violation(p, i, p->x)) > VIOLATED * p->scale[i]) {
			v->verdict = TALLY_INFEASIBLE;
			if (v->s->row_claim[i] >= 0)
				v->violated[v->s->row_claim[i]] = true;
		}
	}
}

/* The least weighted violation of all claims that are on. */
static tally_status solve_elastic(tally_solver *v, tally_error *err)
{
	tally_program p = {0};
	size_t n = (size_t)v->s->n_columns;
	double *reference = calloc(2 * n + 1, sizeof *reference), *zero = reference + n;
	tally_interior_info info = {0};
	tally_status status = reference ? TALLY_OK : tally_error_memory(err);
	for (int32_t j = 0; reference && j < v->s->n_columns; j++)
		reference[j] = tally_boxes_middle(&v->boxes, j);
	if (status == TALLY_OK)
		status = tally_program_build(v->s, reference, NULL, &p, err);
	if (status == TALLY_OK) {
		for (int32_t i = 0; i < v->s->n_rows; i++)
			if (v->off[i]) {
				p.lo[i] = -HUGE_VAL;
				p.hi[i] = HUGE_VAL;
			}
		tally_quadratic q = {.a = p.a, .lo = p.lo, .hi = p.hi, .row_scale = p.scale};
		q.slack_cost = p.slack_cost;
		q.target = reference;
		q.stiffness = zero;
		tally_interior_options how = {.seconds = v->seconds};
		status = tally_interior_solve(&q, &how, p.x, p.y, &info, err);
	}
	v->verdict = TALLY_UNDECIDED;
	if (status == TALLY_OK && info.converged)
		read_answer(v, &p);
	tally_program_release(&p);
	free(reference);
	return status;
}

tally_status tally_solver_decide(tally_solver *v, tally_error *err)
{
	if (v->known)
		return TALLY_OK;
	mark_off(v);
	tally_boxes_release(&v->boxes);
	tally_status status = tally_boxes_tighten(v->s, v->off, &v->boxes, err);
	if (status == TALLY_OK)
		status = solve_elastic(v, err);
	v->known = status == TALLY_OK;
	return status;
}

tally_verdict tally_solver_feasible(tally_solver *v, double *x)
{
	if (v->small)
		return tally_lp_feasible(v->lp, x, NULL);
	if (tally_solver_decide(v, NULL) != TALLY_OK)
		return TALLY_UNDECIDED;
	if (x && v->verdict == TALLY_FEASIBLE)
		memcpy(x, v->x, (size_t)v->s->n_columns * sizeof *x);
	return v->verdict;
}

tally_inner tally_solver_inner(const tally_solver *v)
{
	return (tally_inner){v->s,     v->off,         &v->boxes, v->x,
			     v->scale, v->touch_start, v->touch,  v->seconds};
}

/* --- bounds --- */

tally_range tally_solver_range(tally_solver *v, const tally_linear *numerator,
			       const tally_linear *denominator)
{
	if (v->small)
		return denominator ? tally_lp_ratio_range(v->lp, numerator, denominator)
				   : tally_lp_range(v->lp, numerator);
	tally_range out = {.verdict = tally_solver_feasible(v, NULL)};
	if (out.verdict != TALLY_FEASIBLE)
		return out;
	tally_inner in = tally_solver_inner(v);
	return tally_nearby_range(&in, numerator, denominator);
}
