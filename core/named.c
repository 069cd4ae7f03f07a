/* named.c: words to ids: codes, names, wildcards over codes, groups and what is below them. */
#include "named.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tally_status add(tally_ids *ids, int32_t id, tally_error *err)
{
	for (int i = 0; i < ids->n; i++)
		if (ids->items[i] == id)
			return TALLY_OK;
	int32_t *grown = realloc(ids->items, ((size_t)ids->n + 1) * sizeof *grown);
	if (grown == NULL)
		return tally_error_memory(err);
	ids->items = grown;
	ids->items[ids->n++] = id;
	return TALLY_OK;
}

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

static tally_status not_known(const tally_codes *codes, tally_name_kind kind, const char *text,
			      tally_error *err)
{
	bool metric = kind == TALLY_NAME_METRIC;
	const char *what = metric ? "metric" : "region";
	char note[TALLY_LOOKS_LIKE];

	if (tally_codes_looks_like(codes, kind, text, strlen(text), note))
		return tally_error_set(err, TALLY_EUSAGE, "unknown %s \"%s\": %s", what, text, note);
	const char *near = metric ? tally_codes_near_metric(codes, text)
				  : tally_codes_near_region(codes, text);
	return tally_error_set(err, TALLY_EUSAGE, "unknown %s \"%s\"%s%s%s", what, text,
			       near ? "; did you mean \"" : "", near ? near : "",
			       near ? "\"?" : "");
}

/* --- metrics ---------------------------------------------------------------------------- */

tally_status tally_named_metric(const tally_codes *codes, const char *text, int32_t *out,
				tally_error *err)
{
	*out = tally_codes_find_metric(codes, text, strlen(text));
	return *out != TALLY_NO_CODE
		   ? TALLY_OK
		   : not_known(codes, TALLY_NAME_METRIC, text, err);
}

static tally_status metric_pattern(const tally_codes *codes, const char *text, tally_ids *out,
				   tally_error *err)
{
	tally_status status = TALLY_OK;
	bool fits = false;

	for (int32_t id = 0; id < tally_codes_n_metrics(codes) && status == TALLY_OK; id++)
		if (fnmatch(text, tally_codes_metric(codes, id)->code, 0) == 0) {
			fits = true;
			status = add(out, id, err);
		}
	if (!fits)
		return tally_error_set(err, TALLY_EUSAGE, "no metric's code is of the form \"%s\"",
				       text);
	return status;
}

static tally_status one_metric(const tally_codes *codes, const char *text, tally_ids *out,
			       tally_error *err)
{
	int32_t id;

	if (is_pattern(text))
		return metric_pattern(codes, text, out, err);
	tally_status status = tally_named_metric(codes, text, &id, err);
	return status == TALLY_OK ? add(out, id, err) : status;
}

tally_status tally_named_metrics(const tally_codes *codes, const char *text, tally_ids *out,
				 tally_error *err)
{
	tally_status status = TALLY_OK;

	/* A name may hold a comma, so the whole is tried first. */
	if (strchr(text, ',') == NULL ||
	    tally_codes_find_metric(codes, text, strlen(text)) != TALLY_NO_CODE)
		return one_metric(codes, text, out, err);
	char *copy = strdup(text), *rest = copy;
	if (copy == NULL)
		return tally_error_memory(err);
	for (char *word = strsep(&rest, ","); word != NULL && status == TALLY_OK;
	     word = strsep(&rest, ","))
		if (*word != '\0')
			status = one_metric(codes, word, out, err);
	free(copy);
	return status;
}

/* --- regions ---------------------------------------------------------------------------- */

tally_status tally_named_region(const tally_codes *codes, const char *text, int32_t *out,
				tally_error *err)
{
	*out = tally_codes_find_region(codes, text, strlen(text));
	return *out != TALLY_NO_CODE
		   ? TALLY_OK
		   : not_known(codes, TALLY_NAME_REGION, text, err);
}

static tally_status add_members(const tally_codes *codes, int32_t group, tally_ids *out, bool *some,
				tally_error *err)
{
	tally_status status = TALLY_OK;

	for (int32_t i = 0; i < tally_codes_n_memberships(codes) && status == TALLY_OK; i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group != group)
			continue;
		*some = true;
		status = add(out, m->member, err);
	}
	return status;
}

/* Everything below: members are looked at in turn; each region comes once, so circles end. */
static tally_status add_tree(const tally_codes *codes, int32_t group, tally_ids *out,
			     tally_error *err)
{
	tally_ids tree = {0};
	tally_status status = add(&tree, group, err);
	bool some;

	for (int i = 0; status == TALLY_OK && i < tree.n; i++)
		status = add_members(codes, tree.items[i], &tree, &some, err);
	for (int i = 0; status == TALLY_OK && i < tree.n; i++)
		status = add(out, tree.items[i], err);
	free(tree.items);
	return status;
}

static tally_status region_pattern(const tally_codes *codes, const char *text, tally_ids *out,
				   tally_error *err)
{
	tally_status status = TALLY_OK;
	bool fits = false;

	for (int32_t id = 0; id < tally_codes_n_regions(codes) && status == TALLY_OK; id++)
		if (fnmatch(text, tally_codes_region(codes, id)->code, 0) == 0) {
			fits = true;
			status = add(out, id, err);
		}
	if (!fits)
		return tally_error_set(err, TALLY_EUSAGE, "no region's code is of the form \"%s\"",
				       text);
	return status;
}

tally_status tally_named_regions(const tally_codes *codes, const char *text, tally_ids *out,
				 tally_error *err)
{
	const char *slash = strrchr(text, '/');
	bool members = slash != NULL && strcmp(slash, "/*") == 0;
	bool tree = slash != NULL && strcmp(slash, "/**") == 0, some = false;

	if (!members && !tree && is_pattern(text))
		return region_pattern(codes, text, out, err);
	char name[TALLY_NAME_MAX];
	snprintf(name, sizeof name, "%.*s", members || tree ? (int)(slash - text) : 255, text);
	int32_t id;
	tally_status status = tally_named_region(codes, name, &id, err);
	if (status != TALLY_OK || (!members && !tree))
		return status == TALLY_OK ? add(out, id, err) : status;
	if (tree)
		return add_tree(codes, id, out, err);
	status = add_members(codes, id, out, &some, err);
	if (status == TALLY_OK && !some)
		return tally_error_set(err, TALLY_EUSAGE, "%s has no members", name);
	return status;
}
