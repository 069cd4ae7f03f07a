/* periods.c: Chinese period expressions within a text.
 *
 * core's period.c reads a whole cell that is nothing but a period. Here a period is found
 * inside prose, and what it leaves out is taken from the context: 6月末 is the last one that
 * began before the day of publication, 当年 the year that the article speaks of. Calendar
 * arithmetic is core's. Year and month ranges include their last member; 年底 is a day. */
#include "period_parts.h"

#include <string.h>

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

/* When a period has begun so far that it may be reported: its last month has; 1—11月 in February
 * are those of the year before. */
static tally_day reported_from(const parts_of_period *x, int year)
{
	tally_period span = span_of(x, year);
	int y, month, day;

	if (!month_based(x) || x->day)
		return span.first;
	tally_day_split(span.last, &y, &month, &day);
	return tally_period_month(y, month).first;
}

/* The latest year in which the period may have been reported by the day of publication. */
static int missing_year(const period_in *p, const parts_of_period *x)
{
	int year = period_published_year(p);

	if (year == 0 || p->context->published == TALLY_DAY_NONE)
		return year;
	for (int back = 0; back < 9; back++) {
		if (!day_exists(x, year - back))
			continue;
		if (reported_from(x, year - back) <= p->context->published)
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
	if ((length = period_numeric_date(p, i, x)))
		return length;
	length = period_written_year(p, i, &x->year);
	if (!length) {
		length = period_relative_year(p, i, &x->year, &last);
		if (length && !x->year)
			out->unknown = true;
	}
	if (length) {
		to += length;
		size_t whole = says(p, skip(p, to), "全年|度");

		x->whole_year = true;
		if (whole) {
			to = skip(p, to) + whole;
			last = false; /* 去年全年 is that year, no span like this one */
		} else {
			size_t below = period_below_year(p, skip(p, to), x);

			if (below)
				to = skip(p, to) + below;
		}
	} else if ((length = period_below_year(p, i, x)) ||
		   (length = period_relative_month(p, i, x)) ||
		   (length = period_relative_quarter(p, i, x))) {
		if ((x->relative_month || x->quarter) && x->year == 0 && x->month == 0 &&
		    x->quarter == 0)
			out->unknown = true;
		to += length;
	} else if (!p->phrase && (length = says(p, i, "全年")) &&
		   !text_at_any(p->cp, p->n, i + 2, "龄|级")) {
		x->year = period_year_spoken_of(p);
		x->whole_year = true;
		to += length;
		out->no_year = true;
		out->unknown = !x->year;
	} else if (!p->phrase && says(p, i, "年末|年底|年初")) {
		bool begin = says(p, i, "年初");

		x->year = begin ? p->context->year : period_year_spoken_of(p);
		if (begin && !x->year)
			x->year = period_published_year(p);
		out->no_year = true;
		out->unknown = !x->year;
	} else if (p->phrase && (length = says(p, i, "今明两年")) && period_published_year(p)) {
		x->year = period_published_year(p);
		x->year_to = x->year + 1;
		return length;
	} else {
		return 0;
	}
	if (!x->day) {
		to += period_end_or_begin(p, to, x);
		if (x->month && says(p, to, "上旬|中旬|下旬"))
			to += 2;
	}
	out->last_end = last && x->end;
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

/* 回望“十四五”: its years, and not the plan. */
static bool looks_back_at(const period_in *p, size_t i)
{
	return i >= 2 && text_at_any(p->cp, i, i - 2, "回望|回顾|纵观|回眸|走过|整个") == 2;
}

/* 前四年, 后两年 of the five years that begin in `year`: they become the list's first; their
 * length. */
static size_t years_of_plan(const period_in *p, size_t k, int year, period_reading *out)
{
	const size_t of = says(p, k, "的"), which = says(p, k + of, "前|头|后");
	const bool last = which && says(p, k + of, "后");
	int n;
	const size_t count = which ? period_small_number(p, k + of + which, 4, &n) : 0;

	if (!count || !says(p, k + of + which + count, "年"))
		return 0;
	out->list[0].first = tally_period_year(last ? year + 5 - n : year).first;
	out->list[0].last = tally_period_year(last ? year + 4 : year + n - 1).last;
	return of + which + count + 1;
}

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
		if (!(length = text_at(p->cp, p->n, k, names[n])))
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
		} else if ((length = says(p, k, "末期|末"))) {
			out->list[0].first = out->list[0].last;
			out->instant = true;
			k += length;
		} else if ((length = years_of_plan(p, k, year, out))) {
			k += length;
		} else if (!says(p, k, "以来") && !looks_back_at(p, i)) {
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

	while (n < PERIOD_LIST_MAX && (length = period_small_number(p, k, 12, &values[n]))) {
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
		if (!period_small_number(p, k + 1, 12, &(int){0}))
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

/* 一、二、三季度; 一季度和二季度 */
static size_t quarter_list(const period_in *p, size_t i, period_reading *out)
{
	int values[4], n = 0;
	size_t k = i, length, named = 0;

	while (n < 4 && (length = period_small_number(p, k, 4, &values[n]))) {
		n++;
		k += length;
		named = says(p, k, "季度");
		k += named;
		uint32_t c = at(p, k);

		if ((c != 0x3001 && c != 0x548c) || !period_small_number(p, k + 1, 4, &(int){0}))
			break;
		k++;
	}
	if (n < 2 || !named)
		return 0;
	for (int m = 0; m < n; m++) {
		parts_of_period x = {.quarter = values[m], .quarter_from = values[m]};
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
	if (period_figures(p, i, 2999, 4, &first) != 4 || first < 1000)
		return 0;
	if (!(sign = period_range_sign(p, i + 4)))
		return 0;
	length = period_figures(p, i + 4 + sign, 2999, 4, &last);
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

	i += says(p, i, "起|开始") && period_range_sign(p, i + says(p, i, "起|开始"))
		 ? says(p, i, "起|开始")
		 : 0;
	size_t from = i;

	if (!(sign = period_range_sign(p, i)))
		return 0;
	if (left->month && left->day && (length = period_days(p, i + sign, &right))) {
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
			     "截至目前|截止目前|到目前为止|目前为止|目前|迄今为止|迄今|如今|眼下|"
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
	if (!(length = period_small_number(p, i, 99, &value)))
		return 0;
	i += length;
	i += at(p, i) == 0x591a || at(p, i) == 0x4f59;
	if ((length = says(p, i, "个季度")))
		out->months = 3 * value;
	else if ((length = says(p, i, "周年|年时间|年间|年来|年内|年")))
		out->months = 12 * value;
	else
		return 0;
	i += length;
	if (text_is_digit(at(p, i)))
		return 0;
	out->ago =
	    !p->phrase && out->months && at(p, i) == 0x524d &&
	    !says(p, i,
		  "前三|前两|前四|前五|前六|前十|前沿|前景|前列|前后|前期|前半|前来|前往|前瞻");
	i += out->ago;
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
	if (!(length = period_figures(p, i, 12, 2, &x.month)) || at(p, i + length) != 0xb7)
		return 0;
	k = i + length + 1;
	if (!(length = period_figures(p, k, 31, 2, &x.day)) || !to_period(p, &x, out))
		return 0;
	return k + length - i;
}

/* A year by itself in a phrase. */
static size_t bare_year(const period_in *p, size_t i, period_reading *out)
{
	int year;

	if (!p->phrase || (i > 0 && at(p, i - 1) != ' ') ||
	    period_figures(p, i, 2099, 4, &year) != 4 || year < 1900)
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
	    (length = year_range(&p, i, out)) || (length = month_list(&p, i, out)) ||
	    (length = quarter_list(&p, i, out))) {
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
