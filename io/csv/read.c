/* read.c: a file of figures to claims.
 *
 * The first records tell the layout (sample.c, plan.c); then every record goes to row.c, but for
 * the lines above the table and the notes below it. */
#include "csv/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

	if (line <= r->options->skip_lines || r->n_records++ < r->preamble.data)
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

static tally_status read_records(csv_reader *r, const tally_input *in, char separator)
{
	tally_status status;

	r->labels = calloc((size_t)r->plan.n_values + 1, sizeof *r->labels);
	if (r->labels == NULL)
		return tally_error_memory(r->err);
	status = csv_resolve_constants(r);
	if (status != TALLY_OK)
		return status;
	csv_list_active_fields(r);
	status = csv_read_text(r, in->text, in->size, separator);
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

static tally_status read_file(csv_reader *r, tally_codes *codes, char **rejects)
{
	tally_input in;
	char separator;
	size_t complaints = r->list->errors;

	memset(r->counts, 0, sizeof *r->counts);
	r->want_rejects = rejects != NULL;
	tally_status status = TALLY_OK;
	if (r->options->input != NULL)
		in = *r->options->input;
	else
		status = tally_input_read(r->file, r->options->encoding, &in, r->err);
	if (status != TALLY_OK)
		return status;
	csv_resolver_init(&r->resolver, codes, &r->out->texts, r->options->define);
	status = prepare(r, &in, &separator);
	if (status == TALLY_OK && r->list->errors == complaints) {
		status = read_records(r, &in, separator);
		finish(r, &in);
	}
	csv_reject_head(r);
	if (status == TALLY_OK && r->rejects.failed)
		status = tally_error_memory(r->err);
	if (rejects != NULL)
		*rejects = status == TALLY_OK ? r->rejects.text : NULL;
	if (rejects == NULL || status != TALLY_OK)
		free(r->rejects.text);
	release(r);
	if (r->options->input == NULL)
		tally_input_release(&in);
	return status;
}

tally_status tally_csv_read_claims(const char *path, const tally_csv_options *options,
				   tally_codes *codes, tally_claims *out, tally_csv_counts *counts,
				   tally_diagnostics *list, char **rejects, tally_error *err)
{
	csv_reader r = {.file = path,
			.options = options,
			.out = out,
			.counts = counts,
			.list = list,
			.err = err};
	return read_file(&r, codes, rejects);
}

tally_status tally_csv_read_blocks(const char *path, const tally_csv_options *options,
				   tally_codes *codes, const tally_csv_receiver *receiver,
				   tally_csv_counts *counts, tally_diagnostics *list,
				   char **rejects, tally_error *err)
{
	tally_claims block = {0};
	csv_reader r = {.file = path,
			.options = options,
			.out = &block,
			.receiver = receiver,
			.target = receiver->target,
			.counts = counts,
			.list = list,
			.err = err};
	tally_status status = read_file(&r, codes, rejects);
	tally_claims_release(&block);
	return status;
}
