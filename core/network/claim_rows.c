/* claim_rows.c: what each kind of claim says about the unknowns.
 *
 *   level             x                        in I
 *   growth            x / b                    in 1 + I
 *   average growth    x / b                    in (1 + I)^n
 *   index             x / b                    in I
 *   share, ratio      x / W                    in I
 *   contribution      (x - b) / (W - Wb)       in I
 *   points            (x - b) / Wb             in I
 *   difference        x - b                    in I
 *   *_difference      r - s                    in I      rates r, s: unknowns of their own
 *   *_ratio           r / s                    in I
 *
 * Bases b, Wb are those of the claim's release (network.h). Levels go first, because whether a
 * release prints the level of a base decides which unknown that base is. */
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A claim on its way to become a row. */
typedef struct {
	tally_builder *b;
	const tally_claim *claim;
	int32_t k; /* index of the claim */
	tally_prices prices;
	char adjustment;
	tally_period base; /* base period */
	bool stale;        /* it rests on levels that were superseded since */
	bool made;         /* it has its row */
} reading;

static bool is_rate(uint8_t measure)
{
	return measure == TALLY_GROWTH || measure == TALLY_AVERAGE_GROWTH ||
	       measure == TALLY_CONTRIBUTION || measure == TALLY_CONTRIBUTION_POINTS ||
	       measure == TALLY_INDEX_NUMBER || measure == TALLY_GROWTH_DIFFERENCE ||
	       measure == TALLY_GROWTH_RATIO || measure == TALLY_CONTRIBUTION_RATIO;
}

static reading read_claim(tally_builder *b, int32_t k)
{
	const tally_claim *c = &b->net->claims->items[k];
	reading r = {.b = b, .claim = c, .k = k, .adjustment = c->adjustment ? c->adjustment : 'N'};
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
static int32_t level_column(reading *r, int32_t metric, int32_t region, tally_period period)
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

static tally_basis basis_of(const reading *r, int32_t metric, int32_t published)
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
static int32_t base_column(reading *r, int32_t metric, int32_t region, tally_period period)
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

static int32_t own_metric(const reading *r)
{
	const tally_against *a = &r->claim->against;

	return a->metric == TALLY_NO_CODE ? r->claim->metric : a->metric;
}

static int32_t own_region(const reading *r)
{
	const tally_against *a = &r->claim->against;

	return a->region == TALLY_NO_CODE ? r->claim->region : a->region;
}

static int32_t claim_level(reading *r)
{
	return level_column(r, r->claim->metric, r->claim->region, r->claim->period);
}

static int32_t claim_base(reading *r)
{
	return base_column(r, r->claim->metric, r->claim->region, r->base);
}

static int32_t whole_level(reading *r)
{
	return level_column(r, own_metric(r), own_region(r), r->claim->period);
}

static int32_t whole_base(reading *r)
{
	return base_column(r, own_metric(r), own_region(r), r->base);
}

/* --- intervals -------------------------------------------------------------------- */

/* 1 + v, rounded down (up) only where the sum is not exact. */
static double one_plus(double v, double toward)
{
	double s = 1 + v, t = s - 1;
	double error = (1 - (s - t)) + (v - t);

	return error != 0 ? nextafter(s, toward) : s;
}

static double power(double v, int n, double toward)
{
	double p = v;

	if (isinf(v) || n == 1)
		return v;
	for (int i = 1; i < n; i++)
		p = nextafter(p * v, toward);
	return p;
}

static tally_row claim_row(reading *r)
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

static tally_row growth_row(reading *r, int spans)
{
	tally_row row = claim_row(r);

	row.plus_one = true;
	row.spans = spans;
	row.lo = isinf(row.lo) ? row.lo : one_plus(row.lo, -HUGE_VAL);
	row.hi = isinf(row.hi) ? row.hi : one_plus(row.hi, HUGE_VAL);
	if (row.lo < 0 && spans > 1)
		row.lo = 0;
	row.lo = power(row.lo, spans, -HUGE_VAL);
	row.hi = power(row.hi, spans, HUGE_VAL);
	return row;
}

/* The claim's own row, unless it is stale. */
static void add_claim_row(reading *r, tally_row row, const tally_entry *entries, int n)
{
	if (r->stale)
		return;
	tally_build_row(r->b, row, entries, n);
	r->made = true;
}

static tally_entry above(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ONE, TALLY_COEFFICIENT_ZERO};
}

static tally_entry below(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ZERO, TALLY_COEFFICIENT_ONE};
}

static tally_entry minus(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_MINUS_ONE, TALLY_COEFFICIENT_ZERO};
}

static tally_entry below_minus(int32_t column)
{
	return (tally_entry){column, TALLY_COEFFICIENT_ZERO, TALLY_COEFFICIENT_MINUS_ONE};
}

/* --- rates of their own ----------------------------------------------------------- */

/* product: x = r w */
static void define_rate(reading *r, int32_t x, int32_t rate, int32_t w)
{
	tally_row row = tally_row_from(TALLY_FROM_DEFINITION, r->k);
	tally_entry entries[3] = {above(x), above(rate), above(w)};

	row.product = true;
	tally_build_row(r->b, row, entries, 3);
}

/* The unknown x - b. */
static int32_t change_column(reading *r, int32_t x, int32_t b)
{
	int32_t column = tally_build_fresh(r->b, -HUGE_VAL);
	tally_row row = tally_row_from(TALLY_FROM_DEFINITION, r->k);
	tally_entry entries[3] = {above(x), minus(b), minus(column)};

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
static void tie_rate(reading *r, const tally_rate *rate, int32_t column)
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
static int32_t rate_column(reading *r, tally_rate rate)
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

static int32_t growth_rate(reading *r, int32_t metric, int32_t region, tally_period period,
			   tally_period base)
{
	tally_rate rate = {.measure = TALLY_GROWTH};

	rate.parts[0] = level_column(r, metric, region, period);
	rate.parts[1] = base_column(r, metric, region, base);
	rate.parts[2] = rate.parts[3] = TALLY_NO_COLUMN;
	return rate_column(r, rate);
}

static int32_t share_rate(reading *r, int32_t part, int32_t whole)
{
	tally_rate rate = {.measure = TALLY_SHARE,
			   .parts = {part, whole, TALLY_NO_COLUMN, TALLY_NO_COLUMN}};

	return rate_column(r, rate);
}

/* Growth less (or over) the growth of another cell. Growth rates are kept as x / b, that is with
 * one added; a ratio of two needs them without. */
static void growth_against(reading *r)
{
	const tally_claim *c = r->claim;
	bool period = c->against.base == TALLY_BASE_PERIOD;
	tally_period other = period ? c->against.period : c->period;
	tally_period own_base = tally_period_shift_years(c->period, -1);
	tally_period other_base = tally_period_shift_years(other, -1);
	int32_t one = growth_rate(r, c->metric, c->region, c->period, own_base);
	int32_t two = growth_rate(r, own_metric(r), own_region(r), other, other_base);
	tally_row row = claim_row(r);
	tally_entry entries[2] = {above(one), minus(two)};

	if (c->measure == TALLY_GROWTH_RATIO) {
		tally_row less = tally_row_from(TALLY_FROM_DEFINITION, r->k);
		int32_t net_one = tally_build_fresh(r->b, -HUGE_VAL);
		int32_t net_two = tally_build_fresh(r->b, -HUGE_VAL);
		tally_entry first[2] = {above(one), minus(net_one)};
		tally_entry second[2] = {above(two), minus(net_two)};

		less.constant = true;
		less.lo = less.hi = 1;
		less.lo_open = less.hi_open = false;
		tally_build_row(r->b, less, first, 2);
		tally_build_row(r->b, less, second, 2);
		entries[0] = above(net_one);
		entries[1] = below(net_two);
	} else {
		row.constant = true;
	}
	add_claim_row(r, row, entries, 2);
}

/* Two rates' difference or quotient. */
static void rate_row(reading *r, int32_t one, int32_t two, bool quotient)
{
	tally_row row = claim_row(r);
	tally_entry entries[2] = {above(one), quotient ? below(two) : minus(two)};

	row.constant = !quotient;
	add_claim_row(r, row, entries, 2);
}

/* `metric@region` names the other entity when it is another region and no period is stated;
 * `@region/period` names the whole and the base period. */
static bool other_entity(const tally_claim *c)
{
	return c->against.region != TALLY_NO_CODE && c->against.region != c->region &&
	       c->against.metric != TALLY_NO_CODE && c->against.base == TALLY_BASE_DEFAULT;
}

static void share_against(reading *r, bool quotient)
{
	const tally_claim *c = r->claim;
	int32_t metric = own_metric(r), region = own_region(r), one, two;

	if (other_entity(c)) {
		one = share_rate(r, claim_level(r), level_column(r, metric, c->region, c->period));
		two = share_rate(r, level_column(r, c->metric, region, c->period),
				 level_column(r, metric, region, c->period));
	} else if (metric == c->metric && region == c->region) {
		return;
	} else {
		one = share_rate(r, claim_level(r), whole_level(r));
		two = share_rate(r, claim_base(r), whole_base(r));
	}
	rate_row(r, one, two, quotient);
}

static int32_t contribution_rate(reading *r, int32_t metric, int32_t whole, int32_t region,
				 tally_period period)
{
	tally_period base = tally_period_shift_years(period, -1);
	tally_rate rate = {.measure = TALLY_CONTRIBUTION};

	rate.parts[0] = level_column(r, metric, region, period);
	rate.parts[1] = base_column(r, metric, region, base);
	rate.parts[2] = level_column(r, whole, region, period);
	rate.parts[3] = base_column(r, whole, region, base);
	return rate_column(r, rate);
}

static void contribution_against(reading *r)
{
	const tally_claim *c = r->claim;
	int32_t whole = own_metric(r), one, two;
	bool period = c->against.base == TALLY_BASE_PERIOD;

	if (whole == c->metric)
		return;
	one = contribution_rate(r, c->metric, whole, c->region, c->period);
	two = contribution_rate(r, c->metric, whole, period ? c->region : own_region(r),
				period ? c->against.period : c->period);
	rate_row(r, one, two, true);
}

/* --- simple measures -------------------------------------------------------------- */

static int average_spans(const tally_claim *c, tally_period base)
{
	int steps = 0;

	return tally_period_distance(base, c->period, &steps) && steps > 0 ? steps : 0;
}

static void growth_claim(reading *r)
{
	const tally_claim *c = r->claim;
	int spans = c->measure == TALLY_AVERAGE_GROWTH ? average_spans(c, r->base) : 1;
	int32_t x = claim_level(r), base = base_column(r, own_metric(r), own_region(r), r->base);
	tally_entry entries[2] = {above(x), below(base)};

	if (spans < 1)
		return;
	r->b->net->base_column[r->k] = base;
	add_claim_row(r, growth_row(r, spans), entries, 2);
}

static void index_claim(reading *r)
{
	int32_t x = claim_level(r), base = claim_base(r);
	tally_entry entries[2] = {above(x), below(base)};

	r->b->net->base_column[r->k] = base;
	add_claim_row(r, claim_row(r), entries, 2);
}

static void share_claim(reading *r)
{
	int32_t x = claim_level(r), whole = whole_level(r);
	tally_entry entries[2] = {above(x), below(whole)};

	if (x == whole)
		return;
	add_claim_row(r, claim_row(r), entries, 2);
}

static void contribution_claim(reading *r, bool points)
{
	int32_t x = claim_level(r), b = claim_base(r), whole = whole_level(r), base = whole_base(r);
	tally_entry rate[4] = {above(x), minus(b), below(whole), below_minus(base)};
	tally_entry in_points[3] = {above(x), minus(b), below(base)};

	if (x == whole)
		return;
	r->b->net->base_column[r->k] = b;
	if (points)
		add_claim_row(r, claim_row(r), in_points, 3);
	else
		add_claim_row(r, claim_row(r), rate, 4);
}

static void difference_claim(reading *r)
{
	const tally_claim *c = r->claim;
	bool same = own_metric(r) == c->metric && own_region(r) == c->region;
	int32_t x = claim_level(r),
		b = same
			? claim_base(r)
			: level_column(r, own_metric(r), own_region(r),
				       c->against.base == TALLY_BASE_DEFAULT ? c->period : r->base);
	tally_entry entries[2] = {above(x), minus(b)};
	tally_row row = claim_row(r);

	row.constant = true;
	add_claim_row(r, row, entries, 2);
}

/* A claim on a metric that a rule defines as a ratio is a ratio claim on its parts. */
static void defined_level(reading *r, const tally_rule *rule)
{
	tally_network *net = r->b->net;
	const tally_cell place = tally_network_cell(net->codes, r->claim->metric, r->claim->region,
						    r->claim->period, r->prices, r->adjustment);
	tally_entry *entries =
	    malloc((size_t)(rule->n_terms + rule->n_denominators) * sizeof *entries);
	int n = 0;

	if (!entries) {
		r->b->failed = true;
		return;
	}
	for (int side = 0; side < 2; side++) {
		const tally_term *terms = side ? rule->denominators : rule->terms;

		for (int i = 0; i < (side ? rule->n_denominators : rule->n_terms); i++) {
			tally_cell cell = tally_term_cell(net->codes, rule, &terms[i], &place);
			int32_t column = level_column(r, cell.metric, cell.region, cell.period);
			int16_t k =
			    tally_build_coefficient(r->b, terms[i].coef_num, terms[i].coef_den);

			entries[n++] =
			    side ? (tally_entry){column, 0, k} : (tally_entry){column, k, 0};
		}
	}
	add_claim_row(r, claim_row(r), entries, n);
	free(entries);
}

static void level_claim(tally_builder *b, int32_t k)
{
	tally_network *net = b->net;
	reading r = read_claim(b, k);
	tally_cell cell = tally_network_cell(net->codes, r.claim->metric, r.claim->region,
					     r.claim->period, r.prices, r.adjustment);
	int32_t column = tally_build_column(b, &cell);
	tally_row row;
	tally_entry entry = above(column);

	if (column == TALLY_NO_COLUMN)
		return;
	net->next_level[k] = net->first_level[column];
	net->first_level[column] = k;
	if (net->state[k] != TALLY_CLAIM_USED)
		return;
	row = claim_row(&r);
	row.constant = true;
	tally_build_row(b, row, &entry, 1);
}

static void rate_claim(tally_builder *b, int32_t k)
{
	reading r = read_claim(b, k);

	switch ((tally_measure)r.claim->measure) {
	case TALLY_LEVEL:
		defined_level(&r, tally_ratio_rule(b->net->codes, r.claim->metric, r.claim->period,
						   r.prices));
		break;
	case TALLY_GROWTH:
	case TALLY_AVERAGE_GROWTH:
		growth_claim(&r);
		break;
	case TALLY_SHARE:
	case TALLY_RATIO:
		share_claim(&r);
		break;
	case TALLY_CONTRIBUTION:
	case TALLY_CONTRIBUTION_POINTS:
		contribution_claim(&r, r.claim->measure == TALLY_CONTRIBUTION_POINTS);
		break;
	case TALLY_INDEX_NUMBER:
		index_claim(&r);
		break;
	case TALLY_DIFFERENCE:
		difference_claim(&r);
		break;
	case TALLY_GROWTH_DIFFERENCE:
	case TALLY_GROWTH_RATIO:
		growth_against(&r);
		break;
	case TALLY_SHARE_DIFFERENCE:
	case TALLY_SHARE_RATIO:
		share_against(&r, r.claim->measure == TALLY_SHARE_RATIO);
		break;
	case TALLY_CONTRIBUTION_RATIO:
		contribution_against(&r);
		break;
	}
	if (r.stale)
		b->net->state[k] = TALLY_CLAIM_STALE;
	else if (!r.made)
		b->net->state[k] = TALLY_CLAIM_UNREADABLE;
}

/* A rate that is an unknown of its own is bound by the claims on that very rate, whoever made
 * them: the growth of the nation that a province is compared with is the published one. */
static void bind_rates(tally_builder *b)
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
		bound = above(tally_cells_find(&b->rates, &key));
		row.constant = true;
		if (bound.column != TALLY_NO_COLUMN)
			tally_build_row(b, row, &bound, 1);
	}
}

void tally_build_claims(tally_builder *b)
{
	tally_network *net = b->net;
	size_t n = net->claims->n;

	for (int rates = 0; rates < 2; rates++) {
		for (size_t k = 0; k < n && !b->failed; k++) {
			const tally_claim *c = &net->claims->items[k];
			bool level = c->measure == TALLY_LEVEL &&
				     !tally_ratio_rule(net->codes, c->metric, c->period,
						       tally_claim_prices(c, net->codes));

			if (level && !rates &&
			    (net->state[k] == TALLY_CLAIM_USED ||
			     net->state[k] == TALLY_CLAIM_SUPERSEDED))
				level_claim(b, (int32_t)k);
			else if (!level && rates && net->state[k] == TALLY_CLAIM_USED)
				rate_claim(b, (int32_t)k);
		}
	}
	if (!b->failed)
		bind_rates(b);
}
