/* shift_share.h: a region's growth parted into the nation's, its make-up's and its own.
 *
 * With e[s] the region's activity s before and f[s] after, E and F those of the nation, G the
 * nation's growth, G_s that of activity s, g_s that of activity s in the region:
 *
 *   national     sum e_s G
 *   industry     sum e_s (G_s - G)
 *   competitive  sum e_s (g_s - G_s)                       Dunn (1960); the three make sum (f_s -
 * e_s)
 *
 * Esteban-Marquillas (1972), Regional and Urban Economics 2: with h_s = e E_s / E (what the region
 * would have with the nation's make-up) the competitive effect is split into
 *   pure competitive  sum h_s (g_s - G_s)
 *   allocation        sum (e_s - h_s) (g_s - G_s)
 * Dynamic (Barff and Knight 1988): the effects of each year between, added up. */
#ifndef TALLY_SHIFT_SHARE_H
#define TALLY_SHIFT_SHARE_H

#include <stddef.h>

typedef struct {
	double total; /**< the region's change */
	double national, industry, competitive;
	double pure_competitive, allocation; /**< their sum is `competitive` */
} tally_shift_share;

/** region_*[n] and nation_*[n] by activity. Activities that the nation or the region did not have
 * before have no growth rate: their change in the region counts as competitive. NaN when the
 * nation's total before is not above 0. */
tally_shift_share tally_shift_share_static(const double *region_before, const double *region_after,
					   const double *nation_before, const double *nation_after,
					   size_t n);

/** Year by year: region[n_years][n] and nation[n_years][n]; the sum of the effects. */
tally_shift_share tally_shift_share_dynamic(const double *region, const double *nation,
					    size_t n_years, size_t n);

#endif
