/* number.h: exact rational numbers of the network's rows.
 *
 * value = num/den * 10^exp10. Sums and products stay exact as long as they fit 64 bits; what does
 * not fit keeps its nearest double and says so with den = 0, and whatever is computed from it is
 * inexact too. An inexact row is decided in floating point, never silently as if it were exact. */
#ifndef TALLY_NUMBER_H
#define TALLY_NUMBER_H

#include "decimal.h"

typedef struct {
	int64_t num, den; /**< den >= 1; 0: only `value` is known */
	int32_t exp10;
	double value; /**< the nearest double */
} tally_number;

/** num/den * 10^exp10 in lowest terms; den = 0 gives an inexact NaN. */
tally_number tally_number_make(int64_t num, int64_t den, int32_t exp10);
tally_number tally_number_int(int64_t i);
tally_number tally_number_of(tally_decimal d);
/** The value of a finite bound (its openness is dropped). */
tally_number tally_number_of_bound(tally_bound b);
/** A double that was computed, not printed: always inexact. */
tally_number tally_number_real(double value);

bool tally_number_exact(tally_number a);
tally_number tally_number_add(tally_number a, tally_number b);
tally_number tally_number_multiply(tally_number a, tally_number b);
tally_number tally_number_negate(tally_number a);
bool tally_number_zero(tally_number a);

/** The number as the end of an interval. An inexact one becomes the nearest fraction with 15
 * digits. */
tally_bound tally_number_bound(tally_number a, bool open);

/** Doubles hold all whole numbers up to here: 2^53. */
#define TALLY_WHOLE_MAX 9007199254740992.0

/** out[k] = scale * a[k], k < n, in whole numbers below 2^53 without a common divisor; false (and
 * out unspecified) when an a[k] is inexact or there is no such scale. */
bool tally_number_whole(const tally_number *a, int n, double *out, double *scale);

#endif
