/* words.c: the parser's eyes: complaints with their place, words, new nodes. */
#include "transform/parser.h"

#include <string.h>

/* --- complaints ------------------------------------------------------------ */

int expression_column(const parser *p, const char *at)
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

tally_status expression_expected(const parser *p, const char *what)
{
	int column = expression_column(p, p->at);
	if (*p->at == '\0')
		return tally_error_set(p->err, TALLY_EUSAGE,
				       "%s: column %d: the expression ends, expected %s",
				       p->e->shown, column, what);
	return tally_error_set(p->err, TALLY_EUSAGE, "%s: column %d: found \"%.*s\", expected %s",
			       p->e->shown, column, character(p->at), p->at, what);
}

/* "text: column 5: " before the message that is there already */
tally_status expression_placed(const parser *p, int column)
{
	if (p->err)
		p->err->status = TALLY_EUSAGE;
	tally_error_prefix(p->err, "%s: column %d", p->e->shown, column);
	return TALLY_EUSAGE;
}

/* --- words ----------------------------------------------------------------- */

void expression_skip_spaces(parser *p)
{
	while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n')
		p->at++;
}

bool expression_take(parser *p, char symbol)
{
	expression_skip_spaces(p);
	if (*p->at != symbol)
		return false;
	p->at++;
	expression_skip_spaces(p);
	return true;
}

bool expression_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool expression_begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

size_t expression_name_length(const char *at)
{
	size_t n = 0;
	while (expression_begins_name(at[n]) || expression_is_digit(at[n]) || at[n] == '.')
		n++;
	return n;
}

/* The text up to one of the closing symbols, without spaces around; quotes are taken off. */
const char *expression_take_raw(parser *p, const char *closing, size_t *len)
{
	expression_skip_spaces(p);
	const char *start = p->at;
	if (*start == '"') {
		const char *end = strchr(start + 1, '"');
		if (end) {
			p->at = end + 1;
			*len = (size_t)(end - start - 1);
			expression_skip_spaces(p);
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

void expression_copy_word(char out[TALLY_NAME_MAX], const char *text, size_t len)
{
	size_t n = len < TALLY_NAME_MAX ? len : TALLY_NAME_MAX - 1;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* --- nodes ----------------------------------------------------------------- */

tally_status expression_new_node(parser *p, node_kind kind, const char *start, int *out)
{
	if (p->e->n_nodes == p->e->room)
		return expression_expected(p, "a shorter expression (at most 256 parts)");
	*out = p->e->n_nodes++;
	p->e->nodes[*out] = (node){.kind = kind, .column = expression_column(p, start)};
	return TALLY_OK;
}
