/* vintages.c: how published figures were revised.
 *
 * A vintage is what one release said of a period. The revision of a level is relative to the
 * release before, v/w - 1 in per cent; that of a rate is v - w in points. Over n revisions the mean
 * tells of bias, the mean size and the standard deviation (n - 1) of spread; n < 2 has none. */
#include "vintages.h"

#include "store/store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	const tally_claims *claims;
	const tally_claim **sorted; /* by series, period, published */
	cli_table *table;
	long shown;
} history;

typedef struct {
	long n;
	double sum, size, squares; /* squares: about the running mean (Welford) */
	double mean, lo, hi;
} moments;

static int compare_int(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_series(const tally_claim *a, const tally_claim *b)
{
	const int64_t keys[][2] = {
	    {a->measure, b->measure},
	    {a->against.metric, b->against.metric},
	    {a->against.region, b->against.region},
	    {(int64_t)a->against.base, (int64_t)b->against.base},
	    {a->prices.kind, b->prices.kind},
	    {a->prices.year, b->prices.year},
	    {a->adjustment == 'N' ? 0 : a->adjustment, b->adjustment == 'N' ? 0 : b->adjustment},
	    {a->kind, b->kind},
	    {(int64_t)tally_period_frequency(a->period),
	     (int64_t)tally_period_frequency(b->period)},
	};

	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		if (keys[k][0] != keys[k][1])
			return compare_int(keys[k][0], keys[k][1]);
	return 0;
}

static int by_vintage(const void *x, const void *y)
{
	const tally_claim *a = *(const tally_claim *const *)x;
	const tally_claim *b = *(const tally_claim *const *)y;
	int order = compare_series(a, b);

	if (order == 0)
		order = tally_period_compare(a->period, b->period);
	if (order == 0)
		order = compare_int(a->published, b->published);
	return order ? order : compare_int(a - b, 0);
}

static void count(moments *m, double revision)
{
	double step = revision - m->mean;

	m->n++;
	m->mean += step / (double)m->n;
	m->squares += step * (revision - m->mean);
	m->size += fabs(revision);
	m->lo = m->n == 1 || revision < m->lo ? revision : m->lo;
	m->hi = m->n == 1 || revision > m->hi ? revision : m->hi;
}

/* NaN when there is nothing to compare with. */
static double revision(const history *h, const tally_claim *before, const tally_claim *c)
{
	double w = tally_claim_value(before, h->codes), v = tally_claim_value(c, h->codes);

	if (c->measure == TALLY_LEVEL || c->measure == TALLY_INDEX_NUMBER)
		return w != 0 ? 100 * (v / w - 1) : NAN;
	return 100 * (v - w);
}

static const char *unit_of(const tally_claim *c)
{
	return c->measure == TALLY_LEVEL || c->measure == TALLY_INDEX_NUMBER ? "%" : "points";
}

static void put_vintage(history *h, const tally_claim *c, double change)
{
	char period[TALLY_PERIOD_TEXT], published[TALLY_PERIOD_TEXT], text[32] = "";
	char digits[TALLY_FIGURE_TEXT], figure[TALLY_FIGURE_TEXT + 300];

	tally_period_print(c->period, period);
	tally_day_print(c->published, published);
	tally_figure_print(&c->figure, digits);
	snprintf(figure, sizeof figure, "%s%s %s",
		 tally_qualifier_text((tally_qualifier)c->qualifier), digits,
		 c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(h->codes, c->unit)->text);
	if (isfinite(change))
		snprintf(text, sizeof text, "%+.2f %s", change, unit_of(c));
	const char *source = tally_pool_text(&h->claims->texts, c->source);
	if (h->g->json) {
		printf("%s{\"measure\":\"%s\",\"period\":\"%s\",\"published\":\"%s\",\"figure\":",
		       h->shown ? ",\n" : "\n", tally_measure_name((tally_measure)c->measure),
		       period, published);
		cli_json_string(stdout, figure);
		printf(",\"value\":");
		cli_json_number(stdout, tally_claim_value(c, h->codes));
		printf(",\"revision\":");
		cli_json_number(stdout, change);
		printf(",\"source\":");
		cli_json_string(stdout, source);
		printf("}");
	} else {
		const char *cells[] = {tally_measure_name((tally_measure)c->measure),
				       period,
				       published,
				       figure,
				       text,
				       source};
		cli_table_row(h->table, cells);
	}
	h->shown++;
}

static void put_moments(const history *h, const char *name, const char *unit, const moments *m)
{
	double spread = m->n > 1 ? sqrt(m->squares / (double)(m->n - 1)) : NAN;

	if (h->g->json) {
		const double values[] = {m->n ? m->mean : NAN, m->n ? m->size / (double)m->n : NAN,
					 spread, m->n ? m->lo : NAN, m->n ? m->hi : NAN};
		const char *const names[] = {"mean", "mean_size", "deviation", "lowest", "highest"};

		printf("{\"measure\":\"%s\",\"unit\":\"%s\",\"revisions\":%ld", name, unit, m->n);
		for (int k = 0; k < 5; k++) {
			printf(",\"%s\":", names[k]);
			cli_json_number(stdout, values[k]);
		}
		printf("}");
		return;
	}
	if (m->n == 0) {
		printf("%s: no revisions\n", name);
		return;
	}
	printf("%s: %ld revision%s, mean %+.3f %s, mean size %.3f, ", name, m->n,
	       m->n == 1 ? "" : "s", m->mean, unit, m->size / (double)m->n);
	if (isfinite(spread))
		printf("standard deviation %.3f, ", spread);
	printf("from %+.3f to %+.3f\n", m->lo, m->hi);
}

static void put_vintages(history *h, moments by_measure[TALLY_N_MEASURES])
{
	static const char *const heads[] = {"measure", "period",   "published",
					    "figure",  "revision", "source"};

	if (h->g->json)
		printf("{\"vintages\":[");
	else
		h->table = cli_table_new(6, heads, "lllrrl");
	for (size_t i = 0; i < h->claims->n; i++) {
		const tally_claim *c = h->sorted[i], *before = i ? h->sorted[i - 1] : NULL;
		bool revised = before && compare_series(before, c) == 0 &&
			       tally_period_equal(before->period, c->period) &&
			       before->published != c->published;
		double change = revised ? revision(h, before, c) : NAN;

		if (isfinite(change))
			count(&by_measure[c->measure], change);
		put_vintage(h, c, change);
	}
	if (h->g->json)
		printf("],\n\"revisions\":[");
	else if (h->table)
		cli_table_print(h->table, stdout);
	cli_table_free(h->table);
}

static void put_history(history *h)
{
	moments by_measure[TALLY_N_MEASURES] = {{0}};
	bool seen[TALLY_N_MEASURES] = {false}, first = true;

	put_vintages(h, by_measure);
	for (size_t i = 0; i < h->claims->n; i++)
		seen[h->sorted[i]->measure] = true;
	if (!h->g->json)
		printf("\n");
	for (int m = 0; m < TALLY_N_MEASURES; m++) {
		if (!seen[m])
			continue;
		const tally_claim probe = {.measure = (uint8_t)m};
		if (h->g->json && !first)
			printf(",\n");
		put_moments(h, tally_measure_name((tally_measure)m), unit_of(&probe),
			    &by_measure[m]);
		first = false;
	}
	if (h->g->json)
		printf("]}\n");
}

static int show(history *h)
{
	tally_error err = {0};

	if (h->claims->n == 0) {
		fprintf(stderr, "tally: no figures of that kind in the store\n");
		return 1;
	}
	h->sorted = malloc(h->claims->n * sizeof *h->sorted);
	if (!h->sorted) {
		tally_error_memory(&err);
		return cli_fail(&err);
	}
	for (size_t i = 0; i < h->claims->n; i++)
		h->sorted[i] = &h->claims->items[i];
	qsort(h->sorted, h->claims->n, sizeof *h->sorted, by_vintage);
	put_history(h);
	free(h->sorted);
	return 0;
}

int cli_vintages(const cli_command *command, const cli_globals *g, const cli_query *q,
		 const char *metric, const char *region)
{
	int code;
	tally_claims claims = {0};
	tally_store *store = cli_open(g, &code);

	if (!store)
		return code;
	const tally_codes *codes = tally_store_codes(store);
	int32_t m = cli_metric(command, codes, metric);
	int32_t r = m == TALLY_NO_CODE ? TALLY_NO_CODE : cli_region(command, codes, region);

	code = r == TALLY_NO_CODE ? 2 : cli_read(command, q, store, &m, 1, &r, 1, &claims);
	if (code == 0) {
		history h = {.g = g, .codes = codes, .claims = &claims};
		code = show(&h);
	}
	tally_claims_release(&claims);
	tally_store_close(store);
	return code;
}
