/* reading.h: what `read` and `review` share: dictionaries, texts, decisions. */
#ifndef TALLY_CLI_READING_H
#define TALLY_CLI_READING_H

#include "cli.h"
#include "text/decisions.h"
#include "text/reader.h"

typedef struct {
	const cli_globals *g;
	tally_codes *codes;
	bool own_codes; /**< free them (else they are a store's) */
	tally_lexicon *lexicon;
	tally_decisions *decisions;
	tally_diagnostics list;
} cli_reader;

/** Loads the code lists (unless `codes` is set), the lexicon, and the decisions (NULL: none). */
tally_status cli_reader_load(cli_reader *r, const char *decisions, tally_error *err);
void cli_reader_release(cli_reader *r);

/** A text: mapped when it is UTF-8 as it stands, else read and converted. */
typedef struct {
	const char *bytes;
	size_t size;
	void *mapped; /**< NULL: `input` holds it */
	size_t dropped;
	char *owned;
} cli_text;

tally_status cli_text_open(const char *path, cli_text *out, tally_error *err);
void cli_text_close(cli_text *text);
/** Lets go of the pages before `byte` of a mapped text. */
void cli_text_passed(cli_text *text, size_t byte);
/** The base name of a path. */
const char *cli_text_name(const char *path);

/** The value as printed in the text: number and unit. */
void cli_reading_printed(const cli_text *text, const tally_reading *c, char out[256]);

/** One row of the claim CSV; `published` and `source` as told. Nonzero: the write failed. */
int cli_reading_csv(FILE *to, const tally_reading *c, const char *source, tally_day published);
extern const char cli_reading_header[];
/** One JSON line. */
int cli_reading_json(FILE *to, const tally_reading *c, const char *source, tally_day published);
/** Which rule and which words made the claim, in sentences. */
void cli_reading_why(FILE *to, const tally_reading *c, const cli_text *text);
const char *cli_tier_name(tally_tier tier);

#endif
