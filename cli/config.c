/* config.c: the config file. The file is cut in place: names and values are pointers into its text,
 * which lives as long as the program. */
#include "config.h"

#include "csv/csv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES_MAX = 256 };

static struct {
	char path[4096];
	bool loaded;
	tally_input text;
	cli_config_line lines[LINES_MAX];
	int n, mistakes;
} config;

const char *cli_config_path(void)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (folder && folder[0] == '/') /* the standard: relative ones are ignored */
		snprintf(config.path, sizeof config.path, "%s/tally/config", folder);
	else if (home && *home)
		snprintf(config.path, sizeof config.path, "%s/.config/tally/config", home);
	else
		config.path[0] = 0;
	return config.path;
}

static void mistake(int line, const char *what, const char *found, const char *near)
{
	fprintf(stderr, "%s:%d: %s \"", config.path, line, what);
	cli_put(stderr, found);
	fprintf(stderr, near ? "\"; did you mean \"%s\"?\n" : "\"\n", near);
	config.mistakes++;
}

static char *trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t n = strlen(text);

	while (n > 0 && strchr(" \t\r", text[n - 1]))
		text[--n] = 0;
	return text;
}

static const char *near_verb(const char *name)
{
	const char *names[64];
	int n = 0;

	for (int i = 0; cli_commands[i] && n < 64; i++)
		names[n++] = cli_commands[i]->name;
	return tally_near_word(name, names, n);
}

/* "[check]": the verb of the lines behind it. */
static const char *read_section(char *text, int line)
{
	char *close = strchr(text, ']');

	if (!close || close[1]) {
		mistake(line, "expected [VERB], found", text, NULL);
		return NULL;
	}
	*close = 0;
	text = trim(text + 1);
	if (cli_find(text))
		return text;
	mistake(line, "unknown verb", text, near_verb(text));
	return NULL;
}

/* ~/x is in the home folder. */
static const char *expand(char *value)
{
	const char *home = getenv("HOME");

	if (strncmp(value, "~/", 2) != 0 || !home)
		return value;
	size_t n = strlen(home) + strlen(value);
	char *path = malloc(n);

	if (path)
		snprintf(path, n, "%s%s", home, value + 1);
	return path ? path : value;
}

static void read_setting(char *text, const char *verb, int line)
{
	char *equals = strchr(text, '=');

	if (config.n == LINES_MAX) {
		mistake(line, "more than 256 settings, the first too many is", text, NULL);
		return;
	}
	if (equals)
		*equals = 0;
	char *name = trim(text);

	if (*name == 0 || strcspn(name, " \t") != strlen(name) || name[0] == '-') {
		mistake(line,
			"expected `option = value` with the option's name without dashes, found",
			name, NULL);
		return;
	}
	config.lines[config.n++] =
	    (cli_config_line){.verb = verb,
			      .name = name,
			      .value = equals ? expand(trim(equals + 1)) : NULL,
			      .line = line};
}

static void read_lines(char *text)
{
	const char *verb = "";
	int line = 0;

	for (char *next; text; text = next) {
		next = strchr(text, '\n');
		if (next)
			*next++ = 0;
		line++;
		char *t = trim(text);

		if (*t == 0 || *t == '#')
			continue;
		if (*t == '[')
			verb = read_section(t, line);
		else if (verb) /* behind a wrong verb nothing can be said */
			read_setting(t, verb, line);
	}
}

int cli_config_load(void)
{
	tally_error err = {0};

	if (!config.loaded && *cli_config_path() && access(config.path, F_OK) == 0) {
		if (tally_input_read(config.path, NULL, &config.text, &err) != TALLY_OK)
			return cli_fail(&err);
		read_lines(config.text.text);
	}
	config.loaded = true;
	return config.mistakes ? 3 : 0;
}

int cli_config_lines(void)
{
	return config.n;
}

const cli_config_line *cli_config_line_at(int i)
{
	return &config.lines[i];
}

static const char *near_option(const char *name, const cli_option *own, const cli_option *global)
{
	const char *names[128];
	int n = 0;

	for (const cli_option *o = own; o && o->name && n < 100; o++)
		names[n++] = o->name;
	for (const cli_option *o = global; o->name && n < 128; o++)
		names[n++] = o->name;
	return tally_near_word(name, names, n);
}

int cli_config_fits(const cli_config_line *line, const cli_option *found, const cli_option *own,
		    const cli_option *global)
{
	if (!found || strcmp(found->name, "help") == 0)
		mistake(line->line, "unknown option", line->name,
			near_option(line->name, own, global));
	else if (found->kind == CLI_FLAG && line->value)
		mistake(line->line, "a switch stands alone; it takes no", line->value, NULL);
	else if (found->kind != CLI_FLAG && !line->value)
		mistake(line->line, "needs a value: `option = value`; found", line->name, NULL);
	return config.mistakes ? 3 : 0;
}

bool cli_config_counts(const cli_config_line *line)
{
	const char *store = getenv("TALLY_STORE");

	return strcmp(line->name, "store") != 0 || !store || !*store;
}
