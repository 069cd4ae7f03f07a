/* conflict.c: from an infeasible component to clashes.
 *
 * Exact path: assemble, explain, then find the rules that the smallest irreducible set needs (a
 * deletion filter over the hard rows) and what its other claims leave for the suspect. */
#include "assemble.h"
#include "build.h"
#include "conflict.h"
#include "explain.h"
#include "trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void clash_release(tally_clash *c)
{
	free(c->suspects);
	free(c->claims);
	free(c->rows);
	memset(c, 0, sizeof *c);
}

void tally_clashes_release(tally_clashes *c)
{
	for (int32_t i = 0; i < c->n; i++)
		clash_release(&c->items[i]);
	free(c->items);
	memset(c, 0, sizeof *c);
}

static tally_clash *add_clash(tally_clashes *out)
{
	if (!tally_grow((void **)&out->items, (size_t)out->n + 1, sizeof *out->items,
			&out->capacity))
		return NULL;
	memset(&out->items[out->n], 0, sizeof *out->items);
	return &out->items[out->n++];
}

/* Only the claims of the set are on. */
static void switch_to(tally_lp *lp, const tally_assembly *a, const tally_claim_set *set)
{
	for (int32_t k = 0; k < a->system.n_claims; k++)
		tally_lp_claim(lp, k, false);
	for (int32_t i = 0; i < set->n; i++)
		tally_lp_claim(lp, set->claims[i], true);
}

/* The network row of a claim that is worth showing: its first. */
static const tally_row *row_of_claim(const tally_network *net, const tally_assembly *a,
				     int32_t claim)
{
	for (int32_t i = 0; i < a->system.n_rows; i++) {
		const tally_row *row = &net->rows[a->rows[i]];

		if (row->origin == TALLY_FROM_CLAIM && row->id == claim)
			return row;
	}
	return NULL;
}

static void imply(tally_lp *lp, const tally_network *net, const tally_assembly *a,
		  const tally_row *row, tally_clash *clash)
{
	tally_range r = tally_assembly_range(a, net, row, lp);

	clash->implied_known = r.verdict == TALLY_FEASIBLE;
	clash->implied_lo = r.lo;
	clash->implied_hi = r.hi;
}

/* Rules that the set does not need are put aside, one after the other. */
static bool filter_rules(tally_lp *lp, const tally_assembly *a, tally_clash *clash)
{
	int32_t capacity = 0;

	free(clash->rows);
	clash->rows = NULL;
	clash->n_rows = 0;
	for (int32_t i = 0; i < a->system.n_rows; i++) {
		int32_t row = a->rows[i];

		if (a->system.row_claim[i] != TALLY_HARD)
			continue;
		tally_lp_row(lp, i, false);
		if (tally_lp_feasible(lp, NULL, NULL) != TALLY_FEASIBLE)
			continue;
		tally_lp_row(lp, i, true);
		if (clash->n_rows > 0 && clash->rows[clash->n_rows - 1] == row)
			continue;
		if (!tally_grow((void **)&clash->rows, (size_t)clash->n_rows + 1,
				sizeof *clash->rows, &capacity))
			return false;
		clash->rows[clash->n_rows++] = row;
	}
	for (int32_t i = 0; i < a->system.n_rows; i++)
		if (a->system.row_claim[i] == TALLY_HARD)
			tally_lp_row(lp, i, true);
	return true;
}

static int32_t *claims_of(const tally_assembly *a, const int32_t *groups, int32_t n)
{
	int32_t *claims = malloc(((size_t)n + 1) * sizeof *claims);

	for (int32_t i = 0; claims && i < n; i++)
		claims[i] = a->claims[groups[i]];
	return claims;
}

static bool holds(const tally_claim_set *set, int32_t claim)
{
	for (int32_t i = 0; i < set->n; i++)
		if (set->claims[i] == claim)
			return true;
	return false;
}

/* Whether a set holds a claim of the cheapest correction set other than `but`. */
static bool holds_another(const tally_explanation *e, const tally_claim_set *set, int32_t but)
{
	for (int32_t i = 0; i < e->n_contradictions; i++)
		if (e->contradictions[i].claim != but && holds(set, e->contradictions[i].claim))
			return true;
	return false;
}

/* The smallest of the contradiction's sets that holds a claim, or NULL; rather one that has no part
 * in the other contradictions. */
static const tally_claim_set *set_with(const tally_explanation *e, const tally_contradiction *c,
				       int32_t claim)
{
	const tally_claim_set *any = NULL;

	for (int32_t i = 0; i < c->n_conflicts; i++) {
		const tally_claim_set *set = &e->conflicts[c->conflicts[i]];

		if (!holds(set, claim))
			continue;
		if (!holds_another(e, set, c->claim))
			return set;
		any = any ? any : set;
	}
	return any;
}

static bool is_level(const tally_network *net, const tally_assembly *a, int32_t group)
{
	return net->claims->items[a->claims[group]].measure == TALLY_LEVEL;
}

/* Among equal suspects a derived figure (a share, a rate) comes before the levels it was
 * computed from; the order is otherwise kept. */
static void derived_first(const tally_network *net, const tally_assembly *a, tally_contradiction *c,
			  const double *weight)
{
	for (int32_t i = 1; i < c->n_suspects; i++) {
		int32_t k = c->suspects[i], j = i;

		if (is_level(net, a, k))
			continue;
		while (j > 0 && is_level(net, a, c->suspects[j - 1]) &&
		       weight[c->suspects[j - 1]] >= weight[k]) {
			c->suspects[j] = c->suspects[j - 1];
			j--;
		}
		c->suspects[j] = k;
	}
}

/* One element of the cheapest correction set. */
static bool describe(tally_lp *lp, const tally_network *net, const tally_assembly *a,
		     const tally_explanation *e, tally_contradiction *c, tally_clashes *out)
{
	tally_clash *clash = add_clash(out);
	const tally_claim_set *set;
	const tally_row *row;

	if (!clash)
		return false;
	derived_first(net, a, c, a->system.claim_weight);
	clash->suspects = claims_of(a, c->suspects, c->n_suspects);
	clash->n_suspects = c->n_suspects;
	clash->n_sets = c->n_conflicts;
	if (!clash->suspects)
		return false;
	set = set_with(e, c, c->suspects[0]);
	if (!set)
		return true;
	clash->claims = claims_of(a, set->claims, set->n);
	clash->n_claims = set->n;
	if (!clash->claims)
		return false;
	switch_to(lp, a, set);
	if (!filter_rules(lp, a, clash))
		return false;
	tally_lp_claim(lp, c->suspects[0], false);
	row = row_of_claim(net, a, clash->suspects[0]);
	if (row)
		imply(lp, net, a, row, clash);
	return true;
}

static tally_status explain_exactly(const tally_decider *d, const tally_assembly *a,
				    tally_clashes *out, tally_error *err)
{
	tally_explain_limits limits = {
	    .max_conflicts = 64, .max_corrections = 64, .seconds = d->seconds};
	tally_lp_options options = {.seconds = d->seconds};
	tally_explanation e = {0};
	tally_lp *lp = NULL;
	tally_status status = tally_explain(&a->system, &limits, &e, err);

	out->rules_conflict = e.rules_conflict;
	out->complete = e.cheapest;
	if (!status)
		status = tally_lp_new(&a->system, &options, &lp, err);
	for (int32_t i = 0; !status && i < e.n_contradictions; i++)
		if (!describe(lp, d->net, a, &e, &e.contradictions[i], out))
			status = tally_error_memory(err);
	tally_lp_free(lp);
	tally_explanation_release(&e);
	return status;
}

/* Rows of the clash's claims and rules; room for all rows of the network's component. */
static int32_t clash_rows(const tally_network *net, const tally_clash *clash, int32_t component,
			  int32_t *rows)
{
	int32_t n = 0;

	for (int32_t i = net->rows_start[component]; i < net->rows_start[component + 1]; i++) {
		int32_t id = net->component_rows[i];
		bool in = false;

		for (int32_t k = 0; k < clash->n_claims && !in; k++)
			in = net->rows[id].origin == TALLY_FROM_CLAIM &&
			     net->rows[id].id == clash->claims[k];
		for (int32_t k = 0; k < clash->n_rows && !in; k++)
			in = id == clash->rows[k];
		if (in)
			rows[n++] = id;
	}
	return n;
}

/* A clash found by propagation, made exact: the rules it needs, what the others leave. */
static tally_status describe_traced(const tally_decider *d, int32_t component, tally_clash *clash,
				    tally_error *err)
{
	const tally_network *net = d->net;
	int32_t size = net->rows_start[component + 1] - net->rows_start[component];
	int32_t *rows = malloc(((size_t)size + 1) * sizeof *rows), n;
	tally_lp_options options = {.seconds = d->seconds};
	tally_assembly a = {0};
	tally_lp *lp = NULL;
	tally_status status = TALLY_OK;

	if (!rows)
		return tally_error_memory(err);
	n = clash_rows(net, clash, component, rows);
	status = tally_assemble(&d->bounds, rows, n, d->map, &a, err);
	free(rows);
	if (!status)
		status = tally_lp_new(&a.system, &options, &lp, err);
	if (!status && tally_lp_feasible(lp, NULL, NULL) == TALLY_INFEASIBLE) {
		const tally_row *row = row_of_claim(net, &a, clash->suspects[0]);

		clash->n_rows = 0;
		if (!filter_rules(lp, &a, clash))
			status = tally_error_memory(err);
		for (int32_t k = 0; k < a.system.n_claims; k++)
			if (a.claims[k] == clash->suspects[0])
				tally_lp_claim(lp, k, false);
		if (!status && row)
			imply(lp, net, &a, row, clash);
	}
	tally_lp_free(lp);
	tally_assembly_release(&a);
	return status;
}

static tally_status explain_by_trace(tally_decider *d, int32_t component, tally_queue *queue,
				     tally_clashes *out, tally_error *err)
{
	tally_status status = tally_trace_clashes(d, component, queue, out, err);

	tally_propagation_reset(&d->bounds, component);
	for (int32_t i = 0; i < out->n && !status; i++)
		status = describe_traced(d, component, &out->items[i], err);
	return status;
}

/* Keeps the suspects without whom all the rest can be true, by exact arithmetic. */
static void confirm_suspects(const tally_assembly *a, tally_lp *lp, tally_clash *clash)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < clash->n_suspects; i++) {
		int32_t k = 0;

		while (k < a->system.n_claims && a->claims[k] != clash->suspects[i])
			k++;
		if (k == a->system.n_claims)
			continue;
		tally_lp_claim(lp, k, false);
		if (tally_lp_feasible(lp, NULL, NULL) == TALLY_FEASIBLE)
			clash->suspects[kept++] = clash->suspects[i];
		tally_lp_claim(lp, k, true);
	}
	clash->n_suspects = kept;
}

/* One conflict that one claim explains needs no enumeration of sets: propagation finds it and exact
 * arithmetic confirms the suspects. *done: it was of that kind, and `out` is complete. */
static tally_status explain_single(tally_decider *d, int32_t component, tally_queue *queue,
				   const tally_assembly *a, tally_clashes *out, bool *done,
				   tally_error *err)
{
	tally_lp_options options = {.seconds = d->seconds};
	tally_lp *lp = NULL;
	tally_status status = tally_trace_clashes(d, component, queue, out, err);

	*done = false;
	tally_propagation_reset(&d->bounds, component);
	if (!status && out->n == 1 && !tally_lp_new(&a->system, &options, &lp, NULL)) {
		confirm_suspects(a, lp, &out->items[0]);
		*done = out->items[0].n_suspects > 0;
		out->complete = *done;
	}
	tally_lp_free(lp);
	if (*done)
		return describe_traced(d, component, &out->items[0], err);
	tally_clashes_release(out);
	return status;
}

tally_status tally_explain_component(tally_decider *d, int32_t component, tally_queue *queue,
				     tally_clashes *out, tally_error *err)
{
	const tally_network *net = d->net;
	int32_t first = net->rows_start[component], n = net->rows_start[component + 1] - first;
	tally_assembly a;
	tally_status status;
	bool done;

	memset(out, 0, sizeof *out);
	/* signs and product bounds as the metrics alone give them: what propagation made of the
	 * claims must not become a rule */
	tally_propagation_reset(&d->bounds, component);
	if (n > d->explain_rows)
		return explain_by_trace(d, component, queue, out, err);
	status = tally_assemble(&d->bounds, net->component_rows + first, n, d->map, &a, err);
	if (status)
		return status;
	if (a.relaxed || a.n_skipped) {
		tally_assembly_release(&a);
		return explain_by_trace(d, component, queue, out, err);
	}
	status = explain_single(d, component, queue, &a, out, &done, err);
	if (!status && !done)
		status = explain_exactly(d, &a, out, err);
	tally_assembly_release(&a);
	if (!status && out->n == 0) { /* numbers too far apart for the LP, perhaps */
		bool rules = out->rules_conflict;

		tally_clashes_release(out);
		status = explain_by_trace(d, component, queue, out, err);
		out->rules_conflict = out->n == 0 && (rules || out->rules_conflict);
	}
	return status;
}
