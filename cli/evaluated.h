/* evaluated.h: what the verbs of adjustment share: expressions evaluated to series, results as
 * lines of numbers, and writing them into the store. */
#ifndef TALLY_EVALUATED_H
#define TALLY_EVALUATED_H

#include "cli.h"
#include "store/store.h"
#include "transform/expression.h"

/** An expression and the series that came of it. */
typedef struct {
	tally_expression *expression;
	tally_claims claims;
	tally_series_set set;
	tally_computed result;
} cli_evaluated;

/** Evaluates `text` over the store, whole history (the query's from and to are not applied).
 * Returns 0, or the exit code after printing. No series at all is told and gives 3. Release in any
 * case. */
int cli_evaluate(const cli_command *command, tally_store *store, const cli_query *q,
		 const char *text, cli_evaluated *out);
void cli_evaluated_release(cli_evaluated *e);

/** The series of a region: the one of the finest (or coarsest) calendar frequency, NULL when there
 * is none. With only one region in the result and `any`, that one. */
const tally_series *cli_series_of(const cli_evaluated *e, int32_t region, bool finest, bool any);

/** The value of a period; NaN when the series is NULL or has none. */
double cli_value_at(const tally_series *s, tally_period period);

/** The number behind an option, `fallback` when text is NULL; false after printing when it is no
 * number or outside least..most. */
bool cli_number(const cli_command *command, const char *option, const char *text, double least,
		double most, double fallback, double *out);

/** The place of `text` in `words` (closed by NULL), 0 when text is NULL; -1 after printing what
 * the option may be. */
int cli_word(const cli_command *command, const char *option, const char *text,
	     const char *const *words);

/** The days that --from and --to name, or the ends of time; false after printing. */
bool cli_range(const cli_command *command, const cli_query *q, tally_day *from, tally_day *to);

#define CLI_VALUES_MAX 10

/** How a column of numbers is shown. */
typedef enum { CLI_AMOUNT, CLI_NUMBER, CLI_PERCENT } cli_shown;

typedef struct {
	int32_t region; /**< or TALLY_NO_CODE */
	tally_period period;
	const char *label; /**< instead of the period; NULL: the period */
	const char *unit;  /**< of amounts */
	double values[CLI_VALUES_MAX];
} cli_line;

/** A result: lines of numbers, and facts about it (rho, the worst miss). Zero-initialise. */
typedef struct {
	const char *heads[CLI_VALUES_MAX];
	cli_shown shown[CLI_VALUES_MAX];
	int n_values;
	cli_line *lines;
	size_t n, capacity;
	struct cli_fact {
		char name[96];
		double value;
	} * facts;
	size_t n_facts;
	char note[256]; /**< into each stored claim: how it came about */
} cli_lines;

bool cli_lines_add(cli_lines *l, const cli_line *line);
void cli_lines_fact(cli_lines *l, double value, const char *format, ...) TALLY_PRINTF(3, 4);
void cli_lines_release(cli_lines *l);

/** Prints the lines as a table or, with --json, as {"facts":{},"lines":[]}; only periods inside the
 * query's range. Facts go to stderr when there is no JSON. false: a bad --from or --to, told. */
bool cli_lines_print(const cli_command *command, const cli_globals *g, const cli_query *q,
		     const tally_codes *codes, const cli_lines *l);

/** Writes column `column` as claims on `like`'s key (another region a line) into the store: source
 * `source` (tally:...), status E, lines inside the query's range only. Returns the exit code. */
int cli_lines_store(const cli_command *command, const cli_globals *g, const cli_query *q,
		    tally_store *store, const cli_lines *l, int column,
		    const tally_series_key *like, const char *source);

/** The same as a metric of its own (made provisional when the code lists do not know it): `metric`,
 * and metric_head where several columns are stored. Lines without a region belong to `region`.
 * Amounts are in the unit of their line, other columns are plain numbers. */
int cli_lines_store_as(const cli_command *command, const cli_globals *g, const cli_query *q,
		       tally_store *store, const cli_lines *l, const char *metric, int32_t region,
		       const char *source);

#endif
