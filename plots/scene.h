/* scene.h: a chart laid out: lines, areas, dots and texts in pixels, in drawing order.
 *
 * The origin is the upper left corner, y grows downwards. Everything about looks has
 * been decided: a back end (gnuplot for files, braille for the terminal) only draws. */
#ifndef TALLY_SCENE_H
#define TALLY_SCENE_H

#include "chart.h"
#include "error.h"
#include "theme.h"

typedef enum {
	TALLY_DRAW_LINE, /**< through its points */
	TALLY_DRAW_AREA, /**< a closed polygon, filled */
	TALLY_DRAW_RECT, /**< two corners, filled */
	TALLY_DRAW_DOTS, /**< a disc at each point */
	TALLY_DRAW_TEXT, /**< one point: the middle of the text's height */
} tally_draw;

typedef struct {
	tally_draw kind;
	uint32_t colour;
	double opacity;  /**< of areas and rectangles */
	double size;     /**< width of a line, radius of dots, font size of a text; pixels */
	bool dashed;     /**< lines */
	bool hollow;     /**< dots: only the rim */
	bool bold;       /**< texts */
	int align;       /**< texts: -1 starts at the point, 0 centred, 1 ends there */
	size_t first, n; /**< its points in tally_scene.points */
	char *text;      /**< owned; clean UTF-8 */
} tally_item;

typedef struct {
	double x, y;
} tally_place;

typedef struct {
	double width, height; /**< pixels */
	tally_theme theme;
	tally_item *items;
	size_t n_items, cap_items;
	tally_place *points;
	size_t n_points, cap_points;
	char *title, *alt; /**< what a screen reader says */
	bool failed;       /**< out of memory */
} tally_scene;

void tally_scene_release(tally_scene *scene);

/** Starts an item; add its points with tally_scene_to. */
void tally_scene_begin(tally_scene *scene, tally_item style);
void tally_scene_to(tally_scene *scene, double x, double y);
/** A straight line, a rectangle, one dot. */
void tally_scene_line(tally_scene *scene, uint32_t colour, double width, double x, double y,
		      double x2, double y2);
void tally_scene_rect(tally_scene *scene, uint32_t colour, double opacity, double x, double y,
		      double x2, double y2);
void tally_scene_dot(tally_scene *scene, uint32_t colour, double radius, bool hollow, double x,
		     double y);
/** Text that has been cleaned; copied. */
void tally_scene_text(tally_scene *scene, uint32_t colour, double size, bool bold, int align,
		      double x, double y, const char *text);

/** The box of a text item: left, top, right, bottom. */
void tally_scene_box(const tally_scene *scene, const tally_item *item, double box[4]);

/** Lays a chart out on width x height pixels. Every text stays inside the picture, labels
 * do not overlap; what does not fit is shortened with an ellipsis or left out. Lines of more points
 * than pixels are thinned so that every extreme stays. TALLY_EUSAGE when the picture is too small
 * or too large (100 to 20,000 pixels), TALLY_ESYSTEM out of memory. Release *out in any case. */
tally_status tally_scene_lay_out(const tally_chart *chart, const tally_theme *theme, double width,
				 double height, tally_scene *out, tally_error *err);

#endif
