/* The network's unknowns, rows, vintages and bases, and bounds of unpublished figures. */
#include "network_fixture.h"

#include "network/bounds.h"
#include "network/network.h"

#include <math.h>

static tally_network build(const fixture *f)
{
	tally_network_options options = tally_network_options_default();
	tally_network net;
	tally_error err = {0};

	if (tally_network_build(&f->claims, f->codes, &options, &net, &err))
		fail_msg("%s", err.message);
	return net;
}

static tally_cell cell_of(const fixture *f, const char *metric, const char *region,
			  const char *period, tally_price_kind prices)
{
	tally_period p;

	assert_int_equal(tally_period_parse(period, strlen(period), &p, NULL), TALLY_OK);
	return tally_network_cell(f->codes,
				  tally_codes_find_metric(f->codes, metric, strlen(metric)),
				  tally_codes_find_region(f->codes, region, strlen(region)), p,
				  (tally_prices){(uint8_t)prices, 0}, 'N');
}

static void near(double value, double expected)
{
	if (fabs(value - expected) > 1e-9 * fmax(1, fabs(expected)))
		fail_msg("%.12g is not %.12g", value, expected);
}

/* The four regions' zones: the north-east was not published. */
static const char zones[] =
    "gross_industrial_output,CN-HTZ,2023-01/2023-09,23.49,万亿元,level,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-E,2023-01/2023-09,13.14,万亿元,level,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-C,2023-01/2023-09,5.55,万亿元,level,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-W,2023-01/2023-09,3.92,万亿元,level,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ,2023-01/2023-09,2.64,%,growth,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-E,2023-01/2023-09,2.88,%,growth,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-C,2023-01/2023-09,3.74,%,growth,,,,,p,2023-12-12\n"
    "gross_industrial_output,CN-HTZ-W,2023-01/2023-09,0.52,%,growth,,,,,p,2023-12-12\n";

static tally_answer ask(const fixture *f, tally_question q)
{
	tally_network_options options = tally_network_options_default();
	tally_answer a;
	tally_error err = {0};

	if (tally_bounds(&f->claims, f->codes, &options, &q, 10, &a, &err))
		fail_msg("%s", err.message);
	return a;
}

static tally_question question(const fixture *f, tally_asked what, const char *metric,
			       const char *region, const char *period)
{
	tally_cell cell = cell_of(f, metric, region, period, TALLY_PRICES_DEFAULT);
	tally_question q = {.what = what, .metric = cell.metric, .region = cell.region};

	assert_int_equal(tally_period_parse(period, strlen(period), &q.period, NULL), TALLY_OK);
	q.whole_metric = q.metric;
	q.whole_region = q.region;
	q.base = tally_period_shift_years(q.period, -1);
	return q;
}

static void level_nobody_published(void **state)
{
	fixture f = fixture_of(zones);
	tally_answer a = ask(&f, question(&f, TALLY_ASK_LEVEL, "gross_industrial_output",
					  "CN-HTZ-NE", "2023-01/2023-09"));

	(void)state;
	near(a.lo, 0.86e12);
	near(a.hi, 0.90e12);
	assert_int_equal(a.status, TALLY_BOUNDS_OK);
	tally_answer_release(&a);
	fixture_release(&f);
}

/* Exact: an independent rational computation gives 1.5610 % and 2.1336 %. */
static void growth_nobody_published(void **state)
{
	fixture f = fixture_of(zones);
	tally_answer a = ask(&f, question(&f, TALLY_ASK_GROWTH, "gross_industrial_output",
					  "CN-HTZ-NE", "2023-01/2023-09"));

	(void)state;
	assert_true(fabs(a.lo - 0.015610) < 1e-6);
	assert_true(fabs(a.hi - 0.021336) < 1e-6);
	tally_answer_release(&a);
	fixture_release(&f);
}

static void nothing_known_is_unbounded(void **state)
{
	fixture f = fixture_of(zones);
	tally_answer a = ask(&f, question(&f, TALLY_ASK_LEVEL, "gdp", "CN", "2020"));

	(void)state;
	near(a.lo, 0);
	assert_true(isinf(a.hi));
	assert_int_equal(a.claims_used, 0);
	tally_answer_release(&a);
	fixture_release(&f);
}

static void inconsistent_claims_are_set_aside(void **state)
{
	fixture f = fixture_of("new_enterprises,CN,2020,90.00,万家,level,,,,,nbs,2021-01-01\n"
			       "new_enterprises,CN-GD,2020,30.00,万家,level,,,,,nbs,2021-01-01\n"
			       "new_enterprises,CN-GD,2020,40.0,%,share,,@CN,,,a,2021-01-01\n");
	tally_answer a = ask(&f, question(&f, TALLY_ASK_LEVEL, "new_enterprises", "CN-GD", "2020"));

	(void)state;
	assert_int_equal(a.status, TALLY_BOUNDS_INCONSISTENT);
	assert_int_equal(a.n_aside, 1);
	assert_int_equal(f.claims.items[a.aside[0]].measure, TALLY_SHARE);
	near(a.lo, 299950);
	near(a.hi, 300050);
	tally_answer_release(&a);
	fixture_release(&f);
}

/* A stock belongs to an instant, a flow to its span. */
static void stocks_are_instants(void **state)
{
	fixture f = fixture_of("population,CN,2020,1411.8,百万人,level,,,,,a,2021-01-01\n"
			       "population,CN,2020-12-31,1411.8,百万人,level,,,,,a,2021-01-01\n");
	tally_network net = build(&f);

	(void)state;
	assert_int_equal(net.n_columns, 1);
	tally_network_release(&net);
	fixture_release(&f);
}

static void prices_are_part_of_the_key(void **state)
{
	fixture f = fixture_of("gdp,CN,2020,101.6,万亿元,level,,,,,a,2021-01-01\n"
			       "gdp,CN,2020,2.3,%,growth,,,,,a,2021-01-01\n");
	tally_network net = build(&f);
	tally_cell current = cell_of(&f, "gdp", "CN", "2020", TALLY_PRICES_CURRENT);
	tally_cell constant = cell_of(&f, "gdp", "CN", "2020", TALLY_PRICES_CONSTANT);

	(void)state;
	assert_int_not_equal(tally_cells_find(&net.cells, &current), TALLY_NO_COLUMN);
	assert_int_not_equal(tally_cells_find(&net.cells, &constant), TALLY_NO_COLUMN);
	assert_int_not_equal(tally_cells_find(&net.cells, &current),
			     tally_cells_find(&net.cells, &constant));
	tally_network_release(&net);
	fixture_release(&f);
}

/* Two releases have a base each; one that prints the base's level shares that level. */
static void bases_belong_to_releases(void **state)
{
	fixture f = fixture_of("new_enterprises,CN,2019,100.0,万家,level,,,,,a,2020-01-01\n"
			       "new_enterprises,CN,2020,5.0,%,growth,,,,,b,2021-01-01\n"
			       "new_enterprises,CN,2020,5.1,%,growth,,,,,a,2020-01-01\n");
	tally_network net = build(&f);
	tally_cell base = cell_of(&f, "new_enterprises", "CN", "2019", TALLY_PRICES_DEFAULT);
	int32_t published = tally_cells_find(&net.cells, &base);

	(void)state;
	for (int32_t r = 0; r < net.n_releases; r++) {
		const char *source = tally_pool_text(&f.claims.texts, net.releases[r].source);

		base.world = r + 1;
		if (strcmp(source, "a") == 0)
			assert_int_equal(tally_cells_find(&net.cells, &base), published);
		else
			assert_int_not_equal(tally_cells_find(&net.cells, &base), published);
	}
	tally_network_release(&net);
	fixture_release(&f);
}

static void later_claims_are_left_out(void **state)
{
	fixture f = fixture_of("population,CN,2015,137000,万人,level,,,,,nbs,2016-02-28\n"
			       "population,CN,2015,137462,万人,level,,,,,nbs,2021-05-11\n");
	tally_network_options options = tally_network_options_default();
	tally_network net = build(&f);

	(void)state;
	assert_int_equal(net.state[0], TALLY_CLAIM_SUPERSEDED);
	assert_int_equal(net.state[1], TALLY_CLAIM_USED);
	tally_network_release(&net);
	options.as_of = tally_day_of(2018, 1, 1);
	assert_int_equal(tally_network_build(&f.claims, f.codes, &options, &net, NULL), TALLY_OK);
	assert_int_equal(net.state[0], TALLY_CLAIM_USED);
	assert_int_equal(net.state[1], TALLY_CLAIM_LATER);
	tally_network_release(&net);
	fixture_release(&f);
}

static void preferred_source_wins(void **state)
{
	fixture f = fixture_of("population,CN,2020,1411.8,百万人,level,,,,,nbs,2021-05-11\n"
			       "population,CN,2020,1402.1,百万人,level,,,,,wb,2021-07-01\n");
	tally_network_options options = tally_network_options_default();
	tally_network net;

	(void)state;
	options.prefer = "nbs";
	assert_int_equal(tally_network_build(&f.claims, f.codes, &options, &net, NULL), TALLY_OK);
	assert_int_equal(net.state[0], TALLY_CLAIM_USED);
	assert_int_equal(net.state[1], TALLY_CLAIM_YIELDS);
	tally_network_release(&net);
	fixture_release(&f);
}

/* A rate on a level that was revised later leaves the network. */
static void stale_rates_leave(void **state)
{
	fixture f = fixture_of("new_enterprises,CN,2019,100.0,万家,level,,,,,nbs,2020-01-01\n"
			       "new_enterprises,CN-GD,2019,10.0,%,share,,@CN,,,nbs,2020-01-01\n"
			       "new_enterprises,CN,2019,110.0,万家,level,,,,,nbs,2021-01-01\n");
	tally_network net = build(&f);
	int stale = 0;

	(void)state;
	for (size_t k = 0; k < f.claims.n; k++)
		stale += net.state[k] == TALLY_CLAIM_STALE;
	assert_int_equal(stale, 1);
	tally_network_release(&net);
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(level_nobody_published),
	    cmocka_unit_test(growth_nobody_published),
	    cmocka_unit_test(nothing_known_is_unbounded),
	    cmocka_unit_test(inconsistent_claims_are_set_aside),
	    cmocka_unit_test(stocks_are_instants),
	    cmocka_unit_test(prices_are_part_of_the_key),
	    cmocka_unit_test(bases_belong_to_releases),
	    cmocka_unit_test(later_claims_are_left_out),
	    cmocka_unit_test(preferred_source_wins),
	    cmocka_unit_test(stale_rates_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
