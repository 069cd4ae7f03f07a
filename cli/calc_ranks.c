/* calc_ranks.c: blocks of a store worked off by several processes; see calc_scan.h.
 *
 * Blocks and their parts are cut as one process would cut them, and what came of the parts is put
 * together in the same order by the same function, so that not a digit of a sum differs. */
#include "calc_scan.h"

#include <stdlib.h>
#include <string.h>

/* A part on its way to the first process; behind it come its text and its notes, each with its
 * NUL. */
typedef struct {
	tally_moments moments;
	tally_error err;
	tally_status status;
	size_t n_text, n_series, n_notes;
} parcel;

static const parcel lost = {.status = TALLY_ESYSTEM, .err = {TALLY_ESYSTEM, "out of memory"}};

static void pack_part(FILE *to, const part *p)
{
	parcel box;
	memset(&box, 0, sizeof box);
	box.moments = p->moments;
	box.err = p->err;
	box.status = p->status;
	box.n_text = p->n_text;
	box.n_series = p->n_series;
	box.n_notes = p->notes.count;
	fwrite(&box, sizeof box, 1, to);
	fwrite(p->text, 1, p->n_text, to);
	for (size_t k = 0; k < p->notes.count; k++)
		fwrite(p->notes.items[k].message, strlen(p->notes.items[k].message) + 1, 1, to);
}

/* What a process made of its blocks, part by part. */
static void take_parcels(void *context, int from, const char *bytes, size_t n)
{
	scanning *s = context;
	(void)from;
	for (size_t at = 0; at < n && !s->status;) {
		parcel box;
		memcpy(&box, bytes + at, sizeof box);
		at += sizeof box;
		part p = {.moments = box.moments,
			  .err = box.err,
			  .status = box.status,
			  .text = (char *)(uintptr_t)(bytes + at),
			  .n_text = box.n_text,
			  .n_series = box.n_series};
		at += box.n_text;
		for (size_t k = 0; k < box.n_notes; k++) {
			if (!box.status)
				calc_scan_tell(s, bytes + at);
			at += strlen(bytes + at) + 1;
		}
		s->status = calc_scan_take(s, &p, s->err);
	}
}

/* What this process has of the turn, as bytes; *n is 0 when the memory ran out. */
static char *pack(scanning *s, const part *failed, size_t *n)
{
	char *bytes = NULL;
	*n = 0;
	FILE *to = open_memstream(&bytes, n);
	if (!to)
		return NULL;
	for (size_t i = 0; !failed->status && i < s->n_parts; i++)
		pack_part(to, &s->parts[i]);
	if (failed->status)
		pack_part(to, failed);
	if (fclose(to) != 0)
		*n = 0;
	return bytes;
}

tally_status calc_scan_in_turn(scanning *s, const tally_ranks *ranks, tally_error *err)
{
	part failed = {0};
	s->err = err;
	while (tally_scan_turn(s->scan, ranks, calc_scan_columns(s), &s->block, &failed.status,
			       &failed.err)) {
		size_t n;
		if (!failed.status && s->block.n_groups > 0)
			failed.status = calc_scan_block(s, &failed.err);
		char *bytes = pack(s, &failed, &n);
		bool gone = n == 0 && (failed.status || s->n_parts > 0);
		calc_scan_forget(s);
		ranks->gather(ranks, gone ? (const void *)&lost : bytes, gone ? sizeof lost : n,
			      take_parcels, s);
		free(bytes);
	}
	return s->status;
}

static void take_words(void *context, int from, const char *bytes, size_t n)
{
	(void)context;
	if (from > 0)
		fwrite(bytes, 1, n, stderr);
}

tally_status calc_scan_stretch(scanning *s, const tally_ranks *ranks, tally_error *err)
{
	size_t blocks = tally_scan_blocks(s->scan), from = tally_ranks_from(ranks, blocks);
	tally_status status = TALLY_OK;
	char *bytes = NULL;
	size_t n = 0;
	if (ranks->rank > 0)
		s->words = open_memstream(&bytes, &n);
	tally_scan_pass(s->scan, from);
	for (size_t k = from; !status && k < tally_ranks_to(ranks, blocks); k++) {
		status = tally_scan_next(s->scan, calc_scan_columns(s), &s->block, err);
		status = status ? status : calc_scan_block(s, err);
		status = status ? status : calc_scan_take_parts(s, err);
	}
	if (ranks->rank > 0 && s->words)
		fclose(s->words);
	ranks->gather(ranks, bytes, n, take_words, s);
	free(bytes);
	int64_t series = (int64_t)s->n_series;
	tally_ranks_sum(ranks, &series, 1);
	s->n_series = (size_t)series;
	return tally_ranks_agree(ranks, status, err);
}
