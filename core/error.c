/* error.c: status codes with a message on the caller's stack. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message that did not fit must not end inside a UTF-8 character. */
static void cut_at_character(char *text, size_t size)
{
	size_t end = size - 1;
	size_t start = end;

	while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	unsigned char lead = (unsigned char)text[start - 1];
	size_t needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	if (end - (start - 1) < needs)
		text[start - 1] = '\0';
}

tally_status tally_error_set(tally_error *err, tally_status status, const char *format, ...)
{
	if (!err)
		return status;
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->message, sizeof err->message, format, args);
	va_end(args);
	if (n >= (int)sizeof err->message)
		cut_at_character(err->message, sizeof err->message);
	err->status = status;
	return status;
}

tally_status tally_error_prefix(tally_error *err, const char *format, ...)
{
	if (!err)
		return TALLY_EINPUT;
	char old[TALLY_ERROR_SIZE];
	memcpy(old, err->message, sizeof old);
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->message, sizeof err->message, format, args);
	va_end(args);
	if (n < 0)
		n = 0;
	size_t used = (size_t)n < sizeof err->message ? (size_t)n : sizeof err->message - 1;
	int m = snprintf(err->message + used, sizeof err->message - used, ": %s", old);
	if (used + (size_t)(m > 0 ? m : 0) >= sizeof err->message)
		cut_at_character(err->message, sizeof err->message);
	return err->status;
}

static const char memory_words[] = "out of memory";

tally_status tally_error_memory(tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "%s", memory_words);
}

bool tally_error_is_memory(const tally_error *err)
{
	size_t n = strlen(err->message), end = sizeof memory_words - 1;
	return err->status == TALLY_ESYSTEM && n >= end &&
	       strcmp(err->message + n - end, memory_words) == 0;
}
