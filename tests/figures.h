/* figures.h: claims written down in tests as short lines:
 *
 *   METRIC REGION [unit=亿元] [source=nbs] [published=2024-01-18] [prices=..] PERIOD=VALUE ...
 *
 * A value may carry a qualifier (`>20`), `M` is a missing figure. */
#ifndef TALLY_TEST_FIGURES_H
#define TALLY_TEST_FIGURES_H

#include "csv/csv.h"
#include "series.h"
#include "transform/expression.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static tally_codes *codes;

static int load_codes(void **state)
{
	(void)state;
	return tally_codes_load(NULL, &codes, NULL, NULL) == TALLY_OK ? 0 : -1;
}

static int free_codes(void **state)
{
	(void)state;
	tally_codes_free(codes);
	return 0;
}

static inline void set_field(tally_claims *claims, tally_claim *c, const char *name,
			     const char *value)
{
	tally_error err = {0};
	size_t n = strlen(value);
	if (strcmp(name, "unit") == 0)
		c->unit = tally_codes_find_unit(codes, value, n);
	else if (strcmp(name, "source") == 0)
		c->source = tally_pool_add(&claims->texts, value, n);
	else if (strcmp(name, "published") == 0)
		tally_day_parse(value, n, &c->published, &err);
	else if (strcmp(name, "prices") == 0)
		tally_prices_parse(value, n, &c->prices);
	else if (strcmp(name, "adjustment") == 0)
		c->adjustment = value[0];
	else if (strcmp(name, "status") == 0)
		c->status = value[0];
	else if (strcmp(name, "measure") == 0) {
		tally_measure m;
		assert_true(tally_measure_parse(value, n, &m));
		c->measure = (uint8_t)m;
	} else if (strcmp(name, "kind") == 0) {
		tally_kind k;
		assert_true(tally_kind_parse(value, n, &k));
		c->kind = (uint8_t)k;
	} else
		fail_msg("%s=%s: no period and no field", name, value);
}

static inline void set_value(tally_claim *c, const char *value)
{
	static const char *const signs[] = {"~<", "~>", ">=", "<=", "~", ">", "<"};
	tally_error err = {0};
	tally_qualifier q = TALLY_AS_PRINTED;
	for (int i = 0; i < 7; i++) {
		size_t n = strlen(signs[i]);
		if (strncmp(value, signs[i], n) == 0) {
			tally_qualifier_parse(signs[i], n, &q);
			value += n;
			break;
		}
	}
	c->qualifier = (uint8_t)q;
	if (strcmp(value, "M") == 0)
		value = "";
	if (tally_figure_parse(value, strlen(value), &c->figure, &err) != TALLY_OK)
		fail_msg("%s: %s", value, err.message);
}

/* One line of figures into the table. */
static inline void add_figures(tally_claims *claims, const char *line)
{
	char copy[4096], *save = NULL;
	tally_claim c = tally_claim_default();
	snprintf(copy, sizeof copy, "%s", line);
	char *word = strtok_r(copy, " \t\n", &save);
	c.metric = tally_codes_find_metric(codes, word, strlen(word));
	if (c.metric == TALLY_NO_CODE)
		fail_msg("%s: unknown metric", word);
	word = strtok_r(NULL, " \t\n", &save);
	c.region = tally_codes_find_region(codes, word, strlen(word));
	if (c.region == TALLY_NO_CODE)
		fail_msg("%s: unknown region", word);
	const char *base = tally_codes_metric(codes, c.metric)->base_unit;
	c.unit = tally_codes_find_unit(codes, base, strlen(base));
	while ((word = strtok_r(NULL, " \t\n", &save))) {
		char *equals = strchr(word, '=');
		tally_period p;
		if (!equals)
			fail_msg("%s: expected PERIOD=VALUE", word);
		*equals = '\0';
		if (tally_period_parse(word, strlen(word), &p, NULL) != TALLY_OK) {
			set_field(claims, &c, word, equals + 1);
			continue;
		}
		c.period = p;
		set_value(&c, equals + 1);
		c.row++;
		assert_int_equal(tally_claims_add(claims, &c, NULL), TALLY_OK);
	}
}

static inline void build(const tally_claims *claims, const tally_series_query *query,
			 tally_series_set *set)
{
	tally_series_query plain = tally_series_query_default();
	tally_error err = {0};
	if (tally_series_build(claims, codes, query ? query : &plain, set, &err) != TALLY_OK)
		fail_msg("%s", err.message);
}

#endif
