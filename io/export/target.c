/* target.c: a file that appears whole or not at all: written beside its place and renamed. */
#include "export/export.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static tally_status cannot(const tally_target *t, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "cannot write %s: %s",
			       *t->temporary ? t->path : "the output", strerror(errno));
}

tally_status tally_target_open(const char *path, tally_target *out, tally_error *err)
{
	*out = (tally_target){.path = path};
	if (path == NULL || strcmp(path, "-") == 0) {
		out->out = stdout;
		return TALLY_OK;
	}
	if ((size_t)snprintf(out->temporary, sizeof out->temporary, "%s.XXXXXX", path) >=
	    sizeof out->temporary)
		return tally_error_set(err, TALLY_EUSAGE, "the path is too long");
	mode_t mask = umask(0);
	umask(mask);
	out->mode = 0666 & ~mask;
	int fd = mkstemp(out->temporary);
	out->out = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (out->out != NULL)
		return TALLY_OK;
	tally_status status = cannot(out, err);
	if (fd >= 0) {
		close(fd);
		unlink(out->temporary);
	}
	out->temporary[0] = '\0';
	return status;
}

/* A reader that has seen enough (`| head`) is no failure. What was wrong is told here, once. */
static tally_status commit_stdout(tally_target *t, tally_error *err)
{
	bool bad = ferror(t->out) != 0;

	errno = bad ? errno : 0;
	if (!bad)
		bad = fflush(t->out) != 0;
	if (!bad)
		return TALLY_OK;
	int reason = errno;
	__fpurge(t->out);
	clearerr(t->out);
	errno = reason;
	return errno == EPIPE ? TALLY_OK : cannot(t, err);
}

tally_status tally_target_commit(tally_target *t, tally_error *err)
{
	if (*t->temporary == '\0')
		return commit_stdout(t, err);
	bool good = !ferror(t->out);
	good = fclose(t->out) == 0 && good;
	t->out = NULL;
	if (good && chmod(t->temporary, t->mode) == 0 && rename(t->temporary, t->path) == 0) {
		t->temporary[0] = '\0';
		return TALLY_OK;
	}
	return cannot(t, err);
}

void tally_target_abandon(tally_target *t)
{
	if (*t->temporary == '\0')
		return;
	if (t->out != NULL)
		fclose(t->out);
	unlink(t->temporary);
	t->out = NULL;
	t->temporary[0] = '\0';
}
