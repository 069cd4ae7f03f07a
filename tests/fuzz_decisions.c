/* Any text as a file of decisions: read or complained of, applied to a claim, and what is left over told. */
#include "text/decisions.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(tally_decisions *decisions, const char *printed)
{
	tally_reading r = {.metric = "gdp", .region = "CN", .period = "2023", .value = "12.5"};

	r.slots[TALLY_SLOT_VALUE] = (tally_slot){TALLY_SLOT_EXPLICIT, 3, 9, 1, 2};
	tally_decisions_apply(decisions, "page.txt", printed, &r);
	if (!memchr(r.metric, 0, sizeof r.metric) || !memchr(r.period, 0, sizeof r.period) ||
	    !memchr(r.value, 0, sizeof r.value) || !memchr(r.note, 0, sizeof r.note) ||
	    r.tier > TALLY_TIER_U)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	tally_decisions *decisions = NULL;
	tally_diagnostics list = {.max = 20};
	tally_error err = {0};

	if (tally_decisions_parse("decisions.csv", (const char *)data, size, &decisions, &list,
				  &err) == TALLY_OK) {
		apply(decisions, "12.5");
		apply(decisions, "12.5");
		tally_decisions_leftover(decisions, NULL, &list);
	} else if (!err.message[0]) {
		abort();
	}
	tally_decisions_free(decisions);
	tally_diagnostics_release(&list);
	return 0;
}
