/* Any text as an accounting rule over a few metrics: refused with a message, or whole. */
#include "rule.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int32_t lookup(const void *context, const char *text, size_t len)
{
	static const char *const names[] = {"gdp", "a", "b", "c", "population", "stock", "inflow"};

	(void)context;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == len && memcmp(names[i], text, len) == 0)
			return (int32_t)i;
	return TALLY_NO_CODE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tally_rule rule = {0};
	tally_error err = {0};
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (tally_rule_parse(text, lookup, NULL, &rule, &err) != TALLY_OK) {
		if (!err.message[0])
			abort();
	} else if (rule.lhs < 0 || rule.n_terms < 1) {
		abort();
	}
	tally_rule_release(&rule);
	free(text);
	return 0;
}
