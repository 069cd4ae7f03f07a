/* lp.c: one system as a GLPK problem.
 *
 * Method. Every finite end of a claim's row becomes one GLPK row; hard rows with two closed ends
 * stay whole. With k > 0 some size of the row, v >= 0 a violation and 0 <= t <= 1 a slack that all
 * rows share, the lower end lo of a claim's row is
 *
 *     a x + k v       >= lo   (closed)        a x + k v - k t >= lo   (open)
 *
 * and hard rows are the same without v. Feasibility minimises v; v = 0 says that the closed hull
 * holds, the multipliers of v > 0 name the rows in conflict. When there are open ends, t is then
 * maximised with v = 0; t > 0 says that they hold strictly.
 *
 * Bounds minimise and maximise the form with v = t = 0. The end is taken when the optimal face
 * (rows with a non-zero multiplier made equalities) still has a point with t > 0. Ratios use the
 * homogeneous form y = x tau, tau >= 0 with denominator(y, tau) = 1; there tau > 0 is one more open
 * end.
 *
 * glp_exact takes doubles and rounds what is not whole by 1e-9, so each row is scaled to whole
 * numbers below 2^53 first; what cannot be scaled is left to floating point and says so. GLPK's
 * environment and its aborts: glpk_guard.h. */
#include "lp.h"

#include "glpk_guard.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_SECONDS    60.0
#define DEFAULT_EXACT_ROWS 3000
/** Below this a floating point violation or slack counts as zero (half-widths are about 1). */
#define FLOAT_ZERO 1e-9

/** One GLPK row: one end (or both, when hard and closed) of a system row or of a column. */
typedef struct {
	int32_t row;   /**< system row, or -1: the bound of a column, tau, or the denominator */
	int type;      /**< GLP_LO, GLP_UP, GLP_DB or GLP_FX when on */
	double lo, hi; /**< scaled ends */
	bool open;     /**< needs slack t */
} side;

typedef struct {
	glp_prob *p;
	side *sides; /**< [n_sides + 1], GLPK counts from 1 */
	int n_sides, cap_sides;
	int v, t, tau; /**< GLPK columns; tau 0 in the plain problem */
	int norm;      /**< GLPK row of the denominator, 0 in the plain problem */
	int n_open;
	bool whole; /**< all rows are whole numbers: can be decided exactly */
} problem;

struct tally_lp {
	const tally_system *s;
	bool *off;            /**< [n_rows] */
	int64_t *claim_start; /**< [n_claims + 1] rows of each claim */
	int32_t *claim_row;
	problem plain, ratio;
	bool *used;    /**< [n_rows] rows of the last conflict */
	int *index;    /**< scratch, [n_columns + 4] */
	double *value; /**< scratch, [n_columns + 4] */
	double seconds, deadline;
	int exact_rows;
	bool feasible; /**< the caller knows that it is */
	bool broken;   /**< GLPK gave up inside this problem */
};

/* --- loading and freeing --- */

static glp_prob *problem_new(void)
{
	tally_glpk_begin();
	return glp_create_prob();
}

static void problem_free(problem *q, bool broken)
{
	free(q->sides);
	if (!q->p)
		return;
	if (!broken)
		glp_delete_prob(q->p);
	tally_glpk_end();
	*q = (problem){0};
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Scaled so that the largest is about 1, for numbers that have no whole scale. */
static void make_real(const tally_number *a, int n, double *out, double *scale)
{
	double most = 0;
	for (int k = 0; k < n; k++)
		most = fmax(most, fabs(a[k].value));
	*scale = most > 0 ? ldexp(1, -ilogb(most)) : 1;
	for (int k = 0; k < n; k++)
		out[k] = a[k].value * *scale;
}

/* --- building ----------------------------------------------------------------------------------
 */

/* Appends a GLPK row with lp->index/value[1..n]; returns false when out of memory. */
static bool add_side(tally_lp *lp, problem *q, int n, side what)
{
	if (q->n_sides + 1 >= q->cap_sides) {
		int cap = q->cap_sides ? 2 * q->cap_sides : 64;
		side *grown = realloc(q->sides, (size_t)cap * sizeof *grown);
		if (!grown)
			return false;
		q->sides = grown;
		q->cap_sides = cap;
	}
	int r = glp_add_rows(q->p, 1);
	glp_set_mat_row(q->p, r, n, lp->index, lp->value);
	glp_set_row_bnds(q->p, r, what.type, what.lo, what.hi);
	q->sides[r] = what;
	q->n_sides = r;
	q->n_open += what.open;
	return true;
}

/* Adds v, t and (homogeneous) the end itself to the n entries of one end of a row. */
static bool add_end(tally_lp *lp, problem *q, int n, int32_t row, bool elastic, bool lower,
		    double end, bool open, double size)
{
	double toward = lower ? size : -size;
	if (elastic && !q->tau) {
		lp->index[++n] = q->v;
		lp->value[n] = toward;
	}
	if (open) {
		lp->index[++n] = q->t;
		lp->value[n] = -toward;
	}
	if (q->tau && end != 0) {
		lp->index[++n] = q->tau;
		lp->value[n] = -end;
		end = 0;
	}
	side what = {
	    .row = row, .type = lower ? GLP_LO : GLP_UP, .lo = end, .hi = end, .open = open};
	return add_side(lp, q, n, what);
}

/* A power of two near the half-width of the row, else of its entries: what v and t are scaled by.
 */
static double size_of(const tally_bound *lo, const tally_bound *hi, double lo_end, double hi_end,
		      const double *value, int n)
{
	double size = 0;
	if (!lo->infinite && !hi->infinite)
		size = (hi_end - lo_end) / 2;
	for (int k = 1; size <= 0 && k <= n; k++)
		size = fmax(size, fabs(value[k]));
	return size >= 1 ? ldexp(1, ilogb(size)) : 1;
}

/* One row (entries in lp->index/value[1..n], scaled ends) as one or two GLPK rows. */
static bool add_interval(tally_lp *lp, problem *q, int n, int32_t row, bool elastic,
			 const tally_bound *lo, const tally_bound *hi, const double end[2])
{
	bool both = !lo->infinite && !hi->infinite;
	double size = size_of(lo, hi, end[0], end[1], lp->value, n);
	if (both && !elastic && !lo->open && !hi->open && (!q->tau || end[0] == end[1])) {
		if (q->tau && end[0] != 0) {
			lp->index[++n] = q->tau;
			lp->value[n] = -end[0];
		}
		side what = {.row = row, .type = end[0] == end[1] ? GLP_FX : GLP_DB};
		what.lo = q->tau ? 0 : end[0];
		what.hi = q->tau ? 0 : end[1];
		return add_side(lp, q, n, what);
	}
	return (lo->infinite || add_end(lp, q, n, row, elastic, true, end[0], lo->open, size)) &&
	       (hi->infinite || add_end(lp, q, n, row, elastic, false, end[1], hi->open, size));
}

static tally_number end_number(tally_bound b)
{
	return b.infinite ? (tally_number){.den = 1} : tally_number_of_bound(b);
}

/* Scales row i into lp->index/value; the ends into end[]. */
static int load_row(tally_lp *lp, problem *q, int32_t i, tally_number *numbers, double end[2])
{
	const tally_system *s = lp->s;
	int64_t start = s->row_start[i];
	int n = (int)(s->row_start[i + 1] - start);
	double scale;
	memcpy(numbers, s->coefficient + start, (size_t)n * sizeof *numbers);
	numbers[n] = end_number(s->row_lo[i]);
	numbers[n + 1] = end_number(s->row_hi[i]);
	if (!tally_number_whole(numbers, n + 2, lp->value + 1, &scale)) {
		q->whole = false;
		make_real(numbers, n + 2, lp->value + 1, &scale);
	}
	end[0] = lp->value[n + 1];
	end[1] = lp->value[n + 2];
	for (int k = 0; k < n; k++)
		lp->index[k + 1] = s->column[start + k] + 1;
	return n;
}

static bool whole_bound(tally_bound b)
{
	if (b.infinite || b.open)
		return b.infinite;
	return b.den == 1 && b.exp10 >= 0 && fabs(tally_bound_value(b)) < TALLY_WHOLE_MAX;
}

/* Whether GLPK's own column bounds can hold them: whole and closed; in the homogeneous form only
 * zero. */
static bool native_bounds(const tally_lp *lp, const problem *q, int32_t j)
{
	tally_bound lo = lp->s->column_lo[j], hi = lp->s->column_hi[j];
	if (q->tau)
		return hi.infinite && (lo.infinite || (!lo.open && lo.num == 0));
	if (lp->exact_rows < 0)
		return !lo.open && !hi.open;
	return whole_bound(lo) && whole_bound(hi);
}

static void reset_column(const tally_lp *lp, problem *q, int32_t j)
{
	tally_bound lo = lp->s->column_lo[j], hi = lp->s->column_hi[j];
	if (!native_bounds(lp, q, j))
		lo.infinite = hi.infinite = true;
	double l = lo.infinite ? 0 : tally_bound_value(lo),
	       h = hi.infinite ? 0 : tally_bound_value(hi);
	int type = lo.infinite && hi.infinite ? GLP_FR
		   : hi.infinite              ? GLP_LO
		   : lo.infinite              ? GLP_UP
		   : l < h                    ? GLP_DB
					      : GLP_FX;
	glp_set_col_bnds(q->p, j + 1, type, l, h);
}

/* Column bounds that GLPK's own cannot hold become rows. */
static bool add_column_bounds(tally_lp *lp, problem *q, int32_t j)
{
	tally_bound lo = lp->s->column_lo[j], hi = lp->s->column_hi[j];
	reset_column(lp, q, j);
	if (native_bounds(lp, q, j))
		return true;
	tally_number numbers[3] = {tally_number_int(1), end_number(lo), end_number(hi)};
	double scaled[3], scale;
	if (!tally_number_whole(numbers, 3, scaled, &scale)) {
		q->whole = false;
		make_real(numbers, 3, scaled, &scale);
	}
	lp->index[1] = j + 1;
	lp->value[1] = scaled[0];
	return add_interval(lp, q, 1, -1, false, &lo, &hi, scaled + 1);
}

static bool add_all_rows(tally_lp *lp, problem *q, tally_number *numbers)
{
	const tally_system *s = lp->s;
	double end[2];
	for (int32_t j = 0; j < s->n_columns; j++)
		if (!add_column_bounds(lp, q, j))
			return false;
	for (int32_t i = 0; i < s->n_rows; i++) {
		int n = load_row(lp, q, i, numbers, end);
		if (!add_interval(lp, q, n, i, s->row_claim[i] >= 0, &s->row_lo[i], &s->row_hi[i],
				  end))
			return false;
	}
	if (!q->tau)
		return true;
	lp->index[1] = q->tau;
	lp->value[1] = 1;
	tally_bound zero = {.den = 1, .open = true}, none = {.den = 1, .infinite = true};
	if (!add_interval(lp, q, 1, -1, false, &zero, &none, (double[2]){0, 0}))
		return false;
	q->norm = q->n_sides + 1;
	return add_side(lp, q, 0, (side){.row = -1, .type = GLP_FX, .lo = 1, .hi = 1});
}

static int longest_row(const tally_system *s)
{
	int64_t most = 0;
	for (int32_t i = 0; i < s->n_rows; i++)
		if (s->row_start[i + 1] - s->row_start[i] > most)
			most = s->row_start[i + 1] - s->row_start[i];
	return (int)most;
}

static void scale(void *p)
{
	glp_scale_prob(p, GLP_SF_GM | GLP_SF_EQ | GLP_SF_2N | GLP_SF_SKIP);
}

static bool build(tally_lp *lp, problem *q, bool homogeneous)
{
	int n = lp->s->n_columns;
	tally_number *numbers = malloc(((size_t)longest_row(lp->s) + 2) * sizeof *numbers);
	*q = (problem){.p = problem_new(), .v = n + 1, .t = n + 2, .whole = true};
	glp_add_cols(q->p, n + 2 + homogeneous);
	q->tau = homogeneous ? n + 3 : 0;
	glp_set_col_bnds(q->p, q->v, GLP_FX, 0, 0);
	glp_set_col_bnds(q->p, q->t, GLP_FX, 0, 0);
	if (q->tau)
		glp_set_col_bnds(q->p, q->tau, GLP_LO, 0, 0);
	bool good = numbers && add_all_rows(lp, q, numbers);
	free(numbers);
	if (!good)
		return false;
	if (!tally_glpk_guarded(scale, q->p)) /* scale factors out of range: as it stands */
		glp_unscale_prob(q->p);
	glp_std_basis(q->p);
	return true;
}

/* --- solving -----------------------------------------------------------------------------------
 */

static bool decides_exactly(const tally_lp *lp, const problem *q)
{
	return q->whole && q->n_sides <= lp->exact_rows;
}

static int milliseconds_left(const tally_lp *lp)
{
	double left = (lp->deadline - now()) * 1e3;
	return left < 1 ? 1 : left > 1e9 ? 1000000000 : (int)left;
}

/* Solves q from the basis it has: GLP_OPT, GLP_NOFEAS, GLP_UNBND, or GLP_UNDEF. */
static int solve_now(tally_lp *lp, problem *q, bool exact)
{
	glp_smcp parm;
	glp_init_smcp(&parm);
	parm.msg_lev = GLP_MSG_OFF;
	parm.tm_lim = milliseconds_left(lp);
	exact = exact && q->n_sides > 0; /* without rows the bounds are the answer */
	int code = glp_simplex(q->p, &parm);
	if (code == GLP_EBADB || code == GLP_ESING || code == GLP_ECOND || code == GLP_EFAIL) {
		glp_std_basis(q->p);
		code = glp_simplex(q->p, &parm);
	}
	if (code == GLP_ETMLIM || (code && !exact))
		return GLP_UNDEF;
	if (exact) {
		if (code)
			glp_std_basis(q->p);
		parm.tm_lim = milliseconds_left(lp);
		code = glp_exact(q->p, &parm);
		if (code && code != GLP_ETMLIM) { /* a basis that exact arithmetic calls singular */
			glp_std_basis(q->p);
			code = glp_exact(q->p, &parm);
		}
		if (code)
			return GLP_UNDEF;
	}
	int status = glp_get_status(q->p);
	return status == GLP_INFEAS || status == GLP_FEAS ? GLP_UNDEF : status;
}

typedef struct {
	tally_lp *lp;
	problem *q;
	bool exact;
	int status;
} solving;

static void solve_guarded(void *context)
{
	solving *now_solving = context;
	now_solving->status = solve_now(now_solving->lp, now_solving->q, now_solving->exact);
}

/* solve_now behind GLPK's abort: a problem that aborted is broken for good. */
static int solve(tally_lp *lp, problem *q, bool exact)
{
	solving it = {lp, q, exact, GLP_UNDEF};
	if (!lp->broken && !tally_glpk_guarded(solve_guarded, &it))
		lp->broken = true;
	return lp->broken ? GLP_UNDEF : it.status;
}

static void begin(tally_lp *lp)
{
	lp->deadline = now() + lp->seconds;
}

static void set_objective(problem *q, int direction, int column, double a)
{
	for (int j = 0; j <= glp_get_num_cols(q->p); j++)
		glp_set_obj_coef(q->p, j, 0);
	glp_set_obj_dir(q->p, direction);
	glp_set_obj_coef(q->p, column, a);
}

static bool side_is_off(const tally_lp *lp, const side *what)
{
	return what->row >= 0 && lp->off[what->row];
}

static void reset_side(const tally_lp *lp, problem *q, int r)
{
	const side *what = &q->sides[r];
	glp_set_row_bnds(q->p, r, side_is_off(lp, what) ? GLP_FR : what->type, what->lo, what->hi);
}

/* --- feasibility ---------------------------------------------------------------------------------
 */

static void mark_conflict(tally_lp *lp, const problem *q)
{
	memset(lp->used, 0, (size_t)lp->s->n_rows * sizeof *lp->used);
	for (int r = 1; r <= q->n_sides; r++)
		if (q->sides[r].row >= 0 && !side_is_off(lp, &q->sides[r]) &&
		    glp_get_row_dual(q->p, r) != 0)
			lp->used[q->sides[r].row] = true;
}

static void mark_hard_rows(tally_lp *lp)
{
	for (int32_t i = 0; i < lp->s->n_rows; i++)
		lp->used[i] = lp->s->row_claim[i] < 0 && !lp->off[i];
}

/* The closed hull: is v = 0 possible? */
static tally_verdict feasible_closed(tally_lp *lp, problem *q, bool exact)
{
	glp_set_col_bnds(q->p, q->v, GLP_LO, 0, 0);
	glp_set_col_bnds(q->p, q->t, GLP_FX, 0, 0);
	set_objective(q, GLP_MIN, q->v, 1);
	int status = solve(lp, q, exact);
	if (status == GLP_NOFEAS) {
		mark_hard_rows(lp);
		return TALLY_INFEASIBLE;
	}
	if (status != GLP_OPT)
		return TALLY_UNDECIDED;
	if (glp_get_col_prim(q->p, q->v) <= (exact ? 0 : FLOAT_ZERO))
		return TALLY_FEASIBLE;
	mark_conflict(lp, q);
	return TALLY_INFEASIBLE;
}

/* The open ends, once v = 0 is known to be possible: is t > 0? */
static tally_verdict feasible_open(tally_lp *lp, problem *q, bool exact)
{
	glp_set_col_bnds(q->p, q->v, GLP_FX, 0, 0);
	glp_set_col_bnds(q->p, q->t, GLP_DB, 0, 1);
	set_objective(q, GLP_MAX, q->t, 1);
	int status = solve(lp, q, exact);
	if (status != GLP_OPT)
		return TALLY_UNDECIDED;
	if (glp_get_col_prim(q->p, q->t) > (exact ? 0 : FLOAT_ZERO))
		return TALLY_FEASIBLE;
	mark_conflict(lp, q);
	return TALLY_INFEASIBLE;
}

static bool ready(tally_lp *lp, problem *q, bool homogeneous)
{
	begin(lp);
	if (!q->p && !build(lp, q, homogeneous)) {
		problem_free(q, false);
		return false;
	}
	for (int r = 1; r <= q->n_sides; r++)
		reset_side(lp, q, r);
	return true;
}

static bool crossed_columns(const tally_system *s)
{
	for (int32_t j = 0; j < s->n_columns; j++) {
		tally_bound lo = s->column_lo[j], hi = s->column_hi[j];
		if (lo.infinite || hi.infinite)
			continue;
		int order = tally_bound_compare(lo, hi);
		if (order > 0 || (order == 0 && (lo.open || hi.open)))
			return true;
	}
	return false;
}

tally_verdict tally_lp_feasible(tally_lp *lp, double *x, bool *exact)
{
	problem *q = &lp->plain;
	if (exact)
		*exact = false;
	if (crossed_columns(lp->s)) {
		memset(lp->used, 0, (size_t)lp->s->n_rows * sizeof *lp->used);
		return TALLY_INFEASIBLE;
	}
	if (!ready(lp, q, false))
		return TALLY_UNDECIDED;
	bool sure = decides_exactly(lp, q);
	tally_verdict verdict = feasible_closed(lp, q, sure);
	if (verdict == TALLY_FEASIBLE && q->n_open)
		verdict = feasible_open(lp, q, sure);
	for (int32_t j = 0; x && verdict == TALLY_FEASIBLE && j < lp->s->n_columns; j++)
		x[j] = glp_get_col_prim(q->p, j + 1);
	if (exact)
		*exact = sure && verdict != TALLY_UNDECIDED;
	return verdict;
}

void tally_lp_conflict_rows(const tally_lp *lp, bool *used)
{
	memcpy(used, lp->used, (size_t)lp->s->n_rows * sizeof *used);
}

/* --- bounds ------------------------------------------------------------------------------ */

/* Scales a form to whole numbers: entries to lp->index/value[1..n], its constant to *constant. */
static bool load_form(tally_lp *lp, const tally_linear *form, double *constant, double *scale)
{
	tally_number *numbers = malloc(((size_t)form->n + 1) * sizeof *numbers);
	bool whole = false;
	*scale = 0;
	if (!numbers)
		return false;
	if (form->n)
		memcpy(numbers, form->coefficients, (size_t)form->n * sizeof *numbers);
	numbers[form->n] = form->constant;
	whole = tally_number_whole(numbers, form->n + 1, lp->value + 1, scale);
	if (!whole)
		make_real(numbers, form->n + 1, lp->value + 1, scale);
	*constant = lp->value[form->n + 1];
	for (int k = 0; k < form->n; k++)
		lp->index[k + 1] = form->columns[k] + 1;
	free(numbers);
	return whole;
}

/* Rows and columns with a multiplier become equalities. Returns false when an open end is one. */
static bool narrow_to_face(tally_lp *lp, problem *q, double zero)
{
	bool closed = true;
	for (int r = 1; r <= q->n_sides; r++) {
		side *what = &q->sides[r];
		if (fabs(glp_get_row_dual(q->p, r)) <= zero || side_is_off(lp, what))
			continue;
		closed &= !what->open;
		double at = glp_get_row_stat(q->p, r) == GLP_NU ? what->hi : what->lo;
		glp_set_row_bnds(q->p, r, GLP_FX, at, at);
	}
	for (int j = 1; j <= lp->s->n_columns; j++)
		if (fabs(glp_get_col_dual(q->p, j)) > zero) {
			double at = glp_get_col_prim(q->p, j);
			glp_set_col_bnds(q->p, j, GLP_FX, at, at);
		}
	return closed;
}

/* Has the optimal face a point that keeps every open end? */
static bool end_is_taken(tally_lp *lp, problem *q, bool exact)
{
	double zero = exact ? 0 : FLOAT_ZERO;
	bool taken = narrow_to_face(lp, q, zero);
	if (taken) {
		glp_set_col_bnds(q->p, q->t, GLP_DB, 0, 1);
		set_objective(q, GLP_MAX, q->t, 1);
		taken = solve(lp, q, exact) == GLP_OPT && glp_get_col_prim(q->p, q->t) > zero;
		glp_set_col_bnds(q->p, q->t, GLP_FX, 0, 0);
	}
	for (int r = 1; r <= q->n_sides; r++)
		reset_side(lp, q, r);
	for (int32_t j = 0; j < lp->s->n_columns; j++)
		reset_column(lp, q, j);
	return taken;
}

/* One end of a range; its objective is in lp->index/value[1..n]. Returns GLP_UNDEF, GLP_NOFEAS,
 * GLP_UNBND or GLP_OPT. */
static int one_end(tally_lp *lp, problem *q, int direction, int n, double constant, bool exact,
		   double *end, bool *open)
{
	set_objective(q, direction, 0, q->tau ? 0 : constant);
	for (int k = 1; k <= n; k++)
		glp_set_obj_coef(q->p, lp->index[k], lp->value[k]);
	if (q->tau)
		glp_set_obj_coef(q->p, q->tau, constant);
	int status = solve(lp, q, exact);
	*open = true;
	if (status == GLP_UNBND)
		*end = direction == GLP_MIN ? -HUGE_VAL : HUGE_VAL;
	if (status != GLP_OPT)
		return status;
	*end = glp_get_obj_val(q->p);
	bool keeps_all =
	    q->n_open == 0 || (q->tau && q->n_open == 1 && glp_get_col_prim(q->p, q->tau) > 0);
	*open = !keeps_all && !end_is_taken(lp, q, exact);
	return status;
}

static tally_range both_ends(tally_lp *lp, problem *q, const tally_linear *form, double unit,
			     bool whole)
{
	tally_range out = {.verdict = TALLY_UNDECIDED};
	double constant, scale;
	whole &= load_form(lp, form, &constant, &scale);
	if (!(scale > 0))
		return out;
	bool exact = whole && decides_exactly(lp, q);
	int lo = one_end(lp, q, GLP_MIN, form->n, constant, exact, &out.lo, &out.lo_open);
	int hi = lo == GLP_OPT || lo == GLP_UNBND
		     ? one_end(lp, q, GLP_MAX, form->n, constant, exact, &out.hi, &out.hi_open)
		     : lo;
	if (hi == GLP_NOFEAS)
		out.verdict = TALLY_INFEASIBLE;
	if (hi != GLP_OPT && hi != GLP_UNBND)
		return out;
	out.lo *= unit / scale;
	out.hi *= unit / scale;
	out.exact = exact;
	out.verdict = TALLY_FEASIBLE;
	return out;
}

static tally_verdict known_feasible(tally_lp *lp)
{
	return lp->feasible ? TALLY_FEASIBLE : tally_lp_feasible(lp, NULL, NULL);
}

tally_range tally_lp_range(tally_lp *lp, const tally_linear *form)
{
	tally_range out = {.verdict = known_feasible(lp)};
	problem *q = &lp->plain;
	if (out.verdict != TALLY_FEASIBLE || !ready(lp, q, false))
		return out;
	glp_set_col_bnds(q->p, q->v, GLP_FX, 0, 0);
	glp_set_col_bnds(q->p, q->t, GLP_FX, 0, 0);
	return both_ends(lp, q, form, 1, true);
}

tally_range tally_lp_ratio_range(tally_lp *lp, const tally_linear *numerator,
				 const tally_linear *denominator)
{
	tally_range out = {.verdict = known_feasible(lp)};
	problem *q = &lp->ratio;
	double constant, scale;
	if (out.verdict != TALLY_FEASIBLE)
		return out;
	out.verdict = TALLY_UNDECIDED;
	if (!ready(lp, q, true))
		return out;
	bool whole = load_form(lp, denominator, &constant, &scale);
	int n = denominator->n;
	if (constant != 0) {
		lp->index[++n] = q->tau;
		lp->value[n] = constant;
	}
	glp_set_mat_row(q->p, q->norm, n, lp->index, lp->value);
	return both_ends(lp, q, numerator, scale, whole);
}

/* --- loading and freeing --- */

static bool index_claims(tally_lp *lp)
{
	const tally_system *s = lp->s;
	lp->claim_start = calloc((size_t)s->n_claims + 2, sizeof *lp->claim_start);
	lp->claim_row = malloc(((size_t)s->n_rows + 1) * sizeof *lp->claim_row);
	if (!lp->claim_start || !lp->claim_row)
		return false;
	for (int32_t i = 0; i < s->n_rows; i++)
		if (s->row_claim[i] >= 0)
			lp->claim_start[s->row_claim[i] + 2]++;
	for (int32_t c = 0; c < s->n_claims; c++)
		lp->claim_start[c + 2] += lp->claim_start[c + 1];
	for (int32_t i = 0; i < s->n_rows; i++)
		if (s->row_claim[i] >= 0)
			lp->claim_row[lp->claim_start[s->row_claim[i] + 1]++] = i;
	return true;
}

tally_status tally_lp_new(const tally_system *s, const tally_lp_options *options, tally_lp **out,
			  tally_error *err)
{
	tally_lp *lp = calloc(1, sizeof *lp);
	*out = NULL;
	if (!lp)
		return tally_error_memory(err);
	lp->s = s;
	lp->seconds = options && options->seconds > 0 ? options->seconds : DEFAULT_SECONDS;
	lp->exact_rows = options && options->exact_rows ? options->exact_rows : DEFAULT_EXACT_ROWS;
	lp->feasible = options && options->feasible;
	lp->off = calloc((size_t)s->n_rows + 1, sizeof *lp->off);
	lp->used = calloc((size_t)s->n_rows + 1, sizeof *lp->used);
	lp->index = malloc(((size_t)s->n_columns + 5) * sizeof *lp->index);
	lp->value = malloc(((size_t)s->n_columns + 5) * sizeof *lp->value);
	if (!lp->off || !lp->used || !lp->index || !lp->value || !index_claims(lp)) {
		tally_lp_free(lp);
		return tally_error_memory(err);
	}
	*out = lp;
	return TALLY_OK;
}

void tally_lp_free(tally_lp *lp)
{
	if (!lp)
		return;
	problem_free(&lp->plain, lp->broken);
	problem_free(&lp->ratio, lp->broken);
	free(lp->off);
	free(lp->used);
	free(lp->claim_start);
	free(lp->claim_row);
	free(lp->index);
	free(lp->value);
	free(lp);
}

void tally_lp_claim(tally_lp *lp, int32_t claim, bool on)
{
	for (int64_t k = lp->claim_start[claim]; k < lp->claim_start[claim + 1]; k++)
		lp->off[lp->claim_row[k]] = !on;
}

void tally_lp_row(tally_lp *lp, int32_t row, bool on)
{
	lp->off[row] = !on;
}
