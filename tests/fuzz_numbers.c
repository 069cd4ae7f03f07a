/* Any bytes as a decimal, a period and a date: no crash, and what is read prints and reads back. */
#include "decimal.h"
#include "period.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decimal(tally_decimal d)
{
	char text[TALLY_DECIMAL_TEXT];
	tally_decimal back;
	size_t n = tally_decimal_print(d, text);
	if (tally_decimal_parse(text, n, &back, NULL) != TALLY_OK || back.mantissa != d.mantissa ||
	    back.decimals != d.decimals)
		abort();
	for (int q = 0; q < TALLY_N_QUALIFIERS; q++) {
		for (int r = 0; r <= TALLY_ROUND_EITHER; r++) {
			tally_interval in =
			    tally_decimal_interval(d, (tally_qualifier)q, (tally_rounding)r, false);
			if (!(tally_bound_down(in.lo) <= tally_bound_up(in.hi)))
				abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	tally_error err = {0};
	tally_decimal d;
	tally_period p, back;
	tally_day day;
	char printed[TALLY_PERIOD_TEXT];
	if (tally_decimal_parse(text, size, &d, &err) == TALLY_OK)
		check_decimal(d);
	if (tally_period_parse(text, size, &p, &err) == TALLY_OK) {
		size_t n = tally_period_print(p, printed);
		if (tally_period_parse(printed, n, &back, &err) != TALLY_OK ||
		    !tally_period_equal(p, back))
			abort();
		tally_period_step(tally_period_shift_years(p, -1), 1);
	}
	tally_day_parse(text, size, &day, &err);
	return 0;
}
