/* man.c: pages as man(7) source.
 *
 * The texts of verbs and topics have two kinds of paragraphs: running text, parted by empty lines,
 * and lines that begin with two spaces or more, which stay as they are. In running text `code` is
 * set bold. Backslashes, hyphens, quotes that groff would change, and dots or quotes at the head of
 * a line are escaped. */
#include "page.h"

#include "library/tally.h"

#include <ctype.h>
#include <string.h>

static void put(const char *text, size_t n, bool at_head)
{
	for (size_t i = 0; i < n; i++) {
		if (i == 0 && at_head && (text[i] == '.' || text[i] == '\''))
			printf("\\&");
		switch (text[i]) {
		case '\\':
			printf("\\e");
			break;
		case '-':
			printf("\\-");
			break;
		case '\'':
			printf("\\(aq");
			break;
		case '`':
			printf("\\(ga");
			break;
		case '^':
			printf("\\(ha");
			break;
		case '~':
			printf("\\(ti");
			break;
		default:
			putchar(text[i]);
		}
	}
}

static void put_text(const char *text)
{
	put(text, strlen(text), true);
}

/* A line of running text, with `code` in bold. */
static void put_running(const char *line, size_t n)
{
	bool code = false, head = true;

	for (size_t i = 0; i < n;) {
		size_t len = strcspn(line + i, "`\n");

		if (len > n - i)
			len = n - i;
		put(line + i, len, head);
		head = head && len == 0 && !code;
		i += len;
		if (i < n) {
			printf(code ? "\\fR" : "\\fB");
			code = !code;
			i++;
		}
	}
	printf(code ? "\\fR\n" : "\n");
}

static void put_kept(const char *line, size_t n)
{
	size_t indent = n > 2 ? 2 : n;

	put(line + indent, n - indent, true);
	putchar('\n');
}

/* Paragraphs and kept lines, as the head of this file says. */
static void put_body(const char *text)
{
	bool kept = false, gap = false;

	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		bool keep = n > 0 && line[0] == ' ' && line[1] == ' ';

		if (n == 0) {
			gap = true;
		} else if (keep) {
			if (!kept)
				printf(".PP\n.nf\n.RS 2\n");
			else if (gap)
				printf("\n");
			put_kept(line, n);
			kept = true;
			gap = false;
		} else {
			if (kept)
				printf(".RE\n.fi\n");
			if (kept || gap)
				printf(".PP\n");
			put_running(line, n);
			kept = gap = false;
		}
		line += n + (line[n] == '\n');
	}
	if (kept)
		printf(".RE\n.fi\n");
}

static void put_head(const char *name, int section, const char *summary)
{
	printf(".TH ");
	for (const char *c = name; *c; c++)
		if (*c == '-')
			printf("\\-");
		else
			putchar(toupper((unsigned char)*c));
	printf(" %d \"\" \"tally %s\" \"tally\"\n.SH NAME\n", section, tally_version());
	put_text(name);
	printf(" \\- ");
	put(summary, strlen(summary), false);
	printf("\n");
}

static void put_options(const cli_option *options)
{
	for (const cli_option *o = options; o->name; o++) {
		printf(".TP\n");
		if (o->letter)
			printf("\\fB\\-%c\\fR, ", o->letter);
		printf("\\fB\\-\\-");
		put(o->name, strlen(o->name), false);
		printf("\\fR");
		if (o->value) {
			printf(o->kind == CLI_OPTIONAL_TEXT ? "[=\\fI" : " \\fI");
			put(o->value, strlen(o->value), false);
			printf(o->kind == CLI_OPTIONAL_TEXT ? "\\fR]" : "\\fR");
		}
		printf("\n");
		put_text(o->help);
		printf("\n");
	}
}

static void put_see_also(const char *first)
{
	printf(".SH SEE ALSO\n.BR %s (1)", first);
	for (const cli_topic *t = cli_topics; t->name; t++)
		printf(",\n.BR tally\\-%s (7)", t->name);
	printf("\n");
}

void cli_man_verb(const cli_command *command, const cli_option *own, const cli_option *global)
{
	char name[64];

	snprintf(name, sizeof name, "tally-%s", command->name);
	put_head(name, 1, command->summary);
	printf(".SH SYNOPSIS\n.B tally\n");
	put_text(command->usage);
	printf("\n.SH DESCRIPTION\n");
	put_body(command->help);
	if (own && own->name) {
		printf(".SH OPTIONS\n");
		put_options(own);
	}
	printf(".SH OPTIONS OF EVERY VERB\n");
	put_options(global);
	if (command->examples) {
		printf(".SH EXAMPLES\n");
		put_body(command->examples);
	}
	put_see_also("tally");
}

void cli_man_program(void)
{
	put_head("tally", 1, "makes published figures tally");
	printf(".SH SYNOPSIS\n.B tally\n.I verb\n[\\fIargument\\fR...]\n.SH DESCRIPTION\n");
	put_body(
	    "Published figures come in many units, periods and vintages, rounded, hedged, and "
	    "they do\nnot always agree. tally keeps them in one HDF5 file, computes growth, "
	    "shares and\nintensities, finds which figures cannot all be true and says why, bounds "
	    "what nobody\npublished, reconciles them, draws charts, and hands clean series to "
	    "models.\n\nEvery verb has a page of its own, here and with `tally VERB --help`. "
	    "`tally help TOPIC`\nexplains concepts, `tally tutorial` shows all of it in ten "
	    "minutes.\n");
	printf(".SH VERBS\n");
	for (int i = 0; cli_commands[i]; i++) {
		printf(".TP\n\\fBtally\\-%s\\fR(1)\n", cli_commands[i]->name);
		put_text(cli_commands[i]->summary);
		printf("\n");
	}
	printf(".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/tally/config\n"
	       "Defaults of options; see\n.BR tally\\-config (7).\n"
	       ".TP\n.I tally.h5\nThe store when neither \\-s nor TALLY_STORE names one.\n");
	printf(".SH ENVIRONMENT\n.TP\n.B TALLY_STORE\nThe store.\n"
	       ".TP\n.B NO_COLOR\nNo colours on a terminal.\n"
	       ".TP\n.B LC_ALL, LC_MESSAGES, LANG\nChinese names and words when they say so.\n"
	       ".TP\n.B SOURCE_DATE_EPOCH\nStamp of a batch.\n");
	printf(".SH EXIT STATUS\n0 fine, 1 the answer is no, 2 wrong usage, 3 bad input or store,\n"
	       "4 the system failed; see\n.BR tally\\-exit (7).\n");
	put_see_also("tally\\-check");
}

void cli_man_topic(const char *name, const char *text)
{
	char page[64], title[128];
	size_t n = strcspn(text, "\n");

	snprintf(page, sizeof page, "tally-%s", name);
	snprintf(title, sizeof title, "%.*s", (int)(n > 2 ? n - 2 : 0), text + 2);
	put_head(page, 7, title);
	printf(".SH DESCRIPTION\n");
	put_body(text + n + strspn(text + n, "\n"));
	put_see_also("tally");
}
