/* defined.c: the codes of all processes in the order in which one process would have defined them.
 *
 * Ids count up in order of first appearance, list by list, and each process has a stretch of the
 * file (or of the series): so its new codes come behind those of the processes before it. That is
 * right as long as a text means the same whoever defined it; where it does not, the caller must do
 * without help. */
#include "ranks/defined.h"

#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_codes *all;
	int32_t n_metrics, n_regions; /* before */
	bool clash;
} joining;

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Whether the text is the name of something that another process has just defined as another code.
 */
static bool is_new_metric(const joining *j, const char *name)
{
	return tally_codes_find_metric(j->all, name, strlen(name)) >= j->n_metrics;
}

static bool is_new_region(const joining *j, const char *name)
{
	return tally_codes_find_region(j->all, name, strlen(name)) >= j->n_regions;
}

static bool knows_metric(joining *j, const char *code, const char *name, const char *base,
			 const char *dimension)
{
	int32_t id = tally_codes_find_metric(j->all, code, strlen(code));
	if (id == TALLY_NO_CODE) {
		j->clash = j->clash || is_new_metric(j, name);
		return false;
	}
	const tally_metric *m = tally_codes_metric(j->all, id);
	const char *known = *m->name_en ? m->name_en : m->name_zh;
	j->clash = j->clash || !same(m->code, code) || !same(known, name) ||
		   !same(m->base_unit, base) || !same(m->dimension, dimension);
	return true;
}

static bool knows_region(joining *j, const char *code, const char *name)
{
	int32_t id = tally_codes_find_region(j->all, code, strlen(code));
	if (id == TALLY_NO_CODE) {
		j->clash = j->clash || is_new_region(j, name);
		return false;
	}
	const tally_region *r = tally_codes_region(j->all, id);
	j->clash =
	    j->clash || !same(r->code, code) || !same(*r->name_en ? r->name_en : r->name_zh, name);
	return true;
}

static bool knows_unit(joining *j, const char *text, const char *base, int power)
{
	int32_t id = tally_codes_find_unit(j->all, text, strlen(text));
	if (id == TALLY_NO_CODE)
		return false;
	const tally_unit *u = tally_codes_unit(j->all, id);
	j->clash = j->clash || !same(u->text, text) || !same(u->base, base) || u->power != power;
	return true;
}

static bool known(void *context, const store_defined *d)
{
	joining *j = context;
	switch (d->kind) {
	case STORE_DEFINED_METRIC:
		return knows_metric(j, d->code, d->name, d->base, d->dimension);
	case STORE_DEFINED_REGION:
		return knows_region(j, d->code, d->name);
	default:
		return knows_unit(j, d->code, d->base, d->power);
	}
}

/* What processes before this one defined must still be told apart from what was there. */
static tally_status learn(joining *j, const tally_message *from, tally_error *err)
{
	return from->n > 0 ? store_defined_read(from->bytes, from->n, j->all, known, j, err)
			   : TALLY_OK;
}

tally_status ranks_codes_join(const tally_ranks *ranks, const tally_codes *mine, tally_codes *all,
			      store_rows *rows, bool *clash, tally_error *err)
{
	joining j = {.all = all,
		     .n_metrics = tally_codes_n_metrics(all),
		     .n_regions = tally_codes_n_regions(all)};
	const store_code_counts before = {tally_codes_n_metrics(all), tally_codes_n_regions(all),
					  tally_codes_n_units(all)};
	tally_message *from = calloc((size_t)ranks->n, sizeof *from);
	size_t n = 0;
	char *text = store_defined_text(mine, &before, &n);
	tally_status status = from && text ? TALLY_OK : tally_error_memory(err);
	status = tally_ranks_agree(ranks, status, err);
	if (!status)
		ranks->share(ranks, text, n, from);
	for (int r = 0; !status && r < ranks->n; r++)
		status = learn(&j, &from[r], err);
	free(text);
	tally_messages_release(from, ranks->n);
	*clash = j.clash;
	store_code_map map = {.same = true};
	if (!status && !*clash)
		status = store_code_map_make(mine, all, &map, err);
	if (!status && !*clash) {
		status = map.same ? TALLY_OK : store_rows_recode(rows, &map, err);
		store_code_map_release(&map);
	}
	return tally_ranks_agree(ranks, status, err);
}
