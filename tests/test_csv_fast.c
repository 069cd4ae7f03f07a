/* test_csv_fast.c: the short way for plain rows and the threads against libcsv alone.
 *
 * Files are generated in series order with all that may interrupt it, then mutated byte by byte;
 * every file must give the same claims, line numbers, counts, complaints and rejects each way. */
#include "csv/csv.h"
#include "csv/inside.h"
#include "rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static uint64_t state = 88172645463325252u;

/* Xorshift: the same files in every run. */
static unsigned pick(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % n);
}

/* --- reading, as one text --------------------------------------------------------------- */

static void note(csv_buffer *out, const char *format, ...)
{
	char line[2048];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	csv_buffer_put(out, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

static void note_claims(csv_buffer *out, const tally_claims *claims, const tally_codes *codes)
{
	tally_csv_write_claims(claims, codes, true, csv_buffer_sink, out, NULL);
	for (size_t i = 0; i < claims->n; i++)
		note(out, "%lld ", (long long)claims->items[i].row);
	for (int32_t i = 0; i < claims->texts.n; i++)
		note(out, "[%s]", tally_pool_text(&claims->texts, i));
}

/* --- a receiver that keeps its claims as text ----------------------------------------------- */

static void note_claim(csv_buffer *out, const tally_claims *table, const tally_claim *c)
{
	char period[TALLY_PERIOD_TEXT], value[TALLY_FIGURE_TEXT];
	tally_period_print(c->period, period);
	tally_figure_print(&c->figure, value);
	note(out, "%lld %d %d %s %s %d %c %s|", (long long)c->row, (int)c->metric, (int)c->region,
	     period, value, (int)c->unit, c->status, tally_pool_text(&table->texts, c->source));
}

/* What was received as text, and the claims that rows are like. */
typedef struct {
	csv_buffer text;
	tally_claims likes;
	const tally_claims *table;
} target;

static tally_status add_claims(void *context, tally_claims *table, tally_error *err)
{
	target *t = context;
	(void)err;
	t->table = table;
	for (size_t i = 0; i < table->n; i++)
		note_claim(&t->text, table, &table->items[i]);
	table->n = 0;
	return TALLY_OK;
}

static tally_status add_likes(void *context, tally_claims *table, tally_error *err)
{
	target *t = context;
	t->table = table;
	for (size_t i = 0; i < table->n; i++)
		assert_int_equal(tally_claims_add(&t->likes, &table->items[i], err), TALLY_OK);
	table->n = 0;
	return TALLY_OK;
}

static tally_status add_rows(void *context, const tally_like_rows *rows, tally_error *err)
{
	target *t = context;
	(void)err;
	for (size_t i = 0; i < rows->n; i++) {
		assert_true((size_t)rows->like[i] < t->likes.n);
		tally_claim c = t->likes.items[rows->like[i]];
		c.period = rows->period[i];
		c.figure.first = (tally_decimal){rows->mantissa[i], rows->decimals[i]};
		c.row = rows->before + rows->line[i];
		note_claim(&t->text, t->table, &c);
	}
	return TALLY_OK;
}

static void clear(void *context)
{
	target *t = context;
	t->text.n = t->likes.n = 0;
}

static void forget_likes(void *context)
{
	target *t = context;
	t->likes.n = 0;
}

static void receiver_agrees(const char *path, tally_csv_options options, tally_codes *lists)
{
	target blocks = {0};
	csv_buffer whole = {0};
	const tally_csv_receiver receiver = {&blocks, add_claims, add_likes, add_rows,
					     NULL,    clear,      forget_likes};
	tally_claims claims = {0};
	tally_csv_counts counts;
	tally_diagnostics list = {.max = 1};
	tally_status a =
	    tally_csv_read_blocks(path, &options, lists, &receiver, &counts, &list, NULL, NULL);
	tally_status b =
	    tally_csv_read_claims(path, &options, lists, &claims, &counts, &list, NULL, NULL);
	assert_int_equal(a, b);
	for (size_t i = 0; i < claims.n; i++)
		note_claim(&whole, &claims, &claims.items[i]);
	if (a == TALLY_OK) {
		assert_int_equal(blocks.text.n, whole.n);
		assert_memory_equal(blocks.text.n ? blocks.text.text : "",
				    whole.n ? whole.text : "", whole.n);
	}
	free(blocks.text.text);
	tally_claims_release(&blocks.likes);
	free(whole.text);
	tally_claims_release(&claims);
	tally_diagnostics_release(&list);
}

static char *read_as_text(const char *path, tally_csv_options options, tally_codes *codes)
{
	csv_buffer out = {0};
	tally_claims claims = {0};
	tally_csv_counts counts;
	tally_diagnostics list = {.max = 20};
	tally_error err = {0};
	char *rejects = NULL;

	tally_status status =
	    tally_csv_read_claims(path, &options, codes, &claims, &counts, &list, &rejects, &err);
	note(&out, "%d %s\n", (int)status, err.message);
	if (status == TALLY_OK)
		note_claims(&out, &claims, codes);
	note(&out, "\n%lld %lld %lld %lld %lld, %zu %zu\n", (long long)counts.rows,
	     (long long)counts.cells, (long long)counts.stored, (long long)counts.missing,
	     (long long)counts.refused, list.errors, list.count);
	for (size_t i = 0; status == TALLY_OK && i < list.count; i++)
		note(&out, "%ld:%ld %s\n", list.items[i].line, list.items[i].column,
		     list.items[i].message);
	if (rejects != NULL)
		csv_buffer_put(&out, rejects, strlen(rejects));
	free(rejects);
	tally_claims_release(&claims);
	tally_diagnostics_release(&list);
	return out.text;
}

static tally_codes *codes;

static void agree_with(const char *bytes, size_t n, tally_csv_options options)
{
	char path[64];
	snprintf(path, sizeof path, "/tmp/tally-test-fast-%ld.csv", (long)getpid());
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);

	options.by_libcsv = true;
	char *expected = read_as_text(path, options, codes);
	options.by_libcsv = false;
	for (int threads = 1; threads <= 4; threads++) {
		options.threads = threads;
		options.likes = threads % 2 ? 0 : 3; /* so few that they are forgotten often */
		char *found = read_as_text(path, options, codes);
		if (strcmp(found, expected) != 0) {
			fprintf(stderr, "--- file\n%.*s\n--- libcsv\n%s\n--- %d threads\n%s\n",
				(int)n, bytes, expected, threads, found);
			fail_msg("%d threads differ from libcsv", threads);
		}
		free(found);
	}
	free(expected);
	options.threads = 3;
	receiver_agrees(path, options, codes);
	unlink(path);
}

static void agree(const char *bytes, size_t n)
{
	agree_with(bytes, n, (tally_csv_options){0});
}

/* --- files ---------------------------------------------------------------------------------- */

static const char *line_end;

static const char *odd_value(void)
{
	static const char *const values[] = {"1,234.5",
					     "\"1,234.5\"",
					     "12 e",
					     "..",
					     "",
					     " 7",
					     "7 ",
					     "1e3",
					     "-5",
					     "-",
					     "x",
					     "1.",
					     ".5",
					     "999999999999999999",
					     "9999999999999999999",
					     "1/6",
					     "3..5",
					     "0.00",
					     "\"8\"",
					     "00012.50",
					     "+3",
					     "1.2.3"};
	return values[pick(sizeof values / sizeof *values)];
}

static const char *odd_line(void)
{
	static const char *const lines[] = {
	    "",
	    "   ",
	    ",,,,,,",
	    "gdp,CN,2020",
	    "gdp,CN,2020,1,亿元,nbs,A,extra",
	    "gdp,CN,2020,1,亿元,\"a \"\"b\"\"\nc\",A",
	    "\"gdp\",\"CN\",\"2020\",\"1\",\"亿元\",\"nbs\",\"A\"",
	    "gdp,CN,2020,1,亿元,5\" pipe,A",
	    "gdp, CN,2020,1,亿元,nbs,A",
	    "gdp,Nowhere,2020,1,亿元,nbs,A",
	    "gdp,CN,2020-Q7,1,亿元,nbs,A",
	    "gdp,CN,,1,亿元,nbs,A",
	    "gdp,CN,2020,,亿元,nbs,M",
	    "gdp,CN,2020,1,亿元,nbs,?",
	    "gdp,CN,2020,1,亿元,nbs\r,A",
	};
	return lines[pick(sizeof lines / sizeof *lines)];
}

static void put(csv_buffer *b, const char *text)
{
	csv_buffer_put(b, text, strlen(text));
}

static void put_series(csv_buffer *b, bool odd)
{
	static const char *const metrics[] = {"gdp", "population", "GDP", "nonsense"};
	static const char *const regions[] = {"CN", "CN-GD", "广东", "US"};
	static const char *const units[] = {"亿元", "万人", "%", "元"};
	static const char *const sources[] = {"nbs", "wb-2024", "\"a, b\"", ""};
	const char *metric = metrics[pick(odd ? 4 : 3)], *region = regions[pick(4)],
		   *unit = units[pick(odd ? 4 : 1)], *source = sources[pick(4)];
	unsigned n = 1 + pick(6);

	for (unsigned i = 0; i < n; i++) {
		char line[256], value[32];
		snprintf(value, sizeof value, "%u.%02u", pick(100000), pick(100));
		snprintf(line, sizeof line, "%s,%s,%u-Q%u,%s,%s,%s,%s%s", metric, region,
			 2000 + pick(3), 1 + pick(4), odd && pick(6) == 0 ? odd_value() : value,
			 unit, source, pick(20) ? "A" : "", line_end);
		put(b, line);
		if (odd && pick(12) == 0) {
			put(b, odd_line());
			put(b, line_end);
		}
	}
}

static csv_buffer make_file(bool odd)
{
	csv_buffer b = {0};
	line_end = pick(5) ? "\n" : "\r\n";
	put(&b, "metric,region,period,value,unit,source,status");
	put(&b, line_end);
	for (unsigned i = 1 + pick(12); i > 0; i--)
		put_series(&b, odd);
	if (pick(3) == 0)
		b.n -= 1; /* no line end at the end */
	return b;
}

static void clean_files_agree(void **unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS(150); i++) {
		csv_buffer b = make_file(false);
		agree(b.text, b.n);
		free(b.text);
	}
}

static void odd_files_agree(void **unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS(250); i++) {
		csv_buffer b = make_file(true);
		agree(b.text, b.n);
		free(b.text);
	}
}

static void mutated_files_agree(void **unused)
{
	(void)unused;
	static const char bytes[] = {',', '"', '\n', '\r', '\0', ' ',
				     '.', '-', '7',  'e',  ';',  '\t'};
	for (int i = 0; i < ROUNDS(400); i++) {
		csv_buffer b = make_file(pick(2) == 0);
		for (unsigned k = 1 + pick(3); k > 0; k--)
			b.text[pick((unsigned)b.n)] = bytes[pick(sizeof bytes)];
		agree(b.text, b.n);
		free(b.text);
	}
}

static void cut_files_agree(void **unused)
{
	(void)unused;
	csv_buffer b = make_file(true);
	for (size_t n = 1; n < b.n; n += 1 + pick(7))
		agree(b.text, n);
	free(b.text);
}

/* Tables that are not the claim CSV take the short way too, by one thread. */
static void mapped_files_agree(void **unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS(200); i++) {
		csv_buffer b = {0};
		put(&b, "Country Name,Country Code,Year,Value\n");
		for (unsigned k = pick(20); k > 0; k--) {
			char line[128];
			snprintf(line, sizeof line, "\"Korea, Rep.\",KOR,%u,%u.5%s\n",
				 1990 + pick(9), pick(999), pick(9) ? "" : " e");
			put(&b, pick(2) ? line : line + 15);
			put(&b, pick(9) ? "China,CHN,2001,7\n" : "Note: x, y\n");
		}
		agree_with(
		    b.text, b.n,
		    (tally_csv_options){.metric = "gdp", .unit = "USD", .published = "2024"});
		agree_with(b.text, b.n, (tally_csv_options){.metric = "gdp", .unit = "USD"});
		free(b.text);
	}
}

/* --- tables whose rows come in any order ---------------------------------------------------- */

/* How a table is written: which column stands where, what is quoted, in what order rows come. */
typedef struct {
	int place[7];     /* column i holds field place[i] */
	unsigned quoting; /* 0 none, 1 all, 2 at random, 3 by column */
	unsigned order;   /* 0 series, 1 period, 2 any */
	bool define, odd;
} style;

static const char *const table_fields[7] = {"metric", "region", "period", "value",
					    "unit",   "source", "status"};

static style pick_style(void)
{
	style s = {.place = {0, 1, 2, 3, 4, 5, 6},
		   .quoting = pick(4),
		   .order = pick(3),
		   .define = pick(3) == 0,
		   .odd = pick(3) == 0};
	for (unsigned i = 6; i > 0 && pick(2); i--) {
		unsigned j = pick(i + 1);
		int other = s.place[i];
		s.place[i] = s.place[j];
		s.place[j] = other;
	}
	return s;
}

static void put_cell(csv_buffer *b, const style *s, int field, const char *text)
{
	bool quoted = s->quoting == 1 || (s->quoting == 2 && pick(2)) ||
		      (s->quoting == 3 && field % 2 == 0) || strchr(text, ',') != NULL;
	bool closed = *text == '"';
	put(b, quoted && !closed ? "\"" : "");
	put(b, text);
	put(b, quoted && !closed ? "\"" : "");
}

static void put_table_row(csv_buffer *b, const style *s, unsigned series, unsigned period)
{
	static const char *const metrics[] = {"gdp", "population", "zeal", "Alpha Beta", "zorks"};
	static const char *const regions[] = {"CN", "CN-GD", "Oz", "US", "Ruritania, East"};
	static const char *const units[] = {"亿元", "万人", "zorkmid", "%"};
	static const char *const notes[] = {"nbs", "wb-2024", "line\nbreak", "a \"\"b\"\"", ""};
	char value[32], when[32];
	unsigned n = s->define ? 5 : 2, metric = series % n;
	snprintf(value, sizeof value, "%u.%0*u", pick(100000), (int)pick(4) + 1, pick(10));
	snprintf(when, sizeof when, period % 7 == 6 ? "%u-H1" : "%u-Q%u", 2000 + period / 4,
		 period % 4 + 1);
	const char *texts[7] = {metrics[metric],
				regions[series / n % n],
				when,
				s->odd && pick(9) == 0 ? odd_value() : value,
				s->define ? units[series % 4] : units[metric % 2],
				notes[series % (s->odd ? 5 : 2)],
				pick(8) ? "A" : "E"};
	for (int i = 0; i < 7; i++) {
		put(b, i > 0 ? "," : "");
		bool hard = strpbrk(texts[s->place[i]], "\"\n") != NULL;
		put(b, hard ? "\"" : "");
		if (hard)
			put(b, texts[s->place[i]]);
		else
			put_cell(b, s, i, texts[s->place[i]]);
		put(b, hard ? "\"" : "");
	}
	put(b, line_end);
}

static csv_buffer make_table(const style *s)
{
	csv_buffer b = {0};
	unsigned n_series = 1 + pick(12), n_periods = 1 + pick(9);
	line_end = pick(4) ? "\n" : "\r\n";
	for (int i = 0; i < 7; i++) {
		put(&b, i > 0 ? "," : "");
		put(&b, table_fields[s->place[i]]);
	}
	put(&b, line_end);
	for (unsigned i = 0; i < n_series * n_periods; i++)
		if (s->order == 0)
			put_table_row(&b, s, i / n_periods, i % n_periods);
		else if (s->order == 1)
			put_table_row(&b, s, i % n_series, i / n_series);
		else
			put_table_row(&b, s, pick(n_series), pick(n_periods));
	return b;
}

/* Every reading has lists of its own when it defines. */
static char *read_table(const char *path, tally_csv_options options)
{
	if (!options.define)
		return read_as_text(path, options, codes);
	csv_buffer out = {0};
	tally_codes *own;
	tally_diagnostics list = {0};
	assert_int_equal(tally_codes_load(NULL, &own, &list, NULL), TALLY_OK);
	int32_t metrics = tally_codes_n_metrics(own), regions = tally_codes_n_regions(own),
		units = tally_codes_n_units(own);
	char *text = read_as_text(path, options, own);
	csv_buffer_put(&out, text, strlen(text));
	for (int32_t i = metrics; i < tally_codes_n_metrics(own); i++)
		note(&out, "%s=%s(%s) ", tally_codes_metric(own, i)->code,
		     tally_codes_metric(own, i)->name_en, tally_codes_metric(own, i)->base_unit);
	for (int32_t i = regions; i < tally_codes_n_regions(own); i++)
		note(&out, "%s=%s ", tally_codes_region(own, i)->code,
		     tally_codes_region(own, i)->name_en);
	for (int32_t i = units; i < tally_codes_n_units(own); i++)
		note(&out, "%s ", tally_codes_unit(own, i)->text);
	free(text);
	tally_codes_free(own);
	return out.text;
}

static void table_agrees(const csv_buffer *b, tally_csv_options options)
{
	char path[64];
	snprintf(path, sizeof path, "/tmp/tally-test-table-%ld.csv", (long)getpid());
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(b->text, 1, b->n, f), b->n);
	fclose(f);
	options.by_libcsv = true;
	char *expected = read_table(path, options);
	options.by_libcsv = false;
	for (options.threads = 1; options.threads <= 3; options.threads++) {
		char *found = read_table(path, options);
		if (strcmp(found, expected) != 0) {
			size_t at = 0;
			while (found[at] == expected[at])
				at++;
			at -= at < 200 ? at : 200;
			fprintf(stderr,
				"--- file\n%.3000s\n--- libcsv\n%.600s\n--- %d threads\n%.600s\n",
				b->text, expected + at, options.threads, found + at);
			fail_msg("%d threads differ from libcsv", options.threads);
		}
		free(found);
	}
	free(expected);
	unlink(path);
}

static void tables_of_any_style_agree(void **unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS(400); i++) {
		style s = pick_style();
		csv_buffer b = make_table(&s);
		table_agrees(&b, (tally_csv_options){.define = s.define && i % 8 == 0});
		for (unsigned k = pick(3); k > 0 && b.n > 60; k--)
			b.text[50 + pick((unsigned)b.n - 50)] = ",\"\n\r .9"[pick(7)];
		table_agrees(&b, (tally_csv_options){0});
		free(b.text);
	}
}

/* --- files of several blocks -------------------------------------------------------------------
 */

/* Some three megabytes, so that a file is read in blocks as it comes. */
static csv_buffer make_large(bool define)
{
	csv_buffer b = {0};
	put(&b, "metric,region,period,value,unit,source,status\n");
	for (unsigned i = 0; i < 60000; i++) {
		char line[160];
		snprintf(line, sizeof line, "%s%u,CN,%u-Q%u,%u.%u,亿元,nbs-2024,A\n",
			 define    ? "m"
			 : i % 300 ? "gdp"
				   : "gpd",
			 define ? i / 40 % 700 : 0, 1900 + i / 4 % 100, i % 4 + 1, pick(99999),
			 pick(10));
		if (!define)
			memmove(strchr(line, '0'), strchr(line, '0') + 1,
				strlen(strchr(line, '0')));
		put(&b, line);
		if (i % 5000 == 4999)
			put(&b, "\"gdp\",CN,2020,7,亿元,\"two\nlines\",A\n");
	}
	return b;
}

static void large_files_agree(void **unused)
{
	(void)unused;
	csv_buffer b = make_large(false);
	table_agrees(&b, (tally_csv_options){0});
	free(b.text);
	b = make_large(true);
	table_agrees(&b, (tally_csv_options){.define = true});
	/* A quote that nobody closes, in the middle of the file. */
	b.text[b.n / 2] = '"';
	table_agrees(&b, (tally_csv_options){.define = true});
	free(b.text);
}

/* Bytes that are not UTF-8 come late: all is read again as what it is. */
static void late_bytes_of_another_encoding(void **unused)
{
	(void)unused;
	csv_buffer b = make_large(true);
	for (size_t i = 0; i + 6 < b.n; i++)
		if (memcmp(b.text + i, "亿元", 6) == 0)
			memcpy(b.text + i, "USD   ", 6);
	size_t at = b.n - 40;
	while (memcmp(b.text + at, "nbs-2024", 8) != 0)
		at--;
	memcpy(b.text + at, "\xb9\xfa\xbc\xd2\xcd\xb3\xbc\xc6", 8); /* 国家统计 in GB18030 */
	table_agrees(&b, (tally_csv_options){.define = true});
	memcpy(b.text + at, "R\xe9union", 7);
	table_agrees(&b, (tally_csv_options){.define = true});
	free(b.text);
}

/* Unknown codes are defined in the order of the file, whoever reads it. A list of codes of its own
 * for every reading, because readings change it. */
static void defining_files_agree(void **unused)
{
	(void)unused;
	static const char text[] = "metric,region,period,value,unit,source,status\n"
				   "gdp,CN,2020,1,亿元,,\ngdp,Oz,2020,1,亿元,,\n"
				   "zeal,CN,2020,2,zorkmid,,\nalpha,Oz,2021,2,zorkmid,,\n";
	char path[64], *found[4];
	snprintf(path, sizeof path, "/tmp/tally-test-define-%ld.csv", (long)getpid());
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	for (int threads = 0; threads < 4; threads++) {
		tally_codes *own;
		tally_diagnostics list = {0};
		assert_int_equal(tally_codes_load(NULL, &own, &list, NULL), TALLY_OK);
		found[threads] =
		    read_as_text(path,
				 (tally_csv_options){
				     .define = true, .threads = threads, .by_libcsv = threads == 0},
				 own);
		assert_string_equal(found[threads], found[0]);
		assert_string_equal(tally_codes_metric(own, tally_codes_n_metrics(own) - 2)->code,
				    "zeal");
		tally_codes_free(own);
	}
	for (int i = 0; i < 4; i++)
		free(found[i]);
	unlink(path);
}

/* 2021 and NULs behind it is no 2021, however well that is known. */
static void a_known_period_ends_where_its_text_does(void **unused)
{
	(void)unused;
	static const char head[] = "metric,region,period,value,unit\n"
				   "gdp,CN,2020,1.50,亿元\ngdp,CN,2021,2.50,亿元\n";
	static const char *const odd[] = {"2021\0", "2021\0\0\0\0", "\0" "2021", "20\0" "21"};
	static const size_t n[] = {5, 8, 5, 5};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		csv_buffer b = {0};
		csv_buffer_put(&b, head, sizeof head - 1);
		csv_buffer_put(&b, "gdp,CN,", 7);
		csv_buffer_put(&b, odd[i], n[i]);
		put(&b, ",3.50,亿元\ngdp,CN,2022,4.50,亿元\n");
		agree(b.text, b.n);
		free(b.text);
	}
}

/* A quote in an unquoted field makes the count of quotes odd for the rest of the file. */
static void stray_quotes_do_not_mislead_threads(void **unused)
{
	(void)unused;
	csv_buffer b = {0};
	put(&b, "metric,region,period,value,unit,source,status\n");
	put(&b, "gdp,CN,2020,1,亿元,5\" pipe,A\n");
	for (int i = 0; i < 200; i++)
		put(&b,
		    i % 10 ? "gdp,CN,2021,2.50,亿元,\"x\ny\",A\n" : "gdp,CN,2022,3.50,亿元,z,A\n");
	agree(b.text, b.n);
	free(b.text);
}

static int load(void **unused)
{
	tally_diagnostics list = {0};
	(void)unused;
	tally_status status = tally_codes_load(NULL, &codes, &list, NULL);
	tally_diagnostics_release(&list);
	return status != TALLY_OK;
}

static int unload(void **unused)
{
	(void)unused;
	tally_codes_free(codes);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clean_files_agree),
	    cmocka_unit_test(odd_files_agree),
	    cmocka_unit_test(mutated_files_agree),
	    cmocka_unit_test(cut_files_agree),
	    cmocka_unit_test(mapped_files_agree),
	    cmocka_unit_test(defining_files_agree),
	    cmocka_unit_test(tables_of_any_style_agree),
	    cmocka_unit_test(large_files_agree),
	    cmocka_unit_test(late_bytes_of_another_encoding),
	    cmocka_unit_test(a_known_period_ends_where_its_text_does),
	    cmocka_unit_test(stray_quotes_do_not_mislead_threads),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
