/* query.c: from words and options to claims of the store. */
#include "cli.h"

#include "csv/csv.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

/* --codes beside a store must say the same as the store's own lists. */
static int compare_lists(const cli_globals *g, tally_store *store)
{
	for (int i = 0; i < tally_builtin_count; i++) {
		const char *name = tally_builtin_names[i];
		const char *kept = tally_store_list(store, name);
		tally_input in = {0};
		tally_error err = {0};
		char path[4096];

		snprintf(path, sizeof path, "%s/%s.csv", g->codes, name);
		if (!kept || tally_input_read(path, NULL, &in, &err) != TALLY_OK)
			continue;
		bool same = strcmp(kept, in.text) == 0;
		tally_input_release(&in);
		if (same)
			continue;
		tally_error_set(
		    &err, TALLY_EINPUT,
		    "%s differs from the list that the store %s was made with; make a new "
		    "store with `tally init --codes %s`, or leave --codes out",
		    path, g->store, g->codes);
		return cli_fail(&err);
	}
	return 0;
}

tally_store *cli_open(const cli_globals *g, int *code)
{
	tally_store *store = NULL;
	tally_error err = {0};

	*code = 0;
	if (tally_store_open(g->store, &store, &err) != TALLY_OK) {
		*code = cli_fail(&err);
		return NULL;
	}
	if (g->codes && (*code = compare_lists(g, store)) != 0) {
		tally_store_close(store);
		return NULL;
	}
	return store;
}

static bool set_range(const cli_command *command, const cli_query *q, tally_selection *what)
{
	tally_period from = {TALLY_DAY_OPEN, TALLY_DAY_OPEN}, to = {0, INT32_MAX};

	if (q->from && !cli_period(command, q->from, &from))
		return false;
	if (q->to && !cli_period(command, q->to, &to))
		return false;
	what->has_range = q->from || q->to;
	what->from = q->from ? from.first : TALLY_DAY_OPEN;
	what->to = to.last;
	if (q->from && q->to && what->from > what->to) {
		cli_usage(command, "--from %s lies behind --to %s", q->from, q->to);
		return false;
	}
	return true;
}

int cli_selection(const cli_command *command, const cli_query *q, tally_selection *what)
{
	tally_measure measure;

	*what = tally_selection_all();
	what->source = q->source;
	if (!set_range(command, q, what))
		return 2;
	if (q->as_of && !cli_day(command, q->as_of, &what->as_of))
		return 2;
	if (q->measure) {
		if (!tally_measure_parse(q->measure, strlen(q->measure), &measure))
			return cli_usage(command,
					 "unknown measure \"%s\"; level, growth, share, ...",
					 q->measure);
		what->measure = (int)measure;
	}
	return 0;
}

int cli_read(const cli_command *command, const cli_query *q, tally_store *store,
	     const int32_t *metrics, int n_metrics, const int32_t *regions, int n_regions,
	     tally_claims *out)
{
	tally_selection what;
	tally_error err = {0};
	int code = cli_selection(command, q, &what);

	if (code != 0)
		return code;
	what.metrics = metrics;
	what.n_metrics = n_metrics;
	what.regions = regions;
	what.n_regions = n_regions;
	if (tally_store_read(store, &what, out, &err) != TALLY_OK)
		return cli_fail(&err);
	return 0;
}

bool cli_series_query(const cli_command *command, const cli_query *q, tally_series_query *out)
{
	tally_error err = {0};

	*out = tally_series_query_default();
	out->source = q->source;
	out->prefer = q->prefer;
	if (q->as_of && !cli_day(command, q->as_of, &out->as_of))
		return false;
	if (q->rounding && tally_rounding_parse(q->rounding, &out->rounding, &err) != TALLY_OK) {
		cli_usage(command, "%s", err.message);
		return false;
	}
	return true;
}
