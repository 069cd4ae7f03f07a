/* main.c: the table of verbs and the global options. It decides nothing about numbers. */
#include "cli.h"
#include "job.h"
#include "page.h"
#include "terminal.h"

#include "library/tally.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern const cli_command cmd_tutorial;
extern const cli_command cmd_init;
extern const cli_command cmd_ingest;
extern const cli_command cmd_read;
extern const cli_command cmd_review;
extern const cli_command cmd_list;
extern const cli_command cmd_calc;
extern const cli_command cmd_benchmark;
extern const cli_command cmd_disaggregate;
extern const cli_command cmd_rake;
extern const cli_command cmd_hierarchy;
extern const cli_command cmd_regional;
extern const cli_command cmd_check;
extern const cli_command cmd_bounds;
extern const cli_command cmd_reconcile;
extern const cli_command cmd_show;
extern const cli_command cmd_plot;
extern const cli_command cmd_report;
extern const cli_command cmd_doctor;
extern const cli_command cmd_export;
extern const cli_command cmd_log;
extern const cli_command cmd_diff;
extern const cli_command cmd_revert;
extern const cli_command cmd_compact;
extern const cli_command cmd_verify;
extern const cli_command cmd_salvage;

/* clang-format off: one a line, so that verbs can be added side by side */
const cli_command *const cli_commands[] = {
    &cmd_init,   &cmd_ingest,    &cmd_read,      &cmd_review,  &cmd_list,      &cmd_show,
    &cmd_check,  &cmd_bounds,    &cmd_reconcile, &cmd_calc,    &cmd_benchmark, &cmd_disaggregate,
    &cmd_rake,   &cmd_hierarchy, &cmd_regional,  &cmd_plot,    &cmd_report,    &cmd_export,
    &cmd_log,    &cmd_diff,      &cmd_revert,    &cmd_compact, &cmd_verify,    &cmd_salvage,
    &cmd_doctor, &cmd_tutorial,  NULL,
};
/* clang-format on */

const cli_command *cli_find(const char *name)
{
	for (int i = 0; cli_commands[i]; i++)
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
	return NULL;
}

static int unknown_verb(const char *name)
{
	const char *names[64];
	int n = 0;

	for (const cli_command *const *c = cli_commands; *c && n < 64; c++)
		names[n++] = (*c)->name;
	const char *near = tally_near_word(name, names, n);

	fprintf(stderr, "tally: unknown verb \"");
	cli_put(stderr, name);
	fprintf(stderr, near ? "\"; did you mean \"%s\"?\n" : "\"; tally --help lists the verbs\n",
		near);
	return 2;
}

static const char *default_language(void)
{
	const char *names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (int i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? "zh" : "en";
	}
	return "en";
}

static cli_globals default_globals(void)
{
	const char *store = getenv("TALLY_STORE");

	return (cli_globals){
	    .store = store && *store ? store : "tally.h5",
	    .lang = default_language(),
	    .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
	    .max_errors = 50,
	};
}

/* Moves the verb to the front, so that global options may stand before it. */
static int find_verb(int argc, char **argv)
{
	static const char *const with_value[] = {"-s", "--store", "--codes", "--lang",
						 "--max-errors"};

	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-')
			return i;
		for (size_t k = 0; k < sizeof with_value / sizeof *with_value; k++)
			if (strcmp(argv[i], with_value[k]) == 0) {
				i++;
				break;
			}
	}
	return 0;
}

/* A standard stream that the caller closed would be given to the next file opened, and messages
 * would go into a store. */
static void fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* HDF5 ends the process with exit(-1), without a word, when memory runs out at some places. */
static void say_who_ended_it(int code, void *nothing)
{
	(void)nothing;
	if (code != -1)
		return;
	fputs("tally: out of memory\n", stderr);
	_exit(TALLY_ESYSTEM);
}

static int run(cli_globals *globals, int argc, char **argv)
{
	int verb = find_verb(argc, argv);
	bool first = !globals->ranks || globals->ranks->rank == 0;

	if (verb == 0) {
		if (argc > 1 && strcmp(argv[1], "--version") == 0) {
			printf("tally %s\n", tally_version());
			return 0;
		}
		bool asked =
		    argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);

		if (argc > 1 && !asked)
			return unknown_verb(argv[1]);
		cli_overview();
		return asked ? 0 : 2;
	}
	if (strcmp(argv[verb], "help") == 0)
		return cli_help(globals, argc - verb, argv + verb);
	if (strcmp(argv[verb], "complete") == 0)
		return cli_complete(globals, argc - verb, argv + verb);
	const cli_command *command = cli_find(argv[verb]);

	if (!command)
		return unknown_verb(argv[verb]);
	if (!first && !command->together)
		return 0;
	if (!command->together)
		globals->ranks = NULL;
	char *name = argv[verb];
	memmove(argv + 2, argv + 1, (size_t)(verb - 1) * sizeof *argv);
	argv[1] = name;
	int code = command->run(globals, argc - 1, argv + 1);
	cli_forget_words();
	return code;
}

/* Fresh pages cost more than most that is done with them: what was freed is kept, and the heap
 * begins anew at its first large page (showing one series: a third of its time). What lies below
 * that page is never touched, so it costs nothing. */
static void prepare_memory(void)
{
	enum { HEAP = 8 << 20, LARGE_PAGE = 2 << 20, FIRST = 256 << 10 };
	static volatile uintptr_t below; /* kept, so that nothing is put there */

	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	mallopt(M_TOP_PAD, HEAP);
	char *first = malloc(FIRST), *end = sbrk(0);
	uintptr_t from = ((uintptr_t)first + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	uintptr_t to = (uintptr_t)end / LARGE_PAGE * LARGE_PAGE;
	size_t gap = from - (uintptr_t)first;
	free(first);
	if (first && from < to && to - from <= 2 * HEAP && /* the heap of the C library is there */
	    madvise((void *)from, to - from, MADV_HUGEPAGE) == 0)
		below = (uintptr_t)malloc(gap);
	(void)below;
}

int main(int argc, char **argv)
{
	cli_globals globals = default_globals();

	fill_standard_streams();
	cli_guard_terminals();
	on_exit(say_who_ended_it, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write beyond a limit is an error like a full disk */
	prepare_memory();
	gsl_set_error_handler_off(); /* GSL would abort; its callers look at results */
	globals.ranks = cli_job.begin(&argc, &argv);
	return cli_job.end(cli_finish(run(&globals, argc, argv)));
}
