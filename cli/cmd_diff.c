/* cmd_diff.c: what differs between two stores or two dates, and the history of a figure.
 *
 * Two stores are compared claim by claim, as lines of the canonical CSV with all columns, so that
 * their code lists need not be the same. Two dates are compared figure by figure, as a reader of
 * those days would have seen them. */
#include "cli.h"

#include "csv/csv.h"
#include "store/store.h"
#include "vintages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_diff;

/* --- two stores ------------------------------------------------------------------------- */

/* The claims of a store as sorted CSV records, the head first. */
typedef struct {
	char *text;
	size_t size, capacity;
	char **lines;
	size_t n;
} records;

static int to_records(void *context, const char *bytes, size_t n)
{
	records *r = context;

	if (r->size + n + 1 > r->capacity) {
		size_t capacity = 2 * (r->size + n + 1);
		char *grown = realloc(r->text, capacity);

		if (!grown)
			return 1;
		r->text = grown;
		r->capacity = capacity;
	}
	memcpy(r->text + r->size, bytes, n);
	r->size += n;
	r->text[r->size] = 0;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts the text at line ends outside quotes. */
static bool cut(records *r)
{
	bool quoted = false;
	size_t n = 1;

	for (size_t i = 0; i < r->size; i++)
		n += r->text[i] == '\n';
	r->lines = malloc(n * sizeof *r->lines);
	if (!r->lines)
		return false;
	char *begin = r->text;
	for (size_t i = 0; i < r->size; i++) {
		quoted ^= r->text[i] == '"';
		if (r->text[i] != '\n' || quoted)
			continue;
		r->text[i] = 0;
		r->lines[r->n++] = begin;
		begin = r->text + i + 1;
	}
	if (r->n > 1)
		qsort(r->lines + 1, r->n - 1, sizeof *r->lines, by_text);
	return true;
}

static int read_records(const char *path, records *out)
{
	tally_store *store;
	tally_claims claims = {0};
	tally_selection all = tally_selection_all();
	tally_error err = {0};
	tally_status status = tally_store_open(path, &store, &err);

	if (status != TALLY_OK)
		return cli_fail(&err);
	status = tally_store_read(store, &all, &claims, &err);
	if (status == TALLY_OK)
		status = tally_csv_write_claims(&claims, tally_store_codes(store), true, to_records,
						out, &err);
	tally_claims_release(&claims);
	tally_store_close(store);
	if (status == TALLY_OK && !cut(out))
		status = tally_error_memory(&err);
	return status == TALLY_OK ? 0 : cli_fail(&err);
}

static void release_records(records *r)
{
	free(r->text);
	free(r->lines);
}

static void put_difference(const cli_globals *g, char sign, const char *line, long count)
{
	if (!g->json) {
		printf("%c ", sign);
		cli_put(stdout, line);
		printf("\n");
		return;
	}
	printf(count ? ",\n{\"change\":\"%c\",\"claim\":" : "\n{\"change\":\"%c\",\"claim\":",
	       sign);
	cli_json_string(stdout, line);
	printf("}");
}

static long compare_records(const cli_globals *g, const records *a, const records *b)
{
	long differences = 0;
	size_t i = 1, j = 1;

	while (i < a->n || j < b->n) {
		int order = i >= a->n ? 1 : j >= b->n ? -1 : strcmp(a->lines[i], b->lines[j]);

		if (order < 0)
			put_difference(g, '-', a->lines[i], differences++);
		if (order > 0)
			put_difference(g, '+', b->lines[j], differences++);
		i += order <= 0;
		j += order >= 0;
	}
	return differences;
}

static int diff_stores(const cli_globals *g, const char *first, const char *second)
{
	records a = {0}, b = {0};
	int code = read_records(first, &a);

	if (code == 0)
		code = read_records(second, &b);
	if (code == 0) {
		if (g->json)
			printf("{\"columns\":"), cli_json_string(stdout, a.n ? a.lines[0] : ""),
			    printf(",\"differences\":[");
		code = compare_records(g, &a, &b) > 0;
		if (g->json)
			printf("]}\n");
		else if (code == 0)
			fprintf(stderr, "the two stores hold the same claims\n");
	}
	release_records(&a);
	release_records(&b);
	return code;
}

/* --- two dates -------------------------------------------------------------------------- */

typedef struct {
	const cli_globals *g;
	const tally_codes *codes;
	const tally_claims *claims;
	cli_table *table;
	long changes;
} date_diff;

static bool same_key(const tally_series_key *a, const tally_series_key *b)
{
	return a->metric == b->metric && a->region == b->region && a->frequency == b->frequency &&
	       a->measure == b->measure && a->adjustment == b->adjustment && a->kind == b->kind &&
	       tally_prices_equal(a->prices, b->prices) && a->against.metric == b->against.metric &&
	       a->against.region == b->against.region && a->against.base == b->against.base &&
	       tally_period_equal(a->against.period, b->against.period);
}

static void figure_text(const date_diff *d, const tally_point *p, char *out, size_t size)
{
	char digits[TALLY_FIGURE_TEXT];

	*out = 0;
	if (!p || p->claim < 0)
		return;
	const tally_claim *c = &d->claims->items[p->claim];
	tally_figure_print(&c->figure, digits);
	snprintf(out, size, "%s%s %s", tally_qualifier_text((tally_qualifier)c->qualifier), digits,
		 c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(d->codes, c->unit)->text);
}

static void put_change(date_diff *d, const tally_series_key *k, const tally_point *before,
		       const tally_point *after)
{
	static const char *const heads[] = {"metric", "region", "measure",  "period",
					    "before", "after",  "published"};
	const tally_point *p = after ? after : before;
	char period[TALLY_PERIOD_TEXT], texts[2][TALLY_FIGURE_TEXT + 300];
	char published[TALLY_PERIOD_TEXT];
	const char *cells[] = {tally_codes_metric(d->codes, k->metric)->code,
			       tally_codes_region(d->codes, k->region)->code,
			       tally_measure_name((tally_measure)k->measure),
			       period,
			       texts[0],
			       texts[1],
			       published};

	tally_period_print(p->period, period);
	figure_text(d, before, texts[0], sizeof texts[0]);
	figure_text(d, after, texts[1], sizeof texts[1]);
	tally_day_print(p->published, published);
	if (d->g->json) {
		for (int i = 0; i < 7; i++) {
			printf("%s\"%s\":", i ? "," : d->changes ? ",\n{" : "\n{", heads[i]);
			cli_json_string(stdout, cells[i]);
		}
		printf("}");
	} else {
		cli_table_row(d->table, cells);
	}
	d->changes++;
}

static bool same_point(const tally_point *a, const tally_point *b)
{
	return a->claim == b->claim ||
	       (a->lo == b->lo && a->hi == b->hi && a->status == b->status &&
		(a->value == b->value || (isnan(a->value) && isnan(b->value))));
}

/* a or b may be NULL: a series that only one of the days knew. */
static void compare_series(date_diff *d, const tally_series *a, const tally_series *b)
{
	for (size_t i = 0; b && i < b->n; i++) {
		ptrdiff_t at = a ? tally_series_find(a, b->points[i].period) : -1;

		if (at < 0)
			put_change(d, &b->key, NULL, &b->points[i]);
		else if (!same_point(&a->points[at], &b->points[i]))
			put_change(d, &b->key, &a->points[at], &b->points[i]);
	}
	for (size_t i = 0; a && i < a->n; i++)
		if (!b || tally_series_find(b, a->points[i].period) < 0)
			put_change(d, &a->key, &a->points[i], NULL);
}

/* Both sets are in the same order; what the earlier day knew the later one knows as well, unless
 * it was taken back. */
static void compare_sets(date_diff *d, const tally_series_set *a, const tally_series_set *b)
{
	size_t i = 0;

	for (size_t j = 0; j < b->n; j++) {
		size_t at = i;

		while (at < a->n && !same_key(&a->items[at].key, &b->items[j].key))
			at++;
		if (at == a->n) {
			compare_series(d, NULL, &b->items[j]);
			continue;
		}
		for (; i < at; i++)
			compare_series(d, &a->items[i], NULL);
		compare_series(d, &a->items[i++], &b->items[j]);
	}
	for (; i < a->n; i++)
		compare_series(d, &a->items[i], NULL);
}

static tally_status build(const date_diff *d, const cli_query *q, tally_day day,
			  tally_series_set *out, tally_error *err)
{
	tally_series_query query = tally_series_query_default();

	query.as_of = day;
	query.source = q->source;
	query.prefer = q->prefer;
	query.all_kinds = true;
	return tally_series_build(d->claims, d->codes, &query, out, err);
}

static int diff_claims(date_diff *d, const cli_query *q, const tally_day days[2])
{
	static const char *const heads[] = {"metric", "region", "measure",  "period",
					    "before", "after",  "published"};
	tally_series_set a = {0}, b = {0};
	tally_error err = {0};
	tally_status status = build(d, q, days[0], &a, &err);

	if (status == TALLY_OK)
		status = build(d, q, days[1], &b, &err);
	if (status == TALLY_OK) {
		if (d->g->json)
			printf("{\"changes\":[");
		else
			d->table = cli_table_new(7, heads, "llllrrl");
		compare_sets(d, &a, &b);
		if (d->g->json)
			printf("]}\n");
		else if (d->changes && d->table)
			cli_table_print(d->table, stdout);
		cli_table_free(d->table);
	}
	tally_series_set_release(&a);
	tally_series_set_release(&b);
	if (status != TALLY_OK)
		return cli_fail(&err);
	if (d->changes == 0 && !d->g->json)
		fprintf(stderr, "nothing changed between the two days\n");
	return d->changes > 0;
}

static int diff_dates(const cli_globals *g, const cli_query *q, const tally_day days[2])
{
	tally_claims claims = {0};
	int code;
	tally_store *store = cli_open(g, &code);

	if (!store)
		return code;
	code = cli_read(&cmd_diff, q, store, NULL, 0, NULL, 0, &claims);
	if (code == 0) {
		date_diff d = {.g = g, .codes = tally_store_codes(store), .claims = &claims};
		code = diff_claims(&d, q, days);
	}
	tally_claims_release(&claims);
	tally_store_close(store);
	return code;
}

/* --- the verb ----------------------------------------------------------------------------- */

static bool is_day(const char *text, tally_day *out)
{
	return tally_day_parse(text, strlen(text), out, NULL) == TALLY_OK;
}

static int diff(const cli_globals *g, const cli_query *q, char **words, int n)
{
	tally_day days[2];

	if (n == 1)
		return diff_stores(g, g->store, words[0]);
	if (n != 2)
		return cli_usage(&cmd_diff, "two stores, two dates or --vintages METRIC REGION");
	bool first = is_day(words[0], &days[0]), second = is_day(words[1], &days[1]);

	if (first != second)
		return cli_usage(&cmd_diff, "\"%s\" and \"%s\": both stores or both dates",
				 words[0], words[1]);
	return first ? diff_dates(g, q, days) : diff_stores(g, words[0], words[1]);
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	cli_query q = {0};
	bool vintages = false, done = false;
	const cli_option options[] = {
	    CLI_QUERY_OPTIONS(q),
	    {"measure", 0, CLI_TEXT, &q.measure, "MEASURE", "only level, growth, share, ..."},
	    {"vintages", 0, CLI_FLAG, &vintages, NULL, "how the figures of a series were revised"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	int n = 0, code = cli_parse(&cmd_diff, &g, options, argc, argv, argv, &n, &done);

	if (code || done)
		return code;
	if (!vintages)
		return diff(&g, &q, argv, n);
	if (n != 2)
		return cli_usage(&cmd_diff, "--vintages takes a metric and a region");
	return cli_vintages(&cmd_diff, &g, &q, argv[0], argv[1]);
}

const cli_command cmd_diff = {
    .name = "diff",
    .summary = "what differs between two stores or dates; revisions",
    .usage = "diff STORE [STORE] | diff DATE DATE | diff --vintages METRIC REGION",
    .help =
	"Two stores: claims that only the first (-) or only the second (+) has. Two dates: the\n"
	"figures that were learned or revised between them. --vintages: every release of the\n"
	"figures of a series, each revision, and their mean and spread. Exit 1 when there are\n"
	"differences (not with --vintages).",
    .examples = "  tally diff old.h5 tally.h5\n"
		"  tally diff 2023-01-01 2024-01-01\n"
		"  tally diff --vintages gdp CN\n"
		"  tally diff --vintages gdp CH --measure growth --json",
    .run = run,
};
