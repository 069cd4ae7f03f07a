/* sdmx_period.c: the reporting periods of SDMX that ISO has not. */
#include "import/sdmx.h"

#include <string.h>

/* `2020-03-01T00:00:00/P1M` -> `2020-03-01/P1M`; `...T..Z` -> the date. */
static void drop_time(const char *text, char out[64])
{
	size_t n = 0;
	bool time = false;

	for (const char *s = text; *s != '\0' && n < 63; s++) {
		bool duration = s > text && s[-1] == '/' && *s == 'P';
		if (duration) {
			snprintf(out + n, 64 - n, "%s", s);
			return;
		}
		if (*s == 'T' && s > text && s[-1] >= '0' && s[-1] <= '9')
			time = true;
		else if (*s == '/')
			time = false;
		if (!time)
			out[n++] = *s;
	}
	out[n] = '\0';
}

static bool day_of_year(int year, int number, char out[64])
{
	char day[TALLY_PERIOD_TEXT];
	tally_day first = tally_day_of(year, 1, 1);

	if (number < 1 || first + number > tally_day_of(year + 1, 1, 1))
		return false;
	tally_day_print(first + number - 1, day);
	snprintf(out, 64, "%s", day);
	return true;
}

void sdmx_period(const char *text, char out[64])
{
	int year, number, used = 0;
	char set[2] = "";

	if (sscanf(text, "%4d-%1[AMTD]%3d%n", &year, set, &number, &used) == 3 &&
	    text[used] == '\0' && year >= 1) {
		char letter = set[0];
		if (letter == 'A' && number == 1) {
			snprintf(out, 64, "%04d", year);
			return;
		}
		if (letter == 'M' && number >= 1 && number <= 12) {
			snprintf(out, 64, "%04d-%02d", year, number);
			return;
		}
		if (letter == 'T' && number >= 1 && number <= 3) {
			snprintf(out, 64, "%04d-%02d/%04d-%02d", year, 4 * number - 3, year,
				 4 * number);
			return;
		}
		if (letter == 'D' && day_of_year(year, number, out))
			return;
	}
	if (strchr(text, 'T') != NULL)
		drop_time(text, out);
	else
		snprintf(out, 64, "%.63s", text);
}
