/* period_parse.c: reading periods and dates.
 *
 * Two lanes. `2023`, `2023-Q3`, `2023-09`, `2023-09-30` and `2023-01/2023-09` in plain ASCII are
 * recognised by their length and shape. All else is folded first: characters become symbols
 * (full-width forms their ASCII equals, all dashes one), and two small recursive-descent grammars
 * read the symbols: the Chinese one when the text holds 年, else the ISO and SDMX one. */
#include "period.h"

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

/* --- folding to symbols ------------------------------------------------------------------ */

#define SYMBOLS_MAX 64

/* Chinese words of the grammar, each one symbol outside ASCII. */
enum {
	YEAR = 256, /* 年 */
	MONTH,      /* 月 */
	DAY,        /* 日 号 */
	SEASON,     /* 季 */
	DEGREE,     /* 度 */
	ORDINAL,    /* 第 */
	FIRST_OF,   /* 前 */
	PIECE,      /* 个 */
	UPPER,      /* 上 */
	LOWER,      /* 下 */
	HALF,       /* 半 */
	END,        /* 末 底 */
	PART,       /* 份 */
	WHOLE,      /* 全 */
	TO,         /* 至 到 ~ ～ — */
	NUMERAL,    /* NUMERAL + 0..10: 〇 一 .. 十 */
	OTHER = 512,
};

static const struct {
	const char text[4];
	int symbol;
} folds[] = {
    {"年", YEAR},        {"月", MONTH},       {"日", DAY},          {"号", DAY},
    {"季", SEASON},      {"度", DEGREE},      {"第", ORDINAL},      {"前", FIRST_OF},
    {"个", PIECE},       {"上", UPPER},       {"下", LOWER},        {"半", HALF},
    {"末", END},         {"底", END},         {"份", PART},         {"全", WHOLE},
    {"至", TO},          {"到", TO},          {"～", TO},           {"—", TO},
    {"–", TO},           {"―", TO},           {"‐", '-'},           {"‑", '-'},
    {"‒", '-'},          {"−", '-'},          {"　", ' '},          {"〇", NUMERAL + 0},
    {"零", NUMERAL + 0}, {"一", NUMERAL + 1}, {"二", NUMERAL + 2},  {"三", NUMERAL + 3},
    {"四", NUMERAL + 4}, {"五", NUMERAL + 5}, {"六", NUMERAL + 6},  {"七", NUMERAL + 7},
    {"八", NUMERAL + 8}, {"九", NUMERAL + 9}, {"十", NUMERAL + 10},
};

typedef struct {
	const char *text; /* as given, for messages */
	size_t len;
	int symbols[SYMBOLS_MAX + 1]; /* closed by 0 */
	size_t starts[SYMBOLS_MAX + 1];
	int n;
	int at;
	bool chinese;
	tally_error *err;
} reader;

static size_t character_length(const char *text, size_t left)
{
	unsigned char lead = (unsigned char)*text;
	size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return n <= left ? n : left;
}

static int fold(const char *text, size_t n)
{
	unsigned char c = (unsigned char)*text;
	if (n == 1)
		return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c > 0 && c < 128 ? c : OTHER;
	if (n != 3)
		return OTHER;
	for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
		if (memcmp(text, folds[i].text, 3) == 0)
			return folds[i].symbol;
	int code = (c & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
	if (code >= 0xFF01 && code <= 0xFF5E) { /* full-width forms */
		char ascii = (char)(code - 0xFF01 + '!');
		return fold(&ascii, 1);
	}
	return OTHER;
}

static bool fold_all(reader *r)
{
	for (size_t i = 0; i < r->len;) {
		size_t n = character_length(r->text + i, r->len - i);
		if (r->n == SYMBOLS_MAX)
			return false;
		r->starts[r->n] = i;
		r->symbols[r->n++] = fold(r->text + i, n);
		if (r->symbols[r->n - 1] == YEAR)
			r->chinese = true;
		i += n;
	}
	r->starts[r->n] = r->len;
	return true;
}

static int peek(const reader *r)
{
	return r->symbols[r->at];
}

static bool take(reader *r, int symbol)
{
	if (peek(r) != symbol)
		return false;
	r->at++;
	return true;
}

static bool is_digit(int symbol)
{
	return symbol >= '0' && symbol <= '9';
}

/* Every complaint: the whole text, the place, what was found, what was expected. */
static tally_status expected(reader *r, const char *what)
{
	int shown = r->len > 80 ? 80 : (int)r->len;
	if (r->at >= r->n)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "period \"%.*s\": it ends, expected %s", shown, r->text,
				       what);
	size_t start = r->starts[r->at];
	return tally_error_set(
	    r->err, TALLY_EINPUT, "period \"%.*s\": column %d: found \"%.*s\", expected %s", shown,
	    r->text, r->at + 1, (int)(r->starts[r->at + 1] - start), r->text + start, what);
}

/* As many digits as there are, up to `most`; returns how many. */
static int take_digits(reader *r, int most, int *value)
{
	int n = 0;
	*value = 0;
	for (; n < most && is_digit(peek(r)); n++, r->at++)
		*value = 10 * *value + peek(r) - '0';
	return n;
}

static tally_status check_range(reader *r, int value, int lo, int hi, const char *what)
{
	if (value >= lo && value <= hi)
		return TALLY_OK;
	r->at--;
	return expected(r, what);
}

static tally_status read_year(reader *r, int *year)
{
	int start = r->at;
	if (take_digits(r, 4, year) == 4 && *year >= 1)
		return TALLY_OK;
	r->at = start;
	return expected(r, "a year of four digits, 0001..9999");
}

static tally_status read_month(reader *r, int *month)
{
	if (take_digits(r, 2, month) == 0)
		return expected(r, "a month");
	return check_range(r, *month, 1, 12, "a month 1..12");
}

static tally_status read_dom(reader *r, int year, int month, int *day)
{
	if (take_digits(r, 2, day) == 0)
		return expected(r, "a day of the month");
	if (tally_day_valid(year, month, *day))
		return TALLY_OK;
	r->at--;
	return expected(r, "a day that this month has");
}

/* --- ISO and SDMX ------------------------------------------------------------------------- */

/* What the left side of a range has said, for a right side that says less. */
typedef struct {
	int year, month; /* 0: not said */
	bool day;
} context;

static tally_status read_day_behind(reader *r, int year, int month, tally_period *out,
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

static tally_status read_week(reader *r, int year, tally_period *out)
{
	int week;
	tally_day fourth = tally_day_of(year, 1, 4);
	int weekday = ((fourth + 3) % 7 + 7) % 7;
	if (take_digits(r, 2, &week) == 0)
		return expected(r, "a week 1..53");
	tally_day monday = fourth - weekday + 7 * (week - 1);
	int y, m, d; /* its Thursday must still be in the year */
	tally_day_split(monday + 3, &y, &m, &d);
	if (week < 1 || y != year) {
		r->at--;
		return expected(r, "a week that this year has");
	}
	*out = (tally_period){monday, monday + 6};
	return TALLY_OK;
}

/* Q3, S1, H1, M09, W05, A1 behind a year */
static tally_status read_lettered(reader *r, int year, tally_period *out)
{
	int n;
	tally_status status;
	switch (r->symbols[r->at++]) {
	case 'Q':
		take_digits(r, 1, &n);
		if ((status = check_range(r, n, 1, 4, "a quarter 1..4")) == TALLY_OK)
			*out = tally_period_quarter(year, n);
		return status;
	case 'S':
	case 'H':
		take_digits(r, 1, &n);
		if ((status = check_range(r, n, 1, 2, "a half 1..2")) == TALLY_OK)
			*out = tally_period_half(year, n);
		return status;
	case 'M':
		if ((status = read_month(r, &n)) == TALLY_OK)
			*out = tally_period_month(year, n);
		return status;
	case 'A':
		take_digits(r, 1, &n);
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
static int take_month_name(reader *r)
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

static tally_status read_after_year(reader *r, int year, tally_period *out, context *said)
{
	int month;
	tally_status status;
	*said = (context){year, 0, false};
	*out = tally_period_year(year);
	bool separated = take(r, '-') || take(r, ' ') || take(r, TO);
	if ((month = take_month_name(r)) > 0) {
		*out = tally_period_month(year, month);
		said->month = month;
		return TALLY_OK;
	}
	if (is_letter(peek(r)))
		return read_lettered(r, year, out);
	if (!separated && !is_digit(peek(r)))
		return TALLY_OK;
	if (!is_digit(peek(r)))
		return expected(r, "a month, Q1..Q4, S1..S2 or W01..W53");
	int start = r->at;
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	bool compact = !separated; /* 202309, 20230930: two digits each */
	if (compact && (r->at - start != 2 || (is_digit(peek(r)) && r->n - r->at != 2)))
		return expected(r, "YYYYMM or YYYYMMDD");
	*out = tally_period_month(year, month);
	said->month = month;
	bool more = separated ? take(r, '-') || take(r, TO) : is_digit(peek(r));
	return more ? read_day_behind(r, year, month, out, said) : TALLY_OK;
}

/* P1Y6M10D, P2W: the end of a span that begins on `first` */
static tally_status read_duration(reader *r, tally_day first, tally_day *last)
{
	int months = 0, days = 0, parts = 0, n, y, m, d;
	for (; is_digit(peek(r)); parts++) {
		take_digits(r, 4, &n);
		if (take(r, 'Y'))
			months += 12 * n;
		else if (take(r, 'M'))
			months += n;
		else if (take(r, 'W'))
			days += 7 * n;
		else if (take(r, 'D'))
			days += n;
		else
			return expected(r, "Y, M, W or D");
	}
	if (parts == 0 || months + days <= 0)
		return expected(r, "a duration such as P9M");
	tally_day_split(first, &y, &m, &d);
	int total = 12 * y + m - 1 + months;
	if (total / 12 > 9999)
		return expected(r, "an end before the year 10000");
	int length = tally_month_days(total / 12, total % 12 + 1);
	*last = tally_day_of(total / 12, total % 12 + 1, d < length ? d : length) + days - 1;
	return TALLY_OK;
}

/* The right side of a range: whole, or without what the left has said. */
static tally_status read_right(reader *r, const context *left, tally_period *out)
{
	context said;
	int n, month, start = r->at;
	if (is_letter(peek(r)))
		return read_lettered(r, left->year, out);
	int digits = take_digits(r, 4, &n);
	r->at = start;
	if (digits != 2 && digits != 1)
		return digits == 0
			   ? expected(r, "the end of the range")
			   : (read_year(r, &n) == TALLY_OK ? read_after_year(r, n, out, &said)
							   : TALLY_EINPUT);
	if (left->month == 0)
		return expected(r, "a year of four digits");
	tally_status status;
	r->at += digits;
	bool month_day = take(r, '-');
	r->at = start;
	if (left->day && !month_day)
		return read_day_behind(r, left->year, left->month, out, &said);
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	*out = tally_period_month(left->year, month);
	return take(r, '-') ? read_day_behind(r, left->year, month, out, &said) : TALLY_OK;
}

/* 2023/9/30 */
static bool slashed_date(const reader *r)
{
	int slashes = 0;
	for (int i = 0; i < r->n; i++) {
		if (r->symbols[i] == '/')
			slashes++;
		else if (!is_digit(r->symbols[i]))
			return false;
	}
	return slashes == 2;
}

static tally_status read_slashed(reader *r, tally_period *out)
{
	int year, month;
	context said;
	tally_status status = read_year(r, &year);
	if (status != TALLY_OK)
		return status;
	if (!take(r, '/'))
		return expected(r, "/");
	if ((status = read_month(r, &month)) != TALLY_OK)
		return status;
	if (!take(r, '/'))
		return expected(r, "/");
	return read_day_behind(r, year, month, out, &said);
}

static tally_status read_iso(reader *r, tally_period *out)
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
		if (peek(r) != '/')
			return expected(r, "/ and the last day");
	} else if ((status = read_year(r, &year)) != TALLY_OK ||
		   (status = read_after_year(r, year, &left, &said)) != TALLY_OK) {
		return status;
	}
	*out = left;
	if (!take(r, '/'))
		return TALLY_OK;
	if (!open && take(r, 'P'))
		return read_duration(r, left.first, &out->last);
	if ((status = read_right(r, &said, &right)) == TALLY_OK)
		out->last = right.last;
	return status;
}

/* --- Chinese ------------------------------------------------------------------------------- */

/* 9, 09, 九, 十, 十二: 1..99; 0 when no number stands here */
static int take_number(reader *r)
{
	int n;
	if (take_digits(r, 2, &n) > 0)
		return n;
	int symbol = peek(r);
	if (symbol < NUMERAL || symbol > NUMERAL + 10)
		return 0;
	n = 0;
	if (symbol != NUMERAL + 10) {
		n = symbol - NUMERAL;
		r->at++;
		if (!take(r, NUMERAL + 10))
			return n;
		n *= 10;
	} else {
		r->at++;
		n = 10;
	}
	symbol = peek(r);
	if (symbol > NUMERAL && symbol < NUMERAL + 10) {
		n += symbol - NUMERAL;
		r->at++;
	}
	return n;
}

static bool take_dash(reader *r)
{
	return take(r, TO) || take(r, '-') || take(r, '~');
}

/* 2023 or 二〇二三; 0 when none stands here */
static int take_chinese_year(reader *r)
{
	int start = r->at, year = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		int s = peek(r);
		if (is_digit(s)) {
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
static bool take_season(reader *r)
{
	if (!take(r, SEASON))
		return false;
	take(r, DEGREE);
	return true;
}

static tally_status months_of(reader *r, int year, int first, int last, tally_period *out)
{
	if (first < 1 || last < first || last > 12) {
		r->at--;
		return expected(r, "months 1..12 in order");
	}
	*out = (tally_period){tally_period_month(year, first).first,
			      tally_period_month(year, last).last};
	return TALLY_OK;
}

/* N, or the range M-N, of the unit that follows: 季度, 个月 or 月 */
static tally_status read_counted(reader *r, int year, int from, int to, tally_period *out,
				 int *month)
{
	if (take_season(r)) {
		if (from < 1 || to > 4 || to < from) {
			r->at--;
			return expected(r, "quarters 1..4");
		}
		return months_of(r, year, 3 * from - 2, 3 * to, out);
	}
	take(r, PIECE);
	if (!take(r, MONTH))
		return expected(r, "月 or 季度");
	take(r, PART);
	*month = from == to ? from : 0;
	return months_of(r, year, from, to, out);
}

/* What stands behind 年. */
static tally_status read_part_of_year(reader *r, int year, tally_period *out, int *month)
{
	*month = 0;
	if (take(r, UPPER) || take(r, LOWER)) {
		int half = r->symbols[r->at - 1] == UPPER ? 1 : 2;
		if (!take(r, HALF))
			return expected(r, "半年");
		take(r, YEAR);
		*out = tally_period_half(year, half);
		return TALLY_OK;
	}
	bool from_start = take(r, FIRST_OF);
	bool ordinal = !from_start && take(r, ORDINAL);
	int n = take_number(r);
	if (n == 0 && (from_start || ordinal))
		return expected(r, "a number of months or quarters");
	if (n == 0)
		return TALLY_OK;
	if (from_start) {
		take(r, PIECE);
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
static tally_status read_point(reader *r, int year, tally_period *out, context *said)
{
	int month, day;
	*out = tally_period_year(year);
	take(r, DEGREE);
	if (take(r, WHOLE) && !take(r, YEAR))
		return expected(r, "年");
	tally_status status = read_part_of_year(r, year, out, &month);
	if (status != TALLY_OK)
		return status;
	*said = (context){year, month, false};
	if (month > 0 && (day = take_number(r)) > 0) {
		take(r, DAY);
		if (!tally_day_valid(year, month, day)) {
			r->at--;
			return expected(r, "a day that this month has");
		}
		*out = tally_period_of_day(tally_day_of(year, month, day));
		said->day = true;
	} else if (take(r, END)) {
		out->first = out->last;
	}
	return TALLY_OK;
}

static tally_status read_chinese(reader *r, tally_period *out)
{
	context said, ignored;
	tally_period right;
	int year = take_chinese_year(r);
	if (year < 1)
		return expected(r, "a year of four digits");
	int start = r->at, second = 0;
	if (take_dash(r) && (second = take_chinese_year(r)) < year) /* 2020-2024年 */
		r->at = start;
	if (!take(r, YEAR))
		return expected(r, "年");
	if (second >= year) {
		*out =
		    (tally_period){tally_period_year(year).first, tally_period_year(second).last};
		return TALLY_OK;
	}
	tally_status status = read_point(r, year, out, &said);
	if (status != TALLY_OK || !take_dash(r))
		return status;
	start = r->at;
	int other = take_chinese_year(r);
	if (other == 0 || !take(r, YEAR)) {
		r->at = start;
		other = year;
	}
	if ((status = read_point(r, other, &right, &ignored)) == TALLY_OK)
		out->last = right.last;
	return status;
}

/* --- whole texts ---------------------------------------------------------------------------- */

tally_status tally_period_parse(const char *text, size_t len, tally_period *out, tally_error *err)
{
	if (parse_short(text, len, out) || parse_short_range(text, len, out))
		return TALLY_OK;
	reader r = {.text = text, .len = len, .err = err};
	if (!fold_all(&r)) {
		r.at = r.n;
		return expected(&r, "at most 64 characters");
	}
	tally_status status = r.chinese ? read_chinese(&r, out) : read_iso(&r, out);
	if (status != TALLY_OK)
		return status;
	if (r.at != r.n)
		return expected(&r, "the end of the period");
	if (out->last > tally_day_of(9999, 12, 31))
		return expected(&r, "an end before the year 10000");
	if (out->first != TALLY_DAY_OPEN && out->last < out->first)
		return expected(&r, "an end that is not before the start");
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
