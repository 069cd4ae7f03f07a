/* decimal.h: exact decimal numbers as printed, and the intervals they stand for.
 *
 * A figure keeps its digits: 13.50 has mantissa 1350 and 2 decimals and is not 13.5.
 * value = mantissa / 10^decimals; decimals may be negative (15e2: 15, -2). Nothing
 * here goes through binary floating point unless the name says so. */
#ifndef TALLY_DECIMAL_H
#define TALLY_DECIMAL_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	int64_t mantissa;
	int32_t decimals; /**< digits behind the point, -300..300 */
} tally_decimal;

#define TALLY_DECIMALS_MAX 300

/** Longest printed decimal with sign, point, exponent and NUL. */
#define TALLY_DECIMAL_TEXT 352

/** Reads the whole of text[0..len): `[+-]digits[,ddd]*[.digits][e[+-]digits]`, ASCII or full
 * width digits and marks, U+2212 and the dashes as minus. Thousands commas only in
 * groups of three. TALLY_EINPUT with a message naming the column for anything else, for more
 * than 18 significant digits (19 when they fit int64) and for exponents beyond 300. */
tally_status tally_decimal_parse(const char *text, size_t len, tally_decimal *out,
				 tally_error *err);

/** Writes the digits as they were printed (no commas; e-notation only when decimals < 0) and
 * returns the length. parse(print(d)) == d for every d. */
size_t tally_decimal_print(tally_decimal d, char out[TALLY_DECIMAL_TEXT]);

/** The nearest double (correctly rounded). */
double tally_decimal_value(tally_decimal d);

/** The same of n decimals. mantissas NULL: all are `mantissa`; decimals NULL: all have `places`;
 * `power` powers of ten are moved into each. */
void tally_decimal_values(const int64_t *mantissas, int64_t mantissa, const int32_t *decimals,
			  int32_t places, int power, size_t n, double *out);

/** -1, 0, 1 by value, exactly: 13.50 equals 13.5. */
int tally_decimal_compare(tally_decimal a, tally_decimal b);

/** a + b exactly; false when the sum has no 64-bit mantissa. */
bool tally_decimal_add(tally_decimal a, tally_decimal b, tally_decimal *out);

/** One unit of the last printed digit: 10^-decimals. */
tally_decimal tally_decimal_unit(tally_decimal d);

/** One unit of the last non-zero digit: 8200 -> 100; of 0: the unit of the last digit. */
tally_decimal tally_decimal_coarse_unit(tally_decimal d);

/** One end of an interval: num/den * 10^exp10, den >= 1. Exact for every claim: fractions
 * (1/6) have ends that are no decimals. */
typedef struct {
	int64_t num;
	int64_t den;
	int32_t exp10;
	bool open;     /**< the end itself is outside */
	bool infinite; /**< no bound on this side (num, den, exp10 are then 0, 1, 0) */
} tally_bound;

/** All values between lo and hi. */
typedef struct {
	tally_bound lo, hi;
} tally_interval;

/** A finite closed end at a decimal. */
tally_bound tally_bound_of(tally_decimal d);

/** The largest double <= the bound (lower ends) and the smallest >= it (upper ends): rounding
 * is always outward. Infinite: -HUGE_VAL and HUGE_VAL. */
double tally_bound_down(tally_bound b);
double tally_bound_up(tally_bound b);

/** The nearest double to a finite bound. */
double tally_bound_value(tally_bound b);

/** -1, 0, 1 by the value of two finite bounds, exactly; open ends play no part. */
int tally_bound_compare(tally_bound a, tally_bound b);

/** The same interval in a unit 10^power times smaller (万亿元 -> yuan: power 12). */
tally_interval tally_interval_scale(tally_interval in, int power);

/** Whether no number lies in both; open ends count. */
bool tally_interval_disjoint(tally_interval a, tally_interval b);

/** How figures were rounded; which numbers print as v. */
typedef enum {
	TALLY_ROUND_NEAREST,   /**< [v - u/2, v + u/2], both ends in: the default */
	TALLY_ROUND_HALF_UP,   /**< ties go away from zero */
	TALLY_ROUND_HALF_EVEN, /**< ends in when the last digit is even */
	TALLY_ROUND_TRUNCATE,  /**< cut toward zero; (-u, u) at 0 */
	TALLY_ROUND_EITHER,    /**< hull of nearest and truncate */
} tally_rounding;

/** "nearest", "half-up", "half-even", "truncate", "either" */
const char *tally_rounding_name(tally_rounding rounding);
tally_status tally_rounding_parse(const char *text, tally_rounding *out, tally_error *err);

/** What stands before or behind the number; the words are the `qualifier` column's. */
typedef enum {
	TALLY_AS_PRINTED,  /**< ""   rounding interval */
	TALLY_ABOUT,       /**< "~"  [v-U, v+U] */
	TALLY_OVER,        /**< ">"  (v, inf) */
	TALLY_AT_LEAST,    /**< ">=" [v, inf) */
	TALLY_UNDER,       /**< "<"  (-inf, v) */
	TALLY_AT_MOST,     /**< "<=" (-inf, v] */
	TALLY_NEAR,        /**< "~<" [v-U, v) */
	TALLY_LITTLE_OVER, /**< "~>" (v, v+U) */
} tally_qualifier;

#define TALLY_N_QUALIFIERS 8

const char *tally_qualifier_text(tally_qualifier q);
/** false when text is none of the above */
bool tally_qualifier_parse(const char *text, size_t len, tally_qualifier *out);

/** The interval that a decimal with a qualifier stands for, in the unit as printed. Qualifiers
 * speak of magnitude: for d < 0 they are mirrored (over -5 means below -5). `exact`: a count
 * printed in full, which is [v, v] when the qualifier is empty. */
tally_interval tally_decimal_interval(tally_decimal d, tally_qualifier q, tally_rounding rounding,
				      bool exact);

/** lo..hi, both ends in (their own rounding is not added). */
tally_interval tally_range_interval(tally_decimal lo, tally_decimal hi);

/** a/b, the nearest such fraction: [a/(b+1/2), a/(b-1/2)]; `~<` [a/(b+1/2), a/b); `~>` (a/b,
 * a/(b-1/2)); > >= < <= as usual at a/b. Both are whole and positive. */
tally_interval tally_fraction_interval(int64_t a, int64_t b, tally_qualifier q);

#endif
