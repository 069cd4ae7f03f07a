/* Exports: what the builders of shapes make of series, against tables written by hand. A data set
 * is compared as the CSV of it, whose heads, order and shortest numbers are promised too. */
#include "figures.h"

#include "export/export.h"
#include "export/request.h"
#include "export/write.h"
#include "named.h"

typedef struct {
	tally_export_data made;
	tally_error err;
	tally_status status;
} outcome;

/* The request made of lines of figures; release() it. */
static outcome export(const char *const *lines, tally_export_request wish)
{
	outcome o = {.status = TALLY_OK};
	tally_series_query query = tally_series_query_default();

	wish.lang = "en";
	wish.dashes = "--";
	o.status = tally_export_resolve(&wish, &o.err);
	for (int i = 0; lines[i] != NULL; i++)
		add_figures(&o.made.claims, lines[i]);
	if (wish.reconciled)
		query.source = "tally:reconciled";
	query.all_kinds = wish.all_kinds;
	if (o.status == TALLY_OK)
		o.status = tally_export_build(&wish, codes, &query, &o.made, &o.err);
	return o;
}

static void release(outcome *o)
{
	tally_export_data_release(&o->made);
}

static char *csv_of(const tally_dataset *f)
{
	tally_write_options options = {.lang = "en"};
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(tally_write_csv(f, &options, out, NULL), TALLY_OK);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void makes(const char *const *lines, tally_export_request wish, const char *wanted)
{
	outcome o = export(lines, wish);

	if (o.status != TALLY_OK)
		fail_msg("%s", o.err.message);
	char *text = csv_of(&o.made.frame);
	assert_string_equal(text, wanted);
	free(text);
	release(&o);
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* --- shapes ------------------------------------------------------------------------------- */

#define TWO_REGIONS                                                                                \
	LINES("gdp CN-GD unit=亿元 2021=124720 2023=135673.2",                                     \
	      "gdp CN-JS unit=亿元 2021=117392.4 2022=122089.3",                                   \
	      "population CN-GD unit=万人 2021=12684")

static void test_long(void **state)
{
	(void)state;
	makes(TWO_REGIONS, (tally_export_request){.format = "tidy"},
	      "metric,region,frequency,period,measure,against,value,unit\n"
	      "gdp,CN-GD,A,2021,level,,12472000000000,yuan\n"
	      "gdp,CN-GD,A,2023,level,,13567320000000,yuan\n"
	      "gdp,CN-JS,A,2021,level,,11739240000000,yuan\n"
	      "gdp,CN-JS,A,2022,level,,12208930000000,yuan\n"
	      "population,CN-GD,A,2021,level,,126840000,person\n");
}

static void test_wide(void **state)
{
	(void)state;
	makes(TWO_REGIONS, (tally_export_request){.format = "wide"},
	      "metric,region,measure,prices,unit,2021,2022,2023\n"
	      "gdp,CN-GD,level,current,yuan,12472000000000,,13567320000000\n"
	      "gdp,CN-JS,level,current,yuan,11739240000000,12208930000000,\n"
	      "population,CN-GD,level,,person,126840000,,\n");
}

static void test_periods(void **state)
{
	(void)state;
	makes(TWO_REGIONS, (tally_export_request){.format = "wide", .shape = "periods"},
	      "period,gdp CN-GD,gdp CN-JS,population CN-GD\n"
	      "2021,12472000000000,11739240000000,126840000\n"
	      "2022,,12208930000000,\n"
	      "2023,13567320000000,,\n");
}

static void test_panel(void **state)
{
	(void)state;
	makes(TWO_REGIONS, (tally_export_request){.format = "tidy", .shape = "panel"},
	      "region,period,gdp,population\n"
	      "CN-JS,2021,11739240000000,\n"
	      "CN-JS,2022,12208930000000,\n"
	      "CN-GD,2021,12472000000000,126840000\n"
	      "CN-GD,2023,13567320000000,\n");
}

/* Columns that share a metric are told apart by what differs: measure, prices, adjustment, kind. */
static void test_heads_say_what_differs(void **state)
{
	(void)state;
	makes(LINES("gdp CN unit=亿元 2023=1294271.7",
		    "gdp CN unit=亿元 prices=constant:2020 2023=1180000",
		    "gdp CN unit=% measure=growth 2023=5.4",
		    "gdp CN unit=亿元 adjustment=S 2023=1294000",
		    "gdp CN unit=亿元 kind=target 2023=1290000"),
	      (tally_export_request){.format = "tidy", .shape = "panel", .columns = "all"},
	      "region,period,gdp,gdp_lo,gdp_hi,gdp_status,gdp target,gdp target_lo,gdp "
	      "target_hi,gdp target_status,gdp S,gdp S_lo,gdp S_hi,gdp S_status,gdp "
	      "constant:2020,gdp constant:2020_lo,gdp constant:2020_hi,gdp "
	      "constant:2020_status,gdp growth,gdp growth_lo,gdp growth_hi,gdp growth_status\n"
	      "CN,2023,129427170000000,129427165000000,129427175000000,A,129000000000000,"
	      "128999950000000,129000050000000,A,129400000000000,129399950000000,"
	      "129400050000000,A,118000000000000,117999950000000,118000050000000,A,0.054,0.0535,0."
	      "05450000000000001,A\n");
}

static void test_names_of_variables(void **state)
{
	(void)state;
	outcome o = export(
	    LINES(
		"gross_industrial_output_scale CN-HTZ-NE unit=% measure=growth 2023=1.5 2023-Q1=2",
		"gross_industrial_output_scale CN-HTZ-NE unit=% measure=average_growth 2023=1.5",
		"gross_industrial_output_scale CN-HTZ-NE unit=亿元 2023=15"),
	    (tally_export_request){.format = "wide", .shape = "periods"});
	const tally_dataset *f = &o.made.frame;

	assert_int_equal(o.status, TALLY_OK);
	assert_int_equal(f->n_columns, 4);
	for (int i = 1; i < f->n_columns; i++) {
		const char *name = f->columns[i].name;
		assert_true(strlen(name) <= TALLY_VARIABLE_MAX);
		assert_int_equal(
		    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"),
		    strlen(name));
		for (int k = 0; k < i; k++)
			assert_string_not_equal(name, f->columns[k].name);
	}
	release(&o);
}

static void test_missing_keeps_its_reason(void **state)
{
	(void)state;
	makes(LINES("gdp CN unit=亿元 2021=5", "gdp CN unit=亿元 status=M 2022=M",
		    "gdp CN unit=亿元 status=E 2023=>7"),
	      (tally_export_request){
		  .format = "tidy", .shape = "panel", .columns = "lo,hi,status", .scale = "亿元"},
	      "region,period,gdp,gdp_lo,gdp_hi,gdp_status\n"
	      "CN,2021,5,4.5,5.5,A\nCN,2022,,,,M\nCN,2023,7,7,inf,E\n");
}

static void test_columns_of_long(void **state)
{
	(void)state;
	makes(
	    LINES("gdp CN unit=万亿元 source=nbs published=2024-01-18 status=P 2023=~126.0"),
	    (tally_export_request){
		.format = "tidy",
		.columns = "status,prices,adjustment,vintage,source,qualifier,printed,dates,break"},
	    "metric,region,frequency,period,first_day,last_day,measure,against,value,unit,status,"
	    "prices,adjustment,vintage,break,source,qualifier,printed,printed_unit\n"
	    "gdp,CN,A,2023,2023-01-01,2023-12-31,level,,126000000000000,yuan,P,current,N,"
	    "2024-01-18,0,nbs,~,126.0,万亿元\n");
}

static void test_nothing_is_a_head(void **state)
{
	(void)state;
	const char *const none[] = {NULL};

	makes(none, (tally_export_request){.format = "tidy", .shape = "panel"}, "region,period\n");
	makes(none, (tally_export_request){.format = "wide"},
	      "metric,region,measure,prices,unit\n");
}

/* --- selection ----------------------------------------------------------------------------- */

static void test_balanced(void **state)
{
	const char *const *lines = LINES(
	    "gdp CN-GD unit=亿元 2021=1 2022=2 2023=3", "gdp CN-JS unit=亿元 2021=1 2022=M 2023=3",
	    "gdp CN-ZJ unit=亿元 2022=2 2023=3", "gdp CN-ZJ unit=亿元 2023-Q1=9");
	outcome o = export(lines, (tally_export_request){.format = "tidy", .balanced = true});

	(void)state;
	/* a figure that is missing with its reason is no figure; quarters are a frequency of their
	 * own */
	assert_int_equal(o.status, TALLY_OK);
	assert_int_equal(o.made.counts.series, 2);
	assert_int_equal(o.made.counts.dropped_series, 2);
	char *text = csv_of(&o.made.frame);
	assert_string_equal(text, "metric,region,frequency,period,measure,against,value,unit\n"
				  "gdp,CN-GD,A,2021,level,,100000000,yuan\n"
				  "gdp,CN-GD,A,2022,level,,200000000,yuan\n"
				  "gdp,CN-GD,A,2023,level,,300000000,yuan\n"
				  "gdp,CN-ZJ,Q,2023-Q1,level,,900000000,yuan\n");
	free(text);
	release(&o);
	o = export(lines,
		   (tally_export_request){.format = "tidy", .balanced = true, .frequency = "A"});
	assert_int_equal(o.made.counts.series, 1);
	assert_int_equal(o.made.counts.dropped_series, 3);
	release(&o);
}

static void test_scale(void **state)
{
	(void)state;
	/* 0.1 + 0.2 of binary64 must not show: figures go from their printed digits */
	makes(LINES("gdp CN unit=亿元 2021=1149237.35", "gdp CN unit=万亿元 2022=120.4724",
		    "gdp CN unit=元 2023=129427171234567.8"),
	      (tally_export_request){.format = "tidy", .scale = "亿元"},
	      "metric,region,frequency,period,measure,against,value,unit\n"
	      "gdp,CN,A,2021,level,,1149237.35,亿元\n"
	      "gdp,CN,A,2022,level,,1204724,亿元\n"
	      "gdp,CN,A,2023,level,,1294271.712345678,亿元\n");
}

/* Counts, rates and points have the same base and are not given in one another's units. */
static void test_scale_keeps_dimensions_apart(void **state)
{
	static const struct {
		const char *scale, *growth, *firms, *intensity;
		size_t unscaled;
	} cases[] = {
	    {"%", "5.4,%", "4574100,1", "2.65,%", 1},
	    {"万家", "0.054,1", "457.41,万家", "0.0265,1", 2},
	    {"pp", "0.054,1", "4574100,1", "0.0265,1", 3},
	    {"亿元", "0.054,1", "4574100,1", "0.0265,1", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		outcome o =
		    export(LINES("gdp CN unit=% measure=growth 2023=5.4",
				 "digital_core_enterprises CN unit=万家 2023=457.41",
				 "rd_intensity CN unit=% 2023=2.65"),
			   (tally_export_request){.format = "tidy", .scale = cases[i].scale});
		char *text = csv_of(&o.made.frame), wanted[400];

		snprintf(wanted, sizeof wanted,
			 "metric,region,frequency,period,measure,against,value,unit\n"
			 "digital_core_enterprises,CN,A,2023,level,,%s\n"
			 "gdp,CN,A,2023,growth,,%s\nrd_intensity,CN,A,2023,level,,%s\n",
			 cases[i].firms, cases[i].growth, cases[i].intensity);
		assert_string_equal(text, wanted);
		assert_int_equal(o.made.counts.unscaled, cases[i].unscaled);
		free(text);
		release(&o);
	}
}

static void test_reconciled_is_asked_for(void **state)
{
	const char *const *lines = LINES("gdp CN unit=亿元 source=nbs published=2024-01-18 2023=10",
					 "gdp CN unit=亿元 source=tally:reconciled 2023=11");

	(void)state;
	makes(lines, (tally_export_request){.format = "wide", .shape = "periods", .scale = "亿元"},
	      "period,gdp CN\n2023,10\n");
	makes(lines,
	      (tally_export_request){
		  .format = "wide", .shape = "periods", .scale = "亿元", .reconciled = true},
	      "period,gdp CN\n2023,11\n");
}

/* --- vintages -------------------------------------------------------------------------------- */

static void test_real_time(void **state)
{
	(void)state;
	/* 2021 revised twice; the day on which only 2022 came out is a column that repeats 2021;
	 * a series without news on a day has no column for it */
	makes(LINES("gdp CN unit=亿元 published=2022-01-17 2021=100",
		    "gdp CN unit=亿元 published=2022-12-27 2021=101",
		    "gdp CN unit=亿元 published=2023-01-17 2022=110",
		    "gdp CN-GD unit=亿元 published=2022-12-27 2021=7"),
	      (tally_export_request){.format = "wide", .real_time = true, .scale = "亿元"},
	      "period,gdp CN 2022-01-17,gdp CN 2022-12-27,gdp CN-GD 2022-12-27,gdp CN 2023-01-17\n"
	      "2021,100,101,7,101\n"
	      "2022,,,,110\n");
}

static void test_real_time_wants_dates(void **state)
{
	(void)state;
	outcome o = export(LINES("gdp CN unit=亿元 2021=100"),
			   (tally_export_request){.format = "wide", .real_time = true});

	assert_int_equal(o.status, TALLY_EINPUT);
	assert_non_null(strstr(o.err.message, "no vintages"));
	release(&o);
}

/* --- labels, numbers, texts --------------------------------------------------------------------
 */

static void label_is(const char *first, const char *second, size_t max, const char *wanted)
{
	char text[400];

	write_label(first, second, max, text, sizeof text);
	assert_string_equal(text, wanted);
}

static void test_labels_are_counted_in_characters(void **state)
{
	(void)state;
	label_is("Gross domestic product", "国内生产总值", 80,
		 "Gross domestic product / 国内生产总值");
	label_is("国内生产总值", "Gross domestic product", 31,
		 "国内生产总值 / Gross domestic product");
	label_is("国内生产总值", "Gross domestic product", 30, "国内生产总值"); /* 6 + 3 + 22 */
	label_is("国内生产总值", "GDP", 3, "国内生");
	label_is("GDP", "GDP", 80, "GDP");
	label_is("GDP", "", 80, "GDP");
	label_is("", "", 80, "");
}

static void test_labels_of_variables(void **state)
{
	(void)state;
	outcome o =
	    export(LINES("gdp CN-GD unit=亿元 2023=1", "gdp CN-GD unit=% measure=growth 2023=1"),
		   (tally_export_request){.format = "wide", .shape = "periods"});
	const tally_column *c = o.made.frame.columns;

	assert_string_equal(c[1].label_en, "Gross domestic product, Guangdong, current, yuan");
	assert_string_equal(c[1].label_zh, "国内生产总值，广东，current，yuan");
	assert_string_equal(c[2].label_en, "Gross domestic product, Guangdong, growth, constant");
	assert_string_equal(c[1].unit, "yuan");
	release(&o);
}

static void number_is(double value, const char *wanted)
{
	char text[32];

	assert_int_equal(tally_number_shortest(value, text), strlen(wanted));
	assert_string_equal(text, wanted);
}

static void test_shortest_numbers(void **state)
{
	(void)state;
	number_is(0.1, "0.1");
	number_is(0.1 + 0.2, "0.30000000000000004");
	number_is(-2.385, "-2.385");
	number_is(1e15, "1000000000000000");
	number_is(129427170000000.0, "129427170000000");
	number_is(1e18, "1e+18");
	number_is(1.0 / 3, "0.3333333333333333");
	number_is(0, "0");
	number_is(NAN, "");
	number_is(INFINITY, "inf");
}

static void test_formulas_are_guarded(void **state)
{
	static const struct {
		const char *note, *guarded, *raw;
	} cases[] = {
	    {"=1+1", "'=1+1", "=1+1"},
	    {"@x", "'@x", "@x"},
	    {"-1", "'-1", "-1"},
	    {"=HYPERLINK(\"a,b\")", "\"'=HYPERLINK(\"\"a,b\"\")\"", "\"=HYPERLINK(\"\"a,b\"\")\""},
	    {"1=1", "1=1", "1=1"},
	    {"a, b", "\"a, b\"", "\"a, b\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int raw = 0; raw < 2; raw++) {
			tally_claims claims = {0};
			tally_export_request wish = {
			    .format = "tidy", .columns = "note", .lang = "en", .dashes = ""};
			tally_series_query query = tally_series_query_default();
			tally_export_data made = {0};
			tally_write_options options = {.lang = "en", .raw = raw == 1};
			char *text = NULL;
			size_t n;

			add_figures(&claims, "gdp CN 2023=1");
			claims.items[0].note =
			    tally_pool_add(&claims.texts, cases[i].note, strlen(cases[i].note));
			made.claims = claims;
			assert_int_equal(tally_export_resolve(&wish, NULL), TALLY_OK);
			assert_int_equal(tally_export_build(&wish, codes, &query, &made, NULL),
					 TALLY_OK);
			FILE *out = open_memstream(&text, &n);
			assert_int_equal(tally_write_csv(&made.frame, &options, out, NULL),
					 TALLY_OK);
			fclose(out);
			const char *last = strstr(text, ",1,yuan,");
			assert_non_null(last);
			text[n - 1] = '\0';
			assert_string_equal(last + 8, raw ? cases[i].raw : cases[i].guarded);
			free(text);
			tally_export_data_release(&made);
		}
}

static void test_codebook(void **state)
{
	(void)state;
	outcome o =
	    export(LINES("gdp CN-GD unit=亿元 2021=1 2022=M 2023=3"),
		   (tally_export_request){.format = "tidy", .shape = "panel", .scale = "亿元"});
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_int_equal(tally_write_codebook(&o.made.frame, out, NULL), TALLY_OK);
	fclose(out);
	assert_string_equal(
	    text, "variable,code,label_en,label_zh,unit,type,n,first,last\n"
		  "region,,Region,地区,,text,3,,\n"
		  "region,CN-GD,Guangdong,广东,,code,,,\n"
		  "period,,Period,时期,,period,3,2021,2023\n"
		  "gdp,,\"Gross domestic product, current, 亿元\",国内生产总值，current，亿元,亿元,"
		  "number,2,1,3\n");
	free(text);
	release(&o);
}

/* --- words --------------------------------------------------------------------------------------
 */

static void test_words_name_ids(void **state)
{
	static const struct {
		const char *word, *first, *second; /* codes */
	} cases[] = {
	    {"Guangdong", "CN-GD", NULL},
	    {"CN-HTZ-?E", "CN-HTZ-NE", NULL},
	    {"CN-HTZ/*", "CN-HTZ-E", "CN-HTZ-C"},
	    {"CN-HTZ/**", "CN-HTZ", "CN-HTZ-E"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tally_ids ids = {0};
		assert_int_equal(tally_named_regions(codes, cases[i].word, &ids, NULL), TALLY_OK);
		assert_int_equal(tally_named_regions(codes, cases[i].word, &ids, NULL), TALLY_OK);
		for (int a = 0; a < ids.n; a++)
			for (int b = 0; b < a; b++)
				assert_int_not_equal(ids.items[a], ids.items[b]);
		assert_string_equal(tally_codes_region(codes, ids.items[0])->code, cases[i].first);
		if (cases[i].second == NULL)
			assert_int_equal(ids.n, 1);
		else
			assert_string_equal(tally_codes_region(codes, ids.items[1])->code,
					    cases[i].second);
		free(ids.items);
	}
	tally_ids metrics = {0};
	tally_error err;
	assert_int_equal(tally_named_metrics(codes, "population,gdp_prim*", &metrics, &err),
			 TALLY_OK);
	assert_int_equal(metrics.n, 2);
	assert_string_equal(tally_codes_metric(codes, metrics.items[1])->code, "gdp_primary");
	assert_int_equal(tally_named_metrics(codes, "zzz*", &metrics, &err), TALLY_EUSAGE);
	assert_string_equal(err.message, "no metric's code is of the form \"zzz*\"");
	assert_int_equal(tally_named_metrics(codes, "gdp,gpd", &metrics, &err), TALLY_EUSAGE);
	assert_string_equal(err.message, "unknown metric \"gpd\"; did you mean \"gdp\"?");
	free(metrics.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_wide),
	    cmocka_unit_test(test_periods),
	    cmocka_unit_test(test_panel),
	    cmocka_unit_test(test_heads_say_what_differs),
	    cmocka_unit_test(test_names_of_variables),
	    cmocka_unit_test(test_missing_keeps_its_reason),
	    cmocka_unit_test(test_columns_of_long),
	    cmocka_unit_test(test_nothing_is_a_head),
	    cmocka_unit_test(test_balanced),
	    cmocka_unit_test(test_scale),
	    cmocka_unit_test(test_scale_keeps_dimensions_apart),
	    cmocka_unit_test(test_reconciled_is_asked_for),
	    cmocka_unit_test(test_real_time),
	    cmocka_unit_test(test_real_time_wants_dates),
	    cmocka_unit_test(test_labels_are_counted_in_characters),
	    cmocka_unit_test(test_labels_of_variables),
	    cmocka_unit_test(test_shortest_numbers),
	    cmocka_unit_test(test_formulas_are_guarded),
	    cmocka_unit_test(test_codebook),
	    cmocka_unit_test(test_words_name_ids),
	};

	return cmocka_run_group_tests(tests, load_codes, free_codes);
}
