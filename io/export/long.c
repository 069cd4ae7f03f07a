/* long.c: a row is one figure of one series. Keys first, then the figure, then what was asked for.
 *
 * The keys that are the same for all series (no `against`, level only) are still there: a program
 * that stacks two exports needs the same columns in both. */
#include "export/shapes.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>


/* The columns by role; NULL where not asked for. */
typedef struct {
	tally_column *metric, *region, *frequency, *period, *measure, *against, *unit, *value;
	tally_column *names[4], *first, *last, *lo, *hi, *status, *basis, *prices, *adjustment;
	tally_column *kind, *vintage, *brk, *source, *qualifier, *printed, *printed_unit, *note;
} long_columns;

/* Which column, under which condition: a table keeps order, names and labels in one place. */
typedef struct {
	size_t offset;
	unsigned with; /* 0: always */
	tally_column_kind kind;
	const char *name, *label_en, *label_zh;
} long_spec;

#define AT(member) offsetof(long_columns, member)

static const long_spec specs[] = {
    {AT(metric), 0, TALLY_COLUMN_TEXT, "metric", "Metric", "指标"},
    {AT(names[0]), TALLY_WITH_NAMES, TALLY_COLUMN_TEXT, "metric_en", "Metric (English)", "指标(英文)"},
    {AT(names[1]), TALLY_WITH_NAMES, TALLY_COLUMN_TEXT, "metric_zh", "Metric (Chinese)", "指标(中文)"},
    {AT(region), 0, TALLY_COLUMN_TEXT, "region", "Region", "地区"},
    {AT(names[2]), TALLY_WITH_NAMES, TALLY_COLUMN_TEXT, "region_en", "Region (English)", "地区(英文)"},
    {AT(names[3]), TALLY_WITH_NAMES, TALLY_COLUMN_TEXT, "region_zh", "Region (Chinese)", "地区(中文)"},
    {AT(frequency), 0, TALLY_COLUMN_TEXT, "frequency", "Frequency", "频率"},
    {AT(period), 0, TALLY_COLUMN_PERIOD, "period", "Period", "时期"},
    {AT(first), TALLY_WITH_DATES, TALLY_COLUMN_DAY, "first_day", "First day", "起始日"},
    {AT(last), TALLY_WITH_DATES, TALLY_COLUMN_DAY, "last_day", "Last day", "截止日"},
    {AT(measure), 0, TALLY_COLUMN_TEXT, "measure", "Measure", "度量"},
    {AT(against), 0, TALLY_COLUMN_TEXT, "against", "Measured against", "对比对象"},
    {AT(value), 0, TALLY_COLUMN_NUMBER, "value", "Value", "数值"},
    {AT(unit), 0, TALLY_COLUMN_TEXT, "unit", "Unit", "单位"},
    {AT(lo), TALLY_WITH_LO, TALLY_COLUMN_NUMBER, "lo", "Lower end of the interval", "区间下限"},
    {AT(hi), TALLY_WITH_HI, TALLY_COLUMN_NUMBER, "hi", "Upper end of the interval", "区间上限"},
    {AT(status), TALLY_WITH_STATUS, TALLY_COLUMN_TEXT, "status", "Observation status (SDMX)", "观测状态"},
    {AT(basis), TALLY_WITH_BASIS, TALLY_COLUMN_TEXT, "basis", "Basis of a rate", "口径"},
    {AT(prices), TALLY_WITH_PRICES, TALLY_COLUMN_TEXT, "prices", "Prices", "价格"},
    {AT(adjustment), TALLY_WITH_ADJUSTMENT, TALLY_COLUMN_TEXT, "adjustment", "Seasonal adjustment", "季节调整"},
    {AT(kind), TALLY_WITH_KIND, TALLY_COLUMN_TEXT, "kind", "Kind of claim", "类别"},
    {AT(vintage), TALLY_WITH_VINTAGE, TALLY_COLUMN_DAY, "vintage", "Published on", "发布日期"},
    {AT(brk), TALLY_WITH_BREAK, TALLY_COLUMN_NUMBER, "break", "1: a break lies before it", "1：其前有断点"},
    {AT(source), TALLY_WITH_SOURCE, TALLY_COLUMN_TEXT, "source", "Source", "来源"},
    {AT(qualifier), TALLY_WITH_QUALIFIER, TALLY_COLUMN_TEXT, "qualifier", "Qualifier as printed", "限定词"},
    {AT(printed), TALLY_WITH_PRINTED, TALLY_COLUMN_TEXT, "printed", "Figure as printed", "原文数字"},
    {AT(printed_unit), TALLY_WITH_PRINTED, TALLY_COLUMN_TEXT, "printed_unit", "Unit as printed", "原文单位"},
    {AT(note), TALLY_WITH_NOTE, TALLY_COLUMN_TEXT, "note", "Note", "备注"},
};

#define N_SPECS (sizeof specs / sizeof *specs)

/* Columns move while they are made, so they are found by number afterwards. */
static bool make_columns(tally_dataset *f, unsigned with, long_columns *out)
{
	int numbers[N_SPECS];

	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < N_SPECS; i++) {
		const long_spec *s = &specs[i];
		numbers[i] = -1;
		if (s->with != 0 && (with & s->with) == 0)
			continue;
		numbers[i] = f->n_columns;
		if (frame_column(f, s->kind, s->name, s->label_en, s->label_zh) == NULL)
			return false;
	}
	for (size_t i = 0; i < N_SPECS; i++)
		if (numbers[i] >= 0)
			*(tally_column **)(void *)((char *)out + specs[i].offset) =
			    &f->columns[numbers[i]];
	return true;
}

typedef struct {
	tally_dataset *f;
	const tally_claims *claims;
	const tally_codes *codes;
	long_columns c;
	bool failed;
} long_builder;

static void text(long_builder *b, tally_column *c, size_t row, const char *value)
{
	if (c != NULL && !frame_put_text(b->f, c, row, value))
		b->failed = true;
}

/* What a series says of all its figures: once as texts, then as ids. */
static void put_series(long_builder *b, const tally_series *s, size_t row)
{
	const tally_metric *m = tally_codes_metric(b->codes, s->key.metric);
	const tally_region *r = tally_codes_region(b->codes, s->key.region);
	char letter[2] = {tally_frequency_letter(s->key.frequency), '\0'};
	char adjustment[2] = {s->key.adjustment != 0 ? s->key.adjustment : 'N', '\0'};
	char against[TALLY_AGAINST_TEXT], prices[32] = "";

	tally_against_print(&s->key.against, b->codes, against);
	if (s->key.prices.kind != TALLY_PRICES_NONE)
		tally_prices_print(s->key.prices, prices);
	text(b, b->c.metric, row, m->code);
	text(b, b->c.region, row, r->code);
	text(b, b->c.names[0], row, tally_metric_name(m, "en"));
	text(b, b->c.names[1], row, tally_metric_name(m, "zh"));
	text(b, b->c.names[2], row, tally_region_name(r, "en"));
	text(b, b->c.names[3], row, tally_region_name(r, "zh"));
	text(b, b->c.frequency, row, letter);
	text(b, b->c.measure, row, tally_measure_name((tally_measure)s->key.measure));
	text(b, b->c.against, row, against);
	text(b, b->c.unit, row, frame_unit(s));
	text(b, b->c.prices, row, prices);
	text(b, b->c.adjustment, row, adjustment);
	text(b, b->c.kind, row, tally_kind_name((tally_kind)s->key.kind));
}

static void repeat_series(const long_builder *b, size_t from, size_t row)
{
	tally_column *const same[] = {
	    b->c.metric,    b->c.region,   b->c.names[0], b->c.names[1], b->c.names[2],
	    b->c.names[3],  b->c.measure,  b->c.against,  b->c.unit,     b->c.prices,
	    b->c.frequency, b->c.adjustment, b->c.kind};

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (same[i] != NULL)
			same[i]->texts[row] = same[i]->texts[from];
}

static void put_claim(long_builder *b, const tally_claim *c, size_t row)
{
	char printed[TALLY_FIGURE_TEXT];

	text(b, b->c.basis, row, tally_basis_name((tally_basis)c->basis));
	text(b, b->c.source, row, tally_pool_text(&b->claims->texts, c->source));
	text(b, b->c.note, row, tally_pool_text(&b->claims->texts, c->note));
	if (b->c.printed == NULL)
		return;
	tally_figure_print(&c->figure, printed);
	text(b, b->c.printed, row, printed);
	text(b, b->c.printed_unit, row,
	     c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(b->codes, c->unit)->text);
}

static void put_point(long_builder *b, const tally_series *s, size_t k, size_t row)
{
	const tally_point *p = &s->points[k];
	char letter[2] = {p->status != 0 ? p->status : 'A', '\0'};
	int decimals = frame_decimals(b->claims, b->codes, s, p);

	b->c.period->periods[row] = p->period;
	b->c.value->numbers[row] = p->value;
	b->c.value->status[row] = letter[0];
	if (decimals > b->c.value->decimals)
		b->c.value->decimals = decimals;
	if (b->c.first != NULL) {
		b->c.first->days[row] =
		    p->period.first == TALLY_DAY_OPEN ? TALLY_DAY_NONE : p->period.first;
		b->c.last->days[row] = p->period.last;
	}
	if (b->c.lo != NULL)
		b->c.lo->numbers[row] = p->lo;
	if (b->c.hi != NULL)
		b->c.hi->numbers[row] = p->hi;
	if (b->c.vintage != NULL)
		b->c.vintage->days[row] = p->published;
	if (b->c.brk != NULL)
		b->c.brk->numbers[row] =
		    k > 0 && tally_codes_break_between(b->codes, s->key.metric, s->key.region,
						       s->points[k - 1].period.last,
						       p->period.last) != NULL;
	text(b, b->c.status, row, letter);
	text(b, b->c.qualifier, row, tally_qualifier_text((tally_qualifier)p->qualifier));
	if (p->claim >= 0)
		put_claim(b, &b->claims->items[p->claim], row);
}

tally_status frame_build_long(const tally_series_set *set, const tally_claims *claims,
			      const tally_codes *codes, unsigned with, tally_dataset *out,
			      tally_error *err)
{
	long_builder b = {.f = out, .claims = claims, .codes = codes};
	size_t row = 0;

	for (size_t i = 0; i < set->n; i++)
		out->n += set->items[i].n;
	if (!make_columns(out, with, &b.c))
		return tally_error_memory(err);
	b.c.metric->list = TALLY_LIST_METRICS;
	b.c.region->list = TALLY_LIST_REGIONS;
	b.c.value->figures = true;
	b.c.value->status = calloc(out->n + 1, 1);
	if (b.c.value->status == NULL)
		return tally_error_memory(err);
	out->unit_column = (int)(b.c.region - out->columns);
	out->time_column = (int)(b.c.period - out->columns);
	for (size_t i = 0; i < set->n && !b.failed; i++) {
		const tally_series *s = &set->items[i];
		size_t first = row;
		for (size_t k = 0; k < s->n; k++, row++) {
			if (k == 0)
				put_series(&b, s, row);
			else
				repeat_series(&b, first, row);
			put_point(&b, s, k, row);
		}
	}
	return b.failed ? tally_error_memory(err) : TALLY_OK;
}
