/* hypothesis.c: networks of a few changed claims. */
#include "assemble.h"
#include "build.h"
#include "hypothesis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A view larger than MAX_VIEW takes no more claims; components of more rows than WHOLE are seen
 * only around the seeds, up to BALL claims. */
enum { MAX_VIEW = 2000, WHOLE = 1000, BALL = 300 };

static bool take(tally_hypothesis *h, int32_t claim)
{
	const tally_network *net = h->checker->net;
	int32_t cap = h->cap_original;
	size_t n = h->view.n;
	uint8_t *roundings;

	if (h->taken[claim] || (h->release >= 0 && net->release_of[claim] != h->release))
		return true;
	h->taken[claim] = 1;
	if (!tally_grow((void **)&h->original, n + 1, sizeof *h->original, &h->cap_original))
		return false;
	if (h->cap_original != cap) {
		tally_claim *items =
		    realloc(h->view.items, (size_t)h->cap_original * sizeof *items);

		if (items)
			h->view.items = items;
		roundings = realloc(h->roundings, (size_t)h->cap_original);
		if (roundings)
			h->roundings = roundings;
		if (!items || !roundings)
			return false;
	}
	h->view.items[n] = net->claims->items[claim];
	h->roundings[n] =
	    net->options.roundings ? net->options.roundings[claim] : (uint8_t)net->options.rounding;
	h->original[n] = claim;
	h->view.n++;
	return true;
}

static bool take_component(tally_hypothesis *h, int32_t component)
{
	const tally_network *net = h->checker->net;

	for (int32_t i = net->rows_start[component]; i < net->rows_start[component + 1]; i++) {
		const tally_row *row = &net->rows[net->component_rows[i]];

		if (row->origin == TALLY_FROM_CLAIM && !take(h, row->id))
			return false;
	}
	return true;
}

/* Claims in widening rings around the seeds: the rows that touch the columns of the rows before. */
static bool take_ball(tally_hypothesis *h, int32_t component, const int32_t *seeds, int32_t n_seeds)
{
	const tally_network *net = h->checker->net;
	int32_t first = net->rows_start[component], size = net->rows_start[component + 1] - first;
	uint8_t *met = calloc((size_t)net->n_hard + 1, 1);
	int32_t *queue = malloc(((size_t)size + 1) * sizeof *queue), head = 0, n = 0;
	bool ok = met && queue;

	for (int32_t i = 0; ok && i < size; i++) {
		const tally_row *row = &net->rows[net->component_rows[first + i]];

		for (int32_t k = 0; k < n_seeds && row->origin == TALLY_FROM_CLAIM; k++) {
			if (row->id != seeds[k] || met[net->component_rows[first + i]])
				continue;
			met[net->component_rows[first + i]] = 1;
			queue[n++] = net->component_rows[first + i];
		}
	}
	while (ok && head < n && h->view.n < BALL) {
		const tally_row *row = &net->rows[queue[head++]];

		if (row->origin == TALLY_FROM_CLAIM)
			ok = take(h, row->id);
		for (int k = 0; ok && k < row->n; k++) {
			int32_t j = net->entries[row->first + (uint32_t)k].column;

			for (uint32_t i = net->touch_start[j]; i < net->touch_start[j + 1]; i++) {
				if (met[net->touch[i]])
					continue;
				met[net->touch[i]] = 1;
				queue[n++] = net->touch[i];
			}
		}
	}
	free(met);
	free(queue);
	return ok;
}

tally_status tally_hypothesis_init(tally_hypothesis *h, const tally_checker *c, int32_t component,
				   const int32_t *seeds, int32_t n_seeds, const int32_t *without,
				   int32_t n_without, tally_error *err)
{
	const tally_network *net = c->net;
	bool ok;

	memset(h, 0, sizeof *h);
	h->checker = c;
	h->release = -1;
	h->view.texts = c->net->claims->texts;
	h->taken = calloc(c->net->claims->n + 1, 1);
	ok = h->taken != NULL;
	for (int32_t i = 0; ok && i < n_without; i++)
		h->taken[without[i]] = 1;
	if (ok && net->rows_start[component + 1] - net->rows_start[component] > WHOLE)
		ok = take_ball(h, component, seeds, n_seeds);
	else
		ok = ok && take_component(h, component);
	if (ok)
		return TALLY_OK;
	tally_hypothesis_release(h);
	return tally_error_memory(err);
}

void tally_hypothesis_release(tally_hypothesis *h)
{
	free(h->view.items);
	free(h->original);
	free(h->roundings);
	free(h->taken);
	memset(h, 0, sizeof *h);
}

void tally_hypothesis_confine(tally_hypothesis *h, int32_t release)
{
	size_t n = 0;

	h->release = release;
	for (size_t i = 0; i < h->view.n; i++) {
		if (h->checker->net->release_of[h->original[i]] != release)
			continue;
		h->view.items[n] = h->view.items[i];
		h->roundings[n] = h->roundings[i];
		h->original[n++] = h->original[i];
	}
	h->view.n = n;
}

static bool consistent(const tally_hypothesis *h, int32_t component)
{
	return component >= 0 && h->checker->verdict[component] != TALLY_INFEASIBLE;
}

bool tally_hypothesis_join(tally_hypothesis *h, int32_t component)
{
	return take_component(h, component);
}

bool tally_hypothesis_widen(tally_hypothesis *h, int32_t metric, int32_t region)
{
	const tally_network *net = h->checker->net;

	for (int32_t j = 0; j < net->n_columns && h->view.n < MAX_VIEW; j++) {
		const tally_cell *cell = &net->cell[j];

		if (cell->metric == metric && cell->region == region &&
		    consistent(h, net->component[j]) && !take_component(h, net->component[j]))
			return false;
	}
	return true;
}

int32_t tally_hypothesis_index(const tally_hypothesis *h, int32_t claim)
{
	for (size_t i = 0; i < h->view.n; i++)
		if (h->original[i] == claim)
			return (int32_t)i;
	return -1;
}

/* A network of the view with its work space. */
typedef struct {
	tally_network net;
	tally_decider decider;
	tally_queue queue;
} trial;

static bool trial_init(trial *t, const tally_hypothesis *h)
{
	tally_network_options options = h->checker->net->options;

	memset(t, 0, sizeof *t);
	options.roundings = h->roundings;
	options.wanted = NULL;
	options.n_wanted = 0;
	if (tally_network_build(&h->view, h->checker->net->codes, &options, &t->net, NULL))
		return false;
	if (tally_decider_init(&t->decider, &t->net, NULL))
		return false;
	t->decider.seconds = 2;
	return tally_queue_init(&t->queue, (uint32_t)t->net.n_hard, NULL) == TALLY_OK;
}

static void trial_release(trial *t)
{
	tally_queue_release(&t->queue);
	tally_decider_release(&t->decider);
	tally_network_release(&t->net);
}

tally_verdict tally_hypothesis_try(const tally_hypothesis *h)
{
	trial t;
	tally_verdict verdict = TALLY_UNDECIDED;

	if (trial_init(&t, h)) {
		verdict = TALLY_FEASIBLE;
		for (int32_t c = 0; c < t.net.n_components && verdict != TALLY_INFEASIBLE; c++) {
			tally_verdict v = tally_decide(&t.decider, c, &t.queue);

			verdict = v == TALLY_FEASIBLE ? verdict : v;
		}
	}
	trial_release(&t);
	return verdict;
}

/* --- what the others leave -------------------------------------------------------------- */

static const tally_row *row_of(const tally_network *net, int32_t claim, int32_t *component)
{
	for (int32_t i = 0; i < net->n_hard; i++) {
		const tally_row *row = &net->rows[i];

		if (row->origin != TALLY_FROM_CLAIM || row->id != claim)
			continue;
		*component = net->component[net->entries[row->first].column];
		return row;
	}
	return NULL;
}

static bool implied_by_lp(trial *t, const tally_row *row, int32_t component, int32_t claim,
			  tally_range *range)
{
	const tally_network *net = &t->net;
	int32_t first = net->rows_start[component], n = net->rows_start[component + 1] - first;
	tally_assembly a;
	tally_lp_options options = {.seconds = 2};
	tally_lp *lp = NULL;

	if (row->n > 4 || row->product || n > t->decider.lp_rows ||
	    tally_assemble(&t->decider.bounds, net->component_rows + first, n, t->decider.map, &a,
			   NULL))
		return false;
	if (!tally_lp_new(&a.system, &options, &lp, NULL)) {
		for (int32_t k = 0; k < a.system.n_claims; k++)
			if (a.claims[k] == claim)
				tally_lp_claim(lp, k, false);
		*range = tally_assembly_range(&a, net, row, lp);
	}
	tally_lp_free(lp);
	tally_assembly_release(&a);
	return range->verdict == TALLY_FEASIBLE;
}

bool tally_hypothesis_implied(const tally_hypothesis *h, int32_t i, double *lo, double *hi)
{
	trial t;
	tally_range range = {.verdict = TALLY_UNDECIDED};
	bool *aside = calloc(h->view.n + 1, sizeof *aside), found = false;
	int32_t component = -1;

	if (trial_init(&t, h) && aside) {
		const tally_row *row = row_of(&t.net, i, &component);

		if (row && component >= 0) {
			aside[i] = true;
			t.decider.bounds.aside = aside;
			found = tally_propagate(&t.decider.bounds, component, &t.queue) !=
				    TALLY_EMPTY &&
				implied_by_lp(&t, row, component, i, &range);
			*lo = range.lo - (row->plus_one ? 1 : 0);
			*hi = range.hi - (row->plus_one ? 1 : 0);
		}
	}
	trial_release(&t);
	free(aside);
	return found && !isinf(*lo) && !isinf(*hi);
}
