/* ranged.h: a value with the interval it lies in, and arithmetic on both.
 *
 * The interval of a result holds every result that values from the operands' intervals can give
 * (R. E. Moore, "Interval Analysis", 1966), when the operands are different quantities; each end
 * is moved outward by at least the rounding error of its computation. NaN ends mean that nothing
 * is known and stay NaN. */
#ifndef TALLY_RANGED_H
#define TALLY_RANGED_H

#include <float.h>
#include <math.h>

typedef struct {
	double value, lo, hi;
} tally_ranged;

/* One unit of the last place or two outward. */
static inline double tally_down(double x)
{
	return x - fabs(x) * DBL_EPSILON - DBL_TRUE_MIN;
}

static inline double tally_up(double x)
{
	return x + fabs(x) * DBL_EPSILON + DBL_TRUE_MIN;
}

/** A number that is exactly what it says. */
static inline tally_ranged tally_ranged_of(double x)
{
	return (tally_ranged){x, x, x};
}

static inline tally_ranged tally_ranged_add(tally_ranged a, tally_ranged b)
{
	return (tally_ranged){a.value + b.value, tally_down(a.lo + b.lo), tally_up(a.hi + b.hi)};
}

static inline tally_ranged tally_ranged_negate(tally_ranged a)
{
	return (tally_ranged){-a.value, -a.hi, -a.lo};
}

static inline tally_ranged tally_ranged_subtract(tally_ranged a, tally_ranged b)
{
	return (tally_ranged){a.value - b.value, tally_down(a.lo - b.hi), tally_up(a.hi - b.lo)};
}

tally_ranged tally_ranged_multiply(tally_ranged a, tally_ranged b);

/** A divisor whose interval holds zero leaves nothing known but the value. */
tally_ranged tally_ranged_divide(tally_ranged a, tally_ranged b);

/** a * k for an exact number k. */
tally_ranged tally_ranged_scale(tally_ranged a, double k);

/** x / b - 1 */
tally_ranged tally_ranged_growth(tally_ranged x, tally_ranged b);

/** A growing function of one variable, applied to value and ends; ends where it has no value are
 * unknown. */
tally_ranged tally_ranged_map(tally_ranged a, double (*f)(double));

/** a^power; the interval is unknown where a may be negative. */
tally_ranged tally_ranged_power(tally_ranged a, double power);

/** (x / b)^power - 1 for x and b above zero. */
tally_ranged tally_ranged_rate(tally_ranged x, tally_ranged b, double power);

#endif
