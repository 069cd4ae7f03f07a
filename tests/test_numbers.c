/* test_numbers.c: properties of figures, over random ones. A truth is drawn, printed as a source
 * would print it, and read again: what tally takes it for must hold the truth, exactly.
 *
 * The process takes its locale from the environment: e2e_numbers.sh runs this under German and
 * Turkish ones, where a point is a comma and the small letter of I is not i. */
#include "csv/csv.h"
#include "library/tally.h"
#include "store/store.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

__extension__ typedef __int128 wide;

enum { ROUNDS = 20000 };

static uint64_t seed = 20240917;
static tally_codes *codes;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static int below(int n)
{
	return (int)(next_random() % (uint64_t)n);
}

static int64_t power_of_ten(int n)
{
	int64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

/* Up to 17 digits, of either sign. */
static tally_decimal draw_truth(void)
{
	int64_t m = (int64_t)(next_random() % (uint64_t)power_of_ten(1 + below(17)));

	return (tally_decimal){below(2) ? -m : m, below(12)};
}

/* --- rounding as a source rounds ------------------------------------------------------------ */

/* m without its last `drop` digits. tie_up: what a source does that does not say: either. */
static int64_t rounded(int64_t m, int drop, tally_rounding how, bool tie_up)
{
	int64_t unit = power_of_ten(drop), sign = m < 0 ? -1 : 1, a = m < 0 ? -m : m;
	int64_t q = a / unit, rest = a % unit;
	bool tie = drop > 0 && 2 * (wide)rest == unit, up = 2 * (wide)rest > unit;

	if (how == TALLY_ROUND_EITHER)
		how = tie_up ? TALLY_ROUND_NEAREST : TALLY_ROUND_TRUNCATE;
	if (how == TALLY_ROUND_TRUNCATE)
		return sign * q;
	if (tie)
		up = how == TALLY_ROUND_HALF_UP     ? true
		     : how == TALLY_ROUND_HALF_EVEN ? q % 2 == 1
						    : tie_up;
	return sign * (q + up);
}

static bool holds(tally_interval in, tally_decimal truth)
{
	tally_bound t = tally_bound_of(truth);
	int lo = in.lo.infinite ? -1 : tally_bound_compare(in.lo, t);
	int hi = in.hi.infinite ? 1 : tally_bound_compare(in.hi, t);

	return (lo < 0 || (lo == 0 && !in.lo.open)) && (hi > 0 || (hi == 0 && !in.hi.open));
}

static void must_hold(tally_interval in, tally_decimal truth, const char *printed)
{
	if (!holds(in, truth))
		fail_msg("%s does not hold %lldE-%d", printed, (long long)truth.mantissa,
			 truth.decimals);
	double value = tally_decimal_value(truth);
	assert_true(tally_bound_down(in.lo) <= value && value <= tally_bound_up(in.hi));
}

static void the_truth_is_in_what_is_printed(void **state)
{
	char text[TALLY_DECIMAL_TEXT];

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tally_decimal truth = draw_truth(), back;
		int drop = below(17);
		for (int how = 0; how <= TALLY_ROUND_EITHER; how++) {
			tally_decimal d = {
			    rounded(truth.mantissa, drop, (tally_rounding)how, below(2)),
			    truth.decimals - drop};
			size_t n = tally_decimal_print(d, text);
			assert_int_equal(tally_decimal_parse(text, n, &back, NULL), TALLY_OK);
			assert_true(back.mantissa == d.mantissa && back.decimals == d.decimals);
			tally_interval in = tally_decimal_interval(back, TALLY_AS_PRINTED,
								   (tally_rounding)how, false);
			must_hold(in, truth, text);
			int power = below(40) - 20;
			tally_decimal scaled = {truth.mantissa, truth.decimals - power};
			must_hold(tally_interval_scale(in, power), scaled, text);
			/* a source that says "about" says less */
			in = tally_decimal_interval(back, TALLY_ABOUT, (tally_rounding)how, false);
			if (how != TALLY_ROUND_TRUNCATE && how != TALLY_ROUND_EITHER)
				must_hold(in, truth, text);
		}
	}
}

/* over d, nearly d and the rest, of magnitudes: the figure is d, cut towards or away from zero. */
static void the_truth_is_in_what_is_hedged(void **state)
{
	char text[TALLY_DECIMAL_TEXT];

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tally_decimal truth = draw_truth();
		int drop = 1 + below(16);
		int64_t cut = rounded(truth.mantissa, drop, TALLY_ROUND_TRUNCATE, false);
		int64_t unit = power_of_ten(drop), sign = truth.mantissa < 0 ? -1 : 1;
		tally_decimal under = {cut, truth.decimals - drop},
			      over = {cut + sign, truth.decimals - drop};
		bool exact = cut * unit == truth.mantissa;

		tally_decimal_print(under, text);
		/* "over -0" speaks of no side */
		if (cut == 0)
			continue;
		must_hold(tally_decimal_interval(under, TALLY_AT_LEAST, 0, false), truth, text);
		must_hold(tally_decimal_interval(over, TALLY_AT_MOST, 0, false), truth, text);
		must_hold(tally_decimal_interval(over, TALLY_UNDER, 0, false), truth, text);
		must_hold(tally_decimal_interval(over, TALLY_NEAR, 0, false), truth, text);
		tally_interval more = tally_decimal_interval(under, TALLY_OVER, 0, false),
			       little = tally_decimal_interval(under, TALLY_LITTLE_OVER, 0, false);
		if (exact) {
			assert_false(holds(more, truth));
			assert_false(holds(little, truth));
		} else {
			must_hold(more, truth, text);
			must_hold(little, truth, text);
		}
	}
}

/* --- through a file ------------------------------------------------------------------------- */

static tally_status read_text(const char *text, tally_claims *claims, tally_diagnostics *list)
{
	tally_input in = {
	    .text = (char *)(uintptr_t)text, .size = strlen(text), .encoding = "UTF-8"};
	const tally_csv_options options = {.input = &in, .threads = 1};
	tally_csv_counts counts;

	return tally_csv_read_claims("x.csv", &options, codes, claims, &counts, list, NULL, NULL);
}

/* The nearest double to mantissa * 10^exponent, by the C library, whose numbers here have a point
 * or a comma as the locale has it: no mark is needed. */
static double nearest(int64_t mantissa, int exponent)
{
	char text[64];

	snprintf(text, sizeof text, "%llde%d", (long long)mantissa, exponent);
	return strtod(text, NULL);
}

static void a_unit_is_applied_without_rounding_twice(void **state)
{
	static const struct {
		const char *text, *metric, *measure;
		int power;
	} units[] = {{"元", "gdp", "level", 0},      {"亿元", "gdp", "level", 8},
		     {"万亿元", "gdp", "level", 12}, {"万人", "population", "level", 4},
		     {"%", "gdp", "growth", -2},     {"‰", "gdp", "growth", -3}};
	(void)state;
	for (int i = 0; i < 2000; i++) {
		tally_decimal truth = draw_truth();
		int drop = below(10), u = below(6);
		tally_decimal d = {rounded(truth.mantissa, drop, TALLY_ROUND_NEAREST, below(2)),
				   truth.decimals - drop};
		char printed[TALLY_DECIMAL_TEXT], text[512];
		tally_claims claims = {0};
		tally_diagnostics list = {.max = 3};

		tally_decimal_print(d, printed);
		snprintf(text, sizeof text,
			 "metric,region,period,value,unit,measure\n%s,CN,2020,%s,%s,%s\n",
			 units[u].metric, printed, units[u].text, units[u].measure);
		assert_int_equal(read_text(text, &claims, &list), TALLY_OK);
		if (claims.n != 1)
			fail_msg("%s%s", text, list.count ? list.items[0].message : "");
		double want = nearest(d.mantissa, units[u].power - d.decimals);
		assert_true(tally_claim_value(&claims.items[0], codes) == want);
		tally_decimal scaled = {truth.mantissa, truth.decimals - units[u].power};
		must_hold(
		    tally_claim_interval(&claims.items[0], &claims, codes, TALLY_ROUND_NEAREST),
		    scaled, printed);
		tally_claims_release(&claims);
		tally_diagnostics_release(&list);
	}
}

static void what_no_mantissa_holds_is_told_with_its_place(void **state)
{
	static const struct {
		const char *value, *unit, *said;
	} bad[] = {{"9223372036854775808", "元", "more than 18 significant digits"},
		   {"0.12345678901234567890123", "元", "more than 18 significant digits"},
		   {"1e301", "元", "exponent out of range"},
		   {"1e-301", "元", "exponent out of range"},
		   {"1e99999999999999999999", "元", "exponent out of range"},
		   {"1e299", "万亿元", "beyond 10^308"},
		   {"999999999999999999e300", "元", "beyond 10^308"},
		   {"1..999999999999999999e300", "元", "beyond 10^308"},
		   {"inf", "元", "expected a digit"},
		   {"-Infinity", "元", "expected a digit"},
		   {"0x1p3", "元", "expected"},
		   {"nan(1)", "元", "expected a digit"}};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[256];
		tally_claims claims = {0};
		tally_diagnostics list = {.max = 3};

		snprintf(text, sizeof text,
			 "metric,region,period,value,unit\ngdp,CN,2019,1,元\ngdp,CN,2020,%s,%s\n",
			 bad[i].value, bad[i].unit);
		assert_int_equal(read_text(text, &claims, &list), TALLY_OK);
		if (list.count != 1 || !strstr(list.items[0].message, bad[i].said))
			fail_msg("%s: %s", bad[i].value,
				 list.count ? list.items[0].message : "taken");
		assert_string_equal(list.items[0].file, "x.csv");
		assert_int_equal(list.items[0].line, 3);
		assert_int_equal(list.items[0].column, 4);
		assert_int_equal(claims.n, 1);
		tally_claims_release(&claims);
		tally_diagnostics_release(&list);
	}
}

/* --- stores ----------------------------------------------------------------------------------- */

static char folder[] = "/tmp/tally-numbers-XXXXXX", store[64], file[64];

static void put_file(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_true(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void no_store_takes_what_is_not_finite(void **state)
{
	const double values[] = {NAN, HUGE_VAL, -HUGE_VAL};
	const char status[] = "AAA";
	const int32_t days[] = {365, 730, 1095};
	tally_claims claims = {0};
	tally_claim c = tally_claim_default();
	tally_error err = {0};

	(void)state;
	c.metric = tally_codes_find_metric(codes, "gdp", 3);
	c.region = tally_codes_find_region(codes, "CN", 2);
	c.unit = tally_codes_find_unit(codes, "元", strlen("元"));
	c.period = tally_period_year(2020);
	c.figure = (tally_figure){.form = TALLY_FORM_REAL};
	for (int i = 0; i < 3; i++) {
		tally_store_options options = {0};
		tally_batch_info info = {0};
		c.figure.real = values[i];
		assert_int_equal(tally_claims_add(&claims, &c, NULL), TALLY_OK);
		assert_int_equal(tally_store_append(store, &claims, codes, &options, &info, &err),
				 TALLY_EINPUT);
		assert_non_null(strstr(err.message, "infinite or not a number"));
		claims.n = 0;
	}
	for (int i = 1; i < 3; i++) {
		tally_batch *batch = tally_batch_new();
		const tally_reals reals = {.n = 1,
					   .frequency = TALLY_FREQ_YEAR,
					   .last = days,
					   .every = 365,
					   .value = &values[i],
					   .status = status};
		assert_int_equal(tally_batch_add_reals(batch, &claims, &c, &reals, &err),
				 TALLY_EINPUT);
		tally_batch_free(batch);
	}
	tally_claims_release(&claims);
}

/* What a session answers, as bytes, in whatever locale the host program is. */
static void must_do(tally_status status, tally_sheet **sheet, const tally_error *err)
{
	if (status != TALLY_OK)
		fail_msg("%s", err->message);
	tally_sheet_free(*sheet);
	*sheet = NULL;
}

static const char *exported(tally_session *s, const char *format, const char *const *options)
{
	static char text[4096];
	char out[64];
	tally_error err = {0};

	snprintf(out, sizeof out, "%s/out", folder);
	if (tally_session_export(s, format, out, options, &err) != TALLY_OK)
		fail_msg("%s", err.message);
	FILE *f = fopen(out, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = 0;
	fclose(f);
	unlink(out);
	return text;
}

/* What a session answers, in whatever locale the host program is. */
static void the_locale_of_the_host_changes_nothing(void **state)
{
	static const char table[] = "metric,region,period,value,unit,measure,source,published\n"
				    "GDP,CN,2019,98.65,万亿元,,nbs,2020-01-17\n"
				    "gdp,CHN,2020,101.36,万亿元,,nbs,2021-01-18\n"
				    "gdp,CN,2020,2.75,%,growth,nbs,2021-01-18\n"
				    "gdp,CN-GD,2019,\"107,986.9\",亿元,,GD,2020-01-17\n";
	const char *timed[] = {"time-limit=1.5", NULL}, *columns[] = {"columns=lo,hi", NULL};
	tally_session *s = NULL;
	tally_sheet *sheet = NULL;
	tally_error err = {0};

	(void)state;
	put_file(table);
	assert_int_equal(tally_session_open(store, &s, &err), TALLY_OK);
	must_do(tally_session_ingest(s, file, NULL, &sheet, &err), &sheet, &err);
	must_do(tally_session_check(s, timed, &sheet, &err), &sheet, &err);
	assert_int_equal(tally_session_calc(s, "gdp[CN] * 1.5", NULL, &sheet, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(sheet), 2);
	assert_true(tally_sheet_numbers(sheet, "value")[0] == 1.5 * 986500e8);
	tally_sheet_free(sheet);
	assert_string_equal(
	    exported(s, "tidy", columns),
	    "metric,region,frequency,period,measure,against,value,unit,lo,hi\n"
	    "gdp,CN,A,2019,level,,98650000000000,yuan,98645000000000,98655000000000\n"
	    "gdp,CN,A,2020,level,,101360000000000,yuan,101355000000000,101365000000000\n"
	    "gdp,CN,A,2020,growth,,0.0275,1,0.02745,0.02755\n"
	    "gdp,CN-GD,A,2019,level,,10798690000000,yuan,10798685000000,10798695000000\n");
	tally_session_close(s);
	/* and the host has its own again */
	char text[16];
	const char *expected = getenv("TALLY_TEST_POINT");
	snprintf(text, sizeof text, "%.1f", 1.5);
	if (expected)
		assert_string_equal(text, expected);
}

static int set_up(void **state)
{
	(void)state;
	setlocale(LC_ALL, "");
	if (!mkdtemp(folder) || tally_codes_load(NULL, &codes, NULL, NULL) != TALLY_OK)
		return -1;
	snprintf(store, sizeof store, "%s/s.h5", folder);
	snprintf(file, sizeof file, "%s/in.csv", folder);
	return tally_session_create(store, NULL, NULL) == TALLY_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	char lock[80];

	(void)state;
	snprintf(lock, sizeof lock, "%s.lock", store);
	unlink(store);
	unlink(lock);
	unlink(file);
	tally_codes_free(codes);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_truth_is_in_what_is_printed),
	    cmocka_unit_test(the_truth_is_in_what_is_hedged),
	    cmocka_unit_test(a_unit_is_applied_without_rounding_twice),
	    cmocka_unit_test(what_no_mantissa_holds_is_told_with_its_place),
	    cmocka_unit_test(no_store_takes_what_is_not_finite),
	    cmocka_unit_test(the_locale_of_the_host_changes_nothing),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
