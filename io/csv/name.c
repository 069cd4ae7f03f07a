/* name.c: printed names of metrics taken apart, and codes made of foreign names.
 *
 * A head such as `货币(M1)供应量同比增长(%)` says three things: the metric, that the figures are
 * growth on a year earlier, and their unit. The whole name is looked up first, then the name
 * without its last bracket when that holds a unit, then without a word for the measure.
 *
 * A foreign name becomes a code by this rule: ASCII letters, digits, `_`, `-` and `.` stay, every
 * run of other characters becomes one `_`, none at the ends. When a letter was lost on the way
 * (Chinese, accents) or the result is longer than a code may be, `_` and the first eight digits of
 * the name's SHA-256 are put behind what there is room for; a name without any ASCII letter
 * or digit is `x_` and the eight digits. So the same name gives the same code everywhere, and the
 * printed name stays findable as the code's name. */
#include "csv/digest.h"
#include "csv/inside.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* --- measures in names ---------------------------------------------------------------- */

static const struct {
	const char *suffix;
	int measure; /* -1: says nothing about the measure */
	bool previous, cumulative;
} suffixes[] = {
    {"累计同比增长", TALLY_GROWTH, false, true},
    {"累计增长", TALLY_GROWTH, false, true},
    {"同比增长", TALLY_GROWTH, false, false},
    {"同比增速", TALLY_GROWTH, false, false},
    {"比上年同期增长", TALLY_GROWTH, false, false},
    {"比上年增长", TALLY_GROWTH, false, false},
    {"环比增长", TALLY_GROWTH, true, false},
    {"环比增速", TALLY_GROWTH, true, false},
    {"累计值", -1, false, true},
    {"当期值", -1, false, false},
    {"期末值", -1, false, false},
    {"(annual % growth)", TALLY_GROWTH, false, false},
};

static bool ends_with(const char *text, size_t len, const char *tail)
{
	size_t n = strlen(tail);
	return len > n && memcmp(text + len - n, tail, n) == 0;
}

/* The last bracket `(...)` or `（...）` of a name: where it opens and what is inside. */
static bool last_bracket(const char *text, size_t len, size_t *open, const char **inside,
			 size_t *n_inside)
{
	bool wide = ends_with(text, len, "）");
	size_t closing = wide ? strlen("）") : 1;
	if (!wide && (len < 3 || text[len - 1] != ')'))
		return false;
	for (size_t i = len - closing; i > 0; i--) {
		size_t opening = text[i - 1] == '(' ? 1 : 0;
		if (i >= 3 && memcmp(text + i - 3, "（", 3) == 0)
			opening = 3;
		if (opening == 0)
			continue;
		*open = i - opening;
		*inside = text + i;
		*n_inside = len - closing - i;
		return *open > 0 && *n_inside > 0;
	}
	return false;
}

/* `(上年=100)`, `(上年同期=100)`: an index on the year before. */
static bool is_index_base(const char *inside, size_t n)
{
	static const char year_before[] = "上年";
	return n > sizeof year_before && memcmp(inside, year_before, sizeof year_before - 1) == 0 &&
	       memchr(inside, '=', n) != NULL;
}

static void take_index(const tally_codes *codes, csv_name *out)
{
	static const char unit[] = "指数";
	out->measure = TALLY_INDEX_NUMBER;
	out->unit = tally_codes_find_unit(codes, unit, sizeof unit - 1);
}

/* A whole name that is known may end in its unit too: `GDP (current US$)`. `(M2)` is no square
 * metre, so the unit must be of the metric's kind. */
static void take_known_unit(const char *text, size_t len, const tally_codes *codes, csv_name *out)
{
	size_t open, n;
	const char *inside;

	if (!last_bracket(text, len, &open, &inside, &n) || n >= sizeof out->unit_text)
		return;
	int32_t unit = tally_codes_find_unit(codes, inside, n);
	if (unit == TALLY_NO_CODE || strcmp(tally_codes_unit(codes, unit)->dimension,
					    tally_codes_metric(codes, out->metric)->dimension) != 0)
		return;
	out->unit = unit;
	snprintf(out->unit_text, sizeof out->unit_text, "%.*s", (int)n, inside);
}

static void take_bracket(const char *text, size_t *len, const tally_codes *codes, csv_name *out)
{
	size_t open, n_inside;
	const char *inside;

	if (!last_bracket(text, *len, &open, &inside, &n_inside) ||
	    n_inside >= sizeof out->unit_text)
		return;
	if (is_index_base(inside, n_inside)) {
		take_index(codes, out);
		*len = open;
		return;
	}
	out->unit = tally_codes_find_unit(codes, inside, n_inside);
	bool known = tally_codes_find_metric(codes, text, open) != TALLY_NO_CODE;
	if (out->unit == TALLY_NO_CODE && !known)
		return;
	memcpy(out->unit_text, inside, n_inside);
	out->unit_text[n_inside] = '\0';
	*len = open;
}

/* `GDP_亿元`, `第二产业比重_%`: the unit behind the last underscore; plain ASCII words there are
 * part of the name. */
static void take_underscored(const char *text, size_t *len, const tally_codes *codes, csv_name *out)
{
	size_t at = *len;
	while (at > 0 && text[at - 1] != '_')
		at--;
	size_t n = *len - at;
	bool foreign = at > 1 && n > 0 && ((unsigned char)text[at] >= 0x80 || text[at] == '%');

	if (!foreign || n >= sizeof out->unit_text)
		return;
	out->unit = tally_codes_find_unit(codes, text + at, n);
	if (is_index_base(text + at, n))
		take_index(codes, out);
	else if (out->unit == TALLY_NO_CODE)
		return;
	else
		snprintf(out->unit_text, sizeof out->unit_text, "%.*s", (int)n, text + at);
	*len = at - 1;
}

static bool take_suffix(const char *text, size_t *len, csv_name *out)
{
	for (int i = 0; i < COUNT(suffixes); i++) {
		if (!ends_with(text, *len, suffixes[i].suffix))
			continue;
		*len -= strlen(suffixes[i].suffix);
		while (*len > 1 && (text[*len - 1] == '_' || text[*len - 1] == ' '))
			--*len;
		out->measure = suffixes[i].measure;
		out->previous = suffixes[i].previous;
		out->cumulative = suffixes[i].cumulative;
		return true;
	}
	return false;
}

static void keep_name(csv_name *out, const char *text, size_t len)
{
	csv_trim(&text, &len);
	if (len >= sizeof out->name) {
		len = sizeof out->name - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out->name, text, len);
	out->name[len] = '\0';
}

/* The level of an index is an index number already. */
static void settle_measure(const tally_codes *codes, csv_name *out)
{
	if (out->metric != TALLY_NO_CODE && out->measure == TALLY_INDEX_NUMBER &&
	    strcmp(tally_codes_metric(codes, out->metric)->dimension, "index") == 0)
		out->measure = TALLY_LEVEL;
}

void csv_name_read(const char *text, size_t len, const tally_codes *codes, csv_name *out)
{
	memset(out, 0, sizeof *out);
	out->unit = TALLY_NO_CODE;
	out->measure = -1;
	csv_trim(&text, &len);
	keep_name(out, text, len);
	out->metric = tally_codes_find_metric(codes, text, len);
	if (out->metric != TALLY_NO_CODE) {
		take_known_unit(text, len, codes, out);
		return;
	}
	take_bracket(text, &len, codes, out);
	if (out->unit == TALLY_NO_CODE)
		take_underscored(text, &len, codes, out);
	csv_trim(&text, &len);
	keep_name(out, text, len);
	out->metric = tally_codes_find_metric(codes, text, len);
	if (out->metric == TALLY_NO_CODE && take_suffix(text, &len, out)) {
		keep_name(out, text, len);
		out->metric = tally_codes_find_metric(codes, text, len);
	}
	settle_measure(codes, out);
}

/* --- codes of foreign names ------------------------------------------------------------- */

static bool may_stand_in_code(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

void csv_code_of(const char *name, bool distinct, char out[TALLY_CODE_MAX + 1])
{
	char digest[65];
	size_t n = 0, room = TALLY_CODE_MAX - 9;
	bool lost = distinct;

	for (const char *s = name; *s != '\0'; s++) {
		char c = may_stand_in_code(*s) ? *s : '_';
		lost |= (unsigned char)*s >= 0x80 || n == TALLY_CODE_MAX;
		if (n < TALLY_CODE_MAX && !(c == '_' && (n == 0 || out[n - 1] == '_')))
			out[n++] = c;
	}
	while (n > 0 && out[n - 1] == '_')
		n--;
	if (n > 0 && !lost) {
		out[n] = '\0';
		return;
	}
	n = n > room ? room : n;
	while (n > 0 && out[n - 1] == '_')
		n--;
	if (n == 0)
		out[n++] = 'x';
	tally_digest(name, strlen(name), digest);
	snprintf(out + n, TALLY_CODE_MAX + 1 - n, "_%.8s", digest);
}
