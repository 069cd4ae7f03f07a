/* multiples.c: one small panel per series, all on the same scales. */
#include "axis.h"
#include "kinds/pick.h"

#include <math.h>

extern const tally_chart_kind tally_kind_multiples;

#define MOST_PANELS 80

static void ends(const tally_kind_input *in, double *lo, double *hi, double *first, double *last)
{
	*lo = *first = INFINITY;
	*hi = *last = -INFINITY;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++) {
			const tally_point *p = &in->series[i].points[k];
			if (!isfinite(p->value))
				continue;
			*lo = fmin(*lo, p->value);
			*hi = fmax(*hi, p->value);
			*first = fmin(*first, tally_kind_x(p->period));
			*last = fmax(*last, tally_kind_x(p->period));
		}
}

static void add_panel(const tally_kind_input *in, tally_chart *chart, const tally_series *s,
		      const tally_shown *d, double largest)
{
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *line = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, 0);
	panel->x.scale = TALLY_SCALE_TIME;
	panel->x.years = s->key.frequency == TALLY_FREQ_YEAR || s->key.frequency == TALLY_FREQ_YTD;
	panel->y.suffix = d->percent ? "%" : NULL;
	line->width = 0.85;
	const tally_point *before = tally_kind_line(in, line, s, d->per);
	panel->title =
	    tally_chart_print(chart, "%s %s", tally_kind_subject(in, s),
			      before ? tally_kind_hedged(chart, d, before, largest) : "");
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	double lo, hi, first, last;
	if (chart && in->n > MOST_PANELS) {
		tally_chart_free(chart);
		return tally_error_set(err, TALLY_EINPUT,
				       "%zu series are too many for small panels (%d at most): "
				       "name the regions",
				       in->n, MOST_PANELS);
	}
	tally_shown d;
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	ends(in, &lo, &hi, &first, &last);
	double largest = fmax(fabs(lo), fabs(hi));
	tally_shown_choose(largest, in->series[0].key.base_unit,
			   tally_kind_dimension(in, &in->series[0].key), in->lang, &d);
	if (lo > 0 && lo < 0.5 * hi)
		lo = 0;
	double step = tally_nice_step((hi - lo) / d.per / 3);
	for (size_t i = 0; i < in->n; i++) {
		add_panel(in, chart, &in->series[i], &d, largest);
		tally_panel *panel = chart->panels[chart->n_panels - 1];
		if (chart->failed)
			break;
		panel->y.lo = floor(lo / d.per / step) * step;
		panel->y.hi = ceil(hi / d.per / step) * step;
		panel->x.lo = first - 200;
		panel->x.hi = last + 200;
	}
	chart->columns = (size_t)fmin(ceil(sqrt((double)in->n * 1.2)), 8);
	tally_kind_caption(in, &d, NULL, true, chart);
	return tally_kind_finish(chart, out, err);
}

const tally_chart_kind tally_kind_multiples = {
    "multiples", "a small panel per series, all on one scale", "METRIC REGION...", build};
