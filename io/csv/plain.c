/* plain.c: the short way for plain rows.
 *
 * In a tidy file rows follow each other in series: what stands before the period and behind the
 * value is the same as in the row above. So the last plain row is kept as a *pattern*: the bytes
 * before its period (head), between period and value (middle) and from the value's end through the
 * line end (tail), with the claim it gave. A line with the same three parts, a period that is known
 * and a value of plain digits is that claim with another period and figure; nothing else needs to
 * be looked at. Any other line without quotes is cut at its separators; what is left (quotes, edge
 * spaces, CRs, NULs, a wrong number of fields) goes to libcsv. All ways give the same claims. */
#include "csv/reader.h"

#include <stdlib.h>
#include <string.h>

#define PERIOD_SLOTS 256
#define PERIOD_BYTES 16

/* Periods seen, by their text: direct-mapped. */
typedef struct {
	uint64_t text[2]; /* zero-padded; all zero: empty */
	tally_period period;
} known_period;

typedef struct {
	csv_reader *r;
	const char *text;
	size_t size;
	char separator;
	bool may_repeat;   /* the plan allows patterns */
	int period, value; /* columns */

	/* the pattern */
	bool has_pattern;
	const char *head, *tail; /* in the text */
	size_t n_head, n_tail;
	tally_claim claim;

	known_period periods[PERIOD_SLOTS];
	char **fields; /* [width] */
	size_t *lengths;
	size_t line_bytes; /* of the line that was cut, its end included */
} plain;

/* --- periods --------------------------------------------------------------------------- */

static known_period *period_slot(plain *p, const char *text, size_t len, uint64_t key[2])
{
	key[0] = key[1] = 0;
	memcpy(key, text, len);
	return &p->periods[((key[0] ^ key[1] * 3) * 0x9e3779b97f4a7c15u) >> 56];
}

static void learn_period(plain *p, const char *text, size_t len, tally_period period)
{
	uint64_t key[2];
	if (len == 0 || len > PERIOD_BYTES || memchr(text, '\0', len) != NULL)
		return;
	known_period *slot = period_slot(p, text, len, key);
	memcpy(slot->text, key, sizeof key);
	slot->period = period;
}

static bool find_period(plain *p, const char *text, size_t len, tally_period *out)
{
	uint64_t key[2];
	if (len == 0 || len > PERIOD_BYTES)
		return false;
	known_period *slot = period_slot(p, text, len, key);
	if (slot->text[0] != key[0] || slot->text[1] != key[1] || key[0] == 0)
		return false;
	*out = slot->period;
	return true;
}

/* --- repeated rows ----------------------------------------------------------------------- */

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

/* A claim like the pattern's, if the line at *at is a repetition of it. */
static bool repeat(plain *p, size_t *at, size_t to, long *line)
{
	csv_reader *r = p->r;
	const char *s = p->text + *at, *end = p->text + p->size;
	tally_claim *c = &p->claim;

	if (!p->has_pattern || *at >= to || (size_t)(end - s) < p->n_head ||
	    memcmp(s, p->head, p->n_head) != 0)
		return false;
	s += p->n_head;
	const char *stop = memchr(s, p->separator, (size_t)(end - s) < 20 ? (size_t)(end - s) : 20);
	if (stop == NULL || !find_period(p, s, (size_t)(stop - s), &c->period))
		return false;
	s = stop + 1;
	if (!take_digits(&s, end, &c->figure.first) || (size_t)(end - s) < p->n_tail ||
	    memcmp(s, p->tail, p->n_tail) != 0)
		return false;
	c->row = *line;
	r->status = tally_claims_add(r->out, c, r->err);
	r->counts->rows++;
	r->counts->cells++;
	r->counts->stored++;
	*at = (size_t)(s + p->n_tail - p->text);
	++*line;
	return true;
}

/* The row that was just read by its fields becomes the pattern, if it gave a plain claim. */
static void learn(plain *p, int64_t stored_before)
{
	csv_reader *r = p->r;
	tally_decimal d;
	const char *value = p->fields[p->value], *digits = value;

	p->has_pattern = false;
	if (!p->may_repeat || r->bad || r->line_refused || r->counts->stored != stored_before + 1 ||
	    r->n_footnotes > 0)
		return;
	if (r->has_named && r->named.cumulative)
		return;
	const char *value_end = value + p->lengths[p->value];
	if (!take_digits(&digits, value_end, &d) || digits != value_end)
		return;
	const char *line = p->fields[0];
	p->claim = r->out->items[r->out->n - 1];
	p->head = line;
	p->n_head = (size_t)(p->fields[p->period] - line);
	p->tail = value_end;
	p->n_tail = (size_t)(line + p->line_bytes - value_end);
	p->has_pattern = p->n_tail > 0 && p->tail[p->n_tail - 1] == '\n';
	learn_period(p, p->fields[p->period], p->lengths[p->period], p->claim.period);
}

/* --- cut rows ------------------------------------------------------------------------------ */

static bool has_edge_space(const char *s, size_t len)
{
	return len > 0 && (s[0] == ' ' || s[0] == '\t' || s[len - 1] == ' ' || s[len - 1] == '\t');
}

/* Cuts the line at `at` into exactly the plan's number of fields; false when it is not plain. */
static bool cut(plain *p, size_t at)
{
	const char *s = p->text + at, *start = s, *field = s, *end = p->text + p->size;
	int n = 0, width = p->r->plan.width;

	for (; s < end; s++) {
		char c = *s;
		if ((unsigned char)c > '"' && c != p->separator)
			continue;
		if (c == p->separator || c == '\n' || (c == '\r' && s + 1 < end && s[1] == '\n')) {
			if (n == width || has_edge_space(field, (size_t)(s - field)))
				return false;
			p->fields[n] = (char *)(uintptr_t)field;
			p->lengths[n++] = (size_t)(s - field);
			field = s + 1;
			if (c != p->separator)
				break;
		} else if (c == '"' || c == '\r' || c == '\0') {
			return false;
		}
	}
	if (s == end || n != width || (n == 1 && p->lengths[0] == 0))
		return false;
	p->line_bytes = (size_t)(s - start) + (*s == '\r' ? 2 : 1);
	return p->line_bytes <= TALLY_CSV_RECORD_MAX;
}

static void read_cut(plain *p, size_t *at, long *line)
{
	int64_t stored = p->r->counts->stored;
	size_t bytes = p->line_bytes;

	csv_take_record(p->r, p->fields, p->lengths, p->r->plan.width, *line);
	learn(p, stored);
	*at += bytes;
	++*line;
}

static bool allows_patterns(const csv_reader *r)
{
	const csv_plan *plan = &r->plan;
	int period = plan->slots[CSV_PERIOD].column;

	for (int f = 0; f < CSV_N_FIELDS; f++)
		if (plan->slots[f].pattern != NULL)
			return false;
	return !plan->wide && plan->n_values == 1 && !r->decimal_comma && period >= 0 &&
	       plan->values[0].column == period + 1;
}

/* Claims are handed over in blocks of about so many. */
#define BLOCK_CLAIMS 16384

void csv_hand_over(csv_reader *r, bool all)
{
	if (r->receiver == NULL || r->out->n == 0 || (!all && r->out->n < BLOCK_CLAIMS))
		return;
	tally_status status = r->receiver->add(r->target, r->out, r->err);
	if (r->status == TALLY_OK)
		r->status = status;
}

static tally_status prepare(plain *p)
{
	size_t width = (size_t)p->r->plan.width;
	p->fields = malloc(width * sizeof *p->fields);
	p->lengths = malloc(width * sizeof *p->lengths);
	if (p->fields == NULL || p->lengths == NULL)
		return tally_error_memory(p->r->err);
	p->may_repeat = allows_patterns(p->r);
	p->period = p->r->plan.slots[CSV_PERIOD].column;
	p->value = p->r->plan.values[0].column;
	return TALLY_OK;
}

tally_status csv_read_range(csv_reader *r, const char *text, size_t size, size_t from, size_t to,
			    char separator, long *line, size_t *stop)
{
	plain *p = calloc(1, sizeof *p);
	csv_scanner *scanner = csv_scanner_new(separator, csv_take_record, r, r->err);
	bool may_cut = r->plan.split < 2 && !r->options->by_libcsv;
	bool stopped = false;
	tally_status status = TALLY_OK;

	*stop = from;
	if (p == NULL || scanner == NULL) {
		status = tally_error_memory(r->err);
	} else {
		p->r = r;
		p->text = text;
		p->size = size;
		p->separator = separator;
		status = prepare(p);
	}
	while (status == TALLY_OK && r->status == TALLY_OK && *stop < to && !stopped) {
		if (may_cut && cut(p, *stop)) {
			read_cut(p, stop, line);
			while (repeat(p, stop, to, line) && r->status == TALLY_OK)
				csv_hand_over(r, false);
		} else {
			p->has_pattern = false;
			status = csv_scanner_record(scanner, text, size, stop, line, &stopped);
		}
		csv_hand_over(r, false);
	}
	csv_scanner_free(scanner);
	if (p != NULL) {
		free(p->fields);
		free(p->lengths);
	}
	free(p);
	return status != TALLY_OK ? status : r->status;
}
