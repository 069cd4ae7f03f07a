/* dumbbell.c: what reconciliation did: printed figures, their intervals, reconciled values.
 *
 * The figures of a chart are of very different size, so each stands on its own scale: percent
 * of the printed value, zero being what was printed. A reconciled value inside the printed
 * interval is joined by a quiet line, one outside by a line in the colour of alarm: somebody's
 * figure cannot be true. Reconciled figures are those of sources `tally:reconciled`. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const tally_chart_kind tally_kind_dumbbell;

#define MOST_ROWS 50

typedef struct {
	const tally_claim *printed, *reconciled;
	double value, lo, hi, result; /* base units */
} pair;

static bool is_reconciled(const tally_kind_input *in, const tally_claim *c)
{
	return strncmp(tally_pool_text(&in->claims->texts, c->source), "tally:reconciled", 16) == 0;
}

static bool same_cell(const tally_claim *a, const tally_claim *b)
{
	return a->metric == b->metric && a->region == b->region && a->measure == b->measure &&
	       tally_period_equal(a->period, b->period);
}

/* The reconciled figure of the same cell: cells stand together in a sorted table. */
static const tally_claim *partner(const tally_kind_input *in, size_t at)
{
	const tally_claim *items = in->claims->items;
	size_t first = at;
	while (first > 0 && same_cell(&items[first - 1], &items[at]))
		first--;
	for (size_t i = first; i < in->claims->n && same_cell(&items[i], &items[at]); i++)
		if (is_reconciled(in, &items[i]))
			return &items[i];
	return NULL;
}

static bool wanted(const tally_kind_input *in, const tally_claim *c)
{
	if (in->at.last != TALLY_DAY_NONE && !tally_period_equal(in->at, c->period))
		return false;
	for (size_t i = 0; i < in->n; i++)
		if (in->series[i].key.metric == c->metric &&
		    in->series[i].key.region == c->region &&
		    in->series[i].key.measure == c->measure)
			return true;
	return false;
}

static size_t gather(const tally_kind_input *in, pair *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in->claims->n; i++) {
		const tally_claim *c = &in->claims->items[i];
		const tally_claim *result =
		    is_reconciled(in, c) || !wanted(in, c) ? NULL : partner(in, i);
		if (!result)
			continue;
		tally_interval interval =
		    tally_claim_interval(c, in->claims, in->codes, TALLY_ROUND_NEAREST);
		pair p = {.printed = c,
			  .reconciled = result,
			  .value = tally_claim_value(c, in->codes),
			  .lo = tally_bound_down(interval.lo),
			  .hi = tally_bound_up(interval.hi),
			  .result = tally_claim_value(result, in->codes)};
		if (isfinite(p.value) && p.value != 0 && isfinite(p.result))
			out[n++] = p;
	}
	return n;
}

static double moved(const pair *p)
{
	return fabs(p->result - p->value) / fabs(p->value);
}

static int by_move(const void *a, const void *b)
{
	double s = moved(a), t = moved(b);
	return s > t ? -1 : s < t;
}

static double percent(const pair *p, double value)
{
	return 100 * (value - p->value) / fabs(p->value);
}

typedef struct {
	tally_layer *interval, *quiet, *alarm, *printed, *result, *impossible;
} parts;

static tally_layer *named(tally_panel *panel, tally_shape shape, int colour, const char *name)
{
	tally_layer *layer = tally_panel_add_layer(panel, shape, colour);
	layer->label = name;
	layer->place = name ? TALLY_LABEL_LEGEND : TALLY_LABEL_NONE;
	return layer;
}

static void add_row(const tally_kind_input *in, tally_panel *panel, const parts *l, const pair *p,
		    size_t row)
{
	char words[64];
	double y = (double)row, to = percent(p, p->result);
	const tally_claim *c = p->printed;
	tally_period_words(c->period, in->lang, words);
	const char *metric =
	    tally_kind_one_metric(in)
		? ""
		: tally_metric_name(tally_codes_metric(in->codes, c->metric), in->lang);
	const char *region = tally_region_name(tally_codes_region(in->codes, c->region), in->lang);
	tally_axis_add_name(panel->chart, &panel->y,
			    tally_chart_print(panel->chart, "%s %s %s", region, metric, words));
	bool inside = p->result >= p->lo && p->result <= p->hi;
	if (isfinite(p->lo) && isfinite(p->hi))
		tally_layer_span(l->interval, percent(p, p->lo), y - 0.28, percent(p, p->hi),
				 y + 0.28);
	tally_layer_span(inside ? l->quiet : l->alarm, 0, y, to, y);
	tally_layer_point(l->printed, 0, y, TALLY_MARK_HOLLOW);
	tally_layer_point(inside ? l->result : l->impossible, to, y, 0);
}

static void draw(const tally_kind_input *in, tally_chart *chart, const pair *pairs, size_t n)
{
	const char *lang = in->lang;
	tally_panel *panel = tally_chart_add_panel(chart);
	parts l = {
	    named(panel, TALLY_SHAPE_BAR, TALLY_COLOUR_FAINT,
		  tally_say(lang, "interval of the printed figure", "公布数的区间")),
	    named(panel, TALLY_SHAPE_SEGMENT, TALLY_COLOUR_MUTED, NULL),
	    named(panel, TALLY_SHAPE_SEGMENT, TALLY_COLOUR_ALERT, NULL),
	    named(panel, TALLY_SHAPE_POINTS, TALLY_COLOUR_MUTED,
		  tally_say(lang, "printed", "公布数")),
	    named(panel, TALLY_SHAPE_POINTS, 0, tally_say(lang, "reconciled", "协调数")),
	    named(panel, TALLY_SHAPE_POINTS, TALLY_COLOUR_ALERT,
		  tally_say(lang, "reconciled outside the interval", "协调数在区间之外")),
	};
	l.interval->opacity = 0.5;
	panel->y.scale = TALLY_SCALE_CATEGORY;
	panel->x.suffix = "%";
	panel->x.zero = true;
	for (size_t i = 0; i < n && i < MOST_ROWS; i++)
		add_row(in, panel, &l, &pairs[i], i);
	tally_kind_caption(in, NULL,
			   tally_say(lang, "adjustment in % of the printed figure, largest first",
				     "调整幅度，占公布数的%，由大到小"),
			   false, chart);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	pair *pairs = calloc((in->claims ? in->claims->n : 0) + 1, sizeof *pairs);
	size_t n = pairs && in->claims ? gather(in, pairs) : 0;
	if (n > 0) {
		qsort(pairs, n, sizeof *pairs, by_move);
		draw(in, chart, pairs, n);
	}
	bool memory = !pairs;
	free(pairs);
	if (n > 0)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return memory ? tally_error_memory(err)
		      : tally_error_set(err, TALLY_EINPUT,
					"no reconciled figures here: run tally reconcile first");
}

const tally_chart_kind tally_kind_dumbbell = {
    "dumbbell", "printed figures, their intervals and the reconciled values", "METRIC REGION...",
    build};
