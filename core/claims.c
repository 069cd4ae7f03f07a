/* claims.c: tables of claims: adding, comparing, and the canonical order.
 *
 * To sort, every code and text is first given its rank among its kind, once; a comparison of two
 * claims is then one of small integers. Indexes are sorted (merge sort: stable) and the rows moved
 * at the end. */
#include "claim.h"

#include "room.h"

#include <stdlib.h>
#include <string.h>

tally_status tally_claims_reserve(tally_claims *table, size_t capacity, tally_error *err)
{
	if (capacity <= table->capacity)
		return TALLY_OK;
	if (capacity > SIZE_MAX / 2 / sizeof *table->items)
		return tally_error_memory(err);
	tally_claim *items =
	    tally_more_room(table->items, table->n * sizeof *items, capacity * sizeof *items);
	if (!items)
		return tally_error_memory(err);
	table->items = items;
	table->capacity = capacity;
	return TALLY_OK;
}

tally_status tally_claims_add(tally_claims *table, const tally_claim *claim, tally_error *err)
{
	if (table->n == table->capacity) {
		size_t capacity = table->capacity ? table->capacity * 2 : 64;
		tally_status status = tally_claims_reserve(table, capacity, err);
		if (status)
			return status;
	}
	table->items[table->n++] = *claim;
	return TALLY_OK;
}

void tally_claims_release(tally_claims *table)
{
	free(table->items);
	tally_pool_release(&table->texts);
	*table = (tally_claims){0};
}

/* --- equality ------------------------------------------------------------------------------ */

static bool same_decimal(tally_decimal a, tally_decimal b)
{
	return a.mantissa == b.mantissa && a.decimals == b.decimals;
}

/* Bit for bit: a computed NaN equals itself, 0 is not -0. */
static bool same_figure(const tally_figure *a, const tally_figure *b)
{
	return a->form == b->form && same_decimal(a->first, b->first) &&
	       same_decimal(a->second, b->second) &&
	       memcmp(&a->real, &b->real, sizeof a->real) == 0;
}

static bool same_against(const tally_against *a, const tally_against *b)
{
	return a->metric == b->metric && a->region == b->region && a->base == b->base &&
	       (a->base != TALLY_BASE_PERIOD || tally_period_equal(a->period, b->period));
}

bool tally_claim_same(const tally_claim *a, const tally_claim *b)
{
	return a->metric == b->metric && a->region == b->region &&
	       tally_period_equal(a->period, b->period) && same_figure(&a->figure, &b->figure) &&
	       a->unit == b->unit && a->measure == b->measure && a->qualifier == b->qualifier &&
	       a->basis == b->basis && a->kind == b->kind && a->adjustment == b->adjustment &&
	       a->status == b->status && tally_prices_equal(a->prices, b->prices) &&
	       same_against(&a->against, &b->against) && a->published == b->published &&
	       a->source == b->source && a->locator == b->locator && a->note == b->note;
}

/* --- ranks ----------------------------------------------------------------------------------- */

typedef struct {
	const tally_claims *table;
	const tally_codes *codes;
	int32_t *metric, *region, *unit, *text, *locator; /* rank of each id */
} ranks;

/* Digits compare as numbers, all else as bytes: 9:10 before 12:3, p2 before p10. */
static int compare_locators(const char *a, const char *b)
{
	while (*a && *b) {
		size_t na = strspn(a, "0123456789"), nb = strspn(b, "0123456789");
		if (na > 0 && nb > 0) {
			const char *ea = a + na, *eb = b + nb;
			for (; *a == '0' && a + 1 < ea; a++)
				;
			for (; *b == '0' && b + 1 < eb; b++)
				;
			if (ea - a != eb - b)
				return ea - a < eb - b ? -1 : 1;
			int order = memcmp(a, b, (size_t)(ea - a));
			if (order)
				return order;
			a = ea;
			b = eb;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return (*a != '\0') - (*b != '\0');
}

static int by_metric(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	return strcmp(tally_codes_metric(r->codes, *(const int32_t *)x)->code,
		      tally_codes_metric(r->codes, *(const int32_t *)y)->code);
}

static int by_region(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	return strcmp(tally_codes_region(r->codes, *(const int32_t *)x)->code,
		      tally_codes_region(r->codes, *(const int32_t *)y)->code);
}

static int by_unit(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	return strcmp(tally_codes_unit(r->codes, *(const int32_t *)x)->text,
		      tally_codes_unit(r->codes, *(const int32_t *)y)->text);
}

static int by_text(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	return strcmp(tally_pool_text(&r->table->texts, *(const int32_t *)x),
		      tally_pool_text(&r->table->texts, *(const int32_t *)y));
}

static int by_locator(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	int order = compare_locators(tally_pool_text(&r->table->texts, *(const int32_t *)x),
				     tally_pool_text(&r->table->texts, *(const int32_t *)y));
	return order ? order : by_text(x, y, context); /* 01 and 1 */
}

/* Ids in use, each once, gathered claim by claim; rank[id] is 1 for those. */
typedef struct {
	int32_t *rank, *used;
	int32_t n;
} id_set;

static bool id_set_new(id_set *s, int32_t n_ids, size_t most)
{
	size_t n = (size_t)n_ids < most ? (size_t)n_ids : most;
	s->n = 0;
	s->rank = calloc((size_t)n_ids + 1, sizeof *s->rank);
	s->used = malloc((n + 1) * sizeof *s->used);
	return s->rank && s->used;
}

static void id_set_add(id_set *s, int32_t id)
{
	if (id == TALLY_NO_CODE || s->rank[id])
		return;
	s->rank[id] = 1;
	s->used[s->n++] = id;
}

/* The ranks of the ids in use: a table of few claims does not sort all codes. */
static int32_t *id_set_rank(id_set *s, int (*compare)(const void *, const void *, void *),
			    ranks *context)
{
	if (s->n > 0)
		qsort_r(s->used, (size_t)s->n, sizeof *s->used, compare, context);
	for (int32_t i = 0; i < s->n; i++)
		s->rank[s->used[i]] = i;
	free(s->used);
	return s->rank;
}

static void gather_ids(const tally_claims *table, id_set *metrics, id_set *regions, id_set *units,
		       id_set *texts, id_set *locators)
{
	for (size_t i = 0; i < table->n; i++) {
		const tally_claim *c = &table->items[i];
		id_set_add(metrics, c->metric);
		id_set_add(metrics, c->against.metric);
		id_set_add(regions, c->region);
		id_set_add(regions, c->against.region);
		id_set_add(units, c->unit);
		id_set_add(texts, c->source);
		id_set_add(texts, c->note);
		id_set_add(locators, c->locator);
	}
}

static bool ranks_new(ranks *r, const tally_claims *table, const tally_codes *codes)
{
	id_set metrics = {0}, regions = {0}, units = {0}, texts = {0}, locators = {0};
	size_t n = table->n;
	int32_t n_texts = table->texts.n;
	bool good = id_set_new(&metrics, tally_codes_n_metrics(codes), 2 * n) &&
		    id_set_new(&regions, tally_codes_n_regions(codes), 2 * n) &&
		    id_set_new(&units, tally_codes_n_units(codes), n) &&
		    id_set_new(&texts, n_texts, 2 * n) && id_set_new(&locators, n_texts, n);

	*r = (ranks){.table = table, .codes = codes};
	if (good)
		gather_ids(table, &metrics, &regions, &units, &texts, &locators);
	else
		metrics.n = regions.n = units.n = texts.n = locators.n = 0;
	r->metric = id_set_rank(&metrics, by_metric, r);
	r->region = id_set_rank(&regions, by_region, r);
	r->unit = id_set_rank(&units, by_unit, r);
	r->text = id_set_rank(&texts, by_text, r);
	r->locator = id_set_rank(&locators, by_locator, r);
	return good;
}

static void ranks_free(ranks *r)
{
	free(r->metric);
	free(r->region);
	free(r->unit);
	free(r->text);
	free(r->locator);
}

/* --- order ------------------------------------------------------------------------------------ */

#define ORDER(a, b)                                                                                \
	do {                                                                                       \
		if ((a) != (b))                                                                    \
			return (a) < (b) ? -1 : 1;                                                 \
	} while (0)

static int32_t rank_of(const int32_t *rank, int32_t id)
{
	return id == TALLY_NO_CODE ? -1 : rank[id];
}

static int compare_against(const ranks *r, const tally_against *a, const tally_against *b)
{
	ORDER(rank_of(r->metric, a->metric), rank_of(r->metric, b->metric));
	ORDER(rank_of(r->region, a->region), rank_of(r->region, b->region));
	ORDER(a->base, b->base);
	return a->base == TALLY_BASE_PERIOD ? tally_period_compare(a->period, b->period) : 0;
}

static int compare_figures(const tally_figure *a, const tally_figure *b)
{
	ORDER(a->form, b->form);
	ORDER(a->first.mantissa, b->first.mantissa);
	ORDER(a->first.decimals, b->first.decimals);
	ORDER(a->second.mantissa, b->second.mantissa);
	ORDER(a->second.decimals, b->second.decimals);
	ORDER(a->real, b->real);
	return 0;
}

static int compare_rest(const ranks *r, const tally_claim *a, const tally_claim *b)
{
	int order;

	ORDER(a->measure, b->measure);
	ORDER(rank_of(r->unit, a->unit), rank_of(r->unit, b->unit));
	if ((order = compare_against(r, &a->against, &b->against)) != 0)
		return order;
	ORDER(a->prices.kind, b->prices.kind);
	ORDER(a->prices.year, b->prices.year);
	ORDER(a->basis, b->basis);
	ORDER(a->adjustment, b->adjustment);
	ORDER(a->kind, b->kind);
	ORDER(a->qualifier, b->qualifier);
	ORDER(a->status, b->status);
	if ((order = compare_figures(&a->figure, &b->figure)) != 0)
		return order;
	ORDER(r->text[a->note], r->text[b->note]);
	ORDER(a->row, b->row);
	return 0;
}

static int compare_claims(const ranks *r, const tally_claim *a, const tally_claim *b)
{
	ORDER(r->metric[a->metric], r->metric[b->metric]);
	ORDER(r->region[a->region], r->region[b->region]);
	int order = tally_period_compare(a->period, b->period);
	if (order)
		return order;
	ORDER(a->published, b->published);
	ORDER(r->text[a->source], r->text[b->source]);
	ORDER(r->locator[a->locator], r->locator[b->locator]);
	return compare_rest(r, a, b);
}

static int by_claim(const void *x, const void *y, void *context)
{
	const ranks *r = context;
	return compare_claims(r, &r->table->items[*(const uint32_t *)x],
			      &r->table->items[*(const uint32_t *)y]);
}

static bool in_order(const ranks *r)
{
	for (size_t i = 1; i < r->table->n; i++)
		if (compare_claims(r, &r->table->items[i - 1], &r->table->items[i]) > 0)
			return false;
	return true;
}

/* items[i] = old items[order[i]], cycle by cycle, without a second table. */
static void permute(tally_claim *items, uint32_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (order[i] == i)
			continue;
		tally_claim first = items[i];
		size_t at = i;
		while (order[at] != i) {
			size_t from = order[at];
			items[at] = items[from];
			order[at] = (uint32_t)at;
			at = from;
		}
		items[at] = first;
		order[at] = (uint32_t)at;
	}
}

tally_status tally_claims_sort(tally_claims *table, const tally_codes *codes, tally_error *err)
{
	ranks r;
	uint32_t *order = NULL;
	bool good = ranks_new(&r, table, codes) && table->n <= UINT32_MAX;

	if (good && !in_order(&r)) {
		order = malloc(table->n * sizeof *order);
		good = order != NULL;
	}
	if (order) {
		for (size_t i = 0; i < table->n; i++)
			order[i] = (uint32_t)i;
		qsort_r(order, table->n, sizeof *order, by_claim, &r);
		permute(table->items, order, table->n);
		free(order);
	}
	ranks_free(&r);
	return good ? TALLY_OK : tally_error_memory(err);
}
