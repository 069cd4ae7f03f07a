/* period_parts.c: years, quarters, months and days, each read at one place of the text; and the
 * characters that may begin a period at all. */
#include "period_parts.h"

#include <string.h>

int period_published_year(const period_in *p)
{
	int year = 0, month, day;

	if (p->context->published == TALLY_DAY_NONE)
		return p->context->year;
	tally_day_split(p->context->published, &year, &month, &day);
	return year;
}

/* A small whole number, Arabic or Chinese, 1..max. */
size_t period_small_number(const period_in *p, size_t i, int max, int *out)
{
	numeral number;
	size_t digits = i;

	if (text_is_digit(at(p, i))) {
		int value = 0;

		while (text_is_digit(at(p, digits)) && digits - i < 3)
			value = value * 10 + (int)(at(p, digits++) - '0');
		if (text_is_digit(at(p, digits)) || value < 1 || value > max)
			return 0;
		*out = value;
		return digits - i;
	}
	if (chinese_digit(at(p, i)) < 0 && at(p, i) != 0x5341 && at(p, i) != 0x5eff)
		return 0;
	if (!numeral_parse(p->cp, p->n, i, &number) || number.value.decimals || number.power ||
	    number.range || number.little_over || number.value.mantissa < 1 ||
	    number.value.mantissa > max)
		return 0;
	*out = (int)number.value.mantissa;
	return number.to - i;
}

/* --- years --- */

static size_t digit_run(const period_in *p, size_t i, int *value, bool *chinese)
{
	size_t k = i;

	*value = 0;
	*chinese = !text_is_digit(at(p, i));
	for (; k - i < 5; k++) {
		int d = *chinese                  ? chinese_digit(at(p, k))
			: text_is_digit(at(p, k)) ? (int)(at(p, k) - '0')
						  : -1;

		if (d < 0)
			break;
		*value = *value * 10 + d;
	}
	return k - i;
}

static bool two_digit_year(const period_in *p, size_t i, size_t to, int value, bool chinese)
{
	uint32_t next = at(p, to);
	bool followed = text_is_digit(next) || chinese_digit(next) > 0 || next == 0x5341 ||
			next == 0x5e95 || next == 0x672b;
	bool zero = at(p, i) == '0' || at(p, i) == 0x96f6;

	if (chinese)
		return zero || value >= 50;
	return zero || (followed && value <= 99 && (value < 30 || value >= 50));
}

/* 2024年, 08年, 二〇〇六年, 九七年 */
size_t period_written_year(const period_in *p, size_t i, int *year)
{
	bool chinese;
	int value;
	size_t length = digit_run(p, i, &value, &chinese);
	size_t to = skip(p, i + length);

	if (i > 0 && (text_is_digit(p->cp[i - 1]) || p->cp[i - 1] == '.'))
		return 0;
	if (at(p, to) != 0x5e74)
		return 0;
	to++;
	if (length == 4 && value >= 1000 && value <= 2999) {
		*year = value;
		return to - i;
	}
	if (length == 2 && two_digit_year(p, i, to, value, chinese)) {
		*year = value + (value < 50 ? 2000 : 1900);
		return to - i;
	}
	return 0;
}

static struct {
	word_list words;
	int offset;
	bool of_context;
} relative_years[] = {
    {{"今年|本年度|本年|这一年|年内", 0, 0}, 0, false},
    {{"当年|同年", 0, 0}, 0, true},
    {{"去年|上年度|上年|上一年度|上一年|前一年", 0, 0}, -1, false},
    {{"前年", 0, 0}, -2, false},
    {{"明年|次年|来年|下一年", 0, 0}, 1, false},
    {{"后年", 0, 0}, 2, false},
};

/* 三年内, 近年内: no year of its own. */
static bool within_years(const period_in *p, size_t i)
{
	return i > 0 && says(p, i, "年内") &&
	       (digit_starts(p, i - 1) ||
		says(p, i - 1, "近|几|多|半|余|数|两|十|百|当|本|今|去|明|每|跨|期|全|成") > 0);
}

size_t period_relative_year(const period_in *p, size_t i, int *year, bool *last)
{
	if (digit_starts(p, i) || within_years(p, i))
		return 0;
	int now = period_published_year(p);

	for (size_t k = 0; k < sizeof relative_years / sizeof *relative_years; k++) {
		size_t length = word_list_at(&relative_years[k].words, p->cp, p->n, i);

		if (!length)
			continue;
		if (relative_years[k].of_context && p->context->year)
			now = p->context->year;
		*year = now ? now + relative_years[k].offset : 0;
		*last = relative_years[k].offset == -1;
		return length;
	}
	return 0;
}

/* 全年, 年末 by themselves: the year that the text speaks of, when that can have been
 * reported; else the last one that had ended by the day of publication. An aim (力争全年…) is of
 * the year of publication. */
int period_year_spoken_of(const period_in *p)
{
	int now = period_published_year(p), said = p->context->year;

	if (p->context->ahead && p->context->published != TALLY_DAY_NONE)
		return now;
	if (p->context->published == TALLY_DAY_NONE || said == now || said == now - 1)
		return said;
	return now - 1;
}

/* --- what stands below the year --- */

static size_t quarter(const period_in *p, size_t i, parts_of_period *out)
{
	size_t from = i, length;
	int value;

	if ((length = says(p, i, "首季度|首季"))) {
		out->quarter_from = out->quarter = 1;
		return length;
	}
	bool up_to = at(p, i) == 0x524d; /* 前 */

	if (up_to || at(p, i) == 0x7b2c) /* 第 */
		i++;
	length = period_small_number(p, i, 4, &value);
	if (!length)
		return 0;
	i += length;
	i += at(p, i) == 0x4e2a; /* 个 */
	if (!(length = says(p, i, "季度|季")))
		return 0;
	out->quarter = value;
	out->quarter_from = up_to ? 1 : value;
	return i + length - from;
}

static size_t half_year(const period_in *p, size_t i, parts_of_period *out)
{
	if (digit_starts(p, i))
		return 0;
	size_t length = says(p, i, "上半年|前半年");

	if (length) {
		out->half = 1;
		return length;
	}
	length = says(p, i, "下半年|后半年");
	if (length)
		out->half = 2;
	return length;
}

/* 前十个月, 首月, 后三月 */
static size_t counted_months(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length, from = i;
	int value;

	if ((length = says(p, i, "首月"))) {
		out->first_months = 1;
		return length;
	}
	bool first = at(p, i) == 0x524d;

	if (!first && at(p, i) != 0x540e) /* 前, 后 */
		return 0;
	i++;
	if (!(length = period_small_number(p, i, 12, &value)))
		return 0;
	i += length;
	i += at(p, i) == 0x4e2a;
	if (at(p, i) != 0x6708)
		return 0;
	i++;
	i += at(p, i) == 0x4efd;
	if (first)
		out->first_months = value;
	else
		out->last_months = value;
	return i - from;
}

size_t period_range_sign(const period_in *p, size_t i)
{
	size_t from = i;

	i = skip(p, i);
	uint32_t c = at(p, i);

	if (c != '-' && c != '~' && c != 0x81f3 && c != 0x5230)
		return 0;
	while (at(p, i) == '-' || i == skip(p, from))
		i++;
	return skip(p, i) - from;
}

/* 9日, 26-27日, 十二号 behind a month */
size_t period_days(const period_in *p, size_t i, parts_of_period *out)
{
	size_t from = i, length, sign;
	int first, last = 0;

	if (!(length = period_small_number(p, i, 31, &first)))
		return 0;
	i += length;
	if ((sign = period_range_sign(p, i)) &&
	    (length = period_small_number(p, i + sign, 31, &last)) &&
	    says(p, i + sign + length, "日|号"))
		i += sign + length;
	if (!(length = says(p, i, "日|号")))
		return 0;
	out->day = first;
	out->day_to = last;
	return i + length - from;
}

/* 9月, 1—9月份, 12月26日, 10月底 */
static size_t months(const period_in *p, size_t i, parts_of_period *out)
{
	size_t from = i, length, sign;
	int first, last = 0;

	if (!(length = period_small_number(p, i, 12, &first)))
		return 0;
	i = skip(p, i + length);
	sign = period_range_sign(p, i);
	if (sign && (length = period_small_number(p, i + sign, 12, &last)) &&
	    at(p, i + sign + length) == 0x6708)
		i += sign + length;
	else
		last = 0;
	if (at(p, i) != 0x6708)
		return 0;
	i++;
	out->month = first;
	out->month_to = last;
	if (at(p, i) == 0x4efd) /* 份 */
		return i + 1 - from;
	if (!last)
		i += period_days(p, skip(p, i), out)
			 ? period_days(p, skip(p, i), out) + (skip(p, i) - i)
			 : 0;
	return i - from;
}

size_t period_relative_month(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length, day;
	int step = 0;

	if (digit_starts(p, i))
		return 0;
	if ((length = says(p, i, "本月|当月|这个月")))
		step = 0;
	else if ((length = says(p, i, "上月|上个月")))
		step = -1;
	else if ((length = says(p, i, "下月|下个月")))
		step = 1;
	if (!length ||
	    (p->context->published == TALLY_DAY_NONE && p->context->span.first == TALLY_DAY_NONE))
		return length;
	tally_day base = p->context->published;
	int y, m, d;

	if ((step == 0 || (step < 0 && !p->phrase)) && p->context->span.first != TALLY_DAY_NONE)
		base = p->context->span.last;
	if (base == TALLY_DAY_NONE)
		base = p->context->span.last;
	tally_day_split(base, &y, &m, &d);
	m += step;
	out->year = y + (m < 1 ? -1 : m > 12 ? 1 : 0);
	out->month = m < 1 ? 12 : m > 12 ? 1 : m;
	out->relative_month = true;
	day = period_days(p, i + length, out);
	return length + day;
}

size_t period_relative_quarter(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length;
	int step, y, m, d;

	if (digit_starts(p, i))
		return 0;
	if ((length = says(p, i, "本季度|本季")))
		step = 0;
	else if ((length = says(p, i, "上季度|上个季度|上季|上一季度")))
		step = -1;
	else if ((length = says(p, i, "下下个季度")))
		step = 2;
	else if ((length = says(p, i, "下季度|下个季度|下一季度")))
		step = 1;
	else
		return 0;
	if (p->context->published == TALLY_DAY_NONE)
		return length;
	tally_day_split(p->context->published, &y, &m, &d);
	int q = (m - 1) / 3 + step;

	out->year = y + (q < 0 ? -1 : q / 4);
	out->quarter = out->quarter_from = (q + 4) % 4 + 1;
	return length;
}

size_t period_below_year(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length;

	if ((length = quarter(p, i, out)) || (length = half_year(p, i, out)) ||
	    (length = counted_months(p, i, out)) || (length = months(p, i, out)))
		return length;
	return 0;
}

size_t period_end_or_begin(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length =
	    out->month ? says(p, i, "月底|月末|底|末") : says(p, i, "年年底|年底|年末|年终|底|末");

	if (length) {
		out->end = true;
		return length;
	}
	length = out->month ? says(p, i, "初|月初") : says(p, i, "年初|初");
	if (length && at(p, i + length) != 0x6b65 && at(p, i + length) != 0x6838) {
		out->begin = true; /* not 初步, 初核 */
		return length;
	}
	return 0;
}

/* --- dates in figures: 2010-01-29, 2018/1/10, 1999.08 --- */

size_t period_figures(const period_in *p, size_t i, int max, size_t most, int *out)
{
	size_t k = i;
	int value = 0;

	while (text_is_digit(at(p, k)) && k - i < most)
		value = value * 10 + (int)(at(p, k++) - '0');
	if (k == i || text_is_digit(at(p, k)) || value < 1 || value > max)
		return 0;
	*out = value;
	return k - i;
}

size_t period_numeric_date(const period_in *p, size_t i, parts_of_period *out)
{
	size_t k = i, length;
	int year, month, day;

	if (i > 0 &&
	    (text_is_digit(p->cp[i - 1]) || text_is_latin(p->cp[i - 1]) || p->cp[i - 1] == '.'))
		return 0;
	if (!(length = period_figures(p, k, 2999, 4, &year)) || length != 4 || year < 1000)
		return 0;
	k += 4;
	uint32_t sign = at(p, k);

	if (sign != '-' && sign != '/' && sign != '.' && !(sign == ' ' && p->phrase))
		return 0;
	if (!(length = period_figures(p, k + 1, 12, 2, &month)))
		return 0;
	k += 1 + length;
	out->year = year;
	out->month = month;
	if (at(p, k) == sign && (length = period_figures(p, k + 1, 31, 2, &day)) &&
	    tally_day_valid(year, month, day)) {
		out->day = day;
		return k + 1 + length - i;
	}
	if (sign == '.' && at(p, k) == '-' && length == 2 && p->phrase &&
	    (length = period_figures(p, k + 1, 31, 2, &day)) && tally_day_valid(year, month, day)) {
		out->day = day; /* 1994.01-19 */
		return k + 1 + length - i;
	}
	if (sign == '.' && p->phrase && length == 2 && period_range_sign(p, k))
		return k - i;
	if (sign != '-')
		return 0;
	/* 2020-12 is a month only in a phrase or with two digits */
	return p->phrase || (sign == '-' && length == 2 && at(p, k) != 0x5e74 && at(p, k) != '%')
		   ? k - i
		   : 0;
}

/* --- beginnings --- */

/* Characters that may begin a period. */
bool period_starts_with(uint32_t c)
{
	switch (c) {
	case 0x4eca: /* 今 */
	case 0x672c: /* 本 */
	case 0x8fd9: /* 这 */
	case 0x5f53: /* 当 */
	case 0x540c: /* 同 */
	case 0x53bb: /* 去 */
	case 0x4e0a: /* 上 */
	case 0x524d: /* 前 */
	case 0x660e: /* 明 */
	case 0x6b21: /* 次 */
	case 0x6765: /* 来 */
	case 0x4e0b: /* 下 */
	case 0x540e: /* 后 */
	case 0x9996: /* 首 */
	case 0x7b2c: /* 第 */
	case 0x622a: /* 截 */
	case 0x5230: /* 到 */
	case 0x76ee: /* 目 */
	case 0x5982: /* 如 */
	case 0x773c: /* 眼 */
	case 0x8fc4: /* 迄 */
	case 0x81f3: /* 至 */
	case 0x8fd1: /* 近 */
	case 0x8fc7: /* 过 */
	case 0x8fde: /* 连 */
	case 0x7528: /* 用 */
	case 0x5386: /* 历 */
	case 0x6700: /* 最 */
	case 0x5bfb: /* 寻 */
	case 0x5c0b: /* 尋 */
	case 0x6628: /* 昨 */
	case 0x5341: /* 十 */
	case 0x5eff: /* 廿 */
	case 0x5168: /* 全 */
	case 0x5e74: /* 年 */
	case 0x201c: /* the quotes of a plan's name */
	case '"':
		return true;
	default:
		return text_is_digit(c) || chinese_digit(c) >= 0;
	}
}

/* Characters that may stand second: 年 of 今年, 半 of 上半年, 续 of 连续. */
static bool second_of_period(uint32_t c)
{
	switch (c) {
	case 0x5e74: /* 年 */
	case 0x5185: /* 内 */
	case 0x660e: /* 明 */
	case 0x6708: /* 月 */
	case 0x5b63: /* 季 */
	case 0x4e2a: /* 个 */
	case 0x524d: /* 前 */
	case 0x671f: /* 期 */
	case 0x534a: /* 半 */
	case 0x4e0b: /* 下 */
	case 0x81f3: /* 至 */
	case 0x6b62: /* 止 */
	case 0x76ee: /* 目 */
	case 0x4eca: /* 今 */
	case 0x53bb: /* 去 */
	case 0x7eed: /* 续 */
	case 0x65f6: /* 时 */
	case 0x8fd1: /* 近 */
	case 0x65e5: /* 日 */
	case 0x5341: /* 十 */
	case 0x5468: /* 周 */
	case 0x5230: /* 到 */
	case 0x3001: /* 、 */
	case 0x548c: /* 和 */
	case 0x591a: /* 多 */
	case 0x4f59: /* 余 */
	case 0x672b: /* 末 */
	case 0x5e95: /* 底 */
	case 0x521d: /* 初 */
		return true;
	default:
		return c < 0x80 || chinese_digit(c) >= 0;
	}
}

bool period_starts(uint32_t c, uint32_t next)
{
	return period_starts_with(c) && (text_is_digit(c) || second_of_period(next));
}
