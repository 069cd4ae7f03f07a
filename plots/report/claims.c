/* claims.c: claims in words, and which of them are in doubt. */
#include "report/sections.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool tally_report_wants(const tally_report *r, int32_t metric)
{
	for (size_t i = 0; i < r->n_metrics; i++)
		if (r->metrics[i] == metric)
			return true;
	return r->n_metrics == 0;
}

size_t tally_report_max_rows(const tally_report *r)
{
	return r->max_rows ? r->max_rows : 1000;
}

const char *tally_report_metric(const tally_report *r, int32_t metric)
{
	return tally_metric_name(tally_codes_metric(r->codes, metric), r->lang);
}

const char *tally_report_region(const tally_report *r, int32_t region)
{
	return tally_region_name(tally_codes_region(r->codes, region), r->lang);
}

const char *tally_report_source(const tally_report *r, const tally_claim *c)
{
	return tally_pool_text(&r->claims->texts, c->source);
}

bool tally_report_computed(const tally_report *r, const tally_claim *c)
{
	return strncmp(tally_report_source(r, c), "tally:", 6) == 0;
}

void tally_report_figure(const tally_report *r, const tally_claim *c, char *out, size_t size)
{
	char digits[TALLY_FIGURE_TEXT];
	tally_figure_print(&c->figure, digits);
	const char *unit =
	    c->unit == TALLY_NO_CODE ? "" : tally_codes_unit(r->codes, c->unit)->text;
	snprintf(out, size, "%s%s%s%s", tally_qualifier_text((tally_qualifier)c->qualifier), digits,
		 *unit && *digits ? " " : "", *digits ? unit : "–");
}

static const char *const measures_zh[TALLY_N_MEASURES] = {
    "",     "增长", "年均增长", "占比",     "比值",     "增长贡献率", "拉动增长",
    "指数", "增减", "增速之差", "占比之差", "增速之比", "占比之比",   "贡献率之比"};

void tally_report_measure(const tally_report *r, const tally_claim *c, char *out, size_t size)
{
	if (c->measure == TALLY_LEVEL || c->measure >= TALLY_N_MEASURES) {
		*out = 0;
		return;
	}
	char name[32], against[TALLY_AGAINST_TEXT];
	snprintf(name, sizeof name, "%s", tally_measure_name((tally_measure)c->measure));
	for (char *at = name; *at; at++)
		if (*at == '_')
			*at = ' ';
	tally_against_print(&c->against, r->codes, against);
	snprintf(out, size, "%s%s%s", tally_zh(r->lang) ? measures_zh[c->measure] : name,
		 *against ? " " : "", against);
}

void tally_report_value(const tally_report *r, double value, const char *base_unit,
			const char *dimension, char out[128])
{
	tally_shown d;
	char number[TALLY_NUMBER_TEXT];
	if (!isfinite(value)) {
		snprintf(out, 128, "%s", isnan(value) ? "–" : value > 0 ? "∞" : "−∞");
		return;
	}
	tally_shown_choose(fabs(value), base_unit, dimension, r->lang, &d);
	double shown = value / d.per;
	bool whole = d.round && shown == floor(shown);
	tally_number_print(shown, whole ? 0 : tally_decimals_for(shown), number);
	const char *space = d.percent || tally_zh(r->lang) || !*d.unit ? "" : " ";
	snprintf(out, 128, "%.40s%s%.80s", number, space, d.unit);
}

static bool casts_doubt(tally_finding_kind kind)
{
	return kind == TALLY_FINDING_CONTRADICTION || kind == TALLY_FINDING_CONDITIONAL ||
	       kind == TALLY_FINDING_CONFLICT || kind == TALLY_FINDING_STRANGE;
}

static bool same_cell(const tally_claim *a, const tally_claim *b)
{
	return a->metric == b->metric && a->region == b->region && a->measure == b->measure &&
	       a->kind == b->kind && tally_period_equal(a->period, b->period) &&
	       a->against.metric == b->against.metric && a->against.region == b->against.region &&
	       a->against.base == b->against.base;
}

unsigned char *tally_report_doubts(const tally_report *r)
{
	unsigned char *flags = calloc(r->claims->n + 1, 1);
	for (int32_t i = 0; flags && r->findings && i < r->findings->n; i++) {
		const tally_finding *f = &r->findings->items[i];
		for (int32_t k = 0; k < f->n_claims; k++) {
			if (f->kind == TALLY_FINDING_STALE)
				flags[f->claims[k]] |= 2;
			if (casts_doubt(f->kind))
				flags[f->claims[k]] |= 1;
		}
	}
	/* In canonical order the releases of one cell stand together, the last one is the newest.
	 */
	for (size_t i = 0; flags && i < r->claims->n; i++) {
		const tally_claim *c = &r->claims->items[i];
		for (size_t k = i + 1; k < r->claims->n && k < i + 64; k++) {
			const tally_claim *later = &r->claims->items[k];
			if (later->metric != c->metric || later->region != c->region ||
			    !tally_period_equal(later->period, c->period))
				break;
			if (same_cell(c, later) && later->published > c->published)
				flags[i] |= 2;
		}
	}
	return flags;
}
