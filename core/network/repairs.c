#include "find.h"
tally_status tally_find_repairs(tally_checker *c, const tally_clash *clash, int32_t component,
				const int32_t *others, int32_t n_others, tally_finding *finding,
				tally_error *err)
{
	(void)c;
	(void)clash;
	(void)component;
	(void)others;
	(void)n_others;
	(void)finding;
	(void)err;
	return TALLY_OK;
}
tally_status tally_find_conditionals(tally_checker *c, tally_error *err)
{
	(void)c;
	(void)err;
	return TALLY_OK;
}
tally_status tally_find_strange(tally_checker *c, tally_error *err)
{
	(void)c;
	(void)err;
	return TALLY_OK;
}
