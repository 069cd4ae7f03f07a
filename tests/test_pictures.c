/* test_pictures.c: charts drawn: hostile texts, gnuplot's answers, the structure of the SVG, the
 * ink of the labels, the terminal. */
#include "charts.h"

#include <libdeflate.h>

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
	    cmocka_unit_test(hostile_texts_run_nothing),
	    cmocka_unit_test(a_refused_chart_is_told_and_the_next_is_drawn),
	    cmocka_unit_test(svg_structure_is_as_agreed),
	    cmocka_unit_test(ink_stays_in_the_label_boxes),
	    cmocka_unit_test(terminal_lines_fit_their_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
