/* codes_check.c: what only the whole of the lists can tell.
 *
 * - groups in a circle: a depth-first search over memberships, with an explicit stack;
 * - a linear rule adds metrics of one base unit only;
 * - every metric's and unit's base fit: the metric's base unit is a base of units.csv. */
#include "codes_inside.h"

#include <stdlib.h>
#include <string.h>

/* Memberships by group: members of group g are at [start[g], start[g + 1]) of `order`. */
typedef struct {
	int32_t *start, *order;
	int32_t *stack, *next; /* the path of the search, and how far each group got */
	char *state;           /* 0 not seen, 1 on the path, 2 done */
} graph;

static bool graph_new(graph *g, const tally_codes *codes)
{
	size_t n = (size_t)codes->regions.n + 1, m = (size_t)codes->memberships.n + 1;

	*g = (graph){calloc(n + 1, sizeof(int32_t)), calloc(m, sizeof(int32_t)),
		     calloc(n, sizeof(int32_t)), calloc(n, sizeof(int32_t)), calloc(n, 1)};
	if (!g->start || !g->order || !g->stack || !g->next || !g->state)
		return false;
	for (int32_t i = 0; i < codes->memberships.n; i++)
		g->start[((tally_membership *)codes->memberships.rows[i])->group + 1]++;
	for (int32_t i = 0; i < codes->regions.n; i++)
		g->start[i + 1] += g->start[i];
	for (int32_t i = 0; i < codes->memberships.n; i++) {
		int32_t group = ((tally_membership *)codes->memberships.rows[i])->group;
		g->order[g->start[group] + g->next[group]++] = i;
	}
	return true;
}

static void graph_free(graph *g)
{
	free(g->start);
	free(g->order);
	free(g->stack);
	free(g->next);
	free(g->state);
}

/* Walks all groups below `root`; complains of every membership that leads back to the path. */
static void walk(graph *g, const tally_codes *codes, int32_t root, tally_diagnostics *list)
{
	int32_t depth = 0;

	g->stack[depth++] = root;
	g->state[root] = 1;
	g->next[root] = g->start[root];
	while (depth > 0) {
		int32_t group = g->stack[depth - 1];
		if (g->next[group] == g->start[group + 1]) {
			g->state[group] = 2;
			depth--;
			continue;
		}
		int32_t at = g->order[g->next[group]++];
		int32_t member = ((tally_membership *)codes->memberships.rows[at])->member;
		if (g->state[member] == 1) {
			tally_diagnostics_add(list, TALLY_ERROR, codes->memberships.files[at],
					      codes->memberships.lines[at], 0,
					      "groups in a circle: %s is a member of %s, which "
					      "already belongs to it",
					      tally_codes_region(codes, member)->code,
					      tally_codes_region(codes, group)->code);
		} else if (g->state[member] == 0) {
			g->state[member] = 1;
			g->next[member] = g->start[member];
			g->stack[depth++] = member;
		}
	}
}

static bool check_circles(const tally_codes *codes, tally_diagnostics *list)
{
	graph g;
	bool done = graph_new(&g, codes);

	for (int32_t i = 0; done && i < codes->regions.n; i++)
		if (g.state[i] == 0)
			walk(&g, codes, i, list);
	graph_free(&g);
	return done;
}

static void check_rule(const tally_codes *codes, int32_t i, tally_diagnostics *list)
{
	const tally_rule *rule = codes->rules.rows[i];
	const tally_metric *lhs = codes->metrics.rows[rule->lhs];

	for (int k = 0; rule->shape == TALLY_RULE_LINEAR && k < rule->n_terms; k++) {
		if (rule->terms[k].metric == TALLY_NO_CODE)
			continue;
		const tally_metric *m = codes->metrics.rows[rule->terms[k].metric];
		if (strcmp(m->base_unit, lhs->base_unit) != 0)
			tally_diagnostics_add(
			    list, TALLY_ERROR, codes->rules.files[i], codes->rules.lines[i], 0,
			    "rule \"%s\": %s is in %s and %s in %s: they cannot be added",
			    rule->text, lhs->code, lhs->base_unit, m->code, m->base_unit);
	}
}

static void check_base_units(const tally_codes *codes, tally_diagnostics *list)
{
	const char *before = ""; /* most metrics are in the unit of the one before */

	for (int32_t i = 0; i < codes->metrics.n; i++) {
		const tally_metric *m = codes->metrics.rows[i];
		bool known = codes->units.n == 0 || /* lists without units: nothing to compare */
			     strcmp(m->base_unit, before) == 0;
		for (int32_t u = 0; !known && u < codes->units.n; u++)
			known =
			    strcmp(((tally_unit *)codes->units.rows[u])->base, m->base_unit) == 0;
		if (!known)
			tally_diagnostics_add(list, TALLY_ERROR, codes->metrics.files[i],
					      codes->metrics.lines[i], 0,
					      "metric %s: no unit in units.csv has the base \"%s\"",
					      m->code, m->base_unit);
		else
			before = m->base_unit;
	}
}

tally_status tally_codes_finish(tally_codes *codes, tally_diagnostics *list, tally_error *err)
{
	tally_diagnostics own = {.max = 1};
	tally_diagnostics *all = list ? list : &own;
	size_t before = all->errors;

	if (!check_circles(codes, all))
		return tally_error_memory(err);
	for (int32_t i = 0; i < codes->rules.n; i++)
		check_rule(codes, i, all);
	check_base_units(codes, all);
	size_t errors = all->errors - before;
	tally_diagnostics_release(&own);
	if (errors)
		return tally_error_set(err, TALLY_EINPUT, "the code lists have %zu error%s", errors,
				       errors == 1 ? "" : "s");
	return TALLY_OK;
}
