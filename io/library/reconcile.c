/* reconcile.c: the levels nearest to all that is said, as a sheet and as a batch. */
#include "library/together.h"
#include "network/reconciled.h"

static const sheet_column columns[] = {
    {"metric", TALLY_SHEET_TEXT},   {"region", TALLY_SHEET_TEXT},
    {"period", TALLY_SHEET_TEXT},   {"frequency", TALLY_SHEET_TEXT},
    {"first", TALLY_SHEET_INTEGER}, {"last", TALLY_SHEET_INTEGER},
    {"value", TALLY_SHEET_NUMBER},  {"deviation", TALLY_SHEET_NUMBER},
    {"unit", TALLY_SHEET_TEXT},     {"published", TALLY_SHEET_INTEGER},
};

static tally_status to_sheet(const tally_reconciled *r, const tally_codes *codes, tally_sheet **out,
			     tally_error *err)
{
	tally_sheet *f = SHEET_NEW(columns);

	for (int32_t i = 0; f && i < r->n_levels && sheet_row(f); i++) {
		const tally_reconciled_level *level = &r->levels[i];
		const tally_metric *m = tally_codes_metric(codes, level->cell.metric);

		sheet_text(f, m->code);
		sheet_text(f, tally_codes_region(codes, level->cell.region)->code);
		sheet_period(f, level->cell.period);
		sheet_number(f, level->value);
		sheet_number(f, level->deviation);
		sheet_text(f, m->base_unit);
		sheet_integer(f, level->claim >= 0);
	}
	return sheet_finish(f, out, err);
}

static tally_status store_levels(tally_session *s, const tally_reconciled *r, const char *date,
				 tally_error *err)
{
	tally_claims made = {0};
	const tally_store_options options = {.no_wait = false};
	tally_status status = tally_reconciled_claims(r, session_codes(s), &made, err);
	tally_batch_info batch = {.file = "reconcile",
				  .digest = "",
				  .stamp = date ? date : "",
				  .rows_in = (int64_t)made.n};

	if (status == TALLY_OK)
		status = tally_claims_sort(&made, session_codes(s), err);
	if (status == TALLY_OK && made.n > 0)
		status =
		    tally_store_append(s->path, &made, session_codes(s), &options, &batch, err);
	tally_claims_release(&made);
	return status;
}

static tally_status reconcile(tally_session *s, together *t, bool dry_run, const char *date,
			      tally_sheet **out, tally_error *err)
{
	tally_reconciled result = {0};
	tally_status status = together_read(t, s, err);

	if (status == TALLY_OK)
		status = tally_reconcile_claims(&t->claims, session_codes(s), &t->network,
						t->seconds, NULL, &result, err);
	if (status == TALLY_OK)
		status = to_sheet(&result, session_codes(s), out, err);
	if (status == TALLY_OK && !dry_run)
		status = store_levels(s, &result, date, err);
	tally_reconciled_release(&result);
	if (status == TALLY_OK && !dry_run)
		status = session_reopen(s, err);
	return status;
}

tally_status tally_session_reconcile(tally_session *s, const char *const *texts, tally_sheet **out,
				     tally_error *err)
{
	together t = {.seconds = 60};
	bool dry_run = false;
	const char *date = NULL;
	const option options[] = {TOGETHER_OPTIONS(&t),
				  {"dry-run", OPTION_SWITCH, &dry_run},
				  {"date", OPTION_TEXT, &date},
				  {NULL, OPTION_TEXT, NULL}};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = reconcile(s, &t, dry_run, date, out, err);
	if (status != TALLY_OK) {
		tally_sheet_free(*out);
		*out = NULL;
	}
	together_release(&t);
	library_leave();
	return status;
}
