/* test_explain.c: irreducible sets and correction sets of systems small enough to do by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "network/explain.h"
#include "network/hitting.h"
#include "rows.h"

#include <math.h>

/* x1..xn of one claim each, xk in [lo, hi], and their sum in [sum_lo, sum_hi] as a rule */
static tally_system parts_of_a_sum(int n, const char *lo, const char *hi, const char *sum_lo,
				   const char *sum_hi)
{
	tally_system s = {0};
	int ones[16], one[16];
	for (int k = 0; k < n; k++) {
		column(&s, "0", "inf");
		ones[k] = 1;
	}
	for (int k = 0; k < n; k++) {
		memset(one, 0, sizeof one);
		one[k] = 1;
		row(&s, lo, one, n, hi, tally_system_add_claim(&s, 1));
	}
	row(&s, sum_lo, ones, n, sum_hi, TALLY_HARD);
	return s;
}

static tally_explanation explain(const tally_system *s)
{
	tally_explanation e;
	assert_int_equal(tally_explain(s, NULL, &e, NULL), TALLY_OK);
	return e;
}

static void test_consistent(void **state)
{
	(void)state;
	tally_system s = parts_of_a_sum(3, "33.25", "33.35", "100", "100.05");
	tally_explanation e = explain(&s);
	assert_int_equal(e.verdict, TALLY_FEASIBLE);
	assert_int_equal(e.n_conflicts + e.n_corrections + e.n_contradictions, 0);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

/* three shares of 33.4: any one may be wrong */
static void test_three_tied_suspects(void **state)
{
	(void)state;
	tally_system s = parts_of_a_sum(3, "33.35", "33.45", "100", "100");
	tally_explanation e = explain(&s);
	assert_int_equal(e.verdict, TALLY_INFEASIBLE);
	assert_true(e.complete && e.cheapest && !e.rules_conflict);
	assert_int_equal(e.n_conflicts, 1);
	assert_int_equal(e.conflicts[0].n, 3);
	assert_int_equal(e.n_corrections, 3);
	assert_int_equal(e.n_contradictions, 1);
	assert_int_equal(e.contradictions[0].n_suspects, 3);
	assert_int_equal(e.contradictions[0].n_conflicts, 1);
	assert_true(e.group[0] == e.group[1] && e.group[1] == e.group[2]);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

static void test_the_lightest_comes_first(void **state)
{
	(void)state;
	tally_system s = parts_of_a_sum(3, "33.35", "33.45", "100", "100");
	s.claim_weight[0] = 3;
	s.claim_weight[1] = 1.5;
	s.claim_weight[2] = 2;
	tally_explanation e = explain(&s);
	assert_int_equal(e.corrections[0].claims[0], 1);
	assert_true(e.corrections[0].weight == 1.5 && e.corrections[2].weight == 3);
	assert_int_equal(e.contradictions[0].claim, 1);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

/* x = 1 and x = 2 and x = 3: three irreducible pairs, corrections are all pairs */
static void test_three_ways_to_disagree(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	ROW(&s, "1", "1", tally_system_add_claim(&s, 1), 1);
	ROW(&s, "2", "2", tally_system_add_claim(&s, 2), 1);
	ROW(&s, "3", "3", tally_system_add_claim(&s, 4), 1);
	tally_explanation e = explain(&s);
	assert_int_equal(e.n_conflicts, 3);
	assert_int_equal(e.n_corrections, 3);
	assert_true(e.corrections[0].weight == 3 && e.corrections[1].weight == 5);
	assert_int_equal(e.n_contradictions, 2);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

/* eight separate quarrels about eight levels, tied to one component by a wide rule */
static void test_many_separate_conflicts(void **state)
{
	(void)state;
	tally_system s = parts_of_a_sum(8, "1", "1", "0", "100");
	int one[8] = {0};
	for (int k = 0; k < 8; k++) {
		memset(one, 0, sizeof one);
		one[k] = 1;
		row(&s, "2", one, 8, "2", tally_system_add_claim(&s, 0.5));
	}
	tally_explanation e = explain(&s);
	assert_true(e.cheapest);
	assert_int_equal(e.n_contradictions, 8);
	for (int k = 0; k < 8; k++) {
		assert_int_equal(e.contradictions[k].claim, 8 + k);
		assert_int_equal(e.contradictions[k].n_suspects, 2);
		assert_int_equal(e.contradictions[k].suspects[1], k);
	}
	assert_int_equal(e.n_conflicts, 8);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

static void test_rules_that_contradict_each_other(void **state)
{
	(void)state;
	tally_system s = parts_of_a_sum(2, "1", "2", "3", "4");
	ROW(&s, "9", "9", TALLY_HARD, 1, 1);
	tally_explanation e = explain(&s);
	assert_int_equal(e.verdict, TALLY_INFEASIBLE);
	assert_true(e.rules_conflict);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

/* an open end alone makes the conflict: p in (0.5, ..), q in [0.5, ..), p + q = 1 */
static void test_open_ends_conflict(void **state)
{
	(void)state;
	tally_system s = {0};
	column(&s, "0", "inf");
	column(&s, "0", "inf");
	ROW(&s, "(0.5", "inf", tally_system_add_claim(&s, 1), 1, 0);
	ROW(&s, "0.5", "inf", tally_system_add_claim(&s, 1), 0, 1);
	ROW(&s, "1", "1", TALLY_HARD, 1, 1);
	tally_explanation e = explain(&s);
	assert_int_equal(e.verdict, TALLY_INFEASIBLE);
	assert_int_equal(e.n_conflicts, 1);
	assert_int_equal(e.conflicts[0].n, 2);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

/* {0,1}, {1,2}, {3}: minimal hitting sets {1,3} and {0,2,3} */
static void test_hitting_sets(void **state)
{
	(void)state;
	const uint64_t sets[] = {3, 6, 8};
	tally_family in, out;
	bool complete;
	tally_family_init(&in, 4);
	for (int k = 0; k < 3; k++)
		tally_family_add(&in, &sets[k]);
	assert_int_equal(tally_hitting_all(&in, 10, &out, &complete, NULL), TALLY_OK);
	assert_true(complete);
	assert_int_equal(out.count, 2);
	for (int k = 0; k < 2; k++)
		assert_true(*tally_family_set(&out, k) == 10 || *tally_family_set(&out, k) == 13);
	double weight[] = {1, 5, 1, 1};
	uint64_t best;
	assert_int_equal(tally_hitting_lightest(&in, weight, 10, &best, &complete, NULL), TALLY_OK);
	assert_true(complete && best == 13);
	tally_family_release(&in);
	tally_family_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_consistent),
	    cmocka_unit_test(test_three_tied_suspects),
	    cmocka_unit_test(test_the_lightest_comes_first),
	    cmocka_unit_test(test_three_ways_to_disagree),
	    cmocka_unit_test(test_many_separate_conflicts),
	    cmocka_unit_test(test_rules_that_contradict_each_other),
	    cmocka_unit_test(test_open_ends_conflict),
	    cmocka_unit_test(test_hitting_sets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
