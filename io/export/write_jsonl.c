/* write_jsonl.c: one JSON object a line: of a frame's rows or of claims. Numbers are the shortest
 * that read back the same; NaN and infinities are null; a text that says nothing is left out. */
#include "export/export.h"
#include "export/write.h"

#include <math.h>
#include <string.h>

static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\u%04x", *s);
		else
			fputc(*s, out);
	}
	fputc('"', out);
}

static void put_number(FILE *out, double value)
{
	char text[32];

	fputs(isfinite(value) && tally_number_shortest(value, text) > 0 ? text : "null", out);
}

/* --- frames -------------------------------------------------------------------------------- */

static void put_row(const tally_dataset *f, size_t row, FILE *out)
{
	const char *joint = "{";

	for (int i = 0; i < f->n_columns; i++) {
		const tally_column *c = &f->columns[i];
		char buffer[64];
		const char *text;
		size_t n = write_cell_text(f, c, row, buffer, &text);
		if (n == 0 && c->kind != TALLY_COLUMN_NUMBER)
			continue;
		fputs(joint, out);
		put_text(out, c->head);
		fputc(':', out);
		if (c->kind == TALLY_COLUMN_NUMBER)
			put_number(out, c->numbers[row]);
		else
			put_text(out, text);
		joint = ",";
	}
	fputs("}\n", out);
}

tally_status tally_write_jsonl(const tally_dataset *f, const tally_write_options *o, FILE *out,
			       tally_error *err)
{
	(void)o, (void)err;
	for (size_t row = 0; row < f->n && !ferror(out); row++)
		put_row(f, row, out);
	return TALLY_OK;
}

/* --- claims --------------------------------------------------------------------------------- */

static void put_member(FILE *out, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	fprintf(out, ",\"%s\":", name);
	put_text(out, value);
}

static void put_claim(const tally_claim *c, const tally_pool *texts, const tally_codes *codes,
		      FILE *out)
{
	char text[TALLY_FIGURE_TEXT], against[TALLY_AGAINST_TEXT];
	char status[2] = {c->status, '\0'}, adjustment[2] = {c->adjustment, '\0'};

	fputs("{\"metric\":", out);
	put_text(out, tally_codes_metric(codes, c->metric)->code);
	put_member(out, "region", tally_codes_region(codes, c->region)->code);
	tally_period_print(c->period, text);
	put_member(out, "period", text);
	tally_figure_print(&c->figure, text);
	put_member(out, "printed", text);
	if (c->unit != TALLY_NO_CODE)
		put_member(out, "unit", tally_codes_unit(codes, c->unit)->text);
	fputs(",\"value\":", out);
	put_number(out, tally_claim_value(c, codes));
	put_member(out, "measure", tally_measure_name((tally_measure)c->measure));
	put_member(out, "qualifier", tally_qualifier_text((tally_qualifier)c->qualifier));
	tally_against_print(&c->against, codes, against);
	put_member(out, "against", against);
	tally_prices_print(c->prices, text);
	put_member(out, "prices", text);
	put_member(out, "basis", tally_basis_name((tally_basis)c->basis));
	put_member(out, "adjustment", adjustment);
	put_member(out, "kind", tally_kind_name((tally_kind)c->kind));
	put_member(out, "source", tally_pool_text(texts, c->source));
	tally_day_print(c->published, text);
	put_member(out, "published", text);
	put_member(out, "locator", tally_pool_text(texts, c->locator));
	put_member(out, "status", status);
	put_member(out, "note", tally_pool_text(texts, c->note));
	fputs("}\n", out);
}

tally_status tally_write_jsonl_claims(const tally_claims *claims, const tally_codes *codes,
				      FILE *out, tally_error *err)
{
	(void)err;
	for (size_t i = 0; i < claims->n && !ferror(out); i++)
		put_claim(&claims->items[i], &claims->texts, codes, out);
	return TALLY_OK;
}
