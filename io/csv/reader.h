/* reader.h: one reading of one file, shared by the parts that carry it out.
 *
 * Threads have a reader each: what the file's layout says (plan, sample, marks) is the same for all
 * and only read; the row at hand, the claims, the counts and the complaints are each one's own. */
#ifndef TALLY_CSV_READER_H
#define TALLY_CSV_READER_H

#include "csv/resolve.h"

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
	tally_claims *out;
	const tally_csv_receiver *receiver; /* NULL: all claims stay in `out` */
	void *target;                       /* of the receiver, for this reader */
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

/** Hands the claims to the receiver, if there is one and they are many (`all`: however few). */
void csv_hand_over(csv_reader *r, bool all);

/** Reads the records that begin in text[from..to); the text goes on to `size`, and so may the last
 * record. *line is the line of `from`; afterwards that of *stop, where the next record begins. */
tally_status csv_read_range(csv_reader *r, const char *text, size_t size, size_t from, size_t to,
			    char separator, long *line, size_t *stop);

/* chunks.c */

/** The whole text, by several threads where that is allowed and pays. */
tally_status csv_read_text(csv_reader *r, const char *text, size_t size, char separator);

#endif
