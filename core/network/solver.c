/* solver.c: see solver.h. */
#include "solver.h"

#include "program.h"
#include "solver_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_SMALL   1500
#define DEFAULT_SECONDS 60.0
/** A claim row whose multiplier is this part of its largest takes part in a conflict. */
#define IN_CONFLICT 1e-4
/** Half-widths of violation that count as one. */
#define VIOLATED 1e-5
/** Rounds of setting clusters aside and asking again. */
#define MAX_ROUNDS 20

struct tally_solver {
	const tally_system *s;
	double seconds;
	bool small;
	tally_lp *lp;      /**< small systems */
	bool *off;         /**< [n_rows] */
	bool *claim_off;   /**< [n_claims] */
	tally_boxes boxes; /**< large systems, from here on */
	double *x;         /**< [n_columns] a point well inside when FEASIBLE */
	double *y;         /**< [n_rows] multipliers, 1 = a claim's largest */
	double *scale;     /**< [n_rows] half-widths */
	int32_t *touch_start, *touch;
	bool known; /**< `verdict` is of the present claims */
	tally_verdict verdict;
};

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- a solver's life --- */

static bool index_touch(tally_solver *v)
{
	const tally_system *s = v->s;
	int64_t entries = s->n_rows ? s->row_start[s->n_rows] : 0;
	v->touch_start = calloc((size_t)s->n_columns + 2, sizeof *v->touch_start);
	v->touch = malloc(((size_t)entries + 1) * sizeof *v->touch);
	if (!v->touch_start || !v->touch || entries > INT32_MAX)
		return false;
	for (int64_t k = 0; k < entries; k++)
		v->touch_start[s->column[k] + 2]++;
	for (int32_t j = 0; j < s->n_columns; j++)
		v->touch_start[j + 2] += v->touch_start[j + 1];
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
			v->touch[v->touch_start[s->column[k] + 1]++] = i;
	return true;
}

tally_status tally_solver_new(const tally_system *s, const tally_solver_options *options,
			      tally_solver **out, tally_error *err)
{
	tally_solver *v = calloc(1, sizeof *v);
	*out = NULL;
	if (!v)
		return tally_error_memory(err);
	int32_t most = options && options->small_rows > 0 ? options->small_rows : DEFAULT_SMALL;
	v->s = s;
	v->seconds = options && options->seconds > 0 ? options->seconds : DEFAULT_SECONDS;
	v->small = s->n_rows <= most;
	v->off = calloc((size_t)s->n_rows + 1, sizeof *v->off);
	v->claim_off = calloc((size_t)s->n_claims + 1, sizeof *v->claim_off);
	v->x = calloc((size_t)s->n_columns + 1, sizeof *v->x);
	v->y = calloc((size_t)s->n_rows + 1, sizeof *v->y);
	v->scale = calloc((size_t)s->n_rows + 1, sizeof *v->scale);
	tally_lp_options how = {.seconds = v->seconds};
	tally_status status = TALLY_OK;
	if (!v->off || !v->claim_off || !v->x || !v->y || !v->scale)
		status = tally_error_memory(err);
	else if (v->small)
		status = tally_lp_new(s, &how, &v->lp, err);
	else if (!index_touch(v))
		status = tally_error_memory(err);
	if (status) {
		tally_solver_free(v);
		return status;
	}
	*out = v;
	return TALLY_OK;
}

void tally_solver_free(tally_solver *v)
{
	if (!v)
		return;
	tally_lp_free(v->lp);
	tally_boxes_release(&v->boxes);
	free(v->off);
	free(v->claim_off);
	free(v->x);
	free(v->y);
	free(v->scale);
	free(v->touch_start);
	free(v->touch);
	free(v);
}

void tally_solver_claim(tally_solver *v, int32_t claim, bool on)
{
	if (v->small)
		tally_lp_claim(v->lp, claim, on);
	v->known &= v->claim_off[claim] == !on;
	v->claim_off[claim] = !on;
}

/* --- feasibility of a large system --- */

static void mark_off(tally_solver *v)
{
	for (int32_t i = 0; i < v->s->n_rows; i++)
		v->off[i] = v->s->row_claim[i] >= 0 && v->claim_off[v->s->row_claim[i]];
}

/* What a claim's whole weight can press on each column: the measure of what rules pass on. */
static void column_forces(const tally_program *p, double *force)
{
	const tally_system *s = p->s;
	memset(force, 0, (size_t)s->n_columns * sizeof *force);
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t k = s->row_start[i];
		     isfinite(p->slack_cost[i]) && k < s->row_start[i + 1]; k++) {
			double *f = &force[s->column[k]];
			*f = fmax(*f, fabs(s->coefficient[k].value) * p->slack_cost[i] /
					  p->scale[i]);
		}
}

/* The row's multiplier: 1 is a claim's largest; of a rule, relative to the forces of its columns. */
static double relative_multiplier(const tally_program *p, int32_t i, const double *force)
{
	const tally_system *s = p->s;
	double most = 0;
	if (isfinite(p->slack_cost[i]))
		return p->y[i] * p->scale[i] / p->slack_cost[i];
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
		if (force[s->column[k]] > 0)
			most = fmax(most, fabs(p->y[i] * s->coefficient[k].value) /
					      force[s->column[k]]);
	return most;
}

static void read_answer(tally_solver *v, const tally_program *p, double *force)
{
	v->verdict = TALLY_FEASIBLE;
	memcpy(v->x, p->x, (size_t)p->n * sizeof *p->x);
	memcpy(v->scale, p->scale, (size_t)v->s->n_rows * sizeof *p->scale);
	column_forces(p, force);
	for (int32_t i = 0; i < v->s->n_rows; i++) {
		v->y[i] = v->off[i] ? 0 : relative_multiplier(p, i, force);
		if (!v->off[i] &&
		    fabs(tally_program_violation(p, i, p->x)) > VIOLATED * p->scale[i])
			v->verdict = TALLY_INFEASIBLE;
	}
}

/* The least weighted violation of all claims that are on. */
static tally_status solve_elastic(tally_solver *v, tally_error *err)
{
	tally_program p = {0};
	size_t n = (size_t)v->s->n_columns;
	double *reference = calloc(2 * n + 1, sizeof *reference), *zero = reference + n;
	tally_interior_info info = {0};
	tally_status status = reference ? TALLY_OK : tally_error_memory(err);
	for (int32_t j = 0; reference && j < v->s->n_columns; j++)
		reference[j] = tally_boxes_middle(&v->boxes, j);
	if (status == TALLY_OK)
		status = tally_program_build(v->s, reference, NULL, &p, err);
	if (status == TALLY_OK) {
		for (int32_t i = 0; i < v->s->n_rows; i++)
			if (v->off[i]) {
				p.lo[i] = -HUGE_VAL;
				p.hi[i] = HUGE_VAL;
			}
		tally_quadratic q = {.a = p.a, .lo = p.lo, .hi = p.hi, .row_scale = p.scale};
		q.slack_cost = p.slack_cost;
		q.target = reference;
		q.stiffness = zero;
		tally_interior_options how = {.seconds = v->seconds};
		status = tally_interior_solve(&q, &how, p.x, p.y, &info, err);
	}
	v->verdict = TALLY_UNDECIDED;
	if (status == TALLY_OK && info.converged)
		read_answer(v, &p, zero);
	tally_program_release(&p);
	free(reference);
	return status;
}

static tally_status decide_large(tally_solver *v, tally_error *err)
{
	if (v->known)
		return TALLY_OK;
	mark_off(v);
	tally_boxes_release(&v->boxes);
	tally_status status = tally_boxes_tighten(v->s, v->off, &v->boxes, err);
	if (status == TALLY_OK)
		status = solve_elastic(v, err);
	v->known = status == TALLY_OK;
	return status;
}

tally_verdict tally_solver_feasible(tally_solver *v, double *x)
{
	if (v->small)
		return tally_lp_feasible(v->lp, x, NULL);
	if (decide_large(v, NULL) != TALLY_OK)
		return TALLY_UNDECIDED;
	if (x && v->verdict == TALLY_FEASIBLE)
		memcpy(x, v->x, (size_t)v->s->n_columns * sizeof *x);
	return v->verdict;
}

/* --- bounds --- */

tally_range tally_solver_range(tally_solver *v, const tally_linear *numerator,
			       const tally_linear *denominator)
{
	if (v->small)
		return denominator ? tally_lp_ratio_range(v->lp, numerator, denominator)
				   : tally_lp_range(v->lp, numerator);
	tally_range out = {.verdict = tally_solver_feasible(v, NULL)};
	if (out.verdict != TALLY_FEASIBLE)
		return out;
	tally_inner in = {v->s,     v->off,         &v->boxes, v->x,
			  v->scale, v->touch_start, v->touch,  v->seconds};
	return tally_nearby_range(&in, numerator, denominator);
}

/* --- explanation of a large system --- */

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

/* The rows of one cluster and those that lie wholly among its columns. */
static int32_t cluster_rows(const tally_solver *v, const int32_t *cluster, int32_t k,
			    int32_t *column_of, int32_t *rows)
{
	const tally_system *s = v->s;
	int32_t n = 0;
	for (int32_t i = 0; i < s->n_rows; i++)
		for (int64_t e = s->row_start[i]; cluster[i] == k && e < s->row_start[i + 1]; e++)
			column_of[s->column[e]] = k;
	for (int32_t i = 0; i < s->n_rows; i++) {
		bool inside = !v->off[i] && s->row_start[i] < s->row_start[i + 1];
		for (int64_t e = s->row_start[i]; inside && e < s->row_start[i + 1]; e++)
			inside = column_of[s->column[e]] == k;
		if (inside)
			rows[n++] = i;
	}
	return n;
}

typedef struct {
	tally_solver *v;
	const tally_explain_limits *limits;
	tally_explanation *out;
	int32_t *cluster, *column_of, *rows; /**< [n_rows], [n_columns], [n_rows] */
	int32_t next_group;
	double deadline;
} gathering;

/* Explains one cluster and sets its cheapest correction aside. *found: it was infeasible. */
static tally_status explain_cluster(gathering *g, int32_t k, bool *found, tally_error *err)
{
	tally_part part;
	tally_explanation one;
	tally_solver *v = g->v;
	int32_t n = cluster_rows(v, g->cluster, k, g->column_of, g->rows);
	tally_status status = tally_part_extract(v->s, g->rows, n, NULL, 0, &part, err);
	if (status)
		return status;
	double dt0 = now();
	status = tally_explain(&part.system, g->limits, &one, err);
	if (getenv("DBG")) fprintf(stderr, "cluster %d rows %d cols %d claims %d: verdict %d mcs %d iis %d %.3f\n", k, n, part.system.n_columns, part.system.n_claims, one.verdict, one.n_corrections, one.n_conflicts, now() - dt0);
	*found = status == TALLY_OK && one.verdict == TALLY_INFEASIBLE;
	if (*found) {
		int32_t before = g->out->n_conflicts;
		g->out->rules_conflict |= one.rules_conflict;
		for (int32_t c = 0; one.n_corrections && c < one.corrections[0].n; c++)
			tally_solver_claim(v, part.claims[one.corrections[0].claims[c]], false);
		append_groups(g->out, &one, part.claims, &g->next_group);
		if (!append_contradictions(g->out, &one, part.claims, before) ||
		    !append_sets(&g->out->conflicts, &g->out->n_conflicts, one.conflicts,
				 one.n_conflicts, part.claims) ||
		    !append_sets(&g->out->corrections, &g->out->n_corrections, one.corrections,
				 one.n_corrections, part.claims))
			status = tally_error_memory(err);
	}
	tally_explanation_release(&one);
	tally_part_release(&part);
	return status;
}

static tally_status explain_round(gathering *g, int32_t *n_found, tally_error *err)
{
	tally_status status = TALLY_OK;
	*n_found = 0;
	int32_t n = tally_cluster_rows(g->v->s, g->v->y, g->cluster);
	if (n < 0)
		return tally_error_memory(err);
	for (int32_t j = 0; j < g->v->s->n_columns; j++)
		g->column_of[j] = -1;
	for (int32_t k = 0; status == TALLY_OK && k < n && now() < g->deadline; k++) {
		bool found;
		status = explain_cluster(g, k, &found, err);
		*n_found += found;
	}
	return status;
}

static tally_status explain_large(gathering *g, tally_error *err)
{
	tally_solver *v = g->v;
	int32_t found = 1;
	tally_status status = decide_large(v, err);
	g->out->verdict = v->verdict;
	for (int round = 0; status == TALLY_OK && v->verdict == TALLY_INFEASIBLE && found > 0 &&
			    !g->out->rules_conflict && round < MAX_ROUNDS && now() < g->deadline;
	     round++) {
		status = explain_round(g, &found, err);
		if (status == TALLY_OK && found)
			status = decide_large(v, err);
	}
	return status;
}

tally_status tally_solver_explain(tally_solver *v, const tally_explain_limits *limits,
				  tally_explanation *out, tally_error *err)
{
	if (v->small)
		return tally_explain(v->s, limits, out, err);
	*out = (tally_explanation){.verdict = TALLY_UNDECIDED, .n_claims = v->s->n_claims};
	size_t rows = (size_t)v->s->n_rows, columns = (size_t)v->s->n_columns;
	size_t claims = (size_t)v->s->n_claims;
	gathering g = {.v = v, .limits = limits, .out = out};
	g.deadline = now() + (limits && limits->seconds > 0 ? limits->seconds : v->seconds);
	g.cluster = malloc((2 * rows + columns + 1) * sizeof *g.cluster);
	bool *before = malloc(claims + 1);
	out->group = malloc((claims + 1) * sizeof *out->group);
	tally_status status = TALLY_OK;
	if (!g.cluster || !before || !out->group)
		status = tally_error_memory(err);
	if (status == TALLY_OK) {
		g.rows = g.cluster + rows;
		g.column_of = g.rows + rows;
		memset(out->group, -1, claims * sizeof *out->group);
		memcpy(before, v->claim_off, claims * sizeof *before);
		status = explain_large(&g, err);
		for (int32_t c = 0; c < v->s->n_claims; c++)
			tally_solver_claim(v, c, !before[c]);
	}
	free(g.cluster);
	free(before);
	return status;
}

int32_t tally_cluster_rows(const tally_system *s, const double *y, int32_t *cluster)
{
	int32_t *leader = malloc(((size_t)s->n_columns + 1) * sizeof *leader), n = 0;
	if (!leader)
		return -1;
	for (int32_t j = 0; j < s->n_columns; j++)
		leader[j] = j;
	for (int32_t i = 0; i < s->n_rows; i++) {
		cluster[i] = -1;
		if (fabs(y[i]) <= IN_CONFLICT || s->row_start[i] == s->row_start[i + 1])
			continue;
		int32_t a = s->column[s->row_start[i]];
		while (leader[a] != a)
			a = leader[a] = leader[leader[a]];
		for (int64_t k = s->row_start[i] + 1; k < s->row_start[i + 1]; k++) {
			int32_t b = s->column[k];
			while (leader[b] != b)
				b = leader[b] = leader[leader[b]];
			leader[b] = a;
		}
	}
	int32_t *number = malloc(((size_t)s->n_columns + 1) * sizeof *number);
	for (int32_t j = 0; number && j < s->n_columns; j++)
		number[j] = -1;
	for (int32_t i = 0; number && i < s->n_rows; i++) {
		if (fabs(y[i]) <= IN_CONFLICT || s->row_start[i] == s->row_start[i + 1])
			continue;
		int32_t a = s->column[s->row_start[i]];
		while (leader[a] != a)
			a = leader[a];
		number[a] = number[a] < 0 ? n++ : number[a];
		cluster[i] = number[a];
	}
	n = number ? n : -1;
	free(leader);
	free(number);
	return n;
}
