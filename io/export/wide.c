/* wide.c: a row is a series, a column a period. Keys that no series uses are left out but for
 * metric, region, measure, prices and unit, so that the head is stable. */
#include "export/shapes.h"

#include <stdlib.h>
#include <string.h>

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

static tally_period *all_periods(const tally_series_set *set, size_t *n_out)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->items[i].n;
	tally_period *periods = malloc((n + 1) * sizeof *periods);
	if (periods == NULL)
		return NULL;
	n = 0;
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->items[i].n; k++)
			periods[n++] = set->items[i].points[k].period;
	qsort(periods, n, sizeof *periods, by_period);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !tally_period_equal(periods[kept - 1], periods[i]))
			periods[kept++] = periods[i];
	*n_out = kept;
	return periods;
}

enum { KEY_METRIC, KEY_REGION, KEY_MEASURE, KEY_PRICES, KEY_AGAINST, KEY_ADJUSTMENT, KEY_KIND,
       KEY_UNIT, N_KEYS };

static const struct {
	const char *name, *label_en, *label_zh;
} keys[N_KEYS] = {
    [KEY_METRIC] = {"metric", "Metric", "指标"},
    [KEY_REGION] = {"region", "Region", "地区"},
    [KEY_MEASURE] = {"measure", "Measure", "度量"},
    [KEY_PRICES] = {"prices", "Prices", "价格"},
    [KEY_AGAINST] = {"against", "Measured against", "对比对象"},
    [KEY_ADJUSTMENT] = {"adjustment", "Seasonal adjustment", "季节调整"},
    [KEY_KIND] = {"kind", "Kind of claim", "类别"},
    [KEY_UNIT] = {"unit", "Unit", "单位"},
};

static void key_texts(const tally_series *s, const tally_codes *codes,
		      char texts[N_KEYS][TALLY_AGAINST_TEXT])
{
	const char *fixed[N_KEYS] = {
	    [KEY_METRIC] = tally_codes_metric(codes, s->key.metric)->code,
	    [KEY_REGION] = tally_codes_region(codes, s->key.region)->code,
	    [KEY_MEASURE] = tally_measure_name((tally_measure)s->key.measure),
	    [KEY_KIND] = tally_kind_name((tally_kind)s->key.kind),
	    [KEY_UNIT] = frame_unit(s),
	};

	memset(texts, 0, N_KEYS * sizeof *texts);
	for (int k = 0; k < N_KEYS; k++)
		if (fixed[k] != NULL)
			strncpy(texts[k], fixed[k], sizeof texts[k] - 1);
	if (s->key.prices.kind != TALLY_PRICES_NONE)
		tally_prices_print(s->key.prices, texts[KEY_PRICES]);
	tally_against_print(&s->key.against, codes, texts[KEY_AGAINST]);
	if (s->key.adjustment != 'N' && s->key.adjustment != 0)
		texts[KEY_ADJUSTMENT][0] = s->key.adjustment;
}

static bool add_columns(tally_dataset *f, const bool used[N_KEYS], const tally_period *periods,
			size_t n_periods)
{
	char text[TALLY_PERIOD_TEXT];

	for (int k = 0; k < N_KEYS; k++)
		if (used[k] && frame_column(f, TALLY_COLUMN_TEXT, keys[k].name, keys[k].label_en,
					    keys[k].label_zh) == NULL)
			return false;
	f->columns[0].list = TALLY_LIST_METRICS;
	f->columns[1].list = TALLY_LIST_REGIONS;
	for (size_t i = 0; i < n_periods; i++) {
		tally_period_print(periods[i], text);
		tally_column *c = frame_column(f, TALLY_COLUMN_NUMBER, text, text, text);
		if (c == NULL || (c->status = calloc(f->n + 1, 1)) == NULL)
			return false;
		c->figures = true;
	}
	return true;
}

static bool fill_row(tally_dataset *f, const tally_series *s, const bool used[N_KEYS], size_t row,
		     const tally_period *periods, size_t n_periods, const tally_claims *claims)
{
	char texts[N_KEYS][TALLY_AGAINST_TEXT];
	int column = 0;

	key_texts(s, f->codes, texts);
	for (int k = 0; k < N_KEYS; k++)
		if (used[k] && !frame_put_text(f, &f->columns[column++], row, texts[k]))
			return false;
	for (size_t i = 0, k = 0; i < n_periods && k < s->n; i++) {
		const tally_point *p = &s->points[k];
		tally_column *c = &f->columns[column + (int)i];
		if (!tally_period_equal(p->period, periods[i]))
			continue;
		int decimals = frame_decimals(claims, f->codes, s, p);
		c->decimals = decimals > c->decimals ? decimals : c->decimals;
		c->numbers[row] = p->value;
		c->status[row] = p->status != 0 ? p->status : 'A';
		k++;
	}
	return true;
}

tally_status frame_build_wide(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, unsigned with, tally_dataset *out,
			      tally_error *err)
{
	bool used[N_KEYS] = {[KEY_METRIC] = true, [KEY_REGION] = true, [KEY_MEASURE] = true,
			     [KEY_PRICES] = true, [KEY_UNIT] = true};
	char texts[N_KEYS][TALLY_AGAINST_TEXT];
	size_t n_periods = 0;
	tally_period *periods = all_periods(set, &n_periods);
	bool good = periods != NULL;

	used[KEY_ADJUSTMENT] = (with & TALLY_WITH_ADJUSTMENT) != 0;
	used[KEY_KIND] = (with & TALLY_WITH_KIND) != 0;
	for (size_t i = 0; i < set->n; i++) {
		key_texts(&set->items[i], codes, texts);
		for (int k = 0; k < N_KEYS; k++)
			used[k] |= texts[k][0] != '\0';
	}
	out->n = set->n;
	good = good && add_columns(out, used, periods, n_periods);
	for (size_t i = 0; good && i < set->n; i++)
		good = fill_row(out, &set->items[i], used, i, periods, n_periods, claims);
	free(periods);
	return good ? TALLY_OK : tally_error_memory(err);
}
