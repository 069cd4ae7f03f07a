/* tables.c: safe figures, growth printed and implied, reconciliation, bounds, revisions, data. */
#include "report/sections.h"

#include "kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "and 1234 more", when a table was cut. */
static void tell_rest(const tally_report *r, tally_doc *d, size_t all, size_t shown)
{
	char words[128];
	if (all <= shown)
		return;
	snprintf(words, sizeof words,
		 tally_say(r->lang, "%zu of %zu rows are shown.", "表中列出%zu行，共%zu行。"),
		 shown, all);
	tally_doc_paragraph(d, words);
}

/* --- figures safe to quote ------------------------------------------------------------ */

static void safe_row(const tally_report *r, tally_doc *d, const tally_claim *c)
{
	char when[64], figure[256], measure[256], day[TALLY_PERIOD_TEXT];
	tally_period_print(c->period, when);
	tally_report_figure(r, c, figure, sizeof figure);
	tally_report_measure(r, c, measure, sizeof measure);
	tally_day_print(c->published, day);
	const char *cells[] = {tally_report_metric(r, c->metric),
			       tally_report_region(r, c->region),
			       when,
			       measure,
			       figure,
			       tally_report_source(r, c),
			       day};
	tally_doc_row(d, cells);
}

/* The newest period comes first: what one quotes is rarely old. */
static int newest_first(const void *a, const void *b)
{
	const tally_claim *s = *(const tally_claim *const *)a, *t = *(const tally_claim *const *)b;
	int order = tally_period_compare(t->period, s->period);
	return order ? order : (s > t) - (s < t);
}

void tally_report_safe(const tally_report *r, tally_doc *d)
{
	if (!r->findings)
		return;
	unsigned char *doubts = tally_report_doubts(r);
	const tally_claim **safe = calloc(r->claims->n + 1, sizeof *safe);
	size_t n = 0, most = tally_report_max_rows(r);
	tally_doc_begin(d, "safe", tally_say(r->lang, "Figures safe to quote", "可放心引用的数字"));
	for (size_t i = 0; doubts && safe && i < r->claims->n; i++) {
		const tally_claim *c = &r->claims->items[i];
		if (!doubts[i] && c->kind == TALLY_OBSERVATION && !tally_report_computed(r, c) &&
		    c->figure.form != TALLY_FORM_MISSING && tally_report_wants(r, c->metric))
			safe[n++] = c;
	}
	if (n > 1)
		qsort(safe, n, sizeof *safe, newest_first);
	tally_doc_paragraph(
	    d, tally_say(
		   r->lang,
		   "The newest figure of each kind that no finding casts doubt on. Safe means "
		   "that it can be true together with all others, not that it is true.",
		   "每项取最新且无疑点者。“可放心”指与其他数字可以同时成立，并不等于其本身无误。"));
	const char *heads[] = {
	    tally_say(r->lang, "Metric", "指标"),     tally_say(r->lang, "Region", "地区"),
	    tally_say(r->lang, "Period", "时期"),     tally_say(r->lang, "Measure", "度量"),
	    tally_say(r->lang, "Figure", "数字"),     tally_say(r->lang, "Source", "来源"),
	    tally_say(r->lang, "Published", "发布日")};
	tally_doc_table(d, tally_say(r->lang, "Figures without doubt, newest first", "无疑点数字"),
			7, heads, "llllrll");
	for (size_t i = 0; i < n && i < most; i++)
		safe_row(r, d, safe[i]);
	tally_doc_table_end(d);
	tell_rest(r, d, n, most);
	free(doubts);
	free(safe);
}

/* --- growth ---------------------------------------------------------------------------- */

static const tally_series *level_of(const tally_report *r, const tally_claim *c)
{
	for (size_t i = 0; i < r->series->n; i++) {
		const tally_series *s = &r->series->items[i];
		if (s->key.metric == c->metric && s->key.region == c->region &&
		    s->key.measure == TALLY_LEVEL && s->key.kind == TALLY_OBSERVATION &&
		    s->key.frequency == tally_period_frequency(c->period))
			return s;
	}
	return NULL;
}

static double value_at(const tally_series *s, tally_period p)
{
	ptrdiff_t i = tally_series_find(s, p);
	return i >= 0 ? s->points[i].value : NAN;
}

typedef struct {
	const tally_series *levels;
	double implied, printed; /* fractions of one */
} growth;

/* false when the levels of both periods are not there. */
static bool implied_growth(const tally_report *r, const tally_claim *c, growth *out)
{
	const tally_series *s = level_of(r, c);
	double now = s ? value_at(s, c->period) : NAN;
	double then = s ? value_at(s, tally_claim_base_period(c)) : NAN;
	*out = (growth){s, now / then - 1, tally_claim_value(c, r->codes)};
	return then > 0 && isfinite(now) && isfinite(out->printed);
}

static void growth_row(const tally_report *r, tally_doc *d, const tally_claim *c, const growth *g)
{
	char when[64], figure[256], by_levels[TALLY_NUMBER_TEXT], moved[TALLY_NUMBER_TEXT],
	    prices[64];
	tally_period_print(c->period, when);
	tally_report_figure(r, c, figure, sizeof figure);
	tally_number_print(100 * g->implied, 2, by_levels);
	tally_number_print(100 * ((1 + g->implied) / (1 + g->printed) - 1), 2, moved);
	tally_prices_words(tally_claim_prices(c, r->codes), r->lang, prices);
	bool same = tally_prices_equal(tally_claim_prices(c, r->codes), g->levels->key.prices);
	const char *cells[] = {tally_report_metric(r, c->metric),
			       tally_report_region(r, c->region),
			       when,
			       figure,
			       prices,
			       by_levels,
			       same ? moved : "",
			       tally_report_source(r, c)};
	tally_doc_row(d, cells);
}

static void growth_head(const tally_report *r, tally_doc *d)
{
	tally_doc_begin(d, "growth",
			tally_say(r->lang, "Growth: printed, and implied by the levels",
				  "增长：公布数与按水平推算"));
	tally_doc_paragraph(
	    d,
	    tally_say(r->lang,
		      "Where both are at the same prices, their difference is the rebasing: how "
		      "much the base must have been revised. At other prices they need not agree.",
		      "两者价格口径相同时，差异即基数调整幅度；口径不同则不可直接比较。"));
	const char *heads[] = {tally_say(r->lang, "Metric", "指标"),
			       tally_say(r->lang, "Region", "地区"),
			       tally_say(r->lang, "Period", "时期"),
			       tally_say(r->lang, "Printed", "公布增长"),
			       tally_say(r->lang, "Prices", "价格"),
			       tally_say(r->lang, "By levels, %", "按水平，%"),
			       tally_say(r->lang, "Rebasing, %", "基数调整，%"),
			       tally_say(r->lang, "Source", "来源")};
	tally_doc_table(d, tally_say(r->lang, "Printed and implied growth", "公布增长与推算增长"),
			8, heads, "lllrlrrl");
}

void tally_report_growth(const tally_report *r, tally_doc *d)
{
	size_t rows = 0, most = tally_report_max_rows(r);
	for (size_t i = 0; i < r->claims->n && rows < most; i++) {
		const tally_claim *c = &r->claims->items[i];
		growth g;
		if (c->measure != TALLY_GROWTH || c->kind != TALLY_OBSERVATION ||
		    !tally_report_wants(r, c->metric) || !implied_growth(r, c, &g))
			continue;
		if (rows++ == 0)
			growth_head(r, d);
		growth_row(r, d, c, &g);
	}
	if (rows > 0)
		tally_doc_table_end(d);
}

/* --- reconciliation ---------------------------------------------------------------------- */

static bool is_reconciled(const tally_report *r, const tally_claim *c)
{
	return strncmp(tally_report_source(r, c), "tally:reconciled", 16) == 0;
}

static void reconciled_row(const tally_report *r, tally_doc *d, const tally_claim *printed,
			   const tally_claim *result)
{
	char when[64], figure[256], value[128], move[TALLY_NUMBER_TEXT], widths[TALLY_NUMBER_TEXT];
	double a = tally_claim_value(printed, r->codes), b = tally_claim_value(result, r->codes);
	tally_interval i = tally_claim_interval(printed, r->claims, r->codes, TALLY_ROUND_NEAREST);
	double half = (tally_bound_up(i.hi) - tally_bound_down(i.lo)) / 2;
	const tally_metric *m = tally_codes_metric(r->codes, printed->metric);
	tally_period_print(printed->period, when);
	tally_report_figure(r, printed, figure, sizeof figure);
	tally_report_value(r, b, m->base_unit, m->dimension, value);
	tally_number_print(a != 0 ? 100 * (b - a) / fabs(a) : NAN, 4, move);
	tally_number_print(half > 0 ? (b - a) / half : NAN, 2, widths);
	const char *cells[] = {tally_report_metric(r, printed->metric),
			       tally_report_region(r, printed->region),
			       when,
			       figure,
			       value,
			       move,
			       widths,
			       tally_report_source(r, printed)};
	tally_doc_row(d, cells);
}

static const tally_claim *result_of(const tally_report *r, size_t at)
{
	const tally_claim *items = r->claims->items, *c = &items[at];
	size_t first = at;
	while (first > 0 && items[first - 1].metric == c->metric &&
	       items[first - 1].region == c->region &&
	       tally_period_equal(items[first - 1].period, c->period))
		first--;
	for (size_t i = first;
	     i < r->claims->n && items[i].metric == c->metric && items[i].region == c->region &&
	     tally_period_equal(items[i].period, c->period);
	     i++)
		if (is_reconciled(r, &items[i]) && items[i].measure == c->measure)
			return &items[i];
	return NULL;
}

static void dumbbell(const tally_report *r, tally_doc *d)
{
	tally_error err = {0};
	tally_chart *chart = NULL;
	tally_kind_input in = {.codes = r->codes,
			       .claims = r->claims,
			       .series = r->series->items,
			       .n = r->series->n,
			       .lang = r->lang,
			       .title =
				   tally_say(r->lang, "What reconciliation moved", "协调的调整"),
			       .as_of = r->as_of,
			       .at = {0, TALLY_DAY_NONE},
			       .base = {0, TALLY_DAY_NONE}};
	if (tally_chart_kind_find("dumbbell")->build(&in, &chart, &err))
		return;
	tally_doc_chart(d, chart, 900, 160 + 18 * fmin((double)chart->panels[0]->y.n_names, 50));
	tally_chart_free(chart);
}

void tally_report_reconciliation(const tally_report *r, tally_doc *d)
{
	size_t rows = 0, most = tally_report_max_rows(r);
	for (size_t i = 0; i < r->claims->n && !rows; i++)
		rows = is_reconciled(r, &r->claims->items[i]);
	if (!rows)
		return;
	tally_doc_begin(d, "reconciliation", tally_say(r->lang, "Reconciliation", "协调"));
	dumbbell(r, d);
	const char *heads[] = {tally_say(r->lang, "Metric", "指标"),
			       tally_say(r->lang, "Region", "地区"),
			       tally_say(r->lang, "Period", "时期"),
			       tally_say(r->lang, "Printed", "公布数"),
			       tally_say(r->lang, "Reconciled", "协调数"),
			       tally_say(r->lang, "Moved, %", "调整，%"),
			       tally_say(r->lang, "in half-widths", "半宽倍数"),
			       tally_say(r->lang, "Source", "来源")};
	tally_doc_table(d, tally_say(r->lang, "Adjustments", "调整"), 8, heads, "lllrrrrl");
	for (size_t i = rows = 0; i < r->claims->n && rows < most; i++) {
		const tally_claim *c = &r->claims->items[i];
		const tally_claim *result = is_reconciled(r, c) || !tally_report_wants(r, c->metric)
						? NULL
						: result_of(r, i);
		if (!result)
			continue;
		reconciled_row(r, d, c, result);
		rows++;
	}
	tally_doc_table_end(d);
}

/* --- bounds -------------------------------------------------------------------------------- */

void tally_report_bounds(const tally_report *r, tally_doc *d)
{
	if (r->n_bounds == 0)
		return;
	tally_doc_begin(d, "bounds", tally_say(r->lang, "What nobody published", "未公布的数字"));
	tally_doc_paragraph(d, tally_say(r->lang,
					 "The published figures leave these only so much room.",
					 "已公布的数字把它们限定在以下区间内。"));
	const char *heads[] = {
	    tally_say(r->lang, "Metric", "指标"),  tally_say(r->lang, "Region", "地区"),
	    tally_say(r->lang, "Period", "时期"),  tally_say(r->lang, "At least", "至少"),
	    tally_say(r->lang, "At most", "至多"), tally_say(r->lang, "Remark", "备注")};
	tally_doc_table(d, tally_say(r->lang, "Bounds", "界限"), 6, heads, "lllrrl");
	for (size_t i = 0; i < r->n_bounds; i++) {
		const tally_report_bound *b = &r->bounds[i];
		const tally_metric *m = tally_codes_metric(r->codes, b->metric);
		char when[64], lo[128], hi[128];
		tally_period_print(b->period, when);
		tally_report_value(r, b->lo, m->base_unit, m->dimension, lo);
		tally_report_value(r, b->hi, m->base_unit, m->dimension, hi);
		const char *cells[] = {
		    tally_report_metric(r, b->metric),
		    tally_report_region(r, b->region),
		    when,
		    lo,
		    hi,
		    b->inconsistent
			? tally_say(r->lang, "after setting claims aside", "须舍弃部分数字")
			: ""};
		tally_doc_row(d, cells);
	}
	tally_doc_table_end(d);
}

/* --- revisions ----------------------------------------------------------------------------- */

typedef struct {
	const tally_claim *first, *last;
	size_t releases;
	double moved;
} history;

static bool same_figure(const tally_claim *a, const tally_claim *b)
{
	return a->metric == b->metric && a->region == b->region && a->measure == b->measure &&
	       a->kind == b->kind && tally_period_equal(a->period, b->period) &&
	       tally_prices_equal(a->prices, b->prices);
}

static int largest_move(const void *a, const void *b)
{
	double s = fabs(((const history *)a)->moved), t = fabs(((const history *)b)->moved);
	return s > t ? -1 : s < t;
}

/* Levels that a later release of the same family of sources changed. */
static size_t gather(const tally_report *r, history *out)
{
	size_t n = 0;
	for (size_t i = 0, end; i < r->claims->n; i = end) {
		const tally_claim *c = &r->claims->items[i];
		history h = {.first = c, .last = c};
		for (end = i; end < r->claims->n && same_figure(c, &r->claims->items[end]); end++)
			if (r->claims->items[end].published != TALLY_DAY_NONE &&
			    !is_reconciled(r, &r->claims->items[end])) {
				h.last = &r->claims->items[end];
				h.releases++;
			}
		double a = tally_claim_value(h.first, r->codes);
		double b = tally_claim_value(h.last, r->codes);
		h.moved = a != 0 ? b / a - 1 : NAN;
		if (c->measure == TALLY_LEVEL && h.releases > 1 && isfinite(h.moved) &&
		    h.moved != 0 && tally_report_wants(r, c->metric))
			out[n++] = h;
	}
	return n;
}

static void history_row(const tally_report *r, tally_doc *d, const history *h)
{
	char when[64], first[256], last[256], move[TALLY_NUMBER_TEXT], count[24],
	    days[2][TALLY_PERIOD_TEXT];
	tally_period_print(h->first->period, when);
	tally_report_figure(r, h->first, first, sizeof first);
	tally_report_figure(r, h->last, last, sizeof last);
	tally_number_print(100 * h->moved, 3, move);
	snprintf(count, sizeof count, "%zu", h->releases);
	tally_day_print(h->first->published, days[0]);
	tally_day_print(h->last->published, days[1]);
	const char *cells[] = {tally_report_metric(r, h->first->metric),
			       tally_report_region(r, h->first->region),
			       when,
			       first,
			       days[0],
			       last,
			       days[1],
			       move,
			       count};
	tally_doc_row(d, cells);
}

void tally_report_revisions(const tally_report *r, tally_doc *d)
{
	history *all = calloc(r->claims->n + 1, sizeof *all);
	size_t n = all ? gather(r, all) : 0, most = tally_report_max_rows(r);
	if (n > 0) {
		tally_doc_begin(d, "revisions", tally_say(r->lang, "Revisions", "修订"));
		const char *heads[] = {tally_say(r->lang, "Metric", "指标"),
				       tally_say(r->lang, "Region", "地区"),
				       tally_say(r->lang, "Period", "时期"),
				       tally_say(r->lang, "First", "首次"),
				       tally_say(r->lang, "published", "发布日"),
				       tally_say(r->lang, "Now", "现值"),
				       tally_say(r->lang, "published", "发布日"),
				       tally_say(r->lang, "Revision, %", "修订，%"),
				       tally_say(r->lang, "Releases", "发布次数")};
		qsort(all, n, sizeof *all, largest_move);
		tally_doc_table(d, tally_say(r->lang, "Largest revisions first", "按修订幅度排列"),
				9, heads, "lllrlrlrr");
		for (size_t i = 0; i < n && i < most; i++)
			history_row(r, d, &all[i]);
		tally_doc_table_end(d);
		tell_rest(r, d, n, most);
	}
	free(all);
}

/* --- data ------------------------------------------------------------------------------------ */

static void data_table(const tally_report *r, tally_doc *d, size_t first, size_t end)
{
	size_t most = tally_report_max_rows(r);
	const char *heads[] = {
	    tally_say(r->lang, "Metric", "指标"),     tally_say(r->lang, "Region", "地区"),
	    tally_say(r->lang, "Period", "时期"),     tally_say(r->lang, "Measure", "度量"),
	    tally_say(r->lang, "Figure", "数字"),     tally_say(r->lang, "Source", "来源"),
	    tally_say(r->lang, "Published", "发布日")};
	tally_doc_table(d, tally_report_metric(r, r->claims->items[first].metric), 7, heads,
			"llllrll");
	for (size_t i = first; i < end && i < first + most; i++)
		safe_row(r, d, &r->claims->items[i]);
	tally_doc_table_end(d);
	tell_rest(r, d, end - first, most);
}

void tally_report_data(const tally_report *r, tally_doc *d)
{
	tally_doc_begin(d, "data", tally_say(r->lang, "Data", "数据"));
	if (!d->markdown && r->csv)
		tally_script_add(
		    tally_doc_body(d),
		    "<p><button type=\"button\" id=\"all-csv\">%s</button></p>\n",
		    tally_say(r->lang, "Download all figures as CSV", "下载全部数据（CSV）"));
	for (size_t i = 0, end; i < r->claims->n; i = end) {
		int32_t metric = r->claims->items[i].metric;
		for (end = i; end < r->claims->n && r->claims->items[end].metric == metric; end++)
			;
		if (!tally_report_wants(r, metric))
			continue;
		char title[320];
		snprintf(title, sizeof title, "%.250s (%zu)", tally_report_metric(r, metric),
			 end - i);
		if (!d->markdown) {
			tally_script_add(tally_doc_body(d), "<details><summary>");
			tally_script_xml(tally_doc_body(d), title);
			tally_script_add(tally_doc_body(d), "</summary>\n");
		} else {
			tally_doc_heading(d, title);
		}
		data_table(r, d, i, end);
		if (!d->markdown)
			tally_script_add(tally_doc_body(d), "</details>\n");
	}
}
