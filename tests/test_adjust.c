/* Benchmarking, disaggregation, raking, hierarchies: small problems solved by hand, properties, and
 * every refusal. The reference cases of other programs are run by tool_cases. */
#include "adjust/disaggregate.h"
#include "adjust/growth_rates.h"
#include "adjust/hierarchy.h"
#include "adjust/multivariate.h"
#include "adjust/rake.h"
#include "adjust/spline.h"
#include "adjust/stock.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double got, double wanted)
{
	if (!(fabs(got - wanted) <= 1e-9 * fmax(1, fabs(wanted))))
		fail_msg("expected %.17g, got %.17g", wanted, got);
}

static void has(const tally_error *err, const char *what)
{
	if (!strstr(err->message, what))
		fail_msg("\"%s\" lacks \"%s\"", err->message, what);
}

/* --- benchmarking -------------------------------------------------------------------------- */

static void one_benchmark_by_hand(void **state)
{
	(void)state;
	static const double s[] = {1, 3};
	static const tally_benchmark b[] = {{0, 1, 1, 10, 0}};
	tally_benchmark_options o = tally_benchmark_default();
	double x[2];

	assert_int_equal(tally_benchmark_series(s, NULL, 2, b, 1, &o, x, NULL, NULL), TALLY_OK);
	near(x[0], 2.5);
	near(x[1], 7.5);
	o.lambda = 0;
	assert_int_equal(tally_benchmark_series(s, NULL, 2, b, 1, &o, x, NULL, NULL), TALLY_OK);
	near(x[0], 4);
	near(x[1], 6);
}

static void nothing_moves_when_the_benchmarks_agree(void **state)
{
	(void)state;
	static const double s[] = {1.5, 2.25, 3, 2, 1, 7};
	static const tally_benchmark b[] = {{0, 2, 1, 6.75, 0}, {3, 5, 1, 10, 0}};
	tally_benchmark_options o = tally_benchmark_default();

	for (int order = 0; order <= 2; order++) {
		double x[6];
		o.order = order;
		assert_int_equal(tally_benchmark_series(s, NULL, 6, b, 2, &o, x, NULL, NULL), 0);
		for (int t = 0; t < 6; t++)
			near(x[t], s[t]);
	}
}

static void scaling_everything_scales_the_result(void **state)
{
	(void)state;
	static const double s[] = {1.5, 2.25, 3, 2, 1, 7}, s10[] = {15, 22.5, 30, 20, 10, 70};
	static const tally_benchmark b[] = {{0, 2, 1, 8, 0}, {3, 5, 1, 9, 0}};
	static const tally_benchmark b10[] = {{0, 2, 1, 80, 0}, {3, 5, 1, 90, 0}};
	tally_benchmark_options o = {.movement = TALLY_CHOLETTE, .rho = 0.729, .lambda = 0.5};
	double x[6], x10[6];

	assert_int_equal(tally_benchmark_series(s, NULL, 6, b, 2, &o, x, NULL, NULL), 0);
	assert_int_equal(tally_benchmark_series(s10, NULL, 6, b10, 2, &o, x10, NULL, NULL), 0);
	for (int t = 0; t < 6; t++)
		near(x10[t], 10 * x[t]);
}

/* Figures in yuan are as easy as figures in trillions. */
static void the_unit_does_not_matter(void **state)
{
	(void)state;
	static const double units[] = {1e-12, 1, 1e12};
	double s[40], x[40], first[40];

	for (int u = 0; u < 3; u++) {
		tally_benchmark b[10];
		tally_benchmark_options o = tally_benchmark_default();
		for (int t = 0; t < 40; t++)
			s[t] = (5 + sin(t)) * units[u];
		for (size_t k = 0; k < 10; k++)
			b[k] =
			    (tally_benchmark){4 * k, 4 * k + 3, 1, (20 + (double)k) * units[u], 0};
		assert_int_equal(tally_benchmark_series(s, NULL, 40, b, 10, &o, x, NULL, NULL), 0);
		for (int t = 0; t < 40; t++) {
			first[t] = u == 0 ? x[t] / units[u] : first[t];
			near(x[t] / units[u], first[t]);
		}
	}
}

static void the_same_benchmark_twice_does_no_harm(void **state)
{
	(void)state;
	static const double s[] = {1, 2, 3, 4};
	static const tally_benchmark once[] = {{0, 3, 1, 20, 0}, {0, 1, 1, 5, 0}};
	/* The third follows from the first two. */
	static const tally_benchmark twice[] = {
	    {0, 3, 1, 20, 0}, {0, 1, 1, 5, 0}, {2, 3, 1, 15, 0}};
	tally_benchmark_options o = tally_benchmark_default();
	double x[4], y[4];

	assert_int_equal(tally_benchmark_series(s, NULL, 4, once, 2, &o, x, NULL, NULL), 0);
	assert_int_equal(tally_benchmark_series(s, NULL, 4, twice, 3, &o, y, NULL, NULL), 0);
	for (int t = 0; t < 4; t++)
		near(y[t], x[t]);
}

static void what_cannot_be_met_is_named(void **state)
{
	(void)state;
	static const double s[] = {1, 2, 3, 4}, zeros[] = {1, 2, 0, 0}, gap[] = {1, NAN, 3, 4};
	static const double fixed[] = {1, 1, 0, 0};
	static const tally_benchmark contrary[] = {{0, 1, 1, 5, 0}, {0, 1, 1, 6, 0}};
	static const tally_benchmark second[] = {{0, 1, 1, 5, 0}, {2, 3, 1, 6, 0}};
	static const tally_benchmark outside[] = {{2, 4, 1, 5, 0}};
	tally_benchmark_options o = tally_benchmark_default();
	double x[4];
	tally_error err = {0};

	assert_int_equal(tally_benchmark_series(s, NULL, 4, contrary, 2, &o, x, NULL, &err),
			 TALLY_EINPUT);
	has(&err, "cannot be met");
	assert_int_equal(tally_benchmark_series(zeros, NULL, 4, second, 2, &o, x, NULL, &err),
			 TALLY_EINPUT);
	has(&err, "benchmark 2 (6) cannot be met");
	assert_int_equal(tally_benchmark_series(s, fixed, 4, second, 2, &o, x, NULL, &err),
			 TALLY_EINPUT);
	has(&err, "benchmark 2");
	assert_int_equal(tally_benchmark_series(gap, NULL, 4, second, 2, &o, x, NULL, &err),
			 TALLY_EINPUT);
	has(&err, "period 2");
	assert_int_equal(tally_benchmark_series(s, NULL, 4, outside, 1, &o, x, NULL, &err),
			 TALLY_EINPUT);
	has(&err, "covers periods 3 to 5");
	o.order = TALLY_ORDER_MAX + 1;
	assert_int_equal(tally_benchmark_series(s, NULL, 4, second, 2, &o, x, NULL, &err),
			 TALLY_EUSAGE);
}

static void a_soft_benchmark_is_met_half_way(void **state)
{
	(void)state;
	static const double s[] = {2, 2};
	/* lambda 0, rho 0: x moves with variance 1 + 1, the benchmark with 0.25 * 8. */
	static const tally_benchmark b[] = {{0, 1, 1, 8, 0.25}};
	tally_benchmark_options o = {.movement = TALLY_CHOLETTE, .rho = 0, .lambda = 0};
	double x[2];

	assert_int_equal(tally_benchmark_series(s, NULL, 2, b, 1, &o, x, NULL, NULL), TALLY_OK);
	near(x[0] + x[1], 6);
}

static void growth_rates_stay_when_they_can(void **state)
{
	(void)state;
	static const double s[] = {1, 1.1, 1.21, 1.331};
	static const tally_benchmark b[] = {{0, 1, 1, 21, 0}, {2, 3, 1, 25.41, 0}};

	for (int k = 0; k < 4; k++) {
		double x[4];
		int steps;
		assert_int_equal(
		    tally_benchmark_rates(s, 4, b, 2, (tally_rates_objective)k, x, &steps, NULL),
		    TALLY_OK);
		assert_true(steps >= 0);
		for (int t = 1; t < 4; t++)
			near(x[t] / x[t - 1], 1.1);
	}
}

static void splines_meet_their_benchmarks(void **state)
{
	(void)state;
	static const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
	static const tally_benchmark b[] = {{0, 2, 1, 6, 0}, {3, 5, 1, 9, 0}, {6, 8, 1, 6, 0}};
	static const tally_benchmark gap[] = {{0, 2, 1, 6, 0}, {4, 5, 1, 9, 0}};
	double x[9];
	tally_error err = {0};

	assert_int_equal(tally_benchmark_spline(ones, 9, b, 3, x, NULL), TALLY_OK);
	near(x[0] + x[1] + x[2], 6);
	near(x[3] + x[4] + x[5], 9);
	near(x[4], fmax(x[4], fmax(x[3], x[5]))); /* highest in the middle */
	near(x[0], x[8]);
	assert_int_equal(tally_benchmark_spline(ones, 9, gap, 2, x, &err), TALLY_EINPUT);
	has(&err, "benchmark 2 does not begin where the one before it ends");
}

static void stocks_go_through_their_anchors(void **state)
{
	(void)state;
	static const double s[] = {10, 11, 12, 13, 14, 15, 16, 17};
	static const tally_anchor a[] = {{1, 22}, {5, 45}}, twice[] = {{5, 1}, {5, 2}};
	tally_stock_options o = tally_stock_default(4);
	double x[8];
	tally_error err = {0};

	assert_int_equal(tally_benchmark_stock(s, NULL, 8, a, 2, &o, x, NULL), TALLY_OK);
	near(x[1], 22);
	near(x[5], 45);
	assert_true(x[3] / s[3] > 2 && x[3] / s[3] < 3);
	assert_int_equal(tally_benchmark_stock(s, NULL, 8, twice, 2, &o, x, &err), TALLY_EINPUT);
	has(&err, "anchor 2");
}

/* --- several series ----------------------------------------------------------------------------
 */

static void series_meet_benchmarks_and_add_up(void **state)
{
	(void)state;
	static const double s1[] = {1, 2, 3, 4}, s2[] = {4, 3, 2, 1}, total[] = {6, 6, 7, NAN};
	static const double weights[] = {1, 1}, contrary[] = {100, 6, 7, NAN};
	static const tally_benchmark b1[] = {{0, 1, 1, 4, 0}}, b2[] = {{0, 1, 1, 8, 0}};
	tally_member members[] = {{s1, b1, 1}, {s2, b2, 1}};
	tally_sum sum = {weights, total}, wrong = {weights, contrary};
	double x1[4], x2[4], *out[] = {x1, x2}, worst;
	tally_error err = {0};

	assert_int_equal(
	    tally_benchmark_together(members, 2, 4, &sum, 1, 0.8, 1, out, &worst, &err), 0);
	assert_true(worst < 1e-12);
	near(x1[0] + x1[1], 4);
	for (int t = 0; t < 3; t++)
		near(x1[t] + x2[t], total[t]);
	assert_int_equal(
	    tally_benchmark_together(members, 2, 4, &wrong, 1, 0.8, 1, out, &worst, &err),
	    TALLY_EINPUT);
	has(&err, "contradict");
}

/* --- disaggregation ------------------------------------------------------------------------------
 */

/* Totals that the indicator explains exactly: any model gives the line back. */
static void a_perfect_indicator_is_found(void **state)
{
	(void)state;
	enum { N = 24 };
	double z[N], x[N], sd[N];
	const double *columns[] = {z};
	tally_benchmark totals[6];
	tally_disaggregate_options o = tally_disaggregate_default();
	tally_disaggregate_info info;

	for (int t = 0; t < N; t++)
		z[t] = 10 + 3 * sin(t) + 0.5 * t;
	for (size_t y = 0; y < 6; y++) {
		totals[y] = (tally_benchmark){4 * y, 4 * y + 3, 1, 0, 0};
		for (size_t t = 4 * y; t < 4 * y + 4; t++)
			totals[y].value += 2 + 5 * z[t];
	}
	o.search = TALLY_RHO_GIVEN;
	for (int model = 0; model < 4; model++) {
		o.residual = (tally_residual)model;
		o.rho = model == TALLY_RESIDUAL_DYNAMIC ? 0 : 0.5;
		assert_int_equal(
		    tally_disaggregate(columns, NULL, 1, N, totals, 6, &o, x, sd, &info, NULL), 0);
		near(info.coefficient[1], 5);
		for (int t = 0; t < N; t++)
			near(x[t], 2 + 5 * z[t]);
	}
}

static void equal_indicators_are_named(void **state)
{
	(void)state;
	static const double a[] = {1, 2, 3, 4, 5, 7, 6, 8}, b[] = {2, 4, 6, 8, 10, 14, 12, 16};
	static const double *const columns[] = {a, b};
	static const char *const names[] = {"exports", "sales"};
	static const tally_benchmark totals[] = {
	    {0, 1, 1, 3, 0}, {2, 3, 1, 8, 0}, {4, 5, 1, 11, 0}, {6, 7, 1, 15, 0}};
	tally_disaggregate_options o = tally_disaggregate_default();
	double x[8];
	tally_error err = {0};

	assert_int_equal(
	    tally_disaggregate(columns, names, 2, 8, totals, 4, &o, x, NULL, NULL, &err),
	    TALLY_EINPUT);
	has(&err, "sales");
	assert_int_equal(
	    tally_disaggregate(columns, names, 2, 8, totals, 2, &o, x, NULL, NULL, &err),
	    TALLY_EINPUT);
	has(&err, "too few");
}

static void negative_values_are_held_and_totals_still_met(void **state)
{
	(void)state;
	static const double z[] = {1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 1, 1, 1};
	static const double *const columns[] = {z};
	static const tally_benchmark totals[] = {
	    {0, 3, 1, 40, 0}, {4, 7, 1, 1, 0}, {8, 11, 1, 60, 0}, {12, 15, 1, 2, 0}};
	tally_disaggregate_options o = tally_disaggregate_default();
	double x[16], lowest = 0;

	o.search = TALLY_RHO_GIVEN;
	o.residual = TALLY_RESIDUAL_WALK;
	assert_int_equal(
	    tally_disaggregate(columns, NULL, 1, 16, totals, 4, &o, x, NULL, NULL, NULL), 0);
	for (int t = 0; t < 16; t++)
		lowest = fmin(lowest, x[t]);
	assert_true(lowest < 0); /* the problem is there */
	o.non_negative = true;
	assert_int_equal(
	    tally_disaggregate(columns, NULL, 1, 16, totals, 4, &o, x, NULL, NULL, NULL), 0);
	for (int t = 0; t < 16; t++)
		assert_true(x[t] >= 0);
	for (int k = 0; k < 4; k++)
		near(x[4 * k] + x[4 * k + 1] + x[4 * k + 2] + x[4 * k + 3], totals[k].value);
}

/* --- tables --------------------------------------------------------------------------------------
 */

static const size_t part_total[] = {0, 0, 1, 1, 2, 3, 2, 3}, part_cell[] = {0, 1, 2, 3, 0, 1, 2, 3};

static tally_table table(const double *cells, const double *totals)
{
	return (tally_table){.n_cells = 4,
			     .cells = cells,
			     .n_totals = 4,
			     .totals = totals,
			     .n_parts = 8,
			     .part_total = part_total,
			     .part_cell = part_cell};
}

static void a_table_is_raked_both_ways(void **state)
{
	(void)state;
	static const double cells[] = {1, 2, 3, 4}, totals[] = {4, 6, 4, 6};
	tally_table t = table(cells, totals);
	double x[4], y[4];
	tally_rake_info info;

	assert_int_equal(tally_rake(&t, x, NULL, &info, NULL), TALLY_OK);
	assert_true(info.worst < 1e-14);
	assert_int_equal(tally_rake_proportional(&t, 1e-13, 1000, y, NULL, &info, NULL), 0);
	assert_true(info.rounds > 0);
	for (int r = 0; r < 2; r++) {
		near(x[2 * r] + x[2 * r + 1], totals[r]);
		near(x[r] + x[2 + r], totals[2 + r]);
		near(y[2 * r] + y[2 * r + 1], totals[r]);
		near(y[r] + y[2 + r], totals[2 + r]);
	}
	near(y[0] * y[3] / (y[1] * y[2]), 1 * 4 / (2.0 * 3)); /* the odds ratio stays */
}

/* A + B = 1 of 2 and -2: in proportion to sizes both rise by a quarter; with their signs the two
 * variances cancel and nothing can be reached (the example of tsraking's manual). */
static void a_negative_cell_rises_towards_zero(void **state)
{
	(void)state;
	static const double cells[] = {2, -2}, total[] = {1};
	static const size_t none[] = {0, 0}, each[] = {0, 1};
	tally_table t = {.n_cells = 2,
			 .cells = cells,
			 .n_totals = 1,
			 .totals = total,
			 .n_parts = 2,
			 .part_total = none,
			 .part_cell = each};
	double x[2];

	assert_int_equal(tally_rake(&t, x, NULL, NULL, NULL), TALLY_OK);
	near(x[0], 2.5);
	near(x[1], -1.5);
	t.signed_sizes = true;
	assert_int_equal(tally_rake(&t, x, NULL, NULL, NULL), TALLY_EINPUT);
}

static void totals_that_contradict_are_named(void **state)
{
	(void)state;
	static const double cells[] = {1, 2, 3, 4}, totals[] = {4, 6, 4, 7},
			    negative[] = {1, -2, 3, 4};
	static const double fixed[] = {0, 0, 1, 1}, fine[] = {4, 6, 4, 6};
	tally_table t = table(cells, totals);
	double x[4];
	tally_error err = {0};

	assert_int_equal(tally_rake(&t, x, NULL, NULL, &err), TALLY_EINPUT);
	has(&err, "cannot be met");
	assert_int_equal(tally_rake_proportional(&t, 1e-12, 50, x, NULL, NULL, &err), TALLY_EINPUT);
	t = table(negative, fine);
	assert_int_equal(tally_rake_proportional(&t, 1e-12, 50, x, NULL, NULL, &err), TALLY_EINPUT);
	has(&err, "cell 2 is negative");
	assert_int_equal(tally_rake(&t, x, NULL, NULL, NULL), TALLY_OK); /* least squares can */
	t = table(cells, fine);
	t.alterability = fixed;
	assert_int_equal(tally_rake(&t, x, NULL, NULL, &err), TALLY_EINPUT);
	has(&err, "total 1");
}

/* --- hierarchies
 * ----------------------------------------------------------------------------------- */

static void a_hierarchy_adds_up_by_every_method(void **state)
{
	(void)state;
	static const double sums[] = {1, 1, 1, 1, 1, 0};
	static const double base[] = {10, 7, 3, 3, 5};
	static const double residuals[] = {1,   .5, .2, .1,  .3, -1,  -.7, .1, -.3, -.2, .5, .2,
					   -.1, .3, .4, 2,   -1, .3,  .6,  .9, .1,  -.4, .7, -.2,
					   .3,  .5, .1, -.6, .2, -.3, .4,  .8, .3,  .2,  .1};
	tally_hierarchy h = {2, 3, sums};

	for (int m = TALLY_HIERARCHY_OLS; m <= TALLY_HIERARCHY_SHRINK; m++) {
		double w[25], x[5];
		bool fixed[5] = {m == TALLY_HIERARCHY_VARIANCE};
		assert_int_equal(tally_hierarchy_covariance(&h, (tally_hierarchy_method)m,
							    residuals, 7, w, NULL, NULL),
				 TALLY_OK);
		assert_int_equal(tally_hierarchy_reconcile(&h, base, w, fixed, false, x, NULL), 0);
		near(x[0], x[2] + x[3] + x[4]);
		near(x[1], x[2] + x[3]);
		if (fixed[0])
			near(x[0], 10);
	}
}

static void a_hierarchy_without_negative_values(void **state)
{
	(void)state;
	static const double sums[] = {1, 1}, base[] = {1, -2, 3};
	tally_hierarchy h = {1, 2, sums};
	double w[9], x[3];

	assert_int_equal(
	    tally_hierarchy_covariance(&h, TALLY_HIERARCHY_OLS, NULL, 0, w, NULL, NULL), 0);
	assert_int_equal(tally_hierarchy_reconcile(&h, base, w, NULL, true, x, NULL), TALLY_OK);
	near(x[1], 0);
	near(x[0], x[2]);
	near(x[0], 2); /* the mean of 1 and 3 */
}

static void bottom_up_and_top_down(void **state)
{
	(void)state;
	static const double sums[] = {1, 1}, base[] = {10, 2, 3}, proportions[] = {3, 1};
	tally_hierarchy h = {1, 2, sums};
	double x[3];

	assert_int_equal(tally_hierarchy_reconcile(&h, base, NULL, NULL, false, x, NULL), TALLY_OK);
	near(x[0], 5);
	assert_int_equal(tally_hierarchy_top_down(&h, base, 0, proportions, x, NULL), TALLY_OK);
	near(x[1], 7.5);
	near(x[2], 2.5);
	near(x[0], 10);
}

static void fixed_nodes_that_contradict_are_refused(void **state)
{
	(void)state;
	static const double sums[] = {1, 1}, base[] = {10, 2, 3};
	static const bool fixed[] = {true, true, true};
	tally_hierarchy h = {1, 2, sums};
	double w[9], x[3];
	tally_error err = {0};

	tally_hierarchy_covariance(&h, TALLY_HIERARCHY_OLS, NULL, 0, w, NULL, NULL);
	assert_int_equal(tally_hierarchy_reconcile(&h, base, w, fixed, false, x, &err),
			 TALLY_EINPUT);
	has(&err, "contradict");
	assert_int_equal(
	    tally_hierarchy_covariance(&h, TALLY_HIERARCHY_SAMPLE, NULL, 0, w, NULL, &err),
	    TALLY_EINPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_benchmark_by_hand),
	    cmocka_unit_test(nothing_moves_when_the_benchmarks_agree),
	    cmocka_unit_test(scaling_everything_scales_the_result),
	    cmocka_unit_test(the_unit_does_not_matter),
	    cmocka_unit_test(the_same_benchmark_twice_does_no_harm),
	    cmocka_unit_test(what_cannot_be_met_is_named),
	    cmocka_unit_test(a_soft_benchmark_is_met_half_way),
	    cmocka_unit_test(growth_rates_stay_when_they_can),
	    cmocka_unit_test(splines_meet_their_benchmarks),
	    cmocka_unit_test(stocks_go_through_their_anchors),
	    cmocka_unit_test(series_meet_benchmarks_and_add_up),
	    cmocka_unit_test(a_perfect_indicator_is_found),
	    cmocka_unit_test(equal_indicators_are_named),
	    cmocka_unit_test(negative_values_are_held_and_totals_still_met),
	    cmocka_unit_test(a_table_is_raked_both_ways),
	    cmocka_unit_test(a_negative_cell_rises_towards_zero),
	    cmocka_unit_test(totals_that_contradict_are_named),
	    cmocka_unit_test(a_hierarchy_adds_up_by_every_method),
	    cmocka_unit_test(a_hierarchy_without_negative_values),
	    cmocka_unit_test(bottom_up_and_top_down),
	    cmocka_unit_test(fixed_nodes_that_contradict_are_refused),
	};
	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
