/* cmd_hierarchy.c: a group, its parts and their parts reconciled so that every level adds up. */
#include "adjust/hierarchy.h"
#include "temporal.h"

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
	cli_evaluated errors; /* past errors of the nodes, for the methods that weigh by them */
	tally_hierarchy_method method;
	bool top_down, non_negative, has_errors;
	double *w;   /* [n][n] covariance */
	bool *fixed; /* [n] */
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
		return cli_no_memory();
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
	return r->sums ? 0 : cli_no_memory();
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

/* Errors of the periods that all nodes have: rows[*n_rows][n]. */
static double *error_rows(const run_state *r, size_t *n_rows)
{
	const tally_series *first = cli_series_of(&r->errors, r->regions[0], false, false);
	double *rows = malloc(((first ? first->n : 0) + 1) * r->n * sizeof *rows);

	*n_rows = 0;
	for (size_t t = 0; rows && first && t < first->n; t++) {
		double *row = rows + *n_rows * r->n;
		bool all = true;
		for (size_t i = 0; i < r->n && all; i++) {
			row[i] =
			    cli_value_at(cli_series_of(&r->errors, r->regions[i], false, false),
					 first->points[t].period);
			all = isfinite(row[i]);
		}
		*n_rows += all;
	}
	return rows;
}

static tally_status covariance(run_state *r, tally_error *err)
{
	tally_hierarchy h = {r->n_aggregates, r->n - r->n_aggregates, r->sums};
	size_t n_rows = 0;
	double lambda = NAN, *rows = r->has_errors ? error_rows(r, &n_rows) : NULL;

	r->w = malloc(r->n * r->n * sizeof *r->w);
	if (!r->w || (r->has_errors && !rows)) {
		free(rows);
		return tally_error_memory(err);
	}
	tally_status status =
	    r->has_errors && n_rows < 2
		? tally_error_set(err, TALLY_EINPUT,
				  "--errors: expected two periods or more with figures for every "
				  "node, found %zu",
				  n_rows)
		: tally_hierarchy_covariance(&h, r->method, rows, n_rows, r->w, &lambda, err);
	if (status == TALLY_OK && r->has_errors)
		cli_lines_fact(&r->lines, (double)n_rows, "periods of errors");
	if (status == TALLY_OK && r->method == TALLY_HIERARCHY_SHRINK)
		cli_lines_fact(&r->lines, lambda, "shrinkage");
	free(rows);
	return status;
}

/* The result's own check: the largest miss of a sum, relative to its parts. */
static double worst_miss(const run_state *r, const double *x)
{
	size_t n_bottom = r->n - r->n_aggregates;
	double worst = 0;

	for (size_t i = 0; i < r->n_aggregates; i++) {
		double sum = 0, size = fabs(x[i]);
		for (size_t j = 0; j < n_bottom; j++) {
			double part = r->sums[i * n_bottom + j] * x[r->n_aggregates + j];
			sum += part;
			size += fabs(part);
		}
		if (size > 0)
			worst = fmax(worst, fabs(sum - x[i]) / size);
	}
	return worst;
}

static tally_status one_period(run_state *r, tally_period period, const double *base, double *x,
			       double *worst, tally_error *err)
{
	tally_hierarchy h = {r->n_aggregates, r->n - r->n_aggregates, r->sums};
	const double *use = r->method == TALLY_HIERARCHY_BOTTOM_UP ? NULL : r->w;

	tally_status status =
	    r->top_down
		? tally_hierarchy_top_down(&h, base, 0, base + r->n_aggregates, x, err)
		: tally_hierarchy_reconcile(&h, base, use, r->fixed, r->non_negative, x, err);
	if (status == TALLY_OK)
		*worst = fmax(*worst, worst_miss(r, x));
	if (status == TALLY_OK && !(*worst < 1e-9))
		status =
		    tally_error_set(err, TALLY_EINPUT, "the levels miss their sums by %g", *worst);
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
	double *base = malloc(2 * r->n * sizeof *base), worst = 0;
	tally_error err = {0};
	tally_status status = base ? covariance(r, &err) : tally_error_memory(&err);

	for (size_t i = 0; status == TALLY_OK && i < root->n; i++)
		if (gather(r, root->points[i].period, base))
			status =
			    one_period(r, root->points[i].period, base, base + r->n, &worst, &err);
	if (status == TALLY_OK && r->lines.n == 0)
		status =
		    tally_error_set(&err, TALLY_EINPUT, "no period has figures for every node");
	cli_lines_fact(&r->lines, worst, "worst miss of a sum");
	free(base);
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

static bool set_method(run_state *r, const char *name)
{
	static const char *const names[] = {"structural", "ols",    "bottom-up", "top-down",
					    "variance",   "sample", "shrink",    NULL};
	static const tally_hierarchy_method methods[] = {
	    TALLY_HIERARCHY_STRUCTURAL, TALLY_HIERARCHY_OLS,      TALLY_HIERARCHY_BOTTOM_UP,
	    TALLY_HIERARCHY_OLS,        TALLY_HIERARCHY_VARIANCE, TALLY_HIERARCHY_SAMPLE,
	    TALLY_HIERARCHY_SHRINK};
	int i = cli_word(&cmd_hierarchy, "method", name, names);

	if (i < 0)
		return false;
	r->method = methods[i];
	r->top_down = i == 3;
	if ((i >= 4) == r->has_errors)
		return true;
	cli_usage(&cmd_hierarchy, i >= 4
				      ? "--method variance, sample and shrink weigh by past "
					"errors: give them by --errors"
				      : "--errors goes with --method variance, sample or shrink");
	return false;
}

/* --keep: nodes whose figures stay. */
static bool fix_nodes(run_state *r, const cli_list *keep)
{
	r->fixed = calloc(r->n, sizeof *r->fixed);
	for (int k = 0; r->fixed && k < keep->n; k++) {
		int32_t region = cli_region(&cmd_hierarchy, r->codes, keep->items[k]);
		size_t i = 0;
		if (region == TALLY_NO_CODE)
			return false;
		while (i < r->n && r->regions[i] != region)
			i++;
		if (i == r->n) {
			cli_usage(&cmd_hierarchy, "--keep %s: it is no node of this hierarchy",
				  keep->items[k]);
			return false;
		}
		r->fixed[i] = true;
	}
	return r->fixed != NULL;
}

static int run_store(run_state *r, const cli_query *q, const char *text, const char *group,
		     const cli_list *partitions, const cli_list *keep, const char *errors)
{
	r->codes = tally_store_codes(r->store);
	int32_t root = cli_region(&cmd_hierarchy, r->codes, group);
	if (root == TALLY_NO_CODE)
		return 2;
	int code = cli_evaluate(&cmd_hierarchy, r->store, q, text, &r->e);
	if (code == 0 && errors)
		code = cli_evaluate(&cmd_hierarchy, r->store, q, errors, &r->errors);
	if (code == 0)
		code = build(r, root, partitions);
	if (code == 0 && !fix_nodes(r, keep))
		code = 2;
	if (code == 0)
		code = all_periods(r);
	if (code == 0 && !cli_lines_print(&cmd_hierarchy, r->g, q, r->codes, &r->lines))
		code = 2;
	return code;
}

/* --temporal: each region's own years, half-years, quarters and months. */
static int run_temporal(run_state *r, const cli_query *q, const char *text)
{
	tally_error err = {0};

	r->codes = tally_store_codes(r->store);
	int code = cli_evaluate(&cmd_hierarchy, r->store, q, text, &r->e);
	if (code == 0 && tally_expression_type(r->e.expression)->observed != TALLY_FLOW)
		return cli_usage(&cmd_hierarchy, "--temporal: only flows add up over time");
	if (code == 0 && cli_hierarchy_temporal(&r->e, r->codes, r->method, r->non_negative,
						&r->lines, &err) != TALLY_OK)
		code = cli_fail(&err);
	if (code == 0 && !cli_lines_print(&cmd_hierarchy, r->g, q, r->codes, &r->lines))
		code = 2;
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list partitions = {0}, keep = {0};
	const char *group = "CN", *method = NULL, *errors = NULL;
	bool into = false, temporal = false, done = false;
	run_state r = {.g = &g};
	const cli_option options[] = {
	    {"group", 0, CLI_TEXT, &group, "REGION", "the top of the hierarchy (default CN)"},
	    {"partition", 'p', CLI_LIST, &partitions, "NAME",
	     "how it is cut, coarse first; the last is the bottom (provinces)"},
	    {"method", 'm', CLI_TEXT, &method, "METHOD",
	     "structural (default), ols, bottom-up, top-down, variance, sample or shrink"},
	    {"errors", 0, CLI_TEXT, &errors, "EXPR",
	     "variance, sample, shrink: past errors of every node (MinT)"},
	    {"keep", 0, CLI_LIST, &keep, "REGION", "its figure stays; may be repeated"},
	    {"temporal", 0, CLI_FLAG, &temporal, NULL,
	     "years, half-years, quarters and months of each region instead of regions"},
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
	r.has_errors = errors != NULL;
	if (!set_method(&r, method))
		return 2;
	if (temporal && (partitions.n || keep.n || r.has_errors || r.top_down))
		return cli_usage(&cmd_hierarchy,
				 "--temporal goes with --method structural, ols or "
				 "bottom-up, without --partition, --keep and --errors");
	if (!temporal && (partitions.n == 0 || partitions.n > LEVELS_MAX))
		return cli_usage(&cmd_hierarchy, "say --partition: provinces, or four-regions and "
						 "provinces");
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"base", "reconciled", "change"},
			      .shown = {CLI_AMOUNT, CLI_AMOUNT, CLI_PERCENT},
			      .n_values = 3};
	snprintf(r.lines.note, sizeof r.lines.note, "hierarchy %s, %s", argv[0],
		 method ? method : "structural");
	code = temporal ? run_temporal(&r, &q, argv[0])
			: run_store(&r, &q, argv[0], group, &partitions, &keep, errors);
	if (code == 0 && into)
		code = cli_lines_store(&cmd_hierarchy, &g, &q, r.store, &r.lines, 1,
				       &r.e.result.items[0].key, "tally:hierarchy");
	free(r.regions);
	free(r.sums);
	free(r.w);
	free(r.fixed);
	cli_evaluated_release(&r.errors);
	cli_lines_release(&r.lines);
	cli_evaluated_release(&r.e);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_hierarchy = {
    .name = "hierarchy",
    .summary = "reconcile a group, its parts and their parts",
    .usage = "hierarchy EXPR --partition NAME... | --temporal [OPTION...]",
    .help = "The figures of the group, of its members in each partition, and of the bottom are\n"
	    "changed as little as possible so that every level adds up, period by period. Levels\n"
	    "without figures are left out. structural: variance grows with the number of parts;\n"
	    "variance, sample and shrink: by past errors. Every sum is added up again; the worst\n"
	    "miss is told.",
    .examples =
	"  tally hierarchy gdp --partition provinces --from 2020\n"
	"  tally hierarchy gdp -p provinces --method shrink --errors 'forecast - gdp'\n"
	"  tally hierarchy 'retail_sales[CN]' --temporal --from 2020\n"
	"  tally hierarchy rd_expenditure -p four-regions -p provinces --method ols --json\n",
    .run = run,
};
