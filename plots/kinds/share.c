/* share.c: parts of a whole over time: areas for eight periods or more, else stacked bars.
 *
 * The whole is the one series whose region has all the others as members, or whose metric is the
 * sum of the others by a rule; what the parts leave of it is "others". Where there is none, the
 * whole is the sum of the parts shown, and the caption says so. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_share;

#define MANY_PERIODS 8

/* Whether rule `r` says: the whole's metric is the sum of terms, this part's among them. */
static bool rule_has(const tally_rule *r, int32_t whole, int32_t part)
{
	if (r->shape != TALLY_RULE_LINEAR || r->relation != TALLY_EQUAL || r->lhs != whole)
		return false;
	for (int t = 0; t < r->n_terms; t++)
		if (r->terms[t].metric == part && r->terms[t].lag == 0)
			return true;
	return false;
}

static bool is_part(const tally_kind_input *in, const tally_series *whole, const tally_series *part)
{
	if (whole->key.metric == part->key.metric)
		return tally_kind_member(in, whole->key.region, part->key.region);
	for (int32_t i = 0;
	     whole->key.region == part->key.region && i < tally_codes_n_rules(in->codes); i++)
		if (rule_has(tally_codes_rule(in->codes, i), whole->key.metric, part->key.metric))
			return true;
	return false;
}

/* The parts are all the terms of the rule that makes the whole. */
static bool all_terms(const tally_kind_input *in, const tally_series *whole)
{
	for (int32_t i = 0; i < tally_codes_n_rules(in->codes); i++) {
		const tally_rule *r = tally_codes_rule(in->codes, i);
		if (rule_has(r, whole->key.metric,
			     in->series[whole == &in->series[0]].key.metric) &&
		    (size_t)r->n_terms == in->n - 1)
			return true;
	}
	return false;
}

static const tally_series *find_whole(const tally_kind_input *in)
{
	for (size_t i = 0; i < in->n; i++) {
		bool all = in->n > 1;
		for (size_t k = 0; k < in->n && all; k++)
			all = k == i || is_part(in, &in->series[i], &in->series[k]);
		if (all)
			return &in->series[i];
	}
	return NULL;
}

typedef struct {
	const tally_kind_input *in;
	const tally_series *whole;
	tally_chart *chart;
	tally_panel *panel;
	tally_layer *
	    *layers; /* [n] one per series of the input, NULL for the whole; n-th: others */
	bool areas;
	bool exhaustive; /* the parts are all there are: their sum is the whole, whatever release
			    the whole itself is of */
	double shift;    /* category of the period at hand */
} stack;

static double whole_at(const stack *s, tally_period p)
{
	double sum = 0;
	if (s->whole && !s->exhaustive) {
		const tally_point *point = tally_kind_point(s->whole, p);
		return point && point->value > 0 ? point->value : NAN;
	}
	for (size_t i = 0; i < s->in->n; i++) {
		const tally_point *point = tally_kind_point(&s->in->series[i], p);
		if (&s->in->series[i] != s->whole)
			sum += point ? point->value : NAN;
	}
	return sum > 0 ? sum : NAN;
}

static void add_part(const stack *s, size_t i, tally_period p, double from, double to, bool apart)
{
	char text[TALLY_NUMBER_TEXT];
	tally_mark mark = {.shade = NAN, .marks = apart ? TALLY_MARK_APART : 0};
	if (s->areas) {
		mark.x = tally_kind_x(p);
		mark.y = from;
		mark.y2 = to;
	} else {
		tally_number_print(to - from, 1, text);
		mark.x = s->shift - 0.38;
		mark.x2 = s->shift + 0.38;
		mark.y = from;
		mark.y2 = to;
		mark.label = text;
	}
	tally_layer_add(s->layers[i], mark);
}

/* One period of the stack; nothing where a part is missing. */
static bool add_period(const stack *s, tally_period p, bool apart)
{
	double whole = whole_at(s, p), from = 0;
	for (size_t i = 0; i < s->in->n; i++)
		if (&s->in->series[i] != s->whole && !tally_kind_point(&s->in->series[i], p))
			return false;
	if (!isfinite(whole))
		return false;
	for (size_t i = 0; i < s->in->n; i++) {
		if (&s->in->series[i] == s->whole)
			continue;
		double part = 100 * tally_kind_point(&s->in->series[i], p)->value / whole;
		add_part(s, i, p, from, from + part, apart);
		from += part;
	}
	if (s->whole && !s->exhaustive && from < 99.95)
		add_part(s, s->in->n, p, from, 100, apart);
	return true;
}

static void add_layers(stack *s)
{
	const char *others = tally_say(s->in->lang, "others", "其他");
	int colour = 0;
	for (size_t i = 0; i <= s->in->n; i++) {
		if ((i < s->in->n && &s->in->series[i] == s->whole) ||
		    (i == s->in->n && (!s->whole || s->exhaustive)))
			continue;
		tally_layer *layer =
		    tally_panel_add_layer(s->panel, s->areas ? TALLY_SHAPE_BAND : TALLY_SHAPE_BAR,
					  i < s->in->n ? colour++ : TALLY_COLOUR_FAINT);
		layer->opacity = s->areas ? 0.85 : 1;
		layer->label = tally_chart_keep(
		    s->chart, i < s->in->n ? tally_kind_subject(s->in, &s->in->series[i]) : others);
		layer->place = s->areas ? TALLY_LABEL_END : TALLY_LABEL_LEGEND;
		s->layers[i] = layer;
	}
}

/* The share behind the name at the end of an area. */
static void name_shares(const stack *s)
{
	for (size_t i = 0; i <= s->in->n; i++) {
		tally_layer *layer = s->layers[i];
		if (!layer || layer->n == 0 || !s->areas)
			continue;
		const tally_mark *last = &layer->marks[layer->n - 1];
		char text[TALLY_NUMBER_TEXT];
		tally_number_print(last->y2 - last->y, 1, text);
		layer->label = tally_chart_print(s->chart, "%s %s%%", layer->label, text);
	}
}

static size_t draw_stack(stack *s, const tally_series *guide)
{
	size_t drawn = 0;
	const tally_point *before = NULL;
	for (size_t i = 0; i < guide->n; i++) {
		const tally_point *p = &guide->points[i];
		bool apart = before && (!tally_kind_adjacent(guide, before->period, p->period) ||
					tally_kind_break(s->in, guide, before->period, p->period));
		if (!add_period(s, p->period, apart))
			continue;
		before = p;
		s->shift = (double)++drawn;
		if (!s->areas) {
			char words[64];
			tally_period_words(p->period, s->in->lang, words);
			tally_axis_add_name(s->chart, &s->panel->x, words);
		}
	}
	return drawn;
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	stack s = {.in = in, .whole = find_whole(in), .chart = tally_kind_start(in, err)};
	if (!s.chart)
		return err ? err->status : TALLY_EINPUT;
	s.layers = calloc(in->n + 1, sizeof *s.layers);
	if (!s.layers) {
		tally_chart_free(s.chart);
		return tally_error_memory(err);
	}
	s.exhaustive = s.whole && !tally_kind_one_metric(in) && all_terms(in, s.whole);
	const tally_series *guide = &in->series[s.whole == &in->series[0] && in->n > 1 ? 1 : 0];
	s.panel = tally_chart_add_panel(s.chart);
	s.areas = guide->n >= MANY_PERIODS;
	s.panel->x.scale = s.areas ? TALLY_SCALE_TIME : TALLY_SCALE_CATEGORY;
	s.panel->x.years = guide->key.frequency == TALLY_FREQ_YEAR;
	s.panel->y.lo = 0;
	s.panel->y.hi = 100;
	s.panel->y.suffix = "%";
	add_layers(&s);
	size_t drawn = draw_stack(&s, guide);
	name_shares(&s);
	tally_kind_caption(in, NULL,
			   s.whole ? tally_say(in->lang, "shares of the whole", "占总体的比重")
				   : tally_say(in->lang, "shares of the sum of those shown",
					       "占所示各项之和的比重"),
			   true, s.chart);
	free(s.layers);
	if (drawn > 0)
		return tally_kind_finish(s.chart, out, err);
	tally_chart_free(s.chart);
	return tally_error_set(err, TALLY_EINPUT,
			       "no period in which every one of the %zu series has a figure",
			       in->n);
}

const tally_chart_kind tally_kind_share = {
    "share", "parts of a whole: stacked areas, or bars for few periods",
    "METRIC REGION... or METRIC METRIC... REGION", build};
