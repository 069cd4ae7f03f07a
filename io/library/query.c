/* query.c: series and claims of the store as sheets. */
#include "library/session.h"

#include <math.h>
#include <string.h>

/* --- series ------------------------------------------------------------------------------ */

static const sheet_column series_columns[] = {
    {"metric", TALLY_SHEET_TEXT},   {"region", TALLY_SHEET_TEXT},
    {"period", TALLY_SHEET_TEXT},   {"frequency", TALLY_SHEET_TEXT},
    {"first", TALLY_SHEET_INTEGER}, {"last", TALLY_SHEET_INTEGER},
    {"value", TALLY_SHEET_NUMBER},  {"lo", TALLY_SHEET_NUMBER},
    {"hi", TALLY_SHEET_NUMBER},     {"unit", TALLY_SHEET_TEXT},
    {"measure", TALLY_SHEET_TEXT},  {"against", TALLY_SHEET_TEXT},
    {"prices", TALLY_SHEET_TEXT},   {"adjustment", TALLY_SHEET_TEXT},
    {"kind", TALLY_SHEET_TEXT},     {"status", TALLY_SHEET_TEXT},
    {"source", TALLY_SHEET_TEXT},   {"published", TALLY_SHEET_TEXT},
};

static void put_letter(tally_sheet *f, char letter)
{
	const char text[2] = {letter, 0};

	sheet_text(f, text);
}

static void put_prices(tally_sheet *f, tally_prices prices)
{
	char text[32];

	tally_prices_print(prices, text);
	sheet_text(f, prices.kind == TALLY_PRICES_NONE ? "" : text);
}

static void put_against(tally_sheet *f, const tally_against *against, const tally_codes *codes)
{
	char text[TALLY_AGAINST_TEXT];

	tally_against_print(against, codes, text);
	sheet_text(f, text);
}

static void put_point(tally_sheet *f, const tally_series_key *key, const tally_point *p,
		      const tally_codes *codes, const tally_pool *texts)
{
	if (!sheet_row(f))
		return;
	sheet_text(f, tally_codes_metric(codes, key->metric)->code);
	sheet_text(f, tally_codes_region(codes, key->region)->code);
	sheet_period(f, p->period);
	sheet_number(f, p->value);
	sheet_number(f, p->lo);
	sheet_number(f, p->hi);
	sheet_text(f, key->base_unit);
	sheet_text(f, tally_measure_name((tally_measure)key->measure));
	put_against(f, &key->against, codes);
	put_prices(f, key->prices);
	put_letter(f, key->adjustment ? key->adjustment : 'N');
	sheet_text(f, tally_kind_name((tally_kind)key->kind));
	put_letter(f, p->status);
	sheet_text(f, tally_pool_text(texts, p->source));
	sheet_day(f, p->published);
}

static tally_status query(tally_session *s, const char *metric, choice *c, tally_sheet **out,
			  tally_error *err)
{
	const tally_codes *codes = session_codes(s);
	tally_claims claims = {0};
	tally_series_set set = {0};
	tally_sheet *f = SHEET_NEW(series_columns);
	tally_status status = choice_resolve(c, codes, metric, err);

	if (status == TALLY_OK)
		status = tally_store_read(s->store, &c->selection, &claims, err);
	if (status == TALLY_OK)
		status = tally_series_build(&claims, codes, &c->query, &set, err);
	for (size_t i = 0; f && i < set.n; i++)
		for (size_t k = 0; k < set.items[i].n; k++)
			put_point(f, &set.items[i].key, &set.items[i].points[k], codes,
				  &claims.texts);
	if (status == TALLY_OK)
		status = sheet_finish(f, out, err);
	else
		tally_sheet_free(f);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_query(tally_session *s, const char *metric, const char *const *texts,
				 tally_sheet **out, tally_error *err)
{
	choice c = {0};
	const option options[] = {CHOICE_OPTIONS(&c), {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = query(s, metric, &c, out, err);
	choice_release(&c);
	library_leave();
	return status;
}

/* --- claims -------------------------------------------------------------------------------- */

static const sheet_column claim_columns[] = {
    {"metric", TALLY_SHEET_TEXT},     {"region", TALLY_SHEET_TEXT},
    {"period", TALLY_SHEET_TEXT},     {"frequency", TALLY_SHEET_TEXT},
    {"first", TALLY_SHEET_INTEGER},   {"last", TALLY_SHEET_INTEGER},
    {"value", TALLY_SHEET_TEXT},      {"unit", TALLY_SHEET_TEXT},
    {"number", TALLY_SHEET_NUMBER},   {"lo", TALLY_SHEET_NUMBER},
    {"hi", TALLY_SHEET_NUMBER},       {"measure", TALLY_SHEET_TEXT},
    {"qualifier", TALLY_SHEET_TEXT},  {"against", TALLY_SHEET_TEXT},
    {"prices", TALLY_SHEET_TEXT},     {"basis", TALLY_SHEET_TEXT},
    {"adjustment", TALLY_SHEET_TEXT}, {"kind", TALLY_SHEET_TEXT},
    {"source", TALLY_SHEET_TEXT},     {"published", TALLY_SHEET_TEXT},
    {"locator", TALLY_SHEET_TEXT},    {"status", TALLY_SHEET_TEXT},
    {"note", TALLY_SHEET_TEXT},       {"batch", TALLY_SHEET_INTEGER},
    {"row", TALLY_SHEET_INTEGER},
};

static void put_numbers(tally_sheet *f, const tally_claim *k, const tally_claims *table,
			const tally_codes *codes, tally_rounding rounding)
{
	tally_interval in = tally_claim_interval(k, table, codes, rounding);

	sheet_number(f, tally_claim_value(k, codes));
	sheet_number(f, tally_bound_down(in.lo));
	sheet_number(f, tally_bound_up(in.hi));
}

static void put_claim(tally_sheet *f, const tally_claim *k, const tally_claims *table,
		      const tally_codes *codes, tally_rounding rounding)
{
	char figure[TALLY_FIGURE_TEXT];

	if (!sheet_row(f))
		return;
	sheet_text(f, tally_codes_metric(codes, k->metric)->code);
	sheet_text(f, tally_codes_region(codes, k->region)->code);
	sheet_period(f, k->period);
	tally_figure_print(&k->figure, figure);
	sheet_text(f, figure);
	sheet_text(f, k->unit == TALLY_NO_CODE ? "" : tally_codes_unit(codes, k->unit)->text);
	put_numbers(f, k, table, codes, rounding);
	sheet_text(f, tally_measure_name((tally_measure)k->measure));
	sheet_text(f, tally_qualifier_text((tally_qualifier)k->qualifier));
	put_against(f, &k->against, codes);
	put_prices(f, k->prices);
	sheet_text(f, tally_basis_name((tally_basis)k->basis));
	put_letter(f, k->adjustment);
	sheet_text(f, tally_kind_name((tally_kind)k->kind));
	sheet_text(f, tally_pool_text(&table->texts, k->source));
	sheet_day(f, k->published);
	sheet_text(f, tally_pool_text(&table->texts, k->locator));
	put_letter(f, k->status);
	sheet_text(f, tally_pool_text(&table->texts, k->note));
	sheet_integer(f, k->batch);
	sheet_integer(f, k->row);
}

static tally_status claims_of(tally_session *s, const char *metric, choice *c, tally_sheet **out,
			      tally_error *err)
{
	const tally_codes *codes = session_codes(s);
	tally_claims claims = {0};
	tally_sheet *f = SHEET_NEW(claim_columns);
	tally_status status = choice_resolve(c, codes, metric, err);

	if (status == TALLY_OK)
		status = tally_store_read(s->store, &c->selection, &claims, err);
	for (size_t i = 0; f && i < claims.n; i++)
		put_claim(f, &claims.items[i], &claims, codes, c->query.rounding);
	if (status == TALLY_OK)
		status = sheet_finish(f, out, err);
	else
		tally_sheet_free(f);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_claims(tally_session *s, const char *metric, const char *const *texts,
				  tally_sheet **out, tally_error *err)
{
	choice c = {0};
	const option options[] = {
	    {"from", OPTION_TEXT, &c.from},       {"to", OPTION_TEXT, &c.to},
	    {"as-of", OPTION_TEXT, &c.as_of},     {"source", OPTION_TEXT, &c.source},
	    {"measure", OPTION_TEXT, &c.measure}, {"rounding", OPTION_TEXT, &c.rounding},
	    {"region", OPTION_LIST, &c.regions},  {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = claims_of(s, metric, &c, out, err);
	choice_release(&c);
	library_leave();
	return status;
}
