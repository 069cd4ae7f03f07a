/* reader.h: statistical press text to claims.
 *
 * One pass over the text, linear in its length. Paragraphs are folded (normalise.c,
 * layout.c), cut into words, quantities and periods (lexer.c over the automaton of the code
 * lists and words.csv), and read clause by clause with an ordered table of frames (frames.c);
 * what a clause does not say is carried from its sentence, paragraph, section or document
 * and told so. Every number becomes a claim or is reported with the reason why not. */
#ifndef TALLY_READER_H
#define TALLY_READER_H

#include "claim.h"
#include "codes.h"
#include "diagnostics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The compiled dictionaries: code lists and words. Read-only after it was made. */
typedef struct tally_lexicon tally_lexicon;

/** Compiles the names and aliases of `codes` and the words of the built-in words.csv; DIR/words.csv
 * (dir may be NULL) adds to them. words.csv has the columns class, text, attrs; several texts are
 * parted by `|`. An unknown class is complained of in `list`. Free with tally_lexicon_free before
 * the codes. */
tally_status tally_lexicon_new(const tally_codes *codes, const char *dir, tally_lexicon **out,
			       tally_diagnostics *list, tally_error *err);
void tally_lexicon_free(tally_lexicon *lexicon);

/** How much of a claim its clause says. */
typedef enum {
	TALLY_TIER_A, /**< every slot explicit in the clause */
	TALLY_TIER_B, /**< something carried within the sentence, or a soft qualifier */
	TALLY_TIER_C, /**< something carried across sentences, or a default */
	TALLY_TIER_U, /**< unresolved: the reasons say what is missing */
} tally_tier;

/** Where a slot's content comes from. */
typedef enum {
	TALLY_SLOT_EMPTY,
	TALLY_SLOT_EXPLICIT, /**< in the clause */
	TALLY_SLOT_SENTENCE, /**< carried within the sentence */
	TALLY_SLOT_CARRIED,  /**< carried across sentences */
	TALLY_SLOT_DEFAULT,  /**< by a rule; no place in the text */
} tally_slot_origin;

typedef struct {
	tally_slot_origin origin;
	size_t from, to;       /**< bytes of the source; from == to: none */
	uint32_t line, column; /**< 1-based, in characters */
} tally_slot;

typedef enum {
	TALLY_SLOT_METRIC,
	TALLY_SLOT_REGION,
	TALLY_SLOT_PERIOD,
	TALLY_SLOT_VALUE,
	TALLY_SLOT_UNIT,
	TALLY_SLOT_QUALIFIER,
	TALLY_SLOT_MEASURE, /**< the word that says what the number is: 增长, 占 */
	TALLY_SLOT_AGAINST, /**< the base or the whole */
} tally_slot_name;

#define TALLY_N_SLOTS 8
/** "metric", "region", ... */
const char *tally_slot_name_text(tally_slot_name slot);
const char *tally_slot_origin_text(tally_slot_origin origin);

#define TALLY_READING_TEXT 1024

/** One claim as read, every field the text of its CSV column. Valid during the callback. */
typedef struct {
	char metric[TALLY_NAME_MAX + 2]; /**< code, or "?" and the printed name */
	char region[TALLY_NAME_MAX];
	char period[TALLY_PERIOD_TEXT];
	char value[TALLY_FIGURE_TEXT];
	char unit[TALLY_NAME_MAX];
	tally_measure measure;
	tally_qualifier qualifier;
	char against[2 * TALLY_NAME_MAX + TALLY_PERIOD_TEXT];
	char prices[32];
	char basis[16];
	tally_kind kind;
	char status; /**< P for preliminary figures, else 0 */
	char note[128];
	char text[TALLY_READING_TEXT]; /**< the clause as printed, white space folded */
	tally_tier tier;
	const char *rule;     /**< id of the frame that fired */
	const char *example;  /**< a clause that it reads */
	char alternative[64]; /**< another reading, as `measure=ratio`; "" when there is none */
	char reasons[160];    /**< codes parted by spaces: "metric-unknown period-carried" */
	tally_slot slots[TALLY_N_SLOTS];
	bool heading;
} tally_reading;

/** A number that became no claim. */
typedef struct {
	char text[TALLY_READING_TEXT]; /**< number and unit as printed */
	const char *reason;            /**< "date", "enumeration", "ordinal", "no-unit", ... */
	uint32_t line, column;
	size_t from, to; /**< bytes of the source */
} tally_unread;

typedef struct {
	const char *source;  /**< the `source` column: what the caller says */
	tally_day published; /**< or TALLY_DAY_NONE: the date that the document prints */
	const char
	    *region; /**< code or name of the place where nothing is said; NULL: the title's */
} tally_read_options;

typedef struct {
	size_t claims[4]; /**< by tier */
	size_t unread;
	size_t bad_bytes; /**< that were no UTF-8 */
	uint32_t bad_line, bad_column;
	tally_day published; /**< given or found */
	size_t paragraphs;
} tally_read_counts;

/** Callbacks; either may be NULL. A nonzero return stops the reading. */
typedef struct {
	int (*claim)(void *context, const tally_reading *reading);
	int (*unread)(void *context, const tally_unread *unread);
	void *context;
} tally_read_sink;

/** Reads a text in memory (UTF-8; bytes that are none are read as U+FFFD and counted). Claims come
 * in the order of the text; those of a heading come when its section's first figures are known. */
tally_status tally_read_text(const tally_lexicon *lexicon, const char *bytes, size_t size,
			     const tally_read_options *options, const tally_read_sink *sink,
			     tally_read_counts *counts, tally_error *err);

/** What the parsers see in a bare phrase. */
typedef struct {
	const char *kind; /**< number, percent, points, money, measure, count, ordinal, period,
			     duration */
	tally_qualifier qualifier;
	char value[TALLY_FIGURE_TEXT]; /**< in base units: multipliers applied; `lo..hi`, `a/b` */
	char unit[32];                 /**< "", "%", "pp", an ISO currency, a unit of measure */
	char low[TALLY_DECIMAL_TEXT], high[TALLY_DECIMAL_TEXT]; /**< the interval; "" is open */
	char text[256];                                         /**< the characters read */
	uint32_t from, to; /**< their places in the phrase, in characters from 0 */
} tally_phrase_reading;

/** Reads one phrase; relative periods count from `reference` (or TALLY_DAY_NONE). */
tally_status tally_read_phrase(const tally_lexicon *lexicon, const char *text, size_t size,
			       tally_day reference,
			       int (*found)(void *context, const tally_phrase_reading *reading),
			       void *context, tally_error *err);

#endif
