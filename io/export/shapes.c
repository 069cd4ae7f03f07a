/* shapes.c: what a row and a column of each shape are.
 *
 * Columns of `periods` are series; of `panel`, what is left of a series without its region. Names
 * say as much as is needed to tell columns apart: the metric, the region, then measure, prices and
 * so on where they differ from the usual. */
#include "export/shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what a column is called ------------------------------------------------------------ */

typedef struct {
	char *text;
	size_t size, n;
	const char *joint;
} joined;

static void join(joined *j, const char *word)
{
	if (*word == '\0' || j->n + 1 >= j->size)
		return;
	int n = snprintf(j->text + j->n, j->size - j->n, "%s%s", j->n > 0 ? j->joint : "", word);
	j->n += n > 0 ? (size_t)n : 0;
	if (j->n >= j->size)
		j->n = j->size - 1;
}

/* Words for what is not the usual of a series; "" when all is. */
static void unusual(const tally_series *s, const tally_codes *codes, joined *j)
{
	const tally_metric *m = tally_codes_metric(codes, s->key.metric);
	bool level = s->key.measure == TALLY_LEVEL;
	tally_prices usual = level ? m->level_prices : m->rate_prices;
	char text[TALLY_AGAINST_TEXT];
	char adjustment[2] = {s->key.adjustment, '\0'};

	if (!level)
		join(j, tally_measure_name((tally_measure)s->key.measure));
	tally_against_print(&s->key.against, codes, text);
	join(j, text);
	if (s->key.prices.kind != TALLY_PRICES_NONE && !tally_prices_equal(s->key.prices, usual) &&
	    !(usual.kind == TALLY_PRICES_DEFAULT && s->key.prices.kind == TALLY_PRICES_CURRENT)) {
		tally_prices_print(s->key.prices, text);
		join(j, text);
	}
	if (s->key.adjustment != 'N')
		join(j, adjustment);
	join(j, tally_kind_name((tally_kind)s->key.kind));
}

static void label(const tally_series *s, const tally_codes *codes, const char *lang,
		  bool with_metric, bool with_region, char *out, size_t size)
{
	const char *zh = strcmp(lang, "zh") == 0 ? "，" : ", ";
	joined j = {out, size, 0, zh};
	char prices[32] = "";

	out[0] = '\0';
	if (with_metric)
		join(&j, tally_metric_name(tally_codes_metric(codes, s->key.metric), lang));
	if (with_region)
		join(&j, tally_region_name(tally_codes_region(codes, s->key.region), lang));
	unusual(s, codes, &j);
	if (s->key.prices.kind != TALLY_PRICES_NONE) {
		tally_prices_print(s->key.prices, prices);
		if (strstr(out, prices) == NULL)
			join(&j, prices);
	}
	join(&j, strcmp(frame_unit(s), "1") == 0 ? "" : frame_unit(s));
}

void frame_describe(const tally_series *s, const tally_codes *codes, bool with_metric,
		    bool with_region, frame_pivot_column *out)
{
	joined name = {out->wanted, sizeof out->wanted, 0, "_"};
	joined head = {out->head, sizeof out->head, 0, " "};

	memset(out, 0, sizeof *out);
	if (with_metric) {
		join(&name, tally_codes_metric(codes, s->key.metric)->code);
		join(&head, tally_codes_metric(codes, s->key.metric)->code);
	}
	if (with_region) {
		join(&name, tally_codes_region(codes, s->key.region)->code);
		join(&head, tally_codes_region(codes, s->key.region)->code);
	}
	unusual(s, codes, &name);
	unusual(s, codes, &head);
	label(s, codes, "en", true, with_region, out->label_en, sizeof out->label_en);
	label(s, codes, "zh", true, with_region, out->label_zh, sizeof out->label_zh);
	out->unit = frame_unit(s);
	out->vintage = TALLY_DAY_NONE;
}

/* --- which series share a column ---------------------------------------------------------- */

static bool same_but_place(const tally_series_key *a, const tally_series_key *b, bool frequency)
{
	return a->metric == b->metric && a->measure == b->measure &&
	       a->adjustment == b->adjustment && a->kind == b->kind &&
	       (!frequency || a->frequency == b->frequency) &&
	       tally_prices_equal(a->prices, b->prices) &&
	       a->against.metric == b->against.metric && a->against.region == b->against.region &&
	       a->against.base == b->against.base &&
	       (a->against.base != TALLY_BASE_PERIOD ||
		tally_period_equal(a->against.period, b->against.period)) &&
	       strcmp(a->base_unit ? a->base_unit : "", b->base_unit ? b->base_unit : "") == 0;
}

/* The number of the column, made when it is new: -1 out of memory. In a panel series of one region
 * and several frequencies share a column: their periods differ. */
static int32_t column_of(shape_columns *c, const tally_series *s, bool by_region)
{
	for (int32_t i = c->n; i-- > 0;) {
		const tally_series_key *k = &c->series[i]->key;
		if ((by_region || k->region == s->key.region) &&
		    same_but_place(k, &s->key, false))
			return i;
	}
	if (c->n == c->capacity) {
		int32_t capacity = c->capacity * 2 + 64;
		const tally_series **grown =
		    realloc(c->series, (size_t)capacity * sizeof *grown);
		if (grown == NULL)
			return -1;
		c->series = grown;
		c->capacity = capacity;
	}
	c->series[c->n] = s;
	return c->n++;
}

static size_t count_points(const tally_series_set *set)
{
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++)
		n += set->items[i].n;
	return n;
}

static frame_cell *collect(const tally_series_set *set, bool by_region, shape_columns *columns)
{
	frame_cell *cells = malloc((count_points(set) + 1) * sizeof *cells);
	size_t n = 0;

	for (size_t i = 0; cells != NULL && i < set->n; i++) {
		const tally_series *s = &set->items[i];
		int32_t column = column_of(columns, s, by_region);
		if (column < 0) {
			free(cells);
			return NULL;
		}
		for (size_t k = 0; k < s->n; k++)
			cells[n++] = (frame_cell){by_region ? s->key.region : TALLY_NO_CODE,
						  s->points[k].period, column, s, &s->points[k]};
	}
	return cells;
}

/* --- heads ------------------------------------------------------------------------------ */

static bool all_one_metric(const shape_columns *c)
{
	for (int32_t i = 1; i < c->n; i++)
		if (c->series[i]->key.metric != c->series[0]->key.metric)
			return false;
	return true;
}

static bool all_one_region(const shape_columns *c)
{
	for (int32_t i = 1; i < c->n; i++)
		if (c->series[i]->key.region != c->series[0]->key.region)
			return false;
	return true;
}

frame_pivot_column *shape_describe(const shape_columns *c, const tally_codes *codes,
				   bool by_region)
{
	frame_pivot_column *out = calloc((size_t)c->n + 1, sizeof *out);
	bool metric = by_region || !all_one_metric(c) || all_one_region(c);
	bool region = !by_region && (!all_one_region(c) || all_one_metric(c));

	for (int32_t i = 0; out != NULL && i < c->n; i++) {
		frame_pivot_column full;
		frame_describe(c->series[i], codes, metric, region, &out[i]);
		if (by_region)
			continue;
		/* The name is what a program keeps: it always says metric and region. */
		frame_describe(c->series[i], codes, true, true, &full);
		memcpy(out[i].wanted, full.wanted, sizeof full.wanted);
		memcpy(out[i].label_en, full.label_en, sizeof full.label_en);
		memcpy(out[i].label_zh, full.label_zh, sizeof full.label_zh);
	}
	return out;
}

static tally_status build_pivot(const tally_series_set *set, const tally_claims *claims,
				const tally_codes *codes, unsigned with, bool by_region,
				tally_dataset *out, tally_error *err)
{
	shape_columns columns = {0};
	frame_cell *cells = collect(set, by_region, &columns);
	frame_pivot_column *described =
	    cells != NULL ? shape_describe(&columns, codes, by_region) : NULL;
	tally_status status = TALLY_OK;

	if (described == NULL)
		status = tally_error_memory(err);
	else
		status = frame_pivot(out, cells, count_points(set), described, columns.n, claims,
				     with, by_region, err);
	free(columns.series);
	free(described);
	free(cells);
	return status;
}

tally_status tally_dataset_build(const tally_series_set *set, const tally_claims *claims,
			       const tally_codes *codes, const tally_dataset_options *options,
			       tally_dataset *out, tally_error *err)
{
	tally_status status;

	*out = (tally_dataset){.codes = codes, .unit_column = -1, .time_column = -1};
	switch (options->shape) {
	case TALLY_SHAPE_LONG:
		status = frame_build_long(set, claims, codes, options->with, out, err);
		break;
	case TALLY_SHAPE_WIDE:
		status = frame_build_wide(set, claims, codes, options->with, out, err);
		break;
	case TALLY_SHAPE_PERIODS:
	case TALLY_SHAPE_PANEL:
		status = build_pivot(set, claims, codes, options->with,
				     options->shape == TALLY_SHAPE_PANEL, out, err);
		break;
	default:
		status = tally_error_set(err, TALLY_EUSAGE, "this shape is built from claims");
	}
	if (status != TALLY_OK)
		tally_dataset_release(out);
	return status;
}
