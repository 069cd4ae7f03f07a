/* figure.c: the value column: a decimal, lo..hi, a/b, below-the-smallest-unit, or nothing. */
#include "claim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How "below u" is written: `0<..<u`, both ends out. */
#define BELOW "0<..<"

static const char *find(const char *text, size_t len, const char *what)
{
	return memmem(text, len, what, strlen(what));
}

static tally_status range(const char *text, size_t len, const char *dots, tally_figure *out,
			  tally_error *err)
{
	size_t before = (size_t)(dots - text);

	out->form = TALLY_FORM_RANGE;
	if (tally_decimal_parse(text, before, &out->first, err) != TALLY_OK ||
	    tally_decimal_parse(dots + 2, len - before - 2, &out->second, err) != TALLY_OK)
		return tally_error_prefix(err, "range");
	if (tally_decimal_compare(out->first, out->second) > 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "range \"%.*s\": the lower end is above the upper one",
				       (int)len, text);
	return TALLY_OK;
}

static tally_status fraction(const char *text, size_t len, const char *slash, tally_figure *out,
			     tally_error *err)
{
	size_t before = (size_t)(slash - text);

	out->form = TALLY_FORM_FRACTION;
	if (tally_decimal_parse(text, before, &out->first, err) != TALLY_OK ||
	    tally_decimal_parse(slash + 1, len - before - 1, &out->second, err) != TALLY_OK)
		return tally_error_prefix(err, "fraction");
	if (out->first.decimals != 0 || out->second.decimals != 0 || out->first.mantissa <= 0 ||
	    out->second.mantissa <= 0)
		return tally_error_set(
		    err, TALLY_EINPUT,
		    "fraction \"%.*s\": expected two whole numbers above 0, as in 1/6", (int)len,
		    text);
	return TALLY_OK;
}

static tally_status below(const char *text, size_t len, tally_figure *out, tally_error *err)
{
	size_t mark = strlen(BELOW);

	out->form = TALLY_FORM_BELOW;
	if (tally_decimal_parse(text + mark, len - mark, &out->first, err) != TALLY_OK)
		return TALLY_EINPUT;
	if (out->first.mantissa <= 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "\"%.*s\": expected a number above 0 behind " BELOW,
				       (int)len, text);
	return TALLY_OK;
}

tally_status tally_figure_parse(const char *text, size_t len, tally_figure *out, tally_error *err)
{
	*out = (tally_figure){.form = TALLY_FORM_DECIMAL};
	if (len == 0) {
		out->form = TALLY_FORM_MISSING;
		return TALLY_OK;
	}
	if (len > strlen(BELOW) && memcmp(text, BELOW, strlen(BELOW)) == 0)
		return below(text, len, out, err);
	const char *dots = find(text, len, "..");
	if (dots)
		return range(text, len, dots, out, err);
	const char *slash = find(text, len, "/");
	if (slash)
		return fraction(text, len, slash, out, err);
	return tally_decimal_parse(text, len, &out->first, err);
}

static size_t print_pair(const tally_figure *f, const char *between, char *out)
{
	size_t n = tally_decimal_print(f->first, out);
	memcpy(out + n, between, strlen(between));
	n += strlen(between);
	return n + tally_decimal_print(f->second, out + n);
}

size_t tally_figure_print(const tally_figure *f, char out[TALLY_FIGURE_TEXT])
{
	switch (f->form) {
	case TALLY_FORM_DECIMAL:
		return tally_decimal_print(f->first, out);
	case TALLY_FORM_RANGE:
		return print_pair(f, "..", out);
	case TALLY_FORM_FRACTION:
		return print_pair(f, "/", out);
	case TALLY_FORM_BELOW:
		memcpy(out, BELOW, strlen(BELOW));
		return strlen(BELOW) + tally_decimal_print(f->first, out + strlen(BELOW));
	case TALLY_FORM_REAL:
		return isfinite(f->real)
			   ? (size_t)snprintf(out, TALLY_FIGURE_TEXT, "%.17g", f->real)
			   : (size_t)snprintf(out, TALLY_FIGURE_TEXT, "%s", "");
	case TALLY_FORM_MISSING:
		break;
	}
	out[0] = '\0';
	return 0;
}

double tally_figure_value(const tally_figure *f)
{
	switch (f->form) {
	case TALLY_FORM_DECIMAL:
		return tally_decimal_value(f->first);
	case TALLY_FORM_RANGE:
		return tally_decimal_value(f->first) / 2 + tally_decimal_value(f->second) / 2;
	case TALLY_FORM_FRACTION:
		return tally_decimal_value(f->first) / tally_decimal_value(f->second);
	case TALLY_FORM_REAL:
		return f->real;
	case TALLY_FORM_MISSING:
	case TALLY_FORM_BELOW:
		break;
	}
	return NAN;
}
