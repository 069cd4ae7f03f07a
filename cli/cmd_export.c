/* cmd_export.c: figures out of the store in the formats of other programs.
 *
 * The way: claims of the store -> (series -> selection -> frame) -> writer -> a file that appears
 * whole. A format is a row of the table: what its writer takes, its usual shape, how it is written.
 * To add one: a writer in io/export, a row here, a row in docs/formats.md, a test that another
 * program reads it (tests/interop_export.sh). */
#include "export_words.h"
#include "manifest.h"
#include "office.h"

#include "csv/stored.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_export;

typedef struct {
	tally_store *store;
	const tally_selection *what;
	const tally_claims *claims; /* in canonical order; none for a format that streams */
	const tally_codes *codes;
	const tally_series_set *set; /* formats over series */
	const tally_dataset *frame;    /* formats over frames */
	bool all_columns;
	const tally_write_options *write;
	tally_target *target;
	size_t skipped; /* figures that the format cannot hold */
} export_job;

/* A format over the store reads it itself, in pieces. */
typedef enum { TAKES_STORE, TAKES_CLAIMS, TAKES_SERIES, TAKES_FRAME } takes;

typedef struct {
	const char *name;
	const char *summary;
	takes takes;
	tally_shape shape; /* the usual one */
	bool named_file;   /* cannot go to standard output */
	bool folder;       /* -o names a folder that the writer makes */
	bool office;       /* its library is in tally-office */
	bool signs;        /* the file itself says where it came from */
	tally_status (*write)(export_job *job, tally_error *err);
} export_format;

/* --- writers ----------------------------------------------------------------------------- */

static int to_stream(void *stream, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, stream) != n;
}

static tally_status write_claims_csv(export_job *job, tally_error *err)
{
	return tally_csv_write_store(job->store, job->what, job->all_columns, 0, to_stream,
				     job->target->out, err);
}

static tally_status write_csv(export_job *job, tally_error *err)
{
	return tally_write_csv(job->frame, job->write, job->target->out, err);
}

static tally_status write_gdt(export_job *job, tally_error *err)
{
	return tally_write_gdt(job->frame, job->write, job->target->out, err);
}

static tally_status write_dta(export_job *job, tally_error *err)
{
	return cli_office.write_dta(job->frame, job->write, job->target->out, err);
}

static tally_status write_xlsx(export_job *job, tally_error *err)
{
	return cli_office.write_xlsx(job->frame, job->write, job->target->temporary, err);
}

static tally_status write_netcdf(export_job *job, tally_error *err)
{
	return tally_write_netcdf(job->set, job->claims, job->codes, job->write,
				  job->target->temporary, err);
}

static tally_status write_sdmx(export_job *job, tally_error *err)
{
	return tally_write_sdmx(job->set, job->claims, job->codes, job->target->out, &job->skipped,
				err);
}

static tally_status write_hive(export_job *job, tally_error *err)
{
	return tally_write_hive(job->frame, job->write, job->target->path, err);
}

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
	FILE *out = job->target->out;
	char text[TALLY_FIGURE_TEXT], against[TALLY_AGAINST_TEXT];
	char status[2] = {c->status, '\0'}, adjustment[2] = {c->adjustment, '\0'};

	fputs("{\"metric\":", out);
	cli_json_string(out, tally_codes_metric(job->codes, c->metric)->code);
	json_text(out, "region", tally_codes_region(job->codes, c->region)->code);
	tally_period_print(c->period, text);
	json_text(out, "period", text);
	tally_figure_print(&c->figure, text);
	json_text(out, "printed", text);
	if (c->unit != TALLY_NO_CODE)
		json_text(out, "unit", tally_codes_unit(job->codes, c->unit)->text);
	fputs(",\"value\":", out);
	cli_json_number(out, tally_claim_value(c, job->codes));
	json_text(out, "measure", tally_measure_name((tally_measure)c->measure));
	json_text(out, "qualifier", tally_qualifier_text((tally_qualifier)c->qualifier));
	tally_against_print(&c->against, job->codes, against);
	json_text(out, "against", against);
	tally_prices_print(c->prices, text);
	json_text(out, "prices", text);
	json_text(out, "basis", tally_basis_name((tally_basis)c->basis));
	json_text(out, "adjustment", adjustment);
	json_text(out, "kind", tally_kind_name((tally_kind)c->kind));
	json_text(out, "source", tally_pool_text(texts, c->source));
	tally_day_print(c->published, text);
	json_text(out, "published", text);
	json_text(out, "locator", tally_pool_text(texts, c->locator));
	json_text(out, "status", status);
	json_text(out, "note", tally_pool_text(texts, c->note));
	fputs("}\n", out);
}

/* Of claims, unless a shape was asked for. */
static tally_status write_jsonl(export_job *job, tally_error *err)
{
	if (job->frame != NULL)
		return tally_write_jsonl(job->frame, job->write, job->target->out, err);
	for (size_t i = 0; i < job->claims->n && !ferror(job->target->out); i++)
		json_claim(job, &job->claims->items[i]);
	return TALLY_OK;
}

/* clang-format off: a row a format */
static const export_format formats[] = {
    {"csv", "the claim CSV: every claim, as printed; `ingest` reads it back", TAKES_STORE, TALLY_SHAPE_LONG, false, false, false, false, write_claims_csv},
    {"tidy", "CSV, a row a figure, in base units", TAKES_FRAME, TALLY_SHAPE_LONG, false, false, false, false, write_csv},
    {"wide", "CSV, a row a series and a column a period, in base units", TAKES_FRAME, TALLY_SHAPE_WIDE, false, false, false, false, write_csv},
    {"jsonl", "one JSON object per claim and line", TAKES_CLAIMS, TALLY_SHAPE_LONG, false, false, false, false, write_jsonl},
    {"sdmx-csv", "SDMX-CSV 2.0, figures as printed; `ingest` reads it back", TAKES_SERIES, TALLY_SHAPE_LONG, false, false, false, false, write_sdmx},
    {"dta", "Stata 118: labels, %t dates, missing values with their status", TAKES_FRAME, TALLY_SHAPE_PANEL, true, false, true, false, write_dta},
    {"gdt", "gretl: a panel, or with --shape periods time series", TAKES_FRAME, TALLY_SHAPE_PANEL, false, false, false, true, write_gdt},
    {"xlsx", "Excel: data, metadata, a chart", TAKES_FRAME, TALLY_SHAPE_PERIODS, true, false, true, true, write_xlsx},
    {"h5", "netCDF-4 (HDF5) by the CF conventions, in doubles", TAKES_SERIES, TALLY_SHAPE_LONG, true, false, false, true, write_netcdf},
    {"hive", "a folder metric=M/frequency=F/part-0.csv.gz for SQL engines", TAKES_FRAME, TALLY_SHAPE_LONG, true, true, false, false, write_hive},
};
/* clang-format on */

#define N_FORMATS (sizeof formats / sizeof *formats)

/* --- what was asked for --------------------------------------------------------------------- */

typedef struct {
	cli_query query;
	const char *columns, *path, *shape, *frequency, *scale, *title, *codebook, *manifest;
	bool balanced, real_time, reconciled, raw, list;

	const export_format *format;
	tally_dataset_options frame;
	tally_write_options write;
	bool all_columns;
	bool framed; /* a frame is built */
} export_wish;

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

static int read_shape(export_wish *w)
{
	const char *names[TALLY_N_SHAPES];

	w->frame.shape = w->format->shape;
	if (w->real_time) {
		if (w->shape != NULL && strcmp(w->shape, "vintages") != 0)
			return cli_usage(&cmd_export, "--real-time is a shape of its own; leave "
						      "--shape out");
		w->frame.shape = TALLY_SHAPE_VINTAGES;
	} else if (w->shape != NULL) {
		int i = 0;
		for (; i < TALLY_N_SHAPES; i++) {
			names[i] = tally_shape_name((tally_shape)i);
			if (strcmp(w->shape, names[i]) == 0)
				break;
		}
		if (i == TALLY_N_SHAPES)
			return cli_usage(&cmd_export,
					 "unknown shape \"%s\": long, wide, periods, panel or "
					 "vintages",
					 w->shape);
		w->frame.shape = (tally_shape)i;
	}
	bool asked = w->shape != NULL || w->real_time;
	bool able = w->format->takes == TAKES_FRAME || w->format->write == write_jsonl;
	if (asked && !able)
		return cli_usage(&cmd_export, "%s has one shape only", w->format->name);
	w->framed = w->format->takes == TAKES_FRAME || asked;
	if (w->format->folder && w->frame.shape != TALLY_SHAPE_LONG)
		return cli_usage(&cmd_export, "hive partitions are written of the shape long");
	return 0;
}

static int read_columns(export_wish *w)
{
	bool beside = w->frame.shape != TALLY_SHAPE_LONG;
	unsigned able = TALLY_WITH_LO | TALLY_WITH_HI | TALLY_WITH_STATUS;

	if (w->frame.shape == TALLY_SHAPE_WIDE)
		able = TALLY_WITH_ADJUSTMENT | TALLY_WITH_KIND;
	if (w->columns == NULL)
		return 0;
	if (!w->framed) {
		if (strcmp(w->columns, "all") != 0 || w->format->takes != TAKES_STORE)
			return cli_usage(&cmd_export, "--columns of %s takes %s, found \"%s\"",
					 w->format->name,
					 w->format->takes == TAKES_STORE ? "all" : "nothing",
					 w->columns);
		w->all_columns = true;
		return 0;
	}
	for (const char *at = w->columns; *at != '\0';) {
		size_t n = strcspn(at, ",");
		unsigned bit = tally_dataset_column_bit(at, n);
		if (bit == 0) {
			char word[64];
			snprintf(word, sizeof word, "%.*s", n > 60 ? 60 : (int)n, at);
			return cli_usage(&cmd_export,
					 "--columns: unknown column \"%s\"; lo, hi, status, basis, "
					 "prices, adjustment, kind, vintage, break, source, "
					 "qualifier, printed, names, dates, note or all",
					 word);
		}
		if (beside && bit != TALLY_WITH_ALL && (bit & ~able) != 0)
			return cli_usage(&cmd_export,
					 "--columns %.*s needs --shape long: it differs from figure "
					 "to figure",
					 (int)n, at);
		w->frame.with |= beside ? bit & able : bit;
		at += n + (at[n] == ',');
	}
	return 0;
}

static int read_frequency(export_wish *w)
{
	static const char letters[] = "ASQMWDCPO";

	if (w->frequency == NULL)
		return 0;
	if (strlen(w->frequency) != 1 || strchr(letters, w->frequency[0]) == NULL)
		return cli_usage(&cmd_export,
				 "--frequency is A, S, Q, M, W, D, C (year to date), P (other "
				 "span) or O, found \"%s\"",
				 w->frequency);
	w->frame.frequency = w->frequency[0];
	return 0;
}

static int read_wish(export_wish *w, const cli_globals *g)
{
	bool over_claims = w->format->takes <= TAKES_CLAIMS;
	int code = read_shape(w);

	if (code == 0)
		code = read_columns(w);
	if (code == 0)
		code = read_frequency(w);
	if (code != 0)
		return code;
	if (over_claims && !w->framed && (w->balanced || w->scale || w->frequency || w->codebook))
		return cli_usage(&cmd_export,
				 "%s gives claims as they are; --balanced, --scale, --frequency "
				 "and --codebook are for formats over series",
				 w->format->name);
	if (w->codebook != NULL && !w->framed)
		return cli_usage(&cmd_export, "%s describes itself; it takes no --codebook",
				 w->format->name);
	if (w->format->write == write_sdmx && w->scale != NULL)
		return cli_usage(&cmd_export, "sdmx-csv gives figures as printed; it takes no "
					      "--scale");
	if (w->reconciled && w->query.source != NULL)
		return cli_usage(&cmd_export, "--reconciled is a source; leave --source out");
	if (w->format->named_file && (w->path == NULL || strcmp(w->path, "-") == 0))
		return cli_usage(&cmd_export, "%s goes to a %s: -o NAME", w->format->name,
				 w->format->folder ? "folder" : "file");
	w->frame.balanced = w->balanced;
	w->frame.scale = w->scale;
	w->frame.lang = w->write.lang = g->lang;
	w->write.raw = w->raw;
	w->write.title = w->title;
	return 0;
}

/* --- building and writing --------------------------------------------------------------------- */

/* What tally computed is another kind of figure: it comes when asked for. */
static void leave_out_reconciled(tally_claims *claims)
{
	size_t n = 0;

	for (size_t i = 0; i < claims->n; i++) {
		const char *source = tally_pool_text(&claims->texts, claims->items[i].source);
		if (strcmp(source, "tally:reconciled") != 0)
			claims->items[n++] = claims->items[i];
	}
	claims->n = n;
}

typedef struct {
	tally_store *store;
	const tally_selection *what;
	tally_claims claims;
	tally_series_set set;
	tally_dataset frame;
	tally_dataset_counts counts;
} export_data;

static tally_status build(const export_wish *w, const tally_codes *codes,
			  const tally_series_query *query, export_data *d, tally_error *err)
{
	if (w->format->takes <= TAKES_CLAIMS && !w->framed)
		return TALLY_OK;
	if (!w->reconciled && w->query.source == NULL)
		leave_out_reconciled(&d->claims);
	if (w->frame.shape == TALLY_SHAPE_VINTAGES)
		return tally_dataset_vintages(&d->claims, codes, query, &w->frame, &d->frame,
					    &d->counts, err);
	tally_status status = tally_series_build(&d->claims, codes, query, &d->set, err);
	if (status == TALLY_OK)
		status = tally_dataset_select(&d->set, &d->claims, codes, &w->frame, &d->counts, err);
	if (status == TALLY_OK && w->framed)
		status = tally_dataset_build(&d->set, &d->claims, codes, &w->frame, &d->frame, err);
	return status;
}

static void tell_counts(const export_wish *w, const export_data *d, size_t skipped)
{
	const tally_dataset_counts *c = &d->counts;

	if (c->dropped_series > 0 && w->balanced)
		fprintf(stderr, "tally: %zu series left out: not balanced%s; %zu written\n",
			c->dropped_series, w->frequency ? " or of another frequency" : "",
			c->series);
	if (c->unscaled > 0)
		fprintf(stderr, "tally: series in other units than %s stay in theirs: %zu\n", w->scale,
			c->unscaled);
	if (skipped > 0)
		fprintf(stderr,
			"tally: figures left out because the first day of their span is not known: "
			"%zu\n",
			skipped);
}

static tally_status write_codebook(const char *path, const tally_dataset *frame, tally_error *err)
{
	tally_target t;
	tally_status status = tally_target_open(path, &t, err);

	if (status != TALLY_OK)
		return status;
	status = tally_write_codebook(frame, t.out, err);
	if (status == TALLY_OK)
		status = tally_target_commit(&t, err);
	tally_target_abandon(&t);
	return status;
}

static tally_status write_target(const export_wish *w, export_job *job, tally_error *err)
{
	tally_target t = {.path = w->path};
	tally_status status =
	    w->format->folder ? TALLY_OK : tally_target_open(w->path, &t, err);

	job->target = &t;
	if (status == TALLY_OK)
		status = w->format->write(job, err);
	/* A stream that took no more says why itself: perhaps its reader has seen enough. */
	if (t.out == stdout && ferror(stdout))
		status = TALLY_OK;
	if (status == TALLY_OK && !w->format->folder)
		status = tally_target_commit(&t, err);
	else if (status == TALLY_ESYSTEM && w->path != NULL)
		tally_error_prefix(err, "%s", w->path);
	tally_target_abandon(&t);
	job->target = NULL;
	return status;
}

static tally_status write_all(export_wish *w, const cli_globals *g, const tally_codes *codes,
			      const tally_series_query *query, export_data *d, tally_error *err)
{
	cli_manifest manifest = {.store = g->store, .output = w->path};
	tally_status status = TALLY_OK;

	if (w->format->signs || w->manifest != NULL)
		status = cli_manifest_begin(&manifest, err);
	w->write.notes = manifest.notes;
	w->write.n_notes = manifest.n_notes;
	if (status == TALLY_OK)
		status = build(w, codes, query, d, err);
	export_job job = {.store = d->store,
			  .what = d->what,
			  .claims = &d->claims,
			  .codes = codes,
			  .set = &d->set,
			  .frame = w->framed ? &d->frame : NULL,
			  .all_columns = w->all_columns,
			  .write = &w->write};
	if (status == TALLY_OK)
		status = write_target(w, &job, err);
	if (status == TALLY_OK && w->codebook != NULL)
		status = write_codebook(w->codebook, &d->frame, err);
	manifest.rows = w->framed ? (int64_t)d->frame.n : -1;
	if (status == TALLY_OK && w->manifest != NULL)
		status = cli_manifest_write(&manifest, w->manifest, err);
	if (status == TALLY_OK)
		tell_counts(w, d, job.skipped);
	free(manifest.command);
	return status;
}

/* --- the verb ------------------------------------------------------------------------------ */

/* What the words and options select; the ids are the caller's to free. */
static int read_words(export_wish *w, const tally_codes *codes, char **words, int n,
		      cli_ids *metrics, cli_ids *regions, tally_selection *what,
		      tally_series_query *query)
{
	int code = 0;

	if (w->reconciled)
		w->query.source = "tally:reconciled";
	if (n > 0)
		code = cli_metric_words(&cmd_export, codes, words[0], metrics);
	if (code == 0 && n > 1)
		code = cli_region_words(&cmd_export, codes, words + 1, n - 1, regions);
	if (code == 0 && !cli_series_query(&cmd_export, &w->query, query))
		code = 2;
	query->all_kinds =
	    (w->frame.with & TALLY_WITH_KIND) != 0 || w->format->takes == TAKES_SERIES;
	if (code == 0)
		code = cli_selection(&cmd_export, &w->query, what);
	what->metrics = metrics->items;
	what->n_metrics = metrics->n;
	what->regions = regions->items;
	what->n_regions = regions->n;
	return code;
}

static int export(const cli_globals *g, export_wish *w, char **words, int n)
{
	int code;
	tally_store *store = cli_open(g, &code);
	cli_ids metrics = {0}, regions = {0};
	tally_selection what;
	tally_series_query query;
	export_data d = {.store = store, .what = &what};
	tally_error err = {0};
	tally_status status = TALLY_OK;

	if (store == NULL)
		return code;
	code = read_words(w, tally_store_codes(store), words, n, &metrics, &regions, &what, &query);
	if (code == 0 && (w->format->takes != TAKES_STORE || w->framed))
		status = tally_store_read(store, &what, &d.claims, &err);
	if (code == 0 && status == TALLY_OK)
		status = write_all(w, g, tally_store_codes(store), &query, &d, &err);
	if (status != TALLY_OK)
		code = cli_fail(&err);
	free(metrics.items);
	free(regions.items);
	tally_dataset_release(&d.frame);
	tally_series_set_release(&d.set);
	tally_claims_release(&d.claims);
	tally_store_close(store);
	return code;
}

static int list_formats(void)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		printf("%s\t%s\n", formats[i].name, formats[i].summary);
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
	    {"frequency", 0, CLI_TEXT, &w.frequency, "LETTER", "only A, S, Q, M, W, D, C or P"},
	    {"reconciled", 0, CLI_FLAG, &w.reconciled, NULL,
	     "the levels of `tally reconcile --into` instead of what was published"},
	    {"shape", 0, CLI_TEXT, &w.shape, "SHAPE", "long, wide, periods or panel (see above)"},
	    {"real-time", 0, CLI_FLAG, &w.real_time, NULL,
	     "the vintage matrix: a column a day of publication"},
	    {"columns", 0, CLI_TEXT, &w.columns, "LIST",
	     "more columns: lo,hi,status,... or all; csv: all, also those no claim uses"},
	    {"balanced", 0, CLI_FLAG, &w.balanced, NULL,
	     "only series with a figure in every period"},
	    {"scale", 0, CLI_TEXT, &w.scale, "UNIT", "in this unit where the base unit is its own"},
	    {"title", 0, CLI_TEXT, &w.title, "TEXT", "title of the file, where the format has one"},
	    {"raw", 0, CLI_FLAG, &w.raw, NULL,
	     "leave texts that a spreadsheet would run as formulas"},
	    {"codebook", 0, CLI_TEXT, &w.codebook, "FILE", "what each variable and code means, CSV"},
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
	w.format = find_format(argv[0]);
	if (w.format == NULL)
		return 2;
	code = read_wish(&w, &g);
	if (code != 0)
		return code;
	if (w.format->office && cli_office.write_dta == NULL)
		return cli_office_exec();
	return cli_finish(export(&g, &w, argv + 1, n - 1));
}

const cli_command cmd_export = {
    .name = "export",
    .summary = "figures in the formats of other programs",
    .usage = "export FORMAT [METRIC[,METRIC...] [REGION...]] [OPTION...]",
    .help =
	"Writes the store's figures, all or those of metrics and regions. Metrics may be codes,\n"
	"names or patterns (gdp_*); regions also CN-* (codes of that form), CN/* (the members of a\n"
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
	"basis, prices, adjustment, kind, vintage, break, source, qualifier, printed, names, dates,\n"
	"note; in the others lo, hi and status beside each column.",
    .examples = "  tally export csv > all.csv\n"
		"  tally export csv gdp CN --as-of 2023-12-31 -o gdp.csv\n"
		"  tally export wide gdp CN CN-GD --from 2011\n"
		"  tally export dta 'gdp*' 'CN/*' --frequency A --balanced -o panel.dta\n"
		"  tally export xlsx gdp 'CN/*' --scale 亿元 --codebook book.csv -o gdp.xlsx\n"
		"  tally export wide gdp_chf CH --real-time > vintages.csv\n",
    .run = run,
};
