/* pivot.c: cells into a table whose rows are regions and periods.
 *
 * Cells are sorted by (region, period); each run of equal keys is a row. lo, hi and status of a
 * column stand beside it under its name with an ending. */
#include "export/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	int32_t first, lo, hi, status; /* numbers of the frame's columns, -1: none */
} column_group;

typedef struct {
	tally_dataset *f;
	const tally_claims *claims;
	unsigned with;
	bool regions;
	column_group *groups;
	bool failed;
} pivot;

static int by_place(const void *a, const void *b)
{
	const frame_cell *x = a, *y = b;

	if (x->region != y->region)
		return x->region < y->region ? -1 : 1;
	int order = tally_period_compare(x->period, y->period);
	if (order != 0)
		return order;
	return (x->column > y->column) - (x->column < y->column);
}

static bool same_row(const frame_cell *a, const frame_cell *b)
{
	return a->region == b->region && tally_period_equal(a->period, b->period);
}

static size_t count_rows(const frame_cell *cells, size_t n)
{
	size_t rows = 0;
	for (size_t i = 0; i < n; i++)
		rows += i == 0 || !same_row(&cells[i - 1], &cells[i]);
	return rows;
}

static bool add_keys(pivot *p)
{
	tally_dataset *f = p->f;

	if (p->regions) {
		tally_column *region =
		    frame_column(f, TALLY_COLUMN_TEXT, "region", "Region", "地区");
		if (region == NULL)
			return false;
		region->list = TALLY_LIST_REGIONS;
		f->unit_column = 0;
	}
	f->time_column = f->n_columns;
	return frame_column(f, TALLY_COLUMN_PERIOD, "period", "Period", "时期") != NULL;
}

static int32_t add_beside(pivot *p, const frame_pivot_column *c, const char *ending,
			  tally_column_kind kind, const char *label_en, const char *label_zh)
{
	char name[TALLY_VARIABLE_MAX + 1], en[600], zh[600];
	int keep = TALLY_VARIABLE_MAX - (int)strlen(ending);

	snprintf(name, sizeof name, "%.*s%s", keep, c->wanted, ending);
	snprintf(en, sizeof en, "%s: %s", c->label_en, label_en);
	snprintf(zh, sizeof zh, "%s：%s", c->label_zh, label_zh);
	tally_column *made = frame_column(p->f, kind, name, en, zh);
	if (made == NULL || (kind == TALLY_COLUMN_NUMBER && !(made->unit = c->unit)))
		return -2;
	char head[200];
	snprintf(head, sizeof head, "%s%s", c->head, ending);
	return frame_set_head(made, head) ? p->f->n_columns - 1 : -2;
}

static bool add_group(pivot *p, const frame_pivot_column *c, column_group *g)
{
	tally_column *made =
	    frame_column(p->f, TALLY_COLUMN_NUMBER, c->wanted, c->label_en, c->label_zh);

	*g = (column_group){p->f->n_columns - 1, -1, -1, -1};
	if (made == NULL || !frame_set_head(made, c->head))
		return false;
	made->figures = true;
	made->unit = c->unit;
	made->vintage = c->vintage;
	made->status = calloc(p->f->n + 1, 1);
	if (made->status == NULL)
		return false;
	if (p->with & TALLY_WITH_LO)
		g->lo = add_beside(p, c, "_lo", TALLY_COLUMN_NUMBER, "lower end", "下限");
	if (p->with & TALLY_WITH_HI)
		g->hi = add_beside(p, c, "_hi", TALLY_COLUMN_NUMBER, "upper end", "上限");
	if (p->with & TALLY_WITH_STATUS)
		g->status = add_beside(p, c, "_status", TALLY_COLUMN_TEXT, "status", "状态");
	return g->lo > -2 && g->hi > -2 && g->status > -2;
}

static void put_keys(pivot *p, const frame_cell *cell, size_t row)
{
	tally_dataset *f = p->f;

	f->columns[f->time_column].periods[row] = cell->period;
	if (p->regions &&
	    !frame_put_text(f, &f->columns[f->unit_column], row,
			    tally_codes_region(f->codes, cell->series->key.region)->code))
		p->failed = true;
}

static void put_cell(pivot *p, const frame_cell *cell, size_t row)
{
	const column_group *g = &p->groups[cell->column];
	tally_column *columns = p->f->columns, *c = &columns[g->first];
	const tally_point *point = cell->point;
	char letter[2] = {point->status != 0 ? point->status : 'A', '\0'};
	int decimals = frame_decimals(p->claims, p->f->codes, cell->series, point);

	c->numbers[row] = point->value;
	c->status[row] = letter[0];
	c->decimals = decimals > c->decimals ? decimals : c->decimals;
	if (g->lo >= 0)
		columns[g->lo].numbers[row] = point->lo;
	if (g->hi >= 0)
		columns[g->hi].numbers[row] = point->hi;
	if (g->status >= 0 && !frame_put_text(p->f, &columns[g->status], row, letter))
		p->failed = true;
}

tally_status frame_pivot(tally_dataset *out, frame_cell *cells, size_t n_cells,
			 const frame_pivot_column *columns, int32_t n_columns,
			 const tally_claims *claims, unsigned with, bool regions, tally_error *err)
{
	pivot p = {.f = out, .claims = claims, .with = with, .regions = regions};
	size_t row = 0;

	qsort(cells, n_cells, sizeof *cells, by_place);
	out->n = count_rows(cells, n_cells);
	p.groups = calloc((size_t)n_columns + 1, sizeof *p.groups);
	p.failed = p.groups == NULL || !add_keys(&p);
	for (int32_t i = 0; i < n_columns && !p.failed; i++)
		p.failed = !add_group(&p, &columns[i], &p.groups[i]);
	for (size_t i = 0; i < n_cells && !p.failed; i++) {
		row += i > 0 && !same_row(&cells[i - 1], &cells[i]);
		if (i == 0 || !same_row(&cells[i - 1], &cells[i]))
			put_keys(&p, &cells[i], row);
		put_cell(&p, &cells[i], row);
	}
	free(p.groups);
	return p.failed ? tally_error_memory(err) : TALLY_OK;
}
