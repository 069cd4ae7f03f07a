/* cli.h: what every subcommand shares: options, output, messages, exit codes. */
#ifndef TALLY_CLI_H
#define TALLY_CLI_H

#include "claim.h"
#include "codes.h"
#include "diagnostics.h"
#include "error.h"
#include "ranks.h"
#include "series.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Global options, parsed before or after the verb. */
typedef struct {
	const char *store; /**< -s/--store, else $TALLY_STORE, else "tally.h5" */
	const char *codes; /**< --codes DIR or NULL */
	const char *lang;  /**< "en" (default) or "zh": --lang, else from LC_ALL/LANG */
	bool json;         /**< --json */
	bool colour;       /**< stdout is a terminal and NO_COLOR is not set */
	bool no_wait;      /**< --no-wait */
	size_t max_errors; /**< --max-errors, default 50 */
	const tally_ranks *ranks; /**< the processes of this job; NULL: this one is alone */
} cli_globals;

typedef enum {
	CLI_FLAG,          /**< --strict: *(bool *)target = true */
	CLI_TEXT,          /**< --as-of X: *(const char **)target = X */
	CLI_LIST,          /**< may be repeated: *(cli_list *)target gets X appended */
	CLI_INT,           /**< *(long *)target */
	CLI_OPTIONAL_TEXT, /**< --growth[=X]: target gets X, or "" when none is given */
} cli_option_kind;

typedef struct {
	const char **items; /**< [n], kept until the program ends */
	int n;
} cli_list;

/** One option of a verb; a table of them ends with name NULL. Its row is also its line in --help.
 */
typedef struct {
	const char *name; /**< "as-of" */
	char letter;      /**< 'o' or 0 */
	cli_option_kind kind;
	void *target;
	const char *value; /**< "DATE", or NULL for flags */
	const char *help;
} cli_option;

typedef struct cli_command {
	const char *name;
	const char *summary;  /**< one line for `tally --help` */
	const char *usage;    /**< "check [OPTION...]" */
	const char *help;     /**< what it does, in a few sentences */
	const char *examples; /**< lines "tally check  # comment" */
	int (*run)(const cli_globals *g, int argc,
		   char **argv); /**< argv[0] is the verb; returns the exit code */
	bool together; /**< run by all processes of a job, else by the first alone */
} cli_command;

/** Every verb's table entry, defined in cmd_<verb>.c; the list stands in main.c. */
extern const cli_command *const cli_commands[];
const cli_command *cli_find(const char *name);

/** Parses argv[1..] with `options` and the global ones; words that are no options are moved to
 * argv[0..*n_words). "--" ends options, "-" is a word. --help prints the verb's page and sets
 * *done. Unknown options are told with a did-you-mean. Returns 0 or 2. */
int cli_parse(const cli_command *command, cli_globals *g, const cli_option *options, int argc,
	      char **argv, char **words, int *n_words, bool *done);

/** Frees the lists that cli_parse made of repeated options; called when the verb has run. */
void cli_forget_words(void);

/** Prints "tally: message" on stderr and returns the exit code of the error. */
int cli_fail(const tally_error *err);
/** The same for "out of memory". */
int cli_no_memory(void);
/** "tally VERB: message", exit code 2, with a hint to --help. */
int cli_usage(const cli_command *command, const char *format, ...) TALLY_PRINTF(2, 3);
/** Prints all diagnostics as file:line:column: message. */
void cli_diagnostics(const tally_diagnostics *list);

/** fputs. On a terminal the stream itself makes control characters visible (terminal.h). */
void cli_put(FILE *to, const char *text);
/** A JSON string with quotes, escaped; valid UTF-8 out whatever comes in. */
void cli_json_string(FILE *to, const char *text);
/** A double as JSON: 17 digits, null for NaN and infinities. */
void cli_json_number(FILE *to, double value);

/** Columns that line up, CJK counted as two cells; numbers to the right. */
typedef struct cli_table cli_table;
cli_table *cli_table_new(int n_columns, const char *const *heads, const char *align /* "lrr" */);
void cli_table_row(cli_table *t, const char *const *cells);
void cli_table_print(cli_table *t, FILE *to);
void cli_table_free(cli_table *t);

/** 1234567.8 -> "1,234,567.8"; value in base units shown in a unit a reader knows (yuan -> 亿元 /
 * 100m yuan). */
void cli_format_value(double value, const char *base_unit, const char *lang, char out[64]);

/** Flushes stdout; a failed write (disk full, closed pipe) is exit code 4. Call last: `return
 * cli_finish(code)`. */
int cli_finish(int code);

/** The exit code of all processes of the job: of the first that has one; the first process tells
 * when it is another's. Alone: code. */
int cli_together(const cli_globals *g, int code);

/** Look-ups with did-you-mean: the id, or TALLY_NO_CODE after printing the error. */
int32_t cli_metric(const cli_command *command, const tally_codes *codes, const char *text);
int32_t cli_region(const cli_command *command, const tally_codes *codes, const char *text);
/** false after printing the error. */
bool cli_day(const cli_command *command, const char *text, tally_day *out);
/** --memory: at least `least` megabytes, as bytes; false after printing the error. */
bool cli_memory(const cli_command *command, long megabytes, long least, size_t *bytes);
bool cli_period(const cli_command *command, const char *text, tally_period *out);

/** What most verbs that read series ask for. Zero-initialise; give CLI_QUERY_OPTIONS(q) in the
 * verb's option table. */
typedef struct {
	const char *from, *to, *as_of, *source, *prefer, *measure, *rounding;
} cli_query;

#define CLI_QUERY_OPTIONS(q)                                                                       \
	{"from", 0, CLI_TEXT, &(q).from, "PERIOD", "from this period on"},                         \
	    {"to", 0, CLI_TEXT, &(q).to, "PERIOD", "up to this period"},                           \
	    {"as-of", 0, CLI_TEXT, &(q).as_of, "DATE", "what was known on that day"},              \
	    {"source", 0, CLI_TEXT, &(q).source, "FAMILY", "only figures of this source"},         \
	    {"prefer", 0, CLI_TEXT, &(q).prefer, "FAMILY", "this source wins where two speak"},    \
	{                                                                                          \
		"rounding", 0, CLI_TEXT, &(q).rounding, "HOW",                                     \
		    "nearest, half-up, half-even, truncate or either"                              \
	}

typedef struct tally_store tally_store;

/** Opens the store of the globals; with --codes, checks that the lists are the store's own. Returns
 * NULL after printing the error and setting *code. */
tally_store *cli_open(const cli_globals *g, int *code);

struct tally_selection;
/** The selection that the options speak of, metrics and regions open. Returns 0 or the exit code
 * after printing. */
int cli_selection(const cli_command *command, const cli_query *q, struct tally_selection *out);

/** Reads the claims of metric `words[0]` (an id, or TALLY_NO_CODE for all) and the regions named in
 * words (none: all) into *out and the series query into *query. measure -1: all. Returns 0 or the
 * exit code after printing. */
int cli_read(const cli_command *command, const cli_query *q, tally_store *store,
	     const int32_t *metrics, int n_metrics, const int32_t *regions, int n_regions,
	     tally_claims *out);

/** The series query that the options speak of; false after printing. */
bool cli_series_query(const cli_command *command, const cli_query *q, tally_series_query *out);

#endif
