/* build.h: what the parts of the network's builder share. Not a public header.
 *
 * Adding is sticky: after the memory ran out nothing is added any more and `failed` is set, so
 * that the parts need not check each step. */
#ifndef TALLY_NETWORK_BUILD_H
#define TALLY_NETWORK_BUILD_H

#include "network.h"

/** A base of a release and the level published for the same cell. */
typedef struct {
	int32_t base;  /**< column */
	int32_t claim; /**< the rate that was measured against it */
	uint8_t basis; /**< tally_basis */
	bool later;    /**< not a base: a level that was published after the release */
	tally_cell published;
} tally_base_link;

typedef struct {
	tally_network *net;
	bool failed;
	tally_cells done;  /**< rule instances that have their rows; metric = -(rule + 2) */
	tally_cells rates; /**< rate unknowns by their parts */
	tally_base_link *links;
	int32_t n_links, cap_links;
} tally_builder;

/** array[capacity] of items of a size grows to hold n; false: out of memory. */
bool tally_grow(void **array, size_t n, size_t item_size, int32_t *capacity);

/** The column of a cell, made when it is not there yet. */
int32_t tally_build_column(tally_builder *b, const tally_cell *cell);
/** A column that no cell names: a rest, a rate. */
int32_t tally_build_fresh(tally_builder *b, double floor);
/** The index of a coefficient num/den. */
int16_t tally_build_coefficient(tally_builder *b, int64_t num, int64_t den);
/** Adds a row; entries of one column are merged, a row with TALLY_NO_COLUMN is left out. Works out
 * the sign of its denominator. */
void tally_build_row(tally_builder *b, tally_row row, const tally_entry *entries, int n);

/** A row prototype of an origin: everything else zero, ends infinite. */
tally_row tally_row_from(tally_origin origin, int32_t id);

/** vintages.c: releases and the state of every claim. */
void tally_build_vintages(tally_builder *b);
/** claim_rows.c: the rows of all claims in force. */
void tally_build_claims(tally_builder *b);
/** accounting.c: the rows of the rules, among cells that are there or follow from them. */
void tally_build_rules(tally_builder *b);
/** spans.c: sub-periods of flows add up; cumulative figures never fall. */
void tally_build_spans(tally_builder *b);
/** components.c: who hangs together. */
void tally_build_components(tally_builder *b);

/** accounting.c: the ratio rule that defines a metric at a period and prices, or NULL. */
const tally_rule *tally_ratio_rule(const tally_codes *codes, int32_t metric, tally_period period,
				   tally_prices prices);
/** The cell of a rule's term for an instance at `place` (whose period is the instance's). */
tally_cell tally_term_cell(const tally_codes *codes, const tally_rule *rule, const tally_term *term,
			   const tally_cell *place);

#endif
