/* cmd_init.c: a new store with its code lists. */
#include "cli.h"

#include "csv/csv.h"
#include "library/session.h"

#include <stdlib.h>

extern const cli_command cmd_init;

static void report(const cli_globals *g, const tally_codes *codes)
{
	int metrics = tally_codes_n_metrics(codes), regions = tally_codes_n_regions(codes);
	int units = tally_codes_n_units(codes), rules = tally_codes_n_rules(codes);

	if (g->json) {
		printf("{\"store\":");
		cli_json_string(stdout, g->store);
		printf(",\"metrics\":%d,\"regions\":%d,\"units\":%d,\"rules\":%d}\n", metrics,
		       regions, units, rules);
		return;
	}
	fprintf(stderr, "%s: a new store with %d metrics, %d regions, %d units and %d rules\n",
		g->store, metrics, regions, units, rules);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_init, &g, options, argc, argv, argv, &n, &done);
	tally_diagnostics complaints = {.max = g.max_errors};
	tally_codes *codes = NULL;
	tally_error err = {0};

	if (code || done)
		return code;
	if (n > 1)
		return cli_usage(&cmd_init, "one store at a time, found %d names", n);
	if (n == 1)
		g.store = argv[0];
	tally_status status = tally_codes_load(g.codes, &codes, &complaints, &err);
	cli_diagnostics(&complaints);
	tally_diagnostics_release(&complaints);
	if (status == TALLY_OK)
		status = session_make(g.store, g.codes, &err);
	if (status == TALLY_OK)
		report(&g, codes);
	else
		code = cli_fail(&err);
	tally_codes_free(codes);
	return code;
}

const cli_command cmd_init = {
    .name = "init",
    .summary = "a new store with code lists",
    .usage = "init [FILE] [OPTION...]",
    .help = "Makes a new, empty store (FILE, else the store of -s). It keeps the code lists: the\n"
	    "built-in ones and, with --codes DIR, the user's metrics.csv, regions.csv, units.csv,\n"
	    "memberships.csv, breaks.csv, sources.csv and rules.csv, whose rows replace built-in\n"
	    "rows of the same code and add new ones. An existing file is never touched.",
    .examples = "  tally init\n"
		"  tally init provinces.h5 --codes my-codes/\n"
		"  tally init -s /data/tally.h5 --json",
    .run = run,
};
