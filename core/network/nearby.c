/* nearby.c: tightest bounds in a large system from a few rows of it.
 *
 * Everything is a deviation d = p - n (p, n >= 0) from the inner point. The relaxation holds some
 * rows, and boxes for their columns; its problem is
 *
 *     minimise  c'd / width + whisper * sum (p_j + n_j) / width_j
 *
 * whose whisper makes the simplex method change as few columns as can be. The solution, put into
 * the whole, breaks few rows or none: those join and the simplex goes on from where it is. When
 * none is broken, the relaxation without the whisper is an outer bound and the point an inner one;
 * they agree, or the whisper is lowered. Ratios are bounded by Dinkelbach's method (1967): the
 * ratio is at its least value r when the least value of numerator - r * denominator is 0. */
#include "solver_parts.h"

#include "glpk_guard.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Outer and inner bound agree, relative to the distance from the inner point. */
#define AGREE 1e-7
/** A row of the whole is broken by more than so many half-widths. */
#define BROKEN     1e-8
#define WHISPER    1e-5
#define MAX_ROUNDS 400
#define MAX_RATIOS 30

typedef struct {
	const tally_inner *in;
	const tally_linear *top, *bottom;
	double sign;  /**< 1: the least value, -1: the largest */
	double ratio; /**< of this objective */
	double whisper;
	glp_prob *p;
	int32_t *column;  /**< [n_columns] 1.. of p (its n is the next), or 0 */
	int32_t *columns; /**< [n_local] the whole's */
	bool *has;        /**< [n_rows] in the relaxation */
	int32_t *row;     /**< [p's rows] the whole's */
	int32_t n_local, n_row;
	double *d;  /**< [n_columns] */
	int *index; /**< scratch: 2 * n_columns + 1 */
	double *value;
	double deadline;
	bool *used;          /**< [n_rows] rows that hold the end are marked; or NULL */
	double goal;         /**< of find_conflict: what sign * top should come down to */
	double outer, inner; /**< bounds of sign * (top / bottom) */
	bool good, unbounded, open;
} search;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double width_of(const search *q, int32_t j)
{
	double width = q->in->boxes->hi[j] - q->in->boxes->lo[j];
	return isfinite(width) && width > 0 ? width : 1e-3 * fabs(q->in->inside[j]) + 1e-9;
}

static double form_value(const search *q, const tally_linear *form)
{
	double sum = form->constant.value;
	for (int k = 0; k < form->n; k++) {
		int32_t j = form->columns[k];
		sum += form->coefficients[k].value * (q->in->inside[j] + q->d[j]);
	}
	return sum;
}

static double value_now(const search *q)
{
	return form_value(q, q->top) / (q->bottom ? form_value(q, q->bottom) : 1);
}

/* --- the relaxation --- */

static void bound_column(search *q, int c, double room)
{
	glp_set_col_bnds(q->p, c, isfinite(room) ? room > 0 ? GLP_DB : GLP_FX : GLP_LO, 0,
			 isfinite(room) ? fmax(room, 0) : 0);
	glp_set_col_stat(q->p, c, GLP_NL);
}

/* The column's p and n; returns p's number. */
static int local_column(search *q, int32_t j)
{
	if (q->column[j])
		return q->column[j];
	int c = q->column[j] = glp_add_cols(q->p, 2);
	q->columns[q->n_local++] = j;
	/* both count in widths of their column */
	bound_column(q, c, (q->in->boxes->hi[j] - q->in->inside[j]) / width_of(q, j));
	bound_column(q, c + 1, (q->in->inside[j] - q->in->boxes->lo[j]) / width_of(q, j));
	return c;
}

static int add_row(search *q, int32_t i)
{
	const tally_system *s = q->in->s;
	if (q->has[i] || q->in->off[i])
		return 0;
	double scale = 1 / q->in->scale[i], at = tally_system_activity(s, i, q->in->inside);
	bool no_lo = s->row_lo[i].infinite, no_hi = s->row_hi[i].infinite;
	double lo = no_lo ? 0 : fmin(0, (tally_bound_value(s->row_lo[i]) - at) * scale);
	double hi = no_hi ? 0 : fmax(0, (tally_bound_value(s->row_hi[i]) - at) * scale);
	int n = 0, r = glp_add_rows(q->p, 1);
	if (!no_lo && !no_hi && tally_bound_compare(s->row_lo[i], s->row_hi[i]) == 0)
		lo = hi = 0;
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++) {
		int c = local_column(q, s->column[k]);
		double a = s->coefficient[k].value * scale * width_of(q, s->column[k]);
		q->index[++n] = c;
		q->value[n] = a;
		q->index[++n] = c + 1;
		q->value[n] = -a;
	}
	glp_set_mat_row(q->p, r, n, q->index, q->value);
	int type = no_lo && no_hi ? GLP_FR
		   : no_lo        ? GLP_UP
		   : no_hi        ? GLP_LO
		   : lo < hi      ? GLP_DB
				  : GLP_FX;
	glp_set_row_bnds(q->p, r, type, lo, hi);
	glp_set_row_stat(q->p, r, GLP_BS);
	q->has[i] = true;
	q->row[r] = i;
	q->n_row = r;
	return 1;
}

static int add_touching(search *q, int32_t j)
{
	int added = 0;
	for (int32_t k = q->in->touch_start[j]; k < q->in->touch_start[j + 1]; k++)
		added += add_row(q, q->in->touch[k]);
	return added;
}

/* --- solving --- */

static void add_cost(search *q, const tally_linear *form, double factor)
{
	for (int k = 0; form && k < form->n; k++) {
		int32_t j = form->columns[k];
		int c = local_column(q, j);
		double a = factor * form->coefficients[k].value * width_of(q, j);
		glp_set_obj_coef(q->p, c, glp_get_obj_coef(q->p, c) + a);
		glp_set_obj_coef(q->p, c + 1, glp_get_obj_coef(q->p, c + 1) - a);
	}
}

/* The size of the form's own freedom: what the objective is divided by. */
static double goal_width(const search *q)
{
	double sum = 0;
	for (int k = 0; k < q->top->n; k++)
		sum += fabs(q->top->coefficients[k].value) * width_of(q, q->top->columns[k]);
	return sum > 0 ? sum : 1;
}

static void set_objective(search *q, double whisper)
{
	double factor = q->sign / goal_width(q);
	glp_set_obj_dir(q->p, GLP_MIN);
	for (int c = 1; c <= glp_get_num_cols(q->p); c++)
		glp_set_obj_coef(q->p, c, whisper);
	add_cost(q, q->top, factor);
	add_cost(q, q->bottom, -factor * q->ratio);
}

/* The least value of the objective over the relaxation, and the point that takes it. */
static bool solve(search *q, double whisper, int method)
{
	glp_smcp parm;
	double left = (q->deadline - now()) * 1e3;
	glp_init_smcp(&parm);
	parm.msg_lev = GLP_MSG_OFF;
	parm.meth = method;
	parm.tm_lim = left < 1 ? 1 : left > 1e8 ? 100000000 : (int)left;
	set_objective(q, whisper);
	int code = glp_simplex(q->p, &parm);
	if (code == GLP_EBADB || code == GLP_ESING || code == GLP_ECOND) {
		glp_std_basis(q->p);
		code = glp_simplex(q->p, &parm);
	}
	int status = glp_get_status(q->p);
	q->unbounded = code == 0 && status == GLP_UNBND;
	if (code || status != GLP_OPT)
		return false;
	for (int32_t k = 0; k < q->n_local; k++) {
		int32_t j = q->columns[k], c = q->column[j];
		q->d[j] =
		    (glp_get_col_prim(q->p, c) - glp_get_col_prim(q->p, c + 1)) * width_of(q, j);
	}
	return true;
}

/* How far a row is from its interval at inner point + d, in half-widths. */
static double broken_by(const search *q, int32_t i)
{
	const tally_system *s = q->in->s;
	double v = 0, at = 0;
	for (int64_t k = s->row_start[i]; k < s->row_start[i + 1]; k++) {
		v += s->coefficient[k].value * q->d[s->column[k]];
		at += s->coefficient[k].value * q->in->inside[s->column[k]];
	}
	double lo =
	    s->row_lo[i].infinite ? -HUGE_VAL : fmin(0, tally_bound_value(s->row_lo[i]) - at);
	double hi =
	    s->row_hi[i].infinite ? HUGE_VAL : fmax(0, tally_bound_value(s->row_hi[i]) - at);
	return fmax(lo - v, v - hi) / q->in->scale[i];
}

static int add_broken(search *q)
{
	int added = 0, n = q->n_local;
	for (int32_t k = 0; k < n; k++) {
		int32_t j = q->columns[k];
		if (fabs(q->d[j]) <= BROKEN * 1e-3 * width_of(q, j))
			continue;
		for (int32_t e = q->in->touch_start[j]; e < q->in->touch_start[j + 1]; e++)
			if (!q->has[q->in->touch[e]] && !q->in->off[q->in->touch[e]] &&
			    broken_by(q, q->in->touch[e]) > BROKEN)
				added += add_row(q, q->in->touch[e]);
	}
	return added;
}

static int widen(search *q)
{
	int added = 0, n = q->n_local;
	for (int32_t k = 0; k < n; k++)
		added += add_touching(q, q->columns[k]);
	return added;
}

/* Solves and lets broken rows join until none is. */
static bool settle(search *q)
{
	for (int round = 0; round < MAX_ROUNDS && now() < q->deadline; round++) {
		bool solved = solve(q, q->whisper, round ? GLP_DUALP : GLP_PRIMAL);
		if (!solved && !q->unbounded)
			return false;
		int added = solved ? add_broken(q) : widen(q);
		if (added == 0)
			return solved;
	}
	return false;
}

/* The rows whose multipliers hold the bound. */
static void mark_used(const search *q)
{
	for (int r = 1; q->used && r <= q->n_row; r++)
		if (fabs(glp_get_row_dual(q->p, r)) > 1e-9)
			q->used[q->row[r]] = true;
}

static bool ends_are_open(const search *q)
{
	for (int r = 1; r <= q->n_row; r++) {
		double dual = glp_get_row_dual(q->p, r);
		const tally_system *s = q->in->s;
		if ((dual > 1e-9 && s->row_lo[q->row[r]].open) ||
		    (dual < -1e-9 && s->row_hi[q->row[r]].open))
			return true;
	}
	return false;
}

/* sign * (the form at the relaxation's best): an outer bound of top - ratio * bottom. */
static bool bound_from_outside(search *q)
{
	double keep = value_now(q);
	if (!solve(q, 0, GLP_PRIMAL))
		return false;
	q->outer = q->sign * value_now(q);
	q->inner = q->sign * keep;
	q->open = ends_are_open(q);
	return true;
}

static double raw_bound(tally_bound b, double infinite)
{
	return b.infinite ? infinite : tally_bound_value(b);
}

/* A conflict must be told by rows: a box that holds the bound gives way to the rows that made it.
 * Returns how many did. */
static int open_boxes(search *q)
{
	const tally_inner *in = q->in;
	int n = q->n_local, opened = 0;
	for (int32_t k = 0; k < n; k++) {
		int32_t j = q->columns[k], c = q->column[j];
		double width = width_of(q, j);
		for (int side = 0; side < 2; side++) {
			double raw = side
					 ? in->inside[j] - raw_bound(in->s->column_lo[j], -HUGE_VAL)
					 : raw_bound(in->s->column_hi[j], HUGE_VAL) - in->inside[j];
			bool holds = glp_get_col_stat(q->p, c + side) == GLP_NU &&
				     fabs(glp_get_col_dual(q->p, c + side)) > 1e-9;
			if (!holds || !(raw / width > glp_get_col_ub(q->p, c + side)))
				continue;
			glp_set_col_bnds(q->p, c + side, isfinite(raw) ? GLP_DB : GLP_LO, 0,
					 isfinite(raw) ? raw / width : 0);
			opened += 1 + add_touching(q, j);
		}
	}
	return opened;
}

/* One end of the range. */
static void find_end(void *context)
{
	search *q = context;
	double start = q->sign * value_now(q);
	q->good = false;
	for (int k = 0; k < q->top->n; k++)
		add_touching(q, q->top->columns[k]);
	for (int k = 0; q->bottom && k < q->bottom->n; k++)
		add_touching(q, q->bottom->columns[k]);
	for (int round = 0; round < MAX_RATIOS && settle(q) && bound_from_outside(q); round++) {
		double far = fmax(fabs(start - q->outer), 1e-12 * fabs(q->outer));
		bool same_ratio = !q->bottom || fabs(q->sign * q->ratio - q->outer) <= AGREE * far;
		if (same_ratio && q->inner - q->outer <= AGREE * far) {
			q->good = true;
			return;
		}
		q->ratio = q->sign * q->outer;
		q->whisper *= same_ratio ? 0.01 : 1;
	}
}

/* --- the whole --- */

static bool search_init(search *q)
{
	size_t n = (size_t)q->in->s->n_columns, m = (size_t)q->in->s->n_rows;
	q->deadline = now() + q->in->seconds;
	q->column = calloc(2 * n + m + 2, sizeof *q->column);
	q->has = calloc(m + 1, sizeof *q->has);
	q->d = calloc(3 * n + 2, sizeof *q->d);
	q->index = malloc((2 * n + 2) * sizeof *q->index);
	if (!q->column || !q->has || !q->d || !q->index)
		return false;
	q->columns = q->column + n;
	q->row = q->columns + n;
	q->value = q->d + n;
	return true;
}

static void search_release(search *q)
{
	free(q->column);
	free(q->has);
	free(q->d);
	free(q->index);
}

/* The least (sign 1) or largest value: false when it was not found. */
static bool one_end(const tally_inner *in, const tally_linear *top, const tally_linear *bottom,
		    double sign, double *end, bool *open)
{
	search q = {.in = in, .top = top, .bottom = bottom, .sign = sign, .whisper = WHISPER};
	bool good = search_init(&q);
	*end = -sign * HUGE_VAL;
	*open = true;
	if (good) {
		q.ratio = bottom ? value_now(&q) : 0;
		tally_glpk_begin();
		q.p = glp_create_prob();
		if (tally_glpk_guarded(find_end, &q))
			glp_delete_prob(q.p);
		tally_glpk_end();
	}
	good = good && (q.good || q.unbounded);
	if (good && q.good) {
		*end = sign * q.outer;
		*open = q.open;
	}
	search_release(&q);
	return good;
}

tally_range tally_nearby_range(const tally_inner *in, const tally_linear *numerator,
			       const tally_linear *denominator)
{
	tally_range out = {.verdict = TALLY_UNDECIDED};
	bool lo = one_end(in, numerator, denominator, 1, &out.lo, &out.lo_open);
	bool hi = one_end(in, numerator, denominator, -1, &out.hi, &out.hi_open);
	if (lo && hi)
		out.verdict = TALLY_FEASIBLE;
	return out;
}

/* Is sign * top kept above the goal? Good when rows alone say so (they are marked); a point of the
 * whole that comes down to the goal says that it is not. */
static void find_conflict(void *context)
{
	search *q = context;
	for (int k = 0; k < q->top->n; k++)
		add_touching(q, q->top->columns[k]);
	for (int round = 0; round < MAX_ROUNDS && now() < q->deadline; round++) {
		if (!solve(q, 0, round ? GLP_DUALP : GLP_PRIMAL)) {
			if (!q->unbounded || widen(q) == 0)
				return;
			continue;
		}
		if (q->sign * value_now(q) > q->goal) {
			if (open_boxes(q) > 0)
				continue;
			q->good = true;
			mark_used(q);
			return;
		}
		if (!solve(q, q->whisper, GLP_PRIMAL) || add_broken(q) == 0)
			return;
	}
}

static bool keeps_away(const tally_inner *in, const tally_linear *form, double sign, double goal,
		       bool *used)
{
	search q = {.in = in, .top = form, .sign = sign, .whisper = WHISPER};
	q.used = used;
	q.goal = goal;
	if (search_init(&q)) {
		tally_glpk_begin();
		q.p = glp_create_prob();
		if (tally_glpk_guarded(find_conflict, &q))
			glp_delete_prob(q.p);
		tally_glpk_end();
	}
	search_release(&q);
	return q.good;
}

bool tally_nearby_conflict(const tally_inner *in, int32_t row, bool *used)
{
	const tally_system *s = in->s;
	int64_t start = s->row_start[row];
	tally_linear form = {(int)(s->row_start[row + 1] - start), s->column + start,
			     s->coefficient + start, tally_number_int(0)};
	double at = tally_system_activity(s, row, in->inside), room = BROKEN * in->scale[row];
	double lo = s->row_lo[row].infinite ? -HUGE_VAL : tally_bound_value(s->row_lo[row]);
	double hi = s->row_hi[row].infinite ? HUGE_VAL : tally_bound_value(s->row_hi[row]);
	if (at < lo)
		return keeps_away(in, &form, -1, room - lo, used);
	return at > hi && keeps_away(in, &form, 1, hi + room, used);
}
