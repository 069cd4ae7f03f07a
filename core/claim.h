/* claim.h: one published figure and everything its source said about it; and tables of them.
 *
 * A claim is the row of the interchange CSV after its codes have been looked up. It
 * keeps what was printed; the interval it stands for is computed when asked. */
#ifndef TALLY_CLAIM_H
#define TALLY_CLAIM_H

#include "codes.h"
#include "decimal.h"
#include "period.h"
#include "pool.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
	TALLY_LEVEL,
	TALLY_GROWTH,
	TALLY_AVERAGE_GROWTH,
	TALLY_SHARE,
	TALLY_RATIO,
	TALLY_CONTRIBUTION,
	TALLY_CONTRIBUTION_POINTS,
	TALLY_INDEX_NUMBER,
	TALLY_DIFFERENCE,
	TALLY_GROWTH_DIFFERENCE,
	TALLY_SHARE_DIFFERENCE,
	TALLY_GROWTH_RATIO,
	TALLY_SHARE_RATIO,
	TALLY_CONTRIBUTION_RATIO,
} tally_measure;

#define TALLY_N_MEASURES 14

/** "level", "growth", ... as in the `measure` column. */
const char *tally_measure_name(tally_measure m);
bool tally_measure_parse(const char *text, size_t len, tally_measure *out);

typedef enum { TALLY_OBSERVATION, TALLY_SURVEY, TALLY_TARGET, TALLY_FORECAST } tally_kind;
/** "", "survey", "target", "forecast" */
const char *tally_kind_name(tally_kind k);
bool tally_kind_parse(const char *text, size_t len, tally_kind *out);

/** "", "published", "comparable" */
const char *tally_basis_name(tally_basis b);
bool tally_basis_parse(const char *text, size_t len, tally_basis *out);

/** SDMX CL_OBS_STATUS: one letter, 0 when not stated. Known: A B D E F G I J K L M N O P Q S U V W.
 */
bool tally_status_letter_known(char letter);

/** How the value was printed. */
typedef enum {
	TALLY_FORM_DECIMAL,  /**< 13.50 */
	TALLY_FORM_RANGE,    /**< 3..5: first..second */
	TALLY_FORM_FRACTION, /**< 1/6: first/second, whole numbers */
	TALLY_FORM_MISSING,  /**< no value; the status says why (M when nothing else) */
	TALLY_FORM_BELOW,    /**< smaller than the smallest unit shown, (0, u): u in `first` */
	TALLY_FORM_REAL,     /**< computed by tally: binary64 in `real`, printed with 17 digits */
} tally_form;

typedef struct {
	tally_form form;
	tally_decimal first, second; /**< as the form says; zero otherwise */
	double real;                 /**< FORM_REAL only */
} tally_figure;

/** Longest text of a figure, NUL included. */
#define TALLY_FIGURE_TEXT (2 * TALLY_DECIMAL_TEXT)

/** Reads a value column: decimal, `lo..hi`, `a/b`, "" (missing). Status marks and missing marks are
 * the reader's business. */
tally_status tally_figure_parse(const char *text, size_t len, tally_figure *out, tally_error *err);
size_t tally_figure_print(const tally_figure *f, char out[TALLY_FIGURE_TEXT]);
/** A point value in the printed unit: the decimal, the middle of a range, a/b; NaN when missing or
 * BELOW. */
double tally_figure_value(const tally_figure *f);

/** What the figure is measured against: `[metric][@region][/period]`; a part that is not
 * stated is TALLY_NO_CODE / TALLY_BASE_DEFAULT. */
typedef enum { TALLY_BASE_DEFAULT, TALLY_BASE_PREVIOUS, TALLY_BASE_PERIOD } tally_base;

typedef struct {
	int32_t metric;      /**< or TALLY_NO_CODE: the claim's own */
	int32_t region;      /**< or TALLY_NO_CODE: the claim's own */
	tally_base base;     /**< default: the same span a year earlier; PREVIOUS is `/prev` */
	tally_period period; /**< BASE_PERIOD only */
} tally_against;

#define TALLY_AGAINST_TEXT (2 * TALLY_CODE_MAX + TALLY_PERIOD_TEXT + 4)

tally_status tally_against_parse(const char *text, size_t len, const tally_codes *codes,
				 tally_against *out, tally_error *err);
size_t tally_against_print(const tally_against *a, const tally_codes *codes,
			   char out[TALLY_AGAINST_TEXT]);

typedef struct {
	int32_t metric, region; /**< ids in the code lists */
	tally_period period;
	tally_figure figure;
	int32_t unit;      /**< id in the code lists, TALLY_NO_CODE for a fraction without one */
	uint8_t measure;   /**< tally_measure */
	uint8_t qualifier; /**< tally_qualifier */
	uint8_t basis;     /**< tally_basis */
	uint8_t kind;      /**< tally_kind */
	char adjustment;   /**< N (default) S T W Y, 0 = not stated = N */
	char status;       /**< observation status letter, 0 = not stated = A */
	tally_prices prices;
	tally_against against;
	tally_day published; /**< or TALLY_DAY_NONE: always known */
	int32_t source;      /**< text id in the table's pool; 0 = not stated */
	int32_t locator;     /**< text id */
	int32_t note;        /**< text id */
	int32_t batch;       /**< number of the store batch it came from, 0 = none */
	int64_t row;         /**< 1-based row (line) of its input, for stable order and messages */
} tally_claim;

/** A table of claims with the texts they name. Zero-initialise. */
typedef struct {
	tally_claim *items;
	size_t n, capacity;
	tally_pool texts; /**< sources, locators, notes */
} tally_claims;

/** Rows that are each like some claim but for period, figure and line. */
typedef struct {
	size_t n;
	const int32_t *like;        /**< [n] numbers of claims, 0, 1, ..., in the order they came */
	const tally_period *period; /**< [n] */
	const int64_t *mantissa;    /**< [n] of a TALLY_FORM_DECIMAL */
	const uint8_t *decimals;    /**< [n] */
	const uint32_t *line;       /**< [n] counted from behind line `before` */
	int64_t before;
} tally_like_rows;

/** Appends a copy of *claim, whose text ids are of this table's pool. */
tally_status tally_claims_add(tally_claims *table, const tally_claim *claim, tally_error *err);
/** Makes room for `capacity` claims in all, so that so many can be added without moving them. */
tally_status tally_claims_reserve(tally_claims *table, size_t capacity, tally_error *err);
void tally_claims_release(tally_claims *table);

/** A claim with every field "not stated": level, no unit, no source. metric and region
 * TALLY_NO_CODE. */
tally_claim tally_claim_default(void);

/** Order of the canonical CSV: metric code, region code, period, published, source text, locator
 * (line:column and pages by number), then measure, unit, and all other fields, last the input row.
 * Fails for want of memory only, and leaves the table as it was then. */
tally_status tally_claims_sort(tally_claims *table, const tally_codes *codes, tally_error *err);

/** Whether two claims of one table are equal in every field but batch and row. */
bool tally_claim_same(const tally_claim *a, const tally_claim *b);

/** The prices the claim speaks of: its own, or the metric's default for its measure. Level, share,
 * ratio, difference of levels: level_prices; growth, average growth, contribution, index:
 * rate_prices; *_difference and *_ratio of a rate: as the rate. */
tally_prices tally_claim_prices(const tally_claim *claim, const tally_codes *codes);

/** The base period: explicit, previous, or the same span a year earlier. A stock's base is an
 * instant too. */
tally_period tally_claim_base_period(const tally_claim *claim);

/** The interval that the printed figure stands for, in base units (yuan, counts, fractions of one
 * for % and points), after qualifier, rounding, and the source's precision. A MISSING figure gives
 * (-inf, inf). */
tally_interval tally_claim_interval(const tally_claim *claim, const tally_claims *table,
				    const tally_codes *codes, tally_rounding rounding);

/** The same, the precision of the source being known (0: as printed). */
tally_interval tally_claim_interval_within(const tally_claim *claim, const tally_codes *codes,
					   tally_rounding rounding, double precision);

/** The point value in base units; NaN when missing. */
double tally_claim_value(const tally_claim *claim, const tally_codes *codes);

#endif
