/* The expression language: what it reads, what it refuses and how it says so. */
#include "figures.h"

static void assert_refused(const char *text, const char *part)
{
	tally_expression *e = NULL;
	tally_error err = {0};
	assert_int_equal(tally_expression_parse(text, codes, &e, &err), TALLY_EUSAGE);
	assert_null(e);
	if (!strstr(err.message, part))
		fail_msg("\"%s\": message \"%s\" lacks \"%s\"", text, err.message, part);
}

static tally_expression *parsed(const char *text)
{
	tally_expression *e = NULL;
	tally_error err = {0};
	if (tally_expression_parse(text, codes, &e, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	return e;
}

static void test_errors_name_place_and_expectation(void **state)
{
	(void)state;
	assert_refused("", "column 1: the expression ends, expected a metric");
	assert_refused("yoy(gdp", "column 8: the expression ends, expected \",\" or \")\"");
	assert_refused("yoy(gdp))", "column 9: found \")\", expected an operator or the end");
	assert_refused("gdp +", "column 6: the expression ends, expected a metric");
	assert_refused("gdp + * 2", "column 7: found \"*\", expected a metric");
	assert_refused("gdp gdp", "column 5: found \"g\", expected an operator");
	assert_refused("gdp % 2", "column 5: found \"%\"");
	assert_refused("(gdp", "column 5: the expression ends, expected \")\"");
	assert_refused("gdpp", "column 1: unknown metric \"gdpp\"; did you mean gdp");
	assert_refused("国内生产总值x", "column 1: unknown metric");
	assert_refused("1 + 国内 * 2", "column 5: unknown metric");
	assert_refused("yoi(gdp)", "column 1: unknown transform \"yoi\"; did you mean yoy");
	assert_refused("yoy", "yoy needs its argument in brackets");
	assert_refused("yoy()", "column 5: found \")\"");
	assert_refused("yoy(3)", "column 5: yoy works on series, found a number");
	assert_refused("42", "names no metric");
	assert_refused("1.2.3", "column 1: column 4");
	assert_refused("\"gdp", "a name and a closing quote");
}

static void test_a_lone_operator_says_quote_it(void **state)
{
	(void)state;
	static const char *const lone[] = {"/", "*", "-", "+", "(", "-/"};
	for (size_t i = 0; i < sizeof lone / sizeof *lone; i++)
		assert_refused(lone[i], "quote the whole of it");
}

static void test_selectors(void **state)
{
	(void)state;
	assert_refused("gdp[", "expected a region, a period, * or name=value");
	assert_refused("gdp[]", "column 5: found \"]\"");
	assert_refused("gdp[CN", "column 7: the expression ends, expected \",\" or \"]\"");
	assert_refused("gdp[ZZZ]", "column 5: \"ZZZ\" is no region, period or selector");
	assert_refused("gdp[CN/streets]", "CN is not cut in streets");
	assert_refused("gdp[pirces=current]", "unknown selector \"pirces\"");
	assert_refused("gdp[prices=old]", "\"old\" is no value of prices");
	assert_refused("gdp[frequency=X]", "\"X\" is no value of frequency");
	assert_refused("gdp[adjustment=SA]", "is no value of adjustment");
	static const char *const good[] = {
	    "gdp[CN]",
	    "gdp[中国]",
	    "gdp[广东, 2023]",
	    "gdp[2023-Q3]",
	    "gdp[2023-01/2023-09]",
	    "gdp[*]",
	    "gdp[CN/provinces]",
	    "gdp[CN/*]",
	    "gdp[CN, prices=constant:2020, measure=level, adjustment=N]",
	    "gdp[frequency=Q, unit=亿元, kind=survey]",
	    "国内生产总值[CN]",
	    "\"GDP per capita\"",
	    " gdp [ CN ] "};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		tally_expression_free(parsed(good[i]));
}

static void test_options(void **state)
{
	(void)state;
	assert_refused("rolling(gdp)", "rolling: expected n: the number of periods");
	assert_refused("rolling(gdp, 0)", "column 14: n=0: expected a whole number from 1");
	assert_refused("rolling(gdp, 2.5)", "expected a whole number");
	assert_refused("rolling(gdp, 3, average)", "of=average: expected one of mean, sum");
	assert_refused("rolling(gdp, 3, mean, 4)", "it has no more options");
	assert_refused("index(gdp, 2010-Q5)", "expected a quarter 1..4");
	assert_refused("index(gdp, )", "expected the base period");
	assert_refused("growth(gdp)", "growth: expected base");
	tally_expression_free(parsed("rolling(gdp, of=sum, n=4)"));
	tally_expression_free(parsed("index(gdp, at = 1, base = 2010-Q1)"));
}

static void test_units_are_checked_before_it_runs(void **state)
{
	(void)state;
	assert_refused("gdp + population", "column 5: cannot add yuan and person");
	assert_refused("gdp ^ 2", "column 5: expected a pure number to the power");
	assert_refused("2 ^ yoy(gdp)", "column 3: expected a pure number to the power");
	assert_refused("gdp - 1", "cannot subtract yuan and 1");
	assert_refused("share(population, gdp)", "share: the units person and yuan do not fit");
	assert_refused("deflate(gdp, population, 2010)", "deflate: the units yuan and person");
	assert_refused("convert(gdp, population)", "convert: the units yuan and person");
	assert_refused("gdp / population + population / gdp",
		       "cannot add yuan/person and person/yuan");
	const struct {
		const char *text;
		tally_display display;
		const char *unit;
	} good[] = {
	    {"gdp", TALLY_PLAIN, "yuan"},
	    {"gdp * 2 + gdp", TALLY_PLAIN, "yuan"},
	    {"gdp / population", TALLY_PLAIN, "yuan/person"},
	    {"yoy(gdp / population)", TALLY_PERCENT, "1"},
	    {"rd_expenditure / gdp * 100", TALLY_PLAIN, "1"},
	    {"share(gdp, CN)", TALLY_PERCENT, "1"},
	    {"yoy(share(gdp, CN))", TALLY_POINTS, "1"},
	    {"yoy(gdp) - yoy(gdp[CN])", TALLY_POINTS, "1"},
	    {"yoy(urbanisation_rate)", TALLY_POINTS, "1"},
	    {"yoy(high_tech_enterprises)", TALLY_PERCENT, "1"},
	    {"index(gdp, 2010) + 3", TALLY_PLAIN, "1"},
	    {"convert(gdp, exchange_rate[CN])", TALLY_PLAIN, "USD"},
	    {"convert(gdp_usd, exchange_rate[CN])", TALLY_PLAIN, "yuan"},
	    {"gdp * gdp / gdp", TALLY_PLAIN, "yuan"},
	    {"(gdp / gdp[2010]) ^ (1 / 10) - 1", TALLY_PLAIN, "1"},
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char unit[TALLY_DIMENSION_TEXT];
		tally_expression *e = parsed(good[i].text);
		const tally_type *type = tally_expression_type(e);
		tally_dimension_print(&type->dimension, unit);
		if (strcmp(unit, good[i].unit) != 0 || type->display != good[i].display)
			fail_msg("%s: %s, display %d", good[i].text, unit, (int)type->display);
		tally_expression_free(e);
	}
}

static void test_what_may_be_added_over_time(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	tally_expression_options options = {0};
	static const struct {
		const char *text, *part;
	} wrong[] = {{"rolling(population, 3, sum)", "only flows add up over time"},
		     {"cumulate(population)", "only flows add up over time"},
		     {"decumulate(population)", "only flows"},
		     {"convert(fx_reserves, exchange_rate)",
		      "a stock converts at the rate of its last day"}};
	add_figures(&claims, "population CN 2020=3 2021=4");
	add_figures(&claims, "fx_reserves CN 2020=3 2021=4");
	add_figures(&claims, "exchange_rate CN 2020=7 2021=6");
	build(&claims, NULL, &set);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		tally_computed out;
		tally_error err = {0};
		tally_expression *e = parsed(wrong[i].text);
		assert_int_equal(tally_expression_run(e, &set, &options, &out, &err), TALLY_EUSAGE);
		if (!strstr(err.message, wrong[i].part))
			fail_msg("%s: %s", wrong[i].text, err.message);
		tally_expression_free(e);
	}
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

/* What the notes say when an expression finds nothing. */
static void assert_note(const char *text, const tally_series_set *set, const char *part)
{
	tally_expression_options options = {0};
	tally_computed out;
	tally_error err = {0};
	tally_expression *e = parsed(text);
	assert_int_equal(tally_expression_run(e, set, &options, &out, &err), TALLY_OK);
	assert_int_equal(out.n, 0);
	assert_true(out.notes.count > 0);
	if (!strstr(out.notes.items[0].message, part))
		fail_msg("%s: %s", text, out.notes.items[0].message);
	tally_computed_release(&out);
	tally_expression_free(e);
}

static void test_what_is_there_instead_is_told(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_series_set set;
	add_figures(&claims, "gdp CN prices=constant:2020 2020=3");
	build(&claims, NULL, &set);
	assert_note("yoy(gdp)", &set, "column 5: no figures of gdp with this prices");
	assert_note("yoy(gdp)", &set, "prices=constant:2020");
	assert_note("population", &set, "no figures of population");
	assert_note("sum(gdp[CN-GD]) / population[CN]", &set, "no figures of gdp");
	assert_note("stl(gdp[prices=constant:2020])", &set, "no series is left");
	tally_series_set_release(&set);
	tally_claims_release(&claims);
}

static double figure(const char *text, const tally_claims *claims,
		     const tally_expression_options *options, size_t *n_notes)
{
	tally_series_set set;
	tally_computed out;
	tally_error err = {0};
	build(claims, NULL, &set);
	tally_expression *e = parsed(text);
	if (tally_expression_run(e, &set, options, &out, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	assert_true(out.n > 0);
	double value = out.items[0].points[0].value;
	if (n_notes)
		*n_notes = out.notes.count;
	tally_computed_release(&out);
	tally_expression_free(e);
	tally_series_set_release(&set);
	return value;
}

static void test_members_of_a_group(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_expression_options options = {0};
	size_t notes;
	int32_t cn = tally_codes_find_region(codes, "CN", 2);
	int n = 0;
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		char line[100];
		if (m->group != cn || strcmp(m->partition, "provinces") != 0)
			continue;
		snprintf(line, sizeof line, "gdp %s 2023=%d",
			 tally_codes_region(codes, m->member)->code, ++n);
		add_figures(&claims, line);
	}
	assert_int_equal(n, 31);
	assert_true(figure("sum(gdp[CN/provinces])", &claims, &options, NULL) == 496);
	assert_true(figure("sum(gdp[CN/*])", &claims, &options, NULL) == 496);
	assert_true(figure("mean(gdp[CN/*])", &claims, &options, NULL) == 16);
	claims.n--; /* one province missing */
	assert_true(isnan(figure("sum(gdp[CN/*])", &claims, &options, &notes)));
	assert_int_equal(notes, 1);
	options.skip_missing = true;
	assert_true(figure("sum(gdp[CN/*])", &claims, &options, NULL) == 465);
	tally_claims_release(&claims);
}

static void test_regions_asked_for(void **state)
{
	(void)state;
	tally_claims claims = {0};
	int32_t regions[1] = {tally_codes_find_region(codes, "CN-JS", 5)};
	tally_expression_options options = {.regions = regions, .n_regions = 1};
	add_figures(&claims, "gdp CN 2023=100");
	add_figures(&claims, "gdp CN-GD 2023=30");
	add_figures(&claims, "gdp CN-JS 2023=25");
	assert_true(figure("gdp", &claims, &options, NULL) == 25);
	assert_true(figure("gdp / gdp[CN]", &claims, &options, NULL) == 0.25);
	assert_true(figure("gdp[CN-GD]", &claims, &options, NULL) == 30);
	assert_true(figure("rank(gdp[*])", &claims, &options, NULL) == 1);
	tally_claims_release(&claims);
}

static void test_stock_meets_flow_by_its_last_day(void **state)
{
	(void)state;
	tally_claims claims = {0};
	tally_expression_options options = {0};
	add_figures(&claims, "gdp CN 2023=120");
	add_figures(&claims, "population CN 2022-12-31=10 2023-12-31=14");
	assert_true(figure("gdp / population", &claims, &options, NULL) == 120.0 / 14);
	assert_true(figure("per_capita(gdp, population)", &claims, &options, NULL) == 10);
	tally_claims_release(&claims);
}

static void test_metrics_and_regions_to_read(void **state)
{
	(void)state;
	const int32_t *ids;
	tally_expression *e = parsed("gdp[CN-GD] / gdp[CN] * rd_expenditure[CN]");
	assert_int_equal(tally_expression_metrics(e, &ids), 2);
	assert_int_equal(tally_expression_regions(e, &ids), 3);
	tally_expression_free(e);
	e = parsed("gdp / gdp[CN]");
	assert_int_equal(tally_expression_regions(e, &ids), 0);
	tally_expression_free(e);
}

static void test_hostile_texts(void **state)
{
	(void)state;
	static char text[200000];
	memset(text, '(', sizeof text - 1);
	text[0] = 'x';
	assert_refused(text, "unknown transform");
	memset(text, '-', sizeof text - 4);
	strcpy(text + sizeof text - 5, "gdp");
	assert_refused(text, "fewer brackets");
	strcpy(text, "gdp");
	for (size_t n = 3; n < 4000; n += 4)
		strcpy(text + n, "+gdp");
	assert_refused(text, "a shorter expression");
	srand(7);
	static const char alphabet[] = "gdp()[]*/+-.,=\"CN20 \xe5\xe2yo";
	for (int i = 0; i < 20000; i++) { /* whatever comes, no crash and a message */
		char noise[40];
		tally_expression *e = NULL;
		tally_error err = {0};
		int n = rand() % 39;
		for (int k = 0; k < n; k++)
			noise[k] = alphabet[(size_t)rand() % (sizeof alphabet - 1)];
		noise[n] = '\0';
		if (tally_expression_parse(noise, codes, &e, &err) == TALLY_OK)
			tally_expression_free(e);
		else
			assert_true(err.message[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_errors_name_place_and_expectation),
	    cmocka_unit_test(test_a_lone_operator_says_quote_it),
	    cmocka_unit_test(test_selectors),
	    cmocka_unit_test(test_options),
	    cmocka_unit_test(test_units_are_checked_before_it_runs),
	    cmocka_unit_test(test_what_may_be_added_over_time),
	    cmocka_unit_test(test_what_is_there_instead_is_told),
	    cmocka_unit_test(test_members_of_a_group),
	    cmocka_unit_test(test_regions_asked_for),
	    cmocka_unit_test(test_stock_meets_flow_by_its_last_day),
	    cmocka_unit_test(test_metrics_and_regions_to_read),
	    cmocka_unit_test(test_hostile_texts),
	};
	return cmocka_run_group_tests(tests, load_codes, free_codes);
}
