/* calls.c: parsing the call of a transform: inputs, options by place or name, defaults. */
#include "transform/parser.h"

#include <math.h>
#include <string.h>

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
	const char *start = expression_take_raw(p, ",)", &len);
	int column = expression_column(p, start);
	tally_decimal d;
	tally_status status = TALLY_OK;
	if (len == 0)
		return expression_expected(p, parameter->help);
	expression_copy_word(word, start, len);
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
	return status == TALLY_OK ? status : expression_placed(p, column);
}

/* A copy of a tree in which every metric speaks of another region. */
static tally_status copy_for_region(parser *p, int from, int32_t region, int *out)
{
	node copy = p->e->nodes[from];
	tally_status status = expression_new_node(p, copy.kind, p->at, out);
	if (status != TALLY_OK)
		return status;
	if (copy.kind == NODE_REFERENCE) {
		copy.reference.n_regions = 0;
		copy.reference.group = TALLY_NO_CODE;
		copy.reference.all = false;
		status = expression_add_region(p, &copy.reference, region);
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
	const char *start = expression_take_raw(&ahead, ",)", &len);
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
	if ((status = expression_parse_sum(p, &call->children[i])) != TALLY_OK)
		return status;
	if (!p->e->nodes[call->children[i]].type.scalar)
		return TALLY_OK;
	tally_error_set(p->err, TALLY_EUSAGE, "%s works on series, found a number; expected %s",
			t->name, t->inputs);
	return expression_placed(p, expression_column(p, start));
}

/* name= in front of an option */
static const tally_parameter *option_ahead(parser *p, const tally_transform *t, int *place)
{
	expression_skip_spaces(p);
	size_t n = expression_name_length(p->at);
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
			status = expression_expected(p, "\")\": it has no more options");
		}
		if (status != TALLY_OK)
			return status;
	} while (expression_take(p, ','));
	if (inputs < t->n_inputs) {
		tally_error_set(p->err, TALLY_EUSAGE, "%s: expected %s", t->name, t->inputs);
		return expression_placed(p, expression_column(p, p->at));
	}
	return expression_take(p, ')') ? TALLY_OK : expression_expected(p, "\",\" or \")\"");
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
			return expression_placed(p, call->column);
		}
		a->number = t->parameters[i].fallback;
	}
	return TALLY_OK;
}

tally_status expression_parse_call(parser *p, const char *start, size_t len, int *out)
{
	const tally_transform *t = tally_transform_find(start, len);
	char word[TALLY_NAME_MAX];
	if (!t) {
		expression_copy_word(word, start, len);
		const char *near = tally_transform_near(word);
		tally_error_set(p->err, TALLY_EUSAGE, "unknown transform \"%s\"%s%s%s", word,
				near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
		return expression_placed(p, expression_column(p, start));
	}
	tally_status status = expression_new_node(p, NODE_CALL, start, out);
	node call = {.kind = NODE_CALL, .column = expression_column(p, start)};
	call.call.transform = t;
	call.call.codes = p->e->codes;
	if (status != TALLY_OK || (status = parse_arguments(p, t, &call)) != TALLY_OK ||
	    (status = fill_defaults(p, t, &call)) != TALLY_OK)
		return status;
	for (int i = 0; i < t->n_inputs; i++)
		call.call.inputs[i] = p->e->nodes[call.children[i]].type;
	if (tally_transform_type(t, call.call.inputs, &call.type, p->err) != TALLY_OK)
		return expression_placed(p, call.column);
	p->e->nodes[*out] = call;
	return TALLY_OK;
}
