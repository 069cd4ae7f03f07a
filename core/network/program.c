/* program.c: see program.h. */
#include "program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** A row without width is measured by this fraction of its terms. */
#define NO_WIDTH 1e-3

static double end_value(tally_bound b, double infinite)
{
	return b.infinite ? infinite : tally_bound_value(b);
}

/* --- building ------------------------------------------------------------------------------------
 */

/* A column's bound rows: a binding one has its equality, others their finite bounds. */
static bool bound_row(const tally_system *s, const double *fixed, int32_t j, double *lo, double *hi)
{
	*lo = end_value(s->column_lo[j], -HUGE_VAL);
	*hi = end_value(s->column_hi[j], HUGE_VAL);
	if (fixed && !isnan(fixed[j]))
		*lo = *hi = fixed[j];
	return isfinite(*lo) || isfinite(*hi);
}

static int count_rows(const tally_system *s, const double *fixed)
{
	double lo, hi;
	int m = s->n_rows;
	for (int32_t j = 0; j < s->n_columns; j++)
		m += bound_row(s, fixed, j, &lo, &hi);
	return m;
}

/* Compressed columns, straight from the rows: count, sum up, place. */
static void fill_matrix(tally_program *p, const double *fixed)
{
	const tally_system *s = p->s;
	int *start = p->a->p, row = s->n_rows;
	double lo, hi;
	memset(start, 0, ((size_t)p->n + 1) * sizeof *start);
	for (int64_t k = 0; s->n_rows && k < s->row_start[s->n_rows]; k++)
		start[s->column[k]]++;
	for (int j = 0; j < p->n; j++)
		start[j] += bound_row(s, fixed, j, &lo, &hi);
	for (int j = 1; j <= p->n; j++)
		start[j] += start[j - 1];
	p->a->nz = (size_t)start[p->n];
	for (int j = p->n - 1; j >= 0; j--)
		if (bound_row(s, fixed, j, &lo, &hi)) {
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

static double size_of_end(tally_bound b)
{
	return b.infinite ? 0 : fabs(tally_bound_value(b));
}

double tally_row_size(const tally_system *s, int32_t i, const double *x)
{
	double sum = 0;
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
		sum += fabs(s->coefficient[k].value * x[s->column[k]]);
	return fmax(sum, fmax(size_of_end(s->row_lo[i]), size_of_end(s->row_hi[i])));
}

/* Half the width of a row, or a stand-in. */
static double width_of(const tally_program *p, int32_t i, const double *reference)
{
	if (isfinite(p->lo[i]) && isfinite(p->hi[i]) && p->lo[i] < p->hi[i])
		return (p->hi[i] - p->lo[i]) / 2;
	double size = tally_row_size(p->s, i, reference);
	return size > 0 ? NO_WIDTH * size : 1;
}

/* The two one-sided rows of one claim measure each other. */
static void pair_widths(tally_program *p, const double *reference)
{
	const tally_system *s = p->s;
	for (int32_t i = 0; i + 1 < s->n_rows; i++) {
		if (s->row_claim[i] < 0 || s->row_claim[i] != s->row_claim[i + 1] ||
		    isfinite(p->lo[i]) == isfinite(p->lo[i + 1]))
			continue;
		double end = isfinite(p->lo[i]) ? p->lo[i] - p->hi[i + 1] : p->hi[i] - p->lo[i + 1];
		double gap = tally_system_activity(s, i, reference) -
			     tally_system_activity(s, i + 1, reference);
		double half = fabs(gap - end) / 2;
		if (half > 1e-12 * p->scale[i])
			p->scale[i] = p->scale[i + 1] = half;
	}
}

/* A bound's row is measured by the level it bounds. */
static double bound_scale(const tally_system *s, int32_t j, double reference)
{
	double size = fabs(reference);
	if (!(size > 0))
		size = fmax(1, fmax(size_of_end(s->column_lo[j]), size_of_end(s->column_hi[j])));
	return size;
}

static void fill_rows(tally_program *p, const double *reference, const double *fixed)
{
	const tally_system *s = p->s;
	int row = s->n_rows;
	double lo, hi;
	for (int32_t i = 0; i < s->n_rows; i++) {
		p->lo[i] = end_value(s->row_lo[i], -HUGE_VAL);
		p->hi[i] = end_value(s->row_hi[i], HUGE_VAL);
		p->scale[i] = width_of(p, i, reference);
		p->slack_cost[i] =
		    s->row_claim[i] < 0 ? HUGE_VAL : s->claim_weight[s->row_claim[i]];
	}
	pair_widths(p, reference);
	for (int j = 0; j < p->n; j++) {
		if (!bound_row(s, fixed, j, &lo, &hi))
			continue;
		p->lo[row] = lo;
		p->hi[row] = hi;
		p->scale[row] = bound_scale(s, j, reference[j]);
		p->slack_cost[row++] = HUGE_VAL;
	}
}

tally_status tally_program_build(const tally_system *s, const double *reference,
				 const double *fixed, tally_program *p, tally_error *err)
{
	*p = (tally_program){.s = s, .n = s->n_columns, .m = count_rows(s, fixed)};
	size_t n = (size_t)p->n, m = (size_t)p->m;
	size_t entries = (size_t)(s->n_rows ? s->row_start[s->n_rows] : 0) + n;
	p->block = calloc(5 * m + n + 1, sizeof *p->block);
	p->a = gsl_spmatrix_alloc_nzmax(m ? m : 1, n ? n : 1, entries + 1, GSL_SPMATRIX_CSC);
	if (!p->block || !p->a)
		return tally_error_memory(err);
	p->a->size1 = m;
	p->a->size2 = n;
	p->lo = p->block, p->hi = p->lo + m, p->scale = p->hi + m, p->slack_cost = p->scale + m;
	p->y = p->slack_cost + m, p->x = p->y + m;
	fill_matrix(p, fixed);
	fill_rows(p, reference, fixed);
	return TALLY_OK;
}

void tally_program_release(tally_program *p)
{
	if (p->a)
		gsl_spmatrix_free(p->a);
	free(p->block);
	*p = (tally_program){0};
}

double tally_program_violation(const tally_program *p, int32_t i, const double *x)
{
	double v = tally_system_activity(p->s, i, x);
	return v > p->hi[i] ? v - p->hi[i] : v < p->lo[i] ? v - p->lo[i] : 0;
}
