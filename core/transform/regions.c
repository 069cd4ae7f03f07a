/* regions.c: transforms over all regions at once: the figures are sorted into periods by counting.
 */
#include "transform/panel.h"

#include <stdlib.h>
#include <string.h>

/* --- figures by period ----------------------------------------------------------------- */

/* All regions' figures of one frequency and period: members[start .. start + n). */
typedef struct {
	tally_frequency frequency;
	tally_period period;
	size_t n, start;
} slot;

typedef struct {
	uint32_t item, place; /* points[place] of items[item] */
} member;

typedef struct {
	slot *slots; /* in the order of frequency and period */
	size_t n_slots, cap_slots;
	member *members;
	size_t n;
} gathered;

static int compare_slot(const slot *s, tally_frequency frequency, tally_period period)
{
	int order = (s->frequency > frequency) - (s->frequency < frequency);
	return order ? order : tally_period_compare(s->period, period);
}

/* The first slot at or behind a period, looked for from `at` on. */
static size_t seek(const gathered *g, size_t at, tally_frequency frequency, tally_period period)
{
	while (at < g->n_slots && compare_slot(&g->slots[at], frequency, period) < 0)
		at++;
	return at;
}

static bool insert_slot(gathered *g, size_t at, tally_frequency frequency, tally_period period)
{
	if (g->n_slots == g->cap_slots) {
		size_t cap = 2 * g->cap_slots + 64;
		slot *slots = realloc(g->slots, cap * sizeof *slots);
		if (!slots)
			return false;
		g->slots = slots;
		g->cap_slots = cap;
	}
	memmove(&g->slots[at + 1], &g->slots[at], (g->n_slots - at) * sizeof *g->slots);
	g->slots[at] = (slot){frequency, period, 0, 0};
	g->n_slots++;
	return true;
}

/* Counts every point in its slot, making slots as they are met. Series and slots run forward
 * together, so this is linear but for new slots in the middle. */
static bool count_points(gathered *g, const panel *in)
{
	for (size_t i = 0; i < in->n; i++) {
		tally_frequency f = in->items[i].key.frequency;
		size_t at = 0;
		for (size_t k = 0; k < in->items[i].n; k++) {
			tally_period p = in->items[i].points[k].period;
			at = seek(g, at, f, p);
			if ((at == g->n_slots || compare_slot(&g->slots[at], f, p) != 0) &&
			    !insert_slot(g, at, f, p))
				return false;
			g->slots[at].n++;
			g->n++;
		}
	}
	return true;
}

static void place_points(gathered *g, const panel *in)
{
	size_t start = 0;
	for (size_t i = 0; i < g->n_slots; i++) {
		g->slots[i].start = start;
		start += g->slots[i].n;
		g->slots[i].n = 0;
	}
	for (size_t i = 0; i < in->n; i++) {
		size_t at = 0;
		for (size_t k = 0; k < in->items[i].n; k++) {
			at = seek(g, at, in->items[i].key.frequency, in->items[i].points[k].period);
			slot *s = &g->slots[at];
			g->members[s->start + s->n++] = (member){(uint32_t)i, (uint32_t)k};
		}
	}
}

static void gathered_release(gathered *g)
{
	free(g->slots);
	free(g->members);
}

static bool gather(const panel *in, gathered *g)
{
	*g = (gathered){0};
	if (in->n > UINT32_MAX || !count_points(g, in))
		return false;
	g->members = malloc((g->n + 1) * sizeof *g->members);
	if (!g->members)
		return false;
	place_points(g, in);
	return true;
}

static const tally_point *point_of(const panel *in, member m)
{
	return &in->items[m.item].points[m.place];
}

/* --- one period --------------------------------------------------------------------------- */

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

typedef struct {
	const tally_point **values;
	tally_point *results;
	const node_reference *group;
	size_t n_series[TALLY_N_FREQUENCIES]; /* of each frequency */
} across;

/* How many regions must be there for a figure of all of them: the group's members on that day, or
 * every region that has a series of the frequency. */
static size_t needed(const run *r, const across *a, const slot *s)
{
	size_t n = 0;
	if (!a->group)
		return a->n_series[s->frequency];
	for (int32_t i = 0; i < tally_codes_n_memberships(r->e->codes); i++) {
		const tally_membership *m = tally_codes_membership(r->e->codes, i);
		n += m->group == a->group->group &&
		     strcmp(m->partition, a->group->partition) == 0 &&
		     (m->from == TALLY_DAY_NONE || m->from <= s->period.last) &&
		     (m->to == TALLY_DAY_NONE || m->to >= s->period.last);
	}
	return n;
}

/* The figures of a slot that are there. */
static size_t present(const panel *in, const gathered *g, const slot *s, const tally_point **values)
{
	size_t n = 0;
	for (size_t i = s->start; i < s->start + s->n; i++) {
		const tally_point *p = point_of(in, g->members[i]);
		if (!isnan(p->value))
			values[n++] = p;
	}
	return n;
}

static void one_figure(run *r, const node *n, const panel *in, const gathered *g, const slot *s,
		       const across *a, tally_series *out)
{
	size_t have = present(in, g, s, a->values);
	tally_point result = {.value = NAN, .lo = NAN, .hi = NAN, .status = 'A'};
	if (have == 0 || (!r->options->skip_missing && have < needed(r, a, s))) {
		tally_series_put_missing(out, s->period, TALLY_INCOMPLETE);
		return;
	}
	n->call.transform->across(&n->call, a->values, have, &result);
	tally_series_put(out, s->period, result.value, result.lo, result.hi, result.status);
}

static tally_status evaluate_to_one(run *r, const node *n, const panel *in, const gathered *g,
				    const across *a, panel *out)
{
	tally_status status = panel_alloc(r, out, TALLY_N_FREQUENCIES, g->n_slots);
	if (status != TALLY_OK)
		return status;
	tally_series *s = NULL;
	for (size_t i = 0; i < g->n_slots; i++) {
		const slot *now = &g->slots[i];
		if (!s || s->key.frequency != now->frequency) {
			if (s)
				panel_keep(out, s);
			tally_series_key key = in->items[g->members[now->start].item].key;
			key.region = a->group ? a->group->group : TALLY_NO_CODE;
			s = panel_next(out, &key);
		}
		one_figure(r, n, in, g, now, a, s);
	}
	if (s)
		panel_keep(out, s);
	out->named = true;
	return TALLY_OK;
}

/* Every point missing at first, in the shape of the input. */
static tally_status same_shape(run *r, const panel *in, size_t n_points, panel *out)
{
	tally_status status = panel_alloc(r, out, in->n, n_points);
	for (size_t i = 0; status == TALLY_OK && i < in->n; i++) {
		tally_series_key key = in->items[i].key;
		key.base_unit = "1";
		tally_series *s = panel_next(out, &key);
		for (size_t k = 0; k < in->items[i].n; k++)
			tally_series_put_missing(s, in->items[i].points[k].period,
						 TALLY_NOT_PUBLISHED);
		panel_keep(out, s);
	}
	return status;
}

static tally_status evaluate_to_each(run *r, const node *n, const panel *in, const gathered *g,
				     const across *a, panel *out)
{
	tally_status status = same_shape(r, in, g->n, out);
	for (size_t i = 0; status == TALLY_OK && i < g->n_slots; i++) {
		const slot *s = &g->slots[i];
		size_t have = present(in, g, s, a->values), k = 0;
		memset(a->results, 0, have * sizeof *a->results);
		n->call.transform->across(&n->call, a->values, have, a->results);
		for (size_t m = s->start; m < s->start + s->n; m++) {
			member at = g->members[m];
			if (isnan(point_of(in, at)->value))
				continue;
			tally_point *p = &out->items[at.item].points[at.place];
			p->value = a->results[k].value;
			p->status = a->results[k++].status;
			p->reason = isnan(p->value) ? TALLY_NO_PARTNER : TALLY_PRESENT;
		}
	}
	return status;
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
	gathered g;
	tally_status status = check_one_unit(r, n, in);
	if (status != TALLY_OK)
		return status;
	across a = {.group = group_below(r->e, n->children[0])};
	a.values = malloc((in->n + 1) * sizeof *a.values);
	a.results = malloc((in->n + 1) * sizeof *a.results);
	for (size_t i = 0; i < in->n; i++)
		a.n_series[in->items[i].key.frequency]++;
	if (!gather(in, &g) || !a.values || !a.results)
		status = tally_error_memory(r->err);
	else if (n->call.transform->one_for_all)
		status = evaluate_to_one(r, n, in, &g, &a, out);
	else
		status = evaluate_to_each(r, n, in, &g, &a, out);
	gathered_release(&g);
	free(a.values);
	free(a.results);
	return status;
}
