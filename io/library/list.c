/* list.c: what a store knows: codes, transforms, batches. */
#include "library/session.h"

#include "transform/transform.h"

#include <string.h>

static const sheet_column metric_columns[] = {{"code", TALLY_SHEET_TEXT},
					      {"name_en", TALLY_SHEET_TEXT},
					      {"name_zh", TALLY_SHEET_TEXT},
					      {"unit", TALLY_SHEET_TEXT}};
static const sheet_column region_columns[] = {
    {"code", TALLY_SHEET_TEXT}, {"name_en", TALLY_SHEET_TEXT}, {"name_zh", TALLY_SHEET_TEXT}};
static const sheet_column transform_columns[] = {{"code", TALLY_SHEET_TEXT},
						 {"name_en", TALLY_SHEET_TEXT},
						 {"formula", TALLY_SHEET_TEXT},
						 {"inputs", TALLY_SHEET_TEXT}};
static const sheet_column batch_columns[] = {
    {"number", TALLY_SHEET_INTEGER},  {"file", TALLY_SHEET_TEXT},
    {"sha256", TALLY_SHEET_TEXT},     {"stamp", TALLY_SHEET_TEXT},
    {"rows", TALLY_SHEET_INTEGER},    {"stored", TALLY_SHEET_INTEGER},
    {"reverted", TALLY_SHEET_INTEGER}};

static tally_sheet *list_metrics(const tally_session *s)
{
	const tally_codes *codes = session_codes(s);
	tally_sheet *f = SHEET_NEW(metric_columns);

	for (int32_t i = 0; f && i < tally_codes_n_metrics(codes) && sheet_row(f); i++) {
		const tally_metric *m = tally_codes_metric(codes, i);

		sheet_text(f, m->code);
		sheet_text(f, m->name_en);
		sheet_text(f, m->name_zh);
		sheet_text(f, m->base_unit);
	}
	return f;
}

static tally_sheet *list_regions(const tally_session *s)
{
	const tally_codes *codes = session_codes(s);
	tally_sheet *f = SHEET_NEW(region_columns);

	for (int32_t i = 0; f && i < tally_codes_n_regions(codes) && sheet_row(f); i++) {
		const tally_region *r = tally_codes_region(codes, i);

		sheet_text(f, r->code);
		sheet_text(f, r->name_en);
		sheet_text(f, r->name_zh);
	}
	return f;
}

static tally_sheet *list_transforms(const tally_session *s)
{
	tally_sheet *f = SHEET_NEW(transform_columns);

	(void)s;
	for (const tally_transform *t = tally_transforms; f && t->name && sheet_row(f); t++) {
		sheet_text(f, t->name);
		sheet_text(f, t->summary);
		sheet_text(f, t->formula);
		sheet_text(f, t->inputs);
	}
	return f;
}

static tally_sheet *list_batches(const tally_session *s)
{
	tally_sheet *f = SHEET_NEW(batch_columns);

	for (int32_t i = 0; f && i < tally_store_n_batches(s->store) && sheet_row(f); i++) {
		const tally_batch_info *b = tally_store_batch(s->store, i);

		sheet_integer(f, b->number);
		sheet_text(f, b->file);
		sheet_text(f, b->digest);
		sheet_text(f, b->stamp);
		sheet_integer(f, b->rows_in);
		sheet_integer(f, b->rows_stored);
		sheet_integer(f, b->reverted);
	}
	return f;
}

static const struct {
	const char *which;
	tally_sheet *(*make)(const tally_session *s);
} lists[] = {{"metrics", list_metrics},
	     {"regions", list_regions},
	     {"transforms", list_transforms},
	     {"batches", list_batches}};

tally_status tally_session_list(tally_session *s, const char *which, tally_sheet **out,
				tally_error *err)
{
	tally_status status = TALLY_EUSAGE;

	*out = NULL;
	library_enter();
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(lists[i].which, which) == 0)
			status = sheet_finish(lists[i].make(s), out, err);
	library_leave();
	if (status == TALLY_EUSAGE)
		tally_error_set(err, status,
				"there is no list \"%s\"; metrics, regions, transforms or batches",
				which);
	return status;
}
