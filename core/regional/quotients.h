/* quotients.h: how a region's make-up differs from its whole's: location quotients.
 *
 * e[r][s]: activity s in region r. LQ[r][s] = (e[r][s] / e[r][.]) / (e[.][s] / e[.][.]); above 1
 * the region is specialised. Florence (1939); Isard (1960), Methods of Regional Analysis, ch. 5. */
#ifndef TALLY_QUOTIENTS_H
#define TALLY_QUOTIENTS_H

#include <stddef.h>

/** One quotient: part of the region, all of the region, part of the whole, all of the whole. NaN
 * when a denominator is not above 0 or something is missing. */
double tally_location_quotient(double part, double region, double whole_part, double whole);

/** The table of quotients out[n_regions][n_activities] of e[n_regions][n_activities], the whole
 * being the sum of the regions. */
void tally_location_quotients(const double *e, size_t n_regions, size_t n_activities, double *out);

/** Krugman's specialisation index of a region: sum over activities of |share in the region - share
 * in the whole|, 0 .. 2. Krugman (1991), Geography and Trade. */
double tally_specialisation(const double *region, const double *whole, size_t n_activities);

#endif
