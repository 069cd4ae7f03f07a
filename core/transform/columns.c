/* columns.c: growth and shares over columns; see columns.h.
 *
 * Which place a value is compared with depends on the periods alone, and neighbouring series mostly
 * have the same periods: the places are found once by the rule of growth.c and kept. What is then
 * left is one division a value. The sum of all regions is taken in the order of regions, as
 * across.c does, so that it rounds alike. */
#include "transform/columns.h"
#include "transform/panel.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- which expressions -------------------------------------------------------------------- */

static bool plain_reference(const node *n)
{
	const node_reference *r = &n->reference;
	return n->kind == NODE_REFERENCE && r->n_regions == 0 && r->group == TALLY_NO_CODE &&
	       !r->has_period;
}

static bool calls(const node *n, const char *name)
{
	return n->kind == NODE_CALL && strcmp(n->call.transform->name, name) == 0;
}

static bool same_reference(const node_reference *a, const node_reference *b)
{
	return a->metric == b->metric && a->measure == b->measure &&
	       tally_prices_equal(a->prices, b->prices) && a->adjustment == b->adjustment &&
	       a->kind == b->kind && a->frequency == b->frequency && a->unit == b->unit &&
	       a->unit_given == b->unit_given && a->all == b->all;
}

tally_kernel tally_kernel_of(const tally_expression *e)
{
	const node *root = &e->nodes[e->root];
	if (plain_reference(root))
		return TALLY_KERNEL_VALUE;
	if (root->kind != NODE_CALL)
		return TALLY_KERNEL_NONE;
	const node *first = &e->nodes[root->children[0]];
	if (!plain_reference(first))
		return TALLY_KERNEL_NONE;
	if (calls(root, "yoy"))
		return TALLY_KERNEL_YOY;
	if (calls(root, "pop"))
		return TALLY_KERNEL_POP;
	if (!calls(root, "share"))
		return TALLY_KERNEL_NONE;
	const node *second = &e->nodes[root->children[1]];
	if (!calls(second, "sum") || first->type.observed == TALLY_STOCK)
		return TALLY_KERNEL_NONE; /* stocks pair by their last day */
	const node *summed = &e->nodes[second->children[0]];
	return plain_reference(summed) && same_reference(&first->reference, &summed->reference)
		   ? TALLY_KERNEL_SHARE
		   : TALLY_KERNEL_NONE;
}

static const node *reference_of(const tally_expression *e)
{
	const node *root = &e->nodes[e->root];
	return root->kind == NODE_CALL ? &e->nodes[root->children[0]] : root;
}

bool tally_kernel_takes(const tally_expression *e, const tally_series_key *key)
{
	return reference_fits(e, &reference_of(e)->reference, key);
}

/* --- places ------------------------------------------------------------------------------- */

void tally_kernel_memory_release(tally_kernel_memory *m)
{
	free(m->periods.points);
	free(m->last);
	free(m->days);
	free(m->base);
	*m = (tally_kernel_memory){0};
}

static tally_period period_at(const tally_columns *c, size_t i)
{
	int32_t days = c->days ? c->days[i] : c->every;
	return (tally_period){days ? c->last[i] - days + 1 : TALLY_DAY_OPEN, c->last[i]};
}

static bool same_periods(const tally_kernel_memory *m, const tally_columns *in, tally_kernel kind)
{
	if (m->kind != (int)kind || m->periods.n != in->n ||
	    m->periods.key.frequency != in->key.frequency)
		return false;
	if (memcmp(m->last, in->last, in->n * sizeof *in->last) != 0)
		return false;
	if (in->days)
		return memcmp(m->days, in->days, in->n * sizeof *in->days) == 0;
	for (size_t i = 0; i < in->n; i++)
		if (m->days[i] != in->every)
			return false;
	return true;
}

static tally_status find_bases(tally_kernel_memory *m, const tally_columns *in, tally_kernel kind,
			       tally_error *err)
{
	if (in->n > m->capacity) {
		tally_kernel_memory_release(m);
		m->periods.points = malloc(2 * in->n * sizeof *m->periods.points);
		m->base = malloc(2 * in->n * sizeof *m->base);
		m->last = malloc(2 * in->n * sizeof *m->last);
		m->days = malloc(2 * in->n * sizeof *m->days);
		if (!m->periods.points || !m->base || !m->last || !m->days)
			return tally_error_memory(err);
		m->capacity = 2 * in->n;
	}
	m->kind = (int)kind;
	m->periods.n = in->n;
	m->periods.key.frequency = in->key.frequency;
	for (size_t i = 0; i < in->n; i++) {
		m->periods.points[i].period = period_at(in, i);
		m->last[i] = in->last[i];
		m->days[i] = in->days ? in->days[i] : in->every;
	}
	for (size_t i = 0, at = 0; i < in->n; i++)
		m->base[i] = kind == TALLY_KERNEL_YOY ? tally_base_yoy(&m->periods, i, &at)
						      : tally_base_pop(&m->periods, i, &at);
	return TALLY_OK;
}

/* --- growth ------------------------------------------------------------------------------- */

static void put(tally_columns_out *out, size_t i, double value)
{
	bool good = isfinite(value);
	out->value[i] = good ? value : NAN;
	out->reason[i] = good ? TALLY_PRESENT : TALLY_OUT_OF_RANGE;
}

static void put_missing(tally_columns_out *out, size_t i, tally_reason reason)
{
	out->value[i] = NAN;
	out->reason[i] = (uint8_t)reason;
}

static void grow(const tally_kernel_memory *m, const tally_columns *in, bool difference,
		 tally_columns_out *out)
{
	for (size_t i = 0; i < in->n; i++) {
		double x = in->value[i], b = m->base[i] < 0 ? NAN : in->value[m->base[i]];
		double growth = x / b - 1;
		if (b > 0 && !difference && fabs(growth) <= DBL_MAX) { /* the usual case */
			out->value[i] = growth;
			out->reason[i] = TALLY_PRESENT;
		} else if (isnan(x))
			put_missing(out, i, TALLY_NOT_PUBLISHED);
		else if (isnan(b))
			put_missing(out, i, TALLY_NO_BASE);
		else if (difference)
			put(out, i, x - b);
		else if (b <= 0)
			put_missing(out, i, tally_reason_for_base(x, b));
		else
			put(out, i, x / b - 1);
	}
}

static void grow_status(const tally_expression *e, const tally_kernel_memory *m,
			const tally_columns *in, tally_columns_out *out)
{
	const tally_series_key *k = &in->key;
	bool breaks =
	    tally_codes_break_between(e->codes, k->metric, k->region, INT32_MIN, INT32_MAX) != NULL;
	for (size_t i = 0; i < in->n; i++) {
		char status = 'M';
		if (out->reason[i] == TALLY_PRESENT) {
			size_t b = (size_t)m->base[i];
			status = breaks && tally_codes_break_between(e->codes, k->metric, k->region,
								     in->last[b], in->last[i])
				     ? 'B'
				     : tally_status_worse(in->status[i], in->status[b]);
		}
		out->status[i] = status;
	}
}

tally_status tally_kernel_run(const tally_expression *e, tally_kernel kernel,
			      tally_kernel_memory *m, const tally_columns *in,
			      tally_columns_out *out, tally_error *err)
{
	if (kernel == TALLY_KERNEL_VALUE) {
		memcpy(out->value, in->value, in->n * sizeof *out->value);
		if (out->status)
			memcpy(out->status, in->status, in->n);
		for (size_t i = 0; i < in->n; i++)
			out->reason[i] =
			    (uint8_t)(isnan(in->value[i]) ? TALLY_NOT_PUBLISHED : TALLY_PRESENT);
		return TALLY_OK;
	}
	tally_status status =
	    same_periods(m, in, kernel) ? TALLY_OK : find_bases(m, in, kernel, err);
	if (status)
		return status;
	grow(m, in, tally_type_is_rate(&reference_of(e)->type), out);
	if (out->status)
		grow_status(e, m, in, out);
	return TALLY_OK;
}

/* --- shares ------------------------------------------------------------------------------- */

/* The sum of all regions at one period. */
typedef struct {
	tally_frequency frequency;
	tally_period period;
	double sum;
	size_t n;
	char status;
} slot;

typedef struct {
	slot *slots;
	size_t n, capacity;
	uint32_t *table; /* open addressing, place + 1 */
	size_t table_size;
	uint32_t *places; /* of the series at hand */
	size_t cap_places;
	const tally_columns *of;
} sums;

static size_t hash(tally_frequency f, tally_period p)
{
	uint64_t h = ((uint64_t)(uint32_t)p.last << 32 | (uint32_t)p.first) * 0x9e3779b97f4a7c15u;
	return (size_t)(h >> 20) + (size_t)f;
}

static bool grow_table(sums *s)
{
	size_t size = s->table_size ? 2 * s->table_size : 256;
	uint32_t *table = calloc(size, sizeof *table);
	slot *slots = realloc(s->slots, size / 2 * sizeof *slots);
	if (slots)
		s->slots = slots;
	if (!table || !slots) {
		free(table);
		return false;
	}
	for (size_t i = 0; i < s->n; i++) {
		size_t at = hash(slots[i].frequency, slots[i].period) % size;
		while (table[at])
			at = (at + 1) % size;
		table[at] = (uint32_t)i + 1;
	}
	free(s->table);
	s->table = table;
	s->table_size = size;
	s->capacity = size / 2;
	return true;
}

/* The place of a period's slot, made when it is new; UINT32_MAX: out of memory. */
static uint32_t slot_of(sums *s, tally_frequency f, tally_period p)
{
	if (s->n == s->capacity && !grow_table(s))
		return UINT32_MAX;
	size_t at = hash(f, p) % s->table_size;
	for (; s->table[at]; at = (at + 1) % s->table_size) {
		const slot *found = &s->slots[s->table[at] - 1];
		if (found->frequency == f && tally_period_equal(found->period, p))
			return s->table[at] - 1;
	}
	s->slots[s->n] = (slot){.frequency = f, .period = p, .status = 'A'};
	s->table[at] = (uint32_t)++s->n;
	return (uint32_t)s->n - 1;
}

static bool like_before(const sums *s, const tally_columns *c)
{
	const tally_columns *b = s->of;
	if (!b || b->n != c->n || b->key.frequency != c->key.frequency ||
	    memcmp(b->last, c->last, c->n * sizeof *c->last) != 0)
		return false;
	if (b->days && c->days)
		return memcmp(b->days, c->days, c->n * sizeof *c->days) == 0;
	return !b->days && !c->days && b->every == c->every;
}

/* s->places[i]: the slot of point i. */
static bool find_places(sums *s, const tally_columns *c)
{
	if (like_before(s, c)) {
		s->of = c;
		return true;
	}
	if (c->n > s->cap_places) {
		free(s->places);
		s->cap_places = 2 * c->n;
		s->places = malloc(s->cap_places * sizeof *s->places);
		if (!s->places)
			s->cap_places = 0;
	}
	for (size_t i = 0; s->places && i < c->n; i++)
		if ((s->places[i] = slot_of(s, c->key.frequency, period_at(c, i))) == UINT32_MAX)
			return false;
	s->of = s->places ? c : NULL;
	return s->places != NULL;
}

static bool add_up(sums *s, const tally_columns *in, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const tally_columns *c = &in[k];
		if (!find_places(s, c))
			return false;
		for (size_t i = 0; i < c->n; i++) {
			slot *to = &s->slots[s->places[i]];
			if (isnan(c->value[i]))
				continue;
			to->sum += c->value[i];
			to->n++;
			if (c->status && c->status[i] != 'A')
				to->status = tally_status_worse(to->status, c->status[i]);
		}
	}
	return true;
}

/* Sums that lack a region are missing, as those that are no finite number. */
static void judge(sums *s, const tally_columns *in, size_t n, bool skip_missing)
{
	size_t n_series[TALLY_N_FREQUENCIES] = {0};
	for (size_t k = 0; k < n; k++)
		n_series[in[k].key.frequency]++;
	for (size_t i = 0; i < s->n; i++) {
		slot *t = &s->slots[i];
		if (t->n == 0 || (!skip_missing && t->n < n_series[t->frequency]) ||
		    !isfinite(t->sum))
			t->sum = NAN;
	}
}

static void divide(const sums *s, const tally_columns *c, tally_columns_out *out)
{
	for (size_t i = 0; i < c->n; i++) {
		const slot *whole = &s->slots[s->places[i]];
		if (isnan(c->value[i]))
			put_missing(out, i, TALLY_NOT_PUBLISHED);
		else if (isnan(whole->sum))
			put_missing(out, i, TALLY_NO_PARTNER);
		else if (whole->sum == 0)
			put_missing(out, i, TALLY_ZERO_BASE);
		else
			put(out, i, c->value[i] / whole->sum);
		if (out->status)
			out->status[i] =
			    out->reason[i] ? 'M' : tally_status_worse(c->status[i], whole->status);
	}
}

tally_status tally_kernel_share(const tally_expression *e, const tally_columns *in, size_t n,
				bool skip_missing, tally_columns_out *out, bool *fits,
				tally_error *err)
{
	sums s = {0};
	(void)e;
	*fits = true;
	for (size_t k = 1; *fits && k < n; k++)
		*fits = in[k].key.base_unit == in[0].key.base_unit ||
			strcmp(in[k].key.base_unit, in[0].key.base_unit) == 0;
	if (!*fits)
		return TALLY_OK;
	bool good = add_up(&s, in, n);
	if (good)
		judge(&s, in, n, skip_missing);
	s.of = NULL;
	for (size_t k = 0; good && k < n; k++) {
		good = find_places(&s, &in[k]);
		if (good)
			divide(&s, &in[k], &out[k]);
	}
	free(s.slots);
	free(s.table);
	free(s.places);
	return good ? TALLY_OK : tally_error_memory(err);
}

/* --- moments ------------------------------------------------------------------------------ */

/* sum + low, exactly as far as two doubles go (D. E. Knuth, TAOCP 2, 4.2.2). */
static void add_exactly(double *sum, double *low, double x)
{
	double s = *sum + x, part = s - *sum;
	*low += (*sum - (s - part)) + (x - part);
	*sum = s;
}

void tally_moments_add(tally_moments *m, const double *value, const uint8_t *reason, size_t n)
{
	double sum = 0, least = HUGE_VAL, most = -HUGE_VAL, squares = 0;
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (isnan(value[i])) {
			m->missing[reason[i]]++;
			continue;
		}
		sum += value[i];
		least = value[i] < least ? value[i] : least;
		most = value[i] > most ? value[i] : most;
		count++;
	}
	m->n_series += n > 0;
	if (count == 0)
		return;
	double mean = sum / (double)count;
	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i]))
			squares += (value[i] - mean) * (value[i] - mean);
	m->least = m->n && m->least < least ? m->least : least;
	m->most = m->n && m->most > most ? m->most : most;
	m->n += count;
	add_exactly(&m->sum, &m->sum_low, sum);
	add_exactly(&m->outer, &m->outer_low, sum * mean);
	m->inner += squares;
}

void tally_moments_join(tally_moments *m, const tally_moments *more)
{
	if (more->n > 0) {
		m->least = m->n && m->least < more->least ? m->least : more->least;
		m->most = m->n && m->most > more->most ? m->most : more->most;
	}
	m->n += more->n;
	m->n_series += more->n_series;
	for (int i = 0; i < TALLY_N_REASONS; i++)
		m->missing[i] += more->missing[i];
	add_exactly(&m->sum, &m->sum_low, more->sum);
	add_exactly(&m->outer, &m->outer_low, more->outer);
	m->sum_low += more->sum_low;
	m->outer_low += more->outer_low;
	m->inner += more->inner;
}

double tally_moments_mean(const tally_moments *m)
{
	return m->n ? (m->sum + m->sum_low) / (double)m->n : NAN;
}

double tally_moments_sd(const tally_moments *m)
{
	double n = (double)m->n, mean = tally_moments_mean(m);
	/* n mean^2 as two doubles, so that nothing is lost where it nearly equals `outer` */
	double product = n * mean * mean, rest = fma(n * mean, mean, -product);
	double between = (m->outer - product) + (m->outer_low - rest);
	double squares = m->inner + (between > 0 ? between : 0);
	return m->n ? sqrt(squares / n) : NAN;
}
