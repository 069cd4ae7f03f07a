/* export_words.c: words to ids: codes, names, wildcards over codes, groups and what is below them.
 *
 * A wildcard that fits nothing is an error like an unknown code: an empty export would be taken for
 * an empty store. */
#include "export_words.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool add(cli_ids *ids, int32_t id)
{
	for (int i = 0; i < ids->n; i++)
		if (ids->items[i] == id)
			return true;
	int32_t *grown = realloc(ids->items, ((size_t)ids->n + 1) * sizeof *grown);
	if (grown == NULL)
		return false;
	ids->items = grown;
	ids->items[ids->n++] = id;
	return true;
}

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

static int out_of_memory(void)
{
	tally_error err = {0};
	tally_error_memory(&err);
	return cli_fail(&err);
}

/* --- metrics ---------------------------------------------------------------------------- */

static int metric_pattern(const cli_command *command, const tally_codes *codes, const char *text,
			  cli_ids *out)
{
	int before = out->n;

	for (int32_t id = 0; id < tally_codes_n_metrics(codes); id++)
		if (fnmatch(text, tally_codes_metric(codes, id)->code, 0) == 0 && !add(out, id))
			return out_of_memory();
	if (out->n == before)
		return cli_usage(command, "no metric's code is of the form \"%s\"", text);
	return 0;
}

static int one_metric(const cli_command *command, const tally_codes *codes, const char *text,
		      cli_ids *out)
{
	if (is_pattern(text))
		return metric_pattern(command, codes, text, out);
	int32_t id = cli_metric(command, codes, text);
	if (id == TALLY_NO_CODE)
		return 2;
	return add(out, id) ? 0 : out_of_memory();
}

int cli_metric_words(const cli_command *command, const tally_codes *codes, const char *text,
		     cli_ids *out)
{
	int code = 0;

	/* A name may hold a comma, so the whole is tried first. */
	if (strchr(text, ',') == NULL ||
	    tally_codes_find_metric(codes, text, strlen(text)) != TALLY_NO_CODE)
		return one_metric(command, codes, text, out);
	char *copy = strdup(text), *rest = copy;
	if (copy == NULL)
		return out_of_memory();
	for (char *word = strsep(&rest, ","); word != NULL && code == 0; word = strsep(&rest, ","))
		if (*word != '\0')
			code = one_metric(command, codes, word, out);
	free(copy);
	return code;
}

/* --- regions ---------------------------------------------------------------------------- */

static bool add_members(const tally_codes *codes, int32_t group, cli_ids *out)
{
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group == group && !add(out, m->member))
			return false;
	}
	return true;
}

/* Everything below: members are looked at in turn; each region comes once, so circles end. */
static bool add_tree(const tally_codes *codes, int32_t group, cli_ids *out)
{
	cli_ids tree = {0};
	bool good = add(&tree, group);

	for (int i = 0; good && i < tree.n; i++)
		good = add_members(codes, tree.items[i], &tree);
	for (int i = 0; good && i < tree.n; i++)
		good = add(out, tree.items[i]);
	free(tree.items);
	return good;
}

static int region_pattern(const cli_command *command, const tally_codes *codes, const char *text,
			  cli_ids *out)
{
	int before = out->n;

	for (int32_t id = 0; id < tally_codes_n_regions(codes); id++)
		if (fnmatch(text, tally_codes_region(codes, id)->code, 0) == 0 && !add(out, id))
			return out_of_memory();
	if (out->n == before)
		return cli_usage(command, "no region's code is of the form \"%s\"", text);
	return 0;
}

static int one_region(const cli_command *command, const tally_codes *codes, const char *text,
		      cli_ids *out)
{
	const char *slash = strrchr(text, '/');
	bool members = slash != NULL && strcmp(slash, "/*") == 0;
	bool tree = slash != NULL && strcmp(slash, "/**") == 0;

	if (!members && !tree && is_pattern(text))
		return region_pattern(command, codes, text, out);
	char name[TALLY_NAME_MAX];
	snprintf(name, sizeof name, "%.*s", members || tree ? (int)(slash - text) : 255, text);
	int32_t id = cli_region(command, codes, name);
	if (id == TALLY_NO_CODE)
		return 2;
	int before = out->n;
	bool good = tree ? add_tree(codes, id, out)
		    : members ? add_members(codes, id, out)
			      : add(out, id);
	if (good && members && out->n == before)
		return cli_usage(command, "%s has no members", name);
	return good ? 0 : out_of_memory();
}

int cli_region_words(const cli_command *command, const tally_codes *codes, char *const *words,
		     int n, cli_ids *out)
{
	for (int i = 0; i < n; i++) {
		int code = one_region(command, codes, words[i], out);
		if (code != 0)
			return code;
	}
	return 0;
}
