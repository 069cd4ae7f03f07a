/* cmd_disaggregate.c: totals of years become quarters or months, by regression on indicators. */
#include "adjust/disaggregate.h"
#include "alignment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_disaggregate;

#define INDICATORS_MAX 8

typedef struct {
	const char *method, *rho, *search, *conversion, *frequency, *order;
	bool no_constant, deviations, non_negative, into;
} flags;

typedef struct {
	const cli_globals *g;
	const flags *f;
	tally_store *store;
	cli_evaluated totals, indicators[INDICATORS_MAX];
	const char *names[INDICATORS_MAX];
	size_t n_indicators;
	tally_disaggregate_options options;
	bool smooth; /* Denton: no regression */
	int order;
	cli_lines lines;
} run_state;

/* Method words in the field's names. */
static bool set_method(const flags *f, bool *smooth, tally_disaggregate_options *o)
{
	static const struct {
		const char *name;
		tally_residual residual;
		bool plain;  /* rho 0 */
		bool smooth; /* Denton */
	} methods[] = {
	    {"chow-lin", TALLY_RESIDUAL_AUTOREGRESSIVE, false, false},
	    {"fernandez", TALLY_RESIDUAL_WALK, true, false},
	    {"litterman", TALLY_RESIDUAL_INTEGRATED, false, false},
	    {"dynamic", TALLY_RESIDUAL_DYNAMIC, false, false},
	    {"ols", TALLY_RESIDUAL_AUTOREGRESSIVE, true, false},
	    {"denton", TALLY_RESIDUAL_WALK, true, true},
	};
	const char *name = f->method ? f->method : "chow-lin";

	*o = tally_disaggregate_default();
	o->constant = !f->no_constant;
	o->non_negative = f->non_negative;
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (strcmp(name, methods[i].name) != 0)
			continue;
		o->residual = methods[i].residual;
		*smooth = methods[i].smooth;
		if (methods[i].plain)
			o->search = TALLY_RHO_GIVEN;
		return true;
	}
	cli_usage(
	    &cmd_disaggregate,
	    "--method is chow-lin, fernandez, litterman, dynamic, ols or denton; found \"%s\"",
	    name);
	return false;
}

static bool set_rho(const flags *f, tally_disaggregate_options *o)
{
	static const char *const searches[] = {"likelihood", "squares", NULL};
	int search = cli_word(&cmd_disaggregate, "search", f->search, searches);

	if (search < 0)
		return false;
	if (search == 1)
		o->search = TALLY_RHO_SQUARES;
	if (f->rho)
		o->search = TALLY_RHO_GIVEN;
	return cli_number(&cmd_disaggregate, "rho", f->rho, -0.999, 0.999, o->rho, &o->rho);
}

/* What Denton's method cannot do, and the regressions have no use for. */
static bool set_order(const flags *f, int n_words, run_state *r)
{
	double order;

	if (!cli_number(&cmd_disaggregate, "order", f->order, 0, TALLY_ORDER_MAX, 1, &order))
		return false;
	r->order = (int)order;
	if (r->smooth && (n_words > 2 || f->deviations || f->non_negative || f->rho || f->search))
		cli_usage(&cmd_disaggregate, "--method denton takes one indicator or none, without "
					     "--deviations, --non-negative, --rho and --search");
	else if (!r->smooth && f->order)
		cli_usage(&cmd_disaggregate, "--order is for --method denton");
	else
		return true;
	return false;
}

/* The months of --frequency's words; 0: none such. */
static int months_of(const char *word)
{
	static const char *const words[] = {"month", "quarter", "half-year"};
	static const int months[] = {1, 3, 6};

	for (int i = 0; word && i < 3; i++)
		if (strcmp(word, words[i]) == 0)
			return months[i];
	return 0;
}

/* Without indicators: the calendar of the totals cut into parts of a year, as a series of ones. */
static bool make_calendar(const tally_series *totals, int months, tally_series *out)
{
	tally_period first = totals->points[0].period, last = totals->points[totals->n - 1].period;
	size_t most = (size_t)(last.last - first.first) / 28 + 2;
	int year, month, day;

	*out = (tally_series){.key = totals->key, .points = calloc(most, sizeof *out->points)};
	tally_day_split(first.first, &year, &month, &day);
	tally_period p = months == 1   ? tally_period_month(year, month)
			 : months == 3 ? tally_period_quarter(year, (month - 1) / 3 + 1)
				       : tally_period_half(year, (month - 1) / 6 + 1);
	for (; out->points && p.last <= last.last && out->n < most; p = tally_period_step(p, 1))
		out->points[out->n++] = (tally_point){.period = p, .value = 1};
	return out->points != NULL;
}

/* The indicators of a region over the periods that all of them have; the first gives the calendar.
 */
static tally_status columns_of(const run_state *r, const tally_series *first, int32_t region,
			       double *values, const double **columns, tally_error *err)
{
	char period[TALLY_PERIOD_TEXT];

	for (size_t j = 0; j < r->n_indicators; j++) {
		const tally_series *s = cli_series_of(&r->indicators[j], region, true, true);
		columns[j] = values + j * first->n;
		for (size_t t = 0; t < first->n; t++) {
			ptrdiff_t at = s ? tally_series_find(s, first->points[t].period) : -1;
			if (at < 0) {
				tally_period_print(first->points[t].period, period);
				return tally_error_set(err, TALLY_EINPUT, "%s has no figure for %s",
						       r->names[j], period);
			}
			values[j * first->n + t] = s->points[at].value;
		}
	}
	return TALLY_OK;
}

static void add_facts(run_state *r, int32_t region, const tally_disaggregate_info *i)
{
	const char *code = region == TALLY_NO_CODE
			       ? "all"
			       : tally_codes_region(tally_store_codes(r->store), region)->code;

	cli_lines_fact(&r->lines, i->worst, "%s: worst miss of a total", code);
	if (r->smooth)
		return;
	cli_lines_fact(&r->lines, i->rho, "%s: rho%s", code,
		       i->at_end ? " (end of its range)" : "");
	for (int j = 0; j < i->n_coefficients; j++) {
		int k = j - (r->options.constant ? 1 : 0);
		const char *name = k < 0                      ? "constant"
				   : k < (int)r->n_indicators ? r->names[k]
							      : "start";
		cli_lines_fact(&r->lines, i->coefficient[j], "%s: %.40s", code, name);
		cli_lines_fact(&r->lines, i->error[j], "%s: error of %.40s", code, name);
	}
	cli_lines_fact(&r->lines, i->log_likelihood, "%s: log likelihood", code);
}

/* Denton's method on an indicator, or on ones. */
static tally_status smooth(const run_state *r, const double *indicator, size_t n,
			   const tally_benchmark *b, size_t m, double *x,
			   tally_disaggregate_info *info, tally_error *err)
{
	tally_benchmark_options o = tally_benchmark_default();

	*info = (tally_disaggregate_info){0};
	o.order = r->order;
	for (size_t t = 0; t < n; t++)
		x[t] = indicator ? indicator[t] : 1;
	return tally_benchmark_series(x, NULL, n, b, m, &o, x, NULL, err);
}

static tally_status compute(run_state *r, const tally_series *calendar, const tally_series *totals,
			    cli_conversion conversion, tally_error *err)
{
	size_t n = calendar->n, m = 0, passed;
	double *values = malloc((INDICATORS_MAX + 2) * (n + 1) * sizeof *values);
	double *x = values + INDICATORS_MAX * n, *sd = x + n;
	tally_benchmark *b = malloc((totals->n + 1) * sizeof *b);
	const double *columns[INDICATORS_MAX];
	tally_disaggregate_info info = {0};
	tally_status status = values && b ? TALLY_OK : tally_error_memory(err);

	if (status == TALLY_OK)
		status = cli_align(calendar, totals, conversion, b, &m, &passed, err);
	if (status == TALLY_OK)
		status = columns_of(r, calendar, totals->key.region, values, columns, err);
	if (status == TALLY_OK && r->smooth)
		status = smooth(r, r->n_indicators ? columns[0] : NULL, n, b, m, x, &info, err);
	else if (status == TALLY_OK)
		status =
		    tally_disaggregate(columns, r->names, r->n_indicators, n, b, m, &r->options, x,
				       r->f->deviations ? sd : NULL, &info, err);
	info.worst = cli_worst_miss(b, status == TALLY_OK ? m : 0, x);
	if (!(info.worst < 1e-6))
		status = tally_error_set(err, TALLY_EINPUT, "a total is missed by %g of itself",
					 info.worst);
	for (size_t t = 0; status == TALLY_OK && t < n; t++) {
		cli_line line = {.region = totals->key.region,
				 .period = calendar->points[t].period,
				 .unit = totals->key.base_unit,
				 .values = {x[t], r->f->deviations ? sd[t] : NAN}};
		if (!cli_lines_add(&r->lines, &line))
			status = tally_error_memory(err);
	}
	if (status == TALLY_OK)
		add_facts(r, totals->key.region, &info);
	free(values);
	free(b);
	return status;
}

static tally_status one_region(run_state *r, const tally_series *totals, cli_conversion conversion,
			       tally_error *err)
{
	tally_series made = {0};
	const tally_series *calendar = &made;

	if (r->n_indicators > 0)
		calendar = cli_series_of(&r->indicators[0], totals->key.region, true, true);
	else if (!make_calendar(totals, months_of(r->f->frequency), &made))
		return tally_error_memory(err);
	tally_status status = TALLY_OK;
	if (!calendar)
		status = tally_error_set(err, TALLY_EINPUT, "%s has no figures here", r->names[0]);
	else if (r->n_indicators > 0 && calendar->key.frequency <= totals->key.frequency)
		status = tally_error_set(
		    err, TALLY_EINPUT, "%s is not by shorter periods than the totals", r->names[0]);
	else
		status = compute(r, calendar, totals, conversion, err);
	free(made.points);
	return status;
}

static int all_regions(run_state *r)
{
	cli_conversion conversion;
	int32_t done = TALLY_NO_CODE;
	tally_error err = {0};

	if (!cli_conversion_of(&cmd_disaggregate, r->f->conversion,
			       tally_expression_type(r->totals.expression), &conversion))
		return 2;
	for (size_t i = 0; i < r->totals.result.n; i++) {
		int32_t region = r->totals.result.items[i].key.region;
		const tally_series *totals = cli_series_of(&r->totals, region, false, false);
		if (region == done || !totals)
			continue;
		done = region;
		if (one_region(r, totals, conversion, &err) != TALLY_OK) {
			if (region != TALLY_NO_CODE)
				tally_error_prefix(
				    &err, "%s",
				    tally_codes_region(tally_store_codes(r->store), region)->code);
			return cli_fail(&err);
		}
	}
	return 0;
}

static int run_store(run_state *r, const cli_query *q, char **words, int n)
{
	int code = cli_evaluate(&cmd_disaggregate, r->store, q, words[0], &r->totals);

	snprintf(r->lines.note, sizeof r->lines.note, "disaggregate %s %s, %s", words[0],
		 n > 1 ? words[1] : r->f->frequency, r->f->method ? r->f->method : "chow-lin");
	for (int j = 1; j < n && code == 0; j++) {
		r->names[r->n_indicators] = words[j];
		code = cli_evaluate(&cmd_disaggregate, r->store, q, words[j],
				    &r->indicators[r->n_indicators]);
		r->n_indicators++;
	}
	if (code == 0)
		code = all_regions(r);
	if (code == 0 &&
	    !cli_lines_print(&cmd_disaggregate, r->g, q, tally_store_codes(r->store), &r->lines))
		code = 2;
	if (code == 0 && r->f->into)
		code = cli_lines_store(&cmd_disaggregate, r->g, q, r->store, &r->lines, 0,
				       &r->totals.result.items[0].key, "tally:disaggregated");
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	flags f = {0};
	bool done = false;
	const cli_option options[] = {
	    {"method", 'm', CLI_TEXT, &f.method, "METHOD",
	     "chow-lin (default), fernandez, litterman, dynamic, ols or denton"},
	    {"rho", 0, CLI_TEXT, &f.rho, "RHO", "this one instead of a search"},
	    {"search", 0, CLI_TEXT, &f.search, "HOW", "likelihood (default) or squares"},
	    {"no-constant", 0, CLI_FLAG, &f.no_constant, NULL, "no constant beside the indicators"},
	    {"non-negative", 0, CLI_FLAG, &f.non_negative, NULL, "no value below zero"},
	    {"deviations", 0, CLI_FLAG, &f.deviations, NULL, "with standard deviations"},
	    {"conversion", 0, CLI_TEXT, &f.conversion, "HOW", "sum, mean, last or first"},
	    {"order", 0, CLI_TEXT, &f.order, "H", "denton: order of differences, 0 to 3 (1)"},
	    {"frequency", 0, CLI_TEXT, &f.frequency, "WHICH",
	     "without indicators: month, quarter or half-year"},
	    {"into", 0, CLI_FLAG, &f.into, NULL, "store the result as source tally:disaggregated"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_disaggregate, &g, options, argc, argv, argv, &n, &done);
	run_state r = {.g = &g, .f = &f};

	if (code || done)
		return code;
	if (n < 1 || n > INDICATORS_MAX + 1)
		return cli_usage(&cmd_disaggregate, "expected TOTALS and at most %d indicators",
				 INDICATORS_MAX);
	if (!set_method(&f, &r.smooth, &r.options) || !set_rho(&f, &r.options) ||
	    !set_order(&f, n, &r))
		return 2;
	if (n == 1 && months_of(f.frequency) == 0)
		return cli_usage(&cmd_disaggregate,
				 "without indicators say --frequency month, quarter "
				 "or half-year");
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"value", "deviation"},
			      .shown = {CLI_AMOUNT, CLI_AMOUNT},
			      .n_values = f.deviations ? 2 : 1};
	code = run_store(&r, &q, argv, n);
	cli_lines_release(&r.lines);
	cli_evaluated_release(&r.totals);
	for (size_t j = 0; j < r.n_indicators; j++)
		cli_evaluated_release(&r.indicators[j]);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_disaggregate = {
    .name = "disaggregate",
    .summary = "quarters or months from totals of years, by indicators",
    .usage = "disaggregate TOTALS [INDICATOR...] [OPTION...]",
    .help =
	"Expressions as in calc. The totals' coarsest frequency is spread over the indicators'\n"
	"finest one by generalised least squares; the totals are met exactly, and periods\n"
	"outside them are extrapolated. Prints rho, coefficients and their standard errors.\n"
	"denton: no regression; the ratio to one indicator, or the series itself, moves least.",
    .examples = "  tally disaggregate 'gdp[CN]' 'industrial_value_added_scale[CN]' --deviations\n"
		"  tally disaggregate 'gdp[CN]' --frequency quarter --method fernandez\n"
		"  tally disaggregate 'gdp[CN]' --frequency month --method denton --order 2\n"
		"  tally disaggregate retail_sales loans --method litterman --rho 0.5 --json\n",
    .run = run,
};
