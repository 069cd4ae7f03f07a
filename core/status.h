/* status.h: status codes and the error struct, for programs of others as well: it is installed beside
 * tally.h. */
#ifndef TALLY_STATUS_H
#define TALLY_STATUS_H

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

#endif
