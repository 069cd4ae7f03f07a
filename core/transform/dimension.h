/* dimension.h: products of base units, so that an expression is checked before it runs.
 *
 * A base unit is a text such as `yuan`, `1`, `tce/yuan`, `yuan/person`: names joined by `*`, those
 * behind a `/` in the denominator. `1` is no name. */
#ifndef TALLY_DIMENSION_H
#define TALLY_DIMENSION_H

#include <stdbool.h>
#include <stddef.h>

#define TALLY_DIMENSION_FACTORS 8
#define TALLY_DIMENSION_TEXT    256

/** Factors in order of name, none with power 0. Zero-initialised: a pure number. */
typedef struct {
	struct {
		char name[24];
		int power;
	} factors[TALLY_DIMENSION_FACTORS];
	int n;
} tally_dimension;

/** The unit of a text; names beyond 23 bytes are cut, factors beyond eight make it false. */
bool tally_dimension_parse(const char *unit, tally_dimension *out);

/** a * b^sign, sign 1 or -1; false when it has too many factors. */
bool tally_dimension_multiply(const tally_dimension *a, const tally_dimension *b, int sign,
			      tally_dimension *out);

bool tally_dimension_equal(const tally_dimension *a, const tally_dimension *b);

/** "yuan/person", "1"; returns the length. */
size_t tally_dimension_print(const tally_dimension *d, char out[TALLY_DIMENSION_TEXT]);

#endif
