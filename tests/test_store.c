/* test_store.c: what goes into a store comes out of it, whole or not at all. */
#include "csv/csv.h"
#include "store/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
	char folder[64];
	char path[96];
	tally_codes *codes;
} fixture;

static void must(tally_status status, const tally_error *err)
{
	if (status)
		fail_msg("%s", err->message);
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	tally_error err = {0};
	strcpy(f->folder, "/tmp/tally-store-XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof f->path, "%s/t.h5", f->folder);
	must(tally_store_create(f->path, tally_builtin_names, tally_builtin_texts,
				tally_builtin_count, &err),
	     &err);
	must(tally_codes_load(NULL, &f->codes, NULL, &err), &err);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
	int code = system(command);
	tally_codes_free(f->codes);
	free(f);
	return code;
}

/* --- claims ------------------------------------------------------------------------------ */

static tally_claim claim(const fixture *f, int year, int64_t mantissa)
{
	tally_claim c = tally_claim_default();
	c.metric = tally_codes_find_metric(f->codes, "gdp", 3);
	c.region = tally_codes_find_region(f->codes, "CN", 2);
	c.unit = tally_codes_find_unit(f->codes, "亿元", strlen("亿元"));
	c.period = tally_period_year(year);
	c.figure = (tally_figure){.form = TALLY_FORM_DECIMAL, .first = {mantissa, 2}};
	c.published = TALLY_DAY_NONE;
	return c;
}

static void add(tally_claims *table, tally_claim c)
{
	tally_error err = {0};
	c.row = (int64_t)table->n + 2;
	must(tally_claims_add(table, &c, &err), &err);
}

static tally_batch_info append(const fixture *f, const tally_claims *claims)
{
	tally_error err = {0};
	tally_batch_info info = {.file = "in.csv", .digest = "d1", .stamp = "", .rows_in = 7};
	must(tally_store_append(f->path, claims, f->codes, NULL, &info, &err), &err);
	return info;
}

static tally_claims read_all(const fixture *f)
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	must(tally_store_open(f->path, &store, &err), &err);
	must(tally_store_read(store, &all, &out, &err), &err);
	tally_store_close(store);
	return out;
}

static void verified(const fixture *f, int64_t rows)
{
	tally_error err = {0};
	tally_diagnostics list = {0};
	int64_t n;
	must(tally_store_verify(f->path, &list, &n, &err), &err);
	for (size_t i = 0; i < list.count; i++)
		print_error("%s\n", list.items[i].message);
	assert_int_equal(list.errors, 0);
	assert_int_equal(n, rows);
	tally_diagnostics_release(&list);
}

/* A claim of one table in the pool of another. */
static tally_claim moved(const tally_claims *from, size_t i, tally_claims *to)
{
	tally_claim c = from->items[i];
	int32_t *ids[] = {&c.source, &c.locator, &c.note};
	for (int k = 0; k < 3; k++) {
		const char *text = tally_pool_text(&from->texts, *ids[k]);
		*ids[k] = tally_pool_add(&to->texts, text, strlen(text));
	}
	return c;
}

static void same_claims(tally_claims *a, tally_claims *b, const tally_codes *codes)
{
	tally_claims_sort(a, codes);
	tally_claims_sort(b, codes);
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		tally_claim c = moved(a, i, b);
		if (!tally_claim_same(&c, &b->items[i]) || c.row != b->items[i].row)
			fail_msg("claim %zu differs", i);
	}
}

/* --- tests ------------------------------------------------------------------------------- */

static void an_empty_store_opens(void **state)
{
	fixture *f = *state;
	tally_claims out = read_all(f);
	assert_int_equal(out.n, 0);
	tally_claims_release(&out);
	verified(f, 0);
}

static void lists_are_kept_byte_for_byte(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_store *store;
	must(tally_store_open(f->path, &store, &err), &err);
	for (int i = 0; i < tally_builtin_count; i++)
		if (*tally_builtin_texts[i])
			assert_string_equal(tally_store_list(store, tally_builtin_names[i]),
					    tally_builtin_texts[i]);
	assert_null(tally_store_list(store, "nothing"));
	assert_int_equal(tally_codes_n_metrics(tally_store_codes(store)),
			 tally_codes_n_metrics(f->codes));
	tally_store_close(store);
}

static void every_field_comes_back(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	tally_claim c = claim(f, 2020, 101598620);
	add(&in, c);
	c.figure.first = (tally_decimal){-5, -3};
	c.status = 'E';
	c.adjustment = 'S';
	c.kind = TALLY_FORECAST;
	c.qualifier = TALLY_LITTLE_OVER;
	c.basis = TALLY_BASIS_COMPARABLE;
	c.measure = TALLY_GROWTH;
	c.prices = (tally_prices){TALLY_PRICES_CONSTANT, 2020};
	c.published = 18000;
	c.source = tally_pool_add(&in.texts, "nbs-2023", 8);
	c.locator = tally_pool_add(&in.texts, "12:3", 4);
	c.note = tally_pool_add(&in.texts, "a note, \"quoted\"", 16);
	add(&in, c);
	c.against.base = TALLY_BASE_PREVIOUS;
	add(&in, c);
	c.against = (tally_against){.metric = c.metric,
				    .region = c.region,
				    .base = TALLY_BASE_PERIOD,
				    .period = tally_period_quarter(2018, 3)};
	add(&in, c);
	c.against.period = (tally_period){TALLY_DAY_OPEN, 17000};
	c.period = (tally_period){TALLY_DAY_OPEN, 18500};
	add(&in, c);
	c = claim(f, 2021, 0);
	c.figure = (tally_figure){.form = TALLY_FORM_RANGE, .first = {3, 0}, .second = {55, 1}};
	add(&in, c);
	c.figure = (tally_figure){.form = TALLY_FORM_FRACTION, .first = {1, 0}, .second = {6, 0}};
	c.unit = TALLY_NO_CODE;
	add(&in, c);
	c = claim(f, 2022, 0);
	c.figure = (tally_figure){.form = TALLY_FORM_MISSING};
	c.status = 'M';
	add(&in, c);
	c.figure = (tally_figure){.form = TALLY_FORM_BELOW, .first = {1, 2}};
	add(&in, c);
	c.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = 0.1};
	add(&in, c);
	c.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = -1e300};
	add(&in, c);
	c.period = tally_period_of_day(-700000);
	add(&in, c);
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.number, 1);
	assert_int_equal(info.rows_stored, in.n);
	assert_int_equal(info.rows_known, 0);
	tally_claims out = read_all(f);
	assert_int_equal(out.items[0].batch, 1);
	same_claims(&in, &out, f->codes);
	verified(f, (int64_t)in.n);
	tally_claims_release(&in);
	tally_claims_release(&out);
}

static void mantissas_widen_only_as_needed(void **state)
{
	fixture *f = *state;
	static const int64_t values[] = {0,          127,       -128,      128,
					 32767,      -32769,    INT32_MAX, INT32_MIN,
					 2147483648, INT64_MAX, -INT64_MAX};
	tally_claims in = {0};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		add(&in, claim(f, 1990 + (int)i, values[i]));
		append(f, &in);
	}
	tally_claims out = read_all(f);
	same_claims(&in, &out, f->codes);
	verified(f, (int64_t)in.n);
	tally_claims_release(&in);
	tally_claims_release(&out);
}

static void equal_rows_are_known(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int year = 2000; year < 2010; year++)
		add(&in, claim(f, year, year));
	add(&in, claim(f, 2005, 2005));
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.rows_stored, 10);
	assert_int_equal(info.rows_known, 1);
	add(&in, claim(f, 2005, 2006));
	info = append(f, &in);
	assert_int_equal(info.number, 2);
	assert_int_equal(info.rows_stored, 1);
	assert_int_equal(info.rows_known, 11);
	info = append(f, &in);
	assert_int_equal(info.number, 0);
	assert_int_equal(info.rows_stored, 0);
	assert_int_equal(info.rows_known, 12);
	verified(f, 11);
	tally_claims_release(&in);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(an_empty_store_opens, set_up, tear_down),
    cmocka_unit_test_setup_teardown(lists_are_kept_byte_for_byte, set_up, tear_down),
    cmocka_unit_test_setup_teardown(every_field_comes_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(mantissas_widen_only_as_needed, set_up, tear_down),
    cmocka_unit_test_setup_teardown(equal_rows_are_known, set_up, tear_down),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
