/* number.c: rationals with a power of ten, 128-bit intermediate results, lowest terms. */
#include "number.h"

#include <math.h>

typedef __int128 wide;

static wide wide_abs(wide a)
{
	return a < 0 ? -a : a;
}

static wide greatest_divisor(wide a, wide b)
{
	a = wide_abs(a), b = wide_abs(b);
	while (b) {
		wide r = a % b;
		a = b, b = r;
	}
	return a;
}

static double double_of(int64_t num, int64_t den, int32_t exp10)
{
	tally_bound b = {.num = num, .den = den, .exp10 = exp10};
	return tally_bound_value(b);
}

tally_number tally_number_real(double value)
{
	return (tally_number){.value = value};
}

/* Brings num/den * 10^exp10 to lowest terms and into 64 bits, or gives it up for a double. */
static tally_number settle(wide num, wide den, int32_t exp10)
{
	if (num == 0)
		return (tally_number){.den = 1};
	wide g = greatest_divisor(num, den);
	num /= g, den /= g;
	for (; num % 10 == 0 && exp10 < TALLY_DECIMALS_MAX; exp10++)
		num /= 10;
	for (; den % 10 == 0 && exp10 > -TALLY_DECIMALS_MAX; exp10--)
		den /= 10;
	if (wide_abs(num) > INT64_MAX || den > INT64_MAX)
		return tally_number_real((double)num / (double)den * pow(10, exp10));
	tally_number n = {.num = (int64_t)num, .den = (int64_t)den, .exp10 = exp10};
	n.value = double_of(n.num, n.den, n.exp10);
	return n;
}

tally_number tally_number_make(int64_t num, int64_t den, int32_t exp10)
{
	if (den == 0)
		return tally_number_real(NAN);
	return den < 0 ? settle(-(wide)num, -(wide)den, exp10) : settle(num, den, exp10);
}

tally_number tally_number_int(int64_t i)
{
	return settle(i, 1, 0);
}

tally_number tally_number_of(tally_decimal d)
{
	return settle(d.mantissa, 1, -d.decimals);
}

tally_number tally_number_of_bound(tally_bound b)
{
	return settle(b.num, b.den, b.exp10);
}

bool tally_number_exact(tally_number a)
{
	return a.den != 0;
}

bool tally_number_zero(tally_number a)
{
	return a.den ? a.num == 0 : a.value == 0;
}

tally_number tally_number_negate(tally_number a)
{
	a.num = -a.num;
	a.value = -a.value;
	return a;
}

tally_number tally_number_multiply(tally_number a, tally_number b)
{
	int32_t e = a.exp10 + b.exp10;
	if (a.den == 0 || b.den == 0 || e < -TALLY_DECIMALS_MAX || e > TALLY_DECIMALS_MAX)
		return tally_number_real(a.value * b.value);
	return settle((wide)a.num * b.num, (wide)a.den * b.den, e);
}

/* a * 10^power; false when it leaves 63 bits. */
static bool raise_to(wide *a, int32_t power)
{
	for (; power > 0; power--) {
		if (wide_abs(*a) > (wide)INT64_MAX / 10)
			return false;
		*a *= 10;
	}
	return true;
}

tally_number tally_number_add(tally_number a, tally_number b)
{
	tally_number inexact = tally_number_real(a.value + b.value);
	if (a.den == 0 || b.den == 0)
		return inexact;
	if (a.num == 0)
		return b;
	if (b.num == 0)
		return a;
	int32_t e = a.exp10 < b.exp10 ? a.exp10 : b.exp10;
	wide an = a.num, bn = b.num;
	if (!raise_to(&an, a.exp10 - e) || !raise_to(&bn, b.exp10 - e))
		return inexact;
	wide g = greatest_divisor(a.den, b.den), left = b.den / g, right = a.den / g, sum;
	wide den = (wide)a.den * left;
	/* |an|, |bn|, left, right < 2^63: each product fits, the sum of two may not */
	if (__builtin_add_overflow(an * left, bn * right, &sum))
		return inexact;
	return settle(sum, den, e);
}

tally_bound tally_number_bound(tally_number a, bool open)
{
	if (a.den)
		return (tally_bound){.num = a.num, .den = a.den, .exp10 = a.exp10, .open = open};
	if (a.value == 0 || !isfinite(a.value))
		return (tally_bound){.den = 1, .open = open, .infinite = !isfinite(a.value)};
	int32_t e = (int32_t)floor(log10(fabs(a.value))) - 14;
	tally_number n = tally_number_make(llround(a.value / pow(10, e)), 1, e);
	return (tally_bound){.num = n.num, .den = n.den, .exp10 = n.exp10, .open = open};
}

/* --- many numbers at one scale -----------------------------------------------------------------
 */

/* number * 10^-e * lcm as a whole number of at most 100 bits; false when it is larger. */
static bool enlarge(tally_number a, int32_t e, int64_t lcm, wide *out)
{
	const wide most = (wide)1 << 100;
	wide v = (wide)a.num;
	for (int32_t k = a.num ? a.exp10 - e : 0; k > 0; k--)
		if (v > most / 10 || v < -most / 10)
			return false;
		else
			v *= 10;
	int64_t factor = lcm / a.den;
	if (v > most / factor || v < -most / factor)
		return false;
	*out = v * factor;
	return true;
}

static bool common_scale(const tally_number *a, int n, int32_t *e, int64_t *lcm)
{
	*e = INT32_MAX, *lcm = 1;
	for (int k = 0; k < n; k++) {
		if (!tally_number_exact(a[k]))
			return false;
		wide l = (wide)*lcm / greatest_divisor(*lcm, a[k].den) * a[k].den;
		if (l > INT64_MAX)
			return false;
		*lcm = (int64_t)l;
		if (a[k].num && a[k].exp10 < *e)
			*e = a[k].exp10;
	}
	*e = *e == INT32_MAX ? 0 : *e;
	return true;
}

bool tally_number_whole(const tally_number *a, int n, double *out, double *scale)
{
	int32_t e;
	int64_t lcm;
	wide g = 0, v;
	if (!common_scale(a, n, &e, &lcm))
		return false;
	for (int k = 0; k < n; k++) {
		if (!enlarge(a[k], e, lcm, &v))
			return false;
		g = greatest_divisor(g, v);
	}
	g = g ? g : 1;
	for (int k = 0; k < n; k++) {
		enlarge(a[k], e, lcm, &v);
		out[k] = (double)(v / g);
		if (fabs(out[k]) > TALLY_WHOLE_MAX)
			return false;
	}
	*scale = (double)lcm / (double)g * pow(10, -e);
	return true;
}
