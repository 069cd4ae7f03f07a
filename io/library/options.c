/* options.c: from a caller's words to selections and queries. */
#include "library/options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- name=value -------------------------------------------------------------------------- */

void option_list_release(option_list *list)
{
	free(list->items);
	*list = (option_list){0};
}

static bool append(option_list *list, const char *value)
{
	const char **items = realloc(list->items, ((size_t)list->n + 1) * sizeof *items);

	if (!items)
		return false;
	items[list->n++] = value;
	list->items = items;
	return true;
}

static tally_status unknown(const option *table, const char *text, size_t len, tally_error *err)
{
	const char *names[64];
	char name[64];
	int n = 0;

	for (const option *o = table; o->name && n < 64; o++)
		names[n++] = o->name;
	snprintf(name, sizeof name, "%.*s", (int)(len < 60 ? len : 60), text);
	const char *near = tally_near_word(name, names, n);

	return tally_error_set(err, TALLY_EUSAGE, "unknown option \"%s\"%s%s%s", name,
			       near ? "; did you mean \"" : "", near ? near : "",
			       near ? "\"?" : "");
}

static tally_status set_switch(const option *o, const char *value, tally_error *err)
{
	bool yes = !value || strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "option \"%s\" is yes or no, found \"%s\"", o->name, value);
	*(bool *)o->target = yes;
	return TALLY_OK;
}

static tally_status set_number(const option *o, const char *value, tally_error *err)
{
	char *end = NULL;
	double number = value ? strtod(value, &end) : NAN;

	if (!value || end == value || *end || !(number >= 0) || isinf(number))
		return tally_error_set(err, TALLY_EUSAGE,
				       "option \"%s\" takes a number, found \"%s\"", o->name,
				       value ? value : "");
	*(double *)o->target = number;
	return TALLY_OK;
}

static tally_status set(const option *o, const char *value, tally_error *err)
{
	switch (o->kind) {
	case OPTION_TEXT:
		*(const char **)o->target = value ? value : "";
		return TALLY_OK;
	case OPTION_SWITCH:
		return set_switch(o, value, err);
	case OPTION_NUMBER:
		return set_number(o, value, err);
	case OPTION_LIST:
		return append(o->target, value ? value : "") ? TALLY_OK : tally_error_memory(err);
	}
	return TALLY_OK;
}

tally_status options_read(const option *table, const char *const *texts, tally_error *err)
{
	for (; texts && *texts; texts++) {
		size_t len = strcspn(*texts, "=");
		const char *value = (*texts)[len] ? *texts + len + 1 : NULL;
		const option *o = table;

		while (o->name && (strlen(o->name) != len || memcmp(o->name, *texts, len) != 0))
			o++;
		tally_status status =
		    o->name ? set(o, value, err) : unknown(table, *texts, len, err);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}

/* --- words ----------------------------------------------------------------------------------- */

/* A wrong word of the caller is wrong usage, where in a file it would be wrong input. */
static tally_status as_usage(tally_status status, tally_error *err)
{
	if (status == TALLY_OK)
		return TALLY_OK;
	if (err)
		err->status = TALLY_EUSAGE;
	return TALLY_EUSAGE;
}

tally_status read_day(const char *text, tally_day *out, tally_error *err)
{
	return text ? as_usage(tally_day_parse(text, strlen(text), out, err), err) : TALLY_OK;
}

tally_status read_period(const char *text, tally_period *out, tally_error *err)
{
	return text ? as_usage(tally_period_parse(text, strlen(text), out, err), err) : TALLY_OK;
}

tally_status read_rounding(const char *text, tally_rounding *out, tally_error *err)
{
	return text ? as_usage(tally_rounding_parse(text, out, err), err) : TALLY_OK;
}

/* --- choices ------------------------------------------------------------------------------------
 */

static tally_status resolve_names(choice *c, const tally_codes *codes, const char *metric,
				  tally_error *err)
{
	tally_status status = TALLY_OK;

	if (metric)
		status = tally_named_metrics(codes, metric, &c->metrics, err);
	for (int i = 0; i < c->regions.n && status == TALLY_OK; i++)
		status = tally_named_regions(codes, c->regions.items[i], &c->region_ids, err);
	c->selection.metrics = c->metrics.items;
	c->selection.n_metrics = c->metrics.n;
	c->selection.regions = c->region_ids.items;
	c->selection.n_regions = c->region_ids.n;
	return status;
}

static tally_status resolve_range(choice *c, tally_error *err)
{
	tally_period from = {TALLY_DAY_OPEN, TALLY_DAY_OPEN}, to = {0, INT32_MAX};
	tally_status status = read_period(c->from, &from, err);

	if (status == TALLY_OK)
		status = read_period(c->to, &to, err);
	if (status == TALLY_OK && c->from && c->to && from.first > to.last)
		status =
		    tally_error_set(err, TALLY_EUSAGE, "from %s lies behind to %s", c->from, c->to);
	c->first_day = from.first;
	c->last_day = to.last;
	c->selection.has_range = c->from || c->to;
	c->selection.from = from.first;
	c->selection.to = to.last;
	return status;
}

static tally_status resolve_measure(choice *c, tally_error *err)
{
	tally_measure measure;

	if (!c->measure)
		return TALLY_OK;
	if (!tally_measure_parse(c->measure, strlen(c->measure), &measure))
		return tally_error_set(err, TALLY_EUSAGE,
				       "unknown measure \"%s\"; level, growth, share, ...",
				       c->measure);
	c->selection.measure = (int)measure;
	return TALLY_OK;
}

tally_status choice_resolve(choice *c, const tally_codes *codes, const char *metric,
			    tally_error *err)
{
	c->selection = tally_selection_all();
	c->query = tally_series_query_default();
	c->selection.source = c->query.source = c->source;
	c->query.prefer = c->prefer;
	c->query.all_kinds = c->all_kinds;
	tally_status status = resolve_names(c, codes, metric, err);
	if (status == TALLY_OK)
		status = resolve_range(c, err);
	if (status == TALLY_OK)
		status = read_day(c->as_of, &c->selection.as_of, err);
	if (status == TALLY_OK)
		status = resolve_measure(c, err);
	if (status == TALLY_OK)
		status = read_rounding(c->rounding, &c->query.rounding, err);
	c->query.as_of = c->selection.as_of;
	return status;
}

void choice_release(choice *c)
{
	option_list_release(&c->regions);
	free(c->metrics.items);
	free(c->region_ids.items);
	c->metrics = c->region_ids = (tally_ids){0};
}
