/* lorenz.c: how unequally a metric is spread over regions: the Lorenz curve and Gini's
 * coefficient.
 *
 * With two metrics the first is spread over the second (GDP over population): regions are
 * sorted by the ratio of the two and each counts with its weight. With one, all regions weigh the
 * same. */
#include "kinds/pick.h"
#include "regional/inequality.h"

#include <math.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_lorenz;

typedef struct {
	double value, weight;
} share;

static int by_ratio(const void *a, const void *b)
{
	const share *s = a, *t = b;
	double left = s->value * t->weight, right = t->value * s->weight;
	return left < right ? -1 : left > right;
}

static size_t gather(const tally_kind_input *in, tally_period at, const int32_t *metrics,
		     size_t n_metrics, tally_pick *picks, tally_pick *weights, share *out)
{
	size_t n = tally_kind_section(in, metrics[0], at, picks), used = 0;
	size_t m = n_metrics > 1 ? tally_kind_section(in, metrics[1], at, weights) : 0;
	for (size_t i = 0; i < n; i++) {
		double weight = n_metrics > 1 ? 0 : 1;
		for (size_t k = 0; k < m; k++)
			if (weights[k].series->key.region == picks[i].series->key.region)
				weight = weights[k].point->value;
		if (picks[i].point->value >= 0 && weight > 0)
			out[used++] = (share){picks[i].point->value, weight};
	}
	qsort(out, used, sizeof *out, by_ratio);
	return used;
}

static void add_curve(tally_panel *panel, const share *shares, size_t n)
{
	double value = 0, weight = 0, v = 0, w = 0;
	tally_layer *below = tally_panel_add_layer(panel, TALLY_SHAPE_BAND, 0);
	tally_layer *equal = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, TALLY_COLOUR_MUTED);
	tally_layer *curve = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, 0);
	below->opacity = 0.15;
	equal->width = 0.6;
	for (size_t i = 0; i < n; i++) {
		value += shares[i].value;
		weight += shares[i].weight;
	}
	for (size_t i = 0; i <= n; i++) {
		double x = 100 * w / weight, y = 100 * v / value;
		tally_layer_add(below,
				(tally_mark){.x = x, .y = y, .y2 = x, .x2 = NAN, .shade = NAN});
		tally_layer_point(curve, x, y, 0);
		if (i == n)
			break;
		v += shares[i].value;
		w += shares[i].weight;
	}
	tally_layer_point(equal, 0, 0, 0);
	tally_layer_point(equal, 100, 100, 0);
}

/* Of value per weight, each region with its weight; NaN when memory runs out. */
static double gini_of(const share *shares, size_t n)
{
	double *ratios = calloc(2 * n, sizeof *ratios), *weights = ratios + n, gini = NAN;
	for (size_t i = 0; ratios && i < n; i++) {
		ratios[i] = shares[i].value / shares[i].weight;
		weights[i] = shares[i].weight;
	}
	if (ratios)
		gini = tally_gini(ratios, weights, n);
	free(ratios);
	return gini;
}

static void draw(const tally_kind_input *in, tally_chart *chart, tally_period at,
		 const int32_t *metrics, size_t n_metrics, const share *shares, size_t n)
{
	tally_panel *panel = tally_chart_add_panel(chart);
	char words[64];
	panel->x.lo = panel->y.lo = 0;
	panel->x.hi = panel->y.hi = 100;
	panel->x.suffix = panel->y.suffix = "%";
	double gini = gini_of(shares, n);
	add_curve(panel, shares, n);
	const char *what = tally_metric_name(tally_codes_metric(in->codes, metrics[0]), in->lang);
	const char *over =
	    n_metrics > 1 ? tally_metric_name(tally_codes_metric(in->codes, metrics[1]), in->lang)
			  : tally_say(in->lang, "regions", "地区");
	panel->y.title = tally_chart_print(
	    chart, tally_say(in->lang, "cumulative share of %s", "%s累计比重"), what);
	panel->x.title = tally_chart_print(
	    chart,
	    tally_say(in->lang, "cumulative share of %s, poorest first", "%s累计比重（由低到高）"),
	    over);
	tally_period_words(at, in->lang, words);
	tally_kind_caption(in, NULL,
			   tally_chart_print(chart,
					     tally_say(in->lang, "%s, Gini %.3f, %zu regions",
						       "%s，基尼系数%.3f，%zu个地区"),
					     words, gini, n),
			   false, chart);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	int32_t metrics[2];
	tally_period at;
	size_t room = in->n + 1, n = 0, n_metrics = tally_kind_metrics(in, metrics, 2);
	share *shares = calloc(room, sizeof *shares);
	tally_pick *picks = calloc(2 * room, sizeof *picks);
	bool memory = !shares || !picks;
	if (chart && !memory && tally_kind_period(in, &at))
		n = gather(in, at, metrics, n_metrics, picks, picks + room, shares);
	if (n >= 2)
		draw(in, chart, at, metrics, n_metrics, shares, n);
	free(shares);
	free(picks);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	if (n >= 2)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return memory
		   ? tally_error_memory(err)
		   : tally_error_set(err, TALLY_EINPUT,
				     "a Lorenz curve wants figures of at least two regions in one "
				     "period (--at)");
}

const tally_chart_kind tally_kind_lorenz = {"lorenz", "concentration over regions, with Gini",
					    "METRIC [WEIGHT-METRIC] REGION...", build};
