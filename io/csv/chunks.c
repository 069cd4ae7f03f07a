/* chunks.c: a tidy file read by several threads.
 *
 * The text is cut behind line ends that lie outside quotes, as far as counting quotes can tell.
 * Each thread reads its piece with a reader of its own, into a target of its own or straight into
 * its part of the claims' array, which has a place for every line. A stray quote can fool the
 * count; but then some piece ends elsewhere than the next one begins, and the whole is read again
 * by one thread. So the pieces are right by check, not by trust. Texts get their final ids, and
 * complaints and rejects their order, when the pieces are put together from the front: the result
 * is that of one thread. */
#include "csv/reader.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MAX 16
/* A piece smaller than this is not worth a thread. */
#define PIECE_BYTES ((size_t)1 << 20)

typedef struct {
	csv_reader r;
	tally_claims claims; /* items: a part of the main table's */
	tally_csv_counts counts;
	tally_diagnostics list;
	tally_error err;
	const char *text;
	size_t size, from, to, stop;
	long line;
	char separator;
	tally_status status;
} piece;

static size_t count_byte(const char *text, size_t size, char c)
{
	size_t n = 0;
	for (const char *s = text, *end = text + size;
	     (s = memchr(s, c, (size_t)(end - s))) != NULL && s < end; s++)
		n++;
	return n;
}

static bool has_lone_cr(const char *text, size_t size)
{
	for (const char *s = text, *end = text + size;
	     s < end && (s = memchr(s, '\r', (size_t)(end - s))) != NULL; s++)
		if (s + 1 == end || s[1] != '\n')
			return true;
	return false;
}

/* The first place behind a line end outside quotes, at or after `at`; quotes are even at `from`. */
static size_t find_cut(const char *text, size_t size, size_t from, size_t at)
{
	bool quoted = count_byte(text + from, at - from, '"') % 2 != 0;
	for (; at < size; at++) {
		quoted ^= text[at] == '"';
		if (text[at] == '\n' && !quoted)
			return at + 1;
	}
	return size;
}

static void *read_piece(void *context)
{
	piece *p = context;
	p->status = csv_read_range(&p->r, p->text, p->size, p->from, p->to, p->separator, &p->line,
				   &p->stop);
	csv_hand_over(&p->r, true);
	if (p->status == TALLY_OK)
		p->status = p->r.status;
	return NULL;
}

static tally_status begin_piece(piece *p, const csv_reader *whole, bool first)
{
	p->r = *whole;
	if (whole->receiver != NULL && (p->r.target = whole->receiver->create()) == NULL)
		return tally_error_memory(&p->err);
	p->r.out = &p->claims;
	p->r.counts = &p->counts;
	p->r.list = &p->list;
	p->r.err = &p->err;
	p->list.max = whole->list->max;
	p->r.rejects = (csv_buffer){0};
	p->r.n_records = first ? 0 : whole->preamble.data;
	csv_resolver_init(&p->r.resolver, whole->resolver.codes, &p->claims.texts, false);
	return csv_resolve_constants(&p->r);
}

static void end_piece(piece *p)
{
	const tally_csv_receiver *receiver = p->r.receiver;

	if (receiver != NULL) {
		if (p->r.target != NULL)
			receiver->destroy(p->r.target);
		free(p->claims.items);
	}
	csv_resolver_release(&p->r.resolver);
	tally_pool_release(&p->claims.texts);
	tally_diagnostics_release(&p->list);
	free(p->r.rejects.text);
	free(p->r.fields);
	free(p->r.lengths);
}

/* --- putting together ------------------------------------------------------------------------ */

/* Local text ids to the main table's; NULL in *map when they are the same. */
static bool map_texts(const tally_pool *from, tally_pool *to, int32_t **map)
{
	bool same = true;
	*map = malloc(((size_t)from->n + 1) * sizeof **map);
	if (*map == NULL)
		return false;
	(*map)[0] = 0;
	for (int32_t i = 1; i < from->n; i++) {
		const char *text = tally_pool_text(from, i);
		(*map)[i] = tally_pool_add(to, text, strlen(text));
		if ((*map)[i] < 0)
			return false;
		same &= (*map)[i] == i;
	}
	if (same) {
		free(*map);
		*map = NULL;
	}
	return true;
}

static tally_status join_claims(const csv_reader *r, piece *p)
{
	tally_claims *out = r->out;
	int32_t *map = NULL;
	bool good = map_texts(&p->claims.texts, &out->texts, &map);

	if (good && out->items + out->n != p->claims.items)
		memmove(out->items + out->n, p->claims.items, p->claims.n * sizeof *out->items);
	for (size_t i = 0; good && map != NULL && i < p->claims.n; i++) {
		tally_claim *c = &out->items[out->n + i];

		c->source = map[c->source];
		c->locator = map[c->locator];
		c->note = map[c->note];
	}
	free(map);
	out->n += p->claims.n;
	return good ? TALLY_OK : tally_error_memory(r->err);
}

static void join_complaints(const csv_reader *r, const piece *p)
{
	for (size_t i = 0; i < p->list.count; i++) {
		const tally_diagnostic *d = &p->list.items[i];
		tally_diagnostics_add(r->list, d->severity, d->file, d->line, d->column, "%s",
				      d->message);
	}
	/* Those that the piece counted but did not keep would not be kept here either. */
	r->list->errors += p->list.errors - p->list.count;
}

static tally_status join(csv_reader *r, piece *p)
{
	tally_csv_counts *sum = r->counts;
	tally_status status;

	if (r->receiver != NULL)
		status = r->receiver->join(r->target, p->r.target, r->err);
	else
		status = join_claims(r, p);

	join_complaints(r, p);
	sum->rows += p->counts.rows;
	sum->cells += p->counts.cells;
	sum->stored += p->counts.stored;
	sum->missing += p->counts.missing;
	sum->refused += p->counts.refused;
	if (p->r.rejects.n > 0)
		csv_buffer_put(&r->rejects, p->r.rejects.text, p->r.rejects.n);
	r->rejects.failed |= p->r.rejects.failed;
	return status;
}

/* --- cutting ---------------------------------------------------------------------------------- */

/* No more claims than lines, and a row of a tidy file has at least this many bytes. */
#define ROW_BYTES_MIN 8

static size_t claims_room(size_t lines, size_t bytes)
{
	return lines < bytes / ROW_BYTES_MIN + 1 ? lines : bytes / ROW_BYTES_MIN + 1;
}

/* Cuts the text into at most n pieces; sets their places, first lines and parts of the claims. */
static int cut_pieces(csv_reader *r, piece *pieces, int n, const char *text, size_t size,
		      char separator)
{
	size_t from = 0, place = r->out->n;
	long line = 1;
	int k = 0;

	for (int i = 0; i < n && from < size; i++) {
		size_t goal = size / (size_t)n * (size_t)(i + 1);
		size_t to =
		    i + 1 == n ? size : find_cut(text, size, from, goal > from ? goal : from);
		size_t lines = count_byte(text + from, to - from, '\n') + 1;
		size_t room = claims_room(lines, to - from);
		pieces[k] = (piece){.text = text,
				    .size = size,
				    .from = from,
				    .to = to,
				    .stop = from,
				    .line = line,
				    .separator = separator};
		if (r->receiver == NULL) {
			pieces[k].claims.items = r->out->items + place;
			pieces[k].claims.capacity = room;
		}
		k++;
		place += room;
		line += (long)lines - 1;
		from = to;
	}
	return k;
}

static bool pieces_meet(const piece *pieces, int n)
{
	for (int i = 0; i + 1 < n; i++)
		if (pieces[i].stop != pieces[i + 1].from)
			return false;
	for (int i = 0; i < n; i++)
		if (pieces[i].status != TALLY_OK)
			return false;
	return true;
}

static void run_pieces(csv_reader *r, piece *pieces, int n)
{
	pthread_t threads[THREADS_MAX];
	bool started[THREADS_MAX] = {false};

	for (int i = 0; i < n; i++)
		pieces[i].status = begin_piece(&pieces[i], r, i == 0);
	for (int i = 1; i < n; i++)
		if (pieces[i].status == TALLY_OK)
			started[i] = pthread_create(&threads[i], NULL, read_piece, &pieces[i]) == 0;
	for (int i = 0; i < n; i++)
		if (!started[i] && pieces[i].status == TALLY_OK)
			read_piece(&pieces[i]);
	for (int i = 1; i < n; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
}

/* false: the pieces do not fit together or one failed; nothing was changed. */
static bool read_pieces(csv_reader *r, piece *pieces, int n, tally_status *status)
{
	run_pieces(r, pieces, n);
	bool meet = pieces_meet(pieces, n);
	*status = TALLY_OK;
	for (int i = 0; i < n && meet && *status == TALLY_OK; i++)
		*status = join(r, &pieces[i]);
	for (int i = 0; i < n; i++)
		end_piece(&pieces[i]);
	return meet;
}

static int n_threads(const csv_reader *r, size_t size)
{
	const tally_csv_options *o = r->options;
	long n = o->threads > 0 ? o->threads : sysconf(_SC_NPROCESSORS_ONLN);
	size_t worth = o->threads > 0 ? size / 8 : size / PIECE_BYTES;

	if (!r->plan.native || r->plan.wide || o->by_libcsv || n < 2 || worth < 2)
		return 1;
	n = n > THREADS_MAX ? THREADS_MAX : n;
	return (size_t)n < worth ? (int)n : (int)worth;
}

static tally_status read_alone(csv_reader *r, const char *text, size_t size, char separator)
{
	long line = 1;
	size_t stop;
	tally_status status = csv_read_range(r, text, size, 0, size, separator, &line, &stop);
	csv_hand_over(r, true);
	return status != TALLY_OK ? status : r->status;
}

tally_status csv_read_text(csv_reader *r, const char *text, size_t size, char separator)
{
	piece *pieces = calloc(THREADS_MAX, sizeof *pieces);
	int n = n_threads(r, size);
	tally_status status = pieces == NULL ? tally_error_memory(r->err) : TALLY_OK;

	if (status == TALLY_OK && !r->plan.wide && r->receiver == NULL)
		status = tally_claims_reserve(
		    r->out,
		    r->out->n + claims_room(count_byte(text, size, '\n'), size) + 2 * THREADS_MAX,
		    r->err);
	if (status == TALLY_OK && n > 1 && has_lone_cr(text, size))
		n = 1;
	if (status == TALLY_OK) {
		bool done = false;
		if (n > 1) {
			n = cut_pieces(r, pieces, n, text, size, separator);
			done = read_pieces(r, pieces, n, &status);
		}
		if (!done)
			status = read_alone(r, text, size, separator);
	}
	free(pieces);
	return status;
}
