/* number.c: numbers of a sheet as it shows them.
 *
 * Files keep binary64 in up to 17 digits (574.29999999999995); what was typed is the shortest
 * decimal that reads back the same. A format with decimals shows that many, zeros too: 81 under
 * `0.0` is 81.0. Days count from 1899-12-31, with a 29 February 1900 that never was, or from
 * 1904-01-01. */
#include "import/sheet.h"

#include "export/dataset.h"
#include "period.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FALSE_LEAP_DAY 60
#define LAST_SERIAL 2958465 /* 9999-12-31 */

static bool day_of_serial(double serial, bool date1904, tally_day *out)
{
	if (!(serial >= 0 && serial <= LAST_SERIAL))
		return false;
	int n = (int)floor(serial);
	if (date1904) {
		*out = tally_day_of(1904, 1, 1) + n;
		return true;
	}
	if (n == FALSE_LEAP_DAY || n == 0)
		return false;
	*out = tally_day_of(1899, 12, 31) + n - (n > FALSE_LEAP_DAY);
	return true;
}

static bool date_text(double value, shown_kind kind, bool date1904, char out[64])
{
	tally_day day;
	int year, month, dom;

	if (!day_of_serial(value, date1904, &day))
		return false;
	tally_day_split(day, &year, &month, &dom);
	if (kind == SHOWN_YEAR)
		snprintf(out, 64, "%04d", year);
	else if (kind == SHOWN_MONTH)
		snprintf(out, 64, "%04d-%02d", year, month);
	else
		snprintf(out, 64, "%04d-%02d-%02d", year, month, dom);
	return true;
}

/* Decimals of the shortest text: a binary64 is never shown with more digits than it has. */
static int digits_behind_point(double value)
{
	char text[32];
	tally_number_shortest(value, text);
	const char *point = strchr(text, '.');
	return point == NULL || strchr(text, 'e') != NULL ? 0 : (int)strlen(point + 1);
}

/* Rounding a double such as 2.675 in binary would show 2.67; its shortest decimal is what was
 * typed, and rounds half away from zero as sheets do. */
static void fixed_text(double value, int decimals, char out[64])
{
	double typed = value;

	if (digits_behind_point(value) == decimals + 1)
		typed = nextafter(value, value > 0 ? INFINITY : -INFINITY);
	snprintf(out, 64, "%.*f", decimals, typed);
	if (strtod(out, NULL) == 0 && *out == '-')
		memmove(out, out + 1, strlen(out));
}

void sheet_number_text(const char *number, shown how, bool date1904, char out[64])
{
	char *end;
	double value = strtod(number, &end);
	int decimals = how.decimals < 15 ? how.decimals : 15;
	char shortest[32];

	if (end == number || *end != '\0' || !isfinite(value)) {
		snprintf(out, 64, "%.60s", number);
		return;
	}
	bool date = how.kind == SHOWN_DAY || how.kind == SHOWN_MONTH || how.kind == SHOWN_YEAR;
	if (date && date_text(value, how.kind, date1904, out))
		return;
	if (how.kind == SHOWN_FIXED && fabs(value) < 1e15) {
		fixed_text(value, decimals, out);
	} else if (how.kind == SHOWN_PERCENT && fabs(value) < 1e12) {
		fixed_text(value * 100, decimals, out);
		strcat(out, "%");
	} else {
		tally_number_shortest(value, shortest);
		snprintf(out, 64, "%s", shortest);
	}
}
