/* import.h: files that are no plain tables of figures, brought into a form that the CSV reader
 * takes: one mechanism of plans and rows for all. Lines and columns of the form are those of the
 * file, so that complaints name the right cell. */
#ifndef TALLY_IMPORT_H
#define TALLY_IMPORT_H

#include "csv/csv.h"

/** What the first bytes of a file say it is (not its name). NONE also for what cannot be opened. */
typedef enum {
	TALLY_BINARY_NONE,
	TALLY_BINARY_XLSX, /**< a zip archive: a workbook, perhaps */
	TALLY_BINARY_XLS,  /**< Excel's binary form before 2007 */
} tally_binary;
tally_binary tally_binary_kind(const char *path);

/** Reads one sheet of an Excel workbook as CSV text: a record a row, from row 1 on, each on a line
 * of its own (line ends inside cells become spaces). Numbers stand as the sheet shows them: with
 * the decimals of their format; dates as ISO dates; merged cells repeat in all their cells; errors
 * (#N/A) are what they are. sheet: name or number from 1, NULL: the first that is not hidden;
 * sheet_name gets its name. Hostile files are refused: at most 1 GiB unpacked, 200 times the packed
 * size, 64 levels of XML, no DTD. */
typedef tally_status tally_xlsx_reader(const char *path, const char *sheet, tally_input *out,
				       char sheet_name[256], tally_error *err);
tally_xlsx_reader tally_read_xlsx;

/** Whether the header makes it an SDMX-CSV file: first column DATAFLOW (1.0) or STRUCTURE (2.0), or
 * a header that can be nothing else and lacks them. */
bool tally_is_sdmx(const tally_input *in);

/** Checks an SDMX-CSV file and appends columns that the claim reader knows (metric, unit, ...) to
 * its rows; labels (`A: Annual`) are cut. Complaints of structure, actions and the header go to
 * `list`. region: the dimension that is the region, NULL: REF_AREA or GEO. *out is a new text; the
 * digest is that of `in`. */
tally_status tally_read_sdmx(const char *file, const tally_input *in,
			     const tally_csv_options *options, const tally_codes *codes,
			     tally_input *out, tally_diagnostics *list, tally_error *err);

/** The layouts by name: auto (also NULL), tidy, wide, and sdmx, which is told apart from them;
 * false: there is no such layout. */
bool tally_layout_parse(const char *word, tally_layout *layout, bool *sdmx);

/** A file as the reader of CSV takes it. */
typedef struct {
	tally_input text; /**< text.text NULL: the reader takes the file itself */
	char name[4400];  /**< for complaints: with the sheet of a workbook */
} tally_imported;

/** Looks what a file is, a workbook, SDMX-CSV or neither, and reads it if it is one. sdmx: it must
 * be SDMX-CSV; else it is looked for where options->layout is automatic. sheet: as for
 * tally_read_xlsx, which read_xlsx is. The options get what the form needs (separator, layout,
 * input); complaints go to `list`. *out is released by the caller whatever the status. */
tally_status tally_import_file(const char *path, const char *sheet, bool sdmx,
			       tally_xlsx_reader *read_xlsx, const tally_codes *codes,
			       tally_csv_options *options, tally_imported *out,
			       tally_diagnostics *list, tally_error *err);
void tally_imported_release(tally_imported *in);

#endif
