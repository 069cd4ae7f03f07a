/* processes.h: the processes of an MPI job as tally_ranks. */
#ifndef TALLY_RANKS_PROCESSES_H
#define TALLY_RANKS_PROCESSES_H

#include "ranks.h"

/** More are refused. */
#define TALLY_PROCESSES_MOST 4096

/** Joins the job that this process was started in; alone it is a job of one. */
const tally_ranks *tally_processes_begin(int *argc, char ***argv);
/** Leaves it; all get the exit code of the first. */
int tally_processes_end(int code);

#endif
