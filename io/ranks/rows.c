/* rows.c: columns of rows to bytes and back; who gets which series.
 *
 * Packed rows are: how many rows, series and bytes of texts; the series; the texts, each with its
 * NUL, numbered 1, 2, ...; then the number of the series and all columns, each as its width, its
 * value when the width is 0 (all are the same), else the values. Processes of one job run on
 * machines of one kind, so numbers go as they are. */
#include "ranks/rows.h"

#include "csv/inside.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

/* --- packing ------------------------------------------------------------------------------ */

typedef struct {
	const store_rows *rows;
	const uint32_t *order;
	size_t n;
	int32_t *series, *texts; /* new number plus 1; 0: not named so far */
	int32_t n_series, n_texts;
	csv_buffer keys, words, out;
} packing;

static void name_series(packing *p, int64_t id)
{
	if (p->series[id] != 0)
		return;
	p->series[id] = ++p->n_series;
	csv_buffer_put(&p->keys, (const char *)&p->rows->keys.items[id], sizeof(store_series));
}

static void name_text(packing *p, int64_t id)
{
	if (id <= 0 || p->texts[id] != 0)
		return;
	const char *text = tally_pool_text(&p->rows->texts, (int32_t)id);
	p->texts[id] = ++p->n_texts + 1;
	csv_buffer_put(&p->words, text, strlen(text) + 1);
}

/* Calls name(id) for each value of the column in the rows. */
static void name_all(packing *p, const store_column *c, void (*name)(packing *, int64_t))
{
	int64_t block[STORE_BLOCK];
	for (size_t from = 0; from < p->n; from += STORE_BLOCK) {
		size_t n = p->n - from < STORE_BLOCK ? p->n - from : STORE_BLOCK;
		store_column_take(c, p->order + from, 0, n, block);
		for (size_t i = 0; i < n; i++)
			if (i == 0 || block[i] != block[i - 1])
				name(p, block[i]);
		if (store_column_width(c) == 0)
			return;
	}
}

/* map: number plus 1 of each value, or NULL. */
static void pack_column(packing *p, const store_column *c, const int32_t *map)
{
	int64_t block[STORE_BLOCK];
	char narrow[STORE_BLOCK * 8];
	int32_t width = store_column_width(c);
	int64_t value = c->constant;
	if (map && width == 0 && p->n > 0)
		value = map[value] > 0 ? map[value] - 1 : 0;
	width = map && width > 0 ? 4 : width;
	csv_buffer_put(&p->out, (const char *)&width, sizeof width);
	csv_buffer_put(&p->out, (const char *)&value, sizeof value);
	for (size_t from = 0; width > 0 && from < p->n; from += STORE_BLOCK) {
		size_t n = p->n - from < STORE_BLOCK ? p->n - from : STORE_BLOCK;
		store_column_take(c, p->order + from, 0, n, block);
		for (size_t i = 0; map && i < n; i++)
			block[i] = map[block[i]] > 0 ? map[block[i]] - 1 : 0;
		store_narrow(block, n, width, narrow);
		csv_buffer_put(&p->out, narrow, n * (size_t)width);
	}
}

static void pack(packing *p)
{
	const store_rows *rows = p->rows;
	name_all(p, &rows->series, name_series);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		if (store_is_text(k))
			name_all(p, &rows->columns[k], name_text);
	const uint64_t head[4] = {p->n, (uint64_t)p->n_series, (uint64_t)p->n_texts, p->words.n};
	csv_buffer_put(&p->out, (const char *)head, sizeof head);
	csv_buffer_put(&p->out, p->keys.text, p->keys.n);
	csv_buffer_put(&p->out, p->words.text, p->words.n);
	pack_column(p, &rows->series, p->series);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		pack_column(p, &rows->columns[k], store_is_text(k) ? p->texts : NULL);
}

tally_status ranks_rows_pack(const store_rows *rows, const uint32_t *order, size_t n,
			     tally_message *out, tally_error *err)
{
	packing p = {.rows = rows, .order = order, .n = n};
	*out = (tally_message){0};
	if (n == 0)
		return TALLY_OK;
	p.series = calloc(rows->keys.n + 1, sizeof *p.series);
	p.texts = calloc((size_t)rows->texts.n + 1, sizeof *p.texts);
	bool good = p.series && p.texts;
	if (good)
		pack(&p);
	good = good && !p.keys.failed && !p.words.failed && !p.out.failed;
	free(p.series);
	free(p.texts);
	free(p.keys.text);
	free(p.words.text);
	if (!good) {
		free(p.out.text);
		return tally_error_memory(err);
	}
	*out = (tally_message){p.out.text, p.out.n};
	return TALLY_OK;
}

/* --- unpacking ---------------------------------------------------------------------------- */

static bool unpack_column(const char **at, size_t n, store_column *out)
{
	int32_t width;
	memcpy(&width, *at, sizeof width);
	memcpy(&out->constant, *at + sizeof width, sizeof out->constant);
	*at += sizeof width + sizeof out->constant;
	out->n = n;
	if (width == 0)
		return true;
	out->width = width;
	out->capacity = n;
	out->data = tally_room(n * (size_t)width);
	if (!out->data)
		return false;
	memcpy(out->data, *at, n * (size_t)width);
	*at += n * (size_t)width;
	return true;
}

static bool unpack(const char *at, store_rows *out)
{
	uint64_t head[4];
	memcpy(head, at, sizeof head);
	at += sizeof head;
	out->n = head[0];
	for (uint64_t i = 0; i < head[1]; i++, at += sizeof(store_series)) {
		store_series key;
		memcpy(&key, at, sizeof key);
		if (store_keys_add(&out->keys, &key) != (int32_t)i)
			return false;
	}
	for (uint64_t i = 0; i < head[2]; i++, at += strlen(at) + 1)
		if (tally_pool_add(&out->texts, at, strlen(at)) != (int32_t)i + 1)
			return false;
	bool good = unpack_column(&at, out->n, &out->series);
	for (int k = 0; good && k < STORE_ROW_COLUMNS; k++)
		good = unpack_column(&at, out->n, &out->columns[k]);
	return good;
}

tally_status ranks_rows_join(store_rows *rows, const tally_message *packed, tally_error *err)
{
	store_rows more = {0};
	if (packed->n == 0)
		return TALLY_OK;
	tally_status status = TALLY_OK;
	if (!unpack(packed->bytes, &more))
		status = tally_error_memory(err);
	else if (rows->n + more.n > UINT32_MAX)
		status = tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	else if (rows->n == 0 && rows->keys.n == 0 && rows->texts.n == 0) {
		*rows = more;
		return TALLY_OK;
	} else
		status = store_rows_join(rows, &more, 0, err);
	store_rows_release(&more);
	return status;
}

/* --- dealing ------------------------------------------------------------------------------ */

/* Rows by owner, each owner's in order: order[start[r]..start[r + 1]). */
static bool order_by_owner(const store_rows *rows, const int *owner, int n_owners, uint32_t **order,
			   size_t **start)
{
	*order = malloc((rows->n + 1) * sizeof **order);
	*start = calloc((size_t)n_owners + 2, sizeof **start);
	if (!*order || !*start)
		return false;
	for (size_t i = 0; i < rows->n; i++)
		(*start)[owner[store_column_get(&rows->series, i)] + 2]++;
	for (int r = 2; r <= n_owners; r++)
		(*start)[r] += (*start)[r - 1];
	for (size_t i = 0; i < rows->n; i++)
		(*order)[(*start)[owner[store_column_get(&rows->series, i)] + 1]++] = (uint32_t)i;
	return true;
}

tally_status ranks_rows_deal(const tally_ranks *ranks, store_rows *rows, const int *owner,
			     tally_error *err)
{
	uint32_t *order = NULL;
	size_t *start = NULL;
	tally_message *to = calloc((size_t)ranks->n, sizeof *to);
	tally_message *from = calloc((size_t)ranks->n, sizeof *from);
	tally_status status = TALLY_OK;
	if (!to || !from || !order_by_owner(rows, owner, ranks->n, &order, &start))
		status = tally_error_memory(err);
	for (int r = 0; !status && r < ranks->n; r++)
		status =
		    ranks_rows_pack(rows, order + start[r], start[r + 1] - start[r], &to[r], err);
	free(order);
	free(start);
	status = tally_ranks_agree(ranks, status, err);
	if (!status) {
		store_rows_release(rows);
		ranks->exchange(ranks, to, from);
	}
	tally_messages_release(to, ranks->n);
	for (int r = 0; !status && r < ranks->n; r++)
		status = ranks_rows_join(rows, &from[r], err);
	tally_messages_release(from, ranks->n);
	return tally_ranks_agree(ranks, status, err);
}

/* --- owners ------------------------------------------------------------------------------- */

#define SAMPLES 256 /* of each process */

/* A series and how many rows stand for it. */
typedef struct {
	store_series key;
	double rows;
} sample;

static int by_key(const void *a, const void *b)
{
	return store_series_compare(&((const sample *)a)->key, &((const sample *)b)->key);
}

/* Series at equal distances in this process's rows, put in order. */
static size_t take_samples(const store_rows *rows, const int32_t *sorted, const size_t *count,
			   sample *out)
{
	double step = (double)rows->n / SAMPLES, next = step, seen = 0;
	size_t n = 0;
	for (size_t k = 0; k < rows->keys.n; k++) {
		double weight = 0;
		for (seen += (double)count[sorted[k]]; next <= seen && n < SAMPLES; next += step)
			weight += step;
		if (weight > 0)
			out[n++] = (sample){rows->keys.items[sorted[k]], weight};
	}
	return n;
}

/* First series of the processes 1, 2, ...: upper ends of equal weights. */
static void choose_ends(const sample *all, size_t n, int n_ranks, store_series *ends)
{
	double total = 0, seen = 0;
	int r = 1;
	for (size_t i = 0; i < n; i++)
		total += all[i].rows;
	for (size_t i = 0; i < n; i++) {
		for (; r < n_ranks && seen >= total * r / n_ranks; r++)
			ends[r] = all[i].key;
		seen += all[i].rows;
	}
	for (; r < n_ranks; r++) /* nothing left: behind the last */
		ends[r] = (store_series){{INT32_MAX}};
}

static tally_status share_samples(const tally_ranks *ranks, const sample *mine, size_t n_mine,
				  store_series *ends, tally_error *err)
{
	tally_message *from = calloc((size_t)ranks->n, sizeof *from);
	tally_status status =
	    tally_ranks_agree(ranks, from ? TALLY_OK : tally_error_memory(err), err);
	sample *all = NULL;
	size_t n = 0, bytes = 0;
	if (!status)
		ranks->share(ranks, mine, n_mine * sizeof *mine, from);
	for (int r = 0; !status && r < ranks->n; r++)
		bytes += from[r].n;
	if (!status && !(all = malloc(bytes + sizeof *all)))
		status = tally_error_memory(err);
	for (int r = 0; !status && r < ranks->n; r++) {
		if (from[r].n > 0)
			memcpy(all + n, from[r].bytes, from[r].n);
		n += from[r].n / sizeof *all;
	}
	if (!status) {
		qsort(all, n, sizeof *all, by_key);
		choose_ends(all, n, ranks->n, ends);
	}
	free(all);
	tally_messages_release(from, ranks->n);
	return status;
}

/* Sorted series and ends are both in order. */
static void own(const store_rows *rows, const int32_t *sorted, const store_series *ends,
		int n_ranks, int *owner)
{
	int r = 0;
	for (size_t k = 0; k < rows->keys.n; k++) {
		while (r + 1 < n_ranks &&
		       store_series_compare(&rows->keys.items[sorted[k]], &ends[r + 1]) >= 0)
			r++;
		owner[sorted[k]] = r;
	}
}

tally_status ranks_rows_owners(const tally_ranks *ranks, const store_rows *rows, int **owner,
			       tally_error *err)
{
	sample mine[SAMPLES];
	size_t n_mine = 0, n_keys = rows->keys.n;
	int32_t *sorted = store_keys_sorted(&rows->keys);
	size_t *count = calloc(n_keys + 1, sizeof *count);
	store_series *ends = calloc((size_t)ranks->n + 1, sizeof *ends);
	*owner = malloc((n_keys + 1) * sizeof **owner);
	bool good = sorted && count && ends && *owner;
	for (size_t i = 0; good && i < rows->n; i++)
		count[store_column_get(&rows->series, i)]++;
	if (good)
		n_mine = take_samples(rows, sorted, count, mine);
	tally_status status =
	    tally_ranks_agree(ranks, good ? TALLY_OK : tally_error_memory(err), err);
	if (!status)
		status = share_samples(ranks, mine, n_mine, ends, err);
	if (!status)
		own(rows, sorted, ends, ranks->n, *owner);
	free(sorted);
	free(count);
	free(ends);
	return tally_ranks_agree(ranks, status, err);
}
