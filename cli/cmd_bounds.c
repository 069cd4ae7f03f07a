/* cmd_bounds.c: what the published figures imply about one that may not be published. */
#include "cli.h"
#include "working.h"

#include "network/bounds.h"
#include "store/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_bounds;

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	tally_claims claims;
	tally_network_options options;
	tally_question question;
} bounds;

/* --- what is asked ------------------------------------------------------------------------ */

/* METRIC, @REGION or METRIC@REGION. */
static int read_whole(bounds *b, const char *text)
{
	tally_against a;
	tally_error err = {0};

	if (tally_against_parse(text, strlen(text), b->codes, &a, &err))
		return cli_usage(&cmd_bounds, "the whole is METRIC, @REGION or METRIC@REGION: %s",
				 err.message);
	if (a.metric != TALLY_NO_CODE)
		b->question.whole_metric = a.metric;
	if (a.region != TALLY_NO_CODE)
		b->question.whole_region = a.region;
	if (b->question.whole_metric == b->question.metric &&
	    b->question.whole_region == b->question.region)
		return cli_usage(&cmd_bounds, "\"%s\" is the part itself", text);
	return 0;
}

static int read_base(bounds *b, const char *text)
{
	if (!text || !*text)
		return 0;
	if (*text == '/')
		text++;
	return cli_period(&cmd_bounds, text, &b->question.base) ? 0 : 2;
}

static int read_question(bounds *b, char **words, const char *growth, const char *share,
			 const char *contribution, const char *prices)
{
	tally_question *q = &b->question;

	q->metric = cli_metric(&cmd_bounds, b->codes, words[0]);
	q->region = cli_region(&cmd_bounds, b->codes, words[1]);
	if (q->metric == TALLY_NO_CODE || q->region == TALLY_NO_CODE ||
	    !cli_period(&cmd_bounds, words[2], &q->period))
		return 2;
	q->whole_metric = q->metric;
	q->whole_region = q->region;
	q->base = tally_period_shift_years(q->period, -1);
	q->what = growth         ? TALLY_ASK_GROWTH
		  : share        ? TALLY_ASK_SHARE
		  : contribution ? TALLY_ASK_CONTRIBUTION
				 : TALLY_ASK_LEVEL;
	if (prices && !tally_prices_parse(prices, strlen(prices), &q->prices))
		return cli_usage(&cmd_bounds,
				 "--prices is current, constant, constant:2020, ...; "
				 "found \"%s\"",
				 prices);
	if (growth)
		return read_base(b, growth);
	return share || contribution ? read_whole(b, share ? share : contribution) : 0;
}

/* --- the answer ---------------------------------------------------------------------------- */

static const char *status_word(tally_bounds_status status)
{
	return status == TALLY_BOUNDS_OK             ? "ok"
	       : status == TALLY_BOUNDS_INCONSISTENT ? "inconsistent"
						     : "undecided";
}

static const char *unit_of(const bounds *b)
{
	return b->question.what == TALLY_ASK_LEVEL
		   ? tally_codes_metric(b->codes, b->question.metric)->base_unit
		   : "1";
}

static void print_json(const bounds *b, const tally_answer *a)
{
	printf("{\"lo\":");
	cli_json_number(stdout, a->lo);
	printf(",\"hi\":");
	cli_json_number(stdout, a->hi);
	printf(",\"lo_open\":%s,\"hi_open\":%s,\"unit\":", a->lo_open ? "true" : "false",
	       a->hi_open ? "true" : "false");
	cli_json_string(stdout, unit_of(b));
	printf(",\"status\":\"%s\",\"claims_used\":%d,\"aside\":[", status_word(a->status),
	       a->claims_used);
	for (int32_t i = 0; i < a->n_aside; i++) {
		const tally_claim *c = &b->claims.items[a->aside[i]];
		char period[TALLY_PERIOD_TEXT], figure[TALLY_FIGURE_TEXT];
		const char *texts[7] = {tally_codes_metric(b->codes, c->metric)->code,
					tally_codes_region(b->codes, c->region)->code,
					period,
					tally_measure_name((tally_measure)c->measure),
					figure,
					tally_pool_text(&b->claims.texts, c->source),
					tally_pool_text(&b->claims.texts, c->locator)};
		static const char *const names[7] = {"metric", "region", "period", "measure",
						     "value",  "source", "locator"};

		tally_period_print(c->period, period);
		tally_figure_print(&c->figure, figure);
		for (int k = 0; k < 7; k++) {
			printf("%s\"%s\":", k ? "," : i ? ",{" : "{", names[k]);
			cli_json_string(stdout, texts[k]);
		}
		printf("}");
	}
	printf("]}\n");
}

static void format_end(const bounds *b, double v, char out[64])
{
	if (isinf(v))
		snprintf(out, 64, "%s", v < 0 ? "-inf" : "inf");
	else if (b->question.what == TALLY_ASK_LEVEL)
		cli_format_value(v, unit_of(b), b->g->lang, out);
	else
		snprintf(out, 64, "%.6g %%", 100 * v);
}

static void print_text(const bounds *b, const tally_answer *a)
{
	char lo[64], hi[64];

	format_end(b, a->lo, lo);
	format_end(b, a->hi, hi);
	printf("%s%s, %s%s", a->lo_open ? "(" : "[", lo, hi, a->hi_open ? ")" : "]");
	printf("  %s, %d claims\n", status_word(a->status), a->claims_used);
	for (int32_t i = 0; i < a->n_aside; i++) {
		const tally_claim *c = &b->claims.items[a->aside[i]];
		char period[TALLY_PERIOD_TEXT], figure[TALLY_FIGURE_TEXT];

		tally_period_print(c->period, period);
		tally_figure_print(&c->figure, figure);
		printf("set aside: %s %s %s %s %s\n", tally_codes_metric(b->codes, c->metric)->code,
		       tally_codes_region(b->codes, c->region)->code, period,
		       tally_measure_name((tally_measure)c->measure), figure);
	}
}

static int ask(bounds *b, tally_store *store, long seconds)
{
	tally_selection all = tally_selection_all();
	tally_answer a = {0};
	tally_error err = {0};

	cli_working("bounding");
	bool failed =
	    tally_store_read(store, &all, &b->claims, &err) ||
	    tally_bounds(&b->claims, b->codes, &b->options, &b->question, (double)seconds, &a,
			 &err);
	cli_worked();
	if (failed)
		return cli_fail(&err);
	if (b->g->json)
		print_json(b, &a);
	else
		print_text(b, &a);
	tally_answer_release(&a);
	return cli_finish(0);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	bounds b = {.g = &g, .options = tally_network_options_default()};
	const char *growth = NULL, *share = NULL, *contribution = NULL, *as_of = NULL,
		   *rounding = NULL, *prices = NULL;
	long seconds = 60;
	bool done = false;
	const cli_option options[] = {
	    {"growth", 0, CLI_OPTIONAL_TEXT, &growth, "BASE", "of its growth on a base period"},
	    {"share-of", 0, CLI_TEXT, &share, "WHOLE", "of its share: METRIC, @REGION, or both"},
	    {"contribution-to", 0, CLI_TEXT, &contribution, "WHOLE",
	     "of its contribution to the growth of a whole"},
	    {"prices", 0, CLI_TEXT, &prices, "P", "current, constant, ... (default: the metric's)"},
	    {"as-of", 0, CLI_TEXT, &as_of, "DATE", "as known on a day"},
	    {"source", 0, CLI_TEXT, &b.options.source, "NAME", "only this source"},
	    {"prefer", 0, CLI_TEXT, &b.options.prefer, "NAME", "its figures win over others'"},
	    {"rounding", 0, CLI_TEXT, &rounding, "HOW",
	     "nearest, half-up, half-even, truncate, either"},
	    {"time-limit", 0, CLI_INT, &seconds, "SECONDS", "give up after so long (60)"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_bounds, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 3)
		return cli_usage(&cmd_bounds, "needs METRIC REGION PERIOD; found %d words", n);
	if ((growth != NULL) + (share != NULL) + (contribution != NULL) > 1)
		return cli_usage(&cmd_bounds, "--growth, --share-of and --contribution-to: one of "
					      "them at a time");
	if (as_of && !cli_day(&cmd_bounds, as_of, &b.options.as_of))
		return 2;
	if (rounding && tally_rounding_parse(rounding, &b.options.rounding, NULL))
		return cli_usage(&cmd_bounds,
				 "--rounding is nearest, half-up, half-even, truncate or either; "
				 "found \"%s\"",
				 rounding);
	tally_store *store = cli_open(&g, &code);
	if (!store)
		return code;
	b.codes = tally_store_codes(store);
	code = read_question(&b, argv, growth, share, contribution, prices);
	if (code == 0)
		code = ask(&b, store, seconds);
	tally_claims_release(&b.claims);
	tally_store_close(store);
	return code;
}

const cli_command cmd_bounds = {
    .name = "bounds",
    .summary = "what the figures imply about one nobody published",
    .usage = "bounds METRIC REGION PERIOD [--growth[=BASE] | --share-of WHOLE | "
	     "--contribution-to WHOLE] [OPTION...]",
    .help = "The tightest bounds that all claims and rules together leave for a level, growth,\n"
	    "share or contribution. When the claims contradict each other the cheapest\n"
	    "correction set is set aside and named.",
    .examples = "  tally bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09\n"
		"  tally bounds gross_industrial_output CN-HTZ-NE 2023-01/2023-09 --growth\n"
		"  tally bounds gdp_secondary CN-HTZ 2023-01/2023-09 --share-of gdp --json\n"
		"  tally bounds gdp CN 2024 --growth=2020",
    .run = run,
};
