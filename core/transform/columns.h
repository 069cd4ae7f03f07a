/* columns.h: the commonest expressions over columns of values instead of points.
 *
 * A metric, its yoy or pop, and the share of each region in the sum of all are computed value by
 * value without a point for each: the figures, reasons and statuses are those of
 * tally_expression_run, bit for bit; the intervals are left out. */
#ifndef TALLY_TRANSFORM_COLUMNS_H
#define TALLY_TRANSFORM_COLUMNS_H

#include "transform/expression.h"

/** One series: one figure a period, ascending by last day. */
typedef struct {
	tally_series_key key;
	size_t n;
	const int32_t *last; /**< [n] last days */
	const int32_t *days; /**< [n] lengths in days, 0 = open start; NULL: all are `every` long */
	int32_t every;
	const double *value; /**< [n] base units; NaN = missing */
	const char *status;  /**< [n] or NULL: nobody asks */
} tally_columns;

/** Room for n results of one series. */
typedef struct {
	double *value;   /**< NaN = missing */
	uint8_t *reason; /**< tally_reason */
	char *status;    /**< NULL: nobody asks */
} tally_columns_out;

typedef enum {
	TALLY_KERNEL_NONE,  /**< the expression is none of these */
	TALLY_KERNEL_VALUE, /**< gdp */
	TALLY_KERNEL_YOY,   /**< yoy(gdp) */
	TALLY_KERNEL_POP,   /**< pop(gdp) */
	TALLY_KERNEL_SHARE, /**< share(gdp, sum(gdp)): wants all series of the metric at once */
} tally_kernel;

/** Which of them it is, for all regions. */
tally_kernel tally_kernel_of(const tally_expression *e);

/** Whether the expression speaks of the series (its measure, prices, unit, ...). */
bool tally_kernel_takes(const tally_expression *e, const tally_series_key *key);

/** What one thread keeps from series to series: neighbours have the same periods. Zero-initialise.
 */
typedef struct tally_kernel_memory {
	tally_series periods; /**< the periods of the series before */
	int32_t *last, *days; /**< the same as columns */
	ptrdiff_t *base;      /**< [periods.n] the place each is compared with, or -1 */
	size_t lag; /**< > 0: point i is compared with i - lag, the first ones with none */
	size_t capacity;
	int kind; /**< what `base` was made for */
} tally_kernel_memory;
void tally_kernel_memory_release(tally_kernel_memory *m);

/** VALUE, YOY and POP: one series. */
tally_status tally_kernel_run(const tally_expression *e, tally_kernel kernel,
			      tally_kernel_memory *m, const tally_columns *in,
			      tally_columns_out *out, tally_error *err);

/** SHARE: n series of one metric, in the order of regions; out[i] belongs to in[i]. *fits is false,
 * and nothing computed, when the series are not of one unit. */
tally_status tally_kernel_share(const tally_expression *e, const tally_columns *in, size_t n,
				bool skip_missing, tally_columns_out *out, bool *fits,
				tally_error *err);

/** Figures counted and summed as they come. Zero-initialise. */
typedef struct {
	size_t n, n_series;
	size_t missing[TALLY_N_REASONS];
	double least, most;      /**< of n > 0 figures */
	double sum, sum_low;     /**< sum + sum_low: the sum, to about 32 digits */
	double inner;            /**< squares of the deviations from the mean of each series */
	double outer, outer_low; /**< n of a series times the square of its mean, summed */
} tally_moments;

/** Takes a series in. */
void tally_moments_add(tally_moments *m, const double *value, const uint8_t *reason, size_t n);
/** Takes in what was gathered elsewhere. */
void tally_moments_join(tally_moments *m, const tally_moments *more);
/** NaN where there are no figures. */
double tally_moments_mean(const tally_moments *m);
/** Standard deviation, over n. */
double tally_moments_sd(const tally_moments *m);

#endif
