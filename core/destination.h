/* destination.h: what a name that is to be written to stands for. Files are replaced by a rename,
 * which would also replace a symbolic link or a device: /dev/stdout itself would become a table. */
#ifndef TALLY_DESTINATION_H
#define TALLY_DESTINATION_H

#include "error.h"

#include <stdbool.h>

/** Where to write. */
typedef struct {
	char path[4096]; /**< the file itself, symbolic links followed */
	bool stream;     /**< a device, pipe or socket, or what lies in /dev: open it to append */
	bool exists;
	unsigned mode; /**< permission bits: those of the file that is there, else of a new one */
} tally_destination;

/** "-" and the names that the system has for standard output: written to the stream itself, so that
 * what else goes there keeps its place. */
bool tally_destination_is_stdout(const char *path);

/** Asks the file system; opens nothing. TALLY_EUSAGE for a folder, a link to nothing and a path
 * that is too long; what else is wrong with a path, writing to it will tell. */
tally_status tally_destination_of(const char *path, tally_destination *out, tally_error *err);

#endif
