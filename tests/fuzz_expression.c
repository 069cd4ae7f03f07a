/* Any text as an expression over a few series: no crash, and a message for what is refused. */
#include "csv/csv.h"
#include "few_codes.h"
#include "transform/expression.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tally_codes *codes;
static tally_claims claims;
static tally_series_set set;

static void add(const char *metric, const char *region, int year, int64_t value)
{
	tally_claim c = tally_claim_default();
	c.metric = tally_codes_find_metric(codes, metric, strlen(metric));
	c.region = tally_codes_find_region(codes, region, strlen(region));
	const char *unit = tally_codes_metric(codes, c.metric)->base_unit;
	c.unit = tally_codes_find_unit(codes, unit, strlen(unit));
	c.period = tally_period_year(year);
	c.figure.first = (tally_decimal){value, 1};
	if (tally_claims_add(&claims, &c, NULL) != TALLY_OK)
		abort();
}

static void prepare(void)
{
	tally_series_query query = tally_series_query_default();
	tally_diagnostics list = {.max = 10};

	if (tally_codes_parse(few_names, few_texts, FEW_CODES, &codes, &list, NULL) != TALLY_OK ||
	    list.errors > 0)
		abort();
	for (int year = 2010; year < 2024; year++) {
		if (year == 2015)
			continue;
		add("gdp", "CN", year, 1000 + year);
		add("gdp", "CN-GD", year, year == 2012 ? -5 : 100 + year);
		add("gdp", "CN-ZJ", year, 90 + year);
		add("population", "CN", year, 14 * year);
		add("exchange_rate", "CN", year, 70);
	}
	if (tally_series_build(&claims, codes, &query, &set, NULL) != TALLY_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tally_expression_options options = {.skip_missing = size % 2 == 0};
	tally_expression *e = NULL;
	tally_computed out;
	tally_error err = {0};
	if (!codes)
		prepare();
	char *text = malloc(size + 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (tally_expression_parse(text, codes, &e, &err) != TALLY_OK) {
		if (!err.message[0])
			abort();
	} else {
		if (tally_expression_run(e, &set, &options, &out, &err) == TALLY_OK)
			tally_computed_release(&out);
		tally_expression_free(e);
	}
	free(text);
	return 0;
}
