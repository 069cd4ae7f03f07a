/* cases_jdemetra.c: cases with a long table of outputs: key, year, period, value. The key says
 * method and options: denton|mul=TRUE|d=1|modified=TRUE|Sum, cholette|rho=..|lambda=..|bias=..,
 * grp|Log, cubicspline|indicator|Last, denton|noindicator|Sum. */
#include "adjust/growth_rates.h"
#include "adjust/spline.h"
#include "cases_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const long_columns[] = {"key", "year", "period", "value", NULL};

static tally_bias bias_of(const char *word)
{
	if (strcmp(word, "Additive") == 0)
		return TALLY_BIAS_PER_BENCHMARK;
	return strcmp(word, "Multiplicative") ? TALLY_BIAS_NONE : TALLY_BIAS_MULTIPLICATIVE;
}

static tally_rates_objective objective_of(const char *word)
{
	static const char *const words[] = {"Forward", "Backward", "Symmetric", "Log"};
	for (int i = 0; i < 4; i++)
		if (strcmp(word, words[i]) == 0)
			return (tally_rates_objective)i;
	return TALLY_RATES_FORWARD;
}

/* The options of a key; *indicator is false when the series is one of ones. */
static bool options_of(const char *key, tally_benchmark_options *o, bool *indicator,
		       const char **conversion)
{
	const char *method = case_part(key, 0, ""), *first = case_part(key, 1, "");

	*o = tally_benchmark_default();
	*indicator = strcmp(first, "noindicator") && strcmp(first, "none");
	*conversion = case_part(key, 2, "");
	if (strcmp(method, "cubicspline") == 0)
		return true;
	if (strcmp(method, "cholette") == 0) {
		o->movement = TALLY_CHOLETTE;
		o->rho = atof(case_part(key, 1, "rho="));
		o->lambda = atof(case_part(key, 2, "lambda="));
		o->bias = bias_of(case_part(key, 3, "bias="));
		*conversion = "Sum";
		return true;
	}
	if (strcmp(method, "denton"))
		return false;
	if (*indicator) {
		o->lambda = strcmp(case_part(key, 1, "mul="), "TRUE") == 0;
		o->order = atoi(case_part(key, 2, "d="));
		o->modified = strcmp(case_part(key, 3, "modified="), "TRUE") == 0;
		*conversion = case_part(key, 4, "");
	}
	return true;
}

static tally_status compute(const char *key, const case_series *s, const case_table *totals,
			    double *x, tally_error *err)
{
	tally_benchmark *b = calloc((size_t)totals->n_rows, sizeof *b);
	double *ones = calloc((size_t)s->n, sizeof *ones);
	tally_benchmark_options o;
	bool indicator = true;
	const char *conversion = "Sum";
	tally_status status;

	for (int i = 0; i < s->n; i++)
		ones[i] = 1;
	if (strncmp(key, "grp|", 4) == 0) {
		size_t m = case_benchmarks(totals, "value", s, "Sum", b);
		status = tally_benchmark_rates(s->values, (size_t)s->n, b, m,
					       objective_of(case_part(key, 1, "")), x, NULL, err);
	} else if (!options_of(key, &o, &indicator, &conversion)) {
		status = tally_error_set(err, TALLY_EUSAGE, "no such method");
	} else {
		size_t m = case_benchmarks(totals, "value", s, conversion, b);
		if (strncmp(key, "cubicspline", 11) == 0)
			status = tally_benchmark_spline(indicator ? s->values : ones, (size_t)s->n,
							b, m, x, err);
		else
			status = tally_benchmark_series(indicator ? s->values : ones, NULL,
							(size_t)s->n, b, m, &o, x, NULL, err);
	}
	free(b);
	free(ones);
	return status;
}

/* The rows of one key, from `from` on; returns the row behind them. */
static int one_key(const case_table *out, int from, const case_series *s, const case_table *totals,
		   bool exact, case_report *report)
{
	int k = case_column(out, "key");
	const char *key = case_text(out, from, k);
	int year = case_column(out, "year"), period = case_column(out, "period");
	int value = case_column(out, "value"), row = from;
	double *x = calloc((size_t)s->n, sizeof *x);
	double largest = case_largest_column(out, value);
	bool rates = strncmp(key, "grp|", 4) == 0;
	tally_error err = {0};

	if (compute(key, s, totals, x, &err))
		case_check(report, false, "%s: %s", key, err.message);
	for (; row < out->n_rows && strcmp(case_text(out, row, k), key) == 0; row++) {
		int at = case_series_at(s, (int)case_number(out, row, year),
					(int)case_number(out, row, period));
		double got = at >= 0 && at < s->n ? x[at] : NAN,
		       wanted = case_number(out, row, value);
		if (rates)
			case_compare_within(report, exact ? 1e-7 : 1e-4, wanted, got, largest, key);
		else
			case_compare(report, wanted, got, largest, "%s row %d", key, row + 1);
	}
	free(x);
	return row;
}

static bool matches(case_dir *dir)
{
	return case_has(dir, "in_q", (const char *const[]){"year", "period", "value", NULL}) &&
	       case_has(dir, "in_a", (const char *const[]){"year", "value", NULL}) &&
	       case_has(dir, "out_values", long_columns) && !case_file(dir, "out_stats");
}

static void run(case_dir *dir, case_report *report)
{
	case_series s = case_series_read(case_file(dir, "in_q"), "value");
	const case_table *totals = case_file(dir, "in_a"), *out = case_file(dir, "out_values");
	const case_table *exact = case_file(dir, "out_grp_exact");

	for (int row = 0; row < out->n_rows;)
		row = one_key(out, row, &s, totals, false, report);
	for (int row = 0; exact && row < exact->n_rows;)
		row = one_key(exact, row, &s, totals, true, report);
	free(s.values);
}

const case_kind case_jdemetra = {"benchmarking, long", matches, run};
