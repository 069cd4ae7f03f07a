/* period_reader.c: characters to symbols: full-width forms to ASCII, dashes and Chinese words to
 * one symbol each. */
#include "period_reader.h"

#include <string.h>

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

bool period_fold_all(period_reader *r)
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

/* Chinese texts may have spaces between their words. */
void period_drop_spaces(period_reader *r)
{
	int kept = 0;
	for (int i = 0; i < r->n; i++)
		if (r->symbols[i] != ' ') {
			r->starts[kept] = r->starts[i];
			r->symbols[kept++] = r->symbols[i];
		}
	r->starts[kept] = r->len;
	r->symbols[kept] = 0;
	r->n = kept;
}

static int column_of(const period_reader *r, size_t start)
{
	int column = 1;
	for (size_t i = 0; i < start; i++)
		column += ((unsigned char)r->text[i] & 0xC0) != 0x80;
	return column;
}

int period_peek(const period_reader *r)
{
	return r->symbols[r->at];
}

bool period_take(period_reader *r, int symbol)
{
	if (period_peek(r) != symbol)
		return false;
	r->at++;
	return true;
}

bool period_is_digit(int symbol)
{
	return symbol >= '0' && symbol <= '9';
}

/* Every complaint: the whole text, the place, what was found, what was expected. */
tally_status period_expected(period_reader *r, const char *what)
{
	int shown = r->len > 80 ? 80 : (int)r->len;
	if (r->at >= r->n)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "period \"%.*s\": it ends, expected %s", shown, r->text,
				       what);
	size_t start = r->starts[r->at], found = character_length(r->text + start, r->len - start);
	return tally_error_set(r->err, TALLY_EINPUT,
			       "period \"%.*s\": column %d: found \"%.*s\", expected %s", shown,
			       r->text, column_of(r, start), (int)found, r->text + start, what);
}

/* As many digits as there are, up to `most`; returns how many. */
int period_take_digits(period_reader *r, int most, int *value)
{
	int n = 0;
	*value = 0;
	for (; n < most && period_is_digit(period_peek(r)); n++, r->at++)
		*value = 10 * *value + period_peek(r) - '0';
	return n;
}
