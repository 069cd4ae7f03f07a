/* conditional.c: slots that a text leaves open, tried the other way.
 *
 * A rate that states no prices (or no basis), beside siblings of its release that do, may mean what
 * they say. When that reading is impossible and the default one is not, both are told, with what
 * the other figures leave and with a third reading if it fits: the share that was called a
 * contribution. The next words may speak against that: a ratio of contributions read as one of
 * shares. */
#include "hypothesis.h"
#include "tell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Claims whose open slots are tried, at most. */
enum { MAX_TRIED = 1000, MAX_NAMED = 12 };

static bool is_rate(const tally_claim *c)
{
	return c->measure == TALLY_GROWTH || c->measure == TALLY_AVERAGE_GROWTH ||
	       c->measure == TALLY_CONTRIBUTION || c->measure == TALLY_CONTRIBUTION_POINTS ||
	       c->measure == TALLY_INDEX_NUMBER;
}

/* The whole that a claim is measured against. */
static tally_cell whole_of(const tally_claim *c)
{
	return (tally_cell){
	    .metric = c->against.metric == TALLY_NO_CODE ? c->metric : c->against.metric,
	    .region = c->against.region == TALLY_NO_CODE ? c->region : c->against.region};
}

/* Siblings: rates of the same release and region, of the metric itself or of its whole. */
static bool sibling(const tally_network *net, int32_t k, int32_t other)
{
	const tally_claim *a = &net->claims->items[k], *b = &net->claims->items[other];
	tally_cell whole = whole_of(a);

	return k != other && net->state[other] == TALLY_CLAIM_USED &&
	       net->release_of[k] == net->release_of[other] && is_rate(b) &&
	       a->region == b->region && (b->metric == a->metric || b->metric == whole.metric) &&
	       tally_period_equal(a->period, b->period);
}

/* The prices that siblings state and that are not the claim's default; false: none, or several. */
static bool other_prices(const tally_network *net, int32_t k, tally_prices *out)
{
	const tally_claim *c = &net->claims->items[k];
	tally_prices own = tally_claim_prices(c, net->codes);
	bool found = false;

	if (c->prices.kind != TALLY_PRICES_DEFAULT || own.kind == TALLY_PRICES_NONE)
		return false;
	/* claims of one region and period of a release stand near each other */
	for (size_t i = 0; i < net->claims->n; i++) {
		const tally_claim *s = &net->claims->items[i];

		if (s->prices.kind == TALLY_PRICES_DEFAULT || !sibling(net, k, (int32_t)i))
			continue;
		if (found && !tally_prices_equal(*out, s->prices))
			return false;
		*out = s->prices;
		found = true;
	}
	return found && !tally_prices_equal(own, *out);
}

/* --- the other reading ------------------------------------------------------------------- */

typedef struct {
	tally_checker *c;
	tally_hypothesis h;
	int32_t claim, item; /* in the table, in the view */
	tally_prices prices; /* of the siblings */
} reading;

/* Everything of the same cells, at any prices, of any world. */
static bool widen(reading *r)
{
	const tally_claim *c = &r->c->net->claims->items[r->claim];
	tally_cell whole = whole_of(c);

	return tally_hypothesis_widen(&r->h, c->metric, c->region) &&
	       tally_hypothesis_widen(&r->h, whole.metric, whole.region);
}

static void tell_range_of(tally_text *t, const reading *r, double lo, double hi)
{
	tally_tell_range(t, r->c->net, r->claim, lo, hi);
}

/* The item read as a share of its whole: told when the share is that figure. */
static bool tell_share(tally_text *t, reading *r)
{
	tally_claim kept = r->h.view.items[r->item], *c = &r->h.view.items[r->item];
	tally_interval in = tally_network_interval(r->c->net, r->claim);
	double lo, hi;
	bool fits;

	if (c->measure != TALLY_CONTRIBUTION)
		return false;
	c->measure = TALLY_SHARE;
	c->prices.kind = TALLY_PRICES_DEFAULT;
	c->against.base = TALLY_BASE_DEFAULT;
	fits = tally_hypothesis_implied(&r->h, r->item, &lo, &hi) && lo <= tally_bound_up(in.hi) &&
	       hi >= tally_bound_down(in.lo);
	if (fits) {
		tally_text_add(t, r->c->chinese ? "。它恰等于水平的占比 "
						: ". It equals the share of the level, ");
		tell_range_of(t, r, lo, hi);
	}
	*c = kept;
	return fits;
}

/* The ratio that the same words give, if the contribution was a share after all. */
static bool tell_ratio(tally_text *t, reading *r, int32_t ratio)
{
	const tally_network *net = r->c->net;
	const tally_claim *printed = &net->claims->items[ratio];
	tally_cell whole = whole_of(printed);
	int32_t i = tally_hypothesis_index(&r->h, ratio);
	tally_claim kept_item = r->h.view.items[r->item], kept;
	double lo = 0, hi = 0, v = tally_claim_value(printed, net->codes);
	bool known;

	if (!tally_hypothesis_widen(&r->h, printed->metric, whole.region) ||
	    !tally_hypothesis_widen(&r->h, whole.metric, whole.region))
		return false;
	if (i < 0)
		return true;
	kept = r->h.view.items[i];
	r->h.view.items[i].measure = TALLY_SHARE_RATIO;
	r->h.view.items[i].prices.kind = TALLY_PRICES_DEFAULT;
	r->h.view.items[r->item].measure = TALLY_SHARE;
	r->h.view.items[r->item].prices.kind = TALLY_PRICES_DEFAULT;
	known = tally_hypothesis_implied(&r->h, i, &lo, &hi);
	r->h.view.items[i] = kept;
	r->h.view.items[r->item] = kept_item;
	if (!known)
		return true;
	tally_text_add(t, r->c->chinese ? "；但若如此，" : "; but then the ");
	tally_tell_subject(t, net, ratio, r->c->chinese);
	tally_text_add(t, r->c->chinese ? "将是 " : " would be ");
	tally_tell_value(t, net, ratio, (lo + hi) / 2, 3);
	tally_text_add(t, r->c->chinese ? "，公布的是" : ", and ");
	tally_text_add(t, "%s", tally_qualifier_text((tally_qualifier)printed->qualifier));
	tally_tell_figure(t, net, ratio);
	if (fabs((lo + hi) / 2 - v) > 0.1 * fabs(v))
		tally_text_add(t, r->c->chinese ? "，与占比之说矛盾"
						: " is printed, which contradicts the share");
	else
		tally_text_add(t, r->c->chinese ? "，相符" : " is printed, which agrees");
	return true;
}

static bool tell_ratios(tally_text *t, reading *r, tally_finding *f)
{
	const tally_network *net = r->c->net;
	const tally_claim *c = &net->claims->items[r->claim];

	for (size_t k = 0; k < net->claims->n; k++) {
		const tally_claim *s = &net->claims->items[k];

		if (s->measure != TALLY_CONTRIBUTION_RATIO || s->metric != c->metric ||
		    s->region != c->region || net->release_of[k] != net->release_of[r->claim] ||
		    !tally_period_equal(s->period, c->period))
			continue;
		if (!tally_finding_claim(f, (int32_t)k))
			return false;
		/* the ratio's own component comes into the view */
		for (int32_t i = 0; i < net->n_hard; i++) {
			const tally_row *row = &net->rows[i];

			if (row->origin == TALLY_FROM_CLAIM && row->id == (int32_t)k &&
			    !tally_hypothesis_join(&r->h,
						   net->component[net->entries[row->first].column]))
				return false;
		}
		if (!tell_ratio(t, r, (int32_t)k))
			return false;
	}
	return true;
}

/* The claims that the impossible reading meets. */
static bool name_claims(const reading *r, tally_finding *f)
{
	const tally_network *net = r->c->net;
	const tally_claim *c = &net->claims->items[r->claim];
	tally_cell whole = whole_of(c);

	for (size_t i = 0; i < r->h.view.n && f->n_claims < MAX_NAMED; i++) {
		const tally_claim *s = &r->h.view.items[i];

		if (s->region == c->region && tally_period_equal(s->period, c->period) &&
		    net->release_of[r->h.original[i]] == net->release_of[r->claim] &&
		    (s->metric == c->metric || s->metric == whole.metric) &&
		    !tally_finding_claim(f, r->h.original[i]))
			return false;
	}
	return true;
}

static bool assume(tally_finding *f, tally_prices p, const char *verdict)
{
	char prices[32], text[64];

	tally_prices_print(p, prices);
	snprintf(text, sizeof text, "prices=%s: %s", prices, verdict);
	return tally_finding_assume(f, text);
}

static void price_word(tally_prices p, bool chinese, char out[32])
{
	if (chinese && p.kind == TALLY_PRICES_CURRENT)
		strcpy(out, "现价");
	else if (chinese && p.kind == TALLY_PRICES_CONSTANT && p.year == 0)
		strcpy(out, "不变价");
	else
		tally_prices_print(p, out);
}

static tally_status tell(reading *r, double lo, double hi, bool known, tally_error *err)
{
	const tally_network *net = r->c->net;
	const tally_claim *c = &net->claims->items[r->claim];
	tally_finding *f = tally_finding_add(r->c->out, TALLY_FINDING_CONDITIONAL);
	tally_prices own = tally_claim_prices(c, net->codes);
	char other[32], mine[32];
	tally_text t = {0};
	bool ok;

	if (!f || !tally_finding_claim(f, r->claim))
		return tally_error_memory(err);
	f->n_suspects = 1;
	price_word(r->prices, r->c->chinese, other);
	price_word(own, r->c->chinese, mine);
	tally_tell_claim(&t, net, r->claim, r->c->chinese);
	tally_text_add(&t,
		       r->c->chinese ? "。若与同文其他比率一样按%s计算则不可能"
				     : ". Impossible at %s prices, which its siblings state",
		       other);
	if (known) {
		tally_text_add(&t,
			       r->c->chinese ? "：其他数字推得 " : ": the other figures leave ");
		tell_range_of(&t, r, lo, hi);
	}
	tally_text_add(&t, r->c->chinese ? "；按%s则可能" : "; possible at %s prices", mine);
	ok = assume(f, r->prices, "impossible") && assume(f, own, "possible");
	ok = ok && name_claims(r, f);
	if (ok && tell_share(&t, r))
		ok = tell_ratios(&t, r, f);
	f = &r->c->out->items[r->c->out->n - 1];
	f->text = tally_text_take(&t);
	return ok && f->text ? TALLY_OK : tally_error_memory(err);
}

static int32_t component_of(const tally_network *net, const int32_t *first_row, int32_t k)
{
	return first_row[k] < 0
		   ? -1
		   : net->component[net->entries[net->rows[first_row[k]].first].column];
}

static tally_status try_claim(tally_checker *c, int32_t k, int32_t component, tally_prices prices,
			      tally_error *err)
{
	reading r = {.c = c, .claim = k, .prices = prices};
	tally_status status = tally_hypothesis_init(&r.h, c, component, &k, 1, NULL, 0, err);
	tally_prices kept;
	double lo = 0, hi = 0;

	if (status)
		return status;
	tally_hypothesis_confine(&r.h, c->net->release_of[k]);
	r.item = tally_hypothesis_index(&r.h, k);
	if (!widen(&r) || r.item < 0) {
		tally_hypothesis_release(&r.h);
		return r.item < 0 ? TALLY_OK : tally_error_memory(err);
	}
	kept = r.h.view.items[r.item].prices;
	r.h.view.items[r.item].prices = prices;
	if (tally_hypothesis_try(&r.h) == TALLY_INFEASIBLE) {
		bool known = tally_hypothesis_implied(&r.h, r.item, &lo, &hi);

		r.h.view.items[r.item].prices = kept;
		if (tally_hypothesis_try(&r.h) != TALLY_INFEASIBLE)
			status = tell(&r, lo, hi, known, err);
	}
	tally_hypothesis_release(&r.h);
	return status;
}

/* [claims] the first hard row of each claim, or -1. */
static int32_t *first_rows(const tally_network *net)
{
	int32_t *rows = malloc((net->claims->n + 1) * sizeof *rows);

	if (!rows)
		return NULL;
	memset(rows, 0xff, (net->claims->n + 1) * sizeof *rows);
	for (int32_t i = net->n_hard - 1; i >= 0; i--)
		if (net->rows[i].origin == TALLY_FROM_CLAIM)
			rows[net->rows[i].id] = i;
	return rows;
}

/* Whether any rate of a release states its prices, by release. */
static bool *stating_releases(const tally_network *net)
{
	bool *states = calloc((size_t)net->n_releases + 1, sizeof *states);

	for (size_t k = 0; states && k < net->claims->n; k++) {
		const tally_claim *c = &net->claims->items[k];

		if (c->prices.kind != TALLY_PRICES_DEFAULT && is_rate(c) && net->release_of[k] >= 0)
			states[net->release_of[k]] = true;
	}
	return states;
}

/* The basis that siblings state where the claim does not. */
static bool other_basis(const tally_network *net, int32_t k, uint8_t *out)
{
	if (net->claims->items[k].basis != TALLY_BASIS_UNKNOWN || net->base_column[k] < 0)
		return false;
	for (size_t i = 0; i < net->claims->n; i++) {
		if (net->claims->items[i].basis == TALLY_BASIS_UNKNOWN ||
		    !sibling(net, k, (int32_t)i))
			continue;
		*out = net->claims->items[i].basis;
		return true;
	}
	return false;
}

bool tally_other_reading_fits(tally_checker *c, const tally_clash *clash, int32_t component,
			      const int32_t *others, int32_t n_others)
{
	const tally_network *net = c->net;
	tally_hypothesis h;
	bool changed = false, fits = false;

	if (tally_hypothesis_init(&h, c, component, clash->claims, clash->n_claims, others,
				  n_others, NULL))
		return false;
	for (int32_t i = 0; i < clash->n_claims; i++) {
		int32_t k = clash->claims[i], item = tally_hypothesis_index(&h, k);
		const tally_claim *claim = &net->claims->items[k];
		tally_cell whole = whole_of(claim);
		tally_prices prices;
		uint8_t basis;

		if (item < 0 || !is_rate(claim))
			continue;
		if (other_prices(net, k, &prices)) {
			changed = true;
			h.view.items[item].prices = prices;
			tally_hypothesis_widen(&h, claim->metric, claim->region);
			tally_hypothesis_widen(&h, whole.metric, whole.region);
		}
		if (other_basis(net, k, &basis)) {
			changed = true;
			h.view.items[item].basis = basis;
		}
	}
	fits = changed && tally_hypothesis_try(&h) == TALLY_FEASIBLE;
	tally_hypothesis_release(&h);
	return fits;
}

tally_status tally_find_conditionals(tally_checker *c, tally_error *err)
{
	const tally_network *net = c->net;
	int32_t *rows = first_rows(net), tried = 0;
	bool *states = stating_releases(net);
	tally_status status = rows && states ? TALLY_OK : tally_error_memory(err);

	for (size_t k = 0; k < net->claims->n && !status && tried < MAX_TRIED; k++) {
		const tally_claim *claim = &net->claims->items[k];
		int32_t component;
		tally_prices prices;

		if (net->state[k] != TALLY_CLAIM_USED || !is_rate(claim) ||
		    claim->prices.kind != TALLY_PRICES_DEFAULT || !states[net->release_of[k]])
			continue;
		component = component_of(net, rows, (int32_t)k);
		if (component < 0 || c->verdict[component] == TALLY_INFEASIBLE ||
		    !other_prices(net, (int32_t)k, &prices))
			continue;
		tried++;
		if (tally_checker_late(c))
			break;
		status = try_claim(c, (int32_t)k, component, prices, err);
	}
	free(rows);
	free(states);
	return status;
}
