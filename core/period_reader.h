/* period_reader.h: what the two grammars of periods share: a text folded to symbols, and complaints
 * with their place. */
#ifndef TALLY_PERIOD_READER_H
#define TALLY_PERIOD_READER_H

#include "period.h"

#define SYMBOLS_MAX 64

/** Chinese words of the grammar, each one symbol outside ASCII. */
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

typedef struct {
	const char *text; /* as given, for messages */
	size_t len;
	int symbols[SYMBOLS_MAX + 1]; /* closed by 0 */
	size_t starts[SYMBOLS_MAX + 1];
	int n;
	int at;
	bool chinese;
	tally_error *err;
} period_reader;

/** Folds r->text; false when it has more than 64 characters. */
bool period_fold_all(period_reader *r);
/** Chinese texts may have spaces between their words. */
void period_drop_spaces(period_reader *r);
/** The symbol here, 0 at the end. */
int period_peek(const period_reader *r);
bool period_take(period_reader *r, int symbol);
bool period_is_digit(int symbol);
/** As many digits as there are, up to `most`; returns how many. */
int period_take_digits(period_reader *r, int most, int *value);
/** The whole text, the place, what was found, what was expected. */
tally_status period_expected(period_reader *r, const char *what);

/* period_chinese.c */
tally_status period_read_chinese(period_reader *r, tally_period *out);

#endif
