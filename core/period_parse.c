/* period_parse.c: reading periods and dates.
 *
 * Two lanes. `2023`, `2023-Q3`, `2023-09`, `2023-09-30` and `2023-01/2023-09` in plain ASCII are
 * recognised by their length and shape. All else is folded first: characters become symbols
 * (full-width forms their ASCII equals, all dashes one), and two small recursive-descent grammars
 * read the symbols: the Chinese one when the text holds 年, else the ISO and SDMX one. */
#include "period_reader.h"

#include <string.h>

/* --- the short forms -------------------------------------------------------------------- */

static int two(const char *text)
{
	unsigned a = (unsigned)(unsigned char)text[0] - '0';
	unsigned b = (unsigned)(unsigned char)text[1] - '0';
	return a < 10 && b < 10 ? (int)(10 * a + b) : -1;
}

static int four(const char *text)
{
	int a = two(text), b = two(text + 2);
	return a >= 0 && b >= 0 ? 100 * a + b : -1;
}

static bool parse_short(const char *text, size_t len, tally_period *out)
{
	int year = len >= 4 ? four(text) : -1;
	if (year < 1 || (len > 4 && text[4] != '-'))
		return false;
	if (len == 4) {
		*out = tally_period_year(year);
		return true;
	}
	if (len == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4') {
		*out = tally_period_quarter(year, text[6] - '0');
		return true;
	}
	int month = len >= 7 ? two(text + 5) : -1;
	if (month < 1 || month > 12)
		return false;
	if (len == 7) {
		*out = tally_period_month(year, month);
		return true;
	}
	int day = len == 10 && text[7] == '-' ? two(text + 8) : -1;
	if (!tally_day_valid(year, month, day))
		return false;
	*out = tally_period_of_day(tally_day_of(year, month, day));
	return true;
}

/* 2023-01/2023-09 */
static bool parse_short_range(const char *text, size_t len, tally_period *out)
{
	tally_period last;
	if (len != 15 || text[7] != '/' || !parse_short(text, 7, out) ||
	    !parse_short(text + 8, 7, &last) || last.last < out->first)
		return false;
	out->last = last.last;
	return true;
}

/* --- ISO and SDMX ------------------------------------------------------------------------- */

static tally_status check_range(period_reader *r, int value, int lo, int hi, const char *what)
{
	if (value >= lo && value <= hi)
		return TALLY_OK;
	r->at--;
	return period_expected(r, what);
}

static tally_status read_year(period_reader *r, int *year)
{
	int start = r->at;
	if (period_take_digits(r, 4, year) == 4 && *year >= 1)
		return TALLY_OK;
	r->at = start;
	return period_expected(r, "a year of four digits, 0001..9999");
}

static tally_status read_month(period_reader *r, int *month)
{
	if (period_take_digits(r, 2, month) == 0)
		return period_expected(r, "a month");
	return check_range(r, *month, 1, 12, "a month 1..12");
}

static tally_status read_dom(period_reader *r, int year, int month, int *day)
{
	if (period_take_digits(r, 2, day) == 0)
		return period_expected(r, "a day of the month");
	if (tally_day_valid(year, month, *day))
		return TALLY_OK;
	r->at--;
	return period_expected(r, "a day that this month has");
}

/* What the left side of a range has said, for a right side that says less. */
typedef struct {
	int year, month; /* 0: not said */
	bool day;
} context;

static tally_status read_day_behind(period_reader *r, int year, int month, tally_period *out,
				    context *said)
{
	int day;
	tally_status status = read_dom(r, year, month, &day);
	if (status != TALLY_OK)
		return status;
	*out = tally_period_of_day(tally_day_of(year, month, day));
	*said = (context){year, month, true};
	return TALLY_OK;
}

static tally_status read_week(period_reader *r, int year, tally_period *out)
{
	int week;
	tally_day fourth = tally_day_of(year, 1, 4);
	int weekday = ((fourth + 3) % 7 + 7) % 7;
	if (period_take_digits(r, 2, &week) == 0)
		return period_expected(r, "a week 1..53");
	tally_day monday = fourth - weekday + 7 * (week - 1);
	int y, m, d; /* its Thursday must still be in the year */
	tally_day_split(monday + 3, &y, &m, &d);
	if (week < 1 || y != year) {
		r->at--;
		return period_expected(r, "a week that this year has");
	}
	*out = (tally_period){monday, monday + 6};
	return TALLY_OK;
}

/* Q3, S1, H1, M09, W05, A1 behind a year */
static tally_status read_lettered(period_reader *r, int year, tally_period *out)
{
	int n;
	tally_status status;
	switch (r->symbols[r->at++]) {
	case 'Q':
		period_take_digits(r, 1, &n);
		if ((status = check_range(r, n, 1, 4, "a quarter 1..4")) == TALLY_OK)
			*out = tally_period_quarter(year, n);
		return status;
	case 'S':
	case 'H':
		period_take_digits(r, 1, &n);
		if ((status = check_range(r, n, 1, 2, "a half 1..2")) == TALLY_OK)
			*out = tally_period_half(year, n);
		return status;
	case 'M':
		if ((status = read_month(r, &n)) == TALLY_OK)
			*out = tally_period_month(year, n);
		return status;
	case 'A':
		period_take_digits(r, 1, &n);
		*out = tally_period_year(year);
		return check_range(r, n, 1, 1, "A1");
	default:
		return read_week(r, year, out);
	}
}

static bool is_letter(int symbol)
{
	return symbol && symbol < 128 && strchr("QSHMWA", symbol);
}

/* JAN .. DEC, as the ONS writes them: "2023 JAN" */
static int take_month_name(period_reader *r)
{
	static const char names[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
	for (int m = 0; m < 12; m++) {
		const char *name = names + 3 * m;
		if (r->n - r->at >= 3 && r->symbols[r->at] == name[0] &&
		    r->symbols[r->at + 1] == name[1] && r->symbols[r->at + 2] == name[2]) {
			r->at += 3;
			return m + 1;
		}
	}
	return 0;
}

static tally_status read_after_year(period_reader *r, int year, tally_period *out, context *said)
{
	int month;
	tally_status status;
	*said = (context){year, 0, false};
	*out = tally_period_year(year);
	bool separated = period_take(r, '-') || period_take(r, ' ') || period_take(r, TO);
	if ((month = take_month_name(r)) > 0) {
		*out = tally_period_month(year, month);
		said->month = month;
		return TALLY_OK;
	}
	if (is_letter(period_peek(r)))
		return read_lettered(r, year, out);
	if (!separated && !period_is_digit(period_peek(r)))
		return TALLY_OK;
	if (!period_is_digit(period_peek(r)))
		return period_expected(r, "a month, Q1..Q4, S1..S2 or W01..W53");
	int start = r->at;
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	bool compact = !separated; /* 202309, 20230930: two digits each */
	if (compact &&
	    (r->at - start != 2 || (period_is_digit(period_peek(r)) && r->n - r->at != 2)))
		return period_expected(r, "YYYYMM or YYYYMMDD");
	*out = tally_period_month(year, month);
	said->month = month;
	bool more =
	    separated ? period_take(r, '-') || period_take(r, TO) : period_is_digit(period_peek(r));
	return more ? read_day_behind(r, year, month, out, said) : TALLY_OK;
}

/* P1Y6M10D, P2W: the end of a span that begins on `first` */
static tally_status read_duration(period_reader *r, tally_day first, tally_day *last)
{
	int months = 0, days = 0, parts = 0, n, y, m, d;
	for (; period_is_digit(period_peek(r)); parts++) {
		period_take_digits(r, 4, &n);
		if (period_take(r, 'Y'))
			months += 12 * n;
		else if (period_take(r, 'M'))
			months += n;
		else if (period_take(r, 'W'))
			days += 7 * n;
		else if (period_take(r, 'D'))
			days += n;
		else
			return period_expected(r, "Y, M, W or D");
	}
	if (parts == 0 || months + days <= 0)
		return period_expected(r, "a duration such as P9M");
	tally_day_split(first, &y, &m, &d);
	int total = 12 * y + m - 1 + months;
	if (total / 12 > 9999)
		return period_expected(r, "an end before the year 10000");
	int length = tally_month_days(total / 12, total % 12 + 1);
	*last = tally_day_of(total / 12, total % 12 + 1, d < length ? d : length) + days - 1;
	return TALLY_OK;
}

/* The right side of a range: whole, or without what the left has said. */
static tally_status read_right(period_reader *r, const context *left, tally_period *out)
{
	context said;
	int n, month, start = r->at;
	if (is_letter(period_peek(r)))
		return left->year > 0 ? read_lettered(r, left->year, out)
				      : period_expected(r, "a year of four digits");
	int digits = period_take_digits(r, 4, &n);
	r->at = start;
	if (digits != 2 && digits != 1)
		return digits == 0
			   ? period_expected(r, "the end of the range")
			   : (read_year(r, &n) == TALLY_OK ? read_after_year(r, n, out, &said)
							   : TALLY_EINPUT);
	if (left->month == 0)
		return period_expected(r, "a year of four digits");
	tally_status status;
	r->at += digits;
	bool month_day = period_take(r, '-');
	r->at = start;
	if (left->day && !month_day)
		return read_day_behind(r, left->year, left->month, out, &said);
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	*out = tally_period_month(left->year, month);
	return period_take(r, '-') ? read_day_behind(r, left->year, month, out, &said) : TALLY_OK;
}

/* 2023/9/30 */
static bool slashed_date(const period_reader *r)
{
	int slashes = 0;
	for (int i = 0; i < r->n; i++) {
		if (r->symbols[i] == '/')
			slashes++;
		else if (!period_is_digit(r->symbols[i]))
			return false;
	}
	return slashes == 2;
}

static tally_status read_slashed(period_reader *r, tally_period *out)
{
	int year, month;
	context said;
	tally_status status = read_year(r, &year);
	if (status != TALLY_OK)
		return status;
	if (!period_take(r, '/'))
		return period_expected(r, "/");
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	if (!period_take(r, '/'))
		return period_expected(r, "/");
	return read_day_behind(r, year, month, out, &said);
}

static tally_status read_iso(period_reader *r, tally_period *out)
{
	tally_period left = {TALLY_DAY_OPEN, 0}, right;
	context said = {0};
	int year;
	tally_status status;
	if (slashed_date(r))
		return read_slashed(r, out);
	bool open = r->symbols[0] == '.' && r->symbols[1] == '.';
	if (open) {
		r->at = 2;
		if (period_peek(r) != '/')
			return period_expected(r, "/ and the last day");
	} else if ((status = read_year(r, &year)) != TALLY_OK ||
		   (status = read_after_year(r, year, &left, &said)) != TALLY_OK) {
		return status;
	}
	*out = left;
	if (!period_take(r, '/'))
		return TALLY_OK;
	if (!open && period_take(r, 'P'))
		return read_duration(r, left.first, &out->last);
	if ((status = read_right(r, &said, &right)) == TALLY_OK)
		out->last = right.last;
	return status;
}

/* --- whole texts ---------------------------------------------------------------------------- */

tally_status tally_period_parse(const char *text, size_t len, tally_period *out, tally_error *err)
{
	if (parse_short(text, len, out) || parse_short_range(text, len, out))
		return TALLY_OK;
	period_reader r = {.text = text, .len = len, .err = err};
	if (!period_fold_all(&r)) {
		r.at = r.n;
		return period_expected(&r, "at most 64 characters");
	}
	if (r.chinese)
		period_drop_spaces(&r);
	tally_status status = r.chinese ? period_read_chinese(&r, out) : read_iso(&r, out);
	if (status != TALLY_OK)
		return status;
	if (r.at != r.n)
		return period_expected(&r, "the end of the period");
	if (out->last > tally_day_of(9999, 12, 31))
		return period_expected(&r, "an end before the year 10000");
	if (out->first != TALLY_DAY_OPEN && out->last < out->first)
		return period_expected(&r, "an end that is not before the start");
	return TALLY_OK;
}

/* Length of the date in front of an ISO time: T12:00:00Z or " 12:00". */
static size_t without_time(const char *text, size_t len)
{
	for (size_t i = 8; i + 2 < len; i++)
		if ((text[i] == 'T' || text[i] == ' ') && two(text + i + 1) >= 0)
			return i;
	return len;
}

tally_status tally_day_parse(const char *text, size_t len, tally_day *out, tally_error *err)
{
	tally_period p;
	tally_status status = tally_period_parse(text, without_time(text, len), &p, err);
	if (status != TALLY_OK)
		return status;
	if (p.first != p.last)
		return tally_error_set(err, TALLY_EINPUT,
				       "date \"%.*s\": expected one day, YYYY-MM-DD",
				       len > 80 ? 80 : (int)len, text);
	*out = p.last;
	return TALLY_OK;
}
