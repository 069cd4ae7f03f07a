/* overview.c: the key figures on top, and a trend for every metric. */
#include "report/sections.h"

#include "kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CARDS  8
#define MOST_LINES  8
#define TREND_WIDTH 900

static const tally_point *last_point(const tally_series *s)
{
	for (size_t i = s->n; i-- > 0;)
		if (isfinite(s->points[i].value))
			return &s->points[i];
	return NULL;
}

/* The level series of a metric that a reader looks for first: the one with the latest figure, the
 * one with most figures where several have it. */
static const tally_series *leading(const tally_report *r, int32_t metric)
{
	const tally_series *best = NULL;
	for (size_t i = 0; i < r->series->n; i++) {
		const tally_series *s = &r->series->items[i];
		const tally_point *p = s->key.metric == metric && s->key.measure == TALLY_LEVEL &&
					       s->key.kind == TALLY_OBSERVATION
					   ? last_point(s)
					   : NULL;
		if (p && (!best || s->n > best->n ||
			  (s->n == best->n && p->period.last > last_point(best)->period.last)))
			best = s;
	}
	return best;
}

static void add_card(const tally_report *r, tally_doc *d, const tally_series *s)
{
	const tally_point *p = last_point(s);
	ptrdiff_t before = tally_series_find(s, tally_period_shift_years(p->period, -1));
	const tally_metric *m = tally_codes_metric(r->codes, s->key.metric);
	char value[128], name[256], when[64], remark[160], growth[TALLY_NUMBER_TEXT] = "";
	tally_report_value(r, p->value, s->key.base_unit, m->dimension, value);
	tally_period_words(p->period, r->lang, when);
	snprintf(name, sizeof name, "%.120s, %.100s", tally_metric_name(m, r->lang),
		 tally_report_region(r, s->key.region));
	double base = before >= 0 ? s->points[before].value : NAN;
	bool rate = strcmp(m->dimension, "ratio") == 0;
	if (base > 0 && isfinite(p->value) && !rate)
		tally_number_print(100 * (p->value / base - 1), 1, growth);
	snprintf(remark, sizeof remark,
		 *growth ? tally_say(r->lang, "%s, %s%% on the year before by the levels",
				     "%s，按水平计同比%s%%")
			 : "%s",
		 when, growth);
	tally_doc_card(d, value, name, remark);
}

void tally_report_key_figures(const tally_report *r, tally_doc *d)
{
	int cards = 0;
	tally_doc_begin(d, "key", tally_say(r->lang, "Key figures", "主要数字"));
	if (!d->markdown)
		tally_script_add(tally_doc_body(d), "<dl class=\"cards\">\n");
	for (int32_t m = 0; m < tally_codes_n_metrics(r->codes) && cards < MOST_CARDS; m++) {
		const tally_series *s = tally_report_wants(r, m) ? leading(r, m) : NULL;
		if (!s)
			continue;
		add_card(r, d, s);
		cards++;
	}
	if (!d->markdown)
		tally_script_add(tally_doc_body(d), "</dl>\n");
	char words[200];
	size_t figures = 0;
	for (size_t i = 0; i < r->claims->n; i++)
		figures += !tally_report_computed(r, &r->claims->items[i]);
	snprintf(words, sizeof words,
		 tally_say(r->lang, "%zu published figures in %zu series.",
			   "共%zu个公布数字，%zu个序列。"),
		 figures, r->series->n);
	tally_doc_paragraph(d, words);
}

/* --- trends ------------------------------------------------------------------------- */

static int by_last_value(const void *a, const void *b)
{
	const tally_series *s = a, *t = b;
	const tally_point *p = last_point(s), *q = last_point(t);
	double x = p ? p->value : -INFINITY, y = q ? q->value : -INFINITY;
	return x > y ? -1 : x < y;
}

/* The series of one chart: levels of a metric where there are any, else its rates; the largest
 * when there are many regions. */
static size_t series_of(const tally_report *r, int32_t metric, tally_series *out)
{
	size_t n = 0, levels = 0;
	for (size_t i = 0; i < r->series->n; i++) {
		const tally_series *s = &r->series->items[i];
		if (s->key.metric == metric && last_point(s)) {
			out[n++] = *s;
			levels += s->key.measure == TALLY_LEVEL;
		}
	}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!levels || out[i].key.measure == TALLY_LEVEL)
			out[kept++] = out[i];
	qsort(out, kept, sizeof *out, by_last_value);
	return kept < MOST_LINES ? kept : MOST_LINES;
}

static bool add_trend(const tally_report *r, tally_doc *d, int32_t metric, tally_series *room)
{
	tally_error err = {0};
	tally_chart *chart = NULL;
	tally_kind_input in = {.codes = r->codes,
			       .claims = r->claims,
			       .series = room,
			       .n = series_of(r, metric, room),
			       .lang = r->lang,
			       .as_of = r->as_of,
			       .at = {0, TALLY_DAY_NONE},
			       .base = {0, TALLY_DAY_NONE}};
	size_t longest = 0;
	for (size_t i = 0; i < in.n; i++)
		longest = room[i].n > longest ? room[i].n : longest;
	/* A single figure needs no chart; one period of several regions is a ranking. */
	if (longest == 0 || (longest == 1 && in.n == 1) ||
	    tally_chart_kind_find(longest > 1 ? "trend" : "ranking")->build(&in, &chart, &err))
		return false;
	size_t panels = chart->n_panels;
	double height = longest == 1 ? 150 + 26 * (double)in.n
			: panels > 1 ? 180 + 190 * (double)panels
				     : 400;
	tally_doc_heading(d, tally_report_metric(r, metric));
	tally_doc_chart(d, chart, TREND_WIDTH, fmin(height, 1400));
	tally_chart_free(chart);
	return true;
}

void tally_report_trends(const tally_report *r, tally_doc *d)
{
	size_t drawn = 0, most = r->max_charts ? r->max_charts : 200, left = 0;
	tally_series *room = calloc(r->series->n + 1, sizeof *room);
	tally_doc_begin(d, "trends", tally_say(r->lang, "Trends", "走势"));
	for (int32_t m = 0; room && m < tally_codes_n_metrics(r->codes); m++) {
		if (!tally_report_wants(r, m))
			continue;
		if (drawn < most)
			drawn += add_trend(r, d, m, room);
		else
			left += leading(r, m) != NULL;
	}
	if (left) {
		char words[128];
		snprintf(words, sizeof words,
			 tally_say(r->lang, "%zu further metrics are in the data tables only.",
				   "另有%zu个指标仅见于数据表。"),
			 left);
		tally_doc_paragraph(d, words);
	}
	free(room);
}
