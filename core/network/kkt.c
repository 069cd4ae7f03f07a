/* kkt.c: see kkt.h. The lower triangle of K is A's own columns with a diagonal entry on top of
 * each, then m columns of one diagonal entry. */
#include "kkt.h"

#include <SuiteSparseQR_C.h>
#include <cholmod.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tally_kkt {
	const gsl_spmatrix *a;
	int n, m;
	cholmod_common c;
	cholmod_sparse *lower;
	cholmod_factor *factor;
	cholmod_dense *right;
	cholmod_dense *solution, *work1, *work2; /**< reused by cholmod_solve2 */
	double *h, *e;                           /**< [n], [m] unregularised */
	double *rest;                            /**< [n + m] residual */
	bool no_memory;
};

void tally_sparse_times(const gsl_spmatrix *a, const double *x, double *out)
{
	memset(out, 0, a->size1 * sizeof *out);
	for (size_t j = 0; j < a->size2; j++)
		for (int p = a->p[j]; p < a->p[j + 1]; p++)
			out[a->i[p]] += a->data[p] * x[j];
}

void tally_sparse_transpose_times(const gsl_spmatrix *a, const double *y, double *out)
{
	for (size_t j = 0; j < a->size2; j++) {
		double sum = 0;
		for (int p = a->p[j]; p < a->p[j + 1]; p++)
			sum += a->data[p] * y[a->i[p]];
		out[j] = sum;
	}
}

static void configure(cholmod_common *c)
{
	cholmod_start(c);
	c->print = 0;
	c->error_handler = NULL;
	c->supernodal = CHOLMOD_SIMPLICIAL;
	c->final_ll = 0;
	c->nmethods = 1;
	c->method[0].ordering = CHOLMOD_AMD;
	c->postorder = 1;
}

static void fill_lower(tally_kkt *k)
{
	int *p = k->lower->p, *i = k->lower->i, at = 0;
	double *x = k->lower->x;
	for (int j = 0; j < k->n; j++) {
		p[j] = at;
		i[at++] = j;
		for (int q = k->a->p[j]; q < k->a->p[j + 1]; q++, at++) {
			i[at] = k->n + k->a->i[q];
			x[at] = k->a->data[q];
		}
	}
	for (int r = 0; r < k->m; r++) {
		p[k->n + r] = at;
		i[at++] = k->n + r;
	}
	p[k->n + k->m] = at;
}

/* CAMD wants stages without gaps. */
static void number_stages(const int *stage, int *member, size_t size)
{
	int number = 0, most = 0;
	for (size_t i = 0; i < size; i++)
		most = stage[i] > most ? stage[i] : most;
	for (int s = 0; s <= most; s++) {
		bool any = false;
		for (size_t i = 0; i < size; i++)
			if (stage[i] == s) {
				member[i] = number;
				any = true;
			}
		number += any;
	}
}

static cholmod_factor *analyse(tally_kkt *k, const int *stage)
{
	size_t size = k->lower->nrow;
	if (!stage)
		return cholmod_analyze(k->lower, &k->c);
	int *order = malloc((size + 1) * sizeof *order),
	    *member = malloc((size + 1) * sizeof *member);
	cholmod_factor *factor = NULL;
	if (order && member) {
		number_stages(stage, member, size);
		if (cholmod_camd(k->lower, NULL, 0, member, order, &k->c)) {
			k->c.method[0].ordering = CHOLMOD_GIVEN;
			k->c.postorder = 0;
			factor = cholmod_analyze_p(k->lower, order, NULL, 0, &k->c);
		}
	}
	free(order);
	free(member);
	return factor;
}

tally_status tally_kkt_new(const gsl_spmatrix *a, const int *stage, tally_kkt **out,
			   tally_error *err)
{
	tally_kkt *k = calloc(1, sizeof *k);
	*out = NULL;
	if (!k)
		return tally_error_memory(err);
	k->a = a;
	k->n = (int)a->size2;
	k->m = (int)a->size1;
	configure(&k->c);
	size_t size = (size_t)k->n + (size_t)k->m, entries = size + a->nz;
	k->h = calloc(size + 1, sizeof *k->h);
	k->rest = calloc(size + 1, sizeof *k->rest);
	k->right = cholmod_zeros(size, 1, CHOLMOD_REAL, &k->c);
	k->lower = cholmod_allocate_sparse(size, size, entries, 0, 1, -1, CHOLMOD_REAL, &k->c);
	if (k->h && k->rest && k->right && k->lower) {
		k->e = k->h + k->n;
		fill_lower(k);
		k->factor = analyse(k, stage);
	}
	if (!k->factor) {
		tally_kkt_free(k);
		return tally_error_memory(err);
	}
	*out = k;
	return TALLY_OK;
}

void tally_kkt_free(tally_kkt *k)
{
	if (!k)
		return;
	cholmod_free_factor(&k->factor, &k->c);
	cholmod_free_sparse(&k->lower, &k->c);
	cholmod_free_dense(&k->right, &k->c);
	cholmod_free_dense(&k->solution, &k->c);
	cholmod_free_dense(&k->work1, &k->c);
	cholmod_free_dense(&k->work2, &k->c);
	cholmod_finish(&k->c);
	free(k->h);
	free(k->rest);
	free(k);
}

bool tally_kkt_factor(tally_kkt *k, const double *h, const double *e, double regular)
{
	const int *p = k->lower->p;
	double *x = k->lower->x;
	memcpy(k->h, h, (size_t)k->n * sizeof *h);
	memcpy(k->e, e, (size_t)k->m * sizeof *e);
	for (int j = 0; j < k->n; j++)
		x[p[j]] = h[j] + regular;
	for (int r = 0; r < k->m; r++)
		x[p[k->n + r]] = -e[r] - regular;
	bool good = cholmod_factorize(k->lower, k->factor, &k->c) && k->c.status == CHOLMOD_OK;
	k->no_memory |= k->c.status == CHOLMOD_OUT_OF_MEMORY;
	return good;
}

bool tally_kkt_out_of_memory(const tally_kkt *k)
{
	return k->no_memory;
}

/* rest = (f, g) - K (x, y); returns its largest entry. */
static double residual(tally_kkt *k, const double *f, const double *g, const double *x,
		       const double *y)
{
	const gsl_spmatrix *a = k->a;
	double most = 0, *upper = k->rest, *below = k->rest + k->n;
	for (int r = 0; r < k->m; r++)
		below[r] = g[r] + k->e[r] * y[r];
	for (int j = 0; j < k->n; j++) {
		double sum = f[j] - k->h[j] * x[j];
		for (int p = a->p[j]; p < a->p[j + 1]; p++) {
			sum -= a->data[p] * y[a->i[p]];
			below[a->i[p]] -= a->data[p] * x[j];
		}
		upper[j] = sum;
		most = fmax(most, fabs(sum));
	}
	for (int r = 0; r < k->m; r++)
		most = fmax(most, fabs(below[r]));
	return most;
}

/* solution = (regularised K)^-1 rest */
static const double *back_solve(tally_kkt *k)
{
	memcpy(k->right->x, k->rest, ((size_t)k->n + (size_t)k->m) * sizeof *k->rest);
	if (!cholmod_solve2(CHOLMOD_A, k->factor, k->right, NULL, &k->solution, NULL, &k->work1,
			    &k->work2, &k->c)) {
		k->no_memory |= k->c.status == CHOLMOD_OUT_OF_MEMORY;
		return NULL;
	}
	return k->solution->x;
}

double tally_kkt_solve(tally_kkt *k, const double *f, const double *g, double *x, double *y,
		       int steps)
{
	size_t size = (size_t)k->n + (size_t)k->m;
	double *keep = malloc((4 * size + 1) * sizeof *keep), last = HUGE_VAL;
	if (!keep) {
		k->no_memory = true;
		return NAN;
	}
	double *sum = keep + size, *best = sum + size;
	memcpy(keep, f, (size_t)k->n * sizeof *f);
	memcpy(keep + k->n, g, (size_t)k->m * sizeof *g);
	memset(sum, 0, 2 * size * sizeof *sum);
	for (int step = 0; step <= steps + 1; step++) {
		double now = residual(k, keep, keep + k->n, sum, sum + k->n);
		if (step > 0 && !(now < last))
			break;
		memcpy(best, sum, size * sizeof *sum);
		last = step || now == 0 ? now : HUGE_VAL;
		const double *more = step <= steps && now > 0 ? back_solve(k) : NULL;
		if (!more)
			break;
		for (size_t i = 0; i < size; i++)
			sum[i] += more[i];
	}
	memcpy(x, best, (size_t)k->n * sizeof *x);
	memcpy(y, best + k->n, (size_t)k->m * sizeof *y);
	free(keep);
	return isfinite(last) ? last : NAN;
}

/* Z = K^-1 on the pattern of L, from the last column up:
 * Z_jj = 1/d_j - sum_k l_kj Z_kj, Z_ij = - sum_k l_kj Z_ik for the i of L's column j. */
static void inverse_on_pattern(const cholmod_factor *l, double *z, double *column)
{
	const int *p = l->p, *i = l->i, *count = l->nz;
	const double *x = l->x;
	for (int j = (int)l->n - 1; j >= 0; j--) {
		int from = p[j] + 1, to = p[j] + count[j];
		for (int q = from; q < to; q++)
			column[i[q]] = 0;
		for (int q = from; q < to; q++) {
			int k = i[q];
			double lkj = x[q];
			column[k] -= lkj * z[p[k]];
			/* column k of Z holds Z_rk for r > k; both Z_rk and Z_kr are needed */
			for (int s = p[k] + 1, t = q + 1; s < p[k] + count[k] && t < to; s++) {
				while (t < to && i[t] < i[s])
					t++;
				if (t == to || i[t] != i[s])
					continue;
				column[i[s]] -= lkj * z[s];
				column[k] -= x[t] * z[s];
			}
		}
		double diagonal = 1 / x[p[j]];
		for (int q = from; q < to; q++) {
			z[q] = column[i[q]];
			diagonal -= x[q] * z[q];
		}
		z[p[j]] = diagonal;
	}
}

tally_status tally_kkt_inverse_diagonal(tally_kkt *k, double *d, tally_error *err)
{
	cholmod_factor *l = cholmod_copy_factor(k->factor, &k->c);
	double *z = NULL, *column = NULL;
	if (l && cholmod_change_factor(CHOLMOD_REAL, 0, 0, 1, 1, l, &k->c)) {
		z = calloc(l->nzmax + 1, sizeof *z);
		column = calloc(l->n + 1, sizeof *column);
	}
	if (z && column) {
		const int *permutation = l->Perm, *p = l->p;
		inverse_on_pattern(l, z, column);
		for (int j = 0; j < (int)l->n; j++)
			if (permutation[j] < k->n)
				d[permutation[j]] = z[p[j]];
	}
	bool good = z && column;
	free(z);
	free(column);
	cholmod_free_factor(&l, &k->c);
	return good ? TALLY_OK : tally_error_memory(err);
}

/* A' as SPQR wants it: 64-bit indices. */
static cholmod_sparse *transposed(const gsl_spmatrix *a, cholmod_common *c)
{
	cholmod_sparse *t =
	    cholmod_l_allocate_sparse(a->size1, a->size2, a->nz, 0, 1, 0, CHOLMOD_REAL, c);
	if (!t)
		return NULL;
	SuiteSparse_long *p = t->p, *i = t->i;
	for (size_t j = 0; j <= a->size2; j++)
		p[j] = a->p[j];
	for (size_t k = 0; k < a->nz; k++)
		i[k] = a->i[k];
	memcpy(t->x, a->data, a->nz * sizeof *a->data);
	cholmod_sparse *out = cholmod_l_transpose(t, 1, c);
	cholmod_l_free_sparse(&t, c);
	return out;
}

tally_status tally_independent_rows(const gsl_spmatrix *a, bool *keep, tally_error *err)
{
	cholmod_common c;
	cholmod_sparse *r = NULL;
	SuiteSparse_long *order = NULL, rank = -1;
	cholmod_l_start(&c);
	c.print = 0;
	c.error_handler = NULL;
	cholmod_sparse *t = transposed(a, &c);
	if (t)
		rank = SuiteSparseQR_C(SPQR_ORDERING_DEFAULT, SPQR_DEFAULT_TOL, 0, 0, t, NULL, NULL,
				       NULL, NULL, &r, &order, NULL, NULL, NULL, &c);
	for (size_t i = 0; i < a->size1; i++)
		keep[i] = false;
	for (SuiteSparse_long k = 0; k < rank; k++)
		keep[order ? order[k] : k] = true;
	cholmod_l_free(a->size1, sizeof *order, order, &c);
	cholmod_l_free_sparse(&r, &c);
	cholmod_l_free_sparse(&t, &c);
	cholmod_l_finish(&c);
	return rank < 0 ? tally_error_memory(err) : TALLY_OK;
}
