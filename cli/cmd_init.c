/* cmd_init.c: a new store with its code lists. */
#include "cli.h"

#include "csv/csv.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const cli_command cmd_init;

#define LISTS_MAX 32

/* The built-in lists and, over them, those of the user's folder. */
typedef struct {
	const char *names[2 * LISTS_MAX];
	const char *texts[2 * LISTS_MAX];
	int n;
	tally_input inputs[LISTS_MAX];
	int n_inputs;
} lists;

static tally_status add_user_lists(lists *l, const char *folder, tally_error *err)
{
	for (int i = 0; i < tally_builtin_count && i < LISTS_MAX; i++) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%s.csv", folder, tally_builtin_names[i]);
		if (access(path, F_OK) != 0)
			continue;
		tally_input *in = &l->inputs[l->n_inputs];
		tally_status status = tally_input_read(path, NULL, in, err);

		if (status != TALLY_OK)
			return status;
		l->n_inputs++;
		l->names[l->n] = tally_builtin_names[i];
		l->texts[l->n++] = in->text;
	}
	return TALLY_OK;
}

static tally_status create(const cli_globals *g, lists *l, tally_error *err)
{
	tally_status status = TALLY_OK;

	for (int i = 0; i < tally_builtin_count && i < LISTS_MAX; i++) {
		l->names[l->n] = tally_builtin_names[i];
		l->texts[l->n++] = tally_builtin_texts[i];
	}
	if (g->codes)
		status = add_user_lists(l, g->codes, err);
	if (status == TALLY_OK)
		status = tally_store_create(g->store, l->names, l->texts, l->n, err);
	for (int i = 0; i < l->n_inputs; i++)
		tally_input_release(&l->inputs[i]);
	return status;
}

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
	lists l = {.n = 0};

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
		status = create(&g, &l, &err);
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
