/* random_store.h: stores of random claims: several sources, vintages, units, frequencies, forms and
 * batches, some folded, some with a batch taken out. The same seed gives the same store. */
#ifndef TALLY_TEST_RANDOM_STORE_H
#define TALLY_TEST_RANDOM_STORE_H

#include "csv/csv.h"
#include "store/store.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The code lists of a store. */
typedef struct {
	const char *const *names, *const *texts;
	int n;
} random_lists;

/** What random claims name and no more: a store that opens in no time. */
static inline random_lists few_random_lists(void)
{
	static const char *const names[] = {"metrics", "regions", "units", "memberships"};
	static const char metrics[] = "code,name_en,name_zh,aliases,dimension,base_unit,observed\n"
				      "gdp,GDP,生产总值,,money,yuan,flow\n"
				      "rd_expenditure,R&D expenditure,研发经费,,money,yuan,flow\n"
				      "population,Population,人口,,people,person,stock\n"
				      "rd_intensity,R&D intensity,研发强度,,ratio,1,rate\n"
				      "total_profit,Total profit,利润总额,,money,yuan,flow\n"
				      "cpi,Consumer prices,居民消费价格,,index,1,index\n";
	static const char regions[] =
	    "code,name_en,name_zh,aliases\nCN,China,中国,\nCN-BJ,Beijing,北京,\n"
	    "CN-TJ,Tianjin,天津,\nCN-HE,Hebei,河北,\nCN-GD,Guangdong,广东,\n"
	    "CN-ZJ,Zhejiang,浙江,\nUS,United States,美国,\nCN-AH,Anhui,安徽,\n"
	    "CN-JS,Jiangsu,江苏,\n";
	static const char units[] =
	    "text,base,power,dimension,exact\nyuan,yuan,0,money,no\n万元,yuan,4,money,no\n"
	    "亿元,yuan,8,money,no\n万亿元,yuan,12,money,no\nUSD,USD,0,money,no\n"
	    "billion USD,USD,9,money,no\nperson,person,0,people,yes\n人,person,0,people,yes\n"
	    "万人,person,4,people,no\n亿人,person,8,people,no\n1,1,0,ratio,no\n"
	    "%,1,-2,ratio,no\n";
	static const char memberships[] =
	    "group,member,partition,from,to,exhaustive\nCN,CN-BJ,provinces,,,no\n"
	    "CN,CN-TJ,provinces,,,no\n";
	static const char *const texts[] = {metrics, regions, units, memberships};
	return (random_lists){names, texts, 4};
}

static inline random_lists all_random_lists(void)
{
	return (random_lists){tally_builtin_names, tally_builtin_texts, tally_builtin_count};
}

typedef struct {
	uint64_t state;
	bool plain; /**< decimals without qualifiers of one source, as most stores are */
	const tally_codes *codes;
	tally_claims table;
} random_claims;

/* Knuth's MMIX generator. */
static inline uint32_t draw(random_claims *r, uint32_t below)
{
	r->state = r->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(r->state >> 33) % below;
}

static inline int32_t random_text(random_claims *r, const char *const *texts, uint32_t n)
{
	const char *text = texts[draw(r, n)];
	return tally_pool_add(&r->table.texts, text, strlen(text));
}

/** What shares a metric and region. */
typedef struct {
	const char *metric, *units[3];
} random_metric;

static const random_metric random_metrics[] = {
    {"gdp", {"亿元", "万亿元", "billion USD"}}, {"rd_expenditure", {"亿元", "万元", "亿元"}},
    {"population", {"万人", "人", "亿人"}},     {"rd_intensity", {"%", "%", "%"}},
    {"total_profit", {"亿元", "亿元", "亿元"}}, {"cpi", {"%", "%", "%"}},
};
#define RANDOM_METRICS (sizeof random_metrics / sizeof *random_metrics)

static const char *const random_regions[] = {"CN",    "CN-BJ", "CN-TJ", "CN-HE", "CN-GD",
					     "CN-ZJ", "US",    "CN-AH", "CN-JS"};
#define RANDOM_REGIONS (sizeof random_regions / sizeof *random_regions)

static inline tally_figure random_figure(random_claims *r)
{
	tally_figure f = {.form = TALLY_FORM_DECIMAL};
	f.first.mantissa = (int64_t)draw(r, 200000) - (draw(r, 12) == 0 ? 100000 : 0);
	f.first.decimals = (int32_t)draw(r, 4);
	if (draw(r, 30) == 0)
		f.first.mantissa = (int64_t)draw(r, 1u << 31) * (int64_t)draw(r, 1u << 30);
	if (draw(r, 40) == 0)
		f.first.mantissa = 0;
	if (r->plain)
		return f;
	switch (draw(r, 30)) {
	case 0:
		f.form = TALLY_FORM_RANGE;
		f.second = f.first;
		f.second.mantissa += draw(r, 1000);
		break;
	case 1:
		f = (tally_figure){.form = TALLY_FORM_FRACTION};
		f.first.mantissa = 1 + (int64_t)draw(r, 9);
		f.second.mantissa = 1 + (int64_t)draw(r, 9);
		break;
	case 2:
		f = (tally_figure){.form = TALLY_FORM_MISSING};
		break;
	case 3:
		f.form = TALLY_FORM_BELOW;
		break;
	case 4:
		f = (tally_figure){.form = TALLY_FORM_REAL, .real = draw(r, 1000) / 7.0};
		break;
	default:
		break;
	}
	return f;
}

static inline tally_period random_period(random_claims *r, int frequency, int k)
{
	switch (frequency) {
	case 0:
		return tally_period_year(2000 + k);
	case 1:
		return tally_period_quarter(2000 + k / 4, k % 4 + 1);
	case 2:
		return tally_period_month(2010 + k / 12, k % 12 + 1);
	case 3: { /* year to date */
		tally_period year = tally_period_year(2010 + k / 3);
		year.last = tally_period_month(2010 + k / 3, 3 * (k % 3 + 1)).last;
		return year;
	}
	case 4:
		return tally_period_of_day(
		    tally_day_of(2020 + k / 12, k % 12 + 1, 28 + (int)draw(r, 1)));
	default:
		return (tally_period){TALLY_DAY_OPEN, tally_day_of(2020 + k, 4, 10)};
	}
}

/* One series and its gaps. */
static inline void random_series(random_claims *r)
{
	static const char *const sources[] = {"nbs", "nbs-2024", "wb", "tally:calc", ""};
	static const char *const locators[] = {"", "p2", "p10", "3:7"};
	static const char *const notes[] = {"", "revised, \"b\"", "x"};
	const random_metric *m = &random_metrics[draw(r, RANDOM_METRICS)];
	const char *region = random_regions[draw(r, RANDOM_REGIONS)];
	tally_claim c = tally_claim_default();
	c.metric = tally_codes_find_metric(r->codes, m->metric, strlen(m->metric));
	c.region = tally_codes_find_region(r->codes, region, strlen(region));
	int frequency = (int)draw(r, r->plain ? 3 : 6), n = 1 + (int)draw(r, 40);
	const char *unit = m->units[r->plain ? 0 : draw(r, 3)];
	c.unit = tally_codes_find_unit(r->codes, unit, strlen(unit));
	c.published = TALLY_DAY_NONE;
	if (!r->plain) {
		c.source = random_text(r, sources, 5);
		c.locator = random_text(r, locators, 4);
		c.note = draw(r, 4) ? 0 : random_text(r, notes, 3);
		if (draw(r, 3))
			c.published = tally_day_of(2022 + (int)draw(r, 3), 1 + (int)draw(r, 12), 1);
		if (draw(r, 6) == 0) {
			c.measure = TALLY_GROWTH;
			c.unit = tally_codes_find_unit(r->codes, "%", 1);
		}
		c.kind = (uint8_t)(draw(r, 12) == 0 ? TALLY_TARGET : TALLY_OBSERVATION);
		c.adjustment = "\0\0NS"[draw(r, 4)];
	}
	for (int k = 0; k < n; k++) {
		if (draw(r, 9) == 0)
			continue;
		c.period = random_period(r, frequency, k);
		c.figure = random_figure(r);
		c.qualifier = (uint8_t)(!r->plain && draw(r, 10) == 0 ? draw(r, 8) : 0);
		c.status = "\0AEPB"[draw(r, 5)];
		if (c.figure.form == TALLY_FORM_MISSING)
			c.status = 'M';
		c.row = (int64_t)r->table.n + 2;
		tally_claims_add(&r->table, &c, NULL);
	}
}

/** Fills a new store at `path`, whose lists, parsed, are `codes`; false with *err filled. */
static inline bool random_store(const char *path, random_lists lists, const tally_codes *codes,
				uint64_t seed, int n_series, tally_error *err)
{
	random_claims r = {.state = seed * 7919 + 1, .codes = codes};
	r.plain = draw(&r, 3) == 0;
	int batches = 1 + (int)draw(&r, 4);
	tally_status status = tally_store_create(path, lists.names, lists.texts, lists.n, err);
	for (int b = 0; !status && b < batches; b++) {
		tally_batch_info info = {.file = "random", .digest = "", .stamp = ""};
		int n = b == 0 ? n_series : n_series / 8 + 1;
		for (int i = 0; i < n; i++)
			random_series(&r);
		status = tally_claims_sort(&r.table, codes, err);
		if (!status)
			status = tally_store_append(path, &r.table, codes, NULL, &info, err);
		r.table.n = 0;
	}
	if (!status && batches > 2 && draw(&r, 2))
		status = tally_store_compact(path, NULL, err);
	if (!status && batches > 1 && draw(&r, 3) == 0)
		status = tally_store_revert(path, 1 + (int)draw(&r, (uint32_t)batches), NULL, err);
	tally_claims_release(&r.table);
	return status == TALLY_OK;
}

#endif
