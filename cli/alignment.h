/* alignment.h: totals of longer periods laid over a series of shorter ones. */
#ifndef TALLY_ALIGNMENT_H
#define TALLY_ALIGNMENT_H

#include "adjust/benchmark.h"
#include "evaluated.h"

typedef enum { CLI_SUM, CLI_MEAN, CLI_LAST, CLI_FIRST } cli_conversion;

/** "sum", "mean", "last", "first"; NULL or "" : by what the metric is (flows add up, stocks take
 * the last, averages and indexes the mean). false after printing. */
bool cli_conversion_of(const cli_command *command, const char *text, const tally_type *type,
		       cli_conversion *out);

/** The benchmarks that the totals put on the series: one for each total whose period the series
 * covers (for last and first: whose last or first period it has); *n_passed counts the others. out
 * has room for totals->n. The series must be without gaps: a gap or a missing value is an error
 * naming the period. */
tally_status cli_align(const tally_series *fine, const tally_series *totals,
		       cli_conversion conversion, tally_benchmark *out, size_t *n, size_t *n_passed,
		       tally_error *err);

/** The result's own check: the largest miss of a binding benchmark in x, recomputed, relative to
 * the benchmark or the largest of its values. */
double cli_worst_miss(const tally_benchmark *b, size_t n, const double *x);

#endif
