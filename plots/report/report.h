/* report.h: one page that tells the whole story of a store.
 *
 * Contents: key figures, trends, what the check found by kind, the figures safe to quote,
 * printed growth beside the growth that levels imply, reconciliation, bounds on what nobody
 * published, revisions, and all data. As HTML the page is one file without any outside reference:
 * charts are inline SVG in the page's own colours (light, dark, print), tables sort and filter, the
 * data can be saved as CSV. As Markdown the charts are drawn with characters. */
#ifndef TALLY_REPORT_H
#define TALLY_REPORT_H

#include "gnuplot.h"
#include "network/findings.h"
#include "script.h"
#include "series.h"

/** A figure nobody published and where it must lie. */
typedef struct {
	int32_t metric, region;
	tally_period period;
	double lo, hi;     /**< base units; infinite when unbounded */
	bool inconsistent; /**< holds only after claims were set aside */
} tally_report_bound;

typedef struct {
	const tally_codes *codes;
	const tally_claims *claims;     /**< in canonical order */
	const tally_series_set *series; /**< picked from claims, all kinds */
	const tally_findings *findings; /**< NULL: not checked */
	const tally_report_bound *bounds;
	size_t n_bounds;
	const int32_t *metrics; /**< [n_metrics] those to show; none: all */
	size_t n_metrics;
	size_t max_charts; /**< of trends; 0: 200 */
	size_t max_rows;   /**< of each table; 0: 1000 (the CSV always holds all) */
	const char *title; /**< NULL: made */
	const char *lang;  /**< "zh" or "en" */
	tally_day as_of;   /**< told; TALLY_DAY_NONE: the newest */
	const char
	    *template_text; /**< HTML with {{lang}} {{title}} {{style}} {{contents}} {{sections}}
			      {{script}} and {{section:ID}}; NULL: the built-in page */
	const char *csv;    /**< the data as canonical CSV, for the download; NULL: none */
	bool markdown;
} tally_report;

/** Writes the report. gnuplot may be NULL: charts are then drawn with characters. Charts that could
 * not be drawn are named in *complaints (one a line, appended) and the rest is still
 * written. TALLY_EINPUT for a template with an unknown or unclosed {{...}}. */
tally_status tally_report_write(const tally_report *r, tally_gnuplot *gnuplot, tally_script *out,
				tally_script *complaints, tally_error *err);

#endif
