/* term.h: a scene as characters, for terminals and mails; needs no gnuplot. */
#ifndef TALLY_PLOT_TERM_H
#define TALLY_PLOT_TERM_H

#include "scene.h"
#include "script.h"

/** Pixels of a character cell: 2 x 4 braille dots of 4 pixels. */
#define TALLY_CELL_WIDTH  8
#define TALLY_CELL_HEIGHT 16

typedef enum { TALLY_TERM_BRAILLE, TALLY_TERM_BLOCK } tally_term_style;

/** Draws a scene that was laid out with tally_theme_terminal(.., TALLY_CELL_WIDTH) on a
 * width of columns * TALLY_CELL_WIDTH pixels. Appends lines of UTF-8, with 24-bit colours
 * when `colour`. */
tally_status tally_term_draw(const tally_scene *scene, tally_term_style style, bool colour,
			     tally_script *out, tally_error *err);

#endif
