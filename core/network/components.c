/* components.c: which unknowns hang together by hard rows (union-find with path halving), and the
 * rows and columns of each component in order. */
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int32_t root_of(int32_t *parent, int32_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

static void join_rows(const tally_network *net, int32_t *parent)
{
	for (int32_t i = 0; i < net->n_hard; i++) {
		const tally_row *row = &net->rows[i];
		int32_t first = root_of(parent, net->entries[row->first].column);

		for (int k = 1; k < row->n; k++) {
			int32_t other =
			    root_of(parent, net->entries[row->first + (uint32_t)k].column);

			if (other < first) {
				parent[first] = other;
				first = other;
			} else {
				parent[other] = first;
			}
		}
	}
}

/* Components are numbered by their first column; unknowns in no hard row belong to none. */
static void number_components(tally_network *net, int32_t *parent)
{
	for (int32_t i = 0; i < net->n_columns; i++)
		net->component[i] = -1;
	for (int32_t i = 0; i < net->n_hard; i++) {
		const tally_row *row = &net->rows[i];

		if (row->n > 0)
			net->component[root_of(parent, net->entries[row->first].column)] = -2;
	}
	for (int32_t i = 0; i < net->n_columns; i++) {
		int32_t root = root_of(parent, i);

		if (root == i && net->component[i] == -2)
			net->component[i] = net->n_components++;
		else if (root != i)
			net->component[i] = net->component[root];
	}
}

/* Counting sort of items 0..n by their component; start gets the n_components + 1 beginnings. */
static void sort_by_component(int32_t n, const int32_t *component_of, int32_t n_components,
			      int32_t *start, int32_t *sorted)
{
	memset(start, 0, ((size_t)n_components + 1) * sizeof *start);
	for (int32_t i = 0; i < n; i++)
		if (component_of[i] >= 0)
			start[component_of[i] + 1]++;
	for (int32_t c = 0; c < n_components; c++)
		start[c + 1] += start[c];
	for (int32_t i = 0; i < n; i++)
		if (component_of[i] >= 0)
			sorted[start[component_of[i]]++] = i;
	for (int32_t c = n_components; c > 0; c--)
		start[c] = start[c - 1];
	start[0] = 0;
}

static void list_touching_rows(tally_network *net)
{
	uint32_t *start = net->touch_start;

	memset(start, 0, ((size_t)net->n_columns + 1) * sizeof *start);
	for (int32_t i = 0; i < net->n_hard; i++)
		for (int k = 0; k < net->rows[i].n; k++)
			start[net->entries[net->rows[i].first + (uint32_t)k].column + 1]++;
	for (int32_t j = 0; j < net->n_columns; j++)
		start[j + 1] += start[j];
	for (int32_t i = 0; i < net->n_hard; i++)
		for (int k = 0; k < net->rows[i].n; k++)
			net->touch[start[net->entries[net->rows[i].first + (uint32_t)k].column]++] =
			    i;
	for (int32_t j = net->n_columns; j > 0; j--)
		start[j] = start[j - 1];
	start[0] = 0;
}

void tally_build_components(tally_builder *b)
{
	tally_network *net = b->net;
	size_t n = (size_t)net->n_columns + 1, m = (size_t)net->n_hard + 1;
	int32_t *parent = malloc(n * sizeof *parent), *of_row = malloc(m * sizeof *of_row);

	net->component = malloc(n * sizeof *net->component);
	net->component_columns = malloc(n * sizeof *net->component_columns);
	net->component_rows = malloc(m * sizeof *net->component_rows);
	net->touch_start = malloc(n * sizeof *net->touch_start);
	net->touch = malloc(((size_t)net->n_entries + 1) * sizeof *net->touch);
	if (!parent || !of_row || !net->component || !net->component_columns ||
	    !net->component_rows || !net->touch_start || !net->touch) {
		b->failed = true;
		goto cleanup;
	}
	for (int32_t i = 0; i < net->n_columns; i++)
		parent[i] = i;
	join_rows(net, parent);
	number_components(net, parent);
	net->rows_start = malloc(((size_t)net->n_components + 1) * sizeof *net->rows_start);
	net->columns_start = malloc(((size_t)net->n_components + 1) * sizeof *net->columns_start);
	if (!net->rows_start || !net->columns_start) {
		b->failed = true;
		goto cleanup;
	}
	for (int32_t i = 0; i < net->n_hard; i++)
		of_row[i] = net->component[net->entries[net->rows[i].first].column];
	sort_by_component(net->n_columns, net->component, net->n_components, net->columns_start,
			  net->component_columns);
	sort_by_component(net->n_hard, of_row, net->n_components, net->rows_start,
			  net->component_rows);
	list_touching_rows(net);
cleanup:
	free(parent);
	free(of_row);
}

bool tally_row_is_homogeneous(const tally_row *row)
{
	if (row->origin == TALLY_FROM_CLAIM && row->constant && row->n == 1)
		return false; /* a printed level, be it 0 */
	return !row->constant ||
	       ((row->lo == 0 || isinf(row->lo)) && (row->hi == 0 || isinf(row->hi)));
}

bool tally_network_is_cone(const tally_network *net, int32_t component)
{
	for (int32_t i = net->rows_start[component]; i < net->rows_start[component + 1]; i++)
		if (!tally_row_is_homogeneous(&net->rows[net->component_rows[i]]))
			return false;
	return true;
}
