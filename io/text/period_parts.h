/* period_parts.h: the parts of a Chinese period: year, quarter, months, days. Not public.
 *
 * Each reader looks at one place and returns the length of what it read, 0 for nothing. */
#ifndef TALLY_TEXT_PERIOD_PARTS_H
#define TALLY_TEXT_PERIOD_PARTS_H

#include "parts.h"

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

static inline size_t skip(const period_in *p, size_t i)
{
	return i < p->n && p->cp[i] == ' ' ? i + 1 : i;
}

static inline uint32_t at(const period_in *p, size_t i)
{
	return i < p->n ? p->cp[i] : 0;
}

#define says(p, i, constant) text_at_any((p)->cp, (p)->n, i, constant)

/* A digit begins no relative word; most look-ups end here. */
static inline bool digit_starts(const period_in *p, size_t i)
{
	return text_is_digit(at(p, i)) || (chinese_digit(at(p, i)) >= 0);
}

/** Year of publication, else the last year that the article named, else 0. */
int period_published_year(const period_in *p);
/** A whole number 1..max, Arabic or Chinese. */
size_t period_small_number(const period_in *p, size_t i, int max, int *out);
/** Arabic digits, at most `most`, with a value 1..max. */
size_t period_figures(const period_in *p, size_t i, int max, size_t most, int *out);
/** 2024年, 08年, 二〇〇六年 */
size_t period_written_year(const period_in *p, size_t i, int *year);
/** 今年, 上年; *last: the year before. */
size_t period_relative_year(const period_in *p, size_t i, int *year, bool *last);
/** Of 全年, 年末 without a year; 0: nothing to go by. */
int period_year_spoken_of(const period_in *p);
/** 前三季度, 上半年, 前十个月, 1—9月份, 12月26日 */
size_t period_below_year(const period_in *p, size_t i, parts_of_period *out);
/** 本月, 上月, 下个月9号 */
size_t period_relative_month(const period_in *p, size_t i, parts_of_period *out);
size_t period_relative_quarter(const period_in *p, size_t i, parts_of_period *out);
/** 底, 年末, 月初 */
size_t period_end_or_begin(const period_in *p, size_t i, parts_of_period *out);
/** 9日, 26-27日 behind a month. */
size_t period_days(const period_in *p, size_t i, parts_of_period *out);
/** 至, 到, a dash. */
size_t period_range_sign(const period_in *p, size_t i);
/** 2010-01-29, 2018/1/10 */
size_t period_numeric_date(const period_in *p, size_t i, parts_of_period *out);

#endif
