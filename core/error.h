/* error.h: status codes and error messages.
 *
 * Every function that can fail returns a tally_status and takes a tally_error
 * last, which may be NULL. A missing value, an infeasible system or "not
 * converged" is a result, not an error. The status values are the exit codes of
 * the command line. */
#ifndef TALLY_ERROR_H
#define TALLY_ERROR_H

#include "status.h"

#include <stdbool.h>

#if defined(__GNUC__)
#define TALLY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define TALLY_PRINTF(fmt, args)
#endif

/** Fills *err (NULL: nothing) and returns `status`, so that one can write
 * `return tally_error_set(err, TALLY_EINPUT, "quarter must be 1..4, found %d", q);` */
tally_status tally_error_set(tally_error *err, tally_status status, const char *format, ...)
    TALLY_PRINTF(3, 4);

/** Puts "prefix: " before the message that *err holds; returns err's status. */
tally_status tally_error_prefix(tally_error *err, const char *format, ...) TALLY_PRINTF(2, 3);

/** "out of memory"; returns TALLY_ESYSTEM. */
tally_status tally_error_memory(tally_error *err);
/** Whether that is what *err says, whatever was put before it. */
bool tally_error_is_memory(const tally_error *err);

#endif
