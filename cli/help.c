/* help.c: `tally help`: the list of verbs, a verb's page, a topic, each as text or as man source.
 */
#include "job.h"
#include "page.h"

#include <string.h>

const cli_topic *cli_topic_find(const char *name)
{
	for (const cli_topic *t = cli_topics; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

static void print_topics(void)
{
	for (const cli_topic *t = cli_topics; t->name; t++) {
		size_t n = strcspn(t->text, "\n");

		printf("  %-13s %.*s\n", t->name, (int)(n - 2), t->text + 2);
	}
}

void cli_overview(void)
{
	printf("tally makes published figures tally.\n\n"
	       "usage: tally VERB [ARGUMENT...]      tally VERB --help explains one verb\n\n");
	for (int i = 0; cli_commands[i]; i++)
		printf("  %-13s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
	printf("\ntally help TOPIC explains a concept:\n\n");
	print_topics();
	printf("\nThe store is -s FILE, else $TALLY_STORE, else tally.h5.\n"
	       "Exit: 0 fine, 1 the answer is no, 2 wrong usage, 3 bad input, 4 the system "
	       "failed.\n\n"
	       "  tally tutorial\n"
	       "  tally init && tally ingest figures.csv && tally check\n");
	printf("%s", cli_job.help);
}

static int unknown(const char *name)
{
	const char *names[96];
	int n = 0;

	for (int i = 0; cli_commands[i] && n < 64; i++)
		names[n++] = cli_commands[i]->name;
	for (const cli_topic *t = cli_topics; t->name && n < 96; t++)
		names[n++] = t->name;
	const char *near = tally_near_word(name, names, n);

	fprintf(stderr, "tally help: no verb or topic \"");
	cli_put(stderr, name);
	fprintf(stderr, near ? "\"; did you mean \"%s\"?\n" : "\"; tally help lists them\n", near);
	return 2;
}

int cli_help(const cli_globals *g, int argc, char **argv)
{
	bool man = argc > 1 && strcmp(argv[1], "--man") == 0;
	const char *name = argc > 1 + man ? argv[1 + man] : NULL;

	if (!name) {
		if (man)
			cli_man_program();
		else
			cli_overview();
		return 0;
	}
	const cli_command *command = cli_find(name);
	const cli_topic *topic = cli_topic_find(name);
	char help[] = "--help", *words[] = {(char *)(command ? command->name : ""), help, NULL};

	if (man)
		cli_page_as = CLI_PAGE_MAN;
	if (command)
		return command->run(g, 2, words);
	if (!topic)
		return unknown(name);
	if (man)
		cli_man_topic(topic->name, topic->text);
	else
		cli_put(stdout, topic->text);
	return 0;
}
