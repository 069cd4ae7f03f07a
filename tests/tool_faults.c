/* tool_faults.c: one fault at a time, and what it left behind.
 *
 * usage: tool_faults TALLY FAULT.SO FOLDER STEP_IO STEP_MEMORY [SCENE...]
 *
 * FOLDER holds old.h5, a store, and new rows for it: in.csv, and large.csv, more than 1 MB holds. Each scene is a verb that changes one
 * file, its subject. The verb is run without faults for the new subject and the list of calls, then
 * once for every STEP-th call and way to fail, on a fresh copy. After each run
 *   - the subject is byte for byte the old or the new one (what tally writes is determined by its
 *     input, so that bytes are enough), and the new one where the verb said 0;
 *   - unless it was killed the verb ended by itself; where it failed, with 4 and a message;
 *   - nothing else lies in the folder, unless it was killed or HDF5 ended it for want of memory;
 *   - and after every series of kills a plain run clears away what is left and works.
 * The two contents themselves are verified by `tally verify` once. Lines "ok - " and "not ok - ".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
	const char *name;
	const char *subject; /* the file that changes */
	const char *words[8];
} scene;

static const scene scenes[] = {
    {"init", "fresh.h5", {"-s", "fresh.h5", "init", NULL}},
    {"ingest", "s.h5", {"ingest", "in.csv", NULL}},
    {"ingest --memory", "s.h5", {"ingest", "large.csv", "--memory", "1", NULL}},
    {"revert", "s.h5", {"revert", "1", NULL}},
    {"compact", "s.h5", {"compact", NULL}},
    {"reconcile", "s.h5", {"reconcile", NULL}},
    {"calc --into", "s.h5", {"calc", "gdp * 2", "--into", "made", NULL}},
    {"salvage", "whole.h5", {"salvage", "s.h5", "-o", "whole.h5", NULL}},
    {"export csv", "out", {"export", "csv", "-o", "out", NULL}},
    {"export wide", "out", {"export", "wide", "-o", "out", NULL}},
    {"export jsonl", "out", {"export", "jsonl", "-o", "out", NULL}},
};

static const char *const io_ways[] = {"EIO", "ENOSPC", "full", "EINTR", "short", "kill", NULL};
static const char *const memory_ways[] = {"memory", NULL};

typedef struct {
	char *bytes; /* NULL: no such file */
	size_t n;
} content;

typedef struct {
	char program[4096], preload[4096];
	const scene *scene;
	content store, subject_old, subject_new;
	int bad, done, died, died_outside;
} trial;

/* --- files ------------------------------------------------------------------------------- */

static void stop(const char *what)
{
	printf("not ok - %s: %s\n", what, strerror(errno));
	exit(1);
}

static content slurp(const char *path)
{
	content c = {NULL, 0};
	FILE *in = fopen(path, "rb");
	struct stat info;
	if (!in || fstat(fileno(in), &info) != 0)
		return c;
	c.n = (size_t)info.st_size;
	c.bytes = malloc(c.n + 1);
	if (!c.bytes || fread(c.bytes, 1, c.n, in) != c.n)
		stop(path);
	fclose(in);
	return c;
}

static void spit(const char *path, const content *c)
{
	FILE *out = fopen(path, "wb");
	if (!out || fwrite(c->bytes, 1, c->n, out) != c->n || fclose(out) != 0)
		stop(path);
}

static bool same(const content *a, const content *b)
{
	return !a->bytes == !b->bytes && a->n == b->n &&
	       (!a->bytes || memcmp(a->bytes, b->bytes, a->n) == 0);
}

/* Whether a file of the folder is one that a verb may leave. */
static bool expected(const trial *t, const char *name)
{
	static const char *const kept[] = {".",    "..",        "old.h5",        "in.csv",	"large.csv",
					   "s.h5", "s.h5.lock", "fresh.h5.lock", "whole.h5.lock",
					   "said", "calls",     "death"};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strcmp(name, kept[i]) == 0)
			return true;
	return strcmp(name, t->scene->subject) == 0;
}

/* The first file that should not be there, removed with all others; "": none. */
static const char *clear_away(const trial *t)
{
	static char found[300];
	found[0] = 0;
	DIR *folder = opendir(".");
	for (struct dirent *e; folder && (e = readdir(folder));)
		if (!expected(t, e->d_name)) {
			snprintf(found, sizeof found, "%s", e->d_name);
			unlink(e->d_name);
		}
	if (folder)
		closedir(folder);
	return found;
}

static void reset(const trial *t)
{
	spit("s.h5", &t->store);
	if (t->subject_old.bytes)
		spit(t->scene->subject, &t->subject_old);
	else
		unlink(t->scene->subject);
	unlink("death");
}

/* --- runs -------------------------------------------------------------------------------- */

static void set_fault(const trial *t, const char *kind, long at, const char *how)
{
	char number[24];
	snprintf(number, sizeof number, "%ld", at);
	const char *behind = getenv("FAULT_BEHIND"); /* a library that must come first */
	char preload[2 * sizeof t->preload];
	snprintf(preload, sizeof preload, "%s%s%s", behind ? behind : "", behind ? ":" : "",
		 t->preload);
	setenv("LD_PRELOAD", preload, 1);
	setenv("FAULT_KIND", kind, 1);
	setenv("FAULT_AT", number, 1);
	setenv("FAULT_HOW", how, 1);
	setenv("FAULT_DEATH", "death", 1);
	setenv("FAULT_PROGRAM", t->program, 1);
	if (at == 0)
		setenv("FAULT_LOG", "calls", 1);
}

/* The wait status; at < 0: without faults. */
static int run(const trial *t, const char *kind, long at, const char *how)
{
	const char *argv[10] = {t->program};
	for (int i = 0; t->scene->words[i]; i++)
		argv[i + 1] = t->scene->words[i];
	pid_t pid = fork();
	if (pid == 0) {
		int said = open("said", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(nothing, 0);
		dup2(nothing, 1);
		dup2(said, 2);
		setenv("TALLY_STORE", "s.h5", 1);
		if (at >= 0)
			set_fault(t, kind, at, how);
		alarm(60);
		execv(t->program, (char **)argv);
		_exit(127);
	}
	int status = 0;
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		stop("fork");
	return status;
}

static bool spoke(void)
{
	struct stat info;
	return stat("said", &info) == 0 && info.st_size > 0;
}

static const char *first_words(void)
{
	static char line[160];
	line[0] = 0;
	FILE *said = fopen("said", "r");
	if (said && !fgets(line, sizeof line, said))
		line[0] = 0;
	if (said)
		fclose(said);
	line[strcspn(line, "\n")] = 0;
	return line;
}

/* What is wrong with the state after a run, or NULL. */
static const char *harm(trial *t, int status, bool memory, bool killed)
{
	content now = slurp(t->scene->subject);
	bool old = same(&now, &t->subject_old), new = same(&now, &t->subject_new);
	free(now.bytes);
	const char *left = clear_away(t);
	if (!old && !new)
		return "the file is neither the old nor the new one";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return "it hung";
	if (WIFSIGNALED(status) && memory)
		return NULL; /* counted apart */
	if (killed)
		return WIFSIGNALED(status) ? NULL : "it was not killed";
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 4)
		return "it crashed";
	if (WEXITSTATUS(status) <= 1)
		return new ? NULL : "it says it is done and it is not";
	if (WEXITSTATUS(status) != 4)
		return "it does not say that the system failed (4)";
	if (*left && !memory) /* HDF5 may have ended the process; the next writer clears it away */
		return "it left something in the folder";
	return spoke() ? NULL : "it failed without a word";
}

/* One more line of the stack of a death, for the caller to look up. */
static void tell_death(const trial *t, long at)
{
	char line[64];
	FILE *death = fopen("death", "r");
	printf("# died %.*s %ld", (int)strcspn(t->scene->name, " "), t->scene->name, at);
	while (death && fgets(line, sizeof line, death)) {
		line[strcspn(line, "\n")] = 0;
		printf(" %s", line);
	}
	printf("\n");
	if (death)
		fclose(death);
}

static void try_call(trial *t, const char *kind, const char *how, long at, const char *call)
{
	bool memory = strcmp(kind, "memory") == 0, killed = strcmp(how, "kill") == 0;
	reset(t);
	int status = run(t, kind, at, how);
	const char *wrong = harm(t, status, memory, killed);
	t->done++;
	if (memory && WIFSIGNALED(status)) {
		t->died++;
		tell_death(t, at);
	}
	if (wrong && ++t->bad <= 5)
		printf("    %s, call %ld (%s), %s: %s (status %#x, said: %s)\n", t->scene->name, at,
		       call, how, wrong, (unsigned)status, first_words());
}

/* --- series ------------------------------------------------------------------------------ */

typedef struct {
	char (*names)[24];
	long n;
} call_list;

static call_list list_calls(const trial *t, const char *kind)
{
	call_list list = {NULL, 0};
	long capacity = 0;
	reset(t);
	run(t, kind, 0, "");
	FILE *in = fopen("calls", "r");
	if (!in)
		stop("no list of calls");
	for (char line[24]; fgets(line, sizeof line, in); list.n++) {
		if (list.n == capacity) {
			capacity = 2 * capacity + 1024;
			list.names = realloc(list.names, (size_t)capacity * sizeof *list.names);
			if (!list.names)
				stop("memory");
		}
		line[strcspn(line, "\n")] = 0;
		memcpy(list.names[list.n], line, sizeof line);
	}
	fclose(in);
	return list;
}

static void series(trial *t, const char *kind, const char *how, const call_list *calls, long step,
		   long first)
{
	t->bad = t->done = t->died = 0;
	for (long at = first; at <= calls->n; at += step)
		try_call(t, kind, how, at, calls->names[at - 1]);
	reset(t);
	int status = run(t, kind, -1, how);
	const char *wrong = harm(t, status, false, false);
	if (wrong) {
		t->bad++;
		printf("    %s after %s: %s\n", t->scene->name, how, wrong);
	}
	printf("%s - %s: %d of %ld calls of %s, %s: old or new, %d wrong, %d died in a library\n",
	       t->bad || !t->done ? "not ok" : "ok", t->scene->name, t->done, calls->n, kind, how,
	       t->bad, t->died);
	fflush(stdout);
}

static void try_kind(trial *t, const char *kind, const char *const *ways, long step)
{
	if (step <= 0)
		return;
	call_list calls = list_calls(t, kind);
	for (int i = 0; ways[i]; i++)
		series(t, kind, ways[i], &calls, step, 1 + i % step);
	free(calls.names);
}

/* Sets the stage and finds out what the new file is. */
static void play(trial *t, long step_io, long step_memory)
{
	const content nothing = {NULL, 0}, earlier = {(char *)"what was there before\n", 22};
	bool on_store = strcmp(t->scene->subject, "s.h5") == 0;
	bool exports = strncmp(t->scene->subject, "out", 3) == 0;
	t->subject_old = on_store ? t->store : exports ? earlier : nothing;
	t->subject_new = nothing;
	reset(t);
	int status = run(t, "", -1, "");
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		printf("not ok - %s: fails without a fault: %s\n", t->scene->name, first_words());
		return;
	}
	t->subject_new = slurp(t->scene->subject);
	if (same(&t->subject_old, &t->subject_new)) {
		printf("not ok - %s: changes nothing\n", t->scene->name);
		return;
	}
	try_kind(t, "io", io_ways, step_io);
	try_kind(t, "memory", memory_ways, step_memory);
	free(t->subject_new.bytes);
	unlink(t->scene->subject);
}

static bool asked_for(const scene *s, int argc, char **argv)
{
	for (int i = 6; i < argc; i++)
		if (strcmp(argv[i], s->name) == 0)
			return true;
	return argc <= 6;
}

int main(int argc, char **argv)
{
	static trial t;
	if (argc < 6 || !realpath(argv[1], t.program) || !realpath(argv[2], t.preload) ||
	    chdir(argv[3]) != 0)
		stop("usage: tool_faults TALLY FAULT.SO FOLDER STEP_IO STEP_MEMORY [SCENE...]");
	t.store = slurp("old.h5");
	if (!t.store.bytes)
		stop("old.h5");
	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
		if (asked_for(&scenes[i], argc, argv)) {
			t.scene = &scenes[i];
			play(&t, atol(argv[4]), atol(argv[5]));
		}
	return 0;
}
