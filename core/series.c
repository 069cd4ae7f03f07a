/* series.c: claims grouped into series, one figure picked per period.
 *
 * Claims come from a store in the order of metric and region, so the work is done block by block
 * of one (metric, region): a block is keyed, sorted by (key, period, preference) and the first
 * figure of each period is taken. Claims in any other order are brought into that order first. */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *tally_reason_text(tally_reason r)
{
	static const char *const texts[TALLY_N_REASONS] = {
	    "",
	    "not published",
	    "no figure to compare with",
	    "no figure of the other operand",
	    "the base is zero",
	    "a loss became a profit (扭亏)",
	    "the loss was reduced (减亏)",
	    "the loss widened (增亏)",
	    "the figure is not positive",
	    "a part of it is missing",
	    "the parts are of different releases",
	    "no finite number",
	};
	return (unsigned)r < TALLY_N_REASONS ? texts[r] : "";
}

tally_series_query tally_series_query_default(void)
{
	return (tally_series_query){.as_of = TALLY_DAY_NONE};
}

/* --- which claims ----------------------------------------------------------------------- */

/* Whether `source` is of `family`: `nbs` fits `nbs` and `nbs-2024`, not `nbsx`. */
static bool of_family(const char *source, const char *family)
{
	size_t n = strlen(family);
	return strncmp(source, family, n) == 0 && (source[n] == '\0' || source[n] == '-');
}

static bool wanted(const tally_claim *c, const tally_claims *table, const tally_series_query *q)
{
	if (!q->all_kinds && (c->kind == TALLY_TARGET || c->kind == TALLY_FORECAST))
		return false;
	if (q->as_of != TALLY_DAY_NONE && c->published != TALLY_DAY_NONE && c->published > q->as_of)
		return false;
	return !q->source || of_family(tally_pool_text(&table->texts, c->source), q->source);
}

/* --- keys ------------------------------------------------------------------------------- */

typedef struct {
	tally_series_key key;
	tally_period period;
	size_t claim;
	double reliability;
	bool preferred;
	bool plain;     /* no qualifier, a decimal */
	int resolution; /* power of ten of the last printed digit: less is finer */
} entry;

/* An explicit base that is the default or the preceding span is none. */
static tally_against usual_base(tally_against a, tally_period period)
{
	if (a.base == TALLY_BASE_PERIOD) {
		if (tally_period_equal(a.period, tally_period_shift_years(period, -1)))
			a.base = TALLY_BASE_DEFAULT;
		else if (tally_period_equal(a.period, tally_period_step(period, -1)))
			a.base = TALLY_BASE_PREVIOUS;
	}
	if (a.base != TALLY_BASE_PERIOD)
		a.period = (tally_period){0, 0};
	return a;
}

typedef struct {
	const tally_claims *claims;
	const tally_codes *codes;
	const tally_series_query *query;
	int32_t *metric_rank, *region_rank; /* place of each id in the order of codes */
	size_t *order;                      /* claims by metric and region, then as given */
	size_t n;                           /* claims wanted */
	entry *block;
	size_t block_capacity;
	tally_series_set *out;
	size_t capacity, n_points;
	struct {
		bool known;
		int32_t source;
		double reliability, precision;
		bool preferred;
	} last; /* of the source that was asked for last: most rows in a row have one source */
	struct {
		tally_period period;
		tally_frequency frequency;
	} seen[256]; /* frequencies of periods met before, by their last day */
} builder;

static void look_up_source(builder *b, int32_t source)
{
	if (b->last.known && b->last.source == source)
		return;
	const char *text = tally_pool_text(&b->claims->texts, source);
	b->last.known = true;
	b->last.source = source;
	const tally_source_family *family = tally_codes_source_of(b->codes, text);
	b->last.reliability = family->reliability;
	b->last.precision = family->precision;
	b->last.preferred = b->query->prefer && of_family(text, b->query->prefer);
}

/* The same few periods come up in every region. */
static tally_frequency frequency_of(builder *b, tally_period p)
{
	size_t i = (size_t)(uint32_t)(p.last * 31 + p.first) % 256;
	if (!tally_period_equal(b->seen[i].period, p) || p.last == 0) {
		b->seen[i].period = p;
		b->seen[i].frequency = tally_period_frequency(p);
	}
	return b->seen[i].frequency;
}

/* Whether two claims of a region have one key but for the frequency, at a glance. */
static bool like(const tally_claim *a, const tally_claim *b)
{
	return a->metric == b->metric && a->region == b->region && a->unit == b->unit &&
	       a->measure == b->measure && a->adjustment == b->adjustment && a->kind == b->kind &&
	       a->prices.kind == b->prices.kind && a->prices.year == b->prices.year &&
	       a->against.base == TALLY_BASE_DEFAULT && b->against.base == TALLY_BASE_DEFAULT &&
	       a->against.metric == b->against.metric && a->against.region == b->against.region;
}

static void set_key(const builder *b, const tally_claim *c, const tally_unit *unit, entry *e)
{
	e->key.metric = c->metric;
	e->key.region = c->region;
	e->key.measure = c->measure;
	e->key.adjustment = c->adjustment ? c->adjustment : 'N';
	e->key.kind = c->kind;
	e->key.prices = tally_claim_prices(c, b->codes);
	e->key.against = usual_base(c->against, c->period);
	e->key.base_unit = unit ? unit->base : "1";
}

tally_series_key tally_series_key_of(const tally_claim *c, tally_frequency frequency,
				     const tally_codes *codes)
{
	const builder b = {.codes = codes};
	entry e = {0};
	set_key(&b, c, c->unit == TALLY_NO_CODE ? NULL : tally_codes_unit(codes, c->unit), &e);
	e.key.frequency = frequency;
	return e.key;
}

/* `before` is the entry of the claim in front, or NULL. */
static void set_entry(builder *b, size_t index, const entry *before, entry *e)
{
	const tally_claim *c = &b->claims->items[index];
	const tally_unit *unit =
	    c->unit == TALLY_NO_CODE ? NULL : tally_codes_unit(b->codes, c->unit);
	if (before && like(&b->claims->items[before->claim], c))
		e->key = before->key;
	else
		set_key(b, c, unit, e);
	e->key.frequency = frequency_of(b, c->period);
	e->period = c->period;
	e->claim = index;
	look_up_source(b, c->source);
	e->preferred = b->last.preferred;
	e->reliability = b->last.reliability;
	e->plain = c->qualifier == TALLY_AS_PRINTED && c->figure.form == TALLY_FORM_DECIMAL;
	e->resolution = (unit ? unit->power : 0) - c->figure.first.decimals;
}

static int order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_against(const tally_against *a, const tally_against *b)
{
	int order = order_of(a->metric, b->metric);
	if (order == 0)
		order = order_of(a->region, b->region);
	if (order == 0)
		order = order_of(a->base, b->base);
	return order ? order : tally_period_compare(a->period, b->period);
}

/* Keys of one metric and region. */
static int compare_keys(const tally_series_key *a, const tally_series_key *b)
{
	int order = order_of(a->measure, b->measure);
	if (order == 0)
		order = order_of(a->frequency, b->frequency);
	if (order == 0)
		order = order_of(a->prices.kind * 65536 + a->prices.year,
				 b->prices.kind * 65536 + b->prices.year);
	if (order == 0)
		order = order_of(a->adjustment, b->adjustment);
	if (order == 0)
		order = order_of(a->kind, b->kind);
	if (order == 0)
		order = compare_against(&a->against, &b->against);
	if (order == 0 && a->base_unit != b->base_unit)
		order = strcmp(a->base_unit, b->base_unit);
	return order;
}

bool tally_series_key_same(const tally_series_key *a, const tally_series_key *b)
{
	return a->metric == b->metric && a->region == b->region && compare_keys(a, b) == 0;
}

/* The better figure of one key and period first. */
static int compare_preference(const entry *a, const entry *b, const tally_claims *claims)
{
	const tally_claim *x = &claims->items[a->claim], *y = &claims->items[b->claim];
	int order = order_of(b->preferred, a->preferred);
	if (order == 0)
		order = order_of(y->published, x->published);
	if (order == 0 && a->reliability != b->reliability)
		order = a->reliability > b->reliability ? -1 : 1;
	if (order == 0 && x->source == y->source && x->published != TALLY_DAY_NONE) {
		order = order_of(b->plain, a->plain);
		if (order == 0)
			order = order_of(a->resolution, b->resolution);
	}
	if (order == 0)
		order = order_of(y->batch, x->batch);
	if (order == 0)
		order = order_of(y->row, x->row);
	return order ? order : (a->claim < b->claim) - (a->claim > b->claim);
}

static int compare_entries(const void *a, const void *b, void *claims)
{
	const entry *x = a, *y = b;
	int order = compare_keys(&x->key, &y->key);
	if (order == 0)
		order = tally_period_compare(x->period, y->period);
	return order ? order : compare_preference(x, y, claims);
}

/* --- order of metrics and regions --------------------------------------------------------- */

/* By code: where the claims are sorted, as those of a store are, two of a kind are compared only
 * where they differ, and no rank is needed. */
static int compare_codes_of(const builder *b, size_t i, size_t j)
{
	const tally_claim *x = &b->claims->items[i], *y = &b->claims->items[j];
	if (x->metric != y->metric)
		return strcmp(tally_codes_metric(b->codes, x->metric)->code,
			      tally_codes_metric(b->codes, y->metric)->code);
	if (x->region != y->region)
		return strcmp(tally_codes_region(b->codes, x->region)->code,
			      tally_codes_region(b->codes, y->region)->code);
	return 0;
}

static int compare_places(const builder *b, size_t i, size_t j)
{
	const tally_claim *x = &b->claims->items[i], *y = &b->claims->items[j];
	int order = order_of(b->metric_rank[x->metric], b->metric_rank[y->metric]);
	return order ? order : order_of(b->region_rank[x->region], b->region_rank[y->region]);
}

static int compare_indices(const void *a, const void *b, void *context)
{
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = compare_places(context, i, j);
	return order ? order : (i > j) - (i < j);
}

/* The wanted claims, in the order of metric and region. */
static tally_status put_in_order(builder *b, tally_error *err)
{
	bool sorted = true;
	b->order = malloc((b->claims->n + 1) * sizeof *b->order);
	if (!b->order)
		return tally_error_memory(err);
	for (size_t i = 0; i < b->claims->n; i++) {
		if (!wanted(&b->claims->items[i], b->claims, b->query))
			continue;
		if (sorted && b->n > 0 && compare_codes_of(b, b->order[b->n - 1], i) > 0)
			sorted = false;
		b->order[b->n++] = i;
	}
	if (sorted)
		return TALLY_OK;
	b->metric_rank = tally_metric_ranks(b->codes, NULL);
	b->region_rank = tally_region_ranks(b->codes, NULL);
	if (!b->metric_rank || !b->region_rank)
		return tally_error_memory(err);
	qsort_r(b->order, b->n, sizeof *b->order, compare_indices, b);
	return TALLY_OK;
}

/* --- blocks to series ------------------------------------------------------------------------ */

static tally_point point_of(builder *b, const entry *e)
{
	const tally_claim *c = &b->claims->items[e->claim];
	tally_point p = {.period = e->period,
			 .value = tally_claim_value(c, b->codes),
			 .lo = NAN,
			 .hi = NAN,
			 .status = c->status ? c->status : 'A',
			 .qualifier = c->qualifier,
			 .published = c->published,
			 .claim = (int32_t)e->claim,
			 .source = c->source};
	if (c->figure.form == TALLY_FORM_MISSING) {
		p.reason = TALLY_NOT_PUBLISHED;
		p.status = c->status ? c->status : 'M';
	} else if (!b->query->no_intervals) {
		look_up_source(b, c->source);
		tally_interval in =
		    tally_claim_interval_within(c, b->codes, b->query->rounding, b->last.precision);
		p.lo = tally_bound_down(in.lo);
		p.hi = tally_bound_up(in.hi);
	}
	return p;
}

static tally_series *new_series(builder *b, const tally_series_key *key)
{
	if (b->out->n == b->capacity) {
		size_t capacity = b->capacity ? 2 * b->capacity : 64;
		tally_series *items = realloc(b->out->items, capacity * sizeof *items);
		if (!items)
			return NULL;
		b->out->items = items;
		b->capacity = capacity;
	}
	tally_series *s = &b->out->items[b->out->n++];
	*s = (tally_series){*key, b->out->block + b->n_points, 0};
	return s;
}

static tally_status take_block(builder *b, size_t from, size_t to, tally_error *err)
{
	size_t n = to - from;
	if (n > b->block_capacity) {
		free(b->block);
		b->block_capacity = 2 * n;
		b->block = malloc(b->block_capacity * sizeof *b->block);
		if (!b->block) {
			b->block_capacity = 0;
			return tally_error_memory(err);
		}
	}
	bool sorted = true;
	for (size_t i = 0; i < n; i++) {
		set_entry(b, b->order[from + i], i > 0 ? &b->block[i - 1] : NULL, &b->block[i]);
		sorted = sorted && (i == 0 || compare_entries(&b->block[i - 1], &b->block[i],
							      (void *)b->claims) < 0);
	}
	if (!sorted)
		qsort_r(b->block, n, sizeof *b->block, compare_entries, (void *)b->claims);

	tally_series *s = NULL;
	for (size_t i = 0; i < n; i++) {
		const entry *e = &b->block[i];
		bool same_key = i > 0 && compare_keys(&b->block[i - 1].key, &e->key) == 0;
		if (same_key && tally_period_equal(b->block[i - 1].period, e->period))
			continue;
		if (!same_key && !(s = new_series(b, &e->key)))
			return tally_error_memory(err);
		s->points[s->n++] = point_of(b, e);
		b->n_points++;
	}
	return TALLY_OK;
}

tally_status tally_series_build(const tally_claims *claims, const tally_codes *codes,
				const tally_series_query *query, tally_series_set *out,
				tally_error *err)
{
	builder b = {.claims = claims, .codes = codes, .query = query, .out = out};
	*out = (tally_series_set){0};
	tally_status status = put_in_order(&b, err);
	if (status == TALLY_OK && b.n > 0) {
		out->block = malloc(b.n * sizeof *out->block);
		if (!out->block)
			status = tally_error_memory(err);
	}
	for (size_t from = 0, to; status == TALLY_OK && from < b.n; from = to) {
		for (to = from + 1; to < b.n; to++)
			if (compare_codes_of(&b, b.order[from], b.order[to]) != 0)
				break;
		status = take_block(&b, from, to, err);
	}
	free(b.metric_rank);
	free(b.region_rank);
	free(b.order);
	free(b.block);
	if (status != TALLY_OK)
		tally_series_set_release(out);
	return status;
}

void tally_series_set_release(tally_series_set *set)
{
	free(set->items);
	free(set->block);
	*set = (tally_series_set){0};
}

ptrdiff_t tally_series_find(const tally_series *s, tally_period period)
{
	size_t lo = 0, hi = s->n;
	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		int order = tally_period_compare(s->points[middle].period, period);
		if (order == 0)
			return (ptrdiff_t)middle;
		if (order < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return -1;
}
