/* Periods: every form, the calendar, moving by years and steps. */
#include "period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static tally_period per(const char *text)
{
	tally_period p;
	tally_error err = {0};
	if (tally_period_parse(text, strlen(text), &p, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	return p;
}

static const char *told(tally_period p)
{
	static char text[4][TALLY_PERIOD_TEXT];
	static int turn;
	char *out = text[turn++ % 4];
	size_t n = tally_period_print(p, out);
	assert_int_equal(n, strlen(out));
	return out;
}

static void assert_error(const char *text, const char *part)
{
	tally_period p;
	tally_error err = {0};
	assert_int_equal(tally_period_parse(text, strlen(text), &p, &err), TALLY_EINPUT);
	if (!strstr(err.message, part))
		fail_msg("\"%s\": message \"%s\" lacks \"%s\"", text, err.message, part);
}

static void test_shortest_forms_stay(void **state)
{
	(void)state;
	const char *same[] = {"2023",
			      "2023-S1",
			      "2023-S2",
			      "2023-Q3",
			      "2023-09",
			      "2023-W05",
			      "2020-W53",
			      "2024-11-30",
			      "2023-01/2023-09",
			      "2023-01/2023-10",
			      "2025-01/2027-12",
			      "2022-01/2026-04",
			      "2023-01-01/2023-12-12",
			      "../2026-04-10",
			      "0001",
			      "9999-12-31",
			      "2023-02/2023-04"};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_string_equal(told(per(same[i])), same[i]);
}

static void test_other_spellings(void **state)
{
	(void)state;
	const char *pairs[][2] = {
	    {"2023-01/2023-12", "2023"},
	    {"2023-01-01/P12M", "2023"},
	    {"2023-01-01/P9M", "2023-01/2023-09"},
	    {"2023-01-01/P1Y", "2023"},
	    {"2023-01-01/P2W", "2023-01-01/2023-01-14"},
	    {"2023-01-02/P1W", "2023-W01"},
	    {"2023-01-01/P10D", "2023-01-01/2023-01-10"},
	    {"2023-01-01/P1Y6M", "2023-01/2024-06"},
	    {"2023-01/P3M", "2023-Q1"},
	    {"2024-01-31/P1M", "2024-01-31/2024-02-28"},
	    {"2023-Q1/2023-Q3", "2023-01/2023-09"},
	    {"2023-Q1/Q3", "2023-01/2023-09"},
	    {"2023-01/09", "2023-01/2023-09"},
	    {"2023-01-05/12-12", "2023-01-05/2023-12-12"},
	    {"2023-01-05/09", "2023-01-05/2023-01-09"},
	    {"2020/2024", "2020-01/2024-12"},
	    {"../2026-03", "../2026-03-31"},
	    {"2023-01-01/2023-06-30", "2023-S1"},
	    {"2023-02-01/2023-02-28", "2023-02"},
	    {"2023-01-02/2023-01-08", "2023-W01"},
	    {"2023Q3", "2023-Q3"},
	    {"2023 Q3", "2023-Q3"},
	    {"2023q3", "2023-Q3"},
	    {"2023M09", "2023-09"},
	    {"2023-M9", "2023-09"},
	    {"2023S1", "2023-S1"},
	    {"2023-H2", "2023-S2"},
	    {"2023-A1", "2023"},
	    {"202309", "2023-09"},
	    {"20230930", "2023-09-30"},
	    {"2023/9/30", "2023-09-30"},
	    {"2023-9", "2023-09"},
	    {"2023 SEP", "2023-09"},
	    {"２０２３－０９", "2023-09"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (strcmp(told(per(pairs[i][0])), pairs[i][1]) != 0)
			fail_msg("%s: %s, expected %s", pairs[i][0], told(per(pairs[i][0])),
				 pairs[i][1]);
}

static void test_chinese_forms(void **state)
{
	(void)state;
	const char *pairs[][2] = {
	    {"2023年", "2023"},
	    {"2023年度", "2023"},
	    {"2023年全年", "2023"},
	    {"二〇二三年", "2023"},
	    {"2023年前三季度", "2023-01/2023-09"},
	    {"2023年前3季度", "2023-01/2023-09"},
	    {"2023年第三季度", "2023-Q3"},
	    {"2023年三季度", "2023-Q3"},
	    {"2023年3季度", "2023-Q3"},
	    {"2023年第4季度", "2023-Q4"},
	    {"2023年1-3季度", "2023-01/2023-09"},
	    {"2023年1—9月", "2023-01/2023-09"},
	    {"2023年1-9月份", "2023-01/2023-09"},
	    {"2023年1至9月", "2023-01/2023-09"},
	    {"2023年1～9月", "2023-01/2023-09"},
	    {"2023年1月—9月", "2023-01/2023-09"},
	    {"2023年1月—2023年9月", "2023-01/2023-09"},
	    {"2023年前十个月", "2023-01/2023-10"},
	    {"2023年前10个月", "2023-01/2023-10"},
	    {"2023年1—2月", "2023-01/2023-02"},
	    {"2023年1—3月", "2023-Q1"},
	    {"2023年上半年", "2023-S1"},
	    {"2023年下半年", "2023-S2"},
	    {"2023年9月", "2023-09"},
	    {"2023年9月份", "2023-09"},
	    {"2023年十二月", "2023-12"},
	    {"2023年9月30日", "2023-09-30"},
	    {"2023年末", "2023-12-31"},
	    {"2023年底", "2023-12-31"},
	    {"2023年9月末", "2023-09-30"},
	    {"2024年2月底", "2024-02-29"},
	    {"2023年一季度末", "2023-03-31"},
	    {"2023年1月1日—12月12日", "2023-01-01/2023-12-12"},
	    {"2020-2024年", "2020-01/2024-12"},
	    {"2023 年 1 — 9 月", "2023-01/2023-09"},
	    {"2023 年", "2023"},
	    {"2020年至2024年", "2020-01/2024-12"},
	    {"２０２３年１－９月", "2023-01/2023-09"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (strcmp(told(per(pairs[i][0])), pairs[i][1]) != 0)
			fail_msg("%s: %s, expected %s", pairs[i][0], told(per(pairs[i][0])),
				 pairs[i][1]);
}

static void test_errors_say_what_was_expected(void **state)
{
	(void)state;
	assert_error("", "it ends, expected a year of four digits");
	assert_error("23", "expected a year of four digits");
	assert_error("0000", "expected a year of four digits");
	assert_error("2023-Q5", "column 7: found \"5\", expected a quarter 1..4");
	assert_error("2021Q5", "expected a quarter 1..4");
	assert_error("2023-S3", "expected a half 1..2");
	assert_error("2023-13", "expected a month 1..12");
	assert_error("2023-00", "expected a month 1..12");
	assert_error("2023-02-29", "expected a day that this month has");
	assert_error("2023-02-", "expected a day of the month");
	assert_error("2023-W53", "expected a week that this year has");
	assert_error("2023-W00", "expected a week that this year has");
	assert_error("2023-X1", "expected a month, Q1..Q4");
	assert_error("2023/24", "expected a year of four digits");
	assert_error("2023-09/2023-01", "an end that is not before the start");
	assert_error("2023-01-01/P2Q", "expected Y, M, W or D");
	assert_error("2023-01-01/P", "expected a duration");
	assert_error("2023-01-01/P9999Y", "year 10000");
	assert_error("9999-12-31/P9999D", "year 10000");
	assert_error("20231", "expected YYYYMM or YYYYMMDD");
	assert_error("2023093", "expected YYYYMM or YYYYMMDD");
	assert_error("202309301", "expected YYYYMM or YYYYMMDD");
	assert_error("2023 ", "expected a month");
	assert_error("2023-09x", "expected the end of the period");
	assert_error("..", "expected / and the last day");
	assert_error("../", "expected the end of the range");
	assert_error("../M10", "expected a year of four digits"); /* was read as of the year 0 */
	assert_error("../Q1", "column 4: found \"Q\", expected a year of four digits");
	assert_error("2023年13月", "expected months 1..12");
	assert_error("2023年第五季度", "expected quarters 1..4");
	assert_error("2023年2月30日", "expected a day that this month has");
	assert_error("2023年前", "expected a number of months or quarters");
	assert_error("2023年9-3月", "expected months 1..12 in order");
	assert_error("去年", "expected a year of four digits");
	assert_error("\xff\xfe", "column 1");
	assert_error("2023-01-01/2023-01-01/2023-01-01/2023-01-01/2023-01-01/2023-01-01/2023-01-01",
		     "at most 64 characters");
}

static void test_days(void **state)
{
	(void)state;
	const char *dates[] = {"2023-10-18", "2023/10/18",           "2023年10月18日",
			       "20231018",   "2023-10-18T09:00:00Z", "2023-10-18 09:00"};
	tally_day day;
	char text[TALLY_PERIOD_TEXT];
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		assert_int_equal(tally_day_parse(dates[i], strlen(dates[i]), &day, NULL), TALLY_OK);
		assert_int_equal(day, tally_day_of(2023, 10, 18));
	}
	assert_int_equal(tally_day_print(day, text), 10);
	assert_string_equal(text, "2023-10-18");
	assert_int_equal(tally_day_print(TALLY_DAY_NONE, text), 0);
	assert_string_equal(text, "");
	tally_error err = {0};
	assert_int_equal(tally_day_parse("2023-10", 7, &day, &err), TALLY_EINPUT);
	assert_non_null(strstr(err.message, "expected one day"));
}

static void test_calendar(void **state)
{
	(void)state;
	assert_int_equal(tally_day_of(1970, 1, 1), 0);
	assert_int_equal(tally_day_of(2000, 3, 1), 11017);
	assert_int_equal(tally_day_of(1600, 2, 29), -135081);
	int y, m, d, y0 = 1, m0 = 1, d0 = 0;
	tally_day first = tally_day_of(1, 1, 1), last = tally_day_of(9999, 12, 31);
	for (tally_day day = first; day <= last; day++) { /* every day of 9999 years */
		tally_day_split(day, &y, &m, &d);
		if (++d0 > tally_month_days(y0, m0)) {
			d0 = 1;
			if (++m0 > 12) {
				m0 = 1;
				y0++;
			}
		}
		if (y != y0 || m != m0 || d != d0 || tally_day_of(y, m, d) != day)
			fail_msg("day %d: %d-%d-%d, expected %d-%d-%d", day, y, m, d, y0, m0, d0);
	}
}

static void test_print_parse_identity(void **state)
{
	(void)state;
	srand(20231118);
	for (int i = 0; i < 100000; i++) {
		int year = 1 + rand() % 9998, month = 1 + rand() % 12;
		tally_period p;
		switch (rand() % 8) {
		case 0:
			p = tally_period_year(year);
			break;
		case 1:
			p = tally_period_quarter(year, 1 + rand() % 4);
			break;
		case 2:
			p = tally_period_month(year, month);
			break;
		case 3:
			p.first = tally_day_of(year, month, 1);
			p.last = tally_period_month(year, month + rand() % (13 - month)).last;
			break;
		case 4:
			p.first = tally_day_of(year, month, 1) + rand() % 400;
			p.first -= (p.first % 7 + 7 + 3) % 7;
			p.last = p.first + 6;
			break;
		case 5:
			p = (tally_period){TALLY_DAY_OPEN, tally_day_of(year, month, 15)};
			break;
		default:
			p.first = tally_day_of(year, month, 1) + rand() % 31;
			p.last = p.first + rand() % 1000;
			if (p.last > tally_day_of(9999, 12, 31))
				p.last = p.first;
		}
		tally_period back = per(told(p));
		if (!tally_period_equal(back, p))
			fail_msg("%s came back as %s", told(p), told(back));
	}
}

static void test_frequency(void **state)
{
	(void)state;
	const struct {
		const char *text;
		char letter;
	} cases[] = {{"2023", 'A'},
		     {"2023-S1", 'S'},
		     {"2023-Q2", 'Q'},
		     {"2023-09", 'M'},
		     {"2023-W05", 'W'},
		     {"2023-09-30", 'D'},
		     {"2023-01/2023-09", 'C'},
		     {"2023-01/2023-02", 'C'},
		     {"2023-02/2023-04", 'P'},
		     {"2022-01/2023-12", 'P'},
		     {"2023-01-01/2023-12-12", 'P'},
		     {"../2026-04-10", 'O'},
		     {"2022-07/2023-06", 'P'}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(tally_frequency_letter(tally_period_frequency(per(cases[i].text))),
				 cases[i].letter);
	assert_int_equal(tally_period_months(per("2023-01/2023-09")), 9);
	assert_int_equal(tally_period_months(per("2020/2024")), 60);
	assert_int_equal(tally_period_months(per("2023-01-01/2023-12-12")), 0);
	assert_int_equal(tally_period_months(per("../2026-03-31")), 0);
}

static void test_shift_years(void **state)
{
	(void)state;
	const struct {
		const char *from;
		int years;
		const char *to;
	} cases[] = {
	    {"2023", -1, "2022"},
	    {"2023-Q3", -1, "2022-Q3"},
	    {"2023-01/2023-09", -1, "2022-01/2022-09"},
	    {"2023-02", 1, "2024-02"},
	    {"2024-02", -1, "2023-02"},
	    {"2023-01/2023-02", 1, "2024-01/2024-02"},
	    {"2024-02-29", -1, "2023-02-28"},
	    {"2023-02-28", 1, "2024-02-29"},
	    {"2024-02-28", -1, "2023-02-28"},
	    {"2024-11-30", -4, "2020-11-30"},
	    {"2020-W53", -1, "2019-W52"},
	    {"2021-W05", -1, "2020-W05"},
	    {"2023-01-01/2023-12-12", -1, "2022-01-01/2022-12-12"},
	    {"../2026-04-10", -1, "../2025-04-10"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    told(tally_period_shift_years(per(cases[i].from), cases[i].years)),
		    cases[i].to);
}

static void test_step(void **state)
{
	(void)state;
	const struct {
		const char *from;
		int steps;
		const char *to;
	} cases[] = {
	    {"2023", -1, "2022"},
	    {"2023-Q1", -1, "2022-Q4"},
	    {"2023-S1", 1, "2023-S2"},
	    {"2023-03", -1, "2023-02"},
	    {"2023-01/2023-09", -1, "2022-04/2022-12"},
	    {"2023-W01", -1, "2022-W52"},
	    {"2023-03-01", -1, "2023-02-28"},
	    {"2023-01-05/2023-01-14", 2, "2023-01-25/2023-02-03"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tally_period moved = tally_period_step(per(cases[i].from), cases[i].steps);
		int back;
		assert_string_equal(told(moved), cases[i].to);
		if (tally_period_frequency(moved) != tally_period_frequency(per(cases[i].from)))
			continue;
		assert_true(tally_period_distance(per(cases[i].from), moved, &back));
		assert_int_equal(back, cases[i].steps);
	}
}

static void test_distance(void **state)
{
	(void)state;
	int n;
	assert_true(tally_period_distance(per("2019"), per("2023"), &n) && n == 4);
	assert_true(tally_period_distance(per("2019-Q4"), per("2023-Q1"), &n) && n == 13);
	assert_true(tally_period_distance(per("2023-01-01"), per("2023-03-01"), &n) && n == 59);
	assert_false(tally_period_distance(per("2023-Q1"), per("2023"), &n));
	assert_false(tally_period_distance(per("2022-01/2022-09"), per("2023-01/2023-09"), &n));
	assert_false(tally_period_distance(per("2023-01/2023-09"), per("2023-01/2023-10"), &n));
	assert_false(tally_period_distance(per("../2023-01-01"), per("../2023-01-02"), &n));
}

static void test_order(void **state)
{
	(void)state;
	const char *ascending[] = {"../2023-08-31", "2023-08", "../2023-09-30", "2023-01/2023-09",
				   "2023-Q3",       "2023-09", "2023-09-30",    "2023"};
	int n = (int)(sizeof ascending / sizeof *ascending);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			assert_int_equal(tally_period_compare(per(ascending[i]), per(ascending[j])),
					 (i > j) - (i < j));
	assert_true(tally_period_contains(per("2023"), per("2023-Q3")));
	assert_true(tally_period_contains(per("../2023-12-31"), per("2023-Q3")));
	assert_false(tally_period_contains(per("2023-Q3"), per("2023")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shortest_forms_stay),
	    cmocka_unit_test(test_other_spellings),
	    cmocka_unit_test(test_chinese_forms),
	    cmocka_unit_test(test_errors_say_what_was_expected),
	    cmocka_unit_test(test_days),
	    cmocka_unit_test(test_calendar),
	    cmocka_unit_test(test_print_parse_identity),
	    cmocka_unit_test(test_frequency),
	    cmocka_unit_test(test_shift_years),
	    cmocka_unit_test(test_step),
	    cmocka_unit_test(test_distance),
	    cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
