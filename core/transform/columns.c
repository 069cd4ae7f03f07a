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

/* Two values at a time: a vector of every machine with vectors, and C for the others. */
typedef double pair __attribute__((vector_size(16)));
typedef int64_t mask __attribute__((vector_size(16)));
#define PAIR 2

static inline pair pair_at(const double *value)
{
	pair x;
	memcpy(&x, value, sizeof x);
	return x;
}

static inline void put_pair(double *out, pair x)
{
	memcpy(out, &x, sizeof x);
}

/* Where x is not a finite number. */
static inline mask not_finite(pair x)
{
	pair size = (pair)((mask)x & INT64_MAX);
	return ~(size <= (pair){0} + DBL_MAX);
}

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

/* How far back all bases lie when they lie equally far, 0: they do not. */
static size_t lag_of(const tally_kernel_memory *m)
{
	size_t n = m->periods.n, lag = 0;
	while (lag < n && m->base[lag] < 0)
		lag++;
	for (size_t i = lag; i < n; i++)
		if (m->base[i] != (ptrdiff_t)(i - lag))
			return 0;
	return lag < n ? lag : 0;
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
	m->lag = lag_of(m);
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

/* Growth of values on those `lag` places before; false: one of them needs to be looked at. */
static bool grow_evenly(const double *value, size_t n, size_t lag, double *out)
{
	mask odd = {0};
	size_t i = lag;
	for (; i + PAIR <= n; i += PAIR) {
		pair b = pair_at(value + i - lag), growth = pair_at(value + i) / b - 1;
		put_pair(out + i, growth);
		odd |= ~(b > 0) | not_finite(growth);
	}
	if (i < n) {
		double b = value[i - lag], growth = value[i] / b - 1;
		out[i] = growth;
		odd[0] |= !(b > 0 && fabs(growth) <= DBL_MAX);
	}
	return !(odd[0] | odd[1]);
}

static void grow(const tally_kernel_memory *m, const tally_columns *in, bool difference,
		 tally_columns_out *out)
{
	size_t n = in->n;
	if (!difference && m->lag > 0 && grow_evenly(in->value, n, m->lag, out->value)) {
		memset(out->reason, TALLY_PRESENT, n);
		n = m->lag; /* the rest is done */
	}
	for (size_t i = 0; i < n; i++) {
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

/* A period of which the sum of all regions is wanted. */
typedef struct {
	tally_frequency frequency;
	tally_period period;
} slot;

typedef struct {
	slot *slots;
	double *sum;  /* [n] of each slot */
	uint32_t *of; /* [n] so many figures */
	char *status; /* [n] */
	size_t n, capacity;
	uint32_t *table; /* open addressing, place + 1 */
	size_t table_size;
	uint32_t *places; /* of the points of the series at hand */
	size_t cap_places;
	bool in_a_row; /* places[i] = places[0] + i */
	const tally_columns *before;
} sums;

static void sums_release(sums *s)
{
	free(s->slots);
	free(s->sum);
	free(s->of);
	free(s->status);
	free(s->table);
	free(s->places);
}

static size_t hash(tally_frequency f, tally_period p)
{
	uint64_t h = ((uint64_t)(uint32_t)p.last << 32 | (uint32_t)p.first) * 0x9e3779b97f4a7c15u;
	return (size_t)(h >> 20) + (size_t)f;
}

static bool widen(void *array, size_t n, size_t size)
{
	void *items;
	memcpy(&items, array, sizeof items);
	items = realloc(items, n * size);
	if (items)
		memcpy(array, &items, sizeof items);
	return items != NULL;
}

static bool grow_table(sums *s)
{
	size_t size = s->table_size ? 2 * s->table_size : 256;
	if (!widen(&s->slots, size / 2, sizeof *s->slots) ||
	    !widen(&s->sum, size / 2, sizeof *s->sum) || !widen(&s->of, size / 2, sizeof *s->of) ||
	    !widen(&s->status, size / 2, 1))
		return false;
	uint32_t *table = calloc(size, sizeof *table);
	if (!table)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		size_t at = hash(s->slots[i].frequency, s->slots[i].period) % size;
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
	s->slots[s->n] = (slot){.frequency = f, .period = p};
	s->sum[s->n] = 0;
	s->of[s->n] = 0;
	s->status[s->n] = 'A';
	s->table[at] = (uint32_t)++s->n;
	return (uint32_t)s->n - 1;
}

static bool like_before(const sums *s, const tally_columns *c)
{
	const tally_columns *b = s->before;
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
		s->before = c;
		return true;
	}
	if (c->n > s->cap_places) {
		free(s->places);
		s->cap_places = 2 * c->n;
		s->places = malloc(s->cap_places * sizeof *s->places);
		if (!s->places)
			s->cap_places = 0;
	}
	s->in_a_row = true;
	for (size_t i = 0; s->places && i < c->n; i++) {
		s->places[i] = slot_of(s, c->key.frequency, period_at(c, i));
		if (s->places[i] == UINT32_MAX)
			return false;
		s->in_a_row = s->in_a_row && s->places[i] == s->places[0] + i;
	}
	s->before = s->places ? c : NULL;
	return s->places != NULL;
}

static void add_value(double value, double *sum, uint32_t *of)
{
	*sum += isnan(value) ? 0 : value;
	*of += isnan(value) ? 0 : 1;
}

static void add_in_a_row(const double *value, size_t n, double *sum, uint32_t *of)
{
	mask missing = {0};
	size_t i = 0;
	for (; i + PAIR <= n; i += PAIR) {
		pair x = pair_at(value + i);
		mask there = x == x;
		missing |= ~there;
		put_pair(sum + i, pair_at(sum + i) + (pair)((mask)x & there));
	}
	if (missing[0] | missing[1])
		for (size_t k = 0; k < i; k++)
			of[k] += isnan(value[k]) ? 0 : 1;
	else
		for (size_t k = 0; k < i; k++)
			of[k]++;
	if (i < n)
		add_value(value[i], &sum[i], &of[i]);
}

static void add_statuses(sums *s, const tally_columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		char *to = &s->status[s->places[i]];
		if (!isnan(c->value[i]) && c->status[i] != 'A')
			*to = tally_status_worse(*to, c->status[i]);
	}
}

static bool add_up(sums *s, const tally_columns *in, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const tally_columns *c = &in[k];
		if (!find_places(s, c))
			return false;
		if (s->in_a_row && c->n > 0)
			add_in_a_row(c->value, c->n, s->sum + s->places[0], s->of + s->places[0]);
		else
			for (size_t i = 0; i < c->n; i++)
				add_value(c->value[i], &s->sum[s->places[i]], &s->of[s->places[i]]);
		if (c->status)
			add_statuses(s, c);
	}
	return true;
}

/* Sums that lack a region are missing, as those that are no finite number. */
static void judge(sums *s, const tally_columns *in, size_t n, bool skip_missing)
{
	size_t n_series[TALLY_N_FREQUENCIES] = {0};
	for (size_t k = 0; k < n; k++)
		n_series[in[k].key.frequency]++;
	for (size_t i = 0; i < s->n; i++)
		if (s->of[i] == 0 ||
		    (!skip_missing && s->of[i] < n_series[s->slots[i].frequency]) ||
		    !isfinite(s->sum[i]))
			s->sum[i] = NAN;
}

/* Divides by the sums; false: one of the shares needs to be looked at. */
static bool divide_in_a_row(const double *value, const double *sum, size_t n, double *out)
{
	mask odd = {0};
	size_t i = 0;
	for (; i + PAIR <= n; i += PAIR) {
		pair share = pair_at(value + i) / pair_at(sum + i);
		put_pair(out + i, share);
		odd |= not_finite(share);
	}
	if (i < n) {
		out[i] = value[i] / sum[i];
		odd[0] |= !(fabs(out[i]) <= DBL_MAX);
	}
	return !(odd[0] | odd[1]);
}

static void divide(const sums *s, const tally_columns *c, tally_columns_out *out)
{
	bool done = s->in_a_row && c->n > 0 &&
		    divide_in_a_row(c->value, s->sum + s->places[0], c->n, out->value);
	if (done)
		memset(out->reason, TALLY_PRESENT, c->n);
	for (size_t i = 0; !done && i < c->n; i++) {
		double whole = s->sum[s->places[i]];
		if (isnan(c->value[i]))
			put_missing(out, i, TALLY_NOT_PUBLISHED);
		else if (isnan(whole))
			put_missing(out, i, TALLY_NO_PARTNER);
		else if (whole == 0)
			put_missing(out, i, TALLY_ZERO_BASE);
		else
			put(out, i, c->value[i] / whole);
	}
	for (size_t i = 0; out->status && i < c->n; i++)
		out->status[i] = out->reason[i]
				     ? 'M'
				     : tally_status_worse(c->status[i], s->status[s->places[i]]);
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
	s.before = NULL;
	for (size_t k = 0; good && k < n; k++) {
		good = find_places(&s, &in[k]);
		if (good)
			divide(&s, &in[k], &out[k]);
	}
	sums_release(&s);
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

/* Four values at a time do not wait for each other: value i goes to lane i mod 4, by definition and
 * on every machine, so that the last digit is the same everywhere. Two lanes are a pair. */
#define LANES 4
typedef struct {
	pair sum, least, most;
	mask count;
} lanes;

static inline pair choose(mask which, pair a, pair b)
{
	return (pair)(((mask)a & which) | ((mask)b & ~which));
}

static inline void add_lanes(lanes *s, pair x)
{
	mask there = x == x;
	s->sum += (pair)((mask)x & there);
	s->least = choose(x < s->least, x, s->least);
	s->most = choose(x > s->most, x, s->most);
	s->count -= there;
}

static inline pair square(pair x, double mean)
{
	mask there = x == x;
	x -= mean;
	return (pair)((mask)(x * x) & there);
}

/* The last values, NaN behind them. */
static void take_rest(const double *value, size_t n, pair x[2])
{
	double rest[LANES] = {NAN, NAN, NAN, NAN};
	memcpy(rest, value, n * sizeof *value);
	memcpy(x, rest, sizeof rest);
}

typedef struct {
	double sum, least, most;
	size_t count;
} totals;

static totals totals_of(const double *value, size_t n)
{
	const lanes none = {.least = (pair){0} + HUGE_VAL, .most = (pair){0} - HUGE_VAL};
	lanes a = none, b = none;
	pair x[2];
	size_t i = 0;
	for (; i + LANES <= n; i += LANES) {
		memcpy(x, value + i, sizeof x);
		add_lanes(&a, x[0]);
		add_lanes(&b, x[1]);
	}
	if (i < n) {
		take_rest(value + i, n - i, x);
		add_lanes(&a, x[0]);
		add_lanes(&b, x[1]);
	}
	pair least = choose(a.least < b.least, a.least, b.least);
	pair most = choose(a.most > b.most, a.most, b.most);
	mask count = a.count + b.count;
	return (totals){.sum = (a.sum[0] + a.sum[1]) + (b.sum[0] + b.sum[1]),
			.least = least[0] < least[1] ? least[0] : least[1],
			.most = most[0] > most[1] ? most[0] : most[1],
			.count = (size_t)(count[0] + count[1])};
}

static double squares_about(double mean, const double *value, size_t n)
{
	pair a = {0}, b = {0}, x[2];
	size_t i = 0;
	for (; i + LANES <= n; i += LANES) {
		memcpy(x, value + i, sizeof x);
		a += square(x[0], mean);
		b += square(x[1], mean);
	}
	if (i < n) {
		take_rest(value + i, n - i, x);
		a += square(x[0], mean);
		b += square(x[1], mean);
	}
	return (a[0] + a[1]) + (b[0] + b[1]);
}

void tally_moments_add(tally_moments *m, const double *value, const uint8_t *reason, size_t n)
{
	totals t = totals_of(value, n);
	for (size_t i = 0; t.count < n && i < n; i++)
		if (isnan(value[i]))
			m->missing[reason[i]]++;
	m->n_series += n > 0;
	if (t.count == 0)
		return;
	double mean = t.sum / (double)t.count;
	m->least = m->n && m->least < t.least ? m->least : t.least;
	m->most = m->n && m->most > t.most ? m->most : t.most;
	m->n += t.count;
	add_exactly(&m->sum, &m->sum_low, t.sum);
	add_exactly(&m->outer, &m->outer_low, t.sum * mean);
	m->inner += squares_about(mean, value, n);
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
