/* frame.h: one panel on its place in the picture; shared by the files that lay a chart out. */
#ifndef TALLY_PLOT_FRAME_H
#define TALLY_PLOT_FRAME_H

#include "axis.h"
#include "scene.h"

typedef struct {
	const tally_chart *chart;
	const tally_panel *panel;
	const tally_theme *theme;
	tally_scene *scene;
	double left, top, right, bottom; /**< the plot area, pixels */
	double outer_left, outer_right;  /**< the panel with its margins */
	tally_ticks x, y;
} tally_frame;

double tally_frame_x(const tally_frame *f, double value);
double tally_frame_y(const tally_frame *f, double value);

/** marks.c: draws the layers. */
void tally_frame_draw_marks(const tally_frame *f);

/** labels.c: names of layers in the margins, of points and of bars. */
void tally_frame_draw_labels(const tally_frame *f);
/** Margins that the labels of layers want on the left and right. */
double tally_frame_label_room(const tally_panel *panel, const tally_theme *theme,
			      tally_label_place place);

/** Draws a text, shortened to `width`. */
void tally_frame_text(tally_scene *scene, uint32_t colour, double size, bool bold, int align,
		      double x, double y, double width, const char *text);

#endif
