/* automaton.c: the words of the dictionaries as a trie over code points.
 *
 * The words are sorted, so every node is a range of them and the nodes can be laid out
 * breadth first with the edges of one node side by side. The root, where nearly every
 * look-up ends, is a table over the first plane. Matching walks down from one place of
 * the text and remembers the last word passed: the cost of a place is bounded by the longest
 * word, and in prose it is a step or two. A set of bits over the first two characters tells nearly
 * all places where no word begins without a look at the nodes. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#define ROOTS TEXT_PLANE
/* Bits of the set of first pairs, a power of two. */
#define PAIRS (1U << 16)

typedef struct {
	uint32_t cp;
	int32_t node;
} edge;

typedef struct {
	uint32_t first_edge;
	uint32_t n_edges;
	int32_t word; /* index into words, -1: only a beginning */
} node;

struct trie {
	node *nodes;
	size_t n_nodes;
	edge *edges;
	size_t n_edges;
	int32_t *roots; /* node of a first character, -1 */
	uint64_t pairs[PAIRS / 64];
};

/* A range of sorted entries that share their first `depth` characters. */
typedef struct {
	size_t from, to;
} range;

static int by_text(const void *a, const void *b, void *context)
{
	const uint32_t *sort_pool = context;
	const trie_entry *x = a, *y = b;

	for (uint16_t i = 0; i < x->n && i < y->n; i++) {
		uint32_t p = sort_pool[x->text + i], q = sort_pool[y->text + i];

		if (p != q)
			return p < q ? -1 : 1;
	}
	return (x->n > y->n) - (x->n < y->n);
}

static size_t count_characters(const trie_entry *entries, size_t n)
{
	size_t sum = 1;

	for (size_t i = 0; i < n; i++)
		sum += entries[i].n;
	return sum;
}

void trie_free(trie *t)
{
	if (!t)
		return;
	free(t->nodes);
	free(t->edges);
	free(t->roots);
	free(t);
}

/* Makes the children of one node: groups of its entries with the same next character. */
static void grow(trie *t, range *ranges, int32_t parent, size_t depth, const uint32_t *pool,
		 const trie_entry *entries)
{
	size_t i = ranges[parent].from, to = ranges[parent].to;
	node *p = &t->nodes[parent];

	if (i < to && entries[i].n == depth)
		p->word = entries[i++].word;
	p->first_edge = (uint32_t)t->n_edges;
	while (i < to) {
		uint32_t c = pool[entries[i].text + depth];
		size_t from = i;

		while (i < to && pool[entries[i].text + depth] == c)
			i++;
		int32_t child = (int32_t)t->n_nodes++;

		t->nodes[child] = (node){.word = -1};
		ranges[child] = (range){from, i};
		t->edges[t->n_edges++] = (edge){c, child};
		p->n_edges++;
	}
}

static uint32_t pair_bit(uint32_t a, uint32_t b)
{
	return (a * 0x9e3779b1U + b * 0x85ebca6bU) >> 16 & (PAIRS - 1);
}

static void fill_pairs(trie *t, uint32_t first, const node *root)
{
	for (uint32_t k = 0; k < root->n_edges; k++) {
		uint32_t bit = pair_bit(first, t->edges[root->first_edge + k].cp);

		t->pairs[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

static void fill_roots(trie *t)
{
	for (size_t i = 0; i < ROOTS; i++)
		t->roots[i] = -1;
	for (uint32_t k = 0; k < t->nodes[0].n_edges; k++) {
		const edge *e = &t->edges[t->nodes[0].first_edge + k];

		if (e->cp < ROOTS) {
			t->roots[e->cp] = e->node;
			fill_pairs(t, e->cp, &t->nodes[e->node]);
		}
	}
}

trie *trie_new(const uint32_t *pool, trie_entry *entries, size_t n)
{
	size_t limit = count_characters(entries, n) + 1;
	trie *t = calloc(1, sizeof *t);
	range *ranges = malloc(limit * sizeof *ranges);
	size_t *depths = malloc(limit * sizeof *depths);

	if (t) {
		t->nodes = malloc(limit * sizeof *t->nodes);
		t->edges = malloc(limit * sizeof *t->edges);
		t->roots = malloc(ROOTS * sizeof *t->roots);
	}
	if (!t || !ranges || !depths || !t->nodes || !t->edges || !t->roots) {
		free(ranges);
		free(depths);
		trie_free(t);
		return NULL;
	}
	qsort_r(entries, n, sizeof *entries, by_text, (void *)(uintptr_t)pool);
	t->nodes[t->n_nodes++] = (node){.word = -1};
	ranges[0] = (range){0, n};
	depths[0] = 0;
	for (size_t at = 0; at < t->n_nodes; at++) {
		size_t before = t->n_nodes;

		grow(t, ranges, (int32_t)at, depths[at], pool, entries);
		for (size_t k = before; k < t->n_nodes; k++)
			depths[k] = depths[at] + 1;
	}
	fill_roots(t);
	free(ranges);
	free(depths);
	return t;
}

bool trie_begins(const trie *t, uint32_t a)
{
	return a < ROOTS && t->roots[a] >= 0;
}

bool trie_begins_with(const trie *t, uint32_t a, uint32_t b)
{
	uint32_t bit = pair_bit(a, b);

	if (t->pairs[bit / 64] >> bit % 64 & 1)
		return true;
	return trie_begins(t, a) && t->nodes[t->roots[a]].word >= 0;
}

static int32_t step(const trie *t, int32_t at, uint32_t c)
{
	const node *p = &t->nodes[at];
	uint32_t lo = p->first_edge, hi = lo + p->n_edges;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (t->edges[mid].cp == c)
			return t->edges[mid].node;
		if (t->edges[mid].cp < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return -1;
}

int32_t trie_longest(const trie *t, const uint32_t *cp, size_t n, size_t *length)
{
	int32_t found = -1;

	if (n == 0 || cp[0] >= ROOTS)
		return -1;
	int32_t at = t->roots[cp[0]];

	for (size_t i = 1; at >= 0; i++) {
		if (t->nodes[at].word >= 0) {
			found = t->nodes[at].word;
			*length = i;
		}
		at = i < n ? step(t, at, cp[i]) : -1;
	}
	return found;
}

int32_t trie_longest_of(const trie *t, const word *words, uint64_t classes, const uint32_t *cp,
			size_t n, size_t *length)
{
	int32_t found = -1;

	if (n == 0 || cp[0] >= ROOTS)
		return -1;
	int32_t at = t->roots[cp[0]];

	for (size_t i = 1; at >= 0; i++) {
		int32_t w = t->nodes[at].word;

		if (w >= 0 && words[w].classes & classes) {
			found = w;
			*length = i;
		}
		at = i < n ? step(t, at, cp[i]) : -1;
	}
	return found;
}
