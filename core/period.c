/* period.c: calendar arithmetic in whole days and months, and printing.
 *
 * Civil dates <-> day numbers: the year is taken to begin on 1 March, so that the leap day comes
 * last; an era of 400 years has 146097 days (the common computation, as in E. G. Richards,
 * "Calendars", Explanatory Supplement to the Astronomical Almanac, 3rd ed., 15.11). Months are
 * counted as 12 * year + month - 1. Reading texts is in period_parse.c. */
#include "period.h"

#include <string.h>

/* --- civil calendar ------------------------------------------------------------------- */

tally_day tally_day_of(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void tally_day_split(tally_day day, int *year, int *month, int *dom)
{
	int64_t z = (int64_t)day + 719468;
	int era = (int)((z >= 0 ? z : z - 146096) / 146097);
	int of_era = (int)(z - (int64_t)era * 146097);
	int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * y + y / 4 - y / 100);
	int m = (5 * of_year + 2) / 153;
	*dom = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = y + era * 400 + (*month <= 2);
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int tally_month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool tally_day_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= tally_month_days(year, month);
}

/* --- months as one number ------------------------------------------------------------- */

static int floor_div(int a, int b)
{
	return a / b - (a % b < 0);
}

static tally_day first_of_month(int months)
{
	int year = floor_div(months, 12);
	return tally_day_of(year, months - 12 * year + 1, 1);
}

static tally_period span_of_months(int first, int n)
{
	return (tally_period){first_of_month(first), first_of_month(first + n) - 1};
}

/* Whether p is made of whole months; then its first one and how many. */
static bool whole_months(tally_period p, int *first, int *n)
{
	int y0, m0, d0, y1, m1, d1;
	if (p.first == TALLY_DAY_OPEN || p.last - p.first < 27)
		return false;
	tally_day_split(p.first, &y0, &m0, &d0);
	if (d0 != 1)
		return false;
	tally_day_split(p.last, &y1, &m1, &d1);
	if (d1 != tally_month_days(y1, m1))
		return false;
	*first = 12 * y0 + m0 - 1;
	*n = 12 * y1 + m1 - 1 - *first + 1;
	return true;
}

tally_period tally_period_year(int year)
{
	tally_day first = tally_day_of(year, 1, 1);
	return (tally_period){first, first + (is_leap(year) ? 365 : 364)};
}

/* From the first day of one month to the last of another of the same year. */
static tally_period months_of_year(int year, int from, int to)
{
	tally_day last = tally_day_of(year, to, 1) + tally_month_days(year, to) - 1;
	return (tally_period){tally_day_of(year, from, 1), last};
}

tally_period tally_period_month(int year, int month)
{
	tally_day first = tally_day_of(year, month, 1);
	return (tally_period){first, first + tally_month_days(year, month) - 1};
}

tally_period tally_period_quarter(int year, int quarter)
{
	return months_of_year(year, 3 * quarter - 2, 3 * quarter);
}

tally_period tally_period_half(int year, int half)
{
	return months_of_year(year, 6 * half - 5, 6 * half);
}

tally_period tally_period_of_day(tally_day day)
{
	return (tally_period){day, day};
}

/* --- weeks ---------------------------------------------------------------------------- */

/* 0 = Monday; day 0 was a Thursday. */
static int weekday(tally_day day)
{
	int w = (day + 3) % 7;
	return w < 0 ? w + 7 : w;
}

/* The Monday of ISO week 1: the week that holds 4 January. */
static tally_day first_monday(int year)
{
	tally_day fourth = tally_day_of(year, 1, 4);
	return fourth - weekday(fourth);
}

static void week_of(tally_day monday, int *year, int *week)
{
	int month, dom;
	tally_day_split(monday + 3, year, &month, &dom); /* the Thursday names the year */
	*week = (monday - first_monday(*year)) / 7 + 1;
}

static tally_period week_period(int year, int week)
{
	tally_day monday = first_monday(year) + 7 * (week - 1);
	return (tally_period){monday, monday + 6};
}

/* --- what a span is -------------------------------------------------------------------- */

char tally_frequency_letter(tally_frequency f)
{
	return "ASQMWDCPO"[f];
}

tally_frequency tally_period_frequency(tally_period p)
{
	if (p.first == TALLY_DAY_OPEN)
		return TALLY_FREQ_OPEN;
	if (p.first == p.last)
		return TALLY_FREQ_DAY;
	if (p.last - p.first == 6 && weekday(p.first) == 0)
		return TALLY_FREQ_WEEK;
	int first, n;
	if (!whole_months(p, &first, &n))
		return TALLY_FREQ_SPAN;
	int month = first - 12 * floor_div(first, 12);
	if (n == 1)
		return TALLY_FREQ_MONTH;
	if (n == 3 && month % 3 == 0)
		return TALLY_FREQ_QUARTER;
	if (n == 6 && month % 6 == 0)
		return TALLY_FREQ_HALF;
	if (n == 12 && month == 0)
		return TALLY_FREQ_YEAR;
	return month == 0 && n < 12 ? TALLY_FREQ_YTD : TALLY_FREQ_SPAN;
}

int tally_period_months(tally_period p)
{
	int first, n;
	return whole_months(p, &first, &n) ? n : 0;
}

bool tally_period_equal(tally_period a, tally_period b)
{
	return a.first == b.first && a.last == b.last;
}

int tally_period_compare(tally_period a, tally_period b)
{
	if (a.last != b.last)
		return a.last < b.last ? -1 : 1;
	return (a.first > b.first) - (a.first < b.first);
}

bool tally_period_contains(tally_period outer, tally_period inner)
{
	return outer.first <= inner.first && inner.last <= outer.last;
}

/* --- moving ------------------------------------------------------------------------------ */

/* The same day of another year; the last of a month stays the last. */
static tally_day shift_day(tally_day day, int years, bool keep_month_end)
{
	int y, m, d;
	tally_day_split(day, &y, &m, &d);
	int length = tally_month_days(y + years, m);
	if (d > length || (keep_month_end && d == tally_month_days(y, m)))
		d = length;
	return tally_day_of(y + years, m, d);
}

static tally_period shift_week(tally_period p, int years)
{
	int year, week;
	week_of(p.first, &year, &week);
	tally_period moved = week_period(year + years, week);
	if (week == 53 && moved.first >= first_monday(year + years + 1))
		moved = week_period(year + years, 52);
	return moved;
}

tally_period tally_period_shift_years(tally_period p, int years)
{
	int first, n;
	switch (tally_period_frequency(p)) {
	case TALLY_FREQ_OPEN:
		return (tally_period){TALLY_DAY_OPEN, shift_day(p.last, years, true)};
	case TALLY_FREQ_DAY:
		return tally_period_of_day(shift_day(p.last, years, true));
	case TALLY_FREQ_WEEK:
		return shift_week(p, years);
	default:
		if (whole_months(p, &first, &n))
			return span_of_months(first + 12 * years, n);
		return (tally_period){shift_day(p.first, years, false),
				      shift_day(p.last, years, true)};
	}
}

tally_period tally_period_step(tally_period p, int steps)
{
	int first, n;
	if (p.first == TALLY_DAY_OPEN)
		return p;
	if (whole_months(p, &first, &n))
		return span_of_months(first + steps * n, n);
	int days = p.last - p.first + 1;
	return (tally_period){p.first + steps * days, p.last + steps * days};
}

bool tally_period_distance(tally_period from, tally_period to, int *steps)
{
	int first0 = 0, first1 = 0, n0 = 0, n1 = 0; /* of spans of whole months */
	bool months0 = whole_months(from, &first0, &n0), months1 = whole_months(to, &first1, &n1);
	if (from.first == TALLY_DAY_OPEN || to.first == TALLY_DAY_OPEN || months0 != months1 ||
	    tally_period_frequency(from) != tally_period_frequency(to))
		return false;
	int length = months0 ? n0 : from.last - from.first + 1;
	if (length != (months0 ? n1 : to.last - to.first + 1))
		return false;
	int apart = months0 ? first1 - first0 : to.first - from.first;
	*steps = apart / length;
	return apart % length == 0;
}

/* --- printing ----------------------------------------------------------------------------- */

/* value in at least `width` digits: figures and their dates are printed by the million, and
 * the general way takes ten times as long. */
static char *put_digits(char *out, int value, int width)
{
	char digits[16];
	unsigned int rest = value < 0 ? 0U - (unsigned int)value : (unsigned int)value;
	int n = 0, least = value < 0 ? width - 1 : width;

	if (value < 0)
		*out++ = '-';
	for (; rest > 0 || n < least; rest /= 10)
		digits[n++] = (char)('0' + rest % 10);
	while (n > 0)
		*out++ = digits[--n];
	*out = '\0';
	return out;
}

/* "2023-09", and with a letter "2023-Q3" */
static char *put_part(char *out, int year, const char *letter, int part, int width)
{
	out = put_digits(out, year, 4);
	*out++ = '-';
	while (*letter)
		*out++ = *letter++;
	return put_digits(out, part, width);
}

size_t tally_day_print(tally_day day, char out[TALLY_PERIOD_TEXT])
{
	int y, m, d;
	out[0] = '\0';
	if (day == TALLY_DAY_NONE)
		return 0;
	if (day == TALLY_DAY_OPEN) {
		memcpy(out, "..", 3);
		return 2;
	}
	tally_day_split(day, &y, &m, &d);
	char *end = put_part(out, y, "", m, 2);
	*end++ = '-';
	return (size_t)(put_digits(end, d, 2) - out);
}

static size_t print_months(int first, int n, char out[TALLY_PERIOD_TEXT])
{
	int y0 = floor_div(first, 12), m0 = first - 12 * y0 + 1;
	int y1 = floor_div(first + n - 1, 12), m1 = first + n - 1 - 12 * y1 + 1;
	char *end = put_part(out, y0, "", m0, 2);
	*end++ = '/';
	return (size_t)(put_part(end, y1, "", m1, 2) - out);
}

static size_t print_days(tally_period p, char out[TALLY_PERIOD_TEXT])
{
	size_t n = tally_day_print(p.first, out);
	if (p.first == p.last)
		return n;
	out[n++] = '/';
	return n + tally_day_print(p.last, out + n);
}

size_t tally_period_print(tally_period p, char out[TALLY_PERIOD_TEXT])
{
	int first = 0, n = 0, year, week;
	tally_frequency f = tally_period_frequency(p);
	if (f == TALLY_FREQ_WEEK) {
		week_of(p.first, &year, &week);
		return (size_t)(put_part(out, year, "W", week, 2) - out);
	}
	if (!whole_months(p, &first, &n))
		return print_days(p, out);
	year = floor_div(first, 12);
	int month = first - 12 * year;
	switch (f) {
	case TALLY_FREQ_YEAR:
		return (size_t)(put_digits(out, year, 4) - out);
	case TALLY_FREQ_HALF:
		return (size_t)(put_part(out, year, "S", month / 6 + 1, 1) - out);
	case TALLY_FREQ_QUARTER:
		return (size_t)(put_part(out, year, "Q", month / 3 + 1, 1) - out);
	case TALLY_FREQ_MONTH:
		return (size_t)(put_part(out, year, "", month + 1, 2) - out);
	default:
		return print_months(first, n, out);
	}
}
