/* select.c: which series go out, and in which unit.
 *
 * Balanced: the periods of the frame are those of all its series of one frequency; a series that
 * has no figure in one of them goes. Scale: the figures of series whose base unit is the scale's
 * are given in the scale's unit, from the printed digits where there are such, so that 1234.56
 * stays 1234.56 in doubles. */
#include "export/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- scale --------------------------------------------------------------------------- */

static const tally_unit *unit_of(const tally_codes *codes, const char *text)
{
	int32_t id = tally_codes_find_unit(codes, text, strlen(text));
	return id == TALLY_NO_CODE ? NULL : tally_codes_unit(codes, id);
}

int frame_decimals(const tally_claims *claims, const tally_codes *codes, const tally_series *s,
		   const tally_point *p)
{
	if (p->claim < 0)
		return -1;
	const tally_claim *c = &claims->items[p->claim];
	if (c->figure.form != TALLY_FORM_DECIMAL)
		return -1;
	const tally_unit *shown = s->key.base_unit ? unit_of(codes, s->key.base_unit) : NULL;
	int power = c->unit != TALLY_NO_CODE ? tally_codes_unit(codes, c->unit)->power : 0;
	int decimals = c->figure.first.decimals - power + (shown != NULL ? shown->power : 0);
	return decimals > 0 ? decimals : 0;
}

static void scale_point(tally_point *p, const tally_claims *claims, const tally_codes *codes,
			const tally_unit *unit)
{
	const tally_claim *c = p->claim >= 0 ? &claims->items[p->claim] : NULL;
	double factor = pow(10, unit->power);

	p->lo /= factor;
	p->hi /= factor;
	if (c != NULL && c->figure.form == TALLY_FORM_DECIMAL && c->unit != TALLY_NO_CODE) {
		tally_decimal d = c->figure.first;
		d.decimals += unit->power - tally_codes_unit(codes, c->unit)->power;
		if (abs(d.decimals) <= TALLY_DECIMALS_MAX) {
			p->value = tally_decimal_value(d);
			return;
		}
	}
	p->value /= factor;
}

/* Whether figures of the series can be given in the unit. Counts, ratios and points all have the
 * base 1, and enterprises are not given in per cent. */
static bool fits(const tally_series *s, const tally_codes *codes, const tally_unit *unit)
{
	const char *dimension = "ratio";
	bool points = s->key.measure == TALLY_CONTRIBUTION_POINTS ||
		      s->key.measure == TALLY_GROWTH_DIFFERENCE ||
		      s->key.measure == TALLY_SHARE_DIFFERENCE;

	if (s->key.base_unit == NULL || strcmp(s->key.base_unit, unit->base) != 0)
		return false;
	if (s->key.measure == TALLY_LEVEL || s->key.measure == TALLY_DIFFERENCE)
		dimension = tally_codes_metric(codes, s->key.metric)->dimension;
	else if (s->key.measure == TALLY_INDEX_NUMBER)
		dimension = "index";
	return strcmp(unit->base, "1") != 0 || strcmp(dimension, unit->dimension) == 0 ||
	       (strcmp(dimension, "ratio") == 0 && strcmp(unit->dimension, "points") == 0 &&
		points);
}

static tally_status scale_set(tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, const char *scale,
			      tally_dataset_counts *counts, tally_error *err)
{
	const tally_unit *unit = unit_of(codes, scale);

	if (unit == NULL) {
		const char *near = tally_codes_near_unit(codes, scale);
		return tally_error_set(err, TALLY_EUSAGE, "unknown unit to scale to: \"%s\"%s%s%s",
				       scale, near ? "; did you mean \"" : "", near ? near : "",
				       near ? "\"?" : "");
	}
	for (size_t i = 0; i < set->n; i++) {
		tally_series *s = &set->items[i];
		if (!fits(s, codes, unit)) {
			counts->unscaled++;
			continue;
		}
		for (size_t k = 0; k < s->n; k++)
			scale_point(&s->points[k], claims, codes, unit);
		s->key.base_unit = unit->text;
	}
	return TALLY_OK;
}

/* --- frequency and balance ------------------------------------------------------------ */

static void keep_frequency(tally_series_set *set, char letter, tally_dataset_counts *counts)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		if (tally_frequency_letter(set->items[i].key.frequency) == letter)
			set->items[n++] = set->items[i];
		else
			counts->dropped_series++;
	set->n = n;
}

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

static bool has_value(const tally_point *p)
{
	return !isnan(p->value);
}

/* Periods in which any series of the frequency has a figure. */
static size_t distinct_periods(const tally_series_set *set, tally_frequency f,
			       tally_period *periods)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->items[i].n; k++)
			if (set->items[i].key.frequency == f && has_value(&set->items[i].points[k]))
				periods[n++] = set->items[i].points[k].period;
	qsort(periods, n, sizeof *periods, by_period);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !tally_period_equal(periods[kept - 1], periods[i]))
			periods[kept++] = periods[i];
	return kept;
}

static size_t n_values(const tally_series *s)
{
	size_t n = 0;
	for (size_t k = 0; k < s->n; k++)
		n += has_value(&s->points[k]);
	return n;
}

static tally_status keep_balanced(tally_series_set *set, tally_dataset_counts *counts,
				  tally_error *err)
{
	size_t wanted[TALLY_N_FREQUENCIES], n = 0, points = 1;

	for (size_t i = 0; i < set->n; i++)
		points += set->items[i].n;
	tally_period *periods = malloc(points * sizeof *periods);
	if (periods == NULL)
		return tally_error_memory(err);
	for (int f = 0; f < TALLY_N_FREQUENCIES; f++)
		wanted[f] = distinct_periods(set, (tally_frequency)f, periods);
	free(periods);
	for (size_t i = 0; i < set->n; i++)
		if (n_values(&set->items[i]) == wanted[set->items[i].key.frequency])
			set->items[n++] = set->items[i];
		else
			counts->dropped_series++;
	set->n = n;
	return TALLY_OK;
}

tally_status tally_dataset_select(tally_series_set *set, const tally_claims *claims,
				  const tally_codes *codes, const tally_dataset_options *options,
				  tally_dataset_counts *counts, tally_error *err)
{
	tally_status status = TALLY_OK;

	if (options->frequency != 0)
		keep_frequency(set, options->frequency, counts);
	if (options->balanced)
		status = keep_balanced(set, counts, err);
	if (status == TALLY_OK && options->scale != NULL)
		status = scale_set(set, claims, codes, options->scale, counts, err);
	counts->series = set->n;
	return status;
}
