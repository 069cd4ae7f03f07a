/* quotients.c: location quotients and specialisation. */
#include "regional/quotients.h"

#include <math.h>

double tally_location_quotient(double part, double region, double whole_part, double whole)
{
	if (!(region > 0) || !(whole_part > 0) || !(whole > 0))
		return NAN;
	return part / region / (whole_part / whole);
}

static double sum_of(const double *x, size_t n, size_t stride)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i * stride];
	return sum;
}

void tally_location_quotients(const double *e, size_t n_regions, size_t n_activities, double *out)
{
	double whole = sum_of(e, n_regions * n_activities, 1);

	for (size_t s = 0; s < n_activities; s++) {
		double part = sum_of(e + s, n_regions, n_activities);
		for (size_t r = 0; r < n_regions; r++) {
			double region = sum_of(e + r * n_activities, n_activities, 1);
			out[r * n_activities + s] =
			    tally_location_quotient(e[r * n_activities + s], region, part, whole);
		}
	}
}

double tally_specialisation(const double *region, const double *whole, size_t n_activities)
{
	double own = sum_of(region, n_activities, 1), all = sum_of(whole, n_activities, 1), sum = 0;

	for (size_t s = 0; s < n_activities; s++)
		sum += fabs(region[s] / own - whole[s] / all);
	return own > 0 && all > 0 ? sum : NAN;
}
