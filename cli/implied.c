/* implied.c: bounds of one level as a point of a series. */
#include "implied.h"

#include "network/bounds.h"

#include <math.h>

tally_status cli_implied(const tally_claims *claims, const tally_codes *codes, int32_t metric,
			 int32_t region, tally_period period, double seconds, tally_point *out,
			 tally_error *err)
{
	tally_network_options options = tally_network_options_default();
	tally_question question = {.what = TALLY_ASK_LEVEL,
				   .metric = metric,
				   .region = region,
				   .period = period,
				   .whole_metric = metric,
				   .whole_region = region};
	tally_answer answer = {0};
	tally_status status =
	    tally_bounds(claims, codes, &options, &question, seconds, &answer, err);
	*out = (tally_point){.period = period,
			     .value = NAN,
			     .lo = status ? NAN : answer.lo,
			     .hi = status ? NAN : answer.hi,
			     .status = answer.status == TALLY_BOUNDS_OK ? 'A' : 'U',
			     .published = TALLY_DAY_NONE,
			     .claim = -1};
	tally_answer_release(&answer);
	return status;
}
