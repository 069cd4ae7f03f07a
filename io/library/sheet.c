/* sheet.c: columns of equal length. While a sheet grows its texts are numbers in a pool,
 * because the pool moves; when it is finished they become pointers. */
#include "library/sheet.h"

#include "pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef union {
	double number;
	int64_t integer;
	const char *text;
	int32_t id; /**< of a text while the sheet grows */
} cell;

typedef struct {
	sheet_column head;
	cell *cells; /**< [capacity] */
} column;

struct tally_sheet {
	column *columns;
	size_t n_columns, n_rows, capacity;
	size_t at; /**< the next column to set */
	bool failed;
	tally_pool texts;
};

_Static_assert(sizeof(cell) == 8, "columns are handed out as double, int64_t or pointers");

tally_sheet *sheet_new(const sheet_column *columns, size_t n)
{
	tally_sheet *f = calloc(1, sizeof *f);

	if (!f)
		return NULL;
	f->columns = calloc(n, sizeof *f->columns);
	if (!f->columns) {
		free(f);
		return NULL;
	}
	f->n_columns = n;
	for (size_t i = 0; i < n; i++)
		f->columns[i].head = columns[i];
	return f;
}

static bool grow(tally_sheet *f)
{
	size_t capacity = f->capacity ? 2 * f->capacity : 64;

	for (size_t i = 0; i < f->n_columns; i++) {
		cell *cells = realloc(f->columns[i].cells, capacity * sizeof *cells);

		if (!cells)
			return false;
		f->columns[i].cells = cells;
	}
	f->capacity = capacity;
	return true;
}

bool sheet_row(tally_sheet *f)
{
	if (f->n_rows == f->capacity && !grow(f)) {
		f->failed = true;
		return false;
	}
	for (size_t i = 0; i < f->n_columns; i++) {
		column *c = &f->columns[i];

		c->cells[f->n_rows] = (cell){.integer = 0};
		if (c->head.kind == TALLY_SHEET_NUMBER)
			c->cells[f->n_rows].number = NAN;
	}
	f->n_rows++;
	f->at = 0;
	return true;
}

static cell *next(tally_sheet *f)
{
	return &f->columns[f->at++].cells[f->n_rows - 1];
}

void sheet_text(tally_sheet *f, const char *text)
{
	int32_t id = text && *text ? tally_pool_add(&f->texts, text, strlen(text)) : 0;

	f->failed = f->failed || id < 0;
	next(f)->id = id;
}

void sheet_number(tally_sheet *f, double value)
{
	next(f)->number = value;
}

void sheet_integer(tally_sheet *f, int64_t value)
{
	next(f)->integer = value;
}

void sheet_period(tally_sheet *f, tally_period p)
{
	char text[TALLY_PERIOD_TEXT],
	    letter[2] = {tally_frequency_letter(tally_period_frequency(p)), 0};

	tally_period_print(p, text);
	sheet_text(f, text);
	sheet_text(f, letter);
	sheet_integer(f, p.first == TALLY_DAY_OPEN ? INT32_MIN : p.first);
	sheet_integer(f, p.last);
}

void sheet_day(tally_sheet *f, tally_day day)
{
	char text[TALLY_PERIOD_TEXT];

	tally_day_print(day, text);
	sheet_text(f, text);
}

tally_status sheet_finish(tally_sheet *f, tally_sheet **out, tally_error *err)
{
	if (!f || f->failed || (f->n_rows == 0 && !grow(f))) {
		tally_sheet_free(f);
		return tally_error_memory(err);
	}
	for (size_t i = 0; i < f->n_columns; i++) {
		column *c = &f->columns[i];

		for (size_t r = 0; c->head.kind == TALLY_SHEET_TEXT && r < f->n_rows; r++)
			c->cells[r].text = tally_pool_text(&f->texts, c->cells[r].id);
	}
	*out = f;
	return TALLY_OK;
}

/* --- reading ------------------------------------------------------------------------- */

void tally_sheet_free(tally_sheet *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_columns; i++)
		free(f->columns[i].cells);
	free(f->columns);
	tally_pool_release(&f->texts);
	free(f);
}

size_t tally_sheet_rows(const tally_sheet *f)
{
	return f ? f->n_rows : 0;
}

size_t tally_sheet_columns(const tally_sheet *f)
{
	return f ? f->n_columns : 0;
}

const char *tally_sheet_name(const tally_sheet *f, size_t i)
{
	return f && i < f->n_columns ? f->columns[i].head.name : NULL;
}

tally_sheet_column_kind tally_sheet_kind(const tally_sheet *f, size_t i)
{
	return f && i < f->n_columns ? f->columns[i].head.kind : TALLY_SHEET_TEXT;
}

static const void *find(const tally_sheet *f, const char *name, tally_sheet_column_kind kind)
{
	for (size_t i = 0; f && name && i < f->n_columns; i++)
		if (f->columns[i].head.kind == kind && strcmp(f->columns[i].head.name, name) == 0)
			return f->columns[i].cells;
	return NULL;
}

const char *const *tally_sheet_texts(const tally_sheet *f, const char *name)
{
	return find(f, name, TALLY_SHEET_TEXT);
}

const double *tally_sheet_numbers(const tally_sheet *f, const char *name)
{
	return find(f, name, TALLY_SHEET_NUMBER);
}

const int64_t *tally_sheet_integers(const tally_sheet *f, const char *name)
{
	return find(f, name, TALLY_SHEET_INTEGER);
}
