/* cases_balancing.c: balancing of tables over time (as StatCan's tsbalancing): rules per period,
 * alterability coefficients, lower bounds, totals over complete groups of periods kept.
 *
 * Minimises sum (x - y)^2 / |c y|; cells with c y = 0 are fixed. Specifications:
 *   type,col,row,coef[,time_val]: a line with a type opens a row (EQ, LE, GE) or a property
 *   (alter, lowerBd, upperBd); the lines below fill it. */
#include "cases.h"

#include "network/reconcile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ENTRIES 256

typedef struct {
	case_dir *dir;
	const case_table *data, *specs;
	int first;               /**< first data column that is a series */
	int periods, series;     /**< of this group */
	int from;                /**< its first data row */
	double *alter, *lo, *hi; /**< [periods * series] */
	double total_alter;      /**< of totals over the group; NaN: no totals */
} group;

static tally_number number_of(const char *text)
{
	tally_decimal d = {0};
	tally_decimal_parse(text, strlen(text), &d, NULL);
	return tally_number_of(d);
}

static const char *spec(const group *g, int line, const char *column)
{
	return case_text(g->specs, line, case_column(g->specs, column));
}

/* Whether a line of the specifications holds for period `p` of the group. */
static bool holds_at(const group *g, int line, int p)
{
	double wanted = case_number(g->specs, line, case_column(g->specs, "time_val"));
	double time = case_number(g->data, g->from + p, case_column(g->data, "time"));
	return isnan(wanted) || fabs(wanted - time) < 1e-6;
}

static bool is_constant(const char *name)
{
	return !*name || strcmp(name, "_rhs_") == 0 || strcmp(name, "rhs") == 0;
}

/* Fills alter, lo or hi from all lines under a property, general lines first. */
static void property(group *g, const char *type, double *out)
{
	bool inside = false;
	for (int line = 0; line < g->specs->n_rows; line++) {
		if (*spec(g, line, "type")) {
			inside = strcmp(spec(g, line, "type"), type) == 0;
			continue;
		}
		int series = case_column(g->data, spec(g, line, "col")) - g->first;
		for (int p = 0; inside && series >= 0 && p < g->periods; p++)
			if (holds_at(g, line, p))
				out[p * g->series + series] =
				    case_number(g->specs, line, case_column(g->specs, "coef"));
	}
}

static tally_bound bound_or_none(double v)
{
	return isfinite(v) ? tally_number_bound(tally_number_real(v), false)
			   : tally_bound_infinite();
}

/* One EQ, LE or GE row, from line `line`, in period p. */
static void add_rule(const group *g, tally_system *s, int line, int p)
{
	const char *type = spec(g, line, "type");
	int32_t columns[MOST_ENTRIES];
	tally_number a[MOST_ENTRIES], right = tally_number_int(0);
	int n = 0;
	for (int k = line + 1; k < g->specs->n_rows && !*spec(g, k, "type"); k++) {
		const char *name = spec(g, k, "col");
		int series = case_column(g->data, name) - g->first;
		tally_number value = number_of(spec(g, k, "coef"));
		if (!holds_at(g, k, p))
			continue;
		if (is_constant(name))
			right = tally_number_add(right, value);
		else if (series >= 0 && n < MOST_ENTRIES) {
			columns[n] = p * g->series + series;
			a[n++] = value;
		}
	}
	tally_bound end = tally_number_bound(right, false), none = tally_bound_infinite();
	tally_system_add_row(s, columns, a, n, strcmp(type, "LE") ? end : none,
			     strcmp(type, "GE") ? end : none, TALLY_HARD);
}

static void add_rules(const group *g, tally_system *s)
{
	for (int line = 0; line < g->specs->n_rows; line++) {
		const char *type = spec(g, line, "type");
		if (strcmp(type, "EQ") && strcmp(type, "LE") && strcmp(type, "GE"))
			continue;
		for (int p = 0; p < g->periods; p++)
			add_rule(g, s, line, p);
	}
}

/* One column for each series' total over the group, kept or altered as total_alter says. */
static void add_totals(const group *g, tally_system *s, double *value, double *sigma)
{
	tally_bound zero = {.den = 1};
	for (int k = 0; k < g->series; k++) {
		int32_t columns[MOST_ENTRIES], total = g->periods * g->series + k;
		tally_number a[MOST_ENTRIES];
		value[total] = 0;
		for (int p = 0; p < g->periods; p++) {
			columns[p] = p * g->series + k;
			a[p] = tally_number_int(1);
			value[total] += value[columns[p]];
		}
		columns[g->periods] = total;
		a[g->periods] = tally_number_int(-1);
		sigma[total] = sqrt(fabs(g->total_alter * value[total]));
		tally_system_add_column(s, tally_bound_infinite(), tally_bound_infinite());
		tally_system_add_row(s, columns, a, g->periods + 1, zero, zero, TALLY_HARD);
	}
}

static void check_group(const group *g, const double *x, const case_table *expected, double largest,
			case_report *r)
{
	for (int p = 0; p < g->periods; p++)
		for (int k = 0; k < g->series; k++) {
			const char *name = g->data->heads[g->first + k];
			case_compare(
			    r, case_number(expected, g->from + p, case_column(expected, name)),
			    x[p * g->series + k], largest, "%s in row %d", name, g->from + p + 1);
		}
}

static void balance(group *g, const case_table *expected, case_report *r)
{
	int cells = g->periods * g->series, all = cells + g->series;
	double *known = calloc(5 * (size_t)all, sizeof *known), *value = known,
	       *sigma = value + all;
	double low = case_option_number(g->dir, "lower_bound", -HUGE_VAL);
	double high = case_option_number(g->dir, "upper_bound", HUGE_VAL);
	g->alter = sigma + all, g->lo = g->alter + all, g->hi = g->lo + all;
	for (int c = 0; c < cells; c++) {
		value[c] = case_number(g->data, g->from + c / g->series, g->first + c % g->series);
		g->alter[c] = 1, g->lo[c] = low, g->hi[c] = high;
	}
	property(g, "alter", g->alter);
	property(g, "lowerBd", g->lo);
	property(g, "upperBd", g->hi);
	tally_system s = {0};
	for (int c = 0; c < cells; c++) {
		sigma[c] = sqrt(fabs(g->alter[c] * value[c]));
		bool fixed = sigma[c] == 0;
		tally_system_add_column(&s, bound_or_none(fixed ? -HUGE_VAL : g->lo[c]),
					bound_or_none(fixed ? HUGE_VAL : g->hi[c]));
	}
	add_rules(g, &s);
	if (!isnan(g->total_alter))
		add_totals(g, &s, value, sigma);
	tally_preliminary before = {value, sigma, NULL};
	tally_reconciliation got;
	case_check(r, tally_reconcile(&s, &before, NULL, &got, NULL) == TALLY_OK, "failed");
	case_check(r, got.verdict == TALLY_FEASIBLE, "row %d: no solution", g->from + 1);
	check_group(g, got.x, expected, case_largest(expected, g->first), r);
	tally_reconciliation_release(&got);
	tally_system_release(&s);
	free(known);
}

static bool matches(case_dir *dir)
{
	return case_has(dir, "in_data", (const char *[]){"time", "year", "period", NULL}) &&
	       case_has(dir, "in_specs", (const char *[]){"type", "col", "row", "coef", NULL}) &&
	       (case_file(dir, "out_exact") || case_file(dir, "out_osqp"));
}

/* Complete groups of `size` periods that begin with a year's first; the others one by one. */
static void run(case_dir *dir, case_report *r)
{
	group g = {.dir = dir, .data = case_file(dir, "in_data"), .first = 3};
	g.specs = case_file(dir, "in_specs");
	const case_table *expected = case_file(dir, "out_exact");
	expected = expected ? expected : case_file(dir, "out_osqp");
	int size = (int)case_option_number(dir, "temporal_grp_periodicity", 1);
	int start = (int)case_option_number(dir, "temporal_grp_start", 1);
	g.series = g.data->n_columns - g.first;
	for (g.from = 0; g.from < g.data->n_rows; g.from += g.periods) {
		int period = (int)case_number(g.data, g.from, case_column(g.data, "period"));
		bool whole =
		    size > 1 && (period - start) % size == 0 && g.from + size <= g.data->n_rows;
		g.periods = whole ? size : 1;
		g.total_alter = whole ? case_option_number(dir, "alter_temporal", 0) : NAN;
		balance(&g, expected, r);
	}
}

const case_kind case_balancing = {"balancing", matches, run};
