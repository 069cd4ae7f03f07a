/* cli.c: option parsing, messages. Every verb describes its options in a table; the
 * table is the parser's input and the help page's text. */
#include "cli.h"

#include "config.h"
#include "page.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void global_options(cli_globals *g, cli_option out[9])
{
	const cli_option table[9] = {
	    {"store", 's', CLI_TEXT, &g->store, "FILE",
	     "the store (else $TALLY_STORE, else tally.h5)"},
	    {"codes", 0, CLI_TEXT, &g->codes, "DIR",
	     "code lists of your own over the built-in ones"},
	    {"lang", 0, CLI_TEXT, &g->lang, "zh|en", "language of names and words"},
	    {"json", 0, CLI_FLAG, &g->json, NULL, "print the result as JSON"},
	    {"no-wait", 0, CLI_FLAG, &g->no_wait, NULL,
	     "fail at once when another writer is at work"},
	    {"max-errors", 0, CLI_INT, &g->max_errors, "N",
	     "list so many complaints at most (50; 0 = all)"},
	    {"help", 'h', CLI_FLAG, NULL, NULL, "this page"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};

	memcpy(out, table, sizeof table);
}

/* --- parsing ------------------------------------------------------------------ */

static const cli_option *find_option(const cli_option *options, const char *name, size_t len)
{
	for (const cli_option *o = options; o && o->name; o++)
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static const cli_option *find_letter(const cli_option *options, char letter)
{
	for (const cli_option *o = options; o && o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

static int unknown_option(const cli_command *command, const cli_option *options,
			  const cli_option *global, const char *name)
{
	const char *words[128];
	int n = 0;

	for (const cli_option *o = options; o && o->name && n < 100; o++)
		words[n++] = o->name;
	for (const cli_option *o = global; o->name; o++)
		words[n++] = o->name;
	const char *near = tally_near_word(name, words, n);

	if (near)
		return cli_usage(command, "unknown option --%s; did you mean --%s?", name, near);
	return cli_usage(command, "unknown option --%s", name);
}

/* The words of repeated options; they live until the verb has run. */
typedef struct kept_words {
	struct kept_words *next;
	const char *items[];
} kept_words;

static kept_words *kept;

/* A list can hold every word of the command line, so it never grows. */
static bool list_append(cli_list *list, const char *text, int argc)
{
	if (!list->items) {
		kept_words *words = malloc(sizeof *words + (size_t)argc * sizeof *words->items);

		if (!words)
			return false;
		words->next = kept;
		kept = words;
		list->items = words->items;
	}
	list->items[list->n++] = text;
	return true;
}

void cli_forget_words(void)
{
	for (kept_words *next; kept; kept = next) {
		next = kept->next;
		free(kept);
	}
}

static int set_option(const cli_command *command, const cli_option *o, const char *value, int argc)
{
	char *end;

	switch (o->kind) {
	case CLI_FLAG:
		*(bool *)o->target = true;
		return 0;
	case CLI_TEXT:
	case CLI_OPTIONAL_TEXT:
		*(const char **)o->target = value;
		return 0;
	case CLI_LIST:
		if (!list_append(o->target, value, argc))
			return cli_no_memory();
		return 0;
	case CLI_INT:
		errno = 0;
		*(long *)o->target = strtol(value, &end, 10);
		if (errno || end == value || *end)
			return cli_usage(command, "--%s takes a whole number, found \"%s\"",
					 o->name, value);
		return 0;
	}
	return 0;
}

typedef struct {
	const cli_command *command;
	const cli_option *options;
	cli_option global[9];
	int argc, at;
	char **argv;
	bool help;
} parser;

/* Handles one option; `value` is what stood behind '=' or the letter, or NULL. */
static int take_option(parser *p, const cli_option *o, const char *shown, const char *value)
{
	if (o->name && strcmp(o->name, "help") == 0) {
		p->help = true;
		return 0;
	}
	if (o->kind == CLI_FLAG && value)
		return cli_usage(p->command, "%s takes no value", shown);
	if (o->kind == CLI_OPTIONAL_TEXT && !value)
		value = "";
	if (o->kind != CLI_FLAG && !value) {
		if (p->at + 1 >= p->argc)
			return cli_usage(p->command, "%s needs a value: %s", shown, o->value);
		value = p->argv[++p->at];
	}
	return set_option(p->command, o, value, p->argc + cli_config_lines());
}

static int take_long(parser *p, const char *arg)
{
	char name[64];
	const char *equals = strchr(arg + 2, '=');
	size_t len = equals ? (size_t)(equals - arg - 2) : strlen(arg + 2);
	const cli_option *o = find_option(p->options, arg + 2, len);

	if (!o)
		o = find_option(p->global, arg + 2, len);
	snprintf(name, sizeof name, "%.*s", (int)(len > 60 ? 60 : len), arg + 2);
	if (!o)
		return unknown_option(p->command, p->options, p->global, name);
	return take_option(p, o, arg, equals ? equals + 1 : NULL);
}

static int take_letters(parser *p, const char *arg)
{
	for (const char *c = arg + 1; *c; c++) {
		char shown[3] = {'-', *c, 0};
		const cli_option *o = find_letter(p->options, *c);

		if (!o)
			o = find_letter(p->global, *c);
		if (!o)
			return cli_usage(p->command, "unknown option %s", shown);
		if (o->kind != CLI_FLAG)
			return take_option(p, o, shown, c[1] ? c + 1 : NULL);
		int code = take_option(p, o, shown, NULL);
		if (code)
			return code;
	}
	return 0;
}

/* The lines of the config file that concern this verb, as if they stood before the command line. */
static int take_config(parser *p)
{
	int code = cli_config_load();

	for (int i = 0; code == 0 && i < cli_config_lines(); i++) {
		const cli_config_line *c = cli_config_line_at(i);
		bool own = *c->verb != 0;

		if (own && strcmp(c->verb, p->command->name) != 0)
			continue;
		const cli_option *list = own ? p->options : p->global;
		const cli_option *o = find_option(list, c->name, strlen(c->name));

		if (!o && own)
			o = find_option(p->global, c->name, strlen(c->name));
		code = cli_config_fits(c, o, own ? p->options : NULL, p->global);
		if (code == 0 && cli_config_counts(c))
			code = set_option(p->command, o, c->value, p->argc + cli_config_lines());
	}
	return code == 2 ? 3 : code;
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* A negative number is a word, not an option. */
static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] && !(arg[1] >= '0' && arg[1] <= '9') && arg[1] != '.';
}

int cli_parse(const cli_command *command, cli_globals *g, const cli_option *options, int argc,
	      char **argv, char **words, int *n_words, bool *done)
{
	parser p = {.command = command, .options = options, .argc = argc, .argv = argv, .at = 1};
	bool only_words = false;
	int n = 0;

	global_options(g, p.global);
	*done = false;
	if (!asks_for_help(argc, argv)) {
		int code = take_config(&p);

		if (code)
			return code;
	}
	for (; p.at < argc; p.at++) {
		char *arg = argv[p.at];
		int code = 0;

		if (only_words || !is_option(arg))
			words[n++] = arg;
		else if (strcmp(arg, "--") == 0)
			only_words = true;
		else if (arg[1] == '-')
			code = take_long(&p, arg);
		else
			code = take_letters(&p, arg);
		if (code)
			return code;
	}
	*n_words = n;
	if (p.help) {
		cli_page(command, options, p.global);
		*done = true;
	}
	if (g->lang && strcmp(g->lang, "zh") != 0 && strcmp(g->lang, "en") != 0)
		return cli_usage(command, "--lang is zh or en, found \"%s\"", g->lang);
	return 0;
}

/* --- messages ------------------------------------------------------------------- */

int cli_fail(const tally_error *err)
{
	fflush(stdout);
	fputs("tally: ", stderr);
	cli_put(stderr, err->message[0] ? err->message : "failed without a message");
	fputc('\n', stderr);
	return err->status ? (int)err->status : 4;
}

int cli_no_memory(void)
{
	return cli_fail(&(tally_error){TALLY_ESYSTEM, "out of memory"});
}

int cli_usage(const cli_command *command, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fflush(stdout);
	fprintf(stderr, "tally %s: ", command->name);
	cli_put(stderr, text);
	fprintf(stderr, "\n(tally %s --help shows how)\n", command->name);
	return 2;
}

void cli_diagnostics(const tally_diagnostics *list)
{
	fflush(stdout);
	for (size_t i = 0; i < list->count; i++) {
		const tally_diagnostic *d = &list->items[i];

		cli_put(stderr, d->file);
		if (d->line > 0)
			fprintf(stderr, ":%ld", d->line);
		if (d->line > 0 && d->column > 0)
			fprintf(stderr, ":%ld", d->column);
		fputs(d->severity == TALLY_WARNING ? ": warning: " : ": ", stderr);
		cli_put(stderr, d->message);
		fputc('\n', stderr);
	}
	size_t all = list->errors + list->warnings;
	if (all > list->count)
		fprintf(stderr, "... and %zu more (--max-errors 0 shows all)\n", all - list->count);
}

int cli_finish(int code)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (errno == EPIPE)
			return code ? code : 0;
		fprintf(stderr, "tally: cannot write the output: %s\n", strerror(errno));
		return 4;
	}
	return code;
}

/* --- looking up what the user named --------------------------------------------------- */

static int32_t not_known(const cli_command *command, const tally_codes *codes, tally_name_kind kind,
			 const char *text)
{
	bool metric = kind == TALLY_NAME_METRIC;
	const char *what = metric ? "metric" : "region";
	char note[TALLY_LOOKS_LIKE];
	const char *near =
	    metric ? tally_codes_near_metric(codes, text) : tally_codes_near_region(codes, text);

	if (tally_codes_looks_like(codes, kind, text, strlen(text), note))
		cli_usage(command, "unknown %s \"%s\": %s", what, text, note);
	else if (near)
		cli_usage(command, "unknown %s \"%s\"; did you mean \"%s\"?", what, text, near);
	else
		cli_usage(command, "unknown %s \"%s\"; tally list %ss names all", what, text, what);
	return TALLY_NO_CODE;
}

int32_t cli_metric(const cli_command *command, const tally_codes *codes, const char *text)
{
	int32_t id = tally_codes_find_metric(codes, text, strlen(text));

	if (id == TALLY_NO_CODE)
		return not_known(command, codes, TALLY_NAME_METRIC, text);
	return id;
}

int32_t cli_region(const cli_command *command, const tally_codes *codes, const char *text)
{
	int32_t id = tally_codes_find_region(codes, text, strlen(text));

	if (id == TALLY_NO_CODE)
		return not_known(command, codes, TALLY_NAME_REGION, text);
	return id;
}

bool cli_day(const cli_command *command, const char *text, tally_day *out)
{
	tally_error err = {0};

	if (tally_day_parse(text, strlen(text), out, &err) == TALLY_OK)
		return true;
	cli_usage(command, "%s", err.message);
	return false;
}

bool cli_memory(const cli_command *command, long megabytes, long least, size_t *bytes)
{
	if (megabytes < least || megabytes > 1L << 30) {
		cli_usage(command, "--memory %ld: so many megabytes cannot be", megabytes);
		return false;
	}
	*bytes = (size_t)megabytes << 20;
	return true;
}

bool cli_period(const cli_command *command, const char *text, tally_period *out)
{
	tally_error err = {0};

	if (tally_period_parse(text, strlen(text), out, &err) == TALLY_OK)
		return true;
	cli_usage(command, "%s", err.message);
	return false;
}

int cli_together(const cli_globals *g, int code)
{
	tally_error err = {0};

	if (!g->ranks)
		return code;
	tally_error_set(&err, (tally_status)code,
			"process %d of the job could not do its part: do "
			"all see the store and the files?",
			g->ranks->rank);
	int all = (int)tally_ranks_agree(g->ranks, (tally_status)code, &err);
	if (code == 0 && all != 0 && g->ranks->rank == 0)
		cli_fail(&err);
	return all;
}
