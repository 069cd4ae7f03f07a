/* rows.h: short ways to write a system down in a test. */
#ifndef TALLY_TEST_ROWS_H
#define TALLY_TEST_ROWS_H

#include "network/system.h"

#include <string.h>

/** "9.5" as a closed end, "(9.5" or "9.5)" as an open one, "inf" as none. */
static inline tally_bound end_of(const char *text)
{
	tally_decimal d = {0};
	size_t n = strlen(text), open = text[0] == '(' || text[n - 1] == ')';
	if (strcmp(text, "inf") == 0)
		return tally_bound_infinite();
	tally_decimal_parse(text + (text[0] == '('), n - open, &d, NULL);
	tally_bound b = tally_bound_of(d);
	b.open = open;
	return b;
}

static inline int32_t column(tally_system *s, const char *lo, const char *hi)
{
	return tally_system_add_column(s, end_of(lo), end_of(hi));
}

/** lo <= sum a_k x_k <= hi over the first n columns; a zero leaves the column out. */
static inline int32_t row(tally_system *s, const char *lo, const int *a, int n, const char *hi,
			  int32_t claim)
{
	int32_t columns[16];
	tally_number numbers[16];
	for (int k = 0; k < n; k++) {
		columns[k] = k;
		numbers[k] = tally_number_int(a[k]);
	}
	return tally_system_add_row(s, columns, numbers, n, end_of(lo), end_of(hi), claim);
}

#define ROW(s, lo, hi, claim, ...)                                                                 \
	row(s, lo, (const int[]){__VA_ARGS__},                                                     \
	    (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int)), hi, claim)

#endif
