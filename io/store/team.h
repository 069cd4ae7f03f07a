/* team.h: chunks pressed or opened by as many threads as there are processors for us. HDF5 itself
 * is only ever called by the caller's thread. */
#ifndef TALLY_STORE_TEAM_H
#define TALLY_STORE_TEAM_H

#include "store/chunk.h"

/** Threads that a team has at most. */
#define STORE_TEAM_MAX 16

/** Calls task(context, i, coder) for i = 0 .. n - 1, begun in this order, by several threads at
 * once; back when all are done. Each thread has a coder of its own. */
typedef void (*store_task)(void *context, size_t i, store_coder *coder);
void store_team(size_t n, store_task task, void *context);

/** From now on the teams of the calling thread have at most so many threads; 0: one for each
 * processor. */
void store_team_limit(int threads);

#endif
