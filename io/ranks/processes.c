/* processes.c: the only file that knows MPI.
 *
 * Counts of MPI are ints, so what is longer than a gigabyte goes in pieces. MPI's own handler ends
 * the job when a message cannot pass; when a process dies, the launcher ends the others. So nobody
 * waits for ever, and a store that was being made is left as its temporary file. */
#include "ranks/processes.h"

#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 30)
enum { TAG_SIZE = 1, TAG_BYTES };

/* What process `rank` gave to gather and the first has not taken yet. */
typedef struct {
	char *bytes;
	uint64_t n;
	MPI_Request *requests;
	int n_requests;
} departure;

static struct {
	departure leaving;
	int words; /* standard error as it was, for last words */
} self = {.words = STDERR_FILENO};

static void give_up(const char *why)
{
	dprintf(self.words, "tally: process %d of the job: %s\n",
		(int)(getenv("OMPI_COMM_WORLD_RANK") ? atoi(getenv("OMPI_COMM_WORLD_RANK")) : 0),
		why);
	MPI_Abort(MPI_COMM_WORLD, TALLY_ESYSTEM);
	_exit(TALLY_ESYSTEM);
}

static void *room(size_t n)
{
	void *bytes = malloc(n + 1);
	if (!bytes)
		give_up("out of memory");
	return bytes;
}

static int piece_at(size_t n, size_t at)
{
	return (int)(n - at < PIECE ? n - at : PIECE);
}

/* --- everyone to everyone ----------------------------------------------------------------- */

static void share(const tally_ranks *ranks, const void *mine, size_t n_mine, tally_message *all)
{
	uint64_t sizes[TALLY_PROCESSES_MOST], n = n_mine;

	MPI_Allgather(&n, 1, MPI_UINT64_T, sizes, 1, MPI_UINT64_T, MPI_COMM_WORLD);
	for (int r = 0; r < ranks->n; r++) {
		all[r] = (tally_message){.n = (size_t)sizes[r]};
		if (sizes[r] == 0)
			continue;
		all[r].bytes = room(all[r].n);
		if (r == ranks->rank)
			memcpy(all[r].bytes, mine, n_mine);
		for (size_t at = 0; at < all[r].n; at += PIECE)
			MPI_Bcast(all[r].bytes + at, piece_at(all[r].n, at), MPI_BYTE, r,
				  MPI_COMM_WORLD);
	}
}

/* Each step is one ring: to the process `step` further on, from the one as far back. */
static void swap_step(const tally_message *to, int there, tally_message *from, int back)
{
	size_t most = to->n > from->n ? to->n : from->n;

	for (size_t at = 0; at < most; at += PIECE) {
		MPI_Request both[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
		if (at < from->n)
			MPI_Irecv(from->bytes + at, piece_at(from->n, at), MPI_BYTE, back,
				  TAG_BYTES, MPI_COMM_WORLD, &both[0]);
		if (at < to->n)
			MPI_Isend(to->bytes + at, piece_at(to->n, at), MPI_BYTE, there, TAG_BYTES,
				  MPI_COMM_WORLD, &both[1]);
		MPI_Waitall(2, both, MPI_STATUSES_IGNORE);
	}
}

static void exchange(const tally_ranks *ranks, const tally_message *to, tally_message *from)
{
	uint64_t out[TALLY_PROCESSES_MOST], in[TALLY_PROCESSES_MOST];

	for (int r = 0; r < ranks->n; r++)
		out[r] = to[r].n;
	MPI_Alltoall(out, 1, MPI_UINT64_T, in, 1, MPI_UINT64_T, MPI_COMM_WORLD);
	for (int r = 0; r < ranks->n; r++) {
		from[r] = (tally_message){.n = (size_t)in[r]};
		from[r].bytes = in[r] ? room(from[r].n) : NULL;
	}
	if (to[ranks->rank].n)
		memcpy(from[ranks->rank].bytes, to[ranks->rank].bytes, to[ranks->rank].n);
	for (int step = 1; step < ranks->n; step++) {
		int there = (ranks->rank + step) % ranks->n;
		int back = (ranks->rank + ranks->n - step) % ranks->n;
		swap_step(&to[there], there, &from[back], back);
	}
}

/* --- everyone to the first ---------------------------------------------------------------- */

static void see_off(void)
{
	departure *d = &self.leaving;

	for (int i = 0; i < d->n_requests; i++)
		MPI_Wait(&d->requests[i], MPI_STATUS_IGNORE);
	free(d->bytes);
	free(d->requests);
	*d = (departure){0};
}

/* The bytes are on their way while the process goes on; before the next they must have arrived. */
static void depart(const void *mine, size_t n)
{
	departure *d = &self.leaving;
	size_t pieces = (n + PIECE - 1) / PIECE;

	see_off();
	d->n = n;
	d->bytes = room(n);
	d->requests = room((pieces + 1) * sizeof *d->requests);
	if (n)
		memcpy(d->bytes, mine, n);
	MPI_Isend(&d->n, 1, MPI_UINT64_T, 0, TAG_SIZE, MPI_COMM_WORLD, &d->requests[0]);
	d->n_requests = 1;
	for (size_t at = 0; at < n; at += PIECE)
		MPI_Isend(d->bytes + at, piece_at(n, at), MPI_BYTE, 0, TAG_BYTES, MPI_COMM_WORLD,
			  &d->requests[d->n_requests++]);
}

static void receive(int from, tally_take take, void *context)
{
	uint64_t n;

	MPI_Recv(&n, 1, MPI_UINT64_T, from, TAG_SIZE, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	char *bytes = room((size_t)n);
	for (size_t at = 0; at < n; at += PIECE)
		MPI_Recv(bytes + at, piece_at((size_t)n, at), MPI_BYTE, from, TAG_BYTES,
			 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	take(context, from, bytes, (size_t)n);
	free(bytes);
}

static void gather(const tally_ranks *ranks, const void *mine, size_t n, tally_take take,
		   void *context)
{
	if (ranks->rank > 0) {
		depart(mine, n);
		return;
	}
	take(context, 0, mine, n);
	for (int r = 1; r < ranks->n; r++)
		receive(r, take, context);
}

/* --- coming and going ----------------------------------------------------------------------- */

/* One speaks for all: what the others would print is the same. */
static void fall_silent(void)
{
	int nowhere = open("/dev/null", O_WRONLY);

	if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
		give_up("/dev/null cannot be opened");
	close(nowhere);
}

const tally_ranks *tally_processes_begin(int *argc, char ***argv)
{
	static tally_ranks ranks = {.share = share, .exchange = exchange, .gather = gather};

	if (MPI_Init(argc, argv) != MPI_SUCCESS)
		give_up("MPI cannot be started");
	MPI_Comm_size(MPI_COMM_WORLD, &ranks.n);
	MPI_Comm_rank(MPI_COMM_WORLD, &ranks.rank);
	int words = dup(STDERR_FILENO);
	self.words = words >= 0 ? words : STDERR_FILENO;
	if (ranks.n > TALLY_PROCESSES_MOST)
		give_up("more than 4096 processes");
	if (ranks.rank > 0)
		fall_silent();
	return &ranks;
}

int tally_processes_end(int code)
{
	see_off();
	MPI_Bcast(&code, 1, MPI_INT, 0, MPI_COMM_WORLD);
	MPI_Finalize();
	return code;
}
