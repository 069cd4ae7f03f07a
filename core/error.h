/* error.h: status codes and error messages.
 *
 * Every function that can fail returns a tally_status and takes a tally_error
 * last, which may be NULL. A missing value, an infeasible system or "not
 * converged" is a result, not an error. The status values are the exit codes of
 * the command line. */
#ifndef TALLY_ERROR_H
#define TALLY_ERROR_H

#if defined(__GNUC__)
#define TALLY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define TALLY_PRINTF(fmt, args)
#endif

typedef enum {
	TALLY_OK = 0,      /**< done */
	TALLY_EUSAGE = 2,  /**< the caller asked for something that makes no sense: `yoy(` */
	TALLY_EINPUT = 3,  /**< a file, figure or code is wrong: quarter 5, a damaged store */
	TALLY_ESYSTEM = 4, /**< the system failed: out of memory, disk full, no gnuplot */
} tally_status;

/** Longest message, the closing NUL included; a longer one is cut at a character. */
#define TALLY_ERROR_SIZE 1024

/** What went wrong, on the caller's stack. Start with `tally_error err = {0}`. */
typedef struct {
	tally_status status;
	char message[TALLY_ERROR_SIZE];
} tally_error;

/** Fills *err (NULL: nothing) and returns `status`, so that one can write
 * `return tally_error_set(err, TALLY_EINPUT, "quarter must be 1..4, found %d", q);` */
tally_status tally_error_set(tally_error *err, tally_status status, const char *format, ...)
    TALLY_PRINTF(3, 4);

/** Puts "prefix: " before the message that *err holds; returns err's status. */
tally_status tally_error_prefix(tally_error *err, const char *format, ...) TALLY_PRINTF(2, 3);

/** "out of memory"; returns TALLY_ESYSTEM. */
tally_status tally_error_memory(tally_error *err);

#endif
