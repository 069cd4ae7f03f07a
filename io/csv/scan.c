/* scan.c: records of a CSV text, by libcsv.
 *
 * libcsv does not say where it is, so it is fed one physical line at a time: LF, CRLF or CR
 * ends a line. A record begins on the first line fed after the previous record ended, and lines
 * inside quotes count like all others. After the last line an extra line end closes the record;
 * a record that is open even then has a quote that nobody closed. */
#include "csv/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_csv_row row;
	void *context;
	char *bytes; /* fields of the record so far, each closed by NUL */
	size_t n_bytes, cap_bytes;
	size_t *lengths;
	char **fields;
	int n_fields, cap_fields;
	size_t fed; /* bytes of the record so far, quotes and separators included */
	long line;  /* where the record began */
	bool open, stopped;
	tally_status status;
	tally_error *err;
} scanner;

static bool grow_bytes(scanner *s, size_t more)
{
	if (s->cap_bytes - s->n_bytes >= more)
		return true;
	size_t cap = s->cap_bytes * 2 + more + 4096;
	char *bytes = realloc(s->bytes, cap);
	if (bytes == NULL)
		return false;
	s->bytes = bytes;
	s->cap_bytes = cap;
	return true;
}

static bool grow_fields(scanner *s)
{
	if (s->n_fields < s->cap_fields)
		return true;
	int cap = s->cap_fields * 2 + 64;
	size_t *lengths = realloc(s->lengths, (size_t)cap * sizeof *lengths);
	if (lengths != NULL)
		s->lengths = lengths;
	char **fields = realloc(s->fields, (size_t)cap * sizeof *fields);
	if (fields != NULL)
		s->fields = fields;
	if (lengths == NULL || fields == NULL)
		return false;
	s->cap_fields = cap;
	return true;
}

static void take_field(void *text, size_t len, void *context)
{
	scanner *s = context;
	if (s->status != TALLY_OK || s->stopped)
		return;
	if (s->n_fields == TALLY_CSV_FIELDS_MAX) {
		s->status = tally_error_set(s->err, TALLY_EINPUT,
					    "line %ld: more than %d fields in one record", s->line,
					    TALLY_CSV_FIELDS_MAX);
		return;
	}
	if (!grow_bytes(s, len + 1) || !grow_fields(s)) {
		s->status = tally_error_memory(s->err);
		return;
	}
	if (len > 0)
		memcpy(s->bytes + s->n_bytes, text, len);
	s->bytes[s->n_bytes + len] = '\0';
	s->lengths[s->n_fields++] = len;
	s->n_bytes += len + 1;
}

static void take_row(int terminator, void *context)
{
	scanner *s = context;
	(void)terminator;
	if (s->status == TALLY_OK && !s->stopped) {
		size_t at = 0;
		for (int i = 0; i < s->n_fields; i++) {
			s->fields[i] = s->bytes + at;
			at += s->lengths[i] + 1;
		}
		s->stopped = s->row(s->context, s->fields, s->lengths, s->n_fields, s->line) != 0;
	}
	s->n_bytes = 0;
	s->n_fields = 0;
	s->fed = 0;
	s->open = false;
}

/* Length of the physical line that begins at text, its end included. */
static size_t line_length(const char *text, size_t size, bool has_cr)
{
	if (!has_cr) {
		const char *end = memchr(text, '\n', size);
		return end == NULL ? size : (size_t)(end - text) + 1;
	}
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n')
			return i + 1;
		if (text[i] == '\r')
			return i + 1 < size && text[i + 1] == '\n' ? i + 2 : i + 1;
	}
	return size;
}

static bool is_blank(const char *line, size_t len, char separator)
{
	for (size_t i = 0; i < len; i++)
		if (line[i] == separator ||
		    (line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != '\n'))
			return false;
	return true;
}

static void feed(scanner *s, struct csv_parser *p, const char *line, size_t len)
{
	s->fed += len;
	if (s->fed > TALLY_CSV_RECORD_MAX) {
		s->status = tally_error_set(
		    s->err, TALLY_EINPUT,
		    "line %ld: the record that begins here is longer than %d MiB; is a quote "
		    "left open?",
		    s->line, (int)(TALLY_CSV_RECORD_MAX >> 20));
		return;
	}
	if (csv_parse(p, line, len, take_field, take_row, s) != len && s->status == TALLY_OK)
		s->status = tally_error_memory(s->err);
}

static void feed_lines(scanner *s, struct csv_parser *p, const char *text, size_t size)
{
	bool has_cr = size > 0 && memchr(text, '\r', size) != NULL;
	long line = 1;

	for (size_t at = 0, len; at < size && s->status == TALLY_OK && !s->stopped; at += len) {
		len = line_length(text + at, size - at, has_cr);
		if (!s->open)
			s->line = line;
		if (s->open || !is_blank(text + at, len, (char)csv_get_delim(p))) {
			s->open = true;
			feed(s, p, text + at, len);
		}
		line++;
	}
	if (s->open && s->status == TALLY_OK && !s->stopped)
		feed(s, p, "\n", 1);
	if (s->open && s->status == TALLY_OK && !s->stopped)
		s->status = tally_error_set(
		    s->err, TALLY_EINPUT,
		    "line %ld: a quote opened in the record that begins here is never closed",
		    s->line);
}

tally_status tally_csv_scan(const char *text, size_t size, char separator, tally_csv_row row,
			    void *context, tally_error *err)
{
	scanner s = {.row = row, .context = context, .err = err};
	struct csv_parser parser;

	if (csv_init(&parser, 0) != 0)
		return tally_error_memory(err);
	csv_set_blk_size(&parser, 4096);
	if (separator != '\0')
		csv_set_delim(&parser, (unsigned char)separator);
	feed_lines(&s, &parser, text, size);
	csv_free(&parser);
	free(s.bytes);
	free(s.lengths);
	free(s.fields);
	return s.status;
}
