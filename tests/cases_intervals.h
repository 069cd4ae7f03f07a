/* cases_intervals.h: the system of a case of levels and figures, for the kinds that share it. */
#ifndef TALLY_CASES_INTERVALS_H
#define TALLY_CASES_INTERVALS_H

#include "cases.h"
#include "network/system.h"

/** in_levels, in_identities and in_figures as columns, hard rows and claims (in the same order). */
void interval_system(case_dir *dir, tally_rounding rounding, tally_system *s);
/** The row of in_levels, that is the column, of a level; -1 when there is none. */
int interval_level(case_dir *dir, const char *name, size_t len);

#endif
