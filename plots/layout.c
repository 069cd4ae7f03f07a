/* layout.c: a chart becomes a scene.
 *
 * From the outside inwards: heading and footer take what their lines need, the panels share the
 * rest in a grid, and in each panel the margins are as wide as their own labels. Panels of one
 * column get the same margins, so that their time axes stand above one another. */
#include "frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_frame_text(tally_scene *scene, uint32_t colour, double size, bool bold, int align,
		      double x, double y, double width, const char *text)
{
	char *copy = tally_text_clean(text);
	if (!copy) {
		scene->failed = true;
		return;
	}
	bool fits = tally_text_width(&scene->theme.ruler, copy, size, bold) <= width + 0.01;
	if (!fits)
		tally_text_shorten(&scene->theme.ruler, copy, size, bold, width);
	if (fits || width > 2 * size) /* an ellipsis alone says nothing */
		tally_scene_text(scene, colour, size, bold, align, x, y, copy);
	free(copy);
}

/* At most `lines` lines from *y downwards; the last one is shortened. Without a scene to draw on
 * only the height is found. */
static double paragraph(tally_scene *scene, bool draw, const char *text, uint32_t colour,
			double size, bool bold, double x, double y, double width, int lines)
{
	char *copy = tally_text_clean(text);
	if (!copy) {
		scene->failed = true;
		return 0;
	}
	double step = size * scene->theme.leading, height = 0;
	for (char *at = copy; *at && lines > 0; lines--) {
		size_t n = tally_text_break(&scene->theme.ruler, at, size, bold, width);
		char kept = at[n];
		if (lines > 1)
			at[n] = 0;
		if (draw)
			tally_frame_text(scene, colour, size, bold, -1, x, y + height + step / 2,
					 width, at);
		if (lines > 1)
			at[n] = kept;
		at += n + (kept == ' ');
		height += step;
	}
	free(copy);
	return height;
}

static double draw_heading(tally_scene *scene, const tally_chart *chart)
{
	const tally_theme *t = &scene->theme;
	double width = scene->width - 2 * t->pad, y = t->pad * 0.8;
	if (chart->title)
		y += paragraph(scene, true, chart->title, t->ink, t->title, true, t->pad, y, width,
			       2);
	if (chart->subtitle)
		y += paragraph(scene, true, chart->subtitle, t->muted, t->subtitle, false, t->pad,
			       y, width, 2);
	return y;
}

/* Returns the top of the footer. */
static double draw_footer(tally_scene *scene, const tally_chart *chart)
{
	const tally_theme *t = &scene->theme;
	double width = scene->width - 2 * t->pad, bottom = scene->height - t->pad * 0.7;
	if (!chart->footer || !*chart->footer)
		return bottom;
	double height =
	    paragraph(scene, false, chart->footer, t->muted, t->footer, false, t->pad, 0, width, 3);
	double y = bottom - height;
	paragraph(scene, true, chart->footer, t->muted, t->footer, false, t->pad, y, width, 3);
	return y - t->gap * 0.5;
}

/* --- legend ------------------------------------------------------------------------ */

static bool in_legend_before(const tally_chart *chart, size_t panel, size_t layer)
{
	const tally_layer *wanted = chart->panels[panel]->layers[layer];
	for (size_t p = 0; p <= panel; p++)
		for (size_t i = 0; i < chart->panels[p]->n_layers; i++) {
			const tally_layer *l = chart->panels[p]->layers[i];
			if (l == wanted)
				return false;
			if (l->place == TALLY_LABEL_LEGEND && l->label &&
			    l->colour == wanted->colour && strcmp(l->label, wanted->label) == 0)
				return true;
		}
	return false;
}

static void draw_swatch(tally_scene *scene, const tally_layer *layer, double x, double y)
{
	const tally_theme *t = &scene->theme;
	uint32_t colour = tally_theme_of(t, layer, NULL);
	double wide = t->label;
	if (layer->shape == TALLY_SHAPE_LINE || layer->shape == TALLY_SHAPE_SEGMENT) {
		tally_scene_begin(scene, (tally_item){.kind = TALLY_DRAW_LINE,
						      .colour = colour,
						      .size = t->line * layer->width,
						      .dashed = layer->dashed});
		tally_scene_to(scene, x, y);
		tally_scene_to(scene, x + wide, y);
	} else if (layer->shape == TALLY_SHAPE_POINTS) {
		bool hollow = layer->n > 0 && (layer->marks[0].marks & TALLY_MARK_HOLLOW);
		tally_scene_dot(scene, colour, t->dot * 1.2, hollow, x + wide / 2, y);
	} else {
		tally_scene_rect(scene, colour, layer->opacity, x, y - wide * 0.35, x + wide,
				 y + wide * 0.35);
	}
}

/* More names than that nobody reads; the rest would push the chart out of the picture. */
#define LEGEND_LINES 4

static double draw_legend(tally_scene *scene, const tally_chart *chart, double y)
{
	const tally_theme *t = &scene->theme;
	double x = t->pad, right = scene->width - t->pad, line = t->label * t->leading * 1.1;
	bool any = false;
	int lines = 0;
	for (size_t p = 0; p < chart->n_panels; p++)
		for (size_t i = 0; i < chart->panels[p]->n_layers; i++) {
			const tally_layer *layer = chart->panels[p]->layers[i];
			if (layer->place != TALLY_LABEL_LEGEND || !layer->label || layer->n == 0 ||
			    in_legend_before(chart, p, i))
				continue;
			double text = tally_text_width(&t->ruler, layer->label, t->label, false);
			double wide = fmin(t->label * 1.5 + text, right - t->pad);
			if (any && x + wide > right && ++lines >= LEGEND_LINES)
				return y + line + t->gap * 0.5;
			if (any && x + wide > right) {
				x = t->pad;
				y += line;
			}
			double middle = y + t->gap * 0.5 + line / 2;
			draw_swatch(scene, layer, x, middle);
			tally_frame_text(scene, t->ink, t->label, false, -1, x + t->label * 1.5,
					 middle, wide - t->label * 1.5 + 1, layer->label);
			x += wide + t->gap * 1.3;
			any = true;
		}
	return any ? y + line + t->gap * 0.5 : y;
}

/* Returns the top of the colour key. */
static double draw_heat_key(tally_scene *scene, const tally_chart *chart, double bottom)
{
	const tally_theme *t = &scene->theme;
	if (!chart->heat_key)
		return bottom;
	double high = t->label, y = bottom - high, x = t->pad, wide = 8 * t->label;
	const char *lo = chart->heat_lo ? chart->heat_lo : "";
	double text = tally_text_width(&t->ruler, lo, t->tick, false);
	tally_scene_text(scene, t->muted, t->tick, false, -1, x, y + high / 2, lo);
	x += text + t->gap * 0.5;
	for (int i = 0; i < 24; i++)
		tally_scene_rect(scene, tally_theme_heat(t, (i + 0.5) / 24), 1, x + wide * i / 24,
				 y, x + wide * (i + 1) / 24, y + high);
	tally_frame_text(scene, t->muted, t->tick, false, -1, x + wide + t->gap * 0.5, y + high / 2,
			 scene->width, chart->heat_hi ? chart->heat_hi : "");
	return y - t->gap;
}

/* --- panels ------------------------------------------------------------------------- */

/* Months have their year below them. */
static bool has_second_line(tally_frame *f)
{
	tally_ticks_make(f->panel, true, (f->outer_right - f->outer_left) * 0.8, 80,
			 &f->theme->ruler, f->theme->tick, f->chart->lang, &f->x);
	for (int i = 0; i < f->x.n; i++)
		if (f->x.ticks[i].below[0])
			return true;
	return false;
}

static double widest_tick(const tally_frame *f, const tally_ticks *ticks)
{
	double widest = 0;
	for (int i = 0; i < ticks->n; i++)
		widest = fmax(widest, tally_text_width(&f->theme->ruler, ticks->ticks[i].text,
						       f->theme->tick, false));
	return widest;
}

/* Vertical margins inside f->top..f->bottom; then the y ticks, which need the height. */
static void measure_heights(tally_frame *f)
{
	const tally_theme *t = f->theme;
	double tick_line = t->tick * fmax(t->leading, 1.2);
	f->top += t->tick * 0.6;
	if (f->panel->title)
		f->top += t->label * fmax(t->leading, 1.2);
	if (f->panel->y.title)
		f->top += tick_line;
	if (f->panel->n_events)
		f->top += tick_line;
	if (!f->panel->x.hidden)
		f->bottom -= tick_line + t->gap * 0.4;
	if (!f->panel->x.hidden && has_second_line(f))
		f->bottom -= tick_line;
	if (f->panel->x.title)
		f->bottom -= tick_line;
	double spacing = t->ruler.cell > 0 ? t->tick * 2.5 : 46;
	tally_ticks_make(f->panel, false, fmax(f->bottom - f->top, 1), spacing, &t->ruler, t->tick,
			 f->chart->lang, &f->y);
}

static double bar_label_room(const tally_frame *f, bool negative)
{
	double room = 0;
	if (f->panel->y.scale != TALLY_SCALE_CATEGORY)
		return 0;
	for (size_t i = 0; i < f->panel->n_layers; i++) {
		const tally_layer *l = f->panel->layers[i];
		if (l->shape != TALLY_SHAPE_BAR || l->place != TALLY_LABEL_NONE)
			continue;
		for (size_t k = 0; k < l->n; k++)
			if (l->marks[k].label && isnan(l->marks[k].shade) &&
			    (l->marks[k].x2 < l->marks[k].x) == negative)
				room = fmax(room, 14 + tally_text_width(&f->theme->ruler,
									l->marks[k].label,
									f->theme->footer, false));
	}
	return room;
}

static void measure_sides(const tally_frame *f, double *left, double *right)
{
	const tally_theme *t = f->theme;
	double width = f->outer_right - f->outer_left;
	double ticks = f->panel->y.hidden ? 0 : widest_tick(f, &f->y) + t->gap * 0.75;
	double start = tally_frame_label_room(f->panel, t, TALLY_LABEL_START);
	double end = tally_frame_label_room(f->panel, t, TALLY_LABEL_END);
	double most = f->panel->y.scale == TALLY_SCALE_CATEGORY ? 0.4 : 0.3;
	*left = fmin(fmax(ticks, start) + bar_label_room(f, true), width * most);
	*right = fmin(fmax(end, bar_label_room(f, false)), width * 0.34);
	*right = fmax(*right, t->tick * 1.2);
}

static void draw_y_axis(const tally_frame *f)
{
	const tally_theme *t = f->theme;
	bool names = f->panel->y.scale == TALLY_SCALE_CATEGORY;
	if (f->panel->y.hidden)
		return;
	for (int i = 0; i < f->y.n; i++) {
		const tally_tick *tick = &f->y.ticks[i];
		double y = tally_frame_y(f, tick->at);
		if (tick->mark)
			tally_scene_line(f->scene, t->grid, t->hairline, f->left, y, f->right, y);
		double room = names ? bar_label_room(f, true) : 0;
		tally_frame_text(f->scene, names ? t->ink : t->muted, t->tick, false, 1,
				 f->left - t->gap * 0.5 - room, y,
				 f->left - t->gap * 0.5 - room - f->outer_left, tick->text);
	}
}

static bool clear_of(double left, double right, double *used)
{
	if (left < *used)
		return false;
	*used = right;
	return true;
}

static void draw_x_texts(const tally_frame *f)
{
	const tally_theme *t = f->theme;
	double step = t->tick * fmax(t->leading, 1.2), y = f->bottom + t->gap * 0.4 + step / 2;
	double used = -INFINITY, used_below = -INFINITY;
	for (int i = 0; i < f->x.n; i++) {
		const tally_tick *tick = &f->x.ticks[i];
		double x = tally_frame_x(f, tick->at);
		double half = tally_text_width(&t->ruler, tick->text, t->tick, false) / 2;
		double room = f->panel->x.scale == TALLY_SCALE_CATEGORY
				  ? (f->right - f->left) / fmax((double)f->panel->x.n_names, 1)
				  : INFINITY;
		if (half * 2 > room && f->panel->x.n_names > 2)
			half = room / 2 - 2;
		double edge = f->scene->width - 2;
		x = fmin(fmax(x, half + 2), edge - half);
		if (*tick->text && clear_of(x - half, x + half + t->tick * 0.3, &used))
			tally_frame_text(f->scene, t->muted, t->tick, false, 0, x, y, 2 * half + 1,
					 tick->text);
		half = tally_text_width(&t->ruler, tick->below, t->tick, false) / 2;
		if (*tick->below && clear_of(x - half, x + half + t->tick * 0.3, &used_below))
			tally_scene_text(f->scene, t->muted, t->tick, false, 0, x, y + step,
					 tick->below);
	}
}

static void draw_x_axis(const tally_frame *f)
{
	const tally_theme *t = f->theme;
	bool lying = f->panel->y.scale == TALLY_SCALE_CATEGORY;
	for (int i = 0; i < f->x.n && !f->panel->x.hidden; i++) {
		double x = tally_frame_x(f, f->x.ticks[i].at);
		if (!f->x.ticks[i].mark)
			continue;
		if (lying || f->panel->x.scale == TALLY_SCALE_NUMBER)
			tally_scene_line(f->scene, t->grid, t->hairline, x, f->top, x, f->bottom);
		else
			tally_scene_line(f->scene, t->axis, t->hairline, x, f->bottom, x,
					 f->bottom + t->gap * 0.4);
	}
	if (!f->panel->x.hidden)
		draw_x_texts(f);
	if (f->panel->x.title)
		tally_frame_text(f->scene, t->muted, t->tick, false, 1, f->right,
				 f->bottom + t->gap * 0.4 + t->tick * fmax(t->leading, 1.2) * 1.5,
				 f->right - f->outer_left, f->panel->x.title);
}

/* The lines that stand for zero, the axis and values of note; over the grid, under the marks. */
static void draw_base_lines(const tally_frame *f)
{
	const tally_theme *t = f->theme;
	if (f->panel->y.scale == TALLY_SCALE_NUMBER) {
		bool crosses = f->y.lo <= 0 && f->y.hi >= 0;
		double y = crosses ? tally_frame_y(f, 0) : f->bottom;
		tally_scene_line(f->scene, t->axis, t->hairline, f->left, y, f->right, y);
		if (f->y.lo < 0 && !f->panel->x.hidden)
			tally_scene_line(f->scene, t->grid, t->hairline, f->left, f->bottom,
					 f->right, f->bottom);
	} else if (f->panel->x.scale == TALLY_SCALE_NUMBER && f->x.lo <= 0 && f->x.hi >= 0) {
		double x = tally_frame_x(f, 0);
		tally_scene_line(f->scene, t->axis, t->hairline, x, f->top, x, f->bottom);
	}
	if (!isnan(f->panel->y.line))
		tally_scene_line(f->scene, t->muted, t->hairline, f->left,
				 tally_frame_y(f, f->panel->y.line), f->right,
				 tally_frame_y(f, f->panel->y.line));
	if (!isnan(f->panel->x.line))
		tally_scene_line(f->scene, t->muted, t->hairline,
				 tally_frame_x(f, f->panel->x.line), f->top,
				 tally_frame_x(f, f->panel->x.line), f->bottom);
}

/* A break: a double tick on the axis, and its reason above, as far as there is room. */
static void draw_events(const tally_frame *f)
{
	const tally_theme *t = f->theme;
	double used = -INFINITY;
	for (size_t i = 0; i < f->panel->n_events; i++) {
		const tally_event *e = &f->panel->events[i];
		double x = tally_frame_x(f, e->x), d = t->gap * 0.25;
		if (!(x >= f->left && x <= f->right))
			continue;
		tally_scene_begin(f->scene, (tally_item){.kind = TALLY_DRAW_LINE,
							 .colour = t->faint,
							 .size = t->hairline,
							 .dashed = true});
		tally_scene_to(f->scene, x, f->top);
		tally_scene_to(f->scene, x, f->bottom);
		for (int k = -1; k <= 1; k += 2)
			tally_scene_line(f->scene, t->ink, t->hairline * 1.4, x + k * d - d,
					 f->bottom + 2 * d, x + k * d + d, f->bottom - 2 * d);
		double text = tally_text_width(&t->ruler, e->text ? e->text : "", t->footer, false);
		double start = fmin(x, f->outer_right - text - 1);
		start = fmax(start, f->left);
		if (!e->text || start < used)
			continue;
		tally_frame_text(f->scene, t->muted, t->footer, false, -1, start,
				 f->top - t->footer * 0.75, f->outer_right - start, e->text);
		used = start + text + t->gap;
	}
}

static void draw_panel_heads(const tally_frame *f, double outer_top)
{
	const tally_theme *t = f->theme;
	double width = f->outer_right - f->outer_left, y = outer_top;
	if (f->panel->title) {
		double line = t->label * fmax(t->leading, 1.2);
		tally_frame_text(f->scene, t->ink, t->label, true, -1, f->outer_left, y + line / 2,
				 width, f->panel->title);
		y += line;
	}
	if (f->panel->y.title)
		tally_frame_text(f->scene, t->muted, t->tick, false, -1, f->outer_left,
				 y + t->tick * fmax(t->leading, 1.2) / 2, width, f->panel->y.title);
}

static void draw_panel(const tally_frame *f, double outer_top)
{
	draw_panel_heads(f, outer_top);
	draw_y_axis(f);
	draw_x_axis(f);
	draw_base_lines(f);
	draw_events(f);
	tally_frame_draw_marks(f);
	tally_frame_draw_labels(f);
}

/* Top of a row of panels: rows share the height by the weight of their first panel. */
static double row_top(const tally_chart *chart, size_t row, double top, double height)
{
	double sum = 0, before = 0;
	for (size_t i = 0; i < chart->n_panels; i += chart->columns) {
		if (i / chart->columns < row)
			before += chart->panels[i]->weight;
		sum += chart->panels[i]->weight;
	}
	return top + (sum > 0 ? before / sum : 0) * height;
}

static void place_panel(tally_frame *f, size_t i, double top, double bottom)
{
	const tally_theme *t = f->theme;
	size_t columns = f->chart->columns, row = i / columns, column = i % columns;
	double width = f->scene->width - 2 * t->pad + t->gap;
	f->outer_left = t->pad + width * (double)column / (double)columns;
	f->outer_right = t->pad + width * (double)(column + 1) / (double)columns - t->gap;
	f->top = row_top(f->chart, row, top, bottom - top) + (row ? t->gap * 0.6 : 0);
	f->bottom = row_top(f->chart, row + 1, top, bottom - top);
	f->panel = f->chart->panels[i];
}

static void draw_panels(tally_scene *scene, const tally_chart *chart, double top, double bottom)
{
	tally_frame *frames = calloc(chart->n_panels + 1, sizeof *frames);
	double *tops = calloc(chart->n_panels + 1, sizeof *tops);
	double *sides = calloc(2 * chart->columns, sizeof *sides);
	if (!frames || !tops || !sides) {
		scene->failed = true;
		goto cleanup;
	}
	for (size_t i = 0; i < chart->n_panels; i++) {
		double left, right, *side = &sides[i % chart->columns * 2];
		frames[i] = (tally_frame){.chart = chart, .theme = &scene->theme, .scene = scene};
		place_panel(&frames[i], i, top, bottom);
		tops[i] = frames[i].top;
		measure_heights(&frames[i]);
		measure_sides(&frames[i], &left, &right);
		side[0] = fmax(side[0], left);
		side[1] = fmax(side[1], right);
	}
	for (size_t i = 0; i < chart->n_panels; i++) {
		tally_frame *f = &frames[i];
		f->left = f->outer_left + sides[i % chart->columns * 2];
		f->right = f->outer_right - sides[i % chart->columns * 2 + 1];
		if (f->bottom - f->top < 8 || f->right - f->left < 8)
			continue; /* too small to show anything */
		tally_ticks_make(f->panel, true, f->right - f->left, 80, &f->theme->ruler,
				 f->theme->tick, chart->lang, &f->x);
		draw_panel(f, tops[i]);
	}
cleanup:
	free(frames);
	free(tops);
	free(sides);
}

tally_status tally_scene_lay_out(const tally_chart *chart, const tally_theme *theme, double width,
				 double height, tally_scene *out, tally_error *err)
{
	*out = (tally_scene){.width = width, .height = height, .theme = *theme};
	if (chart->failed)
		return tally_error_memory(err);
	if (!(width >= 100 && width <= 20000 && height >= 100 && height <= 20000))
		return tally_error_set(err, TALLY_EUSAGE,
				       "a picture of %g x %g pixels cannot be drawn: both must be "
				       "100 to 20000",
				       width, height);
	out->title = tally_text_clean(chart->title);
	out->alt = tally_text_clean(chart->alt ? chart->alt : chart->subtitle);
	double top = draw_heading(out, chart);
	top = draw_legend(out, chart, top) + theme->gap * 0.5;
	double bottom = draw_heat_key(out, chart, draw_footer(out, chart));
	if (chart->n_panels > 0)
		draw_panels(out, chart, top, bottom);
	return out->failed || !out->title || !out->alt ? tally_error_memory(err) : TALLY_OK;
}
