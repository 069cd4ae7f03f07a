/* combine.c: pairing the series of two panels, and arithmetic on the pairs. */
#include "transform/panel.h"

#include <stdlib.h>
#include <string.h>

/* --- pairing --------------------------------------------------------------- */

/* Where the series of each region begin in a panel: first[region], n when there are none. */
static tally_status index_regions(run *r, const panel *p, size_t **first)
{
	size_t n = (size_t)tally_codes_n_regions(r->e->codes) + 1;
	*first = malloc(n * sizeof **first);
	if (!*first)
		return tally_error_memory(r->err);
	for (size_t i = 0; i < n; i++)
		(*first)[i] = p->n;
	for (size_t i = p->n; i-- > 0;)
		if (p->items[i].key.region != TALLY_NO_CODE)
			(*first)[p->items[i].key.region] = i;
	return TALLY_OK;
}

/* The series of `p` that goes with `s`: of its region (or the one that stands for all) and its
 * frequency; a stock of any frequency goes with a flow by its last day. */
static const tally_series *partner_of(const panel *p, const size_t *first, const tally_series *s,
				      bool stock)
{
	const tally_series *other = NULL;
	size_t from = p->named || s->key.region == TALLY_NO_CODE ? 0 : first[s->key.region];
	for (size_t i = from; i < p->n; i++) {
		const tally_series *c = &p->items[i];
		if (!p->named && c->key.region != s->key.region)
			break;
		if (c->key.frequency == s->key.frequency)
			return c;
		if (p->timeless || stock)
			other = c;
	}
	return other;
}

static tally_series_key joined_key(const tally_series *a, const tally_series *b)
{
	tally_series_key key = a->key;
	if (a->key.metric != b->key.metric)
		key.metric = TALLY_NO_CODE;
	return key;
}

/* Calls f for every pair; the side that names one region stands for all of the other's. */
tally_status evaluate_each_pair(run *r, const node *n, const panel *left, const panel *right,
				pair_function f, panel *out)
{
	bool turned = (left->named && !right->named) || (left->timeless && !right->timeless);
	const panel *outer = turned ? right : left, *inner = turned ? left : right;
	bool stock = r->e->nodes[n->children[turned ? 0 : 1]].type.observed == TALLY_STOCK;
	size_t *first, alone = 0, points = 0;
	tally_status status = index_regions(r, inner, &first);
	if (status != TALLY_OK)
		return status;
	for (size_t i = 0; i < outer->n; i++) {
		const tally_series *b = partner_of(inner, first, &outer->items[i], stock);
		points += outer->items[i].n + (b ? b->n : 0);
	}
	status = panel_alloc(r, out, outer->n, points);
	for (size_t i = 0; status == TALLY_OK && i < outer->n; i++) {
		const tally_series *a = &outer->items[i];
		const tally_series *b = partner_of(inner, first, a, stock);
		if (!b)
			alone++;
		else
			status = turned ? f(r, n, left, right, b, a, out)
					: f(r, n, left, right, a, b, out);
	}
	free(first);
	if (status == TALLY_OK && alone > 0)
		tally_diagnostics_add(r->notes, TALLY_WARNING, NULL, 0, 0,
				      "%zu series left out: the other operand has none of their "
				      "region and frequency",
				      alone);
	out->named = left->named && right->named;
	out->timeless = left->timeless && right->timeless;
	return status;
}

/* --- arithmetic ------------------------------------------------------------ */

tally_ranged evaluate_operator(node_kind kind, tally_ranged a, tally_ranged b)
{
	switch (kind) {
	case NODE_ADD:
		return tally_ranged_add(a, b);
	case NODE_SUBTRACT:
		return tally_ranged_subtract(a, b);
	case NODE_MULTIPLY:
		return tally_ranged_multiply(a, b);
	case NODE_POWER:
		return tally_ranged_power(a, b.value);
	default:
		return tally_ranged_divide(a, b);
	}
}

static void put_combined(node_kind kind, tally_period period, const tally_point *a,
			 const tally_point *b, tally_series *out)
{
	if (!a || !b)
		tally_series_put_missing(out, period, TALLY_NO_PARTNER);
	else if (isnan(a->value) || isnan(b->value))
		tally_series_put_missing(out, period,
					 isnan(a->value) && a->reason   ? (tally_reason)a->reason
					 : isnan(b->value) && b->reason ? (tally_reason)b->reason
									: TALLY_NOT_PUBLISHED);
	else if (kind == NODE_DIVIDE && b->value == 0)
		tally_series_put_missing(out, period, TALLY_ZERO_BASE);
	else
		tally_series_put_ranged(
		    out, period, evaluate_operator(kind, tally_ranged_at(a), tally_ranged_at(b)),
		    tally_status_worse(a->status, b->status));
}

/* Both run forward; periods where only one has a figure are missing, but for those before both
 * have begun and after one has ended. */
static void merge_points(node_kind kind, const tally_series *a, const tally_series *b,
			 tally_series *out)
{
	size_t i = 0, j = 0;
	while (i < a->n && j < b->n) {
		int order = tally_period_compare(a->points[i].period, b->points[j].period);
		const tally_point *x = order <= 0 ? &a->points[i++] : NULL;
		const tally_point *y = order >= 0 ? &b->points[j++] : NULL;
		if ((x && y) || (x ? j > 0 : i > 0))
			put_combined(kind, x ? x->period : y->period, x, y, out);
	}
}

/* A stock's points by their last day. */
static void merge_by_last_day(node_kind kind, const tally_series *a, const tally_series *b,
			      bool b_is_stock, tally_series *out)
{
	const tally_series *outer = b_is_stock ? a : b, *inner = b_is_stock ? b : a;
	for (size_t i = 0, j = 0; i < outer->n; i++) {
		const tally_point *x = &outer->points[i];
		while (j < inner->n && inner->points[j].period.last < x->period.last)
			j++;
		const tally_point *y =
		    j < inner->n && inner->points[j].period.last == x->period.last
			? &inner->points[j]
			: NULL;
		put_combined(kind, x->period, b_is_stock ? x : y, b_is_stock ? y : x, out);
	}
}

static tally_status check_same_unit(run *r, const node *n, const tally_series *a,
				    const tally_series *b)
{
	if (n->kind != NODE_ADD && n->kind != NODE_SUBTRACT)
		return TALLY_OK;
	if (a->key.base_unit == b->key.base_unit || strcmp(a->key.base_unit, b->key.base_unit) == 0)
		return TALLY_OK;
	return tally_error_set(r->err, TALLY_EUSAGE,
			       "%s: column %d: cannot %s %s and %s: convert one of them first",
			       r->e->shown, n->column, n->kind == NODE_ADD ? "add" : "subtract",
			       a->key.base_unit, b->key.base_unit);
}

const char *evaluate_unit(run *r, const node *n, const char *a, const char *b)
{
	tally_dimension x, y, product;
	char text[TALLY_DIMENSION_TEXT];
	if (n->kind == NODE_ADD || n->kind == NODE_SUBTRACT)
		return a;
	if (strcmp(b, "1") == 0)
		return a;
	if (!tally_dimension_parse(a, &x) || !tally_dimension_parse(b, &y) ||
	    !tally_dimension_multiply(&x, &y, n->kind == NODE_DIVIDE ? -1 : 1, &product))
		return "?";
	tally_dimension_print(&product, text);
	return panel_keep_unit(r, text);
}

tally_status evaluate_pair_of_nodes(run *r, const node *n, const panel *left, const panel *right,
				    const tally_series *a, const tally_series *b, panel *out)
{
	tally_status status = check_same_unit(r, n, a, b);
	if (status != TALLY_OK)
		return status;
	bool b_leads = (left->named && !right->named) || (left->timeless && !right->timeless);
	tally_series_key key = b_leads ? joined_key(b, a) : joined_key(a, b);
	key.base_unit = evaluate_unit(r, n, a->key.base_unit, b->key.base_unit);
	tally_series *s = panel_next(out, &key);
	if (right->timeless && !left->timeless) {
		for (size_t i = 0; i < a->n; i++)
			put_combined(n->kind, a->points[i].period, &a->points[i], b->points, s);
	} else if (left->timeless && !right->timeless) {
		for (size_t i = 0; i < b->n; i++)
			put_combined(n->kind, b->points[i].period, a->points, &b->points[i], s);
	} else if (a->key.frequency != b->key.frequency) {
		merge_by_last_day(n->kind, a, b, !b_leads, s);
	} else {
		merge_points(n->kind, a, b, s);
	}
	panel_keep(out, s);
	return TALLY_OK;
}

/* A number on one side. */
tally_status evaluate_with_number(run *r, const node *n, const panel *left, const panel *right,
				  panel *out)
{
	const panel *series = left->scalar ? right : left;
	tally_point number = {.status = 'A'};
	number.value = number.lo = number.hi = left->scalar ? left->number : right->number;
	size_t points = 0;
	for (size_t i = 0; i < series->n; i++)
		points += series->items[i].n;
	tally_status status = panel_alloc(r, out, series->n, points);
	for (size_t i = 0; status == TALLY_OK && i < series->n; i++) {
		const tally_series *in = &series->items[i];
		tally_series_key key = in->key;
		if (left->scalar)
			key.base_unit = evaluate_unit(r, n, "1", in->key.base_unit);
		tally_series *s = panel_next(out, &key);
		for (size_t k = 0; k < in->n; k++)
			put_combined(n->kind, in->points[k].period,
				     left->scalar ? &number : &in->points[k],
				     left->scalar ? &in->points[k] : &number, s);
		panel_keep(out, s);
	}
	out->named = series->named;
	out->timeless = series->timeless;
	return status;
}
