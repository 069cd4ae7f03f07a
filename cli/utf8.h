/* utf8.h: characters one by one, for what is printed. */
#ifndef TALLY_CLI_UTF8_H
#define TALLY_CLI_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/** Bytes of the UTF-8 character at s (1 to 4), its code point in *cp; 0 when the bytes are none. s
 * ends with a NUL somewhere behind. */
int cli_utf8(const unsigned char *s, uint32_t *cp);

/** Whether a character could steer a terminal or turn a line around. */
bool cli_steers(uint32_t cp);

#endif
