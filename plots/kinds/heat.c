/* heat.c: regions down, periods across, the value as depth of colour. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_heat;

typedef struct {
	const tally_series *series;
	double last;
} row;

static int by_last(const void *a, const void *b)
{
	double s = ((const row *)a)->last, t = ((const row *)b)->last;
	return s > t ? -1 : s < t;
}

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* The distinct periods of all series in order; their number. */
static size_t distinct_periods(const tally_kind_input *in, tally_period *all)
{
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++)
			all[n++] = in->series[i].points[k].period;
	qsort(all, n, sizeof *all, by_period);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !tally_period_equal(all[kept - 1], all[i]))
			all[kept++] = all[i];
	return kept;
}

static void short_words(tally_period p, const char *lang, char out[64])
{
	if (tally_period_frequency(p) == TALLY_FREQ_YEAR)
		tally_period_print(p, out);
	else
		tally_period_words(p, lang, out);
}

static void add_row(tally_panel *panel, tally_layer *cells, const tally_series *s, size_t place,
		    const tally_period *periods, size_t n, const tally_shown *d, double lo,
		    double hi)
{
	for (size_t k = 0; k < n; k++) {
		const tally_point *p = tally_kind_point(s, periods[k]);
		if (!p)
			continue;
		double shade = hi > lo ? (p->value - lo) / (hi - lo) : 0.5;
		const char *label = tally_kind_value(panel->chart, d, p->value, hi);
		tally_layer_add(cells, (tally_mark){.x = (double)k - 0.49,
						    .y = (double)place - 0.47,
						    .x2 = (double)k + 0.49,
						    .y2 = (double)place + 0.47,
						    .shade = shade,
						    .label = label});
	}
}

static void draw(const tally_kind_input *in, tally_chart *chart, row *rows, tally_period *periods)
{
	size_t n = distinct_periods(in, periods);
	double lo = INFINITY, hi = -INFINITY;
	char words[64];
	for (size_t i = 0; i < in->n; i++) {
		const tally_series *s = &in->series[i];
		rows[i] = (row){s, -INFINITY};
		for (size_t k = 0; k < s->n; k++)
			if (isfinite(s->points[k].value)) {
				rows[i].last = s->points[k].value;
				lo = fmin(lo, rows[i].last);
				hi = fmax(hi, rows[i].last);
			}
	}
	qsort(rows, in->n, sizeof *rows, by_last);
	tally_shown d;
	tally_shown_choose(fmax(fabs(lo), fabs(hi)), in->series[0].key.base_unit,
			   tally_kind_dimension(in, &in->series[0].key), in->lang, &d);
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *cells = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 0);
	panel->x.scale = panel->y.scale = TALLY_SCALE_CATEGORY;
	for (size_t k = 0; k < n; k++) {
		short_words(periods[k], in->lang, words);
		tally_axis_add_name(chart, &panel->x, words);
	}
	for (size_t i = 0; i < in->n; i++) {
		tally_axis_add_name(chart, &panel->y, tally_kind_subject(in, rows[i].series));
		add_row(panel, cells, rows[i].series, i, periods, n, &d, lo, hi);
	}
	chart->heat_key = true;
	chart->heat_lo = tally_kind_value(chart, &d, lo, hi);
	chart->heat_hi = tally_chart_print(chart, "%s %s", tally_kind_value(chart, &d, hi, hi),
					   d.percent ? "" : d.unit);
	tally_kind_caption(in, &d, NULL, true, chart);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	size_t points = 1;
	for (size_t i = 0; i < in->n; i++)
		points += in->series[i].n;
	row *rows = calloc(in->n + 1, sizeof *rows);
	tally_period *periods = calloc(points, sizeof *periods);
	bool memory = !rows || !periods;
	if (chart && !memory)
		draw(in, chart, rows, periods);
	free(rows);
	free(periods);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	if (!memory)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return tally_error_memory(err);
}

const tally_chart_kind tally_kind_heat = {"heat", "regions down, periods across, value as colour",
					  "METRIC REGION...", build};
