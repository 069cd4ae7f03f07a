/* cmd_export.c: figures out of the store in the formats of other programs.
 *
 * To add a format: write a function that puts the claims to a stream, and name it in the table. */
#include "cli.h"

#include "csv/stored.h"
#include "series.h"
#include "store/store.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const cli_command cmd_export;

typedef struct {
	tally_store *store;
	const tally_selection *what;
	const tally_claims *claims; /* in canonical order; not read for formats that stream */
	const tally_codes *codes;
	const tally_series_query *query;
	bool all_columns;
	size_t memory; /* bytes, 0: as usual */
	FILE *out;
} export_job;

typedef struct {
	const char *name;
	const char *summary;
	tally_status (*write)(const export_job *job, tally_error *err);
	bool streams; /* reads the store itself */
} export_format;

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

static void put_cell(const export_job *job, const char *text, bool first)
{
	if (!first)
		fputc(',', job->out);
	tally_csv_write_field(to_stream, job->out, text);
}

/* --- csv -------------------------------------------------------------------------------- */

static tally_status write_csv(const export_job *job, tally_error *err)
{
	return tally_csv_write_store(job->store, job->what, job->all_columns, job->memory,
				     to_stream, job->out, err);
}

/* --- jsonl -------------------------------------------------------------------------------- */

static void json_text(FILE *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	fprintf(out, ",\"%s\":", name);
	cli_json_string(out, value);
}

static void json_claim(const export_job *job, const tally_claim *c)
{
	const tally_pool *texts = &job->claims->texts;
	char text[TALLY_FIGURE_TEXT], against[TALLY_AGAINST_TEXT];
	char status[2] = {c->status, '\0'}, adjustment[2] = {c->adjustment, '\0'};

	fputs("{\"metric\":", job->out);
	cli_json_string(job->out, tally_codes_metric(job->codes, c->metric)->code);
	json_text(job->out, "region", tally_codes_region(job->codes, c->region)->code);
	tally_period_print(c->period, text);
	json_text(job->out, "period", text);
	tally_figure_print(&c->figure, text);
	json_text(job->out, "printed", text);
	if (c->unit != TALLY_NO_CODE)
		json_text(job->out, "unit", tally_codes_unit(job->codes, c->unit)->text);
	fputs(",\"value\":", job->out);
	cli_json_number(job->out, tally_claim_value(c, job->codes));
	json_text(job->out, "measure", tally_measure_name((tally_measure)c->measure));
	json_text(job->out, "qualifier", tally_qualifier_text((tally_qualifier)c->qualifier));
	tally_against_print(&c->against, job->codes, against);
	json_text(job->out, "against", against);
	tally_prices_print(c->prices, text);
	json_text(job->out, "prices", text);
	json_text(job->out, "basis", tally_basis_name((tally_basis)c->basis));
	json_text(job->out, "adjustment", adjustment);
	json_text(job->out, "kind", tally_kind_name((tally_kind)c->kind));
	json_text(job->out, "source", tally_pool_text(texts, c->source));
	tally_day_print(c->published, text);
	json_text(job->out, "published", text);
	json_text(job->out, "locator", tally_pool_text(texts, c->locator));
	json_text(job->out, "status", status);
	json_text(job->out, "note", tally_pool_text(texts, c->note));
	fputs("}\n", job->out);
}

static tally_status write_jsonl(const export_job *job, tally_error *err)
{
	(void)err;
	for (size_t i = 0; i < job->claims->n && !ferror(job->out); i++)
		json_claim(job, &job->claims->items[i]);
	return TALLY_OK;
}

/* --- wide --------------------------------------------------------------------------------- */

static int by_period(const void *a, const void *b)
{
	return tally_period_compare(*(const tally_period *)a, *(const tally_period *)b);
}

/* All periods of the set, ascending, each once. */
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

static void wide_head(const export_job *job, const tally_period *periods, size_t n)
{
	char text[TALLY_PERIOD_TEXT];

	fputs("metric,region,measure,prices,unit", job->out);
	for (size_t i = 0; i < n; i++) {
		tally_period_print(periods[i], text);
		put_cell(job, text, false);
	}
	fputc('\n', job->out);
}

/* Values in base units, so that one row has one unit whatever the sources printed. */
static void wide_row(const export_job *job, const tally_series *s, const tally_period *periods,
		     size_t n)
{
	char text[64];

	put_cell(job, tally_codes_metric(job->codes, s->key.metric)->code, true);
	put_cell(job, tally_codes_region(job->codes, s->key.region)->code, false);
	put_cell(job, tally_measure_name((tally_measure)s->key.measure), false);
	tally_prices_print(s->key.prices, text);
	put_cell(job, s->key.prices.kind == TALLY_PRICES_NONE ? "" : text, false);
	put_cell(job, s->key.base_unit, false);
	for (size_t i = 0, k = 0; i < n; i++) {
		text[0] = '\0';
		if (k < s->n && tally_period_equal(s->points[k].period, periods[i])) {
			if (!isnan(s->points[k].value))
				snprintf(text, sizeof text, "%.15g", s->points[k].value);
			k++;
		}
		put_cell(job, text, false);
	}
	fputc('\n', job->out);
}

static tally_status write_wide(const export_job *job, tally_error *err)
{
	tally_series_set set = {0};
	tally_status status = tally_series_build(job->claims, job->codes, job->query, &set, err);
	size_t n = 0;
	tally_period *periods = status == TALLY_OK ? all_periods(&set, &n) : NULL;

	if (status == TALLY_OK && periods == NULL)
		status = tally_error_memory(err);
	if (status == TALLY_OK) {
		wide_head(job, periods, n);
		for (size_t i = 0; i < set.n; i++)
			wide_row(job, &set.items[i], periods, n);
	}
	free(periods);
	tally_series_set_release(&set);
	return status;
}

static const export_format formats[] = {
    {"csv", "the claim CSV: every claim, as printed; `ingest` reads it back", write_csv, true},
    {"wide", "one row per series, periods as columns, in base units", write_wide, false},
    {"jsonl", "one JSON object per claim and line", write_jsonl, false},
};

#define N_FORMATS (sizeof formats / sizeof *formats)

/* --- the verb ------------------------------------------------------------------------------ */

static const export_format *find_format(const char *name)
{
	const char *names[N_FORMATS];

	for (size_t i = 0; i < N_FORMATS; i++) {
		names[i] = formats[i].name;
		if (strcmp(name, names[i]) == 0)
			return &formats[i];
	}
	const char *near = tally_near_word(name, names, (int)N_FORMATS);
	if (near != NULL)
		cli_usage(&cmd_export, "unknown format \"%s\"; did you mean \"%s\"?", name, near);
	else
		cli_usage(&cmd_export, "unknown format \"%s\"; the help lists the formats", name);
	return NULL;
}

/* Written beside the target and renamed, so that a full disk leaves the old file. */
static int write_file(const export_format *format, export_job *job, const char *path)
{
	tally_error err = {0};
	char temporary[4096];

	if (path == NULL || strcmp(path, "-") == 0) {
		job->out = stdout;
		return format->write(job, &err) == TALLY_OK ? 0 : cli_fail(&err);
	}
	if ((size_t)snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= sizeof temporary)
		return cli_usage(&cmd_export, "the path is too long");
	int fd = mkstemp(temporary);
	job->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	mode_t mask = umask(0);
	tally_status status = TALLY_OK;
	bool good = job->out != NULL;

	umask(mask);
	if (good)
		status = format->write(job, &err);
	if (good)
		good = fchmod(fd, 0666 & ~mask) == 0 && fclose(job->out) == 0;
	if (good && status == TALLY_OK && rename(temporary, path) == 0)
		return 0;
	if (status == TALLY_OK)
		tally_error_set(&err, TALLY_ESYSTEM, "cannot write %s: %s", path, strerror(errno));
	if (fd >= 0)
		unlink(temporary);
	return cli_fail(&err);
}

static int read_words(const tally_codes *codes, char **words, int n, int32_t *metric,
		      int32_t *regions)
{
	*metric = TALLY_NO_CODE;
	if (n > 0 && (*metric = cli_metric(&cmd_export, codes, words[0])) == TALLY_NO_CODE)
		return 2;
	for (int i = 1; i < n; i++)
		if ((regions[i - 1] = cli_region(&cmd_export, codes, words[i])) == TALLY_NO_CODE)
			return 2;
	return 0;
}

static int export(const cli_globals *g, const cli_query *q, const export_format *format,
		  char **words, int n, bool all_columns, size_t memory, const char *path)
{
	int code;
	tally_error err = {0};
	tally_store *store = cli_open(g, &code);
	tally_claims claims = {0};
	tally_series_query query;
	tally_selection what;
	int32_t metric, *regions = calloc((size_t)n + 1, sizeof *regions);

	if (store != NULL && regions != NULL) {
		const tally_codes *codes = tally_store_codes(store);
		code = read_words(codes, words, n, &metric, regions);
		if (code == 0 && !cli_series_query(&cmd_export, q, &query))
			code = 2;
		if (code == 0)
			code = cli_selection(&cmd_export, q, &what);
		what.metrics = &metric;
		what.n_metrics = n > 0;
		what.regions = regions;
		what.n_regions = n > 1 ? n - 1 : 0;
		if (code == 0 && !format->streams &&
		    tally_store_read(store, &what, &claims, &err) != TALLY_OK)
			code = cli_fail(&err);
		export_job job = {.store = store,
				  .what = &what,
				  .claims = &claims,
				  .codes = codes,
				  .query = &query,
				  .all_columns = all_columns,
				  .memory = memory};
		if (code == 0)
			code = write_file(format, &job, path);
	}
	free(regions);
	tally_claims_release(&claims);
	tally_store_close(store);
	return code;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	const char *columns = NULL, *path = NULL;
	size_t memory = 0;
	bool done = false;
	int n = 0;
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(q),
	    {"measure", 0, CLI_TEXT, &q.measure, "MEASURE", "only level, growth, share, ..."},
	    {"columns", 0, CLI_TEXT, &columns, "all", "csv: also columns that no claim uses"},
	    {"output", 'o', CLI_TEXT, &path, "FILE", "write there instead of standard output"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};

	int code = cli_parse(&cmd_export, &g, options, argc, argv, argv, &n, &done);
	if (code != 0 || done)
		return code;
	if (n == 0)
		return cli_usage(&cmd_export, "which format? (csv, wide, jsonl)");
	if (columns != NULL && strcmp(columns, "all") != 0)
		return cli_usage(&cmd_export, "--columns takes all, found \"%s\"", columns);
	const export_format *format = find_format(argv[0]);
	if (format == NULL)
		return 2;
	return cli_finish(export(&g, &q, format, argv + 1, n - 1, columns != NULL, memory, path));
}

const cli_command cmd_export = {
    .name = "export",
    .summary = "figures in the formats of other programs",
    .usage = "export FORMAT [METRIC [REGION...]] [OPTION...]",
    .help = "Writes the store's claims, all or those of a metric and regions. Formats:\n"
	    "  csv    the claim CSV: every claim, as printed; `ingest` reads it back\n"
	    "  wide   one row per series, periods as columns, in base units\n"
	    "  jsonl  one JSON object per claim and line",
    .examples = "  tally export csv > all.csv\n"
		"  tally export csv gdp CN --as-of 2023-12-31 -o gdp.csv\n"
		"  tally export wide gdp CN CN-GD --from 2011\n",
    .run = run,
};
