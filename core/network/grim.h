/* grim.h: can a rounded mean or percentage of n whole units exist? (Brown and Heathers 2017) */
#ifndef TALLY_GRIM_H
#define TALLY_GRIM_H

#include "decimal.h"

/** How many whole k >= 0 have scale * k / n in the interval (scale 1: a mean, 100: a percentage);
 * INT64_MAX when there is no upper end; -1 when n or scale is not positive or the numbers are too
 * large to tell. */
int64_t tally_grim_counts(tally_interval in, int64_t n, int64_t scale);

#endif
