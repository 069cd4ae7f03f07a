/* prices.c: `current`, `constant:2020`, `chained:2015`, `pyp`, `ppp:2017`. */
#include "codes.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	tally_price_kind kind;
	bool dated; /* may carry ":year" */
} words[] = {
    {"", TALLY_PRICES_DEFAULT, false},        {"none", TALLY_PRICES_NONE, false},
    {"current", TALLY_PRICES_CURRENT, false}, {"constant", TALLY_PRICES_CONSTANT, true},
    {"chained", TALLY_PRICES_CHAINED, true},  {"pyp", TALLY_PRICES_PYP, false},
    {"ppp", TALLY_PRICES_PPP, true},
};

#define N_WORDS ((int)(sizeof words / sizeof words[0]))

static bool year_parse(const char *text, size_t len, int16_t *out)
{
	int year = 0;

	if (len != 4)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		year = year * 10 + (text[i] - '0');
	}
	*out = (int16_t)year;
	return year > 0;
}

bool tally_prices_parse(const char *text, size_t len, tally_prices *out)
{
	const char *colon = memchr(text, ':', len);
	size_t word = colon ? (size_t)(colon - text) : len;

	*out = (tally_prices){0};
	for (int i = 0; i < N_WORDS; i++) {
		if (strlen(words[i].name) != word || memcmp(words[i].name, text, word) != 0)
			continue;
		out->kind = (uint8_t)words[i].kind;
		if (!colon)
			return true;
		return words[i].dated && year_parse(colon + 1, len - word - 1, &out->year);
	}
	return false;
}

size_t tally_prices_print(tally_prices p, char out[32])
{
	const char *name = p.kind < N_WORDS ? words[p.kind].name : "";
	int n = p.year ? snprintf(out, 32, "%s:%04d", name, p.year) : snprintf(out, 32, "%s", name);
	return (size_t)n;
}

bool tally_prices_equal(tally_prices a, tally_prices b)
{
	return a.kind == b.kind && a.year == b.year;
}
