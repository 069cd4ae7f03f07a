/* repairs.c: what would make a clash go away.
 *
 * Hypotheses are tried one by one on the claims of the component (hypothesis.h); one that leaves
 * everything consistent is a repair. Those about the whole document come first, then those about
 * one suspect: a figure close by, digits swapped, a sign, a power of ten, an older vintage, another
 * reading of the measure, another period, at last a part that the rule leaves out. A reading that
 * moves a claim to where nothing tests it would always "repair", so such a one counts only when
 * the other claims bound the figure there and it lies within. */
#include "build.h"
#include "hypothesis.h"
#include "tell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Suspects that are looked at, and repairs that are told. */
enum { MAX_SUSPECTS = 6, MAX_REPAIRS = 12 };

/* A repair with its rank: smaller is more plausible. */
typedef struct {
	int32_t claim;
	double rank;
	char *why, *value;
} candidate;

typedef struct {
	tally_checker *c;
	tally_hypothesis h;
	const tally_clash *clash;
	tally_finding *finding;
	candidate *items;
	int32_t n, capacity;
	bool failed;
} mender;

/* --- recording ------------------------------------------------------------------------- */

static char *figure_text(const mender *m, const tally_claim *claim)
{
	char figure[TALLY_FIGURE_TEXT];
	tally_text t = {0};
	const char *unit = claim->unit == TALLY_NO_CODE
			       ? ""
			       : tally_codes_unit(m->c->net->codes, claim->unit)->text;

	tally_figure_print(&claim->figure, figure);
	tally_text_add(&t, "%s%s%s", figure, *unit ? " " : "", unit);
	return tally_text_take(&t);
}

/* Takes the texts; the same words for the same claim count once. */
static void record(mender *m, int32_t claim, double rank, char *why, char *value)
{
	bool ok = why && value;

	for (int32_t i = 0; ok && i < m->n; i++) {
		if (m->items[i].claim == claim && !strcmp(m->items[i].why, why) &&
		    !strcmp(m->items[i].value, value)) {
			free(why);
			free(value);
			return;
		}
	}
	if (!ok ||
	    !tally_grow((void **)&m->items, (size_t)m->n + 1, sizeof *m->items, &m->capacity)) {
		free(why);
		free(value);
		m->failed = true;
		return;
	}
	m->items[m->n++] = (candidate){claim, rank, why, value};
}

static char *words(const mender *m, const char *en, const char *zh)
{
	return strdup(m->c->chinese ? zh : en);
}

static bool mends(const mender *m)
{
	return tally_hypothesis_try(&m->h) == TALLY_FEASIBLE;
}

/* --- the whole document ------------------------------------------------------------------ */

static bool of_release(const mender *m, size_t i, int32_t release)
{
	return m->c->net->release_of[m->h.original[i]] == release;
}

static void try_truncation(mender *m, int32_t release)
{
	uint8_t *kept = malloc(m->h.view.n + 1);

	if (!kept) {
		m->failed = true;
		return;
	}
	memcpy(kept, m->h.roundings, m->h.view.n);
	for (size_t i = 0; i < m->h.view.n; i++)
		if (of_release(m, i, release))
			m->h.roundings[i] = TALLY_ROUND_TRUNCATE;
	if (mends(m))
		record(m, -1, 0,
		       words(m, "the document cuts its figures instead of rounding them",
			     "全文的数字是截断而非四舍五入"),
		       strdup(""));
	memcpy(m->h.roundings, kept, m->h.view.n);
	free(kept);
}

static bool open_rate(const tally_claim *c)
{
	return c->prices.kind == TALLY_PRICES_DEFAULT &&
	       (c->measure == TALLY_GROWTH || c->measure == TALLY_AVERAGE_GROWTH ||
		c->measure == TALLY_CONTRIBUTION || c->measure == TALLY_CONTRIBUTION_POINTS ||
		c->measure == TALLY_INDEX_NUMBER);
}

static bool has_prices(const mender *m, const tally_claim *c)
{
	return tally_codes_metric(m->c->net->codes, c->metric)->level_prices.kind !=
	       TALLY_PRICES_NONE;
}

/* Rates that state no prices, read at others. */
static void try_prices(mender *m, int32_t release, tally_price_kind kind)
{
	size_t n = m->h.view.n, changed = 0;
	tally_claim *kept = malloc((n + 1) * sizeof *kept);
	char why[96];

	if (!kept) {
		m->failed = true;
		return;
	}
	memcpy(kept, m->h.view.items, n * sizeof *kept);
	for (size_t i = 0; i < n; i++) {
		tally_claim *c = &m->h.view.items[i];

		if (!of_release(m, i, release) || !open_rate(c) || !has_prices(m, c) ||
		    tally_claim_prices(c, m->c->net->codes).kind == kind)
			continue;
		c->prices = (tally_prices){(uint8_t)kind, 0};
		changed++;
	}
	if (changed > 0 && mends(m)) {
		snprintf(why, sizeof why,
			 m->c->chinese ? "文中未注明价格的比率按%s计算"
				       : "the rates that state no prices are at %s prices",
			 kind == TALLY_PRICES_CURRENT ? (m->c->chinese ? "现价" : "current")
						      : (m->c->chinese ? "不变价" : "constant"));
		record(m, -1, 0.5, strdup(why), strdup(""));
	}
	memcpy(m->h.view.items, kept, n * sizeof *kept);
	free(kept);
}

/* Rates whose base was not stated, on a comparable base. */
static void try_basis(mender *m, int32_t release)
{
	size_t n = m->h.view.n, changed = 0;
	tally_claim *kept = malloc((n + 1) * sizeof *kept);

	if (!kept) {
		m->failed = true;
		return;
	}
	memcpy(kept, m->h.view.items, n * sizeof *kept);
	for (size_t i = 0; i < n; i++) {
		tally_claim *c = &m->h.view.items[i];

		if (!of_release(m, i, release) || c->basis != TALLY_BASIS_UNKNOWN ||
		    m->c->net->base_column[m->h.original[i]] < 0)
			continue;
		c->basis = TALLY_BASIS_COMPARABLE;
		changed++;
	}
	if (changed > 0 && mends(m))
		record(m, -1, 0.6,
		       words(m, "the rates are on a comparable base, not on the printed one",
			     "增速按可比口径计算，而非按公布的基数"),
		       strdup(""));
	memcpy(m->h.view.items, kept, n * sizeof *kept);
	free(kept);
}

/* --- one claim ----------------------------------------------------------------------------- */

/* Tries a changed claim in place of item i; a mend is recorded with its figure. */
static bool try_claim(mender *m, int32_t i, int32_t position, const tally_claim *changed,
		      double rank, const char *en, const char *zh)
{
	tally_claim kept = m->h.view.items[i];
	bool good;

	m->h.view.items[i] = *changed;
	good = mends(m);
	m->h.view.items[i] = kept;
	if (good)
		record(m, position, rank, words(m, en, zh), figure_text(m, changed));
	return good;
}

static bool plain_decimal(const tally_claim *c)
{
	return c->figure.form == TALLY_FORM_DECIMAL;
}

static int64_t ten_to(int n)
{
	int64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

static void try_swaps(mender *m, int32_t i, int32_t position)
{
	tally_claim c = m->h.view.items[i];
	int64_t v = llabs(c.figure.first.mantissa);
	int sign = c.figure.first.mantissa < 0 ? -1 : 1;

	for (int at = 0; at < 17 && ten_to(at + 1) <= v; at++) {
		int64_t p = ten_to(at), low = v / p % 10, high = v / (10 * p) % 10;

		if (low == high)
			continue;
		c.figure.first.mantissa = sign * (v + (low - high) * 10 * p + (high - low) * p);
		try_claim(m, i, position, &c, 1.2, "two digits swapped", "两位数字颠倒");
	}
}

static void try_powers(mender *m, int32_t i, int32_t position)
{
	static const int powers[] = {1, -1, 2, -2, 3, -3, 4, -4, 8, -8};

	for (size_t k = 0; k < sizeof powers / sizeof *powers; k++) {
		tally_claim c = m->h.view.items[i];
		bool unit = abs(powers[k]) == 4 || abs(powers[k]) == 8;
		char en[64], zh[64];

		c.figure.first.decimals -= powers[k];
		if (abs(c.figure.first.decimals) > TALLY_DECIMALS_MAX)
			continue;
		snprintf(en, sizeof en, unit ? "unit off by 10^%d (万, 亿)" : "off by 10^%d",
			 -powers[k]);
		snprintf(zh, sizeof zh, unit ? "单位差10^%d（万/亿）" : "小数点错位（10^%d）",
			 -powers[k]);
		try_claim(m, i, position, &c, 1.6 + 0.1 * abs(powers[k]), en, zh);
	}
}

static void try_sign(mender *m, int32_t i, int32_t position)
{
	tally_claim c = m->h.view.items[i];

	if (c.figure.first.mantissa == 0)
		return;
	c.figure.first.mantissa = -c.figure.first.mantissa;
	try_claim(m, i, position, &c, 1.4, "the other sign", "正负号相反");
}

/* The printable figure next to the printed one that the other claims allow. */
static void try_nearest(mender *m, int32_t i, int32_t position)
{
	tally_claim c = m->h.view.items[i];
	const tally_codes *codes = m->c->net->codes;
	int power = c.unit == TALLY_NO_CODE ? 0 : tally_codes_unit(codes, c.unit)->power;
	double unit = pow(10, power - c.figure.first.decimals), lo, hi, target;
	int64_t printed = c.figure.first.mantissa;

	if (!tally_hypothesis_implied(&m->h, i, &lo, &hi))
		return;
	target = fmax(lo, fmin(hi, (double)printed * unit)) / unit;
	if (fabs(target) > 1e17)
		return;
	for (int step = 0; step < 2; step++) {
		double v = round(target) + (step ? (target < (double)printed ? -1 : 1) : 0);

		c.figure.first.mantissa = (int64_t)v;
		if (c.figure.first.mantissa == printed)
			continue;
		if (try_claim(m, i, position, &c, 1 + 0.01 * fmin(fabs(v - (double)printed), 500),
			      llabs(c.figure.first.mantissa - printed) < 10
				  ? "a misprint: the nearest figure that fits"
				  : "the nearest figure that fits",
			      "最接近的相容数字"))
			return;
	}
}

/* Whether the changed item, set aside, is bounded by the others around its figure and closely:
 * then they test it. */
static bool confirmed(const mender *m, int32_t i)
{
	double lo, hi;
	const tally_claim *c = &m->h.view.items[i];
	double v = tally_claim_value(c, m->c->net->codes);

	if (!tally_hypothesis_implied(&m->h, i, &lo, &hi))
		return false;
	return hi - lo <= 0.2 * fmax(fabs(v), 1e-300);
}

/* A reading counts when it mends and the others test it. */
static void try_reading(mender *m, int32_t i, int32_t position, const tally_claim *changed,
			double rank, const char *en, const char *zh)
{
	tally_claim kept = m->h.view.items[i];
	bool good;

	m->h.view.items[i] = *changed;
	good = mends(m) && confirmed(m, i);
	m->h.view.items[i] = kept;
	if (good)
		record(m, position, rank, words(m, en, zh), strdup(""));
}

static void try_measures(mender *m, int32_t i, int32_t position)
{
	static const struct {
		uint8_t from, to;
		const char *en, *zh;
	} readings[] = {
	    {TALLY_CONTRIBUTION, TALLY_SHARE, "a share given as a contribution",
	     "把占比写成了贡献率"},
	    {TALLY_SHARE, TALLY_CONTRIBUTION, "a contribution given as a share",
	     "把贡献率写成了占比"},
	    {TALLY_CONTRIBUTION, TALLY_CONTRIBUTION_POINTS, "points given as per cent",
	     "把百分点写成了百分比"},
	    {TALLY_CONTRIBUTION_POINTS, TALLY_CONTRIBUTION, "per cent given as points",
	     "把百分比写成了百分点"},
	    {TALLY_GROWTH, TALLY_SHARE, "a share given as growth", "把占比写成了增速"},
	    {TALLY_SHARE, TALLY_GROWTH, "growth given as a share", "把增速写成了占比"},
	    {TALLY_GROWTH_DIFFERENCE, TALLY_GROWTH, "the growth itself given as a difference",
	     "把增速写成了增速之差"},
	};

	for (size_t k = 0; k < sizeof readings / sizeof *readings; k++) {
		tally_claim c = m->h.view.items[i];

		if (c.measure != readings[k].from)
			continue;
		c.measure = readings[k].to;
		if (c.measure == TALLY_GROWTH)
			c.against = (tally_against){
			    TALLY_NO_CODE, TALLY_NO_CODE, TALLY_BASE_DEFAULT, {0, 0}};
		if (c.measure == TALLY_SHARE)
			c.against.base = TALLY_BASE_DEFAULT;
		if (c.measure == TALLY_SHARE && c.prices.kind != TALLY_PRICES_DEFAULT)
			c.prices.kind = TALLY_PRICES_DEFAULT;
		try_reading(m, i, position, &c, 2, readings[k].en, readings[k].zh);
	}
}

static void try_periods(mender *m, int32_t i, int32_t position)
{
	for (int shift = -1; shift <= 1; shift += 2) {
		tally_claim c = m->h.view.items[i];

		c.period = tally_period_shift_years(c.period, shift);
		try_reading(m, i, position, &c, 2.4, "the figure of another year",
			    "误用了另一年的数字");
		c = m->h.view.items[i];
		c.period = tally_period_step(c.period, shift);
		try_reading(m, i, position, &c, 2.5, "the figure of the neighbouring period",
			    "误用了相邻时期的数字");
	}
}

/* Older vintages of the figure: the others may have been computed from one of them. */
static void try_vintages(mender *m, int32_t i, int32_t position)
{
	const tally_network *net = m->c->net;
	int32_t claim = m->h.original[i];

	for (size_t k = 0; k < net->claims->n; k++) {
		tally_claim c = m->h.view.items[i];

		if (net->state[k] != TALLY_CLAIM_SUPERSEDED || net->successor[k] != claim)
			continue;
		c.figure = net->claims->items[k].figure;
		c.unit = net->claims->items[k].unit;
		c.qualifier = net->claims->items[k].qualifier;
		try_claim(m, i, position, &c, 1.1, "the others rest on an earlier vintage",
			  "其他数字依据的是较早的版本");
	}
}

static void mend_claim(mender *m, int32_t position)
{
	int32_t claim = m->finding->claims[position];
	int32_t i = tally_hypothesis_index(&m->h, claim);

	if (i < 0)
		return;
	try_vintages(m, i, position);
	if (plain_decimal(&m->h.view.items[i])) {
		try_nearest(m, i, position);
		try_swaps(m, i, position);
		try_sign(m, i, position);
		try_powers(m, i, position);
	}
	try_measures(m, i, position);
	try_periods(m, i, position);
}

/* --- a part that the rule leaves out ---------------------------------------------------------- */

static void try_dropped_part(mender *m)
{
	const tally_network *net = m->c->net;

	for (int32_t k = 0; k < m->clash->n_rows; k++) {
		const tally_row *row = &net->rows[m->clash->rows[k]];
		tally_text why = {0};

		if (row->origin != TALLY_FROM_RULE && row->origin != TALLY_FROM_REGIONS)
			continue;
		tally_text_add(&why, m->c->chinese ? "规则未包括某一部分："
						   : "a part that the rule leaves out: ");
		tally_tell_rule(&why, net, m->clash->rows[k], m->c->chinese);
		record(m, -1, 3, tally_text_take(&why), strdup(""));
		return;
	}
}

/* --- all together --------------------------------------------------------------------------------
 */

static int by_rank(const void *x, const void *y)
{
	const candidate *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->claim > b->claim) - (a->claim < b->claim);
}

/* The claims that a changed reading of a suspect may meet. */
static bool widen(mender *m)
{
	const tally_claims *claims = m->c->net->claims;
	bool ok = true;

	for (int32_t i = 0; i < m->clash->n_suspects && i < MAX_SUSPECTS && ok; i++) {
		const tally_claim *c = &claims->items[m->clash->suspects[i]];
		int32_t metric = c->against.metric, region = c->against.region;

		metric = metric == TALLY_NO_CODE ? c->metric : metric;
		region = region == TALLY_NO_CODE ? c->region : region;
		ok = tally_hypothesis_widen(&m->h, c->metric, c->region) &&
		     tally_hypothesis_widen(&m->h, metric, region);
	}
	return ok;
}

static void mend(mender *m)
{
	int32_t release = m->c->net->release_of[m->clash->suspects[0]];
	int32_t n = m->clash->n_suspects < MAX_SUSPECTS ? m->clash->n_suspects : MAX_SUSPECTS;

	if (m->c->net->options.rounding != TALLY_ROUND_TRUNCATE)
		try_truncation(m, release);
	try_prices(m, release, TALLY_PRICES_CURRENT);
	try_prices(m, release, TALLY_PRICES_CONSTANT);
	try_basis(m, release);
	for (int32_t i = 0; i < n && !tally_checker_late(m->c); i++)
		mend_claim(m, i);
	try_dropped_part(m);
	qsort(m->items, (size_t)m->n, sizeof *m->items, by_rank);
}

tally_status tally_find_repairs(tally_checker *c, const tally_clash *clash, int32_t component,
				const int32_t *others, int32_t n_others, tally_finding *finding,
				tally_error *err)
{
	mender m = {.c = c, .clash = clash, .finding = finding};
	tally_status status = tally_hypothesis_init(&m.h, c, component, finding->claims,
						    finding->n_claims, others, n_others, err);

	if (status)
		return status;
	m.failed = !widen(&m);
	if (!m.failed)
		mend(&m);
	for (int32_t i = 0; i < m.n; i++) {
		if (i < MAX_REPAIRS && !m.failed) {
			m.failed = !tally_finding_repair(finding, m.items[i].claim, m.items[i].why,
							 m.items[i].value);
		} else {
			free(m.items[i].why);
			free(m.items[i].value);
		}
	}
	free(m.items);
	tally_hypothesis_release(&m.h);
	return m.failed ? tally_error_memory(err) : TALLY_OK;
}
