/* Benchmarking 10,000 monthly series of 20 years to annual totals, and how time grows with length.
 */
#include "adjust/benchmark.h"

#include <gsl/gsl_errno.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t which)
{
	struct timespec t;
	clock_gettime(which, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of the processor (other work on the machine does not count) for `series` series of
 * `years` years. */
static double run(int series, int years)
{
	size_t n = (size_t)years * 12;
	double *s = malloc(n * sizeof *s), *x = malloc(n * sizeof *x), worst = 0;
	tally_benchmark *b = malloc((size_t)years * sizeof *b);
	tally_benchmark_options o = tally_benchmark_default();
	double from = now(CLOCK_PROCESS_CPUTIME_ID), wall = now(CLOCK_MONOTONIC);

	for (int i = 0; i < series; i++) {
		tally_benchmark_info info;
		for (size_t t = 0; t < n; t++)
			s[t] = 100 + 10 * sin(0.5 * (double)t + i) + 0.1 * (double)t;
		for (size_t y = 0; y < (size_t)years; y++)
			b[y] = (tally_benchmark){12 * y, 12 * y + 11, 1,
						 1300 + 20 * sin((double)y * i), 0};
		if (tally_benchmark_series(s, NULL, n, b, (size_t)years, &o, x, &info, NULL)) {
			printf("failed\n");
			exit(1);
		}
		worst = fmax(worst, info.worst);
	}
	double seconds = now(CLOCK_PROCESS_CPUTIME_ID) - from;
	printf(
	    "%6d series of %3d years: %7.3f s of one core (%.3f s by the clock), worst miss %.1e\n",
	    series, years, seconds, now(CLOCK_MONOTONIC) - wall, worst);
	free(s);
	free(x);
	free(b);
	return seconds;
}

int main(void)
{
	gsl_set_error_handler_off();
	/* Memory is kept from series to series; fresh pages from the kernel for each of them would
	 * be what is measured beyond some length. */
	mallopt(M_MMAP_THRESHOLD, 1 << 28);
	mallopt(M_TRIM_THRESHOLD, 1 << 28);
	run(10000, 20);
	double once = run(200, 50), twice = run(200, 100), four = run(200, 200);
	printf("twice as long takes %.2f and four times as long %.2f times as much\n", twice / once,
	       four / once);
	return 0;
}
