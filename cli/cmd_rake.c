/* cmd_rake.c: cells of regions (and of several metrics) made to add up to their totals. */
#include "adjust/rake.h"
#include "evaluated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_rake;

#define CELLS_MAX 16

typedef struct {
	const cli_globals *g;
	tally_store *store;
	cli_evaluated cells[CELLS_MAX], totals[CELLS_MAX], across;
	int n_cells, n_totals;
	bool has_across, proportional;
	cli_lines lines;
} run_state;

/* One period's table. part arrays have room for two parts a cell. */
typedef struct {
	double *cells, *out, *totals;
	size_t *part_total, *part_cell;
	int32_t *region; /* of each cell */
	int *column;     /* which expression it is of */
	size_t n_cells, n_totals, n_parts;
} period_table;

static bool table_new(period_table *t, size_t most)
{
	*t = (period_table){.cells = malloc(most * sizeof(double)),
			    .out = malloc(most * sizeof(double)),
			    .totals = malloc((most + CELLS_MAX) * sizeof(double)),
			    .part_total = malloc(2 * most * sizeof(size_t)),
			    .part_cell = malloc(2 * most * sizeof(size_t)),
			    .region = malloc(most * sizeof(int32_t)),
			    .column = malloc(most * sizeof(int))};
	return t->cells && t->out && t->totals && t->part_total && t->part_cell && t->region &&
	       t->column;
}

static void table_free(period_table *t)
{
	free(t->cells);
	free(t->out);
	free(t->totals);
	free(t->part_total);
	free(t->part_cell);
	free(t->region);
	free(t->column);
}

static double value_at(const tally_series *s, tally_period period)
{
	ptrdiff_t at = s ? tally_series_find(s, period) : -1;
	return at < 0 ? NAN : s->points[at].value;
}

static void add_part(period_table *t, size_t total, size_t cell)
{
	t->part_total[t->n_parts] = total;
	t->part_cell[t->n_parts++] = cell;
}

/* All cells of a period; false when a total is missing: that period is passed over. */
static bool gather(const run_state *r, tally_period period, period_table *t)
{
	t->n_cells = t->n_totals = t->n_parts = 0;
	for (int c = 0; c < r->n_cells; c++) {
		double total = value_at(&r->totals[c].result.items[0], period);
		if (isnan(total))
			return false;
		t->totals[t->n_totals++] = total;
		for (size_t i = 0; i < r->cells[c].result.n; i++) {
			const tally_series *s = &r->cells[c].result.items[i];
			double v = value_at(s, period);
			if (isnan(v))
				continue;
			t->cells[t->n_cells] = v;
			t->region[t->n_cells] = s->key.region;
			t->column[t->n_cells] = c;
			add_part(t, (size_t)c, t->n_cells++);
		}
	}
	for (size_t i = 0; r->has_across && i < r->across.result.n; i++) {
		const tally_series *s = &r->across.result.items[i];
		double total = value_at(s, period);
		if (isnan(total))
			continue;
		size_t k = t->n_totals, before = t->n_parts;
		for (size_t cell = 0; cell < t->n_cells; cell++)
			if (t->region[cell] == s->key.region)
				add_part(t, k, cell);
		if (t->n_parts > before)
			t->totals[t->n_totals++] = total;
	}
	return t->n_cells > 0;
}

static tally_status rake_period(run_state *r, tally_period period, period_table *t,
				tally_error *err)
{
	tally_table table = {.n_cells = t->n_cells,
			     .cells = t->cells,
			     .n_totals = t->n_totals,
			     .totals = t->totals,
			     .n_parts = t->n_parts,
			     .part_total = t->part_total,
			     .part_cell = t->part_cell};
	tally_rake_info info = {0};
	char text[TALLY_PERIOD_TEXT];

	tally_status status = r->proportional ? tally_rake_proportional(&table, 1e-12, 10000,
									t->out, NULL, &info, err)
					      : tally_rake(&table, t->out, NULL, &info, err);
	tally_period_print(period, text);
	if (status != TALLY_OK)
		return tally_error_prefix(err, "%s", text);
	cli_lines_fact(&r->lines, info.worst, "%s: worst miss of a total", text);
	for (size_t i = 0; i < t->n_cells && status == TALLY_OK; i++) {
		const cli_evaluated *e = &r->cells[t->column[i]];
		cli_line line = {.region = t->region[i],
				 .period = period,
				 .unit = e->result.items[0].key.base_unit,
				 .values = {t->column[i] + 1, t->cells[i], t->out[i],
					    t->cells[i] != 0 ? t->out[i] / t->cells[i] - 1 : NAN}};
		if (!cli_lines_add(&r->lines, &line))
			status = tally_error_memory(err);
	}
	return status;
}

static int all_periods(run_state *r, const cli_query *q)
{
	const tally_series *total = &r->totals[0].result.items[0];
	tally_day from, to;
	size_t most = 1;
	period_table t;
	tally_error err = {0};
	tally_status status = TALLY_OK;

	if (!cli_range(&cmd_rake, q, &from, &to))
		return 2;
	for (int c = 0; c < r->n_cells; c++)
		most += r->cells[c].result.n;
	most += r->has_across ? r->across.result.n : 0;
	if (!table_new(&t, most)) {
		table_free(&t);
		tally_error_memory(&err);
		return cli_fail(&err);
	}
	for (size_t i = 0; i < total->n && status == TALLY_OK; i++) {
		tally_period period = total->points[i].period;
		if (period.first >= from && period.last <= to && gather(r, period, &t))
			status = rake_period(r, period, &t, &err);
	}
	table_free(&t);
	if (status == TALLY_OK && r->lines.n == 0)
		status = tally_error_set(&err, TALLY_EINPUT, "no period has both cells and totals");
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

/* Cells and their total must be in one unit. */
static int check_units(const run_state *r)
{
	tally_error err = {0};

	for (int c = 0; c < r->n_cells; c++) {
		const char *cell = r->cells[c].result.items[0].key.base_unit;
		const char *total = r->totals[c].result.items[0].key.base_unit;
		if (strcmp(cell, total) == 0)
			continue;
		tally_error_set(&err, TALLY_EUSAGE, "the cells are in %s, their total in %s", cell,
				total);
		return cli_fail(&err);
	}
	return 0;
}

static int evaluate_all(run_state *r, const cli_query *q, char **words, const cli_list *totals,
			const char *across)
{
	int code = 0;

	for (int c = 0; c < r->n_cells && code == 0; c++)
		code = cli_evaluate(&cmd_rake, r->store, q, words[c], &r->cells[c]);
	for (int c = 0; c < totals->n && code == 0; c++, r->n_totals++)
		code = cli_evaluate(&cmd_rake, r->store, q, totals->items[c], &r->totals[c]);
	if (code == 0 && across) {
		code = cli_evaluate(&cmd_rake, r->store, q, across, &r->across);
		r->has_across = code == 0;
	}
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list totals = {0};
	const char *across = NULL;
	bool into = false, proportional = false, done = false;
	const cli_option options[] = {
	    {"total", 't', CLI_LIST, &totals, "EXPR",
	     "what the cells of an expression add up to; once for each"},
	    {"across", 0, CLI_TEXT, &across, "EXPR",
	     "what the expressions add up to in each region"},
	    {"proportional", 0, CLI_FLAG, &proportional, NULL,
	     "iterative proportional fitting instead of least squares"},
	    {"into", 0, CLI_FLAG, &into, NULL,
	     "store the result as source tally:raked (one expression)"},
	    CLI_QUERY_OPTIONS(q),
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_rake, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n < 1 || n > CELLS_MAX || totals.n != n)
		return cli_usage(&cmd_rake, "expected one --total for each of 1 to %d expressions",
				 CELLS_MAX);
	if (into && n > 1)
		return cli_usage(&cmd_rake, "--into takes one expression");
	run_state r = {.g = &g, .n_cells = n, .proportional = proportional};
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"expression", "cell", "raked", "change"},
			      .shown = {CLI_NUMBER, CLI_AMOUNT, CLI_AMOUNT, CLI_PERCENT},
			      .n_values = 4};
	code = evaluate_all(&r, &q, argv, &totals, across);
	if (code == 0)
		code = check_units(&r);
	if (code == 0)
		code = all_periods(&r, &q);
	if (code == 0 && !cli_lines_print(&cmd_rake, &g, &q, tally_store_codes(r.store), &r.lines))
		code = 2;
	if (code == 0 && into)
		code = cli_lines_store(&cmd_rake, &g, r.store, &r.lines, 2,
				       &r.cells[0].result.items[0].key, "tally:raked");
	for (int c = 0; c < CELLS_MAX; c++) {
		cli_evaluated_release(&r.cells[c]);
		cli_evaluated_release(&r.totals[c]);
	}
	cli_evaluated_release(&r.across);
	cli_lines_release(&r.lines);
	tally_store_close(r.store);
	return code ? code : cli_finish(0);
}

const cli_command cmd_rake = {
    .name = "rake",
    .summary = "make regions (and metrics) add up to their totals",
    .usage = "rake CELLS... --total EXPR... [--across EXPR] [OPTION...]",
    .help =
	"Each CELLS is an expression over regions; its cells are moved so that they add up to its\n"
	"--total, period by period, and with --across the expressions also add up in each\n"
	"region. Least squares in proportion to the cells (zero stays zero), or proportional\n"
	"fitting. Periods whose total is missing are passed over.",
    .examples = "  tally rake 'gdp[CN/provinces]' --total 'gdp[CN]' --from 2020\n"
		"  tally rake 'gdp_primary[CN/provinces]' 'gdp_secondary[CN/provinces]' \\\n"
		"      'gdp_tertiary[CN/provinces]' --total 'gdp_primary[CN]' \\\n"
		"      --total 'gdp_secondary[CN]' --total 'gdp_tertiary[CN]' \\\n"
		"      --across 'gdp[CN/provinces]' --proportional\n",
    .run = run,
};
