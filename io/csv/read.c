/* read.c: a file of figures to claims.
 *
 * The first records tell the layout (sample.c, plan.c); then every record goes to row.c, but for
 * the lines above the table and the notes below it. */
#include "csv/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- records ------------------------------------------------------------------------------ */

static bool room_for_fields(csv_reader *r, int n)
{
	if (n <= r->capacity)
		return true;
	char **fields = realloc(r->fields, (size_t)n * sizeof *fields);
	if (fields != NULL)
		r->fields = fields;
	size_t *lengths = realloc(r->lengths, (size_t)n * sizeof *lengths);
	if (lengths != NULL)
		r->lengths = lengths;
	if (fields == NULL || lengths == NULL) {
		r->status = tally_error_memory(r->err);
		return false;
	}
	r->capacity = n;
	return true;
}

static void split_row(csv_reader *r, char *const *fields, const size_t *lengths, int n, long line)
{
	if (r->plan.split < 2) {
		csv_read_row(r, fields, lengths, n, line);
		return;
	}
	if (!room_for_fields(r, n + r->plan.split))
		return;
	memcpy(r->fields, fields, (size_t)n * sizeof *fields);
	memcpy(r->lengths, lengths, (size_t)n * sizeof *lengths);
	csv_split_first(r->fields, r->lengths, &n, r->plan.split);
	csv_read_row(r, r->fields, r->lengths, n, line);
}

static void forget_footnotes(csv_reader *r)
{
	for (int i = 0; i < r->n_footnotes; i++)
		free(r->footnotes[i].fields);
	r->n_footnotes = 0;
}

/* Figures came after all: what looked like notes were rows. */
static void read_footnotes(csv_reader *r)
{
	for (int i = 0; i < r->n_footnotes; i++) {
		csv_record *f = &r->footnotes[i];
		split_row(r, f->fields, f->lengths, f->n, f->line);
	}
	forget_footnotes(r);
}

/* Once a note began, its further lines are those without a figure. */
static bool is_footnote(const csv_reader *r, char *const *fields, const size_t *lengths, int n)
{
	if (csv_is_footnote(fields, lengths, n, r->plan.width - (r->plan.split - 1)))
		return true;
	if (r->n_footnotes == 0 ||
	    !csv_is_footnote(r->footnotes[0].fields, r->footnotes[0].lengths, 1, 0))
		return false;
	for (int i = 1; i < n; i++) {
		csv_cell cell;
		if (csv_cell_read(r->marks, r->decimal_comma, fields[i], lengths[i], &cell, NULL) ==
		    CSV_CELL_FIGURE)
			return false;
	}
	return true;
}

int csv_take_record(void *context, char *const *fields, const size_t *lengths, int n, long line)
{
	csv_reader *r = context;

	if ((!r->inside && line <= r->options->skip_lines) || r->n_records++ < r->preamble.data)
		return 0;
	if (!r->plan.native && r->n_footnotes < FOOTNOTES_MAX &&
	    is_footnote(r, fields, lengths, n)) {
		if (csv_record_copy(&r->footnotes[r->n_footnotes], fields, lengths, n, line))
			r->n_footnotes++;
		else
			r->status = tally_error_memory(r->err);
		return r->status != TALLY_OK;
	}
	if (r->n_footnotes > 0)
		read_footnotes(r);
	split_row(r, fields, lengths, n, line);
	return r->status != TALLY_OK;
}

/* --- the whole file ------------------------------------------------------------------------ */

/* In files parted by semicolons the comma is a decimal mark when one stands between digits. */
static bool uses_decimal_comma(const char *text, size_t size)
{
	for (size_t i = 1; i + 1 < size; i++)
		if (text[i] == ',' && text[i - 1] >= '0' && text[i - 1] <= '9' &&
		    text[i + 1] >= '0' && text[i + 1] <= '9')
			return true;
	return false;
}

/* "line 7: ..." -> "FILE:7: ..." */
static tally_status place_error(const char *file, tally_error *err)
{
	long line;
	int used = 0;
	char rest[TALLY_ERROR_SIZE];

	if (err == NULL)
		return TALLY_EINPUT;
	if (sscanf(err->message, "line %ld: %n", &line, &used) != 1 || used == 0)
		return tally_error_prefix(err, "%s", file);
	snprintf(rest, sizeof rest, "%s", err->message + used);
	return tally_error_set(err, err->status, "%s:%ld: %s", file, line, rest);
}

static tally_status prepare(csv_reader *r, const tally_input *in, char *separator)
{
	tally_status status;

	*separator = r->options->separator != '\0' ? r->options->separator
						   : csv_find_separator(in->text, in->size);
	r->decimal_comma = r->options->decimal_comma ||
			   (*separator == ';' && uses_decimal_comma(in->text, in->size));
	status = csv_sample_read(in->text, in->size, *separator, r->options->skip_lines, &r->sample,
				 r->err);
	if (status != TALLY_OK)
		return place_error(r->file, r->err);
	if (r->sample.n == 0)
		return tally_error_set(r->err, TALLY_EINPUT,
				       "%s: the file is empty; expected a header line and rows",
				       r->file);
	csv_preamble_find(&r->sample, r->options->skip_lines > 0, &r->preamble);
	status = csv_marks_load(r->options->symbols, &r->marks, r->err);
	if (status == TALLY_OK)
		status = csv_plan_make(&r->sample, &r->preamble, r->options, r->resolver.codes,
				       r->decimal_comma, r->file, r->list, &r->plan, r->err);
	return status;
}

static tally_status begin_records(csv_reader *r)
{
	r->labels = calloc((size_t)r->plan.n_values + 1, sizeof *r->labels);
	if (r->labels == NULL)
		return tally_error_memory(r->err);
	tally_status status = csv_resolve_constants(r);
	csv_list_active_fields(r);
	return status;
}

static tally_status read_records(csv_reader *r, csv_source *source, csv_join *join, char separator,
				 bool *bad_bytes)
{
	tally_status status = begin_records(r);
	if (status != TALLY_OK)
		return status;
	status = csv_read_source(r, source, join, separator, bad_bytes);
	if (status != TALLY_OK)
		return place_error(r->file, r->err);
	return r->status;
}

static void finish(csv_reader *r, const tally_input *in)
{
	r->counts->layout = r->plan.wide ? TALLY_LAYOUT_WIDE : TALLY_LAYOUT_TIDY;
	r->counts->header_line = r->preamble.header < 0 ? 0 : r->plan.header_line;
	r->counts->encoding = in->encoding;
	memcpy(r->counts->digest, in->digest, sizeof r->counts->digest);
}

static void release(csv_reader *r)
{
	forget_footnotes(r);
	csv_sample_release(&r->sample);
	csv_plan_release(&r->plan);
	csv_marks_free(r->marks);
	csv_resolver_release(&r->resolver);
	free(r->labels);
	free(r->fields);
	free(r->lengths);
}

/* A text that is all there. */
static tally_status read_whole(csv_reader *r, csv_join *join)
{
	tally_input in;
	char separator;
	size_t complaints = r->list->errors;
	bool bad_bytes = false;
	tally_status status = TALLY_OK;

	if (r->options->input != NULL)
		in = *r->options->input;
	else
		status = tally_input_read(r->file, r->options->encoding, &in, r->err);
	if (status != TALLY_OK)
		return status;
	status = prepare(r, &in, &separator);
	if (status == TALLY_OK && r->list->errors == complaints) {
		csv_source source = csv_source_of_text(in.text, in.size);
		status = read_records(r, &source, join, separator, &bad_bytes);
		finish(r, &in);
	}
	if (r->options->input == NULL)
		tally_input_release(&in);
	return status;
}

/* --- a file in blocks ------------------------------------------------------------------------ */

/* Smaller files are read whole. */
#define STREAM_BYTES CSV_BLOCK_BYTES

static bool is_large_file(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       (size_t)st.st_size > STREAM_BYTES;
}

/* Whether a block at the beginning of a file says enough: UTF-8, and a claim CSV. */
static bool may_stream(const csv_block *b)
{
	static const char *const marks[] = {"\xff\xfe", "\xfe\xff", "\x84\x31\x95\x33"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (b->size >= strlen(marks[i]) && memcmp(b->text, marks[i], strlen(marks[i])) == 0)
			return false;
	return !b->last && memchr(b->text, '\0', b->size) == NULL &&
	       csv_utf8_prefix(b->text, b->size) == b->size;
}

static void skip_mark(csv_block *b)
{
	if (b->size >= 3 && memcmp(b->text, "\xef\xbb\xbf", 3) == 0) {
		b->text += 3;
		b->size -= 3;
	}
}

/* Goes to the part that was asked for; *streams: it can be read by itself, because all that stands
 * above the rows is the header, in the first part. */
static tally_status go_to_part(csv_reader *r, csv_source *source, size_t mark, bool *streams)
{
	const tally_csv_options *o = r->options;
	size_t from = (size_t)o->from > mark ? (size_t)o->from : mark;

	*streams = *streams && o->skip_lines == 0 && r->preamble.header == 0 &&
		   r->preamble.data == 1 && (size_t)o->to > from;
	r->later = r->inside = o->from > 0;
	r->n_records = r->later ? r->preamble.data : 0;
	return csv_source_part(source, from, (size_t)o->to, r->err);
}

/* Reads the layout off the first block. *streams: the rest can be read in blocks as well; if not,
 * nothing has happened yet. */
static tally_status begin_stream(csv_reader *r, csv_source *source, char *separator, bool *streams)
{
	csv_block first = {0};
	tally_diagnostics *list = r->list, trial = {.max = 1};
	tally_status status = csv_source_open(r->file, source, r->err);

	if (status == TALLY_OK)
		status = csv_source_next(source, &first, r->err);
	if (status != TALLY_OK)
		return tally_error_prefix(r->err, "%s", r->file);
	skip_mark(&first);
	*streams = may_stream(&first);
	if (*streams) {
		const tally_input in = {.text = (char *)(uintptr_t)first.text, .size = first.size};
		r->list = &trial;
		*streams = prepare(r, &in, separator) == TALLY_OK && trial.errors == 0 &&
			   r->sample.n == CSV_SAMPLE_RECORDS && r->plan.native && !r->plan.wide &&
			   *separator != ';';
		r->list = list;
		tally_diagnostics_release(&trial);
	}
	if (r->options->to > 0) {
		status = go_to_part(r, source, (size_t)(first.text - first.own), streams);
		csv_block_release(&first);
	} else {
		csv_source_unread(source, &first);
	}
	return status;
}

static void forget_layout(csv_reader *r)
{
	csv_sample_release(&r->sample);
	csv_plan_release(&r->plan);
	csv_marks_free(r->marks);
	r->marks = NULL;
	free(r->labels);
	r->labels = NULL;
	r->n_active = 0;
	memset(r->has_constant, 0, sizeof r->has_constant);
}

/* Everything as it was before a reading that came to nothing. */
static void start_again(csv_reader *r, csv_join *join, size_t n_before, int32_t texts_before)
{
	forget_layout(r);
	memset(r->counts, 0, sizeof *r->counts);
	tally_diagnostics_release(r->list);
	r->rejects.n = 0;
	r->n_records = 0;
	r->status = TALLY_OK;
	r->out->n = 0;
	csv_resolver_forget(&r->resolver);
	if (texts_before == 0)
		tally_pool_release(&join->out->texts);
	join->out->n = n_before;
	join->likes.n = 0;
	join->n_likes = 0;
	if (join->receiver != NULL)
		join->receiver->clear(join->receiver->target);
}

static tally_status read_stream(csv_reader *r, csv_join *join, bool *done)
{
	csv_source source = {.fd = -1};
	char separator;
	bool streams = false, bad_bytes = false;
	size_t n_before = join->out->n;
	int32_t texts_before = join->out->texts.n;
	tally_status status = begin_stream(r, &source, &separator, &streams);

	*done = streams || status != TALLY_OK;
	if (status == TALLY_OK && !streams) {
		forget_layout(r);
	} else if (status == TALLY_OK) {
		status = read_records(r, &source, join, separator, &bad_bytes);
		tally_input in = {.encoding = "UTF-8"};
		tally_digest_end(&source.digest, in.digest);
		finish(r, &in);
	}
	csv_source_close(&source);
	if (bad_bytes) {
		start_again(r, join, n_before, texts_before);
		*done = false;
		return TALLY_OK;
	}
	return status;
}

static tally_status read_file(csv_reader *r, csv_join *join, tally_codes *codes, char **rejects)
{
	tally_claims record = {0};
	const char *encoding = r->options->encoding;
	bool done = false, utf8 = encoding == NULL || csv_is_utf8_name(encoding);
	tally_status status = TALLY_OK;

	memset(r->counts, 0, sizeof *r->counts);
	r->out = &record;
	r->want_rejects = rejects != NULL;
	csv_resolver_init(&r->resolver, codes, &join->out->texts, r->options->define);
	if (utf8 && r->options->input == NULL && r->list->errors == 0 && r->list->count == 0 &&
	    is_large_file(r->file))
		status = read_stream(r, join, &done);
	if (r->options->to > 0)
		r->counts->apart = done && status == TALLY_OK;
	else if (status == TALLY_OK && !done)
		status = read_whole(r, join);
	csv_reject_head(r);
	if (status == TALLY_OK && r->rejects.failed)
		status = tally_error_memory(r->err);
	if (rejects != NULL)
		*rejects = status == TALLY_OK ? r->rejects.text : NULL;
	if (rejects == NULL || status != TALLY_OK)
		free(r->rejects.text);
	release(r);
	tally_claims_release(&record);
	csv_join_release(join);
	return status;
}

tally_status tally_csv_read_claims(const char *path, const tally_csv_options *options,
				   tally_codes *codes, tally_claims *out, tally_csv_counts *counts,
				   tally_diagnostics *list, char **rejects, tally_error *err)
{
	csv_reader r = {
	    .file = path, .options = options, .counts = counts, .list = list, .err = err};
	csv_join join = {.out = out, .err = err};
	return read_file(&r, &join, codes, rejects);
}

tally_status tally_csv_read_blocks(const char *path, const tally_csv_options *options,
				   tally_codes *codes, const tally_csv_receiver *receiver,
				   tally_csv_counts *counts, tally_diagnostics *list,
				   char **rejects, tally_error *err)
{
	tally_claims block = {0};
	csv_reader r = {
	    .file = path, .options = options, .counts = counts, .list = list, .err = err};
	csv_join join = {.out = &block, .receiver = receiver, .err = err};
	tally_status status = read_file(&r, &join, codes, rejects);
	tally_claims_release(&block);
	return status;
}
