/* fuzz_commands.c: any words as a command line.
 *
 * The input is words, a line each. Every verb parses its options from its own table; with --help as
 * the first of them nothing is done, so no word of the fuzzer names a file to write. Command lines
 * of reading verbs whose options are all among a few harmless ones are run as they are, on a small
 * store. */
int tally_main(int argc, char **argv);
#define main tally_main
#include "../cli/main.c"
#undef main

#include "few_codes.h"
#include "store/store.h"

#include <hdf5.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 24 };

static char store_path[64];

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void clear(void)
{
	char lock[80];

	snprintf(lock, sizeof lock, "%s.lock", store_path);
	unlink(store_path);
	unlink(lock);
}

static void add(tally_claims *claims, tally_codes *codes, const char *region, int year,
		int64_t value)
{
	tally_claim c = tally_claim_default();

	c.metric = tally_codes_find_metric(codes, "gdp", 3);
	c.region = tally_codes_find_region(codes, region, strlen(region));
	c.unit = tally_codes_find_unit(codes, "亿元", 6);
	c.period = tally_period_year(year);
	c.figure.first = (tally_decimal){value, 1};
	need(tally_claims_add(claims, &c, NULL) == TALLY_OK);
}

static void prepare(void)
{
	tally_claims claims = {0};
	tally_store *store;
	tally_store_options options = {0};
	tally_batch_info info = {0};

	snprintf(store_path, sizeof store_path, "/dev/shm/tally-fuzz-commands-%d.h5",
		 (int)getpid());
	clear();
	atexit(clear);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	gsl_set_error_handler_off();
	/* HDF5 keeps what it frees: its cache, half a megabyte, is not asked for at each opening. */
	need(H5set_free_list_limits(-1, -1, -1, -1, -1, -1) >= 0);
	need(tally_store_create(store_path, few_names, few_texts, FEW_CODES, NULL) == TALLY_OK);
	need(tally_store_open(store_path, &store, NULL) == TALLY_OK);
	for (int year = 2018; year < 2024; year++) {
		add(&claims, tally_store_codes(store), "CN", year, 1000 + 7 * year);
		add(&claims, tally_store_codes(store), "CN-GD", year, 100 + year);
	}
	need(tally_store_append(store_path, &claims, tally_store_codes(store), &options, &info,
				NULL) == TALLY_OK);
	tally_store_close(store);
	tally_claims_release(&claims);
}

static bool among(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Whether a command line can be run as it is: it reads the store and nothing else. */
static bool harmless(int argc, char **argv)
{
	static const char *const verbs[] = {"list", "show", "calc", "bounds", "help", NULL};
	static const char *const options[] = {"--json",    "--from",   "--to",       "--as-of",
					      "--measure", "--source", "--rounding", "--all-claims",
					      "--growth",  "--lang",   NULL};

	if (argc < 2 || !among(argv[1], verbs))
		return false;
	for (int i = 2; i < argc; i++)
		if (argv[i][0] == '-' && !among(argv[i], options))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *argv[WORDS_MAX + 3] = {(char *)(uintptr_t) "tally"};
	int argc = 1;
	unsigned sum = 0;

	for (size_t i = 0; i < size; i++)
		sum = sum * 31 + data[i];
	if (!*store_path)
		prepare();
	need(text);
	memcpy(text, data, size);
	text[size] = '\0';
	for (char *word = text; word && argc < WORDS_MAX; argc++) {
		argv[argc] = word;
		word = strchr(word, '\n');
		if (word)
			*word++ = '\0';
	}
	cli_globals globals = default_globals();
	int verb = find_verb(argc, argv);

	/* Opening the store takes a hundred times as long as the words: it is there one time in
	 * some. */
	setenv("TALLY_STORE", sum % 64 == 0 ? store_path : "/nonexistent/store.h5", 1);
	if (verb > 0 && !(verb == 1 && harmless(argc, argv)) && strcmp(argv[verb], "help") != 0) {
		memmove(argv + verb + 2, argv + verb + 1, (size_t)(argc - verb - 1) * sizeof *argv);
		argv[verb + 1] = (char *)(uintptr_t) "--help";
		argc++;
	}
	cli_page_as = CLI_PAGE_TEXT; /* what the command line before asked for */
	int code = run(&globals, argc, argv);
	need(code >= 0 && code <= 4);
	free(text);
	return 0;
}
