/* write_csv.c: a frame as CSV, and its codebook.
 *
 * A text that begins with = + - @ or a tab is run as a formula by spreadsheets; such texts get an
 * apostrophe before them unless `raw`. Numbers are numbers and stay. */
#include "export/export.h"
#include "export/write.h"

#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

bool write_runs_as_formula(const char *text)
{
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

/* An apostrophe before the text, inside the quotes where it needs some. */
static void put_guarded(FILE *out, const char *text)
{
	bool quote = strpbrk(text, ",\"\r\n") != NULL;

	fputs(quote ? "\"'" : "'", out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	if (quote)
		fputc('"', out);
}

static void put_text(FILE *out, const char *text, bool raw)
{
	if (!raw && write_runs_as_formula(text))
		put_guarded(out, text);
	else
		tally_csv_write_field(to_stream, out, text);
}

size_t write_cell_text(const tally_dataset *f, const tally_column *c, size_t row, char buffer[64],
		       const char **text)
{
	*text = buffer;
	switch (c->kind) {
	case TALLY_COLUMN_NUMBER:
		return tally_number_shortest(c->numbers[row], buffer);
	case TALLY_COLUMN_DAY:
		return tally_day_print(c->days[row], buffer);
	case TALLY_COLUMN_PERIOD:
		return tally_period_print(c->periods[row], buffer);
	case TALLY_COLUMN_TEXT:
		break;
	}
	*text = tally_dataset_text(f, c, row);
	return strlen(*text);
}

void write_csv_row(const tally_dataset *f, size_t row, const bool *left_out, bool raw, FILE *out)
{
	char buffer[64];
	const char *text;
	bool first = true;

	for (int i = 0; i < f->n_columns; i++) {
		const tally_column *c = &f->columns[i];
		if (left_out != NULL && left_out[i])
			continue;
		if (!first)
			fputc(',', out);
		first = false;
		size_t n = write_cell_text(f, c, row, buffer, &text);
		if (c->kind == TALLY_COLUMN_TEXT)
			put_text(out, text, raw);
		else
			fwrite(text, 1, n, out);
	}
	fputc('\n', out);
}

void write_csv_head(const tally_dataset *f, const bool *left_out, bool raw, FILE *out)
{
	bool first = true;

	for (int i = 0; i < f->n_columns; i++) {
		if (left_out != NULL && left_out[i])
			continue;
		if (!first)
			fputc(',', out);
		first = false;
		put_text(out, f->columns[i].head, raw);
	}
	fputc('\n', out);
}

tally_status tally_write_csv(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err)
{
	(void)err;
	write_csv_head(f, NULL, o->raw, out);
	for (size_t row = 0; row < f->n && !ferror(out); row++)
		write_csv_row(f, row, NULL, o->raw, out);
	return TALLY_OK;
}

/* --- codebook --------------------------------------------------------------------------- */

static const char *const kind_names[] = {"number", "text", "date", "period"};

static void codebook_row(FILE *out, const char *const *cells, int n)
{
	for (int i = 0; i < n; i++) {
		if (i > 0)
			fputc(',', out);
		put_text(out, cells[i], false);
	}
	fputc('\n', out);
}

static void codebook_range(const tally_dataset *f, const tally_column *c, char n_text[32],
			   char lo[64], char hi[64])
{
	size_t n = 0, at_lo = 0, at_hi = 0;
	const char *text;

	for (size_t i = 0; i < f->n; i++) {
		char buffer[64];
		if (write_cell_text(f, c, i, buffer, &text) == 0)
			continue;
		if (n == 0)
			at_lo = at_hi = i;
		if (c->kind == TALLY_COLUMN_NUMBER) {
			at_lo = c->numbers[i] < c->numbers[at_lo] ? i : at_lo;
			at_hi = c->numbers[i] > c->numbers[at_hi] ? i : at_hi;
		} else if (c->kind == TALLY_COLUMN_PERIOD) {
			at_lo =
			    tally_period_compare(c->periods[i], c->periods[at_lo]) < 0 ? i : at_lo;
			at_hi =
			    tally_period_compare(c->periods[i], c->periods[at_hi]) > 0 ? i : at_hi;
		} else if (c->kind == TALLY_COLUMN_DAY) {
			at_lo = c->days[i] < c->days[at_lo] ? i : at_lo;
			at_hi = c->days[i] > c->days[at_hi] ? i : at_hi;
		}
		n++;
	}
	snprintf(n_text, 32, "%zu", n);
	lo[0] = hi[0] = '\0';
	if (n > 0 && c->kind != TALLY_COLUMN_TEXT) {
		write_cell_text(f, c, at_lo, lo, &text);
		write_cell_text(f, c, at_hi, hi, &text);
	}
}

/* The distinct codes of a column, in order of first appearance, with their names. */
static bool codebook_codes(const tally_dataset *f, const tally_column *c, FILE *out)
{
	bool *seen = calloc((size_t)f->texts.n + 1, sizeof *seen);

	if (seen == NULL)
		return false;
	for (size_t i = 0; i < f->n; i++) {
		const char *code = tally_dataset_text(f, c, i);
		if (seen[c->texts[i]] || *code == '\0')
			continue;
		seen[c->texts[i]] = true;
		const char *cells[] = {c->name,
				       code,
				       tally_dataset_name(f, c, code, "en"),
				       tally_dataset_name(f, c, code, "zh"),
				       "",
				       "code",
				       "",
				       "",
				       ""};
		codebook_row(out, cells, 9);
	}
	free(seen);
	return true;
}

tally_status tally_write_codebook(const tally_dataset *f, FILE *out, tally_error *err)
{
	fputs("variable,code,label_en,label_zh,unit,type,n,first,last\n", out);
	for (int i = 0; i < f->n_columns && !ferror(out); i++) {
		const tally_column *c = &f->columns[i];
		char n[32], lo[64], hi[64];
		codebook_range(f, c, n, lo, hi);
		const char *cells[] = {
		    c->name, "", c->label_en, c->label_zh, c->unit, kind_names[c->kind], n, lo, hi};
		codebook_row(out, cells, 9);
		if (c->list != TALLY_LIST_NONE && !codebook_codes(f, c, out))
			return tally_error_memory(err);
	}
	return TALLY_OK;
}

tally_status tally_write_codebook_file(const tally_dataset *f, const char *path, tally_error *err)
{
	tally_target t;
	tally_status status = tally_target_open(path, &t, err);

	if (status != TALLY_OK)
		return status;
	status = tally_write_codebook(f, t.out, err);
	if (status == TALLY_OK)
		status = tally_target_commit(&t, err);
	tally_target_abandon(&t);
	return status;
}
