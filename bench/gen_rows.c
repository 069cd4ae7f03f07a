/* gen_rows.c: a tidy CSV of many series for the benchmarks: gen_rows SERIES PERIODS > FILE
 *
 * Rows stand in series order, quarter by quarter; values have two decimals. Regions are of the
 * built-in lists, metrics are made up (`--define`). The same arguments give the same bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Knuth's MMIX generator: deterministic, no library state. */
static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

int main(int argc, char **argv)
{
	static const char *const regions[] = {
	    "CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-NM", "CN-LN", "CN-JL", "CN-HL",
	    "CN-SH", "CN-JS", "CN-ZJ", "CN-AH", "CN-FJ", "CN-JX", "CN-SD", "CN-HA",
	    "CN-HB", "CN-HN", "CN-GD", "CN-GX", "CN-HI", "CN-CQ", "CN-SC", "CN-GZ",
	    "CN-YN", "CN-XZ", "CN-SN", "CN-GS", "CN-QH", "CN-NX", "CN-XJ", "CN"};
	int n_regions = (int)(sizeof regions / sizeof *regions);
	long series = argc > 1 ? atol(argv[1]) : 100000, periods = argc > 2 ? atol(argv[2]) : 40;
	uint64_t state = 20260401;

	puts("metric,region,period,value,unit,source,status");
	for (long s = 0; s < series; s++) {
		uint64_t level = 100000 + next(&state) % 5000000;
		for (long p = 0; p < periods; p++) {
			level += next(&state) % 2001 - 900;
			printf("m%05ld,%s,%ld-Q%ld,%llu.%02llu,亿元,bench-2026,A\n", s / n_regions,
			       regions[s % n_regions], 2001 + p / 4, p % 4 + 1,
			       (unsigned long long)(level / 100),
			       (unsigned long long)(level % 100));
		}
	}
	return 0;
}
