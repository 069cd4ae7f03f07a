/* cmd_calc.c: expressions over series: read, computed and handed to the output or to a batch. */
#include "calc.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_calc;

/* --- the verb -------------------------------------------------------------- */

/* One expression being worked off. */
typedef struct {
	const calc *c;
	tally_store *store;
	const cli_query *q;
	tally_expression *e;
	tally_expression_options options;
	size_t n_printed;       /* series so far */
	calc_batch *into;       /* instead of printing, or NULL */
	tally_moments *moments; /* --summary */
} job;

/* What was left out, and why: words, so on stderr. */
static void print_notes(const tally_diagnostics *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		fprintf(stderr, "tally: %s\n", notes->items[i].message);
}

static int print_series(job *j, const tally_computed *result)
{
	const calc *c = j->c;
	if (result->n == 0)
		return 0;
	if (c->summary)
		return calc_take_moments(c, result, j->moments) ? 0 : cli_no_memory();
	else if (c->g->json)
		calc_print_json(stdout, c, result, j->n_printed);
	else if (c->tsv)
		calc_print_tsv(stdout, c, j->e, result);
	else
		calc_print_tables(c, j->e, result, j->n_printed);
	return 0;
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
	if (code == 0 && tally_series_build(&claims, j->c->codes, &query, &set, &err) != TALLY_OK)
		code = cli_fail(&err);
	tally_claims_release(&claims); /* the series have all that is needed: half the memory */
	if (code == 0 && tally_expression_run(j->e, &set, &j->options, &result, &err) != TALLY_OK)
		code = cli_fail(&err);
	if (code == 0) {
		calc_keep_shown(j->c, &result);
		print_notes(&result.notes);
		if (j->into &&
		    calc_batch_add(j->into, j->c, j->e, TALLY_NO_CODE, &result, &err) != TALLY_OK)
			code = cli_fail(&err);
		else if (!j->into)
			code = print_series(j, &result);
		j->n_printed += result.n;
	}
	tally_computed_release(&result);
	tally_series_set_release(&set);
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
	int code = order && wanted ? 0 : cli_no_memory();

	for (size_t i = 0; order && i < n; i++)
		order[i] = (int32_t)i;
	if (order)
		qsort_r(order, n, sizeof *order, by_code, (void *)j->c->codes);
	j->options.in_parts = true;
	for (size_t from = 0; code == 0 && from < n; from += REGIONS_AT_A_TIME) {
		size_t part = n - from < REGIONS_AT_A_TIME ? n - from : REGIONS_AT_A_TIME;
		memcpy(wanted, order + from, part * sizeof *wanted);
		memcpy(wanted + part, named, n_named * sizeof *wanted);
		j->options.regions = wanted;
		j->options.n_regions = part;
		code = work_off(j, wanted, part + n_named);
	}
	j->options.in_parts = false;
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

	if (calc_scan(j->c, j->store, j->q, j->e, &j->options, j->moments, j->into, &j->n_printed,
		      &code))
		large = false;
	if (j->c->g->ranks &&
	    j->c->g->ranks->rank > 0) /* what the scan cannot do the first does alone */
		return code;
	if (code == 0 && tally_expression_any(j->e) != TALLY_NO_CODE && j->n_printed == 0)
		return code;
	if (large && n_regions == 0 && j->options.n_regions == 0 &&
	    tally_expression_by_region(j->e))
		code = work_off_in_parts(j);
	if (code == 0 && j->n_printed == 0) /* in one piece, or to say why nothing came out */
		code = work_off(j, regions, n_regions);
	return code == 0 && j->n_printed == 0 ? 1 : code;
}

static int run_into(job *j)
{
	calc_batch batch = {.metric = j->c->into, .codes = tally_store_codes(j->store)};
	j->into = &batch;
	int code = cli_together(j->c->g, run_expression(j));
	if (code == 0)
		code = calc_batch_store(&batch, j->c->g);
	j->into = NULL;
	calc_batch_release(&batch);
	return code;
}

static int run_summary(job *j, int place)
{
	tally_moments moments = {0};
	j->moments = &moments;
	int code = run_expression(j);
	if (code < 2) {
		printf("%s", place && !j->c->g->json ? "\n" : place ? "," : "");
		calc_print_summary(j->c, j->e, &moments);
	}
	return code;
}

static int print_results(job *j, int place)
{
	const calc *c = j->c;
	if (c->g->json)
		calc_begin_json(stdout, j->e, place);
	else if (!c->tsv)
		printf("%s", place ? "\n" : "");
	int code = run_expression(j);
	if (c->g->json)
		printf("]}");
	return code;
}

static int run_one(const calc *c, tally_store *store, const cli_query *q, tally_expression *e,
		   const tally_expression_options *options, int place)
{
	job j = {.c = c, .store = store, .q = q, .e = e, .options = *options};
	if (c->into)
		return run_into(&j);
	return c->summary ? run_summary(&j, place) : print_results(&j, place);
}

/* Parses all before anything is printed, so that a mistake in the last one is told at once. */
static int run_all(const calc *c, tally_store *store, const cli_query *q, char **texts, int n,
		   const tally_expression_options *options)
{
	tally_expression **list = calloc((size_t)n + 1, sizeof *list);
	tally_error err = {0};
	int code = 0;

	if (!list)
		return cli_no_memory();
	for (int i = 0; i < n; i++)
		if (tally_expression_parse(texts[i], c->codes, &list[i], &err) != TALLY_OK)
			code = cli_fail(&err);
	bool json = c->g->json && !c->into;
	const char *head =
	    c->summary ? (n == 1 ? "{\"summary\":" : "{\"summaries\":[") : "{\"results\":[";
	if (code == 0 && json)
		printf("%s", head);
	for (int i = 0; i < n && code < 2; i++) {
		int one = cli_together(c->g, run_one(c, store, q, list[i], options, i));
		code = one > code ? one : code;
	}
	if (code < 2 && json)
		printf("%s}\n", c->summary && n == 1 ? "" : "]");
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

static void print_transform(const tally_transform *t)
{
	printf("%s: %s\n  %s = %s\n  takes %s; %s\n", t->name, t->summary, t->name, t->formula,
	       t->inputs, t->missing);
	for (const tally_parameter *p = t->parameters; p && p->name; p++)
		printf("  %s%s: %s\n", p->name, p->required ? "" : " (optional)", p->help);
	printf("  tally calc '%s'\n  source: %s\n\n", t->example, t->source);
}

/* Those named, or all. */
static int list_transforms(char **names, int n)
{
	for (const tally_transform *t = tally_transforms; n == 0 && t->name; t++)
		print_transform(t);
	for (int i = 0; i < n; i++) {
		const tally_transform *t = tally_transform_find(names[i], strlen(names[i]));
		const char *near = t ? NULL : tally_transform_near(names[i]);
		if (!t)
			return cli_usage(&cmd_calc, "no transform \"%s\"%s%s%s", names[i],
					 near ? "; did you mean " : "", near ? near : "",
					 near ? "?" : "");
		print_transform(t);
	}
	return cli_finish(0);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list names = {0};
	const char *format = NULL, *into = NULL;
	long memory = 0;
	bool list = false, done = false, summary = false;
	tally_expression_options wanted = {0};
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(q),
	    {"region", 'r', CLI_LIST, &names, "REGION",
	     "for metrics without [REGION]; may be repeated"},
	    {"skip-missing", 0, CLI_FLAG, &wanted.skip_missing, NULL,
	     "sums, means and windows leave missing figures out"},
	    {"into", 0, CLI_TEXT, &into, "METRIC", "store the figures as a batch of this metric"},
	    {"summary", 0, CLI_FLAG, &summary, NULL,
	     "not the figures, but how many there are, their mean, deviation, ends, what is "
	     "missing"},
	    {"memory", 0, CLI_INT, &memory, "MB",
	     "what a block of columns may take where rows lie scattered (256)"},
	    {"format", 0, CLI_TEXT, &format, "FORMAT", "table (default) or tsv"},
	    {"list", 'l', CLI_FLAG, &list, NULL,
	     "transforms with formula and source: all, or those named"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_calc, &g, options, argc, argv, argv, &n, &done);
	calc c = {
	    .g = &g, .tsv = format && strcmp(format, "tsv") == 0, .summary = summary, .into = into};

	if (code || done)
		return code;
	if (!cli_memory(&cmd_calc, memory, 0, &c.memory))
		return 2;
	if (list)
		return list_transforms(argv, n);
	if (n == 0)
		return cli_usage(&cmd_calc,
				 "which expression? (tally calc --list names transforms)");
	if (into && summary)
		return cli_usage(&cmd_calc, "--into and --summary: one or the other");
	if (into && n > 1)
		return cli_usage(&cmd_calc, "--into stores one expression; found %d", n);
	if (format && !c.tsv && strcmp(format, "table") != 0)
		return cli_usage(&cmd_calc, "--format is table or tsv; found \"%s\"", format);
	if (!set_range(&q, &c))
		return 2;
	tally_store *store = cli_open(&g, &code);
	code = cli_together(&g, code);
	if (code) {
		tally_store_close(store);
		return code;
	}
	c.codes = tally_store_codes(store);
	int32_t *regions = calloc((size_t)names.n + 1, sizeof *regions);
	if (regions && find_regions(c.codes, &names, regions)) {
		wanted.regions = regions;
		wanted.n_regions = (size_t)names.n;
		code = run_all(&c, store, &q, argv, n, &wanted);
	} else {
		code = regions ? 2 : cli_no_memory();
	}
	free(regions);
	tally_store_close(store);
	return cli_finish(code);
}

const cli_command cmd_calc = {
    .name = "calc",
    .summary = "growth, shares, intensities and other transforms",
    .usage = "calc EXPR... [OPTION...]",
    .help = "Each argument is one expression: quote it. Series pair by region and period; growth\n"
	    "matches the same period a year before by the calendar, and a gap gives a missing\n"
	    "value. METRIC, METRIC[REGION], METRIC[GROUP/PARTITION], METRIC[PERIOD] and\n"
	    "METRIC[prices=..., measure=..., adjustment=..., frequency=..., unit=...].\n"
	    "tally calc --list explains every transform, tally calc --list yoy one of them.",
    .examples = "  tally calc 'yoy(gdp)' --region CN-GD --from 2015\n"
		"  tally calc 'rd_expenditure / gdp * 100' 'share(gdp, CN)' --json\n"
		"  tally calc 'gdp[CN-GD] / gdp[CN]'\n"
		"  tally calc 'sum(gdp[CN/provinces]) / gdp[CN]'\n"
		"  tally calc 'cagr(gdp, 2015, 2023)' --format tsv\n"
		"  tally calc 'deflate(gdp, gdp_deflator, 2015)' --into gdp_at_2015_prices",
    .run = run,
    .together = true,
};
