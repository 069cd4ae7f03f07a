/* sheet.c: the cells of a worksheet.
 *
 * Cells come in order of rows; a cell or row without its place stands behind the one before. Texts
 * are the shared ones, inline ones, results of formulas, truth values and errors as they are. A
 * formula whose result is not in the file shows as #FORMULA!, which no reader takes for a figure. */
#include "import/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 1048576
#define COLUMNS_MAX 16384
#define MERGES_MAX 100000

typedef struct {
	archive_handlers h;
	const book *b;
	sheet *s;
	int32_t row, column; /* of the cell at hand */
	char type[12];
	size_t style;
	size_t start; /* of the cell's text */
	bool in_cell, in_value, has_value, formula, phonetic;
} sheet_reader;

/* "BC12" -> row 11, column 54; false when it is no place of a sheet. */
static bool read_place(const char **at, int32_t *row, int32_t *column)
{
	int64_t c = 0, r = 0;
	const char *s = *at;

	for (; *s >= 'A' && *s <= 'Z' && c <= COLUMNS_MAX; s++)
		c = c * 26 + (*s - 'A' + 1);
	for (; *s >= '0' && *s <= '9' && r <= ROWS_MAX; s++)
		r = r * 10 + (*s - '0');
	*at = s;
	*row = (int32_t)(r - 1);
	*column = (int32_t)(c - 1);
	return r >= 1 && r <= ROWS_MAX && c >= 1 && c <= COLUMNS_MAX;
}

static void refuse(sheet_reader *r, const char *what, const char *found)
{
	r->h.status = tally_error_set(r->h.err, TALLY_EINPUT, "the sheet has a bad %s: \"%.40s\"",
				      what, found);
}

static void start_row(sheet_reader *r, const char **attributes)
{
	const char *number = archive_attribute(attributes, "r");
	long at = number != NULL ? strtol(number, NULL, 10) : r->row + 2L;

	if (at < 1 || at > ROWS_MAX)
		refuse(r, "row number", number != NULL ? number : "too many rows");
	else
		r->row = (int32_t)(at - 1);
	r->column = -1;
}

static void start_cell(sheet_reader *r, const char **attributes)
{
	const char *place = archive_attribute(attributes, "r");
	const char *type = archive_attribute(attributes, "t");
	const char *style = archive_attribute(attributes, "s");
	const char *at = place;
	int32_t row = r->row, column = r->column + 1;

	if (place != NULL && (!read_place(&at, &row, &column) || *at != '\0' || row != r->row)) {
		refuse(r, "place of a cell", place);
		return;
	}
	if (column >= COLUMNS_MAX || r->row < 0 || column <= r->column) {
		refuse(r, "order of cells at", place != NULL ? place : "");
		return;
	}
	r->column = column;
	memset(r->type, 0, sizeof r->type);
	strncpy(r->type, type != NULL ? type : "n", sizeof r->type - 1);
	r->style = style != NULL ? strtoul(style, NULL, 10) : 0;
	r->start = r->s->texts.n_bytes;
	r->in_cell = true;
	r->has_value = r->formula = false;
}

static void take_merge(sheet_reader *r, const char *ref)
{
	sheet_merge m;
	const char *at = ref;

	if (ref == NULL || !read_place(&at, &m.row, &m.column) || *at++ != ':' ||
	    !read_place(&at, &m.last_row, &m.last_column) || m.last_row < m.row ||
	    m.last_column < m.column || r->s->n_merges == MERGES_MAX) {
		refuse(r, "merged area", ref != NULL ? ref : "");
		return;
	}
	sheet_merge *grown = realloc(r->s->merges, (r->s->n_merges + 1) * sizeof *grown);
	if (grown == NULL) {
		r->h.status = tally_error_memory(r->h.err);
		return;
	}
	r->s->merges = grown;
	r->s->merges[r->s->n_merges++] = m;
}

static void on_start(void *context, const char *name, const char **attributes)
{
	sheet_reader *r = context;

	if (strcmp(name, "row") == 0)
		start_row(r, attributes);
	else if (strcmp(name, "c") == 0)
		start_cell(r, attributes);
	else if (strcmp(name, "mergeCell") == 0)
		take_merge(r, archive_attribute(attributes, "ref"));
	else if (strcmp(name, "f") == 0)
		r->formula = true;
	else if (strcmp(name, "rPh") == 0)
		r->phonetic = true;
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		r->in_value = r->in_cell && !r->phonetic;
}

static void on_text(void *context, const char *text, int n)
{
	sheet_reader *r = context;

	if (!r->in_value)
		return;
	r->has_value = true;
	if (!book_text_add(&r->s->texts, text, (size_t)n))
		r->h.status = tally_error_memory(r->h.err);
}

/* What the cell shows, in place of what stands in the file. */
static bool replace_text(sheet_reader *r, const char *text)
{
	r->s->texts.n_bytes = r->start;
	return book_text_add(&r->s->texts, text, strlen(text));
}

static bool show(sheet_reader *r)
{
	const char *text = r->has_value ? r->s->texts.bytes + r->start : "";
	char number[64], buffer[80];

	if (!r->has_value)
		return r->formula ? replace_text(r, "#FORMULA!") : true;
	if (strcmp(r->type, "s") == 0) {
		size_t i = strtoul(text, NULL, 10);
		if (i >= r->b->texts.n) {
			refuse(r, "number of a shared text", text);
			return true;
		}
		return replace_text(r, r->b->texts.bytes + r->b->texts.offsets[i]);
	}
	if (strcmp(r->type, "b") == 0)
		return replace_text(r, *text == '1' ? "TRUE" : "FALSE");
	if (strcmp(r->type, "n") != 0)
		return true;
	shown how = r->style < r->b->n_styles ? r->b->styles[r->style] : (shown){SHOWN_PLAIN, 0};
	snprintf(buffer, sizeof buffer, "%.79s", text);
	sheet_number_text(buffer, how, r->b->date1904, number);
	return replace_text(r, number);
}

static bool add_cell(sheet *s, int32_t row, int32_t column, size_t text)
{
	if (s->n == s->cap) {
		size_t cap = 2 * s->cap + 1024;
		sheet_cell *grown = realloc(s->cells, cap * sizeof *grown);
		if (grown == NULL)
			return false;
		s->cells = grown;
		s->cap = cap;
	}
	s->cells[s->n++] = (sheet_cell){row, column, text};
	return true;
}

static void end_cell(sheet_reader *r)
{
	r->in_cell = false;
	bool good = show(r);
	if (good && r->s->texts.n_bytes > r->start)
		good = add_cell(r->s, r->row, r->column, r->start) &&
		       book_text_add(&r->s->texts, "", 1);
	if (!good && r->h.status == TALLY_OK)
		r->h.status = tally_error_memory(r->h.err);
}

static void on_end(void *context, const char *name)
{
	sheet_reader *r = context;

	if (strcmp(name, "c") == 0)
		end_cell(r);
	else if (strcmp(name, "rPh") == 0)
		r->phonetic = false;
	else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
		r->in_value = false;
}

static int by_place(const void *a, const void *b)
{
	const sheet_cell *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

tally_status sheet_read(archive *a, const char *part, const book *b, sheet *out, tally_error *err)
{
	sheet_reader r = {.b = b, .s = out, .row = -1, .column = -1};

	*out = (sheet){0};
	r.h = (archive_handlers){on_start, on_end, on_text, &r, TALLY_OK, err};
	tally_status status = archive_parse(a, part, &r.h);
	if (status != TALLY_OK)
		return status;
	if (out->n > 0)
		qsort(out->cells, out->n, sizeof *out->cells, by_place);
	for (size_t i = 1; i < out->n; i++)
		if (by_place(&out->cells[i - 1], &out->cells[i]) == 0)
			return tally_error_set(err, TALLY_EINPUT,
					       "the sheet has two cells in row %d, column %d",
					       out->cells[i].row + 1, out->cells[i].column + 1);
	return TALLY_OK;
}

void sheet_release(sheet *s)
{
	free(s->cells);
	free(s->merges);
	free(s->texts.bytes);
	free(s->texts.offsets);
	*s = (sheet){0};
}

/* --- merged areas ---------------------------------------------------------------------------------- */

/* The cell at a place among the first n, NULL: empty. */
static sheet_cell *find_cell(const sheet *s, size_t n, int32_t row, int32_t column)
{
	const sheet_cell wanted = {row, column, 0};
	return n > 0 ? bsearch(&wanted, s->cells, n, sizeof *s->cells, by_place) : NULL;
}

static int32_t used_width(const sheet *s)
{
	int32_t width = 0;
	for (size_t i = 0; i < s->n; i++)
		width = s->cells[i].column + 1 > width ? s->cells[i].column + 1 : width;
	return width;
}

/* The group's head before the head below it; the group's own cell becomes empty. */
static bool join_head(sheet *s, sheet_cell *below, size_t group)
{
	char joined[512];

	snprintf(joined, sizeof joined, "%s %s", s->texts.bytes + group,
		 s->texts.bytes + below->text);
	below->text = s->texts.n_bytes;
	return book_text_add(&s->texts, joined, strlen(joined) + 1);
}

/* Whether the area is a head over other heads: one row, and a text stands below each of its columns
 * that is no number. */
static bool is_group_head(const sheet *s, size_t n, const sheet_merge *m)
{
	if (m->last_row != m->row || m->last_column == m->column)
		return false;
	for (int32_t c = m->column; c <= m->last_column; c++) {
		const sheet_cell *below = find_cell(s, n, m->row + 1, c);
		char *end;
		if (below == NULL)
			return false;
		strtod(s->texts.bytes + below->text, &end);
		if (*end == '\0' && strlen(s->texts.bytes + below->text) != 4)
			return false;
	}
	return true;
}

/* Fills an area; more cells than a table has are not filled. */
#define AREA_MAX 1000000

static bool spread(sheet *s, size_t n, const sheet_merge *m, size_t text)
{
	int64_t area = ((int64_t)m->last_row - m->row + 1) * ((int64_t)m->last_column - m->column + 1);

	if (area > AREA_MAX || (int64_t)s->n + area > 64 * AREA_MAX)
		return true;
	for (int32_t r = m->row; r <= m->last_row; r++)
		for (int32_t c = m->column; c <= m->last_column; c++)
			if (find_cell(s, n, r, c) == NULL && !add_cell(s, r, c, text))
				return false;
	return true;
}

static bool take_group(sheet *s, size_t n, const sheet_merge *m, size_t text)
{
	for (int32_t c = m->column; c <= m->last_column; c++)
		if (!join_head(s, find_cell(s, n, m->row + 1, c), text))
			return false;
	return true;
}

tally_status sheet_spread_merges(sheet *s, tally_error *err)
{
	size_t n = s->n; /* cells that are added stand behind, unsorted, until the end */
	int32_t width = used_width(s);
	bool good = true;

	for (size_t i = 0; i < s->n_merges && good; i++) {
		const sheet_merge *m = &s->merges[i];
		sheet_cell *first = find_cell(s, n, m->row, m->column);
		if (first == NULL || m->last_column - m->column + 1 >= width)
			continue;
		if (is_group_head(s, n, m)) {
			good = take_group(s, n, m, first->text);
			first = find_cell(s, n, m->row, m->column);
			first->text = s->texts.n_bytes; /* empty from here on */
			good = good && book_text_add(&s->texts, "", 1);
		} else {
			good = spread(s, n, m, first->text);
		}
	}
	if (!good)
		return tally_error_memory(err);
	if (s->n > 0)
		qsort(s->cells, s->n, sizeof *s->cells, by_place);
	return TALLY_OK;
}
