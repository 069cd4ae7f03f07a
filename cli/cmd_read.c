/* cmd_read.c: press text to claims, or bare phrases to what the parsers see in them. */
#include "reading.h"

#include "csv/csv.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

extern const cli_command cmd_read;

typedef struct {
	cli_reader reader;
	const cli_globals *g;
	const char *phrase, *source_option, *why, *decisions, *published_text, *region;
	bool unresolved, into;
	tally_day published;
	long phrase_number;
	/* the text being read */
	cli_text text;
	const char *source;
	tally_read_counts counts;
	FILE *out;
	unsigned why_line, why_column;
	size_t explained;
	/* the limit of time */
	long seconds;
	struct timespec start;
	unsigned late_line; /* where reading stopped; 0: it did not */
} reading;

/* --- phrases ---------------------------------------------------------------------- */

static int print_phrase(void *context, const tally_phrase_reading *p)
{
	reading *r = context;

	if (r->g->json) {
		printf("{\"phrase\":%ld,\"kind\":\"%s\",\"qualifier\":\"%s\",\"value\":",
		       r->phrase_number, p->kind, tally_qualifier_text(p->qualifier));
		cli_json_string(stdout, p->value);
		printf(",\"unit\":\"%s\",\"low\":\"%s\",\"high\":\"%s\",\"from\":%u,\"to\":%u,"
		       "\"text\":",
		       p->unit, p->low, p->high, p->from, p->to);
		cli_json_string(stdout, p->text);
		printf("}\n");
		return 0;
	}
	printf("%ld\t%s\t%s\t%s\t%s\t%s\t%s\t%u-%u\t", r->phrase_number, p->kind,
	       tally_qualifier_text(p->qualifier), p->value, p->unit, p->low, p->high, p->from,
	       p->to);
	cli_put(stdout, p->text);
	printf("\n");
	return 0;
}

/* One phrase; behind a tab it may name the day that relative dates count from. */
static tally_status read_phrase(reading *r, char *line, tally_error *err)
{
	char *tab = strchr(line, '\t');
	tally_day published = r->published;
	tally_period day;

	r->phrase_number++;
	if (tab) {
		*tab = '\0';
		if (tally_period_parse(tab + 1, strlen(tab + 1), &day, NULL) == TALLY_OK)
			published = day.last;
	}
	return tally_read_phrase(r->reader.lexicon, line, strlen(line), published, print_phrase, r,
				 err);
}

static tally_status read_phrases(reading *r, tally_error *err)
{
	char *line = NULL;
	size_t capacity = 0;
	tally_status status = TALLY_OK;

	if (strcmp(r->phrase, "-") != 0) {
		char *copy = strdup(r->phrase);

		if (!copy)
			return tally_error_memory(err);
		status = read_phrase(r, copy, err);
		free(copy);
		return status;
	}
	while (status == TALLY_OK && getline(&line, &capacity, stdin) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		status = read_phrase(r, line, err);
	}
	free(line);
	return status;
}

/* --- texts ------------------------------------------------------------------------ */

/* Notes where reading stops, once the time is over. */
static bool is_late(reading *r, unsigned line)
{
	struct timespec now;

	if (r->seconds <= 0 || r->late_line)
		return r->late_line != 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	double passed =
	    (double)(now.tv_sec - r->start.tv_sec) + (double)(now.tv_nsec - r->start.tv_nsec) / 1e9;
	if (passed >= (double)r->seconds)
		r->late_line = line;
	return r->late_line != 0;
}

static void explain(reading *r, const tally_reading *c)
{
	const tally_slot *v = &c->slots[TALLY_SLOT_VALUE];
	size_t width = 0;

	for (size_t i = v->from; i < v->to && i < r->text.size; i++)
		width += ((unsigned char)r->text.bytes[i] & 0xc0) != 0x80;
	if (v->line != r->why_line || r->why_column < v->column ||
	    r->why_column >= v->column + width)
		return;
	r->explained++;
	cli_reading_why(stdout, c, &r->text);
}

static int take_claim(void *context, const tally_reading *claim)
{
	reading *r = context;
	tally_reading c = *claim;
	char printed[256];

	if (is_late(r, c.slots[TALLY_SLOT_VALUE].line))
		return 1;
	cli_text_passed(&r->text, c.slots[TALLY_SLOT_VALUE].from);
	cli_reading_printed(&r->text, &c, printed);
	if (r->reader.decisions &&
	    !tally_decisions_apply(r->reader.decisions, r->source, printed, &c))
		return 0;
	if (r->why) {
		explain(r, &c);
		return 0;
	}
	if (r->unresolved) {
		if (c.tier == TALLY_TIER_U) {
			printf("%s:%u:%u\tclaim U: %s\t", r->source, c.slots[TALLY_SLOT_VALUE].line,
			       c.slots[TALLY_SLOT_VALUE].column, c.reasons);
			cli_put(stdout, c.text);
			putchar('\n');
		}
		return ferror(stdout);
	}
	if (r->into && c.tier == TALLY_TIER_U)
		return 0;
	if (r->g->json && !r->into)
		return cli_reading_json(r->out, &c, r->source, r->counts.published);
	return cli_reading_csv(r->out, &c, r->source, r->counts.published);
}

static int take_unread(void *context, const tally_unread *u)
{
	reading *r = context;

	if (is_late(r, u->line))
		return 1;
	if (r->why && u->line == r->why_line && r->why_column >= u->column &&
	    r->why_column < u->column + (u->to - u->from)) {
		r->explained++;
		printf("no claim: ");
		cli_put(stdout, u->text);
		printf(" is not a value (%s)\n", u->reason);
	}
	if (!r->unresolved)
		return 0;
	printf("%s:%u:%u\t%s\t", r->source, u->line, u->column, u->reason);
	cli_put(stdout, u->text);
	putchar('\n');
	return ferror(stdout);
}

static void tell_counts(const reading *r, const char *path)
{
	const tally_read_counts *c = &r->counts;

	if (c->bad_bytes)
		fprintf(stderr,
			"%s:%u:%u: warning: %zu bytes are not UTF-8; read as unknown "
			"characters\n",
			path, c->bad_line, c->bad_column, c->bad_bytes);
	if (!r->why && !r->unresolved && isatty(STDERR_FILENO))
		fprintf(stderr,
			"%s: claims A %zu, B %zu, C %zu, unresolved %zu; %zu other numbers\n", path,
			c->claims[0], c->claims[1], c->claims[2], c->claims[3], c->unread);
}

static tally_status read_file(reading *r, const char *path, tally_error *err)
{
	tally_status status = cli_text_open(path, &r->text, err);

	if (status != TALLY_OK)
		return status;
	r->source = r->source_option ? r->source_option : cli_text_name(path);
	const tally_read_options options = {
	    .source = r->source, .published = r->published, .region = r->region};
	const tally_read_sink sink = {take_claim, take_unread, r};

	status = tally_read_text(r->reader.lexicon, r->text.bytes, r->text.size, &options, &sink,
				 &r->counts, err);
	if (status == TALLY_OK)
		tell_counts(r, path);
	if (status == TALLY_OK && r->late_line && r->into)
		status =
		    tally_error_set(err, TALLY_ESYSTEM,
				    "%s:%u: the time limit was reached; nothing of it was stored",
				    path, r->late_line);
	else if (r->late_line)
		fprintf(stderr,
			"tally read: %s:%u: the time limit was reached; the answer is partial\n",
			path, r->late_line);
	cli_text_close(&r->text);
	return status;
}

static tally_status read_files(reading *r, int n, char **paths, tally_error *err)
{
	tally_status status = TALLY_OK;

	if (!r->unresolved && !r->why && !(r->g->json && !r->into))
		fputs(cli_reading_header, r->out);
	for (int i = 0; i < n && status == TALLY_OK && !r->late_line; i++)
		status = read_file(r, paths[i], err);
	if (status == TALLY_OK && r->reader.decisions) {
		tally_decisions_leftover(r->reader.decisions, NULL, &r->reader.list);
		cli_diagnostics(&r->reader.list);
	}
	return status;
}

/* --- into the store ------------------------------------------------------------------ */

static tally_status append(reading *r, const char *file, const char *csv, tally_error *err)
{
	tally_csv_options options = {0};
	tally_csv_counts counts = {0};
	tally_claims claims = {0};
	const tally_store_options how = {.no_wait = r->g->no_wait};
	tally_status status = tally_csv_read_claims(csv, &options, r->reader.codes, &claims,
						    &counts, &r->reader.list, NULL, err);

	if (r->reader.list.errors)
		cli_diagnostics(&r->reader.list);
	if (status == TALLY_OK && r->reader.list.errors)
		status = tally_error_set(err, TALLY_EINPUT, "%s: nothing was stored", file);
	tally_batch_info batch = {.file = file,
				  .digest = counts.digest,
				  .stamp = "",
				  .rows_in = counts.rows,
				  .rows_missing = counts.missing,
				  .rows_refused = counts.refused};

	if (status == TALLY_OK)
		status =
		    tally_store_append(r->g->store, &claims, r->reader.codes, &how, &batch, err);
	if (status == TALLY_OK)
		printf("%s: batch %d, %lld claims stored, %lld known; %zu unresolved left out\n",
		       file, (int)batch.number, (long long)batch.rows_stored,
		       (long long)batch.rows_known, r->counts.claims[TALLY_TIER_U]);
	tally_claims_release(&claims);
	return status;
}

/* One batch a file; the claims go through the same CSV as by hand, in memory. */
static tally_status read_one_into(reading *r, char *path, tally_error *err)
{
	int fd = memfd_create("claims", MFD_CLOEXEC);
	char csv[48];

	if (fd < 0 || !(r->out = fdopen(fd, "w"))) {
		if (fd >= 0)
			close(fd);
		return tally_error_set(err, TALLY_ESYSTEM, "no memory file for the claims");
	}
	snprintf(csv, sizeof csv, "/proc/self/fd/%d", fd);
	tally_status status = read_files(r, 1, &path, err);

	if (status == TALLY_OK && fflush(r->out) != 0)
		status = tally_error_set(err, TALLY_ESYSTEM, "cannot keep the claims in memory");
	if (status == TALLY_OK)
		status =
		    append(r, r->source_option ? r->source_option : cli_text_name(path), csv, err);
	fclose(r->out);
	return status;
}

static tally_status read_into(reading *r, int n, char **paths, tally_error *err)
{
	tally_status status = TALLY_OK;

	for (int i = 0; i < n && status == TALLY_OK; i++)
		status = read_one_into(r, paths[i], err);
	return status;
}

static int run_into(reading *r, int n, char **paths)
{
	int code;
	tally_error err = {0};
	tally_store *store = cli_open(r->g, &code);

	if (!store)
		return code;
	r->reader.codes = tally_store_codes(store);
	tally_status status = cli_reader_load(&r->reader, r->decisions, &err);

	if (status == TALLY_OK)
		status = read_into(r, n, paths, &err);
	cli_reader_release(&r->reader);
	tally_store_close(store);
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

/* --- the verb --------------------------------------------------------------------- */

static int run_texts(reading *r, int n, char **paths)
{
	tally_error err = {0};
	tally_status status = cli_reader_load(&r->reader, r->decisions, &err);

	if (status == TALLY_OK && r->phrase)
		status = read_phrases(r, &err);
	else if (status == TALLY_OK)
		status = read_files(r, n, paths, &err);
	cli_reader_release(&r->reader);
	if (status != TALLY_OK)
		return cli_fail(&err);
	if (r->why && r->explained == 0) {
		fprintf(stderr, "tally: no number at %s; columns count characters from 1\n",
			r->why);
		return 1;
	}
	return 0;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	reading r = {
	    .g = &g, .reader.g = &g, .published = TALLY_DAY_NONE, .out = stdout, .seconds = 300};
	bool done = false;
	int n = 0;
	const cli_option options[] = {
	    {"source", 0, CLI_TEXT, &r.source_option, "NAME",
	     "the source column (default: the file's name)"},
	    {"region", 0, CLI_TEXT, &r.region, "REGION",
	     "where the figures are when the text names no place"},
	    {"published", 0, CLI_TEXT, &r.published_text, "DATE",
	     "the document's date where it prints none"},
	    {"unresolved", 0, CLI_FLAG, &r.unresolved, NULL,
	     "list every number that became no claim, and every claim of tier U, with the reason"},
	    {"why", 0, CLI_TEXT, &r.why, "LINE:COLUMN",
	     "which rule and which words made the claim of the number there"},
	    {"into", 0, CLI_FLAG, &r.into, NULL, "ingest the claims of tier A to C into the store"},
	    {"decisions", 0, CLI_TEXT, &r.decisions, "FILE",
	     "replay what was accepted, rejected or corrected in `tally review`"},
	    {"time-limit", 0, CLI_INT, &r.seconds, "SECONDS",
	     "partial answer after so long (300; 0: none)"},
	    {"phrase", 0, CLI_TEXT, &r.phrase, "TEXT",
	     "what the parsers see in a bare phrase; - reads one phrase a line, its date behind a "
	     "tab"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int code = cli_parse(&cmd_read, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (r.published_text && !cli_day(&cmd_read, r.published_text, &r.published))
		return 2;
	if (r.why && sscanf(r.why, "%u:%u", &r.why_line, &r.why_column) != 2)
		return cli_usage(&cmd_read, "--why needs LINE:COLUMN, found \"%s\"", r.why);
	clock_gettime(CLOCK_MONOTONIC, &r.start);
	if (!r.phrase && n == 0)
		return cli_usage(&cmd_read, "name a file, or --phrase TEXT");
	return cli_finish(r.into && !r.phrase ? run_into(&r, n, argv) : run_texts(&r, n, argv));
}

const cli_command cmd_read = {
    .name = "read",
    .summary = "press text to claims",
    .usage = "read FILE... [OPTION...]",
    .help =
	"Reads statistical prose, Chinese or English, and prints the claims in it as the claim\n"
	"CSV with two more columns: tier and text. A: every slot is said in the clause. B: one is\n"
	"carried within the sentence, or the number is soft (about, over). C: something is "
	"carried\n"
	"across sentences or is a default. U: unresolved. --json prints the span of every slot,\n"
	"the rule and the reasons. --phrase prints tab-separated: number of the phrase, kind,\n"
	"qualifier, value in base units, unit, low and high end, place, text.",
    .examples = "  tally read bulletin.txt --published 2024-12-30 > claims.csv\n"
		"  tally read bulletin.txt --unresolved          # what became no claim, and why\n"
		"  tally read bulletin.txt --why 12:34           # the words behind one claim\n"
		"  tally read bulletin.txt --into && tally check # from text to answer\n"
		"  tally read --phrase '同比增长约8%'            # what is seen in a phrase\n",
    .run = run,
};
