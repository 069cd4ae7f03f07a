/* target.c: a file that appears whole or not at all: written beside its place and renamed. */
#include "export/export.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_stdout(const tally_target *t)
{
	return t->path == NULL || tally_destination_is_stdout(t->path);
}

static tally_status cannot(const tally_target *t, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "cannot write %.300s: %s",
			       is_stdout(t) ? "the output" : t->path, strerror(errno));
}

static tally_status open_stream(tally_target *t, tally_error *err)
{
	t->out = fopen(t->path, "ab");
	return t->out != NULL ? TALLY_OK : cannot(t, err);
}

static tally_status open_temporary(tally_target *t, tally_error *err)
{
	if ((size_t)snprintf(t->temporary, sizeof t->temporary, "%s.XXXXXX", t->to.path) >=
	    sizeof t->temporary)
		return tally_error_set(err, TALLY_EUSAGE, "the path is too long");
	int fd = mkstemp(t->temporary);
	t->out = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (t->out != NULL)
		return TALLY_OK;
	tally_status status = cannot(t, err);
	if (fd >= 0) {
		close(fd);
		unlink(t->temporary);
	}
	t->temporary[0] = '\0';
	return status;
}

tally_status tally_target_open(const char *path, tally_target *out, tally_error *err)
{
	*out = (tally_target){.path = path};
	if (is_stdout(out)) {
		out->out = stdout;
		return TALLY_OK;
	}
	tally_status status = tally_destination_of(path, &out->to, err);
	if (status != TALLY_OK)
		return status;
	return out->to.stream ? open_stream(out, err) : open_temporary(out, err);
}

tally_status tally_target_seeks(const tally_target *t, tally_error *err)
{
	return !t->to.stream ? TALLY_OK
			     : tally_error_set(err, TALLY_EUSAGE,
					       "%s is a device or pipe; this format is written to a file",
					       t->path);
}

/* A reader that has seen enough (`| head`) is no failure. What was wrong is told here, once. */
static tally_status commit_stream(tally_target *t, tally_error *err)
{
	bool bad = ferror(t->out) != 0;

	errno = bad ? errno : 0;
	if (!bad)
		bad = fflush(t->out) != 0;
	if (!bad)
		return TALLY_OK; /* tally_target_abandon closes what is not standard output */
	int reason = errno;
	__fpurge(t->out);
	clearerr(t->out);
	errno = reason;
	return errno == EPIPE ? TALLY_OK : cannot(t, err);
}

tally_status tally_target_commit(tally_target *t, tally_error *err)
{
	if (*t->temporary == '\0')
		return commit_stream(t, err);
	bool good = !ferror(t->out);
	good = fclose(t->out) == 0 && good;
	t->out = NULL;
	if (good && chmod(t->temporary, t->to.mode) == 0 &&
	    rename(t->temporary, t->to.path) == 0) {
		t->temporary[0] = '\0';
		return TALLY_OK;
	}
	return cannot(t, err);
}

void tally_target_abandon(tally_target *t)
{
	if (t->out != NULL && t->out != stdout)
		fclose(t->out);
	t->out = NULL;
	if (*t->temporary == '\0')
		return;
	unlink(t->temporary);
	t->temporary[0] = '\0';
}
