/* kinds.h: the kinds of chart: series of the model in, chart descriptions out. */
#ifndef TALLY_KINDS_H
#define TALLY_KINDS_H

#include "chart.h"
#include "error.h"
#include "series.h"

/** What a chart is made of. */
typedef struct {
	const tally_codes *codes;
	const tally_claims *claims; /**< the table the series were picked from; for sources and
				       earlier vintages; NULL: none are shown */
	const tally_series *series; /**< [n] values in base units */
	size_t n;
	const char *lang;      /**< "zh" or "en" */
	const char *coverage;  /**< told in the subtitle ("178 zones"), NULL: nothing */
	const char *title;     /**< NULL: made from the metrics and regions */
	tally_day as_of;       /**< told in the footer; TALLY_DAY_NONE: the newest */
	tally_period at, base; /**< ranking, share: the period shown and the one compared with;
				  last == TALLY_DAY_NONE: chosen from the data */
} tally_kind_input;

typedef struct {
	const char *name;    /**< "trend" */
	const char *summary; /**< one line for the help */
	const char *takes;   /**< which series it wants, in words */
	/** Builds the chart; the caller frees *out. TALLY_EINPUT when there is nothing it could
	 * draw, with the reason. */
	tally_status (*build)(const tally_kind_input *in, tally_chart **out, tally_error *err);
} tally_chart_kind;

/** The kinds in the order of the help; NULL behind the last. */
const tally_chart_kind *tally_chart_kind_at(size_t i);
const tally_chart_kind *tally_chart_kind_find(const char *name);

#endif
