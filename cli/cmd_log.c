/* cmd_log.c: the batches of a store. */
#include "cli.h"

#include "store/store.h"

extern const cli_command cmd_log;

static void print_json(const tally_store *store)
{
	printf("{\"batches\":[");
	for (int32_t i = 0; i < tally_store_n_batches(store); i++) {
		const tally_batch_info *b = tally_store_batch(store, i);

		printf("%s{\"number\":%d,\"file\":", i ? ",\n" : "\n", b->number);
		cli_json_string(stdout, b->file);
		printf(",\"digest\":");
		cli_json_string(stdout, b->digest);
		printf(",\"stamp\":");
		cli_json_string(stdout, b->stamp);
		printf(",\"rows_in\":%lld,\"rows_stored\":%lld,\"rows_known\":%lld,"
		       "\"rows_missing\":%lld,\"rows_refused\":%lld,\"reverted\":%s}",
		       (long long)b->rows_in, (long long)b->rows_stored, (long long)b->rows_known,
		       (long long)b->rows_missing, (long long)b->rows_refused,
		       b->reverted ? "true" : "false");
	}
	printf("]}\n");
}

static void print_batches(const tally_store *store)
{
	const char *heads[] = {"batch",   "rows in", "new",    "known", "missing",
			       "refused", "stamp",   "digest", "file",  "state"};
	cli_table *table = cli_table_new(10, heads, "rrrrrrllll");

	for (int32_t i = 0; table && i < tally_store_n_batches(store); i++) {
		const tally_batch_info *b = tally_store_batch(store, i);
		const int64_t counts[6] = {b->number,     b->rows_in,      b->rows_stored,
					   b->rows_known, b->rows_missing, b->rows_refused};
		char texts[6][24], digest[13];
		const char *cells[10];

		for (int k = 0; k < 6; k++) {
			snprintf(texts[k], sizeof texts[k], "%lld", (long long)counts[k]);
			cells[k] = texts[k];
		}
		snprintf(digest, sizeof digest, "%s", b->digest);
		cells[6] = b->stamp;
		cells[7] = digest;
		cells[8] = b->file;
		cells[9] = b->reverted ? "reverted" : "live";
		cli_table_row(table, cells);
	}
	if (table)
		cli_table_print(table, stdout);
	cli_table_free(table);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	const cli_option options[] = {{NULL, 0, CLI_FLAG, NULL, NULL, NULL}};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_log, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n > 0)
		return cli_usage(&cmd_log, "unexpected word \"%s\"", argv[0]);
	tally_store *store = cli_open(&g, &code);
	if (!store)
		return code;
	if (g.json)
		print_json(store);
	else if (tally_store_n_batches(store) == 0)
		fprintf(stderr, "tally: no batches yet\n");
	else
		print_batches(store);
	tally_store_close(store);
	return 0;
}

const cli_command cmd_log = {
    .name = "log",
    .summary = "the batches of the store, in order",
    .usage = "log [OPTION...]",
    .help = "Lists every batch that was stored: its number, how many rows were read, new, known\n"
	    "already, without a value or refused, its stamp (when one was asked for), the\n"
	    "beginning of the SHA-256 of its input, and the file. Reverted batches are marked.",
    .examples = "  tally log\n"
		"  tally log --json",
    .run = run,
};
