/* lookalike.c: the letters that fonts draw alike (Unicode TR 39, those of Cyrillic, Greek and the
 * mathematical alphabets that stand for ASCII), dashes, and what has no width. */
#include "lookalike.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint16_t code;
	char as;
} alike[] = {
    /* Cyrillic */
    {0x0405, 'S'},
    {0x0406, 'I'},
    {0x0408, 'J'},
    {0x0410, 'A'},
    {0x0412, 'B'},
    {0x0415, 'E'},
    {0x041A, 'K'},
    {0x041C, 'M'},
    {0x041D, 'H'},
    {0x041E, 'O'},
    {0x0420, 'P'},
    {0x0421, 'C'},
    {0x0422, 'T'},
    {0x0423, 'Y'},
    {0x0425, 'X'},
    {0x0430, 'a'},
    {0x0435, 'e'},
    {0x043E, 'o'},
    {0x0440, 'p'},
    {0x0441, 'c'},
    {0x0443, 'y'},
    {0x0445, 'x'},
    {0x0455, 's'},
    {0x0456, 'i'},
    {0x0458, 'j'},
    {0x04BB, 'h'},
    {0x04C0, 'I'},
    {0x04CF, 'l'},
    {0x0501, 'd'},
    {0x050C, 'G'},
    {0x051B, 'q'},
    {0x051C, 'W'},
    {0x051D, 'w'},
    /* Greek */
    {0x0391, 'A'},
    {0x0392, 'B'},
    {0x0395, 'E'},
    {0x0396, 'Z'},
    {0x0397, 'H'},
    {0x0399, 'I'},
    {0x039A, 'K'},
    {0x039C, 'M'},
    {0x039D, 'N'},
    {0x039F, 'O'},
    {0x03A1, 'P'},
    {0x03A4, 'T'},
    {0x03A5, 'Y'},
    {0x03A7, 'X'},
    {0x03B1, 'a'},
    {0x03B9, 'i'},
    {0x03BD, 'v'},
    {0x03BF, 'o'},
    {0x03C1, 'p'},
    {0x03F2, 'c'},
    {0x03F3, 'j'},
    /* Latin beyond ASCII */
    {0x0131, 'i'},
    {0x0251, 'a'},
    {0x0261, 'g'},
    {0x0269, 'i'},
    {0x01C0, 'l'},
    /* dashes */
    {0x2010, '-'},
    {0x2011, '-'},
    {0x2012, '-'},
    {0x2013, '-'},
    {0x2014, '-'},
    {0x2212, '-'},
};

/* What the character looks like; '\0': itself only. */
static char look(uint32_t code)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	if (code >= 0x1D400 && code <= 0x1D6A3)
		return letters[(code - 0x1D400) % 52];
	if (code >= 0x1D7CE && code <= 0x1D7FF)
		return (char)('0' + (code - 0x1D7CE) % 10);
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
		if (alike[i].code == code)
			return alike[i].as;
	return '\0';
}

static bool unseen(uint32_t code)
{
	return code == 0xAD || code == 0x34F || code == 0x180E ||
	       (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
	       (code >= 0x2060 && code <= 0x206F) || (code >= 0xFE00 && code <= 0xFE0F) ||
	       code == 0xFEFF;
}

/* One character of UTF-8 and its length; a byte that begins none is itself. */
static size_t decode(const unsigned char *s, size_t left, uint32_t *code)
{
	size_t n = s[0] < 0xC2 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 1;

	*code = s[0];
	if (n == 1 || n > left)
		return 1;
	*code = s[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | (s[i] & 0x3F);
	return n;
}

bool tally_lookalike(const char *text, size_t len, char *plain, char note[TALLY_LOOKALIKE_NOTE])
{
	bool any = false;
	int at = 0;

	for (size_t i = 0, n; i < len; i += n) {
		uint32_t code;
		n = decode((const unsigned char *)text + i, len - i, &code);
		at++;
		char as = code < 0x80 ? '\0' : look(code);
		bool hidden = unseen(code);
		if (!any && as)
			snprintf(note, TALLY_LOOKALIKE_NOTE,
				 "character %d is U+%04X, which looks like \"%c\"", at,
				 (unsigned)code, as);
		else if (!any && hidden)
			snprintf(note, TALLY_LOOKALIKE_NOTE,
				 "character %d is U+%04X, which is not seen", at, (unsigned)code);
		any |= as || hidden;
		if (as) {
			*plain++ = as;
		} else if (!hidden) {
			memcpy(plain, text + i, n);
			plain += n;
		}
	}
	*plain = '\0';
	return any;
}
