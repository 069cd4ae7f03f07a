/* shiftshare.c: growth of regions taken apart (core/regional/shift_share.h): what all regions shown
 * have in common, what their mix of sectors brings, and what is their own; the three add up to
 * the region's growth. Regions in which a sector is missing are left out. */
#include "kinds/pick.h"
#include "regional/shift_share.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

extern const tally_chart_kind tally_kind_shiftshare;

#define MOST_SECTORS 24

typedef struct {
	const tally_kind_input *in;
	tally_period at, base;
	int32_t sectors[MOST_SECTORS];
	size_t n_sectors;
	int32_t *regions; /* [n_regions] that are complete */
	size_t n_regions;
	double *then, *now; /* [n_regions * n_sectors] */
} table;

static const tally_series *series_of(const table *t, int32_t region, int32_t metric)
{
	for (size_t i = 0; i < t->in->n; i++) {
		const tally_series *s = &t->in->series[i];
		if (s->key.region == region && s->key.metric == metric &&
		    tally_kind_point(s, t->at) && tally_kind_point(s, t->base))
			return s;
	}
	return NULL;
}

static bool known(const table *t, int32_t region)
{
	for (size_t i = 0; i < t->n_regions; i++)
		if (t->regions[i] == region)
			return true;
	return false;
}

static void gather(table *t)
{
	for (size_t i = 0; i < t->in->n; i++) {
		int32_t region = t->in->series[i].key.region;
		bool complete = !known(t, region);
		double base = 0;
		for (size_t j = 0; j < t->n_sectors && complete; j++) {
			const tally_series *s = series_of(t, region, t->sectors[j]);
			complete = s != NULL;
			if (!s)
				break;
			size_t cell = t->n_regions * t->n_sectors + j;
			t->now[cell] = tally_kind_point(s, t->at)->value;
			t->then[cell] = tally_kind_point(s, t->base)->value;
			base += t->then[cell];
		}
		if (complete && base > 0)
			t->regions[t->n_regions++] = region;
	}
}

/* The three components of region i, in percent of its base. */
static void components(const table *t, size_t i, double out[3])
{
	double then[MOST_SECTORS] = {0}, now[MOST_SECTORS] = {0}, base = 0;
	const double *here = &t->then[i * t->n_sectors], *later = &t->now[i * t->n_sectors];
	for (size_t k = 0; k < t->n_regions * t->n_sectors; k++) {
		then[k % t->n_sectors] += t->then[k];
		now[k % t->n_sectors] += t->now[k];
	}
	for (size_t j = 0; j < t->n_sectors; j++)
		base += here[j];
	tally_shift_share s = tally_shift_share_static(here, later, then, now, t->n_sectors);
	out[0] = 100 * s.national / base;
	out[1] = 100 * s.industry / base;
	out[2] = 100 * s.competitive / base;
}

typedef struct {
	size_t region;
	double parts[3], total;
} line;

static int by_total(const void *a, const void *b)
{
	double s = ((const line *)a)->total, t = ((const line *)b)->total;
	return s > t ? -1 : s < t;
}

static void draw(const table *t, tally_chart *chart, line *lines)
{
	const char *lang = t->in->lang;
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *parts[3], *total;
	const char *names[3] = {tally_say(lang, "common growth", "共同增长"),
				tally_say(lang, "sector mix", "结构效应"),
				tally_say(lang, "regional", "竞争效应")};
	for (int k = 0; k < 3; k++) {
		parts[k] = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, k);
		parts[k]->label = names[k];
		parts[k]->place = TALLY_LABEL_LEGEND;
	}
	total = tally_panel_add_layer(panel, TALLY_SHAPE_POINTS, TALLY_COLOUR_INK);
	total->label = tally_say(lang, "growth", "增长");
	total->place = TALLY_LABEL_LEGEND;
	panel->y.scale = TALLY_SCALE_CATEGORY;
	panel->x.zero = true;
	panel->x.suffix = "%";
	for (size_t i = 0; i < t->n_regions; i++) {
		double right = 0, left = 0;
		const tally_region *r =
		    tally_codes_region(t->in->codes, t->regions[lines[i].region]);
		tally_axis_add_name(chart, &panel->y, tally_region_name(r, lang));
		for (int k = 0; k < 3; k++) {
			double *from = lines[i].parts[k] >= 0 ? &right : &left;
			tally_layer_span(parts[k], *from, (double)i - 0.36,
					 *from + lines[i].parts[k], (double)i + 0.36);
			*from += lines[i].parts[k];
		}
		tally_layer_point(total, lines[i].total, (double)i, TALLY_MARK_STRONG);
	}
}

static const char *caption(const table *t, tally_chart *chart)
{
	char from[64], to[64];
	tally_period_words(t->base, t->in->lang, from);
	tally_period_words(t->at, t->in->lang, to);
	return tally_chart_print(
	    chart,
	    tally_say(t->in->lang, "growth from %s to %s, %% of the base", "%s至%s增长，占基期%%"),
	    from, to);
}

static void fill(const table *t, line *lines)
{
	for (size_t i = 0; i < t->n_regions; i++) {
		lines[i].region = i;
		components(t, i, lines[i].parts);
		lines[i].total = lines[i].parts[0] + lines[i].parts[1] + lines[i].parts[2];
	}
	qsort(lines, t->n_regions, sizeof *lines, by_total);
}

static tally_status build(const tally_kind_input *in, tally_chart **out, tally_error *err)
{
	tally_chart *chart = tally_kind_start(in, err);
	table t = {.in = in};
	t.n_sectors = tally_kind_metrics(in, t.sectors, MOST_SECTORS);
	size_t cells = (in->n + 1) * (t.n_sectors + 1);
	t.regions = calloc(in->n + 1, sizeof *t.regions);
	t.then = calloc(cells, sizeof *t.then);
	t.now = calloc(cells, sizeof *t.now);
	line *lines = calloc(in->n + 1, sizeof *lines);
	bool memory = !t.regions || !t.then || !t.now || !lines;
	if (chart && !memory && tally_kind_period(in, &t.at) && tally_kind_base(in, t.at, &t.base))
		gather(&t);
	if (t.n_regions > 1) {
		fill(&t, lines);
		draw(&t, chart, lines);
		tally_kind_caption(in, NULL, caption(&t, chart), false, chart);
	}
	free(t.regions);
	free(t.then);
	free(t.now);
	free(lines);
	if (!chart)
		return err ? err->status : TALLY_EINPUT;
	if (t.n_regions > 1)
		return tally_kind_finish(chart, out, err);
	tally_chart_free(chart);
	return memory
		   ? tally_error_memory(err)
		   : tally_error_set(err, TALLY_EINPUT,
				     "shift-share wants at least two regions with figures of every "
				     "sector in two periods (--base and --at)");
}

const tally_chart_kind tally_kind_shiftshare = {"shiftshare",
						"growth of regions: common, sector mix, regional",
						"SECTOR-METRIC... REGION...", build};
