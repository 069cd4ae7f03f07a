/* expression.h: the language of `tally calc`.
 *
 *   yoy(gdp)                     every region
 *   yoy(gdp[CN-GD])              one region
 *   rd_expenditure / gdp * 100   arithmetic pairs series by region, frequency and period
 *   gdp[CN-GD] / gdp[CN]         a region named alone stands for every region
 *   sum(gdp[CN/provinces])       the members of a group; an asterisk for the finest partition
 *   gdp / gdp[2010]              a period named alone stands for every period
 *   gdp[CN, prices=constant:2020, adjustment=S, measure=growth, frequency=Q, unit=USD]
 *   rolling(gdp, 4, of=sum)      options by place or by name
 *   yoy(*)                       an asterisk for a metric: every metric, one after the other
 *
 * expr    := term { ("+" | "-") term }
 * term    := factor { ("*" | "/") factor }
 * factor  := ["-"] power
 * power   := atom ["^" factor]
 * atom    := number | "(" expr ")" | NAME "(" arguments ")" | metric { "[" selectors "]" }
 * metric  := NAME | "*"
 *
 * Metrics go by code, name or alias; names with other characters than letters, digits, `_` and
 * `.` stand in double quotes. Units are checked when the text is parsed, before any figure is
 * read, and again for the series found. */
#ifndef TALLY_EXPRESSION_H
#define TALLY_EXPRESSION_H

#include "diagnostics.h"
#include "series.h"
#include "transform/transform.h"

typedef struct tally_expression tally_expression;

/** Parses and checks. TALLY_EUSAGE names the column (in characters, from 1), what was found and
 * what was expected. The expression keeps a pointer to `codes`. */
tally_status tally_expression_parse(const char *text, const tally_codes *codes,
				    tally_expression **out, tally_error *err);
/** The same with `*` standing for the metric `any`; tally_expression_parse takes the first one of
 * the lists. */
tally_status tally_expression_parse_for(const char *text, const tally_codes *codes, int32_t any,
					tally_expression **out, tally_error *err);
/** What `*` stands for, or TALLY_NO_CODE where the text has none. */
int32_t tally_expression_any(const tally_expression *e);
/** Whether every metric of it is `*`. */
bool tally_expression_only_any(const tally_expression *e);
/** The text with the code of a metric in place of `*`, cut to size - 1 bytes; returns its length. */
size_t tally_expression_told(const tally_expression *e, int32_t metric, char *out, size_t size);
/** Lets `*` stand for another metric. False when that one is of another kind or unit: then the text
 * must be parsed again. */
bool tally_expression_ask_for(tally_expression *e, int32_t metric);
void tally_expression_free(tally_expression *e);

const char *tally_expression_text(const tally_expression *e);
const tally_type *tally_expression_type(const tally_expression *e);

/** The metrics it names, each once; owned by the expression. */
size_t tally_expression_metrics(const tally_expression *e, const int32_t **ids);

/** The regions it names when every reference names its regions; 0: any region may be asked for. */
size_t tally_expression_regions(const tally_expression *e, const int32_t **ids);

/** Every region it names. */
size_t tally_expression_named(const tally_expression *e, const int32_t **ids);

/** The transforms it calls, inner ones first; fills out[0..max) and returns how many there are. */
size_t tally_expression_transforms(const tally_expression *e, const tally_transform **out,
				   size_t max);

/** Whether a region's result rests on its own figures and those of the regions named alone, so that
 * regions can be worked off a few thousand at a time. */
bool tally_expression_by_region(const tally_expression *e);

typedef struct {
	const int32_t *regions; /**< [n_regions] for references that name none; none: all */
	size_t n_regions;
	bool skip_missing; /**< aggregates leave missing figures out */
	bool in_parts;     /**< one of many runs: do not note that this one has no figures */
} tally_expression_options;

/** What came out: series in order of region and frequency. key.metric is TALLY_NO_CODE where
 * several metrics went in, key.region where all regions did; key.base_unit belongs to the
 * expression, so free that last. */
typedef struct {
	tally_series *items;
	size_t n;
	tally_point *block;      /**< where the points stand; owned */
	tally_diagnostics notes; /**< regions left out, and why */
} tally_computed;

/** Computes from the series of `set` (tally_series_build). That there are no figures is a result,
 * not an error: out->n is 0 and the notes say what is there instead. */
tally_status tally_expression_run(tally_expression *e, const tally_series_set *set,
				  const tally_expression_options *options, tally_computed *out,
				  tally_error *err);
void tally_computed_release(tally_computed *c);

#endif
