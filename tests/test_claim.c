/* Claims: figures, what they are against, their intervals, and the order of a table. */
#include "claim.h"
#include "csv/csv.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static tally_codes *codes;

static int load(void **state)
{
	(void)state;
	return tally_codes_load(NULL, &codes, NULL, NULL) == TALLY_OK ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	tally_codes_free(codes);
	return 0;
}

static int32_t metric(const char *text)
{
	int32_t id = tally_codes_find_metric(codes, text, strlen(text));
	assert_int_not_equal(id, TALLY_NO_CODE);
	return id;
}

static int32_t region(const char *text)
{
	int32_t id = tally_codes_find_region(codes, text, strlen(text));
	assert_int_not_equal(id, TALLY_NO_CODE);
	return id;
}

static tally_figure figure(const char *text)
{
	tally_figure f;
	tally_error err = {0};
	if (tally_figure_parse(text, strlen(text), &f, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	return f;
}

static void a_figure_prints_as_it_was_read(void **state)
{
	(void)state;
	static const char *const texts[] = {"13.50", "-0.5",      "3..5.5", "1/6",
					    "",      "0<..<0.01", "457.41", "0"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char out[TALLY_FIGURE_TEXT];
		tally_figure f = figure(texts[i]);
		assert_int_equal(tally_figure_print(&f, out), strlen(texts[i]));
		assert_string_equal(out, texts[i]);
	}
}

static void a_bad_figure_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} wrong[] = {
	    {"5..3", "lower end is above"},
	    {"1/0", "whole numbers above 0"},
	    {"1.5/2", "whole numbers"},
	    {"..5", "range"},
	    {"12a", "column 3"},
	    {"0<..<0", "above 0 behind"},
	    {"0<..<-3", "above 0 behind"},
	    {"0<..<", "range"},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		tally_figure f;
		tally_error err = {0};
		assert_int_equal(tally_figure_parse(wrong[i].text, strlen(wrong[i].text), &f, &err),
				 TALLY_EINPUT);
		if (!strstr(err.message, wrong[i].message))
			fail_msg("%s: \"%s\" lacks \"%s\"", wrong[i].text, err.message,
				 wrong[i].message);
	}
}

static void values_stand_in_base_units(void **state)
{
	(void)state;
	tally_claim c = tally_claim_default();

	c.metric = metric("gdp");
	c.unit = tally_codes_find_unit(codes, "万亿元", strlen("万亿元"));
	c.figure = figure("12.33");
	assert_true(tally_claim_value(&c, codes) == 12330000000000.0);
	c.unit = tally_codes_find_unit(codes, "%", 1);
	assert_true(tally_claim_value(&c, codes) == 0.1233);
	c.figure = figure("");
	assert_true(isnan(tally_claim_value(&c, codes)));
	c.figure = figure("1/4");
	c.unit = TALLY_NO_CODE;
	assert_true(tally_claim_value(&c, codes) == 0.25);
}

/* Text, qualifier, unit, the ends and whether they are open. */
static const struct {
	const char *text, *unit;
	tally_qualifier q;
	double lo, hi;
	bool lo_open, hi_open;
} ends[] = {
    {"12.33", "万亿元", TALLY_AS_PRINTED, 12.325e12, 12.335e12, false, false},
    {"20", "万亿元", TALLY_OVER, 20e12, HUGE_VAL, true, false},
    {"178", "家", TALLY_AS_PRINTED, 178, 178, false, false},
    {"1.5", "万家", TALLY_AS_PRINTED, 14500, 15500, false, false},
    {"8200", "家", TALLY_LITTLE_OVER, 8200, 8300, true, true},
    {"8", "%", TALLY_ABOUT, 0.07, 0.09, false, false},
    {"3..5", "%", TALLY_AS_PRINTED, 0.03, 0.05, false, false},
    {"0<..<0.1", "亿元", TALLY_AS_PRINTED, 0, 1e7, true, true},
    {"1/4", "", TALLY_AS_PRINTED, 1 / 4.5, 1 / 3.5, false, false},
    {"", "%", TALLY_AS_PRINTED, -HUGE_VAL, HUGE_VAL, false, false},
};

static void intervals_follow_what_was_printed(void **state)
{
	(void)state;
	tally_claims table = {0};

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		tally_claim c = tally_claim_default();
		c.metric = metric("gdp");
		c.unit = tally_codes_find_unit(codes, ends[i].unit, strlen(ends[i].unit));
		c.qualifier = (uint8_t)ends[i].q;
		c.figure = figure(ends[i].text);
		tally_interval in = tally_claim_interval(&c, &table, codes, TALLY_ROUND_NEAREST);
		double lo = tally_bound_down(in.lo), hi = tally_bound_up(in.hi);
		assert_true(lo <= ends[i].lo && lo >= nextafter(ends[i].lo, -HUGE_VAL));
		assert_true(hi >= ends[i].hi && hi <= nextafter(ends[i].hi, HUGE_VAL));
		assert_int_equal(in.lo.open && !in.lo.infinite, ends[i].lo_open);
		assert_int_equal(in.hi.open && !in.hi.infinite, ends[i].hi_open);
	}
}

static void figures_of_a_program_are_widened_not_rounded(void **state)
{
	(void)state;
	tally_claims table = {0};
	tally_claim c = tally_claim_default();

	c.metric = metric("gdp_usd");
	c.unit = tally_codes_find_unit(codes, "USD", 3);
	c.source = tally_pool_add(&table.texts, "wb-2024", 7);
	c.figure = figure("3521418059.923445");
	tally_interval in = tally_claim_interval(&c, &table, codes, TALLY_ROUND_NEAREST);
	double width = tally_bound_up(in.hi) - tally_bound_down(in.lo);
	assert_true(width > 7.0 && width < 7.1); /* 1e-9 of it to both sides */
	c.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = 0.1};
	c.source = 0;
	in = tally_claim_interval(&c, &table, codes, TALLY_ROUND_NEAREST);
	assert_true(tally_bound_down(in.lo) < 0.1 && tally_bound_up(in.hi) > 0.1);
	assert_true(tally_bound_up(in.hi) - tally_bound_down(in.lo) < 1e-15);
	tally_claims_release(&table);
}

static void against_is_read_and_printed(void **state)
{
	(void)state;
	static const char *const texts[] = {"",       "gdp",         "@CN",
					    "gdp@CN", "@CN/2023-S1", "gdp@CN/2023-01/2023-09",
					    "/prev",  "/2023-12-31"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		tally_against a;
		char out[TALLY_AGAINST_TEXT];
		assert_int_equal(tally_against_parse(texts[i], strlen(texts[i]), codes, &a, NULL),
				 TALLY_OK);
		tally_against_print(&a, codes, out);
		assert_string_equal(out, texts[i]);
	}
	tally_against a;
	tally_error err = {0};
	assert_int_equal(tally_against_parse("gdpp@CN", 7, codes, &a, &err), TALLY_EINPUT);
	assert_non_null(strstr(err.message, "did you mean gdp"));
	assert_int_equal(tally_against_parse("@Chhina", 7, codes, &a, &err), TALLY_EINPUT);
	assert_non_null(strstr(err.message, "did you mean China"));
	assert_int_equal(tally_against_parse("/2023-Q5", 8, codes, &a, &err), TALLY_EINPUT);
}

static void prices_default_by_metric_and_measure(void **state)
{
	(void)state;
	tally_claim c = tally_claim_default();

	c.metric = metric("gdp");
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_CURRENT);
	c.measure = TALLY_GROWTH;
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_CONSTANT);
	c.measure = TALLY_CONTRIBUTION_RATIO;
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_CONSTANT);
	c.measure = TALLY_SHARE_DIFFERENCE;
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_CURRENT);
	c.measure = TALLY_GROWTH;
	c.prices.kind = TALLY_PRICES_CURRENT;
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_CURRENT);
	c = tally_claim_default();
	c.metric = metric("high_tech_enterprises");
	c.measure = TALLY_GROWTH;
	assert_int_equal(tally_claim_prices(&c, codes).kind, TALLY_PRICES_NONE);
}

static void the_base_is_a_year_earlier_unless_told(void **state)
{
	(void)state;
	tally_claim c = tally_claim_default();

	c.period = tally_period_quarter(2023, 3);
	assert_true(tally_period_equal(tally_claim_base_period(&c), tally_period_quarter(2022, 3)));
	c.against.base = TALLY_BASE_PREVIOUS;
	assert_true(tally_period_equal(tally_claim_base_period(&c), tally_period_quarter(2023, 2)));
	c.against.base = TALLY_BASE_PERIOD;
	c.against.period = tally_period_year(2020);
	assert_true(tally_period_equal(tally_claim_base_period(&c), tally_period_year(2020)));
}

static tally_claim row(tally_claims *t, const char *m, const char *r, int year, const char *locator,
		       int64_t n)
{
	tally_claim c = tally_claim_default();

	c.metric = metric(m);
	c.region = region(r);
	c.period = tally_period_year(year);
	c.figure = figure("1");
	c.locator = tally_pool_add(&t->texts, locator, strlen(locator));
	c.row = n;
	return c;
}

static void the_canonical_order(void **state)
{
	(void)state;
	tally_claims t = {0};
	tally_claim rows[] = {
	    row(&t, "population", "CN", 2020, "1", 9), row(&t, "gdp", "CN-GD", 2019, "", 8),
	    row(&t, "gdp", "CN", 2021, "10:2", 7),     row(&t, "gdp", "CN", 2021, "9:11", 6),
	    row(&t, "gdp", "CN", 2021, "9:2", 5),      row(&t, "gdp", "CN", 2020, "p7", 4),
	    row(&t, "gdp", "CN", 2021, "9:2", 3),
	};
	static const int64_t wanted[] = {4, 3, 5, 6, 7, 8, 9};

	for (size_t i = 0; i < 7; i++)
		assert_int_equal(tally_claims_add(&t, &rows[i], NULL), TALLY_OK);
	assert_true(tally_claim_same(&t.items[4], &t.items[6]));
	assert_false(tally_claim_same(&t.items[4], &t.items[3]));
	assert_int_equal(tally_claims_sort(&t, codes, NULL), TALLY_OK);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(t.items[i].row, wanted[i]);
	tally_claims_release(&t);
}

/* Any order of the same rows sorts to the same table. */
static void sorting_forgets_the_input_order(void **state)
{
	(void)state;
	static const char *const metrics[] = {"gdp", "cpi", "population"};
	static const char *const regions[] = {"CN", "CN-GD", "CN-HTZ", "US"};
	tally_claims t = {0};
	unsigned seed = 7;

	for (int i = 0; i < 5000; i++) {
		seed = seed * 1664525u + 1013904223u;
		tally_claim c = row(&t, metrics[seed >> 8 & 1], regions[seed >> 12 & 3],
				    2000 + (int)(seed >> 20 & 7), seed >> 28 & 1 ? "3" : "12", i);
		assert_int_equal(tally_claims_add(&t, &c, NULL), TALLY_OK);
	}
	assert_int_equal(tally_claims_sort(&t, codes, NULL), TALLY_OK);
	for (size_t i = 1; i < t.n; i++) {
		const tally_claim *a = &t.items[i - 1], *b = &t.items[i];
		int order = strcmp(tally_codes_metric(codes, a->metric)->code,
				   tally_codes_metric(codes, b->metric)->code);
		assert_true(order <= 0);
		if (order == 0)
			assert_true(strcmp(tally_codes_region(codes, a->region)->code,
					   tally_codes_region(codes, b->region)->code) <= 0);
		if (tally_claim_same(a, b))
			assert_true(a->row < b->row);
	}
	tally_claims_release(&t);
}

static void words_of_the_columns(void **state)
{
	(void)state;
	for (int i = 0; i < TALLY_N_MEASURES; i++) {
		tally_measure m;
		const char *name = tally_measure_name((tally_measure)i);
		assert_true(tally_measure_parse(name, strlen(name), &m) && (int)m == i);
	}
	tally_measure m;
	assert_false(tally_measure_parse("levels", 6, &m));
	tally_prices p;
	char out[32];
	static const char *const prices[] = {"current", "constant:2020", "constant", "chained:2015",
					     "pyp",     "ppp:2017",      "",         "none"};
	for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
		assert_true(tally_prices_parse(prices[i], strlen(prices[i]), &p));
		tally_prices_print(p, out);
		assert_string_equal(out, prices[i]);
	}
	assert_false(tally_prices_parse("current:2020", 12, &p));
	assert_false(tally_prices_parse("constant:20", 11, &p));
	assert_true(tally_status_letter_known('E'));
	assert_false(tally_status_letter_known('C'));
	assert_false(tally_status_letter_known('\0'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_figure_prints_as_it_was_read),
	    cmocka_unit_test(a_bad_figure_is_told),
	    cmocka_unit_test(values_stand_in_base_units),
	    cmocka_unit_test(intervals_follow_what_was_printed),
	    cmocka_unit_test(figures_of_a_program_are_widened_not_rounded),
	    cmocka_unit_test(against_is_read_and_printed),
	    cmocka_unit_test(prices_default_by_metric_and_measure),
	    cmocka_unit_test(the_base_is_a_year_earlier_unless_told),
	    cmocka_unit_test(the_canonical_order),
	    cmocka_unit_test(sorting_forgets_the_input_order),
	    cmocka_unit_test(words_of_the_columns),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
