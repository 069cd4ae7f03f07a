/* alignment.c: see alignment.h. */
#include "alignment.h"

#include <math.h>
#include <string.h>

bool cli_conversion_of(const cli_command *command, const char *text, const tally_type *type,
		       cli_conversion *out)
{
	static const char *const words[] = {"sum", "mean", "last", "first"};

	*out = type->observed == TALLY_FLOW    ? CLI_SUM
	       : type->observed == TALLY_STOCK ? CLI_LAST
					       : CLI_MEAN;
	if (!text || !*text)
		return true;
	for (int i = 0; i < 4; i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (cli_conversion)i;
			return true;
		}
	cli_usage(command, "--conversion is sum, mean, last or first; found \"%s\"", text);
	return false;
}

static tally_status check_gaps(const tally_series *s, tally_error *err)
{
	char period[TALLY_PERIOD_TEXT];

	for (size_t i = 0; i < s->n; i++) {
		bool gap =
		    i > 0 && !tally_period_follows(s->points[i - 1].period, s->points[i].period);
		if (!gap && isfinite(s->points[i].value))
			continue;
		tally_period_print(s->points[i].period, period);
		return tally_error_set(
		    err, TALLY_EINPUT,
		    gap ? "the series has a gap before %s: fill it first (tally calc "
			  "'interpolate(...)')"
			: "the series has no value for %s: fill it first (tally calc "
			  "'interpolate(...)')",
		    period);
	}
	return TALLY_OK;
}

/* The position of the first period that does not begin before `day`. */
static size_t position(const tally_series *s, tally_day day)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->points[middle].period.first < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Positions of the fine periods that make up `whole`, or of its last or first one only; false when
 * the series does not have them. */
static bool covered(const tally_series *s, tally_period whole, cli_conversion conversion,
		    size_t *first, size_t *last)
{
	*first = position(s, whole.first);
	*last = position(s, whole.last + 1);
	bool begins = *first < s->n && s->points[*first].period.first == whole.first;
	bool ends = *last > 0 && s->points[*last - 1].period.last == whole.last;
	--*last;
	if (conversion == CLI_LAST)
		*first = *last;
	if (conversion == CLI_FIRST)
		*last = *first;
	return (begins || conversion == CLI_LAST) && (ends || conversion == CLI_FIRST);
}

tally_status cli_align(const tally_series *fine, const tally_series *totals,
		       cli_conversion conversion, tally_benchmark *out, size_t *n, size_t *n_passed,
		       tally_error *err)
{
	tally_status status = check_gaps(fine, err);

	*n = *n_passed = 0;
	for (size_t i = 0; status == TALLY_OK && i < totals->n; i++) {
		size_t first, last;
		if (!isfinite(totals->points[i].value) ||
		    !covered(fine, totals->points[i].period, conversion, &first, &last)) {
			++*n_passed;
			continue;
		}
		double length = (double)(last - first + 1);
		out[(*n)++] = (tally_benchmark){.first = first,
						.last = last,
						.weight = conversion == CLI_MEAN ? 1 / length : 1,
						.value = totals->points[i].value};
	}
	if (status == TALLY_OK && *n == 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "no total covers whole periods of the series");
	return status;
}

double cli_worst_miss(const tally_benchmark *b, size_t n, const double *x)
{
	double worst = 0;

	for (size_t k = 0; k < n; k++) {
		double sum = 0, size = fabs(b[k].value);
		for (size_t t = b[k].first; t <= b[k].last; t++) {
			sum += b[k].weight * x[t];
			size = fmax(size, fabs(b[k].weight * x[t]));
		}
		if (b[k].alterability == 0 && size > 0)
			worst = fmax(worst, fabs(sum - b[k].value) / size);
	}
	return worst;
}
