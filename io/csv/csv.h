/* csv.h: CSV files in and out: claims (tidy), tables (wide), code lists.
 *
 * Parsing is libcsv's. Input may be UTF-8 with or without BOM, GB18030 or UTF-16; line ends LF,
 * CRLF or CR. */
#ifndef TALLY_CSV_H
#define TALLY_CSV_H

#include "claim.h"
#include "codes.h"
#include "diagnostics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A whole file as UTF-8 text. */
typedef struct {
	char *text; /**< [size] and a NUL behind; BOM removed */
	size_t size;
	const char *encoding; /**< "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE" */
	char digest[65];      /**< SHA-256 of the bytes as they were, hex */
} tally_input;

/** What is held in memory as a whole is refused beyond this, and a device that is no terminal,
 * which may never end, beyond TALLY_CSV_RECORD_MAX. Plain tables are read in blocks and have no
 * such limit. */
#define TALLY_INPUT_MAX ((size_t)4 << 30)

/** Reads a file ("-": standard input) and brings it to UTF-8. encoding NULL: found out from the
 * bytes; bytes that are in no known encoding are TALLY_EINPUT with the place of the first bad one.
 */
tally_status tally_input_read(const char *path, const char *encoding, tally_input *out,
			      tally_error *err);
void tally_input_release(tally_input *in);

/** A record longer than this (64 MiB) or with more fields is refused: nearly always a quote that
 * was left open. */
#define TALLY_CSV_RECORD_MAX ((size_t)64 << 20)
#define TALLY_CSV_FIELDS_MAX 65536

/** One record: fields are NUL-terminated, owned by the reader, valid until return. `line` is the
 * physical line on which the record began, 1-based. Return 0 to go on. */
typedef int (*tally_csv_row)(void *context, char *const *fields, const size_t *lengths,
			     int n_fields, long line);

/** Calls `row` for each record of text[0..size). separator 0: ','. Blank lines are passed over;
 * spaces and tabs around an unquoted field are not part of it; a quote inside an unquoted field is
 * an ordinary character. A quote left open at the end is TALLY_EINPUT (the message begins with
 * "line N:"). */
tally_status tally_csv_scan(const char *text, size_t size, char separator, tally_csv_row row,
			    void *context, tally_error *err);

/** Loads code lists: the built-in ones, or DIR/{metrics,regions,...}.csv over them when dir is not
 * NULL. Rows of a user's list replace built-in rows of the same code and add new ones. All
 * complaints go to `list`. */
tally_status tally_codes_load(const char *dir, tally_codes **out, tally_diagnostics *list,
			      tally_error *err);
/** The same from n texts in memory, names[i] = "metrics", ...; where a name comes twice, the later
 * text is laid over the earlier. */
tally_status tally_codes_parse(const char *const *names, const char *const *texts, int n,
			       tally_codes **out, tally_diagnostics *list, tally_error *err);
/** The seven built-in lists: names and CSV texts. */
extern const char *const tally_builtin_names[];
extern const char *const tally_builtin_texts[];
extern const int tally_builtin_count;

typedef enum { TALLY_LAYOUT_AUTO, TALLY_LAYOUT_TIDY, TALLY_LAYOUT_WIDE } tally_layout;

/** How to read a table of figures. Zero-initialised: find out. Strings are the user's words; NULL:
 * not given. */
typedef struct {
	tally_layout layout;
	const char *const *maps;
	int n_maps; /**< "field=column head" (`region=地区`); `value=..` may be repeated (one metric
		       a column) */
	const char *metric, *region, *period, *unit, *measure, *prices, *basis, *adjustment,
	    *kind; /**< for columns that are not there */
	const char *source, *published, *locator, *status, *note;
	const char *symbols;  /**< "nbs", "wb" or a file: what marks mean; NULL: the common ones */
	int skip_lines;       /**< physical lines to pass over before the header; 0: find out */
	char separator;       /**< 0: find out among , ; TAB | */
	const char *encoding; /**< NULL: find out */
	bool ignore_extra;    /**< unknown columns are fine */
	bool define;          /**< unknown codes become provisional ones */
	bool accept_unresolved; /**< rows of tier U too */
	bool decimal_comma;
	int threads;              /**< at most so many; 0: as many as there are processors */
	int32_t likes;            /**< kinds of rows that a thread remembers, at most; 0: 2^21 */
	const tally_input *input; /**< the text, read already from `path`; NULL: read it */
	/** Only the records of bytes from .. to - 1 of a large claim CSV, for one of several
	 * readers; both stand behind a line end or at the ends of the file. to 0: all. */
	int64_t from, to;
	bool by_libcsv; /**< every record through libcsv, by one thread: slower, the same claims */
} tally_csv_options;

typedef struct {
	int64_t rows, cells, stored, missing, refused; /**< cells = stored + missing + refused */
	tally_layout layout;
	long header_line;
	const char *encoding;
	char digest[65];
	int64_t lines; /**< lines read, where only a part of a file was */
	bool apart;    /**< the part asked for could be read by itself; false: nothing was read, or
			  what was is worth nothing */
} tally_csv_counts;

/** Reads claims from a file. Bad cells are complained of in `list` (file, line, column, found,
 * expected) and left out; the caller decides what to do when list->errors > 0. rejects (may be
 * NULL) gets the refused records as CSV text with a column `error`; free() it. */
tally_status tally_csv_read_claims(const char *path, const tally_csv_options *options,
				   tally_codes *codes, tally_claims *out, tally_csv_counts *counts,
				   tally_diagnostics *list, char **rejects, tally_error *err);

/** Takes claims over while a file is read, so that they need not all be held at once: in the order
 * of the file, by one thread at a time. The table is the same each time; its texts stay and grow.
 */
typedef struct {
	void *target;
	/** Takes the claims of the table and sets table->n to 0. */
	tally_status (*add)(void *target, tally_claims *table, tally_error *err);
	/** Claims that rows will be like, numbered on from the last call. */
	tally_status (*likes)(void *target, tally_claims *table, tally_error *err);
	tally_status (*add_rows)(void *target, const tally_like_rows *rows, tally_error *err);
	/** Says about how many rows there will be; may be NULL. */
	void (*expect)(void *target, int64_t rows);
	/** Forgets all: the file is read again in another way. */
	void (*clear)(void *target);
	/** No more rows are like the claims so far; numbers begin anew. May be NULL. */
	void (*forget_likes)(void *target);
} tally_csv_receiver;

/** As tally_csv_read_claims, with the claims handed to a receiver in blocks. */
tally_status tally_csv_read_blocks(const char *path, const tally_csv_options *options,
				   tally_codes *codes, const tally_csv_receiver *receiver,
				   tally_csv_counts *counts, tally_diagnostics *list,
				   char **rejects, tally_error *err);

/** Where output goes: a growing buffer that the caller writes out. Returns nonzero to stop. */
typedef int (*tally_sink)(void *context, const char *bytes, size_t n);

/** Canonical CSV: columns in use only (all_columns: every one), LF, minimal quotes, codes, shortest
 * periods. The claims must be sorted. */
tally_status tally_csv_write_claims(const tally_claims *claims, const tally_codes *codes,
				    bool all_columns, tally_sink sink, void *context,
				    tally_error *err);

/** The same row by row, for claims that are not all in memory. `columns`: a set, the ones of
 * tally_csv_columns_of all claims together, or TALLY_CSV_ALL_COLUMNS. */
typedef struct tally_csv_rows tally_csv_rows;
#define TALLY_CSV_ALL_COLUMNS UINT32_MAX
/** The columns that must stand for this claim to be told whole. */
uint32_t tally_csv_columns_of(const tally_claim *claim);
tally_csv_rows *tally_csv_rows_new(const tally_codes *codes, uint32_t columns, tally_sink sink,
				   void *context); /**< NULL: out of memory */
/** The pool that the text ids of the claims to come are of; again whenever its ids change. */
void tally_csv_rows_texts(tally_csv_rows *rows, const tally_pool *texts);
/** What comes from here on goes to another context of the same sink. */
void tally_csv_rows_sink(tally_csv_rows *rows, void *context);
void tally_csv_rows_head(tally_csv_rows *rows);
void tally_csv_rows_put(tally_csv_rows *rows, const tally_claim *claim);
/** The same in two steps, for rows that differ in period and a decimal only: first what they share,
 * then each; `place`: its number in the series (neighbours mostly have the same periods there). */
void tally_csv_rows_like(tally_csv_rows *rows, const tally_claim *claim);
void tally_csv_rows_cell(tally_csv_rows *rows, size_t place, tally_period period,
			 tally_decimal value);
/** Whether the sink wants no more or memory ran out: the rest can be left out. */
bool tally_csv_rows_stopped(const tally_csv_rows *rows);
/** Hands on what is left, and says whether all was taken. */
tally_status tally_csv_rows_free(tally_csv_rows *rows, tally_error *err);

/** Writes one field with quotes where needed. */
int tally_csv_write_field(tally_sink sink, void *context, const char *text);

#endif
