/* review.h: one self-contained page on which a person accepts, corrects or rejects what was
 * read. It works from the file system without a server, and saves the decisions as the CSV of
 * decisions.h. */
#ifndef TALLY_REVIEW_H
#define TALLY_REVIEW_H

#include "text/reader.h"

/** The page about one text. readings: [n_readings] in order; unread: [n_unread]. Everything from
 * the text is escaped; nothing is loaded from elsewhere. Returns nonzero when the sink stopped. */
int tally_review_write(const char *source, const char *digest, const char *bytes, size_t size,
		       const tally_reading *readings, size_t n_readings, const tally_unread *unread,
		       size_t n_unread, int (*sink)(void *context, const char *bytes, size_t n),
		       void *context);

#endif
