/* cmd_reconcile.c: one set of levels nearest to all that is said, as a batch of its own. */
#include "cli.h"
#include "working.h"

#include "csv/csv.h"
#include "network/reconciled.h"
#include "store/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_reconcile;

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	tally_claims claims; /**< what is in the store */
	tally_claims made;   /**< the reconciled levels */
	tally_network_options options;
	tally_reconciled result;
	const char *date;
	long seconds;
	bool dry_run;
} reconcile;

/* --- output ------------------------------------------------------------------------------ */

static int to_stdout(void *context, const char *bytes, size_t n)
{
	(void)context;
	return fwrite(bytes, 1, n, stdout) != n;
}

static void json_field(const char *before, const char *name, const char *text)
{
	printf("%s\"%s\":", before, name);
	cli_json_string(stdout, text);
}

static void json_number(const char *name, double value)
{
	printf(",\"%s\":", name);
	cli_json_number(stdout, value);
}

static void json_level(const reconcile *r, const tally_reconciled_level *level)
{
	char period[TALLY_PERIOD_TEXT];

	tally_period_print(level->cell.period, period);
	json_field("{", "metric", tally_codes_metric(r->codes, level->cell.metric)->code);
	json_field(",", "region", tally_codes_region(r->codes, level->cell.region)->code);
	json_field(",", "period", period);
	json_number("value", level->value);
	json_number("deviation", level->deviation);
	json_field(",", "unit", tally_codes_metric(r->codes, level->cell.metric)->base_unit);
	printf(",\"published\":%s}", level->claim >= 0 ? "true" : "false");
}

static void json_adjustment(const reconcile *r, const tally_adjustment *a)
{
	const tally_claim *c = &r->claims.items[a->claim];
	char period[TALLY_PERIOD_TEXT], figure[TALLY_FIGURE_TEXT];

	tally_period_print(c->period, period);
	tally_figure_print(&c->figure, figure);
	json_field("{", "metric", tally_codes_metric(r->codes, c->metric)->code);
	json_field(",", "region", tally_codes_region(r->codes, c->region)->code);
	json_field(",", "period", period);
	json_field(",", "measure", tally_measure_name((tally_measure)c->measure));
	json_field(",", "value", figure);
	json_field(",", "source", tally_pool_text(&r->claims.texts, c->source));
	json_field(",", "locator", tally_pool_text(&r->claims.texts, c->locator));
	json_number("half_widths", a->half_widths);
	json_number("test", a->test);
	printf(",\"broken\":%s}", a->broken ? "true" : "false");
}

static void print_json(const reconcile *r)
{
	const tally_reconciled *out = &r->result;

	printf("{\"consistent\":%s,\"decided\":%s", out->consistent ? "true" : "false",
	       out->decided ? "true" : "false");
	json_number("chi2", out->chi2);
	printf(",\"df\":%d", out->df);
	json_number("p_value", out->p_value);
	json_number("residual", out->residual);
	printf(",\"levels\":[");
	for (int32_t k = 0; k < out->n_levels; k++) {
		printf("%s", k ? ",\n" : "\n");
		json_level(r, &out->levels[k]);
	}
	printf("],\"adjustments\":[");
	for (int32_t k = 0; k < out->n_adjustments; k++) {
		printf("%s", k ? ",\n" : "\n");
		json_adjustment(r, &out->adjustments[k]);
	}
	printf("]}\n");
}

/* Words on stderr: what does not fit, and the test of the rules. */
static void tell(const reconcile *r, int64_t stored)
{
	const tally_reconciled *out = &r->result;
	int32_t broken = 0;

	for (int32_t k = 0; k < out->n_adjustments; k++)
		broken += out->adjustments[k].broken;
	fprintf(stderr, "%d levels from %d figures", out->n_levels, out->n_adjustments);
	if (!r->dry_run)
		fprintf(stderr, ", %lld new in the store", (long long)stored);
	fprintf(stderr, "\n");
	if (broken)
		fprintf(stderr,
			"%d figure%s outside %s interval: not all can be true "
			"(tally check says which)\n",
			broken, broken == 1 ? " lies" : "s lie", broken == 1 ? "its" : "their");
	if (!out->decided)
		fprintf(stderr, "some figures could not be reconciled within the time limit and "
				"are left out\n");
	if (out->df > 0)
		fprintf(stderr, "global test of the rules: chi2 = %.4g, df = %d, p = %.3g\n",
			out->chi2, out->df, out->p_value);
}

/* --- doing it ---------------------------------------------------------------------------- */

static int store_levels(reconcile *r, int64_t *stored)
{
	const tally_store_options options = {.no_wait = r->g->no_wait};
	tally_batch_info batch = {
	    .file = "reconcile",
	    .digest = "",
	    .stamp = r->date ? r->date : "",
	    .rows_in = (int64_t)r->made.n,
	};
	tally_error err = {0};

	if (r->made.n &&
	    tally_store_append(r->g->store, &r->made, r->codes, &options, &batch, &err))
		return cli_fail(&err);
	*stored = batch.rows_stored;
	return 0;
}

static int work(reconcile *r, tally_store *store)
{
	tally_selection all = tally_selection_all();
	tally_error err = {0};
	int64_t stored = 0;

	const tally_ranks *ranks = r->g->ranks;

	cli_working("reconciling");
	tally_status status = tally_store_read(store, &all, &r->claims, &err);
	if (ranks)
		status = tally_ranks_agree(ranks, status, &err);
	if (status == TALLY_OK)
		status = tally_reconcile_claims(&r->claims, r->codes, &r->options,
						(double)r->seconds, ranks, &r->result, &err);
	if (ranks && ranks->rank > 0) { /* the first process has what all made */
		cli_worked();
		return 0;
	}
	if (status == TALLY_OK)
		status = tally_reconciled_claims(&r->result, r->codes, &r->made, &err);
	if (status == TALLY_OK)
		status = tally_claims_sort(&r->made, r->codes, &err);
	cli_worked();
	if (status != TALLY_OK)
		return cli_fail(&err);
	int code = r->dry_run ? 0 : store_levels(r, &stored);
	if (code)
		return code;
	if (r->g->json)
		print_json(r);
	else if (r->dry_run &&
		 tally_csv_write_claims(&r->made, r->codes, false, to_stdout, NULL, &err))
		return cli_fail(&err);
	tell(r, stored);
	return cli_finish(0);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	reconcile r = {.g = &g, .options = tally_network_options_default(), .seconds = 60};
	const char *as_of = NULL, *rounding = NULL;
	bool done = false;
	const cli_option options[] = {
	    {"dry-run", 'n', CLI_FLAG, &r.dry_run, NULL, "print the levels as CSV, store nothing"},
	    {"as-of", 0, CLI_TEXT, &as_of, "DATE", "as known on a day"},
	    {"source", 0, CLI_TEXT, &r.options.source, "NAME", "only this source"},
	    {"prefer", 0, CLI_TEXT, &r.options.prefer, "NAME", "its figures win over others'"},
	    {"rounding", 0, CLI_TEXT, &rounding, "HOW",
	     "nearest, half-up, half-even, truncate, either"},
	    {"date", 0, CLI_TEXT, &r.date, "DATE", "stamp of the batch (none by default)"},
	    {"time-limit", 0, CLI_INT, &r.seconds, "SECONDS", "of one group of figures (60)"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_reconcile, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 0)
		return cli_usage(&cmd_reconcile, "takes no words; found \"%s\"", argv[0]);
	if (as_of && !cli_day(&cmd_reconcile, as_of, &r.options.as_of))
		return 2;
	if (rounding && tally_rounding_parse(rounding, &r.options.rounding, NULL))
		return cli_usage(&cmd_reconcile,
				 "--rounding is nearest, half-up, half-even, truncate or either; "
				 "found \"%s\"",
				 rounding);
	tally_store *store = cli_open(&g, &code);
	code = cli_together(&g, code);
	if (code) {
		tally_store_close(store);
		return code;
	}
	r.codes = tally_store_codes(store);
	code = work(&r, store);
	tally_reconciled_release(&r.result);
	tally_claims_release(&r.claims);
	tally_claims_release(&r.made);
	tally_store_close(store);
	return code;
}

const cli_command cmd_reconcile = {
    .name = "reconcile",
    .summary = "one set of levels nearest to all that is said",
    .usage = "reconcile [OPTION...]",
    .help = "Weighted least squares: the levels nearest to the published figures, levels and\n"
	    "rates alike, under the accounting rules and inside every printed interval where\n"
	    "that is possible; else the violation is as small as can be. The levels become a\n"
	    "batch of their own (source tally:reconciled, status E); nothing published is\n"
	    "overwritten. --json lists the adjustment of every figure in half-widths of its\n"
	    "interval, posterior deviations and the tests of data reconciliation.",
    .examples = "  tally reconcile --dry-run\n"
		"  tally reconcile --as-of 2024-03-01 --json\n"
		"  tally reconcile && tally show gdp CN --source tally:reconciled",
    .run = run,
    .together = true,
};
