/* trace.c: disjoint conflicts by propagation and its trail. */
#include "assemble.h"
#include "build.h"
#include "trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* More conflicts than this in one component are not told apart. */
enum { MAX_CONFLICTS = 200 };

typedef struct {
	tally_decider *d;
	tally_queue *queue;
	int32_t component;
	tally_trail trail;
	bool *aside;   /* [claims] */
	uint8_t *met;  /* [n_hard] rows on the way back */
	int32_t *rows; /* those rows */
	int32_t n_rows, cap_rows;
	int32_t *claims; /* claims among them */
	int32_t n_claims, cap_claims;
	int32_t *stack; /* steps to follow */
	int32_t n_stack, cap_stack;
	uint8_t *followed; /* [steps] */
} tracer;

static bool tracer_init(tracer *t, tally_decider *d, int32_t component, tally_queue *queue)
{
	size_t n = (size_t)d->net->n_columns + 1;

	memset(t, 0, sizeof *t);
	t->d = d;
	t->component = component;
	t->queue = queue;
	t->aside = calloc(d->net->claims->n + 1, sizeof *t->aside);
	t->met = calloc((size_t)d->net->n_hard + 1, 1);
	t->trail.last_lo = malloc(n * sizeof *t->trail.last_lo);
	t->trail.last_hi = malloc(n * sizeof *t->trail.last_hi);
	return t->aside && t->met && t->trail.last_lo && t->trail.last_hi;
}

static void tracer_release(tracer *t)
{
	free(t->aside);
	free(t->met);
	free(t->rows);
	free(t->claims);
	free(t->stack);
	free(t->followed);
	free(t->trail.steps);
	free(t->trail.last_lo);
	free(t->trail.last_hi);
}

/* Propagates the component afresh, with the trail. */
static tally_propagated fresh_run(tracer *t)
{
	tally_propagation *p = &t->d->bounds;
	tally_propagated result;
	size_t n = (size_t)t->d->net->n_columns * sizeof *t->trail.last_lo;

	t->trail.n = 0;
	memset(t->trail.last_lo, 0xff, n);
	memset(t->trail.last_hi, 0xff, n);
	tally_propagation_reset(p, t->component);
	p->aside = t->aside;
	p->trail = &t->trail;
	result = tally_propagate(p, t->component, t->queue);
	p->trail = NULL;
	return result;
}

static bool follow(tracer *t, int32_t step)
{
	if (step < 0 || t->followed[step])
		return true;
	t->followed[step] = 1;
	if (!tally_grow((void **)&t->stack, (size_t)t->n_stack + 1, sizeof *t->stack,
			&t->cap_stack))
		return false;
	t->stack[t->n_stack++] = step;
	return true;
}

/* The latest step on an end of a column before step `now`. */
static int32_t before(const tracer *t, int32_t column, bool upper, int32_t now)
{
	int32_t s = upper ? t->trail.last_hi[column] : t->trail.last_lo[column];

	while (s >= now)
		s = t->trail.steps[s].before;
	return s;
}

static bool meet_row(tracer *t, int32_t row)
{
	const tally_row *r = &t->d->net->rows[row];

	if (t->met[row])
		return true;
	t->met[row] = 1;
	if (!tally_grow((void **)&t->rows, (size_t)t->n_rows + 1, sizeof *t->rows, &t->cap_rows))
		return false;
	t->rows[t->n_rows++] = row;
	if (r->origin != TALLY_FROM_CLAIM)
		return true;
	for (int32_t i = 0; i < t->n_claims; i++)
		if (t->claims[i] == r->id)
			return true;
	if (!tally_grow((void **)&t->claims, (size_t)t->n_claims + 1, sizeof *t->claims,
			&t->cap_claims))
		return false;
	t->claims[t->n_claims++] = r->id;
	return true;
}

/* The ends of its other columns that a row used at step `now`; both where that is not plain. */
static bool follow_row(tracer *t, int32_t row, int32_t column, int8_t side, int32_t now)
{
	const tally_network *net = t->d->net;
	const tally_row *r = &net->rows[row];
	tally_sign sign = (tally_sign)r->sign;
	double end = side == 1 ? r->hi : r->lo;
	double turn = (side == 1) == (sign != TALLY_SIGN_NEGATIVE) ? 1 : -1;
	bool both = side == 2 || sign == TALLY_SIGN_PENDING;

	if (!meet_row(t, row))
		return false;
	for (int k = 0; k < r->n; k++) {
		const tally_entry *e = &net->entries[r->first + (uint32_t)k];
		double d = net->coefficients[e->below].value;
		double c = turn * (net->coefficients[e->above].value - (d == 0 ? 0 : end * d));

		if (e->column == column && side != 2)
			continue;
		if ((both || c > 0) && !follow(t, before(t, e->column, false, now)))
			return false;
		if ((both || c < 0) && !follow(t, before(t, e->column, true, now)))
			return false;
	}
	return true;
}

/* Collects the rows that led to the empty interval of the last run. */
static bool trace_back(tracer *t)
{
	const tally_network *net = t->d->net;
	const tally_row *last = &net->rows[t->queue->empty_row];
	bool ok = !t->trail.failed;

	free(t->followed);
	t->followed = calloc((size_t)t->trail.n + 1, 1);
	for (int32_t i = 0; i < t->n_rows; i++)
		t->met[t->rows[i]] = 0;
	t->n_rows = t->n_claims = t->n_stack = 0;
	ok = ok && t->followed && meet_row(t, t->queue->empty_row);
	for (int k = 0; ok && k < last->n; k++) {
		int32_t j = net->entries[last->first + (uint32_t)k].column;

		if (t->d->bounds.lo[j] > t->d->bounds.hi[j] ||
		    (net->positive[j] && t->d->bounds.hi[j] <= 0))
			ok = follow(t, t->trail.last_lo[j]) && follow(t, t->trail.last_hi[j]);
	}
	if (ok && t->n_stack == 0)
		ok = follow_row(t, t->queue->empty_row, TALLY_NO_COLUMN, 2, t->trail.n);
	while (ok && t->n_stack > 0) {
		int32_t s = t->stack[--t->n_stack];
		tally_step step = t->trail.steps[s];

		ok = follow_row(t, step.row, step.column, step.side, s);
	}
	return ok;
}

/* Whether the rows met, with only `on` of their claims, still propagate to nothing. */
static bool still_empty(tracer *t)
{
	tally_propagation *p = &t->d->bounds;

	tally_propagation_reset(p, t->component);
	p->aside = t->aside;
	return tally_propagate_rows(p, t->rows, t->n_rows, t->queue) == TALLY_EMPTY;
}

/* Drops claims that the conflict does not need (they stay aside for the moment). Rules that were
 * not met may help: propagation spreads beyond the rows met. */
static void shrink(tracer *t)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < t->n_claims; i++) {
		t->aside[t->claims[i]] = true;
		if (still_empty(t))
			continue;
		t->aside[t->claims[i]] = false;
		t->claims[kept++] = t->claims[i];
	}
	t->n_claims = kept;
}

/* Sets all claims of the component aside but those of the conflict, or brings them back. */
static void isolate(tracer *t, bool *saved, bool back)
{
	const tally_network *net = t->d->net;
	int32_t c = t->component;

	for (int32_t i = net->rows_start[c]; i < net->rows_start[c + 1]; i++) {
		const tally_row *row = &net->rows[net->component_rows[i]];

		if (row->origin != TALLY_FROM_CLAIM)
			continue;
		if (back) {
			t->aside[row->id] = saved[row->id];
		} else {
			saved[row->id] = t->aside[row->id];
			t->aside[row->id] = true;
		}
	}
	for (int32_t i = 0; !back && i < t->n_claims; i++)
		t->aside[t->claims[i]] = false;
}

static bool record(tracer *t, tally_clashes *out)
{
	tally_clash *clash;

	if (!tally_grow((void **)&out->items, (size_t)out->n + 1, sizeof *out->items,
			&out->capacity))
		return false;
	clash = &out->items[out->n++];
	memset(clash, 0, sizeof *clash);
	clash->claims = malloc(((size_t)t->n_claims + 1) * sizeof *clash->claims);
	clash->suspects = malloc(((size_t)t->n_claims + 1) * sizeof *clash->suspects);
	clash->rows = malloc(((size_t)t->n_rows + 1) * sizeof *clash->rows);
	if (!clash->claims || !clash->suspects || !clash->rows)
		return false;
	memcpy(clash->claims, t->claims, (size_t)t->n_claims * sizeof *t->claims);
	clash->n_claims = t->n_claims;
	clash->n_sets = 1;
	for (int32_t i = 0; i < t->n_rows; i++)
		if (t->d->net->rows[t->rows[i]].origin != TALLY_FROM_CLAIM)
			clash->rows[clash->n_rows++] = t->rows[i];
	return true;
}

/* Cheap ones first; among equals shares and rates before the levels they were computed from. */
static void derived_first(const tally_network *net, int32_t *claims, int32_t n)
{
	for (int32_t i = 1; i < n; i++) {
		int32_t k = claims[i], j = i;
		bool level = net->claims->items[k].measure == TALLY_LEVEL;
		double weight = tally_claim_weight(net, k);

		for (; j > 0; j--) {
			double other = tally_claim_weight(net, claims[j - 1]);
			bool other_level = net->claims->items[claims[j - 1]].measure == TALLY_LEVEL;

			if (other < weight || (other == weight && (level || !other_level)))
				break;
			claims[j] = claims[j - 1];
		}
		claims[j] = k;
	}
}

/* The claims of the clash of which one alone must go: the others can come back to the rest. */
static void find_suspects(tracer *t, tally_clash *clash)
{
	for (int32_t i = 0; i < clash->n_claims; i++)
		t->aside[clash->claims[i]] = false;
	for (int32_t i = 0; i < clash->n_claims; i++) {
		int32_t k = clash->claims[i];

		t->aside[k] = true;
		if (fresh_run(t) != TALLY_EMPTY)
			clash->suspects[clash->n_suspects++] = k;
		t->aside[k] = false;
	}
	for (int32_t i = 0; i < clash->n_claims && clash->n_suspects == 0; i++)
		clash->suspects[clash->n_suspects++] = clash->claims[i];
	derived_first(t->d->net, clash->suspects, clash->n_suspects);
	for (int32_t i = 0; i < clash->n_claims; i++)
		t->aside[clash->claims[i]] = true;
}

/* The next conflict with the claims aside that are: its claims in t->claims, as few as the rows met
 * need; none: the rules alone. */
static bool next_conflict(tracer *t, bool *saved)
{
	if (!trace_back(t))
		return false;
	isolate(t, saved, false);
	if (still_empty(t))
		shrink(t);
	isolate(t, saved, true);
	return true;
}

static bool among(const int32_t *claims, int32_t n, int32_t claim)
{
	for (int32_t i = 0; i < n; i++)
		if (claims[i] == claim)
			return true;
	return false;
}

/* A clash whose other suspect takes part in the conflict in t->claims lets that one stand for it.
 * Each suspect gets one turn: `turns` counts the switches left. */
static bool switch_suspect(const tracer *t, tally_clashes *out, int32_t *turns)
{
	for (int32_t i = 0; i < out->n; i++) {
		tally_clash *c = &out->items[i];

		for (int32_t k = 1; k < c->n_suspects && turns[i] > 0; k++) {
			int32_t first = c->suspects[0];

			if (!among(t->claims, t->n_claims, c->suspects[k]))
				continue;
			c->suspects[0] = c->suspects[k];
			c->suspects[k] = first;
			turns[i]--;
			return true;
		}
	}
	return false;
}

/* Suspects were found with all claims of the other conflicts aside, which hides what two conflicts
 * have to do with each other. Now only the first suspects are: when that is not enough, another
 * suspect takes the first place, or a new clash is recorded. */
static bool settle_suspects(tracer *t, tally_clashes *out, bool *saved)
{
	int32_t turns[MAX_CONFLICTS];

	for (int32_t i = 0; i < out->n; i++)
		turns[i] = out->items[i].n_suspects - 1;
	for (int step = 0; step < 2 * MAX_CONFLICTS; step++) {
		memset(t->aside, 0, t->d->net->claims->n);
		for (int32_t i = 0; i < out->n; i++)
			t->aside[out->items[i].suspects[0]] = true;
		if (fresh_run(t) != TALLY_EMPTY || out->n >= MAX_CONFLICTS)
			return true;
		if (!next_conflict(t, saved))
			return false;
		if (t->n_claims == 0)
			return true;
		if (switch_suspect(t, out, turns))
			continue;
		if (!record(t, out))
			return false;
		find_suspects(t, &out->items[out->n - 1]);
		turns[out->n - 1] = out->items[out->n - 1].n_suspects - 1;
	}
	return true;
}

tally_status tally_trace_clashes(tally_decider *d, int32_t component, tally_queue *queue,
				 tally_clashes *out, tally_error *err)
{
	tracer t;
	bool ok = tracer_init(&t, d, component, queue);
	bool *saved = malloc(d->net->claims->n + 1);
	const bool *before_aside = d->bounds.aside;

	ok = ok && saved;
	while (ok && out->n < MAX_CONFLICTS && fresh_run(&t) == TALLY_EMPTY) {
		ok = next_conflict(&t, saved);
		if (ok && t.n_claims == 0) {
			out->rules_conflict = true;
			break;
		}
		ok = ok && record(&t, out);
		for (int32_t i = 0; i < t.n_claims; i++)
			t.aside[t.claims[i]] = true;
	}
	for (int32_t i = 0; ok && i < out->n; i++)
		find_suspects(&t, &out->items[i]);
	if (ok && out->n > 0)
		ok = settle_suspects(&t, out, saved);
	d->bounds.aside = before_aside;
	free(saved);
	tracer_release(&t);
	return ok ? TALLY_OK : tally_error_memory(err);
}
