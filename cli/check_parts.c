/* check_parts.c: see check_parts.h. */
#include "check_parts.h"

#include "network/apart.h"
#include "working.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Small parts stay in the processor's cache: 400,000 figures at once take 1.45 s of one core, in
 * parts 0.58. */
#define PART_ROWS ((int64_t)1 << 15)

#define THREADS_MAX 64

/* Some metrics, and what came of them. */
typedef struct {
	int32_t from, to; /* of `metrics` below */
	tally_claims kept;
	tally_findings out;
	tally_status status;
	tally_error err;
} part;

typedef struct {
	tally_store *store;
	const tally_codes *codes;
	const tally_check_options *options;
	int64_t most; /* rows that the memory holds */
	struct timespec start;
	int32_t *metrics; /* those of parts to come, in order */
	int64_t *rows;    /* of each */
	int32_t n, n_together;
	part *parts;
	int32_t n_parts;
	int32_t end;                /* of the parts of this process */
	int inner;                  /* threads within a part */
	atomic_int next;            /* part */
	pthread_mutex_t store_lock; /* HDF5 knows no threads */
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

static tally_status keep_claim(const tally_claims *from, int32_t index, tally_claims *kept,
			       int32_t *out, tally_error *err)
{
	tally_claim claim = from->items[index];

	claim.source = move_text(&from->texts, claim.source, &kept->texts);
	claim.locator = move_text(&from->texts, claim.locator, &kept->texts);
	claim.note = move_text(&from->texts, claim.note, &kept->texts);
	if (claim.source < 0 || claim.locator < 0 || claim.note < 0 || kept->n >= INT32_MAX)
		return tally_error_memory(err);
	*out = (int32_t)kept->n;
	return tally_claims_add(kept, &claim, err);
}

/* Findings move from f to `out`, the claims that they name are copied from `claims` to `kept`. */
static tally_status take(const tally_claims *claims, tally_findings *f, tally_claims *kept,
			 tally_findings *out, tally_error *err)
{
	int32_t *place = malloc((claims->n + 1) * sizeof *place);
	tally_finding *items =
	    realloc(out->items, ((size_t)out->n + (size_t)f->n + 1) * sizeof *items);
	tally_status status = place && items ? TALLY_OK : tally_error_memory(err);

	if (items)
		out->items = items;
	if (place)
		memset(place, 0xff, (claims->n + 1) * sizeof *place);
	for (int32_t i = 0; !status && i < f->n; i++)
		for (int32_t k = 0; !status && k < f->items[i].n_claims; k++) {
			int32_t *claim = &f->items[i].claims[k];
			if (place[*claim] < 0)
				status = keep_claim(claims, *claim, kept, &place[*claim], err);
			*claim = place[*claim];
		}
	if (!status) {
		memcpy(out->items + out->n, f->items, (size_t)f->n * sizeof *items);
		out->n += f->n;
		out->capacity = out->n;
		f->n = 0; /* they are the other's now */
	}
	free(place);
	out->claims += f->claims;
	out->components += f->components;
	out->timed_out = out->timed_out || f->timed_out;
	out->unchecked += f->unchecked;
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
static tally_status agree(const parts *p, tally_status status, tally_error *err)
{
	const tally_ranks *ranks = p->options->ranks;
	return ranks ? tally_ranks_agree(ranks, status, err) : status;
}

static tally_status read_part(parts *p, const part *t, tally_claims *claims, tally_error *err)
{
	tally_selection what = tally_selection_all();

	what.metrics = p->metrics + t->from;
	what.n_metrics = t->to - t->from;
	pthread_mutex_lock(&p->store_lock);
	tally_status status = tally_store_read(p->store, &what, claims, err);
	pthread_mutex_unlock(&p->store_lock);
	return status;
}

/* What a part that memory does not hold leaves: nothing said, and how much was not looked at. */
static tally_status leave_out(const parts *p, part *t)
{
	tally_findings_release(&t->out);
	tally_claims_release(&t->kept);
	for (int32_t k = t->from; k < t->to; k++)
		t->out.unchecked += p->rows[k];
	return TALLY_OK;
}

static void check_part(parts *p, part *t)
{
	tally_check_options options = *p->options;
	tally_claims claims = {0};
	tally_findings f = {0};
	tally_error *err = &t->err;

	options.threads = p->inner;
	if (!time_left(p, &options.seconds)) {
		t->out.timed_out = true;
		return;
	}
	tally_status status = agree(p, read_part(p, t, &claims, err), err);
	if (!status)
		status = tally_check(&claims, p->codes, &options, &f, err);
	if (!status)
		status = take(&claims, &f, &t->kept, &t->out, err);
	if (status && !p->options->ranks && p->n_parts > 1 && tally_error_is_memory(err))
		status = leave_out(p, t);
	t->status = agree(p, status, err);
	tally_findings_release(&f);
	tally_claims_release(&claims);
}

static void *check_next(void *context)
{
	parts *p = context;
	for (int32_t i; (i = atomic_fetch_add(&p->next, 1)) < p->end;)
		check_part(p, &p->parts[i]);
	return NULL;
}

/* Parts from the next one on, several at a time. */
static void check_rest(parts *p)
{
	pthread_t threads[THREADS_MAX];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int wanted = p->options->threads > 0 ? p->options->threads : (int)cores, n = 0;

	wanted = wanted < 1 ? 1 : wanted > THREADS_MAX ? THREADS_MAX : wanted;
	p->inner = 1;
	while (n < wanted - 1 && n < p->n_parts - 2 &&
	       pthread_create(&threads[n], NULL, check_next, p) == 0)
		n++;
	check_next(p);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

/* --- parts of several processes -----------------------------------------------------------------
 */

/* A part on its way to the first process: behind it come the findings, then the claims that they
 * name, each with its three texts. */
typedef struct {
	tally_status status;
	tally_error err;
	int64_t claims, components;
	bool timed_out;
	int64_t unchecked;
	int32_t n_findings;
	size_t n_claims;
} parcel;

static void put_claims(FILE *to, const tally_claims *kept)
{
	for (size_t i = 0; i < kept->n; i++) {
		const tally_claim *c = &kept->items[i];
		const int32_t texts[3] = {c->source, c->locator, c->note};
		fwrite(c, sizeof *c, 1, to);
		for (int k = 0; k < 3; k++) {
			const char *text = tally_pool_text(&kept->texts, texts[k]);
			fwrite(text, strlen(text) + 1, 1, to);
		}
	}
}

static void put_part(FILE *to, part *t)
{
	tally_message findings = {0};
	parcel box;

	if (!t->status)
		t->status = tally_findings_pack(&t->out, &findings, &t->err);
	memset(&box, 0, sizeof box);
	box.status = t->status;
	box.err = t->err;
	box.claims = t->out.claims;
	box.components = t->out.components;
	box.timed_out = t->out.timed_out;
	box.unchecked = t->out.unchecked;
	box.n_findings = t->status ? 0 : t->out.n;
	box.n_claims = t->status ? 0 : t->kept.n;
	fwrite(&box, sizeof box, 1, to);
	if (findings.n > 0)
		fwrite(findings.bytes, findings.n, 1, to);
	if (!t->status)
		put_claims(to, &t->kept);
	free(findings.bytes);
}

static tally_status get_claims(const char **from, size_t n, tally_claims *out, tally_error *err)
{
	tally_status status = TALLY_OK;
	const char *at = *from;

	for (size_t i = 0; i < n && !status; i++) {
		tally_claim c;
		memcpy(&c, at, sizeof c);
		at += sizeof c;
		int32_t *texts[3] = {&c.source, &c.locator, &c.note};
		for (int k = 0; k < 3 && !status; k++) {
			*texts[k] = tally_pool_add(&out->texts, at, strlen(at));
			at += strlen(at) + 1;
			status = *texts[k] < 0 ? tally_error_memory(err) : TALLY_OK;
		}
		if (!status)
			status = tally_claims_add(out, &c, err);
	}
	*from = at;
	return status;
}

static void get_part(const char **at, part *t)
{
	parcel box;
	size_t used = 0;

	memcpy(&box, *at, sizeof box);
	*at += sizeof box;
	t->status = box.status;
	t->err = box.err;
	t->out.claims = box.claims;
	t->out.components = box.components;
	t->out.timed_out = box.timed_out;
	t->out.unchecked = box.unchecked;
	if (!t->status)
		t->status = tally_findings_unpack(*at, box.n_findings, &t->out, &used, &t->err);
	*at += used;
	if (!t->status)
		t->status = get_claims(at, box.n_claims, &t->kept, &t->err);
}

/* Parts from .. to - 1 are those of a process. */
static void stretch_of(const parts *p, const tally_ranks *ranks, int rank, int32_t *from, int32_t *to)
{
	const tally_ranks who = {.n = ranks->n, .rank = rank};
	size_t n = (size_t)p->n_parts - 1; /* the first is everybody's */

	*from = 1 + (int32_t)tally_ranks_from(&who, n);
	*to = 1 + (int32_t)tally_ranks_to(&who, n);
}

typedef struct {
	parts *p;
	const tally_ranks *ranks;
} collector;

/* The parts of another; what a process without memory could not say is an error. */
static void take_parts(void *context, int from, const char *bytes, size_t n)
{
	const collector *c = context;
	int32_t i, end;
	bool failed = false;

	stretch_of(c->p, c->ranks, from, &i, &end);
	if (from > 0 && i < end && n == 0)
		c->p->parts[i].status = tally_error_memory(&c->p->parts[i].err);
	for (const char *at = bytes; from > 0 && i < end && n > 0 && !failed; i++) {
		get_part(&at, &c->p->parts[i]);
		failed = c->p->parts[i].status != TALLY_OK; /* what is behind it does not matter */
	}
}

/* The parts behind the first one, a stretch for each process; the first gets what came of all. */
static void check_by_ranks(parts *p)
{
	const tally_check_options *whole = p->options;
	const tally_ranks *ranks = whole->ranks;
	tally_check_options alone = *whole;
	collector all = {p, ranks};
	size_t n_bytes = 0;
	int32_t first;
	cpu_set_t set;
	char *bytes = NULL;

	stretch_of(p, ranks, ranks->rank, &first, &p->end);
	alone.ranks = NULL;
	if (alone.threads == 0 && sched_getaffinity(0, sizeof set, &set) == 0)
		alone.threads = CPU_COUNT(&set);
	p->options = &alone;
	atomic_store(&p->next, first);
	check_rest(p);
	p->options = whole;
	FILE *to = ranks->rank > 0 ? open_memstream(&bytes, &n_bytes) : NULL;
	for (int32_t i = first; to && i < p->end; i++)
		put_part(to, &p->parts[i]);
	if (to && fclose(to) != 0)
		n_bytes = 0;
	ranks->gather(ranks, bytes, n_bytes, take_parts, &all);
	free(bytes);
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static tally_status sort_by_kind(tally_findings *f, tally_error *err)
{
	tally_finding *sorted = malloc(((size_t)f->n + 1) * sizeof *sorted);
	int32_t n = 0;

	if (!sorted)
		return tally_error_memory(err);
	for (int kind = 0; kind <= TALLY_FINDING_UNDECIDED; kind++)
		for (int32_t i = 0; i < f->n; i++)
			if (f->items[i].kind == (tally_finding_kind)kind)
				sorted[n++] = f->items[i];
	free(f->items);
	f->items = sorted;
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

/* Cuts the metrics into parts; all are one part when they are few. */
static tally_status cut(parts *p)
{
	int64_t all = 0, at_once = p->most < PART_ROWS ? p->most : PART_ROWS;

	for (int32_t i = 0; i < p->n; i++)
		all += p->rows[i];
	p->parts = calloc((size_t)p->n + 1, sizeof *p->parts);
	if (!p->parts)
		return tally_error_memory(p->err);
	if (all <= at_once) {
		p->parts[p->n_parts++].to = p->n;
		return TALLY_OK;
	}
	warn_of_size(p);
	if (p->n_together > 0)
		p->parts[p->n_parts++].to = p->n_together;
	for (int32_t from = p->n_together, to; from < p->n; from = to) {
		int64_t rows = p->rows[from];
		for (to = from + 1; to < p->n && rows + p->rows[to] <= at_once; to++)
			rows += p->rows[to];
		p->parts[p->n_parts++] = (part){.from = from, .to = to};
	}
	return TALLY_OK;
}

/* The first part alone, because it may be large, then the others. */
static void check_all(parts *p)
{
	p->inner = p->options->threads;
	atomic_store(&p->next, 1);
	p->end = p->n_parts;
	check_part(p, &p->parts[0]);
	if (p->n_parts > 1 && p->options->ranks)
		check_by_ranks(p);
	else if (p->n_parts > 1)
		check_rest(p);
}

/* Puts together what the parts say, in their order. */
static tally_status join(parts *p, tally_claims *kept, tally_findings *out)
{
	tally_status status = TALLY_OK;

	for (int32_t i = 0; i < p->n_parts; i++) {
		part *t = &p->parts[i];
		if (!status && t->status)
			status = tally_error_set(p->err, t->status, "%s", t->err.message);
		if (!status)
			status = take(&t->kept, &t->out, kept, out, p->err);
	}
	if (!status)
		status = sort_by_kind(out, p->err);
	return status;
}

static void release(parts *p)
{
	for (int32_t i = 0; i < p->n_parts; i++) {
		tally_claims_release(&p->parts[i].kept);
		tally_findings_release(&p->parts[i].out);
	}
	free(p->parts);
	free(p->metrics);
	free(p->rows);
	pthread_mutex_destroy(&p->store_lock);
}

tally_status cli_check_in_parts(tally_store *store, const tally_check_options *options,
				size_t memory, tally_claims *kept, tally_findings *out,
				tally_error *err)
{
	parts p = {.store = store,
		   .codes = tally_store_codes(store),
		   .options = options,
		   .most = (int64_t)(memory / CHECK_BYTES_A_FIGURE),
		   .store_lock = PTHREAD_MUTEX_INITIALIZER,
		   .err = err};

	*out = (tally_findings){0};
	clock_gettime(CLOCK_MONOTONIC, &p.start);
	tally_status status = plan(&p);
	if (!status)
		status = cut(&p);
	status = agree(&p, status, err);
	if (!status) {
		check_all(&p);
		status = join(&p, kept, out);
	}
	release(&p);
	return status;
}
