/* network_fixture.h: claims from lines of the interchange CSV, for the tests of the network. */
#ifndef NETWORK_FIXTURE_H
#define NETWORK_FIXTURE_H

#include "csv/csv.h"
#include "network/findings.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
	tally_codes *codes;
	tally_claims claims;
} fixture;

/* lines: rows of metric,region,period,value,unit,measure,qualifier,against,prices,basis,source,
 * published. */
static inline fixture fixture_of(const char *lines)
{
	static const char head[] = "metric,region,period,value,unit,measure,qualifier,against,"
				   "prices,basis,source,published\n";
	char path[] = "/tmp/tally-network-XXXXXX";
	fixture f = {0};
	tally_diagnostics list = {0};
	tally_csv_options options = {.skip_lines = -1, .define = true};
	tally_csv_counts counts;
	tally_error err = {0};
	char *rejects = NULL;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_true(write(fd, head, sizeof head - 1) > 0);
	assert_true(write(fd, lines, strlen(lines)) >= 0);
	close(fd);
	assert_int_equal(tally_codes_load(NULL, &f.codes, &list, &err), TALLY_OK);
	if (tally_csv_read_claims(path, &options, f.codes, &f.claims, &counts, &list, &rejects,
				  &err))
		fail_msg("%s", err.message);
	if (list.errors > 0)
		fail_msg("%s", list.items[0].message);
	free(rejects);
	unlink(path);
	tally_diagnostics_release(&list);
	return f;
}

static inline void fixture_release(fixture *f)
{
	tally_claims_release(&f->claims);
	tally_codes_free(f->codes);
}

/* Checks with the default options. */
static inline tally_findings fixture_check(const fixture *f)
{
	tally_check_options options = tally_check_options_default();
	tally_findings findings;
	tally_error err = {0};

	if (tally_check(&f->claims, f->codes, &options, &findings, &err))
		fail_msg("%s", err.message);
	return findings;
}

#endif
