/* check_parts.c: see check_parts.h. */
#include "check_parts.h"

#include "network/apart.h"
#include "working.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Small parts stay in the processor's cache: 400,000 figures at once take 1.45 s of one core, in
 * parts 0.58. */
#define PART_ROWS ((int64_t)1 << 15)

typedef struct {
	tally_store *store;
	const tally_codes *codes;
	const tally_check_options *options;
	int64_t most; /* rows that the memory holds */
	struct timespec start;
	int32_t *metrics; /* those of parts to come, in order */
	int64_t *rows;    /* of each */
	int32_t n, n_together;
	tally_claims *kept;
	tally_findings *out;
	tally_error *err;
} parts;

/* --- which parts -------------------------------------------------------------------------------
 */

/* Metrics that have figures, those that hang together first, each sort in order of code. */
static void line_up(parts *p, const tally_store_metric *metric, const bool *alone,
		    const int32_t *rank)
{
	int32_t n = tally_codes_n_metrics(p->codes), n_alone = 0;

	for (int32_t i = 0; i < n; i++) {
		p->n_together += metric[i].rows > 0 && !alone[i];
		n_alone += metric[i].rows > 0 && alone[i];
	}
	p->n = p->n_together + n_alone;
	for (int32_t i = 0; i < n; i++)
		if (metric[i].rows > 0)
			p->rows[rank[i]] = i; /* ids by rank, for a moment */
	int32_t together = 0, apart = p->n_together;
	for (int32_t r = 0; r < p->n; r++) {
		int32_t id = (int32_t)p->rows[r];
		p->metrics[alone[id] ? apart++ : together++] = id;
	}
	for (int32_t k = 0; k < p->n; k++)
		p->rows[k] = metric[p->metrics[k]].rows;
}

static tally_status plan(parts *p)
{
	size_t n = (size_t)tally_codes_n_metrics(p->codes) + 1;
	tally_store_metric *metric = calloc(n, sizeof *metric);
	bool *alone = calloc(n, sizeof *alone), *used = calloc(n, sizeof *used);
	int32_t *rank = NULL;
	tally_status status = TALLY_OK;

	p->metrics = calloc(n, sizeof *p->metrics);
	p->rows = calloc(n, sizeof *p->rows);
	if (!metric || !alone || !used || !p->metrics || !p->rows)
		status = tally_error_memory(p->err);
	if (!status)
		status = tally_store_metrics(p->store, metric, p->err);
	for (size_t i = 0; !status && i + 1 < n; i++) {
		alone[i] = metric[i].levels_only && !metric[i].measured_against;
		used[i] = metric[i].rows > 0;
	}
	if (!status && !(rank = tally_metric_ranks(p->codes, used)))
		status = tally_error_memory(p->err);
	if (!status) {
		tally_metrics_apart(p->codes, alone);
		line_up(p, metric, alone, rank);
	}
	free(metric);
	free(alone);
	free(used);
	free(rank);
	return status;
}

/* --- one part ----------------------------------------------------------------------------------
 */

/* The text of one pool in another; -1: out of memory. */
static int32_t move_text(const tally_pool *from, int32_t id, tally_pool *to)
{
	const char *text = tally_pool_text(from, id);
	return tally_pool_add(to, text, strlen(text));
}

static tally_status keep_claim(parts *p, const tally_claims *from, int32_t index, int32_t *out)
{
	tally_claim claim = from->items[index];

	claim.source = move_text(&from->texts, claim.source, &p->kept->texts);
	claim.locator = move_text(&from->texts, claim.locator, &p->kept->texts);
	claim.note = move_text(&from->texts, claim.note, &p->kept->texts);
	if (claim.source < 0 || claim.locator < 0 || claim.note < 0 || p->kept->n >= INT32_MAX)
		return tally_error_memory(p->err);
	*out = (int32_t)p->kept->n;
	return tally_claims_add(p->kept, &claim, p->err);
}

/* Takes the findings over, with the claims that they name. */
static tally_status take(parts *p, const tally_claims *claims, tally_findings *f)
{
	int32_t *place = malloc((claims->n + 1) * sizeof *place);
	tally_finding *items =
	    realloc(p->out->items, ((size_t)p->out->n + (size_t)f->n + 1) * sizeof *items);
	tally_status status = place && items ? TALLY_OK : tally_error_memory(p->err);

	if (items)
		p->out->items = items;
	if (place)
		memset(place, 0xff, (claims->n + 1) * sizeof *place);
	for (int32_t i = 0; !status && i < f->n; i++)
		for (int32_t k = 0; !status && k < f->items[i].n_claims; k++) {
			int32_t *claim = &f->items[i].claims[k];
			if (place[*claim] < 0)
				status = keep_claim(p, claims, *claim, &place[*claim]);
			*claim = place[*claim];
		}
	if (!status) {
		memcpy(p->out->items + p->out->n, f->items, (size_t)f->n * sizeof *items);
		p->out->n += f->n;
		p->out->capacity = p->out->n;
		f->n = 0; /* they are the whole's now */
	}
	free(place);
	p->out->claims += f->claims;
	p->out->components += f->components;
	p->out->timed_out = p->out->timed_out || f->timed_out;
	return status;
}

/* Seconds that are left, 0: no limit; false: none are, for one of the processes at least. */
static bool time_left(const parts *p, double *seconds)
{
	struct timespec now;

	*seconds = p->options->seconds;
	if (*seconds <= 0)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	*seconds -= (double)(now.tv_sec - p->start.tv_sec) +
		    1e-9 * (double)(now.tv_nsec - p->start.tv_nsec);
	int64_t late = *seconds <= 0;
	if (p->options->ranks)
		tally_ranks_sum(p->options->ranks, &late, 1);
	return late == 0;
}

/* What all processes make of a step that each may fail in. */
static tally_status agree(const parts *p, tally_status status)
{
	const tally_ranks *ranks = p->options->ranks;
	return ranks ? tally_ranks_agree(ranks, status, p->err) : status;
}

static tally_status check_part(parts *p, int32_t from, int32_t to)
{
	tally_selection what = tally_selection_all();
	tally_check_options options = *p->options;
	tally_claims claims = {0};
	tally_findings f = {0};

	if (!time_left(p, &options.seconds)) {
		p->out->timed_out = true;
		return TALLY_OK;
	}
	what.metrics = p->metrics + from;
	what.n_metrics = to - from;
	tally_status status = agree(p, tally_store_read(p->store, &what, &claims, p->err));
	if (!status)
		status = tally_check(&claims, p->codes, &options, &f, p->err);
	if (!status)
		status = take(p, &claims, &f);
	status = agree(p, status);
	tally_findings_release(&f);
	tally_claims_release(&claims);
	return status;
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static tally_status sort_by_kind(parts *p)
{
	tally_finding *sorted = malloc(((size_t)p->out->n + 1) * sizeof *sorted);
	int32_t n = 0;

	if (!sorted)
		return tally_error_memory(p->err);
	for (int kind = 0; kind <= TALLY_FINDING_UNDECIDED; kind++)
		for (int32_t i = 0; i < p->out->n; i++)
			if (p->out->items[i].kind == (tally_finding_kind)kind)
				sorted[n++] = p->out->items[i];
	free(p->out->items);
	p->out->items = sorted;
	return TALLY_OK;
}

static void warn_of_size(const parts *p)
{
	int64_t rows = 0;

	for (int32_t i = 0; i < p->n_together; i++)
		rows += p->rows[i];
	if (rows > p->most)
		fprintf(stderr,
			"tally check: %lld figures hang together and take about %lld MB, more "
			"than --memory\n",
			(long long)rows, (long long)(rows * CHECK_BYTES_A_FIGURE >> 20));
}

static tally_status check_all(parts *p)
{
	tally_status status = TALLY_OK;
	int64_t all = 0;

	for (int32_t i = 0; i < p->n; i++)
		all += p->rows[i];
	int64_t at_once = p->most < PART_ROWS ? p->most : PART_ROWS;
	if (all <= at_once)
		return check_part(p, 0, p->n);
	warn_of_size(p);
	if (p->n_together > 0)
		status = check_part(p, 0, p->n_together);
	for (int32_t from = p->n_together, to; !status && from < p->n; from = to) {
		int64_t rows = p->rows[from];
		for (to = from + 1; to < p->n && rows + p->rows[to] <= at_once; to++)
			rows += p->rows[to];
		status = check_part(p, from, to);
	}
	return status ? status : sort_by_kind(p);
}

tally_status cli_check_in_parts(tally_store *store, const tally_check_options *options,
				size_t memory, tally_claims *kept, tally_findings *out,
				tally_error *err)
{
	parts p = {.store = store,
		   .codes = tally_store_codes(store),
		   .options = options,
		   .most = (int64_t)(memory / CHECK_BYTES_A_FIGURE),
		   .kept = kept,
		   .out = out,
		   .err = err};

	*out = (tally_findings){0};
	clock_gettime(CLOCK_MONOTONIC, &p.start);
	tally_status status = agree(&p, plan(&p));
	if (!status)
		status = check_all(&p);
	free(p.metrics);
	free(p.rows);
	return status;
}
