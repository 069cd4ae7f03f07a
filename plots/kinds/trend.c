/* trend.c: series over time.
 *
 * One line per series and length of span: a nine-month figure never joins a twelve-month one.
 * A line breaks at a gap and at a break in definition. Series of different units, measures or
 * prices stand in panels of their own, one above the other, never on a second axis. Behind a line
 * its interval (where wide enough to be seen) and, paler, the range of all releases. */
#include "kinds/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const tally_chart_kind tally_kind_trend;

/* Annual, year-to-date and dated figures of one thing share a panel; months and quarters are of
 * another size. */
static int frequency_class(tally_frequency f)
{
	return f == TALLY_FREQ_YTD || f == TALLY_FREQ_SPAN || f == TALLY_FREQ_DAY ||
		       f == TALLY_FREQ_OPEN
		   ? (int)TALLY_FREQ_YEAR
		   : (int)f;
}

static bool same_panel(const tally_kind_input *in, const tally_series *a, const tally_series *b)
{
	bool metric = a->key.metric == b->key.metric;
	return metric && a->key.measure == b->key.measure &&
	       strcmp(a->key.base_unit, b->key.base_unit) == 0 &&
	       tally_prices_equal(a->key.prices, b->key.prices) &&
	       frequency_class(a->key.frequency) == frequency_class(b->key.frequency) &&
	       strcmp(tally_kind_dimension(in, &a->key), tally_kind_dimension(in, &b->key)) == 0;
}

typedef struct {
	const tally_kind_input *in;
	tally_chart *chart;
	tally_panel *panel;
	tally_shown display;
	double largest;             /* of the panel, base units */
	const tally_series **group; /* [n] the series of the panel */
	size_t n;
} drawing;

static double shown(const drawing *d, double value)
{
	return value / d->display.per;
}

/* The name at a line's end: what tells it from the others, and its last value. */
static const char *line_name(const drawing *d, const tally_series *s, int length,
			     const tally_point *last)
{
	const char *lang = d->in->lang;
	char span[64] = "";
	if (length > 0 && tally_zh(lang))
		snprintf(span, sizeof span, "1—%d月", length);
	else if (length > 0)
		snprintf(span, sizeof span, "%d months", length);
	else if (length != 0)
		tally_period_words(last->period, lang, span);
	const char *region = tally_kind_one_region(d->in) ? "" : tally_kind_region(d->in, s);
	const char *plan = s->key.kind == TALLY_TARGET     ? tally_say(lang, "target", "目标")
			   : s->key.kind == TALLY_FORECAST ? tally_say(lang, "forecast", "预测")
			   : s->key.kind == TALLY_SURVEY   ? tally_say(lang, "survey", "调查")
							   : "";
	const char *adjusted =
	    s->key.adjustment == 'S' && d->n > 1 ? tally_say(lang, "adj.", "季调") : "";
	return tally_chart_print(d->chart, "%s %s %s %s %s", region, span, plan, adjusted,
				 tally_kind_hedged(d->chart, &d->display, last, d->largest));
}

/* --- bands --------------------------------------------------------------------------- */

static void add_interval(const drawing *d, const tally_series *s, int colour)
{
	double widest = 0;
	for (size_t i = 0; i < s->n; i++) {
		double width = s->points[i].hi - s->points[i].lo;
		if (isfinite(width))
			widest = fmax(widest, width);
	}
	if (widest < 0.006 * d->largest)
		return; /* thinner than the line */
	tally_layer *band = tally_panel_add_layer(d->panel, TALLY_SHAPE_BAND, colour);
	band->opacity = 0.22;
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		bool apart = i == 0 ||
			     !tally_kind_adjacent(s, s->points[i - 1].period, p->period) ||
			     tally_kind_break(d->in, s, s->points[i - 1].period, p->period);
		bool known = isfinite(p->lo) && isfinite(p->hi);
		tally_layer_add(band, (tally_mark){.x = tally_kind_x(p->period),
						   .y = known ? shown(d, p->lo) : NAN,
						   .x2 = NAN,
						   .y2 = known ? shown(d, p->hi) : NAN,
						   .shade = NAN,
						   .marks = apart ? TALLY_MARK_APART : 0});
	}
}

/* Whether a claim is another release of the figure that the point was picked from. */
static bool same_figure(const tally_claim *c, const tally_claim *picked)
{
	return c->metric == picked->metric && c->region == picked->region &&
	       tally_period_equal(c->period, picked->period);
}

static bool comparable(const drawing *d, const tally_series *s, const tally_claim *c)
{
	return c->measure == s->key.measure && c->kind == s->key.kind &&
	       (c->adjustment ? c->adjustment : 'N') == s->key.adjustment &&
	       tally_prices_equal(tally_claim_prices(c, d->in->codes), s->key.prices);
}

/* Lowest and highest value that any release gave; the claims of a figure stand side by side. */
static void vintage_range(const drawing *d, const tally_series *s, const tally_point *p, double *lo,
			  double *hi)
{
	const tally_claims *claims = d->in->claims;
	*lo = *hi = p->value;
	if (!claims || p->claim < 0)
		return;
	size_t at = (size_t)p->claim;
	const tally_claim *picked = &claims->items[at];
	size_t first = at, last = at;
	while (first > 0 && same_figure(&claims->items[first - 1], picked))
		first--;
	while (last + 1 < claims->n && same_figure(&claims->items[last + 1], picked))
		last++;
	for (size_t i = first; i <= last; i++) {
		double value = tally_claim_value(&claims->items[i], d->in->codes);
		if (!comparable(d, s, &claims->items[i]) || !isfinite(value))
			continue;
		*lo = fmin(*lo, value);
		*hi = fmax(*hi, value);
	}
}

static void add_vintages(const drawing *d, const tally_series *s, int colour)
{
	double widest = 0, lo, hi;
	for (size_t i = 0; i < s->n; i++) {
		vintage_range(d, s, &s->points[i], &lo, &hi);
		widest = fmax(widest, hi - lo);
	}
	if (!(widest >= 0.006 * d->largest))
		return;
	tally_layer *band = tally_panel_add_layer(d->panel, TALLY_SHAPE_BAND, colour);
	band->opacity = 0.13;
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		vintage_range(d, s, p, &lo, &hi);
		bool apart = i == 0 ||
			     !tally_kind_adjacent(s, s->points[i - 1].period, p->period) ||
			     tally_kind_break(d->in, s, s->points[i - 1].period, p->period);
		tally_layer_add(band, (tally_mark){.x = tally_kind_x(p->period),
						   .y = shown(d, lo),
						   .x2 = NAN,
						   .y2 = shown(d, hi),
						   .shade = NAN,
						   .marks = apart ? TALLY_MARK_APART : 0});
	}
}

/* --- lines --------------------------------------------------------------------------- */

static void add_break(const drawing *d, const tally_break *found)
{
	for (size_t i = 0; i < d->panel->n_events; i++)
		if (d->panel->events[i].x == found->date)
			return;
	tally_panel_add_event(d->panel, found->date, found->reason);
}

/* A target stands at the end of a dashed line from the last observation of the same thing. */
static void lead_in(const drawing *d, const tally_series *s, tally_layer *line)
{
	const tally_point *last = NULL;
	for (size_t i = 0; i < d->n; i++) {
		const tally_series *o = d->group[i];
		if (o->key.kind != TALLY_OBSERVATION || o->key.region != s->key.region ||
		    o->key.metric != s->key.metric || o->n == 0)
			continue;
		const tally_point *p = &o->points[o->n - 1];
		if (p->period.last < s->points[0].period.last && isfinite(p->value) &&
		    (!last || p->period.last > last->period.last))
			last = p;
	}
	if (last)
		tally_layer_point(line, tally_kind_x(last->period), shown(d, last->value), 0);
}

/* The points of one length of span as one line. */
static void add_line(const drawing *d, const tally_series *s, int length, int colour)
{
	const tally_point *before = NULL;
	bool planned = s->key.kind == TALLY_TARGET || s->key.kind == TALLY_FORECAST;
	tally_layer *line = tally_panel_add_layer(d->panel, TALLY_SHAPE_LINE, colour);
	line->dashed = planned;
	line->width = length ? 0.6 : 1; /* parts of years step back behind whole ones */
	if (planned && length == 0)
		lead_in(d, s, line);
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (tally_kind_length(s, p->period) != length || !isfinite(p->value))
			continue;
		const tally_break *broken =
		    before ? tally_kind_break(d->in, s, before->period, p->period) : NULL;
		unsigned marks = tally_kind_marks(p) | (planned ? TALLY_MARK_HOLLOW : 0u);
		if (before && (broken || !tally_kind_adjacent(s, before->period, p->period)))
			marks |= TALLY_MARK_APART;
		if (broken)
			add_break(d, broken);
		tally_layer_point(line, tally_kind_x(p->period), shown(d, p->value), marks);
		before = p;
	}
	if (before) {
		line->label = line_name(d, s, length, before);
		line->place = TALLY_LABEL_END;
	}
}

static bool length_seen(const tally_series *s, size_t i)
{
	int length = tally_kind_length(s, s->points[i].period);
	for (size_t k = 0; k < i; k++)
		if (tally_kind_length(s, s->points[k].period) == length)
			return true;
	return false;
}

static void add_series(const drawing *d, const tally_series *s)
{
	int colour = tally_kind_colour(d->in, s);
	bool spans = s->key.frequency == TALLY_FREQ_YTD || s->key.frequency == TALLY_FREQ_SPAN;
	add_line(d, s, s->n ? tally_kind_length(s, s->points[0].period) : 0, colour);
	for (size_t i = 1; spans && i < s->n; i++)
		if (!length_seen(s, i))
			add_line(d, s, tally_kind_length(s, s->points[i].period), colour);
}

/* --- panels -------------------------------------------------------------------------- */

static const char *panel_title(const drawing *d)
{
	char prices[64];
	tally_prices_words(d->group[0]->key.prices, d->in->lang, prices);
	return tally_chart_print(d->chart, "%s%s%s%s%s", tally_kind_metric(d->in, d->group[0]),
				 *d->display.unit ? tally_say(d->in->lang, ", ", "，") : "",
				 d->display.unit, *prices ? tally_say(d->in->lang, ", ", "，") : "",
				 prices);
}

static void add_panel(drawing *d)
{
	d->panel = tally_chart_add_panel(d->chart);
	d->panel->x.scale = TALLY_SCALE_TIME;
	d->panel->x.years = true;
	d->display = tally_kind_display(d->in, d->group, d->n);
	d->panel->title = panel_title(d);
	d->panel->y.suffix = d->display.percent ? "%" : NULL;
	d->largest = 0;
	for (size_t i = 0; i < d->n; i++) {
		d->largest = fmax(d->largest, tally_kind_largest(d->group[i]));
		d->panel->x.years &= d->group[i]->key.frequency == TALLY_FREQ_YEAR ||
				     d->group[i]->key.frequency == TALLY_FREQ_YTD;
	}
	for (size_t i = 0; i < d->n; i++)
		add_vintages(d, d->group[i], tally_kind_colour(d->in, d->group[i]));
	for (size_t i = 0; i < d->n; i++)
		if (d->group[i]->key.frequency != TALLY_FREQ_YTD)
			add_interval(d, d->group[i], tally_kind_colour(d->in, d->group[i]));
	for (size_t i = 0; i < d->n; i++)
		add_series(d, d->group[i]);
}

/* The panels of a chart share their time axis. */
static void share_time(tally_chart *chart)
{
	double lo = INFINITY, hi = -INFINITY;
	for (size_t p = 0; p < chart->n_panels; p++)
		for (size_t l = 0; l < chart->panels[p]->n_layers; l++) {
			const tally_layer *layer = chart->panels[p]->layers[l];
			for (size_t i = 0; i < layer->n; i++) {
				lo = fmin(lo, layer->marks[i].x);
				hi = fmax(hi, layer->marks[i].x);
			}
		}
	double room = fmax((hi - lo) * 0.02, 100);
	for (size_t p = 0; p < chart->n_panels && chart->n_panels > 1; p++) {
		chart->panels[p]->x.lo = lo - room;
		chart->panels[p]->x.hi = hi + room;
	}
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	const tally_series **group = malloc((in->n + 1) * sizeof(tally_series *));
	bool *done = calloc(in->n + 1, sizeof *done);
	if (!chart || !group || !done) {
		tally_chart_free(chart);
		free(group);
		free(done);
		return chart ? tally_error_memory(err) : err ? err->status : TALLY_EINPUT;
	}
	drawing d = {.in = in, .chart = chart, .group = group};
	for (size_t i = 0; i < in->n; i++) {
		d.n = 0;
		for (size_t k = i; k < in->n && !done[i]; k++)
			if (!done[k] && same_panel(in, &in->series[i], &in->series[k]))
				group[d.n++] = &in->series[k];
		for (size_t k = 0; k < d.n; k++)
			done[group[k] - in->series] = true;
		if (d.n > 0)
			add_panel(&d);
	}
	if (chart->n_panels == 1)
		chart->panels[0]->title = NULL; /* the caption says it */
	tally_kind_caption(in, chart->n_panels == 1 ? &d.display : NULL, NULL, true, chart);
	share_time(chart);
	free(group);
	free(done);
	return tally_kind_finish(chart, out, err);
}

const tally_chart_kind tally_kind_trend = {"trend", "series over time, labelled at their ends",
					   "METRIC REGION...", build};
