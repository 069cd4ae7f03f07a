/* cells.c: open addressing with linear probing over a hash of the whole cell. */
#include "cells.h"

#include <stdlib.h>
#include <string.h>

bool tally_cell_equal(const tally_cell *a, const tally_cell *b)
{
	return a->metric == b->metric && a->region == b->region &&
	       a->period.first == b->period.first && a->period.last == b->period.last &&
	       a->prices.kind == b->prices.kind && a->prices.year == b->prices.year &&
	       a->adjustment == b->adjustment && a->world == b->world;
}

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int tally_cell_compare(const tally_cell *a, const tally_cell *b)
{
	int c = compare_int(a->metric, b->metric);

	c = c ? c : compare_int(a->region, b->region);
	c = c ? c : compare_int(a->prices.kind, b->prices.kind);
	c = c ? c : compare_int(a->prices.year, b->prices.year);
	c = c ? c : compare_int(a->adjustment, b->adjustment);
	c = c ? c : compare_int(a->world, b->world);
	c = c ? c : compare_int(a->period.first, b->period.first);
	return c ? c : compare_int(a->period.last, b->period.last);
}

/* The finaliser of splitmix64 over the packed fields. */
static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) + 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
	return h ^ (h >> 31);
}

static uint64_t pack(int32_t a, int32_t b)
{
	return (uint64_t)(uint32_t)a << 32 | (uint32_t)b;
}

static uint32_t hash(const tally_cell *c)
{
	int32_t how = c->prices.kind << 24 | (uint16_t)c->prices.year << 8 | (uint8_t)c->adjustment;
	uint64_t h = mix(pack(c->metric, c->region), pack(c->period.first, c->period.last));

	return (uint32_t)mix(h, pack(c->world, how));
}

static uint32_t slot_of(const tally_cells *t, const tally_cell *cell)
{
	uint32_t i = hash(cell) & (t->n_slots - 1);

	while (t->slots[i] >= 0 && !tally_cell_equal(&t->cells[t->slots[i]], cell))
		i = (i + 1) & (t->n_slots - 1);
	return i;
}

int32_t tally_cells_find(const tally_cells *t, const tally_cell *cell)
{
	int32_t at;

	if (!t->n_slots)
		return TALLY_NO_COLUMN;
	at = t->slots[slot_of(t, cell)];
	return at < 0 ? TALLY_NO_COLUMN : t->columns[at];
}

static bool rehash(tally_cells *t, uint32_t n_slots)
{
	int32_t *slots = malloc(n_slots * sizeof *slots);

	if (!slots)
		return false;
	memset(slots, 0xff, n_slots * sizeof *slots);
	free(t->slots);
	t->slots = slots;
	t->n_slots = n_slots;
	for (int32_t k = 0; k < t->n; k++)
		t->slots[slot_of(t, &t->cells[k])] = k;
	return true;
}

bool tally_cells_reserve(tally_cells *t, size_t n)
{
	uint32_t n_slots = t->n_slots ? t->n_slots : 64;
	tally_cell *cells;
	int32_t *columns;

	if (n >= INT32_MAX / 4)
		return false;
	while (n_slots < 2 * n)
		n_slots *= 2;
	if (n_slots > t->n_slots && !rehash(t, n_slots))
		return false;
	if ((size_t)t->capacity >= n)
		return true;
	cells = realloc(t->cells, n * sizeof *cells);
	if (cells)
		t->cells = cells;
	columns = realloc(t->columns, n * sizeof *columns);
	if (columns)
		t->columns = columns;
	if (!cells || !columns)
		return false;
	t->capacity = (int32_t)n;
	return true;
}

bool tally_cells_add(tally_cells *t, const tally_cell *cell, int32_t column)
{
	if (t->n == t->capacity && !tally_cells_reserve(t, t->n ? 2 * (size_t)t->n : 32))
		return false;
	t->cells[t->n] = *cell;
	t->columns[t->n] = column;
	t->slots[slot_of(t, cell)] = t->n;
	t->n++;
	return true;
}

void tally_cells_release(tally_cells *t)
{
	free(t->cells);
	free(t->columns);
	free(t->slots);
	memset(t, 0, sizeof *t);
}
