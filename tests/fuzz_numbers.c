/* Any bytes as a decimal and as a figure: no crash, and what is read prints and reads back; its
 * interval has an inside. */
#include "claim.h"
#include "decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void check_decimal(tally_decimal d)
{
	char text[TALLY_DECIMAL_TEXT];
	tally_decimal back;
	size_t n = tally_decimal_print(d, text);

	need(tally_decimal_parse(text, n, &back, NULL) == TALLY_OK);
	need(back.mantissa == d.mantissa && back.decimals == d.decimals);
	for (int q = 0; q < TALLY_N_QUALIFIERS; q++)
		for (int r = 0; r <= TALLY_ROUND_EITHER; r++) {
			tally_interval in = tally_decimal_interval(d, (tally_qualifier)q,
								   (tally_rounding)r, false);
			need(tally_bound_down(in.lo) <= tally_bound_up(in.hi));
		}
}

static void check_figure(const tally_figure *f)
{
	char text[TALLY_FIGURE_TEXT], again[TALLY_FIGURE_TEXT];
	tally_figure back;
	size_t n = tally_figure_print(f, text);

	need(tally_figure_parse(text, n, &back, NULL) == TALLY_OK);
	need(tally_figure_print(&back, again) == n && memcmp(text, again, n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	tally_error err = {0};
	tally_decimal d;
	tally_figure f;

	if (tally_decimal_parse(text, size, &d, &err) == TALLY_OK)
		check_decimal(d);
	else
		need(err.message[0]);
	if (tally_figure_parse(text, size, &f, &err) == TALLY_OK)
		check_figure(&f);
	return 0;
}
