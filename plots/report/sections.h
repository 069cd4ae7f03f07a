/* sections.h: the parts of a report; each writes one section and leaves out what is not there. */
#ifndef TALLY_REPORT_SECTIONS_H
#define TALLY_REPORT_SECTIONS_H

#include "format.h"
#include "report/doc.h"
#include "report/report.h"

void tally_report_key_figures(const tally_report *r, tally_doc *d);
void tally_report_trends(const tally_report *r, tally_doc *d);
void tally_report_findings(const tally_report *r, tally_doc *d);
void tally_report_safe(const tally_report *r, tally_doc *d);
void tally_report_growth(const tally_report *r, tally_doc *d);
void tally_report_reconciliation(const tally_report *r, tally_doc *d);
void tally_report_bounds(const tally_report *r, tally_doc *d);
void tally_report_revisions(const tally_report *r, tally_doc *d);
void tally_report_data(const tally_report *r, tally_doc *d);

/** The style sheet and the script of the page. */
extern const char tally_report_style[];
extern const char tally_report_script[];

/** What the sections share (words in report/claims.c). */
bool tally_report_wants(const tally_report *r, int32_t metric);
size_t tally_report_max_rows(const tally_report *r);
const char *tally_report_metric(const tally_report *r, int32_t metric);
const char *tally_report_region(const tally_report *r, int32_t region);
/** "44.04 万家" as printed, with its qualifier. */
void tally_report_figure(const tally_report *r, const tally_claim *c, char *out, size_t size);
/** "growth", "share of China", ... ; "" for levels. */
void tally_report_measure(const tally_report *r, const tally_claim *c, char *out, size_t size);
const char *tally_report_source(const tally_report *r, const tally_claim *c);
/** Whether tally itself computed the figure: nobody published it. */
bool tally_report_computed(const tally_report *r, const tally_claim *c);
/** Flags of claims [n]: 1 in a finding that casts doubt on it, 2 superseded by a later release.
 * NULL when out of memory; free() it. */
unsigned char *tally_report_doubts(const tally_report *r);
/** "12.33 trillion yuan", "3.54%". */
void tally_report_value(const tally_report *r, double value, const char *base_unit,
			const char *dimension, char out[128]);

#endif
