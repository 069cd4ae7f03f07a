/* store_check.h: what tests of stores share: files, folders, claims of one series. */
#ifndef TALLY_TEST_STORE_CHECK_H
#define TALLY_TEST_STORE_CHECK_H

#include "csv/csv.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline void must(tally_status status, const tally_error *err)
{
	if (status)
		fail_msg("%s", err->message);
}

/* Takes away a folder that mkdtemp made; 0: it is gone. */
static inline int remove_folder(const char *folder)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

/* GDP of the nation in a year, in 亿元 with two decimals. */
static inline tally_claim gdp_claim(const tally_codes *codes, int year, int64_t mantissa)
{
	tally_claim c = tally_claim_default();
	c.metric = tally_codes_find_metric(codes, "gdp", 3);
	c.region = tally_codes_find_region(codes, "CN", 2);
	c.unit = tally_codes_find_unit(codes, "亿元", strlen("亿元"));
	c.period = tally_period_year(year);
	c.figure = (tally_figure){.form = TALLY_FORM_DECIMAL, .first = {mantissa, 2}};
	c.published = TALLY_DAY_NONE;
	return c;
}

static inline void add(tally_claims *table, tally_claim c)
{
	tally_error err = {0};
	c.row = (int64_t)table->n + 2;
	must(tally_claims_add(table, &c, &err), &err);
}

static inline char *slurp(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	*n = (size_t)ftell(file);
	rewind(file);
	char *bytes = malloc(*n + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *n, file), *n);
	fclose(file);
	return bytes;
}

#endif
