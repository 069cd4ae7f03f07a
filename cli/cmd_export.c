/* cmd_export.c: figures out of the store in the formats of other programs.
 *
 * The way: words -> a request (io/export/request.h) -> claims of the store -> (series -> selection
 * -> frame) -> writer -> a file that appears whole. */
#include "manifest.h"
#include "office.h"

#include "csv/stored.h"
#include "export/request.h"
#include "named.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_export;

typedef struct {
	cli_query query;
	tally_export_request request;
	const char *path, *title, *codebook, *manifest;
	bool raw, list;
	tally_write_options write;
} export_wish;

typedef struct {
	tally_store *store;
	const tally_codes *codes;
	tally_selection what;
	tally_series_query query;
	tally_export_data data;
	const tally_ranks *ranks;
	size_t skipped; /* figures that the format cannot hold */
} export_job;

/* --- writing --------------------------------------------------------------------------------- */

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

static tally_status write_format(const export_wish *w, export_job *job, tally_target *t,
				 tally_error *err)
{
	export_job *j = job;
	const tally_dataset *frame = &j->data.frame;
	const tally_claims *claims = &j->data.claims;

	switch (w->request.kind->id) {
	case TALLY_FORMAT_CSV:
		return tally_csv_write_store(j->store, &j->what, w->request.all_columns, 0,
					     j->ranks, to_stream, t->out, err);
	case TALLY_FORMAT_JSONL:
		return w->request.framed ? tally_write_jsonl(frame, &w->write, t->out, err)
					 : tally_write_jsonl_claims(claims, j->codes, t->out, err);
	case TALLY_FORMAT_TIDY:
	case TALLY_FORMAT_WIDE:
		return tally_write_csv(frame, &w->write, t->out, err);
	case TALLY_FORMAT_SDMX:
		return tally_write_sdmx(&j->data.set, claims, j->codes, t->out, &j->skipped, err);
	case TALLY_FORMAT_DTA:
		return cli_office.write_dta(frame, &w->write, t->out, err);
	case TALLY_FORMAT_GDT:
		return tally_write_gdt(frame, &w->write, t->out, err);
	case TALLY_FORMAT_XLSX:
		if (tally_target_seeks(t, err) != TALLY_OK)
			return TALLY_EUSAGE;
		return cli_office.write_xlsx(frame, &w->write, t->temporary, err);
	case TALLY_FORMAT_NETCDF:
		if (tally_target_seeks(t, err) != TALLY_OK)
			return TALLY_EUSAGE;
		return tally_write_netcdf(&j->data.set, claims, j->codes, &w->write, t->temporary,
					  err);
	case TALLY_FORMAT_HIVE:
		return tally_write_hive(frame, &w->write, w->path, err);
	}
	return TALLY_OK;
}

static tally_status write_target(const export_wish *w, export_job *job, tally_error *err)
{
	bool folder = w->request.kind->folder;
	bool first = !job->ranks || job->ranks->rank == 0; /* the others' output is the first's */
	tally_target t = {.path = w->path};
	tally_status status =
	    folder ? TALLY_OK : tally_target_open(first ? w->path : NULL, &t, err);

	if (job->ranks)
		status = tally_ranks_agree(job->ranks, status, err);
	if (status == TALLY_OK)
		status = write_format(w, job, &t, err);
	/* A stream that took no more says why itself: perhaps its reader has seen enough. */
	if (t.out == stdout && ferror(stdout))
		status = TALLY_OK;
	if (status == TALLY_OK && !folder)
		status = tally_target_commit(&t, err);
	else if (status == TALLY_ESYSTEM && w->path != NULL)
		tally_error_prefix(err, "%.300s", w->path);
	tally_target_abandon(&t);
	return status;
}

static void tell_counts(const export_wish *w, const export_job *job)
{
	const tally_dataset_counts *c = &job->data.counts;

	if (w->request.framed && job->data.frame.n == 0)
		fprintf(stderr, "tally: no figures of that kind in the store: %s holds no row\n",
			w->path != NULL && strcmp(w->path, "-") != 0 ? w->path : "the output");
	if (c->dropped_series > 0 && w->request.balanced)
		fprintf(stderr, "tally: %zu series left out: not balanced%s; %zu written\n",
			c->dropped_series, w->request.frequency ? " or of another frequency" : "",
			c->series);
	if (c->unscaled > 0)
		fprintf(stderr, "tally: series in other units than %s stay in theirs: %zu\n",
			w->request.scale, c->unscaled);
	if (job->skipped > 0)
		fprintf(stderr,
			"tally: figures left out because the first day of their span is not known: "
			"%zu\n",
			job->skipped);
}

static tally_status write_all(export_wish *w, const cli_globals *g, export_job *job,
			      tally_error *err)
{
	cli_manifest manifest = {.store = g->store, .output = w->path};
	tally_status status = TALLY_OK;

	if (w->request.kind->signs || w->manifest != NULL)
		status = cli_manifest_begin(&manifest, err);
	w->write.notes = manifest.notes;
	w->write.n_notes = manifest.n_notes;
	if (status == TALLY_OK)
		status = tally_export_build(&w->request, job->codes, &job->query, &job->data, err);
	if (status == TALLY_OK)
		status = write_target(w, job, err);
	if (status == TALLY_OK && w->codebook != NULL)
		status = tally_write_codebook_file(&job->data.frame, w->codebook, err);
	manifest.rows = w->request.framed ? (int64_t)job->data.frame.n : -1;
	if (status == TALLY_OK && w->manifest != NULL)
		status = cli_manifest_write(&manifest, w->manifest, err);
	if (status == TALLY_OK)
		tell_counts(w, job);
	free(manifest.command);
	return status;
}

/* --- the verb ------------------------------------------------------------------------------ */

/* A mistake in the words is told with the hint to --help. */
static int told(tally_status status, const tally_error *err)
{
	if (status == TALLY_EUSAGE)
		return cli_usage(&cmd_export, "%s", err->message);
	return status == TALLY_OK ? 0 : cli_fail(err);
}

static int read_wish(export_wish *w, const cli_globals *g, const char *format)
{
	tally_export_request *r = &w->request;
	tally_error err = {0};

	r->format = format;
	r->source = w->query.source;
	r->lang = w->write.lang = g->lang;
	r->dashes = "--";
	r->codebook = w->codebook != NULL;
	w->write.raw = w->raw;
	w->write.title = w->title;
	int code = told(tally_export_resolve(r, &err), &err);
	if (code == 0 && r->kind->named_file && (w->path == NULL || strcmp(w->path, "-") == 0))
		return cli_usage(&cmd_export, "%s goes to a %s: -o NAME", r->kind->name,
				 r->kind->folder ? "folder" : "file");
	return code;
}

/* What the words and options select; the ids are the caller's to free. */
static int read_words(export_wish *w, export_job *job, char **words, int n, tally_ids *metrics,
		      tally_ids *regions)
{
	tally_error err = {0};
	tally_status status = TALLY_OK;

	if (w->request.reconciled)
		w->query.source = "tally:reconciled";
	if (n > 0)
		status = tally_named_metrics(job->codes, words[0], metrics, &err);
	for (int i = 1; i < n && status == TALLY_OK; i++)
		status = tally_named_regions(job->codes, words[i], regions, &err);
	int code = told(status, &err);
	if (code == 0 && !cli_series_query(&cmd_export, &w->query, &job->query))
		code = 2;
	job->query.all_kinds = w->request.all_kinds;
	if (code == 0)
		code = cli_selection(&cmd_export, &w->query, &job->what);
	job->what.metrics = metrics->items;
	job->what.n_metrics = metrics->n;
	job->what.regions = regions->items;
	job->what.n_regions = regions->n;
	return code;
}

static int export(const cli_globals *g, export_wish *w, char **words, int n)
{
	int code;
	export_job job = {.store = cli_open(g, &code), .ranks = g->ranks};
	tally_ids metrics = {0}, regions = {0};
	tally_error err = {0};
	tally_status status = TALLY_OK;

	if (job.store != NULL) {
		job.codes = tally_store_codes(job.store);
		code = read_words(w, &job, words, n, &metrics, &regions);
	}
	code = cli_together(g, code);
	if (job.store == NULL)
		return code;
	if (code == 0 && (w->request.kind->takes != TALLY_EXPORT_STORE || w->request.framed))
		status = tally_store_read(job.store, &job.what, &job.data.claims, &err);
	if (code == 0 && status == TALLY_OK)
		status = write_all(w, g, &job, &err);
	if (status != TALLY_OK)
		code = cli_fail(&err);
	free(metrics.items);
	free(regions.items);
	tally_export_data_release(&job.data);
	tally_store_close(job.store);
	return code;
}

static int list_formats(void)
{
	for (int i = 0; i < TALLY_N_FORMATS; i++)
		printf("%s\t%s\n", tally_export_formats[i].name, tally_export_formats[i].summary);
	return 0;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	export_wish w = {0};
	bool done = false;
	int n = 0;
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(w.query),
	    {"measure", 0, CLI_TEXT, &w.query.measure, "MEASURE", "only level, growth, share, ..."},
	    {"frequency", 0, CLI_TEXT, &w.request.frequency, "LETTER",
	     "only A, S, Q, M, W, D, C or P"},
	    {"reconciled", 0, CLI_FLAG, &w.request.reconciled, NULL,
	     "the levels of `tally reconcile` instead of what was published"},
	    {"shape", 0, CLI_TEXT, &w.request.shape, "SHAPE",
	     "long, wide, periods or panel (see above)"},
	    {"real-time", 0, CLI_FLAG, &w.request.real_time, NULL,
	     "the vintage matrix: a column a day of publication"},
	    {"columns", 0, CLI_TEXT, &w.request.columns, "LIST",
	     "more columns: lo,hi,status,... or all; csv: all, also those no claim uses"},
	    {"balanced", 0, CLI_FLAG, &w.request.balanced, NULL,
	     "only series with a figure in every period"},
	    {"scale", 0, CLI_TEXT, &w.request.scale, "UNIT",
	     "in this unit where the base unit is its own"},
	    {"title", 0, CLI_TEXT, &w.title, "TEXT", "title of the file, where the format has one"},
	    {"raw", 0, CLI_FLAG, &w.raw, NULL,
	     "leave texts that a spreadsheet would run as formulas"},
	    {"codebook", 0, CLI_TEXT, &w.codebook, "FILE",
	     "what each variable and code means, CSV"},
	    {"manifest", 0, CLI_TEXT, &w.manifest, "FILE",
	     "the command, the digests of store and output, JSON"},
	    {"output", 'o', CLI_TEXT, &w.path, "FILE", "write there instead of standard output"},
	    {"list", 0, CLI_FLAG, &w.list, NULL, "the formats, a line each"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};

	int code = cli_parse(&cmd_export, &g, options, argc, argv, argv, &n, &done);
	if (code != 0 || done)
		return code;
	if (w.list)
		return cli_finish(list_formats());
	if (n == 0)
		return cli_usage(&cmd_export, "which format? (csv, tidy, wide, jsonl, sdmx-csv, "
					      "dta, gdt, xlsx, h5, hive)");
	code = read_wish(&w, &g, argv[0]);
	if (code != 0)
		return code;
	if ((w.request.kind->id == TALLY_FORMAT_DTA || w.request.kind->id == TALLY_FORMAT_XLSX) &&
	    cli_office.write_dta == NULL)
		return cli_office_exec();
	bool first = !g.ranks || g.ranks->rank == 0;
	if (!first)
		w.manifest = NULL;
	if (w.request.kind->takes != TALLY_EXPORT_STORE || w.request.framed) {
		g.ranks = NULL;
		if (!first)
			return 0;
	}
	return cli_finish(export(&g, &w, argv + 1, n - 1));
}

const cli_command cmd_export = {
    .name = "export",
    .summary = "figures in the formats of other programs",
    .usage = "export FORMAT [METRIC[,METRIC...] [REGION...]] [OPTION...]",
    .help =
	"Writes the store's figures, all or those of metrics and regions. Metrics may be codes,\n"
	"names or patterns (gdp_*); regions also CN-* (codes of that form), CN/* (the members of "
	"a\n"
	"group) and CN/** (the group and everything below it). Formats:\n"
	"  csv       the claim CSV: every claim, as printed; `ingest` reads it back\n"
	"  tidy      CSV, a row a figure, in base units\n"
	"  wide      CSV, a row a series and a column a period, in base units\n"
	"  jsonl     one JSON object per claim and line (with --shape: per row)\n"
	"  sdmx-csv  SDMX-CSV 2.0, figures as printed; `ingest` reads it back\n"
	"  dta       Stata 118: value labels, %t dates, missing values with their status\n"
	"  gdt       gretl: a panel, or with --shape periods time series\n"
	"  xlsx      Excel: data, metadata, a chart\n"
	"  h5        netCDF-4 (HDF5) by the CF conventions, in doubles\n"
	"  hive      a folder metric=M/frequency=F/part-0.csv.gz for SQL engines\n\n"
	"Shapes: long, a row is a figure; wide, a row is a series; periods, a row is a period and\n"
	"a column a series; panel, a row is a region and a period and a column a metric. tidy,\n"
	"wide, jsonl, dta, gdt and xlsx take any. --columns adds, in shape long: lo, hi, status,\n"
	"basis, prices, adjustment, kind, vintage, break, source, qualifier, printed, names, "
	"dates,\n"
	"note; in the others lo, hi and status beside each column, and kind, which brings targets "
	"and\n"
	"forecasts as columns of their own.",
    .examples = "  tally export csv > all.csv\n"
		"  tally export csv gdp CN --as-of 2023-12-31 -o gdp.csv\n"
		"  tally export wide gdp CN CN-GD --from 2011\n"
		"  tally export dta 'gdp*' 'CN/*' --frequency A --balanced -o panel.dta\n"
		"  tally export xlsx gdp 'CN/*' --scale 亿元 --codebook book.csv -o gdp.xlsx\n"
		"  tally export wide gdp_chf CH --real-time > vintages.csv\n",
    .run = run,
    .together = true,
};
