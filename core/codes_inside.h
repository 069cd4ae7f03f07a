/* codes_inside.h: what a tally_codes is made of; for the codes_*.c files only.
 *
 * Rows live in an arena of chunks, so that a pointer to a row or a string stays good while
 * codes are defined later. Every list is a growing array of pointers to rows. */
#ifndef TALLY_CODES_INSIDE_H
#define TALLY_CODES_INSIDE_H

#include "codes.h"
#include "pool.h"

/** A growing array of rows, and where each was written. */
typedef struct {
	void **rows;
	const char **files; /**< [n] "" for rows that no file holds */
	long *lines;        /**< [n] */
	int32_t n, capacity;
} code_list;

/** Folded names -> ids of one list. */
typedef struct {
	tally_pool names;
	int32_t *ids; /**< [capacity] id of each name in the pool, or TALLY_NO_CODE: ambiguous */
	int32_t capacity;
	size_t longest; /**< bytes of the longest name */
} name_index;

typedef struct chunk chunk;

struct tally_codes {
	chunk *arena;
	code_list metrics, regions, memberships, breaks, units, sources, rules;
	name_index metric_names, region_names;
	name_index unit_texts; /**< as spelled */
	name_index unit_loose; /**< without spaces, in lower case */
	tally_source_family neutral;
};

/** Zeroed memory that lives as long as the lists; NULL: out of memory. */
void *codes_keep(tally_codes *codes, size_t size);
const char *codes_keep_text(tally_codes *codes, const char *text, size_t len);

/** Appends a row and returns its id, or -1: out of memory. */
int32_t code_list_add(code_list *list, void *row, const char *file, long line);

/** How names are compared: ASCII letters in lower case, full-width forms and curly quotes as their
 * ASCII ones, outer blanks off, inner runs of blanks as one (spaces = false: none at all). Returns
 * the length, or -1 when it does not fit `size`. */
int codes_fold(const char *text, size_t len, bool spaces, char *out, size_t size);

/** Adds a name for an id. *other is the id that has the name already, or `id` itself.
 * false: out of memory. An over-long name is not added. */
bool name_index_add(name_index *index, const char *text, size_t len, bool fold, bool spaces,
		    int32_t id, int32_t *other);
int32_t name_index_find(const name_index *index, const char *text, size_t len, bool fold,
			bool spaces);
void name_index_release(name_index *index);

/** Puts a new unit into both unit indexes; false: out of memory. *other as in name_index_add. */
bool codes_index_unit(tally_codes *codes, const tally_unit *unit, int32_t id, int32_t *other);

/** Whether text is a code: 1..32 ASCII letters, digits, `_`, `-`, `.`. */
bool codes_valid(const char *text);

/** Prices that the row did not state: current for money, none for all else; rates as levels. */
void codes_metric_defaults(tally_metric *m);

#endif
