/* bounds.c: one question to the network.
 *
 * The unknowns that the question names become columns even when no claim does. All rows that hang
 * together with them, soft ones too, form the system; when that cannot be true, the soft rows are
 * left out, and when it still cannot, the cheapest correction set. Rates are bounded by
 * the transformation of Charnes and Cooper. */
#include "assemble.h"
#include "bounds.h"
#include "build.h"
#include "conflict.h"
#include "solver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Unknowns of a question, at most; a ratio rule may name several. */
enum { MOST = 16 };

/* Corrections are sought so many times before the answer is "undecided". */
enum { TRIES = 6 };

typedef struct {
	tally_network net;
	tally_decider decider;
	tally_queue queue;
	const tally_question *question;
	tally_cell cells[MOST];
	const tally_rule *rule; /* that defines the level asked for as a ratio, or NULL */
	int n_above, n_below;
	int32_t above[MOST], below[MOST];            /* columns */
	tally_number above_by[MOST], below_by[MOST]; /* and their coefficients */
	int32_t *rows;                               /* rows that hang together with them */
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

/* The parts of a level that a rule defines as a ratio. */
static int name_parts(const tally_codes *codes, const tally_rule *rule, const tally_cell *place,
		      tally_cell cells[MOST])
{
	int n = 0;

	for (int i = 0; i < rule->n_terms; i++)
		cells[n++] = tally_term_cell(codes, rule, &rule->terms[i], place);
	for (int i = 0; i < rule->n_denominators; i++)
		cells[n++] = tally_term_cell(codes, rule, &rule->denominators[i], place);
	return n;
}

/* The cells of the question: x and W as published; b and Wb as bases (world -1). */
static int name_cells(asker *a, const tally_codes *codes)
{
	const tally_question *q = a->question;
	tally_prices p = prices_of(codes, q);
	tally_cell *cells = a->cells;
	int n = 0;

	if (q->what == TALLY_ASK_LEVEL)
		a->rule = tally_ratio_rule(codes, q->metric, q->period, p);
	if (a->rule && a->rule->n_terms + a->rule->n_denominators > MOST)
		a->rule = NULL;
	cells[n++] = tally_network_cell(codes, q->metric, q->region, q->period, p, q->adjustment);
	if (a->rule)
		return name_parts(codes, a->rule,
				  &(tally_cell){cells[0].metric, cells[0].region, q->period,
						cells[0].prices, cells[0].adjustment, 0},
				  cells);
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

static void put_above(asker *a, int32_t column, tally_number by)
{
	a->above[a->n_above] = column;
	a->above_by[a->n_above++] = by;
}

static void put_below(asker *a, int32_t column, tally_number by)
{
	a->below[a->n_below] = column;
	a->below_by[a->n_below++] = by;
}

static tally_number term_number(const tally_term *t)
{
	return tally_number_make(t->coef_num, t->coef_den, 0);
}

static void find_parts(asker *a)
{
	const tally_rule *rule = a->rule;

	for (int i = 0; i < rule->n_terms; i++)
		put_above(a, tally_cells_find(&a->net.cells, &a->cells[i]),
			  term_number(&rule->terms[i]));
	for (int i = 0; i < rule->n_denominators; i++)
		put_below(a, tally_cells_find(&a->net.cells, &a->cells[rule->n_terms + i]),
			  term_number(&rule->denominators[i]));
}

static bool find_columns(asker *a)
{
	const tally_network *net = &a->net;
	tally_number one = tally_number_int(1), minus = tally_number_int(-1);
	bool known = true;

	if (a->rule)
		find_parts(a);
	else
		put_above(a, tally_cells_find(&net->cells, &a->cells[0]), one);
	switch (a->question->what) {
	case TALLY_ASK_LEVEL:
		break;
	case TALLY_ASK_GROWTH:
		put_below(a, find_base(net, a->cells[1]), one);
		break;
	case TALLY_ASK_SHARE:
		put_below(a, tally_cells_find(&net->cells, &a->cells[1]), one);
		break;
	case TALLY_ASK_CONTRIBUTION:
		put_below(a, tally_cells_find(&net->cells, &a->cells[1]), one);
		put_above(a, find_base(net, a->cells[2]), minus);
		put_below(a, find_base(net, a->cells[3]), minus);
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

/* Intervals of all components that the rows touch, for signs and product rows; whether one was
 * empty. */
static bool propagate_rows(asker *a)
{
	bool empty = false;

	const tally_network *net = &a->net;
	int32_t last = -1;

	a->decider.bounds.aside = a->aside;
	for (int32_t i = 0; i < a->n_rows; i++) {
		int32_t c = net->component[net->entries[net->rows[a->rows[i]].first].column];

		if (c == last || c < 0)
			continue;
		last = c;
		tally_propagation_reset(&a->decider.bounds, c);
		if (tally_propagate(&a->decider.bounds, c, &a->queue) == TALLY_EMPTY) {
			tally_propagation_reset(&a->decider.bounds, c);
			empty = true;
		}
	}
	return empty;
}

static tally_linear form_of(const tally_assembly *s, const int32_t *columns, const tally_number *by,
			    int n, int32_t *cols, tally_number *coefs)
{
	tally_linear form = {n, cols, coefs, tally_number_int(0)};

	for (int i = 0; i < n; i++) {
		cols[i] = tally_assembly_column(s, columns[i]);
		coefs[i] = tally_assembly_coefficient(s, cols[i], by[i]);
	}
	return form;
}

static tally_range ask_solver(asker *a, const tally_assembly *s, tally_solver *solver)
{
	int32_t above_cols[MOST], below_cols[MOST];
	tally_number above[MOST], below[MOST];
	tally_linear n = form_of(s, a->above, a->above_by, a->n_above, above_cols, above);
	tally_linear d = form_of(s, a->below, a->below_by, a->n_below, below_cols, below);

	return tally_solver_range(solver, &n, a->n_below == 0 ? NULL : &d);
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

static bool put_aside(asker *a, int32_t claim)
{
	int32_t *grown;

	if (a->aside[claim])
		return true;
	grown = realloc(a->out->aside, ((size_t)a->out->n_aside + 1) * sizeof *grown);
	if (!grown)
		return false;
	a->out->aside = grown;
	a->out->aside[a->out->n_aside++] = claim;
	a->aside[claim] = true;
	return true;
}

/* Sets aside what stands for each clash of a component that cannot be true. */
static tally_status correct_component(asker *a, int32_t component, tally_error *err)
{
	tally_clashes clashes = {0};
	tally_status status;

	a->decider.bounds.aside = NULL;
	tally_propagation_reset(&a->decider.bounds, component);
	if (tally_decide(&a->decider, component, &a->queue) != TALLY_INFEASIBLE)
		return TALLY_OK;
	status = tally_explain_component(&a->decider, component, &a->queue, &clashes, err);
	for (int32_t i = 0; i < clashes.n && !status; i++)
		if (!put_aside(a, clashes.items[i].suspects[0]))
			status = tally_error_memory(err);
	tally_clashes_release(&clashes);
	return status;
}

/* Remembers the cheapest correction sets of all components concerned and sets them aside. */
static tally_status correct(asker *a, tally_error *err)
{
	const tally_network *net = &a->net;
	uint8_t *seen = calloc((size_t)net->n_components + 1, 1);
	tally_status status = seen ? TALLY_OK : tally_error_memory(err);

	for (int32_t i = 0; i < a->n_rows && !status; i++) {
		int32_t c = net->component[net->entries[net->rows[a->rows[i]].first].column];

		if (c < 0 || seen[c])
			continue;
		seen[c] = 1;
		status = correct_component(a, c, err);
	}
	free(seen);
	return status;
}

/* What propagation does not see: the cheapest correction set that the solver finds. */
static tally_status correct_exactly(asker *a, const tally_assembly *s, tally_solver *solver,
				    tally_error *err)
{
	tally_explain_limits limits = {
	    .max_conflicts = 64, .max_corrections = 4, .seconds = a->seconds};
	tally_explanation e = {0};
	tally_status status = tally_solver_explain(solver, &limits, &e, err);

	for (int32_t i = 0; !status && i < e.n_contradictions; i++)
		if (!put_aside(a, s->claims[e.contradictions[i].claim]))
			status = tally_error_memory(err);
	tally_explanation_release(&e);
	return status;
}

/* One attempt with the rows gathered. *verdict: of the system. */
static tally_status attempt(asker *a, bool explain, tally_verdict *verdict, tally_error *err)
{
	tally_assembly s;
	tally_solver_options options = {.seconds = a->seconds};
	tally_solver *solver = NULL;
	tally_range r;
	tally_status status;

	propagate_rows(a);
	status = tally_assemble(&a->decider.bounds, a->rows, a->n_rows, a->decider.map, &s, err);
	if (status)
		return status;
	*verdict = TALLY_FEASIBLE;
	if (!all_assembled(a, &s))
		goto cleanup;
	status = tally_solver_new(&s.system, &options, &solver, err);
	if (status)
		goto cleanup;
	for (int32_t k = 0; k < s.system.n_claims; k++)
		if (a->aside[s.claims[k]])
			tally_solver_claim(solver, k, false);
	r = ask_solver(a, &s, solver);
	*verdict = r.verdict == TALLY_UNDECIDED ? tally_solver_feasible(solver, NULL) : r.verdict;
	if (r.verdict == TALLY_UNDECIDED && *verdict == TALLY_FEASIBLE)
		*verdict = TALLY_UNDECIDED;
	if (r.verdict == TALLY_FEASIBLE)
		take_range(a, &r);
	else if (*verdict == TALLY_INFEASIBLE && explain)
		status = correct_exactly(a, &s, solver, err);
cleanup:
	tally_solver_free(solver);
	tally_assembly_release(&s);
	return status;
}

/* What propagation knows of a level: holds whatever else was not settled. */
static void fall_back(asker *a)
{
	int32_t x = a->above[0];

	a->out->status = TALLY_BOUNDS_UNDECIDED;
	if (a->question->what != TALLY_ASK_LEVEL || a->rule)
		return;
	a->out->lo = a->decider.bounds.lo[x];
	a->out->hi = a->decider.bounds.hi[x];
}

static tally_status answer(asker *a, tally_error *err)
{
	tally_verdict verdict = TALLY_INFEASIBLE;
	tally_status status = TALLY_OK;

	if (!gather_rows(a, false))
		return tally_error_memory(err);
	if (propagate_rows(a))
		status = correct(a, err);
	for (int try = 0; try < TRIES && verdict == TALLY_INFEASIBLE && !status; try++) {
		if (try < 2 && !gather_rows(a, try == 0))
			return tally_error_memory(err);
		status = attempt(a, try > 0, &verdict, err);
	}
	if (a->out->n_aside > 0)
		a->out->status = TALLY_BOUNDS_INCONSISTENT;
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
	with.n_wanted = name_cells(&a, codes);
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
