/* rule.c: a recursive-descent parser of the rule language; the grammar stands in rule.h.
 *
 * A sum is gathered as terms with rational coefficients: `0.5 * x` is 5/10 x, `mean(a, b)` is
 * 1/2 a + 1/2 b. What follows the first sum decides the shape: "/" a ratio, "*" a product. */
#include "rule.h"

#include <stdlib.h>
#include <string.h>

#define TERMS_MAX       256
#define DEPTH_MAX       8
#define COEFFICIENT_MAX INT64_C(1000000000000000) /* numerator and denominator */

typedef struct {
	const char *text;
	size_t at;
	tally_rule_lookup lookup;
	const void *context;
	tally_error *err;
	int depth; /* of mean( within mean( */
} parser;

/* Terms while they are gathered. */
typedef struct {
	tally_term items[TERMS_MAX];
	int n;
} sum;

static tally_status expected(parser *p, const char *what)
{
	const char *rest = p->text + p->at;
	if (!*rest)
		return tally_error_set(p->err, TALLY_EINPUT, "at %zu: expected %s, found the end",
				       p->at + 1, what);
	return tally_error_set(p->err, TALLY_EINPUT, "at %zu: expected %s, found \"%.20s\"",
			       p->at + 1, what, rest);
}

static void blanks(parser *p)
{
	while (p->text[p->at] == ' ' || p->text[p->at] == '\t')
		p->at++;
}

/* Takes `token` if it comes next. */
static bool take(parser *p, const char *token)
{
	blanks(p);
	size_t len = strlen(token);
	if (strncmp(p->text + p->at, token, len) != 0)
		return false;
	p->at += len;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == '.';
}

/* Letters, digits, `_`, `.` and, between letters, `-` are a metric's code. */
static size_t word_length(const char *s)
{
	size_t n = 0;
	while (is_word(s[n]) || (s[n] == '-' && n > 0 && is_word(s[n + 1])))
		n++;
	return n;
}

static tally_status metric(parser *p, int32_t *out)
{
	blanks(p);
	size_t len = word_length(p->text + p->at);
	if (len == 0)
		return expected(p, "a metric");
	*out = p->lookup(p->context, p->text + p->at, len);
	if (*out == TALLY_NO_CODE)
		return tally_error_set(p->err, TALLY_EINPUT, "at %zu: no such metric: \"%.*s\"",
				       p->at + 1, (int)len, p->text + p->at);
	p->at += len;
	return TALLY_OK;
}

/* Optional "[-1]". */
static tally_status lag(parser *p, int *out)
{
	*out = 0;
	if (!take(p, "["))
		return TALLY_OK;
	blanks(p);
	char *end;
	long value = strtol(p->text + p->at, &end, 10);
	if (end == p->text + p->at || value > 0 || value < -100)
		return expected(p, "a lag from -100 to 0");
	p->at = (size_t)(end - p->text);
	*out = (int)value;
	return take(p, "]") ? TALLY_OK : expected(p, "\"]\"");
}

/* A decimal as num/den. */
static tally_status decimal(parser *p, int64_t *num, int64_t *den)
{
	*num = 0;
	*den = 1;
	bool point = false;
	size_t digits = 0;
	for (;; p->at++) {
		char c = p->text[p->at];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (!is_digit(c))
			break;
		if (*num > COEFFICIENT_MAX / 10 || *den > COEFFICIENT_MAX / 10)
			return expected(p, "a number of at most 15 digits");
		*num = *num * 10 + (c - '0');
		*den *= point ? 10 : 1;
		digits++;
	}
	return digits ? TALLY_OK : expected(p, "a number");
}

static tally_status add_term(parser *p, sum *s, tally_term term)
{
	if (s->n == TERMS_MAX)
		return tally_error_set(p->err, TALLY_EINPUT, "more than %d terms", TERMS_MAX);
	s->items[s->n++] = term;
	return TALLY_OK;
}

static tally_status item(parser *p, int sign, sum *s);

/* After "mean(": the items, each divided by their number. */
static tally_status mean(parser *p, int sign, sum *s)
{
	int from = s->n, n = 0;

	if (++p->depth > DEPTH_MAX)
		return expected(p, "fewer means within means");
	do {
		tally_status status = item(p, sign, s);
		if (status != TALLY_OK)
			return status;
		n++;
	} while (take(p, ","));
	for (int i = from; i < s->n; i++) {
		if (s->items[i].coef_den > COEFFICIENT_MAX / n)
			return expected(p, "smaller coefficients");
		s->items[i].coef_den *= n;
	}
	p->depth--;
	return take(p, ")") ? TALLY_OK : expected(p, "\",\" or \")\"");
}

static tally_status item(parser *p, int sign, sum *s)
{
	tally_term t = {sign, 1, TALLY_NO_CODE, 0};
	tally_status status;

	if (take(p, "mean("))
		return mean(p, sign, s);
	blanks(p);
	/* A code may begin with a digit: 3g_users. Only digits and a point make a number. */
	size_t word = word_length(p->text + p->at), digits = strspn(p->text + p->at, "0123456789.");
	if (word > 0 && digits == word) {
		if ((status = decimal(p, &t.coef_num, &t.coef_den)) != TALLY_OK)
			return status;
		t.coef_num *= sign;
		if (!take(p, "*"))
			return add_term(p, s, t); /* a bare constant */
	}
	if ((status = metric(p, &t.metric)) != TALLY_OK || (status = lag(p, &t.lag)) != TALLY_OK)
		return status;
	return add_term(p, s, t);
}

static tally_status items(parser *p, sum *s)
{
	int sign = take(p, "-") ? -1 : 1;
	for (;;) {
		tally_status status = item(p, sign, s);
		if (status != TALLY_OK)
			return status;
		if (take(p, "+"))
			sign = 1;
		else if (take(p, "-"))
			sign = -1;
		else
			return TALLY_OK;
	}
}

/* A sum, in brackets or bare. */
static tally_status group(parser *p, sum *s)
{
	if (!take(p, "("))
		return items(p, s);
	tally_status status = items(p, s);
	if (status != TALLY_OK)
		return status;
	return take(p, ")") ? TALLY_OK : expected(p, "\")\"");
}

static tally_status keep_terms(const sum *s, tally_term **out, int *n, tally_error *err)
{
	if (s->n == 0)
		return TALLY_OK;
	*out = malloc((size_t)s->n * sizeof **out);
	if (!*out)
		return tally_error_memory(err);
	memcpy(*out, s->items, (size_t)s->n * sizeof **out);
	*n = s->n;
	return TALLY_OK;
}

static tally_status relation(parser *p, tally_relation *out)
{
	if (take(p, "<="))
		*out = TALLY_AT_MOST_REL;
	else if (take(p, ">="))
		*out = TALLY_AT_LEAST_REL;
	else if (take(p, "="))
		*out = TALLY_EQUAL;
	else
		return expected(p, "\"=\", \"<=\" or \">=\"");
	return TALLY_OK;
}

static tally_status parse(parser *p, tally_rule *out, sum *above, sum *below)
{
	tally_status status;

	if ((status = metric(p, &out->lhs)) != TALLY_OK ||
	    (status = relation(p, &out->relation)) != TALLY_OK ||
	    (status = group(p, above)) != TALLY_OK)
		return status;
	out->shape = TALLY_RULE_LINEAR;
	if (take(p, "/")) {
		out->shape = TALLY_RULE_RATIO;
		status = group(p, below);
	} else if (take(p, "*")) {
		out->shape = TALLY_RULE_PRODUCT;
		status = item(p, 1, below);
		if (status == TALLY_OK && (above->n != 1 || below->n != 1))
			status =
			    tally_error_set(p->err, TALLY_EINPUT,
					    "a product takes one metric on each side of \"*\"");
	}
	blanks(p);
	if (status == TALLY_OK && p->text[p->at])
		status = expected(p, "the end of the rule");
	return status;
}

tally_status tally_rule_parse(const char *text, tally_rule_lookup lookup, const void *context,
			      tally_rule *out, tally_error *err)
{
	parser p = {text, 0, lookup, context, err, 0};
	sum above = {.n = 0}, below = {.n = 0};

	out->terms = out->denominators = NULL;
	out->n_terms = out->n_denominators = 0;
	tally_status status = parse(&p, out, &above, &below);
	if (status == TALLY_OK)
		status = keep_terms(&above, &out->terms, &out->n_terms, err);
	if (status == TALLY_OK)
		status = keep_terms(&below, &out->denominators, &out->n_denominators, err);
	if (status != TALLY_OK)
		tally_rule_release(out);
	return status;
}

void tally_rule_release(tally_rule *rule)
{
	free(rule->terms);
	free(rule->denominators);
	rule->terms = rule->denominators = NULL;
	rule->n_terms = rule->n_denominators = 0;
}
