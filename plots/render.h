/* render.h: a scene as a gnuplot script, and the touches gnuplot's SVG needs. */
#ifndef TALLY_RENDER_H
#define TALLY_RENDER_H

#include "gnuplot.h"
#include "script.h"

/** Puts `text` in single quotes for gnuplot: ' doubled, control characters dropped. gnuplot 5.4
 * loses count of a doubled quote that begins a string or stands behind another (the rest would be
 * read as commands), so an invisible U+200B is put between. */
void tally_script_quote(tally_script *s, const char *text);

/** Everything from `set terminal` to the closed output, which goes to the file `sink`. */
void tally_render_script(const tally_scene *scene, tally_picture format, const char *sink,
			 tally_script *out);

/** gnuplot's SVG with title and description for screen readers, the weight of bold fonts and
 * fonts to fall back on. Appends to *out. */
void tally_render_svg(const tally_scene *scene, const char *svg, size_t n, tally_script *out);

#endif
