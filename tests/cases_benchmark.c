/* cases_benchmark.c: cases of benchmarking: the Denton family, Cholette-Dagum, splines. */
#include "adjust/stock.h"
#include "cases_series.h"

#include <ctype.h>
#include <limits.h>
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

/* A column of outputs, row by row, wherever its periods stand. */
static void compare_column(const case_table *out, int column, const case_series *s, const double *x,
			   double largest, case_report *report)
{
	for (int i = 0; i < out->n_rows; i++) {
		int at = case_series_row(s, out, i);
		case_compare(report, case_number(out, i, column),
			     at >= 0 && at < s->n ? x[at] : NAN, largest, "%s row %d",
			     out->heads[column], i + 1);
	}
}

static void wide_column(case_table const *out, int column, const case_series *s,
			const case_table *totals, bool indicator, case_report *report)
{
	const char *key = out->heads[column], *conversion = "sum";
	tally_benchmark *b = calloc((size_t)totals->n_rows, sizeof *b);
	double *x = calloc((size_t)s->n, sizeof *x);
	tally_benchmark_options o;
	double largest = case_largest_value(out);
	tally_error err = {0};

	if (!denton_options(key, indicator, &o, &conversion)) {
		case_check(report, false, "%s: no such method", key);
	} else {
		size_t m = case_benchmarks(totals, "value", s, conversion, b);
		if (tally_benchmark_series(s->values, NULL, (size_t)s->n, b, m, &o, x, NULL, &err))
			failed(report, key, &err);
		else
			compare_column(out, column, s, x, largest, report);
	}
	free(b);
	free(x);
}

/* The head of the first column of outputs; "" when there is none. */
static const char *first_key(const case_table *out)
{
	int c = case_first_value(out);
	return c < out->n_columns ? out->heads[c] : "";
}

static bool wide_matches(case_dir *dir)
{
	const case_table *out = case_file(dir, "out_values");
	return case_has(dir, "in_q", series_columns) && case_has(dir, "in_a", total_columns) &&
	       out && strncmp(first_key(out), "denton", 6) == 0;
}

static void wide_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	case_series s = case_series_read(case_file(dir, "in_q"), "value");

	for (int c = 0; c < out->n_columns; c++)
		if (!case_is_key(out->heads[c]))
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
		for (int c = 0; c < out->n_columns; c++)
			if (!case_is_key(out->heads[c]))
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
		if (first < 0 || last >= s->n || last < first)
			continue; /* the series does not cover it: it says nothing */
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
	       out && strstr(first_key(out), "|biasOption");
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
	compare_column(out, c, s, x, case_largest_value(out), report);
	double used = o.bias ? info.bias : o.lambda > 0;
	for (int i = 0; biases && i < biases->n_rows; i++)
		if (strcmp(case_text(biases, i, case_column(biases, "key")), key) == 0)
			case_compare(report, case_number(biases, i, case_column(biases, "bias")),
				     used, 0, "bias of %s", key);
	free(b);
	free(x);
}

static void grid_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	case_series s = case_series_read(case_file(dir, "in_s"), "value");

	for (int c = 0; c < out->n_columns; c++)
		if (!case_is_key(out->heads[c]))
			grid_column(out, c, &s, case_file(dir, "in_b"), case_file(dir, "out_bias"),
				    report);
	free(s.values);
}

const case_kind case_cholette = {"cholette-dagum", grid_matches, grid_run};

/* --- options in the README: rho, lambda, var=c('a', 'b / alterability'), with=, by='group' ------
 */

/* One of the list behind `var`, `with` or `by`: a column and its alterability's, "" for none. */
typedef struct {
	char column[64], alter[64];
} chosen;

#define CHOSEN_MAX 16

/* The quoted names behind `option =`, one or c(...); 0 when it has none. */
static int chosen_in(const case_dir *dir, const char *option, chosen *out)
{
	size_t len = strlen(option);
	int n = 0;

	for (const char *at = dir->readme; n == 0 && (at = strstr(at, option)); at += len) {
		const char *s = at + len + strspn(at + len, " ");
		if ((at > dir->readme && isalnum((unsigned char)at[-1])) || *s != '=')
			continue;
		s += 1 + strspn(s + 1, " ");
		bool list = strncmp(s, "c(", 2) == 0;
		s += list ? 2 : 0;
		while (n < CHOSEN_MAX && (*s == '\'' || *s == '"')) {
			out[n] = (chosen){0};
			sscanf(s + 1, "%63[^'\"/ ] / %63[^'\"]", out[n].column, out[n].alter);
			n++;
			s += 1 + strcspn(s + 1, "'\"") + 1;
			s += list ? strspn(s, ", \n") : strlen(s);
		}
	}
	return n;
}

static bool series_matches(case_dir *dir)
{
	return case_file(dir, "in_s") && case_has(dir, "in_b", span_columns) &&
	       case_file(dir, "out_series");
}

/* The rows of a group as a series of their own, with their alterabilities. */
static case_series group_series(const case_table *t, const chosen *var, const char *by,
				const char *group, double *alterability)
{
	case_series all = case_series_read(t, var->column), s = all;
	int first = INT_MAX, last = 0;

	for (int i = 0; i < t->n_rows; i++) {
		int at = case_series_row(&all, t, i);
		if (in_group(t, i, by, group)) {
			first = at < first ? at : first;
			last = at > last ? at : last;
		}
	}
	int place = all.period - 1 + first;
	s.year = all.year + place / all.frequency;
	s.period = 1 + place % all.frequency;
	s.n = last - first + 1;
	for (int i = 0; i < t->n_rows; i++) {
		int at = case_series_row(&s, t, i);
		if (!in_group(t, i, by, group))
			continue;
		s.values[at] = case_number(t, i, case_column(t, var->column));
		alterability[at] = *var->alter ? case_number(t, i, case_column(t, var->alter)) : 1;
	}
	return s;
}

static double benchmarked(const tally_benchmark *b, const double *x)
{
	double sum = 0;

	for (size_t t = b->first; t <= b->last; t++)
		sum += x[t];
	return b->weight * sum;
}

/* out_benchmarks: what the result makes of each. */
static void compare_benchmarks(case_dir *dir, const chosen *with, const case_series *s,
			       const char *by, const char *group, const double *x,
			       case_report *report)
{
	const case_table *out = case_file(dir, "out_benchmarks");
	tally_benchmark *list = out ? calloc((size_t)out->n_rows + 1, sizeof *list) : NULL;
	size_t m = out ? spans(out, s, with->column, NULL, by, group, list) : 0;

	for (size_t k = 0; k < m; k++)
		case_compare(report, list[k].value, benchmarked(&list[k], x), 0,
			     "benchmark %zu of %s %s", k + 1, with->column, group);
	free(list);
}

static void one_series(case_dir *dir, const chosen *var, const chosen *with, const char *by,
		       const char *group, case_report *report)
{
	const case_table *in = case_file(dir, "in_s"), *b = case_file(dir, "in_b");
	const case_table *out = case_file(dir, "out_series");
	double *alterability = calloc((size_t)in->n_rows, sizeof *alterability);
	double *x = calloc((size_t)in->n_rows, sizeof *x);
	tally_benchmark *list = calloc((size_t)b->n_rows + 1, sizeof *list);
	case_series s = group_series(in, var, by, group, alterability);
	size_t m = spans(b, &s, with->column, *with->alter ? with->alter : NULL, by, group, list);
	int c = case_column(out, var->column);
	tally_benchmark_options o = {.movement = TALLY_CHOLETTE};
	tally_error err = {0};

	o.rho = case_option_number(dir, "rho", 0.729);
	o.lambda = case_option_number(dir, "lambda", 1);
	if (case_option_number(dir, "biasOption", 1) == 3 && o.rho < 1)
		o.bias = o.lambda > 0 ? TALLY_BIAS_MULTIPLICATIVE : TALLY_BIAS_ADDITIVE;
	if (tally_benchmark_series(s.values, alterability, (size_t)s.n, list, m, &o, x, NULL, &err))
		failed(report, var->column, &err);
	for (int i = 0; i < out->n_rows; i++)
		if (in_group(out, i, by, group))
			case_compare(report, case_number(out, i, c), x[case_series_row(&s, out, i)],
				     case_largest_column(out, c), "%s row %d", var->column, i + 1);
	compare_benchmarks(dir, with, &s, by, group, x, report);
	free(alterability);
	free(x);
	free(list);
	free(s.values);
}

/* The columns that outputs and benchmarks have in common, when the README names none. */
static int common_columns(case_dir *dir, const char *by, chosen *out)
{
	const case_table *t = case_file(dir, "out_series"), *b = case_file(dir, "in_b");
	int n = 0;

	for (int c = 0; c < t->n_columns && n < CHOSEN_MAX; c++)
		if (!case_is_key(t->heads[c]) && case_column(b, t->heads[c]) >= 0 &&
		    (!by || strcmp(t->heads[c], by)))
			snprintf(memset(&out[n++], 0, sizeof *out), sizeof out->column, "%s",
				 t->heads[c]);
	return n;
}

static bool seen_above(const case_table *t, int row, const char *by)
{
	int c = by ? case_column(t, by) : -1, i = 0;

	while (i < row && strcmp(case_text(t, i, c), case_text(t, row, c)))
		i++;
	return i < row;
}

static void series_run(case_dir *dir, case_report *report)
{
	const case_table *in = case_file(dir, "in_s");
	chosen var[CHOSEN_MAX], with[CHOSEN_MAX], groups[CHOSEN_MAX];
	const char *by = chosen_in(dir, "by", groups) ? groups[0].column : NULL;
	int n = chosen_in(dir, "var", var), m = chosen_in(dir, "with", with);

	if (n == 0)
		n = common_columns(dir, by, var);
	for (int k = m; k < n; k++)
		memcpy(with[k].column, var[k].column, sizeof with[k].column), *with[k].alter = 0;
	for (int i = 0; i < in->n_rows; i++)
		for (int k = 0; k < n && !seen_above(in, i, by); k++)
			one_series(dir, &var[k], &with[k], by,
				   by ? case_text(in, i, case_column(in, by)) : "", report);
}

const case_kind case_alterability = {"cholette-dagum, alterable", series_matches, series_run};

/* --- stocks: anchors of one period, keys rho|lambda|lfp
 * -------------------------------------------- */

static bool stock_matches(case_dir *dir)
{
	const case_table *out = case_file(dir, "out_values");
	return case_has(dir, "in_s", series_columns) && case_has(dir, "in_b", span_columns) &&
	       out && strstr(first_key(out), "|lfp");
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
	for (int c = 0; c < out->n_columns; c++) {
		if (case_is_key(out->heads[c]))
			continue;
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
		compare_column(out, c, &s, x, case_largest_value(out), report);
	}
	free(b);
	free(anchors);
	free(x);
	free(s.values);
}

const case_kind case_stock = {"benchmarking of stocks", stock_matches, stock_run};
