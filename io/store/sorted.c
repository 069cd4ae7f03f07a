/* sorted.c: see sorted.h. */
#include "store/sorted.h"

#include <stdlib.h>

tally_status store_sorted_make(tally_batch *batch, tally_store *known, store_sorted *out,
			       tally_error *err)
{
	tally_status status = TALLY_OK;
	*out = (store_sorted){.batch = batch};
	if (batch->n_runs > 0) {
		status = store_batch_put_aside(batch, err);
		if (!status)
			status = store_merge_new(batch, known, &out->merge, err);
		out->n = status ? 0 : store_merge_rows(out->merge);
		return status;
	}
	status = store_rows_sort(&batch->rows, !batch->keeps_equal, &out->order, &out->n, err);
	if (!status && known && known->n_segments > 0)
		status = store_drop_known(known, &batch->rows, out->order, &out->n, err);
	return status;
}

tally_status store_sorted_write(store_sorted *s, tally_store *store, tally_error *err)
{
	tally_status status =
	    s->merge ? store_merge_write(s->merge, store, err)
		     : store_add_segment(store, &s->batch->rows, s->order, s->n, err);
	store_sorted_release(s);
	tally_batch_clear(s->batch);
	return status;
}

void store_sorted_release(store_sorted *s)
{
	store_merge_free(s->merge);
	free(s->order);
	s->merge = NULL;
	s->order = NULL;
}
