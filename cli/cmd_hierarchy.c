/* cmd_hierarchy.c: a group, its parts and their parts reconciled so that every level adds up. */
#include "adjust/hierarchy.h"
#include "evaluated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_hierarchy;

#define LEVELS_MAX 8

typedef struct {
	const cli_globals *g;
	tally_store *store;
	const tally_codes *codes;
	cli_evaluated e;
	tally_hierarchy_method method;
	bool top_down, non_negative;
	/* nodes: aggregates first, then the bottom */
	int32_t *regions;
	size_t n, n_aggregates;
	double *sums;
	cli_lines lines;
} run_state;

static bool belongs(const tally_codes *codes, int32_t group, int32_t member, const char *partition)
{
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group == group && m->member == member &&
		    strcmp(m->partition, partition) == 0)
			return true;
	}
	return false;
}

/* Members of the root in a partition that have figures. */
static void add_level(run_state *r, int32_t root, const char *partition)
{
	for (int32_t i = 0; i < tally_codes_n_memberships(r->codes); i++) {
		const tally_membership *m = tally_codes_membership(r->codes, i);
		if (m->group == root && strcmp(m->partition, partition) == 0 &&
		    cli_series_of(&r->e, m->member, false, false))
			r->regions[r->n++] = m->member;
	}
}

/* Nodes and sums: the root, then each partition; the last one is the bottom. */
static int build(run_state *r, int32_t root, const cli_list *partitions)
{
	const char *last = partitions->items[partitions->n - 1];

	r->regions = malloc(((size_t)tally_codes_n_memberships(r->codes) + 1) * sizeof *r->regions);
	if (!r->regions)
		return cli_fail(&(tally_error){TALLY_ESYSTEM, "out of memory"});
	if (cli_series_of(&r->e, root, false, false))
		r->regions[r->n++] = root;
	for (int i = 0; i + 1 < partitions->n; i++)
		add_level(r, root, partitions->items[i]);
	r->n_aggregates = r->n;
	add_level(r, root, last);
	size_t bottom = r->n - r->n_aggregates;
	if (r->n_aggregates == 0 || bottom == 0)
		return cli_usage(&cmd_hierarchy,
				 "no figures for the group, or for its members in partition %s",
				 last);
	r->sums = calloc(r->n_aggregates * bottom, sizeof *r->sums);
	for (size_t i = 0; r->sums && i < r->n_aggregates; i++)
		for (size_t j = 0; j < bottom; j++)
			r->sums[i * bottom + j] =
			    r->regions[i] == root ||
			    belongs(r->codes, r->regions[i], r->regions[r->n_aggregates + j], last);
	return r->sums ? 0 : cli_fail(&(tally_error){TALLY_ESYSTEM, "out of memory"});
}

/* The base values of a period; false when a node has none. */
static bool gather(const run_state *r, tally_period period, double *base)
{
	for (size_t i = 0; i < r->n; i++) {
		const tally_series *s = cli_series_of(&r->e, r->regions[i], false, false);
		ptrdiff_t at = s ? tally_series_find(s, period) : -1;
		if (at < 0 || !isfinite(s->points[at].value))
			return false;
		base[i] = s->points[at].value;
	}
	return true;
}

static tally_status one_period(run_state *r, tally_period period, const double *base,
			       const double *w, double *x, tally_error *err)
{
	tally_hierarchy h = {r->n_aggregates, r->n - r->n_aggregates, r->sums};
	const double *use = r->method == TALLY_HIERARCHY_BOTTOM_UP ? NULL : w;

	tally_status status =
	    r->top_down ? tally_hierarchy_top_down(&h, base, 0, base + r->n_aggregates, x, err)
			: tally_hierarchy_reconcile(&h, base, use, NULL, r->non_negative, x, err);
	for (size_t i = 0; status == TALLY_OK && i < r->n; i++) {
		cli_line line = {
		    .region = r->regions[i],
		    .period = period,
		    .unit = r->e.result.items[0].key.base_unit,
		    .values = {base[i], x[i], base[i] != 0 ? x[i] / base[i] - 1 : NAN}};
		if (!cli_lines_add(&r->lines, &line))
			status = tally_error_memory(err);
	}
	return status;
}

static int all_periods(run_state *r)
{
	const tally_series *root = cli_series_of(&r->e, r->regions[0], false, false);
	tally_hierarchy h = {r->n_aggregates, r->n - r->n_aggregates, r->sums};
	double *w = malloc(r->n * r->n * sizeof *w), *base = malloc(2 * r->n * sizeof *base);
	tally_error err = {0};
	tally_status status = w && base ? TALLY_OK : tally_error_memory(&err);

	if (status == TALLY_OK)
		status = tally_hierarchy_covariance(&h, r->method, NULL, 0, w, NULL, &err);
	for (size_t i = 0; status == TALLY_OK && i < root->n; i++)
		if (gather(r, root->points[i].period, base))
			status = one_period(r, root->points[i].period, base, w, base + r->n, &err);
	if (status == TALLY_OK && r->lines.n == 0)
		status =
		    tally_error_set(&err, TALLY_EINPUT, "no period has figures for every node");
	free(w);
	free(base);
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

static bool set_method(run_state *r, const char *name)
{
	static const char *const names[] = {"structural", "ols", "bottom-up", "top-down"};
	static const tally_hierarchy_method methods[] = {
	    TALLY_HIERARCHY_STRUCTURAL, TALLY_HIERARCHY_OLS, TALLY_HIERARCHY_BOTTOM_UP,
	    TALLY_HIERARCHY_OLS};

	for (int i = 0; i < 4; i++) {
		if (strcmp(name ? name : "structural", names[i]) != 0)
			continue;
		r->method = methods[i];
		r->top_down = i == 3;
		return true;
	}
	cli_usage(&cmd_hierarchy,
		  "--method is structural, ols, bottom-up or top-down; found \"%s\"", name);
	return false;
}

static int run_store(run_state *r, const cli_query *q, const char *text, const char *group,
		     const cli_list *partitions)
{
	r->codes = tally_store_codes(r->store);
	int32_t root = cli_region(&cmd_hierarchy, r->codes, group);
	if (root == TALLY_NO_CODE)
		return 2;
	int code = cli_evaluate(&cmd_hierarchy, r->store, q, text, &r->e);
	if (code == 0)
		code = build(r, root, partitions);
	if (code == 0)
		code = all_periods(r);
	if (code == 0 && !cli_lines_print(&cmd_hierarchy, r->g, q, r->codes, &r->lines))
		code = 2;
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list partitions = {0};
	const char *group = "CN", *method = NULL;
	bool into = false, done = false;
	run_state r = {.g = &g};
	const cli_option options[] = {
	    {"group", 0, CLI_TEXT, &group, "REGION", "the top of the hierarchy (default CN)"},
	    {"partition", 'p', CLI_LIST, &partitions, "NAME",
	     "how it is cut, coarse first; the last is the bottom (provinces)"},
	    {"method", 'm', CLI_TEXT, &method, "METHOD",
	     "structural (default), ols, bottom-up or top-down"},
	    {"non-negative", 0, CLI_FLAG, &r.non_negative, NULL, "no bottom value below zero"},
	    {"into", 0, CLI_FLAG, &into, NULL, "store the result as source tally:hierarchy"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_hierarchy, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 1)
		return cli_usage(&cmd_hierarchy, "expected one expression, found %d", n);
	if (partitions.n == 0 || partitions.n > LEVELS_MAX)
		return cli_usage(&cmd_hierarchy, "say --partition: provinces, or four-regions and "
						 "provinces");
	if (!set_method(&r, method))
		return 2;
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"base", "reconciled", "change"},
			      .shown = {CLI_AMOUNT, CLI_AMOUNT, CLI_PERCENT},
			      .n_values = 3};
	code = run_store(&r, &q, argv[0], group, &partitions);
	if (code == 0 && into)
		code = cli_lines_store(&cmd_hierarchy, &g, r.store, &r.lines, 1,
				       &r.e.result.items[0].key, "tally:hierarchy");
	free(r.regions);
	free(r.sums);
	cli_lines_release(&r.lines);
	cli_evaluated_release(&r.e);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_hierarchy = {
    .name = "hierarchy",
    .summary = "reconcile a group, its parts and their parts",
    .usage = "hierarchy EXPR --partition NAME... [--group REGION] [OPTION...]",
    .help = "The figures of the group, of its members in each partition, and of the bottom are\n"
	    "changed as little as possible so that every level adds up, period by period. Levels\n"
	    "without figures are left out. structural: variance grows with the number of parts.",
    .examples =
	"  tally hierarchy gdp --partition provinces --from 2020\n"
	"  tally hierarchy rd_expenditure -p four-regions -p provinces --method ols --json\n",
    .run = run,
};
