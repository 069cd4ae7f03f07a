/* vintages.c: who said it when, and which claims are in force.
 *
 * A release is a source and a date. The claims of one cell and measure by one family of
 * sources are its vintages; a later one supersedes an earlier one unless one of the two
 * intervals lies within the other (the same figure again, hedged or with more digits).
 *
 * Claims are walked in order of metric, region and period, the order in which a store gives
 * them; within such a run they are sorted by all that makes two claims vintages of each other. */
#include "build.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Length of a source's name without a date behind it: nbs-2023-10-18 -> nbs. */
static size_t undated_length(const char *source)
{
	size_t n = strlen(source), end = n;

	while (end > 0 && (isdigit((unsigned char)source[end - 1]) || source[end - 1] == '-'))
		end--;
	return end > 0 && end < n && source[end] == '-' && n - end >= 5 ? end : n;
}

static int32_t family_of(tally_network *net, const char *source)
{
	const tally_source_family *family = tally_codes_source_of(net->codes, source);

	if (family->family && *family->family)
		return tally_pool_add(&net->families, family->family, strlen(family->family));
	return tally_pool_add(&net->families, source, undated_length(source));
}

static int32_t add_release(tally_builder *b, const tally_claim *claim)
{
	tally_network *net = b->net;
	const char *source = tally_pool_text(&net->claims->texts, claim->source);
	tally_release *r;

	if (!tally_grow((void **)&net->releases, (size_t)net->n_releases + 1, sizeof *r,
			&net->cap_releases)) {
		b->failed = true;
		return -1;
	}
	r = &net->releases[net->n_releases];
	r->source = claim->source;
	r->published = claim->published;
	r->family = family_of(net, source);
	b->failed = b->failed || r->family < 0;
	return net->n_releases++;
}

static void find_releases(tally_builder *b)
{
	tally_network *net = b->net;
	tally_cells seen = {0};
	tally_cell last = {0};
	int32_t release = -1;

	for (size_t k = 0; k < net->claims->n && !b->failed; k++) {
		const tally_claim *c = &net->claims->items[k];
		tally_cell key = {.metric = c->source, .region = c->published};

		if (release < 0 || !tally_cell_equal(&key, &last)) {
			release = tally_cells_find(&seen, &key);
			if (release < 0) {
				release = add_release(b, c);
				b->failed = b->failed || !tally_cells_add(&seen, &key, release);
			}
			last = key;
		}
		net->release_of[k] = release;
	}
	tally_cells_release(&seen);
}

static tally_claim_state state_of(const tally_network *net, size_t k)
{
	const tally_claim *c = &net->claims->items[k];
	const tally_release *r = &net->releases[net->release_of[k]];
	const char *source = tally_pool_text(&net->claims->texts, c->source);
	const char *only = net->options.source;

	if (c->figure.form == TALLY_FORM_MISSING)
		return TALLY_CLAIM_MISSING;
	if (c->figure.form == TALLY_FORM_REAL || !strncmp(source, "tally:", 6))
		return TALLY_CLAIM_COMPUTED;
	if (c->kind == TALLY_TARGET || c->kind == TALLY_FORECAST)
		return TALLY_CLAIM_NOT_OBSERVED;
	if (net->options.as_of != TALLY_DAY_NONE && c->published != TALLY_DAY_NONE &&
	    c->published > net->options.as_of)
		return TALLY_CLAIM_LATER;
	if (only && strcmp(only, source) != 0 &&
	    strcmp(only, tally_pool_text(&net->families, r->family)) != 0)
		return TALLY_CLAIM_LATER;
	return TALLY_CLAIM_USED;
}

/* What the comparison functions of qsort see. */
typedef struct {
	const tally_network *net;
} order;

static int differ(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* All that makes two claims speak of one quantity, but the source. */
static int compare_quantity(const tally_claim *a, const tally_claim *b)
{
	int c = differ(a->metric, b->metric);

	c = c ? c : differ(a->region, b->region);
	c = c ? c : differ(a->period.last, b->period.last);
	c = c ? c : differ(a->period.first, b->period.first);
	c = c ? c : differ(a->measure, b->measure);
	c = c ? c : differ(a->against.metric, b->against.metric);
	c = c ? c : differ(a->against.region, b->against.region);
	c = c ? c : differ(a->against.base, b->against.base);
	if (!c && a->against.base == TALLY_BASE_PERIOD) {
		c = differ(a->against.period.first, b->against.period.first);
		c = c ? c : differ(a->against.period.last, b->against.period.last);
	}
	c = c ? c : differ(a->prices.kind, b->prices.kind);
	c = c ? c : differ(a->prices.year, b->prices.year);
	c = c ? c
	      : differ(a->adjustment ? a->adjustment : 'N', b->adjustment ? b->adjustment : 'N');
	return c ? c : differ(a->kind, b->kind);
}

static int compare_vintages(const void *x, const void *y, void *context)
{
	const tally_network *net = ((const order *)context)->net;
	int32_t i = *(const int32_t *)x, j = *(const int32_t *)y;
	const tally_claim *a = &net->claims->items[i], *b = &net->claims->items[j];
	int c = compare_quantity(a, b);

	c = c ? c
	      : differ(net->releases[net->release_of[i]].family,
		       net->releases[net->release_of[j]].family);
	c = c ? c : differ(a->published, b->published);
	return c ? c : differ(i, j);
}

/* Whether `inner` lies within `outer`. */
static bool within(tally_interval inner, tally_interval outer)
{
	if (!outer.lo.infinite &&
	    (inner.lo.infinite || tally_bound_compare(inner.lo, outer.lo) < 0))
		return false;
	return outer.hi.infinite ||
	       (!inner.hi.infinite && tally_bound_compare(inner.hi, outer.hi) <= 0);
}

static bool nested(const tally_network *net, int32_t i, int32_t j)
{
	tally_interval a = tally_network_interval(net, i), b = tally_network_interval(net, j);

	return within(a, b) || within(b, a);
}

/* order[from, to): vintages of one quantity by one family, oldest first. */
static void supersede(tally_network *net, const int32_t *sorted, size_t from, size_t to)
{
	int32_t newest = sorted[to - 1];

	for (size_t i = from; i < to; i++) {
		int32_t k = sorted[i], next = -1;

		if (net->claims->items[k].published == net->claims->items[newest].published ||
		    nested(net, k, newest))
			continue;
		for (size_t j = i + 1; j < to && next < 0; j++)
			if (net->claims->items[sorted[j]].published >
				net->claims->items[k].published &&
			    !nested(net, k, sorted[j]))
				next = sorted[j];
		net->state[k] = TALLY_CLAIM_SUPERSEDED;
		net->successor[k] = next < 0 ? newest : next;
	}
}

/* order[from, to): claims of one quantity; other families yield to the preferred one. */
static void prefer(tally_network *net, const int32_t *sorted, size_t from, size_t to)
{
	bool there = false;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = from; i < to; i++) {
			int32_t k = sorted[i];
			const tally_release *r = &net->releases[net->release_of[k]];
			bool his = !strcmp(net->options.prefer,
					   tally_pool_text(&net->families, r->family));

			if (pass == 0)
				there = there || his;
			else if (!his && net->state[k] == TALLY_CLAIM_USED)
				net->state[k] = TALLY_CLAIM_YIELDS;
		}
		if (!there)
			return;
	}
}

static void walk_quantities(tally_network *net, const int32_t *sorted, size_t n)
{
	const tally_claim *items = net->claims->items;

	for (size_t from = 0, to; from < n; from = to) {
		size_t start = from;

		for (to = from + 1; to < n; to++) {
			if (compare_quantity(&items[sorted[from]], &items[sorted[to]]))
				break;
			if (net->releases[net->release_of[sorted[to]]].family !=
			    net->releases[net->release_of[sorted[start]]].family) {
				supersede(net, sorted, start, to);
				start = to;
			}
		}
		if (to - start > 1)
			supersede(net, sorted, start, to);
		if (net->options.prefer && to - from > 1)
			prefer(net, sorted, from, to);
	}
}

void tally_build_vintages(tally_builder *b)
{
	tally_network *net = b->net;
	int32_t *sorted = malloc((net->claims->n + 1) * sizeof *sorted);
	order context = {net};
	size_t n = 0;
	bool in_order = true;

	if (!sorted) {
		b->failed = true;
		return;
	}
	find_releases(b);
	for (size_t k = 0; k < net->claims->n && !b->failed; k++) {
		net->state[k] = (uint8_t)state_of(net, k);
		if (net->state[k] != TALLY_CLAIM_USED)
			continue;
		sorted[n] = (int32_t)k;
		in_order = in_order &&
			   (n == 0 || compare_vintages(&sorted[n - 1], &sorted[n], &context) <= 0);
		n++;
	}
	if (!b->failed && !in_order)
		qsort_r(sorted, n, sizeof *sorted, compare_vintages, &context);
	if (!b->failed)
		walk_quantities(net, sorted, n);
	free(sorted);
}
