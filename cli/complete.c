/* complete.c: what the word at the cursor could become, for the completions of bash, zsh and fish,
 * which only ask and show.
 *
 * The words before the last one tell where we are: at the verb, behind an option that takes a
 * value, or at the k-th argument of a verb. What an argument is says the verb's usage line (METRIC,
 * REGION..., csv|wide): there is no second description. Codes are those of the store, and regions
 * those that the metric named before has. Where files fit, the answer is the line ":files". */
#include "page.h"

#include "csv/csv.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

/* The command line being completed: words[0..n), the last one is at the cursor. */
static struct {
	char **words;
	int n;
	const char *store;
} line;

static const char *begun(void)
{
	return line.words[line.n - 1];
}

static void offer(const char *word, const char *what)
{
	if (strncmp(word, begun(), strlen(begun())) == 0)
		printf("%s\t%s\n", word, what);
}

/* --- codes -------------------------------------------------------------------------------- */

/* The first word that is a metric of the store. */
static int32_t metric_before(const tally_codes *codes)
{
	for (int i = 1; i + 1 < line.n; i++) {
		int32_t id =
		    line.words[i][0] == '-'
			? TALLY_NO_CODE
			: tally_codes_find_metric(codes, line.words[i], strlen(line.words[i]));

		if (id != TALLY_NO_CODE)
			return id;
	}
	return TALLY_NO_CODE;
}

static void offer_metrics(const tally_codes *codes, const bool *there)
{
	for (int32_t i = 0; i < tally_codes_n_metrics(codes); i++)
		if (there[i])
			offer(tally_codes_metric(codes, i)->code,
			      tally_metric_name(tally_codes_metric(codes, i), "en"));
}

static void offer_regions(const tally_codes *codes, const bool *there)
{
	for (int32_t i = 0; i < tally_codes_n_regions(codes); i++)
		if (there[i])
			offer(tally_codes_region(codes, i)->code,
			      tally_region_name(tally_codes_region(codes, i), "en"));
}

/* Metrics or regions of the store; none when there is no store. */
static void offer_codes(bool regions)
{
	tally_store *store = NULL;

	if (tally_store_open(line.store, &store, NULL) != TALLY_OK)
		return;
	const tally_codes *codes = tally_store_codes(store);
	bool *metrics = calloc((size_t)tally_codes_n_metrics(codes) + 1, sizeof *metrics);
	bool *places = calloc((size_t)tally_codes_n_regions(codes) + 1, sizeof *places);
	int32_t metric = regions ? metric_before(codes) : TALLY_NO_CODE;

	if (metrics && places &&
	    tally_store_named(store, metric, metrics, places, NULL) == TALLY_OK) {
		if (regions)
			offer_regions(codes, places);
		else
			offer_metrics(codes, metrics);
	}
	free(metrics);
	free(places);
	tally_store_close(store);
}

static void offer_sources(void)
{
	tally_diagnostics list = {.max = 1};
	tally_codes *codes = NULL;

	if (tally_codes_load(NULL, &codes, &list, NULL) == TALLY_OK)
		for (int32_t i = 0; i < tally_codes_n_sources(codes); i++)
			offer(tally_codes_source(codes, i)->family, "source");
	tally_codes_free(codes);
	tally_diagnostics_release(&list);
}

/* --- what a placeholder stands for ------------------------------------------------------------ */

static void offer_measures(void)
{
	for (int m = 0; m < TALLY_N_MEASURES; m++)
		offer(tally_measure_name((tally_measure)m), "measure");
}

static void offer_roundings(void)
{
	for (int r = TALLY_ROUND_NEAREST; r <= TALLY_ROUND_EITHER; r++)
		offer(tally_rounding_name((tally_rounding)r), "rounding");
}

/* a|b|c */
static void offer_choices(const char *choices)
{
	char word[64];

	while (*choices) {
		size_t n = strcspn(choices, "|");

		snprintf(word, sizeof word, "%.*s", (int)n, choices);
		offer(word, "");
		choices += n + (choices[n] == '|');
	}
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* `what`: the name of a placeholder, NUL-terminated; option: the option it belongs to, or "". */
static void offer_for(const char *what, const char *option)
{
	if (begins(what, "METRIC"))
		offer_codes(false);
	else if (begins(what, "REGION") || strcmp(option, "region") == 0)
		offer_codes(true);
	else if (strcmp(option, "metric") == 0)
		offer_codes(false);
	else if (strcmp(option, "measure") == 0)
		offer_measures();
	else if (strcmp(option, "rounding") == 0)
		offer_roundings();
	else if (strcmp(option, "source") == 0 || strcmp(option, "prefer") == 0)
		offer_sources();
	else if (strchr(what, '|'))
		offer_choices(what);
	else if (begins(what, "FILE") || begins(what, "DIR") || begins(what, "PAGE") ||
		 begins(what, "STORE") || begins(what, "REJECTS") || strchr(what, '.'))
		printf(":files\n");
}

/* --- where the cursor is ------------------------------------------------------------------------
 */

static const cli_option *find(const cli_option *options, const char *word)
{
	for (const cli_option *o = options; o && o->name; o++) {
		char letter[3] = {'-', o->letter, 0};

		if ((begins(word, "--") && strcmp(word + 2, o->name) == 0) ||
		    (o->letter && strcmp(word, letter) == 0))
			return o;
	}
	return NULL;
}

static const cli_option *find_either(const cli_option *own, const cli_option *global,
				     const char *word)
{
	const cli_option *o = find(own, word);

	return o ? o : find(global, word);
}

static bool takes_value(const cli_option *o)
{
	return o && o->kind != CLI_FLAG && o->kind != CLI_OPTIONAL_TEXT;
}

/* FORMAT, KIND, MEASURE: the names that the verb's help lists, "  name  what it is". */
static void offer_listed(const char *help)
{
	for (const char *l = help; *l; l += strcspn(l, "\n"), l += *l == '\n') {
		size_t n = begins(l, "  ") ? strcspn(l + 2, " \n") : 0;
		char name[64];

		if (n == 0 || n >= sizeof name || !begins(l + 2 + n, "  "))
			continue;
		snprintf(name, sizeof name, "%.*s", (int)n, l + 2);
		offer(name, "");
	}
}

/* Arguments between the verb and the cursor: bash gives "--as-of=X" as three words. */
static int count_arguments(const cli_option *own, const cli_option *global)
{
	int n = 0;

	for (int i = 1; i + 1 < line.n; i++) {
		const char *word = line.words[i];

		if (word[0] != '-')
			n++;
		else if (takes_value(find_either(own, global, word)))
			i += 1 + (i + 2 < line.n && strcmp(line.words[i + 1], "=") == 0);
	}
	return n;
}

/* The k-th argument in the usage line "show METRIC [REGION...] [OPTION...]": into out, without
 * brackets; the last that ends in dots stands for all behind it. false: there is none. */
static bool usage_argument(const char *usage, int k, char out[64])
{
	int at = -1;
	bool repeated = false;

	usage += strcspn(usage, " ");
	while (*usage) {
		usage += strspn(usage, " []");
		size_t n = strcspn(usage, " []");

		if (n == 0 || *usage == '-' || *usage == '|' || begins(usage, "OPTION"))
			break;
		at++;
		snprintf(out, 64, "%.*s", (int)(n < 63 ? n : 63), usage);
		char *dots = strstr(out, "...");

		repeated = dots != NULL;
		if (dots)
			*dots = 0;
		if (at == k)
			return true;
		usage += n;
	}
	return at >= 0 && at < k && repeated;
}

static void offer_options(const cli_option *options)
{
	for (const cli_option *o = options; o && o->name; o++) {
		char word[80];

		snprintf(word, sizeof word, "--%s", o->name);
		offer(word, o->help);
	}
}

void cli_complete_verb(const cli_command *command, const cli_option *own, const cli_option *global)
{
	int back = line.n >= 3 && strcmp(line.words[line.n - 2], "=") == 0 ? 3 : 2;
	const cli_option *before =
	    line.n > back ? find_either(own, global, line.words[line.n - back]) : NULL;
	char what[64];

	if (before && (takes_value(before) || back == 3)) {
		offer_for(before->value, before->name);
	} else if (begun()[0] == '-') {
		offer_options(own);
		offer_options(global);
	} else if (usage_argument(command->usage, count_arguments(own, global), what)) {
		if (begins(what, "FORMAT") || begins(what, "KIND") || begins(what, "MEASURE"))
			offer_listed(command->help);
		else
			offer_for(what, "");
	}
}

static void offer_verbs(bool topics)
{
	for (int i = 0; cli_commands[i]; i++)
		offer(cli_commands[i]->name, cli_commands[i]->summary);
	if (!topics)
		offer("help", "a verb or a concept explained");
	for (const cli_topic *t = cli_topics; topics && t->name; t++)
		offer(t->name, "topic");
}

/* The store that the words name, so that its codes are offered. */
static const char *named_store(const cli_globals *g)
{
	for (int i = 0; i + 1 < line.n; i++) {
		bool named =
		    strcmp(line.words[i], "-s") == 0 || strcmp(line.words[i], "--store") == 0;
		int at = i + 1 + (i + 2 < line.n && strcmp(line.words[i + 1], "=") == 0);

		if (named && at + 1 < line.n)
			return line.words[at];
		if (begins(line.words[i], "--store="))
			return line.words[i] + strlen("--store=");
	}
	return g->store;
}

/* The verb moved to the front of the words; NULL: the cursor is at it. */
static const cli_command *find_verb(void)
{
	for (int i = 0; i + 1 < line.n; i++) {
		const cli_command *command = cli_find(line.words[i]);

		if (!command)
			continue;
		line.words += i;
		line.n -= i;
		return command;
	}
	return NULL;
}

int cli_complete(const cli_globals *g, int argc, char **argv)
{
	char help[] = "--help";

	argv++;
	argc--;
	if (argc > 0 && strcmp(argv[0], "--") == 0) {
		argv++;
		argc--;
	}
	if (argc == 0)
		return 0;
	line.words = argv;
	line.n = argc;
	line.store = named_store(g);
	bool topics = line.n >= 2 && strcmp(line.words[0], "help") == 0;
	const cli_command *command = topics ? NULL : find_verb();

	if (!command) {
		offer_verbs(topics);
		return 0;
	}
	char *words[] = {line.words[0], help, NULL};

	cli_page_as = CLI_PAGE_COMPLETE;
	return command->run(g, 2, words);
}
