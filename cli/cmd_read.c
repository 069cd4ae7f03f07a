/* cmd_read.c: press text to claims, or bare phrases to what the parsers see in them. */
#include "cli.h"

#include "csv/csv.h"
#include "text/reader.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_read;

typedef struct {
	const cli_globals *g;
	tally_codes *codes;
	tally_lexicon *lexicon;
	tally_diagnostics list;
	const char *phrase;
	long phrase_number;
	const char *source_option, *source;
	bool unresolved;
	tally_read_counts counts;
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
static tally_status read_phrase(reading *r, char *line, tally_day published, tally_error *err)
{
	char *tab = strchr(line, '\t');
	tally_period day;

	r->phrase_number++;
	if (tab) {
		*tab = '\0';
		if (tally_period_parse(tab + 1, strlen(tab + 1), &day, NULL) == TALLY_OK)
			published = day.last;
	}
	return tally_read_phrase(r->lexicon, line, strlen(line), published, print_phrase, r, err);
}

static tally_status read_phrases(reading *r, tally_day published, tally_error *err)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t n;
	tally_status status = TALLY_OK;

	if (strcmp(r->phrase, "-") != 0) {
		char *copy = strdup(r->phrase);

		if (!copy)
			return tally_error_memory(err);
		status = read_phrase(r, copy, published, err);
		free(copy);
		return status;
	}
	while (status == TALLY_OK && (n = getline(&line, &capacity, stdin)) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		status = read_phrase(r, line, published, err);
	}
	free(line);
	return status;
}

/* --- texts ------------------------------------------------------------------------ */

static int put_bytes(void *context, const char *bytes, size_t n)
{
	(void)context;
	return fwrite(bytes, 1, n, stdout) != n;
}

static void put_field(const char *text, char end)
{
	tally_csv_write_field(put_bytes, NULL, text);
	putchar(end);
}

static const char header[] =
    "metric,region,period,value,unit,measure,qualifier,against,prices,"
    "basis,adjustment,kind,source,published,locator,status,note,tier,text\n";

static int print_row(void *context, const tally_reading *c)
{
	reading *r = context;
	const char *tiers[] = {"A", "B", "C", "U"};
	char published[TALLY_PERIOD_TEXT], locator[48], status[2] = {c->status, 0};

	tally_day_print(r->counts.published, published);
	snprintf(locator, sizeof locator, "%u:%u", c->slots[TALLY_SLOT_VALUE].line,
		 c->slots[TALLY_SLOT_VALUE].column);
	put_field(c->metric, ',');
	put_field(c->region, ',');
	put_field(c->period, ',');
	put_field(c->value, ',');
	put_field(c->unit, ',');
	put_field(tally_measure_name(c->measure), ',');
	put_field(tally_qualifier_text(c->qualifier), ',');
	put_field(c->against, ',');
	put_field(c->prices, ',');
	put_field(c->basis, ',');
	put_field("", ',');
	put_field(tally_kind_name(c->kind), ',');
	put_field(r->source, ',');
	put_field(published, ',');
	put_field(locator, ',');
	put_field(status, ',');
	put_field(c->note, ',');
	put_field(tiers[c->tier], ',');
	put_field(c->text, '\n');
	return ferror(stdout);
}

static int print_unread(void *context, const tally_unread *u)
{
	reading *r = context;

	if (!r->unresolved)
		return 0;
	printf("%s:%u:%u\t%s\t", r->source, u->line, u->column, u->reason);
	cli_put(stdout, u->text);
	putchar('\n');
	return 0;
}

static tally_status read_file(reading *r, const char *path, tally_day published, tally_error *err)
{
	tally_input input;
	tally_status status = tally_input_read(path, NULL, &input, err);
	const char *slash = strrchr(path, '/');

	if (status != TALLY_OK)
		return status;
	r->source = r->source_option ? r->source_option : slash ? slash + 1 : path;
	const tally_read_options options = {.source = r->source, .published = published};
	const tally_read_sink sink = {r->unresolved ? NULL : print_row, print_unread, r};

	status =
	    tally_read_text(r->lexicon, input.text, input.size, &options, &sink, &r->counts, err);
	tally_input_release(&input);
	return status;
}

static tally_status read_files(reading *r, int n, char **paths, tally_day published,
			       tally_error *err)
{
	tally_status status = TALLY_OK;

	if (!r->unresolved)
		fputs(header, stdout);
	for (int i = 0; i < n && status == TALLY_OK; i++)
		status = read_file(r, paths[i], published, err);
	return status;
}

/* --- the verb --------------------------------------------------------------------- */

static tally_status load(reading *r, tally_error *err)
{
	tally_status status = tally_codes_load(r->g->codes, &r->codes, &r->list, err);

	if (status == TALLY_OK)
		status = tally_lexicon_new(r->codes, r->g->codes, &r->lexicon, &r->list, err);
	if (r->list.errors || r->list.warnings)
		cli_diagnostics(&r->list);
	if (status == TALLY_OK && r->list.errors)
		status = tally_error_set(err, TALLY_EINPUT, "the code lists have errors");
	return status;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	reading r = {.g = &g};
	const char *published_text = NULL;
	tally_day published = TALLY_DAY_NONE;
	tally_error err = {0};
	bool done = false;
	int n_words = 0;
	const cli_option options[] = {
	    {"phrase", 0, CLI_TEXT, &r.phrase, "TEXT",
	     "what the parsers see in a bare phrase; - reads one phrase a line, behind a tab its "
	     "date"},
	    {"published", 0, CLI_TEXT, &published_text, "DATE",
	     "the document's date where it prints none"},
	    {"source", 0, CLI_TEXT, &r.source_option, "NAME",
	     "the source column (default: the file's name)"},
	    {"unresolved", 0, CLI_FLAG, &r.unresolved, NULL,
	     "list every number that became no claim, with the reason"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int code = cli_parse(&cmd_read, &g, options, argc, argv, argv, &n_words, &done);

	if (code || done)
		return code;
	if (published_text && !cli_day(&cmd_read, published_text, &published))
		return 2;
	if (!r.phrase && n_words == 0)
		return cli_usage(&cmd_read, "name a file, or --phrase TEXT");
	tally_status status = load(&r, &err);

	if (status == TALLY_OK && r.phrase)
		status = read_phrases(&r, published, &err);
	else if (status == TALLY_OK)
		status = read_files(&r, n_words, argv, published, &err);
	tally_lexicon_free(r.lexicon);
	tally_codes_free(r.codes);
	tally_diagnostics_release(&r.list);
	return status == TALLY_OK ? cli_finish(0) : cli_fail(&err);
}

const cli_command cmd_read = {
    .name = "read",
    .summary = "press text to claims",
    .usage = "read FILE... [OPTION...]",
    .help = "Reads statistical prose, Chinese or English, and prints the claims in it.",
    .examples = "tally read --phrase '同比增长约8%'  # what is seen in a phrase\n",
    .run = run,
};
