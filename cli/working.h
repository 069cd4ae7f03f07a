/* working.h: a sign of life for work that takes more than a second. */
#ifndef TALLY_CLI_WORKING_H
#define TALLY_CLI_WORKING_H

/** Between these two nothing is printed by the verb. When standard error is a terminal and a second
 * has passed, "what: 3 s" stands on its last line until the end. */
void cli_working(const char *what);
void cli_worked(void);

#endif
