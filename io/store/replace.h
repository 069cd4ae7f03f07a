/* replace.h: changing a store without ever writing into it.
 *
 * A change takes flock on FILE.lock, works in a new file beside the store, and puts it in the
 * store's place by rename. Whoever dies on the way leaves the old store and perhaps a temporary
 * file, which the next writer takes away. */
#ifndef TALLY_STORE_REPLACE_H
#define TALLY_STORE_REPLACE_H

#include "error.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct {
	char *path; /**< of the store, symbolic links resolved */
	char *temporary;
	char *folder;
	int lock;
	bool fresh; /**< the store must not be there yet */
	mode_t mode;
	bool pending; /**< the temporary file is there */
} store_change;

/** Resolves the path, takes the lock (waits for it, or fails at once) and clears away what a killed
 * writer left. fresh: the store must not exist, else it must. */
tally_status store_change_begin(const char *path, bool fresh, bool no_wait, store_change *out,
				tally_error *err);
/** Makes the temporary file, empty or as a copy of the store. */
tally_status store_change_open(store_change *change, bool copy, tally_error *err);
/** Opens a file in the folder of the store (path: links resolved) for reading and writing and takes its
 * name away. */
tally_status store_unnamed_open(const char *path, int *fd, tally_error *err);
/** fsync, rename over the store, fsync of the folder. */
tally_status store_change_commit(store_change *change, tally_error *err);
/** Gives the lock back; without a commit the temporary file goes. */
void store_change_end(store_change *change);

#endif
