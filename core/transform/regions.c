/* regions.c: transforms over all regions at once. */
#include "transform/panel.h"

#include <stdlib.h>
#include <string.h>

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

tally_status evaluate_across(run *r, const node *n, const panel *in, panel *out)
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
