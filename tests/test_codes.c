/* The code lists: rows, names, complaints, and the built-in lists as they are shipped. */
#include "csv/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Adds a row given as "column=value;column=value". */
static tally_status add(tally_codes *codes, const char *which, const char *row,
			tally_diagnostics *list)
{
	char copy[1024];
	const char *names[16], *fields[16];
	int n = 0;

	snprintf(copy, sizeof copy, "%s", row);
	for (char *at = copy, *next; at; at = next) {
		next = strchr(at, ';');
		if (next)
			*next++ = '\0';
		char *equals = strchr(at, '=');
		assert_non_null(equals);
		*equals = '\0';
		names[n] = at;
		fields[n++] = equals + 1;
	}
	return tally_codes_add_row(codes, which, names, fields, n, "list.csv", 7, list);
}

static tally_codes *small(tally_diagnostics *list)
{
	tally_codes *codes = tally_codes_new();
	assert_non_null(codes);
	assert_int_equal(
	    add(codes, "metrics",
		"code=gdp;name_en=Gross domestic product;name_zh=国内生产总值;aliases=GDP "
		"total|地区生产总值;dimension=money;base_unit=yuan;observed=flow;rate_prices="
		"constant",
		list),
	    TALLY_OK);
	assert_int_equal(
	    add(codes, "metrics",
		"code=population;name_zh=总人口;dimension=people;base_unit=person;observed="
		"stock",
		list),
	    TALLY_OK);
	assert_int_equal(add(codes, "regions", "code=CN;name_en=China;aliases=CHN|全国", list),
			 TALLY_OK);
	assert_int_equal(add(codes, "regions", "code=CN-GD;name_en=Guangdong;name_zh=广东", list),
			 TALLY_OK);
	return codes;
}

static int32_t metric(const tally_codes *c, const char *text)
{
	return tally_codes_find_metric(c, text, strlen(text));
}

static void names_are_found_in_any_spelling(void **state)
{
	(void)state;
	tally_diagnostics list = {0};
	tally_codes *c = small(&list);

	assert_int_equal(metric(c, "gdp"), 0);
	assert_int_equal(metric(c, "GDP"), 0);
	assert_int_equal(metric(c, "ＧＤＰ"), 0);
	assert_int_equal(metric(c, "  gross   DOMESTIC product "), 0);
	assert_int_equal(metric(c, "国内生产总值"), 0);
	assert_int_equal(metric(c, "总人口"), 1);
	assert_int_equal(metric(c, "gdpx"), TALLY_NO_CODE);
	assert_int_equal(metric(c, ""), TALLY_NO_CODE);
	assert_int_equal(tally_codes_find_region(c, "全国", strlen("全国")), 0);
	assert_int_equal(tally_codes_find_region(c, "chn", 3), 0);
	assert_string_equal(tally_metric_name(tally_codes_metric(c, 1), "en"), "population");
	assert_string_equal(tally_metric_name(tally_codes_metric(c, 1), "zh"), "总人口");
	assert_int_equal(list.errors, 0);
	tally_codes_free(c);
}

static void price_defaults_follow_the_dimension(void **state)
{
	(void)state;
	tally_codes *c = small(NULL);
	const tally_metric *gdp = tally_codes_metric(c, 0), *people = tally_codes_metric(c, 1);

	assert_int_equal(gdp->level_prices.kind, TALLY_PRICES_CURRENT);
	assert_int_equal(gdp->rate_prices.kind, TALLY_PRICES_CONSTANT);
	assert_int_equal(people->level_prices.kind, TALLY_PRICES_NONE);
	assert_int_equal(people->rate_prices.kind, TALLY_PRICES_NONE);
	assert_int_equal(gdp->regions_add, TALLY_REGIONS_NO);
	tally_codes_free(c);
}

/* Every complaint, provoked: the row and a piece of the message. */
static const struct {
	const char *which, *row, *message;
} complaints[] = {
    {"metrics", "code=gdp;dimension=money;base_unit=yuan;observed=flow", "there already"},
    {"metrics", "code=x y;dimension=money;base_unit=yuan;observed=flow", "expected a code"},
    {"metrics", "code=x;dimension=money;base_unit=yuan;observed=flows",
     "flow, stock, average, index or rate"},
    {"metrics", "code=x;dimension=money;base_unit=yuan", "\"observed\" is empty"},
    {"metrics", "cod=x;dimension=money;base_unit=yuan;observed=flow", "did you mean code"},
    {"metrics", "code=x;dimension=money;base_unit=yuan;observed=flow;sign=-", "never negative"},
    {"metrics", "code=x;dimension=money;base_unit=yuan;observed=flow;drift=2", "from 0 to 1"},
    {"metrics", "code=x;dimension=money;base_unit=yuan;observed=flow;level_prices=real",
     "constant[:year]"},
    {"metrics", "code=x;dimension=money;base_unit=yuan;observed=flow;regions_add=maybe",
     "relative tolerance"},
    {"metrics", "code=x;aliases=总人口;dimension=money;base_unit=yuan;observed=flow",
     "names two metrics: population (list.csv:7) and x"},
    {"regions", "code=CHN", "there already"},
    {"regions", "code=X1;name_zh=广东", "names two regions: CN-GD"},
    {"memberships", "group=CN;member=CN-GX;partition=p", "did you mean CN-GD"},
    {"memberships", "group=CN;member=CN-GD;partition=p;from=2022-13-01", "expected a date"},
    {"memberships", "group=CN;member=CN-GD;partition=p;from=2022-01-01;to=2021-01-01", "ends"},
    {"memberships", "group=CN;member=CN-GD;partition=p;exhaustive=1", "yes or no"},
    {"breaks", "metric=gdp;date=2011-01-01", "\"reason\" is empty"},
    {"units", "text=x;base=1;power=1.5;dimension=count", "whole power of ten"},
    {"units", "text=元;base=yuan;power=0;dimension=money", "there already"},
    {"sources", "family=nbs", "there already"},
    {"sources", "family=a;reliability=0", "above 0"},
    {"rules", "rule=gdp = gdp_primery", "no such metric: \"gdp_primery\""},
    {"rules", "rule=gdp = population;strength=firm", "hard or soft"},
};

static void every_bad_row_is_complained_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof complaints / sizeof complaints[0]; i++) {
		tally_diagnostics list = {0};
		tally_codes *c = small(&list);
		add(c, "units", "text=元;base=yuan;power=0;dimension=money", &list);
		add(c, "sources", "family=nbs", &list);
		assert_int_equal(list.errors, 0);
		assert_int_equal(add(c, complaints[i].which, complaints[i].row, &list),
				 TALLY_EINPUT);
		assert_true(list.errors >= 1);
		if (!strstr(list.items[0].message, complaints[i].message))
			fail_msg("row %zu: \"%s\" lacks \"%s\"", i, list.items[0].message,
				 complaints[i].message);
		assert_string_equal(list.items[0].file, "list.csv");
		assert_int_equal(list.items[0].line, 7);
		tally_diagnostics_release(&list);
		tally_codes_free(c);
	}
}

static void groups_in_a_circle_are_refused(void **state)
{
	(void)state;
	tally_diagnostics list = {0};
	tally_codes *c = small(&list);

	assert_int_equal(add(c, "memberships", "group=CN;member=CN-GD;partition=p", &list), 0);
	assert_int_equal(tally_codes_finish(c, &list, NULL), TALLY_OK);
	assert_int_equal(add(c, "memberships", "group=CN-GD;member=CN;partition=p", &list), 0);
	assert_int_equal(tally_codes_finish(c, &list, NULL), TALLY_EINPUT);
	assert_non_null(strstr(list.items[0].message, "circle"));
	tally_diagnostics_release(&list);
	tally_codes_free(c);
}

static void unlike_units_do_not_add(void **state)
{
	(void)state;
	tally_diagnostics list = {0};
	tally_codes *c = small(&list);

	assert_int_equal(add(c, "rules", "rule=gdp = population", &list), TALLY_OK);
	assert_int_equal(tally_codes_finish(c, &list, NULL), TALLY_EINPUT);
	assert_non_null(strstr(list.items[0].message, "cannot be added"));
	tally_diagnostics_release(&list);
	tally_codes_free(c);
}

static void a_defined_code_stays(void **state)
{
	(void)state;
	tally_codes *c = small(NULL);
	tally_error err = {0};
	int32_t id, again;

	assert_int_equal(tally_codes_finish(c, NULL, NULL), TALLY_OK);
	const tally_metric *gdp = tally_codes_metric(c, 0);
	for (int i = 0; i < 1000; i++) {
		char code[32];
		snprintf(code, sizeof code, "new_%d", i);
		assert_int_equal(tally_codes_define_metric(c, code, "", "yuan", "money", &id, &err),
				 TALLY_OK);
		assert_int_equal(id, 2 + i);
	}
	assert_ptr_equal(gdp, tally_codes_metric(c, 0));
	assert_true(tally_codes_metric(c, id)->provisional);
	assert_int_equal(tally_codes_define_metric(c, "NEW_999", "", "1", "count", &again, &err),
			 0);
	assert_int_equal(again, id);
	assert_int_equal(tally_codes_define_metric(c, "no code", "", "1", "count", &again, &err),
			 TALLY_EINPUT);
	assert_int_equal(tally_codes_define_region(c, "XX", "Nowhere", &id, &err), TALLY_OK);
	assert_int_equal(tally_codes_find_region(c, "nowhere", 7), id);
	assert_int_equal(tally_codes_define_unit(c, "斤", "t", -4, "mass", &id, &err), TALLY_OK);
	assert_int_equal(tally_codes_find_unit(c, "斤", strlen("斤")), id);
	tally_codes_free(c);
}

static void units_that_differ_in_case_stay_apart(void **state)
{
	(void)state;
	tally_codes *c = tally_codes_new();
	int32_t milli, mega, id;

	assert_int_equal(tally_codes_define_unit(c, "mW", "W", -3, "power", &milli, NULL), 0);
	assert_int_equal(add(c, "units", "text=MW;base=W;power=6;dimension=power", NULL), TALLY_OK);
	mega = tally_codes_find_unit(c, "MW", 2);
	assert_int_not_equal(milli, mega);
	assert_int_equal(tally_codes_find_unit(c, "mw", 2), TALLY_NO_CODE);
	assert_int_equal(tally_codes_define_unit(c, "USD bn", "USD", 9, "money", &id, NULL), 0);
	assert_int_equal(tally_codes_find_unit(c, "usd BN", 6), id);
	assert_int_equal(tally_codes_find_unit(c, "USDbn", 5), id);
	tally_codes_free(c);
}

static void near_words_are_near(void **state)
{
	(void)state;
	static const char *const words[] = {"population", "popular", "gdp"};

	assert_string_equal(tally_near_word("populaton", words, 3), "population");
	assert_string_equal(tally_near_word("gpd", words, 3), "gdp");
	assert_null(tally_near_word("exports", words, 3));
	assert_null(tally_near_word("", words, 3));
}

static void a_family_matches_whole_words(void **state)
{
	(void)state;
	tally_codes *c = tally_codes_new();

	add(c, "sources", "family=nbs;reliability=2", NULL);
	add(c, "sources", "family=nbs-2023;reliability=3", NULL);
	assert_true(tally_codes_source_of(c, "nbs")->reliability == 2);
	assert_true(tally_codes_source_of(c, "nbs-2024-01-17")->reliability == 2);
	assert_true(tally_codes_source_of(c, "nbs-2023-10-18")->reliability == 3);
	assert_true(tally_codes_source_of(c, "nbsx")->reliability == 1);
	assert_true(tally_codes_source_of(c, "")->reliability == 1);
	tally_codes_free(c);
}

static void breaks_lie_between_days(void **state)
{
	(void)state;
	tally_codes *c = small(NULL);
	tally_day before = tally_day_of(2010, 12, 31), first = tally_day_of(2011, 1, 1);

	add(c, "breaks", "metric=gdp;date=2011-01-01;reason=threshold", NULL);
	assert_non_null(tally_codes_break_between(c, 0, 1, before, first));
	assert_null(tally_codes_break_between(c, 0, 1, first, first + 365));
	assert_null(tally_codes_break_between(c, 1, 1, before, first));
	tally_codes_free(c);
}

/* --- the lists as shipped ---------------------------------------------------------------- */

static tally_codes *shipped(void)
{
	tally_codes *c = NULL;
	tally_diagnostics list = {0};
	tally_error err = {0};

	tally_status status = tally_codes_load(NULL, &c, &list, &err);
	for (size_t i = 0; i < list.count; i++)
		print_error("%s:%ld: %s\n", list.items[i].file, list.items[i].line,
			    list.items[i].message);
	assert_int_equal(status, TALLY_OK);
	assert_int_equal(list.count, 0);
	return c;
}

static void the_shipped_lists_load_without_a_word(void **state)
{
	(void)state;
	tally_codes *c = shipped();

	assert_true(tally_codes_n_metrics(c) > 300);
	assert_true(tally_codes_n_regions(c) > 500);
	assert_true(tally_codes_n_units(c) > 200);
	assert_true(tally_codes_n_rules(c) > 20);
	int32_t gdp = metric(c, "地区生产总值");
	assert_string_equal(tally_codes_metric(c, gdp)->code, "gdp");
	assert_int_equal(tally_codes_metric(c, gdp)->rate_prices.kind, TALLY_PRICES_CONSTANT);
	int32_t gd = tally_codes_find_region(c, "广东省", strlen("广东省"));
	assert_string_equal(tally_codes_region(c, gd)->code, "CN-GD");
	assert_string_equal(
	    tally_codes_region(c, tally_codes_find_region(c, "Korea, Rep.", 11))->code, "KR");
	assert_int_equal(tally_codes_unit(c, tally_codes_find_unit(c, "万亿元", 9))->power, 12);
	tally_codes_free(c);
}

static double share_of_partition(const tally_codes *c, const char *group, const char *partition)
{
	int n = 0;
	int32_t g = tally_codes_find_region(c, group, strlen(group));
	for (int32_t i = 0; i < tally_codes_n_memberships(c); i++) {
		const tally_membership *m = tally_codes_membership(c, i);
		n += m->group == g && strcmp(m->partition, partition) == 0 && m->exhaustive;
	}
	return n;
}

static void china_is_cut_into_31_provinces_and_4_regions(void **state)
{
	(void)state;
	tally_codes *c = shipped();

	assert_true(share_of_partition(c, "CN", "provinces") == 31);
	assert_true(share_of_partition(c, "CN", "four-regions") == 4);
	assert_true(share_of_partition(c, "CN-E", "provinces") +
			share_of_partition(c, "CN-C", "provinces") +
			share_of_partition(c, "CN-W", "provinces") +
			share_of_partition(c, "CN-NE", "provinces") ==
		    31);
	assert_true(share_of_partition(c, "CN-HTZ", "four-regions") == 4);
	tally_codes_free(c);
}

static void a_users_rows_replace_and_add(void **state)
{
	(void)state;
	char dir[] = "/tmp/tally_codes_XXXXXX", path[64];
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/metrics.csv", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("code,name_en,dimension,base_unit,observed\ngdp,My GDP,money,yuan,flow\n"
	      "happiness,Happiness,ratio,1,rate\n",
	      f);
	fclose(f);

	tally_codes *built_in = shipped(), *c = NULL;
	tally_error err = {0};
	assert_int_equal(tally_codes_load(dir, &c, NULL, &err), TALLY_OK);
	assert_int_equal(tally_codes_n_metrics(c), tally_codes_n_metrics(built_in) + 1);
	assert_int_equal(metric(c, "gdp"), metric(built_in, "gdp"));
	assert_string_equal(tally_codes_metric(c, metric(c, "gdp"))->name_en, "My GDP");
	assert_int_equal(metric(c, "地区生产总值"), TALLY_NO_CODE);
	assert_int_equal(metric(c, "happiness"), tally_codes_n_metrics(c) - 1);
	tally_codes_free(c);
	tally_codes_free(built_in);
	unlink(path);
	rmdir(dir);
}

static void a_row_twice_in_a_users_list_is_told(void **state)
{
	(void)state;
	char dir[] = "/tmp/tally_codes_XXXXXX", path[64];
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/regions.csv", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("code,name_en\nCN,Middle Kingdom\nQ1,One\nQ1,Two\n", f);
	fclose(f);

	tally_codes *c = NULL;
	tally_diagnostics list = {0};
	tally_error err = {0};
	assert_int_equal(tally_codes_load(dir, &c, &list, &err), TALLY_EINPUT);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].line, 4);
	assert_non_null(strstr(list.items[0].message, "\"Q1\" stands here twice"));
	tally_diagnostics_release(&list);
	unlink(path);
	rmdir(dir);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	(void)state;
	tally_codes *c = NULL;
	tally_error err = {0};

	assert_int_equal(tally_codes_load("/nowhere/at/all", &c, NULL, &err), TALLY_EINPUT);
	assert_non_null(strstr(err.message, "/nowhere/at/all"));
	assert_null(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_found_in_any_spelling),
	    cmocka_unit_test(price_defaults_follow_the_dimension),
	    cmocka_unit_test(every_bad_row_is_complained_of),
	    cmocka_unit_test(groups_in_a_circle_are_refused),
	    cmocka_unit_test(unlike_units_do_not_add),
	    cmocka_unit_test(a_defined_code_stays),
	    cmocka_unit_test(units_that_differ_in_case_stay_apart),
	    cmocka_unit_test(near_words_are_near),
	    cmocka_unit_test(a_family_matches_whole_words),
	    cmocka_unit_test(breaks_lie_between_days),
	    cmocka_unit_test(the_shipped_lists_load_without_a_word),
	    cmocka_unit_test(china_is_cut_into_31_provinces_and_4_regions),
	    cmocka_unit_test(a_users_rows_replace_and_add),
	    cmocka_unit_test(a_row_twice_in_a_users_list_is_told),
	    cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
