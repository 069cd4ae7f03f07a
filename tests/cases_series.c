/* cases_series.c: see cases_series.h. */
#include "cases_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

case_series case_series_read(const case_table *t, const char *column)
{
	int year = case_column(t, "year"), period = case_column(t, "period");
	int value = case_column(t, column);
	case_series s = {(int)case_number(t, 0, year), (int)case_number(t, 0, period), 1, t->n_rows,
			 calloc((size_t)t->n_rows + 1, sizeof(double))};

	for (int i = 0; i < t->n_rows; i++) {
		int p = (int)case_number(t, i, period);
		s.frequency = p > s.frequency ? p : s.frequency;
		s.values[i] = case_number(t, i, value);
	}
	return s;
}

int case_series_at(const case_series *s, int year, int period)
{
	return (year - s->year) * s->frequency + period - s->period;
}

size_t case_benchmarks(const case_table *totals, const char *column, const case_series *s,
		       const char *conversion, tally_benchmark *out)
{
	int year = case_column(totals, "year"), value = case_column(totals, column);
	bool mean = !strcasecmp(conversion, "mean") || !strcasecmp(conversion, "average");
	size_t n = 0;

	for (int i = 0; i < totals->n_rows; i++) {
		int y = (int)case_number(totals, i, year);
		int first = case_series_at(s, y, 1), last = case_series_at(s, y, s->frequency);
		if (!strcasecmp(conversion, "last"))
			first = last;
		if (!strcasecmp(conversion, "first"))
			last = first;
		if (isnan(case_number(totals, i, value)) || first < 0 || last >= s->n)
			continue;
		out[n++] = (tally_benchmark){.first = (size_t)first,
					     .last = (size_t)last,
					     .weight = mean ? 1.0 / s->frequency : 1,
					     .value = case_number(totals, i, value)};
	}
	return n;
}

const char *case_part(const char *key, int part, const char *prefix)
{
	static char slots[8][128];
	char *out = slots[part & 7];

	for (int i = 0; i < part; i++) {
		const char *bar = strchr(key, '|');
		if (!bar)
			return "";
		key = bar + 1;
	}
	size_t skip = strncmp(key, prefix, strlen(prefix)) == 0 ? strlen(prefix) : 0;
	snprintf(out, sizeof slots[0], "%.*s", (int)(strcspn(key, "|") - skip), key + skip);
	return out;
}

void case_compare_within(case_report *r, double tolerance, double expected, double got,
			 double floor, const char *what)
{
	double miss = fabs(got - expected) / fmax(fmax(fabs(expected), floor), 1e-300);
	case_check(r, miss <= tolerance, "%s: expected %.15g, got %.15g, off by %.2g (> %.2g)",
		   what, expected, got, miss, tolerance);
}
