/* cmd_show.c: series as tables: one series in detail, many side by side, or every claim. */
#include "cli.h"

#include "store/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_show;

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	tally_claims claims;
	tally_series_set set;
	bool printed, implied; /* growth columns */
} show;

/* --- texts of one claim ----------------------------------------------------------- */

static const char *lang_of(const show *s)
{
	return s->g->lang;
}

static const char *unit_text(const show *s, int32_t unit)
{
	return unit == TALLY_NO_CODE ? "" : tally_codes_unit(s->codes, unit)->text;
}

/* The figure as it stood: "超" and the like as their sign, the digits, the unit. */
static void print_figure(const show *s, const tally_claim *c, char *out, size_t size)
{
	char digits[TALLY_FIGURE_TEXT];

	tally_figure_print(&c->figure, digits);
	snprintf(out, size, "%s%s%s%s", tally_qualifier_text((tally_qualifier)c->qualifier), digits,
		 *digits ? " " : "", *digits ? unit_text(s, c->unit) : "");
}

static void print_prices(tally_prices p, char out[32])
{
	if (p.kind == TALLY_PRICES_NONE)
		snprintf(out, 32, "no prices");
	else
		tally_prices_print(p, out);
}

static void print_title(const show *s, const tally_series_key *k)
{
	char prices[32], against[TALLY_AGAINST_TEXT];
	const tally_metric *m = tally_codes_metric(s->codes, k->metric);
	const tally_region *r = tally_codes_region(s->codes, k->region);

	print_prices(k->prices, prices);
	tally_against_print(&k->against, s->codes, against);
	cli_put(stdout, tally_metric_name(m, lang_of(s)));
	printf(" (%s), ", m->code);
	cli_put(stdout, tally_region_name(r, lang_of(s)));
	printf(" (%s): %s%s%s, %s", r->code, tally_measure_name((tally_measure)k->measure),
	       *against ? " against " : "", against, prices);
	if (k->adjustment && k->adjustment != 'N')
		printf(", adjusted %c", k->adjustment);
	if (k->kind != TALLY_OBSERVATION)
		printf(", %s", tally_kind_name((tally_kind)k->kind));
	printf("\n");
}

/* --- growth beside the level ------------------------------------------------------- */

/* The first claim of the period: the claims stand in canonical order (metric, region, period). */
static size_t first_of_period(const show *s, const tally_claim *like)
{
	size_t i = (size_t)(like - s->claims.items);

	while (i > 0 && s->claims.items[i - 1].region == like->region &&
	       tally_period_equal(s->claims.items[i - 1].period, like->period))
		i--;
	return i;
}

/* The growth printed for the same cell, newest release first, or NULL. */
static const tally_claim *printed_growth(const show *s, const tally_claim *level)
{
	const tally_claim *best = NULL;

	for (size_t i = first_of_period(s, level); i < s->claims.n; i++) {
		const tally_claim *c = &s->claims.items[i];

		if (c->region != level->region || !tally_period_equal(c->period, level->period))
			break;
		if (c->measure == TALLY_GROWTH && c->kind == level->kind &&
		    (!best || c->published >= best->published))
			best = c;
	}
	return best;
}

static double implied_growth(const tally_series *series, size_t i)
{
	ptrdiff_t base =
	    tally_series_find(series, tally_period_shift_years(series->points[i].period, -1));

	if (base < 0 || !(series->points[base].value > 0))
		return NAN;
	return series->points[i].value / series->points[base].value - 1;
}

/* --- one series in detail ------------------------------------------------------------ */

static void print_series(const show *s, const tally_series *series)
{
	const char *heads[] = {"period",         "value",     "status", "printed growth",
			       "implied growth", "published", "source"};
	const char *all = "lrlrrll";
	char align[8];
	bool level = series->key.measure == TALLY_LEVEL;
	bool wanted[] = {true, true, true, s->printed && level, s->implied && level, true, true};
	const char *shown[7];
	int n = 0;

	for (int i = 0; i < 7; i++)
		if (wanted[i]) {
			shown[n] = heads[i];
			align[n++] = all[i];
		}
	align[n] = 0;
	print_title(s, &series->key);
	cli_table *table = cli_table_new(n, shown, align);
	for (size_t i = 0; table && i < series->n; i++) {
		const tally_point *p = &series->points[i];
		const tally_claim *c = &s->claims.items[p->claim];
		char period[TALLY_PERIOD_TEXT], value[TALLY_FIGURE_TEXT + 300], implied[32] = "-";
		char growth[TALLY_FIGURE_TEXT + 300] = "-", published[TALLY_PERIOD_TEXT];
		char status[2] = {p->status, 0};
		const char *cells[7] = {period,
					value,
					status,
					growth,
					implied,
					published,
					tally_pool_text(&s->claims.texts, c->source)};
		int k = 0;

		tally_period_print(p->period, period);
		print_figure(s, c, value, sizeof value);
		tally_day_print(p->published, published);
		const tally_claim *told = s->printed ? printed_growth(s, c) : NULL;
		if (told)
			print_figure(s, told, growth, sizeof growth);
		double rate = s->implied ? implied_growth(series, i) : NAN;
		if (isfinite(rate))
			snprintf(implied, sizeof implied, "%.2f %%", 100 * rate);
		for (int j = 0; j < 7; j++)
			if (wanted[j])
				cells[k++] = cells[j];
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

/* --- many regions side by side --------------------------------------------------------- */

/* Series that differ in nothing but the region stand in one table. */
static bool side_by_side(const tally_series_key *a, const tally_series_key *b)
{
	return a->metric == b->metric && a->measure == b->measure && a->frequency == b->frequency &&
	       a->adjustment == b->adjustment && a->kind == b->kind &&
	       tally_prices_equal(a->prices, b->prices) && a->against.metric == b->against.metric &&
	       a->against.region == b->against.region && a->against.base == b->against.base;
}

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* All periods of the series, each once. Returns the count, *out malloc'ed. */
static size_t all_periods(const tally_series *const *series, size_t n, tally_period **out)
{
	size_t total = 0, kept = 0;

	for (size_t i = 0; i < n; i++)
		total += series[i]->n;
	*out = malloc((total + 1) * sizeof **out);
	if (!*out)
		return 0;
	for (size_t i = 0, at = 0; i < n; i++)
		for (size_t j = 0; j < series[i]->n; j++)
			(*out)[at++] = series[i]->points[j].period;
	qsort(*out, total, sizeof **out, by_period);
	for (size_t i = 0; i < total; i++)
		if (kept == 0 || !tally_period_equal((*out)[kept - 1], (*out)[i]))
			(*out)[kept++] = (*out)[i];
	return kept;
}

static void print_side_by_side(const show *s, const tally_series *const *series, size_t n)
{
	const char **heads = calloc(n + 1, sizeof *heads);
	const char **cells = calloc(n + 1, sizeof *cells);
	char(*texts)[64] = calloc(n, sizeof *texts);
	char *align = malloc(n + 2);
	tally_period *periods = NULL;
	size_t n_periods = all_periods(series, n, &periods);

	if (heads && cells && texts && align && periods) {
		char title[32];
		const tally_metric *m = tally_codes_metric(s->codes, series[0]->key.metric);

		print_prices(series[0]->key.prices, title);
		cli_put(stdout, tally_metric_name(m, lang_of(s)));
		printf(" (%s): %s, %s\n", m->code,
		       tally_measure_name((tally_measure)series[0]->key.measure), title);
		heads[0] = "period";
		memset(align, 'r', n + 1);
		align[0] = 'l';
		align[n + 1] = 0;
		for (size_t i = 0; i < n; i++)
			heads[i + 1] = tally_region_name(
			    tally_codes_region(s->codes, series[i]->key.region), lang_of(s));
		cli_table *table = cli_table_new((int)n + 1, heads, align);
		for (size_t p = 0; table && p < n_periods; p++) {
			char period[TALLY_PERIOD_TEXT];

			tally_period_print(periods[p], period);
			cells[0] = period;
			for (size_t i = 0; i < n; i++) {
				ptrdiff_t at = tally_series_find(series[i], periods[p]);

				cli_format_value(at < 0 ? NAN : series[i]->points[at].value,
						 series[i]->key.base_unit, lang_of(s), texts[i]);
				cells[i + 1] = texts[i];
			}
			cli_table_row(table, cells);
		}
		if (table)
			cli_table_print(table, stdout);
		cli_table_free(table);
	}
	free(heads);
	free(cells);
	free(texts);
	free(align);
	free(periods);
}

static void print_tables(const show *s)
{
	for (size_t from = 0; from < s->set.n;) {
		const tally_series *group[6];
		size_t n = 0;

		while (from + n < s->set.n && n < 6 &&
		       side_by_side(&s->set.items[from].key, &s->set.items[from + n].key)) {
			group[n] = &s->set.items[from + n];
			n++;
		}
		if (from)
			printf("\n");
		if (n > 1)
			print_side_by_side(s, group, n);
		else
			print_series(s, group[0]);
		from += n;
	}
}

/* --- every claim ---------------------------------------------------------------------- */

static void print_claims(const show *s)
{
	const char *heads[] = {"region",    "period", "measure", "value", "against",
			       "published", "source", "locator", "note"};
	cli_table *table = cli_table_new(9, heads, "lllrlllll");

	for (size_t i = 0; table && i < s->claims.n; i++) {
		const tally_claim *c = &s->claims.items[i];
		char period[TALLY_PERIOD_TEXT], value[TALLY_FIGURE_TEXT + 300];
		char against[TALLY_AGAINST_TEXT], published[TALLY_PERIOD_TEXT];
		const tally_pool *texts = &s->claims.texts;
		const char *cells[] = {tally_codes_region(s->codes, c->region)->code,
				       period,
				       tally_measure_name((tally_measure)c->measure),
				       value,
				       against,
				       published,
				       tally_pool_text(texts, c->source),
				       tally_pool_text(texts, c->locator),
				       tally_pool_text(texts, c->note)};

		tally_period_print(c->period, period);
		print_figure(s, c, value, sizeof value);
		tally_against_print(&c->against, s->codes, against);
		tally_day_print(c->published, published);
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

/* --- JSON ------------------------------------------------------------------------------- */

static void json_field(const char *name, const char *value, const char *before)
{
	printf("%s\"%s\":", before, name);
	cli_json_string(stdout, value);
}

static void json_claim(const show *s, const tally_claim *c)
{
	char text[TALLY_FIGURE_TEXT], against[TALLY_AGAINST_TEXT];

	tally_figure_print(&c->figure, text);
	json_field("printed", text, ",");
	json_field("unit", unit_text(s, c->unit), ",");
	json_field("qualifier", tally_qualifier_text((tally_qualifier)c->qualifier), ",");
	tally_against_print(&c->against, s->codes, against);
	json_field("against", against, ",");
	tally_day_print(c->published, text);
	json_field("published", text, ",");
	json_field("source", tally_pool_text(&s->claims.texts, c->source), ",");
	json_field("locator", tally_pool_text(&s->claims.texts, c->locator), ",");
}

static void json_point(const show *s, const tally_point *p)
{
	char text[TALLY_PERIOD_TEXT], status[2] = {p->status, 0};

	tally_period_print(p->period, text);
	json_field("period", text, "{");
	printf(",\"value\":");
	cli_json_number(stdout, p->value);
	printf(",\"lo\":");
	cli_json_number(stdout, p->lo);
	printf(",\"hi\":");
	cli_json_number(stdout, p->hi);
	json_field("status", status, ",");
	json_claim(s, &s->claims.items[p->claim]);
	printf("}");
}

static void print_json(const show *s)
{
	printf("{\"series\":[");
	for (size_t i = 0; i < s->set.n; i++) {
		const tally_series *series = &s->set.items[i];
		const tally_series_key *k = &series->key;
		char letter[2] = {tally_frequency_letter(k->frequency), 0}, prices[32];

		json_field("metric", tally_codes_metric(s->codes, k->metric)->code,
			   i ? ",\n{" : "\n{");
		json_field("region", tally_codes_region(s->codes, k->region)->code, ",");
		json_field("measure", tally_measure_name((tally_measure)k->measure), ",");
		json_field("frequency", letter, ",");
		tally_prices_print(k->prices, prices);
		json_field("prices", k->prices.kind == TALLY_PRICES_NONE ? "" : prices, ",");
		json_field("base_unit", k->base_unit, ",");
		printf(",\"points\":[");
		for (size_t j = 0; j < series->n; j++) {
			printf(j ? ",\n " : "\n ");
			json_point(s, &series->points[j]);
		}
		printf("]}");
	}
	printf("]}\n");
}

static void json_all_claims(const show *s)
{
	printf("{\"claims\":[");
	for (size_t i = 0; i < s->claims.n; i++) {
		const tally_claim *c = &s->claims.items[i];
		char period[TALLY_PERIOD_TEXT];

		tally_period_print(c->period, period);
		json_field("metric", tally_codes_metric(s->codes, c->metric)->code,
			   i ? ",\n{" : "\n{");
		json_field("region", tally_codes_region(s->codes, c->region)->code, ",");
		json_field("period", period, ",");
		json_field("measure", tally_measure_name((tally_measure)c->measure), ",");
		json_claim(s, c);
		json_field("note", tally_pool_text(&s->claims.texts, c->note), ",");
		printf("}");
	}
	printf("]}\n");
}

/* --- the verb ------------------------------------------------------------------------------ */

static bool growth_columns(const char *text, show *s)
{
	if (!text)
		return true;
	s->printed = strstr(text, "printed") != NULL;
	s->implied = strstr(text, "implied") != NULL;
	return strcmp(text, "printed") == 0 || strcmp(text, "implied") == 0 ||
	       strcmp(text, "printed,implied") == 0 || strcmp(text, "implied,printed") == 0;
}

static int read_claims(const cli_query *q, tally_store *store, char **words, int n, show *s)
{
	int32_t metric = cli_metric(&cmd_show, s->codes, words[0]);
	int32_t *regions = malloc((size_t)n * sizeof *regions);
	int code = metric == TALLY_NO_CODE || !regions ? 2 : 0;

	for (int i = 1; code == 0 && i < n; i++)
		if ((regions[i - 1] = cli_region(&cmd_show, s->codes, words[i])) == TALLY_NO_CODE)
			code = 2;
	if (code == 0)
		code = cli_read(&cmd_show, q, store, &metric, 1, regions, n - 1, &s->claims);
	free(regions);
	return code;
}

static int show_claims(show *s, const cli_query *q, bool all_claims)
{
	tally_series_query query;
	tally_error err = {0};

	if (s->claims.n == 0) {
		if (s->g->json)
			printf(all_claims ? "{\"claims\":[]}\n" : "{\"series\":[]}\n");
		fprintf(stderr, "tally: no figures of that kind in the store\n");
		return 1;
	}
	if (all_claims) {
		if (s->g->json)
			json_all_claims(s);
		else
			print_claims(s);
		return 0;
	}
	if (!cli_series_query(&cmd_show, q, &query))
		return 2;
	query.all_kinds = true;
	if (tally_series_build(&s->claims, s->codes, &query, &s->set, &err) != TALLY_OK)
		return cli_fail(&err);
	if (s->g->json)
		print_json(s);
	else
		print_tables(s);
	return 0;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	const char *growth = NULL;
	bool all_claims = false, done = false;
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(q),
	    {"measure", 0, CLI_TEXT, &q.measure, "MEASURE", "only level, growth, share, ..."},
	    {"all-claims", 'a', CLI_FLAG, &all_claims, NULL, "every claim with source and place"},
	    {"growth", 0, CLI_TEXT, &growth, "WHICH", "printed, implied or printed,implied"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_show, &g, options, argc, argv, argv, &n, &done);
	show s = {.g = &g};

	if (code || done)
		return code;
	if (n == 0)
		return cli_usage(&cmd_show, "which metric? (tally list metrics names them)");
	if (!growth_columns(growth, &s))
		return cli_usage(&cmd_show,
				 "--growth is printed, implied or printed,implied; found \"%s\"",
				 growth);
	tally_store *store = cli_open(&g, &code);
	if (!store)
		return code;
	s.codes = tally_store_codes(store);
	code = read_claims(&q, store, argv, n, &s);
	if (code == 0)
		code = show_claims(&s, &q, all_claims);
	tally_series_set_release(&s.set);
	tally_claims_release(&s.claims);
	tally_store_close(store);
	return code;
}

const cli_command cmd_show = {
    .name = "show",
    .summary = "series as tables",
    .usage = "show METRIC [REGION...] [OPTION...]",
    .help = "Shows what is known of a metric, one figure a period: the last release known\n"
	    "(--as-of: on that day). Codes, names and aliases in any language will do.",
    .examples = "  tally show gdp CN\n"
		"  tally show gdp CN-GD CN-JS --from 2011 --to 2016\n"
		"  tally show gdp CN --growth printed,implied\n"
		"  tally show 研发经费 广东 --all-claims\n"
		"  tally show gdp CN --as-of 2019-12-31 --json",
    .run = run,
};
