/* cmd_compact.c: folds the batches of a store into one segment. */
#include "cli.h"

#include "store/store.h"

#include <sys/stat.h>

extern const cli_command cmd_compact;

static long long size_of(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 ? (long long)info.st_size : 0;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	long memory = 0;
	const cli_option options[] = {
	    {"memory", 0, CLI_INT, &memory, "MB",
	     "about so much; rows beyond it wait beside the store (0, the default: half of what is "
	     "free)"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_compact, &g, options, argc, argv, argv, &n, &done);
	tally_error err = {0};

	if (code || done)
		return code;
	if (n > 0)
		return cli_usage(&cmd_compact, "unexpected word \"%s\"", argv[0]);
	tally_store_options how = {.no_wait = g.no_wait};
	if (!cli_memory(&cmd_compact, memory, 0, &how.memory))
		return 2;
	long long before = size_of(g.store);
	if (tally_store_compact(g.store, &how, &err) != TALLY_OK)
		return cli_fail(&err);
	long long after = size_of(g.store);
	if (g.json)
		printf("{\"bytes_before\":%lld,\"bytes_after\":%lld}\n", before, after);
	else
		fprintf(stderr, "%s: %lld bytes, before %lld\n", g.store, after, before);
	return 0;
}

const cli_command cmd_compact = {
    .name = "compact",
    .summary = "folds many batches into one segment",
    .usage = "compact [OPTION...]",
    .help = "Rewrites the store with all rows in one sorted segment, which is smaller and faster\n"
	    "to read. Every row keeps its batch, the log stays, and revert still works. Ingest\n"
	    "does it by itself when there are many batches.\n\n"
	    "With --memory, or when memory is short, rows wait in an unnamed file beside the store,\n"
	    "some 40 bytes each. The outcome is the same.",
    .examples = "  tally compact\n"
		"  tally compact -s provinces.h5 --json\n"
		"  tally compact --memory 256",
    .run = run,
};
