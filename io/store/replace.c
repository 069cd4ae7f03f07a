/* replace.c: lock, copy, rename; see replace.h. */
#include "store/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static tally_status failed(const char *path, const char *what, tally_error *err)
{
	return tally_error_set(err, TALLY_ESYSTEM, "%s: %s: %s", path, what, strerror(errno));
}

/* FOLDER/.NAME.KIND of FOLDER/NAME, malloc'ed; NULL: out of memory. */
static char *beside(const char *path, const char *kind)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *out;
	return asprintf(&out, "%.*s.%s.%s", (int)(name - path), path, name, kind) < 0 ? NULL : out;
}

/* folder, temporary and the resolved path; the last part of a new store need not exist. */
static tally_status resolve(const char *path, bool fresh, store_change *c, tally_error *err)
{
	struct stat info;
	char *copy = strdup(path), *base = strdup(path);
	if (!copy || !base) {
		free(copy);
		free(base);
		return tally_error_memory(err);
	}
	if (fresh && lstat(path, &info) != 0) {
		char *folder = realpath(dirname(copy), NULL);
		if (folder && asprintf(&c->path, "%s/%s", folder, basename(base)) < 0)
			c->path = NULL;
		free(folder);
	} else if (!fresh) {
		c->path = realpath(path, NULL);
	} else {
		errno = EEXIST;
	}
	int code = errno;
	free(copy);
	free(base);
	if (!c->path && code == ENOMEM)
		return tally_error_memory(err);
	if (!c->path)
		return tally_error_set(err, fresh && code != EEXIST ? TALLY_ESYSTEM : TALLY_EINPUT,
				       fresh ? "%s: cannot be made: %s"
					     : "%s: no such store: %s (tally init makes one)",
				       path, strerror(code));
	char *slash = strrchr(c->path, '/');
	c->temporary = beside(c->path, "tally-tmp");
	if (asprintf(&c->folder, "%.*s", slash == c->path ? 1 : (int)(slash - c->path), c->path) <
	    0)
		c->folder = NULL;
	return c->temporary && c->folder ? TALLY_OK : tally_error_memory(err);
}

static tally_status not_locked(const store_change *c, const char *name, tally_error *err)
{
	if (errno == EWOULDBLOCK)
		return tally_error_set(err, TALLY_ESYSTEM,
				       "%s: another tally is writing to the store", c->path);
	if (errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL)
		return tally_error_set(
		    err, TALLY_ESYSTEM,
		    "%s: this file system has no locks (flock: %m), without which "
		    "two writers could lose figures; put the store on another",
		    c->path);
	return failed(name, "cannot be locked", err);
}

static tally_status take_lock(store_change *c, bool no_wait, tally_error *err)
{
	char *name;
	if (asprintf(&name, "%s.lock", c->path) < 0)
		return tally_error_memory(err);
	c->lock = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	tally_status status = TALLY_OK;
	int code = 0;
	if (c->lock < 0)
		status = failed(name, "cannot be opened", err);
	else
		do
			code = flock(c->lock, LOCK_EX | (no_wait ? LOCK_NB : 0));
		while (code != 0 && errno == EINTR);
	if (code != 0)
		status = not_locked(c, name, err);
	free(name);
	return status;
}

#define UNNAMED "tally-rows"

static tally_status clear_away(const char *name, tally_error *err)
{
	if (unlink(name) != 0 && errno != ENOENT)
		return failed(name, "left by a killed writer and cannot be removed", err);
	return TALLY_OK;
}

/* Nobody needs the name: one that is there was left by a process killed before it took it away, or
 * is about to go. So each may take away the name of any other. */
tally_status store_unnamed_open(const char *path, int *fd, tally_error *err)
{
	char *name = beside(path, UNNAMED);
	tally_status status = name ? TALLY_OK : tally_error_memory(err);
	*fd = -1;
	while (!status && *fd < 0) {
		status = clear_away(name, err);
		if (!status)
			*fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (!status && *fd < 0 && errno != EEXIST)
			status = failed(name, "cannot be made", err);
	}
	if (!status && unlink(name) != 0) /* what fails once need not fail twice */
		status = clear_away(name, err);
	free(name);
	return status;
}

/* What there is once the lock is ours. */
static tally_status look(store_change *c, tally_error *err)
{
	struct stat info;
	bool there = lstat(c->path, &info) == 0;
	if (c->fresh && there)
		return tally_error_set(err, TALLY_EINPUT, "%s: exists already", c->path);
	if (!c->fresh && (!there || !S_ISREG(info.st_mode)))
		return tally_error_set(err, TALLY_EINPUT, "%s: no such store", c->path);
	c->mode = there ? info.st_mode & 07777 : 0;
	char *unnamed = beside(c->path, UNNAMED);
	if (!unnamed)
		return tally_error_memory(err);
	tally_status status = clear_away(c->temporary, err);
	if (!status)
		status = clear_away(unnamed, err);
	free(unnamed);
	return status;
}

tally_status store_change_begin(const char *path, bool fresh, bool no_wait, store_change *out,
				tally_error *err)
{
	*out = (store_change){.lock = -1, .fresh = fresh};
	tally_status status = resolve(path, fresh, out, err);
	if (!status)
		status = take_lock(out, no_wait, err);
	if (!status)
		status = look(out, err);
	if (status)
		store_change_end(out);
	return status;
}

static tally_status copy_plainly(int from, int to, const char *path, tally_error *err)
{
	static const size_t size = 1 << 20;
	char *buffer = malloc(size);
	ssize_t n = 0;
	while (buffer && (n = read(from, buffer, size)) > 0)
		for (ssize_t done = 0, m; done < n; done += m)
			if ((m = write(to, buffer + done, (size_t)(n - done))) < 0) {
				free(buffer);
				return failed(path, "cannot be written", err);
			}
	free(buffer);
	return n == 0 && buffer ? TALLY_OK : failed(path, "cannot be copied", err);
}

/* The kernel copies; where it cannot, we do. */
static tally_status copy_into(int from, int to, const char *path, tally_error *err)
{
	for (;;) {
		ssize_t n = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0);
		if (n == 0)
			return TALLY_OK;
		if (n > 0 || errno == EINTR)
			continue;
		if (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
			return copy_plainly(from, to, path, err);
		return failed(path, "cannot be copied", err);
	}
}

tally_status store_change_open(store_change *c, bool copy, tally_error *err)
{
	int to = open(c->temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      c->fresh ? 0666 : 0600);
	if (to < 0)
		return failed(c->temporary, "cannot be made", err);
	c->pending = true;
	tally_status status = TALLY_OK;
	if (copy) {
		int from = open(c->path, O_RDONLY | O_CLOEXEC);
		status = from < 0 ? failed(c->path, "cannot be read", err)
				  : copy_into(from, to, c->temporary, err);
		if (from >= 0)
			close(from);
	}
	close(to);
	return status;
}

static tally_status sync_path(const char *path, mode_t mode, tally_error *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failed(path, "cannot be opened", err);
	bool good = (mode == 0 || fchmod(fd, mode) == 0) && fsync(fd) == 0;
	tally_status status = good ? TALLY_OK : failed(path, "cannot be brought to disk", err);
	close(fd);
	return status;
}

tally_status store_change_commit(store_change *c, tally_error *err)
{
	tally_status status = sync_path(c->temporary, c->fresh ? 0 : c->mode, err);
	if (status)
		return status;
	int code = c->fresh ? link(c->temporary, c->path) : rename(c->temporary, c->path);
	if (code != 0)
		return failed(c->path, "cannot be put in place", err);
	c->pending = c->fresh;
	return sync_path(c->folder, 0, err);
}

void store_change_end(store_change *c)
{
	if (c->pending)
		unlink(c->temporary);
	if (c->lock >= 0)
		close(c->lock);
	free(c->path);
	free(c->temporary);
	free(c->folder);
	*c = (store_change){.lock = -1};
}
