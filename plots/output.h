/* output.h: pictures into files. */
#ifndef TALLY_PLOT_OUTPUT_H
#define TALLY_PLOT_OUTPUT_H

#include "gnuplot.h"

/** The format by the end of a file's name: .svg, .png or .pdf; else TALLY_EUSAGE. */
tally_status tally_picture_of_name(const char *path, tally_picture *out, tally_error *err);

/** Writes a file whole or not at all: into a new file beside it that takes its name when it is
 * complete. An existing file keeps its mode. TALLY_ESYSTEM names the file and the reason (disk
 * full, folder not writable); the old file is then as it was. "-" is standard output. */
tally_status tally_file_write(const char *path, const char *bytes, size_t n, tally_error *err);

/** Lays out, draws and writes one chart. */
tally_status tally_chart_write(tally_gnuplot *g, const tally_chart *chart, const tally_theme *theme,
			       double width, double height, const char *path, tally_error *err);

#endif
