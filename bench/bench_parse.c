/* Nanoseconds per parse of decimals and periods, the inner loop of every ingest. */
#include "decimal.h"
#include "period.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(void)
{
	static const char *const decimals[] = {"1234.5", "913027", "-12.33", "0.0531"};
	static const char *const periods[] = {"2023-Q3", "2023", "2023-09", "2023-01/2023-09"};
	enum { ROUNDS = 5000000 };
	int64_t sum = 0;
	double start = now();
	for (int i = 0; i < ROUNDS; i++) {
		tally_decimal d;
		const char *text = decimals[i % 4];
		if (tally_decimal_parse(text, strlen(text), &d, NULL) == TALLY_OK)
			sum += d.mantissa;
	}
	printf("decimal_parse_ns %.1f\n", 1e9 * (now() - start) / ROUNDS);
	for (int k = 0; k < 4; k++) {
		start = now();
		for (int i = 0; i < ROUNDS / 5; i++) {
			tally_period p;
			if (tally_period_parse(periods[k], strlen(periods[k]), &p, NULL) ==
			    TALLY_OK)
				sum += p.last;
		}
		printf("period_parse_ns %s %.1f\n", periods[k],
		       1e9 * (now() - start) / (ROUNDS / 5));
	}
	start = now();
	for (int i = 0; i < ROUNDS / 5; i++) {
		tally_interval in = tally_decimal_interval((tally_decimal){i, 2}, TALLY_AS_PRINTED,
							   TALLY_ROUND_NEAREST, false);
		sum += tally_bound_down(in.lo) < tally_bound_up(in.hi);
	}
	printf("interval_ns %.1f\n", 1e9 * (now() - start) / (ROUNDS / 5));
	return sum == 0;
}
