/* cases_adjust.c: records that must obey linear rules: minimal weighted adjustment, ranges that the
 * rules imply, and the cells of least weight that have to change (Fellegi and Holt 1976).
 *
 * Rules are a matrix (in_A: a column per variable, `op`, `b`) or text (in_rules): linear, such as
 * `profit <= 0.6*total_rev`, or conditional: `if (staff > 0) cost > 0`, which is "staff <= 0 or
 * cost > 0"; each way to satisfy the conditional ones is tried. */
#include "cases.h"

#include "network/explain.h"
#include "network/grim.h"
#include "network/reconcile.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TERMS 64
#define MOST_RULES 128
#define MOST_WAYS  8

typedef enum { EQ, GE, LE, GT, LT } relation;

typedef struct {
	int n;
	int32_t columns[MOST_TERMS];
	tally_number a[MOST_TERMS];
	relation op;
	tally_number right;
} linear;

/** One rule: any of its ways may hold. */
typedef struct {
	linear ways[MOST_WAYS];
	int n;
} rule;

typedef struct {
	const case_table *names; /**< the table whose heads are the variables */
	int variables;
	rule rules[MOST_RULES];
	int n;
} rule_set;

static tally_number number_of(const char *text, size_t len)
{
	tally_decimal d = {0};
	tally_decimal_parse(text, len, &d, NULL);
	return tally_number_of(d);
}

static relation read_relation(const char **at)
{
	const char *s = *at;
	*at += 1 + (s[1] == '=');
	if (s[0] == '=' || (s[0] != '>' && s[0] != '<'))
		return EQ;
	if (s[0] == '>')
		return s[1] == '=' ? GE : GT;
	return s[1] == '=' ? LE : LT;
}

/* --- rules as text -----------------------------------------------------------------------------
 */

static int find_variable(const case_table *names, const char *at, size_t len)
{
	for (int c = 0; c < names->n_columns; c++)
		if (strlen(names->heads[c]) == len && strncmp(names->heads[c], at, len) == 0)
			return c;
	return -1;
}

/* One side: terms with `sign` go to the left, constants to the right. */
static const char *read_side(const case_table *names, const char *at, const char *end, int sign,
			     linear *out)
{
	int plus = 1;
	tally_number factor = tally_number_int(1), constant = tally_number_int(0);
	bool pending = false;
	for (; at < end && !strchr("<>=", *at); at++) {
		if (*at == '+' || *at == '-') {
			if (pending)
				constant = tally_number_add(constant, factor);
			plus = *at == '-' ? -1 : 1;
			factor = tally_number_int(plus);
			pending = false;
		} else if (isdigit((unsigned char)*at) || *at == '.') {
			size_t len = strspn(at, "0123456789.e");
			factor = tally_number_multiply(tally_number_int(plus), number_of(at, len));
			pending = true;
			at += len - 1;
		} else if (isalpha((unsigned char)*at) || *at == '_') {
			size_t len = 0;
			while (isalnum((unsigned char)at[len]) || at[len] == '_' || at[len] == '.')
				len++;
			out->columns[out->n] = find_variable(names, at, len);
			out->a[out->n++] = tally_number_multiply(factor, tally_number_int(sign));
			factor = tally_number_int(plus);
			pending = false;
			at += len - 1;
		}
	}
	if (pending)
		constant = tally_number_add(constant, factor);
	out->right =
	    tally_number_add(out->right, tally_number_multiply(constant, tally_number_int(-sign)));
	return at;
}

static linear read_linear(const case_table *names, const char *at, const char *end)
{
	linear out = {.right = tally_number_int(0)};
	at = read_side(names, at, end, 1, &out);
	out.op = read_relation(&at);
	read_side(names, at, end, -1, &out);
	return out;
}

static linear opposite(linear a)
{
	static const relation negated[] = {[GE] = LT, [LE] = GT, [GT] = LE, [LT] = GE};
	a.op = negated[a.op];
	return a;
}

/* The conditions of an `if`, negated, become ways of the rule; then its consequences. */
static void read_rule(const case_table *names, const char *text, rule *out)
{
	const char *at = text, *end = text + strlen(text);
	if (strncmp(text, "if", 2) == 0 && strchr("( ", text[2])) {
		const char *close = strchr(text, ')');
		at = strchr(text, '(') + 1;
		while (close && at < close && out->n < MOST_WAYS - 2) {
			size_t len = strcspn(at, "&)");
			linear a = read_linear(names, at, at + len);
			if (a.op == EQ) {
				a.op = LT;
				out->ways[out->n++] = a;
				a.op = GT;
				out->ways[out->n++] = a;
			} else {
				out->ways[out->n++] = opposite(a);
			}
			at += len + strspn(at + len, "& ");
		}
		at = close ? close + 1 : end;
	}
	while (at < end && out->n < MOST_WAYS) {
		size_t len = strcspn(at, "|");
		out->ways[out->n++] = read_linear(names, at, at + len);
		at += len + strspn(at + len, "| ");
	}
}

static void read_rules(rule_set *set, const case_table *t)
{
	for (int i = 0; i < t->n_rows && set->n < MOST_RULES; i++)
		read_rule(set->names, case_text(t, i, case_column(t, "rule")),
			  &set->rules[set->n++]);
}

/* --- rules as a matrix --------------------------------------------------------------------------
 */

static void read_matrix(rule_set *set, const case_table *t)
{
	int op = case_column(t, "op"), b = case_column(t, "b");
	for (int i = 0; i < t->n_rows && set->n < MOST_RULES; i++) {
		linear *out = &set->rules[set->n].ways[0];
		set->rules[set->n++].n = 1;
		const char *text = case_text(t, i, op), *right = case_text(t, i, b);
		out->op = read_relation(&text);
		out->right = number_of(right, strlen(right));
		for (int c = 0; c < set->variables && out->n < MOST_TERMS; c++) {
			const char *cell = case_text(t, i, c);
			out->columns[out->n] = c;
			out->a[out->n++] = number_of(cell, strlen(cell));
		}
	}
}

/* --- systems ----------------------------------------------------------------------------- */

static void add_linear(tally_system *s, const linear *one)
{
	tally_bound end = tally_number_bound(one->right, one->op == GT || one->op == LT);
	tally_bound none = tally_bound_infinite();
	bool lower = one->op == EQ || one->op == GE || one->op == GT;
	bool upper = one->op == EQ || one->op == LE || one->op == LT;
	tally_system_add_row(s, one->columns, one->a, one->n, lower ? end : none,
			     upper ? end : none, TALLY_HARD);
}

/* The rules, each in the way that the digits of `choice` name. */
static void build(const rule_set *set, long choice, tally_system *s)
{
	*s = (tally_system){0};
	for (int j = 0; j < set->variables; j++)
		tally_system_add_column(s, tally_bound_infinite(), tally_bound_infinite());
	for (int k = 0; k < set->n; k++) {
		add_linear(s, &set->rules[k].ways[choice % set->rules[k].n]);
		choice /= set->rules[k].n;
	}
}

static long count_choices(const rule_set *set)
{
	long n = 1;
	for (int k = 0; k < set->n; k++)
		n *= set->rules[k].n;
	return n;
}

static rule_set *rules_of(case_dir *dir, const case_table *names, int variables)
{
	rule_set *set = calloc(1, sizeof *set);
	set->names = names;
	set->variables = variables;
	if (case_file(dir, "in_A"))
		read_matrix(set, case_file(dir, "in_A"));
	else
		read_rules(set, case_file(dir, "in_rules"));
	return set;
}

static double weight_of(case_dir *dir, int column)
{
	const case_table *w = case_file(dir, "in_W");
	double v = w ? case_number(w, 0, column) : 1;
	return isnan(v) ? 1 : v;
}

/* --- minimal adjustment ------------------------------------------------------------------ */

static void adjust_record(case_dir *dir, const rule_set *set, const case_table *x, int record,
			  double largest, case_report *r)
{
	const case_table *adjust = case_file(dir, "in_adj");
	const case_table *expected = case_file(dir, "out_adjusted");
	size_t n = (size_t)set->variables;
	double *value = calloc(2 * n + 1, sizeof *value), *sigma = value + n;
	tally_system s;
	tally_reconciliation got;
	build(set, 0, &s);
	for (int j = 0; j < set->variables; j++) {
		value[j] = case_number(x, record, j);
		bool fixed = adjust && !case_true(adjust, record, j);
		sigma[j] = fixed ? 0 : 1 / sqrt(weight_of(dir, j));
	}
	tally_preliminary known = {value, sigma, NULL};
	case_check(r, tally_reconcile(&s, &known, NULL, &got, NULL) == TALLY_OK, "failed");
	case_check(r, got.verdict == TALLY_FEASIBLE, "record %d: no solution", record + 1);
	for (int j = 0; j < set->variables; j++) {
		char exact[80];
		snprintf(exact, sizeof exact, "exact_%s", x->heads[j]);
		int c = case_column(expected, exact);
		c = c >= 0 ? c : case_column(expected, x->heads[j]);
		case_compare(r, case_number(expected, record, c), got.x[j], largest,
			     "%s of record %d", x->heads[j], record + 1);
	}
	int objective = case_column(expected, "objective_exact");
	if (objective >= 0)
		case_compare(r, case_number(expected, record, objective), sqrt(got.objective), 0,
			     "objective of record %d", record + 1);
	tally_reconciliation_release(&got);
	tally_system_release(&s);
	free(value);
}

static bool adjust_matches(case_dir *dir)
{
	bool by_matrix =
	    case_file(dir, "in_x") && case_has(dir, "in_A", (const char *[]){"op", "b", NULL});
	bool by_text =
	    case_file(dir, "in_dat") && case_has(dir, "in_rules", (const char *[]){"rule", NULL});
	return (by_matrix || by_text) && case_file(dir, "out_adjusted");
}

static void adjust_run(case_dir *dir, case_report *r)
{
	const case_table *x = case_file(dir, "in_x"), *expected = case_file(dir, "out_adjusted");
	x = x ? x : case_file(dir, "in_dat");
	rule_set *set = rules_of(dir, x, x->n_columns);
	double largest = 0;
	for (int i = 0; i < x->n_rows; i++)
		for (int j = 0; j < x->n_columns; j++)
			largest = fmax(largest, fabs(case_number(x, i, j)));
	case_check(r, expected->n_rows == x->n_rows, "%d records, %d expected", x->n_rows,
		   expected->n_rows);
	for (int i = 0; i < x->n_rows; i++)
		adjust_record(dir, set, x, i, largest, r);
	free(set);
}

const case_kind case_adjustment = {"minimal adjustment", adjust_matches, adjust_run};

/* --- implied ranges ---------------------------------------------------------------------- */

static bool ranges_match(case_dir *dir)
{
	return case_has(dir, "in_A", (const char *[]){"op", "b", NULL}) &&
	       case_has(dir, "out_ranges", (const char *[]){"lower", "upper", NULL});
}

static void ranges_run(case_dir *dir, case_report *r)
{
	const case_table *a = case_file(dir, "in_A"), *t = case_file(dir, "out_ranges");
	rule_set *set = rules_of(dir, a, case_column(a, "op"));
	tally_system s;
	tally_lp *lp;
	build(set, 0, &s);
	case_check(r, tally_lp_new(&s, NULL, &lp, NULL) == TALLY_OK, "out of memory");
	for (int i = 0; i < t->n_rows; i++) {
		int32_t column = case_column(a, case_text(t, i, 0));
		tally_number one = tally_number_int(1);
		column = column >= 0 ? column : atoi(case_text(t, i, 0)) - 1;
		case_check(r, column >= 0 && column < set->variables, "unknown variable %s",
			   case_text(t, i, 0));
		tally_linear form = {1, &column, &one, tally_number_int(0)};
		tally_range range = tally_lp_range(lp, &form);
		case_compare(r, case_number(t, i, case_column(t, "lower")), range.lo, 0,
			     "lower end of %s", case_text(t, i, 0));
		case_compare(r, case_number(t, i, case_column(t, "upper")), range.hi, 0,
			     "upper end of %s", case_text(t, i, 0));
	}
	tally_lp_free(lp);
	tally_system_release(&s);
	free(set);
}

const case_kind case_ranges = {"implied ranges", ranges_match, ranges_run};

/* --- error localisation ------------------------------------------------------------------ */

/** The lightest sets of cells so far, over the ways of the rules. */
typedef struct {
	double weight;
	uint64_t cells; /**< of one of them */
	bool unique;
} lightest;

/* Cells as claims: a missing one makes no claim. Returns the weight of the missing ones. */
static double add_cells(case_dir *dir, tally_system *s, const case_table *dat, int record)
{
	double missing = 0;
	for (int j = 0; j < dat->n_columns; j++) {
		const char *text = case_text(dat, record, j);
		int32_t claim = tally_system_add_claim(s, weight_of(dir, j)), column = j;
		tally_number one = tally_number_int(1);
		tally_bound v = tally_number_bound(number_of(text, strlen(text)), false);
		if (isnan(case_number(dat, record, j)))
			missing += weight_of(dir, j);
		else
			tally_system_add_row(s, &column, &one, 1, v, v, claim);
	}
	return missing;
}

static void try_way(const tally_system *s, lightest *best)
{
	tally_explanation e;
	tally_explain_limits limits = {4096, 4096, 60};
	if (tally_explain(s, &limits, &e, NULL) == TALLY_OK && !e.rules_conflict) {
		int n = e.verdict == TALLY_FEASIBLE ? 1 : e.n_corrections;
		for (int k = 0; k < n; k++) {
			double weight = e.n_corrections ? e.corrections[k].weight : 0;
			uint64_t cells = 0;
			for (int c = 0; e.n_corrections && c < e.corrections[k].n; c++)
				cells |= (uint64_t)1 << e.corrections[k].claims[c];
			if (weight < best->weight - 1e-9)
				*best = (lightest){weight, cells, true};
			else if (weight < best->weight + 1e-9 && cells != best->cells)
				best->unique = false;
		}
	}
	tally_explanation_release(&e);
}

static void localise(case_dir *dir, const rule_set *set, const case_table *dat, int record,
		     case_report *r)
{
	const case_table *errors = case_file(dir, "out_errors");
	const case_table *total = case_file(dir, "out_total_weight");
	lightest best = {.weight = HUGE_VAL};
	double missing = 0;
	for (long choice = 0; choice < count_choices(set); choice++) {
		tally_system s;
		build(set, choice, &s);
		missing = add_cells(dir, &s, dat, record);
		try_way(&s, &best);
		tally_system_release(&s);
	}
	case_compare(r, case_number(total, record, case_column(total, "weight")),
		     best.weight + missing, 0, "weight of record %d", record + 1);
	for (int j = 0; best.unique && errors && j < dat->n_columns; j++) {
		int c = case_column(errors, dat->heads[j]);
		bool wrong = best.cells >> j & 1;
		if (*case_text(errors, record, c))
			case_check(r, wrong == case_true(errors, record, c), "record %d: %s",
				   record + 1, dat->heads[j]);
	}
}

static bool localise_matches(case_dir *dir)
{
	return case_file(dir, "in_dat") &&
	       case_has(dir, "in_rules", (const char *[]){"rule", NULL}) &&
	       case_has(dir, "out_total_weight", (const char *[]){"weight", NULL});
}

static void localise_run(case_dir *dir, case_report *r)
{
	const case_table *dat = case_file(dir, "in_dat");
	rule_set *set = rules_of(dir, dat, dat->n_columns);
	for (int i = 0; i < dat->n_rows; i++)
		localise(dir, set, dat, i, r);
	free(set);
}

const case_kind case_localisation = {"error localisation", localise_matches, localise_run};

/* --- rounded means of whole units -------------------------------------------------------- */

static bool grim_matches(case_dir *dir)
{
	return case_has(dir, "in_g", (const char *[]){"kind", "value", "decimals", "n", NULL}) &&
	       case_file(dir, "out_grim");
}

/* The reference counts the whole numbers on the way from the first not below the interval to the
 * last not above it, in either direction (R's seq): where none fits these are the two neighbours,
 * and it wrongly calls the figure possible. So both ends of the way are compared, the verdict is
 * not. */
static double steps(int64_t first, int64_t last)
{
	return fabs((double)(last - first)) + 1;
}

static void grim_run(case_dir *dir, case_report *r)
{
	const case_table *t = case_file(dir, "out_grim");
	for (int i = 0; i < t->n_rows; i++) {
		const char *text = case_text(t, i, case_column(t, "value"));
		int decimals = (int)case_number(t, i, case_column(t, "decimals"));
		bool percent = strcmp(case_text(t, i, case_column(t, "kind")), "percent") == 0;
		tally_decimal d = {0};
		tally_decimal_parse(text, strlen(text), &d, NULL);
		for (; d.decimals < decimals; d.decimals++)
			d.mantissa *= 10;
		tally_interval in =
		    tally_decimal_interval(d, TALLY_AS_PRINTED, TALLY_ROUND_NEAREST, false);
		int64_t first = 0, last = 0;
		bool told = tally_grim_range(in, (int64_t)case_number(t, i, case_column(t, "n")),
					     percent ? 100 : 1, &first, &last);
		case_check(r, told, "row %d cannot be told", i + 1);
		case_compare(r, case_number(t, i, case_column(t, "possible_integer_counts")),
			     steps(first, last), 0, "counts of row %d", i + 1);
	}
}

const case_kind case_grim = {"rounded means", grim_matches, grim_run};
