/* order.c: the order of rows.
 *
 * Rows are first dealt into their series (a counting sort, linear), then each series is checked
 * and, only where it is not in order, sorted. Input in order of series or of period therefore
 * costs linear time. The order goes by all fields, so that equal rows are neighbours. */
#include "store/rows.h"
#include "store/team.h"
#include "room.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compares the numbers that *a and *b stand at and moves both past them. */
static int compare_numbers(const char **a, const char **b)
{
	while (**a == '0')
		++*a;
	while (**b == '0')
		++*b;
	const char *x = *a, *y = *b;
	while (digit(**a))
		++*a;
	while (digit(**b))
		++*b;
	if (*a - x != *b - y)
		return *a - x < *b - y ? -1 : 1;
	return memcmp(x, y, (size_t)(*a - x));
}

int store_locator_compare(const char *a, const char *b)
{
	const char *x = a, *y = b;
	while (*x && *y) {
		if (digit(*x) && digit(*y)) {
			int order = compare_numbers(&x, &y);
			if (order != 0)
				return order;
			continue;
		}
		if (*x != *y)
			return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
		x++;
		y++;
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

static int compare_texts(int column, const tally_pool *texts, int64_t a, int64_t b)
{
	const char *x = tally_pool_text(texts, (int32_t)a);
	const char *y = tally_pool_text(texts, (int32_t)b);
	return column == ROW_LOCATOR ? store_locator_compare(x, y) : strcmp(x, y);
}

int store_rows_compare(const store_rows *a, size_t i, const store_rows *b, size_t j,
		       const tally_pool *texts)
{
	for (int k = 0; k < ROW_BATCH; k++) {
		int64_t x = store_column_get(&a->columns[k], i);
		int64_t y = store_column_get(&b->columns[k], j);
		if (x == y)
			continue;
		if (k == ROW_DAYS) /* the longer first, as tally_period_compare; 0 is open */
			return x == 0 || (y != 0 && x > y) ? -1 : 1;
		if (k != ROW_SOURCE && k != ROW_LOCATOR && k != ROW_NOTE)
			return x < y ? -1 : 1;
		return compare_texts(k, texts, x, y);
	}
	return 0;
}

static int by_row(const void *a, const void *b, void *context)
{
	const store_rows *rows = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int order = store_rows_compare(rows, i, rows, j, &rows->texts);
	if (order != 0)
		return order;
	int64_t x = store_column_get(&rows->columns[ROW_BATCH], i);
	int64_t y = store_column_get(&rows->columns[ROW_BATCH], j);
	if (x != y)
		return x < y ? -1 : 1;
	return i < j ? -1 : i > j;
}

/* rank[id] = place of the series in sorted order; NULL: out of memory. */
static uint32_t *rank_series(const store_keys *keys)
{
	int32_t *sorted = store_keys_sorted(keys);
	uint32_t *rank = malloc((keys->n + 1) * sizeof *rank);
	for (size_t r = 0; sorted && rank && r < keys->n; r++)
		rank[sorted[r]] = (uint32_t)r;
	if (!sorted) {
		free(rank);
		rank = NULL;
	}
	free(sorted);
	return rank;
}

/* A task deals out at least so many rows, and so many times as many as there are series. */
#define TASK_ROWS  ((size_t)1 << 20)
#define TASK_SHARE 8

typedef struct {
	const store_rows *rows;
	const uint32_t *rank;
	uint32_t *order; /* NULL: rows are counted */
	size_t each;     /* rows of a task */
	uint32_t *next;  /* [task][series in order]: its rows, then where the next of them goes */
} dealing;

/* The ranks of the task's rows, a block at a time; 0: no more. */
static size_t next_ranks(const dealing *d, size_t task, size_t *from, uint32_t *out)
{
	int64_t block[STORE_BLOCK];
	size_t end = (task + 1) * d->each;
	end = end < d->rows->n ? end : d->rows->n;
	size_t n = *from >= end ? 0 : end - *from < STORE_BLOCK ? end - *from : STORE_BLOCK;
	store_column_take(&d->rows->series, NULL, *from, n, block);
	for (size_t i = 0; i < n; i++)
		out[i] = d->rank[block[i]];
	*from += n;
	return n;
}

/* Counts the task's rows by series, or, where there is an order, puts them into it. */
static void deal_rows(void *context, size_t task, store_coder *coder)
{
	const dealing *d = context;
	uint32_t rank[STORE_BLOCK], *next = d->next + task * d->rows->keys.n;
	size_t from = task * d->each;
	(void)coder;
	for (size_t n; (n = next_ranks(d, task, &from, rank)) > 0;)
		for (size_t i = 0; i < n; i++) {
			uint32_t at = next[rank[i]]++;
			if (d->order)
				d->order[at] = (uint32_t)(from - n + i);
		}
}

/* start[r] = where the rows of the r-th series in sorted order begin; rows of a series stay in
 * order. */
static bool deal(const store_rows *rows, uint32_t *order, size_t *start)
{
	size_t n_series = rows->keys.n, at = 0;
	size_t tasks = rows->n / (TASK_ROWS + TASK_SHARE * n_series) + 1;
	uint32_t *rank = rank_series(&rows->keys);
	uint32_t *next = tally_room((tasks * n_series + 1) * sizeof *next);
	dealing d = {rows, rank, NULL, rows->n / tasks + 1, next};
	bool good = rank && next;
	if (good) {
		memset(next, 0, tasks * n_series * sizeof *next);
		store_team(tasks, deal_rows, &d);
		for (size_t r = 0; r < n_series; r++) {
			start[r] = at;
			for (size_t task = 0; task < tasks; task++) {
				size_t n = next[task * n_series + r];
				next[task * n_series + r] = (uint32_t)at;
				at += n;
			}
		}
		start[n_series] = at;
		d.order = order;
		store_team(tasks, deal_rows, &d);
	}
	free(next);
	free(rank);
	return good;
}

/* Whether each row is of a later day than the one before: then no more need be compared. */
static bool ascends(const store_column *time, const uint32_t *order, size_t n)
{
	int64_t block[STORE_BLOCK], before = INT64_MIN;
	for (size_t from = 0; from < n; from += STORE_BLOCK) {
		size_t m = n - from < STORE_BLOCK ? n - from : STORE_BLOCK;
		store_column_take(time, order + from, 0, m, block);
		for (size_t i = 0; i < m; i++) {
			if (block[i] <= before)
				return false;
			before = block[i];
		}
	}
	return true;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* Series are mostly short: then moving each number to its place beats calls for every comparison.
 */
#define FEW 64

static void sort_numbers(uint64_t *numbers, size_t n)
{
	if (n > FEW) {
		qsort(numbers, n, sizeof *numbers, by_number);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint64_t moving = numbers[i];
		size_t at = i;
		for (; at > 0 && numbers[at - 1] > moving; at--)
			numbers[at] = numbers[at - 1];
		numbers[at] = moving;
	}
}

/* Rows of the same last day one after the other, by all that tells them apart. */
static void sort_day(const store_rows *rows, uint32_t *order, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (by_row(&order[i - 1], &order[i], (void *)(uintptr_t)rows) > 0) {
			qsort_r(order, n, sizeof *order, by_row, (void *)(uintptr_t)rows);
			return;
		}
}

/* Sorts the rows of one series: by last day first, in numbers of day and row. */
static void sort_range(const store_rows *rows, uint32_t *order, size_t n, uint64_t *numbers)
{
	const store_column *time = &rows->columns[ROW_TIME];
	bool sorted = true;

	for (size_t i = 0; i < n; i++) {
		uint64_t day = (uint64_t)(store_column_get(time, order[i]) - INT32_MIN);
		numbers[i] = day << 32 | order[i];
		sorted = sorted && (i == 0 || numbers[i - 1] <= numbers[i]);
	}
	if (!sorted)
		sort_numbers(numbers, n);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && numbers[to] >> 32 == numbers[from] >> 32; to++)
			order[to] = (uint32_t)numbers[to];
		sort_day(rows, order + from, to - from);
	}
}

/* The most rows that one series has. */
static size_t longest(const size_t *start, size_t n_series)
{
	size_t most = 0;
	for (size_t r = 0; r < n_series; r++)
		most = start[r + 1] - start[r] > most ? start[r + 1] - start[r] : most;
	return most;
}

/* Takes all but the first of equal rows out of sorted rows of one series. */
static size_t drop_equal(const store_rows *rows, uint32_t *order, size_t n)
{
	size_t kept = 1;
	for (size_t i = 1; i < n; i++)
		if (store_rows_compare(rows, order[i], rows, order[kept - 1], &rows->texts) != 0)
			order[kept++] = order[i];
	return kept;
}

/* Series sorted by one task. */
#define TASK_SERIES 2048

typedef struct {
	const store_rows *rows;
	bool unique;
	uint32_t *order;
	const size_t *start;
	size_t n_series;
	size_t *kept; /* [n tasks] rows that are left of each */
	atomic_bool failed;
} sorting;

/* Sorts the series of a task and moves what is left of their rows together. */
static void sort_series(void *context, size_t task, store_coder *coder)
{
	sorting *s = context;
	size_t first = task * TASK_SERIES, end = first + TASK_SERIES, kept = 0;
	(void)coder;
	end = end < s->n_series ? end : s->n_series;
	uint64_t *numbers = malloc((longest(s->start + first, end - first) + 1) * sizeof *numbers);
	if (!numbers) {
		atomic_store(&s->failed, true);
		return;
	}
	uint32_t *to = s->order + s->start[first];
	for (size_t r = first; r < end; r++) {
		uint32_t *at = s->order + s->start[r];
		size_t n = s->start[r + 1] - s->start[r];
		if (n > 1 && !ascends(&s->rows->columns[ROW_TIME], at, n)) {
			sort_range(s->rows, at, n, numbers);
			n = s->unique ? drop_equal(s->rows, at, n) : n;
		}
		if (to + kept != at)
			memmove(to + kept, at, n * sizeof *at);
		kept += n;
	}
	s->kept[task] = kept;
	free(numbers);
}

tally_status store_rows_sort(const store_rows *rows, bool unique, uint32_t **out, size_t *n_out,
			     tally_error *err)
{
	size_t n_series = rows->keys.n, n_tasks = (n_series + TASK_SERIES - 1) / TASK_SERIES;
	uint32_t *order = tally_room((rows->n + 1) * sizeof *order);
	size_t *start = tally_room((n_series + 1) * sizeof *start);
	size_t *kept = calloc(n_tasks + 1, sizeof *kept), n = 0;
	sorting s = {.rows = rows,
		     .unique = unique,
		     .order = order,
		     .start = start,
		     .n_series = n_series,
		     .kept = kept};
	bool good = order && start && kept && deal(rows, order, start);
	if (good)
		store_team(n_tasks, sort_series, &s);
	good = good && !atomic_load(&s.failed);
	for (size_t task = 0; good && task < n_tasks; task++) {
		size_t from = start[task * TASK_SERIES];
		if (n != from)
			memmove(order + n, order + from, kept[task] * sizeof *order);
		n += kept[task];
	}
	free(start);
	free(kept);
	if (!good) {
		free(order);
		return tally_error_memory(err);
	}
	*out = order;
	*n_out = n;
	return TALLY_OK;
}
