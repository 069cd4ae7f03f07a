/* shift_share.c: classical, with Esteban-Marquillas' split, and year by year. */
#include "regional/shift_share.h"

#include <math.h>

static double sum_of(const double *x, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return sum;
}

tally_shift_share tally_shift_share_static(const double *region_before, const double *region_after,
					   const double *nation_before, const double *nation_after,
					   size_t n)
{
	tally_shift_share r = {0};
	double e = sum_of(region_before, n), nation = sum_of(nation_before, n);
	double growth = nation > 0 ? sum_of(nation_after, n) / nation - 1 : NAN;

	for (size_t s = 0; s < n; s++) {
		double own = region_before[s], change = region_after[s] - own;
		r.total += change;
		if (!(nation_before[s] > 0)) {
			r.competitive += change;
			r.allocation += change;
			continue;
		}
		double activity = nation_after[s] / nation_before[s] - 1;
		double same = e * nation_before[s] / nation;
		double competitive = change - own * activity;
		double pure = own > 0 ? same * competitive / own : 0;
		r.national += own * growth;
		r.industry += own * (activity - growth);
		r.competitive += competitive;
		r.pure_competitive += pure;
		r.allocation += competitive - pure;
	}
	return r;
}

tally_shift_share tally_shift_share_dynamic(const double *region, const double *nation,
					    size_t n_years, size_t n)
{
	tally_shift_share sum = {0};

	for (size_t y = 1; y < n_years; y++) {
		tally_shift_share r = tally_shift_share_static(
		    region + (y - 1) * n, region + y * n, nation + (y - 1) * n, nation + y * n, n);
		sum.total += r.total;
		sum.national += r.national;
		sum.industry += r.industry;
		sum.competitive += r.competitive;
		sum.pure_competitive += r.pure_competitive;
		sum.allocation += r.allocation;
	}
	return sum;
}
