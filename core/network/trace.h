/* trace.h: clashes of components that are too large, or not linear enough, for exact explanation.
 *
 * The steps of a propagation that ended with an empty interval are followed back: the rows met
 * hold a conflict among few claims. They are set aside and the rest is searched again, so
 * that disjoint conflicts are found one after the other. A claim of a conflict is a suspect
 * when the others of its set can come back without it.
 */
#ifndef TALLY_TRACE_H
#define TALLY_TRACE_H

#include "conflict.h"

tally_status tally_trace_clashes(tally_decider *d, int32_t component, tally_queue *queue,
				 tally_clashes *out, tally_error *err);

#endif
