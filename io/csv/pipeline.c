/* pipeline.c: a file read block by block, by several threads.
 *
 * Blocks are taken in order, read by whichever thread is free, and put together in order: what
 * comes out does not depend on the number of threads. Each thread (lane) has a reader of its own,
 * with numbers of its own for texts, likes and codes that the lists do not have. With each block
 * come those that are new in it; the numbers are translated when the block's turn comes, and
 * unknown codes are defined then, so that ids follow the file.
 *
 * Counting quotes may cut a block in the middle of a record, and a lane may meet what it cannot
 * settle alone. Then what the lane made of the block is thrown away, together with its numbers
 * (its generation ends), and the block is read again where all comes together, by the *direct*
 * reader, from where the last good record ended. So blocks are right by check, not by trust. One
 * thread alone uses the direct reader only. */
#include "csv/lane.h"
#include "plain_locale.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LANES_MAX 16
#define RING      (3 * LANES_MAX)
/* A block smaller than this is not worth a thread. */
#define SMALL_BLOCK ((size_t)256 << 10)
/* Rows that the direct reader gathers before it hands them on. */
#define ENOUGH_ROWS 16384

typedef struct pipeline {
	csv_reader *r;
	csv_source *source;
	csv_join *join;
	char separator;
	csv_lane *lanes;
	int n_lanes;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_rwlock_t codes_lock;
	csv_parcel *ring[RING];
	csv_parcel *spare[RING];
	int n_spare;
	size_t next_in, next_out;
	bool reading, joining, ended, failed, bad_bytes;
	tally_status status;

	/* the direct reader */
	csv_worker direct;
	csv_yield yield;
	csv_map likes;
	long line;  /* of the next record */
	char *rest; /* [n_rest] bytes from the next record on, before the next block */
	size_t n_rest, cap_rest, patience;
} pipeline;

/* --- the direct reader ------------------------------------------------------------------------ */

/* The claims that rows were like so far are needed no more. */
static void drop_likes(csv_join *j)
{
	j->likes.n = 0;
	j->n_likes = 0;
	if (j->receiver != NULL && j->receiver->forget_likes != NULL)
		j->receiver->forget_likes(j->receiver->target);
}

static void forget_likes(pipeline *p)
{
	csv_likes_clear(&p->direct.likes);
	p->direct.head = p->direct.rest = -1;
	p->direct.learned = p->direct.repeated = 0;
	p->likes.n = 0;
	if (p->n_lanes == 0)
		drop_likes(p->join);
}

/* Reads text from p->line on; *stop: where the next record begins. */
static tally_status read_directly(pipeline *p, const char *text, size_t size, bool last,
				  size_t *stop)
{
	tally_status status = TALLY_OK;
	size_t before;

	*stop = 0;
	do {
		before = *stop;
		if (csv_likes_full(&p->direct.likes, csv_likes_most(p->r->options)))
			forget_likes(p);
		status = csv_read_range(&p->direct, text, size, last, p->separator, ENOUGH_ROWS,
					&p->line, stop);
		if (p->direct.bad_bytes)
			p->bad_bytes = true;
		if (status == TALLY_OK && !p->bad_bytes)
			status = csv_join_yield(p->join, &p->yield, &p->likes, 0);
	} while (status == TALLY_OK && !p->bad_bytes && *stop<size && * stop> before);
	return status;
}

/* Puts a block behind what is left of those before it. */
static tally_status add_to_rest(pipeline *p, const csv_block *b)
{
	size_t n = p->n_rest + b->size;
	if (n > p->cap_rest) {
		char *rest = realloc(p->rest, 2 * n);
		if (rest == NULL)
			return tally_error_memory(p->r->err);
		p->rest = rest;
		p->cap_rest = 2 * n;
	}
	if (b->size > 0)
		memcpy(p->rest + p->n_rest, b->text, b->size);
	p->n_rest = n;
	return TALLY_OK;
}

/* Reads a block directly, with what was left before it. What does not end in it waits; and while
 * it does not end, only every doubling is tried. */
static tally_status take_directly(pipeline *p, const csv_block *b)
{
	size_t stop = 0;
	tally_status status;

	if (p->n_rest == 0) {
		status = read_directly(p, b->text, b->size, b->last, &stop);
		if (status == TALLY_OK && !b->last && stop < b->size) {
			const csv_block left = {.text = b->text + stop, .size = b->size - stop};
			status = add_to_rest(p, &left);
			p->patience = p->n_rest + 1;
		}
		return status;
	}
	status = add_to_rest(p, b);
	if (status != TALLY_OK || (p->n_rest < p->patience && !b->last))
		return status;
	status = read_directly(p, p->rest, p->n_rest, b->last, &stop);
	p->patience = stop > 0 ? 0 : 2 * p->n_rest;
	if (stop > 0)
		memmove(p->rest, p->rest + stop, p->n_rest - stop);
	p->n_rest -= stop;
	return status;
}

/* --- putting together ----------------------------------------------------------------------------
 */

static void join_complaints(csv_reader *r, const csv_parcel *p, long before)
{
	for (size_t i = 0; i < p->list.count; i++) {
		const tally_diagnostic *d = &p->list.items[i];
		tally_diagnostics_add(r->list, d->severity, d->file,
				      d->line > 0 ? d->line + before : d->line, d->column, "%s",
				      d->message);
	}
	/* Those that the lane counted but did not keep would not be kept here either. */
	r->list->errors += p->list.errors - p->list.count;
}

static void join_counts(csv_reader *r, const csv_parcel *p)
{
	r->counts->rows += p->counts.rows;
	r->counts->cells += p->counts.cells;
	r->counts->stored += p->counts.stored;
	r->counts->missing += p->counts.missing;
	r->counts->refused += p->counts.refused;
	if (p->rejects.n > 0)
		csv_buffer_put(&r->rejects, p->rejects.text, p->rejects.n);
	r->rejects.failed |= p->rejects.failed;
}

static bool map_texts(pipeline *p, csv_lane *l, const csv_parcel *b)
{
	tally_pool *texts = &p->join->out->texts;

	if (l->texts.n == 0 && !csv_map_add(&l->texts, 0))
		return false;
	for (size_t at = 0; at < b->texts.n;) {
		size_t len = strlen(b->texts.text + at);
		int32_t id = tally_pool_add(texts, b->texts.text + at, len);
		if (id < 0 || !csv_map_add(&l->texts, id))
			return false;
		at += len + 1;
	}
	return true;
}

/* Defines the codes that the lane did not know; false: something about them is odd. */
static bool settle_codes(pipeline *p, csv_lane *l, const csv_parcel *b)
{
	csv_resolver *resolver = &p->r->resolver;
	bool good = true;

	if (b->n_unknown == 0)
		return true;
	int32_t unit = resolver->unit;
	bool rate = resolver->rate;
	pthread_rwlock_wrlock(&p->codes_lock);
	resolver->metric_name = resolver->region_name = "";
	for (int32_t i = 0; good && i < b->n_unknown; i++) {
		const csv_unknown *u = &b->unknown[i];
		csv_resolved value;
		resolver->unit =
		    u->unit >= CSV_UNSETTLED ? l->codes.items[u->unit - CSV_UNSETTLED] : u->unit;
		resolver->rate = u->rate;
		good = csv_resolve(resolver, u->field, u->text, u->len, &value, NULL) == TALLY_OK;
		if (good && u->field == CSV_METRIC)
			good = value.named.unit == TALLY_NO_CODE && value.named.measure < 0 &&
			       !value.named.previous && !value.named.cumulative;
		good = good && csv_map_add(&l->codes,
					   u->field == CSV_METRIC ? value.named.metric : value.id);
	}
	pthread_rwlock_unlock(&p->codes_lock);
	resolver->unit = unit;
	resolver->rate = rate;
	return good;
}

/* Ends the generation of a lane: its numbers mean nothing any more. */
static void end_generation(pipeline *p, csv_lane *l)
{
	pthread_mutex_lock(&p->lock);
	l->wanted++;
	pthread_mutex_unlock(&p->lock);
	csv_lane_reset(l);
}

/* What several lanes learn, and learn again, adds up: then all begin afresh. Blocks that they have
 * read already are read again. */
static void limit_likes(pipeline *p)
{
	if (p->join->n_likes / 2 <= csv_likes_most(p->r->options))
		return;
	for (int i = 0; i < p->n_lanes; i++)
		end_generation(p, &p->lanes[i]);
	forget_likes(p);
	drop_likes(p->join);
}

static tally_status join_parcel(pipeline *p, csv_parcel *b)
{
	limit_likes(p);
	csv_lane *l = &p->lanes[b->lane];
	bool good = b->good && p->n_rest == 0 && b->generation == l->wanted;

	if (b->bad_bytes && p->n_rest == 0) {
		p->bad_bytes = true;
		return TALLY_OK;
	}
	if (b->fresh)
		csv_lane_reset(l);
	if (good && map_texts(p, l, b) && settle_codes(p, l, b)) {
		csv_lane_translate(l, &b->yield.likes);
		csv_lane_translate(l, &b->yield.claims);
		join_counts(p->r, b);
		join_complaints(p->r, b, p->line - 1);
		tally_status status = csv_join_yield(p->join, &b->yield, &l->likes, p->line - 1);
		p->line += b->lines;
		return status;
	}
	if (b->generation == l->wanted)
		end_generation(p, l);
	if (b->number > 0 && p->r->n_records < p->r->preamble.data)
		p->r->n_records = p->r->preamble.data;
	if (p->r->options->define)
		pthread_rwlock_wrlock(&p->codes_lock);
	tally_status status = take_directly(p, &b->block);
	if (p->r->options->define)
		pthread_rwlock_unlock(&p->codes_lock);
	return status;
}

static size_t source_size(const csv_source *source)
{
	struct stat st;
	if (source->text != NULL)
		return source->size;
	if (source->partial)
		return source->part;
	return fstat(source->fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : SIZE_MAX;
}

/* After the first block one can tell about how many rows there are. */
static void expect_rows(const pipeline *p, const csv_block *first)
{
	const tally_csv_receiver *receiver = p->join->receiver;
	size_t size = source_size(p->source);

	if (receiver == NULL || receiver->expect == NULL || first->last || first->size == 0 ||
	    size == SIZE_MAX)
		return;
	double rows = (double)p->r->counts->stored * (double)size / (double)first->size;
	receiver->expect(receiver->target, (int64_t)(1.02 * rows) + 1024);
}

/* --- threads -----------------------------------------------------------------------------------
 */

static csv_parcel *new_parcel(pipeline *p)
{
	return p->n_spare > 0 ? p->spare[--p->n_spare] : calloc(1, sizeof(csv_parcel));
}

static void fail(pipeline *p, tally_status status)
{
	if (p->status == TALLY_OK)
		p->status = status;
	p->failed = true;
	pthread_cond_broadcast(&p->changed);
}

/* The next block; NULL: there is none. Called and left with the lock held. */
static csv_parcel *take_block(pipeline *p, int number_of_lane)
{
	tally_error err = {0};
	size_t room = 3 * (size_t)p->n_lanes;

	while (!p->failed && !p->ended && (p->reading || p->next_in - p->next_out >= room))
		pthread_cond_wait(&p->changed, &p->lock);
	if (p->failed || p->ended)
		return NULL;
	csv_parcel *b = new_parcel(p);
	if (b == NULL) {
		fail(p, tally_error_memory(p->r->err));
		return NULL;
	}
	p->reading = true;
	b->number = p->next_in++;
	b->lane = number_of_lane;
	pthread_mutex_unlock(&p->lock);
	tally_status status = csv_source_next(p->source, &b->block, &err);
	pthread_mutex_lock(&p->lock);
	b->generation = p->lanes[number_of_lane].wanted;
	p->reading = false;
	p->ended = b->block.last;
	if (status != TALLY_OK) {
		fail(p, tally_error_set(p->r->err, status, "%s", err.message));
		csv_parcel_free(b);
		b = NULL;
	}
	pthread_cond_broadcast(&p->changed);
	return b;
}

/* Joins the blocks whose turn it is. Called and left with the lock held. */
static void join_ready(pipeline *p)
{
	csv_parcel *b;
	while (!p->joining && !p->failed && (b = p->ring[p->next_out % RING]) != NULL) {
		p->ring[p->next_out % RING] = NULL;
		p->joining = true;
		pthread_mutex_unlock(&p->lock);
		tally_status status = join_parcel(p, b);
		if (b->number == 0)
			expect_rows(p, &b->block);
		csv_parcel_clear(b);
		pthread_mutex_lock(&p->lock);
		p->joining = false;
		p->next_out++;
		p->spare[p->n_spare++] = b;
		if (status != TALLY_OK || p->bad_bytes || p->r->status != TALLY_OK)
			fail(p, status != TALLY_OK ? status : p->r->status);
		pthread_cond_broadcast(&p->changed);
	}
}

/* A lane and its pipeline, for its thread. */
typedef struct {
	pipeline *p;
	int lane;
	pthread_t thread;
} runner;

static void *run_lane(void *context)
{
	const runner *r = context;
	pipeline *p = r->p;
	csv_parcel *b;
	locale_t before = tally_plain_locale();

	pthread_mutex_lock(&p->lock);
	while ((b = take_block(p, r->lane)) != NULL) {
		pthread_mutex_unlock(&p->lock);
		csv_lane_read(&p->lanes[r->lane], b, p->separator);
		pthread_mutex_lock(&p->lock);
		p->ring[b->number % RING] = b;
		join_ready(p);
	}
	pthread_mutex_unlock(&p->lock);
	uselocale(before);
	return NULL;
}

static tally_status run_lanes(pipeline *p)
{
	runner runners[LANES_MAX];
	int started = 1;

	for (int i = 0; i < p->n_lanes && p->status == TALLY_OK; i++) {
		runners[i] = (runner){.p = p, .lane = i};
		p->status = csv_lane_begin(&p->lanes[i], p->r, p->direct.unchecked, &p->codes_lock);
	}
	if (p->status != TALLY_OK)
		return p->status;
	while (started < p->n_lanes &&
	       pthread_create(&runners[started].thread, NULL, run_lane, &runners[started]) == 0)
		started++;
	run_lane(&runners[0]);
	for (int i = 1; i < started; i++)
		pthread_join(runners[i].thread, NULL);
	return p->status;
}

static tally_status run_alone(pipeline *p)
{
	csv_block block = {0};
	tally_status status = TALLY_OK;
	bool first = true;

	while (status == TALLY_OK && !block.last && !p->bad_bytes) {
		status = csv_source_next(p->source, &block, p->r->err);
		if (status == TALLY_OK)
			status = take_directly(p, &block);
		if (status == TALLY_OK)
			status = p->r->status;
		if (first)
			expect_rows(p, &block);
		first = false;
	}
	csv_block_release(&block);
	return status;
}

/* --- how many --------------------------------------------------------------------------------- */

static int processors(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/* Printed names beside codes become names of what is defined: one reader after the other. */
static bool gives(const csv_reader *r, csv_field field)
{
	const csv_slot *slot = &r->plan.slots[field];
	return slot->column >= 0 || slot->constant != NULL;
}

/* How many lanes, and how large the blocks. */
static int plan_lanes(const csv_reader *r, csv_source *source)
{
	const tally_csv_options *o = r->options;
	size_t size = source_size(source), least = o->threads > 0 ? 8 : SMALL_BLOCK;
	int n = o->threads > 0 ? o->threads : processors();

	if (!r->plan.native || r->plan.wide || o->by_libcsv ||
	    (o->define && (gives(r, CSV_METRIC_NAME) || gives(r, CSV_REGION_NAME)))) {
		source->block = source->text != NULL ? source->size + 1 : source->block;
		return 0;
	}
	n = n > LANES_MAX ? LANES_MAX : n;
	if (n < 2 || size / 2 < least)
		return 0;
	size_t block = size / 8 > least ? size / 8 : least;
	source->block = block < CSV_BLOCK_BYTES ? block : CSV_BLOCK_BYTES;
	return n;
}

static void release(pipeline *p)
{
	for (int i = 0; i < p->n_lanes; i++)
		csv_lane_release(&p->lanes[i]);
	free(p->lanes);
	for (int i = 0; i < RING; i++)
		csv_parcel_free(p->ring[i]);
	for (int i = 0; i < p->n_spare; i++)
		csv_parcel_free(p->spare[i]);
	csv_worker_release(&p->direct);
	csv_yield_release(&p->yield);
	free(p->likes.items);
	free(p->rest);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->changed);
	pthread_rwlock_destroy(&p->codes_lock);
	free(p);
}

tally_status csv_read_source(csv_reader *r, csv_source *source, csv_join *join, char separator,
			     bool *bad_bytes)
{
	pipeline *p = calloc(1, sizeof *p);
	if (p == NULL)
		return tally_error_memory(r->err);
	p->r = r;
	p->source = source;
	p->join = join;
	p->separator = separator;
	p->line = 1;
	p->direct = (csv_worker){.r = r, .yield = &p->yield, .head = -1, .rest = -1};
	p->direct.unchecked = source->text == NULL;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	pthread_rwlock_init(&p->codes_lock, NULL);
	p->n_lanes = plan_lanes(r, source);
	p->lanes = calloc((size_t)p->n_lanes + 1, sizeof *p->lanes);
	tally_status status;
	if (p->lanes == NULL) {
		p->n_lanes = 0;
		status = tally_error_memory(r->err);
	} else {
		status = p->n_lanes > 0 ? run_lanes(p) : run_alone(p);
	}
	*bad_bytes = p->bad_bytes;
	r->counts->lines = p->line - 1;
	release(p);
	return status;
}
