/* numbers_en.c: English numerals: words, digits with words behind them, and mixtures.
 *
 * "two hundred and two thousand", "5.4 billion", "3 hundred and 21", "five eighths",
 * "40 000". A word is taken when it fits below what was said last (ones below tens, tens
 * below hundreds), as the Chinese parser does with its powers. */
#include "parts.h"

#include <string.h>

typedef struct {
	const char *text;
	int value;
} number_word;

static const number_word ones[] = {
    {"zero", 0},      {"nought", 0},    {"naught", 0},   {"one", 1},      {"two", 2},
    {"three", 3},     {"four", 4},      {"five", 5},     {"six", 6},      {"seven", 7},
    {"eight", 8},     {"nine", 9},      {"ten", 10},     {"eleven", 11},  {"twelve", 12},
    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},  {"thirty", 30},  {"forty", 40},
    {"fifty", 50},    {"sixty", 60},    {"seventy", 70}, {"eighty", 80},  {"ninety", 90},
};

/* Value is the power of ten. */
static const number_word scales[] = {
    {"hundred", 2}, {"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12},
    {"crore", 7},   {"lakh", 5},     {"mil", 6},     {"mln", 6},     {"bn", 9},
    {"mm", 6},      {"m", 6},        {"tn", 12},     {"k", 3},       {"hundreds", 2},
};

static const number_word parts[] = {
    {"half", 2},   {"third", 3},   {"fourth", 4}, {"quarter", 4},  {"fifth", 5},
    {"sixth", 6},  {"seventh", 7}, {"eighth", 8}, {"ninth", 9},    {"tenth", 10},
    {"halves", 2}, {"first", 1},   {"second", 2}, {"twelfth", 12}, {"hundredth", 100},
};

typedef struct {
	const uint32_t *cp;
	size_t n;
} english;

static size_t word_end(const english *e, size_t i)
{
	while (i < e->n && text_is_latin(e->cp[i]))
		i++;
	return i;
}

static size_t gap(const english *e, size_t i)
{
	while (i < e->n &&
	       (e->cp[i] == ' ' || (e->cp[i] == '-' && i + 1 < e->n &&
				    (text_is_latin(e->cp[i + 1]) || e->cp[i + 1] == ' '))))
		i++;
	return i;
}

static int look_up(const english *e, size_t i, size_t end, const number_word *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (text_at(e->cp, end, i, list[k].text) == end - i && end > i)
			return list[k].value;
	return -1;
}

#define LOOK_UP(e, i, end, list) look_up(e, i, end, list, sizeof(list) / sizeof *(list))

/* "eighths", "fourth", "twenty-firsts": the denominator and its end, or 0. */
static int denominator(const english *e, size_t i, size_t *to)
{
	size_t end = word_end(e, i);
	int tens = LOOK_UP(e, i, end, ones);

	if (tens >= 20) {
		size_t next = gap(e, end);
		int below = next > end ? denominator(e, next, to) : 0;

		return below > 0 && below < 10 ? tens + below : 0;
	}
	size_t stem = end > i && e->cp[end - 1] == 's' ? end - 1 : end;
	int value = LOOK_UP(e, i, stem, parts);

	if (value < 0)
		value = LOOK_UP(e, i, end, parts);
	*to = end;
	return value > 0 ? value : 0;
}

typedef struct {
	int64_t total, section;
	int level;      /* what comes next must be smaller */
	int last_scale; /* power of the last thousand, million, ... */
	size_t to;
	bool any, decimals;
	tally_decimal value; /* when a point was said */
} spoken;

static const int64_t thousands[] = {1,           10,           100,          1000,      10000,
				    100000,      1000000,      10000000,     100000000, 1000000000,
				    10000000000, 100000000000, 1000000000000};

static bool take_scale(spoken *s, int power)
{
	if (power == 2) {
		if (s->section > 9 || s->level <= 1)
			return s->section > 0 && s->section < 100 && s->level == 1 &&
			       (s->section *= 100, s->level = 100, true);
		s->section = (s->section ? s->section : 1) * 100;
		s->level = 100;
		return true;
	}
	if (power >= s->last_scale)
		return false;
	int64_t value = (s->section || s->any ? s->section : 1), scaled;

	if (__builtin_mul_overflow(value, thousands[power], &scaled) ||
	    __builtin_add_overflow(s->total, scaled, &s->total))
		return false;
	s->section = 0;
	s->last_scale = power;
	s->level = 1000;
	return true;
}

static bool take_value(spoken *s, int64_t value)
{
	int size = value >= 100 ? 1000 : value >= 10 ? 100 : 10;

	if (value >= s->level || (value >= 10 && value < 20 && s->level <= 10) ||
	    (size == 100 && s->level < 100) || (s->level == 1))
		return false;
	s->section += value;
	s->level = value >= 20 && value % 10 == 0 && value < 100 ? 10 : 1;
	return true;
}

/* Digits as one of the spoken words: "3 hundred and 21". */
static bool digits_word(const english *e, size_t i, int64_t *value, size_t *to)
{
	*value = 0;
	for (*to = i; *to < e->n && text_is_digit(e->cp[*to]) && *to - i < 4; ++*to)
		*value = *value * 10 + (int64_t)(e->cp[*to] - '0');
	return *to > i && (*to >= e->n ||
			   (!text_is_digit(e->cp[*to]) && e->cp[*to] != ',' && e->cp[*to] != '.'));
}

/* One word of a spoken number at i. */
static bool take_word(const english *e, spoken *s, size_t i, bool behind_and)
{
	size_t end = word_end(e, i), to;
	int64_t digits;
	int value = LOOK_UP(e, i, end, ones);

	if (value >= 0) {
		if (!take_value(s, value))
			return false;
		s->to = end;
		return true;
	}
	value = end - i > 2 ? LOOK_UP(e, i, end, scales) : -1;
	if (value >= 0) {
		if (!take_scale(s, value))
			return false;
		s->to = end;
		return true;
	}
	if (behind_and && digits_word(e, i, &digits, &to) && digits < s->level) {
		size_t next = gap(e, to), next_end = word_end(e, next);

		if (LOOK_UP(e, next, next_end, scales) >= s->last_scale ||
		    (LOOK_UP(e, next, next_end, scales) == 2 && s->level <= 100))
			return false;
		s->section += digits;
		s->level = 1;
		s->to = to;
		return true;
	}
	return false;
}

static bool spoken_point(const english *e, spoken *s)
{
	size_t i = gap(e, s->to), end = word_end(e, i);

	if (text_at(e->cp, e->n, i, "point") != end - i || end == i)
		return false;
	tally_decimal value = {s->total + s->section, 0};

	for (;;) {
		size_t next = gap(e, end), next_end = word_end(e, next);
		int digit = LOOK_UP(e, next, next_end, ones);

		if (digit < 0 || value.decimals > 14)
			break;
		value.mantissa = value.mantissa * (digit > 9 ? 100 : 10) + digit;
		value.decimals += digit > 9 ? 2 : 1;
		end = next_end;
	}
	if (value.decimals == 0)
		return false;
	s->value = value;
	s->decimals = true;
	s->to = end;
	return true;
}

/* "and five ninths" behind a whole number. */
static bool and_parts(const english *e, size_t i, int64_t *a, int64_t *b, size_t *to)
{
	size_t end = word_end(e, i);
	int value = LOOK_UP(e, i, end, ones);

	if (value < 0 && end == i + 1 && e->cp[i] == 'a')
		value = 1;
	if (value < 1)
		return false;
	size_t next = gap(e, end);
	int below = denominator(e, next, to);

	*a = value;
	*b = below;
	return below > 1;
}

static bool store_parts(const spoken *s, int64_t a, int64_t b, size_t to, numeral *out,
			numeral *below)
{
	int64_t sum = s->total + s->section, num;

	if (__builtin_mul_overflow(sum, b, &num) || __builtin_add_overflow(num, a, &num))
		return false;
	out->value = (tally_decimal){num, 0};
	below->value = (tally_decimal){b, 0};
	below->to = out->to = out->power_from = (uint32_t)to;
	return true;
}

static size_t and_word(const english *e, size_t i)
{
	size_t at = gap(e, i);

	if (at > i && at + 3 < e->n && text_at(e->cp, e->n, at, "and ") == 4)
		return gap(e, at + 3);
	return 0;
}

static bool speak(const english *e, spoken *s, numeral *out, numeral *below)
{
	for (;;) {
		size_t next = gap(e, s->to), behind = and_word(e, s->to);
		int64_t a, b;
		size_t to;

		if (s->any && behind && and_parts(e, behind, &a, &b, &to))
			return store_parts(s, a, b, to, out, below);
		if (s->any && behind) {
			if (!take_word(e, s, behind, true))
				break;
		} else if (!take_word(e, s, next, s->any && s->level < 1000)) {
			break;
		}
		s->any = true;
	}
	if (!s->any)
		return false;
	spoken_point(e, s);
	out->value = s->decimals ? s->value : (tally_decimal){s->total + s->section, 0};
	out->to = out->power_from = (uint32_t)s->to;
	size_t to, next = gap(e, s->to);
	int den = s->decimals || next == s->to ? 0 : denominator(e, next, &to);

	if (den > 2 || (den == 2 && text_at(e->cp, e->n, next, "hal")))
		return store_parts(&(spoken){0}, out->value.mantissa, den, to, out, below);
	return true;
}

/* Digits parted by single spaces in threes: 1 234 567.89 */
static size_t spaced_groups(const english *e, size_t i, numeral *out)
{
	size_t k = i;
	int64_t value = 0;
	int groups = 0;

	while (k < e->n && text_is_digit(e->cp[k]) && k - i < 3)
		value = value * 10 + (int64_t)(e->cp[k++] - '0');
	while (k + 3 < e->n + 0 && e->cp[k] == ' ' && text_is_digit(e->cp[k + 1]) &&
	       text_is_digit(e->cp[k + 2]) && text_is_digit(e->cp[k + 3]) &&
	       (k + 4 >= e->n || !text_is_digit(e->cp[k + 4])) && groups < 4) {
		for (size_t d = 1; d <= 3; d++)
			value = value * 10 + (int64_t)(e->cp[k + d] - '0');
		k += 4;
		groups++;
	}
	if (groups == 0)
		return 0;
	out->value = (tally_decimal){value, 0};
	if (k + 1 < e->n && e->cp[k] == '.' && text_is_digit(e->cp[k + 1])) {
		for (k++; k < e->n && text_is_digit(e->cp[k]) && out->value.decimals < 4; k++) {
			out->value.mantissa = out->value.mantissa * 10 + (int64_t)(e->cp[k] - '0');
			out->value.decimals++;
		}
	}
	return k;
}

/* "5.4 billion", "2mil", "3 hundred and 21": digits first. */
static bool digits_first(const english *e, size_t i, numeral *out, numeral *below)
{
	numeral plain;
	size_t spaced = spaced_groups(e, i, out);

	if (spaced) {
		out->to = out->power_from = (uint32_t)spaced;
		return true;
	}
	if (!numeral_parse(e->cp, e->n, i, &plain) || plain.power || plain.little_over)
		return false;
	size_t next = gap(e, plain.to), end = word_end(e, next);
	int power = LOOK_UP(e, next, end, scales);

	if (power < 0 || (end - next < 2 && (next == plain.to || e->cp[next] != 'm')))
		return false;
	if (power == 2) {
		spoken s = {.section = plain.value.mantissa * 100,
			    .level = 100,
			    .last_scale = 13,
			    .to = end,
			    .any = true};

		return plain.value.decimals == 0 && speak(e, &s, out, below);
	}
	out->value = plain.value;
	out->power = (int8_t)power;
	out->power_from = (uint32_t)next;
	out->to = (uint32_t)end;
	size_t behind = and_word(e, end);

	if (behind && plain.value.decimals == 0) {
		spoken s = {.level = 1000, .last_scale = power, .to = end};
		spoken kept = s;

		if (decimal_scale(plain.value, power, &plain.value) &&
		    take_word(e, &s, behind, true)) {
			kept = s;
			kept.any = true;
			kept.total += plain.value.mantissa;
			out->power = 0;
			return speak(e, &kept, out, below);
		}
	}
	return true;
}

/* "one in six", "two in five" */
static bool one_in_many(const english *e, size_t i, size_t end, numeral *out, numeral *below)
{
	int part = LOOK_UP(e, i, end, ones);
	size_t in = gap(e, end);

	if (part < 1 || in == end || text_at(e->cp, e->n, in, "in ") == 0)
		return false;
	size_t next = gap(e, in + 3), next_end = word_end(e, next);
	int whole = LOOK_UP(e, next, next_end, ones);

	if (whole <= part)
		return false;
	out->from = (uint32_t)i;
	out->value = (tally_decimal){part, 0};
	below->value = (tally_decimal){whole, 0};
	below->to = out->to = out->power_from = (uint32_t)next_end;
	return true;
}

bool numeral_parse_english(const uint32_t *cp, size_t n, size_t i, numeral *out, numeral *below)
{
	const english e = {cp, n};
	bool minus = false;
	size_t start = i;

	*out = (numeral){.from = (uint32_t)i};
	*below = (numeral){0};
	if (i >= n || (i > 0 && text_is_latin(cp[i - 1])) || cp[i] > 127)
		return false;
	size_t sign = text_at(cp, n, i, "negative ");

	if (!sign)
		sign = text_at(cp, n, i, "minus ");
	if (sign) {
		minus = true;
		start = i + sign;
	}
	bool found;

	if (text_is_digit(cp[start]) || cp[start] == '.') {
		found = digits_first(&e, start, out, below);
	} else {
		size_t end = word_end(&e, start);
		bool part = text_at(cp, n, start, "quarter ") || text_at(cp, n, start, "half a ");
		spoken s = {.level = 1000, .last_scale = 13, .to = start};

		if (one_in_many(&e, start, end, out, below))
			return true;
		if (text_at_any(cp, n, start,
				"half of |half the |half its |half their |half all ") &&
		    (start == 0 || cp[start - 1] == ' ' || cp[start - 1] == '(')) {
			out->value = (tally_decimal){1, 0};
			below->value = (tally_decimal){2, 0};
			below->to = out->to = out->power_from = (uint32_t)end;
			out->from = (uint32_t)i;
			return true;
		}
		if (part) {
			bool half = text_at(cp, n, start, "half a ") > 0;
			size_t next = gap(&e, half ? start + 6 : end);
			size_t next_end = word_end(&e, next);
			int power = LOOK_UP(&e, next, next_end, scales);

			if (power < 3)
				return false;
			out->value = half ? (tally_decimal){5, 1} : (tally_decimal){25, 2};
			out->power = (int8_t)power;
			out->power_from = (uint32_t)next;
			out->to = (uint32_t)next_end;
			return true;
		}
		found = speak(&e, &s, out, below);
	}
	out->from = (uint32_t)i;
	if (found && minus)
		out->value.mantissa = -out->value.mantissa;
	return found;
}
