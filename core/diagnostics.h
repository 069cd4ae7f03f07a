/* diagnostics.h: all complaints about one input, each with its place.
 *
 * Readers do not stop at the first bad cell: they add a diagnostic and go on, so that
 * a person can mend the whole file at once. */
#ifndef TALLY_DIAGNOSTICS_H
#define TALLY_DIAGNOSTICS_H

#include "error.h"

#include <stddef.h>

typedef enum {
	TALLY_WARNING, /**< told, nothing is refused */
	TALLY_ERROR,   /**< the cell, row or file is refused */
} tally_severity;

typedef struct {
	tally_severity severity;
	char *file;    /**< as the user named it; owned by the list */
	long line;     /**< 1-based; 0: the file as a whole */
	long column;   /**< 1-based, the field of a CSV or the character of a text; 0: none */
	char *message; /**< what was found, what was expected, what to do; owned by the list */
} tally_diagnostic;

/** Zero-initialise, or set `max` first (0: keep all). Release when done. */
typedef struct {
	tally_diagnostic *items; /**< the first `count` complaints, in the order found */
	size_t count;
	size_t capacity;
	size_t max;      /**< keep at most so many; the others are only counted. 0: all */
	size_t errors;   /**< all errors, kept or not */
	size_t warnings; /**< all warnings, kept or not */
} tally_diagnostics;

/** Adds one complaint. Out of memory: it is counted but not kept. `list` may be NULL. */
void tally_diagnostics_add(tally_diagnostics *list, tally_severity severity, const char *file,
			   long line, long column, const char *format, ...) TALLY_PRINTF(6, 7);

/** Frees the items and zeroes the struct (`max` stays). */
void tally_diagnostics_release(tally_diagnostics *list);

#endif
