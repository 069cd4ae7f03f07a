/* render.c: a scene in gnuplot's words.
 *
 * gnuplot is used as a pen: its coordinates are set to our pixels, with no axes of its own. A run
 * of items of one style becomes one data block and one element of a single `plot` command, so
 * that they are drawn in our order; texts are labels, which stand in front. What is a
 * pixel differs between terminals; the table below was measured on gnuplot 5.4. */
#include "render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What gnuplot's numbers mean in pixels of 1/96 inch. */
typedef struct {
	const char *name;
	double font;  /* font size to ask for, per pixel */
	double line;  /* line width to ask for, per pixel */
	double dot;   /* point size to ask for, per pixel of radius, with a 12 point font */
	double dash;  /* pixels of a dash length of one at a line width of one */
	double scale; /* canvas units per pixel */
} terminal;

static const terminal terminals[] = {
    [TALLY_PICTURE_SVG] = {"svg", 1, 1, 1 / 5.4, 0.5, 1},
    [TALLY_PICTURE_PNG] = {"pngcairo", 0.75, 1, 1 / 3.0, 0.25, 1},
    [TALLY_PICTURE_PDF] = {"pdfcairo", 1.125, 1.5, 1 / 4.0, 0.175, 1.0 / 96},
    [TALLY_PICTURE_SIXEL] = {"sixelgd", 0.75, 1, 1 / 4.0, 1, 1},
};

void tally_script_quote(tally_script *s, const char *text)
{
	char before = '\'';
	tally_script_bytes(s, "'", 1);
	for (const char *at = text; *at; at++) {
		unsigned char c = (unsigned char)*at;
		if (c < 0x20 || c == 0x7F)
			continue;
		if (c == '\'' && before == '\'')
			tally_script_bytes(s, "\xE2\x80\x8B", 3);
		tally_script_bytes(s, c == '\'' ? "''" : at, c == '\'' ? 2 : 1);
		before = *at;
	}
	tally_script_bytes(s, "'", 1);
}

/* --- groups of items of one style -------------------------------------------------- */

static bool same_style(const tally_item *a, const tally_item *b)
{
	return a->kind == b->kind && a->colour == b->colour && a->opacity == b->opacity &&
	       a->size == b->size && a->dashed == b->dashed && a->hollow == b->hollow;
}

/* The first item of another style behind item i; texts do not part groups. */
static size_t group_end(const tally_scene *scene, size_t i)
{
	size_t end = i + 1;
	while (end < scene->n_items && (scene->items[end].kind == TALLY_DRAW_TEXT ||
					same_style(&scene->items[i], &scene->items[end])))
		end++;
	return end;
}

/* Two decimals, by hand: printf of a million points is slow. */
static void add_number(tally_script *s, double value, char behind)
{
	char digits[40], *at = digits + sizeof digits;
	long long hundredths = llround(fmin(fmax(value, -1e9), 1e9) * 100);
	unsigned long long n = (unsigned long long)llabs(hundredths);
	*--at = behind;
	for (int place = 0; place < 3 || n > 0; place++) {
		if (place == 2)
			*--at = '.';
		*--at = (char)('0' + n % 10);
		n /= 10;
	}
	if (hundredths < 0)
		*--at = '-';
	tally_script_bytes(s, at, (size_t)(digits + sizeof digits - at));
}

static void add_points(tally_script *s, const tally_scene *scene, const tally_item *item)
{
	const tally_place *p = &scene->points[item->first];
	if (item->kind == TALLY_DRAW_RECT) {
		double corner[6] = {p[0].x,
				    p[0].y,
				    fmin(p[0].x, p[1].x),
				    fmax(p[0].x, p[1].x),
				    fmin(p[0].y, p[1].y),
				    fmax(p[0].y, p[1].y)};
		for (int k = 0; k < 6; k++)
			add_number(s, corner[k], k < 5 ? ' ' : '\n');
		return;
	}
	for (size_t k = 0; k < item->n; k++) {
		add_number(s, p[k].x, ' ');
		add_number(s, p[k].y, '\n');
	}
	if (item->kind != TALLY_DRAW_DOTS)
		tally_script_bytes(s, "\n", 1);
}

static size_t add_blocks(tally_script *s, const tally_scene *scene)
{
	size_t blocks = 0;
	for (size_t i = 0, end; i < scene->n_items; i = end) {
		end = group_end(scene, i);
		if (scene->items[i].kind == TALLY_DRAW_TEXT) {
			end = i + 1;
			continue;
		}
		tally_script_add(s, "$d%zu << E\n", blocks++);
		for (size_t k = i; k < end; k++)
			if (scene->items[k].kind != TALLY_DRAW_TEXT)
				add_points(s, scene, &scene->items[k]);
		tally_script_add(s, "E\n");
	}
	return blocks;
}

static void add_element(tally_script *s, const tally_scene *scene, const terminal *t,
			const tally_item *item, size_t block)
{
	double size = item->size;
	tally_script_add(s, "$d%zu ", block);
	switch (item->kind) {
	case TALLY_DRAW_LINE:
		tally_script_add(s, "with lines lc rgb '#%06x' lw %.3f", item->colour,
				 size * t->line);
		if (item->dashed) {
			double unit = t->dash * size * t->line;
			tally_script_add(s, " dt (%.2f,%.2f)", 5 / unit, 4 / unit);
		}
		return;
	case TALLY_DRAW_AREA:
		tally_script_add(s, "with filledcurves closed fc rgb '#%06x' fs ", item->colour);
		break;
	case TALLY_DRAW_RECT:
		tally_script_add(s, "using 1:2:3:4:5:6 with boxxyerror fc rgb '#%06x' fs ",
				 item->colour);
		break;
	default:
		if (item->hollow)
			tally_script_add(s,
					 "with points pt 7 ps %.3f lc rgb '#%06x', $d%zu with "
					 "points pt 6 lw %.2f ps %.3f lc rgb '#%06x'",
					 size * t->dot, scene->theme.paper, block, 1.5 * t->line,
					 size * t->dot, item->colour);
		else
			tally_script_add(s, "with points pt 7 ps %.3f lc rgb '#%06x'",
					 size * t->dot, item->colour);
		return;
	}
	if (item->opacity < 1)
		tally_script_add(s, "transparent solid %.2f noborder", item->opacity);
	else
		tally_script_add(s, "solid noborder");
}

static void add_plot(tally_script *s, const tally_scene *scene, const terminal *t, size_t blocks)
{
	size_t block = 0;
	tally_script_add(s, "plot ");
	for (size_t i = 0, end; i < scene->n_items; i = end) {
		end = group_end(scene, i);
		if (scene->items[i].kind == TALLY_DRAW_TEXT) {
			end = i + 1;
			continue;
		}
		tally_script_add(s, "%s", block ? ", " : "");
		add_element(s, scene, t, &scene->items[i], block++);
		tally_script_add(s, " notitle");
	}
	tally_script_add(s, "%s\n", blocks ? "" : "NaN notitle");
}

static void add_label(tally_script *s, const tally_scene *scene, const terminal *t,
		      const tally_item *item)
{
	static const char *const sides[3] = {"left", "center", "right"};
	const tally_place *at = &scene->points[item->first];
	char font[160];
	tally_script_add(s, "set label ");
	tally_script_quote(s, item->text);
	tally_script_add(s, " at %.2f,%.2f %s noenhanced front tc rgb '#%06x' font ", at->x, at->y,
			 sides[item->align + 1], item->colour);
	snprintf(font, sizeof font, "%s%s,%.2f", scene->theme.font, item->bold ? ":Bold" : "",
		 item->size * t->font);
	tally_script_quote(s, font);
	tally_script_add(s, "\n");
}

static void add_terminal(tally_script *s, const tally_scene *scene, const terminal *t,
			 tally_picture format)
{
	bool inches = format == TALLY_PICTURE_PDF;
	tally_script_add(s, "set terminal %s noenhanced size %.4f%s,%.4f%s background '#%06x'%s",
			 t->name, scene->width * t->scale, inches ? "in" : "",
			 scene->height * t->scale, inches ? "in" : "", scene->theme.paper,
			 format == TALLY_PICTURE_SIXEL ? " truecolor" : " rounded");
	tally_script_add(s, " font ");
	char font[160];
	snprintf(font, sizeof font, "%s,12", scene->theme.font);
	tally_script_quote(s, font);
	tally_script_add(s, "\n");
}

void tally_render_script(const tally_scene *scene, tally_picture format, const char *sink,
			 tally_script *out)
{
	const terminal *t = &terminals[format];
	tally_script_add(out, "reset\nundefine $*\n");
	add_terminal(out, scene, t, format);
	tally_script_add(out, "set output ");
	tally_script_quote(out, sink);
	tally_script_add(out,
			 "\nunset border\nunset tics\nunset key\n"
			 "set lmargin at screen 0\nset rmargin at screen 1\n"
			 "set tmargin at screen 1\nset bmargin at screen 0\n"
			 "set xrange [0:%.2f]\nset yrange [%.2f:0]\n",
			 scene->width, scene->height);
	for (size_t i = 0; i < scene->n_items; i++)
		if (scene->items[i].kind == TALLY_DRAW_TEXT)
			add_label(out, scene, t, &scene->items[i]);
	size_t blocks = add_blocks(out, scene);
	add_plot(out, scene, t, blocks);
	tally_script_add(out, "unset output\n");
}

/* --- SVG ---------------------------------------------------------------------------- */

static const char *find(const char *at, const char *end, const char *what)
{
	const char *found = memmem(at, (size_t)(end - at), what, strlen(what));
	return found ? found : end;
}

static const char fallbacks[] =
    ", 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Source Han Sans SC', sans-serif\"";

/* gnuplot writes font-family="Name" or "Name:Bold". */
static const char *add_family(tally_script *out, const char *at, const char *end)
{
	static const char key[] = "font-family=\"", bold[] = ":Bold";
	const char *name = at + sizeof key - 1, *close = find(name, end, "\"");
	size_t n = (size_t)(close - name), tail = sizeof bold - 1;
	bool heavy = n > tail && memcmp(close - tail, bold, tail) == 0;
	tally_script_bytes(out, key, sizeof key - 1);
	tally_script_bytes(out, name, n - (heavy ? tail : 0));
	tally_script_bytes(out, fallbacks, sizeof fallbacks - 1);
	if (heavy)
		tally_script_add(out, " font-weight=\"bold\"");
	return close < end ? close + 1 : end;
}

/* The head up to <g id="gnuplot_canvas">: size, title and description in our words. */
static void add_head(tally_script *out, const tally_scene *scene)
{
	tally_script_add(out,
			 "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n"
			 "<svg width=\"%g\" height=\"%g\" viewBox=\"0 0 %g %g\" role=\"img\"\n"
			 " xmlns=\"http://www.w3.org/2000/svg\" "
			 "xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<title>",
			 scene->width, scene->height, scene->width, scene->height);
	tally_script_xml(out, scene->title);
	tally_script_add(out, "</title>\n<desc>");
	tally_script_xml(out, scene->alt);
	tally_script_add(out, "</desc>\n");
}

/* The two point symbols in use, with a rim that can be seen: gnuplot's is a hair. */
static const char symbols[] =
    "<defs><circle id='gpPt5' stroke-width='0.4' stroke='currentColor' cx='0' cy='0' r='1'/>"
    "<use xlink:href='#gpPt5' id='gpPt6' fill='currentColor' stroke='none'/></defs>";

static bool starts(const char *at, const char *end, const char *with)
{
	size_t n = strlen(with);
	return (size_t)(end - at) >= n && memcmp(at, with, n) == 0;
}

/* Behind a group that holds nothing, or NULL. */
static const char *behind_empty_group(const char *at, const char *end)
{
	if (!starts(at, end, "<g fill=\"none\""))
		return NULL;
	const char *inside = find(at, end, ">");
	inside += inside < end;
	while (inside < end && (unsigned char)*inside <= ' ')
		inside++;
	return starts(inside, end, "</g>") ? inside + 4 : NULL;
}

static const char *behind(const char *at, const char *end, const char *what)
{
	const char *found = find(at, end, what);
	return found < end ? found + strlen(what) : end;
}

/* One tag; *at < end is its "<". What gnuplot says for nobody (empty groups, the numbers of its
 * plots, which browsers would show as tips, and all symbols it has) is left out. */
static const char *add_tag(tally_script *out, const char *at, const char *end)
{
	const char *next = behind_empty_group(at, end);
	if (next)
		return next;
	if (starts(at, end, "<defs>")) {
		tally_script_bytes(out, symbols, sizeof symbols - 1);
		return behind(at, end, "</defs>");
	}
	if (starts(at, end, "<g id=\"gnuplot_plot_")) {
		tally_script_add(out, "<g>");
		return behind(at, end, "</title>");
	}
	const char *close = behind(at, end, ">");
	while (at < close) {
		next = find(at, close, "font-family=\"");
		tally_script_bytes(out, at, (size_t)(next - at));
		at = next < close ? add_family(out, next, close) : close;
	}
	return close;
}

void tally_render_svg(const tally_scene *scene, const char *svg, size_t n, tally_script *out)
{
	const char *end = svg + n, *at = find(svg, end, "<g id=\"gnuplot_canvas\">");
	add_head(out, scene);
	while (at < end) {
		const char *next = find(at, end, "<");
		tally_script_bytes(out, at, (size_t)(next - at));
		at = next < end ? add_tag(out, next, end) : end;
	}
}
