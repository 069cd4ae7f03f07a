/* labels.c: names beside lines, points and bars, so placed that none covers another.
 *
 * Names in a margin stand as near to their line's end as their height allows: least
 * squares under "each at least one line below the one before", which is isotonic regression
 * of y_i - i * height (pool adjacent violators). Names of points try eight places around
 * their point and are left out when all are taken. */
#include "frame.h"

#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const tally_layer *layer;
	double x, y;   /* the mark it names, pixels */
	double wanted; /* y - i * height, then the isotonic fit */
} tag;

static const tally_mark *tagged_mark(const tally_layer *layer, bool at_end)
{
	for (size_t k = 0; k < layer->n; k++) {
		const tally_mark *m = &layer->marks[at_end ? layer->n - 1 - k : k];
		if (isfinite(m->y) && (layer->shape != TALLY_SHAPE_BAND || isfinite(m->y2)))
			return m;
	}
	return NULL;
}

double tally_frame_label_room(const tally_panel *panel, const tally_theme *theme,
			      tally_label_place place)
{
	double room = 0;
	for (size_t i = 0; i < panel->n_layers; i++) {
		const tally_layer *layer = panel->layers[i];
		if (layer->place == place && layer->label)
			room = fmax(room, tally_text_width(&theme->ruler, layer->label,
							   theme->label, false));
	}
	return room > 0 ? room + theme->gap : 0;
}

static int by_height(const void *a, const void *b)
{
	const tag *s = a, *t = b;
	return s->y < t->y ? -1 : s->y > t->y;
}

/* Pool adjacent violators on tags[].wanted, all weights one. */
static void isotonic(tag *tags, size_t n)
{
	for (size_t end = 0; end < n; end++) {
		size_t start = end;
		double mean = tags[end].wanted;
		while (start > 0 && tags[start - 1].wanted > mean) {
			double level = tags[start - 1].wanted;
			size_t first = start - 1;
			while (first > 0 && tags[first - 1].wanted == level)
				first--;
			double here = (double)(end + 1 - start), there = (double)(start - first);
			mean = (mean * here + level * there) / (here + there);
			start = first;
		}
		for (size_t i = start; i <= end; i++)
			tags[i].wanted = mean;
	}
}

static size_t collect(const tally_frame *f, tally_label_place place, tag *tags)
{
	size_t n = 0;
	for (size_t i = 0; i < f->panel->n_layers; i++) {
		const tally_layer *layer = f->panel->layers[i];
		const tally_mark *m = layer->place == place && layer->label
					  ? tagged_mark(layer, place == TALLY_LABEL_END)
					  : NULL;
		if (!m)
			continue;
		double y = layer->shape == TALLY_SHAPE_BAND ? (m->y + m->y2) / 2 : m->y;
		y = fmin(fmax(tally_frame_y(f, y), f->top), f->bottom);
		tags[n++] = (tag){layer, tally_frame_x(f, m->x), y, 0};
	}
	return n;
}

static void draw_tag(const tally_frame *f, const tag *t, bool at_end, double y)
{
	const tally_theme *theme = f->theme;
	double side = at_end ? 1 : -1, edge = at_end ? f->right : f->left;
	double x = edge + side * theme->gap * 0.75;
	double room = at_end ? f->outer_right - x : x - f->outer_left;
	bool moved = fabs(y - t->y) > theme->label * 0.4;
	bool early = fabs(t->x - edge) > theme->gap && t->layer->shape != TALLY_SHAPE_BAND;
	if ((moved || early) && theme->ruler.cell <= 0)
		tally_scene_line(f->scene, theme->faint, theme->hairline,
				 t->x + side * theme->dot * 1.4, t->y, x - side * 2, y);
	tally_frame_text(f->scene, tally_theme_letters(theme, t->layer->colour), theme->label,
			 false, at_end ? -1 : 1, x, y, room, t->layer->label);
}

static void draw_more(const tally_frame *f, bool at_end, double y, size_t left_out)
{
	char text[64];
	snprintf(text, sizeof text, tally_say(f->chart->lang, "and %zu more", "另%zu条"), left_out);
	double x = at_end ? f->right + f->theme->gap * 0.75 : f->left - f->theme->gap * 0.75;
	tally_frame_text(f->scene, f->theme->muted, f->theme->label, false, at_end ? -1 : 1, x, y,
			 fabs((at_end ? f->outer_right : f->outer_left) - x), text);
}

static void draw_margin(const tally_frame *f, tally_label_place place)
{
	tag *tags = malloc((f->panel->n_layers + 1) * sizeof *tags);
	if (!tags) {
		f->scene->failed = true;
		return;
	}
	bool at_end = place == TALLY_LABEL_END;
	double height = f->theme->label * (f->theme->ruler.cell > 0 ? 1 : 1.22);
	size_t n = collect(f, place, tags), left_out = 0;
	size_t fit = (size_t)fmax((f->bottom - f->top + height) / height, 1);
	if (n > 1)
		qsort(tags, n, sizeof *tags, by_height);
	if (n > fit) { /* the highest lines keep their names */
		left_out = n - (fit - 1);
		n = fit - 1;
	}
	for (size_t i = 0; i < n; i++)
		tags[i].wanted = tags[i].y - (double)i * height;
	isotonic(tags, n);
	double lowest =
	    f->bottom - (double)(n + (left_out > 0) - (n + (left_out > 0) > 0)) * height;
	for (size_t i = 0; i < n; i++) {
		double y = fmax(fmin(tags[i].wanted, lowest), f->top) + (double)i * height;
		draw_tag(f, &tags[i], at_end, y);
	}
	if (left_out)
		draw_more(f, at_end, f->bottom, left_out);
	free(tags);
}

/* --- names of points ------------------------------------------------------------- */

#define BOXES_MAX 1024

typedef struct {
	double box[BOXES_MAX][4]; /* left, top, right, bottom */
	size_t n;
} taken;

static bool free_place(const taken *t, const double b[4])
{
	if (t->n == BOXES_MAX)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (b[0] < t->box[i][2] && b[2] > t->box[i][0] && b[1] < t->box[i][3] &&
		    b[3] > t->box[i][1])
			return false;
	return true;
}

static void take(taken *t, double left, double top, double right, double bottom)
{
	if (t->n < BOXES_MAX)
		memcpy(t->box[t->n++], (double[4]){left, top, right, bottom}, 4 * sizeof(double));
}

static void take_dots(const tally_frame *f, taken *t)
{
	double r = f->theme->dot;
	for (size_t i = 0; i < f->panel->n_layers; i++) {
		const tally_layer *layer = f->panel->layers[i];
		for (size_t k = 0; layer->shape == TALLY_SHAPE_POINTS && k < layer->n; k++) {
			double x = tally_frame_x(f, layer->marks[k].x);
			double y = tally_frame_y(f, layer->marks[k].y);
			if (t->n < BOXES_MAX / 2 && isfinite(x + y))
				take(t, x - r, y - r, x + r, y + r);
		}
	}
}

static bool try_place(const tally_frame *f, taken *t, const tally_layer *layer, const tally_mark *m,
		      int dx, int dy)
{
	const tally_theme *theme = f->theme;
	bool bold = m->marks & TALLY_MARK_STRONG;
	double width = tally_text_width(&theme->ruler, m->label, theme->tick, bold);
	double away = theme->dot + 2.5, high = theme->tick;
	double x = tally_frame_x(f, m->x) + dx * away * (dy ? 0.7 : 1);
	double y = tally_frame_y(f, m->y) + dy * (away * (dx ? 0.5 : 1) + high / 2);
	double left = dx > 0 ? x : dx < 0 ? x - width : x - width / 2;
	double box[4] = {left, y - high / 2, left + width, y + high / 2};
	if (box[0] < f->left || box[2] > f->outer_right || box[1] < f->top || box[3] > f->bottom ||
	    !free_place(t, box))
		return false;
	take(t, box[0], box[1], box[2], box[3]);
	tally_scene_text(f->scene, tally_theme_letters(theme, layer->colour), theme->tick, bold,
			 -dx, x, y, m->label);
	return true;
}

static void draw_point_names(const tally_frame *f, taken *t, const tally_layer *layer)
{
	static const int places[8][2] = {{1, 0},  {-1, 0}, {0, -1},  {0, 1},
					 {1, -1}, {1, 1},  {-1, -1}, {-1, 1}};
	for (size_t k = 0; k < layer->n; k++) {
		const tally_mark *m = &layer->marks[k];
		if (!m->label || !*m->label || !isfinite(m->x + m->y))
			continue;
		for (int i = 0; i < 8; i++)
			if (try_place(f, t, layer, m, places[i][0], places[i][1]))
				break;
	}
}

/* --- values of bars --------------------------------------------------------------- */

static void label_inside(const tally_frame *f, const tally_mark *m, uint32_t ground)
{
	double x = tally_frame_x(f, m->x), x2 = tally_frame_x(f, m->x2);
	double y = tally_frame_y(f, m->y), y2 = tally_frame_y(f, m->y2);
	double width = tally_text_width(&f->theme->ruler, m->label, f->theme->footer, false);
	if (width + 2 <= fabs(x2 - x) && f->theme->footer <= fabs(y2 - y))
		tally_scene_text(f->scene, tally_theme_on(ground), f->theme->footer, false, 0,
				 (x + x2) / 2, (y + y2) / 2, m->label);
}

static void label_beside(const tally_frame *f, taken *t, const tally_mark *m)
{
	const tally_theme *theme = f->theme;
	bool lying = f->panel->y.scale == TALLY_SCALE_CATEGORY;
	double x = tally_frame_x(f, m->x2), y = tally_frame_y(f, m->y2);
	double width = tally_text_width(&theme->ruler, m->label, theme->footer, false);
	double high = theme->footer;
	int align = 0;
	if (lying) {
		align = m->x2 >= m->x ? -1 : 1;
		x -= align * (theme->dot + 5);
		y = tally_frame_y(f, (m->y + m->y2) / 2);
	} else {
		x = tally_frame_x(f, (m->x + m->x2) / 2);
		y += m->y2 >= m->y ? -high * 0.7 : high * 0.7;
	}
	double left = x - width * (align + 1) / 2;
	double box[4] = {left - 1, y - high / 2, left + width + 1, y + high / 2};
	if (box[0] < f->outer_left || box[2] > f->outer_right || box[1] < f->top - high ||
	    box[3] > f->bottom + high || !free_place(t, box))
		return;
	take(t, box[0], box[1], box[2], box[3]);
	tally_scene_text(f->scene, theme->ink, high, m->marks & TALLY_MARK_STRONG, align, x, y,
			 m->label);
}

static void draw_bar_values(const tally_frame *f, taken *t, const tally_layer *layer)
{
	for (size_t k = 0; k < layer->n; k++) {
		const tally_mark *m = &layer->marks[k];
		if (!m->label || !*m->label || !isfinite(m->x + m->y + m->x2 + m->y2))
			continue;
		if (!isnan(m->shade) || layer->place != TALLY_LABEL_NONE)
			label_inside(f, m, tally_theme_of(f->theme, layer, m));
		else
			label_beside(f, t, m);
	}
}

static void draw_free_texts(const tally_frame *f, taken *t, const tally_layer *layer)
{
	for (size_t k = 0; k < layer->n; k++) {
		const tally_mark *m = &layer->marks[k];
		if (!m->label || !isfinite(m->x + m->y))
			continue;
		double x = tally_frame_x(f, m->x), y = tally_frame_y(f, m->y);
		double half =
		    tally_text_width(&f->theme->ruler, m->label, f->theme->tick, false) / 2;
		double box[4] = {x - half, y - f->theme->tick / 2, x + half,
				 y + f->theme->tick / 2};
		if (!free_place(t, box))
			continue;
		take(t, box[0], box[1], box[2], box[3]);
		tally_scene_text(f->scene, tally_theme_letters(f->theme, layer->colour),
				 f->theme->tick, false, 0, x, y, m->label);
	}
}

void tally_frame_draw_labels(const tally_frame *f)
{
	draw_margin(f, TALLY_LABEL_END);
	draw_margin(f, TALLY_LABEL_START);
	taken *t = calloc(1, sizeof *t);
	if (!t) {
		f->scene->failed = true;
		return;
	}
	take_dots(f, t);
	for (size_t i = 0; i < f->panel->n_layers; i++) {
		const tally_layer *layer = f->panel->layers[i];
		if (layer->shape == TALLY_SHAPE_POINTS)
			draw_point_names(f, t, layer);
		else if (layer->shape == TALLY_SHAPE_BAR)
			draw_bar_values(f, t, layer);
		else if (layer->shape == TALLY_SHAPE_TEXT)
			draw_free_texts(f, t, layer);
	}
	free(t);
}
