/* claims.c: tables of claims: adding, comparing, and the canonical order.
 *
 * To sort, every code and text is first given its rank among its kind, once; a comparison of two
 * claims is then one of small integers. Indexes are sorted (merge sort: stable) and the rows moved
 * at the end. */
#include "claim.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

tally_status tally_claims_add(tally_claims *table, const tally_claim *claim, tally_error *err)
{
	if (table->n == table->capacity) {
		size_t capacity = table->capacity ? table->capacity * 2 : 64;
		if (capacity > SIZE_MAX / 2 / sizeof *table->items)
			return tally_error_memory(err);
		tally_claim *items = realloc(table->items, capacity * sizeof *items);
		if (!items)
			return tally_error_memory(err);
		table->items = items;
		table->capacity = capacity;
	}
	table->items[table->n++] = *claim;
	return TALLY_OK;
}

/* Room of tens of megabytes is asked for in 2 MiB pages: touching it first is then four times as
 * fast. */
#define LARGE_PAGE ((size_t)2 << 20)

tally_status tally_claims_reserve(tally_claims *table, size_t capacity, tally_error *err)
{
	if (capacity <= table->capacity)
		return TALLY_OK;
	if (capacity > (SIZE_MAX / 2 - LARGE_PAGE) / sizeof *table->items)
		return tally_error_memory(err);
	size_t bytes = capacity * sizeof *table->items;
	bool large = bytes >= 4 * LARGE_PAGE;
	size_t rounded = (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	tally_claim *items = large ? aligned_alloc(LARGE_PAGE, rounded) : malloc(bytes);

	if (!items)
		return tally_error_memory(err);
	if (large)
		madvise(items, rounded, MADV_HUGEPAGE);
	if (table->n > 0)
		memcpy(items, table->items, table->n * sizeof *items);
	free(table->items);
	table->items = items;
	table->capacity = capacity;
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

/* rank[id] for ids 0..n; NULL: out of memory. */
static int32_t *rank_ids(int32_t n, int (*compare)(const void *, const void *, void *),
			 ranks *context)
{
	int32_t *ids = malloc(((size_t)n + 1) * sizeof *ids);
	int32_t *rank = malloc(((size_t)n + 1) * sizeof *rank);

	if (!ids || !rank) {
		free(ids);
		free(rank);
		return NULL;
	}
	for (int32_t i = 0; i < n; i++)
		ids[i] = i;
	qsort_r(ids, (size_t)n, sizeof *ids, compare, context);
	for (int32_t i = 0; i < n; i++)
		rank[ids[i]] = i;
	free(ids);
	return rank;
}

static bool ranks_new(ranks *r, const tally_claims *table, const tally_codes *codes)
{
	int32_t n_texts = table->texts.n;

	*r = (ranks){.table = table, .codes = codes};
	r->metric = rank_ids(tally_codes_n_metrics(codes), by_metric, r);
	r->region = rank_ids(tally_codes_n_regions(codes), by_region, r);
	r->unit = rank_ids(tally_codes_n_units(codes), by_unit, r);
	r->text = rank_ids(n_texts, by_text, r);
	r->locator = rank_ids(n_texts, by_locator, r);
	if (n_texts == 0 && r->text && r->locator) /* id 0, "" */
		r->text[0] = r->locator[0] = 0;
	return r->metric && r->region && r->unit && r->text && r->locator;
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

void tally_claims_sort(tally_claims *table, const tally_codes *codes)
{
	ranks r;
	uint32_t *order = NULL;

	if (ranks_new(&r, table, codes) && table->n <= UINT32_MAX && !in_order(&r))
		order = malloc(table->n * sizeof *order);
	if (order) {
		for (size_t i = 0; i < table->n; i++)
			order[i] = (uint32_t)i;
		qsort_r(order, table->n, sizeof *order, by_claim, &r);
		permute(table->items, order, table->n);
		free(order);
	}
	ranks_free(&r);
}
