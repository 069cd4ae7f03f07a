/* reading.c: which unknowns a claim speaks of: levels as of its release, bases of its release. */
#include "reading.h"

#include <math.h>

static bool is_rate(uint8_t measure)
{
	return measure == TALLY_GROWTH || measure == TALLY_AVERAGE_GROWTH ||
	       measure == TALLY_CONTRIBUTION || measure == TALLY_CONTRIBUTION_POINTS ||
	       measure == TALLY_INDEX_NUMBER || measure == TALLY_GROWTH_DIFFERENCE ||
	       measure == TALLY_GROWTH_RATIO || measure == TALLY_CONTRIBUTION_RATIO;
}

tally_reading tally_reading_of(tally_builder *b, int32_t k)
{
	const tally_claim *c = &b->net->claims->items[k];
	tally_reading r = {
	    .b = b, .claim = c, .k = k, .adjustment = c->adjustment ? c->adjustment : 'N'};
	const tally_prices assume = b->net->options.assume;

	r.prices = tally_claim_prices(c, b->net->codes);
	if (c->prices.kind == TALLY_PRICES_DEFAULT && assume.kind != TALLY_PRICES_DEFAULT &&
	    is_rate(c->measure))
		r.prices = assume;
	r.base = tally_claim_base_period(c);
	return r;
}

/* --- columns ---------------------------------------------------------------------- */

/* Whether the level of a column that a release saw (or, where there was none yet, the first one
 * published after it) has been superseded since. */
static bool superseded_since(const tally_network *net, int32_t column, int32_t release)
{
	tally_day seen = net->releases[release].published;
	bool superseded = false;

	if (column == TALLY_NO_COLUMN || seen == TALLY_DAY_NONE)
		return false;
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k]) {
		if (net->state[k] != TALLY_CLAIM_SUPERSEDED && net->release_of[k] == release)
			return false;
		if (net->state[k] == TALLY_CLAIM_SUPERSEDED)
			superseded =
			    superseded || net->claims->items[net->successor[k]].published > seen;
	}
	return superseded;
}

static bool printed_in(const tally_network *net, int32_t column, int32_t release)
{
	if (column == TALLY_NO_COLUMN)
		return false;
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k])
		if (net->release_of[k] == release && net->state[k] == TALLY_CLAIM_USED)
			return true;
	return false;
}

static void add_link(tally_builder *b, const tally_base_link *link)
{
	if (b->n_links > 0) {
		const tally_base_link *last = &b->links[b->n_links - 1];

		if (last->base == link->base)
			return;
	}
	if (!tally_grow((void **)&b->links, (size_t)b->n_links + 1, sizeof *link, &b->cap_links)) {
		b->failed = true;
		return;
	}
	b->links[b->n_links++] = *link;
}

/* Whether all levels of a column in force were published after a release. */
static bool published_later(const tally_network *net, int32_t column, int32_t release)
{
	tally_day seen = net->releases[release].published;
	bool any = false;

	if (column == TALLY_NO_COLUMN || seen == TALLY_DAY_NONE)
		return false;
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k]) {
		if (net->state[k] != TALLY_CLAIM_USED)
			continue;
		if (net->claims->items[k].published <= seen)
			return false;
		any = true;
	}
	return any;
}

/* The level of a metric and region in a period, as published by the time of the release. */
int32_t tally_reading_level(tally_reading *r, int32_t metric, int32_t region, tally_period period)
{
	tally_network *net = r->b->net;
	tally_cell cell =
	    tally_network_cell(net->codes, metric, region, period, r->prices, r->adjustment);
	int32_t column = tally_cells_find(&net->cells, &cell), release = net->release_of[r->k];
	tally_base_link link = {.claim = r->k, .later = true, .published = cell};

	r->stale = r->stale || superseded_since(net, column, release);
	if (!r->stale && tally_codes_metric(net->codes, metric)->drift > 0 &&
	    published_later(net, column, release)) {
		cell.world = release + 1;
		link.base = tally_build_column(r->b, &cell);
		add_link(r->b, &link);
		return link.base;
	}
	return column == TALLY_NO_COLUMN ? tally_build_column(r->b, &cell) : column;
}

static tally_basis basis_of(const tally_reading *r, int32_t metric, int32_t published)
{
	const tally_network *net = r->b->net;
	tally_basis basis = (tally_basis)r->claim->basis;

	if (net->options.basis == TALLY_BASIS_STRICT)
		return TALLY_BASIS_PUBLISHED;
	if (basis == TALLY_BASIS_UNKNOWN)
		basis = tally_codes_metric(net->codes, metric)->basis;
	if (basis == TALLY_BASIS_UNKNOWN && printed_in(net, published, net->release_of[r->k]))
		basis = TALLY_BASIS_PUBLISHED;
	return basis;
}

/* The base of this claim's rate: an unknown of its release, or the published level itself. */
int32_t tally_reading_base(tally_reading *r, int32_t metric, int32_t region, tally_period period)
{
	tally_network *net = r->b->net;
	tally_cell cell =
	    tally_network_cell(net->codes, metric, region, period, r->prices, r->adjustment);
	int32_t published = tally_cells_find(&net->cells, &cell), release = net->release_of[r->k];
	tally_basis basis = basis_of(r, metric, published);
	bool broken = tally_codes_break_between(net->codes, metric, region, cell.period.last,
						r->claim->period.last) != NULL;
	tally_base_link link = {.claim = r->k, .basis = (uint8_t)basis, .published = cell};

	if (basis == TALLY_BASIS_PUBLISHED && !broken) {
		published = tally_build_column(r->b, &cell);
		r->stale = r->stale || superseded_since(net, published, release);
		cell.world = release + 1;
		if (tally_cells_find(&net->cells, &cell) == TALLY_NO_COLUMN &&
		    !tally_cells_add(&net->cells, &cell, published))
			r->b->failed = true;
		return published;
	}
	cell.world = release + 1;
	link.base = tally_build_column(r->b, &cell);
	if (!broken && net->options.basis != TALLY_BASIS_DECLARED)
		add_link(r->b, &link);
	return link.base;
}

int32_t tally_reading_metric(const tally_reading *r)
{
	const tally_against *a = &r->claim->against;

	return a->metric == TALLY_NO_CODE ? r->claim->metric : a->metric;
}

int32_t tally_reading_region(const tally_reading *r)
{
	const tally_against *a = &r->claim->against;

	return a->region == TALLY_NO_CODE ? r->claim->region : a->region;
}

int32_t tally_reading_own(tally_reading *r)
{
	return tally_reading_level(r, r->claim->metric, r->claim->region, r->claim->period);
}

int32_t tally_reading_own_base(tally_reading *r)
{
	return tally_reading_base(r, r->claim->metric, r->claim->region, r->base);
}

int32_t tally_reading_whole(tally_reading *r)
{
	return tally_reading_level(r, tally_reading_metric(r), tally_reading_region(r),
				   r->claim->period);
}

int32_t tally_reading_whole_base(tally_reading *r)
{
	return tally_reading_base(r, tally_reading_metric(r), tally_reading_region(r), r->base);
}

/* --- rows ------------------------------------------------------------------------- */

tally_row tally_reading_row(tally_reading *r)
{
	tally_row row = tally_row_from(TALLY_FROM_CLAIM, r->k);
	tally_interval in = tally_network_interval(r->b->net, r->k);

	row.lo = tally_bound_down(in.lo);
	row.hi = tally_bound_up(in.hi);
	row.lo_open = in.lo.infinite || in.lo.open;
	row.hi_open = in.hi.infinite || in.hi.open;
	row.soft = r->claim->kind == TALLY_SURVEY;
	return row;
}

/* The claim's own row, unless it is stale. */
void tally_reading_add(tally_reading *r, tally_row row, const tally_entry *entries, int n)
{
	if (r->stale)
		return;
	tally_build_row(r->b, row, entries, n);
	r->made = true;
}

tally_entry tally_above(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ONE, TALLY_COEFFICIENT_ZERO};
}

tally_entry tally_below(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ZERO, TALLY_COEFFICIENT_ONE};
}

tally_entry tally_minus(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_MINUS_ONE, TALLY_COEFFICIENT_ZERO};
}

tally_entry tally_below_minus(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ZERO, TALLY_COEFFICIENT_MINUS_ONE};
}
