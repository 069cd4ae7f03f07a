/* destination.c: one stat, and realpath for what is there. */
#include "destination.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static tally_status refuse(const char *path, const char *why, tally_error *err)
{
	return tally_error_set(err, TALLY_EUSAGE, "%.300s %s", path, why);
}

bool tally_destination_is_stdout(const char *path)
{
	static const char *const names[] = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

/* /dev/stderr may be a file, but it is one that others write to at this moment. */
static bool is_open_already(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

tally_status tally_destination_of(const char *path, tally_destination *out, tally_error *err)
{
	struct stat info;
	char real[PATH_MAX];
	mode_t mask = umask(0);

	umask(mask);
	*out = (tally_destination){.mode = 0666 & ~mask};
	if ((size_t)snprintf(out->path, sizeof out->path, "%s", path) >= sizeof out->path)
		return refuse(path, "is too long a path", err);
	if (stat(path, &info) != 0)
		return (errno == ENOENT || errno == ELOOP) && lstat(path, &info) == 0
			   ? refuse(path, "is a symbolic link to nothing; remove it", err)
			   : TALLY_OK;
	out->exists = true;
	if (S_ISDIR(info.st_mode))
		return refuse(path, "is a folder; name a file", err);
	out->mode = info.st_mode & 0777;
	out->stream = !S_ISREG(info.st_mode) || is_open_already(path);
	if (!out->stream && realpath(path, real))
		snprintf(out->path, sizeof out->path, "%s", real);
	return TALLY_OK;
}
