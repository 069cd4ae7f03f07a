/* reconciled.c: each component of the network as a system with what its claims say beforehand.
 *
 * A level claim is a preliminary value of its column. A rate claim gets a column of its own,
 *
 *     e = N - printed * D,     preliminary value 0, sigma = half-width * D0,
 *
 * so that printed rates pull as printed levels do. */
#include "reconciled.h"

#include "assemble.h"
#include "build.h"
#include "reconcile.h"
#include "together.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** A rule missed by more, relative to its terms, is an error. */
#define MOST_RESIDUAL 1e-9
/** A figure without half-width or revision is this sure, relatively. */
#define SUREST 1e-6

/** What a preliminary value or a rate column comes from. */
typedef struct {
	int32_t claim, row;                     /**< row of the network */
	int32_t column;                         /**< of the system: the level's, or e's */
	double middle, half_width, denominator; /**< claim's interval; D0 (1 for a level) */
} figure;

typedef struct {
	const tally_network *net;
	const tally_propagation *bounds;
	double seconds;
	tally_reconciled *out;
	int32_t *map; /**< [net->n_columns] column of the system, or -1 */
	/* of one component */
	tally_assembly a;
	double *value, *sigma; /**< [system.n_columns] */
	double *at;            /**< reference levels */
	int32_t cap_columns;
	figure *figures;
	int32_t n_figures, cap_figures;
	/* of all components so far: their global tests, added up in order at the end */
	double *chi2;
	int32_t n_chi2, cap_chi2;
} job;

static bool printed_interval(const job *j, int32_t claim, double *middle, double *half)
{
	tally_interval in = tally_network_interval(j->net, claim);
	if (in.lo.infinite || in.hi.infinite)
		return false;
	double lo = tally_bound_value(in.lo), hi = tally_bound_value(in.hi);
	*middle = (lo + hi) / 2;
	*half = (hi - lo) / 2;
	return true;
}

static double ten(int power)
{
	return pow(10, power);
}

/* --- what is known beforehand --- */

static bool grow_columns(job *j)
{
	int32_t n = j->a.system.n_columns + 1;
	if (n <= j->cap_columns)
		return true;
	int32_t cap = 2 * n;
	double **arrays[] = {&j->value, &j->sigma, &j->at};
	for (int k = 0; k < 3; k++) {
		double *grown = realloc(*arrays[k], (size_t)cap * sizeof *grown);
		if (!grown)
			return false;
		*arrays[k] = grown;
	}
	j->cap_columns = cap;
	return true;
}

static bool keep_figure(job *j, figure f)
{
	if (!tally_grow((void **)&j->figures, (size_t)j->n_figures + 1, sizeof *j->figures,
			&j->cap_figures))
		return false;
	j->figures[j->n_figures++] = f;
	return true;
}

/* Standard deviation of a printed level, in base units. */
static double level_sigma(const job *j, int32_t claim, double middle, double half)
{
	const tally_claim *c = &j->net->claims->items[claim];
	double drift = tally_codes_metric(j->net->codes, c->metric)->drift * fabs(middle);
	double sigma = fmax(hypot(half, drift), SUREST * fabs(middle));
	return sigma / sqrt(tally_claim_weight(j->net, claim));
}

/* Several claims on one cell: their mean, weighted by 1 / sigma^2. */
static void add_level(job *j, int32_t column, double value, double sigma)
{
	double weight = 1 / (sigma * sigma), before = 0;
	if (!isnan(j->value[column]))
		before = 1 / (j->sigma[column] * j->sigma[column]);
	double sum = before > 0 ? before * j->value[column] : 0;
	j->value[column] = (sum + weight * value) / (before + weight);
	j->sigma[column] = 1 / sqrt(before + weight);
}

static bool know_level(job *j, const tally_row *row, int32_t r)
{
	const tally_entry *e = &j->net->entries[row->first];
	int32_t column = j->map[e->column];
	double middle, half, unit = ten(j->a.scale[column]);
	if (!printed_interval(j, row->id, &middle, &half))
		return true;
	double sigma = level_sigma(j, row->id, middle, half);
	if (sigma > 0)
		add_level(j, column, middle / unit, sigma / unit);
	return keep_figure(j, (figure){row->id, r, column, middle, half, 1});
}

static void reference_levels(job *j)
{
	for (int32_t k = 0; k < j->a.system.n_columns; k++) {
		double lo = j->bounds->lo[j->a.columns[k]], hi = j->bounds->hi[j->a.columns[k]];
		double unit = ten(j->a.scale[k]);
		j->at[k] = j->value[k];
		if (isnan(j->at[k]))
			j->at[k] = isfinite(lo) && isfinite(hi) ? (lo + hi) / 2 / unit
				   : isfinite(lo) && lo > 0     ? lo / unit
								: NAN;
	}
}

/* N or D of a row at the reference levels, in base units; NaN when a level is unknown. */
static double part_at(const job *j, const tally_row *row, bool below, const double *x)
{
	double sum = 0;
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &j->net->entries[row->first + (uint32_t)k];
		double a = j->net->coefficients[below ? e->below : e->above].value;
		int32_t column = a != 0 ? j->map[e->column] : -1;
		if (a != 0)
			sum += a * x[column] * ten(j->a.scale[column]);
	}
	return sum;
}

/* The row's own printed middle: growth has one added, averages are to the power of their spans. */
static double row_value(const tally_row *row, double printed)
{
	return pow(printed + (row->plus_one ? 1 : 0), row->spans > 1 ? row->spans : 1);
}

/* e = (N - printed D) / D0, in units of one. */
static bool know_rate(job *j, const tally_row *row, int32_t r)
{
	double middle, half, d0 = part_at(j, row, true, j->at);
	if (row->n > 32 || !(fabs(d0) > 0) || !printed_interval(j, row->id, &middle, &half))
		return true;
	double target = row_value(row, middle);
	double width = fabs(row_value(row, middle + half) - row_value(row, middle - half)) / 2;
	int32_t columns[33];
	tally_number a[33];
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &j->net->entries[row->first + (uint32_t)k];
		columns[k] = j->map[e->column];
		double above = j->net->coefficients[e->above].value;
		double below = j->net->coefficients[e->below].value;
		a[k] =
		    tally_number_real((above - target * below) * ten(j->a.scale[columns[k]]) / d0);
	}
	tally_bound zero = {.den = 1}, none = tally_bound_infinite();
	int32_t column = tally_system_add_column(&j->a.system, none, none);
	if (column < 0 || !grow_columns(j))
		return false;
	columns[row->n] = column;
	a[row->n] = tally_number_int(-1);
	j->value[column] = 0;
	j->at[column] = 0;
	j->sigma[column] =
	    fmax(width, SUREST * fabs(target)) / sqrt(tally_claim_weight(j->net, row->id));
	return tally_system_add_row(&j->a.system, columns, a, row->n + 1, zero, zero, TALLY_HARD) >=
		   0 &&
	       keep_figure(j, (figure){row->id, r, column, middle, half, d0});
}

static bool know(job *j, const int32_t *rows, int32_t n)
{
	int32_t levels = j->a.system.n_columns;
	if (!grow_columns(j))
		return false;
	for (int32_t k = 0; k < levels; k++) {
		j->value[k] = NAN;
		j->sigma[k] = HUGE_VAL;
	}
	for (int pass = 0; pass < 2; pass++) {
		if (pass)
			reference_levels(j);
		for (int32_t i = 0; i < n; i++) {
			const tally_row *row = &j->net->rows[rows[i]];
			bool level = row->constant && row->n == 1;
			if (row->origin != TALLY_FROM_CLAIM || row->product || level == (pass == 1))
				continue;
			if (!(level ? know_level(j, row, rows[i]) : know_rate(j, row, rows[i])))
				return false;
		}
	}
	return true;
}

/* --- writing down --- */

static bool worth_telling(const job *j, int32_t k)
{
	int32_t column = j->a.columns[k];
	const tally_cell *cell = &j->net->cell[column];
	return cell->metric >= 0 && cell->world == TALLY_PUBLISHED &&
	       (!isnan(j->value[k]) ||
		(isfinite(j->bounds->lo[column]) && isfinite(j->bounds->hi[column])));
}

static bool write_levels(job *j, int32_t n, const tally_reconciliation *r,
			 const tally_reconciliation_tests *t)
{
	tally_reconciled *out = j->out;
	for (int32_t k = 0; k < n; k++) {
		if (!worth_telling(j, k))
			continue;
		if (!tally_grow((void **)&out->levels, (size_t)out->n_levels + 1,
				sizeof *out->levels, &out->cap_levels))
			return false;
		double unit = ten(j->a.scale[k]);
		out->levels[out->n_levels++] = (tally_reconciled_level){
		    .cell = j->net->cell[j->a.columns[k]],
		    .value = r->x[k] * unit,
		    .deviation = t->sd ? t->sd[k] * unit : NAN,
		    .claim = j->net->first_level[j->a.columns[k]],
		};
	}
	return true;
}

static bool write_adjustments(job *j, const tally_reconciliation *r,
			      const tally_reconciliation_tests *t)
{
	tally_reconciled *out = j->out;
	for (int32_t k = 0; k < j->n_figures; k++) {
		const figure *f = &j->figures[k];
		const tally_row *row = &j->net->rows[f->row];
		double below = row->constant ? 1 : part_at(j, row, true, r->x);
		double value = part_at(j, row, false, r->x) / below;
		if (row->spans > 1)
			value = pow(value, 1.0 / row->spans);
		value -= row->plus_one;
		double half = fmax(f->half_width, 1e-12 * fabs(f->middle));
		double moved = half > 0 ? (value - f->middle) / half : 0;
		if (!tally_grow((void **)&out->adjustments, (size_t)out->n_adjustments + 1,
				sizeof *out->adjustments, &out->cap_adjustments))
			return false;
		out->adjustments[out->n_adjustments++] = (tally_adjustment){
		    .claim = f->claim,
		    .half_widths = moved,
		    .test = t->test ? t->test[f->column] : NAN,
		    .broken = fabs(moved) > 1 + 1e-6,
		};
	}
	return true;
}

/* --- one component --- */

static bool keep_test(job *j, double chi2)
{
	if (!tally_grow((void **)&j->chi2, (size_t)j->n_chi2 + 1, sizeof *j->chi2, &j->cap_chi2))
		return false;
	j->chi2[j->n_chi2++] = chi2;
	return true;
}

static tally_status solve(job *j, int32_t n, tally_error *err)
{
	tally_reconciliation r;
	tally_reconciliation_tests t = {0};
	tally_preliminary known = {j->value, j->sigma, j->at};
	tally_reconcile_options how = {.seconds = j->seconds};
	tally_status status = tally_reconcile(&j->a.system, &known, &how, &r, err);
	if (status == TALLY_OK && r.verdict == TALLY_UNDECIDED)
		j->out->decided = false;
	else if (status == TALLY_OK) {
		j->out->consistent &= r.verdict == TALLY_FEASIBLE;
		j->out->residual = fmax(j->out->residual, r.residual);
		/* rules that contradict each other have no test */
		if (tally_reconcile_test(&j->a.system, &known, &t, NULL) == TALLY_OK) {
			if (!keep_test(j, t.chi2))
				status = tally_error_memory(err);
			j->out->df += t.df;
		} else {
			tally_reconciliation_tests_release(&t);
		}
		if (status || !write_levels(j, n, &r, &t) || !write_adjustments(j, &r, &t))
			status = tally_error_memory(err);
	}
	tally_reconciliation_tests_release(&t);
	tally_reconciliation_release(&r);
	return status;
}

static tally_status component(job *j, int32_t c, tally_error *err)
{
	const int32_t *rows = j->net->component_rows + j->net->rows_start[c];
	int32_t n = j->net->rows_start[c + 1] - j->net->rows_start[c];
	int32_t columns = j->net->columns_start[c + 1] - j->net->columns_start[c];
	if (n == 0 || columns < 2)
		return TALLY_OK;
	tally_status status = tally_assemble(j->bounds, rows, n, j->map, &j->a, err);
	if (status)
		return status;
	int32_t levels = j->a.system.n_columns;
	j->n_figures = 0;
	for (int32_t k = 0; k < levels; k++)
		j->map[j->a.columns[k]] = k;
	if (!know(j, rows, n))
		status = tally_error_memory(err);
	else if (j->n_figures > 0)
		status = solve(j, levels, err);
	for (int32_t k = 0; k < levels; k++)
		j->map[j->a.columns[k]] = -1;
	tally_assembly_release(&j->a);
	return status;
}

/* --- the whole --- */

static int by_cell(const void *a, const void *b)
{
	const tally_reconciled_level *x = a, *y = b;
	return tally_cell_compare(&x->cell, &y->cell);
}

static int by_claim(const void *a, const void *b)
{
	const tally_adjustment *x = a, *y = b;
	return (x->claim > y->claim) - (x->claim < y->claim);
}

static tally_status all_components(job *j, tally_propagation *bounds, const tally_ranks *ranks,
				   tally_error *err)
{
	tally_queue queue;
	tally_status status = tally_queue_init(&queue, (uint32_t)j->net->n_rows, err);
	if (status)
		return status;
	j->map = malloc(((size_t)j->net->n_columns + 1) * sizeof *j->map);
	if (!j->map)
		status = tally_error_memory(err);
	else
		memset(j->map, 0xff, ((size_t)j->net->n_columns + 1) * sizeof *j->map);
	int32_t from, to;
	tally_components_of(j->net, ranks, &from, &to);
	for (int32_t c = from; status == TALLY_OK && c < to; c++) {
		if (tally_propagate(bounds, c, &queue) == TALLY_EMPTY)
			tally_propagation_reset(bounds, c);
		status = component(j, c, err);
	}
	free(j->map);
	free(j->value);
	free(j->sigma);
	free(j->at);
	free(j->figures);
	tally_queue_release(&queue);
	return status;
}

/* --- several processes --- */

/* What one made of its components; behind it come levels, adjustments and tests. */
typedef struct {
	bool consistent, decided;
	int32_t n_levels, n_adjustments, n_chi2, df;
	double residual;
} share;

/* The first process puts behind its own what the others have. */
typedef struct {
	job *job;
	tally_status status;
	tally_error *err;
} collector;

static bool add(void **items, int32_t *n, int32_t *capacity, size_t size, int32_t more,
		const char **at)
{
	if (!tally_grow(items, (size_t)*n + (size_t)more + 1, size, capacity))
		return false;
	memcpy((char *)*items + (size_t)*n * size, *at, (size_t)more * size);
	*n += more;
	*at += (size_t)more * size;
	return true;
}

static void collect(void *context, int from, const char *bytes, size_t n)
{
	collector *c = context;
	job *j = c->job;
	tally_reconciled *out = j->out;
	const char *at = bytes + sizeof(share);
	share s;
	if (from == 0 || c->status || n < sizeof s)
		return;
	memcpy(&s, bytes, sizeof s);
	out->consistent = out->consistent && s.consistent;
	out->decided = out->decided && s.decided;
	out->residual = fmax(out->residual, s.residual);
	out->df += s.df;
	if (!add((void **)&out->levels, &out->n_levels, &out->cap_levels, sizeof *out->levels,
		 s.n_levels, &at) ||
	    !add((void **)&out->adjustments, &out->n_adjustments, &out->cap_adjustments,
		 sizeof *out->adjustments, s.n_adjustments, &at) ||
	    !add((void **)&j->chi2, &j->n_chi2, &j->cap_chi2, sizeof *j->chi2, s.n_chi2, &at))
		c->status = tally_error_memory(c->err);
}

static tally_status gather_shares(job *j, const tally_ranks *ranks, tally_error *err)
{
	const tally_reconciled *out = j->out;
	size_t levels = (size_t)out->n_levels * sizeof *out->levels;
	size_t adjustments = (size_t)out->n_adjustments * sizeof *out->adjustments;
	size_t tests = (size_t)j->n_chi2 * sizeof *j->chi2;
	size_t n = sizeof(share) + levels + adjustments + tests;
	share s;
	collector c = {.job = j, .err = err};
	char *bytes = ranks->rank > 0 ? malloc(n) : NULL;
	tally_status status = TALLY_OK;
	if (ranks->rank > 0 && !bytes)
		status = tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (bytes && !status) {
		memset(&s, 0, sizeof s);
		s.consistent = out->consistent;
		s.decided = out->decided;
		s.n_levels = out->n_levels;
		s.n_adjustments = out->n_adjustments;
		s.n_chi2 = j->n_chi2;
		s.df = out->df;
		s.residual = out->residual;
		memcpy(bytes, &s, sizeof s);
		if (levels)
			memcpy(bytes + sizeof s, out->levels, levels);
		if (adjustments)
			memcpy(bytes + sizeof s + levels, out->adjustments, adjustments);
		if (tests)
			memcpy(bytes + sizeof s + levels + adjustments, j->chi2, tests);
	}
	if (!status)
		ranks->gather(ranks, bytes, bytes ? n : 0, collect, &c);
	free(bytes);
	return status ? status : c.status;
}

static void finish(tally_reconciled *out)
{
	if (out->n_levels)
		qsort(out->levels, (size_t)out->n_levels, sizeof *out->levels, by_cell);
	if (out->n_adjustments)
		qsort(out->adjustments, (size_t)out->n_adjustments, sizeof *out->adjustments,
		      by_claim);
	out->p_value = tally_chi2_tail(out->chi2, out->df);
}

static tally_status solve_all(const tally_network *net, double seconds, const tally_ranks *ranks,
			      tally_reconciled *out, tally_error *err)
{
	tally_propagation bounds;
	tally_status status = tally_propagation_init(&bounds, net, err);
	job j = {.net = net, .bounds = &bounds, .seconds = seconds, .out = out};
	if (status == TALLY_OK) {
		status = all_components(&j, &bounds, ranks, err);
		tally_propagation_release(&bounds);
	}
	if (ranks) {
		status = tally_ranks_agree(ranks, status, err);
		if (status == TALLY_OK)
			status = gather_shares(&j, ranks, err);
	}
	for (int32_t k = 0; k < j.n_chi2; k++)
		out->chi2 += j.chi2[k];
	free(j.chi2);
	return status;
}

tally_status tally_reconcile_claims(const tally_claims *claims, const tally_codes *codes,
				    const tally_network_options *options, double seconds,
				    const tally_ranks *ranks, tally_reconciled *out,
				    tally_error *err)
{
	tally_network net;
	*out = (tally_reconciled){.consistent = true, .decided = true};
	tally_status status = tally_network_build(claims, codes, options, &net, err);
	bool built = status == TALLY_OK;
	if (ranks)
		status = tally_ranks_agree(ranks, status, err);
	if (status == TALLY_OK)
		status = solve_all(&net, seconds, ranks, out, err);
	if (built)
		tally_network_release(&net);
	if (status == TALLY_OK)
		finish(out);
	if (status == TALLY_OK && out->residual > MOST_RESIDUAL)
		return tally_error_set(err, TALLY_EINPUT,
				       "a rule is missed by %.2g of its terms: the figures are too "
				       "far apart in size to be reconciled together",
				       out->residual);
	return status;
}

void tally_reconciled_release(tally_reconciled *r)
{
	free(r->levels);
	free(r->adjustments);
	*r = (tally_reconciled){0};
}

/* --- as claims --- */

static const tally_adjustment *adjustment_of(const tally_reconciled *r, int32_t claim)
{
	tally_adjustment key = {.claim = claim};
	return claim < 0 || !r->n_adjustments
		   ? NULL
		   : bsearch(&key, r->adjustments, (size_t)r->n_adjustments, sizeof *r->adjustments,
			     by_claim);
}

tally_status tally_reconciled_claims(const tally_reconciled *r, const tally_codes *codes,
				     tally_claims *out, tally_error *err)
{
	static const char source[] = "tally:reconciled";
	int32_t from = tally_pool_add(&out->texts, source, sizeof source - 1);
	for (int32_t k = 0; k < r->n_levels; k++) {
		const tally_reconciled_level *level = &r->levels[k];
		const char *unit = tally_codes_metric(codes, level->cell.metric)->base_unit;
		const tally_adjustment *moved = adjustment_of(r, level->claim);
		tally_claim c = tally_claim_default();
		char note[80] = "nobody published it";
		if (moved)
			snprintf(note, sizeof note,
				 "moved by %.3g half-widths of the printed figure",
				 fabs(moved->half_widths) < 1e-6 ? 0 : moved->half_widths);
		c.metric = level->cell.metric;
		c.region = level->cell.region;
		c.period = level->cell.period;
		c.prices = level->cell.prices;
		c.adjustment = level->cell.adjustment;
		c.unit = tally_codes_find_unit(codes, unit, strlen(unit));
		c.figure = (tally_figure){.form = TALLY_FORM_REAL, .real = level->value};
		c.status = 'E';
		c.source = from;
		c.note = tally_pool_add(&out->texts, note, strlen(note));
		c.row = k + 1;
		if (from < 0 || c.note < 0)
			return tally_error_memory(err);
		tally_status status = tally_claims_add(out, &c, err);
		if (status)
			return status;
	}
	return TALLY_OK;
}
