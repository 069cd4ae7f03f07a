/* cmd_calc.c: expressions over series, as tables, tab-separated lines or JSON. */
#include "cli.h"

#include "store/store.h"
#include "transform/expression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_calc;

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	bool tsv;
	tally_day from, to; /* what to show */
} calc;

/* --- texts ------------------------------------------------------------------------------ */

static const char *region_name(const calc *c, int32_t region)
{
	if (region == TALLY_NO_CODE)
		return "all regions";
	return tally_region_name(tally_codes_region(c->codes, region), c->g->lang);
}

static const char *region_code(const calc *c, int32_t region)
{
	return region == TALLY_NO_CODE ? "*" : tally_codes_region(c->codes, region)->code;
}

static bool shown(const calc *c, const tally_point *p)
{
	return p->period.last >= c->from && p->period.last <= c->to;
}

/* Per cent and points with `digits` decimals. */
static void format_figure(const calc *c, double value, tally_display display, const char *unit,
			  int digits, char out[64])
{
	if (isnan(value))
		snprintf(out, 64, "-");
	else if (isinf(value))
		snprintf(out, 64, "%s", value > 0 ? "inf" : "-inf");
	else if (display == TALLY_PERCENT)
		snprintf(out, 64, "%.*f %%", digits, 100 * value);
	else if (display == TALLY_POINTS)
		snprintf(out, 64, "%+.*f pp", digits, 100 * value);
	else if (strcmp(unit, "1") == 0 && fabs(value) < 1e6)
		snprintf(out, 64, "%.6g", value);
	else
		cli_format_value(value, unit, c->g->lang, out);
}

static const char *display_name(tally_display d)
{
	return d == TALLY_PERCENT ? "percent" : d == TALLY_POINTS ? "points" : "plain";
}

/* --- tables --------------------------------------------------------------------------------- */

static void print_one(const calc *c, const tally_series *s, tally_display display)
{
	const char *heads[] = {"period", "value", "from", "to", "status", "why missing"};
	cli_table *table = cli_table_new(6, heads, "lrrrll");

	cli_put(stdout, region_name(c, s->key.region));
	printf("\n");
	for (size_t i = 0; table && i < s->n; i++) {
		const tally_point *p = &s->points[i];
		char period[TALLY_PERIOD_TEXT], value[64], lo[64], hi[64];
		char status[2] = {isnan(p->value) ? 0 : p->status, 0};
		const char *cells[] = {period, value,  lo,
				       hi,     status, tally_reason_text((tally_reason)p->reason)};
		if (!shown(c, p))
			continue;
		tally_period_print(p->period, period);
		format_figure(c, p->value, display, s->key.base_unit, 2, value);
		format_figure(c, p->lo, display, s->key.base_unit, 4, lo);
		format_figure(c, p->hi, display, s->key.base_unit, 4, hi);
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* The periods of n series, each once; *out malloc'ed. */
static size_t all_periods(const calc *c, const tally_series *series, size_t n, tally_period **out)
{
	size_t total = 0, kept = 0;
	for (size_t i = 0; i < n; i++)
		total += series[i].n;
	*out = malloc((total + 1) * sizeof **out);
	if (!*out)
		return 0;
	total = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < series[i].n; k++)
			if (shown(c, &series[i].points[k]))
				(*out)[total++] = series[i].points[k].period;
	qsort(*out, total, sizeof **out, by_period);
	for (size_t i = 0; i < total; i++)
		if (kept == 0 || !tally_period_equal((*out)[kept - 1], (*out)[i]))
			(*out)[kept++] = (*out)[i];
	return kept;
}

enum { SIDE_BY_SIDE = 6 };

/* Up to six regions beside one another. */
static void print_beside(const calc *c, const tally_series *series, size_t n, tally_display display)
{
	const char *heads[SIDE_BY_SIDE + 1] = {"period"}, *cells[SIDE_BY_SIDE + 1];
	char texts[SIDE_BY_SIDE][64], period[TALLY_PERIOD_TEXT];
	tally_period *periods;
	size_t n_periods = all_periods(c, series, n, &periods);

	for (size_t i = 0; i < n; i++)
		heads[i + 1] = region_name(c, series[i].key.region);
	cli_table *table = cli_table_new((int)n + 1, heads, "lrrrrrr");
	for (size_t k = 0; table && k < n_periods; k++) {
		tally_period_print(periods[k], period);
		cells[0] = period;
		for (size_t i = 0; i < n; i++) {
			ptrdiff_t at = tally_series_find(&series[i], periods[k]);
			double value = at < 0 ? NAN : series[i].points[at].value;
			format_figure(c, value, display, series[i].key.base_unit, 2, texts[i]);
			cells[i + 1] = texts[i];
		}
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
	free(periods);
}

static bool beside(const tally_series *a, const tally_series *b)
{
	return a->key.frequency == b->key.frequency;
}

static void print_tables(const calc *c, const tally_expression *e, const tally_computed *result,
			 size_t n_before)
{
	tally_display display = tally_expression_type(e)->display;
	if (n_before == 0) {
		cli_put(stdout, tally_expression_text(e));
		printf("\n");
	}
	for (size_t from = 0, n; from < result->n; from += n) {
		const tally_series *series = &result->items[from];
		for (n = 1; from + n < result->n && n < SIDE_BY_SIDE; n++)
			if (!beside(series, &series[n]))
				break;
		if (from + n_before > 0)
			printf("\n");
		if (n == 1)
			print_one(c, series, display);
		else
			print_beside(c, series, n, display);
	}
}

/* --- lines ------------------------------------------------------------------------------------ */

static void tsv_number(double value)
{
	if (isfinite(value))
		printf("\t%.17g", value);
	else
		printf("\t%s", isnan(value) ? "" : value > 0 ? "inf" : "-inf");
}

static void print_tsv(const calc *c, const tally_expression *e, const tally_computed *result)
{
	for (size_t i = 0; i < result->n; i++) {
		const tally_series *s = &result->items[i];
		for (size_t k = 0; k < s->n; k++) {
			const tally_point *p = &s->points[k];
			char period[TALLY_PERIOD_TEXT];
			if (!shown(c, p))
				continue;
			tally_period_print(p->period, period);
			printf("%s\t%s\t%s", tally_expression_text(e),
			       region_code(c, s->key.region), period);
			tsv_number(p->value);
			tsv_number(p->lo);
			tsv_number(p->hi);
			printf("\t%s\t%c\t%s\n", s->key.base_unit, p->status,
			       tally_reason_text((tally_reason)p->reason));
		}
	}
}

/* --- JSON ---------------------------------------------------------------------------------------
 */

static void json_text(const char *before, const char *name, const char *value)
{
	printf("%s\"%s\":", before, name);
	cli_json_string(stdout, value);
}

static void json_number(const char *name, double value)
{
	printf(",\"%s\":", name);
	cli_json_number(stdout, value);
}

static void json_series(const calc *c, const tally_series *s)
{
	char text[TALLY_PERIOD_TEXT], letter[2] = {tally_frequency_letter(s->key.frequency), 0};
	const char *comma = "";

	if (s->key.metric != TALLY_NO_CODE)
		json_text("{", "metric", tally_codes_metric(c->codes, s->key.metric)->code);
	else
		printf("{\"metric\":null");
	json_text(",", "region", region_code(c, s->key.region));
	json_text(",", "frequency", letter);
	json_text(",", "unit", s->key.base_unit);
	printf(",\"points\":[");
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		char status[2] = {p->status, 0};
		if (!shown(c, p))
			continue;
		tally_period_print(p->period, text);
		printf("%s", comma);
		json_text("{", "period", text);
		json_number("value", p->value);
		json_number("lo", p->lo);
		json_number("hi", p->hi);
		json_text(",", "status", status);
		if (p->reason)
			json_text(",", "reason", tally_reason_text((tally_reason)p->reason));
		printf("}");
		comma = ",";
	}
	printf("]}");
}

static void json_begin(const tally_expression *e, int place)
{
	json_text(place ? ",{" : "{", "expression", tally_expression_text(e));
	json_text(",", "display", display_name(tally_expression_type(e)->display));
	printf(",\"series\":[");
}

static void print_json_series(const calc *c, const tally_computed *result, size_t n_before)
{
	for (size_t i = 0; i < result->n; i++) {
		printf("%s", i + n_before ? "," : "");
		json_series(c, &result->items[i]);
	}
}

/* --- the verb ----------------------------------------------------------------------------------
 */

/* One expression being worked off. */
typedef struct {
	const calc *c;
	tally_store *store;
	const cli_query *q;
	tally_expression *e;
	tally_expression_options options;
	size_t n_printed; /* series so far */
} job;

/* What was left out, and why: words, so on stderr. */
static void print_notes(const tally_diagnostics *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		fprintf(stderr, "tally: %s\n", notes->items[i].message);
}

static void print_series(job *j, const tally_computed *result)
{
	const calc *c = j->c;
	if (result->n == 0)
		return;
	if (c->g->json)
		print_json_series(c, result, j->n_printed);
	else if (c->tsv)
		print_tsv(c, j->e, result);
	else
		print_tables(c, j->e, result, j->n_printed);
	j->n_printed += result->n;
}

/* Takes out the series that have no point in the range asked for. */
static void keep_shown(const calc *c, tally_computed *result)
{
	size_t kept = 0;
	for (size_t i = 0; i < result->n; i++) {
		bool any = false;
		for (size_t k = 0; k < result->items[i].n && !any; k++)
			any = shown(c, &result->items[i].points[k]);
		if (any)
			result->items[kept++] = result->items[i];
	}
	result->n = kept;
}

/* Reads the claims of the regions (none: all), computes and prints. */
static int work_off(job *j, const int32_t *regions, size_t n_regions)
{
	tally_claims claims = {0};
	tally_series_set set = {0};
	tally_computed result = {0};
	tally_series_query query;
	tally_error err = {0};
	const int32_t *metrics;
	size_t n_metrics = tally_expression_metrics(j->e, &metrics);
	cli_query all_periods_query = *j->q; /* a base may lie before --from */

	all_periods_query.from = all_periods_query.to = NULL;
	int code = cli_read(&cmd_calc, &all_periods_query, j->store, metrics, (int)n_metrics,
			    regions, (int)n_regions, &claims);
	if (code == 0 && !cli_series_query(&cmd_calc, j->q, &query))
		code = 2;
	if (code == 0 &&
	    (tally_series_build(&claims, j->c->codes, &query, &set, &err) != TALLY_OK ||
	     tally_expression_run(j->e, &set, &j->options, &result, &err) != TALLY_OK))
		code = cli_fail(&err);
	if (code == 0) {
		keep_shown(j->c, &result);
		print_notes(&result.notes);
		print_series(j, &result);
	}
	tally_computed_release(&result);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
	return code;
}

static int by_code(const void *a, const void *b, void *codes)
{
	return strcmp(tally_codes_region(codes, *(const int32_t *)a)->code,
		      tally_codes_region(codes, *(const int32_t *)b)->code);
}

/* So many regions at a time bound the memory that a large store takes. */
enum { REGIONS_AT_A_TIME = 4096 };

/* All regions in the order of their codes, a few thousand at a time, each time with the regions
 * that the expression names. */
static int work_off_in_parts(job *j)
{
	size_t n = (size_t)tally_codes_n_regions(j->c->codes);
	const int32_t *named;
	size_t n_named = tally_expression_named(j->e, &named);
	int32_t *order = malloc(n * sizeof *order);
	int32_t *wanted = malloc((REGIONS_AT_A_TIME + n_named) * sizeof *wanted);
	int code = order && wanted ? 0 : 4;

	for (size_t i = 0; order && i < n; i++)
		order[i] = (int32_t)i;
	if (order)
		qsort_r(order, n, sizeof *order, by_code, (void *)j->c->codes);
	j->options.allow_nothing = true;
	for (size_t from = 0; code == 0 && from < n; from += REGIONS_AT_A_TIME) {
		size_t part = n - from < REGIONS_AT_A_TIME ? n - from : REGIONS_AT_A_TIME;
		memcpy(wanted, order + from, part * sizeof *wanted);
		memcpy(wanted + part, named, n_named * sizeof *wanted);
		j->options.regions = wanted;
		j->options.n_regions = part;
		code = work_off(j, wanted, part + n_named);
	}
	j->options.allow_nothing = false;
	j->options.regions = NULL;
	j->options.n_regions = 0;
	free(order);
	free(wanted);
	return code;
}

static int run_expression(job *j)
{
	const int32_t *regions;
	size_t n_regions = tally_expression_regions(j->e, &regions);
	bool large = tally_codes_n_regions(j->c->codes) > 2 * REGIONS_AT_A_TIME;
	int code = 0;

	if (large && n_regions == 0 && j->options.n_regions == 0 &&
	    tally_expression_by_region(j->e))
		code = work_off_in_parts(j);
	if (code == 0 && j->n_printed == 0) /* in one piece, or to say why nothing came out */
		code = work_off(j, regions, n_regions);
	return code;
}

static int run_one(const calc *c, tally_store *store, const cli_query *q, tally_expression *e,
		   const tally_expression_options *options, int place)
{
	job j = {.c = c, .store = store, .q = q, .e = e, .options = *options};
	if (c->g->json)
		json_begin(e, place);
	else if (!c->tsv)
		printf("%s", place ? "\n" : "");
	int code = run_expression(&j);
	if (c->g->json)
		printf("]}");
	return code;
}

/* Parses all before anything is printed, so that a mistake in the last one is told at once. */
static int run_all(const calc *c, tally_store *store, const cli_query *q, char **texts, int n,
		   const tally_expression_options *options)
{
	tally_expression **list = calloc((size_t)n + 1, sizeof *list);
	tally_error err = {0};
	int code = 0;

	if (!list)
		return (int)tally_error_memory(NULL);
	for (int i = 0; i < n; i++)
		if (tally_expression_parse(texts[i], c->codes, &list[i], &err) != TALLY_OK)
			code = cli_fail(&err);
	if (code == 0 && c->g->json)
		printf("{\"results\":[");
	for (int i = 0; i < n && code == 0; i++)
		code = run_one(c, store, q, list[i], options, i);
	if (code == 0 && c->g->json)
		printf("]}\n");
	for (int i = 0; i < n; i++)
		tally_expression_free(list[i]);
	free(list);
	return code;
}

static bool find_regions(const tally_codes *codes, const cli_list *names, int32_t *out)
{
	for (int i = 0; i < names->n; i++) {
		out[i] = cli_region(&cmd_calc, codes, names->items[i]);
		if (out[i] == TALLY_NO_CODE)
			return false;
	}
	return true;
}

static bool set_range(const cli_query *q, calc *c)
{
	tally_period p;
	c->from = INT32_MIN;
	c->to = INT32_MAX;
	if (q->from) {
		if (!cli_period(&cmd_calc, q->from, &p))
			return false;
		c->from = p.first;
	}
	if (q->to) {
		if (!cli_period(&cmd_calc, q->to, &p))
			return false;
		c->to = p.last;
	}
	return true;
}

static void print_transforms(void)
{
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		printf("%s: %s\n  %s = %s\n  takes %s; %s\n", t->name, t->summary, t->name,
		       t->formula, t->inputs, t->missing);
		for (const tally_parameter *p = t->parameters; p && p->name; p++)
			printf("  %s%s: %s\n", p->name, p->required ? "" : " (optional)", p->help);
		printf("  tally calc '%s'\n  source: %s\n\n", t->example, t->source);
	}
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list names = {0};
	const char *format = NULL;
	bool list = false, done = false;
	tally_expression_options wanted = {0};
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(q),
	    {"region", 'r', CLI_LIST, &names, "REGION",
	     "for metrics without [REGION]; may be repeated"},
	    {"skip-missing", 0, CLI_FLAG, &wanted.skip_missing, NULL,
	     "sums, means and windows leave missing figures out"},
	    {"format", 0, CLI_TEXT, &format, "FORMAT", "table (default) or tsv"},
	    {"list", 'l', CLI_FLAG, &list, NULL, "every transform with formula and source"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_calc, &g, options, argc, argv, argv, &n, &done);
	calc c = {.g = &g, .tsv = format && strcmp(format, "tsv") == 0};

	if (code || done)
		return code;
	if (list) {
		print_transforms();
		return cli_finish(0);
	}
	if (n == 0)
		return cli_usage(&cmd_calc,
				 "which expression? (tally calc --list names transforms)");
	if (format && !c.tsv && strcmp(format, "table") != 0)
		return cli_usage(&cmd_calc, "--format is table or tsv; found \"%s\"", format);
	if (!set_range(&q, &c))
		return 2;
	tally_store *store = cli_open(&g, &code);
	if (!store)
		return code;
	c.codes = tally_store_codes(store);
	int32_t *regions = calloc((size_t)names.n + 1, sizeof *regions);
	if (regions && find_regions(c.codes, &names, regions)) {
		wanted.regions = regions;
		wanted.n_regions = (size_t)names.n;
		code = run_all(&c, store, &q, argv, n, &wanted);
	} else {
		code = regions ? 2 : 4;
	}
	free(regions);
	tally_store_close(store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_calc = {
    .name = "calc",
    .summary = "growth, shares, intensities and other transforms",
    .usage = "calc EXPR... [OPTION...]",
    .help = "Each argument is one expression: quote it. Series pair by region and period; growth\n"
	    "matches the same period a year before by the calendar, and a gap gives a missing\n"
	    "value. METRIC, METRIC[REGION], METRIC[GROUP/PARTITION], METRIC[PERIOD] and\n"
	    "METRIC[prices=..., measure=..., adjustment=..., frequency=..., unit=...].\n"
	    "tally calc --list explains every transform.",
    .examples = "  tally calc 'yoy(gdp)' --region CN-GD --from 2015\n"
		"  tally calc 'rd_expenditure / gdp * 100' 'share(gdp, CN)' --json\n"
		"  tally calc 'gdp[CN-GD] / gdp[CN]'\n"
		"  tally calc 'sum(gdp[CN/provinces]) / gdp[CN]'\n"
		"  tally calc 'cagr(gdp, 2015, 2023)' --format tsv",
    .run = run,
};
