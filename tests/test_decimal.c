/* Decimals and the intervals they stand for. Directed rounding is checked against glibc's strtod
 * under fesetround, which rounds decimal text exactly in every mode. */
#include "decimal.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed = 20231118;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static tally_decimal dec(const char *text)
{
	tally_decimal d;
	tally_error err = {0};
	if (tally_decimal_parse(text, strlen(text), &d, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	return d;
}

static const char *printed(tally_decimal d)
{
	static char text[TALLY_DECIMAL_TEXT];
	size_t n = tally_decimal_print(d, text);
	assert_int_equal(n, strlen(text));
	return text;
}

static void assert_error(const char *text, const char *part)
{
	tally_decimal d;
	tally_error err = {0};
	assert_int_equal(tally_decimal_parse(text, strlen(text), &d, &err), TALLY_EINPUT);
	if (!strstr(err.message, part))
		fail_msg("\"%s\": message \"%s\" lacks \"%s\"", text, err.message, part);
}

static void test_digits_are_kept(void **state)
{
	(void)state;
	const char *same[] = {"13.50",
			      "13.5",
			      "0",
			      "0.00",
			      "-0.05",
			      "1234567890",
			      "-9.22",
			      "0.000000000000000001",
			      "999999999999999999",
			      "9223372036854775807",
			      "-9223372036854775808",
			      "15e2",
			      "1e300",
			      "-120e15"};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_string_equal(printed(dec(same[i])), same[i]);
	assert_int_equal(dec("13.50").mantissa, 1350);
	assert_int_equal(dec("13.50").decimals, 2);
}

static void test_other_spellings(void **state)
{
	(void)state;
	const char *pairs[][2] = {{"1,100.9", "1100.9"},   {"12,345,678", "12345678"},
				  {"+5.1", "5.1"},         {"1.5e2", "15e1"},
				  {"1.5E+2", "15e1"},      {"12e-3", "0.012"},
				  {"１３．５０", "13.50"}, {"－２．１", "-2.1"},
				  {"−2.1", "-2.1"},        {"—3", "-3"},
				  {"１，１００", "1100"},  {"007", "7"},
				  {".5", "0.5"},           {"-0", "0"},
				  {"0.0e5", "0e4"},        {"00000000000000000000001.5", "1.5"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(printed(dec(pairs[i][0])), pairs[i][1]);
}

static void test_errors_name_the_column(void **state)
{
	(void)state;
	assert_error("", "column 1: the number ends, expected a digit");
	assert_error("12a4", "column 3: found \"a\"");
	assert_error("１２万", "column 3: found \"万\"");
	assert_error("1,23", "column 5: 2 digits behind a thousands comma, expected 3");
	assert_error("1234,567", "column 5: found \",\"");
	assert_error("1.", "column 3: the number ends, expected a digit behind the point");
	assert_error("1.2.3", "column 4: found \".\"");
	assert_error("--1", "column 2: found \"-\"");
	assert_error("1e", "expected the digits of the exponent");
	assert_error("1e301", "exponent out of range");
	assert_error("1e99999999999999999999", "exponent out of range");
	assert_error("1 000", "column 2: found \" \"");
	assert_error("nan", "column 1");
	assert_error("9223372036854775808", "more than 18 significant digits");
	assert_error("99999999999999999999", "more than 18 significant digits");
	assert_error("\xff", "column 1");
	assert_error("0x10", "column 2");
}

static void test_nul_inside_is_refused(void **state)
{
	(void)state;
	tally_decimal d;
	assert_int_equal(tally_decimal_parse("1\0"
					     "2",
					     3, &d, NULL),
			 TALLY_EINPUT);
}

static void test_print_parse_identity(void **state)
{
	(void)state;
	char text[TALLY_DECIMAL_TEXT];
	for (int i = 0; i < 200000; i++) {
		tally_decimal d = {(int64_t)next_random() >> (next_random() % 64),
				   (int32_t)(next_random() % 601) - 300},
			      back;
		size_t n = tally_decimal_print(d, text);
		assert_true(n < TALLY_DECIMAL_TEXT);
		assert_int_equal(tally_decimal_parse(text, n, &back, NULL), TALLY_OK);
		assert_int_equal(back.mantissa, d.mantissa);
		assert_int_equal(back.decimals, d.decimals);
	}
}

static void test_compare_and_add(void **state)
{
	(void)state;
	assert_int_equal(tally_decimal_compare(dec("13.50"), dec("13.5")), 0);
	assert_int_equal(tally_decimal_compare(dec("13.501"), dec("13.5")), 1);
	assert_int_equal(tally_decimal_compare(dec("-1e300"), dec("1e-300")), -1);
	assert_int_equal(tally_decimal_compare(dec("1e300"), dec("9223372036854775807")), 1);
	assert_int_equal(tally_decimal_compare(dec("-1e300"), dec("-9223372036854775807")), -1);
	assert_int_equal(tally_decimal_compare(dec("0.00"), dec("0e7")), 0);

	tally_decimal sum;
	assert_true(tally_decimal_add(dec("56374.1"), dec("353659.25"), &sum));
	assert_string_equal(printed(sum), "410033.35");
	assert_true(tally_decimal_add(dec("0"), dec("1e-300"), &sum));
	assert_int_equal(tally_decimal_compare(sum, dec("1e-300")), 0);
	assert_false(tally_decimal_add(dec("9223372036854775807"), dec("1"), &sum));
	assert_false(tally_decimal_add(dec("1e300"), dec("1e-300"), &sum));
	assert_true(tally_decimal_add(dec("9223372036854775807"), dec("-0.0"), &sum));
	assert_int_equal(tally_decimal_compare(sum, dec("9223372036854775807")), 0);
}

static void test_units(void **state)
{
	(void)state;
	assert_int_equal(tally_decimal_compare(tally_decimal_unit(dec("13.50")), dec("0.01")), 0);
	assert_int_equal(tally_decimal_compare(tally_decimal_coarse_unit(dec("8200")), dec("100")),
			 0);
	assert_int_equal(tally_decimal_compare(tally_decimal_coarse_unit(dec("13.50")), dec("0.1")),
			 0);
	assert_int_equal(tally_decimal_compare(tally_decimal_coarse_unit(dec("0.0")), dec("0.1")),
			 0);
	tally_decimal coarse = tally_decimal_coarse_unit(dec("10e300"));
	assert_int_equal(coarse.mantissa, 10);
	assert_int_equal(coarse.decimals, -300);
}

static void test_value_is_the_nearest_double(void **state)
{
	(void)state;
	char text[TALLY_DECIMAL_TEXT];
	for (int i = 0; i < 100000; i++) {
		tally_decimal d = {(int64_t)next_random() >> (next_random() % 64),
				   (int32_t)(next_random() % 601) - 300};
		tally_decimal_print(d, text);
		assert_true(tally_decimal_value(d) == strtod(text, NULL));
	}
}

/* Down, nearest and up of one decimal against strtod in the three rounding modes. */
static void check_directed(tally_decimal d)
{
	char text[TALLY_DECIMAL_TEXT];
	tally_decimal_print(d, text);
	tally_bound b = tally_bound_of(d);
	double down = tally_bound_down(b), up = tally_bound_up(b), near = tally_bound_value(b);
	fesetround(FE_DOWNWARD);
	double want_down = strtod(text, NULL);
	fesetround(FE_UPWARD);
	double want_up = strtod(text, NULL);
	fesetround(FE_TONEAREST);
	if (down != want_down || up != want_up || near != strtod(text, NULL))
		fail_msg("%s: [%a, %a] %a, expected [%a, %a]", text, down, up, near, want_down,
			 want_up);
}

static void test_bounds_round_outward(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		tally_decimal plain = {(int64_t)next_random() >> (next_random() % 64),
				       (int32_t)(next_random() % 20)};
		check_directed(plain);
	}
	for (int i = 0; i < 20000; i++) {
		tally_decimal any = {(int64_t)next_random() >> (next_random() % 64),
				     (int32_t)(next_random() % 601) - 300};
		check_directed(any);
	}
	check_directed(dec("0.1"));
	check_directed(dec("-0.3"));
	check_directed((tally_decimal){INT64_MIN, 3});
	check_directed((tally_decimal){INT64_MIN, 0});
	check_directed((tally_decimal){1, 300});
}

static void test_bounds_beyond_double(void **state)
{
	(void)state;
	tally_bound huge = {1, 1, 400, false, false}, tiny = {-1, 3, -500, false, false};
	assert_true(tally_bound_down(huge) == DBL_MAX);
	assert_true(isinf(tally_bound_up(huge)));
	assert_true(tally_bound_up(tiny) == 0);
	assert_true(tally_bound_down(tiny) == -DBL_TRUE_MIN);
	tally_bound subnormal = {3, 1, -320, false, false};
	assert_true(tally_bound_value(subnormal) == 3e-320);
	tally_bound none = {0, 1, 0, true, true};
	assert_true(tally_bound_down(none) == -HUGE_VAL && tally_bound_up(none) == HUGE_VAL);
}

/* For 0 < num, den < 2^50 the products with a 53-bit number are exact in long double
 * arithmetic of two parts; fma gives their sign. */
static void test_fraction_bounds(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		int64_t num = (int64_t)(next_random() >> (14 + next_random() % 49)) + 1;
		int64_t den = (int64_t)(next_random() >> (14 + next_random() % 49)) + 1;
		tally_bound b = {num, den, 0, false, false};
		double down = tally_bound_down(b), up = tally_bound_up(b);
		assert_true(fma(down, (double)den, -(double)num) <= 0);
		assert_true(fma(up, (double)den, -(double)num) >= 0);
		assert_true(down == up || nextafter(down, HUGE_VAL) == up);
	}
	/* the slow lane gives the same: scale a fraction out of the fast one and back */
	for (int i = 0; i < 20000; i++) {
		int64_t num = (int64_t)(next_random() % 100000) + 1;
		int64_t den = (int64_t)(next_random() % 100000) + 1;
		tally_bound fast = {num, den, 0, false, false};
		tally_bound slow = {num * 1000000, den * 1000000, 0, false, false};
		slow.den *= 1000000;
		slow.exp10 = 6;
		assert_true(tally_bound_down(fast) == tally_bound_down(slow));
		assert_true(tally_bound_up(fast) == tally_bound_up(slow));
		assert_true(tally_bound_value(fast) == tally_bound_value(slow));
		assert_int_equal(tally_bound_compare(fast, slow), 0);
	}
}

static void test_bound_compare(void **state)
{
	(void)state;
	tally_bound third = {1, 3, 0, false, false},
		    near = {333333333333333333, 1, -18, false, false};
	assert_int_equal(tally_bound_compare(third, near), 1);
	near.num++;
	assert_int_equal(tally_bound_compare(third, near), -1);
	tally_bound big = {1, 1, 100, false, false}, small = {INT64_MAX, 1, -100, false, false};
	assert_int_equal(tally_bound_compare(big, small), 1);
	big.num = small.num = -1;
	assert_int_equal(tally_bound_compare(big, small), -1);
	for (int i = 0; i < 50000; i++) {
		tally_decimal a = {(int64_t)next_random() >> (next_random() % 60),
				   (int32_t)(next_random() % 12)};
		tally_decimal b = {a.mantissa / 100 + (int64_t)(next_random() % 3) - 1,
				   a.decimals - 2};
		assert_int_equal(tally_bound_compare(tally_bound_of(a), tally_bound_of(b)),
				 tally_decimal_compare(a, b));
	}
}

/* "[12.325, 12.335]", "(5, inf)"; ends as exact decimals or num/den */
static const char *told(tally_interval in)
{
	static char text[200];
	char lo[80] = "-inf", hi[80] = "inf", number[TALLY_DECIMAL_TEXT];
	tally_bound ends[2] = {in.lo, in.hi};
	char *out[2] = {lo, hi};
	for (int i = 0; i < 2; i++) {
		if (ends[i].infinite)
			continue;
		tally_decimal d = {ends[i].num, -ends[i].exp10};
		tally_decimal_print(d, number);
		if (ends[i].den == 1)
			snprintf(out[i], 80, "%.70s", number);
		else
			snprintf(out[i], 80, "%.40s/%lld", number, (long long)ends[i].den);
	}
	snprintf(text, sizeof text, "%c%s, %s%c", in.lo.open ? '(' : '[', lo, hi,
		 in.hi.open ? ')' : ']');
	return text;
}

static void assert_interval(const char *value, tally_qualifier q, tally_rounding rounding,
			    const char *want)
{
	const char *got = told(tally_decimal_interval(dec(value), q, rounding, false));
	if (strcmp(got, want) != 0)
		fail_msg("%s%s %s: %s, expected %s", tally_qualifier_text(q), value,
			 tally_rounding_name(rounding), got, want);
}

static void test_rounding_conventions(void **state)
{
	(void)state;
	const struct {
		const char *value;
		tally_rounding rounding;
		const char *want;
	} cases[] = {
	    {"12.33", TALLY_ROUND_NEAREST, "[12.325, 12.335]"},
	    {"13.50", TALLY_ROUND_NEAREST, "[13.495, 13.505]"},
	    {"-2.1", TALLY_ROUND_NEAREST, "[-2.15, -2.05]"},
	    {"0", TALLY_ROUND_NEAREST, "[-0.5, 0.5]"},
	    {"15e2", TALLY_ROUND_NEAREST, "[145e1, 155e1]"},
	    {"12.33", TALLY_ROUND_HALF_UP, "[12.325, 12.335)"},
	    {"-12.33", TALLY_ROUND_HALF_UP, "(-12.335, -12.325]"},
	    {"0.0", TALLY_ROUND_HALF_UP, "(-0.05, 0.05)"},
	    {"12.33", TALLY_ROUND_HALF_EVEN, "(12.325, 12.335)"},
	    {"12.34", TALLY_ROUND_HALF_EVEN, "[12.335, 12.345]"},
	    {"-12.33", TALLY_ROUND_HALF_EVEN, "(-12.335, -12.325)"},
	    {"0", TALLY_ROUND_HALF_EVEN, "[-0.5, 0.5]"},
	    {"12.33", TALLY_ROUND_TRUNCATE, "[12.33, 12.34)"},
	    {"-12.33", TALLY_ROUND_TRUNCATE, "(-12.34, -12.33]"},
	    {"0.0", TALLY_ROUND_TRUNCATE, "(-0.1, 0.1)"},
	    {"12.33", TALLY_ROUND_EITHER, "[12.325, 12.34)"},
	    {"-12.33", TALLY_ROUND_EITHER, "(-12.34, -12.325]"},
	    {"0.0", TALLY_ROUND_EITHER, "(-0.1, 0.1)"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_interval(cases[i].value, TALLY_AS_PRINTED, cases[i].rounding, cases[i].want);
}

static void test_qualifiers(void **state)
{
	(void)state;
	const struct {
		const char *value;
		tally_qualifier q;
		const char *want;
	} cases[] = {
	    {"26.15", TALLY_ABOUT, "[26.14, 26.16]"},
	    {"50", TALLY_ABOUT, "[4e1, 6e1]"},
	    {"-50", TALLY_ABOUT, "[-6e1, -4e1]"},
	    {"20", TALLY_OVER, "(20, inf]"},
	    {"-5", TALLY_OVER, "[-inf, -5)"},
	    {"20", TALLY_AT_LEAST, "[20, inf]"},
	    {"-20", TALLY_AT_LEAST, "[-inf, -20]"},
	    {"20", TALLY_UNDER, "[-inf, 20)"},
	    {"-20", TALLY_UNDER, "(-20, inf]"},
	    {"20", TALLY_AT_MOST, "[-inf, 20]"},
	    {"-20", TALLY_AT_MOST, "[-20, inf]"},
	    {"8200", TALLY_LITTLE_OVER, "(8200, 83e2)"},
	    {"-8200", TALLY_LITTLE_OVER, "(-83e2, -8200)"},
	    {"8200", TALLY_NEAR, "[81e2, 8200)"},
	    {"-8200", TALLY_NEAR, "(-8200, -81e2]"},
	    {"0.0", TALLY_ABOUT, "[-0.1, 0.1]"},
	    {"0", TALLY_LITTLE_OVER, "(0, 1)"},
	    {"0.00", TALLY_NEAR, "[-0.01, 0.00)"},
	    {"0", TALLY_OVER, "(0, inf]"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = told(tally_decimal_interval(dec(cases[i].value), cases[i].q,
							      TALLY_ROUND_NEAREST, false));
		char want[100];
		snprintf(want, sizeof want, "%s", cases[i].want);
		if (want[1] == '-' && want[2] == 'i') /* an infinite end is an open one */
			want[0] = '(';
		if (want[strlen(want) - 2] == 'f')
			want[strlen(want) - 1] = ')';
		if (strcmp(got, want) != 0)
			fail_msg("%s%s: %s, expected %s", tally_qualifier_text(cases[i].q),
				 cases[i].value, got, want);
	}
}

static void test_exact_counts(void **state)
{
	(void)state;
	assert_string_equal(
	    told(tally_decimal_interval(dec("178"), TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, true)),
	    "[178, 178]");
	assert_string_equal(
	    told(tally_decimal_interval(dec("8200"), TALLY_LITTLE_OVER, TALLY_ROUND_NEAREST, true)),
	    "(8200, 83e2)");
}

/* 19 digits and a half unit do not fit 64 bits: the ends move outward, never inward. */
static void test_wide_mantissas(void **state)
{
	(void)state;
	const char *values[] = {"922337203685477580",   "1e300",
				"4000000000000000001",  "9223372036854775807",
				"-9223372036854775808", "9223372036854775807e281"};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		tally_decimal d = dec(values[i]);
		tally_bound v = tally_bound_of(d);
		for (int q = 0; q < TALLY_N_QUALIFIERS; q++) {
			for (int r = 0; r <= TALLY_ROUND_EITHER; r++) {
				tally_interval in = tally_decimal_interval(
				    d, (tally_qualifier)q, (tally_rounding)r, false);
				assert_true(in.lo.infinite || tally_bound_compare(in.lo, v) <= 0);
				assert_true(in.hi.infinite || tally_bound_compare(in.hi, v) >= 0);
				if (q == TALLY_ABOUT ||
				    (q == TALLY_AS_PRINTED && r != TALLY_ROUND_TRUNCATE)) {
					assert_int_equal(tally_bound_compare(in.lo, v), -1);
					assert_int_equal(tally_bound_compare(in.hi, v), 1);
				}
			}
		}
	}
	assert_string_equal(
	    told(tally_decimal_interval(dec("4000000000000000001"), TALLY_AS_PRINTED,
					TALLY_ROUND_NEAREST, false)),
	    "[8000000000000000001/2, 8000000000000000003/2]");
}

static void test_fractions(void **state)
{
	(void)state;
	assert_string_equal(told(tally_fraction_interval(1, 6, TALLY_AS_PRINTED)), "[2/13, 2/11]");
	assert_string_equal(told(tally_fraction_interval(1, 6, TALLY_ABOUT)), "[2/13, 2/11]");
	assert_string_equal(told(tally_fraction_interval(1, 6, TALLY_NEAR)), "[2/13, 1/6)");
	assert_string_equal(told(tally_fraction_interval(2, 3, TALLY_LITTLE_OVER)), "(2/3, 4/5]");
	assert_string_equal(told(tally_fraction_interval(1, 2, TALLY_OVER)), "(1/2, inf)");
	assert_string_equal(told(tally_fraction_interval(1, 2, TALLY_AT_MOST)), "(-inf, 1/2]");
	tally_interval huge = tally_fraction_interval(INT64_MAX, INT64_MAX - 1, TALLY_ABOUT);
	assert_true(tally_bound_down(huge.lo) <= 1 && tally_bound_up(huge.hi) >= 1);
}

static void test_ranges_and_scale(void **state)
{
	(void)state;
	tally_interval in = tally_range_interval(dec("3"), dec("5.5"));
	assert_string_equal(told(in), "[3, 5.5]");
	assert_string_equal(told(tally_interval_scale(in, 12)), "[3e12, 55e11]");
	tally_interval over =
	    tally_decimal_interval(dec("20"), TALLY_OVER, TALLY_ROUND_NEAREST, false);
	over = tally_interval_scale(over, 4);
	assert_true(tally_bound_down(over.lo) == 200000);
	assert_true(over.hi.infinite && over.hi.exp10 == 0);
}

static void test_disjoint(void **state)
{
	(void)state;
	tally_interval a = tally_range_interval(dec("1"), dec("2"));
	tally_interval b = tally_range_interval(dec("2.0"), dec("3"));
	assert_false(tally_interval_disjoint(a, b));
	b.lo.open = true;
	assert_true(tally_interval_disjoint(a, b));
	assert_true(tally_interval_disjoint(b, a));
	tally_interval all = {{0, 1, 0, true, true}, {0, 1, 0, true, true}};
	assert_false(tally_interval_disjoint(a, all));
	/* 44.04 / 457.41 against 9.62 %: [9.6269, 9.6293] and [9.615, 9.625] */
	tally_interval share =
	    tally_decimal_interval(dec("9.62"), TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, false);
	tally_interval implied = {{440350000, 457415, -4, false, false},
				  {440450000, 457405, -4, false, false}};
	assert_true(tally_interval_disjoint(tally_interval_scale(share, 0),
					    tally_interval_scale(implied, 2)));
}

static void test_words(void **state)
{
	(void)state;
	tally_qualifier q;
	tally_rounding r;
	tally_error err = {0};
	for (int i = 0; i < TALLY_N_QUALIFIERS; i++) {
		const char *text = tally_qualifier_text((tally_qualifier)i);
		assert_true(tally_qualifier_parse(text, strlen(text), &q));
		assert_int_equal(q, i);
	}
	assert_false(tally_qualifier_parse("=>", 2, &q));
	for (int i = 0; i <= TALLY_ROUND_EITHER; i++) {
		assert_int_equal(
		    tally_rounding_parse(tally_rounding_name((tally_rounding)i), &r, &err),
		    TALLY_OK);
		assert_int_equal(r, i);
	}
	assert_int_equal(tally_rounding_parse("up", &r, &err), TALLY_EUSAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_digits_are_kept),
	    cmocka_unit_test(test_other_spellings),
	    cmocka_unit_test(test_errors_name_the_column),
	    cmocka_unit_test(test_nul_inside_is_refused),
	    cmocka_unit_test(test_print_parse_identity),
	    cmocka_unit_test(test_compare_and_add),
	    cmocka_unit_test(test_units),
	    cmocka_unit_test(test_value_is_the_nearest_double),
	    cmocka_unit_test(test_bounds_round_outward),
	    cmocka_unit_test(test_bounds_beyond_double),
	    cmocka_unit_test(test_fraction_bounds),
	    cmocka_unit_test(test_bound_compare),
	    cmocka_unit_test(test_rounding_conventions),
	    cmocka_unit_test(test_qualifiers),
	    cmocka_unit_test(test_exact_counts),
	    cmocka_unit_test(test_wide_mantissas),
	    cmocka_unit_test(test_fractions),
	    cmocka_unit_test(test_ranges_and_scale),
	    cmocka_unit_test(test_disjoint),
	    cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
