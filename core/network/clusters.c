/* clusters.c: what cannot all be true in a large system, found piece by piece.
 *
 * The least weighted violation names claims that are broken. With all of them aside the rest is
 * consistent and has a point well inside; from there each of them is asked alone: how near can the
 * rest come to it? The rows that keep the rest away are, with the claim, a small inconsistent
 * system. Those that share columns are put together and explained exactly; their cheapest
 * correction is tried, and what still keeps a claim away joins, until every claim finds its place.
 * The corrections stay aside, the other claims come back, and the whole is asked again. */
#include "solver_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Rounds of setting corrections aside and asking again. */
#define MAX_ROUNDS 20
/** A cluster is widened by the rows among its columns while it stays this small. */
#define MOST_ROWS 400
/** Trials of corrections in one round. */
#define MAX_TRIALS 12
/** Sets listed of a cluster, unless the caller says how many. */
#define SETS_LISTED 40

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Appends the sets of one cluster, in the whole's numbers. */
static bool append_sets(tally_claim_set **to, int32_t *n_to, tally_claim_set *from, int32_t n,
			const int32_t *claims)
{
	tally_claim_set *grown = realloc(*to, ((size_t)*n_to + (size_t)n + 1) * sizeof *grown);
	if (!grown)
		return false;
	*to = grown;
	for (int32_t k = 0; k < n; k++) {
		grown[*n_to] = from[k];
		from[k].claims = NULL;
		for (int32_t c = 0; c < grown[*n_to].n; c++)
			grown[*n_to].claims[c] = claims[grown[*n_to].claims[c]];
		++*n_to;
	}
	return true;
}

static bool append_contradictions(tally_explanation *to, tally_explanation *from,
				  const int32_t *claims, int32_t conflicts_before)
{
	tally_contradiction *grown = realloc(
	    to->contradictions,
	    ((size_t)to->n_contradictions + (size_t)from->n_contradictions + 1) * sizeof *grown);
	if (!grown)
		return false;
	to->contradictions = grown;
	for (int32_t k = 0; k < from->n_contradictions; k++) {
		tally_contradiction *one = &grown[to->n_contradictions++];
		*one = from->contradictions[k];
		from->contradictions[k].suspects = NULL;
		from->contradictions[k].conflicts = NULL;
		one->claim = claims[one->claim];
		for (int32_t c = 0; c < one->n_suspects; c++)
			one->suspects[c] = claims[one->suspects[c]];
		for (int32_t c = 0; c < one->n_conflicts; c++)
			one->conflicts[c] += conflicts_before;
	}
	return true;
}

static void append_groups(tally_explanation *to, const tally_explanation *from,
			  const int32_t *claims, int32_t *next)
{
	int32_t most = -1;
	for (int32_t c = 0; c < from->n_claims; c++)
		if (from->group[c] >= 0) {
			to->group[claims[c]] = *next + from->group[c];
			most = from->group[c] > most ? from->group[c] : most;
		}
	*next += most + 1;
}

typedef struct {
	tally_solver *v;
	tally_explain_limits limits;
	tally_explanation *out;
	bool *gone;    /**< [n_claims] aside from the start, or as a correction */
	bool *pending; /**< [n_claims] aside in this round only */
	bool *trial;   /**< [n_claims] corrections tried in this round */
	bool *marked;  /**< [n_rows] rows in conflict */
	bool *fresh;   /**< [n_rows] those that the last look marked */
	bool *used;    /**< [n_rows] of one conflict */
	int32_t *cluster, *column_of, *rows; /**< [n_rows], [n_columns], [n_rows] */
	int32_t next_group;
	double deadline;
} gathering;

/* --- who is in conflict with whom --- */

static void set_aside(gathering *g)
{
	for (int32_t c = 0; c < g->v->s->n_claims; c++)
		tally_solver_claim(g->v, c, !g->gone[c] && !g->pending[c]);
}

/* Sets aside what the least violation breaks until the rest is consistent. */
static tally_status reach_inside(gathering *g, tally_error *err)
{
	tally_solver *v = g->v;
	tally_status status = TALLY_OK;
	memset(g->pending, 0, (size_t)v->s->n_claims * sizeof *g->pending);
	while (status == TALLY_OK && v->verdict == TALLY_INFEASIBLE && now() < g->deadline) {
		int32_t more = 0;
		for (int32_t c = 0; c < v->s->n_claims; c++)
			if (v->violated[c] && !g->gone[c] && !g->pending[c]) {
				g->pending[c] = true;
				more++;
			}
		if (more == 0) { /* the rules themselves */
			g->out->rules_conflict = true;
			break;
		}
		set_aside(g);
		status = tally_solver_decide(v, err);
	}
	return status;
}

/* What is off while corrections are tried: the inner point stays inside. */
static void switch_rows(gathering *g)
{
	const tally_system *s = g->v->s;
	for (int32_t i = 0; i < s->n_rows; i++) {
		int32_t c = s->row_claim[i];
		g->v->off[i] = c >= 0 && (g->gone[c] || g->pending[c] || g->trial[c]);
	}
}

/* Marks the rows that keep claims of this round out, though the trial corrections are aside.
 * Returns how many rows are new. */
static int32_t mark_conflicts(gathering *g)
{
	const tally_system *s = g->v->s;
	tally_inner in = tally_solver_inner(g->v);
	int32_t more = 0;
	switch_rows(g);
	memset(g->fresh, 0, (size_t)s->n_rows * sizeof *g->fresh);
	for (int32_t i = 0; i < s->n_rows && now() < g->deadline; i++) {
		int32_t c = s->row_claim[i];
		if (c < 0 || !g->pending[c] || g->trial[c])
			continue;
		memset(g->used, 0, (size_t)s->n_rows * sizeof *g->used);
		if (!tally_nearby_conflict(&in, i, g->used))
			continue;
		g->used[i] = true;
		for (int32_t k = 0; k < s->n_rows; k++) {
			bool fresh = g->used[k] && !g->marked[k];
			more += fresh;
			g->fresh[k] |= fresh;
			g->marked[k] |= fresh;
		}
	}
	return more;
}

/* --- one cluster --- */

static bool is_gone(const gathering *g, int32_t row)
{
	int32_t claim = g->v->s->row_claim[row];
	return claim >= 0 && g->gone[claim];
}

static bool lies_in(const gathering *g, int32_t row, int32_t k)
{
	const tally_system *s = g->v->s;
	bool inside = s->row_start[row] < s->row_start[row + 1] && !is_gone(g, row);
	for (int64_t e = s->row_start[row]; inside && e < s->row_start[row + 1]; e++)
		inside = g->column_of[s->column[e]] == k;
	return inside;
}

/* The rows of a cluster, with all that lie among its columns unless these are too many. */
static int32_t cluster_rows(gathering *g, int32_t k)
{
	const tally_system *s = g->v->s;
	int32_t n = 0;
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t e = s->row_start[i]; g->cluster[i] == k && e < s->row_start[i + 1];
		     e++)
			g->column_of[s->column[e]] = k;
	for (int32_t i = 0; i < s->n_rows; i++)
		if (lies_in(g, i, k))
			g->rows[n++] = i;
	if (n <= MOST_ROWS)
		return n;
	n = 0;
	for (int32_t i = 0; i < s->n_rows; i++)
		if (g->cluster[i] == k)
			g->rows[n++] = i;
	return n;
}

static tally_status append_all(gathering *g, tally_explanation *one, const tally_part *part,
			       tally_error *err)
{
	tally_explanation *out = g->out;
	int32_t before = out->n_conflicts;
	out->rules_conflict |= one->rules_conflict;
	for (int32_t c = 0; one->n_corrections && c < one->corrections[0].n; c++)
		g->gone[part->claims[one->corrections[0].claims[c]]] = true;
	append_groups(out, one, part->claims, &g->next_group);
	if (append_contradictions(out, one, part->claims, before) &&
	    append_sets(&out->conflicts, &out->n_conflicts, one->conflicts, one->n_conflicts,
			part->claims) &&
	    append_sets(&out->corrections, &out->n_corrections, one->corrections,
			one->n_corrections, part->claims))
		return TALLY_OK;
	return tally_error_memory(err);
}

/* Explains one cluster. `last`: the explanation is kept and its cheapest correction set aside for
 * good; else the correction is tried. */
static tally_status explain_cluster(gathering *g, int32_t k, bool last, bool *found,
				    tally_error *err)
{
	tally_part part;
	tally_explanation one;
	int32_t n = cluster_rows(g, k);
	tally_status status = tally_part_extract(g->v->s, g->rows, n, NULL, 0, &part, err);
	if (status)
		return status;
	/* 0 < x as 0 <= x: a conflict without the strictness is one with it, and far easier to find
	 */
	for (int32_t j = 0; j < part.system.n_columns; j++)
		part.system.column_lo[j].open = part.system.column_hi[j].open = false;
	tally_explain_limits limits = {SETS_LISTED, last ? SETS_LISTED : 1,
				       fmax(0.1, g->deadline - now())};
	if (last && g->limits.max_conflicts > 0)
		limits.max_conflicts = g->limits.max_conflicts;
	if (last && g->limits.max_corrections > 0)
		limits.max_corrections = g->limits.max_corrections;
	status = tally_explain(&part.system, &limits, &one, err);
	*found = status == TALLY_OK && one.verdict == TALLY_INFEASIBLE &&
		 (one.n_corrections > 0 || one.rules_conflict);
	if (*found && last)
		status = append_all(g, &one, &part, err);
	for (int32_t c = 0; !last && c < part.system.n_claims; c++)
		g->trial[part.claims[c]] = false;
	for (int32_t c = 0; *found && !last && one.n_corrections && c < one.corrections[0].n; c++)
		g->trial[part.claims[one.corrections[0].claims[c]]] = true;
	tally_explanation_release(&one);
	tally_part_release(&part);
	return status;
}

static bool is_fresh(const gathering *g, int32_t k)
{
	for (int32_t i = 0; i < g->v->s->n_rows; i++)
		if (g->fresh[i] && g->cluster[i] == k)
			return true;
	return false;
}

static tally_status explain_clusters(gathering *g, bool last, int32_t *n_found, tally_error *err)
{
	tally_status status = TALLY_OK;
	int32_t n = tally_cluster_rows(g->v->s, g->marked, g->cluster);
	*n_found = 0;
	if (n < 0)
		return tally_error_memory(err);
	for (int32_t j = 0; j < g->v->s->n_columns; j++)
		g->column_of[j] = -1;
	for (int32_t k = 0; status == TALLY_OK && k < n && now() < g->deadline; k++) {
		bool found = false;
		if (!last && !is_fresh(g, k))
			continue; /* its correction stands */
		status = explain_cluster(g, k, last, &found, err);
		*n_found += found;
	}
	return status;
}

/* --- the whole --- */

/* Conflicts around the claims of this round: corrections are tried until they let all of them in;
 * a correction that does not shows one more conflict, and so the true culprit stands out. */
static tally_status explain_round(gathering *g, int32_t *n_found, tally_error *err)
{
	const tally_system *s = g->v->s;
	tally_status status = reach_inside(g, err);
	*n_found = 0;
	if (status || g->out->rules_conflict || g->v->verdict != TALLY_FEASIBLE)
		return status;
	memset(g->marked, 0, (size_t)s->n_rows * sizeof *g->marked);
	memset(g->trial, 0, (size_t)s->n_claims * sizeof *g->trial);
	for (int pass = 0; status == TALLY_OK && pass < MAX_TRIALS && mark_conflicts(g); pass++)
		status = explain_clusters(g, false, n_found, err);
	if (status == TALLY_OK)
		status = explain_clusters(g, true, n_found, err);
	memset(g->pending, 0, (size_t)s->n_claims * sizeof *g->pending);
	g->v->known = false;
	set_aside(g);
	return status;
}

static tally_status explain_large(gathering *g, tally_error *err)
{
	tally_solver *v = g->v;
	int32_t found = 1;
	tally_status status = tally_solver_decide(v, err);
	g->out->verdict = v->verdict;
	for (int round = 0; status == TALLY_OK && v->verdict == TALLY_INFEASIBLE && found > 0 &&
			    !g->out->rules_conflict && round < MAX_ROUNDS && now() < g->deadline;
	     round++) {
		status = explain_round(g, &found, err);
		if (status == TALLY_OK && found)
			status = tally_solver_decide(v, err);
	}
	return status;
}

static tally_status gathering_init(gathering *g, tally_solver *v,
				   const tally_explain_limits *limits, tally_explanation *out,
				   tally_error *err)
{
	size_t rows = (size_t)v->s->n_rows, columns = (size_t)v->s->n_columns;
	size_t claims = (size_t)v->s->n_claims;
	*g = (gathering){.v = v, .out = out};
	if (limits)
		g->limits = *limits;
	g->deadline = now() + (g->limits.seconds > 0 ? g->limits.seconds : v->seconds);
	g->cluster = malloc((2 * rows + columns + 1) * sizeof *g->cluster);
	g->gone = calloc(3 * claims + 3 * rows + 1, sizeof *g->gone);
	out->group = malloc((claims + 1) * sizeof *out->group);
	if (!g->cluster || !g->gone || !out->group)
		return tally_error_memory(err);
	g->rows = g->cluster + rows;
	g->column_of = g->rows + rows;
	g->pending = g->gone + claims;
	g->trial = g->pending + claims;
	g->marked = g->trial + claims;
	g->fresh = g->marked + rows;
	g->used = g->fresh + rows;
	memset(out->group, -1, claims * sizeof *out->group);
	memcpy(g->gone, v->claim_off, claims * sizeof *g->gone);
	return TALLY_OK;
}

tally_status tally_solver_explain(tally_solver *v, const tally_explain_limits *limits,
				  tally_explanation *out, tally_error *err)
{
	if (v->small)
		return tally_explain(v->s, limits, out, err);
	gathering g;
	*out = (tally_explanation){.verdict = TALLY_UNDECIDED, .n_claims = v->s->n_claims};
	tally_status status = gathering_init(&g, v, limits, out, err);
	size_t claims = (size_t)v->s->n_claims;
	bool *before = malloc(claims + 1);
	if (status == TALLY_OK && !before)
		status = tally_error_memory(err);
	if (status == TALLY_OK) {
		memcpy(before, v->claim_off, claims * sizeof *before);
		status = explain_large(&g, err);
		for (int32_t c = 0; c < v->s->n_claims; c++)
			tally_solver_claim(v, c, !before[c]);
	}
	free(before);
	free(g.cluster);
	free(g.gone);
	return status;
}

/* --- rows that share columns --- */

static int32_t leader_of(int32_t *leader, int32_t j)
{
	while (leader[j] != j)
		j = leader[j] = leader[leader[j]];
	return j;
}

static bool counts(const tally_system *s, const bool *marked, int32_t i)
{
	return marked[i] && s->row_start[i] < s->row_start[i + 1];
}

int32_t tally_cluster_rows(const tally_system *s, const bool *marked, int32_t *cluster)
{
	int32_t *leader = malloc(2 * ((size_t)s->n_columns + 1) * sizeof *leader), n = 0;
	if (!leader)
		return -1;
	int32_t *number = leader + s->n_columns;
	for (int32_t j = 0; j < s->n_columns; j++) {
		leader[j] = j;
		number[j] = -1;
	}
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t k = s->row_start[i] + 1;
		     counts(s, marked, i) && k < s->row_start[i + 1]; k++)
			leader[leader_of(leader, s->column[k])] =
			    leader_of(leader, s->column[s->row_start[i]]);
	for (int32_t i = 0; i < s->n_rows; i++) {
		cluster[i] = -1;
		if (!counts(s, marked, i))
			continue;
		int32_t *mine = &number[leader_of(leader, s->column[s->row_start[i]])];
		*mine = *mine < 0 ? n++ : *mine;
		cluster[i] = *mine;
	}
	free(leader);
	return n;
}
