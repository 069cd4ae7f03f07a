/* words.c: captions and the meaning of marks, the same in every kind of chart. */
#include "kinds/words.h"

#include "script.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- values ------------------------------------------------------------------------ */

const char *tally_kind_dimension(const tally_kind_input *in, const tally_series_key *key)
{
	switch (key->measure) {
	case TALLY_LEVEL:
		return tally_codes_metric(in->codes, key->metric)->dimension;
	case TALLY_CONTRIBUTION_POINTS:
	case TALLY_GROWTH_DIFFERENCE:
	case TALLY_SHARE_DIFFERENCE:
		return "points";
	case TALLY_DIFFERENCE:
		return tally_codes_metric(in->codes, key->metric)->dimension;
	case TALLY_INDEX_NUMBER:
	case TALLY_RATIO:
		return "";
	default:
		return "ratio";
	}
}

double tally_kind_largest(const tally_series *s)
{
	double largest = 0;
	for (size_t i = 0; i < s->n; i++)
		if (isfinite(s->points[i].value))
			largest = fmax(largest, fabs(s->points[i].value));
	return largest;
}

tally_shown tally_kind_display(const tally_kind_input *in, const tally_series *const *series,
			       size_t n)
{
	double largest = 0;
	tally_shown d = {.per = 1};
	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, tally_kind_largest(series[i]));
	if (n > 0)
		tally_shown_choose(largest, series[0]->key.base_unit,
				   tally_kind_dimension(in, &series[0]->key), in->lang, &d);
	return d;
}

const char *tally_kind_value(tally_chart *chart, const tally_shown *d, double value, double largest)
{
	char text[TALLY_NUMBER_TEXT];
	double shown = value / d->per;
	int decimals = tally_decimals_for(largest / d->per);
	tally_number_print(shown, d->round && shown == floor(shown) ? 0 : decimals, text);
	return tally_chart_print(chart, "%s%s", text, d->percent ? "%" : "");
}

const char *tally_kind_hedged(tally_chart *chart, const tally_shown *d, const tally_point *p,
			      double largest)
{
	static const char *const signs[TALLY_N_QUALIFIERS] = {"",  "≈", ">", "≥",
							      "<", "≤", "<", ">"};
	char text[TALLY_NUMBER_TEXT];
	if (p->qualifier == TALLY_AS_PRINTED || p->qualifier >= TALLY_N_QUALIFIERS)
		return tally_kind_value(chart, d, p->value, largest);
	/* A hedged figure has few digits: no zeros that nobody printed. */
	size_t n = tally_number_print(p->value / d->per, 3, text);
	while (n > 0 && text[n - 1] == '0')
		text[--n] = 0;
	if (n > 0 && text[n - 1] == '.')
		text[--n] = 0;
	return tally_chart_print(chart, "%s%s%s", signs[p->qualifier], text, d->percent ? "%" : "");
}

/* --- names and colours --------------------------------------------------------------- */

const char *tally_kind_metric(const tally_kind_input *in, const tally_series *s)
{
	return tally_metric_name(tally_codes_metric(in->codes, s->key.metric), in->lang);
}

const char *tally_kind_region(const tally_kind_input *in, const tally_series *s)
{
	return tally_region_name(tally_codes_region(in->codes, s->key.region), in->lang);
}

bool tally_kind_one_region(const tally_kind_input *in)
{
	for (size_t i = 1; i < in->n; i++)
		if (in->series[i].key.region != in->series[0].key.region)
			return false;
	return true;
}

bool tally_kind_one_metric(const tally_kind_input *in)
{
	for (size_t i = 1; i < in->n; i++)
		if (in->series[i].key.metric != in->series[0].key.metric)
			return false;
	return true;
}

int tally_kind_colour(const tally_kind_input *in, const tally_series *s)
{
	bool by_metric = tally_kind_one_region(in);
	int32_t wanted = by_metric ? s->key.metric : s->key.region;
	int colour = 0;
	for (size_t i = 0; i < in->n; i++) {
		int32_t here = by_metric ? in->series[i].key.metric : in->series[i].key.region;
		if (here == wanted)
			break;
		bool first = true;
		for (size_t k = 0; k < i && first; k++)
			first = here !=
				(by_metric ? in->series[k].key.metric : in->series[k].key.region);
		colour += first;
	}
	return colour;
}

/* --- time --------------------------------------------------------------------------- */

double tally_kind_x(tally_period p)
{
	if (p.first == TALLY_DAY_OPEN || p.first == TALLY_DAY_NONE)
		return p.last;
	return ((double)p.first + (double)p.last) / 2;
}

unsigned tally_kind_marks(const tally_point *p)
{
	unsigned marks =
	    p->status == 'E' || p->status == 'P' || p->status == 'F' ? TALLY_MARK_HOLLOW : 0;
	switch (p->qualifier) {
	case TALLY_OVER:
	case TALLY_AT_LEAST:
	case TALLY_LITTLE_OVER:
		return marks | TALLY_MARK_OVER;
	case TALLY_UNDER:
	case TALLY_AT_MOST:
	case TALLY_NEAR:
		return marks | TALLY_MARK_UNDER;
	default:
		return marks;
	}
}

int tally_kind_length(const tally_series *s, tally_period p)
{
	switch (s->key.frequency) {
	case TALLY_FREQ_YTD:
	case TALLY_FREQ_SPAN:
		if (p.first == TALLY_DAY_OPEN)
			return -1;
		int months = tally_period_months(p);
		return months ? months : -(p.last - p.first + 1);
	default:
		return 0;
	}
}

/* The usual distance in days between the points of a series of days. */
static int usual_step(const tally_series *s)
{
	int counts[400] = {0}, best = 1;
	for (size_t i = 1; i < s->n; i++) {
		long step = (long)s->points[i].period.last - s->points[i - 1].period.last;
		if (step > 0 && step < 400 && ++counts[step] >= counts[best])
			best = (int)step;
	}
	return best;
}

bool tally_kind_adjacent(const tally_series *s, tally_period a, tally_period b)
{
	switch (s->key.frequency) {
	case TALLY_FREQ_DAY: /* weekends are no gaps, and stocks may come once a year */
		return b.last - a.last <= 4 || b.last - a.last <= 1.5 * usual_step(s);
	case TALLY_FREQ_YTD:
	case TALLY_FREQ_SPAN:
		return tally_period_equal(tally_period_shift_years(a, 1), b);
	case TALLY_FREQ_OPEN:
		return true;
	default:
		return tally_period_equal(tally_period_step(a, 1), b);
	}
}

const tally_break *tally_kind_break(const tally_kind_input *in, const tally_series *s,
				    tally_period a, tally_period b)
{
	return tally_codes_break_between(in->codes, s->key.metric, s->key.region, a.last, b.last);
}

const tally_point *tally_kind_line(const tally_kind_input *in, tally_layer *line,
				   const tally_series *s, double per)
{
	const tally_point *before = NULL;
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (!isfinite(p->value))
			continue;
		bool apart = before && (!tally_kind_adjacent(s, before->period, p->period) ||
					tally_kind_length(s, before->period) !=
					    tally_kind_length(s, p->period) ||
					tally_kind_break(in, s, before->period, p->period));
		tally_layer_point(line, tally_kind_x(p->period), p->value / per,
				  tally_kind_marks(p) | (apart ? TALLY_MARK_APART : 0u));
		before = p;
	}
	return before;
}

/* --- captions ------------------------------------------------------------------------ */

static const char *frequency_words(const tally_series *s, const char *lang)
{
	switch (s->key.frequency) {
	case TALLY_FREQ_YEAR:
		return tally_say(lang, "annual", "年度");
	case TALLY_FREQ_HALF:
		return tally_say(lang, "half-yearly", "半年度");
	case TALLY_FREQ_QUARTER:
		return tally_say(lang, "quarterly", "季度");
	case TALLY_FREQ_MONTH:
		return tally_say(lang, "monthly", "月度");
	case TALLY_FREQ_WEEK:
		return tally_say(lang, "weekly", "周度");
	case TALLY_FREQ_YTD:
		return tally_say(lang, "year to date", "年初累计");
	case TALLY_FREQ_OPEN:
		return tally_say(lang, "cumulative", "累计");
	case TALLY_FREQ_DAY:
		return tally_say(lang, "at the day named", "时点数");
	default:
		return tally_say(lang, "spans as stated", "时期如注");
	}
}

static const char *measure_words(const tally_series *s, const char *lang)
{
	switch (s->key.measure) {
	case TALLY_GROWTH:
		return tally_say(lang, "growth", "增长率");
	case TALLY_AVERAGE_GROWTH:
		return tally_say(lang, "average annual growth", "年均增长率");
	case TALLY_SHARE:
		return tally_say(lang, "share", "占比");
	case TALLY_RATIO:
		return tally_say(lang, "ratio", "比值");
	case TALLY_CONTRIBUTION:
		return tally_say(lang, "contribution to growth", "增长贡献率");
	case TALLY_CONTRIBUTION_POINTS:
		return tally_say(lang, "contribution to growth", "拉动增长");
	case TALLY_INDEX_NUMBER:
		return tally_say(lang, "index", "指数");
	case TALLY_DIFFERENCE:
		return tally_say(lang, "change", "增减额");
	default:
		return "";
	}
}

/* Adds `text` behind a separator unless it stands there already. */
static void join(tally_script *list, const char *separator, const char *text)
{
	if (!text || !*text)
		return;
	size_t n = strlen(text), sep = strlen(separator);
	for (const char *at = list->text; at && (at = strstr(at, text)) != NULL; at += n) {
		bool starts = at == list->text || ((size_t)(at - list->text) >= sep &&
						   memcmp(at - sep, separator, sep) == 0);
		if (starts && (!at[n] || strncmp(at + n, separator, sep) == 0))
			return;
	}
	if (list->n > 0)
		tally_script_bytes(list, separator, sep);
	tally_script_bytes(list, text, n);
}

#define NAMES_IN_TITLE 4

static void join_names(const tally_kind_input *in, bool metrics, const char *separator,
		       tally_script *out)
{
	for (size_t i = 0; i < in->n; i++)
		join(out, separator,
		     metrics ? tally_kind_metric(in, &in->series[i])
			     : tally_kind_region(in, &in->series[i]));
}

static size_t count_distinct(const tally_kind_input *in, bool metrics)
{
	size_t n = 0;
	for (size_t i = 0; i < in->n; i++) {
		bool first = true;
		for (size_t k = 0; k < i && first; k++)
			first = metrics ? in->series[k].key.metric != in->series[i].key.metric
					: in->series[k].key.region != in->series[i].key.region;
		n += first;
	}
	return n;
}

static const char *make_title(const tally_kind_input *in, tally_chart *chart)
{
	tally_script metrics = {0}, regions = {0};
	const char *separator = tally_say(in->lang, ", ", "、");
	join_names(in, true, separator, &metrics);
	size_t n = count_distinct(in, false);
	if (n <= NAMES_IN_TITLE)
		join_names(in, false, separator, &regions);
	else
		tally_script_add(&regions, tally_say(in->lang, "%zu regions", "%zu个地区"), n);
	const char *measure = in->n ? measure_words(&in->series[0], in->lang) : "";
	const char *space = *measure && !tally_zh(in->lang) ? " " : "";
	const char *title =
	    tally_chart_print(chart, "%s%s%s%s%s", metrics.text ? metrics.text : "", space, measure,
			      tally_say(in->lang, ": ", "："), regions.text ? regions.text : "");
	free(metrics.text);
	free(regions.text);
	return title;
}

static void join_years(const tally_kind_input *in, const char *separator, tally_script *out)
{
	tally_day first = INT32_MAX, last = INT32_MIN;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			tally_period p = in->series[i].points[k].period;
			if (p.last < first)
				first = p.last;
			if (p.last > last)
				last = p.last;
		}
	if (first > last)
		return;
	int y1, y2, m, d;
	char text[48];
	tally_day_split(first, &y1, &m, &d);
	tally_day_split(last, &y2, &m, &d);
	if (y1 == y2)
		snprintf(text, sizeof text, tally_say(in->lang, "%d", "%d年"), y1);
	else
		snprintf(text, sizeof text, tally_say(in->lang, "%d–%d", "%d—%d年"), y1, y2);
	join(out, separator, text);
}

/* Coverage: a note that every figure carries ("178 zones"), and members of groups. */
static void join_coverage(const tally_kind_input *in, const char *separator, tally_script *out)
{
	int32_t note = -1;
	join(out, separator, in->coverage);
	for (size_t i = 0; i < in->n && in->claims; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			int32_t claim = in->series[i].points[k].claim;
			int32_t here = claim >= 0 ? in->claims->items[claim].note : 0;
			if (note == -1)
				note = here;
			if (note != here)
				return;
		}
	if (note > 0)
		join(out, separator, tally_pool_text(&in->claims->texts, note));
}

static const char *make_subtitle(const tally_kind_input *in, const tally_shown *d, const char *what,
				 bool history, tally_chart *chart)
{
	const char *separator = tally_say(in->lang, ", ", "，");
	tally_script text = {0};
	char prices[64];
	join(&text, separator, what);
	if (d)
		join(&text, separator, d->unit);
	for (size_t i = 0; i < in->n; i++) {
		tally_prices_words(in->series[i].key.prices, in->lang, prices);
		join(&text, separator, prices);
	}
	for (size_t i = 0; i < in->n; i++)
		if (in->series[i].key.adjustment == 'S' || in->series[i].key.adjustment == 'Y')
			join(&text, separator,
			     tally_say(in->lang, "seasonally adjusted", "经季节调整"));
	for (size_t i = 0; i < in->n && history; i++)
		join(&text, separator, frequency_words(&in->series[i], in->lang));
	if (history)
		join_years(in, separator, &text);
	join_coverage(in, separator, &text);
	const char *kept = tally_chart_keep(chart, text.text ? text.text : "");
	free(text.text);
	return kept;
}

/* Which estimates, targets and hedged figures the marks speak of. */
static void join_legend(const tally_kind_input *in, const char *separator, tally_script *out)
{
	unsigned seen = 0;
	bool planned = false;
	for (size_t i = 0; i < in->n; i++) {
		planned |= in->series[i].key.kind == TALLY_TARGET ||
			   in->series[i].key.kind == TALLY_FORECAST;
		for (size_t k = 0; k < in->series[i].n; k++)
			seen |= tally_kind_marks(&in->series[i].points[k]);
	}
	if (seen & TALLY_MARK_HOLLOW)
		join(out, separator,
		     tally_say(in->lang, "Hollow: estimate or provisional", "空心：估计或初步数"));
	if (planned)
		join(out, separator,
		     tally_say(in->lang, "Dashed: target or forecast", "虚线：目标或预测"));
	if (seen & (TALLY_MARK_OVER | TALLY_MARK_UNDER))
		join(out, separator,
		     tally_say(in->lang, "Arrow: \"over\" or \"under\" the figure",
			       "箭头：“超过”或“不足”"));
}

/* The source without the year or date it ends in: nbs-rd-2016 is a release of nbs-rd. */
static void family_of(const char *source, char *out, size_t size)
{
	snprintf(out, size, "%s", source);
	for (size_t n = strlen(out); n > 0; n = strlen(out)) {
		char *dash = strrchr(out, '-');
		if (!dash || dash == out || !dash[1] || dash[1 + strspn(dash + 1, "0123456789")])
			return;
		*dash = 0;
	}
}

static void join_sources(const tally_kind_input *in, tally_script *out)
{
	size_t named = 0;
	int32_t last = -1;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			int32_t claim = in->series[i].points[k].claim;
			int32_t source = claim >= 0 ? in->claims->items[claim].source : 0;
			if (source == last || source <= 0)
				continue;
			last = source;
			size_t before = out->n;
			char family[96];
			family_of(tally_pool_text(&in->claims->texts, source), family,
				  sizeof family);
			if (named < 12)
				join(out, tally_say(in->lang, ", ", "、"), family);
			named += out->n > before;
		}
	if (named >= 12)
		tally_script_add(out, "%s", tally_say(in->lang, " and others", "等"));
}

static tally_day newest(const tally_kind_input *in)
{
	tally_day day = TALLY_DAY_NONE;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++)
			if (in->series[i].points[k].published > day)
				day = in->series[i].points[k].published;
	return day;
}

static const char *make_footer(const tally_kind_input *in, tally_chart *chart)
{
	tally_script sources = {0}, text = {0};
	const char *dot = tally_say(in->lang, ". ", "。");
	char day[TALLY_PERIOD_TEXT], part[128];
	if (in->claims)
		join_sources(in, &sources);
	if (sources.n > 0)
		tally_script_add(&text, "%s%s", tally_say(in->lang, "Source: ", "来源："),
				 sources.text);
	tally_day last = newest(in);
	if (in->as_of != TALLY_DAY_NONE) {
		tally_day_print(in->as_of, day);
		snprintf(part, sizeof part, tally_say(in->lang, "As known on %s", "截至%s已公布"),
			 day);
		join(&text, dot, part);
	} else if (last != TALLY_DAY_NONE) {
		tally_day_print(last, day);
		snprintf(part, sizeof part,
			 tally_say(in->lang, "Latest release %s", "最近一次发布：%s"), day);
		join(&text, dot, part);
	}
	join_legend(in, dot, &text);
	const char *kept = tally_chart_keep(chart, text.text ? text.text : "");
	free(sources.text);
	free(text.text);
	return kept;
}

void tally_kind_caption(const tally_kind_input *in, const tally_shown *d, const char *what,
			bool history, tally_chart *chart)
{
	chart->title = in->title ? tally_chart_keep(chart, in->title) : make_title(in, chart);
	chart->subtitle = make_subtitle(in, d, what, history, chart);
	chart->footer = make_footer(in, chart);
}

/* --- begin and end ---------------------------------------------------------------------- */

tally_chart *tally_kind_start(const tally_kind_input *in, tally_error *err)
{
	bool any = false;
	for (size_t i = 0; i < in->n && !any; i++)
		for (size_t k = 0; k < in->series[i].n && !any; k++)
			any = isfinite(in->series[i].points[k].value);
	if (!any) {
		tally_error_set(err, TALLY_EINPUT,
				"nothing to draw: none of the %zu series has a figure", in->n);
		return NULL;
	}
	tally_chart *chart = tally_chart_new(in->lang);
	if (!chart)
		tally_error_memory(err);
	return chart;
}

tally_status tally_kind_finish(tally_chart *chart, tally_chart **out, tally_error *err)
{
	if (chart->failed) {
		tally_chart_free(chart);
		return tally_error_memory(err);
	}
	*out = chart;
	return TALLY_OK;
}
