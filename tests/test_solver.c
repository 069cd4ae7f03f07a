/* test_solver.c: the ways of large systems, tried on systems small enough for the exact ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "network/solver.h"
#include "rows.h"

#include <math.h>
#include <stdlib.h>

#define YEARS   6
#define REGIONS 5

/* Levels of five regions and their sum over six years; every level but those of region 1 is
 * published to a whole unit, every growth rate to a tenth of a percent. */
static int32_t cell(int region, int year)
{
	return region * YEARS + year;
}

static double truth(int region, int year)
{
	static const double start[REGIONS] = {1203, 877, 2511, 342, 1890};
	double x = 0;
	for (int r = 1; r <= REGIONS; r++)
		if (region == 0 || r == region)
			x += start[r - 1] * pow(1.03 + 0.004 * r, year);
	return x;
}

static void add_level(tally_system *s, int32_t x, double value)
{
	tally_decimal d = {llround(value), 0};
	tally_interval in = tally_decimal_interval(d, TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, false);
	tally_number one = tally_number_int(1);
	tally_system_add_row(s, &x, &one, 1, in.lo, in.hi, tally_system_add_claim(s, 1));
}

static void add_growth(tally_system *s, int32_t x, double percent)
{
	tally_decimal d = {llround(10 * percent), 1};
	tally_interval in = tally_decimal_interval(d, TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, false);
	int32_t columns[] = {x, x - 1}, claim = tally_system_add_claim(s, 1);
	tally_bound zero = {.den = 1}, none = tally_bound_infinite();
	for (int side = 0; side < 2; side++) {
		tally_bound end = side ? in.hi : in.lo;
		tally_number rate = tally_number_add(
		    tally_number_make(end.num, end.den, end.exp10 - 2), tally_number_int(1));
		tally_number a[] = {tally_number_int(1), tally_number_negate(rate)};
		tally_system_add_row(s, columns, a, 2, side ? none : zero, side ? zero : none,
				     claim);
	}
}

/* `wrong`: the growth of region 2 in year 3 is misprinted by that many points. */
static tally_system tables(double wrong, int32_t *misprint)
{
	tally_system s = {0};
	tally_bound zero = {.den = 1, .open = true}, sum = {.den = 1};
	for (int k = 0; k < (REGIONS + 1) * YEARS; k++)
		tally_system_add_column(&s, zero, tally_bound_infinite());
	for (int y = 0; y < YEARS; y++) {
		int32_t columns[REGIONS + 1];
		tally_number a[REGIONS + 1];
		for (int r = 0; r <= REGIONS; r++) {
			columns[r] = cell(r, y);
			a[r] = tally_number_int(r ? 1 : -1);
		}
		tally_system_add_row(&s, columns, a, REGIONS + 1, sum, sum, TALLY_HARD);
	}
	for (int r = 0; r <= REGIONS; r++)
		for (int y = 0; y < YEARS; y++) {
			bool here = r == 2 && y == 3;
			if (r != 1)
				add_level(&s, cell(r, y), truth(r, y));
			if (here && misprint)
				*misprint = s.n_claims;
			if (y > 0)
				add_growth(&s, cell(r, y),
					   100 * (truth(r, y) / truth(r, y - 1) - 1) +
					       (here ? wrong : 0));
		}
	return s;
}

static tally_solver *load(const tally_system *s, int32_t small_rows)
{
	tally_solver_options how = {.small_rows = small_rows};
	tally_solver *v;
	assert_int_equal(tally_solver_new(s, &how, &v, NULL), TALLY_OK);
	return v;
}

static void same_range(tally_range large, tally_range exact)
{
	assert_int_equal(large.verdict, TALLY_FEASIBLE);
	assert_int_equal(exact.verdict, TALLY_FEASIBLE);
	assert_true(exact.exact);
	if (fabs(large.lo - exact.lo) > 1e-7 * fabs(exact.lo) ||
	    fabs(large.hi - exact.hi) > 1e-7 * fabs(exact.hi))
		fail_msg("[%.12g, %.12g] is not [%.12g, %.12g]", large.lo, large.hi, exact.lo,
			 exact.hi);
}

static void test_levels_as_the_exact_way(void **state)
{
	(void)state;
	tally_system s = tables(0, NULL);
	tally_solver *large = load(&s, 1), *small = load(&s, 10000);
	tally_number one = tally_number_int(1);
	assert_int_equal(tally_solver_feasible(large, NULL), TALLY_FEASIBLE);
	for (int32_t j = 0; j < s.n_columns; j++) {
		tally_linear form = {1, &j, &one, tally_number_int(0)};
		same_range(tally_solver_range(large, &form, NULL),
			   tally_solver_range(small, &form, NULL));
	}
	tally_solver_free(large);
	tally_solver_free(small);
	tally_system_release(&s);
}

static void test_ratios_as_the_exact_way(void **state)
{
	(void)state;
	tally_system s = tables(0, NULL);
	tally_solver *large = load(&s, 1), *small = load(&s, 10000);
	tally_number one = tally_number_int(1);
	for (int y = 1; y < YEARS; y++) {
		int32_t x = cell(1, y), base = cell(1, y - 1), whole = cell(0, y);
		tally_linear top = {1, &x, &one, tally_number_int(0)};
		tally_linear growth = {1, &base, &one, tally_number_int(0)};
		tally_linear share = {1, &whole, &one, tally_number_int(0)};
		same_range(tally_solver_range(large, &top, &growth),
			   tally_solver_range(small, &top, &growth));
		same_range(tally_solver_range(large, &top, &share),
			   tally_solver_range(small, &top, &share));
	}
	tally_solver_free(large);
	tally_solver_free(small);
	tally_system_release(&s);
}

static void test_the_point_is_inside(void **state)
{
	(void)state;
	tally_system s = tables(0, NULL);
	tally_solver *v = load(&s, 1);
	double *x = malloc((size_t)s.n_columns * sizeof *x);
	assert_int_equal(tally_solver_feasible(v, x), TALLY_FEASIBLE);
	for (int32_t i = 0; i < s.n_rows; i++) {
		double at = tally_system_activity(&s, i, x);
		assert_true(s.row_lo[i].infinite || at >= tally_bound_value(s.row_lo[i]) - 1e-6);
		assert_true(s.row_hi[i].infinite || at <= tally_bound_value(s.row_hi[i]) + 1e-6);
	}
	free(x);
	tally_solver_free(v);
	tally_system_release(&s);
}

static void test_the_misprint_is_found(void **state)
{
	(void)state;
	int32_t misprint = -1;
	tally_system s = tables(3, &misprint);
	tally_solver *v = load(&s, 1);
	tally_explanation e;
	assert_int_equal(tally_solver_feasible(v, NULL), TALLY_INFEASIBLE);
	assert_int_equal(tally_solver_explain(v, NULL, &e, NULL), TALLY_OK);
	assert_int_equal(e.verdict, TALLY_INFEASIBLE);
	assert_int_equal(e.n_contradictions, 1);
	assert_int_equal(e.contradictions[0].claim, misprint);
	assert_true(e.n_conflicts > 0 && e.contradictions[0].n_conflicts > 0);
	tally_explanation_release(&e);
	tally_solver_claim(v, misprint, false);
	assert_int_equal(tally_solver_feasible(v, NULL), TALLY_FEASIBLE);
	tally_solver_claim(v, misprint, true);
	assert_int_equal(tally_solver_feasible(v, NULL), TALLY_INFEASIBLE);
	tally_solver_free(v);
	tally_system_release(&s);
}

static void test_rules_that_contradict_each_other(void **state)
{
	(void)state;
	tally_system s = tables(0, NULL);
	int32_t x = cell(0, 0);
	tally_number one = tally_number_int(1);
	tally_system_add_row(&s, &x, &one, 1, end_of("1"), end_of("1"), TALLY_HARD);
	tally_system_add_row(&s, &x, &one, 1, end_of("2"), end_of("2"), TALLY_HARD);
	tally_solver *v = load(&s, 1);
	assert_true(tally_solver_feasible(v, NULL) != TALLY_FEASIBLE);
	tally_solver_free(v);
	tally_system_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_levels_as_the_exact_way),
	    cmocka_unit_test(test_ratios_as_the_exact_way),
	    cmocka_unit_test(test_the_point_is_inside),
	    cmocka_unit_test(test_the_misprint_is_found),
	    cmocka_unit_test(test_rules_that_contradict_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
