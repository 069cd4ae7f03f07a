/* script.c: text that grows by doubling. */
#include "script.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(tally_script *s, size_t more)
{
	if (s->failed || more > SIZE_MAX / 4 || s->n > SIZE_MAX / 4) {
		s->failed = true;
		return false;
	}
	if (s->n + more + 1 <= s->capacity)
		return true;
	size_t wanted = 2 * (s->n + more) + 256;
	char *text = realloc(s->text, wanted);
	if (!text) {
		s->failed = true;
		return false;
	}
	s->text = text;
	s->capacity = wanted;
	return true;
}

void tally_script_bytes(tally_script *s, const char *bytes, size_t n)
{
	if (!reserve(s, n))
		return;
	memcpy(s->text + s->n, bytes, n);
	s->n += n;
	s->text[s->n] = 0;
}

void tally_script_add(tally_script *s, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	if (n >= 0 && reserve(s, (size_t)n)) {
		vsnprintf(s->text + s->n, (size_t)n + 1, format, again);
		s->n += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

void tally_script_xml(tally_script *s, const char *text)
{
	static const char special[] = "&<>\"'";
	static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	while (*text) {
		size_t plain = strcspn(text, special);
		tally_script_bytes(s, text, plain);
		text += plain;
		if (!*text)
			return;
		tally_script_add(s, "%s", entities[strchr(special, *text++) - special]);
	}
}
