/* source.c: blocks of whole lines.
 *
 * A block ends behind the last line end that has an even number of quotes before it. A quote that
 * stands alone in a field makes that count odd for good; so when a block would grow to several
 * times its size, any line end will do. Who reads the blocks finds out whether a record really
 * ended there. What lies behind the end is carried over to the next block. The digest is taken
 * while the bytes are still in the cache. */
#include "csv/source.h"

#include "csv/csv.h"
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 4 /* blocks that one may become while quotes are odd */

/* Sixteen bytes that are compared at once. */
typedef unsigned char vector __attribute__((vector_size(16)));

/* Parity of the quotes in text[0..n). */
static bool odd_quotes(const char *text, size_t n)
{
	const vector quote = {'"', '"', '"', '"', '"', '"', '"', '"',
			      '"', '"', '"', '"', '"', '"', '"', '"'};
	vector sum = {0};
	unsigned count = 0;
	size_t i = 0;

	/* A lane may run over: only its lowest bit counts. */
	for (; i + sizeof sum <= n; i += sizeof sum) {
		vector v;
		memcpy(&v, text + i, sizeof v);
		sum ^= (vector)(v == quote);
	}
	for (size_t k = 0; k < sizeof sum; k++)
		count ^= sum[k] & 1u;
	for (; i < n; i++)
		count ^= text[i] == '"';
	return count & 1u;
}

/* Where text[0..n) can be cut: behind the last line end with even quotes before it, 0: nowhere.
 * *any: behind the last line end. */
static size_t find_cut(const char *text, size_t n, size_t *any)
{
	bool odd = odd_quotes(text, n);

	*any = 0;
	for (size_t i = n; i > 0; i--) {
		if (text[i - 1] == '\n') {
			*any = *any > 0 ? *any : i;
			if (!odd)
				return i;
		}
		odd ^= text[i - 1] == '"';
	}
	return 0;
}

csv_source csv_source_of_text(const char *text, size_t size)
{
	return (csv_source){.text = text, .size = size, .fd = -1, .block = CSV_BLOCK_BYTES};
}

tally_status csv_source_open(const char *path, csv_source *out, tally_error *err)
{
	*out = (csv_source){.fd = open(path, O_RDONLY | O_CLOEXEC), .block = CSV_BLOCK_BYTES};
	tally_digest_begin(&out->digest);
	return out->fd >= 0
		   ? TALLY_OK
		   : tally_error_set(err, TALLY_ESYSTEM, "cannot open: %s", strerror(errno));
}

/* A slice of the text that is there. */
static void next_slice(csv_source *s, csv_block *b)
{
	size_t left = s->size - s->at, any = 0, n = s->block, cut = 0;
	b->text = s->text + s->at;
	while (n < left && cut == 0) {
		cut = find_cut(b->text, n, &any);
		if (cut == 0 && n >= PATIENCE * s->block)
			cut = any;
		n *= 2;
	}
	b->size = cut > 0 ? cut : left;
	b->last = b->size == left;
	s->at += b->size;
}

static tally_status reserve(csv_block *b, size_t capacity, tally_error *err)
{
	if (capacity < b->capacity)
		return TALLY_OK;
	char *own = tally_more_room(b->own, b->size, capacity + 1);
	if (own == NULL)
		return tally_error_memory(err);
	b->own = own;
	b->capacity = capacity + 1;
	return TALLY_OK;
}

/* Reads up to `goal` bytes of block; *end: there are no more. */
static tally_status fill(csv_source *s, csv_block *b, size_t goal, bool *end, tally_error *err)
{
	while (b->size < goal && !*end) {
		size_t wanted = goal - b->size;
		if (s->partial && wanted > s->left)
			wanted = s->left;
		ssize_t n = read(s->fd, b->own + b->size, wanted);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tally_error_set(err, TALLY_ESYSTEM, "cannot read: %s",
					       strerror(errno));
		tally_digest_add(&s->digest, b->own + b->size, (size_t)n);
		b->size += (size_t)n;
		s->left -= s->partial ? (size_t)n : 0;
		*end = n == 0;
	}
	return TALLY_OK;
}

static tally_status carry_over(csv_source *s, csv_block *b, size_t cut, tally_error *err)
{
	size_t n = b->size - cut;
	if (n > s->cap_carry) {
		char *carry = realloc(s->carry, n);
		if (carry == NULL)
			return tally_error_memory(err);
		s->carry = carry;
		s->cap_carry = n;
	}
	if (n > 0)
		memcpy(s->carry, b->own + cut, n);
	s->n_carry = n;
	b->size = cut;
	return TALLY_OK;
}

tally_status csv_source_next(csv_source *s, csv_block *b, tally_error *err)
{
	bool end = false;
	size_t cut = 0, any = 0, goal = s->n_carry + s->block;
	tally_status status = TALLY_OK;

	if (s->has_first) {
		csv_block spare = *b;
		*b = s->first;
		s->first = spare;
		s->has_first = false;
		return TALLY_OK;
	}
	if (s->text != NULL) {
		next_slice(s, b);
		return TALLY_OK;
	}
	b->size = 0;
	for (; status == TALLY_OK && !end && cut == 0; goal *= 2) {
		status = reserve(b, goal, err);
		if (status == TALLY_OK && b->size == 0 && s->n_carry > 0) {
			memcpy(b->own, s->carry, s->n_carry);
			b->size = s->n_carry;
		}
		if (status == TALLY_OK)
			status = fill(s, b, goal, &end, err);
		if (status == TALLY_OK && !end)
			cut = find_cut(b->own, b->size, &any);
		if (cut == 0 && b->size >= PATIENCE * s->block)
			cut = any > 0 || b->size < TALLY_CSV_RECORD_MAX ? any : b->size;
	}
	if (status == TALLY_OK)
		status = carry_over(s, b, end ? b->size : cut, err);
	b->text = b->own;
	b->last = end;
	if (status == TALLY_OK)
		b->own[b->size] = '\0';
	return status;
}

void csv_source_unread(csv_source *s, csv_block *b)
{
	s->first = *b;
	s->has_first = true;
	*b = (csv_block){0};
}

tally_status csv_source_part(csv_source *s, size_t from, size_t to, tally_error *err)
{
	if (lseek(s->fd, (off_t)from, SEEK_SET) < 0)
		return tally_error_set(err, TALLY_ESYSTEM, "cannot read: %s", strerror(errno));
	s->n_carry = 0;
	s->partial = true;
	s->part = s->left = to - from;
	return TALLY_OK;
}

void csv_block_release(csv_block *b)
{
	free(b->own);
	*b = (csv_block){0};
}

void csv_source_close(csv_source *s)
{
	if (s->fd >= 0)
		close(s->fd);
	csv_block_release(&s->first);
	free(s->carry);
	*s = (csv_source){.fd = -1};
}
