/* cmd_tutorial.c: a tour on figures that tally carries with it. Each step says what it does, shows
 * the command as one would type it, and runs the verb itself, so that the tour cannot tell of
 * anything that does not work. On a terminal it waits for Enter between steps. */
#include "cli.h"
#include "page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const cli_command cmd_tutorial;

enum { STEP_WORDS = 12 };

typedef struct {
	const char *text;
	const char *words[STEP_WORDS]; /**< of the command behind `tally`; none: only text */
} step;

#define TOUR_STORE "tour.h5"

static const step steps[] = {
    {"The folder now holds figures.csv: 24 published figures, one a line, as their sources print\n"
     "them. 亿元 is 100 million yuan; the codes are those of `tally list metrics`. Look at it\n"
     "with any editor; a file of your own looks the same or is an ordinary table of years.",
     {NULL}},
    {"A store is one file. It keeps the code lists and every figure, digit by digit.",
     {"init", TOUR_STORE}},
    {"Ingest reads a file into it as one batch, all or nothing; a bad cell would be named with "
     "its\n"
     "line and column. Ingesting the same file twice adds nothing.",
     {"ingest", "figures.csv", "-s", TOUR_STORE}},
    {"Show prints a series. Any name or alias will do: GDP, gdp, 国内生产总值.",
     {"show", "gdp", "China", "--from", "2019", "-s", TOUR_STORE}},
    {"Calc knows growth, shares, intensities and some fifty more (`tally calc --list`). Growth is\n"
     "by the calendar; every result has the interval that rounding leaves.",
     {"calc", "yoy(gdp)", "--from", "2019", "-s", TOUR_STORE}},
    {"Can all figures be true? Check proves it, or names the fewest that cannot. Here a page "
     "printed\n"
     "44.04 of 457.41 as 9.62 %, which no rounding explains. Its exit code is 1.",
     {"check", "-s", TOUR_STORE}},
    {"Nobody printed how the north-east's zones grew. Levels and rates of the nation and of three\n"
     "regions leave little room for it.",
     {"bounds", "gross_industrial_output", "CN-HTZ-NE", "2023-01/2023-09", "--growth", "-s",
      TOUR_STORE}},
    {"Reconcile finds the levels nearest to all that was printed that fit together. --dry-run\n"
     "prints them; without it they become a batch of their own, and what was published stays.",
     {"reconcile", "--dry-run", "-s", TOUR_STORE}},
    {"A chart in the terminal; with `-o gdp.svg`, .png or .pdf it becomes a file.",
     {"plot", "trend", "gdp", "CN", "--term", "-s", TOUR_STORE}},
    {"Export hands the figures to other programs. This is the claim CSV, which ingest reads back.",
     {"export", "csv", "gdp", "CN", "-s", TOUR_STORE}},
    {"That was the tour. The folder stays: try your own words in it. Next: `tally help claims`,\n"
     "`tally ingest --help` for files of your own, `tally read` for press text, `tally report` "
     "for\n"
     "one page that tells all.",
     {NULL}},
};

static bool write_figures(const char *folder)
{
	FILE *f = fopen("figures.csv", "wx");
	bool good = f && fputs(cli_tutorial_csv, f) >= 0;

	if (f)
		good = fclose(f) == 0 && good;
	if (!good)
		fprintf(stderr, "tally tutorial: cannot write %s/figures.csv: %s\n", folder,
			strerror(errno));
	return good;
}

static int enter_folder(const char *folder)
{
	if (mkdir(folder, 0777) != 0) {
		tally_error err = {0};

		tally_error_set(&err, errno == EEXIST ? TALLY_EINPUT : TALLY_ESYSTEM,
				errno == EEXIST ? "%s exists; name another folder: tally tutorial "
						  "FOLDER"
						: "cannot make the folder %s",
				folder);
		return cli_fail(&err);
	}
	return chdir(folder) == 0 && write_figures(folder) ? 0 : 4;
}

/* false: the reader has had enough. */
static bool wait_for_enter(void)
{
	int c, first;

	printf("\n[Enter goes on, q ends] ");
	fflush(stdout);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	printf("\n");
	return first != 'q' && first != EOF;
}

static void print_command(const step *s)
{
	printf("\n$ tally");
	for (int i = 0; i < STEP_WORDS && s->words[i]; i++)
		printf(strpbrk(s->words[i], "()*$") ? " '%s'" : " %s", s->words[i]);
	printf("\n");
	fflush(stdout);
}

static int run_command(const cli_globals *g, const step *s)
{
	char *words[STEP_WORDS + 1] = {NULL};
	int n = 0, code = 4;

	for (; n < STEP_WORDS && s->words[n]; n++)
		words[n] = strdup(s->words[n]);
	char *all[STEP_WORDS + 1];
	memcpy(all, words, sizeof all); /* the parser moves them */
	const cli_command *command = cli_find(s->words[0]);
	if (command)
		code = command->run(g, n, words);
	fflush(stdout);
	for (int i = 0; i < n; i++)
		free(all[i]);
	return code > 1 ? code : 0;
}

static int tour(const cli_globals *g, bool waits)
{
	int n = (int)(sizeof steps / sizeof *steps), code = 0;

	for (int i = 0; i < n && code == 0; i++) {
		printf("%s--- %d of %d\n%s\n", i ? "\n" : "", i + 1, n, steps[i].text);
		if (steps[i].words[0]) {
			print_command(&steps[i]);
			code = run_command(g, &steps[i]);
		}
		if (waits && i + 1 < n && !wait_for_enter())
			break;
	}
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_tutorial, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n > 1)
		return cli_usage(&cmd_tutorial, "one folder at a time, found %d names", n);
	const char *folder = n == 1 ? argv[0] : "tally-tutorial";

	code = enter_folder(folder);
	if (code)
		return code;
	printf("The folder %s is made; the commands below work in it.\n\n", folder);
	return tour(&g, isatty(STDIN_FILENO) && isatty(STDOUT_FILENO));
}

const cli_command cmd_tutorial = {
    .name = "tutorial",
    .summary = "a tour of ten minutes on figures that tally brings along",
    .usage = "tutorial [FOLDER]",
    .help =
	"Makes the folder (tally-tutorial), writes figures.csv into it and walks through what\n"
	"tally does with it: store, ingest, show, calc, check, bounds, reconcile, plot and "
	"export.\n"
	"Each step shows its command and its true output. On a terminal it waits for Enter. The\n"
	"folder stays, to try things in.",
    .examples = "  tally tutorial\n"
		"  tally tutorial /tmp/tour",
    .run = run,
};
