/* export.h: frames and series into the files of other programs.
 *
 * Text formats go to a stream, files of libraries to a path; both are the temporary of a
 * tally_target, which is renamed over the old file when all is well. A stream's errors are found by
 * tally_target_commit, so text writers need not check each byte. The same frame and options give
 * the same bytes: no clock, host or path is written. */
#ifndef TALLY_EXPORT_H
#define TALLY_EXPORT_H

#include "destination.h"
#include "export/dataset.h"

#include <stdio.h>

/** A file that appears whole or not at all. Symbolic links are followed; a device or pipe is written to
 * as it is. */
typedef struct {
	const char *path;     /**< what the user named; NULL or "-": standard output */
	char temporary[4096]; /**< beside it; "" for standard output, a device, a pipe */
	FILE *out;            /**< to the temporary; NULL once closed */
	tally_destination to;
} tally_target;

tally_status tally_target_open(const char *path, tally_target *out, tally_error *err);
/** For formats that are no streams: TALLY_EUSAGE for a device or pipe. */
tally_status tally_target_seeks(const tally_target *t, tally_error *err);
/** Closes and renames. A write that failed is TALLY_ESYSTEM and the old file stays. */
tally_status tally_target_commit(tally_target *t, tally_error *err);
/** Closes and removes the temporary. Allowed after commit: does nothing. */
void tally_target_abandon(tally_target *t);

typedef struct {
	const char *key, *value;
} tally_export_note;

typedef struct {
	const char *lang;               /**< "en" or "zh": labels and names */
	bool raw;                       /**< CSV: texts that a spreadsheet takes for formulas stay as they are */
	const char *title;              /**< of the file, where the format has one; NULL: none */
	const tally_export_note *notes; /**< [n_notes] where the figures come from */
	int n_notes;
} tally_write_options;

/** CSV with one header line; LF; shortest numbers that read back the same. */
tally_status tally_write_csv(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err);
/** One JSON object a row; NaN is null, a text that is empty is left out. */
tally_status tally_write_jsonl(const tally_dataset *f, const tally_write_options *o, FILE *out,
			       tally_error *err);
/** One JSON object a claim: `printed` as printed, `value` in the unit's base. */
tally_status tally_write_jsonl_claims(const tally_claims *claims, const tally_codes *codes,
				      FILE *out, tally_error *err);
/** Stata 118, or 119 from 32,768 variables on. Codes of regions and metrics come as texts and as
 * labelled numbers (`region_id`), periods as `period` and as `time` in the %t format of their
 * frequency (%td of the last day where frequencies are mixed); a missing figure that has a status
 * is the extended missing value of that letter (.m, .q, ...). */
tally_status tally_write_dta(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err);
/** gretl's XML: a time series (shape periods) or a panel; periods must be years, halves, quarters,
 * months or days of one kind: TALLY_EUSAGE otherwise. Gaps are NA. */
tally_status tally_write_gdt(const tally_dataset *f, const tally_write_options *o, FILE *out,
			     tally_error *err);
/** Excel: sheets Data (frozen header, filter, number formats), Metadata, and a native line chart
 * where columns or rows are series. TALLY_EUSAGE above 1,048,575 rows or 16,384 columns. */
tally_status tally_write_xlsx(const tally_dataset *f, const tally_write_options *o, const char *path,
			      tally_error *err);
/** netCDF-4 (HDF5), CF-1.8 contiguous ragged array of time series in doubles. */
tally_status tally_write_netcdf(const tally_series_set *set, const tally_claims *claims,
				const tally_codes *codes, const tally_write_options *o,
				const char *path, tally_error *err);
/** SDMX-CSV 2.0. skipped: figures whose period SDMX cannot write (its start is not known). */
tally_status tally_write_sdmx(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, FILE *out, size_t *skipped,
			      tally_error *err);
/** A folder `metric=M/frequency=F/part-0.csv.gz` of a frame of shape long. The folder must not be
 * there; it appears whole. */
tally_status tally_write_hive(const tally_dataset *f, const tally_write_options *o,
			      const char *folder, tally_error *err);
/** What each variable and each code means, as CSV. */
tally_status tally_write_codebook(const tally_dataset *f, FILE *out, tally_error *err);
/** The same into a file that appears whole. */
tally_status tally_write_codebook_file(const tally_dataset *f, const char *path, tally_error *err);

#endif
