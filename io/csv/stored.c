/* stored.c: canonical CSV out of a store's columns; see stored.h.
 *
 * Two passes. The first finds the columns in use; columns that never change need no reading for
 * that. The second formats: a block of the scan is cut into parts of whole groups, each formatted
 * by one thread, which hands it to the sink when its turn comes: while one part is written the
 * others are formatted. A group whose
 * rows stand in the order of the CSV already is written row by row; any other is sorted first, as a
 * small table of claims, by the one function that knows that order.
 *
 * Several processes take blocks in turn; the first takes the texts of all, turn by turn. */
#include "csv/stored.h"
#include "csv/inside.h"
#include "store/scan.h"
#include "store/team.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PART_ROWS 8192

/* Groups from .. to - 1 of the block. */
typedef struct {
	size_t from, to;
} part;

/* Where a part becomes text. Unwritten parts are fewer than threads, so those that are as many
 * parts apart as threads there can be take the same desk. */
typedef struct {
	csv_buffer text;
	tally_csv_rows *rows;
	tally_claims sorted;
	tally_status status;
	tally_error err;
} desk;

typedef struct {
	tally_scan *scan;
	const tally_codes *codes;
	tally_scan_block block;
	uint32_t columns;
	part *parts;
	size_t n_parts, cap_parts;
	desk desks[STORE_TEAM_MAX];
	pthread_mutex_t lock;
	pthread_cond_t turn;
	size_t next;         /* the part to be written */
	tally_status failed; /* of the block's parts: nothing more is written */
	tally_error *why;
	tally_sink put; /* where the parts go */
	void *target;
	const tally_ranks *ranks;
	tally_sink sink; /* where all goes */
	void *context;
	csv_buffer message;  /* a status, then the text of a block or what went wrong */
	tally_status status; /* of what came so far */
	tally_error *err;
} writing;

/* --- which columns ------------------------------------------------------------------------ */

#define MARKED                                                                                     \
	(1u << ROW_QUALIFIER | 1u << ROW_BASIS | 1u << ROW_SOURCE | 1u << ROW_PUBLISHED |          \
	 1u << ROW_LOCATOR | 1u << ROW_STATUS | 1u << ROW_NOTE)

/* Whether the values of the column say something in some wanted row of the run. */
static bool says_something(const tally_scan *scan, const tally_scan_block *b,
			   const tally_scan_run *run, int column)
{
	const tally_scan_column *c = &b->columns[column];
	int64_t nothing = column == ROW_PUBLISHED ? TALLY_DAY_NONE : 0;
	if (!c->narrow && c->constant == nothing)
		return false;
	for (size_t i = run->from; i < run->from + run->n; i++)
		if (tally_scan_at(c, i) != nothing &&
		    (b->all_wanted || tally_scan_wanted(scan, b, i)))
			return true;
	return false;
}

static bool any_wanted(const tally_scan *scan, const tally_scan_block *b, const tally_scan_run *run)
{
	bool wanted = b->all_wanted;
	for (size_t i = run->from; !wanted && i < run->from + run->n; i++)
		wanted = tally_scan_wanted(scan, b, i);
	return wanted;
}

/* Columns of the CSV that the rows of a run use. */
static void mark_run(writing *w, const tally_scan_run *run)
{
	static const struct {
		int column;
		csv_field field;
	} marks[] = {{ROW_QUALIFIER, CSV_QUALIFIER},
		     {ROW_BASIS, CSV_BASIS},
		     {ROW_SOURCE, CSV_SOURCE},
		     {ROW_PUBLISHED, CSV_PUBLISHED},
		     {ROW_LOCATOR, CSV_LOCATOR},
		     {ROW_STATUS, CSV_STATUS},
		     {ROW_NOTE, CSV_NOTE}};
	tally_claim frame = run->frame;
	frame.published = TALLY_DAY_NONE;
	uint32_t more = tally_csv_columns_of(&frame) & ~w->columns;
	if (more && any_wanted(w->scan, &w->block, run))
		w->columns |= more;
	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
		if (!(w->columns & 1u << marks[k].field) &&
		    says_something(w->scan, &w->block, run, marks[k].column))
			w->columns |= 1u << marks[k].field;
}

static tally_status find_columns(writing *w, tally_error *err)
{
	tally_status status = TALLY_OK;
	tally_claim none = tally_claim_default();
	w->columns = tally_csv_columns_of(&none);
	while (!status && tally_scan_turn(w->scan, w->ranks, MARKED, &w->block, &status, err))
		for (size_t i = 0; i < w->block.n_runs; i++)
			mark_run(w, &w->block.runs[i]);
	tally_scan_rewind(w->scan);
	if (!w->ranks)
		return status;
	int64_t used[CSV_N_FIELDS];
	for (uint32_t k = 0; k < CSV_N_FIELDS; k++)
		used[k] = w->columns >> k & 1;
	tally_ranks_sum(w->ranks, used, CSV_N_FIELDS);
	for (uint32_t k = 0; k < CSV_N_FIELDS; k++)
		w->columns |= used[k] ? 1u << k : 0;
	return tally_ranks_agree(w->ranks, status, err);
}

/* --- rows --------------------------------------------------------------------------------- */

/* Whether the rows of a group stand in the order of the CSV: one run, no period twice. */
static bool stands_in_order(const tally_scan_block *b, const tally_scan_run *run)
{
	const tally_scan_column *time = &b->columns[ROW_TIME];
	if (!time->narrow)
		return run->n == 1;
	for (size_t i = run->from + 1; i < run->from + run->n; i++)
		if (time->narrow[i] <= time->narrow[i - 1])
			return false;
	return true;
}

/* Whether rows of the block differ from their series in period, mantissa and decimals only. */
static bool plain_block(const tally_scan_block *b)
{
	uint32_t free_columns = 1u << ROW_TIME | 1u << ROW_DAYS | 1u << ROW_MANTISSA |
				1u << ROW_DECIMALS | 1u << ROW_BATCH | 1u << ROW_LINE;
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		if (!(free_columns & 1u << k) && (b->columns[k].narrow || b->columns[k].wide))
			return false;
	return b->all_wanted && b->columns[ROW_FORM].constant == TALLY_FORM_DECIMAL;
}

static void put_plain_run(const writing *w, desk *p, const tally_scan_run *run)
{
	const tally_scan_column *c = w->block.columns;
	tally_claim claim;
	tally_scan_claim(&w->block, run, run->from, &claim);
	bool stated = claim.against.base == TALLY_BASE_PERIOD; /* its base moves with the row */
	for (size_t i = run->from; i < run->from + run->n; i++) {
		if (i == run->from || stated) {
			tally_scan_claim(&w->block, run, i, &claim);
			tally_csv_rows_like(p->rows, &claim);
		}
		const tally_decimal d = {tally_scan_at(&c[ROW_MANTISSA], i),
					 (int32_t)tally_scan_at(&c[ROW_DECIMALS], i)};
		tally_csv_rows_cell(p->rows, i - run->from, tally_scan_period(&w->block, i), d);
	}
}

static void put_run(const writing *w, desk *p, const tally_scan_run *run)
{
	tally_claim claim;
	for (size_t i = run->from; i < run->from + run->n; i++) {
		if (!w->block.all_wanted && !tally_scan_wanted(w->scan, &w->block, i))
			continue;
		tally_scan_claim(&w->block, run, i, &claim);
		tally_csv_rows_put(p->rows, &claim);
	}
}

/* The pool is lent to the table for the sorting. */
static tally_status put_sorted(const writing *w, desk *p, size_t group)
{
	const tally_scan_block *b = &w->block;
	tally_claim claim;
	tally_status status = TALLY_OK;
	p->sorted.n = 0;
	for (size_t k = b->groups[group]; k < b->groups[group + 1]; k++) {
		const tally_scan_run *run = &b->runs[k];
		for (size_t i = run->from; !status && i < run->from + run->n; i++) {
			if (!b->all_wanted && !tally_scan_wanted(w->scan, b, i))
				continue;
			tally_scan_claim(b, run, i, &claim);
			status = tally_claims_add(&p->sorted, &claim, &p->err);
		}
	}
	p->sorted.texts = *b->texts;
	if (!status)
		status = tally_claims_sort(&p->sorted, w->codes, &p->err);
	p->sorted.texts = (tally_pool){0};
	for (size_t i = 0; !status && i < p->sorted.n; i++)
		tally_csv_rows_put(p->rows, &p->sorted.items[i]);
	return status;
}

static void format_part(const writing *w, const part *of, desk *p)
{
	const tally_scan_block *b = &w->block;
	bool plain = plain_block(b);
	p->status = TALLY_OK;
	p->text.n = 0;
	if (!p->rows)
		p->rows = tally_csv_rows_new(w->codes, w->columns, csv_buffer_sink, &p->text);
	if (!p->rows) {
		p->status = tally_error_memory(&p->err);
		return;
	}
	tally_csv_rows_texts(p->rows, b->texts);
	for (size_t g = of->from; !p->status && g < of->to; g++) {
		const tally_scan_run *run = &b->runs[b->groups[g]];
		if (b->groups[g + 1] - b->groups[g] == 1 && stands_in_order(b, run))
			(plain ? put_plain_run : put_run)(w, p, run);
		else
			p->status = put_sorted(w, p, g);
	}
	tally_csv_rows_sink(p->rows, &p->text);
	if (!p->status && (p->text.failed || tally_csv_rows_stopped(p->rows)))
		p->status = tally_error_memory(&p->err);
}

/* Parts of one block are begun in order, so whoever waits waits for parts at work. */
static void write_part(void *context, size_t i, store_coder *coder)
{
	writing *w = context;
	desk *p = &w->desks[i % STORE_TEAM_MAX];
	(void)coder;
	format_part(w, &w->parts[i], p);
	pthread_mutex_lock(&w->lock);
	while (w->next != i)
		pthread_cond_wait(&w->turn, &w->lock);
	tally_status failed = w->failed;
	pthread_mutex_unlock(&w->lock);
	if (!failed && p->status)
		failed = tally_error_set(w->why, p->status, "%s", p->err.message);
	else if (!failed && p->text.n > 0 && w->put(w->target, p->text.text, p->text.n) != 0)
		failed = tally_error_set(w->why, TALLY_ESYSTEM, "the output was not taken");
	pthread_mutex_lock(&w->lock);
	w->failed = failed;
	w->next++;
	pthread_cond_broadcast(&w->turn);
	pthread_mutex_unlock(&w->lock);
}

/* Cuts the block's groups into parts of some thousand rows. */
static tally_status cut(writing *w, tally_error *err)
{
	const tally_scan_block *b = &w->block;
	w->n_parts = 0;
	for (size_t g = 0; g < b->n_groups;) {
		if (w->n_parts == w->cap_parts) {
			size_t cap = 2 * w->cap_parts + 64;
			part *parts = realloc(w->parts, cap * sizeof *parts);
			if (!parts)
				return tally_error_memory(err);
			w->parts = parts;
			w->cap_parts = cap;
		}
		part *p = &w->parts[w->n_parts++];
		p->from = g;
		for (size_t rows = 0; g < b->n_groups && rows < PART_ROWS; g++)
			for (size_t k = b->groups[g]; k < b->groups[g + 1]; k++)
				rows += b->runs[k].n;
		p->to = g;
	}
	return TALLY_OK;
}

static tally_status write_block(writing *w, tally_sink put, void *target, tally_error *err)
{
	tally_status status = cut(w, err);
	if (status)
		return status;
	w->put = put;
	w->target = target;
	w->why = err;
	w->next = 0;
	w->failed = TALLY_OK;
	store_team(w->n_parts, write_part, w);
	return w->failed;
}

/* --- several processes ---------------------------------------------------------------------- */

/* Behind the first failure nothing more is written. */
static void take_message(void *context, int from, const char *bytes, size_t n)
{
	writing *w = context;
	(void)from;
	if (w->status || n == 0)
		return;
	if (bytes[0] != TALLY_OK)
		w->status =
		    tally_error_set(w->err, (tally_status)bytes[0], "%.*s", (int)n - 1, bytes + 1);
	else if (n > 1 && w->sink(w->context, bytes + 1, n - 1) != 0)
		w->status = tally_error_set(w->err, TALLY_ESYSTEM, "the output was not taken");
}

/* The block of this process, or why there is none, as a message. */
static void put_message(writing *w, tally_status status, tally_error *why)
{
	char letter = 0;
	w->message.n = 0;
	csv_buffer_put(&w->message, &letter, 1);
	if (!status && w->block.n_groups > 0)
		status = write_block(w, csv_buffer_sink, &w->message, why);
	if (!status && w->message.failed)
		status = tally_error_memory(why);
	if (!status)
		return;
	letter = (char)status;
	w->message.n = 0;
	csv_buffer_put(&w->message, &letter, 1);
	csv_buffer_put(&w->message, why->message, strlen(why->message));
}

static tally_status write_together(writing *w, tally_error *err)
{
	tally_error why = {0};
	tally_status here;
	w->err = err;
	while (tally_scan_turn(w->scan, w->ranks, TALLY_SCAN_ALL, &w->block, &here, &why)) {
		put_message(w, here, &why);
		w->ranks->gather(w->ranks, w->message.text, w->message.n, take_message, w);
	}
	return w->status;
}

static int write_head(const writing *w, tally_sink sink, void *context)
{
	csv_buffer text = {0};
	tally_csv_rows *rows = tally_csv_rows_new(w->codes, w->columns, csv_buffer_sink, &text);
	int stop = rows == NULL;
	if (rows)
		tally_csv_rows_head(rows);
	stop |= tally_csv_rows_free(rows, NULL) != TALLY_OK || text.failed;
	stop = stop || sink(context, text.text, text.n) != 0;
	free(text.text);
	return stop;
}

static void release(writing *w)
{
	for (size_t i = 0; i < STORE_TEAM_MAX; i++) {
		tally_csv_rows_free(w->desks[i].rows, NULL);
		tally_claims_release(&w->desks[i].sorted);
		free(w->desks[i].text.text);
	}
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->turn);
	free(w->parts);
	free(w->message.text);
	tally_scan_close(w->scan);
}

tally_status tally_csv_write_store(tally_store *store, const tally_selection *what,
				   bool all_columns, size_t memory, const tally_ranks *ranks,
				   tally_sink sink, void *context, tally_error *err)
{
	writing w = {.lock = PTHREAD_MUTEX_INITIALIZER,
		     .turn = PTHREAD_COND_INITIALIZER,
		     .codes = tally_store_codes(store),
		     .columns = TALLY_CSV_ALL_COLUMNS,
		     .ranks = ranks,
		     .sink = sink,
		     .context = context};
	tally_status status = tally_scan_open(store, what, memory, &w.scan, err);
	if (ranks)
		status = tally_ranks_agree(ranks, status, err);
	if (!status && !all_columns)
		status = find_columns(&w, err);
	if (!status && (!ranks || ranks->rank == 0) && write_head(&w, sink, context) != 0)
		status = tally_error_set(err, TALLY_ESYSTEM, "the output was not taken");
	if (ranks && !tally_ranks_agree(ranks, status, err))
		status = write_together(&w, err);
	while (!ranks && !status &&
	       tally_scan_turn(w.scan, NULL, TALLY_SCAN_ALL, &w.block, &status, err))
		status = status ? status : write_block(&w, sink, context, err);
	release(&w);
	return status;
}
