/* write_gdt.c: a frame as gretl's XML data file.
 *
 * gretl knows a data set by frequency, first and number of observations: rows must follow each
 * other without holes. So the rows are laid on a grid of periods; what is not there is NA. A panel
 * is stacked by unit, each with the same periods, as gretl needs it, and its units keep their names
 * as a string-valued variable. */
#include "export/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const tally_dataset *f;
	const tally_write_options *o;
	FILE *out;
	tally_frequency frequency;
	int first;       /* place of the first period: years, quarters, ... counted from 0 */
	size_t n_times;  /* periods of the grid */
	size_t n_units;  /* 1: a time series */
	size_t *rows;    /* [n_units * n_times] row + 1, 0: none */
	int32_t *units;  /* [n_units] text ids */
} gdt;

static void xml(FILE *out, const char *text)
{
	for (const char *s = text; *s != '\0'; s++) {
		if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '>')
			fputs("&gt;", out);
		else if (*s == '&')
			fputs("&amp;", out);
		else if (*s == '"')
			fputs("&quot;", out);
		else if ((unsigned char)*s >= 0x20)
			fputc(*s, out);
		else
			fputc(' ', out);
	}
}

/* --- time ------------------------------------------------------------------------------- */

static int per_year(tally_frequency f)
{
	switch (f) {
	case TALLY_FREQ_YEAR:
		return 1;
	case TALLY_FREQ_HALF:
		return 2;
	case TALLY_FREQ_QUARTER:
		return 4;
	case TALLY_FREQ_MONTH:
		return 12;
	case TALLY_FREQ_DAY:
		return 7;
	default:
		return 0;
	}
}

static int place(tally_frequency f, tally_period p)
{
	int year, month, day, n = per_year(f);

	if (f == TALLY_FREQ_DAY)
		return p.last;
	tally_day_split(p.last, &year, &month, &day);
	return year * n + (month - 1) * n / 12;
}

static void observation(tally_frequency f, int at, char out[32])
{
	int n = per_year(f);

	if (f == TALLY_FREQ_DAY)
		tally_day_print(at, out);
	else if (f == TALLY_FREQ_YEAR)
		snprintf(out, 32, "%d", at);
	else
		snprintf(out, 32, n == 12 ? "%d:%02d" : "%d:%d", at / n, at % n + 1);
}

/* --- the grid ------------------------------------------------------------------------------ */

/* More cells than this are a mistake, such as one day in 1800 and one today. */
#define GRID_MAX ((size_t)1 << 28)

static tally_status find_times(gdt *g, tally_error *err)
{
	const tally_period *periods = g->f->columns[g->f->time_column].periods;
	int last;

	if (!tally_dataset_frequency(g->f, &g->frequency))
		return tally_error_set(err, TALLY_EUSAGE,
				       g->f->n == 0
					   ? "there are no figures to write"
					   : "gretl takes one frequency at a time: choose with "
					     "--frequency A, S, Q, M or D");
	if (per_year(g->frequency) == 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "gretl knows years, halves, quarters, months and days, not "
				       "the spans of frequency %c; choose with --frequency",
				       tally_frequency_letter(g->frequency));
	g->first = last = place(g->frequency, periods[0]);
	for (size_t i = 1; i < g->f->n; i++) {
		int at = place(g->frequency, periods[i]);
		g->first = at < g->first ? at : g->first;
		last = at > last ? at : last;
	}
	g->n_times = (size_t)(last - g->first) + 1;
	return TALLY_OK;
}

static tally_status find_units(gdt *g, int32_t **unit_of, tally_error *err)
{
	const tally_dataset *f = g->f;

	*unit_of = NULL;
	g->n_units = 1;
	if (f->unit_column < 0)
		return TALLY_OK;
	const int32_t *texts = f->columns[f->unit_column].texts;
	*unit_of = calloc((size_t)f->texts.n + 1, sizeof **unit_of);
	g->units = calloc((size_t)f->texts.n + 1, sizeof *g->units);
	if (*unit_of == NULL || g->units == NULL)
		return tally_error_memory(err);
	g->n_units = 0;
	for (size_t i = 0; i < f->n; i++)
		if ((*unit_of)[texts[i]] == 0) {
			g->units[g->n_units++] = texts[i];
			(*unit_of)[texts[i]] = (int32_t)g->n_units;
		}
	return TALLY_OK;
}

static tally_status lay_grid(gdt *g, tally_error *err)
{
	int32_t *unit_of;
	tally_status status = find_times(g, err);

	if (status == TALLY_OK)
		status = find_units(g, &unit_of, err);
	else
		return status;
	if (status == TALLY_OK && g->n_times > GRID_MAX / g->n_units)
		status = tally_error_set(err, TALLY_EUSAGE,
					 "%zu periods of %zu regions are too many for gretl",
					 g->n_times, g->n_units);
	if (status == TALLY_OK) {
		g->rows = calloc(g->n_times * g->n_units, sizeof *g->rows);
		if (g->rows == NULL)
			status = tally_error_memory(err);
	}
	for (size_t i = 0; status == TALLY_OK && i < g->f->n; i++) {
		size_t unit = 0;
		if (unit_of != NULL)
			unit = (size_t)unit_of[g->f->columns[g->f->unit_column].texts[i]] - 1;
		int at = place(g->frequency, g->f->columns[g->f->time_column].periods[i]);
		g->rows[unit * g->n_times + (size_t)(at - g->first)] = i + 1;
	}
	free(unit_of);
	return status;
}

/* --- the file -------------------------------------------------------------------------------- */

static bool is_variable(const tally_column *c)
{
	return c->kind == TALLY_COLUMN_NUMBER;
}

static void put_head(const gdt *g)
{
	char from[32], to[32];
	bool panel = g->f->unit_column >= 0;

	observation(g->frequency, g->first, from);
	observation(g->frequency, g->first + (int)g->n_times - 1, to);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<!DOCTYPE gretldata SYSTEM \"gretldata.dtd\">\n\n",
	      g->out);
	fputs("<gretldata version=\"1.4\" name=\"tally\" ", g->out);
	if (panel)
		fprintf(g->out,
			"frequency=\"%zu\" startobs=\"1:1\" endobs=\"%zu:%zu\" "
			"type=\"stacked-time-series\">\n",
			g->n_times, g->n_units, g->n_times);
	else
		fprintf(g->out,
			"frequency=\"%d\" startobs=\"%s\" endobs=\"%s\" type=\"time-series\">\n",
			per_year(g->frequency), from, to);
	fputs("<description>", g->out);
	xml(g->out, g->o->title != NULL ? g->o->title : "tally");
	for (int i = 0; i < g->o->n_notes; i++) {
		fputs("; ", g->out);
		xml(g->out, g->o->notes[i].key);
		fputs(": ", g->out);
		xml(g->out, g->o->notes[i].value);
	}
	fputs("</description>\n", g->out);
}

static void put_variables(const gdt *g)
{
	int n = g->units != NULL ? 1 : 0;
	bool zh = strcmp(g->o->lang, "zh") == 0;

	for (int i = 0; i < g->f->n_columns; i++)
		n += is_variable(&g->f->columns[i]);
	fprintf(g->out, "<variables count=\"%d\">\n", n);
	if (g->units != NULL)
		fputs("<variable name=\"region\"\n label=\"Region\"\n discrete=\"true\"\n/>\n",
		      g->out);
	for (int i = 0; i < g->f->n_columns; i++) {
		const tally_column *c = &g->f->columns[i];
		char label[512];
		if (!is_variable(c))
			continue;
		write_label(zh ? c->label_zh : c->label_en, zh ? c->label_en : c->label_zh, 120,
			    label, sizeof label);
		fprintf(g->out, "<variable name=\"%s\"\n label=\"", c->name);
		xml(g->out, label);
		fputs("\"\n/>\n", g->out);
	}
	fputs("</variables>\n", g->out);
}

static void put_observations(const gdt *g)
{
	char text[32];

	fprintf(g->out, "<observations count=\"%zu\" labels=\"false\" missval=\"NA\">\n",
		g->n_units * g->n_times);
	for (size_t i = 0; i < g->n_units * g->n_times && !ferror(g->out); i++) {
		size_t row = g->rows[i];
		fputs("<obs>", g->out);
		if (g->units != NULL)
			fprintf(g->out, "%zu ", i / g->n_times + 1);
		for (int k = 0; k < g->f->n_columns; k++) {
			const tally_column *c = &g->f->columns[k];
			if (!is_variable(c))
				continue;
			bool there = row > 0 && tally_number_shortest(c->numbers[row - 1], text) > 0;
			fprintf(g->out, "%s ", there && isfinite(c->numbers[row - 1]) ? text : "NA");
		}
		fputs("</obs>\n", g->out);
	}
	fputs("</observations>\n", g->out);
}

static void put_units(const gdt *g)
{
	char from[32];

	fprintf(g->out, "<string-tables count=\"1\">\n<valstrings owner=\"region\" count=\"%zu\">",
		g->n_units);
	for (size_t i = 0; i < g->n_units; i++) {
		fputc('"', g->out);
		xml(g->out, tally_pool_text(&g->f->texts, g->units[i]));
		fputs("\" ", g->out);
	}
	fputs("</valstrings>\n</string-tables>\n", g->out);
	if (g->frequency == TALLY_FREQ_DAY)
		return;
	observation(g->frequency, g->first, from);
	char *colon = strchr(from, ':');
	if (colon != NULL)
		*colon = '.';
	fprintf(g->out, "<panel-info\n time-frequency=\"%d\"\n time-start=\"%s\"\n group-names=\"region\"\n/>\n",
		per_year(g->frequency), from);
}

tally_status tally_write_gdt(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err)
{
	gdt g = {.f = f, .o = o, .out = out};

	if (f->time_column < 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "gretl wants periods as rows: --shape periods or panel");
	tally_status status = lay_grid(&g, err);
	if (status == TALLY_OK) {
		put_head(&g);
		put_variables(&g);
		put_observations(&g);
		if (g.units != NULL)
			put_units(&g);
		fputs("</gretldata>\n", out);
	}
	free(g.rows);
	free(g.units);
	return status;
}
