/* write_dta.c: a frame as a Stata file, by ReadStat.
 *
 * What Stata wants that a frame has not: a panel needs a number for its units, so code columns come
 * twice, as texts and as numbers labelled with the names; a time variable needs a %t format, which
 * counts from 1960. Why a figure is missing is kept as an extended missing value: .m for status M.
 * The file's time stamp is fixed, so that the same figures give the same bytes. */
#include "export/write.h"

#include <math.h>
#include <readstat.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STATA_LABEL 80        /* characters */
#define STATA_TEXT 2045       /* bytes of a fixed text */
#define STATA_VARIABLES 32767 /* more need format 119 */

typedef struct {
	readstat_variable_t *variable, *number; /* number: of a labelled code column, or `time` */
	readstat_label_set_t *labels;
	int32_t *values; /* by text id: the number of a code */
} dta_column;

typedef struct {
	const tally_dataset *f;
	const tally_write_options *o;
	readstat_writer_t *w;
	dta_column *columns;
	bool uniform; /* all periods of one frequency */
	tally_frequency frequency;
	tally_error *err;
} dta_writer;

static ssize_t to_stream(const void *data, size_t n, void *stream)
{
	return fwrite(data, 1, n, stream) == n ? (ssize_t)n : -1;
}

static tally_status failed(dta_writer *d, readstat_error_t e)
{
	if (e == READSTAT_OK)
		return TALLY_OK;
	bool ours = e == READSTAT_ERROR_WRITE || e == READSTAT_ERROR_MALLOC;
	return tally_error_set(d->err, ours ? TALLY_ESYSTEM : TALLY_EINPUT,
			       "cannot write the Stata file: %s", readstat_error_message(e));
}

/* --- time ----------------------------------------------------------------------------- */

static const char *time_format(const dta_writer *d)
{
	if (!d->uniform)
		return "%td";
	switch (d->frequency) {
	case TALLY_FREQ_YEAR:
		return "%ty";
	case TALLY_FREQ_HALF:
		return "%th";
	case TALLY_FREQ_QUARTER:
		return "%tq";
	case TALLY_FREQ_MONTH:
	case TALLY_FREQ_YTD:
		return "%tm";
	default:
		return "%td";
	}
}

/* 1960-01-01 as a day since 1970-01-01. */
#define STATA_EPOCH (-3653)

/* Stata's weeks begin on 1 January, ISO's on Monday: a week is given as its last day. */
static int32_t time_value(const dta_writer *d, tally_period p)
{
	int year, month, day;

	tally_day_split(p.last, &year, &month, &day);
	if (d->uniform)
		switch (d->frequency) {
		case TALLY_FREQ_YEAR:
			return year;
		case TALLY_FREQ_HALF:
			return (year - 1960) * 2 + (month - 1) / 6;
		case TALLY_FREQ_QUARTER:
			return (year - 1960) * 4 + (month - 1) / 3;
		case TALLY_FREQ_MONTH:
		case TALLY_FREQ_YTD:
			return (year - 1960) * 12 + month - 1;
		default:
			break;
		}
	return p.last - STATA_EPOCH;
}

/* --- variables -------------------------------------------------------------------------- */

static size_t longest_text(const tally_dataset *f, const tally_column *c)
{
	size_t longest = 1;
	char buffer[64];
	const char *text;

	for (size_t i = 0; i < f->n; i++) {
		size_t n = write_cell_text(f, c, i, buffer, &text);
		longest = n > longest ? n : longest;
	}
	return longest < STATA_TEXT ? longest : STATA_TEXT;
}

static readstat_variable_t *add(dta_writer *d, const char *name, readstat_type_t type,
				size_t width, const char *format, const char *first,
				const char *second)
{
	char label[STATA_LABEL * 4 + 1];
	readstat_variable_t *v = readstat_add_variable(d->w, name, type, width);

	write_label(first, second, STATA_LABEL, label, sizeof label);
	readstat_variable_set_label(v, label);
	if (format != NULL)
		readstat_variable_set_format(v, format);
	return v;
}

static void number_format(const tally_column *c, char out[16])
{
	int decimals = c->decimals < 0 || c->decimals > 9 ? -1 : c->decimals;
	if (decimals < 0)
		snprintf(out, 16, "%%18.0g");
	else
		snprintf(out, 16, "%%18.%df", decimals);
}

/* The numbers of a code column and their labels, in order of first appearance. */
static bool add_codes(dta_writer *d, const tally_column *c, dta_column *out)
{
	const tally_dataset *f = d->f;
	int32_t n = 0;
	char name[TALLY_VARIABLE_MAX + 4];

	out->values = calloc((size_t)f->texts.n + 1, sizeof *out->values);
	if (out->values == NULL)
		return false;
	snprintf(name, sizeof name, "%s_l", c->name);
	out->labels = readstat_add_label_set(d->w, READSTAT_TYPE_INT32, name);
	for (size_t i = 0; i < f->n; i++) {
		int32_t id = c->texts[i];
		if (out->values[id] != 0)
			continue;
		out->values[id] = ++n;
		const char *code = tally_dataset_text(f, c, i);
		readstat_label_int32_value(out->labels, n,
					   tally_dataset_name(f, c, code, d->o->lang));
	}
	snprintf(name, sizeof name, "%.27s_id", c->name);
	out->number = add(d, name, READSTAT_TYPE_INT32, 0, "%24.0g",
			  strcmp(d->o->lang, "zh") == 0 ? c->label_zh : c->label_en, "");
	readstat_variable_set_label_set(out->number, out->labels);
	return true;
}

/* Labels for the extended missing values that really come. */
static void label_missing(dta_writer *d, const tally_column *c, readstat_variable_t *v)
{
	bool seen[26] = {false}, any = false;
	char set_name[TALLY_VARIABLE_MAX + 4], text[64];

	for (size_t i = 0; c->status != NULL && i < d->f->n; i++)
		if (isnan(c->numbers[i]) && c->status[i] >= 'A' && c->status[i] <= 'Z')
			any = seen[c->status[i] - 'A'] = true;
	if (!any)
		return;
	snprintf(set_name, sizeof set_name, "%.28s_m", c->name);
	readstat_label_set_t *set = readstat_add_label_set(d->w, READSTAT_TYPE_DOUBLE, set_name);
	for (int i = 0; i < 26; i++) {
		if (!seen[i])
			continue;
		snprintf(text, sizeof text, "missing, status %c", 'A' + i);
		readstat_label_tagged_value(set, (char)('a' + i), text);
	}
	readstat_variable_set_label_set(v, set);
}

static bool add_column(dta_writer *d, const tally_column *c, dta_column *out)
{
	bool zh = strcmp(d->o->lang, "zh") == 0;
	const char *first = zh ? c->label_zh : c->label_en;
	const char *second = zh ? c->label_en : c->label_zh;
	char format[16];

	switch (c->kind) {
	case TALLY_COLUMN_NUMBER:
		number_format(c, format);
		out->variable = add(d, c->name, READSTAT_TYPE_DOUBLE, 0, format, first, second);
		label_missing(d, c, out->variable);
		return true;
	case TALLY_COLUMN_DAY:
		out->variable = add(d, c->name, READSTAT_TYPE_INT32, 0, "%td", first, second);
		return true;
	case TALLY_COLUMN_PERIOD:
		out->variable = add(d, c->name, READSTAT_TYPE_STRING, longest_text(d->f, c), NULL,
				    first, second);
		out->number =
		    add(d, "time", READSTAT_TYPE_INT32, 0, time_format(d), first, second);
		return true;
	case TALLY_COLUMN_TEXT:
		out->variable = add(d, c->name, READSTAT_TYPE_STRING, longest_text(d->f, c), NULL,
				    first, second);
		return c->list == TALLY_LIST_NONE || add_codes(d, c, out);
	}
	return false;
}

/* --- rows ------------------------------------------------------------------------------- */

static readstat_error_t put_number(dta_writer *d, const tally_column *c, const dta_column *v,
				   size_t row)
{
	char status = c->status != NULL ? c->status[row] : 0;

	if (!isnan(c->numbers[row]))
		return readstat_insert_double_value(d->w, v->variable, c->numbers[row]);
	if (status >= 'A' && status <= 'Z')
		return readstat_insert_tagged_missing_value(d->w, v->variable,
							    (char)(status - 'A' + 'a'));
	return readstat_insert_missing_value(d->w, v->variable);
}

static readstat_error_t put_text(dta_writer *d, const tally_column *c, const dta_column *v,
				 size_t row)
{
	char buffer[64], cut[STATA_TEXT + 1];
	const char *text;

	if (write_cell_text(d->f, c, row, buffer, &text) > STATA_TEXT) {
		write_label(text, "", STATA_TEXT / 4, cut, sizeof cut);
		text = cut;
	}
	return readstat_insert_string_value(d->w, v->variable, text);
}

static readstat_error_t put_cell(dta_writer *d, const tally_column *c, const dta_column *v,
				 size_t row)
{
	readstat_error_t e;

	switch (c->kind) {
	case TALLY_COLUMN_NUMBER:
		return put_number(d, c, v, row);
	case TALLY_COLUMN_DAY:
		if (c->days[row] == TALLY_DAY_NONE)
			return readstat_insert_missing_value(d->w, v->variable);
		return readstat_insert_int32_value(d->w, v->variable, c->days[row] - STATA_EPOCH);
	case TALLY_COLUMN_PERIOD:
		e = put_text(d, c, v, row);
		if (e != READSTAT_OK)
			return e;
		return readstat_insert_int32_value(d->w, v->number,
						   time_value(d, c->periods[row]));
	case TALLY_COLUMN_TEXT:
		e = put_text(d, c, v, row);
		if (e != READSTAT_OK || v->number == NULL)
			return e;
		return readstat_insert_int32_value(d->w, v->number, v->values[c->texts[row]]);
	}
	return READSTAT_OK;
}

static readstat_error_t put_rows(dta_writer *d, FILE *out)
{
	if (d->f->n > INT64_C(0x7fffffff))
		return READSTAT_ERROR_ROW_COUNT_MISMATCH;
	readstat_error_t e = readstat_begin_writing_dta(d->w, out, (long)d->f->n);

	for (size_t row = 0; e == READSTAT_OK && row < d->f->n; row++) {
		e = readstat_begin_row(d->w);
		for (int i = 0; e == READSTAT_OK && i < d->f->n_columns; i++)
			e = put_cell(d, &d->f->columns[i], &d->columns[i], row);
		if (e == READSTAT_OK)
			e = readstat_end_row(d->w);
	}
	return e == READSTAT_OK ? readstat_end_writing(d->w) : e;
}

/* The library prints local time: midnight of 2000-01-01 wherever this runs. */
static time_t fixed_time(void)
{
	struct tm t = {.tm_year = 100, .tm_mday = 1, .tm_isdst = -1};
	return mktime(&t);
}

tally_status tally_write_dta(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err)
{
	dta_writer d = {.f = f, .o = o, .err = err};
	char title[STATA_LABEL * 4 + 1];
	tally_status status = TALLY_OK;
	size_t n_variables = 0;

	d.uniform = tally_dataset_frequency(f, &d.frequency);
	d.w = readstat_writer_init();
	d.columns = calloc((size_t)f->n_columns + 1, sizeof *d.columns);
	if (d.w == NULL || d.columns == NULL)
		status = tally_error_memory(err);
	for (int i = 0; status == TALLY_OK && i < f->n_columns; i++) {
		if (!add_column(&d, &f->columns[i], &d.columns[i]))
			status = tally_error_memory(err);
		n_variables += d.columns[i].number != NULL ? 2 : 1;
	}
	if (status == TALLY_OK) {
		readstat_set_data_writer(d.w, to_stream);
		readstat_writer_set_file_format_version(
		    d.w, n_variables > STATA_VARIABLES ? 119 : 118);
		readstat_writer_set_file_timestamp(d.w, fixed_time());
		write_label(o->title != NULL ? o->title : "tally", "", STATA_LABEL, title,
			    sizeof title);
		readstat_writer_set_file_label(d.w, title);
		status = failed(&d, put_rows(&d, out));
	}
	for (int i = 0; d.columns != NULL && i < f->n_columns; i++)
		free(d.columns[i].values);
	free(d.columns);
	if (d.w != NULL)
		readstat_writer_free(d.w);
	return status;
}
