/* evaluate.c: a checked tree over a set of series.
 *
 * Every node yields a panel: series in the order of regions. Panels of references borrow the
 * points of the set; every other panel owns one block, sized before anything is computed and
 * freed as soon as the node above has used it. The work is linear in the number of points (times
 * a logarithm where all regions are compared with one another). */
#include "transform/panel.h"

#include <stdlib.h>
#include <string.h>

/* --- calls ----------------------------------------------------------------- */

static size_t room_for(const tally_call *call, const tally_series *const *in, size_t n_in)
{
	size_t room = 0;
	if (call->transform->capacity)
		return call->transform->capacity(call, in, n_in);
	for (size_t i = 0; i < n_in; i++)
		room += in[i]->n;
	return room;
}

static const char *result_unit(run *r, const node *n, const char *a, const char *b)
{
	node divide = {.kind = NODE_DIVIDE}, multiply = {.kind = NODE_MULTIPLY};
	tally_dimension x, y;
	switch (n->call.transform->result) {
	case TALLY_RESULT_SAME:
	case TALLY_RESULT_DEFLATED:
	case TALLY_RESULT_DIFFERENCE:
		return a;
	case TALLY_RESULT_QUOTIENT:
		return evaluate_unit(r, &divide, a, b);
	case TALLY_RESULT_CONVERTED:
		tally_dimension_parse(a, &x);
		tally_dimension_parse(b, &y);
		if (tally_dimension_multiply(&x, &y, 1, &y) && y.n <= x.n)
			return evaluate_unit(r, &multiply, a, b);
		return evaluate_unit(r, &divide, a, b);
	default:
		return "1";
	}
}

static bool one_group(const tally_series_key *a, const tally_series_key *b)
{
	return a->metric == b->metric && a->region == b->region && a->measure == b->measure &&
	       a->adjustment == b->adjustment && a->kind == b->kind &&
	       tally_prices_equal(a->prices, b->prices) && strcmp(a->base_unit, b->base_unit) == 0;
}

#define GROUP_MAX 16

/* The end of the group that begins at i: one series, or all that differ in frequency only. */
static size_t group_end(const panel *in, size_t i, tally_scope scope)
{
	size_t end = i + 1;
	if (scope == TALLY_GROUP)
		while (end < in->n && end - i < GROUP_MAX &&
		       one_group(&in->items[i].key, &in->items[end].key))
			end++;
	return end;
}

static tally_status apply_to(run *r, const node *n, const tally_series *const *in, size_t n_in,
			     const tally_series_key *key, panel *out)
{
	tally_call call = n->call;
	call.skip_missing = r->options->skip_missing;
	tally_series *s = panel_next(out, key);
	s->key.base_unit =
	    result_unit(r, n, in[0]->key.base_unit, n_in > 1 ? in[1]->key.base_unit : "1");
	tally_status status = call.transform->apply(&call, in, n_in, s, r->err);
	if (status != TALLY_OK) {
		tally_error_prefix(r->err, "%s: column %d", r->e->shown, n->column);
		return status;
	}
	panel_keep(out, s);
	return TALLY_OK;
}

static tally_status evaluate_groups(run *r, const node *n, const panel *in, panel *out)
{
	const tally_series *group[GROUP_MAX];
	tally_scope scope = n->call.transform->scope;
	size_t points = 0;
	for (size_t i = 0, end; i < in->n; i = end) {
		end = group_end(in, i, scope);
		for (size_t k = i; k < end; k++)
			group[k - i] = &in->items[k];
		points += room_for(&n->call, group, end - i);
	}
	tally_status status = panel_alloc(r, out, in->n, points);
	for (size_t i = 0, end; status == TALLY_OK && i < in->n; i = end) {
		end = group_end(in, i, scope);
		for (size_t k = i; k < end; k++)
			group[k - i] = &in->items[k];
		status = apply_to(r, n, group, end - i, &in->items[i].key, out);
	}
	out->named = in->named;
	return status;
}

static tally_status apply_pair(run *r, const node *n, const panel *left, const panel *right,
			       const tally_series *a, const tally_series *b, panel *out)
{
	const tally_series *in[2] = {a, b};
	bool right_leads = left->named && !right->named;
	bool same = n->call.transform->result == TALLY_RESULT_SHARE;
	if (same && strcmp(a->key.base_unit, b->key.base_unit) != 0)
		return tally_error_set(r->err, TALLY_EUSAGE,
				       "%s: column %d: %s and %s do not compare: convert one of "
				       "them first",
				       r->e->shown, n->column, a->key.base_unit, b->key.base_unit);
	tally_series_key key = a->key;
	if (right_leads)
		key.region = b->key.region;
	return apply_to(r, n, in, 2, &key, out);
}

/* --- nodes ----------------------------------------------------------------- */

static tally_status evaluate(run *r, int at, panel *out);

static tally_status evaluate_call(run *r, const node *n, panel *out)
{
	panel in[2] = {{0}, {0}};
	tally_status status = TALLY_OK;
	for (int i = 0; status == TALLY_OK && i < n->call.transform->n_inputs; i++)
		status = evaluate(r, n->children[i], &in[i]);
	if (status == TALLY_OK) {
		switch (n->call.transform->scope) {
		case TALLY_EACH:
		case TALLY_GROUP:
			status = evaluate_groups(r, n, &in[0], out);
			break;
		case TALLY_PAIR:
			status = evaluate_each_pair(r, n, &in[0], &in[1], apply_pair, out);
			break;
		case TALLY_ACROSS:
			status = evaluate_across(r, n, &in[0], out);
			break;
		}
	}
	panel_release(&in[0]);
	panel_release(&in[1]);
	return status;
}

static tally_status evaluate_arithmetic(run *r, const node *n, panel *out)
{
	panel left = {0}, right = {0};
	tally_status status = evaluate(r, n->children[0], &left);
	if (status == TALLY_OK)
		status = evaluate(r, n->children[1], &right);
	if (status == TALLY_OK && left.scalar && right.scalar) {
		tally_ranged x = evaluate_operator(n->kind, tally_ranged_of(left.number),
						   tally_ranged_of(right.number));
		*out = (panel){.scalar = true, .number = x.value};
	} else if (status == TALLY_OK && (left.scalar || right.scalar)) {
		status = evaluate_with_number(r, n, &left, &right, out);
	} else if (status == TALLY_OK) {
		status = evaluate_each_pair(r, n, &left, &right, evaluate_pair_of_nodes, out);
	}
	panel_release(&left);
	panel_release(&right);
	return status;
}

static tally_status evaluate(run *r, int at, panel *out)
{
	const node *n = &r->e->nodes[at];
	*out = (panel){0};
	switch (n->kind) {
	case NODE_NUMBER:
		*out = (panel){.scalar = true, .number = n->number};
		return TALLY_OK;
	case NODE_REFERENCE:
		return evaluate_reference(r, n, out);
	case NODE_NEGATE: {
		panel in = {0}, minus = {.scalar = true, .number = -1};
		node times = {.kind = NODE_MULTIPLY, .column = n->column};
		tally_status status = evaluate(r, n->children[0], &in);
		if (status == TALLY_OK && in.scalar)
			*out = (panel){.scalar = true, .number = -in.number};
		else if (status == TALLY_OK)
			status = evaluate_with_number(r, &times, &in, &minus, out);
		panel_release(&in);
		return status;
	}
	case NODE_CALL:
		return evaluate_call(r, n, out);
	default:
		return evaluate_arithmetic(r, n, out);
	}
}

/* A bare reference borrows the set's points: the result owns its own. */
static tally_status own_points(run *r, panel *p)
{
	if (p->block)
		return TALLY_OK;
	size_t points = 0, used = 0;
	for (size_t i = 0; i < p->n; i++)
		points += p->items[i].n;
	p->block = malloc((points + 1) * sizeof *p->block);
	if (!p->block)
		return tally_error_memory(r->err);
	for (size_t i = 0; i < p->n; i++) {
		memcpy(p->block + used, p->items[i].points, p->items[i].n * sizeof *p->block);
		p->items[i].points = p->block + used;
		used += p->items[i].n;
	}
	return TALLY_OK;
}

tally_status tally_expression_run(tally_expression *e, const tally_series_set *set,
				  const tally_expression_options *options, tally_computed *out,
				  tally_error *err)
{
	*out = (tally_computed){0};
	run r = {.e = e, .set = set, .options = options, .notes = &out->notes, .err = err};
	panel result = {0};
	tally_status status = evaluate(&r, e->root, &result);
	if (status == TALLY_OK)
		status = own_points(&r, &result);
	if (status != TALLY_OK) {
		panel_release(&result);
		tally_computed_release(out);
		return status;
	}
	if (result.n == 0 && out->notes.count == 0 && !options->in_parts)
		tally_diagnostics_add(&out->notes, TALLY_WARNING, NULL, 0, 0,
				      "%s: no series is left; it may want another frequency",
				      e->shown);
	out->items = result.items;
	out->n = result.n;
	out->block = result.block;
	return TALLY_OK;
}

void tally_computed_release(tally_computed *c)
{
	free(c->items);
	free(c->block);
	tally_diagnostics_release(&c->notes);
	*c = (tally_computed){0};
}
