/* findings.h: does it tally? What a network's claims say against each other.
 *
 * tally_check builds the network of all claims in force, decides every component and tells what it
 * found: kinds, claims, assumptions, arithmetic in words, repairs.
 */
#ifndef TALLY_FINDINGS_H
#define TALLY_FINDINGS_H

#include "network.h"
#include "ranks.h"

#include <stdint.h>

typedef enum {
	TALLY_FINDING_CONTRADICTION, /**< claims of one release that cannot all be true */
	TALLY_FINDING_CONDITIONAL, /**< impossible under one reading of an open slot, possible under
			      another */
	TALLY_FINDING_CONFLICT,  /**< claims of several sources or releases that cannot all be true
				  */
	TALLY_FINDING_REBASED,   /**< a rate and two printed levels imply another base */
	TALLY_FINDING_REVISION,  /**< a later vintage changed figures */
	TALLY_FINDING_STALE,     /**< rates that rest on superseded levels */
	TALLY_FINDING_STRANGE,   /**< possible, but an implied figure is far from its neighbours */
	TALLY_FINDING_UNDECIDED, /**< what the relaxation or the time limit left open */
} tally_finding_kind;

/** "contradiction", ... */
const char *tally_finding_kind_name(tally_finding_kind kind);

/** A change that restores consistency. */
typedef struct {
	int32_t claim; /**< index into the finding's claims, -1: the whole document */
	char *why;     /**< what would have to be the case */
	char *value;   /**< the figure that would do it, as printed; "" when none is changed */
} tally_repair;

typedef struct {
	tally_finding_kind kind;
	int32_t *claims; /**< [n_claims] indices into the table of claims; suspects first */
	int32_t n_claims;
	int32_t n_suspects; /**< the first so many are told apart by no arithmetic */
	char **assumptions; /**< [n_assumptions] under which it is found */
	int32_t n_assumptions;
	char *text;
	tally_repair *repairs; /**< [n_repairs] most plausible first */
	int32_t n_repairs;
	int32_t cap_claims, cap_assumptions, cap_repairs;
} tally_finding;

typedef struct {
	tally_finding *items; /**< [n] contradictions first, then in the order of the kinds */
	int32_t n, capacity;
	int64_t claims;     /**< claims in the network */
	int64_t components; /**< connected components with a row */
	bool timed_out;     /**< some components were left undecided for lack of time */
	int64_t unchecked;  /**< claims left out for lack of memory (by callers that go part by part) */
} tally_findings;

typedef struct {
	tally_network_options network;
	const char *lang; /**< "en" or "zh" */
	double seconds;   /**< time limit of the whole check, 0: none */
	int threads;      /**< 0: as many as there are processors */
	/** Processes that check the same claims together; the findings are the first one's. NULL:
	 * none. */
	const tally_ranks *ranks;
} tally_check_options;

tally_check_options tally_check_options_default(void);

/** Checks the claims. *out is released by the caller whatever the status. */
tally_status tally_check(const tally_claims *claims, const tally_codes *codes,
			 const tally_check_options *options, tally_findings *out, tally_error *err);
void tally_findings_release(tally_findings *f);

/** The findings as bytes for another process, malloc'ed; and back, n of them behind those that are
 * there. *used: bytes of the message that they took. */
tally_status tally_findings_pack(const tally_findings *f, tally_message *out, tally_error *err);
tally_status tally_findings_unpack(const char *bytes, int32_t n, tally_findings *out, size_t *used,
				   tally_error *err);

/** Number of findings of a kind. */
int32_t tally_findings_count(const tally_findings *f, tally_finding_kind kind);

#endif
