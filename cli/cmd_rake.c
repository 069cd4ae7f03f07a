/* cmd_rake.c: cells of regions (and of several metrics) made to add up to their totals. */
#include "adjust/rake.h"
#include "evaluated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_rake;

#define CELLS_MAX 16
#define KEEP_MAX  64

typedef struct {
	const cli_globals *g;
	tally_store *store;
	cli_evaluated cells[CELLS_MAX], totals[CELLS_MAX], across, alter;
	int n_cells, n_totals, n_keep;
	int32_t keep[KEEP_MAX];
	bool has_across, has_alter, proportional, keep_years;
	double soft, soft_across; /* alterability of the totals */
	cli_lines lines;
} run_state;

/* One period's table, or a year's. part arrays have room for three parts a cell. */
typedef struct {
	double *cells, *alter, *out, *totals, *total_alter;
	size_t *part_total, *part_cell;
	int32_t *region; /* of each cell */
	int *column;     /* which expression it is of */
	tally_period *period;
	size_t n_cells, n_totals, n_parts;
} raking;

static bool raking_new(raking *t, size_t most)
{
	*t = (raking){.cells = malloc(most * sizeof(double)),
		      .alter = malloc(most * sizeof(double)),
		      .out = malloc(most * sizeof(double)),
		      .totals = malloc(3 * most * sizeof(double)),
		      .total_alter = malloc(3 * most * sizeof(double)),
		      .part_total = malloc(3 * most * sizeof(size_t)),
		      .part_cell = malloc(3 * most * sizeof(size_t)),
		      .region = malloc(most * sizeof(int32_t)),
		      .column = malloc(most * sizeof(int)),
		      .period = malloc(most * sizeof(tally_period))};
	return t->cells && t->alter && t->out && t->totals && t->total_alter && t->part_total &&
	       t->part_cell && t->region && t->column && t->period;
}

static void raking_free(raking *t)
{
	free(t->cells);
	free(t->alter);
	free(t->out);
	free(t->totals);
	free(t->total_alter);
	free(t->part_total);
	free(t->part_cell);
	free(t->region);
	free(t->column);
	free(t->period);
}

static void add_part(raking *t, size_t total, size_t cell)
{
	t->part_total[t->n_parts] = total;
	t->part_cell[t->n_parts++] = cell;
}

static void add_total(raking *t, double value, double alterability)
{
	t->totals[t->n_totals] = value;
	t->total_alter[t->n_totals++] = alterability;
}

static bool is_kept(const run_state *r, int32_t region)
{
	for (int i = 0; i < r->n_keep; i++)
		if (r->keep[i] == region)
			return true;
	return false;
}

/* How far a cell may move: 1, what --alter says, 0 for --keep. */
static double alterability(const run_state *r, int32_t region, tally_period period)
{
	if (is_kept(r, region))
		return 0;
	return r->has_alter ? cli_value_at(cli_series_of(&r->alter, region, false, true), period)
			    : 1;
}

static void add_cells(const run_state *r, int c, tally_period period, size_t total, raking *t)
{
	for (size_t i = 0; i < r->cells[c].result.n; i++) {
		const tally_series *s = &r->cells[c].result.items[i];
		double v = cli_value_at(s, period);
		if (isnan(v))
			continue;
		t->cells[t->n_cells] = v;
		t->alter[t->n_cells] = alterability(r, s->key.region, period);
		t->region[t->n_cells] = s->key.region;
		t->column[t->n_cells] = c;
		t->period[t->n_cells] = period;
		add_part(t, total, t->n_cells++);
	}
}

/* --across: a total for each region, over the cells from `begin` on. */
static void add_across(const run_state *r, tally_period period, size_t begin, raking *t)
{
	for (size_t i = 0; r->has_across && i < r->across.result.n; i++) {
		const tally_series *s = &r->across.result.items[i];
		double total = cli_value_at(s, period);
		size_t before = t->n_parts;
		for (size_t cell = begin; !isnan(total) && cell < t->n_cells; cell++)
			if (t->region[cell] == s->key.region)
				add_part(t, t->n_totals, cell);
		if (t->n_parts > before)
			add_total(t, total, r->soft_across);
	}
}

/* All cells of a period, added to the table; false when a total is missing: it is passed over. */
static bool gather(const run_state *r, tally_period period, raking *t)
{
	size_t begin = t->n_cells;

	for (int c = 0; c < r->n_cells; c++)
		if (isnan(cli_value_at(&r->totals[c].result.items[0], period)))
			return false;
	for (int c = 0; c < r->n_cells; c++) {
		add_cells(r, c, period, t->n_totals, t);
		add_total(t, cli_value_at(&r->totals[c].result.items[0], period), r->soft);
	}
	add_across(r, period, begin, t);
	return t->n_cells > begin;
}

/* The sum of each cell over the table's periods stays. */
static void keep_sums(raking *t)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		double sum = 0;
		if (t->period[i].first != t->period[0].first)
			break;
		for (size_t k = 0; k < t->n_cells; k++)
			if (t->region[k] == t->region[i] && t->column[k] == t->column[i]) {
				add_part(t, t->n_totals, k);
				sum += t->cells[k];
			}
		add_total(t, sum, 0);
	}
}

static tally_status add_lines(run_state *r, const raking *t, tally_error *err)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		const cli_evaluated *e = &r->cells[t->column[i]];
		cli_line line = {.region = t->region[i],
				 .period = t->period[i],
				 .unit = e->result.items[0].key.base_unit,
				 .values = {t->column[i] + 1, t->cells[i], t->out[i],
					    t->cells[i] != 0 ? t->out[i] / t->cells[i] - 1 : NAN}};
		if (!cli_lines_add(&r->lines, &line))
			return tally_error_memory(err);
	}
	return TALLY_OK;
}

static tally_status rake_table(run_state *r, const raking *t, const char *what, tally_error *err)
{
	tally_table table = {.n_cells = t->n_cells,
			     .cells = t->cells,
			     .alterability = t->alter,
			     .n_totals = t->n_totals,
			     .totals = t->totals,
			     .total_alterability = t->total_alter,
			     .n_parts = t->n_parts,
			     .part_total = t->part_total,
			     .part_cell = t->part_cell};
	tally_rake_info info = {0};
	tally_status status = r->proportional ? tally_rake_proportional(&table, 1e-12, 10000,
									t->out, NULL, &info, err)
					      : tally_rake(&table, t->out, NULL, &info, err);

	if (status != TALLY_OK)
		return tally_error_prefix(err, "%s", what);
	if (info.rounds < 0)
		return tally_error_set(err, TALLY_EINPUT,
				       "%s: proportional fitting does not converge: the totals of "
				       "the two directions differ, or zeros stand in the way",
				       what);
	cli_lines_fact(&r->lines, info.worst, "%s: worst miss of a total", what);
	return add_lines(r, t, err);
}

static void clear(raking *t)
{
	t->n_cells = t->n_totals = t->n_parts = 0;
}

static int year_of(tally_period period)
{
	int year, month, day;

	tally_day_split(period.first, &year, &month, &day);
	return year;
}

/* The periods of a complete year from place i on, gathered into one table; else 1 period. */
static size_t gather_year(const run_state *r, const tally_series *total, size_t i, raking *t)
{
	int year = year_of(total->points[i].period);
	size_t end = i;
	bool all = total->points[i].period.first == tally_day_of(year, 1, 1);

	for (; all && end < total->n && year_of(total->points[end].period) == year; end++)
		all = gather(r, total->points[end].period, t) &&
		      (end == i || tally_period_follows(total->points[end - 1].period,
							total->points[end].period));
	if (all && end > i + 1 &&
	    total->points[end - 1].period.last == tally_day_of(year, 12, 31)) {
		keep_sums(t);
		return end - i;
	}
	clear(t);
	return gather(r, total->points[i].period, t) ? 1 : 0;
}

static tally_status rake_all(run_state *r, tally_day from, tally_day to, raking *t,
			     tally_error *err)
{
	const tally_series *total = &r->totals[0].result.items[0];
	tally_status status = TALLY_OK;

	for (size_t i = 0, n = 1; i < total->n && status == TALLY_OK; i += n > 0 ? n : 1) {
		tally_period period = total->points[i].period;
		char text[TALLY_PERIOD_TEXT];
		n = 1;
		if (period.first < from || period.last > to)
			continue;
		clear(t);
		n = r->keep_years ? gather_year(r, total, i, t) : gather(r, period, t);
		tally_period_print(period, text);
		if (n > 1)
			snprintf(text, sizeof text, "%d", year_of(period));
		if (n > 0)
			status = rake_table(r, t, text, err);
	}
	return status;
}

static int all_periods(run_state *r, const cli_query *q)
{
	tally_day from, to;
	size_t most = 1;
	raking t;
	tally_error err = {0};

	if (!cli_range(&cmd_rake, q, &from, &to))
		return 2;
	for (int c = 0; c < r->n_cells; c++)
		most += r->cells[c].result.n + 1;
	most += r->has_across ? r->across.result.n : 0;
	most *= r->keep_years ? 366 : 1;
	tally_status status = raking_new(&t, most) ? TALLY_OK : tally_error_memory(&err);
	if (status == TALLY_OK)
		status = rake_all(r, from, to, &t, &err);
	raking_free(&t);
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
	if (!r->has_across || strcmp(r->across.result.items[0].key.base_unit,
				     r->cells[0].result.items[0].key.base_unit) == 0)
		return 0;
	tally_error_set(&err, TALLY_EUSAGE, "the cells are in %s, --across in %s",
			r->cells[0].result.items[0].key.base_unit,
			r->across.result.items[0].key.base_unit);
	return cli_fail(&err);
}

static bool find_kept(run_state *r, const cli_list *keep)
{
	if (keep->n > KEEP_MAX) {
		cli_usage(&cmd_rake, "too many --keep; give them as figures by --alter");
		return false;
	}
	for (r->n_keep = 0; r->n_keep < keep->n; r->n_keep++) {
		r->keep[r->n_keep] =
		    cli_region(&cmd_rake, tally_store_codes(r->store), keep->items[r->n_keep]);
		if (r->keep[r->n_keep] == TALLY_NO_CODE)
			return false;
	}
	return true;
}

/* A --keep that no cell is of would be a slip of the pen. */
static int check_kept(const run_state *r)
{
	for (int k = 0; k < r->n_keep; k++)
		if (!cli_series_of(&r->cells[0], r->keep[k], false, false))
			return cli_usage(
			    &cmd_rake, "--keep %s: no cell is of this region",
			    tally_codes_region(tally_store_codes(r->store), r->keep[k])->code);
	return 0;
}

static int evaluate_all(run_state *r, const cli_query *q, char **words, const cli_list *totals,
			const char *across, const char *alter)
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
	if (code == 0 && alter) {
		code = cli_evaluate(&cmd_rake, r->store, q, alter, &r->alter);
		r->has_alter = code == 0;
	}
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	cli_list totals = {0}, keep = {0};
	const char *across = NULL, *alter = NULL, *soft = NULL, *soft_across = NULL;
	bool into = false, proportional = false, keep_years = false, done = false;
	const cli_option options[] = {
	    {"total", 't', CLI_LIST, &totals, "EXPR",
	     "what the cells of an expression add up to; once for each"},
	    {"across", 0, CLI_TEXT, &across, "EXPR",
	     "what the expressions add up to in each region"},
	    {"proportional", 0, CLI_FLAG, &proportional, NULL,
	     "iterative proportional fitting instead of least squares"},
	    {"keep", 0, CLI_LIST, &keep, "REGION", "its cells stay as they are; may be repeated"},
	    {"alter", 0, CLI_TEXT, &alter, "EXPR",
	     "alterability of each region's cells, 0 or more"},
	    {"soft", 0, CLI_TEXT, &soft, "A",
	     "alterability of --total: 0 binding (default), above 0 met as far as it pays"},
	    {"soft-across", 0, CLI_TEXT, &soft_across, "A", "the same of --across"},
	    {"keep-years", 0, CLI_FLAG, &keep_years, NULL,
	     "quarters or months: each cell's sum over a complete year stays too"},
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
	run_state r = {
	    .g = &g, .n_cells = n, .proportional = proportional, .keep_years = keep_years};
	if (!cli_number(&cmd_rake, "soft", soft, 0, 1e12, 0, &r.soft) ||
	    !cli_number(&cmd_rake, "soft-across", soft_across, 0, 1e12, 0, &r.soft_across))
		return 2;
	if (proportional && (r.soft > 0 || r.soft_across > 0 || alter))
		return cli_usage(&cmd_rake,
				 "--soft, --soft-across and --alter are for least squares, "
				 "not for --proportional");
	if (!(r.store = cli_open(&g, &code)))
		return code;
	r.lines = (cli_lines){.heads = {"expression", "cell", "raked", "change"},
			      .shown = {CLI_NUMBER, CLI_AMOUNT, CLI_AMOUNT, CLI_PERCENT},
			      .n_values = 4};
	snprintf(r.lines.note, sizeof r.lines.note, "rake %s --total %s%s%s", argv[0],
		 totals.items[0], across ? " --across " : "", across ? across : "");
	code = find_kept(&r, &keep) ? evaluate_all(&r, &q, argv, &totals, across, alter) : 2;
	if (code == 0)
		code = check_units(&r);
	if (code == 0)
		code = check_kept(&r);
	if (code == 0)
		code = all_periods(&r, &q);
	if (code == 0 && !cli_lines_print(&cmd_rake, &g, &q, tally_store_codes(r.store), &r.lines))
		code = 2;
	if (code == 0 && into)
		code = cli_lines_store(&cmd_rake, &g, &q, r.store, &r.lines, 2,
				       &r.cells[0].result.items[0].key, "tally:raked");
	for (int c = 0; c < CELLS_MAX; c++) {
		cli_evaluated_release(&r.cells[c]);
		cli_evaluated_release(&r.totals[c]);
	}
	cli_evaluated_release(&r.across);
	cli_evaluated_release(&r.alter);
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
	"fitting. Periods whose total is missing are passed over. Every total of the result is\n"
	"added up again; the worst miss is told.",
    .examples = "  tally rake 'gdp[CN/provinces]' --total 'gdp[CN]' --from 2020\n"
		"  tally rake 'gdp_primary[CN/provinces]' 'gdp_secondary[CN/provinces]' \\\n"
		"      'gdp_tertiary[CN/provinces]' --total 'gdp_primary[CN]' \\\n"
		"      --total 'gdp_secondary[CN]' --total 'gdp_tertiary[CN]' \\\n"
		"      --across 'gdp[CN/provinces]' --proportional\n"
		"  tally rake 'gdp[CN/provinces, frequency=Q]' --total 'gdp[CN, frequency=Q]' \\\n"
		"      --keep-years --keep CN-BJ\n",
    .run = run,
};
