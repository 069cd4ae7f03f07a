/* output.c: what goes to stdout: text, JSON, tables, numbers for people. */
#include "cli.h"

#include "utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- text ------------------------------------------------------------------------ */

void cli_put(FILE *to, const char *text)
{
	fputs(text, to);
}

void cli_json_string(FILE *to, const char *text)
{
	fputc('"', to);
	for (const unsigned char *s = (const unsigned char *)(text ? text : ""); *s;) {
		uint32_t cp = 0;
		int n = cli_utf8(s, &cp);

		if (n == 0)
			fputs("\\ufffd", to);
		else if (cp == '"' || cp == '\\')
			fprintf(to, "\\%c", (int)cp);
		else if (cp == '\n')
			fputs("\\n", to);
		else if (cp == '\t')
			fputs("\\t", to);
		else if (cp < 0x20 || cp == 0x7f)
			fprintf(to, "\\u%04x", (unsigned)cp);
		else
			fwrite(s, 1, (size_t)n, to);
		s += n ? n : 1;
	}
	fputc('"', to);
}

void cli_json_number(FILE *to, double value)
{
	if (isfinite(value))
		fprintf(to, "%.17g", value);
	else
		fputs("null", to);
}

/* --- tables ---------------------------------------------------------------------- */

struct cli_table {
	int n_columns;
	char *align;
	char **cells; /* [n_rows * n_columns], the heads first */
	size_t n_rows, capacity;
};

/* Cells on a terminal: East Asian wide characters take two, combining marks none. */
static int text_width(const char *text)
{
	int width = 0;

	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		uint32_t cp = 0;
		int n = cli_utf8(s, &cp);
		bool wide = (cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) ||
			    (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
			    (cp >= 0xfe30 && cp <= 0xfe6f) || (cp >= 0xff00 && cp <= 0xff60) ||
			    (cp >= 0xffe0 && cp <= 0xffe6) || (cp >= 0x1f300 && cp <= 0x1faff) ||
			    (cp >= 0x20000 && cp <= 0x3fffd);
		bool none = (cp >= 0x300 && cp <= 0x36f) || cp == 0x200b || cp == 0xfeff;

		width += none ? 0 : wide ? 2 : 1;
		s += n ? n : 1;
	}
	return width;
}

cli_table *cli_table_new(int n_columns, const char *const *heads, const char *align)
{
	cli_table *t = calloc(1, sizeof *t);

	if (!t)
		return NULL;
	t->n_columns = n_columns;
	t->align = strdup(align);
	if (!t->align) {
		free(t);
		return NULL;
	}
	cli_table_row(t, heads);
	return t;
}

void cli_table_row(cli_table *t, const char *const *cells)
{
	size_t n = (size_t)t->n_columns;

	if (t->n_rows == t->capacity) {
		size_t capacity = t->capacity ? 2 * t->capacity : 16;
		char **grown = realloc(t->cells, capacity * n * sizeof *grown);

		if (!grown)
			return;
		t->cells = grown;
		t->capacity = capacity;
	}
	for (size_t i = 0; i < n; i++)
		t->cells[t->n_rows * n + i] = strdup(cells[i] ? cells[i] : "");
	t->n_rows++;
}

void cli_table_print(cli_table *t, FILE *to)
{
	size_t n = (size_t)t->n_columns;
	int *width = calloc(n, sizeof *width);

	if (!width)
		return;
	for (size_t i = 0; i < t->n_rows * n; i++) {
		int w = text_width(t->cells[i]);

		if (w > width[i % n])
			width[i % n] = w;
	}
	for (size_t r = 0; r < t->n_rows; r++) {
		for (size_t c = 0; c < n; c++) {
			const char *cell = t->cells[r * n + c];
			int pad = width[c] - text_width(cell);
			bool right = t->align[c] == 'r';

			if (right)
				fprintf(to, "%*s", pad, "");
			cli_put(to, cell);
			if (c + 1 < n)
				fprintf(to, "%*s", right ? 2 : pad + 2, "");
		}
		fputc('\n', to);
	}
	free(width);
}

void cli_table_free(cli_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_rows * (size_t)t->n_columns; i++)
		free(t->cells[i]);
	free(t->cells);
	free(t->align);
	free(t);
}

/* --- numbers for people ---------------------------------------------------------------- */

/* Thousands commas into the digits before the point. */
static void group_digits(const char *digits, char *out, size_t size)
{
	size_t sign = digits[0] == '-';
	size_t whole = strcspn(digits + sign, ".") + sign;
	size_t o = 0;

	for (size_t i = 0; digits[i] && o + 2 < size; i++) {
		if (i > sign && i < whole && (whole - i) % 3 == 0)
			out[o++] = ',';
		out[o++] = digits[i];
	}
	out[o] = 0;
}

/* 187.0800 -> 187.08 */
static void trim_zeros(char *digits)
{
	size_t n = strlen(digits);

	if (!strchr(digits, '.'))
		return;
	while (digits[n - 1] == '0')
		n--;
	digits[digits[n - 1] == '.' ? n - 1 : n] = 0;
}

void cli_format_value(double value, const char *base_unit, const char *lang, char out[64])
{
	static const struct {
		double from;
		const char *word;
	} steps_zh[] = {{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}, {0, ""}},
	  steps_en[] = {{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}, {0, ""}};
	bool zh = lang && strcmp(lang, "zh") == 0;
	char digits[40], grouped[48];
	double shown = value;
	const char *step = "";

	if (!isfinite(value)) {
		snprintf(out, 64, "%s", isnan(value) ? "-" : value > 0 ? "inf" : "-inf");
		return;
	}
	for (int i = 0; i < 4; i++) {
		double from = zh ? steps_zh[i].from : steps_en[i].from;

		if (fabs(value) < from)
			continue;
		shown = from > 0 ? value / from : value;
		step = zh ? steps_zh[i].word : steps_en[i].word;
		break;
	}
	snprintf(digits, sizeof digits, "%.*f", fabs(shown) >= 1e6 ? 0 : 4, shown);
	trim_zeros(digits);
	group_digits(digits, grouped, sizeof grouped);
	bool bare = !base_unit || strcmp(base_unit, "1") == 0 || !*base_unit;
	snprintf(out, 64, "%s%s%s%s", grouped, step, bare ? "" : " ", bare ? "" : base_unit);
}
