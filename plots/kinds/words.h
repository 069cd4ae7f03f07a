/* words.h: what the kinds of chart share: names, units, captions, colours, places in time. */
#ifndef TALLY_KIND_WORDS_H
#define TALLY_KIND_WORDS_H

#include "format.h"
#include "kinds.h"

/** What a series' values are about: the metric's dimension for levels, "ratio" for rates, "points"
 * for differences of rates. */
const char *tally_kind_dimension(const tally_kind_input *in, const tally_series_key *key);

/** Largest finite absolute value of a series, 0 when there is none. */
double tally_kind_largest(const tally_series *s);

/** The display for the largest value of the n series. */
tally_shown tally_kind_display(const tally_kind_input *in, const tally_series *const *series,
			       size_t n);

const char *tally_kind_metric(const tally_kind_input *in, const tally_series *s);
const char *tally_kind_region(const tally_kind_input *in, const tally_series *s);

/** Place of the series' region (or metric, when there is one region only) among those of the
 * input: its colour. */
int tally_kind_colour(const tally_kind_input *in, const tally_series *s);
bool tally_kind_one_region(const tally_kind_input *in);
bool tally_kind_one_metric(const tally_kind_input *in);

/** Days: the middle of a span, so that a year stands over its year whatever its length. */
double tally_kind_x(tally_period p);
/** Hollow for estimates, arrows for "over" and "under". */
unsigned tally_kind_marks(const tally_point *p);
/** Months of a year-to-date or other span, 0 for periods that are of one length by themselves:
 * figures of different lengths are never joined. */
int tally_kind_length(const tally_series *s, tally_period p);
/** Whether `b` is the period right after `a` in this series, so that a line may join them. */
bool tally_kind_adjacent(const tally_series *s, tally_period a, tally_period b);
/** A break in definition between two periods, or NULL. */
const tally_break *tally_kind_break(const tally_kind_input *in, const tally_series *s,
				    tally_period a, tally_period b);
/** All figures of a series, divided by `per`, as points of a line that is apart where a period is
 * missing, where lengths differ and at a break. Returns the last figure, or NULL. */
const tally_point *tally_kind_line(const tally_kind_input *in, tally_layer *line,
				   const tally_series *s, double per);

/** The whole caption: title (in->title or metric and regions), subtitle (unit, prices, kind of
 * period, years, coverage) and footer (sources, vintage). `what` is put before the unit, NULL:
 * nothing. `history`: the kind of period and the years are told. */
void tally_kind_caption(const tally_kind_input *in, const tally_shown *d, const char *what,
			bool history, tally_chart *chart);

/** "12.33", and with the percent sign where the unit is percent. */
const char *tally_kind_value(tally_chart *chart, const tally_shown *d, double value,
			     double largest);

/** The same for a point with its qualifier: ">20". */
const char *tally_kind_hedged(tally_chart *chart, const tally_shown *d, const tally_point *p,
			      double largest);

/** A new chart, or NULL with the error set; complains when no series holds a finite value. */
tally_chart *tally_kind_start(const tally_kind_input *in, tally_error *err);
/** Ends a build: the chart, or the error when memory ran out. */
tally_status tally_kind_finish(tally_chart *chart, tally_chart **out, tally_error *err);

#endif
