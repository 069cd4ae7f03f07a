/* ingest.c: a file of figures, CSV, SDMX-CSV or a workbook, into the store as one batch, all or
 * nothing. */
#include "library/session.h"

#include "csv/csv.h"
#include "import/import.h"

#include <stdlib.h>
#include <string.h>

static const sheet_column count_columns[] = {
    {"file", TALLY_SHEET_TEXT},       {"layout", TALLY_SHEET_TEXT},
    {"encoding", TALLY_SHEET_TEXT},   {"sha256", TALLY_SHEET_TEXT},
    {"cells", TALLY_SHEET_INTEGER},   {"stored", TALLY_SHEET_INTEGER},
    {"known", TALLY_SHEET_INTEGER},   {"missing", TALLY_SHEET_INTEGER},
    {"refused", TALLY_SHEET_INTEGER}, {"batch", TALLY_SHEET_INTEGER},
};
static const sheet_column complaint_columns[] = {{"file", TALLY_SHEET_TEXT},
						 {"line", TALLY_SHEET_INTEGER},
						 {"column", TALLY_SHEET_INTEGER},
						 {"message", TALLY_SHEET_TEXT}};

typedef struct {
	tally_csv_options csv;
	option_list maps;
	const char *layout, *sheet;
	double skip_lines;
	bool skip_bad;
	const char *date;
} request;

static tally_status complain(const tally_diagnostics *list, tally_sheet **out, tally_error *err)
{
	tally_sheet *f = SHEET_NEW(complaint_columns);

	for (size_t i = 0; f && i < list->count && sheet_row(f); i++) {
		const tally_diagnostic *d = &list->items[i];

		sheet_text(f, d->file);
		sheet_integer(f, d->line);
		sheet_integer(f, d->column);
		sheet_text(f, d->message);
	}
	if (sheet_finish(f, out, err) != TALLY_OK)
		return TALLY_ESYSTEM;
	const tally_diagnostic *d = &list->items[0];

	return tally_error_set(err, TALLY_EINPUT, "%s:%ld:%ld: %s%s", d->file, d->line, d->column,
			       d->message, list->errors > 1 ? " (and more)" : "");
}

static tally_status count(const char *path, const tally_csv_counts *counts,
			  const tally_batch_info *batch, tally_sheet **out, tally_error *err)
{
	tally_sheet *f = SHEET_NEW(count_columns);

	if (f && sheet_row(f)) {
		sheet_text(f, path);
		sheet_text(f, counts->layout == TALLY_LAYOUT_WIDE ? "wide" : "tidy");
		sheet_text(f, counts->encoding);
		sheet_text(f, counts->digest);
		sheet_integer(f, counts->cells);
		sheet_integer(f, batch->rows_stored);
		sheet_integer(f, batch->rows_known);
		sheet_integer(f, counts->missing);
		sheet_integer(f, counts->refused);
		sheet_integer(f, batch->rows_stored > 0 ? batch->number : 0);
	}
	return sheet_finish(f, out, err);
}

static tally_status append(tally_session *s, const char *path, const request *r,
			   tally_claims *claims, const tally_csv_counts *counts, tally_sheet **out,
			   tally_error *err)
{
	const char *slash = strrchr(path, '/');
	const tally_store_options options = {.no_wait = false};
	tally_batch_info batch = {
	    .file = slash ? slash + 1 : path,
	    .digest = counts->digest,
	    .stamp = r->date ? r->date : "",
	    .rows_in = counts->cells,
	    .rows_missing = counts->missing,
	    .rows_refused = counts->refused,
	};
	tally_status status =
	    tally_store_append(s->path, claims, session_codes(s), &options, &batch, err);

	if (status == TALLY_OK)
		status = count(path, counts, &batch, out, err);
	return status == TALLY_OK ? session_reopen(s, err) : status;
}

static tally_status ingest(tally_session *s, const char *path, request *r, tally_sheet **out,
			   tally_error *err)
{
	tally_claims claims = {0};
	tally_csv_counts counts = {0};
	tally_diagnostics list = {.max = 1000};
	tally_imported import = {.name = ""};
	bool sdmx;

	if (!tally_layout_parse(r->layout, &r->csv.layout, &sdmx))
		return tally_error_set(err, TALLY_EUSAGE,
				       "layout is auto, tidy, wide or sdmx, found \"%s\"",
				       r->layout);
	r->csv.maps = r->maps.items;
	r->csv.n_maps = r->maps.n;
	r->csv.skip_lines = (int)(r->skip_lines < 1e6 ? r->skip_lines : 1e6);
	tally_status status = tally_import_file(path, r->sheet, sdmx, tally_read_xlsx,
						session_codes(s), &r->csv, &import, &list, err);
	/* What is wrong with a file's structure is not read any further. */
	if (status == TALLY_OK && list.errors == 0)
		status = tally_csv_read_claims(import.name, &r->csv, session_codes(s), &claims,
					       &counts, &list, NULL, err);
	/* What is wrong with the header as a whole cannot be skipped. */
	bool refused = list.errors > 0 && (!r->skip_bad || counts.digest[0] == '\0');
	if (status == TALLY_OK && refused && list.count > 0)
		status = complain(&list, out, err);
	else if (status == TALLY_OK)
		status = append(s, path, r, &claims, &counts, out, err);
	if (status != TALLY_OK) /* --define may have added codes that were not stored */
		session_reopen(s, NULL);
	tally_imported_release(&import);
	tally_diagnostics_release(&list);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_ingest(tally_session *s, const char *path, const char *const *texts,
				  tally_sheet **out, tally_error *err)
{
	request r = {0};
	tally_csv_options *c = &r.csv;
	const option options[] = {
	    {"map", OPTION_LIST, &r.maps},
	    {"metric", OPTION_TEXT, &c->metric},
	    {"region", OPTION_TEXT, &c->region},
	    {"period", OPTION_TEXT, &c->period},
	    {"unit", OPTION_TEXT, &c->unit},
	    {"measure", OPTION_TEXT, &c->measure},
	    {"prices", OPTION_TEXT, &c->prices},
	    {"basis", OPTION_TEXT, &c->basis},
	    {"adjustment", OPTION_TEXT, &c->adjustment},
	    {"kind", OPTION_TEXT, &c->kind},
	    {"source", OPTION_TEXT, &c->source},
	    {"published", OPTION_TEXT, &c->published},
	    {"symbols", OPTION_TEXT, &c->symbols},
	    {"encoding", OPTION_TEXT, &c->encoding},
	    {"layout", OPTION_TEXT, &r.layout},
	    {"sheet", OPTION_TEXT, &r.sheet},
	    {"skip-lines", OPTION_NUMBER, &r.skip_lines},
	    {"define", OPTION_SWITCH, &c->define},
	    {"ignore-extra", OPTION_SWITCH, &c->ignore_extra},
	    {"decimal-comma", OPTION_SWITCH, &c->decimal_comma},
	    {"skip-bad", OPTION_SWITCH, &r.skip_bad},
	    {"date", OPTION_TEXT, &r.date},
	    {NULL, OPTION_TEXT, NULL},
	};

	*out = NULL;
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = ingest(s, path, &r, out, err);
	option_list_release(&r.maps);
	library_leave();
	return status;
}
