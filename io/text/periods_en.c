/* periods_en.c: English period expressions: Q3 2016, June 2023, the first nine months of 2023,
 * end-2024, November 30, 2024. The calendar and the missing year are as in periods.c. */
#include "parts.h"

#include <string.h>

typedef struct {
	const uint32_t *cp;
	size_t n;
	const period_context *context;
	bool phrase;
} period_in;

static const char *const month_names[] = {
    "january|jan",  "february|feb", "march|mar",  "april|apr",          "may",
    "june|jun",     "july|jul",     "august|aug", "september|sept|sep", "october|oct",
    "november|nov", "december|dec",
};

static size_t word_at(const period_in *p, size_t i, const char *words)
{
	/* none begins with a digit or with what is no ASCII, and these are what mostly stands here
	 */
	if (i >= p->n || p->cp[i] > 127 || text_is_digit(p->cp[i]))
		return 0;
	size_t length = text_at_words(p->cp, p->n, i, words);

	if (length && i + length < p->n && text_is_latin(p->cp[i + length]) &&
	    text_is_latin(p->cp[i + length - 1]))
		return 0;
	return length;
}

static size_t spaces(const period_in *p, size_t i)
{
	while (i < p->n && (p->cp[i] == ' ' || p->cp[i] == ','))
		i++;
	return i;
}

static size_t month_name(const period_in *p, size_t i, int *month)
{
	if (i >= p->n || !text_is_latin(p->cp[i]))
		return 0;
	for (int m = 0; m < 12; m++) {
		size_t length = word_at(p, i, month_names[m]);

		if (length) {
			*month = m + 1;
			return length;
		}
	}
	return 0;
}

static size_t year_digits(const period_in *p, size_t i, int *year)
{
	size_t k = i;
	int value = 0;

	while (k < p->n && text_is_digit(p->cp[k]) && k - i < 5)
		value = value * 10 + (int)(p->cp[k++] - '0');
	if (k - i != 4 || value < 1900 || value > 2099 ||
	    (k < p->n && (p->cp[k] == '.' || p->cp[k] == ',') && k + 1 < p->n &&
	     text_is_digit(p->cp[k + 1])))
		return 0;
	*year = value;
	return 4;
}

static size_t year_words(const period_in *p, size_t i, int *year)
{
	numeral a, below, b;

	if (!p->phrase || i >= p->n || !text_is_latin(p->cp[i]) ||
	    !numeral_parse_english(p->cp, p->n, i, &a, &below) || below.to || a.power)
		return 0;
	if (a.value.mantissa >= 1900 && a.value.mantissa <= 2099) {
		*year = (int)a.value.mantissa;
		return a.to - i;
	}
	size_t next = spaces(p, a.to);

	if (a.value.mantissa < 19 || a.value.mantissa > 20 || next == a.to ||
	    !numeral_parse_english(p->cp, p->n, next, &b, &below) || b.value.mantissa > 99)
		return 0;
	*year = (int)(a.value.mantissa * 100 + b.value.mantissa);
	return b.to - i;
}

static int this_year(const period_in *p)
{
	int y = 0, m, d;

	if (p->context->published == TALLY_DAY_NONE)
		return p->context->year;
	tally_day_split(p->context->published, &y, &m, &d);
	return y;
}

/* " of 2023", " this year", " last year", " 2016" behind a part of the year. */
static size_t year_behind(const period_in *p, size_t i, int *year)
{
	size_t k = spaces(p, i), length;

	if ((length = word_at(p, k, "of|in")))
		k = spaces(p, k + length);
	length = word_at(p, k, "this year|the year");
	if (length && this_year(p)) {
		*year = this_year(p);
		return k + length - i;
	}
	length = word_at(p, k, "last year|the previous year");
	if (length && this_year(p)) {
		*year = this_year(p) - 1;
		return k + length - i;
	}
	if ((length = year_digits(p, k, year)) || (length = year_words(p, k, year)))
		return k + length - i;
	return 0;
}

static int settle_year(const period_in *p, int year, tally_period (*make)(int year, int part),
		       int part, period_reading *out)
{
	if (year)
		return year;
	year = this_year(p);
	out->no_year = true;
	out->unknown = year == 0;
	if (year && p->context->published != TALLY_DAY_NONE &&
	    make(year, part).first > p->context->published)
		year--;
	return year ? year : 1;
}

static tally_period first_months(int year, int months)
{
	return (tally_period){tally_period_year(year).first, tally_period_month(year, months).last};
}

static tally_period first_quarters(int year, int quarters)
{
	return first_months(year, 3 * quarters);
}

static const char *const ordinals[] = {"first", "second", "third", "fourth"};

static size_t finish(const period_in *p, size_t i, tally_period (*make)(int, int), int part,
		     period_reading *out)
{
	int year = 0;
	size_t length = year_behind(p, i, &year);

	year = settle_year(p, year, make, part, out);
	out->list[0] = make(year, part);
	out->n = 1;
	return i + length;
}

/* q3, h2, third quarter, first half, first nine months */
static size_t part_of_year(const period_in *p, size_t i, period_reading *out)
{
	size_t from = i, length;

	i += word_at(p, i, "the ");
	if (i + 1 < p->n && (p->cp[i] == 'q' || p->cp[i] == 'h') && text_is_digit(p->cp[i + 1]) &&
	    (i + 2 >= p->n || !text_is_digit(p->cp[i + 2]))) {
		int part = (int)(p->cp[i + 1] - '0');
		bool quarter = p->cp[i] == 'q';

		if (part < 1 || part > (quarter ? 4 : 2))
			return 0;
		return finish(p, i + 2, quarter ? tally_period_quarter : tally_period_half, part,
			      out) -
		       from;
	}
	for (int part = 1; part <= 4; part++) {
		if (!(length = word_at(p, i, ordinals[part - 1])))
			continue;
		size_t k = spaces(p, i + length);
		numeral count, below;

		if ((length = word_at(p, k, "quarter")))
			return finish(p, k + length, tally_period_quarter, part, out) - from;
		if (part <= 2 && (length = word_at(p, k, "half year")))
			return finish(p, k + length, tally_period_half, part, out) - from;
		if (part <= 2 && (length = word_at(p, k, "half")))
			return finish(p, k + length, tally_period_half, part, out) - from;
		if (part > 1)
			return 0;
		bool words = numeral_parse_english(p->cp, p->n, k, &count, &below);

		if (!words && !numeral_parse(p->cp, p->n, k, &count))
			return 0;
		int n = (int)count.value.mantissa;

		if (words && below.to > 0) /* "three quarters" reads as a fraction */
			return below.value.mantissa == 4 && n >= 1 && n <= 4
				   ? finish(p, below.to, first_quarters, n, out) - from
				   : 0;

		k = spaces(p, count.to);
		if (n >= 1 && n <= 12 && (length = word_at(p, k, "months")))
			return finish(p, k + length, first_months, n, out) - from;
		if (n >= 1 && n <= 4 && (length = word_at(p, k, "quarters")))
			return finish(p, k + length, first_quarters, n, out) - from;
	}
	return 0;
}

/* 14 november 2024 */
static size_t day_first(const period_in *p, size_t i, period_reading *out)
{
	size_t k = i, length;
	int day = 0, month, year = 0;

	while (k < p->n && text_is_digit(p->cp[k]) && k - i < 3)
		day = day * 10 + (int)(p->cp[k++] - '0');
	if (k == i || k - i > 2 || day < 1 || k >= p->n || p->cp[k] != ' ' ||
	    !(length = month_name(p, k + 1, &month)))
		return 0;
	k += 1 + length;
	k += year_behind(p, k, &year);
	year = settle_year(p, year, tally_period_month, month, out);
	if (!tally_day_valid(year, month, day))
		return 0;
	out->list[0] = tally_period_of_day(tally_day_of(year, month, day));
	out->n = 1;
	out->day = true;
	return k - i;
}

/* "july to september 2024", "between july and september"; behind "three months to" the months
 * that end with the one named. */
static size_t month_range(const period_in *p, size_t i, period_reading *out)
{
	int first, last, year = 0;
	size_t k = i, length, between = word_at(p, i, "between ");

	k += between;
	if (!(length = month_name(p, k, &first)))
		return 0;
	k = spaces(p, k + length);
	if (!(length = word_at(p, k, between ? "and" : "to|through|-")))
		return 0;
	k = spaces(p, k + length);
	if (!(length = month_name(p, k, &last)) || last == first)
		return 0;
	k += length;
	k += year_behind(p, k, &year);
	year = settle_year(p, year, tally_period_month, last, out);
	out->list[0] =
	    (tally_period){tally_period_month(first < last ? year : year - 1, first).first,
			   tally_period_month(year, last).last};
	out->n = 1;
	return k - i;
}

/* "the three months to september 2024" */
static size_t months_to(const period_in *p, size_t i, period_reading *out)
{
	static const char *const counts[] = {"two|2", "three|3", "six|6", "nine|9"};
	static const int months[] = {2, 3, 6, 9};
	size_t k = i + word_at(p, i, "the "), length;
	int month, year = 0;

	for (int c = 0; c < 4; c++) {
		size_t to = k + word_at(p, k, counts[c]);

		if (to == k ||
		    !(length = word_at(p, to, " months to | months ending | months ended ")))
			continue;
		to += length;
		to += word_at(p, to, "the end of ");
		if (!(length = month_name(p, to, &month)))
			return 0;
		to += length;
		to += year_behind(p, to, &year);
		year = settle_year(p, year, tally_period_month, month, out);
		int first = month - months[c] + 1;

		out->list[0] = (tally_period){
		    tally_period_month(first < 1 ? year - 1 : year, first < 1 ? first + 12 : first)
			.first,
		    tally_period_month(year, month).last};
		out->n = 1;
		return to - i;
	}
	return 0;
}

/* june 2023, nov. 30, 2024, 30 november 2024, this september */
static size_t named_month(const period_in *p, size_t i, period_reading *out)
{
	int month, year = 0, day = 0;
	size_t from = i, length;

	i += word_at(p, i, "this ") ? 5 : 0;
	if (!(length = month_name(p, i, &month)))
		return 0;
	i += length;
	i += i + 1 < p->n && p->cp[i] == '.' && length <= 4 && p->cp[i + 1] == ' ' &&
	     i + 2 < p->n && text_is_digit(p->cp[i + 2]);
	size_t k = spaces(p, i), digits = k;

	while (digits < p->n && text_is_digit(p->cp[digits]) && digits - k < 3)
		day = day * 10 + (int)(p->cp[digits++] - '0');
	if (digits > k && digits - k <= 2 && day >= 1 && day <= 31) {
		i = digits;
	} else {
		day = 0;
	}
	i += year_behind(p, i, &year);
	year = settle_year(p, year, tally_period_month, month, out);
	out->n = 1;
	out->list[0] = tally_period_month(year, month);
	if (day) {
		if (!tally_day_valid(year, month, day))
			return 0;
		out->list[0] = tally_period_of_day(tally_day_of(year, month, day));
		out->day = true;
	}
	return i - from;
}

/* 2016 q3, 2016 june, 2016h2, 2016 , nov, 2016 / 11, 2015-3; 11 - 2016 */
static size_t year_first(const period_in *p, size_t i, period_reading *out)
{
	int year, month = 0;
	size_t length = year_digits(p, i, &year), k, from = i;

	if (!length)
		return 0;
	k = spaces(p, i + length);
	if (k + 1 < p->n && (p->cp[k] == 'q' || p->cp[k] == 'h') && text_is_digit(p->cp[k + 1])) {
		int part = (int)(p->cp[k + 1] - '0');
		bool quarter = p->cp[k] == 'q';

		if (part < 1 || part > (quarter ? 4 : 2))
			return 0;
		out->list[0] =
		    quarter ? tally_period_quarter(year, part) : tally_period_half(year, part);
		out->n = 1;
		return k + 2 - from;
	}
	if ((length = month_name(p, k, &month))) {
		out->list[0] = tally_period_month(year, month);
		out->n = 1;
		return k + length - from;
	}
	if (p->phrase && k < p->n && (p->cp[k] == '/' || p->cp[k] == '-')) {
		size_t d = spaces(p, k + 1), to = d;

		while (to < p->n && text_is_digit(p->cp[to]) && to - d < 3)
			month = month * 10 + (int)(p->cp[to++] - '0');
		if (to > d && to - d <= 2 && month >= 1 && month <= 12) {
			out->list[0] = tally_period_month(year, month);
			out->n = 1;
			return to - from;
		}
	}
	return 0;
}

static size_t month_first(const period_in *p, size_t i, period_reading *out)
{
	size_t k = i;
	int month = 0, year;

	if (!p->phrase)
		return 0;
	while (k < p->n && text_is_digit(p->cp[k]) && k - i < 3)
		month = month * 10 + (int)(p->cp[k++] - '0');
	if (k == i || k - i > 2 || month < 1 || month > 12)
		return 0;
	size_t sign = spaces(p, k);

	if (sign >= p->n || p->cp[sign] != '-')
		return 0;
	sign = spaces(p, sign + 1);
	size_t length = year_digits(p, sign, &year);

	if (!length)
		return 0;
	out->list[0] = tally_period_month(year, month);
	out->n = 1;
	return sign + length - i;
}

/* end-2024, the end of June 2023 */
static size_t end_of(const period_in *p, size_t i, period_reading *out)
{
	size_t length = text_at_any(p->cp, p->n, i, "end-|end of |the end of |year-end |end ");
	size_t k = i + length, digits;
	int year = 0, month;

	if (!length)
		return 0;
	digits = year_digits(p, k, &year);
	if (!digits && (digits = word_at(p, k, "last year")) && this_year(p))
		year = this_year(p) - 1;
	if (digits && year) {
		out->list[0] = tally_period_of_day(tally_period_year(year).last);
		out->instant = true;
		out->n = 1;
		return k + digits - i;
	}
	if (!(digits = month_name(p, k, &month)))
		return 0;
	size_t end = finish(p, k + digits, tally_period_month, month, out);

	out->list[0].first = out->list[0].last;
	out->instant = true;
	return end - i;
}

/* "in the previous quarter": the span before the one spoken of. */
static size_t previous_span(const period_in *p, size_t i, period_reading *out)
{
	static const char *const words[] = {
	    "the previous month|the preceding month|the month before",
	    "the previous quarter|the preceding quarter|"
	    "the quarter before"};
	tally_period now = p->context->span;

	if (i < 3 || !text_at(p->cp, p->n, i - 3, "in ") || now.first <= TALLY_DAY_OPEN)
		return 0;
	for (int k = 0; k < 2; k++) {
		int months = k ? 3 : 1;
		size_t length = word_at(p, i, words[k]);

		if (!length || tally_period_months(now) != months)
			continue;
		int year, month, day;

		tally_day_split(now.first, &year, &month, &day);
		month -= months;
		if (month < 1) {
			month += 12;
			year--;
		}
		out->list[0] = (tally_period){tally_period_month(year, month).first,
					      tally_period_month(year, month + months - 1).last};
		out->n = 1;
		return length;
	}
	return 0;
}

/* "in the same period of 2024": the span spoken of, in that year. */
static size_t same_period(const period_in *p, size_t i, period_reading *out)
{
	size_t length =
	    word_at(p, i, "the same period |the same quarter |the same month |the same half ");
	int year = 0, base, month, day;
	tally_period now = p->context->span;

	if (!length || now.first <= TALLY_DAY_OPEN)
		return 0;
	size_t behind = year_behind(p, i + length, &year);

	if (!behind || !year)
		return 0;
	tally_day_split(now.last, &base, &month, &day);
	out->list[0] = tally_period_shift_years(now, year - base);
	out->n = 1;
	return length + behind;
}

static size_t relative_year(const period_in *p, size_t i, period_reading *out)
{
	size_t length = word_at(p, i, "last year"), month = word_at(p, i, "last month");
	int year = this_year(p);

	if (!year)
		return 0;
	if (month && p->context->published != TALLY_DAY_NONE) {
		int y, m, d;

		tally_day_split(p->context->published, &y, &m, &d);
		out->list[0] = m > 1 ? tally_period_month(y, m - 1) : tally_period_month(y - 1, 12);
		out->n = 1;
		return month;
	}
	out->last_span = length > 0;
	year -= length > 0;
	if (!length)
		length = word_at(p, i, "this year");
	if (length) {
		out->list[0] = tally_period_year(year);
		out->n = 1;
	}
	return length;
}

/* in 2023, since 2020, by 2027 */
static size_t whole_year(const period_in *p, size_t i, period_reading *out)
{
	static const char *const before[] = {"in ",   "of ",     "since ", "from ",
					     "to ",   "by ",     "for ",   "than ",
					     "with ", "during ", "until ", "and "};
	int year = 0;
	size_t length;

	if ((length = end_of(p, i, out)) || (length = relative_year(p, i, out)) ||
	    (length = previous_span(p, i, out)) || (length = same_period(p, i, out)))
		return length;
	length = year_words(p, i, &year);
	if (length) {
		out->list[0] = tally_period_year(year);
		out->n = 1;
		return length;
	}
	if (!(length = year_digits(p, i, &year)) || p->phrase)
		return 0;
	for (size_t b = 0; b < sizeof before / sizeof *before; b++) {
		size_t size = strlen(before[b]);

		if (i < size || !text_at(p->cp, p->n, i - size, before[b]))
			continue;
		out->list[0] = tally_period_year(year);
		out->n = 1;
		out->since = b == 2;
		if (out->since)
			out->list[0].last = p->context->published;
		return length;
	}
	return 0;
}

/* 2024年, 5个: figures of a Chinese text. */
static bool chinese_figures(const uint32_t *cp, size_t n, size_t i)
{
	size_t k = i;

	while (k < n && text_is_digit(cp[k]))
		k++;
	return k > i && k < n && text_is_cjk(cp[k]);
}

bool period_parse_english(const uint32_t *cp, size_t n, size_t i, const period_context *context,
			  bool phrase, period_reading *out)
{
	const period_in p = {cp, n, context, phrase};
	size_t length;

	if (i >= n || !(text_is_latin(cp[i]) || text_is_digit(cp[i])) ||
	    (i > 0 && (text_is_latin(cp[i - 1]) || text_is_digit(cp[i - 1]))) ||
	    chinese_figures(cp, n, i))
		return false;
	*out = (period_reading){.from = (uint32_t)i};
	if (!(length = day_first(&p, i, out)) && !(length = month_range(&p, i, out)) &&
	    !(length = months_to(&p, i, out)) && !(length = part_of_year(&p, i, out)) &&
	    !(length = named_month(&p, i, out)) && !(length = year_first(&p, i, out)) &&
	    !(length = month_first(&p, i, out)) && !(length = whole_year(&p, i, out)))
		return false;
	out->to = (uint32_t)(i + length);
	return out->n > 0;
}
