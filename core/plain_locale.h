/* plain_locale.h: numbers are read and printed with a point, whatever locale the host program has
 * set: a German one would make 1,5 of 1.5. */
#ifndef TALLY_PLAIN_LOCALE_H
#define TALLY_PLAIN_LOCALE_H

#include <locale.h>

/** Gives the calling thread the C locale and returns the one it had, for uselocale(). A thread that
 * is started has that of the process again, so each one that computes calls this first. */
locale_t tally_plain_locale(void);

#endif
