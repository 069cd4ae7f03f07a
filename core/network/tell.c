/* tell.c: how figures, cells, rules and clashes are put into words.
 *
 * Implied values are shown in the printed unit with two digits more than were printed, which is
 * what a reader needs to redo the arithmetic. */
#include "tell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- figures ------------------------------------------------------------------------ */

static const char *qualifier_word(uint8_t q, bool chinese)
{
	static const char *const en[] = {"",       "about ",   "over ",   "at least ",
					 "under ", "at most ", "nearly ", "a little over "};
	static const char *const zh[] = {"",     "约",     "超过", "不低于",
					 "低于", "不超过", "近",   "略超"};

	return q < TALLY_N_QUALIFIERS ? (chinese ? zh : en)[q] : "";
}

static const char *unit_text(const tally_network *net, int32_t claim)
{
	int32_t unit = net->claims->items[claim].unit;

	return unit == TALLY_NO_CODE ? "" : tally_codes_unit(net->codes, unit)->text;
}

static int unit_power(const tally_network *net, int32_t claim)
{
	int32_t unit = net->claims->items[claim].unit;

	if (tally_index_of_hundred(&net->claims->items[claim], net->codes))
		return -2;
	return unit == TALLY_NO_CODE ? 0 : tally_codes_unit(net->codes, unit)->power;
}

static bool is_growth_like(const tally_network *net, int32_t claim)
{
	uint8_t m = net->claims->items[claim].measure;

	return m == TALLY_GROWTH || m == TALLY_AVERAGE_GROWTH;
}

void tally_tell_figure(tally_text *t, const tally_network *net, int32_t claim)
{
	char figure[TALLY_FIGURE_TEXT];
	const char *unit = unit_text(net, claim);

	tally_figure_print(&net->claims->items[claim].figure, figure);
	tally_text_add(t, "%s%s%s", figure, *unit ? " " : "", unit);
}

/* Digits behind the point that a value in the claim's unit is shown with. */
static int digits_of(const tally_network *net, int32_t claim, int extra)
{
	const tally_figure *f = &net->claims->items[claim].figure;
	int decimals = f->form == TALLY_FORM_FRACTION ? 4 : f->first.decimals + extra;

	return decimals < 0 ? 0 : decimals > 12 ? 12 : decimals;
}

void tally_tell_value(tally_text *t, const tally_network *net, int32_t claim, double value,
		      int extra)
{
	double v = value * pow(10, -unit_power(net, claim));

	if (isinf(v))
		tally_text_add(t, "%s", v < 0 ? "-∞" : "∞");
	else if (fabs(v) >= 1e15)
		tally_text_add(t, "%.6g", v);
	else
		tally_text_add(t, "%.*f", digits_of(net, claim, extra), v);
}

void tally_tell_range(tally_text *t, const tally_network *net, int32_t claim, double lo, double hi)
{
	const char *unit = unit_text(net, claim), *gap = *unit ? " " : "";

	tally_text_add(t, isinf(lo) ? "(" : "[");
	tally_tell_value(t, net, claim, lo, 2);
	tally_text_add(t, "%s%s, ", isinf(lo) ? "" : gap, isinf(lo) ? "" : unit);
	tally_tell_value(t, net, claim, hi, 2);
	tally_text_add(t, "%s%s%s", isinf(hi) ? "" : gap, isinf(hi) ? "" : unit,
		       isinf(hi) ? ")" : "]");
}

/* --- cells and claims ----------------------------------------------------------------- */

static const char *metric_name(const tally_network *net, int32_t metric, bool chinese)
{
	return tally_metric_name(tally_codes_metric(net->codes, metric), chinese ? "zh" : "en");
}

static const char *region_name(const tally_network *net, int32_t region, bool chinese)
{
	return tally_region_name(tally_codes_region(net->codes, region), chinese ? "zh" : "en");
}

void tally_tell_cell(tally_text *t, const tally_network *net, const tally_cell *cell, bool chinese)
{
	char period[TALLY_PERIOD_TEXT];

	if (cell->metric == TALLY_NO_CODE) {
		tally_text_add(t, chinese ? "未公布的余量" : "an unpublished remainder");
		return;
	}
	tally_period_print(cell->period, period);
	tally_text_add(t, chinese ? "%s%s（%s）" : "%s, %s, %s",
		       chinese ? region_name(net, cell->region, chinese)
			       : metric_name(net, cell->metric, chinese),
		       chinese ? metric_name(net, cell->metric, chinese)
			       : region_name(net, cell->region, chinese),
		       period);
}

static const char *measure_word(uint8_t measure, bool chinese)
{
	static const char *const en[TALLY_N_MEASURES] = {"",
							 "growth of ",
							 "average growth of ",
							 "share of ",
							 "ratio of ",
							 "contribution of ",
							 "contribution in points of ",
							 "index of ",
							 "change of ",
							 "difference in growth of ",
							 "difference in share of ",
							 "ratio of growth of ",
							 "ratio of shares of ",
							 "ratio of contributions of "};
	static const char *const zh[TALLY_N_MEASURES] = {
	    "",     "增速", "年均增速", "占比",     "比值",     "贡献率",   "拉动点数",
	    "指数", "增量", "增速之差", "占比之差", "增速之比", "占比之比", "贡献率之比"};

	return measure < TALLY_N_MEASURES ? (chinese ? zh : en)[measure] : "";
}

static void tell_against(tally_text *t, const tally_network *net, const tally_claim *c,
			 bool chinese)
{
	char period[TALLY_PERIOD_TEXT];
	const tally_against *a = &c->against;

	if (a->metric == TALLY_NO_CODE && a->region == TALLY_NO_CODE &&
	    a->base != TALLY_BASE_PERIOD)
		return;
	tally_text_add(t, chinese ? "，相对于" : " against ");
	if (a->metric != TALLY_NO_CODE)
		tally_text_add(t, "%s", metric_name(net, a->metric, chinese));
	if (a->region != TALLY_NO_CODE)
		tally_text_add(t, "%s%s", a->metric == TALLY_NO_CODE || chinese ? "" : ", ",
			       region_name(net, a->region, chinese));
	if (a->base == TALLY_BASE_PERIOD) {
		tally_period_print(a->period, period);
		tally_text_add(t, "%s%s",
			       a->metric == TALLY_NO_CODE && a->region == TALLY_NO_CODE ? ""
			       : chinese                                                ? "，"
											: ", ",
			       period);
	}
}

void tally_tell_subject(tally_text *t, const tally_network *net, int32_t claim, bool chinese)
{
	const tally_claim *c = &net->claims->items[claim];
	tally_cell cell = {.metric = c->metric, .region = c->region, .period = c->period};

	if (!chinese)
		tally_text_add(t, "%s", measure_word(c->measure, false));
	tally_tell_cell(t, net, &cell, chinese);
	if (chinese)
		tally_text_add(t, "%s", measure_word(c->measure, true));
	tell_against(t, net, c, chinese);
}

void tally_tell_claim(tally_text *t, const tally_network *net, int32_t claim, bool chinese)
{
	const tally_claim *c = &net->claims->items[claim];
	const char *source = tally_pool_text(&net->claims->texts, c->source);
	const char *locator = tally_pool_text(&net->claims->texts, c->locator);

	tally_tell_subject(t, net, claim, chinese);
	tally_text_add(t, chinese ? "：%s" : ": %s", qualifier_word(c->qualifier, chinese));
	tally_tell_figure(t, net, claim);
	if (*source)
		tally_text_add(t, chinese ? "（%s%s%s）" : " (%s%s%s)", source, *locator ? ":" : "",
			       locator);
}

/* --- rules ---------------------------------------------------------------------------- */

void tally_tell_rule(tally_text *t, const tally_network *net, int32_t id, bool chinese)
{
	const tally_row *row = &net->rows[id];
	const tally_membership *m;

	switch ((tally_origin)row->origin) {
	case TALLY_FROM_RULE:
		tally_text_add(t, "%s", tally_codes_rule(net->codes, row->id)->text);
		break;
	case TALLY_FROM_REGIONS:
		m = tally_codes_membership(net->codes, row->id);
		tally_text_add(t,
			       chinese ? "%s = 各组成部分之和（%s）" : "%s = sum of its parts (%s)",
			       region_name(net, m->group, chinese), m->partition);
		break;
	case TALLY_FROM_PART:
		m = tally_codes_membership(net->codes, row->id);
		tally_text_add(t, "%s <= %s", region_name(net, m->member, chinese),
			       region_name(net, m->group, chinese));
		break;
	case TALLY_FROM_SPANS:
		tally_text_add(t, chinese ? "分段之和等于全段" : "sub-periods add up to the span");
		break;
	case TALLY_FROM_CUMULATIVE:
		tally_text_add(t, chinese ? "累计数不会减少" : "cumulative figures never fall");
		break;
	case TALLY_FROM_LINK:
	case TALLY_FROM_VINTAGE:
		tally_text_add(t, chinese ? "基数与已公布数" : "base and published level");
		break;
	case TALLY_FROM_DEFINITION:
	case TALLY_FROM_CLAIM:
		tally_text_add(t, chinese ? "定义" : "definition");
		break;
	}
}

/* --- clashes ---------------------------------------------------------------------------- */

/* The claim of the set that prints the level of a column, or -1. */
static int32_t printed_level(const tally_network *net, const tally_clash *clash, int32_t column)
{
	for (int32_t i = 0; i < clash->n_claims; i++) {
		int32_t k = clash->claims[i];

		for (int32_t l = net->first_level[column]; l >= 0; l = net->next_level[l])
			if (l == k)
				return k;
	}
	return -1;
}

static const tally_row *first_row(const tally_network *net, int32_t claim)
{
	for (int32_t i = 0; i < net->n_rows; i++)
		if (net->rows[i].origin == TALLY_FROM_CLAIM && net->rows[i].id == claim)
			return &net->rows[i];
	return NULL;
}

/* One side of a quotient, "(a - b)"; false when a level was not printed. */
static bool tell_side(tally_text *t, const tally_network *net, const tally_clash *clash,
		      const tally_row *row, bool below)
{
	int terms = 0, told = 0;

	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];

		terms += (below ? e->below : e->above) != TALLY_COEFFICIENT_ZERO;
	}
	if (terms > 1)
		tally_text_add(t, "(");
	for (int k = 0; k < row->n; k++) {
		const tally_entry *e = &net->entries[row->first + (uint32_t)k];
		int16_t c = below ? e->below : e->above;
		char figure[TALLY_FIGURE_TEXT];
		int32_t level;

		if (c == TALLY_COEFFICIENT_ZERO)
			continue;
		level = printed_level(net, clash, e->column);
		if (level < 0 || (c != TALLY_COEFFICIENT_ONE && c != TALLY_COEFFICIENT_MINUS_ONE))
			return false;
		tally_figure_print(&net->claims->items[level].figure, figure);
		if (told++ || c == TALLY_COEFFICIENT_MINUS_ONE)
			tally_text_add(t, c == TALLY_COEFFICIENT_ONE ? " + " : " - ");
		tally_text_add(t, "%s", figure);
	}
	if (terms > 1)
		tally_text_add(t, ")");
	return true;
}

/* Whether the levels of a quotient are printed in one unit, so that the figures can be divided. */
static bool one_unit(const tally_network *net, const tally_clash *clash, const tally_row *row)
{
	int32_t power = INT32_MAX;

	for (int k = 0; k < row->n; k++) {
		int32_t level =
		    printed_level(net, clash, net->entries[row->first + (uint32_t)k].column);

		if (level < 0)
			return false;
		if (power == INT32_MAX)
			power = unit_power(net, level);
		if (unit_power(net, level) != power)
			return false;
	}
	return true;
}

/* "44.04 / 457.41" or "2364 / 1953 - 1"; false: no such formula. */
static bool tell_formula(tally_text *t, const tally_network *net, const tally_clash *clash)
{
	const tally_row *row = first_row(net, clash->suspects[0]);
	size_t start = t->n;

	if (!row || row->constant || row->product || row->spans != 1 ||
	    clash->n_claims != row->n + 1 || !one_unit(net, clash, row))
		return false;
	if (tell_side(t, net, clash, row, false)) {
		tally_text_add(t, " / ");
		if (tell_side(t, net, clash, row, true)) {
			if (row->plus_one)
				tally_text_add(t, " - 1");
			return true;
		}
	}
	t->n = start; /* take the half-told formula back */
	return false;
}

static void tell_gap(tally_text *t, const tally_network *net, int32_t claim, double gap,
		     bool chinese)
{
	const char *unit = unit_text(net, claim);
	bool percent = !strcmp(unit, "%") || !strcmp(unit, "％");

	tally_text_add(t, chinese ? "；相差" : "; apart by ");
	tally_tell_value(t, net, claim, gap, 2);
	if (percent)
		tally_text_add(t, chinese ? "个百分点" : " points");
	else
		tally_text_add(t, "%s%s", *unit ? " " : "", unit);
}

/* What the others leave against what is printed. */
static void tell_implied(tally_text *t, const tally_network *net, const tally_clash *clash,
			 bool chinese)
{
	int32_t k = clash->suspects[0];
	tally_interval in = tally_network_interval(net, k);
	double one = is_growth_like(net, k) ? 1 : 0;
	double lo = clash->implied_lo - one, hi = clash->implied_hi - one;
	double from = tally_bound_down(in.lo), to = tally_bound_up(in.hi);

	if (!tell_formula(t, net, clash)) {
		tally_text_add(t, chinese ? "由其他数字推得：" : "by the other figures the ");
		tally_tell_subject(t, net, k, chinese);
	}
	tally_text_add(t, chinese ? "应在" : " lies in ");
	tally_tell_range(t, net, k, lo, hi);
	tally_text_add(t, chinese ? "；公布的%s" : "; printed %s",
		       qualifier_word(net->claims->items[k].qualifier, chinese));
	tally_tell_figure(t, net, k);
	tally_text_add(t, chinese ? "意味着" : " means ");
	tally_tell_range(t, net, k, from, to);
	if (lo > to)
		tell_gap(t, net, k, lo - to, chinese);
	else if (hi < from)
		tell_gap(t, net, k, from - hi, chinese);
}

void tally_tell_clash(tally_text *t, const tally_network *net, const tally_clash *clash,
		      bool chinese)
{
	if (clash->implied_known)
		tell_implied(t, net, clash, chinese);
	else
		tally_text_add(t, chinese ? "以下数字不可能同时成立"
					  : "these figures cannot all be true");
	tally_text_add(t, chinese ? "。依据：" : ". From: ");
	for (int32_t i = 0; i < clash->n_claims; i++) {
		tally_text_add(t, i == 0 ? "" : chinese ? "；" : "; ");
		tally_tell_claim(t, net, clash->claims[i], chinese);
	}
	for (int32_t i = 0; i < clash->n_rows && i < 12; i++) {
		tally_text_add(t, chinese ? "；规则：" : "; rule: ");
		tally_tell_rule(t, net, clash->rows[i], chinese);
	}
}
