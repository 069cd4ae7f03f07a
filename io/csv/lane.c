/* lane.c: blocks read by one thread with numbers of its own.
 *
 * A lane goes on with what it learned from block to block; with each block go the texts, the
 * claims and the unknown codes that are new in it. It begins afresh when it grew too large, or when
 * a block was read again elsewhere and what it learned there was lost. */
#include "csv/lane.h"

#include <stdlib.h>
#include <string.h>

/* Texts of a lane; it begins afresh with more. */
#define LANE_TEXT_MAX ((size_t)64 << 20)

/* --- reading ------------------------------------------------------------------------------- */

tally_status csv_lane_begin(csv_lane *l, const csv_reader *whole, bool unchecked,
			    pthread_rwlock_t *lock)
{
	l->r = *whole;
	l->r.out = &l->claims;
	l->r.counts = &l->counts;
	l->r.list = &l->list;
	l->r.err = &l->err;
	l->r.rejects = (csv_buffer){0};
	l->r.fields = NULL;
	l->r.lengths = NULL;
	l->r.capacity = 0;
	l->w.r = &l->r;
	l->w.head = l->w.rest = -1;
	l->w.unchecked = unchecked;
	l->list.max = whole->list->max;
	csv_resolver_init(&l->r.resolver, whole->resolver.codes, &l->claims.texts, false);
	l->r.resolver.lock = lock;
	l->r.resolver.defer = whole->options->define;
	return csv_resolve_constants(&l->r);
}

static tally_status lane_forget(csv_lane *l)
{
	csv_likes_clear(&l->w.likes);
	l->w.head = l->w.rest = -1;
	l->w.learned = l->w.repeated = 0;
	csv_resolver_forget(&l->r.resolver);
	tally_pool_release(&l->claims.texts);
	l->n_texts = 0;
	return csv_resolve_constants(&l->r);
}

static bool lane_is_full(const csv_lane *l)
{
	return csv_likes_full(&l->w.likes, csv_likes_most(l->r.options)) ||
	       l->claims.texts.n_bytes > LANE_TEXT_MAX;
}

static void lane_start_block(csv_lane *l, csv_parcel *p)
{
	csv_reader *r = &l->r;

	r->status = TALLY_OK;
	p->fresh = p->generation != l->generation || lane_is_full(l);
	if (p->fresh)
		r->status = lane_forget(l);
	l->generation = p->generation;
	r->inside = p->number > 0 || r->later;
	r->n_records = r->inside ? r->preamble.data : 0;
	r->n_footnotes = 0;
	l->claims.n = 0;
	memset(&l->counts, 0, sizeof l->counts);
	csv_yield_clear(&p->yield);
	l->w.yield = &p->yield;
	l->w.bad_bytes = false;
}

/* What is new goes along with the block. */
static void lane_end_block(csv_lane *l, csv_parcel *p)
{
	const tally_pool *texts = &l->claims.texts;
	csv_resolver *resolver = &l->r.resolver;

	p->texts.n = 0;
	for (int32_t i = l->n_texts > 0 ? l->n_texts : 1; i < texts->n; i++) {
		const char *text = tally_pool_text(texts, i);
		csv_buffer_put(&p->texts, text, strlen(text) + 1);
	}
	l->n_texts = texts->n;
	p->unknown = resolver->unknown;
	p->n_unknown = resolver->n_unknown;
	resolver->unknown = NULL;
	resolver->n_settled += resolver->n_unknown;
	resolver->n_unknown = resolver->cap_unknown = 0;
	p->counts = l->counts;
	p->list = l->list;
	l->list = (tally_diagnostics){.max = l->list.max};
	p->rejects = l->r.rejects;
	l->r.rejects = (csv_buffer){0};
	p->bad_bytes = l->w.bad_bytes;
}

void csv_lane_read(csv_lane *l, csv_parcel *p, char separator)
{
	long line = 1;
	size_t stop = 0;

	lane_start_block(l, p);
	tally_status status = l->r.status;
	if (status == TALLY_OK)
		status = csv_read_range(&l->w, p->block.text, p->block.size, p->block.last,
					separator, SIZE_MAX, &line, &stop);
	lane_end_block(l, p);
	p->lines = line - 1;
	p->good = status == TALLY_OK && stop == p->block.size && !p->bad_bytes &&
		  !p->texts.failed && !l->r.resolver.gave_up;
}

void csv_parcel_clear(csv_parcel *p)
{
	for (int32_t i = 0; i < p->n_unknown; i++)
		free(p->unknown[i].text);
	free(p->unknown);
	p->unknown = NULL;
	p->n_unknown = 0;
	free(p->rejects.text);
	p->rejects = (csv_buffer){0};
	tally_diagnostics_release(&p->list);
}

void csv_parcel_free(csv_parcel *p)
{
	if (p == NULL)
		return;
	csv_parcel_clear(p);
	csv_block_release(&p->block);
	csv_yield_release(&p->yield);
	free(p->texts.text);
	free(p);
}

/* --- what its numbers mean ------------------------------------------------------------------- */

static void settle(int32_t *id, const csv_map *codes)
{
	if (*id >= CSV_UNSETTLED)
		*id = codes->items[*id - CSV_UNSETTLED];
}

void csv_lane_translate(const csv_lane *l, tally_claims *claims)
{
	for (size_t i = 0; i < claims->n; i++) {
		tally_claim *c = &claims->items[i];
		settle(&c->metric, &l->codes);
		settle(&c->region, &l->codes);
		settle(&c->unit, &l->codes);
		c->source = l->texts.items[c->source];
		c->locator = l->texts.items[c->locator];
		c->note = l->texts.items[c->note];
	}
}

void csv_lane_reset(csv_lane *l)
{
	l->texts.n = l->likes.n = l->codes.n = 0;
}

void csv_lane_release(csv_lane *l)
{
	csv_worker_release(&l->w);
	csv_resolver_release(&l->r.resolver);
	tally_claims_release(&l->claims);
	tally_diagnostics_release(&l->list);
	free(l->r.rejects.text);
	free(l->r.fields);
	free(l->r.lengths);
	free(l->texts.items);
	free(l->likes.items);
	free(l->codes.items);
}
