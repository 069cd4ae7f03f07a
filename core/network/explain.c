/* explain.c: irreducible inconsistent sets and minimal correction sets of one small system.
 *
 * 1. The cheapest correction set, by implicit hitting sets: take the lightest set that meets all
 *    IIS known so far; if the rest is consistent it is the answer, else the rest holds a new IIS
 *    (multipliers of the LP, then a deletion filter), and again.
 * 2. Around it, in order of weight, all correction sets (best-first hitting sets over the IIS, new
 *    IIS are found where a set misses none of the known), up to the limits. When all are found, the
 *    IIS are just the minimal hitting sets of the correction sets.
 * 3. Where the cheapest set has many members the whole lattice is too large, and each member is
 *    looked at alone, with the others set aside. */
#include "explain.h"

#include "hitting.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_CONFLICTS   256
#define DEFAULT_CORRECTIONS 256
#define DEFAULT_SECONDS     30.0
/** Nodes of the search for correction sets. */
#define MAX_NODES (1 << 18)
/** With more contradictions than this each is enumerated by itself. */
#define TOGETHER_MAX 3

typedef struct {
	const tally_system *s;
	tally_lp *lp;
	tally_explain_limits limits;
	double deadline;
	tally_family conflicts, corrections;
	uint64_t *cheapest; /**< the cheapest correction set */
	uint64_t *aside;    /**< claims set aside for good while one contradiction is looked at */
	uint64_t *scratch, *members;
	bool *rows; /**< [n_rows] */
	bool rules_conflict, undecided, memory;
} search;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool out_of_time(const search *e)
{
	return now() > e->deadline;
}

static size_t set_size(const search *e)
{
	return (size_t)e->conflicts.words * sizeof(uint64_t);
}

/* --- asking the LP ----------------------------------------------------------------------- */

/* Are the rules with the claims of `set` (or, `without`, with all others) consistent? */
static tally_verdict ask(search *e, const uint64_t *set, bool without)
{
	for (int32_t c = 0; c < e->s->n_claims; c++) {
		bool on = tally_bits_has(set, c) != without && !tally_bits_has(e->aside, c);
		tally_lp_claim(e->lp, c, on);
	}
	tally_verdict v = out_of_time(e) ? TALLY_UNDECIDED : tally_lp_feasible(e->lp, NULL, NULL);
	e->undecided |= v == TALLY_UNDECIDED;
	return v;
}

/* The claims in the multipliers of the last infeasible answer, into `set`. */
static void conflict_of(search *e, uint64_t *set)
{
	memset(set, 0, set_size(e));
	tally_lp_conflict_rows(e->lp, e->rows);
	for (int32_t i = 0; i < e->s->n_rows; i++)
		if (e->rows[i] && e->s->row_claim[i] >= 0)
			tally_bits_put(set, e->s->row_claim[i]);
}

/* Deletion filter: makes the inconsistent set irreducible. False when the time is up. */
static bool shrink(search *e, uint64_t *set)
{
	for (int32_t c = 0; c < e->s->n_claims; c++) {
		if (!tally_bits_has(set, c))
			continue;
		tally_bits_drop(set, c);
		tally_verdict v = ask(e, set, false);
		if (v == TALLY_UNDECIDED)
			return false;
		if (v == TALLY_FEASIBLE)
			tally_bits_put(set, c);
		else
			conflict_of(e, set);
	}
	return true;
}

/* What is left without `removed`: 0 consistent, 1 not (a new IIS went into the family), -1 stop. */
static int find_conflict(search *e, const uint64_t *removed, uint64_t *conflict)
{
	tally_verdict v = ask(e, removed, true);
	if (v != TALLY_INFEASIBLE)
		return v == TALLY_FEASIBLE ? 0 : -1;
	conflict_of(e, conflict);
	if (!shrink(e, conflict))
		return -1;
	if (tally_bits_count(conflict, e->conflicts.words) == 0) {
		e->rules_conflict = true;
		return -1;
	}
	e->memory |= !tally_family_add(&e->conflicts, conflict);
	return e->memory ? -1 : 1;
}

/* --- the cheapest correction set ----------------------------------------------------------------
 */

static tally_status find_cheapest(search *e, bool *proved, tally_error *err)
{
	*proved = false;
	for (;;) {
		double left = e->deadline - now();
		tally_status status =
		    tally_hitting_lightest(&e->conflicts, e->s->claim_weight, left > 0 ? left : 0,
					   e->cheapest, proved, err);
		if (status)
			return status;
		memcpy(e->members, e->cheapest, set_size(e));
		int more = find_conflict(e, e->members, e->scratch);
		/* several conflicts at one go: set aside what was just found as well */
		while (more > 0) {
			for (int32_t w = 0; w < e->conflicts.words; w++)
				e->members[w] |= e->scratch[w];
			int again = find_conflict(e, e->members, e->scratch);
			if (again <= 0)
				break;
		}
		if (e->memory)
			return tally_error_memory(err);
		if (more <= 0) {
			*proved &= more == 0;
			return TALLY_OK;
		}
		if (e->undecided || e->rules_conflict) {
			*proved = false;
			return TALLY_OK;
		}
	}
}

/* --- all of them, in order of weight ----------------------------------------------------- */

static int miss(void *context, const uint64_t *set, uint64_t *missed)
{
	search *e = context;
	for (int32_t k = 0; k < e->conflicts.count; k++) {
		const uint64_t *known = tally_family_set(&e->conflicts, k);
		if (tally_bits_meet(known, set, e->conflicts.words) ||
		    tally_bits_meet(known, e->aside, e->conflicts.words))
			continue;
		memcpy(missed, known, set_size(e));
		return 1;
	}
	if (e->conflicts.count >= 4 * e->limits.max_conflicts)
		return -1;
	return find_conflict(e, set, missed);
}

/* Keeps a correction set, with what was set aside. */
static bool keep(void *context, const uint64_t *set, double weight)
{
	search *e = context;
	(void)weight;
	for (int32_t w = 0; w < e->conflicts.words; w++)
		e->scratch[w] = set[w] | e->aside[w];
	e->memory |= !tally_family_add(&e->corrections, e->scratch);
	return !e->memory && e->corrections.count < e->limits.max_corrections;
}

static tally_status enumerate(search *e, bool *complete, tally_error *err)
{
	tally_hitting_search how = {
	    .miss = miss, .found = keep, .context = e, .max_nodes = MAX_NODES};
	tally_status status =
	    tally_hitting_in_order(e->s->n_claims, e->s->claim_weight, &how, complete, err);
	if (status == TALLY_OK && e->memory)
		return tally_error_memory(err);
	return status;
}

/* By duality: once all correction sets are known, so are all IIS. */
static tally_status dualise(search *e, bool *complete, tally_error *err)
{
	tally_family all;
	bool whole;
	tally_status status =
	    tally_hitting_all(&e->corrections, e->limits.max_conflicts, &all, &whole, err);
	if (status == TALLY_OK && (whole || all.count > e->conflicts.count)) {
		tally_family_release(&e->conflicts);
		e->conflicts = all;
	} else {
		tally_family_release(&all);
	}
	*complete &= whole;
	return status;
}

static bool known_correction(const search *e, const uint64_t *set)
{
	for (int32_t k = 0; k < e->corrections.count; k++)
		if (memcmp(tally_family_set(&e->corrections, k), set, set_size(e)) == 0)
			return true;
	return false;
}

/* Each member of the cheapest set by itself, the others set aside. */
static tally_status enumerate_apart(search *e, tally_error *err)
{
	bool complete;
	tally_status status = TALLY_OK;
	int32_t limit = e->limits.max_corrections, members = 0;
	if (!tally_family_add(&e->corrections, e->cheapest))
		return tally_error_memory(err);
	int32_t each = limit / (tally_bits_count(e->cheapest, e->conflicts.words) + 1) + 1;
	for (int32_t c = 0; status == TALLY_OK && c < e->s->n_claims; c++) {
		if (!tally_bits_has(e->cheapest, c))
			continue;
		memcpy(e->aside, e->cheapest, set_size(e));
		tally_bits_drop(e->aside, c);
		e->limits.max_corrections = 1 + ++members * each;
		if (e->limits.max_corrections > e->corrections.count)
			status = enumerate(e, &complete, err);
	}
	memset(e->aside, 0, set_size(e));
	e->limits.max_corrections = limit;
	return status;
}

/* --- writing it down --------------------------------------------------------------------- */

static bool write_set(const search *e, const uint64_t *bits, tally_claim_set *out)
{
	out->claims =
	    malloc(((size_t)tally_bits_count(bits, e->conflicts.words) + 1) * sizeof *out->claims);
	for (int32_t c = 0; out->claims && c < e->s->n_claims; c++)
		if (tally_bits_has(bits, c)) {
			out->claims[out->n++] = c;
			out->weight += e->s->claim_weight[c];
		}
	return out->claims != NULL;
}

static int by_members(const tally_claim_set *a, const tally_claim_set *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (int32_t k = 0; k < a->n; k++)
		if (a->claims[k] != b->claims[k])
			return a->claims[k] < b->claims[k] ? -1 : 1;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	return by_members(a, b);
}

static int by_weight(const void *a, const void *b)
{
	const tally_claim_set *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return by_members(x, y);
}

static bool write_family(const search *e, const tally_family *f, int32_t limit,
			 tally_claim_set **out, int32_t *n_out)
{
	*out = calloc((size_t)f->count + 1, sizeof **out);
	if (!*out)
		return false;
	for (int32_t k = 0; k < f->count; k++, ++*n_out)
		if (!write_set(e, tally_family_set(f, k), &(*out)[k]))
			return false;
	qsort(*out, (size_t)*n_out, sizeof **out, f == &e->conflicts ? by_size : by_weight);
	for (; *n_out > limit; --*n_out)
		free((*out)[*n_out - 1].claims);
	return true;
}

/* Sorted by weight, the set that the contradictions are told from comes first. */
static void cheapest_first(const search *e, tally_explanation *out)
{
	int32_t at = 0, k = 0;
	for (; at < out->n_corrections; at++) {
		const tally_claim_set *set = &out->corrections[at];
		for (k = 0; k < set->n && tally_bits_has(e->cheapest, set->claims[k]); k++)
			;
		if (k == set->n && k == tally_bits_count(e->cheapest, e->conflicts.words))
			break;
	}
	if (at == out->n_corrections)
		return;
	tally_claim_set best = out->corrections[at];
	memmove(out->corrections + 1, out->corrections, (size_t)at * sizeof best);
	out->corrections[0] = best;
}

static bool holds(const tally_claim_set *set, int32_t claim)
{
	for (int32_t k = 0; k < set->n; k++)
		if (set->claims[k] == claim)
			return true;
	return false;
}

/* Claims in the same IIS, no more and no fewer, get the same number. */
static void write_groups(const search *e, tally_explanation *out)
{
	int32_t n = 0;
	for (int32_t c = 0; c < e->s->n_claims; c++) {
		bool any = false;
		out->group[c] = -1;
		for (int32_t k = 0; k < out->n_conflicts; k++)
			any |= holds(&out->conflicts[k], c);
		for (int32_t d = 0; any && d < c && out->group[c] < 0; d++) {
			bool same = out->group[d] >= 0;
			for (int32_t k = 0; same && k < out->n_conflicts; k++)
				same = holds(&out->conflicts[k], c) == holds(&out->conflicts[k], d);
			if (same)
				out->group[c] = out->group[d];
		}
		if (any && out->group[c] < 0)
			out->group[c] = n++;
	}
}

/* The one claim that stands in `other` for `claim` of `best`, or -1. */
static int32_t stand_in(const tally_claim_set *best, const tally_claim_set *other, int32_t claim)
{
	int32_t found = -1;
	if (holds(other, claim))
		return -1;
	for (int32_t k = 0; k < best->n; k++)
		if (best->claims[k] != claim && !holds(other, best->claims[k]))
			return -1;
	for (int32_t k = 0; k < other->n; k++)
		if (!holds(best, other->claims[k])) {
			if (found >= 0)
				return -1;
			found = other->claims[k];
		}
	return found;
}

static bool write_contradiction(tally_explanation *out, int32_t claim, tally_contradiction *one)
{
	const tally_claim_set *best = &out->corrections[0];
	one->claim = claim;
	one->suspects = malloc(((size_t)out->n_corrections + 1) * sizeof *one->suspects);
	one->conflicts = malloc(((size_t)out->n_conflicts + 1) * sizeof *one->conflicts);
	if (!one->suspects || !one->conflicts)
		return false;
	one->suspects[one->n_suspects++] = claim;
	for (int32_t k = 1; k < out->n_corrections; k++) {
		int32_t other = stand_in(best, &out->corrections[k], claim);
		if (other >= 0)
			one->suspects[one->n_suspects++] = other;
	}
	for (int32_t k = 0; k < out->n_conflicts; k++)
		if (holds(&out->conflicts[k], claim))
			one->conflicts[one->n_conflicts++] = k;
	return true;
}

static bool write_all(const search *e, tally_explanation *out)
{
	out->group = malloc(((size_t)e->s->n_claims + 1) * sizeof *out->group);
	out->n_claims = e->s->n_claims;
	if (!out->group ||
	    !write_family(e, &e->conflicts, e->limits.max_conflicts, &out->conflicts,
			  &out->n_conflicts) ||
	    !write_family(e, &e->corrections, e->limits.max_corrections, &out->corrections,
			  &out->n_corrections))
		return false;
	write_groups(e, out);
	cheapest_first(e, out);
	if (out->n_corrections == 0)
		return true;
	const tally_claim_set *best = &out->corrections[0];
	out->contradictions = calloc((size_t)best->n + 1, sizeof *out->contradictions);
	for (int32_t k = 0; out->contradictions && k < best->n; k++, out->n_contradictions++)
		if (!write_contradiction(out, best->claims[k], &out->contradictions[k]))
			return false;
	return out->contradictions != NULL;
}

/* --- the whole --------------------------------------------------------------------------- */

static tally_status search_init(search *e, const tally_system *s,
				const tally_explain_limits *limits, tally_error *err)
{
	*e = (search){.s = s};
	if (limits)
		e->limits = *limits;
	if (e->limits.max_conflicts <= 0)
		e->limits.max_conflicts = DEFAULT_CONFLICTS;
	if (e->limits.max_corrections <= 0)
		e->limits.max_corrections = DEFAULT_CORRECTIONS;
	if (e->limits.seconds <= 0)
		e->limits.seconds = DEFAULT_SECONDS;
	e->deadline = now() + e->limits.seconds;
	tally_family_init(&e->conflicts, s->n_claims);
	tally_family_init(&e->corrections, s->n_claims);
	e->cheapest = calloc(4 * (size_t)e->conflicts.words, sizeof *e->cheapest);
	e->rows = malloc((size_t)s->n_rows + 1);
	if (!e->cheapest || !e->rows)
		return tally_error_memory(err);
	e->aside = e->cheapest + e->conflicts.words;
	e->scratch = e->aside + e->conflicts.words;
	e->members = e->scratch + e->conflicts.words;
	tally_lp_options options = {.seconds = e->limits.seconds};
	return tally_lp_new(s, &options, &e->lp, err);
}

static void search_release(search *e)
{
	tally_lp_free(e->lp);
	tally_family_release(&e->conflicts);
	tally_family_release(&e->corrections);
	free(e->cheapest);
	free(e->rows);
}

static tally_status explain_conflicts(search *e, tally_explanation *out, tally_error *err)
{
	tally_status status = find_cheapest(e, &out->cheapest, err);
	if (status || e->rules_conflict || e->undecided)
		return status;
	if (tally_bits_count(e->cheapest, e->conflicts.words) > TOGETHER_MAX)
		return enumerate_apart(e, err);
	status = enumerate(e, &out->complete, err);
	if (status == TALLY_OK && out->complete)
		status = dualise(e, &out->complete, err);
	if (status == TALLY_OK && !known_correction(e, e->cheapest) &&
	    !tally_family_add(&e->corrections, e->cheapest))
		return tally_error_memory(err);
	return status;
}

tally_status tally_explain(const tally_system *s, const tally_explain_limits *limits,
			   tally_explanation *out, tally_error *err)
{
	search e;
	*out = (tally_explanation){.verdict = TALLY_UNDECIDED};
	tally_status status = search_init(&e, s, limits, err);
	if (status == TALLY_OK)
		out->verdict = ask(&e, e.aside, true);
	if (status == TALLY_OK && out->verdict == TALLY_INFEASIBLE)
		status = explain_conflicts(&e, out, err);
	out->rules_conflict = e.rules_conflict;
	if (status == TALLY_OK && !write_all(&e, out))
		status = tally_error_memory(err);
	if (out->verdict == TALLY_FEASIBLE)
		out->complete = out->cheapest = true;
	search_release(&e);
	return status;
}

static void release_sets(tally_claim_set *sets, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		free(sets[k].claims);
	free(sets);
}

void tally_explanation_release(tally_explanation *e)
{
	release_sets(e->conflicts, e->n_conflicts);
	release_sets(e->corrections, e->n_corrections);
	for (int32_t k = 0; k < e->n_contradictions; k++) {
		free(e->contradictions[k].suspects);
		free(e->contradictions[k].conflicts);
	}
	free(e->contradictions);
	free(e->group);
	*e = (tally_explanation){0};
}
