/* write_sdmx.c: series as SDMX-CSV 2.0.
 *
 * STRUCTURE, STRUCTURE_ID and ACTION first, as the standard has it, then dimensions, the measure,
 * attributes. A dimension that does not apply is `_Z`. OBS_VALUE is what was printed, digit for
 * digit, with UNIT_MEASURE, UNIT_MULT and DECIMALS beside it; a figure that is no plain decimal
 * (a range, a fraction) has its point value there and its text in PRINTED. Spans that SDMX has no
 * code for are time ranges (2023-01-01/P9M) of frequency `_O`; figures whose start nobody knows
 * cannot be written and are counted. `ingest` reads it back to the same claims. */
#include "export/write.h"

#include "csv/csv.h"
#include "export/sdmx.h"

#include <math.h>
#include <string.h>

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

const char *const sdmx_columns[SDMX_N_COLUMNS] = {
    "STRUCTURE",  "STRUCTURE_ID", "ACTION",    "FREQ",       "REF_AREA",    "INDICATOR",
    "MEASURE",    "COUNTERPART",  "PRICES",    "ADJUSTMENT", "CLAIM_KIND",  "TIME_PERIOD",
    "OBS_VALUE",  "UNIT_MEASURE", "UNIT_MULT", "DECIMALS",   "OBS_STATUS",  "QUALIFIER",
    "BASIS",      "PRINTED",      "UNIT_TEXT", "SOURCE",     "PUBLISHED",   "NOTE",
};

/* --- codes ------------------------------------------------------------------------------------ */

static const struct {
	const char *base, *code;
} unit_codes[] = {{"yuan", "CNY"}, {"person", "PS"}, {"1", "PURE_NUMB"}};

const char *sdmx_unit_code(const char *base)
{
	for (size_t i = 0; i < sizeof unit_codes / sizeof *unit_codes; i++)
		if (strcmp(base, unit_codes[i].base) == 0)
			return unit_codes[i].code;
	return base;
}

/* `constant:2020` is no SDMX code, `constant_2020` is. */
static void code_of_prices(tally_prices prices, char out[32])
{
	out[0] = '\0';
	if (prices.kind == TALLY_PRICES_NONE || tally_prices_print(prices, out) == 0)
		strcpy(out, "_Z");
	for (char *s = out; *s != '\0'; s++)
		*s = *s == ':' ? '_' : *s;
}

static const char *or_none(const char *text)
{
	return *text != '\0' ? text : "_Z";
}

/* --- periods ------------------------------------------------------------------------------------ */

static bool print_period(tally_period p, char out[TALLY_PERIOD_TEXT + 16], const char **frequency)
{
	static char letters[][2] = {"A", "S", "Q", "M", "W", "D"};
	tally_frequency f = tally_period_frequency(p);
	int months = tally_period_months(p);
	char day[TALLY_PERIOD_TEXT];

	if (f == TALLY_FREQ_OPEN)
		return false;
	if (f <= TALLY_FREQ_DAY) {
		*frequency = letters[f];
		tally_period_print(p, out);
		return true;
	}
	*frequency = "_O";
	tally_day_print(p.first, day);
	if (months > 0)
		snprintf(out, TALLY_PERIOD_TEXT + 16, "%s/P%dM", day, months);
	else
		snprintf(out, TALLY_PERIOD_TEXT + 16, "%s/P%dD", day, (int)(p.last - p.first) + 1);
	return true;
}

/* --- rows ------------------------------------------------------------------------------------- */

typedef struct {
	const char *cells[SDMX_N_COLUMNS];
	char period[TALLY_PERIOD_TEXT + 16], value[TALLY_FIGURE_TEXT], printed[TALLY_FIGURE_TEXT];
	char against[TALLY_AGAINST_TEXT], prices[32], adjustment[2], status[2];
	char multiplier[16], decimals[16], published[TALLY_PERIOD_TEXT];
} sdmx_row;

static void fill_series(const tally_series *s, const tally_codes *codes, sdmx_row *r)
{
	memset(r, 0, sizeof *r);
	for (int i = 0; i < SDMX_N_COLUMNS; i++)
		r->cells[i] = "";
	tally_against_print(&s->key.against, codes, r->against);
	code_of_prices(s->key.prices, r->prices);
	r->adjustment[0] = s->key.adjustment != 0 ? s->key.adjustment : 'N';
	r->cells[SDMX_STRUCTURE] = "dataflow";
	r->cells[SDMX_STRUCTURE_ID] = "TALLY:INDICATORS(1.0)";
	r->cells[SDMX_ACTION] = "I";
	r->cells[SDMX_REF_AREA] = tally_codes_region(codes, s->key.region)->code;
	r->cells[SDMX_INDICATOR] = tally_codes_metric(codes, s->key.metric)->code;
	r->cells[SDMX_MEASURE] = tally_measure_name((tally_measure)s->key.measure);
	r->cells[SDMX_COUNTERPART] = or_none(r->against);
	r->cells[SDMX_PRICES] = r->prices;
	r->cells[SDMX_ADJUSTMENT] = r->adjustment;
	r->cells[SDMX_KIND] = or_none(tally_kind_name((tally_kind)s->key.kind));
}

static void fill_figure(const tally_claim *c, const tally_codes *codes, sdmx_row *r)
{
	double value = tally_figure_value(&c->figure);

	if (c->figure.form == TALLY_FORM_DECIMAL) {
		tally_figure_print(&c->figure, r->value);
		snprintf(r->decimals, sizeof r->decimals, "%d",
			 c->figure.first.decimals > 0 ? (int)c->figure.first.decimals : 0);
	} else {
		tally_number_shortest(value, r->value);
		tally_figure_print(&c->figure, r->printed);
	}
	r->cells[SDMX_OBS_VALUE] = r->value;
	r->cells[SDMX_DECIMALS] = r->decimals;
	r->cells[SDMX_PRINTED] = r->printed;
	if (c->unit == TALLY_NO_CODE)
		return;
	const tally_unit *u = tally_codes_unit(codes, c->unit);
	/* Per cent have a code of their own: a hundredth is no multiplier that readers expect. */
	bool percent = strcmp(u->base, "1") == 0 && u->power == -2;
	snprintf(r->multiplier, sizeof r->multiplier, "%d", percent ? 0 : u->power);
	r->cells[SDMX_UNIT_MEASURE] = percent ? "PT" : sdmx_unit_code(u->base);
	r->cells[SDMX_UNIT_MULT] = r->multiplier;
	r->cells[SDMX_UNIT_TEXT] = u->text;
}

static void fill_point(const tally_point *p, const tally_claims *claims, const tally_codes *codes,
		       sdmx_row *r)
{
	const tally_claim *c = &claims->items[p->claim];

	r->value[0] = r->printed[0] = r->decimals[0] = r->multiplier[0] = '\0';
	r->status[0] = p->status != 0 ? p->status : 'A';
	tally_day_print(c->published, r->published);
	r->cells[SDMX_TIME_PERIOD] = r->period;
	r->cells[SDMX_UNIT_MEASURE] = r->cells[SDMX_UNIT_MULT] = r->cells[SDMX_UNIT_TEXT] = "";
	r->cells[SDMX_OBS_STATUS] = r->status;
	r->cells[SDMX_QUALIFIER] = tally_qualifier_text((tally_qualifier)c->qualifier);
	r->cells[SDMX_BASIS] = tally_basis_name((tally_basis)c->basis);
	r->cells[SDMX_SOURCE] = tally_pool_text(&claims->texts, c->source);
	r->cells[SDMX_PUBLISHED] = r->published;
	r->cells[SDMX_NOTE] = tally_pool_text(&claims->texts, c->note);
	fill_figure(c, codes, r);
}

static void put_row(const char *const *cells, FILE *out)
{
	for (int i = 0; i < SDMX_N_COLUMNS; i++) {
		if (i > 0)
			fputc(',', out);
		tally_csv_write_field(to_stream, out, cells[i]);
	}
	fputc('\n', out);
}

tally_status tally_write_sdmx(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, FILE *out, size_t *skipped,
			      tally_error *err)
{
	(void)err;
	sdmx_row r;

	*skipped = 0;
	put_row(sdmx_columns, out);
	for (size_t i = 0; i < set->n && !ferror(out); i++) {
		const tally_series *s = &set->items[i];
		fill_series(s, codes, &r);
		for (size_t k = 0; k < s->n; k++) {
			if (s->points[k].claim < 0 ||
			    !print_period(s->points[k].period, r.period, &r.cells[SDMX_FREQ])) {
				(*skipped)++;
				continue;
			}
			fill_point(&s->points[k], claims, codes, &r);
			put_row(r.cells, out);
		}
	}
	return TALLY_OK;
}
