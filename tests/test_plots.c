/* test_plots.c: charts laid out: texts made harmless, no collisions, marks that mean something. */
#include "charts.h"

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
