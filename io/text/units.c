/* units.c: a numeral with what stands around it: unit, money, range, fraction, per cent.
 *
 * A quantity begins at its numeral (or at a currency sign before it) and ends behind its
 * unit and the qualifier that follows (左右, 以上). Qualifiers in front are words of their own
 * and are joined by the frames. */
#include "parts.h"

#include <string.h>

#define UNIT_CLASSES (W(W_UNIT) | W(W_CLASSIFIER))

typedef struct {
	const tally_lexicon *lex;
	const uint32_t *cp;
	size_t n;
	bool phrase;
} place_in;

static size_t skip_space(const place_in *p, size_t i)
{
	return i < p->n && p->cp[i] == ' ' ? i + 1 : i;
}

/* A Latin word must not go on behind the match. */
static bool whole_word(const place_in *p, size_t from, size_t to)
{
	bool latin = text_is_latin(p->cp[to - 1]);

	(void)from;
	return !latin || to >= p->n || !text_is_latin(p->cp[to]);
}

/* 66个国家高新区: a name that begins within the unit and reaches beyond it wins. */
static int32_t shorter_unit(const place_in *p, size_t i, int32_t found, size_t *length)
{
	for (size_t k = 1; found >= 0 && k < *length; k++) {
		size_t any = 0, unit = 0;
		int32_t name =
		    trie_longest_of(p->lex->automaton, p->lex->words, W(W_METRIC) | W(W_REGION),
				    p->cp + i + k, p->n - i - k, &any);
		int32_t shorter = trie_longest_of(p->lex->automaton, p->lex->words, UNIT_CLASSES,
						  p->cp + i, k, &unit);

		if (name >= 0 && k + any > *length && shorter >= 0 && unit == k) {
			*length = k;
			return shorter;
		}
	}
	return found;
}

/* The unit at i: its index in the lexicon (-1 for a classifier) and its end; end == i: none. */
static int32_t unit_at(const place_in *p, size_t i, size_t *end, unit_kind *kind)
{
	size_t length = 0, any = 0;
	int32_t found = trie_longest_of(p->lex->automaton, p->lex->words, UNIT_CLASSES, p->cp + i,
					p->n - i, &length);
	int32_t longest = trie_longest(p->lex->automaton, p->cp + i, p->n - i, &any);

	found = shorter_unit(p, i, found, &length);
	*end = i;
	*kind = U_NONE;
	if (found < 0 || !whole_word(p, i, i + length))
		return -1;
	if (longest >= 0 && any > length && whole_word(p, i, i + any))
		return -1; /* 成 of 成为 */
	const word *w = &p->lex->words[found];

	*end = i + length;
	*kind = w->unit >= 0 ? (unit_kind)p->lex->units[w->unit].kind : U_COUNT;
	if (w->classes & W(W_CLASSIFIER) && *kind != U_MONEY)
		*kind = U_COUNT;
	return w->unit;
}

/* 元/人, 吨标准煤/万元: a second unit below the stroke. */
static void per_unit(const place_in *p, size_t *end, unit_kind *kind)
{
	size_t i = *end + 1, to;
	unit_kind below;

	if (*end == 0 || *end + 1 >= p->n || p->cp[*end] != '/')
		return;
	while (i < p->n && (p->cp[i] == 0x4e07 || p->cp[i] == 0x4ebf || p->cp[i] == 0x5343))
		i++;
	unit_at(p, i, &to, &below);
	if (to == i)
		return;
	*end = to;
	*kind = U_MEASURE;
}

static void take_unit(const place_in *p, quantity *q, size_t i)
{
	unit_kind kind;
	size_t at = skip_space(p, i), end;

	if (text_at_any(p->cp, p->n, at, "-percent|-per cent|-percentage-point"))
		at++; /* a 7.7-percent gain */
	int32_t unit = unit_at(p, at, &end, &kind);

	if (end == at) {
		q->unit_to = (uint32_t)i;
		return;
	}
	per_unit(p, &end, &kind);
	q->unit = unit;
	q->kind = (uint8_t)kind;
	q->unit_to = (uint32_t)end;
	/* 亿元级, 5家级: a class of things */
	if (end < p->n && p->cp[end] == 0x7ea7 && (q->kind == U_MONEY || q->kind == U_MEASURE))
		q->kind = U_CLASS;
}

/* --- money in words: 三块零四, 十元三角二分 --- */

static int coin(uint32_t c)
{
	return c == 0x89d2 || c == 0x6bdb ? 1 : c == 0x5206 ? 2 : 0;
}

static bool add_coins(quantity *q, int64_t count, int decimals)
{
	tally_decimal sum, part = {count, decimals};

	if (q->first.mantissa < 0)
		part.mantissa = -part.mantissa;
	if (!tally_decimal_add(q->first, part, &sum))
		return false;
	q->first = sum;
	return true;
}

static void small_money(const place_in *p, quantity *q)
{
	size_t i = q->unit_to;
	int step = 1;

	if (q->kind != U_MONEY || q->power != 0 || q->first.decimals != 0 || q->form != 0)
		return;
	while (i < p->n && step <= 2) {
		numeral part;
		size_t at = i;

		if (at < p->n && p->cp[at] == 0x96f6) { /* 零 before the coins */
			at++;
			step = 2;
		}
		if (!numeral_parse(p->cp, p->n, at, &part) || part.value.decimals ||
		    part.value.mantissa < 0 || part.value.mantissa > 9)
			break;
		int named = part.to < p->n ? coin(p->cp[part.to]) : 0;

		if (named == 0 && !(p->phrase && (part.to >= p->n || at > i)))
			break;
		if (!add_coins(q, part.value.mantissa, named ? named : step))
			break;
		i = part.to + (named ? 1 : 0);
		step = (named ? named : step) + 1;
	}
	if (i < p->n && (p->cp[i] == 0x6574 || p->cp[i] == 0x6b63)) /* 整, 正 */
		i++;
	q->unit_to = (uint32_t)i;
}

/* --- qualifiers behind --- */

static size_t inclusive_mark(const place_in *p, size_t i)
{
	size_t length = text_at(p->cp, p->n, i, "(含)");

	return length ? length : text_at(p->cp, p->n, i, "(不含)");
}

/* 以上, 左右, 多 at i, where the number and its unit end. */
static void qualifier_behind(const place_in *p, quantity *q, size_t i)
{
	size_t length = 0;

	i += inclusive_mark(p, i);
	if (i < p->n && (p->cp[i] == 0x591a || p->cp[i] == 0x4f59 || p->cp[i] == 0x5f3a) &&
	    (q->kind == U_TENTHS || q->kind == U_TIMES || q->form == TALLY_FORM_FRACTION)) {
		q->qualifier = TALLY_LITTLE_OVER; /* 三成多, 3倍多, 三分之二强 */
		i++;
	}
	int32_t w = trie_longest_of(p->lex->automaton, p->lex->words, W(W_AFTER), p->cp + i,
				    p->n - i, &length);

	if (w >= 0 && whole_word(p, i, i + length)) {
		q->qualifier = p->lex->words[w].qualifier;
		i += length;
	} else if (w < 0 && i < p->n && p->cp[i] == ' ') {
		w = trie_longest_of(p->lex->automaton, p->lex->words, W(W_AFTER), p->cp + i + 1,
				    p->n - i - 1, &length);
		if (w >= 0 && whole_word(p, i, i + 1 + length)) {
			q->qualifier = p->lex->words[w].qualifier;
			i += 1 + length;
		}
	}
	q->to = (uint32_t)i;
}

/* --- fractions --- */

static bool whole(tally_decimal d, int power, int64_t *out)
{
	tally_decimal w;

	if (d.decimals > 0 || !decimal_scale(d, power, &w))
		return false;
	*out = w.mantissa;
	return true;
}

static bool power_of_ten(int64_t v, int *power)
{
	for (*power = 0; v % 10 == 0 && v > 0; v /= 10)
		++*power;
	return v == 1;
}

static void set_fraction(quantity *q, int64_t a, int64_t b)
{
	q->form = TALLY_FORM_FRACTION;
	q->first = (tally_decimal){a, 0};
	q->second = (tally_decimal){b, 0};
	q->kind = U_NONE;
	q->power = 0;
}

/* below分之above: 百分之 is per cent, 六分之一 a fraction, powers of ten exact decimals. */
static bool parts_of(quantity *q, const numeral *below, const numeral *above)
{
	int64_t den, num;
	int power;

	if (!whole(below->value, below->power, &den) || den == 0)
		return false;
	bool minus = den < 0;

	den = minus ? -den : den;
	if (power_of_ten(den, &power) && (below->bare || above->value.decimals || power >= 2)) {
		q->first = above->value;
		q->first.decimals += power - above->power - (below->bare ? 2 : 0);
		if (minus)
			q->first.mantissa = -q->first.mantissa;
		if (q->first.decimals < 0 && !decimal_scale(q->first, 0, &q->first))
			return false;
		q->kind = below->bare ? U_PERCENT : U_NONE;
		return true;
	}
	if (!whole(above->value, above->power, &num))
		return false;
	set_fraction(q, minus ? -num : num, den);
	return true;
}

static size_t parts_word(const place_in *p, size_t i)
{
	size_t length = text_at(p->cp, p->n, i, "分之");

	return length ? length : text_at(p->cp, p->n, i, " 分之");
}

static void finish_share(const place_in *p, quantity *q, size_t to)
{
	q->num_to = q->unit_from = q->unit_to = q->to = (uint32_t)to;
	qualifier_behind(p, q, q->unit_to);
}

/* 三分之二, 百分之五, 一又二分之一, 百分之三到百分之五 */
static bool chinese_fraction(const place_in *p, const numeral *first, quantity *q)
{
	numeral below = *first, above;
	size_t at = first->to, mark;
	int64_t units = 0;

	if (at < p->n && p->cp[at] == 0x53c8) { /* 又 */
		if (!whole(first->value, first->power, &units) ||
		    !numeral_parse(p->cp, p->n, at + 1, &below))
			return false;
		at = below.to;
	}
	mark = parts_word(p, at);
	if (!mark && units && at < p->n && p->cp[at] == 0x5206)
		mark = 1; /* 一又十分一 */
	if (!mark || below.vague || !numeral_parse(p->cp, p->n, skip_space(p, at + mark), &above))
		return false;
	if (!parts_of(q, &below, &above))
		return false;
	if (units) {
		int64_t den = 1, sum = units < 0 ? -units : units;

		if (q->form != TALLY_FORM_FRACTION &&
		    (!whole(below.value, below.power, &den) ||
		     !whole(above.value, above.power, &q->first.mantissa)))
			return false;
		if (q->form == TALLY_FORM_FRACTION)
			den = q->second.mantissa;
		if (__builtin_mul_overflow(sum, den, &sum) ||
		    __builtin_add_overflow(sum, q->first.mantissa, &sum))
			return false;
		set_fraction(q, units < 0 ? -sum : sum, den);
	}
	if (above.little_over)
		q->qualifier = TALLY_LITTLE_OVER;
	q->chinese = true;
	finish_share(p, q, above.to);
	return true;
}

/* 3/5, 1/4, 1 3/5 */
static bool stroke_fraction(const place_in *p, const numeral *first, quantity *q)
{
	size_t at = first->to;
	numeral next = *first, below;
	int64_t a, b, units = 0;
	bool minus = first->value.mantissa < 0;

	if (!first->digits_only || first->power)
		return false;
	if (p->phrase && at + 1 < p->n && p->cp[at] == ' ' && text_is_digit(p->cp[at + 1])) {
		units = first->value.mantissa;
		if (!numeral_parse(p->cp, p->n, at + 1, &next) || !next.digits_only || next.power)
			return false;
		at = next.to;
	}
	if (at + 1 >= p->n || p->cp[at] != '/' || !text_is_digit(p->cp[at + 1]))
		return false;
	if (!numeral_parse(p->cp, p->n, at + 1, &below) || !below.digits_only || below.power)
		return false;
	a = next.value.mantissa;
	b = below.value.mantissa;
	if (b <= 0 || b > 99 || a < -99 || a > 99)
		return false;
	uint32_t next_char = below.to < p->n ? p->cp[below.to] : ' ';
	uint32_t before = first->from > 0 ? p->cp[first->from - 1] : ' ';

	if (next_char == '/' || next_char == 0x6708 || text_is_latin(next_char) ||
	    next_char == '-' || before == '/' || text_is_digit(before) || text_is_latin(before))
		return false;
	int64_t whole = 0; /* 1 3/5 */

	if (__builtin_mul_overflow(units < 0 ? -units : units, b, &whole) ||
	    __builtin_add_overflow(whole, a, &a))
		return false;
	set_fraction(q, minus && units ? -a : a, b);
	finish_share(p, q, below.to);
	return true;
}

/* 一半, 半数, 半成, 过半 */
static bool half(const place_in *p, size_t i, quantity *q)
{
	uint32_t c = p->cp[i];

	if (c != 0x4e00 && c != 0x534a && c != 0x8fc7 && c != 0x8d85 && c != 0x8fd1 &&
	    c != 0x903e && c != '1')
		return false; /* 一 半 过 超 近 逾 */
	size_t length = text_at_any(p->cp, p->n, i, "一半|半数|1半");

	if (!length) {
		length = text_at_any(p->cp, p->n, i, "过半数|超半数|过半|逾半");
		if (length)
			q->qualifier = TALLY_OVER;
	}
	if (!length && text_at(p->cp, p->n, i, "近半") &&
	    !text_at_any(p->cp, p->n, i + 2,
			 "数|年|个|小时|天|日|月|世纪|价|程|径|山|岛|导|成|场")) {
		length = 2;
		q->qualifier = TALLY_NEAR;
	}
	if (!length)
		return false;
	tally_qualifier before = (tally_qualifier)q->qualifier;

	set_fraction(q, 1, 2);
	q->chinese = true;
	q->num_from = (uint32_t)i;
	finish_share(p, q, i + length);
	if (q->qualifier == TALLY_AS_PRINTED)
		q->qualifier = (uint8_t)before;
	return true;
}

static bool half_power(const place_in *p, size_t i, quantity *q)
{
	if (p->cp[i] != 0x534a)
		return false;
	if (text_at(p->cp, p->n, i, "半百")) {
		q->first = (tally_decimal){50, 0};
		q->num_to = q->unit_from = (uint32_t)i + 2;
		take_unit(p, q, i + 2);
		qualifier_behind(p, q, q->unit_to);
		return true;
	}
	if (text_at(p->cp, p->n, i, "半成")) {
		q->first = (tally_decimal){5, 1};
		q->kind = U_TENTHS;
		q->num_to = q->unit_from = (uint32_t)i + 1;
		q->unit_to = (uint32_t)i + 2;
		qualifier_behind(p, q, q->unit_to);
		return true;
	}
	return false;
}

/* --- ranges --- */

static size_t range_mark(const place_in *p, size_t i)
{
	size_t at = skip_space(p, i);

	if (at >= p->n)
		return 0;
	uint32_t c = p->cp[at];
	bool mark = c == '-' || c == '~' || c == 0x81f3 || c == 0x5230;

	if (!mark && p->phrase && (c == 0x4e0e || c == 0x548c))
		mark = true; /* 与…之间; checked behind */
	if (!mark)
		return text_at(p->cp, p->n, at, "to ") ? at + 3 - i : 0;
	at++;
	while (at < p->n && p->cp[at] == '-')
		at++;
	return skip_space(p, at) - i;
}

static bool between_word(const place_in *p, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < p->n; i++)
		if (p->cp[i] == 0x4e0e || p->cp[i] == 0x548c)
			return false;
	return true;
}

/* 七千到九千亿: what closes the right end belongs to the left one too. */
static bool share_power(numeral *left, const numeral *right)
{
	if (left->power == 0 && right->power > 0 && left->unit_like_none)
		left->power = right->power;
	else if (left->power == 0 && right->power == 0 && right->small_power &&
		 left->value.decimals == 0 && left->value.mantissa < 10) {
		int64_t v = right->value.mantissa;
		int power = 0;

		while (v >= 10) {
			v /= 10;
			power++;
		}
		return decimal_scale(left->value, power, &left->value);
	}
	return true;
}

static bool to_common_power(quantity *q, const numeral *left, const numeral *right)
{
	int power = left->power < right->power ? left->power : right->power;

	q->power = (int8_t)power;
	return decimal_scale(left->value, left->power - power, &q->first) &&
	       decimal_scale(right->value, right->power - power, &q->second);
}

static bool range(const place_in *p, const numeral *left_in, quantity *q)
{
	numeral left = *left_in, right;
	unit_kind kind = U_NONE;
	size_t end = left.to, mark;

	unit_at(p, left.to, &end, &kind);
	left.unit_like_none = end == left.to;
	size_t at = end + inclusive_mark(p, end);

	mark = range_mark(p, at);
	if (!mark || !numeral_parse(p->cp, p->n, at + mark, &right) || right.vague || right.bare ||
	    right.value.mantissa < 0)
		return false;
	if (!between_word(p, at, at + mark) && !text_at_any(p->cp, p->n, right.to, "之间|间"))
		return false;
	if (!share_power(&left, &right) || !to_common_power(q, &left, &right))
		return false;
	q->form = TALLY_FORM_RANGE;
	q->num_to = right.power_from;
	q->unit_from = right.power_from;
	q->chinese = left.chinese || right.chinese;
	take_unit(p, q, right.to);
	if (q->kind == U_NONE && kind != U_NONE)
		q->kind = (uint8_t)kind;
	if (tally_decimal_compare(q->first, q->second) > 0) {
		tally_decimal swap = q->first;

		q->first = q->second;
		q->second = swap;
	}
	qualifier_behind(p, q, q->unit_to);
	return true;
}

/* --- the whole --- */

/* 三成五, 两成半: a digit behind the unit; its length. */
static size_t half_tenth(const place_in *p, quantity *q, bool chinese)
{
	uint32_t c = q->unit_to < p->n ? p->cp[q->unit_to] : 0;
	bool plain = text_at_any(p->cp, p->n, q->unit_to, "一|二|三|四|五|六|七|八|九") > 0;
	int digit = c == 0x534a ? 5 : chinese && plain ? chinese_digit(c) : 0; /* not 七成参与 */

	if (q->kind != U_TENTHS || q->first.decimals > 0 || digit <= 0)
		return 0;
	q->first = (tally_decimal){q->first.mantissa * 10 + digit, 1};
	return 1;
}

static bool plain(const place_in *p, const numeral *number, quantity *q)
{
	q->first = number->value;
	q->power = number->power;
	q->num_to = number->power_from;
	q->unit_from = number->power_from;
	q->chinese = number->chinese;
	q->small = number->small;
	q->vague = number->vague;
	q->overlong = number->overlong;
	q->bare = number->bare;
	if (number->little_over) {
		q->qualifier = TALLY_LITTLE_OVER;
		if (q->num_to > q->num_from && q->unit_from == number->to)
			q->unit_from = number->to;
	}
	if (number->range) {
		q->form = TALLY_FORM_RANGE;
		q->second = number->second;
	}
	take_unit(p, q, number->to);
	size_t half = half_tenth(p, q, number->chinese);

	small_money(p, q);
	uint8_t before = q->qualifier;

	qualifier_behind(p, q, q->unit_to + half);
	if (q->qualifier == TALLY_AS_PRINTED)
		q->qualifier = before;
	return true;
}

static void quantity_shift(quantity *q, uint32_t by)
{
	q->from += by;
	q->to += by;
	q->num_from += by;
	q->num_to += by;
	q->unit_from += by;
	q->unit_to += by;
}

/* 人民币3.14, us$ 10 billion */
static bool money_before(const place_in *p, size_t i, quantity *q)
{
	size_t length = 0;

	if (text_is_digit(p->cp[i]))
		return false; /* nearly all begin so */
	int32_t w = trie_longest_of(p->lex->automaton, p->lex->words, W(W_CURRENCY), p->cp + i,
				    p->n - i, &length);

	if (w < 0)
		return false;
	if (text_is_latin(p->cp[i]) && i > 0 && text_is_latin(p->cp[i - 1]))
		return false;
	size_t at = skip_space(p, i + length);

	if (at >= p->n || !(text_is_digit(p->cp[at]) || chinese_digit(p->cp[at]) > 0 ||
			    p->cp[at] == '.' || p->cp[at] == 0x5341 || p->cp[at] == '-'))
		return false;
	/* CNY13.6 billion: the letters in front are no part of a code */
	if (!quantity_parse(p->lex, p->cp + at, p->n - at, 0, p->phrase, q))
		return false;
	quantity_shift(q, (uint32_t)at);
	if (q->kind != U_NONE && q->kind != U_MONEY)
		return false;
	q->from = (uint32_t)i;
	/* 港币九百元: the name before says which yuan */
	if (q->unit < 0 || strcmp(p->lex->units[q->unit].base, "CNY") == 0)
		q->unit = p->lex->words[w].unit;
	q->kind = U_MONEY;
	return true;
}

static bool ordinal(const place_in *p, size_t i, quantity *q)
{
	numeral number;

	if (p->cp[i] != 0x7b2c || !numeral_parse(p->cp, p->n, i + 1, &number)) /* 第 */
		return false;
	q->ordinal = true;
	q->num_from = (uint32_t)i + 1;
	q->first = number.value;
	q->power = number.power;
	q->num_to = number.power_from;
	q->unit_from = number.power_from;
	q->unit_to = q->to = number.to;
	return true;
}

/* A digit inside a Latin word or a longer code is no number: 5g, gb/t15835, co2. */
static bool inside_code(const place_in *p, size_t i)
{
	return i > 0 && text_is_digit(p->cp[i]) &&
	       (text_is_latin(p->cp[i - 1]) || p->cp[i - 1] == '_');
}

bool quantity_parse(const tally_lexicon *lex, const uint32_t *cp, size_t n, size_t i, bool phrase,
		    quantity *out)
{
	const place_in p = {lex, cp, n, phrase};
	numeral number, below = {0};
	quantity q = {.from = (uint32_t)i, .num_from = (uint32_t)i, .unit = -1};

	*out = q;
	if (i >= n || inside_code(&p, i))
		return false;
	if (ordinal(&p, i, out) || half(&p, i, out) || half_power(&p, i, out) ||
	    money_before(&p, i, out))
		return true;
	*out = q;
	if (numeral_parse_english(cp, n, i, &number, &below)) {
		if (below.to > 0) {
			int64_t a = number.value.mantissa, b = below.value.mantissa;

			set_fraction(out, a, b);
			finish_share(&p, out, below.to);
			return true;
		}
		return plain(&p, &number, out);
	}
	if (!numeral_parse(cp, n, i, &number))
		return false;
	if (chinese_fraction(&p, &number, out))
		return true;
	*out = q;
	if (stroke_fraction(&p, &number, out))
		return true;
	*out = q;
	bool two_ends = i > 0 && !phrase && (cp[i - 1] == 0x4ece || cp[i - 1] == 0x7531);

	if (!two_ends && !number.vague && range(&p, &number, out))
		return true;
	*out = q;
	return plain(&p, &number, out);
}
