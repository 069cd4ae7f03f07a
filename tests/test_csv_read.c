/* test_csv_read.c: tables of every layout to claims, and claims to canonical CSV.
 *
 * Each case gives a file's text, reads it, and compares three texts: the claims as canonical CSV
 * (in the order read), the counts, and all complaints. */
#include "csv/csv.h"
#include "csv/inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *temporary(const char *bytes, size_t n)
{
	static char path[64];
	snprintf(path, sizeof path, "/tmp/tally-test-read-%ld.csv", (long)getpid());
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* What came of a file. */
typedef struct {
	csv_buffer claims, complaints;
	char counts[128];
	char *rejects;
	tally_csv_counts numbers;
	tally_status status;
	tally_error err;
	int32_t n_metrics, n_regions, n_units; /* defined */
	char defined[2048];
} outcome;

static tally_codes *load_codes(void)
{
	tally_codes *codes;
	tally_diagnostics list = {0};
	tally_error err = {0};
	if (tally_codes_load(NULL, &codes, &list, &err) != TALLY_OK)
		fail_msg("%s", err.message);
	assert_int_equal(list.errors, 0);
	tally_diagnostics_release(&list);
	return codes;
}

static void note_complaints(outcome *o, const tally_diagnostics *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const tally_diagnostic *d = &list->items[i];
		char line[1024];
		snprintf(line, sizeof line, "%ld:%ld: %s\n", d->line, d->column, d->message);
		csv_buffer_put(&o->complaints, line, strlen(line));
	}
}

static void note_defined(outcome *o, const tally_codes *codes, int32_t metrics, int32_t regions,
			 int32_t units)
{
	size_t n = 0;
	for (int32_t i = metrics; i < tally_codes_n_metrics(codes) && n < 1900; i++)
		n += (size_t)snprintf(o->defined + n, sizeof o->defined - n, "%s=%s;",
				      tally_codes_metric(codes, i)->code,
				      tally_codes_metric(codes, i)->name_en);
	for (int32_t i = regions; i < tally_codes_n_regions(codes) && n < 1900; i++)
		n += (size_t)snprintf(o->defined + n, sizeof o->defined - n, "@%s=%s;",
				      tally_codes_region(codes, i)->code,
				      tally_codes_region(codes, i)->name_en);
	for (int32_t i = units; i < tally_codes_n_units(codes) && n < 1900; i++)
		n += (size_t)snprintf(o->defined + n, sizeof o->defined - n, "[%s];",
				      tally_codes_unit(codes, i)->text);
}

static outcome read_bytes(const char *text, size_t n, tally_csv_options options)
{
	outcome o = {.status = TALLY_OK};
	tally_codes *codes = load_codes();
	int32_t metrics = tally_codes_n_metrics(codes), regions = tally_codes_n_regions(codes),
		units = tally_codes_n_units(codes);
	tally_claims claims = {0};
	tally_diagnostics list = {0};
	const char *path = temporary(text, n);

	o.status = tally_csv_read_claims(path, &options, codes, &claims, &o.numbers, &list,
					 &o.rejects, &o.err);
	unlink(path);
	csv_buffer_put(&o.complaints, "", 0);
	note_complaints(&o, &list);
	tally_csv_write_claims(&claims, codes, false, csv_buffer_sink, &o.claims, NULL);
	snprintf(o.counts, sizeof o.counts,
		 "%lld rows %lld cells %lld stored %lld missing %lld refused",
		 (long long)o.numbers.rows, (long long)o.numbers.cells, (long long)o.numbers.stored,
		 (long long)o.numbers.missing, (long long)o.numbers.refused);
	assert_int_equal(o.numbers.cells, o.numbers.stored + o.numbers.missing + o.numbers.refused);
	assert_int_equal(claims.n, o.numbers.stored);
	note_defined(&o, codes, metrics, regions, units);
	tally_diagnostics_release(&list);
	tally_claims_release(&claims);
	tally_codes_free(codes);
	return o;
}

static outcome read_text(const char *text, tally_csv_options options)
{
	return read_bytes(text, strlen(text), options);
}

static void release(outcome *o)
{
	free(o->claims.text);
	free(o->complaints.text);
	free(o->rejects);
}

static void reads(const char *text, tally_csv_options options, const char *claims,
		  const char *counts, const char *complaints)
{
	outcome o = read_bytes(text, strlen(text), options);
	if (o.status != TALLY_OK)
		fail_msg("%s", o.err.message);
	assert_string_equal(o.complaints.text, complaints);
	assert_string_equal(o.claims.text, claims);
	assert_string_equal(o.counts, counts);
	release(&o);
}

static void fails(const char *text, tally_csv_options options, tally_status status,
		  const char *message)
{
	outcome o = read_text(text, options);
	assert_int_equal(o.status, status);
	if (strstr(o.err.message, message) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", o.err.message, message);
	release(&o);
}

static void complains(const char *text, tally_csv_options options, const char *complaints)
{
	outcome o = read_bytes(text, strlen(text), options);
	if (o.status != TALLY_OK)
		fail_msg("%s", o.err.message);
	assert_string_equal(o.complaints.text, complaints);
	release(&o);
}

#define OPTIONS(...) ((tally_csv_options){__VA_ARGS__})
#define MAPS(...)                                                                                  \
	.maps = (const char *const[]){__VA_ARGS__},                                                \
	.n_maps = (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* --- the claim CSV ------------------------------------------------------------------- */

static void tidy_keeps_what_was_printed(void **state)
{
	(void)state;
	static const char text[] =
	    "metric,region,period,value,unit,measure,qualifier,against,prices,basis,adjustment,"
	    "kind,source,published,locator,status,note\n"
	    "gdp,CN,2023,13.50,万亿元,level,~,,current,,,,nbs,2024-01-17,3,P,\n"
	    "gdp,CN,2023-Q3,-0.0500,%,growth,,/2022-Q3,constant:2020,comparable,S,,nbs,,4:17,,\"a, "
	    "\"\"b\"\"\nc\"\n"
	    "gdp,CN-GD,2023-01/2023-09,1/6,,share,~>,@CN,,,N,survey,,,,,\" edge\"\n"
	    "gdp,CN-GD,2027,3..5,%,growth,>=,/prev,,,,target,,,,,\n"
	    "gdp,CN-GD,2028,,亿元,level,,,,,,forecast,,,,M,\n"
	    "population,CN,2023-12-31,140967,万人,level,,,,,,,,,,,\n"
	    "population,CN,2024-W05,12e3,人,level,,,,,,,,,,,\n";
	reads(text, OPTIONS(0), text, "7 rows 7 cells 7 stored 0 missing 0 refused", "");
}

static void tidy_columns_in_any_order(void **state)
{
	(void)state;
	reads("note,value,period,unit,region,metric,prices\n"
	      "x,\"1,234.50\",2023年前三季度,亿元,广东省,地区生产总值,\n",
	      OPTIONS(0),
	      "metric,region,period,value,unit,note\ngdp,CN-GD,2023-01/2023-09,1234.50,亿元,x\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
}

static void tidy_lists_every_bad_cell(void **state)
{
	(void)state;
	reads("metric,region,period,value,unit,measure,status\n"
	      "gdq,CN,2023,1,亿元,,\n"
	      "gdp,CN-GDD,2023,1,亿元,,\n"
	      "gdp,CN,2023-Q5,1,亿元,,\n"
	      "gdp,CN,2023,abc,亿元,,\n"
	      "gdp,CN,2023,1,亿圆,,\n"
	      "gdp,CN,2023,1,亿元,growht,\n"
	      "gdp,CN,2023,,亿元,,\n"
	      "gdp,CN,2023,1,万人,,\n"
	      "gdp,CN,2023,1,,,\n"
	      "gdp,CN,2023\n"
	      "gdp,CN,2023,7,亿元,,ZZ\n"
	      "gdp,CN,2023,1,亿元,,\n",
	      OPTIONS(0), "metric,region,period,value,unit\ngdp,CN,2023,1,亿元\n",
	      "12 rows 12 cells 1 stored 0 missing 11 refused",
	      "2:1: metric \"gdq\": unknown metric; did you mean \"gdp\"? (--define makes it a "
	      "provisional one)\n"
	      "3:2: region \"CN-GDD\": unknown region; did you mean \"CN-GD\"? (--define makes it "
	      "a provisional one)\n"
	      "4:3: period \"2023-Q5\": column 7: found \"5\", expected a quarter 1..4\n"
	      "5:4: value \"abc\": column 1: found \"a\", expected a digit\n"
	      "6:5: unit \"亿圆\": unknown unit (--define makes it a "
	      "provisional one)\n"
	      "7:6: measure \"growht\": did you mean \"growth\"?\n"
	      "8:4: value \"\": is empty; expected a figure, or a status such as M that says why "
	      "not\n"
	      "9:4: value \"1\": unit 万人 (people) does not fit level of gdp (money); correct the "
	      "unit or the measure\n"
	      "10:4: value \"1\": has no unit; expected a unit column, a unit in the head such as "
	      "产值(亿元), or --unit\n"
	      "11:0: the row has 3 fields, expected 7 as in the header of line 1\n"
	      "12:7: status \"ZZ\": expected an SDMX observation status letter such as A, E, P, B "
	      "or M\n");
}

static void tidy_options_fill_what_is_not_there(void **state)
{
	(void)state;
	reads("metric,region,period,value,unit\ngdp,CN,2023,7,\ngdp,CN,2022,6,万元\n",
	      OPTIONS(.unit = "亿元", .source = "nbs", .published = "2024-01-17",
		      .prices = "current", .adjustment = "S", .status = "P"),
	      "metric,region,period,value,unit,prices,adjustment,source,published,status\n"
	      "gdp,CN,2023,7,亿元,current,S,nbs,2024-01-17,P\n"
	      "gdp,CN,2022,6,万元,current,S,nbs,2024-01-17,P\n",
	      "2 rows 2 cells 2 stored 0 missing 0 refused", "");
	fails("metric,region,period,value\n", OPTIONS(.unit = "furlong"), TALLY_EINPUT,
	      "unit \"furlong\": unknown unit");
}

static void tidy_unknown_columns(void **state)
{
	(void)state;
	static const char text[] =
	    "metric,region,period,value,unit,pries,colour\ngdp,CN,2023,1,元,,\n";
	complains(text, OPTIONS(0),
		  "1:6: unknown column \"pries\"; did you mean \"prices\"?\n"
		  "1:7: unknown column \"colour\"; say what it is with --map, or pass over such "
		  "columns with --ignore-extra\n");
	reads(text, OPTIONS(.ignore_extra = true),
	      "metric,region,period,value,unit\ngdp,CN,2023,1,元\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
	complains("metric,region,period,value,unit,unit\ngdp,CN,2023,1,元,元\n", OPTIONS(0),
		  "1:6: column \"unit\" is there twice, or its field is mapped\n");
}

static void tidy_tiers(void **state)
{
	(void)state;
	static const char text[] = "metric,region,period,value,unit,tier,text\n"
				   "gdp,CN,2023,1,元,A,say one\ngdp,CN,2022,2,元,U,say two\n";
	reads(
	    text, OPTIONS(0), "metric,region,period,value,unit\ngdp,CN,2023,1,元\n",
	    "2 rows 2 cells 1 stored 0 missing 1 refused",
	    "3:6: tier \"U\": the reader of the text could not resolve this claim; correct it, or "
	    "take such rows with --accept-tier U\n");
	reads(text, OPTIONS(.accept_unresolved = true),
	      "metric,region,period,value,unit\ngdp,CN,2023,1,元\ngdp,CN,2022,2,元\n",
	      "2 rows 2 cells 2 stored 0 missing 0 refused", "");
}

/* --- wide tables --------------------------------------------------------------------- */

static void wide_years_as_columns(void **state)
{
	(void)state;
	reads("地区,2016年,2015年,2014年\n北京市,25669.13,23014.59,\n天津市,..,16538.19,15726.93\n",
	      OPTIONS(.metric = "gdp", .unit = "亿元"),
	      "metric,region,period,value,unit\ngdp,CN-BJ,2016,25669.13,亿元\n"
	      "gdp,CN-BJ,2015,23014.59,亿元\ngdp,CN-TJ,2015,16538.19,亿元\n"
	      "gdp,CN-TJ,2014,15726.93,亿元\n",
	      "2 rows 6 cells 4 stored 2 missing 0 refused", "");
}

static void wide_nbs_preamble_and_notes(void **state)
{
	(void)state;
	reads("数据库：分省年度数据\r\n指标：地区生产总值(亿元)\r\n时间：最近2年\r\n"
	      "地区,2024年,2023年第三季度\r\n北京市,49670.2,1.50\r\n"
	      "注：按照制度修订。\r\n　　　2.第二条, 续\r\n数据来源：国家统计局\r\n",
	      OPTIONS(0),
	      "metric,region,period,value,unit\ngdp,CN-BJ,2024,49670.2,亿元\n"
	      "gdp,CN-BJ,2023-Q3,1.50,亿元\n",
	      "1 rows 2 cells 2 stored 0 missing 0 refused", "");
}

static void wide_padded_preamble_and_notes(void **state)
{
	(void)state;
	reads("数据库：月度数据,,\n时间：1990-2021,,\n"
	      "时间,货币和准货币(M2)供应量期末值(亿元),货币和准货币(M2)供应量同比增长(%)\n"
	      "2021年5月,2275538.07,8.3\n2021年4月,2262107.12,8.1\n"
	      "注：已包含,,\n　　2.续,,\n数据来源：国家统计局,,\n",
	      OPTIONS(.region = "CN"),
	      "metric,region,period,value,unit,measure\nm2,CN,2021-05,2275538.07,亿元,level\n"
	      "m2,CN,2021-05,8.3,%,growth\nm2,CN,2021-04,2262107.12,亿元,level\n"
	      "m2,CN,2021-04,8.1,%,growth\n",
	      "2 rows 4 cells 4 stored 0 missing 0 refused", "");
}

static void wide_metrics_as_rows(void **state)
{
	(void)state;
	reads("指标,2024年,2023年\n国内生产总值(亿元),1349083.5,1294271.7\n"
	      "人均国内生产总值(元),95749,91746\n",
	      OPTIONS(.region = "CN"),
	      "metric,region,period,value,unit\ngdp,CN,2024,1349083.5,亿元\n"
	      "gdp,CN,2023,1294271.7,亿元\ngdp_per_capita,CN,2024,95749,元\n"
	      "gdp_per_capita,CN,2023,91746,元\n",
	      "2 rows 4 cells 4 stored 0 missing 0 refused", "");
}

static void wide_regions_as_columns(void **state)
{
	(void)state;
	reads("time,北京市,广东省\n2022,1,2\n2023,3,4\n", OPTIONS(.metric = "gdp", .unit = "亿元"),
	      "metric,region,period,value,unit\ngdp,CN-BJ,2022,1,亿元\ngdp,CN-GD,2022,2,亿元\n"
	      "gdp,CN-BJ,2023,3,亿元\ngdp,CN-GD,2023,4,亿元\n",
	      "2 rows 4 cells 4 stored 0 missing 0 refused", "");
	complains(
	    "time,x,y\n2022,1,2\n", OPTIONS(.metric = "gdp", .unit = "元", .region = "CN"),
	    "1:0: --metric gdp is one metric, but several columns hold figures; pick one with "
	    "--map value=COLUMN\n");
}

static void wide_world_bank(void **state)
{
	(void)state;
	reads("\xef\xbb\xbf\"Data Source\",\"World Development Indicators\",\n\n"
	      "\"Last Updated Date\",\"2016-07-22\",\n\n"
	      "\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"1960\","
	      "\"1961 [YR1961]\",\n"
	      "\"Korea, Rep.\",\"KOR\",\"GDP (current US$)\",\"NY.GDP.MKTP.CD\",\"..\","
	      "\"10.25\",\n",
	      OPTIONS(.unit = "USD", .metric = "gdp", .ignore_extra = true),
	      "metric,region,period,value,unit,published\ngdp,KR,1961,10.25,USD,2016-07-22\n",
	      "1 rows 2 cells 1 stored 1 missing 0 refused", "");
}

/* The unit is in the name; (M2) is not one. */
static void wide_units_in_known_names(void **state)
{
	(void)state;
	reads("Series Name,Country Code,2020\nGDP (current US$),KOR,12.5\n", OPTIONS(0),
	      "metric,region,period,value,unit\ngdp_usd,KR,2020,12.5,current US$\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
	reads("指标,2023年\n货币供应量(M2),7\n", OPTIONS(.region = "CN", .unit = "亿元"),
	      "metric,region,period,value,unit\nm2,CN,2023,7,亿元\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
}

static void wide_ons_series(void **state)
{
	(void)state;
	outcome o =
	    read_text("\"Title\",\"GDP: chained\"\n\"CDID\",\"ABMI\"\n"
		      "\"Source dataset ID\",\"QNA\"\n\"PreUnit\",\"£\"\n\"Unit\",\"m\"\n"
		      "\"Release date\",\"23-12-2024\"\n\"Next release\",\"13 February 2025\"\n"
		      "\"Important notes\",\n\"1948\",\"436440\"\n\"1955 Q1\",\"137007\"\n",
		      OPTIONS(.region = "GB", .define = true));
	assert_string_equal(o.complaints.text, "");
	assert_string_equal(
	    o.claims.text,
	    "metric,region,period,value,unit,published\n"
	    "gdp_gbp,GB,1948,436440,£m,2024-12-23\ngdp_gbp,GB,1955-Q1,137007,£m,2024-12-23\n");
	assert_string_equal(o.counts, "2 rows 2 cells 2 stored 0 missing 0 refused");
	release(&o);
}

static void wide_eurostat(void **state)
{
	(void)state;
	outcome o = read_text("unit,geo\\time\t2014 \t2013 \nMIO_EUR,AT\t38500 \t37400 e\n"
			      "MIO_EUR,AT1\t: \t: c\n",
			      OPTIONS(.metric = "gdp", .define = true));
	assert_string_equal(o.complaints.text, "");
	assert_string_equal(o.claims.text,
			    "metric,region,period,value,unit,status\ngdp,AT,2014,38500,MIO_EUR,\n"
			    "gdp,AT,2013,37400,MIO_EUR,E\ngdp,AT1,2013,,MIO_EUR,Q\n");
	assert_string_equal(o.counts, "2 rows 4 cells 3 stored 1 missing 0 refused");
	release(&o);
}

static void wide_several_value_columns(void **state)
{
	(void)state;
	reads("isocode,year,currency,pop,rgdp\nABW,1950,Guilder,,\nABW,1970,Guilder,0.06,7.5\n",
	      OPTIONS(MAPS("value=pop:population(万人)", "value=rgdp:gdp(百万美元)"),
		      .ignore_extra = true, .prices = "ppp:2017"),
	      "metric,region,period,value,unit,prices\npopulation,AW,1970,0.06,万人,ppp:2017\n"
	      "gdp,AW,1970,7.5,百万美元,ppp:2017\n",
	      "2 rows 4 cells 2 stored 2 missing 0 refused", "");
}

static void wide_cumulative_and_previous(void **state)
{
	(void)state;
	reads("时间,地区生产总值_累计值(亿元),地区生产总值_累计增长(%),地区生产总值环比增长(%)\n"
	      "2023年9月,913027,5.2,1.3\n",
	      OPTIONS(.region = "CN"),
	      "metric,region,period,value,unit,measure,against\n"
	      "gdp,CN,2023-01/2023-09,913027,亿元,level,\n"
	      "gdp,CN,2023-01/2023-09,5.2,%,growth,\ngdp,CN,2023-09,1.3,%,growth,/prev\n",
	      "1 rows 3 cells 3 stored 0 missing 0 refused", "");
}

static void wide_bad_cells(void **state)
{
	(void)state;
	reads("地区,2016,2015\n北京市,1,x1\n北京,,2\nNowhere,3,4\n天津市,5,6,7\n",
	      OPTIONS(.metric = "gdp", .unit = "亿元"),
	      "metric,region,period,value,unit\ngdp,CN-BJ,2016,1,亿元\ngdp,CN-BJ,2015,2,亿元\n",
	      "4 rows 8 cells 2 stored 1 missing 5 refused",
	      "2:3: value \"x1\": column 1: found \"x\", expected a digit\n"
	      "4:1: region \"Nowhere\": unknown region (--define makes it a provisional one)\n"
	      "5:0: the row has 4 fields, expected 3 as in the header of line 1\n");
}

/* --- maps --------------------------------------------------------------------------- */

static void maps_and_patterns(void **state)
{
	(void)state;
	reads("\"time\",\"pub_date\",\"value\",\"id\"\n1980-01-01,2002-10-01,64551.25,\"CHE\"\n",
	      OPTIONS(MAPS("period={time}/P3M", "region=id"), .metric = "gdp", .unit = "百万元"),
	      "metric,region,period,value,unit,published\n"
	      "gdp,CH,1980-Q1,64551.25,百万元,2002-10-01\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
	reads("a,b,c\nCN,2023,7\n",
	      OPTIONS(MAPS("region=1", "period=2", "value=3"), .metric = "gdp", .unit = "元"),
	      "metric,region,period,value,unit\ngdp,CN,2023,7,元\n",
	      "1 rows 1 cells 1 stored 0 missing 0 refused", "");
}

static void maps_that_make_no_sense(void **state)
{
	(void)state;
	complains(
	    "地区,年份,数值\n北京,2023,1\n",
	    OPTIONS(MAPS("regoin=地区", "unit", "period=年分", "region={地去}"), .metric = "gdp",
		    .unit = "元"),
	    "1:0: --map regoin=地区: there is no field of that name; region\n"
	    "1:0: --map unit: expected FIELD=COLUMN, such as region=地区\n"
	    "1:0: --map period=年分: there is no column \"年分\"; the columns are those of this "
	    "line\n"
	    "1:0: --map region={地去}: there is no column \"地去\"; the columns are those of this "
	    "line\n"
	    "1:1: unknown column \"地区\"; say what it is with --map, or pass over such columns "
	    "with --ignore-extra\n");
	complains("Bundesland,2021,2022\nx,1,2\n", OPTIONS(.metric = "gdp", .unit = "亿元"),
		  "1:0: no column says the region; name it with --map region=Bundesland, or give "
		  "one for all rows with --region\n"
		  "1:1: unknown column \"Bundesland\"; say what it is with --map, or pass over "
		  "such columns with --ignore-extra\n");
	complains(
	    "a,b\nx,y\n", OPTIONS(0),
	    "1:0: no column holds values: expected a column `value`, periods as heads or "
	    "columns of figures; say which with --map value=COLUMN\n"
	    "1:0: no column says the region; name it with --map region=COLUMN, or give one for "
	    "all rows with --region\n"
	    "1:0: no column says the period; name it with --map period=COLUMN, or give one for "
	    "all rows with --period\n"
	    "1:1: unknown column \"a\"; say what it is with --map, or pass over such columns "
	    "with --ignore-extra\n"
	    "1:2: unknown column \"b\"; say what it is with --map, or pass over such columns "
	    "with --ignore-extra\n");
}

/* --- marks --------------------------------------------------------------------------- */

/* One cell of a wide table: what is stored of it, or "" when it is missing. */
static void cell_is(const char *cell, const char *symbols, const char *claim)
{
	char text[256], expected[256];
	snprintf(text, sizeof text, "地区,2023\n北京,\"%s\"\n上海,1.25\n", cell);
	outcome o = read_bytes(text, strlen(text),
			       OPTIONS(.metric = "gdp", .unit = "亿元", .symbols = symbols));
	if (o.status != TALLY_OK || *o.complaints.text)
		fail_msg("%s: %s%s", cell, o.err.message, o.complaints.text);
	const char *line = strchr(o.claims.text, '\n') + 1;
	snprintf(expected, sizeof expected, "%s%s", claim, *claim ? "\n" : "");
	if (*claim)
		assert_memory_equal(line, expected, strlen(expected));
	else
		assert_int_equal(o.numbers.missing, 1);
	release(&o);
}

static void marks_missing(void **state)
{
	(void)state;
	static const char *const marks[] = {"",    "..", "…",   "—",  "-",    "NA",
					    "n/a", ":",  " : ", "——", "(NA)", "　"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		cell_is(marks[i], NULL, "");
}

static void marks_kinds_of_nothing(void **state)
{
	(void)state;
	cell_is("(D)", NULL, "gdp,CN-BJ,2023,,亿元,Q");
	cell_is(": c", NULL, "gdp,CN-BJ,2023,,亿元,Q");
	cell_is("(X)", NULL, "gdp,CN-BJ,2023,,亿元,M");
	cell_is("0", NULL, "gdp,CN-BJ,2023,0,亿元");
	cell_is("0.00", NULL, "gdp,CN-BJ,2023,0.00,亿元");
	cell_is("..", "wb", "");
}

static void marks_below_smallest_unit(void **state)
{
	(void)state;
	outcome o = read_text("地区,2023\n北京,…\n上海,1.25\n",
			      OPTIONS(.metric = "gdp", .unit = "亿元", .symbols = "nbs"));
	assert_string_equal(o.complaints.text, "");
	assert_string_equal(o.counts, "2 rows 2 cells 2 stored 0 missing 0 refused");
	release(&o);
	cell_is("…", "nbs", "gdp,CN-BJ,2023,0<..<0.01,亿元");
	/* What is written out keeps its own bound, whatever else the column shows. */
	cell_is("0<..<1", "nbs", "gdp,CN-BJ,2023,0<..<1,亿元");
	cell_is("0<..<0.5", NULL, "gdp,CN-BJ,2023,0<..<0.5,亿元");
	cell_is("0<..<0.001", NULL, "gdp,CN-BJ,2023,0<..<0.001,亿元");
}

static void marks_of_status(void **state)
{
	(void)state;
	cell_is("123 e", NULL, "gdp,CN-BJ,2023,123,亿元,E");
	cell_is("123e", NULL, "gdp,CN-BJ,2023,123,亿元,E");
	cell_is("123 (p)", NULL, "gdp,CN-BJ,2023,123,亿元,P");
	cell_is("123(p)", NULL, "gdp,CN-BJ,2023,123,亿元,P");
	cell_is("123*", NULL, "gdp,CN-BJ,2023,123,亿元,E");
	cell_is("12.50 bp", NULL, "gdp,CN-BJ,2023,12.50,亿元,B");
	cell_is("123 r", NULL, "gdp,CN-BJ,2023,123,亿元");
	cell_is("1,234.5 f", NULL, "gdp,CN-BJ,2023,1234.5,亿元,F");
	cell_is("<0.5", NULL, "gdp,CN-BJ,2023,0.5,亿元,<");
}

/* Letters that may mean thousands, millions or billions are not flags. */
static void marks_that_are_none(void **state)
{
	(void)state;
	static const char *const cells[] = {"12b",   "12m", "12 k", "1 2",
					    "12 万", "e5",  "(p)",  "12%"};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		char text[128];
		snprintf(text, sizeof text, "地区,2023\n北京,%s\n", cells[i]);
		outcome o =
		    read_bytes(text, strlen(text), OPTIONS(.metric = "gdp", .unit = "亿元"));
		if (o.numbers.refused != 1)
			fail_msg("%s was not refused: %s", cells[i], o.claims.text);
		release(&o);
	}
}

static void marks_from_a_file(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof path, "/tmp/tally-test-marks-%ld", (long)getpid());
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(
	    "mark,meaning\nk.A.,missing\n/,not-applicable\n#,suppressed\n~0,below\nv,P\n!,ignore\n",
	    f);
	fclose(f);
	cell_is("k.A.", path, "");
	cell_is("/", path, "gdp,CN-BJ,2023,,亿元,M");
	cell_is("#", path, "gdp,CN-BJ,2023,,亿元,Q");
	cell_is("12 v", path, "gdp,CN-BJ,2023,12,亿元,P");
	cell_is("12!", path, "gdp,CN-BJ,2023,12,亿元");
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("mark,meaning\nx,perhaps\n", f);
	fclose(f);
	fails("地区,2023\n北京,1\n", OPTIONS(.metric = "gdp", .unit = "元", .symbols = path),
	      TALLY_EINPUT, "line 2: expected `mark,meaning`");
	unlink(path);
	fails("地区,2023\n北京,1\n", OPTIONS(.metric = "gdp", .symbols = "/no/such"), TALLY_EINPUT,
	      "/no/such: cannot open");
}

static void decimal_comma(void **state)
{
	(void)state;
	static const char claims[] = "metric,region,period,value,unit\ngdp,CN-BJ,2023,41.779,亿元\n"
				     "gdp,CN-SH,2023,1234.50,亿元\ngdp,CN-TJ,2023,100,亿元\n";
	reads("地区;2023\n北京;41,779\n上海;1.234,50\n天津;100\n",
	      OPTIONS(.metric = "gdp", .unit = "亿元"), claims,
	      "3 rows 3 cells 3 stored 0 missing 0 refused", "");
	reads("地区\t2023\n北京\t41,779\n上海\t1.234,50\n天津\t100\n",
	      OPTIONS(.metric = "gdp", .unit = "亿元", .decimal_comma = true), claims,
	      "3 rows 3 cells 3 stored 0 missing 0 refused", "");
	complains(
	    "地区;2023\n北京;1.2,5\n上海;1,5\n", OPTIONS(.metric = "gdp", .unit = "亿元"),
	    "2:2: value \"1.2,5\": expected a number with a decimal comma, such as 1.234,5\n");
}

/* --- foreign codes --------------------------------------------------------------------- */

static void code_is(const char *name, bool distinct, const char *expected)
{
	char code[TALLY_CODE_MAX + 1];
	csv_code_of(name, distinct, code);
	assert_string_equal(code, expected);
	assert_true(strlen(code) <= TALLY_CODE_MAX);
}

static void codes_of_foreign_names(void **state)
{
	(void)state;
	code_is("rgdpe", false, "rgdpe");
	code_is("Re-Import", false, "Re-Import");
	code_is("GDP (current US$)", false, "GDP_current_US");
	code_is("  a  b  ", false, "a_b");
	code_is("出口", false, "x_70160900");
	code_is("R&D 强度", false, "R_D_6b3b9887");
	code_is("Taxes on production and imports (TOPI)", false,
		"Taxes_on_production_and_18c4ca97");
	code_is("a b", true, "a_b_c8687a08");
}

static void defined_codes_are_found_again(void **state)
{
	(void)state;
	outcome o = read_text("metric,region,period,value,unit,against\n"
			      "a b,Oz,2023,1,zorkmid,\na_b,OZ,2023,2,zorkmid,c@Over\n",
			      OPTIONS(.define = true));
	assert_string_equal(o.complaints.text, "");
	assert_string_equal(o.defined, "a_b=a b;c=c;@Oz=Oz;@Over=Over;[zorkmid];");
	release(&o);
}

static void define_needs_a_unit(void **state)
{
	(void)state;
	complains("metric,region,period,value\nnew,CN,2023,1\n", OPTIONS(.define = true),
		  "2:1: metric \"new\": no unit: a metric is defined by the unit of its figures; "
		  "expected a unit column, a unit in the head such as 产值(亿元), or --unit\n");
}

/* --- rejects --------------------------------------------------------------------------- */

static void rejects_can_be_corrected_and_read(void **state)
{
	(void)state;
	static const char text[] = "指标：地区生产总值(亿元)\n地区,2016,2015\n北京,1,2\n"
				   "\"No, where\",3,4\n天津,5,oops\n";
	outcome o = read_bytes(text, strlen(text), OPTIONS(0));
	assert_string_equal(
	    o.rejects,
	    "指标：地区生产总值(亿元)\n地区,2016,2015,error\n"
	    "\"No, where\",3,4,\"region \"\"No, where\"\": unknown region (--define makes it a "
	    "provisional one)\"\n"
	    "天津,5,oops,\"value \"\"oops\"\": column 1: found \"\"o\"\", expected a digit\"\n");
	outcome again = read_bytes(o.rejects, strlen(o.rejects), OPTIONS(0));
	assert_string_equal(again.counts, "2 rows 4 cells 1 stored 0 missing 3 refused");
	assert_string_equal(again.rejects, o.rejects);
	release(&again);
	release(&o);
}

/* --- hostile input ----------------------------------------------------------------------- */

static void hostile_files(void **state)
{
	(void)state;
	fails("", OPTIONS(0), TALLY_EINPUT, "the file is empty");
	fails("\n \n", OPTIONS(0), TALLY_EINPUT, "the file is empty");
	fails("metric,region,period,value\ngdp,CN,\"2023,1\n", OPTIONS(0), TALLY_EINPUT,
	      ".csv:2: a quote opened in the record that begins here is never closed");
	reads("metric,region,period,value\n", OPTIONS(0), "metric,region,period,value\n",
	      "0 rows 0 cells 0 stored 0 missing 0 refused", "");
	fails("metric,region,period,value\n", OPTIONS(.symbols = "/"), TALLY_EINPUT, "is a folder");
}

static void hostile_nul_bytes(void **state)
{
	(void)state;
	static const char text[] =
	    "metric,region,period,value,unit\ngdp\0x,CN,2023,1,元\ngdp,CN,2023,1\0002,元\n"
	    "gdp,CN,2023,3,元\n";
	outcome o = read_bytes(text, sizeof text - 1, OPTIONS(0));
	assert_string_equal(o.counts, "3 rows 3 cells 1 stored 0 missing 2 refused");
	assert_non_null(strstr(o.complaints.text, "2:1: metric \"gdp x\": holds a NUL byte"));
	release(&o);
}

static void hostile_huge_fields(void **state)
{
	(void)state;
	size_t n = 5u << 20;
	char *text = malloc(n + 128);
	assert_non_null(text);
	int head = sprintf(text, "metric,region,period,value,unit\ngdp,CN,2023,");
	memset(text + head, '9', n);
	strcpy(text + (size_t)head + n, ",元\ngdp,CN,2023,1,元\n");
	outcome o = read_bytes(text, strlen(text), OPTIONS(0));
	assert_string_equal(o.counts, "2 rows 2 cells 1 stored 0 missing 1 refused");
	release(&o);
	free(text);
}

/* Every beginning of a file is read or refused, and never stores more than the whole. */
static void hostile_cut_files(void **state)
{
	(void)state;
	static const char text[] =
	    "metric,region,period,value,unit,note\ngdp,CN,2023,1.5,元,\"a\"\n"
	    "gdp,CN,\"2022\",2.5 p,元,\n";
	for (size_t n = 0; n < sizeof text; n += 3) {
		outcome o = read_bytes(text, n, OPTIONS(0));
		assert_true(o.numbers.stored <= 2);
		release(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tidy_keeps_what_was_printed),
	    cmocka_unit_test(tidy_columns_in_any_order),
	    cmocka_unit_test(tidy_lists_every_bad_cell),
	    cmocka_unit_test(tidy_options_fill_what_is_not_there),
	    cmocka_unit_test(tidy_unknown_columns),
	    cmocka_unit_test(tidy_tiers),
	    cmocka_unit_test(wide_years_as_columns),
	    cmocka_unit_test(wide_nbs_preamble_and_notes),
	    cmocka_unit_test(wide_padded_preamble_and_notes),
	    cmocka_unit_test(wide_metrics_as_rows),
	    cmocka_unit_test(wide_regions_as_columns),
	    cmocka_unit_test(wide_world_bank),
	    cmocka_unit_test(wide_units_in_known_names),
	    cmocka_unit_test(wide_ons_series),
	    cmocka_unit_test(wide_eurostat),
	    cmocka_unit_test(wide_several_value_columns),
	    cmocka_unit_test(wide_cumulative_and_previous),
	    cmocka_unit_test(wide_bad_cells),
	    cmocka_unit_test(maps_and_patterns),
	    cmocka_unit_test(maps_that_make_no_sense),
	    cmocka_unit_test(marks_missing),
	    cmocka_unit_test(marks_kinds_of_nothing),
	    cmocka_unit_test(marks_below_smallest_unit),
	    cmocka_unit_test(marks_of_status),
	    cmocka_unit_test(marks_that_are_none),
	    cmocka_unit_test(marks_from_a_file),
	    cmocka_unit_test(decimal_comma),
	    cmocka_unit_test(codes_of_foreign_names),
	    cmocka_unit_test(defined_codes_are_found_again),
	    cmocka_unit_test(define_needs_a_unit),
	    cmocka_unit_test(rejects_can_be_corrected_and_read),
	    cmocka_unit_test(hostile_files),
	    cmocka_unit_test(hostile_nul_bytes),
	    cmocka_unit_test(hostile_huge_fields),
	    cmocka_unit_test(hostile_cut_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
