/* cases_classical.c: classical data reconciliation with its tests. */
#include "cases.h"

#include "adjust/hierarchy.h"
#include "network/balance.h"
#include "network/reconcile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool matches(case_dir *dir)
{
	return case_has(dir, "in_x", (const char *[]){"name", "y", "sd", NULL}) &&
	       case_file(dir, "in_A") && case_file(dir, "out_tests") &&
	       case_has(dir, "out_reconciled", (const char *[]){"name", "xhat", NULL});
}

static void add_rows(tally_system *s, const case_table *a)
{
	tally_bound zero = {.den = 1};
	for (int i = 0; i < a->n_rows; i++) {
		int32_t *columns = malloc((size_t)a->n_columns * sizeof *columns);
		tally_number *entries = malloc((size_t)a->n_columns * sizeof *entries);
		for (int c = 0; c < a->n_columns; c++) {
			const char *text = case_text(a, i, c);
			tally_decimal d = {0};
			tally_decimal_parse(text, strlen(text), &d, NULL);
			columns[c] = c;
			entries[c] = tally_number_of(d);
		}
		tally_system_add_row(s, columns, entries, a->n_columns, zero, zero, TALLY_HARD);
		free(columns);
		free(entries);
	}
}

static void compare_figures(const case_table *t, const tally_reconciliation_tests *got,
			    const double *y, case_report *r)
{
	static const char *const heads[] = {"xhat",          "adjustment",
					    "sd_hat",        "measurement_test_z",
					    "glr_statistic", "glr_bias_estimate"};
	for (int i = 0; i < t->n_rows; i++) {
		double values[] = {got->x[i],    got->x[i] - y[i], got->sd[i],
				   got->test[i], got->glr[i],      got->bias[i]};
		for (int k = 0; k < 6; k++) {
			int c = case_column(t, heads[k]);
			if (c >= 0)
				case_compare(r, case_number(t, i, c), values[k], 0, "%s of %s",
					     heads[k], case_text(t, i, 0));
		}
	}
}

static void compare_tests(const case_table *t, const tally_reconciliation_tests *got,
			  case_report *r)
{
	for (int i = 0; i < t->n_rows; i++) {
		const char *name = case_text(t, i, 0);
		int k = 0;
		double value = strcmp(name, "global_chisq") == 0 ? got->chi2
			       : strcmp(name, "df") == 0         ? got->df
			       : strcmp(name, "p_value") == 0    ? got->p_value
								 : NAN;
		if (sscanf(name, "constraint_z_%d", &k) == 1 && k >= 1 && k <= got->n_rules)
			value = got->rule_test[k - 1];
		case_compare(r, case_number(t, i, 1), value, 0, "%s", name);
	}
}

static void run(case_dir *dir, case_report *r)
{
	const case_table *x = case_file(dir, "in_x");
	tally_system s = {0};
	size_t n = (size_t)x->n_rows;
	double *y = calloc(2 * n + 1, sizeof *y), *sd = y + n;
	for (int i = 0; i < x->n_rows; i++) {
		y[i] = case_number(x, i, case_column(x, "y"));
		sd[i] = case_number(x, i, case_column(x, "sd"));
		tally_system_add_column(&s, tally_bound_infinite(), tally_bound_infinite());
	}
	add_rows(&s, case_file(dir, "in_A"));
	tally_preliminary known = {y, sd, NULL};
	tally_reconciliation_tests got;
	case_check(r, tally_reconcile_test(&s, &known, &got, NULL) == TALLY_OK, "failed");
	compare_figures(case_file(dir, "out_reconciled"), &got, y, r);
	compare_tests(case_file(dir, "out_tests"), &got, r);
	tally_reconciliation_tests_release(&got);
	tally_system_release(&s);
	free(y);
}

const case_kind case_classical = {"classical reconciliation", matches, run};

/* --- general constraints with full covariances --- */

static bool general_matches(case_dir *dir)
{
	return case_file(dir, "in_base") && case_file(dir, "in_cons") && case_file(dir, "in_res") &&
	       case_has(dir, "out_reconciled", (const char *[]){"method", "h", NULL});
}

static double *numbers_of(const case_table *t)
{
	double *v = calloc((size_t)t->n_rows * (size_t)t->n_columns + 1, sizeof *v);
	for (int i = 0; i < t->n_rows; i++)
		for (int c = 0; c < t->n_columns; c++)
			v[i * t->n_columns + c] = case_number(t, i, c);
	return v;
}

/* ols: I; wls: mean squares of the residuals; sam: R'R / N; shr: shrunk towards its diagonal. */
static bool covariance(const char *method, const double *residuals, size_t rows, size_t n,
		       double *w)
{
	bool shrunk = strcmp(method, "shr") == 0, diagonal = strcmp(method, "wls") == 0;
	if (shrunk)
		return tally_shrink_covariance(residuals, rows, n, w, NULL, NULL) == TALLY_OK;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double sum = 0;
			for (size_t k = 0; k < rows; k++)
				sum += residuals[k * n + i] * residuals[k * n + j] / (double)rows;
			w[i * n + j] = diagonal && i != j ? 0 : sum;
			if (strcmp(method, "ols") == 0)
				w[i * n + j] = i == j;
		}
	return diagonal || strcmp(method, "sam") == 0 || strcmp(method, "ols") == 0;
}

static void general_run(case_dir *dir, case_report *r)
{
	const case_table *base = case_file(dir, "in_base"), *res = case_file(dir, "in_res");
	const case_table *cons = case_file(dir, "in_cons"), *t = case_file(dir, "out_reconciled");
	size_t n = (size_t)base->n_columns, m = (size_t)cons->n_rows;
	double *y = numbers_of(base), *c = numbers_of(cons), *e = numbers_of(res);
	double *w = calloc(n * n + n, sizeof *w), *x = w + n * n, largest = case_largest(t, 2);
	for (int i = 0; i < t->n_rows; i++) {
		const char *method = case_text(t, i, case_column(t, "method"));
		size_t h = (size_t)case_number(t, i, case_column(t, "h")) - 1;
		case_check(r, covariance(method, e, (size_t)res->n_rows, n, w),
			   "unknown method \"%s\"", method);
		case_check(r, tally_balance(c, NULL, m, n, w, y + h * n, x, NULL) == TALLY_OK,
			   "%s failed", method);
		for (size_t j = 0; j < n; j++)
			case_compare(r, case_number(t, i, case_column(t, base->heads[j])), x[j],
				     largest, "%s of %s", base->heads[j], method);
	}
	free(y);
	free(c);
	free(e);
	free(w);
}

const case_kind case_general = {"general balancing", general_matches, general_run};
