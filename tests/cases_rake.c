/* cases_rake.c: cases of raking: in_data (a row a period), in_metadata (series, total1, total2),
 * perhaps in_alter (columns of alterabilities). */
#include "adjust/rake.h"
#include "cases_adjust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANY 4096

/* A table to rake, gathered part by part. */
typedef struct {
	double cells[MANY], alter[MANY], totals[MANY], total_alter[MANY], out[MANY],
	    out_totals[MANY];
	size_t part_total[4 * MANY], part_cell[4 * MANY];
	size_t n_cells, n_totals, n_parts;
	struct {
		const char *name;
		int row;
		size_t total;
	} names[MANY]; /* of totals */
} heap;

static void part(heap *h, size_t total, size_t cell)
{
	h->part_total[h->n_parts] = total;
	h->part_cell[h->n_parts++] = cell;
}

/* The total of a column in a row of the data, made when it is new. */
static size_t total_of(heap *h, const case_table *data, const char *name, int row, double alter)
{
	for (size_t k = 0; k < h->n_totals; k++)
		if (h->names[k].name && !strcmp(h->names[k].name, name) && h->names[k].row == row)
			return k;
	size_t k = h->n_totals++;
	h->names[k].name = name;
	h->names[k].row = row;
	h->totals[k] = case_number(data, row, case_column(data, name));
	h->total_alter[k] = alter;
	return k;
}

/* in_alter: a column of coefficients for a series or a total, one row for all or a row for each. */
static double alterability(case_dir *dir, const char *name, int row, const char *option,
			   double fallback)
{
	const case_table *t = case_file(dir, "in_alter");
	int at = t && t->n_rows > row ? row : 0;
	double v = t ? case_number(t, at, case_column(t, name)) : NAN;
	return isnan(v) ? case_option_number(dir, option, fallback) : v;
}

/* Adds one row of the data as a table of its own. */
static void add_row(case_dir *dir, heap *h, int row)
{
	static const char *const columns[] = {"total1", "total2"};
	static const char *const options[] = {"alterTotal1", "alterTotal2"};
	const case_table *meta = case_file(dir, "in_metadata"), *data = case_file(dir, "in_data");

	for (int i = 0; i < meta->n_rows; i++) {
		const char *series = case_text(meta, i, case_column(meta, "series"));
		h->cells[h->n_cells] = case_number(data, row, case_column(data, series));
		h->alter[h->n_cells] = alterability(dir, series, row, "alterSeries", 1);
		for (int d = 0; d < 2; d++) {
			const char *name = case_text(meta, i, case_column(meta, columns[d]));
			double alter = alterability(dir, name, row, options[d], 0);
			if (*name && strcmp(name, "NA"))
				part(h, total_of(h, data, name, row, alter), h->n_cells);
		}
		h->n_cells++;
	}
}

/* The sums of each series over the rows of the heap stay, as far as alterAnnual says. */
static void add_sums(case_dir *dir, heap *h, int rows)
{
	const case_table *meta = case_file(dir, "in_metadata");
	size_t n = (size_t)meta->n_rows;

	for (size_t i = 0; i < n; i++) {
		double alter = case_number(meta, (int)i, case_column(meta, "alterAnnual"));
		size_t k = h->n_totals++;
		h->names[k].name = NULL;
		h->totals[k] = 0;
		h->total_alter[k] =
		    isnan(alter) ? case_option_number(dir, "alterAnnual", 0) : alter;
		for (size_t r = 0; r < (size_t)rows; r++) {
			h->totals[k] += h->cells[r * n + i];
			part(h, k, r * n + i);
		}
	}
}

static void rake_rows(case_dir *dir, const case_table *out, int row, int rows, case_report *report)
{
	heap *h = calloc(1, sizeof *h);
	const case_table *meta = case_file(dir, "in_metadata");
	tally_error err = {0};

	for (int r = 0; r < rows; r++)
		add_row(dir, h, row + r);
	if (rows > 1)
		add_sums(dir, h, rows);
	tally_table t = {.n_cells = h->n_cells,
			 .cells = h->cells,
			 .alterability = h->alter,
			 .n_totals = h->n_totals,
			 .totals = h->totals,
			 .total_alterability = h->total_alter,
			 .n_parts = h->n_parts,
			 .part_total = h->part_total,
			 .part_cell = h->part_cell,
			 .signed_sizes = case_option_number(dir, "Vmat_option", 1) != 2};
	for (size_t i = 0; i < h->n_cells; i++)
		h->out[i] = NAN;
	/* Totals that contradict each other are refused here and a warning there: the figures tell.
	 */
	tally_rake(&t, h->out, h->out_totals, NULL, &err);
	for (size_t i = 0; i < h->n_cells; i++) {
		int at = row + (int)(i / (size_t)meta->n_rows);
		const char *series =
		    case_text(meta, (int)(i % (size_t)meta->n_rows), case_column(meta, "series"));
		case_compare(report, case_number(out, at, case_column(out, series)), h->out[i], 0,
			     "%s row %d", series, at + 1);
	}
	for (size_t k = 0; k < h->n_totals; k++)
		if (h->names[k].name)
			case_compare(
			    report,
			    case_number(out, h->names[k].row, case_column(out, h->names[k].name)),
			    h->out_totals[k], 0, "%s", h->names[k].name);
	free(h);
}

static bool matches(case_dir *dir)
{
	return case_has(dir, "in_metadata", (const char *const[]){"series", "total1", NULL}) &&
	       case_file(dir, "in_data") &&
	       (case_file(dir, "out_data") || case_file(dir, "out_by_period"));
}

/* Rows of the complete group that begins at `row` in period `start` of a year, else 1. */
static int complete_group(const case_table *data, int row, int periods, int start)
{
	int year = case_column(data, "year"), period = case_column(data, "period");
	int last = row + periods - 1;

	if (case_number(data, row, period) != start || last >= data->n_rows)
		return 1;
	double end = case_number(data, last, period);
	double years = case_number(data, last, year) - case_number(data, row, year);
	return start == 1 ? (years == 0 ? periods : 1)
			  : (years == 1 && end == start - 1 ? periods : 1);
}

static void run(case_dir *dir, case_report *report)
{
	const case_table *data = case_file(dir, "in_data"), *kept;
	const case_table *single = case_file(dir, "out_data");

	if (!single)
		single = case_file(dir, "out_by_period");
	for (int row = 0; row < data->n_rows; row++)
		rake_rows(dir, single, row, 1, report);
	if (!(kept = case_file(dir, "out_annual_preserved")))
		return;
	int periods = (int)case_option_number(dir, "temporal_grp_periodicity", 4);
	int start = (int)case_option_number(dir, "temporal_grp_start", 1);
	for (int row = 0, rows; row < data->n_rows; row += rows) {
		rows = complete_group(data, row, periods, start);
		rake_rows(dir, kept, row, rows, report);
	}
}

const case_kind case_raking = {"raking", matches, run};
