/* accounting.c: rows of the accounting rules: of metrics, of regions, of parts and wholes.
 *
 * A rule stands at a place: a region, a period, a price basis, an adjustment and a world. It gets
 * its row there as soon as two of its cells are unknowns; the others become unknowns too (the
 * figure nobody published follows from those that were). Every new unknown may complete
 * another rule, so all columns are walked, the new ones too, until none is left. A rule that
 * leads back to itself stops there, because a place gets its row once. */
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lists of rules by metric, of memberships by region: heads and links, -1 at the end. */
typedef struct {
	tally_builder *b;
	int32_t *first_use, *next_use, *use_rule, *use_term; /* term -1: the lhs */
	int32_t *first_group, *next_group;                   /* memberships by member */
	int32_t *first_member, *next_member;                 /* memberships by group */
} accounting;

/* --- places ----------------------------------------------------------------------- */

static tally_period shift(tally_period p, int lag)
{
	if (lag == 0)
		return p;
	if (p.first == p.last || tally_period_frequency(p) == TALLY_FREQ_YEAR)
		return tally_period_shift_years(p, lag);
	return tally_period_step(p, lag);
}

tally_cell tally_term_cell(const tally_codes *codes, const tally_rule *rule, const tally_term *term,
			   const tally_cell *place)
{
	tally_period period = shift(place->period, term->lag);
	tally_prices prices = rule->shape == TALLY_RULE_PRODUCT
				  ? (tally_prices){TALLY_PRICES_DEFAULT, 0}
				  : place->prices;
	tally_cell cell = tally_network_cell(codes, term->metric, place->region, period, prices,
					     place->adjustment);

	cell.world = place->world;
	return cell;
}

static bool holds_at(const tally_rule *rule, const tally_cell *place)
{
	if (rule->from != TALLY_DAY_NONE && place->period.last < rule->from)
		return false;
	if (rule->to != TALLY_DAY_NONE && place->period.first > rule->to)
		return false;
	if (rule->prices.kind == TALLY_PRICES_DEFAULT)
		return true;
	return tally_prices_equal(rule->prices, place->prices) ||
	       place->prices.kind == TALLY_PRICES_NONE ||
	       place->prices.kind == TALLY_PRICES_DEFAULT;
}

/* Chained volumes never add over parts. */
static bool adds_at(const tally_rule *rule, const tally_cell *place)
{
	return rule->relation != TALLY_EQUAL || rule->n_terms < 2 ||
	       place->prices.kind != TALLY_PRICES_CHAINED;
}

const tally_rule *tally_ratio_rule(const tally_codes *codes, int32_t metric, tally_period period,
				   tally_prices prices)
{
	tally_cell place = {.metric = metric, .period = period, .prices = prices};

	if (!tally_codes_metric(codes, metric)->is_ratio)
		return NULL; /* as most: this is asked for every claim */
	for (int32_t i = 0; i < tally_codes_n_rules(codes); i++) {
		const tally_rule *rule = tally_codes_rule(codes, i);

		if (rule->shape == TALLY_RULE_RATIO && rule->lhs == metric && rule->hard &&
		    holds_at(rule, &place))
			return rule;
	}
	return NULL;
}

/* --- rules of metrics -------------------------------------------------------------- */

/* lhs, terms and (for products) the second factor, as one list. Constants have no cell. */
static int rule_size(const tally_rule *rule)
{
	return 1 + rule->n_terms + rule->n_denominators;
}

static tally_term rule_item(const tally_rule *rule, int i)
{
	if (i == 0)
		return (tally_term){.coef_num = 1, .coef_den = 1, .metric = rule->lhs};
	i--;
	return i < rule->n_terms ? rule->terms[i] : rule->denominators[i - rule->n_terms];
}

/* Whether the figures at the place are of the rule's source. */
static bool source_fits(const tally_network *net, const tally_rule *rule, int32_t column)
{
	const tally_cell *cell = &net->cell[column];

	if (!rule->source || !*rule->source)
		return true;
	if (cell->world != TALLY_PUBLISHED)
		return !strcmp(
		    rule->source,
		    tally_pool_text(&net->families, net->releases[cell->world - 1].family));
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k])
		if (!strcmp(
			rule->source,
			tally_pool_text(&net->families, net->releases[net->release_of[k]].family)))
			return true;
	return false;
}

static tally_row rule_row(const tally_rule *rule, int32_t id, char adjustment)
{
	tally_row row = tally_row_from(TALLY_FROM_RULE, id);

	row.constant = true;
	row.lazy = rule->hard && adjustment == 'N' && rule->relation != TALLY_EQUAL;
	row.soft = row.lazy || !rule->hard || adjustment != 'N';
	return row;
}

/* lhs - sum of terms = 0 (or <= 0, >= 0); with a tolerance t: (1 - t) S <= lhs <= (1 + t) S.
 * Constants of the rule are moved to the ends. */
static void linear_rows(tally_builder *b, const tally_rule *rule, int32_t id,
			const int32_t *columns, const tally_cell *place)
{
	tally_row row = rule_row(rule, id, place->adjustment);
	int n = rule_size(rule), used = 0;
	tally_entry *entries = malloc((size_t)n * sizeof *entries);
	double constant = 0;

	if (!entries) {
		b->failed = true;
		return;
	}
	for (int i = 0; i < n; i++) {
		tally_term t = rule_item(rule, i);
		int64_t num = i == 0 ? 1 : -t.coef_num;

		if (t.metric == TALLY_NO_CODE)
			constant += (double)t.coef_num / (double)t.coef_den;
		else if (rule->tolerance > 0 && i > 0)
			entries[used++] = (tally_entry){
			    columns[i], 0, tally_build_coefficient(b, t.coef_num, t.coef_den)};
		else
			entries[used++] = (tally_entry){
			    columns[i], tally_build_coefficient(b, num, t.coef_den), 0};
	}
	row.constant = !(rule->tolerance > 0);
	row.lo = row.constant ? constant : 1 - rule->tolerance;
	row.hi = row.constant ? constant : 1 + rule->tolerance;
	if (rule->relation == TALLY_AT_MOST_REL)
		row.lo = -HUGE_VAL;
	if (rule->relation == TALLY_AT_LEAST_REL)
		row.hi = HUGE_VAL;
	row.lo_open = isinf(row.lo);
	row.hi_open = isinf(row.hi);
	tally_build_row(b, row, entries, used);
	free(entries);
}

static void product_row(tally_builder *b, int32_t id, const int32_t *columns)
{
	tally_row row = tally_row_from(TALLY_FROM_RULE, id);
	tally_entry entries[3] = {{columns[0], TALLY_COEFFICIENT_ONE, 0},
				  {columns[1], TALLY_COEFFICIENT_ONE, 0},
				  {columns[2], TALLY_COEFFICIENT_ONE, 0}};

	row.product = true;
	tally_build_row(b, row, entries, 3);
}

static tally_cell instance_key(int32_t rule, const tally_cell *place)
{
	tally_cell key = *place;

	key.metric = -(rule + 2);
	return key;
}

/* Counts the cells of the rule at a place, and those that are unknowns already. */
static int count_known(accounting *a, const tally_rule *rule, const tally_cell *place, int *wanted)
{
	tally_network *net = a->b->net;
	int known = 0;

	*wanted = 0;
	for (int i = 0; i < rule_size(rule); i++) {
		tally_term t = rule_item(rule, i);
		tally_cell cell;
		int32_t column;

		if (t.metric == TALLY_NO_CODE)
			continue;
		cell = tally_term_cell(net->codes, rule, &t, place);
		column = tally_cells_find(&net->cells, &cell);
		++*wanted;
		known += column != TALLY_NO_COLUMN;
	}
	return known;
}

static void make_instance(accounting *a, const tally_rule *rule, int32_t id,
			  const tally_cell *place)
{
	int n = rule_size(rule);
	int32_t *columns = malloc((size_t)n * sizeof *columns);

	if (!columns) {
		a->b->failed = true;
		return;
	}
	for (int i = 0; i < n; i++) {
		tally_term t = rule_item(rule, i);
		tally_cell cell;

		columns[i] = TALLY_NO_COLUMN;
		if (t.metric == TALLY_NO_CODE)
			continue;
		cell = tally_term_cell(a->b->net->codes, rule, &t, place);
		columns[i] = tally_build_column(a->b, &cell);
	}
	if (rule->shape == TALLY_RULE_PRODUCT)
		product_row(a->b, id, columns);
	else
		linear_rows(a->b, rule, id, columns, place);
	free(columns);
}

/* The place of an instance in which `cell` stands for term `item`; false when a stock cannot tell
 * the span of a rule that also has flows. */
static bool place_of(const accounting *a, const tally_rule *rule, const tally_term *item,
		     const tally_cell *cell, tally_cell *place)
{
	const tally_codes *codes = a->b->net->codes;

	*place = *cell;
	place->period = shift(cell->period, -item->lag);
	if (tally_codes_metric(codes, cell->metric)->observed != TALLY_STOCK)
		return true;
	for (int i = 0; i < rule_size(rule); i++) {
		tally_term t = rule_item(rule, i);

		if (t.metric != TALLY_NO_CODE &&
		    tally_codes_metric(codes, t.metric)->observed != TALLY_STOCK)
			return false;
	}
	return true;
}

static void try_rule(accounting *a, int32_t use, int32_t column)
{
	tally_network *net = a->b->net;
	int32_t id = a->use_rule[use];
	const tally_rule *rule = tally_codes_rule(net->codes, id);
	tally_term item = rule_item(rule, a->use_term[use]);
	tally_cell place, key, cell = net->cell[column];
	int wanted, known;
	bool all = rule->relation != TALLY_EQUAL || rule->shape == TALLY_RULE_PRODUCT;

	if (!place_of(a, rule, &item, &cell, &place) || !holds_at(rule, &place) ||
	    !adds_at(rule, &place) || !source_fits(net, rule, column))
		return;
	place.metric = 0;
	key = instance_key(id, &place);
	if (tally_cells_find(&a->b->done, &key) != TALLY_NO_COLUMN)
		return;
	known = count_known(a, rule, &place, &wanted);
	if (known < (all || wanted < 2 ? wanted : 2))
		return;
	if (!tally_cells_add(&a->b->done, &key, 0))
		a->b->failed = true;
	else
		make_instance(a, rule, id, &place);
}

/* --- regions ----------------------------------------------------------------------- */

static bool member_at(const tally_membership *m, tally_period p)
{
	return (m->from == TALLY_DAY_NONE || m->from <= p.first) &&
	       (m->to == TALLY_DAY_NONE || m->to >= p.last);
}

static bool same_partition(const tally_membership *a, const tally_membership *b)
{
	return a->group == b->group && !strcmp(a->partition, b->partition);
}

static tally_entry member_entry(int32_t column, double tolerance)
{
	if (tolerance > 0)
		return (tally_entry){column, TALLY_COEFFICIENT_ZERO, TALLY_COEFFICIENT_ONE};
	return (tally_entry){column, TALLY_COEFFICIENT_MINUS_ONE, TALLY_COEFFICIENT_ZERO};
}

/* group = sum of members. One missing member becomes an unknown; of several only the sum does. */
static void partition_row(accounting *a, int32_t membership, const tally_cell *place)
{
	tally_builder *b = a->b;
	tally_network *net = b->net;
	const tally_membership *of = tally_codes_membership(net->codes, membership);
	const tally_metric *metric = tally_codes_metric(net->codes, place->metric);
	tally_row row = tally_row_from(TALLY_FROM_REGIONS, membership);
	double tolerance =
	    metric->regions_add == TALLY_REGIONS_TOLERANCE ? metric->regions_tolerance : 0;
	int32_t missing = 0, size = 2;
	tally_entry *entries;
	tally_cell cell = *place, last = *place;
	int n = 0;

	for (int32_t i = a->first_member[of->group]; i >= 0; i = a->next_member[i])
		size++;
	entries = malloc((size_t)size * sizeof *entries);
	if (!entries) {
		b->failed = true;
		return;
	}
	cell.region = of->group;
	entries[n++] = (tally_entry){tally_build_column(b, &cell), TALLY_COEFFICIENT_ONE, 0};
	for (int32_t i = a->first_member[of->group]; i >= 0; i = a->next_member[i]) {
		const tally_membership *m = tally_codes_membership(net->codes, i);
		int32_t column;

		if (!same_partition(m, of) || !member_at(m, place->period))
			continue;
		cell.region = m->member;
		column = tally_cells_find(&net->cells, &cell);
		if (column == TALLY_NO_COLUMN) {
			last = cell;
			missing++;
		} else {
			entries[n++] = member_entry(column, tolerance);
		}
	}
	if (missing == 1)
		entries[n++] = member_entry(tally_build_column(b, &last), tolerance);
	else if (missing > 1)
		entries[n++] = member_entry(
		    tally_build_fresh(b, metric->signed_values ? -HUGE_VAL : 0), tolerance);
	row.constant = tolerance <= 0;
	row.lo = tolerance > 0 ? 1 - tolerance : 0;
	row.hi = tolerance > 0 ? 1 + tolerance : 0;
	row.lo_open = row.hi_open = false;
	row.soft = place->adjustment != 'N';
	tally_build_row(b, row, entries, n);
	free(entries);
}

/* Number of the first membership of the same partition: names the partition. */
static int32_t partition_id(const tally_codes *codes, int32_t membership)
{
	const tally_membership *of = tally_codes_membership(codes, membership);
	int32_t i = 0;

	while (!same_partition(tally_codes_membership(codes, i), of))
		i++;
	return i;
}

/* The most that the claims on its own level leave open; a crude bound that saves rows. */
static void box_of(const tally_network *net, int32_t column, double *lo, double *hi)
{
	*lo = net->floor[column];
	*hi = HUGE_VAL;
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k]) {
		tally_interval in;

		if (net->state[k] != TALLY_CLAIM_USED)
			continue;
		in = tally_network_interval(net, k);
		*lo = fmax(*lo, tally_bound_down(in.lo));
		*hi = fmin(*hi, tally_bound_up(in.hi));
	}
}

/* member <= group, unless their printed levels say so already. */
static void part_row(accounting *a, int32_t membership, int32_t part, int32_t whole)
{
	tally_row row = tally_row_from(TALLY_FROM_PART, membership);
	tally_entry entries[2] = {{part, TALLY_COEFFICIENT_ONE, 0},
				  {whole, TALLY_COEFFICIENT_MINUS_ONE, 0}};
	double part_lo, part_hi, whole_lo, whole_hi;

	box_of(a->b->net, part, &part_lo, &part_hi);
	box_of(a->b->net, whole, &whole_lo, &whole_hi);
	if (part_hi <= whole_lo)
		return;
	row.constant = true;
	row.soft = row.lazy = true;
	row.hi = 0;
	row.hi_open = false;
	tally_build_row(a->b, row, entries, 2);
}

static void try_group(accounting *a, int32_t membership, int32_t column)
{
	tally_network *net = a->b->net;
	const tally_membership *m = tally_codes_membership(net->codes, membership);
	tally_cell place = net->cell[column], group = place, key;
	const tally_metric *metric = tally_codes_metric(net->codes, place.metric);
	bool extensive = metric->observed == TALLY_FLOW || metric->observed == TALLY_STOCK;
	bool adds = m->exhaustive && metric->regions_add != TALLY_REGIONS_NO &&
		    place.prices.kind != TALLY_PRICES_CHAINED;
	int32_t whole;

	group.region = m->group;
	whole = tally_cells_find(&net->cells, &group);
	if (whole == TALLY_NO_COLUMN || !extensive || !member_at(m, place.period))
		return;
	if (!adds && (metric->signed_values || place.prices.kind == TALLY_PRICES_CHAINED))
		return;
	key = group;
	key.region = adds ? -(partition_id(net->codes, membership) + 2)
			  : -(tally_codes_n_memberships(net->codes) + membership + 2);
	if (tally_cells_find(&a->b->done, &key) != TALLY_NO_COLUMN)
		return;
	if (!tally_cells_add(&a->b->done, &key, 0))
		a->b->failed = true;
	else if (adds)
		partition_row(a, membership, &place);
	else
		part_row(a, membership, column, whole);
}

/* A group may have become an unknown after its members were walked: look at them again. */
static void try_members(accounting *a, int32_t column)
{
	tally_network *net = a->b->net;
	tally_cell cell = net->cell[column];

	for (int32_t i = a->first_member[cell.region]; i >= 0; i = a->next_member[i]) {
		int32_t member;

		cell.region = tally_codes_membership(net->codes, i)->member;
		member = tally_cells_find(&net->cells, &cell);
		if (member != TALLY_NO_COLUMN && member < column)
			try_group(a, i, member);
	}
}

/* --- walking ----------------------------------------------------------------------- */

static bool index_rules(accounting *a)
{
	const tally_codes *codes = a->b->net->codes;
	int32_t n_metrics = tally_codes_n_metrics(codes), n = 0;

	for (int32_t i = 0; i < tally_codes_n_rules(codes); i++)
		n += rule_size(tally_codes_rule(codes, i));
	a->first_use = malloc(((size_t)n_metrics + 1) * sizeof *a->first_use);
	a->next_use = malloc(((size_t)n + 1) * 3 * sizeof *a->next_use);
	if (!a->first_use || !a->next_use)
		return false;
	a->use_rule = a->next_use + n + 1;
	a->use_term = a->use_rule + n + 1;
	memset(a->first_use, 0xff, ((size_t)n_metrics + 1) * sizeof *a->first_use);
	n = 0;
	for (int32_t i = tally_codes_n_rules(codes) - 1; i >= 0; i--) {
		const tally_rule *rule = tally_codes_rule(codes, i);

		for (int j = rule_size(rule) - 1; j >= 0 && rule->shape != TALLY_RULE_RATIO; j--) {
			tally_term item = rule_item(rule, j);

			if (item.metric == TALLY_NO_CODE)
				continue;
			a->use_rule[n] = i;
			a->use_term[n] = j;
			a->next_use[n] = a->first_use[item.metric];
			a->first_use[item.metric] = n++;
		}
	}
	return true;
}

static bool index_regions(accounting *a)
{
	const tally_codes *codes = a->b->net->codes;
	size_t n_regions = (size_t)tally_codes_n_regions(codes) + 1;
	int32_t n = tally_codes_n_memberships(codes);

	a->first_group = malloc(2 * n_regions * sizeof *a->first_group);
	a->next_group = malloc(2 * ((size_t)n + 1) * sizeof *a->next_group);
	if (!a->first_group || !a->next_group)
		return false;
	a->first_member = a->first_group + n_regions;
	a->next_member = a->next_group + n + 1;
	memset(a->first_group, 0xff, 2 * n_regions * sizeof *a->first_group);
	for (int32_t i = n - 1; i >= 0; i--) {
		const tally_membership *m = tally_codes_membership(codes, i);

		a->next_group[i] = a->first_group[m->member];
		a->first_group[m->member] = i;
		a->next_member[i] = a->first_member[m->group];
		a->first_member[m->group] = i;
	}
	return true;
}

void tally_build_rules(tally_builder *b)
{
	accounting a = {.b = b};
	tally_network *net = b->net;

	b->failed = b->failed || !index_rules(&a) || !index_regions(&a);
	for (int32_t i = 0; i < net->n_columns && !b->failed; i++) {
		if (net->cell[i].metric < 0)
			continue;
		for (int32_t u = a.first_use[net->cell[i].metric]; u >= 0 && !b->failed;
		     u = a.next_use[u])
			try_rule(&a, u, i);
		for (int32_t g = a.first_group[net->cell[i].region]; g >= 0 && !b->failed;
		     g = a.next_group[g])
			try_group(&a, g, i);
		if (!b->failed)
			try_members(&a, i);
	}
	free(a.first_use);
	free(a.next_use);
	free(a.first_group);
	free(a.next_group);
}
