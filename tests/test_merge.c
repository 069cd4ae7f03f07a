/* test_merge.c: rows that were put aside and merged give the file that rows in memory give. */
#include "random_store.h"
#include "rounds.h"
#include "store_check.h"

#include <dirent.h>

/* HDF5 1.10 keeps memory when it fails; nothing of ours is in it. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libhdf5";
}

typedef struct {
	char folder[64];
	char plain[96], limited[96]; /* two stores of the same name, in folders of their own */
	tally_codes *codes;
} fixture;

static void make_stores(fixture *f)
{
	tally_error err = {0};
	unlink(f->plain);
	unlink(f->limited);
	must(tally_store_create(f->plain, tally_builtin_names, tally_builtin_texts,
				tally_builtin_count, &err),
	     &err);
	must(tally_store_create(f->limited, tally_builtin_names, tally_builtin_texts,
				tally_builtin_count, &err),
	     &err);
}

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	tally_error err = {0};
	strcpy(f->folder, "/tmp/tally-merge-XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->plain, sizeof f->plain, "%s/plain.h5", f->folder);
	snprintf(f->limited, sizeof f->limited, "%s/limited.h5", f->folder);
	make_stores(f);
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

/* --- files --------------------------------------------------------------------------------- */

static void same_files(const fixture *f, const char *when)
{
	size_t n, m;
	char *a = slurp(f->plain, &n), *b = slurp(f->limited, &m);
	if (n != m || memcmp(a, b, n) != 0)
		fail_msg("%s: the files differ (%zu and %zu bytes)", when, n, m);
	free(a);
	free(b);
}

/* Nothing lies in the folder but the stores and their locks. */
static void clean_folder(const fixture *f)
{
	DIR *folder = opendir(f->folder);
	assert_non_null(folder);
	for (struct dirent *e; (e = readdir(folder)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
		    strncmp(e->d_name, "plain.h5", 8) != 0 &&
		    strncmp(e->d_name, "limited.h5", 10) != 0)
			fail_msg("%s was left", e->d_name);
	closedir(folder);
}

/* --- batches ------------------------------------------------------------------------------- */

/* In pieces, so that rows are put aside between them. */
static tally_status fill(tally_batch *batch, const tally_claims *claims, tally_error *err)
{
	tally_claims piece = *claims;
	tally_status status = TALLY_OK;
	for (size_t from = 0; !status && from < claims->n; from += 97) {
		piece.items = claims->items + from;
		piece.n = claims->n - from < 97 ? claims->n - from : 97;
		status = tally_batch_add(batch, &piece, err);
	}
	return status;
}

static tally_status append(const char *path, const tally_claims *claims, const tally_codes *codes,
			   size_t memory, tally_batch_info *info, tally_error *err)
{
	const tally_store_options options = {.memory = memory};
	tally_batch *batch = tally_batch_new();
	tally_aside *aside = memory ? tally_aside_new(path, &options) : NULL;
	*info = (tally_batch_info){.file = "in.csv", .digest = "d", .stamp = ""};
	tally_batch_use(batch, aside);
	tally_status status = fill(batch, claims, err);
	assert_true(status || tally_batch_rows(batch) == (int64_t)claims->n);
	if (!status)
		status = tally_store_append_batch(path, batch, codes, &options, info, err);
	tally_batch_free(batch);
	tally_aside_free(aside);
	return status;
}

static void append_to_both(const fixture *f, const tally_claims *claims, size_t memory,
			   const char *when)
{
	tally_error err = {0};
	tally_batch_info a, b;
	must(append(f->plain, claims, f->codes, 0, &a, &err), &err);
	must(append(f->limited, claims, f->codes, memory, &b, &err), &err);
	assert_int_equal(a.number, b.number);
	assert_int_equal(a.rows_stored, b.rows_stored);
	assert_int_equal(a.rows_known, b.rows_known);
	same_files(f, when);
	clean_folder(f);
}

static void compact_both(const fixture *f, size_t memory, const char *when)
{
	const tally_store_options options = {.memory = memory};
	tally_error err = {0};
	must(tally_store_compact(f->plain, NULL, &err), &err);
	must(tally_store_compact(f->limited, &options, &err), &err);
	same_files(f, when);
	clean_folder(f);
}

/* --- tables -------------------------------------------------------------------------------- */

static void shuffle(random_claims *r)
{
	for (size_t i = r->table.n; i > 1; i--) {
		size_t j = draw(r, (uint32_t)i);
		tally_claim c = r->table.items[i - 1];
		r->table.items[i - 1] = r->table.items[j];
		r->table.items[j] = c;
	}
}

/* Some rows once more, with lines of their own. */
static void repeat_some(random_claims *r)
{
	tally_error err = {0};
	size_t n = r->table.n;
	for (size_t i = 0; i < n; i++)
		if (draw(r, 5) == 0) {
			tally_claim c = r->table.items[i];
			c.row = (int64_t)r->table.n + 2;
			must(tally_claims_add(&r->table, &c, &err), &err);
		}
}

/* Texts that are the same in all rows are numbered before the others. */
static void make_constant(random_claims *r, uint32_t which)
{
	int32_t text = tally_pool_add(&r->table.texts, "of all rows", 11);
	for (size_t i = 0; i < r->table.n; i++) {
		tally_claim *c = &r->table.items[i];
		int32_t *texts[] = {&c->source, &c->locator, &c->note};
		if (which < 3)
			*texts[which] = text;
	}
}

static void add_series(random_claims *r, int n)
{
	for (int i = 0; i < n; i++)
		random_series(r);
}

/* --- cases --------------------------------------------------------------------------------- */

static void check_random_table(fixture *f, uint64_t seed, size_t memory)
{
	random_claims r = {.state = seed * 7919 + 1, .codes = f->codes, .plain = seed % 3 == 0};
	tally_error err = {0};
	char when[64];
	make_stores(f);
	add_series(&r, 120);
	make_constant(&r, (uint32_t)seed % 5);
	if (seed % 2)
		assert_int_equal(tally_claims_sort(&r.table, f->codes, NULL), TALLY_OK);
	else
		shuffle(&r);
	snprintf(when, sizeof when, "seed %d, %zu bytes", (int)seed, memory);
	append_to_both(f, &r.table, memory, when);
	repeat_some(&r);
	add_series(&r, 60);
	shuffle(&r);
	append_to_both(f, &r.table, memory, "rows that are known");
	append_to_both(f, &r.table, memory, "rows that are all known");
	must(tally_store_revert(f->plain, 1, NULL, &err), &err);
	must(tally_store_revert(f->limited, 1, NULL, &err), &err);
	append_to_both(f, &r.table, memory, "rows of a batch that was taken out");
	compact_both(f, memory, "folded");
	add_series(&r, 30);
	append_to_both(f, &r.table, memory, "after folding");
	compact_both(f, memory, "folded again");
	tally_claims_release(&r.table);
}

static void any_limit_gives_the_same_file(void **state)
{
	static const size_t memory[] = {128 << 10, 200 << 10, 800 << 10};
	const uint64_t step = ROUNDS(4) == 4 ? 1 : 2; /* all three limits in any case */
	for (uint64_t seed = step; seed <= 6; seed += step)
		check_random_table(*state, seed, memory[seed / 2 % 3]);
}

/* One series, one period: no key and no day parts them. More than a chunk of them, all three times:
 * of equal rows, the first stays wherever windows end. */
static void a_series_may_be_longer_than_the_limit(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	for (int i = 0; i < 40000; i++) {
		tally_claim c = gdp_claim(f->codes, 2020, i * 7919LL % 13337);
		c.published = 10000 + i * 31 % 13337 % 5000;
		add(&in, c);
	}
	append_to_both(f, &in, 64 << 10, "vintages");
	for (size_t i = 0; i < in.n; i += 3)
		in.items[i].figure.first.mantissa += 1000000;
	append_to_both(f, &in, 64 << 10, "more vintages");
	compact_both(f, 64 << 10, "folded");
	tally_claims_release(&in);
}

/* Runs that follow one another. Lines go up by one from 1: within a chunk all steps are the same.
 */
static void rows_in_order_give_the_same_file(void **state)
{
	fixture *f = *state;
	static const int sizes[] = {9000, 33000};
	for (int k = 0; k < 2; k++) {
		tally_claims in = {0};
		for (int i = 0; i < sizes[k]; i++) {
			tally_claim c = gdp_claim(f->codes, 1900 + i % 100, i);
			c.region = i / 100;
			add(&in, c);
			in.items[i].row = i + 1;
		}
		make_stores(f);
		append_to_both(f, &in, 128 << 10, "in order");
		compact_both(f, 128 << 10, "folded");
		tally_claims_release(&in);
	}
}

/* Another writer gave the numbers of new codes to others: the runs are in the wrong order then. */
static void codes_may_get_other_numbers(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_codes *one, *two;
	int32_t ids[3];
	tally_claims first = {0}, in = {0};
	tally_batch_info info;
	must(tally_codes_load(NULL, &one, NULL, &err), &err);
	must(tally_codes_load(NULL, &two, NULL, &err), &err);
	must(tally_codes_define_region(one, "X-C", "", &ids[0], &err), &err);
	must(tally_codes_define_region(one, "X-B", "", &ids[1], &err), &err);
	tally_claim c = gdp_claim(f->codes, 2000, 1);
	c.region = ids[0];
	add(&first, c);
	c.region = ids[1];
	add(&first, c);
	must(append(f->plain, &first, one, 0, &info, &err), &err);
	must(append(f->limited, &first, one, 0, &info, &err), &err);
	must(tally_codes_define_region(two, "X-A", "", &ids[0], &err), &err);
	must(tally_codes_define_region(two, "X-B", "", &ids[1], &err), &err);
	must(tally_codes_define_region(two, "X-C", "", &ids[2], &err), &err);
	for (int i = 0; i < 6000; i++) {
		c = gdp_claim(f->codes, 1700 + i / 3 % 300, i / 900);
		c.region = ids[i % 3];
		add(&in, c);
	}
	must(append(f->plain, &in, two, 0, &info, &err), &err);
	must(append(f->limited, &in, two, 48 << 10, &info, &err), &err);
	same_files(f, "other numbers");
	tally_codes_free(one);
	tally_codes_free(two);
	tally_claims_release(&first);
	tally_claims_release(&in);
}

static void many_batches_fold_within_the_limit(void **state)
{
	fixture *f = *state;
	random_claims r = {.state = 5, .codes = f->codes};
	for (int k = 0; k < 34; k++) {
		add_series(&r, 40);
		append_to_both(f, &r.table, 600 << 10, "one of many");
		r.table.n = 0;
	}
	tally_claims_release(&r.table);
}

static void batches_wait_for_each_other(void **state)
{
	fixture *f = *state;
	const tally_store_options options = {.memory = 160 << 10};
	tally_error err = {0};
	tally_batch_info info;
	tally_aside *aside = tally_aside_new(f->limited, &options);
	tally_batch *batches[3];
	random_claims r = {.state = 11, .codes = f->codes};
	for (int b = 0; b < 3; b++) {
		r.table.n = 0;
		add_series(&r, 80);
		must(append(f->plain, &r.table, f->codes, 0, &info, &err), &err);
		batches[b] = tally_batch_new();
		tally_batch_use(batches[b], aside);
		must(fill(batches[b], &r.table, &err), &err);
		must(tally_batch_share(batches[b], 3, &err), &err);
		clean_folder(f);
	}
	for (int b = 0; b < 3; b++) {
		info = (tally_batch_info){.file = "in.csv", .digest = "d", .stamp = ""};
		must(tally_store_append_batch(f->limited, batches[b], f->codes, &options, &info,
					      &err),
		     &err);
		tally_batch_free(batches[b]);
	}
	tally_aside_free(aside);
	same_files(f, "three batches");
	tally_claims_release(&r.table);
}

static void names_that_leave_no_room_are_told(void **state)
{
	fixture *f = *state;
	tally_error err = {0};
	tally_claims in = {0};
	tally_batch_info info;
	for (int i = 0; i < 3000; i++) {
		tally_claim c = gdp_claim(f->codes, 2000, i);
		c.region = i;
		add(&in, c);
	}
	assert_int_equal(append(f->limited, &in, f->codes, 64 << 10, &info, &err), TALLY_ESYSTEM);
	assert_non_null(strstr(err.message, "series and"));
	assert_non_null(strstr(err.message, "--memory"));
	same_files(f, "nothing stored");
	clean_folder(f);
	tally_claims_release(&in);
}

static void what_a_killed_writer_left_goes(void **state)
{
	fixture *f = *state;
	tally_claims in = {0};
	char name[128];
	snprintf(name, sizeof name, "%s/.limited.h5.tally-rows", f->folder);
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fclose(file);
	add(&in, gdp_claim(f->codes, 2000, 1));
	append_to_both(f, &in, 0, "a leftover");
	tally_claims_release(&in);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    CASE(any_limit_gives_the_same_file),      CASE(a_series_may_be_longer_than_the_limit),
    CASE(rows_in_order_give_the_same_file),   CASE(codes_may_get_other_numbers),
    CASE(many_batches_fold_within_the_limit), CASE(batches_wait_for_each_other),
    CASE(names_that_leave_no_room_are_told),  CASE(what_a_killed_writer_left_goes),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
