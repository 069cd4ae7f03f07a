/* batch.h: many charts at once, one gnuplot per processor. */
#ifndef TALLY_PLOT_BATCH_H
#define TALLY_PLOT_BATCH_H

#include "gnuplot.h"

typedef struct {
	const tally_chart *chart;
	const char *path; /**< .svg, .png or .pdf */
	double width, height;
	tally_error err; /**< filled in: status TALLY_OK, or why this chart was not made */
} tally_batch_chart;

/** Draws all charts into their files with up to `processes` gnuplots (0: one per processor, at most
 * 8). A chart that fails is told in its `err` and the others are still made. Returns the number
 * of charts that failed. */
size_t tally_batch_write(tally_batch_chart *charts, size_t n, const tally_theme *theme,
			 int processes);

#endif
