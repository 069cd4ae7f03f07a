/* text.c: UTF-8 made harmless, and its width. */
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Noto Sans CJK SC, thousandths of the font size, U+0020..U+007E. */
static const short regular[95] = {
    224, 323, 474, 555, 555, 921, 680, 278, 338, 338, 467, 555, 278, 347, 278, 392, 555, 555, 555,
    555, 555, 555, 555, 555, 555, 555, 278, 278, 555, 555, 555, 474, 946, 608, 657, 638, 688, 589,
    552, 689, 728, 293, 535, 646, 543, 812, 723, 742, 633, 742, 635, 596, 599, 721, 575, 878, 573,
    531, 603, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620, 554, 325, 564, 607, 275, 275, 552,
    284, 926, 610, 606, 620, 620, 388, 468, 377, 607, 521, 802, 498, 521, 475, 338, 270, 338, 555};
static const short strong[95] = {
    227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370,  325, 387, 590, 590, 590,
    590, 590, 590, 590, 590, 590, 590, 325, 325, 590, 590, 590, 514, 1007, 641, 681, 656, 714, 615,
    585, 717, 757, 330, 568, 686, 578, 853, 749, 770, 667, 770, 682, 624,  625, 748, 619, 915, 627,
    580, 613, 378, 387, 378, 590, 567, 626, 591, 644, 527, 644, 581, 372,  597, 640, 304, 306, 604,
    315, 964, 641, 626, 644, 644, 436, 495, 421, 637, 576, 863, 562, 574,  511, 378, 296, 378, 590};

static bool within(unsigned c, unsigned first, unsigned last)
{
	return c >= first && c <= last;
}

/* One character of any bytes; broken ones give U+FFFD and one byte is eaten. */
static unsigned decode(const unsigned char **at)
{
	const unsigned char *s = *at;
	unsigned c = s[0];
	int more = c < 0x80                ? 0
		   : within(c, 0xC2, 0xDF) ? 1
		   : within(c, 0xE0, 0xEF) ? 2
		   : within(c, 0xF0, 0xF4) ? 3
					   : -1;
	*at = s + 1;
	if (more <= 0)
		return more == 0 ? c : 0xFFFD;
	c &= 0x3Fu >> more;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0xFFFD;
		c = c << 6 | (s[i] & 0x3Fu);
	}
	static const unsigned least[4] = {0, 0x80, 0x800, 0x10000};
	if (c < least[more] || c > 0x10FFFF || within(c, 0xD800, 0xDFFF))
		return 0xFFFD;
	*at = s + 1 + more;
	return c;
}

unsigned tally_text_next(const char **at)
{
	if (!**at)
		return 0;
	const unsigned char *s = (const unsigned char *)*at;
	unsigned c = decode(&s);
	*at = (const char *)s;
	return c;
}

static char *encode(char *to, unsigned c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char lead[4] = {0, 0xC0, 0xE0, 0xF0};
	*to++ = (char)(lead[more] | c >> (6 * more));
	while (more-- > 0)
		*to++ = (char)(0x80 | (c >> (6 * more) & 0x3F));
	return to;
}

static bool white(unsigned c)
{
	return within(c, 0x09, 0x0D) || c == ' ' || c == 0x85 || c == 0xA0 ||
	       within(c, 0x2028, 0x2029);
}

/* Controls, and invisible characters that could turn the order of the text around. */
static bool forbidden(unsigned c)
{
	return c < 0x20 || within(c, 0x7F, 0x9F) || within(c, 0x200B, 0x200F) ||
	       within(c, 0x202A, 0x202E) || within(c, 0x2060, 0x206F) || c == 0x061C ||
	       c == 0xFEFF || within(c, 0xFFF9, 0xFFFB) || within(c, 0xFFFE, 0xFFFF) ||
	       within(c, 0xE0000, 0xE0FFF);
}

char *tally_text_clean(const char *text)
{
	if (!text)
		text = "";
	/* One broken byte becomes the three of U+FFFD; three more for an ellipsis. */
	char *out = malloc(strlen(text) * 3 + 4), *to = out;
	if (!out)
		return NULL;
	bool space = false;
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		unsigned c = decode(&s);
		if (white(c)) {
			space = to > out;
			continue;
		}
		if (forbidden(c))
			continue;
		if (space)
			*to++ = ' ';
		space = false;
		to = encode(to, c);
	}
	*to = 0;
	return out;
}

int tally_text_cells(unsigned c)
{
	if (within(c, 0x0300, 0x036F) || within(c, 0xFE00, 0xFE0F) || within(c, 0x20D0, 0x20FF))
		return 0;
	bool wide =
	    within(c, 0x1100, 0x115F) || within(c, 0x2E80, 0xA4CF) || within(c, 0xAC00, 0xD7A3) ||
	    within(c, 0xF900, 0xFAFF) || within(c, 0xFE30, 0xFE6F) || within(c, 0xFF00, 0xFF60) ||
	    within(c, 0xFFE0, 0xFFE6) || within(c, 0x1F300, 0x1FAFF) || within(c, 0x20000, 0x3FFFD);
	return wide ? 2 : 1;
}

/* Thousandths of the font size. */
static int advance(unsigned c, bool bold)
{
	if (within(c, 0x20, 0x7E))
		return (bold ? strong : regular)[c - 0x20];
	int cells = tally_text_cells(c);
	if (cells != 1)
		return cells * 500;
	if (c == 0x2212 || c == 0x2013)
		return bold ? 590 : 555;
	/* The CJK font draws dashes, quotes, dots and arrows as wide as its characters. */
	if (within(c, 0x2014, 0x27BF) || c == 0xB7 || c == 0xD7 || c == 0xB1)
		return 1000;
	return within(c, 0xA0, 0x24F) ? 620 : 700;
}

static double advance_px(const tally_ruler *ruler, unsigned c, double size, bool bold)
{
	if (ruler->cell > 0)
		return tally_text_cells(c) * ruler->cell;
	return advance(c, bold) * size / 1000;
}

double tally_text_width(const tally_ruler *ruler, const char *text, double size, bool bold)
{
	double width = 0;
	for (unsigned c; (c = tally_text_next(&text));)
		width += advance_px(ruler, c, size, bold);
	return width;
}

void tally_text_shorten(const tally_ruler *ruler, char *text, double size, bool bold, double width)
{
	static const char ellipsis[] = "\xE2\x80\xA6";
	double room = width - advance_px(ruler, 0x2026, size, bold), used = 0;
	char *cut = text;
	const char *at = text;
	for (;;) {
		unsigned c = tally_text_next(&at);
		if (!c)
			return;
		used += advance_px(ruler, c, size, bold);
		if (used <= room)
			cut = text + (at - text);
		if (used > width)
			break;
	}
	while (cut > text && cut[-1] == ' ')
		cut--;
	memcpy(cut, ellipsis, sizeof ellipsis);
}

/* No line begins with closing punctuation. */
static bool closes(unsigned c)
{
	return within(c, 0x3001, 0x3002) || c == 0xFF0C || c == 0xFF1B || c == 0xFF1A ||
	       c == 0xFF09 || c == 0x300B || c == ',' || c == '.' || c == ')' || c == ';';
}

size_t tally_text_break(const tally_ruler *ruler, const char *text, double size, bool bold,
			double width)
{
	double used = 0;
	const char *at = text, *good = text, *last = text;
	bool wide_before = false;
	for (;;) {
		const char *before = at;
		unsigned c = tally_text_next(&at);
		if (!c)
			return (size_t)(before - text);
		bool wide = tally_text_cells(c) == 2;
		if (before > text && (c == ' ' || ((wide || wide_before) && !closes(c))))
			good = before;
		wide_before = wide;
		used += advance_px(ruler, c, size, bold);
		if (used > width && before > text) {
			last = before;
			break;
		}
	}
	return (size_t)((good > text ? good : last) - text);
}
