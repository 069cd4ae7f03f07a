/* cmd_report.c: the whole story of a store on one page. */
#include "cli.h"

#include "csv/csv.h"
#include "implied.h"
#include "output.h"
#include "report/report.h"
#include "store/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const cli_command cmd_report;

#define MOST_BOUNDS 24

typedef struct {
	const cli_globals *g;
	cli_query q;
	const char *out, *format, *template_file, *title;
	long seconds, charts;
	bool no_check;
	int32_t *metrics;
	size_t n_metrics;
	tally_claims claims;
	tally_series_set set;
	tally_findings findings;
	tally_report_bound bounds[MOST_BOUNDS];
	size_t n_bounds;
	double deadline; /* of the bounds, on the monotonic clock */
} report;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* --- what nobody published --------------------------------------------------------------- */

static bool published(const report *p, int32_t metric, int32_t region, tally_period period)
{
	for (size_t i = 0; i < p->set.n; i++) {
		const tally_series *s = &p->set.items[i];
		if (s->key.metric == metric && s->key.region == region &&
		    s->key.measure == TALLY_LEVEL && tally_series_find(s, period) >= 0)
			return true;
	}
	return false;
}

static tally_status ask(report *p, const tally_codes *codes, int32_t metric, int32_t region,
			tally_period period, tally_error *err)
{
	tally_point at;
	tally_status status = cli_implied(&p->claims, codes, metric, region, period, 5, &at, err);
	/* What leaves room for anything up to the whole says nothing. */
	bool telling = isfinite(at.hi) && at.lo > 0 && at.hi - at.lo <= fabs(at.hi) / 2;
	if (!status && telling)
		p->bounds[p->n_bounds++] = (tally_report_bound){.metric = metric,
								.region = region,
								.period = period,
								.lo = at.lo,
								.hi = at.hi,
								.inconsistent = at.status == 'U'};
	return status;
}

static bool among_the_wanted(const report *p, int32_t metric)
{
	for (size_t i = 0; i < p->n_metrics; i++)
		if (p->metrics[i] == metric)
			return true;
	return p->n_metrics == 0;
}

/* The missing members of a group whose newest figure and some of whose members are published. */
static tally_status bound_members(report *p, const tally_codes *codes, const tally_series *whole,
				  tally_error *err)
{
	tally_period period = whole->points[whole->n - 1].period;
	tally_status status = TALLY_OK;
	int32_t missing[64];
	size_t n = 0, there = 0;
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group != whole->key.region || !m->exhaustive)
			continue;
		bool known = published(p, whole->key.metric, m->member, period);
		there += known;
		if (!known && n < sizeof missing / sizeof *missing)
			missing[n++] = m->member;
	}
	for (size_t i = 0;
	     i < n && there > 0 && !status && p->n_bounds < MOST_BOUNDS && now() < p->deadline; i++)
		status = ask(p, codes, whole->key.metric, missing[i], period, err);
	return status;
}

static tally_status find_bounds(report *p, const tally_codes *codes, tally_error *err)
{
	tally_status status = TALLY_OK;
	p->deadline = now() + (double)p->seconds;
	for (size_t i = 0; i < p->set.n && !status; i++) {
		const tally_series *s = &p->set.items[i];
		if (s->n > 0 && s->key.measure == TALLY_LEVEL && s->key.kind == TALLY_OBSERVATION &&
		    among_the_wanted(p, s->key.metric) &&
		    tally_codes_metric(codes, s->key.metric)->regions_add != TALLY_REGIONS_NO)
			status = bound_members(p, codes, s, err);
	}
	return status;
}

/* --- putting it together ------------------------------------------------------------------ */

static int to_script(void *context, const char *bytes, size_t n)
{
	tally_script *s = context;
	tally_script_bytes(s, bytes, n);
	return s->failed;
}

static tally_status read_template(const report *p, tally_input *in, tally_error *err)
{
	return p->template_file ? tally_input_read(p->template_file, NULL, in, err) : TALLY_OK;
}

/* The figures of the metrics that the report shows. */
static tally_status write_csv(const report *p, const tally_codes *codes, tally_script *out,
			      tally_error *err)
{
	tally_claims shown = p->claims; /* the same texts; items of its own */
	shown.items = calloc(p->claims.n + 1, sizeof *shown.items);
	shown.n = 0;
	for (size_t i = 0; shown.items && i < p->claims.n; i++)
		if (among_the_wanted(p, p->claims.items[i].metric))
			shown.items[shown.n++] = p->claims.items[i];
	tally_status status =
	    shown.items ? tally_csv_write_claims(&shown, codes, false, to_script, out, err)
			: tally_error_memory(err);
	free(shown.items);
	return status;
}

static tally_status write_report(report *p, const tally_codes *codes, tally_error *err)
{
	tally_input page = {0};
	tally_script csv = {0}, out = {0}, complaints = {0};
	tally_gnuplot *gnuplot = NULL;
	bool markdown = p->format && strcmp(p->format, "md") == 0;
	tally_report r = {.codes = codes,
			  .claims = &p->claims,
			  .series = &p->set,
			  .findings = p->no_check ? NULL : &p->findings,
			  .bounds = p->bounds,
			  .n_bounds = p->n_bounds,
			  .metrics = p->metrics,
			  .n_metrics = p->n_metrics,
			  .max_charts = (size_t)p->charts,
			  .title = p->title,
			  .lang = p->g->lang,
			  .as_of = TALLY_DAY_NONE,
			  .markdown = markdown};
	if (p->q.as_of)
		tally_day_parse(p->q.as_of, strlen(p->q.as_of), &r.as_of, NULL);
	tally_status status = read_template(p, &page, err);
	r.template_text = page.text;
	if (!status && !markdown)
		status = write_csv(p, codes, &csv, err);
	r.csv = csv.text;
	if (!status && !markdown)
		status = tally_gnuplot_start(&gnuplot, err);
	if (!status)
		status = tally_report_write(&r, gnuplot, &out, &complaints, err);
	if (!status)
		status = tally_file_write(p->out ? p->out : "-", out.text, out.n, err);
	if (!status && complaints.n) {
		fprintf(stderr, "tally report: charts that could not be drawn:\n");
		cli_put(stderr, complaints.text);
		status = tally_error_set(err, TALLY_ESYSTEM, "the report was written without them");
	}
	tally_gnuplot_stop(gnuplot);
	tally_input_release(&page);
	free(csv.text);
	free(out.text);
	free(complaints.text);
	return status;
}

static tally_status examine(report *p, const tally_codes *codes, tally_error *err)
{
	if (p->no_check)
		return TALLY_OK;
	tally_check_options options = tally_check_options_default();
	options.lang = p->g->lang;
	options.seconds = (double)p->seconds;
	tally_status status = tally_check(&p->claims, codes, &options, &p->findings, err);
	return status ? status : find_bounds(p, codes, err);
}

static int tell_story(report *p, tally_store *store)
{
	const tally_codes *codes = tally_store_codes(store);
	tally_series_query query;
	tally_error err = {0};
	if (!cli_series_query(&cmd_report, &p->q, &query))
		return 2;
	int code = cli_read(&cmd_report, &p->q, store, NULL, 0, NULL, 0, &p->claims);
	if (code)
		return code;
	query.all_kinds = true;
	tally_status status = tally_series_build(&p->claims, codes, &query, &p->set, &err);
	if (!status)
		status = examine(p, codes, &err);
	if (!status)
		status = write_report(p, codes, &err);
	return status ? cli_fail(&err) : cli_finish(0);
}

static bool read_metrics(report *p, const tally_codes *codes, char **words, int n)
{
	for (int i = 0; i < n; i++) {
		int32_t metric = cli_metric(&cmd_report, codes, words[i]);
		if (metric == TALLY_NO_CODE)
			return false;
		p->metrics[p->n_metrics++] = metric;
	}
	return true;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	report p = {.g = &g, .seconds = 10, .charts = 200};
	bool done = false;
	const cli_option options[] = {
	    {"out", 'o', CLI_TEXT, &p.out, "FILE", "write FILE (default: standard output)"},
	    {"format", 0, CLI_TEXT, &p.format, "HOW", "html (default) or md"},
	    {"template", 0, CLI_TEXT, &p.template_file, "FILE", "own page with {{sections}} ..."},
	    {"title", 0, CLI_TEXT, &p.title, "TEXT", "headline"},
	    {"no-check", 0, CLI_FLAG, &p.no_check, NULL, "leave findings and bounds out"},
	    {"charts", 0, CLI_INT, &p.charts, "N", "at most so many trends (200)"},
	    {"time-limit", 0, CLI_INT, &p.seconds, "SECONDS",
	     "for the check, and as long again for bounds (10)"},
	    CLI_QUERY_OPTIONS(p.q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_report, &g, options, argc, argv, argv, &n, &done);
	if (code || done)
		return code;
	if (p.format && strcmp(p.format, "html") != 0 && strcmp(p.format, "md") != 0)
		return cli_usage(&cmd_report, "--format is html or md; found \"%s\"", p.format);
	if (p.charts < 0 || p.seconds < 1)
		return cli_usage(&cmd_report, "--charts and --time-limit want positive numbers");
	p.metrics = calloc((size_t)n + 1, sizeof *p.metrics);
	tally_store *store = p.metrics ? cli_open(&g, &code) : NULL;
	if (store)
		code =
		    read_metrics(&p, tally_store_codes(store), argv, n) ? tell_story(&p, store) : 2;
	tally_findings_release(&p.findings);
	tally_series_set_release(&p.set);
	tally_claims_release(&p.claims);
	tally_store_close(store);
	free(p.metrics);
	return code;
}

const cli_command cmd_report = {
    .name = "report",
    .summary = "one page that tells the whole story",
    .usage = "report [METRIC...] [-o page.html] [OPTION...]",
    .help =
	"Key figures, trends, what the check found with its arithmetic, the figures safe to\n"
	"quote, growth printed and implied, reconciliation, bounds on what nobody published,\n"
	"revisions and all data: one HTML file without outside references, for light, dark and\n"
	"print. An own --template holds {{lang}} {{title}} {{subtitle}} {{style}} {{contents}}\n"
	"{{sections}} or {{section:findings}} ..., {{csv}} and {{script}}.",
    .examples = "  tally report -o page.html\n"
		"  tally report gdp rd_expenditure --lang zh -o page.html\n"
		"  tally report --format md > page.md",
    .run = run,
};
