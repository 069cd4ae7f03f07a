/* plain.c: the short way for plain rows.
 *
 * In a tidy file most rows say little that is new: what stands before, between and behind period
 * and value was seen before, in the row above or further up. So a plain row is learned (likes.h):
 * the bytes before the first of the two fields (its head), those between them and behind (its
 * rest), and the claim it gave. A line with a head and a rest that came together before, a known
 * period and a value of plain digits is that claim with another period and figure; nothing else
 * needs to be looked at, and what is kept of it is a number and those two. The head is mostly the
 * one of the row above, or the one that followed it last time; else it is looked up.
 *
 * A line that is not known is cut at its separators, whole fields in quotes included; what is left
 * (quotes inside, edge spaces, CRs, NULs, a wrong number of fields) goes to libcsv. All ways give
 * the same claims. */
#include "csv/reader.h"

#include <stdlib.h>
#include <string.h>

#define PERIOD_BYTES 16
/* Learning stops when so many rows were learned and fewer came again. */
#define LEARNED_ENOUGH (1 << 18)

/* After so many heads in a row that were not foretold the file is taken to be in no order. */
#define SURPRISED 16
/* Heads that are then looked up together. */
#define AHEAD CSV_LIKES_TOGETHER

/* One stretch of text that is being read. */
typedef struct {
	csv_worker *w;
	csv_reader *r;
	const char *text;
	size_t size;
	char separator;
	bool may_learn; /* the plan allows it */
	int column[2];  /* of the changing fields */
	bool period_first;
	char **fields; /* [width] */
	size_t *lengths;
	size_t line_bytes; /* of the line that was cut, its end included */
	int64_t repeated;
	int surprises;            /* heads in a row that were not foretold, to SURPRISED */
	const char *ahead[AHEAD]; /* lines whose heads were looked up together */
	int32_t ahead_head[AHEAD];
	int n_ahead, at_ahead;
} plain;

/* --- what was read ------------------------------------------------------------------------ */

static bool grow(void *array, size_t capacity, size_t size)
{
	void *items;
	memcpy(&items, array, sizeof items);
	items = realloc(items, capacity * size);
	if (items == NULL)
		return false;
	memcpy(array, &items, sizeof items);
	return true;
}

static bool room_for_rows(csv_yield *y)
{
	size_t capacity = y->capacity * 2 + 1024;
	if (!grow(&y->like, capacity, sizeof *y->like) ||
	    !grow(&y->period, capacity, sizeof *y->period) ||
	    !grow(&y->mantissa, capacity, sizeof *y->mantissa) ||
	    !grow(&y->decimals, capacity, sizeof *y->decimals) ||
	    !grow(&y->line, capacity, sizeof *y->line))
		return false;
	y->capacity = capacity;
	return true;
}

/* Counts what came: rows stand at even places of runs, claims at odd ones. */
static bool count_run(csv_yield *y, size_t kind)
{
	if (y->n_runs > 0 && (y->n_runs - 1) % 2 == kind) {
		y->runs[y->n_runs - 1]++;
		return true;
	}
	if (y->n_runs + 2 > y->cap_runs) {
		if (!grow(&y->runs, y->cap_runs * 2 + 16, sizeof *y->runs))
			return false;
		y->cap_runs = y->cap_runs * 2 + 16;
	}
	if (y->n_runs % 2 != kind)
		y->runs[y->n_runs++] = 0;
	y->runs[y->n_runs++] = 1;
	return true;
}

static inline bool put_row(csv_yield *y, int32_t like, tally_period period, tally_decimal value,
			   long line)
{
	if (y->n == y->capacity && !room_for_rows(y))
		return false;
	y->like[y->n] = like;
	y->period[y->n] = period;
	y->mantissa[y->n] = value.mantissa;
	y->decimals[y->n] = (uint8_t)value.decimals;
	y->line[y->n++] = (uint32_t)line;
	return count_run(y, 0);
}

/* The claims that the last record gave. */
static tally_status put_claims(csv_yield *y, tally_claims *out, tally_error *err)
{
	tally_status status = TALLY_OK;
	for (size_t i = 0; status == TALLY_OK && i < out->n; i++) {
		status = tally_claims_add(&y->claims, &out->items[i], err);
		if (status == TALLY_OK && !count_run(y, 1))
			status = tally_error_memory(err);
	}
	out->n = 0;
	return status;
}

void csv_yield_clear(csv_yield *y)
{
	y->n = y->n_runs = y->claims.n = y->likes.n = 0;
}

void csv_yield_release(csv_yield *y)
{
	free(y->like);
	free(y->period);
	free(y->mantissa);
	free(y->decimals);
	free(y->line);
	free(y->runs);
	tally_claims_release(&y->claims);
	tally_claims_release(&y->likes);
	*y = (csv_yield){0};
}

/* --- periods --------------------------------------------------------------------------- */

static csv_known_period *period_slot(csv_worker *w, const uint64_t key[2])
{
	return &w->periods[((key[0] ^ key[1] * 3) * 0x9e3779b97f4a7c15u) >> 56];
}

static void learn_period(csv_worker *w, const char *text, size_t len, tally_period period)
{
	uint64_t key[2] = {0, 0};
	if (len == 0 || len > PERIOD_BYTES || memchr(text, '\0', len) != NULL)
		return;
	memcpy(key, text, len);
	csv_known_period *slot = period_slot(w, key);
	memcpy(slot->text, key, sizeof key);
	slot->period = period;
}

/* The bytes of word before the first that is c; a byte of 0x80 in *found marks it, 0: none. */
static uint64_t bytes_before(uint64_t word, char c, uint64_t *found)
{
	uint64_t x = word ^ (uint64_t)(unsigned char)c * 0x0101010101010101u;
	*found = (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
	if (*found == 0)
		return word;
	*found &= -*found; /* the lowest: what lies above it may be wrong */
	return word & ((*found >> 7) - 1);
}

/* A known period that ends before the character `stop`; *at moves behind it. There are
 * PERIOD_BYTES bytes. */
static bool take_period(csv_worker *w, const char **at, char stop, tally_period *out)
{
	uint64_t key[2], found, second = 0;
	size_t n;

	memcpy(key, *at, sizeof key);
	key[0] = bytes_before(key[0], stop, &found);
	if (found == 0)
		key[1] = bytes_before(key[1], stop, &second);
	else
		key[1] = 0;
	if ((found | second) == 0)
		return false;
	n = found != 0 ? (size_t)__builtin_ctzll(found) / 8
		       : 8 + (size_t)__builtin_ctzll(second) / 8;
	const csv_known_period *slot = period_slot(w, key);
	/* a NUL at the end would look like the filling of a shorter period */
	if (slot->text[0] != key[0] || slot->text[1] != key[1] || key[0] == 0 ||
	    (*at)[n - 1] == '\0')
		return false;
	*out = slot->period;
	*at += n;
	return true;
}

/* --- figures ------------------------------------------------------------------------------ */

/* Plain digits with at most one point, as cell.c takes them; *at moves behind them. */
static bool take_digits(const char **at, const char *end, tally_decimal *out)
{
	const char *s = *at, *point = NULL;
	bool negative = s < end && *s == '-';
	int64_t m = 0, digits = 0;

	s += negative;
	const char *first = s;
	for (; s < end; s++) {
		unsigned d = (unsigned)(unsigned char)*s - '0';
		if (d <= 9 && ++digits > 18)
			return false;
		else if (d <= 9)
			m = m * 10 + (int64_t)d;
		else if (*s == '.' && point == NULL && s > first)
			point = s;
		else
			break;
	}
	if (digits == 0 || (point != NULL && point + 1 == s))
		return false;
	out->mantissa = negative ? -m : m;
	out->decimals = point != NULL ? (int32_t)(s - point - 1) : 0;
	*at = s;
	return true;
}

/* --- repeated rows ----------------------------------------------------------------------- */

static bool begins_with(const char *s, const char *end, const char *bytes, size_t n)
{
	return (size_t)(end - s) >= n && csv_same(s, bytes, n);
}

/* The bytes of the line at s before the first changing field, with the quote that opens it; 0: the
 * line has no such field. */
static size_t head_bytes(const plain *p, const char *s, const char *end)
{
	const char *at = s;
	for (int n = 0; n < p->column[0]; at++) {
		if (at == end || *at == '\n')
			return 0;
		n += *at == p->separator;
	}
	return (size_t)(at - s) + (at < end && *at == '"');
}

/* Looks up the heads of the lines from s on. */
static void look_ahead(plain *p, const char *s, const char *end)
{
	size_t bytes[AHEAD];
	p->n_ahead = p->at_ahead = 0;
	while (s != NULL && s < end && p->n_ahead < AHEAD) {
		p->ahead[p->n_ahead] = s;
		bytes[p->n_ahead++] = head_bytes(p, s, end);
		s = memchr(s, '\n', (size_t)(end - s));
		s += s != NULL;
	}
	csv_likes_heads(&p->w->likes, p->ahead, bytes, p->n_ahead, p->ahead_head);
}

static int32_t look_up_head(plain *p, const char *s, const char *end)
{
	if (p->surprises >= SURPRISED) {
		if (p->at_ahead == p->n_ahead || p->ahead[p->at_ahead] != s)
			look_ahead(p, s, end);
		int32_t head = p->ahead_head[p->at_ahead++];
		if (head >= 0)
			return head;
	}
	return csv_likes_head(&p->w->likes, s, head_bytes(p, s, end));
}

/* The head that followed the last one before, when the line begins with it. */
static int32_t foretold(const plain *p, const csv_head *before, const char *s, const char *end)
{
	const csv_likes *l = &p->w->likes;
	if (before->next < 0 || p->surprises >= SURPRISED)
		return -1;
	const csv_head *next = &l->heads[before->next];
	return begins_with(s, end, l->bytes + next->at, next->n) ? before->next : -1;
}

static int32_t head_of(plain *p, const char *s, const char *end)
{
	const csv_likes *l = &p->w->likes;
	csv_head *before = p->w->head >= 0 ? &l->heads[p->w->head] : NULL;

	if (before != NULL && begins_with(s, end, l->bytes + before->at, before->n)) {
		p->surprises = 0; /* rows of a series stand together: nothing to look ahead for */
		return p->w->head;
	}
	int32_t head = before != NULL ? foretold(p, before, s, end) : -1;
	if (head < 0)
		head = look_up_head(p, s, end);
	if (before != NULL && head >= 0) {
		p->surprises = before->next == head ? 0 : p->surprises + (p->surprises < SURPRISED);
		before->next = head;
	}
	return head;
}

/* Both changing fields, with the middle between them. */
static bool take_changing(plain *p, const csv_rest *rest, const char **s, const char *end,
			  tally_period *period, tally_decimal *value)
{
	const char *bytes = p->w->likes.bytes, *middle = bytes + rest->middle;

	if (p->period_first ? !take_period(p->w, s, *middle, period) : !take_digits(s, end, value))
		return false;
	if (!begins_with(*s, end, middle, rest->n_middle))
		return false;
	*s += rest->n_middle;
	if ((size_t)(end - *s) < PERIOD_BYTES && !p->period_first)
		return false;
	return p->period_first ? take_digits(s, end, value)
			       : take_period(p->w, s, bytes[rest->tail], period);
}

/* The rest of a line whose changing fields end at s, when its middle is that of `before`. */
static int32_t rest_of(plain *p, int32_t before, const char *s, const char *end)
{
	const csv_likes *l = &p->w->likes;
	const csv_rest *rest = &l->rests[before];

	if (begins_with(s, end, l->bytes + rest->tail, rest->n_tail))
		return before;
	const char *stop = memchr(s, '\n', (size_t)(end - s));
	return stop == NULL ? -1
			    : csv_likes_rest(l, l->bytes + rest->middle, rest->n_middle, s,
					     (size_t)(stop - s) + 1);
}

/* Takes the line at *at if it is like one that was learned. */
static bool repeat(plain *p, size_t *at, long *line)
{
	csv_worker *w = p->w;
	const char *s = p->text + *at, *end = p->text + p->size;
	tally_period period;
	tally_decimal value;

	if (w->rest < 0 || *at >= p->size)
		return false;
	int32_t head = head_of(p, s, end);
	if (head < 0)
		return false;
	s += w->likes.heads[head].n;
	if ((size_t)(end - s) < PERIOD_BYTES ||
	    !take_changing(p, &w->likes.rests[w->rest], &s, end, &period, &value))
		return false;
	int32_t rest = rest_of(p, w->rest, s, end);
	int32_t like = rest < 0 ? -1 : csv_likes_find(&w->likes, head, rest);
	if (like < 0)
		return false;
	if (!put_row(w->yield, like, period, value, *line))
		p->r->status = tally_error_memory(p->r->err);
	w->head = head;
	w->rest = rest;
	p->repeated++;
	*at = (size_t)(s + w->likes.rests[rest].n_tail - p->text);
	++*line;
	return true;
}

/* --- learning ------------------------------------------------------------------------------- */

/* Whether the record that was just read gave one claim that says all about rows like it. */
static bool is_plain(const plain *p, int64_t stored_before)
{
	const csv_reader *r = p->r;
	tally_decimal d;
	int value = p->column[p->period_first];
	const char *digits = p->fields[value], *end = digits + p->lengths[value];

	if (!p->may_learn || r->bad || r->line_refused || r->counts->stored != stored_before + 1 ||
	    r->out->n != 1 || r->n_footnotes > 0 || (r->has_named && r->named.cumulative))
		return false;
	return r->out->items[0].figure.form == TALLY_FORM_DECIMAL &&
	       r->out->items[0].against.base != TALLY_BASE_PERIOD &&
	       take_digits(&digits, end, &d) && digits == end;
}

/* Where the rest of a line lies. */
typedef struct {
	const char *middle, *tail;
	size_t n_middle, n_tail;
} rest_text;

static rest_text rest_of_cut(const plain *p, const char *line)
{
	const char *first_end = p->fields[p->column[0]] + p->lengths[p->column[0]];
	const char *second = p->fields[p->column[1]], *end = line + p->line_bytes;
	const char *second_end = second + p->lengths[p->column[1]];

	return (rest_text){first_end, second_end, (size_t)(second - first_end),
			   (size_t)(end - second_end)};
}

/* Few of many rows that were learned came again: more had better not be learned. */
static bool learned_enough(const plain *p)
{
	const csv_worker *w = p->w;
	int32_t enough = csv_likes_most(p->r->options) / 2;
	return w->learned >= (enough < LEARNED_ENOUGH ? enough : LEARNED_ENOUGH) &&
	       w->repeated + p->repeated < w->learned;
}

/* The line becomes known; its number in the dictionary, -1: it cannot. What is known already is
 * found even when nothing more is learned, so that a new period is learned from it. */
static int32_t learn(plain *p, const char *line, bool *fresh)
{
	csv_worker *w = p->w;
	csv_likes *l = &w->likes;
	size_t n_head = (size_t)(p->fields[p->column[0]] - line);
	rest_text t = rest_of_cut(p, line);
	bool add = !learned_enough(p);

	int32_t head = add ? csv_likes_add_head(l, line, n_head) : csv_likes_head(l, line, n_head);
	int32_t rest = add ? csv_likes_add_rest(l, t.middle, t.n_middle, t.tail, t.n_tail)
			   : csv_likes_rest(l, t.middle, t.n_middle, t.tail, t.n_tail);
	if (head < 0 || rest < 0)
		return -1;
	int32_t like = add ? csv_likes_add(l, head, rest, fresh) : csv_likes_find(l, head, rest);
	if (like < 0)
		return -1;
	if (w->head >= 0)
		l->heads[w->head].next = head;
	w->head = head;
	w->rest = rest;
	w->learned += *fresh;
	return like;
}

/* The claim of the record that was just read: learned, or kept as it is. */
static tally_status take_claims(plain *p, const char *line, int64_t stored_before, long number)
{
	csv_worker *w = p->w;
	csv_reader *r = p->r;
	bool fresh = false;
	int32_t like = is_plain(p, stored_before) ? learn(p, line, &fresh) : -1;

	if (like < 0)
		return put_claims(w->yield, r->out, r->err);
	const tally_claim *c = &r->out->items[0];
	tally_status status = fresh ? tally_claims_add(&w->yield->likes, c, r->err) : TALLY_OK;
	int period = p->column[!p->period_first];
	learn_period(w, p->fields[period], p->lengths[period], c->period);
	if (status == TALLY_OK && !put_row(w->yield, like, c->period, c->figure.first, number))
		status = tally_error_memory(r->err);
	r->out->n = 0;
	return status;
}

/* --- cut rows ------------------------------------------------------------------------------ */

/* Cuts the line at `at` into exactly the plan's number of fields; false when it is not plain. */
static bool cut(plain *p, size_t at)
{
	int n, width = p->r->plan.width;

	p->line_bytes = csv_cut(p->text + at, p->text + p->size, p->separator, p->fields,
				p->lengths, width, &n);
	return p->line_bytes > 0 && n == width && (n > 1 || p->lengths[0] > 0) &&
	       p->line_bytes <= TALLY_CSV_RECORD_MAX;
}

static void read_cut(plain *p, size_t *at, long *line)
{
	csv_reader *r = p->r;
	int64_t stored = r->counts->stored;
	long number = *line;
	const char *text = p->text + *at;

	*at += p->line_bytes;
	csv_take_record(r, p->fields, p->lengths, r->plan.width, number);
	++*line;
	if (r->status == TALLY_OK)
		r->status = take_claims(p, text, stored, number);
}

/* --- a stretch ---------------------------------------------------------------------------------
 */

static bool allows_learning(const csv_reader *r)
{
	const csv_plan *plan = &r->plan;

	for (int f = 0; f < CSV_N_FIELDS; f++)
		if (plan->slots[f].pattern != NULL)
			return false;
	return !plan->wide && plan->n_values == 1 && !r->decimal_comma && plan->split < 2 &&
	       plan->slots[CSV_PERIOD].column >= 0 && plan->values[0].column >= 0 &&
	       plan->values[0].column != plan->slots[CSV_PERIOD].column;
}

static tally_status prepare(plain *p)
{
	size_t width = (size_t)p->r->plan.width;
	p->fields = malloc((width + 1) * sizeof *p->fields);
	p->lengths = malloc((width + 1) * sizeof *p->lengths);
	if (p->fields == NULL || p->lengths == NULL)
		return tally_error_memory(p->r->err);
	p->may_learn = allows_learning(p->r);
	int period = p->r->plan.slots[CSV_PERIOD].column, value = p->r->plan.values[0].column;
	p->period_first = period < value;
	p->column[0] = p->period_first ? period : value;
	p->column[1] = p->period_first ? value : period;
	return TALLY_OK;
}

/* Text that was not looked at yet must be UTF-8; what repeats known text need not be looked at. */
static bool is_good(plain *p, size_t from, size_t to)
{
	if (p->w->unchecked && csv_utf8_prefix(p->text + from, to - from) != to - from)
		p->w->bad_bytes = true;
	return !p->w->bad_bytes;
}

static tally_status read_records(plain *p, csv_scanner *scanner, bool last, size_t enough,
				 long *line, size_t *at)
{
	csv_reader *r = p->r;
	csv_worker *w = p->w;
	bool may_cut = r->plan.split < 2 && !r->options->by_libcsv, stopped = false;
	tally_status status = TALLY_OK;

	while (status == TALLY_OK && r->status == TALLY_OK && *at < p->size && !stopped &&
	       w->yield->n + w->yield->claims.n < enough) {
		size_t from = *at;
		if (may_cut && r->n_footnotes == 0 && p->may_learn && repeat(p, at, line))
			continue;
		if (may_cut && cut(p, *at)) {
			if (!is_good(p, from, from + p->line_bytes))
				break;
			read_cut(p, at, line);
			continue;
		}
		status = csv_scanner_record(scanner, p->text, p->size, last, at, line, &stopped);
		if (*at == from || !is_good(p, from, *at))
			break;
		if (status == TALLY_OK && r->status == TALLY_OK)
			status = put_claims(w->yield, r->out, r->err);
	}
	return status;
}

tally_status csv_read_range(csv_worker *w, const char *text, size_t size, bool last, char separator,
			    size_t enough, long *line, size_t *stop)
{
	csv_reader *r = w->r;
	plain p = {.w = w, .r = r, .text = text, .size = size, .separator = separator};
	csv_scanner *scanner = csv_scanner_new(separator, csv_take_record, r, r->err);
	tally_status status = scanner == NULL ? TALLY_ESYSTEM : prepare(&p);

	if (status == TALLY_OK)
		status = read_records(&p, scanner, last, enough, line, stop);
	w->repeated += p.repeated;
	r->counts->rows += p.repeated;
	r->counts->cells += p.repeated;
	r->counts->stored += p.repeated;
	csv_scanner_free(scanner);
	free(p.fields);
	free(p.lengths);
	return status != TALLY_OK ? status : r->status;
}

void csv_worker_release(csv_worker *w)
{
	csv_likes_release(&w->likes);
}
