/* diagnostics.c: a growing list of complaints. */
#include "diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *format_message(const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		return NULL;
	char *text = malloc((size_t)n + 1);
	if (text)
		vsnprintf(text, (size_t)n + 1, format, args);
	return text;
}

static tally_diagnostic *room_for_one(tally_diagnostics *list)
{
	if (list->max > 0 && list->count >= list->max)
		return NULL;
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 16;
		tally_diagnostic *items = realloc(list->items, capacity * sizeof *items);
		if (!items)
			return NULL;
		list->items = items;
		list->capacity = capacity;
	}
	return &list->items[list->count];
}

void tally_diagnostics_add(tally_diagnostics *list, tally_severity severity, const char *file,
			   long line, long column, const char *format, ...)
{
	if (!list)
		return;
	if (severity == TALLY_ERROR)
		list->errors++;
	else
		list->warnings++;
	tally_diagnostic *item = room_for_one(list);
	if (!item)
		return;

	va_list args;
	va_start(args, format);
	char *message = format_message(format, args);
	va_end(args);
	char *name = strdup(file ? file : "");
	if (!message || !name) {
		free(message);
		free(name);
		return;
	}
	*item = (tally_diagnostic){severity, name, line, column, message};
	list->count++;
}

void tally_diagnostics_release(tally_diagnostics *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].file);
		free(list->items[i].message);
	}
	free(list->items);
	*list = (tally_diagnostics){.max = list->max};
}
