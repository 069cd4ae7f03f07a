/* normalise.c: UTF-8 to folded code points that remember where they stood.
 *
 * One character in gives one character out (or none: a space inside Chinese), so a place is
 * kept per character and no map has to be searched. Folded: full width forms to ASCII, all
 * dashes to '-', the ratio sign to ':', traditional to simplified for the characters that
 * figures, units and verbs are written with; capitals to small letters (names are printed from
 * the source, not from the folded text). */
#include "parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Pairs of code points, traditional (or variant) first. */
static const uint16_t pairs[] = {
    0x842c, 0x4e07, 0x5104, 0x4ebf, 0x500b, 0x4e2a, 0x9ede, 0x70b9, 0x5169, 0x4e24, 0x8ca0, 0x8d1f,
    0x5e7e, 0x51e0, 0x570b, 0x56fd, 0x5340, 0x533a, 0x696d, 0x4e1a, 0x7522, 0x4ea7, 0x7e3d, 0x603b,
    0x5e63, 0x5e01, 0x5713, 0x5706, 0x9805, 0x9879, 0x984d, 0x989d, 0x9577, 0x957f, 0x589e, 0x589e,
    0x6e1b, 0x51cf, 0x5be6, 0x5b9e, 0x6bd4, 0x6bd4, 0x8f03, 0x8f83, 0x9054, 0x8fbe, 0x7d04, 0x7ea6,
    0x904e, 0x8fc7, 0x958b, 0x5f00, 0x9032, 0x8fdb, 0x71df, 0x8425, 0x8ca1, 0x8d22, 0x8cc7, 0x8d44,
    0x7a05, 0x7a0e, 0x8cbb, 0x8d39, 0x9846, 0x9897, 0x98fe, 0x9970, 0x8eab, 0x8eab, 0x9918, 0x4f59,
    0x5c46, 0x5c4a, 0x5f9e, 0x4ece, 0x7a31, 0x79f0, 0x6a19, 0x6807, 0x6a5f, 0x673a, 0x69cb, 0x6784,
    0x5de5, 0x5de5, 0x5718, 0x56e2, 0x5225, 0x522b, 0x70ba, 0x4e3a, 0x7232, 0x4e3a, 0x8207, 0x4e0e,
    0x53ca, 0x53ca, 0x9928, 0x9986, 0x8eca, 0x8f66, 0x8f1b, 0x8f86, 0x81fa, 0x53f0, 0x689d, 0x6761,
    0x7a2e, 0x79cd, 0x53e3, 0x53e3, 0x6236, 0x6237, 0x9593, 0x95f4, 0x6642, 0x65f6, 0x9580, 0x95e8,
    0x55ae, 0x5355, 0x865f, 0x53f7, 0x5c08, 0x4e13, 0x52d9, 0x52a1, 0x54e1, 0x5458, 0x64c1, 0x62e5,
    0x5275, 0x521b, 0x5834, 0x573a, 0x9ad4, 0x4f53, 0x8a08, 0x8ba1, 0x7d71, 0x7edf, 0x9810, 0x9884,
    0x8457, 0x7740, 0x5f35, 0x5f20, 0x6c34, 0x6c34, 0x9ad8, 0x9ad8, 0x514c, 0x5151, 0x5ee3, 0x5e7f,
};

static uint16_t table[TEXT_PLANE];

static void fill_table(void)
{
	for (uint32_t c = 0; c < TEXT_PLANE; c++)
		table[c] = (uint16_t)c;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i += 2)
		table[pairs[i]] = pairs[i + 1];
	for (uint16_t c = 0xff01; c <= 0xff5e; c++)
		table[c] = (uint16_t)(c - 0xfee0);
	for (uint16_t c = 0x2010; c <= 0x2015; c++)
		table[c] = '-';
	table[0x2212] = '-';
	table[0x2500] = '-';
	table[0xfe63] = '-';
	table[0x223c] = table[0x301c] = '~';
	table[0x2236] = ':';
	table[0xa0] = table[0x3000] = table[0x2002] = table[0x2003] = table[0x2009] = ' ';
	table[0x202f] = table['\t'] = table['\r'] = ' ';
	table[0xffe5] = 0xa5;
	table[0x2044] = '/';
	table[0x3007] = 0x96f6; /* 〇 is 零 */
	table[0x25cb] = 0x96f6; /* so is the circle that people type for it */
	for (int c = 'A'; c <= 'Z'; c++)
		table[c] = table[c + 0xfee0] = (uint16_t)(c + 32);
}

const uint16_t *text_fold_table(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, fill_table);
	return table;
}

uint32_t text_fold(uint32_t c)
{
	return c < TEXT_PLANE ? text_fold_table()[c] : c;
}

static bool is_tail(const char *s, size_t size, size_t i)
{
	return i < size && ((unsigned char)s[i] & 0xc0) == 0x80;
}

static bool sane(uint32_t c, int length)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	return c >= least[length] && c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
}

uint32_t text_decode(const char *bytes, size_t size, size_t *i)
{
	unsigned char c = (unsigned char)bytes[*i];
	int length = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	uint32_t value = length == 1 ? c : c & (0xffU >> (length + 1));

	if (length == 1) {
		*i += 1;
		return c;
	}
	for (int k = 1; k < length; k++) {
		if (!is_tail(bytes, size, *i + (size_t)k)) {
			*i += 1;
			return 0xfffd;
		}
		value = value << 6 | ((unsigned char)bytes[*i + (size_t)k] & 0x3fU);
	}
	if (c < 0xc2 || c > 0xf4 || !sane(value, length)) {
		*i += 1;
		return 0xfffd;
	}
	*i += (size_t)length;
	return value;
}

/* A space stands only between two characters of Western writing. */
static bool keeps_space(uint32_t before, uint32_t behind)
{
	bool west_before = before < 0x2000, west_behind = behind < 0x2000;

	if (before == '%' && text_is_digit(behind))
		return true;
	return west_before && west_behind;
}

static bool block_reserve(block *b)
{
	if (b->n + 3 < b->capacity)
		return true;
	size_t capacity = b->capacity ? b->capacity * 2 : 1024;
	uint32_t *cp = realloc(b->cp, capacity * sizeof *cp);

	if (!cp)
		return false;
	b->cp = cp;
	place *at = realloc(b->at, capacity * sizeof *at);

	if (!at)
		return false;
	b->at = at;
	b->capacity = capacity;
	return true;
}

static void put(block *b, uint32_t c, place where)
{
	b->cp[b->n] = c;
	b->at[b->n++] = where;
}

bool block_append_any(block *b, uint32_t c, place where)
{
	if (!block_reserve(b))
		return false;
	if (text_is_space(c)) {
		if (b->n > 0 && b->cp[b->n - 1] != ' ')
			put(b, ' ', where);
		return true;
	}
	if (b->n > 0 && b->cp[b->n - 1] == ' ' && (b->n == 1 || !keeps_space(b->cp[b->n - 2], c)))
		b->n--;
	put(b, c, where);
	return true;
}

void block_release(block *b)
{
	free(b->cp);
	free(b->at);
	*b = (block){0};
}

static size_t encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t block_text(const block *b, size_t from, size_t to, char *out, size_t size)
{
	to = to < b->n ? to : b->n;
	return text_utf8(b->cp + from, to > from ? to - from : 0, out, size);
}

size_t text_utf8(const uint32_t *cp, size_t n, char *out, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		char c[4];
		size_t length = encode(cp[i] < 32 ? ' ' : cp[i], c);

		if (used + length >= size)
			break;
		memcpy(out + used, c, length);
		used += length;
	}
	out[used] = '\0';
	return used;
}

size_t text_at(const uint32_t *cp, size_t n, size_t i, const char *utf8)
{
	unsigned char first = (unsigned char)utf8[0];

	if (i >= n || (first < 0x80 && first != cp[i]))
		return 0;
	size_t size = strlen(utf8), at = 0, k = i;

	while (at < size) {
		if (k >= n || text_next(utf8, size, &at) != cp[k])
			return 0;
		k++;
	}
	return k - i;
}

/* The length of the first of the words when it begins at cp[i], else 0. */
static size_t word_at(const uint32_t *cp, size_t n, size_t i, const char *words)
{
	size_t size = strcspn(words, "|"), at = 0, k = i;

	while (at < size) {
		if (k >= n || text_next(words, size, &at) != cp[k])
			return 0;
		k++;
	}
	return k - i;
}

/* Only where the first character stands at the beginning of a word is the word compared. */
size_t text_at_words(const uint32_t *cp, size_t n, size_t i, const char *utf8)
{
	size_t best = 0;
	char first[5];

	if (i >= n || cp[i] == 0)
		return 0;
	first[encode(cp[i], first)] = '\0';
	for (const char *at = strstr(utf8, first); at; at = strstr(at + 1, first)) {
		size_t length = at == utf8 || at[-1] == '|' ? word_at(cp, n, i, at) : 0;

		if (length > best)
			best = length;
	}
	return best;
}

static void note_characters(word_list *words)
{
	const char *utf8 = words->utf8;
	const size_t size = strlen(utf8);
	uint64_t firsts = 0, seconds = 0;

	for (size_t at = 0; at < size; at += strcspn(utf8 + at, "|") + 1) {
		size_t next = at;

		firsts |= word_list_member(text_next(utf8, size, &next));
		seconds |= next < size && utf8[next] != '|'
			       ? word_list_member(text_next(utf8, size, &next))
			       : UINT64_MAX;
	}
	atomic_store_explicit(&words->seconds, seconds, memory_order_relaxed);
	atomic_store_explicit(&words->firsts, firsts, memory_order_relaxed);
}

size_t word_list_compare(word_list *words, const uint32_t *cp, size_t n, size_t i)
{
	if (!atomic_load_explicit(&words->firsts, memory_order_relaxed))
		note_characters(words);
	const uint64_t seconds = atomic_load_explicit(&words->seconds, memory_order_relaxed);

	/* none is known yet, when another thread has just noted them */
	if (seconds && seconds != UINT64_MAX &&
	    (i + 1 >= n || !(seconds & word_list_member(cp[i + 1]))))
		return 0;
	return text_at_words(cp, n, i, words->utf8);
}
