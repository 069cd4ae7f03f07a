/* fuzz_text.c: any bytes through the whole reader, and through the phrase parsers. */
#include "csv/csv.h"
#include "text/reader.h"

#include <stdint.h>
#include <stdlib.h>

static int ignore_claim(void *context, const tally_reading *c)
{
	(void)context;
	return c->tier > TALLY_TIER_U;
}

static int ignore_phrase(void *context, const tally_phrase_reading *p)
{
	(void)context;
	return p->from > p->to;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static tally_codes *codes;
	static tally_lexicon *lexicon;
	tally_read_counts counts;
	const tally_read_options options = {.source = "fuzz", .published = 19000};
	const tally_read_sink sink = {ignore_claim, NULL, NULL};

	if (!lexicon) {
		tally_diagnostics list = {0};

		if (tally_codes_load(NULL, &codes, &list, NULL) != TALLY_OK ||
		    tally_lexicon_new(codes, NULL, &lexicon, &list, NULL) != TALLY_OK)
			abort();
	}
	tally_read_text(lexicon, (const char *)data, size, &options, &sink, &counts, NULL);
	tally_read_phrase(lexicon, (const char *)data, size, 19000, ignore_phrase, NULL, NULL);
	return 0;
}
