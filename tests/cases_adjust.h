/* cases_adjust.h: the kinds of cases of core/adjust, for the table in tool_cases.c. */
#ifndef TALLY_CASES_ADJUST_H
#define TALLY_CASES_ADJUST_H

#include "cases.h"

extern const case_kind case_denton, case_smooth, case_cholette, case_alterability, case_stock;
extern const case_kind case_jdemetra, case_raking, case_disaggregation, case_deviations;
extern const case_kind case_hierarchy, case_constraints, case_temporal, case_together;

#define CASES_OF_ADJUSTMENT                                                                        \
	&case_denton, &case_smooth, &case_cholette, &case_alterability, &case_stock,               \
	    &case_jdemetra, &case_raking, &case_disaggregation, &case_deviations, &case_hierarchy, \
	    &case_constraints, &case_temporal, &case_together

#endif
