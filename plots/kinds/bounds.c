/* bounds.c: intervals of what is not known exactly, one bar a figure.
 *
 * A point without a value but with an interval (what nobody published) is a bar from its lower to
 * its upper bound; a published figure is a dot on the bar of its rounding. Open ends get an
 * arrow. */
#include "kinds/pick.h"

#include <math.h>

extern const tally_chart_kind tally_kind_bounds;

#define MOST_ROWS 60

static double largest_of(const tally_kind_input *in)
{
	double largest = 0;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			const tally_point *p = &in->series[i].points[k];
			const double ends[3] = {p->value, p->lo, p->hi};
			for (int e = 0; e < 3; e++)
				if (isfinite(ends[e]))
					largest = fmax(largest, fabs(ends[e]));
		}
	return largest;
}

static const char *row_name(const tally_kind_input *in, tally_chart *chart, const tally_series *s,
			    const tally_point *p)
{
	char words[64];
	tally_period_words(p->period, in->lang, words);
	const char *metric = tally_kind_one_metric(in) ? "" : tally_kind_metric(in, s);
	return tally_chart_print(chart, "%s %s %s", tally_kind_region(in, s), metric, words);
}

static const char *row_value(tally_chart *chart, const tally_shown *d, const tally_point *p,
			     double largest)
{
	if (isfinite(p->value))
		return tally_kind_hedged(chart, d, p, largest);
	return tally_chart_print(chart, "%s–%s", tally_kind_value(chart, d, p->lo, largest),
				 tally_kind_value(chart, d, p->hi, largest));
}

static void add_row(const tally_kind_input *in, tally_panel *panel, tally_layer *layers[3],
		    const tally_series *s, const tally_point *p, const tally_shown *d,
		    double largest, size_t row)
{
	bool known = isfinite(p->value);
	double y = (double)row;
	double lo = isfinite(p->lo) ? p->lo : known ? p->value : p->hi;
	double hi = isfinite(p->hi) ? p->hi : known ? p->value : p->lo;
	tally_axis_add_name(panel->chart, &panel->y, row_name(in, panel->chart, s, p));
	tally_layer_add(layers[known],
			(tally_mark){.x = lo / d->per,
				     .y = y - (known ? 0.12 : 0.3),
				     .x2 = hi / d->per,
				     .y2 = y + (known ? 0.12 : 0.3),
				     .shade = NAN,
				     .label = row_value(panel->chart, d, p, largest)});
	if (known)
		tally_layer_point(layers[2], p->value / d->per, y, tally_kind_marks(p) & 1u);
}

static bool drawable(const tally_point *p)
{
	return isfinite(p->value) || isfinite(p->lo) || isfinite(p->hi);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_chart_new(in->lang);
	if (!chart)
		return tally_error_memory(err);
	tally_panel *panel = tally_chart_add_panel(chart);
	double largest = largest_of(in);
	tally_shown d = {.per = 1};
	if (in->n > 0)
		tally_shown_choose(largest, in->series[0].key.base_unit,
				   tally_kind_dimension(in, &in->series[0].key), in->lang, &d);
	tally_layer *layers[3] = {tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 1),
				  tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 0),
				  tally_panel_add_layer(panel, TALLY_SHAPE_POINTS, 0)};
	panel->y.scale = TALLY_SCALE_CATEGORY;
	panel->x.suffix = d.percent ? "%" : NULL;
	size_t row = 0;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n && row < MOST_ROWS; k++) {
			const tally_point *p = &in->series[i].points[k];
			bool wanted =
			    in->at.last == TALLY_DAY_NONE || tally_period_equal(p->period, in->at);
			if (wanted && drawable(p))
				add_row(in, panel, layers, &in->series[i], p, &d, largest, row++);
		}
	tally_kind_caption(
	    in, &d,
	    tally_say(in->lang, "bars: where the figure must lie", "条形：数值必在其中的区间"),
	    false, chart);
	if (row > 0)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return tally_error_set(err, TALLY_EINPUT, "no figure has an interval");
}

const tally_chart_kind tally_kind_bounds = {"bounds", "intervals, also of what nobody published",
					    "METRIC REGION...", build};
