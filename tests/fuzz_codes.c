/* Rows of code lists and rules from arbitrary bytes: lines are fields, the first byte picks the
 * list. */
#include "codes.h"
#include "diagnostics.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *name;
	const char *columns[8];
	int n;
} lists[] = {
    {"metrics", {"code", "name_zh", "aliases", "dimension", "base_unit", "observed", "drift"}, 7},
    {"regions", {"code", "name_en", "aliases"}, 3},
    {"memberships", {"group", "member", "partition", "from", "to"}, 5},
    {"units", {"text", "base", "power", "dimension", "exact"}, 5},
    {"breaks", {"metric", "date", "reason"}, 3},
    {"sources", {"family", "reliability", "precision"}, 3},
    {"rules", {"rule", "from", "prices", "tolerance"}, 4},
};

static char *next_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (end)
		*end++ = '\0';
	*at = end ? end : line + strlen(line);
	return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tally_codes *codes = tally_codes_new();
	char *text = malloc(size + 1), *at = text;
	tally_diagnostics list = {.max = 10};

	if (!codes || !text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (int row = 0; *at && row < 50; row++) {
		size_t which = (unsigned char)*at++ % (sizeof lists / sizeof lists[0]);
		const char *fields[8];
		for (int i = 0; i < lists[which].n; i++)
			fields[i] = next_line(&at);
		tally_codes_add_row(codes, lists[which].name, lists[which].columns, fields,
				    lists[which].n, "fuzz", row, &list);
	}
	tally_codes_finish(codes, &list, NULL);
	tally_codes_near_metric(codes, "gdp");
	tally_diagnostics_release(&list);
	tally_codes_free(codes);
	free(text);
	return 0;
}
