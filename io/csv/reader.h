/* reader.h: one reading of one file, shared by the parts that carry it out.
 *
 * Threads have a reader each: what the file's layout says (plan, sample, marks) is the same for all
 * and only read; the row at hand, the claims, the counts and the complaints are each one's own. */
#ifndef TALLY_CSV_READER_H
#define TALLY_CSV_READER_H

#include "csv/likes.h"
#include "csv/resolve.h"
#include "csv/source.h"

/* Notes below a table may go on for some lines; more than this are rows in disguise. */
#define FOOTNOTES_MAX 100

typedef enum { LABEL_NEW, LABEL_GOOD, LABEL_BAD } label_state;

typedef struct {
	label_state state;
	csv_resolved value;
} label;

typedef struct {
	const char *file;
	const tally_csv_options *options;
	tally_claims *out; /* what the row at hand gave; its texts lie in resolver.texts */
	tally_csv_counts *counts;
	tally_diagnostics *list;
	csv_sample sample;
	csv_preamble preamble;
	csv_plan plan;
	csv_marks *marks;
	csv_resolver resolver;
	csv_field active[CSV_N_FIELDS]; /* fields with a column or a pattern, unit first */
	int n_active;
	csv_resolved constants[CSV_N_FIELDS];
	bool has_constant[CSV_N_FIELDS];
	label *labels; /* [plan.n_values] */
	bool decimal_comma;

	/* the row at hand */
	tally_claim row;
	csv_named named;
	bool has_named, has_measure, has_status;
	int32_t row_unit;
	long line;
	bool bad;        /* a field of it was refused: so are its figures */
	bool torn;       /* it has a wrong number of fields: nobody knows which is which */
	char error[512]; /* first complaint about it */
	char names[2][TALLY_NAME_MAX];
	int64_t n_records;
	bool inside; /* lines are not counted from the beginning of the file */
	bool later;  /* nor is anything read that stands there: a part behind the first */
	bool line_refused;
	char **fields; /* [capacity] scratch for composite first fields */
	size_t *lengths;
	int capacity;

	csv_record footnotes[FOOTNOTES_MAX];
	int n_footnotes;
	csv_buffer rejects;
	bool want_rejects;
	tally_status status;
	tally_error *err;
} csv_reader;

/* row.c */

/** Looks up the flags' words once; what is wrong with them is an error of the whole. */
tally_status csv_resolve_constants(csv_reader *r);
/** Lists the fields that columns or patterns give, in the order in which they are looked up. */
void csv_list_active_fields(csv_reader *r);
/** One record of figures: its claims, counts and complaints. Fields need no NUL behind. */
void csv_read_row(csv_reader *r, char *const *fields, const size_t *lengths, int n, long line);

/* reject.c */

/** Keeps a refused record, with r->error as its complaint. */
void csv_reject(csv_reader *r, char *const *fields, const size_t *lengths, int n);
/** Puts the lines above the table and the header before the refused records. */
void csv_reject_head(csv_reader *r);

/* read.c */

/** A tally_csv_row for any record of the file; context is a csv_reader. */
int csv_take_record(void *context, char *const *fields, const size_t *lengths, int n, long line);

/* plain.c */

#define CSV_PERIOD_SLOTS 256

/** Periods seen, by their text of at most 16 bytes: direct-mapped. */
typedef struct {
	uint64_t text[2]; /**< zero-padded; all zero: empty */
	tally_period period;
} csv_known_period;

/** What a stretch of a file gave, in its order: rows that are like a claim met before, and whole
 * claims. */
typedef struct {
	int32_t *like; /**< [n] each: number in the dictionary */
	tally_period *period;
	int64_t *mantissa;
	uint8_t *decimals;
	uint32_t *line; /**< counted from the first of the stretch */
	size_t n, capacity;
	tally_claims claims; /**< (its texts are not used) */
	uint32_t *runs;      /**< so many rows, so many claims, rows, claims, ... */
	size_t n_runs, cap_runs;
	tally_claims likes; /**< what new likes stand for, in order of number */
} csv_yield;

/** A reader with a memory for plain rows; each thread has one. */
typedef struct {
	csv_reader *r;
	csv_yield *yield;
	csv_likes likes;
	csv_known_period periods[CSV_PERIOD_SLOTS];
	int32_t head, rest;        /**< of the last plain row, -1: none */
	int64_t learned, repeated; /**< how well learning pays */
	bool unchecked;            /**< the text may not be UTF-8: what is learned is checked */
	bool bad_bytes;            /**< it was not */
} csv_worker;

/** Reads the records of text[*stop..size). *line: the line of *stop, counted as the yield counts;
 * afterwards that of the new *stop. last: nothing follows the text; otherwise a record that is not
 * complete is left and *stop stays before it. enough: stops when the yield holds so many. */
tally_status csv_read_range(csv_worker *w, const char *text, size_t size, bool last, char separator,
			    size_t enough, long *line, size_t *stop);
void csv_worker_release(csv_worker *w);

void csv_yield_clear(csv_yield *y);
void csv_yield_release(csv_yield *y);

/* join.c */

/** Numbers of one side by numbers of the other. Zero-initialise. */
typedef struct {
	int32_t *items;
	size_t n, capacity;
} csv_map;

bool csv_map_add(csv_map *map, int32_t value);

/** Where all that was read comes together, in the order of the file. */
typedef struct {
	tally_claims *out;                  /**< claims, or what the receiver gets; all texts */
	const tally_csv_receiver *receiver; /**< NULL: all claims stay in `out` */
	tally_claims likes;                 /**< without a receiver: what likes stand for */
	int32_t n_likes;
	tally_error *err;
} csv_join;

/** Hands over what a yield holds, whose codes and texts are those of the whole; map: numbers of
 * its likes among all, which its new likes join. Lines count from behind line `before`. The yield
 * is empty then. */
tally_status csv_join_yield(csv_join *j, csv_yield *y, csv_map *map, int64_t before);
void csv_join_release(csv_join *j);

/* pipeline.c */

/** Reads all that the source gives, by several threads where that is allowed and pays. *bad_bytes:
 * the text turned out not to be UTF-8, and what was handed over is worth nothing. */
tally_status csv_read_source(csv_reader *r, csv_source *source, csv_join *join, char separator,
			     bool *bad_bytes);

/** options->likes. */
static inline int32_t csv_likes_most(const tally_csv_options *options)
{
	return options->likes > 0 && options->likes < CSV_LIKES_MOST ? options->likes
								     : CSV_LIKES_MOST;
}

#endif
