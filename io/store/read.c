/* read.c: claims out of a store.
 *
 * The runs of rows that fit are loaded as narrow columns, then put in the order of the canonical
 * CSV: by metric and region code first, a sort of runs and not of rows. Where a metric and region
 * has one run and no two rows that differ only in late fields, the stored order is the canonical
 * one; else the claims are sorted at the end. */
#include "store/gather.h"
#include "store/h5.h"

#include <stdlib.h>
#include <string.h>

tally_selection tally_selection_all(void)
{
	return (tally_selection){.as_of = TALLY_DAY_NONE, .measure = -1};
}

bool store_series_known(const store_series *key, const tally_codes *codes)
{
	const int32_t *part = key->part;
	int32_t metrics = tally_codes_n_metrics(codes), regions = tally_codes_n_regions(codes);
	return part[SERIES_METRIC] < metrics && part[SERIES_WHOLE_METRIC] < metrics &&
	       part[SERIES_REGION] < regions && part[SERIES_WHOLE_REGION] < regions &&
	       part[SERIES_UNIT] < tally_codes_n_units(codes);
}

tally_status store_check_runs(const tally_store *store, const store_segment *segment,
			      const store_run *runs, size_t n, tally_error *err)
{
	const char *wrong = "metric, region or unit";
	for (size_t i = 0; i < n; i++)
		if (!store_series_valid(&runs[i].key, &wrong) ||
		    !store_series_known(&runs[i].key, store->codes))
			return tally_error_set(
			    err, TALLY_EINPUT,
			    "series %zu of segment %lld has a %s that cannot be: damaged",
			    runs[i].series, (long long)segment->number, wrong);
	return TALLY_OK;
}

/* Rows of one series in the loaded columns. */
typedef struct {
	int32_t metric, region; /* ranks by code */
	size_t from, size;
} piece;

/* What is known of a text. */
typedef struct {
	int32_t id;  /* in the claims' pool plus 1; 0: not asked yet */
	bool wanted; /* as a source */
} known_text;

typedef struct {
	tally_store *store;
	const tally_selection *what;
	tally_claims *out;
	store_rows rows;
	piece *pieces;
	size_t n, capacity;
	known_text *texts; /* [rows.texts.n + 1] */
	bool disorder;
	tally_error *err;
} reading;

/* --- loading ----------------------------------------------------------------------------- */

static tally_status add_pieces(reading *r, const store_run *runs, size_t n)
{
	if (r->n + n > r->capacity) {
		size_t capacity = r->capacity + r->n + n;
		piece *grown = realloc(r->pieces, capacity * sizeof *grown);
		if (!grown)
			return tally_error_memory(r->err);
		r->pieces = grown;
		r->capacity = capacity;
	}
	size_t from = r->rows.n;
	for (size_t i = 0; i < n; i++) {
		r->pieces[r->n++] = (piece){.metric = runs[i].key.part[SERIES_METRIC],
					    .region = runs[i].key.part[SERIES_REGION],
					    .from = from,
					    .size = runs[i].size};
		from += runs[i].size;
	}
	return TALLY_OK;
}

static tally_status load_segment(void *context, store_segment *segment, tally_error *err)
{
	reading *r = context;
	store_run *runs = NULL;
	size_t n;
	tally_status status = store_segment_find(segment, r->what, &runs, &n, err);
	if (!status)
		status = store_check_runs(r->store, segment, runs, n, r->err);
	if (!status && n > 0)
		status = add_pieces(r, runs, n);
	if (!status && n > 0)
		status = store_rows_add_runs(&r->rows, segment, runs, n, err);
	free(runs);
	return status;
}

/* --- order ------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const piece *x = a, *y = b;
	if (x->metric != y->metric)
		return x->metric < y->metric ? -1 : 1;
	if (x->region != y->region)
		return x->region < y->region ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static tally_status order_pieces(reading *r)
{
	const tally_codes *codes = r->store->codes;
	bool *used_metrics = calloc((size_t)tally_codes_n_metrics(codes) + 1, 1);
	bool *used_regions = calloc((size_t)tally_codes_n_regions(codes) + 1, 1);
	bool sorted = true;
	for (size_t i = 0; used_metrics && used_regions && i < r->n; i++) {
		used_metrics[r->pieces[i].metric] = true;
		used_regions[r->pieces[i].region] = true;
	}
	int32_t *metrics = used_metrics ? tally_metric_ranks(codes, used_metrics) : NULL;
	int32_t *regions = used_regions ? tally_region_ranks(codes, used_regions) : NULL;
	free(used_metrics);
	free(used_regions);
	for (size_t i = 0; metrics && regions && i < r->n; i++) {
		piece *p = &r->pieces[i];
		p->metric = metrics[p->metric];
		p->region = regions[p->region];
		sorted = sorted && (i == 0 || by_place(p - 1, p) < 0);
		r->disorder |= i > 0 && p->metric == p[-1].metric && p->region == p[-1].region;
	}
	bool good = metrics && regions;
	free(metrics);
	free(regions);
	if (!good)
		return tally_error_memory(r->err);
	if (!sorted)
		qsort(r->pieces, r->n, sizeof *r->pieces, by_place);
	for (size_t i = 1; !r->disorder && i < r->n; i++)
		r->disorder = r->pieces[i].metric == r->pieces[i - 1].metric &&
			      r->pieces[i].region == r->pieces[i - 1].region;
	return TALLY_OK;
}

/* --- claims ------------------------------------------------------------------------------ */

static bool text(reading *r, int32_t *id, bool *wanted)
{
	known_text *k = &r->texts[*id];
	if (k->id == 0) {
		const char *bytes = tally_pool_text(&r->rows.texts, *id);
		int32_t added = tally_pool_add(&r->out->texts, bytes, strlen(bytes));
		if (added < 0)
			return false;
		k->id = added + 1;
		k->wanted = !r->what->source || strcmp(bytes, r->what->source) == 0 ||
			    strcmp(tally_codes_source_of(r->store->codes, bytes)->family,
				   r->what->source) == 0;
	}
	*id = k->id - 1;
	*wanted = k->wanted;
	return true;
}

static bool claim_wanted(const reading *r, const tally_claim *c)
{
	const tally_selection *w = r->what;
	if (c->batch > r->store->max_batch || !r->store->live[c->batch] ||
	    (w->batch != 0 && c->batch != w->batch))
		return false;
	if (w->has_range && (c->period.last < w->from || c->period.first > w->to))
		return false;
	return w->as_of == TALLY_DAY_NONE || c->published == TALLY_DAY_NONE ||
	       c->published <= w->as_of;
}

/* Whether only late fields tell two neighbours of one series apart. */
static bool tie(const tally_claim *a, const tally_claim *b)
{
	return a->period.last == b->period.last && a->period.first == b->period.first &&
	       a->published == b->published && a->source == b->source && a->locator == b->locator;
}

static tally_status put_piece(reading *r, store_claim_maker *maker, const piece *p)
{
	tally_claims *out = r->out;
	size_t first = out->n;
	for (size_t i = p->from; i < p->from + p->size; i++) {
		tally_claim *c = &out->items[out->n];
		bool wanted = true, ignored;
		store_rows_claim(maker, i, c);
		if (!claim_wanted(r, c))
			continue;
		if (!text(r, &c->source, &wanted) || !text(r, &c->locator, &ignored) ||
		    !text(r, &c->note, &ignored))
			return tally_error_memory(r->err);
		if (!wanted)
			continue;
		r->disorder |= out->n > first && tie(c - 1, c);
		out->n++;
	}
	return TALLY_OK;
}

static tally_status make_room(tally_claims *table, size_t n, tally_error *err)
{
	if (table->n + n <= table->capacity)
		return TALLY_OK;
	tally_claim *grown = realloc(table->items, (table->n + n) * sizeof *grown);
	if (!grown)
		return tally_error_memory(err);
	table->items = grown;
	table->capacity = table->n + n;
	return TALLY_OK;
}

static tally_status put_claims(reading *r)
{
	store_claim_maker maker = store_claim_maker_of(&r->rows);
	r->texts = calloc((size_t)r->rows.texts.n + 1, sizeof *r->texts);
	tally_status status =
	    r->texts ? make_room(r->out, r->rows.n, r->err) : tally_error_memory(r->err);
	for (size_t i = 0; !status && i < r->n; i++)
		status = put_piece(r, &maker, &r->pieces[i]);
	return status;
}

tally_status tally_store_read(tally_store *store, const tally_selection *what, tally_claims *out,
			      tally_error *err)
{
	reading r = {.store = store, .what = what, .out = out, .err = err, .disorder = out->n > 0};
	store_h5_listen(); /* HDF5 would print in a thread that it does not know */
	tally_status status = store_each_segment(store, load_segment, &r, err);
	if (!status)
		status = order_pieces(&r);
	if (!status && r.n > 0)
		status = put_claims(&r);
	free(r.pieces);
	free(r.texts);
	store_rows_release(&r.rows);
	if (status) {
		tally_error_prefix(err, "%s", store->path);
		return store_settle(status, err);
	}
	return r.disorder ? tally_claims_sort(out, store->codes, err) : TALLY_OK;
}
