/* test_plots.c: charts: texts made harmless, layout without collisions, marks that mean something,
 * gnuplot's answers. */
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
#include <libdeflate.h>

static tally_theme theme(void)
{
	tally_theme t;
	assert_int_equal(tally_theme_find(NULL, NULL, &t, NULL), TALLY_OK);
	return t;
}

static void lay_out(const tally_chart *chart, double width, double height, tally_scene *out)
{
	tally_theme t = theme();
	tally_error err = {0};
	if (tally_scene_lay_out(chart, &t, width, height, out, &err))
		fail_msg("%s", err.message);
}

/* --- texts -------------------------------------------------------------------------- */

static void cleaned(const char *in, const char *out)
{
	char *text = tally_text_clean(in);
	assert_non_null(text);
	assert_string_equal(text, out);
	free(text);
}

static void clean_drops_what_could_harm(void **state)
{
	(void)state;
	cleaned("two\nlines\tand  more ", "two lines and more");
	cleaned("\x01\x1b[31mred\x7f", "[31mred");
	cleaned("a\xE2\x80\xAE"
		"b\xE2\x81\xA6"
		"c\xE2\x80\x8F",
		"abc");
	cleaned("国内\xE5\x9B"
		"x",
		"国内\xEF\xBF\xBD\xEF\xBF\xBDx");
	cleaned("\xC0\xAF\xED\xA0\x80",
		"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	cleaned("\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80");
	cleaned(NULL, "");
}

static void shorten_fits_the_width(void **state)
{
	(void)state;
	tally_ruler ruler = {0};
	for (double width = 20; width < 400; width += 7) {
		char *text =
		    tally_text_clean("第二产业 value added of the secondary sector 增加值");
		tally_text_shorten(&ruler, text, 12, false, width);
		assert_true(tally_text_width(&ruler, text, 12, false) <= width + 1e-9);
		free(text);
	}
}

static void break_keeps_words_and_closing_marks(void **state)
{
	(void)state;
	tally_ruler cells = {.cell = 8};
	assert_int_equal(tally_text_break(&cells, "alpha beta gamma", 16, false, 90), 10);
	assert_int_equal(tally_text_break(&cells, "abcdefgh", 16, false, 24), 3);
	/* 万亿元 then a comma that must not begin a line */
	assert_int_equal(tally_text_break(&cells, "万亿元，现价", 16, false, 48), 6);
	assert_int_equal(tally_text_break(&cells, "x", 16, false, 1), 1);
}

static void quotes_are_doubled_and_controls_dropped(void **state)
{
	(void)state;
	tally_script s = {0};
	tally_script_quote(&s, "it's `id` \"$(id)\"\n\\x @y\x1b");
	assert_string_equal(s.text, "'it''s `id` \"$(id)\"\\x @y'");
	free(s.text);
	/* gnuplot 5.4 miscounts ''' and '''' */
	s = (tally_script){0};
	tally_script_quote(&s, "'a''b'");
	assert_string_equal(s.text, "'\xE2\x80\x8B''a''\xE2\x80\x8B''b'''");
	free(s.text);
}

static void xml_is_escaped(void **state)
{
	(void)state;
	tally_script s = {0};
	tally_script_xml(&s, "<a href=\"x\">&'");
	assert_string_equal(s.text, "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
	free(s.text);
}

/* --- layout ------------------------------------------------------------------------- */

static bool overlap(const double a[4], const double b[4])
{
	return a[0] < b[2] - 0.5 && a[2] > b[0] + 0.5 && a[1] < b[3] - 0.5 && a[3] > b[1] + 0.5;
}

/* No text leaves the picture, none covers another. */
static void check_texts(const tally_scene *scene)
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
static double draw_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) / 16777216.0;
}

static tally_chart *random_chart(size_t lines, size_t points)
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

static void labels_never_collide(void **state)
{
	(void)state;
	for (seed = 1; seed < 60; seed++) {
		tally_scene scene;
		unsigned kept = seed;
		tally_chart *chart = random_chart(seed, 5);
		lay_out(chart, 320 + 15 * kept, 240 + 9 * kept, &scene);
		check_texts(&scene);
		tally_scene_release(&scene);
		tally_chart_free(chart);
		seed = kept;
	}
}

static void names_of_points_never_collide(void **state)
{
	(void)state;
	seed = 7;
	tally_chart *chart = tally_chart_new("zh");
	tally_layer *l = tally_panel_add_layer(tally_chart_add_panel(chart), TALLY_SHAPE_POINTS, 0);
	for (int i = 0; i < 200; i++)
		tally_layer_add(l, (tally_mark){.x = draw_random(),
						.y = draw_random(),
						.shade = NAN,
						.label = "内蒙古"});
	tally_scene scene;
	lay_out(chart, 600, 400, &scene);
	check_texts(&scene);
	tally_scene_release(&scene);
	tally_chart_free(chart);
}

static void long_texts_stay_inside(void **state)
{
	(void)state;
	char *giant = malloc(10001);
	for (int i = 0; i < 10000; i++)
		giant[i] = "abc de"[i % 6];
	giant[10000] = 0;
	tally_chart *chart = random_chart(3, 4);
	chart->title = tally_chart_keep(chart, giant);
	chart->footer = tally_chart_keep(chart, giant);
	chart->panels[0]->layers[1]->label = tally_chart_keep(chart, giant);
	chart->panels[0]->title = tally_chart_keep(chart, giant);
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *bars = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 0);
	panel->y.scale = TALLY_SCALE_CATEGORY;
	for (int i = 0; i < 3; i++) {
		tally_axis_add_name(chart, &panel->y, giant);
		tally_layer_span(bars, 0, i - 0.4, i + 1, i + 0.4);
	}
	tally_scene scene;
	lay_out(chart, 800, 600, &scene);
	check_texts(&scene);
	tally_scene_release(&scene);
	tally_chart_free(chart);
	free(giant);
}

static void silly_sizes_are_refused(void **state)
{
	(void)state;
	static const double sizes[][2] = {{0, 100}, {99, 500}, {500, 1e9}, {NAN, 300}, {-5, -5}};
	tally_chart *chart = random_chart(2, 3);
	tally_theme t = theme();
	for (size_t i = 0; i < 5; i++) {
		tally_scene scene;
		tally_error err = {0};
		assert_int_equal(
		    tally_scene_lay_out(chart, &t, sizes[i][0], sizes[i][1], &scene, &err),
		    TALLY_EUSAGE);
		assert_non_null(strstr(err.message, "pixels"));
		tally_scene_release(&scene);
	}
	tally_chart_free(chart);
}

static void extreme_values_do_not_hang(void **state)
{
	(void)state;
	static const double values[] = {0,         1e308, -1e308, 5e-324, INFINITY,
					-INFINITY, NAN,   1e-300, 1,      1};
	tally_chart *chart = tally_chart_new("en");
	for (size_t a = 0; a < 9; a++) {
		tally_panel *panel = tally_chart_add_panel(chart);
		tally_layer *l = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, 0);
		tally_layer *b = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 1);
		panel->x.scale = a % 2 ? TALLY_SCALE_TIME : TALLY_SCALE_NUMBER;
		for (size_t k = 0; k < 2; k++) {
			tally_layer_point(l, values[a + k], values[a], TALLY_MARK_OVER);
			tally_layer_span(b, values[a], 0, values[a + k], values[a]);
		}
	}
	tally_scene scene;
	lay_out(chart, 900, 3000, &scene);
	for (size_t i = 0; i < scene.n_points; i++)
		assert_true(isfinite(scene.points[i].x) && isfinite(scene.points[i].y));
	tally_scene_release(&scene);
	tally_chart_free(chart);
}

/* --- thinning ------------------------------------------------------------------------ */

static void a_million_points_keep_their_extremes(void **state)
{
	(void)state;
	tally_chart *chart = tally_chart_new("en");
	tally_panel *panel = tally_chart_add_panel(chart);
	tally_layer *l = tally_panel_add_layer(panel, TALLY_SHAPE_LINE, 0);
	panel->y.lo = -2;
	panel->y.hi = 2;
	for (int i = 0; i < 1000000; i++)
		tally_layer_point(l, i, i == 777777 ? 1.9 : i == 333333 ? -1.9 : sin(i / 3e4), 0);
	tally_scene scene;
	lay_out(chart, 960, 560, &scene);
	assert_true(scene.n_points < 6 * 960);
	double top = INFINITY, bottom = -INFINITY, axis[2] = {0, 0};
	for (size_t i = 0; i < scene.n_items; i++) {
		const tally_item *item = &scene.items[i];
		if (item->kind == TALLY_DRAW_TEXT && strcmp(item->text, "2.0") == 0)
			axis[0] = scene.points[item->first].y;
		if (item->kind == TALLY_DRAW_TEXT && strcmp(item->text, "−2.0") == 0)
			axis[1] = scene.points[item->first].y;
		for (size_t k = 0; item->n > 100 && k < item->n; k++) {
			top = fmin(top, scene.points[item->first + k].y);
			bottom = fmax(bottom, scene.points[item->first + k].y);
		}
	}
	double scale = (axis[1] - axis[0]) / 4;
	assert_true(fabs((axis[1] - top) / scale - 2 - 1.9) < 1e-6);
	assert_true(fabs((axis[1] - bottom) / scale - 2 + 1.9) < 1e-6);
	tally_scene_release(&scene);
	tally_chart_free(chart);
}

/* --- the trend ------------------------------------------------------------------------ */

typedef struct {
	tally_codes *codes;
	tally_series series[2];
	tally_point points[2][32];
	tally_kind_input in;
} fixture;

static void fixture_init(fixture *f)
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

static tally_point *add_point(tally_series *s, tally_period period, double value)
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

static tally_chart *build(const fixture *f, const char *kind)
{
	tally_chart *chart = NULL;
	tally_error err = {0};
	if (tally_chart_kind_find(kind)->build(&f->in, &chart, &err))
		fail_msg("%s: %s", kind, err.message);
	return chart;
}

/* The polylines of the series colour 0 with more than one point. */
static size_t count_lines(const tally_scene *scene, size_t *longest)
{
	size_t n = 0;
	*longest = 0;
	for (size_t i = 0; i < scene->n_items; i++) {
		const tally_item *item = &scene->items[i];
		if (item->kind != TALLY_DRAW_LINE || item->colour != scene->theme.series[0] ||
		    item->size < 1.2 || item->n < 2)
			continue;
		n++;
		*longest = item->n > *longest ? item->n : *longest;
	}
	return n;
}

static size_t count_dots(const tally_scene *scene, bool hollow)
{
	size_t n = 0;
	for (size_t i = 0; i < scene->n_items; i++)
		if (scene->items[i].kind == TALLY_DRAW_DOTS && scene->items[i].hollow == hollow)
			n += scene->items[i].n;
	return n;
}

static bool has_text(const tally_scene *scene, const char *text)
{
	for (size_t i = 0; i < scene->n_items; i++)
		if (scene->items[i].kind == TALLY_DRAW_TEXT && strstr(scene->items[i].text, text))
			return true;
	return false;
}

static void gaps_stay_gaps(void **state)
{
	(void)state;
	fixture f;
	size_t longest;
	tally_scene scene;
	fixture_init(&f);
	for (int y = 2010; y <= 2020; y++)
		if (y != 2014 && y != 2016)
			add_point(&f.series[0], tally_period_year(y),
				  y == 2020 ? NAN : 1e12 * (y - 2005));
	f.points[0][1].status = 'E';
	tally_chart *chart = build(&f, "trend");
	lay_out(chart, 800, 500, &scene);
	assert_int_equal(count_lines(&scene, &longest), 2); /* 2010-13, 2017-19; 2015 alone */
	assert_int_equal(longest, 4);
	assert_int_equal(count_dots(&scene, true), 1);
	assert_int_equal(count_dots(&scene, false), 7);
	check_texts(&scene);
	tally_scene_release(&scene);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void nine_months_never_join_twelve(void **state)
{
	(void)state;
	fixture f;
	size_t longest;
	tally_scene scene;
	fixture_init(&f);
	f.series[0].key.frequency = TALLY_FREQ_YTD;
	f.series[1].key.region = f.series[0].key.region;
	f.in.n = 2;
	for (int y = 2020; y <= 2023; y++) {
		tally_period half = {tally_day_of(y, 1, 1), tally_day_of(y, 5, 31)};
		tally_period nine = {tally_day_of(y, 1, 1), tally_day_of(y, 9, 30)};
		add_point(&f.series[0], half, 3e12);
		add_point(&f.series[0], nine, 7e12);
		add_point(&f.series[1], tally_period_year(y), 1e13);
	}
	tally_chart *chart = build(&f, "trend");
	assert_int_equal(chart->n_panels, 1);
	lay_out(chart, 800, 500, &scene);
	assert_int_equal(count_lines(&scene, &longest), 3);
	assert_int_equal(longest, 4);
	/* Each line is level: nothing joins 3, 7 and 10 trillion. */
	for (size_t i = 0; i < scene.n_items; i++)
		for (size_t k = 1;
		     scene.items[i].kind == TALLY_DRAW_LINE && scene.items[i].n == 4 && k < 4; k++)
			assert_true(fabs(scene.points[scene.items[i].first + k].y -
					 scene.points[scene.items[i].first].y) < 1e-9);
	assert_true(has_text(&scene, "9 months"));
	assert_true(has_text(&scene, "5 months"));
	tally_scene_release(&scene);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void no_line_crosses_a_break(void **state)
{
	(void)state;
	fixture f;
	size_t longest;
	tally_scene scene;
	fixture_init(&f);
	f.series[0].key.metric =
	    tally_codes_find_metric(f.codes, "industrial_value_added_scale", 28);
	for (int y = 2007; y <= 2014; y++)
		add_point(&f.series[0], tally_period_year(y), 1e12 * (y - 2000));
	tally_chart *chart = build(&f, "trend");
	assert_int_equal(chart->panels[0]->n_events, 1);
	lay_out(chart, 800, 500, &scene);
	assert_int_equal(count_lines(&scene, &longest), 2); /* to 2010, from 2011 */
	assert_int_equal(longest, 4);
	assert_true(has_text(&scene, "threshold"));
	tally_scene_release(&scene);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void hedged_figures_carry_their_sign(void **state)
{
	(void)state;
	fixture f;
	tally_scene scene;
	fixture_init(&f);
	f.in.lang = "zh";
	add_point(&f.series[0], tally_period_year(2022), 18e12);
	add_point(&f.series[0], tally_period_year(2023), 20e12)->qualifier = TALLY_OVER;
	tally_chart *chart = build(&f, "trend");
	lay_out(chart, 800, 500, &scene);
	assert_true(has_text(&scene, ">20"));
	assert_true(has_text(&scene, "万亿元"));
	assert_true(has_text(&scene, "箭头"));
	check_texts(&scene);
	tally_scene_release(&scene);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void units_stand_in_panels_not_on_a_second_axis(void **state)
{
	(void)state;
	fixture f;
	fixture_init(&f);
	f.series[1].key.metric = tally_codes_find_metric(f.codes, "population", 10);
	f.series[1].key.base_unit = "person";
	f.series[1].key.prices.kind = TALLY_PRICES_NONE;
	f.in.n = 2;
	for (int y = 2010; y < 2020; y++) {
		add_point(&f.series[0], tally_period_year(y), 1e12);
		add_point(&f.series[1], tally_period_year(y), 8e7);
	}
	tally_chart *chart = build(&f, "trend");
	assert_int_equal(chart->n_panels, 2);
	assert_true(chart->panels[0]->x.lo == chart->panels[1]->x.lo);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void bars_start_at_zero(void **state)
{
	(void)state;
	fixture f;
	fixture_init(&f);
	f.in.n = 2;
	for (int y = 2010; y < 2020; y++)
		for (int i = 0; i < 2; i++)
			add_point(&f.series[i], tally_period_year(y),
				  1e12 * pow(1.08 + 0.01 * i, y - 2010));
	static const char *const kinds[] = {"growth", "ranking"};
	for (int k = 0; k < 2; k++) {
		tally_chart *chart = build(&f, kinds[k]);
		for (size_t l = 0; l < chart->panels[0]->n_layers; l++) {
			const tally_layer *layer = chart->panels[0]->layers[l];
			for (size_t i = 0; layer->shape == TALLY_SHAPE_BAR && i < layer->n; i++)
				assert_true((k ? layer->marks[i].x : layer->marks[i].y) == 0);
		}
		assert_true(k ? chart->panels[0]->x.zero : chart->panels[0]->y.zero);
		tally_chart_free(chart);
	}
	tally_codes_free(f.codes);
}

/* Growth matches the year before by calendar: 2015 and 2016 have none when 2015 is missing. */
static void growth_matches_by_calendar(void **state)
{
	(void)state;
	fixture f;
	fixture_init(&f);
	for (int y = 2012; y <= 2018; y++)
		if (y != 2015)
			add_point(&f.series[0], tally_period_year(y), 1e12 * pow(1.1, y - 2012));
	tally_chart *chart = build(&f, "growth");
	const tally_layer *bars = chart->panels[0]->layers[0];
	assert_int_equal(bars->n, 4); /* 2013, 2014, 2017, 2018 */
	for (size_t i = 0; i < bars->n; i++)
		assert_true(fabs(bars->marks[i].y2 - 10) < 1e-9);
	tally_chart_free(chart);
	tally_codes_free(f.codes);
}

static void every_kind_says_when_there_is_nothing(void **state)
{
	(void)state;
	fixture f;
	const tally_chart_kind *kind;
	fixture_init(&f);
	for (int n = 0; n < 2; n++)
		for (size_t i = 0; (kind = tally_chart_kind_at(i)) != NULL; i++) {
			tally_chart *chart = NULL;
			tally_error err = {0};
			f.in.n = (size_t)n;
			assert_int_equal(kind->build(&f.in, &chart, &err), TALLY_EINPUT);
			assert_null(chart);
			assert_true(strlen(err.message) > 10);
		}
	tally_codes_free(f.codes);
}

/* --- gnuplot ------------------------------------------------------------------------- */

static tally_gnuplot *start(void)
{
	tally_gnuplot *g;
	tally_error err = {0};
	if (tally_gnuplot_start(&g, &err))
		fail_msg("%s", err.message);
	return g;
}

static char *draw(tally_gnuplot *g, const tally_scene *scene, tally_picture format, size_t *n)
{
	char *bytes;
	tally_error err = {0};
	if (tally_gnuplot_draw(g, scene, format, &bytes, n, &err))
		fail_msg("%s", err.message);
	return bytes;
}

static void hostile_texts_run_nothing(void **state)
{
	(void)state;
	static const char trap[] = "/tmp/tally-test-trap";
	static const char *const evil[] = {
	    "`touch /tmp/tally-test-trap`",
	    "$(touch /tmp/tally-test-trap)",
	    "' ; system('touch /tmp/tally-test-trap') ; '",
	    "\" ; ! touch /tmp/tally-test-trap \"",
	    "\n! touch /tmp/tally-test-trap\n",
	    "\r\nset output '|touch /tmp/tally-test-trap'\n",
	    "< touch /tmp/tally-test-trap",
	    "<| touch /tmp/tally-test-trap",
	    "|touch /tmp/tally-test-trap",
	    "@trap {/Bold x} ^2 _1 ~a{b} &{x}",
	    "<script>alert(1)</script> & <b onload=x> ]]> --> \"q\"",
	    "\\",
	    "E",
	    "x\\",
	    "\xE2\x80\xAE right to left \xE2\x80\xAC \xF0\x9F\x98\x80 \xFF\xFE",
	    "# comment",
	    "%s%n%d",
	};
	unlink(trap);
	tally_chart *chart = tally_chart_new("en");
	tally_panel *panel = tally_chart_add_panel(chart);
	panel->y.scale = TALLY_SCALE_CATEGORY;
	tally_layer *bars = tally_panel_add_layer(panel, TALLY_SHAPE_BAR, 0);
	size_t n_evil = sizeof evil / sizeof *evil;
	for (size_t i = 0; i < n_evil; i++) {
		tally_axis_add_name(chart, &panel->y, evil[i]);
		tally_layer_add(bars, (tally_mark){.x = 0,
						   .y = (double)i - 0.4,
						   .x2 = 1,
						   .y2 = (double)i + 0.4,
						   .shade = NAN,
						   .label = evil[i]});
	}
	tally_gnuplot *g = start();
	for (size_t i = 0; i < n_evil; i++) {
		tally_scene scene;
		size_t n;
		chart->title = tally_chart_keep(chart, evil[i]);
		chart->footer = chart->subtitle = panel->title = chart->title;
		lay_out(chart, 1200, 700, &scene);
		for (int format = 0; format < 3; format++) {
			char *bytes = draw(g, &scene, (tally_picture)format, &n);
			if (format == 0) {
				assert_null(strstr(bytes, "<script"));
				assert_null(strstr(bytes, "<b "));
				assert_non_null(
				    strstr(bytes, "@trap {/Bold x} ^2 _1 ~a{b} &amp;{x}"));
				assert_non_null(strstr(bytes, "`touch /tmp/tally-test-trap`"));
			}
			free(bytes);
		}
		tally_scene_release(&scene);
	}
	assert_int_not_equal(access(trap, F_OK), 0);
	tally_gnuplot_stop(g);
	tally_chart_free(chart);
}

static void a_refused_chart_is_told_and_the_next_is_drawn(void **state)
{
	(void)state;
	tally_gnuplot *g = start();
	tally_chart *chart = random_chart(2, 4);
	tally_scene scene;
	size_t n;
	lay_out(chart, 400, 300, &scene);
	double width = scene.width;
	char *bytes;
	tally_error err = {0};
	scene.width = -1; /* no terminal takes that */
	assert_int_equal(tally_gnuplot_draw(g, &scene, TALLY_PICTURE_PNG, &bytes, &n, &err),
			 TALLY_ESYSTEM);
	assert_null(bytes);
	assert_non_null(strstr(err.message, "gnuplot"));
	scene.width = width;
	bytes = draw(g, &scene, TALLY_PICTURE_PNG, &n);
	assert_memory_equal(bytes, "\x89PNG", 4);
	free(bytes);
	tally_scene_release(&scene);
	tally_chart_free(chart);
	tally_gnuplot_stop(g);
}

/* --- the SVG's structure ---------------------------------------------------------------- */

/* One line per text of the SVG: x, y, words; then the numbers of paths and of points. */
static void structure(const char *svg, FILE *out)
{
	size_t paths = 0, points = 0;
	double x = 0, y = 0;
	for (const char *at = svg; (at = strchr(at, '<')) != NULL; at++) {
		if (sscanf(at, "<g transform=\"translate(%lf,%lf)", &x, &y) == 2)
			continue;
		if (strncmp(at, "<text>", 6) == 0) {
			const char *end = strstr(at, "</text>");
			fprintf(out, "text %.0f %.0f %.*s\n", x, y, (int)(end - at - 6), at + 6);
		}
		paths += strncmp(at, "<path", 5) == 0 && strncmp(at, "<path id", 8) != 0;
		points += strncmp(at, "<use xlink:href='#gpPt", 22) == 0 &&
			  strstr(at, "translate") && strstr(at, "translate") < strchr(at, '>');
	}
	fprintf(out, "paths %zu\npoints %zu\n", paths, points);
}

static void same_structure(const char *golden, const char *now)
{
	FILE *want = fopen(golden, "r"), *have = fmemopen((void *)(uintptr_t)now, strlen(now), "r");
	char a[1024], b[1024];
	if (!want)
		fail_msg("%s is missing; the structure is now:\n%s", golden, now);
	while (fgets(a, sizeof a, want)) {
		double x1, y1, x2, y2;
		int n1 = 0, n2 = 0;
		if (!fgets(b, sizeof b, have))
			fail_msg("%s: gone: %s", golden, a);
		if (sscanf(a, "text %lf %lf %n", &x1, &y1, &n1) == 2 &&
		    sscanf(b, "text %lf %lf %n", &x2, &y2, &n2) == 2) {
			if (fabs(x1 - x2) > 2 || fabs(y1 - y2) > 2 || strcmp(a + n1, b + n2) != 0)
				fail_msg("%s: was %s is %s", golden, a, b);
		} else if (strcmp(a, b) != 0) {
			fail_msg("%s: was %s is %s", golden, a, b);
		}
	}
	if (fgets(b, sizeof b, have))
		fail_msg("%s: new: %s", golden, b);
	fclose(want);
	fclose(have);
}

static void golden_fixture(fixture *f)
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

static void svg_structure_is_as_agreed(void **state)
{
	(void)state;
	static const char *const kinds[] = {"trend", "growth",    "share", "ranking",
					    "heat",  "multiples", "bounds"};
	fixture f;
	golden_fixture(&f);
	tally_gnuplot *g = start();
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		tally_scene scene;
		size_t n, size;
		char *text, path[128];
		f.in.lang = i % 2 ? "zh" : "en";
		tally_chart *chart = build(&f, kinds[i]);
		lay_out(chart, 800, 500, &scene);
		check_texts(&scene);
		char *svg = draw(g, &scene, TALLY_PICTURE_SVG, &n);
		FILE *out = open_memstream(&text, &size);
		structure(svg, out);
		fclose(out);
		snprintf(path, sizeof path, "tests/golden/plot_%s.txt", kinds[i]);
		FILE *update = getenv("GOLDEN") ? fopen(path, "w") : NULL;
		if (update) {
			fputs(text, update);
			fclose(update);
		}
		same_structure(path, text);
		free(text);
		free(svg);
		tally_scene_release(&scene);
		tally_chart_free(chart);
	}
	tally_gnuplot_stop(g);
	tally_codes_free(f.codes);
}

/* --- pixels ------------------------------------------------------------------------------ */

typedef struct {
	unsigned width, height, channels;
	uint8_t *rows; /* [height][1 + width * channels], filters undone */
} picture;

static unsigned big_endian(const uint8_t *b)
{
	return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

static uint8_t paeth(int a, int b, int c)
{
	int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);
	return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

static void unfilter(picture *p)
{
	size_t stride = 1 + (size_t)p->width * p->channels;
	for (unsigned y = 0; y < p->height; y++) {
		uint8_t *row = p->rows + y * stride + 1, *up = y ? row - stride : NULL;
		for (size_t i = 0; i + 1 < stride; i++) {
			int a = i >= p->channels ? row[i - p->channels] : 0, b = up ? up[i] : 0;
			int c = up && i >= p->channels ? up[i - p->channels] : 0;
			const int add[5] = {0, a, b, (a + b) / 2, paeth(a, b, c)};
			assert_true(row[-1] < 5);
			row[i] = (uint8_t)(row[i] + add[row[-1]]);
		}
		row[-1] = 0;
	}
}

static picture decode_png(const char *bytes, size_t n)
{
	const uint8_t *png = (const uint8_t *)bytes;
	picture p = {.width = big_endian(png + 16), .height = big_endian(png + 20)};
	assert_int_equal(png[24], 8);
	assert_true(png[25] == 2 || png[25] == 6);
	p.channels = png[25] == 2 ? 3 : 4;
	uint8_t *packed = malloc(n);
	size_t n_packed = 0, size = p.height * (1 + (size_t)p.width * p.channels);
	for (size_t at = 8; at + 12 <= n;) {
		unsigned length = big_endian(png + at);
		if (memcmp(png + at + 4, "IDAT", 4) == 0) {
			memcpy(packed + n_packed, png + at + 8, length);
			n_packed += length;
		}
		at += 12 + length;
	}
	p.rows = malloc(size);
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	assert_int_equal(libdeflate_zlib_decompress(d, packed, n_packed, p.rows, size, NULL), 0);
	libdeflate_free_decompressor(d);
	free(packed);
	unfilter(&p);
	return p;
}

/* The box of all pixels that are not white. */
static bool ink_box(const picture *p, double box[4])
{
	box[0] = box[1] = INFINITY;
	box[2] = box[3] = -INFINITY;
	for (unsigned y = 0; y < p->height; y++)
		for (unsigned x = 0; x < p->width; x++) {
			const uint8_t *at = p->rows + y * (1 + (size_t)p->width * p->channels) + 1 +
					    (size_t)x * p->channels;
			if (at[0] > 200 && at[1] > 200 && at[2] > 200)
				continue;
			box[0] = fmin(box[0], x);
			box[1] = fmin(box[1], y);
			box[2] = fmax(box[2], x + 1);
			box[3] = fmax(box[3], y + 1);
		}
	return box[0] < box[2];
}

/* Drawn alone, every text's ink lies in the box the layout reckoned with (which check_texts has
 * found to be inside the picture and clear of the others). */
static void ink_stays_in_the_label_boxes(void **state)
{
	(void)state;
	fixture f;
	golden_fixture(&f);
	tally_gnuplot *g = start();
	for (int lang = 0; lang < 2; lang++) {
		tally_scene scene;
		f.in.lang = lang ? "zh" : "en";
		tally_chart *chart = build(&f, "trend");
		lay_out(chart, 800, 500, &scene);
		check_texts(&scene);
		for (size_t i = 0; i < scene.n_items; i++) {
			size_t n;
			double want[4], have[4];
			tally_scene one = scene;
			one.items = &scene.items[i];
			one.n_items = 1;
			if (scene.items[i].kind != TALLY_DRAW_TEXT)
				continue;
			tally_scene_box(&scene, &scene.items[i], want);
			char *png = draw(g, &one, TALLY_PICTURE_PNG, &n);
			picture p = decode_png(png, n);
			if (!ink_box(&p, have))
				fail_msg("\"%s\" does not show", scene.items[i].text);
			double down = 0.25 * scene.items[i].size; /* g and p hang below */
			if (have[0] < want[0] - 2.5 || have[2] > want[2] + 2.5 ||
			    have[1] < want[1] - 2.5 || have[3] > want[3] + down)
				fail_msg("\"%s\": ink %g %g %g %g, box %g %g %g %g",
					 scene.items[i].text, have[0], have[1], have[2], have[3],
					 want[0], want[1], want[2], want[3]);
			free(p.rows);
			free(png);
		}
		tally_scene_release(&scene);
		tally_chart_free(chart);
	}
	tally_gnuplot_stop(g);
	tally_codes_free(f.codes);
}

/* --- terminal ---------------------------------------------------------------------------- */

static void terminal_lines_fit_their_columns(void **state)
{
	(void)state;
	fixture f;
	golden_fixture(&f);
	f.in.lang = "zh";
	tally_theme plain = theme(), cells = tally_theme_terminal(&plain, TALLY_CELL_WIDTH);
	for (int style = 0; style < 2; style++) {
		tally_chart *chart = build(&f, "trend");
		tally_scene scene;
		tally_script text = {0};
		tally_error err = {0};
		assert_int_equal(tally_scene_lay_out(chart, &cells, 80 * TALLY_CELL_WIDTH,
						     24 * TALLY_CELL_HEIGHT, &scene, &err),
				 TALLY_OK);
		assert_int_equal(
		    tally_term_draw(&scene, (tally_term_style)style, false, &text, &err), TALLY_OK);
		int lines = 0;
		for (char *line = strtok(text.text, "\n"); line; line = strtok(NULL, "\n")) {
			tally_ruler ruler = {.cell = 1};
			assert_true(tally_text_width(&ruler, line, 1, false) <= 80);
			lines++;
		}
		assert_true(lines <= 24 && lines > 15);
		free(text.text);
		tally_scene_release(&scene);
		tally_chart_free(chart);
	}
	tally_codes_free(f.codes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clean_drops_what_could_harm),
	    cmocka_unit_test(shorten_fits_the_width),
	    cmocka_unit_test(break_keeps_words_and_closing_marks),
	    cmocka_unit_test(quotes_are_doubled_and_controls_dropped),
	    cmocka_unit_test(xml_is_escaped),
	    cmocka_unit_test(labels_never_collide),
	    cmocka_unit_test(names_of_points_never_collide),
	    cmocka_unit_test(long_texts_stay_inside),
	    cmocka_unit_test(silly_sizes_are_refused),
	    cmocka_unit_test(extreme_values_do_not_hang),
	    cmocka_unit_test(a_million_points_keep_their_extremes),
	    cmocka_unit_test(gaps_stay_gaps),
	    cmocka_unit_test(nine_months_never_join_twelve),
	    cmocka_unit_test(no_line_crosses_a_break),
	    cmocka_unit_test(hedged_figures_carry_their_sign),
	    cmocka_unit_test(units_stand_in_panels_not_on_a_second_axis),
	    cmocka_unit_test(bars_start_at_zero),
	    cmocka_unit_test(growth_matches_by_calendar),
	    cmocka_unit_test(every_kind_says_when_there_is_nothing),
	    cmocka_unit_test(hostile_texts_run_nothing),
	    cmocka_unit_test(a_refused_chart_is_told_and_the_next_is_drawn),
	    cmocka_unit_test(svg_structure_is_as_agreed),
	    cmocka_unit_test(ink_stays_in_the_label_boxes),
	    cmocka_unit_test(terminal_lines_fit_their_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
