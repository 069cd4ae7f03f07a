/* named.h: which metrics and regions a user's words name.
 *
 * A word that names nothing is TALLY_EUSAGE with the nearest known one; a wildcard that fits
 * nothing as well, because an empty answer would be taken for an empty store. */
#ifndef TALLY_NAMED_H
#define TALLY_NAMED_H

#include "codes.h"

/** Ids, each once, in the order they were named. Zero-initialise; release with free(items). */
typedef struct {
	int32_t *items;
	int n;
} tally_ids;

/** The one metric or region of a code, name or alias. */
tally_status tally_named_metric(const tally_codes *codes, const char *text, int32_t *out,
				tally_error *err);
tally_status tally_named_region(const tally_codes *codes, const char *text, int32_t *out,
				tally_error *err);

/** Appends `gdp`, a name, `gdp_*` (all codes of that form), or several parted by commas. */
tally_status tally_named_metrics(const tally_codes *codes, const char *text, tally_ids *out,
				 tally_error *err);
/** Appends a code or name, `CN-*` (all codes of that form), `CN/` and a star: the members of a
 * group at any time, in any partition; two stars: the group and everything below it. */
tally_status tally_named_regions(const tally_codes *codes, const char *text, tally_ids *out,
				 tally_error *err);

#endif
