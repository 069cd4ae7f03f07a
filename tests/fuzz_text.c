/* fuzz_text.c: any bytes through the whole reader, and through the phrase parsers.
 *
 * What it gives must hold together: claims are told once, every place lies within the text, a value
 * and a period are texts that their parsers read, the texts of a text in UTF-8 are whole
 * characters, and a second reading (now and then, for speed) says the same. */
#include "csv/csv.h"
#include "csv/inside.h"
#include "text/reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
	size_t size, claims, unread;
	uint64_t sum; /* of what was told, in order */
	bool valid;   /* the text is UTF-8, as the command wants it */
} told;

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void mix(told *t, const char *text)
{
	need(!t->valid || csv_utf8_prefix(text, strlen(text)) == strlen(text));
	for (; *text; text++)
		t->sum = (t->sum ^ (unsigned char)*text) * 1099511628211u;
	t->sum = (t->sum ^ 0xff) * 1099511628211u;
}

static int take_claim(void *context, const tally_reading *c)
{
	told *t = context;
	tally_period period;

	t->claims++;
	need(c->tier <= TALLY_TIER_U && c->rule && c->metric[0]);
	for (int i = 0; i < TALLY_N_SLOTS; i++)
		need(c->slots[i].from <= c->slots[i].to && c->slots[i].to <= t->size);
	if (c->tier != TALLY_TIER_U)
		need(tally_period_parse(c->period, strlen(c->period), &period, NULL) == TALLY_OK);
	mix(t, c->metric);
	mix(t, c->region);
	mix(t, c->period);
	mix(t, c->value);
	mix(t, c->unit);
	mix(t, c->against);
	mix(t, c->text);
	mix(t, c->reasons);
	return 0;
}

static int take_unread(void *context, const tally_unread *u)
{
	told *t = context;

	t->unread++;
	need(u->reason && u->reason[0] && u->from <= u->to && u->to <= t->size);
	mix(t, u->reason);
	mix(t, u->text);
	return 0;
}

static int take_phrase(void *context, const tally_phrase_reading *p)
{
	const size_t *size = context;

	need(p->from < p->to && p->to <= *size);
	return 0;
}

static told read_all(const tally_lexicon *lexicon, const char *text, size_t size)
{
	const tally_read_options options = {.source = "fuzz", .published = 19000};
	told t = {.size = size, .valid = csv_utf8_prefix(text, size) == size};
	const tally_read_sink sink = {take_claim, take_unread, &t};
	tally_read_counts counts;

	need(tally_read_text(lexicon, text, size, &options, &sink, &counts, NULL) == TALLY_OK);
	need(counts.claims[0] + counts.claims[1] + counts.claims[2] + counts.claims[3] == t.claims);
	need(counts.unread == t.unread);
	return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static tally_codes *codes;
	static tally_lexicon *lexicon;
	const char *text = (const char *)data;

	if (!lexicon) {
		tally_diagnostics list = {0};

		need(tally_codes_load(NULL, &codes, &list, NULL) == TALLY_OK &&
		     tally_lexicon_new(codes, NULL, &lexicon, &list, NULL) == TALLY_OK);
	}
	if (size % 4 == 3) {
		tally_read_phrase(lexicon, text, size, 19000, take_phrase, &size, NULL);
		return 0;
	}
	told once = read_all(lexicon, text, size);

	if (once.claims && once.sum % 16 == 0) {
		told again = read_all(lexicon, text, size);

		need(again.sum == once.sum);
	}
	return 0;
}
