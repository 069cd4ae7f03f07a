/* gen_rows.c: a tidy CSV of many series for the benchmarks.
 *
 *   gen_rows [--order series|period|shuffled] [--quoted] [--ragged] [--names] [--vintages N] SERIES PERIODS
 *
 * SERIES quarterly series of PERIODS quarters; values have two decimals and walk at random. Metrics
 * are made up (`--define`), regions are the built-in ones, in the order of their codes, so that a
 * plain file in series order is in canonical order: what `tally export csv` gives back is equal to it
 * byte for byte. The same arguments give the same bytes.
 *
 *   --quoted      every field in quotes
 *   --ragged      series begin late, one cell in twenty is missing
 *   --names       regions by their Chinese names instead of codes
 *   --vintages N  every figure N times, by N releases, each a little other than the one before
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct region {
	const char *code, *name;
} region;

static const region regions[] = {
    {"CN", "全国"},      {"CN-AH", "安徽省"}, {"CN-BJ", "北京市"}, {"CN-CQ", "重庆市"},
    {"CN-FJ", "福建省"}, {"CN-GD", "广东省"}, {"CN-GS", "甘肃省"}, {"CN-GX", "广西"},
    {"CN-GZ", "贵州省"}, {"CN-HA", "河南省"}, {"CN-HB", "湖北省"}, {"CN-HE", "河北省"},
    {"CN-HI", "海南省"}, {"CN-HL", "黑龙江省"}, {"CN-HN", "湖南省"}, {"CN-JL", "吉林省"},
    {"CN-JS", "江苏省"}, {"CN-JX", "江西省"}, {"CN-LN", "辽宁省"}, {"CN-NM", "内蒙古"},
    {"CN-NX", "宁夏"},   {"CN-QH", "青海省"}, {"CN-SC", "四川省"}, {"CN-SD", "山东省"},
    {"CN-SH", "上海市"}, {"CN-SN", "陕西省"}, {"CN-SX", "山西省"}, {"CN-TJ", "天津市"},
    {"CN-XJ", "新疆"},   {"CN-XZ", "西藏"},   {"CN-YN", "云南省"}, {"CN-ZJ", "浙江省"}};
enum { N_REGIONS = sizeof regions / sizeof *regions };

typedef struct shape {
	uint32_t series, periods, vintages;
	int quoted, ragged, names;
	const char *order;
} shape;

/* Knuth's MMIX generator: deterministic, no library state. */
static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* The finalizer of splitmix64: a number that depends on the place only. */
static uint64_t mixed(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static int is_missing(const shape *s, uint32_t series, uint32_t period)
{
	if (!s->ragged)
		return 0;
	uint64_t late = mixed(series) % (s->periods / 2 + 1);
	return period < late || mixed(((uint64_t)series << 20) + period) % 20 == 0;
}

/* One row for each release. level: hundredths. */
static void put_row(const shape *s, uint32_t series, uint32_t period, uint64_t level)
{
	const char *q = s->quoted ? "\"" : "";
	const region *r = &regions[series % N_REGIONS];

	if (is_missing(s, series, period))
		return;
	for (uint32_t v = 0; v < s->vintages; v++) {
		uint64_t now = level + v * (mixed(level + v) % 200);
		printf("%sm%05u%s,%s%s%s,%s%u-Q%u%s,%s%llu.%02llu%s,%s亿元%s,%sbench-2026-04%s,", q,
		       series / N_REGIONS, q, q, s->names ? r->name : r->code, q, q,
		       2001 + period / 4, period % 4 + 1, q, q, (unsigned long long)(now / 100),
		       (unsigned long long)(now % 100), q, q, q, q, q);
		if (s->vintages > 1)
			printf("%s%u-03-01%s,", q, 2027 + v, q);
		printf("%sA%s\n", q, q);
	}
}

/* Calls back with every level of every series, or keeps them. */
static void walk(const shape *s, uint32_t *keep)
{
	uint64_t state = 20260401;
	for (uint32_t i = 0; i < s->series; i++) {
		uint64_t level = 100000 + next(&state) % 5000000;
		for (uint32_t p = 0; p < s->periods; p++) {
			level += next(&state) % 2001 - 900;
			if (keep)
				keep[(size_t)i * s->periods + p] = (uint32_t)level;
			else
				put_row(s, i, p, level);
		}
	}
}

static void shuffle(uint32_t *place, size_t n)
{
	uint64_t state = 7;
	for (size_t i = n; i > 1; i--) {
		size_t j = next(&state) % i;
		uint32_t t = place[i - 1];
		place[i - 1] = place[j];
		place[j] = t;
	}
}

/* Rows by period, or in no order: all levels are kept first. */
static int put_reordered(const shape *s)
{
	size_t n = (size_t)s->series * s->periods;
	uint32_t *levels = malloc(n * sizeof *levels), *place = malloc(n * sizeof *place);
	int failed = !levels || !place;

	if (!failed) {
		walk(s, levels);
		for (size_t i = 0; i < n; i++) /* the i-th row of period order */
			place[i] = (uint32_t)(i % s->series * s->periods + i / s->series);
		if (strcmp(s->order, "shuffled") == 0)
			shuffle(place, n);
		for (size_t i = 0; i < n; i++)
			put_row(s, place[i] / s->periods, place[i] % s->periods, levels[place[i]]);
	}
	free(levels);
	free(place);
	return failed;
}

static void usage(void)
{
	fputs("usage: gen_rows [--order series|period|shuffled] [--quoted] [--ragged] [--names] "
	      "[--vintages N] SERIES PERIODS\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	shape s = {.vintages = 1, .order = "series"};
	int at = 1;

	for (; at < argc && argv[at][0] == '-'; at++) {
		if (strcmp(argv[at], "--quoted") == 0)
			s.quoted = 1;
		else if (strcmp(argv[at], "--ragged") == 0)
			s.ragged = 1;
		else if (strcmp(argv[at], "--names") == 0)
			s.names = 1;
		else if (strcmp(argv[at], "--order") == 0 && at + 1 < argc)
			s.order = argv[++at];
		else if (strcmp(argv[at], "--vintages") == 0 && at + 1 < argc)
			s.vintages = (uint32_t)strtoul(argv[++at], NULL, 10);
		else
			usage();
	}
	if (argc - at != 2 || !strstr("series period shuffled", s.order))
		usage();
	s.series = (uint32_t)strtoul(argv[at], NULL, 10);
	s.periods = (uint32_t)strtoul(argv[at + 1], NULL, 10);
	printf("metric,region,period,value,unit,source,%sstatus\n", s.vintages > 1 ? "published," : "");
	if (strcmp(s.order, "series") == 0)
		walk(&s, NULL);
	else if (put_reordered(&s))
		return 4;
	return fflush(stdout) ? 4 : 0;
}
