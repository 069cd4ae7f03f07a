/* Nanoseconds per parse of decimals and periods, the inner loop of every ingest, beside what the C
 * library needs for the same texts in the same run (strtod, which keeps no digits; strptime). */
#include "decimal.h"
#include "period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 2000000 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double ns_since(double start)
{
	return 1e9 * (now() - start) / ROUNDS;
}

static int64_t bench_decimals(void)
{
	static const char *const texts[] = {"1234.5", "913027", "-12.33", "0.0531"};
	int64_t sum = 0;
	double reals = 0, start = now();
	for (int i = 0; i < ROUNDS; i++) {
		tally_decimal d;
		if (tally_decimal_parse(texts[i % 4], strlen(texts[i % 4]), &d, NULL) == TALLY_OK)
			sum += d.mantissa;
	}
	double ours = ns_since(start);
	start = now();
	for (int i = 0; i < ROUNDS; i++)
		reals += strtod(texts[i % 4], NULL);
	double theirs = ns_since(start);
	printf("decimal: %.1f ns, strtod %.1f ns, ratio %.2f\n", ours, theirs, ours / theirs);
	return sum + (int64_t)reals;
}

static int64_t bench_period(const char *text, const char *format)
{
	int64_t sum = 0;
	double start = now();
	for (int i = 0; i < ROUNDS; i++) {
		tally_period p;
		if (tally_period_parse(text, strlen(text), &p, NULL) == TALLY_OK)
			sum += p.last;
	}
	double ours = ns_since(start);
	start = now();
	for (int i = 0; i < ROUNDS; i++) {
		struct tm tm = {0};
		if (strptime(text, format, &tm))
			sum += tm.tm_year;
	}
	double theirs = ns_since(start);
	printf("period %s: %.1f ns, strptime %.1f ns, ratio %.2f\n", text, ours, theirs,
	       ours / theirs);
	return sum;
}

int main(void)
{
	int64_t sum = bench_decimals();
	sum += bench_period("2023", "%Y");
	sum += bench_period("2023-Q3", "%Y-Q3");
	sum += bench_period("2023-09", "%Y-%m");
	sum += bench_period("2023-01/2023-09", "%Y-01/%Y-%m");
	return sum == 0;
}
