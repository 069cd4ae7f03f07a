/* bounds.c: one question to the network.
 *
 * The unknowns that the question names become columns even when no claim does. All rows that hang
 * together with them, soft ones too, form the system; when that cannot be true, the soft rows are
 * left out, and when it still cannot, the cheapest correction set. Rates are bounded by
 * the transformation of Charnes and Cooper. */
#include "assemble.h"
#include "bounds.h"
#include "build.h"
#include "decide.h"
#include "explain.h"
#include "lp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_network net;
	tally_decider decider;
	tally_queue queue;
	const tally_question *question;
	tally_cell cells[4]; /* x, W or b, ...; see n */
	int n_above, n_below;
	int32_t above[2], below[2]; /* columns; the second counts negatively */
	int32_t *rows;              /* rows that hang together with them */
	int32_t n_rows, cap_rows;
	bool *aside; /* [claims] */
	double seconds;
	tally_answer *out;
} asker;

void tally_answer_release(tally_answer *a)
{
	free(a->aside);
	memset(a, 0, sizeof *a);
}

static tally_prices prices_of(const tally_codes *codes, const tally_question *q)
{
	const tally_metric *m = tally_codes_metric(codes, q->metric);

	if (q->prices.kind != TALLY_PRICES_DEFAULT)
		return q->prices;
	return q->what == TALLY_ASK_GROWTH || q->what == TALLY_ASK_CONTRIBUTION ? m->rate_prices
										: m->level_prices;
}

/* The cells of the question: x and W as published; b and Wb as bases (world -1). */
static int name_cells(const tally_codes *codes, const tally_question *q, tally_cell cells[4])
{
	tally_prices p = prices_of(codes, q);
	int n = 0;

	cells[n++] = tally_network_cell(codes, q->metric, q->region, q->period, p, q->adjustment);
	if (q->what == TALLY_ASK_SHARE || q->what == TALLY_ASK_CONTRIBUTION)
		cells[n++] = tally_network_cell(codes, q->whole_metric, q->whole_region, q->period,
						p, q->adjustment);
	if (q->what == TALLY_ASK_GROWTH || q->what == TALLY_ASK_CONTRIBUTION) {
		cells[n] =
		    tally_network_cell(codes, q->metric, q->region, q->base, p, q->adjustment);
		cells[n++].world = -1;
	}
	if (q->what == TALLY_ASK_CONTRIBUTION) {
		cells[n] = tally_network_cell(codes, q->whole_metric, q->whole_region, q->base, p,
					      q->adjustment);
		cells[n++].world = -1;
	}
	return n;
}

/* The base that the newest release measures against; the published level where none does. */
static int32_t find_base(const tally_network *net, tally_cell cell)
{
	int32_t best = TALLY_NO_COLUMN;
	tally_day newest = TALLY_DAY_NONE;

	for (int32_t r = 0; r < net->n_releases; r++) {
		int32_t column;

		cell.world = r + 1;
		column = tally_cells_find(&net->cells, &cell);
		if (column != TALLY_NO_COLUMN &&
		    (best == TALLY_NO_COLUMN || net->releases[r].published >= newest)) {
			best = column;
			newest = net->releases[r].published;
		}
	}
	cell.world = TALLY_PUBLISHED;
	return best != TALLY_NO_COLUMN ? best : tally_cells_find(&net->cells, &cell);
}

static bool find_columns(asker *a)
{
	const tally_network *net = &a->net;
	bool known = true;

	a->n_above = a->n_below = 0;
	a->above[a->n_above++] = tally_cells_find(&net->cells, &a->cells[0]);
	switch (a->question->what) {
	case TALLY_ASK_LEVEL:
		break;
	case TALLY_ASK_GROWTH:
		a->below[a->n_below++] = find_base(net, a->cells[1]);
		break;
	case TALLY_ASK_SHARE:
		a->below[a->n_below++] = tally_cells_find(&net->cells, &a->cells[1]);
		break;
	case TALLY_ASK_CONTRIBUTION:
		a->below[a->n_below++] = tally_cells_find(&net->cells, &a->cells[1]);
		a->above[a->n_above++] = find_base(net, a->cells[2]);
		a->below[a->n_below++] = find_base(net, a->cells[3]);
		break;
	}
	for (int i = 0; i < a->n_above; i++)
		known = known && a->above[i] != TALLY_NO_COLUMN;
	for (int i = 0; i < a->n_below; i++)
		known = known && a->below[i] != TALLY_NO_COLUMN;
	return known;
}

/* --- the rows that matter --------------------------------------------------------------- */

/* Marks what hangs together with the marked columns, soft rows included, until nothing is new. */
static void spread(const tally_network *net, bool soft, uint8_t *column, uint8_t *row)
{
	bool more = true;

	while (more) {
		more = false;
		for (int32_t i = 0; i < (soft ? net->n_rows : net->n_hard); i++) {
			const tally_row *r = &net->rows[i];
			bool touched = false;

			for (int k = 0; k < r->n && !row[i]; k++)
				touched =
				    touched || column[net->entries[r->first + (uint32_t)k].column];
			if (!touched)
				continue;
			row[i] = 1;
			more = true;
			for (int k = 0; k < r->n; k++)
				column[net->entries[r->first + (uint32_t)k].column] = 1;
		}
	}
}

static bool gather_rows(asker *a, bool soft)
{
	const tally_network *net = &a->net;
	uint8_t *column = calloc((size_t)net->n_columns + 1, 1);
	uint8_t *row = calloc((size_t)net->n_rows + 1, 1);
	bool ok = column && row;

	a->n_rows = 0;
	for (int i = 0; ok && i < a->n_above; i++)
		column[a->above[i]] = 1;
	for (int i = 0; ok && i < a->n_below; i++)
		column[a->below[i]] = 1;
	if (ok)
		spread(net, soft, column, row);
	for (int32_t i = 0; ok && i < net->n_rows; i++) {
		if (!row[i])
			continue;
		ok = tally_grow((void **)&a->rows, (size_t)a->n_rows + 1, sizeof *a->rows,
				&a->cap_rows);
		if (ok)
			a->rows[a->n_rows++] = i;
	}
	free(column);
	free(row);
	return ok;
}

static int32_t count_claims(const asker *a)
{
	int32_t n = 0, last = -1;

	for (int32_t i = 0; i < a->n_rows; i++) {
		const tally_row *row = &a->net.rows[a->rows[i]];

		if (row->origin == TALLY_FROM_CLAIM && row->id != last &&
		    !(a->aside && a->aside[row->id])) {
			last = row->id;
			n++;
		}
	}
	return n;
}

/* --- solving --------------------------------------------------------------------------- */

/* Intervals of all components that the rows touch, for signs and product rows. */
static void propagate_rows(asker *a)
{
	const tally_network *net = &a->net;
	int32_t last = -1;

	a->decider.bounds.aside = a->aside;
	for (int32_t i = 0; i < a->n_rows; i++) {
		int32_t c = net->component[net->entries[net->rows[a->rows[i]].first].column];

		if (c == last || c < 0)
			continue;
		last = c;
		tally_propagation_reset(&a->decider.bounds, c);
		if (tally_propagate(&a->decider.bounds, c, &a->queue) == TALLY_EMPTY)
			tally_propagation_reset(&a->decider.bounds, c);
	}
}

static tally_linear form_of(const tally_assembly *s, const int32_t *columns, int n, int32_t *cols,
			    tally_number *coefs)
{
	tally_linear form = {n, cols, coefs, tally_number_int(0)};

	for (int i = 0; i < n; i++) {
		cols[i] = tally_assembly_column(s, columns[i]);
		coefs[i] =
		    tally_assembly_coefficient(s, cols[i], tally_number_int(i == 0 ? 1 : -1));
	}
	return form;
}

static tally_range ask_lp(asker *a, const tally_assembly *s, tally_lp *lp)
{
	int32_t above_cols[2], below_cols[2];
	tally_number above[2], below[2];
	tally_linear n = form_of(s, a->above, a->n_above, above_cols, above);
	tally_linear d = form_of(s, a->below, a->n_below, below_cols, below);

	return a->n_below == 0 ? tally_lp_range(lp, &n) : tally_lp_ratio_range(lp, &n, &d);
}

/* A column that no row names has no place in the assembly: nothing is known of it. */
static bool all_assembled(const asker *a, const tally_assembly *s)
{
	for (int i = 0; i < a->n_above; i++)
		if (tally_assembly_column(s, a->above[i]) < 0)
			return false;
	for (int i = 0; i < a->n_below; i++)
		if (tally_assembly_column(s, a->below[i]) < 0)
			return false;
	return true;
}

static void take_range(asker *a, const tally_range *r)
{
	double one = a->question->what == TALLY_ASK_GROWTH ? 1 : 0;

	a->out->lo = r->lo - one;
	a->out->hi = r->hi - one;
	a->out->lo_open = r->lo_open;
	a->out->hi_open = r->hi_open;
}

/* Remembers the cheapest correction set and sets it aside. */
static tally_status correct(asker *a, const tally_assembly *s, tally_error *err)
{
	tally_explain_limits limits = {
	    .max_conflicts = 32, .max_corrections = 1, .seconds = a->seconds};
	tally_explanation e = {0};
	tally_status status = tally_explain(&s->system, &limits, &e, err);

	if (!status && e.n_corrections > 0) {
		const tally_claim_set *set = &e.corrections[0];

		a->out->aside = malloc(((size_t)set->n + 1) * sizeof *a->out->aside);
		if (!a->out->aside)
			status = tally_error_memory(err);
		for (int32_t i = 0; !status && i < set->n; i++) {
			a->out->aside[a->out->n_aside++] = s->claims[set->claims[i]];
			a->aside[s->claims[set->claims[i]]] = true;
		}
	}
	tally_explanation_release(&e);
	return status;
}

/* One attempt with the rows gathered. *verdict: of the system. */
static tally_status attempt(asker *a, bool explain, tally_verdict *verdict, tally_error *err)
{
	tally_assembly s;
	tally_lp_options options = {.seconds = a->seconds};
	tally_lp *lp = NULL;
	tally_range r;
	tally_status status;

	propagate_rows(a);
	status = tally_assemble(&a->decider.bounds, a->rows, a->n_rows, a->decider.map, &s, err);
	if (status)
		return status;
	*verdict = TALLY_FEASIBLE;
	if (!all_assembled(a, &s))
		goto cleanup;
	status = tally_lp_new(&s.system, &options, &lp, err);
	if (status)
		goto cleanup;
	for (int32_t k = 0; k < s.system.n_claims; k++)
		if (a->aside[s.claims[k]])
			tally_lp_claim(lp, k, false);
	r = ask_lp(a, &s, lp);
	*verdict = r.verdict;
	if (r.verdict == TALLY_FEASIBLE)
		take_range(a, &r);
	else if (r.verdict == TALLY_INFEASIBLE && explain)
		status = correct(a, &s, err);
cleanup:
	tally_lp_free(lp);
	tally_assembly_release(&s);
	return status;
}

/* What propagation knows of a level: holds whatever else was not settled. */
static void fall_back(asker *a)
{
	int32_t x = a->above[0];

	a->out->status = TALLY_BOUNDS_UNDECIDED;
	if (a->question->what != TALLY_ASK_LEVEL)
		return;
	a->out->lo = a->decider.bounds.lo[x];
	a->out->hi = a->decider.bounds.hi[x];
}

static tally_status answer(asker *a, tally_error *err)
{
	tally_verdict verdict = TALLY_INFEASIBLE;
	tally_status status = TALLY_OK;

	for (int try = 0; try < 3 && verdict == TALLY_INFEASIBLE && !status; try++) {
		if (try < 2 && !gather_rows(a, try == 0))
			return tally_error_memory(err);
		status = attempt(a, try == 1, &verdict, err);
		if (try == 1 && verdict == TALLY_INFEASIBLE)
			a->out->status = TALLY_BOUNDS_INCONSISTENT;
	}
	a->out->claims_used = count_claims(a);
	if (verdict != TALLY_FEASIBLE && !status)
		fall_back(a);
	return status;
}

tally_status tally_bounds(const tally_claims *claims, const tally_codes *codes,
			  const tally_network_options *options, const tally_question *question,
			  double seconds, tally_answer *out, tally_error *err)
{
	tally_network_options with = *options;
	asker a = {.question = question, .out = out, .seconds = seconds > 0 ? seconds : 60};
	tally_status status;

	memset(out, 0, sizeof *out);
	out->lo = -HUGE_VAL;
	out->hi = HUGE_VAL;
	out->lo_open = out->hi_open = true;
	with.n_wanted = name_cells(codes, question, a.cells);
	with.wanted = a.cells;
	status = tally_network_build(claims, codes, &with, &a.net, err);
	if (status)
		return status;
	a.aside = calloc(claims->n + 1, sizeof *a.aside);
	status = a.aside ? tally_decider_init(&a.decider, &a.net, err) : tally_error_memory(err);
	if (!status)
		status = tally_queue_init(&a.queue, (uint32_t)a.net.n_hard, err);
	if (!status && find_columns(&a))
		status = answer(&a, err);
	if (!status && question->what == TALLY_ASK_LEVEL && isinf(out->lo) &&
	    !tally_codes_metric(codes, question->metric)->signed_values) {
		out->lo = 0;
		out->lo_open = false;
	}
	tally_queue_release(&a.queue);
	tally_decider_release(&a.decider);
	tally_network_release(&a.net);
	free(a.rows);
	free(a.aside);
	if (status)
		tally_answer_release(out);
	return status;
}
