/* codes.h: the code lists: metrics, regions, memberships, breaks, units, sources, rules.
 *
 * Code lists are CSV files that a user can edit and extend; core only sees their rows.
 * Ids are positions in the lists: they count up from 0 in the order of the rows and
 * are append-only for the life of a store. Everything the lists hold is owned by
 * tally_codes; strings live as long as it does. Read-only after tally_codes_finish, and then
 * safe to read from many threads. */
#ifndef TALLY_CODES_H
#define TALLY_CODES_H

#include "decimal.h"
#include "diagnostics.h"
#include "period.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Codes are ASCII letters, digits, `_`, `-`, `.` and at most so long. */
#define TALLY_CODE_MAX 32
/** Names and aliases, in bytes. */
#define TALLY_NAME_MAX 256
/** No metric, region, unit: "not stated". */
#define TALLY_NO_CODE (-1)

/** What the numbers of a metric are about; decides what adds up over time. */
typedef enum {
	TALLY_FLOW,    /**< belongs to a span; sub-periods add up */
	TALLY_STOCK,   /**< belongs to an instant: the last day of its period */
	TALLY_AVERAGE, /**< mean over a span: never adds */
	TALLY_INDEX,   /**< relative to a base period: never adds */
	TALLY_RATE,    /**< a ratio, share or intensity: never adds */
} tally_observed;

typedef enum {
	TALLY_PRICES_DEFAULT,  /**< empty: the metric's default for this measure */
	TALLY_PRICES_NONE,     /**< the metric has no prices (counts, kilometres) */
	TALLY_PRICES_CURRENT,  /**< `current` (nominal) */
	TALLY_PRICES_CONSTANT, /**< `constant:2020`, or `constant` with year 0 */
	TALLY_PRICES_CHAINED,  /**< `chained:2015` */
	TALLY_PRICES_PYP,      /**< `pyp`: previous year's */
	TALLY_PRICES_PPP,      /**< `ppp:2017` */
} tally_price_kind;

typedef struct {
	uint8_t kind; /**< tally_price_kind */
	int16_t year; /**< 0: not stated */
} tally_prices;

/** Reads "current", "constant:2020", ... ; "" gives TALLY_PRICES_DEFAULT. */
bool tally_prices_parse(const char *text, size_t len, tally_prices *out);
size_t tally_prices_print(tally_prices p, char out[32]);
bool tally_prices_equal(tally_prices a, tally_prices b);

typedef enum { TALLY_BASIS_UNKNOWN, TALLY_BASIS_PUBLISHED, TALLY_BASIS_COMPARABLE } tally_basis;

typedef enum {
	TALLY_REGIONS_NO,        /**< regions do not add up (the default) */
	TALLY_REGIONS_YES,       /**< they add up exactly within an exhaustive partition */
	TALLY_REGIONS_TOLERANCE, /**< they add up within a relative tolerance */
} tally_regions_add;

/** One row of metrics.csv. */
typedef struct {
	const char *code;
	const char *name_en, *name_zh; /**< "" where there is none */
	const char **aliases;          /**< [n_aliases] other names in any language */
	int n_aliases;
	const char
	    *dimension; /**< money, count, people, energy, length, ratio, ... as in units.csv */
	const char *base_unit; /**< what levels are stored in: yuan, 1, tce, ... */
	tally_observed observed;
	bool signed_values;        /**< may be negative (profit); else levels are >= 0 */
	tally_prices level_prices; /**< default for levels and shares */
	tally_prices rate_prices;  /**< default for growth and contributions */
	tally_basis basis;         /**< default basis of its rates */
	tally_regions_add regions_add;
	double regions_tolerance; /**< relative; 0 unless regions_add says TOLERANCE */
	const char *accounting;   /**< territory, legal-unit, registration, or "" */
	double drift;     /**< typical relative revision of a published level, for soft links */
	bool provisional; /**< made by --define: unit from the file, no rules */
	bool is_ratio; /**< some hard rule gives it as a ratio of others */
} tally_metric;

/** One row of regions.csv. */
typedef struct {
	const char *code;
	const char *name_en, *name_zh;
	const char **aliases;
	int n_aliases;
	bool provisional;
} tally_region;

/** One row of memberships.csv: `member` belongs to `group` in `partition` from..to. */
typedef struct {
	int32_t group, member; /**< region ids */
	const char
	    *partition;     /**< name of the way the group is cut: provinces, four-regions, ... */
	tally_day from, to; /**< TALLY_DAY_NONE: always */
	bool exhaustive;    /**< the partition's members make up the whole group */
} tally_membership;

/** One row of breaks.csv: no row of the network crosses it. */
typedef struct {
	int32_t metric, region; /**< TALLY_NO_CODE: all */
	tally_day date;         /**< first day of the new definition */
	const char *reason;
} tally_break;

/** One spelling of a unit, as printed: 万亿元. value in base = printed * 10^power. */
typedef struct {
	const char *text; /**< the spelling; the store keeps it */
	const char
	    *base; /**< yuan, USD, 1, person, tce, W, m, tce/yuan ... ; `1` for counts, ratios, % */
	int power;
	const char *dimension; /**< money, count, people, ratio, points, energy, ... */
	bool exact; /**< whole numbers without multiplier are exact counts (家, 人, 个) */
	bool provisional;
} tally_unit;

/** One row of sources.csv: a family of sources, by the beginning of their names. */
typedef struct {
	const char *family; /**< `nbs` matches `nbs` and `nbs-2023-10-18` */
	double reliability; /**< weight of trusting it, > 0; 1 where nothing is known */
	double precision; /**< figures computed by a program: widen by this relative amount; 0 = as
			     printed */
} tally_source_family;

typedef enum { TALLY_EQUAL, TALLY_AT_MOST_REL, TALLY_AT_LEAST_REL } tally_relation;

/** `coef_num/coef_den * metric[lag]`, or a bare constant when metric is TALLY_NO_CODE. */
typedef struct {
	int64_t coef_num, coef_den; /**< den >= 1 */
	int32_t metric;
	int lag; /**< in years for flows and stocks by the year, else in periods of the claim: 0, -1
		  */
} tally_term;

typedef enum {
	TALLY_RULE_LINEAR, /**< lhs = sum of terms (or <=, >=) */
	TALLY_RULE_RATIO,  /**< lhs = sum of terms / sum of denominators: a ratio claim on its parts
			    */
	TALLY_RULE_PRODUCT, /**< lhs = a * b, one term each in terms and denominators (volume x
			       deflator) */
} tally_rule_shape;

/** One row of rules.csv. */
typedef struct {
	const char *text; /**< as written: "gdp = gdp_primary + gdp_secondary + gdp_tertiary" */
	tally_rule_shape shape;
	tally_relation relation;
	int32_t lhs; /**< metric id */
	tally_term *terms;
	int n_terms;
	tally_term *denominators;
	int n_denominators;
	tally_day from, to;  /**< holds for periods within; TALLY_DAY_NONE: always */
	const char *source;  /**< only for figures of this source family; "" for all */
	tally_prices prices; /**< only at these prices; DEFAULT: at every price basis apart */
	bool hard;
	double tolerance; /**< relative slack of the rule, 0 = exact */
} tally_rule;

typedef struct tally_codes tally_codes;

tally_codes *tally_codes_new(void); /**< NULL: out of memory */
void tally_codes_free(tally_codes *codes);

/** Adds one row as strings. names[i] is the column of fields[i]; a column that the list does not
 * know, a bad value or a double code is complained of in `list` at file:line and the row is left
 * out. `which` is one of "metrics", "regions", "memberships", "breaks", "units", "sources",
 * "rules". Aliases stand in one field, parted by `|`. memberships, breaks and rules name metrics
 * and regions, so add those first. */
tally_status tally_codes_add_row(tally_codes *codes, const char *which, const char *const *names,
				 const char *const *fields, int n_fields, const char *file,
				 long line, tally_diagnostics *list);

/** Call once when all rows are in: checks what only the whole can tell (an alias with two
 * meanings, groups in a circle, a rule whose metrics have different dimensions) and builds the
 * indexes. */
tally_status tally_codes_finish(tally_codes *codes, tally_diagnostics *list, tally_error *err);

/** Makes an unknown code known for good, without rules (--define). TALLY_EINPUT when it is no code.
 * The id, new or old, is in *out. Allowed after tally_codes_finish. A printed name is not needed.
 */
tally_status tally_codes_define_metric(tally_codes *codes, const char *code, const char *name,
				       const char *base_unit, const char *dimension, int32_t *out,
				       tally_error *err);
tally_status tally_codes_define_region(tally_codes *codes, const char *code, const char *name,
				       int32_t *out, tally_error *err);
tally_status tally_codes_define_unit(tally_codes *codes, const char *text, const char *base,
				     int power, const char *dimension, int32_t *out,
				     tally_error *err);

/** By code, name or alias, ASCII letters in any case; TALLY_NO_CODE when unknown. */
int32_t tally_codes_find_metric(const tally_codes *codes, const char *text, size_t len);
int32_t tally_codes_find_region(const tally_codes *codes, const char *text, size_t len);
/** Exactly as spelled first, then without spaces and in any case. */
int32_t tally_codes_find_unit(const tally_codes *codes, const char *text, size_t len);

/** Counts and members; id must be in range. */
int32_t tally_codes_n_metrics(const tally_codes *codes);
int32_t tally_codes_n_regions(const tally_codes *codes);
int32_t tally_codes_n_units(const tally_codes *codes);
int32_t tally_codes_n_memberships(const tally_codes *codes);
int32_t tally_codes_n_breaks(const tally_codes *codes);
int32_t tally_codes_n_sources(const tally_codes *codes);
int32_t tally_codes_n_rules(const tally_codes *codes);
const tally_metric *tally_codes_metric(const tally_codes *codes, int32_t id);
const tally_region *tally_codes_region(const tally_codes *codes, int32_t id);
const tally_unit *tally_codes_unit(const tally_codes *codes, int32_t id);
const tally_membership *tally_codes_membership(const tally_codes *codes, int32_t i);
const tally_break *tally_codes_break(const tally_codes *codes, int32_t i);
const tally_source_family *tally_codes_source(const tally_codes *codes, int32_t i);
const tally_rule *tally_codes_rule(const tally_codes *codes, int32_t i);

/** The family whose name is the longest beginning of `source` (whole words: `nbs` fits `nbs-2024`,
 * not `nbsx`), or a neutral family (reliability 1, precision 0). Never NULL. */
const tally_source_family *tally_codes_source_of(const tally_codes *codes, const char *source);

/** The metric's name in a language ("zh" or "en"), its code when there is none. */
const char *tally_metric_name(const tally_metric *m, const char *lang);
const char *tally_region_name(const tally_region *r, const char *lang);

/** Whether `text`, which is no name itself, looks like one: note gets what is foreign in it and the name
 * that it looks like, `character 3 is U+0440, which looks like "p"; did you mean "gdp"?`. */
typedef enum { TALLY_NAME_METRIC, TALLY_NAME_REGION, TALLY_NAME_UNIT } tally_name_kind;
#define TALLY_LOOKS_LIKE (96 + 256 + 32)
bool tally_codes_looks_like(const tally_codes *codes, tally_name_kind kind, const char *text,
			    size_t len, char note[TALLY_LOOKS_LIKE]);

/** The known code or name nearest to `text` by edit distance, for "did you mean"; NULL when none is
 * near. */
const char *tally_codes_near_metric(const tally_codes *codes, const char *text);
const char *tally_codes_near_region(const tally_codes *codes, const char *text);
const char *tally_codes_near_unit(const tally_codes *codes, const char *text);

/** The nearest of n words within a third of the length, or NULL. */
const char *tally_near_word(const char *text, const char *const *words, int n);

/** Whether a break of (metric, region) lies in (from, to]: figures of the two days do not compare.
 */
const tally_break *tally_codes_break_between(const tally_codes *codes, int32_t metric,
					     int32_t region, tally_day from, tally_day to);

/** rank[id]: the place of the metric or region when all are put in order of code; malloc'ed, NULL:
 * out of memory. used: [number of metrics or regions] only these are put in order, the others get
 * 0; NULL: all. */
int32_t *tally_metric_ranks(const tally_codes *codes, const bool *used);
int32_t *tally_region_ranks(const tally_codes *codes, const bool *used);

#endif
