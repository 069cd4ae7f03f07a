/* utf8.c: strict: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include "utf8.h"

int cli_utf8(const unsigned char *s, uint32_t *cp)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	int n = s[0] < 0x80                   ? 1
		: s[0] >= 0xf0 && s[0] < 0xf5 ? 4
		: s[0] >= 0xe0                ? 3
		: s[0] >= 0xc2                ? 2
					      : 0;

	if (n == 0 || s[0] >= 0xf5)
		return 0;
	*cp = n == 1 ? s[0] : s[0] & (0x7fu >> n);
	for (int i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3fu);
	}
	return *cp < least[n] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp < 0xe000) ? 0 : n;
}

bool cli_steers(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x200e && cp <= 0x200f) ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}
