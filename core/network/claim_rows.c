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
#include "reading.h"

#include <math.h>
#include <stdlib.h>

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

static tally_row growth_row(tally_reading *r, int spans)
{
	tally_row row = tally_reading_row(r);

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

/* --- simple measures -------------------------------------------------------------- */

static int average_spans(const tally_claim *c, tally_period base)
{
	int steps = 0;

	return tally_period_distance(base, c->period, &steps) && steps > 0 ? steps : 0;
}

static void growth_claim(tally_reading *r)
{
	const tally_claim *c = r->claim;
	int spans = c->measure == TALLY_AVERAGE_GROWTH ? average_spans(c, r->base) : 1;
	int32_t x = tally_reading_own(r),
		base = tally_reading_base(r, tally_reading_metric(r), tally_reading_region(r),
					  r->base);
	tally_entry entries[2] = {tally_above(x), tally_below(base)};

	if (spans < 1)
		return;
	r->b->net->base_column[r->k] = base;
	tally_reading_add(r, growth_row(r, spans), entries, 2);
}

static void index_claim(tally_reading *r)
{
	int32_t x = tally_reading_own(r), base = tally_reading_own_base(r);
	tally_entry entries[2] = {tally_above(x), tally_below(base)};

	r->b->net->base_column[r->k] = base;
	tally_reading_add(r, tally_reading_row(r), entries, 2);
}

static void share_claim(tally_reading *r)
{
	int32_t x = tally_reading_own(r), whole = tally_reading_whole(r);
	tally_entry entries[2] = {tally_above(x), tally_below(whole)};

	if (x == whole)
		return;
	tally_reading_add(r, tally_reading_row(r), entries, 2);
}

static void contribution_claim(tally_reading *r, bool points)
{
	int32_t x = tally_reading_own(r), b = tally_reading_own_base(r),
		whole = tally_reading_whole(r), base = tally_reading_whole_base(r);
	tally_entry rate[4] = {tally_above(x), tally_minus(b), tally_below(whole),
			       tally_below_minus(base)};
	tally_entry in_points[3] = {tally_above(x), tally_minus(b), tally_below(base)};

	if (x == whole)
		return;
	r->b->net->base_column[r->k] = b;
	if (points)
		tally_reading_add(r, tally_reading_row(r), in_points, 3);
	else
		tally_reading_add(r, tally_reading_row(r), rate, 4);
}

static void difference_claim(tally_reading *r)
{
	const tally_claim *c = r->claim;
	bool same = tally_reading_metric(r) == c->metric && tally_reading_region(r) == c->region;
	int32_t x = tally_reading_own(r),
		b = same ? tally_reading_own_base(r)
			 : tally_reading_level(r, tally_reading_metric(r), tally_reading_region(r),
					       c->against.base == TALLY_BASE_DEFAULT ? c->period
										     : r->base);
	tally_entry entries[2] = {tally_above(x), tally_minus(b)};
	tally_row row = tally_reading_row(r);

	row.constant = true;
	tally_reading_add(r, row, entries, 2);
}

/* A claim on a metric that a rule defines as a ratio is a ratio claim on its parts. */
static void defined_level(tally_reading *r, const tally_rule *rule)
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
			int32_t column =
			    tally_reading_level(r, cell.metric, cell.region, cell.period);
			int16_t k =
			    tally_build_coefficient(r->b, terms[i].coef_num, terms[i].coef_den);

			entries[n++] =
			    side ? (tally_entry){column, 0, k} : (tally_entry){column, k, 0};
		}
	}
	tally_reading_add(r, tally_reading_row(r), entries, n);
	free(entries);
}

static void level_claim(tally_builder *b, int32_t k)
{
	tally_network *net = b->net;
	tally_reading r = tally_reading_of(b, k);
	tally_cell cell = tally_network_cell(net->codes, r.claim->metric, r.claim->region,
					     r.claim->period, r.prices, r.adjustment);
	int32_t column = tally_build_column(b, &cell);
	tally_row row;
	tally_entry entry = tally_above(column);

	if (column == TALLY_NO_COLUMN)
		return;
	net->next_level[k] = net->first_level[column];
	net->first_level[column] = k;
	if (net->state[k] != TALLY_CLAIM_USED)
		return;
	row = tally_reading_row(&r);
	row.constant = true;
	tally_build_row(b, row, &entry, 1);
}

static void rate_claim(tally_builder *b, int32_t k)
{
	tally_reading r = tally_reading_of(b, k);

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
		tally_rate_growth(&r);
		break;
	case TALLY_SHARE_DIFFERENCE:
	case TALLY_SHARE_RATIO:
		tally_rate_share(&r, r.claim->measure == TALLY_SHARE_RATIO);
		break;
	case TALLY_CONTRIBUTION_RATIO:
		tally_rate_contribution(&r);
		break;
	}
	if (r.stale)
		b->net->state[k] = TALLY_CLAIM_STALE;
	else if (!r.made)
		b->net->state[k] = TALLY_CLAIM_UNREADABLE;
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
		tally_rate_bind(b);
}
