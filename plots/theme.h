/* theme.h: every colour, font, size and distance of the charts, in one place. */
#ifndef TALLY_THEME_H
#define TALLY_THEME_H

#include "chart.h"
#include "error.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

#define TALLY_PALETTE_MAX 12

typedef struct {
	const char *name; /**< light, dark, print */
	const char *font; /**< family that has Latin and Chinese letters */
	tally_ruler ruler;

	/* Colours, 0xRRGGBB. */
	uint32_t paper, ink, muted, grid, axis, faint, alert;
	uint32_t series[TALLY_PALETTE_MAX];
	int n_series;
	uint32_t heat[5]; /**< from low to high */

	/* Font sizes and distances in pixels. */
	double title, subtitle, label, tick, footer;
	double leading; /**< line height as a multiple of the font size */
	double pad;     /**< around the picture */
	double gap;     /**< between panels, and between text and plot */
	double line;    /**< width of a series line */
	double hairline;
	double dot; /**< radius of a mark */
} tally_theme;

/** "light" (also NULL), "dark" or "print"; palette NULL for the theme's own, else "okabe",
 * "tol", "grey". Unknown names are TALLY_EUSAGE and the message lists the known ones. */
tally_status tally_theme_find(const char *name, const char *palette, tally_theme *out,
			      tally_error *err);

/** The same theme measured in cells of a terminal, `cell` pixels wide and twice as high. */
tally_theme tally_theme_terminal(const tally_theme *theme, double cell);

/** The colour of a layer or, where the mark has its own shade, of the mark (NULL: none). */
uint32_t tally_theme_of(const tally_theme *theme, const tally_layer *layer, const tally_mark *mark);
/** A colour by its meaning (chart.h), and the heat scale at 0..1. */
uint32_t tally_theme_colour(const tally_theme *theme, int colour);
uint32_t tally_theme_heat(const tally_theme *theme, double shade);
/** A series colour moved towards the ink, so that small letters in it can be read. */
uint32_t tally_theme_letters(const tally_theme *theme, int colour);
/** Black or white, whichever is read better on this ground. */
uint32_t tally_theme_on(uint32_t ground);

#endif
