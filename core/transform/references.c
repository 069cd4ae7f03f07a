/* references.c: parsing a metric and the selectors in its brackets. */
#include "transform/parser.h"

#include <stdlib.h>
#include <string.h>

tally_status expression_add_region(parser *p, node_reference *r, int32_t region)
{
	tally_expression *e = p->e;
	if (e->n_regions == e->cap_regions) {
		size_t cap = 2 * e->cap_regions + 64;
		int32_t *list = realloc(e->regions, cap * sizeof *list);
		if (!list)
			return tally_error_memory(p->err);
		e->regions = list;
		e->cap_regions = cap;
	}
	if (r->n_regions == 0)
		r->first = e->n_regions;
	e->regions[e->n_regions++] = region;
	r->n_regions++;
	return TALLY_OK;
}

/* How many members the group has in the partition. */
static int partition_size(const tally_codes *codes, int32_t group, const char *partition)
{
	int n = 0;
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		n += m->group == group && strcmp(m->partition, partition) == 0;
	}
	return n;
}

/* The partition named, or the one with most members for `*`; NULL when there is none. */
static const char *find_partition(const tally_codes *codes, int32_t group, const char *name)
{
	const char *best = NULL;
	int most = 0;
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group != group || (best && strcmp(m->partition, best) == 0))
			continue;
		if (strcmp(name, "*") != 0) {
			if (strcmp(m->partition, name) == 0)
				return m->partition;
			continue;
		}
		int n = partition_size(codes, group, m->partition);
		if (n > most) {
			most = n;
			best = m->partition;
		}
	}
	return best;
}

static bool in_list(const tally_expression *e, const node_reference *r, int32_t region)
{
	for (size_t i = 0; i < r->n_regions; i++)
		if (e->regions[r->first + i] == region)
			return true;
	return false;
}

/* CN/... */
static tally_status select_members(parser *p, node_reference *r, int32_t group, const char *name)
{
	const tally_codes *codes = p->e->codes;
	r->group = group;
	r->partition = find_partition(codes, group, name);
	if (!r->partition)
		return tally_error_set(
		    p->err, TALLY_EUSAGE,
		    "%s is not cut in %s; memberships.csv says what it is cut in",
		    tally_codes_region(codes, group)->code,
		    strcmp(name, "*") == 0 ? "members" : name);
	for (int32_t i = 0; i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);
		if (m->group != group || strcmp(m->partition, r->partition) != 0 ||
		    in_list(p->e, r, m->member))
			continue;
		tally_status status = expression_add_region(p, r, m->member);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}

static tally_status select_region(parser *p, node_reference *r, const char *word)
{
	const tally_codes *codes = p->e->codes;
	const char *slash = strchr(word, '/');
	size_t len = slash ? (size_t)(slash - word) : strlen(word);
	int32_t region = tally_codes_find_region(codes, word, len);
	if (region != TALLY_NO_CODE)
		return slash ? select_members(p, r, region, slash + 1)
			     : expression_add_region(p, r, region);
	char note[TALLY_LOOKS_LIKE];
	if (tally_codes_looks_like(codes, TALLY_NAME_REGION, word, len, note))
		return tally_error_set(p->err, TALLY_EUSAGE, "unknown region \"%s\": %s", word, note);
	const char *near = tally_codes_near_region(codes, word);
	return tally_error_set(p->err, TALLY_EUSAGE,
			       "\"%s\" is no region, period or selector%s%s%s", word,
			       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static bool frequency_of(const char *word, int *out)
{
	for (int f = 0; f < TALLY_N_FREQUENCIES; f++)
		if (word[0] == tally_frequency_letter((tally_frequency)f) && !word[1]) {
			*out = f;
			return true;
		}
	return false;
}

static bool select_unit(const tally_codes *codes, const char *word, node_reference *r)
{
	int32_t unit = tally_codes_find_unit(codes, word, strlen(word));
	if (unit == TALLY_NO_CODE)
		return false;
	r->unit = tally_codes_unit(codes, unit)->base;
	r->unit_given = true;
	return true;
}

/* name=value within the brackets */
static tally_status select_named(parser *p, node_reference *r, const char *name, const char *word)
{
	static const char *const names[] = {"prices",    "measure", "adjustment",
					    "frequency", "unit",    "kind"};
	tally_kind kind = TALLY_OBSERVATION;
	bool good = false;
	if (strcmp(name, "prices") == 0) {
		good = tally_prices_parse(word, strlen(word), &r->prices);
	} else if (strcmp(name, "measure") == 0) {
		good = tally_measure_parse(word, strlen(word), &r->measure);
	} else if (strcmp(name, "adjustment") == 0) {
		good = strchr("NSTWY", word[0]) && word[0] && !word[1];
		r->adjustment = word[0];
	} else if (strcmp(name, "frequency") == 0) {
		good = frequency_of(word, &r->frequency);
	} else if (strcmp(name, "unit") == 0) {
		good = select_unit(p->e->codes, word, r);
	} else if (strcmp(name, "kind") == 0) {
		good = tally_kind_parse(word, strlen(word), &kind);
		r->kind = (uint8_t)kind;
	} else {
		const char *near = tally_near_word(name, names, 6);
		return tally_error_set(p->err, TALLY_EUSAGE,
				       "unknown selector \"%s\"; expected prices, measure, "
				       "adjustment, frequency, unit or kind%s%s%s",
				       name, near ? "; did you mean " : "", near ? near : "",
				       near ? "?" : "");
	}
	return good ? TALLY_OK
		    : tally_error_set(p->err, TALLY_EUSAGE, "\"%s\" is no value of %s", word, name);
}

static tally_status parse_selector(parser *p, node_reference *r)
{
	char word[TALLY_NAME_MAX], value[TALLY_NAME_MAX];
	size_t len;
	const char *start = expression_take_raw(p, ",]=", &len);
	tally_period period;
	if (len == 0)
		return expression_expected(p, "a region, a period, * or name=value");
	int column = expression_column(p, start);
	expression_copy_word(word, start, len);
	tally_status status;
	if (expression_take(p, '=')) {
		start = expression_take_raw(p, ",]", &len);
		expression_copy_word(value, start, len);
		status = select_named(p, r, word, value);
	} else if (strcmp(word, "*") == 0) {
		r->all = true;
		status = TALLY_OK;
	} else if (expression_is_digit(word[0]) &&
		   tally_period_parse(word, strlen(word), &period, p->err) == TALLY_OK) {
		r->period = period;
		r->has_period = true;
		status = TALLY_OK;
	} else {
		status = select_region(p, r, word);
	}
	return status == TALLY_OK ? status : expression_placed(p, column);
}

/* What is known of a metric's figures of a measure. */
static tally_type type_of_metric(const tally_metric *m, tally_measure measure, const char *unit)
{
	tally_type type = {.observed = m->observed};
	bool level = measure == TALLY_LEVEL || measure == TALLY_DIFFERENCE;
	if (!level) {
		type.observed = measure == TALLY_INDEX_NUMBER ? TALLY_INDEX : TALLY_RATE;
		type.display = measure == TALLY_INDEX_NUMBER ? TALLY_PLAIN : TALLY_PERCENT;
		if (measure == TALLY_CONTRIBUTION_POINTS || measure == TALLY_GROWTH_DIFFERENCE ||
		    measure == TALLY_SHARE_DIFFERENCE)
			type.display = TALLY_POINTS;
		return type;
	}
	tally_dimension_parse(unit, &type.dimension);
	if (type.dimension.n > 0)
		return type;
	type.counts = m->observed != TALLY_RATE && m->observed != TALLY_INDEX;
	if (m->observed == TALLY_RATE && strcmp(m->dimension, "ratio") == 0)
		type.display = TALLY_PERCENT;
	return type;
}

void expression_remember_metric(tally_expression *e, int32_t metric)
{
	for (size_t i = 0; i < e->n_metrics; i++)
		if (e->metrics[i] == metric)
			return;
	e->metrics[e->n_metrics++] = metric;
}

static tally_status unknown_metric(parser *p, const char *start, size_t len)
{
	char word[TALLY_NAME_MAX];
	char note[TALLY_LOOKS_LIKE];
	expression_copy_word(word, start, len);
	p->at = start;
	if (tally_codes_looks_like(p->e->codes, TALLY_NAME_METRIC, word, strlen(word), note))
		tally_error_set(p->err, TALLY_EUSAGE, "unknown metric \"%s\": %s", word, note);
	else if (tally_transform_find(word, strlen(word)))
		tally_error_set(p->err, TALLY_EUSAGE, "%s needs its argument in brackets: %s(gdp)",
				word, word);
	else {
		const char *near = tally_codes_near_metric(p->e->codes, word);
		tally_error_set(p->err, TALLY_EUSAGE, "unknown metric \"%s\"%s%s%s", word,
				near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	}
	return expression_placed(p, expression_column(p, start));
}

tally_status expression_parse_reference(parser *p, const char *start, const char *name, size_t len,
					int *out)
{
	const tally_codes *codes = p->e->codes;
	bool any = name == NULL;
	int32_t metric = any ? p->any : tally_codes_find_metric(codes, name, len);
	if (metric == TALLY_NO_CODE)
		return unknown_metric(p, name, len);
	if (any)
		p->e->any = metric;
	tally_status status = expression_new_node(p, NODE_REFERENCE, start, out);
	if (status != TALLY_OK)
		return status;
	const tally_metric *m = tally_codes_metric(codes, metric);
	node_reference r = {.metric = metric,
			    .any = any,
			    .at = (size_t)(start - p->e->text),
			    .group = TALLY_NO_CODE,
			    .measure = TALLY_LEVEL,
			    .adjustment = 'N',
			    .frequency = -1,
			    .unit = m->base_unit};
	while (expression_take(p, '[')) {
		do {
			if ((status = parse_selector(p, &r)) != TALLY_OK)
				return status;
		} while (expression_take(p, ','));
		if (!expression_take(p, ']'))
			return expression_expected(p, "\",\" or \"]\"");
	}
	node *n = &p->e->nodes[*out];
	n->reference = r;
	n->type = type_of_metric(m, r.measure, r.unit);
	expression_remember_metric(p->e, metric);
	return TALLY_OK;
}
