/* The registry of transforms: worked examples for every row, and what must hold for any figures:
 * moving all periods, taking figures out, scaling, and the intervals. */
#include "figures.h"

#include "transform/ranged.h"

/* --- one computation ------------------------------------------------------------------------ */

typedef struct {
	tally_claims claims;
	tally_series_set set;
	tally_expression *e;
	tally_computed out;
} computation;

static void compute(computation *c, const char *text)
{
	tally_expression_options options = {0};
	tally_error err = {0};
	build(&c->claims, NULL, &c->set);
	if (tally_expression_parse(text, codes, &c->e, &err) != TALLY_OK ||
	    tally_expression_run(c->e, &c->set, &options, &c->out, &err) != TALLY_OK)
		fail_msg("%s: %s", text, err.message);
}

static void clear(computation *c)
{
	tally_computed_release(&c->out);
	tally_expression_free(c->e);
	tally_series_set_release(&c->set);
	c->e = NULL;
}

static const tally_series *series_of(const tally_computed *out, const char *region,
				     tally_period period)
{
	for (size_t i = 0; i < out->n; i++) {
		int32_t id = out->items[i].key.region;
		const char *code = id == TALLY_NO_CODE ? "*" : tally_codes_region(codes, id)->code;
		if (strcmp(code, region) == 0 && tally_series_find(&out->items[i], period) >= 0)
			return &out->items[i];
	}
	return NULL;
}

/* --- worked examples ---------------------------------------------------------------------------
 */

static const char *const reasons[TALLY_N_REASONS] = {
    "",        "unpublished", "base",     "partner",    "zero",    "profit",
    "reduced", "widened",     "positive", "incomplete", "release", "range"};

/* "2020=0.1" or "2020=base" */
static void check_figure(const computation *c, const char *region, const char *word, long line)
{
	char copy[200];
	tally_period p;
	snprintf(copy, sizeof copy, "%s", word);
	char *equals = strchr(copy, '=');
	assert_non_null(equals);
	*equals++ = '\0';
	assert_int_equal(tally_period_parse(copy, strlen(copy), &p, NULL), TALLY_OK);
	const tally_series *s = series_of(&c->out, region, p);
	if (!s)
		fail_msg("line %ld: nothing came out for %s %s", line, region, word);
	const tally_point *got = &s->points[tally_series_find(s, p)];
	for (int r = 1; r < TALLY_N_REASONS; r++)
		if (strcmp(equals, reasons[r]) == 0) {
			if (!isnan(got->value) || got->reason != r)
				fail_msg("line %ld: %s: %g (%s)", line, word, got->value,
					 reasons[got->reason]);
			return;
		}
	char *end;
	double want = strtod(equals, &end);
	assert_true(*end == '\0');
	if (!(fabs(got->value - want) <= 1e-12 * fmax(1, fabs(want))))
		fail_msg("line %ld: %s: %.17g", line, word, got->value);
	if (!isnan(got->lo) &&
	    !(got->lo <= want + 1e-12 * fabs(want) && want - 1e-12 * fabs(want) <= got->hi))
		fail_msg("line %ld: %s lies outside [%.17g, %.17g]", line, word, got->lo, got->hi);
}

/* Counts the figures of a result line and checks each. */
static size_t check_line(const computation *c, const char *text, long line)
{
	char copy[4096], *save = NULL;
	size_t n = 0;
	snprintf(copy, sizeof copy, "%s", text);
	char *region = strtok_r(copy, " \n", &save);
	for (char *word; (word = strtok_r(NULL, " \n", &save)); n++)
		check_figure(c, region, word, line);
	return n;
}

static size_t points_of(const tally_computed *out)
{
	size_t n = 0;
	for (size_t i = 0; i < out->n; i++)
		n += out->items[i].n;
	return n;
}

/* `seen` collects the expressions. */
static void run_examples(const char *path, char *seen, size_t size)
{
	FILE *file = fopen(path, "r");
	char text[4096];
	computation c = {0};
	size_t told = 0, used = 0;
	long line = 0;
	if (!file)
		fail_msg("%s: cannot open", path);
	while (fgets(text, sizeof text, file)) {
		line++;
		text[strcspn(text, "\n")] = '\0';
		bool result = text[0] == '>';
		if (!result && c.e) { /* all that came out was told */
			if (points_of(&c.out) != told)
				fail_msg("line %ld: %zu points came out, %zu were expected",
					 line - 1, points_of(&c.out), told);
			clear(&c);
			told = 0;
		}
		if (text[0] == '=' || text[0] == '\0') {
			tally_claims_release(&c.claims);
		} else if (text[0] == '?') {
			compute(&c, text + 2);
			used += (size_t)snprintf(seen + used, size - used, "%s\n", text + 2);
		} else if (result) {
			told += check_line(&c, text + 2, line);
		} else if (text[0] != '#') {
			add_figures(&c.claims, text);
		}
	}
	fclose(file);
	if (c.e)
		clear(&c);
	tally_claims_release(&c.claims);
}

static void test_worked_examples(void **state)
{
	(void)state;
	static char seen[1 << 16];
	run_examples("tests/cases/transforms.txt", seen, sizeof seen);
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		char call[80];
		snprintf(call, sizeof call, "%s(", t->name);
		const char *at = strstr(seen, call);
		while (at && at > seen && (at[-1] == '_' || (at[-1] >= 'a' && at[-1] <= 'z')))
			at = strstr(at + 1, call);
		if (!at)
			fail_msg("no worked example of %s", t->name);
	}
}

static void test_rows_are_complete(void **state)
{
	(void)state;
	tally_error err = {0};
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		tally_expression *e = NULL;
		assert_true(*t->summary && *t->formula && *t->inputs && *t->missing && *t->source);
		assert_true((t->scope == TALLY_ACROSS) == (t->across != NULL));
		assert_true((t->scope == TALLY_ACROSS) == (t->apply == NULL));
		assert_int_equal(t->n_inputs, t->scope == TALLY_PAIR ? 2 : 1);
		assert_ptr_equal(tally_transform_find(t->name, strlen(t->name)), t);
		if (tally_expression_parse(t->example, codes, &e, &err) != TALLY_OK)
			fail_msg("example of %s: %s", t->name, err.message);
		if (!strstr(t->example, t->name))
			fail_msg("example of %s does not call it", t->name);
		tally_expression_free(e);
	}
}

/* --- properties
 * ------------------------------------------------------------------------------------ */

static uint64_t seed = 4242;

static double uniform(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed >> 11) / (double)(UINT64_C(1) << 53);
}

enum { N_YEARS = 12 };

/* What goes into one run of a property. */
typedef struct {
	const char *metric;
	double values[N_YEARS];
	bool there[N_YEARS];
	int first_year;
} history;

static history random_history(const char *metric, double level)
{
	history h = {.metric = metric, .first_year = 2001};
	for (int i = 0; i < N_YEARS; i++) {
		h.values[i] = floor(level * (0.8 + 0.4 * uniform()) * (1 + 0.05 * i));
		h.there[i] = true;
	}
	return h;
}

static void add_history(tally_claims *claims, const history *h, const char *region)
{
	char line[200];
	for (int i = 0; i < N_YEARS; i++) {
		if (!h->there[i])
			continue;
		snprintf(line, sizeof line, "%s %s %d=%.12g", h->metric, region, h->first_year + i,
			 h->values[i]);
		add_figures(claims, line);
	}
}

/* One expression over the histories (two metrics in two regions). */
static void run_histories(computation *c, const history *h, int n, const char *expression)
{
	for (int i = 0; i < n; i++)
		add_history(&c->claims, &h[i], i % 2 ? "CN-JS" : "CN-GD");
	compute(c, expression);
}

static void finish(computation *c)
{
	clear(c);
	tally_claims_release(&c->claims);
}

#define N_HISTORIES 6

static void some_histories(history h[N_HISTORIES])
{
	static const char *const metrics[] = {"gdp", "gdp_tertiary", "gdp_deflator"};
	static const double levels[] = {9000, 2000, 100};
	for (int i = 0; i < N_HISTORIES; i++)
		h[i] = random_history(metrics[i / 2], levels[i / 2]);
}

/* An expression that calls the transform on gdp (and gdp_tertiary or the deflator), with the
 * options that it needs; `year` moves the periods named. */
static void call_of(const tally_transform *t, int year, char out[200])
{
	const char *first = strcmp(t->name, "chain") == 0 ? "yoy(gdp)" : "gdp";
	const char *second = t->n_inputs < 2                   ? ""
			     : strcmp(t->name, "deflate") == 0 ? ", gdp_deflator"
							       : ", gdp_tertiary";
	int n = snprintf(out, 200, "%s(%s%s", t->name, first, second);
	for (const tally_parameter *p = t->parameters; p && p->name; p++) {
		if (!p->required)
			continue;
		if (p->kind == TALLY_PARAMETER_PERIOD)
			n += snprintf(out + n, 200 - (size_t)n, ", %d", year);
		else if (p->kind == TALLY_PARAMETER_WORD)
			n += snprintf(out + n, 200 - (size_t)n, ", %s", p->words[0]);
		else
			n += snprintf(out + n, 200 - (size_t)n, ", 3");
	}
	snprintf(out + n, 200 - (size_t)n, ")");
}

/* Currencies need a rate of exchange: convert is tried by its example alone. */
static bool skipped(const tally_transform *t)
{
	return t->result == TALLY_RESULT_CONVERTED;
}

static const tally_point *point_at(const computation *c, const tally_series *like,
				   tally_period period)
{
	for (size_t i = 0; i < c->out.n; i++)
		if (c->out.items[i].key.region == like->key.region) {
			ptrdiff_t at = tally_series_find(&c->out.items[i], period);
			if (at >= 0)
				return &c->out.items[i].points[at];
		}
	return NULL;
}

/* All figures seven years later: the same results seven years later. */
static void test_moving_all_periods(void **state)
{
	(void)state;
	history h[N_HISTORIES];
	char text[200];
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		if (skipped(t))
			continue;
		computation a = {0}, b = {0};
		some_histories(h);
		call_of(t, 2005, text);
		run_histories(&a, h, N_HISTORIES, text);
		for (int i = 0; i < N_HISTORIES; i++)
			h[i].first_year += 7;
		call_of(t, 2012, text);
		run_histories(&b, h, N_HISTORIES, text);
		for (size_t i = 0; i < a.out.n; i++)
			for (size_t k = 0; k < a.out.items[i].n; k++) {
				const tally_point *p = &a.out.items[i].points[k];
				const tally_point *q = point_at(
				    &b, &a.out.items[i], tally_period_shift_years(p->period, 7));
				assert_non_null(q);
				if (!(p->value == q->value || (isnan(p->value) && isnan(q->value))))
					fail_msg("%s: %.17g became %.17g", text, p->value,
						 q->value);
			}
		finish(&a);
		finish(&b);
	}
}

/* A hundred times the figures (a power of two, so that nothing rounds): growth, shares, indices
 * stay, levels grow alike. */
static void test_scaling(void **state)
{
	(void)state;
	history h[N_HISTORIES];
	char text[200];
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		bool level = t->result == TALLY_RESULT_SAME ||
			     t->result == TALLY_RESULT_DIFFERENCE ||
			     t->result == TALLY_RESULT_DEFLATED;
		if (skipped(t) || strcmp(t->name, "log") == 0 || strcmp(t->name, "exp") == 0)
			continue;
		computation a = {0}, b = {0};
		some_histories(h);
		call_of(t, 2005, text);
		run_histories(&a, h, N_HISTORIES, text);
		for (int i = 0; i < 4; i++) /* not the deflator */
			for (int y = 0; y < N_YEARS; y++)
				h[i].values[y] *= 128;
		run_histories(&b, h, N_HISTORIES, text);
		for (size_t i = 0; i < a.out.n; i++)
			for (size_t k = 0; k < a.out.items[i].n; k++) {
				double x = a.out.items[i].points[k].value * (level ? 128 : 1);
				double y = b.out.items[i].points[k].value;
				if (!(fabs(x - y) <= 1e-9 * fabs(x) || (isnan(x) && isnan(y))))
					fail_msg("%s: %.17g and %.17g", text, x, y);
			}
		finish(&a);
		finish(&b);
	}
}

/* Taking one year out never changes a figure: it stays or goes missing. (Not for what looks at
 * the whole stretch on purpose.) */
static bool looks_at_the_whole(const tally_transform *t)
{
	static const char *const names[] = {"hampel", "hampel_clean", "rank", "percentile",
					    "chain",  "interpolate",  "hp",   "bk",
					    "cf",     "trend"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(t->name, names[i]) == 0)
			return true;
	return t->one_for_all;
}

static void test_a_gap_never_changes_a_figure(void **state)
{
	(void)state;
	history h[N_HISTORIES];
	char text[200];
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		if (skipped(t) || looks_at_the_whole(t))
			continue;
		for (int out = 1; out < N_YEARS - 1; out++) {
			computation a = {0}, b = {0};
			size_t changed = 0;
			some_histories(h);
			call_of(t, 2005, text);
			run_histories(&a, h, N_HISTORIES, text);
			h[0].there[out] = h[1].there[out] = false;
			run_histories(&b, h, N_HISTORIES, text);
			for (size_t i = 0; i < b.out.n; i++)
				for (size_t k = 0; k < b.out.items[i].n; k++) {
					const tally_point *p = &b.out.items[i].points[k];
					const tally_point *q =
					    point_at(&a, &b.out.items[i], p->period);
					changed +=
					    !isnan(p->value) && q && p->value != q->value &&
					    fabs(p->value - q->value) > 1e-12 * fabs(q->value);
				}
			if (changed)
				fail_msg("%s without %d: %zu figures changed", text, 2001 + out,
					 changed);
			finish(&a);
			finish(&b);
		}
	}
}

/* Whatever the true figures were within what was printed, the result lies in its interval. */
static void test_intervals_hold_the_truth(void **state)
{
	(void)state;
	char text[200];
	for (const tally_transform *t = tally_transforms; t->name; t++) {
		if (skipped(t))
			continue;
		for (int round = 0; round < 20; round++) {
			history h[N_HISTORIES];
			computation a = {0}, b = {0};
			some_histories(h);
			call_of(t, 2005, text);
			run_histories(&a, h, N_HISTORIES, text);
			for (int i = 0; i < N_HISTORIES; i++)
				for (int y = 0; y < N_YEARS; y++)
					h[i].values[y] += round < 2 ? round - 0.5 : uniform() - 0.5;
			run_histories(&b, h, N_HISTORIES, text);
			for (size_t i = 0; i < a.out.n; i++)
				for (size_t k = 0; k < a.out.items[i].n; k++) {
					const tally_point *p = &a.out.items[i].points[k];
					double truth = b.out.items[i].points[k].value;
					if (isnan(p->lo) || isnan(truth))
						continue;
					if (!(p->lo <= truth && truth <= p->hi))
						fail_msg("%s: %.17g outside [%.17g, %.17g]", text,
							 truth, p->lo, p->hi);
					assert_true(p->lo <= p->value && p->value <= p->hi);
				}
			finish(&a);
			finish(&b);
		}
	}
}

/* What undoes what, on random figures. */
static void test_inverses(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
	    {"exp(log(gdp)) / gdp * gdp", "gdp"},
	    {"rebase(index(gdp, 2003), 2007)", "index(gdp, 2007)"},
	    {"chain(yoy(gdp)) / 100", "gdp / gdp[2001]"},
	    {"(1 + yoy(gdp)) * lag(gdp)", "gdp"},
	    {"lag(gdp) + diff(gdp)", "gdp"},
	    {"exp(logdiff(gdp)) - 1", "yoy(gdp)"},
	    {"growth(gdp, 2003) * 100 + 100", "index(gdp, 2003)"},
	    {"deflate(gdp, gdp_deflator, 2004) * gdp_deflator / gdp_deflator[2004]", "gdp"},
	    {"share(gdp_tertiary, gdp) * gdp", "gdp_tertiary"},
	    {"contribution(gdp_tertiary, gdp, points) / contribution(gdp_tertiary, gdp)",
	     "yoy(gdp)"},
	    {"rolling(gdp, 4, sum) / 4", "rolling(gdp, 4)"},
	    {"sum(gdp) / 2", "mean(gdp)"},
	    {"(max(gdp) + min(gdp)) / 2", "median(gdp)"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		history h[N_HISTORIES];
		computation a = {0}, b = {0};
		size_t compared = 0;
		some_histories(h);
		run_histories(&a, h, N_HISTORIES, pairs[i][0]);
		run_histories(&b, h, N_HISTORIES, pairs[i][1]);
		for (size_t s = 0; s < a.out.n; s++)
			for (size_t k = 0; k < a.out.items[s].n; k++) {
				const tally_point *p = &a.out.items[s].points[k];
				const tally_point *q = point_at(&b, &a.out.items[s], p->period);
				if (isnan(p->value) || !q || isnan(q->value))
					continue;
				compared++;
				if (!(fabs(p->value - q->value) <=
				      1e-11 * fmax(fabs(p->value), fabs(q->value)) + 1e-12))
					fail_msg("%s is not %s: %.17g, %.17g", pairs[i][0],
						 pairs[i][1], p->value, q->value);
			}
		if (compared < 8)
			fail_msg("%s: only %zu figures came out", pairs[i][0], compared);
		finish(&a);
		finish(&b);
	}
}

static void test_cumulate_and_back(void **state)
{
	(void)state;
	computation a = {0};
	add_figures(&a.claims, "gdp CN 2021-01=3.1 2021-02=2.9 2021-03=3.3 2021-04=3.4 2021-05=3.6 "
			       "2021-06=3.9 2021-07=3.7 2021-08=3.8 2021-09=4.0 2021-10=4.1 "
			       "2021-11=4.3 2021-12=4.9 2022-01=3.3 2022-02=3.0");
	compute(&a, "decumulate(cumulate(gdp)) - gdp");
	assert_int_equal(a.out.n, 1);
	assert_int_equal(a.out.items[0].n, 14);
	for (size_t k = 0; k < 14; k++)
		assert_true(fabs(a.out.items[0].points[k].value) < 1e-12);
	finish(&a);
}

/* A growth over a break of the definition is given, and marked. */
static void test_a_break_is_marked(void **state)
{
	(void)state;
	computation a = {0};
	add_figures(&a.claims, "fixed_investment CN 2009=10 2010=12 2011=11 2012=13");
	compute(&a, "yoy(fixed_investment)");
	assert_int_equal(a.out.n, 1);
	static const char want[] = {'M', 'A', 'B', 'A'};
	for (size_t k = 0; k < 4; k++)
		assert_int_equal(a.out.items[0].points[k].status, want[k]);
	finish(&a);
}

/* The status of a result is the more cautious of what went in. */
static void test_status_goes_along(void **state)
{
	(void)state;
	computation a = {0};
	add_figures(&a.claims, "gdp CN 2020=10 2021=12");
	add_figures(&a.claims, "gdp CN status=P 2022=13");
	add_figures(&a.claims, "gdp CN status=E 2023=14");
	compute(&a, "yoy(gdp)");
	static const char want[] = {'M', 'A', 'P', 'E'};
	for (size_t k = 0; k < 4; k++)
		assert_int_equal(a.out.items[0].points[k].status, want[k]);
	finish(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows_are_complete),
	    cmocka_unit_test(test_worked_examples),
	    cmocka_unit_test(test_moving_all_periods),
	    cmocka_unit_test(test_scaling),
	    cmocka_unit_test(test_a_gap_never_changes_a_figure),
	    cmocka_unit_test(test_intervals_hold_the_truth),
	    cmocka_unit_test(test_inverses),
	    cmocka_unit_test(test_cumulate_and_back),
	    cmocka_unit_test(test_a_break_is_marked),
	    cmocka_unit_test(test_status_goes_along),
	};
	return cmocka_run_group_tests(tests, load_codes, free_codes);
}
