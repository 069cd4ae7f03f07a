/* period.h: spans of days, as SDMX and ISO 8601 write them, with integer arithmetic.
 *
 * A period is its first and its last day, both included, in days since 1970-01-01
 * (proleptic Gregorian). `2023`, `2023-01/2023-12` and `2023-01-01/P12M` are the
 * same period; printing picks the shortest form. Years 1..9999. */
#ifndef TALLY_PERIOD_H
#define TALLY_PERIOD_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Days since 1970-01-01. */
typedef int32_t tally_day;

/** No date (an empty `published`). */
#define TALLY_DAY_NONE INT32_MIN

/** First day of a period whose start nobody stated: `../2026-04-10`. */
#define TALLY_DAY_OPEN (INT32_MIN + 1)

typedef struct {
	tally_day first; /**< or TALLY_DAY_OPEN */
	tally_day last;
} tally_period;

/** What a span is by the calendar; the letters are SDMX's where it has one. */
typedef enum {
	TALLY_FREQ_YEAR,    /**< A */
	TALLY_FREQ_HALF,    /**< S: first or second half (the first is also a year to date) */
	TALLY_FREQ_QUARTER, /**< Q */
	TALLY_FREQ_MONTH,   /**< M */
	TALLY_FREQ_WEEK,    /**< W: ISO week, Monday to Sunday */
	TALLY_FREQ_DAY,     /**< D */
	TALLY_FREQ_YTD,     /**< C: from 1 January to the end of a month, none of the above */
	TALLY_FREQ_SPAN,    /**< P: any other span */
	TALLY_FREQ_OPEN,    /**< O: cumulative since an unstated day */
} tally_frequency;

#define TALLY_N_FREQUENCIES 9

/** 'A' 'S' 'Q' 'M' 'W' 'D' 'C' 'P' 'O' */
char tally_frequency_letter(tally_frequency f);

tally_frequency tally_period_frequency(tally_period p);

/** Longest text of a period, NUL included. */
#define TALLY_PERIOD_TEXT 32

/** Reads the whole of text[0..len): `2023` `2023-S1` `2023-Q3` `2023-09` `2023-W05` `2024-11-30`,
 * `2023-01/2023-09`, `2023-01-01/2023-12-12`, `2023-01-01/P9M` (also P1Y, P2Q is not ISO; P10D,
 * P2W), `../2026-04-10`; also `2023Q3`, `2023 Q3`, `2023M09`, `202309`, `20230930`; and the Chinese
 * forms `2023年`, `2023年前三季度`, `2023年第三季度`, `2023年1—9月`, `2023年1-9月份`,
 * `2023年上半年`, `2023年9月`, `2023年9月30日`, `2023年末`, `2023年底` (the last day). A half-given
 * range
 * (`2023-01/09`) takes what is missing from its start. TALLY_EINPUT says what was expected. */
tally_status tally_period_parse(const char *text, size_t len, tally_period *out, tally_error *err);

/** The shortest form; returns its length. parse(print(p)) == p. */
size_t tally_period_print(tally_period p, char out[TALLY_PERIOD_TEXT]);

/** One date `YYYY-MM-DD` (also `YYYY/M/D`, `YYYY年M月D日`, `YYYYMMDD`, an ISO time behind it is
 * dropped). */
tally_status tally_day_parse(const char *text, size_t len, tally_day *out, tally_error *err);
/** `YYYY-MM-DD`; TALLY_DAY_NONE prints as "". Returns the length. */
size_t tally_day_print(tally_day day, char out[TALLY_PERIOD_TEXT]);

/** Civil calendar, without range checks on sane years. month 1..12, day 1..31. */
tally_day tally_day_of(int year, int month, int day);
void tally_day_split(tally_day day, int *year, int *month, int *dom);
/** Days of a month. */
int tally_month_days(int year, int month);
bool tally_day_valid(int year, int month, int day);

/** The whole year, month, quarter (1..4) or half (1..2). */
tally_period tally_period_year(int year);
tally_period tally_period_month(int year, int month);
tally_period tally_period_quarter(int year, int quarter);
tally_period tally_period_half(int year, int half);
tally_period tally_period_of_day(tally_day day);

bool tally_period_equal(tally_period a, tally_period b);
/** Order by last day, then longer first (so 2023-01/2023-09 stands before 2023-09). */
int tally_period_compare(tally_period a, tally_period b);
bool tally_period_contains(tally_period outer, tally_period inner);

/** The same span `years` later (negative: earlier). Whole months stay whole months (Feb 28/29
 * as a month end), weeks keep their number (week 53 becomes 52 where there is none). */
tally_period tally_period_shift_years(tally_period p, int years);

/** The span before (`steps` = -1) or behind (1), of the same kind: the quarter before, the month
 * before; a year to date of n months: the n months before it ends at its start; days for other
 * spans. */
tally_period tally_period_step(tally_period p, int steps);

/** Length in whole months, or 0 when the span is not made of whole months. */
int tally_period_months(tally_period p);

/** Spans between two periods of the same frequency: years for A, quarters for Q, ...; false when
 * the two are not of one kind or no whole number apart. */
bool tally_period_distance(tally_period from, tally_period to, int *steps);

#endif
