/* calc.c: an expression over the whole history of the store; from and to choose what is shown,
 * because a base may lie before from. */
#include "library/session.h"

#include "transform/expression.h"

static const sheet_column columns[] = {
    {"region", TALLY_SHEET_TEXT},   {"period", TALLY_SHEET_TEXT},  {"frequency", TALLY_SHEET_TEXT},
    {"first", TALLY_SHEET_INTEGER}, {"last", TALLY_SHEET_INTEGER}, {"value", TALLY_SHEET_NUMBER},
    {"lo", TALLY_SHEET_NUMBER},     {"hi", TALLY_SHEET_NUMBER},    {"unit", TALLY_SHEET_TEXT},
    {"status", TALLY_SHEET_TEXT},   {"reason", TALLY_SHEET_TEXT},
};

static void put_point(tally_sheet *f, const tally_series *series, const tally_point *p,
		      const tally_codes *codes)
{
	const char status[2] = {p->status, 0};

	if (!sheet_row(f))
		return;
	sheet_text(f, series->key.region == TALLY_NO_CODE
			  ? ""
			  : tally_codes_region(codes, series->key.region)->code);
	sheet_period(f, p->period);
	sheet_number(f, p->value);
	sheet_number(f, p->lo);
	sheet_number(f, p->hi);
	sheet_text(f, series->key.base_unit);
	sheet_text(f, status);
	sheet_text(f, tally_reason_text((tally_reason)p->reason));
}

static tally_status to_sheet(const tally_computed *result, const choice *c,
			     const tally_codes *codes, tally_sheet **out, tally_error *err)
{
	tally_sheet *f = SHEET_NEW(columns);

	for (size_t i = 0; f && i < result->n; i++)
		for (size_t k = 0; k < result->items[i].n; k++) {
			const tally_point *p = &result->items[i].points[k];

			if (p->period.last >= c->first_day && p->period.last <= c->last_day)
				put_point(f, &result->items[i], p, codes);
		}
	return sheet_finish(f, out, err);
}

static tally_status compute(tally_session *s, tally_expression *e, choice *c, bool skip_missing,
			    tally_computed *result, tally_error *err)
{
	tally_expression_options wanted = {.regions = c->region_ids.items,
					   .n_regions = (size_t)c->region_ids.n,
					   .skip_missing = skip_missing};
	tally_claims claims = {0};
	tally_series_set set = {0};
	const int32_t *regions;

	c->selection.n_metrics = (int)tally_expression_metrics(e, &c->selection.metrics);
	c->selection.n_regions = (int)tally_expression_regions(e, &regions);
	c->selection.regions = regions;
	c->selection.has_range = false;
	tally_status status = tally_store_read(s->store, &c->selection, &claims, err);
	if (status == TALLY_OK)
		status = tally_series_build(&claims, session_codes(s), &c->query, &set, err);
	if (status == TALLY_OK)
		status = tally_expression_run(e, &set, &wanted, result, err);
	tally_series_set_release(&set);
	tally_claims_release(&claims);
	return status;
}

static tally_status calc(tally_session *s, const char *text, choice *c, bool skip_missing,
			 tally_sheet **out, tally_error *err)
{
	tally_expression *e = NULL;
	tally_computed result = {0};
	tally_status status = choice_resolve(c, session_codes(s), NULL, err);

	if (status == TALLY_OK)
		status = tally_expression_parse(text, session_codes(s), &e, err);
	if (status == TALLY_OK)
		status = compute(s, e, c, skip_missing, &result, err);
	if (status == TALLY_OK)
		status = to_sheet(&result, c, session_codes(s), out, err);
	tally_computed_release(&result);
	tally_expression_free(e);
	return status;
}

tally_status tally_session_calc(tally_session *s, const char *expression, const char *const *texts,
				tally_sheet **out, tally_error *err)
{
	choice c = {0};
	bool skip_missing = false;
	const option options[] = {{"skip-missing", OPTION_SWITCH, &skip_missing},
				  {"from", OPTION_TEXT, &c.from},
				  {"to", OPTION_TEXT, &c.to},
				  {"as-of", OPTION_TEXT, &c.as_of},
				  {"source", OPTION_TEXT, &c.source},
				  {"prefer", OPTION_TEXT, &c.prefer},
				  {"rounding", OPTION_TEXT, &c.rounding},
				  {"region", OPTION_LIST, &c.regions},
				  {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = calc(s, expression, &c, skip_missing, out, err);
	choice_release(&c);
	library_leave();
	return status;
}
