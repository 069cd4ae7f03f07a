/* compass.c: the parts of the country: 东部, 中部, 西部, 东北.
 *
 * 东、中、西部 says the common character once, with the last. What is said of one part holds for
 * its paragraph: the next one speaks of where the text was before. */
#include "values.h"

#include <string.h>

/* The word of the region that this point of the compass begins (东 -> 东部), or -1. */
static int32_t part_word(const document *d, uint32_t point)
{
	const uint32_t name[2] = {point, 0x90e8}; /* 部 */
	size_t length = 0;

	if (point != 0x4e1c && point != 0x4e2d && point != 0x897f) /* 东, 中, 西 */
		return -1;
	int32_t found =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_REGION), name, 2, &length);

	return length == 2 ? found : -1;
}

/* Behind token i only such points and list signs stand before a part of the country. */
static bool part_follows(const document *d, size_t i)
{
	const token *t = d->s.tokens;

	for (; i + 2 < d->s.n_tokens && list_sign(&t[i + 1]); i += 2) {
		if (word_is(&t[i + 2], W(W_REGION)))
			return compass_part(d, word_of(d, &t[i + 2])->region);
		if (t[i + 2].to != t[i + 2].from + 1)
			return false;
	}
	return false;
}

bool compass_part(const document *d, int32_t region)
{
	static const char *const parts[] = {"CN-E", "CN-C", "CN-W", "CN-NE", "CN-CW"};
	const char *code =
	    region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;

	return name_among(code, parts, sizeof parts / sizeof *parts);
}

bool zones_of_part(const document *d, int32_t region)
{
	static const char *const parts[] = {"CN-HTZ-E", "CN-HTZ-C", "CN-HTZ-W", "CN-HTZ-NE"};
	const char *code =
	    region == TALLY_NO_CODE ? "" : tally_codes_region(d->lex->codes, region)->code;
	bool listed = false;

	for (int i = 0; i < d->n_listed && !d->listed_name[0]; i++)
		listed = listed || d->listed[i].region == region;
	return listed && name_among(code, parts, sizeof parts / sizeof *parts);
}

bool cluster_in_passing(const document *d, int32_t region)
{
	static const char *const clusters[] = {"JJJ",  "YRD", "PRD",  "GBA",
					       "YREB", "YRB", "CYEC", "CY"};

	if (!d->chinese || region == TALLY_NO_CODE)
		return false;
	const char *code = tally_codes_region(d->lex->codes, region)->code;

	code += strncmp(code, "CN-", 3) == 0 ? 3 : 0;
	code += strncmp(code, "HTZ-", 4) == 0 ? 4 : 0;
	return name_among(code, clusters, sizeof clusters / sizeof *clusters) &&
	       d->former_region.region != TALLY_NO_CODE && d->headed.region != region &&
	       d->about != region && d->home != region;
}

void compass_points(document *d)
{
	if (!(d->s.classes & W(W_REGION)))
		return;
	for (size_t i = 0; i + 2 < d->s.n_tokens; i++) {
		token *t = &d->s.tokens[i];

		if (t->to != t->from + 1 || t->kind == T_MARK || t->kind == T_QUANTITY ||
		    !list_sign(t + 1))
			continue;
		int32_t part = part_word(d, d->s.text.cp[t->from]);

		if (part < 0 || !part_follows(d, i))
			continue;
		t->kind = T_WORD;
		t->classes = d->lex->words[part].classes;
		t->ref = part;
	}
}
