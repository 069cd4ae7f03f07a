/* rows.c: claims to columns and back; see rows.h. */
#include "store/rows.h"

#include <stdlib.h>
#include <string.h>

#define DAY_UNITS "days since 1970-01-01"

const store_spec store_series_specs[STORE_SERIES_PARTS] = {
    [SERIES_METRIC] = {.name = "metric", .about = "number of the metric in /codes"},
    [SERIES_REGION] = {.name = "region", .about = "number of the region in /codes"},
    [SERIES_FREQUENCY] = {.name = "frequency",
			  .about = "0 year, 1 half, 2 quarter, 3 month, 4 week, 5 day, 6 year to "
				   "date, 7 other span, 8 open start"},
    [SERIES_MEASURE] = {.name = "measure", .about = "number of the measure, 0 = level"},
    [SERIES_WHOLE_METRIC] = {.name = "whole_metric", .about = "metric measured against, -1 = own"},
    [SERIES_WHOLE_REGION] = {.name = "whole_region", .about = "region measured against, -1 = own"},
    [SERIES_BASE] = {.name = "base",
		     .about = "0 a year earlier, 1 preceding span, 2 stated per row"},
    [SERIES_PRICES] = {.name = "prices",
		       .about = "0 default, 1 none, 2 current, 3 constant, 4 chained, 5 previous "
				"year's, 6 purchasing power"},
    [SERIES_PRICE_YEAR] = {.name = "price_year", .about = "base year of prices, 0 = not stated"},
    [SERIES_ADJUSTMENT] = {.name = "adjustment", .about = "letter N S T W Y, 0 = not stated"},
    [SERIES_KIND] = {.name = "kind", .about = "0 observation, 1 survey, 2 target, 3 forecast"},
    [SERIES_UNIT] = {.name = "unit", .about = "number of the unit in /codes, -1 = none"},
};

const store_spec store_row_specs[STORE_ROW_COLUMNS] = {
    [ROW_TIME] = {.name = "time", .units = DAY_UNITS, .about = "last day of the period"},
    [ROW_DAYS] = {.name = "period_days", .about = "length of the period in days, 0 = open start"},
    [ROW_PUBLISHED] = {.name = "published",
		       .units = DAY_UNITS,
		       .about = "when the source said it, -2147483648 = always known"},
    [ROW_SOURCE] = {.name = "source", .about = "number of the text, 0 = none"},
    [ROW_LOCATOR] = {.name = "locator", .about = "number of the text, 0 = none"},
    [ROW_FORM] = {.name = "form",
		  .about = "0 decimal, 1 range, 2 fraction, 3 missing, 4 below the smallest unit, "
			   "5 binary64"},
    [ROW_MANTISSA] = {.name = "mantissa", .about = "value = mantissa / 10^decimals"},
    [ROW_DECIMALS] = {.name = "decimals", .about = "digits behind the point of the mantissa"},
    [ROW_SECOND] = {.name = "second",
		    .about = "mantissa of the end of a range, denominator of a fraction"},
    [ROW_SECOND_DECIMALS] = {.name = "second_decimals", .about = "decimals of second"},
    [ROW_REAL] = {.name = "real", .kind = STORE_REAL, .about = "value of a computed figure"},
    [ROW_QUALIFIER] = {.name = "qualifier",
		       .about = "0 as printed, 1 ~, 2 >, 3 >=, 4 <, 5 <=, 6 ~<, 7 ~>"},
    [ROW_BASIS] = {.name = "basis", .about = "0 unknown, 1 published, 2 comparable"},
    [ROW_STATUS] = {.name = "status", .about = "observation status letter, 0 = not stated"},
    [ROW_BASE_AGO] = {.name = "base_ago",
		      .about = "days from the last day of the stated base to that of the period"},
    [ROW_BASE_DAYS] = {.name = "base_days",
		       .about = "length of the stated base in days, 0 = open start"},
    [ROW_NOTE] = {.name = "note", .about = "number of the text, 0 = none"},
    [ROW_BATCH] = {.name = "batch", .about = "number of the batch in /log"},
    [ROW_LINE] = {.name = "line_step",
		  .steps = true,
		  .about = "line of the input minus that of the row before; absolute in rows 0, "
			   "16384, 32768, ..."},
};

const int store_text_columns[STORE_TEXT_COLUMNS] = {ROW_SOURCE, ROW_LOCATOR, ROW_NOTE};

bool store_is_text(int column)
{
	return column == ROW_SOURCE || column == ROW_LOCATOR || column == ROW_NOTE;
}

tally_period store_period_of(int64_t last, int64_t days)
{
	tally_period p = {TALLY_DAY_OPEN, (tally_day)last};
	if (days != 0)
		p.first = (tally_day)(last - days + 1);
	return p;
}

store_claim_maker store_claim_maker_of(const store_rows *rows)
{
	store_claim_maker maker = {.rows = rows};
	for (int k = 0; k < STORE_ROW_COLUMNS; k++) {
		maker.constant[k] = rows->columns[k].constant;
		if (store_column_width(&rows->columns[k]) > 0)
			maker.varying[maker.n_varying++] = k;
	}
	return maker;
}

void store_values_put(const int64_t *value, tally_claim *out)
{
	int64_t last = value[ROW_TIME];
	out->period = store_period_of(last, value[ROW_DAYS]);
	if (out->against.base == TALLY_BASE_PERIOD)
		out->against.period =
		    store_period_of(last - value[ROW_BASE_AGO], value[ROW_BASE_DAYS]);
	out->figure.form = (tally_form)value[ROW_FORM];
	out->figure.first.mantissa = value[ROW_MANTISSA];
	out->figure.first.decimals = (int32_t)value[ROW_DECIMALS];
	out->figure.second.mantissa = value[ROW_SECOND];
	out->figure.second.decimals = (int32_t)value[ROW_SECOND_DECIMALS];
	memcpy(&out->figure.real, &value[ROW_REAL], sizeof out->figure.real);
	out->qualifier = (uint8_t)value[ROW_QUALIFIER];
	out->basis = (uint8_t)value[ROW_BASIS];
	out->status = (char)value[ROW_STATUS];
	out->published = (tally_day)value[ROW_PUBLISHED];
	out->source = (int32_t)value[ROW_SOURCE];
	out->locator = (int32_t)value[ROW_LOCATOR];
	out->note = (int32_t)value[ROW_NOTE];
	out->batch = (int32_t)value[ROW_BATCH];
	out->row = value[ROW_LINE];
}

void store_rows_claim(store_claim_maker *maker, size_t i, tally_claim *out)
{
	const store_rows *rows = maker->rows;
	for (int k = 0; k < maker->n_varying; k++) {
		int column = maker->varying[k];
		maker->constant[column] = store_column_get(&rows->columns[column], i);
	}
	*out = tally_claim_default();
	store_series_put(&rows->keys.items[store_column_get(&rows->series, i)], out);
	store_values_put(maker->constant, out);
}

tally_status store_rows_add_block(store_rows *rows, const store_block *block, tally_error *err)
{
	if (rows->n + block->n > UINT32_MAX)
		return tally_error_set(err, TALLY_EINPUT, "more than 4294967295 rows");
	tally_status status = store_column_append(&rows->series, block->series, block->n, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = store_column_append(&rows->columns[k], block->value[k], block->n, err);
	if (!status)
		rows->n += block->n;
	return status;
}

tally_status store_rows_join(store_rows *rows, const store_rows *more, int64_t line_offset,
			     tally_error *err)
{
	int32_t *series = malloc((more->keys.n + 1) * sizeof *series);
	int32_t *texts = calloc((size_t)more->texts.n + 1, sizeof *texts);
	tally_status status = series && texts ? TALLY_OK : tally_error_memory(err);
	for (size_t i = 0; !status && i < more->keys.n; i++)
		if ((series[i] = store_keys_add(&rows->keys, &more->keys.items[i])) < 0)
			status = tally_error_memory(err);
	for (int32_t i = 1; !status && i < more->texts.n; i++) {
		const char *text = tally_pool_text(&more->texts, i);
		if ((texts[i] = tally_pool_add(&rows->texts, text, strlen(text))) < 0)
			status = tally_error_memory(err);
	}
	if (!status)
		status = store_column_join(&rows->series, &more->series, series, 0, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = store_column_join(&rows->columns[k], &more->columns[k],
					   store_is_text(k) ? texts : NULL,
					   k == ROW_LINE ? line_offset : 0, err);
	if (!status)
		rows->n += more->n;
	free(series);
	free(texts);
	return status;
}

static tally_status add_part(store_column *c, const store_column *more, size_t from, size_t n,
			     int64_t offset, tally_error *err)
{
	int64_t block[STORE_BLOCK];
	tally_status status = TALLY_OK;
	if (store_column_width(more) == 0)
		return store_column_repeat(c, more->constant - offset, n, err);
	for (size_t at = 0, m; !status && at < n; at += m) {
		m = n - at < STORE_BLOCK ? n - at : STORE_BLOCK;
		store_column_take(more, NULL, from + at, m, block);
		for (size_t i = 0; i < m; i++)
			block[i] -= offset;
		status = store_column_append(c, block, m, err);
	}
	return status;
}

tally_status store_rows_add_part(store_rows *rows, const store_rows *more, size_t from, size_t n,
				 int64_t offset, tally_error *err)
{
	tally_status status = add_part(&rows->series, &more->series, from, n, offset, err);
	for (int k = 0; !status && k < STORE_ROW_COLUMNS; k++)
		status = add_part(&rows->columns[k], &more->columns[k], from, n, 0, err);
	rows->n += status ? 0 : n;
	return status;
}

void store_rows_release(store_rows *rows)
{
	store_keys_release(&rows->keys);
	tally_pool_release(&rows->texts);
	store_column_release(&rows->series);
	for (int k = 0; k < STORE_ROW_COLUMNS; k++)
		store_column_release(&rows->columns[k]);
	memset(rows, 0, sizeof *rows);
}
