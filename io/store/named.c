/* named.c: which metrics and regions the series of a store have, and what of each metric, from the
 * tables of series alone: no row is read, so it takes milliseconds whatever the size. */
#include "store/gather.h"
#include "store/inside.h"

#include <stdlib.h>

typedef struct {
	const tally_store *store;
	int32_t metric; /**< TALLY_NO_CODE: any */
	bool *metrics, *regions;
} naming;

static tally_status name_segment(void *context, store_segment *segment, tally_error *err)
{
	naming *n = context;
	tally_selection what = tally_selection_all();
	store_run *runs = NULL;
	size_t n_runs = 0;

	what.metrics = &n->metric;
	what.n_metrics = n->metric != TALLY_NO_CODE;
	tally_status status = store_segment_find(segment, &what, &runs, &n_runs, err);
	for (size_t i = 0; status == TALLY_OK && i < n_runs; i++) {
		const char *wrong;

		if (!store_series_valid(&runs[i].key, &wrong) ||
		    !store_series_known(&runs[i].key, n->store->codes))
			continue;
		n->metrics[runs[i].key.part[SERIES_METRIC]] = true;
		n->regions[runs[i].key.part[SERIES_REGION]] = true;
	}
	free(runs);
	return status;
}

tally_status tally_store_named(tally_store *store, int32_t metric, bool *metrics, bool *regions,
			       tally_error *err)
{
	naming n = {.store = store, .metric = metric, .metrics = metrics, .regions = regions};

	return store_each_segment(store, name_segment, &n, err);
}

/* --- what there is of each metric ------------------------------------------------------------ */

typedef struct {
	const tally_store *store;
	tally_store_metric *out;
} weighing;

static void weigh(weighing *w, const store_run *run)
{
	const int32_t *part = run->key.part;
	tally_store_metric *metric = &w->out[part[SERIES_METRIC]];
	int32_t other = part[SERIES_WHOLE_METRIC];

	metric->rows += (int64_t)run->size;
	if (part[SERIES_MEASURE] != TALLY_LEVEL)
		metric->levels_only = false;
	if (other != TALLY_NO_CODE && other != part[SERIES_METRIC])
		w->out[other].measured_against = true;
}

static tally_status weigh_segment(void *context, store_segment *segment, tally_error *err)
{
	weighing *w = context;
	tally_selection what = tally_selection_all();
	store_run *runs = NULL;
	size_t n_runs = 0;

	tally_status status = store_segment_find(segment, &what, &runs, &n_runs, err);
	if (!status)
		status = store_check_runs(w->store, segment, runs, n_runs, err);
	for (size_t i = 0; status == TALLY_OK && i < n_runs; i++)
		weigh(w, &runs[i]);
	free(runs);
	return status;
}

tally_status tally_store_metrics(tally_store *store, tally_store_metric *out, tally_error *err)
{
	weighing w = {.store = store, .out = out};

	for (int32_t i = 0; i < tally_codes_n_metrics(tally_store_codes(store)); i++)
		out[i] = (tally_store_metric){.levels_only = true};
	return store_each_segment(store, weigh_segment, &w, err);
}
