/* grim.c: whole numbers between the ends, in 128-bit integers. */
#include "grim.h"

typedef __int128 wide;

/* end * n / scale as a fraction top/bottom with bottom > 0; false when it is too large. */
static bool fraction(tally_bound end, int64_t n, int64_t scale, wide *top, wide *bottom)
{
	const wide most = (wide)1 << 120;
	*top = (wide)end.num * n;
	*bottom = (wide)end.den * scale;
	for (int32_t e = end.exp10; e != 0; e += e < 0 ? 1 : -1) {
		wide *grows = e < 0 ? bottom : top;
		if (*grows > most / 10 || *grows < -most / 10)
			return false;
		*grows *= 10;
	}
	return true;
}

static wide round_down(wide top, wide bottom)
{
	wide q = top / bottom;
	return top % bottom < 0 ? q - 1 : q;
}

int64_t tally_grim_counts(tally_interval in, int64_t n, int64_t scale)
{
	wide top, bottom, first = 0, last;
	if (n <= 0 || scale <= 0)
		return -1;
	if (!in.lo.infinite) {
		if (!fraction(in.lo, n, scale, &top, &bottom))
			return -1;
		first = round_down(top, bottom) + (top % bottom != 0 || in.lo.open);
	}
	if (in.hi.infinite)
		return INT64_MAX;
	if (!fraction(in.hi, n, scale, &top, &bottom))
		return -1;
	last = round_down(top, bottom) - (top % bottom == 0 && in.hi.open);
	first = first < 0 ? 0 : first;
	return last < first ? 0 : (int64_t)(last - first + 1);
}
