/* ranking.c: regions in order of size in one period; with a base period, a slope chart.
 *
 * In the slope chart every region is a line from its place then to its place now, in
 * the first colour when it rose in rank, in the second when it fell. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_ranking;

#define MOST_BARS   45
#define MOST_SLOPES 30

static int by_value(const void *a, const void *b)
{
	double s = ((const tally_pick *)a)->point->value, t = ((const tally_pick *)b)->point->value;
	return s > t ? -1 : s < t;
}

static tally_shown display_of(const tally_kind_input *in, const tally_pick *picks, size_t n,
			      double *largest)
{
	*largest = 0;
	for (size_t i = 0; i < n; i++)
		*largest = fmax(*largest, fabs(picks[i].point->value));
	tally_shown d;
	tally_shown_choose(*largest, picks[0].series->key.base_unit,
			   tally_kind_dimension(in, &picks[0].series->key), in->lang, &d);
	return d;
}

static void add_bars(const tally_kind_input *in, tally_chart *chart, const tally_pick *picks,
		     size_t n, const tally_shown *d, double largest)
{
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *bars = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 0);
	panel->y.scale = TALLY_SCALE_CATEGORY;
	panel->x.zero = true;
	panel->x.hidden = true;
	for (size_t i = 0; i < n; i++) {
		const tally_point *p = picks[i].point;
		tally_axis_add_name(chart, &panel->y, tally_kind_subject(in, picks[i].series));
		tally_layer_add(bars, (tally_mark){.x = 0,
						   .y = (double)i - 0.36,
						   .x2 = p->value / d->per,
						   .y2 = (double)i + 0.36,
						   .shade = NAN,
						   .label = tally_kind_hedged(chart, d, p, largest),
						   .marks = (uint8_t)(tally_kind_marks(p) &
								      TALLY_MARK_HOLLOW)});
	}
}

static size_t rank_of(const tally_pick *picks, size_t n, const tally_series *s)
{
	for (size_t i = 0; i < n; i++)
		if (picks[i].series == s)
			return i;
	return n;
}

static void add_slope(const tally_kind_input *in, tally_panel *panel, const tally_pick *now,
		      const tally_point *then, int moved, const tally_shown *d, double largest)
{
	tally_chart *chart = panel->chart;
	int colour = moved > 0 ? 0 : moved < 0 ? 1 : TALLY_COLOUR_MUTED;
	const char *name = tally_kind_subject(in, now->series);
	for (int end = 0; end < 2; end++) { /* the line, and a copy that carries the other label */
		tally_layer *line = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, colour);
		line->width = end ? 0 : 0.8;
		tally_layer_point(line, 0, then->value / d->per, tally_kind_marks(then));
		tally_layer_point(line, 1, now->point->value / d->per,
				  tally_kind_marks(now->point));
		line->place = end ? TALLY_LABEL_START : TALLY_LABEL_END;
		line->label = tally_chart_print(
		    chart, "%s %s", name,
		    tally_kind_hedged(chart, d, end ? then : now->point, largest));
	}
}

static void add_slopes(const tally_kind_input *in, tally_chart *chart, const tally_pick *now,
		       size_t n, tally_pick *then, tally_period at, tally_period base,
		       const tally_shown *d, double largest)
{
	tally_panel *panel = tally_chart_add_panel(chart);
	size_t n_then = tally_kind_section(in, TALLY_NO_CODE, base, then);
	char words[64];
	qsort(then, n_then, sizeof *then, by_value);
	panel->x.scale = TALLY_SCALE_CATEGORY;
	panel->x.lo = 0;
	panel->x.hi = 1;
	panel->y.hidden = true;
	tally_period_words(base, in->lang, words);
	tally_axis_add_name(chart, &panel->x, words);
	tally_period_words(at, in->lang, words);
	tally_axis_add_name(chart, &panel->x, words);
	for (size_t i = 0; i < n && i < MOST_SLOPES; i++) {
		size_t before = rank_of(then, n_then, now[i].series);
		if (before == n_then)
			continue;
		int moved = (int)before - (int)i;
		add_slope(in, panel, &now[i], then[before].point, moved, d, largest);
	}
}

static const char *period_caption(const tally_kind_input *in, tally_chart *chart, tally_period at,
				  const tally_period *base)
{
	char now[64], then[64];
	tally_period_words(at, in->lang, now);
	if (!base)
		return tally_chart_keep(chart, now);
	tally_period_words(*base, in->lang, then);
	return tally_chart_print(chart,
				 tally_say(in->lang, "%s and %s; blue rose in rank, orange fell",
					   "%s与%s；蓝色位次上升，橙色下降"),
				 then, now);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	tally_period at, base = in->base;
	tally_pick *now = calloc(2 * (in->n + 1), sizeof *now);
	bool slope = in->base.last != TALLY_DAY_NONE;
	size_t n = 0;
	if (chart && now && tally_kind_period(in, &at))
		n = tally_kind_section(in, TALLY_NO_CODE, at, now);
	if (n == 0) {
		bool memory = chart && !now;
		bool complain = chart && now;
		tally_chart_free(chart);
		free(now);
		if (complain)
			tally_error_set(err, TALLY_EINPUT, "no series has a figure in that period");
		return memory ? tally_error_memory(err) : err ? err->status : TALLY_EINPUT;
	}
	double largest;
	tally_shown d = display_of(in, now, n, &largest);
	qsort(now, n, sizeof *now, by_value);
	if (slope)
		add_slopes(in, chart, now, n, now + in->n + 1, at, base, &d, largest);
	else
		add_bars(in, chart, now, n < MOST_BARS ? n : MOST_BARS, &d, largest);
	tally_kind_caption(in, &d, period_caption(in, chart, at, slope ? &base : NULL), false,
			   chart);
	free(now);
	return tally_kind_finish(chart, out, err);
}

const tally_chart_kind tally_kind_ranking = {
    "ranking", "regions by size in one period (--at); with --base a slope chart",
    "METRIC REGION...", build};
