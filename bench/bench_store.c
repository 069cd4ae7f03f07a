/* bench_store.c: the store alone: bench_store FILE SERIES PERIODS. Fills a batch in blocks as a
 * reader does, appends it, and reads it back; prints milliseconds and bytes a row. */
#include "csv/csv.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void must(tally_status status, const tally_error *err)
{
	if (status) {
		fprintf(stderr, "%s\n", err->message);
		exit((int)status);
	}
}

static void fill(tally_batch *batch, const tally_codes *codes, long n_series, int periods)
{
	tally_claims block = {0};
	tally_error err = {0};
	int32_t regions = tally_codes_n_regions(codes);
	uint64_t state = 1;
	int64_t row = 1;
	for (long s = 0; s < n_series; s++)
		for (int p = 0; p < periods; p++) {
			tally_claim c = tally_claim_default();
			c.metric = (int32_t)(s / regions);
			c.region = (int32_t)(s % regions);
			c.period = tally_period_quarter(2000 + p / 4, p % 4 + 1);
			c.figure.form = TALLY_FORM_DECIMAL;
			state = state * 6364136223846793005u + 1442695040888963407u;
			c.figure.first = (tally_decimal){(int64_t)(state >> 40), 2};
			c.unit = 0;
			c.source = tally_pool_add(&block.texts, "bench", 5);
			c.row = ++row;
			must(tally_claims_add(&block, &c, &err), &err);
			if (block.n == 8192)
				must(tally_batch_add(batch, &block, &err), &err);
		}
	must(tally_batch_add(batch, &block, &err), &err);
	tally_claims_release(&block);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "bench.h5";
	long n_series = argc > 2 ? atol(argv[2]) : 100000;
	int periods = argc > 3 ? atoi(argv[3]) : 40;
	tally_error err = {0};
	tally_codes *codes;
	tally_store *store;
	unlink(path);
	must(tally_store_create(path, tally_builtin_names, tally_builtin_texts, tally_builtin_count,
				&err),
	     &err);
	must(tally_codes_load(NULL, &codes, NULL, &err), &err);
	tally_batch *batch = tally_batch_new();
	double t = now();
	fill(batch, codes, n_series, periods);
	printf("fill    %8.1f ms\n", now() - t);
	tally_batch_info info = {.file = "bench", .digest = "", .stamp = ""};
	t = now();
	must(tally_store_append_batch(path, batch, codes, NULL, &info, &err), &err);
	printf("append  %8.1f ms\n", now() - t);
	tally_batch_free(batch);
	tally_claims claims = {0};
	tally_selection what = tally_selection_all();
	const int32_t metric = (int32_t)(n_series / 2 / tally_codes_n_regions(codes)), region = 7;
	what.metrics = &metric;
	what.regions = &region;
	what.n_metrics = what.n_regions = 1;
	t = now();
	must(tally_store_open(path, &store, &err), &err);
	printf("open    %8.2f ms\n", now() - t);
	t = now();
	must(tally_store_read(store, &what, &claims, &err), &err);
	printf("one     %8.2f ms (%zu rows)\n", now() - t, claims.n);
	claims.n = 0;
	what = tally_selection_all();
	t = now();
	must(tally_store_read(store, &what, &claims, &err), &err);
	printf("all     %8.1f ms (%zu rows)\n", now() - t, claims.n);
	tally_store_close(store);
	FILE *file = fopen(path, "rb");
	if (file && fseek(file, 0, SEEK_END) == 0)
		printf("bytes   %8.3f a row\n", (double)ftell(file) / (double)claims.n);
	if (file)
		fclose(file);
	tally_claims_release(&claims);
	tally_codes_free(codes);
	return 0;
}
