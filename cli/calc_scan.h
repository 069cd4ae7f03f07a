/* calc_scan.h: an expression being worked off over the columns of a store: what calc_scan.c and
 * calc_ranks.c share. */
#ifndef TALLY_CLI_CALC_SCAN_H
#define TALLY_CLI_CALC_SCAN_H

#include "calc.h"

#include "store/scan.h"

#include <pthread.h>

/* A series computed as columns, to be stored: rows row .. row + n - 1 of the block, figures at ..
 * of the part. */
typedef struct {
	tally_series_key key;
	int32_t any;
	size_t row, n, at;
} stored;

/* A result to be stored. */
typedef struct {
	tally_computed computed;
	int32_t any;
} kept;

/* Groups from .. to - 1 of the block, and what came of them. */
typedef struct {
	size_t from, to;
	char *text;
	size_t n_text;
	tally_moments moments;
	tally_diagnostics notes;
	size_t n_series;
	stored *stored; /* --into, through kernels */
	size_t n_stored, n_values, cap_stored, cap_values;
	double *value;
	char *state;
	kept *kept; /* --into, through claims */
	size_t n_kept;
	tally_status status;
	tally_error err;
} part;

typedef struct {
	const calc *c;
	const tally_expression *e;
	const tally_expression_options *options;
	const tally_codes *codes;
	tally_series_query query;
	tally_selection what;
	tally_scan *scan;
	tally_scan_block block;
	uint8_t *simple; /* [n_groups] of the block: nothing to choose */
	size_t cap_simple;
	tally_kernel kernel; /* NONE: points are wanted, or the expression is none */
	bool whole_metrics;
	part *parts;
	size_t n_parts, cap_parts;
	pthread_mutex_t lock;
	struct worker *idle;
	tally_moments *moments;
	calc_batch *into;
	size_t n_series;
	FILE *words;         /* where notes go */
	tally_status status; /* of what came from several processes */
	tally_error *err;
} scanning;

/** Works on the block that the scan has loaded: s->parts[s->n_parts] are made. */
tally_status calc_scan_block(scanning *s, tally_error *err);
/** Takes what came of one part: in order of the parts. */
tally_status calc_scan_take(scanning *s, part *p, tally_error *err);
/** Takes those of the block and forgets them. */
tally_status calc_scan_take_parts(scanning *s, tally_error *err);
void calc_scan_forget(scanning *s);
void calc_scan_tell(scanning *s, const char *note);
/** The columns that every block needs. */
uint32_t calc_scan_columns(const scanning *s);

/* calc_ranks.c: by several processes */

/** Blocks in turn; the first process takes the parts of all. */
tally_status calc_scan_in_turn(scanning *s, const tally_ranks *ranks, tally_error *err);
/** A stretch of the blocks for each process, which keeps what it makes of them. */
tally_status calc_scan_stretch(scanning *s, const tally_ranks *ranks, tally_error *err);

#endif
