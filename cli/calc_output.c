/* calc_output.c: results of `tally calc` as tables, tab-separated lines or JSON. */
#include "calc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- texts ------------------------------------------------------------------------------ */

static const char *region_name(const calc *c, int32_t region)
{
	if (region == TALLY_NO_CODE)
		return "all regions";
	return tally_region_name(tally_codes_region(c->codes, region), c->g->lang);
}

static const char *region_code(const calc *c, int32_t region)
{
	return region == TALLY_NO_CODE ? "*" : tally_codes_region(c->codes, region)->code;
}

bool calc_shown(const calc *c, const tally_point *p)
{
	return p->period.last >= c->from && p->period.last <= c->to;
}

void calc_keep_shown(const calc *c, tally_computed *result)
{
	size_t kept = 0;
	for (size_t i = 0; i < result->n; i++) {
		bool any = false;
		for (size_t k = 0; k < result->items[i].n && !any; k++)
			any = calc_shown(c, &result->items[i].points[k]);
		if (any)
			result->items[kept++] = result->items[i];
	}
	result->n = kept;
}

/* Per cent and points with `digits` decimals. */
static void format_figure(const calc *c, double value, tally_display display, const char *unit,
			  int digits, char out[64])
{
	if (isnan(value))
		snprintf(out, 64, "-");
	else if (isinf(value))
		snprintf(out, 64, "%s", value > 0 ? "inf" : "-inf");
	else if (display == TALLY_PERCENT)
		snprintf(out, 64, "%.*f %%", digits, 100 * value);
	else if (display == TALLY_POINTS)
		snprintf(out, 64, "%+.*f pp", digits, 100 * value);
	else if (strcmp(unit, "1") == 0 && fabs(value) < 1e6)
		snprintf(out, 64, "%.6g", value);
	else
		cli_format_value(value, unit, c->g->lang, out);
}

static const char *display_name(tally_display d)
{
	return d == TALLY_PERCENT ? "percent" : d == TALLY_POINTS ? "points" : "plain";
}

/* --- tables --------------------------------------------------------------------------------- */

static void print_one(const calc *c, const tally_series *s, tally_display display)
{
	const char *heads[] = {"period", "value", "low", "high", "status", "why missing"};
	cli_table *table = cli_table_new(6, heads, "lrrrll");

	cli_put(stdout, region_name(c, s->key.region));
	printf("\n");
	for (size_t i = 0; table && i < s->n; i++) {
		const tally_point *p = &s->points[i];
		char period[TALLY_PERIOD_TEXT], value[64], lo[64], hi[64];
		char status[2] = {isnan(p->value) ? 0 : p->status, 0};
		const char *cells[] = {period, value,  lo,
				       hi,     status, tally_reason_text((tally_reason)p->reason)};
		if (!calc_shown(c, p))
			continue;
		tally_period_print(p->period, period);
		format_figure(c, p->value, display, s->key.base_unit, 2, value);
		format_figure(c, p->lo, display, s->key.base_unit, 4, lo);
		format_figure(c, p->hi, display, s->key.base_unit, 4, hi);
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* The periods of n series, each once; *out malloc'ed. */
static size_t all_periods(const calc *c, const tally_series *series, size_t n, tally_period **out)
{
	size_t total = 0, kept = 0;
	for (size_t i = 0; i < n; i++)
		total += series[i].n;
	*out = malloc((total + 1) * sizeof **out);
	if (!*out)
		return 0;
	total = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < series[i].n; k++)
			if (calc_shown(c, &series[i].points[k]))
				(*out)[total++] = series[i].points[k].period;
	qsort(*out, total, sizeof **out, by_period);
	for (size_t i = 0; i < total; i++)
		if (kept == 0 || !tally_period_equal((*out)[kept - 1], (*out)[i]))
			(*out)[kept++] = (*out)[i];
	return kept;
}

enum { SIDE_BY_SIDE = 6 };

/* Up to six regions beside one another. */
static void print_beside(const calc *c, const tally_series *series, size_t n, tally_display display)
{
	const char *heads[SIDE_BY_SIDE + 1] = {"period"}, *cells[SIDE_BY_SIDE + 1];
	char texts[SIDE_BY_SIDE][64], period[TALLY_PERIOD_TEXT];
	tally_period *periods;
	size_t n_periods = all_periods(c, series, n, &periods);

	for (size_t i = 0; i < n; i++)
		heads[i + 1] = region_name(c, series[i].key.region);
	cli_table *table = cli_table_new((int)n + 1, heads, "lrrrrrr");
	for (size_t k = 0; table && k < n_periods; k++) {
		tally_period_print(periods[k], period);
		cells[0] = period;
		for (size_t i = 0; i < n; i++) {
			ptrdiff_t at = tally_series_find(&series[i], periods[k]);
			double value = at < 0 ? NAN : series[i].points[at].value;
			format_figure(c, value, display, series[i].key.base_unit, 2, texts[i]);
			cells[i + 1] = texts[i];
		}
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
	free(periods);
}

static bool beside(const tally_series *a, const tally_series *b)
{
	return a->key.frequency == b->key.frequency;
}

void calc_print_tables(const calc *c, const tally_expression *e, const tally_computed *result,
		       size_t n_before)
{
	tally_display display = tally_expression_type(e)->display;
	if (n_before == 0) {
		char told[1024];
		tally_expression_told(e, tally_expression_any(e), told, sizeof told);
		cli_put(stdout,
			tally_expression_any(e) == TALLY_NO_CODE ? tally_expression_text(e) : told);
		printf("\n");
	}
	for (size_t from = 0, n; from < result->n; from += n) {
		const tally_series *series = &result->items[from];
		for (n = 1; from + n < result->n && n < SIDE_BY_SIDE; n++)
			if (!beside(series, &series[n]))
				break;
		if (from + n_before > 0)
			printf("\n");
		if (n == 1)
			print_one(c, series, display);
		else
			print_beside(c, series, n, display);
	}
}

/* --- lines ------------------------------------------------------------------------------------ */

static void tsv_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, "\t%.17g", value);
	else
		fprintf(out, "\t%s", isnan(value) ? "" : value > 0 ? "inf" : "-inf");
}

void calc_print_tsv(FILE *out, const calc *c, const tally_expression *e,
		    const tally_computed *result)
{
	char told[1024];
	const char *text = tally_expression_text(e);
	if (tally_expression_any(e) != TALLY_NO_CODE) {
		tally_expression_told(e, tally_expression_any(e), told, sizeof told);
		text = told;
	}
	for (size_t i = 0; i < result->n; i++) {
		const tally_series *s = &result->items[i];
		for (size_t k = 0; k < s->n; k++) {
			const tally_point *p = &s->points[k];
			char period[TALLY_PERIOD_TEXT];
			if (!calc_shown(c, p))
				continue;
			tally_period_print(p->period, period);
			fprintf(out, "%s\t%s\t%s", text, region_code(c, s->key.region), period);
			tsv_number(out, p->value);
			tsv_number(out, p->lo);
			tsv_number(out, p->hi);
			fprintf(out, "\t%s\t%c\t%s\n", s->key.base_unit, p->status,
				tally_reason_text((tally_reason)p->reason));
		}
	}
}

/* --- JSON ---------------------------------------------------------------------------------------
 */

static void json_text(FILE *out, const char *before, const char *name, const char *value)
{
	fprintf(out, "%s\"%s\":", before, name);
	if (value)
		cli_json_string(out, value);
}

static void json_number(FILE *out, const char *name, double value)
{
	fprintf(out, ",\"%s\":", name);
	cli_json_number(out, value);
}

static void json_series(FILE *out, const calc *c, const tally_series *s)
{
	char text[TALLY_PERIOD_TEXT], letter[2] = {tally_frequency_letter(s->key.frequency), 0};
	const char *comma = "";

	if (s->key.metric != TALLY_NO_CODE)
		json_text(out, "{", "metric", tally_codes_metric(c->codes, s->key.metric)->code);
	else
		fprintf(out, "{\"metric\":null");
	json_text(out, ",", "region", region_code(c, s->key.region));
	json_text(out, ",", "frequency", letter);
	json_text(out, ",", "unit", s->key.base_unit);
	fprintf(out, ",\"points\":[");
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		char status[2] = {p->status, 0};
		if (!calc_shown(c, p))
			continue;
		tally_period_print(p->period, text);
		fprintf(out, "%s", comma);
		json_text(out, "{", "period", text);
		json_number(out, "value", p->value);
		json_number(out, "lo", p->lo);
		json_number(out, "hi", p->hi);
		json_text(out, ",", "status", status);
		if (p->reason)
			json_text(out, ",", "reason", tally_reason_text((tally_reason)p->reason));
		fprintf(out, "}");
		comma = ",";
	}
	fprintf(out, "]}");
}

/* How the figures came about: the formula of every transform, inner ones first. */
static void json_derivation(FILE *out, const tally_expression *e)
{
	const tally_transform *list[32];
	size_t n = tally_expression_transforms(e, list, 32);
	fprintf(out, ",\"derivation\":[");
	for (size_t i = 0; i < n && i < 32; i++) {
		json_text(out, i ? ",{" : "{", "transform", list[i]->name);
		json_text(out, ",", "formula", list[i]->formula);
		fprintf(out, "}");
	}
	fprintf(out, "]");
}

void calc_begin_json(FILE *out, const tally_expression *e, int place)
{
	char told[1024];
	tally_expression_told(e, tally_expression_any(e), told, sizeof told);
	json_text(out, place ? ",{" : "{", "expression",
		  tally_expression_any(e) == TALLY_NO_CODE ? tally_expression_text(e) : told);
	json_text(out, ",", "display", display_name(tally_expression_type(e)->display));
	json_derivation(out, e);
	fprintf(out, ",\"series\":[");
}

void calc_print_json(FILE *out, const calc *c, const tally_computed *result, size_t n_before)
{
	for (size_t i = 0; i < result->n; i++) {
		fprintf(out, "%s", i + n_before ? "," : "");
		json_series(out, c, &result->items[i]);
	}
}

/* --- summaries ----------------------------------------------------------------------------------
 */

static void take_series(const calc *c, const tally_series *s, double *value, uint8_t *reason,
			tally_moments *m)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const tally_point *p = &s->points[i];
		if (!calc_shown(c, p))
			continue;
		bool untold = isnan(p->value) && p->reason == TALLY_PRESENT;
		value[n] = p->value;
		reason[n++] = untold ? (uint8_t)TALLY_NOT_PUBLISHED : p->reason;
	}
	tally_moments_add(m, value, reason, n);
}

bool calc_take_moments(const calc *c, const tally_computed *result, tally_moments *m)
{
	size_t most = 0;
	for (size_t i = 0; i < result->n; i++)
		most = result->items[i].n > most ? result->items[i].n : most;
	double *value = malloc((most + 1) * sizeof *value);
	uint8_t *reason = malloc(most + 1);
	for (size_t i = 0; value && reason && i < result->n; i++)
		take_series(c, &result->items[i], value, reason, m);
	bool good = value && reason;
	free(value);
	free(reason);
	return good;
}

static void summary_json(const tally_moments *m)
{
	printf("{\"series\":%zu,\"count\":%zu", m->n_series, m->n);
	json_number(stdout, "mean", tally_moments_mean(m));
	json_number(stdout, "sd", tally_moments_sd(m));
	json_number(stdout, "min", m->n ? m->least : NAN);
	json_number(stdout, "max", m->n ? m->most : NAN);
	printf(",\"missing\":{");
	const char *comma = "";
	for (int i = 0; i < TALLY_N_REASONS; i++) {
		if (m->missing[i] == 0)
			continue;
		json_text(stdout, comma, tally_reason_text((tally_reason)i), NULL);
		printf("%zu", m->missing[i]);
		comma = ",";
	}
	printf("}}");
}

static void summary_lines(const calc *c, const tally_expression *e, const tally_moments *m)
{
	const char *names[] = {"mean", "standard deviation", "min", "max"};
	double values[] = {tally_moments_mean(m), tally_moments_sd(m), m->n ? m->least : NAN,
			   m->n ? m->most : NAN};
	cli_put(stdout, tally_expression_text(e));
	printf("\nseries\t%zu\nfigures\t%zu\n", m->n_series, m->n);
	for (int i = 0; i < 4; i++) {
		char text[64];
		if (c->tsv)
			snprintf(text, sizeof text, "%.17g", values[i]);
		else
			format_figure(c, values[i], tally_expression_type(e)->display, "1", 4,
				      text);
		printf("%s\t%s\n", names[i], text);
	}
	for (int i = 0; i < TALLY_N_REASONS; i++)
		if (m->missing[i] > 0)
			printf("missing: %s\t%zu\n", tally_reason_text((tally_reason)i),
			       m->missing[i]);
}

void calc_print_summary(const calc *c, const tally_expression *e, const tally_moments *m)
{
	if (c->g->json)
		summary_json(m);
	else
		summary_lines(c, e, m);
}
