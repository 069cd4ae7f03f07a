/* home.c: where a text is at home: the place that is meant when a clause names none.
 *
 * The caller may say it; else the title does (浙江省国民经济和社会发展统计公报). Chinese text
 * without either speaks of the nation, unless it says 全省 or 全市 of a place that it does not
 * name: then nothing is known. 全省 means the home only when the home is a 省. */
#include "reading.h"

#include <string.h>

/* The last character of a name in UTF-8: 省 of 浙江省. */
static const char *last_character(const char *text)
{
	size_t n = strlen(text);

	while (n > 0 && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
		n--;
	return n > 0 ? text + n - 1 : text;
}

/* Whether some name of the region ends with the local word's last character. */
static bool is_kind(const document *d, const token *local, const tally_region *r)
{
	const block *text = &d->s.text;

	if (text_at(text->cp, text->n, local->to - 1, last_character(r->name_zh)))
		return true;
	for (int i = 0; i < r->n_aliases; i++)
		if (text_at(text->cp, text->n, local->to - 1, last_character(r->aliases[i])))
			return true;
	return false;
}

/* "National Bureau of Statistics of China", "Office for National Statistics" */
static bool publisher(const document *d)
{
	if (d->chinese)
		return false;
	for (size_t i = 0; i < d->s.n_tokens; i++)
		if (text_at_any(d->s.text.cp, d->s.text.n, d->s.tokens[i].from,
				"bureau of statistics|statistics bureau|national statistics"))
			return true;
	return false;
}

void home_from_title(document *d)
{
	int32_t found = TALLY_NO_CODE;

	if (d->home != TALLY_NO_CODE || d->counts->paragraphs > 3)
		return;
	if (!(classes_in(d, 0, d->s.n_tokens) & W(W_TITLE)) && !publisher(d))
		return;
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];

		if (!word_is(t, W(W_REGION)))
			continue;
		if (found != TALLY_NO_CODE && word_of(d, t)->region != found)
			return; /* two places: neither is home */
		found = word_of(d, t)->region;
	}
	d->home = found;
}

region_slot home_region(const document *d)
{
	int32_t nation = d->chinese && !d->local_unnamed ? d->lex->china : TALLY_NO_CODE;

	if (!d->chinese)
		nation = d->nation;
	int32_t id = d->home != TALLY_NO_CODE ? d->home : nation;

	return (region_slot){
	    .region = id,
	    .mark = {.origin = id == TALLY_NO_CODE ? TALLY_SLOT_EMPTY : TALLY_SLOT_DEFAULT}};
}

region_slot home_of_local(document *d, const token *local)
{
	if (d->home != TALLY_NO_CODE &&
	    is_kind(d, local, tally_codes_region(d->lex->codes, d->home)))
		return home_region(d);
	d->local_unnamed = d->local_unnamed || d->home == TALLY_NO_CODE;
	return (region_slot){.region = TALLY_NO_CODE};
}
