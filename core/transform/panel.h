/* panel.h: what the parts of the evaluator share: a node's series, and the run they belong to. */
#ifndef TALLY_TRANSFORM_PANEL_H
#define TALLY_TRANSFORM_PANEL_H

#include "transform/families.h"
#include "transform/tree.h"

/** What a node yields: series in the order of regions. */
typedef struct {
	tally_series *items; /**< owned; base_unit and points may be borrowed */
	size_t n;
	tally_point *block; /**< owned, NULL for references */
	size_t block_n, block_used;
	bool scalar; /**< `number` for every period of every region */
	double number;
	bool named;    /**< one region that stands for all */
	bool timeless; /**< one point that stands for all periods */
} panel;

/** One evaluation. */
typedef struct {
	tally_expression *e;
	const tally_series_set *set;
	const tally_expression_options *options;
	tally_diagnostics *notes;
	tally_error *err;
} run;

/* panel.c */
tally_status panel_alloc(run *r, panel *p, size_t n_series, size_t n_points);
void panel_release(panel *p);
/** The next series of a panel, its points at the end of the block. */
tally_series *panel_next(panel *p, const tally_series_key *key);
/** Counts it in, when it has points. */
void panel_keep(panel *p, const tally_series *s);
/** A unit's text that lives as long as the expression. */
const char *panel_keep_unit(run *r, const char *text);
/** Whether a reference that names no regions means the series. */
bool reference_fits(const tally_expression *e, const node_reference *ref,
		    const tally_series_key *key);
/** The series that a reference means. */
tally_status evaluate_reference(run *r, const node *n, panel *out);

/* combine.c */
typedef tally_status (*pair_function)(run *r, const node *n, const panel *left, const panel *right,
				      const tally_series *a, const tally_series *b, panel *out);
/** Calls f for every pair; the side that names one region stands for all of the other's. */
tally_status evaluate_each_pair(run *r, const node *n, const panel *left, const panel *right,
				pair_function f, panel *out);
/** Arithmetic on the points of a pair. */
tally_status evaluate_pair_of_nodes(run *r, const node *n, const panel *left, const panel *right,
				    const tally_series *a, const tally_series *b, panel *out);
/** A number on one side. */
tally_status evaluate_with_number(run *r, const node *n, const panel *left, const panel *right,
				  panel *out);
tally_ranged evaluate_operator(node_kind kind, tally_ranged a, tally_ranged b);
/** The unit of a op b. */
const char *evaluate_unit(run *r, const node *n, const char *a, const char *b);

/* regions.c */
tally_status evaluate_across(run *r, const node *n, const panel *in, panel *out);

#endif
