/* scatter.c: two metrics against each other by region, with a line of least squares.
 *
 * With two metrics: the first across, the second up, in one period. With one: its logarithm in
 * the base period across, its average growth since then up; a falling line is (unconditional)
 * beta convergence. The fit is GSL's ordinary least squares. */
#include "kinds/pick.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_scatter;

typedef struct {
	double *x, *y;            /* [n] in shown units */
	const tally_series **who; /* [n] */
	size_t n;
	const char *x_title, *y_title, *y_suffix, *x_suffix;
	const char *what; /* for the subtitle */
} cloud;

static void add_point(cloud *c, double x, double y, const tally_series *who)
{
	if (!isfinite(x) || !isfinite(y))
		return;
	c->x[c->n] = x;
	c->y[c->n] = y;
	c->who[c->n++] = who;
}

static const char *axis_title(const tally_kind_input *in, tally_chart *chart, const tally_series *s,
			      const tally_shown *d)
{
	return tally_chart_print(chart, "%s%s%s", tally_kind_metric(in, s),
				 *d->unit ? tally_say(in->lang, ", ", "，") : "", d->unit);
}

static tally_shown display_of(const tally_kind_input *in, const tally_pick *picks, size_t n)
{
	double largest = 0;
	tally_shown d;
	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fabs(picks[i].point->value));
	tally_shown_choose(largest, picks[0].series->key.base_unit,
			   tally_kind_dimension(in, &picks[0].series->key), in->lang, &d);
	return d;
}

static bool two_metrics(const tally_kind_input *in, tally_chart *chart, const int32_t metrics[2],
			tally_period at, tally_pick *across, tally_pick *up, cloud *c)
{
	char words[64];
	size_t n = tally_kind_section(in, metrics[0], at, across);
	size_t m = tally_kind_section(in, metrics[1], at, up);
	if (n == 0 || m == 0)
		return false;
	tally_shown dx = display_of(in, across, n), dy = display_of(in, up, m);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (across[i].series->key.region == up[k].series->key.region)
				add_point(c, across[i].point->value / dx.per,
					  up[k].point->value / dy.per, across[i].series);
	c->x_title = axis_title(in, chart, across[0].series, &dx);
	c->y_title = axis_title(in, chart, up[0].series, &dy);
	c->x_suffix = dx.percent ? "%" : NULL;
	c->y_suffix = dy.percent ? "%" : NULL;
	tally_period_words(at, in->lang, words);
	c->what = tally_chart_keep(chart, words);
	return true;
}

static bool convergence(const tally_kind_input *in, tally_chart *chart, tally_period at,
			tally_pick *now, cloud *c)
{
	tally_period base;
	char from[64], to[64];
	if (!tally_kind_base(in, at, &base))
		return false;
	double years = (at.last - base.last) / 365.2425;
	size_t n = tally_kind_section(in, TALLY_NO_CODE, at, now);
	for (size_t i = 0; i < n; i++) {
		const tally_point *then = tally_kind_point(now[i].series, base);
		if (then && then->value > 0 && now[i].point->value > 0)
			add_point(c, log(then->value),
				  100 * (pow(now[i].point->value / then->value, 1 / years) - 1),
				  now[i].series);
	}
	tally_period_words(base, in->lang, from);
	tally_period_words(at, in->lang, to);
	c->x_title = tally_chart_print(
	    chart, tally_say(in->lang, "logarithm of the level in %s", "%s水平的对数"), from);
	c->y_title =
	    tally_chart_keep(chart, tally_say(in->lang, "average growth a year, %", "年均增长，%"));
	c->y_suffix = "%";
	c->what = tally_chart_print(chart,
				    tally_say(in->lang,
					      "growth from %s to %s against the level at the start",
					      "%s至%s的增长与起点水平"),
				    from, to);
	return true;
}

/* The line of least squares with what it says; its slope, error and R2 go to the subtitle. */
static const char *add_fit(tally_chart *chart, tally_panel *panel, const cloud *c)
{
	double c0, c1, v00, v01, v11, sumsq, lo = INFINITY, hi = -INFINITY, mean = 0, total = 0;
	if (c->n < 3)
		return "";
	gsl_fit_linear(c->x, 1, c->y, 1, c->n, &c0, &c1, &v00, &v01, &v11, &sumsq);
	for (size_t i = 0; i < c->n; i++) {
		lo = fmin(lo, c->x[i]);
		hi = fmax(hi, c->x[i]);
		mean += c->y[i] / (double)c->n;
	}
	for (size_t i = 0; i < c->n; i++)
		total += (c->y[i] - mean) * (c->y[i] - mean);
	if (!isfinite(c0 + c1) || !(hi > lo))
		return "";
	tally_layer *line = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, TALLY_COLOUR_MUTED);
	line->width = 0.7;
	tally_layer_point(line, lo, c0 + c1 * lo, 0);
	tally_layer_point(line, hi, c0 + c1 * hi, 0);
	return tally_chart_print(chart,
				 tally_say(chart->lang, "slope %.3g ± %.2g, R² = %.2f, n = %zu",
					   "斜率 %.3g ± %.2g，R² = %.2f，n = %zu"),
				 c1, sqrt(v11), total > 0 ? 1 - sumsq / total : 0, c->n);
}

static void draw(const tally_kind_input *in, tally_chart *chart, const cloud *c)
{
	tally_panel *panel = tally_chart_add_panel(chart);
	panel->x.title = c->x_title;
	panel->y.title = c->y_title;
	panel->x.suffix = c->x_suffix;
	panel->y.suffix = c->y_suffix;
	const char *fit = add_fit(chart, panel, c);
	tally_layer *points = tally_panel_add_layer(panel, TALLY_SHAPE_POINTS, 0);
	for (size_t i = 0; i < c->n; i++)
		tally_layer_add(points, (tally_mark){.x = c->x[i],
						     .y = c->y[i],
						     .x2 = NAN,
						     .y2 = NAN,
						     .shade = NAN,
						     .label = tally_kind_region(in, c->who[i])});
	tally_kind_caption(in, NULL,
			   tally_chart_print(chart, "%s%s%s", c->what,
					     *fit ? tally_say(in->lang, ", ", "，") : "", fit),
			   false, chart);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	int32_t metrics[3];
	tally_period at;
	size_t room = in->n + 1, n = tally_kind_metrics(in, metrics, 3);
	cloud c = {.x = calloc(room, sizeof(double)),
		   .y = calloc(room, sizeof(double)),
		   .who = calloc(room, sizeof *c.who)};
	tally_pick *picks = calloc(2 * room, sizeof *picks);
	bool memory = !c.x || !c.y || !c.who || !picks;
	bool good = chart && !memory && tally_kind_period(in, &at);
	if (good)
		good = n >= 2 ? two_metrics(in, chart, metrics, at, picks, picks + room, &c)
			      : convergence(in, chart, at, picks, &c);
	if (good && c.n > 0)
		draw(in, chart, &c);
	free(c.x);
	free(c.y);
	free(c.who);
	free(picks);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	if (good && c.n > 0)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	if (memory)
		return tally_error_memory(err);
	return tally_error_set(
	    err, TALLY_EINPUT,
	    "no region has both figures: two metrics want one period (--at), one "
	    "metric two (--base and --at)");
}

const tally_chart_kind tally_kind_scatter = {
    "scatter", "two metrics by region with a fitted line; one metric: convergence",
    "METRIC METRIC REGION... or METRIC REGION...", build};
