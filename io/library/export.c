/* export.c: figures of the store into a file, written beside its place and renamed. */
#include "library/session.h"

#include "csv/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
	int fd;
	char *bytes;
	size_t n;
} writer;

enum { WRITER_SIZE = 1 << 16 };

static bool put_out(writer *w)
{
	for (size_t done = 0; done < w->n;) {
		ssize_t k = write(w->fd, w->bytes + done, w->n - done);

		if (k < 0 && errno != EINTR)
			return false;
		done += k > 0 ? (size_t)k : 0;
	}
	w->n = 0;
	return true;
}

static int take(void *context, const char *bytes, size_t n)
{
	writer *w = context;

	while (n > 0) {
		size_t room = WRITER_SIZE - w->n, k = n < room ? n : room;

		memcpy(w->bytes + w->n, bytes, k);
		w->n += k;
		bytes += k;
		n -= k;
		if (w->n == WRITER_SIZE && !put_out(w))
			return 1;
	}
	return 0;
}

static tally_status cannot_write(const char *path, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "cannot write %s: %s", path, strerror(errno));
}

static tally_status write_claims(int fd, const char *path, const tally_claims *claims,
				 const tally_codes *codes, tally_error *err)
{
	writer w = {.fd = fd, .bytes = malloc(WRITER_SIZE)};

	if (!w.bytes)
		return tally_error_memory(err);
	tally_status status = tally_csv_write_claims(claims, codes, false, take, &w, err);
	if (status == TALLY_OK && !put_out(&w))
		status = cannot_write(path, err);
	free(w.bytes);
	return status;
}

static tally_status write_file(const char *path, const tally_claims *claims,
			       const tally_codes *codes, tally_error *err)
{
	char temporary[4096];

	if ((size_t)snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= sizeof temporary)
		return tally_error_set(err, TALLY_EUSAGE, "the path is too long: %.100s...", path);
	int fd = mkstemp(temporary);
	if (fd < 0)
		return cannot_write(path, err);
	tally_status status = write_claims(fd, path, claims, codes, err);
	mode_t mask = umask(0);
	umask(mask);
	bool good = fchmod(fd, 0666 & ~mask) == 0;
	good = close(fd) == 0 && good;
	if (status == TALLY_OK && !(good && rename(temporary, path) == 0))
		status = cannot_write(path, err);
	if (status != TALLY_OK)
		unlink(temporary);
	return status;
}

static tally_status export(tally_session *s, const char *path, choice *c, const char *metric,
			   tally_error *err)
{
	tally_claims claims = {0};
	tally_status status = choice_resolve(c, session_codes(s), metric, err);

	if (status == TALLY_OK)
		status = tally_store_read(s->store, &c->selection, &claims, err);
	if (status == TALLY_OK)
		status = write_file(path, &claims, session_codes(s), err);
	tally_claims_release(&claims);
	return status;
}

tally_status tally_session_export(tally_session *s, const char *format, const char *path,
				  const char *const *texts, tally_error *err)
{
	choice c = {0};
	const char *metric = NULL;
	const option options[] = {
	    {"metric", OPTION_TEXT, &metric}, CHOICE_OPTIONS(&c), {NULL, OPTION_TEXT, NULL}};

	if (strcmp(format, "csv") != 0)
		return tally_error_set(err, TALLY_EUSAGE, "unknown format \"%s\"; csv", format);
	library_enter();
	tally_status status = options_read(options, texts, err);
	if (status == TALLY_OK)
		status = export(s, path, &c, metric, err);
	choice_release(&c);
	library_leave();
	return status;
}
