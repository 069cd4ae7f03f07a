/* lookalike.h: letters of other scripts that look like Latin ones, and characters that are not
 * seen: a code that holds one is not the code that a reader sees. (Full-width forms are another
 * matter: they mean their ASCII letters, and looking up a name folds them.) */
#ifndef TALLY_LOOKALIKE_H
#define TALLY_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>

#define TALLY_LOOKALIKE_NOTE 96

/** Writes text[0..len) with every look-alike as the ASCII letter, digit or dash that it looks like,
 * and without what is not seen, to plain[len + 1]. note says of the first of them what it is:
 * `character 3 is U+0440, which looks like "p"`. False, and nothing written to note, when there is
 * none. */
bool tally_lookalike(const char *text, size_t len, char *plain, char note[TALLY_LOOKALIKE_NOTE]);

#endif
