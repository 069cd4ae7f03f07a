/* terminal.h: a terminal shows text and obeys none of it. */
#ifndef TALLY_CLI_TERMINAL_H
#define TALLY_CLI_TERMINAL_H

#include <stddef.h>

/** From here on, what is printed to stdout and stderr where they are terminals passes a filter:
 * control characters but line feed and tab, marks that turn the direction of a line, and bytes that
 * are no UTF-8 are shown as \u001b or \xff. Names, notes and file names of others can then not
 * steer the terminal, whatever verb prints them. Call once, before anything is printed. */
void cli_guard_terminals(void);

/** Puts a picture (colours, sixels) to standard output past the filter. The bytes are ours. */
void cli_put_picture(const char *bytes, size_t n);

#endif
