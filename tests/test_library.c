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
	    cmocka_unit_test(mistakes_name_their_neighbour),
	    cmocka_unit_test(threads_take_turns),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
