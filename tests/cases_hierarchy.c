/* cases_hierarchy.c: cases of hierarchies: cross-sectional (in_base, in_agg, in_res) and temporal
 * (in_base with node, value; in_res in one column), and of series benchmarked together. */
#include "adjust/hierarchy.h"
#include "adjust/multivariate.h"
#include "cases_adjust.h"
#include "cases_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double *matrix_of(const case_table *t)
{
	size_t n = (size_t)t->n_rows * (size_t)t->n_columns;
	double *m = calloc(n + 1, sizeof *m);
	for (int i = 0; i < t->n_rows; i++)
		for (int j = 0; j < t->n_columns; j++)
			m[i * t->n_columns + j] = case_number(t, i, j);
	return m;
}

static tally_hierarchy_method method_of(const char *name)
{
	static const struct {
		const char *name;
		tally_hierarchy_method method;
	} methods[] = {
	    {"ols", TALLY_HIERARCHY_OLS},      {"str", TALLY_HIERARCHY_STRUCTURAL},
	    {"wls", TALLY_HIERARCHY_VARIANCE}, {"shr", TALLY_HIERARCHY_SHRINK},
	    {"sam", TALLY_HIERARCHY_SAMPLE},   {"acov", TALLY_HIERARCHY_SAMPLE},
	};
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (strncmp(name, methods[i].name, strlen(methods[i].name)) == 0)
			return methods[i].method;
	return TALLY_HIERARCHY_BOTTOM_UP;
}

/* --- cross-sectional -------------------------------------------------------------------- */

static bool cross_matches(case_dir *dir)
{
	return case_file(dir, "in_agg") && case_file(dir, "in_base") &&
	       case_has(dir, "out_reconciled", (const char *const[]){"method", "h", NULL});
}

/* The outputs carry the names of the base's columns. */
static int node_column(case_dir *dir, int node)
{
	return case_column(case_file(dir, "out_reconciled"),
			   case_file(dir, "in_base")->heads[node]);
}

/* wls+nonneg(bpv), wls+immutable1 */
static void cross_row(case_dir *dir, const tally_hierarchy *h, const double *residuals,
		      const double *base, int row, case_report *report)
{
	const case_table *out = case_file(dir, "out_reconciled");
	const char *name = case_text(out, row, case_column(out, "method"));
	const char *node = strstr(name, "immutable");
	size_t n = h->n_aggregates + h->n_bottom;
	bool negative_free = strstr(name, "nonneg") != NULL, *fixed = calloc(n, sizeof *fixed);
	double *w = calloc(n * n, sizeof *w), *x = calloc(n, sizeof *x);
	tally_hierarchy_method method = method_of(name);
	tally_error err = {0};
	int step = (int)case_number(out, row, case_column(out, "h")) - 1;

	if (node)
		fixed[atoi(node + strlen("immutable")) - 1] = true;
	if (tally_hierarchy_covariance(h, method, residuals,
				       (size_t)case_file(dir, "in_res")->n_rows, w, NULL, &err) ||
	    tally_hierarchy_reconcile(h, base + (size_t)step * n,
				      method == TALLY_HIERARCHY_BOTTOM_UP ? NULL : w, fixed,
				      negative_free, x, &err))
		case_check(report, false, "%s: %s", name, err.message);
	for (size_t i = 0; i < n; i++) {
		double wanted = case_number(out, row, node_column(dir, (int)i));
		if (negative_free)
			case_compare_within(report, 1e-7, wanted, x[i], 100, name);
		else
			case_compare(report, wanted, x[i], 1, "%s h %d node %zu", name, step + 1,
				     i + 1);
	}
	free(fixed);
	free(x);
	free(w);
}

static void cross_run(case_dir *dir, case_report *report)
{
	const case_table *agg = case_file(dir, "in_agg"), *out = case_file(dir, "out_reconciled");
	const case_table *cov = case_file(dir, "out_shr_cov");
	double *sums = matrix_of(agg), *residuals = matrix_of(case_file(dir, "in_res"));
	double *base = matrix_of(case_file(dir, "in_base"));
	tally_hierarchy h = {(size_t)agg->n_rows, (size_t)agg->n_columns, sums};
	size_t n = h.n_aggregates + h.n_bottom;
	double *w = calloc(n * n, sizeof *w);

	for (int row = 0; row < out->n_rows; row++)
		cross_row(dir, &h, residuals, base, row, report);
	tally_hierarchy_covariance(&h, TALLY_HIERARCHY_SHRINK, residuals,
				   (size_t)case_file(dir, "in_res")->n_rows, w, NULL, NULL);
	for (int i = 0; cov && i < cov->n_rows; i++) {
		size_t r = (size_t)case_number(cov, i, 0) - 1,
		       c = (size_t)case_number(cov, i, 1) - 1;
		case_compare(report, case_number(cov, i, 2), w[r * n + c], 1e-3,
			     "covariance %zu %zu", r + 1, c + 1);
	}
	free(sums);
	free(residuals);
	free(base);
	free(w);
}

const case_kind case_hierarchy = {"hierarchy", cross_matches, cross_run};

/* --- any constraints ------------------------------------------------------------------- */

static bool constraints_matches(case_dir *dir)
{
	return case_file(dir, "in_cons") && case_file(dir, "in_base") && case_file(dir, "in_res") &&
	       case_has(dir, "out_reconciled", (const char *const[]){"method", "h", NULL});
}

static void constraints_run(case_dir *dir, case_report *report)
{
	const case_table *cons = case_file(dir, "in_cons"), *res = case_file(dir, "in_res");
	const case_table *out = case_file(dir, "out_reconciled");
	size_t n = (size_t)cons->n_columns;
	double *c = matrix_of(cons), *residuals = matrix_of(res);
	double *base = matrix_of(case_file(dir, "in_base"));
	double *w = calloc(n * n, sizeof *w), *x = calloc(n, sizeof *x);
	const tally_hierarchy flat = {.n_bottom = n};

	for (int row = 0; row < out->n_rows; row++) {
		const char *name = case_text(out, row, case_column(out, "method"));
		size_t step = (size_t)case_number(out, row, case_column(out, "h")) - 1;
		tally_error err = {0};

		if (tally_hierarchy_covariance(&flat, method_of(name), residuals,
					       (size_t)res->n_rows, w, NULL, &err) ||
		    tally_constraints_reconcile(c, (size_t)cons->n_rows, n, base + step * n, w, x,
						&err))
			case_check(report, false, "%s: %s", name, err.message);
		for (size_t i = 0; i < n; i++)
			case_compare(report, case_number(out, row, node_column(dir, (int)i)), x[i],
				     1, "%s h %zu node %zu", name, step + 1, i + 1);
	}
	free(c);
	free(residuals);
	free(base);
	free(w);
	free(x);
}

const case_kind case_constraints = {"linear constraints", constraints_matches, constraints_run};

/* --- temporal --------------------------------------------------------------------------------- */

static bool temporal_matches(case_dir *dir)
{
	return case_has(dir, "in_base", (const char *const[]){"node", "value", NULL}) &&
	       case_has(dir, "out_reconciled", (const char *const[]){"method", "node", NULL});
}

/* A column by levels, each with `years` years in order, as rows of years: [years][n]. */
static double *by_year(const case_table *t, int column, int from, size_t years, const int *level,
		       int m, size_t n)
{
	double *r = calloc(years * n + 1, sizeof *r);
	for (size_t i = 0; i < n;) {
		size_t in_level = (size_t)(m / level[i]);
		for (size_t y = 0; y < years; y++)
			for (size_t k = 0; k < in_level; k++)
				r[y * n + i + k] = case_number(t, from++, column);
		i += in_level;
	}
	return r;
}

static bool temporal_covariance(const tally_hierarchy *h, const char *name, const double *residuals,
				size_t years, const int *level, double *w, case_report *report)
{
	size_t n = h->n_aggregates + h->n_bottom;
	tally_error err = {0};

	tally_status status =
	    tally_hierarchy_covariance(h, method_of(name), residuals, years, w, NULL, &err);
	if (!strcmp(name, "acov") || !strcmp(name, "wlsv"))
		tally_hierarchy_by_level(w, level, n, !strcmp(name, "wlsv"));
	case_check(report, status == TALLY_OK, "%s: %s", name, err.message);
	return status == TALLY_OK;
}

/* The rows of one method from `row` on: as many years as the base has. */
static void temporal_method(case_dir *dir, const tally_hierarchy *h, int row, const int *level,
			    const double *w, case_report *report)
{
	const case_table *base = case_file(dir, "in_base"), *out = case_file(dir, "out_reconciled");
	size_t n = h->n_aggregates + h->n_bottom, years = (size_t)base->n_rows / n;
	int m = (int)h->n_bottom;
	double *x = calloc(n, sizeof *x);
	double *y = by_year(base, case_column(base, "value"), 0, years, level, m, n);
	double *wanted = by_year(out, case_column(out, "value"), row, years, level, m, n);
	const char *name = case_text(out, row, case_column(out, "method"));
	tally_error err = {0};

	for (size_t k = 0; k < years; k++) {
		if (tally_hierarchy_reconcile(
			h, y + k * n, method_of(name) == TALLY_HIERARCHY_BOTTOM_UP ? NULL : w, NULL,
			false, x, &err))
			case_check(report, false, "%s: %s", name, err.message);
		for (size_t i = 0; i < n; i++)
			case_compare(report, wanted[k * n + i], x[i], 0, "%s year %zu node %zu",
				     name, k + 1, i + 1);
	}
	free(x);
	free(y);
	free(wanted);
}

static void temporal_run(case_dir *dir, case_report *report)
{
	const case_table *res = case_file(dir, "in_res"), *out = case_file(dir, "out_reconciled");
	size_t m = (size_t)case_option_number(dir, "agg_order", 4);
	double *sums = calloc(m * m * m + 1, sizeof *sums);
	int *level = calloc(m * m + m + 1, sizeof *level), method = case_column(out, "method");
	int rows = case_file(dir, "in_base")->n_rows;
	tally_hierarchy h = {0, m, sums};

	tally_temporal_hierarchy((int)m, sums, level, &h.n_aggregates);
	size_t n = h.n_aggregates + m, years = res ? (size_t)res->n_rows / n : 0;
	for (size_t i = h.n_aggregates; i < n; i++)
		level[i] = 1;
	case_check(report, rows > 0 && (size_t)rows % n == 0, "%d nodes, not a multiple of %zu",
		   rows, n);
	double *w = calloc(n * n, sizeof *w);
	double *residuals = res ? by_year(res, 0, 0, years, level, (int)m, n) : NULL;
	for (int row = 0; rows > 0 && row + rows <= out->n_rows; row += rows)
		if (temporal_covariance(&h, case_text(out, row, method), residuals, years, level, w,
					report))
			temporal_method(dir, &h, row, level, w, report);
	free(w);
	free(residuals);
	free(sums);
	free(level);
}

const case_kind case_temporal = {"temporal hierarchy", temporal_matches, temporal_run};

/* --- series benchmarked together ---------------------------------------------------------------
 */

static bool together_matches(case_dir *dir)
{
	const case_table *a = case_file(dir, "in_a");
	return case_has(dir, "in_q", (const char *const[]){"year", "period", NULL}) && a &&
	       case_has(dir, "out_values", (const char *const[]){"key", "series", "value", NULL});
}

typedef struct {
	tally_member members[16];
	case_series series[16];
	const char *names[16];
	double *out[16], weights[16];
	size_t n_members;
	tally_sum sum;
	case_series total;
} group;

/* Series x with totals Y_x in in_a; the column without one is their sum. */
static void group_read(case_dir *dir, group *g)
{
	const case_table *q = case_file(dir, "in_q"), *a = case_file(dir, "in_a");

	*g = (group){0};
	for (int c = 0; c < q->n_columns; c++) {
		const char *head = q->heads[c];
		char total[80];
		snprintf(total, sizeof total, "Y_%s", head);
		if (!strcmp(head, "year") || !strcmp(head, "period"))
			continue;
		if (case_column(a, total) < 0) {
			g->total = case_series_read(q, head);
			continue;
		}
		size_t k = g->n_members++;
		g->names[k] = head;
		g->series[k] = case_series_read(q, head);
		g->weights[k] = 1;
		g->out[k] = calloc((size_t)q->n_rows, sizeof(double));
		tally_benchmark *b = calloc((size_t)a->n_rows, sizeof *b);
		size_t m = case_benchmarks(a, total, &g->series[k], "sum", b);
		g->members[k] = (tally_member){g->series[k].values, b, m};
	}
	g->sum = (tally_sum){g->weights, g->total.values};
}

static void group_release(group *g)
{
	for (size_t k = 0; k < g->n_members; k++) {
		free(g->series[k].values);
		free(g->out[k]);
		free((void *)(size_t)g->members[k].benchmarks);
	}
	free(g->total.values);
}

static void together_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	int year = case_column(out, "year"), period = case_column(out, "period");
	const char *done = "";
	group g;

	group_read(dir, &g);
	for (int row = 0; row < out->n_rows; row++) {
		const char *key = case_text(out, row, case_column(out, "key"));
		const char *name = case_text(out, row, case_column(out, "series"));
		if (strcmp(key, done)) {
			tally_error err = {0};
			if (tally_benchmark_together(g.members, g.n_members, (size_t)g.total.n,
						     &g.sum, 1, atof(case_part(key, 0, "rho=")),
						     atof(case_part(key, 1, "lambda=")), g.out,
						     NULL, &err))
				case_check(report, false, "%s: %s", key, err.message);
			done = key;
		}
		for (size_t k = 0; k < g.n_members; k++)
			if (!strcmp(g.names[k], name))
				case_compare(
				    report, case_number(out, row, case_column(out, "value")),
				    g.out[k]
					 [case_series_at(&g.total, (int)case_number(out, row, year),
							 (int)case_number(out, row, period))],
				    0, "%s %s", key, name);
	}
	group_release(&g);
}

const case_kind case_together = {"benchmarking together", together_matches, together_run};
