/* vintages.h: the revision history of a series. */
#ifndef TALLY_CLI_VINTAGES_H
#define TALLY_CLI_VINTAGES_H

#include "cli.h"

/** Prints every release of the figures of a metric and region, each revision against the release
 * before, and the mean, mean size and standard deviation of the revisions (levels in per cent,
 * rates in points). Returns the exit code. */
int cli_vintages(const cli_command *command, const cli_globals *g, const cli_query *q,
		 const char *metric, const char *region);

#endif
