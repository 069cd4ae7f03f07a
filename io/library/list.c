/* list.c: what a store knows: codes, transforms, batches. */
#include "library/session.h"

#include "transform/transform.h"

#include <string.h>

static const dataset_column metric_columns[] = {{"code", TALLY_COLUMN_TEXT},
						{"name_en", TALLY_COLUMN_TEXT},
						{"name_zh", TALLY_COLUMN_TEXT},
						{"unit", TALLY_COLUMN_TEXT}};
static const dataset_column region_columns[] = {
    {"code", TALLY_COLUMN_TEXT}, {"name_en", TALLY_COLUMN_TEXT}, {"name_zh", TALLY_COLUMN_TEXT}};
static const dataset_column transform_columns[] = {{"code", TALLY_COLUMN_TEXT},
						   {"name_en", TALLY_COLUMN_TEXT},
						   {"formula", TALLY_COLUMN_TEXT},
						   {"inputs", TALLY_COLUMN_TEXT}};
static const dataset_column batch_columns[] = {
    {"number", TALLY_COLUMN_INTEGER},  {"file", TALLY_COLUMN_TEXT},
    {"sha256", TALLY_COLUMN_TEXT},     {"stamp", TALLY_COLUMN_TEXT},
    {"rows", TALLY_COLUMN_INTEGER},    {"stored", TALLY_COLUMN_INTEGER},
    {"reverted", TALLY_COLUMN_INTEGER}};

static tally_dataset *list_metrics(const tally_session *s)
{
	const tally_codes *codes = session_codes(s);
	tally_dataset *f = DATASET_NEW(metric_columns);

	for (int32_t i = 0; f && i < tally_codes_n_metrics(codes) && dataset_row(f); i++) {
		const tally_metric *m = tally_codes_metric(codes, i);

		dataset_text(f, m->code);
		dataset_text(f, m->name_en);
		dataset_text(f, m->name_zh);
		dataset_text(f, m->base_unit);
	}
	return f;
}

static tally_dataset *list_regions(const tally_session *s)
{
	const tally_codes *codes = session_codes(s);
	tally_dataset *f = DATASET_NEW(region_columns);

	for (int32_t i = 0; f && i < tally_codes_n_regions(codes) && dataset_row(f); i++) {
		const tally_region *r = tally_codes_region(codes, i);

		dataset_text(f, r->code);
		dataset_text(f, r->name_en);
		dataset_text(f, r->name_zh);
	}
	return f;
}

static tally_dataset *list_transforms(const tally_session *s)
{
	tally_dataset *f = DATASET_NEW(transform_columns);

	(void)s;
	for (const tally_transform *t = tally_transforms; f && t->name && dataset_row(f); t++) {
		dataset_text(f, t->name);
		dataset_text(f, t->summary);
		dataset_text(f, t->formula);
		dataset_text(f, t->inputs);
	}
	return f;
}

static tally_dataset *list_batches(const tally_session *s)
{
	tally_dataset *f = DATASET_NEW(batch_columns);

	for (int32_t i = 0; f && i < tally_store_n_batches(s->store) && dataset_row(f); i++) {
		const tally_batch_info *b = tally_store_batch(s->store, i);

		dataset_integer(f, b->number);
		dataset_text(f, b->file);
		dataset_text(f, b->digest);
		dataset_text(f, b->stamp);
		dataset_integer(f, b->rows_in);
		dataset_integer(f, b->rows_stored);
		dataset_integer(f, b->reverted);
	}
	return f;
}

static const struct {
	const char *which;
	tally_dataset *(*make)(const tally_session *s);
} lists[] = {{"metrics", list_metrics},
	     {"regions", list_regions},
	     {"transforms", list_transforms},
	     {"batches", list_batches}};

tally_status tally_session_list(tally_session *s, const char *which, tally_dataset **out,
				tally_error *err)
{
	tally_status status = TALLY_EUSAGE;

	*out = NULL;
	library_enter();
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(lists[i].which, which) == 0)
			status = dataset_finish(lists[i].make(s), out, err);
	library_leave();
	if (status == TALLY_EUSAGE)
		tally_error_set(err, status,
				"there is no list \"%s\"; metrics, regions, transforms or batches",
				which);
	return status;
}
