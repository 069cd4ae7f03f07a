/* check_parts.h: a store checked part by part, in bounded memory.
 *
 * Metrics that can be checked apart from all others (core/network/apart.h) are taken some at a
 * time, in order of code; all others are one part and come first. */
#ifndef TALLY_CLI_CHECK_PARTS_H
#define TALLY_CLI_CHECK_PARTS_H

#include "network/findings.h"
#include "store/store.h"

/** Bytes that a check takes for each figure, about. */
#define CHECK_BYTES_A_FIGURE 400

/** Checks all that the store has, with about `memory` bytes, when not more than that hangs together
 * (else says so on stderr). kept: the claims that the findings name; findings of a kind follow the
 * order of the parts. Both are released by the caller whatever the status. */
tally_status cli_check_in_parts(tally_store *store, const tally_check_options *options,
				size_t memory, tally_claims *kept, tally_findings *out,
				tally_error *err);

#endif
