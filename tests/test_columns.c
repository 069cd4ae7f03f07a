/* test_columns.c: columns, keys and the order of rows beside plain arrays. */
#include "rounds.h"
#include "store/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* --- columns ------------------------------------------------------------------------------- */

#define MOST 6000

typedef struct {
	store_column column;
	int64_t value[MOST];
	size_t n;
} pair;

/* Some values that stay, count or jump, up to both ends of what a number can be. */
static size_t some_values(const pair *p, int64_t *out)
{
	static const int64_t from[] = {
	    0, -1, 126, -129, 32766, 65535, INT32_MAX - 3, INT32_MIN, INT64_MAX - 2, INT64_MIN};
	size_t n = draw(3) == 0 ? 1 : 1 + draw(40), most = MOST - p->n;
	int64_t first = draw(3) > 0 && p->n > 0 ? p->value[p->n - 1] : from[draw(10)];
	int how = (int)draw(5);
	uint64_t at = (uint64_t)first + (p->n > 0 && how > 1);
	n = n < most ? n : most;
	for (size_t i = 0; i < n; i++) {
		out[i] = how == 0 ? (int64_t)draw(9) - 4 : (int64_t)at;
		at += how > 1; /* past the greatest number it goes on with the least */
	}
	return n;
}

static void add(pair *p, const int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p->value[p->n++] = values[i];
}

static void same(const pair *p)
{
	static int64_t out[MOST];
	static uint32_t order[MOST];
	int64_t lo = INT64_MAX, hi = INT64_MIN;
	assert_int_equal(p->column.n, p->n);
	for (size_t i = 0; i < p->n; i++) {
		assert_int_equal(store_column_get(&p->column, i), p->value[i]);
		order[i] = (uint32_t)draw((uint32_t)p->n);
		lo = p->value[i] < lo ? p->value[i] : lo;
		hi = p->value[i] > hi ? p->value[i] : hi;
	}
	if (p->n == 0)
		return;
	size_t from = draw((uint32_t)p->n);
	store_column_take(&p->column, NULL, from, p->n - from, out);
	assert_memory_equal(out, p->value + from, (p->n - from) * sizeof *out);
	store_column_take(&p->column, order, 0, p->n, out);
	for (size_t i = 0; i < p->n; i++)
		assert_int_equal(out[i], p->value[order[i]]);
	assert_int_equal(store_column_width(&p->column),
			 lo == hi && !p->column.data ? 0 : store_width(lo, hi));
}

static void a_column_holds_what_was_put_into_it(void **state)
{
	static pair p, more;
	int64_t values[64];
	tally_error err = {0};
	(void)state;
	for (int round = 0; round < ROUNDS(2000); round++) {
		seed = (uint32_t)round;
		p = more = (pair){0};
		for (int step = 0, steps = 1 + (int)draw(12); step < steps; step++) {
			pair *to = draw(3) == 0 ? &more : &p;
			size_t n = some_values(to, values);
			if (draw(8) == 0) {
				for (size_t i = 0; i < n; i++)
					values[i] = values[0];
				assert_int_equal(
				    store_column_repeat(&to->column, values[0], n, &err), 0);
			} else {
				assert_int_equal(store_column_append(&to->column, values, n, &err),
						 0);
			}
			add(to, values, n);
			same(to);
		}
		if (p.n + more.n <= MOST) {
			assert_int_equal(store_column_join(&p.column, &more.column, NULL, 0, &err),
					 0);
			add(&p, more.value, more.n);
			same(&p);
		}
		store_column_release(&p.column);
		store_column_release(&more.column);
	}
}

static void lines_that_count_up_take_no_room(void **state)
{
	store_column c = {0};
	tally_error err = {0};
	int64_t line = 2;
	(void)state;
	for (; line < 100000; line++)
		assert_int_equal(store_column_append(&c, &line, 1, &err), 0);
	assert_null(c.data);
	assert_int_equal(store_column_width(&c), 4);
	line++; /* an empty line */
	assert_int_equal(store_column_append(&c, &line, 1, &err), 0);
	assert_non_null(c.data);
	assert_int_equal(store_column_get(&c, 0), 2);
	assert_int_equal(store_column_get(&c, 99997), 99999);
	assert_int_equal(store_column_get(&c, 99998), 100001);
	store_column_release(&c);
}

/* --- keys ------------------------------------------------------------------------------------ */

static store_series some_series(void)
{
	store_series s = {{0}};
	for (int k = 0; k < STORE_SERIES_PARTS; k++)
		s.part[k] = draw(3) > 0 ? 0 : (int32_t)draw(5) - 2;
	if (draw(4) == 0)
		s.part[draw(STORE_SERIES_PARTS)] = draw(2) ? INT32_MIN : (int32_t)draw(1 << 20);
	return s;
}

static void keys_are_found_again_and_come_in_order(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS(300); round++) {
		store_keys keys = {0};
		seed = (uint32_t)round;
		for (int step = 0; step < 40; step++) {
			store_series some[STORE_KEYS_TOGETHER];
			int32_t ids[STORE_KEYS_TOGETHER];
			size_t n = 1 + draw(STORE_KEYS_TOGETHER);
			for (size_t i = 0; i < n; i++)
				some[i] = some_series();
			assert_true(store_keys_add_all(&keys, some, n, ids));
			for (size_t i = 0; i < n; i++) {
				assert_memory_equal(&keys.items[ids[i]], &some[i], sizeof *some);
				assert_int_equal(store_keys_find(&keys, &some[i]), ids[i]);
				assert_int_equal(store_keys_add(&keys, &some[i]), ids[i]);
			}
		}
		int32_t *sorted = store_keys_sorted(&keys);
		assert_non_null(sorted);
		for (size_t i = 1; i < keys.n; i++)
			assert_true(store_series_compare(&keys.items[sorted[i - 1]],
							 &keys.items[sorted[i]]) < 0);
		free(sorted);
		store_keys_release(&keys);
	}
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Enough rows for several tasks; series come in no order and days go down. */
static void many_rows_come_in_order(void **state)
{
	enum { N_ROWS = 3 << 20, N_SERIES = 1000 };
	static store_block block;
	store_rows rows = {0};
	tally_error err = {0};
	uint32_t *order;
	size_t n;
	(void)state;
	seed = 7;
	for (int k = 0; k < N_SERIES; k++) {
		store_series s = {{N_SERIES - k}};
		assert_int_equal(store_keys_add(&rows.keys, &s), k);
	}
	for (size_t from = 0; from < N_ROWS; from += STORE_BLOCK) {
		block.n = STORE_BLOCK;
		for (size_t i = 0; i < STORE_BLOCK; i++) {
			block.series[i] = draw(N_SERIES);
			block.value[ROW_TIME][i] = N_ROWS - (int64_t)(from + i);
			block.value[ROW_LINE][i] = (int64_t)(from + i) + 1;
		}
		assert_int_equal(store_rows_add_block(&rows, &block, &err), 0);
	}
	assert_int_equal(store_rows_sort(&rows, true, &order, &n, &err), 0);
	assert_int_equal(n, N_ROWS);
	for (size_t i = 1; i < n; i++) {
		int64_t a = store_column_get(&rows.series, order[i - 1]);
		int64_t b = store_column_get(&rows.series, order[i]);
		if (a != b ? a < b : order[i - 1] <= order[i])
			fail_msg("row %u comes before row %u", order[i - 1], order[i]);
	}
	free(order);
	store_rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_column_holds_what_was_put_into_it),
	    cmocka_unit_test(lines_that_count_up_take_no_room),
	    cmocka_unit_test(keys_are_found_again_and_come_in_order),
	    cmocka_unit_test(many_rows_come_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
