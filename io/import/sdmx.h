/* sdmx.h: one reading of an SDMX-CSV file; nobody outside io/import includes it. */
#ifndef TALLY_IMPORT_SDMX_H
#define TALLY_IMPORT_SDMX_H

#include "import/import.h"

#include <stdio.h>

#define SDMX_DIMENSIONS_MAX 64

typedef struct {
	const char *file;
	const tally_csv_options *options;
	const tally_codes *codes;
	tally_diagnostics *list;
	FILE *out;  /* into memory */
	long line;  /* of `out` */
	int n_put;  /* fields on it */
	size_t complaints;
	bool failed; /* out of memory */

	char **heads; /* [width] without labels */
	bool *is_name; /* [width] columns of names, beside their codes */
	int width;
	long header_line;
	bool version_2, labelled, named;
	bool own; /* tally wrote it */
	bool decided, add_metric, add_unit;
	int dimensions[SDMX_DIMENSIONS_MAX]; /* that become part of the metric */
	int n_dimensions;
} sdmx_reader;

/** A period of SDMX as tally writes it: 2020-M03 -> 2020-03, 2020-A1 -> 2020, 2020-T2 ->
 * 2020-05/2020-08, 2020-D032 -> 2020-02-01, times of day dropped. What is none stays. */
void sdmx_period(const char *text, char out[64]);

#endif
