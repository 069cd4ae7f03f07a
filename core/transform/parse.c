/* parse.c: text to tree, by recursive descent, with units checked on the way up. */
#include "transform/parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers and arithmetic ------------------------------------------------ */

static tally_status parse_number(parser *p, int *out)
{
	const char *start = p->at;
	tally_decimal d;
	while (expression_is_digit(*p->at) || *p->at == '.')
		p->at++;
	if ((*p->at == 'e' || *p->at == 'E') &&
	    (expression_is_digit(p->at[1]) ||
	     ((p->at[1] == '-' || p->at[1] == '+') && expression_is_digit(p->at[2])))) {
		p->at += 2;
		while (expression_is_digit(*p->at))
			p->at++;
	}
	if (tally_decimal_parse(start, (size_t)(p->at - start), &d, p->err) != TALLY_OK)
		return expression_placed(p, expression_column(p, start));
	tally_status status = expression_new_node(p, NODE_NUMBER, start, out);
	if (status == TALLY_OK) {
		p->e->nodes[*out].number = tally_decimal_value(d);
		p->e->nodes[*out].type = (tally_type){.observed = TALLY_RATE, .scalar = true};
	}
	return status;
}

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
	return expression_placed(p, n->column);
}

static tally_status product_type(parser *p, const node *n, const tally_type *a, const tally_type *b,
				 tally_type *out)
{
	int sign = n->kind == NODE_MULTIPLY ? 1 : -1;
	*out = (tally_type){.observed = TALLY_RATE, .scalar = a->scalar && b->scalar};
	if (!tally_dimension_multiply(&a->dimension, &b->dimension, sign, &out->dimension)) {
		tally_error_set(p->err, TALLY_EUSAGE, "too many units in one product");
		return expression_placed(p, n->column);
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
	tally_status status = expression_new_node(p, kind, place, out);
	if (status != TALLY_OK)
		return status;
	node *n = &p->e->nodes[*out];
	n->children[0] = left;
	n->children[1] = right;
	const tally_type *a = &p->e->nodes[left].type, *b = &p->e->nodes[right].type;
	return kind == NODE_ADD || kind == NODE_SUBTRACT ? sum_type(p, n, a, b, &n->type)
							 : product_type(p, n, a, b, &n->type);
}

/* An asterisk that stands for a metric; in `gdp + * 2` it is an operator too many. */
static bool begins_any(const char *at)
{
	if (*at != '*')
		return false;
	at += 1 + strspn(at + 1, " \t\n");
	return strchr("[)],+-*/^", *at) != NULL; /* or the end */
}

static tally_status parse_factor(parser *p, int *out)
{
	tally_status status;
	expression_skip_spaces(p);
	const char *start = p->at;
	if (expression_is_digit(*start) || *start == '.')
		return parse_number(p, out);
	if (expression_take(p, '(')) {
		if ((status = expression_parse_sum(p, out)) != TALLY_OK)
			return status;
		return expression_take(p, ')') ? TALLY_OK
					       : expression_expected(p, "\")\" or an operator");
	}
	if (*start == '"') {
		size_t len;
		const char *name = expression_take_raw(p, "\"", &len);
		if (p->at == name)
			return expression_expected(p, "a name and a closing quote");
		return expression_parse_reference(p, start, name, len, out);
	}
	if (begins_any(start)) {
		expression_take(p, '*');
		return expression_parse_reference(p, start, NULL, 0, out);
	}
	size_t len = expression_name_length(start);
	if (len == 0 || !expression_begins_name(*start))
		return expression_expected(p, "a metric, a transform, a number or \"(\"");
	p->at += len;
	return expression_take(p, '(') ? expression_parse_call(p, start, len, out)
				       : expression_parse_reference(p, start, start, len, out);
}

static tally_status parse_signed(parser *p, int *out);

/* base ^ number, for pure numbers */
static tally_status parse_power(parser *p, int *out)
{
	int base = 0, exponent = 0;
	tally_status status = parse_factor(p, &base);
	expression_skip_spaces(p);
	const char *place = p->at;
	*out = base;
	if (status != TALLY_OK || !expression_take(p, '^'))
		return status;
	if ((status = parse_signed(p, &exponent)) != TALLY_OK ||
	    (status = expression_new_node(p, NODE_POWER, place, out)) != TALLY_OK)
		return status;
	const tally_type *type = &p->e->nodes[base].type;
	if (!p->e->nodes[exponent].type.scalar || type->dimension.n > 0) {
		tally_error_set(p->err, TALLY_EUSAGE,
				"expected a pure number to the power of a number");
		return expression_placed(p, expression_column(p, place));
	}
	node *n = &p->e->nodes[*out];
	n->children[0] = base;
	n->children[1] = exponent;
	n->type = (tally_type){.observed = TALLY_RATE, .scalar = type->scalar};
	return TALLY_OK;
}

static tally_status parse_signed(parser *p, int *out)
{
	int child;
	if (p->depth >= TALLY_DEPTH_MAX)
		return expression_expected(p, "fewer brackets within brackets (at most 64)");
	expression_skip_spaces(p);
	const char *start = p->at;
	if (!expression_take(p, '-'))
		return parse_power(p, out);
	p->depth++;
	tally_status status = parse_signed(p, &child);
	p->depth--;
	if (status != TALLY_OK ||
	    (status = expression_new_node(p, NODE_NEGATE, start, out)) != TALLY_OK)
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
		node_kind kind = expression_take(p, '*')   ? NODE_MULTIPLY
				 : expression_take(p, '/') ? NODE_DIVIDE
							   : NODE_NUMBER;
		if (kind == NODE_NUMBER)
			return TALLY_OK;
		if ((status = parse_signed(p, &right)) == TALLY_OK)
			status = join(p, kind, place, *out, right, out);
	}
	return status;
}

tally_status expression_parse_sum(parser *p, int *out)
{
	if (p->depth >= TALLY_DEPTH_MAX)
		return expression_expected(p, "fewer brackets within brackets (at most 64)");
	p->depth++;
	tally_status status = parse_product(p, out);
	while (status == TALLY_OK) {
		int right;
		const char *place = p->at;
		node_kind kind = expression_take(p, '+')   ? NODE_ADD
				 : expression_take(p, '-') ? NODE_SUBTRACT
							   : NODE_NUMBER;
		if (kind == NODE_NUMBER)
			break;
		if ((status = parse_product(p, &right)) == TALLY_OK)
			status = join(p, kind, place, *out, right, out);
	}
	p->depth--;
	return status;
}

/* --- whole expressions ----------------------------------------------------- */

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

/* Room for the nodes that a text of this length can have: each takes a character of it. */
static tally_expression *new_expression(const char *text)
{
	tally_expression *e = calloc(1, sizeof *e);
	size_t n = strlen(text) + 1;

	if (!e)
		return NULL;
	e->room = n < TALLY_NODES_MAX ? (int)n : TALLY_NODES_MAX;
	e->nodes = calloc((size_t)e->room, sizeof *e->nodes);
	e->text = strdup(text);
	if (e->nodes && e->text)
		return e;
	tally_expression_free(e);
	return NULL;
}

tally_status tally_expression_parse_for(const char *text, const tally_codes *codes, int32_t any,
					tally_expression **out, tally_error *err)
{
	*out = NULL;
	if (only_operators(text) && strcmp(text, "(*)") != 0)
		return tally_error_set(err, TALLY_EUSAGE,
				       "\"%.40s\" alone is no expression; quote the whole of it: "
				       "'rd_expenditure / gdp'",
				       text);
	tally_expression *e = new_expression(text);
	if (!e)
		return tally_error_memory(err);
	e->codes = codes;
	e->any = TALLY_NO_CODE;
	set_shown(e);
	parser p = {.e = e, .at = e->text, .any = any, .err = err};
	tally_status status = expression_parse_sum(&p, &e->root);
	expression_skip_spaces(&p);
	if (status == TALLY_OK && *p.at)
		status = expression_expected(&p, "an operator or the end of the expression");
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

tally_status tally_expression_parse(const char *text, const tally_codes *codes,
				    tally_expression **out, tally_error *err)
{
	return tally_expression_parse_for(text, codes, 0, out, err);
}

int32_t tally_expression_any(const tally_expression *e)
{
	return e->any;
}

static bool alike(const tally_metric *a, const tally_metric *b)
{
	return a->observed == b->observed && strcmp(a->base_unit, b->base_unit) == 0 &&
	       strcmp(a->dimension, b->dimension) == 0;
}

bool tally_expression_ask_for(tally_expression *e, int32_t metric)
{
	const tally_metric *to = tally_codes_metric(e->codes, metric);
	if (metric == e->any)
		return true;
	if (!alike(tally_codes_metric(e->codes, e->any), to))
		return false;
	e->n_metrics = 0;
	for (int i = 0; i < e->n_nodes; i++) {
		node_reference *r = &e->nodes[i].reference;
		if (e->nodes[i].kind != NODE_REFERENCE)
			continue;
		if (r->any) {
			r->metric = metric;
			if (!r->unit_given)
				r->unit = to->base_unit;
		}
		expression_remember_metric(e, r->metric);
	}
	e->any = metric;
	return true;
}

bool tally_expression_only_any(const tally_expression *e)
{
	for (int i = 0; i < e->n_nodes; i++)
		if (e->nodes[i].kind == NODE_REFERENCE && !e->nodes[i].reference.any)
			return false;
	return e->any != TALLY_NO_CODE;
}

size_t tally_expression_told(const tally_expression *e, int32_t metric, char *out, size_t size)
{
	const char *code = metric < 0 ? "*" : tally_codes_metric(e->codes, metric)->code;
	size_t n = 0, from = 0, length = strlen(e->text);
	for (size_t at = 0; at <= length; at++) {
		bool any = false;
		for (int i = 0; i < e->n_nodes && at < length && e->text[at] == '*'; i++)
			any |= e->nodes[i].kind == NODE_REFERENCE && e->nodes[i].reference.any &&
			       e->nodes[i].reference.at == at;
		if (!any && at < length)
			continue;
		int added = snprintf(out + n, size - n, "%.*s%s", (int)(at - from), e->text + from,
				     any ? code : "");
		n = n + (size_t)added < size ? n + (size_t)added : size - 1;
		from = at + 1;
	}
	return n;
}

void tally_expression_free(tally_expression *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->n_units; i++)
		free(e->units[i]);
	free(e->units);
	free(e->regions);
	free(e->nodes);
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

size_t tally_expression_named(const tally_expression *e, const int32_t **ids)
{
	*ids = e->regions;
	return e->n_regions;
}

size_t tally_expression_transforms(const tally_expression *e, const tally_transform **out,
				   size_t max)
{
	size_t n = 0;
	for (int i = e->n_nodes; i-- > 0;) { /* an outer call is made before its arguments */
		if (e->nodes[i].kind != NODE_CALL)
			continue;
		if (n < max)
			out[n] = e->nodes[i].call.transform;
		n++;
	}
	return n;
}

bool tally_expression_by_region(const tally_expression *e)
{
	for (int i = 0; i < e->n_nodes; i++)
		if (e->nodes[i].kind == NODE_CALL &&
		    e->nodes[i].call.transform->scope == TALLY_ACROSS)
			return false;
	return true;
}
