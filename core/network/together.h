/* together.h: components of one network shared among processes. Each process has the whole network;
 * a component is decided, explained or reconciled by one of them, and all learn what came of it. */
#ifndef TALLY_TOGETHER_NETWORK_H
#define TALLY_TOGETHER_NETWORK_H

#include "find.h"
#include "ranks.h"

/** The components from .. to - 1 that are this process's: about as many rows as the others have.
 * ranks NULL: all. */
void tally_components_of(const tally_network *net, const tally_ranks *ranks, int32_t *from,
			 int32_t *to);

/** Verdicts and intervals of all components, each from the process that has it. Called by all. */
tally_status tally_share_verdicts(tally_checker *c, const tally_ranks *ranks, tally_error *err);

/** Explains one component: what it adds to c->out is all that it says. */
typedef tally_status (*tally_explain_one)(tally_checker *c, int32_t component, tally_error *err);

/** Calls explain for the components in order, as one process would: where what it says depends on
 * how many findings there are already, that is on whether there are more than `most`, too. Called
 * by all, with the same components. */
tally_status tally_explain_together(tally_checker *c, const tally_ranks *ranks,
				    const int32_t *components, int32_t n, int32_t most,
				    tally_explain_one explain, tally_error *err);

#endif
