/* page.h: what a verb's table of options and its texts become: the page of --help, a man page, or
 * the candidates for completing a command line. One source, three forms. */
#ifndef TALLY_CLI_PAGE_H
#define TALLY_CLI_PAGE_H

#include "cli.h"

typedef enum { CLI_PAGE_TEXT, CLI_PAGE_MAN, CLI_PAGE_COMPLETE } cli_page_form;

/** What --help gives; CLI_PAGE_TEXT unless main says otherwise. */
extern cli_page_form cli_page_as;

/** Prints the verb's page in that form; `own` ends with name NULL, may be NULL. */
void cli_page(const cli_command *command, const cli_option *own, const cli_option *global);

/** man.c: tally(1) itself, and a topic as tally-NAME(7). */
void cli_man_verb(const cli_command *command, const cli_option *own, const cli_option *global);
void cli_man_program(void);
void cli_man_topic(const char *name, const char *text);

/* complete.c */

/** `tally complete -- WORD...`: what the last word, begun or empty, could become: a line each,
 * code, tab, what it is; or the line `:files`. Exit 0 always: a shell shows nothing when nothing
 * fits. */
int cli_complete(const cli_globals *g, int argc, char **argv);
/** Called by cli_page for the verb of the words. */
void cli_complete_verb(const cli_command *command, const cli_option *own, const cli_option *global);

/* help.c */

/** `tally help TOPIC`: concepts. The texts are docs/topics/NAME.md, compiled in. */
typedef struct {
	const char *name;
	const char *text; /**< first line "# Title" */
} cli_topic;
extern const cli_topic cli_topics[]; /**< ends with name NULL */
/** The figures of `tally tutorial`, compiled in likewise. */
extern const char cli_tutorial_csv[];
const cli_topic *cli_topic_find(const char *name);
/** `tally help [--man] [VERB|TOPIC]`, argv[0] is "help". */
/** The page of plain `tally`. */
void cli_overview(void);
int cli_help(const cli_globals *g, int argc, char **argv);

#endif
