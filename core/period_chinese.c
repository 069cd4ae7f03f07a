/* period_chinese.c: the Chinese grammar of periods: 2023年前三季度, 2023年1—9月, 2023年末. */
#include "period_reader.h"

/* 9, 09, 九, 十, 十二: 1..99; 0 when no number stands here */
static int take_number(period_reader *r)
{
	int n;
	if (period_take_digits(r, 2, &n) > 0)
		return n;
	int symbol = period_peek(r);
	if (symbol < NUMERAL || symbol > NUMERAL + 10)
		return 0;
	n = 0;
	if (symbol != NUMERAL + 10) {
		n = symbol - NUMERAL;
		r->at++;
		if (!period_take(r, NUMERAL + 10))
			return n;
		n *= 10;
	} else {
		r->at++;
		n = 10;
	}
	symbol = period_peek(r);
	if (symbol > NUMERAL && symbol < NUMERAL + 10) {
		n += symbol - NUMERAL;
		r->at++;
	}
	return n;
}

static bool take_dash(period_reader *r)
{
	return period_take(r, TO) || period_take(r, '-') || period_take(r, '~');
}

/* 2023 or 二〇二三; 0 when none stands here */
static int take_chinese_year(period_reader *r)
{
	int start = r->at, year = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		int s = period_peek(r);
		if (period_is_digit(s)) {
			year = 10 * year + s - '0';
		} else if (s >= NUMERAL && s < NUMERAL + 10) {
			year = 10 * year + s - NUMERAL;
		} else {
			r->at = start;
			return 0;
		}
	}
	return year;
}

/* 季度 or 季 */
static bool take_season(period_reader *r)
{
	if (!period_take(r, SEASON))
		return false;
	period_take(r, DEGREE);
	return true;
}

static tally_status months_of(period_reader *r, int year, int first, int last, tally_period *out)
{
	if (first < 1 || last < first || last > 12) {
		r->at--;
		return period_expected(r, "months 1..12 in order");
	}
	*out = (tally_period){tally_period_month(year, first).first,
			      tally_period_month(year, last).last};
	return TALLY_OK;
}

/* N, or the range M-N, of the unit that follows: 季度, 个月 or 月 */
static tally_status read_counted(period_reader *r, int year, int from, int to, tally_period *out,
				 int *month)
{
	if (take_season(r)) {
		if (from < 1 || to > 4 || to < from) {
			r->at--;
			return period_expected(r, "quarters 1..4");
		}
		return months_of(r, year, 3 * from - 2, 3 * to, out);
	}
	period_take(r, PIECE);
	if (!period_take(r, MONTH))
		return period_expected(r, "月 or 季度");
	period_take(r, PART);
	*month = from == to ? from : 0;
	return months_of(r, year, from, to, out);
}

/* What stands behind 年. */
static tally_status read_part_of_year(period_reader *r, int year, tally_period *out, int *month)
{
	*month = 0;
	if (period_take(r, UPPER) || period_take(r, LOWER)) {
		int half = r->symbols[r->at - 1] == UPPER ? 1 : 2;
		if (!period_take(r, HALF))
			return period_expected(r, "半年");
		period_take(r, YEAR);
		*out = tally_period_half(year, half);
		return TALLY_OK;
	}
	bool from_start = period_take(r, FIRST_OF);
	bool ordinal = !from_start && period_take(r, ORDINAL);
	int n = take_number(r);
	if (n == 0 && (from_start || ordinal))
		return period_expected(r, "a number of months or quarters");
	if (n == 0)
		return TALLY_OK;
	if (from_start) {
		period_take(r, PIECE);
		return read_counted(r, year, 1, n, out, month);
	}
	int to = n, start = r->at;
	if (take_dash(r)) {
		to = take_number(r);
		if (to == 0) {
			to = n;
			r->at = start;
		}
	}
	return read_counted(r, year, n, to, out, month);
}

/* A year and its part, a day, or the end of one of them. */
static tally_status read_point(period_reader *r, int year, tally_period *out)
{
	int month, day;
	*out = tally_period_year(year);
	period_take(r, DEGREE);
	if (period_take(r, WHOLE) && !period_take(r, YEAR))
		return period_expected(r, "年");
	tally_status status = read_part_of_year(r, year, out, &month);
	if (status != TALLY_OK)
		return status;
	if (month > 0 && (day = take_number(r)) > 0) {
		period_take(r, DAY);
		if (!tally_day_valid(year, month, day)) {
			r->at--;
			return period_expected(r, "a day that this month has");
		}
		*out = tally_period_of_day(tally_day_of(year, month, day));
	} else if (period_take(r, END)) {
		out->first = out->last;
	}
	return TALLY_OK;
}

tally_status period_read_chinese(period_reader *r, tally_period *out)
{
	tally_period right;
	int year = take_chinese_year(r);
	if (year < 1)
		return period_expected(r, "a year of four digits");
	int start = r->at, second = 0;
	if (take_dash(r) && (second = take_chinese_year(r)) < year) /* 2020-2024年 */
		r->at = start;
	if (!period_take(r, YEAR))
		return period_expected(r, "年");
	if (second >= year) {
		*out =
		    (tally_period){tally_period_year(year).first, tally_period_year(second).last};
		return TALLY_OK;
	}
	tally_status status = read_point(r, year, out);
	if (status != TALLY_OK || !take_dash(r))
		return status;
	start = r->at;
	int other = take_chinese_year(r);
	if (other == 0 || !period_take(r, YEAR)) {
		r->at = start;
		other = year;
	}
	if ((status = read_point(r, other, &right)) == TALLY_OK)
		out->last = right.last;
	return status;
}
