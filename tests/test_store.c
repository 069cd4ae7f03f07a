/* test_store.c: what goes into a store comes out of it, whole or not at all. */
#include "store_check.h"
#include "rounds.h"

#include <fcntl.h>
#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* HDF5 1.10 keeps memory when it fails on damaged metadata; nothing of ours is in it. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libhdf5";
}

typedef struct {
	char folder[64];
	char path[96];
	tally_codes *codes;
} fixture;

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
	int code = remove_folder(f->folder);
	tally_codes_free(f->codes);
	free(f);
	return code;
}

/* --- claims ------------------------------------------------------------------------------ */

static tally_batch_info append(const fixture *f, const tally_claims *claims)
{
	tally_error err = {0};
	tally_batch_info info = {.file = "in.csv", .digest = "d1", .stamp = "", .rows_in = 7};
	must(tally_store_append(f->path, claims, f->codes, NULL, &info, &err), &err);
	return info;
}

/* What is read must be in canonical order. */
static void canonical(const tally_claims *claims, const tally_codes *codes)
{
	tally_claims copy = *claims;
	copy.items = malloc((claims->n + 1) * sizeof *copy.items);
	if (claims->n > 0)
		memcpy(copy.items, claims->items, claims->n * sizeof *copy.items);
	assert_int_equal(tally_claims_sort(&copy, codes, NULL), TALLY_OK);
	for (size_t i = 0; i < claims->n; i++)
		if (!tally_claim_same(&copy.items[i], &claims->items[i]))
			fail_msg("claim %zu is out of order", i);
	free(copy.items);
}

static tally_claims read_all(const fixture *f)
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	must(tally_store_open(f->path, &store, &err), &err);
	must(tally_store_read(store, &all, &out, &err), &err);
	canonical(&out, tally_store_codes(store));
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
	assert_int_equal(tally_claims_sort(a, codes, NULL), TALLY_OK);
	assert_int_equal(tally_claims_sort(b, codes, NULL), TALLY_OK);
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
	tally_claim c = gdp_claim(f->codes, 2020, 101598620);
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
	c = gdp_claim(f->codes, 2021, 0);
	c.figure = (tally_figure){.form = TALLY_FORM_RANGE, .first = {3, 0}, .second = {55, 1}};
	add(&in, c);
	c.figure = (tally_figure){.form = TALLY_FORM_FRACTION, .first = {1, 0}, .second = {6, 0}};
	c.unit = TALLY_NO_CODE;
	add(&in, c);
	c = gdp_claim(f->codes, 2022, 0);
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
		add(&in, gdp_claim(f->codes, 1990 + (int)i, values[i]));
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
		add(&in, gdp_claim(f->codes, year, year));
	add(&in, gdp_claim(f->codes, 2005, 2005));
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.rows_stored, 10);
	assert_int_equal(info.rows_known, 1);
	add(&in, gdp_claim(f->codes, 2005, 2006));
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

static void an_empty_batch_is_not_written(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.number, 0);
	verified(f, 0);
}

static void reverted_rows_are_gone_and_come_back(void **state)
{
	fixture *f = *state;
	tally_claims in = {0}, more = {0};
	tally_error err = {0};
	for (int year = 2000; year < 2010; year++)
		add(year < 2005 ? &in : &more, gdp_claim(f->codes, year, year));
	append(f, &in);
	append(f, &more);
	must(tally_store_revert(f->path, 1, NULL, &err), &err);
	tally_claims out = read_all(f);
	same_claims(&more, &out, f->codes);
	tally_claims_release(&out);
	verified(f, 10);
	assert_int_equal(tally_store_revert(f->path, 1, NULL, &err), TALLY_EUSAGE);
	assert_non_null(strstr(err.message, "reverted already"));
	assert_int_equal(tally_store_revert(f->path, 9, NULL, &err), TALLY_EUSAGE);
	assert_non_null(strstr(err.message, "no batch 9"));
	must(tally_store_compact(f->path, NULL, &err), &err);
	verified(f, 10);
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.number, 3);
	assert_int_equal(info.rows_stored, 5);
	must(tally_store_compact(f->path, NULL, &err), &err);
	must(tally_store_revert(f->path, 2, NULL, &err), &err);
	out = read_all(f);
	assert_int_equal(out.items[0].batch, 3);
	same_claims(&in, &out, f->codes);
	verified(f, 15);
	tally_claims_release(&out);
	tally_claims_release(&in);
	tally_claims_release(&more);
}

static void many_batches_fold_by_themselves(void **state)
{
	fixture *f = *state;
	tally_claims all = {0}, one = {0};
	tally_error err = {0};
	for (int k = 0; k < 70; k++) {
		tally_claim c = gdp_claim(f->codes, 2000 + k % 7, 100 + k);
		char note[16];
		int n = snprintf(note, sizeof note, "n%d", k % 9);
		one.n = 0;
		c.note = tally_pool_add(&one.texts, note, (size_t)n);
		add(&one, c);
		c.note = tally_pool_add(&all.texts, note, (size_t)n);
		c.row = 2;
		must(tally_claims_add(&all, &c, &err), &err);
		append(f, &one);
	}
	tally_claims out = read_all(f);
	same_claims(&all, &out, f->codes);
	tally_store *store;
	must(tally_store_open(f->path, &store, &err), &err);
	assert_int_equal(tally_store_n_batches(store), 70);
	assert_int_equal(tally_store_batch(store, 69)->number, 70);
	assert_string_equal(tally_store_batch(store, 69)->file, "in.csv");
	tally_store_close(store);
	verified(f, 70);
	must(tally_store_revert(f->path, 3, NULL, &err), &err);
	tally_claims_release(&out);
	out = read_all(f);
	assert_int_equal(out.n, 69);
	tally_claims_release(&out);
	tally_claims_release(&one);
	tally_claims_release(&all);
}

/* --- selections -------------------------------------------------------------------------- */

static tally_claims select_claims(const fixture *f, const tally_selection *what)
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	must(tally_store_open(f->path, &store, &err), &err);
	must(tally_store_read(store, what, &out, &err), &err);
	tally_store_close(store);
	return out;
}

static void selections_pick_what_they_say(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int m = 0; m < 40; m++)
		for (int r = 0; r < 30; r++)
			for (int year = 2000; year < 2003; year++) {
				tally_claim c = gdp_claim(f->codes, year, m * 1000 + r);
				c.metric = m;
				c.region = r;
				c.published = year == 2000 ? TALLY_DAY_NONE : 10000 + year;
				c.measure = r % 3 == 2 ? TALLY_GROWTH : TALLY_LEVEL;
				c.source = r % 2 ? tally_pool_add(&in.texts, "nbs-2020", 8)
						 : tally_pool_add(&in.texts, "odd", 3);
				add(&in, c);
			}
	append(f, &in);
	const int32_t metrics[] = {7, 3, 7}, regions[] = {29, 0, 4};
	tally_selection what = tally_selection_all();
	what.metrics = metrics;
	what.n_metrics = 3;
	tally_claims out = select_claims(f, &what);
	assert_int_equal(out.n, 2 * 30 * 3);
	tally_claims_release(&out);
	what.regions = regions;
	what.n_regions = 3;
	out = select_claims(f, &what);
	assert_int_equal(out.n, 2 * 3 * 3);
	tally_claims_release(&out);
	what.n_metrics = 0;
	out = select_claims(f, &what);
	assert_int_equal(out.n, 40 * 3 * 3);
	for (size_t i = 0; i < out.n; i++)
		assert_int_equal(out.items[i].figure.first.mantissa,
				 out.items[i].metric * 1000 + out.items[i].region);
	tally_claims_release(&out);
	what.measure = TALLY_GROWTH;
	out = select_claims(f, &what);
	assert_int_equal(out.n, 40 * 3);
	tally_claims_release(&out);
	what = tally_selection_all();
	what.as_of = 12001;
	out = select_claims(f, &what);
	assert_int_equal(out.n, 40 * 30 * 2);
	tally_claims_release(&out);
	what.source = "nbs";
	out = select_claims(f, &what);
	assert_int_equal(out.n, 40 * 15 * 2);
	tally_claims_release(&out);
	what = tally_selection_all();
	what.has_range = true;
	what.from = tally_day_of(2001, 12, 31);
	what.to = tally_day_of(2001, 12, 31);
	out = select_claims(f, &what);
	assert_int_equal(out.n, 40 * 30);
	tally_claims_release(&out);
	what.batch = 2;
	out = select_claims(f, &what);
	assert_int_equal(out.n, 0);
	tally_claims_release(&out);
	tally_claims_release(&in);
}

static void more_rows_than_a_chunk_come_back(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int k = 0; k < 40000; k++) {
		tally_claim c =
		    gdp_claim(f->codes, 1900 + k % 200, (int64_t)k * 7919 % 100003 - 50000);
		char locator[16];
		int n = snprintf(locator, sizeof locator, "p%d", k % 5000);
		c.region = k / 200 % 100;
		c.locator = tally_pool_add(&in.texts, locator, (size_t)n);
		c.figure.first.decimals = k % 3;
		add(&in, c);
	}
	for (int k = 0; k < 20;
	     k++) { /* spans that end on one day, the longer before the shorter */
		tally_claim c = gdp_claim(f->codes, 2000, k);
		c.period = (tally_period){10000 + k / 3 - 40 * (k % 3), 11000};
		add(&in, c);
	}
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.rows_stored, 40020);
	tally_claims out = read_all(f);
	same_claims(&in, &out, f->codes);
	verified(f, 40020);
	tally_claims_release(&out);
	info = append(f, &in);
	assert_int_equal(info.rows_known, 40020);
	tally_claims_release(&in);
}

static void batches_join_in_order(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_claims whole = {0};
	tally_batch *parts[3];
	for (int p = 0; p < 3; p++) {
		tally_claims piece = {0};
		parts[p] = tally_batch_new();
		for (int k = 0; k < 2500; k++) {
			tally_claim c = gdp_claim(f->codes, 1900 + k % 100, p * 10000 + k);
			char source[16];
			int n = snprintf(source, sizeof source, "s%d", (p * 2500 + k) / 600);
			c.region = k / 100;
			c.source = tally_pool_add(&piece.texts, source, (size_t)n);
			c.row = k + 1;
			must(tally_claims_add(&piece, &c, &err), &err);
			c.source = tally_pool_add(&whole.texts, source, (size_t)n);
			c.row = p * 2500 + k + 1;
			must(tally_claims_add(&whole, &c, &err), &err);
			if (piece.n == 999)
				must(tally_batch_add(parts[p], &piece, &err), &err);
		}
		must(tally_batch_add(parts[p], &piece, &err), &err);
		assert_int_equal(piece.n, 0);
		tally_claims_release(&piece);
	}
	must(tally_batch_join(parts[0], parts[1], 2500, &err), &err);
	must(tally_batch_join(parts[0], parts[2], 5000, &err), &err);
	assert_int_equal(tally_batch_rows(parts[0]), 7500);
	tally_batch_info info = {.file = "a", .digest = "", .stamp = ""};
	must(tally_store_append_batch(f->path, parts[0], f->codes, NULL, &info, &err), &err);
	tally_claims out = read_all(f);
	same_claims(&whole, &out, f->codes);
	for (int p = 0; p < 3; p++)
		tally_batch_free(parts[p]);
	tally_claims_release(&whole);
	tally_claims_release(&out);
}

/* --- codes ------------------------------------------------------------------------------- */

static void defined_codes_are_kept_and_mapped(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_codes *one, *two;
	int32_t a, b, unit, region;
	tally_claims in = {0};
	must(tally_codes_load(NULL, &one, NULL, &err), &err);
	must(tally_codes_load(NULL, &two, NULL, &err), &err);
	must(tally_codes_define_metric(one, "my_first", "My, \"first\"", "1", "count", &a, &err),
	     &err);
	must(tally_codes_define_metric(two, "my_second", "", "yuan", "money", &b, &err), &err);
	must(tally_codes_define_region(two, "X-1", "Zone", &region, &err), &err);
	must(tally_codes_define_unit(two, "fathoms", "m", 0, "length", &unit, &err), &err);
	assert_int_equal(a, b); /* two writers gave the same id to different codes */
	tally_batch_info info = {.file = "a", .digest = "", .stamp = ""};
	tally_claim c = gdp_claim(f->codes, 2000, 1);
	c.metric = a;
	add(&in, c);
	must(tally_store_append(f->path, &in, one, NULL, &info, &err), &err);
	in.n = 0;
	c.metric = b;
	c.region = region;
	c.unit = unit;
	c.against.metric = b;
	add(&in, c);
	must(tally_store_append(f->path, &in, two, NULL, &info, &err), &err);
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	must(tally_store_open(f->path, &store, &err), &err);
	must(tally_store_read(store, &all, &out, &err), &err);
	const tally_codes *codes = tally_store_codes(store);
	assert_int_equal(out.n, 2);
	assert_string_equal(tally_codes_metric(codes, out.items[0].metric)->code, "my_first");
	assert_string_equal(tally_codes_metric(codes, out.items[0].metric)->name_en,
			    "My, \"first\"");
	assert_string_equal(tally_codes_metric(codes, out.items[1].metric)->code, "my_second");
	assert_string_equal(tally_codes_metric(codes, out.items[1].against.metric)->code,
			    "my_second");
	assert_string_equal(tally_codes_region(codes, out.items[1].region)->code, "X-1");
	assert_string_equal(tally_codes_unit(codes, out.items[1].unit)->text, "fathoms");
	assert_true(tally_codes_metric(codes, out.items[1].metric)->provisional);
	tally_store_close(store);
	verified(f, 2);
	must(tally_store_compact(f->path, NULL, &err), &err);
	verified(f, 2);
	tally_codes_free(one);
	tally_codes_free(two);
	tally_claims_release(&in);
	tally_claims_release(&out);
}

static void a_users_list_lies_over_the_built_in_one(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	static const char *const mine = "code,name_en,aliases\nXQ,Queerland,Ql\n";
	const char *names[32], *texts[32];
	int n = 0;
	for (; n < tally_builtin_count; n++) {
		names[n] = tally_builtin_names[n];
		texts[n] = tally_builtin_texts[n];
	}
	names[n] = "regions";
	texts[n++] = mine;
	char path[128];
	snprintf(path, sizeof path, "%s/u.h5", f->folder);
	must(tally_store_create(path, names, texts, n, &err), &err);
	must(tally_store_compact(path, NULL, &err), &err);
	tally_store *store;
	must(tally_store_open(path, &store, &err), &err);
	assert_string_equal(tally_store_list(store, "regions"), mine);
	const tally_codes *codes = tally_store_codes(store);
	assert_int_equal(tally_codes_n_regions(codes), tally_codes_n_regions(f->codes) + 1);
	assert_int_not_equal(tally_codes_find_region(codes, "Ql", 2), TALLY_NO_CODE);
	assert_int_equal(tally_codes_find_region(codes, "CN", 2),
			 tally_codes_find_region(f->codes, "CN", 2));
	tally_store_close(store);
}

/* --- files ------------------------------------------------------------------------------- */

static void spit(const char *path, const char *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static void the_same_input_gives_the_same_bytes(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	char *bytes[2];
	size_t n[2];
	for (int k = 0; k < 2; k++) {
		tally_claims in = {0};
		snprintf(f->path, sizeof f->path, "%s/same%d.h5", f->folder, k);
		must(tally_store_create(f->path, tally_builtin_names, tally_builtin_texts,
					tally_builtin_count, &err),
		     &err);
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 20000; i++) {
				tally_claim c = gdp_claim(f->codes, 1900 + i % 200, i * 31 + round);
				c.region = i / 200;
				c.source =
				    tally_pool_add(&in.texts, i % 2 ? "x" : "yy", i % 2 ? 1 : 2);
				add(&in, c);
			}
			append(f, &in);
			in.n = 0;
		}
		must(tally_store_revert(f->path, 2, NULL, &err), &err);
		bytes[k] = slurp(f->path, &n[k]);
		tally_claims_release(&in);
		usleep(1100000 * (k == 0)); /* a clock would show */
	}
	assert_int_equal(n[0], n[1]);
	assert_memory_equal(bytes[0], bytes[1], n[0]);
	free(bytes[0]);
	free(bytes[1]);
}

/* A large segment is left alone while little gathers beside it. */
static void small_batches_fold_beside_a_large_one(void **state)
{
	fixture *f = *state;
	tally_claims large = {0}, one = {0}, all = {0};
	tally_error err = {0};
	for (int i = 0; i < 2000; i++) {
		tally_claim c = gdp_claim(f->codes, 1900 + i % 100, i);
		c.region = i / 100;
		add(&large, c);
		c.row = large.items[i].row;
		must(tally_claims_add(&all, &c, &err), &err);
	}
	append(f, &large);
	for (int k = 0; k < 80; k++) {
		tally_claim c = gdp_claim(f->codes, 1900 + k, 500000 + k);
		one.n = 0;
		add(&one, c);
		c.row = 2;
		must(tally_claims_add(&all, &c, &err), &err);
		append(f, &one);
	}
	tally_claims out = read_all(f);
	same_claims(&all, &out, f->codes);
	verified(f, 2080);
	must(tally_store_revert(f->path, 5, NULL, &err), &err);
	must(tally_store_compact(f->path, NULL, &err), &err);
	verified(f, 2080);
	tally_claims_release(&out);
	out = read_all(f);
	assert_int_equal(out.n, 2079);
	tally_claims_release(&out);
	tally_claims_release(&one);
	tally_claims_release(&all);
	tally_claims_release(&large);
}

static void an_existing_file_is_never_overwritten(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	assert_int_equal(tally_store_create(f->path, tally_builtin_names, tally_builtin_texts,
					    tally_builtin_count, &err),
			 TALLY_EINPUT);
	verified(f, 0);
}

static void mode_and_symbolic_links_stay(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_claims in = {0};
	char link[128];
	struct stat info;
	snprintf(link, sizeof link, "%s/link.h5", f->folder);
	assert_int_equal(symlink("t.h5", link), 0);
	assert_int_equal(chmod(f->path, 0640), 0);
	add(&in, gdp_claim(f->codes, 2000, 1));
	tally_batch_info batch = {.file = "a", .digest = "", .stamp = ""};
	must(tally_store_append(link, &in, f->codes, NULL, &batch, &err), &err);
	assert_int_equal(lstat(link, &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	assert_int_equal(stat(f->path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0640);
	verified(f, 1);
	tally_claims_release(&in);
}

static void a_second_writer_waits_or_fails_at_once(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_claims in = {0};
	char lock[128];
	snprintf(lock, sizeof lock, "%s.lock", f->path);
	int fd = open(lock, O_RDWR | O_CREAT, 0666);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	add(&in, gdp_claim(f->codes, 2000, 1));
	tally_batch_info batch = {.file = "a", .digest = "", .stamp = ""};
	const tally_store_options how = {.no_wait = true};
	assert_int_equal(tally_store_append(f->path, &in, f->codes, &how, &batch, &err),
			 TALLY_ESYSTEM);
	assert_non_null(strstr(err.message, "another tally is writing"));
	tally_claims out = read_all(f); /* readers do not wait */
	assert_int_equal(out.n, 0);
	close(fd);
	must(tally_store_append(f->path, &in, f->codes, &how, &batch, &err), &err);
	tally_claims_release(&in);
}

static void leftovers_of_killed_writers_go(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	char name[128];
	snprintf(name, sizeof name, "%s/.t.h5.tally-tmp", f->folder);
	spit(name, "junk", 4);
	add(&in, gdp_claim(f->codes, 2000, 1));
	append(f, &in);
	assert_int_not_equal(access(name, F_OK), 0);
	tally_claims_release(&in);
}

static void refused(const fixture *f, const char *path, const char *why)
{
	tally_error err = {0};
	tally_store *store;
	(void)f;
	assert_int_equal(tally_store_open(path, &store, &err), TALLY_EINPUT);
	if (!strstr(err.message, why))
		fail_msg("expected \"%s\" in: %s", why, err.message);
}

static void what_is_no_store_is_refused(void **state)
{
	fixture *f = *state;
	char path[128];
	size_t n;
	snprintf(path, sizeof path, "%s/x.h5", f->folder);
	refused(f, path, "no such store");
	spit(path, "metric,region\n", 14);
	refused(f, path, "no HDF5 file");
	spit(path, "", 0);
	refused(f, path, "no HDF5 file");
	refused(f, f->folder, "no HDF5 file");
	refused(f, "/dev/zero", "no HDF5 file");
	char *bytes = slurp(f->path, &n);
	spit(path, bytes, n - 1);
	refused(f, path, "was it cut?");
	bytes[8] = 0;
	spit(path, bytes, n);
	refused(f, path, "another format");
	free(bytes);
}

static void foreign_hdf5_is_refused(void **state)
{
	fixture *f = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/foreign.h5", f->folder);
	hid_t access_list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(access_list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access_list);
	H5Fclose(file);
	H5Pclose(access_list);
	refused(f, path, "not a tally store");
}

/* A store whose column `name` was put in place of ours by someone else. */
static void with_column(const fixture *f, const char *name, hid_t type, hid_t creation,
			hsize_t extent)
{
	hid_t access_list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(access_list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	hid_t file = H5Fopen(f->path, H5F_ACC_RDWR, access_list);
	assert_true(file >= 0);
	hid_t group = H5Gopen2(file, "segments/s000001", H5P_DEFAULT);
	H5Ldelete(group, name, H5P_DEFAULT);
	hid_t space = H5Screate_simple(1, &extent, NULL);
	hid_t set = H5Dcreate2(group, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
	assert_true(set >= 0);
	H5Dclose(set);
	H5Sclose(space);
	H5Gclose(group);
	H5Fclose(file);
	H5Pclose(access_list);
}

static void read_refused(const fixture *f, const char *why)
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	tally_diagnostics list = {0};
	int64_t n;
	must(tally_store_open(f->path, &store, &err), &err);
	assert_int_equal(tally_store_read(store, &all, &out, &err), TALLY_EINPUT);
	if (!strstr(err.message, why))
		fail_msg("expected \"%s\" in: %s", why, err.message);
	tally_store_close(store);
	tally_claims_release(&out);
	must(tally_store_verify(f->path, &list, &n, &err), &err);
	assert_true(list.errors > 0);
	tally_diagnostics_release(&list);
}

static void hostile_columns_are_refused(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int year = 1950; year < 2000; year++)
		add(&in, gdp_claim(f->codes, year, year * 100));
	append(f, &in);
	tally_claims_release(&in);
	hid_t plain = H5Pcreate(H5P_DATASET_CREATE);
	hid_t vlen = H5Tvlen_create(H5T_NATIVE_INT), text = H5Tcopy(H5T_C_S1);
	H5Tset_size(text, H5T_VARIABLE);
	with_column(f, "mantissa", vlen, plain, 50);
	read_refused(f, "type that no store uses");
	with_column(f, "mantissa", text, plain, 50);
	read_refused(f, "type that no store uses");
	with_column(f, "mantissa", H5T_STD_REF_OBJ, plain, 50);
	read_refused(f, "type that no store uses");
	with_column(f, "mantissa", H5T_STD_I32BE, plain, 50);
	read_refused(f, "type that no store uses");
	with_column(f, "mantissa", H5T_STD_I32LE, plain, 50);
	read_refused(f, "layout or a filter");
	hid_t outside = H5Pcreate(H5P_DATASET_CREATE);
	H5Pset_external(outside, "/etc/passwd", 0, 200);
	with_column(f, "mantissa", H5T_STD_I32LE, outside, 50);
	read_refused(f, "layout or a filter");
	hid_t huge = H5Pcreate(H5P_DATASET_CREATE);
	const hsize_t chunk = 1024;
	H5Pset_chunk(huge, 1, &chunk);
	H5Pset_shuffle(huge);
	H5Pset_deflate(huge, 6);
	H5Pset_fletcher32(huge);
	with_column(f, "mantissa", H5T_STD_I32LE, huge, (hsize_t)1 << 50);
	read_refused(f, "more values than the file can hold");
	with_column(f, "mantissa", H5T_STD_I32LE, huge, 3000);
	read_refused(f, "another length");
	H5Tclose(vlen);
	H5Tclose(text);
	H5Pclose(plain);
	H5Pclose(outside);
	H5Pclose(huge);
}

/* Changes the one value of a column that never varies; returns what it was. */
static int64_t with_constant(const fixture *f, const char *group_name, const char *name,
			     int64_t value)
{
	int64_t before = 0;
	hid_t access_list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(access_list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	hid_t file = H5Fopen(f->path, H5F_ACC_RDWR, access_list);
	hid_t group = H5Gopen2(file, group_name, H5P_DEFAULT);
	hid_t attr = H5Aopen(group, name, H5P_DEFAULT);
	if (attr < 0)
		fail_msg("%s is no constant", name);
	hsize_t one = 1;
	H5Aread(attr, H5T_NATIVE_INT64, &before);
	H5Aclose(attr);
	H5Adelete(group, name);
	hid_t space = H5Screate_simple(1, &one, NULL);
	attr = H5Acreate2(group, name, H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
	assert_true(H5Awrite(attr, H5T_NATIVE_INT64, &value) >= 0);
	H5Aclose(attr);
	H5Sclose(space);
	H5Gclose(group);
	H5Fclose(file);
	H5Pclose(access_list);
	return before;
}

static bool reads(const fixture *f, char message[TALLY_ERROR_SIZE])
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	tally_status status = tally_store_open(f->path, &store, &err);
	if (status == TALLY_OK) {
		status = tally_store_read(store, &all, &out, &err);
		tally_store_close(store);
	}
	tally_claims_release(&out);
	if (status != TALLY_OK && status != TALLY_EINPUT)
		fail_msg("%s", err.message);
	snprintf(message, TALLY_ERROR_SIZE, "%s", err.message);
	return status == TALLY_OK;
}

static bool verifies(const fixture *f)
{
	tally_error err = {0};
	tally_diagnostics list = {0};
	int64_t n;
	must(tally_store_verify(f->path, &list, &n, &err), &err);
	bool sound = list.errors == 0;
	tally_diagnostics_release(&list);
	return sound;
}

/* Values that every checksum confirms and no claim can have. */
static void values_that_cannot_be_are_refused(void **state)
{
	fixture *f = *state;
	static const char segment[] = "segments/s000001";
	static const struct {
		const char *name;
		int64_t value;
		const char *why; /* NULL: read tells nothing, verify does */
	} cases[] = {
	    {"metric", 1000000, "metric"},
	    {"metric", -1, "metric"},
	    {"metric", INT64_MAX, "metric"},
	    {"region", 1000000, "region"},
	    {"unit", 1000000, "unit"},
	    {"unit", -2, "unit"},
	    {"measure", 200, "measure"},
	    {"frequency", 77, "frequency"},
	    {"frequency", 2, NULL},
	    {"base", 3, "base"},
	    {"prices", 9, "prices"},
	    {"whole_region", 1000000, "region"},
	    {"row_start", 5, "rows that are not there"},
	    {"row_start", -1, "rows that are not there"},
	    {"row_size", 1000000000, "rows that are not there"},
	    {"row_size", 0, "rows that are not there"},
	    {"row_size", 3, NULL},
	    {"n_rows", 10, "rows that are not there"},
	    {"n_rows", 4000000000, "damaged"},
	    {"n_rows", -1, "damaged"},
	    {"n_series", 0, "damaged"},
	    {"n_series", 51, "damaged"},
	    {"n_texts", 2000000000, "damaged"},
	    {"n_text_bytes", 1, "text_bytes"},
	    {"source", 9, "text 9"},
	    {"source", -1, "source"},
	    {"text_end", 100, "no bytes"},
	    {"published", 99999999, "published"},
	    {"form", 77, "form"},
	    {"form", 2, NULL},
	    {"decimals", 1000, "decimals"},
	    {"qualifier", 99, "qualifier"},
	    {"status", 'x', "status"},
	    {"status", 'Z', NULL},
	    {"batch", 0, "batch"},
	    {"period_days", 10000000, "period_days"},
	    {"line_step", -5, "line_step"},
	};
	tally_claims in = {0};
	char message[TALLY_ERROR_SIZE];
	for (int k = 0; k < 50; k++) {
		tally_claim c = gdp_claim(f->codes, 1950, k * 100);
		c.source = tally_pool_add(&in.texts, "nbs", 3);
		add(&in, c);
		in.items[k].row = 0; /* so that lines are a constant, too */
	}
	append(f, &in);
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		int64_t before = with_constant(f, segment, cases[k].name, cases[k].value);
		bool read = reads(f, message), sound = verifies(f);
		if (sound)
			fail_msg("verify likes %s = %lld", cases[k].name,
				 (long long)cases[k].value);
		if (read != !cases[k].why)
			fail_msg("%s = %lld: %s", cases[k].name, (long long)cases[k].value,
				 read ? "was read" : message);
		if (cases[k].why && !strstr(message, cases[k].why))
			fail_msg("%s = %lld: expected \"%s\" in: %s", cases[k].name,
				 (long long)cases[k].value, cases[k].why, message);
		with_constant(f, segment, cases[k].name, before);
	}
	assert_true(reads(f, message));
	verified(f, 50);
	with_constant(f, "log", "n_batches", 1000000000);
	assert_false(reads(f, message));
	with_constant(f, "log", "n_batches", 1);
	with_constant(f, "log", "rows_stored", 49);
	assert_false(verifies(f));
	tally_claims_release(&in);
}

static void links_to_other_files_are_not_followed(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	char other[128];
	for (int year = 1950; year < 2000; year++)
		add(&in, gdp_claim(f->codes, year, year * 100));
	append(f, &in);
	tally_claims_release(&in);
	snprintf(other, sizeof other, "%s/other.h5", f->folder);
	size_t n;
	char *bytes = slurp(f->path, &n);
	spit(other, bytes, n);
	free(bytes);
	hid_t access_list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(access_list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	hid_t file = H5Fopen(f->path, H5F_ACC_RDWR, access_list);
	H5Ldelete(file, "segments/s000001", H5P_DEFAULT);
	H5Lcreate_external("other.h5", "segments/s000001", file, "segments/s000001", H5P_DEFAULT,
			   H5P_DEFAULT);
	H5Fclose(file);
	H5Pclose(access_list);
	read_refused(f, "missing or damaged");
}

/* --- the last days of series -------------------------------------------------------------- */

/* Calls for the group of the first segment. */
static void edit_segment(const fixture *f, void (*edit)(hid_t group))
{
	hid_t access_list = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_libver_bounds(access_list, H5F_LIBVER_V110, H5F_LIBVER_V110);
	hid_t file = H5Fopen(f->path, H5F_ACC_RDWR, access_list);
	hid_t group = H5Gopen2(file, "segments/s000001", H5P_DEFAULT);
	assert_true(group >= 0);
	edit(group);
	H5Gclose(group);
	H5Fclose(file);
	H5Pclose(access_list);
}

static void take_last_days_out(hid_t group)
{
	assert_true(H5Adelete(group, "row_last") >= 0);
}

static void set_last_day_back(hid_t group)
{
	long long early = 0;
	hid_t attribute = H5Aopen(group, "row_last", H5P_DEFAULT);
	assert_true(H5Awrite(attribute, H5T_NATIVE_LLONG, &early) >= 0);
	H5Aclose(attribute);
}

static void a_store_without_last_days_is_compared_row_by_row(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int year = 2000; year < 2010; year++)
		add(&in, gdp_claim(f->codes, year, year));
	append(f, &in);
	edit_segment(f, take_last_days_out);
	verified(f, 10);
	add(&in, gdp_claim(f->codes, 2010, 2010));
	tally_batch_info info = append(f, &in);
	assert_int_equal(info.rows_known, 10);
	assert_int_equal(info.rows_stored, 1);
	verified(f, 11);
	tally_claims_release(&in);
}

static void verify_compares_last_days(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	tally_diagnostics list = {0};
	tally_error err = {0};
	int64_t n;
	for (int year = 2000; year < 2010; year++)
		add(&in, gdp_claim(f->codes, year, year));
	append(f, &in);
	edit_segment(f, set_last_day_back);
	must(tally_store_verify(f->path, &list, &n, &err), &err);
	assert_int_equal(list.count, 1);
	assert_non_null(strstr(list.items[0].message, "another last day"));
	tally_diagnostics_release(&list);
	tally_claims_release(&in);
}

/* --- damage ------------------------------------------------------------------------------ */

static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Reads a damaged store; what can be read must be what was written. */
static bool read_is_right(const char *path, const tally_claims *expected, bool *whole)
{
	tally_error err = {0};
	tally_store *store;
	tally_claims out = {0};
	tally_selection all = tally_selection_all();
	*whole = false;
	if (tally_store_open(path, &store, &err))
		return err.status == TALLY_EINPUT;
	bool right = true;
	tally_status status = tally_store_read(store, &all, &out, &err);
	if (status == TALLY_OK) {
		*whole = true;
		right = out.n == expected->n;
		for (size_t i = 0; right && i < out.n; i++) {
			tally_claim c = moved(expected, i, &out);
			right = tally_claim_same(&c, &out.items[i]) && c.row == out.items[i].row;
		}
	} else {
		right = status == TALLY_EINPUT && err.message[0] != 0;
	}
	tally_store_close(store);
	tally_claims_release(&out);
	return right;
}

static void damage_is_told_and_never_believed(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int i = 0; i < 3000; i++) {
		tally_claim c = gdp_claim(f->codes, 1900 + i % 100, i * 7919);
		c.region = i / 100;
		c.published = 10000 + i % 5;
		c.source = tally_pool_add(&in.texts, i % 2 ? "one" : "two", 3);
		c.qualifier = (uint8_t)(i % 4);
		add(&in, c);
	}
	append(f, &in);
	add(&in, gdp_claim(f->codes, 1800, 5));
	append(f, &in);
	tally_claims expected = read_all(f);
	const char *times = getenv("TALLY_DAMAGES");
	int rounds = times ? atoi(times) : ROUNDS(400), unnoticed = 0;
	size_t n;
	uint32_t seed = times ? (uint32_t)getpid() : 1;
	char *bytes = slurp(f->path, &n), path[128];
	snprintf(path, sizeof path, "%s/damaged.h5", f->folder);
	for (int k = 0; k < rounds; k++) {
		size_t at = draw(&seed) % n, length = n;
		char before = bytes[at];
		bool whole;
		if (k % 10 == 9)
			length = at; /* a cut tail */
		else if (k % 10 == 8)
			bytes[at] = (char)draw(&seed);
		else
			bytes[at] = (char)(bytes[at] ^ (1 << draw(&seed) % 8));
		spit(path, bytes, length);
		if (!read_is_right(path, &expected, &whole))
			fail_msg("byte %zu of %zu (round %d) gave another answer", at, n, k);
		unnoticed += whole;
		tally_diagnostics list = {0};
		tally_error err = {0};
		int64_t rows;
		if (tally_store_verify(path, &list, &rows, &err) == TALLY_OK && !whole)
			assert_true(list.errors > 0);
		tally_diagnostics_release(&list);
		bytes[at] = before;
	}
	print_message("%d of %d damages touched nothing that is read\n", unnoticed, rounds);
	free(bytes);
	tally_claims_release(&in);
	tally_claims_release(&expected);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    CASE(an_empty_store_opens),
    CASE(lists_are_kept_byte_for_byte),
    CASE(every_field_comes_back),
    CASE(mantissas_widen_only_as_needed),
    CASE(equal_rows_are_known),
    CASE(an_empty_batch_is_not_written),
    CASE(reverted_rows_are_gone_and_come_back),
    CASE(many_batches_fold_by_themselves),
    CASE(selections_pick_what_they_say),
    CASE(more_rows_than_a_chunk_come_back),
    CASE(batches_join_in_order),
    CASE(defined_codes_are_kept_and_mapped),
    CASE(a_users_list_lies_over_the_built_in_one),
    CASE(the_same_input_gives_the_same_bytes),
    CASE(small_batches_fold_beside_a_large_one),
    CASE(an_existing_file_is_never_overwritten),
    CASE(mode_and_symbolic_links_stay),
    CASE(a_second_writer_waits_or_fails_at_once),
    CASE(leftovers_of_killed_writers_go),
    CASE(what_is_no_store_is_refused),
    CASE(foreign_hdf5_is_refused),
    CASE(hostile_columns_are_refused),
    CASE(values_that_cannot_be_are_refused),
    CASE(links_to_other_files_are_not_followed),
    CASE(a_store_without_last_days_is_compared_row_by_row),
    CASE(verify_compares_last_days),
    CASE(damage_is_told_and_never_believed),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
