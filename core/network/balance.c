/* balance.c: see balance.h. C W C' is taken apart by its singular values, so that dependent rules
 * do no harm. */
#include "balance.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

/** Singular values below this part of the largest are zero. */
#define RANK_TOLERANCE 1e-12
/** A rule is met when what is left of its discrepancy is less than this part of its terms. */
#define RULE_TOLERANCE 1e-9

typedef struct {
	gsl_matrix *wc; /**< W C', n x m */
	gsl_matrix *s, *v;
	gsl_vector *values, *work, *gap, *pull;
} balance;

static double discrepancy(const double *c, const double *b, size_t i, size_t n, const double *y,
			  double *size)
{
	double sum = b ? -b[i] : 0;
	*size = fabs(sum);
	for (size_t j = 0; j < n; j++) {
		sum += c[i * n + j] * y[j];
		*size += fabs(c[i * n + j] * y[j]);
	}
	return sum;
}

static void release(balance *t)
{
	gsl_matrix_free(t->wc);
	gsl_matrix_free(t->s);
	gsl_matrix_free(t->v);
	gsl_vector_free(t->values);
	gsl_vector_free(t->work);
	gsl_vector_free(t->gap);
	gsl_vector_free(t->pull);
}

/* pull = (C W C')^+ gap */
static int solve(balance *t)
{
	int failed = gsl_linalg_SV_decomp(t->s, t->v, t->values, t->work);
	double least = RANK_TOLERANCE * gsl_vector_get(t->values, 0);
	for (size_t k = 0; k < t->values->size; k++)
		if (gsl_vector_get(t->values, k) <= least)
			gsl_vector_set(t->values, k, 0);
	return failed ? failed : gsl_linalg_SV_solve(t->s, t->v, t->values, t->gap, t->pull);
}

tally_status tally_balance(const double *c, const double *b, size_t n_rules, size_t n,
			   const double *w, const double *y, double *x, tally_error *err)
{
	if (n_rules == 0 || n == 0) {
		for (size_t j = 0; j < n; j++)
			x[j] = y[j];
		return TALLY_OK;
	}
	balance t = {.wc = gsl_matrix_alloc(n, n_rules),
		     .s = gsl_matrix_alloc(n_rules, n_rules),
		     .v = gsl_matrix_alloc(n_rules, n_rules),
		     .values = gsl_vector_alloc(n_rules),
		     .work = gsl_vector_alloc(n_rules),
		     .gap = gsl_vector_alloc(n_rules),
		     .pull = gsl_vector_alloc(n_rules)};
	tally_status status = TALLY_OK;
	double size;
	if (!t.wc || !t.s || !t.v || !t.values || !t.work || !t.gap || !t.pull) {
		release(&t);
		return tally_error_memory(err);
	}
	gsl_matrix_const_view cv = gsl_matrix_const_view_array(c, n_rules, n);
	gsl_matrix_const_view wv = gsl_matrix_const_view_array(w, n, n);
	gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, &wv.matrix, &cv.matrix, 0, t.wc);
	gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, &cv.matrix, t.wc, 0, t.s);
	for (size_t i = 0; i < n_rules; i++)
		gsl_vector_set(t.gap, i, discrepancy(c, b, i, n, y, &size));
	int failed = solve(&t);
	for (size_t j = 0; !failed && j < n; j++) {
		double pulled = 0;
		for (size_t i = 0; i < n_rules; i++)
			pulled += gsl_matrix_get(t.wc, j, i) * gsl_vector_get(t.pull, i);
		x[j] = y[j] - pulled;
	}
	for (size_t i = 0; !failed && i < n_rules && status == TALLY_OK; i++)
		if (!(fabs(discrepancy(c, b, i, n, x, &size)) <= RULE_TOLERANCE * size))
			status =
			    tally_error_set(err, TALLY_EINPUT,
					    "rule %zu cannot be met: it contradicts another, or "
					    "all its figures are certain",
					    i + 1);
	release(&t);
	if (failed)
		return tally_error_set(err, TALLY_EINPUT, "the covariance is not usable");
	return status;
}
