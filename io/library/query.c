/* query.c: series and claims of the store as datasets. */
#include "library/session.h"

#include <math.h>
#include <string.h>

/* --- series ------------------------------------------------------------------------------ */

static const dataset_column series_columns[] = {
    {"metric", TALLY_COLUMN_TEXT},   {"region", TALLY_COLUMN_TEXT},
    {"period", TALLY_COLUMN_TEXT},   {"frequency", TALLY_COLUMN_TEXT},
    {"first", TALLY_COLUMN_INTEGER}, {"last", TALLY_COLUMN_INTEGER},
    {"value", TALLY_COLUMN_NUMBER},  {"lo", TALLY_COLUMN_NUMBER},
    {"hi", TALLY_COLUMN_NUMBER},     {"unit", TALLY_COLUMN_TEXT},
    {"measure", TALLY_COLUMN_TEXT},  {"against", TALLY_COLUMN_TEXT},
    {"prices", TALLY_COLUMN_TEXT},   {"adjustment", TALLY_COLUMN_TEXT},
    {"kind", TALLY_COLUMN_TEXT},     {"status", TALLY_COLUMN_TEXT},
    {"source", TALLY_COLUMN_TEXT},   {"published", TALLY_COLUMN_TEXT},
};

static void put_letter(tally_dataset *f, char letter)
{
	const char text[2] = {letter, 0};

	dataset_text(f, text);
}

static void put_prices(tally_dataset *f, tally_prices prices)
{
	char text[32];

	tally_prices_print(prices, text);
	dataset_text(f, prices.kind == TALLY_PRICES_NONE ? "" : text);
}

static void put_against(tally_dataset *f, const tally_against *against, const tally_codes *codes)
{
	char text[TALLY_AGAINST_TEXT];

	tally_against_print(against, codes, text);
	dataset_text(f, text);
}

static void put_point(tally_dataset *f, const tally_series_key *key, const tally_point *p,
		      const tally_codes *codes, const tally_pool *texts)
{
	if (!dataset_row(f))
		return;
	dataset_text(f, tally_codes_metric(codes, key->metric)->code);
	dataset_text(f, tally_codes_region(codes, key->region)->code);
	dataset_period(f, p->period);
	dataset_number(f, p->value);
	dataset_number(f, p->lo);
	dataset_number(f, p->hi);
	dataset_text(f, key->base_unit);
	dataset_text(f, tally_measure_name((tally_measure)key->measure));
	put_against(f, &key->against, codes);
	put_prices(f, key->prices);
	put_letter(f, key->adjustment ? key->adjustment : 'N');
	dataset_text(f, tally_kind_name((tally_kind)key->kind));
	put_letter(f, p->status);
	dataset_text(f, tally_pool_text(texts, p->source));
	dataset_day(f, p->published);
}

static tally_status query(tally_session *s, const char *metric, choice *c, tally_dataset **out,
			  tally_error *err)
{
	const tally_codes *codes = session_codes(s);
	tally_claims claims = {0};
	tally_series_set set = {0};
	tally_dataset *f = DATASET_NEW(series_columns);
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
		status = dataset_finish(f, out, err);
	else
		tally_dataset_free(f);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_query(tally_session *s, const char *metric, const char *const *texts,
				 tally_dataset **out, tally_error *err)
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

static const dataset_column claim_columns[] = {
    {"metric", TALLY_COLUMN_TEXT},     {"region", TALLY_COLUMN_TEXT},
    {"period", TALLY_COLUMN_TEXT},     {"frequency", TALLY_COLUMN_TEXT},
    {"first", TALLY_COLUMN_INTEGER},   {"last", TALLY_COLUMN_INTEGER},
    {"value", TALLY_COLUMN_TEXT},      {"unit", TALLY_COLUMN_TEXT},
    {"number", TALLY_COLUMN_NUMBER},   {"lo", TALLY_COLUMN_NUMBER},
    {"hi", TALLY_COLUMN_NUMBER},       {"measure", TALLY_COLUMN_TEXT},
    {"qualifier", TALLY_COLUMN_TEXT},  {"against", TALLY_COLUMN_TEXT},
    {"prices", TALLY_COLUMN_TEXT},     {"basis", TALLY_COLUMN_TEXT},
    {"adjustment", TALLY_COLUMN_TEXT}, {"kind", TALLY_COLUMN_TEXT},
    {"source", TALLY_COLUMN_TEXT},     {"published", TALLY_COLUMN_TEXT},
    {"locator", TALLY_COLUMN_TEXT},    {"status", TALLY_COLUMN_TEXT},
    {"note", TALLY_COLUMN_TEXT},       {"batch", TALLY_COLUMN_INTEGER},
    {"row", TALLY_COLUMN_INTEGER},
};

static void put_numbers(tally_dataset *f, const tally_claim *k, const tally_claims *table,
			const tally_codes *codes, tally_rounding rounding)
{
	tally_interval in = tally_claim_interval(k, table, codes, rounding);

	dataset_number(f, tally_claim_value(k, codes));
	dataset_number(f, tally_bound_down(in.lo));
	dataset_number(f, tally_bound_up(in.hi));
}

static void put_claim(tally_dataset *f, const tally_claim *k, const tally_claims *table,
		      const tally_codes *codes, tally_rounding rounding)
{
	char figure[TALLY_FIGURE_TEXT];

	if (!dataset_row(f))
		return;
	dataset_text(f, tally_codes_metric(codes, k->metric)->code);
	dataset_text(f, tally_codes_region(codes, k->region)->code);
	dataset_period(f, k->period);
	tally_figure_print(&k->figure, figure);
	dataset_text(f, figure);
	dataset_text(f, k->unit == TALLY_NO_CODE ? "" : tally_codes_unit(codes, k->unit)->text);
	put_numbers(f, k, table, codes, rounding);
	dataset_text(f, tally_measure_name((tally_measure)k->measure));
	dataset_text(f, tally_qualifier_text((tally_qualifier)k->qualifier));
	put_against(f, &k->against, codes);
	put_prices(f, k->prices);
	dataset_text(f, tally_basis_name((tally_basis)k->basis));
	put_letter(f, k->adjustment);
	dataset_text(f, tally_kind_name((tally_kind)k->kind));
	dataset_text(f, tally_pool_text(&table->texts, k->source));
	dataset_day(f, k->published);
	dataset_text(f, tally_pool_text(&table->texts, k->locator));
	put_letter(f, k->status);
	dataset_text(f, tally_pool_text(&table->texts, k->note));
	dataset_integer(f, k->batch);
	dataset_integer(f, k->row);
}

static tally_status claims_of(tally_session *s, const char *metric, choice *c, tally_dataset **out,
			      tally_error *err)
{
	const tally_codes *codes = session_codes(s);
	tally_claims claims = {0};
	tally_dataset *f = DATASET_NEW(claim_columns);
	tally_status status = choice_resolve(c, codes, metric, err);

	if (status == TALLY_OK)
		status = tally_store_read(s->store, &c->selection, &claims, err);
	for (size_t i = 0; f && i < claims.n; i++)
		put_claim(f, &claims.items[i], &claims, codes, c->query.rounding);
	if (status == TALLY_OK)
		status = dataset_finish(f, out, err);
	else
		tally_dataset_free(f);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_claims(tally_session *s, const char *metric, const char *const *texts,
				  tally_dataset **out, tally_error *err)
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
