/* job.h: what the command does when it is one of several processes.
 *
 * Two programs are built from the same sources: `tally` with job_alone.c, which is alone, and, with
 * `make MPI=1`, `tally-mpi` with job_mpi.c. Verbs that can share their work look at
 * cli_globals.ranks; of all others the first process does everything. */
#ifndef TALLY_CLI_JOB_H
#define TALLY_CLI_JOB_H

#include "cli.h"
#include "csv/csv.h"
#include "store/store.h"

typedef struct {
	/** Joins the others; NULL: there are none. */
	const tally_ranks *(*begin)(int *argc, char ***argv);
	/** Leaves them; the exit code of all. */
	int (*end)(int code);
	/** Further words of the overview, "" when alone. */
	const char *help;
	/** As tally_csv_read_blocks: each process takes the rows of its part of the file into
	 * `rows`, the target of the receiver; counts, complaints, rejects and codes are those of
	 * the whole.
	 */
	tally_status (*read)(const tally_ranks *ranks, const char *store, const char *path,
			     const tally_csv_options *options, tally_codes *codes,
			     const tally_csv_receiver *receiver, tally_batch *rows,
			     tally_csv_counts *counts, tally_diagnostics *list, char **rejects,
			     tally_error *err);
	/** As tally_store_append_batch, of the rows of all processes in their order; each may have
	 * defined codes of its own in `codes`. */
	tally_status (*append)(const tally_ranks *ranks, const char *store, tally_batch *rows,
			       const tally_codes *codes, const tally_store_options *options,
			       tally_batch_info *info, tally_error *err);
} cli_job_table;

extern const cli_job_table cli_job;

#endif
