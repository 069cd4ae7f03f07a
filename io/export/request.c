/* request.c: the table of formats, and from words to series and frames. */
#include "export/request.h"

#include <string.h>

/* clang-format off: a row a format */
const tally_export_format tally_export_formats[TALLY_N_FORMATS] = {
    {TALLY_FORMAT_CSV, "csv", "the claim CSV: every claim, as printed; `ingest` reads it back",
     TALLY_EXPORT_STORE, TALLY_SHAPE_LONG, .any_shape = false},
    {TALLY_FORMAT_TIDY, "tidy", "CSV, a row a figure, in base units", TALLY_EXPORT_FRAME,
     TALLY_SHAPE_LONG, .any_shape = true},
    {TALLY_FORMAT_WIDE, "wide", "CSV, a row a series and a column a period, in base units",
     TALLY_EXPORT_FRAME, TALLY_SHAPE_WIDE, .any_shape = true},
    {TALLY_FORMAT_JSONL, "jsonl", "one JSON object per claim and line", TALLY_EXPORT_CLAIMS,
     TALLY_SHAPE_LONG, .any_shape = true},
    {TALLY_FORMAT_SDMX, "sdmx-csv", "SDMX-CSV 2.0, figures as printed; `ingest` reads it back",
     TALLY_EXPORT_SERIES, TALLY_SHAPE_LONG, .any_shape = false},
    {TALLY_FORMAT_DTA, "dta", "Stata 118: labels, %t dates, missing values with their status",
     TALLY_EXPORT_FRAME, TALLY_SHAPE_PANEL, .any_shape = true, .named_file = true},
    {TALLY_FORMAT_GDT, "gdt", "gretl: a panel, or with --shape periods time series",
     TALLY_EXPORT_FRAME, TALLY_SHAPE_PANEL, .any_shape = true, .signs = true},
    {TALLY_FORMAT_XLSX, "xlsx", "Excel: data, metadata, a chart", TALLY_EXPORT_FRAME,
     TALLY_SHAPE_PERIODS, .any_shape = true, .named_file = true, .signs = true},
    {TALLY_FORMAT_NETCDF, "h5", "netCDF-4 (HDF5) by the CF conventions, in doubles",
     TALLY_EXPORT_SERIES, TALLY_SHAPE_LONG, .any_shape = false, .named_file = true, .signs = true},
    {TALLY_FORMAT_HIVE, "hive", "a folder metric=M/frequency=F/part-0.csv.gz for SQL engines",
     TALLY_EXPORT_FRAME, TALLY_SHAPE_LONG, .any_shape = false, .named_file = true, .folder = true},
};
/* clang-format on */

/* --- words ---------------------------------------------------------------------------------- */

static tally_status find_format(tally_export_request *r, tally_error *err)
{
	const char *names[TALLY_N_FORMATS];

	for (int i = 0; i < TALLY_N_FORMATS; i++) {
		names[i] = tally_export_formats[i].name;
		r->kind = &tally_export_formats[i];
		if (strcmp(r->format, names[i]) == 0)
			return TALLY_OK;
	}
	const char *near = tally_near_word(r->format, names, TALLY_N_FORMATS);
	return tally_error_set(err, TALLY_EUSAGE, "unknown format \"%s\"%s%s%s", r->format,
			       near ? "; did you mean \"" : "", near ? near : "",
			       near ? "\"?"
				    : ": csv, tidy, wide, jsonl, sdmx-csv, dta, gdt, xlsx, h5 or "
				      "hive");
}

static tally_status find_shape(const char *word, tally_shape *out, tally_error *err)
{
	for (int i = 0; i < TALLY_N_SHAPES; i++)
		if (strcmp(word, tally_shape_name((tally_shape)i)) == 0) {
			*out = (tally_shape)i;
			return TALLY_OK;
		}
	return tally_error_set(err, TALLY_EUSAGE,
			       "unknown shape \"%s\": long, wide, periods, panel or vintages",
			       word);
}

static tally_status read_shape(tally_export_request *r, tally_error *err)
{
	bool asked = r->shape != NULL || r->real_time;
	tally_status status = TALLY_OK;

	r->dataset.shape = r->kind->shape;
	if (r->shape != NULL)
		status = find_shape(r->shape, &r->dataset.shape, err);
	if (status != TALLY_OK)
		return status;
	if (r->real_time && r->shape != NULL && r->dataset.shape != TALLY_SHAPE_VINTAGES)
		return tally_error_set(err, TALLY_EUSAGE,
				       "%sreal-time is a shape of its own; leave %sshape out",
				       r->dashes, r->dashes);
	if (r->real_time)
		r->dataset.shape = TALLY_SHAPE_VINTAGES;
	bool able = r->kind->any_shape || (r->kind->folder && r->dataset.shape == r->kind->shape);
	if (asked && !able)
		return tally_error_set(err, TALLY_EUSAGE, "%s has one shape only%s%s",
				       r->kind->name, r->kind->folder ? ", " : "",
				       r->kind->folder ? tally_shape_name(r->kind->shape) : "");
	r->framed = r->kind->takes == TALLY_EXPORT_FRAME || (asked && r->kind->any_shape);
	return TALLY_OK;
}

static tally_status unknown_column(const tally_export_request *r, const char *at, size_t n,
				   tally_error *err)
{
	return tally_error_set(err, TALLY_EUSAGE,
			       "%scolumns: unknown column \"%.*s\"; lo, hi, status, basis, prices, "
			       "adjustment, kind, vintage, break, source, qualifier, printed, "
			       "names, dates, note or all",
			       r->dashes, n > 60 ? 60 : (int)n, at);
}

static tally_status read_columns(tally_export_request *r, tally_error *err)
{
	bool beside = r->dataset.shape != TALLY_SHAPE_LONG;
	unsigned able = TALLY_WITH_LO | TALLY_WITH_HI | TALLY_WITH_STATUS | TALLY_WITH_KIND;

	if (r->dataset.shape == TALLY_SHAPE_WIDE)
		able = TALLY_WITH_ADJUSTMENT | TALLY_WITH_KIND;
	if (r->columns == NULL)
		return TALLY_OK;
	r->all_columns = r->kind->takes == TALLY_EXPORT_STORE && strcmp(r->columns, "all") == 0;
	if (!r->framed && !r->all_columns)
		return tally_error_set(err, TALLY_EUSAGE, "%scolumns of %s takes %s, found \"%s\"",
				       r->dashes, r->kind->name,
				       r->kind->takes == TALLY_EXPORT_STORE ? "all" : "nothing",
				       r->columns);
	for (const char *at = r->columns; r->framed && *at != '\0';) {
		size_t n = strcspn(at, ",");
		unsigned bit = tally_dataset_column_bit(at, n);
		if (bit == 0)
			return unknown_column(r, at, n, err);
		if (beside && bit != TALLY_WITH_ALL && (bit & ~able) != 0)
			return tally_error_set(err, TALLY_EUSAGE,
					       "%scolumns %.*s needs %sshape long: it differs from "
					       "figure to figure",
					       r->dashes, (int)n, at, r->dashes);
		r->dataset.with |= beside ? bit & able : bit;
		at += n + (at[n] == ',');
	}
	return TALLY_OK;
}

static tally_status read_frequency(tally_export_request *r, tally_error *err)
{
	if (r->frequency == NULL)
		return TALLY_OK;
	if (strlen(r->frequency) != 1 || strchr("ASQMWDCPO", r->frequency[0]) == NULL)
		return tally_error_set(
		    err, TALLY_EUSAGE,
		    "%sfrequency is A, S, Q, M, W, D, C (year to date), P (other "
		    "span) or O, found \"%s\"",
		    r->dashes, r->frequency);
	r->dataset.frequency = r->frequency[0];
	return TALLY_OK;
}

/* What does not go together. */
static tally_status check_together(const tally_export_request *r, tally_error *err)
{
	const char *d = r->dashes;
	bool over_claims = r->kind->takes <= TALLY_EXPORT_CLAIMS && !r->framed;

	if (over_claims && (r->balanced || r->scale || r->frequency || r->codebook))
		return tally_error_set(err, TALLY_EUSAGE,
				       "%s gives claims as they are; %sbalanced, %sscale, "
				       "%sfrequency and %scodebook are for formats over series",
				       r->kind->name, d, d, d, d);
	if (r->codebook && !r->framed)
		return tally_error_set(err, TALLY_EUSAGE,
				       "%s describes itself; it takes no %scodebook", r->kind->name,
				       d);
	if (r->kind->id == TALLY_FORMAT_SDMX && r->scale != NULL)
		return tally_error_set(err, TALLY_EUSAGE,
				       "sdmx-csv gives figures as printed; it takes no %sscale", d);
	if (r->reconciled && r->source != NULL)
		return tally_error_set(err, TALLY_EUSAGE,
				       "%sreconciled is a source; leave %ssource out", d, d);
	return TALLY_OK;
}

tally_status tally_export_resolve(tally_export_request *r, tally_error *err)
{
	tally_status status = find_format(r, err);

	if (status == TALLY_OK)
		status = read_shape(r, err);
	if (status == TALLY_OK)
		status = read_columns(r, err);
	if (status == TALLY_OK)
		status = read_frequency(r, err);
	if (status == TALLY_OK)
		status = check_together(r, err);
	if (status != TALLY_OK)
		return status;
	r->dataset.balanced = r->balanced;
	r->dataset.scale = r->scale;
	r->dataset.lang = r->lang;
	r->all_kinds =
	    (r->dataset.with & TALLY_WITH_KIND) != 0 || r->kind->takes == TALLY_EXPORT_SERIES;
	return TALLY_OK;
}

/* --- data ------------------------------------------------------------------------------------ */

/* What tally computed is another kind of figure: it comes when asked for. */
static void leave_out_reconciled(tally_claims *claims)
{
	size_t n = 0;

	for (size_t i = 0; i < claims->n; i++) {
		const char *source = tally_pool_text(&claims->texts, claims->items[i].source);
		if (strcmp(source, "tally:reconciled") != 0)
			claims->items[n++] = claims->items[i];
	}
	claims->n = n;
}

tally_status tally_export_build(const tally_export_request *r, const tally_codes *codes,
				const tally_series_query *query, tally_export_data *d,
				tally_error *err)
{
	if (r->kind->takes <= TALLY_EXPORT_CLAIMS && !r->framed)
		return TALLY_OK;
	if (query->source == NULL)
		leave_out_reconciled(&d->claims);
	if (r->dataset.shape == TALLY_SHAPE_VINTAGES)
		return tally_dataset_vintages(&d->claims, codes, query, &r->dataset, &d->frame,
					      &d->counts, err);
	tally_status status = tally_series_build(&d->claims, codes, query, &d->set, err);
	if (status == TALLY_OK)
		status =
		    tally_dataset_select(&d->set, &d->claims, codes, &r->dataset, &d->counts, err);
	if (status == TALLY_OK && r->framed)
		status =
		    tally_dataset_build(&d->set, &d->claims, codes, &r->dataset, &d->frame, err);
	return status;
}

void tally_export_data_release(tally_export_data *d)
{
	tally_dataset_release(&d->frame);
	tally_series_set_release(&d->set);
	tally_claims_release(&d->claims);
	*d = (tally_export_data){0};
}
