/* test_interior.c: quadratic and linear programs with known solutions; the factorisation beneath.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "network/interior.h"
#include "network/kkt.h"

#include <math.h>
#include <stdlib.h>

#define MOST 8

typedef struct {
	gsl_spmatrix *a;
	double lo[MOST], hi[MOST], scale[MOST], slack[MOST], target[MOST], stiffness[MOST],
	    cost[MOST], x[MOST], y[MOST];
	tally_interior_info info;
} problem;

/* m x n row by row; every row is [lo, hi] at unit scale, targets 0, stiffness 1, no cost */
static problem program(int m, int n, const double *rows)
{
	problem p = {0};
	gsl_spmatrix *t = gsl_spmatrix_alloc((size_t)m, (size_t)n);
	for (int i = 0; i < m; i++)
		for (int j = 0; j < n; j++)
			gsl_spmatrix_set(t, (size_t)i, (size_t)j, rows[i * n + j]);
	p.a = gsl_spmatrix_compress(t, GSL_SPMATRIX_CSC);
	gsl_spmatrix_free(t);
	for (int k = 0; k < MOST; k++) {
		p.lo[k] = -HUGE_VAL;
		p.hi[k] = p.slack[k] = HUGE_VAL;
		p.scale[k] = p.stiffness[k] = 1;
	}
	return p;
}

static void solve(problem *p)
{
	tally_quadratic q = {p->a,     p->lo,     p->hi,        p->scale,
			     p->slack, p->target, p->stiffness, p->cost};
	assert_int_equal(tally_interior_solve(&q, NULL, p->x, p->y, &p->info, NULL), TALLY_OK);
	gsl_spmatrix_free(p->a);
}

static void near(double got, double expected, double tolerance)
{
	if (fabs(got - expected) > tolerance * fmax(1, fabs(expected)))
		fail_msg("%.17g is not %.17g", got, expected);
}

/* nearest to (1, 2) with x + y = 1: (0, 1) */
static void test_equality(void **state)
{
	(void)state;
	problem p = program(1, 2, (double[]){1, 1});
	p.lo[0] = p.hi[0] = 1;
	p.target[0] = 1, p.target[1] = 2;
	solve(&p);
	assert_true(p.info.converged && p.info.polished);
	near(p.x[0], 0, 1e-15);
	near(p.x[1], 1, 1e-15);
}

/* the same with 0.25 <= x <= 0.75: (0.25, 0.75); the multiplier of the bound is 0.5 */
static void test_active_bound(void **state)
{
	(void)state;
	problem p = program(2, 2, (double[]){1, 1, 1, 0});
	p.lo[0] = p.hi[0] = 1;
	p.lo[1] = 0.25, p.hi[1] = 0.75;
	p.target[0] = 1, p.target[1] = 2;
	solve(&p);
	assert_true(p.info.polished);
	assert_int_equal(p.info.active, 1);
	near(p.x[0], 0.25, 1e-15);
	near(p.x[1], 0.75, 1e-15);
	near(p.y[1], 0.5, 1e-12);
}

/* stiffness 1 and 4: of the excess 1, four fifths go to the softer */
static void test_weights(void **state)
{
	(void)state;
	problem p = program(1, 2, (double[]){1, 1});
	p.lo[0] = p.hi[0] = 11;
	p.target[0] = 6, p.target[1] = 4;
	p.stiffness[1] = 4;
	solve(&p);
	near(p.x[0], 6.8, 1e-15);
	near(p.x[1], 4.2, 1e-15);
}

/* the same rule three times over, once doubled: as once */
static void test_dependent_rules(void **state)
{
	(void)state;
	problem p = program(3, 2, (double[]){1, 1, 1, 1, 2, 2});
	for (int i = 0; i < 3; i++)
		p.lo[i] = p.hi[i] = i == 2 ? 2 : 1;
	p.target[0] = 1, p.target[1] = 2;
	solve(&p);
	near(p.x[0], 0, 1e-13);
	near(p.x[1], 1, 1e-13);
}

/* levels of 1e13 with intervals of 1e9, shares of 1e-3: the answer to 1e-12 */
static void test_badly_scaled(void **state)
{
	(void)state;
	problem p = program(3, 3, (double[]){1, 1, -1, 1, 0, 0, 1, 0, -0.25});
	p.lo[0] = p.hi[0] = 0;
	p.lo[1] = 2.4e13, p.hi[1] = 2.41e13, p.scale[1] = 5e10;
	p.lo[2] = 0, p.scale[2] = 1e11;
	p.target[0] = 2.5e13, p.target[1] = 7.5e13, p.target[2] = 9.9e13;
	for (int j = 0; j < 3; j++)
		p.stiffness[j] = 1e-22;
	solve(&p);
	assert_true(p.info.polished);
	near(p.x[0], 2.41e13, 1e-15);
	/* x1 = (7.5 + 9.9 - 2.41) / 2 but x2 <= 4 x0 = 9.64 binds */
	near(p.x[1], 7.23e13, 1e-13);
	near(p.x[2], 9.64e13, 1e-13);
}

/* least 2 x + 3 y with x + y >= 4, x + 3 y >= 6: (3, 1), value 9 */
static void test_linear_program(void **state)
{
	(void)state;
	problem p = program(4, 2, (double[]){1, 1, 1, 3, 1, 0, 0, 1});
	p.lo[0] = 4, p.lo[1] = 6, p.lo[2] = p.lo[3] = 0;
	p.stiffness[0] = p.stiffness[1] = 0;
	p.cost[0] = 2, p.cost[1] = 3;
	solve(&p);
	assert_true(p.info.converged);
	near(p.x[0], 3, 1e-8);
	near(p.x[1], 1, 1e-8);
	near(p.y[0], 1.5, 1e-8);
	near(p.y[1], 0.5, 1e-8);
}

static void test_inconsistent_rules_do_not_converge(void **state)
{
	(void)state;
	problem p = program(2, 1, (double[]){1, 1});
	p.lo[0] = 2;
	p.hi[1] = 1;
	solve(&p);
	assert_false(p.info.converged);
}

/* x >= 2 at cost 1, x <= 1 at cost 3 a unit: the cheaper row gives way */
static void test_elastic_rows(void **state)
{
	(void)state;
	problem p = program(2, 1, (double[]){1, 1});
	p.lo[0] = 2, p.hi[1] = 1;
	p.slack[0] = 1, p.slack[1] = 3;
	p.stiffness[0] = 0;
	solve(&p);
	assert_true(p.info.converged);
	near(p.x[0], 1, 1e-7);
	near(p.info.violation, 1, 1e-7);
}

/* diag(2, 3, 5) with the rule x + y + z = 0: the inverse's diagonal by hand */
static void test_inverse_diagonal(void **state)
{
	(void)state;
	problem p = program(1, 3, (double[]){1, 1, 1});
	tally_kkt *k;
	double h[] = {2, 3, 5}, e[] = {0}, d[3], v[] = {1 / 2.0, 1 / 3.0, 1 / 5.0};
	assert_int_equal(tally_kkt_new(p.a, (int[]){0, 0, 0, 1}, &k, NULL), TALLY_OK);
	assert_true(tally_kkt_factor(k, h, e, 1e-14));
	assert_int_equal(tally_kkt_inverse_diagonal(k, d, NULL), TALLY_OK);
	for (int j = 0; j < 3; j++)
		near(d[j], v[j] - v[j] * v[j] / (v[0] + v[1] + v[2]), 1e-12);
	tally_kkt_free(k);
	gsl_spmatrix_free(p.a);
}

static void test_independent_rows(void **state)
{
	(void)state;
	problem p = program(4, 3, (double[]){1, 1, 0, 0, 1, 1, 1, 2, 1, 1, 0, -1});
	bool keep[4];
	int n = 0;
	assert_int_equal(tally_independent_rows(p.a, keep, NULL), TALLY_OK);
	for (int i = 0; i < 4; i++)
		n += keep[i];
	assert_int_equal(n, 2);
	gsl_spmatrix_free(p.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equality),
	    cmocka_unit_test(test_active_bound),
	    cmocka_unit_test(test_weights),
	    cmocka_unit_test(test_dependent_rules),
	    cmocka_unit_test(test_badly_scaled),
	    cmocka_unit_test(test_linear_program),
	    cmocka_unit_test(test_inconsistent_rules_do_not_converge),
	    cmocka_unit_test(test_elastic_rows),
	    cmocka_unit_test(test_inverse_diagonal),
	    cmocka_unit_test(test_independent_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
