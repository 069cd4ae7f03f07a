/* test_scan.c: what is read as columns is what is read as claims, over random stores. */
#include "csv/stored.h"
#include "random_store.h"
#include "store/scan.h"
#include "rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
	char *bytes;
	size_t n, capacity;
} text;

static int collect(void *context, const char *bytes, size_t n)
{
	text *t = context;
	if (t->n + n + 1 > t->capacity) {
		t->capacity = 2 * (t->n + n + 1);
		t->bytes = realloc(t->bytes, t->capacity);
	}
	memcpy(t->bytes + t->n, bytes, n);
	t->n += n;
	t->bytes[t->n] = '\0';
	return 0;
}

static char folder[] = "/tmp/tally-scan-XXXXXX";
static char path[64];
static tally_codes *codes;

static int set_up(void **state)
{
	(void)state;
	random_lists few = few_random_lists();
	if (!mkdtemp(folder) || tally_codes_parse(few.names, few.texts, few.n, &codes, NULL, NULL))
		return -1;
	snprintf(path, sizeof path, "%s/t.h5", folder);
	return 0;
}

static void remove_store(void)
{
	char lock[80];
	unlink(path);
	snprintf(lock, sizeof lock, "%s.lock", path);
	unlink(lock);
}

static int tear_down(void **state)
{
	(void)state;
	tally_codes_free(codes);
	return rmdir(folder);
}

static tally_store *open_random(uint64_t seed, int n_series)
{
	tally_error err = {0};
	tally_store *store = NULL;
	if (!random_store(path, few_random_lists(), codes, seed, n_series, &err) ||
	    tally_store_open(path, &store, &err))
		fail_msg("seed %d: %s", (int)seed, err.message);
	return store;
}

/* Canonical CSV, once through claims and once through columns. */
static void same_csv(tally_store *store, const tally_selection *what, size_t memory, int seed)
{
	tally_error err = {0};
	tally_claims claims = {0};
	text a = {0}, b = {0};
	if (tally_store_read(store, what, &claims, &err) ||
	    tally_csv_write_claims(&claims, tally_store_codes(store), false, collect, &a, &err) ||
	    tally_csv_write_store(store, what, false, memory, NULL, collect, &b, &err))
		fail_msg("seed %d: %s", seed, err.message);
	if (strcmp(a.bytes, b.bytes) != 0)
		fail_msg("seed %d: the columns give another CSV (%zu bytes, not %zu)", seed, b.n,
			 a.n);
	free(a.bytes);
	free(b.bytes);
	tally_claims_release(&claims);
}

static void csv_is_that_of_the_claims(void **state)
{
	(void)state;
	for (int seed = 1; seed <= ROUNDS(30); seed++) {
		tally_store *store = open_random((uint64_t)seed, seed % 15 == 0 ? 2000 : 40);
		tally_selection what = tally_selection_all();
		same_csv(store, &what, 0, seed);
		same_csv(store, &what, 1000, seed);
		what.as_of = tally_day_of(2023, 6, 1);
		same_csv(store, &what, 0, seed);
		what = tally_selection_all();
		what.source = "nbs";
		what.has_range = true;
		what.from = tally_day_of(2003, 1, 1);
		what.to = tally_day_of(2015, 1, 1);
		same_csv(store, &what, 0, seed);
		what = tally_selection_all();
		int32_t metric = tally_codes_find_metric(codes, "gdp", 3);
		int32_t region = tally_codes_find_region(codes, "CN", 2);
		what.metrics = &metric;
		what.n_metrics = 1;
		what.regions = &region;
		what.n_regions = seed % 2;
		what.batch = seed % 3;
		same_csv(store, &what, 0, seed);
		what.measure = TALLY_GROWTH;
		same_csv(store, &what, 0, seed);
		tally_store_close(store);
		remove_store();
	}
}

/* Blocks hold every group once, whole, whatever their size. */
static void blocks_hold_whole_groups(void **state)
{
	(void)state;
	tally_error err = {0};
	tally_store *store = open_random(20, 3000);
	tally_selection what = tally_selection_all();
	tally_scan *scan;
	tally_scan_block block;
	size_t rows = 0, groups = 0;
	assert_int_equal(tally_scan_open(store, &what, 1, &scan, &err), TALLY_OK);
	int32_t metric = -1, region = -1;
	while (!tally_scan_next(scan, 1u << ROW_TIME, &block, &err) && block.n_groups > 0) {
		for (size_t g = 0; g < block.n_groups; g++, groups++) {
			const tally_scan_run *first = &block.runs[block.groups[g]];
			assert_true(first->frame.metric != metric || first->frame.region != region);
			metric = first->frame.metric;
			region = first->frame.region;
			for (size_t k = block.groups[g]; k < block.groups[g + 1]; k++) {
				assert_int_equal(block.runs[k].frame.metric, metric);
				assert_int_equal(block.runs[k].frame.region, region);
				rows += block.runs[k].n;
			}
		}
	}
	assert_int_equal(rows, tally_scan_rows(scan));
	assert_int_equal(groups, tally_scan_groups(scan));
	tally_scan_close(scan);
	tally_store_close(store);
	remove_store();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(csv_is_that_of_the_claims),
	    cmocka_unit_test(blocks_hold_whole_groups),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
