/* fuzz_csv.c: any bytes as a table of figures. Whatever comes of it, it must be the same by libcsv
 * alone, by the short way and by threads, and what is written must read back unchanged. */
#include "csv/csv.h"
#include "csv/inside.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lists that nothing was defined in are as good as new: most inputs define nothing. */
static tally_codes *kept;

static tally_codes *new_codes(void)
{
	static const char *const names[] = {"code",      "name_en",   "name_zh", "aliases",
					    "dimension", "base_unit", "observed"};
	static const char *const gdp[] = {"gdp", "GDP", "生产总值", "", "money", "yuan", "flow"};
	static const char *const region[] = {"CN", "China", "中国", "CHN"};
	static const char *const units[] = {"text", "base", "power", "dimension", "exact"};
	static const char *const unit[] = {"亿元", "yuan", "8", "money", "no"};
	tally_diagnostics list = {0};

	if (kept != NULL)
		return kept;
	tally_codes *codes = tally_codes_new();
	tally_codes_add_row(codes, "metrics", names, gdp, 7, "x", 1, &list);
	tally_codes_add_row(codes, "regions", names, region, 4, "x", 1, &list);
	tally_codes_add_row(codes, "units", units, unit, 5, "x", 1, &list);
	tally_codes_finish(codes, &list, NULL);
	tally_diagnostics_release(&list);
	kept = codes;
	return codes;
}

static tally_csv_options options_of(uint8_t choice)
{
	return (tally_csv_options){
	    .define = (choice & 1) != 0,
	    .ignore_extra = (choice & 2) != 0,
	    .metric = (choice & 4) != 0 ? "gdp" : NULL,
	    .unit = (choice & 8) != 0 ? "亿元" : NULL,
	    .region = (choice & 16) != 0 ? "CN" : NULL,
	    .symbols = (choice & 32) != 0 ? "nbs" : NULL,
	    .layout = (choice & 64) != 0 ? TALLY_LAYOUT_WIDE : TALLY_LAYOUT_AUTO,
	};
}

/* The claims as canonical CSV, or "" when the file was refused as a whole. */
static char *read_bytes(const uint8_t *data, size_t size, tally_csv_options options)
{
	char path[64];
	csv_buffer out = {0};
	tally_codes *codes = new_codes();
	tally_claims claims = {0};
	tally_csv_counts counts;
	tally_diagnostics list = {.max = 10};
	tally_error err = {0};
	char *rejects = NULL;
	int fd = memfd_create("fuzz", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	csv_buffer_put(&out, "", 0);
	if (tally_csv_read_claims(path, &options, codes, &claims, &counts, &list, &rejects, &err) ==
	    TALLY_OK) {
		if (counts.cells != counts.stored + counts.missing + counts.refused ||
		    claims.n != (size_t)counts.stored)
			abort();
		if (claims.n > 0)
			tally_csv_write_claims(&claims, codes, true, csv_buffer_sink, &out, NULL);
	}
	close(fd);
	free(rejects);
	tally_claims_release(&claims);
	tally_diagnostics_release(&list);
	if (tally_codes_n_metrics(codes) + tally_codes_n_regions(codes) +
		tally_codes_n_units(codes) >
	    3) {
		tally_codes_free(codes);
		kept = NULL;
	}
	return out.text;
}

static void must_agree(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return;
	fprintf(stderr, "--- first\n%s\n--- second\n%s\n", a, b);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned sum = 0;

	if (size < 1)
		return 0;
	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + data[i];
	tally_csv_options options = options_of(data[0]);
	options.by_libcsv = true;
	char *slow = read_bytes(data + 1, size - 1, options);
	options.by_libcsv = false;
	options.threads = 1;
	char *fast = read_bytes(data + 1, size - 1, options);
	must_agree(slow, fast);
	if (sum % 8 == 0) { /* starting threads takes longer than all else */
		options.threads = 2 + data[0] % 3;
		char *threads = read_bytes(data + 1, size - 1, options);
		must_agree(slow, threads);
		free(threads);
	}

	if (*slow != '\0') {
		tally_csv_options plain = {.define = true};
		char *again = read_bytes((const uint8_t *)slow, strlen(slow), plain);
		must_agree(slow, again);
		free(again);
	}
	free(slow);
	free(fast);
	return 0;
}
