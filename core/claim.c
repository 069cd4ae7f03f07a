/* claim.c: the words of a claim's columns, its defaults, and the interval it stands for. */
#include "claim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- words ---------------------------------------------------------------------------- */

static const char *const measures[TALLY_N_MEASURES] = {
    "level",
    "growth",
    "average_growth",
    "share",
    "ratio",
    "contribution",
    "contribution_points",
    "index",
    "difference",
    "growth_difference",
    "share_difference",
    "growth_ratio",
    "share_ratio",
    "contribution_ratio",
};
static const char *const kinds[] = {"", "survey", "target", "forecast"};
static const char *const bases[] = {"", "published", "comparable"};

static int word_find(const char *text, size_t len, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return i;
	return -1;
}

const char *tally_measure_name(tally_measure m)
{
	return measures[m];
}

bool tally_measure_parse(const char *text, size_t len, tally_measure *out)
{
	int i = word_find(text, len, measures, TALLY_N_MEASURES);
	if (i >= 0)
		*out = (tally_measure)i;
	return i >= 0;
}

const char *tally_kind_name(tally_kind k)
{
	return kinds[k];
}

bool tally_kind_parse(const char *text, size_t len, tally_kind *out)
{
	int i = word_find(text, len, kinds, 4);
	if (i >= 0)
		*out = (tally_kind)i;
	return i >= 0;
}

const char *tally_basis_name(tally_basis b)
{
	return bases[b];
}

bool tally_basis_parse(const char *text, size_t len, tally_basis *out)
{
	int i = word_find(text, len, bases, 3);
	if (i >= 0)
		*out = (tally_basis)i;
	return i >= 0;
}

bool tally_status_letter_known(char letter)
{
	return letter != '\0' && strchr("ABDEFGIJKLMNOPQSUVW", letter) != NULL;
}

/* --- against ------------------------------------------------------------------------------ */

static tally_status no_such(tally_error *err, const char *what, const char *text, size_t len,
			    const char *near)
{
	return tally_error_set(err, TALLY_EINPUT,
			       near ? "against: no such %s: \"%.*s\"; did you mean %s?"
				    : "against: no such %s: \"%.*s\"",
			       what, (int)len, text, near);
}

/* A NUL-terminated copy for the did-you-mean; names too long to have a near one give "". */
static const char *copy_name(char out[TALLY_NAME_MAX + 1], const char *text, size_t len)
{
	if (len > TALLY_NAME_MAX)
		len = 0;
	memcpy(out, text, len);
	out[len] = '\0';
	return out;
}

static tally_status base_parse(const char *text, size_t len, tally_against *out, tally_error *err)
{
	if (len == 4 && memcmp(text, "prev", 4) == 0) {
		out->base = TALLY_BASE_PREVIOUS;
		return TALLY_OK;
	}
	out->base = TALLY_BASE_PERIOD;
	if (tally_period_parse(text, len, &out->period, err) == TALLY_OK)
		return TALLY_OK;
	return tally_error_prefix(err, "against");
}

tally_status tally_against_parse(const char *text, size_t len, const tally_codes *codes,
				 tally_against *out, tally_error *err)
{
	char name[TALLY_NAME_MAX + 1];

	*out = (tally_against){.metric = TALLY_NO_CODE, .region = TALLY_NO_CODE};
	const char *end = text + len;
	const char *slash = memchr(text, '/', len);
	const char *cell_end = slash ? slash : end;
	const char *at = memchr(text, '@', (size_t)(cell_end - text));
	const char *metric_end = at ? at : cell_end;

	size_t n = (size_t)(metric_end - text);
	if (n > 0 && (out->metric = tally_codes_find_metric(codes, text, n)) == TALLY_NO_CODE)
		return no_such(err, "metric", text, n,
			       tally_codes_near_metric(codes, copy_name(name, text, n)));
	if (at) {
		n = (size_t)(cell_end - at - 1);
		out->region = tally_codes_find_region(codes, at + 1, n);
		if (out->region == TALLY_NO_CODE)
			return no_such(err, "region", at + 1, n,
				       tally_codes_near_region(codes, copy_name(name, at + 1, n)));
	}
	if (slash)
		return base_parse(slash + 1, (size_t)(end - slash - 1), out, err);
	return TALLY_OK;
}

size_t tally_against_print(const tally_against *a, const tally_codes *codes,
			   char out[TALLY_AGAINST_TEXT])
{
	char period[TALLY_PERIOD_TEXT] = "";

	if (a->base == TALLY_BASE_PERIOD)
		tally_period_print(a->period, period);
	else if (a->base == TALLY_BASE_PREVIOUS)
		strcpy(period, "prev");
	int n =
	    snprintf(out, TALLY_AGAINST_TEXT, "%s%s%s%s%s",
		     a->metric == TALLY_NO_CODE ? "" : tally_codes_metric(codes, a->metric)->code,
		     a->region == TALLY_NO_CODE ? "" : "@",
		     a->region == TALLY_NO_CODE ? "" : tally_codes_region(codes, a->region)->code,
		     *period ? "/" : "", period);
	return (size_t)n;
}

/* --- defaults -------------------------------------------------------------------------------- */

tally_claim tally_claim_default(void)
{
	return (tally_claim){.metric = TALLY_NO_CODE,
			     .region = TALLY_NO_CODE,
			     .unit = TALLY_NO_CODE,
			     .figure = {.form = TALLY_FORM_MISSING},
			     .against = {.metric = TALLY_NO_CODE, .region = TALLY_NO_CODE},
			     .published = TALLY_DAY_NONE};
}

/* Whether the measure speaks of change over time, where official figures are in real terms. */
static bool is_change(tally_measure m)
{
	switch (m) {
	case TALLY_GROWTH:
	case TALLY_AVERAGE_GROWTH:
	case TALLY_CONTRIBUTION:
	case TALLY_CONTRIBUTION_POINTS:
	case TALLY_INDEX_NUMBER:
	case TALLY_GROWTH_DIFFERENCE:
	case TALLY_GROWTH_RATIO:
	case TALLY_CONTRIBUTION_RATIO:
		return true;
	case TALLY_LEVEL:
	case TALLY_SHARE:
	case TALLY_RATIO:
	case TALLY_DIFFERENCE:
	case TALLY_SHARE_DIFFERENCE:
	case TALLY_SHARE_RATIO:
		break;
	}
	return false;
}

tally_prices tally_claim_prices(const tally_claim *claim, const tally_codes *codes)
{
	if (claim->prices.kind != TALLY_PRICES_DEFAULT)
		return claim->prices;
	const tally_metric *m = tally_codes_metric(codes, claim->metric);
	return is_change((tally_measure)claim->measure) ? m->rate_prices : m->level_prices;
}

tally_period tally_claim_base_period(const tally_claim *claim)
{
	switch (claim->against.base) {
	case TALLY_BASE_PERIOD:
		return claim->against.period;
	case TALLY_BASE_PREVIOUS:
		return tally_period_step(claim->period, -1);
	case TALLY_BASE_DEFAULT:
		break;
	}
	return tally_period_shift_years(claim->period, -1);
}

/* --- the interval ---------------------------------------------------------------------------- */

static const tally_bound no_bound = {0, 1, 0, false, true};

/* The 17-digit decimal next to a double, moved by `ulps` of its last digit. */
static tally_bound bound_of_double(double x, int ulps)
{
	char text[40];
	tally_decimal d;

	if (!isfinite(x))
		return no_bound;
	int n = snprintf(text, sizeof text, "%.16e", x);
	if (tally_decimal_parse(text, (size_t)n, &d, NULL) != TALLY_OK)
		return x > 0 ? no_bound : tally_bound_of((tally_decimal){0, 0});
	d.mantissa += ulps;
	return tally_bound_of(d);
}

/* All numbers within a relative distance of v; at precision 0 those that print as its 17 digits. */
static tally_interval around(double v, double precision)
{
	double reach = fabs(v) * precision;
	return (tally_interval){bound_of_double(v - reach, v == 0 ? 0 : -1),
				bound_of_double(v + reach, v == 0 ? 0 : 1)};
}

static tally_interval below(tally_decimal unit)
{
	tally_interval in = {tally_bound_of((tally_decimal){0, 0}), tally_bound_of(unit)};
	in.lo.open = in.hi.open = true;
	return in;
}

/* In the unit as printed. */
static tally_interval printed_interval(const tally_claim *claim, double precision, bool exact,
				       tally_rounding rounding)
{
	const tally_figure *f = &claim->figure;
	tally_qualifier q = (tally_qualifier)claim->qualifier;

	switch (f->form) {
	case TALLY_FORM_DECIMAL:
		if (precision > 0 && q == TALLY_AS_PRINTED)
			return around(tally_decimal_value(f->first), precision);
		return tally_decimal_interval(f->first, q, rounding,
					      exact && f->first.decimals == 0);
	case TALLY_FORM_RANGE:
		return tally_range_interval(f->first, f->second);
	case TALLY_FORM_FRACTION:
		return tally_fraction_interval(f->first.mantissa, f->second.mantissa, q);
	case TALLY_FORM_BELOW:
		return below(f->first);
	case TALLY_FORM_REAL:
		return around(f->real, precision);
	case TALLY_FORM_MISSING:
		break;
	}
	return (tally_interval){no_bound, no_bound};
}

tally_interval tally_claim_interval(const tally_claim *claim, const tally_claims *table,
				    const tally_codes *codes, tally_rounding rounding)
{
	const char *source = tally_pool_text(&table->texts, claim->source);
	return tally_claim_interval_within(claim, codes, rounding,
					   tally_codes_source_of(codes, source)->precision);
}

tally_interval tally_claim_interval_within(const tally_claim *claim, const tally_codes *codes,
					   tally_rounding rounding, double precision)
{
	const tally_unit *unit =
	    claim->unit == TALLY_NO_CODE ? NULL : tally_codes_unit(codes, claim->unit);
	tally_interval in = printed_interval(claim, precision, unit && unit->exact, rounding);
	return unit ? tally_interval_scale(in, unit->power) : in;
}

double tally_claim_value(const tally_claim *claim, const tally_codes *codes)
{
	int power = claim->unit == TALLY_NO_CODE ? 0 : tally_codes_unit(codes, claim->unit)->power;
	tally_figure f = claim->figure;

	if (f.form == TALLY_FORM_FRACTION || f.form == TALLY_FORM_REAL)
		return tally_figure_value(&f) * pow(10, power);
	/* Moving the point is exact; multiplying would round twice. */
	f.first.decimals -= power;
	f.second.decimals -= power;
	return tally_figure_value(&f);
}
