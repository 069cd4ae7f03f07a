/* rake.c: raking by least squares and by proportional fitting; see rake.h. */
#include "adjust/rake.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A binding total missed by more, against the sizes in it, cannot be met. */
#define MISS_MAX 1e-7
/* Two totals are dependent when their pivots differ by so much. */
#define RANK_MIN 1e-12

static double cell_alterability(const tally_table *t, size_t i)
{
	return t->alterability ? t->alterability[i] : 1;
}

static double total_alterability(const tally_table *t, size_t k)
{
	return t->total_alterability ? t->total_alterability[k] : 0;
}

static double size_of(const tally_table *t, double v)
{
	return t->signed_sizes ? v : fabs(v);
}

static double cell_variance(const tally_table *t, size_t i)
{
	return cell_alterability(t, i) * size_of(t, t->cells[i]);
}

static void add_up(const tally_table *t, const double *cells, double *totals)
{
	memset(totals, 0, t->n_totals * sizeof *totals);
	for (size_t p = 0; p < t->n_parts; p++)
		totals[t->part_total[p]] += cells[t->part_cell[p]];
}

static tally_status check(const tally_table *t, tally_error *err)
{
	if (t->n_cells == 0 || t->n_totals == 0)
		return tally_error_set(err, TALLY_EINPUT, "expected cells and at least one total");
	for (size_t i = 0; i < t->n_cells; i++)
		if (!isfinite(t->cells[i]) || !(cell_alterability(t, i) >= 0))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "cell %zu: expected a number and an alterability of 0 or "
			    "more",
			    i + 1);
	for (size_t k = 0; k < t->n_totals; k++)
		if (!isfinite(t->totals[k]) || !(total_alterability(t, k) >= 0))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "total %zu: expected a number and an alterability of 0 "
			    "or more",
			    k + 1);
	for (size_t p = 0; p < t->n_parts; p++)
		if (t->part_total[p] >= t->n_totals || t->part_cell[p] >= t->n_cells)
			return tally_error_set(err, TALLY_EINPUT,
					       "part %zu names a cell or total that is not there",
					       p + 1);
	return TALLY_OK;
}

/* Checks the result from the input; totals[n_totals] is the result's. */
static tally_status check_result(const tally_table *t, const double *x, const double *totals,
				 double tolerance, tally_rake_info *info, tally_error *err)
{
	double *sizes = calloc(t->n_totals, sizeof *sizes), worst = 0;
	size_t whose = 0;

	if (!sizes)
		return tally_error_memory(err);
	for (size_t p = 0; p < t->n_parts; p++)
		sizes[t->part_total[p]] += fabs(x[t->part_cell[p]]);
	for (size_t k = 0; k < t->n_totals; k++) {
		double size = fmax(sizes[k], fabs(t->totals[k]));
		double miss = size > 0 ? fabs(totals[k] - t->totals[k]) / size : 0;
		if (total_alterability(t, k) == 0 && !(miss <= worst)) {
			worst = miss;
			whose = k;
		}
	}
	free(sizes);
	if (info)
		info->worst = worst;
	if (worst <= tolerance)
		return TALLY_OK;
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "total %zu (%.15g) cannot be met (the cells give %.15g): its cells are zero "
	    "or fixed, or other totals contradict it",
	    whose + 1, t->totals[whose], totals[whose]);
}

/* --- least squares --------------------------------------------------------------------- */

/* Parts by cell: those of cell i are part[start[i]..start[i+1]). */
static bool parts_by_cell(const tally_table *t, size_t **start, size_t **total)
{
	size_t *from = calloc(t->n_cells + 2, sizeof *from);
	size_t *list = malloc((t->n_parts + 1) * sizeof *list);

	*start = from;
	*total = list;
	if (!from || !list)
		return false;
	for (size_t p = 0; p < t->n_parts; p++)
		from[t->part_cell[p] + 2]++;
	for (size_t i = 2; i < t->n_cells + 2; i++)
		from[i] += from[i - 1];
	for (size_t p = 0; p < t->n_parts; p++)
		list[from[t->part_cell[p] + 1]++] = t->part_total[p];
	return true;
}

/* G V G' + W. */
static bool normal_matrix(const tally_table *t, gsl_matrix *a)
{
	size_t *start, *total;
	bool done = parts_by_cell(t, &start, &total);

	for (size_t i = 0; done && i < t->n_cells; i++) {
		double v = cell_variance(t, i);
		for (size_t p = start[i]; p < start[i + 1]; p++)
			for (size_t q = start[i]; q < start[i + 1]; q++)
				*gsl_matrix_ptr(a, total[p], total[q]) += v;
	}
	for (size_t k = 0; done && k < t->n_totals; k++)
		*gsl_matrix_ptr(a, k, k) += total_alterability(t, k) * size_of(t, t->totals[k]);
	free(start);
	free(total);
	return done;
}

/* A complete orthogonal decomposition gives the shortest solution when totals depend on each other.
 */
typedef struct {
	gsl_matrix *a, *qrzt;
	gsl_vector *tau_q, *tau_z, *work, *residual;
	gsl_permutation *p;
	size_t rank;
} factors;

static bool factors_new(factors *f, size_t m)
{
	*f = (factors){gsl_matrix_calloc(m, m),  gsl_matrix_alloc(m, m),
		       gsl_vector_alloc(m),      gsl_vector_alloc(m),
		       gsl_vector_alloc(m),      gsl_vector_alloc(m),
		       gsl_permutation_alloc(m), 0};
	return f->a && f->qrzt && f->tau_q && f->tau_z && f->work && f->residual && f->p;
}

static void factors_free(factors *f)
{
	gsl_matrix_free(f->a);
	gsl_matrix_free(f->qrzt);
	gsl_vector_free(f->tau_q);
	gsl_vector_free(f->tau_z);
	gsl_vector_free(f->work);
	gsl_vector_free(f->residual);
	gsl_permutation_free(f->p);
}

static void decompose(factors *f)
{
	double largest = 0;

	gsl_matrix_memcpy(f->qrzt, f->a);
	for (size_t k = 0; k < f->a->size1; k++)
		largest = fmax(largest, fabs(gsl_matrix_get(f->a, k, k)));
	gsl_linalg_COD_decomp_e(f->qrzt, f->tau_q, f->tau_z, f->p,
				RANK_MIN * largest * (double)f->a->size1, &f->rank, f->work);
}

/* x += V G' u with u solving the normal equations for what the totals still miss. */
static bool correct(const tally_table *t, factors *f, double *x, double *totals)
{
	gsl_vector *u = gsl_vector_alloc(t->n_totals), *r = gsl_vector_alloc(t->n_totals);
	bool done = u && r;

	if (done) {
		add_up(t, x, totals);
		for (size_t k = 0; k < t->n_totals; k++)
			gsl_vector_set(r, k, t->totals[k] - totals[k]);
		gsl_linalg_COD_lssolve(f->qrzt, f->tau_q, f->tau_z, f->p, f->rank, r, u,
				       f->residual);
		for (size_t p = 0; p < t->n_parts; p++) {
			size_t i = t->part_cell[p];
			x[i] += cell_variance(t, i) * gsl_vector_get(u, t->part_total[p]);
		}
	}
	gsl_vector_free(u);
	gsl_vector_free(r);
	return done;
}

/* Whether every total is binding: only then is a second correction a refinement. */
static bool all_binding(const tally_table *t)
{
	for (size_t k = 0; k < t->n_totals; k++)
		if (total_alterability(t, k) > 0)
			return false;
	return true;
}

tally_status tally_rake(const tally_table *table, double *out, double *out_totals,
			tally_rake_info *info, tally_error *err)
{
	factors f = {0};
	tally_status status = check(table, err);
	if (status != TALLY_OK)
		return status;
	double *totals = malloc(table->n_totals * sizeof *totals);
	bool done = totals && factors_new(&f, table->n_totals) && normal_matrix(table, f.a);

	memmove(out, table->cells, table->n_cells * sizeof *out);
	if (done) {
		decompose(&f);
		done = correct(table, &f, out, totals) &&
		       (!all_binding(table) || correct(table, &f, out, totals));
	}
	if (done) {
		add_up(table, out, totals);
		if (info)
			info->rounds = 0;
		status = check_result(table, out, totals, MISS_MAX, info, err);
		if (out_totals)
			memcpy(out_totals, totals, table->n_totals * sizeof *totals);
	} else {
		status = tally_error_memory(err);
	}
	factors_free(&f);
	free(totals);
	return status;
}

/* --- proportional fitting ------------------------------------------------------------------- */

/* Parts by total, as parts_by_cell. */
static bool parts_by_total(const tally_table *t, size_t **start, size_t **cell)
{
	tally_table turned = *t;

	turned.n_cells = t->n_totals;
	turned.part_cell = t->part_total;
	turned.part_total = t->part_cell;
	return parts_by_cell(&turned, start, cell);
}

/* Scales the alterable cells of a total to it; returns the relative miss before. */
static double fit_total(const tally_table *t, size_t k, const size_t *start, const size_t *cell,
			double *x)
{
	double fixed = 0, moving = 0;

	for (size_t p = start[k]; p < start[k + 1]; p++) {
		if (cell_alterability(t, cell[p]) > 0)
			moving += x[cell[p]];
		else
			fixed += x[cell[p]];
	}
	double miss = fabs(fixed + moving - t->totals[k]);
	double size = fmax(fabs(t->totals[k]), fixed + moving);
	double factor = moving > 0 ? fmax(t->totals[k] - fixed, 0) / moving : 1;
	for (size_t p = start[k]; p < start[k + 1]; p++)
		if (cell_alterability(t, cell[p]) > 0)
			x[cell[p]] *= factor;
	return size > 0 ? miss / size : 0;
}

tally_status tally_rake_proportional(const tally_table *table, double tolerance, int rounds_max,
				     double *out, double *out_totals, tally_rake_info *info,
				     tally_error *err)
{
	size_t *start = NULL, *cell = NULL;
	int rounds = 0;
	tally_status status = check(table, err);

	for (size_t i = 0; status == TALLY_OK && i < table->n_cells; i++)
		if (table->cells[i] < 0)
			status = tally_error_set(
			    err, TALLY_EINPUT,
			    "cell %zu is negative: proportional fitting keeps signs; "
			    "use least squares",
			    i + 1);
	if (status != TALLY_OK)
		return status;
	double *totals = malloc(table->n_totals * sizeof *totals);
	if (totals && parts_by_total(table, &start, &cell)) {
		double miss = HUGE_VAL;
		memmove(out, table->cells, table->n_cells * sizeof *out);
		for (; miss > tolerance && rounds < rounds_max; rounds++) {
			miss = 0;
			for (size_t k = 0; k < table->n_totals; k++)
				miss = fmax(miss, fit_total(table, k, start, cell, out));
		}
		if (info)
			info->rounds = miss <= tolerance ? rounds : -1;
		add_up(table, out, totals);
		status =
		    check_result(table, out, totals, fmax(MISS_MAX, 10 * tolerance), info, err);
		if (out_totals)
			memcpy(out_totals, totals, table->n_totals * sizeof *totals);
	} else {
		status = tally_error_memory(err);
	}
	free(totals);
	free(start);
	free(cell);
	return status;
}
