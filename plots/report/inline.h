/* inline.h: an SVG that stands inside an HTML page and takes on its colours. */
#ifndef TALLY_REPORT_INLINE_H
#define TALLY_REPORT_INLINE_H

#include "scene.h"
#include "script.h"

/** Appends an SVG drawn from `scene` (by tally_gnuplot_draw) for use inside HTML: no prolog, ids of
 * its own by `number`, as wide as its column, named for screen readers, and every colour of the
 * scene's theme as the page's CSS variable, so that one picture serves light, dark and print. */
void tally_inline_svg(const tally_scene *scene, const char *svg, size_t n, int number,
		      tally_script *out);

/** The CSS variables of a theme: `--paper:#ffffff;...`. */
void tally_inline_variables(const tally_theme *theme, tally_script *out);

#endif
