/* source.h: the text of a file in blocks of whole lines, in order. */
#ifndef TALLY_CSV_SOURCE_H
#define TALLY_CSV_SOURCE_H

#include "csv/digest.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/** Bytes of a block, unless a line is longer. */
#define CSV_BLOCK_BYTES ((size_t)1 << 20)

/** A block: text[0..size), with a NUL behind unless it is a part of a larger text. */
typedef struct {
	const char *text;
	size_t size;
	bool last; /**< no block follows */
	char *own; /**< [capacity] a file's bytes */
	size_t capacity;
} csv_block;

/** A text that is all there, or a file that is read as it is asked for. */
typedef struct {
	const char *text; /**< NULL: a file */
	size_t size, at;
	int fd;
	char *carry; /**< bytes read behind the last line end */
	size_t n_carry, cap_carry;
	tally_digest_state digest; /**< of the bytes of the file so far */
	csv_block first;           /**< put back */
	bool has_first;
	size_t block;      /**< wanted bytes of a block */
	bool partial;      /**< only a part of the file comes, */
	size_t part, left; /**< so many bytes, of which these are still to be read */
} csv_source;

/** A text of which the caller takes care. */
csv_source csv_source_of_text(const char *text, size_t size);
/** A file. */
tally_status csv_source_open(const char *path, csv_source *out, tally_error *err);
/** The next block, which keeps its own room; it ends behind a line end outside quotes, as far as
 * counting quotes can tell. Not to be called again after the last. */
tally_status csv_source_next(csv_source *source, csv_block *block, tally_error *err);
/** Puts the first block back, so that it comes once more. */
void csv_source_unread(csv_source *source, csv_block *block);
/** Of a file, only bytes from .. to - 1 come, from now on. */
tally_status csv_source_part(csv_source *source, size_t from, size_t to, tally_error *err);
void csv_source_close(csv_source *source);
void csv_block_release(csv_block *block);

#endif
