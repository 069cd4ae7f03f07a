/* shown.c: what a number format does to a number, as far as digits and dates go.
 *
 * Only the first section of a format counts (positive numbers). Text in quotes, escaped characters
 * and brackets are looked past. A format with y, m, d, h or s in it is a date; the finest of them
 * says which. */
#include "import/book.h"

#include <ctype.h>
#include <string.h>

typedef struct {
	bool year, month, day, hour, percent, digits, general;
	int decimals;
} format_parts;

static const char *skip_quoted(const char *s)
{
	const char *end = strchr(s + 1, *s == '[' ? ']' : '"');
	return end != NULL ? end : s + strlen(s) - 1;
}

static void take_letter(format_parts *p, char c)
{
	p->year |= c == 'y' || c == 'e';
	p->month |= c == 'm';
	p->day |= c == 'd';
	p->hour |= c == 'h' || c == 's';
	p->percent |= c == '%';
	p->digits |= c == '0' || c == '#' || c == '?';
}

/* `E` is an exponent behind digits, an era's year elsewhere. */
static format_parts take_apart(const char *code)
{
	format_parts p = {0};
	bool point = false;

	p.general = strncmp(code, "General", 7) == 0 || *code == '@';
	for (const char *s = code; *s != '\0' && *s != ';' && !p.general; s++) {
		char c = (char)tolower((unsigned char)*s);
		if (*s == '"' || *s == '[')
			s = skip_quoted(s);
		else if (*s == '\\' || *s == '_' || *s == '*')
			s += s[1] != '\0';
		else if (c == 'e' && p.digits)
			p.general = true;
		else if (c == '.')
			point = true;
		else if (point && (c == '0' || c == '#' || c == '?'))
			p.decimals += c == '0';
		else
			take_letter(&p, c);
		if (point && (c == '0' || c == '#' || c == '?'))
			p.digits = true;
	}
	return p;
}

shown shown_by_code(const char *code)
{
	format_parts p = take_apart(code);

	if (p.general)
		return (shown){SHOWN_PLAIN, 0};
	if (p.hour)
		return (shown){p.day ? SHOWN_DAY : SHOWN_TIME, 0};
	if (p.day)
		return (shown){SHOWN_DAY, 0};
	if (p.month)
		return (shown){SHOWN_MONTH, 0};
	if (p.year)
		return (shown){SHOWN_YEAR, 0};
	if (!p.digits)
		return (shown){SHOWN_PLAIN, 0};
	return (shown){p.percent ? SHOWN_PERCENT : SHOWN_FIXED, p.decimals};
}

/* The formats that every program knows by number; those from 27 on are East Asian dates. */
shown shown_by_number(int id)
{
	static const struct {
		int from, to;
		shown how;
	} known[] = {
	    {1, 1, {SHOWN_FIXED, 0}},   {2, 2, {SHOWN_FIXED, 2}},   {3, 3, {SHOWN_FIXED, 0}},
	    {4, 4, {SHOWN_FIXED, 2}},   {9, 9, {SHOWN_PERCENT, 0}}, {10, 10, {SHOWN_PERCENT, 2}},
	    {14, 16, {SHOWN_DAY, 0}},   {17, 17, {SHOWN_MONTH, 0}}, {18, 21, {SHOWN_TIME, 0}},
	    {22, 22, {SHOWN_DAY, 0}},   {27, 27, {SHOWN_MONTH, 0}}, {28, 31, {SHOWN_DAY, 0}},
	    {32, 35, {SHOWN_TIME, 0}},  {36, 36, {SHOWN_MONTH, 0}}, {37, 38, {SHOWN_FIXED, 0}},
	    {39, 40, {SHOWN_FIXED, 2}}, {41, 42, {SHOWN_FIXED, 0}}, {43, 44, {SHOWN_FIXED, 2}},
	    {45, 47, {SHOWN_TIME, 0}},  {50, 50, {SHOWN_MONTH, 0}}, {51, 51, {SHOWN_DAY, 0}},
	    {52, 52, {SHOWN_MONTH, 0}}, {53, 54, {SHOWN_DAY, 0}},   {55, 56, {SHOWN_TIME, 0}},
	    {57, 57, {SHOWN_MONTH, 0}}, {58, 58, {SHOWN_DAY, 0}}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (id >= known[i].from && id <= known[i].to)
			return known[i].how;
	return (shown){SHOWN_PLAIN, 0};
}
