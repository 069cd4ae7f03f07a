/* spans.c: what a flow's figures of several spans have to do with each other.
 *
 * The days that begin or end a named span cut time into elementary segments; a span is the sum
 * of its segments. A segment that is a named span itself is that span's unknown, any other is
 * an unknown of its own; of a metric that cannot be negative neither can the segments, so
 * that cumulative figures never fall. Only spans that overlap others get rows, and none that
 * crosses a break. Cumulative figures since an unstated day (`../2026-04-10`) only never fall.
 * Seasonally adjusted figures do not add up over time; chained volumes do so softly. */
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cluster with more segments than this gets no rows: spans times segments would not be linear. */
enum { MAX_SEGMENTS = 2000 };

static int by_cell(const void *x, const void *y, void *context)
{
	const tally_network *net = context;
	int32_t i = *(const int32_t *)x, j = *(const int32_t *)y;

	return tally_cell_compare(&net->cell[i], &net->cell[j]);
}

static bool same_flow(const tally_cell *a, const tally_cell *b)
{
	return a->metric == b->metric && a->region == b->region && a->world == b->world &&
	       a->prices.kind == b->prices.kind && a->prices.year == b->prices.year;
}

static bool adds_over_time(const tally_network *net, const tally_cell *cell)
{
	if (cell->metric < 0 || cell->adjustment != 'N')
		return false;
	return tally_codes_metric(net->codes, cell->metric)->observed == TALLY_FLOW;
}

static int by_day(const void *x, const void *y)
{
	tally_day a = *(const tally_day *)x, b = *(const tally_day *)y;

	return (a > b) - (a < b);
}

/* Sorted days on which a span begins or the day after one ends, each once. */
static int cut_days(const tally_network *net, const int32_t *columns, int n, tally_day *cuts)
{
	int m = 0, kept = 0;

	for (int i = 0; i < n; i++) {
		cuts[m++] = net->cell[columns[i]].period.first;
		cuts[m++] = net->cell[columns[i]].period.last + 1;
	}
	qsort(cuts, (size_t)m, sizeof *cuts, by_day);
	for (int i = 0; i < m; i++)
		if (kept == 0 || cuts[i] != cuts[kept - 1])
			cuts[kept++] = cuts[i];
	return kept;
}

static void span_row(tally_builder *b, int32_t column, const tally_day *cuts, int n_cuts,
		     int32_t *segment, tally_entry *entries)
{
	tally_network *net = b->net;
	tally_cell cell = net->cell[column];
	double floor = net->floor[column];
	tally_row row = tally_row_from(TALLY_FROM_SPANS, column);
	int from = 0, to, n = 0;

	while (cuts[from] < cell.period.first)
		from++;
	for (to = from; cuts[to] <= cell.period.last; to++)
		;
	if (to - from < 2 || to >= n_cuts ||
	    tally_codes_break_between(net->codes, cell.metric, cell.region, cell.period.first,
				      cell.period.last))
		return;
	entries[n++] = (tally_entry){column, TALLY_COEFFICIENT_ONE, 0};
	for (int i = from; i < to; i++) {
		cell.period = (tally_period){cuts[i], cuts[i + 1] - 1};
		if (segment[i] == TALLY_NO_COLUMN)
			segment[i] = tally_cells_find(&net->cells, &cell);
		if (segment[i] == TALLY_NO_COLUMN)
			segment[i] = tally_build_fresh(b, floor);
		entries[n++] = (tally_entry){segment[i], TALLY_COEFFICIENT_MINUS_ONE, 0};
	}
	row.constant = true;
	row.lo = row.hi = 0;
	row.lo_open = row.hi_open = false;
	row.soft = cell.prices.kind == TALLY_PRICES_CHAINED;
	tally_build_row(b, row, entries, n);
}

/* Spans that hang together by overlapping. */
static void cluster(tally_builder *b, const int32_t *columns, int n)
{
	tally_day *cuts = malloc((size_t)n * 2 * sizeof *cuts);
	int32_t *segment = malloc((size_t)n * 2 * sizeof *segment);
	tally_entry *entries = malloc(((size_t)n * 2 + 1) * sizeof *entries);
	int n_cuts;

	if (!cuts || !segment || !entries) {
		b->failed = true;
	} else {
		n_cuts = cut_days(b->net, columns, n, cuts);
		memset(segment, 0xff, (size_t)n * 2 * sizeof *segment);
		for (int i = 0; i < n && n_cuts <= MAX_SEGMENTS && !b->failed; i++)
			span_row(b, columns[i], cuts, n_cuts, segment, entries);
	}
	free(cuts);
	free(segment);
	free(entries);
}

static void never_falls(tally_builder *b, int32_t earlier, int32_t later)
{
	tally_row row = tally_row_from(TALLY_FROM_CUMULATIVE, later);
	tally_entry entries[2] = {{later, TALLY_COEFFICIENT_ONE, 0},
				  {earlier, TALLY_COEFFICIENT_MINUS_ONE, 0}};

	if (b->net->floor[later] < 0)
		return;
	row.constant = true;
	row.lo = 0;
	row.lo_open = false;
	tally_build_row(b, row, entries, 2);
}

/* Takes single days out where the flow has spans of a month and more: a running total "as of" a
 * day, most likely, and not that day's flow. Returns how many are left. */
static int without_days(const tally_network *net, int32_t *columns, int n)
{
	enum { MONTH = 28 };
	bool longer = false;
	int kept = 0;

	for (int i = 0; i < n; i++) {
		tally_period p = net->cell[columns[i]].period;

		longer = longer || p.first == TALLY_DAY_OPEN || p.last - p.first >= MONTH - 1;
	}
	for (int i = 0; i < n; i++) {
		tally_period p = net->cell[columns[i]].period;

		if (!longer || p.first != p.last)
			columns[kept++] = columns[i];
	}
	return kept;
}

/* columns[0, n): the spans of one flow, by first day, then last. */
static void one_flow(tally_builder *b, const int32_t *columns, int n)
{
	tally_network *net = b->net;
	int i = 0;

	for (; i < n && net->cell[columns[i]].period.first == TALLY_DAY_OPEN; i++)
		if (i > 0)
			never_falls(b, columns[i - 1], columns[i]);
	while (i < n && !b->failed) {
		tally_day end = net->cell[columns[i]].period.last;
		int to = i + 1;

		while (to < n && net->cell[columns[to]].period.first <= end) {
			tally_day last = net->cell[columns[to++]].period.last;

			end = last > end ? last : end;
		}
		if (to - i > 1)
			cluster(b, columns + i, to - i);
		i = to;
	}
}

void tally_build_spans(tally_builder *b)
{
	tally_network *net = b->net;
	int32_t *sorted = malloc(((size_t)net->n_columns + 1) * sizeof *sorted), n = 0;

	if (!sorted) {
		b->failed = true;
		return;
	}
	for (int32_t i = 0; i < net->n_columns; i++)
		if (adds_over_time(net, &net->cell[i]))
			sorted[n++] = i;
	qsort_r(sorted, (size_t)n, sizeof *sorted, by_cell, net);
	for (int32_t from = 0, to; from < n && !b->failed; from = to) {
		for (to = from + 1; to < n; to++)
			if (!same_flow(&net->cell[sorted[from]], &net->cell[sorted[to]]))
				break;
		if (to - from > 1)
			one_flow(b, sorted + from, without_days(net, sorted + from, to - from));
	}
	free(sorted);
}
