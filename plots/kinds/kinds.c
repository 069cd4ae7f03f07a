/* kinds.c: the table of chart kinds. */
#include "kinds.h"

#include <string.h>

extern const tally_chart_kind tally_kind_trend;

static const tally_chart_kind *const kinds[] = {&tally_kind_trend};

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
