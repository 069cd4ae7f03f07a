/* cmd_revert.c: takes batches out of a store. */
#include "cli.h"

#include "store/store.h"

#include <errno.h>
#include <stdlib.h>

extern const cli_command cmd_revert;

static bool batch_number(const char *text, int32_t *out)
{
	char *end;
	errno = 0;
	long value = strtol(text, &end, 10);

	if (errno != 0 || *end || end == text || value < 1 || value > INT32_MAX) {
		cli_usage(&cmd_revert, "\"%s\" is no batch number (tally log lists them)", text);
		return false;
	}
	*out = (int32_t)value;
	return true;
}

/* Later batches may have said the same: their rows were not stored again. */
static void tell_repeats(const cli_globals *g, int32_t number)
{
	tally_store *store;
	int64_t known = 0;

	if (tally_store_open(g->store, &store, NULL) != TALLY_OK)
		return;
	for (int32_t i = 0; i < tally_store_n_batches(store); i++) {
		const tally_batch_info *b = tally_store_batch(store, i);

		if (b->number > number && !b->reverted)
			known += b->rows_known;
	}
	tally_store_close(store);
	if (known > 0)
		fprintf(stderr,
			"tally: later batches repeated %lld rows that were known then; if some of "
			"them were of batch %d, ingest those files again\n",
			(long long)known, number);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_revert, &g, options, argc, argv, argv, &n, &done);
	tally_error err = {0};
	int32_t number;

	if (code || done)
		return code;
	if (n != 1)
		return cli_usage(&cmd_revert, "which batch? (tally log lists them)");
	if (!batch_number(argv[0], &number))
		return 2;
	const tally_store_options how = {.no_wait = g.no_wait};
	if (tally_store_revert(g.store, number, &how, &err) != TALLY_OK)
		return cli_fail(&err);
	if (g.json)
		printf("{\"reverted\":%d}\n", number);
	else
		fprintf(stderr, "batch %d is out of the store\n", number);
	tell_repeats(&g, number);
	return 0;
}

const cli_command cmd_revert = {
    .name = "revert",
    .summary = "takes a batch out of the store",
    .usage = "revert BATCH [OPTION...]",
    .help = "Takes a batch out: its rows are no longer seen; the log keeps the entry, marked.\n"
	    "It works on batches that were folded by compact, too. Ingesting the file again\n"
	    "brings the rows back as a new batch.",
    .examples = "  tally log\n"
		"  tally revert 3\n"
		"  tally revert 3 --no-wait --json",
    .run = run,
};
