/* system.c: building sparse interval systems, their connected components and parts. */
#include "system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Most rows, columns or claims of one system. */
#define MOST (1 << 30)

/* Gives an array of `size` bytes an item room for `room` items. */
static bool resize(void *array, size_t size, int64_t room)
{
	void *grown;
	memcpy(&grown, array, sizeof grown);
	grown = realloc(grown, (size_t)room * size);
	if (!grown)
		return false;
	memcpy(array, &grown, sizeof grown);
	return true;
}

static int32_t doubled(int32_t cap)
{
	return cap ? 2 * cap : 16;
}

tally_bound tally_bound_infinite(void)
{
	return (tally_bound){.den = 1, .infinite = true};
}

int32_t tally_system_add_column(tally_system *s, tally_bound lo, tally_bound hi)
{
	if (s->n_columns == s->cap_columns) {
		int32_t room = doubled(s->cap_columns);
		if (room > MOST || !resize(&s->column_lo, sizeof lo, room) ||
		    !resize(&s->column_hi, sizeof hi, room))
			return -1;
		s->cap_columns = room;
	}
	s->column_lo[s->n_columns] = lo;
	s->column_hi[s->n_columns] = hi;
	return s->n_columns++;
}

int32_t tally_system_add_claim(tally_system *s, double weight)
{
	if (s->n_claims == s->cap_claims) {
		int32_t room = doubled(s->cap_claims);
		if (room > MOST || !resize(&s->claim_weight, sizeof weight, room))
			return -1;
		s->cap_claims = room;
	}
	s->claim_weight[s->n_claims] = weight;
	return s->n_claims++;
}

static bool room_for_row(tally_system *s, int n_entries)
{
	if (s->n_rows == s->cap_rows) {
		int32_t room = doubled(s->cap_rows);
		if (room > MOST ||
		    !resize(&s->row_start, sizeof *s->row_start, (int64_t)room + 1) ||
		    !resize(&s->row_lo, sizeof *s->row_lo, room) ||
		    !resize(&s->row_hi, sizeof *s->row_hi, room) ||
		    !resize(&s->row_claim, sizeof *s->row_claim, room))
			return false;
		s->cap_rows = room;
	}
	s->row_start[0] = 0;
	int64_t wanted = s->row_start[s->n_rows] + n_entries, room = s->cap_entries;
	if (wanted <= room)
		return true;
	for (room = room ? room : 16; room < wanted;)
		room *= 2;
	if (!resize(&s->column, sizeof *s->column, room) ||
	    !resize(&s->coefficient, sizeof *s->coefficient, room))
		return false;
	s->cap_entries = room;
	return true;
}

/* Shell sort of a row's entries by column; rows are short and mostly in order already. */
static void sort_entries(int32_t *column, tally_number *a, int n)
{
	int gap = 1;
	while (gap < n / 3)
		gap = 3 * gap + 1;
	for (; gap; gap /= 3)
		for (int i = gap; i < n; i++) {
			int32_t c = column[i];
			tally_number v = a[i];
			int k = i;
			for (; k >= gap && column[k - gap] > c; k -= gap) {
				column[k] = column[k - gap];
				a[k] = a[k - gap];
			}
			column[k] = c;
			a[k] = v;
		}
}

/* Adds up entries of one column, drops zeros; returns how many are left. */
static int merge_entries(int32_t *column, tally_number *a, int n)
{
	int kept = 0;
	for (int i = 0; i < n;) {
		tally_number sum = a[i];
		int32_t c = column[i];
		for (i++; i < n && column[i] == c; i++)
			sum = tally_number_add(sum, a[i]);
		if (tally_number_zero(sum))
			continue;
		column[kept] = c;
		a[kept++] = sum;
	}
	return kept;
}

int32_t tally_system_add_row(tally_system *s, const int32_t *columns,
			     const tally_number *coefficients, int n, tally_bound lo,
			     tally_bound hi, int32_t claim)
{
	if (!room_for_row(s, n))
		return -1;
	int32_t row = s->n_rows++;
	int64_t start = s->row_start[row];
	if (n) {
		memcpy(s->column + start, columns, (size_t)n * sizeof *columns);
		memcpy(s->coefficient + start, coefficients, (size_t)n * sizeof *coefficients);
		sort_entries(s->column + start, s->coefficient + start, n);
		n = merge_entries(s->column + start, s->coefficient + start, n);
	}
	s->row_start[row + 1] = start + n;
	s->row_lo[row] = lo;
	s->row_hi[row] = hi;
	s->row_claim[row] = claim;
	return row;
}

void tally_system_release(tally_system *s)
{
	free(s->column_lo);
	free(s->column_hi);
	free(s->row_start);
	free(s->column);
	free(s->coefficient);
	free(s->row_lo);
	free(s->row_hi);
	free(s->row_claim);
	free(s->claim_weight);
	*s = (tally_system){0};
}

double tally_system_activity(const tally_system *s, int32_t row, const double *x)
{
	double sum = 0;
	for (int64_t k = s->row_start[row]; k < s->row_start[row + 1]; k++)
		sum += s->coefficient[k].value * x[s->column[k]];
	return sum;
}

/* --- components: union-find over columns, the smaller index leads ------------------------ */

static int32_t find(int32_t *leader, int32_t j)
{
	while (leader[j] != j) {
		leader[j] = leader[leader[j]];
		j = leader[j];
	}
	return j;
}

static void join(int32_t *leader, int32_t a, int32_t b)
{
	a = find(leader, a), b = find(leader, b);
	if (a < b)
		leader[b] = a;
	else
		leader[a] = b;
}

static void join_rows(const tally_system *s, int32_t *leader, int32_t *claim_column)
{
	for (int32_t c = 0; c < s->n_claims; c++)
		claim_column[c] = -1;
	for (int32_t i = 0; i < s->n_rows; i++) {
		if (s->row_start[i] == s->row_start[i + 1])
			continue;
		int32_t first = s->column[s->row_start[i]], claim = s->row_claim[i];
		for (int64_t k = s->row_start[i] + 1; k < s->row_start[i + 1]; k++)
			join(leader, first, s->column[k]);
		if (claim >= 0 && claim_column[claim] >= 0)
			join(leader, first, claim_column[claim]);
		else if (claim >= 0)
			claim_column[claim] = first;
	}
}

/* start[] and items[] of the n groups that of[] names for each of `count` things. */
static void bucket(const int32_t *of, int32_t count, int32_t n, int32_t *start, int32_t *items)
{
	memset(start, 0, ((size_t)n + 1) * sizeof *start);
	for (int32_t i = 0; i < count; i++)
		start[of[i]]++;
	for (int32_t c = 1; c <= n; c++)
		start[c] += start[c - 1];
	for (int32_t i = count - 1; i >= 0; i--)
		items[--start[of[i]]] = i;
}

static void *ints(int64_t n)
{
	return malloc(((size_t)n + 1) * sizeof(int32_t));
}

static void number_components(const tally_system *s, int32_t *leader, tally_components *out)
{
	for (int32_t j = 0; j < s->n_columns; j++)
		out->of_column[j] =
		    find(leader, j) == j ? out->n++ : out->of_column[find(leader, j)];
	for (int32_t i = 0; i < s->n_rows; i++)
		out->of_row[i] = s->row_start[i] < s->row_start[i + 1]
				     ? out->of_column[s->column[s->row_start[i]]]
				     : out->n++;
}

tally_status tally_components_find(const tally_system *s, tally_components *out, tally_error *err)
{
	*out = (tally_components){0};
	int32_t *leader = ints(s->n_columns), *claim_column = ints(s->n_claims);
	out->of_column = ints(s->n_columns);
	out->columns = ints(s->n_columns);
	out->of_row = ints(s->n_rows);
	out->rows = ints(s->n_rows);
	if (!leader || !claim_column || !out->of_column || !out->columns || !out->of_row ||
	    !out->rows)
		goto memory;
	for (int32_t j = 0; j < s->n_columns; j++)
		leader[j] = j;
	join_rows(s, leader, claim_column);
	number_components(s, leader, out);
	out->column_start = ints(out->n);
	out->row_start = ints(out->n);
	if (!out->column_start || !out->row_start)
		goto memory;
	bucket(out->of_column, s->n_columns, out->n, out->column_start, out->columns);
	bucket(out->of_row, s->n_rows, out->n, out->row_start, out->rows);
	free(leader);
	free(claim_column);
	return TALLY_OK;
memory:
	free(leader);
	free(claim_column);
	tally_components_release(out);
	return tally_error_memory(err);
}

void tally_components_release(tally_components *c)
{
	free(c->of_column);
	free(c->of_row);
	free(c->column_start);
	free(c->columns);
	free(c->row_start);
	free(c->rows);
	*c = (tally_components){0};
}

/* --- parts --------------------------------------------------------------------------------------
 */

static int by_value(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

static int32_t sort_unique(int32_t *items, int64_t n)
{
	int32_t kept = 0;
	qsort(items, (size_t)n, sizeof *items, by_value);
	for (int64_t i = 0; i < n; i++)
		if (kept == 0 || items[kept - 1] != items[i])
			items[kept++] = items[i];
	return kept;
}

static int32_t position(const int32_t *sorted, int32_t n, int32_t item)
{
	const int32_t *at = bsearch(&item, sorted, (size_t)n, sizeof item, by_value);
	return at ? (int32_t)(at - sorted) : -1;
}

int32_t tally_part_column(const tally_part *p, int32_t column)
{
	return position(p->columns, p->system.n_columns, column);
}

int32_t tally_part_claim(const tally_part *p, int32_t claim)
{
	return position(p->claims, p->system.n_claims, claim);
}

/* The columns and claims that the rows touch, sorted, into out->columns and out->claims. */
static bool collect(const tally_system *s, const int32_t *rows, int32_t n_rows,
		    const int32_t *extra, int32_t n_extra, tally_part *out, int32_t count[2])
{
	int64_t entries = n_extra, claims = 0;
	for (int32_t i = 0; i < n_rows; i++)
		entries += s->row_start[rows[i] + 1] - s->row_start[rows[i]];
	out->columns = ints(entries);
	out->claims = ints(n_rows);
	if (!out->columns || !out->claims)
		return false;
	entries = 0;
	for (int32_t i = 0; i < n_rows; i++) {
		for (int64_t k = s->row_start[rows[i]]; k < s->row_start[rows[i] + 1]; k++)
			out->columns[entries++] = s->column[k];
		if (s->row_claim[rows[i]] >= 0)
			out->claims[claims++] = s->row_claim[rows[i]];
	}
	for (int32_t i = 0; i < n_extra; i++)
		out->columns[entries++] = extra[i];
	count[0] = sort_unique(out->columns, entries);
	count[1] = sort_unique(out->claims, claims);
	return true;
}

static bool copy_row(const tally_system *s, int32_t row, const tally_part *p, tally_system *to)
{
	int64_t start = s->row_start[row];
	int n = (int)(s->row_start[row + 1] - start);
	if (!room_for_row(to, n))
		return false;
	int64_t at = to->row_start[to->n_rows];
	for (int k = 0; k < n; k++) {
		to->column[at + k] = tally_part_column(p, s->column[start + k]);
		to->coefficient[at + k] = s->coefficient[start + k];
	}
	int32_t claim = s->row_claim[row], i = to->n_rows++;
	to->row_start[i + 1] = at + n;
	to->row_lo[i] = s->row_lo[row];
	to->row_hi[i] = s->row_hi[row];
	to->row_claim[i] = claim < 0 ? TALLY_HARD : tally_part_claim(p, claim);
	return true;
}

tally_status tally_part_extract(const tally_system *s, const int32_t *rows, int32_t n_rows,
				const int32_t *extra, int32_t n_extra, tally_part *out,
				tally_error *err)
{
	int32_t count[2];
	*out = (tally_part){.rows = ints(n_rows)};
	if (!out->rows || !collect(s, rows, n_rows, extra, n_extra, out, count))
		goto memory;
	if (n_rows)
		memcpy(out->rows, rows, (size_t)n_rows * sizeof *rows);
	tally_system *to = &out->system;
	for (int32_t j = 0; j < count[0]; j++)
		if (tally_system_add_column(to, s->column_lo[out->columns[j]],
					    s->column_hi[out->columns[j]]) < 0)
			goto memory;
	for (int32_t c = 0; c < count[1]; c++)
		if (tally_system_add_claim(to, s->claim_weight[out->claims[c]]) < 0)
			goto memory;
	for (int32_t i = 0; i < n_rows; i++)
		if (!copy_row(s, rows[i], out, to))
			goto memory;
	return TALLY_OK;
memory:
	tally_part_release(out);
	return tally_error_memory(err);
}

void tally_part_release(tally_part *p)
{
	tally_system_release(&p->system);
	free(p->columns);
	free(p->rows);
	free(p->claims);
	*p = (tally_part){0};
}
