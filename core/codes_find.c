/* codes_find.c: from names to ids.
 *
 * Names are folded (codes_fold) and kept in a tally_pool, a hash of strings whose ids
 * index an array of code ids; a search costs one hash of the name. */
#include "codes_inside.h"
#include "lookalike.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for a folded name: folding never makes a name longer. */
#define FOLDED_MAX (TALLY_NAME_MAX + 1)

/* The ASCII byte that a full-width form, an ideographic or no-break space or a curly quote
 * stands for, and how many bytes it takes; 0 when text[0..len) begins with none. */
static int fold_wide(const unsigned char *s, size_t len, char *out)
{
	if (len >= 2 && s[0] == 0xC2 && s[1] == 0xA0) {
		*out = ' ';
		return 2;
	}
	if (len < 3)
		return 0;
	if (s[0] == 0xEF && (s[1] == 0xBC || s[1] == 0xBD)) { /* U+FF01..U+FF5E */
		int c = (s[1] - 0xBC) * 64 + (s[2] - 0x80) + 0x20;
		if (c < 0x21 || c > 0x7E)
			return 0;
		*out = (char)c;
		return 3;
	}
	if (s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80) {
		*out = ' ';
		return 3;
	}
	if (s[0] == 0xE2 && s[1] == 0x80 && s[2] >= 0x98 && s[2] <= 0x9F) {
		*out = s[2] < 0x9C ? '\'' : '"';
		return 3;
	}
	return 0;
}

/* No blank, no capital, no first byte of what fold_wide knows. Most bytes stand for themselves. */
static const bool folds_to_itself[256] = {
    ['!' ... '@'] = true,
    ['[' ... 0xC1] = true,
    [0xE4 ... 0xEE] = true,
    [0xF0 ... 0xFF] = true,
};

/* How many bytes from text on stand for themselves. */
static size_t plain_run(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && folds_to_itself[(unsigned char)text[n]])
		n++;
	return n;
}

int codes_fold(const char *text, size_t len, bool spaces, char *out, size_t size)
{
	size_t n = 0;
	bool blank = false;

	for (size_t i = 0; i < len;) {
		char c = text[i];
		size_t run = blank ? 0 : plain_run(text + i, len - i);

		if (run > size - n)
			return -1;
		if (run) {
			memcpy(out + n, text + i, run);
			n += run;
			i += run;
			continue;
		}
		int wide = fold_wide((const unsigned char *)text + i, len - i, &c);
		i += wide ? (size_t)wide : 1;
		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			blank = true;
			continue;
		}
		if (blank && spaces && n > 0 && n < size)
			out[n++] = ' ';
		blank = false;
		if (n >= size)
			return -1;
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (int)n;
}

static bool name_index_room(name_index *index, int32_t id)
{
	if (id < index->capacity)
		return true;
	int32_t capacity = index->capacity ? index->capacity : 256;
	while (capacity <= id && capacity <= INT32_MAX / 2)
		capacity *= 2;
	if (capacity <= id)
		return false;
	int32_t *ids = realloc(index->ids, (size_t)capacity * sizeof *ids);
	if (!ids)
		return false;
	index->ids = ids;
	index->capacity = capacity;
	return true;
}

bool name_index_add(name_index *index, const char *text, size_t len, bool fold, bool spaces,
		    int32_t id, int32_t *other)
{
	char folded[FOLDED_MAX];
	int n = (int)len;

	*other = id;
	if (len == 0 || len > TALLY_NAME_MAX)
		return true;
	if (fold) {
		n = codes_fold(text, len, spaces, folded, sizeof folded);
		text = folded;
	}
	if (n <= 0)
		return true;
	int32_t known = index->names.n;
	int32_t at = tally_pool_add(&index->names, text, (size_t)n);
	if (at >= 0 && at < known) {
		*other = index->ids[at];
		return true;
	}
	if (at < 0 || !name_index_room(index, at))
		return false;
	index->ids[at] = id;
	if ((size_t)n > index->longest)
		index->longest = (size_t)n;
	return true;
}

int32_t name_index_find(const name_index *index, const char *text, size_t len, bool fold,
			bool spaces)
{
	char folded[FOLDED_MAX];
	int n = (int)len;

	if (len == 0 || len > 4 * TALLY_NAME_MAX)
		return TALLY_NO_CODE;
	if (fold) {
		/* what is longer than every name need not be folded to its end */
		n = codes_fold(text, len, spaces, folded, index->longest);
		text = folded;
	}
	if (n <= 0)
		return TALLY_NO_CODE;
	int32_t found = tally_pool_find(&index->names, text, (size_t)n);
	return found > 0 ? index->ids[found] : TALLY_NO_CODE;
}

void name_index_release(name_index *index)
{
	tally_pool_release(&index->names);
	free(index->ids);
	*index = (name_index){0};
}

bool codes_index_unit(tally_codes *codes, const tally_unit *unit, int32_t id, int32_t *other)
{
	size_t len = strlen(unit->text);
	int32_t loose;

	if (!name_index_add(&codes->unit_texts, unit->text, len, false, false, id, other) ||
	    !name_index_add(&codes->unit_loose, unit->text, len, true, false, id, &loose))
		return false;
	/* mW and MW differ only in case: the loose spelling then means nothing. */
	if (loose != id && loose != TALLY_NO_CODE) {
		const tally_unit *first = codes->units.rows[loose];
		if (first->power != unit->power || strcmp(first->base, unit->base) != 0) {
			char folded[FOLDED_MAX];
			int n = codes_fold(unit->text, len, false, folded, sizeof folded);
			int32_t at = tally_pool_find(&codes->unit_loose.names, folded, (size_t)n);
			codes->unit_loose.ids[at] = TALLY_NO_CODE;
		}
	}
	return true;
}

int32_t tally_codes_find_metric(const tally_codes *codes, const char *text, size_t len)
{
	return name_index_find(&codes->metric_names, text, len, true, true);
}

int32_t tally_codes_find_region(const tally_codes *codes, const char *text, size_t len)
{
	return name_index_find(&codes->region_names, text, len, true, true);
}

int32_t tally_codes_find_unit(const tally_codes *codes, const char *text, size_t len)
{
	int32_t id = name_index_find(&codes->unit_texts, text, len, false, false);
	return id != TALLY_NO_CODE ? id
				   : name_index_find(&codes->unit_loose, text, len, true, false);
}

bool tally_codes_looks_like(const tally_codes *codes, tally_name_kind kind, const char *text,
			    size_t len, char note[TALLY_LOOKS_LIKE])
{
	char plain[TALLY_NAME_MAX + 1], what[TALLY_LOOKALIKE_NOTE];

	if (len > TALLY_NAME_MAX || !tally_lookalike(text, len, plain, what))
		return false;
	size_t n = strlen(plain);
	int32_t id = kind == TALLY_NAME_METRIC   ? tally_codes_find_metric(codes, plain, n)
		     : kind == TALLY_NAME_REGION ? tally_codes_find_region(codes, plain, n)
						 : tally_codes_find_unit(codes, plain, n);
	if (id == TALLY_NO_CODE)
		return false;
	snprintf(note, TALLY_LOOKS_LIKE, "%s; did you mean \"%s\"?", what, plain);
	return true;
}

/* Whether `source` is `family` or begins with it as whole words. */
static bool of_family(const char *source, const char *family, size_t len)
{
	if (strncmp(source, family, len) != 0)
		return false;
	char next = source[len];
	bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') ||
		      (next >= '0' && next <= '9') || next == '_';
	return !letter;
}

const tally_source_family *tally_codes_source_of(const tally_codes *codes, const char *source)
{
	const tally_source_family *best = &codes->neutral;
	size_t longest = 0;

	for (int32_t i = 0; source && i < codes->sources.n; i++) {
		const tally_source_family *f = codes->sources.rows[i];
		size_t len = strlen(f->family);
		if (len > longest && of_family(source, f->family, len)) {
			best = f;
			longest = len;
		}
	}
	return best;
}

const tally_break *tally_codes_break_between(const tally_codes *codes, int32_t metric,
					     int32_t region, tally_day from, tally_day to)
{
	for (int32_t i = 0; i < codes->breaks.n; i++) {
		const tally_break *b = codes->breaks.rows[i];
		if ((b->metric == TALLY_NO_CODE || b->metric == metric) &&
		    (b->region == TALLY_NO_CODE || b->region == region) && b->date > from &&
		    b->date <= to)
			return b;
	}
	return NULL;
}
