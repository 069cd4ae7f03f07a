/* decimal.c: reading, printing and exact arithmetic of decimals.
 *
 * Reading has two lanes. Plain ASCII digits with at most one point, at most 18 of them, go through
 * a short loop that cannot overflow; whatever that loop does not expect (commas, exponents,
 * full-width digits, dashes, more digits, mistakes) starts again in the careful lane, which alone
 * knows columns and messages. */
#include "decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

static const int64_t power_of_ten[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

/* --- reading: the careful lane ----------------------------------------------------- */

typedef struct {
	const char *at, *end;
	int column;      /* of the symbol at `at`, in characters from 1 */
	uint64_t digits; /* what was read so far */
	int64_t decimals;
	tally_error *err;
} reader;

/* Full-width and typographic forms that mean an ASCII symbol. */
static const struct {
	const char text[4];
	char means;
} foreign[] = {
    {"０", '0'}, {"１", '1'}, {"２", '2'}, {"３", '3'}, {"４", '4'}, {"５", '5'},
    {"６", '6'}, {"７", '7'}, {"８", '8'}, {"９", '9'}, {"．", '.'}, {"，", ','},
    {"＋", '+'}, {"－", '-'}, {"−", '-'},  {"‐", '-'},  {"‑", '-'},  {"‒", '-'},
    {"–", '-'},  {"—", '-'},  {"―", '-'},  {"ｅ", 'e'}, {"Ｅ", 'e'},
};

static size_t character_length(const char *at, const char *end)
{
	unsigned char lead = (unsigned char)*at;
	size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return n <= (size_t)(end - at) ? n : (size_t)(end - at);
}

/* The symbol at the reader's place (0 at the end, '?' for one that no number has) and its bytes. */
static char peek(const reader *r, size_t *n_bytes)
{
	*n_bytes = 0;
	if (r->at == r->end)
		return '\0';
	*n_bytes = character_length(r->at, r->end);
	if (*n_bytes == 1)
		return *r->at == 'E' ? 'e' : *r->at == '\0' ? '?' : *r->at;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (*n_bytes == 3 && memcmp(r->at, foreign[i].text, 3) == 0)
			return foreign[i].means;
	return '?';
}

static void step(reader *r, size_t n_bytes)
{
	r->at += n_bytes;
	r->column++;
}

static bool take(reader *r, char symbol)
{
	size_t n;
	if (peek(r, &n) != symbol)
		return false;
	step(r, n);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static tally_status expected(const reader *r, const char *what)
{
	if (r->at == r->end)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "column %d: the number ends, expected %s", r->column, what);
	size_t n = character_length(r->at, r->end);
	return tally_error_set(r->err, TALLY_EINPUT, "column %d: found \"%.*s\", expected %s",
			       r->column, (int)n, r->at, what);
}

/* Takes digits while they last; returns how many, or -1 when the number has too many. */
static int take_digits(reader *r)
{
	int count = 0;
	size_t n;
	char c;
	while (is_digit(c = peek(r, &n))) {
		uint64_t digit = (uint64_t)(c - '0');
		if (r->digits > (UINT64_C(9223372036854775808) - digit) / 10)
			return -1;
		r->digits = 10 * r->digits + digit;
		step(r, n);
		count++;
	}
	return count;
}

static tally_status too_many_digits(const reader *r)
{
	return tally_error_set(
	    r->err, TALLY_EINPUT,
	    "column %d: more than 18 significant digits; expected a number below "
	    "9223372036854775808 when the point is left out",
	    r->column);
}

/* digits, or groups of three parted by commas */
static tally_status read_whole(reader *r, int *n_digits)
{
	int n = take_digits(r);
	*n_digits = n;
	if (n < 0)
		return too_many_digits(r);
	size_t bytes;
	if (n < 1 || n > 3 || peek(r, &bytes) != ',')
		return TALLY_OK;
	while (take(r, ',')) {
		n = take_digits(r);
		if (n < 0)
			return too_many_digits(r);
		if (n != 3)
			return tally_error_set(r->err, TALLY_EINPUT,
					       "column %d: %d digits behind a thousands comma, "
					       "expected 3",
					       r->column, n);
	}
	return TALLY_OK;
}

static tally_status read_exponent(reader *r)
{
	bool minus = take(r, '-');
	if (!minus)
		take(r, '+');
	size_t n;
	char c = peek(r, &n);
	if (!is_digit(c))
		return expected(r, "the digits of the exponent");
	int64_t exponent = 0;
	for (; is_digit(c = peek(r, &n)); step(r, n))
		exponent = exponent > 9999 ? exponent : 10 * exponent + (c - '0');
	r->decimals += minus ? exponent : -exponent;
	return TALLY_OK;
}

static tally_status read_number(reader *r)
{
	int whole = 0;
	tally_status status = read_whole(r, &whole);
	if (status != TALLY_OK)
		return status;
	if (take(r, '.')) {
		int n = take_digits(r);
		if (n < 0)
			return too_many_digits(r);
		if (n == 0)
			return expected(r, "a digit behind the point");
		r->decimals = n;
	} else if (whole == 0) {
		return expected(r, "a digit");
	}
	if (take(r, 'e') && (status = read_exponent(r)) != TALLY_OK)
		return status;
	if (r->at != r->end)
		return expected(r, "a digit or the end of the number");
	if (r->decimals < -TALLY_DECIMALS_MAX || r->decimals > TALLY_DECIMALS_MAX)
		return tally_error_set(
		    r->err, TALLY_EINPUT, "exponent out of range: 10^%lld, expected -%d..%d",
		    (long long)-r->decimals, TALLY_DECIMALS_MAX, TALLY_DECIMALS_MAX);
	return TALLY_OK;
}

static tally_status parse_carefully(const char *text, size_t len, tally_decimal *out,
				    tally_error *err)
{
	reader r = {.at = text, .end = text + len, .column = 1, .err = err};
	bool minus = take(&r, '-');
	if (!minus)
		take(&r, '+');
	tally_status status = read_number(&r);
	if (status != TALLY_OK)
		return status;
	if (!minus && r.digits > INT64_MAX)
		return too_many_digits(&r);
	out->mantissa = minus ? (int64_t)(0 - r.digits) : (int64_t)r.digits;
	out->decimals = (int32_t)r.decimals;
	return TALLY_OK;
}

/* --- reading: the fast lane -------------------------------------------------------- */

tally_status tally_decimal_parse(const char *text, size_t len, tally_decimal *out, tally_error *err)
{
	const char *at = text, *end = text + len;
	bool minus = len > 0 && *at == '-';
	at += minus;
	if (end - at < 1 || end - at > 18 || !is_digit(*at))
		return parse_carefully(text, len, out, err);

	int64_t mantissa = 0;
	const char *point = NULL;
	for (; at < end; at++) {
		unsigned digit = (unsigned)(unsigned char)*at - '0';
		if (digit < 10) {
			mantissa = 10 * mantissa + digit;
		} else if (*at == '.' && !point && at + 1 < end) {
			point = at;
		} else {
			return parse_carefully(text, len, out, err);
		}
	}
	out->mantissa = minus ? -mantissa : mantissa;
	out->decimals = point ? (int32_t)(end - point - 1) : 0;
	return TALLY_OK;
}

/* --- printing ---------------------------------------------------------------------- */

static uint64_t magnitude(int64_t m)
{
	return m < 0 ? 0 - (uint64_t)m : (uint64_t)m;
}

#define DIGITS_MOST 20

/* Digits of m, two at a time, right to left up to room[DIGITS_MOST]; returns the first. */
static const char *digits_of(uint64_t m, char *room)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char *at = room + DIGITS_MOST;
	for (; m >= 100; m /= 100)
		memcpy(at -= 2, pairs + 2 * (m % 100), 2);
	if (m >= 10)
		memcpy(at -= 2, pairs + 2 * m, 2);
	else
		*--at = (char)('0' + m);
	return at;
}

/* Copies are of a fixed length, which is cheaper; what is too much is written over. */
size_t tally_decimal_print(tally_decimal d, char out[TALLY_DECIMAL_TEXT])
{
	char room[2 * DIGITS_MOST] = {0};
	const char *digits = digits_of(magnitude(d.mantissa), room);
	size_t n = (size_t)(room + DIGITS_MOST - digits);
	char *at = out;
	if (d.mantissa < 0)
		*at++ = '-';
	size_t behind = d.decimals > 0 ? (size_t)d.decimals : 0;
	if (behind >= n) { /* 0.00123 */
		*at++ = '0';
		*at++ = '.';
		memset(at, '0', behind - n);
		at += behind - n;
		memcpy(at, digits, DIGITS_MOST);
		at += n;
	} else {
		memcpy(at, digits, DIGITS_MOST);
		at += n - behind;
		if (behind > 0) {
			*at++ = '.';
			memcpy(at, digits + n - behind, DIGITS_MOST);
			at += behind;
		}
	}
	if (d.decimals < 0)
		at += snprintf(at, 8, "e%d", -d.decimals);
	*at = '\0';
	return (size_t)(at - out);
}

/* --- arithmetic -------------------------------------------------------------------- */

static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
			       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
			       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const uint64_t limit = UINT64_C(1) << 53;

double tally_decimal_value(tally_decimal d)
{
	/* Both operands exact: one rounding, so the quotient is the nearest double. */
	if (magnitude(d.mantissa) <= limit && d.decimals >= -22 && d.decimals <= 22)
		return d.decimals >= 0 ? (double)d.mantissa / exact[d.decimals]
				       : (double)d.mantissa * exact[-d.decimals];
	/* No point in the text: the locale plays no part. */
	char text[40];
	snprintf(text, sizeof text, "%llde%d", (long long)d.mantissa, -d.decimals);
	return strtod(text, NULL);
}

/* One number of decimals for all, all operands exact: a loop without questions. */
static bool values_alike(const int64_t *mantissas, int32_t decimals, size_t n, double *out)
{
	const uint64_t most = (uint64_t)limit;
	uint64_t seen =
	    0; /* all bits of mantissa + limit: none from 2 limit on when all are small */
	for (size_t i = 0; i < n; i++)
		seen |= (uint64_t)mantissas[i] + most;
	if (seen >= 2 * most || decimals < -22 || decimals > 22)
		return false;
	if (decimals >= 0)
		for (size_t i = 0; i < n; i++)
			out[i] = (double)mantissas[i] / exact[decimals];
	else
		for (size_t i = 0; i < n; i++)
			out[i] = (double)mantissas[i] * exact[-decimals];
	return true;
}

void tally_decimal_values(const int64_t *mantissas, int64_t mantissa, const int32_t *decimals,
			  int32_t places, int power, size_t n, double *out)
{
	if (mantissas && !decimals && values_alike(mantissas, places - power, n, out))
		return;
	for (size_t i = 0; i < n; i++)
		out[i] =
		    tally_decimal_value((tally_decimal){mantissas ? mantissas[i] : mantissa,
							(decimals ? decimals[i] : places) - power});
}

/* a.mantissa and b.mantissa in units of the finer of the two; false when 10^19 and more part
 * them. |mantissa| * 10^19 < 2^127. */
static bool align(tally_decimal a, tally_decimal b, wide *x, wide *y, int32_t *decimals)
{
	int64_t gap = (int64_t)a.decimals - b.decimals;
	if (gap > 19 || gap < -19)
		return false;
	*x = a.mantissa;
	*y = b.mantissa;
	*decimals = gap > 0 ? a.decimals : b.decimals;
	for (; gap > 0; gap--)
		*y *= 10;
	for (; gap < 0; gap++)
		*x *= 10;
	return true;
}

static int sign_of(int64_t m)
{
	return (m > 0) - (m < 0);
}

int tally_decimal_compare(tally_decimal a, tally_decimal b)
{
	int sa = sign_of(a.mantissa), sb = sign_of(b.mantissa);
	if (sa != sb || sa == 0)
		return (sa > sb) - (sa < sb);
	wide x, y;
	int32_t decimals;
	if (align(a, b, &x, &y, &decimals))
		return (x > y) - (x < y);
	/* so far apart, the one with fewer decimals has the greater magnitude */
	return a.decimals < b.decimals ? sa : -sa;
}

/* Drops trailing zeros until d has no more than `decimals` decimals, as far as they last. */
static tally_decimal strip_to(tally_decimal d, int32_t decimals)
{
	if (d.mantissa == 0 && d.decimals > decimals)
		d.decimals = decimals;
	for (; d.decimals > decimals && d.mantissa % 10 == 0; d.decimals--)
		d.mantissa /= 10;
	return d;
}

bool tally_decimal_add(tally_decimal a, tally_decimal b, tally_decimal *out)
{
	wide x, y;
	int32_t decimals;
	if (!align(a, b, &x, &y, &decimals)) {
		a = strip_to(a, b.decimals);
		b = strip_to(b, a.decimals);
		if (a.mantissa == 0 || b.mantissa == 0) {
			*out = a.mantissa == 0 ? b : a;
			return true;
		}
		if (!align(a, b, &x, &y, &decimals))
			return false;
	}
	wide sum = x + y;
	int32_t floor = a.decimals < b.decimals ? a.decimals : b.decimals;
	while ((sum > INT64_MAX || sum < INT64_MIN) && sum % 10 == 0 && decimals > floor) {
		sum /= 10;
		decimals--;
	}
	if (sum > INT64_MAX || sum < INT64_MIN)
		return false;
	*out = (tally_decimal){(int64_t)sum, decimals};
	return true;
}

tally_decimal tally_decimal_unit(tally_decimal d)
{
	return (tally_decimal){1, d.decimals};
}

tally_decimal tally_decimal_coarse_unit(tally_decimal d)
{
	tally_decimal unit = {1, d.decimals};
	for (int64_t m = d.mantissa; m != 0 && m % 10 == 0; m /= 10)
		unit.decimals--;
	if (unit.decimals < -TALLY_DECIMALS_MAX) { /* 10e300: 10 * 10^300 */
		int over = -TALLY_DECIMALS_MAX - unit.decimals;
		unit = (tally_decimal){power_of_ten[over], -TALLY_DECIMALS_MAX};
	}
	return unit;
}
