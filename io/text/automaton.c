/* automaton.c: the words of the dictionaries as a trie over code points.
 *
 * In prose most places begin no word, and where one begins its first two characters nearly settle
 * which: so these are found by a hash (behind a set of bits, small enough for the nearest cache,
 * which turns away nearly all pairs that begin none), and only what follows is a tree. Its nodes
 * lie in the order of the sorted words, the first child right behind its parent, so that the rest
 * of a word is read from one or two lines of memory. Matching remembers the last word passed: the
 * cost of a place is bounded by the longest word. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

/* Bits of the set of pairs, a power of two. */
#define BITS (1U << 17)
/* Stands for "no second character" in the key of a word of one. */
#define ALONE UINT32_MAX
#define NONE  UINT32_MAX

/* The characters of words from the second on. */
typedef struct {
	uint32_t cp;
	int32_t word;  /* index into words, -1: only a beginning */
	uint32_t next; /* the next sibling, NONE: the last */
	bool parent;   /* the node behind this one is its first child */
} node;

/* (first, second) -> a node; (first, ALONE) -> a word. */
typedef struct {
	uint32_t a, b;
	uint32_t to; /* NONE: free */
} pair;

struct trie {
	node *nodes;
	size_t n_nodes;
	pair *pairs;
	uint32_t mask; /* pairs - 1, a power of two less one */
	uint64_t bits[BITS / 64];
};

void trie_free(trie *t)
{
	if (!t)
		return;
	free(t->nodes);
	free(t->pairs);
	free(t);
}

/* --- pairs --- */

static uint32_t mixed(uint32_t a, uint32_t b)
{
	uint32_t h = (a * 0x9e3779b1U) ^ (b * 0x85ebca6bU);

	return h ^ h >> 15;
}

/* The pair's place, or the free one where it would be. */
static inline pair *pair_find(const trie *t, uint32_t a, uint32_t b)
{
	uint32_t at = mixed(a, b) & t->mask;

	while (t->pairs[at].to != NONE && (t->pairs[at].a != a || t->pairs[at].b != b))
		at = (at + 1) & t->mask;
	return &t->pairs[at];
}

static void pair_add(trie *t, uint32_t a, uint32_t b, uint32_t to)
{
	uint32_t bit = mixed(a, b) % BITS;

	*pair_find(t, a, b) = (pair){a, b, to};
	t->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

bool trie_begins_with(const trie *t, uint32_t a, uint32_t b)
{
	uint32_t bit = mixed(a, b) % BITS;

	return t->bits[bit / 64] >> bit % 64 & 1;
}

/* The word that the character is by itself, or -1. */
static inline int32_t single(const trie *t, uint32_t a)
{
	return trie_begins_with(t, a, ALONE) ? (int32_t)pair_find(t, a, ALONE)->to : -1;
}

bool trie_has_single(const trie *t, uint32_t a)
{
	return single(t, a) >= 0;
}

/* --- building --- */

static size_t shared_with_last(const uint32_t *pool, const trie_entry *entries, size_t i)
{
	size_t n = 0;

	while (i > 0 && n < entries[i].n && n < entries[i - 1].n &&
	       pool[entries[i].text + n] == pool[entries[i - 1].text + n])
		n++;
	return n;
}

static void count(const uint32_t *pool, const trie_entry *entries, size_t n, size_t *nodes,
		  size_t *pairs)
{
	*nodes = *pairs = 0;
	for (size_t i = 0; i < n; i++) {
		size_t shared = shared_with_last(pool, entries, i);

		*nodes += entries[i].n - shared;
		*pairs += shared < 2;
	}
}

/* Appends the characters of an entry from `shared` on; path[k] is the node of its k-th. */
static void add(trie *t, const uint32_t *text, const trie_entry *e, size_t shared, uint32_t *path)
{
	if (e->n == 1) {
		pair_add(t, text[0], ALONE, (uint32_t)e->word);
		return;
	}
	for (size_t k = shared > 1 ? shared : 1; k < e->n; k++) {
		uint32_t at = (uint32_t)t->n_nodes++;

		t->nodes[at] = (node){text[k], k + 1 == e->n ? e->word : -1, NONE, false};
		if (k == 1)
			pair_add(t, text[0], text[1], at);
		else if (k == shared && t->nodes[path[k - 1]].parent)
			t->nodes[path[k]].next = at;
		else
			t->nodes[path[k - 1]].parent = true;
		path[k] = at;
	}
}

static trie *trie_room(size_t nodes, size_t pairs)
{
	trie *t = calloc(1, sizeof *t);
	size_t size = 64;

	while (size < 2 * pairs)
		size *= 2;
	if (t) {
		t->nodes = malloc((nodes + 1) * sizeof *t->nodes);
		t->pairs = malloc(size * sizeof *t->pairs);
		t->mask = (uint32_t)(size - 1);
	}
	if (!t || !t->nodes || !t->pairs || nodes >= NONE || size > NONE) {
		trie_free(t);
		return NULL;
	}
	for (size_t i = 0; i < size; i++)
		t->pairs[i].to = NONE;
	return t;
}

trie *trie_new(const uint32_t *pool, const trie_entry *entries, size_t n)
{
	size_t nodes, pairs;
	uint32_t *path = malloc((UINT16_MAX + 1) * sizeof *path);

	count(pool, entries, n, &nodes, &pairs);
	trie *t = path ? trie_room(nodes, pairs) : NULL;

	for (size_t i = 0; t && i < n; i++)
		add(t, pool + entries[i].text, &entries[i], shared_with_last(pool, entries, i),
		    path);
	free(path);
	return t;
}

/* --- matching --- */

/* The node below `at` for character c, or NULL. */
static inline const node *step(const trie *t, const node *at, uint32_t c)
{
	if (!at->parent)
		return NULL;
	for (at++; at->cp != c; at = &t->nodes[at->next])
		if (at->next == NONE)
			return NULL;
	return at;
}

static inline const node *second(const trie *t, const uint32_t *cp, size_t n)
{
	if (n < 2 || !trie_begins_with(t, cp[0], cp[1]))
		return NULL;
	const pair *p = pair_find(t, cp[0], cp[1]);

	return p->to == NONE ? NULL : &t->nodes[p->to];
}

int32_t trie_longest(const trie *t, const uint32_t *cp, size_t n, size_t *length)
{
	int32_t found = -1;
	const node *at = second(t, cp, n);

	for (size_t i = 2; at; i++) {
		if (at->word >= 0) {
			found = at->word;
			*length = i;
		}
		at = i < n ? step(t, at, cp[i]) : NULL;
	}
	if (found >= 0 || n == 0)
		return found;
	*length = 1;
	return single(t, cp[0]);
}

int32_t trie_longest_of(const trie *t, const word *words, uint64_t classes, const uint32_t *cp,
			size_t n, size_t *length)
{
	int32_t found = -1;
	const node *at = second(t, cp, n);

	for (size_t i = 2; at; i++) {
		if (at->word >= 0 && words[at->word].classes & classes) {
			found = at->word;
			*length = i;
		}
		at = i < n ? step(t, at, cp[i]) : NULL;
	}
	if (found >= 0 || n == 0)
		return found;
	int32_t alone = single(t, cp[0]);

	if (alone < 0 || !(words[alone].classes & classes))
		return -1;
	*length = 1;
	return alone;
}
