/* test_lp.c: feasibility and bounds of small systems whose answers are known as fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "network/lp.h"
#include "rows.h"

#include <math.h>

static tally_lp *load(const tally_system *s)
{
	tally_lp *lp;
	assert_int_equal(tally_lp_new(s, NULL, &lp, NULL), TALLY_OK);
	return lp;
}

static tally_verdict verdict(tally_system *s)
{
	bool exact;
	tally_lp *lp = load(s);
	tally_verdict v = tally_lp_feasible(lp, NULL, &exact);
	assert_true(exact || v == TALLY_INFEASIBLE);
	tally_lp_free(lp);
	tally_system_release(s);
	return v;
}

static tally_range range_of(tally_system *s, int32_t j)
{
	tally_lp *lp = load(s);
	tally_number one = tally_number_int(1);
	tally_linear form = {1, &j, &one, tally_number_int(0)};
	tally_range r = tally_lp_range(lp, &form);
	tally_lp_free(lp);
	tally_system_release(s);
	assert_int_equal(r.verdict, TALLY_FEASIBLE);
	assert_true(r.exact);
	return r;
}

static void check(tally_range r, double lo, double hi, bool lo_open, bool hi_open)
{
	assert_true(fabs(r.lo - lo) <= 1e-15 * fabs(lo) || r.lo == lo);
	assert_true(fabs(r.hi - hi) <= 1e-15 * fabs(hi) || r.hi == hi);
	assert_int_equal(r.lo_open, lo_open);
	assert_int_equal(r.hi_open, hi_open);
}

/* x printed 10, y = 2 x */
static tally_system doubled_level(const char *lo, const char *hi)
{
	tally_system s = {0};
	column(&s, "0", "inf");
	column(&s, "0", "inf");
	ROW(&s, lo, hi, tally_system_add_claim(&s, 1), 1);
	ROW(&s, "0", "0", TALLY_HARD, 2, -1);
	return s;
}

static void test_closed_ends_are_taken(void **state)
{
	(void)state;
	tally_system s = doubled_level("9.5", "10.5");
	check(range_of(&s, 1), 19, 21, false, false);
}

static void test_open_ends_are_not(void **state)
{
	(void)state;
	tally_system s = doubled_level("9.5", "10.5)");
	check(range_of(&s, 1), 19, 21, false, true);
}

static void test_an_open_end_elsewhere_leaves_the_bound_closed(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	column(&s, "0", "inf");
	ROW(&s, "3", "4", tally_system_add_claim(&s, 1), 1);
	ROW(&s, "(5", "inf", tally_system_add_claim(&s, 1), 0, 1);
	ROW(&s, "inf", "12", TALLY_HARD, 1, 1);
	check(range_of(&s, 0), 3, 4, false, false);
}

static void test_no_end(void **state)
{
	(void)state;
	tally_system s = doubled_level("9.5", "inf");
	check(range_of(&s, 1), 19, HUGE_VAL, false, true);
}

/* the least x + y + z with pairwise sums of 7.3, 8.1 and 9.7 or more is 12.55 */
static void test_bound_of_a_form(void **state)
{
	(void)state;
	tally_system s = {0};
	for (int j = 0; j < 3; j++)
		column(&s, "0", "inf");
	ROW(&s, "7.3", "inf", TALLY_HARD, 1, 1, 0);
	ROW(&s, "8.1", "inf", TALLY_HARD, 1, 0, 1);
	ROW(&s, "9.7", "inf", TALLY_HARD, 0, 1, 1);
	tally_lp *lp = load(&s);
	tally_number ones[] = {tally_number_int(1), tally_number_int(1), tally_number_int(1)};
	tally_linear sum = {3, (int32_t[]){0, 1, 2}, ones, tally_number_make(1, 2, 0)};
	check(tally_lp_range(lp, &sum), 13.05, HUGE_VAL, false, true);
	tally_lp_free(lp);
	tally_system_release(&s);
}

/* a in [1.5, 2.5], b in [3.5, 4.5]: a / b from 1/3 to 5/7; with a + b = 6 from 1.5/4.5 to 2.5/3.5
 */
static void test_ratio(void **state)
{
	(void)state;
	for (int with_sum = 0; with_sum < 2; with_sum++) {
		tally_system s = {0};
		column(&s, "(0", "inf");
		column(&s, "(0", "inf");
		ROW(&s, "1.5", "2.5)", tally_system_add_claim(&s, 1), 1);
		ROW(&s, "3.5", "4.5", tally_system_add_claim(&s, 1), 0, 1);
		if (with_sum)
			ROW(&s, "6", "6", TALLY_HARD, 1, 1);
		tally_lp *lp = load(&s);
		tally_number one = tally_number_int(1);
		tally_linear a = {1, (int32_t[]){0}, &one, tally_number_int(0)};
		tally_linear b = {1, (int32_t[]){1}, &one, tally_number_int(0)};
		tally_range r = tally_lp_ratio_range(lp, &a, &b);
		assert_true(r.exact);
		check(r, 1.0 / 3, 5.0 / 7, false, true);
		tally_lp_free(lp);
		tally_system_release(&s);
	}
}

/* shares of a total that nobody published: p + q = t, p/t in [0.2, 0.3]: q/p from 7/3 to 4 */
static void test_ratio_in_a_cone(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	column(&s, "0", "inf");
	column(&s, "1", "inf");
	ROW(&s, "0", "0", TALLY_HARD, 1, 1, -1);
	int32_t share = tally_system_add_claim(&s, 1);
	ROW(&s, "0", "inf", share, 10, 0, -2);
	ROW(&s, "inf", "0", share, 10, 0, -3);
	tally_lp *lp = load(&s);
	tally_number one = tally_number_int(1);
	tally_linear q = {1, (int32_t[]){1}, &one, tally_number_int(0)};
	tally_linear p = {1, (int32_t[]){0}, &one, tally_number_int(0)};
	check(tally_lp_ratio_range(lp, &q, &p), 7.0 / 3, 4, false, false);
	tally_lp_free(lp);
	tally_system_release(&s);
}

static tally_system two_ends(const char *hi, const char *lo)
{
	tally_system s = {0};
	column(&s, "inf", "inf");
	ROW(&s, "inf", hi, tally_system_add_claim(&s, 1), 1);
	ROW(&s, lo, "inf", tally_system_add_claim(&s, 1), 1);
	return s;
}

static void test_touching_ends(void **state)
{
	(void)state;
	tally_system closed = two_ends("1.5", "1.5"), open = two_ends("1.5)", "1.5");
	assert_int_equal(verdict(&closed), TALLY_FEASIBLE);
	assert_int_equal(verdict(&open), TALLY_INFEASIBLE);
}

static void test_apart_by_a_trillionth(void **state)
{
	(void)state;
	tally_system apart = two_ends("1", "1.000000000001");
	tally_system overlap = two_ends("1.000000000001", "1");
	assert_int_equal(verdict(&apart), TALLY_INFEASIBLE);
	assert_int_equal(verdict(&overlap), TALLY_FEASIBLE);
}

static void test_large_beside_small(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	column(&s, "0", "inf");
	ROW(&s, "1234500000000000", "1235500000000000", tally_system_add_claim(&s, 1), 1);
	ROW(&s, "0.005", "0.015", tally_system_add_claim(&s, 1), 0, 1);
	ROW(&s, "0.01", "0.01", TALLY_HARD, 0, 1);
	assert_int_equal(verdict(&s), TALLY_FEASIBLE);
}

static void test_claims_are_set_aside_and_put_back(void **state)
{
	(void)state;
	tally_system s = two_ends("1", "2");
	tally_lp *lp = load(&s);
	bool used[2];
	assert_int_equal(tally_lp_feasible(lp, NULL, NULL), TALLY_INFEASIBLE);
	tally_lp_conflict_rows(lp, used);
	assert_true(used[0] && used[1]);
	tally_lp_claim(lp, 0, false);
	double x[1];
	assert_int_equal(tally_lp_feasible(lp, x, NULL), TALLY_FEASIBLE);
	assert_true(x[0] >= 2);
	tally_lp_claim(lp, 0, true);
	assert_int_equal(tally_lp_feasible(lp, NULL, NULL), TALLY_INFEASIBLE);
	tally_lp_free(lp);
	tally_system_release(&s);
}

static void test_hostile_systems(void **state)
{
	(void)state;
	tally_system crossed = {0}, nothing = {0}, rules = {0}, empty = {0};
	column(&crossed, "2", "1");
	assert_int_equal(verdict(&crossed), TALLY_INFEASIBLE);
	column(&nothing, "0", "1");
	ROW(&nothing, "1", "2", TALLY_HARD, 0);
	assert_int_equal(verdict(&nothing), TALLY_INFEASIBLE);
	column(&rules, "0", "inf");
	ROW(&rules, "1", "1", TALLY_HARD, 1);
	ROW(&rules, "2", "2", TALLY_HARD, 1);
	assert_int_equal(verdict(&rules), TALLY_INFEASIBLE);
	assert_int_equal(verdict(&empty), TALLY_FEASIBLE);
}

static void test_thousands_of_equal_claims(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	for (int k = 0; k < 3000; k++)
		ROW(&s, "9.95", "10.05", tally_system_add_claim(&s, 1), 1);
	tally_lp *lp = load(&s);
	assert_int_equal(tally_lp_feasible(lp, NULL, NULL), TALLY_FEASIBLE);
	tally_lp_free(lp);
	tally_system_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_closed_ends_are_taken),
	    cmocka_unit_test(test_open_ends_are_not),
	    cmocka_unit_test(test_an_open_end_elsewhere_leaves_the_bound_closed),
	    cmocka_unit_test(test_no_end),
	    cmocka_unit_test(test_bound_of_a_form),
	    cmocka_unit_test(test_ratio),
	    cmocka_unit_test(test_ratio_in_a_cone),
	    cmocka_unit_test(test_touching_ends),
	    cmocka_unit_test(test_apart_by_a_trillionth),
	    cmocka_unit_test(test_large_beside_small),
	    cmocka_unit_test(test_claims_are_set_aside_and_put_back),
	    cmocka_unit_test(test_hostile_systems),
	    cmocka_unit_test(test_thousands_of_equal_claims),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
