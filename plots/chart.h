/* chart.h: a chart as plain data, before anybody draws it.
 *
 * A chart is a title, some panels and a footer. A panel has two axes and layers; a
 * layer is a row of marks of one shape and colour. Values are in the units that are
 * shown (the kind of chart has already turned yuan into trillions of yuan), so a back
 * end needs no knowledge of metrics. Layers are drawn in the order they were added.
 *
 * Building cannot fail half way: when memory runs out the chart is marked `failed`, further
 * calls do nothing, and laying it out reports it. All texts are copied. */
#ifndef TALLY_CHART_H
#define TALLY_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
	TALLY_SHAPE_LINE,    /**< (x, y) joined in order; y NaN is a gap */
	TALLY_SHAPE_POINTS,  /**< (x, y) */
	TALLY_SHAPE_BAND,    /**< between y and y2 over x, joined in order; NaN is a gap */
	TALLY_SHAPE_BAR,     /**< the rectangle x..x2, y..y2 */
	TALLY_SHAPE_SEGMENT, /**< from (x, y) to (x2, y2) */
	TALLY_SHAPE_TEXT,    /**< `label` centred at (x, y) */
} tally_shape;

/** What a mark says beside its place. */
enum {
	TALLY_MARK_HOLLOW = 1, /**< an estimate or provisional figure */
	TALLY_MARK_OVER = 2,   /**< "over": an arrow upwards */
	TALLY_MARK_UNDER = 4,  /**< "under": an arrow downwards */
	TALLY_MARK_APART = 8,  /**< never joined to the mark before it */
	TALLY_MARK_STRONG = 16 /**< a dot larger than the others, a label in bold */
};

typedef struct {
	double x, y;
	double x2, y2;     /**< BAND (y2), BAR and SEGMENT; else unused */
	double shade;      /**< 0..1 on the heat scale in place of the layer's colour; NaN: none */
	const char *label; /**< BAR: its value; POINTS: its name; TEXT: the text; NULL: none */
	uint8_t marks;     /**< TALLY_MARK_... */
} tally_mark;

/** Colours by meaning; 0, 1, 2, ... are the series colours of the palette. */
enum {
	TALLY_COLOUR_INK = -1,
	TALLY_COLOUR_MUTED = -2,
	TALLY_COLOUR_FAINT = -3,
	TALLY_COLOUR_ALERT = -4, /**< something that cannot be true */
};

typedef enum {
	TALLY_LABEL_NONE,
	TALLY_LABEL_END,    /**< at the last mark, in the margin on the right */
	TALLY_LABEL_START,  /**< at the first mark, in the margin on the left */
	TALLY_LABEL_LEGEND, /**< with a swatch in the row above the panels */
} tally_label_place;

typedef struct tally_chart tally_chart;

typedef struct {
	tally_chart *chart; /**< the chart it belongs to */
	tally_shape shape;
	int colour;        /**< >= 0 of the palette, or TALLY_COLOUR_... */
	double opacity;    /**< 0..1; of bands and bars */
	double width;      /**< of lines, in units of the theme's line; 1 */
	bool dashed;       /**< forecast or target */
	double shade;      /**< 0..1 on the heat scale in place of `colour`; NaN: none */
	const char *label; /**< its name, NULL: none */
	tally_label_place place;
	tally_mark *marks; /**< [n] */
	size_t n, capacity;
} tally_layer;

typedef enum {
	TALLY_SCALE_NUMBER,
	TALLY_SCALE_TIME,     /**< x in days since 1970-01-01 */
	TALLY_SCALE_CATEGORY, /**< 0, 1, 2, ... with names */
} tally_scale;

typedef struct {
	tally_scale scale;
	double lo, hi;      /**< ends; NaN: from the marks */
	bool zero;          /**< the range takes in zero (bars) */
	bool hidden;        /**< no ticks and no grid */
	bool years;         /**< TIME: all marks stand for whole years */
	const char *title;  /**< NULL: none */
	const char *suffix; /**< behind every tick number ("%"), NULL: none */
	const char **names; /**< CATEGORY: [n_names] */
	size_t n_names;
	double line; /**< a line across at this value, NaN: none */
} tally_axis;

/** A tick on the x axis: a break in the series, with its reason. */
typedef struct {
	double x;
	const char *text;
} tally_event;

typedef struct {
	tally_chart *chart;
	const char *title; /**< NULL: none */
	tally_axis x, y;   /**< y of a category scale runs from the top */
	tally_layer **layers;
	size_t n_layers, cap_layers;
	tally_event *events;
	size_t n_events, cap_events;
	double weight; /**< share of the height among the panels of a column; 1 */
} tally_panel;

struct tally_chart {
	const char *lang;     /**< "zh" or "en" */
	const char *title;    /**< headline */
	const char *subtitle; /**< unit, prices, kind of period, coverage */
	const char *footer;   /**< sources and vintage */
	const char *alt;      /**< what a screen reader says; NULL: title and subtitle */
	size_t columns;       /**< panels side by side; 1 */
	bool heat_key;        /**< a colour scale under the panels, between these two texts */
	const char *heat_lo, *heat_hi;
	tally_panel **panels;
	size_t n_panels, cap_panels;
	bool failed; /**< out of memory while building */

	char **texts; /**< copies of all texts */
	size_t n_texts, cap_texts;
	tally_layer spare_layer; /**< stands in after a failure */
	tally_panel spare_panel;
};

/** A chart without panels; `lang` is "zh" or "en". NULL when out of memory. */
tally_chart *tally_chart_new(const char *lang);
void tally_chart_free(tally_chart *chart);

/** Never NULL; the pointer stays valid as long as the chart. */
tally_panel *tally_chart_add_panel(tally_chart *chart);
tally_layer *tally_panel_add_layer(tally_panel *panel, tally_shape shape, int colour);

void tally_layer_add(tally_layer *layer, tally_mark mark);
/** The common marks. */
void tally_layer_point(tally_layer *layer, double x, double y, unsigned marks);
void tally_layer_span(tally_layer *layer, double x, double y, double x2, double y2);
void tally_panel_add_event(tally_panel *panel, double x, const char *text);
/** Adds one name to a category axis. */
void tally_axis_add_name(tally_chart *chart, tally_axis *axis, const char *name);

/** A cleaned copy (tally_text_clean) that lives as long as the chart; "" after a failure; NULL
 * stays NULL. Every text of a chart comes from here. */
const char *tally_chart_keep(tally_chart *chart, const char *text);
const char *tally_chart_print(tally_chart *chart, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Marks in all layers of all panels. */
size_t tally_chart_count_marks(const tally_chart *chart);

#endif
