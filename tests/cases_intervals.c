/* cases_intervals.c: levels, growth rates, shares and contributions as rounding intervals: feasible
 * or not under each convention of rounding, tightest bounds, irreducible sets, correction sets. */
#include "cases_intervals.h"

#include "network/explain.h"
#include "network/reconcile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIGURES "in_figures"

/** All levels are at least this, as the cases say. */
static const tally_decimal smallest_level = {1, 3};

int interval_level(case_dir *dir, const char *name, size_t len)
{
	const case_table *t = case_file(dir, "in_levels");
	for (int i = 0; i < t->n_rows; i++)
		if (strlen(case_text(t, i, 0)) == len &&
		    strncmp(case_text(t, i, 0), name, len) == 0)
			return i;
	return -1;
}

static int level_of(case_dir *dir, const char *name)
{
	return interval_level(dir, name, strlen(name));
}

/* The figure with as many decimals as its column says: 19 with 1 is 19.0, 1260 with -1 is 126e1. */
static tally_decimal printed(const case_table *t, int row)
{
	const char *text = case_text(t, row, case_column(t, "value"));
	int decimals = (int)case_number(t, row, case_column(t, "decimals"));
	tally_decimal d = {0};
	tally_decimal_parse(text, strlen(text), &d, NULL);
	for (; d.decimals < decimals; d.decimals++)
		d.mantissa *= 10;
	for (; d.decimals > decimals && d.mantissa % 10 == 0; d.decimals--)
		d.mantissa /= 10;
	return d;
}

/* One end of a figure: the level itself, or a row homogeneous in the levels. */
static void add_end(tally_system *s, case_dir *dir, const case_table *t, int row, bool lower,
		    tally_bound end, int32_t claim)
{
	const char *kind = case_text(t, row, case_column(t, "kind"));
	const char *num = case_text(t, row, case_column(t, "num"));
	const char *den = case_text(t, row, case_column(t, "den"));
	const char *minus = strcmp(kind, "contribution") == 0 ? strchr(num, '-') : NULL;
	size_t len = minus ? (size_t)(minus - num) : strlen(num);
	int32_t columns[3] = {interval_level(dir, num, len)};
	tally_number a[3] = {tally_number_int(1)};
	tally_bound none = tally_bound_infinite();
	int n = 1;
	if (minus) {
		columns[n] = level_of(dir, minus + 1);
		a[n++] = tally_number_int(-1);
	}
	if (strcmp(kind, "level")) {
		tally_number rate = tally_number_make(end.num, end.den, end.exp10 - 2);
		if (strcmp(kind, "growth") == 0)
			rate = tally_number_add(rate, tally_number_int(1));
		columns[n] = level_of(dir, den);
		a[n++] = tally_number_negate(rate);
		end = (tally_bound){.den = 1, .open = end.open};
	}
	tally_system_add_row(s, columns, a, n, lower ? end : none, lower ? none : end, claim);
}

static void add_figure(tally_system *s, case_dir *dir, const case_table *t, int row,
		       tally_rounding rounding)
{
	double weight = case_number(t, row, case_column(t, "weight"));
	int32_t claim = tally_system_add_claim(s, isnan(weight) ? 1 : weight);
	tally_interval in =
	    tally_decimal_interval(printed(t, row), TALLY_AS_PRINTED, rounding, false);
	add_end(s, dir, t, row, true, in.lo, claim);
	add_end(s, dir, t, row, false, in.hi, claim);
}

static void add_identity(tally_system *s, case_dir *dir, const char *total, const char *parts)
{
	int32_t columns[64] = {level_of(dir, total)};
	tally_number a[64] = {tally_number_int(-1)};
	int n = 1;
	while (n < 64 && *parts) {
		size_t len = strcspn(parts, " +");
		columns[n] = interval_level(dir, parts, len);
		a[n++] = tally_number_int(1);
		parts += len + strspn(parts + len, " +");
	}
	tally_bound zero = {.den = 1};
	tally_system_add_row(s, columns, a, n, zero, zero, TALLY_HARD);
}

void interval_system(case_dir *dir, tally_rounding rounding, tally_system *s)
{
	const case_table *levels = case_file(dir, "in_levels");
	const case_table *rules = case_file(dir, "in_identities");
	const case_table *figures = case_file(dir, FIGURES);
	*s = (tally_system){0};
	for (int j = 0; j < levels->n_rows; j++)
		tally_system_add_column(s, tally_bound_of(smallest_level), tally_bound_infinite());
	for (int i = 0; rules && i < rules->n_rows; i++)
		add_identity(s, dir, case_text(rules, i, 0), case_text(rules, i, 1));
	for (int i = 0; i < figures->n_rows; i++)
		add_figure(s, dir, figures, i, rounding);
}

/* --- feasible or not --------------------------------------------------------------------- */

static tally_rounding convention(const char *name)
{
	return strcmp(name, "halfup") == 0     ? TALLY_ROUND_HALF_UP
	       : strcmp(name, "halfeven") == 0 ? TALLY_ROUND_HALF_EVEN
	       : strcmp(name, "trunc") == 0    ? TALLY_ROUND_TRUNCATE
					       : TALLY_ROUND_NEAREST;
}

static void check_feasible(case_dir *dir, case_report *r)
{
	const case_table *t = case_file(dir, "out_feasible");
	for (int i = 0; t && i < t->n_rows; i++) {
		tally_system s;
		tally_lp *lp;
		bool exact;
		interval_system(dir, convention(case_text(t, i, 0)), &s);
		case_check(r, tally_lp_new(&s, NULL, &lp, NULL) == TALLY_OK, "out of memory");
		tally_verdict v = tally_lp_feasible(lp, NULL, &exact);
		case_check(r, v == (case_true(t, i, 1) ? TALLY_FEASIBLE : TALLY_INFEASIBLE),
			   "%s: feasible should be %s", case_text(t, i, 0), case_text(t, i, 1));
		case_check(r, exact, "%s: not decided exactly", case_text(t, i, 0));
		tally_lp_free(lp);
		tally_system_release(&s);
	}
}

/* --- bounds ------------------------------------------------------------------------------ */

static void check_level_bounds(case_dir *dir, tally_lp *lp, case_report *r)
{
	const case_table *t = case_file(dir, "out_level_bounds");
	for (int i = 0; t && i < t->n_rows; i++) {
		int32_t column = level_of(dir, case_text(t, i, 0));
		tally_number one = tally_number_int(1);
		tally_linear form = {1, &column, &one, tally_number_int(0)};
		tally_range range = tally_lp_range(lp, &form);
		case_check(r, range.verdict == TALLY_FEASIBLE, "%s: no bounds", case_text(t, i, 0));
		case_compare(r, case_number(t, i, 1), range.lo, 0, "lo of %s", case_text(t, i, 0));
		case_compare(r, case_number(t, i, 2), range.hi, 0, "hi of %s", case_text(t, i, 0));
	}
}

/* B1 -> B0: the same level one period earlier. */
static int previous_level(case_dir *dir, const char *name)
{
	char earlier[64];
	size_t digits = strcspn(name, "0123456789");
	snprintf(earlier, sizeof earlier, "%.*s%d", (int)digits, name, atoi(name + digits) - 1);
	return level_of(dir, earlier);
}

/* "share A0/N0" or "growth C1", in percent. */
static void check_indicator(case_dir *dir, tally_lp *lp, const case_table *t, int i, case_report *r)
{
	const char *text = case_text(t, i, 0), *name = strchr(text, ' ') + 1;
	size_t len = strcspn(name, "/");
	bool growth = strncmp(text, "growth", 6) == 0;
	int32_t num = interval_level(dir, name, len);
	int32_t den =
	    growth && !name[len] ? previous_level(dir, name) : level_of(dir, name + len + 1);
	case_check(r, num >= 0 && den >= 0, "%s: unknown indicator", text);
	if (num < 0 || den < 0)
		return;
	tally_number hundred = tally_number_int(100), one = tally_number_int(1);
	tally_linear top = {1, &num, &hundred, tally_number_int(0)};
	tally_linear bottom = {1, &den, &one, tally_number_int(0)};
	tally_range range = tally_lp_ratio_range(lp, &top, &bottom);
	double base = growth ? 100 : 0;
	case_check(r, range.verdict == TALLY_FEASIBLE, "%s: no bounds", text);
	case_compare(r, case_number(t, i, 1), range.lo - base, 0, "lo of %s", text);
	case_compare(r, case_number(t, i, 2), range.hi - base, 0, "hi of %s", text);
}

static void check_bounds(case_dir *dir, case_report *r)
{
	const case_table *t = case_file(dir, "out_indicator_bounds");
	tally_system s;
	tally_lp *lp;
	interval_system(dir, TALLY_ROUND_NEAREST, &s);
	case_check(r, tally_lp_new(&s, NULL, &lp, NULL) == TALLY_OK, "out of memory");
	check_level_bounds(dir, lp, r);
	for (int i = 0; t && i < t->n_rows; i++)
		check_indicator(dir, lp, t, i, r);
	tally_lp_free(lp);
	tally_system_release(&s);
}

/* --- sets --------------------------------------------------------------------------------------
 */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The set's figure ids, sorted and joined by blanks. */
static void print_set(const case_table *figures, const tally_claim_set *set, char *out, size_t size)
{
	const char *ids[256];
	size_t at = 0;
	int n = set->n < 256 ? set->n : 256;
	for (int k = 0; k < n; k++)
		ids[k] = case_text(figures, set->claims[k], case_column(figures, "id"));
	qsort(ids, (size_t)n, sizeof ids[0], by_text);
	out[0] = 0;
	for (int k = 0; k < n && at < size; k++)
		at += (size_t)snprintf(out + at, size - at, "%s%s", k ? " " : "", ids[k]);
}

static void check_sets(case_dir *dir, const char *file, const tally_claim_set *sets, int n,
		       case_report *r)
{
	const case_table *t = case_file(dir, file), *figures = case_file(dir, FIGURES);
	if (!t)
		return;
	int weight = case_column(t, "total_weight"), members = case_column(t, "figures");
	case_check(r, n == t->n_rows, "%s: %d sets, expected %d", file, n, t->n_rows);
	for (int i = 0; i < t->n_rows; i++) {
		char text[4096];
		int k = 0;
		for (; k < n; k++) {
			print_set(figures, &sets[k], text, sizeof text);
			if (strcmp(text, case_text(t, i, members)) == 0)
				break;
		}
		case_check(r, k < n, "%s: {%s} is missing", file, case_text(t, i, members));
		if (k < n && weight >= 0)
			case_compare(r, case_number(t, i, weight), sets[k].weight, 0,
				     "weight of %s", case_text(t, i, members));
	}
}

static void check_explanation(case_dir *dir, case_report *r)
{
	const case_table *t = case_file(dir, "out_correction_sets");
	tally_explain_limits limits = {1 << 16, 1 << 16, 300};
	tally_explanation e;
	tally_system s;
	if (!t && !case_file(dir, "out_iis"))
		return;
	interval_system(dir, TALLY_ROUND_NEAREST, &s);
	case_check(r, tally_explain(&s, &limits, &e, NULL) == TALLY_OK, "out of memory");
	case_check(r, e.complete && e.cheapest, "the enumeration was cut");
	check_sets(dir, "out_iis", e.conflicts, e.n_conflicts, r);
	check_sets(dir, "out_correction_sets", e.corrections, e.n_corrections, r);
	tally_explanation_release(&e);
	tally_system_release(&s);
}

static bool matches(case_dir *dir)
{
	return case_has(dir, "in_levels", (const char *[]){"level", NULL}) &&
	       case_has(dir, FIGURES,
			(const char *[]){"id", "kind", "num", "den", "value", "decimals", NULL}) &&
	       case_file(dir, "out_feasible");
}

static void run(case_dir *dir, case_report *r)
{
	check_feasible(dir, r);
	check_bounds(dir, r);
	check_explanation(dir, r);
}

const case_kind case_intervals = {"interval systems", matches, run};

/* --- least squares inside the intervals --------------------------------------------------------
 */

static bool squares_match(case_dir *dir)
{
	return case_has(dir, "in_prelim", (const char *[]){"level", "value", "rel_sd", NULL}) &&
	       case_file(dir, "in_levels") && case_file(dir, FIGURES) &&
	       case_has(dir, "out_reconciled", (const char *[]){"level", "x", NULL});
}

static void check_squares(case_dir *dir, const tally_reconciliation *got, case_report *r)
{
	const case_table *t = case_file(dir, "out_reconciled");
	const case_table *summary = case_file(dir, "out_summary");
	double largest = case_largest(t, case_column(t, "x"));
	for (int i = 0; i < t->n_rows; i++) {
		const char *name = case_text(t, i, 0);
		case_compare(r, case_number(t, i, case_column(t, "x")),
			     got->x[interval_level(dir, name, strlen(name))], largest, "%s", name);
	}
	for (int i = 0; summary && i < summary->n_rows; i++)
		case_compare(r, case_number(summary, i, case_column(summary, "objective")),
			     got->objective, 0, "objective");
	case_check(r, got->residual < 1e-9, "rules broken by %g", got->residual);
}

static void squares_run(case_dir *dir, case_report *r)
{
	const case_table *t = case_file(dir, "in_prelim"), *levels = case_file(dir, "in_levels");
	tally_system s;
	tally_reconciliation got;
	interval_system(dir, TALLY_ROUND_NEAREST, &s);
	double *value = malloc((size_t)s.n_columns * sizeof *value);
	double *sigma = malloc((size_t)s.n_columns * sizeof *sigma);
	for (int j = 0; j < levels->n_rows; j++)
		value[j] = NAN;
	for (int i = 0; i < t->n_rows; i++) {
		const char *name = case_text(t, i, 0);
		int j = interval_level(dir, name, strlen(name));
		value[j] = case_number(t, i, case_column(t, "value"));
		sigma[j] = fabs(value[j]) * case_number(t, i, case_column(t, "rel_sd"));
	}
	tally_preliminary known = {value, sigma, NULL};
	case_check(r, tally_reconcile(&s, &known, NULL, &got, NULL) == TALLY_OK, "failed");
	case_check(r, got.verdict == TALLY_FEASIBLE, "called infeasible");
	check_squares(dir, &got, r);
	tally_reconciliation_release(&got);
	tally_system_release(&s);
	free(value);
	free(sigma);
}

const case_kind case_interval_squares = {"least squares in intervals", squares_match, squares_run};
