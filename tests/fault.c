/* fault.c: preloaded before the command, it makes the N-th call of a kind fail, or kills the
 * process there.
 *
 *   FAULT_KIND   lock (every flock fails with ENOLCK, as on a file system without), io (write, pwrite, fsync, fdatasync, rename, link, unlink, ftruncate, fchmod,
 *                copy_file_range, flock, close, fclose, fflush, mkstemp, open for writing) or
 * memory (malloc, calloc, realloc, and what allocates inside the C library: strdup, asprintf, ...)
 *   FAULT_AT     which call, from 1; 0: only count
 *   FAULT_HOW    EIO, ENOSPC, EINTR (that call once), full (ENOSPC for all that takes room from
 * there on), short (half of a write, once), kill (SIGKILL instead of the call) FAULT_LOG    a file
 * that gets the names of the calls, one a line, when FAULT_AT is 0 FAULT_DEATH  a file that gets
 * the addresses of the stack, as offsets in the program, when the process dies
 *
 * The standard streams are no part of io: what a verb prints is tested with full pipes and disks.
 * Not every failure is one that the call can have (unlink does not meet ENOSPC): a program that
 * lives through more than can happen is no worse. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { KIND_NONE, KIND_IO, KIND_MEMORY };

static long at, calls;
static int no_locks, kind, wanted_kind, code = ENOSPC, kill_there, short_there, for_ever;
static int log_fd = -1;
static const char *death_file;

/* --- set up ------------------------------------------------------------------------------ */

static void tell_death(int number)
{
	void *frames[24];
	char line[32];
	int n = backtrace(frames, 24);
	int fd = open(death_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (int i = 0; i < n && fd >= 0; i++) {
		Dl_info info;
		if (!dladdr(frames[i], &info) ||
		    strcmp(info.dli_fname, getenv("FAULT_PROGRAM")) != 0)
			continue;
		int size =
		    snprintf(line, sizeof line, "%#lx\n",
			     (unsigned long)((char *)frames[i] - (char *)info.dli_fbase) - 1);
		if (syscall(1, fd, line, (size_t)size) < 0)
			_exit(99);
	}
	raise(number);
}

static void read_how(const char *how)
{
	code = strcmp(how, "EIO") == 0 ? EIO : strcmp(how, "EINTR") == 0 ? EINTR : ENOSPC;
	kill_there = strcmp(how, "kill") == 0;
	short_there = strcmp(how, "short") == 0;
	for_ever = strcmp(how, "full") == 0;
}

__attribute__((constructor)) static void start(void)
{
	const char *name = getenv("FAULT_KIND"), *how = getenv("FAULT_HOW"),
		   *n = getenv("FAULT_AT");
	const char *log = getenv("FAULT_LOG");

	if (!name)
		return;
	at = n ? atol(n) : 0;
	read_how(how ? how : "");
	death_file = getenv("FAULT_DEATH");
	if (death_file && getenv("FAULT_PROGRAM")) {
		void *frame;
		backtrace(&frame, 1); /* loads what it needs now, not in the handler */
		static char stack[1 << 16]; /* HDF5 may have used up the process's own */
		sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
		const struct sigaction action = {.sa_handler = tell_death,
						 .sa_flags = (int)SA_RESETHAND | SA_ONSTACK};
		sigaction(SIGSEGV, &action, NULL);
		sigaction(SIGABRT, &action, NULL);
		sigaction(SIGBUS, &action, NULL);
	}
	if (log)
		log_fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	no_locks = strcmp(name, "lock") == 0;
	wanted_kind = no_locks ? KIND_NONE : strcmp(name, "memory") == 0 ? KIND_MEMORY : KIND_IO;
}

static int (*real_main)(int, char **, char **);

static int armed_main(int argc, char **argv, char **environment)
{
	kind = wanted_kind;
	return real_main(argc, argv, environment);
}

/* What libraries do before main is not ours to test. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*end)(void), void (*loader_end)(void), void *stack);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*end)(void), void (*loader_end)(void), void *stack)
{
	__typeof__(&__libc_start_main) real =
	    (__typeof__(&__libc_start_main))dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return real(armed_main, argc, argv, init, end, loader_end, stack);
}

static int takes_room(const char *name)
{
	static const char *const others[] = {"unlink", "close", "flock", "fchmod",
					     "chmod",  "fsync", "rename"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i]) == 0)
			return 0;
	return 1;
}

/* Whether this call is the one. */
static int strikes(int of_kind, const char *name)
{
	if (of_kind != kind)
		return 0;
	long n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
	if (at == 0 && log_fd >= 0) {
		char line[32];
		size_t size = strlen(name);
		memcpy(line, name, size);
		line[size] = '\n';
		if (syscall(1, log_fd, line, size + 1) <
		    0) /* the call itself, past our own write */
			_exit(99);
	}
	if (at == 0 || (for_ever ? n < at || !takes_room(name) : n != at))
		return 0;
	if (kill_there)
		raise(SIGKILL);
	errno = of_kind == KIND_MEMORY ? ENOMEM : code;
	return 1;
}

#define REAL(name)                                                                                 \
	static __typeof__(name) *real;                                                             \
	if (!real)                                                                                 \
	real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* --- bytes ------------------------------------------------------------------------------- */

ssize_t write(int fd, const void *bytes, size_t n)
{
	REAL(write);
	if (fd > 2 && fd != log_fd && strikes(KIND_IO, "write"))
		return short_there && n > 1 ? real(fd, bytes, n / 2) : -1;
	return real(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t where)
{
	REAL(pwrite);
	if (strikes(KIND_IO, "pwrite"))
		return short_there && n > 1 ? real(fd, bytes, n / 2, where) : -1;
	return real(fd, bytes, n, where);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t where)
{
	REAL(pwrite64);
	if (strikes(KIND_IO, "pwrite"))
		return short_there && n > 1 ? real(fd, bytes, n / 2, where) : -1;
	return real(fd, bytes, n, where);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags)
{
	REAL(copy_file_range);
	if (strikes(KIND_IO, "copy_file_range"))
		return short_there && n > 1 ? real(in, from, out, to, n / 2, flags) : -1;
	return real(in, from, out, to, n, flags);
}

/* --- everything else of files -------------------------------------------------------------- */

#define FAILING(name, parameters, arguments)                                                       \
	int name parameters                                                                        \
	{                                                                                          \
		REAL(name);                                                                        \
		return strikes(KIND_IO, #name) && !short_there ? -1 : real arguments;              \
	}

FAILING(fsync, (int fd), (fd))
FAILING(fdatasync, (int fd), (fd))
FAILING(rename, (const char *from, const char *to), (from, to))
FAILING(link, (const char *from, const char *to), (from, to))
FAILING(unlink, (const char *path), (path))
FAILING(ftruncate, (int fd, off_t n), (fd, n))
FAILING(ftruncate64, (int fd, off64_t n), (fd, n))
FAILING(fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(chmod, (const char *path, mode_t mode), (path, mode))
FAILING(mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(mkstemp, (char *name), (name))
FAILING(mkstemp64, (char *name), (name))
FAILING(mkostemp, (char *name, int flags), (name, flags))
FAILING(mkostemp64, (char *name, int flags), (name, flags))

int flock(int fd, int how)
{
	REAL(flock);
	errno = ENOLCK;
	return no_locks || (strikes(KIND_IO, "flock") && !short_there) ? -1 : real(fd, how);
}

/* The descriptor is gone all the same, as Linux does it. */
int close(int fd)
{
	REAL(close);
	int struck = fd > 2 && fd != log_fd && strikes(KIND_IO, "close") && !short_there;
	int as = errno, result = real(fd);
	if (struck)
		errno = as;
	return struck ? -1 : result;
}

int fclose(FILE *stream)
{
	REAL(fclose);
	int struck = strikes(KIND_IO, "fclose") && !short_there;
	int as = errno, result = real(stream);
	if (struck)
		errno = as;
	return struck ? EOF : result;
}

int fflush(FILE *stream)
{
	REAL(fflush);
	int plain = !stream || stream == stdout || stream == stderr;
	return !plain && strikes(KIND_IO, "fflush") && !short_there ? EOF : real(stream);
}

#define OPENING(name)                                                                              \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		REAL(name);                                                                        \
		va_list rest;                                                                      \
		va_start(rest, flags);                                                             \
		mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;            \
		va_end(rest);                                                                      \
		int writes = (flags & O_ACCMODE) != O_RDONLY && strncmp(path, "/dev/", 5) != 0;    \
		return writes && strikes(KIND_IO, "open") && !short_there                          \
			   ? -1                                                                    \
			   : real(path, flags, mode);                                              \
	}

OPENING(open)
OPENING(open64)

/* --- memory ------------------------------------------------------------------------------ */

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t n);

void *malloc(size_t n)
{
	return strikes(KIND_MEMORY, "malloc") ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return strikes(KIND_MEMORY, "calloc") ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t n)
{
	return strikes(KIND_MEMORY, "realloc") ? NULL : __libc_realloc(old, n);
}
