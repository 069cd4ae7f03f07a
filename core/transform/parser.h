/* parser.h: what the parts of the expression parser share: the place in the text, words, nodes. */
#ifndef TALLY_TRANSFORM_PARSER_H
#define TALLY_TRANSFORM_PARSER_H

#include "transform/tree.h"

typedef struct {
	tally_expression *e;
	const char *at;
	int depth;
	int32_t any; /**< what `*` stands for */
	tally_error *err;
} parser;

/* words.c */

/** The column of a place in the text, in characters from 1. */
int expression_column(const parser *p, const char *at);
/** "TEXT: column 5: found "x", expected WHAT" */
tally_status expression_expected(const parser *p, const char *what);
/** Puts "TEXT: column 5: " before the message that is there already. */
tally_status expression_placed(const parser *p, int column);

void expression_skip_spaces(parser *p);
/** Takes the symbol and the spaces around it, if it stands here. */
bool expression_take(parser *p, char symbol);
bool expression_is_digit(char c);
bool expression_begins_name(char c);
/** Bytes of the name at a place: letters, digits, `_`, `.` and everything beyond ASCII. */
size_t expression_name_length(const char *at);
/** The text up to one of the closing symbols, without spaces around; quotes are taken off. */
const char *expression_take_raw(parser *p, const char *closing, size_t *len);
void expression_copy_word(char out[TALLY_NAME_MAX], const char *text, size_t len);

/** A new node that begins at `start`; its place in e->nodes is in *out. */
tally_status expression_new_node(parser *p, node_kind kind, const char *start, int *out);

/* references.c */
tally_status expression_add_region(parser *p, node_reference *r, int32_t region);
tally_status expression_parse_reference(parser *p, const char *start, const char *name, size_t len,
					int *out);

void expression_remember_metric(tally_expression *e, int32_t metric);

/* calls.c */
tally_status expression_parse_call(parser *p, const char *start, size_t len, int *out);

/* parse.c */
tally_status expression_parse_sum(parser *p, int *out);

#endif
