/* periods.c: Chinese period expressions within a text.
 *
 * core's period.c reads a whole cell that is nothing but a period. Here a period is found
 * inside prose, and what it leaves out is taken from the context: 6月末 is the last one that
 * began before the day of publication, 当年 the year that the article speaks of. Calendar
 * arithmetic is core's. Year and month ranges include their last member; 年底 is a day. */
#include "parts.h"

#include <string.h>

typedef struct {
	const uint32_t *cp;
	size_t n;
	const period_context *context;
	bool phrase;
} period_in;

/* One end of a period under construction; 0 = not said. */
typedef struct {
	int year, month, day;
	int month_to; /* 1—9月 */
	int day_to;   /* 12月26—27日 */
	int quarter, quarter_from, half;
	int first_months, last_months; /* 前N个月, 后N月 */
	bool end, begin;               /* 末, 初 */
	bool whole_year;               /* 年 or 全年 was said */
	bool relative_month;           /* 本月 */
	int year_to;                   /* 今明两年 */
} parts_of_period;

static size_t skip(const period_in *p, size_t i)
{
	return i < p->n && p->cp[i] == ' ' ? i + 1 : i;
}

static uint32_t at(const period_in *p, size_t i)
{
	return i < p->n ? p->cp[i] : 0;
}

static size_t says(const period_in *p, size_t i, const char *words)
{
	return text_at_any(p->cp, p->n, i, words);
}

/* A digit begins no relative word; most look-ups end here. */
static bool digit_starts(const period_in *p, size_t i)
{
	return text_is_digit(at(p, i)) || (chinese_digit(at(p, i)) >= 0);
}

static int published_year(const period_in *p)
{
	int year = 0, month, day;

	if (p->context->published == TALLY_DAY_NONE)
		return p->context->year;
	tally_day_split(p->context->published, &year, &month, &day);
	return year;
}

/* A small whole number, Arabic or Chinese, 1..max. */
static size_t small_number(const period_in *p, size_t i, int max, int *out)
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
static size_t written_year(const period_in *p, size_t i, int *year)
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

static const struct {
	const char *words;
	int offset;
	bool of_context;
} relative_years[] = {
    {"今年|本年度|本年|这一年", 0, false},
    {"当年|同年", 0, true},
    {"去年|上年度|上年|上一年度|上一年|前一年", -1, false},
    {"前年", -2, false},
    {"明年|次年|来年|下一年", 1, false},
    {"后年", 2, false},
};

static size_t relative_year(const period_in *p, size_t i, int *year, bool *last)
{
	if (digit_starts(p, i))
		return 0;
	int now = published_year(p);

	for (size_t k = 0; k < sizeof relative_years / sizeof *relative_years; k++) {
		size_t length = says(p, i, relative_years[k].words);

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
	length = small_number(p, i, 4, &value);
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
	if (!(length = small_number(p, i, 12, &value)))
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

static size_t range_sign(const period_in *p, size_t i)
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
static size_t days(const period_in *p, size_t i, parts_of_period *out)
{
	size_t from = i, length, sign;
	int first, last = 0;

	if (!(length = small_number(p, i, 31, &first)))
		return 0;
	i += length;
	if ((sign = range_sign(p, i)) && (length = small_number(p, i + sign, 31, &last)) &&
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

	if (!(length = small_number(p, i, 12, &first)))
		return 0;
	i = skip(p, i + length);
	sign = range_sign(p, i);
	if (sign && (length = small_number(p, i + sign, 12, &last)) &&
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
		i += days(p, skip(p, i), out) ? days(p, skip(p, i), out) + (skip(p, i) - i) : 0;
	return i - from;
}

static size_t relative_month(const period_in *p, size_t i, parts_of_period *out)
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
	day = days(p, i + length, out);
	return length + day;
}

static size_t relative_quarter(const period_in *p, size_t i, parts_of_period *out)
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

static size_t below_year(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length;

	if ((length = quarter(p, i, out)) || (length = half_year(p, i, out)) ||
	    (length = counted_months(p, i, out)) || (length = months(p, i, out)))
		return length;
	return 0;
}

static size_t end_or_begin(const period_in *p, size_t i, parts_of_period *out)
{
	size_t length =
	    out->month ? says(p, i, "月底|月末|底|末") : says(p, i, "年年底|年底|年末|年终|底|末");

	if (length) {
		out->end = true;
		return length;
	}
	length = says(p, i, out->month ? "初|月初" : "年初|初");
	if (length && at(p, i + length) != 0x6b65 && at(p, i + length) != 0x6838) {
		out->begin = true; /* not 初步, 初核 */
		return length;
	}
	return 0;
}

/* --- dates in figures: 2010-01-29, 2018/1/10, 1999.08 --- */

static size_t figures(const period_in *p, size_t i, int max, size_t most, int *out)
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

static size_t numeric_date(const period_in *p, size_t i, parts_of_period *out)
{
	size_t k = i, length;
	int year, month, day;

	if (i > 0 &&
	    (text_is_digit(p->cp[i - 1]) || text_is_latin(p->cp[i - 1]) || p->cp[i - 1] == '.'))
		return 0;
	if (!(length = figures(p, k, 2999, 4, &year)) || length != 4 || year < 1000)
		return 0;
	k += 4;
	uint32_t sign = at(p, k);

	if (sign != '-' && sign != '/' && sign != '.' && !(sign == ' ' && p->phrase))
		return 0;
	if (!(length = figures(p, k + 1, 12, 2, &month)))
		return 0;
	k += 1 + length;
	out->year = year;
	out->month = month;
	if (at(p, k) == sign && (length = figures(p, k + 1, 31, 2, &day)) &&
	    tally_day_valid(year, month, day)) {
		out->day = day;
		return k + 1 + length - i;
	}
	if (sign == '.' && at(p, k) == '-' && length == 2 && p->phrase &&
	    (length = figures(p, k + 1, 31, 2, &day)) && tally_day_valid(year, month, day)) {
		out->day = day; /* 1994.01-19 */
		return k + 1 + length - i;
	}
	if (sign == '.' && p->phrase && length == 2 && range_sign(p, k))
		return k - i;
	if (sign != '-')
		return 0;
	/* 2020-12 is a month only in a phrase or with two digits */
	return p->phrase || (sign == '-' && length == 2 && at(p, k) != 0x5e74 && at(p, k) != '%')
		   ? k - i
		   : 0;
}

/* --- to days --- */

static bool month_based(const parts_of_period *x)
{
	return x->month || x->quarter || x->half || x->first_months || x->last_months;
}

static tally_period span_of(const parts_of_period *x, int year)
{
	tally_period out = tally_period_year(year);

	if (x->month && x->day) {
		int day = x->day, last = x->day_to ? x->day_to : x->day;

		out.first = tally_day_of(year, x->month, day);
		out.last = tally_day_of(year, x->month, last);
	} else if (x->month) {
		out.first = tally_period_month(year, x->month).first;
		out.last = tally_period_month(year, x->month_to ? x->month_to : x->month).last;
		if (x->month_to && x->month_to < x->month)
			out.last = tally_period_month(year + 1, x->month_to).last;
	} else if (x->quarter) {
		out.first = tally_period_quarter(year, x->quarter_from).first;
		out.last = tally_period_quarter(year, x->quarter).last;
	} else if (x->half) {
		out = tally_period_half(year, x->half);
	} else if (x->first_months) {
		out.last = tally_period_month(year, x->first_months).last;
	} else if (x->last_months) {
		out.first = tally_period_month(year, 13 - x->last_months).first;
	} else if (x->year_to) {
		out.last = tally_period_year(x->year_to).last;
	}
	return out;
}

static bool day_exists(const parts_of_period *x, int year)
{
	return !x->day || (tally_day_valid(year, x->month, x->day) &&
			   (!x->day_to || tally_day_valid(year, x->month, x->day_to)));
}

/* The latest year in which the period began by the day of publication. */
static int missing_year(const period_in *p, const parts_of_period *x)
{
	int year = published_year(p);

	if (year == 0 || p->context->published == TALLY_DAY_NONE)
		return year;
	for (int back = 0; back < 9; back++) {
		if (!day_exists(x, year - back))
			continue;
		if (span_of(x, year - back).first <= p->context->published)
			return year - back;
	}
	return year;
}

static bool to_period(const period_in *p, parts_of_period *x, period_reading *out)
{
	int year = x->year;

	if (!year) {
		year = missing_year(p, x);
		out->no_year = true;
	}
	if (!year) {
		out->unknown = true;
		year = 1;
	}
	if (!day_exists(x, year))
		return false;
	x->year = year;
	out->list[0] = span_of(x, year);
	out->day = x->day && !x->day_to;
	if (x->end) {
		out->list[0].first = out->list[0].last;
		out->instant = true;
	} else if (x->begin) {
		out->list[0].last = out->list[0].first;
		out->instant = true;
	}
	out->n = 1;
	return true;
}

/* --- one period without range --- */

static size_t one(const period_in *p, size_t i, parts_of_period *x, period_reading *out)
{
	size_t to = i, length;
	bool last = false;

	*x = (parts_of_period){0};
	if ((length = numeric_date(p, i, x)))
		return length;
	length = written_year(p, i, &x->year);
	if (!length) {
		length = relative_year(p, i, &x->year, &last);
		if (length && !x->year)
			out->unknown = true;
	}
	if (length) {
		to += length;
		size_t whole = says(p, skip(p, to), "全年|度");

		x->whole_year = true;
		if (whole) {
			to = skip(p, to) + whole;
		} else {
			size_t below = below_year(p, skip(p, to), x);

			if (below)
				to = skip(p, to) + below;
		}
	} else if ((length = below_year(p, i, x)) || (length = relative_month(p, i, x)) ||
		   (length = relative_quarter(p, i, x))) {
		if ((x->relative_month || x->quarter) && x->year == 0 && x->month == 0 &&
		    x->quarter == 0)
			out->unknown = true;
		to += length;
	} else if (p->phrase && (length = says(p, i, "今明两年")) && published_year(p)) {
		x->year = published_year(p);
		x->year_to = x->year + 1;
		return length;
	} else {
		return 0;
	}
	if (!x->day) {
		to += end_or_begin(p, to, x);
		if (x->month && says(p, to, "上旬|中旬|下旬"))
			to += 2;
	}
	if (last && !month_based(x) && !x->end && !x->begin) {
		out->last_span = true;
		if ((length = says(p, to, "同期|同月|同季")))
			out->same_span = true;
		to += length;
	} else if ((length = says(p, to, "同期"))) {
		out->same_span = true;
		to += length;
	}
	return to - i;
}

/* --- plans: “十四五”时期 --- */

static size_t plan(const period_in *p, size_t i, period_reading *out)
{
	size_t k = i, length;
	static const char *const names[] = {"十一五", "十二五", "十三五",
					    "十四五", "十五五", "十六五"};

	if (at(p, k) == 0x201c || at(p, k) == '"')
		k++;
	if (at(p, k) != 0x5341) /* 十 */
		return 0;
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		if (!(length = says(p, k, names[n])))
			continue;
		k += length;
		if (at(p, k) == 0x201d || at(p, k) == '"')
			k++;
		int year = 2006 + 5 * (int)n;

		out->plan = true;
		out->n = 1;
		out->list[0] =
		    (tally_period){tally_period_year(year).first, tally_period_year(year + 4).last};
		if ((length = says(p, k, "时期|期间"))) {
			k += length;
		} else if ((length = says(p, k, "末"))) {
			out->list[0].first = out->list[0].last;
			out->instant = true;
			k += length;
		} else if (!says(p, k, "以来")) {
			out->vague = true; /* a name: “十四五”规划 */
		}
		return k - i;
	}
	return 0;
}

/* --- lists: 5、6月份; 2月份和1月份 --- */

static size_t month_list(const period_in *p, size_t i, period_reading *out)
{
	int values[PERIOD_LIST_MAX], n = 0;
	size_t k = i, length;
	bool named = false;

	while (n < PERIOD_LIST_MAX && (length = small_number(p, k, 12, &values[n]))) {
		n++;
		k += length;
		if (at(p, k) == 0x6708) {
			named = true;
			k += at(p, k + 1) == 0x4efd ? 2 : 1;
			if (!text_is_digit(at(p, k + 1)) && chinese_digit(at(p, k + 1)) < 0)
				break;
		}
		if (at(p, k) != 0x3001 && at(p, k) != 0x548c)
			break;
		if (!small_number(p, k + 1, 12, &(int){0}))
			break;
		k++;
	}
	if (n < 2 || !named || (at(p, k - 1) != 0x6708 && at(p, k - 1) != 0x4efd))
		return 0;
	for (int m = 0; m < n; m++) {
		parts_of_period x = {.month = values[m]};
		period_reading single = {0};

		if (!to_period(p, &x, &single))
			return 0;
		out->list[m] = single.list[0];
		out->no_year = out->no_year || single.no_year;
		out->unknown = out->unknown || single.unknown;
	}
	out->n = n;
	return k - i;
}

/* --- ranges of two periods --- */

/* 2016-2018, 2020-2024年, 1995 - 1997年 */
static size_t year_range(const period_in *p, size_t i, period_reading *out)
{
	int first = 0, last = 0;
	size_t sign, length;

	if (i > 0 && (text_is_digit(p->cp[i - 1]) || text_is_latin(p->cp[i - 1])))
		return 0;
	if (figures(p, i, 2999, 4, &first) != 4 || first < 1000)
		return 0;
	if (!(sign = range_sign(p, i + 4)))
		return 0;
	length = figures(p, i + 4 + sign, 2999, 4, &last);
	size_t to = i + 4 + sign + length;
	bool year_word = at(p, skip(p, to)) == 0x5e74;

	if (length == 2 && year_word)
		last += first / 100 * 100;
	else if (length != 4 || last < 1000)
		return 0;
	if (last <= first || last - first > 200 || (!year_word && !p->phrase))
		return 0;
	if (year_word)
		to = skip(p, to) + 1;
	out->n = 1;
	out->range = true;
	out->list[0] = (tally_period){tally_period_year(first).first, tally_period_year(last).last};
	return to - i;
}

static void inherit(parts_of_period *right, const parts_of_period *left)
{
	if (right->year || right->relative_month)
		return;
	right->year = left->year;
	if (right->month && right->month < left->month)
		right->year++;
}

static size_t second_end(const period_in *p, size_t i, parts_of_period *left, period_reading *out)
{
	size_t sign, length;
	parts_of_period right = {0};
	period_reading end = {0};

	i += says(p, i, "起|开始") && range_sign(p, i + says(p, i, "起|开始"))
		 ? says(p, i, "起|开始")
		 : 0;
	size_t from = i;

	if (!(sign = range_sign(p, i)))
		return 0;
	if (left->month && left->day && (length = days(p, i + sign, &right))) {
		right.month = left->month;
	} else if (!(length = one(p, i + sign, &right, &end))) {
		return 0;
	}
	bool told = left->year && !out->no_year;

	inherit(&right, left);
	if (!told && !right.year)
		right.year = 0;
	period_reading last = {0};

	if (!to_period(p, &right, &last) || last.list[0].last < out->list[0].first)
		return 0;
	out->list[0].last = last.list[0].last;
	out->range = true;
	out->day = false;
	out->instant = false;
	i += sign + length;
	i += says(p, i, "止|期间");
	return i - from;
}

/* --- what follows: 以来, 之前, 起 --- */

static size_t since_or_until(const period_in *p, size_t i, period_reading *out)
{
	size_t length = says(p, i, "年以来|以来|年来");

	if (length && (out->n == 1) && !out->range) {
		out->since = true;
		return length;
	}
	if (out->vague)
		return 0;
	if ((length = says(p, i, "起|开始|及之后|或之后|及以后|或以后"))) {
		out->since = true;
		return length;
	}
	if ((length = says(p, i, "或之前|及之前|或以前|及以前"))) {
		out->until = true;
		return length;
	}
	if (at(p, i) == 0x524d && !says(p, i, "前三|前列|前十|前两|前五|前四|前沿|前景|前后") &&
	    p->phrase) {
		out->until = true; /* before the first day */
		out->list[0].last = out->list[0].first - 1;
		return 1;
	}
	return 0;
}

static void close_since(const period_in *p, period_reading *out)
{
	if (out->since)
		out->list[0].last = p->context->published;
	if (out->until)
		out->list[0].first = TALLY_DAY_OPEN;
}

static size_t now(const period_in *p, size_t i, period_reading *out)
{
	if (digit_starts(p, i))
		return 0;
	size_t length = says(p, i,
			     "截至目前|截止目前|到目前为止|目前为止|目前|迄今为止|迄今|"
			     "截至发稿|至今|当前");

	if (!length)
		return 0;
	out->n = 1;
	out->now = out->instant = true;
	out->unknown = p->context->published == TALLY_DAY_NONE;
	out->list[0] = tally_period_of_day(p->context->published);
	return length;
}

/* 近三年, 连续两年, 五年来, 五个季度: spans without a place in time. */
static size_t duration(const period_in *p, size_t i, period_reading *out)
{
	size_t from = i, length;
	int value;

	i += says(p, i, "近|过去|连续|这|最近|历时|用");
	if (!(length = small_number(p, i, 99, &value)))
		return 0;
	i += length;
	i += at(p, i) == 0x591a || at(p, i) == 0x4f59;
	if ((length = says(p, i, "个季度")))
		out->months = 3 * value;
	else if ((length = says(p, i, "周年|年时间|年间|年来|年")))
		out->months = 12 * value;
	else
		return 0;
	i += length;
	if (text_is_digit(at(p, i)))
		return 0;
	out->vague = true;
	out->n = 1;
	return i - from;
}

/* 6·30, relative days */
static size_t odd_dates(const period_in *p, size_t i, period_reading *out)
{
	parts_of_period x = {0};
	size_t length, k;

	if (!p->phrase)
		return 0;
	if ((length = says(p, i, "寻日|尋日|昨日|昨天")) &&
	    p->context->published != TALLY_DAY_NONE) {
		out->list[0] = tally_period_of_day(p->context->published - 1);
		out->n = 1;
		return length;
	}
	if (!(length = figures(p, i, 12, 2, &x.month)) || at(p, i + length) != 0xb7)
		return 0;
	k = i + length + 1;
	if (!(length = figures(p, k, 31, 2, &x.day)) || !to_period(p, &x, out))
		return 0;
	return k + length - i;
}

/* A year by itself in a phrase. */
static size_t bare_year(const period_in *p, size_t i, period_reading *out)
{
	int year;

	if (!p->phrase || (i > 0 && at(p, i - 1) != ' ') || figures(p, i, 2099, 4, &year) != 4 ||
	    year < 1900)
		return 0;
	uint32_t next = at(p, i + 4);

	if (next == '.' || next == ',' || next == '/' || next == '-' || text_is_latin(next) ||
	    next == '%')
		return 0;
	out->n = 1;
	out->list[0] = tally_period_year(year);
	return 4;
}

bool period_parse(const uint32_t *cp, size_t n, size_t i, const period_context *context,
		  bool phrase, period_reading *out)
{
	const period_in p = {cp, n, context, phrase};
	parts_of_period x;
	size_t length;

	if (i >= n || !period_starts(cp[i], i + 1 < n ? cp[i + 1] : ' '))
		return false;
	*out = (period_reading){.from = (uint32_t)i, .n = 0};
	if ((length = now(&p, i, out)) || (length = plan(&p, i, out)) ||
	    (length = year_range(&p, i, out)) || (length = month_list(&p, i, out))) {
		i += length;
	} else if ((length = one(&p, i, &x, out))) {
		bool unknown = out->unknown;

		if (!to_period(&p, &x, out))
			return false;
		out->unknown = out->unknown || unknown;
		i += length;
		if (!out->same_span)
			i += second_end(&p, i, &x, out);
	} else if ((length = odd_dates(&p, i, out)) || (length = duration(&p, i, out)) ||
		   (length = bare_year(&p, i, out))) {
		i += length;
	} else {
		return false;
	}
	if (!out->months && !out->now)
		i += since_or_until(&p, i, out);
	if (out->plan && !out->since && !out->instant && cp[i < n ? i : n - 1] == 0x5c4a)
		return false; /* 十四届 */
	close_since(&p, out);
	out->to = (uint32_t)i;
	return true;
}

/* Characters that may begin a period. */
static bool first_of_period(uint32_t c)
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
		return true;
	default:
		return c < 0x80 || chinese_digit(c) >= 0;
	}
}

bool period_starts(uint32_t c, uint32_t next)
{
	return first_of_period(c) && (text_is_digit(c) || second_of_period(next));
}
