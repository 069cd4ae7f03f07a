/* One misprint in a table that adds up: how often is it found, how often does the culprit stand
 * first or among the suspects, and how often is a clean copy accused (never, it must be).
 *
 * Tables: value added of three sectors in a year and the year before, with totals, growth at
 * current prices, shares of the total and contributions to its growth, drawn at random and
 * rounded as statistics offices do. Misprints: two digits swapped, a power of ten, the sign, the
 * figure of the row below. A misprint that leaves the figure within its rounding is drawn again. */
#include "csv/csv.h"
#include "network/findings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COPIES = 1000, MAX_ROWS = 32 };

typedef struct {
	tally_codes *codes;
	tally_claims claims;
	int32_t region, yuan, percent;
	uint64_t state;
} table;

/* xorshift64*: the same tables on every machine. */
static double uniform(table *t, double lo, double hi)
{
	t->state ^= t->state >> 12;
	t->state ^= t->state << 25;
	t->state ^= t->state >> 27;
	return lo + (hi - lo) * (double)((t->state * 2685821657736338717u) >> 11) * 0x1p-53;
}

static void add(table *t, const char *metric, int year, double value, int decimals, int32_t unit,
		tally_measure measure)
{
	tally_claim c = tally_claim_default();

	c.metric = tally_codes_find_metric(t->codes, metric, strlen(metric));
	c.region = t->region;
	c.period = tally_period_year(year);
	c.figure.form = TALLY_FORM_DECIMAL;
	c.figure.first.mantissa = llround(value * pow(10, decimals));
	c.figure.first.decimals = decimals;
	c.unit = unit;
	c.measure = (uint8_t)measure;
	c.published = tally_day_of(2021, 2, 28);
	c.source = tally_pool_add(&t->claims.texts, "bench", 5);
	c.row = (int64_t)t->claims.n + 1;
	if (measure == TALLY_GROWTH || measure == TALLY_CONTRIBUTION)
		c.prices.kind = TALLY_PRICES_CURRENT;
	if (measure == TALLY_GROWTH)
		c.basis = TALLY_BASIS_PUBLISHED;
	if (measure == TALLY_SHARE || measure == TALLY_CONTRIBUTION)
		c.against.metric = tally_codes_find_metric(t->codes, "gdp", 3);
	if (measure == TALLY_CONTRIBUTION)
		c.basis = TALLY_BASIS_PUBLISHED;
	tally_claims_add(&t->claims, &c, NULL);
}

static void draw(table *t)
{
	static const char *const metrics[] = {"gdp_primary", "gdp_secondary", "gdp_tertiary"};
	double old[3], now[3], total = 0, before = 0;

	tally_claims_release(&t->claims);
	for (int i = 0; i < 3; i++) {
		old[i] = uniform(t, 200, 9000);
		now[i] = old[i] * uniform(t, 1.01, 1.15);
		before += old[i];
		total += now[i];
	}
	add(t, "gdp", 2019, before, 1, t->yuan, TALLY_LEVEL);
	add(t, "gdp", 2020, total, 1, t->yuan, TALLY_LEVEL);
	add(t, "gdp", 2020, 100 * (total / before - 1), 1, t->percent, TALLY_GROWTH);
	for (int i = 0; i < 3; i++) {
		add(t, metrics[i], 2019, old[i], 1, t->yuan, TALLY_LEVEL);
		add(t, metrics[i], 2020, now[i], 1, t->yuan, TALLY_LEVEL);
		add(t, metrics[i], 2020, 100 * (now[i] / old[i] - 1), 1, t->percent, TALLY_GROWTH);
		add(t, metrics[i], 2020, 100 * now[i] / total, 1, t->percent, TALLY_SHARE);
		add(t, metrics[i], 2020, 100 * (now[i] - old[i]) / (total - before), 1, t->percent,
		    TALLY_CONTRIBUTION);
	}
}

static int64_t swap_digits(table *t, int64_t v)
{
	int64_t p = 1;

	for (int k = (int)uniform(t, 0, 4); k > 0 && 100 * p <= v; k--)
		p *= 10;
	return v + (v / p % 10 - v / (10 * p) % 10) * 9 * p;
}

/* Changes one figure; returns its claim. */
static int32_t misprint(table *t, int kind)
{
	for (;;) {
		int32_t k = (int32_t)uniform(t, 0, (double)t->claims.n);
		tally_decimal *d = &t->claims.items[k].figure.first;
		int64_t old = d->mantissa;

		if (kind == 0)
			d->mantissa = swap_digits(t, old);
		else if (kind == 1)
			d->mantissa *= 10;
		else if (kind == 2)
			d->mantissa = -old;
		else
			d->mantissa =
			    t->claims.items[(k + 5) % (int32_t)t->claims.n].figure.first.mantissa;
		if (llabs(d->mantissa - old) > 2)
			return k;
		d->mantissa = old;
	}
}

static int verdict(const table *t, int32_t culprit, bool *first, bool *among)
{
	tally_check_options options = tally_check_options_default();
	tally_findings f;
	int n = 0;

	*first = *among = false;
	if (tally_check(&t->claims, t->codes, &options, &f, NULL))
		return -1;
	for (int32_t i = 0; i < f.n; i++) {
		const tally_finding *x = &f.items[i];

		if (x->kind != TALLY_FINDING_CONTRADICTION)
			continue;
		n++;
		*first = *first || (x->n_claims > 0 && x->claims[0] == culprit);
		for (int32_t k = 0; k < x->n_suspects; k++)
			*among = *among || x->claims[k] == culprit;
	}
	tally_findings_release(&f);
	return n;
}

int main(void)
{
	static const char *const kinds[] = {"digits swapped", "power of ten", "sign", "wrong row"};
	table t = {.state = 20231018};
	tally_diagnostics list = {0};
	int alarms = 0, found[4] = {0}, lead[4] = {0}, group[4] = {0};
	bool first, among;

	if (tally_codes_load(NULL, &t.codes, &list, NULL))
		return 1;
	t.region = tally_codes_find_region(t.codes, "CN-GD", 5);
	t.yuan = tally_codes_find_unit(t.codes, "亿元", strlen("亿元"));
	t.percent = tally_codes_find_unit(t.codes, "%", 1);
	for (int i = 0; i < COPIES; i++) {
		int kind = i % 4;
		int32_t culprit;

		draw(&t);
		alarms += verdict(&t, -1, &first, &among) != 0;
		culprit = misprint(&t, kind);
		found[kind] += verdict(&t, culprit, &first, &among) > 0;
		lead[kind] += first;
		group[kind] += among;
	}
	printf("clean copies: %d of %d accused\n", alarms, COPIES);
	for (int k = 0; k < 4; k++)
		printf(
		    "%-14s: found %5.1f %%, culprit among the suspects %5.1f %%, first %5.1f %%\n",
		    kinds[k], 400.0 * found[k] / COPIES, 400.0 * group[k] / COPIES,
		    400.0 * lead[k] / COPIES);
	tally_claims_release(&t.claims);
	tally_codes_free(t.codes);
	tally_diagnostics_release(&list);
	return alarms ? 1 : 0;
}
