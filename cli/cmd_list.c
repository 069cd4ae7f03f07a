/* cmd_list.c: what there is: metrics, regions, units, sources, series, batches. */
#include "cli.h"

#include "store/store.h"

#include <stdlib.h>
#include <string.h>

extern const cli_command cmd_list, cmd_log;

#define COLUMNS_MAX 9

/* One listing: rows of texts in a table, as TSV or as JSON. */
typedef struct {
	const cli_globals *g;
	const char *const *heads; /* names of the JSON members, too */
	int n_columns;
	int n_shown;       /* columns of the table; the rest is for JSON */
	const char *align; /* [n_shown] 'r': numbers */
	bool tsv;
	cli_table *table;
	long rows;
} listing;

static void begin(listing *l, const char *name, const char *const *heads, int n, const char *align)
{
	l->heads = heads;
	l->n_columns = n;
	l->n_shown = (int)strlen(align);
	l->align = align;
	if (l->g->json)
		printf("{\"%s\":[", name);
	else if (!l->tsv)
		l->table = cli_table_new(l->n_shown, heads, align);
}

/* code, tab, names: what other programs read; control characters cannot break a line. */
static void put_plain(const char *text)
{
	for (; *text; text++)
		putchar((unsigned char)*text < ' ' ? ' ' : *text);
}

static void json_row(const listing *l, const char *const *cells)
{
	printf(l->rows ? ",\n{" : "\n{");
	for (int k = 0; k < l->n_columns; k++) {
		printf(k ? ",\"%s\":" : "\"%s\":", l->heads[k]);
		if (k < l->n_shown && l->align[k] == 'r')
			fputs(cells[k], stdout);
		else
			cli_json_string(stdout, cells[k]);
	}
	printf("}");
}

/* names: what stands behind the tab in TSV. */
static void add(listing *l, const char *const *cells, const char *names)
{
	if (l->g->json) {
		json_row(l, cells);
	} else if (l->tsv) {
		put_plain(cells[0]);
		putchar('\t');
		put_plain(names);
		putchar('\n');
	} else if (l->table) {
		cli_table_row(l->table, cells);
	}
	l->rows++;
}

static void end(listing *l)
{
	if (l->g->json)
		printf("]}\n");
	if (l->table)
		cli_table_print(l->table, stdout);
	cli_table_free(l->table);
	if (l->rows == 0 && !l->g->json)
		fprintf(stderr, "tally: nothing of that kind in the store\n");
}

/* "name|name|alias", without empty ones; malloc'ed. */
static char *join_names(const char *en, const char *zh, const char *const *aliases, int n)
{
	size_t size = strlen(en) + strlen(zh) + 3;
	for (int i = 0; i < n; i++)
		size += strlen(aliases[i]) + 1;
	char *out = calloc(1, size), *at = out;

	for (int i = -2; out && i < n; i++) {
		const char *name = i == -2 ? en : i == -1 ? zh : aliases[i];

		if (!*name)
			continue;
		if (at != out)
			*at++ = '|';
		at = stpcpy(at, name);
	}
	return out;
}

/* --- code lists ------------------------------------------------------------------------ */

static const char *observed_name(tally_observed o)
{
	static const char *const names[] = {"flow", "stock", "average", "index", "rate"};

	return names[o];
}

static void list_metrics(listing *l, const tally_codes *codes)
{
	static const char *const heads[] = {"code", "name", "unit", "observed", "names"};

	begin(l, "metrics", heads, 5, "llll");
	for (int32_t i = 0; i < tally_codes_n_metrics(codes); i++) {
		const tally_metric *m = tally_codes_metric(codes, i);
		char *names = join_names(m->name_en, m->name_zh, (const char *const *)m->aliases,
					 m->n_aliases);
		const char *cells[] = {m->code, tally_metric_name(m, l->g->lang), m->base_unit,
				       observed_name(m->observed), names ? names : ""};

		add(l, cells, cells[4]);
		free(names);
	}
	end(l);
}

static void add_region(listing *l, const tally_codes *codes, int32_t id, const char *partition)
{
	const tally_region *r = tally_codes_region(codes, id);
	char *names =
	    join_names(r->name_en, r->name_zh, (const char *const *)r->aliases, r->n_aliases);
	const char *cells[] = {r->code, tally_region_name(r, l->g->lang), partition,
			       names ? names : ""};

	add(l, cells, cells[3]);
	free(names);
}

static bool member_at(const tally_membership *m, tally_day at)
{
	return at == TALLY_DAY_NONE || ((m->from == TALLY_DAY_NONE || m->from <= at) &&
					(m->to == TALLY_DAY_NONE || at <= m->to));
}

static void list_regions(listing *l, const tally_codes *codes, int32_t group, tally_day at)
{
	static const char *const heads[] = {"code", "name", "partition", "names"};

	begin(l, "regions", heads, 4, group == TALLY_NO_CODE ? "ll" : "lll");
	for (int32_t i = 0; group == TALLY_NO_CODE && i < tally_codes_n_regions(codes); i++)
		add_region(l, codes, i, "");
	for (int32_t i = 0; group != TALLY_NO_CODE && i < tally_codes_n_memberships(codes); i++) {
		const tally_membership *m = tally_codes_membership(codes, i);

		if (m->group == group && member_at(m, at))
			add_region(l, codes, m->member, m->partition);
	}
	end(l);
}

static void list_units(listing *l, const tally_codes *codes)
{
	static const char *const heads[] = {"text", "power", "base", "dimension"};

	begin(l, "units", heads, 4, "lrll");
	for (int32_t i = 0; i < tally_codes_n_units(codes); i++) {
		const tally_unit *u = tally_codes_unit(codes, i);
		char power[16], meaning[TALLY_NAME_MAX + 32];
		const char *cells[] = {u->text, power, u->base, u->dimension};

		snprintf(power, sizeof power, "%d", u->power);
		snprintf(meaning, sizeof meaning, "10^%d %s", u->power, u->base);
		add(l, cells, meaning);
	}
	end(l);
}

/* --- what the claims say ---------------------------------------------------------------- */

typedef struct {
	int32_t text;
	long claims;
	tally_day first, last;
} source_count;

static int by_claims(const void *a, const void *b)
{
	const source_count *x = a, *y = b;

	return x->claims != y->claims ? (x->claims > y->claims ? -1 : 1)
				      : (x->text > y->text) - (x->text < y->text);
}

static void count_sources(const tally_claims *claims, source_count *counts)
{
	for (size_t i = 0; i < claims->n; i++) {
		const tally_claim *c = &claims->items[i];
		source_count *s = &counts[c->source];

		s->text = c->source;
		if (c->published != TALLY_DAY_NONE) {
			if (s->first == TALLY_DAY_NONE || c->published < s->first)
				s->first = c->published;
			if (s->last == TALLY_DAY_NONE || c->published > s->last)
				s->last = c->published;
		}
		s->claims++;
	}
}

static int list_sources(listing *l, const tally_codes *codes, const tally_claims *claims)
{
	static const char *const heads[] = {"source", "family", "claims", "first", "last"};
	int32_t n = claims->texts.n > 0 ? claims->texts.n : 1;
	source_count *counts = calloc((size_t)n, sizeof *counts);

	if (!counts) {
		tally_error err = {0};
		tally_error_memory(&err);
		return cli_fail(&err);
	}
	for (int32_t i = 0; i < n; i++)
		counts[i].first = counts[i].last = TALLY_DAY_NONE;
	count_sources(claims, counts);
	qsort(counts, (size_t)n, sizeof *counts, by_claims);
	begin(l, "sources", heads, 5, "llrll");
	for (int32_t i = 0; i < n && counts[i].claims > 0; i++) {
		char number[24], first[TALLY_PERIOD_TEXT], last[TALLY_PERIOD_TEXT];
		const char *source = tally_pool_text(&claims->texts, counts[i].text);
		const char *family = tally_codes_source_of(codes, source)->family;
		const char *cells[] = {source, family, number, first, last};

		snprintf(number, sizeof number, "%ld", counts[i].claims);
		tally_day_print(counts[i].first, first);
		tally_day_print(counts[i].last, last);
		add(l, cells, family);
	}
	end(l);
	free(counts);
	return 0;
}

static void add_series(listing *l, const tally_codes *codes, const tally_series *s)
{
	char frequency[2] = {tally_frequency_letter(s->key.frequency), 0}, prices[32], number[24];
	char first[TALLY_PERIOD_TEXT], last[TALLY_PERIOD_TEXT], against[TALLY_AGAINST_TEXT];
	char name[2 * TALLY_CODE_MAX + 4], rest[512];
	const char *metric = tally_codes_metric(codes, s->key.metric)->code;
	const char *region = tally_codes_region(codes, s->key.region)->code;
	const char *measure = tally_measure_name((tally_measure)s->key.measure);
	const char *cells[] = {metric, region, measure, against, frequency,
			       prices, number, first,   last};

	tally_against_print(&s->key.against, codes, against);
	tally_prices_print(s->key.prices, prices);
	if (s->key.prices.kind == TALLY_PRICES_NONE)
		*prices = 0;
	snprintf(number, sizeof number, "%zu", s->n);
	tally_period_print(s->points[0].period, first);
	tally_period_print(s->points[s->n - 1].period, last);
	if (l->tsv) { /* the code of a series is metric@region */
		snprintf(name, sizeof name, "%s@%s", metric, region);
		snprintf(rest, sizeof rest, "%s|%s|%s|%s|%s|%s", measure, frequency, prices, number,
			 first, last);
		cells[0] = name;
		add(l, cells, rest);
	} else {
		add(l, cells, "");
	}
}

static int list_series(listing *l, const tally_codes *codes, const tally_claims *claims)
{
	static const char *const heads[] = {"metric", "region",  "measure", "against", "frequency",
					    "prices", "figures", "first",   "last"};
	tally_series_query query = tally_series_query_default();
	tally_series_set set = {0};
	tally_error err = {0};

	query.all_kinds = true;
	if (tally_series_build(claims, codes, &query, &set, &err) != TALLY_OK)
		return cli_fail(&err);
	begin(l, "series", heads, 9, "llllllrll");
	for (size_t i = 0; i < set.n; i++)
		if (set.items[i].n > 0)
			add_series(l, codes, &set.items[i]);
	end(l);
	tally_series_set_release(&set);
	return 0;
}

/* --- the verb ---------------------------------------------------------------------------- */

typedef struct {
	const char *format, *group, *at;
	const char *metric, *region;
} wishes;

static int list_claims(listing *l, tally_store *store, const char *what, const wishes *w)
{
	const cli_query query = {0};
	const tally_codes *codes = tally_store_codes(store);
	tally_claims claims = {0};
	int32_t metric = 0, region = 0;

	if (w->metric && (metric = cli_metric(&cmd_list, codes, w->metric)) == TALLY_NO_CODE)
		return 2;
	if (w->region && (region = cli_region(&cmd_list, codes, w->region)) == TALLY_NO_CODE)
		return 2;
	int code = cli_read(&cmd_list, &query, store, &metric, w->metric ? 1 : 0, &region,
			    w->region ? 1 : 0, &claims);

	if (code == 0 && strcmp(what, "sources") == 0)
		code = list_sources(l, codes, &claims);
	else if (code == 0)
		code = list_series(l, codes, &claims);
	tally_claims_release(&claims);
	return code;
}

static int list_members(listing *l, const tally_codes *codes, const wishes *w)
{
	int32_t group = TALLY_NO_CODE;
	tally_day at = TALLY_DAY_NONE;

	if (w->at && !w->group)
		return cli_usage(&cmd_list, "--at goes with --group");
	if (w->group && (group = cli_region(&cmd_list, codes, w->group)) == TALLY_NO_CODE)
		return 2;
	if (w->at && !cli_day(&cmd_list, w->at, &at))
		return 2;
	list_regions(l, codes, group, at);
	return 0;
}

static int list(listing *l, tally_store *store, const char *what, const wishes *w)
{
	const tally_codes *codes = tally_store_codes(store);

	if (strcmp(what, "regions") == 0)
		return list_members(l, codes, w);
	if (w->group || w->at)
		return cli_usage(&cmd_list, "--group and --at go with regions");
	if (strcmp(what, "sources") == 0 || strcmp(what, "series") == 0)
		return list_claims(l, store, what, w);
	if (strcmp(what, "metrics") == 0)
		list_metrics(l, codes);
	else
		list_units(l, codes);
	return 0;
}

static int unknown(const char *what)
{
	static const char *const words[] = {"metrics", "regions", "units",
					    "sources", "series",  "batches"};
	const char *near = tally_near_word(what, words, 6);

	return cli_usage(&cmd_list, "cannot list \"%s\"; %s%s%s", what,
			 near ? "did you mean " : "one of metrics, regions, units, sources, ",
			 near ? near : "series, batches", near ? "?" : "");
}

static bool known_word(const char *what)
{
	static const char *const words[] = {"metrics", "regions", "units", "sources", "series"};

	for (int i = 0; i < 5; i++)
		if (strcmp(what, words[i]) == 0)
			return true;
	return false;
}

static int run(const cli_globals *globals, int argc, char **argv)
{
	cli_globals g = *globals;
	wishes w = {0};
	const cli_option options[] = {
	    {"format", 0, CLI_TEXT, &w.format, "tsv", "code, tab, names joined by a bar"},
	    {"group", 0, CLI_TEXT, &w.group, "REGION", "regions that belong to this one"},
	    {"at", 0, CLI_TEXT, &w.at, "DATE", "with --group: on that day"},
	    {"metric", 0, CLI_TEXT, &w.metric, "METRIC", "series and sources of this metric"},
	    {"region", 0, CLI_TEXT, &w.region, "REGION", "series and sources of this region"},
	    {NULL, 0, CLI_FLAG, NULL, NULL, NULL},
	};
	bool done = false;
	int n = 0, code = cli_parse(&cmd_list, &g, options, argc, argv, argv, &n, &done);
	listing l = {.g = &g};

	if (code || done)
		return code;
	if (n != 1)
		return cli_usage(&cmd_list,
				 "what? metrics, regions, units, sources, series or batches");
	if (w.format && strcmp(w.format, "tsv") != 0)
		return cli_usage(&cmd_list, "--format is tsv, found \"%s\"", w.format);
	l.tsv = w.format != NULL;
	if (strcmp(argv[0], "batches") == 0) {
		char *words[] = {argv[0], NULL};
		return cmd_log.run(&g, 1, words);
	}
	if (!known_word(argv[0]))
		return unknown(argv[0]);
	tally_store *store = cli_open(&g, &code);
	if (!store)
		return code;
	code = list(&l, store, argv[0], &w);
	tally_store_close(store);
	return code;
}

const cli_command cmd_list = {
    .name = "list",
    .summary = "metrics, regions, units, sources, series or batches",
    .usage = "list metrics|regions|units|sources|series|batches [OPTION...]",
    .help = "Lists what the store knows (metrics, regions, units: its code lists) and holds\n"
	    "(sources, series, batches).",
    .examples = "  tally list metrics\n"
		"  tally list regions --group CN-HTZ --at 2022-12-31\n"
		"  tally list metrics --format tsv | grep 研发\n"
		"  tally list series --metric gdp\n"
		"  tally list sources --json",
    .run = run,
};
