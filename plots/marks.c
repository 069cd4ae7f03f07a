/* marks.c: layers of marks as lines, areas and dots.
 *
 * A line of more marks than pixels is thinned: of all marks that fall into one pixel
 * column in a row only the first, the lowest, the highest and the last are kept, in their
 * order. The drawn line then covers the same pixels as the full one, extremes included. */
#include "frame.h"

#include <math.h>
#include <stdlib.h>

double tally_frame_x(const tally_frame *f, double value)
{
	return f->left + (value - f->x.lo) / (f->x.hi - f->x.lo) * (f->right - f->left);
}

double tally_frame_y(const tally_frame *f, double value)
{
	double t = (value - f->y.lo) / (f->y.hi - f->y.lo);
	if (f->panel->y.scale == TALLY_SCALE_CATEGORY)
		return f->top + t * (f->bottom - f->top);
	return f->bottom - t * (f->bottom - f->top);
}

static bool inside(const tally_frame *f, double x, double y)
{
	return isfinite(x) && isfinite(y) && x >= f->left - 1 && x <= f->right + 1 &&
	       y >= f->top - 1 && y <= f->bottom + 1;
}

/* --- lines --------------------------------------------------------------------- */

/* The marks of one pixel column. */
typedef struct {
	long column;
	int n;
	tally_place first, lowest, highest, last;
	bool low_before_high;
} bucket;

static void bucket_flush(tally_scene *scene, bucket *b)
{
	if (b->n > 0)
		tally_scene_to(scene, b->first.x, b->first.y);
	if (b->n > 2) {
		tally_place one = b->low_before_high ? b->lowest : b->highest;
		tally_place two = b->low_before_high ? b->highest : b->lowest;
		tally_scene_to(scene, one.x, one.y);
		tally_scene_to(scene, two.x, two.y);
	}
	if (b->n > 1)
		tally_scene_to(scene, b->last.x, b->last.y);
	b->n = 0;
}

static void bucket_add(bucket *b, tally_place at)
{
	if (b->n++ == 0)
		b->first = b->lowest = b->highest = at;
	if (at.y < b->lowest.y) {
		b->lowest = at;
		b->low_before_high = false;
	}
	if (at.y > b->highest.y) {
		b->highest = at;
		b->low_before_high = true;
	}
	b->last = at;
}

static bool thinned(const tally_frame *f, const tally_layer *layer)
{
	return (double)layer->n > 3 * (f->right - f->left);
}

static tally_item line_style(const tally_frame *f, const tally_layer *layer)
{
	return (tally_item){.kind = TALLY_DRAW_LINE,
			    .colour = tally_theme_of(f->theme, layer, NULL),
			    .size = f->theme->line * layer->width,
			    .dashed = layer->dashed};
}

static void draw_line(const tally_frame *f, const tally_layer *layer)
{
	bool thin = thinned(f, layer), open = false;
	bucket b = {.n = 0};
	for (size_t i = 0; i < layer->n; i++) {
		const tally_mark *m = &layer->marks[i];
		tally_place at = {tally_frame_x(f, m->x), tally_frame_y(f, m->y)};
		bool there = inside(f, at.x, at.y);
		if (!there || (m->marks & TALLY_MARK_APART)) {
			bucket_flush(f->scene, &b);
			open = false;
		}
		if (!there)
			continue;
		if (!open)
			tally_scene_begin(f->scene, line_style(f, layer));
		open = true;
		if (!thin) {
			tally_scene_to(f->scene, at.x, at.y);
			continue;
		}
		if (b.n > 0 && b.column != lround(at.x))
			bucket_flush(f->scene, &b);
		b.column = lround(at.x);
		bucket_add(&b, at);
	}
	bucket_flush(f->scene, &b);
}

/* --- bands --------------------------------------------------------------------- */

typedef struct {
	tally_place *up, *down; /* the two edges of the run at hand */
	size_t n;
} edges;

static void edges_flush(const tally_frame *f, const tally_layer *layer, edges *e)
{
	if (e->n == 0)
		return;
	tally_scene_begin(f->scene, (tally_item){.kind = TALLY_DRAW_AREA,
						 .colour = tally_theme_of(f->theme, layer, NULL),
						 .opacity = layer->opacity});
	double widen = e->n == 1 ? f->theme->dot : 0; /* a single figure still shows its width */
	for (size_t i = 0; i < e->n; i++)
		tally_scene_to(f->scene, e->up[i].x - widen, e->up[i].y);
	if (widen > 0) {
		tally_scene_to(f->scene, e->up[0].x + widen, e->up[0].y);
		tally_scene_to(f->scene, e->down[0].x + widen, e->down[0].y);
	}
	for (size_t i = e->n; i-- > 0;)
		tally_scene_to(f->scene, e->down[i].x - widen, e->down[i].y);
	e->n = 0;
}

static void edges_add(edges *e, bool thin, double x, double up, double down)
{
	tally_place *last = e->n ? &e->up[e->n - 1] : NULL;
	if (thin && last && lround(last->x) == lround(x)) {
		last->y = fmin(last->y, up);
		e->down[e->n - 1].y = fmax(e->down[e->n - 1].y, down);
		return;
	}
	e->up[e->n] = (tally_place){x, up};
	e->down[e->n++] = (tally_place){x, down};
}

static void draw_band(const tally_frame *f, const tally_layer *layer)
{
	edges e = {malloc((layer->n + 1) * sizeof *e.up), malloc((layer->n + 1) * sizeof *e.up), 0};
	if (!e.up || !e.down)
		f->scene->failed = true;
	for (size_t i = 0; i < layer->n && !f->scene->failed; i++) {
		const tally_mark *m = &layer->marks[i];
		double x = tally_frame_x(f, m->x);
		double y1 = tally_frame_y(f, m->y), y2 = tally_frame_y(f, m->y2);
		bool there = isfinite(x) && isfinite(y1) && isfinite(y2) && x >= f->left - 1 &&
			     x <= f->right + 1;
		if (!there || (m->marks & TALLY_MARK_APART))
			edges_flush(f, layer, &e);
		if (!there)
			continue;
		double up = fmax(fmin(y1, y2), f->top), down = fmin(fmax(y1, y2), f->bottom);
		if (up <= down)
			edges_add(&e, thinned(f, layer), x, up, down);
	}
	if (!f->scene->failed)
		edges_flush(f, layer, &e);
	free(e.up);
	free(e.down);
}

/* --- bars, segments ------------------------------------------------------------- */

static void draw_bars(const tally_frame *f, const tally_layer *layer)
{
	double right_of_last = -INFINITY;
	for (size_t i = 0; i < layer->n; i++) {
		const tally_mark *m = &layer->marks[i];
		double x = tally_frame_x(f, fmin(m->x, m->x2));
		double x2 = tally_frame_x(f, fmax(m->x, m->x2));
		double y = tally_frame_y(f, m->y), y2 = tally_frame_y(f, m->y2);
		if (!isfinite(x) || !isfinite(x2) || !isfinite(y) || !isfinite(y2))
			continue;
		/* Bars narrower than a pixel: one a pixel is all that shows. */
		if (thinned(f, layer) && x2 < right_of_last + 0.5 && x2 - x < 0.5 && i % 16)
			continue;
		right_of_last = x2;
		if (!thinned(f, layer) && x2 - x < 1.6) { /* still to be seen */
			double middle = (x + x2) / 2;
			x = middle - 0.8;
			x2 = middle + 0.8;
		}
		x = fmax(x, f->left), x2 = fmin(x2, f->right);
		y = fmin(fmax(y, f->top), f->bottom), y2 = fmin(fmax(y2, f->top), f->bottom);
		if (x > x2)
			continue;
		uint32_t colour = tally_theme_of(f->theme, layer, m);
		bool hollow = m->marks & TALLY_MARK_HOLLOW;
		tally_scene_rect(f->scene, colour, layer->opacity * (hollow ? 0.35 : 1), x, y, x2,
				 y2);
	}
}

static void draw_segments(const tally_frame *f, const tally_layer *layer)
{
	for (size_t i = 0; i < layer->n; i++) {
		const tally_mark *m = &layer->marks[i];
		double x = tally_frame_x(f, m->x), x2 = tally_frame_x(f, m->x2);
		double y = tally_frame_y(f, m->y), y2 = tally_frame_y(f, m->y2);
		if (!isfinite(x + y + x2 + y2))
			continue;
		tally_scene_begin(f->scene, line_style(f, layer));
		tally_scene_to(f->scene, fmin(fmax(x, f->left), f->right),
			       fmin(fmax(y, f->top), f->bottom));
		tally_scene_to(f->scene, fmin(fmax(x2, f->left), f->right),
			       fmin(fmax(y2, f->top), f->bottom));
	}
}

/* --- dots and arrows ------------------------------------------------------------ */

static void draw_arrow(const tally_frame *f, uint32_t colour, tally_place at, bool up)
{
	double d = f->theme->dot * (up ? -1 : 1);
	double tip = at.y + 6.5 * d;
	tip = fmin(fmax(tip, f->top + 1), f->bottom - 1);
	tally_scene_line(f->scene, colour, f->theme->hairline * 1.6, at.x, at.y + d, at.x,
			 tip - 1.5 * d);
	tally_scene_begin(f->scene,
			  (tally_item){.kind = TALLY_DRAW_AREA, .colour = colour, .opacity = 1});
	tally_scene_to(f->scene, at.x, tip);
	tally_scene_to(f->scene, at.x - 1.2 * f->theme->dot, tip - 2.2 * d);
	tally_scene_to(f->scene, at.x + 1.2 * f->theme->dot, tip - 2.2 * d);
}

static void draw_dot(const tally_frame *f, const tally_layer *layer, const tally_mark *m,
		     tally_place at)
{
	uint32_t colour = tally_theme_of(f->theme, layer, m);
	if (m->marks & (TALLY_MARK_OVER | TALLY_MARK_UNDER))
		draw_arrow(f, colour, at, m->marks & TALLY_MARK_OVER);
	double radius = f->theme->dot * (m->marks & TALLY_MARK_STRONG ? 1.5 : 1);
	tally_scene_dot(f->scene, colour, radius, m->marks & TALLY_MARK_HOLLOW, at.x, at.y);
}

/* Whether a mark of a line joins neither neighbour. */
static bool alone(const tally_layer *layer, size_t i)
{
	const tally_mark *m = layer->marks;
	bool before = i > 0 && !isnan(m[i - 1].y) && !(m[i].marks & TALLY_MARK_APART);
	bool behind =
	    i + 1 < layer->n && !isnan(m[i + 1].y) && !(m[i + 1].marks & TALLY_MARK_APART);
	return !before && !behind;
}

/* Lines show their marks as dots where these are well apart; hollow and hedged ones always. */
static void draw_line_dots(const tally_frame *f, const tally_layer *layer)
{
	if (layer->n == 0 || layer->colour < 0) /* fits and other guides are lines only */
		return;
	double span = fabs(tally_frame_x(f, layer->marks[layer->n - 1].x) -
			   tally_frame_x(f, layer->marks[0].x));
	bool roomy = span >= 3.2 * f->theme->dot * (double)(layer->n - 1);
	const unsigned telling = TALLY_MARK_HOLLOW | TALLY_MARK_OVER | TALLY_MARK_UNDER;
	tally_place before = {-INFINITY, -INFINITY};
	for (size_t i = 0; i < layer->n; i++) {
		const tally_mark *m = &layer->marks[i];
		if (!roomy && !(m->marks & telling) && !alone(layer, i))
			continue;
		tally_place at = {tally_frame_x(f, m->x), tally_frame_y(f, m->y)};
		bool same = fabs(at.x - before.x) < 1 && fabs(at.y - before.y) < 1;
		if (!inside(f, at.x, at.y) || same)
			continue;
		before = at;
		draw_dot(f, layer, m, at);
	}
}

/* Many points: one per pixel is all that shows. */
static void draw_points(const tally_frame *f, const tally_layer *layer)
{
	size_t wide = (size_t)fmax(f->right - f->left, 0) + 3;
	size_t high = (size_t)fmax(f->bottom - f->top, 0) + 3;
	unsigned char *seen = layer->n > 2000 ? calloc(wide * high, 1) : NULL;
	for (size_t i = 0; i < layer->n; i++) {
		const tally_mark *m = &layer->marks[i];
		tally_place at = {tally_frame_x(f, m->x), tally_frame_y(f, m->y)};
		if (!inside(f, at.x, at.y))
			continue;
		if (seen) {
			size_t cell =
			    (size_t)(at.y - f->top + 1) * wide + (size_t)(at.x - f->left + 1);
			if (seen[cell])
				continue;
			seen[cell] = 1;
		}
		draw_dot(f, layer, m, at);
	}
	free(seen);
}

void tally_frame_draw_marks(const tally_frame *f)
{
	for (size_t i = 0; i < f->panel->n_layers; i++) {
		const tally_layer *layer = f->panel->layers[i];
		switch (layer->shape) {
		case TALLY_SHAPE_LINE:
			draw_line(f, layer);
			draw_line_dots(f, layer);
			break;
		case TALLY_SHAPE_POINTS:
			draw_points(f, layer);
			break;
		case TALLY_SHAPE_BAND:
			draw_band(f, layer);
			break;
		case TALLY_SHAPE_BAR:
			draw_bars(f, layer);
			break;
		case TALLY_SHAPE_SEGMENT:
			draw_segments(f, layer);
			break;
		case TALLY_SHAPE_TEXT:
			break; /* labels.c */
		}
	}
}
