/* implied.h: what the published figures imply about one that may not be published. */
#ifndef TALLY_CLI_IMPLIED_H
#define TALLY_CLI_IMPLIED_H

#include "claim.h"
#include "series.h"

/** The tightest bounds of a level as a point without a value: lo and hi in base units, infinite
 * where nothing binds; status 'A', or 'U' when claims had to be set aside or no answer came in
 * time. All claims of the store should be given: any of them may bind. */
tally_status cli_implied(const tally_claims *claims, const tally_codes *codes, int32_t metric,
			 int32_t region, tally_period period, double seconds, tally_point *out,
			 tally_error *err);

#endif
