/* reconcile_test.c: the tests of classical data reconciliation.
 *
 * With u = (x - value) / sigma the problem is: minimise u'u subject to B u = r, B = A diag(sigma),
 * r = b - A value. K = [I B'; B 0] gives u and, as the first block of its inverse, the posterior
 * covariance P of u; W = I - P is the covariance of the adjustments. Then
 *
 *     global test        u'u ~ chi2(trace W)
 *     measurement test   u_j / sqrt(W_jj)
 *     GLR                u_j^2 / W_jj, at a bias of -sigma_j u_j / W_jj
 *
 * Free columns have no sigma: their part of H is 0. Binding ones move to the right side. Dependent
 * rules are dropped first. */
#include "reconcile.h"

#include "kkt.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/** A figure whose adjustment has less than this share of its variance is not checked by a rule. */
#define UNCHECKED 1e-10
/** Columns are eliminated before rows, so that next to nothing has to be added. */
#define REGULAR 1e-14
/** Two figures with statistics this close are one suspect. */
#define SAME 1e-8

typedef struct {
	const tally_system *s;
	const tally_preliminary *known;
	int n, m;        /**< columns; hard equality rows */
	int32_t *row;    /**< [m] */
	bool *keep;      /**< [m] independent */
	double *sigma;   /**< [n] 0 binding; NaN free */
	double *unit;    /**< [n] sigma, or 1 over the largest entry when free; 0 binding */
	double *size;    /**< [m] row scale */
	gsl_spmatrix *b; /**< B of the kept rows, n columns */
	double *u, *w, *f, *g, *h, *p;
	int *stage;
} problem;

static bool is_rule(const tally_system *s, int32_t i)
{
	return s->row_claim[i] == TALLY_HARD && !s->row_lo[i].infinite && !s->row_hi[i].infinite &&
	       tally_bound_compare(s->row_lo[i], s->row_hi[i]) == 0;
}

static bool problem_init(problem *q, const tally_system *s, const tally_preliminary *known)
{
	*q = (problem){.s = s, .known = known, .n = s->n_columns};
	for (int32_t i = 0; i < s->n_rows; i++)
		q->m += is_rule(s, i);
	size_t n = (size_t)q->n, m = (size_t)q->m;
	q->row = malloc((m + 1) * sizeof *q->row);
	q->keep = malloc(m + 1);
	q->stage = malloc((n + m + 1) * sizeof *q->stage);
	q->sigma = calloc(6 * n + 3 * m + 1, sizeof *q->sigma);
	if (!q->row || !q->keep || !q->stage || !q->sigma)
		return false;
	q->unit = q->sigma + n, q->u = q->unit + n, q->f = q->u + n, q->h = q->f + n;
	q->p = q->h + n, q->w = q->p + n, q->g = q->w + m, q->size = q->g + m;
	q->m = 0;
	for (int32_t i = 0; i < s->n_rows; i++)
		if (is_rule(s, i))
			q->row[q->m++] = i;
	return true;
}

static void problem_release(problem *q)
{
	if (q->b)
		gsl_spmatrix_free(q->b);
	free(q->row);
	free(q->keep);
	free(q->stage);
	free(q->sigma);
}

static void set_units(problem *q)
{
	const tally_system *s = q->s;
	double *most = q->p;
	for (int k = 0; k < q->m; k++)
		for (int64_t e = s->row_start[q->row[k]]; e < s->row_start[q->row[k] + 1]; e++)
			most[s->column[e]] =
			    fmax(most[s->column[e]], fabs(s->coefficient[e].value));
	for (int j = 0; j < q->n; j++) {
		bool none = isnan(q->known->value[j]) || !(q->known->sigma[j] < HUGE_VAL);
		q->sigma[j] = none ? NAN : fmax(q->known->sigma[j], 0);
		q->unit[j] = none ? 1 / fmax(most[j], 1e-300) : q->sigma[j];
	}
	for (int k = 0; k < q->m; k++) {
		double size = 0;
		for (int64_t e = s->row_start[q->row[k]]; e < s->row_start[q->row[k] + 1]; e++)
			size = fmax(size, fabs(s->coefficient[e].value * q->unit[s->column[e]]));
		q->size[k] = size > 0 ? size : 1;
	}
}

/* B of the rows marked in `keep` (NULL: all). */
static gsl_spmatrix *matrix(const problem *q, const bool *keep)
{
	const tally_system *s = q->s;
	int64_t entries = 0;
	int rows = 0;
	for (int k = 0; k < q->m; k++)
		entries += s->row_start[q->row[k] + 1] - s->row_start[q->row[k]];
	gsl_spmatrix *t = gsl_spmatrix_alloc_nzmax((size_t)q->m + 1, (size_t)q->n + 1,
						   (size_t)entries + 1, GSL_SPMATRIX_COO);
	if (!t)
		return NULL;
	for (int k = 0; k < q->m; k++) {
		if (keep && !keep[k])
			continue;
		for (int64_t e = s->row_start[q->row[k]]; e < s->row_start[q->row[k] + 1]; e++) {
			double v = s->coefficient[e].value * q->unit[s->column[e]] / q->size[k];
			if (v != 0)
				gsl_spmatrix_set(t, (size_t)rows, (size_t)s->column[e], v);
		}
		rows++;
	}
	gsl_spmatrix *out = gsl_spmatrix_compress(t, GSL_SPMATRIX_CSC);
	if (t)
		gsl_spmatrix_free(t);
	if (out) {
		out->size1 = (size_t)rows;
		out->size2 = (size_t)q->n;
	}
	return out;
}

static double discrepancy(const problem *q, int k)
{
	const tally_system *s = q->s;
	double sum = tally_bound_value(s->row_lo[q->row[k]]);
	for (int64_t e = s->row_start[q->row[k]]; e < s->row_start[q->row[k] + 1]; e++) {
		double v = q->known->value[s->column[e]];
		sum -= isnan(v) ? 0 : s->coefficient[e].value * v;
	}
	return sum;
}

/* u and P of the kept rows. */
static tally_status solve(problem *q, tally_error *err)
{
	tally_kkt *kkt = NULL;
	int rows = 0;
	for (int j = 0; j < q->n; j++) {
		q->h[j] = isnan(q->sigma[j]) ? 0 : 1;
		q->stage[j] = isnan(q->sigma[j]) ? 2 : 0;
	}
	for (int k = 0; k < q->m; k++)
		if (q->keep[k]) {
			q->stage[q->n + rows] = 1;
			q->g[rows++] = discrepancy(q, k) / q->size[k];
		}
	q->b = matrix(q, q->keep);
	if (!q->b)
		return tally_error_memory(err);
	tally_status status = tally_kkt_new(q->b, q->stage, &kkt, err);
	if (status)
		return status;
	double *zero = q->w; /* E = 0; then the multipliers */
	if (!tally_kkt_factor(kkt, q->h, zero, REGULAR) ||
	    isnan(tally_kkt_solve(kkt, q->f, q->g, q->u, q->w, 5)))
		status = tally_kkt_out_of_memory(kkt)
			     ? tally_error_memory(err)
			     : tally_error_set(err, TALLY_EINPUT,
					       "the rules cannot be solved for the "
					       "figures: they contradict each other");
	else
		status = tally_kkt_inverse_diagonal(kkt, q->p, err);
	tally_kkt_free(kkt);
	return status;
}

static tally_status allocate(tally_reconciliation_tests *out, const problem *q, tally_error *err)
{
	size_t n = (size_t)q->n + 1;
	double **arrays[] = {&out->x, &out->sd, &out->test, &out->glr, &out->bias};
	bool good = true;
	for (int k = 0; k < 5; k++)
		good &= (*arrays[k] = malloc(n * sizeof **arrays[k])) != NULL;
	out->suspects = malloc(n * sizeof *out->suspects);
	out->rule_row = malloc(((size_t)q->m + 1) * sizeof *out->rule_row);
	out->rule_test = malloc(((size_t)q->m + 1) * sizeof *out->rule_test);
	good = good && out->suspects && out->rule_row && out->rule_test;
	return good ? TALLY_OK : tally_error_memory(err);
}

double tally_chi2_tail(double chi2, int32_t df)
{
	return df > 0 ? gsl_cdf_chisq_Q(chi2, df) : NAN;
}

static void write_figures(const problem *q, tally_reconciliation_tests *out)
{
	double trace = 0;
	out->n_columns = q->n;
	for (int j = 0; j < q->n; j++) {
		double value = isnan(q->known->value[j]) ? 0 : q->known->value[j];
		double share = 1 - q->p[j]; /* of the variance that the rules take away */
		out->x[j] = value + q->unit[j] * q->u[j];
		out->sd[j] = q->sigma[j] * sqrt(fmax(q->p[j], 0));
		out->test[j] = out->glr[j] = out->bias[j] = NAN;
		if (!(q->sigma[j] > 0))
			continue;
		out->chi2 += q->u[j] * q->u[j];
		trace += share;
		if (share < UNCHECKED)
			continue;
		out->test[j] = q->u[j] / sqrt(share);
		out->glr[j] = q->u[j] * q->u[j] / share;
		out->bias[j] = -q->sigma[j] * q->u[j] / share;
	}
	out->df = (int)lround(trace);
	out->p_value = tally_chi2_tail(out->chi2, out->df);
}

typedef struct {
	double glr;
	int32_t column;
} suspect;

static int by_glr(const void *a, const void *b)
{
	const suspect *x = a, *y = b;
	if (x->glr != y->glr)
		return x->glr > y->glr ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

/* Figures with the same statistic, strongest first: 0 is the likeliest group. */
static bool write_suspects(const problem *q, tally_reconciliation_tests *out)
{
	suspect *list = malloc(((size_t)q->n + 1) * sizeof *list);
	int n = 0, group = -1;
	if (!list)
		return false;
	for (int32_t j = 0; j < q->n; j++) {
		out->suspects[j] = -1;
		if (!isnan(out->glr[j]))
			list[n++] = (suspect){out->glr[j], j};
	}
	qsort(list, (size_t)n, sizeof *list, by_glr);
	for (int k = 0; k < n; k++) {
		if (k == 0 || list[k - 1].glr - list[k].glr > SAME * list[k - 1].glr)
			group++;
		out->suspects[list[k].column] = group;
	}
	free(list);
	return true;
}

static void write_rules(const problem *q, tally_reconciliation_tests *out)
{
	const tally_system *s = q->s;
	for (int k = 0; k < q->m; k++) {
		double variance = 0;
		for (int64_t e = s->row_start[q->row[k]]; e < s->row_start[q->row[k] + 1]; e++) {
			double a = s->coefficient[e].value * q->sigma[s->column[e]];
			variance += a * a;
		}
		if (!(variance > 0))
			continue;
		out->rule_row[out->n_rules] = q->row[k];
		out->rule_test[out->n_rules++] = -discrepancy(q, k) / sqrt(variance);
	}
}

tally_status tally_reconcile_test(const tally_system *s, const tally_preliminary *known,
				  tally_reconciliation_tests *out, tally_error *err)
{
	problem q;
	*out = (tally_reconciliation_tests){0};
	tally_status status =
	    problem_init(&q, s, known) ? allocate(out, &q, err) : tally_error_memory(err);
	if (status == TALLY_OK) {
		set_units(&q);
		gsl_spmatrix *all = matrix(&q, NULL);
		status = all ? tally_independent_rows(all, q.keep, err) : tally_error_memory(err);
		if (all)
			gsl_spmatrix_free(all);
	}
	if (status == TALLY_OK)
		status = solve(&q, err);
	if (status == TALLY_OK) {
		write_figures(&q, out);
		write_rules(&q, out);
		if (!write_suspects(&q, out))
			status = tally_error_memory(err);
	}
	problem_release(&q);
	return status;
}

void tally_reconciliation_tests_release(tally_reconciliation_tests *t)
{
	free(t->x);
	free(t->sd);
	free(t->test);
	free(t->glr);
	free(t->bias);
	free(t->suspects);
	free(t->rule_row);
	free(t->rule_test);
	*t = (tally_reconciliation_tests){0};
}
