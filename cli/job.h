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
	/** io/ranks/read.h: as tally_csv_read_blocks, each process its part of the file. */
	tally_status (*read)(const tally_ranks *ranks, tally_store *store, const char *path,
			     const tally_csv_options *options, tally_codes *codes,
			     const tally_csv_receiver *receiver, tally_batch *rows,
			     tally_csv_counts *counts, tally_diagnostics *list, char **rejects,
			     tally_error *err);
	/** io/ranks/append.h: as tally_store_append_batch, of the rows of all processes; and what
	 * each defined brought together before. */
	tally_status (*append)(const tally_ranks *ranks, const char *path, tally_batch *batch,
			       const tally_codes *codes, const tally_store_options *options,
			       tally_batch_info *info, tally_error *err);
	tally_status (*join_codes)(const tally_ranks *ranks, const tally_codes *mine,
				   tally_codes *all, tally_batch *batch, tally_error *err);
} cli_job_table;

extern const cli_job_table cli_job;

#endif
