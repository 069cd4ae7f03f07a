/* term.c: drawing with braille dots.
 *
 * Every cell holds eight dots (or four quarters of a block) of one colour, or a character of
 * text, which wins over dots. A wide character takes two cells. */
#include "term.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	uint8_t dots;    /* bit 2 * row + column of the 2 x 4 dots */
	bool covered;    /* the right half of a wide character */
	unsigned letter; /* 0: none */
	uint32_t colour;
} cell;

typedef struct {
	const tally_scene *scene;
	cell *cells;
	int columns, rows;
} canvas;

static void set_dot(canvas *c, int x, int y, uint32_t colour)
{
	if (x < 0 || y < 0 || x >= 2 * c->columns || y >= 4 * c->rows)
		return;
	cell *at = &c->cells[y / 4 * c->columns + x / 2];
	at->dots |= (uint8_t)(1u << (y % 4 * 2 + x % 2));
	at->colour = colour;
}

static int to_dot(double pixels)
{
	return (int)floor(fmin(fmax(pixels, -1e6), 1e6) / (TALLY_CELL_WIDTH / 2));
}

static void draw_line(canvas *c, const tally_item *item)
{
	const tally_place *p = &c->scene->points[item->first];
	for (size_t i = 0; i + 1 < item->n; i++) {
		int x = to_dot(p[i].x), y = to_dot(p[i].y);
		int dx = to_dot(p[i + 1].x) - x, dy = to_dot(p[i + 1].y) - y;
		int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
		for (int k = 0; k <= steps; k++)
			if (!item->dashed || k % 4 < 2)
				set_dot(c, x + (steps ? (int)lround((double)dx * k / steps) : 0),
					y + (steps ? (int)lround((double)dy * k / steps) : 0),
					item->colour);
	}
}

/* Paler areas get fewer dots. */
static bool inked(double opacity, int x, int y)
{
	if (opacity > 0.6)
		return true;
	return opacity > 0.3 ? (x + y) % 2 == 0 : x % 2 == 0 && (y + x) % 4 == 0;
}

static void fill_row(canvas *c, const tally_item *item, int y, double left, double right)
{
	for (int x = to_dot(left); x <= to_dot(right); x++)
		if (x >= 0 && x < 2 * c->columns && inked(item->opacity, x, y))
			set_dot(c, x, y, item->colour);
}

static void draw_rect(canvas *c, const tally_item *item)
{
	const tally_place *p = &c->scene->points[item->first];
	double left = fmin(p[0].x, p[1].x), right = fmax(p[0].x, p[1].x) - 1;
	int top = to_dot(fmin(p[0].y, p[1].y) + 0.01), bottom = to_dot(fmax(p[0].y, p[1].y) - 0.01);
	for (int y = top > 0 ? top : 0; y <= bottom && y < 4 * c->rows; y++)
		fill_row(c, item, y, left, fmax(right, left));
}

static int by_value(const void *a, const void *b)
{
	double s = *(const double *)a, t = *(const double *)b;
	return s < t ? -1 : s > t;
}

/* Even-odd filling, row by row of dots. */
static void draw_area(canvas *c, const tally_item *item)
{
	const tally_place *p = &c->scene->points[item->first];
	double *cuts = malloc((item->n + 1) * sizeof *cuts);
	for (int y = 0; cuts && y < 4 * c->rows; y++) {
		double at = (y + 0.5) * (TALLY_CELL_HEIGHT / 4);
		size_t n = 0;
		for (size_t i = 0; i < item->n; i++) {
			tally_place a = p[i], b = p[(i + 1) % item->n];
			if ((a.y <= at) != (b.y <= at))
				cuts[n++] = a.x + (at - a.y) / (b.y - a.y) * (b.x - a.x);
		}
		qsort(cuts, n, sizeof *cuts, by_value);
		for (size_t i = 0; i + 1 < n; i += 2)
			fill_row(c, item, y, cuts[i], cuts[i + 1]);
	}
	free(cuts);
}

static void draw_dots(canvas *c, const tally_item *item)
{
	for (size_t i = 0; i < item->n; i++) {
		tally_place at = c->scene->points[item->first + i];
		int x = to_dot(at.x), y = to_dot(at.y);
		if (!item->hollow)
			set_dot(c, x, y, item->colour);
		static const int ring[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
		for (int k = 0; k < 4; k++)
			set_dot(c, x + ring[k][0], y + ring[k][1], item->colour);
	}
}

static void draw_text(canvas *c, const tally_item *item)
{
	double box[4];
	tally_scene_box(c->scene, item, box);
	int column = (int)lround(box[0] / TALLY_CELL_WIDTH);
	int row = (int)floor((box[1] + box[3]) / 2 / TALLY_CELL_HEIGHT);
	if (row < 0 || row >= c->rows)
		return;
	const char *at = item->text;
	for (unsigned letter; (letter = tally_text_next(&at));) {
		int wide = tally_text_cells(letter);
		if (wide == 0)
			continue;
		if (column >= 0 && column + wide <= c->columns) {
			cell *to = &c->cells[row * c->columns + column];
			to->letter = letter;
			to->covered = false;
			to->colour = item->colour;
			if (wide == 2)
				to[1] = (cell){.covered = true};
		}
		column += wide;
	}
}

static void draw_item(canvas *c, const tally_item *item)
{
	/* Grid lines would drown the data. */
	if (item->kind == TALLY_DRAW_LINE && item->colour != c->scene->theme.grid)
		draw_line(c, item);
	else if (item->kind == TALLY_DRAW_AREA)
		draw_area(c, item);
	else if (item->kind == TALLY_DRAW_RECT)
		draw_rect(c, item);
	else if (item->kind == TALLY_DRAW_DOTS)
		draw_dots(c, item);
}

/* --- characters --------------------------------------------------------------------- */

static unsigned braille(uint8_t dots)
{
	/* Unicode numbers the dots 1 2 3 7 down the left and 4 5 6 8 down the right. */
	static const uint8_t place[8] = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};
	unsigned c = 0x2800;
	for (int i = 0; i < 8; i++)
		if (dots & 1u << i)
			c += place[i];
	return c;
}

/* Quarters: left and right, upper and lower two dots. */
static unsigned block(uint8_t dots)
{
	static const unsigned quarter[16] = {' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C,
					     0x259E, 0x259B, 0x2597, 0x259A, 0x2590, 0x259C,
					     0x2584, 0x2599, 0x259F, 0x2588};
	unsigned i = (dots & 0x05 ? 1u : 0) | (dots & 0x0A ? 2u : 0) | (dots & 0x50 ? 4u : 0) |
		     (dots & 0xA0 ? 8u : 0);
	return quarter[i];
}

static void put_letter(tally_script *out, unsigned c)
{
	char text[5];
	size_t n = 0;
	if (c < 0x80)
		text[n++] = (char)c;
	else if (c < 0x800)
		text[n++] = (char)(0xC0 | c >> 6);
	else if (c < 0x10000)
		text[n++] = (char)(0xE0 | c >> 12);
	else
		text[n++] = (char)(0xF0 | c >> 18);
	for (int shift = c < 0x80      ? -6
			 : c < 0x800   ? 0
			 : c < 0x10000 ? 6
				       : 12;
	     shift >= 0; shift -= 6)
		text[n++] = (char)(0x80 | (c >> shift & 0x3F));
	tally_script_bytes(out, text, n);
}

static void put_row(const canvas *c, int row, tally_term_style style, bool colour,
		    tally_script *out)
{
	const cell *cells = &c->cells[row * c->columns];
	int last = c->columns;
	while (last > 0 && !cells[last - 1].dots && !cells[last - 1].letter &&
	       !cells[last - 1].covered)
		last--;
	uint32_t now = UINT32_MAX;
	for (int i = 0; i < last; i++) {
		const cell *at = &cells[i];
		bool empty = !at->letter && !at->dots;
		if (at->covered)
			continue;
		if (colour && !empty && at->colour != now) {
			now = at->colour;
			tally_script_add(out, "\033[38;2;%u;%u;%um", now >> 16 & 0xFF,
					 now >> 8 & 0xFF, now & 0xFF);
		}
		put_letter(out, at->letter                  ? at->letter
				: empty                     ? ' '
				: style == TALLY_TERM_BLOCK ? block(at->dots)
							    : braille(at->dots));
	}
	tally_script_add(out, "%s\n", now != UINT32_MAX ? "\033[0m" : "");
}

tally_status tally_term_draw(const tally_scene *scene, tally_term_style style, bool colour,
			     tally_script *out, tally_error *err)
{
	canvas c = {.scene = scene,
		    .columns = (int)(scene->width / TALLY_CELL_WIDTH),
		    .rows = (int)(scene->height / TALLY_CELL_HEIGHT)};
	c.cells = calloc((size_t)c.columns * (size_t)c.rows + 1, sizeof *c.cells);
	if (!c.cells)
		return tally_error_memory(err);
	for (size_t i = 0; i < scene->n_items; i++)
		draw_item(&c, &scene->items[i]);
	for (size_t i = 0; i < scene->n_items; i++)
		if (scene->items[i].kind == TALLY_DRAW_TEXT)
			draw_text(&c, &scene->items[i]);
	for (int row = 0; row < c.rows; row++)
		put_row(&c, row, style, colour, out);
	free(c.cells);
	return out->failed ? tally_error_memory(err) : TALLY_OK;
}
