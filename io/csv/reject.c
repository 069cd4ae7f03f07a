/* reject.c: refused records as CSV, to be corrected and read again.
 *
 * The lines above the table and the header go along, so that the corrected file reads like the
 * first; a column `error` says what was wrong. */
#include "csv/reader.h"

#include <stdlib.h>
#include <string.h>

void csv_buffer_put(csv_buffer *b, const char *bytes, size_t n)
{
	if (b->failed)
		return;
	if (b->capacity - b->n <= n) {
		size_t capacity = b->capacity * 2 + n + 1024;
		char *text = realloc(b->text, capacity);
		if (text == NULL) {
			b->failed = true;
			return;
		}
		b->text = text;
		b->capacity = capacity;
	}
	if (n > 0)
		memcpy(b->text + b->n, bytes, n);
	b->n += n;
	b->text[b->n] = '\0';
}

int csv_buffer_sink(void *buffer, const char *bytes, size_t n)
{
	csv_buffer *b = buffer;
	csv_buffer_put(b, bytes, n);
	return b->failed;
}

/* A rejected file that is read again has its old complaints, which the new ones replace. */
static bool is_old_complaint(const csv_reader *r, int column)
{
	return column < r->plan.width && strcmp(r->plan.heads[column], "error") == 0;
}

static void put_line(const csv_reader *r, csv_buffer *out, char *const *fields,
		     const size_t *lengths, int n, int padded)
{
	for (int i = 0; i < n || i < padded; i++) {
		if (is_old_complaint(r, i))
			continue;
		if (i > 0)
			csv_buffer_put(out, ",", 1);
		if (i < n)
			csv_write_field(csv_buffer_sink, out, fields[i], lengths[i]);
	}
}

void csv_reject(csv_reader *r, char *const *fields, const size_t *lengths, int n)
{
	bool has_header = r->preamble.header >= 0;

	if (!r->want_rejects)
		return;
	put_line(r, &r->rejects, fields, lengths, n, has_header ? r->plan.width : 0);
	if (has_header) {
		csv_buffer_put(&r->rejects, ",", 1);
		tally_csv_write_field(csv_buffer_sink, &r->rejects, r->error);
	}
	csv_buffer_put(&r->rejects, "\n", 1);
}

void csv_reject_head(csv_reader *r)
{
	csv_buffer all = {0};
	int above = r->preamble.header < 0 ? r->preamble.data : r->preamble.header;

	if (r->rejects.n == 0)
		return;
	for (int i = 0; i < above; i++) {
		const csv_record *line = &r->sample.items[i];
		put_line(r, &all, line->fields, line->lengths, line->n, 0);
		csv_buffer_put(&all, "\n", 1);
	}
	for (int i = 0; r->preamble.header >= 0 && i < r->plan.width; i++) {
		if (is_old_complaint(r, i))
			continue;
		csv_buffer_put(&all, ",", i > 0);
		tally_csv_write_field(csv_buffer_sink, &all, r->plan.heads[i]);
	}
	if (r->preamble.header >= 0)
		csv_buffer_put(&all, ",error\n", 7);
	csv_buffer_put(&all, r->rejects.text, r->rejects.n);
	all.failed |= r->rejects.failed;
	free(r->rejects.text);
	r->rejects = all;
}
