/* band.c: entries are gathered first, because only they tell how wide the band is. */
#include "adjust/band.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A pivot so much smaller than the largest entry of its column counts as none. */
#define PIVOT_MIN 1e-14
/* More rounds of refinement have never helped. */
#define ROUNDS_MAX 12

typedef struct {
	size_t i, j;
	double v;
	bool soft; /* in the factors only */
} entry;

struct tally_band {
	size_t n, width; /* entries lie within |i - j| <= width */
	entry *entries;
	size_t n_entries, capacity;
	bool out_of_memory;
	gsl_matrix *lu; /* [n][3 width + 1], column j of the matrix in row j */
	gsl_vector_uint *pivots;
	double *rhs, *residual, *better; /* [n] */
};

tally_band *tally_band_new(size_t n)
{
	tally_band *band = calloc(1, sizeof *band);
	if (band)
		band->n = n;
	return band;
}

void tally_band_free(tally_band *band)
{
	if (!band)
		return;
	free(band->entries);
	free(band->rhs);
	free(band->residual);
	free(band->better);
	gsl_matrix_free(band->lu);
	gsl_vector_uint_free(band->pivots);
	free(band);
}

static void add_entry(tally_band *band, entry e)
{
	if (band->n_entries == band->capacity) {
		size_t capacity = band->capacity ? band->capacity * 2 : 256;
		entry *entries = realloc(band->entries, capacity * sizeof *entries);
		if (!entries) {
			band->out_of_memory = true;
			return;
		}
		band->entries = entries;
		band->capacity = capacity;
	}
	size_t gap = e.i > e.j ? e.i - e.j : e.j - e.i;
	band->width = gap > band->width ? gap : band->width;
	band->entries[band->n_entries++] = e;
}

void tally_band_add(tally_band *band, size_t i, size_t j, double v)
{
	add_entry(band, (entry){i, j, v, false});
}

void tally_band_soften(tally_band *band, size_t i, double d)
{
	add_entry(band, (entry){i, i, -d, true});
}

static bool allocate(tally_band *band)
{
	if (band->out_of_memory || band->width > SIZE_MAX / 8 / (band->n + 1))
		return false;
	band->lu = gsl_matrix_calloc(band->n, 3 * band->width + 1);
	band->pivots = gsl_vector_uint_alloc(band->n);
	band->rhs = malloc(band->n * sizeof *band->rhs);
	band->residual = malloc(band->n * sizeof *band->residual);
	band->better = malloc(band->n * sizeof *band->better);
	return band->lu && band->pivots && band->rhs && band->residual && band->better;
}

/* Column j of the matrix is row j of the store, its diagonal in the middle of 2 width + 1 places
 * behind `width` free ones. */
static void add_to(gsl_matrix *lu, size_t width, size_t i, size_t j, double v)
{
	*gsl_matrix_ptr(lu, j, 2 * width + i - j) += v;
}

tally_status tally_band_factor(tally_band *band, size_t *at, tally_error *err)
{
	if (!allocate(band))
		return tally_error_memory(err);
	double largest = 0;
	for (size_t k = 0; k < band->n_entries; k++) {
		const entry *e = &band->entries[k];
		add_to(band->lu, band->width, e->i, e->j, e->v);
		if (e->i != e->j)
			add_to(band->lu, band->width, e->j, e->i, e->v);
		largest = fmax(largest, fabs(e->v));
	}
	gsl_linalg_LU_band_decomp(band->n, band->width, band->width, band->lu, band->pivots);
	for (size_t j = 0; j < band->n; j++) {
		double pivot = fabs(gsl_matrix_get(band->lu, j, 2 * band->width));
		if (pivot > largest * PIVOT_MIN)
			continue;
		if (at)
			*at = j;
		return tally_error_set(err, TALLY_EINPUT, "the system is singular");
	}
	return TALLY_OK;
}

static void solve_once(const tally_band *band, double *x)
{
	gsl_vector_view v = gsl_vector_view_array(x, band->n);
	gsl_linalg_LU_band_svx(band->width, band->width, band->lu, band->pivots, &v.vector);
}

/* residual = rhs - matrix x; returns its largest magnitude. */
static double residual_of(const tally_band *band, const double *x)
{
	double *r = band->residual, largest = 0;

	memcpy(r, band->rhs, band->n * sizeof *r);
	for (size_t k = 0; k < band->n_entries; k++) {
		const entry *e = &band->entries[k];
		if (e->soft)
			continue;
		r[e->i] -= e->v * x[e->j];
		if (e->i != e->j)
			r[e->j] -= e->v * x[e->i];
	}
	for (size_t i = 0; i < band->n; i++)
		largest = fmax(largest, fabs(r[i]));
	return largest;
}

void tally_band_solve(const tally_band *band, double *x)
{
	memcpy(band->rhs, x, band->n * sizeof *x);
	solve_once(band, x);
	double before = residual_of(band, x);
	for (int round = 0; round < ROUNDS_MAX && before > 0; round++) {
		solve_once(band, band->residual);
		for (size_t i = 0; i < band->n; i++)
			band->better[i] = x[i] + band->residual[i];
		double after = residual_of(band, band->better);
		if (!(after < before))
			break;
		memcpy(x, band->better, band->n * sizeof *x);
		if (after > before / 2)
			break;
		before = after;
	}
}

double tally_band_log_det(const tally_band *band)
{
	double sum = 0;
	for (size_t j = 0; j < band->n; j++)
		sum += log(fabs(gsl_matrix_get(band->lu, j, 2 * band->width)));
	return sum;
}
