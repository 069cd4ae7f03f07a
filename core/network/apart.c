/* apart.c: see apart.h. */
#include "network/apart.h"

static void together(bool *alone, int32_t metric)
{
	if (metric != TALLY_NO_CODE)
		alone[metric] = false;
}

void tally_metrics_apart(const tally_codes *codes, bool *alone)
{
	for (int32_t i = 0; i < tally_codes_n_rules(codes); i++) {
		const tally_rule *rule = tally_codes_rule(codes, i);

		together(alone, rule->lhs);
		for (int k = 0; k < rule->n_terms; k++)
			together(alone, rule->terms[k].metric);
		for (int k = 0; k < rule->n_denominators; k++)
			together(alone, rule->denominators[k].metric);
	}
}
