/* page.c: the page of --help. */
#include "page.h"

cli_page_form cli_page_as = CLI_PAGE_TEXT;

static void print_options(const cli_option *options)
{
	for (const cli_option *o = options; o->name; o++) {
		char head[80];
		const char *open = o->kind == CLI_OPTIONAL_TEXT ? "[=" : " ";
		const char *close = o->kind == CLI_OPTIONAL_TEXT ? "]" : "";

		if (o->kind == CLI_FLAG)
			snprintf(head, sizeof head, "--%s", o->name);
		else
			snprintf(head, sizeof head, "--%s%s%s%s", o->name, open, o->value, close);
		if (o->letter)
			printf("  -%c, %-24s %s\n", o->letter, head, o->help);
		else
			printf("      %-24s %s\n", head, o->help);
	}
}

static void print_text(const cli_command *command, const cli_option *own, const cli_option *global)
{
	printf("usage: tally %s\n\n%s\n", command->usage, command->help);
	if (own && own->name) {
		printf("\nOptions:\n");
		print_options(own);
	}
	printf("\nEverywhere:\n");
	print_options(global);
	if (command->examples)
		printf("\nExamples:\n%s\n", command->examples);
}

void cli_page(const cli_command *command, const cli_option *own, const cli_option *global)
{
	switch (cli_page_as) {
	case CLI_PAGE_TEXT:
		print_text(command, own, global);
		break;
	case CLI_PAGE_MAN:
		cli_man_verb(command, own, global);
		break;
	case CLI_PAGE_COMPLETE:
		cli_complete_verb(command, own, global);
		break;
	}
}
