/* families.h: the functions behind the rows of the registry, one family per file. */
#ifndef TALLY_TRANSFORM_FAMILIES_H
#define TALLY_TRANSFORM_FAMILIES_H

#include "transform/ranged.h"
#include "transform/transform.h"

static inline tally_ranged tally_ranged_at(const tally_point *p)
{
	return (tally_ranged){p->value, p->lo, p->hi};
}

/** Appends a ranged value. */
static inline void tally_series_put_ranged(tally_series *out, tally_period period, tally_ranged r,
					   char status)
{
	tally_series_put(out, period, r.value, r.lo, r.hi, status);
}

#define TALLY_SERIES_FUNCTION(name)                                                                \
	tally_status name(const tally_call *call, const tally_series *const *in, size_t n_in,      \
			  tally_series *out, tally_error *err)

/* growth.c */
/** The point that point i is compared with, or -1; `at` begins as 0 and moves on with i. */
ptrdiff_t tally_base_yoy(const tally_series *in, size_t i, size_t *at);
ptrdiff_t tally_base_pop(const tally_series *in, size_t i, size_t *at);
/** Why growth on a base that is not positive is missing. */
tally_reason tally_reason_for_base(double x, double b);

TALLY_SERIES_FUNCTION(tally_apply_yoy);
TALLY_SERIES_FUNCTION(tally_apply_pop);
TALLY_SERIES_FUNCTION(tally_apply_growth);
TALLY_SERIES_FUNCTION(tally_apply_cagr);
TALLY_SERIES_FUNCTION(tally_apply_annualised);
TALLY_SERIES_FUNCTION(tally_apply_diff);
TALLY_SERIES_FUNCTION(tally_apply_logdiff);
TALLY_SERIES_FUNCTION(tally_apply_contribution);

/* level.c */
TALLY_SERIES_FUNCTION(tally_apply_index);
TALLY_SERIES_FUNCTION(tally_apply_chain);
TALLY_SERIES_FUNCTION(tally_apply_log);
TALLY_SERIES_FUNCTION(tally_apply_exp);
TALLY_SERIES_FUNCTION(tally_apply_abs);
TALLY_SERIES_FUNCTION(tally_apply_cumulate);
TALLY_SERIES_FUNCTION(tally_apply_decumulate);
TALLY_SERIES_FUNCTION(tally_apply_lag);

/* pair.c */
TALLY_SERIES_FUNCTION(tally_apply_ratio);
TALLY_SERIES_FUNCTION(tally_apply_deflate);
TALLY_SERIES_FUNCTION(tally_apply_convert);
TALLY_SERIES_FUNCTION(tally_apply_per_capita);

/* window.c */
TALLY_SERIES_FUNCTION(tally_apply_rolling);
TALLY_SERIES_FUNCTION(tally_apply_hampel);

/* frequency.c */
TALLY_SERIES_FUNCTION(tally_apply_frequency);
TALLY_SERIES_FUNCTION(tally_apply_interpolate);
size_t tally_capacity_interpolate(const tally_call *call, const tally_series *const *in,
				  size_t n_in);

/* filter.c */
TALLY_SERIES_FUNCTION(tally_apply_hp);
TALLY_SERIES_FUNCTION(tally_apply_bk);
TALLY_SERIES_FUNCTION(tally_apply_cf);

/* stl.c */
TALLY_SERIES_FUNCTION(tally_apply_stl);

/* trend.c */
TALLY_SERIES_FUNCTION(tally_apply_trend);

/* across.c */
void tally_across_sum(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out);
void tally_across_mean(const tally_call *call, const tally_point *const *values, size_t n,
		       tally_point *out);
void tally_across_min(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out);
void tally_across_max(const tally_call *call, const tally_point *const *values, size_t n,
		      tally_point *out);
void tally_across_median(const tally_call *call, const tally_point *const *values, size_t n,
			 tally_point *out);
void tally_across_rank(const tally_call *call, const tally_point *const *values, size_t n,
		       tally_point *out);
void tally_across_percentile(const tally_call *call, const tally_point *const *values, size_t n,
			     tally_point *out);

#endif
