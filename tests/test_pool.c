/* Pools, room, diagnostics and errors: the small things that everything else stands on. */
#include "diagnostics.h"
#include "pool.h"
#include "room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_zero_is_the_empty_string(void **state)
{
	(void)state;
	tally_pool pool = {0};
	assert_string_equal(tally_pool_text(&pool, 0), "");
	assert_int_equal(tally_pool_find(&pool, "", 0), 0);
	assert_int_equal(tally_pool_find(&pool, "x", 1), -1);
	assert_int_equal(tally_pool_add(&pool, "", 0), 0);
	assert_int_equal(pool.n, 1);
	assert_string_equal(tally_pool_text(&pool, 99), "");
	assert_string_equal(tally_pool_text(&pool, -1), "");
	tally_pool_release(&pool);
	assert_null(pool.bytes);
}

static void test_each_string_once_in_order(void **state)
{
	(void)state;
	tally_pool pool = {0};
	char text[32];
	for (int round = 0; round < 2; round++) {
		for (int i = 1; i <= 50000; i++) {
			int n = snprintf(text, sizeof text, "p.%d", i);
			assert_int_equal(tally_pool_add(&pool, text, (size_t)n), i);
		}
	}
	assert_int_equal(pool.n, 50001);
	for (int i = 1; i <= 50000; i++) {
		int n = snprintf(text, sizeof text, "p.%d", i);
		assert_string_equal(tally_pool_text(&pool, i), text);
		assert_int_equal(tally_pool_find(&pool, text, (size_t)n), i);
	}
	assert_int_equal(tally_pool_find(&pool, "p.0", 3), -1);
	assert_int_equal(tally_pool_find(&pool, "p.12", 2), -1); /* "p." is no string of it */
	tally_pool_release(&pool);
}

static void test_long_and_prefix_strings(void **state)
{
	(void)state;
	tally_pool pool = {0};
	char *text = malloc(100001);
	memset(text, 'x', 100000);
	text[100000] = '\0';
	for (size_t n = 1; n <= 100000; n *= 10) {
		int32_t id = tally_pool_add(&pool, text, n);
		assert_int_equal(strlen(tally_pool_text(&pool, id)), n);
		assert_int_equal(tally_pool_find(&pool, text, n), id);
	}
	assert_int_equal(pool.n, 7);
	free(text);
	tally_pool_release(&pool);
}

static void test_diagnostics_count_beyond_max(void **state)
{
	(void)state;
	tally_diagnostics list = {.max = 3};
	for (int i = 1; i <= 5; i++)
		tally_diagnostics_add(&list, TALLY_ERROR, "gdp.csv", i, 2, "quarter %d", i);
	tally_diagnostics_add(&list, TALLY_WARNING, NULL, 0, 0, "no rows");
	assert_int_equal(list.count, 3);
	assert_int_equal(list.errors, 5);
	assert_int_equal(list.warnings, 1);
	assert_string_equal(list.items[2].message, "quarter 3");
	assert_string_equal(list.items[2].file, "gdp.csv");
	assert_int_equal(list.items[2].line, 3);
	tally_diagnostics_release(&list);
	assert_int_equal(list.max, 3);
	assert_int_equal(list.count, 0);
	tally_diagnostics_add(NULL, TALLY_ERROR, "x", 1, 1, "nobody listens");
}

static void test_error_messages(void **state)
{
	(void)state;
	tally_error err = {0};
	assert_int_equal(tally_error_set(&err, TALLY_EINPUT, "quarter %d", 5), TALLY_EINPUT);
	assert_int_equal(tally_error_prefix(&err, "gdp.csv:%d", 17), TALLY_EINPUT);
	assert_string_equal(err.message, "gdp.csv:17: quarter 5");
	assert_int_equal(tally_error_set(NULL, TALLY_EUSAGE, "x"), TALLY_EUSAGE);
	assert_int_equal(tally_error_memory(&err), TALLY_ESYSTEM);
	assert_string_equal(err.message, "out of memory");
}

static void test_long_messages_are_cut_at_a_character(void **state)
{
	(void)state;
	char text[3 * 600 + 1];
	for (int i = 0; i < 600; i++)
		memcpy(text + 3 * i, "国", 3);
	text[1800] = '\0';
	for (int pad = 0; pad < 3; pad++) {
		tally_error err = {0};
		tally_error_set(&err, TALLY_EINPUT, "%.*s%s", pad, "ab", text);
		size_t n = strlen(err.message);
		assert_true(n < TALLY_ERROR_SIZE && n > TALLY_ERROR_SIZE - 4);
		assert_int_equal((n - strcspn(err.message, "\xe5")) % 3, 0);
	}
}

/* Doubled from nothing past two large pages. */
static void test_room_keeps_what_is_in_it(void **state)
{
	(void)state;
	uint32_t *room = NULL;
	size_t n = 0, cap = 0, wrong = 0;
	for (; n < 3u << 20; n++) {
		if (n == cap) {
			cap = 2 * cap + 1;
			room = tally_more_room(room, n * sizeof *room, cap * sizeof *room);
			assert_non_null(room);
		}
		room[n] = (uint32_t)(n * 2654435761u);
	}
	for (size_t i = 0; i < n; i++)
		wrong += room[i] != (uint32_t)(i * 2654435761u);
	assert_int_equal(wrong, 0);
	free(room);
	void *none = tally_room(0);
	assert_non_null(none);
	free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_zero_is_the_empty_string),
	    cmocka_unit_test(test_each_string_once_in_order),
	    cmocka_unit_test(test_long_and_prefix_strings),
	    cmocka_unit_test(test_diagnostics_count_beyond_max),
	    cmocka_unit_test(test_error_messages),
	    cmocka_unit_test(test_long_messages_are_cut_at_a_character),
	    cmocka_unit_test(test_room_keeps_what_is_in_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
