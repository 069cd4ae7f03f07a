/* find.h: what the parts of a check share. Not a public header. */
#ifndef TALLY_FIND_H
#define TALLY_FIND_H

#include "conflict.h"
#include "findings.h"

#include <time.h>

/** A text that grows; out of memory is sticky. */
typedef struct {
	char *bytes;
	size_t n, capacity;
	bool failed;
} tally_text;

void tally_text_add(tally_text *t, const char *format, ...) TALLY_PRINTF(2, 3);
/** The text, to be freed by the caller; NULL when the memory ran out. */
char *tally_text_take(tally_text *t);

/** A check in progress. */
typedef struct {
	const tally_network *net;
	tally_decider *decider;
	tally_queue *queue;
	const tally_check_options *options;
	tally_findings *out;
	uint8_t *verdict; /**< [n_components] tally_verdict */
	struct timespec start;
	bool chinese;
} tally_checker;

/** A new finding at the end of the list; NULL: out of memory. */
tally_finding *tally_finding_add(tally_findings *f, tally_finding_kind kind);
bool tally_finding_claim(tally_finding *f, int32_t claim);
bool tally_finding_assume(tally_finding *f, const char *text);
/** Takes ownership of why and value. */
bool tally_finding_repair(tally_finding *f, int32_t claim, char *why, char *value);

/** Whether the time limit has passed. */
bool tally_checker_late(const tally_checker *c);

/* One file each; they add to c->out. */
tally_status tally_find_clashes(tally_checker *c, tally_error *err);
tally_status tally_find_rate_conflicts(tally_checker *c, tally_error *err);
tally_status tally_find_conditionals(tally_checker *c, tally_error *err);
tally_status tally_find_rebased(tally_checker *c, tally_error *err);
tally_status tally_find_vintages(tally_checker *c, tally_error *err);
tally_status tally_find_strange(tally_checker *c, tally_error *err);
tally_status tally_find_undecided(tally_checker *c, tally_error *err);

/** Repairs of a clash, most plausible first, as repairs of `finding` (whose claims are the
 * clash's). `others`: claims that other clashes of the component set aside. */
tally_status tally_find_repairs(tally_checker *c, const tally_clash *clash, int32_t component,
				const int32_t *others, int32_t n_others, tally_finding *finding,
				tally_error *err);

/** Whether the claims of a clash can be true when their open slots (prices, basis) are read as the
 * siblings of their release state theirs. */
bool tally_other_reading_fits(tally_checker *c, const tally_clash *clash, int32_t component,
			      const int32_t *others, int32_t n_others);

#endif
