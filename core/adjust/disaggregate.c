/* disaggregate.c: generalised least squares at one rho, the search for rho, and the result. */
#include "adjust/disaggregate.h"

#include "adjust/residuals.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define K TALLY_REGRESSORS_MAX
/* The range in which rho is sought. */
#define RHO_BOUND 0.999
/* Relative exactness of rho: a minimum is no sharper than the root of rounding. */
#define RHO_WITHIN 1.4901161193847656e-8
#define ROUNDS_MAX 200
/* Regressors are dependent when a pivot of their scaled cross products is smaller. */
#define PIVOT_MIN 1e-11
#define MISS_MAX  1e-7

typedef struct {
	const double *const *indicators;
	const char *const *names;
	size_t n_indicators, n;
	const tally_benchmark *totals;
	size_t n_totals;
	const tally_disaggregate_options *options;
	/* At one rho: */
	size_t k;                                      /* regressors */
	double *x[K];                                  /* [n] */
	double *low[K];                                /* [n_totals] C x */
	double *weighted[K];                           /* [n_totals] V^-1 C x, V = C O C' */
	double *y, *weighted_y, *rest, *weighted_rest; /* [n_totals] */
	double scale[K];
	double chol[K][K]; /* lower factor of the scaled X' V^-1 X */
	double beta[K];
	double rss, tss, log_likelihood;
	double *block; /* all of the above arrays */
	tally_error *err;
	tally_status status;
} problem;

tally_disaggregate_options tally_disaggregate_default(void)
{
	return (tally_disaggregate_options){.residual = TALLY_RESIDUAL_AUTOREGRESSIVE,
					    .search = TALLY_RHO_LIKELIHOOD,
					    .rho_low = 0,
					    .rho_high = RHO_BOUND,
					    .constant = true};
}

/* --- checks and memory ------------------------------------------------------------------- */

static tally_status check_totals(const problem *p, tally_error *err)
{
	for (size_t k = 0; k < p->n_totals; k++) {
		const tally_benchmark *b = &p->totals[k];
		if (b->first > b->last || b->last >= p->n || !isfinite(b->value) ||
		    !(b->weight > 0))
			return tally_error_set(err, TALLY_EINPUT,
					       "total %zu: expected a number inside the series",
					       k + 1);
	}
	return TALLY_OK;
}

static tally_status check(const problem *p, tally_error *err)
{
	size_t most = p->n_indicators + 2;
	bool sought = p->options->search != TALLY_RHO_GIVEN;

	if (p->n == 0 || p->n_totals == 0 || most > K)
		return tally_error_set(err, TALLY_EINPUT,
				       "expected a series, totals, and at most %d indicators",
				       K - 2);
	if (p->options->search == TALLY_RHO_GIVEN &&
	    !(fabs(p->options->rho) < 1 || p->options->residual == TALLY_RESIDUAL_WALK))
		return tally_error_set(err, TALLY_EUSAGE, "rho %g: expected a number inside -1..1",
				       p->options->rho);
	if (sought && !(p->options->rho_low < p->options->rho_high))
		return tally_error_set(err, TALLY_EUSAGE, "rho is sought in %g..%g: an empty range",
				       p->options->rho_low, p->options->rho_high);
	for (size_t j = 0; j < p->n_indicators; j++)
		for (size_t t = 0; t < p->n; t++)
			if (!isfinite(p->indicators[j][t]))
				return tally_error_set(err, TALLY_EINPUT,
						       "indicator %zu%s%s, period %zu: expected a "
						       "number; fill gaps first",
						       j + 1, p->names ? " " : "",
						       p->names ? p->names[j] : "", t + 1);
	return check_totals(p, err);
}

static bool allocate(problem *p)
{
	size_t each = p->n + 2 * p->n_totals;
	double *at = p->block = calloc(K * each + 4 * p->n_totals, sizeof *at);

	if (!at)
		return false;
	for (size_t j = 0; j < K; j++) {
		p->x[j] = at;
		p->low[j] = at + p->n;
		p->weighted[j] = at + p->n + p->n_totals;
		at += each;
	}
	p->y = at;
	p->weighted_y = at + p->n_totals;
	p->rest = at + 2 * p->n_totals;
	p->weighted_rest = at + 3 * p->n_totals;
	for (size_t k = 0; k < p->n_totals; k++)
		p->y[k] = p->totals[k].value;
	return true;
}

/* --- regressors -------------------------------------------------------------------------- */

/* A diffuse level is a constant: it is put first and does not count as a coefficient. */
static bool level_first(const tally_disaggregate_options *o)
{
	return o->diffuse &&
	       (o->residual == TALLY_RESIDUAL_WALK || o->residual == TALLY_RESIDUAL_INTEGRATED);
}

static void aggregate(const problem *p, const double *x, double *low)
{
	for (size_t k = 0; k < p->n_totals; k++) {
		const tally_benchmark *b = &p->totals[k];
		low[k] = 0;
		for (size_t t = b->first; t <= b->last; t++)
			low[k] += b->weight * x[t];
	}
}

/* The dynamic model's regressors are filtered by 1 / (1 - rho L); what lies before the start is one
 * more, rho^t. */
static void make_dynamic(problem *p, double rho)
{
	for (size_t j = 0; j < p->k; j++)
		for (size_t t = 1; t < p->n; t++)
			p->x[j][t] += rho * p->x[j][t - 1];
	if (rho == 0)
		return;
	double power = 1;
	for (size_t t = 0; t < p->n; t++)
		p->x[p->k][t] = power *= rho;
	p->k++;
}

static void make_regressors(problem *p, double rho)
{
	p->k = 0;
	if (p->options->constant || level_first(p->options)) {
		for (size_t t = 0; t < p->n; t++)
			p->x[0][t] = 1;
		p->k = 1;
	}
	for (size_t j = 0; j < p->n_indicators; j++, p->k++)
		memcpy(p->x[p->k], p->indicators[j], p->n * sizeof **p->x);
	if (p->options->residual == TALLY_RESIDUAL_DYNAMIC)
		make_dynamic(p, rho);
	for (size_t j = 0; j < p->k; j++)
		aggregate(p, p->x[j], p->low[j]);
}

/* --- generalised least squares ------------------------------------------------------------ */

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static const char *regressor_name(const problem *p, size_t j)
{
	size_t first = p->options->constant || level_first(p->options);
	if (j < first)
		return "the constant";
	if (j - first >= p->n_indicators)
		return "the start";
	return p->names ? p->names[j - first] : "an indicator";
}

/* Cholesky factor of the cross products, scaled to a unit diagonal. */
static tally_status factor(problem *p)
{
	for (size_t j = 0; j < p->k; j++) {
		double size = dot(p->low[j], p->weighted[j], p->n_totals);
		p->scale[j] = size > 0 ? 1 / sqrt(size) : 0;
	}
	for (size_t i = 0; i < p->k; i++)
		for (size_t j = 0; j <= i; j++) {
			double v =
			    dot(p->low[i], p->weighted[j], p->n_totals) * p->scale[i] * p->scale[j];
			for (size_t l = 0; l < j; l++)
				v -= p->chol[i][l] * p->chol[j][l];
			if (i > j)
				p->chol[i][j] = v / p->chol[j][j];
			else if (v > PIVOT_MIN)
				p->chol[i][i] = sqrt(v);
			else
				return tally_error_set(p->err, TALLY_EINPUT,
						       "indicator %zu (%s) says nothing that those "
						       "before it do not say: leave it out",
						       i + 1, regressor_name(p, i));
		}
	return TALLY_OK;
}

/* b = (X' V^-1 X)^-1 b. */
static void solve_normal(const problem *p, double *b)
{
	for (size_t i = 0; i < p->k; i++) {
		b[i] *= p->scale[i];
		for (size_t l = 0; l < i; l++)
			b[i] -= p->chol[i][l] * b[l];
		b[i] /= p->chol[i][i];
	}
	for (size_t i = p->k; i-- > 0;) {
		for (size_t l = i + 1; l < p->k; l++)
			b[i] -= p->chol[l][i] * b[l];
		b[i] /= p->chol[i][i];
	}
	for (size_t i = 0; i < p->k; i++)
		b[i] *= p->scale[i];
}

/* beta, refined once, and what it leaves. */
static void regress(problem *p, residual_system *s)
{
	double step[K];

	memset(p->beta, 0, sizeof p->beta);
	memcpy(p->rest, p->y, p->n_totals * sizeof *p->rest);
	memcpy(p->weighted_rest, p->weighted_y, p->n_totals * sizeof *p->rest);
	for (int round = 0; round < 2; round++) {
		for (size_t j = 0; j < p->k; j++)
			step[j] = dot(p->low[j], p->weighted_rest, p->n_totals);
		solve_normal(p, step);
		for (size_t j = 0; j < p->k; j++) {
			p->beta[j] += step[j];
			for (size_t i = 0; i < p->n_totals; i++)
				p->rest[i] -= step[j] * p->low[j][i];
		}
		residual_system_solve(s, p->rest, p->weighted_rest, NULL);
	}
}

/* Total sum of squares about the generalised mean of the totals. */
static double total_squares(problem *p, residual_system *s)
{
	double *ones = malloc(2 * p->n_totals * sizeof *ones);
	if (!ones)
		return NAN;
	double *weighted = ones + p->n_totals;
	for (size_t i = 0; i < p->n_totals; i++)
		ones[i] = 1;
	residual_system_solve(s, ones, weighted, NULL);
	double mean = dot(weighted, p->y, p->n_totals) / dot(ones, weighted, p->n_totals);
	for (size_t i = 0; i < p->n_totals; i++)
		ones[i] = p->y[i] - mean;
	residual_system_solve(s, ones, weighted, NULL);
	double tss = dot(ones, weighted, p->n_totals);
	free(ones);
	return tss;
}

static double log_likelihood(const problem *p, const residual_system *s)
{
	double n = (double)p->n_totals, log_det = s->log_det;

	if (level_first(p->options)) {
		/* The level's own information: log of ones' V^-1 ones. */
		n -= 1;
		log_det += 2 * log(p->chol[0][0] / p->scale[0]);
	}
	return -0.5 * (n * log(2 * M_PI * p->rss / n) + n + log_det);
}

/* Everything at one rho; the system stays for the caller to free. */
static tally_status fit(problem *p, double rho, residual_system *s)
{
	const tally_disaggregate_options *o = p->options;
	bool diffuse = level_first(o);
	tally_status status = residual_system_new(s, o->residual, diffuse, rho, p->n, p->totals,
						  p->n_totals, NULL, 0, p->err);
	if (status != TALLY_OK)
		return status;
	make_regressors(p, rho);
	if (p->k >= p->n_totals)
		return tally_error_set(p->err, TALLY_EINPUT,
				       "%zu totals are too few for %zu coefficients", p->n_totals,
				       p->k);
	residual_system_solve(s, p->y, p->weighted_y, NULL);
	for (size_t j = 0; j < p->k; j++)
		residual_system_solve(s, p->low[j], p->weighted[j], NULL);
	if ((status = factor(p)) != TALLY_OK)
		return status;
	regress(p, s);
	p->rss = dot(p->rest, p->weighted_rest, p->n_totals);
	p->log_likelihood = log_likelihood(p, s);
	return TALLY_OK;
}

/* --- the search for rho ------------------------------------------------------------------- */

/* What is made small. */
static double loss(double rho, void *context)
{
	problem *p = context;
	residual_system s;
	double value = HUGE_VAL;

	tally_status status = fit(p, rho, &s);
	if (status != TALLY_OK && p->status == TALLY_OK)
		p->status = status;
	if (status == TALLY_OK && p->options->search == TALLY_RHO_LIKELIHOOD)
		value = -p->log_likelihood;
	else if (status == TALLY_OK && p->options->search == TALLY_RHO_SQUARES)
		value = p->rss / (1 - rho * rho);
	else if (status == TALLY_OK)
		value = p->rss;
	residual_system_free(&s);
	return value;
}

/* Brent's localmin (Algorithms for Minimization without Derivatives, 1973, ch. 5): golden section
 * with parabolas through the three best points v, w, x where they help. */
typedef struct {
	double a, b;    /* the minimum lies between */
	double x, w, v; /* best, second best, the one before */
	double fx, fw, fv;
	double step, last; /* this step and the one before */
} search;

/* Whether the parabola's step is inside and shrinking; sets s->step. */
static bool parabola(search *s, double middle, double tolerance)
{
	double r = (s->x - s->w) * (s->fx - s->fv), q = (s->x - s->v) * (s->fx - s->fw);
	double p = (s->x - s->v) * q - (s->x - s->w) * r, before = s->last;

	q = 2 * (q - r);
	if (q > 0)
		p = -p;
	q = fabs(q);
	if (fabs(before) <= tolerance)
		return false;
	s->last = s->step;
	if (fabs(p) >= fabs(q * before / 2) || p <= q * (s->a - s->x) || p >= q * (s->b - s->x))
		return false;
	s->step = p / q;
	double u = s->x + s->step;
	if (u - s->a < 2 * tolerance || s->b - u < 2 * tolerance)
		s->step = s->x < middle ? tolerance : -tolerance;
	return true;
}

static void keep(search *s, double u, double fu)
{
	if (fu <= s->fx) {
		*(u >= s->x ? &s->a : &s->b) = s->x;
		s->v = s->w, s->fv = s->fw;
		s->w = s->x, s->fw = s->fx;
		s->x = u, s->fx = fu;
		return;
	}
	*(u < s->x ? &s->a : &s->b) = u;
	if (fu <= s->fw || s->w == s->x) {
		s->v = s->w, s->fv = s->fw;
		s->w = u, s->fw = fu;
	} else if (fu <= s->fv || s->v == s->x || s->v == s->w) {
		s->v = u, s->fv = fu;
	}
}

/* The best rho inside [low, high]; an end when that is as good. */
static double find_rho(problem *p, double low, double high)
{
	static const double golden = 0.38196601125010515; /* (3 - sqrt 5) / 2 */
	search s = {.a = low, .b = high};

	s.x = s.w = s.v = low + golden * (high - low);
	s.fx = s.fw = s.fv = loss(s.x, p);
	for (int round = 0; round < ROUNDS_MAX && p->status == TALLY_OK; round++) {
		double middle = (s.a + s.b) / 2, tolerance = RHO_WITHIN * fabs(s.x) + 1e-16 / 3;
		if (fabs(s.x - middle) <= 2 * tolerance - (s.b - s.a) / 2)
			break;
		if (!parabola(&s, middle, tolerance)) {
			s.last = s.x < middle ? s.b - s.x : s.a - s.x;
			s.step = golden * s.last;
		}
		double least = s.step > 0 ? tolerance : -tolerance;
		double u = s.x + (fabs(s.step) >= tolerance ? s.step : least);
		keep(&s, u, loss(u, p));
	}
	if (p->status == TALLY_OK && loss(low, p) <= s.fx)
		return low;
	return p->status == TALLY_OK && loss(high, p) <= s.fx ? high : s.x;
}

static double choose_rho(problem *p, bool *at_end)
{
	const tally_disaggregate_options *o = p->options;
	double low = fmax(o->rho_low, -RHO_BOUND), high = fmin(o->rho_high, RHO_BOUND);

	*at_end = false;
	if (o->residual == TALLY_RESIDUAL_WALK)
		return 0;
	if (o->search == TALLY_RHO_GIVEN)
		return o->rho;
	double rho = find_rho(p, low, high);
	*at_end = rho == low || rho == high;
	return rho;
}

/* --- the result ------------------------------------------------------------------------------ */

static void add_regression(const problem *p, double *out)
{
	for (size_t t = 0; t < p->n; t++)
		for (size_t j = 0; j < p->k; j++)
			out[t] += p->beta[j] * p->x[j][t];
}

/* The deviation of each value: of u given the totals, and of beta through what the totals do not
 * say of the regressors at t. */
static bool deviations(problem *p, residual_system *s, double variance, double *deviation)
{
	double *u[K] = {NULL}, *scratch = malloc(p->n_totals * sizeof *scratch), z[K], w[K];
	bool done = scratch != NULL;

	for (size_t j = 0; j < p->k; j++) {
		u[j] = malloc(p->n * sizeof **u);
		done = done && u[j];
		if (done)
			residual_system_solve(s, p->low[j], scratch, u[j]);
	}
	for (size_t t = 0; done && t < p->n; t++) {
		double v = residual_system_variance(s, t);
		for (size_t j = 0; j < p->k; j++)
			w[j] = z[j] = p->x[j][t] - u[j][t];
		solve_normal(p, w);
		v += dot(z, w, p->k);
		deviation[t] = v > 0 ? sqrt(variance * v) : 0;
	}
	for (size_t j = 0; j < p->k; j++)
		free(u[j]);
	free(scratch);
	return done;
}

static double worst_miss(const problem *p, const double *x)
{
	double worst = 0;

	for (size_t k = 0; k < p->n_totals; k++) {
		const tally_benchmark *b = &p->totals[k];
		double sum = 0, size = fabs(b->value);
		for (size_t t = b->first; t <= b->last; t++) {
			sum += b->weight * x[t];
			size = fmax(size, fabs(b->weight * x[t]));
		}
		worst = fmax(worst, size > 0 ? fabs(sum - b->value) / size : 0);
	}
	return worst;
}

static void fill_info(const problem *p, tally_disaggregate_info *info)
{
	size_t skip = level_first(p->options) ? 1 : 0;

	info->n_coefficients = (int)(p->k - skip);
	for (size_t j = skip; j < p->k; j++) {
		double unit[K] = {0};
		unit[j] = 1;
		solve_normal(p, unit);
		info->coefficient[j - skip] = p->beta[j];
		info->error[j - skip] = sqrt(info->variance * unit[j]);
	}
	info->rss = p->rss;
	info->tss = p->tss;
	info->log_likelihood = p->log_likelihood;
}

/* The active set of values held at zero, and what solving with them needs. */
typedef struct {
	bool *held;           /* [n] */
	size_t *zeros, n;     /* which, in order */
	double *r, *weighted; /* [n_totals + n] right hand side, multipliers */
	double *regression;   /* [n] */
} zero_set;

static bool zero_set_new(zero_set *z, const problem *p)
{
	size_t most = p->n + p->n_totals;

	*z = (zero_set){.held = calloc(p->n, sizeof *z->held),
			.zeros = malloc((p->n + 1) * sizeof *z->zeros),
			.r = calloc(most, sizeof *z->r),
			.weighted = calloc(most, sizeof *z->weighted),
			.regression = calloc(p->n, sizeof *z->regression)};
	if (!z->held || !z->zeros || !z->r || !z->weighted || !z->regression)
		return false;
	add_regression(p, z->regression);
	memcpy(z->r, p->rest, p->n_totals * sizeof *z->r);
	return true;
}

static void zero_set_free(zero_set *z)
{
	free(z->held);
	free(z->zeros);
	free(z->r);
	free(z->weighted);
	free(z->regression);
}

/* Holds every value below zero too; false when there was none. */
static bool hold_negative(zero_set *z, const problem *p, const double *out)
{
	bool any = false;

	for (size_t t = 0; t < p->n; t++)
		if (!z->held[t] && out[t] < 0)
			any = z->held[t] = true;
	z->n = 0;
	for (size_t t = 0; t < p->n; t++)
		if (z->held[t]) {
			z->r[p->n_totals + z->n] = -z->regression[t];
			z->zeros[z->n++] = t;
		}
	return any;
}

/* Solves with the held values; those whose multiplier says that they need not be held are let go.
 */
static tally_status solve_held(zero_set *z, problem *p, double rho, double *out)
{
	residual_system s;
	tally_status status =
	    residual_system_new(&s, p->options->residual, level_first(p->options), rho, p->n,
				p->totals, p->n_totals, z->zeros, z->n, p->err);

	if (status == TALLY_OK)
		residual_system_solve(&s, z->r, z->weighted, out);
	residual_system_free(&s);
	for (size_t t = 0; status == TALLY_OK && t < p->n; t++)
		out[t] = z->held[t] ? 0 : out[t] + z->regression[t];
	for (size_t k = 0; status == TALLY_OK && k < z->n; k++)
		if (z->weighted[p->n_totals + k] < 0)
			z->held[z->zeros[k]] = false;
	return status;
}

/* No value below zero, totals still met: an active set on the quadratic problem. */
static tally_status hold_at_zero(problem *p, double rho, double *out)
{
	zero_set z;
	tally_status status = zero_set_new(&z, p) ? TALLY_OK : tally_error_memory(p->err);

	for (size_t round = 0; status == TALLY_OK && round < 3 * p->n; round++) {
		if (!hold_negative(&z, p, out))
			break;
		status = solve_held(&z, p, rho, out);
	}
	zero_set_free(&z);
	return status;
}

static tally_status finish(problem *p, double *out, double *deviation,
			   tally_disaggregate_info *info, tally_error *err)
{
	residual_system s = {0};

	double rho = choose_rho(p, &info->at_end);
	tally_status status = p->status != TALLY_OK ? p->status : fit(p, rho, &s);
	if (status == TALLY_OK) {
		info->rho = rho;
		info->variance = p->rss / (double)(p->n_totals - p->k);
		p->tss = total_squares(p, &s);
		residual_system_solve(&s, p->rest, p->weighted_rest, out);
		add_regression(p, out);
		fill_info(p, info);
		if (deviation &&
		    !deviations(p, &s, p->rss / (double)(p->n_totals - level_first(p->options)),
				deviation))
			status = tally_error_memory(err);
	}
	residual_system_free(&s);
	if (status == TALLY_OK && p->options->non_negative)
		status = hold_at_zero(p, rho, out);
	if (status != TALLY_OK)
		return status;
	info->worst = worst_miss(p, out);
	if (info->worst > MISS_MAX)
		return tally_error_set(err, TALLY_EINPUT,
				       "the totals cannot be met: relative miss %.3g", info->worst);
	return TALLY_OK;
}

tally_status tally_disaggregate(const double *const *indicators, const char *const *names,
				size_t n_indicators, size_t n, const tally_benchmark *totals,
				size_t n_totals, const tally_disaggregate_options *options,
				double *out, double *deviation, tally_disaggregate_info *info,
				tally_error *err)
{
	problem p = {.indicators = indicators,
		     .names = names,
		     .n_indicators = n_indicators,
		     .n = n,
		     .totals = totals,
		     .n_totals = n_totals,
		     .options = options,
		     .err = err};
	tally_disaggregate_info own = {0};

	tally_status status = check(&p, err);
	if (status != TALLY_OK)
		return status;
	if (!allocate(&p))
		return tally_error_memory(err);
	status = finish(&p, out, deviation, &own, err);
	if (info)
		*info = own;
	free(p.block);
	return status;
}
