/* reconcile.c: a component of the system as a quadratic program.
 *
 * Rows of the program: the component's rows, then one equality for each binding column, then the
 * finite bounds of the others. Rows are measured in half-widths of their intervals; a growth claim
 * has two one-sided rows, whose half-width is half of what lies between them at the preliminary
 * levels. First every row is hard; when that has no solution claims become elastic with a cost far
 * above every multiplier, so that their violation is least by weight before anything else counts.
 */
#include "reconcile.h"

#include "interior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Elastic cost of one half-width, in units of the objective at one sigma. */
#define PENALTY 1e5
/** A row without width is measured by this fraction of its terms. */
#define NO_WIDTH 1e-3
/** Violations below this many half-widths are none. */
#define VIOLATION_ZERO 1e-7

typedef struct {
	const tally_system *s;
	int n, m;
	gsl_spmatrix *a;
	double *lo, *hi, *scale, *slack_cost; /**< [m] */
	double *target, *stiffness;           /**< [n] */
	double *x, *y;
	double *block;
} program;

static bool is_free(const tally_preliminary *known, int32_t j)
{
	return isnan(known->value[j]) || !(known->sigma[j] < HUGE_VAL);
}

static bool is_binding(const tally_preliminary *known, int32_t j)
{
	return !is_free(known, j) && known->sigma[j] <= 0;
}

static double end_value(tally_bound b, double infinite)
{
	return b.infinite ? infinite : tally_bound_value(b);
}

/* --- building ------------------------------------------------------------------------------------
 */

/* A column's bound rows: a binding one has its equality, others their finite bounds. */
static bool bound_row(const tally_system *s, const tally_preliminary *known, int32_t j, double *lo,
		      double *hi)
{
	*lo = end_value(s->column_lo[j], -HUGE_VAL);
	*hi = end_value(s->column_hi[j], HUGE_VAL);
	if (is_binding(known, j))
		*lo = *hi = known->value[j];
	return isfinite(*lo) || isfinite(*hi);
}

static int count_rows(const tally_system *s, const tally_preliminary *known)
{
	double lo, hi;
	int m = s->n_rows;
	for (int32_t j = 0; j < s->n_columns; j++)
		m += bound_row(s, known, j, &lo, &hi);
	return m;
}

/* Compressed columns, straight from the rows: count, sum up, place. */
static void fill_matrix(program *p, const tally_preliminary *known)
{
	const tally_system *s = p->s;
	int *start = p->a->p, row = s->n_rows;
	double lo, hi;
	memset(start, 0, ((size_t)p->n + 1) * sizeof *start);
	for (int64_t k = 0; k < s->row_start[s->n_rows]; k++)
		start[s->column[k]]++;
	for (int j = 0; j < p->n; j++)
		start[j] += bound_row(s, known, j, &lo, &hi);
	for (int j = 1; j <= p->n; j++)
		start[j] += start[j - 1];
	p->a->nz = (size_t)start[p->n];
	for (int j = p->n - 1; j >= 0; j--)
		if (bound_row(s, known, j, &lo, &hi)) {
			p->a->i[--start[j]] = -1; /* its row number is given below, in order */
			p->a->data[start[j]] = 1;
		}
	for (int32_t i = s->n_rows - 1; i >= 0; i--)
		for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++) {
			int at = --start[s->column[k]];
			p->a->i[at] = i;
			p->a->data[at] = s->coefficient[k].value;
		}
	for (int j = 0; j < p->n; j++) {
		int last = (j + 1 < p->n ? start[j + 1] : (int)p->a->nz) - 1;
		if (last >= start[j] && p->a->i[last] < 0)
			p->a->i[last] = row++;
	}
	start[p->n] = (int)p->a->nz;
}

static void fill_columns(program *p, const tally_preliminary *known)
{
	for (int j = 0; j < p->n; j++) {
		bool free_one = is_free(known, j), binding = is_binding(known, j);
		double sigma = free_one || binding ? 0 : known->sigma[j];
		p->target[j] = isnan(known->value[j]) ? 0 : known->value[j];
		p->stiffness[j] = sigma > 0 ? 2 / (sigma * sigma) : 0;
	}
}

static double size_of_terms(const tally_system *s, int32_t i, const double *x)
{
	double sum = 0;
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
		sum += fabs(s->coefficient[k].value * x[s->column[k]]);
	return sum;
}

static double size_of_end(tally_bound b)
{
	return b.infinite ? 0 : fabs(tally_bound_value(b));
}

/* Half the width of a row, or a stand-in. */
static double width_of(const program *p, int32_t i)
{
	const tally_system *s = p->s;
	if (isfinite(p->lo[i]) && isfinite(p->hi[i]) && p->lo[i] < p->hi[i])
		return (p->hi[i] - p->lo[i]) / 2;
	double size = size_of_terms(s, i, p->target);
	size = fmax(size, fmax(size_of_end(s->row_lo[i]), size_of_end(s->row_hi[i])));
	return size > 0 ? NO_WIDTH * size : 1;
}

/* The two one-sided rows of one claim measure each other. */
static void pair_widths(program *p)
{
	const tally_system *s = p->s;
	for (int32_t i = 0; i + 1 < s->n_rows; i++) {
		if (s->row_claim[i] < 0 || s->row_claim[i] != s->row_claim[i + 1] ||
		    isfinite(p->lo[i]) == isfinite(p->lo[i + 1]))
			continue;
		double end = isfinite(p->lo[i]) ? p->lo[i] - p->hi[i + 1] : p->hi[i] - p->lo[i + 1];
		double gap = tally_system_activity(s, i, p->target) -
			     tally_system_activity(s, i + 1, p->target);
		double half = fabs(gap - end) / 2;
		if (half > 1e-12 * p->scale[i])
			p->scale[i] = p->scale[i + 1] = half;
	}
}

static void fill_rows(program *p, const tally_preliminary *known)
{
	const tally_system *s = p->s;
	int row = s->n_rows;
	for (int32_t i = 0; i < s->n_rows; i++) {
		p->lo[i] = end_value(s->row_lo[i], -HUGE_VAL);
		p->hi[i] = end_value(s->row_hi[i], HUGE_VAL);
		p->scale[i] = width_of(p, i);
		p->slack_cost[i] =
		    s->row_claim[i] < 0 ? HUGE_VAL : PENALTY * s->claim_weight[s->row_claim[i]];
	}
	pair_widths(p);
	for (int j = 0; j < p->n; j++) {
		double lo, hi;
		if (!bound_row(s, known, j, &lo, &hi))
			continue;
		p->lo[row] = lo;
		p->hi[row] = hi;
		p->scale[row] = fmax(fabs(p->target[j]), 1e-300);
		if (!(p->target[j] != 0))
			p->scale[row] = fmax(
			    1, fmax(size_of_end(s->column_lo[j]), size_of_end(s->column_hi[j])));
		p->slack_cost[row++] = HUGE_VAL;
	}
}

static bool program_init(program *p, const tally_system *s, const tally_preliminary *known)
{
	*p = (program){.s = s, .n = s->n_columns, .m = count_rows(s, known)};
	size_t n = (size_t)p->n, m = (size_t)p->m;
	size_t entries = (size_t)(s->n_rows ? s->row_start[s->n_rows] : 0) + n;
	p->block = calloc(5 * m + 3 * n + 1, sizeof *p->block);
	p->a = gsl_spmatrix_alloc_nzmax(m ? m : 1, n ? n : 1, entries + 1, GSL_SPMATRIX_CSC);
	if (!p->block || !p->a)
		return false;
	p->lo = p->block, p->hi = p->lo + m, p->scale = p->hi + m, p->slack_cost = p->scale + m;
	p->y = p->slack_cost + m, p->x = p->y + m, p->target = p->x + n;
	p->stiffness = p->target + n;
	fill_matrix(p, known);
	fill_columns(p, known);
	fill_rows(p, known);
	return true;
}

static void program_release(program *p)
{
	gsl_spmatrix_free(p->a);
	free(p->block);
}

/* --- solving -------------------------------------------------------------------------------------
 */

static double violation_of(const program *p, int32_t i)
{
	double v = tally_system_activity(p->s, i, p->x);
	return v > p->hi[i] ? v - p->hi[i] : v < p->lo[i] ? v - p->lo[i] : 0;
}

static tally_status solve(program *p, const tally_reconcile_options *options,
			  tally_reconciliation *part, tally_error *err)
{
	tally_interior_options how = {.seconds = options ? options->seconds : 0};
	tally_interior_info info;
	tally_quadratic q = {.a = p->a, .lo = p->lo, .hi = p->hi, .row_scale = p->scale};
	q.target = p->target;
	q.stiffness = p->stiffness;
	part->verdict = TALLY_FEASIBLE;
	tally_status status = tally_interior_solve(&q, &how, p->x, p->y, &info, err);
	if (status == TALLY_OK && !info.converged) {
		q.slack_cost = p->slack_cost;
		part->verdict = TALLY_INFEASIBLE;
		status = tally_interior_solve(&q, &how, p->x, p->y, &info, err);
	}
	if (!info.converged)
		part->verdict = TALLY_UNDECIDED;
	part->active = info.active;
	part->exact = info.polished;
	return status;
}

static double relative_residual(const program *p, int32_t i)
{
	double size = size_of_terms(p->s, i, p->x);
	size = fmax(size, fmax(size_of_end(p->s->row_lo[i]), size_of_end(p->s->row_hi[i])));
	return size > 0 ? fabs(violation_of(p, i)) / size : 0;
}

/* One component's answer into the whole. */
static void collect(const program *p, const tally_part *part, const tally_preliminary *known,
		    tally_reconciliation *one, tally_reconciliation *out)
{
	bool broken = false;
	for (int32_t i = 0; i < p->s->n_rows; i++) {
		double v = violation_of(p, i);
		if (p->s->row_claim[i] < 0)
			out->residual = fmax(out->residual, relative_residual(p, i));
		else if (fabs(v) > VIOLATION_ZERO * p->scale[i]) {
			out->slack[part->rows[i]] = v;
			broken = true;
		}
	}
	if (one->verdict == TALLY_INFEASIBLE && !broken)
		one->verdict = TALLY_FEASIBLE;
	for (int32_t j = 0; j < p->n; j++) {
		out->x[part->columns[j]] = p->x[j];
		if (!is_free(known, j) && !is_binding(known, j)) {
			double z = (p->x[j] - p->target[j]) / known->sigma[j];
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
	program p;
	tally_reconciliation one = {0};
	tally_status status = TALLY_OK;
	if (program_init(&p, &part->system, known))
		status = solve(&p, options, &one, err);
	else
		status = tally_error_memory(err);
	if (status == TALLY_OK)
		collect(&p, part, known, &one, out);
	program_release(&p);
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
	double *own = malloc(2 * ((size_t)n + 1) * sizeof *own);
	if (!own)
		status = tally_error_memory(err);
	for (int32_t j = 0; own && j < n; j++) {
		own[j] = known->value[columns[j]];
		own[n + j] = known->sigma[columns[j]];
	}
	tally_preliminary here = {.value = own, .sigma = own + n};
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
