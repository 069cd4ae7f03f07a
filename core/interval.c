/* interval.c: the intervals that printed figures stand for, and their ends, exactly.
 *
 * An end is a rational times a power of ten. Building one may need more than 64 bits (19 digits
 * and a half unit); then it is moved outward to the next number that fits, never inward, so an
 * interval always holds what the figure can mean.
 *
 * Conversion to double is directed and proved for each number: an approximation is compared
 * with the exact end, in the common case through one fused multiply-add (whose sign is exact),
 * else with big integers, and moved by one unit where it lies on the wrong side. */
#include "decimal.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

enum { DOWN = -1, UP = 1 };

/* --- big natural numbers, just enough to compare ------------------------------------ */

/* 10^420 * 2^63 * 2^54, or 2^63 * 2^54 * 2^1130: fewer than 1600 bits */
#define LIMBS 64

typedef struct {
	uint32_t limb[LIMBS]; /* least significant first */
	int n;
} natural;

static natural natural_of(uint64_t value)
{
	natural a = {.limb = {(uint32_t)value, (uint32_t)(value >> 32)}, .n = 2};
	return a;
}

static void multiply(natural *a, uint32_t factor)
{
	uint64_t carry = 0;
	for (int i = 0; i < a->n; i++) {
		carry += (uint64_t)a->limb[i] * factor;
		a->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry && a->n < LIMBS)
		a->limb[a->n++] = (uint32_t)carry;
}

static void multiply_wide(natural *a, uint64_t factor)
{
	natural high = *a;
	multiply(a, (uint32_t)factor);
	uint32_t top = (uint32_t)(factor >> 32);
	if (top == 0)
		return;
	multiply(&high, top);
	uint64_t carry = 0;
	int n = (high.n + 1 > a->n ? high.n + 1 : a->n) + 1;
	n = n < LIMBS ? n : LIMBS;
	memset(a->limb + a->n, 0, (size_t)(n - a->n) * sizeof *a->limb);
	for (int i = 0; i < n; i++) {
		carry += a->limb[i];
		if (i > 0 && i - 1 < high.n)
			carry += high.limb[i - 1];
		a->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	a->n = n;
}

static int used(const natural *a)
{
	int n = a->n;
	while (n > 0 && a->limb[n - 1] == 0)
		n--;
	return n;
}

static int compare_naturals(const natural *a, const natural *b)
{
	int na = used(a), nb = used(b);
	if (na != nb)
		return na < nb ? -1 : 1;
	for (int i = na - 1; i >= 0; i--)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

static void multiply_two(natural *a, int exponent)
{
	for (; exponent >= 30; exponent -= 30)
		multiply(a, UINT32_C(1) << 30);
	multiply(a, UINT32_C(1) << exponent);
}

static void multiply_ten(natural *a, int exponent)
{
	for (; exponent >= 9; exponent -= 9)
		multiply(a, 1000000000u);
	for (; exponent > 0; exponent--)
		multiply(a, 10);
}

/* --- ends ---------------------------------------------------------------------------- */

static uint64_t magnitude(int64_t m)
{
	return m < 0 ? 0 - (uint64_t)m : (uint64_t)m;
}

static wide divide(wide num, wide by, int direction)
{
	wide q = num / by, rest = num % by;
	if (direction == UP && rest > 0)
		q++;
	if (direction == DOWN && rest < 0)
		q--;
	return q;
}

static const tally_bound infinite = {0, 1, 0, true, true};

/* num * 10^exp10, or the next number outward that fits. */
static tally_bound end_at(wide num, int32_t exp10, bool open, int direction)
{
	bool moved = false;
	while (num > INT64_MAX || num < -INT64_MAX) {
		num = divide(num, 10, direction);
		exp10++;
		moved = true;
	}
	return (tally_bound){(int64_t)num, 1, exp10, open && !moved, false};
}

tally_bound tally_bound_of(tally_decimal d)
{
	return (tally_bound){d.mantissa, 1, -d.decimals, false, false};
}

tally_interval tally_interval_scale(tally_interval in, int power)
{
	if (!in.lo.infinite)
		in.lo.exp10 += power;
	if (!in.hi.infinite)
		in.hi.exp10 += power;
	return in;
}

/* The sign of num1 * 10^e1 * den2 - num2 * 10^e2 * den1 for positive numerators. */
static int compare_magnitudes(tally_bound a, tally_bound b)
{
	int64_t gap = (int64_t)a.exp10 - b.exp10;
	if (gap > 60 || gap < -60) /* num/den lies within 10^-19..10^19 */
		return gap > 0 ? 1 : -1;
	natural x = natural_of(magnitude(a.num)), y = natural_of(magnitude(b.num));
	multiply_wide(&x, (uint64_t)b.den);
	multiply_wide(&y, (uint64_t)a.den);
	multiply_ten(gap > 0 ? &x : &y, (int)(gap > 0 ? gap : -gap));
	return compare_naturals(&x, &y);
}

int tally_bound_compare(tally_bound a, tally_bound b)
{
	int sa = (a.num > 0) - (a.num < 0), sb = (b.num > 0) - (b.num < 0);
	if (sa != sb || sa == 0)
		return (sa > sb) - (sa < sb);
	if (a.exp10 == b.exp10) {
		wide x = (wide)a.num * b.den, y = (wide)b.num * a.den;
		return (x > y) - (x < y);
	}
	return sa * compare_magnitudes(a, b);
}

static bool apart(tally_bound hi, tally_bound lo)
{
	if (hi.infinite || lo.infinite)
		return false;
	int order = tally_bound_compare(hi, lo);
	return order < 0 || (order == 0 && (hi.open || lo.open));
}

bool tally_interval_disjoint(tally_interval a, tally_interval b)
{
	return apart(a.hi, b.lo) || apart(b.hi, a.lo);
}

/* --- ends as doubles ------------------------------------------------------------------- */

/* A double >= 0 as f * 2^e with a whole f. */
static uint64_t split_double(double q, int *e)
{
	uint64_t bits;
	memcpy(&bits, &q, sizeof bits);
	int exponent = (int)(bits >> 52);
	uint64_t f = bits & ((UINT64_C(1) << 52) - 1);
	*e = (exponent ? exponent : 1) - 1075;
	return exponent ? f | UINT64_C(1) << 52 : f;
}

/* The sign of f * 2^e - |num|/den * 10^exp10, exactly; |exp10| is at most 400 here. */
static int compare_binary(uint64_t f, int e, tally_bound b)
{
	natural x = natural_of(f), y = natural_of(magnitude(b.num));
	multiply_wide(&x, (uint64_t)b.den);
	multiply_ten(b.exp10 >= 0 ? &y : &x, abs(b.exp10));
	multiply_two(e >= 0 ? &x : &y, abs(e));
	return compare_naturals(&x, &y);
}

static int compare_double(double q, tally_bound b)
{
	int e;
	uint64_t f = split_double(q, &e);
	return compare_binary(f, e, b);
}

/* The largest double <= |bound|, for num != 0, by search from an approximation. */
static double magnitude_down(tally_bound b)
{
	if (b.exp10 > 400)
		return DBL_MAX;
	if (b.exp10 < -400)
		return 0;
	long double near = (long double)magnitude(b.num) / (long double)b.den;
	near *= powl(10.0L, (long double)b.exp10);
	double q = near >= (long double)DBL_MAX ? DBL_MAX : (double)near;
	while (q > 0 && compare_double(q, b) > 0)
		q = nextafter(q, 0);
	while (q < DBL_MAX && compare_double(nextafter(q, HUGE_VAL), b) <= 0)
		q = nextafter(q, HUGE_VAL);
	return q;
}

static double magnitude_up(tally_bound b)
{
	double q = magnitude_down(b);
	if (b.exp10 <= 400 && b.exp10 >= -400 && q > 0 && compare_double(q, b) == 0)
		return q;
	return nextafter(q, HUGE_VAL);
}

/* The usual case: numerator, denominator and power are exact doubles. *rest gets the sign of the
 * quotient minus the bound, through one fused multiply-add. */
static bool quotient(tally_bound b, double *out, double *rest)
{
	static const double ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
				     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	const int64_t limit = INT64_C(1) << 53;

	if (b.num > limit || b.num < -limit || b.exp10 < -15 || b.exp10 > 15 ||
	    (b.den != 1 && b.exp10 > 0))
		return false;
	double num = (double)b.num;
	if (b.exp10 > 0) {
		*out = num * ten[b.exp10];
		*rest = -fma(num, ten[b.exp10], -*out);
		return true;
	}
	if (b.den > limit)
		return false;
	double den = (double)b.den * ten[-b.exp10];
	if (den > (double)limit)
		return false;
	*out = num / den;
	*rest = fma(*out, den, -num);
	return true;
}

double tally_bound_down(tally_bound b)
{
	double q, rest;
	if (b.infinite)
		return -HUGE_VAL;
	if (b.num == 0)
		return 0;
	if (quotient(b, &q, &rest))
		return rest > 0 ? nextafter(q, -HUGE_VAL) : q;
	return b.num > 0 ? magnitude_down(b) : -magnitude_up(b);
}

double tally_bound_up(tally_bound b)
{
	double q, rest;
	if (b.infinite)
		return HUGE_VAL;
	if (b.num == 0)
		return 0;
	if (quotient(b, &q, &rest))
		return rest < 0 ? nextafter(q, HUGE_VAL) : q;
	return b.num > 0 ? magnitude_up(b) : -magnitude_down(b);
}

double tally_bound_value(tally_bound b)
{
	double q, rest;
	if (b.infinite)
		return (double)NAN;
	if (b.num == 0 || quotient(b, &q, &rest))
		return b.num == 0 ? 0 : q;
	double sign = b.num > 0 ? 1 : -1;
	double down = magnitude_down(b), up = magnitude_up(b);
	if (b.exp10 > 400)
		return sign * HUGE_VAL;
	if (down == up || b.exp10 < -400)
		return sign * down;
	int e;
	uint64_t f = split_double(down, &e);
	int order = compare_binary(2 * f + 1, e - 1, b); /* the middle of the two */
	bool even = f % 2 == 0;
	return sign * (order > 0 || (order == 0 && even) ? down : up);
}

/* --- what figures stand for ------------------------------------------------------------ */

static const char *const rounding_names[] = {"nearest", "half-up", "half-even", "truncate",
					     "either"};

const char *tally_rounding_name(tally_rounding rounding)
{
	return rounding_names[rounding];
}

tally_status tally_rounding_parse(const char *text, tally_rounding *out, tally_error *err)
{
	for (int i = 0; i < (int)(sizeof rounding_names / sizeof *rounding_names); i++) {
		if (strcmp(text, rounding_names[i]) == 0) {
			*out = (tally_rounding)i;
			return TALLY_OK;
		}
	}
	return tally_error_set(err, TALLY_EUSAGE,
			       "rounding \"%s\": expected nearest, half-up, half-even, truncate or "
			       "either",
			       text);
}

static const char *const qualifier_texts[TALLY_N_QUALIFIERS] = {
    "", "~", ">", ">=", "<", "<=", "~<", "~>"};

const char *tally_qualifier_text(tally_qualifier q)
{
	return qualifier_texts[q];
}

bool tally_qualifier_parse(const char *text, size_t len, tally_qualifier *out)
{
	for (int i = 0; i < TALLY_N_QUALIFIERS; i++) {
		if (strlen(qualifier_texts[i]) == len &&
		    memcmp(qualifier_texts[i], text, len) == 0) {
			*out = (tally_qualifier)i;
			return true;
		}
	}
	return false;
}

/* A figure without its sign: m units of 10^exp10, m >= 0. */
typedef struct {
	wide m;
	int32_t exp10;
	bool even; /* its last digit */
} size;

static tally_bound at(size v, bool open, int direction)
{
	return end_at(v.m, v.exp10, open, direction);
}

/* v + half * u/2, half = -1 or 1. Tenths keep the end a decimal; 19 digits need halves. */
static tally_bound half_away(size v, int half, bool open)
{
	wide tenths = 10 * v.m + 5 * half;
	if (tenths <= INT64_MAX)
		return (tally_bound){(int64_t)tenths, 1, v.exp10 - 1, open, false};
	wide halves = 2 * v.m + half;
	if (halves <= INT64_MAX)
		return (tally_bound){(int64_t)halves, 2, v.exp10, open, false};
	return end_at(tenths, v.exp10 - 1, open, half > 0 ? UP : DOWN);
}

static tally_bound units_away(size v, int units, bool open)
{
	return end_at(v.m + units, v.exp10, open, units > 0 ? UP : DOWN);
}

static tally_interval rounding_interval(size v, tally_rounding rounding)
{
	switch (rounding) {
	case TALLY_ROUND_NEAREST:
		break;
	case TALLY_ROUND_HALF_UP: /* ties went away from zero: the far end prints as more */
		return (tally_interval){half_away(v, -1, v.m == 0), half_away(v, 1, true)};
	case TALLY_ROUND_HALF_EVEN:
		return (tally_interval){half_away(v, -1, !v.even), half_away(v, 1, !v.even)};
	case TALLY_ROUND_TRUNCATE:
		return (tally_interval){v.m == 0 ? units_away(v, -1, true) : at(v, false, DOWN),
					units_away(v, 1, true)};
	case TALLY_ROUND_EITHER:
		return (tally_interval){v.m == 0 ? units_away(v, -1, true)
						 : half_away(v, -1, false),
					units_away(v, 1, true)};
	}
	return (tally_interval){half_away(v, -1, false), half_away(v, 1, false)};
}

/* 8200 units of 1 become 82 units of 100; 0 stays. */
static size in_coarse_units(size v)
{
	for (; v.m != 0 && v.m % 10 == 0; v.m /= 10)
		v.exp10++;
	return v;
}

static tally_interval qualified_interval(size v, tally_qualifier q)
{
	size coarse = in_coarse_units(v);
	switch (q) {
	case TALLY_OVER:
		return (tally_interval){at(v, true, DOWN), infinite};
	case TALLY_AT_LEAST:
		return (tally_interval){at(v, false, DOWN), infinite};
	case TALLY_UNDER:
		return (tally_interval){infinite, at(v, true, UP)};
	case TALLY_AT_MOST:
		return (tally_interval){infinite, at(v, false, UP)};
	case TALLY_NEAR:
		return (tally_interval){units_away(coarse, -1, false), at(v, true, UP)};
	case TALLY_LITTLE_OVER:
		return (tally_interval){at(v, true, DOWN), units_away(coarse, 1, true)};
	case TALLY_ABOUT:
	case TALLY_AS_PRINTED:
		break;
	}
	return (tally_interval){units_away(coarse, -1, false), units_away(coarse, 1, false)};
}

static tally_interval mirror(tally_interval in)
{
	in.lo.num = -in.lo.num;
	in.hi.num = -in.hi.num;
	return (tally_interval){in.hi, in.lo};
}

tally_interval tally_decimal_interval(tally_decimal d, tally_qualifier q, tally_rounding rounding,
				      bool exact)
{
	size v = {d.mantissa < 0 ? -(wide)d.mantissa : d.mantissa, -d.decimals,
		  d.mantissa % 2 == 0};
	tally_interval in;
	if (q != TALLY_AS_PRINTED)
		in = qualified_interval(v, q);
	else if (exact)
		in = (tally_interval){at(v, false, DOWN), at(v, false, UP)};
	else
		in = rounding_interval(v, rounding);
	return d.mantissa < 0 ? mirror(in) : in;
}

tally_interval tally_range_interval(tally_decimal lo, tally_decimal hi)
{
	return (tally_interval){tally_bound_of(lo), tally_bound_of(hi)};
}

/* num/den, or the next ratio outward that fits 64 bits. */
static tally_bound ratio(wide num, wide den, bool open, int direction)
{
	while (num > INT64_MAX || den > INT64_MAX) {
		num = divide(num, 2, direction);
		den = divide(den, 2, -direction);
		open = false;
	}
	return (tally_bound){(int64_t)num, (int64_t)den, 0, open, false};
}

tally_interval tally_fraction_interval(int64_t a, int64_t b, tally_qualifier q)
{
	wide num = a, den = b > 0 ? b : 1;
	tally_bound below = ratio(2 * num, 2 * den + 1, false, DOWN);
	tally_bound above = ratio(2 * num, 2 * den - 1, false, UP);

	switch (q) {
	case TALLY_OVER:
		return (tally_interval){ratio(num, den, true, DOWN), infinite};
	case TALLY_AT_LEAST:
		return (tally_interval){ratio(num, den, false, DOWN), infinite};
	case TALLY_UNDER:
		return (tally_interval){infinite, ratio(num, den, true, UP)};
	case TALLY_AT_MOST:
		return (tally_interval){infinite, ratio(num, den, false, UP)};
	case TALLY_NEAR:
		return (tally_interval){below, ratio(num, den, true, UP)};
	case TALLY_LITTLE_OVER:
		return (tally_interval){ratio(num, den, true, DOWN), above};
	case TALLY_AS_PRINTED:
	case TALLY_ABOUT:
		break;
	}
	return (tally_interval){below, above};
}
