/* network.c: building: columns, rows, and the order of the parts. */
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

tally_network_options tally_network_options_default(void)
{
	tally_network_options o = {.as_of = TALLY_DAY_NONE};

	return o;
}

bool tally_grow(void **array, size_t n, size_t item_size, int32_t *capacity)
{
	size_t cap = *capacity > 0 ? (size_t)*capacity : 16;
	void *grown;

	if (n <= (size_t)*capacity)
		return true;
	if (n > INT32_MAX / 2)
		return false;
	while (cap < n)
		cap *= 2;
	grown = realloc(*array, cap * item_size);
	if (!grown)
		return false;
	*array = grown;
	*capacity = (int32_t)cap;
	return true;
}

/* The arrays of columns grow together. */
static bool grow_columns(tally_network *net)
{
	int32_t caps[4] = {net->cap_columns, net->cap_columns, net->cap_columns, net->cap_columns};
	size_t n = (size_t)net->n_columns + 1;
	bool ok = tally_grow((void **)&net->cell, n, sizeof *net->cell, &caps[0]) &&
		  tally_grow((void **)&net->floor, n, sizeof *net->floor, &caps[1]) &&
		  tally_grow((void **)&net->positive, n, sizeof *net->positive, &caps[2]) &&
		  tally_grow((void **)&net->first_level, n, sizeof *net->first_level, &caps[3]);

	if (ok)
		net->cap_columns = caps[3];
	return ok;
}

static int32_t add_column(tally_builder *b, const tally_cell *cell, double floor)
{
	tally_network *net = b->net;
	int32_t column = net->n_columns;

	if (b->failed || !grow_columns(net)) {
		b->failed = true;
		return TALLY_NO_COLUMN;
	}
	net->cell[column] = *cell;
	net->floor[column] = floor;
	net->positive[column] = false;
	net->first_level[column] = -1;
	net->n_columns++;
	return column;
}

int32_t tally_build_column(tally_builder *b, const tally_cell *cell)
{
	tally_network *net = b->net;
	int32_t column = tally_cells_find(&net->cells, cell);
	const tally_metric *metric;

	if (column != TALLY_NO_COLUMN)
		return column;
	metric = tally_codes_metric(net->codes, cell->metric);
	column = add_column(b, cell, metric->signed_values ? -HUGE_VAL : 0);
	if (column != TALLY_NO_COLUMN && !tally_cells_add(&net->cells, cell, column))
		b->failed = true;
	return column;
}

int32_t tally_build_fresh(tally_builder *b, double floor)
{
	tally_cell none = {.metric = TALLY_NO_CODE, .region = TALLY_NO_CODE};

	return add_column(b, &none, floor);
}

static int16_t find_coefficient(tally_builder *b, tally_number c)
{
	tally_network *net = b->net;

	for (int32_t i = 0; i < net->n_coefficients; i++) {
		const tally_number *k = &net->coefficients[i];

		if (k->num == c.num && k->den == c.den && k->exp10 == c.exp10)
			return (int16_t)i;
	}
	if (net->n_coefficients == INT16_MAX ||
	    !tally_grow((void **)&net->coefficients, (size_t)net->n_coefficients + 1,
			sizeof *net->coefficients, &net->cap_coefficients)) {
		b->failed = true;
		return TALLY_COEFFICIENT_ZERO;
	}
	net->coefficients[net->n_coefficients] = c;
	return (int16_t)net->n_coefficients++;
}

int16_t tally_build_coefficient(tally_builder *b, int64_t num, int64_t den)
{
	return find_coefficient(b, tally_number_make(num, den, 0));
}

tally_row tally_row_from(tally_origin origin, int32_t id)
{
	tally_row row = {.lo = -HUGE_VAL,
			 .hi = HUGE_VAL,
			 .lo_open = true,
			 .hi_open = true,
			 .origin = (uint8_t)origin,
			 .spans = 1,
			 .id = id};

	return row;
}

static int16_t add_coefficients(tally_builder *b, int16_t i, int16_t j)
{
	if (i == TALLY_COEFFICIENT_ZERO)
		return j;
	if (j == TALLY_COEFFICIENT_ZERO)
		return i;
	return find_coefficient(b,
				tally_number_add(b->net->coefficients[i], b->net->coefficients[j]));
}

/* Puts one entry behind the row's first ones, or into the one that has its column. */
static void add_entry(tally_builder *b, tally_row *row, const tally_entry *entry)
{
	tally_network *net = b->net;
	int32_t cap = (int32_t)net->cap_entries;

	for (int i = 0; i < row->n && !row->product; i++) {
		tally_entry *e = &net->entries[row->first + (uint32_t)i];

		if (e->column != entry->column)
			continue;
		e->above = add_coefficients(b, e->above, entry->above);
		e->below = add_coefficients(b, e->below, entry->below);
		return;
	}
	if (!tally_grow((void **)&net->entries, (size_t)net->n_entries + 1, sizeof *net->entries,
			&cap)) {
		b->failed = true;
		return;
	}
	net->cap_entries = (uint32_t)cap;
	net->entries[net->n_entries++] = *entry;
	row->n++;
}

/* Positive when every column of the denominator is nonnegative and counts positively. */
static void settle_sign(tally_builder *b, tally_row *row)
{
	tally_network *net = b->net;
	int below = 0, last = 0;

	row->sign = TALLY_SIGN_POSITIVE;
	if (row->constant || row->product)
		return;
	for (int i = 0; i < row->n; i++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)i];

		if (e->below == TALLY_COEFFICIENT_ZERO)
			continue;
		below++;
		last = e->column;
		if (net->coefficients[e->below].value < 0 || net->floor[e->column] < 0)
			row->sign = TALLY_SIGN_PENDING;
	}
	if (below == 1 && row->sign == TALLY_SIGN_POSITIVE)
		net->positive[last] = true;
}

void tally_build_row(tally_builder *b, tally_row row, const tally_entry *entries, int n)
{
	tally_network *net = b->net;

	for (int i = 0; i < n; i++)
		if (entries[i].column == TALLY_NO_COLUMN)
			return;
	if (b->failed || n > UINT16_MAX ||
	    !tally_grow((void **)&net->rows, (size_t)net->n_rows + 1, sizeof *net->rows,
			&net->cap_rows)) {
		b->failed = true;
		return;
	}
	row.first = net->n_entries;
	row.n = 0;
	for (int i = 0; i < n && !b->failed; i++)
		add_entry(b, &row, &entries[i]);
	if (b->failed)
		return;
	settle_sign(b, &row);
	net->rows[net->n_rows++] = row;
}

tally_cell tally_network_cell(const tally_codes *codes, int32_t metric, int32_t region,
			      tally_period period, tally_prices prices, char adjustment)
{
	const tally_metric *m = tally_codes_metric(codes, metric);
	tally_cell cell = {.metric = metric,
			   .region = region,
			   .period = period,
			   .prices = prices,
			   .adjustment = adjustment ? adjustment : 'N',
			   .world = TALLY_PUBLISHED};

	if (m->observed == TALLY_STOCK)
		cell.period.first = period.last;
	if (m->level_prices.kind == TALLY_PRICES_NONE ||
	    m->level_prices.kind == TALLY_PRICES_DEFAULT)
		cell.prices = (tally_prices){TALLY_PRICES_NONE, 0};
	else if (prices.kind == TALLY_PRICES_NONE || prices.kind == TALLY_PRICES_DEFAULT)
		cell.prices = m->level_prices;
	return cell;
}

int32_t tally_network_find(const tally_network *net, const tally_cell *published)
{
	int32_t column = tally_cells_find(&net->cells, published), best = TALLY_NO_COLUMN;
	tally_day newest = TALLY_DAY_NONE;

	if (column != TALLY_NO_COLUMN)
		return column;
	for (int32_t r = 0; r < net->n_releases; r++) {
		tally_cell cell = *published;

		cell.world = r + 1;
		column = tally_cells_find(&net->cells, &cell);
		if (column == TALLY_NO_COLUMN)
			continue;
		if (best == TALLY_NO_COLUMN || net->releases[r].published >= newest) {
			best = column;
			newest = net->releases[r].published;
		}
	}
	return best;
}

bool tally_index_of_hundred(const tally_claim *claim, const tally_codes *codes)
{
	return claim->measure == TALLY_INDEX_NUMBER && claim->unit != TALLY_NO_CODE &&
	       !strcmp(tally_codes_unit(codes, claim->unit)->dimension, "index");
}

tally_interval tally_network_interval(const tally_network *net, int32_t claim)
{
	const tally_claim *c = &net->claims->items[claim];
	tally_rounding rounding = net->options.rounding;
	tally_interval in;

	if (net->options.roundings)
		rounding = (tally_rounding)net->options.roundings[claim];
	in = tally_claim_interval(c, net->claims, net->codes, rounding);
	return tally_index_of_hundred(c, net->codes) ? tally_interval_scale(in, -2) : in;
}

static bool allocate(tally_network *net)
{
	size_t n = net->claims->n ? net->claims->n : 1;

	net->release_of = malloc(n * sizeof *net->release_of);
	net->state = calloc(n, sizeof *net->state);
	net->successor = malloc(n * sizeof *net->successor);
	net->next_level = malloc(n * sizeof *net->next_level);
	net->base_column = malloc(n * sizeof *net->base_column);
	if (!net->release_of || !net->state || !net->successor || !net->next_level ||
	    !net->base_column || !tally_cells_reserve(&net->cells, n))
		return false;
	memset(net->successor, 0xff, n * sizeof *net->successor);
	memset(net->next_level, 0xff, n * sizeof *net->next_level);
	memset(net->base_column, 0xff, n * sizeof *net->base_column);
	return true;
}

/* The cell as a base of every release that has bases of its metric and period. */
static void want_bases(tally_builder *b, const tally_cell *wanted)
{
	const tally_network *net = b->net;
	int32_t n = net->n_columns;

	for (int32_t j = 0; j < n && !b->failed; j++) {
		const tally_cell *c = &net->cell[j];
		tally_cell cell = *wanted;

		if (c->world == TALLY_PUBLISHED || c->metric != wanted->metric ||
		    !tally_period_equal(c->period, wanted->period) ||
		    !tally_prices_equal(c->prices, wanted->prices))
			continue;
		cell.world = c->world;
		tally_build_column(b, &cell);
	}
}

/* Soft rows: what ties the base of a release to the level published for its cell. */
static void link_bases(tally_builder *b)
{
	tally_network *net = b->net;

	for (int32_t i = 0; i < b->n_links && !b->failed; i++) {
		const tally_base_link *link = &b->links[i];
		const tally_metric *metric = tally_codes_metric(net->codes, link->published.metric);
		tally_row row =
		    tally_row_from(link->later ? TALLY_FROM_VINTAGE : TALLY_FROM_LINK, link->claim);
		int32_t level = tally_cells_find(&net->cells, &link->published);
		tally_entry entries[2] = {{link->base, TALLY_COEFFICIENT_ONE, 0},
					  {level, 0, TALLY_COEFFICIENT_ONE}};

		if (level == TALLY_NO_COLUMN || level == link->base)
			continue;
		row.soft = true;
		if (link->basis == TALLY_BASIS_UNKNOWN && metric->drift > 0) {
			row.lo = 1 - metric->drift;
			row.hi = 1 + metric->drift;
			row.lo_open = row.hi_open = false;
		}
		tally_build_row(b, row, entries, 2);
	}
}

/* Whether growth claims say that W > Wb (or W < Wb): the sign of a contribution's denominator. */
static tally_sign sign_of_growth(const tally_network *net, const tally_cells *growths,
				 int32_t whole, int32_t base)
{
	tally_cell key = {.metric = whole, .region = base};
	int32_t i = tally_cells_find(growths, &key);

	if (i == TALLY_NO_COLUMN)
		return TALLY_SIGN_PENDING;
	if (net->rows[i].lo > 1)
		return TALLY_SIGN_POSITIVE;
	return net->rows[i].hi < 1 ? TALLY_SIGN_NEGATIVE : TALLY_SIGN_PENDING;
}

static bool is_growth_row(const tally_network *net, const tally_row *row)
{
	const tally_entry *e = &net->entries[row->first];

	return !row->constant && !row->product && row->n == 2 && row->spans == 1 &&
	       row->sign == TALLY_SIGN_POSITIVE && e[0].above == TALLY_COEFFICIENT_ONE &&
	       e[1].below == TALLY_COEFFICIENT_ONE && e[1].above == TALLY_COEFFICIENT_ZERO;
}

/* W - Wb is never printed, but W / Wb is. */
static void settle_contributions(tally_builder *b)
{
	tally_network *net = b->net;
	tally_cells growths = {0};
	bool any = false;

	for (int32_t i = 0; i < net->n_rows && !any; i++)
		any = net->rows[i].sign == TALLY_SIGN_PENDING;
	for (int32_t i = 0; i < net->n_rows && any && !b->failed; i++) {
		const tally_entry *e = &net->entries[net->rows[i].first];
		tally_cell key;

		if (!is_growth_row(net, &net->rows[i]))
			continue;
		key = (tally_cell){.metric = e[0].column, .region = e[1].column};
		if (tally_cells_find(&growths, &key) == TALLY_NO_COLUMN &&
		    !tally_cells_add(&growths, &key, i))
			b->failed = true;
	}
	for (int32_t i = 0; i < net->n_rows && any && !b->failed; i++) {
		tally_row *row = &net->rows[i];
		int32_t whole = TALLY_NO_COLUMN, base = TALLY_NO_COLUMN;

		for (int k = 0; k < row->n && row->sign == TALLY_SIGN_PENDING; k++) {
			const tally_entry *e = &net->entries[row->first + (uint32_t)k];

			if (e->below == TALLY_COEFFICIENT_ONE)
				whole = e->column;
			else if (e->below == TALLY_COEFFICIENT_MINUS_ONE)
				base = e->column;
		}
		if (whole != TALLY_NO_COLUMN && base != TALLY_NO_COLUMN)
			row->sign = (uint8_t)sign_of_growth(net, &growths, whole, base);
	}
	tally_cells_release(&growths);
}

/* The day on which a level of the column was last revised, and the newest day on which one in force
 * was published; TALLY_DAY_NONE where there is none. */
static void vintage_days(const tally_network *net, int32_t column, tally_day *revised,
			 tally_day *newest)
{
	*revised = *newest = TALLY_DAY_NONE;
	for (int32_t k = net->first_level[column]; k >= 0; k = net->next_level[k]) {
		tally_day day = net->claims->items[k].published;

		if (net->state[k] == TALLY_CLAIM_USED && day > *newest)
			*newest = day;
		if (net->state[k] != TALLY_CLAIM_SUPERSEDED)
			continue;
		day = net->claims->items[net->successor[k]].published;
		if (day > *revised)
			*revised = day;
	}
}

/* A rule binds figures of one vintage: when a total was revised and its parts were not printed
 * again, the parts belong to the world before the revision. */
static bool mixes_vintages(const tally_network *net, const tally_row *row)
{
	tally_day revised = TALLY_DAY_NONE;
	bool mixes = false;

	if (row->origin == TALLY_FROM_CLAIM || row->origin == TALLY_FROM_LINK ||
	    row->origin == TALLY_FROM_VINTAGE || row->origin == TALLY_FROM_DEFINITION)
		return false;
	for (int pass = 0; pass < 2; pass++) {
		for (int k = 0; k < row->n; k++) {
			tally_day changed, newest;

			vintage_days(net, net->entries[row->first + (uint32_t)k].column, &changed,
				     &newest);
			if (pass == 0)
				revised = changed > revised ? changed : revised;
			else if (newest != TALLY_DAY_NONE && newest < revised)
				mixes = true;
		}
		if (revised == TALLY_DAY_NONE)
			return false;
	}
	return mixes;
}

static void drop_mixed(tally_network *net)
{
	int32_t n = 0;

	for (int32_t i = 0; i < net->n_rows; i++) {
		if (mixes_vintages(net, &net->rows[i]))
			net->n_mixed++;
		else
			net->rows[n++] = net->rows[i];
	}
	net->n_rows = n;
}

/* Hard rows first, each kind in the order it was made. */
static void part_rows(tally_builder *b)
{
	tally_network *net = b->net;
	tally_row *sorted = malloc(((size_t)net->n_rows + 1) * sizeof *sorted);
	int32_t n = 0;

	if (!sorted) {
		b->failed = true;
		return;
	}
	for (int soft = 0; soft < 2; soft++) {
		for (int32_t i = 0; i < net->n_rows; i++)
			if (net->rows[i].soft == (soft == 1))
				sorted[n++] = net->rows[i];
		if (!soft)
			net->n_hard = n;
	}
	free(net->rows);
	net->rows = sorted;
	net->cap_rows = net->n_rows + 1;
}

tally_status tally_network_build(const tally_claims *claims, const tally_codes *codes,
				 const tally_network_options *options, tally_network *out,
				 tally_error *err)
{
	tally_builder b = {.net = out};

	memset(out, 0, sizeof *out);
	out->claims = claims;
	out->codes = codes;
	out->options = *options;
	b.failed = !allocate(out);
	if (!b.failed) {
		tally_build_coefficient(&b, 0, 1);
		tally_build_coefficient(&b, 1, 1);
		tally_build_coefficient(&b, -1, 1);
		tally_build_vintages(&b);
	}
	for (int i = 0; i < options->n_wanted && !b.failed; i++)
		if (options->wanted[i].world >= 0)
			tally_build_column(&b, &options->wanted[i]);
	if (!b.failed)
		tally_build_claims(&b);
	for (int i = 0; i < options->n_wanted && !b.failed; i++)
		if (options->wanted[i].world < 0)
			want_bases(&b, &options->wanted[i]);
	if (!b.failed)
		tally_build_rules(&b);
	if (!b.failed)
		tally_build_spans(&b);
	if (!b.failed)
		link_bases(&b);
	if (!b.failed)
		drop_mixed(out);
	if (!b.failed)
		settle_contributions(&b);
	if (!b.failed)
		part_rows(&b);
	if (!b.failed)
		tally_build_components(&b);
	tally_cells_release(&b.done);
	tally_cells_release(&b.rates);
	free(b.links);
	if (b.failed) {
		tally_network_release(out);
		return tally_error_memory(err);
	}
	return TALLY_OK;
}

tally_status tally_network_harden(tally_network *net, const bool *chosen, tally_error *err)
{
	tally_builder b = {.net = net};
	void *old[] = {
	    net->component,     net->component_rows, net->rows_start, net->component_columns,
	    net->columns_start, net->touch_start,    net->touch};

	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		free(old[i]);
	net->component = net->component_rows = net->rows_start = net->component_columns =
	    net->columns_start = net->touch = NULL;
	net->touch_start = NULL;
	net->n_components = 0;
	for (int32_t i = 0; i < net->n_rows; i++)
		if (chosen[i])
			net->rows[i].soft = net->rows[i].lazy = false;
	part_rows(&b);
	if (!b.failed)
		tally_build_components(&b);
	return b.failed ? tally_error_memory(err) : TALLY_OK;
}

void tally_network_release(tally_network *net)
{
	void *owned[] = {net->cell,
			 net->floor,
			 net->positive,
			 net->rate,
			 net->rate_column,
			 net->coefficients,
			 net->rows,
			 net->entries,
			 net->releases,
			 net->release_of,
			 net->state,
			 net->successor,
			 net->first_level,
			 net->next_level,
			 net->base_column,
			 net->component,
			 net->component_rows,
			 net->rows_start,
			 net->component_columns,
			 net->columns_start,
			 net->touch_start,
			 net->touch};

	for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
		free(owned[i]);
	tally_cells_release(&net->cells);
	tally_pool_release(&net->families);
	memset(net, 0, sizeof *net);
}
