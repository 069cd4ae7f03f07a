/* growth.c: growth on the same span a year before as bars, the level in its own panel.
 *
 * Growth is computed from the levels by calendar; where the year before is missing, not positive,
 * or behind a break in definition, there is no bar. Series of printed growth rates are drawn as
 * they are. */
#include "kinds/pick.h"

#include <math.h>

extern const tally_chart_kind tally_kind_growth;

#define MOST_SERIES 12

static double growth_at(const tally_kind_input *in, const tally_series *s, const tally_point *p)
{
	if (s->key.measure != TALLY_LEVEL)
		return p->value;
	tally_period base = tally_period_shift_years(p->period, -1);
	const tally_point *before = tally_kind_point(s, base);
	if (!before || !(before->value > 0) || tally_kind_break(in, s, base, p->period))
		return NAN;
	return p->value / before->value - 1;
}

/* The bars of a period stand side by side in seven tenths of its width. */
static void add_bars(const tally_kind_input *in, tally_panel *panel, const tally_series *s,
		     size_t place, size_t of)
{
	tally_chart *chart = panel->chart;
	tally_shown percent = {.per = 0.01, .percent = true};
	tally_layer *bars = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, tally_kind_colour(in, s));
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		double growth = growth_at(in, s, p);
		if (!isfinite(growth))
			continue;
		double days = (double)p->period.last - p->period.first + 1;
		if (p->period.first == TALLY_DAY_OPEN || days < 20)
			days = 250; /* an instant: as wide as a year's bar */
		double width = 0.72 * days / (double)of;
		double x = tally_kind_x(p->period) - 0.36 * days + width * (double)place;
		char text[TALLY_NUMBER_TEXT];
		tally_number_print(growth * 100, 1, text);
		tally_layer_add(bars, (tally_mark){.x = x,
						   .y = 0,
						   .x2 = x + width * 0.94,
						   .y2 = growth / percent.per,
						   .shade = NAN,
						   .label = of == 1 ? text : NULL,
						   .marks = (uint8_t)(tally_kind_marks(p) &
								      TALLY_MARK_HOLLOW)});
	}
	if (of > 1) {
		bars->label = tally_chart_keep(chart, tally_kind_subject(in, s));
		bars->place = TALLY_LABEL_LEGEND;
	}
}

static void add_level(const tally_kind_input *in, tally_panel *panel, const tally_series *s,
		      const tally_shown *d, double largest)
{
	tally_layer *line =
	    tally_panel_add_layer(panel, TALLY_SHAPE_LINE, tally_kind_colour(in, s));
	const tally_point *before = tally_kind_line(in, line, s, d->per);
	if (before) {
		line->label = tally_chart_print(
		    panel->chart, "%s %s", in->n > 1 ? tally_kind_subject(in, s) : "",
		    tally_kind_hedged(panel->chart, d, before, largest));
		line->place = TALLY_LABEL_END;
	}
}

static void time_axis(const tally_kind_input *in, tally_panel *panel)
{
	double lo = INFINITY, hi = -INFINITY;
	panel->x.scale = TALLY_SCALE_TIME;
	panel->x.years = true;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			lo = fmin(lo, tally_kind_x(in->series[i].points[k].period));
			hi = fmax(hi, tally_kind_x(in->series[i].points[k].period));
			panel->x.years &= in->series[i].key.frequency == TALLY_FREQ_YEAR ||
					  in->series[i].key.frequency == TALLY_FREQ_YTD;
		}
	panel->x.lo = lo - 200;
	panel->x.hi = hi + 200;
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	const tally_series *levels[64];
	size_t n = 0;
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	if (in->n > MOST_SERIES) {
		tally_chart_free(chart);
		return tally_error_set(err, TALLY_EINPUT,
				       "bars of %zu series cannot be told apart (%d at most): "
				       "name the regions",
				       in->n, MOST_SERIES);
	}
	tally_panel *panel = tally_chart_add_panel(chart);
	time_axis(in, panel);
	panel->title = tally_chart_keep(
	    chart, tally_say(in->lang, "Growth on the same span a year before, %", "同比增长，%"));
	panel->y.zero = true;
	panel->y.suffix = "%";
	for (size_t i = 0; i < in->n; i++) {
		add_bars(in, panel, &in->series[i], i, in->n);
		if (in->series[i].key.measure == TALLY_LEVEL && n < 64)
			levels[n++] = &in->series[i];
	}
	tally_shown d = tally_kind_display(in, levels, n);
	if (n > 0) {
		double largest = 0;
		panel = tally_chart_add_panel(chart);
		time_axis(in, panel);
		panel->y.suffix = d.percent ? "%" : NULL;
		panel->title = tally_chart_print(chart, "%s%s",
						 tally_say(in->lang, "Level, ", "水平，"), d.unit);
		for (size_t i = 0; i < n; i++)
			largest = fmax(largest, tally_kind_largest(levels[i]));
		for (size_t i = 0; i < n; i++)
			add_level(in, panel, levels[i], &d, largest);
	}
	tally_kind_caption(in, NULL, NULL, true, chart);
	return tally_kind_finish(chart, out, err);
}

const tally_chart_kind tally_kind_growth = {"growth", "growth as bars, the level in its own panel",
					    "METRIC [REGION...]", build};
