/* pick.c: choosing the period and the figures of a cross-section. */
#include "kinds/pick.h"

#include <math.h>
#include <stdlib.h>

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* All periods with a value, sorted; the caller frees. */
static tally_period *all_periods(const tally_kind_input *in, size_t *n)
{
	size_t total = 0;
	for (size_t i = 0; i < in->n; i++)
		total += in->series[i].n;
	tally_period *all = malloc((total + 1) * sizeof *all);
	*n = 0;
	for (size_t i = 0; all && i < in->n; i++)
		for (size_t k = 0; k < in->series[i].n; k++)
			if (isfinite(in->series[i].points[k].value))
				all[(*n)++] = in->series[i].points[k].period;
	if (all)
		qsort(all, *n, sizeof *all, by_period);
	return all;
}

static size_t run_length(const tally_period *all, size_t n, size_t i)
{
	size_t length = 1;
	while (i + length < n && tally_period_equal(all[i], all[i + length]))
		length++;
	return length;
}

/* The first or last period, of one frequency if asked for, that nearly all series have. */
static bool common_period(const tally_kind_input *in, bool last, const tally_period *like,
			  tally_period *out)
{
	size_t n, most = 0;
	bool found = false;
	tally_period *all = all_periods(in, &n);
	for (size_t i = 0; all && i < n; i += run_length(all, n, i))
		most = run_length(all, n, i) > most ? run_length(all, n, i) : most;
	for (size_t i = 0; all && i < n; i += run_length(all, n, i)) {
		bool kind =
		    !like || tally_period_frequency(all[i]) == tally_period_frequency(*like);
		if (!kind || run_length(all, n, i) * 5 < most * 4 || (found && !last))
			continue;
		*out = all[i];
		found = true;
	}
	free(all);
	return found;
}

bool tally_kind_period(const tally_kind_input *in, tally_period *out)
{
	*out = in->at;
	return in->at.last != TALLY_DAY_NONE || common_period(in, true, NULL, out);
}

bool tally_kind_base(const tally_kind_input *in, tally_period at, tally_period *out)
{
	*out = in->base;
	if (in->base.last == TALLY_DAY_NONE && !common_period(in, false, &at, out))
		return false;
	return tally_period_compare(*out, at) < 0;
}

const tally_point *tally_kind_point(const tally_series *s, tally_period p)
{
	ptrdiff_t i = tally_series_find(s, p);
	return i >= 0 && isfinite(s->points[i].value) ? &s->points[i] : NULL;
}

size_t tally_kind_section(const tally_kind_input *in, int32_t metric, tally_period p,
			  tally_pick *out)
{
	size_t n = 0;
	for (size_t i = 0; i < in->n; i++) {
		const tally_series *s = &in->series[i];
		const tally_point *point = tally_kind_point(s, p);
		bool first = point && (metric == TALLY_NO_CODE || s->key.metric == metric);
		for (size_t k = 0; k < n && first; k++)
			first = out[k].series->key.region != s->key.region ||
				out[k].series->key.metric != s->key.metric;
		if (first)
			out[n++] = (tally_pick){s, point};
	}
	return n;
}

size_t tally_kind_metrics(const tally_kind_input *in, int32_t *out, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < in->n; i++) {
		bool first = true;
		for (size_t k = 0; k < n && first; k++)
			first = out[k] != in->series[i].key.metric;
		if (first && n < most)
			out[n++] = in->series[i].key.metric;
	}
	return n;
}

bool tally_kind_member(const tally_kind_input *in, int32_t group, int32_t member)
{
	for (int32_t i = 0; i < tally_codes_n_memberships(in->codes); i++) {
		const tally_membership *m = tally_codes_membership(in->codes, i);
		if (m->group == group && m->member == member)
			return true;
	}
	return false;
}

const char *tally_kind_subject(const tally_kind_input *in, const tally_series *s)
{
	return tally_kind_one_region(in) ? tally_kind_metric(in, s) : tally_kind_region(in, s);
}
