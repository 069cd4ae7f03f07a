/* rate_rows.c: differences and ratios of two rates. The rates are unknowns of their own, tied to
 * the levels by product rows x = r w. */
#include "reading.h"

#include <math.h>

/* --- rates of their own ----------------------------------------------------------- */

/* product: x = r w */
static void define_rate(tally_reading *r, int32_t x, int32_t rate, int32_t w)
{
	tally_row row = tally_row_from(TALLY_FROM_DEFINITION, r->k);
	tally_entry entries[3] = {tally_above(x), tally_above(rate), tally_above(w)};

	row.product = true;
	tally_build_row(r->b, row, entries, 3);
}

/* The unknown x - b. */
static int32_t change_column(tally_reading *r, int32_t x, int32_t b)
{
	int32_t column = tally_build_fresh(r->b, -HUGE_VAL);
	tally_row row = tally_row_from(TALLY_FROM_DEFINITION, r->k);
	tally_entry entries[3] = {tally_above(x), tally_minus(b), tally_minus(column)};

	row.constant = true;
	row.lo = row.hi = 0;
	row.lo_open = row.hi_open = false;
	tally_build_row(r->b, row, entries, 3);
	return column;
}

static bool remember_rate(tally_builder *b, const tally_rate *rate, int32_t column)
{
	tally_network *net = b->net;
	int32_t cap = net->cap_rates;

	if (!tally_grow((void **)&net->rate, (size_t)net->n_rates + 1, sizeof *rate, &cap) ||
	    !tally_grow((void **)&net->rate_column, (size_t)net->n_rates + 1, sizeof column,
			&net->cap_rates)) {
		b->failed = true;
		return false;
	}
	net->rate[net->n_rates] = *rate;
	net->rate_column[net->n_rates++] = column;
	return true;
}

/* A rate by its unknowns. */
static tally_cell parts_key(const tally_rate *rate)
{
	return (tally_cell){.metric = rate->parts[0],
			    .region = rate->parts[1],
			    .period = {rate->parts[2], rate->parts[3]},
			    .world = rate->measure};
}

/* A rate whatever release its base belongs to: the growth that one source compares with is the
 * growth that another published. */
static tally_cell quantity_key(const tally_network *net, const tally_rate *rate)
{
	tally_cell key = parts_key(rate);
	int32_t base = rate->parts[1];

	if (rate->measure == TALLY_GROWTH && net->cell[base].metric != TALLY_NO_CODE) {
		key.region = net->cell[base].region;
		key.period = net->cell[base].period;
	}
	key.world += TALLY_N_MEASURES;
	return key;
}

/* Ties a rate to its levels by product rows, once for each set of levels. */
static void tie_rate(tally_reading *r, const tally_rate *rate, int32_t column)
{
	tally_builder *b = r->b;
	tally_cell key = parts_key(rate);
	int32_t x = rate->parts[0], w = rate->parts[1];

	if (tally_cells_find(&b->rates, &key) != TALLY_NO_COLUMN)
		return;
	if (!tally_cells_add(&b->rates, &key, column) || !remember_rate(b, rate, column)) {
		b->failed = true;
		return;
	}
	if (rate->measure == TALLY_CONTRIBUTION) {
		x = change_column(r, rate->parts[0], rate->parts[1]);
		w = change_column(r, rate->parts[2], rate->parts[3]);
	} else if (b->net->floor[w] >= 0) {
		b->net->positive[w] = true;
	}
	define_rate(r, x, column, w);
}

/* The unknown rate of these parts. */
static int32_t rate_column(tally_reading *r, tally_rate rate)
{
	tally_builder *b = r->b;
	tally_cell key;
	int32_t column;

	for (int i = 0; i < (rate.measure == TALLY_CONTRIBUTION ? 4 : 2); i++)
		if (rate.parts[i] == TALLY_NO_COLUMN)
			return TALLY_NO_COLUMN;
	key = quantity_key(b->net, &rate);
	column = tally_cells_find(&b->rates, &key);
	if (column == TALLY_NO_COLUMN) {
		double floor = fmin(b->net->floor[rate.parts[0]], b->net->floor[rate.parts[1]]);

		column =
		    tally_build_fresh(b, rate.measure == TALLY_CONTRIBUTION ? -HUGE_VAL : floor);
		if (column != TALLY_NO_COLUMN && !tally_cells_add(&b->rates, &key, column))
			b->failed = true;
	}
	if (column != TALLY_NO_COLUMN && !b->failed)
		tie_rate(r, &rate, column);
	return column;
}

static int32_t growth_rate(tally_reading *r, int32_t metric, int32_t region, tally_period period,
			   tally_period base)
{
	tally_rate rate = {.measure = TALLY_GROWTH};

	rate.parts[0] = tally_reading_level(r, metric, region, period);
	rate.parts[1] = tally_reading_base(r, metric, region, base);
	rate.parts[2] = rate.parts[3] = TALLY_NO_COLUMN;
	return rate_column(r, rate);
}

static int32_t share_rate(tally_reading *r, int32_t part, int32_t whole)
{
	tally_rate rate = {.measure = TALLY_SHARE,
			   .parts = {part, whole, TALLY_NO_COLUMN, TALLY_NO_COLUMN}};

	return rate_column(r, rate);
}

/* Growth less (or over) the growth of another cell. Growth rates are kept as x / b, that is with
 * one added; a ratio of two needs them without. */
void tally_rate_growth(tally_reading *r)
{
	const tally_claim *c = r->claim;
	bool period = c->against.base == TALLY_BASE_PERIOD;
	tally_period other = period ? c->against.period : c->period;
	tally_period own_base = tally_period_shift_years(c->period, -1);
	tally_period other_base = tally_period_shift_years(other, -1);
	int32_t one = growth_rate(r, c->metric, c->region, c->period, own_base);
	int32_t two =
	    growth_rate(r, tally_reading_metric(r), tally_reading_region(r), other, other_base);
	tally_row row = tally_reading_row(r);
	tally_entry entries[2] = {tally_above(one), tally_minus(two)};

	if (c->measure == TALLY_GROWTH_RATIO) {
		tally_row less = tally_row_from(TALLY_FROM_DEFINITION, r->k);
		int32_t net_one = tally_build_fresh(r->b, -HUGE_VAL);
		int32_t net_two = tally_build_fresh(r->b, -HUGE_VAL);
		tally_entry first[2] = {tally_above(one), tally_minus(net_one)};
		tally_entry second[2] = {tally_above(two), tally_minus(net_two)};

		less.constant = true;
		less.lo = less.hi = 1;
		less.lo_open = less.hi_open = false;
		tally_build_row(r->b, less, first, 2);
		tally_build_row(r->b, less, second, 2);
		entries[0] = tally_above(net_one);
		entries[1] = tally_below(net_two);
	} else {
		row.constant = true;
	}
	tally_reading_add(r, row, entries, 2);
}

/* Two rates' difference or quotient. */
static void rate_row(tally_reading *r, int32_t one, int32_t two, bool quotient)
{
	tally_row row = tally_reading_row(r);
	tally_entry entries[2] = {tally_above(one), quotient ? tally_below(two) : tally_minus(two)};

	row.constant = !quotient;
	tally_reading_add(r, row, entries, 2);
}

/* `metric@region` names the other entity when it is another region and no period is stated;
 * `@region/period` names the whole and the base period. */
static bool other_entity(const tally_claim *c)
{
	return c->against.region != TALLY_NO_CODE && c->against.region != c->region &&
	       c->against.metric != TALLY_NO_CODE && c->against.base == TALLY_BASE_DEFAULT;
}

void tally_rate_share(tally_reading *r, bool quotient)
{
	const tally_claim *c = r->claim;
	int32_t metric = tally_reading_metric(r), region = tally_reading_region(r), one, two;

	if (other_entity(c)) {
		one = share_rate(r, tally_reading_own(r),
				 tally_reading_level(r, metric, c->region, c->period));
		two = share_rate(r, tally_reading_level(r, c->metric, region, c->period),
				 tally_reading_level(r, metric, region, c->period));
	} else if (metric == c->metric && region == c->region) {
		return;
	} else {
		one = share_rate(r, tally_reading_own(r), tally_reading_whole(r));
		two = share_rate(r, tally_reading_own_base(r), tally_reading_whole_base(r));
	}
	rate_row(r, one, two, quotient);
}

static int32_t contribution_rate(tally_reading *r, int32_t metric, int32_t whole, int32_t region,
				 tally_period period)
{
	tally_period base = tally_period_shift_years(period, -1);
	tally_rate rate = {.measure = TALLY_CONTRIBUTION};

	rate.parts[0] = tally_reading_level(r, metric, region, period);
	rate.parts[1] = tally_reading_base(r, metric, region, base);
	rate.parts[2] = tally_reading_level(r, whole, region, period);
	rate.parts[3] = tally_reading_base(r, whole, region, base);
	return rate_column(r, rate);
}

void tally_rate_contribution(tally_reading *r)
{
	const tally_claim *c = r->claim;
	int32_t whole = tally_reading_metric(r), one, two;
	bool period = c->against.base == TALLY_BASE_PERIOD;

	if (whole == c->metric)
		return;
	one = contribution_rate(r, c->metric, whole, c->region, c->period);
	two = contribution_rate(r, c->metric, whole, period ? c->region : tally_reading_region(r),
				period ? c->against.period : c->period);
	rate_row(r, one, two, true);
}

/* A rate that is an unknown of its own is bound by the claims on that very rate, whoever made
 * them: the growth of the nation that a province is compared with is the published one. */
void tally_rate_bind(tally_builder *b)
{
	tally_network *net = b->net;
	int32_t n = net->n_rows;

	for (int32_t i = 0; i < n && net->n_rates > 0 && !b->failed; i++) {
		tally_row row = net->rows[i];
		const tally_entry *e = &net->entries[row.first];
		tally_rate rate = {
		    .measure = row.plus_one ? TALLY_GROWTH : TALLY_SHARE,
		    .parts = {TALLY_NO_COLUMN, TALLY_NO_COLUMN, TALLY_NO_COLUMN, TALLY_NO_COLUMN}};
		tally_entry bound;
		tally_cell key;

		if (row.origin != TALLY_FROM_CLAIM || row.constant || row.n != 2 || row.product)
			continue;
		rate.parts[0] = e[0].column;
		rate.parts[1] = e[1].column;
		key = quantity_key(net, &rate);
		bound = tally_above(tally_cells_find(&b->rates, &key));
		row.constant = true;
		if (bound.column != TALLY_NO_COLUMN)
			tally_build_row(b, row, &bound, 1);
	}
}
