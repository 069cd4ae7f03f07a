/* Any bytes as a period and a day: no crash, and what is read prints and reads back. */
#include "period.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	tally_error err = {0};
	tally_period p, back;
	tally_day day, same;
	char printed[TALLY_PERIOD_TEXT];

	if (tally_period_parse(text, size, &p, &err) == TALLY_OK) {
		size_t n = tally_period_print(p, printed);

		need(n < sizeof printed && n == strlen(printed));
		need(tally_period_parse(printed, n, &back, &err) == TALLY_OK &&
		     tally_period_equal(p, back));
		tally_period_step(tally_period_shift_years(p, -1), 1);
	} else {
		need(err.message[0]);
	}
	if (tally_day_parse(text, size, &day, &err) == TALLY_OK) {
		size_t n = tally_day_print(day, printed);

		need(tally_day_parse(printed, n, &same, &err) == TALLY_OK && same == day);
	}
	return 0;
}
