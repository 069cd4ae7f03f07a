/* glpk_guard.h: manners for GLPK: silent, and its abort is an answer. */
#ifndef TALLY_GLPK_GUARD_H
#define TALLY_GLPK_GUARD_H

#include <stdbool.h>

/** Before the first and after the last use of problems in a thread; calls nest. GLPK's environment
 * is thread-local and is freed with the last end. */
void tally_glpk_begin(void);
void tally_glpk_end(void);

/** Runs `run(context)`; false when GLPK gave up inside. Its problems must not be touched again
 * then, not even to delete them. */
bool tally_glpk_guarded(void (*run)(void *context), void *context);

#endif
