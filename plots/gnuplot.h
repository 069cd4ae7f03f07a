/* gnuplot.h: one gnuplot process that draws many scenes.
 *
 * gnuplot runs as a child with pipes, without start-up file, shell or environment of the
 * user's. It is told numbers in data blocks and texts in single quotes only, and never the name of
 * a file: it draws into memory (an anonymous file that both processes hold) and the bytes
 * come back here. Whether a chart succeeded is asked for after each one. */
#ifndef TALLY_GNUPLOT_H
#define TALLY_GNUPLOT_H

#include "scene.h"

typedef enum {
	TALLY_PICTURE_SVG,
	TALLY_PICTURE_PNG,
	TALLY_PICTURE_PDF,
	TALLY_PICTURE_SIXEL
} tally_picture;

typedef struct tally_gnuplot tally_gnuplot;

/** Starts `gnuplot` as found on PATH. TALLY_ESYSTEM says so when it is missing. */
tally_status tally_gnuplot_start(tally_gnuplot **out, tally_error *err);

/** Ends the process; NULL is fine. */
void tally_gnuplot_stop(tally_gnuplot *g);

/** Draws a scene. *bytes is malloc'ed, for the caller to free; SVG is closed by a NUL that is not
 * counted. A chart that gnuplot refuses, a process that died or took longer than a minute is
 * TALLY_ESYSTEM with gnuplot's own words; after a refusal the next scene can be drawn, after a
 * death a new process is started for it. */
tally_status tally_gnuplot_draw(tally_gnuplot *g, const tally_scene *scene, tally_picture format,
				char **bytes, size_t *n, tally_error *err);

/** "gnuplot 5.4 patchlevel 4" of the running process, for doctor. */
tally_status tally_gnuplot_version(tally_gnuplot *g, char out[64], tally_error *err);

#endif
