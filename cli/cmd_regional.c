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

typedef struct {
	const cli_globals *g;
	const cli_query *q;
	tally_store *store;
	cli_evaluated words[WORDS_MAX], weights, whole;
	int n_words;
	bool has_weights;
	const char *groups, *aversion, *region, *nation;
	cli_lines lines;
} run_state;

/* The regions of one period, side by side. */
typedef struct {
	double *x, *p;
	int *group;
	size_t n;
	int n_groups;
} cross_section;

static double value_at(const tally_series *s, tally_period period)
{
	ptrdiff_t at = s ? tally_series_find(s, period) : -1;
	return at < 0 ? NAN : s->points[at].value;
}

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
		double x = value_at(s, period), p = 1;
		int group = 0;
		if (r->has_weights)
			p = value_at(cli_series_of(&r->weights, s->key.region, false, false),
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
	double aversion = r->aversion ? atof(r->aversion) : 1;

	if (r->groups)
		tally_theil_groups(c->x, p, c->group, c->n, c->n_groups, &between, &within);
	cli_line line = {
	    .region = TALLY_NO_CODE,
	    .period = period,
	    .values = {(double)c->n, tally_gini(c->x, p, c->n), tally_theil(c->x, p, c->n), between,
		       within, tally_atkinson(c->x, p, c->n, aversion),
		       tally_williamson(c->x, p, c->n), tally_log_deviation(c->x, c->n)}};
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
					 "Atkinson", "Williamson", "sigma"},
			       .n_values = 8};
	for (int k = 0; k < 8; k++)
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
	*years = (double)(to->last - from->last) / 365.2425;
	return true;
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
		start[i] = value_at(&result->items[i], from);
		end[i] = value_at(&result->items[i], to);
	}
	if (status == TALLY_OK)
		status =
		    tally_beta_convergence(start, end, result->n, round(years * 4) / 4, &b, &err);
	free(start);
	if (status != TALLY_OK)
		return cli_fail(&err);
	r->lines = (cli_lines){
	    .heads = {"regions", "intercept", "beta", "error", "p", "R2", "speed", "half-life"},
	    .n_values = 8};
	for (int k = 0; k < 8; k++)
		r->lines.shown[k] = CLI_NUMBER;
	cli_line line = {.region = TALLY_NO_CODE,
			 .label = "beta",
			 .values = {(double)b.n, b.intercept, b.slope, b.slope_error, b.p_value,
				    b.r_squared, b.speed, b.half_life}};
	cli_lines_add(&r->lines, &line);
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
			    tally_location_quotient(part->points[t].value, value_at(all, p),
						    value_at(&r->words[2].result.items[0], p),
						    value_at(&r->words[3].result.items[0], p));
			cli_line line = {.region = part->key.region, .period = p, .values = {q}};
			if (!isnan(q))
				cli_lines_add(&r->lines, &line);
		}
	}
	return 0;
}

/* Each word is one activity; --region against --whole. */
static int shift_share(run_state *r)
{
	const tally_codes *codes = tally_store_codes(r->store);
	double before[2][WORDS_MAX], after[2][WORDS_MAX], years;
	tally_period from, to;
	tally_error err = {0};

	if (!r->region || !r->nation)
		return cli_usage(&cmd_regional, "say --region and --whole");
	int32_t region = cli_region(&cmd_regional, codes, r->region);
	int32_t nation = cli_region(&cmd_regional, codes, r->nation);
	if (region == TALLY_NO_CODE || nation == TALLY_NO_CODE || !ends(r, &from, &to, &years))
		return 2;
	for (int w = 0; w < r->n_words; w++)
		for (int k = 0; k < 2; k++) {
			const tally_series *s =
			    cli_series_of(&r->words[w], k ? nation : region, false, false);
			before[k][w] = value_at(s, from);
			after[k][w] = value_at(s, to);
			if (!isnan(before[k][w]) && !isnan(after[k][w]))
				continue;
			tally_error_set(&err, TALLY_EINPUT,
					"%s of %s is not there for both periods",
					tally_expression_text(r->words[w].expression),
					k ? r->nation : r->region);
			return cli_fail(&err);
		}
	tally_shift_share s =
	    tally_shift_share_static(before[0], after[0], before[1], after[1], (size_t)r->n_words);
	r->lines = (cli_lines){
	    .heads = {"change", "national", "industry", "competitive", "pure", "allocation"},
	    .n_values = 6};
	cli_line line = {.region = region,
			 .label = "shift-share",
			 .unit = r->words[0].result.items[0].key.base_unit,
			 .values = {s.total, s.national, s.industry, s.competitive,
				    s.pure_competitive, s.allocation}};
	cli_lines_add(&r->lines, &line);
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
	if (code == 0 &&
	    !cli_lines_print(&cmd_regional, r->g, r->q, tally_store_codes(r->store), &r->lines))
		code = 2;
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	run_state r = {.g = &g, .q = &q};
	const char *weights = NULL;
	bool done = false;
	const cli_option options[] = {
	    {"weights", 'w', CLI_TEXT, &weights, "EXPR", "inequality: weights, such as population"},
	    {"groups", 0, CLI_TEXT, &r.groups, "PARTITION",
	     "inequality: Theil between and within its groups (four-regions)"},
	    {"aversion", 0, CLI_TEXT, &r.aversion, "E", "inequality: Atkinson's, default 1"},
	    {"region", 'r', CLI_TEXT, &r.region, "REGION", "shift-share: whose growth"},
	    {"whole", 0, CLI_TEXT, &r.nation, "REGION", "shift-share: compared with"},
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
    .help = "inequality EXPR      Gini, Theil, Atkinson, Williamson and the deviation of logs over "
	    "the\n"
	    "                     regions of EXPR, period by period\n"
	    "convergence EXPR     do poorer regions grow faster between --from and --to?\n"
	    "quotient P R PW W    (part / region) / (part of the whole / whole)\n"
	    "shift-share EXPR...  a region's growth against the whole's, one EXPR an activity",
    .examples =
	"  tally regional inequality 'gdp_per_capita[CN/provinces]' -w 'population[CN/provinces]' "
	"--groups four-regions\n"
	"  tally regional convergence 'gdp_per_capita[CN/provinces]' --from 2007 --to 2016\n"
	"  tally regional quotient 'gdp_secondary[CN/provinces]' 'gdp[CN/provinces]' \\\n"
	"      'gdp_secondary[CN]' 'gdp[CN]'\n"
	"  tally regional shift-share gdp_primary gdp_secondary gdp_tertiary --region CN-GD \\\n"
	"      --whole CN --from 2015 --to 2016\n",
    .run = run,
};
