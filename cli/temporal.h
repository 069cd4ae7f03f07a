/* temporal.h: the figures of one region by years, half-years, quarters and months as a hierarchy.
 */
#ifndef TALLY_TEMPORAL_H
#define TALLY_TEMPORAL_H

#include "adjust/hierarchy.h"
#include "evaluated.h"

/** Reconciles, region by region and block by block of the coarsest frequency, every block whose
 * periods are all there by every frequency that the region has; adds lines (base, reconciled,
 * change) and the worst miss of a sum. method: structural, ols or bottom-up. TALLY_EINPUT when no
 * region has a complete block by two frequencies or more. */
tally_status cli_hierarchy_temporal(const cli_evaluated *e, const tally_codes *codes,
				    tally_hierarchy_method method, bool non_negative,
				    cli_lines *lines, tally_error *err);

#endif
