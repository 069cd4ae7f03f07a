/* axis.h: ranges and ticks. */
#ifndef TALLY_PLOT_AXIS_H
#define TALLY_PLOT_AXIS_H

#include "chart.h"
#include "text.h"

#define TALLY_TICKS_MAX 64

typedef struct {
	double at;      /**< in the axis' values; where the text is centred */
	char text[96];  /**< clean UTF-8; "" for a mark without a number */
	char below[16]; /**< second line: the year under a month */
	bool mark;      /**< has a tick or a grid line at `at` */
} tally_tick;

typedef struct {
	double lo, hi; /**< range of the axis */
	tally_tick ticks[TALLY_TICKS_MAX];
	int n;
} tally_ticks;

/** The range of an axis over all its marks (is_x: the x axis of the panel), stretched to
 * round ticks about `spacing` pixels apart on `length` pixels. `ruler` and `size` measure
 * the labels of a time axis. */
void tally_ticks_make(const tally_panel *panel, bool is_x, double length, double spacing,
		      const tally_ruler *ruler, double size, const char *lang, tally_ticks *out);

/** 1, 2, 2.5 or 5 times a power of ten, not below `rough`; at least the smallest positive double.
 */
double tally_nice_step(double rough);

#endif
