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

bool tally_grim_range(tally_interval in, int64_t n, int64_t scale, int64_t *first, int64_t *last)
{
	wide top, bottom, low = 0, high;
	if (n <= 0 || scale <= 0)
		return false;
	if (!in.lo.infinite) {
		if (!fraction(in.lo, n, scale, &top, &bottom))
			return false;
		low = round_down(top, bottom) + (top % bottom != 0 || in.lo.open);
	}
	*first = low < 0 ? 0 : (int64_t)low;
	*last = INT64_MAX;
	if (in.hi.infinite)
		return true;
	if (!fraction(in.hi, n, scale, &top, &bottom))
		return false;
	high = round_down(top, bottom) - (top % bottom == 0 && in.hi.open);
	*last = high < -1 ? -1 : (int64_t)high;
	return true;
}

int64_t tally_grim_counts(tally_interval in, int64_t n, int64_t scale)
{
	int64_t first, last;
	if (!tally_grim_range(in, n, scale, &first, &last))
		return -1;
	if (in.hi.infinite)
		return INT64_MAX;
	return last < first ? 0 : last - first + 1;
}
