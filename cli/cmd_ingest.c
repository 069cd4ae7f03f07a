/* cmd_ingest.c: files of figures into the store, one batch a file. */
#include "job.h"
#include "office.h"
#include "working.h"

#include "csv/csv.h"
#include "import/import.h"
#include "store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

extern const cli_command cmd_ingest;

/* What the flags say, as words. */
typedef struct {
	const char *layout, *separator, *accept_tier, *skip_bad, *date, *sheet;
	bool sdmx; /* --layout sdmx: it must be one */
	cli_list maps;
	long skip_lines, threads, memory;
	size_t bytes; /* of memory */
	bool dry_run;
	tally_csv_options csv;
} ingest_flags;

typedef struct {
	const char *path;
	tally_batch *rows;
	tally_csv_counts counts;
	tally_batch_info batch;
} ingest_file;

typedef struct {
	const cli_globals *g;
	const ingest_flags *flags;
	tally_store *store;
	tally_codes *codes;                    /* of the store */
	tally_aside *aside;                    /* where rows wait; NULL: they stay in memory */
	int32_t n_metrics, n_regions, n_units; /* before the first file */
	ingest_file *files;
	int n_files;
	tally_diagnostics list;
} ingest;

/* --- flags ----------------------------------------------------------------------------- */

static bool read_separator(const char *word, char *out)
{
	static const struct {
		const char *word;
		char separator;
	} words[] = {{"comma", ','}, {"tab", '\t'},  {"semicolon", ';'}, {"pipe", '|'},
		     {"caret", '^'}, {"colon", ':'}, {"space", ' '},     {"\\t", '\t'}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(word, words[i].word) == 0) {
			*out = words[i].separator;
			return true;
		}
	*out = word[0];
	return word[0] != '\0' && word[1] == '\0' && word[0] != '"' && word[0] != '\n';
}

/* Kinds of rows that each thread may remember: fewer cost time, more memory; 0: no limit. */
static int32_t likes_within(size_t bytes)
{
	enum { BYTES_A_LIKE = 1000 };

	return bytes / BYTES_A_LIKE < INT32_MAX ? (int32_t)(bytes / BYTES_A_LIKE) : 0;
}

static int read_flags(ingest_flags *f, int n_files)
{
	if (!cli_memory(&cmd_ingest, f->memory, 0, &f->bytes))
		return 2;
	f->csv.likes = likes_within(f->bytes);
	if (!tally_layout_parse(f->layout, &f->csv.layout, &f->sdmx))
		return cli_usage(&cmd_ingest, "--layout is auto, tidy, wide or sdmx, found \"%s\"",
				 f->layout);
	if (f->separator != NULL && !read_separator(f->separator, &f->csv.separator))
		return cli_usage(&cmd_ingest,
				 "--separator is one character or tab, comma, semicolon, pipe, "
				 "caret, colon, space; found \"%s\"",
				 f->separator);
	if (f->accept_tier != NULL && strcmp(f->accept_tier, "U") != 0)
		return cli_usage(&cmd_ingest,
				 "--accept-tier is U (tiers A, B and C are always taken), found "
				 "\"%s\"",
				 f->accept_tier);
	if (f->skip_lines < 0 || f->skip_lines > 1000000)
		return cli_usage(&cmd_ingest, "--skip-lines is 0 to 1000000, found %ld",
				 f->skip_lines);
	if (f->skip_bad != NULL && n_files > 1)
		return cli_usage(&cmd_ingest, "--skip-bad takes one file at a time");
	f->csv.accept_unresolved = f->accept_tier != NULL;
	if (f->threads < 0 || f->threads > 1024)
		return cli_usage(&cmd_ingest, "--threads is 1 to 1024, found %ld", f->threads);
	f->csv.skip_lines = (int)f->skip_lines;
	f->csv.threads = (int)f->threads;
	f->csv.maps = f->maps.items;
	f->csv.n_maps = f->maps.n;
	return 0;
}

/* --- rejects ----------------------------------------------------------------------------- */

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int write_rejects(const ingest *in, const char *text)
{
	const char *path = in->flags->skip_bad;
	FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");

	bool good = out != NULL && (text == NULL || fputs(text, out) >= 0);
	if (out != NULL && out != stdout)
		good = fclose(out) == 0 && good;
	if (good)
		return 0;
	fprintf(stderr, "tally: cannot write %s: %s\n", path, strerror(errno));
	return 4;
}

/* --- reading and storing ------------------------------------------------------------------ */

static tally_status add_claims(void *rows, tally_claims *table, tally_error *err)
{
	return tally_batch_add(rows, table, err);
}

static tally_status add_likes(void *rows, tally_claims *table, tally_error *err)
{
	return tally_batch_likes(rows, table, err);
}

static tally_status add_rows(void *rows, const tally_like_rows *more, tally_error *err)
{
	return tally_batch_add_rows(rows, more, err);
}

static void expect_rows(void *rows, int64_t n)
{
	tally_batch_expect(rows, n);
}

static void clear_rows(void *rows)
{
	tally_batch_clear(rows);
}

/* A dry run needs no rows. */
static tally_status forget_claims(void *rows, tally_claims *table, tally_error *err)
{
	(void)rows;
	(void)err;
	table->n = 0;
	return TALLY_OK;
}

static tally_status forget_rows(void *rows, const tally_like_rows *more, tally_error *err)
{
	(void)rows;
	(void)more;
	(void)err;
	return TALLY_OK;
}

static void forget_likes(void *rows)
{
	tally_batch_forget_likes(rows);
}

static tally_csv_receiver receiver_of(const ingest *in, tally_batch *rows)
{
	if (in->flags->dry_run && in->g->ranks == NULL)
		return (tally_csv_receiver){rows, forget_claims, forget_claims, forget_rows,
					    NULL, clear_rows,    NULL};
	return (tally_csv_receiver){rows,        add_claims, add_likes,   add_rows,
				    expect_rows, clear_rows, forget_likes};
}

static int read_rows(ingest *in, ingest_file *file, const tally_csv_options *options,
		     const char *name)
{
	const ingest_flags *f = in->flags;
	const tally_csv_receiver receiver = receiver_of(in, file->rows);
	tally_error err = {0};
	char *rejects = NULL;

	if (strcmp(name, "-") != 0) /* what is typed is left in peace */
		cli_working("reading");
	char **refused = f->skip_bad != NULL ? &rejects : NULL;
	tally_status status =
	    in->g->ranks != NULL
		? cli_job.read(in->g->ranks, in->store, name, options, in->codes, &receiver,
			       file->rows, &file->counts, &in->list, refused, &err)
		: tally_csv_read_blocks(name, options, in->codes, &receiver, &file->counts,
					&in->list, refused, &err);
	if (status == TALLY_OK)
		status = tally_batch_share(file->rows, (size_t)in->n_files, &err);
	cli_worked();
	if (status != TALLY_OK) {
		free(rejects);
		return cli_fail(&err);
	}
	/* What is wrong with the header as a whole cannot be skipped. */
	int code = in->list.errors > 0 && file->counts.digest[0] == '\0' ? 3 : 0;
	if (code == 0 && f->skip_bad != NULL && !f->dry_run &&
	    (in->g->ranks == NULL || in->g->ranks->rank == 0))
		code = write_rejects(in, rejects);
	free(rejects);
	return cli_together(in->g, code);
}

static int read_file(ingest *in, ingest_file *file)
{
	const ingest_flags *f = in->flags;
	tally_csv_options options = f->csv;
	tally_imported import;
	tally_error err = {0};

	file->rows = tally_batch_new();
	if (file->rows == NULL) {
		tally_error_memory(&err);
		return cli_fail(&err);
	}
	tally_batch_use(file->rows, in->aside);
	if (f->skip_bad != NULL && same_file(f->skip_bad, file->path))
		return cli_usage(&cmd_ingest, "--skip-bad names the input itself");
	size_t complaints = in->list.errors;
	int code = 0;
	if (tally_import_file(file->path, f->sheet, f->sdmx, cli_office.read_xlsx, in->codes,
			      &options, &import, &in->list, &err) != TALLY_OK)
		code = cli_fail(&err);
	/* What is wrong with a file's structure cannot be skipped either. */
	else if (in->list.errors > complaints)
		code = 3;
	code = cli_together(in->g, code);
	if (code == 0)
		code = read_rows(in, file, &options, import.name);
	tally_imported_release(&import);
	return code;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

static int store_file(const ingest *in, ingest_file *file)
{
	const tally_store_options options = {.no_wait = in->g->no_wait,
					     .threads = in->flags->csv.threads,
					     .memory = in->flags->bytes};
	tally_error err = {0};

	file->batch = (tally_batch_info){
	    .file = base_name(file->path),
	    .digest = file->counts.digest,
	    .stamp = in->flags->date != NULL ? in->flags->date : "",
	    .rows_in = file->counts.cells,
	    .rows_missing = file->counts.missing,
	    .rows_refused = file->counts.refused,
	};
	cli_working("storing");
	tally_status status = in->g->ranks != NULL
				  ? cli_job.append(in->g->ranks, in->g->store, file->rows,
						   in->codes, &options, &file->batch, &err)
				  : tally_store_append_batch(in->g->store, file->rows, in->codes,
							     &options, &file->batch, &err);
	cli_worked();
	if (status != TALLY_OK)
		return cli_fail(&err);
	return 0;
}

/* --- telling ----------------------------------------------------------------------------- */

static const char *layout_name(tally_layout layout)
{
	return layout == TALLY_LAYOUT_WIDE ? "wide" : "tidy";
}

static void print_counts(const ingest *in, const ingest_file *file)
{
	const tally_csv_counts *c = &file->counts;

	cli_put(stdout, file->path);
	printf(": %s, %s; %lld rows, %lld cells: ", layout_name(c->layout), c->encoding,
	       (long long)c->rows, (long long)c->cells);
	if (in->flags->dry_run)
		printf("%lld to store", (long long)c->stored);
	else
		printf("%lld stored, %lld already known", (long long)file->batch.rows_stored,
		       (long long)file->batch.rows_known);
	printf(", %lld missing, %lld refused", (long long)c->missing, (long long)c->refused);
	if (in->flags->dry_run)
		printf("; nothing written (--dry-run)\n");
	else if (file->batch.rows_stored > 0)
		printf("; batch %d\n", (int)file->batch.number);
	else
		printf("; no new batch\n");
}

typedef struct {
	const char *code, *name;
} defined_code;

static defined_code defined_at(const ingest *in, int list, int32_t id)
{
	if (list == 0) {
		const tally_metric *m = tally_codes_metric(in->codes, id);
		return (defined_code){m->code, tally_metric_name(m, "en")};
	}
	if (list == 1) {
		const tally_region *r = tally_codes_region(in->codes, id);
		return (defined_code){r->code, tally_region_name(r, "en")};
	}
	const char *text = tally_codes_unit(in->codes, id)->text;
	return (defined_code){text, text};
}

static void defined_range(const ingest *in, int list, int32_t *from, int32_t *to)
{
	*from = list == 0 ? in->n_metrics : list == 1 ? in->n_regions : in->n_units;
	*to = list == 0   ? tally_codes_n_metrics(in->codes)
	      : list == 1 ? tally_codes_n_regions(in->codes)
			  : tally_codes_n_units(in->codes);
}

static const char *const list_names[] = {"metrics", "regions", "units"};

/* A line a list: a file of thousands of unknown names is not a reason to print them all. */
static void print_defined(const ingest *in)
{
	enum { SHOWN = 5 };

	for (int list = 0; list < 3; list++) {
		int32_t from, to;
		defined_range(in, list, &from, &to);
		if (from == to)
			continue;
		printf("defined %d %.*s:", (int)(to - from),
		       (int)strlen(list_names[list]) - (to - from == 1), list_names[list]);
		for (int32_t id = from; id < to && id < from + SHOWN; id++) {
			defined_code d = defined_at(in, list, id);
			printf(id > from ? ", " : " ");
			cli_put(stdout, d.code);
			if (strcmp(d.code, d.name) != 0) {
				printf(" (");
				cli_put(stdout, d.name);
				printf(")");
			}
		}
		if (to - from > SHOWN)
			printf(" and %d more (--json names all)", (int)(to - from - SHOWN));
		printf("\n");
	}
}

static void json_file(const ingest_file *file, bool first)
{
	const tally_csv_counts *c = &file->counts;

	printf("%s\n{\"file\":", first ? "" : ",");
	cli_json_string(stdout, file->path);
	printf(",\"layout\":\"%s\",\"encoding\":", layout_name(c->layout));
	cli_json_string(stdout, c->encoding);
	printf(",\"sha256\":\"%s\",\"rows\":%lld,\"cells\":%lld,\"to_store\":%lld", c->digest,
	       (long long)c->rows, (long long)c->cells, (long long)c->stored);
	printf(",\"missing\":%lld,\"refused\":%lld,\"stored\":%lld,\"known\":%lld,\"batch\":%d}",
	       (long long)c->missing, (long long)c->refused, (long long)file->batch.rows_stored,
	       (long long)file->batch.rows_known,
	       file->batch.rows_stored > 0 ? (int)file->batch.number : 0);
}

static void json_defined(const ingest *in)
{
	printf("],\"defined\":{");
	for (int list = 0; list < 3; list++) {
		int32_t from, to;
		defined_range(in, list, &from, &to);
		printf("%s\"%s\":[", list ? "," : "", list_names[list]);
		for (int32_t id = from; id < to; id++) {
			defined_code d = defined_at(in, list, id);
			printf("%s{\"code\":", id > from ? "," : "");
			cli_json_string(stdout, d.code);
			printf(",\"name\":");
			cli_json_string(stdout, d.name);
			printf("}");
		}
		printf("]");
	}
	printf("}");
}

static void json_complaints(const ingest *in)
{
	printf(",\"complaints\":[");
	for (size_t i = 0; i < in->list.count; i++) {
		const tally_diagnostic *d = &in->list.items[i];
		printf("%s\n{\"file\":", i ? "," : "");
		cli_json_string(stdout, d->file);
		printf(",\"line\":%ld,\"column\":%ld,\"message\":", d->line, d->column);
		cli_json_string(stdout, d->message);
		printf("}");
	}
	printf("]}\n");
}

static void tell(const ingest *in, bool stored)
{
	if (in->g->json) {
		printf("{\"files\":[");
		for (int i = 0; stored && i < in->n_files; i++)
			json_file(&in->files[i], i == 0);
		json_defined(in);
		json_complaints(in);
		return;
	}
	for (int i = 0; stored && i < in->n_files; i++)
		print_counts(in, &in->files[i]);
	if (stored)
		print_defined(in);
}

static void tell_refused(const ingest *in)
{
	int64_t refused = 0;
	for (int i = 0; i < in->n_files; i++)
		refused += in->files[i].counts.refused;
	fprintf(stderr, "tally: %zu complaint%s", in->list.errors, in->list.errors == 1 ? "" : "s");
	if (refused > 0)
		fprintf(stderr, ", %lld cells refused", (long long)refused);
	fprintf(stderr, "; nothing stored%s\n",
		refused > 0 ? " (--skip-bad REJECTS.csv stores the good ones)" : "");
}

/* --- the verb ----------------------------------------------------------------------------- */

static int ingest_all(ingest *in)
{
	int code = 0;

	for (int i = 0; i < in->n_files; i++) {
		int result = read_file(in, &in->files[i]);
		code = result > code ? result : code;
	}
	cli_diagnostics(&in->list);
	bool refused = in->list.errors > 0 && (in->flags->skip_bad == NULL || code != 0);
	if (refused)
		tell_refused(in);
	if (refused && code == 0)
		code = 3;
	for (int i = 0; code == 0 && !in->flags->dry_run && i < in->n_files; i++)
		code = store_file(in, &in->files[i]);
	tell(in, code == 0);
	return code;
}

static int run_files(const cli_globals *g, const ingest_flags *flags, char **paths, int n)
{
	ingest in = {.g = g, .flags = flags, .n_files = n, .list = {.max = g->max_errors}};
	int code;
	tally_store *store = cli_open(g, &code);

	code = cli_together(g, code);
	if (code != 0) {
		tally_store_close(store);
		return code;
	}
	in.store = store;
	in.codes = tally_store_codes(store);
	in.n_metrics = tally_codes_n_metrics(in.codes);
	in.n_regions = tally_codes_n_regions(in.codes);
	in.n_units = tally_codes_n_units(in.codes);
	in.files = calloc((size_t)n, sizeof *in.files);
	for (int i = 0; in.files != NULL && i < n; i++)
		in.files[i].path = paths[i];
	const tally_store_options room = {.threads = flags->csv.threads, .memory = flags->bytes};
	if (g->ranks == NULL)
		in.aside = tally_aside_new(g->store, &room);
	if (in.files == NULL || (in.aside == NULL && g->ranks == NULL))
		code = cli_no_memory();
	code = cli_together(g, code);
	code = code == 0 ? ingest_all(&in) : code;
	for (int i = 0; in.files != NULL && i < n; i++)
		tally_batch_free(in.files[i].rows);
	free(in.files);
	tally_aside_free(in.aside);
	tally_diagnostics_release(&in.list);
	tally_store_close(store);
	return code;
}

/* The day of SOURCE_DATE_EPOCH, "" when it is not set; false when it is no number of seconds. */
static bool epoch_date(char out[TALLY_PERIOD_TEXT])
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;

	*out = 0;
	if (text == NULL || *text == 0)
		return true;
	long long seconds = strtoll(text, &end, 10);
	if (*end != 0 || seconds < 0 || seconds > 253402300799) /* 9999-12-31 */
		return false;
	tally_day_print((tally_day)(seconds / 86400), out);
	return true;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	ingest_flags f = {0};
	tally_csv_options *o = &f.csv;
	bool done = false;
	int n = 0;
	const cli_option options[] = {
	    {"layout", 0, CLI_TEXT, &f.layout, "WHAT", "auto (default), tidy, wide or sdmx"},
	    {"sheet", 0, CLI_TEXT, &f.sheet, "NAME", "of a workbook, by name or number"},
	    {"map", 'm', CLI_LIST, &f.maps, "FIELD=COLUMN",
	     "which column is what, by head or number (see above)"},
	    {"metric", 0, CLI_TEXT, &o->metric, "M", "metric of all rows"},
	    {"region", 0, CLI_TEXT, &o->region, "R", "region of all rows"},
	    {"period", 0, CLI_TEXT, &o->period, "P", "period of all rows"},
	    {"unit", 'u', CLI_TEXT, &o->unit, "U", "unit where the file names none: 亿元, %, USD"},
	    {"measure", 0, CLI_TEXT, &o->measure, "M", "level (default), growth, share, ..."},
	    {"prices", 0, CLI_TEXT, &o->prices, "P", "current, constant:2020, chained:2015, ..."},
	    {"basis", 0, CLI_TEXT, &o->basis, "B", "published or comparable"},
	    {"adjustment", 0, CLI_TEXT, &o->adjustment, "A", "N (default), S, T, W or Y"},
	    {"kind", 0, CLI_TEXT, &o->kind, "K", "survey, target or forecast"},
	    {"source", 0, CLI_TEXT, &o->source, "S", "who says so"},
	    {"published", 0, CLI_TEXT, &o->published, "DATE", "and when"},
	    {"skip-lines", 0, CLI_INT, &f.skip_lines, "N", "lines above the header"},
	    {"symbols", 0, CLI_TEXT, &o->symbols, "WHICH",
	     "what marks mean: nbs, wb, or a file with the columns mark, meaning"},
	    {"encoding", 0, CLI_TEXT, &o->encoding, "NAME", "GB18030, WINDOWS-1252, ..."},
	    {"separator", 0, CLI_TEXT, &f.separator, "C", "a character, or tab, semicolon, ..."},
	    {"decimal-comma", 0, CLI_FLAG, &o->decimal_comma, NULL, "1.234,5 is 1234.5"},
	    {"define", 'd', CLI_FLAG, &o->define, NULL,
	     "unknown metrics, regions and units become provisional codes"},
	    {"skip-bad", 0, CLI_TEXT, &f.skip_bad, "REJECTS.csv",
	     "store the good rows, write the bad ones there"},
	    {"ignore-extra", 0, CLI_FLAG, &o->ignore_extra, NULL, "pass over unknown columns"},
	    {"accept-tier", 0, CLI_TEXT, &f.accept_tier, "U", "take rows of tier U too"},
	    {"threads", 0, CLI_INT, &f.threads, "N",
	     "at most so many (0, the default: one for each processor)"},
	    {"memory", 0, CLI_INT, &f.memory, "MB",
	     "about so much; rows beyond it wait beside the store (0, the default: half of what is "
	     "free)"},
	    {"date", 0, CLI_TEXT, &f.date, "DATE",
	     "stamp of the batch (else of $SOURCE_DATE_EPOCH, else none)"},
	    {"dry-run", 'n', CLI_FLAG, &f.dry_run, NULL, "read and count, write nothing"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	tally_day day;
	char epoch[TALLY_PERIOD_TEXT] = "";

	int code = cli_parse(&cmd_ingest, &g, options, argc, argv, argv, &n, &done);
	if (code == 0 && !done && n == 0)
		code = cli_usage(&cmd_ingest, "which file? (`-` reads standard input)");
	if (code == 0 && !done && f.date == NULL && !epoch_date(epoch))
		code = cli_usage(&cmd_ingest, "SOURCE_DATE_EPOCH is no number of seconds: \"%s\"",
				 getenv("SOURCE_DATE_EPOCH"));
	if (f.date == NULL && *epoch)
		f.date = epoch;
	if (code == 0 && !done && f.date != NULL && !cli_day(&cmd_ingest, f.date, &day))
		code = 2;
	if (code == 0 && !done)
		code = read_flags(&f, n);
	if (code == 0 && !done && g.ranks != NULL && f.bytes > 0)
		return cli_usage(&cmd_ingest, "--memory is for one process; several hold their "
					      "rows in memory");
	for (int i = 0; code == 0 && !done && cli_office.read_xlsx == NULL && i < n; i++)
		if (tally_binary_kind(argv[i]) == TALLY_BINARY_XLSX)
			return cli_office_exec();
	if (code == 0 && !done)
		code = run_files(&g, &f, argv, n);
	return done ? code : cli_finish(code);
}

const cli_command cmd_ingest = {
    .name = "ingest",
    .summary = "CSV files, workbooks and SDMX-CSV into the store",
    .usage = "ingest FILE... [OPTION...]",
    .help =
	"Reads figures from CSV files and adds each file as a batch. The claim CSV (metric, "
	"region,\n"
	"period, value, ...) needs no options. Other tables are recognised: periods, metrics or\n"
	"regions as columns, lines above the header, notes below, units in heads such as\n"
	"产值(亿元), UTF-8, GB18030 or UTF-16. A sheet of an Excel workbook (.xlsx) is read as it\n"
	"shows its figures; complaints name row and column. SDMX-CSV 1.0 and 2.x is recognised by\n"
	"its header: the metric is the indicator, or the dataflow, and all further dimensions; a\n"
	"region of another name than REF_AREA is told with --map region=DIMENSION. Each bad cell "
	"is listed with its line and column,\n"
	"and then nothing is stored, unless --skip-bad. Options for a field hold where the file\n"
	"has no such column, or nothing in it.\n\n"
	"--map names a column by its head or number, or gives a pattern over columns such as\n"
	"period={time}/P3M or metric=io_{Code}_{*}, {*} being the value column's head.\n"
	"value=COLUMN may be repeated, one metric a column; value=COLUMN:METRIC(UNIT) says "
	"which.\n\n"
	"Files may be larger than memory: with --memory, or when memory is short, rows wait in an\n"
	"unnamed file beside the store, some 40 bytes each, and are merged. The outcome is the "
	"same.",
    .examples =
	"  tally ingest herald-claims.csv\n"
	"  tally ingest 国内生产总值.csv --map period=time --region CN --unit 亿元\n"
	"  tally ingest gdp.csv --metric gdp --unit 亿元 --source nbs    # 地区 x years\n"
	"  tally ingest pwt.csv --map region=isocode --map 'value=pop:population(million "
	"persons)'\n"
	"  tally ingest gdp.csv --map 'period={time}/P3M' --map region=id --metric gdp --unit USD\n"
	"  tally ingest claims.csv --define --skip-bad rejects.csv\n"
	"  tally ingest rows.csv --memory 256\n"
	"  tally ingest yearbook.xlsx --sheet 2-1 --unit 亿元 --period 2021\n"
	"  tally ingest bis.csv --define --map region=DER_REP_CTY\n",
    .run = run,
    .together = true,
};
