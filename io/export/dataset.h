/* dataset.h: a table of series on its way to another program.
 *
 * Every format but the claim CSV, SDMX-CSV and netCDF is written from a frame: columns of equal
 * length that know their name, label, unit and kind. A shape says what a row is; a writer turns any
 * frame into bytes. So shapes and formats multiply without knowing each other.
 *
 *   long     a row is one figure of one series
 *   wide     a row is a series, a column a period
 *   periods  a row is a period, a column a series
 *   panel    a row is a region and a period, a column a metric
 *   vintages a row is a period, a column a series as it was known on a day (real-time matrix) */
#ifndef TALLY_DATASET_H
#define TALLY_DATASET_H

#include "claim.h"
#include "series.h"

typedef enum {
	TALLY_COLUMN_NUMBER,
	TALLY_COLUMN_TEXT,
	TALLY_COLUMN_DAY,
	TALLY_COLUMN_PERIOD,
} tally_column_kind;

/** The code list that a text column takes its texts from. */
typedef enum { TALLY_LIST_NONE, TALLY_LIST_METRICS, TALLY_LIST_REGIONS } tally_column_list;

/** Names of variables are ASCII letters, digits and `_`, a letter first: what Stata, gretl, R and
 * SQL all take. */
#define TALLY_VARIABLE_MAX 31

typedef struct {
	char name[TALLY_VARIABLE_MAX + 1]; /**< unique in the frame */
	char *head;                        /**< what a person reads above the column: a name, a period, a code */
	char *label_en, *label_zh;         /**< owned; "" where there is nothing to say */
	const char *unit;                  /**< of numbers; "" none. Owned by the code lists or the caller */
	tally_column_kind kind;
	tally_column_list list;
	bool figures;          /**< holds what was measured, not keys or notes */
	int decimals;          /**< most decimals that its figures were printed with; -1 unknown */
	double *numbers;       /**< NUMBER: [n], NaN missing */
	char *status;          /**< of figures: [n] status letters, 0 where no figure stands; or NULL */
	int32_t *texts;        /**< TEXT: [n] ids in the frame's pool */
	tally_day *days;       /**< DAY: [n], TALLY_DAY_NONE missing */
	tally_period *periods; /**< PERIOD: [n] */
	tally_day vintage;     /**< as known on that day (vintages), else TALLY_DAY_NONE */
} tally_column;

typedef struct {
	tally_column *columns;
	int n_columns, capacity;
	size_t n; /**< rows */
	tally_pool texts;
	const tally_codes *codes;
	int unit_column; /**< the column of the panel's units (regions), -1: none */
	int time_column; /**< the column of the periods, -1: none */
} tally_dataset;

typedef enum {
	TALLY_SHAPE_LONG,
	TALLY_SHAPE_WIDE,
	TALLY_SHAPE_PERIODS,
	TALLY_SHAPE_PANEL,
	TALLY_SHAPE_VINTAGES,
} tally_shape;

#define TALLY_N_SHAPES 5
const char *tally_shape_name(tally_shape shape);

/** Columns on request, as bits. lo, hi and status go with every shape, the others with `long`. */
enum {
	TALLY_WITH_LO = 1 << 0,
	TALLY_WITH_HI = 1 << 1,
	TALLY_WITH_STATUS = 1 << 2,
	TALLY_WITH_BASIS = 1 << 3,
	TALLY_WITH_PRICES = 1 << 4,
	TALLY_WITH_ADJUSTMENT = 1 << 5,
	TALLY_WITH_KIND = 1 << 6,
	TALLY_WITH_VINTAGE = 1 << 7,
	TALLY_WITH_BREAK = 1 << 8,
	TALLY_WITH_SOURCE = 1 << 9,
	TALLY_WITH_QUALIFIER = 1 << 10,
	TALLY_WITH_PRINTED = 1 << 11,
	TALLY_WITH_NAMES = 1 << 12,
	TALLY_WITH_DATES = 1 << 13,
	TALLY_WITH_NOTE = 1 << 14,
	TALLY_WITH_ALL = (1 << 15) - 1,
};

/** The bit of a word ("lo", "hi", ..., "all"), 0 when there is none. */
unsigned tally_dataset_column_bit(const char *word, size_t len);
/** The words in order, NULL at the end. */
extern const char *const tally_dataset_column_words[];

/** What of the series goes into a frame. */
typedef struct {
	tally_shape shape;
	unsigned with;         /**< TALLY_WITH_... */
	bool balanced;         /**< only series with a figure in every period of the frame */
	const char *scale;     /**< a unit: figures of its base are given in it; NULL: base units */
	char frequency;        /**< letter, 0: all */
	const char *lang;      /**< language of heads that are names: "en", "zh" */
} tally_dataset_options;

/** What was left out or changed on the way, to be told. */
typedef struct {
	size_t series, dropped_series; /**< dropped: not balanced, or of another frequency */
	size_t unscaled;               /**< series whose base is not the scale's */
} tally_dataset_counts;

/** Keeps the series of one frequency, takes out the unbalanced, scales. The set shrinks in place. */
tally_status tally_dataset_select(tally_series_set *set, const tally_claims *claims,
				const tally_codes *codes,
				const tally_dataset_options *options, tally_dataset_counts *counts,
				tally_error *err);

/** Builds a frame of any shape but vintages. `claims` is the table the series were built from. */
tally_status tally_dataset_build(const tally_series_set *set, const tally_claims *claims,
			       const tally_codes *codes, const tally_dataset_options *options,
			       tally_dataset *out, tally_error *err);

/** The real-time matrix: for each series and each day on which one of its figures was published,
 * a column of the figures as known on that day. claims in canonical order. */
tally_status tally_dataset_vintages(const tally_claims *claims, const tally_codes *codes,
				  const tally_series_query *query,
				  const tally_dataset_options *options, tally_dataset *out,
				  tally_dataset_counts *counts, tally_error *err);

void tally_dataset_release(tally_dataset *frame);

/** The text of a TEXT cell. */
const char *tally_dataset_text(const tally_dataset *f, const tally_column *c, size_t row);
/** The name that a code has in a language: the code itself when the column has no list. */
const char *tally_dataset_name(const tally_dataset *f, const tally_column *c, const char *code,
			     const char *lang);
/** The frequency that all periods of the frame share; false when they differ or there are none. */
bool tally_dataset_frequency(const tally_dataset *f, tally_frequency *out);

/** The shortest decimal text that reads back as `value`: at most 17 digits. NaN gives "". */
size_t tally_number_shortest(double value, char out[32]);

#endif
