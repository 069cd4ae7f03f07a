/* doc.h: a document written once, as HTML or as Markdown. */
#ifndef TALLY_REPORT_DOC_H
#define TALLY_REPORT_DOC_H

#include "gnuplot.h"
#include "script.h"

#define TALLY_DOC_SECTIONS 16
#define TALLY_DOC_COLUMNS  10

/** One section of the document. */
typedef struct {
	const char *id;    /**< "findings" */
	const char *title; /**< in the language of the document */
	tally_script body;
} tally_doc_section;

typedef struct {
	bool markdown;
	const char *lang;         /**< "zh" or "en" */
	tally_gnuplot *gnuplot;   /**< NULL: charts as text */
	const tally_theme *theme; /**< of the charts */
	tally_doc_section sections[TALLY_DOC_SECTIONS];
	int n_sections;
	int charts, tables; /**< drawn so far: numbers for ids */
	int columns;        /**< of the table at hand */
	bool numeric[TALLY_DOC_COLUMNS];
	tally_script complaints; /**< charts that could not be drawn, one a line */
} tally_doc;

void tally_doc_release(tally_doc *d);
/** Whether memory ran out anywhere. */
bool tally_doc_failed(const tally_doc *d);

/** Starts the next section; what follows goes into it. id and title must outlive the document. */
void tally_doc_begin(tally_doc *d, const char *id, const char *title);

/** All texts are plain: they are cleaned and escaped here. */
void tally_doc_heading(tally_doc *d, const char *text);
void tally_doc_paragraph(tally_doc *d, const char *text);
void tally_doc_list(tally_doc *d, bool start);
void tally_doc_item(tally_doc *d, const char *label, const char *text);
/** A framed note with a title; ended by tally_doc_note_end. kind: a CSS class of the frame. */
void tally_doc_note(tally_doc *d, const char *kind, const char *title);
void tally_doc_note_end(tally_doc *d);
/** One large figure with its name below and a remark. */
void tally_doc_card(tally_doc *d, const char *value, const char *name, const char *remark);

/** A table that sorts and filters: align has a letter a column, 'l' or 'r'. */
void tally_doc_table(tally_doc *d, const char *caption, int n, const char *const *heads,
		     const char *align);
void tally_doc_row(tally_doc *d, const char *const *cells);
void tally_doc_table_end(tally_doc *d);

/** Draws a chart in place. One that fails is named in `complaints` and in the text. */
void tally_doc_chart(tally_doc *d, const tally_chart *chart, double width, double height);

/** The script of the section at hand, for what has no function of its own. */
tally_script *tally_doc_body(tally_doc *d);

#endif
