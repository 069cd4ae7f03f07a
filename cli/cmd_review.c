/* cmd_review.c: a page on which a person accepts, corrects or rejects what was read. */
#include "reading.h"

#include "text/review.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_review;

/* A page with more numbers than this is no page that anybody reviews. */
#define NUMBERS_MAX 20000

typedef struct {
	cli_reader reader;
	cli_text text;
	const char *source;
	tally_reading *claims;
	size_t n_claims, cap_claims;
	tally_unread *unread;
	size_t n_unread, cap_unread;
	bool memory, too_many;
} review;

static bool grow(void **items, size_t *capacity, size_t n, size_t size)
{
	if (n < *capacity)
		return true;
	size_t wanted = *capacity ? *capacity * 2 : 64;
	void *grown = realloc(*items, wanted * size);

	if (!grown)
		return false;
	*items = grown;
	*capacity = wanted;
	return true;
}

static int take_claim(void *context, const tally_reading *c)
{
	review *r = context;
	tally_reading copy = *c;
	char printed[256];

	cli_reading_printed(&r->text, c, printed);
	if (r->reader.decisions &&
	    !tally_decisions_apply(r->reader.decisions, r->source, printed, &copy))
		return 0;
	r->too_many = r->n_claims + r->n_unread >= NUMBERS_MAX;
	if (r->too_many || !grow((void **)&r->claims, &r->cap_claims, r->n_claims, sizeof copy)) {
		r->memory = !r->too_many;
		return 1;
	}
	r->claims[r->n_claims++] = copy;
	return 0;
}

static int take_unread(void *context, const tally_unread *u)
{
	review *r = context;

	r->too_many = r->n_claims + r->n_unread >= NUMBERS_MAX;
	if (r->too_many || !grow((void **)&r->unread, &r->cap_unread, r->n_unread, sizeof *u)) {
		r->memory = !r->too_many;
		return 1;
	}
	r->unread[r->n_unread++] = *u;
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const tally_slot *x = &((const tally_reading *)a)->slots[TALLY_SLOT_VALUE],
			 *y = &((const tally_reading *)b)->slots[TALLY_SLOT_VALUE];

	return (x->from > y->from) - (x->from < y->from);
}

static int put_bytes(void *context, const char *bytes, size_t n)
{
	return fwrite(bytes, 1, n, context) != n;
}

static tally_status write_page(review *r, const char *path, tally_error *err)
{
	bool to_stdout = strcmp(path, "-") == 0;
	FILE *out = to_stdout ? stdout : fopen(path, "wb");

	if (!out)
		return tally_error_set(err, TALLY_ESYSTEM, "%s: %s", path, strerror(errno));
	int bad = tally_review_write(r->source, "", r->text.bytes, r->text.size, r->claims,
				     r->n_claims, r->unread, r->n_unread, put_bytes, out);

	if (!to_stdout && fclose(out) != 0)
		bad = 1;
	if (bad)
		return tally_error_set(err, TALLY_ESYSTEM, "%s: cannot write: %s", path,
				       strerror(errno));
	return TALLY_OK;
}

static tally_status read_text(review *r, const char *path, tally_day published, tally_error *err)
{
	tally_read_counts counts;
	const tally_read_options options = {.source = r->source, .published = published};
	const tally_read_sink sink = {take_claim, take_unread, r};
	tally_status status = cli_text_open(path, &r->text, err);

	if (status == TALLY_OK)
		status = tally_read_text(r->reader.lexicon, r->text.bytes, r->text.size, &options,
					 &sink, &counts, err);
	if (status == TALLY_OK && r->memory)
		status = tally_error_memory(err);
	if (status == TALLY_OK && r->too_many)
		status = tally_error_set(err, TALLY_EUSAGE,
					 "%s holds more than %d numbers; review it in parts", path,
					 NUMBERS_MAX);
	return status;
}

static tally_status make_page(review *r, const char *path, const char *out, tally_day published,
			      tally_error *err)
{
	tally_status status = read_text(r, path, published, err);

	if (status == TALLY_OK) {
		/* claims of headings came late */
		qsort(r->claims, r->n_claims, sizeof *r->claims, by_place);
		status = write_page(r, out, err);
	}
	cli_text_close(&r->text);
	return status;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	review r = {.reader.g = &g};
	const char *out = NULL, *published_text = NULL, *decisions = NULL;
	tally_day published = TALLY_DAY_NONE;
	tally_error err = {0};
	bool done = false;
	int n = 0;
	const cli_option options[] = {
	    {"output", 'o', CLI_TEXT, &out, "PAGE", "the page to write (- for stdout)"},
	    {"source", 0, CLI_TEXT, &r.source, "NAME", "the source (default: the file's name)"},
	    {"published", 0, CLI_TEXT, &published_text, "DATE",
	     "the document's date where it prints none"},
	    {"decisions", 0, CLI_TEXT, &decisions, "FILE",
	     "show what was decided before as decided"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int code = cli_parse(&cmd_review, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (n != 1 || !out)
		return cli_usage(&cmd_review, "name one file and the page: -o page.html");
	if (published_text && !cli_day(&cmd_review, published_text, &published))
		return 2;
	if (!r.source)
		r.source = cli_text_name(argv[0]);
	tally_status status = cli_reader_load(&r.reader, decisions, &err);

	if (status == TALLY_OK)
		status = make_page(&r, argv[0], out, published, &err);
	free(r.claims);
	free(r.unread);
	cli_reader_release(&r.reader);
	return status == TALLY_OK ? cli_finish(0) : cli_fail(&err);
}

const cli_command cmd_review = {
    .name = "review",
    .summary = "a page to accept, correct or reject what was read",
    .usage = "review FILE -o PAGE [OPTION...]",
    .help =
	"Writes one HTML page that needs no server and no network: the text with coloured slots,\n"
	"every claim beside it, filters by tier, and buttons (keys a, c, r; j, k to move). \"Save\n"
	"decisions\" gives a CSV file that `tally read --decisions` replays.",
    .examples = "  tally review bulletin.txt -o page.html\n"
		"  tally read bulletin.txt --decisions bulletin.txt.decisions.csv --into\n",
    .run = run,
};
