/* cmd_regional.c: inequality, convergence, specialisation and shift-share over regions. */
#include "evaluated.h"
#include "regional/convergence.h"
#include "regional/inequality.h"
#include "regional/quotients.h"
#include "regional/shift_share.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_regional;

#define WORDS_MAX 32
#define YEARS_MAX 400

typedef struct {
	const cli_globals *g;
	const cli_query *q;
	tally_store *store;
	cli_evaluated words[WORDS_MAX], weights, whole;
	int n_words;
	bool has_weights;
	const char *groups, *region, *nation, *into;
	double aversion, miss; /* miss: of what the parts of a result must add up to */
	bool dynamic;
	cli_lines lines;
} run_state;

/* The regions of one period, side by side. */
typedef struct {
	double *x, *p;
	int *group;
	size_t n;
	int n_groups;
} cross_section;

/* The group of a region in a partition, as a number from 0; -1 when it is in none. */
static int group_of(const tally_codes *codes, int32_t region, const char *partition,
		    int32_t *groups, int *n_groups)
{
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->member != region)
			continue;
		for (int32_t k = 0; k < tally_codes_n_memberships(codes); k++) {
			const tally_membership *up = tally_codes_membership(codes, k);
			if (up->member != m->group || strcmp(up->partition, partition) != 0)
				continue;
			int g = 0;
			while (g < *n_groups && groups[g] != m->group)
				g++;
			if (g == *n_groups && g < WORDS_MAX)
				groups[(*n_groups)++] = m->group;
			return g < WORDS_MAX ? g : -1;
		}
	}
	return -1;
}

static bool gather(const run_state *r, tally_period period, cross_section *c)
{
	const tally_computed *result = &r->words[0].result;
	int32_t groups[WORDS_MAX];

	c->n = 0;
	c->n_groups = 0;
	for (size_t i = 0; i < result->n; i++) {
		const tally_series *s = &result->items[i];
		double x = cli_value_at(s, period), p = 1;
		int group = 0;
		if (r->has_weights)
			p = cli_value_at(cli_series_of(&r->weights, s->key.region, false, false),
					 period);
		if (r->groups)
			group = group_of(tally_store_codes(r->store), s->key.region, r->groups,
					 groups, &c->n_groups);
		if (isnan(x) || isnan(p) || group < 0)
			continue;
		c->x[c->n] = x;
		c->p[c->n] = p;
		c->group[c->n++] = group;
	}
	return c->n > 1;
}

static void add_inequality(run_state *r, tally_period period, const cross_section *c)
{
	const double *p = r->has_weights ? c->p : NULL;
	double between = NAN, within = NAN;
	double theil = tally_theil(c->x, p, c->n);

	if (r->groups)
		tally_theil_groups(c->x, p, c->group, c->n, c->n_groups, &between, &within);
	if (r->groups)
		r->miss = fmax(r->miss, fabs(between + within - theil));
	cli_line line = {.region = TALLY_NO_CODE,
			 .period = period,
			 .values = {(double)c->n, tally_gini(c->x, p, c->n), theil, between, within,
				    tally_atkinson(c->x, p, c->n, r->aversion),
				    tally_williamson(c->x, p, c->n),
				    tally_log_deviation(c->x, c->n), tally_herfindahl(c->x, c->n)}};
	cli_lines_add(&r->lines, &line);
}

static int inequality(run_state *r)
{
	const tally_computed *result = &r->words[0].result;
	const tally_series *longest = &result->items[0];
	cross_section c = {malloc((result->n + 1) * sizeof(double)),
			   malloc((result->n + 1) * sizeof(double)),
			   malloc((result->n + 1) * sizeof(int)), 0, 0};

	r->lines = (cli_lines){.heads = {"regions", "Gini", "Theil", "between", "within",
					 "Atkinson", "Williamson", "sigma", "Herfindahl"},
			       .n_values = 9};
	for (int k = 0; k < 9; k++)
		r->lines.shown[k] = CLI_NUMBER;
	for (size_t i = 0; i < result->n; i++)
		if (result->items[i].n > longest->n)
			longest = &result->items[i];
	for (size_t i = 0; c.x && c.p && c.group && i < longest->n; i++)
		if (gather(r, longest->points[i].period, &c))
			add_inequality(r, longest->points[i].period, &c);
	free(c.x);
	free(c.p);
	free(c.group);
	if (r->groups)
		cli_lines_fact(&r->lines, r->miss, "worst miss of between and within");
	return 0;
}

/* The two ends that --from and --to name. */
static bool ends(const run_state *r, tally_period *from, tally_period *to, double *years)
{
	if (!r->q->from || !r->q->to) {
		cli_usage(&cmd_regional, "say --from and --to: the two periods to compare");
		return false;
	}
	if (!cli_period(&cmd_regional, r->q->from, from) ||
	    !cli_period(&cmd_regional, r->q->to, to))
		return false;
	if (to->first <= from->first ||
	    tally_period_frequency(*to) != tally_period_frequency(*from)) {
		cli_usage(&cmd_regional, "--to must lie behind --from and be as long");
		return false;
	}
	*years = (double)(to->last - from->last) / 365.2425;
	return true;
}

/* Sigma convergence: the deviation of logs of the regions that both ends have. */
static double sigma_of(const double *x, const double *other, size_t n)
{
	double *both = malloc((n + 1) * sizeof *both), sigma;
	size_t m = 0;

	for (size_t i = 0; both && i < n; i++)
		if (x[i] > 0 && other[i] > 0)
			both[m++] = x[i];
	sigma = both ? tally_log_deviation(both, m) : NAN;
	free(both);
	return sigma;
}

static int convergence(run_state *r)
{
	const tally_computed *result = &r->words[0].result;
	tally_period from, to;
	double years;
	tally_beta b;
	tally_error err = {0};

	if (!ends(r, &from, &to, &years))
		return 2;
	double *start = malloc((2 * result->n + 1) * sizeof *start), *end = start + result->n;
	tally_status status = start ? TALLY_OK : tally_error_memory(&err);
	for (size_t i = 0; status == TALLY_OK && i < result->n; i++) {
		start[i] = cli_value_at(&result->items[i], from);
		end[i] = cli_value_at(&result->items[i], to);
	}
	if (status == TALLY_OK)
		status =
		    tally_beta_convergence(start, end, result->n, round(years * 4) / 4, &b, &err);
	double sigma[2] = {status == TALLY_OK ? sigma_of(start, end, result->n) : NAN,
			   status == TALLY_OK ? sigma_of(end, start, result->n) : NAN};
	free(start);
	if (status != TALLY_OK)
		return cli_fail(&err);
	r->lines = (cli_lines){
	    .heads = {"regions", "intercept", "beta", "error", "p", "R2", "speed", "half-life"},
	    .n_values = 8};
	for (int k = 0; k < 8; k++)
		r->lines.shown[k] = CLI_NUMBER;
	cli_line line = {.region = TALLY_NO_CODE,
			 .period = {from.first, to.last},
			 .label = "beta",
			 .values = {(double)b.n, b.intercept, b.slope, b.slope_error, b.p_value,
				    b.r_squared, b.speed, b.half_life}};
	cli_lines_add(&r->lines, &line);
	cli_lines_fact(&r->lines, sigma[0], "sigma %s", r->q->from);
	cli_lines_fact(&r->lines, sigma[1], "sigma %s", r->q->to);
	return 0;
}

/* PART REGION WHOLE-PART WHOLE: one quotient for each region and period. */
static int quotient(run_state *r)
{
	if (r->n_words != 4)
		return cli_usage(
		    &cmd_regional,
		    "quotient takes four expressions: part and all of the regions, part "
		    "and all of the whole");
	r->lines = (cli_lines){.heads = {"quotient"}, .shown = {CLI_NUMBER}, .n_values = 1};
	for (size_t i = 0; i < r->words[0].result.n; i++) {
		const tally_series *part = &r->words[0].result.items[i];
		const tally_series *all =
		    cli_series_of(&r->words[1], part->key.region, false, false);
		for (size_t t = 0; t < part->n; t++) {
			tally_period p = part->points[t].period;
			double q =
			    tally_location_quotient(part->points[t].value, cli_value_at(all, p),
						    cli_value_at(&r->words[2].result.items[0], p),
						    cli_value_at(&r->words[3].result.items[0], p));
			cli_line line = {.region = part->key.region, .period = p, .values = {q}};
			if (!isnan(q))
				cli_lines_add(&r->lines, &line);
		}
	}
	return 0;
}

/* The activities of a region in a period; false after naming the one that is not there. */
static bool activities(const run_state *r, int32_t region, tally_period period, double *out)
{
	tally_error err = {0};
	char text[TALLY_PERIOD_TEXT];

	for (int w = 0; w < r->n_words; w++) {
		out[w] = cli_value_at(cli_series_of(&r->words[w], region, false, false), period);
		if (!isnan(out[w]))
			continue;
		tally_period_print(period, text);
		tally_error_set(&err, TALLY_EINPUT, "%s of %s is not there for %s",
				tally_expression_text(r->words[w].expression),
				tally_codes_region(tally_store_codes(r->store), region)->code,
				text);
		cli_fail(&err);
		return false;
	}
	return true;
}

/* The two ends, or with --dynamic every period between them: [n][n_words] of region and whole.
 * Returns the exit code. */
static int shift_share_rows(const run_state *r, int32_t region, int32_t nation, tally_period from,
			    tally_period to, double *own, double *whole, size_t *n)
{
	size_t k = (size_t)r->n_words;

	for (*n = 0; *n < YEARS_MAX && from.first <= to.first;) {
		if (!activities(r, region, from, own + *n * k) ||
		    !activities(r, nation, from, whole + *n * k))
			return 3;
		++*n;
		if (tally_period_equal(from, to))
			return 0;
		from = r->dynamic ? tally_period_step(from, 1) : to;
	}
	return cli_usage(
	    &cmd_regional,
	    "--dynamic: --to must lie whole steps of --from's length behind it, at most %d",
	    YEARS_MAX);
}

/* Each word is one activity; --region against --whole. */
static int shift_share(run_state *r)
{
	const tally_codes *codes = tally_store_codes(r->store);
	static double own[YEARS_MAX * WORDS_MAX], whole[YEARS_MAX * WORDS_MAX];
	double years;
	size_t n;
	tally_period from, to;

	if (!r->region || !r->nation)
		return cli_usage(&cmd_regional, "say --region and --whole");
	int32_t region = cli_region(&cmd_regional, codes, r->region);
	int32_t nation = cli_region(&cmd_regional, codes, r->nation);
	if (region == TALLY_NO_CODE || nation == TALLY_NO_CODE || !ends(r, &from, &to, &years))
		return 2;
	int code = shift_share_rows(r, region, nation, from, to, own, whole, &n);
	if (code)
		return code;
	tally_shift_share s = tally_shift_share_dynamic(own, whole, n, (size_t)r->n_words);
	r->lines = (cli_lines){
	    .heads = {"change", "national", "industry", "competitive", "pure", "allocation"},
	    .n_values = 6};
	cli_line line = {.region = region,
			 .period = {from.first, to.last},
			 .label = r->dynamic ? "dynamic" : "shift-share",
			 .unit = r->words[0].result.items[0].key.base_unit,
			 .values = {s.total, s.national, s.industry, s.competitive,
				    s.pure_competitive, s.allocation}};
	cli_lines_add(&r->lines, &line);
	cli_lines_fact(&r->lines,
		       fabs(s.national + s.industry + s.competitive - s.total) /
			   fmax(fabs(s.total), fabs(s.national)),
		       "miss of the three effects, relative to the change");
	return 0;
}

static const struct {
	const char *name;
	int (*run)(run_state *r);
} measures[] = {{"inequality", inequality},
		{"convergence", convergence},
		{"quotient", quotient},
		{"shift-share", shift_share}};

#define N_MEASURES ((int)(sizeof measures / sizeof measures[0]))

static int nothing(const run_state *r)
{
	tally_error err = {0};

	if (r->groups)
		tally_error_set(
		    &err, TALLY_EINPUT,
		    "no period has two regions with figures that a group of --groups %s "
		    "holds",
		    r->groups);
	else
		tally_error_set(&err, TALLY_EINPUT, "no period has the figures of all expressions");
	return cli_fail(&err);
}

/* --into: figures of all regions together belong to --whole. */
static int store_lines(run_state *r)
{
	int32_t whole = TALLY_NO_CODE;

	if (r->nation) {
		whole = cli_region(&cmd_regional, tally_store_codes(r->store), r->nation);
		if (whole == TALLY_NO_CODE)
			return 2;
	}
	return cli_lines_store_as(&cmd_regional, r->g, r->q, r->store, &r->lines, r->into, whole,
				  "tally:regional");
}

static int run_store(run_state *r, int which, char **words, int n, const char *weights)
{
	int code = 0;

	for (r->n_words = 0; r->n_words < n && code == 0; r->n_words++)
		code = cli_evaluate(&cmd_regional, r->store, r->q, words[r->n_words],
				    &r->words[r->n_words]);
	if (code == 0 && weights) {
		code = cli_evaluate(&cmd_regional, r->store, r->q, weights, &r->weights);
		r->has_weights = code == 0;
	}
	if (code == 0)
		code = measures[which].run(r);
	if (code == 0 && r->lines.n == 0)
		return nothing(r);
	snprintf(r->lines.note, sizeof r->lines.note, "regional %s %s", measures[which].name,
		 words[0]);
	if (code == 0 &&
	    !cli_lines_print(&cmd_regional, r->g, r->q, tally_store_codes(r->store), &r->lines))
		code = 2;
	return code == 0 && r->into ? store_lines(r) : code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	run_state r = {.g = &g, .q = &q};
	const char *weights = NULL, *aversion = NULL;
	bool done = false;
	const cli_option options[] = {
	    {"weights", 'w', CLI_TEXT, &weights, "EXPR", "inequality: weights, such as population"},
	    {"groups", 0, CLI_TEXT, &r.groups, "PARTITION",
	     "inequality: Theil between and within its groups (four-regions)"},
	    {"aversion", 0, CLI_TEXT, &aversion, "E", "inequality: Atkinson's, default 1"},
	    {"region", 'r', CLI_TEXT, &r.region, "REGION", "shift-share: whose growth"},
	    {"whole", 0, CLI_TEXT, &r.nation, "REGION",
	     "shift-share: compared with; --into: whose the figures of all regions are"},
	    {"dynamic", 0, CLI_FLAG, &r.dynamic, NULL,
	     "shift-share: period by period between --from and --to, added up"},
	    {"into", 0, CLI_TEXT, &r.into, "METRIC",
	     "store the result: METRIC, or METRIC_gini and so on for several columns"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, which = 0,
	    code = cli_parse(&cmd_regional, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	while (n > 0 && which < N_MEASURES && strcmp(argv[0], measures[which].name) != 0)
		which++;
	if (n < 2 || n > WORDS_MAX || which == N_MEASURES)
		return cli_usage(&cmd_regional,
				 "expected inequality, convergence, quotient or shift-share, and "
				 "expressions");
	if (!cli_number(&cmd_regional, "aversion", aversion, 1e-6, 1e3, 1, &r.aversion))
		return 2;
	if (!(r.store = cli_open(&g, &code)))
		return code;
	code = run_store(&r, which, argv + 1, n - 1, weights);
	for (int w = 0; w < r.n_words; w++)
		cli_evaluated_release(&r.words[w]);
	cli_evaluated_release(&r.weights);
	cli_lines_release(&r.lines);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_regional = {
    .name = "regional",
    .summary = "inequality, convergence, location quotients, shift-share",
    .usage = "regional MEASURE EXPR... [OPTION...]",
    .help =
	"inequality EXPR      Gini, Theil, Atkinson, Williamson, the deviation of logs (sigma) "
	"and\n"
	"                     Herfindahl over the regions of EXPR, period by period\n"
	"convergence EXPR     beta: do poorer regions grow faster between --from and --to? And\n"
	"                     sigma at both\n"
	"quotient P R PW W    (part / region) / (part of the whole / whole)\n"
	"shift-share EXPR...  a region's growth against the whole's, one EXPR an activity;\n"
	"                     competitive parted into pure and allocation (Esteban-Marquillas)",
    .examples =
	"  tally regional inequality 'gdp_per_capita[CN/provinces]' -w 'population[CN/provinces]' "
	"--groups four-regions\n"
	"  tally regional convergence 'gdp_per_capita[CN/provinces]' --from 2007 --to 2016\n"
	"  tally regional quotient 'gdp_secondary[CN/provinces]' 'gdp[CN/provinces]' \\\n"
	"      'gdp_secondary[CN]' 'gdp[CN]'\n"
	"  tally regional shift-share gdp_primary gdp_secondary gdp_tertiary --region CN-GD \\\n"
	"      --whole CN --from 2010 --to 2016 --dynamic\n"
	"  tally regional inequality 'gdp[CN/provinces]' --into provincial_gdp --whole CN\n",
    .run = run,
};
