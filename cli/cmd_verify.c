/* cmd_verify.c: reads all of a store and says what is wrong with it. */
#include "cli.h"

#include "store/store.h"

extern const cli_command cmd_verify;

static void print_json(const tally_diagnostics *list, int64_t rows)
{
	printf("{\"rows\":%lld,\"errors\":%zu,\"messages\":[", (long long)rows, list->errors);
	for (size_t i = 0; i < list->count; i++) {
		printf(i ? ",\n" : "\n");
		cli_json_string(stdout, list->items[i].message);
	}
	printf("]}\n");
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_verify, &g, options, argc, argv, argv, &n, &done);
	tally_diagnostics list = {.max = g.max_errors};
	tally_error err = {0};
	int64_t rows = 0;

	if (code || done)
		return code;
	if (n > 1)
		return cli_usage(&cmd_verify, "one store at a time, found %d names", n);
	if (n == 1)
		g.store = argv[0];
	if (tally_store_verify(g.store, &list, &rows, &err) != TALLY_OK) {
		tally_diagnostics_release(&list);
		return cli_fail(&err);
	}
	code = list.errors > 0 ? TALLY_EINPUT : 0;
	if (g.json)
		print_json(&list, rows);
	else
		cli_diagnostics(&list);
	if (!g.json && code == 0)
		fprintf(stderr, "%s: %lld rows, all sound\n", g.store, (long long)rows);
	tally_diagnostics_release(&list);
	return code;
}

const cli_command cmd_verify = {
    .name = "verify",
    .summary = "reads all of the store and checks it",
    .usage = "verify [FILE] [OPTION...]",
    .help = "Reads every byte that counts: checksums, extents, ids, order, counts against the\n"
	    "log, and whether the values are ones that a figure can have. Exit 3 when something\n"
	    "is wrong, with a line for each finding.",
    .examples = "  tally verify\n"
		"  tally verify backup.h5 --json",
    .run = run,
};
