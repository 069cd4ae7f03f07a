/* request.h: what someone wants exported, in words, and the data for it.
 *
 * The command and the library both ask here, so that they know the same formats, shapes and columns
 * and complain alike. Who calls the writer is their own matter: the command has some writers in
 * another program. To add a format: a writer (export.h), a row in request.c, its call in
 * cli/cmd_export.c and io/library/export.c, a row in docs/formats.md, a test that another program
 * reads it (tests/interop_export.sh). */
#ifndef TALLY_EXPORT_REQUEST_H
#define TALLY_EXPORT_REQUEST_H

#include "export/dataset.h"

/** What a writer takes. One over the store reads it itself, in pieces. */
typedef enum {
	TALLY_EXPORT_STORE,
	TALLY_EXPORT_CLAIMS,
	TALLY_EXPORT_SERIES,
	TALLY_EXPORT_FRAME,
} tally_export_material;

typedef enum {
	TALLY_FORMAT_CSV,
	TALLY_FORMAT_TIDY,
	TALLY_FORMAT_WIDE,
	TALLY_FORMAT_JSONL,
	TALLY_FORMAT_SDMX,
	TALLY_FORMAT_DTA,
	TALLY_FORMAT_GDT,
	TALLY_FORMAT_XLSX,
	TALLY_FORMAT_NETCDF,
	TALLY_FORMAT_HIVE,
} tally_format_id;

#define TALLY_N_FORMATS 10

typedef struct {
	tally_format_id id;
	const char *name;
	const char *summary;
	tally_export_material takes;
	tally_shape shape; /**< the usual one */
	bool any_shape;    /**< it takes frames when a shape is asked for */
	bool named_file;   /**< cannot go to standard output */
	bool folder;       /**< the writer makes a folder */
	bool signs;        /**< the file itself says where it came from */
} tally_export_format;

extern const tally_export_format tally_export_formats[TALLY_N_FORMATS];

typedef struct {
	/* The words; NULL: not said. */
	const char *format, *shape, *frequency, *scale;
	const char *columns; /**< "lo,hi", "all" */
	const char *source;  /**< of the query: `reconciled` is one itself */
	const char *lang;    /**< "en", "zh" */
	const char *dashes;  /**< what stands before the names of options in messages: "--" or "" */
	bool balanced, real_time, reconciled;
	bool codebook; /**< one is wanted */

	/* Filled by tally_export_resolve. */
	const tally_export_format *kind;
	tally_dataset_options dataset;
	bool framed;      /**< a frame is built */
	bool all_columns; /**< csv: also those that no claim uses */
	bool all_kinds;   /**< targets and forecasts come along, as series of their own */
} tally_export_request;

/** Reads the words. TALLY_EUSAGE: one is unknown, or two do not go together. Set the query's
 * source to "tally:reconciled" when `reconciled` and its all_kinds to `all_kinds` afterwards. */
tally_status tally_export_resolve(tally_export_request *r, tally_error *err);

/** Zero-initialise; release when done. */
typedef struct {
	tally_claims
	    claims; /**< put in by the caller, in canonical order; empty for the material store */
	tally_series_set set;
	tally_dataset frame;
	tally_dataset_counts counts;
} tally_export_data;

/** Series and frame as the request wants them. Figures that reconcile computed leave the claims
 * unless the query names a source. */
tally_status tally_export_build(const tally_export_request *r, const tally_codes *codes,
				const tally_series_query *query, tally_export_data *d,
				tally_error *err);
void tally_export_data_release(tally_export_data *d);

#endif
