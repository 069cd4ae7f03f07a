/* fault.c: preloaded before the command, it makes the N-th call of a kind fail, or kills the process there.
 *
 *   FAULT_KIND   io (write, pwrite, fsync, rename, ftruncate, copy_file_range, close, open for writing) or
 *                memory (malloc, calloc, realloc)
 *   FAULT_AT     which call, from 1; 0: only count
 *   FAULT_HOW    fail (ENOSPC, EIO or no memory), kill (SIGKILL), short (half of a write, once)
 *   FAULT_COUNT  a file that gets the number of calls at exit
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long at, calls;
static int memory_kind, kill_there, short_there, ready;
static const char *count_file;

static void count_down(void)
{
	char text[32];
	int fd = count_file ? creat(count_file, 0600) : -1;

	if (fd < 0)
		return;
	int n = snprintf(text, sizeof text, "%ld\n", calls);
	if (dprintf(fd, "%.*s", n, text) < 0)
		_exit(99);
}

__attribute__((constructor)) static void start(void)
{
	const char *kind = getenv("FAULT_KIND"), *how = getenv("FAULT_HOW"), *n = getenv("FAULT_AT");

	memory_kind = kind && strcmp(kind, "memory") == 0;
	kill_there = how && strcmp(how, "kill") == 0;
	short_there = how && strcmp(how, "short") == 0;
	at = n ? atol(n) : 0;
	count_file = getenv("FAULT_COUNT");
	ready = kind != NULL;
	atexit(count_down);
}

/* Whether this call is the one. */
static int strikes(int memory)
{
	if (!ready || memory != memory_kind || __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != at)
		return 0;
	if (kill_there)
		raise(SIGKILL);
	return 1;
}

#define REAL(name) \
	static __typeof__(name) *real; \
	if (!real) \
		real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t n)
{
	REAL(write);
	if (fd > 2 && strikes(0)) {
		if (short_there && n > 1)
			return real(fd, bytes, n / 2);
		errno = ENOSPC;
		return -1;
	}
	return real(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t where)
{
	REAL(pwrite);
	if (strikes(0)) {
		if (short_there && n > 1)
			return real(fd, bytes, n / 2, where);
		errno = ENOSPC;
		return -1;
	}
	return real(fd, bytes, n, where);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t where)
{
	REAL(pwrite64);
	if (strikes(0)) {
		if (short_there && n > 1)
			return real(fd, bytes, n / 2, where);
		errno = ENOSPC;
		return -1;
	}
	return real(fd, bytes, n, where);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags)
{
	REAL(copy_file_range);
	if (strikes(0)) {
		if (short_there && n > 1)
			return real(in, from, out, to, n / 2, flags);
		errno = EIO;
		return -1;
	}
	return real(in, from, out, to, n, flags);
}

#define FAILING(name, error, parameters, arguments) \
	int name parameters \
	{ \
		REAL(name); \
		if (strikes(0) && !short_there) { \
			errno = error; \
			return -1; \
		} \
		return real arguments; \
	}

FAILING(fsync, EIO, (int fd), (fd))
FAILING(fdatasync, EIO, (int fd), (fd))
FAILING(rename, EIO, (const char *from, const char *to), (from, to))
FAILING(ftruncate, ENOSPC, (int fd, off_t n), (fd, n))
FAILING(ftruncate64, ENOSPC, (int fd, off64_t n), (fd, n))
FAILING(flock, EINTR, (int fd, int how), (fd, how))

void *malloc(size_t n)
{
	REAL(malloc);
	if (strikes(1)) {
		errno = ENOMEM;
		return NULL;
	}
	return real(n);
}

void *realloc(void *old, size_t n)
{
	REAL(realloc);
	if (strikes(1)) {
		errno = ENOMEM;
		return NULL;
	}
	return real(old, n);
}
