/* test_reconcile.c: reconciliation and its tests on systems done by hand in fractions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "network/reconcile.h"
#include "rows.h"

#include <math.h>

static void near(double got, double expected)
{
	if (fabs(got - expected) > 1e-12 * fmax(1, fabs(expected)))
		fail_msg("%.17g is not %.17g", got, expected);
}

/* a + b = c, three free levels */
static tally_system sum_of_two(void)
{
	tally_system s = {0};
	for (int j = 0; j < 3; j++)
		column(&s, "inf", "inf");
	ROW(&s, "0", "0", TALLY_HARD, 1, 1, -1);
	return s;
}

/* 1 + 2 against 4, all equally sure: a third each */
static void test_equal_shares(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	tally_preliminary known = {(double[]){1, 2, 4}, (double[]){1, 1, 1}, NULL};
	tally_reconciliation r;
	assert_int_equal(tally_reconcile(&s, &known, NULL, &r, NULL), TALLY_OK);
	assert_int_equal(r.verdict, TALLY_FEASIBLE);
	near(r.x[0], 4.0 / 3);
	near(r.x[1], 7.0 / 3);
	near(r.x[2], 11.0 / 3);
	near(r.objective, 1.0 / 3);
	assert_true(r.residual < 1e-15);
	tally_reconciliation_release(&r);
	tally_system_release(&s);
}

static void test_binding_and_free(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	tally_preliminary binding = {(double[]){1, 2, 4}, (double[]){1, 1, 0}, NULL};
	tally_preliminary unknown = {(double[]){1, 2, NAN}, (double[]){1, 1, 1}, NULL};
	tally_reconciliation r;
	assert_int_equal(tally_reconcile(&s, &binding, NULL, &r, NULL), TALLY_OK);
	near(r.x[0], 1.5);
	near(r.x[1], 2.5);
	assert_true(r.x[2] == 4);
	tally_reconciliation_release(&r);
	assert_int_equal(tally_reconcile(&s, &unknown, NULL, &r, NULL), TALLY_OK);
	near(r.x[2], 3);
	near(r.objective, 0);
	tally_reconciliation_release(&r);
	tally_system_release(&s);
}

/* the same with b printed as 2 (in [1.5, 2.25]): b stops at 2.25 and the others share the rest */
static void test_inside_an_interval(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	ROW(&s, "1.5", "2.25", tally_system_add_claim(&s, 1), 0, 1, 0);
	tally_preliminary known = {(double[]){1, 2, 4}, (double[]){1, 1, 1}, NULL};
	tally_reconciliation r;
	assert_int_equal(tally_reconcile(&s, &known, NULL, &r, NULL), TALLY_OK);
	near(r.x[0], 1.375);
	near(r.x[1], 2.25);
	near(r.x[2], 3.625);
	assert_true(r.exact);
	assert_int_equal(r.active, 1);
	tally_reconciliation_release(&r);
	tally_system_release(&s);
}

/* a in [0, 1], b in [0, 2], c in [5, 6]: two units too far apart. The distance is measured in
 * half-widths, so the wider interval of b would give way but for its weight. */
static void test_least_violation(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	ROW(&s, "0", "1", tally_system_add_claim(&s, 1), 1, 0, 0);
	ROW(&s, "0", "2", tally_system_add_claim(&s, 9), 0, 1, 0);
	ROW(&s, "5", "6", tally_system_add_claim(&s, 3), 0, 0, 1);
	tally_preliminary known = {(double[]){1, 2, 5}, (double[]){1, 1, 1}, NULL};
	tally_reconciliation r;
	assert_int_equal(tally_reconcile(&s, &known, NULL, &r, NULL), TALLY_OK);
	assert_int_equal(r.verdict, TALLY_INFEASIBLE);
	assert_true(fabs(r.slack[1] - 2) < 1e-3); /* of a half-width of 0.5 */
	assert_true(r.slack[2] == 0 && r.slack[3] == 0);
	assert_true(r.residual < 1e-12);
	tally_reconciliation_release(&r);
	tally_system_release(&s);
}

/* 1 + 2 against 4: S = 3, r = -1, chi2 = 1/3; W = 1/3 each, all three suspects alike */
static void test_global_and_measurement_tests(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	tally_preliminary known = {(double[]){1, 2, 4}, (double[]){1, 1, 1}, NULL};
	tally_reconciliation_tests t;
	assert_int_equal(tally_reconcile_test(&s, &known, &t, NULL), TALLY_OK);
	near(t.chi2, 1.0 / 3);
	assert_int_equal(t.df, 1);
	near(t.p_value, 0.56370286165077);
	near(t.sd[0], sqrt(2.0 / 3));
	near(t.test[0], sqrt(1.0 / 3));
	near(t.test[2], -sqrt(1.0 / 3));
	near(t.bias[0], -1);
	near(t.bias[2], 1);
	assert_true(t.suspects[0] == 0 && t.suspects[1] == 0 && t.suspects[2] == 0);
	assert_int_equal(t.n_rules, 1);
	near(t.rule_test[0], -1 / sqrt(3));
	tally_reconciliation_tests_release(&t);
	tally_system_release(&s);
}

/* the rule told twice and a level that no rule checks */
static void test_dependent_rules_and_unchecked_levels(void **state)
{
	(void)state;
	tally_system s = sum_of_two();
	column(&s, "inf", "inf");
	ROW(&s, "0", "0", TALLY_HARD, 2, 2, -2);
	tally_preliminary known = {(double[]){1, 2, 4, 7}, (double[]){1, 1, 1, 1}, NULL};
	tally_reconciliation_tests t;
	assert_int_equal(tally_reconcile_test(&s, &known, &t, NULL), TALLY_OK);
	assert_int_equal(t.df, 1);
	near(t.chi2, 1.0 / 3);
	near(t.sd[3], 1);
	assert_true(isnan(t.test[3]));
	assert_int_equal(t.suspects[3], -1);
	tally_reconciliation_tests_release(&t);
	tally_system_release(&s);
}

/* components do not touch each other, and an empty system is no problem */
static void test_components(void **state)
{
	(void)state;
	tally_system s = {0}, empty = {0};
	for (int j = 0; j < 6; j++)
		column(&s, "0", "inf");
	ROW(&s, "0", "0", TALLY_HARD, 1, 1, -1, 0, 0, 0);
	ROW(&s, "0", "0", TALLY_HARD, 0, 0, 0, 1, 1, -1);
	tally_preliminary known = {(double[]){1, 2, 4, 2, 4, 8}, (double[]){1, 1, 1, 2, 2, 2},
				   NULL};
	tally_reconciliation r;
	assert_int_equal(tally_reconcile(&s, &known, NULL, &r, NULL), TALLY_OK);
	for (int j = 0; j < 3; j++)
		near(r.x[j + 3], 2 * r.x[j]);
	tally_reconciliation_release(&r);
	assert_int_equal(tally_reconcile(&empty, &known, NULL, &r, NULL), TALLY_OK);
	tally_reconciliation_release(&r);
	column(&empty, "0", "inf"); /* a level that nothing is said about */
	assert_int_equal(tally_reconcile(&empty, &known, NULL, &r, NULL), TALLY_OK);
	near(r.x[0], 1);
	tally_reconciliation_release(&r);
	tally_system_release(&s);
	tally_system_release(&empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equal_shares),
	    cmocka_unit_test(test_binding_and_free),
	    cmocka_unit_test(test_inside_an_interval),
	    cmocka_unit_test(test_least_violation),
	    cmocka_unit_test(test_global_and_measurement_tests),
	    cmocka_unit_test(test_dependent_rules_and_unchecked_levels),
	    cmocka_unit_test(test_components),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
