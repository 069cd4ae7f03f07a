/* cases_series.c: see cases_series.h. */
#include "cases_series.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool case_is_key(const char *head)
{
	return !strcmp(head, "time") || !strcmp(head, "year") || !strcmp(head, "period");
}

int case_first_value(const case_table *t)
{
	int c = 0;

	while (c < t->n_columns && case_is_key(t->heads[c]))
		c++;
	return c;
}

double case_largest_column(const case_table *t, int column)
{
	double most = 0;

	for (int i = 0; i < t->n_rows; i++)
		most = fmax(most, fabs(case_number(t, i, column)));
	return most;
}

double case_largest_value(const case_table *t)
{
	double most = 0;

	for (int c = 0; c < t->n_columns; c++)
		if (!case_is_key(t->heads[c]))
			most = fmax(most, case_largest_column(t, c));
	return most;
}

/* Where `time` (2001.25) stands beside year and period it says so exactly; else a year's last
 * period has to be there. */
static int frequency_of(const case_table *t)
{
	int year = case_column(t, "year"), period = case_column(t, "period"), most = 1;
	int at = case_column(t, "time");

	for (int i = 0; i < t->n_rows; i++) {
		double p = case_number(t, i, period);
		double part = case_number(t, i, at) - case_number(t, i, year);
		if (p > 1 && part > 1e-6)
			return (int)lround((p - 1) / part);
		if (p > most)
			most = (int)p;
	}
	return most;
}

case_series case_series_read(const case_table *t, const char *column)
{
	int year = case_column(t, "year"), period = case_column(t, "period");
	int value = case_column(t, column), first = INT_MAX, last = 0;
	case_series s = {.frequency = frequency_of(t)};

	for (int i = 0; i < t->n_rows; i++) {
		int at = case_series_at(&s, (int)case_number(t, i, year),
					(int)case_number(t, i, period));
		first = at < first ? at : first;
		last = at > last ? at : last;
	}
	s.year = first / s.frequency;
	s.period = first % s.frequency;
	if (s.period == 0) {
		s.year--;
		s.period = s.frequency;
	}
	s.n = t->n_rows ? last - first + 1 : 0;
	s.values = calloc((size_t)s.n + 1, sizeof(double));
	for (int i = 0; i < s.n; i++)
		s.values[i] = NAN;
	for (int i = 0; i < t->n_rows; i++)
		s.values[case_series_row(&s, t, i)] = case_number(t, i, value);
	return s;
}

int case_series_at(const case_series *s, int year, int period)
{
	return (year - s->year) * s->frequency + period - s->period;
}

int case_series_row(const case_series *s, const case_table *t, int row)
{
	return case_series_at(s, (int)case_number(t, row, case_column(t, "year")),
			      (int)case_number(t, row, case_column(t, "period")));
}

/* The totals have a frequency of their own: years, or the quarters of a monthly series. */
size_t case_benchmarks(const case_table *totals, const char *column, const case_series *s,
		       const char *conversion, tally_benchmark *out)
{
	int year = case_column(totals, "year"), value = case_column(totals, column);
	int period = case_column(totals, "period"), low = period < 0 ? 1 : frequency_of(totals);
	int length = s->frequency / low;
	bool mean = !strcasecmp(conversion, "mean") || !strcasecmp(conversion, "average");
	size_t n = 0;

	for (int i = 0; i < totals->n_rows; i++) {
		int part = period < 0 ? 1 : (int)case_number(totals, i, period);
		int first =
		    case_series_at(s, (int)case_number(totals, i, year), (part - 1) * length + 1);
		int last = first + length - 1;
		if (!strcasecmp(conversion, "last"))
			first = last;
		if (!strcasecmp(conversion, "first"))
			last = first;
		if (isnan(case_number(totals, i, value)) || first < 0 || last >= s->n)
			continue;
		out[n++] = (tally_benchmark){.first = (size_t)first,
					     .last = (size_t)last,
					     .weight = mean ? 1.0 / length : 1,
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
