/* calc.h: what the parts of `tally calc` share. */
#ifndef TALLY_CLI_CALC_H
#define TALLY_CLI_CALC_H

#include "cli.h"

#include "store/store.h"
#include "transform/expression.h"

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	bool tsv;
	tally_day from, to; /**< what to show */
	const char *into;   /**< store the figures under this metric, or NULL */
} calc;

/** Whether the point lies in the range asked for. */
bool calc_shown(const calc *c, const tally_point *p);

/* calc_output.c */
void calc_print_tables(const calc *c, const tally_expression *e, const tally_computed *result,
		       size_t n_before);
void calc_print_tsv(const calc *c, const tally_expression *e, const tally_computed *result);
void calc_begin_json(const tally_expression *e, int place);
void calc_print_json(const calc *c, const tally_computed *result, size_t n_before);

/* calc_into.c */

/** A batch in the making: computed figures as claims of one metric. */
typedef struct {
	const char *metric; /**< its code */
	tally_codes *codes; /**< of the store; new metrics and units are defined in it */
	tally_claims claims;
	int32_t metric_id, note, source;
} calc_batch;

/** Adds the figures that are there; the expression goes into the notes. Results of all regions at
 * once have no region and are refused. */
tally_status calc_batch_add(calc_batch *b, const calc *c, const tally_expression *e,
			    const tally_computed *result, tally_error *err);
/** Appends the batch to the store and says so; returns the exit code. */
int calc_batch_store(calc_batch *b, const cli_globals *g);

#endif
