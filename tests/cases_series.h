/* cases_series.h: what the cases of benchmarking and disaggregation share: a series by sub-period
 * and totals by year. */
#ifndef TALLY_CASES_SERIES_H
#define TALLY_CASES_SERIES_H

#include "adjust/benchmark.h"
#include "cases.h"

/** A column of a table with `year` and `period`. */
typedef struct {
	int year, period; /**< of the first value */
	int frequency;    /**< periods a year */
	int n;
	double *values; /**< free() */
} case_series;

/** Rows may stand in any order; what is not there is NaN. */
case_series case_series_read(const case_table *t, const char *column);
/** The position of a period, negative when it lies before the start. */
int case_series_at(const case_series *s, int year, int period);

/** The position of a row of a table with `year` and `period`. */
int case_series_row(const case_series *s, const case_table *t, int row);

/** `time`, `year` and `period` say which row it is; all other columns are values. */
bool case_is_key(const char *head);
/** The first column of values; the number of columns when there is none. */
int case_first_value(const case_table *t);
/** The largest |value|: the "absolute floor". */
double case_largest_value(const case_table *t);
double case_largest_column(const case_table *t, int column);

/** One benchmark a row of `totals` with a value: `conversion` is sum, mean, average, last or first
 * in any case. Returns their number; out has room for every row. */
size_t case_benchmarks(const case_table *totals, const char *column, const case_series *s,
		       const char *conversion, tally_benchmark *out);

/** Part number `part` (from 0) of a key cut at bars, without `prefix` when it has it; valid until
 * the next call with the same slot. */
const char *case_part(const char *key, int part, const char *prefix);

/** A comparison with a tolerance of its own inside a case: fails the case when it is missed. */
void case_compare_within(case_report *r, double tolerance, double expected, double got,
			 double floor, const char *what);

#endif
