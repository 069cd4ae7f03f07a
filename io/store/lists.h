/* lists.h: the code lists in the file.
 *
 * /lists holds their CSV texts byte for byte; where a user's list was laid over another of the same
 * name, the lower one is NAME_under. /codes holds the codes that were defined later, and tables of
 * all codes for other readers: metric k of a series is row k of metric_code. */
#ifndef TALLY_STORE_LISTS_H
#define TALLY_STORE_LISTS_H

#include "codes.h"
#include "store/h5.h"

typedef struct {
	char **names;
	char **texts;
	int n;
} store_lists;

tally_status store_lists_write(hid_t file, const char *const *names, const char *const *texts,
			       int n, tally_error *err);
tally_status store_lists_read(hid_t file, uint64_t file_size, store_lists *out, tally_error *err);
void store_lists_release(store_lists *lists);

/** Parses the lists and adds the codes that were defined later. */
tally_status store_codes_read(hid_t file, uint64_t file_size, const store_lists *lists,
			      tally_codes **out, tally_error *err);
/** Whether the codes that were defined later are exactly those of the file: then ids mean the same.
 */
tally_status store_codes_same(hid_t file, uint64_t file_size, const tally_codes *codes, bool *same,
			      tally_error *err);
/** Writes the group /codes in place of the one that is there. */
tally_status store_codes_write(hid_t file, const tally_codes *codes, tally_error *err);

/** How many of each kind there are. */
typedef struct {
	int32_t metrics, regions, units;
} store_code_counts;

/** The codes behind those, defined as they came, as CSV: metrics, regions, units, each in order of
 * id. malloc'ed, NULL when out of memory. */
char *store_defined_text(const tally_codes *codes, const store_code_counts *behind, size_t *n);

typedef enum { STORE_DEFINED_METRIC, STORE_DEFINED_REGION, STORE_DEFINED_UNIT } store_defined_kind;

/** A row of that text; code: the text of a unit. */
typedef struct {
	store_defined_kind kind;
	const char *code, *name, *base, *dimension;
	int power;
} store_defined;

/** Defines what such a text says, but what known(context, ...) says yes to; known NULL: nothing. */
typedef bool (*store_known_code)(void *context, const store_defined *row);
tally_status store_defined_read(const char *text, size_t n, tally_codes *codes,
				store_known_code known, void *context, tally_error *err);

/** Checks that the tables of codes say what the lists say. TALLY_EINPUT: they do not, or are damaged. */
tally_status store_codes_check(hid_t file, uint64_t file_size, const tally_codes *codes,
			       tally_error *err);

/** Where each id of one set of lists stands in another, which learns the codes that it lacks. */
typedef struct {
	int32_t *metrics, *regions, *units;
	int32_t n_metrics, n_regions, n_units;
	bool same;    /**< every id stays what it is */
	bool defined; /**< `to` has learned codes */
} store_code_map;
tally_status store_code_map_make(const tally_codes *from, tally_codes *to, store_code_map *out,
				 tally_error *err);
void store_code_map_release(store_code_map *map);

#endif
