/* codes.c: the memory of the code lists, and access by id. */
#include "codes.h"

#include "codes_inside.h"
#include "rule.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_FIRST ((size_t)4 * 1024) /* a few codes; each chunk is twice the one before */
#define CHUNK_MOST  ((size_t)256 * 1024)

struct chunk {
	chunk *next;
	size_t used, size;
	max_align_t bytes[];
};

/* The size of a chunk after `last` that holds at least `size` bytes. */
static size_t chunk_size(const chunk *last, size_t size)
{
	size_t next = last ? 2 * last->size : CHUNK_FIRST;
	next = next < CHUNK_MOST ? next : CHUNK_MOST;
	return size > next ? size : next;
}

static chunk *chunk_new(size_t size)
{
	if (size > SIZE_MAX - sizeof(chunk))
		return NULL;
	chunk *c = calloc(1, sizeof *c + size);
	if (c)
		c->size = size;
	return c;
}

void *codes_keep(tally_codes *codes, size_t size)
{
	size_t align = _Alignof(max_align_t);

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + align - 1) / align * align;
	if (!codes->arena || codes->arena->size - codes->arena->used < size) {
		chunk *c = chunk_new(chunk_size(codes->arena, size));
		if (!c)
			return NULL;
		c->next = codes->arena;
		codes->arena = c;
	}
	char *at = (char *)codes->arena->bytes + codes->arena->used;
	codes->arena->used += size;
	return at;
}

const char *codes_keep_text(tally_codes *codes, const char *text, size_t len)
{
	if (len == 0)
		return "";
	char *copy = codes_keep(codes, len + 1);
	if (copy)
		memcpy(copy, text, len);
	return copy;
}

static bool code_list_grow(code_list *list)
{
	if (list->capacity > INT32_MAX / 2)
		return false;
	int32_t capacity = list->capacity ? list->capacity * 2 : 64;
	size_t n = (size_t)capacity;
	void **rows = realloc(list->rows, n * sizeof *rows);
	if (rows)
		list->rows = rows;
	const char **files = realloc(list->files, n * sizeof *files);
	if (files)
		list->files = files;
	long *lines = realloc(list->lines, n * sizeof *lines);
	if (lines)
		list->lines = lines;
	if (!rows || !files || !lines)
		return false;
	list->capacity = capacity;
	return true;
}

int32_t code_list_add(code_list *list, void *row, const char *file, long line)
{
	if (list->n == list->capacity && !code_list_grow(list))
		return -1;
	list->rows[list->n] = row;
	list->files[list->n] = file;
	list->lines[list->n] = line;
	return list->n++;
}

static void code_list_release(code_list *list)
{
	free(list->rows);
	free(list->files);
	free(list->lines);
	*list = (code_list){0};
}

tally_codes *tally_codes_new(void)
{
	tally_codes *codes = calloc(1, sizeof *codes);
	if (codes)
		codes->neutral = (tally_source_family){.family = "", .reliability = 1};
	return codes;
}

void tally_codes_free(tally_codes *codes)
{
	if (!codes)
		return;
	for (int32_t i = 0; i < codes->rules.n; i++)
		tally_rule_release(codes->rules.rows[i]);
	code_list_release(&codes->metrics);
	code_list_release(&codes->regions);
	code_list_release(&codes->memberships);
	code_list_release(&codes->breaks);
	code_list_release(&codes->units);
	code_list_release(&codes->sources);
	code_list_release(&codes->rules);
	name_index_release(&codes->metric_names);
	name_index_release(&codes->region_names);
	name_index_release(&codes->unit_texts);
	name_index_release(&codes->unit_loose);
	for (chunk *c = codes->arena, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(codes);
}

int32_t tally_codes_n_metrics(const tally_codes *codes)
{
	return codes->metrics.n;
}

int32_t tally_codes_n_regions(const tally_codes *codes)
{
	return codes->regions.n;
}

int32_t tally_codes_n_units(const tally_codes *codes)
{
	return codes->units.n;
}

int32_t tally_codes_n_memberships(const tally_codes *codes)
{
	return codes->memberships.n;
}

int32_t tally_codes_n_breaks(const tally_codes *codes)
{
	return codes->breaks.n;
}

int32_t tally_codes_n_sources(const tally_codes *codes)
{
	return codes->sources.n;
}

int32_t tally_codes_n_rules(const tally_codes *codes)
{
	return codes->rules.n;
}

const tally_metric *tally_codes_metric(const tally_codes *codes, int32_t id)
{
	return codes->metrics.rows[id];
}

const tally_region *tally_codes_region(const tally_codes *codes, int32_t id)
{
	return codes->regions.rows[id];
}

const tally_unit *tally_codes_unit(const tally_codes *codes, int32_t id)
{
	return codes->units.rows[id];
}

const tally_membership *tally_codes_membership(const tally_codes *codes, int32_t i)
{
	return codes->memberships.rows[i];
}

const tally_break *tally_codes_break(const tally_codes *codes, int32_t i)
{
	return codes->breaks.rows[i];
}

const tally_source_family *tally_codes_source(const tally_codes *codes, int32_t i)
{
	return codes->sources.rows[i];
}

const tally_rule *tally_codes_rule(const tally_codes *codes, int32_t i)
{
	return codes->rules.rows[i];
}

static const char *name_in(const char *lang, const char *en, const char *zh, const char *code)
{
	const char *name = strcmp(lang, "zh") == 0 ? zh : en;
	return *name ? name : code;
}

const char *tally_metric_name(const tally_metric *m, const char *lang)
{
	return name_in(lang, m->name_en, m->name_zh, m->code);
}

const char *tally_region_name(const tally_region *r, const char *lang)
{
	return name_in(lang, r->name_en, r->name_zh, r->code);
}
