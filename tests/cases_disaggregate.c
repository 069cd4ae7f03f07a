/* cases_disaggregate.c: cases of temporal disaggregation: totals in_a (year, value), indicators
 * in_q (year, period, one column each); keys method|conversion|truncrho0 with out_stats and
 * out_coefs, or Ar1|average=TRUE|rhofixed0.6=FALSE with standard deviations. */
#include "adjust/disaggregate.h"
#include "cases_adjust.h"
#include "cases_series.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Given rho: only rounding separates two programs. */
#define EXACT_WITHIN 1e-9
/* Standard deviations and statistics follow a searched rho less closely. */
#define GIVEN_WITHIN 1e-7
/* Our rho must do as well as the reference's. */
#define WORSE_BY 1e-9

typedef struct {
	case_series shape; /* year, period, frequency and number of periods */
	const double *indicators[8];
	const char *names[8];
	size_t n_indicators;
	tally_benchmark *totals;
	size_t n_totals;
	double *x, *deviation;
	tally_disaggregate_info info;
} model;

static void model_read(case_dir *dir, model *m)
{
	const case_table *q = case_file(dir, "in_q"), *a = case_file(dir, "in_a");

	*m = (model){.shape = case_series_read(q, "year")};
	for (int c = 0; c < q->n_columns && m->n_indicators < 8; c++) {
		const char *head = q->heads[c];
		if (case_is_key(head))
			continue;
		m->names[m->n_indicators] = head;
		m->indicators[m->n_indicators++] = case_series_read(q, head).values;
	}
	m->totals = calloc((size_t)a->n_rows, sizeof *m->totals);
	m->x = calloc((size_t)m->shape.n, sizeof *m->x);
	m->deviation = calloc((size_t)m->shape.n, sizeof *m->x);
}

static void model_release(model *m)
{
	for (size_t j = 0; j < m->n_indicators; j++)
		free((void *)(uintptr_t)m->indicators[j]);
	free(m->shape.values);
	free(m->totals);
	free(m->x);
	free(m->deviation);
}

static tally_status compute(case_dir *dir, model *m, const tally_disaggregate_options *o,
			    const char *conversion, bool deviation, tally_error *err)
{
	m->n_totals =
	    case_benchmarks(case_file(dir, "in_a"), "value", &m->shape, conversion, m->totals);
	return tally_disaggregate(m->indicators, m->names, m->n_indicators, (size_t)m->shape.n,
				  m->totals, m->n_totals, o, m->x, deviation ? m->deviation : NULL,
				  &m->info, err);
}

/* What the search for rho makes small. */
static double loss(const model *m, const tally_disaggregate_options *o)
{
	const tally_disaggregate_info *i = &m->info;
	if (o->search == TALLY_RHO_LIKELIHOOD)
		return -i->log_likelihood;
	return o->search == TALLY_RHO_SQUARES ? i->rss / (1 - i->rho * i->rho) : i->rss;
}

/* A search for rho ends where its program's rounding ends it, and where rho and -rho (totals of
 * last periods) or two minima are equally good, at either. So two things are asked: our rho is no
 * worse than the reference's; and with the reference's rho everything else is the same. */
static tally_status compute_at(case_dir *dir, model *m, const tally_disaggregate_options *o,
			       const char *conversion, bool deviation, double reference,
			       const char *key, case_report *report, tally_error *err)
{
	tally_disaggregate_options given = *o;
	tally_status status = compute(dir, m, o, conversion, deviation, err);
	double ours = loss(m, o);

	if (status != TALLY_OK || o->search == TALLY_RHO_GIVEN || m->info.rho == reference)
		return status;
	given.search = TALLY_RHO_GIVEN;
	given.rho = reference;
	status = compute(dir, m, &given, conversion, deviation, err);
	case_check(report, ours <= loss(m, o) + WORSE_BY * (1 + fabs(ours)),
		   "%s: rho is worse than %g", key, reference);
	return status;
}

/* --- method|conversion|truncrho ---------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

static tally_disaggregate_options method_of(case_dir *dir, const char *key, bool *exact)
{
	tally_disaggregate_options o = tally_disaggregate_default();
	const char *method = case_part(key, 0, "");

	*exact = false;
	o.rho_low = atof(case_part(key, 2, "truncrho"));
	if (!strncmp(method, "litterman", 9))
		o.residual = TALLY_RESIDUAL_INTEGRATED;
	if (!strncmp(method, "dynamic", 7))
		o.residual = TALLY_RESIDUAL_DYNAMIC;
	if (!strcmp(method, "fernandez"))
		o.residual = TALLY_RESIDUAL_WALK;
	if (strstr(method, "minrss"))
		o.search = ends_with(method, "ecotrim") ? TALLY_RHO_SQUARES : TALLY_RHO_INNOVATIONS;
	if (!strstr(method, "minrss") && !strstr(method, "maxlog")) {
		*exact = true;
		o.search = TALLY_RHO_GIVEN;
		o.rho = 0;
	}
	if (ends_with(method, "-fixed"))
		o.rho = case_option_number(dir, "fixed.rho", 0.75);
	if (!strcmp(method, "fast"))
		o.rho = 0.99999;
	return o;
}

static void compare(case_report *r, bool exact, double expected, double got, double floor,
		    const char *what)
{
	if (exact)
		case_compare_within(r, EXACT_WITHIN, expected, got, floor, what);
	else
		case_compare(r, expected, got, floor, "%s", what);
}

static double value_at(const model *m, int at)
{
	return at >= 0 && at < m->shape.n ? m->x[at] : NAN;
}

static int row_of(const case_table *t, const char *key)
{
	for (int i = 0; t && i < t->n_rows; i++)
		if (strcmp(case_text(t, i, case_column(t, "key")), key) == 0)
			return i;
	return -1;
}

static double stat_of(case_dir *dir, const char *key, const char *name)
{
	const case_table *t = case_file(dir, "out_stats");
	return case_number(t, row_of(t, key), case_column(t, name));
}

static void compare_stats(case_dir *dir, const model *m, const char *key, bool exact,
			  case_report *report)
{
	const case_table *t = case_file(dir, "out_stats");
	const tally_disaggregate_info *i = &m->info;
	double n = (double)m->n_totals, k = i->n_coefficients, r2 = 1 - i->rss / i->tss;
	const struct {
		const char *name;
		double value;
	} stats[] = {
	    {"rho", i->rho},
	    {"s_2", i->rss / n},
	    {"s_2_gls", i->variance},
	    {"tss", i->tss},
	    {"rss", i->rss},
	    {"r2", r2},
	    {"adj_r2", 1 - (1 - r2) * (n - 1) / (n - k)},
	    {"logl", i->log_likelihood},
	    {"aic", log(i->rss / n) + 2 * k / n},
	    {"bic", log(i->rss / n) + log(n) * k / n},
	    {"rank", k},
	    {"df", n - k},
	};
	int row = row_of(t, key);

	for (size_t s = 0; row >= 0 && s < sizeof stats / sizeof stats[0]; s++) {
		char what[128];
		if (case_column(t, stats[s].name) < 0)
			continue;
		snprintf(what, sizeof what, "%s of %s", stats[s].name, key);
		compare(report, exact, case_number(t, row, case_column(t, stats[s].name)),
			stats[s].value, 1, what);
	}
}

/* The row of coefficient j: "(Intercept)" and the like by their place, an indicator by its name
 * (R's formula may put a letter before it), in whichever order they stand. */
static int coefficient_row(const case_table *t, const model *m, const char *key, int first, int j)
{
	int name = case_column(t, "name"), k = case_column(t, "key");
	size_t i = (size_t)(j - 1);

	for (int row = first; j > 0 && i < m->n_indicators && row < t->n_rows &&
			      strcmp(case_text(t, row, k), key) == 0;
	     row++)
		if (ends_with(case_text(t, row, name), m->names[i]))
			return row;
	return first + j;
}

static void compare_coefficients(case_dir *dir, const model *m, const char *key, bool exact,
				 case_report *report)
{
	const case_table *t = case_file(dir, "out_coefs");
	int first = row_of(t, key);

	for (int j = 0; first >= 0 && j < m->info.n_coefficients; j++) {
		int row = coefficient_row(t, m, key, first, j);
		char what[128];
		snprintf(what, sizeof what, "coefficient %d of %s", j + 1, key);
		case_check(report, strcmp(case_text(t, row, case_column(t, "key")), key) == 0,
			   "%s: %d coefficients", key, m->info.n_coefficients);
		/* A coefficient is as sharp as its standard error. */
		compare(report, exact, case_number(t, row, case_column(t, "coef")),
			m->info.coefficient[j], m->info.error[j], what);
		compare(report, exact, case_number(t, row, case_column(t, "se")), m->info.error[j],
			0, what);
	}
}

static bool wide_matches(case_dir *dir)
{
	return case_has(dir, "in_a", (const char *const[]){"year", "value", NULL}) &&
	       case_has(dir, "in_q", (const char *const[]){"year", "period", NULL}) &&
	       case_file(dir, "out_stats") && case_file(dir, "out_coefs");
}

static void wide_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	double largest = case_largest_value(out);
	model m;

	model_read(dir, &m);
	for (int c = 0; c < out->n_columns; c++) {
		const char *key = out->heads[c];
		if (case_is_key(key))
			continue;
		bool exact;
		tally_disaggregate_options o = method_of(dir, key, &exact);
		tally_error err = {0};
		double rho = stat_of(dir, key, "rho");
		if (compute_at(dir, &m, &o, case_part(key, 1, ""), false, rho, key, report, &err)) {
			case_check(report, false, "%s: %s", key, err.message);
			continue;
		}
		case_check(report, out->n_rows == m.shape.n, "%s: %d periods", key, m.shape.n);
		for (int i = 0; i < out->n_rows; i++)
			compare(report, exact, case_number(out, i, c),
				value_at(&m, case_series_row(&m.shape, out, i)), largest, key);
		compare_stats(dir, &m, key, exact, report);
		compare_coefficients(dir, &m, key, exact, report);
	}
	model_release(&m);
}

const case_kind case_disaggregation = {"temporal disaggregation", wide_matches, wide_run};

/* --- Ar1|average=..|rhofixed0.6=.. with standard deviations ------------------------------------
 */

static bool long_matches(case_dir *dir)
{
	return case_has(dir, "in_a", (const char *const[]){"year", "value", NULL}) &&
	       case_has(dir, "out_values",
			(const char *const[]){"key", "year", "period", "value", "sd", NULL});
}

static tally_disaggregate_options long_options(const char *key, bool *given)
{
	tally_disaggregate_options o = tally_disaggregate_default();
	const char *model_name = case_part(key, 0, ""), *fixed = case_part(key, 2, "rhofixed");

	*given = strstr(fixed, "=TRUE") != NULL || !strcmp(model_name, "Rw");
	o.rho_low = -0.999;
	o.search = *given ? TALLY_RHO_GIVEN : TALLY_RHO_LIKELIHOOD;
	o.rho = *given && strcmp(model_name, "Rw") ? atof(fixed) : 0;
	if (strcmp(model_name, "Ar1")) {
		o.residual =
		    strcmp(model_name, "Rw") ? TALLY_RESIDUAL_INTEGRATED : TALLY_RESIDUAL_WALK;
		o.diffuse = true;
		o.constant = false;
	}
	return o;
}

static void long_stats(case_dir *dir, const model *m, const char *key, case_report *report)
{
	const case_table *t = case_file(dir, "out_stats");
	int row = row_of(t, key);
	if (row < 0)
		return;
	const char *coefficients = case_text(t, row, case_column(t, "coef"));
	char *end;

	for (int j = 0; j < m->info.n_coefficients; j++, coefficients = end)
		case_compare(report, strtod(coefficients, &end), m->info.coefficient[j], 0,
			     "coefficient %d of %s", j + 1, key);
}

static void long_run(case_dir *dir, case_report *report)
{
	const case_table *out = case_file(dir, "out_values");
	int year = case_column(out, "year"), period = case_column(out, "period");
	int value = case_column(out, "value"), sd = case_column(out, "sd");
	model m;

	model_read(dir, &m);
	for (int row = 0; row < out->n_rows;) {
		const char *key = case_text(out, row, case_column(out, "key"));
		bool given, average = strstr(key, "average=TRUE") != NULL;
		tally_disaggregate_options o = long_options(key, &given);
		tally_error err = {0};
		double rho = given ? 0 : stat_of(dir, key, "parameter");
		if (compute_at(dir, &m, &o, average ? "mean" : "sum", true, rho, key, report, &err))
			case_check(report, false, "%s: %s", key, err.message);
		for (; row < out->n_rows &&
		       !strcmp(case_text(out, row, case_column(out, "key")), key);
		     row++) {
			int at = case_series_at(&m.shape, (int)case_number(out, row, year),
						(int)case_number(out, row, period));
			double want[2] = {case_number(out, row, value), case_number(out, row, sd)};
			if (at < 0 || at >= m.shape.n) {
				case_check(report, false, "%s: row %d is outside", key, row + 1);
				continue;
			}
			if (given) {
				case_compare_within(report, GIVEN_WITHIN, want[0], m.x[at], 0, key);
				case_compare_within(report, GIVEN_WITHIN, want[1], m.deviation[at],
						    0, key);
			} else {
				case_compare(report, want[0], m.x[at], 0, "%s row %d", key, row);
				case_compare(report, want[1], m.deviation[at], 0, "sd %s row %d",
					     key, row);
			}
		}
		long_stats(dir, &m, key, report);
	}
	model_release(&m);
}

const case_kind case_deviations = {"disaggregation, deviations", long_matches, long_run};
