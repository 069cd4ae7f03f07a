/* cut.c: plain lines cut at their separators.
 *
 * Plain are fields without quotes, NULs, CRs and blanks at their edges, and fields that stand
 * wholly in quotes without a quote or line end inside. They are what libcsv makes of them; any
 * other line is libcsv's business. */
#include "csv/inside.h"

static bool has_edge_space(const char *s, size_t len)
{
	return len > 0 && (s[0] == ' ' || s[0] == '\t' || s[len - 1] == ' ' || s[len - 1] == '\t');
}

/* Whether a field can end at s. */
static bool is_field_end(const char *s, const char *end, char separator)
{
	return s < end &&
	       (*s == separator || *s == '\n' || (*s == '\r' && s + 1 < end && s[1] == '\n'));
}

/* Where the field that begins at s ends, if it is not in quotes. */
static const char *end_of_bare(const char *s, const char *end, char separator)
{
	for (; s < end && *s != separator; s++)
		if ((unsigned char)*s <= '"' && *s != ' ' && *s != '!')
			break;
	return s;
}

/* The quote that closes a field; NULL: the field is not plain. */
static const char *end_of_quoted(const char *s, const char *end)
{
	for (; s < end && *s != '"'; s++)
		if (*s == '\n' || *s == '\r' || *s == '\0')
			return NULL;
	return s < end ? s : NULL;
}

size_t csv_cut(const char *line, const char *end, char separator, char **fields, size_t *lengths,
	       int room, int *n)
{
	const char *s = line;

	for (*n = 0;; s++) {
		bool quoted = s < end && *s == '"';
		const char *from = s + quoted;
		const char *stop =
		    quoted ? end_of_quoted(from, end) : end_of_bare(s, end, separator);
		if (*n == room || stop == NULL)
			return 0;
		size_t len = (size_t)(stop - from);
		s = stop + quoted;
		if (!is_field_end(s, end, separator) || (!quoted && has_edge_space(from, len)))
			return 0;
		fields[*n] = (char *)(uintptr_t)from;
		lengths[(*n)++] = len;
		if (*s != separator)
			break;
	}
	return (size_t)(s - line) + (*s == '\r' ? 2 : 1);
}
