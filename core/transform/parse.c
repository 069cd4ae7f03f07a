/* parse.c: text to tree, by recursive descent, with units checked on the way up. */
#include "transform/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	tally_expression *e;
	const char *at;
	int depth;
	tally_error *err;
} parser;

/* --- complaints ------------------------------------------------------------------------ */

static int column_of(const parser *p, const char *at)
{
	int column = 1;
	for (const char *c = p->e->text; c < at; c++)
		column += ((unsigned char)*c & 0xC0) != 0x80;
	return column;
}

static int character(const char *at)
{
	int n = 1;
	while (((unsigned char)at[n] & 0xC0) == 0x80)
		n++;
	return n;
}

static tally_status expected(const parser *p, const char *what)
{
	int column = column_of(p, p->at);
	if (*p->at == '\0')
		return tally_error_set(p->err, TALLY_EUSAGE,
				       "%s: column %d: the expression ends, expected %s",
				       p->e->shown, column, what);
	return tally_error_set(p->err, TALLY_EUSAGE, "%s: column %d: found \"%.*s\", expected %s",
			       p->e->shown, column, character(p->at), p->at, what);
}

/* "text: column 5: " before the message that is there already */
static tally_status placed(const parser *p, int column)
{
	if (p->err)
		p->err->status = TALLY_EUSAGE;
	tally_error_prefix(p->err, "%s: column %d", p->e->shown, column);
	return TALLY_EUSAGE;
}

/* --- words -------------------------------------------------------------------------------- */

static void skip_spaces(parser *p)
{
	while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n')
		p->at++;
}

static bool take(parser *p, char symbol)
{
	skip_spaces(p);
	if (*p->at != symbol)
		return false;
	p->at++;
	skip_spaces(p);
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static size_t name_length(const char *at)
{
	size_t n = 0;
	while (begins_name(at[n]) || is_digit(at[n]) || at[n] == '.')
		n++;
	return n;
}

/* The text up to one of the closing symbols, without spaces around; quotes are taken off. */
static const char *take_raw(parser *p, const char *closing, size_t *len)
{
	skip_spaces(p);
	const char *start = p->at;
	if (*start == '"') {
		const char *end = strchr(start + 1, '"');
		if (end) {
			p->at = end + 1;
			*len = (size_t)(end - start - 1);
			skip_spaces(p);
			return start + 1;
		}
	}
	size_t n = strcspn(start, closing);
	p->at = start + n;
	while (n > 0 && (start[n - 1] == ' ' || start[n - 1] == '\t'))
		n--;
	*len = n;
	return start;
}

static void copy_word(char out[TALLY_NAME_MAX], const char *text, size_t len)
{
	size_t n = len < TALLY_NAME_MAX ? len : TALLY_NAME_MAX - 1;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* --- nodes ---------------------------------------------------------------------------------- */

static tally_status new_node(parser *p, node_kind kind, const char *start, int *out)
{
	if (p->e->n_nodes == TALLY_NODES_MAX)
		return expected(p, "a shorter expression (at most 256 parts)");
	*out = p->e->n_nodes++;
	p->e->nodes[*out] = (node){.kind = kind, .column = column_of(p, start)};
	return TALLY_OK;
}

static tally_status parse_sum(parser *p, int *out);

static tally_status parse_number(parser *p, int *out)
{
	const char *start = p->at;
	tally_decimal d;
	while (is_digit(*p->at) || *p->at == '.')
		p->at++;
	if ((*p->at == 'e' || *p->at == 'E') &&
	    (is_digit(p->at[1]) || ((p->at[1] == '-' || p->at[1] == '+') && is_digit(p->at[2])))) {
		p->at += 2;
		while (is_digit(*p->at))
			p->at++;
	}
	if (tally_decimal_parse(start, (size_t)(p->at - start), &d, p->err) != TALLY_OK)
		return placed(p, column_of(p, start));
	tally_status status = new_node(p, NODE_NUMBER, start, out);
	if (status == TALLY_OK) {
		p->e->nodes[*out].number = tally_decimal_value(d);
		p->e->nodes[*out].type = (tally_type){.observed = TALLY_RATE, .scalar = true};
	}
	return status;
}

/* --- references ------------------------------------------------------------------------------- */

static tally_status add_region(parser *p, node_reference *r, int32_t region)
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
		tally_status status = add_region(p, r, m->member);
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
		return slash ? select_members(p, r, region, slash + 1) : add_region(p, r, region);
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
	const char *start = take_raw(p, ",]=", &len);
	tally_period period;
	if (len == 0)
		return expected(p, "a region, a period, * or name=value");
	int column = column_of(p, start);
	copy_word(word, start, len);
	tally_status status;
	if (take(p, '=')) {
		start = take_raw(p, ",]", &len);
		copy_word(value, start, len);
		status = select_named(p, r, word, value);
	} else if (strcmp(word, "*") == 0) {
		r->all = true;
		status = TALLY_OK;
	} else if (is_digit(word[0]) &&
		   tally_period_parse(word, strlen(word), &period, p->err) == TALLY_OK) {
		r->period = period;
		r->has_period = true;
		status = TALLY_OK;
	} else {
		status = select_region(p, r, word);
	}
	return status == TALLY_OK ? status : placed(p, column);
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

static tally_status remember_metric(parser *p, int32_t metric)
{
	tally_expression *e = p->e;
	for (size_t i = 0; i < e->n_metrics; i++)
		if (e->metrics[i] == metric)
			return TALLY_OK;
	e->metrics[e->n_metrics++] = metric;
	return TALLY_OK;
}

static tally_status unknown_metric(parser *p, const char *start, size_t len)
{
	char word[TALLY_NAME_MAX];
	copy_word(word, start, len);
	p->at = start;
	if (tally_transform_find(word, strlen(word)))
		tally_error_set(p->err, TALLY_EUSAGE, "%s needs its argument in brackets: %s(gdp)",
				word, word);
	else {
		const char *near = tally_codes_near_metric(p->e->codes, word);
		tally_error_set(p->err, TALLY_EUSAGE, "unknown metric \"%s\"%s%s%s", word,
				near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	}
	return placed(p, column_of(p, start));
}

static tally_status parse_reference(parser *p, const char *start, const char *name, size_t len,
				    int *out)
{
	const tally_codes *codes = p->e->codes;
	int32_t metric = tally_codes_find_metric(codes, name, len);
	if (metric == TALLY_NO_CODE)
		return unknown_metric(p, name, len);
	tally_status status = new_node(p, NODE_REFERENCE, start, out);
	if (status != TALLY_OK)
		return status;
	const tally_metric *m = tally_codes_metric(codes, metric);
	node_reference r = {.metric = metric,
			    .group = TALLY_NO_CODE,
			    .measure = TALLY_LEVEL,
			    .adjustment = 'N',
			    .frequency = -1,
			    .unit = m->base_unit};
	if (take(p, '[')) {
		do {
			if ((status = parse_selector(p, &r)) != TALLY_OK)
				return status;
		} while (take(p, ','));
		if (!take(p, ']'))
			return expected(p, "\",\" or \"]\"");
	}
	node *n = &p->e->nodes[*out];
	n->reference = r;
	n->type = type_of_metric(m, r.measure, r.unit);
	return remember_metric(p, metric);
}

/* --- calls
 * ---------------------------------------------------------------------------------------- */

static int n_parameters(const tally_transform *t)
{
	int n = 0;
	while (t->parameters && t->parameters[n].name)
		n++;
	return n;
}

static tally_status read_word_argument(parser *p, const tally_parameter *parameter,
				       const char *word, tally_argument *out)
{
	for (int i = 0; parameter->words[i]; i++)
		if (strcmp(parameter->words[i], word) == 0) {
			out->number = i;
			return TALLY_OK;
		}
	char all[200] = "";
	size_t used = 0;
	for (int i = 0; parameter->words[i] && used < sizeof all - 40; i++) {
		size_t n = strlen(parameter->words[i]);
		if (i > 0) {
			memcpy(all + used, ", ", 3);
			used += 2;
		}
		memcpy(all + used, parameter->words[i], n + 1);
		used += n;
	}
	return tally_error_set(p->err, TALLY_EUSAGE, "%s=%s: expected one of %s", parameter->name,
			       word, all);
}

static tally_status read_argument(parser *p, const tally_parameter *parameter, tally_argument *out)
{
	char word[TALLY_NAME_MAX];
	size_t len;
	const char *start = take_raw(p, ",)", &len);
	int column = column_of(p, start);
	tally_decimal d;
	tally_status status = TALLY_OK;
	if (len == 0)
		return expected(p, parameter->help);
	copy_word(word, start, len);
	out->given = true;
	if (parameter->kind == TALLY_PARAMETER_PERIOD) {
		status = tally_period_parse(word, strlen(word), &out->period, p->err);
	} else if (parameter->kind == TALLY_PARAMETER_WORD) {
		status = read_word_argument(p, parameter, word, out);
	} else {
		status = tally_decimal_parse(word, strlen(word), &d, p->err);
		if (status == TALLY_OK)
			out->number = tally_decimal_value(d);
		if (status == TALLY_OK &&
		    (out->number < parameter->least || out->number > parameter->most ||
		     (parameter->kind == TALLY_PARAMETER_INTEGER &&
		      floor(out->number) != out->number)))
			status = tally_error_set(
			    p->err, TALLY_EUSAGE, "%s=%s: expected a %snumber from %g to %g",
			    parameter->name, word,
			    parameter->kind == TALLY_PARAMETER_INTEGER ? "whole " : "",
			    parameter->least, parameter->most);
	}
	return status == TALLY_OK ? status : placed(p, column);
}

/* A copy of a tree in which every metric speaks of another region. */
static tally_status copy_for_region(parser *p, int from, int32_t region, int *out)
{
	node copy = p->e->nodes[from];
	tally_status status = new_node(p, copy.kind, p->at, out);
	if (status != TALLY_OK)
		return status;
	if (copy.kind == NODE_REFERENCE) {
		copy.reference.n_regions = 0;
		copy.reference.group = TALLY_NO_CODE;
		copy.reference.all = false;
		status = add_region(p, &copy.reference, region);
	}
	int n = copy.kind == NODE_CALL     ? copy.call.transform->n_inputs
		: copy.kind >= NODE_ADD    ? 2
		: copy.kind == NODE_NEGATE ? 1
					   : 0;
	for (int i = 0; status == TALLY_OK && i < n; i++)
		status = copy_for_region(p, copy.children[i], region, &copy.children[i]);
	p->e->nodes[*out] = copy;
	return status;
}

/* share(gdp, CN): the second input is the first one's figure for a region. */
static bool region_alone(parser *p, int32_t *region)
{
	parser ahead = *p;
	size_t len;
	const char *start = take_raw(&ahead, ",)", &len);
	if (len == 0 || tally_codes_find_metric(p->e->codes, start, len) != TALLY_NO_CODE)
		return false;
	*region = tally_codes_find_region(p->e->codes, start, len);
	if (*region == TALLY_NO_CODE)
		return false;
	p->at = ahead.at;
	return true;
}

static tally_status parse_input(parser *p, const tally_transform *t, node *call, int i)
{
	int32_t region;
	tally_status status;
	if (i == 1 && region_alone(p, &region))
		return copy_for_region(p, call->children[0], region, &call->children[1]);
	const char *start = p->at;
	if ((status = parse_sum(p, &call->children[i])) != TALLY_OK)
		return status;
	if (!p->e->nodes[call->children[i]].type.scalar)
		return TALLY_OK;
	tally_error_set(p->err, TALLY_EUSAGE, "%s works on series, found a number; expected %s",
			t->name, t->inputs);
	return placed(p, column_of(p, start));
}

/* name= in front of an option */
static const tally_parameter *option_ahead(parser *p, const tally_transform *t, int *place)
{
	skip_spaces(p);
	size_t n = name_length(p->at);
	const char *behind = p->at + n;
	while (*behind == ' ')
		behind++;
	if (n == 0 || *behind != '=')
		return NULL;
	for (int i = 0; i < n_parameters(t); i++)
		if (strlen(t->parameters[i].name) == n &&
		    memcmp(t->parameters[i].name, p->at, n) == 0) {
			p->at = behind + 1;
			*place = i;
			return &t->parameters[i];
		}
	return NULL;
}

static tally_status parse_arguments(parser *p, const tally_transform *t, node *call)
{
	int inputs = 0, places = 0, place;
	tally_status status;
	do {
		const tally_parameter *named = option_ahead(p, t, &place);
		if (named) {
			status = read_argument(p, named, &call->call.arguments[place]);
		} else if (inputs < t->n_inputs) {
			status = parse_input(p, t, call, inputs++);
		} else if (places < n_parameters(t)) {
			status =
			    read_argument(p, &t->parameters[places], &call->call.arguments[places]);
			places++;
		} else {
			status = expected(p, "\")\": it has no more options");
		}
		if (status != TALLY_OK)
			return status;
	} while (take(p, ','));
	if (inputs < t->n_inputs) {
		tally_error_set(p->err, TALLY_EUSAGE, "%s: expected %s", t->name, t->inputs);
		return placed(p, column_of(p, p->at));
	}
	return take(p, ')') ? TALLY_OK : expected(p, "\",\" or \")\"");
}

static tally_status fill_defaults(parser *p, const tally_transform *t, node *call)
{
	for (int i = 0; i < n_parameters(t); i++) {
		tally_argument *a = &call->call.arguments[i];
		if (a->given)
			continue;
		if (t->parameters[i].required) {
			tally_error_set(p->err, TALLY_EUSAGE, "%s: expected %s: %s", t->name,
					t->parameters[i].name, t->parameters[i].help);
			return placed(p, call->column);
		}
		a->number = t->parameters[i].fallback;
	}
	return TALLY_OK;
}

static tally_status parse_call(parser *p, const char *start, size_t len, int *out)
{
	const tally_transform *t = tally_transform_find(start, len);
	char word[TALLY_NAME_MAX];
	if (!t) {
		copy_word(word, start, len);
		const char *near = tally_transform_near(word);
		tally_error_set(p->err, TALLY_EUSAGE, "unknown transform \"%s\"%s%s%s", word,
				near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
		return placed(p, column_of(p, start));
	}
	tally_status status = new_node(p, NODE_CALL, start, out);
	node call = {.kind = NODE_CALL, .column = column_of(p, start)};
	call.call.transform = t;
	call.call.codes = p->e->codes;
	if (status != TALLY_OK || (status = parse_arguments(p, t, &call)) != TALLY_OK ||
	    (status = fill_defaults(p, t, &call)) != TALLY_OK)
		return status;
	for (int i = 0; i < t->n_inputs; i++)
		call.call.inputs[i] = p->e->nodes[call.children[i]].type;
	if (tally_transform_type(t, call.call.inputs, &call.type, p->err) != TALLY_OK)
		return placed(p, call.column);
	p->e->nodes[*out] = call;
	return TALLY_OK;
}

/* --- arithmetic
 * -------------------------------------------------------------------------------------- */

static tally_status sum_type(parser *p, const node *n, const tally_type *a, const tally_type *b,
			     tally_type *out)
{
	char x[TALLY_DIMENSION_TEXT], y[TALLY_DIMENSION_TEXT];
	*out = a->scalar ? *b : *a;
	out->scalar = a->scalar && b->scalar;
	if (n->kind == NODE_SUBTRACT && a->display == TALLY_PERCENT && b->display == TALLY_PERCENT)
		out->display = TALLY_POINTS;
	if (a->observed != b->observed && !a->scalar && !b->scalar)
		out->observed = TALLY_RATE;
	if (tally_dimension_equal(&a->dimension, &b->dimension))
		return TALLY_OK;
	tally_dimension_print(&a->dimension, x);
	tally_dimension_print(&b->dimension, y);
	tally_error_set(p->err, TALLY_EUSAGE, "cannot %s %s and %s: the units differ",
			n->kind == NODE_ADD ? "add" : "subtract", x, y);
	return placed(p, n->column);
}

static tally_status product_type(parser *p, const node *n, const tally_type *a, const tally_type *b,
				 tally_type *out)
{
	int sign = n->kind == NODE_MULTIPLY ? 1 : -1;
	*out = (tally_type){.observed = TALLY_RATE, .scalar = a->scalar && b->scalar};
	if (!tally_dimension_multiply(&a->dimension, &b->dimension, sign, &out->dimension)) {
		tally_error_set(p->err, TALLY_EUSAGE, "too many units in one product");
		return placed(p, n->column);
	}
	if (b->scalar || (a->scalar && sign > 0)) {
		out->observed = b->scalar ? a->observed : b->observed;
		out->counts = b->scalar ? a->counts : b->counts;
	} else if (b->observed == TALLY_INDEX || (sign > 0 && a->observed == TALLY_INDEX)) {
		out->observed = a->observed == TALLY_INDEX ? b->observed : a->observed;
	} else if (sign > 0 && (tally_type_is_rate(a) || tally_type_is_rate(b))) {
		out->observed = tally_type_is_rate(a) ? b->observed : a->observed;
	} else {
		out->counts = out->dimension.n == 0 && a->counts != b->counts;
	}
	return TALLY_OK;
}

static tally_status join(parser *p, node_kind kind, const char *place, int left, int right,
			 int *out)
{
	tally_status status = new_node(p, kind, place, out);
	if (status != TALLY_OK)
		return status;
	node *n = &p->e->nodes[*out];
	n->children[0] = left;
	n->children[1] = right;
	const tally_type *a = &p->e->nodes[left].type, *b = &p->e->nodes[right].type;
	return kind == NODE_ADD || kind == NODE_SUBTRACT ? sum_type(p, n, a, b, &n->type)
							 : product_type(p, n, a, b, &n->type);
}

static tally_status parse_factor(parser *p, int *out)
{
	tally_status status;
	skip_spaces(p);
	const char *start = p->at;
	if (is_digit(*start) || *start == '.')
		return parse_number(p, out);
	if (take(p, '(')) {
		if ((status = parse_sum(p, out)) != TALLY_OK)
			return status;
		return take(p, ')') ? TALLY_OK : expected(p, "\")\" or an operator");
	}
	if (*start == '"') {
		size_t len;
		const char *name = take_raw(p, "\"", &len);
		if (p->at == name)
			return expected(p, "a name and a closing quote");
		return parse_reference(p, start, name, len, out);
	}
	size_t len = name_length(start);
	if (len == 0 || !begins_name(*start))
		return expected(p, "a metric, a transform, a number or \"(\"");
	p->at += len;
	return take(p, '(') ? parse_call(p, start, len, out)
			    : parse_reference(p, start, start, len, out);
}

static tally_status parse_signed(parser *p, int *out)
{
	int child;
	if (p->depth >= TALLY_DEPTH_MAX)
		return expected(p, "fewer brackets within brackets (at most 64)");
	skip_spaces(p);
	const char *start = p->at;
	if (!take(p, '-'))
		return parse_factor(p, out);
	p->depth++;
	tally_status status = parse_signed(p, &child);
	p->depth--;
	if (status != TALLY_OK || (status = new_node(p, NODE_NEGATE, start, out)) != TALLY_OK)
		return status;
	p->e->nodes[*out].children[0] = child;
	p->e->nodes[*out].type = p->e->nodes[child].type;
	return TALLY_OK;
}

static tally_status parse_product(parser *p, int *out)
{
	tally_status status = parse_signed(p, out);
	while (status == TALLY_OK) {
		int right;
		const char *place = p->at;
		node_kind kind = take(p, '*')   ? NODE_MULTIPLY
				 : take(p, '/') ? NODE_DIVIDE
						: NODE_NUMBER;
		if (kind == NODE_NUMBER)
			return TALLY_OK;
		if ((status = parse_signed(p, &right)) == TALLY_OK)
			status = join(p, kind, place, *out, right, out);
	}
	return status;
}

static tally_status parse_sum(parser *p, int *out)
{
	if (p->depth >= TALLY_DEPTH_MAX)
		return expected(p, "fewer brackets within brackets (at most 64)");
	p->depth++;
	tally_status status = parse_product(p, out);
	while (status == TALLY_OK) {
		int right;
		const char *place = p->at;
		node_kind kind = take(p, '+')   ? NODE_ADD
				 : take(p, '-') ? NODE_SUBTRACT
						: NODE_NUMBER;
		if (kind == NODE_NUMBER)
			break;
		if ((status = parse_product(p, &right)) == TALLY_OK)
			status = join(p, kind, place, *out, right, out);
	}
	p->depth--;
	return status;
}

/* --- whole expressions
 * ------------------------------------------------------------------------------- */

static bool only_operators(const char *text)
{
	return *text && text[strspn(text, "+-*/()[], ")] == '\0';
}

/* The beginning of a long text, cut at a character. */
static void set_shown(tally_expression *e)
{
	size_t n = strlen(e->text), most = sizeof e->shown - 4;
	if (n > most) {
		for (n = most; n > 0 && ((unsigned char)e->text[n] & 0xC0) == 0x80;)
			n--;
		memcpy(e->shown + n, "...", 4);
	}
	memcpy(e->shown, e->text, n);
}

tally_status tally_expression_parse(const char *text, const tally_codes *codes,
				    tally_expression **out, tally_error *err)
{
	*out = NULL;
	if (only_operators(text))
		return tally_error_set(err, TALLY_EUSAGE,
				       "\"%.40s\" alone is no expression; quote the whole of it: "
				       "'rd_expenditure / gdp'",
				       text);
	tally_expression *e = calloc(1, sizeof *e);
	if (!e || !(e->text = strdup(text))) {
		free(e);
		return tally_error_memory(err);
	}
	e->codes = codes;
	set_shown(e);
	parser p = {.e = e, .at = e->text, .err = err};
	tally_status status = parse_sum(&p, &e->root);
	skip_spaces(&p);
	if (status == TALLY_OK && *p.at)
		status = expected(&p, "an operator or the end of the expression");
	if (status == TALLY_OK && e->nodes[e->root].type.scalar)
		status =
		    tally_error_set(err, TALLY_EUSAGE,
				    "%s names no metric; expected one, as in yoy(gdp)", e->shown);
	if (status != TALLY_OK) {
		tally_expression_free(e);
		return status;
	}
	*out = e;
	return TALLY_OK;
}

void tally_expression_free(tally_expression *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n_units; i++)
		free(e->units[i]);
	free(e->units);
	free(e->regions);
	free(e->text);
	free(e);
}

const char *tally_expression_text(const tally_expression *e)
{
	return e->text;
}

const tally_type *tally_expression_type(const tally_expression *e)
{
	return &e->nodes[e->root].type;
}

size_t tally_expression_metrics(const tally_expression *e, const int32_t **ids)
{
	*ids = e->metrics;
	return e->n_metrics;
}

size_t tally_expression_regions(const tally_expression *e, const int32_t **ids)
{
	*ids = e->regions;
	for (int i = 0; i < e->n_nodes; i++)
		if (e->nodes[i].kind == NODE_REFERENCE && e->nodes[i].reference.n_regions == 0)
			return 0;
	return e->n_regions;
}
