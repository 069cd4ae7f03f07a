/* inside.h: what the parts of the CSV reader share; nobody else includes it.
 *
 * A table of any layout is read by a *plan*: for each field of a claim a slot says where its text
 * comes from (a column, a pattern over columns, a fixed text), and one or more value columns say
 * where figures stand. A tidy table has one value column. A wide one has many, and each one's head
 * (its label) gives the period, the metric or the region of the figures below it. */
#ifndef TALLY_CSV_INSIDE_H
#define TALLY_CSV_INSIDE_H

#include "csv/csv.h"

/** The columns of the claim CSV in canonical order, then those that only help to read. */
typedef enum {
	CSV_METRIC,
	CSV_REGION,
	CSV_PERIOD,
	CSV_VALUE,
	CSV_UNIT,
	CSV_MEASURE,
	CSV_QUALIFIER,
	CSV_AGAINST,
	CSV_PRICES,
	CSV_BASIS,
	CSV_ADJUSTMENT,
	CSV_KIND,
	CSV_SOURCE,
	CSV_PUBLISHED,
	CSV_LOCATOR,
	CSV_STATUS,
	CSV_NOTE,
	CSV_N_CLAIM_FIELDS,
	CSV_TIER = CSV_N_CLAIM_FIELDS, /**< A, B, C or U: how sure a text reader was */
	CSV_METRIC_NAME,               /**< printed name, for codes that are defined */
	CSV_REGION_NAME,
	CSV_N_FIELDS,
} csv_field;

extern const char *const csv_field_names[CSV_N_FIELDS];
/** The field called text[0..len), or CSV_N_FIELDS. */
csv_field csv_field_find(const char *text);

/** A record that is kept: its own copies of the fields. */
typedef struct {
	char **fields;
	size_t *lengths;
	int n;
	long line;
} csv_record;

/** A copy; free(out->fields) releases it. There is room for 16 fields more. false: no memory. */
bool csv_record_copy(csv_record *out, char *const *fields, const size_t *lengths, int n, long line);

/** The first records of a file, from which its layout is found out. */
typedef struct {
	csv_record *items;
	int n, capacity;
} csv_sample;

#define CSV_SAMPLE_RECORDS 200

/** Records that begin up to line skip_lines are passed over. */
tally_status csv_sample_read(const char *text, size_t size, char separator, long skip_lines,
			     csv_sample *out, tally_error *err);
void csv_sample_release(csv_sample *sample);

/** libcsv fed line by line, one record at a time. */
typedef struct csv_scanner csv_scanner;

csv_scanner *csv_scanner_new(char separator, tally_csv_row row, void *context, tally_error *err);
void csv_scanner_free(csv_scanner *s);
/** Reads one record (or blank lines up to it) at text[*at..size), which begins on *line; calls
 * `row` and moves *at and *line behind it. *stopped: `row` said so. last: nothing follows the text;
 * otherwise *at and *line stay before a record that does not end in it, *stopped is set and the
 * scanner is of no more use. */
tally_status csv_scanner_record(csv_scanner *s, const char *text, size_t size, bool last,
				size_t *at, long *line, bool *stopped);

/** Cuts a plain line (see cut.c) into its fields, at most `room`, which lie in it; returns its
 * bytes, the line end included, or 0: it is not plain, or it has more fields. */
size_t csv_cut(const char *line, const char *end, char separator, char **fields, size_t *lengths,
	       int room, int *n);

/** Separator by the first lines: the candidate that cuts them most evenly. */
char csv_find_separator(const char *text, size_t size);

/** What stands above the figures. Texts are the record's or NULL. */
typedef struct {
	int header;         /**< index of the header record in the sample, -1: there is none */
	int data;           /**< index of the first record of figures */
	const char *metric; /**< `指标：...`, `CDID` */
	const char *metric_name;
	const char *published;
	char unit[128]; /**< "" when none */
} csv_preamble;

void csv_preamble_find(const csv_sample *sample, bool header_first, csv_preamble *out);
/** Whether a record is a note below the table rather than a row of `width` columns. */
bool csv_is_footnote(char *const *fields, const size_t *lengths, int n, int width);

/** Where the text of a field comes from: `column` when >= 0 and not empty there, else `pattern`
 * when not NULL, else `constant` (may be NULL). */
typedef struct {
	int column;
	const char *pattern; /**< text with {head} and {*} (the value column's label) */
	const char *constant;
} csv_slot;

typedef struct {
	int column;
	const char *label; /**< the head, or the user's word for it */
} csv_value_column;

typedef struct {
	csv_slot slots[CSV_N_FIELDS];
	csv_value_column *values;
	int n_values;
	csv_field labelled; /**< what labels say: CSV_PERIOD, CSV_METRIC, CSV_REGION; CSV_VALUE:
			       nothing */
	char **heads;       /**< [width] owned */
	int width;
	int split;   /**< parts of the first field (`unit,geo\time`), 1: it is one field */
	bool native; /**< the claim CSV itself: no footnotes, an empty value needs a status */
	bool wide;
	long header_line;
	bool *used; /**< [width] columns that something is read from */
} csv_plan;

/** Makes the plan; complains in `list` about maps and columns that make no sense. err is for memory
 * only. The sample must live as long as the plan. */
tally_status csv_plan_make(const csv_sample *sample, const csv_preamble *preamble,
			   const tally_csv_options *options, const tally_codes *codes,
			   bool decimal_comma, const char *file, tally_diagnostics *list,
			   csv_plan *out, tally_error *err);
void csv_plan_release(csv_plan *plan);

/** Cuts the first field of a record into plan->split parts; *n grows by split - 1. The arrays have
 * room. The field is overwritten. */
void csv_split_first(char **fields, size_t *lengths, int *n, int split);

/** What a printed metric says besides its name: `货币(M1)供应量同比增长(%)`. */
typedef struct {
	int32_t metric;            /**< id or TALLY_NO_CODE */
	int32_t unit;              /**< id or TALLY_NO_CODE: the text says none */
	int measure;               /**< tally_measure, or -1: the text says none */
	bool previous;             /**< on the preceding span (环比) */
	bool cumulative;           /**< since the beginning of the year (累计) */
	char name[TALLY_NAME_MAX]; /**< the bare name, for a definition */
	char unit_text[128];       /**< the unit's text, "" when none; it may be unknown */
} csv_name;

/** Takes a printed metric apart; metric and unit are looked up, not defined. */
void csv_name_read(const char *text, size_t len, const tally_codes *codes, csv_name *out);

/** A code made of a foreign name by a fixed rule, see name.c. distinct: with digits of the name's
 * digest even where the rule needs none, because another name has the plain code. */
void csv_code_of(const char *name, bool distinct, char out[TALLY_CODE_MAX + 1]);

/** What a cell of a value column holds. */
typedef enum { CSV_CELL_FIGURE, CSV_CELL_MISSING, CSV_CELL_BAD } csv_cell_kind;

typedef struct {
	tally_figure figure;
	uint8_t qualifier; /**< tally_qualifier, when the cell has one */
	char status;       /**< letter of a status mark, or 0 */
	bool smallest; /**< a mark: below the smallest unit shown, which only the column tells */
} csv_cell;

typedef struct csv_marks csv_marks;
/** symbols: NULL, "nbs", "wb" or a file with the columns mark, meaning. */
tally_status csv_marks_load(const char *symbols, csv_marks **out, tally_error *err);
void csv_marks_free(csv_marks *marks);
/** err says what was expected when the cell is bad. */
csv_cell_kind csv_cell_read(const csv_marks *marks, bool decimal_comma, const char *text,
			    size_t len, csv_cell *out, tally_error *err);

/** Bytes before the first that is not UTF-8; all of them when the text is valid. */
size_t csv_utf8_prefix(const char *text, size_t size);
bool csv_is_utf8_name(const char *encoding);

/** Text without spaces (also U+3000 and U+00A0) at its ends. */
void csv_trim(const char **text, size_t *len);

/** A growing text. */
typedef struct {
	char *text; /**< NUL behind; NULL when empty */
	size_t n, capacity;
	bool failed; /**< out of memory */
} csv_buffer;

void csv_buffer_put(csv_buffer *b, const char *bytes, size_t n);
/** As tally_csv_write_field, for text that has no NUL behind. */
int csv_write_field(tally_sink sink, void *context, const char *text, size_t n);
/** A tally_sink: context is a csv_buffer. */
int csv_buffer_sink(void *buffer, const char *bytes, size_t n);

#endif
