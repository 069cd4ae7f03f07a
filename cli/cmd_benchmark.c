/* cmd_benchmark.c: a series of short periods moved onto totals of longer ones. */
#include "adjust/growth_rates.h"
#include "adjust/multivariate.h"
#include "adjust/spline.h"
#include "adjust/stock.h"
#include "alignment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_benchmark;

enum { DENTON, CHOLETTE, RATES, SPLINE, STOCK };

typedef struct {
	const char *method, *order, *rho, *lambda, *bias, *conversion, *objective, *alterability,
	    *alter, *together;
	cli_list keep;
	bool original, mixed, into;
} flags;

/* What the flags say, read before anything is opened. */
typedef struct {
	int method;
	tally_benchmark_options options;
	tally_rates_objective objective;
	double alterability; /* of the totals */
	tally_period keep[64];
} choices;

typedef struct {
	const cli_globals *g;
	const flags *f;
	choices c;
	tally_store *store;
	cli_evaluated fine, totals, alter, together;
	cli_lines lines;
} run_state;

/* One region's problem. */
typedef struct {
	const tally_series *fine, *totals;
	double *values, *alter, *x; /* [fine->n] */
	tally_benchmark *b;
	size_t m;
} problem;

static bool set_method(const flags *f, choices *c)
{
	static const char *const methods[] = {"denton", "cholette", "rates",
					      "spline", "stock",    NULL};
	static const char *const objectives[] = {"logarithmic", "forward", "backward", "symmetric",
						 NULL};
	static const tally_rates_objective meant[] = {TALLY_RATES_LOGARITHMIC, TALLY_RATES_FORWARD,
						      TALLY_RATES_BACKWARD, TALLY_RATES_SYMMETRIC};
	static const char *const biases[] = {"none", "additive", "multiplicative", NULL};
	static const tally_bias bias[] = {TALLY_BIAS_NONE, TALLY_BIAS_ADDITIVE,
					  TALLY_BIAS_MULTIPLICATIVE};
	int objective = cli_word(&cmd_benchmark, "objective", f->objective, objectives);
	int which = cli_word(&cmd_benchmark, "bias", f->bias, biases);

	c->method = cli_word(&cmd_benchmark, "method", f->method, methods);
	if (c->method < 0 || objective < 0 || which < 0)
		return false;
	c->objective = meant[objective];
	c->options.bias = bias[which];
	return true;
}

/* Alterability is Cholette-Dagum's and Denton's; together is the former. */
static bool check_method(const flags *f, const choices *c)
{
	bool least_squares = c->method == DENTON || c->method == CHOLETTE;

	if ((f->alterability || f->alter || f->keep.n) && (!least_squares || f->together))
		cli_usage(&cmd_benchmark, "--alterability, --alter and --keep are for --method "
					  "denton and cholette, without --together");
	else if (f->together && (c->method != CHOLETTE || f->bias))
		cli_usage(&cmd_benchmark, "--together goes with --method cholette, without --bias");
	else if (f->keep.n > (int)(sizeof c->keep / sizeof c->keep[0]))
		cli_usage(&cmd_benchmark, "too many --keep; give them as a series by --alter");
	else
		return true;
	return false;
}

static bool set_choices(const flags *f, choices *c)
{
	double order;

	*c = (choices){.options = tally_benchmark_default()};
	if (!set_method(f, c) || !check_method(f, c) ||
	    !cli_number(&cmd_benchmark, "order", f->order, 0, TALLY_ORDER_MAX, 1, &order) ||
	    !cli_number(&cmd_benchmark, "rho", f->rho, 0, 1, 0.729, &c->options.rho) ||
	    !cli_number(&cmd_benchmark, "lambda", f->lambda, 0, 1, 1, &c->options.lambda) ||
	    !cli_number(&cmd_benchmark, "alterability", f->alterability, 0, 1e12, 0,
			&c->alterability))
		return false;
	for (int i = 0; i < f->keep.n; i++)
		if (!cli_period(&cmd_benchmark, f->keep.items[i], &c->keep[i]))
			return false;
	c->options.movement = c->method == CHOLETTE ? TALLY_CHOLETTE : TALLY_DENTON;
	c->options.modified = !f->original;
	c->options.order = (int)order;
	return true;
}

static int periods_a_year(tally_frequency f)
{
	static const int periods[] = {1, 2, 4, 12, 52, 365};
	return f <= TALLY_FREQ_DAY ? periods[f] : 1;
}

static tally_status by_stock(const run_state *r, const problem *p, tally_error *err)
{
	tally_stock_options o = tally_stock_default(periods_a_year(p->fine->key.frequency));
	tally_anchor *anchors = malloc((p->m + 1) * sizeof *anchors);

	if (!anchors)
		return tally_error_memory(err);
	for (size_t k = 0; k < p->m; k++)
		anchors[k] = (tally_anchor){p->b[k].last, p->b[k].value};
	if (r->f->rho)
		o.rho = r->c.options.rho;
	o.multiplicative = r->c.options.lambda > 0;
	o.use_bias = r->c.options.bias != TALLY_BIAS_NONE;
	tally_status status =
	    tally_benchmark_stock(p->values, NULL, p->fine->n, anchors, p->m, &o, p->x, err);
	free(anchors);
	return status;
}

/* p->x by the method asked for. */
static tally_status compute(const run_state *r, problem *p, tally_error *err)
{
	size_t n = p->fine->n;
	int steps = 0;

	switch (r->c.method) {
	case SPLINE:
		return tally_benchmark_spline(p->values, n, p->b, p->m, p->x, err);
	case STOCK:
		return by_stock(r, p, err);
	case RATES:
		if (tally_benchmark_rates(p->values, n, p->b, p->m, r->c.objective, p->x, &steps,
					  err) != TALLY_OK)
			return err->status;
		if (steps >= 0)
			return TALLY_OK;
		return tally_error_set(err, TALLY_EINPUT,
				       "the search for growth rates did not converge; try another "
				       "--objective");
	default:
		return tally_benchmark_series(p->values, p->alter, n, p->b, p->m, &r->c.options,
					      p->x, NULL, err);
	}
}

static void problem_free(problem *p)
{
	free(p->values);
	free(p->b);
}

static bool is_kept(const run_state *r, tally_period period)
{
	for (int i = 0; i < r->f->keep.n; i++)
		if (period.first >= r->c.keep[i].first && period.last <= r->c.keep[i].last)
			return true;
	return false;
}

/* How far each value may move: 1, what --alter says, 0 for --keep. */
static void set_alterabilities(const run_state *r, problem *p)
{
	const tally_series *alter = NULL;

	if (r->f->alter)
		alter = cli_series_of(&r->alter, p->fine->key.region, true, true);
	for (size_t t = 0; t < p->fine->n; t++) {
		tally_period period = p->fine->points[t].period;
		p->alter[t] = alter ? cli_value_at(alter, period) : 1;
		if (is_kept(r, period))
			p->alter[t] = 0;
	}
}

/* Whether a series of totals is of longer periods than the series. */
static bool is_longer(const tally_series *totals, const tally_series *fine)
{
	return totals->key.frequency < fine->key.frequency ||
	       totals->key.frequency == TALLY_FREQ_YTD || totals->key.frequency == TALLY_FREQ_SPAN;
}

/* The benchmarks of a region: the coarsest totals, or with --mixed those of every length. */
static tally_status gather(run_state *r, problem *p, cli_conversion conversion, tally_error *err)
{
	size_t room = 1, n = p->fine->n, passed, m;
	tally_status status = TALLY_OK;

	for (size_t i = 0; i < r->totals.result.n; i++)
		room += r->totals.result.items[i].n;
	p->values = malloc((3 * n + 1) * sizeof *p->values);
	p->b = malloc(room * sizeof *p->b);
	if (!p->values || !p->b)
		return tally_error_memory(err);
	p->alter = p->values + n;
	p->x = p->alter + n;
	for (size_t t = 0; t < n; t++)
		p->values[t] = p->x[t] = p->fine->points[t].value;
	set_alterabilities(r, p);
	if (!r->f->mixed)
		status = cli_align(p->fine, p->totals, conversion, p->b, &p->m, &passed, err);
	for (size_t i = 0; status == TALLY_OK && r->f->mixed && i < r->totals.result.n; i++) {
		const tally_series *s = &r->totals.result.items[i];
		if (s->key.region != p->totals->key.region || !is_longer(s, p->fine))
			continue;
		status = cli_align(p->fine, s, conversion, p->b + p->m, &m, &passed, err);
		if (status == TALLY_EINPUT && m == 0 && p->m > 0)
			status = TALLY_OK; /* those of other lengths are there */
		p->m += m;
	}
	for (size_t k = 0; k < p->m; k++)
		p->b[k].alterability = r->c.alterability;
	return status;
}

static const char *region_code(const run_state *r, int32_t region)
{
	return region == TALLY_NO_CODE
		   ? "all"
		   : tally_codes_region(tally_store_codes(r->store), region)->code;
}

/* The result's lines, after its own check against the totals. */
static tally_status add_lines(run_state *r, const problem *p, tally_error *err)
{
	double worst = cli_worst_miss(p->b, p->m, p->x);

	if (!(worst < 1e-6))
		return tally_error_set(err, TALLY_EINPUT, "a total is missed by %g of itself",
				       worst);
	cli_lines_fact(&r->lines, worst, "%s: worst miss of %zu benchmarks",
		       region_code(r, p->totals->key.region), p->m);
	for (size_t t = 0; t < p->fine->n; t++) {
		cli_line line = {.region = p->totals->key.region,
				 .period = p->fine->points[t].period,
				 .unit = p->totals->key.base_unit,
				 .values = {p->values[t], p->x[t], p->x[t] / p->values[t]}};
		if (!cli_lines_add(&r->lines, &line))
			return tally_error_memory(err);
	}
	return TALLY_OK;
}

static tally_status named(const run_state *r, const problem *p, tally_status status,
			  tally_error *err)
{
	if (status != TALLY_OK && p->totals->key.region != TALLY_NO_CODE)
		tally_error_prefix(err, "%s", region_code(r, p->totals->key.region));
	return status;
}

/* --together: the regions as members, of one calendar, adding up to the expression. */
static tally_status compute_together(run_state *r, problem *p, size_t n_problems, tally_error *err)
{
	const tally_series *sum = cli_series_of(&r->together, p->totals->key.region, true, true);
	size_t n = p->fine->n;
	tally_member *members = calloc(n_problems, sizeof *members);
	double **out = calloc(n_problems, sizeof *out), worst = 0;
	double *weights = calloc(n_problems, sizeof *weights), *totals = calloc(n, sizeof *totals);
	tally_sum one = {weights, totals};
	tally_status status =
	    members && out && weights && totals ? TALLY_OK : tally_error_memory(err);

	for (size_t k = 0; status == TALLY_OK && k < n_problems; k++) {
		bool same = p[k].fine->n == n &&
			    p[k].fine->points[0].period.first == p->fine->points[0].period.first;
		members[k] = (tally_member){p[k].values, p[k].b, p[k].m};
		out[k] = p[k].x;
		weights[k] = 1;
		if (!same)
			status = tally_error_set(err, TALLY_EINPUT,
						 "%s and %s are not there for the same periods",
						 region_code(r, p->fine->key.region),
						 region_code(r, p[k].fine->key.region));
	}
	for (size_t t = 0; status == TALLY_OK && t < n; t++)
		totals[t] = cli_value_at(sum, p->fine->points[t].period);
	if (status == TALLY_OK)
		status = tally_benchmark_together(members, n_problems, n, &one, 1, r->c.options.rho,
						  r->c.options.lambda, out, &worst, err);
	if (status == TALLY_OK)
		cli_lines_fact(&r->lines, worst, "worst miss of a benchmark or a sum");
	free(members);
	free(out);
	free(weights);
	free(totals);
	return status;
}

static bool region_above(const cli_evaluated *e, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (e->result.items[k].key.region == e->result.items[i].key.region)
			return true;
	return false;
}

/* Every region that has both a series and totals of longer periods. */
static tally_status gather_all(run_state *r, cli_conversion conversion, problem *list, size_t *n,
			       tally_error *err)
{
	for (size_t i = 0; i < r->totals.result.n; i++) {
		int32_t region = r->totals.result.items[i].key.region;
		problem *p = &list[*n];
		if (region_above(&r->totals, i))
			continue;
		p->totals = cli_series_of(&r->totals, region, false, false);
		p->fine = cli_series_of(&r->fine, region, true, !r->f->together);
		if (!p->totals && r->f->mixed)
			p->totals = &r->totals.result.items[i];
		if (!p->totals || !p->fine || !is_longer(p->totals, p->fine))
			continue;
		++*n;
		if (gather(r, p, conversion, err) != TALLY_OK)
			return named(r, p, err->status, err);
	}
	if (*n > 0)
		return TALLY_OK;
	return tally_error_set(err, TALLY_EINPUT,
			       "no region has the series by shorter periods than the totals");
}

static int all_regions(run_state *r)
{
	problem *list = calloc(r->totals.result.n + 1, sizeof *list);
	cli_conversion conversion;
	tally_error err = {0};
	size_t n = 0;

	if (!cli_conversion_of(&cmd_benchmark, r->f->conversion,
			       tally_expression_type(r->totals.expression), &conversion)) {
		free(list);
		return 2;
	}
	tally_status status = list ? TALLY_OK : tally_error_memory(&err);
	if (status == TALLY_OK)
		status = gather_all(r, conversion, list, &n, &err);
	if (status == TALLY_OK && r->f->together)
		status = compute_together(r, list, n, &err);
	for (size_t i = 0; status == TALLY_OK && i < n; i++) {
		if (!r->f->together)
			status = compute(r, &list[i], &err);
		if (status == TALLY_OK)
			status = add_lines(r, &list[i], &err);
		named(r, &list[i], status, &err);
	}
	for (size_t i = 0; i < n; i++)
		problem_free(&list[i]);
	free(list);
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

static int evaluate_all(run_state *r, const cli_query *q, char **words)
{
	int code = cli_evaluate(&cmd_benchmark, r->store, q, words[0], &r->fine);

	if (code == 0)
		code = cli_evaluate(&cmd_benchmark, r->store, q, words[1], &r->totals);
	if (code == 0 && r->f->alter)
		code = cli_evaluate(&cmd_benchmark, r->store, q, r->f->alter, &r->alter);
	if (code == 0 && r->f->together)
		code = cli_evaluate(&cmd_benchmark, r->store, q, r->f->together, &r->together);
	return code;
}

static int run_store(run_state *r, const cli_query *q, char **words)
{
	int code = evaluate_all(r, q, words);

	snprintf(r->lines.note, sizeof r->lines.note, "benchmark %s %s, %s", words[0], words[1],
		 r->f->method ? r->f->method : "denton");
	if (code == 0)
		code = all_regions(r);
	if (code == 0 &&
	    !cli_lines_print(&cmd_benchmark, r->g, q, tally_store_codes(r->store), &r->lines))
		code = 2;
	if (code == 0 && r->f->into)
		code = cli_lines_store(&cmd_benchmark, r->g, q, r->store, &r->lines, 1,
				       &r->totals.result.items[0].key, "tally:benchmark");
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
	     "denton (default), cholette, rates, spline or stock"},
	    {"order", 0, CLI_TEXT, &f.order, "H", "denton: order of differences, 0 to 3 (1)"},
	    {"original", 0, CLI_FLAG, &f.original, NULL,
	     "denton: as in 1971, the start counted from zero"},
	    {"rho", 0, CLI_TEXT, &f.rho, "RHO", "cholette, stock: 0 to 1; 0.729 for quarters"},
	    {"lambda", 0, CLI_TEXT, &f.lambda, "LAMBDA", "0 additive, 1 proportional (default)"},
	    {"bias", 0, CLI_TEXT, &f.bias, "BIAS",
	     "none, additive or multiplicative, first of all"},
	    {"objective", 0, CLI_TEXT, &f.objective, "RATES",
	     "rates: forward, backward, symmetric or logarithmic"},
	    {"conversion", 0, CLI_TEXT, &f.conversion, "HOW", "sum, mean, last or first"},
	    {"mixed", 0, CLI_FLAG, &f.mixed, NULL,
	     "every longer total counts: years, quarters, years to date"},
	    {"alterability", 0, CLI_TEXT, &f.alterability, "A",
	     "of the totals: 0 binding (default), above 0 met as far as it pays"},
	    {"alter", 0, CLI_TEXT, &f.alter, "EXPR",
	     "alterability of each value of the indicator, 0 or more"},
	    {"keep", 0, CLI_LIST, &f.keep, "PERIOD",
	     "values of this period stay as they are; may be repeated"},
	    {"together", 0, CLI_TEXT, &f.together, "EXPR",
	     "cholette: regions at once, in every period adding up to EXPR"},
	    {"into", 0, CLI_FLAG, &f.into, NULL, "store the result as source tally:benchmark"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_benchmark, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 2)
		return cli_usage(&cmd_benchmark, "expected two expressions, found %d", n);
	run_state r = {.g = &g, .f = &f};
	if (!set_choices(&f, &r.c))
		return 2;
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"indicator", "benchmarked", "ratio"},
			      .shown = {CLI_NUMBER, CLI_AMOUNT, CLI_NUMBER},
			      .n_values = 3};
	code = run_store(&r, &q, argv);
	cli_lines_release(&r.lines);
	cli_evaluated_release(&r.fine);
	cli_evaluated_release(&r.totals);
	cli_evaluated_release(&r.alter);
	cli_evaluated_release(&r.together);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_benchmark = {
    .name = "benchmark",
    .summary = "move a series onto more trusted totals, keeping its movement",
    .usage = "benchmark INDICATOR TOTALS [OPTION...]",
    .help = "Both are expressions as in calc. The indicator's finest frequency is moved onto the\n"
	    "totals' coarsest one, region by region (one indicator serves all regions). Flows add\n"
	    "up to their totals, of stocks the last counts, of averages the mean. Every result is\n"
	    "checked against its totals; the worst miss is told.",
    .examples =
	"  tally benchmark 'gdp_gbp[GB, frequency=Q, adjustment=S, prices=chained]' \\\n"
	"      'gdp_gbp[GB, frequency=A, adjustment=S, prices=chained]' --from 2020\n"
	"  tally benchmark retail_sales 'gdp[CN]' --method cholette --rho 0.9\n"
	"  tally benchmark retail_sales 'gdp[CN]' --mixed --method cholette --alterability 0.1\n"
	"  tally benchmark 'gdp[CN/provinces, frequency=Q]' 'gdp[CN/provinces, frequency=A]' \\\n"
	"      --method cholette --together 'gdp[CN, frequency=Q]'\n"
	"  tally benchmark loans deposits --method stock --json\n",
    .run = run,
};
