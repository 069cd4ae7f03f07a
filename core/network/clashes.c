/* clashes.c: contradictions and conflicts: every component that cannot be true, explained; and
 * rates of one quantity that two releases print differently, each on a base of its own. */
#include "build.h"
#include "find.h"
#include "tell.h"
#include "together.h"

#include <stdlib.h>
#include <string.h>

/* Repairs are looked for in so many clashes; the others are only told. */
enum { MAX_REPAIRED = 100 };

static bool one_release(const tally_network *net, const int32_t *claims, int32_t n)
{
	for (int32_t i = 1; i < n; i++)
		if (net->release_of[claims[i]] != net->release_of[claims[0]])
			return false;
	return true;
}

static tally_finding_kind kind_of(const tally_network *net, const tally_clash *clash)
{
	bool one = clash->n_claims > 0 ? one_release(net, clash->claims, clash->n_claims)
				       : one_release(net, clash->suspects, clash->n_suspects);

	return one ? TALLY_FINDING_CONTRADICTION : TALLY_FINDING_CONFLICT;
}

/* What was taken for granted where the claims say nothing. */
static bool assume(const tally_checker *c, const tally_clash *clash, tally_finding *f)
{
	const tally_network *net = c->net;
	bool prices = false, basis = false;
	tally_text t = {0};
	char *text;
	bool ok;

	tally_text_add(&t, "rounding=%s", tally_rounding_name(net->options.rounding));
	for (int32_t i = 0; i < clash->n_claims; i++) {
		const tally_claim *claim = &net->claims->items[clash->claims[i]];
		tally_prices p = tally_claim_prices(claim, net->codes);

		prices = prices || (claim->measure != TALLY_LEVEL &&
				    claim->prices.kind == TALLY_PRICES_DEFAULT &&
				    p.kind != TALLY_PRICES_NONE && p.kind != TALLY_PRICES_DEFAULT);
		basis = basis || (net->base_column[clash->claims[i]] >= 0 &&
				  claim->basis == TALLY_BASIS_UNKNOWN);
	}
	text = tally_text_take(&t);
	ok = text && tally_finding_assume(f, text);
	free(text);
	if (ok && prices)
		ok = tally_finding_assume(f, "prices=default of the metric");
	if (ok && basis)
		ok = tally_finding_assume(f, "basis=not stated");
	return ok;
}

/* The suspect with the most plausible repair comes first. */
static void lead_with_best_repair(tally_finding *f)
{
	int32_t best = f->n_repairs > 0 ? f->repairs[0].claim : -1, claim;

	if (best <= 0 || best >= f->n_suspects)
		return;
	claim = f->claims[best];
	memmove(f->claims + 1, f->claims, (size_t)best * sizeof *f->claims);
	f->claims[0] = claim;
	for (int32_t i = 0; i < f->n_repairs; i++) {
		int32_t *c = &f->repairs[i].claim;

		if (*c == best)
			*c = 0;
		else if (*c >= 0 && *c < best)
			++*c;
	}
}

static tally_status tell_clash(tally_checker *c, int32_t component, const tally_clashes *all,
			       int32_t i, tally_error *err)
{
	const tally_clash *clash = &all->items[i];
	tally_finding *f = tally_finding_add(c->out, kind_of(c->net, clash));
	int32_t *others = malloc(((size_t)all->n + 1) * sizeof *others), n_others = 0;
	tally_text text = {0};
	tally_status status = TALLY_OK;
	bool ok = f && others;

	for (int32_t k = 0; ok && k < clash->n_suspects; k++)
		ok = tally_finding_claim(f, clash->suspects[k]);
	if (ok)
		f->n_suspects = clash->n_suspects;
	for (int32_t k = 0; ok && k < clash->n_claims; k++)
		ok = tally_finding_claim(f, clash->claims[k]);
	if (ok) {
		tally_tell_clash(&text, c->net, clash, c->chinese);
		f->text = tally_text_take(&text);
		ok = f->text && assume(c, clash, f);
	}
	for (int32_t k = 0; ok && k < all->n; k++)
		if (k != i)
			others[n_others++] = all->items[k].suspects[0];
	if (ok && f->kind == TALLY_FINDING_CONTRADICTION && !tally_checker_late(c) &&
	    tally_other_reading_fits(c, clash, component, others, n_others)) {
		f->kind = TALLY_FINDING_CONDITIONAL;
		ok = tally_finding_assume(f, "as its siblings state prices and basis: possible");
	}
	if (ok && c->out->n <= MAX_REPAIRED && !tally_checker_late(c))
		status = tally_find_repairs(c, clash, component, others, n_others, f, err);
	if (ok && !status)
		lead_with_best_repair(f);
	free(others);
	return ok ? status : tally_error_memory(err);
}

static tally_status tell_unexplained(tally_checker *c, int32_t component, const char *why,
				     tally_finding_kind kind, tally_error *err)
{
	const tally_network *net = c->net;
	tally_finding *f = tally_finding_add(c->out, kind);
	tally_text text = {0};
	int rules = 0;
	bool ok = f != NULL;

	tally_text_add(&text, "%s", why);
	for (int32_t i = net->rows_start[component]; ok && i < net->rows_start[component + 1];
	     i++) {
		int32_t id = net->component_rows[i];
		const tally_row *row = &net->rows[id];

		if (row->origin == TALLY_FROM_CLAIM && f->n_claims < 20)
			ok = tally_finding_claim(f, row->id);
		if (row->origin == TALLY_FROM_CLAIM || rules++ >= 6)
			continue;
		tally_text_add(&text, "; ");
		tally_tell_rule(&text, net, id, c->chinese);
	}
	if (!ok)
		return tally_error_memory(err);
	if (kind == TALLY_FINDING_CONTRADICTION && !one_release(net, f->claims, f->n_claims))
		f->kind = TALLY_FINDING_CONFLICT;
	f->text = tally_text_take(&text);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

/* Intervals of the component without the claims that stand for its clashes: what is left can still
 * be rebased or strange. */
static tally_status bound_the_rest(tally_checker *c, int32_t component,
				   const tally_clashes *clashes, tally_error *err)
{
	tally_propagation *p = &c->decider->bounds;
	bool *aside = calloc(c->net->claims->n + 1, sizeof *aside);

	if (!aside)
		return tally_error_memory(err);
	for (int32_t i = 0; i < clashes->n; i++)
		aside[clashes->items[i].suspects[0]] = true;
	p->aside = aside;
	tally_propagation_reset(p, component);
	if (tally_propagate(p, component, c->queue) == TALLY_EMPTY)
		tally_propagation_reset(p, component);
	p->aside = NULL;
	free(aside);
	return TALLY_OK;
}

static tally_status explain(tally_checker *c, int32_t component, tally_error *err)
{
	tally_clashes clashes;
	tally_status status;

	if (tally_checker_late(c)) {
		c->out->timed_out = true;
		return tell_unexplained(c, component,
					c->chinese ? "这些数字不能同时成立（时间已到，未作解释）"
						   : "these figures cannot all be true (not "
						     "explained: the time limit was reached)",
					TALLY_FINDING_CONTRADICTION, err);
	}
	status = tally_explain_component(c->decider, component, c->queue, &clashes, err);
	if (!status && clashes.n == 0)
		status = tell_unexplained(
		    c, component,
		    clashes.rules_conflict
			? (c->chinese ? "规则本身相互矛盾" : "the rules contradict each other")
			: (c->chinese ? "这些数字不能同时成立"
				      : "these figures cannot all be true"),
		    TALLY_FINDING_CONTRADICTION, err);
	for (int32_t i = 0; !status && i < clashes.n; i++)
		status = tell_clash(c, component, &clashes, i, err);
	if (!status)
		status = bound_the_rest(c, component, &clashes, err);
	tally_clashes_release(&clashes);
	return status;
}

tally_status tally_find_clashes(tally_checker *c, tally_error *err)
{
	int32_t *wrong = malloc(((size_t)c->net->n_components + 1) * sizeof *wrong), n = 0;
	tally_status status = wrong ? TALLY_OK : tally_error_memory(err);

	for (int32_t k = 0; wrong && k < c->net->n_components; k++)
		if (c->verdict[k] == TALLY_INFEASIBLE)
			wrong[n++] = k;
	if (c->options->ranks) {
		status = tally_ranks_agree(c->options->ranks, status, err);
		if (!status)
			status = tally_explain_together(c, c->options->ranks, wrong, n,
							MAX_REPAIRED, explain, err);
	}
	for (int32_t i = 0; !c->options->ranks && i < n && !status; i++)
		status = explain(c, wrong[i], err);
	free(wrong);
	return status;
}

/* --- rates on bases of their own ------------------------------------------------------- */

static tally_status tell_pair(tally_checker *c, int32_t a, int32_t b, tally_error *err)
{
	tally_finding *f = tally_finding_add(c->out, TALLY_FINDING_CONFLICT);
	tally_text text = {0};

	if (!f || !tally_finding_claim(f, a) || !tally_finding_claim(f, b))
		return tally_error_memory(err);
	f->n_suspects = 2;
	tally_text_add(&text, c->chinese ? "两处公布的同一数字不一致："
					 : "two sources print one quantity differently: ");
	tally_tell_claim(&text, c->net, a, c->chinese);
	tally_text_add(&text, "; ");
	tally_tell_claim(&text, c->net, b, c->chinese);
	f->text = tally_text_take(&text);
	return f->text ? TALLY_OK : tally_error_memory(err);
}

/* What a rate is the rate of, whatever base it has. */
static bool rate_key(const tally_network *net, const tally_row *row, tally_cell *key)
{
	const tally_entry *e = &net->entries[row->first];
	int32_t base;

	if (row->origin != TALLY_FROM_CLAIM || row->constant || row->n != 2)
		return false;
	base = net->base_column[row->id];
	if (base < 0 || net->cell[base].world == TALLY_PUBLISHED)
		return false;
	*key = net->cell[base];
	key->world = e[0].column;
	key->adjustment = (char)(row->plus_one + 2 * (row->spans > 1));
	return true;
}

tally_status tally_find_rate_conflicts(tally_checker *c, tally_error *err)
{
	const tally_network *net = c->net;
	tally_cells seen = {0};
	tally_status status = TALLY_OK;

	for (int32_t i = 0; i < net->n_hard && !status; i++) {
		const tally_row *row = &net->rows[i];
		tally_cell key;
		int32_t other;

		if (!rate_key(net, row, &key))
			continue;
		other = tally_cells_find(&seen, &key);
		if (other == TALLY_NO_COLUMN) {
			if (!tally_cells_add(&seen, &key, row->id))
				status = tally_error_memory(err);
			continue;
		}
		if (net->release_of[other] != net->release_of[row->id] &&
		    tally_interval_disjoint(tally_network_interval(net, other),
					    tally_network_interval(net, row->id)))
			status = tell_pair(c, other, row->id, err);
	}
	tally_cells_release(&seen);
	return status;
}
