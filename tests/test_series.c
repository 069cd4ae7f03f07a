/* Series: grouping, and which figure stands where several were published. */
#include "figures.h"

static const tally_series *only(const tally_series_set *set)
{
	assert_int_equal(set->n, 1);
	return &set->items[0];
}

static void test_one_point_a_period_in_order(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	add_figures(&claims, "gdp CN-GD unit=亿元 2012=57.1 2010=46.0 2011=53.2");
	build(&claims, NULL, &set);
	const tally_series *s = only(&set);
	assert_int_equal(s->n, 3);
	assert_int_equal(s->key.frequency, TALLY_FREQ_YEAR);
	assert_string_equal(s->key.base_unit, "yuan");
	assert_int_equal(s->key.prices.kind, TALLY_PRICES_CURRENT);
	assert_true(s->points[0].value == 46.0e8 && s->points[2].value == 57.1e8);
	assert_true(s->points[0].lo == 45.95e8 && s->points[0].hi == 46.05e8);
	tally_period p;
	tally_period_parse("2011", 4, &p, NULL);
	assert_int_equal(tally_series_find(s, p), 1);
	tally_period_parse("2013", 4, &p, NULL);
	assert_int_equal(tally_series_find(s, p), -1);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_newest_release_known_on_a_day(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_series_query q = tally_series_query_default();
	add_figures(&claims, "gdp CN source=nbs published=2018-01-18 2017=827122");
	add_figures(&claims, "gdp CN source=nbs published=2019-01-10 2017=820754");
	add_figures(&claims, "gdp CN source=nbs published=2020-12-31 2017=832036");
	build(&claims, NULL, &set);
	assert_true(only(&set)->points[0].value == 832036);
	tally_series_set_release(&set);
	q.as_of = tally_day_of(2019, 6, 1);
	build(&claims, &q, &set);
	assert_true(only(&set)->points[0].value == 820754);
	tally_series_set_release(&set);
	q.as_of = tally_day_of(2010, 1, 1);
	build(&claims, &q, &set);
	assert_int_equal(set.n, 0);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_undated_is_always_known(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_series_query q = tally_series_query_default();
	add_figures(&claims, "gdp CN 2017=1");
	add_figures(&claims, "gdp CN source=nbs published=2020-12-31 2017=2");
	q.as_of = tally_day_of(2010, 1, 1);
	build(&claims, &q, &set);
	assert_true(only(&set)->points[0].value == 1);
	tally_series_set_release(&set);
	build(&claims, NULL, &set);
	assert_true(only(&set)->points[0].value == 2);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_most_information_of_one_release(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	add_figures(&claims, "gdp CN source=herald published=2023-11-01 unit=亿元 2022=44.04");
	add_figures(&claims, "gdp CN source=herald published=2023-11-01 unit=亿元 2022=>44");
	add_figures(&claims, "gdp CN source=herald published=2023-11-01 unit=亿元 2022=44");
	build(&claims, NULL, &set);
	assert_true(only(&set)->points[0].value == 44.04e8);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_sources_selected_and_preferred(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_series_query q = tally_series_query_default();
	add_figures(&claims, "gdp CN source=nbs-2019 published=2019-01-01 2017=1");
	add_figures(&claims, "gdp CN source=wb published=2020-01-01 2017=2");
	add_figures(&claims, "gdp CN source=nbsx published=2021-01-01 2017=3");
	build(&claims, NULL, &set);
	assert_true(only(&set)->points[0].value == 3);
	tally_series_set_release(&set);
	q.prefer = "nbs";
	build(&claims, &q, &set);
	assert_true(only(&set)->points[0].value == 1);
	tally_series_set_release(&set);
	q = tally_series_query_default();
	q.source = "wb";
	build(&claims, &q, &set);
	assert_true(only(&set)->points[0].value == 2);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_keys_part_series(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_series_query q = tally_series_query_default();
	add_figures(&claims, "gdp CN 2017=1 2018=1");
	add_figures(&claims, "gdp CN-GD 2017=1");
	add_figures(&claims, "gdp CN 2017-Q1=1");
	add_figures(&claims, "gdp CN 2017-01/2017-09=1");
	add_figures(&claims, "gdp CN prices=constant:2015 2017=1");
	add_figures(&claims, "gdp CN adjustment=S 2017-Q1=1");
	add_figures(&claims, "gdp CN measure=growth unit=% 2017=6.9");
	add_figures(&claims, "gdp CN unit=USD 2017=1");
	add_figures(&claims, "population CN 2017=1");
	add_figures(&claims, "gdp CN kind=target 2027=1");
	build(&claims, NULL, &set);
	assert_int_equal(set.n, 9);
	for (size_t i = 1; i < set.n; i++) { /* in order of metric and region codes */
		const tally_series_key *a = &set.items[i - 1].key, *b = &set.items[i].key;
		const char *x = tally_codes_metric(codes, a->metric)->code;
		const char *y = tally_codes_metric(codes, b->metric)->code;
		assert_true(strcmp(x, y) < 0 ||
			    (a->metric == b->metric &&
			     strcmp(tally_codes_region(codes, a->region)->code,
				    tally_codes_region(codes, b->region)->code) <= 0));
	}
	tally_series_set_release(&set);
	q.all_kinds = true;
	build(&claims, &q, &set);
	assert_int_equal(set.n, 10);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_missing_figures_say_so(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	add_figures(&claims, "gdp CN 2017=1 2018=M 2019=3");
	build(&claims, NULL, &set);
	const tally_point *p = &only(&set)->points[1];
	assert_true(isnan(p->value) && isnan(p->lo) && isnan(p->hi));
	assert_int_equal(p->status, 'M');
	assert_int_equal(p->reason, TALLY_NOT_PUBLISHED);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static void test_usual_base_is_no_base(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_claim c = tally_claim_default();
	c.metric = tally_codes_find_metric(codes, "gdp", 3);
	c.region = tally_codes_find_region(codes, "CN", 2);
	c.unit = tally_codes_find_unit(codes, "%", 1);
	c.measure = TALLY_GROWTH;
	c.figure.first = (tally_decimal){52, 1};
	for (int year = 2020; year < 2023; year++) {
		c.period = tally_period_year(year);
		c.against.base = year == 2021 ? TALLY_BASE_PERIOD : TALLY_BASE_DEFAULT;
		c.against.period = tally_period_year(year == 2021 ? 2020 : 1900);
		tally_claims_add(&claims, &c, NULL);
	}
	build(&claims, NULL, &set);
	assert_int_equal(only(&set)->n, 3);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_point_a_period_in_order),
	    cmocka_unit_test(test_newest_release_known_on_a_day),
	    cmocka_unit_test(test_undated_is_always_known),
	    cmocka_unit_test(test_most_information_of_one_release),
	    cmocka_unit_test(test_sources_selected_and_preferred),
	    cmocka_unit_test(test_keys_part_series),
	    cmocka_unit_test(test_missing_figures_say_so),
	    cmocka_unit_test(test_usual_base_is_no_base),
	};
	return cmocka_run_group_tests(tests, load_codes, free_codes);
}
