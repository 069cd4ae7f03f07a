/* evaluate.c: a checked tree over a set of series.
 *
 * Every node yields a panel: series in the order of regions. Panels of references borrow the
 * points of the set; every other panel owns one block, sized before anything is computed and
 * freed as soon as the node above has used it. The work is linear in the number of points (times
 * a logarithm where all regions are compared with one another). */
#include "transform/families.h"
#include "transform/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_series *items; /* owned; base_unit and points may be borrowed */
	size_t n;
	tally_point *block; /* owned, NULL for references */
	size_t block_n, block_used;
	bool scalar; /* `number` for every period of every region */
	double number;
	bool named;    /* one region that stands for all */
	bool timeless; /* one point that stands for all periods */
} panel;

typedef struct {
	tally_expression *e;
	const tally_series_set *set;
	const tally_expression_options *options;
	tally_diagnostics *notes;
	tally_error *err;
} run;

static void panel_release(panel *p)
{
	free(p->items);
	free(p->block);
	*p = (panel){0};
}

static tally_status panel_alloc(run *r, panel *p, size_t n_series, size_t n_points)
{
	*p = (panel){.block_n = n_points};
	p->items = malloc((n_series + 1) * sizeof *p->items);
	p->block = malloc((n_points + 1) * sizeof *p->block);
	if (p->items && p->block)
		return TALLY_OK;
	panel_release(p);
	return tally_error_memory(r->err);
}

/* The next series of a panel, its points at the end of the block. */
static tally_series *panel_next(panel *p, const tally_series_key *key)
{
	tally_series *s = &p->items[p->n];
	*s = (tally_series){*key, p->block + p->block_used, 0};
	return s;
}

static void panel_keep(panel *p, const tally_series *s)
{
	if (s->n == 0)
		return;
	p->block_used += s->n;
	p->n++;
}

/* A unit's text that lives as long as the expression. */
static const char *keep_unit(run *r, const char *text)
{
	tally_expression *e = r->e;
	if (strcmp(text, "1") == 0)
		return "1";
	for (size_t i = 0; i < e->n_units; i++)
		if (strcmp(e->units[i], text) == 0)
			return e->units[i];
	char **units = realloc(e->units, (e->n_units + 1) * sizeof *units);
	if (!units)
		return "?";
	e->units = units;
	char *copy = strdup(text);
	if (!copy)
		return "?";
	e->units[e->n_units++] = copy;
	return copy;
}

/* --- references ------------------------------------------------------------------------- */

static tally_prices prices_wanted(const run *r, const node_reference *ref)
{
	tally_claim c = tally_claim_default();
	c.metric = ref->metric;
	c.measure = (uint8_t)ref->measure;
	c.prices = ref->prices;
	return tally_claim_prices(&c, r->e->codes);
}

/* Why a series of the metric is not meant: NULL when it is. */
static const char *mismatch(const node_reference *ref, tally_prices prices,
			    const tally_series_key *k)
{
	if (k->measure != ref->measure)
		return "measure";
	if (k->adjustment != ref->adjustment)
		return "adjustment";
	if (k->kind != ref->kind)
		return "kind";
	if (!tally_prices_equal(k->prices, prices))
		return "prices";
	if (ref->frequency >= 0 && (int)k->frequency != ref->frequency)
		return "frequency";
	if ((k->measure == TALLY_LEVEL || ref->unit_given) && strcmp(k->base_unit, ref->unit) != 0)
		return "unit";
	if (k->against.base != TALLY_BASE_DEFAULT && k->measure != TALLY_LEVEL)
		return "base";
	return NULL;
}

/* marks[region] = 1 for every region meant; all when NULL is put into *marks. */
static tally_status mark_regions(run *r, const node_reference *ref, uint8_t **marks)
{
	const int32_t *regions = NULL;
	size_t n = 0;
	*marks = NULL;
	if (ref->n_regions > 0) {
		regions = r->e->regions + ref->first;
		n = ref->n_regions;
	} else if (!ref->all && r->options->n_regions > 0) {
		regions = r->options->regions;
		n = r->options->n_regions;
	} else {
		return TALLY_OK;
	}
	*marks = calloc((size_t)tally_codes_n_regions(r->e->codes) + 1, 1);
	if (!*marks)
		return tally_error_memory(r->err);
	for (size_t i = 0; i < n; i++)
		(*marks)[regions[i]] = 1;
	return TALLY_OK;
}

static void describe(const run *r, const tally_series_key *k, char *out, size_t size)
{
	char prices[32];
	tally_prices_print(k->prices, prices);
	snprintf(out, size, "%s of %s: measure=%s, prices=%s, adjustment=%c, frequency=%c, unit=%s",
		 tally_codes_metric(r->e->codes, k->metric)->code,
		 tally_codes_region(r->e->codes, k->region)->code,
		 tally_measure_name((tally_measure)k->measure), *prices ? prices : "none",
		 k->adjustment, tally_frequency_letter(k->frequency), k->base_unit);
}

/* Nothing fits: what is there instead. */
static tally_status nothing_found(run *r, const node *n, const tally_series_key *other,
				  const char *why)
{
	char what[300];
	const tally_metric *m = tally_codes_metric(r->e->codes, n->reference.metric);
	if (!other)
		return tally_error_set(r->err, TALLY_EUSAGE,
				       "%s: column %d: the store has no figures of %s for these "
				       "regions and periods",
				       r->e->shown, n->column, m->code);
	describe(r, other, what, sizeof what);
	return tally_error_set(r->err, TALLY_EUSAGE,
			       "%s: column %d: no figures of %s with this %s; there is %s; write "
			       "%s[%s=...]",
			       r->e->shown, n->column, m->code, why, what, m->code, why);
}

/* The single point of the period named, as a series of its own. */
static bool cut_to_period(tally_series *s, tally_period period)
{
	ptrdiff_t at = tally_series_find(s, period);
	if (at < 0)
		return false;
	s->points += at;
	s->n = 1;
	return true;
}

static tally_status evaluate_reference(run *r, const node *n, panel *out)
{
	const node_reference *ref = &n->reference;
	tally_prices prices = prices_wanted(r, ref);
	const tally_series_key *other = NULL;
	const char *why = NULL;
	uint8_t *marks;
	tally_status status = mark_regions(r, ref, &marks);
	if (status != TALLY_OK)
		return status;
	*out = (panel){.named = ref->n_regions == 1 && ref->group == TALLY_NO_CODE,
		       .timeless = ref->has_period};
	out->items = malloc((r->set->n + 1) * sizeof *out->items);
	if (!out->items) {
		free(marks);
		return tally_error_memory(r->err);
	}
	for (size_t i = 0; i < r->set->n; i++) {
		const tally_series *s = &r->set->items[i];
		if (s->key.metric != ref->metric || (marks && !marks[s->key.region]))
			continue;
		const char *reason = mismatch(ref, prices, &s->key);
		if (reason) {
			if (!other || strcmp(reason, "measure") != 0) {
				other = &s->key;
				why = reason;
			}
			continue;
		}
		tally_series cut = *s;
		if (!ref->has_period || cut_to_period(&cut, ref->period))
			out->items[out->n++] = cut;
	}
	if (marks)
		for (size_t i = 0; i < out->n; i++)
			marks[out->items[i].key.region] = 2;
	for (size_t i = 0; marks && i < ref->n_regions && out->n > 0; i++) {
		int32_t region = r->e->regions[ref->first + i];
		if (marks[region] == 1)
			tally_diagnostics_add(r->notes, TALLY_WARNING, NULL, 0, 0,
					      "no figures of %s for %s",
					      tally_codes_metric(r->e->codes, ref->metric)->code,
					      tally_codes_region(r->e->codes, region)->code);
	}
	free(marks);
	if (out->n > 0)
		return TALLY_OK;
	panel_release(out);
	return nothing_found(r, n, other, why);
}

/* --- pairing ------------------------------------------------------------------------------- */

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

typedef tally_status (*pair_function)(run *r, const node *n, const panel *left, const panel *right,
				      const tally_series *a, const tally_series *b, panel *out);

/* Calls f for every pair; the side that names one region stands for all of the other's. */
static tally_status each_pair(run *r, const node *n, const panel *left, const panel *right,
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

/* --- arithmetic ------------------------------------------------------------------------------ */

static tally_ranged combine(node_kind kind, tally_ranged a, tally_ranged b)
{
	switch (kind) {
	case NODE_ADD:
		return tally_ranged_add(a, b);
	case NODE_SUBTRACT:
		return tally_ranged_subtract(a, b);
	case NODE_MULTIPLY:
		return tally_ranged_multiply(a, b);
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
		tally_series_put_ranged(out, period,
					combine(kind, tally_ranged_at(a), tally_ranged_at(b)),
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

static const char *computed_unit(run *r, const node *n, const char *a, const char *b)
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
	return keep_unit(r, text);
}

static tally_status combine_pair(run *r, const node *n, const panel *left, const panel *right,
				 const tally_series *a, const tally_series *b, panel *out)
{
	tally_status status = check_same_unit(r, n, a, b);
	if (status != TALLY_OK)
		return status;
	bool b_leads = (left->named && !right->named) || (left->timeless && !right->timeless);
	tally_series_key key = b_leads ? joined_key(b, a) : joined_key(a, b);
	key.base_unit = computed_unit(r, n, a->key.base_unit, b->key.base_unit);
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
static tally_status combine_number(run *r, const node *n, const panel *left, const panel *right,
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
			key.base_unit = computed_unit(r, n, "1", in->key.base_unit);
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

/* --- calls -------------------------------------------------------------------------------------
 */

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
		return computed_unit(r, &divide, a, b);
	case TALLY_RESULT_CONVERTED:
		tally_dimension_parse(a, &x);
		tally_dimension_parse(b, &y);
		if (tally_dimension_multiply(&x, &y, 1, &y) && y.n <= x.n)
			return computed_unit(r, &multiply, a, b);
		return computed_unit(r, &divide, a, b);
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

/* --- all regions at once
 * -------------------------------------------------------------------------- */

typedef struct {
	const tally_point *point;
	tally_frequency frequency;
	size_t item, place;
} gathered;

static int compare_gathered(const void *a, const void *b)
{
	const gathered *x = a, *y = b;
	int order = (x->frequency > y->frequency) - (x->frequency < y->frequency);
	if (order == 0)
		order = tally_period_compare(x->point->period, y->point->period);
	return order ? order : (x->item > y->item) - (x->item < y->item);
}

static gathered *gather(const panel *in, size_t *n)
{
	size_t total = 0;
	for (size_t i = 0; i < in->n; i++)
		total += in->items[i].n;
	gathered *all = malloc((total + 1) * sizeof *all);
	*n = 0;
	for (size_t i = 0; all && i < in->n; i++)
		for (size_t k = 0; k < in->items[i].n; k++)
			all[(*n)++] =
			    (gathered){&in->items[i].points[k], in->items[i].key.frequency, i, k};
	if (all)
		qsort(all, *n, sizeof *all, compare_gathered);
	return all;
}

/* The first reference below that selects a group. */
static const node_reference *group_below(const tally_expression *e, int at)
{
	const node *n = &e->nodes[at];
	if (n->kind == NODE_REFERENCE)
		return n->reference.group == TALLY_NO_CODE ? NULL : &n->reference;
	int children = n->kind == NODE_CALL     ? n->call.transform->n_inputs
		       : n->kind == NODE_NEGATE ? 1
		       : n->kind == NODE_NUMBER ? 0
						: 2;
	for (int i = 0; i < children; i++) {
		const node_reference *found = group_below(e, n->children[i]);
		if (found)
			return found;
	}
	return NULL;
}

/* How many regions must be there for a figure of all of them: the group's members on that day, or
 * every region that has a series of the frequency. */
static size_t needed(const run *r, const node_reference *group, const panel *in,
		     tally_frequency frequency, tally_day day)
{
	size_t n = 0;
	if (!group) {
		for (size_t i = 0; i < in->n; i++)
			n += in->items[i].key.frequency == frequency;
		return n;
	}
	for (int32_t i = 0; i < tally_codes_n_memberships(r->e->codes); i++) {
		const tally_membership *m = tally_codes_membership(r->e->codes, i);
		n += m->group == group->group && strcmp(m->partition, group->partition) == 0 &&
		     (m->from == TALLY_DAY_NONE || m->from <= day) &&
		     (m->to == TALLY_DAY_NONE || m->to >= day);
	}
	return n;
}

typedef struct {
	const tally_point **values;
	tally_point *results;
	const node_reference *group;
} across;

/* The figures of one period: all[from..to). */
static size_t present(const gathered *all, size_t from, size_t to, const tally_point **values)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		if (!isnan(all[i].point->value))
			values[n++] = all[i].point;
	return n;
}

static void one_figure(run *r, const node *n, const panel *in, const gathered *all, size_t from,
		       size_t to, const across *a, tally_series *out)
{
	tally_period period = all[from].point->period;
	size_t have = present(all, from, to, a->values);
	tally_point result = {.value = NAN, .lo = NAN, .hi = NAN, .status = 'A'};
	if (have == 0 || (!r->options->skip_missing &&
			  have < needed(r, a->group, in, all[from].frequency, period.last))) {
		tally_series_put_missing(out, period, TALLY_INCOMPLETE);
		return;
	}
	n->call.transform->across(&n->call, a->values, have, &result);
	tally_series_put(out, period, result.value, result.lo, result.hi, result.status);
}

static tally_status evaluate_to_one(run *r, const node *n, const panel *in, const gathered *all,
				    size_t n_all, const across *a, panel *out)
{
	tally_status status = panel_alloc(r, out, TALLY_N_FREQUENCIES, n_all);
	if (status != TALLY_OK)
		return status;
	tally_series *s = NULL;
	for (size_t from = 0, to; from < n_all; from = to) {
		for (to = from + 1; to < n_all; to++)
			if (all[to].frequency != all[from].frequency ||
			    !tally_period_equal(all[to].point->period, all[from].point->period))
				break;
		if (!s || s->key.frequency != all[from].frequency) {
			if (s)
				panel_keep(out, s);
			tally_series_key key = in->items[all[from].item].key;
			key.region = a->group ? a->group->group : TALLY_NO_CODE;
			s = panel_next(out, &key);
		}
		one_figure(r, n, in, all, from, to, a, s);
	}
	if (s)
		panel_keep(out, s);
	out->named = true;
	return TALLY_OK;
}

static tally_status evaluate_to_each(run *r, const node *n, const panel *in, const gathered *all,
				     size_t n_all, const across *a, panel *out)
{
	tally_status status = panel_alloc(r, out, in->n, n_all);
	if (status != TALLY_OK)
		return status;
	for (size_t i = 0; i < in->n; i++) {
		tally_series_key key = in->items[i].key;
		key.base_unit = "1";
		tally_series *s = panel_next(out, &key);
		for (size_t k = 0; k < in->items[i].n; k++)
			tally_series_put_missing(s, in->items[i].points[k].period,
						 TALLY_NOT_PUBLISHED);
		panel_keep(out, s);
	}
	for (size_t from = 0, to; from < n_all; from = to) {
		for (to = from + 1; to < n_all; to++)
			if (all[to].frequency != all[from].frequency ||
			    !tally_period_equal(all[to].point->period, all[from].point->period))
				break;
		size_t have = present(all, from, to, a->values), k = 0;
		memset(a->results, 0, have * sizeof *a->results);
		n->call.transform->across(&n->call, a->values, have, a->results);
		for (size_t i = from; i < to; i++) {
			if (isnan(all[i].point->value))
				continue;
			tally_point *p = &out->items[all[i].item].points[all[i].place];
			p->value = a->results[k].value;
			p->status = a->results[k++].status;
			p->reason = TALLY_PRESENT;
		}
	}
	return TALLY_OK;
}

/* Series of one unit only can be compared across regions. */
static tally_status check_one_unit(run *r, const node *n, const panel *in)
{
	for (size_t i = 1; i < in->n; i++)
		if (strcmp(in->items[i].key.base_unit, in->items[0].key.base_unit) != 0)
			return tally_error_set(r->err, TALLY_EUSAGE,
					       "%s: column %d: %s over series in %s and in %s: "
					       "convert them first",
					       r->e->shown, n->column, n->call.transform->name,
					       in->items[0].key.base_unit,
					       in->items[i].key.base_unit);
	return TALLY_OK;
}

static tally_status evaluate_across(run *r, const node *n, const panel *in, panel *out)
{
	size_t n_all;
	tally_status status = check_one_unit(r, n, in);
	if (status != TALLY_OK)
		return status;
	gathered *all = gather(in, &n_all);
	across a = {.group = group_below(r->e, n->children[0])};
	a.values = malloc((in->n + 1) * sizeof *a.values);
	a.results = malloc((in->n + 1) * sizeof *a.results);
	if (!all || !a.values || !a.results)
		status = tally_error_memory(r->err);
	else if (n->call.transform->one_for_all)
		status = evaluate_to_one(r, n, in, all, n_all, &a, out);
	else
		status = evaluate_to_each(r, n, in, all, n_all, &a, out);
	free(all);
	free(a.values);
	free(a.results);
	return status;
}

/* --- nodes
 * ------------------------------------------------------------------------------------------ */

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
			status = each_pair(r, n, &in[0], &in[1], apply_pair, out);
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
		tally_ranged x =
		    combine(n->kind, tally_ranged_of(left.number), tally_ranged_of(right.number));
		*out = (panel){.scalar = true, .number = x.value};
	} else if (status == TALLY_OK && (left.scalar || right.scalar)) {
		status = combine_number(r, n, &left, &right, out);
	} else if (status == TALLY_OK) {
		status = each_pair(r, n, &left, &right, combine_pair, out);
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
			status = combine_number(r, &times, &in, &minus, out);
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
	if (result.n == 0)
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
