/* scan.c: records of a CSV text, by libcsv.
 *
 * libcsv does not say where it is, so it is fed one physical line at a time: LF, CRLF or CR
 * ends a line. A record begins on the first line fed after the previous record ended, and lines
 * inside quotes count like all others. After the last line an extra line end closes the record;
 * a record that is open even then has a quote that nobody closed. */
#include "csv/inside.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct csv_scanner {
	struct csv_parser parser;
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
};

static bool grow_bytes(csv_scanner *s, size_t more)
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

static bool grow_fields(csv_scanner *s)
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
	csv_scanner *s = context;
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
	csv_scanner *s = context;
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
static size_t line_length(const char *text, size_t size)
{
	const char *lf = memchr(text, '\n', size);
	size_t len = lf == NULL ? size : (size_t)(lf - text) + 1;
	const char *cr = memchr(text, '\r', len);

	if (cr == NULL || cr + 1 == lf)
		return len;
	return (size_t)(cr - text) + 1;
}

static bool is_blank(const char *line, size_t len, char separator)
{
	for (size_t i = 0; i < len; i++)
		if (line[i] == separator ||
		    (line[i] != ' ' && line[i] != '\t' && line[i] != '\r' && line[i] != '\n'))
			return false;
	return true;
}

#define FIELD_ROOM ((size_t)4096)

/* libcsv makes room for a field in steps: at least what is there already, and the line to come. */
static size_t step_of_room(csv_scanner *s, size_t len)
{
	size_t there = csv_get_buffer_size(&s->parser);
	size_t step = there > FIELD_ROOM ? there : FIELD_ROOM;

	return len > step ? len : step;
}

static void feed(csv_scanner *s, const char *line, size_t len)
{
	s->fed += len;
	if (s->fed >= TALLY_CSV_RECORD_MAX) { /* blocks end there: told before libcsv copies it */
		s->status = tally_error_set(
		    s->err, TALLY_EINPUT,
		    "line %ld: the record that begins here is longer than %d MiB; is a quote "
		    "left open?",
		    s->line, (int)(TALLY_CSV_RECORD_MAX >> 20));
		return;
	}
	csv_set_blk_size(&s->parser, step_of_room(s, len));
	if (csv_parse(&s->parser, line, len, take_field, take_row, s) != len &&
	    s->status == TALLY_OK)
		s->status = tally_error_memory(s->err);
}

csv_scanner *csv_scanner_new(char separator, tally_csv_row row, void *context, tally_error *err)
{
	csv_scanner *s = calloc(1, sizeof *s);

	if (s == NULL || csv_init(&s->parser, 0) != 0) {
		free(s);
		tally_error_memory(err);
		return NULL;
	}
	if (separator != '\0')
		csv_set_delim(&s->parser, (unsigned char)separator);
	s->row = row;
	s->context = context;
	s->err = err;
	return s;
}

void csv_scanner_free(csv_scanner *s)
{
	if (s == NULL)
		return;
	csv_free(&s->parser);
	free(s->bytes);
	free(s->lengths);
	free(s->fields);
	free(s);
}

tally_status csv_scanner_record(csv_scanner *s, const char *text, size_t size, bool last,
				size_t *at, long *line, bool *stopped)
{
	size_t start = *at;
	bool begun = false;

	while (*at < size && s->status == TALLY_OK && (s->open || !begun)) {
		size_t len = line_length(text + *at, size - *at);
		if (!s->open) {
			s->line = *line;
			start = *at;
		}
		if (s->open || !is_blank(text + *at, len, (char)csv_get_delim(&s->parser))) {
			s->open = begun = true;
			feed(s, text + *at, len);
		}
		*at += len;
		++*line;
	}
	*stopped = s->stopped;
	if (s->open && s->status == TALLY_OK && !last) {
		*at = start;
		*line = s->line;
		*stopped = true;
		return TALLY_OK;
	}
	if (s->open && s->status == TALLY_OK)
		feed(s, "\n", 1);
	if (s->open && s->status == TALLY_OK)
		s->status = tally_error_set(
		    s->err, TALLY_EINPUT,
		    "line %ld: a quote opened in the record that begins here is never closed",
		    s->line);
	*stopped = s->stopped;
	return s->status;
}

#define PLAIN_FIELDS 64

/* A plain line without libcsv; false: it is not plain. */
static bool take_plain(csv_scanner *s, char separator, const char *text, size_t size, size_t *at,
		       long *line)
{
	char *fields[PLAIN_FIELDS];
	size_t lengths[PLAIN_FIELDS];
	int n;
	size_t bytes =
	    csv_cut(text + *at, text + size, separator, fields, lengths, PLAIN_FIELDS, &n);

	if (bytes == 0 || bytes > TALLY_CSV_RECORD_MAX || (n == 1 && lengths[0] == 0))
		return false;
	s->line = *line;
	for (int i = 0; i < n; i++)
		take_field(fields[i], lengths[i], s);
	take_row('\n', s);
	*at += bytes;
	++*line;
	return true;
}

tally_status tally_csv_scan(const char *text, size_t size, char separator, tally_csv_row row,
			    void *context, tally_error *err)
{
	csv_scanner *s = csv_scanner_new(separator, row, context, err);
	tally_status status = s == NULL ? TALLY_ESYSTEM : TALLY_OK;
	bool stopped = false;
	long line = 1;

	for (size_t at = 0; at < size && status == TALLY_OK && !stopped;) {
		if (take_plain(s, separator != '\0' ? separator : ',', text, size, &at, &line)) {
			status = s->status;
			stopped = s->stopped;
			continue;
		}
		status = csv_scanner_record(s, text, size, true, &at, &line, &stopped);
	}
	csv_scanner_free(s);
	return status;
}
