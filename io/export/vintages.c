/* vintages.c: the real-time matrix: what was known on each day of publication.
 *
 * For each day on which anything of a series came out the series is built as of that day; a column
 * is a series as known then. Claims without a date are known on every day. Quadratic in the number
 * of vintages, which is what such a matrix is in size, too. */
#include "export/shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More columns than this no reader of such tables takes. */
#define VINTAGES_MAX 10000

typedef struct {
	tally_series_set *sets; /* [n] one a day */
	tally_day *days;        /* [n] ascending */
	size_t n;
} vintages;

static int by_day(const void *a, const void *b)
{
	tally_day x = *(const tally_day *)a, y = *(const tally_day *)b;
	return (x > y) - (x < y);
}

static tally_status find_days(const tally_claims *claims, tally_day as_of, vintages *v,
			      tally_error *err)
{
	size_t n = 0;

	v->days = malloc((claims->n + 1) * sizeof *v->days);
	if (v->days == NULL)
		return tally_error_memory(err);
	for (size_t i = 0; i < claims->n; i++) {
		tally_day day = claims->items[i].published;
		if (day != TALLY_DAY_NONE && (as_of == TALLY_DAY_NONE || day <= as_of))
			v->days[n++] = day;
	}
	qsort(v->days, n, sizeof *v->days, by_day);
	for (size_t i = 0; i < n; i++)
		if (v->n == 0 || v->days[v->n - 1] != v->days[i])
			v->days[v->n++] = v->days[i];
	if (v->n == 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "none of these figures says when it was published, so there "
				       "are no vintages");
	if (v->n > VINTAGES_MAX)
		return tally_error_set(err, TALLY_EINPUT,
				       "%zu days of publication; a matrix takes %d at most: choose "
				       "fewer figures",
				       v->n, VINTAGES_MAX);
	return TALLY_OK;
}

static tally_status build_sets(const tally_claims *claims, const tally_codes *codes,
			       tally_series_query query, const tally_dataset_options *options,
			       vintages *v, tally_dataset_counts *counts, tally_error *err)
{
	v->sets = calloc(v->n, sizeof *v->sets);
	if (v->sets == NULL)
		return tally_error_memory(err);
	for (size_t i = 0; i < v->n; i++) {
		query.as_of = v->days[i];
		tally_status status = tally_series_build(claims, codes, &query, &v->sets[i], err);
		*counts = (tally_dataset_counts){0};
		if (status == TALLY_OK)
			status = tally_dataset_select(&v->sets[i], claims, codes, options, counts,
						    err);
		if (status != TALLY_OK)
			return status;
	}
	return TALLY_OK;
}

/* Whether a figure of the series came out on that very day: else the column would repeat the one
 * before. */
static bool came_out(const tally_series *s, tally_day day)
{
	for (size_t k = 0; k < s->n; k++)
		if (s->points[k].published == day)
			return true;
	return false;
}

static void describe(const tally_series *s, const tally_codes *codes, tally_day day,
		     frame_pivot_column *out)
{
	char text[TALLY_PERIOD_TEXT];
	size_t at;

	frame_describe(s, codes, true, true, out);
	out->vintage = day;
	tally_day_print(day, text);
	at = strlen(out->head);
	snprintf(out->head + at, sizeof out->head - at, " %s", text);
	at = strlen(out->label_en);
	snprintf(out->label_en + at, sizeof out->label_en - at, ", as known on %s", text);
	at = strlen(out->label_zh);
	snprintf(out->label_zh + at, sizeof out->label_zh - at, "，%s 时所知", text);
	/* The day must survive the cut of the name. */
	char name[sizeof out->wanted];
	snprintf(name, sizeof name, "%.*s_%.4s%.2s%.2s", TALLY_VARIABLE_MAX - 9, out->wanted, text,
		 text + 5, text + 8);
	memcpy(out->wanted, name, sizeof name);
}

static tally_status pivot_sets(const vintages *v, const tally_claims *claims,
			       const tally_codes *codes, unsigned with, tally_dataset *out,
			       tally_error *err)
{
	size_t n_cells = 0, n_series = 0, used = 0;
	int32_t n_columns = 0;

	for (size_t i = 0; i < v->n; i++) {
		n_series += v->sets[i].n;
		for (size_t k = 0; k < v->sets[i].n; k++)
			n_cells += v->sets[i].items[k].n;
	}
	frame_cell *cells = malloc((n_cells + 1) * sizeof *cells);
	frame_pivot_column *columns = calloc(n_series + 1, sizeof *columns);
	for (size_t i = 0; cells && columns && i < v->n; i++)
		for (size_t k = 0; k < v->sets[i].n; k++) {
			const tally_series *s = &v->sets[i].items[k];
			if (!came_out(s, v->days[i]))
				continue;
			describe(s, codes, v->days[i], &columns[n_columns]);
			for (size_t j = 0; j < s->n; j++)
				cells[used++] = (frame_cell){TALLY_NO_CODE, s->points[j].period,
							     n_columns, s, &s->points[j]};
			n_columns++;
		}
	tally_status status = cells && columns ? frame_pivot(out, cells, used, columns, n_columns,
							     claims, with, false, err)
					       : tally_error_memory(err);
	free(cells);
	free(columns);
	return status;
}

tally_status tally_dataset_vintages(const tally_claims *claims, const tally_codes *codes,
				  const tally_series_query *query,
				  const tally_dataset_options *options, tally_dataset *out,
				  tally_dataset_counts *counts, tally_error *err)
{
	vintages v = {0};

	*out = (tally_dataset){.codes = codes, .unit_column = -1, .time_column = -1};
	tally_status status = find_days(claims, query->as_of, &v, err);
	if (status == TALLY_OK)
		status = build_sets(claims, codes, *query, options, &v, counts, err);
	if (status == TALLY_OK)
		status = pivot_sets(&v, claims, codes, options->with, out, err);
	for (size_t i = 0; v.sets != NULL && i < v.n; i++)
		tally_series_set_release(&v.sets[i]);
	free(v.sets);
	free(v.days);
	if (status != TALLY_OK)
		tally_dataset_release(out);
	return status;
}
