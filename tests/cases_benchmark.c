/* cases_benchmark.c: cases of benchmarking: the Denton family, Cholette-Dagum, splines. */
#include "adjust/stock.h"
#include "cases_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const series_columns[] = {"year", "period", "value", NULL};
static const char *const total_columns[] = {"year", "value", NULL};
static const char *const span_columns[] = {"startYear", "startPeriod", "endYear", "endPeriod",
					   NULL};

static void failed(case_report *report, const char *key, const tally_error *err)
{
	case_check(report, false, "%s: %s", key, err->message);
}

/* --- a wide table of outputs: one column an option, keys as method|criterion|h1|conversion ------
 */

/* denton|additive|h1|sum, denton-cholette|h1|sum, uniform|sum */
static bool denton_options(const char *key, bool indicator, tally_benchmark_options *o,
			   const char **conversion)
{
	const char *method = case_part(key, 0, "");

	*o = tally_benchmark_default();
	if (strcmp(method, "uniform") == 0) {
		o->order = 0;
		o->lambda = 0;
		*conversion = case_part(key, 1, "");
		return true;
	}
	if (strcmp(method, "denton") && strcmp(method, "denton-cholette"))
		return false;
	o->modified = strcmp(method, "denton-cholette") == 0;
	int at = 1;
	if (indicator)
		o->lambda = strcmp(case_part(key, at++, ""), "additive") == 0 ? 0 : 1;
	o->order = atoi(case_part(key, at, "h"));
	*conversion = case_part(key, at + 1, "");
	return true;
}

static void wide_column(case_table const *out, int column, const case_series *s,
			const case_table *totals, bool indicator, case_report *report)
{
	const char *key = out->heads[column], *conversion = "sum";
	tally_benchmark *b = calloc((size_t)totals->n_rows, sizeof *b);
	double *x = calloc((size_t)s->n, sizeof *x);
	tally_benchmark_options o;
	double largest = case_largest(out, 2);
	tally_error err = {0};

	if (!denton_options(key, indicator, &o, &conversion)) {
		case_check(report, false, "%s: no such method", key);
	} else {
		size_t m = case_benchmarks(totals, "value", s, conversion, b);
		if (tally_benchmark_series(s->values, NULL, (size_t)s->n, b, m, &o, x, NULL, &err))
			failed(report, key, &err);
		else
			for (int i = 0; i < s->n; i++)
				case_compare(report, case_number(out, i, column), x[i], largest,
					     "%s row %d", key, i + 1);
	}
	free(b);
	free(x);
}

static bool wide_matches(case_dir *dir)
{
	const case_table *out = case_file(dir, "out_values");
	return case_has(dir, "in_q", series_columns) && case_has(dir, "in_a", total_columns) &&
	       out && out->n_columns > 2 && strncmp(out->heads[2], "denton", 6) == 0;
}

static void wide_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	case_series s = case_series_read(case_file(dir, "in_q"), "value");

	for (int c = 2; c < out->n_columns; c++)
		wide_column(out, c, &s, case_file(dir, "in_a"), true, report);
	free(s.values);
}

const case_kind case_denton = {"denton", wide_matches, wide_run};

static bool smooth_matches(case_dir *dir)
{
	return !case_file(dir, "in_q") && case_has(dir, "in_a", total_columns) &&
	       (case_file(dir, "out_quarterly") || case_file(dir, "out_monthly"));
}

/* Without an indicator: a series of ones. */
static void smooth_run(case_dir *dir, case_report *report)
{
	static const char *const files[] = {"out_quarterly", "out_monthly"};

	for (int f = 0; f < 2; f++) {
		const case_table *out = case_file(dir, files[f]);
		if (!out)
			continue;
		case_series s = case_series_read(out, "");
		for (int i = 0; i < s.n; i++)
			s.values[i] = 1;
		for (int c = 2; c < out->n_columns; c++)
			wide_column(out, c, &s, case_file(dir, "in_a"), false, report);
		free(s.values);
	}
}

const case_kind case_smooth = {"denton without indicator", smooth_matches, smooth_run};

/* --- benchmarks with start and end: rho, lambda and bias
 * ------------------------------------------ */

/* Rows of `t` whose first column is `group` (NULL: all), in a table of their own. */
static bool in_group(const case_table *t, int row, const char *by, const char *group)
{
	return !by || strcmp(case_text(t, row, case_column(t, by)), group) == 0;
}

static size_t spans(const case_table *b, const case_series *s, const char *column,
		    const char *alter, const char *by, const char *group, tally_benchmark *out)
{
	size_t n = 0;
	int c[4], value = case_column(b, column), a = alter ? case_column(b, alter) : -1;

	for (int k = 0; k < 4; k++)
		c[k] = case_column(b, span_columns[k]);
	for (int i = 0; i < b->n_rows; i++) {
		if (!in_group(b, i, by, group) || isnan(case_number(b, i, value)))
			continue;
		int first =
		    case_series_at(s, (int)case_number(b, i, c[0]), (int)case_number(b, i, c[1]));
		int last =
		    case_series_at(s, (int)case_number(b, i, c[2]), (int)case_number(b, i, c[3]));
		out[n++] = (tally_benchmark){.first = (size_t)first,
					     .last = (size_t)last,
					     .weight = 1,
					     .value = case_number(b, i, value),
					     .alterability = a < 0 ? 0 : case_number(b, i, a)};
	}
	return n;
}

static bool grid_matches(case_dir *dir)
{
	const case_table *out = case_file(dir, "out_values");
	return case_has(dir, "in_s", series_columns) && case_has(dir, "in_b", span_columns) &&
	       out && out->n_columns > 2 && strstr(out->heads[2], "|biasOption");
}

static void grid_column(const case_table *out, int c, const case_series *s,
			const case_table *benchmarks, const case_table *biases, case_report *report)
{
	const char *key = out->heads[c];
	tally_benchmark *b = calloc((size_t)benchmarks->n_rows, sizeof *b);
	double *x = calloc((size_t)s->n, sizeof *x);
	tally_benchmark_options o = {.movement = TALLY_CHOLETTE};
	tally_benchmark_info info = {0};
	tally_error err = {0};

	o.rho = atof(case_part(key, 0, "rho"));
	o.lambda = atof(case_part(key, 1, "lambda"));
	int bias = atoi(case_part(key, 2, "biasOption"));
	if (bias == 3 && o.rho < 1)
		o.bias = o.lambda > 0 ? TALLY_BIAS_MULTIPLICATIVE : TALLY_BIAS_ADDITIVE;
	size_t m = spans(benchmarks, s, "value", NULL, NULL, NULL, b);
	if (tally_benchmark_series(s->values, NULL, (size_t)s->n, b, m, &o, x, &info, &err))
		failed(report, key, &err);
	for (int i = 0; i < s->n; i++)
		case_compare(report, case_number(out, i, c), x[i], case_largest(out, 2),
			     "%s row %d", key, i + 1);
	double used = o.bias ? info.bias : o.lambda > 0;
	for (int i = 0; biases && i < biases->n_rows; i++)
		if (strcmp(case_text(biases, i, 0), key) == 0)
			case_compare(report, case_number(biases, i, 1), used, 0, "bias of %s", key);
	free(b);
	free(x);
}

static void grid_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	case_series s = case_series_read(case_file(dir, "in_s"), "value");

	for (int c = 2; c < out->n_columns; c++)
		grid_column(out, c, &s, case_file(dir, "in_b"), case_file(dir, "out_bias"), report);
	free(s.values);
}

const case_kind case_cholette = {"cholette-dagum", grid_matches, grid_run};

/* --- options in the README: rho, lambda, var='a', 'b / alterability', by='group'
 * ------------------- */

static bool series_matches(case_dir *dir)
{
	return case_file(dir, "in_s") && case_has(dir, "in_b", span_columns) &&
	       case_file(dir, "out_series");
}

/* The rows of a group as a series of their own. */
static case_series group_series(const case_table *t, const char *column, const char *by,
				const char *group, double *alterability, const char *alter)
{
	case_series s = case_series_read(t, column);
	int n = 0, year = case_column(t, "year"), period = case_column(t, "period");

	for (int i = 0; i < t->n_rows; i++) {
		if (!in_group(t, i, by, group))
			continue;
		if (n == 0) {
			s.year = (int)case_number(t, i, year);
			s.period = (int)case_number(t, i, period);
		}
		alterability[n] = alter ? case_number(t, i, case_column(t, alter)) : 1;
		s.values[n++] = case_number(t, i, case_column(t, column));
	}
	s.n = n;
	return s;
}

static void one_series(case_dir *dir, const char *column, const char *alter, const char *by,
		       const char *group, case_report *report)
{
	const case_table *in = case_file(dir, "in_s"), *b = case_file(dir, "in_b");
	const case_table *out = case_file(dir, "out_series");
	double *alterability = calloc((size_t)in->n_rows, sizeof *alterability);
	double *x = calloc((size_t)in->n_rows, sizeof *x);
	tally_benchmark *list = calloc((size_t)b->n_rows, sizeof *list);
	case_series s = group_series(in, column, by, group, alterability, alter);
	bool alterable = alter && case_column(b, alter) >= 0 && strstr(dir->readme, "with='");
	size_t m = spans(b, &s, column, alterable ? alter : NULL, by, group, list);
	tally_benchmark_options o = {.movement = TALLY_CHOLETTE};
	tally_error err = {0};

	o.rho = case_option_number(dir, "rho", 0.729);
	o.lambda = case_option_number(dir, "lambda", 1);
	if (tally_benchmark_series(s.values, alterability, (size_t)s.n, list, m, &o, x, NULL, &err))
		failed(report, column, &err);
	for (int i = 0, k = 0; i < out->n_rows; i++)
		if (in_group(out, i, by, group))
			case_compare(report, case_number(out, i, case_column(out, column)), x[k++],
				     case_largest(out, case_column(out, column)), "%s row %d",
				     column, i + 1);
	free(alterability);
	free(x);
	free(list);
	free(s.values);
}

/* The alterability column of a series, as in var='van_sales / alt_van'; NULL when it has none. */
static const char *alterability_of(case_dir *dir, const char *column)
{
	static char name[64];
	char pattern[80];
	const char *at;

	snprintf(pattern, sizeof pattern, "%s / ", column);
	if (!(at = strstr(dir->readme, pattern)))
		return NULL;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(at + strlen(pattern), "'\"), \n"),
		 at + strlen(pattern));
	return case_column(case_file(dir, "in_s"), name) >= 0 ? name : NULL;
}

static void series_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_series"), *in = case_file(dir, "in_s");
	int year = case_column(out, "year");
	const char *by = year > 0 ? out->heads[0] : NULL;

	for (int c = 0; c < out->n_columns; c++) {
		const char *column = out->heads[c];
		if (!strcmp(column, "year") || !strcmp(column, "period") ||
		    (by && !strcmp(column, by)) || case_column(case_file(dir, "in_b"), column) < 0)
			continue;
		for (int i = 0; i < in->n_rows; i++) {
			const char *group = by ? case_text(in, i, case_column(in, by)) : "";
			if (i > 0 &&
			    (!by || !strcmp(group, case_text(in, i - 1, case_column(in, by)))))
				continue;
			one_series(dir, column, alterability_of(dir, column), by, group, report);
		}
	}
}

const case_kind case_alterability = {"cholette-dagum, alterable", series_matches, series_run};

/* --- stocks: anchors of one period, keys rho|lambda|lfp
 * -------------------------------------------- */

static bool stock_matches(case_dir *dir)
{
	const case_table *out = case_file(dir, "out_values");
	return case_has(dir, "in_s", series_columns) && case_has(dir, "in_b", span_columns) &&
	       out && out->n_columns > 2 && strstr(out->heads[2], "|lfp");
}

static void stock_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values"), *in = case_file(dir, "in_b");
	case_series s = case_series_read(case_file(dir, "in_s"), "value");
	tally_benchmark *b = calloc((size_t)in->n_rows, sizeof *b);
	tally_anchor *anchors = calloc((size_t)in->n_rows, sizeof *anchors);
	double *x = calloc((size_t)s.n, sizeof *x);
	size_t m = spans(in, &s, "value", NULL, NULL, NULL, b);

	for (size_t i = 0; i < m; i++)
		anchors[i] = (tally_anchor){b[i].first, b[i].value};
	for (int c = 2; c < out->n_columns; c++) {
		tally_stock_options o = tally_stock_default(s.frequency);
		tally_error err = {0};
		o.rho = atof(case_part(out->heads[c], 0, "rho"));
		o.multiplicative = atof(case_part(out->heads[c], 1, "lambda")) > 0;
		o.low_period = atoi(case_part(out->heads[c], 2, "lfp"));
		o.use_bias = case_option_number(dir, "biasOption", 1) == 3;
		o.low_count = (int)case_option_number(dir, "n_low_freq_proj", 1);
		o.monthly_rho_max = case_option_number(dir, "proj_knots_rho_bd", 0.995);
		if (tally_benchmark_stock(s.values, NULL, (size_t)s.n, anchors, m, &o, x, &err))
			failed(report, out->heads[c], &err);
		for (int i = 0; i < s.n; i++)
			case_compare(report, case_number(out, i, c), x[i], case_largest(out, 2),
				     "%s row %d", out->heads[c], i + 1);
	}
	free(b);
	free(anchors);
	free(x);
	free(s.values);
}

const case_kind case_stock = {"benchmarking of stocks", stock_matches, stock_run};
