/* cmd_check.c: does it tally? Findings as text or JSON. */
#include "check_parts.h"
#include "cli.h"
#include "working.h"

#include "network/findings.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_check;

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	tally_claims claims;
	tally_check_options options;
	bool strict, all;
	size_t memory; /* bytes, about */
	bool one_cell; /* --claim: only findings that touch it */
	tally_against cell;
	int32_t shown;
	bool no; /* something cannot be true */
} check;

/* --- one finding ---------------------------------------------------------------------- */

static bool touches(const check *c, const tally_finding *f)
{
	if (!c->one_cell)
		return true;
	for (int32_t i = 0; i < f->n_claims; i++) {
		const tally_claim *k = &c->claims.items[f->claims[i]];

		if ((c->cell.metric == TALLY_NO_CODE || c->cell.metric == k->metric) &&
		    (c->cell.region == TALLY_NO_CODE || c->cell.region == k->region) &&
		    (c->cell.base != TALLY_BASE_PERIOD ||
		     tally_period_equal(c->cell.period, k->period)))
			return true;
	}
	return false;
}

/* Revisions, stale and undecided figures are information by the thousand: counted unless asked. */
static bool told_in_full(const check *c, const tally_finding *f)
{
	return c->all || c->one_cell ||
	       (f->kind != TALLY_FINDING_REVISION && f->kind != TALLY_FINDING_STALE &&
		f->kind != TALLY_FINDING_UNDECIDED);
}

static const char *kind_word(const check *c, tally_finding_kind kind)
{
	static const char *const zh[] = {"矛盾", "有条件", "冲突", "基数调整",
					 "修订", "过时",   "异常", "未定"};

	return strcmp(c->g->lang, "zh") ? tally_finding_kind_name(kind) : zh[kind];
}

/* Findings of one kind about the same metrics: the first few stand for all. */
enum { SHOWN_ALIKE = 3 };

static bool alike(const check *c, const tally_finding *a, const tally_finding *b)
{
	if (a->kind != b->kind || a->n_claims == 0 || a->n_claims != b->n_claims)
		return false;
	for (int32_t i = 0; i < a->n_claims; i++) {
		const tally_claim *x = &c->claims.items[a->claims[i]];
		const tally_claim *y = &c->claims.items[b->claims[i]];

		if (x->metric != y->metric || x->measure != y->measure)
			return false;
	}
	return true;
}

/* How many findings before i are like it; `more`: how many behind it. */
static int32_t count_alike(const check *c, const tally_findings *f, int32_t i, int32_t *more)
{
	int32_t before = 0;

	*more = 0;
	for (int32_t k = 0; k < f->n; k++) {
		if (k == i || !touches(c, &f->items[k]) || !alike(c, &f->items[i], &f->items[k]))
			continue;
		before += k < i;
		*more += k > i;
	}
	return before;
}

static void print_finding(const check *c, const tally_finding *f)
{
	bool zh = !strcmp(c->g->lang, "zh");

	printf("%s: ", kind_word(c, f->kind));
	cli_put(stdout, f->text);
	printf("\n");
	if (f->n_assumptions > 0) {
		printf(zh ? "  前提：" : "  assuming ");
		for (int32_t i = 0; i < f->n_assumptions; i++)
			printf("%s%s", i ? ", " : "", f->assumptions[i]);
		printf("\n");
	}
	for (int32_t i = 0; i < f->n_repairs; i++) {
		printf(zh ? "  可能的解释：" : "  repair: ");
		cli_put(stdout, f->repairs[i].why);
		if (*f->repairs[i].value) {
			printf(" -> ");
			cli_put(stdout, f->repairs[i].value);
		}
		printf("\n");
	}
}

/* --- JSON ------------------------------------------------------------------------------ */

static void json_pair(const char *name, const char *text, const char *before)
{
	printf("%s\"%s\":", before, name);
	cli_json_string(stdout, text);
}

static void json_claim(const check *c, int32_t k)
{
	const tally_claim *claim = &c->claims.items[k];
	char period[TALLY_PERIOD_TEXT], figure[TALLY_FIGURE_TEXT];

	tally_period_print(claim->period, period);
	tally_figure_print(&claim->figure, figure);
	json_pair("metric", tally_codes_metric(c->codes, claim->metric)->code, "{");
	json_pair("region", tally_codes_region(c->codes, claim->region)->code, ",");
	json_pair("period", period, ",");
	json_pair("measure", tally_measure_name((tally_measure)claim->measure), ",");
	json_pair("value", figure, ",");
	json_pair("qualifier", tally_qualifier_text((tally_qualifier)claim->qualifier), ",");
	json_pair("unit",
		  claim->unit == TALLY_NO_CODE ? "" : tally_codes_unit(c->codes, claim->unit)->text,
		  ",");
	json_pair("source", tally_pool_text(&c->claims.texts, claim->source), ",");
	json_pair("locator", tally_pool_text(&c->claims.texts, claim->locator), ",");
	printf("}");
}

static void json_finding(const check *c, const tally_finding *f)
{
	json_pair("kind", tally_finding_kind_name(f->kind), "{");
	printf(",\"assumptions\":[");
	for (int32_t i = 0; i < f->n_assumptions; i++) {
		printf("%s", i ? "," : "");
		cli_json_string(stdout, f->assumptions[i]);
	}
	printf("],\"suspects\":%d,\"claims\":[", f->n_suspects);
	for (int32_t i = 0; i < f->n_claims; i++) {
		printf("%s", i ? "," : "");
		json_claim(c, f->claims[i]);
	}
	json_pair("text", f->text, "],");
	printf(",\"repairs\":[");
	for (int32_t i = 0; i < f->n_repairs; i++) {
		if (f->repairs[i].claim < 0)
			printf("%s{\"claim\":null", i ? "," : "");
		else
			printf("%s{\"claim\":%d", i ? "," : "", f->repairs[i].claim);
		json_pair("why", f->repairs[i].why, ",");
		json_pair("value", f->repairs[i].value, ",");
		printf("}");
	}
	printf("]}");
}

static void json_findings(const check *c, const tally_findings *f, bool no, const char *as_of)
{
	int shown = 0;

	printf("{\"consistent\":%s", no ? "false" : "true");
	if (as_of)
		json_pair("as_of", as_of, ",");
	printf(",\"claims\":%lld,\"components\":%lld,\"complete\":%s",
	       (long long)f->claims, (long long)f->components,
	       f->timed_out || f->unchecked > 0 ? "false" : "true");
	if (f->unchecked > 0)
		printf(",\"unchecked\":%lld", (long long)f->unchecked);
	printf(",\"findings\":[");
	for (int32_t i = 0; i < f->n; i++) {
		if (!touches(c, &f->items[i]))
			continue;
		printf("%s", shown++ ? "," : "");
		json_finding(c, &f->items[i]);
	}
	printf("]}");
}

/* --- one world --------------------------------------------------------------------------- */

static void print_counts(const check *c, const tally_findings *f)
{
	int counts[TALLY_FINDING_UNDECIDED + 1] = {0};

	for (int32_t i = 0; i < f->n; i++)
		counts[f->items[i].kind] += touches(c, &f->items[i]);
	printf(strcmp(c->g->lang, "zh") ? "%lld claims in %lld components:"
					: "%lld个数字，%lld个连通分量：",
	       (long long)f->claims, (long long)f->components);
	for (int kind = 0; kind <= TALLY_FINDING_UNDECIDED; kind++)
		if (counts[kind] || kind == TALLY_FINDING_CONTRADICTION)
			printf("%s %d %s", kind == TALLY_FINDING_CONTRADICTION ? "" : ",",
			       counts[kind], kind_word(c, (tally_finding_kind)kind));
	printf("\n");
}

static void print_findings(const check *c, const tally_findings *f, const char *as_of)
{
	if (as_of)
		printf("as of %s\n", as_of);
	print_counts(c, f);
	for (int32_t i = 0; i < f->n; i++) {
		int32_t more = 0, before;

		if (!touches(c, &f->items[i]) || !told_in_full(c, &f->items[i]))
			continue;
		before = c->all ? 0 : count_alike(c, f, i, &more);
		if (before < SHOWN_ALIKE)
			print_finding(c, &f->items[i]);
		if (before == SHOWN_ALIKE - 1 && more > 0)
			printf(strcmp(c->g->lang, "zh") ? "  ... and %d more like it (--all)\n"
							: "  …还有%d个类似的（--all 全部列出）\n",
			       more);
	}
	if (f->timed_out)
		fprintf(stderr, "tally check: the time limit was reached; the answer is partial\n");
	if (f->unchecked > 0)
		fprintf(stderr,
			"tally check: memory ran out: %lld figures were not looked at; the answer is "
			"partial (--claim and --source choose some)\n",
			(long long)f->unchecked);
}

static bool says_no(const check *c, const tally_findings *f)
{
	for (int32_t i = 0; i < f->n; i++) {
		tally_finding_kind kind = f->items[i].kind;

		if (touches(c, &f->items[i]) && (kind == TALLY_FINDING_CONTRADICTION ||
						 (c->strict && kind == TALLY_FINDING_CONFLICT)))
			return true;
	}
	return false;
}

static void tell_world(check *c, const tally_findings *f, const char *as_of)
{
	bool no = says_no(c, f);

	c->no = c->no || no;
	if (c->g->json)
		json_findings(c, f, no, as_of);
	else
		print_findings(c, f, as_of);
}

/* What came of a check, when all processes have come through. */
static int tell_together(check *c, tally_status status, const tally_findings *f, const char *as_of,
			 const tally_error *err)
{
	int code = status == TALLY_OK ? 0 : cli_fail(err);

	code = cli_together(c->g, code);
	if (code == 0)
		tell_world(c, f, as_of);
	return code;
}

static int run_world(check *c, const char *as_of)
{
	tally_findings f;
	tally_error err = {0};

	cli_working("checking");
	tally_status status = tally_check(&c->claims, c->codes, &c->options, &f, &err);
	cli_worked();
	int code = tell_together(c, status, &f, as_of, &err);
	tally_findings_release(&f);
	return code;
}

/* All that the store has; c->claims gets what the findings name. */
static int run_store(check *c, tally_store *store)
{
	tally_findings f;
	tally_error err = {0};

	cli_working("checking");
	tally_status status =
	    cli_check_in_parts(store, &c->options, c->memory, &c->claims, &f, &err);
	cli_worked();
	int code = tell_together(c, status, &f, NULL, &err);
	tally_findings_release(&f);
	return code;
}

static int by_day(const void *x, const void *y)
{
	tally_day a = *(const tally_day *)x, b = *(const tally_day *)y;

	return (a > b) - (a < b);
}

/* Every release in its own world: as of each day on which something was published. */
static int run_each(check *c)
{
	tally_day *days = malloc((c->claims.n + 1) * sizeof *days);
	size_t n = 0;
	int code = 0, shown = 0;

	if (!days)
		return cli_no_memory();
	for (size_t i = 0; i < c->claims.n; i++)
		if (c->claims.items[i].published != TALLY_DAY_NONE)
			days[n++] = c->claims.items[i].published;
	qsort(days, n, sizeof *days, by_day);
	if (c->g->json)
		printf("{\"worlds\":[");
	for (size_t i = 0; i < n && code == 0; i++) {
		char text[TALLY_PERIOD_TEXT];

		if (i > 0 && days[i] == days[i - 1])
			continue;
		if (c->g->json && shown++)
			printf(",");
		c->options.network.as_of = days[i];
		tally_day_print(days[i], text);
		code = run_world(c, text);
	}
	if (c->g->json)
		printf("],\"consistent\":%s}", c->no ? "false" : "true");
	free(days);
	return code;
}

/* --- options ----------------------------------------------------------------------------- */

static int bad_choice(const char *option, const char *found, const char *choices)
{
	return cli_usage(&cmd_check, "--%s is %s; found \"%s\"", option, choices, found);
}

static int read_assumption(check *c, const char *text)
{
	static const char prefix[] = "prices=";

	if (!text)
		return 0;
	if (strncmp(text, prefix, sizeof prefix - 1) != 0 ||
	    !tally_prices_parse(text + sizeof prefix - 1, strlen(text) - sizeof prefix + 1,
				&c->options.network.assume))
		return bad_choice("assume", text,
				  "prices=current, prices=constant, prices=constant:2020, ...");
	return 0;
}

static int read_basis(check *c, const char *text)
{
	if (!text)
		return 0;
	if (!strcmp(text, "declared"))
		c->options.network.basis = TALLY_BASIS_DECLARED;
	else if (!strcmp(text, "strict"))
		c->options.network.basis = TALLY_BASIS_STRICT;
	else
		return bad_choice("basis", text, "declared or strict");
	return 0;
}

static int read_rounding(check *c, const char *text)
{
	if (text && tally_rounding_parse(text, &c->options.network.rounding, NULL))
		return bad_choice("rounding", text,
				  "nearest, half-up, half-even, truncate or either");
	return 0;
}

static int read_cell(check *c, const char *text)
{
	tally_error err = {0};

	if (!text)
		return 0;
	if (tally_against_parse(text, strlen(text), c->codes, &c->cell, &err))
		return cli_usage(&cmd_check, "--claim METRIC@REGION/PERIOD: %s", err.message);
	c->one_cell = true;
	return 0;
}

static int run_each_of(check *c, tally_store *store)
{
	tally_selection all = tally_selection_all();
	tally_error err = {0};
	int code = 0;

	if (tally_store_read(store, &all, &c->claims, &err))
		code = cli_fail(&err);
	code = cli_together(c->g, code);
	return code ? code : run_each(c);
}

static int check_store(check *c, tally_store *store, const char *as_of)
{
	bool each = as_of && !strcmp(as_of, "each");
	int code = each ? run_each_of(c, store) : run_store(c, store);

	if (code == 0 && c->g->json)
		printf("\n");
	return code ? code : cli_finish(c->no ? 1 : 0);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	check c = {.g = &g, .options = tally_check_options_default()};
	const char *as_of = NULL, *assume = NULL, *basis = NULL, *cell = NULL, *rounding = NULL;
	long seconds = 300, threads = 0, memory = 1024;
	bool done = false;
	const cli_option options[] = {
	    {"strict", 0, CLI_FLAG, &c.strict, NULL, "conflicts between sources count too"},
	    {"all", 'a', CLI_FLAG, &c.all, NULL, "revisions, stale and undecided in full"},
	    {"as-of", 0, CLI_TEXT, &as_of, "DATE", "as known on a day; each: on every release day"},
	    {"source", 0, CLI_TEXT, &c.options.network.source, "NAME", "only this source"},
	    {"prefer", 0, CLI_TEXT, &c.options.network.prefer, "NAME",
	     "its figures win where two sources have the same"},
	    {"claim", 0, CLI_TEXT, &cell, "CELL", "only what touches METRIC@REGION/PERIOD"},
	    {"assume", 0, CLI_TEXT, &assume, "prices=P", "prices of rates that state none"},
	    {"basis", 0, CLI_TEXT, &basis, "WHICH",
	     "rates without a stated basis: declared (no link), strict (published base)"},
	    {"rounding", 0, CLI_TEXT, &rounding, "HOW",
	     "nearest, half-up, half-even, truncate, either"},
	    {"time-limit", 0, CLI_INT, &seconds, "SECONDS", "partial answer after so long (300)"},
	    {"memory", 0, CLI_INT, &memory, "MB",
	     "about so much at a time where figures do not hang together (1024)"},
	    {"threads", 0, CLI_INT, &threads, "N", "0: one per processor"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_check, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n > 0)
		return cli_usage(&cmd_check, "takes no words; found \"%s\"", argv[0]);
	if (!cli_memory(&cmd_check, memory, 1, &c.memory))
		return 2;
	c.options.lang = g.lang;
	c.options.seconds = (double)seconds;
	c.options.threads = (int)threads;
	c.options.ranks = g.ranks;
	if (as_of && strcmp(as_of, "each") != 0 && !cli_day(&cmd_check, as_of, &c.options.network.as_of))
		return 2;
	if ((code = read_assumption(&c, assume)) || (code = read_basis(&c, basis)) ||
	    (code = read_rounding(&c, rounding)))
		return code;
	tally_store *store = cli_open(&g, &code);
	code = cli_together(&g, code);
	if (code) {
		tally_store_close(store);
		return code;
	}
	c.codes = tally_store_codes(store);
	code = read_cell(&c, cell);
	if (code == 0)
		code = check_store(&c, store, as_of);
	tally_claims_release(&c.claims);
	tally_store_close(store);
	return code;
}

const cli_command cmd_check = {
    .name = "check",
    .summary = "can all figures be true?",
    .usage = "check [OPTION...]",
    .help = "Checks all claims in force against each other and against the rules. Findings are\n"
	    "contradiction (one release against itself), conditional (impossible under one\n"
	    "reading of an open slot), conflict (between sources or releases), rebased, revision,\n"
	    "stale, strange and undecided. Exit 1 when something cannot be true.",
    .examples = "  tally check\n"
		"  tally check --strict --rounding truncate\n"
		"  tally check --as-of 2023-12-31 --json\n"
		"  tally check --claim gdp@CN-HTZ/2023-01/2023-09\n"
		"  tally check --assume prices=constant --basis strict",
    .run = run,
    .together = true,
};
