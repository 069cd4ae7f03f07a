/* interior.c: Mehrotra's predictor-corrector method (Mehrotra 1992; Nocedal and Wright 2006, 16.6)
 * for interval rows, on the quasi-definite augmented system.
 *
 * Scaling: rows by row_scale, columns so that neither stiffness nor any entry exceeds 1, the
 * objective so that its gradient at the start is about 1; all is kept relative to the target, so
 * that large levels lose no digits.
 *
 * Each finite end k of an inequality row has a margin t_k > 0 and a multiplier z_k > 0; an elastic
 * end has besides a violation e_k > 0, whose multiplier is f_k = w_k - z_k > 0:
 *
 *     sign (a u - end) + e - t = 0,    t z = mu,    e f = mu.
 *
 * Eliminating them leaves  [H A'; A -E]  with  1/E_i = sum over the ends of row i of
 * 1 / (t/z + e/f).  Primal and dual steps have their own lengths. At the end, ends with z > t are
 * taken as equalities and the equality problem is solved directly (a few rounds of dropping wrong
 * signs and adding broken ends), which gives the exact solution where the active set is right. */
#include "interior.h"

#include "kkt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_SECONDS    60.0
#define DEFAULT_ITERATIONS 120
#define DEFAULT_TOLERANCE  1e-9
/** What still counts as converged when rounding stops the progress. */
#define ACCEPTABLE 1e-7
/** Multipliers (of an objective of size 1) this large say that the rows are inconsistent. */
#define DIVERGED 1e10
/** Iterations without progress before giving up. */
#define PATIENCE 12
/** Of the way to the boundary. */
#define STEP_FRACTION 0.995
/** Primal and dual steps differ only when that still shrinks the dual residual to this. */
#define UNEQUAL_STEPS 0.5
#define REFINEMENTS   3
/** A gradient below this is rounding: the start is the solution but for the intervals. */
#define SMALL_GRADIENT 1e-4
#define POLISH_ROUNDS  12
/** Stands for "this row is not there" on the diagonal E. */
#define NO_ROW 1e20

typedef struct {
	int row;
	double sign;       /**< +1 lower, -1 upper end */
	double bound;      /**< scaled */
	double w;          /**< cost of violation, HUGE_VAL: hard */
	double t, z, e, f; /**< e = f = 0 when hard */
	double dt, dz, de, df;
	double q, rho; /**< of this step: dz = (q - sign * d(a u)) / rho */
} end;

typedef struct {
	const tally_quadratic *q;
	int n, m, n_ends;
	gsl_spmatrix *a; /**< scaled */
	tally_kkt *kkt;
	bool no_memory;
	end *ends;
	int *end_start;    /**< [m + 1] ends of each row */
	double *row, *col; /**< scales: [m], [n] */
	double *d, *c;     /**< scaled objective: stiffness, cost */
	double *b;         /**< [m] right side of equalities, NaN on inequalities */
	double *u, *y;     /**< [n], [m] */
	double *du, *dw;   /**< [n], [m] */
	double *au, *adu;  /**< [m] */
	double *rd, *rg;   /**< right sides [n], [m] */
	double *h, *ee;    /**< diagonals [n], [m] */
	double *base;      /**< [m] A target, natural units */
	double kappa;      /**< the objective was multiplied by this */
	double mu, rp, rdual, gradient;
	double deadline;
	double best_merit;
	double *best_u, *best_y; /**< [n], [m] */
	end *best_ends;          /**< [n_ends] */
	double *block;
} work;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- scaling ------------------------------------------------------------------------------------
 */

static bool is_equality(const tally_quadratic *q, int i)
{
	return q->lo[i] == q->hi[i];
}

/* The largest entry of column j in inequality rows, or in equality rows. */
static double largest_entry(const work *w, int j, bool equalities)
{
	const tally_quadratic *q = w->q;
	double most = 0;
	for (int p = q->a->p[j]; p < q->a->p[j + 1]; p++)
		if (is_equality(q, q->a->i[p]) == equalities)
			most = fmax(most, fabs(q->a->data[p]) * w->row[q->a->i[p]]);
	return most;
}

/* Columns by the larger of stiffness and entries; equality rows then by their largest entry. */
static void scale(work *w)
{
	const tally_quadratic *q = w->q;
	for (int i = 0; i < w->m; i++)
		w->row[i] = 1 / q->row_scale[i];
	for (int j = 0; j < w->n; j++) {
		double most = fmax(sqrt(q->stiffness[j]), largest_entry(w, j, false));
		most = most > 0 ? most : largest_entry(w, j, true);
		w->col[j] = most > 0 ? 1 / most : 1;
	}
	memset(w->rg, 0, (size_t)w->m * sizeof *w->rg);
	for (int j = 0; j < w->n; j++)
		for (int p = q->a->p[j]; p < q->a->p[j + 1]; p++)
			w->rg[q->a->i[p]] =
			    fmax(w->rg[q->a->i[p]], fabs(q->a->data[p]) * w->col[j]);
	for (int i = 0; i < w->m; i++)
		if (is_equality(q, i) && w->rg[i] > 0)
			w->row[i] = 1 / w->rg[i];
	memcpy(w->a->p, q->a->p, ((size_t)w->n + 1) * sizeof *w->a->p);
	memcpy(w->a->i, q->a->i, (size_t)q->a->nz * sizeof *w->a->i);
	w->a->nz = q->a->nz;
	for (int j = 0; j < w->n; j++)
		for (int p = q->a->p[j]; p < q->a->p[j + 1]; p++)
			w->a->data[p] = q->a->data[p] * w->row[q->a->i[p]] * w->col[j];
	for (int j = 0; j < w->n; j++) {
		w->d[j] = q->stiffness[j] * w->col[j] * w->col[j];
		w->c[j] = q->cost ? q->cost[j] * w->col[j] : 0;
	}
}

static void add_end(work *w, int i, double sign, double bound)
{
	double cost = w->q->slack_cost ? w->q->slack_cost[i] : HUGE_VAL;
	w->ends[w->n_ends++] =
	    (end){.row = i, .sign = sign, .bound = (bound - w->base[i]) * w->row[i], .w = cost};
}

/* Ends relative to the target: u = 0 is x = target. */
static void collect_ends(work *w)
{
	const tally_quadratic *q = w->q;
	tally_sparse_times(q->a, q->target, w->base);
	for (int i = 0; i < w->m; i++) {
		w->end_start[i] = w->n_ends;
		bool elastic = q->slack_cost && isfinite(q->slack_cost[i]);
		w->b[i] = NAN;
		if (is_equality(q, i) && !elastic) {
			w->b[i] = (q->lo[i] - w->base[i]) * w->row[i];
			continue;
		}
		if (isfinite(q->lo[i]))
			add_end(w, i, 1, q->lo[i]);
		if (isfinite(q->hi[i]))
			add_end(w, i, -1, q->hi[i]);
	}
	w->end_start[w->m] = w->n_ends;
}

static tally_status work_init(work *w, const tally_quadratic *q, tally_error *err)
{
	*w = (work){.q = q, .n = (int)q->a->size2, .m = (int)q->a->size1, .kappa = 1};
	size_t n = (size_t)w->n, m = (size_t)w->m;
	double *at = w->block = calloc(8 * n + 10 * m + 1, sizeof *at);
	w->ends = calloc(4 * m + 1, sizeof *w->ends);
	w->end_start = calloc(m + 1, sizeof *w->end_start);
	w->a = gsl_spmatrix_alloc_nzmax(m ? m : 1, n ? n : 1, q->a->nz + 1, GSL_SPMATRIX_CSC);
	if (!at || !w->ends || !w->end_start || !w->a)
		return tally_error_memory(err);
	double **columns[] = {&w->col, &w->d, &w->c, &w->u, &w->du, &w->rd, &w->h, &w->best_u};
	double **rows[] = {&w->row, &w->b,  &w->y,  &w->dw,   &w->au,
			   &w->adu, &w->rg, &w->ee, &w->base, &w->best_y};
	for (size_t k = 0; k < sizeof columns / sizeof *columns; k++, at += n)
		*columns[k] = at;
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++, at += m)
		*rows[k] = at;
	w->best_ends = w->ends + 2 * m;
	scale(w);
	collect_ends(w);
	return tally_kkt_new(w->a, NULL, &w->kkt, err);
}

static void work_release(work *w)
{
	tally_kkt_free(w->kkt);
	if (w->a)
		gsl_spmatrix_free(w->a);
	free(w->ends);
	free(w->end_start);
	free(w->block);
}

/* --- starting point ---------------------------------------------------------------------- */

/* Least squares of the objective and of the distance to the middle of every interval. */
static bool first_point(work *w)
{
	for (int j = 0; j < w->n; j++) {
		w->h[j] = w->d[j];
		w->rd[j] = 0;
	}
	for (int i = 0; i < w->m; i++) {
		int from = w->end_start[i], to = w->end_start[i + 1];
		double middle = 0;
		for (int k = from; k < to; k++)
			middle += w->ends[k].bound / (to - from);
		if (to - from == 1)
			middle += w->ends[from].sign;
		w->ee[i] = from < to || isnan(w->b[i]) ? 1 : 0;
		w->rg[i] = from < to ? middle : isnan(w->b[i]) ? 0 : w->b[i];
	}
	return tally_kkt_factor(w->kkt, w->h, w->ee, 1e-9) &&
	       !isnan(tally_kkt_solve(w->kkt, w->rd, w->rg, w->u, w->dw, REFINEMENTS));
}

/* Scales the objective so that its gradient at the first point is about 1. */
static void scale_objective(work *w)
{
	double most = 0;
	for (int j = 0; j < w->n; j++)
		most = fmax(most, fabs(w->d[j] * w->u[j] + w->c[j]));
	w->kappa = most > SMALL_GRADIENT ? 1 / most : 1;
	for (int j = 0; j < w->n; j++) {
		w->d[j] *= w->kappa;
		w->c[j] *= w->kappa;
	}
	for (int k = 0; k < w->n_ends; k++)
		w->ends[k].w *= w->kappa;
	memset(w->y, 0, (size_t)w->m * sizeof *w->y);
}

static void start_ends(work *w)
{
	tally_sparse_times(w->a, w->u, w->au);
	for (int k = 0; k < w->n_ends; k++) {
		end *s = &w->ends[k];
		double margin = s->sign * (w->au[s->row] - s->bound);
		s->z = isfinite(s->w) ? fmin(1, s->w / 2) : 1;
		s->t = fmax(margin, 0.1);
		if (isfinite(s->w)) {
			s->f = s->w - s->z;
			s->e = fmax(0.1, 0.1 - margin);
			s->t = fmax(margin + s->e, 0.1);
		}
	}
}

/* --- one iteration ----------------------------------------------------------------------- */

/* y of inequality rows from their ends; residuals; mu. */
static void measure(work *w)
{
	double sum = 0;
	int pairs = 0;
	tally_sparse_times(w->a, w->u, w->au);
	w->rp = 0;
	for (int i = 0; i < w->m; i++) {
		if (!isnan(w->b[i])) {
			w->rp = fmax(w->rp, fabs(w->b[i] - w->au[i]));
			continue;
		}
		w->y[i] = 0;
		for (int k = w->end_start[i]; k < w->end_start[i + 1]; k++) {
			const end *s = &w->ends[k];
			double margin = s->sign * (w->au[i] - s->bound);
			w->y[i] += s->sign * s->z;
			w->rp = fmax(w->rp, fabs(margin + s->e - s->t));
			sum += s->t * s->z + s->e * s->f;
			pairs += isfinite(s->w) ? 2 : 1;
		}
	}
	w->mu = pairs ? sum / pairs : 0;
	tally_sparse_transpose_times(w->a, w->y, w->rd);
	w->rdual = 0;
	w->gradient = 0;
	for (int j = 0; j < w->n; j++) {
		double g = w->d[j] * w->u[j] + w->c[j];
		w->gradient = fmax(w->gradient, fmax(fabs(g), fabs(w->rd[j])));
		w->rd[j] -= g;
		w->rdual = fmax(w->rdual, fabs(w->rd[j]));
	}
}

/* Diagonals of the step's matrix. */
static bool factor(work *w)
{
	for (int j = 0; j < w->n; j++)
		w->h[j] = w->d[j];
	for (int i = 0; i < w->m; i++) {
		double theta = 0;
		for (int k = w->end_start[i]; k < w->end_start[i + 1]; k++) {
			end *s = &w->ends[k];
			s->rho = s->t / s->z + (isfinite(s->w) ? s->e / s->f : 0);
			theta += 1 / s->rho;
		}
		w->ee[i] = !isnan(w->b[i]) ? 0 : theta > 1 / NO_ROW ? 1 / theta : NO_ROW;
	}
	for (double regular = 1e-10; regular < 1e-4; regular *= 100)
		if (tally_kkt_factor(w->kkt, w->h, w->ee, regular))
			return true;
	return false;
}

/* Newton's direction for t z = centre - corrections (the second-order terms when `correct`). */
static bool direction(work *w, double centre, bool correct)
{
	for (int i = 0; i < w->m; i++) {
		double sum = 0;
		for (int k = w->end_start[i]; k < w->end_start[i + 1]; k++) {
			end *s = &w->ends[k];
			double margin = s->sign * (w->au[i] - s->bound), rp = margin + s->e - s->t;
			double tz = centre - s->t * s->z - (correct ? s->dt * s->dz : 0);
			s->q = tz / s->z - rp;
			if (isfinite(s->w))
				s->q -=
				    (centre - s->e * s->f - (correct ? s->de * s->df : 0)) / s->f;
			sum += s->sign * s->q / s->rho;
		}
		w->rg[i] = isnan(w->b[i]) ? sum * w->ee[i] : w->b[i] - w->au[i];
	}
	if (isnan(tally_kkt_solve(w->kkt, w->rd, w->rg, w->du, w->dw, REFINEMENTS)))
		return false;
	tally_sparse_times(w->a, w->du, w->adu);
	for (int k = 0; k < w->n_ends; k++) {
		end *s = &w->ends[k];
		double tz = centre - s->t * s->z - (correct ? s->dt * s->dz : 0);
		double ef = centre - s->e * s->f - (correct ? s->de * s->df : 0);
		s->dz = (s->q - s->sign * w->adu[s->row]) / s->rho;
		s->dt = (tz - s->t * s->dz) / s->z;
		s->df = isfinite(s->w) ? -s->dz : 0;
		s->de = isfinite(s->w) ? (ef + s->e * s->dz) / s->f : 0;
	}
	return true;
}

static double longest(double value, double step, double so_far)
{
	return step < 0 ? fmin(so_far, -value / step) : so_far;
}

static void step_lengths(const work *w, double *primal, double *dual)
{
	*primal = *dual = HUGE_VAL;
	for (int k = 0; k < w->n_ends; k++) {
		const end *s = &w->ends[k];
		*primal = longest(s->t, s->dt, *primal);
		*dual = longest(s->z, s->dz, *dual);
		if (isfinite(s->w)) {
			*primal = longest(s->e, s->de, *primal);
			*dual = longest(s->f, s->df, *dual);
		}
	}
}

/* mu after the affine step: what tells how much to centre. */
static double affine_mu(const work *w, double ap, double ad)
{
	double sum = 0;
	int pairs = 0;
	for (int k = 0; k < w->n_ends; k++) {
		const end *s = &w->ends[k];
		sum += (s->t + ap * s->dt) * (s->z + ad * s->dz);
		if (isfinite(s->w))
			sum += (s->e + ap * s->de) * (s->f + ad * s->df);
		pairs += isfinite(s->w) ? 2 : 1;
	}
	return pairs ? sum / pairs : 0;
}

/* The dual residual after steps of these lengths: unequal ones add stiffness to it. */
static double dual_after(const work *w, double ap, double ad)
{
	double most = 0;
	for (int j = 0; j < w->n; j++)
		most = fmax(most, fabs((1 - ad) * w->rd[j] - (ap - ad) * w->d[j] * w->du[j]));
	return most;
}

static void take_step(work *w, double ap, double ad)
{
	for (int j = 0; j < w->n; j++)
		w->u[j] += ap * w->du[j];
	for (int i = 0; i < w->m; i++)
		if (!isnan(w->b[i]))
			w->y[i] -= ad * w->dw[i];
	for (int k = 0; k < w->n_ends; k++) {
		end *s = &w->ends[k];
		s->t += ap * s->dt;
		s->z += ad * s->dz;
		s->e += ap * s->de;
		s->f += ad * s->df;
	}
}

static bool iterate(work *w)
{
	double ap, ad;
	if (!factor(w) || !direction(w, 0, false))
		return false;
	step_lengths(w, &ap, &ad);
	double ratio = w->mu > 0 ? affine_mu(w, fmin(1, ap), fmin(1, ad)) / w->mu : 0;
	if (!direction(w, ratio * ratio * ratio * w->mu, true))
		return false;
	step_lengths(w, &ap, &ad);
	ap = fmin(1, STEP_FRACTION * ap);
	ad = fmin(1, STEP_FRACTION * ad);
	if (dual_after(w, ap, ad) > UNEQUAL_STEPS * w->rdual)
		ap = ad = fmin(ap, ad);
	take_step(w, ap, ad);
	return true;
}

/* --- the exact solution of the active set ------------------------------------------------ */

/* Solves with the ends marked in active[] as equalities; du becomes the step, y the multipliers. */
static bool solve_active(work *w, const bool *active)
{
	for (int i = 0; i < w->m; i++) {
		w->ee[i] = isnan(w->b[i]) ? NO_ROW : 0;
		w->rg[i] = isnan(w->b[i]) ? 0 : w->b[i] - w->au[i];
		for (int k = w->end_start[i]; k < w->end_start[i + 1]; k++)
			if (active[k]) {
				w->ee[i] = 0;
				w->rg[i] = w->ends[k].bound - w->au[i];
			}
	}
	for (int j = 0; j < w->n; j++)
		w->rd[j] = -(w->d[j] * w->u[j] + w->c[j]);
	return tally_kkt_factor(w->kkt, w->d, w->ee, 1e-9) &&
	       tally_kkt_solve(w->kkt, w->rd, w->rg, w->du, w->dw, 20) < 1e-9;
}

/* Adds broken ends and drops those that pull: returns how many changed. */
static int mend_active(const work *w, bool *active, double tolerance)
{
	int changed = 0;
	for (int k = 0; k < w->n_ends; k++) {
		const end *s = &w->ends[k];
		double margin = s->sign * (w->au[s->row] + w->adu[s->row] - s->bound);
		bool wrong = active[k] ? -s->sign * w->dw[s->row] < -tolerance * (1 + w->gradient)
				       : margin < -tolerance;
		if (wrong) {
			active[k] = !active[k];
			changed++;
		}
	}
	return changed;
}

/* True when an active set was found whose equality solution is the solution. */
static bool polish(work *w, int *n_active)
{
	bool *active = calloc((size_t)w->n_ends + 1, sizeof *active);
	bool good = false;
	w->no_memory |= active == NULL;
	for (int k = 0; active && k < w->n_ends; k++)
		active[k] = w->ends[k].z > w->ends[k].t;
	for (int round = 0; active && !good && round < POLISH_ROUNDS; round++) {
		if (!solve_active(w, active))
			break;
		tally_sparse_times(w->a, w->du, w->adu);
		good = mend_active(w, active, 1e-10) == 0;
	}
	*n_active = 0;
	for (int k = 0; good && k < w->n_ends; k++)
		*n_active += active[k];
	free(active);
	for (int j = 0; good && j < w->n; j++)
		w->u[j] += w->du[j];
	for (int i = 0; good && i < w->m; i++)
		w->y[i] = -w->dw[i];
	return good;
}

/* --- the whole --- */

/* How far from a solution, in one number: residuals and complementarity. */
static double merit(const work *w)
{
	double size = 1 + w->gradient;
	return fmax(w->rp, fmax(w->rdual / size, w->mu / size));
}

/* The best point so far: rounding may spoil the last steps on badly scaled systems. */
static void keep_best(work *w, double now_merit)
{
	w->best_merit = now_merit;
	memcpy(w->best_u, w->u, (size_t)w->n * sizeof *w->u);
	memcpy(w->best_y, w->y, (size_t)w->m * sizeof *w->y);
	memcpy(w->best_ends, w->ends, (size_t)w->n_ends * sizeof *w->ends);
}

static void back_to_best(work *w)
{
	memcpy(w->u, w->best_u, (size_t)w->n * sizeof *w->u);
	memcpy(w->y, w->best_y, (size_t)w->m * sizeof *w->y);
	memcpy(w->ends, w->best_ends, (size_t)w->n_ends * sizeof *w->ends);
	measure(w);
}

static void run(work *w, const tally_interior_options *options, tally_interior_info *info)
{
	double tolerance =
	    options && options->tolerance > 0 ? options->tolerance : DEFAULT_TOLERANCE;
	int most =
	    options && options->max_iterations > 0 ? options->max_iterations : DEFAULT_ITERATIONS;
	w->deadline =
	    now() + (options && options->seconds > 0 ? options->seconds : DEFAULT_SECONDS);
	w->best_merit = HUGE_VAL;
	int since_best = 0;
	for (measure(w);; info->iterations++, since_best++) {
		double m = merit(w);
		if (m < w->best_merit) {
			keep_best(w, m);
			since_best = 0;
		}
		if (!(m > tolerance) || since_best >= PATIENCE || info->iterations >= most ||
		    w->gradient > DIVERGED || now() > w->deadline || !iterate(w))
			break;
		measure(w);
	}
	back_to_best(w);
	info->converged = w->best_merit <= ACCEPTABLE;
	info->primal = w->rp;
	info->dual = w->rdual;
	info->gap = w->mu;
}

static void write_out(const work *w, double *x, double *y, tally_interior_info *info)
{
	for (int j = 0; j < w->n; j++)
		x[j] = w->q->target[j] + w->col[j] * w->u[j];
	for (int i = 0; y && i < w->m; i++)
		y[i] = w->y[i] * w->row[i] / w->kappa;
	for (int k = 0; k < w->n_ends; k++) {
		const end *s = &w->ends[k];
		double margin = s->sign * (w->au[s->row] - s->bound);
		if (isfinite(s->w) && margin < 0)
			info->violation -= margin * s->w / w->kappa;
	}
}

static bool has_elastic(const work *w)
{
	for (int k = 0; k < w->n_ends; k++)
		if (isfinite(w->ends[k].w))
			return true;
	return false;
}

static bool is_strict(const work *w)
{
	for (int j = 0; j < w->n; j++)
		if (w->d[j] > 0)
			return true;
	return false;
}

tally_status tally_interior_solve(const tally_quadratic *q, const tally_interior_options *options,
				  double *x, double *y, tally_interior_info *info, tally_error *err)
{
	work w;
	*info = (tally_interior_info){0};
	tally_status status = work_init(&w, q, err);
	if (status == TALLY_OK && first_point(&w)) {
		scale_objective(&w);
		start_ends(&w);
		run(&w, options, info);
		if (info->converged && is_strict(&w) && !has_elastic(&w))
			info->polished = polish(&w, &info->active);
		tally_sparse_times(w.a, w.u, w.au);
	}
	if (status == TALLY_OK && (w.no_memory || tally_kkt_out_of_memory(w.kkt)))
		status = tally_error_memory(err);
	if (status == TALLY_OK)
		write_out(&w, x, y, info);
	work_release(&w);
	return status;
}
