/* cmd_salvage.c: what is whole of a damaged store, in a new one. */
#include "cli.h"

#include "store/store.h"

extern const cli_command cmd_salvage;

static void print_json(const tally_diagnostics *lost, const tally_salvage *told)
{
	printf("{\"rows\":%lld,\"rows_lost\":%lld,\"lost\":[", (long long)told->rows,
	       (long long)told->rows_lost);
	for (size_t i = 0; i < lost->count; i++) {
		printf(i ? ",\n" : "\n");
		cli_json_string(stdout, lost->items[i].message);
	}
	printf("]}\n");
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const char *fresh = NULL;
	const cli_option options[] = {
	    {"output", 'o', CLI_TEXT, &fresh, "NEW", "the new store; it must not be there yet"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_salvage, &g, options, argc, argv, argv, &n, &done);
	tally_diagnostics lost = {.max = g.max_errors};
	tally_salvage told;
	tally_error err = {0};

	if (code || done)
		return code;
	if (n > 1)
		return cli_usage(&cmd_salvage, "one store at a time, found %d names", n);
	if (n == 1)
		g.store = argv[0];
	if (!fresh)
		return cli_usage(&cmd_salvage, "where to? -o NEW names the new store");
	tally_status status = tally_store_salvage(g.store, fresh, &lost, &told, &err);
	if (g.json && !status)
		print_json(&lost, &told);
	else
		cli_diagnostics(&lost);
	code = status ? cli_fail(&err) : lost.errors > 0;
	if (!status && !g.json)
		fprintf(stderr, "%s: %lld rows; %lld rows are lost%s\n", fresh,
			(long long)told.rows, (long long)told.rows_lost,
			lost.errors ? "" : ", the store was whole");
	tally_diagnostics_release(&lost);
	return cli_finish(code);
}

const cli_command cmd_salvage = {
    .name = "salvage",
    .summary = "brings out of a damaged store what is whole",
    .usage = "salvage BROKEN -o NEW [OPTION...]",
    .help = "Makes a new store of every row whose checksums fit, and says what is lost: a damaged\n"
	    "chunk takes the rows along that lie in it, a cut tail what lay there. Nothing is\n"
	    "guessed, and the damaged file stays as it is. Batches keep their numbers; the log\n"
	    "says how many of their rows are left. Exit 0: nothing was lost, 1: something was,\n"
	    "3: nothing could be brought out.",
    .examples = "  tally verify broken.h5\n"
		"  tally salvage broken.h5 -o whole.h5",
    .run = run,
};
