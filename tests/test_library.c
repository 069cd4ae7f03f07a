/* test_library.c: the calls of library/tally.h: what they give, and what they say to mistakes. */
#include "library/tally.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the three above first */
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

static char folder[] = "/tmp/tally-library-XXXXXX";
static char store[64], figures[64], out[64];

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* One nation of two provinces and a growth rate that does not fit its levels. */
static const char good[] = "metric,region,period,value,unit,measure,source,published\n"
			   "gdp,CN,2022,1204724,亿元,,nbs,2023-12-31\n"
			   "gdp,CN,2023,1260582,亿元,,nbs,2024-01-17\n"
			   "gdp,CN-GD,2022,129118.58,亿元,,gd,2023-01-20\n"
			   "gdp,CN-GD,2023,135673.16,亿元,,gd,2024-01-20\n"
			   "rd_expenditure,CN,2023,33357.1,亿元,,nbs,2024-09-20\n"
			   "rd_expenditure,CN,2023,2.65,%,share,nbs,2024-09-20\n";

static int set_up(void **state)
{
	tally_error err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(store, sizeof store, "%s/a.h5", folder);
	snprintf(figures, sizeof figures, "%s/in.csv", folder);
	snprintf(out, sizeof out, "%s/out.csv", folder);
	return (int)tally_session_create(store, NULL, &err);
}

static int tear_down(void **state)
{
	char lock[80];

	(void)state;
	snprintf(lock, sizeof lock, "%s.lock", store);
	unlink(store);
	unlink(lock);
	unlink(figures);
	unlink(out);
	return rmdir(folder);
}

static tally_session *session(void)
{
	tally_session *s;
	tally_error err;

	assert_int_equal(tally_session_open(store, &s, &err), TALLY_OK);
	return s;
}

static void ingest_tells_counts(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;

	(void)state;
	write_file(figures, good);
	tally_status status = tally_session_ingest(s, figures, NULL, &d, &err);
	if (status != TALLY_OK)
		print_message("%s\n", err.message);
	assert_int_equal(status, TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 1);
	assert_int_equal(tally_sheet_integers(d, "stored")[0], 6);
	assert_int_equal(tally_sheet_integers(d, "batch")[0], 1);
	assert_string_equal(tally_sheet_texts(d, "layout")[0], "tidy");
	tally_sheet_free(d);
	/* again: all known, and the session has seen its own change */
	assert_int_equal(tally_session_ingest(s, figures, NULL, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_integers(d, "known")[0], 6);
	assert_int_equal(tally_sheet_integers(d, "batch")[0], 0);
	tally_sheet_free(d);
	assert_int_equal(tally_session_list(s, "batches", &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 1);
	tally_sheet_free(d);
	tally_session_close(s);
}

static void bad_cells_are_complaints(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *skip[] = {"skip-bad", NULL};

	(void)state;
	write_file(figures, "metric,region,period,value,unit\n"
			    "gdp,CN,2023-13,5,亿元\n"
			    "gdp,CN,2021,1149237,亿元\n"
			    "gdp,CN,2020,1o13567,亿元\n");
	assert_int_equal(tally_session_ingest(s, figures, NULL, &d, &err), TALLY_EINPUT);
	assert_int_equal(err.status, TALLY_EINPUT);
	assert_non_null(strstr(err.message, "in.csv:2:3:"));
	assert_int_equal(tally_sheet_rows(d), 2);
	assert_int_equal(tally_sheet_integers(d, "line")[1], 4);
	assert_int_equal(tally_sheet_integers(d, "column")[1], 4);
	tally_sheet_free(d);
	assert_int_equal(tally_session_ingest(s, figures, skip, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_integers(d, "stored")[0], 1);
	assert_int_equal(tally_sheet_integers(d, "refused")[0], 2);
	tally_sheet_free(d);
	assert_int_equal(tally_session_ingest(s, "/nowhere.csv", NULL, &d, &err), TALLY_EINPUT);
	assert_null(d);
	tally_session_close(s);
}

static void query_gives_series(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *options[] = {"region=Guangdong", "region=CN", "from=2022", NULL};

	(void)state;
	assert_int_equal(tally_session_query(s, "GDP", options, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 4);
	assert_string_equal(tally_sheet_texts(d, "region")[0], "CN");
	assert_string_equal(tally_sheet_texts(d, "period")[1], "2023");
	assert_string_equal(tally_sheet_texts(d, "unit")[1], "yuan");
	assert_true(tally_sheet_numbers(d, "value")[1] == 126058200000000.0);
	assert_true(tally_sheet_numbers(d, "lo")[1] == 126058150000000.0);
	assert_true(tally_sheet_numbers(d, "hi")[1] == 126058250000000.0);
	assert_int_equal(tally_sheet_integers(d, "last")[1], 19722); /* 2023-12-31 */
	assert_string_equal(tally_sheet_texts(d, "published")[3], "2024-01-20");
	/* columns of another kind, or none, are NULL */
	assert_null(tally_sheet_numbers(d, "period"));
	assert_null(tally_sheet_texts(d, "no such"));
	assert_null(tally_sheet_name(d, 1000));
	tally_sheet_free(d);
	/* no figures: no rows, no error */
	assert_int_equal(tally_session_query(s, "population", NULL, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 0);
	tally_sheet_free(d);
	tally_session_close(s);
}

static void claims_keep_their_digits(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *options[] = {"measure=share", NULL};

	(void)state;
	assert_int_equal(tally_session_claims(s, NULL, options, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 1);
	assert_string_equal(tally_sheet_texts(d, "value")[0], "2.65");
	assert_string_equal(tally_sheet_texts(d, "unit")[0], "%");
	assert_true(fabs(tally_sheet_numbers(d, "number")[0] - 0.0265) < 1e-15);
	tally_sheet_free(d);
	tally_session_close(s);
}

static void calc_is_computed_over_all_history(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *options[] = {"region=CN", "from=2023", NULL};

	(void)state;
	assert_int_equal(tally_session_calc(s, "yoy(gdp)", options, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 1);
	assert_true(fabs(tally_sheet_numbers(d, "value")[0] - (1260582.0 / 1204724 - 1)) < 1e-15);
	assert_string_equal(tally_sheet_texts(d, "region")[0], "CN");
	tally_sheet_free(d);
	assert_int_equal(tally_session_calc(s, "yoy(gdp", options, &d, &err), TALLY_EUSAGE);
	assert_null(d);
	tally_session_close(s);
}

static void bounds_follow_from_all(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *share[] = {"share-of=@CN", NULL};
	const char *both[] = {"share-of=@CN", "growth", NULL};

	(void)state;
	assert_int_equal(tally_session_bounds(s, "gdp", "CN-GD", "2023", share, &d, &err),
			 TALLY_OK);
	assert_string_equal(tally_sheet_texts(d, "status")[0], "ok");
	double lo = 135673.155 / 1260582.5, hi = 135673.165 / 1260581.5;
	assert_true(fabs(tally_sheet_numbers(d, "lo")[0] - lo) < 1e-9);
	assert_true(fabs(tally_sheet_numbers(d, "hi")[0] - hi) < 1e-9);
	tally_sheet_free(d);
	assert_int_equal(tally_session_bounds(s, "gdp", "CN-GD", "2023", both, &d, &err),
			 TALLY_EUSAGE);
	assert_int_equal(tally_session_bounds(s, "gdp", "CN-GD", "2O23", NULL, &d, &err),
			 TALLY_EUSAGE);
	tally_session_close(s);
}

static void check_names_the_claims(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;

	(void)state;
	write_file(figures, "metric,region,period,value,unit,measure,against,source,published\n"
			    "gdp,CN-GD,2023,12.5,%,share,@CN,nbs,2024-01-17\n"
			    "gdp,CN-GD,2023,135673.16,亿元,,,nbs,2024-01-17\n");
	assert_int_equal(tally_session_ingest(s, figures, NULL, &d, &err), TALLY_OK);
	tally_sheet_free(d);
	assert_int_equal(tally_session_check(s, NULL, &d, &err), TALLY_OK);
	assert_true(tally_sheet_rows(d) >= 1);
	assert_string_equal(tally_sheet_texts(d, "kind")[0], "contradiction");
	assert_non_null(strstr(tally_sheet_texts(d, "claims")[0], "gdp@CN-GD/2023 share 12.5%"));
	assert_non_null(strstr(tally_sheet_texts(d, "repairs")[0], "10.8"));
	tally_sheet_free(d);
	tally_session_close(s);
}

static void reconcile_stores_unless_dry(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *dry[] = {"dry-run", NULL};
	const char *made[] = {"source=tally:reconciled", NULL};

	(void)state;
	assert_int_equal(tally_session_reconcile(s, dry, &d, &err), TALLY_OK);
	size_t levels = tally_sheet_rows(d);
	assert_true(levels >= 2);
	tally_sheet_free(d);
	assert_int_equal(tally_session_query(s, NULL, made, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 0);
	tally_sheet_free(d);
	assert_int_equal(tally_session_reconcile(s, NULL, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), levels);
	tally_sheet_free(d);
	assert_int_equal(tally_session_query(s, NULL, made, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), levels);
	tally_sheet_free(d);
	tally_session_close(s);
}

static void export_reads_back(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *options[] = {"metric=rd_expenditure", "region=CN", NULL};

	(void)state;
	assert_int_equal(tally_session_export(s, "csv", out, options, &err), TALLY_OK);
	assert_int_equal(tally_session_ingest(s, out, NULL, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_integers(d, "cells")[0], tally_sheet_integers(d, "known")[0]);
	assert_true(tally_sheet_integers(d, "cells")[0] >= 2);
	tally_sheet_free(d);
	/* every format is written; what other programs read in them, tests/interop_export.sh sees
	 */
	static const char *const formats[] = {"tidy", "wide", "sdmx-csv", "dta",
					      "gdt",  "xlsx", "h5"};
	const char *yearly[] = {"metric=gdp", "frequency=A", NULL};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		unlink(out);
		tally_status status = tally_session_export(s, formats[i], out, yearly, &err);
		if (status != TALLY_OK)
			fail_msg("%s: %s", formats[i], err.message);
		assert_int_equal(access(out, R_OK), 0);
	}
	assert_int_equal(tally_session_export(s, "csv", "/nowhere/x.csv", NULL, &err),
			 TALLY_ESYSTEM);
	assert_int_equal(tally_session_export(s, "cvs", out, NULL, &err), TALLY_EUSAGE);
	tally_session_close(s);
}

/* Two figures on the second sheet of a workbook. */
static void write_workbook(const char *path)
{
	static const char *const head[] = {"metric", "region", "period", "value", "unit"};
	static const char *const first[] = {"gdp", "CN-ZJ", "2022", "", "亿元"};
	lxw_workbook *book = workbook_new(path);
	lxw_format *places = workbook_add_format(book);

	format_set_num_format(places, "0.00");
	workbook_add_worksheet(book, "about");
	lxw_worksheet *sheet = workbook_add_worksheet(book, "figures");
	for (lxw_col_t k = 0; k < 5; k++) {
		worksheet_write_string(sheet, 0, k, head[k], NULL);
		for (lxw_row_t row = 1; row < 3; row++)
			worksheet_write_string(sheet, row, k, first[k], NULL);
	}
	worksheet_write_string(sheet, 2, 2, "2023", NULL);
	worksheet_write_number(sheet, 1, 3, 77715.4, places);
	worksheet_write_number(sheet, 2, 3, 82553.2, places);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void workbooks_and_sdmx_are_read(void **state)
{
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;
	const char *second[] = {"sheet=figures", NULL}, *third[] = {"sheet=3", NULL};
	const char *sdmx[] = {"layout=sdmx", NULL}, *no[] = {"layout=long", NULL};

	(void)state;
	write_workbook(figures);
	tally_status status = tally_session_ingest(s, figures, second, &d, &err);
	if (status != TALLY_OK)
		fail_msg("%s", err.message);
	assert_int_equal(tally_sheet_integers(d, "stored")[0], 2);
	tally_sheet_free(d);
	const char *zhejiang[] = {"region=CN-ZJ", NULL};
	assert_int_equal(tally_session_query(s, "gdp", zhejiang, &d, &err), TALLY_OK);
	assert_int_equal(tally_sheet_rows(d), 2);
	assert_true(tally_sheet_numbers(d, "value")[1] == 82553.2e8);
	assert_true(tally_sheet_numbers(d, "lo")[1] == 82553.195e8); /* as shown, with two places */
	tally_sheet_free(d);
	assert_int_equal(tally_session_ingest(s, figures, third, &d, &err), TALLY_EINPUT);

	unlink(out);
	assert_int_equal(tally_session_export(s, "sdmx-csv", out, NULL, &err), TALLY_OK);
	status = tally_session_ingest(s, out, NULL, &d, &err);
	if (status != TALLY_OK)
		fail_msg("%s", err.message);
	assert_true(tally_sheet_integers(d, "cells")[0] >= 8);
	tally_sheet_free(d);
	write_file(figures, good);
	assert_int_equal(tally_session_ingest(s, figures, sdmx, &d, &err), TALLY_EINPUT);
	tally_sheet_free(d);
	assert_int_equal(tally_session_ingest(s, figures, no, &d, &err), TALLY_EUSAGE);
	assert_null(d);
	tally_session_close(s);
}

/* What the file says, as text; at most one page. */
static const char *file_text(const char *path)
{
	static char text[4096];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	size_t n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static const char people[] =
    "metric,region,period,value,unit,measure,kind,source,published,status\n"
    "population,CN-GD,2020,12624,万人,,,nbs,2021-03-01,\n"
    "population,CN-GD,2021,12680,万人,,,nbs,2022-03-01,\n"
    "population,CN-GD,2021,12684,万人,,,nbs,2023-03-01,\n"
    "population,CN-ZJ,2020,6468,万人,,,nbs,2021-03-01,\n"
    "population,CN-ZJ,2021,,万人,,,nbs,2022-03-01,M\n"
    "population,CN,2030,1450000000,人,,target,nbs,2021-03-01,\n";

static void export_takes_the_commands_options(void **state)
{
	static const struct {
		const char *format, *options[8], *text;
	} cases[] = {
	    {"tidy",
	     {"region=CN/*", "shape=panel", "columns=status,lo", "frequency=A"},
	     "region,period,population,population_lo,population_status\n"
	     "CN-ZJ,2020,64680000,64675000,A\nCN-ZJ,2021,,,M\n"
	     "CN-GD,2020,126240000,126235000,A\nCN-GD,2021,126840000,126835000,A\n"},
	    {"wide",
	     {"region=CN-*", "scale=万人", "shape=periods"},
	     "period,CN-GD,CN-ZJ\n2020,12624,6468\n2021,12684,\n"},
	    {"wide",
	     {"region=CN-*", "shape=periods", "balanced"},
	     "period,population CN-GD\n2020,126240000\n2021,126840000\n"},
	    {"tidy",
	     {"region=CN-GD", "from=2021", "as-of=2022-12-31", "columns=vintage",
	      "columns=qualifier"},
	     "metric,region,frequency,period,measure,against,value,unit,vintage,qualifier\n"
	     "population,CN-GD,A,2021,level,,126800000,person,2022-03-01,\n"},
	    {"wide",
	     {"region=CN-GD", "real-time", "from=2021", "scale=万人"},
	     "period,population CN-GD 2022-03-01,population CN-GD 2023-03-01\n2021,12680,12684\n"},
	    {"jsonl",
	     {"region=Zhejiang", "to=2020"},
	     "{\"metric\":\"population\",\"region\":\"CN-ZJ\",\"period\":\"2020\",\"printed\":"
	     "\"6468\","
	     "\"unit\":\"万人\",\"value\":64680000,\"measure\":\"level\",\"source\":\"nbs\","
	     "\"published\":\"2021-03-01\"}\n"},
	    {"jsonl",
	     {"region=CN-ZJ", "shape=panel"},
	     "{\"region\":\"CN-ZJ\",\"period\":\"2020\",\"population\":64680000}\n"
	     "{\"region\":\"CN-ZJ\",\"period\":\"2021\",\"population\":null}\n"},
	    {"tidy",
	     {"region=CN", "columns=kind", "columns=names", "lang=zh"},
	     "metric,metric_en,metric_zh,region,region_en,region_zh,frequency,period,measure,"
	     "against,value,unit,kind\n"
	     "population,Population at year "
	     "end,年末总人口,CN,China,中国,A,2030,level,,1450000000,person,target\n"},
	    {"tidy",
	     {"region=CN-ZJ", "reconciled"},
	     "metric,region,frequency,period,measure,against,value,unit\n"},
	    {"csv",
	     {"region=CN-GD", "from=2021", "to=2021", "as-of=2022-12-31"},
	     "metric,region,period,value,unit,source,published\npopulation,CN-GD,2021,12680,万人,"
	     "nbs,2022-03-01\n"},
	};
	tally_session *s = session();
	tally_sheet *d;
	tally_error err;

	(void)state;
	write_file(figures, people);
	assert_int_equal(tally_session_ingest(s, figures, NULL, &d, &err), TALLY_OK);
	tally_sheet_free(d);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *options[10] = {"metric=population"};

		memcpy(options + 1, cases[i].options, sizeof cases[i].options);
		if (tally_session_export(s, cases[i].format, out, options, &err) != TALLY_OK)
			fail_msg("case %zu: %s", i, err.message);
		assert_string_equal(file_text(out), cases[i].text);
	}
	tally_session_close(s);
}

static void export_refuses_what_does_not_fit(void **state)
{
	static const struct {
		const char *format, *option, *says;
	} cases[] = {
	    {"tidy", "shape=tall", "unknown shape \"tall\": long, wide"},
	    {"tidy", "columns=low", "columns: unknown column \"low\""},
	    {"wide", "columns=vintage", "needs shape long"},
	    {"csv", "scale=亿元", "csv gives claims as they are"},
	    {"csv", "shape=long", "one shape only"},
	    {"hive", "shape=panel", "one shape only, long"},
	    {"sdmx-csv", "scale=亿元", "takes no scale"},
	    {"tidy", "scale=亿园", "unknown unit"},
	    {"tidy", "frequency=yearly", "frequency is A, S, Q"},
	    {"tidy", "region=XX-*", "no region's code is of the form"},
	    {"tidy", "region=JP/*", "has no members"},
	    {"tidy", "metric=gpd", "did you mean \"gdp\""},
	    {"tidy", "lang=fr", "lang is en or zh"},
	    {"tidy", "balance", "did you mean \"balanced\""},
	    {"h5", "codebook=x.csv", "describes itself"},
	};
	tally_session *s = session();
	tally_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *options[] = {cases[i].option, NULL};

		unlink(out);
		if (tally_session_export(s, cases[i].format, out, options, &err) != TALLY_EUSAGE)
			fail_msg("%s %s: no usage error", cases[i].format, cases[i].option);
		if (!strstr(err.message, cases[i].says))
			fail_msg("%s %s: \"%s\" does not say \"%s\"", cases[i].format,
				 cases[i].option, err.message, cases[i].says);
		assert_int_not_equal(access(out, F_OK), 0);
	}
	tally_session_close(s);
}

static void mistakes_name_their_neighbour(void **state)
{
	static const struct {
		const char *option, *says;
	} cases[] = {
	    {"asof=2023-12-31", "did you mean \"as-of\""},
	    {"as-of=2023-13-31", "2023-13-31"},
	    {"region=Guangdnog", "did you mean \"Guangdong\""},
	    {"measure=levle", "unknown measure"},
	    {"rounding=up", "rounding"},
	    {"all-kinds=maybe", "yes or no"},
	};
	tally_session *s = session();
	tally_error err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *options[] = {cases[i].option, NULL};
		tally_sheet *d = (tally_sheet *)&err; /* must be set to NULL */

		assert_int_equal(tally_session_query(s, "gdp", options, &d, &err), TALLY_EUSAGE);
		assert_null(d);
		if (!strstr(err.message, cases[i].says))
			fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].option, err.message,
				 cases[i].says);
	}
	tally_session_close(s);
	assert_int_equal(tally_session_create(store, NULL, NULL), TALLY_EINPUT);
	assert_int_equal(tally_session_open(figures, &s, &err), TALLY_EINPUT);
	assert_null(s);
	tally_session_close(NULL);
	tally_sheet_free(NULL);
}

/* Many threads on one session and on sessions of their own. */
static void *ask_often(void *shared)
{
	for (int i = 0; i < 20; i++) {
		tally_session *own = NULL;
		tally_sheet *a = NULL, *b = NULL;

		if (tally_session_open(store, &own, NULL) ||
		    tally_session_query(own, "gdp", NULL, &a, NULL) ||
		    tally_session_query(shared, "gdp", NULL, &b, NULL) ||
		    tally_sheet_rows(a) != tally_sheet_rows(b) || tally_sheet_rows(a) == 0)
			return shared;
		tally_sheet_free(a);
		tally_sheet_free(b);
		tally_session_close(own);
	}
	return NULL;
}

static void threads_take_turns(void **state)
{
	tally_session *s = session();
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_often, s), 0);
	for (int i = 0; i < 4; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	tally_session_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ingest_tells_counts),
	    cmocka_unit_test(bad_cells_are_complaints),
	    cmocka_unit_test(query_gives_series),
	    cmocka_unit_test(claims_keep_their_digits),
	    cmocka_unit_test(calc_is_computed_over_all_history),
	    cmocka_unit_test(bounds_follow_from_all),
	    cmocka_unit_test(check_names_the_claims),
	    cmocka_unit_test(reconcile_stores_unless_dry),
	    cmocka_unit_test(export_reads_back),
	    cmocka_unit_test(workbooks_and_sdmx_are_read),
	    cmocka_unit_test(export_takes_the_commands_options),
	    cmocka_unit_test(export_refuses_what_does_not_fit),
	    cmocka_unit_test(mistakes_name_their_neighbour),
	    cmocka_unit_test(threads_take_turns),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
