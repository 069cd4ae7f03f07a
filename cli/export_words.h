/* export_words.h: which metrics and regions the words of `export` name. */
#ifndef TALLY_CLI_EXPORT_WORDS_H
#define TALLY_CLI_EXPORT_WORDS_H

#include "cli.h"

/** Ids, each once, in the order they were named. Release with free(items). */
typedef struct {
	int32_t *items;
	int n;
} cli_ids;

/** `gdp,population`, `gdp_*`, a name: metrics. Returns 0 or the exit code after printing. */
int cli_metric_words(const cli_command *command, const tally_codes *codes, const char *text,
		     cli_ids *out);
/** A code or name, `CN-*` (all codes of that form), a group and a slash and one star: its members;
 * two stars: the group and everything below it. */
int cli_region_words(const cli_command *command, const tally_codes *codes, char *const *words,
		     int n, cli_ids *out);

#endif
