/* calc.h: what the parts of `tally calc` share. */
#ifndef TALLY_CLI_CALC_H
#define TALLY_CLI_CALC_H

#include "cli.h"

#include "store/store.h"
#include "transform/columns.h"

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	bool tsv;
	bool summary;       /**< not the figures, but how many, their mean, ... */
	size_t memory;      /**< bytes, 0: as usual */
	tally_day from, to; /**< what to show */
	const char *into;   /**< store the figures under this metric, or NULL */
} calc;

/** Whether the point lies in the range asked for. */
bool calc_shown(const calc *c, const tally_point *p);

/** Takes out the series that have no point in the range asked for. */
void calc_keep_shown(const calc *c, tally_computed *result);

/* calc_output.c */
void calc_print_tables(const calc *c, const tally_expression *e, const tally_computed *result,
		       size_t n_before);
void calc_print_tsv(FILE *out, const calc *c, const tally_expression *e,
		    const tally_computed *result);
void calc_begin_json(FILE *out, const tally_expression *e, int place);
void calc_print_json(FILE *out, const calc *c, const tally_computed *result, size_t n_before);
/** What --summary prints; all figures of an expression. */
void calc_print_summary(const calc *c, const tally_expression *e, const tally_moments *m);

/** Takes the shown figures of a result in; false: out of memory. */
bool calc_take_moments(const calc *c, const tally_computed *result, tally_moments *m);

/* calc_scan.c */

/** Where results go that are not printed. */
typedef struct calc_batch calc_batch;

/** Works an expression off straight from the columns of the store, in several threads and in
 * bounded memory: lines, JSON, the moments or the batch as asked for. False when it is of no kind
 * that can be done so, and nothing is done. *n_printed: series that came out. *code: the exit code.
 */
bool calc_scan(const calc *c, tally_store *store, const cli_query *q, const tally_expression *e,
	       const tally_expression_options *options, tally_moments *moments, calc_batch *into,
	       size_t *n_printed, int *code);

/* calc_into.c */

/** A batch in the making: computed figures as claims of one metric. */
struct calc_batch {
	const char *metric; /**< its code; an asterisk in it stands for what `*` was */
	tally_codes *codes; /**< of the store; new metrics and units are defined in it */
	tally_batch *rows;
	tally_claims texts; /**< sources and notes; no claims */
	tally_claim frame;  /**< what the figures of a metric share */
	int32_t any;        /**< the metric and unit it was made for, when ready */
	const char *unit;
	bool ready;
	int32_t *last, *days; /**< [capacity], a series as columns */
	double *value;
	char *status;
	size_t capacity;
};

/** Adds the figures that are there; the expression goes into the notes. any: what `*` stands for,
 * or TALLY_NO_CODE. Results of all regions at once have no region and are refused. */
tally_status calc_batch_add(calc_batch *b, const calc *c, const tally_expression *e, int32_t any,
			    const tally_computed *result, tally_error *err);
/** The same for one series as columns. */
tally_status calc_batch_add_columns(calc_batch *b, const tally_expression *e, int32_t any,
				    const tally_series_key *key, const char *unit,
				    const tally_reals *figures, tally_error *err);
void calc_batch_release(calc_batch *b);
/** Appends the batch to the store and says so; returns the exit code. */
int calc_batch_store(calc_batch *b, const cli_globals *g);

#endif
