/* named.c: which metrics and regions the series of a store have, from the tables of series alone:
 * no row is read, so it takes milliseconds whatever the size. */
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
