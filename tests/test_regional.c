/* Regional analytics against hand arithmetic and the properties of the measures. */
#include "regional/convergence.h"
#include "regional/inequality.h"
#include "regional/quotients.h"
#include "regional/shift_share.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void near(double got, double wanted)
{
	if (!(fabs(got - wanted) <= 1e-12 * fmax(1, fabs(wanted))))
		fail_msg("expected %.17g, got %.17g", wanted, got);
}

static void measures_of_small_samples(void **state)
{
	(void)state;
	static const double four[] = {1, 2, 3, 4}, one_has_all[] = {0, 0, 0, 1}, two[] = {1, 4};
	static const double shares[] = {5, 3, 2}, pair[] = {1, 3};

	near(tally_herfindahl(shares, 3), 0.38);
	near(tally_gini(four, NULL, 4), 0.25);
	near(tally_gini(one_has_all, NULL, 4), 0.75);
	near(tally_theil(one_has_all, NULL, 4), log(4));
	near(tally_atkinson(two, NULL, 2, 1), 0.2);   /* 1 - 2 / 2.5 */
	near(tally_atkinson(two, NULL, 2, 0.5), 0.1); /* 1 - 1.5^2 / 2.5 */
	near(tally_williamson(pair, NULL, 2), 0.5);
	near(tally_log_deviation(two, 2), log(2));
}

static void weights_are_repetitions(void **state)
{
	(void)state;
	static const double x[] = {2, 5, 7}, p[] = {3, 1, 2}, repeated[] = {2, 2, 2, 5, 7, 7};

	near(tally_gini(x, p, 3), tally_gini(repeated, NULL, 6));
	near(tally_theil(x, p, 3), tally_theil(repeated, NULL, 6));
	near(tally_atkinson(x, p, 3, 2), tally_atkinson(repeated, NULL, 6, 2));
	near(tally_williamson(x, p, 3), tally_williamson(repeated, NULL, 6));
}

static void measures_do_not_know_the_unit(void **state)
{
	(void)state;
	static const double x[] = {2.385, 5.1, 7.77}, scaled[] = {23.85, 51, 77.7};

	near(tally_gini(x, NULL, 3), tally_gini(scaled, NULL, 3));
	near(tally_theil(x, NULL, 3), tally_theil(scaled, NULL, 3));
	near(tally_atkinson(x, NULL, 3, 0.7), tally_atkinson(scaled, NULL, 3, 0.7));
	near(tally_herfindahl(x, 3), tally_herfindahl(scaled, 3));
	near(tally_log_deviation(x, 3), tally_log_deviation(scaled, 3));
}

static void theil_parts_into_between_and_within(void **state)
{
	(void)state;
	static const double x[] = {1, 2, 6, 9, 4}, p[] = {2, 1, 1, 3, 2};
	static const int group[] = {0, 0, 1, 1, 2}, same[] = {0, 0, 0, 0, 0};
	double between, within;

	near(tally_theil_groups(x, p, group, 5, 3, &between, &within), tally_theil(x, p, 5));
	assert_true(between > 0 && within > 0);
	near(tally_theil_groups(x, p, same, 5, 1, &between, &within), tally_theil(x, p, 5));
	near(between, 0);
}

static void what_is_missing_or_negative_gives_nan(void **state)
{
	(void)state;
	static const double gap[] = {1, NAN, 2}, negative[] = {1, -1, 2}, zeros[] = {0, 0, 0};
	static const double *const bad[] = {gap, negative, zeros};

	for (int i = 0; i < 3; i++) {
		assert_true(isnan(tally_gini(bad[i], NULL, 3)));
		assert_true(isnan(tally_theil(bad[i], NULL, 3)));
		assert_true(isnan(tally_atkinson(bad[i], NULL, 3, 1)));
		assert_true(isnan(tally_williamson(bad[i], NULL, 3)));
		assert_true(isnan(tally_herfindahl(bad[i], 3)));
		assert_true(isnan(tally_log_deviation(bad[i], 3)));
	}
}

static void quotients(void **state)
{
	(void)state;
	static const double e[] = {20, 80, 980, 8920}; /* two regions, two activities */
	double out[4];

	near(tally_location_quotient(20, 100, 1000, 10000), 2);
	tally_location_quotients(e, 2, 2, out);
	near(out[0], 2);
	near(out[1], 80.0 / 100 / (9000.0 / 10000));
	assert_true(isnan(tally_location_quotient(1, 0, 1, 1)));
	near(tally_specialisation((const double[]){1, 0}, (const double[]){1, 1}, 2), 1);
}

static void shift_share_by_hand(void **state)
{
	(void)state;
	static const double before[] = {100, 50}, after[] = {110, 70};
	static const double nation[] = {1000, 1000}, later[] = {1050, 1300};
	tally_shift_share r = tally_shift_share_static(before, after, nation, later, 2);

	near(r.total, 30);
	near(r.national, 26.25); /* 150 * 0.175 */
	near(r.industry, -6.25); /* 100 * -0.125 + 50 * 0.125 */
	near(r.competitive, 10); /* 5 + 5 */
	near(r.pure_competitive, 75 * 0.05 + 75 * 0.1);
	near(r.pure_competitive + r.allocation, r.competitive);
	near(r.national + r.industry + r.competitive, r.total);
}

static void dynamic_shift_share_adds_up(void **state)
{
	(void)state;
	static const double region[] = {100, 50, 104, 58, 110, 70};
	static const double nation[] = {1000, 1000, 1020, 1100, 1050, 1300};
	tally_shift_share r = tally_shift_share_dynamic(region, nation, 3, 2);

	near(r.total, 30);
	near(r.national + r.industry + r.competitive, 30);
	assert_true(fabs(r.national - 26.25) > 0.1); /* the years between do matter */
}

static void beta_of_regions_on_a_line(void **state)
{
	(void)state;
	double start[5], end[5];
	tally_beta b;

	for (int i = 0; i < 5; i++) {
		start[i] = exp(1 + 0.5 * i);
		end[i] = start[i] * exp(10 * (0.1 - 0.02 * (1 + 0.5 * i)));
	}
	assert_int_equal(tally_beta_convergence(start, end, 5, 10, &b, NULL), TALLY_OK);
	assert_true(fabs(b.slope + 0.02) < 1e-12);
	assert_true(fabs(b.speed + log(0.8) / 10) < 1e-11);
	assert_true(fabs(b.half_life - 31.0628371950539) < 1e-8);
	assert_true(b.r_squared > 1 - 1e-12);
}

static void beta_leaves_out_gaps_and_refuses_too_few(void **state)
{
	(void)state;
	static const double start[] = {1, 2, NAN, 4, 0, 6}, end[] = {2, 3, 1, 5, 1, 7};
	static const double alike[] = {3, 3, 3};
	tally_beta b;
	tally_error err = {0};

	assert_int_equal(tally_beta_convergence(start, end, 6, 5, &b, &err), TALLY_OK);
	assert_int_equal(b.n, 4);
	assert_int_equal(tally_beta_convergence(start, end, 2, 5, &b, &err), TALLY_EINPUT);
	assert_int_equal(tally_beta_convergence(alike, end, 3, 5, &b, &err), TALLY_EINPUT);
	assert_int_equal(tally_beta_convergence(start, end, 6, 0, &b, &err), TALLY_EUSAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(measures_of_small_samples),
	    cmocka_unit_test(weights_are_repetitions),
	    cmocka_unit_test(measures_do_not_know_the_unit),
	    cmocka_unit_test(theil_parts_into_between_and_within),
	    cmocka_unit_test(what_is_missing_or_negative_gives_nan),
	    cmocka_unit_test(quotients),
	    cmocka_unit_test(shift_share_by_hand),
	    cmocka_unit_test(dynamic_shift_share_adds_up),
	    cmocka_unit_test(beta_of_regions_on_a_line),
	    cmocka_unit_test(beta_leaves_out_gaps_and_refuses_too_few),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
