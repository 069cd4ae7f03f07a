/* zones.c: kinds of zones and the groups of them that a text speaks of.
 *
 * 湖南9家国家高新区, 全省国家高新区 and, in a text about these, 9家国家高新区 are the zones of
 * Hunan: the lists have them as CN-HN-HTZ beside CN-HN. The zones of the north-east (CN-HTZ-NE) are
 * such a group too; a single zone (CN-HTZ-CD) is none. */
#include "values.h"

#include <stdio.h>
#include <string.h>

/* No place has more: Jiangsu has 18. */
#define ZONES_OF_A_PLACE 30

static const char *code_of_region(const document *d, int32_t region)
{
	return region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;
}

/* Regions of which zones are counted, by their codes. */
static bool is_kind_of_zone(const char *code)
{
	return strcmp(code, "CN-HTZ") == 0 || strcmp(code, "CN-NIDZ") == 0 ||
	       strcmp(code, "CN-ETDZ") == 0;
}

static bool ends_in_kind(const char *code)
{
	size_t n = strlen(code);

	return n > 7 && strcmp(code + n - 4, "-HTZ") == 0;
}

/* CN-HTZ-NE is a group of zones, CN-HTZ-CD one of them. */
static bool is_group(const document *d, int32_t kind, int32_t here)
{
	int32_t n = tally_codes_n_memberships(d->lex->codes);

	for (int32_t i = 0; i < n; i++) {
		const tally_membership *m = tally_codes_membership(d->lex->codes, i);

		if (m->group == kind && m->member == here)
			return strcmp(m->partition, "zones") != 0;
	}
	return false;
}

int32_t zones_of(const document *d, int32_t kind, int32_t here)
{
	const char *zone = code_of_region(d, kind), *where = code_of_region(d, here);
	char text[2 * TALLY_CODE_MAX];
	size_t n = strlen(zone);

	if (!is_kind_of_zone(zone))
		return TALLY_NO_CODE;
	if (strncmp(where, zone, n) == 0 && where[n] == '-' && is_group(d, kind, here))
		return here;
	if (strcmp(zone, "CN-HTZ") == 0 && ends_in_kind(where))
		return here;
	if (strncmp(where, "CN-", 3) != 0 || where[3] == '\0' || where[5] != '\0')
		return TALLY_NO_CODE; /* no province */
	int length = snprintf(text, sizeof text, "%s%s", where, zone + 2);

	return tally_codes_find_region(d->lex->codes, text, (size_t)length);
}

bool zones_are_few(const document *d, const token *count)
{
	const quantity *q = &d->s.quantities[count->ref];

	return q->kind == U_COUNT && q->power == 0 && q->first.decimals == 0 &&
	       q->first.mantissa <= ZONES_OF_A_PLACE;
}
