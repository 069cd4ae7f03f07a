/* verify.c: is everything in the store what it should be?
 *
 * HDF5 and the chunks' checksums tell of flipped bits; beyond that every id must be in its list,
 * the series and rows in order, the counts those of the log, and every value one that a claim can
 * have. */
#include "store/gather.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_store *store;
	tally_diagnostics *list;
	int64_t *counted; /* [max_batch + 1] rows of each batch */
	int64_t rows;
	bool full;
} check;

static void complain(check *c, const char *format, long long a, long long b)
{
	tally_diagnostics_add(c->list, TALLY_ERROR, c->store->path, 0, 0, format, a, b);
}

/* --- series ---------------------------------------------------------------------------- */

static void check_series(check *c, const store_segment *segment, const store_run *runs, size_t n)
{
	size_t next = 0;
	for (size_t i = 0; i < n; i++) {
		const char *wrong = "metric, region or unit that is in no list";
		if (!store_series_valid(&runs[i].key, &wrong) ||
		    !store_series_known(&runs[i].key, c->store->codes))
			tally_diagnostics_add(c->list, TALLY_ERROR, c->store->path, 0, 0,
					      "segment %lld: series %zu: %s cannot be",
					      (long long)segment->number, i, wrong);
		if (runs[i].start != next)
			complain(c, "segment %lld: the rows of series %lld do not follow",
				 segment->number, (long long)i);
		if (i > 0 && store_series_compare(&runs[i - 1].key, &runs[i].key) >= 0)
			complain(c, "segment %lld: series %lld is out of order", segment->number,
				 (long long)i);
		next = runs[i].start + runs[i].size;
	}
	if (next != segment->n_rows)
		complain(c, "segment %lld: %lld rows belong to no series", segment->number,
			 (long long)segment->n_rows - (long long)next);
}

/* --- rows ------------------------------------------------------------------------------ */

/* What the table of series says of their last rows. */
static tally_status check_last_days(check *c, store_segment *segment, const store_run *runs,
				    size_t n, const store_rows *rows, tally_error *err)
{
	for (size_t i = 0, end = 0; i < n; i++) {
		bool told;
		int64_t day;
		tally_status status = store_segment_last_day(segment, i, &told, &day, err);
		if (status || !told)
			return status;
		end += runs[i].size;
		if (store_column_get(&rows->columns[ROW_TIME], end - 1) != day)
			complain(c, "segment %lld: series %lld has another last day",
				 segment->number, (long long)i);
	}
	return TALLY_OK;
}

static bool sound_figure(const tally_claim *claim)
{
	const tally_figure *f = &claim->figure;
	bool no_second = f->second.mantissa == 0 && f->second.decimals == 0;
	switch (f->form) {
	case TALLY_FORM_DECIMAL:
	case TALLY_FORM_BELOW:
		return no_second;
	case TALLY_FORM_RANGE:
		return tally_decimal_compare(f->first, f->second) <= 0;
	case TALLY_FORM_FRACTION:
		return f->second.mantissa > 0;
	case TALLY_FORM_MISSING:
		return f->first.mantissa == 0 && no_second;
	default:
		return f->form == TALLY_FORM_REAL && isfinite(f->real);
	}
}

/* What store_block_valid cannot know. */
static const char *nonsense(const tally_claim *claim, const store_series *series)
{
	if ((int32_t)tally_period_frequency(claim->period) != series->part[SERIES_FREQUENCY])
		return "a period of another frequency than its series";
	if (!sound_figure(claim))
		return "a value that no figure has";
	if (claim->status != 0 && !tally_status_letter_known(claim->status))
		return "an unknown status letter";
	return NULL;
}

static bool in_order(const store_rows *rows, size_t i)
{
	if (i == 0 || store_column_get(&rows->series, i) != store_column_get(&rows->series, i - 1))
		return true;
	int order = store_rows_compare(rows, i - 1, rows, i, &rows->texts);
	int64_t before = store_column_get(&rows->columns[ROW_BATCH], i - 1);
	int64_t batch = store_column_get(&rows->columns[ROW_BATCH], i);
	return order < 0 || (order == 0 && before < batch);
}

static void check_rows(check *c, const store_segment *segment, const store_rows *rows)
{
	store_claim_maker maker = store_claim_maker_of(rows);
	for (size_t i = 0; i < rows->n; i++) {
		tally_claim claim;
		int64_t series = store_column_get(&rows->series, i);
		store_rows_claim(&maker, i, &claim);
		const char *wrong = nonsense(&claim, &rows->keys.items[series]);
		if (wrong)
			tally_diagnostics_add(c->list, TALLY_ERROR, c->store->path, 0, 0,
					      "segment %lld: row %zu has %s",
					      (long long)segment->number, i, wrong);
		if (!in_order(rows, i))
			complain(c, "segment %lld: row %lld is out of order or there twice",
				 segment->number, (long long)i);
		if (claim.batch > c->store->max_batch)
			complain(c, "segment %lld: batch %lld is not in the log", segment->number,
				 claim.batch);
		else
			c->counted[claim.batch]++;
	}
}

static tally_status check_segment(void *context, store_segment *segment, tally_error *err)
{
	check *c = context;
	tally_selection all = tally_selection_all();
	store_rows rows = {0};
	store_run *runs = NULL;
	size_t n = 0;
	tally_error why = {0};
	c->rows += (int64_t)segment->n_rows;
	bool newest = segment->number == c->store->segments[c->store->n_segments - 1];
	if (!c->full)
		return newest ? store_segment_sound(segment, err) : TALLY_OK;
	tally_status status = store_segment_find(segment, &all, &runs, &n, &why);
	if (!status)
		check_series(c, segment, runs, n);
	if (!status)
		status = store_rows_add_runs(&rows, segment, runs, n, &why);
	if (!status)
		check_rows(c, segment, &rows);
	if (!status)
		status = check_last_days(c, segment, runs, n, &rows, &why);
	if (!status)
		status = store_segment_sound(segment, &why);
	status = store_settle(status, &why);
	if (status == TALLY_EINPUT)
		tally_diagnostics_add(c->list, TALLY_ERROR, c->store->path, 0, 0, "%s",
				      why.message);
	free(runs);
	store_rows_release(&rows);
	if (status == TALLY_ESYSTEM)
		return tally_error_set(err, status, "%s", why.message);
	return TALLY_OK;
}

static void check_counts(check *c)
{
	for (int32_t i = 0; i < c->store->log.n; i++) {
		const tally_batch_info *b = &c->store->log.items[i];
		if (b->rows_stored != c->counted[b->number])
			tally_diagnostics_add(c->list, TALLY_ERROR, c->store->path, 0, 0,
					      "batch %d has %lld rows, the log says %lld",
					      b->number, (long long)c->counted[b->number],
					      (long long)b->rows_stored);
	}
}

static tally_status check_store(check *c, tally_error *err)
{
	tally_store *store = c->store;
	tally_status status = TALLY_OK;
	if (c->full)
		status =
		    store_codes_read(store->file, store->size, &store->lists, &store->codes, err);
	if (status)
		return tally_error_prefix(err, "%s", store->path);
	c->counted = calloc((size_t)store->max_batch + 1, sizeof *c->counted);
	if (!c->counted)
		return tally_error_memory(err);
	status = store_each_segment(store, check_segment, c, err);
	if (!status && c->full) {
		tally_error why = {0};
		check_counts(c);
		status = store_codes_check(store->file, store->size, store->codes, &why);
		if (status == TALLY_EINPUT) {
			tally_diagnostics_add(c->list, TALLY_ERROR, store->path, 0, 0, "%s",
					      why.message);
			status = TALLY_OK;
		} else if (status) {
			tally_error_set(err, status, "%s", why.message);
		}
	}
	free(c->counted);
	return status;
}

tally_status store_check(const char *path, bool full, tally_diagnostics *list, int64_t *n_rows,
			 tally_error *err)
{
	check c = {.list = list, .full = full};
	tally_status status = store_open(path, false, &c.store, err);
	if (!status)
		status = check_store(&c, err);
	*n_rows = c.rows;
	tally_store_close(c.store);
	return status;
}

tally_status tally_store_verify(const char *path, tally_diagnostics *list, int64_t *n_rows,
				tally_error *err)
{
	char *real = realpath(path, NULL);
	*n_rows = 0;
	if (!real)
		return store_not_found(path, err);
	tally_error why = {0};
	tally_status status = store_settle(store_check(real, true, list, n_rows, &why), &why);
	free(real);
	if (status == TALLY_EINPUT) { /* damage is what verify is there to tell */
		tally_diagnostics_add(list, TALLY_ERROR, path, 0, 0, "%s", why.message);
		return TALLY_OK;
	}
	return status ? tally_error_set(err, status, "%s", why.message) : TALLY_OK;
}
