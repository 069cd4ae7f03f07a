/* numbers.c: numerals, Arabic, Chinese and mixed: 1,100.9亿, 二十万亿, 3万4000, 三点五.
 *
 * One pass over digits and powers, as one reads aloud: a digit waits until a power takes it
 * (`pending`); 十 百 千 build a section below ten thousand; 万 and 亿 close the section.
 * What was printed before the closing powers is kept as the numeral and the powers
 * beside it, so that 12.33万亿 stays 12.33 with its two decimals and 万亿 a multiplier. */
#include "parts.h"

#include <string.h>

/* More digits than this are no figure. */
#define DIGITS_MAX 18

int chinese_digit(uint32_t c)
{
	switch (c) {
	case 0x96f6: /* 零 (and the folded circle) */
		return 0;
	case 0x4e00: /* 一 */
	case 0x58f9: /* 壹 */
	case 0x58f1:
	case 0x5e7a: /* 幺 */
		return 1;
	case 0x4e8c: /* 二 */
	case 0x4e24: /* 两 */
	case 0x8d30: /* 贰 */
	case 0x8cb3:
		return 2;
	case 0x4e09: /* 三 */
	case 0x53c1: /* 叁 */
	case 0x53c2:
	case 0x53c3:
		return 3;
	case 0x56db: /* 四 */
	case 0x8086: /* 肆 */
		return 4;
	case 0x4e94: /* 五 */
	case 0x4f0d: /* 伍 */
		return 5;
	case 0x516d: /* 六 */
	case 0x9646: /* 陆 */
	case 0x9678:
		return 6;
	case 0x4e03: /* 七 */
	case 0x67d2: /* 柒 */
		return 7;
	case 0x516b: /* 八 */
	case 0x634c: /* 捌 */
		return 8;
	case 0x4e5d: /* 九 */
	case 0x7396: /* 玖 */
		return 9;
	default:
		return -1;
	}
}

/* 20, 30, 40 for 廿 卅 卌, else 0. */
static int tens(uint32_t c)
{
	return c == 0x5eff ? 20 : c == 0x5345 ? 30 : c == 0x534c ? 40 : 0;
}

/* Power of ten of 十 百 千 万 亿, 0 for others. */
static int power_of(uint32_t c)
{
	switch (c) {
	case 0x5341:
	case 0x62fe: /* 拾 */
		return 1;
	case 0x767e:
	case 0x4f70: /* 佰 */
		return 2;
	case 0x5343:
	case 0x4edf: /* 仟 */
		return 3;
	case 0x4e07:
		return 4;
	case 0x4ebf:
		return 8;
	default:
		return 0;
	}
}

static bool is_few(uint32_t c)
{
	return c == 0x591a || c == 0x4f59 || c == 0x51e0; /* 多 余 几 */
}

bool numeral_starts(uint32_t c)
{
	return text_is_digit(c) || chinese_digit(c) >= 0 || power_of(c) > 0 || tens(c) > 0 ||
	       c == 0x8d1f || c == '-' || c == '.' || c == 0x96f6 || c == 0x534a || c == 0x51e0 ||
	       c == 0x6570 || c == '+';
}

static bool add(int64_t *sum, int64_t value)
{
	return !__builtin_add_overflow(*sum, value, sum);
}

static bool times(int64_t *value, int power)
{
	for (; power > 0; power--)
		if (__builtin_mul_overflow(*value, 10, value))
			return false;
	return true;
}

bool decimal_scale(tally_decimal d, int power, tally_decimal *out)
{
	d.decimals -= power;
	while (d.decimals < 0) {
		if (__builtin_mul_overflow(d.mantissa, 10, &d.mantissa))
			return false;
		d.decimals++;
	}
	*out = d;
	return true;
}

/* --- Arabic literals --- */

/* A comma groups digits only when exactly three follow and then none. */
static bool groups(const uint32_t *cp, size_t n, size_t comma)
{
	for (size_t k = 1; k <= 3; k++)
		if (comma + k >= n || !text_is_digit(cp[comma + k]))
			return false;
	return comma + 4 >= n || !text_is_digit(cp[comma + 4]);
}

typedef struct {
	size_t to;
	tally_decimal value;
	int digits; /* significant ones */
	bool grouped, point;
} literal;

static void take_digit(literal *l, uint32_t c, bool behind_point)
{
	if (l->digits > 0 || c != '0')
		l->digits++;
	if (l->digits <= DIGITS_MAX)
		l->value.mantissa = l->value.mantissa * 10 + (int64_t)(c - '0');
	if (behind_point)
		l->value.decimals++;
}

/* Digits with group commas and a point at cp[i]; to == i: none. */
static literal read_literal(const uint32_t *cp, size_t n, size_t i)
{
	literal l = {.to = i};
	size_t k = i, run = 0;

	for (; k < n; k++) {
		if (text_is_digit(cp[k])) {
			take_digit(&l, cp[k], false);
			run++;
		} else if (cp[k] == ',' && run > 0 && (run <= 3 || (l.grouped && run == 3)) &&
			   groups(cp, n, k)) {
			l.grouped = true;
			run = 0;
		} else {
			break;
		}
	}
	if (k + 1 < n && cp[k] == '.' && text_is_digit(cp[k + 1])) {
		l.point = true;
		for (k++; k < n && text_is_digit(cp[k]); k++)
			take_digit(&l, cp[k], true);
	}
	l.to = k;
	if (l.value.decimals > TALLY_DECIMALS_MAX)
		l.digits = DIGITS_MAX + 1;
	return l;
}

/* --- the mixed parser --- */

typedef struct {
	const uint32_t *cp;
	size_t n, i;
	int64_t total, section, pending;
	bool has_pending, has_section, has_any, zero, ok;
	bool literal_pending; /* pending is Arabic: no colloquial tail */
	int last;             /* power of the last 十..亿 */
	int top;              /* smallest 万/亿 power that closed so far */
	int simple;           /* powers when only one number went before them: 12.33 万亿 */
	bool is_simple;
	tally_decimal head; /* that number */
	size_t power_from;
	int digits_read;
	bool chinese, big, small_units, few;
} state;

/* 三万五 is 35000, 一百二 is 120: a lone digit behind a power counts the next one down. */
static bool settle_pending(state *s)
{
	int64_t value = s->pending;

	if (!s->has_pending)
		return true;
	if (s->last >= 2 && !s->zero && !s->literal_pending && s->pending < 10)
		s->ok = s->ok && times(&value, s->last - 1);
	s->ok = s->ok && add(&s->section, value);
	s->has_pending = s->literal_pending = false;
	s->has_section = true;
	s->pending = 0;
	return s->ok;
}

static void small_power(state *s, int power)
{
	int64_t value = s->has_pending ? s->pending : 1;

	if (!s->has_pending && s->has_section && s->last > 0 && s->last < power) {
		s->ok = false;
		return;
	}
	s->ok = s->ok && times(&value, power) && add(&s->section, value);
	s->has_pending = s->literal_pending = false;
	s->has_section = true;
	s->pending = 0;
	s->zero = false;
	s->last = power;
	s->small_units = true;
}

static void big_power(state *s, int power)
{
	settle_pending(s);
	if (!s->has_section && s->total == 0) {
		s->section = 1;
	}
	if (s->top > 0 && (power >= s->top || !s->has_section)) {
		/* 一千万亿, 四万万: the power takes all that went before */
		s->ok = s->ok && add(&s->total, s->section) && times(&s->total, power);
	} else {
		s->ok = s->ok && times(&s->section, power) && add(&s->total, s->section);
	}
	s->section = 0;
	s->has_section = false;
	s->zero = false;
	s->last = power;
	s->top = power;
	s->big = true;
}

static bool digit_here(const state *s)
{
	return s->i < s->n && (text_is_digit(s->cp[s->i]) || chinese_digit(s->cp[s->i]) >= 0);
}

/* A run of Chinese digits: one waits for its power; several are positional (二零二四). */
static bool chinese_run(state *s)
{
	int64_t value = 0;
	int count = 0;
	size_t k = s->i;

	for (; k < s->n && chinese_digit(s->cp[k]) >= 0; k++) {
		int d = chinese_digit(s->cp[k]);

		if (count == 0 && d == 0 && (s->has_section || s->total)) {
			s->zero = true; /* the 零 of 一百零五 */
			continue;
		}
		if (++count > DIGITS_MAX)
			return false;
		value = value * 10 + d;
	}
	s->i = k;
	if (count == 0)
		return s->has_any;
	s->pending = value;
	s->has_pending = true;
	s->chinese = true;
	s->digits_read += count;
	return true;
}

/* Decimals behind 点. */
static bool chinese_point(state *s, tally_decimal *out)
{
	size_t k = s->i + 1;
	int64_t value;
	int32_t decimals = 0;

	if (k >= s->n || (!text_is_digit(s->cp[k]) && chinese_digit(s->cp[k]) < 0))
		return false;
	settle_pending(s);
	value = s->total;
	if (!add(&value, s->section))
		return false;
	for (; k < s->n; k++) {
		int d = text_is_digit(s->cp[k]) ? (int)(s->cp[k] - '0') : chinese_digit(s->cp[k]);

		if (d < 0)
			break;
		if (__builtin_mul_overflow(value, 10, &value) || !add(&value, d))
			return false;
		decimals++;
	}
	if (decimals == 0)
		return false;
	s->i = k;
	*out = (tally_decimal){value, decimals};
	return true;
}

/* The powers right behind a printed number: 亿, 万亿, 千亿, 余亿. */
static int closing_powers(state *s)
{
	int power = 0;
	size_t k = s->i;

	while (k < s->n && power_of(s->cp[k]) > 0) {
		power += power_of(s->cp[k]);
		k++;
	}
	s->i = k;
	return power;
}

static void store(numeral *out, tally_decimal value, int power, size_t power_from, size_t to)
{
	out->value = value;
	out->power = (int8_t)power;
	out->power_from = (uint32_t)power_from;
	out->to = (uint32_t)to;
}

/* 12.33万亿, 8200余, 40余万, 1000: an Arabic number and the powers behind it, unless more follows
 * (3万4000). */
static bool arabic(state *s, numeral *out)
{
	literal l = read_literal(s->cp, s->n, s->i);
	size_t begin = s->i;

	if (l.to == begin)
		return false;
	out->overlong = l.digits > DIGITS_MAX;
	s->i = l.to;
	out->digits_only = !l.point && !l.grouped;
	size_t power_from = s->i;

	if (s->i < s->n && (s->cp[s->i] == ' ') && s->i + 1 < s->n &&
	    power_of(s->cp[s->i + 1]) >= 4)
		s->i++;
	if (s->i < s->n && is_few(s->cp[s->i]) && s->cp[s->i] != 0x51e0) {
		out->little_over = true;
		s->i++;
		power_from = s->i;
	}
	int power = closing_powers(s);

	if (s->i < s->n && is_few(s->cp[s->i]) && s->cp[s->i] != 0x51e0 && !out->little_over) {
		out->little_over = true;
		s->i++;
		power += closing_powers(s);
	}
	if (power > 0 && power < 4) {
		/* 5千, 3百: no multiplier of a unit */
		if (digit_here(s) && !l.point)
			return false;
		out->overlong = out->overlong || !decimal_scale(l.value, power, &l.value);
		out->small_power = l.digits == 1 && !l.point;
		power = 0;
		power_from = s->i;
	}
	store(out, l.value, power, power_from, s->i);
	return power == 0 || l.point || !digit_here(s);
}

static bool mixed_step(state *s)
{
	uint32_t c = s->cp[s->i];

	if (text_is_digit(c)) {
		literal l = read_literal(s->cp, s->n, s->i);

		if (s->has_pending || l.point || l.digits > DIGITS_MAX)
			return false;
		s->pending = l.value.mantissa;
		s->has_pending = s->literal_pending = true;
		s->i = l.to;
		s->digits_read++;
	} else if (chinese_digit(c) >= 0) {
		if (s->has_pending && s->literal_pending)
			return false;
		if (!chinese_run(s))
			return false;
	} else if (tens(c) > 0) {
		s->ok = s->ok && add(&s->section, tens(c));
		s->has_section = s->chinese = true;
		s->last = 1;
		s->i++;
	} else if (power_of(c) > 0) {
		if (power_of(c) >= 4)
			big_power(s, power_of(c));
		else
			small_power(s, power_of(c));
		s->chinese = true;
		s->i++;
	} else {
		return false;
	}
	s->has_any = true;
	return s->ok;
}

/* 两三百, 八九亿, 三五: two digits that name the ends of a range. */
static bool digit_pair(state *s, numeral *out)
{
	if (s->i + 1 >= s->n)
		return false;
	int a = chinese_digit(s->cp[s->i]), b = chinese_digit(s->cp[s->i + 1]);

	if (a < 1 || b <= a || b > a + 2 || s->i + 2 >= s->n)
		return false;
	if (power_of(s->cp[s->i + 2]) == 0 || (s->i > 0 && chinese_digit(s->cp[s->i - 1]) >= 0))
		return false;
	s->i += 2;
	size_t from = s->i;
	int power = closing_powers(s);
	int big = power >= 8 ? (power >= 12 ? 12 : 8) : power >= 4 ? 4 : 0;

	out->range = out->chinese = true;
	decimal_scale((tally_decimal){a, 0}, power - big, &out->value);
	decimal_scale((tally_decimal){b, 0}, power - big, &out->second);
	out->power = (int8_t)big;
	out->power_from = (uint32_t)(big ? s->i - (big == 12 ? 2 : 1) : s->i);
	out->to = (uint32_t)s->i;
	return from <= s->i;
}

/* The trailing 万, 亿 or 万亿 of an all-Chinese number as a multiplier. */
static void split_power(const state *s, int64_t value, numeral *out, size_t from)
{
	size_t k = s->i;
	int power = 0;

	while (k > from && power_of(s->cp[k - 1]) >= 4) {
		power += power_of(s->cp[k - 1]);
		k--;
	}
	int64_t whole = value;
	int left = power;

	while (left > 0 && whole % 10 == 0) {
		whole /= 10;
		left--;
	}
	if (left > 0 || k == from) {
		power = 0;
		whole = value;
		k = s->i;
	}
	store(out, (tally_decimal){whole, 0}, power, k, s->i);
}

static void few_behind(state *s, numeral *out)
{
	if (s->i >= s->n || !is_few(s->cp[s->i]))
		return;
	bool takes = s->small_units || s->big;

	if (s->cp[s->i] == 0x51e0 && !takes)
		return;
	if (!takes && s->i + 1 < s->n && power_of(s->cp[s->i + 1]) == 0)
		return;
	out->little_over = true;
	s->i++;
	while (s->i < s->n && power_of(s->cp[s->i]) >= 4 && s->ok) {
		big_power(s, power_of(s->cp[s->i]));
		s->i++;
	}
}

static bool chinese_or_mixed(state *s, numeral *out)
{
	size_t from = s->i;

	if (digit_pair(s, out))
		return true;
	while (s->i < s->n && mixed_step(s)) {
		if (s->i < s->n && s->cp[s->i] == 0x70b9) {
			tally_decimal value;

			if (!chinese_point(s, &value))
				break;
			size_t at = s->i;
			int power = closing_powers(s);

			store(out, value, power, at, s->i);
			out->chinese = true;
			return true;
		}
	}
	if (!s->has_any || !s->ok)
		return false;
	few_behind(s, out);
	settle_pending(s);
	int64_t value = s->total;

	if (!add(&value, s->section) || !s->ok)
		return false;
	out->chinese = s->chinese;
	out->small = !s->big && !(s->small_units && value >= 100);
	out->bare = s->digits_read == 0 && s->cp[from] != 0x5341 && s->cp[from] != 0x62fe &&
		    tens(s->cp[from]) == 0;
	split_power(s, value, out, from);
	out->small_power = s->small_units && !s->big && s->digits_read == 1;
	return true;
}

/* 几十, 数百: words of size, not numbers. */
static bool vague_numeral(state *s, numeral *out)
{
	uint32_t c = s->cp[s->i];

	if ((c != 0x51e0 && c != 0x6570) || s->i + 1 >= s->n || power_of(s->cp[s->i + 1]) == 0)
		return false;
	s->i++;
	int power = closing_powers(s);
	tally_decimal low;

	if (!decimal_scale((tally_decimal){1, 0}, power, &low))
		return false;
	out->vague = out->chinese = true;
	store(out, low, 0, s->i, s->i);
	return true;
}

bool numeral_parse(const uint32_t *cp, size_t n, size_t i, numeral *out)
{
	state s = {.cp = cp, .n = n, .i = i, .ok = true};
	bool minus = false;

	*out = (numeral){.from = (uint32_t)i};
	if (i < n && (cp[i] == '-' || cp[i] == 0x8d1f || cp[i] == '+')) {
		minus = cp[i] != '+';
		s.i++;
	} else if (i + 1 < n && cp[i] == 0x96f6 && cp[i + 1] == 0x4e0b) {
		minus = true; /* 零下 */
		s.i += 2;
	}
	if (s.i >= n)
		return false;
	size_t start = s.i;
	bool found = vague_numeral(&s, out);

	if (!found && (text_is_digit(cp[s.i]) || cp[s.i] == '.')) {
		found = arabic(&s, out);
		if (!found && s.i > start) {
			s = (state){.cp = cp, .n = n, .i = start, .ok = true};
			*out = (numeral){.from = (uint32_t)i};
			found = chinese_or_mixed(&s, out);
		}
	} else if (!found) {
		found = chinese_or_mixed(&s, out);
	}
	if (found && minus)
		out->value.mantissa = -out->value.mantissa;
	return found && out->to > i;
}
