/* label.c: labels of a length counted in characters, in two languages where both fit. */
#include "export/write.h"

#include <string.h>

/* Bytes of the first `max` characters of UTF-8. */
static size_t characters(const char *text, size_t max)
{
	size_t i = 0;

	for (size_t n = 0; text[i] != '\0' && n < max; n++) {
		i++;
		while (((unsigned char)text[i] & 0xc0) == 0x80)
			i++;
	}
	return i;
}

static size_t length(const char *text)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void write_label(const char *first, const char *second, size_t max, char *out, size_t size)
{
	bool both = *second != '\0' && strcmp(first, second) != 0 &&
		    length(first) + 3 + length(second) <= max;
	size_t n = characters(first, max);

	if (both)
		snprintf(out, size, "%s / %s", first, second);
	else
		snprintf(out, size, "%.*s", (int)n, first);
}
