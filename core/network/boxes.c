/* boxes.c: bounds of columns from one row at a time, in a few rounds (interval propagation).
 *
 * For row i and column j with a_ij > 0:  a_ij x_j <= hi_i - min over the others of sum a_ik x_k.
 * Results are widened by a little, so that rounding never cuts off a solution. It is no fixpoint:
 * a handful of rounds is what a relaxation needs. */
#include "solver_parts.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 12
/** Relative widening of each new bound. */
#define OUTWARD 1e-12
/** A new bound counts when it cuts off this part of the width. */
#define GAIN 1e-3

/** Sum of finite terms and how many are infinite, of the least and the largest activity. */
typedef struct {
	double low, high;
	int low_infinite, high_infinite;
	double size;
} activity;

static void add_term(activity *t, double lo, double hi, double a)
{
	double least = a > 0 ? a * lo : a * hi, most = a > 0 ? a * hi : a * lo;
	if (isfinite(least))
		t->low += least;
	else
		t->low_infinite++;
	if (isfinite(most))
		t->high += most;
	else
		t->high_infinite++;
	t->size =
	    fmax(t->size, fmax(isfinite(least) ? fabs(least) : 0, isfinite(most) ? fabs(most) : 0));
}

/* The least (or largest) the other terms can add up to; -inf (inf) when unbounded. */
static double others(double sum, int infinite, double own, double none)
{
	if (!isfinite(own))
		return infinite > 1 ? none : sum;
	return infinite ? none : sum - own;
}

static bool better(double found, double old, double width)
{
	if (!isfinite(old))
		return isfinite(found);
	return found > old + GAIN * (isfinite(width) ? width : fabs(old) + 1);
}

static int tighten_column(tally_boxes *b, int32_t j, double a, const activity *t, double row_lo,
			  double row_hi)
{
	double lo = b->lo[j], hi = b->hi[j], width = hi - lo;
	double least = a > 0 ? a * lo : a * hi, most = a > 0 ? a * hi : a * lo;
	double up = (row_hi - others(t->low, t->low_infinite, least, -HUGE_VAL)) / a;
	double down = (row_lo - others(t->high, t->high_infinite, most, HUGE_VAL)) / a;
	double new_lo = a > 0 ? down : up, new_hi = a > 0 ? up : down;
	double slop = OUTWARD * t->size / fabs(a);
	int changed = 0;
	new_lo -= slop, new_hi += slop;
	if (new_lo > hi || new_hi < lo) /* the rows contradict each other: not decided here */
		return 0;
	if (better(new_lo, lo, width)) {
		b->lo[j] = new_lo;
		changed++;
	}
	if (better(-new_hi, -hi, width)) {
		b->hi[j] = new_hi;
		changed++;
	}
	return changed;
}

static int tighten_row(const tally_system *s, tally_boxes *b, int32_t i)
{
	activity t = {0};
	int changed = 0;
	double row_lo = s->row_lo[i].infinite ? -HUGE_VAL : tally_bound_value(s->row_lo[i]);
	double row_hi = s->row_hi[i].infinite ? HUGE_VAL : tally_bound_value(s->row_hi[i]);
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
		add_term(&t, b->lo[s->column[k]], b->hi[s->column[k]], s->coefficient[k].value);
	t.size = fmax(
	    t.size, fmax(isfinite(row_lo) ? fabs(row_lo) : 0, isfinite(row_hi) ? fabs(row_hi) : 0));
	if (t.low_infinite > 1 && t.high_infinite > 1)
		return 0;
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++)
		changed +=
		    tighten_column(b, s->column[k], s->coefficient[k].value, &t, row_lo, row_hi);
	return changed;
}

tally_status tally_boxes_tighten(const tally_system *s, const bool *off, tally_boxes *out,
				 tally_error *err)
{
	size_t n = (size_t)s->n_columns;
	out->lo = malloc(2 * (n + 1) * sizeof *out->lo);
	if (!out->lo)
		return tally_error_memory(err);
	out->hi = out->lo + n;
	for (int32_t j = 0; j < s->n_columns; j++) {
		out->lo[j] = tally_bound_down(s->column_lo[j]);
		out->hi[j] = tally_bound_up(s->column_hi[j]);
		if (s->column_lo[j].infinite)
			out->lo[j] = -HUGE_VAL;
		if (s->column_hi[j].infinite)
			out->hi[j] = HUGE_VAL;
	}
	int changed = 1;
	for (int round = 0; changed && round < ROUNDS; round++) {
		changed = 0;
		for (int32_t i = 0; i < s->n_rows; i++)
			if (!off[i])
				changed += tighten_row(s, out, i);
	}
	return TALLY_OK;
}

void tally_boxes_release(tally_boxes *b)
{
	free(b->lo);
	*b = (tally_boxes){0};
}

double tally_boxes_middle(const tally_boxes *b, int32_t j)
{
	double lo = b->lo[j], hi = b->hi[j];
	if (isfinite(lo) && isfinite(hi))
		return (lo + hi) / 2;
	if (isfinite(lo))
		return lo + fmax(1, fabs(lo));
	return isfinite(hi) ? hi - fmax(1, fabs(hi)) : 0;
}
