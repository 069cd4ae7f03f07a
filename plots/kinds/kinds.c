/* kinds.c: the table of chart kinds. */
#include "kinds.h"

#include <string.h>

extern const tally_chart_kind tally_kind_trend, tally_kind_growth, tally_kind_share,
    tally_kind_ranking, tally_kind_multiples, tally_kind_heat, tally_kind_scatter, tally_kind_fan,
    tally_kind_dumbbell, tally_kind_bounds, tally_kind_lorenz, tally_kind_shiftshare;

static const tally_chart_kind *const kinds[] = {
    &tally_kind_trend,     &tally_kind_growth, &tally_kind_share,   &tally_kind_ranking,
    &tally_kind_multiples, &tally_kind_heat,   &tally_kind_scatter, &tally_kind_fan,
    &tally_kind_dumbbell,  &tally_kind_bounds, &tally_kind_lorenz,  &tally_kind_shiftshare};

const tally_chart_kind *tally_chart_kind_at(size_t i)
{
	return i < sizeof kinds / sizeof *kinds ? kinds[i] : NULL;
}

const tally_chart_kind *tally_chart_kind_find(const char *name)
{
	const tally_chart_kind *kind;
	for (size_t i = 0; (kind = tally_chart_kind_at(i)) != NULL; i++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}
