/* The language of rules: shapes, coefficients, lags, and where it is wrong. */
#include "rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* a..z are the metrics 0..25. */
static int32_t letter(const void *context, const char *text, size_t len)
{
	(void)context;
	return len == 1 && *text >= 'a' && *text <= 'z' ? *text - 'a' : TALLY_NO_CODE;
}

static tally_rule parse(const char *text)
{
	tally_rule rule = {0};
	tally_error err = {0};
	if (tally_rule_parse(text, letter, NULL, &rule, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
	return rule;
}

static void assert_term(const tally_term *t, int metric, int lag, int64_t num, int64_t den)
{
	assert_int_equal(t->metric, metric);
	assert_int_equal(t->lag, lag);
	assert_int_equal(t->coef_num, num);
	assert_int_equal(t->coef_den, den);
}

static void a_sum(void **state)
{
	(void)state;
	tally_rule r = parse("a = b[-1] + c - 0.25 * d");

	assert_int_equal(r.shape, TALLY_RULE_LINEAR);
	assert_int_equal(r.relation, TALLY_EQUAL);
	assert_int_equal(r.lhs, 0);
	assert_int_equal(r.n_terms, 3);
	assert_term(&r.terms[0], 1, -1, 1, 1);
	assert_term(&r.terms[1], 2, 0, 1, 1);
	assert_term(&r.terms[2], 3, 0, -25, 100);
	tally_rule_release(&r);
}

static void a_ratio_of_a_mean(void **state)
{
	(void)state;
	tally_rule r = parse("a = (b + c) / mean(d[-1], d)");

	assert_int_equal(r.shape, TALLY_RULE_RATIO);
	assert_int_equal(r.n_terms, 2);
	assert_int_equal(r.n_denominators, 2);
	assert_term(&r.denominators[0], 3, -1, 1, 2);
	assert_term(&r.denominators[1], 3, 0, 1, 2);
	tally_rule_release(&r);
}

static void a_product_an_inequality_and_a_constant(void **state)
{
	(void)state;
	tally_rule r = parse("a = b * c");
	assert_int_equal(r.shape, TALLY_RULE_PRODUCT);
	assert_term(&r.terms[0], 1, 0, 1, 1);
	assert_term(&r.denominators[0], 2, 0, 1, 1);
	tally_rule_release(&r);

	r = parse("a >= -b + 12");
	assert_int_equal(r.relation, TALLY_AT_LEAST_REL);
	assert_term(&r.terms[0], 1, 0, -1, 1);
	assert_term(&r.terms[1], TALLY_NO_CODE, 0, 12, 1);
	tally_rule_release(&r);
}

static const struct {
	const char *text, *message;
} wrong[] = {
    {"", "at 1: expected a metric, found the end"},
    {"a", "expected \"=\""},
    {"a = ", "at 5: expected a metric, found the end"},
    {"a = bb", "at 5: no such metric: \"bb\""},
    {"a = b +", "expected a metric"},
    {"a = b c", "at 7: expected the end of the rule, found \"c\""},
    {"a = b[1]", "expected a lag"},
    {"a = b[-1", "expected \"]\""},
    {"a = (b", "expected \")\""},
    {"a = mean(b, c", "expected \",\" or \")\""},
    {"a = b + c * d", "a product takes one metric"},
    {"a = 1234567890123456789 * b", "at most 15 digits"},
    {"a = mean(mean(mean(mean(mean(mean(mean(mean(mean(b)))))))))", "fewer means"},
};

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		tally_rule r = {0};
		tally_error err = {0};
		assert_int_equal(tally_rule_parse(wrong[i].text, letter, NULL, &r, &err),
				 TALLY_EINPUT);
		if (!strstr(err.message, wrong[i].message))
			fail_msg("%s: \"%s\" lacks \"%s\"", wrong[i].text, err.message,
				 wrong[i].message);
		assert_null(r.terms);
	}
}

static void too_many_terms_are_refused(void **state)
{
	(void)state;
	char text[4096] = "a = b";
	tally_rule r = {0};
	for (int i = 0; i < 300; i++)
		strcat(text, " + b");
	assert_int_equal(tally_rule_parse(text, letter, NULL, &r, NULL), TALLY_EINPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sum),
	    cmocka_unit_test(a_ratio_of_a_mean),
	    cmocka_unit_test(a_product_an_inequality_and_a_constant),
	    cmocka_unit_test(what_is_wrong_is_told_with_its_place),
	    cmocka_unit_test(too_many_terms_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
