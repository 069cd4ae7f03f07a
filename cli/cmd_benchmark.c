/* cmd_benchmark.c: a series of short periods moved onto totals of longer ones. */
#include "adjust/growth_rates.h"
#include "adjust/spline.h"
#include "adjust/stock.h"
#include "alignment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_benchmark;

typedef struct {
	const char *method, *order, *rho, *lambda, *bias, *conversion, *objective;
	bool original, into;
} flags;

typedef struct {
	const cli_globals *g;
	const flags *f;
	tally_store *store;
	cli_evaluated fine, totals;
	cli_lines lines;
} run_state;

static bool number_of(const char *text, double fallback, double *out)
{
	char *end;

	*out = fallback;
	if (!text)
		return true;
	*out = strtod(text, &end);
	if (end != text && !*end)
		return true;
	cli_usage(&cmd_benchmark, "expected a number, found \"%s\"", text);
	return false;
}

static bool set_bias(const char *text, tally_benchmark_options *o)
{
	if (!text)
		return true;
	if (strcmp(text, "additive") == 0)
		o->bias = TALLY_BIAS_ADDITIVE;
	else if (strcmp(text, "multiplicative") == 0)
		o->bias = TALLY_BIAS_MULTIPLICATIVE;
	else
		cli_usage(&cmd_benchmark, "--bias is additive or multiplicative; found \"%s\"",
			  text);
	return o->bias != TALLY_BIAS_NONE;
}

static bool set_options(const flags *f, tally_benchmark_options *o)
{
	double order;

	*o = tally_benchmark_default();
	if (f->method && strcmp(f->method, "cholette") == 0)
		o->movement = TALLY_CHOLETTE;
	o->modified = !f->original;
	if (!number_of(f->order, 1, &order) || !number_of(f->rho, 0.729, &o->rho) ||
	    !number_of(f->lambda, 1, &o->lambda) || !set_bias(f->bias, o))
		return false;
	o->order = (int)order;
	return true;
}

static bool set_objective(const char *text, tally_rates_objective *out)
{
	static const char *const words[] = {"forward", "backward", "symmetric", "logarithmic"};

	*out = TALLY_RATES_LOGARITHMIC;
	for (int i = 0; text && i < 4; i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (tally_rates_objective)i;
			return true;
		}
	if (text)
		cli_usage(
		    &cmd_benchmark,
		    "--objective is forward, backward, symmetric or logarithmic; found \"%s\"",
		    text);
	return text == NULL;
}

static int periods_a_year(tally_frequency f)
{
	static const int periods[] = {1, 2, 4, 12, 52, 365};
	return f <= TALLY_FREQ_DAY ? periods[f] : 1;
}

static tally_status by_stock(const run_state *r, const tally_series *s, const double *values,
			     const tally_benchmark *b, size_t m, double *x, tally_error *err)
{
	tally_stock_options o = tally_stock_default(periods_a_year(s->key.frequency));
	tally_anchor *anchors = malloc((m + 1) * sizeof *anchors);

	if (!anchors)
		return tally_error_memory(err);
	for (size_t k = 0; k < m; k++)
		anchors[k] = (tally_anchor){b[k].last, b[k].value};
	if (r->f->rho)
		o.rho = atof(r->f->rho);
	if (r->f->lambda)
		o.multiplicative = atof(r->f->lambda) > 0;
	tally_status status = tally_benchmark_stock(values, NULL, s->n, anchors, m, &o, x, err);
	free(anchors);
	return status;
}

/* x[s->n] by the method asked for. */
static tally_status compute(run_state *r, const tally_series *s, const double *values,
			    const tally_benchmark *b, size_t m, double *x, tally_error *err)
{
	const char *method = r->f->method ? r->f->method : "denton";
	tally_benchmark_options o;
	tally_benchmark_info info = {0};
	tally_rates_objective objective;

	if (!set_options(r->f, &o) || !set_objective(r->f->objective, &objective))
		return tally_error_set(err, TALLY_EUSAGE, "nothing was computed");
	if (strcmp(method, "spline") == 0)
		return tally_benchmark_spline(values, s->n, b, m, x, err);
	if (strcmp(method, "rates") == 0)
		return tally_benchmark_rates(values, s->n, b, m, objective, x, NULL, err);
	if (strcmp(method, "stock") == 0)
		return by_stock(r, s, values, b, m, x, err);
	if (strcmp(method, "denton") && strcmp(method, "cholette"))
		return tally_error_set(
		    err, TALLY_EUSAGE,
		    "--method is denton, cholette, rates, spline or stock; found "
		    "\"%s\"",
		    method);
	tally_status status = tally_benchmark_series(values, NULL, s->n, b, m, &o, x, &info, err);
	if (status == TALLY_OK)
		cli_lines_fact(
		    &r->lines, info.worst, "%s: worst miss of a benchmark",
		    tally_codes_region(tally_store_codes(r->store), s->key.region)->code);
	return status;
}

/* One region; its lines are added. */
static tally_status one_region(run_state *r, const tally_series *s, const tally_series *totals,
			       cli_conversion conversion, tally_error *err)
{
	double *values = malloc((2 * s->n + 1) * sizeof *values), *x = values + s->n;
	tally_benchmark *b = malloc((totals->n + 1) * sizeof *b);
	size_t m, passed;
	tally_status status = values && b ? TALLY_OK : tally_error_memory(err);

	if (status == TALLY_OK)
		status = cli_align(s, totals, conversion, b, &m, &passed, err);
	for (size_t t = 0; status == TALLY_OK && t < s->n; t++)
		values[t] = s->points[t].value;
	if (status == TALLY_OK)
		status = compute(r, s, values, b, m, x, err);
	for (size_t t = 0; status == TALLY_OK && t < s->n; t++) {
		cli_line line = {.region = totals->key.region,
				 .period = s->points[t].period,
				 .unit = totals->key.base_unit,
				 .values = {values[t], x[t], x[t] / values[t]}};
		if (!cli_lines_add(&r->lines, &line))
			status = tally_error_memory(err);
	}
	free(values);
	free(b);
	return status;
}

static int all_regions(run_state *r)
{
	const tally_type *type = tally_expression_type(r->totals.expression);
	cli_conversion conversion;
	tally_error err = {0};
	int32_t done = TALLY_NO_CODE;

	if (!cli_conversion_of(&cmd_benchmark, r->f->conversion, type, &conversion))
		return 2;
	for (size_t i = 0; i < r->totals.result.n; i++) {
		int32_t region = r->totals.result.items[i].key.region;
		if (region == done)
			continue;
		done = region;
		const tally_series *totals = cli_series_of(&r->totals, region, false, false);
		const tally_series *fine = cli_series_of(&r->fine, region, true, true);
		if (!totals || !fine || fine->key.frequency <= totals->key.frequency)
			continue;
		if (one_region(r, fine, totals, conversion, &err) != TALLY_OK) {
			if (region != TALLY_NO_CODE)
				tally_error_prefix(
				    &err, "%s",
				    tally_codes_region(tally_store_codes(r->store), region)->code);
			return cli_fail(&err);
		}
	}
	if (r->lines.n > 0)
		return 0;
	tally_error_set(&err, TALLY_EINPUT,
			"no region has the series by shorter periods than the totals");
	return cli_fail(&err);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	flags f = {0};
	bool done = false;
	const cli_option options[] = {
	    {"method", 'm', CLI_TEXT, &f.method, "METHOD",
	     "denton (default), cholette, rates, spline or stock"},
	    {"order", 0, CLI_TEXT, &f.order, "H", "denton: order of differences, 0 to 2"},
	    {"original", 0, CLI_FLAG, &f.original, NULL,
	     "denton: as in 1971, the start counted from zero"},
	    {"rho", 0, CLI_TEXT, &f.rho, "RHO", "cholette, stock: 0 to 1; 0.729 for quarters"},
	    {"lambda", 0, CLI_TEXT, &f.lambda, "LAMBDA", "0 additive, 1 proportional (default)"},
	    {"bias", 0, CLI_TEXT, &f.bias, "BIAS", "additive or multiplicative, first of all"},
	    {"objective", 0, CLI_TEXT, &f.objective, "RATES",
	     "rates: forward, backward, symmetric or logarithmic"},
	    {"conversion", 0, CLI_TEXT, &f.conversion, "HOW", "sum, mean, last or first"},
	    {"into", 0, CLI_FLAG, &f.into, NULL, "store the result as source tally:benchmark"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_benchmark, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 2)
		return cli_usage(&cmd_benchmark, "expected two expressions, found %d", n);
	run_state r = {.g = &g, .f = &f, .store = cli_open(&g, &code)};
	if (!r.store)
		return code;
	r.lines = (cli_lines){.heads = {"indicator", "benchmarked", "ratio"},
			      .shown = {CLI_NUMBER, CLI_AMOUNT, CLI_NUMBER},
			      .n_values = 3};
	code = cli_evaluate(&cmd_benchmark, r.store, &q, argv[0], &r.fine);
	if (code == 0)
		code = cli_evaluate(&cmd_benchmark, r.store, &q, argv[1], &r.totals);
	if (code == 0)
		code = all_regions(&r);
	if (code == 0 &&
	    !cli_lines_print(&cmd_benchmark, &g, &q, tally_store_codes(r.store), &r.lines))
		code = 2;
	if (code == 0 && f.into)
		code = cli_lines_store(&cmd_benchmark, &g, r.store, &r.lines, 1,
				       &r.totals.result.items[0].key, "tally:benchmark");
	cli_lines_release(&r.lines);
	cli_evaluated_release(&r.fine);
	cli_evaluated_release(&r.totals);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_benchmark = {
    .name = "benchmark",
    .summary = "move a series onto more trusted totals, keeping its movement",
    .usage = "benchmark INDICATOR TOTALS [OPTION...]",
    .help = "Both are expressions as in calc. The indicator's finest frequency is moved onto the\n"
	    "totals' coarsest one, region by region (one indicator serves all regions). Flows add\n"
	    "up to their totals, of stocks the last counts, of averages the mean.",
    .examples =
	"  tally benchmark 'gdp_gbp[GB, frequency=Q]' 'gdp_gbp[GB, frequency=A]' --from 2020\n"
	"  tally benchmark retail_sales 'gdp[CN]' --method cholette --rho 0.9\n"
	"  tally benchmark loans deposits --method stock --json\n",
    .run = run,
};
