/* assemble.c: ratio rows become two linear rows each, N - lo D >= 0 and N - hi D <= 0, with exact
 * coefficients; the claim is their common group. */
#include "assemble.h"
#include "build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double tally_claim_weight(const tally_network *net, int32_t claim)
{
	const tally_claims *claims = net->claims;
	const char *source = tally_pool_text(&claims->texts, claims->items[claim].source);
	double reliability = tally_codes_source_of(net->codes, source)->reliability;

	return reliability > 0 ? reliability : 1;
}

static tally_number power(tally_number v, int n, double outward)
{
	tally_number p = v;

	for (int i = 1; i < n; i++)
		p = tally_number_multiply(p, v);
	return tally_number_exact(p) ? p : tally_number_real(outward);
}

tally_number tally_row_end(const tally_network *net, const tally_row *row, bool upper)
{
	double real = upper ? row->hi : row->lo;
	tally_interval in;
	tally_number v;

	if (row->origin != TALLY_FROM_CLAIM)
		return real == floor(real) && fabs(real) < 1e15 ? tally_number_int((int64_t)real)
								: tally_number_real(real);
	in = tally_network_interval(net, row->id);
	v = tally_number_of_bound(upper ? in.hi : in.lo);
	if (row->plus_one)
		v = tally_number_add(v, tally_number_int(1));
	if (!tally_number_exact(v))
		return tally_number_real(real);
	return row->spans > 1 ? power(v, row->spans, real) : v;
}

static int32_t add_column(tally_assembly *a, const tally_propagation *p, int32_t column,
			  int32_t *map)
{
	const tally_network *net = p->net;
	tally_bound lo = tally_bound_infinite();

	if (map[column] >= 0)
		return map[column];
	if (!tally_grow((void **)&a->columns, (size_t)a->system.n_columns + 1, sizeof *a->columns,
			&a->cap_columns))
		return -1;
	if (net->floor[column] >= 0)
		lo = tally_number_bound(tally_number_int(net->positive[column] && a->cone ? 1 : 0),
					net->positive[column] && !a->cone);
	a->columns[a->system.n_columns] = column;
	map[column] = tally_system_add_column(&a->system, lo, tally_bound_infinite());
	return map[column];
}

tally_number tally_assembly_coefficient(const tally_assembly *a, int32_t j,
					tally_number coefficient)
{
	return tally_number_multiply(coefficient, tally_number_make(1, 1, a->scale[j]));
}

/* --- magnitudes ------------------------------------------------------------------------ */

enum { UNKNOWN_SCALE = 127, MAX_SCALE = 40 };

static int8_t magnitude(double v)
{
	int k = v == 0 || isinf(v) ? 0 : (int)floor(log10(fabs(v)));

	return (int8_t)(k > MAX_SCALE ? MAX_SCALE : k < -MAX_SCALE ? -MAX_SCALE : k);
}

/* What one row says about the magnitude of its columns: a printed level gives it, a ratio or a sum
 * passes it on. Rates (the middle of a product) keep their own. */
static bool pass_scale(tally_assembly *a, const tally_network *net, const tally_row *row,
		       const int32_t *map)
{
	const tally_entry *e = &net->entries[row->first];
	double end = isinf(row->lo) || fabs(row->hi) > fabs(row->lo) ? row->hi : row->lo;
	int8_t known = UNKNOWN_SCALE;
	bool changed = false;

	if (row->constant && row->n == 1 && !isinf(end) && end != 0)
		known = magnitude(end);
	for (int k = 0; k < row->n && known == UNKNOWN_SCALE; k++)
		if (!(row->product && k == 1))
			known = a->scale[map[e[k].column]];
	for (int k = 0; k < row->n && known != UNKNOWN_SCALE; k++) {
		int8_t *scale = &a->scale[map[e[k].column]];

		if (*scale != UNKNOWN_SCALE || (row->product && k == 1))
			continue;
		*scale = known;
		changed = true;
	}
	return changed;
}

static bool find_scales(tally_assembly *a, const tally_propagation *p, const int32_t *rows,
			int32_t n, int32_t *map)
{
	enum { SWEEPS = 12 };
	const tally_network *net = p->net;
	bool changed = true;

	for (int32_t i = 0; i < n; i++)
		for (int k = 0; k < net->rows[rows[i]].n; k++)
			if (add_column(a, p,
				       net->entries[net->rows[rows[i]].first + (uint32_t)k].column,
				       map) < 0)
				return false;
	a->scale = malloc((size_t)a->system.n_columns + 1);
	if (!a->scale)
		return false;
	memset(a->scale, UNKNOWN_SCALE, (size_t)a->system.n_columns + 1);
	for (int32_t i = 0; i < n && !a->cone; i++)
		if (net->rows[rows[i]].n == 1)
			pass_scale(a, net, &net->rows[rows[i]], map);
	for (int s = 0; s < SWEEPS && changed && !a->cone; s++) {
		changed = false;
		for (int32_t i = 0; i < n; i++)
			changed = pass_scale(a, net, &net->rows[rows[i]], map) || changed;
	}
	for (int32_t j = 0; j < a->system.n_columns; j++)
		if (a->scale[j] == UNKNOWN_SCALE)
			a->scale[j] = 0;
	return true;
}

/* --- rows ------------------------------------------------------------------------------ */

#define NO_MEMORY (-2) /* TALLY_HARD is -1 */

/* The group of a row: one for all rows of a claim, or NO_MEMORY. Rows of a claim mostly follow each
 * other. */
static int32_t group_of(tally_assembly *a, const tally_network *net, const tally_row *row)
{
	if (row->origin != TALLY_FROM_CLAIM)
		return TALLY_HARD;
	for (int32_t i = a->system.n_claims - 1; i >= 0; i--)
		if (a->claims[i] == row->id)
			return i;
	if (!tally_grow((void **)&a->claims, (size_t)a->system.n_claims + 1, sizeof *a->claims,
			&a->cap_claims))
		return NO_MEMORY;
	a->claims[a->system.n_claims] = row->id;
	int32_t group = tally_system_add_claim(&a->system, tally_claim_weight(net, row->id));
	return group < 0 ? NO_MEMORY : group;
}

/* One inequality N - t D >= r or <= r; `both`: of a constant row, lo <= N <= hi at once. */
static bool add_side(tally_assembly *a, const tally_propagation *p, const tally_row *row,
		     bool upper, bool less, bool both, int32_t group, int32_t *map)
{
	const tally_network *net = p->net;
	tally_number t = tally_row_end(net, row, upper);
	tally_number zero = tally_number_int(0), minus_t = tally_number_negate(t);
	bool open = upper ? row->hi_open : row->lo_open;
	tally_bound end = tally_number_bound(row->constant ? t : zero, open);
	tally_bound other = tally_bound_infinite();
	int32_t columns[64], *cols = row->n > 64 ? malloc(row->n * sizeof *cols) : columns;
	tally_number coefs[64], *c = row->n > 64 ? malloc(row->n * sizeof *c) : coefs;
	bool ok = cols && c;

	for (int k = 0; ok && k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];

		cols[k] = map[e->column];
		c[k] = net->coefficients[e->above];
		if (e->below != TALLY_COEFFICIENT_ZERO)
			c[k] = tally_number_add(
			    c[k], tally_number_multiply(minus_t, net->coefficients[e->below]));
		c[k] = tally_assembly_coefficient(a, cols[k], c[k]);
	}
	if (both)
		other = tally_number_bound(tally_row_end(net, row, true), row->hi_open);
	ok = ok && tally_system_add_row(&a->system, cols, c, row->n, less ? other : end,
					less ? end : other, group) >= 0;
	if (cols != columns)
		free(cols);
	if (c != coefs)
		free(c);
	return ok;
}

/* v with seven digits, rounded down or up: products of two such stay exact. */
static tally_number seven_digits(double v, bool up)
{
	int power = v == 0 ? 0 : (int)floor(log10(fabs(v))) - 6;
	double scaled = v / pow(10, power);

	return tally_number_make((int64_t)(up ? ceil(scaled) : floor(scaled)), 1, power);
}

/* Bounds that creep on a cycle end here: products of larger ones overflow. */
static const double AS_GOOD_AS_UNBOUNDED = 1e40;

/* x = r w between bounds of r and w: with rl <= r <= rh and wl <= w <= wh,
 * x >= rl w + wl r - rl wl, x >= rh w + wh r - rh wh, x <= rl w + wh r - rl wh, and
 * x <= rh w + wl r - rh wl (McCormick 1976). */
static bool add_product(tally_assembly *a, const tally_propagation *p, const tally_row *row,
			const int32_t *map)
{
	const tally_entry *e = &p->net->entries[row->first];
	int32_t r = e[1].column, w = e[2].column;
	const int32_t columns[3] = {map[e[0].column], map[r], map[w]};
	const bool r_up[4] = {false, true, false, true}, w_up[4] = {false, true, true, false};

	a->relaxed = true;
	for (int i = 0; i < 4; i++) {
		double rv = r_up[i] ? p->hi[r] : p->lo[r], wv = w_up[i] ? p->hi[w] : p->lo[w];
		tally_bound lo = tally_bound_infinite(), hi = tally_bound_infinite();
		tally_number rn, wn, c[3], end;

		if (!(fabs(rv) < AS_GOOD_AS_UNBOUNDED) || !(fabs(wv) < AS_GOOD_AS_UNBOUNDED))
			continue;
		rn = seven_digits(rv, r_up[i]);
		wn = seven_digits(wv, w_up[i]);
		c[0] = tally_number_int(1);
		c[1] = tally_number_negate(wn);
		c[2] = tally_number_negate(rn);
		for (int k = 0; k < 3; k++)
			c[k] = tally_assembly_coefficient(a, columns[k], c[k]);
		end = tally_number_negate(tally_number_multiply(rn, wn));
		*(i < 2 ? &lo : &hi) = tally_number_bound(end, false);
		if (tally_system_add_row(&a->system, columns, c, 3, lo, hi, TALLY_HARD) < 0)
			return false;
	}
	return true;
}

static bool add_row(tally_assembly *a, const tally_propagation *p, const tally_row *row,
		    int32_t *map)
{
	tally_sign sign;
	int32_t group;

	if (row->product)
		return add_product(a, p, row, map);
	sign = tally_row_sign(p, row);
	group = group_of(a, p->net, row);
	if (group == NO_MEMORY)
		return false;
	if (sign == TALLY_SIGN_PENDING) {
		a->n_skipped++;
		return true;
	}
	if (row->constant && !isinf(row->lo) && !isinf(row->hi))
		return add_side(a, p, row, false, false, true, group, map);
	if (!isinf(row->lo) &&
	    !add_side(a, p, row, false, sign == TALLY_SIGN_NEGATIVE, false, group, map))
		return false;
	return isinf(row->hi) ||
	       add_side(a, p, row, true, sign == TALLY_SIGN_POSITIVE, false, group, map);
}

tally_status tally_assemble(const tally_propagation *bounds, const int32_t *rows, int32_t n,
			    int32_t *map, tally_assembly *out, tally_error *err)
{
	const tally_network *net = bounds->net;
	bool ok = true;

	memset(out, 0, sizeof *out);
	out->cone = true;
	for (int32_t i = 0; i < n; i++)
		out->cone = out->cone && tally_row_is_homogeneous(&net->rows[rows[i]]);
	ok = find_scales(out, bounds, rows, n, map);
	for (int32_t i = 0; i < n && ok; i++) {
		int32_t before = out->system.n_rows;

		ok = add_row(out, bounds, &net->rows[rows[i]], map) &&
		     tally_grow((void **)&out->rows, (size_t)out->system.n_rows, sizeof *out->rows,
				&out->cap_rows);
		for (int32_t k = before; ok && k < out->system.n_rows; k++)
			out->rows[k] = rows[i];
	}
	for (int32_t j = 0; j < out->system.n_columns; j++)
		map[out->columns[j]] = -1;
	if (ok)
		return TALLY_OK;
	tally_assembly_release(out);
	return tally_error_memory(err);
}

void tally_assembly_release(tally_assembly *a)
{
	tally_system_release(&a->system);
	free(a->columns);
	free(a->scale);
	free(a->claims);
	free(a->rows);
	memset(a, 0, sizeof *a);
}

int32_t tally_assembly_column(const tally_assembly *a, int32_t column)
{
	for (int32_t j = 0; j < a->system.n_columns; j++)
		if (a->columns[j] == column)
			return j;
	return -1;
}

tally_range tally_assembly_range(const tally_assembly *a, const tally_network *net,
				 const tally_row *row, tally_lp *lp)
{
	enum { MOST = 64 };
	int32_t above_columns[MOST], below_columns[MOST];
	tally_number above[MOST], below[MOST];
	tally_linear n = {0, above_columns, above, tally_number_int(0)};
	tally_linear d = {0, below_columns, below, tally_number_int(0)};
	tally_range none = {.verdict = TALLY_UNDECIDED};

	if (row->n > MOST || row->product)
		return none;
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];
		int32_t j = tally_assembly_column(a, e->column);

		if (j < 0)
			return none;
		if (e->above != TALLY_COEFFICIENT_ZERO) {
			above_columns[n.n] = j;
			above[n.n++] =
			    tally_assembly_coefficient(a, j, net->coefficients[e->above]);
		}
		if (e->below != TALLY_COEFFICIENT_ZERO) {
			below_columns[d.n] = j;
			below[d.n++] =
			    tally_assembly_coefficient(a, j, net->coefficients[e->below]);
		}
	}
	return row->constant ? tally_lp_range(lp, &n) : tally_lp_ratio_range(lp, &n, &d);
}
