/* job_mpi.c: the command as one of the processes of an MPI job. */
#include "job.h"

#include "ranks/append.h"
#include "ranks/processes.h"
#include "ranks/read.h"

const cli_job_table cli_job = {
    .begin = tally_processes_begin,
    .end = tally_processes_end,
    .read = tally_ranks_read,
    .append = tally_ranks_append,
    .join_codes = tally_ranks_join_codes,
    .help =
	"\nmpirun -n 4 tally-mpi VERB ... shares the work of ingest, calc, check, reconcile and\n"
	"export csv among processes that see one file system; of other verbs the first does\n"
	"everything. What is printed and stored is the same for any number of processes.\n",
};
