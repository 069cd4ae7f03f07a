/* towns.c: county-level cities by their short names.
 *
 * The lists have them in full (太仓市), for 安宁, 东方 and 新民 are words too. A text that names
 * one in full, or behind its province or prefecture (江苏太仓), may call it by the short name from
 * there on, where a stretch of plain text begins. */
#include "reading.h"

#include <string.h>

static const uint32_t city = 0x5e02; /* 市 */

/* CN-320585 太仓市, not CN-320500 苏州市. */
static bool is_town(const tally_region *r)
{
	const size_t n = strlen(r->code), zh = strlen(r->name_zh);

	return n == 9 && strncmp(r->code, "CN-", 3) == 0 && strcmp(r->code + 7, "00") != 0 &&
	       zh > 3 && strcmp(r->name_zh + zh - 3, "市") == 0;
}

static bool known(const document *d, int32_t ref)
{
	for (int i = 0; i < d->n_towns; i++)
		if (d->towns[i].ref == ref)
			return true;
	return false;
}

/* The last one takes the place of the first when there are too many. */
static void learn(document *d, int32_t ref, const uint32_t *name, size_t n)
{
	if (known(d, ref) || n > TOWN_NAME_MAX)
		return;
	if (d->n_towns == TOWNS_MAX) {
		memmove(d->towns, d->towns + 1, (TOWNS_MAX - 1) * sizeof *d->towns);
		d->n_towns--;
	}
	town_name *t = &d->towns[d->n_towns++];

	t->ref = ref;
	t->n = n;
	memcpy(t->name, name, n * sizeof *name);
}

/* The word of the town whose short name these characters are; -1: there is none. */
static int32_t town_called(const document *d, const uint32_t *cp, size_t n)
{
	uint32_t full[TOWN_NAME_MAX + 1];
	size_t length = 0;

	memcpy(full, cp, n * sizeof *cp);
	full[n] = city;
	const int32_t found =
	    trie_longest_of(d->lex->automaton, d->lex->words, W(W_REGION), full, n + 1, &length);

	return found >= 0 && length == n + 1 &&
		       is_town(tally_codes_region(d->lex->codes, d->lex->words[found].region))
		   ? found
		   : -1;
}

/* The first n characters of token i become a word of their own. */
static bool take_front(document *d, size_t i, size_t n, int32_t ref)
{
	const size_t end = d->s.tokens[i].from + n;

	if (end < d->s.tokens[i].to && !token_split(&d->s, i, end))
		return false;
	token *t = &d->s.tokens[i];

	t->kind = T_WORD;
	t->classes = W(W_REGION);
	t->ref = ref;
	t->mark = 0;
	d->s.classes |= W(W_REGION);
	return true;
}

/* 江苏|太仓…: behind the place that it lies in. */
static void town_behind(document *d, size_t i)
{
	const uint32_t cooperation[2] = {0x5408, 0x4f5c}; /* 合作 is a word everywhere */
	const token *around = &d->s.tokens[i], *t = around + 1;
	const uint32_t *cp = d->s.text.cp + t->from;
	const size_t most = t->to - t->from < TOWN_NAME_MAX ? t->to - t->from : TOWN_NAME_MAX;

	if (t->kind != T_TEXT || t->from != around->to || around->mark)
		return;
	for (size_t n = 2; n <= most; n++) {
		const int32_t ref = town_called(d, cp, n);

		if (ref < 0 || memcmp(cp, cooperation, sizeof cooperation) == 0 ||
		    !place_holds(d, word_of(d, around)->region, d->lex->words[ref].region))
			continue;
		learn(d, ref, cp, n);
		take_front(d, i + 1, n, ref);
		return;
	}
}

/* A province or a prefecture: towns lie in them. */
static bool holds_towns(const tally_region *r)
{
	const size_t n = strlen(r->code);

	return strncmp(r->code, "CN-", 3) == 0 &&
	       (n == 5 || (n == 9 && strcmp(r->code + 7, "00") == 0));
}

/* 太仓实现…: a stretch of text that begins with a town known by now. */
static void town_in_front(document *d, size_t i)
{
	const token *t = &d->s.tokens[i];

	for (int k = 0; k < d->n_towns; k++) {
		const town_name *one = &d->towns[k];

		if (d->s.text.cp[t->from] != one->name[0] || t->to - t->from < one->n ||
		    memcmp(d->s.text.cp + t->from, one->name, one->n * sizeof *one->name) != 0)
			continue;
		take_front(d, i, one->n, one->ref);
		return;
	}
}

void towns_named(document *d)
{
	if (!d->chinese || (d->n_towns == 0 && !(d->s.classes & W(W_REGION))))
		return;
	for (size_t i = 0; i < d->s.n_tokens; i++) {
		const token *t = &d->s.tokens[i];

		if (d->n_towns > 0 && t->kind == T_TEXT) {
			town_in_front(d, i);
		} else if (word_is(t, W(W_REGION))) {
			const tally_region *r =
			    tally_codes_region(d->lex->codes, word_of(d, t)->region);

			if (d->s.text.cp[t->to - 1] == city && is_town(r))
				learn(d, t->ref, d->s.text.cp + t->from, t->to - t->from - 1);
			else if (i + 1 < d->s.n_tokens && t[1].kind == T_TEXT && holds_towns(r))
				town_behind(d, i);
		}
	}
}
