/* charts.h: what the tests of charts share: charts made up, series in memory, the check of texts.
 */
#ifndef TALLY_TEST_CHARTS_H
#define TALLY_TEST_CHARTS_H

#include "csv/csv.h"
#include "gnuplot.h"
#include "kinds.h"
#include "output.h"
#include "render.h"
#include "term.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static inline tally_theme theme(void)
{
	tally_theme t;
	assert_int_equal(tally_theme_find(NULL, NULL, &t, NULL), TALLY_OK);
	return t;
}

static inline void lay_out(const tally_chart *chart, double width, double height, tally_scene *out)
{
	tally_theme t = theme();
	tally_error err = {0};
	if (tally_scene_lay_out(chart, &t, width, height, out, &err))
		fail_msg("%s", err.message);
}

static inline bool overlap(const double a[4], const double b[4])
{
	return a[0] < b[2] - 0.5 && a[2] > b[0] + 0.5 && a[1] < b[3] - 0.5 && a[3] > b[1] + 0.5;
}

/* No text leaves the picture, none covers another. */
static inline void check_texts(const tally_scene *scene)
{
	for (size_t i = 0; i < scene->n_items; i++) {
		double a[4], b[4];
		const tally_item *item = &scene->items[i];
		if (item->kind != TALLY_DRAW_TEXT)
			continue;
		tally_scene_box(scene, item, a);
		if (a[0] < -0.5 || a[2] > scene->width + 0.5 || a[1] < -0.5 ||
		    a[3] > scene->height + 0.5)
			fail_msg("\"%s\" leaves the picture: %g %g %g %g", item->text, a[0], a[1],
				 a[2], a[3]);
		for (size_t k = 0; k < i; k++) {
			if (scene->items[k].kind != TALLY_DRAW_TEXT)
				continue;
			tally_scene_box(scene, &scene->items[k], b);
			if (overlap(a, b))
				fail_msg("\"%s\" covers \"%s\"", item->text, scene->items[k].text);
		}
	}
}

static unsigned seed;
static inline double draw_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) / 16777216.0;
}

static inline tally_chart *random_chart(size_t lines, size_t points)
{
	tally_chart *chart = tally_chart_new("en");
	chart->title = tally_chart_keep(chart, "A headline that may be long enough to wrap around "
					       "when the picture is narrow");
	chart->subtitle = tally_chart_keep(chart, "trillion yuan, current prices");
	chart->footer = tally_chart_keep(chart, "Source: somebody, somewhere");
	tally_panel *panel = tally_chart_add_panel(chart);
	for (size_t i = 0; i < lines; i++) {
		tally_layer *l = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, (int)i);
		for (size_t k = 0; k < points; k++)
			tally_layer_point(l, (double)k, 100 * draw_random() * draw_random(), 0);
		l->label = tally_chart_print(chart, "line number %zu", i);
		l->place = TALLY_LABEL_END;
	}
	return chart;
}

typedef struct {
	tally_codes *codes;
	tally_series series[2];
	tally_point points[2][32];
	tally_kind_input in;
} fixture;

static inline void fixture_init(fixture *f)
{
	tally_error err = {0};
	memset(f, 0, sizeof *f);
	if (tally_codes_load(NULL, &f->codes, NULL, &err))
		fail_msg("%s", err.message);
	for (int i = 0; i < 2; i++) {
		tally_series *s = &f->series[i];
		s->points = f->points[i];
		s->key.metric = tally_codes_find_metric(f->codes, "gdp", 3);
		s->key.region = tally_codes_find_region(f->codes, i ? "CN-JS" : "CN-GD", 5);
		s->key.prices.kind = TALLY_PRICES_CURRENT;
		s->key.adjustment = 'N';
		s->key.base_unit = "yuan";
	}
	f->in = (tally_kind_input){.codes = f->codes,
				   .series = f->series,
				   .n = 1,
				   .lang = "en",
				   .as_of = TALLY_DAY_NONE,
				   .at = {0, TALLY_DAY_NONE},
				   .base = {0, TALLY_DAY_NONE}};
}

static inline tally_point *add_point(tally_series *s, tally_period period, double value)
{
	tally_point *p = &s->points[s->n++];
	*p = (tally_point){.period = period,
			   .value = value,
			   .lo = NAN,
			   .hi = NAN,
			   .status = 'A',
			   .published = TALLY_DAY_NONE,
			   .claim = -1};
	return p;
}

static inline tally_chart *build(const fixture *f, const char *kind)
{
	tally_chart *chart = NULL;
	tally_error err = {0};
	if (tally_chart_kind_find(kind)->build(&f->in, &chart, &err))
		fail_msg("%s: %s", kind, err.message);
	return chart;
}

static inline void golden_fixture(fixture *f)
{
	fixture_init(f);
	f->in.n = 2;
	for (int y = 2008; y <= 2023; y++)
		for (int i = 0; i < 2; i++)
			if (y != 2012 + i) {
				tally_point *p = add_point(&f->series[i], tally_period_year(y),
							   (4 - i) * 1e12 * pow(1.09, y - 2008));
				p->status = y == 2023 ? 'P' : 'A';
				p->qualifier = y == 2023 && i ? TALLY_OVER : TALLY_AS_PRINTED;
				p->lo = p->value * 0.98;
				p->hi = p->value * 1.02;
			}
}

#endif
