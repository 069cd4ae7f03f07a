/* hierarchy.c: projections, by GSL's dense linear algebra (hierarchies of a thousand nodes at
 * most). */
#include "adjust/hierarchy.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bottom values may be negative by so much of the largest before they are held at zero. */
#define ZERO_WITHIN 1e-12
#define MISS_MAX    1e-7

static size_t n_nodes(const tally_hierarchy *h)
{
	return h->n_aggregates + h->n_bottom;
}

static void sum_up(const tally_hierarchy *h, double *x)
{
	const double *bottom = x + h->n_aggregates;
	for (size_t i = 0; i < h->n_aggregates; i++) {
		x[i] = 0;
		for (size_t j = 0; j < h->n_bottom; j++)
			x[i] += h->sums[i * h->n_bottom + j] * bottom[j];
	}
}

/* --- covariances ----------------------------------------------------------------------- */

static void sample_covariance(const double *r, size_t rows, size_t n, double *w)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = 0;
			for (size_t t = 0; t < rows; t++)
				sum += r[t * n + i] * r[t * n + j];
			w[i * n + j] = w[j * n + i] = sum / (double)rows;
		}
}

/* The optimal shrinkage of correlations to zero: sum of their variances over sum of their squares.
 * With z[t] the residuals over their root mean squares, r_ij = mean of z_i z_j and
 * var r_ij = sum (z_i z_j - r_ij)^2 / (N (N - 1)). */
static double shrinkage(const double *r, size_t rows, size_t n, const double *w)
{
	double variances = 0, squares = 0, count = (double)rows;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			double scale = sqrt(w[i * n + i] * w[j * n + j]);
			double mean = scale > 0 ? w[i * n + j] / scale : 0, sum = 0;
			for (size_t t = 0; scale > 0 && t < rows; t++) {
				double z = r[t * n + i] * r[t * n + j] / scale - mean;
				sum += z * z;
			}
			variances += sum / (count * (count - 1));
			squares += mean * mean;
		}
	double lambda = squares > 0 ? variances / squares : 1;
	return lambda < 0 ? 0 : lambda > 1 ? 1 : lambda;
}

tally_status tally_shrink_covariance(const double *residuals, size_t n_rows, size_t n, double *w,
				     double *lambda, tally_error *err)
{
	if (n_rows < 2)
		return tally_error_set(err, TALLY_EINPUT, "shrinkage needs two rows of residuals");
	sample_covariance(residuals, n_rows, n, w);
	double l = shrinkage(residuals, n_rows, n, w);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (i != j)
				w[i * n + j] *= 1 - l;
	if (lambda)
		*lambda = l;
	return TALLY_OK;
}

static void set_structural(const tally_hierarchy *h, double *w)
{
	size_t n = n_nodes(h);
	for (size_t i = 0; i < n; i++) {
		double sum = i < h->n_aggregates ? 0 : 1;
		for (size_t j = 0; i < h->n_aggregates && j < h->n_bottom; j++)
			sum += fabs(h->sums[i * h->n_bottom + j]);
		w[i * n + i] = sum;
	}
}

tally_status tally_hierarchy_covariance(const tally_hierarchy *h, tally_hierarchy_method method,
					const double *residuals, size_t n_rows, double *w,
					double *lambda, tally_error *err)
{
	size_t n = n_nodes(h);
	bool needs = method >= TALLY_HIERARCHY_VARIANCE;

	if (needs && (!residuals || n_rows == 0))
		return tally_error_set(err, TALLY_EINPUT, "this method needs residuals");
	memset(w, 0, n * n * sizeof *w);
	if (lambda)
		*lambda = 0;
	switch (method) {
	case TALLY_HIERARCHY_BOTTOM_UP:
	case TALLY_HIERARCHY_OLS:
		for (size_t i = 0; i < n; i++)
			w[i * n + i] = 1;
		break;
	case TALLY_HIERARCHY_STRUCTURAL:
		set_structural(h, w);
		break;
	case TALLY_HIERARCHY_VARIANCE:
		for (size_t i = 0; i < n; i++) {
			double sum = 0;
			for (size_t t = 0; t < n_rows; t++)
				sum += residuals[t * n + i] * residuals[t * n + i];
			w[i * n + i] = sum / (double)n_rows;
		}
		break;
	case TALLY_HIERARCHY_SAMPLE:
		sample_covariance(residuals, n_rows, n, w);
		break;
	case TALLY_HIERARCHY_SHRINK:
		return tally_shrink_covariance(residuals, n_rows, n, w, lambda, err);
	}
	return TALLY_OK;
}

void tally_hierarchy_by_level(double *w, const int *level, size_t n, bool pooled)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (i != j && (pooled || level[i] != level[j]))
				w[i * n + j] = 0;
	for (size_t i = 0; pooled && i < n; i++) {
		double sum = 0, count = 0;
		if (i > 0 && level[i] == level[i - 1]) {
			w[i * n + i] = w[(i - 1) * n + i - 1];
			continue;
		}
		for (size_t j = i; j < n && level[j] == level[i]; j++) {
			sum += w[j * n + j];
			count++;
		}
		w[i * n + i] = sum / count;
	}
}

/* --- projection --------------------------------------------------------------------------------
 */

/* Rows of the constraints: C x = d. Aggregates first, then fixed nodes, then bottoms held at zero.
 */
typedef struct {
	gsl_matrix *c, *wc; /* [rows][n], and C W */
	gsl_vector *d;
} constraints;

static bool is_held(const bool *set, size_t i)
{
	return set && set[i];
}

static bool constraints_new(constraints *k, const tally_hierarchy *h, const double *base,
			    const bool *fixed, const bool *zero)
{
	size_t n = n_nodes(h), rows = h->n_aggregates, at = h->n_aggregates;

	for (size_t i = 0; i < n; i++)
		rows += (size_t)(is_held(fixed, i) || is_held(zero, i));
	k->c = gsl_matrix_calloc(rows, n);
	k->wc = gsl_matrix_alloc(rows, n);
	k->d = gsl_vector_calloc(rows);
	if (!k->c || !k->wc || !k->d)
		return false;
	for (size_t i = 0; i < h->n_aggregates; i++) {
		gsl_matrix_set(k->c, i, i, 1);
		for (size_t j = 0; j < h->n_bottom; j++)
			gsl_matrix_set(k->c, i, h->n_aggregates + j, -h->sums[i * h->n_bottom + j]);
	}
	for (size_t i = 0; i < n; i++)
		if (is_held(fixed, i) || is_held(zero, i)) {
			gsl_matrix_set(k->c, at, i, 1);
			gsl_vector_set(k->d, at++, is_held(zero, i) ? 0 : base[i]);
		}
	return true;
}

static void constraints_free(constraints *k)
{
	gsl_matrix_free(k->c);
	gsl_matrix_free(k->wc);
	gsl_vector_free(k->d);
}

/* x = y - W C' (C W C')^-1 (C y - d); multipliers u = (C W C')^-1 (C y - d). */
static tally_status project(constraints *k, const double *w, double *x, gsl_vector *u,
			    tally_error *err)
{
	size_t rows = k->c->size1, n = k->c->size2;
	gsl_matrix_const_view cov = gsl_matrix_const_view_array(w, n, n);
	gsl_vector_view v = gsl_vector_view_array(x, n);
	gsl_matrix *a = gsl_matrix_alloc(rows, rows), *qr = gsl_matrix_alloc(rows, rows);
	gsl_vector *tau_q = gsl_vector_alloc(rows), *tau_z = gsl_vector_alloc(rows);
	gsl_vector *work = gsl_vector_alloc(rows), *r = gsl_vector_alloc(rows);
	gsl_vector *residual = gsl_vector_alloc(rows);
	gsl_permutation *p = gsl_permutation_alloc(rows);
	bool there = a && qr && tau_q && tau_z && work && r && residual && p;
	size_t rank;

	if (there) {
		gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, k->c, &cov.matrix, 0, k->wc);
		gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, k->wc, k->c, 0, a);
		gsl_matrix_memcpy(qr, a);
		gsl_linalg_COD_decomp(qr, tau_q, tau_z, p, &rank, work);
		for (int round = 0; round < 2; round++) { /* the second refines the first */
			gsl_vector_memcpy(r, k->d);
			gsl_blas_dgemv(CblasNoTrans, 1, k->c, &v.vector, -1, r);
			gsl_linalg_COD_lssolve(qr, tau_q, tau_z, p, rank, r, work, residual);
			gsl_blas_dgemv(CblasTrans, -1, k->wc, work, 1, &v.vector);
			if (round == 0)
				gsl_vector_memcpy(u, work);
		}
	}
	gsl_matrix_free(a);
	gsl_matrix_free(qr);
	gsl_vector_free(tau_q);
	gsl_vector_free(tau_z);
	gsl_vector_free(work);
	gsl_vector_free(r);
	gsl_vector_free(residual);
	gsl_permutation_free(p);
	return there ? TALLY_OK : tally_error_memory(err);
}

/* One projection with some bottoms held at zero; multipliers of those into pull[n] (how strongly
 * the bound pushes up; negative: it need not be held). */
static tally_status project_held(const tally_hierarchy *h, const double *base, const double *w,
				 const bool *fixed, const bool *zero, double *x, double *pull,
				 tally_error *err)
{
	constraints k = {0};
	tally_status status = TALLY_OK;

	if (!constraints_new(&k, h, base, fixed, zero)) {
		constraints_free(&k);
		return tally_error_memory(err);
	}
	gsl_vector *u = gsl_vector_calloc(k.c->size1);
	memmove(x, base, n_nodes(h) * sizeof *x);
	status = u ? project(&k, w, x, u, err) : tally_error_memory(err);
	for (size_t i = 0, at = h->n_aggregates; status == TALLY_OK && i < n_nodes(h); i++)
		if (is_held(fixed, i) || is_held(zero, i))
			pull[i] = -gsl_vector_get(u, at++);
	gsl_vector_free(u);
	constraints_free(&k);
	return status;
}

static tally_status check_result(const tally_hierarchy *h, const double *base, const bool *fixed,
				 double *x, tally_error *err)
{
	size_t n = n_nodes(h);
	double largest = 0, miss = 0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fmax(fabs(x[i]), fabs(base[i])));
	for (size_t i = 0; i < h->n_aggregates; i++) {
		double sum = 0;
		for (size_t j = 0; j < h->n_bottom; j++)
			sum += h->sums[i * h->n_bottom + j] * x[h->n_aggregates + j];
		miss = fmax(miss, fabs(sum - x[i]));
	}
	for (size_t i = 0; i < n; i++)
		if (is_held(fixed, i))
			miss = fmax(miss, fabs(x[i] - base[i]));
	if (miss <= MISS_MAX * largest || largest == 0)
		return TALLY_OK;
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "the hierarchy cannot add up (missing %.3g): fixed nodes contradict each "
	    "other, or the covariance says nothing about some node",
	    miss);
}

/* Holds negative bottoms at zero, lets go those that pull away, until neither is needed. */
static tally_status hold_at_zero(const tally_hierarchy *h, const double *base, const double *w,
				 const bool *fixed, bool *zero, double *x, double *pull,
				 tally_error *err)
{
	size_t n = n_nodes(h);
	double largest = 0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fabs(base[i]));
	for (size_t round = 0; round < 10 * n + 10; round++) {
		tally_status status = project_held(h, base, w, fixed, zero, x, pull, err);
		bool changed = false;
		if (status != TALLY_OK)
			return status;
		for (size_t i = h->n_aggregates; i < n; i++)
			if (!zero[i] && !is_held(fixed, i) && x[i] < -ZERO_WITHIN * largest)
				zero[i] = changed = true;
		for (size_t i = h->n_aggregates; !changed && i < n; i++)
			if (zero[i] && pull[i] < 0) {
				zero[i] = false;
				changed = true;
			}
		if (!changed)
			break;
	}
	for (size_t i = h->n_aggregates; i < n; i++)
		if (zero[i])
			x[i] = 0;
	sum_up(h, x);
	return TALLY_OK;
}

tally_status tally_hierarchy_reconcile(const tally_hierarchy *h, const double *base,
				       const double *w, const bool *fixed, bool non_negative,
				       double *out, tally_error *err)
{
	size_t n = n_nodes(h);

	for (size_t i = 0; i < n; i++)
		if (!isfinite(base[i]))
			return tally_error_set(err, TALLY_EINPUT, "node %zu: expected a number",
					       i + 1);
	if (!w) {
		memmove(out, base, n * sizeof *out);
		sum_up(h, out);
		return TALLY_OK;
	}
	bool *zero = calloc(n, sizeof *zero);
	double *pull = calloc(n, sizeof *pull), *x = malloc(n * sizeof *x);
	tally_status status = TALLY_OK;
	if (!zero || !pull || !x)
		status = tally_error_memory(err);
	else if (non_negative)
		status = hold_at_zero(h, base, w, fixed, zero, x, pull, err);
	else
		status = project_held(h, base, w, fixed, zero, x, pull, err);
	if (status == TALLY_OK)
		status = check_result(h, base, fixed, x, err);
	if (status == TALLY_OK)
		memcpy(out, x, n * sizeof *out);
	free(zero);
	free(pull);
	free(x);
	return status;
}

/* How far C x is from zero. */
static double constraint_miss(const double *c, size_t n_rows, size_t n, const double *x)
{
	double miss = 0;

	for (size_t i = 0; i < n_rows; i++) {
		double sum = 0;
		for (size_t j = 0; j < n; j++)
			sum += c[i * n + j] * x[j];
		miss = fmax(miss, fabs(sum));
	}
	return miss;
}

tally_status tally_constraints_reconcile(const double *c, size_t n_rows, size_t n,
					 const double *base, const double *w, double *out,
					 tally_error *err)
{
	constraints k = {.c = gsl_matrix_alloc(n_rows, n),
			 .wc = gsl_matrix_alloc(n_rows, n),
			 .d = gsl_vector_calloc(n_rows)};
	gsl_vector *u = gsl_vector_calloc(n_rows);
	tally_status status = TALLY_OK;
	double largest = 0;

	if (k.c && k.wc && k.d && u) {
		memcpy(k.c->data, c, n_rows * n * sizeof *c);
		memmove(out, base, n * sizeof *out);
		status = project(&k, w, out, u, err);
	} else {
		status = tally_error_memory(err);
	}
	gsl_vector_free(u);
	constraints_free(&k);
	for (size_t j = 0; status == TALLY_OK && j < n; j++)
		largest = fmax(largest, fabs(out[j]));
	if (status == TALLY_OK && constraint_miss(c, n_rows, n, out) > MISS_MAX * largest)
		return tally_error_set(err, TALLY_EINPUT,
				       "the constraints cannot be met: the covariance says nothing "
				       "about some of their figures");
	return status;
}

tally_status tally_hierarchy_top_down(const tally_hierarchy *h, const double *base, size_t top,
				      const double *proportions, double *out, tally_error *err)
{
	double share = 0, *bottom = out + h->n_aggregates;

	if (top >= h->n_aggregates)
		return tally_error_set(err, TALLY_EUSAGE, "node %zu is no aggregate", top + 1);
	for (size_t j = 0; j < h->n_bottom; j++)
		share += h->sums[top * h->n_bottom + j] * proportions[j];
	if (!(share > 0))
		return tally_error_set(
		    err, TALLY_EINPUT,
		    "the proportions of the top's parts must add up to more than 0");
	double value = base[top];
	for (size_t j = 0; j < h->n_bottom; j++)
		bottom[j] = value * proportions[j] / share;
	sum_up(h, out);
	return TALLY_OK;
}

void tally_temporal_hierarchy(int m, double *sums, int *block, size_t *n_aggregates)
{
	size_t row = 0, width = (size_t)m;

	for (int k = m; k >= 2; k--) {
		if (m % k != 0)
			continue;
		for (int b = 0; b < m / k; b++, row++) {
			block[row] = k;
			for (int j = 0; j < m; j++)
				sums[row * width + (size_t)j] = j / k == b;
		}
	}
	*n_aggregates = row;
}
