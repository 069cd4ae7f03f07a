/* transform.h: the registry of transforms.
 *
 * One table (tally_transforms) names every transform with its formula, inputs, options, what NaN
 * and gaps do, the unit of its result, a worked example and the source of both. The expression
 * language, the help of `tally calc` and the tests read that table and nothing else, so a new
 * transform is one row and one function.
 *
 * A transform works on the scope that its row states: one series, a pair of series of one region,
 * all series of one region that differ in frequency only, or all regions at once. Series match by
 * period, never by position: a year that nobody published gives a missing growth, not a two-year
 * one. */
#ifndef TALLY_TRANSFORM_H
#define TALLY_TRANSFORM_H

#include "series.h"
#include "transform/dimension.h"

/** How a figure is shown; the value itself is always in base units (0.052, not 5.2). */
typedef enum {
	TALLY_PLAIN,   /**< in its unit */
	TALLY_PERCENT, /**< a fraction shown in per cent */
	TALLY_POINTS,  /**< a difference of fractions, shown in percentage points */
} tally_display;

/** What is known of a figure before anything is computed. */
typedef struct {
	tally_dimension dimension;
	tally_observed observed; /**< what sums and averages over time may be taken */
	tally_display display;
	bool scalar; /**< a number of the expression */
	bool counts; /**< dimensionless because it counts things, not because it is a rate */
} tally_type;

/** Whether its changes are told in points: a dimensionless rate. */
bool tally_type_is_rate(const tally_type *t);

typedef enum {
	TALLY_PARAMETER_NUMBER,
	TALLY_PARAMETER_INTEGER,
	TALLY_PARAMETER_PERIOD,
	TALLY_PARAMETER_WORD,
} tally_parameter_kind;

/** One option behind the inputs: `rolling(gdp, 4, of=mean)`. */
typedef struct {
	const char *name; /**< NULL ends the list */
	tally_parameter_kind kind;
	bool required;
	double fallback;          /**< of NUMBER and INTEGER; of WORD the place in `words` */
	double least, most;       /**< of NUMBER and INTEGER */
	const char *const *words; /**< of WORD, closed by NULL */
	const char *help;
} tally_parameter;

#define TALLY_PARAMETERS_MAX 4

typedef struct {
	bool given;
	double number; /**< NUMBER, INTEGER, or the place in `words` */
	tally_period period;
} tally_argument;

struct tally_transform;

/** One call, as every transform function gets it. */
typedef struct {
	const struct tally_transform *transform;
	tally_argument arguments[TALLY_PARAMETERS_MAX];
	tally_type inputs[2]; /**< of the operands */
	const tally_codes *codes;
	bool skip_missing; /**< aggregates leave missing figures out */
} tally_call;

/** The scope of a transform. */
typedef enum {
	TALLY_EACH,   /**< one series -> one series */
	TALLY_PAIR,   /**< two series of one region -> one series */
	TALLY_GROUP,  /**< all frequencies of one region -> one series */
	TALLY_ACROSS, /**< at each period all regions -> one figure, or one for each region */
} tally_scope;

/** The unit of a result. */
typedef enum {
	TALLY_RESULT_SAME,       /**< the unit of the first input */
	TALLY_RESULT_CHANGE,     /**< per cent; points where the input is a rate */
	TALLY_RESULT_DIFFERENCE, /**< the unit of the input; points where it is shown in per cent */
	TALLY_RESULT_SHARE,      /**< per cent; both inputs have the same unit */
	TALLY_RESULT_QUOTIENT,   /**< the unit of the first over that of the second */
	TALLY_RESULT_DEFLATED,   /**< the unit of the first; the second is an index */
	TALLY_RESULT_CONVERTED,  /**< the first times or over the second, whichever cancels */
	TALLY_RESULT_INDEX,      /**< an index number */
	TALLY_RESULT_NUMBER,     /**< a plain number */
	TALLY_RESULT_PERCENT,    /**< per cent, whatever goes in */
} tally_result;

/** EACH, PAIR and GROUP: in[0..n_in) are the series, out->points has room for what `capacity`
 * says and out->n is 0; out->key is filled in by the caller. Returns TALLY_OK also when every
 * point is missing. */
typedef tally_status (*tally_series_function)(const tally_call *call, const tally_series *const *in,
					      size_t n_in, tally_series *out, tally_error *err);

/** ACROSS: points of all regions at one period; values[0..n) are there, of the n_wanted that were
 * asked for. RANK-like functions fill out[0..n), the others out[0]. */
typedef void (*tally_across_function)(const tally_call *call, const tally_point *const *values,
				      size_t n, tally_point *out);

typedef struct tally_transform {
	const char *name;
	const char *summary; /**< one line */
	const char *formula;
	const char *inputs;  /**< "a series", "a part and its whole" */
	const char *missing; /**< what NaN and gaps do */
	const char *example; /**< an expression for the help */
	const char *source;  /**< of the formula; the worked examples stand in tests/cases */
	tally_scope scope;
	int n_inputs;
	tally_result result;
	const tally_parameter *parameters; /**< NULL: none */
	tally_series_function apply;       /**< all but ACROSS */
	tally_across_function across;      /**< ACROSS */
	bool one_for_all; /**< ACROSS: one figure for all regions, not one for each */
	size_t (*capacity)(const tally_call *call, const tally_series *const *in,
			   size_t n_in); /**< room for points; NULL: the sum of the inputs' */
} tally_transform;

/** All of them, closed by a row with name NULL. */
extern const tally_transform tally_transforms[];

/** By name, or NULL. */
const tally_transform *tally_transform_find(const char *name, size_t len);

/** The name nearest to text[0..len), or NULL. */
const char *tally_transform_near(const char *text);

/** The type of the result, or TALLY_EUSAGE when the units do not fit. */
tally_status tally_transform_type(const tally_transform *t, const tally_type inputs[2],
				  tally_type *out, tally_error *err);

/** Appends one computed point to out. Values that are no finite numbers become missing. */
void tally_series_put(tally_series *out, tally_period period, double value, double lo, double hi,
		      char status);
/** Appends a missing point with its reason. */
void tally_series_put_missing(tally_series *out, tally_period period, tally_reason reason);

/** The more cautious of two observation statuses: E before P before A, ... */
char tally_status_worse(char a, char b);

/** Whether b is the period right behind a. */
bool tally_period_follows(tally_period a, tally_period b);

#endif
