/* cases.c: reading the folders of reference cases, and keeping the worst deviation. */
#include "cases.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0, cap = 1 << 16;
	char *text = f ? malloc(cap) : NULL;
	while (text) {
		n += fread(text + n, 1, cap - n - 1, f);
		if (n + 1 < cap)
			break;
		char *grown = realloc(text, cap *= 2);
		if (!grown)
			free(text);
		text = grown;
	}
	if (text)
		text[n] = 0;
	if (f)
		fclose(f);
	return text;
}

/* Cuts one cell out of *at in place and moves *at behind its comma; *last: the line ends here. */
static char *next_cell(char **at, bool *last)
{
	char *from = *at, *to = *at, *start = *at;
	bool quoted = *from == '"';
	if (quoted)
		from++;
	for (; *from; from++) {
		if (quoted && *from == '"' && from[1] == '"')
			from++;
		else if (quoted && *from == '"') {
			quoted = false;
			continue;
		} else if (!quoted && (*from == ',' || *from == '\n' || *from == '\r'))
			break;
		*to++ = *from;
	}
	*last = *from != ',';
	if (*from == '\r')
		from++;
	*at = *from ? from + 1 : from;
	*to = 0;
	return start;
}

static int count(const char *text, char c)
{
	int n = 0;
	for (; *text; text++)
		n += *text == c;
	return n;
}

static void parse(case_table *t)
{
	int lines = count(t->text, '\n') + 1;
	char *at = t->text;
	bool last = false;
	t->heads = calloc((size_t)count(t->text, ',') + 2, sizeof *t->heads);
	while (!last)
		t->heads[t->n_columns++] = next_cell(&at, &last);
	t->cells = calloc((size_t)lines * (size_t)t->n_columns, sizeof *t->cells);
	for (; *at; t->n_rows++) {
		char **row = t->cells + (size_t)t->n_rows * (size_t)t->n_columns;
		last = false;
		for (int c = 0; !last; c++) {
			char *cell = next_cell(&at, &last);
			if (c < t->n_columns)
				row[c] = cell;
		}
	}
}

const case_table *case_file(case_dir *dir, const char *name)
{
	int k = 0;
	while (k < dir->n_tables && strcmp(dir->tables[k].name, name))
		k++;
	if (k < dir->n_tables)
		return dir->tables[k].there ? &dir->tables[k].table : NULL;
	if (k == (int)(sizeof dir->tables / sizeof dir->tables[0]))
		return NULL;
	char path[1200];
	snprintf(path, sizeof path, "%s/%s.csv", dir->path, name);
	snprintf(dir->tables[k].name, sizeof dir->tables[k].name, "%s", name);
	dir->n_tables++;
	dir->tables[k].table.text = read_all(path);
	dir->tables[k].there = dir->tables[k].table.text != NULL;
	if (!dir->tables[k].there)
		return NULL;
	parse(&dir->tables[k].table);
	return &dir->tables[k].table;
}

bool case_has(case_dir *dir, const char *name, const char *const *columns)
{
	const case_table *t = case_file(dir, name);
	for (; t && *columns; columns++)
		if (case_column(t, *columns) < 0)
			return false;
	return t != NULL;
}

int case_column(const case_table *t, const char *head)
{
	for (int c = 0; c < t->n_columns; c++)
		if (strcmp(t->heads[c], head) == 0)
			return c;
	return -1;
}

const char *case_text(const case_table *t, int row, int column)
{
	if (row < 0 || row >= t->n_rows || column < 0 || column >= t->n_columns)
		return "";
	const char *cell = t->cells[row * t->n_columns + column];
	return cell ? cell : "";
}

double case_number(const case_table *t, int row, int column)
{
	const char *text = case_text(t, row, column);
	char *end;
	double v = strtod(text, &end);
	return end == text || *end ? NAN : v;
}

bool case_true(const case_table *t, int row, int column)
{
	const char *text = case_text(t, row, column);
	return strcmp(text, "TRUE") == 0 || strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
}

/* The text behind "option =" in the README; words that only contain the option do not count. */
static const char *behind_option(const char *text, const char *option)
{
	size_t len = strlen(option);
	for (const char *at = text; (at = strstr(at, option)); at += len) {
		const char *end = at + len;
		if (at > text && (strchr("._$", at[-1]) || isalpha((unsigned char)at[-1])))
			continue;
		end += strspn(end, " \t");
		if (*end == '=' && end[1] != '=')
			return end + 1 + strspn(end + 1, " \t\"");
	}
	return NULL;
}

const char *case_option(case_dir *dir, const char *option)
{
	static char value[256];
	const case_table *t = case_file(dir, "options");
	const char *found = NULL;
	for (int i = 0; t && i < t->n_rows; i++)
		if (strcmp(case_text(t, i, 0), option) == 0)
			found = case_text(t, i, 1);
	if (!found)
		found = behind_option(dir->readme, option);
	if (!found)
		return NULL;
	snprintf(value, sizeof value, "%.*s", (int)strcspn(found, ",;) \t\r\n\""), found);
	size_t n = strlen(value);
	if (n && value[n - 1] == '.')
		value[n - 1] = 0;
	return value;
}

double case_option_number(case_dir *dir, const char *option, double fallback)
{
	const char *text = case_option(dir, option);
	char *end;
	double v = text ? strtod(text, &end) : fallback;
	return text && end == text ? fallback : v;
}

double case_tolerance(case_dir *dir, double fallback)
{
	const char *at = strstr(dir->readme, "olerance");
	char *end;
	for (; at && *at && *at != '\n'; at++)
		if (*at >= '0' && *at <= '9') {
			double v = strtod(at, &end);
			return v > 0 && v < 1 ? v : fallback;
		}
	return fallback;
}

void case_compare(case_report *r, double expected, double got, double floor, const char *format,
		  ...)
{
	double deviation;
	r->compared++;
	if (expected == got || (isnan(expected) && isnan(got)))
		deviation = 0;
	else
		deviation = fabs(got - expected) / fmax(fmax(fabs(expected), floor), 1e-300);
	if (isnan(deviation))
		deviation = HUGE_VAL;
	if (deviation <= r->worst && r->where[0])
		return;
	va_list args;
	va_start(args, format);
	r->worst = deviation;
	vsnprintf(r->where, sizeof r->where, format, args);
	va_end(args);
}

void case_check(case_report *r, bool holds, const char *format, ...)
{
	r->compared++;
	if (holds || r->failure[0])
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(r->failure, sizeof r->failure, format, args);
	va_end(args);
}

double case_largest(const case_table *t, int first)
{
	double most = 0;
	for (int i = 0; i < t->n_rows; i++)
		for (int c = first; c < t->n_columns; c++) {
			double v = fabs(case_number(t, i, c));
			most = v > most ? v : most;
		}
	return most;
}
