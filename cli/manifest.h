/* manifest.h: where an export came from, so that it can be made again. */
#ifndef TALLY_CLI_MANIFEST_H
#define TALLY_CLI_MANIFEST_H

#include "cli.h"
#include "export/export.h"

#define CLI_MANIFEST_NOTES 3

typedef struct {
	const char *store;  /**< path */
	const char *output; /**< path, NULL or "-": standard output */
	int64_t rows;       /**< -1: not counted */

	char digest[65]; /**< of the store */
	char *command;   /**< quoted for a shell; the caller frees it */
	tally_export_note notes[CLI_MANIFEST_NOTES];
	int n_notes;
} cli_manifest;

/** Fills digest, command and notes: `command`, `store_sha256`, `tally`. */
tally_status cli_manifest_begin(cli_manifest *m, tally_error *err);
/** Writes it as JSON, with the digest of the output when that is a file. */
tally_status cli_manifest_write(const cli_manifest *m, const char *path, tally_error *err);

#endif
