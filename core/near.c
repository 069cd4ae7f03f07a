/* near.c: the nearest known word, for "did you mean".
 *
 * Optimal string alignment distance (Levenshtein with swapped neighbours) over Unicode
 * characters, in ASCII lower case, three rows of the table at a time; a word counts as near when
 * at most a third of the longer one's characters differ. */
#include "codes_inside.h"

#include <string.h>

#define WORD_MAX 64 /* longer words have no near ones */

typedef struct {
	int32_t letters[WORD_MAX];
	uint64_t there; /* a bit for each letter that occurs, modulo 64 */
	int n;
} word;

static bool word_read(const char *text, word *out)
{
	const unsigned char *s = (const unsigned char *)text;

	out->n = 0;
	out->there = 0;
	while (*s) {
		int32_t c = *s++;
		if (c >= 0xC0)
			c &= c >= 0xF0 ? 0x07 : c >= 0xE0 ? 0x0F : 0x1F;
		while ((*s & 0xC0) == 0x80)
			c = (c & 0x3FFFFF) << 6 | (*s++ & 0x3F);
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (out->n == WORD_MAX)
			return false;
		out->letters[out->n++] = c;
		out->there |= UINT64_C(1) << (c & 63);
	}
	return true;
}

/* No more than the distance: one step brings or takes away at most one letter. */
static int least_distance(const word *a, const word *b)
{
	int gap = a->n > b->n ? a->n - b->n : b->n - a->n;
	int gone = __builtin_popcountll(a->there & ~b->there);
	int come = __builtin_popcountll(b->there & ~a->there);
	int letters = gone > come ? gone : come;

	return gap > letters ? gap : letters;
}

static int least(int a, int b, int c)
{
	int m = a < b ? a : b;
	return m < c ? m : c;
}

/* The distance of a and b, or limit + 1 when it is greater. */
static int distance(const word *a, const word *b, int limit)
{
	int rows[3][WORD_MAX + 1];
	int *before = rows[0], *above = rows[1], *row = rows[2];

	for (int j = 0; j <= b->n; j++)
		above[j] = j;
	for (int i = 1; i <= a->n; i++) {
		int best = row[0] = i;
		for (int j = 1; j <= b->n; j++) {
			bool same = a->letters[i - 1] == b->letters[j - 1];
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same);
			if (i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] &&
			    a->letters[i - 2] == b->letters[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
			best = row[j] < best ? row[j] : best;
		}
		if (best > limit)
			return limit + 1;
		int *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b->n];
}

/* The best word so far; `distance` starts above every distance. */
typedef struct {
	word wanted;
	const char *best;
	int distance;
	bool usable;
} search;

static search search_begin(const char *text)
{
	search s = {.distance = WORD_MAX + 1};
	s.usable = word_read(text, &s.wanted) && s.wanted.n > 0;
	return s;
}

static void search_try(search *s, const char *candidate)
{
	word w;

	if (!s->usable || !*candidate || !word_read(candidate, &w))
		return;
	int longer = w.n > s->wanted.n ? w.n : s->wanted.n;
	int limit = longer / 3 < s->distance - 1 ? longer / 3 : s->distance - 1;
	if (limit < 1 || least_distance(&s->wanted, &w) > limit)
		return;
	int d = distance(&s->wanted, &w, limit);
	if (d <= limit) {
		s->best = candidate;
		s->distance = d;
	}
}

const char *tally_near_word(const char *text, const char *const *words, int n)
{
	search s = search_begin(text);
	for (int i = 0; i < n; i++)
		search_try(&s, words[i]);
	return s.best;
}

const char *tally_codes_near_metric(const tally_codes *codes, const char *text)
{
	search s = search_begin(text);
	for (int32_t i = 0; i < codes->metrics.n; i++) {
		const tally_metric *m = codes->metrics.rows[i];
		search_try(&s, m->code);
		search_try(&s, m->name_en);
		search_try(&s, m->name_zh);
		for (int k = 0; k < m->n_aliases; k++)
			search_try(&s, m->aliases[k]);
	}
	return s.best;
}

const char *tally_codes_near_region(const tally_codes *codes, const char *text)
{
	search s = search_begin(text);
	for (int32_t i = 0; i < codes->regions.n; i++) {
		const tally_region *r = codes->regions.rows[i];
		search_try(&s, r->code);
		search_try(&s, r->name_en);
		search_try(&s, r->name_zh);
		for (int k = 0; k < r->n_aliases; k++)
			search_try(&s, r->aliases[k]);
	}
	return s.best;
}

const char *tally_codes_near_unit(const tally_codes *codes, const char *text)
{
	search s = search_begin(text);
	for (int32_t i = 0; i < codes->units.n; i++)
		search_try(&s, ((const tally_unit *)codes->units.rows[i])->text);
	return s.best;
}
