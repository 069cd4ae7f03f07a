/* propagate.c: interval tightening over the rows of a network.
 *
 * Every row is one or two inequalities sum_k c_k x_k <= r, with c_k = a_k - t d_k for the end t
 * (lo or hi) of its interval. With m = sum of the least values of all terms, the term k is at
 * most r - (m - least_k). Sums carry an error bound (u times the sum of magnitudes, u = 2^-52)
 * that is always taken on the outward side.
 *
 * Termination: a tightening that gains less than `gain` of the width is kept but not followed up,
 * and evaluations are limited to steps_per_row times the rows (on a cycle such as x <= 0.99 y,
 * y <= x the bounds creep for ever). */
#include "build.h"
#include "propagate.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

tally_status tally_queue_init(tally_queue *q, uint32_t rows, tally_error *err)
{
	memset(q, 0, sizeof *q);
	q->capacity = rows ? rows : 1;
	q->rows = malloc(q->capacity * sizeof *q->rows);
	return q->rows ? TALLY_OK : tally_error_memory(err);
}

void tally_queue_release(tally_queue *q)
{
	free(q->rows);
	memset(q, 0, sizeof *q);
}

static void push(tally_propagation *p, tally_queue *q, int32_t row)
{
	if (p->queued[row])
		return;
	p->queued[row] = 1;
	q->rows[(q->head + q->n++) % q->capacity] = row;
}

static int32_t pop(tally_propagation *p, tally_queue *q)
{
	int32_t row = q->rows[q->head];

	q->head = (q->head + 1) % q->capacity;
	q->n--;
	p->queued[row] = 0;
	return row;
}

tally_status tally_propagation_init(tally_propagation *p, const tally_network *net,
				    tally_error *err)
{
	size_t n = (size_t)net->n_columns + 1;

	memset(p, 0, sizeof *p);
	p->net = net;
	p->gain = 1e-4;
	p->steps_per_row = 60;
	p->lo = malloc(n * sizeof *p->lo);
	p->hi = malloc(n * sizeof *p->hi);
	p->queued = calloc((size_t)net->n_hard + 1, 1);
	if (!p->lo || !p->hi || !p->queued) {
		tally_propagation_release(p);
		return tally_error_memory(err);
	}
	for (int32_t j = 0; j < net->n_columns; j++) {
		p->lo[j] = net->floor[j];
		p->hi[j] = HUGE_VAL;
	}
	for (int32_t c = 0; c < net->n_components; c++)
		tally_propagation_reset(p, c);
	return TALLY_OK;
}

void tally_propagation_release(tally_propagation *p)
{
	free(p->lo);
	free(p->hi);
	free(p->queued);
	memset(p, 0, sizeof *p);
}

void tally_propagation_reset(tally_propagation *p, int32_t component)
{
	const tally_network *net = p->net;
	bool cone = tally_network_is_cone(net, component);

	for (int32_t i = net->columns_start[component]; i < net->columns_start[component + 1];
	     i++) {
		int32_t j = net->component_columns[i];

		p->lo[j] = net->positive[j] && cone ? 1 : net->floor[j];
		p->hi[j] = HUGE_VAL;
	}
}

/* --- signs ------------------------------------------------------------------------- */

/* The interval of a term c x. */
static double least(double c, double lo, double hi)
{
	double end = c > 0 ? lo : hi;

	return c == 0 ? 0 : c * end;
}

static void denominator_range(const tally_propagation *p, const tally_row *row, double *lo,
			      double *hi)
{
	const tally_network *net = p->net;
	double size = 0;

	*lo = *hi = 0;
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];
		double d = net->coefficients[e->below].value, l, h;

		if (d == 0)
			continue;
		l = least(d, p->lo[e->column], p->hi[e->column]);
		h = -least(-d, p->lo[e->column], p->hi[e->column]);
		*lo += l;
		*hi += h;
		size += (isinf(l) ? 0 : fabs(l)) + (isinf(h) ? 0 : fabs(h));
	}
	*lo -= 8 * DBL_EPSILON * size;
	*hi += 8 * DBL_EPSILON * size;
}

/* x / b in [lo, hi] > 0: both have one sign. */
static tally_sign sign_of_numerator(const tally_propagation *p, const tally_row *row)
{
	const tally_entry *e = &p->net->entries[row->first];

	if (row->n != 2 || row->lo <= 0 || e[0].below != TALLY_COEFFICIENT_ZERO ||
	    e[0].above != TALLY_COEFFICIENT_ONE || e[1].above != TALLY_COEFFICIENT_ZERO ||
	    e[1].below != TALLY_COEFFICIENT_ONE)
		return TALLY_SIGN_PENDING;
	if (p->lo[e[0].column] > 0)
		return TALLY_SIGN_POSITIVE;
	return p->hi[e[0].column] < 0 ? TALLY_SIGN_NEGATIVE : TALLY_SIGN_PENDING;
}

tally_sign tally_row_sign(const tally_propagation *p, const tally_row *row)
{
	double lo, hi;

	if (row->sign != TALLY_SIGN_PENDING)
		return (tally_sign)row->sign;
	denominator_range(p, row, &lo, &hi);
	if (lo > 0)
		return TALLY_SIGN_POSITIVE;
	if (hi < 0)
		return TALLY_SIGN_NEGATIVE;
	return sign_of_numerator(p, row);
}

/* --- tightening -------------------------------------------------------------------- */

static void wake(tally_propagation *p, tally_queue *q, int32_t column, int32_t but)
{
	const tally_network *net = p->net;

	for (uint32_t i = net->touch_start[column]; i < net->touch_start[column + 1]; i++)
		if (net->touch[i] != but)
			push(p, q, net->touch[i]);
}

/* Whether moving a bound from `old` to `next` is worth following up. */
static bool gains(const tally_propagation *p, double old, double next, double other)
{
	double width = isinf(other) ? fabs(old) : fabs(other - old);

	if (isinf(old))
		return true;
	return fabs(next - old) > p->gain * width + DBL_MIN;
}

/* Keeps the step in the trail. */
static void note(tally_propagation *p, int32_t j, int32_t row, bool upper, int8_t side)
{
	tally_trail *t = p->trail;
	int32_t *last;

	if (!t)
		return;
	last = upper ? &t->last_hi[j] : &t->last_lo[j];
	if (t->failed ||
	    !tally_grow((void **)&t->steps, (size_t)t->n + 1, sizeof *t->steps, &t->capacity)) {
		t->failed = true;
		return;
	}
	t->steps[t->n] = (tally_step){j, row, *last, upper, side};
	*last = t->n++;
}

/* Raises lo (lowers hi) of a column; false when nothing is left. */
static bool raise_lo(tally_propagation *p, tally_queue *q, int32_t j, double v, int32_t row,
		     int8_t side)
{
	double old = p->lo[j];

	if (!(v > old))
		return true;
	p->lo[j] = v;
	note(p, j, row, false, side);
	if (v > p->hi[j] || (p->net->positive[j] && p->hi[j] <= 0) || v == HUGE_VAL)
		return false;
	if (gains(p, old, v, p->hi[j]))
		wake(p, q, j, row);
	return true;
}

static bool lower_hi(tally_propagation *p, tally_queue *q, int32_t j, double v, int32_t row,
		     int8_t side)
{
	double old = p->hi[j];

	if (!(v < old))
		return true;
	p->hi[j] = v;
	note(p, j, row, true, side);
	if (v < p->lo[j] || (p->net->positive[j] && v <= 0) || v == -HUGE_VAL)
		return false;
	if (gains(p, old, v, p->lo[j]))
		wake(p, q, j, row);
	return true;
}

/* What side of a row an inequality comes from: sum (a - t d) x <= constant, or the same with all
 * signs turned. */
typedef struct {
	double t, r;
	double turn; /* 1 or -1 */
	int8_t side;
} inequality;

static double coefficient(const tally_network *net, const tally_entry *e, const inequality *in)
{
	double a = net->coefficients[e->above].value, d = net->coefficients[e->below].value;

	return in->turn * (d == 0 ? a : a - in->t * d);
}

/* sum_k c_k x_k <= r over the row's entries. */
static bool tighten(tally_propagation *p, tally_queue *q, int32_t id, const inequality *in)
{
	const tally_network *net = p->net;
	const tally_row *row = &net->rows[id];
	const tally_entry *entries = &net->entries[row->first];
	double sum = 0, size = fabs(in->r);
	int infinite = 0, which = -1;

	for (int k = 0; k < row->n; k++) {
		int32_t j = entries[k].column;
		double m = least(coefficient(net, &entries[k], in), p->lo[j], p->hi[j]);

		if (isinf(m)) {
			which = k;
			if (++infinite > 1)
				return true;
		} else {
			sum += m;
			size += fabs(m);
		}
	}
	for (int k = infinite ? which : 0; k < (infinite ? which + 1 : row->n); k++) {
		int32_t j = entries[k].column;
		double c = coefficient(net, &entries[k], in);
		double m = infinite ? 0 : least(c, p->lo[j], p->hi[j]);
		double slack = in->turn * in->r - (sum - m);
		double v, error = (row->n + 4) * DBL_EPSILON * size;

		if (c == 0) {
			if (slack + error < 0)
				return false;
			continue;
		}
		v = (slack + (row->n > 1 ? error : 0)) / c;
		if (row->n > 1)
			v = nextafter(v, c > 0 ? HUGE_VAL : -HUGE_VAL);
		if (c > 0 ? !lower_hi(p, q, j, v, id, in->side)
			  : !raise_lo(p, q, j, v, id, in->side))
			return false;
	}
	return true;
}

static double down(double v)
{
	return isinf(v) ? v : nextafter(v, -HUGE_VAL);
}

static double up(double v)
{
	return isinf(v) ? v : nextafter(v, HUGE_VAL);
}

/* 0 times infinity is 0 here: the factor is exactly 0. */
static double times(double a, double b)
{
	return a == 0 || b == 0 ? 0 : a * b;
}

static void product_range(double al, double ah, double bl, double bh, double *lo, double *hi)
{
	double v[4] = {times(al, bl), times(al, bh), times(ah, bl), times(ah, bh)};

	*lo = *hi = v[0];
	for (int i = 1; i < 4; i++) {
		*lo = fmin(*lo, v[i]);
		*hi = fmax(*hi, v[i]);
	}
	*lo = down(*lo);
	*hi = up(*hi);
}

static bool narrow(tally_propagation *p, tally_queue *q, int32_t j, double lo, double hi,
		   int32_t row)
{
	return raise_lo(p, q, j, lo, row, 2) && lower_hi(p, q, j, hi, row, 2);
}

/* x / w for w of one sign, else everything. */
static bool narrow_quotient(tally_propagation *p, tally_queue *q, int32_t j, int32_t x, int32_t w,
			    int32_t row)
{
	double wl = p->lo[w], wh = p->hi[w], lo, hi, il, ih;

	if (wl <= 0 && wh >= 0) {
		/* w > 0 with 0 as its open end: only the far end of x / w is known */
		if (wl == 0 && p->lo[x] >= 0 && !isinf(wh) && (p->net->positive[w] || p->lo[x] > 0))
			return raise_lo(p, q, j, down(p->lo[x] / wh), row, 2);
		return true;
	}
	il = isinf(wh) ? 0 : down(1 / wh);
	ih = isinf(wl) ? 0 : up(1 / wl);
	product_range(p->lo[x], p->hi[x], il, ih, &lo, &hi);
	return narrow(p, q, j, lo, hi, row);
}

static bool tighten_product(tally_propagation *p, tally_queue *q, int32_t id)
{
	const tally_entry *e = &p->net->entries[p->net->rows[id].first];
	int32_t x = e[0].column, r = e[1].column, w = e[2].column;
	double lo, hi;

	product_range(p->lo[r], p->hi[r], p->lo[w], p->hi[w], &lo, &hi);
	return narrow(p, q, x, lo, hi, id) && narrow_quotient(p, q, r, x, w, id) &&
	       narrow_quotient(p, q, w, x, r, id);
}

static bool evaluate(tally_propagation *p, tally_queue *q, int32_t id)
{
	const tally_row *row = &p->net->rows[id];
	inequality low = {.t = row->lo, .turn = -1}, high = {.t = row->hi, .turn = 1, .side = 1};
	tally_sign sign;

	if (p->aside && row->origin == TALLY_FROM_CLAIM && p->aside[row->id])
		return true;
	if (row->product)
		return tighten_product(p, q, id);
	sign = tally_row_sign(p, row);
	if (sign == TALLY_SIGN_PENDING)
		return true;
	if (row->constant) {
		low.r = row->lo;
		high.r = row->hi;
	}
	if (sign == TALLY_SIGN_NEGATIVE) {
		low.turn = 1;
		high.turn = -1;
	}
	if (!isinf(row->lo) && !tighten(p, q, id, &low))
		return false;
	return isinf(row->hi) || tighten(p, q, id, &high);
}

static void drain(tally_propagation *p, tally_queue *q)
{
	while (q->n)
		pop(p, q);
}

static tally_propagated run(tally_propagation *p, tally_queue *q, int64_t limit)
{
	q->empty_row = -1;
	for (int64_t steps = 0; q->n; steps++) {
		int32_t row;

		if (steps >= limit) {
			drain(p, q);
			return TALLY_STOPPED;
		}
		row = pop(p, q);
		if (!evaluate(p, q, row)) {
			drain(p, q);
			q->empty_row = row;
			return TALLY_EMPTY;
		}
	}
	return TALLY_FIXPOINT;
}

static int64_t step_limit(const tally_propagation *p, int32_t component)
{
	int32_t rows = p->net->rows_start[component + 1] - p->net->rows_start[component];

	return (int64_t)rows * p->steps_per_row + 1000;
}

tally_propagated tally_propagate(tally_propagation *p, int32_t component, tally_queue *q)
{
	const tally_network *net = p->net;

	q->head = q->n = 0;
	for (int32_t i = net->rows_start[component]; i < net->rows_start[component + 1]; i++)
		push(p, q, net->component_rows[i]);
	return run(p, q, step_limit(p, component));
}

tally_propagated tally_propagate_rows(tally_propagation *p, const int32_t *rows, int32_t n,
				      tally_queue *q)
{
	const tally_network *net = p->net;

	q->head = q->n = 0;
	q->empty_row = -1;
	for (int32_t i = 0; i < n; i++)
		push(p, q, rows[i]);
	if (n == 0)
		return TALLY_FIXPOINT;
	return run(p, q,
		   step_limit(p, net->component[net->entries[net->rows[rows[0]].first].column]));
}

tally_propagated tally_propagate_column(tally_propagation *p, int32_t column, tally_queue *q)
{
	q->head = q->n = 0;
	wake(p, q, column, -1);
	return run(p, q, step_limit(p, p->net->component[column]));
}
