/* ranged.c: interval arithmetic on doubles, outward. */
#include "transform/ranged.h"

/* 0 * inf is 0 here: the end belongs to an interval, not to a limit. */
static double product(double a, double b)
{
	return a == 0 || b == 0 ? 0 * (isnan(a) || isnan(b) ? NAN : 1) : a * b;
}

static double least(const double v[4])
{
	double m = v[0];
	for (int i = 1; i < 4; i++)
		m = v[i] < m ? v[i] : m;
	return m;
}

static double most(const double v[4])
{
	double m = v[0];
	for (int i = 1; i < 4; i++)
		m = v[i] > m ? v[i] : m;
	return m;
}

static int unknown(tally_ranged a)
{
	return isnan(a.lo) || isnan(a.hi);
}

tally_ranged tally_ranged_multiply(tally_ranged a, tally_ranged b)
{
	double value = a.value * b.value;
	if (unknown(a) || unknown(b))
		return (tally_ranged){value, NAN, NAN};
	double v[4] = {product(a.lo, b.lo), product(a.lo, b.hi), product(a.hi, b.lo),
		       product(a.hi, b.hi)};
	return (tally_ranged){value, tally_down(least(v)), tally_up(most(v))};
}

tally_ranged tally_ranged_divide(tally_ranged a, tally_ranged b)
{
	double value = a.value / b.value;
	if (unknown(a) || unknown(b))
		return (tally_ranged){value, NAN, NAN};
	if (b.lo <= 0 && b.hi >= 0)
		return (tally_ranged){value, -HUGE_VAL, HUGE_VAL};
	if (isinf(a.lo) || isinf(a.hi) || isinf(b.lo) || isinf(b.hi)) {
		/* inf / inf says nothing: through the reciprocal, whose ends are finite */
		tally_ranged inverse = {1 / b.value, tally_down(1 / b.hi), tally_up(1 / b.lo)};
		tally_ranged q = tally_ranged_multiply(a, inverse);
		q.value = value;
		return q;
	}
	double v[4] = {a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi};
	return (tally_ranged){value, tally_down(least(v)), tally_up(most(v))};
}

tally_ranged tally_ranged_scale(tally_ranged a, double k)
{
	return tally_ranged_multiply(a, tally_ranged_of(k));
}

tally_ranged tally_ranged_growth(tally_ranged x, tally_ranged b)
{
	tally_ranged g = tally_ranged_divide(x, b);
	return (tally_ranged){g.value - 1, tally_down(g.lo - 1), tally_up(g.hi - 1)};
}

tally_ranged tally_ranged_map(tally_ranged a, double (*f)(double))
{
	tally_ranged out = {f(a.value), f(a.lo), f(a.hi)};
	/* libm is right to a few units of the last place */
	out.lo = tally_down(tally_down(out.lo));
	out.hi = tally_up(tally_up(out.hi));
	if (isnan(out.lo) && !isnan(out.hi))
		out.lo = -HUGE_VAL;
	return out;
}

tally_ranged tally_ranged_power(tally_ranged a, double power)
{
	tally_ranged out = {pow(a.value, power), NAN, NAN};
	if (a.lo >= 0) {
		double lo = pow(power < 0 ? a.hi : a.lo, power);
		double hi = pow(power < 0 ? a.lo : a.hi, power);
		/* libm's pow is right to a unit of the last place */
		out.lo = tally_down(tally_down(lo));
		out.hi = tally_up(tally_up(hi));
	}
	return out;
}

tally_ranged tally_ranged_rate(tally_ranged x, tally_ranged b, double power)
{
	tally_ranged out = tally_ranged_power(tally_ranged_divide(x, b), power);
	return (tally_ranged){out.value - 1, tally_down(out.lo - 1), tally_up(out.hi - 1)};
}
