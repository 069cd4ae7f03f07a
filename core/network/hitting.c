/* hitting.c: minimal hitting sets.
 *
 * All of them: Berge's algorithm, one set after the other, keeping the minimal ones.
 * In order of weight: best-first search. A node is a set that meets some of the family; the
 * lightest open node is asked for a set that it misses, and its children are the node with one more
 * element of that set. As weights are positive, every subset of a node was asked before it, so the
 * first complete node on a path is minimal, and nodes that contain a known answer are dropped. */
#include "hitting.h"

#include "glpk_guard.h"

#include <glpk.h>
#include <stdlib.h>
#include <string.h>

void tally_family_init(tally_family *f, int32_t n)
{
	*f = (tally_family){.n = n, .words = n / 64 + 1};
}

void tally_family_release(tally_family *f)
{
	free(f->bits);
	f->bits = NULL;
	f->count = f->cap = 0;
}

bool tally_family_add(tally_family *f, const uint64_t *set)
{
	size_t size = (size_t)f->words * sizeof *set;
	if (f->count == f->cap) {
		int32_t cap = f->cap ? 2 * f->cap : 16;
		uint64_t *grown = realloc(f->bits, (size_t)cap * size);
		if (!grown)
			return false;
		f->bits = grown;
		f->cap = cap;
	}
	memcpy(f->bits + (size_t)f->count++ * (size_t)f->words, set, size);
	return true;
}

const uint64_t *tally_family_set(const tally_family *f, int32_t k)
{
	return f->bits + (size_t)k * (size_t)f->words;
}

bool tally_bits_has(const uint64_t *set, int32_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

void tally_bits_put(uint64_t *set, int32_t i)
{
	set[i / 64] |= (uint64_t)1 << (i % 64);
}

void tally_bits_drop(uint64_t *set, int32_t i)
{
	set[i / 64] &= ~((uint64_t)1 << (i % 64));
}

bool tally_bits_meet(const uint64_t *a, const uint64_t *b, int32_t words)
{
	for (int32_t w = 0; w < words; w++)
		if (a[w] & b[w])
			return true;
	return false;
}

bool tally_bits_within(const uint64_t *a, const uint64_t *b, int32_t words)
{
	for (int32_t w = 0; w < words; w++)
		if (a[w] & ~b[w])
			return false;
	return true;
}

int32_t tally_bits_count(const uint64_t *a, int32_t words)
{
	int32_t n = 0;
	for (int32_t w = 0; w < words; w++)
		n += __builtin_popcountll(a[w]);
	return n;
}

/* --- all minimal hitting sets ------------------------------------------------------------ */

static bool holds_part(const tally_family *f, int32_t count, const uint64_t *set)
{
	for (int32_t k = 0; k < count; k++)
		if (tally_bits_within(tally_family_set(f, k), set, f->words))
			return true;
	return false;
}

/* The minimal sets of `old` extended so that they meet `set` too. */
static bool berge_step(const tally_family *old, const uint64_t *set, tally_family *next,
		       uint64_t *scratch)
{
	for (int32_t k = 0; k < old->count; k++)
		if (tally_bits_meet(tally_family_set(old, k), set, old->words) &&
		    !tally_family_add(next, tally_family_set(old, k)))
			return false;
	int32_t kept = next->count;
	for (int32_t k = 0; k < old->count; k++) {
		const uint64_t *a = tally_family_set(old, k);
		if (tally_bits_meet(a, set, old->words))
			continue;
		for (int32_t i = 0; i < old->n; i++) {
			if (!tally_bits_has(set, i))
				continue;
			memcpy(scratch, a, (size_t)old->words * sizeof *a);
			tally_bits_put(scratch, i);
			if (!holds_part(next, kept, scratch) && !tally_family_add(next, scratch))
				return false;
		}
	}
	return true;
}

/* Sets kept while the work goes on: intermediate families may be larger than the last. */
#define ROOM_TO_WORK 64

tally_status tally_hitting_all(const tally_family *in, int32_t limit, tally_family *out,
			       bool *complete, tally_error *err)
{
	tally_family next;
	uint64_t *scratch = calloc((size_t)in->words, sizeof *scratch);
	tally_family_init(out, in->n);
	bool good = scratch && tally_family_add(out, scratch);
	*complete = true;
	for (int32_t k = 0; good && *complete && k < in->count; k++) {
		tally_family_init(&next, in->n);
		good = berge_step(out, tally_family_set(in, k), &next, scratch);
		tally_family_release(out);
		*out = next;
		if (out->count / ROOM_TO_WORK > limit) {
			*complete = false;
			out->count = 0;
		}
	}
	free(scratch);
	if (out->count > limit) {
		*complete = false;
		out->count = limit;
	}
	return good ? TALLY_OK : tally_error_memory(err);
}

/* --- the lightest one -------------------------------------------------------------------- */

static bool load_cover(glp_prob *p, const tally_family *in, const double *weight)
{
	int *index = malloc(((size_t)in->n + 1) * sizeof *index);
	double *value = malloc(((size_t)in->n + 1) * sizeof *value);
	if (index && value && in->count) {
		glp_add_cols(p, in->n);
		glp_add_rows(p, in->count);
	}
	for (int32_t i = 0; index && value && i < in->n; i++) {
		glp_set_col_kind(p, i + 1, GLP_BV);
		/* a whisper of preference for the later index makes ties definite */
		glp_set_obj_coef(p, i + 1, weight[i] * (1 - 1e-9 * (i + 1.0) / in->n));
	}
	for (int32_t k = 0; index && value && k < in->count; k++) {
		int n = 0;
		for (int32_t i = 0; i < in->n; i++)
			if (tally_bits_has(tally_family_set(in, k), i)) {
				index[++n] = i + 1;
				value[n] = 1;
			}
		glp_set_mat_row(p, k + 1, n, index, value);
		glp_set_row_bnds(p, k + 1, GLP_LO, 1, 0);
	}
	bool good = index && value;
	free(index);
	free(value);
	return good;
}

/* A set that meets them all, taken greedily: what is left when the integer program gives up. */
static void greedy_cover(const tally_family *in, const double *weight, uint64_t *out)
{
	memset(out, 0, (size_t)in->words * sizeof *out);
	for (int32_t k = 0; k < in->count; k++) {
		const uint64_t *set = tally_family_set(in, k);
		int32_t best = -1;
		if (tally_bits_meet(set, out, in->words))
			continue;
		for (int32_t i = 0; i < in->n; i++)
			if (tally_bits_has(set, i) && (best < 0 || weight[i] < weight[best]))
				best = i;
		if (best >= 0)
			tally_bits_put(out, best);
	}
}

typedef struct {
	const tally_family *in;
	const double *weight;
	double seconds;
	uint64_t *out;
	bool proved, memory;
} cover;

static void solve_cover(void *context)
{
	cover *it = context;
	glp_prob *p = glp_create_prob();
	it->memory = !load_cover(p, it->in, it->weight);
	glp_iocp parm;
	glp_init_iocp(&parm);
	parm.msg_lev = GLP_MSG_OFF;
	parm.presolve = GLP_ON;
	parm.tm_lim = it->seconds < 1e5 ? (int)(it->seconds * 1e3) + 1 : 100000000;
	it->proved = !it->memory && glp_intopt(p, &parm) == 0 && glp_mip_status(p) == GLP_OPT;
	for (int32_t i = 0; it->proved && i < it->in->n; i++)
		if (glp_mip_col_val(p, i + 1) > 0.5)
			tally_bits_put(it->out, i);
	glp_delete_prob(p);
}

tally_status tally_hitting_lightest(const tally_family *in, const double *weight, double seconds,
				    uint64_t *out, bool *proved, tally_error *err)
{
	memset(out, 0, (size_t)in->words * sizeof *out);
	*proved = true;
	if (in->count == 0)
		return TALLY_OK;
	cover it = {in, weight, seconds, out, false, false};
	tally_glpk_begin();
	bool whole = tally_glpk_guarded(solve_cover, &it);
	tally_glpk_end();
	*proved = whole && it.proved;
	if (!*proved)
		greedy_cover(in, weight, out);
	return whole && it.memory ? tally_error_memory(err) : TALLY_OK;
}

/* --- in order of weight --------------------------------------------------------------------------
 */

typedef struct {
	tally_family nodes; /**< every node ever made */
	double *weight;     /**< [nodes.cap] */
	int32_t *heap;      /**< open nodes, lightest first */
	int32_t n_heap, cap;
	int32_t *table; /**< hash of nodes, -1 = free */
	int32_t n_table;
	tally_family answers;
} frontier;

static int compare_nodes(const frontier *f, int32_t a, int32_t b)
{
	if (f->weight[a] != f->weight[b])
		return f->weight[a] < f->weight[b] ? -1 : 1;
	int32_t na = tally_bits_count(tally_family_set(&f->nodes, a), f->nodes.words);
	int32_t nb = tally_bits_count(tally_family_set(&f->nodes, b), f->nodes.words);
	return na != nb ? (na < nb ? -1 : 1) : (a < b ? -1 : a > b);
}

static void heap_push(frontier *f, int32_t node)
{
	int32_t k = f->n_heap++;
	for (; k > 0 && compare_nodes(f, node, f->heap[(k - 1) / 2]) < 0; k = (k - 1) / 2)
		f->heap[k] = f->heap[(k - 1) / 2];
	f->heap[k] = node;
}

static int32_t heap_pop(frontier *f)
{
	int32_t top = f->heap[0], last = f->heap[--f->n_heap], k = 0;
	for (int32_t child; (child = 2 * k + 1) < f->n_heap; k = child) {
		if (child + 1 < f->n_heap &&
		    compare_nodes(f, f->heap[child + 1], f->heap[child]) < 0)
			child++;
		if (compare_nodes(f, last, f->heap[child]) <= 0)
			break;
		f->heap[k] = f->heap[child];
	}
	f->heap[k] = last;
	return top;
}

static uint64_t hash_of(const uint64_t *set, int32_t words)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (int32_t w = 0; w < words; w++) {
		h = (h ^ set[w]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

/* The free slot for a set that is not there yet, or -1 when it is. */
static int32_t free_slot(const frontier *f, const uint64_t *set)
{
	uint32_t mask = (uint32_t)f->n_table - 1;
	uint32_t k = (uint32_t)hash_of(set, f->nodes.words) & mask;
	for (; f->table[k] >= 0; k = (k + 1) & mask)
		if (memcmp(tally_family_set(&f->nodes, f->table[k]), set,
			   (size_t)f->nodes.words * sizeof *set) == 0)
			return -1;
	return (int32_t)k;
}

static bool push_set(frontier *f, const uint64_t *set, double weight)
{
	int32_t slot = free_slot(f, set);
	if (slot < 0 || holds_part(&f->answers, f->answers.count, set))
		return true;
	if (!tally_family_add(&f->nodes, set))
		return false;
	f->weight[f->nodes.count - 1] = weight;
	f->table[slot] = f->nodes.count - 1;
	heap_push(f, f->nodes.count - 1);
	return true;
}

static bool frontier_init(frontier *f, int32_t n, int32_t max_nodes)
{
	*f = (frontier){.n_table = 64, .cap = max_nodes};
	tally_family_init(&f->nodes, n);
	tally_family_init(&f->answers, n);
	while (f->n_table < 2 * max_nodes)
		f->n_table *= 2;
	f->weight = malloc((size_t)max_nodes * sizeof *f->weight);
	f->heap = malloc((size_t)max_nodes * sizeof *f->heap);
	f->table = malloc((size_t)f->n_table * sizeof *f->table);
	if (!f->weight || !f->heap || !f->table)
		return false;
	memset(f->table, -1, (size_t)f->n_table * sizeof *f->table);
	return true;
}

static void frontier_release(frontier *f)
{
	tally_family_release(&f->nodes);
	tally_family_release(&f->answers);
	free(f->weight);
	free(f->heap);
	free(f->table);
}

/* Children of a node: one for every element of the set it misses. False: out of memory or nodes. */
static bool expand(frontier *f, int32_t node, const uint64_t *missed, const double *weight,
		   uint64_t *scratch)
{
	for (int32_t i = 0; i < f->nodes.n; i++) {
		if (!tally_bits_has(missed, i))
			continue;
		if (f->nodes.count >= f->cap)
			return false;
		memcpy(scratch, tally_family_set(&f->nodes, node),
		       (size_t)f->nodes.words * sizeof *scratch);
		tally_bits_put(scratch, i);
		if (!push_set(f, scratch, f->weight[node] + weight[i]))
			return false;
	}
	return true;
}

tally_status tally_hitting_in_order(int32_t n, const double *weight,
				    const tally_hitting_search *search, bool *complete,
				    tally_error *err)
{
	frontier f;
	size_t words = (size_t)n / 64 + 1;
	uint64_t *missed = calloc(3 * words, sizeof *missed), *at = missed ? missed + words : NULL;
	bool going = missed && frontier_init(&f, n, search->max_nodes) && push_set(&f, at, 0);
	*complete = false;
	if (!going) {
		if (missed)
			frontier_release(&f);
		free(missed);
		return tally_error_memory(err);
	}
	while (going && f.n_heap) {
		int32_t node = heap_pop(&f);
		memcpy(at, tally_family_set(&f.nodes, node), words * sizeof *at);
		if (holds_part(&f.answers, f.answers.count, at))
			continue;
		int misses = search->miss(search->context, at, missed);
		if (misses < 0)
			break;
		if (misses == 0)
			going = tally_family_add(&f.answers, at) &&
				search->found(search->context, at, f.weight[node]);
		else
			going = expand(&f, node, missed, weight, at + words);
	}
	*complete = going && f.n_heap == 0;
	frontier_release(&f);
	free(missed);
	return TALLY_OK;
}
