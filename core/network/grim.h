/* grim.h: can a rounded mean or percentage of n whole units exist? (Brown and Heathers 2017) */
#ifndef TALLY_GRIM_H
#define TALLY_GRIM_H

#include "decimal.h"

/** The first whole k >= 0 with scale * k / n at or above the interval's lower end, and the last at
 * or below its upper end (INT64_MAX: no end; -1: below zero); last = first - 1 when none lies
 * between. false when n or scale is not positive or the numbers are too large to tell. */
bool tally_grim_range(tally_interval in, int64_t n, int64_t scale, int64_t *first, int64_t *last);

/** How many whole k >= 0 have scale * k / n in the interval (scale 1: a mean, 100: a percentage);
 * INT64_MAX when there is no upper end; -1 when n or scale is not positive or the numbers are too
 * large to tell. */
int64_t tally_grim_counts(tally_interval in, int64_t n, int64_t scale);

#endif
